"""The tables of firms on a page: those at work, old material, closed ones, and those elsewhere."""

from collections.abc import Mapping

from chainlink import terms
from chainlink.data.writing.table import Column, Record, Table
from chainlink.findings.standings import CLOSED, ELSEWHERE, STALE
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.index import TRADES
from chainlink.report.panels.firms import firm_panel


def firms_tables(sheets: Sheets) -> list[Table]:
    """The firms: those at work and what is missing about the rest; old material and closed ones apart."""
    codes = ("firm", "district", "park", "makes", "standing", "supplies", "buys", "seen")
    heads = sheets.columns(*codes, naming=("firm",), long=("makes",))
    lists: dict[str, dict[str, str]] = {"firms": {}, STALE: {}, CLOSED: {}, "others": {}}
    for firm, standing in sheets.firm_keys.items():
        key = standing if standing in lists else "others" if standing in ELSEWHERE else "firms"
        lists[key][firm] = standing
    return [_table(sheets, key, firms, heads) for key, firms in lists.items() if firms or key == "firms"]


def _table(sheets: Sheets, key: str, firms: Mapping[str, str], heads: tuple[Column, ...]) -> Table:
    """List some firms by their standing; those for which a page has no room are counted and found in its crowd."""
    panels = sheets.panels
    lines = [_firm(sheets, *pair) for pair in firms.items() if sheets.has_room(firm_panel(panels, pair[0]))]
    note = sheets.say(f"{key}_note") + sheets.folded(len(lines), len(firms))
    return Table(key, sheets.say(key, n=len(firms)), heads, tuple(lines), note)


def _firm(sheets: Sheets, firm: str, standing: str) -> Record:
    wording, index = sheets.wording, sheets.wording.index
    row = index.firms[firm]
    makes = index.capabilities.get(firm, ())
    links = [link for link in index.links_of.get(firm, ()) if link["relation"] in TRADES]
    sells = [link["buyer"] for link in links if link["supplier"] == firm]
    buys = [link["supplier"] for link in links if link["buyer"] == firm]
    products = wording.joint.join(
        wording.noted(wording.name("sectors", made["sector"]), "?" if made["basis"] == "inferred" else "")
        for made in makes
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
    chains = dict.fromkeys([*(row["chains"] or ()), *index.homes(made["sector"] for made in makes)])
    where = (row["district"],) if row["district"] else ()
    return Record(values, firm, f"f:{firm}", where, tuple(chains))
