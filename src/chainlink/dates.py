"""Dates as people state them, YYYY, YYYY-MM or YYYY-MM-DD: which the calendar has, and the last day each may mean."""

from __future__ import annotations

import re
from datetime import date, timedelta

import polars as pl

YEARS = (1800, 2200)
"""The years that a date or a year may name."""
RELEASED = 2026
"""The year of this release: what is dated in it or before has happened, whatever the clock of a computer says."""
FORM = r"^(1[89][0-9]{2}|2[01][0-9]{2}|2200)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
"""How a date is written; that its month has so many days is for the calendar to say."""
DECEMBER = 12


def last_day(text: str) -> date | None:
    """Return the last day that a date may mean: 2021 is 2021-12-31, 2021-02 is 2021-02-28; None if it is no date.

    >>> last_day("2020-02"), last_day("2021-06-31")
    (datetime.date(2020, 2, 29), None)
    """
    if not re.fullmatch(FORM, text):
        return None
    year, month, day = (int(part) for part in [*text.split("-"), "0", "0"][:3])
    month = month or DECEMBER
    if day:
        try:
            return date(year, month, day)
        except ValueError:
            return None
    return date(year + month // DECEMBER, month % DECEMBER + 1, 1) - timedelta(days=1)


def last_days(column: str) -> pl.Expr:
    """Return :func:`last_day` of each date of a column; null where none is stated, or no calendar has it."""
    text = pl.col(column)
    first = (
        pl.when(text.str.len_chars() == len("2021"))
        .then(text + "-12-01")
        .when(text.str.len_chars() == len("2021-10"))
        .then(text + "-01")
        .otherwise(text)
        .str.to_date("%Y-%m-%d", strict=False)
    )
    return pl.when(text.str.len_chars() == len("2021-10-08")).then(first).otherwise(first.dt.month_end())


def year_of(column: str) -> pl.Expr:
    """Return the year that each date or year of a column names; null stays null."""
    return pl.col(column).cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)
