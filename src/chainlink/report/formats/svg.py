"""The chain map as static SVG: presentation attributes only, so that it prints, exports and opens anywhere alike."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from chainlink.findings.states import ABSENT, BLANK
from chainlink.plain_text import upright  # fmt: skip
from chainlink.report.layout.columns import wrap
from chainlink.report.layout.geometry import CARD, LEFT, Card, Path, display_width
from chainlink.report.lookup.style import (
    FONTS,
    HATCHES,
    INK,
    LINE,
    MARKS,
    MUTED,
    STYLES,
    TINTS,
    Style,
    legend_sign,
    tag,
    text,
)
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Chart, Look, Stroke

TITLE_HEIGHT, FOLD_HEIGHT = 46, 40
DRAWN_ORDER = ("flow", "ownership", "need", "service", "link", "joint")
"""The kinds of edges, those that lie under the others first."""


def _defs() -> str:
    return (
        "<defs>"
        + "".join(
            f'<pattern id="h-{name}" width="6" height="6" patternUnits="userSpaceOnUse">{inside}</pattern>'
            for name, inside in HATCHES.items()
        )
        + "</defs>"
    )


def _stages(chart: Chart, register: Wording) -> str:
    """The chevrons over the columns of each stage."""
    drawn = []
    stages = list(dict.fromkeys(stage for stage, _ in chart.layout.columns))
    for stage in stages:
        xs = [x for name, x in chart.layout.columns if name == stage]
        left, right = xs[0] - 8, xs[-1] + CARD + 8
        shape = f"M{left} 10H{right}L{right + 12} 23L{right} 36H{left}L{left + 12} 23Z"
        drawn.append(tag("path", d=shape, fill="#DCE6EF", class_="band"))
        drawn.append(
            text(
                (left + right + 12) // 2,
                28,
                register.word("stage", stage),
                text_anchor="middle",
                font_size=13.5,
                font_weight=700,
                fill=INK,
                class_="ink",
            )
        )
    return "".join(drawn)


def _lane_name(name: str, top: int, height: int) -> str:
    """The name of a lane along its left side, in two lines where it is longer than the lane is high."""
    size = 15.0
    lines: tuple[str, ...] = (name,)
    if display_width(name) * size / 20 > height - 12:
        size = 12.5
        lines = wrap(name, int((height - 12) * 2 / size))
    middle = top + min(height // 2, max(220, display_width(name)))
    look: dict[str, object] = {
        "text_anchor": "middle",
        "font_size": f"{size:g}",
        "font_weight": 700,
        "fill": INK,
        "class_": "ink",
    }
    first = 24 - 5 * (len(lines) - 1)
    return "".join(
        text(0, 0, line, transform=f"translate({first + 14 * place} {middle}) rotate(-90)", **look)
        for place, line in enumerate(lines)
    )


def _lanes(chart: Chart, bottom: int) -> str:
    drawn = []
    layout = chart.layout
    for number, lane in enumerate(layout.lanes):
        last = number == len(layout.lanes) - 1
        height = max(lane.height, bottom - lane.y) if last else lane.height
        fill = "#F7F9FB" if number % 2 == 0 else "#FFFFFF"
        drawn.append(
            tag(
                "rect",
                x=4,
                y=lane.y,
                width=layout.width - 8,
                height=height,
                rx=6,
                fill=fill,
                stroke=LINE,
                class_=f"lane l{number % 2}",
            )
        )
        drawn.append(_lane_name(chart.lanes.get(lane.key, ""), lane.y, height))
        if lane.strip:
            drawn.append(
                tag(
                    "path",
                    d=f"M{LEFT - 4} {lane.strip + 6}H{layout.width - 16}",
                    stroke=LINE,
                    stroke_dasharray="4 4",
                    fill="none",
                    class_="rule",
                )
            )
            drawn.append(text(LEFT, lane.strip + 21, chart.strip, font_size=11.5, fill=MUTED, class_="soft"))
    return "".join(drawn)


def _badge(card: Card, mark: str, style: Style) -> str:
    width = max(20, display_width(mark) * 6 // 10 + 8)
    x = card.x + card.width - width - 7
    box = tag("rect", x=x, y=card.y + 7, width=width, height=17, rx=3, fill=style.badge, class_="badge")
    return box + text(
        x + width / 2,
        card.y + 19.5,
        mark,
        text_anchor="middle",
        font_size=11.5,
        font_weight=700,
        fill=style.badge_text,
        class_="badge-t",
    )


def _hatch(card: Card, name: str) -> str:
    """Draw the hatch of a card line by line: a pattern would be printed as a coarse picture."""
    if name == "dots":
        rows = range(card.y + 6, card.y + card.height - 3, 7)
        path = "".join(f"M{card.x + 5} {y}H{card.x + card.width - 4}" for y in rows)
        dash: dict[str, object] = {"stroke": "#C5CED7", "stroke_width": 1.8, "stroke_dasharray": "1.8 5.2"}
        return tag("path", d=path, fill="none", **dash, class_="hatch")
    pieces = []
    for reach in range(8, card.width + card.height, 8):
        first, last = max(0, reach - card.height), min(reach, card.width)
        ends = [(first, reach - first), (last, reach - last)]
        if name == "blue":
            ends = [(across, card.height - down) for across, down in ends]
        (ax, ay), (bx, by) = ends
        pieces.append(f"M{card.x + ax} {card.y + ay}L{card.x + bx} {card.y + by}")
    colour, width = {"red": ("#F3BFC6", 1.1), "blue": ("#CBD6E0", 0.9)}[name]
    return tag("path", d="".join(pieces), fill="none", stroke=colour, stroke_width=width, class_="hatch")


def _head(card: Card, look: Look) -> str:
    style = STYLES.get(look.state, STYLES[BLANK])
    box = {"x": card.x, "y": card.y, "width": card.width, "height": card.height, "rx": 5}
    parts = [tag("rect", **box, fill=style.fill, class_="fill")]
    if style.hatch:
        parts.append(_hatch(card, style.hatch))
    parts.append(
        tag(
            "rect",
            **box,
            fill="none",
            stroke=style.stroke,
            stroke_width=style.width,
            stroke_dasharray=style.dash,
            class_="line",
        )
    )
    y = card.y + 18
    for line in look.lines:
        parts.append(text(card.x + 10, y, line, font_size=13.5, font_weight=700, fill=style.text, class_="t1"))
        y += 16
    if look.detail:
        parts.append(
            text(
                card.x + 10,
                y,
                look.detail,
                font_size=11,
                fill=style.text if look.state in ABSENT else MUTED,
                class_="t2",
            )
        )
    if look.mark:
        parts.append(_badge(card, look.mark, style))
    return "".join(parts)


def _firm(card: Card, look: Look) -> str:
    tint = TINTS.get(look.colour, "#F1F2F4")
    box = {"x": card.x, "y": card.y, "width": card.width, "height": card.height}
    parts = [
        tag(
            "rect",
            **box,
            rx=3,
            fill=tint,
            stroke=look.colour,
            stroke_opacity=0.55,
            stroke_dasharray="3 3" if look.dashed else "",
            class_="fill",
        ),
        tag("rect", x=card.x, y=card.y, width=5, height=card.height, fill=look.colour, class_="bar"),
    ]
    y = card.y + 17
    for line in look.lines:
        parts.append(text(card.x + 14, y, line, font_size=12, fill=INK, class_="t1"))
        y += 16
    parts.append(
        text(
            card.x + card.width - 8,
            card.y + 17,
            look.mark,
            text_anchor="end",
            font_size=11.5,
            font_weight=700,
            fill=MARKS.get(look.colour, look.colour),
            class_="mark",
        )
    )
    return "".join(parts)


def _card(card: Card, look: Look, *, first: bool, chains: bool) -> str:
    inside = _head(card, look) if look.head else _firm(card, look)
    return tag(
        "g",
        inside,
        class_=f"n {'st-' + look.state if look.head else 'firm'}",
        data_k=look.key,
        data_p=look.key.split("@")[0],
        data_d=" ".join(look.districts),
        data_c=" ".join(look.chains) if chains else "",
        data_s=look.state if look.head else "",
        data_b=look.band,
        data_i=look.district,
        role="button",
        tabindex=0 if first else -1,
        aria_label=look.spoken,
    )


def _arrow(path: Path, colour: str) -> str:
    """A small triangle at the end of a path; every path ends level."""
    numbers = path.steps[-1][1]
    x, y = numbers[-2], numbers[-1]
    before = path.steps[-1][1][-4] if path.steps[-1][0] == "C" else path.steps[-2][1][-2]
    back = -7 if before <= x else 7
    return tag("path", d=f"M{x} {y}L{x + back} {y - 4}V{y + 4}Z", fill=colour, class_="tip")


def _edge(stroke: Stroke, paths: Sequence[Path]) -> str:
    opacity = {"flow": 0.9, "need": 0.85, "ownership": 0.9}.get(stroke.kind, 0.76)
    parts = []
    for path in paths:
        width = stroke.width / 10
        dash = stroke.dash
        if stroke.kind == "joint" and path.arrow and path.forked:
            width, dash = min(width, 2.6), "9 3"
        parts.append(
            tag(
                "path",
                d=path.data,
                fill="none",
                stroke=stroke.colour,
                stroke_width=f"{width:g}",
                stroke_dasharray=dash,
                stroke_opacity=opacity,
            )
        )
        if stroke.kind in {"link", "joint", "service"}:
            parts.append(
                tag(
                    "path",
                    d=path.data,
                    fill="none",
                    stroke="#000",
                    stroke_opacity=0,
                    stroke_width=max(10, round(width)),
                    class_="hit",
                )
            )
        if path.arrow:
            parts.append(_arrow(path, stroke.colour))
    parts.append(tag("title", escape(stroke.spoken)))
    edge = stroke.edge
    return tag(
        "g",
        "".join(parts),
        class_=f"e k-{stroke.kind}",
        data_k=edge.key,
        data_p=stroke.panel,
        data_a=" ".join(edge.starts),
        data_z=" ".join(edge.ends),
    )


def _labels(chart: Chart) -> str:
    drawn = []
    for label in chart.layout.labels:
        stroke = chart.strokes[label.edge]
        drawn.append(
            text(
                label.x,
                label.y + 4,
                label.text,
                text_anchor="middle",
                font_size=11,
                font_weight=700,
                fill=INK,
                stroke="#FFFFFF",
                stroke_width=3.5,
                paint_order="stroke",
                class_="lab",
                aria_hidden="true",
                data_p=stroke.panel,
                data_e=label.edge,
            )
        )
    return "".join(drawn)


def _legend(chart: Chart, y: int, width: int) -> tuple[str, int]:
    """The legend of a map that stands alone; returns it and its height."""
    drawn, x, row = [], LEFT, 0
    for kind, look, words in chart.legend:
        wide = 36 + display_width(words) * 6 // 10 + 22
        if x + wide > width:
            x, row = LEFT, row + 1
        drawn.append(
            tag(
                "g",
                legend_sign(kind, look) + text(36, 12.5, words, font_size=12, fill=INK),
                transform=f"translate({x} {y + row * 24})",
            )
        )
        x += wide
    return "".join(drawn), (row + 1) * 24 + 8


def _edges(chart: Chart) -> str:
    paths: dict[str, list[Path]] = {}
    for path in chart.layout.paths:
        paths.setdefault(path.edge, []).append(path)
    order = sorted(chart.strokes.values(), key=lambda stroke: DRAWN_ORDER.index(stroke.kind))
    drawn = "".join(_edge(stroke, paths.get(stroke.edge.key, ())) for stroke in order)
    return tag("g", drawn or "<!---->", class_="edges", aria_hidden="true")


def _cards(chart: Chart) -> str:
    several = len(chart.lanes) > 1
    drawn = "".join(
        _card(card, chart.looks[card.key], first=number == 0, chains=several)
        for number, card in enumerate(chart.layout.cards)
    )
    return tag("g", drawn or "<!---->", class_="cards")


def _fold(chart: Chart) -> str:
    """The strip that counts the sectors left out."""
    if not chart.folded:
        return ""
    y, width = chart.layout.height - 8, chart.layout.width - LEFT - 16
    look: dict[str, object] = {"rx": 5, "fill": "#FFFFFF", "stroke": "#C2CAD2", "stroke_dasharray": "2 3"}
    box = tag("rect", x=LEFT, y=y, width=width, height=30, **look, class_="fold")
    return box + text(LEFT + 12, y + 20, chart.folded, font_size=12.5, fill=MUTED, class_="soft")


def draw_map(chart: Chart, register: Wording, *, alone: bool = False) -> str:
    """Draw a chart as SVG; ``alone`` adds the title and the legend that the page otherwise carries."""
    layout = chart.layout
    bottom = layout.height + (FOLD_HEIGHT if chart.folded else 0)
    body = "".join(
        (_stages(chart, register), _lanes(chart, bottom), _edges(chart), _cards(chart), _labels(chart), _fold(chart))
    )
    if alone:
        legend, extra = _legend(chart, bottom + TITLE_HEIGHT + 16, layout.width - 10)
        height = bottom + TITLE_HEIGHT + 6 + extra + 12
        paper = tag("rect", x=0, y=0, width="100%", height="100%", fill="#FFFFFF")
        title = text(LEFT, 32, chart.title, font_size=20, font_weight=700, fill=INK)
        parts = [_defs(), paper, title, legend, tag("g", body, transform=f"translate(0 {TITLE_HEIGHT})")]
    else:
        height = bottom + 6
        parts = [_defs(), tag("g", body)]
    drawn = tag(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {layout.width} {height}",
        width=layout.width,
        height=height,
        font_family=FONTS,
        role="group",
        aria_label=chart.title,
        class_="chart",
        style=f"--w:{layout.width}px",
    )
    return upright(drawn)
