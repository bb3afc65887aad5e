"""Parquet: rows as they are typed."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import polars as pl

from chainlink.errors import Fault
from chainlink.readers.table import RawTable, unread

PARQUET_HEAD = b"PAR1"


def read_parquet(name: str, file: str, source: Path | IO[bytes]) -> RawTable:
    """Read a Parquet file as it is typed; rows are numbered from 1 (there is no heading row)."""
    try:
        frame = pl.read_parquet(source)
    except (pl.exceptions.PolarsError, OSError) as error:
        return unread(name, file, Fault(file, "parquet", parts={"what": str(error).split("\n", 1)[0]}))
    headings = tuple(frame.columns)
    frame = frame.rename({old: str(at) for at, old in enumerate(headings)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    return RawTable(name, file, None, headings, frame)
