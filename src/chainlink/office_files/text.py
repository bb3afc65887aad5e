"""Tables in text: CSV in any encoding a Chinese office meets, banners above, rows of the wrong length told."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
from dataclasses import replace

import polars as pl

from chainlink.errors import Fault
from chainlink.office_files.table import HEAD_ROWS, FindHead, OfficeTable, no_rows, some, unread

MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""How text of several bytes a sign begins where it says so."""
SAMPLE = 262_144
"""So many signs from the beginning tell encoding, separator and headings."""


def read_text_table(file: str, data: bytes, find_head: FindHead) -> OfficeTable:
    """Read a CSV file (comma, tab, semicolon or bar); columns are told by the headings that ``find_head`` finds."""
    text, is_utf8, fault = _decoded(file, data, find_head)
    if text is None:
        return unread(file, *([fault] if fault else []))
    first, separator, head = _head(text, find_head)
    if head is None:
        shown = " ".join(first[0])[:200] if first else ""
        wrong = _mojibake(first, find_head)
        return OfficeTable(file, None, (), no_rows(), banner=shown, faults=(Fault(file, wrong),) if wrong else ())
    utf8 = data.removeprefix(b"\xef\xbb\xbf") if is_utf8 else None
    found = _fast(file, utf8, text, separator, first=first, head=head) or _careful(file, text, separator, head)
    banner = " ".join(cell.strip() for row in first[:head] for cell in row if cell.strip())
    return replace(found, banner=banner[:500])


def _decoded(file: str, data: bytes, find_head: FindHead) -> tuple[str | None, bool, Fault | None]:
    """Return the text and whether ``data`` is UTF-8.

    UTF-8 or UTF-16 are known by their mark, UTF-16 without one by its headings; else it is UTF-8, else GB18030.
    """
    try:
        marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
        if marked:
            return data.decode(marked), False, None
        if b"\0" in data[:100_000]:
            return _without_mark(file, data, find_head)
        if b"\0" in data:
            return None, False, Fault(file, "office_nul", row=data.count(b"\n", 0, data.index(b"\0")) + 1)
        if _is_utf8(data[:SAMPLE]):  # a failed attempt at the whole would copy it into its complaint
            with contextlib.suppress(UnicodeDecodeError):
                return data.decode("utf-8-sig"), True, None
        return data.decode("gb18030"), False, None
    except UnicodeDecodeError as error:
        return None, False, Fault(file, "office_encoding", row=data.count(b"\n", 0, error.start) + 1)


def _is_utf8(start: bytes) -> bool:
    """Say whether ``start``, which may end inside a sign, is UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False
    return True


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
    start = text[:SAMPLE]
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
    start = text[:SAMPLE].rstrip("\r")
    if width < 2 or broken_lines or start.count("\r") != start.count("\r\n"):  # noqa: PLR2004 - one column is no table
        return None
    try:
        utf8 = text.encode() if utf8 is None else utf8
        for _ in range(head):
            utf8 = utf8[utf8.index(b"\n") + 1 :]
        frame = pl.read_csv(utf8, has_header=False, separator=separator, infer_schema=False, quote_char='"')
    except (UnicodeEncodeError, pl.exceptions.PolarsError):
        return None
    if frame.width != width:
        return None
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)}).with_columns(
        row=pl.int_range(head + 1, pl.len() + head + 1, dtype=pl.Int64)
    )
    full = frame.filter(~pl.all_horizontal(pl.exclude("row").is_null())) if frame["0"].null_count() else frame
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
    return OfficeTable(file, None, tuple(headings), frame, head + 1, "", tuple(faults), tuple(warnings), tuple(wrong))
