"""Travel 交通时间: minutes by road between places and districts, and the score of a site."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames


def road_minutes(travel: pl.DataFrame) -> frames.Minutes:
    """Return the minutes by road between two places, either way.

    Of several statements about one pair the latest counts; of those of one time, the shortest; one without a time comes
    last.
    """
    stated = travel.filter(pl.col("mode") == "road", pl.col("minutes").is_not_null()).select(
        "from", "to", "as_of", "minutes"
    )
    both = pl.concat(
        [stated, stated.select(pl.col("to").alias("from"), pl.col("from").alias("to"), "as_of", "minutes")]
    )
    return (
        both.sort("from", "to", "as_of", "minutes", descending=[False, False, True, False], nulls_last=True)
        .unique(["from", "to"], keep="first", maintain_order=True)
        .select("from", "to", "minutes")
    )


def district_minutes(road_minutes: frames.Minutes, places: pl.DataFrame) -> frames.Minutes:
    """Return the shortest stated minutes by road between a place of one district and a place of another."""
    where = places.select("place", "district").drop_nulls()
    return (
        road_minutes.join(where.rename({"place": "from", "district": "start"}), on="from")
        .join(where.rename({"place": "to", "district": "end"}), on="to")
        .filter(pl.col("start") != pl.col("end"))
        .group_by(pl.col("start").alias("from"), pl.col("end").alias("to"))
        .agg(pl.col("minutes").min())
        .sort("from", "to")
    )


def within_reach(site_minutes: float, ring_minutes: float) -> pl.Expr:
    """Say by ``reach`` and ``minutes`` whether a supplier is near enough for what it makes.

    A road that nobody stated is too far for what has to come daily, and within the ring, which is what neighbours are.
    """
    far = pl.col("minutes")
    return (
        pl.when(pl.col("reach") == "site")
        .then((far <= site_minutes).fill_null(value=False))
        .when((pl.col("reach") == "ring") | pl.col("reach").is_null())
        .then((far <= ring_minutes).fill_null(value=True))
        .otherwise(pl.lit(value=True))
    )


def firm_minutes(
    *, road_minutes: frames.Minutes, places: pl.DataFrame, firms: pl.DataFrame, parks: pl.DataFrame
) -> frames.FirmMinutes:
    """Return the minutes by road from each park to each firm whose own place is known.

    A firm stands at its park; without one at the only town of its district that has a stated travel time.  Within one
    park the way is 0 minutes; pairs nobody stated are absent.
    """
    towns = (
        places.filter(pl.col("kind") == "town", pl.col("place").is_in(road_minutes["from"].implode()))
        .group_by("district")
        .agg(town=pl.col("place").first(), towns=pl.len())
        .filter(pl.col("towns") == 1)
        .select("district", "town")
    )
    seat = firms.join(towns, on="district", how="left").select("firm", place=pl.coalesce("park", "town")).drop_nulls()
    by_road = seat.join(road_minutes.rename({"to": "place"}), on="place").select("firm", park="from", minutes="minutes")
    same = seat.select("firm", park="place", minutes=pl.lit(0.0))
    return (
        pl.concat([by_road, same])
        .join(parks.select("park"), on="park", how="semi")
        .group_by("firm", "park")
        .agg(pl.col("minutes").min())
        .sort("firm", "park")
    )


def sites(
    *, live_needs: frames.Needs, firm_minutes: frames.FirmMinutes, sectors: pl.DataFrame, parks: pl.DataFrame,
    region: Collection[str], site_tau: float = 45.0, ring_tau: float = 180.0,
) -> frames.Sites:  # fmt: skip
    r"""Return how well each park of the region serves the firms that need a sector: :math:`\sum_i e^{-m_i/\tau}`.

    Only sectors of reach site or ring have a site; a park is scored only where the way to every needing firm is stated,
    for an unknown way is not a long one.  A delivery is worth a third after ``site_tau`` minutes where it is daily,
    after ``ring_tau`` within the ring.  The best park comes first; ``minutes`` are the mean.
    """
    tau = pl.when(pl.col("reach") == "site").then(site_tau).when(pl.col("reach") == "ring").then(ring_tau)
    inside = parks.filter(pl.col("district").is_in(list(region)))
    wanted = live_needs.select("sector", "buyer").unique().with_columns(firms=pl.len().over("sector"))
    return (
        wanted.join(sectors.select("sector", tau=tau), on="sector")
        .drop_nulls("tau")
        .join(firm_minutes.rename({"firm": "buyer"}).join(inside, on="park", how="semi"), on="buyer")
        .sort("sector", "park", "buyer")
        .group_by("sector", "park", maintain_order=True)
        .agg(
            score=(-pl.col("minutes") / pl.col("tau")).exp().sum(),
            minutes=pl.col("minutes").mean(),
            reached=pl.len(),
            firms=pl.col("firms").first(),
        )
        .filter(pl.col("reached") == pl.col("firms"))
        .drop("reached")
        .with_columns(pl.col("score").round(9))
        .sort("sector", "score", "park", descending=[False, True, False])
    )
