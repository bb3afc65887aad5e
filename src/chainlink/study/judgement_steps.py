"""The judgements: the state of every sector, the findings of each kind, all of them banded and ranked."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.findings import CANDIDATE, RESTS, Findings
from chainlink.judge import bands, extension, gaps, unlinked, weak
from chainlink.judge import states as states_judge
from chainlink.measures.supply import context, kinship
from chainlink.measures.supply import district_figures as figures_of
from chainlink.measures.supply.coverage import region_coverage
from chainlink.measures.supply.needs import LIVE, flow_sources


# ---- states ----------------------------------------------------------------------------------------------------------
def absences(surveys: pl.DataFrame, statements: pl.DataFrame, region: tuple[str, ...]) -> frames.Absences:
    """Where surveys found no maker of a sector, or officials say there is none."""
    return states_judge.told_absent(surveys, statements, region=region)


def weak_sectors(
    *, presence: frames.Presence, needs: frames.Needs, capacities: frames.Capacities, statements: pl.DataFrame,
    region: tuple[str, ...], weak_makers: int,
) -> frames.WeakSectors:  # fmt: skip
    """The sectors judged weak 弱链."""
    return weak.weak_sectors(
        known=presence, needs=needs, capacities=capacities, statements=statements, region=region, makers=weak_makers
    )


def near(
    *, sectors: pl.DataFrame, presence: frames.Presence, deliveries: frames.Deliveries, all_needs: frames.ShownNeeds,
    minutes: frames.Minutes, region: tuple[str, ...], neighbours: tuple[str, ...],
    site_minutes: float, ring_minutes: float,
) -> frames.Near:  # fmt: skip
    """Who makes a sector or was seen to supply it, within reach outside a scope."""
    live = all_needs.filter(pl.col("standing").is_in(LIVE))
    return states_judge.neighbour_makers(
        sectors=sectors,
        known=presence,
        goods=deliveries,
        needs=live,
        minutes=minutes,
        region=region,
        neighbours=neighbours,
        site_minutes=site_minutes,
        ring_minutes=ring_minutes,
    )


def district_figures(
    *, claims: pl.DataFrame, claim_subjects: pl.DataFrame, parks: pl.DataFrame, as_of: int, seen_years: int
) -> frames.DistrictFigures:
    """What figures of districts and parks say is there."""
    return figures_of.sector_figures(claims, claim_subjects, parks, from_year=as_of - seen_years)


def kin(sectors: pl.DataFrame) -> frames.Kin:
    """Which sectors are a part of which."""
    return kinship.kin(sectors)


def kin_makers(*, kin: frames.Kin, presence: frames.Presence, region: tuple[str, ...]) -> frames.KinMakers:
    """Who here makes a wider or a narrower sector."""
    return kinship.kin_makers(kin, presence, local=region)


def bound_sectors(sectors: pl.DataFrame, ground: tuple[str, ...]) -> tuple[str, ...]:
    """The sectors bound to field or deposit."""
    return tuple(sectors.filter(pl.col("process").is_in(ground))["sector"].sort())


def states(
    *, sectors: pl.DataFrame, presence: frames.Presence, coming_projects: frames.ComingProjects, needs: frames.Needs,
    deliveries: frames.Deliveries, near: frames.Near, absences: frames.Absences, weak_sectors: frames.WeakSectors,
    district_figures: frames.DistrictFigures, coverage: frames.Coverage, region: tuple[str, ...], strong_makers: int,
    strong_districts: int, coverage_bar: float, farming: tuple[str, ...], ground: tuple[str, ...],
) -> frames.States:  # fmt: skip
    """The state of every sector in every scope."""
    return states_judge.states(
        sectors=sectors,
        known=presence,
        projects=coming_projects,
        needs=needs,
        goods=deliveries,
        around=near,
        district_figures=district_figures,
        verified=absences.filter("verified"),
        weak=weak_sectors,
        region=region,
        q=region_coverage(coverage),
        strong_makers=strong_makers,
        strong_districts=strong_districts,
        coverage_bar=coverage_bar,
        farming=farming,
        ground=ground,
    )


def region_states(states: frames.States) -> frames.States:
    """The state of every sector in the region as a whole."""
    return states.filter(pl.col("scope") == states_judge.REGION)


# ---- findings, a kind each -------------------------------------------------------------------------------------------
def gap_findings(
    *, region_states: frames.States, open_needs: frames.Needs, deliveries: frames.Deliveries, plans: frames.Plans,
    sector_context: frames.SectorContext, pooled: frames.Pooled, firms: pl.DataFrame,
    absences: frames.Absences, presence: frames.Presence, kin_makers: frames.KinMakers,
    bound_sectors: tuple[str, ...], as_of: int, fresh_years: int,
) -> Findings:  # fmt: skip
    """What firms of the region need and nobody here makes."""
    return gaps.gaps(
        states=region_states,
        needs=open_needs,
        goods=deliveries,
        plans=plans,
        context=sector_context,
        pooled=pooled,
        firms=firms,
        absences=absences,
        known=presence,
        kin=kin_makers,
        ground=bound_sectors,
        fresh_from=as_of - fresh_years,
    )


def project_findings(
    *, region_states: frames.States, project_needs: frames.Needs, deliveries: frames.Deliveries, plans: frames.Plans,
    project_context: frames.SectorContext, project_pooled: frames.Pooled, firms: pl.DataFrame,
    absences: frames.Absences, presence: frames.Presence, kin_makers: frames.KinMakers,
    bound_sectors: tuple[str, ...], as_of: int, fresh_years: int,
) -> Findings:  # fmt: skip
    """What only firms on their way need 随项目配套, and nobody here makes."""
    return gaps.gaps(
        states=region_states,
        needs=project_needs,
        goods=deliveries,
        plans=plans,
        context=project_context,
        pooled=project_pooled,
        firms=firms,
        absences=absences,
        known=presence,
        kin=kin_makers,
        ground=bound_sectors,
        with_project=True,
        fresh_from=as_of - fresh_years,
    )


def weak_findings(
    *, weak_sectors: frames.WeakSectors, region_states: frames.States, needs: frames.Needs, presence: frames.Presence,
    firms: pl.DataFrame, sector_context: frames.SectorContext,
) -> Findings:  # fmt: skip
    """What is made here and stated not to suffice."""
    return weak.weak_findings(
        weak=weak_sectors, states=region_states, needs=needs, known=presence, firms=firms, context=sector_context
    )


def unlinked_findings(
    *, needs: frames.Needs, open_needs: frames.Needs, presence: frames.Presence, sectors: pl.DataFrame,
    chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: frames.SectorContext, firms: pl.DataFrame,
    deliveries: frames.Deliveries, plans: frames.Plans, minutes: frames.Minutes, capabilities: pl.DataFrame,
    flows: pl.DataFrame, links: pl.DataFrame, region: tuple[str, ...], farming: tuple[str, ...],
) -> Findings:  # fmt: skip
    """What is made here and needed here, with no link on record between the two."""
    wanted = open_needs.rename({"from_sector": "other_sector"})
    own = chain_sectors.filter(pl.col("role") == "own").select(other_sector="sector", chain="chain")
    through = wanted.select("sector", "other_sector").unique().join(own, on="other_sector", how="left")
    pages = context.shown_chains(through, chain_sectors, chains, by=("sector", "other_sector"))
    return unlinked.unlinked(
        needs=needs,
        known=presence,
        sectors=sectors,
        context=sector_context,
        pages=pages,
        firms=firms,
        goods=deliveries,
        plans=plans,
        minutes=minutes,
        products=capabilities.select("firm", "sector", made="product"),
        wishes=pl.concat(
            [
                flows.select("row", basis=pl.lit("flow"), wanted="product"),
                links.select("row", basis=pl.lit("purchase"), wanted="product"),
            ]
        ),
        region=region,
        farming=farming,
    )


def extension_findings(
    *, region_states: frames.States, presence: frames.Presence, flows: pl.DataFrame, sources: pl.DataFrame,
    sectors: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: frames.SectorContext,
    all_needs: frames.ShownNeeds, kin: frames.Kin, related_targets: pl.DataFrame | None, region: tuple[str, ...],
    neighbours: tuple[str, ...], goods: tuple[str, ...], ground: tuple[str, ...], sibling_outputs: int,
) -> Findings:  # fmt: skip
    """What the region could make next 延链."""
    traced = flows.rename({"row": "flow_row"}).join(flow_sources(flows, sources), on="flow_row", how="left")
    return extension.extension(
        states=region_states,
        known=presence,
        flows=traced,
        sectors=sectors,
        chain_sectors=chain_sectors,
        chains=chains,
        context=sector_context,
        wanted=all_needs["sector"].unique(),
        kin=kin,
        region=region,
        neighbours=neighbours,
        goods=goods,
        ground=ground,
        sibling_outputs=sibling_outputs,
        related=related_targets,
    )


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


def admission(parks: pl.DataFrame, admissions: pl.DataFrame, region: tuple[str, ...]) -> frames.Admission:
    """Which environmental classes the parks of the region let in."""
    return bands.admission(parks, admissions, region=region)


def findings(
    candidates: Findings, sectors: pl.DataFrame, admission: frames.Admission, *, size_money: tuple[float, ...],
    scale_buyers: int, wide_common: bool, gates_off: tuple[str, ...],
) -> Findings:  # fmt: skip
    """The findings of every kind, banded and ranked."""
    rows = bands.band(
        found=candidates.rows, sectors=sectors, admitted=admission,
        size_money=size_money, scale_buyers=scale_buyers, wide_common=wide_common, gates_off=gates_off,
    )  # fmt: skip
    admitted = bands.admission_evidence(found=candidates.rows, sectors=sectors, admitted=admission)
    return Findings(rows, pl.concat([candidates.evidence, admitted]))
