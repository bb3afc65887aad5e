"""The judgements: the state of every sector, the findings of each kind, all of them banded and ranked."""

from __future__ import annotations

import polars as pl

from chainlink.findings import CANDIDATE, RESTS, Findings
from chainlink.judge import bands, extension, gaps, unlinked, weak
from chainlink.judge import states as states_judge
from chainlink.measures import context
from chainlink.measures.coverage import region_coverage
from chainlink.measures.needs import LIVE, flow_sources


# ---- states ----------------------------------------------------------------------------------------------------------
def absences(surveys: pl.DataFrame, statements: pl.DataFrame, region: tuple[str, ...]) -> pl.DataFrame:
    """Where surveys found no maker of a sector, or officials say there is none."""
    return states_judge.told_absent(surveys, statements, region=region)


def weak_sectors(
    presence: pl.DataFrame, needs: pl.DataFrame, capacities: pl.DataFrame, statements: pl.DataFrame,
    region: tuple[str, ...], weak_makers: int,
) -> pl.DataFrame:  # fmt: skip
    """The sectors judged weak 弱链."""
    return weak.weak_sectors(presence, needs, capacities, statements, region=region, makers=weak_makers)


def near(
    sectors: pl.DataFrame, presence: pl.DataFrame, deliveries: pl.DataFrame, all_needs: pl.DataFrame,
    minutes: pl.DataFrame, region: tuple[str, ...], neighbours: tuple[str, ...],
    site_minutes: float, ring_minutes: float,
) -> pl.DataFrame:  # fmt: skip
    """Who makes a sector or was seen to supply it, within reach outside a scope."""
    live = all_needs.filter(pl.col("standing").is_in(LIVE))
    return states_judge.neighbour_makers(
        sectors, presence, deliveries, live, minutes, region=region,
        neighbours=neighbours, site_minutes=site_minutes, ring_minutes=ring_minutes,
    )  # fmt: skip


def states(
    sectors: pl.DataFrame, presence: pl.DataFrame, coming_projects: pl.DataFrame, needs: pl.DataFrame,
    deliveries: pl.DataFrame, near: pl.DataFrame, absences: pl.DataFrame, weak_sectors: pl.DataFrame,
    coverage: pl.DataFrame, region: tuple[str, ...], strong_makers: int, strong_districts: int, coverage_bar: float,
    farming: tuple[str, ...],
) -> pl.DataFrame:  # fmt: skip
    """The state of every sector in every scope."""
    return states_judge.states(
        sectors, presence, coming_projects, needs, deliveries, near, absences.filter("verified"), weak_sectors,
        region=region, q=region_coverage(coverage), strong_makers=strong_makers, strong_districts=strong_districts,
        coverage_bar=coverage_bar, farming=farming,
    )  # fmt: skip


def region_states(states: pl.DataFrame) -> pl.DataFrame:
    """The state of every sector in the region as a whole."""
    return states.filter(pl.col("scope") == states_judge.REGION)


# ---- findings, a kind each -------------------------------------------------------------------------------------------
def gap_findings(
    region_states: pl.DataFrame, open_needs: pl.DataFrame, deliveries: pl.DataFrame, plans: pl.DataFrame,
    sector_context: pl.DataFrame, pooled: pl.DataFrame, firms: pl.DataFrame, absences: pl.DataFrame,
    presence: pl.DataFrame,
) -> Findings:  # fmt: skip
    """What firms of the region need and nobody here makes."""
    return gaps.gaps(region_states, open_needs, deliveries, plans, sector_context, pooled, firms, absences, presence)


def project_findings(
    region_states: pl.DataFrame, project_needs: pl.DataFrame, deliveries: pl.DataFrame, plans: pl.DataFrame,
    project_context: pl.DataFrame, project_pooled: pl.DataFrame, firms: pl.DataFrame, absences: pl.DataFrame,
    presence: pl.DataFrame,
) -> Findings:  # fmt: skip
    """What only firms on their way need 随项目配套, and nobody here makes."""
    return gaps.gaps(
        region_states, project_needs, deliveries, plans, project_context, project_pooled, firms, absences, presence,
        with_project=True,
    )  # fmt: skip


def weak_findings(
    weak_sectors: pl.DataFrame, region_states: pl.DataFrame, needs: pl.DataFrame, presence: pl.DataFrame,
    firms: pl.DataFrame, sector_context: pl.DataFrame,
) -> Findings:  # fmt: skip
    """What is made here and stated not to suffice."""
    return weak.weak_findings(weak_sectors, region_states, needs, presence, firms, sector_context)


def unlinked_findings(
    needs: pl.DataFrame, open_needs: pl.DataFrame, presence: pl.DataFrame, sectors: pl.DataFrame,
    chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: pl.DataFrame, firms: pl.DataFrame,
    deliveries: pl.DataFrame, plans: pl.DataFrame, minutes: pl.DataFrame, region: tuple[str, ...],
    farming: tuple[str, ...],
) -> Findings:  # fmt: skip
    """What is made here and needed here, with no link on record between the two."""
    wanted = open_needs.rename({"from_sector": "other_sector"})
    own = chain_sectors.filter(pl.col("role") == "own").select(other_sector="sector", chain="chain")
    through = wanted.select("sector", "other_sector").unique().join(own, on="other_sector", how="left")
    pages = context.shown_chains(through, chain_sectors, chains, by=("sector", "other_sector"))
    return unlinked.unlinked(
        needs, presence, sectors, sector_context, pages, firms, deliveries, plans, minutes,
        region=region, farming=farming,
    )  # fmt: skip


def extension_findings(
    region_states: pl.DataFrame, presence: pl.DataFrame, flows: pl.DataFrame, sources: pl.DataFrame,
    sectors: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: pl.DataFrame,
    all_needs: pl.DataFrame, related_targets: pl.DataFrame | None, region: tuple[str, ...], goods: tuple[str, ...],
    sibling_outputs: int,
) -> Findings:  # fmt: skip
    """What the region could make next 延链."""
    traced = flows.rename({"row": "flow_row"}).join(flow_sources(flows, sources), on="flow_row", how="left")
    return extension.extension(
        region_states, presence, traced, sectors, chain_sectors, chains, sector_context,
        wanted=all_needs["sector"].unique(), region=region, goods=goods, sibling_outputs=sibling_outputs,
        related=related_targets,
    )  # fmt: skip


# ---- all of them, in order -------------------------------------------------------------------------------------------
def candidates(
    gap_findings: Findings, project_findings: Findings, weak_findings: Findings, unlinked_findings: Findings,
    extension_findings: Findings,
) -> Findings:  # fmt: skip
    """The findings of every kind, before they are banded."""
    parts = (gap_findings, project_findings, weak_findings, unlinked_findings, extension_findings)
    rows = pl.concat([CANDIDATE.to_frame(), *(part.rows for part in parts)])
    evidence = pl.concat([RESTS.to_frame(), *(part.evidence for part in parts)])
    return Findings(rows.sort("finding"), evidence)


def admission(parks: pl.DataFrame, admissions: pl.DataFrame, region: tuple[str, ...]) -> pl.DataFrame:
    """Which environmental classes the parks of the region let in."""
    return bands.admission(parks, admissions, region=region)


def findings(
    candidates: Findings, sectors: pl.DataFrame, admission: pl.DataFrame, *, size_money: tuple[float, ...],
    scale_buyers: int, wide_common: bool, gates_off: tuple[str, ...],
) -> Findings:  # fmt: skip
    """The findings of every kind, banded and ranked."""
    rows = bands.band(
        candidates.rows, sectors, admission,
        size_money=size_money, scale_buyers=scale_buyers, wide_common=wide_common, gates_off=gates_off,
    )  # fmt: skip
    admitted = bands.admission_evidence(candidates.rows, sectors, admission)
    return Findings(rows, pl.concat([candidates.evidence, admitted]))
