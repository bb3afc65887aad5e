"""How states, districts and lines look, on maps, in legends and in tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from chainlink.findings.states import STATES

FONTS = (
    "'Microsoft YaHei UI','Microsoft YaHei','PingFang SC','Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC',"
    "'WenQuanYi Micro Hei',SimHei,sans-serif"
)
INK, MUTED, LINE = "#14202B", "#52606D", "#D5DCE3"
LEAD = "#0B4F82"
"""The one colour that leads bear, on maps and beside them."""
SMALLEST = 12
"""No text of a map is smaller."""


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

SERVICE, SERVICE_DASH = "#6F7F8E", "8 3 2 3"
"""How a service or a shared facility is drawn: apart from supply, which bears the colour of its district."""

RIBBON = "#5C7C99"
"""How many links at once are drawn that are too many to be drawn line by line."""

LINES = {
    "link": ("#1D4ED8", 4, ""),
    "link_dashed": ("#1D4ED8", 2.6, "9 3"),
    "joint": ("#007E85", 4, ""),
    "ribbon": (RIBBON, 6, ""),
    "need": ("#7A90A5", 1.4, "3 4"),
    "flow": ("#B4C0CB", 1.4, ""),
    "service": (SERVICE, 1.6, SERVICE_DASH),
    "ownership": ("#8A97A5", 1.4, "1 4"),
}
"""How the legend draws each kind of edge: colour, width, dash."""


def district_colours(region: Iterable[str]) -> dict[str, str]:
    """The colour of each district: fixed for 万州 开州 云阳, a fixed list to eight, then grey."""
    colours: dict[str, str] = {}
    for key in region:
        free = [colour for colour in MORE_COLOURS if colour not in colours.values()]
        fixed = FIRST_COLOURS.get(key)
        colours[key] = fixed if fixed and fixed in free else next(iter(free), GREY)
    return colours
