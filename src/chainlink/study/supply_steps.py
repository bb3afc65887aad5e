"""What is there: which links count, which firm makes what, how much of it is on record, who carries each chain."""

from __future__ import annotations

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.dates import year_of
from chainlink.measures.supply.coverage import coverage
from chainlink.measures.supply.deliveries import actual_links, deliveries, local_links, plans
from chainlink.measures.supply.membership import carriers, chain_view
from chainlink.measures.supply.presence import PRESENT, coming_projects, last_status, presence
from chainlink.units import in_base

STEPS = (actual_links, plans, presence, coming_projects, local_links, deliveries, coverage, carriers, chain_view)
"""The measures that are steps as they stand."""


def neighbours(districts: pl.DataFrame, region: tuple[str, ...]) -> tuple[str, ...]:
    """The districts around the region."""
    rings = districts.filter(pl.col("ring").is_in(["neighbour", "core"]))["district"].sort()
    return tuple(district for district in rings if district not in region)


def closed(firms: pl.DataFrame, firm_status: pl.DataFrame, as_of: int) -> frames.Closed:
    """The firms that closed by as-of."""
    status = last_status(firm_status).filter(pl.col("firm_status") == "closed")
    ended = firms.filter(year_of("until") < as_of)
    return pl.concat([status.select("firm"), ended.select("firm")]).unique().sort("firm")


def live_links(actual_links: frames.Links, closed: frames.Closed, as_of: int, seen_years: int) -> frames.Links:
    """The actual links, without links of closed firms and links last seen longer ago than counts."""
    recent = (pl.col("seen") >= as_of - seen_years).fill_null(value=True)
    gone = closed["firm"].implode()
    return actual_links.filter(recent, pl.col("supplier").is_in(gone).not_(), pl.col("buyer").is_in(gone).not_())


def idle(
    *, links: pl.DataFrame, actual_links: frames.Links, live_links: frames.Links, as_of: int, seen_years: int
) -> frames.IdleLinks:
    """The links that count for nothing: ``what`` (ownership, stale or not_actual) and ``row``."""
    rest = links.filter(pl.col("row").is_in(live_links["row"].implode()).not_())
    stale = pl.col("actual") & (pl.col("seen") < as_of - seen_years)
    return rest.join(actual_links.select("row", actual=pl.lit(value=True)), on="row", how="left").select(
        "row",
        what=first_case((pl.col("relation") == "ownership", "ownership"), (stale, "stale"), otherwise="not_actual"),
    )


def figures(claims: pl.DataFrame) -> frames.Figures:
    """The claims 数据点 in base units."""
    return in_base(claims)


def left_out(*, left_by_clocks: pl.DataFrame, presence: frames.Presence, idle: frames.IdleLinks) -> frames.LeftOut:
    """What the run did not use: by the clocks, by the standing of a capability, and links that are no supply."""
    unused = (
        presence.filter(pl.col("standing").is_in(PRESENT).not_())
        .sort("row")
        .group_by(what="standing")
        .agg(rows="row")
        .with_columns(table=pl.lit("capabilities"))
    )
    hoped = idle.sort("row").group_by("what").agg(rows="row").with_columns(table=pl.lit("links"))
    columns = [pl.col("what").cast(pl.String), "table", pl.col("rows").cast(pl.List(pl.Int64))]
    parts = [left_by_clocks.rename({"reason": "what"}), unused, hoped]
    return (
        pl.concat([part.select(columns) for part in parts])
        .with_columns(count=pl.col("rows").list.len().cast(pl.Int64))
        .select("what", "table", "count", "rows")
        .sort("table", "what")
    )
