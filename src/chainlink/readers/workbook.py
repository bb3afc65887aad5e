"""Workbooks: looked at from outside before they are opened; every row keeps the sheet's own number."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace

import fastexcel
import polars as pl

from chainlink.errors import Fault
from chainlink.readers import table
from chainlink.readers.inside import CELLS_LIMIT, SheetParts, corner, look_inside
from chainlink.readers.table import HEAD_ROWS, Policy, RawTable, empty, headed, no_rows, some, unread

FILLED_LIMIT = 100_000
"""The most cells that merged areas are filled into, a sheet."""
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, EOFError, NotImplementedError)
"""What a damaged zip raises."""


def read_workbook(
    name: str,
    file: str,
    data: bytes,
    policies: Callable[[str], Policy],
    parts: dict[str, SheetParts] | None = None,
) -> Iterator[RawTable]:
    """Yield the tables of a workbook, sheet by sheet; of one that cannot be read, a table with the reason.

    Args:
        name: what to call the table of a workbook that cannot be read.
        file: the file it stands in, for people.
        data: its content.
        policies: what is wanted of the sheet of each name.
        parts: what lies inside, where it is known (an .xls is not looked into).

    """
    if parts is None:
        looked = _inside(file, data)
        if isinstance(looked, Fault):
            yield unread(name, file, looked)
            return
        parts = looked
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        fault = Fault(file, "locked") if "assword" in str(error) else _damaged(file, error)
        yield unread(name, file, fault)
        return
    if not names:
        yield unread(name, file, Fault(file, "empty_file"))
    for place, sheet in enumerate(names):
        inside = parts.get(sheet, SheetParts())
        if inside.cells > CELLS_LIMIT:
            limit: dict[str, object] = {"limit": f"{CELLS_LIMIT:,}"}
            yield unread(sheet, file, Fault(file, "far_cell", sheet=sheet, value=inside.last, parts=limit), sheet=sheet)
            continue
        try:
            cells = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except (fastexcel.FastExcelError, OSError, ValueError, pl.exceptions.PolarsError) as error:
            yield unread(sheet, file, replace(_damaged(file, error), sheet=sheet), sheet=sheet)
            continue
        yield _sheet(file, sheet, cells, policies(sheet), inside)


def _damaged(file: str, error: BaseException) -> Fault:
    return Fault(file, "workbook", parts={"what": str(error).split("\n", 1)[0][:200]})


def _inside(file: str, data: bytes) -> dict[str, SheetParts] | Fault:
    """Look at a workbook before a reader opens it: not absurdly large inside; else say why not."""
    try:
        parts = look_inside(data, table.FILE_LIMIT * 1e6)
    except DAMAGED as error:
        return _damaged(file, error)
    return table.too_large(file, table.FILE_LIMIT * 1e6) if parts is None else parts


def _sheet(file: str, name: str, cells: pl.DataFrame, policy: Policy, inside: SheetParts) -> RawTable:
    """Take the headings from one of the first rows that are not blank; row numbers are the sheet's own."""
    cells = cells.rename({old: str(at) for at, old in enumerate(cells.columns)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    cells, filled = _filled(cells, inside.merged)
    if cells.width > 1:
        cells = cells.filter(~pl.all_horizontal(empty(pl.exclude("row"))))
    if cells.width == 1 or cells.height == 0:
        faults = (Fault(file, "no_rows", sheet=name),) if policy.strict else ()
        return RawTable(name, file, name, (), no_rows(), faults=faults)
    first = [(row[-1], ["" if cell is None else cell for cell in row[:-1]]) for row in cells.head(HEAD_ROWS).rows()]
    warnings: tuple[Fault, ...] = (Fault(file, "merged", sheet=name, parts={"cells": some(filled)}),) if filled else ()
    if policy.find_head is None:
        warnings += _unstored(file, name, inside, 0)
        return RawTable(name, file, name, ("",) * (cells.width - 1), cells, warnings=warnings)
    head = policy.find_head([row for _, row in first])
    if head is None:
        return RawTable(name, file, name, (), no_rows(), banner=" ".join(first[0][1])[:200])
    head_row, head_cells = first[head]
    headings = tuple(cell.strip() for cell in head_cells)
    headings = (headings[0] or policy.corner, *headings[1:])
    warnings += _unstored(file, name, inside, head_row)
    found = RawTable(name, file, name, headings, cells[head + 1 :], head_row, warnings=warnings)
    return headed(found, policy, first[:head])


def _unstored(file: str, sheet: str, inside: SheetParts, head_row: int) -> tuple[Fault, ...]:
    """Tell the formulas below the headings whose result was not stored: a reader takes them for empty cells."""
    missing = [cell for cell in inside.formulas if corner(cell)[0] >= head_row]
    return (Fault(file, "formula", sheet=sheet, parts={"cells": some(missing)}),) if missing else ()


def _filled(cells: pl.DataFrame, merged: tuple[str, ...]) -> tuple[pl.DataFrame, list[str]]:
    """Write the value of each merged area that runs over several rows into all its rows (of its first column).

    A reader gives such an area's value to its first cell only; the rows below would silently lose it.
    """
    changes: dict[int, dict[int, str]] = {}
    filled: list[str] = []
    left = FILLED_LIMIT
    for area in merged:
        (top, at), (bottom, _) = (corner(part) for part in area.split(":"))
        bottom = min(bottom, cells.height - 1)
        if bottom <= top or at >= cells.width - 1 or top >= cells.height or (left := left - (bottom - top)) < 0:
            continue
        value = cells[str(at)][top]
        if value is None:
            continue
        changes.setdefault(at, {}).update(dict.fromkeys(range(top + 1, bottom + 1), str(value)))
        filled.append(area)
    for at, values in changes.items():
        series = cells[str(at)].to_list()
        for row, value in values.items():
            series[row] = value
        cells = cells.with_columns(pl.Series(str(at), series, dtype=pl.String))
    return cells, filled
