"""Files of an office into raw rows: workbooks with banners, CSV of any Chinese encoding, zips around them."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import fastexcel
import polars as pl

from chainlink.errors import CallError, Fault

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
ZIP, OLD, HTML = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", (b"<html", b"<!doc", b"<tabl", b"<?xml", b"<meta", b"<head")

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


def read_office_file(path: Path, find_head: FindHead) -> list[OfficeTable]:
    """Read every table of a workbook (.xlsx, .xls), a CSV file, or a zip of these; the content decides, not the name.

    Args:
        path: the file.
        find_head: given the first rows, the place of the row of headings, or None if there is none.

    Raises:
        CallError: there is no file at ``path``.

    """
    if not path.is_file():
        raise CallError("no_such_file", path=str(path))
    if (size := path.stat().st_size) > FILE_LIMIT * 1_000_000:
        return [_unread(path.name, _too_large(path.name, size))]
    try:
        data = path.read_bytes()
    except OSError as error:
        return [_unread(path.name, Fault(path.name, "office_unreadable", parts={"what": error.strerror or str(error)}))]
    return read_office_bytes(path.name, data, find_head)


def read_office_bytes(file: str, data: bytes, find_head: FindHead, *, inside: bool = False) -> list[OfficeTable]:
    """Read the tables of ``data``, the content of the file named ``file``; see :func:`read_office_file`."""
    if not data.strip(b"\0 \r\n\t"):
        return [_unread(file, Fault(file, "office_empty"))]
    if data.startswith(OLD):
        return _old_workbook(file, data, find_head)
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _zip(file, data, find_head, inside=inside)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in HTML:
        return [_unread(file, Fault(file, "office_html"))]
    if data[:4] in {b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1", b"GIF8", b"%PDF", b"Rar!", b"7z\xbc\xaf"}:
        return [_unread(file, Fault(file, "office_kind"))]
    return [_csv(file, data, find_head)]


def _no_rows() -> pl.DataFrame:
    return pl.DataFrame(schema={"row": pl.Int64})


def _unread(file: str, *faults: Fault, sheet: str | None = None) -> OfficeTable:
    return OfficeTable(file, sheet, (), _no_rows(), faults=faults)


def _too_large(file: str, size: float) -> Fault:
    return Fault(file, "office_too_large", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{FILE_LIMIT:,}"})


def some(rows: Iterable[object], count: int | None = None) -> str:
    """Name the first few of ``rows`` and say how many there are."""
    listed = list(rows)
    total = len(listed) if count is None else count
    more = f" … ({total})" if total > MENTIONED else ""
    return ", ".join(str(row) for row in listed[:MENTIONED]) + more


# --- zips and workbooks ---------------------------------------------------------------------------------------------


def _zip(file: str, data: bytes, find_head: FindHead, *, inside: bool) -> list[OfficeTable]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        return [_unread(file, Fault(file, "office_zip", parts={"what": str(error)}))]
    stated = sum(entry.file_size for entry in entries)
    if stated > FILE_LIMIT * 1_000_000:
        return [_unread(file, _too_large(file, stated))]
    if any(entry.flag_bits & 1 for entry in entries):
        return [_unread(file, Fault(file, "office_locked"))]
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" in names:
        return _workbook(file, data, find_head)
    if inside or "word/document.xml" in names:
        return [_unread(file, Fault(file, "office_kind"))]
    return _zip_entries(file, data, entries, find_head)


def _zip_entries(
    file: str, data: bytes, entries: list[zipfile.ZipInfo], find_head: FindHead
) -> list[OfficeTable]:
    found: list[OfficeTable] = []
    left = FILE_LIMIT * 1_000_000
    if len(entries) > ENTRIES_LIMIT:
        limit: dict[str, object] = {"limit": ENTRIES_LIMIT}
        return [_unread(file, Fault(file, "office_entries", value=str(len(entries)), parts=limit))]
    for entry in entries:
        name = _entry_name(entry)
        if entry.is_dir() or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$")):
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as outside, outside.open(entry) as stream:
                content = stream.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
            found.append(_unread(f"{file}/{name}", Fault(f"{file}/{name}", "office_zip", parts={"what": str(error)})))
            continue
        if len(content) > left:
            return [*found, _unread(file, _too_large(file, len(content)))]
        left -= len(content)
        found += read_office_bytes(f"{file}/{name}", content, find_head, inside=True)
    return found or [_unread(file, Fault(file, "office_empty"))]


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without the UTF-8 mark Chinese Windows wrote it in GBK."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _old_workbook(file: str, data: bytes, find_head: FindHead) -> list[OfficeTable]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return [_unread(file, Fault(file, "office_locked"))]
    return _sheets(file, data, find_head, {})


def _workbook(file: str, data: bytes, find_head: FindHead) -> list[OfficeTable]:
    try:
        odd = _odd_cells(data)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
        return [_unread(file, Fault(file, "office_workbook", parts={"what": str(error)}))]
    if odd is None:
        return [_unread(file, _too_large(file, FILE_LIMIT * 1e6))]
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
        return [_unread(file, Fault(file, code, parts={} if code == "office_locked" else {"what": _line(error)}))]
    for place, name in enumerate(names):
        try:
            cells = book.load_sheet(place, header_row=None, skip_rows=0, dtypes="string").to_polars()
        except (fastexcel.FastExcelError, OSError, ValueError, pl.exceptions.PolarsError) as error:
            fault = Fault(file, "office_workbook", sheet=name, parts={"what": _line(error)})
            found.append(_unread(file, fault, sheet=name))
            continue
        found.append(_sheet(file, name, cells, find_head, odd.get(name, _Odd())))
    return found or [_unread(file, Fault(file, "office_empty"))]


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
        return OfficeTable(file, name, (), _no_rows(), banner=" ".join(first[0])[:200] if first else "")
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
    left = FILE_LIMIT * 1_000_000
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


# --- csv ------------------------------------------------------------------------------------------------------------


def _csv(file: str, data: bytes, find_head: FindHead) -> OfficeTable:
    text, is_utf8, fault = _decoded(file, data, find_head)
    if text is None:
        return _unread(file, *([fault] if fault else []))
    first, separator, head = _head(text, find_head)
    if head is None:
        shown = " ".join(first[0])[:200] if first else ""
        wrong = _mojibake(first, find_head)
        return OfficeTable(file, None, (), _no_rows(), banner=shown, faults=(Fault(file, wrong),) if wrong else ())
    utf8 = data.removeprefix(b"\xef\xbb\xbf") if is_utf8 else None
    table = _fast(file, utf8, text, separator, first=first, head=head) or _careful(file, text, separator, head)
    banner = " ".join(cell.strip() for row in first[:head] for cell in row if cell.strip())
    return replace(table, banner=banner[:500])


def _decoded(file: str, data: bytes, find_head: FindHead) -> tuple[str | None, bool, Fault | None]:
    """Return the text and whether ``data`` is UTF-8.

    UTF-8 or UTF-16 are known by their mark, UTF-16 without one by its headings; else it is UTF-8, else GB18030.
    """
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), False, None
        if b"\0" in data[:100_000]:
            return _without_mark(file, data, find_head)
        if b"\0" in data:
            return None, False, Fault(file, "office_nul", row=data.count(b"\n", 0, data.index(b"\0")) + 1)
        try:
            return data.decode("utf-8-sig"), True, None
        except UnicodeDecodeError:
            return data.decode("gb18030"), False, None
    except UnicodeDecodeError as error:
        return None, False, Fault(file, "office_encoding", row=data.count(b"\n", 0, error.start) + 1)


def _without_mark(file: str, data: bytes, find_head: FindHead) -> tuple[str | None, bool, Fault | None]:
    for encoding in ("utf-16-le", "utf-16-be"):
        start = data[: 200_000 & ~1]
        if _head(start.decode(encoding, "ignore"), find_head)[2] is None:
            continue
        try:
            return data.decode(encoding), False, None
        except UnicodeDecodeError:
            return None, False, Fault(file, "office_encoding", row=None)
    return None, False, Fault(file, "office_nul", row=data.count(b"\n", 0, data.index(b"\0")) + 1)


def _head(text: str, find_head: FindHead) -> tuple[list[list[str]], str, int | None]:
    """Return the first records, the separator between cells, and the place of the headings among the records."""
    start = text[:262_144]
    best: tuple[list[list[str]], str, int | None] = ([], ",", None)
    for separator in (",", "\t", ";", "|"):
        if separator not in start:
            continue
        first = _first(start, separator)
        head = find_head(first)
        if head is not None and (best[2] is None or len(first[head]) > len(best[0][best[2]])):
            best = (first, separator, head)
    if best[2] is None:
        first = _first(start, ",")
        return first, ",", find_head(first)
    return best


def _first(start: str, separator: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(start, newline=""), delimiter=separator):
            records.append(record)
            if len(records) >= HEAD_ROWS:
                break
    except csv.Error:
        return records
    return records


def _mojibake(first: list[list[str]], find_head: FindHead) -> str | None:
    """Tell text that was read in one encoding and saved in another: turned back it has headings."""
    for wrong, right in (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030")):
        turned = [[cell.encode(wrong, "ignore").decode(right, "ignore") for cell in row] for row in first]
        if find_head(turned) is not None:
            return "office_mojibake"
    return "office_mojibake" if any("\ufffd" in cell for row in first for cell in row) else None


def _fast(
    file: str, utf8: bytes | None, text: str, separator: str, *, first: list[list[str]], head: int
) -> OfficeTable | None:
    """Read a regular file by polars; None if a row is longer or shorter than the headings or its quotes are odd."""
    width = len(first[head])
    broken_lines = any("\n" in cell or "\r" in cell for row in first[: head + 1] for cell in row)
    if width < 2 or broken_lines or text.count("\r") != text.count("\r\n"):  # noqa: PLR2004 - one column is no table
        return None
    try:
        utf8 = text.encode() if utf8 is None else utf8
    except UnicodeEncodeError:
        return None
    for _ in range(head):
        utf8 = utf8[utf8.index(b"\n") + 1 :]
    try:
        frame = pl.read_csv(utf8, has_header=False, separator=separator, infer_schema=False, quote_char='"')
    except pl.exceptions.PolarsError:
        return None
    if frame.width != width:
        return None
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)}).with_columns(
        row=pl.int_range(head + 1, pl.len() + head + 1, dtype=pl.Int64)
    )
    full = frame.filter(~pl.all_horizontal(pl.exclude("row").is_null()))
    if not _regular(utf8, separator, full, frame.height):
        return None
    return OfficeTable(file, None, tuple(cell.strip() for cell in first[head]), full[1:], head + 1)


def _regular(utf8: bytes, separator: str, full: pl.DataFrame, lines: int) -> bool:
    """Say whether every row has as many cells as the headings: count the separators outside of cells.

    Rows without anything (``lines`` minus those in ``full``) may be blank lines or rows of separators.
    """
    between = full.width - 2
    found = utf8.count(separator.encode())
    if b'"' in utf8:
        if utf8.count(b'"') % 2:
            return False
        cells = full.select(pl.exclude("row").str.count_matches(separator, literal=True).sum())
        found -= sum(int(value or 0) for value in cells.row(0))
    over = found - between * full.height
    return over >= 0 and over % between == 0 and over // between <= lines - full.height


def _careful(file: str, text: str, separator: str, head: int) -> OfficeTable:
    """Read row by row; rows longer or shorter than the headings are left out and told."""
    records: list[list[str]] = []
    warnings: list[Fault] = []
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records.extend(reader)
    except csv.Error as error:
        faults.append(Fault(file, "office_quotes", row=len(records) + 1, parts={"what": str(error)}))
    headings = [cell.strip() for cell in records[head]]
    while headings and not headings[-1]:
        headings.pop()
    width = len(headings)
    rows: list[list[str | None]] = []
    numbers, wrong = [], []
    for row, record in enumerate(records[head + 1 :], start=head + 2):
        if not any(map(str.strip, record)):
            continue
        if len(record) < width or any(map(str.strip, record[width:])):
            wrong.append(row)
            continue
        rows.append([cell or None for cell in record[:width]])
        numbers.append(row)
    if wrong:
        parts: dict[str, object] = {"rows": some(wrong), "columns": width}
        warnings.append(Fault(file, "office_ragged", row=wrong[0], parts=parts))
    columns = {str(at): pl.Series([row[at] for row in rows], dtype=pl.String) for at in range(width)}
    frame = pl.DataFrame({**columns, "row": pl.Series(numbers, dtype=pl.Int64)})
    return OfficeTable(
        file, None, tuple(headings), frame, head + 1, "", tuple(faults), tuple(warnings), tuple(wrong)
    )
