"""Two outcomes compared for people: what came and went, figures before and after, findings that moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.findings.bands import BANDS, place
from chainlink.measures.evaluation.comparison import figure_changes
from chainlink.report.lists.comparison_rows import COUNTED, SIDES, Changes, listing
from chainlink.report.lookup.wording import Wording
from chainlink.terms import number

TIMINGS = ("happened", "learnt", "unclear")
ORDER = ("opened", "closed", "band", "rank_up", "rank_down")
PERCENT = 100


@dataclass(frozen=True)
class Comparison:
    """Two states compared: ``sections`` in the order of reading; ``title`` names both sides."""

    title: str
    lang: str
    sections: tuple[Table, ...]


def compare(before: Outcome, after: Outcome, *, between: Outcome | None = None, lang: str = "zh") -> Comparison:
    """Compare two outcomes: two datasets, or one dataset at two of its clocks' hands.

    Rows are matched by id; a changed note or source is no change of fact.  Figures are told with the status of both
    ends.  ``between`` (study.run_between: what the later data say of the earlier year) tells which findings moved
    only because more became known; without it nothing is said of that.
    """
    changes = Changes(Wording(before, lang), Wording(after, lang), between)
    parts: dict[str, Callable[[], Table]] = {
        "sides": lambda: _sides(changes),
        "summary": lambda: _summary(changes),
        "firms": changes.firms,
        "capabilities": changes.capabilities,
        "links": changes.links,
        "claims": changes.claims,
        "figures": lambda: _figures(changes),
        "findings": lambda: _findings(changes),
    }
    notes = changes.later
    sections = tuple(
        replace(
            compose(), note="" if key == "sides" else notes.say(f"diff_note.{key}", year=changes.earlier.index.as_of)
        )
        for key, compose in parts.items()
    )
    return Comparison(changes.title, lang, sections)


def _figures(changes: Changes) -> Table:
    """Figures of one series before and after, each with its time and status, and the difference."""
    earlier, later = changes.earlier.index.tables, changes.later.index.tables
    frame = figure_changes(
        claims_before=earlier["claims"],
        subjects_before=earlier["claim_subjects"],
        claims_after=later["claims"],
        subjects_after=later["claim_subjects"],
    )
    rows = []
    for row in frame.iter_rows(named=True):
        about = changes.later.joint.join(changes.words.about(subject) for subject in row["about"].split(";"))
        sign = "+" if (row["change"] or 0) > 0 else ""
        rows.append(
            {
                "about": about,
                "name": about,
                "id": row["about"],
                "measure": changes.word("measure", row["measure"]),
                "before": changes.words.end(row, "before"),
                "after": changes.words.end(row, "after"),
                "change": changes.word("diff_relation", row["relation"]),
                "moved": "" if row["change"] is None else f"{sign}{number(row['change'])} {row['change_unit']}",
                "rate": "" if row["rate"] is None else f"{sign}{round(PERCENT * row['rate'], 1):g}%",
                "place": changes.later.semi.join(f"{row[f'file_{side}']}:{row[f'row_{side}']}" for side in SIDES),
            }
        )
    for row in rows:
        row["detail"] = " ".join(part for part in (row["moved"], row["rate"]) if part)
    heads = ("about", "measure", "before", "after", "change", "moved", "rate", "place")
    return listing(changes.say, "figures", rows, *heads, records=frame)


def _findings(changes: Changes) -> Table:
    """Findings opened, closed, changed in band, or moved in rank beyond their doubt."""
    moved = [(_place(row), _moved(changes, row)) for row in changes.moved.iter_rows(named=True)]
    rows = [record for _, record in sorted(moved, key=lambda pair: (pair[0], pair[1]["id"]))]
    heads = ("change", "timing", "sector", "kind", "band", "rank", "state", "instead", "reasons", "id")
    return listing(changes.say, "findings", rows, *heads, records=changes.moved)


def _place(row: Mapping[str, Any]) -> tuple[int, int]:
    """Where a finding that moved stands in the list: by what became of it, then by band."""
    return ORDER.index(row["change"]), place(row["band_after"] or row["band_before"])


def _moved(changes: Changes, row: Mapping[str, Any]) -> dict[str, Any]:
    sector, kind = changes.words.name("sectors", row["sector"]), changes.word("kind", row["kind"])
    bands = [changes.word("band_mark", row[f"band_{side}"]) for side in SIDES]
    ranks = [changes.words.rank(row, side) for side in SIDES]
    before, after = (" ".join(part or "" for part in side).strip() for side in zip(bands, ranks, strict=True))
    reasons = _reasons(changes, row["finding"])
    return {
        "change": changes.word("diff_change", row["change"]),
        "timing": changes.word("diff_timing", row["timing"]),
        "id": row["finding"],
        "sector": changes.words.aside(sector, changes.words.name("sectors", row["other_sector"])),
        "name": f"{sector} · {kind}",
        "kind": kind,
        "band": changes.words.pair(*bands),
        "rank": changes.words.pair(*ranks),
        "before": before,
        "after": after,
        "state": changes.words.pair(
            *(changes.words.state(side, row["sector"]) for side in (changes.earlier, changes.later))
        ),
        "instead": changes.later.joint.join(changes.word("kind", kind) for kind in row["instead"] or ()),
        "reasons": reasons,
        "detail": reasons,
        "place": "",
    }


def _reasons(changes: Changes, finding: str) -> str:
    """The reasons of a finding on the later side, else on the earlier one."""
    register, row = changes.register_of[finding]
    return changes.later.semi.join(register.reason("reason", reason) for reason in row["reasons"] or ())


def _sides(changes: Changes) -> Table:
    """What is compared: dataset, region and clocks of both sides."""
    tell: dict[str, Callable[[Wording], str]] = {
        "dataset": lambda side: f"{side.title} {side.outcome.dataset.version}",
        "region": lambda side: side.names("districts", side.index.region),
        "as_of": lambda side: str(side.index.as_of),
        "known_by": lambda side: side.outcome.study.known_by or changes.say("diff.no_limit"),
    }
    rows = [
        {"what": changes.say(f"diff_column.{code}"), "before": word(changes.earlier), "after": word(changes.later)}
        for code, word in tell.items()
    ]
    return listing(changes.say, "sides", rows, "what", "before", "after")


def _summary(changes: Changes) -> Table:
    """How many there are on each side, how many came, went or changed, and how many of these happened since."""
    rows: list[dict[str, Any]] = []
    for table in COUNTED:
        kinds = dict(changes.changed[table].group_by("change").len().iter_rows())
        times = dict(changes.changed[table].group_by("timing").len().iter_rows())
        rows.append(
            {
                "what": changes.say(f"diff_part.{table}"),
                "before": changes.earlier.index.tables[table].height,
                "after": changes.later.index.tables[table].height,
                "new": kinds.get("new", 0),
                "lost": kinds.get("lost", 0),
                "changed": kinds.get("changed", 0) + kinds.get("renamed", 0),
                **{code: times.get(code, 0) for code in TIMINGS},
            }
        )
    for band in BANDS:
        counts = [
            sum(row["band"] == band for row in side.results.findings) for side in (changes.earlier, changes.later)
        ]
        here = {"opened": "band_after", "closed": "band_before"}
        came, went = (
            changes.moved.filter(pl.col("change") == change, pl.col(column) == band).height
            for change, column in here.items()
        )
        still = changes.moved.filter(
            pl.col("change").is_in(["opened", "closed"]).not_(), pl.col("band_after") == band
        ).height
        what = changes.say("diff_column.bands", band=changes.word("band_mark", band))
        timing = changes.moved.filter(pl.coalesce("band_after", "band_before") == band)["timing"]
        times = {code: (timing == code).sum() for code in TIMINGS[1:]}
        moves = {"before": counts[0], "after": counts[1], "new": came, "lost": went, "changed": still}
        rows.append({"what": what, **moves, **times})
    heads = {key: changes.say(f"diff_column.{key}") for key in ("what", "before", "after")}
    heads |= {key: changes.say(f"diff_change.{key}") for key in ("new", "lost", "changed")}
    heads |= {key: changes.say(f"diff_timing.{key}") for key in TIMINGS}
    return listed(changes.say("diff_part.summary"), heads, rows, key="summary")
