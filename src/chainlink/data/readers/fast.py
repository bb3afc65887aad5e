"""Large CSV files: a regular one is read without a loop over its rows, with the same result."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from chainlink.data.readers.table import empty


def fast_cells(data: bytes, separator: str, above: int = 0) -> pl.DataFrame | None:
    """Return the cells below the first ``above`` lines, blank rows left out, each with its ``row``.

    None if anything about the form of the file wants a closer look.
    """
    start = 0
    for _ in range(above):
        start = data.find(b"\n", start) + 1
        if not start:
            return None
    if b'"' not in data and (cells := _unquoted(data[start:] if start else data, separator)) is not None:
        return cells.with_columns(pl.col("row") + above) if above else cells
    lines = _regular_lines(np.frombuffer(data, dtype=np.uint8, offset=start), ord(separator))
    if lines is None:
        return None
    body, rows = lines
    try:
        frame = pl.read_csv(
            memoryview(data)[start:].tobytes() if body is None else body,
            has_header=False,
            separator=separator,
            infer_schema=False,
            quote_char='"',
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != len(rows):
        return None
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)})
    frame = frame.with_columns(row=pl.Series(rows, dtype=pl.Int64) + above)
    return frame.filter(~pl.all_horizontal(empty(pl.exclude("row"))))


def _unquoted(data: bytes, separator: str) -> pl.DataFrame | None:
    """Read a file without quotes in which every line has the same number of cells and something in one of them."""
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    try:
        frame = pl.read_csv(data, has_header=False, separator=separator, infer_schema=False, quote_char=None)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or data.count(separator.encode()) != (frame.width - 1) * lines:
        return None
    frame = frame.rename({old: str(at) for at, old in enumerate(frame.columns)})
    if frame.filter(empty(pl.col("0"))).select(pl.all_horizontal(empty(pl.all())).any()).item():
        return None
    return frame.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))


def _regular_lines(text: np.ndarray[Any, Any], separator: int) -> tuple[bytes | None, np.ndarray[Any, Any]] | None:
    """Return the text without blank lines (None: as it was) and the row of each line left.

    Regular means: quotes only around whole cells, line ends LF or CR LF, every line with as many cells as the first.
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
