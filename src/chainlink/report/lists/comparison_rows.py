"""The rows that came, went or changed between two outcomes: firms, capabilities, links and claims, as lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.measures.evaluation.comparison import changes, finding_changes, with_last_status, with_subjects
from chainlink.measures.evaluation.timing import beginnings, timed, timed_findings
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.terms import number

NAMED = {"firms", "sectors", "chains", "districts", "parks"}


class ChangeWording:
    """Words what stands in either of two Wordings; names come from the later one where it has them."""

    def __init__(self, earlier: Wording, later: Wording) -> None:
        self.earlier, self.later = earlier, later
        self.say, self.word = later.say, later.word

    def name(self, table: str, key: str | None) -> str:
        """Name a row of ``table``: as the later side names it, else as the earlier one does."""
        if table not in {"firms", "sectors", "districts"}:
            return self.later.name(table, key)
        known: Mapping[str | None, Row] = getattr(self.later.index, table)
        return (self.later if key in known else self.earlier).name(table, key)

    def about(self, subject: str) -> str:
        """Word a subject ``table:id``; a capability is ``firm:sector``."""
        table, _, key = subject.partition(":")
        if table == "links":
            link = self.later.index.links.get(key) or self.earlier.index.links.get(key)
            return f"{self.name('firms', link['supplier'])} → {self.name('firms', link['buyer'])}" if link else key
        if table == "capabilities":
            firm, _, sector = key.partition(":")
            return f"{self.name('firms', firm)} · {self.name('sectors', sector)}"
        if table in {"firms", "parks", "districts", "chains"}:
            return self.name(table, key)
        project = {row["project"]: row["name"] for row in self.later.index.tables["projects"].iter_rows(named=True)}
        return str(project.get(key) or f"{self.word('subject_table', table)} {key}")

    def value(self, meta: Mapping[str, Any], value: Any) -> str:
        """Word a value of a column as people read it."""
        if value is None or value == []:
            return self.say("diff.not_stated")
        if isinstance(value, list):
            return self.later.joint.join(self.value(meta, part) for part in value)
        if isinstance(value, bool | float):
            return number(value) if isinstance(value, float) else self.say("flag.yes" if value else "flag.no")
        if meta.get("enum"):
            return self.word(meta["enum"], value)
        if meta.get("kind") == "about":
            return self.about(value)
        table = meta.get("references", "")
        return self.name(table, value) if table in NAMED else str(value)

    def detail(self, facts: Mapping[str, Mapping[str, Any]], row: Row) -> str:
        """Word every fact that differs: what it was, what it is."""
        changed = []
        for name in row["fields"]:
            meta, sides = facts[name], (row[f"{name}_before"], row[f"{name}_after"])
            before, after = (self.value(meta, value) for value in sides)
            changed.append(self.say("diff.field", field=self.heading(meta), before=before, after=after))
        return self.later.semi.join(changed)

    def heading(self, meta: Mapping[str, Any]) -> str:
        """Head a column of a table as its file does."""
        if "heading" in meta:
            return self.say(meta["heading"])
        return str(meta["header" if self.later.lang == "zh" else "english"])

    def aside(self, text: str, *parts: str | None) -> str:
        """Add ``parts`` in brackets, those that say something."""
        return self.later.noted(text, self.later.joint.join(part for part in parts if part))

    def end(self, row: Row, side: str) -> str:
        """Write one end of a figure: the figure, its time, what it is."""
        claim = {name: row[f"{name}_{side}"] for name in ("value", "value_to", "unit", "precision")}
        figure = self.later.figure({**claim, "per": row["per"]})
        return self.aside(figure, row[f"time_{side}"], self.word("claim_status", row[f"status_{side}"]))

    def rank(self, row: Row, side: str) -> str | None:
        """Write a finding's rank with its range; null where it was not listed."""
        rank, low, high = (row[f"{name}_{side}"] for name in ("rank", "rank_low", "rank_high"))
        if rank is None:
            return None
        ranked = self.say("diff.ranked", rank=rank)
        return ranked if low == high == rank else self.later.noted(ranked, f"{low}–{high}")

    def pair(self, before: str | None, after: str | None) -> str:
        """What it was and what it is; one of them where they are the same or there is only one."""
        if before and after and before != after:
            return self.say("diff.from_to", before=before, after=after)
        return after or before or ""

    @staticmethod
    def state(wording: Wording, sector: str) -> str:
        """Word the state of a sector in the region of one side."""
        state = wording.results.states.get((sector, "region"))
        return wording.word("state", state["state"]) if state else ""


NO_FACTS = {"source", "grade", "seen", "note"}
"""Columns that say how a row is known, not what holds."""
SIDES = ("before", "after")
Fact = Callable[[str], Any]
Tell = Callable[[Fact], dict[str, Any]]
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
    before, after = (wording.outcome.findings.rows for wording in (earlier, later))
    moved = finding_changes(before, after)
    if between is None:
        return moved.with_columns(timing=pl.lit(None, pl.String))
    middle = between.findings.rows
    return timed_findings(moved, by_knowledge=finding_changes(before, middle), by_time=finding_changes(middle, after))


class Changes:
    """Words the changes between two Wordings; names come from the later one where it has them."""

    def __init__(self, earlier: Wording, later: Wording, between: Outcome | None) -> None:
        self.earlier, self.later = earlier, later
        self.say, self.word = later.say, later.word
        self.words = ChangeWording(earlier, later)
        self.changed = {table: self._table(table) for table in COUNTED}
        self.moved = _moves(earlier, later, between)
        self.wording_of = {row["finding"]: (side, row) for side in (earlier, later) for row in side.results.findings}

    @property
    def title(self) -> str:
        """Both sides in one line; the dataset is named once where it is the same."""
        first, last = self.earlier.outcome.dataset, self.later.outcome.dataset
        if (first.id, first.version) == (last.id, last.version) and self.earlier.index.as_of != self.later.index.as_of:
            years = {"before": self.earlier.index.as_of, "after": self.later.index.as_of}
            return self.say("diff.years", title=self.later.title, version=last.version, **years)
        return self.say("diff.title", before=self._side(self.earlier), after=self._side(self.later))

    def _side(self, wording: Wording) -> str:
        version = wording.outcome.dataset.version
        return self.say("diff.side", title=wording.title, version=version, as_of=wording.index.as_of)

    def _frame(self, side: Wording, table: str) -> pl.DataFrame:
        frame, tables = side.index.tables[table], side.index.tables
        if table == "firms":
            return with_last_status(frame, tables["firm_status"])
        return with_subjects(frame, tables["claim_subjects"]) if table == "claims" else frame

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
        before, after = (self._frame(side, table) for side in (self.earlier, self.later))
        beside = ["seen", *(["status_year"] if table == "firms" else [])]
        frame = changes(before, after, key=TABLES[table].primary_key(), facts=list(self._facts(table)), beside=beside)
        if table == "firms":  # a status is of its own year
            status = pl.col("fields").list.contains("last_status")
            frame = frame.with_columns(
                pl.when(status).then(f"status_year_{side}").otherwise(f"seen_{side}").alias(f"seen_{side}")
                for side in SIDES
            )
        return timed(frame, beginnings(self.later.index.tables, table), year=self.earlier.index.as_of)

    def _changes(self, table: str, tell: Tell, *keys: str) -> Table:
        """List the changes of a table; ``tell`` says more of each by the facts of the side where its row stands."""
        heads = ("change", "timing", *keys, "detail", "id", "place")
        return listing(self.say, table, self._rows(table, tell), *heads, records=self.changed[table])

    def _rows(self, table: str, tell: Tell) -> list[dict[str, Any]]:
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
                **tell(facts.get),
            }
            rows.append({**words, "detail": self.words.detail(self._facts(table), row) or words.get("detail", "")})
        return rows

    def firms(self) -> Table:
        """Firms that came, went, changed their name or another fact."""

        def tell(fact: Fact) -> dict[str, Any]:
            return {"name": fact("name"), "district": self.words.name("districts", fact("district"))}

        return self._changes("firms", tell, "name", "district")

    def capabilities(self) -> Table:
        """Capabilities 供给能力 that came, went or changed."""
        facts = self._facts("capabilities")

        def tell(fact: Fact) -> dict[str, Any]:
            firm, sector = self.words.name("firms", fact("firm")), self.words.name("sectors", fact("sector"))
            standing = self.later.joint.join(self.words.value(facts[name], fact(name)) for name in facts)
            return {"firm": firm, "sector": sector, "name": f"{firm} · {sector}", "detail": standing}

        return self._changes("capabilities", tell, "firm", "sector")

    def links(self) -> Table:
        """Links 配套关系 that came, went or changed."""

        def tell(fact: Fact) -> dict[str, Any]:
            supplier, buyer = self.words.name("firms", fact("supplier")), self.words.name("firms", fact("buyer"))
            product = self.words.value({}, fact("product"))
            return {"supplier": supplier, "buyer": buyer, "product": product, "name": f"{supplier} → {buyer}"}

        return self._changes("links", tell, "supplier", "buyer", "product")

    def claims(self) -> Table:
        """Claims 数据点 that came, went or were corrected; a joint one names all it is about."""

        def tell(fact: Fact) -> dict[str, Any]:
            about = self.later.joint.join(self.words.about(subject) for subject in fact("about") or ())
            row = {name: fact(name) for name in self._facts("claims")}
            status = self.word("claim_status", row["status"])
            figure = self.words.aside(self.later.figure(row), self.later.period(row), status)
            return {"about": about, "name": about, "measure": self.word("measure", row["measure"]), "figure": figure}

        return self._changes("claims", tell, "about", "measure", "figure")
