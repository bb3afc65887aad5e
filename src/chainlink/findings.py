"""What was found: findings with the rows they rest on, and the outcome a writer receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:  # pragma: no cover - replaced below, see the house test
    pass

REASON = pl.Struct({"code": pl.String, "parts": pl.String})
"""A reason: a code of ``terms`` (section ``reason``) and its parameters as a JSON object."""

GATE = pl.Struct({"gate": pl.String, "verdict": pl.String, "code": pl.String, "parts": pl.String})
"""A gate: reach, admission, scale, captive; ``verdict`` pass, fail or unknown; why, as a reason."""

ROWS = pl.Schema(
    {
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
    }
)
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


@dataclass(frozen=True)
class Findings:
    """Findings 发现 with their evidence 依据."""

    rows: pl.DataFrame
    evidence: pl.DataFrame
