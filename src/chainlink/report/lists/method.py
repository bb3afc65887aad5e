"""The method-and-data note of a report: data, settings, coverage, doubt, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from chainlink.data.writing.table import NUMBER, PERCENT, SHARE, Record, Table, columns
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.terms import number

KINDS = {
    "recorded": NUMBER, "resident": NUMBER, "q": SHARE, "missed": SHARE, "findings": NUMBER, "kept": NUMBER,
    "share": PERCENT, "count": NUMBER,
}  # fmt: skip


def method_tables(register: Wording, *, whole: bool = True) -> list[Table]:
    """The method-and-data note: data, settings, coverage, doubt, what was left out.

    The settings are the same on every page: where not ``whole``, the note says that the region's page lists them.
    """
    outcome = register.outcome
    settings = (
        {"setting": name, "value": value, "meaning": meaning}
        for name, value, meaning in outcome.study.settings(register.lang)
    )
    tables = [
        _table(register, "data", ("what", "value"), _facts(register, whole=whole), noted=False, long="value"),
        _table(register, "settings", ("setting", "value", "meaning"), settings, long="meaning", folded=True),
        coverage_table(register, "coverage"),
        _table(register, "doubt", ("setting", "findings", "kept", "share"), _doubt(register)),
        _table(register, "left_out", ("what", "table", "count", "rows"), _left_out(register), long="rows"),
    ]
    return [table for table in tables if table.records and (whole or table.key != "settings")]


def coverage_table(register: Wording, key: str, rows: Iterable[Row] | None = None) -> Table:
    """The firms recorded against the firms resident, a line a park or district: of ``rows`` of the coverage, or all."""
    heads = ("place", "recorded", "resident", "q", "missed", "year")
    places = register.outcome.coverage.iter_rows(named=True) if rows is None else rows
    return replace(_table(register, "coverage", heads, (_coverage(register, row) for row in places)), key=key)


def _table(
    register: Wording,
    key: str,
    heads: Iterable[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    noted: bool = True,
    long: str = "",
    folded: bool = False,
) -> Table:
    note = register.say(f"page.{key}_note") if noted else ""
    words = columns({code: register.say(f"column.{code}") for code in heads}, kinds=KINDS, long=(long,))
    return Table(key, register.say(f"page.{key}"), words, tuple(map(Record, rows)), note, folded)


def _facts(register: Wording, *, whole: bool) -> Iterable[Mapping[str, Any]]:
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
    if not whole:
        facts["settings"] = register.say("page.settings_elsewhere")
    return ({"what": register.say(f"page.{code}"), "value": value} for code, value in facts.items())


def _doubt(register: Wording) -> Iterable[Mapping[str, Any]]:
    """How many findings keep their band under each alternative setting."""
    for row in register.outcome.doubt.iter_rows(named=True):
        yield {
            "setting": register.word("setting", row["setting"]),
            "findings": row["findings"],
            "kept": row["kept_band"],
            "share": row["share"],
        }


def _left_out(register: Wording) -> Iterable[Mapping[str, Any]]:
    """What the run did not use, and the rows of it."""
    for row in register.outcome.left_out.iter_rows(named=True):
        words = {"what": register.word("left_out", row["what"]), "table": register.table(row["table"])}
        yield {**words, "count": row["count"], "rows": _some_rows(row["rows"] or ())}


def _some_rows(rows: Sequence[int]) -> str | int:
    if len(rows) == 1:
        return rows[0]
    shown = [str(row) for row in rows[:40]]
    return ", ".join(shown) + ("…" if len(rows) > len(shown) else "")


def _coverage(register: Wording, row: Row) -> Mapping[str, Any]:
    """Beside q stands the chance that a maker, were there one, was missed; not known where q is not."""
    stated = {name: register.say("page.not_known") if row[name] is None else row[name] for name in ("q", "missed")}
    resident = register.say("page.not_stated") if row["resident"] is None else row["resident"]
    place, year = register.name(row["table"], row["id"]), str(row["year"] or "")
    return {"place": place, "recorded": row["recorded"], "resident": resident, **stated, "year": year}


def resident(register: Wording) -> tuple[int, float | None]:
    """Return firms recorded in the region and the firms stated to be resident there (null: not stated everywhere)."""
    frame = register.outcome.coverage.filter(
        (pl.col("table") == "districts") & pl.col("id").is_in(list(register.index.region))
    )
    stated = frame["resident"].drop_nulls()
    whole = float(stated.sum()) if stated.len() == len(register.index.region) else None
    return int(frame["recorded"].sum()), whole
