"""For which cards a map has room, and which are folded away: a rule of the map, not of how large the dataset is."""

from collections.abc import Collection, Mapping

from chainlink.report.lookup.index import Index

MOST_SECTORS, MOST_FIRMS = 60, 120
"""So many cards of sectors and of firms a map has room for; what is held may take as much again of sectors."""

FirmsOf = Mapping[str, Collection[str]]


def held(index: Index, firm: str) -> bool:
    """Whether a firm is folded last: an anchor here, or one of which or of whose trade something is stated."""
    row = index.firms[firm]
    if ("firms", firm) in index.claims_of or (row["anchor"] and row["district"] in index.region):
        return True
    return any(("links", link["link"]) in index.claims_of for link in index.links_of.get(firm, ()))


def crowded_sectors(index: Index, firms_of: FirmsOf, bands: Collection[str], support: Collection[str]) -> list[str]:
    """Return the sectors for which a map has no room: those with a lead or something stated stay, then the largest."""
    stay = {sector for sector, firms in firms_of.items() if sector in bands or any(held(index, firm) for firm in firms)}
    order = sorted(firms_of, key=lambda key: (key not in stay, key in support, -len(firms_of[key]), key))
    return order[min(max(MOST_SECTORS, len(stay)), 2 * MOST_SECTORS) :]


def shown_firms(index: Index, firms_of: FirmsOf) -> dict[str, list[str]]:
    """Return the firms that have a card under each sector: held ones first, then those that trade the most.

    A sector shows as many as every other where it has them: a great one does not take the room of a small one.
    """
    stay = {sector: [firm for firm in firms if held(index, firm)] for sector, firms in firms_of.items()}
    most = _fair_share(firms_of)
    room = sum(map(len, stay.values())) <= MOST_FIRMS
    shown = {}
    for sector, firms in firms_of.items():
        order = sorted(firms, key=lambda key: (key not in stay[sector], -len(index.links_of.get(key, ()))))
        first = set(order[: max(most, len(stay[sector]) if room else 0)])
        shown[sector] = [firm for firm in firms if firm in first]
    return shown


def _fair_share(firms_of: FirmsOf) -> int:
    """How many firms every sector may show so that the map has room for all of them."""
    sizes = [len(firms) for firms in firms_of.values()]
    most = max(sizes, default=0)
    while most and sum(min(size, most) for size in sizes) > MOST_FIRMS:
        most -= 1 + most // 20
    return most
