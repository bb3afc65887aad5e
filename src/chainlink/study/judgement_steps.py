"""The judgements: the state of every sector, the findings of each kind, all of them banded and ranked."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.findings import CANDIDATE, RESTS, Findings
from chainlink.judge import bands
from chainlink.judge.extension import extension
from chainlink.judge.gaps import gaps
from chainlink.judge.states import REGION, absences, near, states
from chainlink.judge.unlinked import unlinked
from chainlink.judge.weak import weak_findings, weak_sectors
from chainlink.measures.supply.district_figures import district_figures
from chainlink.measures.supply.kinship import kin, kin_makers
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


def candidates(
    *, gaps: Findings, project_gaps: Findings, weak_findings: Findings, unlinked: Findings, extension: Findings
) -> Findings:
    """The findings of every kind, before they are banded."""
    parts = (gaps, project_gaps, weak_findings, unlinked, extension)
    rows = pl.concat([CANDIDATE.to_frame(), *(part.rows for part in parts)])
    evidence = pl.concat([RESTS.to_frame(), *(part.evidence for part in parts)])
    return Findings(rows.sort("finding"), evidence)


def findings(
    candidates: Findings, sectors: pl.DataFrame, admission: frames.Admission, *, size_money: tuple[float, ...],
    scale_buyers: int, wide_common: bool, gates_off: tuple[str, ...],
) -> Findings:  # fmt: skip
    """The findings of every kind, banded and ranked."""
    rows = bands.band(
        candidates=candidates.rows, sectors=sectors, admitted=admission,
        size_money=size_money, scale_buyers=scale_buyers, wide_common=wide_common, gates_off=gates_off,
    )  # fmt: skip
    admitted = bands.admission_evidence(candidates=candidates.rows, sectors=sectors, admitted=admission)
    return Findings(rows, pl.concat([candidates.evidence, admitted]))
