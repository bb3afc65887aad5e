"""The values: findings 发现 with the rows they rest on, and the outcome a writer receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
from polars.datatypes import DataTypeClass

from chainlink.config import Study
from chainlink.data.dataset import Dataset
from chainlink.data.figures.reference import Reference
from chainlink.errors import Fault
from chainlink.findings.signals import Signal
from chainlink.findings.states import RECORDED
from chainlink.findings.visits import Visits
from chainlink.measures.supply.needs import LIVE

REASON = pl.Struct({"code": pl.String, "parts": pl.String})
"""A reason: a code of ``terms`` (section ``reason``) and its parameters as a JSON object.

Parameters named firm(s), sector(s), district(s), park(s), chain(s), also with ``_from`` after the singular, hold ids;
``pairs`` holds supplies that links state, each with ``supplier``, ``buyer`` and ``row``.
"""

GATE = pl.Struct({"gate": pl.String, "verdict": pl.String, "code": pl.String, "parts": pl.String})
"""A gate: reach, admission, scale, captive; ``verdict`` pass, fail or unknown; why, as a reason (``gate_reason``)."""

_ROWS: dict[str, pl.DataType | DataTypeClass] = {
    "finding": pl.String,
    "kind": pl.String,
    "action": pl.String,
    "band": pl.String,
    "gates": pl.List(GATE),
    "chains": pl.List(pl.String),
    "sector": pl.String,
    "other_sector": pl.String,
    "districts_needing": pl.List(pl.String),
    "districts_having": pl.List(pl.String),
    "buyers": pl.List(pl.String),
    "confidence": pl.String,
    "value": pl.Float64,
    "value_low": pl.Float64,
    "value_high": pl.Float64,
    "value_basis": pl.String,
    "structural_need": pl.Int64,
    "rank": pl.Int64,
    "rank_low": pl.Int64,
    "rank_high": pl.Int64,
    "robust": pl.Float64,
    "flow_basis": pl.String,
    "reasons": pl.List(REASON),
    "next_question": REASON,
    "with_project": pl.Boolean,
    "process": pl.String,
    "site": pl.String,
    "sectors": pl.List(pl.String),
    "package": pl.String,
}
ROWS = pl.Schema(_ROWS)
"""A finding; ``with_project`` 随项目配套: only firms that are still coming need it, so it is listed apart.

A package 组团项目 has no ``sector`` but ``process`` (several joined by ``+``), ``site`` (a park or a district) and
``sectors``; ``package``: the package that a finding is part of (null = none).
"""

_BANDED = {"band", "gates", "rank", "rank_low", "rank_high", "robust"}
_CANDIDATE: dict[str, pl.DataType | DataTypeClass] = {
    **{name: kind for name, kind in _ROWS.items() if name not in _BANDED},
    "questions": pl.List(REASON),
    "capped": pl.Boolean,
    "on_the_way": pl.Boolean,
    "lifted": pl.Boolean,
    "pull": pl.String,
    "pull_sure": pl.String,
    "pull_essential": pl.String,
    "bounded": pl.Boolean,
    "fresh_buyers": pl.Int64,
    "demand": pl.Float64,
    "bound": pl.Float64,
    "essential": pl.Boolean,
    "minutes": pl.Float64,
    "weight": pl.Int64,
}
CANDIDATE = pl.Schema(_CANDIDATE)
"""A finding before it is banded: what the gates, the bands and the order look at.

``capped``: never above 乙; ``on_the_way``: a maker is coming; ``lifted``: officials wish for it, or say it is absent;
``pull``, ``pull_sure``, ``pull_essential``: the size class of the largest buyer, of the largest of whom nothing is in
doubt, and of the largest of these that must have it (null = no size is stated); ``bounded``: the
largest is known by a bound only; ``fresh_buyers``: named buyers not
较旧; ``demand`` (万元 a year; null = not stated by every buyer); ``bound``: the most they can spend (the same; null =
none); ``minutes`` by road (null = unknown); ``weight``: named firms behind it, a key of the order.
"""

EVIDENCE = pl.Schema(
    {
        "finding": pl.String,
        "role": pl.String,
        "table": pl.String,
        "row": pl.Int64,
        "file": pl.String,
        "source": pl.String,
    }
)

RESTS = pl.Schema({"finding": pl.String, "role": pl.String, "table": pl.String, "row": pl.Int64})
"""What a finding rests on, before the file and source of each row are looked up."""


@dataclass(frozen=True)
class Findings:
    """Findings 发现 with their evidence 依据, which is gathered when it is first asked for: a trial asks for none.

    Attributes:
        rows: the findings, by ROWS (a judge before banding: CANDIDATE).
        resting: what they rest on, not yet gathered.

    """

    rows: pl.DataFrame
    resting: pl.LazyFrame = field(repr=False)

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """What the findings rest on, by EVIDENCE (before its places are looked up: RESTS)."""
        return self.resting.collect()


@dataclass(frozen=True)
class Outcome:
    """All that a writer receives: the data a run stood on, its settings, and what it found.

    Attributes:
        dataset: the dataset as of and as known by the study's two clocks.
        study: the settings, region and as-of filled in.
        states: one row per sector and scope (``region`` or a district).
        findings: the findings, banded and ranked, with evidence.
        coverage: recorded and resident firms per district and park.
        needs: what the firms of the region need and how it stands; coming firms' needs marked.
        around: the same for the firms of the neighbour ring.
        carriers: chain by district: present own sectors, makers, whether it carries the chain.
        chains: per chain what it rests on: present sectors, stale, coming and 环节待查 firms, statements.
        left_out: what the run did not use, counted.
        doubt: the ranking under each alternative setting.
        local_content: local content rate of each sector by value, in the region and in each of its districts.
        models_below: purchases stated to be more than the input-output model allows, of which page one warns.
        shortfalls: stated demand, capacity and local purchases of each sector, its gap and its disconnect.
        concentration: on how few suppliers the recorded local purchases of each sector rest.
        reference: the larger table the study was given, None without.
        related: for each district the absent activities nearest to what it has; without columns where no reference was
            given.
        dispersion: 影响力 and 感应度 of the industries behind the sectors; without columns where no table was given.
        io_warnings: what the reading of that table tells, sums that differ among it.
        signals: what moves, changes over, is tried out or falls silent.
        visits: whom to ask what, and what the answers are worth; None where no cards were asked for.

    """

    dataset: Dataset
    study: Study
    states: pl.DataFrame
    findings: Findings
    coverage: pl.DataFrame
    needs: pl.DataFrame = field(default_factory=pl.DataFrame)
    around: pl.DataFrame = field(default_factory=pl.DataFrame)
    carriers: pl.DataFrame = field(default_factory=pl.DataFrame)
    chains: pl.DataFrame = field(default_factory=pl.DataFrame)
    left_out: pl.DataFrame = field(default_factory=pl.DataFrame)
    doubt: pl.DataFrame = field(default_factory=pl.DataFrame)
    local_content: pl.DataFrame = field(default_factory=pl.DataFrame)
    models_below: pl.DataFrame = field(default_factory=pl.DataFrame)
    shortfalls: pl.DataFrame = field(default_factory=pl.DataFrame)
    concentration: pl.DataFrame = field(default_factory=pl.DataFrame)
    reference: Reference | None = None
    related: pl.DataFrame = field(default_factory=pl.DataFrame)
    dispersion: pl.DataFrame = field(default_factory=pl.DataFrame)
    io_warnings: tuple[Fault, ...] = ()
    visits: Visits | None = None
    signals: tuple[Signal, ...] = ()


def district_view(outcome: Outcome, district: str) -> dict[str, pl.DataFrame]:
    """Return what ``district`` of the region can sell next door, what next door already makes, what it needs.

    The frames are those of ``study.for_one_district``, which refuses a district that is not one of the region's.

    Example:
        >>> from types import SimpleNamespace
        >>> states = filled(frames.States, sector=["box"], scope=["kai"], makers=[["a"]])
        >>> needs = filled(frames.ShownNeeds, sector=["box"], buyer=["b"], district=["wan"], standing=["open"],
        ...     coming=[False])
        >>> firms = pl.DataFrame({"firm": ["a", "b"], "district": ["kai", "wan"]})
        >>> view = district_view(SimpleNamespace(dataset=SimpleNamespace(tables={"firms": firms}), states=states,
        ...     needs=needs, around=needs.clear()), "kai")
        >>> view["can_sell_to_neighbours"].select("sector", "makers", "buyer").rows()
        [('box', ['a'], 'b')]

    """
    tables = outcome.dataset.tables
    here = outcome.states.filter(pl.col("scope") == district)
    made = here.filter(pl.col("makers").list.len() > 0).select("sector", "makers")
    wanted = pl.concat([outcome.needs, outcome.around]).filter(
        pl.col("district") != district, pl.col("standing").is_in(LIVE), pl.col("coming").not_()
    )
    sell = (
        wanted.join(made, on="sector")
        .select("sector", "makers", "buyer", "district", "from_sector", "standing", "links")
        .sort("sector", "buyer", "from_sector", nulls_last=True)
    )
    absent = here.filter(pl.col("makers").list.len() == 0, pl.col("state") != RECORDED)
    seats = tables["firms"].select("firm", "district")
    next_door = (
        absent.select("sector", firm="near", needed_here=pl.col("needed_by").list.len() > 0)
        .explode("firm")
        .drop_nulls("firm")
        .join(seats, on="firm", how="left")
        .select("sector", "firm", "district", "needed_here")
        .sort("sector", "firm")
    )
    return {
        "can_sell_to_neighbours": sell,
        "neighbour_already_makes": next_door,
        "needs": outcome.needs.filter(pl.col("district") == district),
    }
