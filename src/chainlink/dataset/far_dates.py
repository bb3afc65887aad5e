"""Dates of the past that lie far after all others: a slip of the pen that would set every clock wrong.

The programme has no clock of its own, so what is too late is told from the data: among all years that rows describe and
sources are dated in, those beyond the first gap of more than ``GAP`` years after the median stand alone.
"""

from __future__ import annotations

import polars as pl

from chainlink.dataset.between import Tables
from chainlink.dataset.cells import CAP
from chainlink.dataset.clean import fault
from chainlink.dates import year_of
from chainlink.errors import Fault

PAST = {"sources": "date", "firm_status": "year", "surveys": "date"}
"""What a table says of the past beside the year that a row describes."""
GAP = 20
"""So many years without a single row or source do not lie inside what an office collects."""


def far_dates(tables: Tables) -> list[Fault]:
    """Return a warning for every year that stands alone after all others."""
    stated = [
        (name, column, table.frame)
        for name, table in tables.items()
        for column in ("seen", PAST.get(name, ""))
        if column in table.frame.columns
    ]
    years = pl.concat(
        [
            pl.Series([], dtype=pl.Int64),
            *(frame.select(_year(frame, column)).to_series() for _, column, frame in stated),
        ]
    ).drop_nulls()
    middle = years.quantile(0.5, "higher")
    if middle is None:
        return []
    later = years.filter(years >= middle).unique().sort()
    alone = later.filter((later.diff().fill_null(0) > GAP).cum_max())
    if alone.is_empty():
        return []
    last = later.filter(later < alone[0]).max()
    return [
        fault(tables[name], "far_date", column, row, value, last=last)
        for name, column, frame in stated
        for row, value in frame.filter(_year(frame, column).is_in(alone.implode()))
        .select("row", pl.col(column).cast(pl.String))
        .head(CAP)
        .iter_rows()
    ]


def _year(frame: pl.DataFrame, column: str) -> pl.Expr:
    return (pl.col(column) if frame.schema[column].is_integer() else year_of(column)).cast(pl.Int64).alias("year")
