"""The method-and-data note of a report: data, settings, coverage, doubt, what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from chainlink.report.document import Line, Table
from chainlink.report.register import Register, Row, number

COVERAGE_HEADS = ("place", "recorded", "resident", "q", "missed", "year")


def method_tables(register: Register) -> list[Table]:
    """The method-and-data note: data, settings, coverage, doubt, what was left out."""
    reg, outcome = register, register.outcome
    data = outcome.dataset

    def heads(*codes: str) -> tuple[str, ...]:
        return tuple(reg.say(f"column.{code}") for code in codes)

    facts = [
        ("dataset", f"{data.title_en if reg.lang == 'en' and data.title_en else data.title} {data.version}"),
        ("region", reg.names("districts", reg.region)),
        ("as_of", str(reg.as_of)),
        ("known_by", outcome.study.known_by or reg.say("page.no_limit")),
        ("licence", data.licence or ""),
        ("data_note", data.note or ""),
    ]
    facts += [
        (
            "rows",
            reg.joint.join(
                f"{reg.table(table)} {number(frame.height)}" for table, frame in data.tables.items() if frame.height
            ),
        )
    ]
    found = [
        Table(
            "data",
            reg.say("page.data"),
            heads("what", "value"),
            tuple(Line((reg.say(f"page.{code}"), value)) for code, value in facts),
            wide=(1,),
        )
    ]
    settings = tuple(Line(tuple(str(part) for part in row)) for row in outcome.study.settings(reg.lang))
    found.append(
        Table(
            "settings",
            reg.say("page.settings"),
            heads("setting", "value", "meaning"),
            settings,
            reg.say("page.settings_note"),
            (2,),
            folded=True,
        )
    )
    found.append(
        Table(
            "coverage",
            reg.say("page.coverage"),
            heads(*COVERAGE_HEADS),
            tuple(coverage_lines(reg)),
            reg.say("page.coverage_note"),
        )
    )
    doubt = tuple(
        Line(
            (
                reg.word("setting", row["setting"]),
                number(row["findings"]),
                number(row["kept_band"]),
                "" if row["share"] is None else f"{round(100 * row['share'])}%",
            )
        )
        for row in outcome.doubt.iter_rows(named=True)
    )
    found.append(
        Table(
            "doubt",
            reg.say("page.doubt"),
            heads("setting", "findings", "kept", "share"),
            doubt,
            reg.say("page.doubt_note"),
        )
    )
    left = tuple(
        Line(
            (reg.word("left_out", row["what"]), reg.table(row["table"]), number(row["count"]), _some_rows(row["rows"]))
        )
        for row in outcome.left_out.iter_rows(named=True)
    )
    found.append(
        Table(
            "left_out",
            reg.say("page.left_out"),
            heads("what", "table", "count", "rows"),
            left,
            reg.say("page.left_out_note"),
            (3,),
        )
    )
    return [table for table in found if table.lines]


def _some_rows(rows: Sequence[int] | None) -> str:
    shown = [str(row) for row in (rows or ())[:40]]
    return ", ".join(shown) + ("…" if len(rows or ()) > len(shown) else "")


def coverage_lines(register: Register, rows: Iterable[Row] | None = None) -> Iterable[Line]:
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


def resident(register: Register) -> tuple[int, float | None]:
    """Return firms recorded in the region and the firms stated to be resident there (null: not stated everywhere)."""
    frame = register.outcome.coverage.filter(
        (pl.col("table") == "districts") & pl.col("id").is_in(list(register.region))
    )
    stated = frame["resident"].drop_nulls()
    whole = float(stated.sum()) if stated.len() == len(register.region) else None
    return int(frame["recorded"].sum()), whole
