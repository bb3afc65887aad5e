"""Sizes 规模 of firms: the class that each stated figure reaches, and the row that states it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
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
    *, figures: frames.Figures, claim_subjects: pl.DataFrame, projects: pl.DataFrame, firms: pl.DataFrame,
    capabilities: pl.DataFrame, sectors: pl.DataFrame, as_of: int, seen_years: int = 10,
    farming: Collection[str] = ("farming",), sizes_used: bool = True,
    size_money: Sequence[float] = (5_000.0, 50_000.0, 1_000_000.0),
    size_area: Sequence[float] = (20.0, 200.0, 2_000.0), size_jobs: Sequence[float] = (300.0, 1_000.0, 10_000.0),
) -> frames.FirmSizes:  # fmt: skip
    """Return every stated figure that tells how large a firm is, with the class it reaches.

    A claim about a firm, about what it can make, or about a project of its own (not one in talks or dropped) counts;
    one that several firms share says nothing about one of them, and what is stated as "at most" reaches no class.  A
    firm of an official anchor list counts as large, marked so.  The largest class of a firm comes first, what happened
    before what is planned, the latest first.

    Yearly figures and jobs count for ``seen_years``, as for presence; a figure without a year counts, and so do land
    and investment of any year.  The land of a firm that farms is fields, which tell nothing of a plant.  Unless
    ``sizes_used`` no size is told at all.

    ``size_money`` are the least 万元 of a medium, a large and a very large firm, of investment, yearly output, revenue
    or capacity in money; 5 亿元 is the size from which a plant is of the process industry.  ``size_area`` is the same
    in 亩; 250 万元 of investment stand on one 亩 of an industrial park.  ``size_jobs``: those of
    统计上大中小微型企业划分办法 (2017), ten times over for very large.

    Example:
        >>> figures = filled(frames.Figures, claim=["c"], measure=["output"], base_value=[80_000.0],
        ...     dimension=["money"], status=["actual"], value=[8.0], unit=["亿元"], row=[2])
        >>> about = pl.DataFrame({"claim": ["c"], "table": ["firms"], "id": ["a"]})
        >>> firms = pl.DataFrame({"firm": ["a"], "anchor": [False], "row": [2]})
        >>> none = pl.DataFrame(schema=dict.fromkeys(("project", "firm", "status", "sector", "process"), pl.String))
        >>> firm_sizes(figures=figures, claim_subjects=about, projects=none, firms=firms, capabilities=none,
        ...     sectors=none, as_of=2021).select("firm", "size", "value", "unit", "row").rows()
        [('a', 'large', 8.0, '亿元', 2)]

    """
    usable = figures.filter((pl.col("precision") != "at_most").fill_null(value=True))
    growers = capabilities.join(sectors.filter(pl.col("process").is_in(list(farming))), on="sector", how="semi")["firm"]
    every = stated(usable, claim_subjects, measures=MEASURES, statuses=("actual", "capacity", "expected", "planned"))
    size = (
        pl.when(pl.col("dimension") == "money")
        .then(_reached("low", size_money))
        .when(pl.col("measure") == "area")
        .then(_reached(pl.col("low") * (15 / 10_000), size_area))
        .when((pl.col("measure") == "count") & (pl.col("base") == "人"))
        .then(_reached("low", size_jobs))
    )
    listed = firms.filter(pl.col("anchor").fill_null(value=False)).select(
        "firm", "row", rank=pl.lit(CLASSES.index("large")), measure=pl.lit("anchor"), table=pl.lit("firms")
    )
    sized = (
        pl.concat(
            [
                _owned(every, projects)
                .filter(
                    (pl.col("year") >= as_of - seen_years).fill_null(value=True) | pl.col("measure").is_in(_STOCKS),
                    (pl.col("measure") != "area") | pl.col("firm").is_in(growers.implode()).not_(),
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
        .select(columns_of(frames.FirmSizes))
    )  # fmt: skip
    return sized if sizes_used else sized.clear()


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
