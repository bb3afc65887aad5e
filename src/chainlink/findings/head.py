"""What a head reads in half a minute 三十秒: trips, calls, what to leave alone, what is new, how far to trust it."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from chainlink.findings.visits import CALLS, DECLINED, TRIPS, WEIGHTS, Call, Declined, Trip, Trust, Visits
from chainlink.findings.words import worded
from chainlink.measures.evaluation.comparison import finding_changes

COMPARED = ("finding", "kind", "sector", "other_sector", "band")
"""What is read of a finding of the last run."""
CAME, WENT, KIND, BAND = CHANGES = ("came", "went", "kind", "band")
"""What may have become of a finding, each with its word under ``[since_change]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What became of a finding since the last run.

    Attributes:
        finding: its id; of one whose kind changed the id that it has now.
        change: came, went, kind (another kind of finding about the same sectors) or band.
        sector: what it is about.
        kinds: its kind before and now; null on the side where it is not.
        bands: its band before and now, in the same way.

    """

    finding: str
    change: str
    sector: str
    kinds: tuple[str | None, str | None]
    bands: tuple[str | None, str | None]

    @property
    def weight(self) -> int:
        """What it weighs: the better of its bands."""
        return max(WEIGHTS[band] for band in self.bands if band is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """What changed since the last run: ``version`` and ``as_of`` of that run, the weightiest moves first.

    ``settled``: both runs had the same settings, so that what moved was moved by the data.
    """

    version: str
    as_of: int | None
    settled: bool
    moves: tuple[Move, ...]

    def count(self, change: str) -> int:
        """Return how many findings changed so."""
        return sum(move.change == change for move in self.moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a head reads in half a minute; ``moves`` null: there was no run before to compare with."""

    trips: tuple[Trip, ...]
    calls: tuple[Call, ...]
    declined: tuple[Declined, ...]
    since: Since | None
    trust: Trust


def head_of(visits: Visits, since: Since | None = None) -> Head:
    """Return the first trips, calls and findings to leave alone of ``visits``.

    Example:
        >>> from chainlink.findings.visits import Declined
        >>> left = tuple(Declined(finding=f"outsourced|{n}|", sector="a", districts=(), gate={}) for n in range(9))
        >>> len(head_of(Visits(cards=(), declined=left, trust=None)).declined)
        3

    """
    return Head(
        trips=visits.trips[:TRIPS],
        calls=visits.calls[:CALLS],
        declined=visits.declined[:DECLINED],
        since=since,
        trust=visits.trust,
    )


def moves_between(before: pl.DataFrame, after: pl.DataFrame) -> tuple[Move, ...]:
    """Return what became of the findings between two runs, the weightiest first; a rank alone is no change.

    Args:
        before: the findings of the earlier run; reads COMPARED.
        after: those of the later one.

    Example:
        >>> kept = {"kind": "outsourced", "sector": "seat", "other_sector": None}
        >>> before = pl.DataFrame([{"finding": "outsourced|seat|", **kept, "band": "乙"}])
        >>> after = before.with_columns(band=pl.lit("甲"))
        >>> [(move.change, move.bands) for move in moves_between(before, after)]
        [('band', ('乙', '甲'))]

    """
    unranked = {name: pl.lit(None, pl.Int64) for name in ("rank", "rank_low", "rank_high")}
    shape = dict.fromkeys(COMPARED, pl.String)
    sides = [frame.select(*COMPARED).cast(shape).with_columns(**unranked) for frame in (before, after)]  # type: ignore[arg-type]
    return tuple(sorted(_moves(finding_changes(*sides)), key=lambda move: (-move.weight, move.finding)))


def _moves(changed: pl.DataFrame) -> Iterator[Move]:
    """Yield a move for each change; one that went and one that came about the same sectors changed its kind."""
    gone: dict[tuple[str, str | None], list[dict[str, str]]] = {}
    for row in changed.filter(pl.col("change") == "closed").iter_rows(named=True):
        gone.setdefault((row["sector"], row["other_sector"]), []).append(row)
    for row in changed.filter(pl.col("change") != "closed").iter_rows(named=True):
        earlier = gone.get((row["sector"], row["other_sector"])) if row["change"] == "opened" else None
        before = earlier.pop(0) if earlier else None
        if row["change"] == "opened":
            kinds = (before["kind"] if before else None, row["kind"])
            bands = (before["band_before"] if before else None, row["band_after"])
            change = KIND if before else CAME
        else:
            kinds, bands, change = (row["kind"],) * 2, (row["band_before"], row["band_after"]), BAND
        yield Move(finding=row["finding"], change=change, sector=row["sector"], kinds=kinds, bands=bands)
    for row in (row for rows in gone.values() for row in rows):
        kinds, bands = (row["kind"], None), (row["band_before"], None)
        yield Move(finding=row["finding"], change=WENT, sector=row["sector"], kinds=kinds, bands=bands)


worded("what became of a finding", *(f"since_change.{change}" for change in CHANGES))
