"""The firms of a page that has no room for a panel each: names, places and trades in columns, packed for search."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from chainlink import terms
from chainlink.report.lists.packed import column, names
from chainlink.report.lookup.index import TRADES, Row, place_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Crowd
from chainlink.report.panels.panels import Panels


def crowd(wording: Wording, panels: Panels, firms: Iterable[str], sectors: Collection[str] = ()) -> Crowd | None:
    """Return the ``firms`` of a page and their links in columns; null where each of them has a panel.

    ``names`` joined by line ends; ``district``, ``sector`` (index + 1, 0 = not known; the first that a firm makes of
    ``sectors``), ``row``, ``file`` and ``from`` (its sources) per firm; the same per link with ``supplier``, ``buyer``
    (index of the firm) and ``relation``; ``beyond``: how many trades of a firm go to firms of other pages.  ``kept``
    names the firms that have a panel, ``stated`` what is stated of a link.
    """
    index = wording.index
    order = sorted(firms, key=lambda firm: (index.firms[firm]["file"], index.firms[firm]["row"], firm))
    kept = {number: firm for number, firm in enumerate(order) if f"f:{firm}" in panels.found}
    if len(kept) == len(order):
        return None
    place = {firm: number for number, firm in enumerate(order)}
    rows = [index.firms[firm] for firm in order]
    links = [link for link in index.links.values() if link["supplier"] in place and link["buyer"] in place]
    links.sort(key=lambda row: (row["file"], row["row"]))
    relations = list(terms.choices("relation"))
    columns = {
        **_firm_columns(wording, order, rows, sectors),
        "beyond": column([_beyond(index.links_of.get(firm, ()), place) for firm in order]),
        "supplier": column([place[row["supplier"]] for row in links]),
        "buyer": column([place[row["buyer"]] for row in links]),
        "relation": column([relations.index(row["relation"]) for row in links]),
        "relations": [wording.word("relation", code) for code in relations],
        "stated": _stated(wording, links),
        "kept": {str(number): firm for number, firm in kept.items()},
        "proof": _proofs(panels, {"firms": rows, "links": links}),
    }
    return Crowd(columns, place)


def _firm_columns(
    wording: Wording, order: Sequence[str], rows: Sequence[Row], wanted: Collection[str]
) -> dict[str, object]:
    """Name the firms, where they stand and what they make first."""
    index = wording.index
    made = [[row["sector"] for row in index.capabilities.get(firm, ())] for firm in order]
    first = [next(iter([*(s for s in own if s in wanted), *own]), "") for own in made]
    sectors = [sector for sector in dict.fromkeys(first) if sector]
    districts = [*index.region, *(key for key in index.districts if key not in index.region)]
    sector_place = {key: n + 1 for n, key in enumerate(sectors)}
    district_place = {key: n + 1 for n, key in enumerate(districts)}
    return {
        **names(wording.name("firms", firm) for firm in order),
        "districts": [[key, wording.name("districts", key), index.colours.get(key, "")] for key in districts],
        "sectors": [[key, wording.name("sectors", key)] for key in sectors],
        "district": column([district_place.get(row["district"] or "", 0) for row in rows]),
        "sector": column([sector_place.get(sector, 0) for sector in first]),
    }


def _beyond(links: Iterable[Row], place: Collection[str]) -> int:
    """How many trades have an end outside of ``place``."""
    return sum(
        link["relation"] in TRADES and not (link["supplier"] in place and link["buyer"] in place) for link in links
    )


def _stated(wording: Wording, links: Sequence[Row]) -> dict[str, str]:
    """What is stated of the links, by their number: no amount is lost in a crowd."""
    claims = wording.index.claims_of
    return {
        str(number): wording.semi.join(map(wording.claim_text, claims["links", link["link"]]))
        for number, link in enumerate(links)
        if ("links", link["link"]) in claims
    }


def _proofs(panels: Panels, tables: dict[str, Sequence[Row]]) -> dict[str, Any]:
    """The row of every record, its file and its sources, as numbers among those of the page."""
    proofs: dict[str, Any] = {}
    groups: dict[tuple[int, ...], int] = {}
    for table, rows in tables.items():
        name = panels.wording.table(table)
        files = [panels.file(name, place_of(row)) for row in rows]
        named = [tuple(panels.source(key) for key in row["source"] or ()) for row in rows]
        sources = [groups.setdefault(group, len(groups)) for group in named]
        proofs[table] = [column(files), column([row["row"] for row in rows]), column(sources)]
    return {**proofs, "sources": [list(group) for group in groups]}
