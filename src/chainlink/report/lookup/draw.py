"""How a map is written as SVG: boxes, paths, lines of text, signs of a legend, the drawing around them."""

from xml.sax.saxutils import escape, quoteattr

from chainlink.findings.bands import VISIT
from chainlink.plain_text import upright
from chainlink.report.lookup.style import FONTS, LEAD, LINES, PALE, SMALLEST, STYLES, TINTS, Style


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


def outlined(style: Style, box: tuple[float, ...], hatch: str, *classes: str) -> str:
    """Draw a box as a state is drawn, ``hatch`` over its fill; ``classes`` of its fill and its outline."""
    filled, lined = ({"class_": name} for name in classes or ("", ""))
    edge = {"stroke": style.stroke, "stroke_width": style.width, "stroke_dasharray": style.dash}
    return rect(*box, fill=style.fill, **filled) + hatch + rect(*box, fill="none", **edge, **lined)


def lead_badge(x: float, y: float, mark: str, *, first: bool) -> str:
    """Draw the badge of a lead: filled for what is to be visited, else its outline."""
    second, fill = "" if first else " second", LEAD if first else "#FFFFFF"
    box = rect(x, y, 20, 15, 3, fill=fill, stroke=LEAD, stroke_width=1.4, class_=f"lead{second}")
    look = {"fill": "#FFFFFF" if first else LEAD, "class_": f"lead-t{second}"}
    return box + text(x + 10, y + 12, mark, SMALLEST, bold=True, anchor="middle", **look)


def legend_sign(kind: str, look: str) -> str:
    """Draw one sign of the legend, 28 x 16 units."""
    if kind == "firm":
        return rect(1, 2, 26, 12, 3, fill=TINTS.get(look, PALE), stroke=look) + rect(1, 2, 6, 12, fill=look)
    if kind == "lead":
        return lead_badge(4, 0.5, look, first=look == VISIT)
    if kind == "state":
        style, box = STYLES[look], (1.5, 1.5, 25, 13, 3)
        return outlined(style, box, rect(*box, fill=f"url(#h-{style.hatch})") if style.hatch else "")
    colour, width, dash = LINES[look]
    if look != "joint":
        return path("M1 8H27", stroke=colour, stroke_width=width, stroke_dasharray=dash)
    fork = {"stroke": colour, "stroke_width": 2, "fill": "none", "stroke_dasharray": "5 2"}
    trunk = path("M1 8H13", stroke=colour, stroke_width=width)
    return trunk + path("M13 8C18 8 18 3 27 3M13 8C18 8 18 13 27 13", **fork)
