"""Workbooks: looked at from outside before they are opened; every row keeps the sheet's own number."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from math import isfinite
from xml.parsers.expat import ExpatError

import fastexcel
import polars as pl

from chainlink.data.readers.heading_rows import headings_at
from chainlink.data.readers.inside import SheetParts, cell_name, look_inside
from chainlink.data.readers.number_formats import shown
from chainlink.data.readers.signs import modern
from chainlink.data.readers.table import (
    HEAD_ROWS,
    STORED,
    Policy,
    RawTable,
    empty,
    headed,
    letters,
    no_rows,
    some,
    unread,
)
from chainlink.errors import Fault

FILLED_LIMIT = 100_000
"""The most cells that merged areas are filled into, a sheet."""
_BAD_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
DAMAGED = (*_BAD_ZIP, OSError, ValueError, KeyError, ExpatError)
"""What a damaged zip or workbook raises."""
SHOWN_FIGURE = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|[1-9]\d*|0)?(\.\d+)?%?", re.ASCII)
"""A number as a cell shows it; 0913 is a code."""


def read_workbook(
    name: str, file: str, data: bytes, policies: Callable[[str], Policy], parts: dict[str, SheetParts] | None = None
) -> Iterator[RawTable]:
    """Yield the tables of a workbook, sheet by sheet, hidden ones last; what cannot be read is a table with the reason.

    One that cannot be opened is called ``name``.  ``policies``: what is wanted of the sheet of each name; ``parts``:
    what lies inside, where it is known (an .xls is not looked into).
    """
    looked = _inside(file, data) if parts is None else parts
    if isinstance(looked, Fault):
        yield unread(name, file, looked)
        return
    try:
        book = fastexcel.read_excel(data)
        sheets = book.sheet_names
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        fault = Fault(file, "locked") if "assword" in str(error) else _damaged(file, error)
        yield unread(name, file, fault)
        return
    if not sheets:
        yield unread(name, file, Fault(file, "empty_file"))
    for place, sheet in sorted(enumerate(sheets), key=lambda numbered: looked.get(numbered[1], SheetParts()).is_hidden):
        inside = looked.get(sheet, SheetParts())
        if inside.fault:
            yield unread(sheet, file, replace(inside.fault, sheet=sheet), sheet=sheet)
            continue
        try:
            cells = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except (fastexcel.FastExcelError, OSError, ValueError, pl.exceptions.PolarsError) as error:
            yield unread(sheet, file, replace(_damaged(file, error), sheet=sheet), sheet=sheet)
            continue
        yield replace(_sheet(file, sheet, cells, policies(sheet), inside), is_hidden=inside.is_hidden)


def _damaged(file: str, error: BaseException) -> Fault:
    return Fault(file, "workbook", parts={"what": str(error).split("\n", 1)[0][:200]})


def _inside(file: str, data: bytes) -> dict[str, SheetParts] | Fault:
    try:
        return look_inside(file, data)
    except DAMAGED as error:
        return _damaged(file, error)


def _sheet(file: str, name: str, cells: pl.DataFrame, policy: Policy, inside: SheetParts) -> RawTable:
    """Take the headings from one of the first rows that are not blank; row numbers are the sheet's own."""
    cells = modern(cells.rename({old: str(at) for at, old in enumerate(cells.columns)}))
    cells, stored, unseen = _as_shown(cells, inside)
    cells, remarks = _filled(file, name, cells, inside.merged)
    cells = cells.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    if cells.width > 1:
        cells = cells.filter(~pl.all_horizontal(empty(pl.exclude("row"))))
    if cells.width == 1 or cells.height == 0:
        faults = (Fault(file, "no_rows", sheet=name),) if policy.strict else ()
        return RawTable(name, file, name, (), no_rows(), faults=faults)
    first = [(row[-1], ["" if cell is None else cell for cell in row[:-1]]) for row in cells.head(HEAD_ROWS).rows()]
    head = policy.find_head([row for _, row in first]) if policy.find_head else -1
    if head is None:
        return RawTable(name, file, name, (), no_rows(), banner=" ".join(first[0][1])[:200])
    head_row, headings = (0, [""] * (cells.width - 1)) if head < 0 else first[head]
    headings = _spread(headings, head_row, inside.merged)
    above = first[: max(head, 0)]
    groups: tuple[str, ...] = ()
    if head >= 0 and not policy.strict:
        printed = headings_at([_spread(row, number, inside.merged) for number, row in first], head)
        headings, groups, head = list(printed.own), printed.groups, printed.last
        head_row = first[head][0]
    missing = _missing(file, name, inside, head_row, strict=policy.strict)
    nothing = [cell_name(row, column) for row, column in sorted(unseen) if row >= head_row]  # shown, though it is read
    parts: dict[str, object] = {"cells": some(nothing), "count": len(nothing)}
    unshown = [Fault(file, "hidden_cells", sheet=name, parts=parts)] if nothing else []
    table = RawTable(
        name,
        file,
        name,
        tuple(cell.strip() for cell in headings),
        cells[head + 1 :],
        head_row or None,
        faults=missing if policy.strict else (),
        warnings=(
            *remarks,
            *_hidden(file, name, cells[head + 1 :], inside),
            *unshown,
            *(() if policy.strict else missing),
        ),
        merged=tuple(inside.merged),
        stored=stored,
        groups=groups,
    )
    return headed(table, policy, above) if head >= 0 else table


def _spread(headings: list[str], row: int, merged: Iterable[tuple[int, int, int, int]]) -> list[str]:
    """Write a heading that is merged over several columns over each of them."""
    spread = list(headings)
    for top, left, bottom, right in merged:
        if top < row <= bottom + 1 and right > left and left < len(spread):
            for at in range(left + 1, min(right + 1, len(spread))):
                spread[at] = spread[at] or headings[left]
    return spread


def _missing(file: str, sheet: str, inside: SheetParts, head_row: int, *, strict: bool) -> tuple[Fault, ...]:
    """Tell the formulas below the headings whose result was not stored: a reader takes them for empty cells."""
    listed = inside.formulas if strict else sorted((*inside.formulas, *inside.blank_formulas))
    missing = [cell_name(row, column) for row, column in listed if row >= head_row]
    return (Fault(file, "formula", sheet=sheet, parts={"cells": some(missing)}),) if missing else ()


def _hidden(file: str, sheet: str, body: pl.DataFrame, inside: SheetParts) -> tuple[Fault, ...]:
    """Tell the rows and columns that hold something and that nobody sees; they are read."""
    rows = body.filter(pl.col("row").is_in([row + 1 for row in inside.rows]))["row"].to_list() if inside.rows else []
    filled = [at for at in inside.columns if at < body.width - 1 and body[str(at)].null_count() < body.height]
    warnings = []
    if rows:
        parts: dict[str, object] = {"rows": some(rows), "count": len(rows)}
        warnings.append(Fault(file, "hidden_rows", sheet=sheet, row=rows[0], parts=parts))
    if filled:
        parts = {"columns": some(map(letters, filled)), "count": len(filled)}
        warnings.append(Fault(file, "hidden_columns", sheet=sheet, parts=parts))
    return tuple(warnings)


def _as_shown(cells: pl.DataFrame, inside: SheetParts) -> tuple[pl.DataFrame, pl.DataFrame, list[tuple[int, int]]]:
    """Write what a person sees into the cells that hold another number, or an error.

    What the cells hold is returned beside it, and where nothing is seen of a number.
    """
    stored, unseen = [STORED.to_frame()], []
    schema = {"at": pl.Int64, "column": pl.Int64, "code": pl.String}
    marks = pl.DataFrame(inside.formats, schema=schema, orient="row").filter(
        (pl.col("column") < cells.width) & (pl.col("at") < cells.height)
    )
    for (column,), part in marks.group_by("column"):
        name = str(column)
        held = part.with_columns(value=cells[name].gather(part["at"])).drop_nulls("value")
        kinds = held.select("value", "code").unique()
        looks = pl.Series([_shown(value, code) for value, code in kinds.iter_rows()], dtype=pl.String)
        odd = held.join(kinds.with_columns(shown=looks), on=["value", "code"]).drop_nulls("shown")
        unseen += odd.filter(pl.col("shown") == "").select("at", "column").rows()
        odd = odd.filter(pl.col("shown") != "")
        cells = cells.with_columns(cells[name].scatter(odd["at"], odd["shown"]).alias(name))
        stored.append(odd.select(row=pl.col("at") + 1, column="column", value="value"))
    errors: dict[str, dict[int, str]] = {}
    for row, at, error in inside.errors:
        if row < cells.height and at < cells.width:
            errors.setdefault(str(at), {})[row] = error
    for name, texts in errors.items():
        cells = cells.with_columns(cells[name].scatter(list(texts), list(texts.values())).alias(name))
    return cells, pl.concat(stored), unseen


def _shown(value: str, code: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return shown(number, code) if isfinite(number) else None


def _filled(
    file: str, sheet: str, cells: pl.DataFrame, merged: Iterable[tuple[int, int, int, int]]
) -> tuple[pl.DataFrame, list[Fault]]:
    """Write the label of each merged area that runs over several rows into all its rows (of its first column).

    A reader gives such an area's value to its first cell only; the rows below would silently lose it.  A figure belongs
    to all these rows together: it is not written into each.
    """
    changes: dict[int, dict[int, str]] = {}
    areas: dict[str, list[str]] = {"merged": [], "merged_figure": []}
    left = FILLED_LIMIT
    for top, at, low, right in dict.fromkeys(merged):
        bottom = min(low, cells.height - 1)
        if bottom <= top or at >= cells.width or (left := left - (bottom - top)) < 0:
            continue
        value = cells[str(at)][top]
        if value is None:
            continue
        is_figure = bool(SHOWN_FIGURE.fullmatch(value.strip()))
        areas["merged_figure" if is_figure else "merged"].append(f"{cell_name(top, at)}:{cell_name(low, right)}")
        if not is_figure:
            changes.setdefault(at, {}).update(dict.fromkeys(range(top + 1, bottom + 1), value))
    for at, values in changes.items():
        filled = cells[str(at)].scatter(list(values), list(values.values()))
        cells = cells.with_columns(filled.alias(str(at)))
    return cells, [Fault(file, code, sheet=sheet, parts={"cells": some(at)}) for code, at in areas.items() if at]
