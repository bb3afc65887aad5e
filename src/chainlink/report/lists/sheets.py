"""What a page shows of some chains, and its tables of sectors, links and statements."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import cached_property

from chainlink import terms
from chainlink.data.writing.table import (
    DISTRICT,
    KIND,
    NUMBER,
    PERCENT,
    PLAIN,
    RANK,
    SHARE,
    STATE,
    Column,
    Record,
    Table,
    columns,
)
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
from chainlink.measures.supply.presence import COMING as UNBUILT
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
COLUMN_KINDS = {
    "robust": PERCENT, "seen": PLAIN, "state": STATE, "kind": KIND, "district": DISTRICT, "needed_by": NUMBER,
    "rank": RANK,
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

    def link_keys(self, relations: Collection[str] = RELATIONS) -> list[str]:
        """The links of some relations that these chains have: trades where the need lies, ownership where an end is."""
        index = self.wording.index
        mine = {firm for firm, standing in self.firm_keys.items() if standing not in ELSEWHERE}
        here, chains = set(self.chains), self.wording.results.link_chains

        def stands(link: Row) -> bool:
            if link["relation"] in TRADES:
                of = chains[link["link"]]
                return not here.isdisjoint(of) if of else here >= {*index.chains}
            return not mine.isdisjoint((link["supplier"], link["buyer"]))

        return [key for key, link in index.links.items() if link["relation"] in relations and stands(link)]

    def links_tables(self) -> list[Table]:
        """What is supplied, and apart from it services, shared facilities and owners, which are no supply."""
        supplied, beside = self.link_keys(SUPPLIES), self.link_keys([key for key in RELATIONS if key not in SUPPLIES])
        apart = self.links_table(beside, "beside", self.say("beside", n=len(beside)), self.say("beside_note"))
        return [self.links_table(supplied), *([replace(apart, handed=True)] if beside else [])]

    def links_table(self, keys: Sequence[str], key: str = "links", title: str = "", note: str = "") -> Table:
        """Some links with their claims; a joint claim stands once and says so.

        Of a page the links that it has no room for are counted; those of which something is stated come first to it.
        """
        wording, index = self.wording, self.wording.index
        codes = ("supplier", "buyer", "product", "link_sectors", "relation", "claims", "grade")
        heads = self.columns(*codes, naming=("supplier", "buyer"), long=("claims",))
        written: set[str] = set()
        lines = []
        for name in keys:
            if not self.has_room(link_panel(self.panels, name)):
                continue
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
            lines.append(Record(values, name, f"l:{name}", where, homes))
        title, note = title or self.say("links", n=len(keys)), note or self.say("links_note")
        return Table(key, title, heads, tuple(lines), note + self.folded(len(lines), len(keys)))

    def has_room(self, panel: str) -> bool:
        """Whether a line that opens ``panel`` stands in a list: of a page if that has room for it, else always."""
        return panel in self.panels.found or not self.panels.room

    def folded(self, shown: int, count: int) -> str:
        """Say of a list that it has no room for all of its lines, and where the others are found; else nothing."""
        apart = "" if self.wording.lang == "zh" else " "
        return apart + self.say("folded_lines", shown=number(shown), n=number(count - shown)) if shown < count else ""

    def further(self) -> list[Table]:
        """The lists that close a page; what is said of one here is all that it needs to be written everywhere."""
        content = local_content_table(self.wording, self.panels, "region", set(self.sectors), self.findings)
        return [self.signals_table(), content, self.statements_table()]

    def signals_table(self) -> Table:
        """What moves, changes over, is tried out or falls silent among the firms and sectors of these chains."""
        return signals_table(self.wording, self.panels, signals_on(self.wording, self.chains))

    def statements_table(self) -> Table:
        """What was said in office about these chains and their sectors."""
        wording = self.wording
        lines = []
        for row in wording.index.tables["statements"].iter_rows(named=True):
            if row["chain"] in self.chains or row["sector"] in self.sectors:
                values = {
                    "year": row["year"],
                    **wording.named(row, districts="districts", chain="chains", sector="sectors"),
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


def firm_standings(wording: Wording, chains: Sequence[str], sectors: Sequence[str]) -> dict[str, str]:
    """The firms of these chains and how each stands, the present ones first."""
    standings = _grouped(wording, sectors)
    for firm, row in wording.index.firms.items():
        if firm not in standings and _belongs(wording, chains, row):
            standings[firm] = _standing(wording, chains, firm)
    trading = {firm for firm, standing in standings.items() if standing == AT_WORK}
    for link in wording.index.links.values():
        for end, other in ((link["supplier"], link["buyer"]), (link["buyer"], link["supplier"])):
            if end in trading and other not in standings and link["relation"] in TRADES:
                standings[other] = COUNTERPART
    place = {district: n for n, district in enumerate(wording.index.region)}
    return dict(
        sorted(
            standings.items(),
            key=lambda pair: (
                STANDINGS.index(pair[1]),
                place.get(wording.index.district_of(pair[0]) or "", 99),
                pair[0],
            ),
        )
    )


def _grouped(wording: Wording, sectors: Sequence[str]) -> dict[str, str]:
    """The firms that a state of these sectors names, each under the last group it stands in."""
    standings: dict[str, str] = {}
    for group, standing in BY_GROUP.items():
        for sector in sectors:
            state = wording.results.states.get((sector, "region"))
            for firm in (state[group] or ()) if state else ():
                builds_from_afar = standing == COMING and wording.index.district_of(firm) not in wording.index.region
                standings[firm] = COUNTERPART if builds_from_afar else standing
    return standings


def _standing(wording: Wording, chains: Sequence[str], firm: str) -> str:
    """How a firm of these chains stands that no sector names: one of ``STANDINGS``."""
    row = wording.index.firms[firm]
    status = (wording.index.statuses.get(firm) or {}).get("status")
    if wording.index.is_stale(row) or status == CLOSED:
        return CLOSED if status == CLOSED else STALE
    if row["named"] is not False and _belongs(wording, chains, row):
        return COMING if status in UNBUILT else UNPLACED
    return COUNTERPART


def _belongs(wording: Wording, chains: Sequence[str], row: Row) -> bool:
    """Whether a firm of which no product is known is one of these chains; of all chains, also one of none."""
    if row["district"] not in wording.index.region:
        return False
    if not row["chains"]:
        return row["named"] is not False and set(chains) == set(wording.index.chains)
    return bool(set(row["chains"]) & set(chains))


RATED = {"links": NUMBER, "valued": NUMBER, "unplaced": NUMBER, "inside": NUMBER, "total": NUMBER, "rate": SHARE}


def local_content_table(
    wording: Wording, panels: Panels, scope: str, sectors: Collection[str], findings: Sequence[Row]
) -> Table:
    """List what is bought of ``sectors`` in ``scope`` (``region`` or a district): the links, their amounts, the rate.

    A link whose amount nobody has stated counts in no sum; where none has one the rate is empty, not 0, and the list
    stays on the page.
    """
    rows = [row for row in wording.results.local_content.get(scope, ()) if row["sector"] in sectors]
    heads = {code: wording.say(f"column.{'purchases' if code == 'links' else code}") for code in ("sector", *RATED)}
    records = tuple(
        Record(
            {"sector": wording.both("sectors", row["sector"]), **{name: row[name] for name in RATED}},
            row["sector"],
            sector_panel(panels, row["sector"], findings),
            chains=wording.index.homes([row["sector"]]),
        )
        for row in rows
    )
    counted = {name: sum(row[name] for row in rows) for name in ("links", "valued")}
    note = wording.say("page.local_content_note", n=counted["links"], valued=counted["valued"])
    title = wording.say("page.local_content", n=len(rows))
    shown = columns(heads, kinds=RATED, naming=("sector",))
    return Table("local_content", title, shown, records, note, folded=True, handed=counted["valued"] > 0)
