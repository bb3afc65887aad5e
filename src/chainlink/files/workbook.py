"""Workbooks: looked at from outside before they are opened; every row keeps the sheet's own number."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from chainlink.errors import Fault
from chainlink.files.book_parts import CELLS_LIMIT, OLD_HEAD, SheetParts, has_password, look_inside
from chainlink.files.raw import (
    HEAD_ROWS,
    AreHeadings,
    RawFiles,
    RawTable,
    any_row,
    no_rows,
    title_rows,
    too_large,
    with_headings,
)

XLSX_LIMIT = 1_000
"""The largest workbook read, in MB unzipped; a full sheet (1,048,576 rows) of twenty columns is about 800 MB."""
MENTIONED = 5
"""So many cells of one kind are named."""
META_SHEETS = ("dataset", "数据集")
"""The names of the sheet of a workbook that stands for dataset.toml."""


def read_workbook(file: Path, are_headings: AreHeadings = any_row) -> RawFiles:
    """Read every sheet of a workbook; one named 数据集 (dataset) says what dataset.toml says for a folder."""

    def refused(fault: Fault) -> RawFiles:
        return RawFiles(file, (), {}, file.name, (), (fault,))

    data = file.read_bytes()
    parts = _inside(file.name, data)
    if isinstance(parts, Fault):
        return refused(parts)
    try:
        book = fastexcel.read_excel(data)
        sheets = [
            (name, book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars())
            for name in book.sheet_names
        ]
    except fastexcel.FastExcelError as error:
        return refused(Fault(file.name, "workbook", parts={"what": str(error).split("\n", 1)[0]}))
    tables = []
    meta: dict[str, Any] | None = None
    faults = []
    for name, cells in sheets:
        if name.strip().lower() in META_SHEETS:
            meta = _meta_of(cells)
        else:
            table = _sheet_table(file.name, name, cells, are_headings)
            looking = _empty_looking(file.name, name, parts.get(name, SheetParts()))
            tables.append(replace(table, warnings=(*table.warnings, *looking)))
    if meta is None:
        faults.append(Fault(file.name, "no_dataset_sheet", sheet=META_SHEETS[1]))
    return RawFiles(file, tuple(tables), meta, file.name, (), tuple(faults))


def _inside(file: str, data: bytes) -> dict[str, SheetParts] | Fault:
    """Look at a workbook before a reader opens it: a zip, not locked, not absurdly large inside; else say why not."""
    if data.startswith(OLD_HEAD):
        return Fault(file, "locked" if has_password(data) else "old_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
        size = sum(entry.file_size for entry in entries)
        if any(entry.flag_bits & 1 for entry in entries):
            return Fault(file, "locked")
        parts = look_inside(data, XLSX_LIMIT * 1e6) if size <= XLSX_LIMIT * 1e6 else None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        return Fault(file, "workbook", parts={"what": str(error)})
    if parts is None:
        return too_large(file, size, XLSX_LIMIT)
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        return Fault(file, "workbook", parts={"what": "xl/workbook.xml"})
    far = ((name, one.last) for name, one in parts.items() if one.cells > CELLS_LIMIT)
    return next(
        (Fault(file, "far_cell", sheet=name, value=last, parts={"limit": f"{CELLS_LIMIT:,}"}) for name, last in far),
        parts,
    )


def _empty_looking(file: str, sheet: str, parts: SheetParts) -> tuple[Fault, ...]:
    """Tell what reads as empty and is not: merged cells, formulas without a stored result."""
    told = []
    for code, cells in (("merged", parts.merged), ("formula", parts.formulas)):
        if cells:
            more = f" … ({len(cells)})" if len(cells) > MENTIONED else ""
            told.append(Fault(file, code, sheet=sheet, parts={"cells": ", ".join(cells[:MENTIONED]) + more}))
    return tuple(told)


def _meta_of(cells: pl.DataFrame) -> dict[str, Any]:
    if cells.width < 2:  # noqa: PLR2004 - a key and a value
        return {}
    pairs = cells.select(cells.columns[:2]).rows()
    return {key.strip(): (value or "").strip() for key, value in pairs if key and key.strip()}


def _sheet_table(file: str, sheet: str, cells: pl.DataFrame, are_headings: AreHeadings) -> RawTable:
    """Take the headings from the first row that is not blank, or one of the next; row numbers are the sheet's own."""
    cells = cells.rename({old: str(at) for at, old in enumerate(cells.columns)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    if cells.width > 1:
        blank = pl.all_horizontal(pl.exclude("row").is_null() | (pl.exclude("row").str.strip_chars() == ""))
        cells = cells.filter(~blank)
    if cells.width == 1 or cells.height == 0:
        return RawTable(sheet, file, sheet, (), no_rows(), faults=(Fault(file, "no_rows", sheet=sheet),))
    first = cells.head(HEAD_ROWS).rows()
    head = next((at for at, row in enumerate(first) if are_headings(sheet, row[:-1])), 0)
    *headings, head_row = first[head]
    found = tuple((heading or "").strip() for heading in headings)
    above = (title_rows(file, sheet, first[0][-1], first[0][:-1], head_row),) if head else ()
    return with_headings(RawTable(sheet, file, sheet, found, cells[head + 1 :], head_row, warnings=above))
