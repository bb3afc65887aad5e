"""Capacity 产能 against need 需求量: two stated figures of one sector, in one unit."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.measures.standing import PRESENT


def stated_capacity(
    capacities: pl.DataFrame,
    wanted: pl.DataFrame,
    known: pl.DataFrame,
    actual: pl.DataFrame,
    *,
    region: Collection[str],
) -> pl.DataFrame:
    """Return stated capacity and stated need of each sector, where both are stated in one unit.

    A capacity belongs to a sector when it is stated about a capability, or about a firm that is present in that sector
    alone; a need when it is stated about a link that carries that sector alone.  Joint claims cannot be split and are
    not used.  The latest figure of each firm or link counts, whether it was stated about the firm or about its
    capability.

    Args:
        capacities: the result of amounts.stated for measure ``capacity``, statuses ``actual`` and ``capacity``.
        wanted: the same for measure ``need``, status ``actual``.
        known: the result of presence.
        actual: the result of actual_links.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``, ``unit``: ``sector``, ``unit``, ``capacity``, ``need`` (per year, base unit),
        ``capacity_rows`` (of claims).

    """
    here = known.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(region)))
    alone = here.group_by("firm").agg(sectors=pl.len(), sector=pl.col("sector").first()).filter(pl.col("sectors") == 1)
    by_capability = here.select(
        "sector", owner="firm", id=pl.concat_str("firm", "sector", separator=":"), table=pl.lit("capabilities")
    )
    by_firm = alone.select("sector", owner="firm", id="firm", table=pl.lit("firms"))
    single = actual.filter(pl.col("sectors").list.len() == 1).select(
        sector=pl.col("sectors").list.first(), owner="link", id="link", table=pl.lit("links")
    )
    made = _latest(capacities, pl.concat([by_capability, by_firm]))
    need = _latest(wanted, single)
    return (
        made.join(need, on=["sector", "base"], suffix="_need")
        .select(
            "sector",
            unit="base",
            capacity="figure",
            need="figure_need",
            capacity_rows=pl.concat_list("rows", "rows_need").list.sort(),
        )
        .sort("sector", "unit")
    )


def _latest(figures: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Sum over the owners of a sector the latest figure of each."""
    return (
        figures.filter(pl.col("subjects") == 1)
        .join(subjects, on=["table", "id"])
        .sort("sector", "owner", "base", "year", "claim", nulls_last=False)
        .group_by("sector", "owner", "base", maintain_order=True)
        .agg(figure=pl.col("high").last(), row=pl.col("row").last())
        .group_by("sector", "base", maintain_order=True)
        .agg(figure=pl.col("figure").sum(), rows=pl.col("row").sort())
    )
