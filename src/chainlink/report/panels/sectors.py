"""The panel of a sector: its findings, the firms behind its state, its flows, its demand and capacity."""

from collections.abc import Iterable

from chainlink.findings.states import BLANK
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import firm_items
from chainlink.report.panels.links import link_item, valued_first
from chainlink.report.panels.panels import Panels
from chainlink.terms import number


def sector_panel(panels: Panels, key: str, chain_findings: Iterable[Row] = (), *, kept: bool = False) -> str:
    """Compose the panel of a sector 环节 and return its key."""
    name = f"s:{key}"
    known = key in panels.wording.index.sectors
    return panels.once(name, lambda: _sector(panels, key, chain_findings), kept=kept) if known else name


def _sector(panels: Panels, key: str, chain_findings: Iterable[Row]) -> Panel:
    wording, sector = panels.wording, panels.wording.index.sectors[key]
    state = wording.results.states.get((key, "region"))
    traits = Item(_traits(wording, sector) or wording.name("sectors", key), rows=(panels.row("sectors", sector),))
    sections = [
        (panels.say("sector"), (traits,)),
        *_findings_about(panels, key, chain_findings),
        *(_standing(panels, state) if state else ()),
        *_shortfalls(panels, key),
    ]
    if state and state["state"] != BLANK:
        sections += _flows(panels, key)
    return Panel(wording.both("sectors", key), _sector_tags(wording, sector, state), tuple(sections))


def _sector_tags(wording: Wording, sector: Row, state: Row | None) -> tuple[str, ...]:
    key = sector["sector"]
    tags = [wording.word("state", state["state"]) if state else "", wording.word("stage", sector["stage"])]
    roles = {chain: wording.index.roles[chain][key] for chain in wording.index.home_chains.get(key, ())}
    tags += [wording.told(wording.word("role", role), wording.name("chains", chain)) for chain, role in roles.items()]
    return tuple(filter(None, tags))


def _traits(wording: Wording, sector: Row) -> str:
    say, word = wording.say, wording.word
    traits = [say("page.reach_is", reach=word("reach", sector["reach"]))] if sector["reach"] else []
    traits += [say("page.env_is", env=word("env_class", sector["env_class"]))] if sector["env_class"] else []
    traits += [say("page.captive_is")] if sector["captive"] else []
    return wording.semi.join(traits)


def named_sectors(panels: Panels, keys: Iterable[str], findings: Iterable[Row] = ()) -> tuple[Item, ...]:
    """Sectors by name, the first of them where they are many, each with its panel composed."""
    known, most = list(keys), panels.most
    name = panels.wording.name
    items = [Item(name("sectors", key), sector_panel(panels, key, findings)) for key in known[:most]]
    return (*items, *panels.rest(len(known), most))


def _findings_about(panels: Panels, sector: str, findings: Iterable[Row]) -> Iterable[tuple[str, tuple[Item, ...]]]:
    wording, items = panels.wording, []
    for finding in findings:
        if finding["sector"] == sector:
            text = wording.noted(wording.word("kind", finding["kind"]), wording.word("band_mark", finding["band"]))
            items.append(Item(text, finding_panel(panels, finding)))
    if items:
        yield panels.say("findings", n=len(items)), tuple(items)


def _standing(panels: Panels, state: Row) -> Iterable[tuple[str, tuple[Item, ...]]]:
    """The firms behind the state of a sector, by group, and the links that carry it."""
    for group in ("makers", "older", "carried", "coming", "inferred", "stale", "near", "needed_by"):
        if state[group]:
            yield panels.say(f"group_{group}", n=len(state[group])), firm_items(panels, state[group])
    if state["links"]:
        by_id = panels.wording.index.links
        links = valued_first(panels.wording, (by_id[link] for link in state["links"] if link in by_id))
        most = panels.most
        items = (*(link_item(panels, link) for link in links[:most]), *panels.rest(len(state["links"]), most))
        yield panels.say("group_links", n=len(state["links"])), items


def _flows(panels: Panels, sector: str) -> Iterable[tuple[str, tuple[Item, ...]]]:
    """What a sector goes into and what it takes."""
    wording = panels.wording
    for end, other, head in (("input", "output", "goes_into"), ("output", "input", "takes_from")):
        flows = [flow for flow in wording.index.flows if flow[end] == sector]
        items, most = [], panels.most
        for flow in flows[:most]:
            parts = wording.word("criticality", flow["criticality"]), wording.word("flow_kind", flow["kind"])
            text = wording.noted(wording.name("sectors", flow[other]), wording.say("page.clause").join(parts))
            items.append(Item(text, f"s:{flow[other]}", (panels.row("flows", flow),)))
        if items:
            yield panels.say(head, n=len(flows)), (*items, *panels.rest(len(flows), most))


def _shortfalls(panels: Panels, sector: str) -> Iterable[tuple[str, tuple[Item, ...]]]:
    """What is stated of a sector's demand and capacity; gap and disconnect apart, each only where it is known."""
    for row in panels.wording.results.shortfalls.get(sector, ()):
        proof = tuple(panels.row("claims", panels.wording.index.claims_by_row[claim]) for claim in row["rows"])
        items = [
            Item(panels.say(f"shortfall_{code}", figure=f"{number(row[code])} {row['unit']}"), rows=proof)
            for code in ("demand", "capacity", "purchases", "gap", "disconnect")
            if row[code] is not None and (code != "disconnect" or row[code] >= 0)
        ]
        if (row["disconnect"] or 0) < 0:
            items.append(Item(panels.say("shortfall_contradiction"), rows=proof))
        yield panels.say("shortfall", unit=row["unit"]), tuple(items)
