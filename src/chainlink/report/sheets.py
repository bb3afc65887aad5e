"""The tables of a page: firms, sectors, leads by band, links, statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property

import polars as pl

from chainlink import terms
from chainlink.findings.kinds import LISTS, FindingList, by_list, kind_of
from chainlink.findings.standings import (
    AT_WORK,
    BY_GROUP,
    CLOSED,
    COMING,
    COUNTERPART,
    ELSEWHERE,
    STALE,
    STANDINGS,
    UNPLACED,
)
from chainlink.findings.states import BLANK, STATES
from chainlink.measures.standing import COMING as UNBUILT
from chainlink.report.finding_panels import finding_panel, gate_line, reason_line, statement_panel
from chainlink.report.firm_panels import firm_panel
from chainlink.report.index import Row
from chainlink.report.link_panels import link_panel
from chainlink.report.panels import Panels
from chainlink.report.reason_words import number
from chainlink.report.sector_panels import sector_panel
from chainlink.report.table import DISTRICT, KIND, NUMBER, PERCENT, PLAIN, STATE, Column, Record, Table, columns
from chainlink.report.wording import Wording

FEW = 4
KINDS = {
    "robust": PERCENT, "seen": PLAIN, "state": STATE, "kind": KIND, "district": DISTRICT, "needed_by": NUMBER,
}  # fmt: skip
"""What the columns of a page hold that do not hold words."""
TRADES = ("supply", "service")


class Sheets:
    """Composes the tables of a page that shows ``chains`` and their ``sectors``."""

    def __init__(self, register: Wording, panels: Panels, chains: Sequence[str], sectors: Sequence[str]) -> None:
        self.register = register
        self.panels = panels
        self.chains = tuple(chains)
        self.sectors = tuple(sectors)
        shown = set(chains)
        self.findings = [row for row in register.results.findings if set(row["chains"] or ()) & shown]
        self.inside = set(register.index.region)

    def _say(self, code: str, **parts: object) -> str:
        return self.register.say(f"page.{code}", **parts)

    def _columns(self, *codes: str, naming: Sequence[str] = (), long: Sequence[str] = ()) -> tuple[Column, ...]:
        heads = {code: self.register.say(f"column.{code}") for code in codes}
        return columns(heads, kinds=KINDS, long=long, whole=("gates",), naming=naming)

    def _few(self, firms: Sequence[str]) -> str:
        """Name the first of some firms, and say how many there are where they are more."""
        more = self._say("and_more", n=len(firms)) if firms[FEW:] else ""
        return self.register.names("firms", firms[:FEW]) + more

    # -- findings ------------------------------------------------------------------------------------------------
    def _finding(self, row: Row) -> Record:
        reg = self.register
        title = reg.noted(reg.both("sectors", row["sector"]), reg.name("sectors", row["other_sector"]))
        rank = str(row["rank"] or "")
        if row["rank_low"] is not None and row["rank_low"] != row["rank_high"]:
            rank = reg.noted(rank, f"{row['rank_low']}–{row['rank_high']}")
        buyers = row["buyers"] or ()
        names = self._few(buyers)
        state = reg.results.states.get((row["sector"], "region"))
        districts = tuple(dict.fromkeys([*(row["districts_needing"] or ()), *(row["districts_having"] or ())]))
        return Record(
            {
                "band": reg.word("band_mark", row["band"]),
                "rank": rank,
                "sector": title,
                "kind": reg.word("kind", row["kind"]),
                "buyers": names,
                "where": "".join(reg.initials.get(key, "?") for key in row["districts_needing"] or ()),
                "reasons": reason_line(self.panels.register, row),
                "gates": gate_line(self.panels.register, row),
                "robust": row["robust"],
                "question": reg.reason("question", row["next_question"]),
            },
            row["finding"],
            finding_panel(self.panels, row),
            districts,
            tuple(row["chains"] or ()),
            state["state"] if state else "",
            row["band"] or "",
            "red" if kind_of(row).verified else "",
        )

    def findings_table(
        self, key: str, title: str, rows: Iterable[Row], note: str = "", *, folded: bool = False
    ) -> Table:
        """List findings, each with what it asks and what it rests on."""
        codes = ("band", "rank", "sector", "kind", "buyers", "where", "reasons", "gates", "robust", "question")
        heads = self._columns(*codes, naming=("sector",), long=("reasons", "question"))
        return Table(key, title, heads, tuple(self._finding(row) for row in rows), note, folded)

    def list_title(self, entry: FindingList) -> str:
        """Name a list; one of gaps by what it rests on: verified ones, a survey that is wanting, or leads to check."""
        if not entry.proves:
            return self._say(entry.id)
        if self.register.results.survey_wanting:
            return self._say(f"{entry.id}_survey")
        return self._say(f"{entry.id}_verified" if any(kind_of(row).verified for row in self.findings) else entry.id)

    def finding_tables(self) -> list[Table]:
        """The lists of findings of a chain, in the order of the table of lists; one of gaps stands even where empty."""
        rows = by_list(self.findings)
        tables = []
        for entry in LISTS.values():
            title = self.list_title(entry)
            note = self._say(f"{entry.id}_note") + (self._unrelated() if entry.studies else "")
            table = self.findings_table(entry.id, title, rows[entry.id], note, folded=entry.folded)
            tables.append(
                replace(table, records=(*table.records, *self._single_sources())) if entry.observed else table
            )
        return [table for table in tables if table.records or LISTS[table.key].proves]

    def _unrelated(self) -> str:
        """Say beside directions that no larger reference was given."""
        if self.register.outcome.reference is not None:
            return ""
        text = self.register.say("relatedness.no_reference", n=len(self.register.index.region))
        return text if self.register.lang == "zh" else f" {text}"

    def _concentrated(self, sector: str) -> str:
        """Say on how few suppliers the recorded local purchases of a sector rest, where amounts are stated."""
        row = self.register.results.concentration.get(sector)
        if row is None or row["herfindahl"] is None:
            return ""
        parts = {"parts": row["parts"], "valued": row["valued"], "total": number(row["total"])}
        text = self.register.say("relatedness.concentration", index=f"{row['herfindahl']:.2f}", **parts)
        if row["supplier"]:
            firm = self.register.name("firms", row["supplier"])
            text += self.register.say("relatedness.concentration_single", firm=firm)
        return text

    def _single_sources(self) -> list[Record]:
        """List single sources: observations, not findings."""
        reg = self.register
        lines = []
        for sector in self.sectors:
            state = reg.results.states.get((sector, "region"))
            if state is None or not state["single_source"]:
                continue
            buyers, maker = state["needed_by"] or (), reg.names("firms", state["makers"])
            where = tuple(dict.fromkeys(filter(None, (reg.index.district_of(firm) for firm in buyers))))
            text = self._say("single_source_said", maker=maker, buyers=reg.names("firms", buyers))
            text += self._concentrated(sector)
            initials = "".join(reg.initials.get(key, "?") for key in where)
            names = self._few(buyers)
            values = {"sector": reg.name("sectors", sector), "kind": self._say("single_source"), "buyers": names}
            values |= {"where": initials, "reasons": text}
            chains = tuple(reg.index.home_chains.get(sector, ()))
            lines.append(Record(values, "", sector_panel(self.panels, sector), where, chains, state["state"]))
        return lines

    # -- firms ---------------------------------------------------------------------------------------------------
    def standing(self, firm: str) -> str:
        """How a firm stands on these chains: one of ``STANDINGS``."""
        standing = self._standings.get(firm)
        if standing:
            return standing
        row = self.register.index.firms[firm]
        status = (self.register.index.statuses.get(firm) or {}).get("status")
        if self.register.index.is_stale(row) or status == CLOSED:
            return CLOSED if status == CLOSED else STALE
        if row["district"] in self.inside and row["named"] is not False and set(row["chains"] or ()) & set(self.chains):
            return COMING if status in UNBUILT else UNPLACED
        return COUNTERPART

    @cached_property
    def _standings(self) -> dict[str, str]:
        standings: dict[str, str] = {}
        for group, standing in BY_GROUP.items():
            for sector in self.sectors:
                state = self.register.results.states.get((sector, "region"))
                for firm in (state[group] or ()) if state else ():
                    standings[firm] = standing
        return standings

    @cached_property
    def firm_keys(self) -> dict[str, str]:
        """The firms of these chains and how each stands, the present ones first."""
        reg = self.register
        standings = dict(self._standings)
        for firm, row in reg.index.firms.items():
            if firm not in standings and set(row["chains"] or ()) & set(self.chains) and row["district"] in self.inside:
                standings[firm] = self.standing(firm)
        trading = {firm for firm, standing in standings.items() if standing == AT_WORK}
        for link in reg.index.links.values():
            for end, other in ((link["supplier"], link["buyer"]), (link["buyer"], link["supplier"])):
                if end in trading and other not in standings and link["relation"] in TRADES:
                    standings[other] = COUNTERPART
        place = {district: n for n, district in enumerate(reg.index.region)}
        return dict(
            sorted(
                standings.items(),
                key=lambda pair: (
                    STANDINGS.index(pair[1]),
                    place.get(reg.index.district_of(pair[0]) or "", 99),
                    pair[0],
                ),
            )
        )

    def firms_tables(self) -> list[Table]:
        """The firms: those at work and what is missing about the rest; old material and closed ones apart."""
        standings = self.firm_keys
        codes = ("firm", "district", "park", "makes", "standing", "supplies", "buys", "seen")
        heads = self._columns(*codes, naming=("firm",), long=("makes",))
        lines = {firm: self._firm(firm, standing) for firm, standing in standings.items()}
        apart = {STALE, CLOSED, *ELSEWHERE}
        now = tuple(lines[firm] for firm, standing in standings.items() if standing not in apart)
        old = tuple(lines[firm] for firm, standing in standings.items() if standing == STALE)
        closed = tuple(lines[firm] for firm, standing in standings.items() if standing == CLOSED)
        rest = tuple(lines[firm] for firm, standing in standings.items() if standing in ELSEWHERE)
        tables = [
            Table("firms", self._say("firms", n=len(now)), heads, now, self._say("firms_note")),
            Table("stale", self._say("stale", n=len(old)), heads, old, self._say("stale_note")),
            Table("closed", self._say("closed", n=len(closed)), heads, closed, self._say("closed_note")),
            Table("others", self._say("others", n=len(rest)), heads, rest, self._say("others_note")),
        ]
        return [table for table in tables if table.records or table.key == "firms"]

    def _firm(self, firm: str, standing: str) -> Record:
        reg = self.register
        row = reg.index.firms[firm]
        makes = list(reg.index.capabilities.get(firm, ()))
        links = [link for link in reg.index.links_of.get(firm, ()) if link["relation"] in TRADES]
        sells = [link["buyer"] for link in links if link["supplier"] == firm]
        buys = [link["supplier"] for link in links if link["buyer"] == firm]
        products = reg.joint.join(
            reg.noted(reg.name("sectors", capability["sector"]), "?" if capability["basis"] == "inferred" else "")
            for capability in makes
        )
        name = reg.name("firms", firm)
        if row["named"] is False and terms.word("page.unnamed") not in name:
            name = reg.noted(name, self._say("unnamed"))
        values = {
            "firm": name,
            "district": reg.name("districts", row["district"]),
            "park": reg.name("parks", row["park"]),
            "makes": products or self._say("sector_unknown"),
            "standing": self._say(f"standing_{standing}"),
            "supplies": reg.names("firms", dict.fromkeys(sells)),
            "buys": reg.names("firms", dict.fromkeys(buys)),
            "seen": row["seen"],
        }
        own = [sector["sector"] for sector in makes]
        chains = dict.fromkeys(
            [*(row["chains"] or ()), *(chain for sector in own for chain in reg.index.home_chains.get(sector, ()))]
        )
        districts = (row["district"],) if row["district"] else ()
        return Record(values, firm, firm_panel(self.panels, firm), districts, tuple(chains))

    # -- sectors, links, statements ------------------------------------------------------------------------------
    def sectors_table(self) -> Table:
        """The sectors and how each stands in the region and in every district."""
        reg = self.register
        sides_of = {key: f"state in {key}" for key in reg.index.region}
        heads = (
            *self._columns("sector", "stage", "role", "state", naming=("sector",)),
            *(Column(column, reg.name("districts", key), STATE) for key, column in sides_of.items()),
            *self._columns("needed_by", "near"),
        )
        lines = []
        for sector in self.sectors:
            state = reg.results.states.get((sector, "region"))
            if state is None:
                continue
            sides = [reg.results.states.get((sector, district)) for district in reg.index.region]
            role = next(
                (reg.index.roles[chain][sector] for chain in self.chains if sector in reg.index.roles.get(chain, {})),
                None,
            )
            values = {
                "sector": reg.both("sectors", sector),
                "stage": reg.word("stage", reg.index.sectors[sector]["stage"]),
                "role": reg.word("role", role),
                "state": reg.word("state", state["state"]),
                **{column: self._side(side) for column, side in zip(sides_of.values(), sides, strict=True)},
                "needed_by": len(state["needed_by"] or ()) or None,
                "near": self._few(state["near"] or ()),
            }
            where = tuple(
                key
                for key, side in zip(reg.index.region, sides, strict=True)
                if side and (side["makers"] or side["needed_by"])
            )
            lines.append(
                Record(
                    values,
                    sector,
                    sector_panel(self.panels, sector, self.findings),
                    where,
                    tuple(reg.index.home_chains.get(sector, ())),
                    state["state"],
                    "",
                    "red" if STATES[state["state"]].verified else "",
                )
            )
        return Table("sectors", self._say("sectors", n=len(lines)), heads, tuple(lines), self._say("sectors_note"))

    def _side(self, state: Row | None) -> str:
        if state is None or state["state"] == BLANK:
            return ""
        makers = len(state["makers"] or ())
        word = self.register.word("state", state["state"])
        return self._say("side", state=word, n=number(makers)) if makers else word

    def link_keys(self) -> list[str]:
        """The links of which one end belongs to these chains and stands in the region."""
        reg = self.register
        mine = {firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE}
        sectors = {sector for sector in self.sectors if reg.index.roles_of(sector, self.chains) != "support"}
        return [
            link["link"]
            for link in reg.index.links.values()
            if {link["supplier"], link["buyer"]} & mine or set(link["sectors"] or ()) & sectors
        ]

    @property
    def trades(self) -> int:
        """How many of these links are trade, counted without naming one."""
        mine = [firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE]
        sectors = [sector for sector in self.sectors if self.register.index.roles_of(sector, self.chains) != "support"]
        carried = pl.col("sectors").list.set_intersection(sectors).list.len() > 0
        ours = pl.col("supplier").is_in(mine) | pl.col("buyer").is_in(mine) | carried.fill_null(value=False)
        return self.register.index.tables["links"].filter(pl.col("relation").is_in(list(TRADES)), ours).height

    def links_table(self, keys: Sequence[str] | None = None, key: str = "links", title: str = "") -> Table:
        """The links (``keys``, or those of the chains) with their claims; a joint claim stands once and says so."""
        reg = self.register
        codes = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = self._columns(*codes, naming=("supplier", "buyer"), long=("claims",))
        written: set[str] = set()
        lines = []
        for name in self.link_keys() if keys is None else keys:
            link = reg.index.links[name]
            texts = [reg.claim_once(claim, written) for claim in reg.index.claims_of.get(("links", name), ())]
            values = {
                end: reg.noted(
                    reg.name("firms", link[end]), reg.initials.get(reg.index.district_of(link[end]) or "", "?")
                )
                for end in ("supplier", "buyer")
            }
            values |= {
                "product": link["product"],
                "link_sectors": reg.names("sectors", link["sectors"]),
                "relation": reg.word("relation", link["relation"]),
                "claims": reg.semi.join(texts),
                "grade": link["grade"],
            }
            districts = {reg.index.district_of(link[end]) or "" for end in ("supplier", "buyer")} - {""}
            chains = dict.fromkeys(
                chain for sector in link["sectors"] or () for chain in reg.index.home_chains.get(sector, ())
            )
            lines.append(Record(values, name, link_panel(self.panels, name), tuple(sorted(districts)), tuple(chains)))
        title = title or self._say("links", n=len(lines))
        return Table(key, title, heads, tuple(lines), self._say("links_note"))

    def further(self) -> list[Table]:
        """The lists that close a page; what is said of one here is all that it needs to be written everywhere."""
        return [self.statements_table()]

    def statements_table(self) -> Table:
        """What was said in office about these chains and their sectors."""
        reg = self.register
        lines = []
        for row in reg.index.tables["statements"].iter_rows(named=True):
            if row["chain"] in self.chains or row["sector"] in self.sectors:
                values = {
                    "year": row["year"],
                    "districts": reg.names("districts", row["districts"]),
                    "chain": reg.name("chains", row["chain"]),
                    "sector": reg.name("sectors", row["sector"]),
                    "wording": reg.word("wording_class", row["wording_class"]),
                    "said": row["note"],
                    "resolved": reg.link_or_text(row["resolved_by"]),
                }
                chains = (row["chain"],) if row["chain"] else ()
                panel = statement_panel(self.panels, row)
                lines.append(Record(values, row["statement"], panel, tuple(row["districts"] or ()), chains))
        heads = self._columns("year", "districts", "chain", "sector", "wording", "said", "resolved", long=("said",))
        title, note = self._say("statements", n=len(lines)), self._say("statements_note")
        return Table("statements", title, heads, tuple(lines), note)
