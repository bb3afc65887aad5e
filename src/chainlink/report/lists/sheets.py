"""What a page shows of some chains, and its tables of sectors, links and statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from chainlink import terms
from chainlink.data.writing.table import DISTRICT, KIND, NUMBER, PERCENT, PLAIN, STATE, Column, Record, Table, columns
from chainlink.findings.standings import ELSEWHERE
from chainlink.findings.states import BLANK, STATES
from chainlink.report.lists.firm_standings import firm_standings
from chainlink.report.lists.local_content import local_content_table
from chainlink.report.lists.signals import signals_on, signals_table
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.findings import statement_panel
from chainlink.report.panels.links import link_panel
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel
from chainlink.terms import number

FEW = 4
SUPPLIES, RELATIONS = ("supply",), tuple(terms.choices("relation"))
"""The relations that are supply, and all that there are."""
KINDS = {
    "robust": PERCENT, "seen": PLAIN, "state": STATE, "kind": KIND, "district": DISTRICT, "needed_by": NUMBER,
}  # fmt: skip
"""What the columns of a page hold that do not hold words."""


class Sheets:
    """What a page shows of ``chains`` and their ``sectors``, and its tables of sectors, links and statements."""

    def __init__(self, register: Wording, panels: Panels, chains: Sequence[str], sectors: Sequence[str]) -> None:
        self.register = register
        self.panels = panels
        self.chains = tuple(chains)
        self.sectors = tuple(sectors)
        shown = set(chains)
        self.findings = [row for row in register.results.findings if set(row["chains"] or ()) & shown]

    @cached_property
    def firm_keys(self) -> dict[str, str]:
        """The firms of these chains and how each stands, the present ones first."""
        return firm_standings(self.register, self.chains, self.sectors)

    def say(self, code: str, **parts: object) -> str:
        """Say something of a page."""
        return self.register.say(f"page.{code}", **parts)

    def columns(self, *codes: str, naming: Sequence[str] = (), long: Sequence[str] = ()) -> tuple[Column, ...]:
        """The columns of a table of a page by their codes, with their headings."""
        heads = {code: self.register.say(f"column.{code}") for code in codes}
        return columns(heads, kinds=KINDS, long=long, whole=("gates",), naming=naming)

    def few(self, firms: Sequence[str]) -> str:
        """Name the first of some firms, and say how many there are where they are more."""
        more = self.say("and_more", n=len(firms)) if firms[FEW:] else ""
        return self.register.names("firms", firms[:FEW]) + more

    def sectors_table(self) -> Table:
        """The sectors and how each stands in the region and in every district."""
        reg = self.register
        sides_of = {key: f"state in {key}" for key in reg.index.region}
        heads = (
            *self.columns("sector", "stage", "role", "state", naming=("sector",)),
            *(Column(column, reg.name("districts", key), STATE) for key, column in sides_of.items()),
            *self.columns("needed_by", "near"),
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
                "near": self.few(state["near"] or ()),
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
        return Table("sectors", self.say("sectors", n=len(lines)), heads, tuple(lines), self.say("sectors_note"))

    def _side(self, state: Row | None) -> str:
        if state is None or state["state"] == BLANK:
            return ""
        makers = len(state["makers"] or ())
        word = self.register.word("state", state["state"])
        return self.say("side", state=word, n=number(makers)) if makers else word

    def link_keys(self, relations: Collection[str] = RELATIONS) -> list[str]:
        """The links of some relations that these chains have: trades where the need lies, ownership where an end is."""
        reg = self.register
        mine = {firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE}
        here, chains = set(self.chains), reg.results.link_chains

        def stands(link: Row) -> bool:
            if link["relation"] in TRADES:
                of = chains[link["link"]]
                return not here.isdisjoint(of) if of else here >= {*reg.index.chains}
            return not mine.isdisjoint((link["supplier"], link["buyer"]))

        return [key for key, link in reg.index.links.items() if link["relation"] in relations and stands(link)]

    @property
    def trades(self) -> int:
        """How many trades these chains have, counted without naming one."""
        return len(self.link_keys(TRADES))

    def links_tables(self) -> list[Table]:
        """What is supplied, and apart from it services, shared facilities and owners, which are no supply."""
        supplied, beside = self.link_keys(SUPPLIES), self.link_keys([key for key in RELATIONS if key not in SUPPLIES])
        apart = replace(
            self.links_table(beside, "beside", self.say("beside", n=len(beside))), note=self.say("beside_note")
        )
        return [self.links_table(supplied), *([replace(apart, handed=True)] if beside else [])]

    def links_table(self, keys: Sequence[str], key: str = "links", title: str = "") -> Table:
        """The links (``keys``, or those of the chains) with their claims; a joint claim stands once and says so."""
        reg = self.register
        codes = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = self.columns(*codes, naming=("supplier", "buyer"), long=("claims",))
        written: set[str] = set()
        lines = []
        for name in keys:
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
        title = title or self.say("links", n=len(lines))
        return Table(key, title, heads, tuple(lines), self.say("links_note"))

    def further(self) -> list[Table]:
        """The lists that close a page; what is said of one here is all that it needs to be written everywhere."""
        content = local_content_table(self.register, self.panels, "region", set(self.sectors), self.findings)
        return [self.signals_table(), content, self.statements_table()]

    def signals_table(self) -> Table:
        """What moves, changes over, is tried out or falls silent among the firms and sectors of these chains."""
        return signals_table(self.register, self.panels, signals_on(self.register, self.chains))

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
        heads = self.columns("year", "districts", "chain", "sector", "wording", "said", "resolved", long=("said",))
        title, note = self.say("statements", n=len(lines)), self.say("statements_note")
        return Table("statements", title, heads, tuple(lines), note)
