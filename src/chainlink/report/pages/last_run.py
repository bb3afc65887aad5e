"""The last run 上次 in a folder of reports: what it found, and what changed since; a repeat keeps what it said."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.bands import BANDS
from chainlink.findings.head import CHANGES, COMPARED, Move, Since, moves_between

MANIFEST, FINDINGS = "manifest.json", "findings.json"


def run_of(outcome: Outcome) -> dict[str, Any]:
    """Return what a run stood on, as the manifest keeps it: equal for equal data and settings.

    ``inputs`` is a sum over the tables, wherever their rows stand, the findings and the number of answers tried;
    ``settings`` one over the study.
    """
    tables = {**outcome.dataset.tables, "": outcome.findings.rows}
    data = hashlib.sha256(str(None if outcome.visits is None else outcome.visits.trust).encode())
    for name in sorted(tables):
        data.update(name.encode())
        cells = tables[name].drop("file", "sheet", "row", strict=False)
        data.update(f"{cells.columns} {cells.height} {cells.hash_rows().sum() if cells.height else 0}".encode())
    return {
        "region": list(outcome.study.region or ()),
        "as_of": outcome.study.as_of,
        "settings": hashlib.sha256(repr(outcome.study).encode()).hexdigest(),
        "inputs": data.hexdigest(),
    }


def since_last(folder: Path, outcome: Outcome) -> Since | None:
    """Return what changed since the run whose report is in ``folder``; None: there is none of the same dataset there.

    A run on the same data with the same settings is no new one: it keeps the comparison that its report told.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        run = manifest["run"]
        now = run_of(outcome)
        if manifest["dataset"] != outcome.dataset.id or run["region"] != now["region"] or manifest.get("unfinished"):
            return None
        if run == now:
            return _kept(manifest.get("since"))
        rows = json.loads((folder / FINDINGS).read_text(encoding="utf-8"))
        before = pl.DataFrame([[row[name] for name in COMPARED] for row in rows], _SHAPE, orient="row")
        if not set(before["band"]) <= {*BANDS, None}:
            return None
        return Since(
            version=str(manifest["version"]),
            as_of=run["as_of"],
            settled=run["settings"] == now["settings"],
            moves=moves_between(before, outcome.findings.rows),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None  # nobody promises that what is there is ours


def asked_since(folder: Path, outcome: Outcome) -> Since | None:
    """Return what changed since the run whose report is in ``folder``.

    Raises:
        CallError: there is no report in it.

    """
    if not (folder / MANIFEST).is_file():
        raise CallError("no_report", folder=str(folder))
    return since_last(folder, outcome)


def as_kept(since: Since | None) -> dict[str, Any] | None:
    """Return a comparison as the manifest keeps it."""
    return None if since is None else asdict(since)


def _kept(kept: Mapping[str, Any] | None) -> Since | None:
    if kept is None:
        return None
    moves = tuple(
        Move(**{**move, "kinds": _pair(move["kinds"]), "bands": _pair(move["bands"])}) for move in kept["moves"]
    )
    if any(move.change not in CHANGES or not {*move.bands} <= {*BANDS, None} for move in moves):
        return None
    return Since(**{**kept, "moves": moves})


def _pair(values: Any) -> tuple[str | None, str | None]:
    before, after = values
    return before, after


_SHAPE = pl.Schema(dict.fromkeys(COMPARED, pl.String))
