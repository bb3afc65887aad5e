"""What an import would do: the changed tables, one row of the log per change, what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from chainlink.errors import Fault

LOG = pl.Schema(
    {
        "batch": pl.String,
        "action": pl.String,
        "table": pl.String,
        "key": pl.String,
        "column": pl.String,
        "before": pl.String,
        "after": pl.String,
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "reason": pl.String,
    }
)
"""The log of changes: what was done to which row, from which row of which file, and why; it can be undone from it."""


@dataclass(frozen=True)
class Plan:
    """What an import would do.

    ``tables``: the tables that change, whole.  ``log``: one row per change.  ``firms``: one row per firm of the files:
    ``firm, name, state (added, updated, unchanged), reason, file, sheet, row`` and the texts for proposals.
    ``possible``: names that may mean a known firm (rows of ``resolve_names`` with the new firm's id in ``new``).
    ``told``: remarks; ``left_out``: what was not taken and why; ``contacts``: personal data, only where asked for.
    ``inferred_dates``: the files of which nobody told the day, each with the latest day that it states.
    """

    tables: dict[str, pl.DataFrame]
    log: pl.DataFrame
    firms: pl.DataFrame
    possible: pl.DataFrame
    counts: dict[str, int]
    told: tuple[Fault, ...]
    left_out: tuple[Fault, ...]
    contacts: pl.DataFrame
    batch: str = ""
    kinds: tuple[tuple[str, str | None, str, int], ...] = field(default=())
    inferred_dates: tuple[tuple[str, str], ...] = ()
