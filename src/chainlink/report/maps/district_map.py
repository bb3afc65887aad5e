"""The schematic map of the districts 区县 of a region: who supplies whom, what is stated of it, how long the road."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from math import cos, hypot, pi, radians, sin
from typing import NamedTuple
from xml.sax.saxutils import escape

import polars as pl

from chainlink.report.layout.geometry import display_width
from chainlink.report.lookup import draw
from chainlink.report.lookup.index import TRADES, Row, amount_wan_yuan
from chainlink.report.lookup.style import GREY, INK, LINE, MUTED, PALE, TINTS
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.rim import MARGIN, RIM_HEIGHT, RIM_WIDTH, flows_beyond, place_name, rim_seats
from chainlink.report.panels.document import DistrictMap, Item, Panel, Seat, Tie
from chainlink.report.panels.firms import named_firms
from chainlink.report.panels.links import link_panel, link_words, valued_first
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import named_sectors
from chainlink.terms import number

WIDTH, NARROW, HEIGHT, NOTE = 1000, 720, 540, 20
SEAT_WIDTH, SEAT_HEIGHT, BEND = 196, 64, 0.2
MIDDLE, LARGE = 1_000.0, 10_000.0
"""Bounds of the classes of width, 万元: ten million and a hundred million yuan."""
SIGN = "#7A8894"
WIDTHS = {"large": (9.0, ""), "middle": (5.5, ""), "small": (3.0, ""), "unknown": (2.6, "9 4")}
ALL_PAIRS = 5
"""Up to so many districts every pair is joined, to say where no road is stated; above it only those with something."""
MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
HALO: dict[str, object] = {
    "fill": INK, "stroke": "#FFFFFF", "stroke_width": 4, "paint_order": "stroke", "class_": "lab",
}  # fmt: skip
SIDE_BY_SIDE = 2
WIDE = 1.6
"""Two districts lie side by side, more on a ring that is wider than high."""
SHARES = {"road": (0.5, 0.4, 0.6, 0.3, 0.7), "flow": (0.4, 0.3, 0.5, 0.6, 0.22, 0.7)}
"""Where along a line its label may stand, best first: the first place that covers no other label and no district."""


class Road(NamedTuple):
    """A stated route between two districts: its mark on the map, and its row."""

    mark: str
    row: Row


def core_width(wording: Wording) -> int:
    """Return how wide the region is drawn: few districts leave room for what lies outside it."""
    return NARROW if len(wording.index.region) <= ALL_PAIRS else WIDTH


def positions(wording: Wording) -> dict[str, tuple[int, int]]:
    """Return the place of each district: by lon and lat where all have them and none covers another; else a ring."""
    region = wording.index.region
    rows = [wording.index.districts[key] for key in region]
    places = [(row["lon"], row["lat"]) for row in rows]
    if len(region) > 1 and all(lon is not None and lat is not None for lon, lat in places):
        middle = radians(sum(lat for _, lat in places) / len(places))
        flat = [(lon * cos(middle), -lat) for lon, lat in places]
        placed = dict(zip(region, _fitted(flat, core_width(wording)), strict=True))
        near = (SEAT_WIDTH * 1.2, SEAT_HEIGHT * 1.6)
        pairs = ((placed[start], placed[end]) for start, end in combinations(region, 2))
        if not any(abs(ax - bx) < near[0] and abs(ay - by) < near[1] for (ax, ay), (bx, by) in pairs):
            return placed
    turns = [2 * pi * turn / len(region) for turn in range(len(region))]
    first = pi if len(region) == SIDE_BY_SIDE else -pi / 2
    ring = [(WIDE * cos(first + turn), sin(first + turn)) for turn in turns]
    return dict(zip(region, _fitted(ring, core_width(wording)), strict=True))


def _fitted(points: list[tuple[float, float]], width: int) -> list[tuple[int, int]]:
    """Scale points into the frame without distortion, centred across, from the top."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, high = width - 1.5 * SEAT_WIDTH, HEIGHT - 2 * SEAT_HEIGHT
    scale = min(wide / (max(xs) - min(xs) or 1e-9), high / (max(ys) - min(ys) or 1e-9))
    across, top = (min(xs) + max(xs)) / 2, min(ys)
    return [(round(width / 2 + (x - across) * scale), round(SEAT_HEIGHT + (y - top) * scale)) for x, y in points]


def flows_between(wording: Wording) -> dict[tuple[str, str], list[Row]]:
    """Return the supply and service links between two different districts of the region, by (from, to)."""
    flows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    inside = set(wording.index.region)
    for link in wording.index.links.values():
        start, end = wording.index.district_of(link["supplier"]), wording.index.district_of(link["buyer"])
        if start in inside and end in inside and start != end and link["relation"] in TRADES:
            flows[str(start), str(end)].append(link)
    return dict(flows)


def roads_between(wording: Wording) -> dict[frozenset[str], list[Road]]:
    """Return the stated routes between two districts of the region, the latest of each, marked in order."""
    seat = dict(wording.index.tables["places"].select("place", "district").iter_rows())
    rows = wording.index.tables["travel"].filter(pl.col("minutes").is_not_null()).sort("as_of", "row", nulls_last=False)
    routes = rows.iter_rows(named=True)
    latest: dict[object, Row] = {(frozenset((row["from"], row["to"])), row["mode"] or ""): row for row in routes}
    inside = set(wording.index.region)
    roads: dict[frozenset[str], list[Road]] = defaultdict(list)
    count = 0
    for route in sorted(latest.values(), key=lambda row: (row["minutes"], row["from"], row["to"])):
        pair = frozenset((seat.get(route["from"]), seat.get(route["to"])))
        if len(pair) == 2 and pair <= inside:  # noqa: PLR2004 - both ends, in different districts
            mark = MARKS[count] if count < len(MARKS) else f"({count + 1})"
            count += 1
            roads[frozenset(str(district) for district in pair)].append(Road(mark, route))
    return dict(roads)


def money(wording: Wording, links: Iterable[Row]) -> tuple[str, str]:
    """Return the class of the largest amount stated of these links, and its words.

    Nothing is added up: a joint amount counts only where all its links are among these; else nobody knows the share.
    """
    keys = {link["link"] for link in links}
    best: tuple[float, str] | None = None
    apart = ""
    claims = dict.fromkeys(claim for key in sorted(keys) for claim in wording.index.claims_of.get(("links", key), ()))
    for claim in claims:
        row = wording.index.claims[claim]
        value = amount_wan_yuan(row)
        if value is None or row["status"] != "actual":
            continue
        shared = [key for table, key in wording.index.subjects[claim] if table == "links"]
        if not set(shared) <= keys:
            apart = wording.say("district_page.flow_shared", figure=wording.figure(row))
        elif best is None or value > best[0]:
            code = "links_joint" if len(shared) > 1 else "links_most"
            best = (value, wording.say(f"district_page.{code}", n=len(shared), figure=wording.figure(row)))
    if best is None:
        return "unknown", apart or wording.say("district_page.flow_unknown")
    return ("large" if best[0] >= LARGE else "middle" if best[0] >= MIDDLE else "small"), best[1]


def district_map(wording: Wording, panels: Panels, here: str) -> DistrictMap:
    """Compose the map as the page of the district ``here`` shows it (empty: that of the region)."""
    places = positions(wording)
    flows, beyond = flows_between(wording), flows_beyond(wording)
    roads = roads_between(wording)
    ties = [*_roads(wording, panels, flows, roads), *_flows(wording, panels, beyond), *_flows(wording, panels, flows)]
    margin = MARGIN if beyond else 0
    width, bottom = core_width(wording) + 2 * margin, max(y for _, y in places.values()) + SEAT_HEIGHT
    seats = tuple(
        _seat(wording, panels, key, (places[key][0] + margin, places[key][1]), here=key == here)
        for key in wording.index.region
    )
    seats += rim_seats(wording, panels, beyond, width, bottom)
    notes = tuple(_note(wording, road) for group in roads.values() for road in group)
    title = wording.say("rim.map_title" if beyond else "district_page.map_title")
    legend = _legend(wording, ties, here)
    return DistrictMap(title, width, bottom + NOTE * (len(notes) + 1), seats, tuple(ties), notes, legend)


def _seat(wording: Wording, panels: Panels, district: str, at: tuple[int, int], *, here: bool) -> Seat:
    index, say = wording.index, wording.say
    covered = wording.outcome.coverage.filter((pl.col("table") == "districts") & (pl.col("id") == district))
    recorded = int(covered["recorded"].sum())
    made = [sector for (sector, scope), row in wording.results.states.items() if scope == district and row["makers"]]
    firms = [key for key, row in index.firms.items() if row["district"] == district and row["named"] is not False]
    parks = [row for row in index.parks.values() if row["district"] == district]
    stated = [index.claims[claim] for claim in covered["claim"].to_list() if claim in index.claims]
    sections = (
        (say("district_page.firms_of", n=number(recorded)), named_firms(panels, firms[: panels.most], proven=True)),
        (
            say("district_page.made_of", n=len(made)),
            (*named_sectors(panels, made[: panels.most]), *panels.rest(len(made))),
        ),
        (
            say("district_page.parks_of", n=len(parks)),
            tuple(Item(row["name"], rows=(panels.row("parks", row),)) for row in parks),
        ),
        (
            say("district_page.resident"),
            tuple(Item(wording.claim_text(row["claim"]), rows=(panels.row("claims", row),)) for row in stated)
            or (Item(say("page.not_stated"), rows=(panels.row("districts", index.districts[district]),)),),
        ),
    )
    key, name = f"d:{district}", wording.name("districts", district)
    tags = (wording.word("ring", index.districts[district]["ring"]),)
    panels.found[key] = Panel(name, tags, tuple(part for part in sections if part[1]))
    detail = say("district_page.seat", firms=number(recorded), sectors=len(made))
    colour = index.colours.get(district, GREY)
    return Seat(key, name, detail, f"{name}{say('page.clause')}{detail}", colour, key, *at, here)


def _flows(wording: Wording, panels: Panels, flows: dict[tuple[str, str], list[Row]]) -> list[Tie]:
    ties = []
    for (start, end), links in sorted(flows.items()):
        amount, words = money(wording, links)
        names = {"start": place_name(wording, start), "end": place_name(wording, end)}
        key = f"w:{start}:{end}"
        most = panels.most
        items = tuple(
            Item(
                link_words(wording, link, wording.link_title(link)),
                link_panel(panels, link["link"]),
                (panels.row("links", link),),
            )
            for link in valued_first(wording, links)[:most]
        )
        title = wording.say("district_page.flow_title", n=len(links), **names)
        head = wording.say("district_page.all_links", n=len(links))
        panels.found[key] = Panel(title, (words,), ((head, (*items, *panels.rest(len(links), most))),))
        label = wording.say("district_page.flow", n=len(links), money=words)
        spoken = wording.say("district_page.flow_said", n=len(links), money=words, **names)
        colour = wording.index.colours.get(start, GREY)
        ties.append(Tie(key, f"d:{start}", f"d:{end}", "flow", amount, label, spoken, colour, key))
    return ties


def _roads(
    wording: Wording, panels: Panels, flows: dict[tuple[str, str], list[Row]], roads: dict[frozenset[str], list[Road]]
) -> list[Tie]:
    ties = []
    for start, end in combinations(wording.index.region, 2):
        group = roads.get(frozenset((start, end)), ())
        if not group and len(wording.index.region) > ALL_PAIRS and not {(start, end), (end, start)} & set(flows):
            continue
        key = f"v:{start}:{end}"
        title = wording.say(
            "district_page.road_title", start=wording.name("districts", start), end=wording.name("districts", end)
        )
        if group:
            items = tuple(Item(_note(wording, road), rows=(panels.row("travel", road.row),)) for road in group)
            label = " · ".join(
                wording.say("district_page.road", minutes=number(road.row["minutes"]), mark=road.mark) for road in group
            )
        else:
            rows = tuple(panels.row("districts", wording.index.districts[district]) for district in (start, end))
            label = wording.say("district_page.road_unknown")
            items = (Item(label, rows=rows),)
        panels.found[key] = Panel(title, (), ((wording.say("district_page.roads"), items),))
        amount = "" if group else "unknown"
        ties.append(Tie(key, f"d:{start}", f"d:{end}", "road", amount, label, f"{title} {label}", LINE, key))
    return ties


def _note(wording: Wording, road: Road) -> str:
    names = dict(wording.index.tables["places"].select("place", "name").iter_rows())
    row = road.row
    sources = wording.index.sources
    titles = [sources[key]["title"] if key in sources else key for key in row["source"] or ()]
    return wording.say(
        "district_page.road_note",
        mark=road.mark,
        start=names.get(row["from"], row["from"]),
        end=names.get(row["to"], row["to"]),
        mode=wording.word("mode", row["mode"]),
        minutes=number(row["minutes"]),
        as_of=row["as_of"] or wording.say("page.unknown"),
        source=wording.semi.join(titles) or wording.say("page.unknown"),
    )


def _legend(wording: Wording, ties: Iterable[Tie], here: str) -> tuple[tuple[str, str, str], ...]:
    say, index = wording.say, wording.index
    drawn = {tie.amount for tie in ties if tie.kind == "flow"}
    roads = {("road_unknown" if tie.amount else "road") for tie in ties if tie.kind == "road"}
    shown = [*([("seat", "here")] if here else []), *(("flow", width) for width in WIDTHS if width in drawn)]
    shown += [("road", road) for road in ("road", "road_unknown") if road in roads]
    named = {key: say("district_legend.district", name=wording.name("districts", key)) for key in index.region}
    districts = [("firm", index.colours[key], words) for key, words in named.items()]
    return (*districts, *((kind, look, say(f"district_legend.{look}")) for kind, look in shown))


def district_sign(kind: str, look: str) -> str:
    """Draw one sign of the map's legend, 28 x 16 units."""
    if kind == "seat":
        return draw.rect(2, 2, 24, 12, 3, fill="none", stroke=SIGN, stroke_width=3)
    width, dash = WIDTHS[look] if kind == "flow" else (1.4, "1 4" if look != "road" else "")
    return draw.path("M1 8H27", stroke=SIGN, stroke_width=width, stroke_dasharray=dash)


def _size(seat: Seat) -> tuple[int, int]:
    return (RIM_WIDTH, RIM_HEIGHT) if seat.rim else (SEAT_WIDTH, SEAT_HEIGHT)


def _edge_of_seat(seat: Seat, x: float, y: float) -> tuple[float, float]:
    """Return where the line from a seat's centre to (x, y) leaves its card."""
    dx, dy = x - seat.x, y - seat.y
    gap = 5
    wide, high = _size(seat)
    across = (wide / 2 + gap) / abs(dx) if dx else 1e9
    down = (high / 2 + gap) / abs(dy) if dy else 1e9
    share = min(across, down, 1.0)
    return seat.x + dx * share, seat.y + dy * share


def _curve(start: Seat, end: Seat) -> tuple[tuple[float, float], ...]:
    """Return start, control and end point of a flow: bent to its right, so that the way back lies beside it."""
    dx, dy = end.x - start.x, end.y - start.y
    control = ((start.x + end.x) / 2 - 2 * BEND * dy, (start.y + end.y) / 2 + 2 * BEND * dx)
    return _edge_of_seat(start, *control), control, _edge_of_seat(end, *control)


def _on(points: tuple[tuple[float, float], ...], share: float) -> tuple[float, float]:
    """Return the point of a quadratic curve at ``share`` of its way."""
    (ax, ay), (bx, by), (cx, cy) = points
    a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return a * ax + b * bx + c * cx, a * ay + b * by + c * cy


def _arrow(points: tuple[tuple[float, float], ...], width: float, colour: str) -> str:
    _, (bx, by), (x, y) = points
    length = hypot(x - bx, y - by) or 1.0
    ux, uy = (x - bx) / length, (y - by) / length
    size = 7 + width
    left = (x - ux * size - uy * size * 0.55, y - uy * size + ux * size * 0.55)
    right = (x - ux * size + uy * size * 0.55, y - uy * size - ux * size * 0.55)
    shape = "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in ((x, y), left, right)) + "Z"
    return draw.path(shape, fill=colour, class_="tip")


class _Shape(NamedTuple):
    """The drawn lines of a tie, and the points among which its label finds a place."""

    tie: Tie
    lines: str
    points: tuple[tuple[float, float], ...]


def _shape(tie: Tie, seats: dict[str, Seat]) -> _Shape:
    start, end = seats[tie.start], seats[tie.end]
    if tie.kind == "road":
        (ax, ay), (cx, cy) = _edge_of_seat(start, end.x, end.y), _edge_of_seat(end, start.x, start.y)
        points: tuple[tuple[float, float], ...] = ((ax, ay), ((ax + cx) / 2, (ay + cy) / 2), (cx, cy))
        way, dash = f"M{ax:.1f} {ay:.1f}L{cx:.1f} {cy:.1f}", "1 5" if tie.amount else ""
        inside = draw.path(way, fill="none", stroke="#8A97A5", stroke_width=1.6, stroke_dasharray=dash)
    else:
        points = _curve(start, end)
        (ax, ay), (bx, by), (cx, cy) = points
        width, dash = WIDTHS[tie.amount]
        tip, length = 5 + width, hypot(cx - bx, cy - by) or 1.0
        tail = (cx - (cx - bx) / length * tip, cy - (cy - by) / length * tip)
        way = f"M{ax:.1f} {ay:.1f}Q{bx:.1f} {by:.1f} {tail[0]:.1f} {tail[1]:.1f}"
        look = {"stroke": tie.colour, "stroke_width": f"{width:g}", "stroke_dasharray": dash, "stroke_opacity": 0.75}
        inside = draw.path(way, fill="none", **look) + _arrow(points, width, tie.colour)
    inside += draw.path(way, **draw.HIT, stroke_width=16, class_="hit") + draw.tag("title", escape(tie.spoken))
    kind = "trade" if tie.kind == "flow" else tie.kind
    lines = draw.tag(
        "g", inside, class_=f"e k-{kind}", data_k=tie.key, data_p=tie.panel, data_a=tie.start, data_z=tie.end
    )
    return _Shape(tie, lines, points)


def _labels(shapes: Iterable[_Shape], seats: Iterable[Seat], width: int) -> str:
    """Place the labels one after the other, each where it covers nothing."""
    sizes = [(seat, *_size(seat)) for seat in seats]
    taken = [(seat.x - wide / 2, seat.y - high / 2, seat.x + wide / 2, seat.y + high / 2) for seat, wide, high in sizes]
    drawn = []
    for tie, _, points in shapes:
        size = 12.0 if tie.kind == "road" else 12.5
        half = display_width(tie.label) * size / 40 + 5
        boxes = []
        for share in SHARES[tie.kind]:
            x, y = _on(points, share)
            x = min(max(x, half), width - half)
            boxes.append((x - half, y - 11, x + half, y + 11))
        box = next((place for place in boxes if not any(_cover(place, other) for other in taken)), boxes[0])
        taken.append(box)
        weight = {"font_weight": 400} if tie.kind == "road" else {"font_weight": 700}
        look = {"text_anchor": "middle", "font_size": size, **weight, **HALO, "data_p": tie.panel, "data_e": tie.key}
        at = {"x": round((box[0] + box[2]) / 2, 1), "y": round(box[1] + 15, 1)}
        drawn.append(draw.tag("text", escape(tie.label), **at, **look))
    return "".join(drawn)


def _cover(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def _drawn_seat(seat: Seat, *, first: bool) -> str:
    wide, high = _size(seat)
    x, y = seat.x - wide // 2, seat.y - high // 2
    box = x, y, wide, high, 6
    edge = {"stroke_width": 3.4 if seat.here else 1.2, "stroke_dasharray": "5 3" if seat.rim else ""}
    inside = draw.rect(*box, fill=TINTS.get(seat.colour, PALE), class_="fill")
    inside += draw.rect(*box, fill="none", stroke=seat.colour, **edge, class_="line")
    inside += "" if seat.rim else draw.rect(x, y, 7, high, fill=seat.colour, class_="bar")
    name, lift = (14, 4) if seat.rim else (17, 5)
    inside += draw.text(seat.x + 3, seat.y - lift, seat.name, name, bold=True, anchor="middle", fill=INK, class_="t1")
    below = seat.y + (14 if seat.rim else 19)
    inside += draw.text(seat.x + 3, below, seat.detail, 12, anchor="middle", fill=MUTED, class_="t2")
    own = {"data_k": seat.key, "data_p": seat.panel, "data_d": seat.key.removeprefix("d:")}
    return draw.tag(
        "g", inside, class_="n seat rim" if seat.rim else "n seat", **own, **draw.turn_to(first, seat.spoken)
    )


def draw_district_map(chart: DistrictMap) -> str:
    """Draw the map as SVG: presentation attributes only, no script, nothing to load."""
    seats = {seat.key: seat for seat in chart.seats}
    shapes = [_shape(tie, seats) for tie in chart.ties]
    below = chart.height - NOTE * len(chart.notes)
    body = [
        draw.tag("g", "".join(shape.lines for shape in shapes) or "<!---->", class_="edges"),
        draw.tag("g", "".join(_drawn_seat(seat, first=n == 0) for n, seat in enumerate(chart.seats)), class_="cards"),
        _labels(shapes, chart.seats, chart.width),
    ]
    body += [draw.text(16, below + NOTE * n, note, 12, fill=MUTED, class_="soft") for n, note in enumerate(chart.notes)]
    return draw.drawing("".join(body), chart.width, chart.height, chart.title)
