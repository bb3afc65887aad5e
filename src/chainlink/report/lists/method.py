"""The method-and-data note of a report: data, settings, coverage, doubt, what was left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from chainlink.data.writing.table import NUMBER, PERCENT, SHARE, Record, Table, columns
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.terms import number

COLUMN_KINDS = {
    "recorded": NUMBER, "resident": NUMBER, "q": SHARE, "missed": SHARE, "findings": NUMBER, "kept": NUMBER,
    "share": PERCENT, "count": NUMBER,
}  # fmt: skip


def method_tables(wording: Wording, *, whole: bool = True) -> list[Table]:
    """The method-and-data note: data, settings, coverage, doubt, what was left out.

    The settings are the same on every page: where not ``whole``, the note says that the region's page lists them.
    """
    outcome = wording.outcome
    settings = (
        {"setting": name, "value": value, "meaning": meaning}
        for name, value, meaning in outcome.study.settings(wording.lang)
    )
    tables = [
        _table(wording, "data", ("what", "value"), _facts(wording, whole=whole), noted=False, long="value"),
        _table(wording, "settings", ("setting", "value", "meaning"), settings, long="meaning", folded=True),
        coverage_table(wording, "coverage"),
        _table(wording, "doubt", ("setting", "findings", "kept", "share"), _doubt(wording)),
        _table(wording, "left_out", ("what", "table", "count", "rows"), _left_out(wording), long="rows"),
    ]
    return [table for table in tables if table.records and (whole or table.key != "settings")]


def coverage_table(wording: Wording, key: str, rows: Iterable[Row] | None = None) -> Table:
    """The firms recorded against the firms resident, a line a park or district: of ``rows`` of the coverage, or all."""
    heads = ("place", "recorded", "resident", "q", "missed", "year")
    places = wording.outcome.coverage.iter_rows(named=True) if rows is None else rows
    return replace(_table(wording, "coverage", heads, (_coverage(wording, row) for row in places)), key=key)


def _table(
    wording: Wording,
    key: str,
    heads: Iterable[str],
    rows: Iterable[Mapping[str, Any]],
    *,
    noted: bool = True,
    long: str = "",
    folded: bool = False,
) -> Table:
    note = wording.say(f"page.{key}_note") if noted else ""
    words = columns({code: wording.say(f"column.{code}") for code in heads}, kinds=COLUMN_KINDS, long=(long,))
    return Table(key, wording.say(f"page.{key}"), words, tuple(map(Record, rows)), note, folded)


def _facts(wording: Wording, *, whole: bool) -> Iterable[Mapping[str, Any]]:
    """What the report rests on: data, region and clocks, licence, how many rows."""
    data, study = wording.outcome.dataset, wording.outcome.study
    counts = [f"{wording.table(name)} {number(rows.height)}" for name, rows in data.tables.items() if rows.height]
    facts = {
        "dataset": f"{wording.title} {data.version}",
        "region": wording.names("districts", wording.index.region),
        "as_of": str(wording.index.as_of),
        "known_by": study.known_by or wording.say("page.no_limit"),
        "licence": data.licence or "",
        "data_note": data.note or "",
        "rows": wording.joint.join(counts),
    }
    if not whole:
        facts["settings"] = wording.say("page.settings_elsewhere")
    return ({"what": wording.say(f"page.{code}"), "value": value} for code, value in facts.items())


def _doubt(wording: Wording) -> Iterable[Mapping[str, Any]]:
    """How many findings keep their band under each alternative setting."""
    for row in wording.outcome.doubt.iter_rows(named=True):
        yield {**row, "setting": wording.word("setting", row["setting"]), "kept": row["kept_band"]}


def _left_out(wording: Wording) -> Iterable[Mapping[str, Any]]:
    """What the run did not use, and the rows of it."""
    for row in wording.outcome.left_out.iter_rows(named=True):
        words = {"what": wording.word("left_out", row["what"]), "table": wording.table(row["table"])}
        yield {**words, "count": row["count"], "rows": _some_rows(row["rows"] or ())}


def _some_rows(rows: Sequence[int]) -> str | int:
    if len(rows) == 1:
        return rows[0]
    shown = [str(row) for row in rows[:40]]
    return ", ".join(shown) + ("…" if len(rows) > len(shown) else "")


def _coverage(wording: Wording, row: Row) -> Mapping[str, Any]:
    """Beside q stands the chance that a maker, were there one, was missed; not known where q is not."""
    stated = {name: wording.say("page.not_known") if row[name] is None else row[name] for name in ("q", "missed")}
    resident = wording.say("page.not_stated") if row["resident"] is None else row["resident"]
    place, year = wording.name(row["table"], row["id"]), str(row["year"] or "")
    return {"place": place, "recorded": row["recorded"], "resident": resident, **stated, "year": year}


def resident(wording: Wording) -> tuple[int, float | None]:
    """Return firms recorded in the region and the firms stated to be resident there (null: not stated everywhere)."""
    frame = wording.outcome.coverage.filter(
        (pl.col("table") == "districts") & pl.col("id").is_in(list(wording.index.region))
    )
    stated = frame["resident"].drop_nulls()
    whole = float(stated.sum()) if stated.len() == len(wording.index.region) else None
    return int(frame["recorded"].sum()), whole
