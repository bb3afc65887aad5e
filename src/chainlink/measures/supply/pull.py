"""Pull 牵引: how large the need is that would draw a maker of a sector, by what is stated of the buyers."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.measures.supply.sizes import CLASSES
from chainlink.measures.supply.volumes import BOUND

_FIGURE = ("firm", "size", "measure", "value", "unit", "year", "status")
_CLASS = pl.Enum(CLASSES)


def pull(needs: pl.DataFrame, firm_sizes: frames.FirmSizes) -> pl.DataFrame:
    """Return the pull 牵引 of each needed sector: the size class of the largest firm that needs it.

    Null is "size not stated": a question, never a small need.  ``sure`` needs are of recent knowledge, and the buyer
    decides here what it buys; one whose size only a volume bounds is never sure.  The first figure of a firm counts.

    Sorted by ``sector``: ``sector``, ``pull`` (of CLASSES; null = no buyer's size is stated), ``pull_sure`` (over
    the sure buyers), ``pull_essential`` (over those of them that must have it, or bought it), ``bounded`` (the
    largest is known by a bound only), ``sized`` (the figures behind them, the largest first), ``unsized`` (firm ids),
    ``pull_rows`` (of claims), ``anchor_rows`` (of firms).

    Example:
        >>> needs = pl.DataFrame({"sector": ["box", "box"], "buyer": ["a", "b"], "criticality": ["common", "essential"],
        ...     "basis": ["flow", "flow"], "sure": [True, True]})
        >>> sizes = pl.DataFrame({"firm": ["a"], "size": ["large"], "measure": ["output"], "value": [8.0],
        ...     "unit": ["亿元"], "year": [2020], "status": ["actual"], "table": ["claims"], "row": [2]})
        >>> pull(needs, sizes).select("sector", "pull", "pull_essential", "unsized", "pull_rows").rows()
        [('box', 'large', None, ['b'], [2])]

    """
    first = firm_sizes.unique("firm", keep="first", maintain_order=True)
    must = (pl.col("criticality") == "essential").fill_null(value=False) | (pl.col("basis") == "purchase")
    stated_size = pl.col("size").is_not_null()
    return (
        needs.group_by("sector", "buyer")
        .agg(must=must.any(), sure=pl.col("sure").fill_null(value=False).any())
        .join(first.with_columns(buyer="firm", grade=pl.col("size").cast(_CLASS)), on="buyer", how="left")
        .with_columns(bound=(pl.col("measure") == BOUND).fill_null(value=False))
        .with_columns(sure=pl.col("sure") & pl.col("bound").not_())
        .sort(
            "sector", "grade", "bound", "must", "buyer",
            descending=[False, True, False, True, False], nulls_last=True,
        )
        .group_by("sector", maintain_order=True)
        .agg(
            pull=pl.col("grade").max(),
            pull_sure=pl.col("grade").filter("sure").max(),
            pull_essential=pl.col("grade").filter(pl.col("sure") & pl.col("must")).max(),
            bounded=pl.col("bound").first(),
            sized=pl.struct(_FIGURE).filter(stated_size),
            unsized=pl.col("buyer").filter(stated_size.not_()).sort(),
            pull_rows=pl.col("row").filter(pl.col("table") == "claims").unique().sort(),
            anchor_rows=pl.col("row").filter(pl.col("table") == "firms").unique().sort(),
        )
        .with_columns(pl.col("pull", "pull_sure", "pull_essential").cast(pl.String))
        .sort("sector")
    )  # fmt: skip


def demand_bound(needs: frames.Needs, *, flows: pl.DataFrame, output: pl.DataFrame) -> pl.DataFrame:
    """Return the most that the buyers on record can spend on each sector: what they turn over, or the stated share.

    Each buyer spends at most its output (stated_output of figures that are no lower bounds) times the highest cost
    share of the flows through which it needs the sector, and the whole output where a share is not stated.

    Sorted by ``sector``: ``sector``, ``bound`` (null unless every buyer's output is stated), ``bound_rows`` (of
    claims; empty where there is no bound).

    Example:
        >>> needs = pl.DataFrame({"sector": ["box"], "buyer": ["a"], "flow_row": [2]})
        >>> flows = pl.DataFrame({"row": [2], "cost_share_high": [0.05]})
        >>> output = pl.DataFrame({"buyer": ["a"], "output": [8000.0], "output_row": [9]})
        >>> demand_bound(needs, flows=flows, output=output).rows()
        [('box', 400.0, [9])]

    """
    share = flows.select(flow_row="row", share="cost_share_high")
    each = (
        needs.select("sector", "buyer", "flow_row")
        .join(share, on="flow_row", how="left")
        .group_by("sector", "buyer")
        .agg(share=pl.when(pl.col("share").null_count() == 0).then(pl.col("share").max()).otherwise(1.0))
        .join(output, on="buyer", how="left")
    )
    return (
        each.sort("sector", "buyer")
        .group_by("sector", maintain_order=True)
        .agg(
            bound=(pl.col("share") * pl.col("output")).sum(),
            bound_rows=pl.col("output_row").drop_nulls().unique().sort(),
            whole=pl.col("output").is_not_null().all(),
        )
        .select(
            "sector",
            bound=pl.when("whole").then("bound"),
            bound_rows=pl.when("whole").then("bound_rows").otherwise(pl.lit([], dtype=pl.List(pl.Int64))),
        )
        .sort("sector")
    )
