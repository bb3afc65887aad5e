"""What is there: which links count, which firm makes what, how much of it is on record, who carries each chain."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.dates import year_of
from chainlink.measures.supply import coverage as coverage_measure
from chainlink.measures.supply import deliveries as deliveries_measure
from chainlink.measures.supply import membership
from chainlink.measures.supply import presence as standing
from chainlink.units import in_base


def neighbours(districts: pl.DataFrame, region: tuple[str, ...]) -> tuple[str, ...]:
    """The districts around the region."""
    rings = districts.filter(pl.col("ring").is_in(["neighbour", "core"]))["district"].sort()
    return tuple(district for district in rings if district not in region)


def closed(firms: pl.DataFrame, firm_status: pl.DataFrame, as_of: int) -> frames.Closed:
    """The firms that closed by as-of."""
    status = standing.last_status(firm_status).filter(pl.col("firm_status") == "closed")
    ended = firms.filter(year_of("until") < as_of)
    return pl.concat([status.select("firm"), ended.select("firm")]).unique().sort("firm")


def agreed(*, links: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame, as_of: int) -> frames.Links:
    """The links that were actual at as-of, whoever closed since and however long ago they were seen."""
    return deliveries_measure.actual_links(links, claims, claim_subjects, as_of=as_of)


def actual(agreed: frames.Links, closed: frames.Closed, as_of: int, seen_years: int) -> frames.Links:
    """The actual links, without links of closed firms and links last seen longer ago than counts."""
    recent = (pl.col("seen") >= as_of - seen_years).fill_null(value=True)
    gone = closed["firm"].implode()
    return agreed.filter(recent, pl.col("supplier").is_in(gone).not_(), pl.col("buyer").is_in(gone).not_())


def idle(
    *, links: pl.DataFrame, agreed: frames.Links, actual: frames.Links, as_of: int, seen_years: int
) -> frames.IdleLinks:
    """The links that count for nothing: ``what`` (ownership, stale or not_actual) and ``row``."""
    rest = links.filter(pl.col("row").is_in(actual["row"].implode()).not_())
    stale = pl.col("agreed") & (pl.col("seen") < as_of - seen_years)
    return rest.join(agreed.select("row", agreed=pl.lit(value=True)), on="row", how="left").select(
        "row",
        what=pl.when(pl.col("relation") == "ownership")
        .then(pl.lit("ownership"))
        .when(stale)
        .then(pl.lit("stale"))
        .otherwise(pl.lit("not_actual")),
    )


def plans(*, links: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame, as_of: int) -> frames.Plans:
    """The supplies that are only expected or planned."""
    return deliveries_measure.planned_supplies(links, claims, claim_subjects, as_of=as_of)


def presence(
    *, firms: pl.DataFrame, firm_status: pl.DataFrame, capabilities: pl.DataFrame, actual: frames.Links,
    sources: pl.DataFrame, as_of: int, seen_years: int, fresh_years: int, news_years: int,
) -> frames.Presence:  # fmt: skip
    """How each capability 供给能力 stands."""
    return standing.presence(
        firms, firm_status, capabilities, actual, sources,
        as_of=as_of, seen_years=seen_years, fresh_years=fresh_years, news_years=news_years,
    )  # fmt: skip


def coming_projects(
    *, projects: pl.DataFrame, firms: pl.DataFrame, presence: frames.Presence, as_of: int, news_years: int
) -> frames.ComingProjects:
    """The projects 项目 that stand for a coming maker."""
    return standing.coming_projects(projects, firms, presence, as_of=as_of, news_years=news_years)


def touching(
    actual: frames.Links, firms: pl.DataFrame, region: tuple[str, ...], neighbours: tuple[str, ...]
) -> frames.Links:
    """The actual links that touch the region or its neighbours."""
    return deliveries_measure.links_touching(actual, firms, local=(*region, *neighbours))


def deliveries(*, touching: frames.Links, firms: pl.DataFrame, presence: frames.Presence) -> frames.Deliveries:
    """What these links carry, by sector."""
    return deliveries_measure.deliveries(touching, firms, presence)


def figures(claims: pl.DataFrame) -> frames.Figures:
    """The claims 数据点 in base units."""
    return in_base(claims)


def coverage(
    *, firms: pl.DataFrame, parks: pl.DataFrame, figures: frames.Figures, claim_subjects: pl.DataFrame,
    region: tuple[str, ...],
) -> frames.Coverage:  # fmt: skip
    """Recorded and resident firms."""
    return coverage_measure.coverage(firms, parks, figures, claim_subjects, region=region)


def carriers(
    *, presence: frames.Presence, chain_sectors: pl.DataFrame, chains: pl.DataFrame, region: tuple[str, ...],
    carrier_sectors: int,
) -> frames.Carriers:  # fmt: skip
    """Who carries each chain 主承载."""
    return membership.carriers(presence, chain_sectors, chains, region=region, least=carrier_sectors)


def chain_view(
    *, presence: frames.Presence, chain_sectors: pl.DataFrame, chains: pl.DataFrame, firms: pl.DataFrame,
    capabilities: pl.DataFrame, firm_status: pl.DataFrame, statements: pl.DataFrame, region: tuple[str, ...],
) -> frames.ChainView:  # fmt: skip
    """What each chain rests on."""
    loose = standing.unplaced(firms, capabilities, firm_status)
    return membership.chain_view(presence, chain_sectors, chains, loose, statements, region=region)


def left_out(*, left_by_clocks: pl.DataFrame, presence: frames.Presence, idle: frames.IdleLinks) -> frames.LeftOut:
    """What the run did not use: by the clocks, by the standing of a capability, and links that are no supply."""
    unused = (
        presence.filter(pl.col("standing").is_in(standing.PRESENT).not_())
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
