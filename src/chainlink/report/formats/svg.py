"""The chain map as static SVG: presentation attributes only, so that it prints, exports and opens anywhere alike."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from chainlink.findings.bands import VISIT
from chainlink.findings.states import ABSENT, BLANK
from chainlink.report.layout.columns import wrap
from chainlink.report.layout.geometry import CARD, LEFT, Card, Path, display_width
from chainlink.report.lookup import draw
from chainlink.report.lookup.style import HATCHES, INK, LINE, MARKS, MUTED, PALE, SMALLEST, STYLES, TINTS, Style
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Chart, Look, Stroke

TITLE_HEIGHT, FOLD_HEIGHT = 46, 40
DRAWN_ORDER = ("flow", "ownership", "need", "ribbon", "service", "link", "joint")
"""The kinds of edges, those that lie under the others first."""


def _defs() -> str:
    grid = {"width": 6, "height": 6, "patternUnits": "userSpaceOnUse"}
    return draw.tag(
        "defs", "".join(draw.tag("pattern", inside, id=f"h-{name}", **grid) for name, inside in HATCHES.items())
    )


def _stages(chart: Chart, wording: Wording) -> str:
    """The chevrons over the columns of each stage."""
    drawn = []
    for stage in dict.fromkeys(stage for stage, _ in chart.layout.columns):
        xs = [x for name, x in chart.layout.columns if name == stage]
        left, right = xs[0] - 8, xs[-1] + CARD + 8
        shape = f"M{left} 10H{right}L{right + 12} 23L{right} 36H{left}L{left + 12} 23Z"
        middle, name = (left + right + 12) // 2, wording.word("stage", stage)
        drawn.append(draw.path(shape, fill="#DCE6EF", class_="band"))
        drawn.append(draw.text(middle, 28, name, 13.5, bold=True, anchor="middle", fill=INK, class_="ink"))
    return "".join(drawn)


def _lane_name(name: str, top: int, height: int) -> str:
    """The name of a lane along its left side, in two lines where it is longer than the lane is high."""
    size = 15.0
    lines: tuple[str, ...] = (name,)
    if display_width(name) * size / 20 > height - 12:
        size = 12.5
        lines = wrap(name, int((height - 12) * 2 / size))
    middle = top + min(height // 2, max(220, display_width(name)))
    first = 24 - 5 * (len(lines) - 1)
    look: dict[str, object] = {"text_anchor": "middle", "font_size": f"{size:g}", "font_weight": 700}
    return "".join(
        draw.tag("text", escape(line), x=0, y=0, transform=turned, **look, fill=INK, class_="ink")
        for line, turned in (
            (line, f"translate({first + 14 * place} {middle}) rotate(-90)") for place, line in enumerate(lines)
        )
    )


def _lanes(chart: Chart, bottom: int) -> str:
    drawn = []
    layout = chart.layout
    for number, lane in enumerate(layout.lanes):
        last = number == len(layout.lanes) - 1
        height = max(lane.height, bottom - lane.y) if last else lane.height
        look = {"fill": "#FFFFFF" if number % 2 else "#F7F9FB", "stroke": LINE, "class_": f"lane l{number % 2}"}
        drawn.append(draw.rect(4, lane.y, layout.width - 8, height, 6, **look))
        drawn.append(_lane_name(chart.lanes.get(lane.key, ""), lane.y, height))
        if lane.strip:
            rule = f"M{LEFT - 4} {lane.strip + 6}H{layout.width - 16}"
            drawn.append(draw.path(rule, stroke=LINE, stroke_dasharray="4 4", fill="none", class_="rule"))
            drawn.append(draw.text(LEFT, lane.strip + 21, chart.strip, SMALLEST, fill=MUTED, class_="soft"))
    return "".join(drawn)


def _badge(card: Card, mark: str, style: Style) -> str:
    width = max(20, display_width(mark) * 6 // 10 + 8)
    x, look = card.x + card.width - width - 7, {"fill": style.badge_text, "class_": "badge-t"}
    box = draw.rect(x, card.y + 7, width, 17, 3, fill=style.badge, class_="badge")
    return box + draw.text(x + width / 2, card.y + 20, mark, SMALLEST, bold=True, anchor="middle", **look)


def _hatch(card: Card, name: str) -> str:
    """Draw the hatch of a card line by line: a pattern would be printed as a coarse picture."""
    if name == "dots":
        rows = range(card.y + 6, card.y + card.height - 3, 7)
        lines = "".join(f"M{card.x + 5} {y}H{card.x + card.width - 4}" for y in rows)
        dash: dict[str, object] = {"stroke": "#C5CED7", "stroke_width": 1.8, "stroke_dasharray": "1.8 5.2"}
        return draw.path(lines, fill="none", **dash, class_="hatch")
    pieces = []
    for reach in range(8, card.width + card.height, 8):
        first, last = max(0, reach - card.height), min(reach, card.width)
        ends = [(first, reach - first), (last, reach - last)]
        if name == "blue":
            ends = [(across, card.height - down) for across, down in ends]
        (ax, ay), (bx, by) = ends
        pieces.append(f"M{card.x + ax} {card.y + ay}L{card.x + bx} {card.y + by}")
    colour, width = {"red": ("#F3BFC6", 1.1), "blue": ("#CBD6E0", 0.9)}[name]
    return draw.path("".join(pieces), fill="none", stroke=colour, stroke_width=width, class_="hatch")


def _head(card: Card, look: Look) -> str:
    style = STYLES.get(look.state, STYLES[BLANK])
    box = card.x, card.y, card.width, card.height, 5
    parts = [draw.outlined(style, box, _hatch(card, style.hatch) if style.hatch else "", "fill", "line")]
    for place, line in enumerate(look.lines):
        parts.append(
            draw.text(card.x + 10, card.y + 18 + 16 * place, line, 13.5, bold=True, fill=style.text, class_="t1")
        )
    if look.detail:
        y, fill = card.y + 18 + 16 * len(look.lines), style.text if look.state in ABSENT else MUTED
        parts.append(draw.text(card.x + 10, y, look.detail, SMALLEST, fill=fill, class_="t2"))
    if look.lead:
        parts.append(draw.lead_badge(card.x + card.width - 50, card.y + 8, look.lead_mark, first=look.lead == VISIT))
    if look.mark:
        parts.append(_badge(card, look.mark, style))
    return "".join(parts)


def _firm(card: Card, look: Look) -> str:
    edge = {"stroke": look.colour, "stroke_opacity": 0.55, "stroke_dasharray": "3 3" if look.dashed else ""}
    box, fill = (card.x, card.y, card.width, card.height), TINTS.get(look.colour, PALE)
    parts = [
        draw.rect(*box, 3, fill=fill, **edge, class_="fill"),
        draw.rect(card.x, card.y, 5, card.height, fill=look.colour, class_="bar"),
    ]
    for place, line in enumerate(look.lines):
        parts.append(draw.text(card.x + 14, card.y + 17 + 16 * place, line, 12, fill=INK, class_="t1"))
    x, mark = card.x + card.width - 8, {"fill": MARKS.get(look.colour, look.colour), "class_": "mark"}
    return "".join(parts) + draw.text(x, card.y + 17, look.mark, SMALLEST, bold=True, anchor="end", **mark)


def _card(card: Card, look: Look, *, first: bool, chains: bool) -> str:
    return draw.tag(
        "g",
        _head(card, look) if look.head else _firm(card, look),
        class_=f"n {'st-' + look.state if look.head else 'firm'}",
        data_k=look.key,
        data_p=look.key.split("@")[0],
        data_d=" ".join(look.districts),
        data_c=" ".join(look.chains) if chains else "",
        data_s=look.state if look.head else "",
        data_b=" ".join(look.bands),
        data_f=" ".join(look.makers),
        data_u=" ".join(look.users),
        data_i=look.district,
        **draw.turn_to(first, look.spoken),
    )


def _arrow(piece: Path, colour: str) -> str:
    """A small triangle at the end of a path; every path ends level."""
    numbers = piece.steps[-1][1]
    x, y = numbers[-2], numbers[-1]
    before = piece.steps[-1][1][-4] if piece.steps[-1][0] == "C" else piece.steps[-2][1][-2]
    back = -7 if before <= x else 7
    return draw.path(f"M{x} {y}L{x + back} {y - 4}V{y + 4}Z", fill=colour, class_="tip")


def _edge(stroke: Stroke, pieces: Sequence[Path]) -> str:
    opacity = {"flow": 0.9, "need": 0.85, "ownership": 0.9, "ribbon": 0.5}.get(stroke.kind, 0.76)
    parts = []
    for piece in pieces:
        width, dash = stroke.width / 10, stroke.dash
        if stroke.kind == "joint" and piece.arrow and piece.forked:
            width, dash = min(width, 2.6), "9 3"
        look = {"stroke": stroke.colour, "stroke_width": f"{width:g}", "stroke_dasharray": dash}
        parts.append(draw.path(piece.data, fill="none", **look, stroke_opacity=opacity))
        if stroke.kind in {"link", "joint", "service", "ribbon"}:
            parts.append(draw.path(piece.data, **draw.HIT, stroke_width=max(10, round(width)), class_="hit"))
        if piece.arrow:
            parts.append(_arrow(piece, stroke.colour))
    parts.append(draw.tag("title", escape(stroke.spoken)))
    ends = {"data_a": " ".join(stroke.edge.starts), "data_z": " ".join(stroke.edge.ends)}
    return draw.tag(
        "g", "".join(parts), class_=f"e k-{stroke.kind}", data_k=stroke.edge.key, data_p=stroke.panel, **ends
    )


def _labels(chart: Chart) -> str:
    halo = {"fill": INK, "stroke": "#FFFFFF", "stroke_width": 3.5, "paint_order": "stroke", "class_": "lab"}
    drawn = []
    for label in chart.layout.labels:
        opens = {"aria_hidden": "true", "data_p": chart.strokes[label.edge].panel, "data_e": label.edge}
        drawn.append(draw.text(label.x, label.y + 4, label.text, SMALLEST, bold=True, anchor="middle", **halo, **opens))
    return "".join(drawn)


def _legend(chart: Chart, y: int, width: int) -> tuple[str, int]:
    """The legend of a map that stands alone; returns it and its height."""
    drawn, x, row = [], LEFT, 0
    for kind, look, words in chart.legend:
        wide = 36 + display_width(words) * 6 // 10 + 22
        if x + wide > width:
            x, row = LEFT, row + 1
        entry = draw.legend_sign(kind, look) + draw.text(36, 12.5, words, 12, fill=INK)
        drawn.append(draw.tag("g", entry, transform=f"translate({x} {y + row * 24})"))
        x += wide
    return "".join(drawn), (row + 1) * 24 + 8


def _edges(chart: Chart) -> str:
    pieces: dict[str, list[Path]] = {}
    for piece in chart.layout.paths:
        pieces.setdefault(piece.edge, []).append(piece)
    order = sorted(chart.strokes.values(), key=lambda stroke: DRAWN_ORDER.index(stroke.kind))
    drawn = "".join(_edge(stroke, pieces.get(stroke.edge.key, ())) for stroke in order)
    return draw.tag("g", drawn or "<!---->", class_="edges", aria_hidden="true")


def _cards(chart: Chart) -> str:
    several = len(chart.lanes) > 1
    drawn = "".join(
        _card(card, chart.looks[card.key], first=number == 0, chains=several)
        for number, card in enumerate(chart.layout.cards)
    )
    return draw.tag("g", drawn or "<!---->", class_="cards")


def _fold(chart: Chart) -> str:
    """The strip that counts the sectors left out."""
    if not chart.folded:
        return ""
    y, width = chart.layout.height - 8, chart.layout.width - LEFT - 16
    look: dict[str, object] = {"fill": "#FFFFFF", "stroke": "#C2CAD2", "stroke_dasharray": "2 3", "class_": "fold"}
    return draw.rect(LEFT, y, width, 30, 5, **look) + draw.text(
        LEFT + 12, y + 20, chart.folded, 12.5, fill=MUTED, class_="soft"
    )


def draw_map(chart: Chart, wording: Wording, *, alone: bool = False) -> str:
    """Draw a chart as SVG; ``alone`` adds the title and the legend that the page otherwise carries."""
    layout = chart.layout
    bottom = layout.height + (FOLD_HEIGHT if chart.folded else 0)
    body = "".join(
        (_stages(chart, wording), _lanes(chart, bottom), _edges(chart), _cards(chart), _labels(chart), _fold(chart))
    )
    if alone:
        legend, extra = _legend(chart, bottom + TITLE_HEIGHT + 16, layout.width - 10)
        height = bottom + TITLE_HEIGHT + 6 + extra + 12
        paper = draw.rect(0, 0, "100%", "100%", fill="#FFFFFF")
        title = draw.text(LEFT, 32, chart.title, 20, bold=True, fill=INK)
        parts = [_defs(), paper, title, legend, draw.tag("g", body, transform=f"translate(0 {TITLE_HEIGHT})")]
    else:
        height = bottom + 6
        parts = [_defs(), draw.tag("g", body)]
    return draw.drawing("".join(parts), layout.width, height, chart.title)
