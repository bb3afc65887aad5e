"""Times that cannot be: what had not happened yet is no fact, and a plan does not reach beyond any plan.

The programme asks no clock, so that the same data are judged the same tomorrow.  A year counts as past up to the one of
this release (``dates.RELEASED``), and up to the last year in which a source is dated or a row without such a source was
seen; a year that lies further than ``GAP`` years after all of these is a slip of the pen and dates nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import polars as pl

from chainlink.data.cells import CAP
from chainlink.data.checks.cross_checks import Tables
from chainlink.data.clean import fault, headings
from chainlink.dates import RELEASED, YEARS, year_of
from chainlink.errors import Fault

HELD = {
    "firms": ("since", "until"),
    "firm_status": ("year",),
    "links": ("since", "until"),
    "claims": ("from", "to"),
    "statements": ("year",),
    "projects": ("year",),
    "surveys": ("date",),
    "admissions": ("as_of",),
    "travel": ("as_of",),
    "sources": ("date",),
}
"""When a table says that its facts held, beside ``seen``, the year that a row describes."""
HOPED = {
    "claims": ("expected", "planned", "capacity"),
    "firm_status": ("building", "signed", "planned"),
    "projects": ("talks", "signed", "building", "trial"),
}
"""Statuses of what may lie ahead; an end (``until``) may, too, and the beginning of a firm or link that has one."""
BY_SOURCE = {
    "firms": ("since",),
    "firm_status": ("year",),
    "links": ("since",),
    "claims": ("from", "to"),
    "statements": ("year",),
    "projects": ("year",),
    "surveys": ("date",),
}
"""What a source cannot tell before it has happened; what a rule of law or a table of minutes says holds on."""
GAP = 10
"""So many years, two five-year plans, do not pass with no source or row at all."""
AHEAD = 50
"""So many years at most lies ahead what an office expects or plans."""
ALONE = 2
"""A year so much later than all others is worth a second look."""
Hit = tuple[str, str, str, pl.DataFrame, int]
"""A fault's code, table and column, the rows that have it, and the last year that data attest."""


def far_dates(tables: Tables) -> tuple[list[Fault], list[Fault]]:
    """Return a fault for every year that cannot be; a warning for one alone after all others, or after its source."""
    frames = {name: table.frame for name, table in tables.items()}
    faults = [
        fault(tables[name], code, column, row, value, last=last)
        for code, name, column, rows, last in impossible_years(frames, _attested(frames)[-1])
        for row, value in rows.select("row", pl.col(column).cast(pl.String)).head(CAP).iter_rows()
    ]
    warned = [
        fault(tables[name], "far_date", column, row, value, last=last)
        for name, column, rows, last in _alone(frames)
        for row, value in rows.select("row", pl.col(column).cast(pl.String)).head(CAP).iter_rows()
    ]
    warned += [
        fault(tables[name], "after_source", column, row, value, dated=dated)
        for name, column, rows in _after_source(frames)
        for row, value, dated in rows.select("row", pl.col(column).cast(pl.String), "_dated").head(CAP).iter_rows()
    ]
    return faults, warned


def faults_of_change(
    before: Mapping[str, pl.DataFrame], changed: Mapping[str, pl.DataFrame], *, now: int = RELEASED
) -> list[Fault]:
    """Return the same faults of the tables that a change is about to write over those of ``before``.

    What a change says itself attests no year: it is held against what was there, and against ``now``, the year in which
    somebody makes it.
    """
    today = last_year(before, now=now)
    return [
        Fault(*place, headings(name)[column], str(row[column]), {"last": last})
        for code, name, column, rows, last in impossible_years({**before, **changed}, today)
        if name in changed
        for row in rows.head(CAP).iter_rows(named=True)
        for place in [(row["file"], code, name, row["sheet"], row["row"])]
    ]


def last_year(tables: Mapping[str, pl.DataFrame], *, now: int = RELEASED) -> int:
    """Return the last year in which facts may be dated that a change made in the year ``now`` adds to ``tables``."""
    return max(_attested(tables)[-1], now)


def impossible_years(frames: Mapping[str, pl.DataFrame], today: int) -> Iterator[Hit]:
    """Yield where facts are dated in a year after ``today``, and plans in one that nobody plans for."""
    last = _newest(frames, today)
    for name, column, later in _after(frames, today):
        ahead = pl.lit(column == "until") | (_hoped(frames, name) if column != "seen" else False)
        too_far = pl.col("_year") > today + AHEAD
        for code, rows in (("ahead", later.filter(~ahead)), ("far_ahead", later.filter(ahead & too_far))):
            if rows.height:
                yield code, name, column, rows, last


def _after_source(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield the facts dated later than every source they have, by table and column, with its year as ``_dated``.

    A source without a date may be of any year; what is expected or planned may lie ahead of its source.
    """
    dated = frames["sources"].select("source", _dated=year_of("date"))
    for name, columns in BY_SOURCE.items():
        facts = frames[name].with_row_index("_at").filter(~_hoped(frames, name))
        own = facts.select("_at", "source").explode("source").join(dated, on="source", how="left")
        known = own.group_by("_at").agg(pl.when(pl.col("_dated").is_not_null().all()).then(pl.col("_dated").max()))
        facts = facts.join(known, on="_at", maintain_order="left")
        for column in columns:
            later = (year_of(column) > pl.col("_dated")).fill_null(value=False)
            yield name, column, facts.filter(later)
            facts = facts.filter(~later)  # a row is told once


def _after(frames: Mapping[str, pl.DataFrame], year: int) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Yield the rows that name a later year, by table and column, with that year as ``_year``."""
    for name, frame in frames.items():
        for column in ("seen", *HELD.get(name, ())):
            if column in frame.columns:
                later = frame.with_columns(_year=year_of(column)).filter(pl.col("_year").is_between(year + 1, YEARS[1]))
                if later.height:
                    yield name, column, later


def _attested(frames: Mapping[str, pl.DataFrame]) -> list[int]:
    """Return the year of the release and the later ones that sources and rows attest, up to the first gap."""
    dated = frames["sources"].select("source", _dated=year_of("date"))
    years = {year for year in dated["_dated"].drop_nulls() if RELEASED < year <= YEARS[1]}
    for name, column, later in _after(frames, RELEASED):
        if column == "seen" and name != "sources":
            own = later.select("_year", "source").explode("source").join(dated, on="source", how="left")
            years |= set(own.filter((pl.col("_dated") < pl.col("_year")).not_().fill_null(value=True))["_year"])
    ordered = [RELEASED, *sorted(years)]
    return ordered[: _first_after(ordered, GAP)]


def _first_after(ordered: list[int], gap: int) -> int | None:
    """Return the place of the first year that comes more than ``gap`` years after the one before it."""
    return next((at for at, (left, right) in enumerate(pairwise(ordered), start=1) if right - left > gap), None)


def _newest(frames: Mapping[str, pl.DataFrame], today: int) -> int:
    """Return the last year until ``today`` in which a source is dated or a row was seen; today where none is."""
    years = [frames["sources"].select(year_of("date")).to_series()]
    years += [frame["seen"] for frame in frames.values() if "seen" in frame.columns]
    ends = (years_seen.filter(years_seen <= today).max() for years_seen in years)
    return max((int(end) for end in ends if isinstance(end, int)), default=today)


def _hoped(frames: Mapping[str, pl.DataFrame], name: str) -> pl.Expr:
    """Say of each row of a table whether it tells of what is expected or planned."""
    if name in HOPED:
        return pl.col("status").is_in(HOPED[name]).fill_null(value=False)
    if name == "firms":
        coming = frames["firm_status"].filter(pl.col("status").is_in(HOPED["firm_status"]))
        return pl.col("firm").is_in(coming["firm"].implode())
    if name == "links":
        hoped = frames["claims"].filter(pl.col("status").is_in(HOPED["claims"])).select("claim")
        about = frames["claim_subjects"].filter(pl.col("table") == "links").join(hoped, on="claim", how="semi")
        return pl.col("link").is_in(about["id"].implode())
    return pl.lit(value=False)


def _alone(frames: Mapping[str, pl.DataFrame]) -> Iterator[tuple[str, str, pl.DataFrame, int]]:
    """Yield what attests years that come long after all others, though within the gap."""
    ordered = _attested(frames)
    if (at := _first_after(ordered, ALONE)) is None:
        return
    for name, column, later in _after(frames, ordered[at - 1]):
        if column == ("date" if name == "sources" else "seen"):
            yield name, column, later.filter(pl.col("_year") <= ordered[-1]), _newest(frames, ordered[at - 1])
