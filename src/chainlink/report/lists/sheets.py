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
COLUMN_KINDS = {
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
        return columns(heads, kinds=COLUMN_KINDS, long=long, whole=("gates",), naming=naming)

    def few(self, firms: Sequence[str] | None) -> str:
        """Name the first of some firms, and say how many there are where they are more."""
        return self.wording.few([self.wording.name("firms", firm) for firm in firms or ()], FEW)

    def sectors_table(self) -> Table:
        """The sectors and how each stands in the region and in every district."""
        wording, index, states = self.wording, self.wording.index, self.wording.results.states
        heads = (
            *self.columns("sector", "stage", "role", "state", naming=("sector",)),
            *(Column(f"state in {key}", wording.name("districts", key), STATE) for key in index.region),
            *self.columns("needed_by", "near"),
        )
        lines = []
        for sector in self.sectors:
            state = states.get((sector, "region"))
            if state is None:
                continue
            sides = {district: states.get((sector, district)) for district in index.region}
            values = {
                "sector": wording.both("sectors", sector),
                "stage": wording.word("stage", index.sectors[sector]["stage"]),
                "role": wording.word("role", index.roles_of(sector, self.chains)),
                "state": wording.word("state", state["state"]),
                **{f"state in {key}": self._side(side) for key, side in sides.items()},
                "needed_by": len(state["needed_by"] or ()) or None,
                "near": self.few(state["near"]),
            }
            where = tuple(key for key, side in sides.items() if side and (side["makers"] or side["needed_by"]))
            panel = sector_panel(self.panels, sector, self.findings)
            tone = "red" if STATES[state["state"]].verified else ""
            lines.append(Record(values, sector, panel, where, index.homes([sector]), state["state"], tone=tone))
        return Table("sectors", self.say("sectors", n=len(lines)), heads, tuple(lines), self.say("sectors_note"))

    def _side(self, state: Row | None) -> str:
        if state is None or state["state"] == BLANK:
            return ""
        makers = len(state["makers"] or ())
        word = self.wording.word("state", state["state"])
        return self.say("side", state=word, n=number(makers)) if makers else word

    @cached_property
    def _mine(self) -> tuple[set[str], set[str]]:
        """The firms of these chains that stand in the region, and the sectors that are more than support."""
        firms = {firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE}
        return firms, {s for s in self.sectors if self.wording.index.roles_of(s, self.chains) != "support"}

    def link_keys(self) -> list[str]:
        """The links of which one end belongs to these chains and stands in the region."""
        firms, sectors = self._mine
        return [
            key
            for key, link in self.wording.index.links.items()
            if {link["supplier"], link["buyer"]} & firms or set(link["sectors"] or ()) & sectors
        ]

    @property
    def trades(self) -> int:
        """How many of these links are trade, counted without naming one."""
        firms, sectors = map(list, self._mine)
        carried = pl.col("sectors").list.set_intersection(sectors).list.len() > 0
        ours = pl.col("supplier").is_in(firms) | pl.col("buyer").is_in(firms) | carried.fill_null(value=False)
        return self.wording.index.tables["links"].filter(pl.col("relation").is_in(list(TRADES)), ours).height

    def links_table(self, keys: Sequence[str] | None = None, key: str = "links", title: str = "") -> Table:
        """The links (``keys``, or those of the chains) with their claims; a joint claim stands once and says so."""
        wording, index = self.wording, self.wording.index
        codes = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = self.columns(*codes, naming=("supplier", "buyer"), long=("claims",))
        written: set[str] = set()
        lines = []
        for name in self.link_keys() if keys is None else keys:
            link = index.links[name]
            places = {end: index.district_of(link[end]) for end in ("supplier", "buyer")}
            texts = [wording.claim_once(claim, written) for claim in index.claims_of.get(("links", name), ())]
            values = {
                end: wording.noted(wording.name("firms", link[end]), wording.initials.get(place or "", "?"))
                for end, place in places.items()
            }
            values |= {
                "product": link["product"],
                "link_sectors": wording.names("sectors", link["sectors"]),
                "relation": wording.word("relation", link["relation"]),
                "claims": wording.semi.join(texts),
                "grade": link["grade"],
            }
            where = tuple(sorted({place for place in places.values() if place}))
            homes = index.homes(link["sectors"] or ())
            lines.append(Record(values, name, link_panel(self.panels, name), where, homes))
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
