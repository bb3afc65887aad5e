"""Which cards stand on a map, sectors and their firms, before anything is drawn."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from chainlink.findings.states import ABSENT, HERE, NEXT_DOOR, STATES
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.folding import crowded_sectors, shown_firms
from chainlink.report.maps.leads import bands_of, leads_drawn, raw_materials
from chainlink.report.panels.panels import Panels

UNPLACED = "unplaced"


class Cards:
    """Gathers the cards of one map: the lanes are chains; on a chain's own page there is one."""

    def __init__(self, wording: Wording, panels: Panels, chains: Sequence[str], *, whole: bool) -> None:
        self.wording, self.index, self.results = wording, wording.index, wording.results
        self.panels = panels
        self.chains = tuple(chains)
        self.whole = whole
        self.inside = set(wording.index.region)
        self.lane_of: dict[str, str] = {}
        self.firms_of: dict[str, dict[str, None]] = {}
        self.guest: set[str] = set()
        self.support: set[str] = set()
        self.bands: dict[str, str] = {}
        self._mine, self._own = set(self.index.members(chains)), set(self.index.members(chains, "own"))
        self.bands_of = bands_of(wording, self.chains)
        self._gather()
        self.crowded = self._fold()
        self.shown = shown_firms(self.index, self.firms_of)

    def _gather(self) -> None:
        bands, raw = self._leads(), raw_materials(self.wording, self.chains) if not self.whole else set[str]()
        folded: set[str] = set()
        for chain in self.chains:
            for sector, role in self.index.roles.get(chain, {}).items():
                state = self.results.states.get((sector, "region"))
                if sector in self.lane_of or state is None or (self.whole and chain != self._lane(sector, state)):
                    continue
                on_the_way = self._on_the_way(state, role)
                here = state["state"] in HERE or on_the_way
                absent = state["state"] in ABSENT and (sector in bands or sector in raw)
                if role == "shared" and not self.results.tied(sector, chain, bands) and not on_the_way:
                    continue
                if (role == "support" and not (here and state["makers"])) or not (here or absent):
                    folded |= {sector} if role != "support" else set()
                    continue
                self._add(sector, chain, self._firms(state))
                if role == "support":
                    self.support.add(sector)
        if not self.whole:
            for sector in bands:
                if sector not in self.lane_of:
                    self._add(sector, self.chains[0], [])
                    self._invite(sector)
                    folded.discard(sector)
        self.bands = bands
        self._add_counterparts()
        self._drop_idle_support()
        self._add_doubtful()
        self.folded = len(folded - set(self.lane_of))

    def _leads(self) -> dict[str, str]:
        """The absent sectors to draw for their findings: the first of the chain, or of each lane, by the band."""

        def lane(sector: str, chains: Sequence[str]) -> str | None:
            state = self.results.states.get((sector, "region"))
            return chains[0] if not self.whole else self._lane(sector, state) if state else None

        return leads_drawn(self.results.findings, self.chains, lane, whole=self.whole)

    def _on_the_way(self, state: Row, role: str) -> bool:
        """Whether makers are only building: of a chain's own sectors always, of shared ones where they are needed."""
        return bool(state["coming"]) and not self.whole and (role == "own" or (role == "shared" and state["needed_by"]))

    def _lane(self, sector: str, state: Row) -> str | None:
        """The lane of a sector on the region's map: the chain that owns it, else one its makers belong to."""
        roles = {chain: self.index.roles[chain][sector] for chain in self.index.home_chains.get(sector, ())}
        homes = [
            chain
            for chain, role in roles.items()
            if chain in self.chains and (role == "own" or self.results.tied(sector, chain))
        ]
        owners = [chain for chain in homes if roles[chain] == "own"]
        firms = [*(state["makers"] or ()), *(state["inferred"] or ())]
        named = {chain for firm in firms for chain in self.index.firms[firm]["chains"] or ()}
        return next(iter([*owners, *(chain for chain in homes if chain in named), *homes]), None)

    def _add(self, sector: str, chain: str, firms: Iterable[str]) -> None:
        self.lane_of[sector] = chain
        self.firms_of[sector] = dict.fromkeys(firms)

    def _invite(self, sector: str) -> None:
        """Note a sector as another chain's, unless one of these owns or shares it."""
        if not set(self.index.home_chains.get(sector, ())) & set(self.chains):
            self.guest.add(sector)

    def _add_doubtful(self) -> None:
        """Show of a chain without any other card what is only inferred or stale: firms to ask, not present ones."""
        for chain in [chain for chain in self.chains if chain not in {*self.lane_of.values()}]:
            for sector in self.index.members([chain], "own"):
                state = self.results.states.get((sector, "region"))
                if state and (firms := dict.fromkeys([*(state["inferred"] or ()), *(state["stale"] or ())])):
                    self._add(sector, chain, firms)

    def _firms(self, state: Row) -> list[str]:
        groups = ("near", "coming") if STATES[state["state"]].met == NEXT_DOOR else ("makers", "older", "coming")
        return list(dict.fromkeys(firm for group in groups for firm in state[group] or ()))

    def _fold(self) -> list[str]:
        """Take away the sectors for which the map has no room, and return them."""
        crowded = crowded_sectors(self.index, self.firms_of, self.bands, self.support)
        for sector in crowded:
            del self.lane_of[sector], self.firms_of[sector]
        return crowded

    def placed(self) -> dict[str, list[str]]:
        """The sectors under which each firm stands on the map."""
        sectors: dict[str, list[str]] = defaultdict(list)
        for sector, firms in self.firms_of.items():
            for firm in firms:
                sectors[firm].append(sector)
        return sectors

    def _add_counterparts(self) -> None:
        """Give a place to the other end of every link that belongs to these chains."""
        placed = self.placed()
        if self.whole:
            for link in self.index.links.values():
                for sector in link["sectors"] or ():
                    if sector in self.lane_of and placed.get(link["buyer"]) and link["relation"] != "ownership":
                        self.firms_of[sector][link["supplier"]] = None
            return
        for link in self.index.links.values():
            if link["relation"] == "ownership" or not self.belongs(link, placed):
                continue
            for firm, wanted in ((link["supplier"], link["sectors"]), (link["buyer"], None)):
                if not placed.get(firm):
                    sector = self._home(firm, wanted, placed)
                    if sector not in self.lane_of:
                        self._add(sector, self.chains[0], [])
                        self._invite(sector)
                    self.firms_of[sector][firm] = None
                    placed[firm].append(sector)

    def belongs(self, link: Row, placed: dict[str, list[str]]) -> bool:
        """Whether a link is these chains' business: its product is theirs, or its buyer makes what they own."""
        ends = (link["supplier"], link["buyer"])
        if not any(end in placed for end in ends) or not any(
            self.index.district_of(end) in self.inside for end in ends
        ):
            return False
        buys = not self._own.isdisjoint(placed.get(link["buyer"], ()))
        if link["sectors"]:
            return buys or not self._mine.isdisjoint(link["sectors"])
        return buys or not self._own.isdisjoint(placed.get(link["supplier"], ()))

    def _home(self, firm: str, wanted: Sequence[str] | None, placed: dict[str, list[str]]) -> str:
        """The sector under which a counterpart stands: the link's own, or one it makes, or none known."""
        makes = [row["sector"] for row in self.index.capabilities.get(firm, ())]
        options = [*(wanted or ()), *makes]
        known = [sector for sector in options if sector in self.lane_of]
        peers = self._peers(firm, placed) if not options else []
        return next(iter([*known, *options, *peers]), UNPLACED)

    def _peers(self, firm: str, placed: dict[str, list[str]]) -> list[str]:
        """Where the other subjects of a joint claim stand: an unnamed buyer belongs beside the named ones."""
        links = self.index.links
        peers: list[str] = []
        for link in self.index.links_of.get(firm, ()):
            end = "buyer" if link["buyer"] == firm else "supplier"
            for claim in self.index.claims_of.get(("links", link["link"]), ()):
                for table, other in self.index.subjects[claim]:
                    if table == "links" and other in links:
                        peers.extend(placed.get(links[other][end], ()))
        return peers

    def _drop_idle_support(self) -> None:
        """Leave out support sectors whose firms trade with nobody on the map."""
        placed = self.placed()
        busy: set[str] = set()
        for link in self.index.links.values():
            if link["supplier"] in placed and link["buyer"] in placed:
                busy |= {*placed[link["supplier"]], *placed[link["buyer"]]}
        for sector in self.support - busy:
            del self.lane_of[sector], self.firms_of[sector]

    def card(self, sector: str, firm: str = "") -> str:
        """The key of a card: ``f:firm@sector``, of a sector and of a firm that has no card ``s:sector``."""
        return f"f:{firm}@{sector}" if firm and firm in self.shown[sector] else f"s:{sector}"
