"""Workbooks: every sheet, with what a reader does not tell (merged cells, formulas without a stored result)."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import fastexcel
import polars as pl

from chainlink.errors import Fault
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
    if "EncryptedPackage".encode("utf-16-le") in data:
        return [unread(file, Fault(file, "office_locked"))]
    return _sheets(file, data, find_head, {})


def read_workbook(file: str, data: bytes, find_head: FindHead) -> list[OfficeTable]:
    """Read an .xlsx file, unpacked once to know its size and its odd cells."""
    try:
        odd = _odd_cells(data)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        return [unread(file, Fault(file, "office_workbook", parts={"what": str(error)}))]
    if odd is None:
        return [unread(file, too_large(file, table.FILE_LIMIT * 1e6))]
    return _sheets(file, data, find_head, odd)


@dataclass(frozen=True)
class _Odd:
    """What a reader of a sheet does not tell: merged areas, formulas whose result was never stored."""

    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


def _sheets(file: str, data: bytes, find_head: FindHead, odd: dict[str, _Odd]) -> list[OfficeTable]:
    found = []
    try:
        book = fastexcel.read_excel(data)
        names = book.sheet_names
    except (fastexcel.FastExcelError, OSError, ValueError) as error:
        code = "office_locked" if "assword" in str(error) else "office_workbook"
        return [unread(file, Fault(file, code, parts={} if code == "office_locked" else {"what": _line(error)}))]
    for place, name in enumerate(names):
        try:
            cells = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except (fastexcel.FastExcelError, OSError, ValueError, pl.exceptions.PolarsError) as error:
            fault = Fault(file, "office_workbook", sheet=name, parts={"what": _line(error)})
            found.append(unread(file, fault, sheet=name))
            continue
        found.append(_sheet(file, name, cells, find_head, odd.get(name, _Odd())))
    return found or [unread(file, Fault(file, "office_empty"))]


def _line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:200]


def _sheet(file: str, name: str, cells: pl.DataFrame, find_head: FindHead, odd: _Odd) -> OfficeTable:
    cells = cells.rename({old: str(at) for at, old in enumerate(cells.columns)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    cells, filled = _filled(cells, odd.merged)
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
    missing = [cell for cell in odd.formulas if _row_of(cell) > head + 1]
    if missing:
        warnings.append(Fault(file, "office_formula", sheet=name, parts={"cells": some(missing)}))
    return OfficeTable(file, name, headings, body, head + 1, banner[:500], warnings=tuple(warnings))


def _row_of(cell: str) -> int:
    return int(re.sub(r"\D", "", cell) or 0)


def _corner(cell: str) -> tuple[int, int]:
    """Return row and column (from 0) of a cell such as C7."""
    at = 0
    for letter in re.sub(r"[^A-Z]", "", cell):
        at = at * 26 + ord(letter) - 64
    return _row_of(cell) - 1, at - 1


def _filled(cells: pl.DataFrame, merged: tuple[str, ...]) -> tuple[pl.DataFrame, list[str]]:
    """Write the value of each merged area that runs over several rows into all its rows (of its first column).

    A reader gives such an area's value to its first cell only; the rows below would silently lose it.
    """
    changes: dict[int, dict[int, str]] = {}
    filled: list[str] = []
    left = FILLED_LIMIT
    for area in merged:
        (top, at), (bottom, _) = (_corner(part) for part in area.split(":"))
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


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CHUNK = 1 << 22


def _odd_cells(data: bytes) -> dict[str, _Odd] | None:
    """Return per sheet its merged areas and formulas without a result; None if it unpacks to more than the limit.

    Every entry is unpacked once, a few MB at a time, and counted: the size that a zip states may lie.
    """
    found: dict[str, _Odd] = {}
    left = table.FILE_LIMIT * 1_000_000
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = {part: sheet for sheet, part in _sheet_parts(book)}
        for entry in book.infolist():
            merged: list[str] = []
            formulas: list[str] = []
            for size, chunk in _chunks(book, entry):
                left -= size
                if left < 0:
                    return None
                if entry.filename not in sheets:
                    continue
                if b"mergeCell" in chunk:
                    merged += [area.decode() for area in _MERGED.findall(chunk)]
                if b"<f" in chunk or b":f" in chunk:
                    formulas += [cell.decode() for cell in _FORMULA.findall(chunk)]
            if merged or formulas:
                found[sheets[entry.filename]] = _Odd(tuple(dict.fromkeys(merged)), tuple(dict.fromkeys(formulas)))
    return found


def _chunks(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """Yield the entry in pieces (with what each adds to the size) that never cut a cell in two."""
    with book.open(entry) as stream:
        rest = b""
        while piece := stream.read(_CHUNK):
            whole = rest + piece
            cut = max(whole.rfind(b"</c>"), whole.rfind(b"</row>"), len(whole) - (1 << 20), 0)
            yield len(piece), whole
            rest = whole[cut:]


def _sheet_parts(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return name and part of every sheet, as the workbook lists them."""
    parts = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
        return []

    def elements(part: str, tag: str) -> list[dict[str, str]]:
        text = book.read(part).decode("utf-8", "replace")
        return [
            {key: html.unescape(value) for key, value in re.findall(r'([\w:]+)="([^"]*)"', found)}
            for found in re.findall(rf"<(?:\w+:)?{tag}\s[^>]*>", text)
        ]

    targets = {one.get("Id"): one.get("Target", "") for one in elements("xl/_rels/workbook.xml.rels", "Relationship")}
    listed = []
    for sheet in elements("xl/workbook.xml", "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), None), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in parts:
            listed.append((sheet.get("name", ""), part))
    return listed
