"""What a judge says of a finding: reasons and questions as expressions, candidates, and the rows they rest on."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chainlink.findings.kinds import by_kind
from chainlink.findings.outcome import CANDIDATE


def say(code: str, *, when: pl.Expr | str | None = None, **parts: pl.Expr | str) -> pl.Expr:
    """Return a reason as an expression: ``code`` with ``parts``, null unless ``when`` (expressions or columns).

    Example:
        >>> pl.DataFrame({"sector": ["box"]}).select(told=say("coming", sector="sector")).item()
        {'code': 'coming', 'parts': '{"sector":"box"}'}

    """
    fields = encoded(parts)
    reason = pl.struct(code=pl.lit(code), parts=fields)
    return pl.when(when).then(reason) if when is not None else reason


def encoded(parts: Mapping[str, pl.Expr | str]) -> pl.Expr:
    """Return the parameters of a reason or gate as a JSON object.

    Example:
        >>> pl.DataFrame({"n": [3]}).select(encoded({"n": "n"})).item()
        '{"n":3}'

    """
    if not parts:
        return pl.lit("{}")
    named = [(pl.col(part) if isinstance(part, str) else part).alias(name) for name, part in parts.items()]
    return pl.struct(named).struct.json_encode()


def telling(*reasons: pl.Expr | str) -> pl.Expr:
    """Return the list of those ``reasons`` that hold.

    Example:
        >>> said = telling(say("hq", when=pl.col("n") > 1), say("coming", when=pl.col("n") == 1))
        >>> pl.DataFrame({"n": [1]}).select(said=said).item().to_list()
        [{'code': 'coming', 'parts': '{}'}]

    """
    return pl.concat_list(*reasons).list.drop_nulls()


def some(column: str) -> pl.Expr:
    """Say whether a list holds anything.

    Example:
        >>> pl.DataFrame({"firms": [["a"], [], None]}).select(some("firms")).to_series().to_list()
        [True, False, False]

    """
    return pl.col(column).list.len().fill_null(0) > 0


def who(firms: str, districts: str) -> dict[str, pl.Expr]:
    """Return the parameters of a reason that names firms: where they stand, how many there are, which they are.

    Example:
        >>> pl.DataFrame({"makers": [["a", "b"]], "seats": [["wan"]]}).select(**who("makers", "seats")).row(0)
        (['wan'], 2, ['a', 'b'])

    """
    return {"districts": pl.col(districts), "n": pl.col(firms).list.len(), "firms": pl.col(firms)}


def finding_id() -> pl.Expr:
    """Return the stable id of a finding: kind|sector|other.

    Example:
        >>> found = pl.DataFrame({"kind": ["unlinked"], "sector": ["box"], "other_sector": ["lamp"]})
        >>> found.select(finding_id()).item()
        'unlinked|box|lamp'

    """
    return pl.concat_str("kind", "sector", pl.col("other_sector").fill_null(""), separator="|")


def candidates(rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``rows`` with every column of CANDIDATE in order; the action is its kind's, a missing one null.

    Example:
        >>> candidates(pl.DataFrame({"kind": ["near"], "sector": ["box"]})).select("sector", "action", "buyers").row(0)
        ('box', 'cooperate', None)

    """
    rows = rows.with_columns(action=by_kind(lambda kind: kind.action, pl.String))
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in CANDIDATE.items() if name not in rows.columns]
    return rows.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in CANDIDATE.items())


def rests(frame: pl.DataFrame | pl.LazyFrame, role: str, table: str, *, row: str = "row") -> pl.LazyFrame:
    """Return evidence before its places are known: ``frame`` has ``finding`` and the number or list of ``row``.

    Example:
        >>> needed = pl.DataFrame({"finding": ["near|box|"], "rows": [[2, 5]]})
        >>> rests(needed, "flow", "flows", row="rows").collect().rows()
        [('near|box|', 'flow', 'flows', 2), ('near|box|', 'flow', 'flows', 5)]

    """
    rows = frame.lazy().select("finding", role=pl.lit(role), table=pl.lit(table), row=pl.col(row))
    if isinstance(frame.collect_schema()[row], pl.List):
        rows = rows.explode("row")
    return rows.drop_nulls("row").with_columns(pl.col("row").cast(pl.Int64))
