"""Tables in text: CSV in any encoding an office saves, every record with the row a spreadsheet shows for it."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import polars as pl

from chainlink.data.readers.fast import fast_cells
from chainlink.data.readers.heading_rows import headings_at
from chainlink.data.readers.signs import modern_text
from chainlink.data.readers.table import FILE_LIMIT, HEAD_ROWS, Policy, RawTable, headed, no_rows, shorten, some, unread
from chainlink.errors import Fault
from chainlink.plain_text import SAMPLE, SEPARATORS, decode

csv.field_size_limit(FILE_LIMIT * 1_000_000)  # a cell may be as long as its file
SMALL = 1_000_000
"""Up to so many bytes a file goes through the csv module; above, through numpy and polars (same rows)."""
_SEVERAL = re.compile(rf"^.*[{SEPARATORS}].*$", re.MULTILINE)


class Records(NamedTuple):
    """What the beginning of a text tells: its first ``rows``, what parts their cells, where the headings stand.

    ``rows`` are those that are not blank, each with its number; ``head`` is the place of the last row of headings among
    them (None: no headings), ``first`` that of the row by which they were known; ``headings`` and the ``groups`` over
    them.
    """

    rows: list[tuple[int, list[str]]]
    separator: str
    head: int | None
    first: int | None = None
    headings: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def first_row(self) -> int:
        """Return the row of the headings, or of the first record."""
        return self.rows[self.head or 0][0]


def read_text(name: str, file: str, data: bytes, policy: Policy) -> RawTable:
    """Read ``data`` as CSV (comma, tab, semicolon or bar); every fault of its form rides on the table."""
    try:
        text, encoding = decode(data)
    except UnicodeDecodeError as error:
        row = _row_after(data[: error.start].decode(error.encoding, "replace"))
        return unread(name, file, Fault(file, "encoding", row=row))
    plain = data.removeprefix(b"\xef\xbb\xbf") if encoding == "utf-8" else text.encode()
    if b"\0" in plain:
        return unread(name, file, Fault(file, "nul", row=_row_after(text[: text.index("\0")])))
    if b"\xee" in plain:  # so begin the private signs, and no others
        text = modern_text(text)
        plain = text.encode()
    start = _beginning(text, policy)
    if not start.rows:
        return RawTable(name, file, None, (), no_rows(), faults=(Fault(file, "no_rows"),))
    if start.head is None and policy.find_head is not None:
        banner = " ".join(start.rows[0][1])[:200]
        garbled = (Fault(file, "mojibake"),) if _is_garbled(start, policy) else ()
        return RawTable(name, file, None, (), no_rows(), banner=banner, faults=garbled)
    if len(data) > SMALL:
        cells = fast_cells(plain, start.separator, start.first_row() - 1)
        if cells is not None and _fits(cells, start):
            return _fast_table(name, file, cells, start, policy)
    return _careful(name, file, text, start, policy)


def _row_after(text: str) -> int:
    """Return the row of the spreadsheet in which the sign after ``text`` stands."""
    reader = csv.reader(io.StringIO(f"{text}x", newline=""), delimiter=_likely(text))
    rows: list[int] = []
    with contextlib.suppress(csv.Error):
        rows.extend(1 for _ in reader)
    return max(1, len(rows))


def _likely(text: str) -> str:
    """Return what parts the cells of the first line that has several."""
    several = _SEVERAL.search(text, 0, SMALL)
    return max(SEPARATORS, key=several[0].count) if several else ","


def _beginning(text: str, policy: Policy) -> Records:
    """Return the first records by the separator that gives most headings; a title above them may have another."""
    likely = _likely(text)
    best: Records | None = None
    for separator in (likely, *(sign for sign in SEPARATORS if sign != likely and sign in text[:SAMPLE])):
        rows = _first(text[:SAMPLE], separator)
        head = policy.find_head([cells for _, cells in rows]) if policy.find_head and rows else None
        records = Records(rows, separator, head)
        wider = _alike if policy.find_head is None else _width
        if best is None or wider(records) > wider(best):
            best = records
        if policy.strict and policy.find_head:
            break
    return _headed(best, policy) if best else Records([], ",", None)


def _headed(start: Records, policy: Policy) -> Records:
    """Return ``start`` with its headings, those of several rows together, unless the policy is strict."""
    if start.head is None:
        return start
    rows = [cells for _, cells in start.rows]
    if policy.strict:
        own = tuple(cell.strip() for cell in rows[start.head])
        return start._replace(first=start.head, headings=own)
    own, groups, last = headings_at(rows, start.head)
    while own and not own[-1]:
        own = own[:-1]
    return start._replace(head=last, first=start.head, headings=own, groups=groups[: len(own)])


def _width(records: Records) -> tuple[int, int]:
    return (0, 0) if records.head is None else (1, len(records.rows[records.head][1]))


def _alike(records: Records) -> tuple[int, int]:
    """Return how many records have the same several cells, and how many cells: where nobody looks for headings."""
    widths = Counter(len(cells) for _, cells in records.rows if len(cells) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _first(start: str, separator: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    filled = ((row, cells) for row, cells in enumerate(reader, start=1) if any(map(str.strip, cells)))
    try:
        return list(islice(filled, HEAD_ROWS))
    except csv.Error:
        return []


def _is_garbled(start: Records, policy: Policy) -> bool:
    """Say whether text was read in one encoding and saved in another: turned back it has headings."""
    rows = [cells for _, cells in start.rows]
    for wrong, right in (("gb18030", "utf-8"), ("latin-1", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "gb18030")):
        turned = [[cell.encode(wrong, "ignore").decode(right, "ignore") for cell in row] for row in rows]
        if policy.find_head and policy.find_head(turned) is not None:
            return True
    return any("\ufffd" in cell for row in rows for cell in row)


def _fits(cells: pl.DataFrame, start: Records) -> bool:
    """Say whether the fast way saw the same first row as the csv module."""
    row, first = start.rows[start.head or 0]
    return cells.height > 0 and cells["row"][0] == row and [cell or "" for cell in cells.row(0)[:-1]] == first


def _fast_table(name: str, file: str, cells: pl.DataFrame, start: Records, policy: Policy) -> RawTable:
    if policy.find_head is None:
        return RawTable(name, file, None, ("",) * (cells.width - 1), cells)
    row, _ = start.rows[start.head or 0]
    headings = start.headings + ("",) * (cells.width - 1 - len(start.headings))
    groups = start.groups + ("",) * (len(headings) - len(start.groups))
    table = RawTable(name, file, None, headings, cells[1:], row, groups=groups)
    return headed(table, policy, start.rows[: start.first])


def _careful(name: str, file: str, text: str, start: Records, policy: Policy) -> RawTable:
    """Read record by record, up to the first that is unreadable; rows of another length are told."""
    records: list[list[str]] = []
    faults: list[Fault] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=start.separator, strict=True)
    try:
        records.extend(reader)
    except csv.Error as error:
        faults.append(Fault(file, "quotes", row=len(records) + 1, parts={"what": str(error)}))
    broken = bool(faults)
    head_row, head = start.rows[start.head] if start.head is not None else (0, [])
    headings = start.headings if head else ("",) * max(map(len, records), default=0)
    width = len(headings)
    rows, numbers, odd = [], [], []
    for row, record in enumerate(records[head_row:], start=head_row + 1):
        if not any(map(str.strip, record)):
            continue
        if head and (len(record) < width or any(map(str.strip, record[width:]))):
            odd.append((row, record))
            if not policy.strict:
                continue
        rows.append([*(cell or None for cell in record[:width]), *[None] * (width - len(record))])
        numbers.append(row)
    columns = {str(at): pl.Series([row[at] for row in rows], dtype=pl.String) for at in range(width)}
    frame = pl.DataFrame({**columns, "row": pl.Series(numbers, dtype=pl.Int64)})
    wrong = tuple(row for row, _ in odd)
    if policy.strict:
        for at, (row, record) in enumerate(odd):
            code = "row_short" if len(record) < width else "row_long"
            parts: dict[str, object] = {"cells": len(record), "columns": width}
            faults.insert(at, Fault(file, code, row=row, value=shorten(",".join(record)), parts=parts))
        table = RawTable(name, file, None, headings, frame, head_row or None, ragged=frozenset(wrong))
    else:
        parts = {"rows": some(wrong), "columns": width}
        remarks = (Fault(file, "ragged", row=wrong[0], parts=parts),) if wrong else ()
        table = RawTable(name, file, None, headings, frame, head_row or None, left_out=wrong, warnings=remarks)
    table = replace(table, faults=tuple(faults), broken=broken, groups=start.groups)
    return headed(table, policy, start.rows[: start.first]) if head else table
