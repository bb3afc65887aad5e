"""What a page shows of some chains, and its tables of sectors, links and statements."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import polars as pl

from chainlink.data.writing.table import DISTRICT, KIND, NUMBER, PERCENT, PLAIN, STATE, Column, Record, Table, columns
from chainlink.findings.standings import ELSEWHERE
from chainlink.findings.states import BLANK, STATES
from chainlink.report.lists.firm_standings import firm_standings
from chainlink.report.lists.local_content import local_content_table
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.findings import statement_panel
from chainlink.report.panels.links import link_panel
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel
from chainlink.terms import number

FEW = 4
KINDS = {
    "robust": PERCENT, "seen": PLAIN, "state": STATE, "kind": KIND, "district": DISTRICT, "needed_by": NUMBER,
}  # fmt: skip
"""What the columns of a page hold that do not hold words."""


class Sheets:
    """What a page shows of ``chains`` and their ``sectors``, and its tables of sectors, links and statements."""

    def __init__(self, wording: Wording, panels: Panels, chains: Sequence[str], sectors: Sequence[str]) -> None:
        self.wording = wording
        self.panels = panels
        self.chains = tuple(chains)
        self.sectors = tuple(sectors)
        shown = set(chains)
        self.findings = [row for row in wording.results.findings if set(row["chains"] or ()) & shown]

    @cached_property
    def firm_keys(self) -> dict[str, str]:
        """The firms of these chains and how each stands, the present ones first."""
        return firm_standings(self.wording, self.chains, self.sectors)

    def say(self, code: str, **parts: object) -> str:
        """Say something of a page."""
        return self.wording.say(f"page.{code}", **parts)

    def columns(self, *codes: str, naming: Sequence[str] = (), long: Sequence[str] = ()) -> tuple[Column, ...]:
        """The columns of a table of a page by their codes, with their headings."""
        heads = {code: self.wording.say(f"column.{code}") for code in codes}
        return columns(heads, kinds=KINDS, long=long, whole=("gates",), naming=naming)

    def few(self, firms: Sequence[str]) -> str:
        """Name the first of some firms, and say how many there are where they are more."""
        more = self.say("and_more", n=len(firms)) if firms[FEW:] else ""
        return self.wording.names("firms", firms[:FEW]) + more

    def sectors_table(self) -> Table:
        """The sectors and how each stands in the region and in every district."""
        wording = self.wording
        sides_of = {key: f"state in {key}" for key in wording.index.region}
        heads = (
            *self.columns("sector", "stage", "role", "state", naming=("sector",)),
            *(Column(column, wording.name("districts", key), STATE) for key, column in sides_of.items()),
            *self.columns("needed_by", "near"),
        )
        lines = []
        for sector in self.sectors:
            state = wording.results.states.get((sector, "region"))
            if state is None:
                continue
            sides = [wording.results.states.get((sector, district)) for district in wording.index.region]
            role = next(
                (
                    wording.index.roles[chain][sector]
                    for chain in self.chains
                    if sector in wording.index.roles.get(chain, {})
                ),
                None,
            )
            values = {
                "sector": wording.both("sectors", sector),
                "stage": wording.word("stage", wording.index.sectors[sector]["stage"]),
                "role": wording.word("role", role),
                "state": wording.word("state", state["state"]),
                **{column: self._side(side) for column, side in zip(sides_of.values(), sides, strict=True)},
                "needed_by": len(state["needed_by"] or ()) or None,
                "near": self.few(state["near"] or ()),
            }
            where = tuple(
                key
                for key, side in zip(wording.index.region, sides, strict=True)
                if side and (side["makers"] or side["needed_by"])
            )
            lines.append(
                Record(
                    values,
                    sector,
                    sector_panel(self.panels, sector, self.findings),
                    where,
                    tuple(wording.index.home_chains.get(sector, ())),
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
        word = self.wording.word("state", state["state"])
        return self.say("side", state=word, n=number(makers)) if makers else word

    def link_keys(self) -> list[str]:
        """The links of which one end belongs to these chains and stands in the region."""
        wording = self.wording
        mine = {firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE}
        sectors = {sector for sector in self.sectors if wording.index.roles_of(sector, self.chains) != "support"}
        return [
            link["link"]
            for link in wording.index.links.values()
            if {link["supplier"], link["buyer"]} & mine or set(link["sectors"] or ()) & sectors
        ]

    @property
    def trades(self) -> int:
        """How many of these links are trade, counted without naming one."""
        mine = [firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE]
        sectors = [sector for sector in self.sectors if self.wording.index.roles_of(sector, self.chains) != "support"]
        carried = pl.col("sectors").list.set_intersection(sectors).list.len() > 0
        ours = pl.col("supplier").is_in(mine) | pl.col("buyer").is_in(mine) | carried.fill_null(value=False)
        return self.wording.index.tables["links"].filter(pl.col("relation").is_in(list(TRADES)), ours).height

    def links_table(self, keys: Sequence[str] | None = None, key: str = "links", title: str = "") -> Table:
        """The links (``keys``, or those of the chains) with their claims; a joint claim stands once and says so."""
        wording = self.wording
        codes = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = self.columns(*codes, naming=("supplier", "buyer"), long=("claims",))
        written: set[str] = set()
        lines = []
        for name in self.link_keys() if keys is None else keys:
            link = wording.index.links[name]
            texts = [wording.claim_once(claim, written) for claim in wording.index.claims_of.get(("links", name), ())]
            values = {
                end: wording.noted(
                    wording.name("firms", link[end]),
                    wording.initials.get(wording.index.district_of(link[end]) or "", "?"),
                )
                for end in ("supplier", "buyer")
            }
            values |= {
                "product": link["product"],
                "link_sectors": wording.names("sectors", link["sectors"]),
                "relation": wording.word("relation", link["relation"]),
                "claims": wording.semi.join(texts),
                "grade": link["grade"],
            }
            districts = {wording.index.district_of(link[end]) or "" for end in ("supplier", "buyer")} - {""}
            chains = dict.fromkeys(
                chain for sector in link["sectors"] or () for chain in wording.index.home_chains.get(sector, ())
            )
            lines.append(Record(values, name, link_panel(self.panels, name), tuple(sorted(districts)), tuple(chains)))
        title = title or self.say("links", n=len(lines))
        return Table(key, title, heads, tuple(lines), self.say("links_note"))

    def further(self) -> list[Table]:
        """The lists that close a page; what is said of one here is all that it needs to be written everywhere."""
        content = local_content_table(self.wording, self.panels, "region", set(self.sectors), self.findings)
        return [content, self.statements_table()]

    def statements_table(self) -> Table:
        """What was said in office about these chains and their sectors."""
        wording = self.wording
        lines = []
        for row in wording.index.tables["statements"].iter_rows(named=True):
            if row["chain"] in self.chains or row["sector"] in self.sectors:
                values = {
                    "year": row["year"],
                    "districts": wording.names("districts", row["districts"]),
                    "chain": wording.name("chains", row["chain"]),
                    "sector": wording.name("sectors", row["sector"]),
                    "wording": wording.word("wording_class", row["wording_class"]),
                    "said": row["note"],
                    "resolved": wording.link_or_text(row["resolved_by"]),
                }
                chains = (row["chain"],) if row["chain"] else ()
                panel = statement_panel(self.panels, row)
                lines.append(Record(values, row["statement"], panel, tuple(row["districts"] or ()), chains))
        heads = self.columns("year", "districts", "chain", "sector", "wording", "said", "resolved", long=("said",))
        title, note = self.say("statements", n=len(lines)), self.say("statements_note")
        return Table("statements", title, heads, tuple(lines), note)
