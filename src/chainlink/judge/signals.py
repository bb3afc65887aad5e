"""Signals 信号: the rows that state a move, a change-over, a trial, a certification, an owner, or a long silence."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from chainlink.findings.signals import OWNERSHIP, SIGNALS, SILENCE, Signal

MOVING = ("relocation", "transformation")
"""The kinds of project that are a signal."""
TRIED = ("trial", "certifying")
"""The states of a capability or a project that are one."""


def signals(
    *,
    projects: pl.DataFrame,
    capabilities: pl.DataFrame,
    links: pl.DataFrame,
    firms: pl.DataFrame,
    news: pl.DataFrame,
    region: Collection[str],
    as_of: int,
    fresh_years: int = 5,
    silence_years: int = 2,
) -> tuple[Signal, ...]:
    """Return the signals of a region: by kind, the latest first.

    Only the columns of a row are read, never its note.  A project signed ``silence_years`` ago or longer of which, and
    of whose firm, nothing was heard since is silent; of the other kinds only what is not older than ``fresh_years``
    is one.

    Args:
        projects: reads ``project``, ``name``, ``kind``, ``moved_from``, ``firm``, ``district``, ``sectors``,
            ``status``, ``year``, ``seen``, ``file``, ``row``, ``source``.
        capabilities: reads ``firm``, ``sector``, ``status``, ``seen``, ``file``, ``row``, ``source``.
        links: reads ``link``, ``supplier``, ``buyer``, ``relation``, ``since``, ``seen``, ``file``, ``row``,
            ``source``.
        firms: reads ``firm``, ``district``.
        news: the year of the last news of each firm (presence.last_news).
        region: the districts looked at.
        as_of: the year looked from.
        fresh_years: the age of news.
        silence_years: after so many years a signature is asked about: most plants are built in two.

    Example:
        >>> text, number = dict.fromkeys(("kind", "moved_from", "firm"), None), {"seen": 2021, "row": 2}
        >>> row = {"project": "p", "name": "P", "district": "wan", "sectors": ["box"], "status": "signed", "year": 2021}
        >>> projects = pl.DataFrame([row | text | number | {"file": "projects.csv", "source": ["S"]}])
        >>> nobody = {"firm": pl.String, "district": pl.String, "year": pl.Int64}
        >>> none = pl.DataFrame(schema=nobody)
        >>> made = pl.DataFrame(schema={"status": pl.String, "seen": pl.Int64})
        >>> links = pl.DataFrame(schema={"relation": pl.String, "since": pl.String, "seen": pl.Int64})
        >>> found = signals(projects=projects, capabilities=made, links=links, firms=none, news=none, region=["wan"],
        ...     as_of=2023)
        >>> [(signal.kind, signal.subject, signal.year) for signal in found]
        [('silence', 'P', 2021)]

    """
    by_firm = {row["firm"]: row for row in firms.iter_rows(named=True)}
    heard = dict(news.select("firm", "year").iter_rows())
    every = [
        *_of_projects(projects, by_firm, heard, as_of=as_of, silence_years=silence_years),
        *_of_capabilities(capabilities, by_firm),
        *_of_owners(links, by_firm),
    ]
    fresh = [
        signal
        for signal in every
        if not set(signal.districts).isdisjoint(region)
        and (signal.kind == SILENCE or signal.year >= as_of - fresh_years)
    ]
    return tuple(sorted(fresh, key=lambda signal: (SIGNALS.index(signal.kind), -signal.year, signal.table, signal.row)))


def _of_projects(
    projects: pl.DataFrame,
    firms: Mapping[str, Mapping[str, Any]],
    heard: Mapping[str, int],
    *,
    as_of: int,
    silence_years: int,
) -> Iterator[Signal]:
    for row in projects.iter_rows(named=True):
        year = max((value for value in (row["year"], row["seen"]) if value is not None), default=None)
        if year is None or row["status"] == "dropped":
            continue
        kind = row["kind"] if row["kind"] in MOVING else row["status"] if row["status"] in TRIED else None
        last = max(year, heard.get(row["firm"], year))
        if kind is None and row["status"] == "signed" and as_of - last >= silence_years:
            kind = "silence"
        if kind is not None:
            about = {"subject": row["name"], "sectors": tuple(row["sectors"] or ()), "moved_from": row["moved_from"]}
            yield _signal(kind, "projects", row["project"], row, firms, year=year, district=row["district"], **about)


def _of_capabilities(capabilities: pl.DataFrame, firms: Mapping[str, Mapping[str, Any]]) -> Iterator[Signal]:
    for row in capabilities.filter(pl.col("status").is_in(TRIED), pl.col("seen").is_not_null()).iter_rows(named=True):
        about = f"{row['firm']}:{row['sector']}"
        yield _signal(row["status"], "capabilities", about, row, firms, year=row["seen"], sectors=(row["sector"],))


def _of_owners(links: pl.DataFrame, firms: Mapping[str, Mapping[str, Any]]) -> Iterator[Signal]:
    """Yield whom a firm came to belong to; a link states the owner as its supplier."""
    for row in links.filter(pl.col("relation") == OWNERSHIP).iter_rows(named=True):
        year = int(row["since"][:4]) if row["since"] else row["seen"]
        if year is not None:
            owned = row | {"firm": row["buyer"]}
            yield _signal(OWNERSHIP, "links", row["link"], owned, firms, year=year, owner=row["supplier"])


def _signal(
    kind: str,
    table: str,
    key: str,
    row: Mapping[str, Any],
    firms: Mapping[str, Mapping[str, Any]],
    *,
    year: int,
    owner: str | None = None,
    subject: str | None = None,
    sectors: tuple[str, ...] = (),
    district: str | None = None,
    moved_from: str | None = None,
) -> Signal:
    firm = firms.get(row["firm"] or "", {})
    return Signal(
        kind=kind,
        id=key,
        firm=row["firm"],
        owner=owner,
        subject=subject,
        sectors=sectors,
        district=district or firm.get("district"),
        moved_from=moved_from,
        year=year,
        table=table,
        row=row["row"],
        file=row["file"],
        source=";".join(row["source"] or ()),
    )
