"""How states, districts and lines look, on maps, in legends and in tables; and how an SVG element is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from chainlink.findings.states import STATES
from chainlink.plain_text import upright

FONTS = (
    "'Microsoft YaHei UI','Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',"
    "'WenQuanYi Micro Hei',SimHei,sans-serif"
)
INK, MUTED, LINE = "#14202B", "#52606D", "#D5DCE3"


@dataclass(frozen=True, slots=True)
class Style:
    """How a state is drawn: fill, hatch over it, outline, its width and dash, text and badge colours."""

    fill: str
    stroke: str
    width: str
    dash: str = ""
    hatch: str = ""
    text: str = INK
    badge: str = ""
    badge_text: str = "#FFFFFF"
    edge: tuple[int, str] = (12, "7 5")
    """The width (in tenths) and the dash of the edge to what an absent sector would feed."""


STYLES = {
    "strong": Style("#FFFFFF", "#1F3A52", "2.6", badge="#1F3A52"),
    "present": Style("#FFFFFF", "#5B6B7A", "1.4"),
    "muted": Style("#F3F5F7", "#AEB8C2", "1.2", text="#4B5864", badge="#5F6C79"),
    "weak": Style("#FFF6E0", "#E69F00", "2.6", badge="#E69F00", badge_text="#14202B"),
    "recorded": Style("#FFFFFF", "#4A5B6C", "1.6", dash="2 3", hatch="dots", badge="#4A5B6C"),
    "missing": Style(
        "#FFF6F6", "#C8102E", "2.4", dash="7 4", hatch="red", text="#B00D27", badge="#C8102E", edge=(16, "7 5")
    ),
    "near": Style("#EEF4FA", "#2F6690", "1.6", dash="10 3", text="#24506F", badge="#2F6690"),
    "outsourced": Style("#F7F9FB", "#7A90A5", "1.1", hatch="blue", text="#3F5468", badge="#566B80", edge=(12, "3 4")),
    "coming": Style("#FFFFFF", "#4B6B4F", "1.6", dash="8 3 2 3", text="#2F4A33", badge="#4B6B4F"),
    "blank": Style("#FFFFFF", "#C2CAD2", "1", dash="2 2", text="#4B5864", badge="#5F6C79"),
}
for _state in STATES:
    if _state not in STYLES:
        _msg = f"state {_state} has no style (STYLES in report/lookup/style.py)"
        raise ValueError(_msg)
(VERIFIED,) = (STYLES[state.id] for state in STATES.values() if state.verified)
"""The look of what somebody looked for and did not find: red stands for nothing else."""
HATCHES = {
    "red": '<path d="M0 6L6 0" stroke="#F3BFC6" stroke-width="1.6"/>',
    "blue": '<path d="M0 0L6 6" stroke="#CBD6E0" stroke-width="1.3"/>',
    "dots": '<circle cx="2" cy="2" r=".9" fill="#C5CED7"/>',
}
FIRST_COLOURS = {"wanzhou": "#1D4ED8", "kaizhou": "#007E85", "yunyang": "#6B2A8C"}
MORE_COLOURS = ("#1D4ED8", "#007E85", "#6B2A8C", "#9A4A00", "#3F6212", "#9D174D", "#334E8C", "#5B4636")
GREY, PALE = "#6B7280", "#F1F2F4"
"""The colour of a district that has none of its own, and its tint."""
TINTS = {
    "#1D4ED8": "#E8EDFB",
    "#007E85": "#E3F1F2",
    "#6B2A8C": "#F0EAF4",
    "#9A4A00": "#F8EDE2",
    "#3F6212": "#EDF3E4",
    "#9D174D": "#F9E9F0",
    "#334E8C": "#E9EDF6",
    "#5B4636": "#F1EDE9",
    GREY: PALE,
}
MARKS = {"#007E85": "#00686E", GREY: "#4B5563"}
"""Colours too light for a letter on their tint (below 4.5 : 1), and the darker ones the letter takes."""


def district_colours(region: Iterable[str]) -> dict[str, str]:
    """The colour of each district: fixed for 万州 开州 云阳, a fixed list to eight, then grey."""
    colours: dict[str, str] = {}
    for key in region:
        free = [colour for colour in MORE_COLOURS if colour not in colours.values()]
        fixed = FIRST_COLOURS.get(key)
        colours[key] = fixed if fixed and fixed in free else next(iter(free), GREY)
    return colours


def tag(name: str, inside: str = "", /, **attributes: object) -> str:
    """Write an SVG element: attributes by name (``_`` for ``-``; an empty one is left out), ``inside`` as it is."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(str(value))}"
        for key, value in attributes.items()
        if value != ""
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def rect(x: float, y: float, width: object, height: object, rx: object = "", /, **looks: object) -> str:
    """Draw a box."""
    return tag("rect", x=x, y=y, width=width, height=height, rx=rx, **looks)


def path(d: str, /, **looks: object) -> str:
    """Draw a path."""
    return tag("path", d=d, **looks)


def text(x: float, y: float, words: str, size: object, *, bold: bool = False, anchor: str = "", **looks: object) -> str:
    """Write a line of text at a place, escaped; ``anchor`` says which part of it stands there (empty: its start)."""
    own = {"text_anchor": anchor, "font_size": size, "font_weight": 700 if bold else ""}
    return tag("text", escape(words), x=x, y=y, **own, **looks)


HIT: dict[str, object] = {"fill": "none", "stroke": "#000", "stroke_opacity": 0}
"""The look of what is not seen and takes the pointer."""


def turn_to(first: bool, spoken: str) -> dict[str, object]:  # noqa: FBT001 - the first of a map
    """The attributes of what a keyboard can turn to on a map, beginning with the ``first``."""
    return {"role": "button", "tabindex": 0 if first else -1, "aria_label": spoken}


def drawing(inside: str, width: int, height: float, title: str) -> str:
    """Write a whole map as SVG: presentation attributes only, no script, nothing to load."""
    size = {"viewBox": f"0 0 {width} {height}", "width": width, "height": height, "font_family": FONTS}
    about = {"role": "group", "aria_label": title, "class_": "chart", "style": f"--w:{width}px"}
    return upright(tag("svg", inside, xmlns="http://www.w3.org/2000/svg", **size, **about))


LINES = {
    "link": ("#1D4ED8", 4, ""),
    "link_dashed": ("#1D4ED8", 2.6, "9 3"),
    "joint": ("#007E85", 4, ""),
    "need": ("#7A90A5", 1.4, "3 4"),
    "flow": ("#B4C0CB", 1.4, ""),
    "ownership": ("#8A97A5", 1.4, "1 4"),
}
"""How the legend draws each kind of edge: colour, width, dash."""


def outlined(style: Style, box: tuple[float, ...], hatch: str, *classes: str) -> str:
    """Draw a box as a state is drawn, ``hatch`` over its fill; ``classes`` of its fill and its outline."""
    filled, lined = ({"class_": name} for name in classes or ("", ""))
    edge = {"stroke": style.stroke, "stroke_width": style.width, "stroke_dasharray": style.dash}
    return rect(*box, fill=style.fill, **filled) + hatch + rect(*box, fill="none", **edge, **lined)


def legend_sign(kind: str, look: str) -> str:
    """Draw one sign of the legend, 28 x 16 units."""
    if kind == "firm":
        return rect(1, 2, 26, 12, 3, fill=TINTS.get(look, PALE), stroke=look) + rect(1, 2, 6, 12, fill=look)
    if kind == "state":
        style, box = STYLES[look], (1.5, 1.5, 25, 13, 3)
        return outlined(style, box, rect(*box, fill=f"url(#h-{style.hatch})") if style.hatch else "")
    colour, width, dash = LINES[look]
    if look != "joint":
        return path("M1 8H27", stroke=colour, stroke_width=width, stroke_dasharray=dash)
    fork = {"stroke": colour, "stroke_width": 2, "fill": "none", "stroke_dasharray": "5 2"}
    trunk = path("M1 8H13", stroke=colour, stroke_width=width)
    return trunk + path("M13 8C18 8 18 3 27 3M13 8C18 8 18 13 27 13", **fork)
