"""The workbook an office hands around: lists of firms, sectors, findings by kind, links, evidence and method."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chainlink.findings.kinds import SHEETS, several
from chainlink.report.document import Line, Page, Table
from chainlink.report.finding_panels import basis_words
from chainlink.report.index import Row, place_of
from chainlink.report.panels import Panels
from chainlink.report.sheets import Sheets
from chainlink.report.signs import upright
from chainlink.report.wording import Wording
from chainlink.report.workbook_pen import MOST_ROWS, Jump, Pen, Sheet, Value

LINKED = re.compile(r"https?://[^\s\"<>{}|\\^`\x00-\x20]{3,1900}")
FINDING = (
    "list", "band", "rank", "sector", "other_sector", "kind", "chains", "buyers", "buyer_count", "districts_needing",
    "value", "reasons", "gates", "question",
    "rank_low", "rank_high", "robust", "action", "districts_having", "value_basis", "confidence", "proof", "finding",
)  # fmt: skip
PRINTED = FINDING.index("question") + 1
"""So many columns of a list of findings are printed; those after them are for the screen."""
PROOF = ("finding", "sector", "role", "table", "file", "row", "note", "source", "publisher", "date", "url")
ORDER = ("overview", "firms", "sectors", *SHEETS, "links", "evidence", "method")


class _Book:
    """Composes the sheets of one workbook and writes them."""

    def __init__(self, register: Wording, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        self.register = register
        self.page = page
        sectors = dict.fromkeys(
            sector
            for chain in chains
            for sector, role in register.index.roles.get(chain, {}).items()
            if role != "support"
        )
        self.sheets = Sheets(register, Panels(register), chains, list(sectors))
        self.lists = {table.key: table for table in self.sheets.finding_tables()}
        shown = {line.panel.removeprefix("g:") for table in self.lists.values() for line in table.lines}
        self.findings = {row["finding"]: row for row in rows if row["finding"] in shown}
        self.places: dict[str, int] = {}
        self.homes = {
            line.panel.removeprefix("g:"): (key, row)
            for key, parts in SHEETS.items()
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
                given = reg.index.rows_by_place(one["table"]).get((one["file"], one["row"])) or {}
                for source in (one["source"] or "").split(";"):
                    about = reg.index.sources.get(source, {})
                    url = about.get("url") or ""
                    rows.append(
                        [
                            back,
                            finding["words"]["sector"],
                            reg.word("evidence_role", one["role"]),
                            one["table"],
                            reg.index.file_of(one),
                            one["row"],
                            given.get("note") or "",
                            about.get("title") or source,
                            about.get("publisher") or "",
                            about.get("date") or "",
                            Jump(url, url) if LINKED.fullmatch(url) else url,
                        ]
                    )
        return Sheet("evidence", self._heads(*PROOF), rows, printed=len(PROOF) - 1)

    def findings_sheet(self, key: str) -> Sheet:
        """A list of findings as findings.json gives them, in the order of the page."""
        rows = []
        for part in SHEETS[key]:
            for line in self.lists[part].lines if part in self.lists else ():
                known = self.findings.get(line.panel.removeprefix("g:"))
                rows.append(self._finding(key, part, known) if known else self._observation(line))
        bare = int(not several(key))
        rows, heads = [row[bare:] for row in rows], self._heads(*FINDING[bare:])
        said = self._say(f"page.{SHEETS[key][0]}_note")
        return Sheet(key, heads, rows, note=said, printed=PRINTED - bare, frozen=4 - bare)

    def _finding(self, sheet: str, part: str, row: Mapping[str, Any]) -> list[Value | Jump]:
        words, key = row["words"], row["finding"]
        given: dict[str, Value | Jump] = {
            "list": self._say(f"book.{part}") if several(sheet) else "",
            "robust": None if row["robust"] is None else 100 * row["robust"],
            "buyer_count": len(row["buyers"] or ()),
            "value_basis": basis_words(self.register, row),
            "question": words["next_question"],
            "action": self.register.action(row),
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
            firm = reg.index.firms[line.panel.removeprefix("f:")]
            name, district, park, makes, standing, supplies, buys, _ = line.cells
            about: list[Value | Jump] = [name, firm["legal_name"] or "", district, park]
            about += [reg.names("chains", line.chains), makes, standing, supplies, buys, firm["seen"]]
            rows.append([*about, *self._rests(firm)])
        return Sheet("firms", heads, rows, note=self._say("page.firms_note"), frozen=1)

    def _rests(self, row: Row) -> list[Value | Jump]:
        titles = (self.register.index.sources.get(key, {}).get("title") or key for key in row["source"] or ())
        return [self.register.semi.join(titles), place_of(row), row["row"]]

    def sectors(self) -> Sheet:
        """Sectors with their state in the region and in every district."""
        table = self.sheets.sectors_table()
        region = self.register.index.region
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
            "sectors",
            heads,
            [[*row, chain] for row, chain in zip(rows, chains, strict=True)],
            note=table.note,
            frozen=1,
        )

    def links(self) -> Sheet:
        """Links with what is claimed of them; a joint claim stands once."""
        table = self.sheets.links_table()
        keys = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = dict(zip(keys, table.columns, strict=True)) | self._heads("source", "file", "row")
        links = [self.register.index.links[line.panel.removeprefix("l:")] for line in table.lines]
        rows = [[*line.cells, *self._rests(link)] for line, link in zip(table.lines, links, strict=True)]
        return Sheet("links", heads, rows, note=table.note)

    # -- writing ---------------------------------------------------------------------------------------------------
    def write(self) -> bytes:
        """Compose and write every sheet."""
        from chainlink.report.text_book import text_book

        evidence = self.evidence()
        given = [self.firms(), self.sectors(), *(self.findings_sheet(key) for key in SHEETS), self.links(), evidence]
        out = io.BytesIO()
        with text_book(out, title=upright(self.page.title), author="chainlink") as book:
            pen = Pen(book, self.register, self.page.title)
            pages = {key: book.add_worksheet(self._name(key)[:31]) for key in ORDER}
            self._overview(pen, pages["overview"], given)
            for sheet in given:
                pen.sheet(pages[sheet.key], sheet)
            pen.stack(pages["method"], [self._say("page.method_text")], list(self.page.method))
        return out.getvalue()

    def _overview(self, pen: Pen, page: Any, sheets: Sequence[Sheet]) -> None:
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


def workbook(register: Wording, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the workbook of a page as xlsx.

    Args:
        register: who is who.
        page: the composed page of the region or of a chain: title, figures, shared chains, method.
        chains: the chains the workbook shows.
        rows: the findings as ``lists.findings_rows`` gives them, in the language of the register.

    """
    return _Book(register, page, chains, rows).write()
