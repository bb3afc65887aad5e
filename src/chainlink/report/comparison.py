"""Two outcomes compared for people: what came and went, figures before and after, findings that moved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from chainlink.findings import Outcome
from chainlink.findings.bands import BANDS, place
from chainlink.measures.comparison import changes, figure_changes, finding_changes, with_last_status, with_subjects
from chainlink.measures.timing import beginnings, timed, timed_findings
from chainlink.report.comparison_words import ChangeWording
from chainlink.report.reason_words import number
from chainlink.report.table import Table, listed
from chainlink.report.wording import Wording
from chainlink.schema import columns
from chainlink.tables import TABLES

NO_FACTS = {"source", "grade", "seen", "note"}
"""Columns that say how a row is known, not what holds."""
SIDES = ("before", "after")
COUNTED = ("firms", "capabilities", "links", "claims")
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
    made = _Composer(Wording(before, lang), Wording(after, lang), between)
    parts: dict[str, Callable[[], Table]] = {
        "sides": made.sides,
        "summary": made.summary,
        "firms": made.firms,
        "capabilities": made.capabilities,
        "links": made.links,
        "claims": made.claims,
        "figures": made.figures,
        "findings": made.findings,
    }
    notes = made.later
    sections = tuple(
        replace(compose(), note="" if key == "sides" else notes.say(f"diff_note.{key}", year=made.earlier.index.as_of))
        for key, compose in parts.items()
    )
    return Comparison(made.title, lang, sections)


class _Composer:
    """Words the changes between two registers; names come from the later one where it has them."""

    def __init__(self, earlier: Wording, later: Wording, between: Outcome | None) -> None:
        self.earlier, self.later = earlier, later
        self.say, self.word = later.say, later.word
        self.words = ChangeWording(earlier, later)
        self.changed = {table: self._table(table) for table in COUNTED}
        self.moved = self._moves(between)
        self._found = {row["finding"]: (side, row) for side in (earlier, later) for row in side.results.findings}

    @property
    def title(self) -> str:
        """Both sides in one line; the dataset is named once where it is the same."""
        first, last = self.earlier.outcome.dataset, self.later.outcome.dataset
        if (first.id, first.version) == (last.id, last.version) and self.earlier.index.as_of != self.later.index.as_of:
            years = {"before": self.earlier.index.as_of, "after": self.later.index.as_of}
            return self.say("diff.years", title=self.later.title, version=last.version, **years)
        return self.say("diff.title", before=self._side(self.earlier), after=self._side(self.later))

    def _side(self, register: Wording) -> str:
        version = register.outcome.dataset.version
        return self.say("diff.side", title=register.title, version=version, as_of=register.index.as_of)

    # -- rows that came, went or changed -------------------------------------------------------------------------
    def _frames(self, table: str) -> list[pl.DataFrame]:
        frames = []
        for register in (self.earlier, self.later):
            frame = register.index.tables[table]
            if table == "firms":
                frame = with_last_status(frame, register.index.tables["firm_status"])
            if table == "claims":
                frame = with_subjects(frame, register.index.tables["claim_subjects"])
            frames.append(frame)
        return frames

    def _facts(self, table: str) -> dict[str, Mapping[str, Any]]:
        """The columns of a table that state facts, with what is declared of them."""
        keys = TABLES[table].primary_key()
        facts: dict[str, Mapping[str, Any]] = {
            name: meta for name, _, meta in columns(TABLES[table]) if name not in NO_FACTS and name not in keys
        }
        if table == "firms":
            facts["last_status"] = {"enum": "firm_status", "heading": "diff_column.status"}
        if table == "claims":
            facts["about"] = {"kind": "about", "heading": "diff_column.about"}
        return facts

    def _table(self, table: str) -> pl.DataFrame:
        before, after = self._frames(table)
        beside = ["seen", *(["status_year"] if table == "firms" else [])]
        frame = changes(before, after, key=TABLES[table].primary_key(), facts=list(self._facts(table)), beside=beside)
        if table == "firms":  # a status is of its own year
            status = pl.col("fields").list.contains("last_status")
            frame = frame.with_columns(
                pl.when(status).then(f"status_year_{side}").otherwise(f"seen_{side}").alias(f"seen_{side}")
                for side in SIDES
            )
        return timed(frame, beginnings(self.later.index.tables, table), year=self.earlier.index.as_of)

    def _listing(
        self, part: str, rows: Sequence[dict[str, Any]], *keys: str, records: pl.DataFrame | None = None
    ) -> Table:
        heads = {key: self.say(f"diff_column.{key}") for key in keys}
        brief = tuple(key for key in keys if key not in {"id", "place", "reasons"})
        data = None if records is None else list(records.iter_rows(named=True))
        title, long = self.say(f"diff_part.{part}"), ("detail", "reasons", "about")
        return listed(title, heads, rows, data, key=part, brief=brief, long=long)

    def _changes(self, table: str, rows: Sequence[dict[str, Any]], *keys: str) -> Table:
        return self._listing(
            table, rows, "change", "timing", *keys, "detail", "id", "place", records=self.changed[table]
        )

    def _rows(self, table: str, tell: Callable[[Callable[[str], Any]], dict[str, Any]]) -> list[dict[str, Any]]:
        """A row for every change of a table; ``tell`` is given the facts of the side where the row stands."""
        keys = TABLES[table].primary_key()
        rows = []
        for row in self.changed[table].iter_rows(named=True):
            side = "before" if row["change"] == "lost" else "after"
            facts = {**row, **{name: row[f"{name}_{side}"] for name in self._facts(table)}}
            words = {
                "change": self.word("diff_change", row["change"]),
                "timing": self.word("diff_timing", row["timing"]),
                "id": ":".join(row[key] for key in keys),
                "place": f"{row[f'file_{side}']}:{row[f'row_{side}']}",
                "detail": self.words.detail(self._facts(table), row),
            }
            rows.append({**words, **tell(facts.get)})
        return rows

    def firms(self) -> Table:
        """Firms that came, went, changed their name or another fact."""

        def tell(fact: Callable[[str], Any]) -> dict[str, Any]:
            return {"name": fact("name"), "district": self.words.name("districts", fact("district"))}

        return self._changes("firms", self._rows("firms", tell), "name", "district")

    def capabilities(self) -> Table:
        """Capabilities 供给能力 that came, went or changed."""
        facts = self._facts("capabilities")

        def tell(fact: Callable[[str], Any]) -> dict[str, Any]:
            firm, sector = self.words.name("firms", fact("firm")), self.words.name("sectors", fact("sector"))
            standing = self.later.joint.join(self.words.value(facts[name], fact(name)) for name in facts)
            return {"firm": firm, "sector": sector, "name": f"{firm} · {sector}", "status": standing}

        rows = self._rows("capabilities", tell)
        for row in rows:
            row["detail"] = row["detail"] or row.pop("status")
        return self._changes("capabilities", rows, "firm", "sector")

    def links(self) -> Table:
        """Links 配套关系 that came, went or changed."""

        def tell(fact: Callable[[str], Any]) -> dict[str, Any]:
            supplier, buyer = self.words.name("firms", fact("supplier")), self.words.name("firms", fact("buyer"))
            product = self.words.value({}, fact("product"))
            return {"supplier": supplier, "buyer": buyer, "product": product, "name": f"{supplier} → {buyer}"}

        return self._changes("links", self._rows("links", tell), "supplier", "buyer", "product")

    def claims(self) -> Table:
        """Claims 数据点 that came, went or were corrected; a joint one names all it is about."""

        def tell(fact: Callable[[str], Any]) -> dict[str, Any]:
            about = self.later.joint.join(self.words.about(subject) for subject in fact("about") or ())
            row = {name: fact(name) for name in self._facts("claims")}
            status = self.word("claim_status", row["status"])
            figure = self.words.aside(self.later.figure(row), self.later.period(row), status)
            return {"about": about, "name": about, "measure": self.word("measure", row["measure"]), "figure": figure}

        return self._changes("claims", self._rows("claims", tell), "about", "measure", "figure")

    # -- figures -------------------------------------------------------------------------------------------------
    def figures(self) -> Table:
        """Figures of one series before and after, each with its time and status, and the difference."""
        earlier, later = self.earlier.index.tables, self.later.index.tables
        frame = figure_changes(earlier["claims"], earlier["claim_subjects"], later["claims"], later["claim_subjects"])
        rows = []
        for row in frame.iter_rows(named=True):
            about = self.later.joint.join(self.words.about(subject) for subject in row["about"].split(";"))
            sign = "+" if (row["change"] or 0) > 0 else ""
            rows.append(
                {
                    "about": about,
                    "name": about,
                    "id": row["about"],
                    "measure": self.word("measure", row["measure"]),
                    "before": self.words.end(row, "before"),
                    "after": self.words.end(row, "after"),
                    "change": self.word("diff_relation", row["relation"]),
                    "moved": "" if row["change"] is None else f"{sign}{number(row['change'])} {row['change_unit']}",
                    "rate": "" if row["rate"] is None else f"{sign}{round(PERCENT * row['rate'], 1):g}%",
                    "place": self.later.semi.join(f"{row[f'file_{side}']}:{row[f'row_{side}']}" for side in SIDES),
                }
            )
        for row in rows:
            row["detail"] = " ".join(part for part in (row["moved"], row["rate"]) if part)
        heads = ("about", "measure", "before", "after", "change", "moved", "rate", "place")
        return self._listing("figures", rows, *heads, records=frame)

    # -- findings ------------------------------------------------------------------------------------------------
    def _moves(self, between: Outcome | None) -> pl.DataFrame:
        before, after = (register.outcome.findings.rows for register in (self.earlier, self.later))
        moved = finding_changes(before, after)
        if between is None:
            return moved.with_columns(timing=pl.lit(None, pl.String))
        middle = between.findings.rows
        return timed_findings(moved, finding_changes(before, middle), finding_changes(middle, after))

    def findings(self) -> Table:
        """Findings opened, closed, changed in band, or moved in rank beyond their doubt."""
        moved = [(self._place(row), self._moved(row)) for row in self.moved.iter_rows(named=True)]
        rows = [record for _, record in sorted(moved, key=lambda pair: (pair[0], pair[1]["id"]))]
        heads = ("change", "timing", "sector", "kind", "band", "rank", "state", "instead", "reasons", "id")
        return self._listing("findings", rows, *heads, records=self.moved)

    @staticmethod
    def _place(row: Mapping[str, Any]) -> tuple[int, int]:
        """Where a finding that moved stands in the list: by what became of it, then by band."""
        return ORDER.index(row["change"]), place(row["band_after"] or row["band_before"])

    def _moved(self, row: Mapping[str, Any]) -> dict[str, Any]:
        sector, kind = self.words.name("sectors", row["sector"]), self.word("kind", row["kind"])
        bands = [self.word("band_mark", row[f"band_{side}"]) for side in SIDES]
        ranks = [self.words.rank(row, side) for side in SIDES]
        before, after = (" ".join(part or "" for part in side).strip() for side in zip(bands, ranks, strict=True))
        reasons = self._reasons(row["finding"])
        return {
            "change": self.word("diff_change", row["change"]),
            "timing": self.word("diff_timing", row["timing"]),
            "id": row["finding"],
            "sector": self.words.aside(sector, self.words.name("sectors", row["other_sector"])),
            "name": f"{sector} · {kind}",
            "kind": kind,
            "band": self.words.pair(*bands),
            "rank": self.words.pair(*ranks),
            "before": before,
            "after": after,
            "state": self.words.pair(*(self.words.state(side, row["sector"]) for side in (self.earlier, self.later))),
            "instead": self.later.joint.join(self.word("kind", kind) for kind in row["instead"] or ()),
            "reasons": reasons,
            "detail": reasons,
            "place": "",
        }

    def _reasons(self, finding: str) -> str:
        """The reasons of a finding on the later side, else on the earlier one."""
        register, row = self._found[finding]
        return self.later.semi.join(register.reason("reason", reason) for reason in row["reasons"] or ())

    # -- the two sides -------------------------------------------------------------------------------------------
    def sides(self) -> Table:
        """What is compared: dataset, region and clocks of both sides."""
        tell: dict[str, Callable[[Wording], str]] = {
            "dataset": lambda side: f"{side.title} {side.outcome.dataset.version}",
            "region": lambda side: side.names("districts", side.index.region),
            "as_of": lambda side: str(side.index.as_of),
            "known_by": lambda side: side.outcome.study.known_by or self.say("diff.no_limit"),
        }
        rows = [
            {"what": self.say(f"diff_column.{code}"), "before": word(self.earlier), "after": word(self.later)}
            for code, word in tell.items()
        ]
        return self._listing("sides", rows, "what", "before", "after")

    def summary(self) -> Table:
        """How many there are on each side, how many came, went or changed, and how many of these happened since."""
        rows: list[dict[str, Any]] = []
        for table in COUNTED:
            kinds = dict(self.changed[table].group_by("change").len().iter_rows())
            times = dict(self.changed[table].group_by("timing").len().iter_rows())
            rows.append(
                {
                    "what": self.say(f"diff_part.{table}"),
                    "before": self.earlier.index.tables[table].height,
                    "after": self.later.index.tables[table].height,
                    "new": kinds.get("new", 0),
                    "lost": kinds.get("lost", 0),
                    "changed": kinds.get("changed", 0) + kinds.get("renamed", 0),
                    **{code: times.get(code, 0) for code in TIMINGS},
                }
            )
        for band in BANDS:
            counts = [sum(row["band"] == band for row in side.results.findings) for side in (self.earlier, self.later)]
            here = {"opened": "band_after", "closed": "band_before"}
            came, went = (
                self.moved.filter(pl.col("change") == change, pl.col(column) == band).height
                for change, column in here.items()
            )
            still = self.moved.filter(
                pl.col("change").is_in(["opened", "closed"]).not_(), pl.col("band_after") == band
            ).height
            what = self.say("diff_column.bands", band=self.word("band_mark", band))
            timing = self.moved.filter(pl.coalesce("band_after", "band_before") == band)["timing"]
            times = {code: (timing == code).sum() for code in TIMINGS[1:]}
            moves = {"before": counts[0], "after": counts[1], "new": came, "lost": went, "changed": still}
            rows.append({"what": what, **moves, **times})
        heads = {key: self.say(f"diff_column.{key}") for key in ("what", "before", "after")}
        heads |= {key: self.say(f"diff_change.{key}") for key in ("new", "lost", "changed")}
        heads |= {key: self.say(f"diff_timing.{key}") for key in TIMINGS}
        return listed(self.say("diff_part.summary"), heads, rows, key="summary")
