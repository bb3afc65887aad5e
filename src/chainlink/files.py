"""Bytes into raw rows: CSV, workbooks and Parquet, each row with the number a spreadsheet shows for it."""

from __future__ import annotations

import csv
import html
import io
import re
import tomllib
import zipfile
import zlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import fastexcel
import numpy as np
import polars as pl

from chainlink.errors import CallError, Fault

CSV_LIMIT = 2_000
"""The largest CSV file read, in MB; ten million links are about 900 MB."""
XLSX_LIMIT = 1_000
"""The largest workbook read, in MB once unzipped; a full sheet (1,048,576 rows) of twenty columns is about 800 MB."""
SMALL = 1_000_000
"""Up to so many bytes a CSV file goes through the csv module; above, through numpy and polars (same rows)."""
MENTIONED = 5
"""So many cells of one kind are named."""
META_SHEETS = ("dataset", "数据集")
"""The names of the sheet of a workbook that stands for dataset.toml."""
EXCEL_HEADS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the first bytes of a workbook look like: a zip, or the older container (also of one with a password)."""


@dataclass(frozen=True)
class RawTable:
    """The rows of one file or sheet before anybody looked at what they mean.

    ``frame`` has the columns ``"0"``, ``"1"``, ... in the order of ``headings`` (text from CSV and workbooks, typed from
    Parquet; null = an empty cell) and ``row``, the number a spreadsheet shows (Parquet: position + 1).  ``ragged`` holds
    the rows that were shorter or longer than the heading row (padded, cut).  ``broken``: not all rows could be read.
    """

    name: str
    file: str
    sheet: str | None
    headings: tuple[str, ...]
    frame: pl.DataFrame
    head_row: int | None = None
    ragged: frozenset[int] = frozenset()
    broken: bool = False
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class RawFiles:
    """All raw tables of a folder or workbook, what dataset.toml says (None: it is missing) and the faults so far."""

    path: Path
    tables: tuple[RawTable, ...]
    meta: dict[str, Any] | None
    meta_file: str
    others: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def read_files(path: Path) -> RawFiles:
    """Read every table of ``path``: a folder of CSV or Parquet files, or one workbook (.xlsx).

    Raises:
        CallError: there is nothing at ``path``, or it is neither a folder nor a workbook.

    """
    if not path.exists():
        raise CallError("no_such_dataset", path=str(path))
    if path.is_dir():
        return _read_folder(path)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _read_workbook(path)
    raise CallError("not_a_dataset", path=str(path))


# --- a folder -------------------------------------------------------------------------------------------------------


def _read_folder(folder: Path) -> RawFiles:
    tables: list[RawTable] = []
    others: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith((".", "~$")) or file.is_dir() or file.name == "dataset.toml":
            continue
        if file.suffix.lower() == ".csv":
            tables.append(read_csv(file))
        elif file.suffix.lower() == ".parquet":
            tables.append(_read_parquet(file))
        else:
            others.append(file.name)
    meta, faults = _read_toml(folder / "dataset.toml")
    return RawFiles(folder, tuple(tables), meta, "dataset.toml", tuple(others), tuple(faults))


def _read_toml(file: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    if not file.is_file():
        return None, [Fault(file.name, "no_dataset_toml")]
    try:
        return tomllib.loads(decode(file.read_bytes())[0]), []
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"at line (\d+)", str(error))
        return None, [Fault(file.name, "toml", row=int(found[1]) if found else None, parts={"what": str(error)})]


def _no_rows(headings: tuple[str, ...] = ()) -> pl.DataFrame:
    return pl.DataFrame(schema={**{str(at): pl.String for at in range(len(headings))}, "row": pl.Int64})


def _unread(name: str, file: str, sheet: str | None, *faults: Fault) -> RawTable:
    return RawTable(name, file, sheet, (), _no_rows(), broken=True, faults=faults)


# --- csv ------------------------------------------------------------------------------------------------------------


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
    name = file.stem
    if (size := file.stat().st_size) > CSV_LIMIT * 1_000_000:
        return _unread(name, file.name, None, _too_large(file.name, size, CSV_LIMIT))
    data = file.read_bytes()
    if data.startswith(EXCEL_HEADS):
        return _unread(name, file.name, None, Fault(file.name, "workbook_named_csv"))
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return _unread(name, file.name, None, Fault(file.name, "encoding", row=row))
    if (nul := text.find("\0")) >= 0:
        return _unread(name, file.name, None, Fault(file.name, "nul", row=text.count("\n", 0, nul) + 1))
    separator = _separator(text)
    if len(data) > SMALL:
        plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else text.encode()
        if (table := _fast_table(plain, separator, name, file.name)) is not None:
            return table
    records, fault = _records(text, separator, file.name)
    table = table_of(name, file.name, None, records)
    if fault is None:
        return table
    return RawTable(
        table.name,
        table.file,
        None,
        table.headings,
        table.frame,
        table.head_row,
        table.ragged,
        True,
        (*table.faults, fault),
    )


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
    """Turn records (place + 1 is the row) into a table: headings from the first that is not blank, blank ones left out."""
    head = next((at for at, record in enumerate(records) if any(map(str.strip, record))), None)
    if head is None:
        return RawTable(name, file, sheet, (), _no_rows(), faults=(Fault(file, "no_rows", sheet=sheet),))
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
            faults.append(Fault(file, code, sheet=sheet, row=row, value=_shorten(separator_join(record)), parts=parts))
            ragged.add(row)
        rows.append([*record[:width], *[None] * (width - len(record))])
    columns: dict[str, Any] = {
        str(at): pl.Series([record[at] for record in rows], dtype=pl.String) for at in range(width)
    }
    frame = pl.DataFrame({**columns, "row": pl.Series([row for row, _ in body], dtype=pl.Int64)})
    return _with_headings(
        RawTable(name, file, sheet, tuple(headings), frame, head + 1, frozenset(ragged), False, tuple(faults))
    )


def separator_join(record: list[str]) -> str:
    """Show a record as one line."""
    return ",".join(record)


def _shorten(text: str, width: int = 60) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _with_headings(table: RawTable) -> RawTable:
    """Leave out columns that have neither heading nor cells; cells under no heading are a fault."""
    nameless = [at for at, heading in enumerate(table.headings) if not heading]
    if not nameless:
        return table
    faults = list(table.faults)
    for at in nameless:
        cells = table.frame.select("row", cell=pl.col(str(at)).cast(pl.String).str.strip_chars()).filter(
            pl.col("cell").is_not_null() & (pl.col("cell") != "")
        )
        if cells.height:
            row, cell = cells.row(0)
            parts: dict[str, object] = {"place": _letters(at)}
            faults.append(
                Fault(
                    table.file,
                    "no_heading",
                    sheet=table.sheet,
                    row=table.head_row,
                    value=cell,
                    parts={**parts, "row": row},
                )
            )
    kept = [at for at, heading in enumerate(table.headings) if heading]
    frame = table.frame.select(*(pl.col(str(old)).alias(str(new)) for new, old in enumerate(kept)), "row")
    headings = tuple(table.headings[at] for at in kept)
    return RawTable(
        table.name, table.file, table.sheet, headings, frame, table.head_row, table.ragged, table.broken, tuple(faults)
    )


def _letters(at: int) -> str:
    """Return the letters a spreadsheet puts over the column at ``at`` (0 is A)."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _fast_table(data: bytes, separator: str, name: str, file: str) -> RawTable | None:
    """Read a regular file without a loop over its rows; None if anything about its form wants a closer look."""
    found = _regular_lines(np.frombuffer(data, dtype=np.uint8), ord(separator))
    if found is None:
        return None
    body, rows = found
    frame = pl.read_csv(
        data if body is None else body,
        has_header=False,
        separator=separator,
        infer_schema=False,
        quote_char='"',
    )
    if frame.height != len(rows):
        return None
    headings = tuple((cell or "").strip() for cell in frame.row(0))
    if not any(headings):
        return None
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)})
    frame = frame.with_columns(row=pl.Series(rows, dtype=pl.Int64))[1:]
    blank = pl.all_horizontal(
        (pl.col(str(at)).is_null() | (pl.col(str(at)).str.strip_chars() == "")) for at in range(len(headings))
    )
    return _with_headings(RawTable(name, file, None, headings, frame.filter(~blank), int(rows[0])))


def _regular_lines(text: np.ndarray[Any, Any], separator: int) -> tuple[bytes | None, np.ndarray[Any, Any]] | None:
    """Return the text without blank lines (None: as it was) and the row of each line left.

    Regular means: quotes only around whole cells, line ends \\n or \\r\\n, every line with as many cells as the first.
    Otherwise None.
    """
    quote = text == ord('"')
    inside = np.bitwise_xor.accumulate(quote.view(np.uint8)).view(bool) if quote.any() else None
    if inside is not None and not _quotes_are_regular(text, quote, inside, separator):
        return None
    line_end = text == ord("\n")
    between = text == separator
    carriage = text == ord("\r")
    if inside is not None:
        line_end &= ~inside
        between &= ~inside
        carriage &= ~inside
    ends = np.flatnonzero(line_end)
    if not len(ends) or ends[-1] != len(text) - 1:
        ends = np.append(ends, len(text))
    returns = np.flatnonzero(carriage)
    if len(returns) and not np.isin(returns + 1, ends, assume_unique=True).all():
        return None
    starts = np.concatenate([[0], ends[:-1] + 1])
    has_return = np.zeros(len(ends), dtype=bool)
    has_return[np.searchsorted(ends, returns + 1)] = True
    blank = (ends - starts - has_return) <= 0
    cells = np.diff(np.searchsorted(np.flatnonzero(between), ends), prepend=0)
    rows = np.flatnonzero(~blank) + 1
    if not len(rows) or (cells[~blank] != cells[rows[0] - 1]).any() or cells[rows[0] - 1] == 0:
        return None
    drop = np.concatenate([returns, ends[blank & (ends < len(text))]])
    if not len(drop):
        return None if not len(rows) else (None, rows)
    return np.delete(text, drop).tobytes(), rows


def _quotes_are_regular(
    text: np.ndarray[Any, Any], quote: np.ndarray[Any, Any], inside: np.ndarray[Any, Any], separator: int
) -> bool:
    if inside[-1]:
        return False
    opens = np.flatnonzero(quote & inside)
    closes = np.flatnonzero(quote & ~inside)
    before = text[opens[opens > 0] - 1]
    after = text[closes[closes < len(text) - 1] + 1]
    edges = np.array([separator, ord("\n"), ord('"')], dtype=np.uint8)
    return bool(np.isin(before, edges).all() and np.isin(after, np.append(edges, ord("\r"))).all())


def _too_large(file: str, size: int, limit: int) -> Fault:
    return Fault(file, "too_large", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{limit:,}"})


# --- parquet --------------------------------------------------------------------------------------------------------


def _read_parquet(file: Path) -> RawTable:
    """Read a Parquet file as it is typed; rows are numbered from 1 (there is no heading row)."""
    try:
        frame = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        parts: dict[str, object] = {"what": str(error).split("\n", 1)[0]}
        return _unread(file.stem, file.name, None, Fault(file.name, "parquet", parts=parts))
    headings = tuple(frame.columns)
    frame = frame.rename({old: str(at) for at, old in enumerate(headings)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    return RawTable(file.stem, file.name, None, headings, frame)


# --- workbooks ------------------------------------------------------------------------------------------------------


def _read_workbook(file: Path) -> RawFiles:
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
    if data.startswith(EXCEL_HEADS[1]):
        return Fault(file, "locked" if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e" in data else "old_workbook")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
            if sum(entry.file_size for entry in entries) > XLSX_LIMIT * 1_000_000:
                return _too_large(file, sum(entry.file_size for entry in entries), XLSX_LIMIT)
            if any(entry.flag_bits & 1 for entry in entries):
                return Fault(file, "locked")
            if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
                return Fault(file, "workbook", parts={"what": "xl/workbook.xml"})
            if (size := _inflated(data, entries)) > XLSX_LIMIT * 1_000_000:
                return _too_large(file, size, XLSX_LIMIT)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
        return Fault(file, "workbook", parts={"what": str(error)})
    return None


def _inflated(data: bytes, entries: list[zipfile.ZipInfo]) -> int:
    """Return how many bytes the entries really unpack to (their stated size may lie), counting no further than the limit."""
    total = 0
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_DEFLATED:
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
        return RawTable(sheet, file, sheet, (), _no_rows(), faults=(Fault(file, "no_rows", sheet=sheet),))
    *headings, head_row = cells.row(0)
    found = tuple((heading or "").strip() for heading in headings)
    return _with_headings(RawTable(sheet, file, sheet, found, cells[1:], head_row))
