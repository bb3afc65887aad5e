"""The sheets of one file, titles and all, for whoever has to find the table in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import fastexcel
import polars as pl

from chainlink.dataset.cells import SPACES
from chainlink.errors import CallError, DataError, Fault
from chainlink.files.raw import RawTable, shorten
from chainlink.files.text import _records, _separator, _text_of

HEAD_ROWS = 20
"""The headings are looked for in so many rows that hold anything."""


def read_sheets(path: Path) -> list[RawTable]:
    """Read every sheet of a file with all its rows, cells trimmed and null where empty.

    Raises:
        CallError: there is no such file, or it is of another kind.
        DataError: the file cannot be read.

    """
    if not path.is_file():
        raise CallError("measure_no_file", path=path)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        try:
            book = fastexcel.read_excel(path.read_bytes())
            frames = [
                (name, book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars())
                for name in book.sheet_names
            ]
        except fastexcel.FastExcelError as error:
            raise DataError([Fault(path.name, "workbook", parts={"what": str(error).split("\n", 1)[0]})]) from error
    elif path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        found = _text_of(path.name, path.read_bytes())
        if isinstance(found, Fault):
            raise DataError([found])
        records, fault = _records(found[0], _separator(found[0]), path.name)
        if fault:
            raise DataError([fault])
        width = max(map(len, records), default=0)
        frames = [(None, pl.DataFrame([r + [None] * (width - len(r)) for r in records], orient="row", schema=[str(i) for i in range(width)]))]
    else:
        raise CallError("measure_file_kind", path=path)
    out = []
    for sheet, frame in frames:
        frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)}).select(
            pl.all().cast(pl.String).str.strip_chars(SPACES).replace("", None)
        )
        frame = frame.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).filter(
            ~pl.all_horizontal(pl.exclude("row").is_null())
        ) if frame.width else frame
        out.append(RawTable(sheet or path.stem, path.name, sheet, ("",) * (frame.width - 1), frame))
    return out


UNIT = re.compile(r"(?:单位|単位|units?)\s*[:：]\s*([^)）\]】]{1,40})|\b(in (?:thousands?|millions?|billions?)\b[^)]{0,30})", re.IGNORECASE)
"""How a line above a table states the unit of its figures."""


def first_words(sheets: Sequence[RawTable]) -> str:
    """Return the first row with several cells of a file: what was looked at for headings, and its number."""
    for raw in sheets:
        for *cells, row in raw.frame.head(HEAD_ROWS).rows():
            if sum(cell is not None for cell in cells) > 1:
                return f"{row}: " + "、".join(shorten(cell, 20) for cell in cells if cell)[:80]
    return "-"


def unit_stated(raw: RawTable, head: int) -> list[Fault]:
    """Tell the unit that the rows above the headings, the ``head``-th row of the frame, state."""
    for *cells, row in raw.frame.head(head + 1).rows():
        for cell in cells:
            if cell and (stated := UNIT.search(cell)):
                unit = (stated[1] or stated[2]).strip()
                return [Fault(raw.file, "unit_stated", sheet=raw.sheet, row=row, value=unit)]
    return []
