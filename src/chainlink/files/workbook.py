"""Workbooks: looked at from outside before they are opened; every row keeps the sheet's own number."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl

from chainlink.errors import Fault
from chainlink.files.raw import RawFiles, RawTable, no_rows, too_large, with_headings

XLSX_LIMIT = 1_000
"""The largest workbook read, in MB unzipped; a full sheet (1,048,576 rows) of twenty columns is about 800 MB."""
MENTIONED = 5
"""So many cells of one kind are named."""
META_SHEETS = ("dataset", "数据集")
"""The names of the sheet of a workbook that stands for dataset.toml."""
OLD_HEAD = b"\xd0\xcf\x11\xe0"
"""The first bytes of the older container: an .xls, or an .xlsx with a password."""


def read_workbook(file: Path) -> RawFiles:
    """Read every sheet of a workbook; one named 数据集 (dataset) says what dataset.toml says for a folder."""

    def refused(fault: Fault) -> RawFiles:
        return RawFiles(file, (), {}, file.name, (), (fault,))

    data = file.read_bytes()
    if (fault := _why_not_a_workbook(file.name, data)) is not None:
        return refused(fault)
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
    empty_looking = _empty_looking_cells(data)
    for name, cells in sheets:
        if name.strip().lower() in META_SHEETS:
            meta = _meta_of(cells)
        else:
            table = _sheet_table(file.name, name, cells)
            told = tuple(
                Fault(file.name, code, sheet=name, parts={"cells": where})
                for code, where in empty_looking.get(name, [])
            )
            tables.append(replace(table, warnings=told))
    if meta is None:
        faults.append(Fault(file.name, "no_dataset_sheet", sheet=META_SHEETS[1]))
    return RawFiles(file, tuple(tables), meta, file.name, (), tuple(faults))


def _why_not_a_workbook(file: str, data: bytes) -> Fault | None:
    """Look at the outside of a workbook before a reader opens it: a zip, not locked, not absurdly large inside."""
    if data.startswith(OLD_HEAD):
        return Fault(file, "locked" if "EncryptedPackage".encode("utf-16-le") in data else "old_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
        size = max(sum(entry.file_size for entry in entries), _inflated(data, entries))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
        return Fault(file, "workbook", parts={"what": str(error)})
    if size > XLSX_LIMIT * 1_000_000:
        return too_large(file, size, XLSX_LIMIT)
    if any(entry.flag_bits & 1 for entry in entries):
        return Fault(file, "locked")
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        return Fault(file, "workbook", parts={"what": "xl/workbook.xml"})
    return None


def _inflated(data: bytes, entries: list[zipfile.ZipInfo]) -> int:
    """Return how many bytes the entries really unpack to (their stated size may lie), counting to the limit only."""
    total = 0
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_DEFLATED or entry.flag_bits & 1:
            continue
        head = entry.header_offset
        start = head + 30 + int.from_bytes(data[head + 26 : head + 28], "little")
        start += int.from_bytes(data[head + 28 : head + 30], "little")
        inflater = zlib.decompressobj(-15)
        left = data[start : start + entry.compress_size]
        while left and not inflater.eof and total <= XLSX_LIMIT * 1_000_000:
            total += len(inflater.decompress(left, 1 << 22))
            left = inflater.unconsumed_tail
    return total


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<v\s*/>|<v></v>)?\s*</(?:\w+:)?c>'
)


def _empty_looking_cells(data: bytes) -> dict[str, list[tuple[str, str]]]:
    """Return per sheet what reads as empty and is not: merged cells, formulas without a stored result (code, cells)."""
    found: dict[str, list[tuple[str, str]]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for sheet, part in _sheet_parts(book):
            text = book.read(part)
            for code, pattern in (("merged", _MERGED), ("formula", _FORMULA)):
                cells = [cell.decode() for cell in pattern.findall(text)]
                if cells:
                    more = f" … ({len(cells)})" if len(cells) > MENTIONED else ""
                    found.setdefault(sheet, []).append((code, ", ".join(cells[:MENTIONED]) + more))
    return found


def _sheet_parts(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return name and part of every sheet, as the workbook lists them; a workbook that hides them has none."""
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


def _meta_of(cells: pl.DataFrame) -> dict[str, Any]:
    if cells.width < 2:  # noqa: PLR2004 - a key and a value
        return {}
    pairs = cells.select(cells.columns[:2]).rows()
    return {key.strip(): (value or "").strip() for key, value in pairs if key and key.strip()}


def _sheet_table(file: str, sheet: str, cells: pl.DataFrame) -> RawTable:
    """Take the headings from the first row that is not blank; row numbers are the sheet's own."""
    cells = cells.rename({old: str(at) for at, old in enumerate(cells.columns)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    if cells.width > 1:
        blank = pl.all_horizontal(pl.exclude("row").is_null() | (pl.exclude("row").str.strip_chars() == ""))
        cells = cells.filter(~blank)
    if cells.width == 1 or cells.height == 0:
        return RawTable(sheet, file, sheet, (), no_rows(), faults=(Fault(file, "no_rows", sheet=sheet),))
    *headings, head_row = cells.row(0)
    found = tuple((heading or "").strip() for heading in headings)
    return with_headings(RawTable(sheet, file, sheet, found, cells[1:], head_row))
