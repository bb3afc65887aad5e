"""The words of an Outcome in one language: names, sentences, reasons and figures as every writer says them."""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property

from chainlink import terms
from chainlink.data.tables import caption
from chainlink.findings import Outcome
from chainlink.findings.bands import LEAVE
from chainlink.measures.supply.processes import PACKS
from chainlink.report.lookup.index import Index, Results, Row
from chainlink.report.lookup.reason_words import JOINT, asked_words, reason_words
from chainlink.terms import number

GENERIC = "省市区县"
"""Signs that tell the rank of a district, not which it is."""


class Wording:
    """How the rows of an Outcome (``index``) and what was judged of them (``results``) are said in one language."""

    def __init__(self, outcome: Outcome, lang: str = "zh") -> None:
        self.outcome = outcome
        self.lang = lang
        self.index = Index(outcome)
        self.results = Results(outcome, self.index)

    def say(self, code: str, **parts: object) -> str:
        """Word a fixed text of the page."""
        return terms.sentence(code, self.lang, **parts)

    def word(self, section: str, key: str | None) -> str:
        """Word an id of a vocabulary; empty for null."""
        return "" if key is None else terms.word(f"{section}.{key}", self.lang)

    @property
    def title(self) -> str:
        """The title of the dataset in the language of the page."""
        data = self.outcome.dataset
        return (self.lang == "en" and data.title_en) or data.title

    def byline(self, code: str = "page.byline", *, title: str | None = None) -> str:
        """Say what a page rests on: the dataset (by ``title``, where it must be short), its version, its year."""
        version = self.outcome.dataset.version
        return self.say(code, data=self.title if title is None else title, version=version, as_of=self.index.as_of)

    @property
    def joint(self) -> str:
        """What stands between the members of an enumeration."""
        return JOINT[self.lang]

    @property
    def semi(self) -> str:
        """What stands between clauses that could stand alone."""
        return self.say("page.semi")

    def noted(self, text: str, note: str | None) -> str:
        """Text with a note in brackets; the text alone where there is none."""
        return self.say("page.noted", text=text, note=note) if note else text

    def told(self, head: str, text: str | None) -> str:
        """Head and what it says after a colon; the head alone where nothing is said."""
        return self.say("page.told", head=head, text=text) if text else head

    def few(self, words: Sequence[str], most: int, more: str = "and_more") -> str:
        """Join the first of some words, and say how many there are where they are more."""
        rest = self.say(f"page.{more}", n=len(words)) if len(words) > most else ""
        return self.joint.join(words[:most]) + rest

    def table(self, key: str | None) -> str:
        """Name a table as people read it; empty for null."""
        return "" if key is None else caption(key) if self.lang == "zh" else key

    def name(self, table: str, key: str | None) -> str:
        """Return the name of a row of ``table``, English where there is one and it is asked for; the id if unknown."""
        row = self._named(table, key)
        if row is None:
            return key or ""
        english = row.get("name_en") if self.lang == "en" else None
        return str(english or row["name"])

    def both(self, table: str, key: str | None) -> str:
        """Return the name with the Chinese one beside it where another language is asked for and has one."""
        name = self.name(table, key)
        if self.lang == "zh" or key is None:
            return name
        own = (self._named(table, key) or {}).get("name")
        return name if own in {None, name} else f"{name} {own}"

    def names(self, table: str, keys: Iterable[str] | None) -> str:
        """Join the names of several rows of ``table``."""
        return self.joint.join(self.name(table, key) for key in keys or ())

    def named(self, row: Row, **tables: str) -> dict[str, str]:
        """Name what columns of a row hold, by their tables: one id or several."""
        return {
            key: self.names(table, row[key]) if isinstance(row[key], list) else self.name(table, row[key])
            for key, table in tables.items()
        }

    def worded(self, row: Row, **sections: str) -> dict[str, str]:
        """Word what columns of a row hold, by the sections of the vocabulary."""
        return {key: self.word(section, row[key]) for key, section in sections.items()}

    def subject(self, row: Row, *, both: bool = False, aside: bool = True) -> str:
        """Name what a finding is about: its sector, ``aside`` the one it is made for; of a package process and site."""
        if row["sector"] is not None:
            name = (self.both if both else self.name)("sectors", row["sector"])
            return self.noted(name, self.name("sectors", row["other_sector"])) if aside else name
        line = row["process"].removesuffix(PACKS)
        processes = self.joint.join(self.word("process", process) for process in line.split("+"))
        table = "parks" if row["site"] in self.index.parks else "districts"
        code = "package_title" if line == row["process"] else "package_title_packs"
        return self.say(f"page.{code}", process=processes, site=self.name(table, row["site"]))

    def _named(self, table: str, key: str | None) -> Row | None:
        rows: dict[str | None, Row] = getattr(self.index, table)
        return rows.get(key)

    def link_title(self, link: Row) -> str:
        """Name a link by its two ends."""
        return f"{self.name('firms', link['supplier'])} → {self.name('firms', link['buyer'])}"

    def link_or_text(self, text: str | None) -> str:
        """Name the link of this id; else the text as it stands, empty for null."""
        return self.link_title(self.index.links[text]) if text in self.index.links else text or ""

    def seated(self, firm: str) -> str:
        """Name a firm with its district, once where the name already ends with it."""
        name = self.name("firms", firm)
        district = self.name("districts", self.index.district_of(firm)) or self.say("page.unknown")
        return name if name.endswith(self.noted("", district)) else self.noted(name, district)

    @cached_property
    def initials(self) -> dict[str, str]:
        """The initial of each district: its first free sign that tells no rank."""
        taken: dict[str, str] = {}
        order = [*self.index.region, *(key for key in sorted(self.index.districts) if key not in self.index.region)]
        for key in order:
            name = self.name("districts", key)
            free = [sign for sign in name if sign.strip() and sign not in {*taken.values(), *GENERIC}]
            taken[key] = (free or [name[:1] or "?"])[0]
        return taken

    def reason(self, section: str, reason: Row | None) -> str:
        """Word a reason or a question (its code and its parameters as JSON); empty for null."""
        if reason is None or reason["code"] is None:
            return ""
        return reason_words(f"{section}.{reason['code']}", json.loads(reason["parts"] or "{}"), self.name, self.lang)

    def question(self, question: Row | None) -> str:
        """Word the next question of a finding as the card asks it, and whom; empty for null."""
        return "" if question is None or question["code"] is None else asked_words(question, self.name, self.lang)

    def reasons(self, row: Row) -> str:
        """Word the reasons of a finding in one line."""
        return self.semi.join(self.reason("reason", reason) for reason in row["reasons"] or ())

    def gate(self, gate: Row) -> str:
        """Word a gate and why it is passed or not."""
        return self.told(self.word("gate", gate["gate"]), self.reason("gate_reason", gate))

    def standing_of(self, row: Row) -> str:
        """Word on what a capability rests, and whether it works yet."""
        parts = self.word("capability_basis", row["basis"]), self.word("capability_status", row["status"])
        return self.say("page.clause").join(parts)

    def rank_range(self, row: Row) -> str:
        """Word how far the rank of a finding moves under other settings; empty where none was tried."""
        if row["robust"] is None:
            return ""
        low, high, share = row["rank_low"], row["rank_high"], number(round(100 * row["robust"]))
        return self.say(f"page.{'rank_still' if low == high else 'rank_range'}", low=low, high=high, share=share)

    def action(self, row: Row) -> str:
        """Word what is to be done about a finding; empty for those to be left alone."""
        return "" if row["band"] in LEAVE else self.word("action", row["action"])

    def figure(self, claim: Row) -> str:
        """Write a claim's figure: 约 1,900 万元."""
        low, high = number(claim["value"]), number(claim["value_to"])
        precision = "" if claim["precision"] in {None, "exact"} else self.word("precision", claim["precision"])
        value = f"{low}–{high}" if low and high else low or high
        per = "" if claim["per"] in {None, "once", "year"} else self.word("per", claim["per"])
        return self.noted(" ".join(part for part in (precision, value, claim["unit"]) if part), per)

    def period(self, claim: Row) -> str:
        """Write the time a claim is about."""
        start, end = claim["from"], claim["to"]
        return f"{start}–{end}" if start and end and start != end else start or end or ""

    def claim_text(self, key: str) -> str:
        """Write a claim in full: measure, figure, time, status, and over how many subjects it is shared."""
        claim = self.index.claims[key]
        marks = [self._share_of(claim), self.period(claim), self.word("claim_status", claim["status"])]
        shared = len(self.index.subjects.get(key, ()))
        if shared > 1:
            marks.append(self.say("page.joint_of", n=shared))
        inside = self.joint.join(mark for mark in marks if mark)
        return self.noted(f"{self.word('measure', claim['measure'])} {self.figure(claim)}", inside)

    def _share_of(self, claim: Row) -> str:
        """Say of what a share is one, and that nobody stated it where that is so; empty for what is no share."""
        if claim["measure"] != "share":
            return ""
        return self.say("page.share_of", whole=claim["share_of"]) if claim["share_of"] else self.say("page.share_open")

    def claim_once(self, key: str, written: set[str]) -> str:
        """Write a claim in full, or, where it is shared and in ``written`` already, that it is the same; note it."""
        if len(self.index.subjects[key]) > 1 and key in written:
            return self.say("page.told_above", figure=self.figure(self.index.claims[key]))
        written.add(key)
        return self.claim_text(key)
