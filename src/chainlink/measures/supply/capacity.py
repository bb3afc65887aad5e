"""Capacity 产能 against need 需求量: stated figures of one sector, in one unit; the gap is not the disconnect."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.measures.supply.presence import made_in

WHOLES = ("need", "bought", "capacity", "purchases")
"""The sums that stand only where everybody in them has stated his part."""


def capacities(
    *, capacity_figures: frames.Stated, need_figures: frames.Stated, presence: frames.Presence,
    local_links: frames.Links, region: Collection[str],
) -> frames.Capacities:  # fmt: skip
    """Return stated capacity and stated need of each sector (a year), where both are stated in one unit.

    A capacity belongs to a sector when it is stated about a capability, or about a firm that is present in that sector
    alone; a need when it is stated about a link that carries that sector alone.  Joint claims cannot be split and are
    not used.  The latest figure of each firm or link counts, whether it was stated about the firm or about its
    capability.
    """
    single = local_links.filter(pl.col("sectors").list.len() == 1).select(
        sector=pl.col("sectors").list.first(), owner="link", id="link", table=pl.lit("links")
    )
    made = _latest(capacity_figures, _seats(presence, region))
    need = _latest(need_figures, single)
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
    here = made_in(presence, region)
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


def shortfalls(
    *, live_needs: frames.Needs, presence: frames.Presence, local_links: frames.Links, firms: pl.DataFrame,
    capacity_figures: frames.Stated, need_figures: frames.Stated, purchase_figures: frames.Stated,
    region: Collection[str],
) -> frames.Shortfalls:  # fmt: skip
    """Return for each sector what is wanted, what could be made here, and what is bought here: two shortfalls, not one.

    With D the stated demand, S the stated local capacity and P the stated local purchases: the *gap* 缺口 D - min(D, S)
    is what nobody here can make; the *disconnect* 脱节 min(D, S) - P is what could be bought here and is not.  They ask
    for different things, a maker and a meeting, so they are never added.  Below 0 = the figures contradict each other.

    Each of D, S and P stands only where everybody it is the sum of has stated his part, alone and in that unit: a joint
    claim is not split, two figures of one subject and year that disagree count as none, and a link whose supplier
    stands in no known district may or may not be a local one, so that P is then not known.  A range counts by its
    middle.  Demand is the stated need; where it is not whole, what all buyers are stated to buy, wherever from.
    """
    if all(stated.is_empty() for stated in (capacity_figures, need_figures, purchase_figures)):  # nothing to compare
        live_needs, presence, local_links = live_needs.clear(), presence.clear(), local_links.clear()
    seats = _seats(presence, region)
    carried = _carried(local_links, live_needs, firms, region)
    bringing = live_needs.select("sector", "buyer").unique().join(carried, on=["sector", "buyer"], how="left")
    wanted = bringing.select("sector", part=pl.coalesce("link", "buyer"))
    single = carried.filter("alone").select("sector", part="link", id="link", table=pl.lit("links"))
    local = carried.filter(pl.col("near").fill_null(value=True)).select("sector", part="link")
    placed = single.join(carried.filter("near").select(part="link"), on="part", how="semi")
    made = seats.filter(pl.col("table") == "capabilities").select("sector", part="owner")
    parts = [
        _whole(need_figures, wanted, single, "need"),
        _whole(purchase_figures, wanted, single, "bought"),
        _whole(capacity_figures, made, seats.rename({"owner": "part"}), "capacity"),
        _whole(purchase_figures, local, placed, "purchases"),
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


def _carried(links: pl.DataFrame, needs: pl.DataFrame, firms: pl.DataFrame, region: Collection[str]) -> pl.DataFrame:
    """Return the links that bring a sector to a buyer who needs it: whether that alone, and whether from the region."""
    return (
        links.select("link", "supplier", "buyer", alone=pl.col("sectors").list.len() == 1, sector="sectors")
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
        .agg(pl.col("figure").first(), told=pl.col("figure").n_unique(), rows=pl.col("row"))
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
