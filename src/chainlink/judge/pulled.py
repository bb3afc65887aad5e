"""What draws a maker: the largest buyer by which figure, as findings about one sector or several say it."""

from __future__ import annotations

import polars as pl

from chainlink.findings import say
from chainlink.measures.supply.volumes import BOUND

_SIZE = {"size_class": "size", "claim_status": "status"}
"""What a reason calls the columns of a figure that tells a size."""


def size_open() -> pl.Expr:
    """Say whether nobody states how large the largest buyer is; a bound is no answer.

    Example:
        >>> pulls = pl.DataFrame({"pull": [None, "large", "large"], "bounded": [False, True, False]})
        >>> pulls.select(open=size_open())["open"].to_list()
        [True, True, False]

    """
    return pl.col("pull").is_null() | pl.col("bounded")


def dated(fresh_from: int) -> pl.Expr:
    """Say whether the largest buyer is known by a figure that is 较旧: how large it is today is to be asked.

    Example:
        >>> pulls = pl.DataFrame({"largest": [{"measure": "area", "year": year} for year in (2013, 2020, None)]})
        >>> pulls.select(dated=dated(2016))["dated"].to_list()
        [True, False, False]

    """
    return (pl.col("largest").struct.field("year") < fresh_from).fill_null(value=False)


def drawn(fresh_from: int) -> tuple[pl.Expr, ...]:
    """Tell how large the largest buyer is, by which figure, of which year, whether it is 较旧 and whether planned.

    Example:
        >>> figure = {"firm": "a", "size": "large", "measure": "output", "value": 9.0, "unit": "亿元", "year": 2013,
        ...     "status": "actual"}
        >>> reasons = pl.concat_list(*drawn(2016)).list.drop_nulls()
        >>> row = pl.DataFrame({"largest": [figure]}).select(why=reasons)
        >>> [reason["code"] for reason in row["why"][0]]
        ['pull_older']

    """
    figure = {name: pl.col("largest").struct.field(name) for name in ("firm", "measure", "value", "unit", "year")}
    figure |= {name: pl.col("largest").struct.field(old) for name, old in _SIZE.items()}
    listed, bound = figure["measure"] == "anchor", figure["measure"] == BOUND
    stated, undated, older = (listed | bound).not_(), figure["year"].is_null(), figure["year"] < fresh_from
    return (
        say("pull_anchor", when=listed, firm=figure["firm"], size_class=figure["size_class"]),
        say("pull_volume", when=bound, **{key: figure[key] for key in figure if key != "measure"}),
        say("pull_undated", when=stated & undated, **{key: figure[key] for key in figure if key != "year"}),
        say("pull", when=stated & older.not_(), **figure),
        say("pull_older", when=stated & older, **figure),
    )
