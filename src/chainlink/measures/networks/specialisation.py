"""Specialisation 专业化: what a row holds more of than the whole does."""

from __future__ import annotations

import numpy as np
import polars as pl

from chainlink.errors import CallError
from chainlink.measures.networks.incidence import (
    Incidence,
    PresenceFrame,
    column_names,
    distinct,
    encode,
    finite,
    incidence,
    pairs,
    sparse,
    stated_only,
)

ROUNDING = 1e-10
"""A quotient so near below the bar (relatively) is on it: what is missing is rounding of the sums, not substance."""


def location_quotient(
    table: pl.DataFrame, *, row: str = "region", column: str = "activity", value: str = "value"
) -> pl.DataFrame:
    """Return the location quotient 区位商 of each stated pair: the activity's share in the row over its share in all.

    quotient = (x_rc / x_r) / (x_c / x), the revealed comparative advantage (RCA) where x are exports.

    Args:
        table: reads ``row``, ``column``, ``value`` (any one unit, not negative; null = not stated).  Duplicates are
            summed.
        row: the column that names the region, country or firm.
        column: the column that names the activity, product or sector 环节.
        value: the column that holds the amount.

    Returns:
        Sorted by ``row``, ``column``: both, ``value`` and ``quotient`` (0 where the value is 0; null where its row or
        column adds to nothing).  A pair that is not stated is absent, unless its label would vanish with it: then it
        stays, with nulls.

    Raises:
        CallError: a column is missing or has the name of another or of the result, or a value is text, NaN, infinite or
            negative.

    Source:
        Balassa, B. (1965), Trade liberalisation and "revealed" comparative advantage, The Manchester School 33(2),
        doi 10.1111/j.1467-9957.1965.tb00050.x.

    Example:
        >>> sales = pl.DataFrame({"region": ["万州", "万州", "开州"], "activity": ["电机", "柑橘", "柑橘"],
        ...     "value": [60.0, 20.0, 20.0]})
        >>> location_quotient(sales).with_columns(pl.col(pl.Float64).round(3)).rows()
        [('万州', '柑橘', 20.0, 0.625), ('万州', '电机', 60.0, 1.25), ('开州', '柑橘', 20.0, 2.5)]

    """
    distinct(row, column, value, "quotient")
    names = incidence(table, row, column, value)
    matrix = names.matrix
    sizes = np.diff(matrix.indptr)
    places = np.repeat(np.arange(len(names.rows)), sizes)
    scale = float(matrix.data.max(initial=0.0)) or 1.0
    shares = matrix.data / scale
    of_row = np.bincount(places, weights=shares, minlength=len(names.rows))
    of_column = np.bincount(matrix.indices, weights=shares, minlength=len(names.columns))
    whole = float(of_row.sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = (shares / of_row[places]) / (of_column[matrix.indices] / whole)
    quotients = pairs(names, row, column).hstack([pl.Series(value, matrix.data), stated_only(quotient, "quotient")])
    if sizes.all() and names.degrees[1].all():
        return quotients
    return _with_lost_labels(quotients, table, row, column)


def _with_lost_labels(quotients: pl.DataFrame, table: pl.DataFrame, row: str, column: str) -> pl.DataFrame:
    """Add the unstated pairs of labels that no stated pair names."""
    named = table.select(pl.col(name).cast(quotients.schema[name]) for name in (row, column)).unique()
    lost = pl.concat([named.drop_nulls(name).join(quotients, on=name, how="anti") for name in (row, column)]).unique()
    return pl.concat([quotients, lost], how="diagonal").sort(row, column, nulls_last=True)


def presence(quotients: pl.DataFrame, *, at_least: float = 1.0) -> pl.DataFrame:
    """Return the pairs present 显性优势: those whose quotient reaches ``at_least``.

    A quotient within 1e-10 below the bar counts as on it, so that the rounding of a sum never decides.

    Args:
        quotients: the result of location_quotient: its first column names rows, its second columns; reads
            ``quotient`` (null = not known, hence not present).
        at_least: the bar; 1 by default, where a row holds its fair share (Balassa 1965).

    Returns:
        Sorted by row, column: the two label columns.  The frame remembers the labels that hold nothing, so that the
        other measures keep them.

    Raises:
        CallError: there is no column ``quotient``, it does not come after two label columns, or it holds text, NaN or
            a negative number; ``at_least`` is below 0.

    Example:
        >>> quotients = pl.DataFrame({"region": ["万州", "开州"], "activity": ["电机", "柑橘"],
        ...     "quotient": [1.25, 0.4]})
        >>> presence(quotients).rows()
        [('万州', '电机')]

    """
    row, column, _ = column_names(quotients, (None, "row"), (None, "column"), ("quotient", "quotient"))
    if not at_least >= 0:
        raise CallError("measure_number", name="at_least", low=0, high="∞", value=at_least)
    numbers = finite(quotients, "quotient", (row, column))
    held = (numbers >= at_least * (1.0 - ROUNDING)).fill_null(value=False)
    (rows, row_codes), (columns, column_codes) = encode(quotients[row]), encode(quotients[column])
    kept = held.to_numpy() & (row_codes >= 0) & (column_codes >= 0)
    names = Incidence(rows, columns, sparse(row_codes[kept], column_codes[kept], None, (len(rows), len(columns))))
    present = PresenceFrame(pairs(names, row, column))
    present.remember(names)
    return present
