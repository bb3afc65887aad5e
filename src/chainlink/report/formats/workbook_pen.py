"""How the cells of a workbook are written: text as text, numbers as numbers, colours by rule, the printed page."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from chainlink.data.writing.table import ADDRESS, DISTRICT, KIND, PERCENT, PLAIN, SHARE, STATE, Column, Record, Table
from chainlink.data.writing.table_files import A3, A4, row_height, signs
from chainlink.findings.kinds import ids
from chainlink.findings.states import STATES
from chainlink.live_cells import is_live
from chainlink.plain_text import upright
from chainlink.report.lookup.style import INK, STYLES, TINTS, VERIFIED
from chainlink.report.lookup.wording import Wording

MOST_ROWS, MOST_LINKS, MOST_SIGNS = 100_000, 60_000, 32_000
"""Lines of a sheet, live links and signs of a cell that are written; Excel takes 65,530 links and 32,767 signs."""
LINKED = re.compile(r"https?://[^\s\"<>{}|\\^`\x00-\x20]{3,1900}")
HEAD_FILL, RULE = "#DCE6EF", "#C2CAD2"
FORMS, PLACES = {PLAIN: "0", SHARE: "0.0%", PERCENT: "0.0%"}, {SHARE: 1, PERCENT: 0}
"""How numbers look, where not with thousands apart; how many places of a percentage are held."""
WIDEST = {
    "reasons": 56, "gates": 36, "question": 32, "note": 60, "claims": 50, "url": 40, "chains": 22, "buyers": 24,
    "list": 10, "action": 12, "value_basis": 14, "confidence": 11, "districts_needing": 11, "districts_having": 11,
    "sector": 20, "other_sector": 18, "makes": 40, "supplies": 26, "buys": 26, "source": 44, "finding": 24,
    "questions": 60, "answers": 50,
}  # fmt: skip
STACKED = (44, 44, 44)
"""How wide the first columns of a sheet of tables one below the other stand at most; further ones 20."""
USUAL = 30
"""How wide a column stands at most where nothing else is said."""
Links = Mapping[str, Callable[[Record], str]]
"""By column: where the cell of a record leads in the book (``internal:``); nowhere where empty."""


class Pen:
    """Writes cells: text as text, numbers as numbers, colours by rule."""

    def __init__(self, book: Any, wording: Wording, title: str) -> None:
        self.book = book
        self.wording = wording
        self.title = title
        self.links = 0
        self._formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def format(self, **looks: object) -> Any:
        """Return the cell format with these properties, made once."""
        key = tuple(sorted(looks.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", "text_wrap": True, "font_size": 10, **looks})
        return self._formats[key]

    def cell(self, page: Any, row: int, column: int, value: Any, form: str = "", target: str = "") -> None:
        """Write a cell, one with a ``target`` as a link; text that could be taken for a formula is marked as text.

        A number without a ``form`` has its thousands apart, and two places where it is not whole.
        """
        edge = {"border": 1, "border_color": RULE}
        if target and self.links < MOST_LINKS:
            self.links += 1
            look = self.format(**edge, font_color="#0B4F82", underline=1)
            page.write_url(row, column, target, look, _cut(value))
        elif isinstance(value, int | float):
            form = form or ("#,##0" if float(value).is_integer() else "#,##0.00")
            page.write_number(row, column, value, self.format(**edge, num_format=form, align="right", indent=1))
        else:
            text = _cut(value or "")
            marked = {"quote_prefix": True} if is_live(text) else {}
            page.write_string(row, column, text, self.format(**edge, num_format="@", **marked))

    def head(self, page: Any, row: int, heads: Iterable[str]) -> None:
        """Write a row of headings."""
        look = self.format(bold=True, bg_color=HEAD_FILL, border=1, border_color=RULE, valign="vcenter")
        for column, text in enumerate(heads):
            page.write_string(row, column, _cut(text), look)

    def sheet(self, page: Any, table: Table, links: Links) -> None:
        """Write a table: headings that stay and repeat, a filter, widths, colours, the printed page.

        The columns up to the last that tells what a record is about stay in sight; the ``brief`` ones go on paper.
        """
        records = table.records[:MOST_ROWS]
        self.head(page, 0, table.headings)
        rows = [[str(record.values.get(column.key) or "") for column in table.columns] for record in records]
        widths = [
            _width(column.heading, [row[place] for row in rows], WIDEST.get(column.key, USUAL))
            for place, column in enumerate(table.columns)
        ]
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        page.set_row(0, row_height(table.headings, widths))
        for line, (record, texts) in enumerate(zip(records, rows, strict=True), start=1):
            page.set_row(line, row_height(texts, widths))
            self._cells(page, line, table, record, links)
        if not rows:
            page.write_string(1, 0, self.wording.say("page.empty_table"), self.format(text_wrap=False))
        last = max(len(rows), 1)
        page.autofilter(0, 0, last, len(table.columns) - 1)
        page.freeze_panes(1, max((place for place, column in enumerate(table.columns, 1) if column.naming), default=0))
        page.repeat_rows(0)
        if table.brief:
            page.print_area(0, 0, last, len(table.brief) - 1)
        self._colours(page, table.columns, last)
        note = table.note
        if len(table.records) > MOST_ROWS:
            note += self.wording.say("page.list_goes_on", n=MOST_ROWS, all=len(table.records))
        self._paper(page, A3, note)

    def _cells(self, page: Any, line: int, table: Table, record: Record, links: Links) -> None:
        """Write the values of a record: numbers as numbers, what leads somewhere as a link."""
        for place, column in enumerate(table.columns):
            value = record.values.get(column.key)
            if column.kind in PLACES and isinstance(value, int | float):
                value = round(100 * value, PLACES[column.kind]) / 100
            target = links[column.key](record) if column.key in links else ""
            if column.kind == ADDRESS and LINKED.fullmatch(value or ""):
                target = str(value)
            self.cell(page, line, place, value, FORMS.get(column.kind, ""), target)

    def _colours(self, page: Any, columns: Sequence[Column], last: int) -> None:
        """Colour states, districts and verified gaps by rule, as the page does; the words stay beside the colours."""
        wording = self.wording
        for column, kind in enumerate(column.kind for column in columns):
            if kind == STATE:
                for state in STATES.values():
                    style = STYLES[state.id]
                    if state.marked:
                        self._rule(page, column, last, wording.word("state", state.id), style.fill, style.text)
            elif kind == KIND:
                for verified in ids(lambda kind: kind.verified):
                    self._rule(page, column, last, wording.word("kind", verified), VERIFIED.fill, VERIFIED.text)
            elif kind == DISTRICT:
                for district in wording.index.region:
                    tint = TINTS.get(wording.index.colours.get(district, ""), "#F1F2F4")
                    self._rule(page, column, last, wording.name("districts", district), tint, INK)

    def _rule(self, page: Any, column: int, last: int, begins: str, fill: str, ink: str) -> None:
        key = (("rule", fill), ("ink", ink))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"bg_color": fill, "font_color": ink})
        rule = {"type": "text", "criteria": "begins with", "value": upright(begins), "format": self._formats[key]}
        page.conditional_format(1, column, last, column, rule)

    def _paper(self, page: Any, paper: int, note: str) -> None:
        page.set_paper(paper)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        page.set_header(f"&L{_told(self.title, 80)}&R{_told(note, 120)}")
        page.set_footer(f"&L{_told(self.wording.say('office.foot'), 80)}&R{self.wording.say('book.page_of')}")

    def stack(
        self,
        page: Any,
        texts: Sequence[str],
        tables: Sequence[Table],
        links: Links,
        *,
        widest: Sequence[int] = STACKED,
    ) -> None:
        """Write running text, then tables one below the other, the first columns at most so wide."""
        wide = max([len(table.columns) for table in tables] + [3])
        lines = [table.words(record) for table in tables for record in table.records]
        widths = [
            _width("", [line[column] for line in lines if column < len(line)], [*widest, *[20] * wide][column])
            for column in range(wide)
        ]
        row = 0
        for text in texts:
            titled = row == 0 and len(texts) > 1
            look = self.format(bold=titled, font_size=16 if titled else 10)
            page.merge_range(row, 0, row, wide - 1, "", look)
            page.write_string(row, 0, _cut(text), look)
            page.set_row(row, 30 if titled else row_height([text], [sum(widths)]))
            row += 1
        for table in tables:
            row = self._block(page, row + 1, table, widths, links)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        self._paper(page, A4, "")

    def _block(self, page: Any, row: int, table: Table, widths: Sequence[float], links: Links) -> int:
        """Write a table, its title and note above it where it has them; return the row after it."""
        for text, look in ((table.title, {"bold": True, "font_size": 12}), (table.note, {"font_color": "#52606D"})):
            if text:
                page.write_string(row, 0, _cut(text), self.format(**look, text_wrap=False))
                row += 1
        self.head(page, row, table.headings)
        if table.title:
            page.set_row(row, row_height(table.headings, widths[: len(table.columns)]))
        for line, record in enumerate(table.records, start=row + 1):
            if table.title:
                page.set_row(line, row_height(table.words(record), widths[: len(table.columns)]))
            self._cells(page, line, table, record, links)
        return row + 1 + len(table.records)


def _cut(text: str) -> str:
    """Return what a cell shows of a text."""
    return upright(text)[:MOST_SIGNS]


def _told(text: str, most: int) -> str:
    """Text for the head or foot of a printed page, where & begins a code."""
    return upright(text)[:most].replace("&", "&&").replace("\n", " ")


def _width(heading: str, texts: Iterable[str], most: int) -> float:
    """How wide a column stands: the usual text of what it holds, its heading in two lines, at most ``most``."""
    lengths = sorted(signs(text) for text in texts if text) or [0]
    usual = lengths[len(lengths) * 9 // 10]
    return min(max(usual + 2, min(signs(heading) / 2 + 4, 16), 7), most)
