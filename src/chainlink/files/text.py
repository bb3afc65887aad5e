"""CSV 文本: any encoding an office saves, every record with the row a spreadsheet shows for it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import Fault
from chainlink.files.fast import fast_table
from chainlink.files.raw import RawTable, no_rows, too_large, unread, with_headings

CSV_LIMIT = 2_000
"""The largest CSV file read, in MB; ten million links are about 900 MB."""
SMALL = 1_000_000
"""Up to so many bytes a CSV file goes through the csv module; above, through numpy and polars (same rows)."""
EXCEL_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the first bytes of a workbook look like: a zip, or the older container (also of one with a password)."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and its encoding: UTF-8 or UTF-16 by its mark, else UTF-8, else GB18030.

    Raises:
        UnicodeDecodeError: it is none of them.

    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("gb18030"), "gb18030"


def read_csv(file: Path) -> RawTable:
    """Read a CSV file (comma, semicolon or tab) with its heading row; every fault of its form rides on the table."""
    if (size := file.stat().st_size) > CSV_LIMIT * 1_000_000:
        return unread(file.stem, file.name, None, too_large(file.name, size, CSV_LIMIT))
    data = file.read_bytes()
    found = _text_of(file.name, data)
    if isinstance(found, Fault):
        return unread(file.stem, file.name, None, found)
    text, encoding = found
    separator = _separator(text)
    if len(data) > SMALL:
        plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else text.encode()
        if (table := fast_table(plain, separator, file.stem, file.name)) is not None:
            return table
    records, fault = _records(text, separator, file.name)
    table = table_of(file.stem, file.name, None, records)
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
    head = text.lstrip("\r\n \ufeff").split("\n", 1)[0]
    return max(",", "\t", ";", key=head.count)


def _records(text: str, separator: str, file: str) -> tuple[list[list[str]], Fault | None]:
    """Return every record, blank ones included (so that place + 1 is the row), up to the first that is unreadable."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records.extend(reader)
    except csv.Error as error:
        return records, Fault(file, "quotes", row=len(records) + 1, parts={"what": str(error)})
    return records, None


def table_of(name: str, file: str, sheet: str | None, records: list[list[str]]) -> RawTable:
    """Turn records (place + 1 is the row) into a table under the first that is not blank; blank ones are left out."""
    head = next((at for at, record in enumerate(records) if any(map(str.strip, record))), None)
    if head is None:
        return RawTable(name, file, sheet, (), no_rows(), faults=(Fault(file, "no_rows", sheet=sheet),))
    headings = [cell.strip() for cell in records[head]]
    width = len(headings)
    body = [(at + 1, record) for at, record in enumerate(records) if at > head and any(map(str.strip, record))]
    faults = []
    ragged = set()
    rows: list[list[str | None]] = []
    for row, record in body:
        if len(record) < width or any(map(str.strip, record[width:])):
            code = "row_short" if len(record) < width else "row_long"
            parts: dict[str, object] = {"cells": len(record), "columns": width}
            faults.append(Fault(file, code, sheet=sheet, row=row, value=_shorten(",".join(record)), parts=parts))
            ragged.add(row)
        rows.append([*record[:width], *[None] * (width - len(record))])
    columns: dict[str, Any] = {
        str(at): pl.Series([record[at] for record in rows], dtype=pl.String) for at in range(width)
    }
    frame = pl.DataFrame({**columns, "row": pl.Series([row for row, _ in body], dtype=pl.Int64)})
    return with_headings(
        RawTable(name, file, sheet, tuple(headings), frame, head + 1, frozenset(ragged), False, tuple(faults))
    )


def _shorten(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
