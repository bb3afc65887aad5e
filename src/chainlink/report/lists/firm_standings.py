"""How each firm of some chains stands: what the findings decided, in the order of a page."""

from __future__ import annotations

from collections.abc import Sequence

from chainlink.findings.standings import AT_WORK, BY_GROUP, CLOSED, COMING, COUNTERPART, STALE, STANDINGS, UNPLACED
from chainlink.measures.supply.presence import COMING as UNBUILT
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.wording import Wording


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
                standings[firm] = standing
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
