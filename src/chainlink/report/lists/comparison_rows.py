"""The rows that came, went or changed between two outcomes: firms, capabilities, links and claims, as lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.measures.evaluation.comparison import changes, finding_changes, with_last_status, with_subjects
from chainlink.measures.evaluation.timing import beginnings, timed, timed_findings
from chainlink.report.lists.comparison_words import ChangeWording
from chainlink.report.lookup.wording import Wording

NO_FACTS = {"source", "grade", "seen", "note"}
"""Columns that say how a row is known, not what holds."""
SIDES = ("before", "after")
COUNTED = ("firms", "capabilities", "links", "claims")


def listing(
    say: Callable[..., str], part: str, rows: Sequence[dict[str, Any]], *keys: str, records: pl.DataFrame | None = None
) -> Table:
    """A part of a comparison as a list: its title and headings by their codes."""
    heads = {key: say(f"diff_column.{key}") for key in keys}
    brief = tuple(key for key in keys if key not in {"id", "place", "reasons"})
    data = None if records is None else list(records.iter_rows(named=True))
    title, long = say(f"diff_part.{part}"), ("detail", "reasons", "about")
    return listed(title, heads, rows, data, key=part, brief=brief, long=long)


def _moves(earlier: Wording, later: Wording, between: Outcome | None) -> pl.DataFrame:
    before, after = (register.outcome.findings.rows for register in (earlier, later))
    moved = finding_changes(before, after)
    if between is None:
        return moved.with_columns(timing=pl.lit(None, pl.String))
    middle = between.findings.rows
    return timed_findings(moved, by_knowledge=finding_changes(before, middle), by_time=finding_changes(middle, after))


class Changes:
    """Words the changes between two registers; names come from the later one where it has them."""

    def __init__(self, earlier: Wording, later: Wording, between: Outcome | None) -> None:
        self.earlier, self.later = earlier, later
        self.say, self.word = later.say, later.word
        self.words = ChangeWording(earlier, later)
        self.changed = {table: self._table(table) for table in COUNTED}
        self.moved = _moves(earlier, later, between)
        self.register_of = {row["finding"]: (side, row) for side in (earlier, later) for row in side.results.findings}

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

    def _changes(self, table: str, rows: Sequence[dict[str, Any]], *keys: str) -> Table:
        return listing(
            self.say, table, rows, "change", "timing", *keys, "detail", "id", "place", records=self.changed[table]
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
