"""The tables of firms on a page: those at work, old material, closed ones, and those elsewhere."""

from __future__ import annotations

from chainlink import terms
from chainlink.data.writing.table import Record, Table
from chainlink.findings.standings import CLOSED, ELSEWHERE, STALE
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.index import TRADES
from chainlink.report.panels.firms import firm_panel


def firms_tables(sheets: Sheets) -> list[Table]:
    """The firms: those at work and what is missing about the rest; old material and closed ones apart."""
    standings = sheets.firm_keys
    codes = ("firm", "district", "park", "makes", "standing", "supplies", "buys", "seen")
    heads = sheets.columns(*codes, naming=("firm",), long=("makes",))
    lines = {firm: _firm(sheets, firm, standing) for firm, standing in standings.items()}
    apart = {STALE, CLOSED, *ELSEWHERE}
    now = tuple(lines[firm] for firm, standing in standings.items() if standing not in apart)
    old = tuple(lines[firm] for firm, standing in standings.items() if standing == STALE)
    closed = tuple(lines[firm] for firm, standing in standings.items() if standing == CLOSED)
    rest = tuple(lines[firm] for firm, standing in standings.items() if standing in ELSEWHERE)
    tables = [
        Table("firms", sheets.say("firms", n=len(now)), heads, now, sheets.say("firms_note")),
        Table("stale", sheets.say("stale", n=len(old)), heads, old, sheets.say("stale_note")),
        Table("closed", sheets.say("closed", n=len(closed)), heads, closed, sheets.say("closed_note")),
        Table("others", sheets.say("others", n=len(rest)), heads, rest, sheets.say("others_note")),
    ]
    return [table for table in tables if table.records or table.key == "firms"]


def _firm(sheets: Sheets, firm: str, standing: str) -> Record:
    wording = sheets.wording
    row = wording.index.firms[firm]
    makes = list(wording.index.capabilities.get(firm, ()))
    links = [link for link in wording.index.links_of.get(firm, ()) if link["relation"] in TRADES]
    sells = [link["buyer"] for link in links if link["supplier"] == firm]
    buys = [link["supplier"] for link in links if link["buyer"] == firm]
    products = wording.joint.join(
        wording.noted(wording.name("sectors", capability["sector"]), "?" if capability["basis"] == "inferred" else "")
        for capability in makes
    )
    name = wording.name("firms", firm)
    if row["named"] is False and terms.word("page.unnamed") not in name:
        name = wording.noted(name, sheets.say("unnamed"))
    values = {
        "firm": name,
        "district": wording.name("districts", row["district"]),
        "park": wording.name("parks", row["park"]),
        "makes": products or sheets.say("sector_unknown"),
        "standing": sheets.say(f"standing_{standing}"),
        "supplies": wording.names("firms", dict.fromkeys(sells)),
        "buys": wording.names("firms", dict.fromkeys(buys)),
        "seen": row["seen"],
    }
    own = [sector["sector"] for sector in makes]
    chains = dict.fromkeys(
        [*(row["chains"] or ()), *(chain for sector in own for chain in wording.index.home_chains.get(sector, ()))]
    )
    districts = (row["district"],) if row["district"] else ()
    return Record(values, firm, firm_panel(sheets.panels, firm), districts, tuple(chains))
