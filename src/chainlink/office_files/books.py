"""Workbooks: every sheet, with what a reader does not tell (merged cells, formulas without a stored result)."""

from __future__ import annotations

import zipfile
import zlib

import fastexcel
import polars as pl

from chainlink.errors import Fault
from chainlink.files.book_parts import CELLS_LIMIT, SheetParts, corner, has_password, look_inside
from chainlink.office_files import table
from chainlink.office_files.table import (
    FILLED_LIMIT,
    HEAD_ROWS,
    FindHead,
    OfficeTable,
    no_rows,
    some,
    too_large,
    unread,
)


def read_old_workbook(file: str, data: bytes, find_head: FindHead) -> list[OfficeTable]:
    """Read an .xls file, or say that it has a password."""
    if has_password(data):
        return [unread(file, Fault(file, "office_locked"))]
    return _sheets(file, data, find_head, {})


def read_workbook(file: str, data: bytes, find_head: FindHead) -> list[OfficeTable]:
    """Read an .xlsx file, unpacked once to know its size and its odd cells."""
    try:
        parts = look_inside(data, table.FILE_LIMIT * 1e6)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        return [unread(file, Fault(file, "office_workbook", parts={"what": str(error)}))]
    if parts is None:
        return [unread(file, too_large(file, table.FILE_LIMIT * 1e6))]
    return _sheets(file, data, find_head, parts)


def _sheets(file: str, data: bytes, find_head: FindHead, parts: dict[str, SheetParts]) -> list[OfficeTable]:
    found = []
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        code = "office_locked" if "assword" in str(error) else "office_workbook"
        return [unread(file, Fault(file, code, parts={} if code == "office_locked" else {"what": _line(error)}))]
    for place, name in enumerate(names):
        inside = parts.get(name, SheetParts())
        if inside.cells > CELLS_LIMIT:
            far = Fault(file, "far_cell", sheet=name, value=inside.last, parts={"limit": f"{CELLS_LIMIT:,}"})
            found.append(unread(file, far, sheet=name))
            continue
        try:
            cells = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except (fastexcel.FastExcelError, OSError, ValueError, pl.exceptions.PolarsError) as error:
            fault = Fault(file, "office_workbook", sheet=name, parts={"what": _line(error)})
            found.append(unread(file, fault, sheet=name))
            continue
        found.append(_sheet(file, name, cells, find_head, inside))
    return found or [unread(file, Fault(file, "office_empty"))]


def _line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]


def _sheet(file: str, name: str, cells: pl.DataFrame, find_head: FindHead, inside: SheetParts) -> OfficeTable:
    cells = cells.rename({old: str(at) for at, old in enumerate(cells.columns)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    cells, filled = _filled(cells, inside.merged)
    first = [["" if cell is None else str(cell) for cell in row[:-1]] for row in cells.head(HEAD_ROWS).iter_rows()]
    head = find_head(first)
    if head is None:
        return OfficeTable(file, name, (), no_rows(), banner=" ".join(first[0])[:200] if first else "")
    headings = tuple(cell.strip() for cell in first[head])
    banner = " ".join(cell.strip() for row in first[:head] for cell in row if cell.strip())
    body = cells[head + 1 :]
    anything = pl.any_horizontal(pl.exclude("row").is_not_null() & (pl.exclude("row") != ""))
    body = body.filter(anything) if body.width > 1 else body.clear()
    warnings = []
    if filled:
        warnings.append(Fault(file, "office_merged", sheet=name, parts={"cells": some(filled)}))
    missing = [cell for cell in inside.formulas if corner(cell)[0] > head]
    if missing:
        warnings.append(Fault(file, "office_formula", sheet=name, parts={"cells": some(missing)}))
    return OfficeTable(file, name, headings, body, head + 1, banner[:500], warnings=tuple(warnings))


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
