"""The panel of a firm: how it stands, what it makes, whom it supplies and who supplies it."""

from collections.abc import Iterable, Sequence

from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.links import claim_items, link_item, link_items, valued_first
from chainlink.report.panels.panels import Panels


def firm_panel(panels: Panels, key: str, *, kept: bool = False) -> str:
    """Compose the panel of a firm 企业 and return its key."""
    name = f"f:{key}"
    return panels.once(name, lambda: _firm(panels, key), kept=kept) if key in panels.wording.index.firms else name


def _firm(panels: Panels, key: str) -> Panel:
    wording, firm = panels.wording, panels.wording.index.firms[key]
    links = list(wording.index.links_of.get(key, ()))
    supply = [link for link in links if link["relation"] != "ownership"]
    owners = [link for link in links if link["relation"] == "ownership"]
    sections = [
        (panels.say("firm"), _legal_items(panels, firm)),
        _made_by(panels, key),
        _traded(panels, supply, key, "buyer", "supplier"),
        _traded(panels, supply, key, "supplier", "buyer"),
    ]
    if owners:
        sections.append((panels.say("ownership"), tuple(link_item(panels, link) for link in owners)))
    if claims := claim_items(panels, "firms", key):
        sections.append((panels.say("claims"), tuple(claims)))
    return Panel(wording.name("firms", key), _firm_tags(wording, firm), tuple(sections))


def _firm_tags(wording: Wording, firm: Row) -> tuple[str, ...]:
    status = wording.index.statuses.get(firm["firm"])
    tags = [
        wording.name("districts", firm["district"]) or wording.say("page.unknown"),
        wording.name("parks", firm["park"]),
    ]
    tags += [wording.name("chains", chain) for chain in firm["chains"] or ()]
    tags += [wording.noted(wording.word("firm_status", status["status"]), str(status["year"]))] if status else []
    tags += [wording.say("page.unnamed")] if firm["named"] is False else []
    tags += [wording.say("page.anchor")] if firm["anchor"] else []
    return tuple(filter(None, tags))


def _legal_items(panels: Panels, firm: Row) -> tuple[Item, ...]:
    """The name a firm is registered by, and how it last stood."""
    own = [Item(firm["legal_name"] or firm["name"], rows=(panels.row("firms", firm),))]
    if status := panels.wording.index.statuses.get(firm["firm"]):
        was = panels.say("was", status=panels.wording.word("firm_status", status["status"]), year=status["year"])
        own.append(Item(was, rows=(panels.row("firm_status", status),)))
    return tuple(own)


def _made_by(panels: Panels, firm: str) -> tuple[str, tuple[Item, ...]]:
    """What a firm makes."""
    wording = panels.wording
    items = []
    for row in wording.index.capabilities.get(firm, ()):
        text = wording.noted(wording.name("sectors", row["sector"]), wording.standing_of(row))
        items.append(Item(text, f"s:{row['sector']}", (panels.row("capabilities", row),)))
    return panels.say("makes", n=len(items)), tuple(items) or (Item(panels.say("sector_unknown")),)


def _traded(panels: Panels, links: Iterable[Row], firm: str, mine: str, other: str) -> tuple[str, tuple[Item, ...]]:
    """The links at whose end ``mine`` a firm stands."""
    own = valued_first(panels.wording, (link for link in links if link[mine] == firm))
    most = panels.most
    items = (*link_items(panels, own[:most], other), *panels.rest(len(own), most))
    return panels.say(f"{other}s", n=len(own)), items or (Item(panels.say("none_recorded")),)


def firm_items(panels: Panels, keys: Sequence[str] | None) -> tuple[Item, ...]:
    """Firms by name and district, each with its panel."""
    wording, known, most = panels.wording, keys or (), panels.most
    items = [
        Item(
            wording.noted(wording.name("firms", key), wording.name("districts", wording.index.district_of(key))),
            f"f:{key}",
        )
        for key in known[:most]
    ]
    return (*items, *panels.rest(len(known), most))


def named_firms(panels: Panels, keys: Iterable[str], *, proven: bool = False) -> tuple[Item, ...]:
    """Firms by name, each with its panel composed; ``proven`` with the row it stands in."""
    wording = panels.wording
    return tuple(
        Item(
            wording.name("firms", key),
            firm_panel(panels, key),
            (panels.row("firms", wording.index.firms[key]),) if proven else (),
        )
        for key in keys
    )
