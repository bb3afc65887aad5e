"""The tables of a report in Word: the columns for which there is room, their widths and colours, the note below."""

from __future__ import annotations

from collections.abc import Sequence

from chainlink.data.writing.table import KIND, Column, Record, Table
from chainlink.findings.kinds import LISTS
from chainlink.findings.states import BLANK
from chainlink.report.formats.word import Cell, Part, Writer
from chainlink.report.lookup.style import STYLES, VERIFIED
from chainlink.report.lookup.wording import Wording

LEFT_OUT = {
    **dict.fromkeys(("first", *LISTS), ("where", "reasons", "gates", "robust")),
    "firms": ("supplies", "buys", "seen"),
    "links": ("link_sectors", "grade"),
    "sectors": ("role",),
}
"""The columns of a table for which a page of Word has no room."""
MOST_LINES = 60


def write_table(writer: Writer, register: Wording, table: Table, about: str) -> None:
    """Write the columns of a table for which there is room and that hold something, caption above, note below."""
    records = [record for record in table.records if table.key != "sectors" or record.state != BLANK]
    shown = [
        column
        for column in table.columns
        if column.key not in LEFT_OUT.get(table.key, ())
        and (not records or any(column.words(record.values.get(column.key)) for record in records))
    ]
    writer.caption("table", about + table.title)
    shares = [_share(column, records) for column in shown]
    rows = [[_cell(column, record) for column in shown] for record in records[:MOST_LINES]]
    writer.table([column.heading for column in shown], rows, shares)
    note = register.say(f"page.{table.key}_note") if table.key in LISTS else table.note
    go_on(writer, register, note, len(records))


def write_first(writer: Writer, table: Table) -> None:
    """Write what a head reads first: a heading, or the line that says it all, and its lines."""
    writer.caption("table", table.title)
    rows = [table.words(record) for record in table.records]
    if rows:
        writer.table(table.headings, rows, [_share(column, table.records) for column in table.columns])


def _cell(column: Column, record: Record) -> Part:
    """Word a value: the state that a sector is drawn in bears the colours of the map, a verified gap is red."""
    text, style = column.words(record.values.get(column.key)), STYLES.get(record.state)
    if column.key == "state" and style:
        return Cell(text, style.fill.lstrip("#"), style.text.lstrip("#"))
    if column.kind == KIND and record.tone == "red":
        return Cell(text, ink=VERIFIED.text.lstrip("#"), bold=True)
    return text


def _share(column: Column, records: Sequence[Record]) -> float:
    """How much of the width a column wants: the length of its usual text, half of its heading's, in bounds."""
    lengths = sorted(len(column.words(record.values.get(column.key))) for record in records) or [0]
    head = len(column.heading)
    usual = max(lengths[len(lengths) * 4 // 5], min(head, 4), head // 2, 2)
    return float(min(usual, 26)) + 2.2


def go_on(writer: Writer, register: Wording, note: str, count: int) -> None:
    """Write the note of a table of ``count`` lines, and that it goes on where it does."""
    more = register.say("page.list_goes_on", n=MOST_LINES, all=count) if count > MOST_LINES else ""
    if text := "　".join(part for part in (note, more) if part):
        writer.note(text)
