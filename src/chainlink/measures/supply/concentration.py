"""Concentration 集中度: on how few suppliers a buyer or a sector rests."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from chainlink.data import frames
from chainlink.measures.networks.incidence import distinct, finite, incidence, known_columns, plain_labels, stated_only


def herfindahl(
    links: pl.DataFrame, *, row: str = "buyer", column: str = "supplier", value: str = "value"
) -> pl.DataFrame:
    """Return the Herfindahl index 赫芬达尔指数 of each row over its parts: Σ s², s = a part's share of the stated sum.

    1 where everything comes from one, 1/n where n share alike.

    Args:
        links: reads ``row``, ``column``, ``value`` (any one unit, not negative; null = not stated).  Duplicates are
            summed.
        row: what is concentrated: the buyer, or a sector 环节.
        column: over which parts: the supplier, or a district 区县.
        value: the amount.

    Returns:
        Sorted by ``row``: ``row``, ``parts`` (that anybody names), ``valued`` (of them, with a stated amount: where
        that is fewer, the index is of the stated part only), ``total``, ``herfindahl`` (above 0 to 1; null where no
        amount above 0 is stated).

    Raises:
        CallError: a column is missing or has the name of a result, or a value is text, NaN, infinite or negative.

    Source:
        Herfindahl, O. C. (1950), Concentration in the steel industry, Columbia University; Hirschman, A. O. (1964), The
        paternity of an index, American Economic Review 54(5).

    Example:
        >>> bought = pl.DataFrame({"buyer": ["甲厂"] * 3, "supplier": ["A厂", "B厂", "C厂"],
        ...     "value": [50.0, 30.0, 20.0]})
        >>> herfindahl(bought).row(0)
        ('甲厂', 3, 3, 100.0, 0.38)

    """
    distinct(row, "parts", "valued", "total", "herfindahl")
    names = incidence(links, row, column, value)
    named = incidence(links, row, column)
    matrix = names.matrix
    places = np.repeat(np.arange(len(names.rows)), np.diff(matrix.indptr))
    total = np.bincount(places, weights=matrix.data, minlength=len(names.rows)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        index = np.bincount(places, weights=(matrix.data / total[places]) ** 2, minlength=len(names.rows)).astype(float)
    index[total <= 0] = np.nan
    valued = np.diff(matrix.indptr)
    return pl.DataFrame(
        [
            names.rows.alias(row),
            pl.Series("parts", named.degrees[0], dtype=pl.Int64),
            pl.Series("valued", valued, dtype=pl.Int64),
            stated_only(np.where(valued > 0, total, np.nan), "total"),
            stated_only(index, "herfindahl"),
        ]
    )


def purchase_concentration(
    amounts: frames.Amounts, firms: pl.DataFrame, region: Collection[str]
) -> frames.Concentration:
    """Return on how few suppliers the recorded purchases of each sector 环节 by firms of the region rest.

    A sector bought from a counterpart nobody names, or from nobody stated, is absent: it may be any number of firms.
    ``supplier`` is the only one (null = several), ``herfindahl`` null without an amount above 0.
    """
    here = firms.filter(pl.col("district").is_in(list(region))).select(buyer="firm")
    bought = amounts.join(here, on="buyer", how="semi").drop_nulls("sector")
    unnamed = firms.filter(pl.col("named").not_().fill_null(value=False))["firm"]
    vague = bought.filter(pl.col("supplier").is_null() | pl.col("supplier").is_in(unnamed.implode()))
    named = bought.join(vague, on="sector", how="anti")
    only = single_source(named, row="sector", column="supplier").select("sector", "supplier")
    return herfindahl(named, row="sector", value="amount").join(only, on="sector", how="left").sort("sector")


def single_source(
    links: pl.DataFrame, *, row: str = "buyer", column: str = "supplier", value: str | None = None
) -> pl.DataFrame:
    """Return the rows that rest on a single source 单一来源: one supplier and no other.

    An observation, not a weakness: links nobody recorded are not seen.

    Args:
        links: reads ``row``, ``column`` (null = counterpart not named: it may be another one, so that row is not
            single); with ``value`` a link of amount 0 is none.
        row: the buyer, or a sector 环节.
        column: the supplier.
        value: the amount (null = not stated, the link stands); by default links count whatever their amount.

    Returns:
        Sorted by ``row``: ``row``, ``column`` (its only source), ``links`` (rows of the table that say so).

    Raises:
        CallError: a column is missing or has the name of a result, or a value is text, NaN, infinite or negative.

    Example:
        >>> bought = pl.DataFrame({"buyer": ["甲厂", "乙厂", "乙厂"], "supplier": ["A厂", "A厂", "B厂"]})
        >>> single_source(bought).rows()
        [('甲厂', 'A厂', 1)]

    """
    distinct(row, column, "links")
    known_columns(links, row, column, *([value] if value else []))
    kept = links.select(plain_labels(links[name]) for name in (row, column))
    if value is not None:
        kept = kept.filter((finite(links, value, (row, column)) != 0).fill_null(value=True))
    # Null is a source of its own here: nobody says that it is the same one.
    only = kept.drop_nulls(row).filter(pl.col(column).n_unique().over(row) == 1).drop_nulls(column)
    return only.group_by(row).agg(pl.col(column).first(), links=pl.len().cast(pl.Int64)).sort(row)
