"""A map as a Windows metafile (EMF): the vector picture that Word, WPS and LibreOffice all draw without a browser."""

import re
import struct
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist

BASIC_PLANE = 0xFFFF
"""The last sign that takes one unit of UTF-16."""
FINE = 10
"""Device units in one unit of the drawing; a unit of the drawing is 1/96 inch."""
FONT = "Microsoft YaHei"
HAIR = 0.6
"""The width of the lines of a hatch, in units of the drawing; hatches lie behind text."""
SVG = "{http://www.w3.org/2000/svg}"
NO_BOUNDS = struct.pack("<4i", 0, 0, -1, -1)
ALIGNED = {"start": 24, "middle": 30, "end": 26}
NULL_BRUSH, NULL_PEN = 0x80000005, 0x80000008
ROUND_JOINED = 0x10000 | 0x200
PIECES = 16
"""Into so many straight pieces a curve is cut before it is dashed."""
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
STEP = re.compile(r"([MLHVCZ])([^MLHVCZ]*)")

Point = tuple[float, float]
Step = tuple[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its bytes and its size in units of 1/96 inch."""

    content: bytes
    width: float
    height: float


@dataclass
class _Paper:
    """The records written so far, and the objects (pens, brushes, fonts) that are already made."""

    records: list[bytes] = field(default_factory=list)
    made: dict[bytes, int] = field(default_factory=dict)
    chosen: dict[str, int] = field(default_factory=dict)

    def put(self, kind: int, content: bytes = b"") -> None:
        content += bytes(-len(content) % 4)
        self.records.append(struct.pack("<2I", kind, 8 + len(content)) + content)

    def choose(self, what: str, kind: int, content: bytes) -> None:
        """Select an object, making it the first time."""
        key = struct.pack("<I", kind) + content
        if key not in self.made:
            self.made[key] = len(self.made) + 1
            self.put(kind, struct.pack("<I", self.made[key]) + content)
        self.select(what, self.made[key])

    def select(self, what: str, number: int) -> None:
        if self.chosen.get(what) != number:
            self.chosen[what] = number
            self.put(37, struct.pack("<I", number))


def metafile(svg: str) -> Picture:
    """Return a map drawn by ``chain_map.draw_map(alone=True)`` as an enhanced metafile.

    It knows what such a map is drawn with: rect, path (M L H V C Z), text and g with presentation attributes, and
    fills by pattern, which become thin lines or dots.  Colours that are let through are mixed with white.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    patterns = {f"url(#{pattern.get('id')})": pattern[0] for pattern in root.iter(f"{SVG}pattern") if len(pattern)}
    paper = _Paper()
    paper.put(18, struct.pack("<I", 1))  # transparent background
    paper.put(19, struct.pack("<I", 2))  # winding fill
    _Drawing(paper, patterns, width, height).draw(root, 0, 0)
    paper.put(14, struct.pack("<3I", 0, 16, 20))
    return Picture(_header(paper, width, height) + b"".join(paper.records), width, height)


def _header(paper: _Paper, width: float, height: float) -> bytes:
    """The first record: bounds, frame in 0.01 mm, counts, and a device of 960 dots an inch."""
    size = 108 + sum(map(len, paper.records))
    box = struct.pack("<4i", 0, 0, round(width * FINE), round(height * FINE))
    frame = struct.pack("<4i", 0, 0, round(width * 2540 / 96), round(height * 2540 / 96))
    rest = struct.pack("<4I2H3I", 0x464D4520, 0x10000, size, len(paper.records) + 1, len(paper.made) + 1, 0, 0, 0, 0)
    device = struct.pack("<2i2i3I2i", 19200, 10800, 508, 286, 0, 0, 0, 508000, 285750)
    return struct.pack("<2I", 1, 108) + box + frame + rest + device


@dataclass(frozen=True)
class _Drawing:
    paper: _Paper
    patterns: dict[str, ET.Element]
    width: float
    height: float

    def draw(self, node: ET.Element, left: float, top: float) -> None:
        """Draw what stands inside ``node``, shifted by (left, top)."""
        for child in node:
            tag = child.tag.removeprefix(SVG)
            if tag == "g":
                shift = _numbers(child.get("transform", "translate(0 0)"))
                self.draw(child, left + shift[0], top + shift[1])
            elif tag == "rect":
                self._rect(child, left, top)
            elif tag == "path":
                self._shape(child, list(_steps(child.get("d", ""), left, top)))
            elif tag == "text":
                self._text(child, left, top)

    def _length(self, node: ET.Element, name: str) -> float:
        length = node.get(name, "0")
        whole = self.width if name == "width" else self.height
        return float(length[:-1]) * whole / 100 if length.endswith("%") else float(length)

    def _rect(self, node: ET.Element, left: float, top: float) -> None:
        x, y = float(node.get("x", 0)) + left, float(node.get("y", 0)) + top
        wide, high = self._length(node, "width"), self._length(node, "height")
        pattern = self.patterns.get(node.get("fill", ""))
        if pattern is None:
            self._shape(node, list(_rounded(x, y, wide, high, float(node.get("rx", 0)))))
        elif pattern.tag == f"{SVG}circle":
            self._dots(pattern, x, y, wide, high)
        else:
            self._hatch(pattern, x, y, wide, high)

    def _hatch(self, pattern: ET.Element, x: float, y: float, wide: float, high: float) -> None:
        """Draw the slanting lines of a pattern, cut at the edges of the box."""
        (_, begin), (_, end) = list(_steps(pattern.get("d", ""), 0, 0))
        falling = (end[0][1] - begin[0][1]) * (end[0][0] - begin[0][0]) > 0
        steps: list[Step] = []
        for number in range(1, int((wide + high) // 6)):
            reach = 6.0 * number  # the line crosses the upper edge (or the left one) so far from the corner
            first, last = max(0.0, reach - high), min(reach, wide)
            rising = ((x + first, y + reach - first), (x + last, y + reach - last))
            mirrored = ((x + first, y + high - reach + first), (x + last, y + high - reach + last))
            start, stop = mirrored if falling else rising
            steps += [("M", (start,)), ("L", (stop,))]
        self._pen(pattern.get("stroke", ""), HAIR, 1.0)
        self._path(steps, 64)

    def _dots(self, pattern: ET.Element, x: float, y: float, wide: float, high: float) -> None:
        steps: list[Step] = []
        for row in range(int((high - 4) // 8)):
            for column in range(int((wide - 4) // 8)):
                steps += _rounded(x + 4 + 8 * column, y + 4 + 8 * row, 1.6, 1.6, 0)
        self._brush(pattern.get("fill", ""))
        self.paper.select("pen", NULL_PEN)
        self._path(steps, 62)

    def _shape(self, node: ET.Element, steps: list[Step]) -> None:
        """Fill and outline a shape by the node's attributes."""
        fill, stroke = node.get("fill", "#000000"), node.get("stroke", "none")
        opacity = float(node.get("stroke-opacity", 1))
        filled = fill.startswith("#") and any(step == "Z" for step, _ in steps)
        stroked = stroke.startswith("#") and opacity > 0
        if filled:
            self._brush(fill)
        else:
            self.paper.select("brush", NULL_BRUSH)
        if stroked:
            self._pen(stroke, float(node.get("stroke-width", 1)), opacity)
        else:
            self.paper.select("pen", NULL_PEN)
        lengths = _numbers(node.get("stroke-dasharray", "")) if stroked else []
        if filled:
            self._path(steps, 63 if stroked and not lengths else 62)
        if stroked and (lengths or not filled):
            self._path(_dashed(steps, lengths) if lengths else steps, 64)

    def _path(self, steps: Iterable[Step], finish: int) -> None:
        put = self.paper.put
        moves = list(steps)
        if not moves:
            return
        put(59)
        for step, points in moves:
            if step == "Z":
                put(61)
            elif step == "C":
                put(5, NO_BOUNDS + struct.pack("<I", len(points)) + b"".join(map(_point, points)))
            else:
                put(27 if step == "M" else 54, _point(points[0]))
        put(60)
        put(finish, NO_BOUNDS)

    def _brush(self, colour: str) -> None:
        self.paper.choose("brush", 39, struct.pack("<3I", 0, _colour(colour), 0))

    def _pen(self, colour: str, width: float, opacity: float) -> None:
        """Choose a pen; dashes are cut by ``_dashed``, since not every reader knows a pen's own."""
        body = struct.pack("<6I", ROUND_JOINED, max(round(width * FINE), 1), 0, _colour(colour, opacity), 0, 0)
        self.paper.choose("pen", 95, struct.pack("<4I", 0, 0, 0, 0) + body)

    def _text(self, node: ET.Element, left: float, top: float) -> None:
        """Write a text at its base line; a light halo becomes a white box behind it."""
        words = node.text or ""
        if not words.strip():
            return
        size, anchor = float(node.get("font-size", 12)), node.get("text-anchor", "start")
        x, y = float(node.get("x", 0)) + left, float(node.get("y", 0)) + top
        turned = _numbers(node.get("transform", ""))
        if turned:
            x, y = turned[0] + left, turned[1] + top
        widths = [round(_width(sign) * size * FINE) for sign in words]
        if node.get("paint-order") and node.get("stroke"):
            wide = sum(widths) / FINE
            self._brush(node.get("stroke", ""))
            self.paper.select("pen", NULL_PEN)
            self._path(_rounded(x - wide / 2 - 2, y - size * 0.9, wide + 4, size * 1.2, 2), 62)
        slant = round(-10 * turned[2]) if len(turned) > 2 else 0  # noqa: PLR2004 - translate has two numbers, rotate the third
        weight = 700 if node.get("font-weight") == "700" else 400
        face = FONT.encode("utf-16-le").ljust(64, b"\0")
        shape = struct.pack("<5i8B", -round(size * FINE), 0, slant, slant, weight, 0, 0, 0, 134, 0, 0, 0, 0)
        self.paper.choose("font", 82, (shape + face).ljust(320, b"\0"))
        self.paper.put(22, struct.pack("<I", ALIGNED[anchor]))
        self.paper.put(24, struct.pack("<I", _colour(node.get("fill", "#000000"))))
        encoded = words.encode("utf-16-le")
        units = len(encoded) // 2
        spaces = [
            width
            for sign, width in zip(words, widths, strict=True)
            for width in ([width, 0] if ord(sign) > BASIC_PLANE else [width])
        ]
        encoded += bytes(-len(encoded) % 4)
        where = struct.pack("<2i", round(x * FINE), round(y * FINE))
        about = struct.pack("<3I4iI", units, 76, 0, 0, 0, -1, -1, 76 + len(encoded))
        spacing = struct.pack(f"<{units}I", *spaces)
        self.paper.put(84, NO_BOUNDS + struct.pack("<I2f", 1, 1.0, 1.0) + where + about + encoded + spacing)


def _numbers(text: str) -> list[float]:
    return [float(figure) for figure in NUMBER.findall(text)]


def _point(point: Point) -> bytes:
    return struct.pack("<2i", round(point[0] * FINE), round(point[1] * FINE))


def _colour(text: str, opacity: float = 1.0) -> int:
    """A colour #RGB or #RRGGBB, mixed with white, as Windows keeps it (blue first)."""
    digits = text.lstrip("#")
    digits = "".join(2 * sign for sign in digits) if len(digits) == 3 else digits  # noqa: PLR2004 - the short form
    parts = [round(255 - opacity * (255 - int(digits[place : place + 2], 16))) for place in (0, 2, 4)]
    return parts[0] | parts[1] << 8 | parts[2] << 16


def _width(sign: str) -> float:
    """How far a sign of the usual fonts reaches, in parts of the font's size."""
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Mn"}:
        return 0.0
    return 0.66 if sign.isupper() else 0.3 if sign in " .,:;!|'il()" else 0.55


def _steps(data: str, left: float, top: float) -> Iterator[Step]:
    """Read the steps of a path, each with absolute points, shifted."""
    at: Point = (left, top)
    for letter, rest in STEP.findall(data):
        figures = _numbers(rest)
        if letter == "Z":
            yield "Z", ()
            continue
        if letter == "H":
            points = [(x + left, at[1]) for x in figures]
        elif letter == "V":
            points = [(at[0], y + top) for y in figures]
        else:
            points = [(x + left, y + top) for x, y in zip(figures[::2], figures[1::2], strict=True)]
        at = points[-1]
        if letter == "C":
            yield "C", tuple(points)
            continue
        for number, point in enumerate(points):
            yield ("M" if letter == "M" and not number else "L"), (point,)


def _straight(steps: Iterable[Step]) -> Iterator[list[Point]]:
    """The lines of a path as points, its curves in short pieces."""
    line: list[Point] = []
    for step, points in steps:
        if step == "M" and line:
            yield line
            line = []
        if step == "C":
            for first, second, end in zip(points[::3], points[1::3], points[2::3], strict=True):
                line += [_bow(line[-1], first, second, end, piece / PIECES) for piece in range(1, PIECES + 1)]
        else:
            line += points if step != "Z" else line[:1]
    if line:
        yield line


def _bow(start: Point, first: Point, second: Point, end: Point, part: float) -> Point:
    """A point of a Bezier curve, at ``part`` of its way."""
    rest = 1 - part
    weights = (rest**3, 3 * rest**2 * part, 3 * rest * part**2, part**3)
    pairs = tuple(zip(weights, (start, first, second, end), strict=True))
    return sum(weight * point[0] for weight, point in pairs), sum(weight * point[1] for weight, point in pairs)


def _dashed(steps: Iterable[Step], lengths: list[float]) -> Iterator[Step]:
    """Cut a path into dashes; ``lengths`` are dash, gap, dash, gap, ... in units of the drawing."""
    for line in _straight(steps):
        turn, left = 0, lengths[0]
        yield "M", (line[0],)
        for start, end in pairwise(line):
            whole, gone = dist(start, end), 0.0
            while whole - gone > left:
                gone += left
                part = gone / whole
                at = (start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part)
                yield ("M" if turn % 2 else "L"), (at,)
                turn += 1
                left = lengths[turn % len(lengths)]
            left -= whole - gone
            if turn % 2 == 0:
                yield "L", (end,)


def _rounded(x: float, y: float, wide: float, high: float, corner: float) -> Iterator[Step]:
    """A box, its corners rounded."""
    right, low, bow = x + wide, y + high, 0.448 * corner
    line: Callable[[float, float], Step] = lambda x, y: ("L", ((x, y),))  # noqa: E731
    if not corner:
        yield "M", ((x, y),)
        yield from (line(right, y), line(right, low), line(x, low))
    else:
        yield "M", ((x + corner, y),)
        yield line(right - corner, y)
        yield "C", ((right - bow, y), (right, y + bow), (right, y + corner))
        yield line(right, low - corner)
        yield "C", ((right, low - bow), (right - bow, low), (right - corner, low))
        yield line(x + corner, low)
        yield "C", ((x + bow, low), (x, low - bow), (x, low - corner))
        yield line(x, y + corner)
        yield "C", ((x, y + bow), (x + bow, y), (x + corner, y))
    yield "Z", ()
