"""Parquet: rows as they are typed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import polars as pl

from chainlink.data.readers.table import RawTable, unread
from chainlink.errors import Fault

PARQUET_HEAD = b"PAR1"
_WORDS_AND_DAYS = (pl.String, pl.Categorical, pl.Enum, pl.Null, pl.Boolean, pl.Date, pl.Datetime, pl.Time)


def read_parquet(name: str, file: str, source: Path | IO[bytes]) -> RawTable:
    """Read a Parquet file as it is typed; rows are numbered from 1 (there is no heading row)."""
    try:
        frame = pl.read_parquet(_readable_place(source))
    except (pl.exceptions.PolarsError, OSError) as error:
        return unread(name, file, Fault(file, "parquet", parts={"what": str(error).split("\n", 1)[0]}))
    headings = tuple(frame.columns)
    faults = tuple(
        Fault(file, "parquet_type", column=heading, parts={"type": str(frame[heading].dtype)})
        for heading in headings
        if not _is_readable(frame[heading].dtype)
    )
    cells = {str(at): _cells(frame[heading]) for at, heading in enumerate(headings)}
    rows = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    return RawTable(name, file, None, headings, pl.DataFrame({**cells, "row": rows}), faults=faults)


def _readable_place(source: Path | IO[bytes]) -> Path | IO[bytes]:
    """Return a place that polars can open: it takes no path whose bytes are no UTF-8."""
    if isinstance(source, Path) and any("\udc80" <= sign <= "\udcff" for sign in str(source)):
        return io.BytesIO(source.read_bytes())
    return source


def _is_readable(kind: pl.DataType) -> bool:
    """Say whether a cell of this type is a number, a word, a date, yes or no, or a list of these."""
    if isinstance(kind, (pl.List, pl.Array)):
        inner = pl.Series(dtype=kind.inner).dtype
        return not inner.is_nested() and _is_readable(inner)
    return kind.is_numeric() or isinstance(kind, _WORDS_AND_DAYS)


def _cells(column: pl.Series) -> pl.Series:
    """Return the cells of a column: words of a fixed choice as text, what cannot be read as empty."""
    if not _is_readable(column.dtype):
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(column))
    if isinstance(column.dtype, pl.Array):
        return column.arr.to_list()
    return column.cast(pl.String) if isinstance(column.dtype, (pl.Categorical, pl.Enum, pl.Null)) else column
