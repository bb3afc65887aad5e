"""Sizes 规模 of firms: the class that each stated figure reaches, and the row that states it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink.measures.supply.amounts import stated

CLASSES = ("small", "medium", "large", "very_large")
"""The size classes 规模档, smallest first; those of a plant end at large."""
MEASURES = ("output", "revenue", "investment", "capacity", "area", "count")
"""The figures that tell a size, the one that says most first; a capacity in goods compares with no other."""
_STOCKS = ("investment", "area")
"""What a firm has put into the ground stands as long as the firm does; a yearly figure goes out of date."""
_HAPPENED = ("actual", "capacity")
_IDLE = ("talks", "dropped")


def firm_sizes(
    claims: pl.DataFrame,
    claim_subjects: pl.DataFrame,
    projects: pl.DataFrame,
    firms: pl.DataFrame,
    *,
    money: Sequence[float] = (5_000.0, 50_000.0, 1_000_000.0),
    area: Sequence[float] = (20.0, 200.0, 2_000.0),
    jobs: Sequence[float] = (300.0, 1_000.0, 10_000.0),
    since: int = 0,
    growers: Collection[str] = (),
    anchor: str = "large",
) -> pl.DataFrame:
    """Return every stated figure that tells how large a firm is, with the class it reaches.

    A claim about a firm, about what it can make, or about a project of its own (not one in talks or dropped) counts;
    one that several firms share says nothing about one of them, and what is stated as "at most" reaches no class.  A
    firm of an official anchor list counts as ``anchor``, marked so.

    Args:
        claims: figures in base units (units.in_base); reads besides the columns of amounts.stated ``value``,
            ``value_to``, ``unit``, ``precision``.
        claim_subjects: reads ``claim``, ``table``, ``id``.
        projects: reads ``project``, ``firm``, ``status``.
        firms: reads ``firm``, ``anchor`` (null = not known), ``row``.
        money: the least 万元 of a medium, a large and a very large firm, of investment, yearly output, revenue or
            capacity in money; 5 亿元 is the size from which a plant is of the process industry.
        area: the same in 亩; 250 万元 of investment stand on one 亩 of an industrial park.
        jobs: the same in 人; those of 统计上大中小微型企业划分办法 (2017), ten times over for very large.
        since: the first year whose yearly figures and jobs still count, as for presence; a figure without a year
            counts, and so do land and investment of any year.
        growers: firms that farm: their land is fields, which tell nothing of a plant.
        anchor: the class of a firm on an official list of anchors.

    Returns:
        Sorted by ``firm``, the largest class first, what happened before what is planned, the latest first: ``firm``,
        ``size`` (of CLASSES), ``measure`` (of MEASURES, or anchor), ``value``, ``unit`` (as stated; null = anchor),
        ``year`` (null = not stated), ``status`` (of the claim; null = anchor), ``table`` (claims or firms), ``row``.

    Example:
        >>> claims = pl.DataFrame({"claim": ["c"], "measure": ["output"], "base_value": [80_000.0],
        ...     "base_value_to": [None], "base": ["万元"], "dimension": ["money"], "per": ["year"], "from": ["2020"],
        ...     "to": [None], "seen": [2020], "status": ["actual"], "precision": [None], "value": [8.0],
        ...     "value_to": [None], "unit": ["亿元"], "row": [2]})
        >>> about = pl.DataFrame({"claim": ["c"], "table": ["firms"], "id": ["a"]})
        >>> none = pl.DataFrame(schema={"project": pl.String, "firm": pl.String, "status": pl.String})
        >>> firms = pl.DataFrame({"firm": ["a"], "anchor": [None], "row": [2]}, schema_overrides={"anchor": pl.Boolean})
        >>> firm_sizes(claims, about, none, firms).select("firm", "size", "value", "unit", "row").rows()
        [('a', 'large', 8.0, '亿元', 2)]

    """
    usable = claims.filter((pl.col("precision") != "at_most").fill_null(value=True))
    figures = stated(usable, claim_subjects, measures=MEASURES, statuses=("actual", "capacity", "expected", "planned"))
    size = (
        pl.when(pl.col("dimension") == "money")
        .then(_reached("low", money))
        .when(pl.col("measure") == "area")
        .then(_reached(pl.col("low") * (15 / 10_000), area))
        .when((pl.col("measure") == "count") & (pl.col("base") == "人"))
        .then(_reached("low", jobs))
    )
    listed = firms.filter(pl.col("anchor").fill_null(value=False)).select(
        "firm", "row", rank=pl.lit(CLASSES.index(anchor)), measure=pl.lit("anchor"), table=pl.lit("firms")
    )
    return (
        pl.concat(
            [
                _owned(figures, projects)
                .filter(
                    (pl.col("year") >= since).fill_null(value=True) | pl.col("measure").is_in(_STOCKS),
                    (pl.col("measure") != "area") | pl.col("firm").is_in(list(growers)).not_(),
                )
                .with_columns(rank=size, table=pl.lit("claims"))
                .drop_nulls("rank")
                .join(usable.select("row", "unit", value=pl.coalesce("value", "value_to")), on="row", how="left"),
                listed,
            ],
            how="diagonal_relaxed",
        )
        .with_columns(
            hoped=pl.col("status").is_in(_HAPPENED).not_().fill_null(value=True),
            order=pl.col("measure").replace_strict({name: n for n, name in enumerate(MEASURES)}, default=len(MEASURES)),
            size=pl.col("rank").replace_strict(dict(enumerate(CLASSES)), return_dtype=pl.String),
        )
        .sort(
            "firm", "rank", "hoped", "year", "order", "low", "value", "unit", "row",
            descending=[False, True, False, True, False, True, True, False, False], nulls_last=True,
        )
        .select("firm", "size", "measure", "value", "unit", "year", "status", "table", "row")
    )  # fmt: skip


def _reached(value: pl.Expr | str, bounds: Sequence[float]) -> pl.Expr:
    figure = pl.col(value) if isinstance(value, str) else value
    return pl.sum_horizontal((figure >= bound).cast(pl.Int32) for bound in bounds)


def _owned(figures: pl.DataFrame, projects: pl.DataFrame) -> pl.DataFrame:
    """Return the figures that are about one firm alone, with the firm."""
    building = projects.filter(pl.col("status").is_in(_IDLE).not_()).select(id="project", builder="firm")
    firm = (
        pl.when(pl.col("table") == "firms")
        .then("id")
        .when(pl.col("table") == "capabilities")
        .then(pl.col("id").str.split(":").list.first())
        .when(pl.col("table") == "projects")
        .then("builder")
    )
    return (
        figures.join(building, on="id", how="left", maintain_order="left")
        .with_columns(firm=firm)
        .filter((pl.col("firm").n_unique() == 1).over("claim"))
        .drop_nulls("firm")
        .unique(["claim", "firm"], keep="first", maintain_order=True)
    )
