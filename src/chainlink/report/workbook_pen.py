"""How the cells of a workbook are written: text as text, numbers as numbers, colours by rule, the printed page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chainlink.findings.kinds import ids
from chainlink.findings.states import STATES
from chainlink.live_cells import is_live
from chainlink.report.document import Table
from chainlink.report.listing import A3, A4, row_height, signs
from chainlink.report.signs import INK, STYLES, TINTS, VERIFIED, upright
from chainlink.report.wording import Wording

MOST_ROWS, MOST_LINKS, MOST_SIGNS = 100_000, 60_000, 32_000
"""Lines of a sheet, live links and signs of a cell that are written; Excel takes 65,530 links and 32,767 signs."""
NUMERIC = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?|-?\d+(?:\.\d+)?%?")
HEAD_FILL, RULE = "#DCE6EF", "#C2CAD2"
PLAIN = {"rank", "rank_low", "rank_high", "robust", "seen", "row"}
"""Columns of numbers without a sign between thousands: ranks, years, rows, percent."""
WIDEST = {
    "reasons": 56, "gates": 36, "question": 32, "note": 60, "claims": 50, "url": 40, "chains": 22, "buyers": 24,
    "list": 10, "action": 12, "value_basis": 14, "confidence": 11, "districts_needing": 11, "districts_having": 11,
    "sector": 20, "other_sector": 18, "makes": 40, "supplies": 26, "buys": 26, "source": 44, "finding": 24,
}  # fmt: skip
STACKED = (44, 44, 44)
"""How wide the first columns of a sheet of tables one below the other stand at most; further ones 20."""
USUAL = 30
"""How wide a column stands at most where nothing else is said."""
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Jump:
    """A cell that leads elsewhere: into a sheet of the book (``internal:``) or to a source's address."""

    text: str
    target: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of one list: its columns by key and heading, and its rows.

    The first ``frozen`` columns stay in sight, the first ``printed`` (0: all) go on A3 paper.
    """

    key: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[Value | Jump]]
    note: str = ""
    printed: int = 0
    frozen: int = 2


class Pen:
    """Writes cells: text as text, numbers as numbers, colours by rule."""

    def __init__(self, book: Any, register: Wording, title: str) -> None:
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
        """Write a cell; text that a spreadsheet could take for a formula is marked as text.

        A number without a ``form`` has its thousands apart, and two places where it is not whole.
        """
        edge = {"border": 1, "border_color": RULE}
        if isinstance(value, Jump) and self.links < MOST_LINKS:
            self.links += 1
            look = self.format(**edge, font_color="#0B4F82", underline=1)
            page.write_url(row, column, value.target, look, _cut(value.text))
        elif isinstance(value, int | float):
            form = form or ("#,##0" if float(value).is_integer() else "#,##0.00")
            page.write_number(row, column, value, self.format(**edge, num_format=form, align="right", indent=1))
        else:
            text = _cut(value.text if isinstance(value, Jump) else value or "")
            marked = {"quote_prefix": True} if is_live(text) else {}
            page.write_string(row, column, text, self.format(**edge, num_format="@", **marked))

    def head(self, page: Any, row: int, heads: Iterable[str]) -> None:
        """Write a row of headings."""
        look = self.format(bold=True, bg_color=HEAD_FILL, border=1, border_color=RULE, valign="vcenter")
        for column, text in enumerate(heads):
            page.write_string(row, column, _cut(text), look)

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
        page.set_row(0, row_height(list(sheet.columns.values()), widths))
        for line, row in enumerate(rows, start=1):
            page.set_row(line, row_height(_texts(row), widths))
            for column, (key, value) in enumerate(zip(sheet.columns, row, strict=True)):
                self.cell(page, line, column, value, "0" if key in PLAIN else "")
        if not rows:
            page.write_string(1, 0, self.register.say("page.empty_table"), self.format(text_wrap=False))
        last = max(len(rows), 1)
        page.autofilter(0, 0, last, len(sheet.columns) - 1)
        page.freeze_panes(1, sheet.frozen)
        page.repeat_rows(0)
        if sheet.printed:
            page.print_area(0, 0, last, sheet.printed - 1)
        self._colours(page, list(sheet.columns), last)
        note = sheet.note
        if len(sheet.rows) > MOST_ROWS:
            note += self.register.say("page.list_goes_on", n=MOST_ROWS, all=len(sheet.rows))
        self._paper(page, A3, note)

    def _colours(self, page: Any, keys: Sequence[str], last: int) -> None:
        """Colour states, districts and verified gaps by rule, as the page does; the words stay beside the colours."""
        reg = self.register
        for column, key in enumerate(keys):
            if key == "state" or key.startswith("district:"):
                for state in (one.id for one in STATES.values() if one.marked):
                    self._rule(page, column, last, reg.word("state", state), STYLES[state].fill, STYLES[state].text)
            elif key == "kind":
                for kind in ids(lambda kind: kind.verified):
                    self._rule(page, column, last, reg.word("kind", kind), VERIFIED.fill, VERIFIED.text)
            elif key == "district":
                for district in reg.index.region:
                    tint = TINTS.get(reg.index.colours.get(district, ""), "#F1F2F4")
                    self._rule(page, column, last, reg.name("districts", district), tint, INK)

    def _rule(self, page: Any, column: int, last: int, begins: str, fill: str, ink: str) -> None:
        look = {"bg_color": fill, "font_color": ink}
        key = (("rule", fill), ("ink", ink))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(look)
        rule = {"type": "text", "criteria": "begins with", "value": upright(begins), "format": self._formats[key]}
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
        lines = [line.cells for table in tables for line in table.lines] + list(entries)
        widths = [
            _width("", [line[column] for line in lines if column < len(line)], [*STACKED, *[20] * wide][column])
            for column in range(wide)
        ]
        row = 0
        for place, text in enumerate(told):
            look = self.format(bold=place == 0 and len(told) > 1, font_size=16 if place == 0 and len(told) > 1 else 10)
            page.merge_range(row, 0, row, wide - 1, "", look)
            page.write_string(row, 0, _cut(text), look)
            page.set_row(row, 30 if place == 0 and len(told) > 1 else row_height([text], [sum(widths)]))
            row += 1
        for table in tables:
            row = self._block(page, row + 1, table, widths)
            if table.key == "tiles" and heads:
                self.head(page, row + 1, heads.values())
                for line, entry in enumerate(entries, start=row + 2):
                    for column, value in enumerate(entry):
                        self.cell(page, line, column, value)
                row += 2 + len(entries)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        self._paper(page, A4, "")

    def _block(self, page: Any, row: int, table: Table, widths: Sequence[float]) -> int:
        """Write a titled table; return the row after it."""
        page.write_string(row, 0, _cut(table.title), self.format(bold=True, font_size=12, text_wrap=False))
        if table.note:
            page.write_string(row + 1, 0, _cut(table.note), self.format(font_color="#52606D", text_wrap=False))
            row += 1
        self.head(page, row + 1, table.columns)
        page.set_row(row + 1, row_height(table.columns, widths[: len(table.columns)]))
        for number, line in enumerate(table.lines, start=row + 2):
            page.set_row(number, row_height(line.cells, widths[: len(line.cells)]))
            for column, text in enumerate(line.cells):
                self.cell(page, number, column, _figure(text) if column else text, "0.0%" if text.endswith("%") else "")
        return row + 2 + len(table.lines)


def _figure(text: str) -> str | float:
    """Return the number that a composed cell shows, or its text (a year stays text)."""
    if not NUMERIC.fullmatch(text) or (len(text) == 4 and text.isdigit()):  # noqa: PLR2004 - a year
        return text
    value = float(text.rstrip("%").replace(",", ""))
    return value / 100 if text.endswith("%") else value


def _cut(text: str) -> str:
    """Return what a cell shows of a text."""
    return upright(text)[:MOST_SIGNS]


def _told(text: str, most: int) -> str:
    """Text for the head or foot of a printed page, where & begins a code."""
    return upright(text)[:most].replace("&", "&&").replace("\n", " ")


def _width(heading: str, values: Iterable[Value | Jump], most: int) -> float:
    """How wide a column stands: the usual text of what it holds, its heading in two lines, at most ``most``."""
    lengths = sorted(signs(text) for text in _texts(values) if text) or [0]
    usual = lengths[len(lengths) * 9 // 10]
    return min(max(usual + 2, min(signs(heading) / 2 + 4, 16), 7), most)


def _texts(values: Iterable[Value | Jump]) -> list[str]:
    return [value.text if isinstance(value, Jump) else str(value or "") for value in values]
