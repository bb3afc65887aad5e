"""The judgements: the state of every sector, the findings of each kind, all of them banded and ranked."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.findings import CANDIDATE, RESTS, Findings
from chainlink.judge import bands, packages
from chainlink.judge.extension import extension
from chainlink.judge.gaps import gaps
from chainlink.judge.states import REGION, absences, near, states
from chainlink.judge.unlinked import unlinked
from chainlink.judge.weak import weak_findings, weak_sectors
from chainlink.measures.supply.district_figures import district_figures
from chainlink.measures.supply.kinship import kin, kin_makers
from chainlink.measures.supply.processes import served_from
from chainlink.study.dag import twin

STEPS = (
    *(district_figures, kin, kin_makers),
    *(absences, weak_sectors, near, states, gaps, weak_findings, unlinked, extension, bands.admission),
    twin(
        gaps,
        "project_gaps",
        "What only firms on their way need 随项目配套, and nobody here makes.",
        open_needs="project_needs",
        sector_context="project_context",
        pooled="project_pooled",
    ),
)
"""The judgements that are steps as they stand, and the same for the firms on their way."""


def bound_sectors(sectors: pl.DataFrame, ground: tuple[str, ...]) -> tuple[str, ...]:
    """The sectors bound to field or deposit."""
    return tuple(sectors.filter(pl.col("process").is_in(ground))["sector"].sort())


def region_states(states: frames.States) -> frames.States:
    """The state of every sector in the region as a whole."""
    return states.filter(pl.col("scope") == REGION)


# ---- packages of gaps ------------------------------------------------------------------------------------------------
def shared_sites(
    *, gaps: Findings, open_needs: frames.Needs, job_work: frames.JobWork, sectors: pl.DataFrame,
    admission: frames.Admission, firm_minutes: frames.FirmMinutes, district_minutes: frames.Minutes,
    parks: pl.DataFrame, region: tuple[str, ...], site_minutes: float, ring_minutes: float,
) -> frames.SharedSites:  # fmt: skip
    """From which site one shop could serve which buyers of what is lacking."""
    wanted = packages.bundled(gaps=gaps.rows, needs=open_needs, work=job_work, sectors=sectors, admitted=admission)
    return served_from(
        wanted=wanted, firm_minutes=firm_minutes, minutes=district_minutes, parks=parks, region=region,
        site_minutes=site_minutes, ring_minutes=ring_minutes,
    )  # fmt: skip


def package_findings(
    *, shared_sites: frames.SharedSites, gaps: Findings, open_needs: frames.Needs, package_pulls: frames.Pulls,
    job_work: frames.JobWork, switchable: frames.Switchable, firms: pl.DataFrame, parks: pl.DataFrame,
    chains: pl.DataFrame, chain_sectors: pl.DataFrame, parks_named: int, as_of: int, fresh_years: int,
) -> Findings:  # fmt: skip
    """Gaps of one process that one shop could make for several buyers."""
    return packages.packages(
        sites=shared_sites, gaps=gaps, needs=open_needs, pulls=package_pulls, work=job_work, similar=switchable,
        firms=firms, parks=parks, chains=chains, chain_sectors=chain_sectors, parks_named=parks_named,
        fresh_from=as_of - fresh_years,
    )  # fmt: skip


# ---- all of them, in order -------------------------------------------------------------------------------------------
def candidates(
    *, gaps: Findings, project_gaps: Findings, weak_findings: Findings, unlinked: Findings, extension: Findings,
    package_findings: Findings, shared_sites: frames.SharedSites,
) -> Findings:  # fmt: skip
    """The findings of every kind, before they are banded."""
    parts = (gaps, project_gaps, weak_findings, unlinked, extension, package_findings)
    rows = pl.concat([CANDIDATE.to_frame(), *(part.rows for part in parts)])
    evidence = pl.concat([RESTS.to_frame().lazy(), *(part.resting for part in parts)])
    return Findings(packages.with_packages(rows, shared_sites).sort("finding"), evidence)


def findings(
    *, candidates: Findings, sectors: pl.DataFrame, admission: frames.Admission, shared_sites: frames.SharedSites,
    size_money: tuple[float, ...], scale_buyers: int, wide_common: bool, gates_off: tuple[str, ...],
) -> Findings:  # fmt: skip
    """The findings of every kind, banded and ranked."""
    rows = bands.band(
        candidates=candidates.rows, sectors=sectors, admitted=admission,
        bundles=packages.traits(sites=shared_sites, sectors=sectors, admitted=admission),
        size_money=size_money, scale_buyers=scale_buyers, wide_common=wide_common, gates_off=gates_off,
    )  # fmt: skip
    admitted = bands.admission_evidence(candidates=candidates.rows, sectors=sectors, admitted=admission)
    return Findings(rows, pl.concat([candidates.resting, admitted]))
