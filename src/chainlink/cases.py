"""Cases: which of several values a row gets, by the first condition that holds."""

from __future__ import annotations

import polars as pl

Condition = pl.Expr | pl.Series | str
"""An expression, or the column that says it; what is null does not hold."""


def first_case(*cases: tuple[Condition, pl.Expr | str], otherwise: pl.Expr | str | None) -> pl.Expr:
    """Return the value of the first case that holds, a word as it stands.

    Example:
        >>> size = first_case((pl.col("n") > 9, "large"), (pl.col("n") > 3, "medium"), otherwise="small")
        >>> pl.DataFrame({"n": [12, 5, None]}).select(size=size)["size"].to_list()
        ['large', 'medium', 'small']

    """
    chosen = _value(otherwise)
    for condition, value in reversed(cases):
        chosen = pl.when(condition).then(_value(value)).otherwise(chosen)
    return chosen


def _value(value: pl.Expr | str | None) -> pl.Expr:
    return value if isinstance(value, pl.Expr) else pl.lit(value, dtype=pl.String)
