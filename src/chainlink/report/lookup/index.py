"""The rows of an Outcome, looked up: those of the dataset by id and by place, what the study judged by sector."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

import polars as pl

from chainlink import units
from chainlink.findings import Outcome
from chainlink.findings.bands import CHASE, place
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import HERE
from chainlink.report.lookup.style import district_colours

TRADES = ("supply", "service")
"""The relations of a link that are trade."""

Row = Mapping[str, Any]


def place_of(row: Row) -> str:
    """Name the file a row stands in, and the sheet where it has one."""
    return str(row["file"]) if row.get("sheet") is None else f"{row['file']}《{row['sheet']}》"


def amount_wan_yuan(claim: Row) -> float | None:
    """Return a claim's value in 万元; null where it is no amount of money."""
    if claim["measure"] != "amount" or claim["value"] is None:
        return None
    return units.in_wan_yuan(claim["value"], claim["unit"])


def _grouped(frame: pl.DataFrame, column: str) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        rows[row[column]].append(row)
    return dict(rows)


def _by(frame: pl.DataFrame, column: str) -> dict[str, Row]:
    return {row[column]: row for row in frame.iter_rows(named=True)}


def _by_id(table: str, column: str) -> cached_property[dict[str, Row]]:
    return cached_property(lambda index: _by(index.tables[table], column))


class Index:
    """The rows of the dataset of an Outcome by id, by what they are about and by place, whatever the language."""

    firms = _by_id("firms", "firm")
    sectors = _by_id("sectors", "sector")
    districts = _by_id("districts", "district")
    parks = _by_id("parks", "park")
    links = _by_id("links", "link")
    sources = _by_id("sources", "source")
    claims = _by_id("claims", "claim")

    def __init__(self, outcome: Outcome) -> None:
        self.tables: Mapping[str, pl.DataFrame] = outcome.dataset.tables
        self.region: tuple[str, ...] = tuple(outcome.study.region or outcome.dataset.region)
        self.as_of: int = outcome.study.as_of or outcome.dataset.default_as_of() or 0
        self.seen_since: int = self.as_of - outcome.study.seen_years
        self._places: dict[str, dict[tuple[str, int], Row]] = {}

    @cached_property
    def chains(self) -> dict[str, Row]:
        """Chains 产业链 by id, lead chains first, then by order."""
        rows = sorted(
            self.tables["chains"].iter_rows(named=True),
            key=lambda row: (not row["lead"], row["order"] if row["order"] is not None else 999, row["chain"]),
        )
        return {row["chain"]: row for row in rows}

    @cached_property
    def claims_by_row(self) -> dict[int, Row]:
        """Claims 数据点 by their row in the file."""
        return {row["row"]: row for row in self.claims.values()}

    @cached_property
    def subjects(self) -> dict[str, list[tuple[str, str]]]:
        """What each claim is about: claim -> (table, id) pairs."""
        rows = _grouped(self.tables["claim_subjects"], "claim")
        return {claim: [(row["table"], row["id"]) for row in about] for claim, about in rows.items()}

    @cached_property
    def claims_of(self) -> dict[tuple[str, str], list[str]]:
        """The claims about each subject: (table, id) -> claims."""
        claims: dict[tuple[str, str], list[str]] = defaultdict(list)
        for claim, pairs in self.subjects.items():
            for pair in pairs:
                claims[pair].append(claim)
        return dict(claims)

    @cached_property
    def capabilities(self) -> dict[str, list[Row]]:
        """Capabilities 供给能力 of each firm."""
        return _grouped(self.tables["capabilities"], "firm")

    @cached_property
    def statuses(self) -> dict[str, Row]:
        """The last known status of each firm."""
        return _by(self.tables["firm_status"].sort("firm", "year"), "firm")

    @cached_property
    def links_of(self) -> dict[str, list[Row]]:
        """The links of each firm, as supplier or as buyer."""
        links: dict[str, list[Row]] = defaultdict(list)
        for row in self.links.values():
            links[row["supplier"]].append(row)
            links[row["buyer"]].append(row)
        return dict(links)

    @cached_property
    def said_to_be_of(self) -> dict[tuple[str, str], list[str]]:
        """The named firms not known to have closed that the firms table puts into a chain, by (chain, district)."""
        firms: dict[tuple[str, str], list[str]] = defaultdict(list)
        for firm, row in self.firms.items():
            closed = (self.statuses.get(firm) or {}).get("status") == "closed"
            for chain in (row["chains"] or ()) if row["named"] is not False and row["district"] and not closed else ():
                firms[chain, row["district"]].append(firm)
        return firms

    @cached_property
    def roles(self) -> dict[str, dict[str, str]]:
        """The sectors of each chain with their role 角色."""
        rows = _grouped(self.tables["chain_sectors"], "chain")
        chains = dict.fromkeys([*self.chains, *rows])
        return {chain: {row["sector"]: row["role"] for row in rows.get(chain, ())} for chain in chains}

    @cached_property
    def home_chains(self) -> dict[str, list[str]]:
        """The chains that own or share each sector, own first."""
        homes: dict[str, list[str]] = defaultdict(list)
        for chain in self.roles:
            for sector in self.members([chain]):
                homes[sector].append(chain)
        for sector, chains in homes.items():
            chains.sort(key=lambda chain: self.roles[chain][sector] != "own")
        return dict(homes)

    def homes(self, sectors: Iterable[str]) -> tuple[str, ...]:
        """The chains that own or share any of some sectors, each once."""
        return tuple(dict.fromkeys(chain for sector in sectors for chain in self.home_chains.get(sector, ())))

    def members(self, chains: Iterable[str], *roles: str) -> list[str]:
        """The sectors that have one of ``roles`` in some chains (none named: own or share), each once."""
        pairs = (pair for chain in chains for pair in self.roles.get(chain, {}).items())
        return list(dict.fromkeys(sector for sector, role in pairs if (role in roles if roles else role != "support")))

    def roles_of(self, sector: str, chains: Iterable[str]) -> str | None:
        """The role of a sector in the first of ``chains`` that holds it."""
        return next((self.roles[chain][sector] for chain in chains if sector in self.roles.get(chain, {})), None)

    @cached_property
    def flows(self) -> list[Row]:
        """The flows 上下游关系 in the order of the file."""
        return list(self.tables["flows"].iter_rows(named=True))

    def district_of(self, firm: str) -> str | None:
        """The district of a firm; null where it is not known."""
        row = self.firms.get(firm)
        return row["district"] if row else None

    def districts_of(self, firms: Iterable[str] | None) -> tuple[str, ...]:
        """The districts in which some firms are known to stand, each once."""
        return tuple(dict.fromkeys(filter(None, map(self.district_of, firms or ()))))

    @cached_property
    def colours(self) -> dict[str, str]:
        """The colour of each district of the region."""
        return district_colours(self.region)

    def rows_by_place(self, table: str) -> dict[tuple[str, int], Row]:
        """The rows of ``table`` by (file, row)."""
        if table not in self._places:
            rows = self.tables[table].iter_rows(named=True)
            self._places[table] = {(row["file"], row["row"]): row for row in rows}
        return self._places[table]

    def file_of(self, evidence: Row) -> str:
        """Name the file, and the sheet where it has one, of a row that a finding rests on."""
        return place_of(self.rows_by_place(evidence["table"]).get((evidence["file"], evidence["row"])) or evidence)

    def places_of(self, evidence: Iterable[Row]) -> str:
        """Name the places of evidence, each once: file, sheet where it has one, row."""
        return ";".join(dict.fromkeys(f"{self.file_of(row)}:{row['row']}" for row in evidence))

    def is_stale(self, row: Row) -> bool:
        """Whether a firm was last seen longer ago than the study allows."""
        return row["seen"] is not None and row["seen"] < self.seen_since


def _judged(frame: str, column: str) -> cached_property[dict[str, list[Row]]]:
    return cached_property(lambda results: _grouped(getattr(results.outcome, frame), column))


class Results:
    """What the study of an Outcome judged, by sector and finding."""

    shortfalls = _judged("shortfalls", "sector")
    """What is stated of demand, capacity and local purchases of each sector, one row a unit."""
    local_content = _judged("local_content", "scope")
    """The local content rate 本地配套率 of the sectors bought in the region (``region``) and in each district."""

    def __init__(self, outcome: Outcome, index: Index) -> None:
        self.outcome = outcome
        self.index = index

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
    def concentration(self) -> dict[str, Row]:
        """On how few suppliers the recorded local purchases of each sector rest."""
        return _by(self.outcome.concentration, "sector")

    @cached_property
    def chased(self) -> set[str]:
        """The absent sectors that stand in band 甲 or 乙: those a map draws."""
        return {row["sector"] for row in self.findings if kind_of(row).drawn and row["band"] in CHASE}

    def tied(self, sector: str, chain: str, drawn: Collection[str] = ()) -> bool:
        """Whether a shared sector is the business of a chain: it feeds one of the chain's own that is there or drawn.

        One that feeds none of the chain's own by an essential or common material or packaging flow was put there by
        hand, and stays.
        """
        fed = {
            flow["output"]
            for flow in self.index.flows
            if flow["input"] == sector
            and flow["criticality"] != "optional"
            and flow["kind"] in {"material", "packaging"}
            and self.index.roles[chain].get(flow["output"]) == "own"
        }
        states = (self.states.get((output, "region")) for output in fed)
        return not fed or any(state and state["state"] in HERE for state in states) or bool(fed & set(drawn))

    def sectors_of(self, chain: str) -> list[str]:
        """The sectors that are a chain's business: its own, and the shared ones tied to it."""
        roles = self.index.roles.get(chain, {}).items()
        return [s for s, role in roles if role == "own" or (role == "shared" and self.tied(s, chain, self.chased))]

    @cached_property
    def link_chains(self) -> dict[str, frozenset[str]]:
        """The chains on whose pages each trade stands: of what is carried, and those for which its buyer needs it.

        Where neither is known they are those of the buyer; of a buyer of no chain those of the supplier.
        """
        index = self.index
        needing: dict[tuple[str, str], set[str]] = defaultdict(set)
        for frame in (self.outcome.needs, self.outcome.around):
            if not frame.is_empty():
                for buyer, sector, into in frame.select("buyer", "sector", "from_sector").drop_nulls().iter_rows():
                    needing[buyer, sector].update(self._owning(into))
        chains = {}
        for key, link in index.links.items():
            found: set[str] = set()
            for sector in link["sectors"] or ():
                found.update(self._owning(sector), needing.get((link["buyer"], sector), ()))
            chains[key] = frozenset(found or self._chains_of(link["buyer"]) or self._chains_of(link["supplier"]))
        return chains

    def _owning(self, sector: str) -> list[str]:
        """The chains that own a sector; of one that is only shared all that share it."""
        homes = self.index.home_chains.get(sector, [])
        return [chain for chain in homes if self.index.roles[chain][sector] == "own"] or homes

    def _chains_of(self, firm: str) -> set[str]:
        """The chains of what a firm is on record to make; where that is not known those that the firms table states."""
        made = [row["sector"] for row in self.index.capabilities.get(firm, ())]
        homes = {chain for sector in made for chain in self._owning(sector)}
        return homes or set((self.index.firms.get(firm) or {}).get("chains") or ())

    @cached_property
    def survey_wanting(self) -> bool:
        """Whether less than half of the resident firms are recorded and nobody has surveyed (the list is 摸排清单)."""
        stated = self.outcome.coverage.drop_nulls("resident").rows_by_key("table", named=True)
        districts = {row["id"] for row in stated["districts"]}
        # the firms of a park are of its district: a park counts where that states no number
        parks = (row for row in stated["parks"] if self.index.parks[row["id"]]["district"] not in districts)
        rows = [*stated["districts"], *parks]
        resident = sum(row["resident"] for row in rows)
        share = sum(row["recorded"] for row in rows) / resident if resident else 1.0
        return share < self.outcome.study.coverage_bar and self.index.tables["surveys"].is_empty()
