"""One table as it stands in somebody's file, and the limits up to which files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from chainlink.errors import Fault

FILE_LIMIT = 2_000
"""The largest file read, and the most a zip or workbook may unpack to, in MB; a million firms are about 500 MB."""
ENTRIES_LIMIT = 200
"""The most tables read from one zip."""
HEAD_ROWS = 20
"""So many first rows are looked through for the headings (banners stand above them)."""
MENTIONED = 5
"""So many cells or rows of one kind are named."""
FILLED_LIMIT = 100_000
"""The most cells that merged areas are filled into, a sheet."""
FindHead = Callable[[Sequence[Sequence[str]]], int | None]


@dataclass(frozen=True)
class OfficeTable:
    """One table as it stands in a file: text only, with the row numbers a spreadsheet shows.

    ``frame`` has the columns ``"0"``, ``"1"``, ... in the order of ``headings`` (null = an empty cell) and ``row``.
    ``left_out`` are rows not taken because their cells do not stand under the headings.  ``headings`` is empty where
    ``find_head`` found none: then ``frame`` is empty too.
    """

    file: str
    sheet: str | None
    headings: tuple[str, ...]
    frame: pl.DataFrame
    head_row: int | None = None
    banner: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    left_out: tuple[int, ...] = ()


def no_rows() -> pl.DataFrame:
    """Return a frame without cells."""
    return pl.DataFrame(schema={"row": pl.Int64})


def unread(file: str, *faults: Fault, sheet: str | None = None) -> OfficeTable:
    """Return a table that could not be read, with the reasons."""
    return OfficeTable(file, sheet, (), no_rows(), faults=faults)


def too_large(file: str, size: float) -> Fault:
    """Say that a file is larger than the limit."""
    return Fault(file, "office_too_large", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{FILE_LIMIT:,}"})


def some(rows: Iterable[object], count: int | None = None) -> str:
    """Name the first few of ``rows`` and say how many there are."""
    listed = list(rows)
    total = len(listed) if count is None else count
    more = f" … ({total})" if total > MENTIONED else ""
    return ", ".join(str(row) for row in listed[:MENTIONED]) + more
