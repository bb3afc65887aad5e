"""What a judge says of a finding: reasons and questions as expressions, candidates, and the rows they rest on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chainlink.findings.kinds import by_kind
from chainlink.findings.outcome import CANDIDATE


def say(code: str, *, when: pl.Expr | str | None = None, **parts: pl.Expr) -> pl.Expr:
    """Return a reason as an expression: ``code`` with ``parts``, null unless ``when`` (an expression or a column)."""
    given = encoded(parts)
    told = pl.struct(code=pl.lit(code), parts=given)
    return pl.when(when).then(told) if when is not None else told


def encoded(parts: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return the parameters of a reason or gate as a JSON object."""
    if not parts:
        return pl.lit("{}")
    return pl.struct([part.alias(name) for name, part in parts.items()]).struct.json_encode()


def telling(*reasons: pl.Expr | str) -> pl.Expr:
    """Return the list of those ``reasons`` that hold."""
    return pl.concat_list(*reasons).list.drop_nulls()


def some(column: str) -> pl.Expr:
    """Say whether a list holds anything."""
    return pl.col(column).list.len().fill_null(0) > 0


def who(firms: str, districts: str) -> dict[str, pl.Expr]:
    """Return the parameters of a reason that names firms: where they stand, how many there are, which they are."""
    return {"districts": pl.col(districts), "n": pl.col(firms).list.len(), "firms": pl.col(firms)}


def finding_id() -> pl.Expr:
    """Return the stable id of a finding: kind|sector|other."""
    return pl.concat_str("kind", "sector", pl.col("other_sector").fill_null(""), separator="|")


def candidates(rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``rows`` with every column of CANDIDATE in order; the action is its kind's, a missing one null."""
    rows = rows.with_columns(action=by_kind(lambda kind: kind.action, pl.String))
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in CANDIDATE.items() if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in CANDIDATE.items())


def rests(frame: pl.DataFrame, role: str, table: str, *, row: str = "row") -> pl.DataFrame:
    """Return evidence before its places are known: ``frame`` has ``finding`` and the number or list of ``row``."""
    rows = frame.select("finding", role=pl.lit(role), table=pl.lit(table), row=pl.col(row))
    if isinstance(rows.schema["row"], pl.List):
        rows = rows.explode("row")
    return rows.drop_nulls("row").with_columns(pl.col("row").cast(pl.Int64))
