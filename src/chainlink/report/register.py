"""Who is who in an Outcome: names, colours, rows by id, claims by subject, as every writer needs them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from chainlink import terms, units
from chainlink.findings import Outcome
from chainlink.findings.bands import CHASE, LEAVE, place
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import HERE
from chainlink.report.reason_words import JOINT, number, reason_words
from chainlink.tables import caption

FIRST_COLOURS = {"wanzhou": "#1D4ED8", "kaizhou": "#007E85", "yunyang": "#6B2A8C"}
MORE_COLOURS = ("#1D4ED8", "#007E85", "#6B2A8C", "#9A4A00", "#3F6212", "#9D174D", "#334E8C", "#5B4636")
GREY = "#6B7280"
GENERIC = "省市区县"
"""Signs that tell the rank of a district, not which it is."""
LARGE = 500
"""Above so many firms a page shows counts, search and neighbourhoods instead of every card."""

Row = Mapping[str, Any]


def place_of(row: Row) -> str:
    """Name the file a row stands in, and the sheet where it has one."""
    return str(row["file"]) if row.get("sheet") is None else f"{row['file']}《{row['sheet']}》"


def _grouped(frame: pl.DataFrame, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row[column]].append(row)
    return dict(found)


class Register:
    """Lookups over an Outcome in one language; nothing in it is changed once built."""

    def __init__(self, outcome: Outcome, lang: str = "zh") -> None:
        self.outcome = outcome
        self.lang = lang
        self.tables: Mapping[str, pl.DataFrame] = outcome.dataset.tables
        self.region: tuple[str, ...] = tuple(outcome.study.region or outcome.dataset.region)
        self.as_of: int = outcome.study.as_of or outcome.dataset.default_as_of() or 0
        self._places: dict[str, dict[tuple[str, int], Row]] = {}
        self.large = self.tables["firms"].height > LARGE

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
        return self.say(code, data=self.title if title is None else title, version=version, as_of=self.as_of)

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

    def table(self, key: str | None) -> str:
        """Name a table as people read it; empty for null."""
        return "" if key is None else caption(key) if self.lang == "zh" else key

    def link_title(self, link: Row) -> str:
        """Name a link by its two ends."""
        return f"{self.name('firms', link['supplier'])} → {self.name('firms', link['buyer'])}"

    def link_or_text(self, given: str | None) -> str:
        """Name the link of this id; else the text as it stands, empty for null."""
        return self.link_title(self.links[given]) if given in self.links else given or ""

    def seated(self, firm: str) -> str:
        """Name a firm with its district, once where the name already ends with it."""
        name = self.name("firms", firm)
        district = self.name("districts", self.district_of(firm)) or self.say("page.unknown")
        return name if name.endswith(self.noted("", district)) else self.noted(name, district)

    def _by(self, table: str, column: str) -> dict[str, Row]:
        return {row[column]: row for row in self.tables[table].iter_rows(named=True)}

    @cached_property
    def firms(self) -> dict[str, Row]:
        """Firms 企业 by id."""
        return self._by("firms", "firm")

    @cached_property
    def sectors(self) -> dict[str, Row]:
        """Sectors 环节 by id."""
        return self._by("sectors", "sector")

    @cached_property
    def chains(self) -> dict[str, Row]:
        """Chains 产业链 by id, lead chains first, then by order."""
        rows = sorted(
            self.tables["chains"].iter_rows(named=True),
            key=lambda row: (not row["lead"], row["order"] if row["order"] is not None else 999, row["chain"]),
        )
        return {row["chain"]: row for row in rows}

    @cached_property
    def districts(self) -> dict[str, Row]:
        """Districts 区县 by id."""
        return self._by("districts", "district")

    @cached_property
    def parks(self) -> dict[str, Row]:
        """Parks 园区 by id."""
        return self._by("parks", "park")

    @cached_property
    def links(self) -> dict[str, Row]:
        """Links 配套关系 by id."""
        return self._by("links", "link")

    @cached_property
    def claims(self) -> dict[str, Row]:
        """Claims 数据点 by id."""
        return self._by("claims", "claim")

    @cached_property
    def claims_by_row(self) -> dict[int, Row]:
        """Claims 数据点 by their row in the file."""
        return {row["row"]: row for row in self.claims.values()}

    @cached_property
    def shortfalls(self) -> dict[str, list[Row]]:
        """What is stated of demand, capacity and local purchases of each sector, one row a unit."""
        return _grouped(self.outcome.shortfalls, "sector")

    @cached_property
    def concentration(self) -> dict[str, Row]:
        """On how few suppliers the recorded local purchases of each sector rest."""
        return {row["sector"]: row for row in self.outcome.concentration.iter_rows(named=True)}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Sources 来源 by id."""
        return self._by("sources", "source")

    @cached_property
    def subjects(self) -> dict[str, list[tuple[str, str]]]:
        """What each claim is about: claim -> (table, id) pairs."""
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self.tables["claim_subjects"].iter_rows(named=True):
            found[row["claim"]].append((row["table"], row["id"]))
        return dict(found)

    @cached_property
    def claims_of(self) -> dict[tuple[str, str], list[str]]:
        """The claims about each subject: (table, id) -> claims."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for claim, pairs in self.subjects.items():
            for pair in pairs:
                found[pair].append(claim)
        return dict(found)

    @cached_property
    def capabilities(self) -> dict[str, list[Row]]:
        """Capabilities 供给能力 of each firm."""
        return _grouped(self.tables["capabilities"], "firm")

    @cached_property
    def said_to_be_of(self) -> dict[tuple[str, str], list[str]]:
        """The named firms not known to have closed that the firms table puts into a chain, by (chain, district)."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for firm, row in self.firms.items():
            closed = (self.statuses.get(firm) or {}).get("status") == "closed"
            for chain in (row["chains"] or ()) if row["named"] is not False and row["district"] and not closed else ():
                found[chain, row["district"]].append(firm)
        return found

    @cached_property
    def statuses(self) -> dict[str, Row]:
        """The last known status of each firm."""
        last: dict[str, Row] = {}
        for row in self.tables["firm_status"].sort("firm", "year").iter_rows(named=True):
            last[row["firm"]] = row
        return last

    @cached_property
    def links_of(self) -> dict[str, list[Row]]:
        """The links of each firm, as supplier or as buyer."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.links.values():
            found[row["supplier"]].append(row)
            found[row["buyer"]].append(row)
        return dict(found)

    @cached_property
    def states(self) -> dict[tuple[str, str], Row]:
        """The state of each (sector, scope)."""
        return {(row["sector"], row["scope"]): row for row in self.outcome.states.iter_rows(named=True)}

    @cached_property
    def findings(self) -> list[Row]:
        """The findings in the order of the list: bands 甲 乙 丙 丁, then rank, then id."""
        rows = self.outcome.findings.rows.iter_rows(named=True)
        return sorted(rows, key=lambda row: (place(row["band"]), row["rank"] or 10**9, row["finding"]))

    @cached_property
    def evidence(self) -> dict[str, list[Row]]:
        """The rows each finding rests on."""
        return _grouped(self.outcome.findings.evidence, "finding")

    @cached_property
    def roles(self) -> dict[str, dict[str, str]]:
        """The sectors of each chain with their role 角色."""
        found: dict[str, dict[str, str]] = {chain: {} for chain in self.chains}
        for row in self.tables["chain_sectors"].iter_rows(named=True):
            found.setdefault(row["chain"], {})[row["sector"]] = row["role"]
        return found

    @cached_property
    def home_chains(self) -> dict[str, list[str]]:
        """The chains that own or share each sector, own first."""
        found: dict[str, list[tuple[bool, str]]] = defaultdict(list)
        for chain, roles in self.roles.items():
            for sector, role in roles.items():
                if role != "support":
                    found[sector].append((role != "own", chain))
        return {
            sector: [chain for _, chain in sorted(pairs, key=lambda pair: pair[0])] for sector, pairs in found.items()
        }

    @cached_property
    def flows(self) -> list[Row]:
        """The flows 上下游关系 in the order of the file."""
        return list(self.tables["flows"].iter_rows(named=True))

    def places_of(self, evidence: Iterable[Row]) -> str:
        """Name the places of evidence, each once: file, sheet where it has one, row."""
        return ";".join(dict.fromkeys(f"{self.file_of(one)}:{one['row']}" for one in evidence))

    def file_of(self, evidence: Row) -> str:
        """Name the file, and the sheet where it has one, of a row that a finding rests on."""
        return place_of(self.rows_by_place(evidence["table"]).get((evidence["file"], evidence["row"])) or evidence)

    def rows_by_place(self, table: str) -> dict[tuple[str, int], Row]:
        """The rows of ``table`` by (file, row)."""
        if table not in self._places:
            rows = self.tables[table].iter_rows(named=True)
            self._places[table] = {(row["file"], row["row"]): row for row in rows}
        return self._places[table]

    @cached_property
    def survey_wanting(self) -> bool:
        """Whether less than half of the resident firms are recorded and nobody has surveyed (the list is 摸排清单)."""
        known = self.outcome.coverage.drop_nulls("resident")
        resident = float(known["resident"].sum())
        share = float(known["recorded"].sum()) / resident if resident else 1.0
        return share < self.outcome.study.coverage_bar and self.tables["surveys"].is_empty()

    def is_stale(self, row: Row) -> bool:
        """Whether a firm was last seen longer ago than the study allows."""
        return row["seen"] is not None and row["seen"] < self.as_of - self.outcome.study.seen_years

    def roles_of(self, sector: str, chains: Iterable[str]) -> str | None:
        """The role of a sector in the first of ``chains`` that holds it."""
        return next((self.roles[chain][sector] for chain in chains if sector in self.roles.get(chain, {})), None)

    def name(self, table: str, key: str | None) -> str:
        """Return the name of a row of ``table``, English where there is one and it is asked for; the id if unknown."""
        row = self._named(table, key)
        if row is None:
            return key or ""
        english = row.get("name_en") if self.lang == "en" else None
        return str(english or row["name"])

    def _named(self, table: str, key: str | None) -> Row | None:
        rows: dict[str | None, Row] = getattr(self, table)
        return rows.get(key)

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

    @cached_property
    def initials(self) -> dict[str, str]:
        """The initial of each district: its first free sign that tells no rank."""
        taken: dict[str, str] = {}
        order = [*self.region, *(key for key in sorted(self.districts) if key not in self.region)]
        for key in order:
            name = self.name("districts", key)
            free = [sign for sign in name if sign.strip() and sign not in {*taken.values(), *GENERIC}]
            taken[key] = (free or [name[:1] or "?"])[0]
        return taken

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each district of the region: fixed for 万州 开州 云阳, a fixed list to eight, then grey."""
        found: dict[str, str] = {}
        for key in self.region:
            free = [colour for colour in MORE_COLOURS if colour not in found.values()]
            fixed = FIRST_COLOURS.get(key)
            found[key] = fixed if fixed and fixed in free else next(iter(free), GREY)
        return found

    def district_of(self, firm: str) -> str | None:
        """The district of a firm; null where it is not known."""
        row = self.firms.get(firm)
        return row["district"] if row else None

    def reason(self, section: str, given: Row | None) -> str:
        """Word a reason or a question (its code and its parameters as JSON); empty for null."""
        if given is None or given["code"] is None:
            return ""
        return reason_words(f"{section}.{given['code']}", json.loads(given["parts"] or "{}"), self.name, self.lang)

    def rank_range(self, row: Row) -> str:
        """Word how far the rank of a finding moves under other settings; empty where none was tried."""
        if row["robust"] is None:
            return ""
        low, high, share = row["rank_low"], row["rank_high"], number(round(100 * row["robust"]))
        return self.say(f"page.{'rank_still' if low == high else 'rank_range'}", low=low, high=high, share=share)

    def action(self, row: Row) -> str:
        """Word what is to be done about a finding; empty for those to be left alone."""
        return "" if row["band"] in LEAVE else self.word("action", row["action"])

    def tied(self, sector: str, chain: str, drawn: Collection[str] = ()) -> bool:
        """Whether a shared sector is the business of a chain: it feeds one of the chain's own that is there or drawn.

        One that feeds none of the chain's own by an essential or common material or packaging flow was put there by
        hand, and stays.
        """
        fed = {
            flow["output"]
            for flow in self.flows
            if flow["input"] == sector
            and flow["criticality"] != "optional"
            and flow["kind"] in {"material", "packaging"}
            and self.roles[chain].get(flow["output"]) == "own"
        }
        states = (self.states.get((output, "region")) for output in fed)
        return not fed or any(state and state["state"] in HERE for state in states) or bool(fed & set(drawn))

    @cached_property
    def chased(self) -> set[str]:
        """The absent sectors that stand in band 甲 or 乙: those a map draws."""
        return {row["sector"] for row in self.findings if kind_of(row).drawn and row["band"] in CHASE}

    def sectors_of(self, chain: str) -> list[str]:
        """The sectors that are a chain's business: its own, and the shared ones tied to it."""
        roles = self.roles.get(chain, {}).items()
        return [s for s, role in roles if role == "own" or (role == "shared" and self.tied(s, chain, self.chased))]

    def amount_wan_yuan(self, claim: Row) -> float | None:
        """Return a claim's value in 万元; null where it is no amount of money."""
        if claim["measure"] != "amount" or claim["value"] is None:
            return None
        return units.in_wan_yuan(claim["value"], claim["unit"])

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

    def claim_once(self, key: str, told: set[str]) -> str:
        """Write a claim in full, or, where it is shared and in ``told`` already, that it is the same; note it there."""
        again = len(self.subjects[key]) > 1 and key in told
        told.add(key)
        return self.say("page.told_above", figure=self.figure(self.claims[key])) if again else self.claim_text(key)

    def claim_text(self, key: str) -> str:
        """Write a claim in full: measure, figure, time, status, and over how many subjects it is shared."""
        claim = self.claims[key]
        marks = [self.period(claim), self.word("claim_status", claim["status"])]
        shared = len(self.subjects.get(key, ()))
        if shared > 1:
            marks.append(self.say("page.joint_of", n=shared))
        inside = self.joint.join(mark for mark in marks if mark)
        return self.noted(f"{self.word('measure', claim['measure'])} {self.figure(claim)}", inside)
