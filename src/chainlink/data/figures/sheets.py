"""The sheets of one file, titles and all, for whoever has to find the table in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from chainlink.data.cells import SPACES
from chainlink.data.checks.personal_data import cut_out
from chainlink.data.readers import RawTable, read_tables
from chainlink.data.readers.table import HEAD_ROWS, shorten
from chainlink.errors import DataError, Fault

UNIT = re.compile(
    r"(?:单位|単位|units?)\s*[:：]\s*([^)）\]】]{1,40})|\b(in (?:thousands?|millions?|billions?)\b[^)]{0,30})",
    re.IGNORECASE,
)
"""How a line above a table states the unit of its figures."""


def read_sheets(path: Path) -> list[RawTable]:
    """Read the sheets of a file that hold anything, with all their rows, cells trimmed and null where empty.

    What is told of sheets that nobody sees rides on each of the others: one of them is taken.

    Raises:
        CallError: there is no such file.
        DataError: no sheet holds anything, or one cannot be read: formulas without a stored result are among that.

    """
    tables = read_tables(path, None, strict=True)
    filled = [replace(table, frame=_trimmed(table.frame)) for table in tables if table.frame.height]
    faults = [fault for table in tables for fault in table.faults if not filled or fault.code != "no_rows"]
    if faults:
        raise DataError(faults)
    rest = [fault for table in tables if not table.frame.height for fault in table.warnings]
    if not filled:
        raise DataError([Fault(path.name, "no_rows")])
    return [replace(table, warnings=(*rest, *table.warnings)) for table in filled]


def _trimmed(frame: pl.DataFrame) -> pl.DataFrame:
    text = pl.col(pl.String).str.strip_chars(SPACES)
    return frame.with_columns(pl.when(text != "").then(text))


def without_personal_data(
    frame: pl.DataFrame, labels: Sequence[str], row: str, file: str, sheet: str | None, *, words_only: bool = False
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return a frame without the personal data in the texts of its ``labels``, each column that held some told.

    Its rows have their number in the column ``row``; with ``words_only`` cells of digits stay: they may be figures.
    """
    remarks = []
    for name in labels:
        rest, held = cut_out(frame[name], is_name=True)
        if words_only:
            held &= frame[name].str.contains(r"[\p{L}@]").fill_null(value=False)
        if held.any():
            rows = frame[row].filter(held)
            remarks.append(Fault(file, "personal_data", sheet=sheet, row=rows[0], column=None if words_only else name))
            if len(rows) > 1:
                count: dict[str, object] = {"count": len(rows) - 1}
                remarks.append(Fault(file, "personal_data_more", sheet=sheet, row=rows[1], parts=count))
            frame = frame.with_columns(
                pl.select(pl.when(held).then(rest).otherwise(frame[name])).to_series().alias(name)
            )
    return frame, remarks


def sheets_left(sheets: Sequence[RawTable], taken: RawTable) -> list[Fault]:
    """Tell the sheets that were not read beside the one that was."""
    others = [sheet.sheet for sheet in sheets if sheet is not taken and sheet.sheet]
    return [taken.fault("sheet_first", value="、".join(others))] if others else []


def first_words(sheets: Sequence[RawTable]) -> str:
    """Return the first row with several cells of a file: what was looked at for headings, and its number."""
    for raw in sheets:
        for *cells, row in raw.frame.head(HEAD_ROWS).rows():
            if sum(cell is not None for cell in cells) > 1:
                return f"{row}: " + "、".join(shorten(str(cell), 20) for cell in cells if cell is not None)[:80]
    return "-"


def unit_of_cells(file: str, sheet: str | None, unit: str, column: str | None = None) -> Fault:
    """Tell a unit that stands in every cell of figures: the numbers are read without it."""
    return Fault(file, "unit_share" if unit == "%" else "unit_in_cells", sheet=sheet, column=column, value=unit)


def unit_stated(raw: RawTable, head: int) -> list[Fault]:
    """Tell the unit that the rows above the headings, the ``head``-th row of the frame, state."""
    for *cells, row in raw.frame.head(head + 1).rows():
        for cell in cells:
            if cell and (stated := UNIT.search(cell)):
                return [raw.fault("unit_stated", row, value=(stated[1] or stated[2]).strip())]
    return []
