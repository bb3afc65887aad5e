"""A region made in a test: wan and kai with their neighbour liang; a study run on it; words to look at what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from cases import AS_OF, LOCAL, Row, sources, table
from chainlink.config import Study
from chainlink.data.dataset import Dataset
from chainlink.data.tables import TABLES
from chainlink.findings import Outcome
from chainlink.study import run_study

DISTRICTS = table(
    "districts",
    {"district": "wan", "name": "万州", "ring": "core"},
    {"district": "kai", "name": "开州", "ring": "core"},
    {"district": "liang", "name": "梁平", "ring": "neighbour"},
    {"district": "far", "name": "市外", "ring": "outside"},
)
PLACES = table(
    "places", *({"place": f"{one}-town", "district": one, "kind": "town"} for one in ("wan", "kai", "liang"))
)


def data(**tables: pl.DataFrame) -> Dataset:
    """Make a dataset of ``tables``; what is not given has no rows, districts, places and the source SEED apart."""
    given = {"districts": DISTRICTS, "places": PLACES, "sources": sources(), **tables}
    return Dataset(
        id="region", title="区域", title_en="A region", region=LOCAL, version="1", schema_version=1, licence="CC0-1.0",
        note="", path=Path("region"), tables={name: given.get(name, table(name)) for name in TABLES},
    )  # fmt: skip


def run(study: Study | None = None, **tables: pl.DataFrame) -> Outcome:
    """Run ``study`` (default: the default one as of AS_OF, without its doubt) on a region of ``tables``."""
    return run_study(data(**tables), study or Study(as_of=AS_OF, doubt=False))


def state(outcome: Outcome, sector: str, scope: str = "region") -> dict[str, Any]:
    """Return the state of a sector."""
    return outcome.states.row(by_predicate=(pl.col("sector") == sector) & (pl.col("scope") == scope), named=True)


def ids(outcome: Outcome, kind: str | None = None) -> list[str]:
    """Return the ids of the findings, of one kind if named."""
    rows = outcome.findings.rows
    return sorted((rows if kind is None else rows.filter(pl.col("kind") == kind))["finding"])


def finding(outcome: Outcome, key: str) -> dict[str, Any]:
    """Return a finding by its id, ``gates`` as verdicts by name, ``reasons`` as parameters by code."""
    row = outcome.findings.rows.row(by_predicate=pl.col("finding") == key, named=True)
    row["gates"] = {gate["gate"]: gate["verdict"] for gate in row["gates"]}
    row["reasons"] = {one["code"]: json.loads(one["parts"] or "{}") for one in row["reasons"]}
    row["question"] = row.pop("next_question")["code"]
    return row


def rests_on(outcome: Outcome, key: str, role: str) -> list[tuple[str, int]]:
    """Return table and row of what a finding rests on in one role."""
    found = outcome.findings.evidence.filter(pl.col("finding") == key, pl.col("role") == role)
    return sorted(found.select("table", "row").rows())


def residents(**districts: int) -> dict[str, pl.DataFrame]:
    """State how many firms stand in each district."""
    claims = [{"claim": f"n-{one}", "value": count} for one, count in districts.items()]
    about = [{"claim": f"n-{one}", "table": "districts", "id": one} for one in districts]
    return {
        "claims": table("claims", *claims, measure="firms", unit="家", status="actual", seen=AS_OF),
        "claim_subjects": table("claim_subjects", *about),
    }


def outputs(**firms: float) -> dict[str, pl.DataFrame]:
    """State the output of each firm in AS_OF, in 亿元."""
    claims = [{"claim": f"out-{one}", "value": value} for one, value in firms.items()]
    about = [{"claim": f"out-{one}", "table": "firms", "id": one} for one in firms]
    return {
        "claims": table(
            "claims", *claims, measure="output", unit="亿元", per="year", status="actual", **{"from": str(AS_OF)}
        ),
        "claim_subjects": table("claim_subjects", *about),
    }


def roads(*ways: tuple[str, str, float]) -> pl.DataFrame:
    """State minutes by road between the towns of two districts."""
    rows: list[Row] = [{"from": f"{a}-town", "to": f"{b}-town", "minutes": m} for a, b, m in ways]
    return table("travel", *rows, mode="road", as_of=str(AS_OF))
