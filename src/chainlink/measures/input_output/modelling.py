"""Modelling 推算: what an input-output table would make a buyer spend, and where what is stated proves it too low."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames


def modelled_purchases(*, needs: frames.Needs, flows: pl.DataFrame, output_figures: frames.Stated) -> pl.DataFrame:
    """Return what each buyer's stated output would make it buy of each sector, by the input-output table of China.

    An input-output coefficient a is a joint claim over all flows of one pair into one output X: each flow lies in
    [0, a·X], the set adds to at most a·X, whatever the firm makes of it.  A pair of one and the same sector gives no
    demand.

    Sorted by ``sector``, ``buyer``: ``sector``, ``buyer``, ``low`` (0), ``high`` (万元 a year; both null unless the
    buyer's output is stated and every flow of the sector to it has a coefficient), ``flow_rows``, ``output_row``
    (of claims; null = output not stated).
    """
    same = pl.col("io_pair").str.split(">").list.n_unique() == 1
    coefficient = flows.select(
        flow_row="row",
        a=pl.when(pl.col("io_coefficient").is_not_null() & same.fill_null(value=False).not_()).then("io_coefficient"),
    )
    return (
        needs.select("sector", "buyer", "flow_row")
        .join(coefficient, on="flow_row", how="left")
        .group_by("sector", "buyer")
        .agg(
            a=pl.when(pl.col("a").null_count() == 0).then(pl.col("a").max()),
            flow_rows=pl.col("flow_row").drop_nulls().unique().sort(),
        )
        .join(stated_output(output_figures), on="buyer", how="left")
        .with_columns(high=pl.col("a") * pl.col("output"))
        .with_columns(low=pl.when(pl.col("high").is_not_null()).then(pl.lit(0.0)))
        .select("sector", "buyer", "low", "high", "flow_rows", "output_row")
        .sort("sector", "buyer")
    )


def stated_output(figures: frames.Stated) -> pl.DataFrame:
    """Return the latest actual output or revenue each firm is stated to have, alone.

    Sorted by ``buyer``: ``buyer``, ``output`` (万元 a year, the upper end), ``output_row`` (of claims).
    """
    return (
        figures.filter(pl.col("table") == "firms", pl.col("subjects") == 1, pl.col("dimension") == "money")
        .sort("id", "year", "claim", nulls_last=False)
        .group_by(buyer="id", maintain_order=True)
        .agg(output=pl.col("high").last(), output_row=pl.col("row").last())
    )


def models_below(
    *, needs: frames.Needs, flows: pl.DataFrame, output_figures: frames.Stated, amounts: frames.Amounts
) -> frames.ModelsBelow:
    """Return the purchases that are stated to be more than the model allows at most: there the model is wrong.

    What a buyer is stated to spend is the sum over those links whose amount is stated for that link and sector alone;
    a joint amount is not split, so it proves nothing.  Amounts nobody stated could only make the difference larger.
    """
    modelled = modelled_purchases(needs=needs.drop_nulls("flow_row"), flows=flows, output_figures=output_figures)
    bought = (
        amounts.drop_nulls(["sector", "amount"])
        .group_by("buyer", "sector", maintain_order=True)
        .agg(stated=pl.col("amount").sum(), paid=pl.col("claim_row").drop_nulls())
    )
    return (
        modelled.join(bought, on=["buyer", "sector"])
        .filter(pl.col("high") < pl.col("stated"))
        .with_columns(rows=pl.concat_list("paid", "output_row").list.drop_nulls().list.unique().list.sort())
        .select("buyer", "sector", "low", "high", "stated", "rows", "flow_rows")
        .sort("buyer", "sector")
    )
