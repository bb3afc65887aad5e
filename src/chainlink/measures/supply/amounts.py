"""Amounts 金额: what links are stated to be worth; joint claims stay joint, actual and expected never share a sum."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.dates import year_of
from chainlink.measures.input_output.modelling import modelled_purchases, stated_output

PER_YEAR = {"year": 1.0, "once": 1.0, "half_year": 2.0, "quarter": 4.0, "month": 12.0, "day": 365.0}
"""Times a year; an amount stated once is the amount of its year."""


def stated(
    figures: frames.Figures, claim_subjects: pl.DataFrame, *, measures: Collection[str], statuses: Collection[str]
) -> frames.Stated:
    """Return the claims of ``measures`` 指标 in ``statuses`` as yearly figures, one row per claim and subject.

    Never actual and expected in one call whose result is summed.  ``subjects`` share the claim; ``low`` and ``high``
    are equal for a single figure.
    """
    times = pl.col("per").fill_null("year").replace_strict(PER_YEAR, default=None, return_dtype=pl.Float64)
    return (
        figures.filter(pl.col("measure").is_in(list(measures)), pl.col("status").is_in(list(statuses)))
        .select(
            "claim",
            "measure",
            "base",
            "dimension",
            "status",
            "row",
            low=pl.coalesce("base_value", "base_value_to") * times,
            high=pl.coalesce("base_value_to", "base_value") * times,
            year=pl.coalesce(year_of("to"), year_of("from"), "seen"),
        )
        .join(claim_subjects.select("claim", "table", "id").with_columns(subjects=pl.len().over("claim")), on="claim")
        .select(columns_of(frames.Stated))
        .sort("claim", "table", "id")
    )


def link_amounts(figures: frames.Stated, links: frames.Links) -> frames.Amounts:
    """Return what each link and sector is itself stated to be worth in its latest year, by actual ``amount`` figures.

    A claim that several links share says nothing about one of them, and the claim of a link over several sectors
    nothing about one sector: there the amount is null, and the joint claims are named.
    """
    money = figures.filter(pl.col("table") == "links", pl.col("dimension") == "money").rename({"id": "link"})
    spread = links.select("link", "supplier", "buyer", "row", sector="sectors").with_columns(
        parts=pl.col("sector").list.len().fill_null(0)
    )
    alone = (
        money.filter(pl.col("subjects") == 1)
        .sort("link", "year", "claim", nulls_last=False)
        .group_by("link", maintain_order=True)
        .agg(
            pl.col("year", "claim").last(),
            amount=((pl.col("low") + pl.col("high")) / 2).last(),
            claim_row=pl.col("row").last(),
        )
    )
    joint = money.filter(pl.col("subjects") > 1).group_by("link").agg(joint=pl.col("claim").unique().sort())
    single = pl.col("parts") <= 1
    return (
        spread.explode("sector")
        .join(alone, on="link", how="left")
        .join(joint, on="link", how="left")
        .with_columns(
            joint_claims=pl.when(single)
            .then("joint")
            .otherwise(pl.concat_list(pl.col("joint").fill_null([]), pl.concat_list(pl.col("claim")).list.drop_nulls()))
        )
        .with_columns(pl.when(single).then(pl.col("amount", "year", "claim", "claim_row")))
        .with_columns(joint_claims=pl.when(pl.col("joint_claims").list.len() > 0).then("joint_claims"))
        .select(columns_of(frames.Amounts))
        .sort("link", "sector", nulls_last=True)
    )


def stated_demand(needs: frames.Needs, amounts: frames.Amounts) -> pl.DataFrame:
    """Return what the buyers of each sector are stated to spend on it.

    Sorted by ``sector``: ``sector``, ``spent`` (over the buyers who stated it; null = none did), ``demand`` (the
    same where every buyer stated it for every supplier; else null), ``valued_buyers``, ``claim_rows``.
    """
    pair = ["sector", "buyer"]
    wanted = needs.select(pair).unique()
    paid = amounts.join(wanted, on=pair, how="semi")
    valued, silent = paid.drop_nulls("amount"), paid.filter(pl.col("amount").is_null())
    by_buyer = valued.group_by(pair).agg(pl.col("amount").sum()).sort(pair)
    spent = by_buyer.group_by("sector", maintain_order=True).agg(spent=pl.col("amount").sum(), valued_buyers=pl.len())
    whole = by_buyer.join(silent, on=pair, how="anti").group_by("sector").agg(whole_buyers=pl.len())
    rows = valued.group_by("sector").agg(claim_rows=pl.col("claim_row").drop_nulls().unique().sort())
    return (
        wanted.group_by("sector")
        .agg(buyers=pl.len())
        .join(spent, on="sector", how="left")
        .join(whole, on="sector", how="left")
        .join(rows, on="sector", how="left")
        .select(
            "sector",
            "spent",
            demand=pl.when(pl.col("whole_buyers") == pl.col("buyers")).then("spent"),
            valued_buyers=pl.col("valued_buyers").fill_null(0).cast(pl.Int64),
            claim_rows=pl.col("claim_rows").fill_null([]),
        )
        .sort("sector")
    )


def modelled_demand(needs: frames.Needs, *, flows: pl.DataFrame, figures: frames.Stated) -> pl.DataFrame:
    """Return what each buyer's stated output would make it buy at most, by the input-output table of China.

    The sum over the buyers of the most that modelled_purchases lets each spend; ``value_high`` is null unless every
    buyer's output is stated and every flow has a coefficient.

    Sorted by ``sector``: ``sector``, ``value_high``, ``output_rows`` (of claims).
    """
    silent = needs.join(stated_output(figures), on="buyer", how="anti")
    most = (
        modelled_purchases(needs=needs.join(silent, on="sector", how="anti"), flows=flows, output_figures=figures)
        .group_by("sector", maintain_order=True)
        .agg(
            value_high=pl.col("high").sum(),
            known=pl.col("high").is_not_null().all(),
            output_rows=pl.col("output_row").drop_nulls().sort(),
        )
        .filter("known")
    )
    return (
        needs.select("sector")
        .unique()
        .join(most, on="sector", how="left")
        .select("sector", "value_high", "output_rows")
        .sort("sector")
    )
