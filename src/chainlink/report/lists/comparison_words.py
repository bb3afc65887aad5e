"""The words of a comparison: names of both sides, values as people read them, what was and what is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
