"""Two outcomes compared for people: what came and went, figures before and after, findings that moved."""

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
    parts = (
        _sides(changes), _summary(changes), changes.firms(), changes.capabilities(), changes.links(), changes.claims(),
        _figures(changes), _findings(changes),
    )  # fmt: skip
    year = changes.earlier.index.as_of
    noted = (replace(part, note=changes.say(f"diff_note.{part.key}", year=year)) for part in parts[1:])
    return Comparison(changes.title, lang, (parts[0], *noted))


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
        moved = "" if row["change"] is None else f"{sign}{number(row['change'])} {row['change_unit']}"
        rate = "" if row["rate"] is None else f"{sign}{round(PERCENT * row['rate'], 1):g}%"
        rows.append(
            {
                "about": about,
                "name": about,
                "id": row["about"],
                "measure": changes.word("measure", row["measure"]),
                "before": changes.words.end(row, "before"),
                "after": changes.words.end(row, "after"),
                "change": changes.word("diff_relation", row["relation"]),
                "moved": moved,
                "rate": rate,
                "place": changes.later.semi.join(f"{row[f'file_{side}']}:{row[f'row_{side}']}" for side in SIDES),
                "detail": " ".join(filter(None, (moved, rate))),
            }
        )
    heads = ("about", "measure", "before", "after", "change", "moved", "rate", "place")
    return listing(changes.say, "figures", rows, *heads, records=frame)


def _findings(changes: Changes) -> Table:
    """Findings opened, closed, changed in band, or moved in rank beyond their doubt, by what became of them."""
    moved = sorted(
        changes.moved.iter_rows(named=True),
        key=lambda row: (ORDER.index(row["change"]), place(row["band_after"] or row["band_before"]), row["finding"]),
    )
    heads = ("change", "timing", "sector", "kind", "band", "rank", "state", "instead", "reasons", "id")
    rows = [_moved(changes, row) for row in moved]
    return listing(changes.say, "findings", rows, *heads, records=changes.moved)


def _moved(changes: Changes, row: Mapping[str, Any]) -> dict[str, Any]:
    side, finding = changes.wording_of[row["finding"]]
    sector, kind = side.subject(finding, aside=False), changes.word("kind", row["kind"])
    bands = [changes.word("band_mark", row[f"band_{side}"]) for side in SIDES]
    ranks = [changes.words.rank(row, side) for side in SIDES]
    before, after = (" ".join(part or "" for part in pair).strip() for pair in zip(bands, ranks, strict=True))
    states = [changes.words.state(wording, row["sector"]) for wording in (changes.earlier, changes.later)]
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
        "state": changes.words.pair(*states),
        "instead": changes.later.joint.join(changes.word("kind", kind) for kind in row["instead"] or ()),
        "reasons": side.reasons(finding),
        "detail": side.reasons(finding),
        "place": "",
    }


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
    moved, change = changes.moved, pl.col("change")
    for band in BANDS:
        before, after = (
            sum(row["band"] == band for row in side.results.findings) for side in (changes.earlier, changes.later)
        )
        moves = {
            "new": (change == "opened") & (pl.col("band_after") == band),
            "lost": (change == "closed") & (pl.col("band_before") == band),
            "changed": change.is_in(["opened", "closed"]).not_() & (pl.col("band_after") == band),
        }
        what = changes.say("diff_column.bands", band=changes.word("band_mark", band))
        timing = moved.filter(pl.coalesce("band_after", "band_before") == band)["timing"]
        times = {code: (timing == code).sum() for code in TIMINGS[1:]}
        counts = {name: moved.filter(those).height for name, those in moves.items()}
        rows.append({"what": what, "before": before, "after": after, **counts, **times})
    heads = {key: changes.say(f"diff_column.{key}") for key in ("what", "before", "after")}
    heads |= {key: changes.say(f"diff_change.{key}") for key in ("new", "lost", "changed")}
    heads |= {key: changes.say(f"diff_timing.{key}") for key in TIMINGS}
    return listed(changes.say("diff_part.summary"), heads, rows, key="summary")
