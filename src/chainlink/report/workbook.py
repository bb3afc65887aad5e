"""The workbook an office hands around: lists of firms, sectors, findings by kind, links, evidence and method."""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chainlink.report.chain_map import INK, STYLES, TINTS
from chainlink.report.document import Line, Page, Table
from chainlink.report.listing import FORMULA
from chainlink.report.panels import Panels, basis_words
from chainlink.report.register import Register, Row
from chainlink.report.sheets import Sheets

A3, A4 = 8, 9
"""Paper, as Excel numbers it."""
MOST_ROWS, MOST_LINKS, MOST_SIGNS = 100_000, 60_000, 32_000
"""Lines of a sheet, live links and signs of a cell that are written; Excel takes 65,530 links and 32,767 signs."""
LINKED = re.compile(r"https?://[^\s\"<>{}|\\^`\x00-\x20]{3,1900}")
NUMERIC = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?|-?\d+(?:\.\d+)?%?")
HEAD_FILL, RULE = "#DCE6EF", "#C2CAD2"
FINDING = (
    "list", "band", "rank", "rank_low", "rank_high", "robust", "sector", "other_sector", "kind", "action", "chains",
    "buyers", "buyer_count", "districts_needing", "districts_having", "value", "value_basis", "confidence", "reasons",
    "gates", "question", "proof", "finding",
)  # fmt: skip
FORMS = {"rank": "0", "rank_low": "0", "rank_high": "0", "robust": "0", "buyer_count": "#,##0", "value": "#,##0.##"}
FORMS |= {"seen": "0", "needed_by": "#,##0", "row": "0", "count": "#,##0"}
WIDEST = {"reasons": 50, "gates": 34, "question": 30, "note": 60, "claims": 50, "url": 40, "chains": 16, "buyers": 24}
WIDEST |= {
    "list": 10,
    "action": 12,
    "value_basis": 14,
    "confidence": 11,
    "districts_needing": 11,
    "districts_having": 11,
}
WIDEST |= {"sector": 20, "other_sector": 18, "makes": 40, "supplies": 26, "buys": 26, "source": 44, "finding": 24}
STACKED = (28, 44, 40)
"""The first columns of a sheet of tables one below the other; further ones are 24 wide."""
USUAL, LINE, HIGHEST = 30, 13.5, 405
"""How wide a column stands at most where nothing else is said, and how high a line and a row stand in points."""
PROOF = ("finding", "sector", "role", "table", "file", "row", "note", "source", "publisher", "date", "url")
LISTS = {"leads": ("leads", "projects", "leave"), "weak": ("weak",), "unlinked": ("unlinked",), "near": ("near",)}
LISTS |= {"extension": ("extension",)}
ORDER = ("overview", "firms", "sectors", *LISTS, "links", "evidence", "method")
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Jump:
    """A cell that leads elsewhere: into a sheet of the book (``internal:``) or to a source's address."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of one list: its columns by key and heading, and its rows; ``paper`` is A3 or A4."""

    key: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value | Jump]]
    paper: int = A3
    note: str = ""


class _Book:
    """Composes the sheets of one workbook and writes them."""

    def __init__(
        self, register: Register, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]
    ) -> None:
        self.register = register
        self.page = page
        sectors = dict.fromkeys(
            sector for chain in chains for sector, role in register.roles.get(chain, {}).items() if role != "support"
        )
        self.sheets = Sheets(register, Panels(register), chains, list(sectors))
        self.lists = {table.key: table for table in self.sheets.finding_tables()}
        shown = {line.panel.removeprefix("g:") for table in self.lists.values() for line in table.lines}
        self.findings = {row["finding"]: row for row in rows if row["finding"] in shown}
        self.places: dict[str, int] = {}
        self.homes = {
            line.panel.removeprefix("g:"): (key, row)
            for key, parts in LISTS.items()
            for row, line in enumerate(
                (line for part in parts if part in self.lists for line in self.lists[part].lines), start=2
            )
        }

    def _say(self, code: str, **parts: object) -> str:
        return self.register.say(code, **parts)

    def _name(self, key: str) -> str:
        return self._say(f"sheet.{key}")

    def _heads(self, *codes: str) -> dict[str, str]:
        return {code: self._say(f"sheet_column.{code}") for code in codes}

    def _page_heads(self, *codes: str) -> dict[str, str]:
        return {code: self._say(f"column.{code}") for code in codes}

    # -- findings and what they rest on ---------------------------------------------------------------------------
    def evidence(self) -> Sheet:
        """The rows and sources every finding rests on, finding by finding, each source on a line of its own."""
        reg = self.register
        rows: list[list[Value | Jump]] = []
        for key, finding in self.findings.items():
            self.places[key] = len(rows) + 2
            home, row = self.homes[key]
            back = Jump(key, f"internal:'{self._name(home)}'!A{row}")
            for one in finding["evidence"]:
                if len(rows) >= MOST_ROWS:
                    break
                given = reg.rows_by_place(one["table"]).get((one["file"], one["row"])) or {}
                for source in (one["source"] or "").split(";"):
                    about = reg.sources.get(source, {})
                    url = about.get("url") or ""
                    rows.append(
                        [
                            back,
                            finding["words"]["sector"],
                            reg.word("evidence_role", one["role"]),
                            one["table"],
                            one["file"],
                            one["row"],
                            given.get("note") or "",
                            about.get("title") or source,
                            about.get("publisher") or "",
                            about.get("date") or "",
                            Jump(url, url) if LINKED.fullmatch(url) else url,
                        ]
                    )
        return Sheet("evidence", self._heads(*PROOF), rows)

    def findings_sheet(self, key: str) -> Sheet:
        """A list of findings as findings.json gives them, in the order of the page."""
        rows = []
        for part in LISTS[key]:
            for line in self.lists[part].lines if part in self.lists else ():
                known = self.findings.get(line.panel.removeprefix("g:"))
                rows.append(self._finding(part, known) if known else self._observation(line))
        names = FINDING if key in {"leads", "weak"} else FINDING[1:]
        rows = rows if key in {"leads", "weak"} else [row[1:] for row in rows]
        heads = self._heads(*names)
        note = {"leads": "leads_note", "weak": "weak_note", "unlinked": "unlinked_note", "near": "near_note"}
        return Sheet(key, heads, rows, note=self._say(f"page.{note.get(key, 'extension_note')}"))

    def _finding(self, part: str, row: Mapping[str, Any]) -> list[Value | Jump]:
        words, key = row["words"], row["finding"]
        given: dict[str, Value | Jump] = {
            "list": self._say(f"book.{part}") if part in {"leads", "projects", "leave", "weak"} else "",
            "robust": None if row["robust"] is None else 100 * row["robust"],
            "buyer_count": len(row["buyers"] or ()),
            "value_basis": basis_words(self.register, row),
            "question": words["next_question"],
            "proof": Jump(
                self._say("page.rests_on", n=len(row["evidence"])),
                f"internal:'{self._name('evidence')}'!A{self.places[key]}",
            ),
        }
        plain = {name: words.get(name, row.get(name)) for name in FINDING if name not in given}
        return [(given | plain)[name] for name in FINDING]

    def _observation(self, line: Line) -> list[Value | Jump]:
        """A line that is no finding: a single source."""
        given: dict[str, Value | Jump] = dict.fromkeys(FINDING, "")
        given |= {"list": self._say("book.single"), "sector": line.cells[2], "kind": line.cells[3]}
        chains = self.register.names("chains", line.chains)
        return list((given | {"buyers": line.cells[4], "reasons": line.cells[6], "chains": chains}).values())

    # -- firms, sectors, links -------------------------------------------------------------------------------------
    def firms(self) -> Sheet:
        """Firms in the order of the page: at work, old material, neighbours and counterparts."""
        reg = self.register
        heads = self._heads("firm", "legal_name") | self._page_heads("district", "park") | self._heads("chains")
        heads |= self._page_heads("makes", "standing", "supplies", "buys", "seen") | self._heads(
            "source", "file", "row"
        )
        rows: list[list[Value | Jump]] = []
        for line in (line for table in self.sheets.firms_tables() for line in table.lines):
            firm = reg.firms[line.panel.removeprefix("f:")]
            name, district, park, makes, standing, supplies, buys, _ = line.cells
            about: list[Value | Jump] = [name, firm["legal_name"] or "", district, park]
            about += [reg.names("chains", line.chains), makes, standing, supplies, buys, firm["seen"]]
            rows.append([*about, *self._rests(firm)])
        return Sheet("firms", heads, rows, note=self._say("page.firms_note"))

    def _rests(self, row: Row) -> list[Value | Jump]:
        titles = (self.register.sources.get(key, {}).get("title") or key for key in row["source"] or ())
        return [self.register.semi.join(titles), row["file"], row["row"]]

    def sectors(self) -> Sheet:
        """Sectors with their state in the region and in every district."""
        table = self.sheets.sectors_table()
        region = self.register.region
        keys = ["sector", "stage", "role", "state", *(f"district:{one}" for one in region), "needed_by", "near"]
        rows = [
            [
                int(cell.replace(",", "")) if key == "needed_by" and cell else cell
                for key, cell in zip(keys, line.cells, strict=True)
            ]
            for line in table.lines
        ]
        chains = [self.register.names("chains", line.chains) for line in table.lines]
        heads = dict(zip(keys, table.columns, strict=True)) | self._heads("chains")
        return Sheet(
            "sectors", heads, [[*row, chain] for row, chain in zip(rows, chains, strict=True)], note=table.note
        )

    def links(self) -> Sheet:
        """Links with what is claimed of them; a joint claim stands once."""
        table = self.sheets.links_table()
        keys = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = dict(zip(keys, table.columns, strict=True)) | self._heads("source", "file", "row")
        links = [self.register.links[line.panel.removeprefix("l:")] for line in table.lines]
        rows = [[*line.cells, *self._rests(link)] for line, link in zip(table.lines, links, strict=True)]
        return Sheet("links", heads, rows, note=table.note)

    # -- writing ---------------------------------------------------------------------------------------------------
    def write(self) -> bytes:
        """Compose and write every sheet."""
        import xlsxwriter

        evidence = self.evidence()
        given = [self.firms(), self.sectors(), *(self.findings_sheet(key) for key in LISTS), self.links(), evidence]
        out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(out, options)
        book.set_properties({"title": self.page.title, "author": "chainlink", "created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - same input, same bytes
        pen = _Pen(book, self.register, self.page.title)
        pages = {key: book.add_worksheet(self._name(key)[:31]) for key in ORDER}
        self._overview(pen, pages["overview"], given)
        for sheet in given:
            pen.sheet(pages[sheet.key], sheet)
        pen.stack(pages["method"], [self._say("page.method_text")], list(self.page.method))
        book.close()
        return out.getvalue()

    def _overview(self, pen: _Pen, page: Any, sheets: Sequence[Sheet]) -> None:
        """The first sheet: what this is, the figures, what the districts share, where to find what."""
        figures = tuple(Line((tile.caption, tile.figure)) for tile in self.page.tiles)
        told = [
            self.page.title,
            self.page.byline,
            self._say("page.screening"),
            *self.page.warnings,
            self._say("book.how_to"),
        ]
        heads = tuple(self._heads("measure", "number").values())
        tables = [Table("tiles", self._name("overview"), heads, figures)]
        tables += [table for table in self.page.tables if table.key == "shared"]
        counts = {sheet.key: len(sheet.rows) for sheet in sheets}
        entries = [
            [
                Jump(self._name(key), f"internal:'{self._name(key)}'!A1"),
                self._say(f"sheet.about_{key}"),
                counts.get(key),
            ]
            for key in ORDER
            if key != "overview"
        ]
        pen.stack(page, told, tables, self._heads("sheet", "holds", "count"), entries)


class _Pen:
    """Writes cells: text as text, numbers as numbers, colours by rule."""

    def __init__(self, book: Any, register: Register, title: str) -> None:
        self.book = book
        self.register = register
        self.title = title
        self.links = 0
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **given: object) -> Any:
        """Return the cell format with these properties, made once."""
        key = tuple(sorted(given.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", "text_wrap": True, "font_size": 10, **given})
        return self._formats[key]

    def cell(self, page: Any, row: int, column: int, value: Value | Jump, form: str = "") -> None:
        """Write a cell; text that a spreadsheet could take for a formula is marked as text."""
        edge = {"border": 1, "border_color": RULE}
        if isinstance(value, Jump) and self.links < MOST_LINKS:
            self.links += 1
            look = self.format(**edge, font_color="#0B4F82", underline=1)
            page.write_url(row, column, value.target, look, value.text[:MOST_SIGNS])
        elif isinstance(value, int | float):
            page.write_number(row, column, value, self.format(**edge, num_format=form or "General"))
        else:
            text = (value.text if isinstance(value, Jump) else value or "")[:MOST_SIGNS]
            marked = {"quote_prefix": True} if text.startswith(FORMULA) else {}
            page.write_string(row, column, text, self.format(**edge, num_format="@", **marked))

    def head(self, page: Any, row: int, heads: Iterable[str]) -> None:
        """Write a row of headings."""
        look = self.format(bold=True, bg_color=HEAD_FILL, border=1, border_color=RULE, valign="vcenter")
        for column, text in enumerate(heads):
            page.write_string(row, column, text, look)

    def sheet(self, page: Any, sheet: Sheet) -> None:
        """Write a list: headings that stay and repeat, a filter, widths, colours, the printed page."""
        rows = sheet.rows[:MOST_ROWS]
        self.head(page, 0, sheet.columns.values())
        widths = [
            _width(heading, [row[column] for row in rows], WIDEST.get(key, USUAL))
            for column, (key, heading) in enumerate(sheet.columns.items())
        ]
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        page.set_row(0, _height(list(sheet.columns.values()), widths))
        for line, row in enumerate(rows, start=1):
            page.set_row(line, _height(row, widths))
            for column, (key, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self.cell(page, line, column, value, FORMS.get(key, ""))
        if not rows:
            page.write_string(1, 0, self.register.say("page.empty_table"), self.format(text_wrap=False))
        last = max(len(rows), 1)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(1, 2 if sheet.key not in {"firms", "sectors"} else 1)
        page.repeat_rows(0)
        self._colours(page, list(sheet.columns), last)
        note = sheet.note
        if len(sheet.rows) > MOST_ROWS:
            note += self.register.say("page.list_goes_on", n=MOST_ROWS, all=len(sheet.rows))
        self._paper(page, sheet.paper, note)

    def _colours(self, page: Any, keys: Sequence[str], last: int) -> None:
        """Colour states, districts and verified gaps by rule, as the page does; the words stay beside the colours."""
        reg = self.register
        for column, key in enumerate(keys):
            if key == "state" or key.startswith("district:"):
                for state, style in STYLES.items():
                    if state not in {"muted", "blank", "present"}:
                        self._rule(page, column, last, reg.word("state", state), style.fill, style.text)
            elif key == "kind":
                style = STYLES["missing"]
                self._rule(page, column, last, reg.word("kind", "missing"), style.fill, style.text)
            elif key == "district":
                for district in reg.region:
                    tint = TINTS.get(reg.colours.get(district, ""), "#F1F2F4")
                    self._rule(page, column, last, reg.name("districts", district), tint, INK)

    def _rule(self, page: Any, column: int, last: int, begins: str, fill: str, ink: str) -> None:
        look = {"bg_color": fill, "font_color": ink}
        key = (("rule", fill), ("ink", ink))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        rule = {"type": "text", "criteria": "begins with", "value": begins, "format": self._formats[key]}
        page.conditional_format(1, column, last, column, rule)

    def _paper(self, page: Any, paper: int, note: str) -> None:
        page.set_paper(paper)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        page.set_header(f"&L{_told(self.title, 80)}&R{_told(note, 120)}")
        page.set_footer(f"&L{_told(self.register.say('office.foot'), 80)}&R{self.register.say('book.page_of')}")

    def stack(
        self,
        page: Any,
        told: Sequence[str],
        tables: Sequence[Table],
        heads: Mapping[str, str] | None = None,
        entries: Sequence[Sequence[Value | Jump]] = (),
    ) -> None:
        """Write running text, then tables one below the other (after the first, the list of ``entries``)."""
        wide = max([len(table.columns) for table in tables] + [3])
        row = 0
        for place, text in enumerate(told):
            look = self.format(bold=place == 0 and len(told) > 1, font_size=16 if place == 0 and len(told) > 1 else 10)
            page.merge_range(row, 0, row, wide - 1, "", look)
            page.write_string(row, 0, text[:MOST_SIGNS], look)
            page.set_row(row, 16 * max(1, -(-_signs(text) // 130)) + (10 if place == 0 and len(told) > 1 else 2))
            row += 1
        for table in tables:
            row = self._block(page, row + 1, table)
            if table.key == "tiles" and heads:
                self.head(page, row + 1, heads.values())
                for line, entry in enumerate(entries, start=row + 2):
                    for column, value in enumerate(entry):
                        self.cell(page, line, column, value, "#,##0")
                row += 2 + len(entries)
        for column in range(max(wide, 3)):
            page.set_column(column, column, [*STACKED, *[24] * wide][column])
        self._paper(page, A4, "")

    def _block(self, page: Any, row: int, table: Table) -> int:
        """Write a titled table; return the row after it."""
        page.write_string(row, 0, table.title, self.format(bold=True, font_size=12, text_wrap=False))
        if table.note:
            page.write_string(row + 1, 0, table.note, self.format(font_color="#52606D", text_wrap=False))
            row += 1
        self.head(page, row + 1, table.columns)
        for number, line in enumerate(table.lines, start=row + 2):
            page.set_row(number, _height(line.cells, [*STACKED, *[24] * len(line.cells)][: len(line.cells)]))
            for column, text in enumerate(line.cells):
                form = "0.0%" if text.endswith("%") else "#,##0.##"
                self.cell(page, number, column, _figure(text) if column else text, form)
        return row + 2 + len(table.lines)


def _figure(text: str) -> str | float:
    """Return the number that a composed cell shows, or its text (a year stays text)."""
    if not NUMERIC.fullmatch(text) or (len(text) == 4 and text.isdigit()):  # noqa: PLR2004 - a year
        return text
    value = float(text.rstrip("%").replace(",", ""))
    return value / 100 if text.endswith("%") else value


def _told(text: str, most: int) -> str:
    """Text for the head or foot of a printed page, where & begins a code."""
    return text[:most].replace("&", "&&").replace("\n", " ")


def _signs(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _width(heading: str, values: Iterable[Value | Jump], most: int) -> float:
    """How wide a column stands: its usual text, at least its heading in two lines, at most ``most``."""
    lengths = sorted(_signs(value.text if isinstance(value, Jump) else str(value or "")) for value in values) or [0]
    usual = lengths[len(lengths) * 9 // 10]
    return min(max(usual + 2, min(_signs(heading) / 2 + 4, 16), 7), most)


def _height(values: Iterable[Value | Jump], widths: Sequence[float]) -> float:
    """How high a row stands, in points, so that its fullest cell can be read; not every reader finds it itself."""
    texts = [value.text if isinstance(value, Jump) else str(value or "") for value in values]
    lines = [-(-_signs(text) // max(int(width) - 1, 1)) for text, width in zip(texts, widths, strict=True)]
    return min(LINE * max(*lines, 1) + 3, HIGHEST)


def workbook(register: Register, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the workbook of a page as xlsx.

    Args:
        register: who is who.
        page: the composed page of the region or of a chain: title, figures, shared chains, method.
        chains: the chains the workbook shows.
        rows: the findings as ``lists.findings_rows`` gives them, in the language of the register.

    """
    return _Book(register, page, chains, rows).write()
