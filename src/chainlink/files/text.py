"""CSV 文本: any encoding an office saves, every record with the row a spreadsheet shows for it."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import Fault
from chainlink.files.fast import fast_table
from chainlink.files.raw import (
    HEAD_ROWS,
    AreHeadings,
    RawTable,
    any_row,
    no_rows,
    shorten,
    title_rows,
    too_large,
    unread,
    with_headings,
)
from chainlink.plain_text import decode

CSV_LIMIT = 2_000
"""The largest CSV file read, in MB; ten million links are about 900 MB."""
SMALL = 1_000_000
"""Up to so many bytes a CSV file goes through the csv module; above, through numpy and polars (same rows)."""
EXCEL_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the first bytes of a workbook look like: a zip, or the older container (also of one with a password)."""


_SEVERAL = re.compile(r"^.*[,;\t].*$", re.MULTILINE)


def read_csv(file: Path, are_headings: AreHeadings = any_row, *, corner: str = "") -> RawTable:
    """Read a CSV file (comma, semicolon or tab) with its heading row; every fault of its form rides on the table.

    ``corner`` is what the first column is called where it has no heading, as in a square table.
    """
    if (size := file.stat().st_size) > CSV_LIMIT * 1_000_000:
        return unread(file.stem, file.name, None, too_large(file.name, size, CSV_LIMIT))
    data = file.read_bytes()
    found = _text_of(file.name, data)
    if isinstance(found, Fault):
        return unread(file.stem, file.name, None, found)
    text, encoding = found
    separator = _separator(text)
    if len(data) > SMALL and not corner:
        plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else text.encode()
        if (table := fast_table(plain, separator, file.stem, file.name)) is not None and are_headings(
            file.stem, table.headings
        ):
            return table
    records, fault = _records(text, separator, file.name)
    table = table_of(file.stem, file.name, records, are_headings, corner=corner)
    return table if fault is None else replace(table, broken=True, faults=(*table.faults, fault))


def _text_of(file: str, data: bytes) -> tuple[str, str] | Fault:
    """Return text and encoding, or why there is none."""
    if data.startswith(EXCEL_HEADS):
        return Fault(file, "workbook_named_csv")
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as error:
        return Fault(file, "encoding", row=data.count(b"\n", 0, error.start) + 1)
    if (nul := text.find("\0")) >= 0:
        return Fault(file, "nul", row=text.count("\n", 0, nul) + 1)
    return text, encoding


def _separator(text: str) -> str:
    """Return what parts the cells of the first line that has several: a title above the headings may have one."""
    several = _SEVERAL.search(text, 0, SMALL)
    return max(",", "\t", ";", key=several[0].count) if several else ","


def _records(text: str, separator: str, file: str) -> tuple[list[list[str]], Fault | None]:
    """Return every record, blank ones included (so that place + 1 is the row), up to the first that is unreadable."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records.extend(reader)
    except csv.Error as error:
        return records, Fault(file, "quotes", row=len(records) + 1, parts={"what": str(error)})
    return records, None


def table_of(
    name: str, file: str, records: list[list[str]], are_headings: AreHeadings = any_row, *, corner: str = ""
) -> RawTable:
    """Turn records (place + 1 is the row) into a table under its headings; blank ones are left out.

    The headings are the first record that is not blank, or one of the next if that is none.
    """
    filled = (at for at, record in enumerate(records) if any(map(str.strip, record)))
    first = list(islice(filled, HEAD_ROWS))
    if not first:
        return RawTable(name, file, None, (), no_rows(), faults=(Fault(file, "no_rows"),))
    head = next((at for at in first if are_headings(name, records[at])), first[0])
    headings = [cell.strip() for cell in records[head]]
    headings[0] = headings[0] or corner
    width = len(headings)
    body = [(at + 1, record) for at, record in enumerate(records) if at > head and any(map(str.strip, record))]
    faults = []
    ragged = set()
    rows: list[list[str | None]] = []
    for row, record in body:
        if len(record) < width or any(map(str.strip, record[width:])):
            code = "row_short" if len(record) < width else "row_long"
            parts: dict[str, object] = {"cells": len(record), "columns": width}
            faults.append(Fault(file, code, row=row, value=shorten(",".join(record)), parts=parts))
            ragged.add(row)
        rows.append([*record[:width], *[None] * (width - len(record))])
    columns: dict[str, Any] = {
        str(at): pl.Series([record[at] for record in rows], dtype=pl.String) for at in range(width)
    }
    frame = pl.DataFrame({**columns, "row": pl.Series([row for row, _ in body], dtype=pl.Int64)})
    above = (title_rows(file, None, first[0] + 1, records[first[0]], head + 1),) if head > first[0] else ()
    return with_headings(
        RawTable(
            name,
            file,
            None,
            tuple(headings),
            frame,
            head + 1,
            ragged=frozenset(ragged),
            faults=tuple(faults),
            warnings=above,
        )
    )
