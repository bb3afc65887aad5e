"""Job-shop processes 通用加工工艺: who works by the same process, and what one shop could make for several buyers."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink.measures.supply.presence import PRESENT
from chainlink.measures.supply.travel import within_reach

LOCAL_REACH = ("site", "ring")
"""Work to order is sold nearby: a gearbox or a ship, sold nationwide, is a product of its own and no job."""
PACKS = "~packaging"
"""What marks a line of packaging whose processes make parts too: bottles and lamp housings are two factories."""
_JOINT = "+"
"""What stands between the processes that one shop does together."""


def job_work(sectors: pl.DataFrame, *, job_shops: Collection[str], together: Sequence[str] = ()) -> pl.DataFrame:
    """Return the sectors whose goods a job shop makes to order, each with its process and the shop it belongs to.

    What packs and what goes into a product are made by different factories, though by one process: a line that would
    hold both is parted.

    Args:
        sectors: reads ``sector``, ``process``, ``reach``, ``need_kind``.
        job_shops: the processes of job shops.
        together: processes that one shop does, joined by ``+`` (sheet metal and its coating); others stand alone.

    Returns:
        Sorted by ``sector``: ``sector``, ``process``, ``line`` (the processes of the shop, with PACKS where it packs
        and others of the line do not), ``reach``, ``packs`` (it is packaging).

    Example:
        >>> traits = pl.DataFrame({"sector": ["box", "gear"], "process": ["printing", "machining"],
        ...     "reach": ["site", "national"], "need_kind": ["packaging", "recurring_material"]})
        >>> job_work(traits, job_shops=("printing", "machining")).rows()
        [('box', 'printing', 'printing', 'site', True)]

    """
    shops = {process: line for line in together for process in line.split(_JOINT)}
    parted = pl.col("packs") & pl.col("packs").all().over("line").not_()
    return (
        sectors.filter(pl.col("process").is_in(list(job_shops)), pl.col("reach").is_in(LOCAL_REACH))
        .select(
            "sector",
            "process",
            line=pl.col("process").replace(shops),
            reach="reach",
            packs=(pl.col("need_kind") == "packaging").fill_null(value=False),
        )
        .with_columns(line=pl.when(parted).then(pl.col("line") + PACKS).otherwise("line"))
        .sort("sector")
    )


def like_makers(
    *,
    needs: pl.DataFrame,
    presence: pl.DataFrame,
    work: pl.DataFrame,
    minutes: pl.DataFrame,
    groups: pl.DataFrame,
    region: Collection[str],
    neighbours: Collection[str],
    site_minutes: float = 60.0,
    ring_minutes: float = 240.0,
) -> pl.DataFrame:
    """Return who works by the process of a needed sector, for another sector, within reach: to be asked, never a maker.

    A firm of the region is within reach, one next door as its road to a needing firm allows.  Who packs is asked for
    packaging, who makes parts for parts; who needs the sector itself, or is of the group of all who do, is not asked,
    nor is a firm that has any row in it, which is asked by that.

    Args:
        needs: open needs; reads ``sector``, ``buyer``, ``district``.
        presence: the result of presence.
        work: the result of job_work.
        minutes: the result of district_minutes.
        groups: the result of group_heads.
        region: the chosen districts.
        neighbours: the districts of the neighbour ring.
        site_minutes: an hour; who comes daily.
        ring_minutes: four hours; there and back in a day.

    Returns:
        Sorted by ``sector``: ``sector``, ``process``, ``similar`` (firm ids), ``similar_made`` (what they make),
        ``similar_rows`` (of capabilities).

    """
    chosen, beyond = list(region), list(neighbours)
    makers = (
        presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in([*chosen, *beyond]))
        .join(work.select("sector", "process", packer="packs"), on="sector")
        .select("process", "packer", "firm", "row", seat="district", made="sector")
    )
    asking = needs.select("sector", "buyer", used_in="district").unique()
    pairs = (
        asking.join(work.drop("line"), on="sector")
        .join(makers, on="process")
        .filter(pl.col("packs") == pl.col("packer"))
        .join(asking.select("sector", firm="buyer"), on=["sector", "firm"], how="anti")
        .join(presence.select("sector", "firm"), on=["sector", "firm"], how="anti")
        .join(groups, on="firm", how="left")
        .join(groups.select(buyer="firm", buyer_group="group"), on="buyer", how="left")
        .filter((pl.col("group") != pl.col("buyer_group")).fill_null(value=True))
        .join(minutes.rename({"from": "seat", "to": "used_in"}), on=["seat", "used_in"], how="left")
        .filter(pl.col("seat").is_in(chosen) | within_reach(site_minutes, ring_minutes))
    )
    return (
        pairs.group_by("sector", "process")
        .agg(
            similar=pl.col("firm").unique().sort(),
            similar_made=pl.col("made").unique().sort(),
            similar_rows=pl.col("row").unique().sort(),
        )
        .sort("sector")
    )


def served_from(
    *,
    wanted: pl.DataFrame,
    firm_minutes: pl.DataFrame,
    minutes: pl.DataFrame,
    parks: pl.DataFrame,
    region: Collection[str],
    site_minutes: float = 60.0,
    ring_minutes: float = 240.0,
    sectors: int = 2,
    buyers: int = 2,
) -> pl.DataFrame:
    """Return from which site one shop could serve which buyers of which sectors: the largest circle of each line first.

    A buyer is within reach of a park by the road from it to the buyer; where no road is stated, within reach of a
    district that is its own, or that has a stated road to its own.  What one site serves no other is offered for.

    Args:
        wanted: reads ``line``, ``sector``, ``buyer``, ``district`` (of the buyer), ``reach``.
        firm_minutes: the result of firm_minutes.
        minutes: the result of district_minutes.
        parks: reads ``park``, ``district``.
        region: the chosen districts; a site lies in one of them.
        site_minutes: an hour; who comes daily.
        ring_minutes: four hours; there and back in a day.
        sectors: so many sectors a shop has to have; one alone is a lead by itself.
        buyers: so many buyers it has to have, so that it does not hang on one.

    Returns:
        Sorted by ``line``, ``site``, ``sector``, ``buyer``: ``shop`` (line|site), ``line``, ``site`` (a park, or a
        district where no road to a park is stated), ``by_road``, ``sector``, ``buyer``, ``minutes`` (null = within one
        district).

    """
    chosen = list(region)
    seats = parks.filter(pl.col("district").is_in(chosen)).select("park")
    by_road = (
        wanted.join(firm_minutes.join(seats, on="park", how="semi"), left_on="buyer", right_on="firm")
        .rename({"park": "site"})
        .with_columns(by_road=pl.lit(value=True))
    )
    places = pl.DataFrame({"site": chosen}, schema={"site": pl.String})
    by_district = (
        wanted.join(places, how="cross")
        .join(minutes.rename({"from": "site", "to": "district"}), on=["site", "district"], how="left")
        .filter(pl.col("minutes").is_not_null() | (pl.col("site") == pl.col("district")))
        .with_columns(by_road=pl.lit(value=False))
    )
    columns = ["line", "site", "by_road", "sector", "buyer", "minutes"]
    near = pl.col("minutes").is_null() | within_reach(site_minutes, ring_minutes)
    open_ways = pl.concat([rows.filter(near).select(columns) for rows in (by_road, by_district)]).unique()
    served = open_ways.clear()
    while True:
        circles = (
            open_ways.group_by("line", "site", "by_road")
            .agg(
                buyers=pl.col("buyer").n_unique(),
                sectors=pl.col("sector").n_unique(),
                way=pl.col("minutes").fill_null(0.0).mean(),
            )
            .filter(pl.col("buyers") >= buyers, pl.col("sectors") >= sectors)
            .sort(
                "line", "buyers", "sectors", "by_road", "way", "site",
                descending=[False, True, True, True, False, False],
            )
            .unique("line", keep="first", maintain_order=True)
        )  # fmt: skip
        if circles.is_empty():
            shop = pl.concat_str("line", "site", separator="|").alias("shop")
            return served.select(shop, *columns).sort("line", "site", "sector", "buyer")
        best = open_ways.join(circles.select("line", "site", "by_road"), on=["line", "site", "by_road"], how="semi")
        served = pl.concat([served, best])
        open_ways = open_ways.join(best, on=["line", "sector", "buyer"], how="anti")
