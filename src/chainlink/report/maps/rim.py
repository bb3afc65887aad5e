"""The rim of the map of districts: neighbours and places outside that the region trades with."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import cos, radians

from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.style import GREY
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel, Seat
from chainlink.report.panels.links import link_panel, link_words
from chainlink.report.panels.panels import Panels

UNKNOWN, OTHERS = "unknown", "others"
"""Where it is not stated in which district a firm is, and the places that are too many to be told apart."""
MOST = 8
RIM_WIDTH, RIM_HEIGHT, MARGIN = 148, 46, 172
"""The size of a seat on the rim, and the room beside the region for a column of them."""

Flows = Mapping[tuple[str, str], list[Row]]


def flows_beyond(wording: Wording) -> dict[tuple[str, str], list[Row]]:
    """Return the supply and service links of which one end is in the region and one is not, by (from, to)."""
    inside = set(wording.index.region)
    flows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for link in wording.index.links.values():
        ends = [wording.index.district_of(link[end]) or UNKNOWN for end in ("supplier", "buyer")]
        if link["relation"] in TRADES and len(inside & {*ends}) == 1 and (ends[0] in inside) != (ends[1] in inside):
            flows[ends[0], ends[1]].append(link)
    count = Counter(end for pair, links in flows.items() for end in pair if end not in inside for _ in links)
    shown = {
        key for key, _ in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))[: MOST - (len(count) > MOST)]
    }
    merged: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for (start, end), links in flows.items():
        merged[_shown(start, inside | shown), _shown(end, inside | shown)] += links
    return dict(merged)


def _shown(key: str, known: set[str]) -> str:
    return key if key in known else OTHERS


def place_name(wording: Wording, key: str) -> str:
    """Name a district, or what stands for one on the rim."""
    if key == UNKNOWN:
        return wording.say("rim.unknown")
    return wording.say("rim.others") if key == OTHERS else wording.name("districts", key)


def rim_seats(wording: Wording, panels: Panels, flows: Flows, width: int, height: int) -> tuple[Seat, ...]:
    """Place what lies outside the region on both sides of a map so wide, west and east, north above south.

    What has no coordinates stands where there is room.
    """
    inside = set(wording.index.region)
    keys = sorted({end for pair in flows for end in pair} - inside)
    home = [wording.index.districts[key] for key in wording.index.region]
    at = {key: _offset(wording.index.districts.get(key), home) for key in keys}
    sides: tuple[list[str], list[str]] = ([], [])
    for key in sorted((key for key in keys if at[key]), key=lambda key: at[key] or (0, 0)):
        sides[(at[key] or (0, 0))[0] > 0].append(key)
    for key in keys:
        if at[key] is None:
            min(reversed(sides), key=len).append(key)
    seats = []
    for column, x in zip(sides, (MARGIN // 2, width - MARGIN // 2), strict=True):
        column.sort(key=lambda key: -(at[key] or (0, -99))[1])
        step = height / (len(column) or 1)
        seats += [
            _seat(wording, panels, key, flows, x, round(step * (place + 0.5))) for place, key in enumerate(column)
        ]
    return tuple(seats)


def _offset(row: Row | None, home: Iterable[Row]) -> tuple[float, float] | None:
    """How far east and north of the middle of the region a district lies; null where the map does not know."""
    known = [place for place in home if place["lon"] is not None and place["lat"] is not None]
    if row is None or row["lon"] is None or row["lat"] is None or not known:
        return None
    lon, lat = (sum(place[axis] for place in known) / len(known) for axis in ("lon", "lat"))
    return (row["lon"] - lon) * cos(radians(lat)), row["lat"] - lat


def _seat(wording: Wording, panels: Panels, district: str, flows: Flows, x: int, y: int) -> Seat:
    name, key = place_name(wording, district), f"d:{district}"
    into = [link for (start, _), links in flows.items() if start == district for link in links]
    out = [link for (_, end), links in flows.items() if end == district for link in links]
    row = wording.index.districts.get(district)
    detail = wording.say("rim.seat", into=len(into), out=len(out))
    tags = (wording.word("ring", row["ring"]),) if row else ()
    sections = (
        (wording.say("rim.into", n=len(into)), _items(panels, into)),
        (wording.say("rim.out", n=len(out)), _items(panels, out)),
    )
    panels.found[key] = Panel(name, tags, tuple(part for part in sections if part[1]))
    spoken = f"{name}{wording.say('page.clause')}{detail}"
    return Seat(key, name, detail, spoken, GREY, key, x, y, here=False, rim=True)


def _items(panels: Panels, links: list[Row]) -> tuple[Item, ...]:
    wording = panels.wording
    items = tuple(
        Item(
            link_words(wording, link, wording.link_title(link)),
            link_panel(panels, link["link"]),
            (panels.row("links", link),),
        )
        for link in links[: panels.most]
    )
    return (*items, *panels.rest(len(links)))
