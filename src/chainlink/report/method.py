"""The method-and-data note of a report: data, settings, coverage, doubt, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from chainlink.report.document import Line, Table
from chainlink.report.index import Row
from chainlink.report.reason_words import number
from chainlink.report.wording import Wording

COVERAGE_HEADS = ("place", "recorded", "resident", "q", "missed", "year")


def method_tables(register: Wording) -> list[Table]:
    """The method-and-data note: data, settings, coverage, doubt, what was left out."""
    outcome = register.outcome
    settings = (tuple(map(str, row)) for row in outcome.study.settings(register.lang))
    tables = [
        _table(register, "data", ("what", "value"), map(Line, _facts(register)), noted=False, wide=(1,)),
        _table(register, "settings", ("setting", "value", "meaning"), map(Line, settings), wide=(2,), folded=True),
        coverage_table(register, "coverage"),
        _table(register, "doubt", ("setting", "findings", "kept", "share"), map(Line, _doubt(register))),
        _table(register, "left_out", ("what", "table", "count", "rows"), map(Line, _left_out(register)), wide=(3,)),
    ]
    return [table for table in tables if table.lines]


def coverage_table(register: Wording, key: str) -> Table:
    """The table of ``coverage_lines`` of the whole region."""
    return replace(_table(register, "coverage", COVERAGE_HEADS, coverage_lines(register)), key=key)


def _table(
    register: Wording,
    key: str,
    heads: Iterable[str],
    lines: Iterable[Line],
    *,
    noted: bool = True,
    wide: tuple[int, ...] = (),
    folded: bool = False,
) -> Table:
    note = register.say(f"page.{key}_note") if noted else ""
    words = tuple(register.say(f"column.{code}") for code in heads)
    return Table(key, register.say(f"page.{key}"), words, tuple(lines), note, wide, folded=folded)


def _facts(register: Wording) -> Iterable[tuple[str, str]]:
    """What the report rests on: data, region and clocks, licence, how many rows."""
    data, study = register.outcome.dataset, register.outcome.study
    counts = [f"{register.table(name)} {number(rows.height)}" for name, rows in data.tables.items() if rows.height]
    facts = {
        "dataset": f"{register.title} {data.version}",
        "region": register.names("districts", register.index.region),
        "as_of": str(register.index.as_of),
        "known_by": study.known_by or register.say("page.no_limit"),
        "licence": data.licence or "",
        "data_note": data.note or "",
        "rows": register.joint.join(counts),
    }
    return ((register.say(f"page.{code}"), value) for code, value in facts.items())


def _doubt(register: Wording) -> Iterable[tuple[str, ...]]:
    """How many findings keep their band under each alternative setting."""
    for row in register.outcome.doubt.iter_rows(named=True):
        share = "" if row["share"] is None else f"{round(100 * row['share'])}%"
        yield register.word("setting", row["setting"]), number(row["findings"]), number(row["kept_band"]), share


def _left_out(register: Wording) -> Iterable[tuple[str, ...]]:
    """What the run did not use, and the rows of it."""
    for row in register.outcome.left_out.iter_rows(named=True):
        word, table = register.word("left_out", row["what"]), register.table(row["table"])
        yield word, table, number(row["count"]), _some_rows(row["rows"])


def _some_rows(rows: Sequence[int] | None) -> str:
    shown = [str(row) for row in (rows or ())[:40]]
    return ", ".join(shown) + ("…" if len(rows or ()) > len(shown) else "")


def coverage_lines(register: Wording, rows: Iterable[Row] | None = None) -> Iterable[Line]:
    """One line a park or district (of ``rows`` of the coverage, else of all): firms recorded against firms resident.

    Beside q stands the chance that a maker, were there one, was missed; not known where q is not.
    """
    for row in register.outcome.coverage.iter_rows(named=True) if rows is None else rows:
        unknown = register.say("page.not_known")
        q, gone = (unknown if row[one] is None else f"{round(100 * row[one], 1)}%" for one in ("q", "missed"))
        name = register.name(row["table"], row["id"])
        yield Line(
            (
                name,
                number(row["recorded"]),
                number(row["resident"]) or register.say("page.not_stated"),
                q,
                gone,
                str(row["year"] or ""),
            )
        )


def resident(register: Wording) -> tuple[int, float | None]:
    """Return firms recorded in the region and the firms stated to be resident there (null: not stated everywhere)."""
    frame = register.outcome.coverage.filter(
        (pl.col("table") == "districts") & pl.col("id").is_in(list(register.index.region))
    )
    stated = frame["resident"].drop_nulls()
    whole = float(stated.sum()) if stated.len() == len(register.index.region) else None
    return int(frame["recorded"].sum()), whole
