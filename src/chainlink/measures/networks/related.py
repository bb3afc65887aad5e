"""Related sectors 关联环节: what a larger reference says of the sectors a place has and has not."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import columns_of, filled
from chainlink.measures.networks.nearest import nearest_absent
from chainlink.measures.networks.specialisation import location_quotient, presence
from chainlink.measures.networks.validation import validated_copresence

ROWS_NEEDED = 20
"""Below so many reference regions nothing is said: one region would move a proximity by a twentieth."""


def reference_presence(table: pl.DataFrame, crosswalk: pl.DataFrame) -> frames.Elsewhere:
    """Return which region holds which activity, of those that stand for a sector 环节 in the ``crosswalk``.

    Where the ``table`` of regions by activities states a ``value`` a region holds what it has at least its share of
    (quotient ≥ 1, over all activities of the table, known ones or not); else every row says so.

    Raises:
        CallError: a value is text, NaN, infinite or negative.

    """
    held = table.select("region", "activity")
    if "value" in table.columns:
        held = presence(location_quotient(table)).select("region", "activity")
    return held.join(crosswalk, on="activity", how="semi").unique().sort("region", "activity")


def related_sectors(
    *, elsewhere: frames.Elsewhere, crosswalk: pl.DataFrame, held: frames.Held, top: int = 10, draws: int = 50
) -> frames.Related:
    """Return the absent activities nearest to the sectors that each place has, and the doubt about each.

    An activity that stands for several sectors is held where any of them is: the reference cannot tell them apart.
    ``nearest`` are the place's own sectors of the nearest held activity, ``known`` and ``held`` how many of the place's
    sectors the reference knows, of how many; the other columns are those of nearest_absent.  Densities of 0 are not
    listed; a place of which nothing can be said has one line with its ``reason`` (too_few, unknown_here, nothing_near:
    no density above 0).
    """
    near = _near(elsewhere, crosswalk, held, top=top, draws=draws)
    nothing = pl.col("density") == 0
    ranked = near.filter((pl.col("density") > 0) | pl.col("reason").is_not_null())
    silent = near.filter(nothing, pl.col("rank") == 1).select("place", "known", "held", reason=pl.lit("nothing_near"))
    return pl.concat([ranked, silent], how="diagonal").sort("place", "rank", nulls_last=True)


def _near(
    elsewhere: frames.Elsewhere, crosswalk: pl.DataFrame, held: pl.DataFrame, *, top: int, draws: int
) -> frames.Related:
    """Return what related_sectors does, densities of 0 among it."""
    own = held.join(crosswalk, on="sector", how="left")
    here = own.select(region="place", activity="activity").unique().sort("region", "activity")
    near = nearest_absent(elsewhere, here, top=top, draws=draws, rows_needed=ROWS_NEEDED)
    counts = own.group_by("place").agg(
        known=pl.col("sector").filter(pl.col("activity").is_not_null()).n_unique().cast(pl.Int64),
        held=pl.col("sector").drop_nulls().n_unique().cast(pl.Int64),
    )
    stands_for = crosswalk.group_by("activity").agg(sectors=pl.col("sector").sort())
    beside = own.drop_nulls("activity").group_by("place", nearest="activity").agg(own_sectors=pl.col("sector").sort())
    return (
        near.drop("known", "held")
        .rename({"region": "place"})
        .join(counts, on="place")
        .join(stands_for, on="activity", how="left")
        .join(beside, on=["place", "nearest"], how="left")
        .with_columns(nearest="own_sectors")
        .select(columns_of(frames.Related))
        .sort("place", "rank", nulls_last=True)
    )


def related_targets(
    *, elsewhere: frames.Elsewhere, crosswalk: pl.DataFrame, held: pl.DataFrame, draws: int = 50
) -> frames.RelatedTargets:
    """Return for each absent sector its density to what the region has, and the held sectors proven to go with it.

    Proven: the two are held together more often than chance allows (validated_copresence, false discoveries held to
    5 %).  Absent is a sector of which the reference cannot speak: not in it, its activity held, too few regions.  A
    sector in several activities has its densest.
    """
    everywhere = held.select("sector", place=pl.lit("region"))
    every = max(1, crosswalk["activity"].n_unique())
    dense = _near(elsewhere, crosswalk, everywhere, top=every, draws=draws).filter(pl.col("reason").is_null())
    if dense.is_empty():
        return filled(frames.RelatedTargets)
    proven = validated_copresence(elsewhere).filter("significant").select("a", "b")
    both_ways = pl.concat([proven, proven.select(a="b", b="a")])
    own = held.select("sector").join(crosswalk, on="sector").select(b="activity", companion="sector")
    companions = both_ways.join(own, on="b").group_by(activity="a").agg(companions=pl.col("companion").unique().sort())
    return (
        dense.join(companions, on="activity", how="left")
        .with_columns(sector="sectors", regions=pl.lit(elsewhere["region"].n_unique(), dtype=pl.Int64))
        .explode("sector")
        .sort("sector", "density", "activity", descending=[False, True, False])
        .unique("sector", keep="first", maintain_order=True)
        .with_columns(pl.col("companions").fill_null([]))
        .select(columns_of(frames.RelatedTargets))
    )
