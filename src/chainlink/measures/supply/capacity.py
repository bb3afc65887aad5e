"""Capacity 产能 against need 需求量: stated figures of one sector, in one unit; the gap is not the disconnect."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from chainlink.measures.supply.presence import PRESENT

WHOLES = ("need", "bought", "capacity", "purchases")
"""The sums that stand only where everybody in them has stated his part."""


def stated_capacity(
    capacities: pl.DataFrame,
    wanted: pl.DataFrame,
    presence: pl.DataFrame,
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
        presence: the result of presence.
        actual: the result of actual_links.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``, ``unit``: ``sector``, ``unit``, ``capacity``, ``need`` (per year, base unit),
        ``capacity_rows`` (of claims).

    """
    single = actual.filter(pl.col("sectors").list.len() == 1).select(
        sector=pl.col("sectors").list.first(), owner="link", id="link", table=pl.lit("links")
    )
    made = _latest(capacities, _seats(presence, region))
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


def _seats(presence: pl.DataFrame, region: Collection[str]) -> pl.DataFrame:
    """Tell about which subjects a capacity of a sector may be stated: its capabilities, and firms of it alone."""
    here = presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(region)))
    alone = here.group_by("firm").agg(sectors=pl.len(), sector=pl.col("sector").first()).filter(pl.col("sectors") == 1)
    by_capability = here.select(
        "sector", owner="firm", id=pl.concat_str("firm", "sector", separator=":"), table=pl.lit("capabilities")
    )
    by_firm = alone.select("sector", owner="firm", id="firm", table=pl.lit("firms"))
    return pl.concat([by_capability, by_firm])


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


def gap_and_disconnect(
    needs: pl.DataFrame,
    presence: pl.DataFrame,
    actual: pl.DataFrame,
    firms: pl.DataFrame,
    figures: Mapping[str, pl.DataFrame],
    *,
    region: Collection[str],
) -> pl.DataFrame:
    """Return for each sector what is wanted, what could be made here, and what is bought here: two shortfalls, not one.

    With D the stated demand, S the stated local capacity and P the stated local purchases: the *gap* 缺口 D - min(D, S)
    is what nobody here can make; the *disconnect* 脱节 min(D, S) - P is what could be bought here and is not.  They ask
    for different things, a maker and a meeting, so they are never added.

    Each of D, S and P stands only where everybody it is the sum of has stated his part, alone and in that unit: a joint
    claim is not split, two figures of one subject and year that disagree count as none, and a link whose supplier
    stands in no known district may or may not be a local one, so that P is then not known.

    Args:
        needs: the needs counted; reads ``sector``, ``buyer``.
        presence: the result of presence.
        actual: the result of actual_links; only links that name their sectors.
        firms: reads ``firm``, ``district`` (null = not known).
        figures: results of amounts.stated, a range counting by its middle: ``capacity`` (statuses ``actual`` and
            ``capacity``), ``need`` (actual) and ``purchase`` (measures ``amount`` and ``quantity``, actual).  Demand is
            the stated need; where it is not whole, what all buyers are stated to buy, wherever from.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``, ``unit``, where at least one of the three is stated: ``sector``, ``unit``, ``demand``,
        ``capacity``, ``purchases``, ``gap``, ``disconnect`` (a year, in the unit, 万元 for money; null = not stated, or
        rests on what is not stated; a disconnect below 0 = the stated figures contradict each other), ``rows`` (of
        claims).

    """
    if all(stated.is_empty() for stated in figures.values()):  # nothing is stated, so nothing is compared
        needs, presence, actual = needs.clear(), presence.clear(), actual.clear()
    seats = _seats(presence, region)
    carried = _carried(actual, needs, firms, region)
    bringing = needs.select("sector", "buyer").unique().join(carried, on=["sector", "buyer"], how="left")
    wanted = bringing.select("sector", part=pl.coalesce("link", "buyer"))
    single = carried.filter("alone").select("sector", part="link", id="link", table=pl.lit("links"))
    local = carried.filter(pl.col("near").fill_null(value=True)).select("sector", part="link")
    placed = single.join(carried.filter("near").select(part="link"), on="part", how="semi")
    made = seats.filter(pl.col("table") == "capabilities").select("sector", part="owner")
    parts = [
        _whole(figures["need"], wanted, single, "need"),
        _whole(figures["purchase"], wanted, single, "bought"),
        _whole(figures["capacity"], made, seats.rename({"owner": "part"}), "capacity"),
        _whole(figures["purchase"], local, placed, "purchases"),
    ]
    of = {what: pl.col("figure").filter(pl.col("what") == what).first() for what in WHOLES}
    both = pl.col("demand").is_not_null() & pl.col("capacity").is_not_null()
    return (
        pl.concat(parts)
        .group_by("sector", "base")
        .agg(
            demand=pl.coalesce(of["need"], of["bought"]),
            capacity=of["capacity"],
            purchases=of["purchases"],
            rows=pl.col("rows").explode().unique().sort(),
        )
        .with_columns(met=pl.when(both).then(pl.min_horizontal("demand", "capacity")))
        .with_columns(unit="base", gap=pl.col("demand") - pl.col("met"), disconnect=pl.col("met") - pl.col("purchases"))
        .select("sector", "unit", "demand", "capacity", "purchases", "gap", "disconnect", "rows")
        .sort("sector", "unit")
    )


def _carried(actual: pl.DataFrame, needs: pl.DataFrame, firms: pl.DataFrame, region: Collection[str]) -> pl.DataFrame:
    """Return the links that bring a sector to a buyer who needs it: whether that alone, and whether from the region."""
    return (
        actual.select("link", "supplier", "buyer", alone=pl.col("sectors").list.len() == 1, sector="sectors")
        .explode("sector")
        .drop_nulls("sector")
        .join(needs.select("sector", "buyer").unique(), on=["sector", "buyer"], how="semi")
        .join(firms.select(supplier="firm", district="district"), on="supplier", how="left")
        .with_columns(near=pl.col("district").is_in(list(region)))
    )


def _whole(figures: pl.DataFrame, parts: pl.DataFrame, subjects: pl.DataFrame, what: str) -> pl.DataFrame:
    """Sum the latest figures of the parts of a sector in each unit, where every part has one."""
    year = pl.col("year").fill_null(-1)
    unit = ["sector", "part", "base"]
    latest = (
        figures.filter(pl.col("subjects") == 1)
        .with_columns(figure=(pl.col("low") + pl.col("high")) / 2)
        .drop_nulls(["figure", "base"])
        .join(subjects, on=["table", "id"])
        .filter(year == year.max().over(unit))
        .group_by(unit)
        .agg(pl.col("figure").first(), pl.col("figure").n_unique().alias("told"), rows=pl.col("row"))
        .filter(pl.col("told") == 1)
    )
    return (
        latest.sort(unit)
        .group_by("sector", "base", maintain_order=True)
        .agg(pl.col("figure").sum(), told=pl.len(), rows=pl.col("rows").explode())
        .join(parts.group_by("sector").agg(wanted=pl.col("part").n_unique()), on="sector")
        .filter(pl.col("told") == pl.col("wanted"))
        .select("sector", "base", "figure", pl.col("rows").list.unique().list.sort(), what=pl.lit(what))
    )
