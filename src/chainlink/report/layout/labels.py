"""The texts on the edges of a map: each on its own line and clear of every other, or left to the panel."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import hypot
from typing import NamedTuple

from chainlink.report.layout.geometry import Card, Edge, Label, Path, display_width

STEP, CELL = 4, 16
HALF, CLEAR, BESIDE = 6, 2, 9
"""Half the height of a text, how far every other line stays away from it, and above and below one that does not
lie along its own: it must not read as its neighbour's."""
SHIFTS = (0.0, -0.25, 0.25, -0.45, 0.45)
"""How far of its width a text may stand beside the point of its line: on it, or where that is crowded to one side."""
FLAT = 0.25
"""A line that rises by less than so much of its run reads as level: a text sits best on it."""


class _Dot(NamedTuple):
    x: float
    y: float
    flat: bool


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: _Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


class _Ink:
    """The points of all lines by cells, so that one finds what runs through a box."""

    def __init__(self, traces: Mapping[Path, Sequence[_Dot]], faint: frozenset[str]) -> None:
        self.faint = faint
        self.cells: dict[tuple[int, int], list[tuple[float, float, str]]] = defaultdict(list)
        for path, dots in traces.items():
            for x, y, _ in dots:
                self.cells[int(x) // CELL, int(y) // CELL].append((x, y, path.edge))

    def free(self, box: _Box, edge: str, near: int, over_faint: bool) -> bool:  # noqa: FBT001 - one of two passes
        """Whether no line of another edge runs through ``box`` (``over_faint``: a faint one may) or near its middle."""
        x0, y0 = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        across, down = max(x0 - box.left, near), max(y0 - box.top, near)
        for column in range(int(x0 - across) // CELL, int(x0 + across) // CELL + 1):
            for row in range(int(y0 - down) // CELL, int(y0 + down) // CELL + 1):
                for x, y, other in self.cells.get((column, row), ()):
                    inside = box.left < x < box.right and box.top < y < box.bottom
                    crossed = inside and not (over_faint and other in self.faint)
                    if other != edge and (crossed or hypot(x - x0, y - y0) < near):
                        return False
        return True


def place_labels(edges: Sequence[Edge], paths: Sequence[Path], cards: Sequence[Card]) -> tuple[Label, ...]:
    """Place the label of each edge on a point of its own path, the heaviest edge first.

    A label covers no card, no other label and no line of another edge, and lies nearer to its own than to any other.
    Where there is no such place it may lie over a faint line; where there is none either, it is left out.
    """
    labelled = sorted((edge for edge in edges if edge.label), key=lambda edge: (-edge.weight, edge.key))
    if not labelled:
        return ()
    traces = {path: list(_trace(path)) for path in paths}
    ink = _Ink(traces, frozenset(edge.key for edge in edges if edge.faint))
    taken = [_Box(card.x, card.y, card.x + card.width, card.y + card.height) for card in cards]
    labels: list[Label] = []
    for edge in labelled:
        texts = dict.fromkeys(text for text in (edge.label, edge.short) if text)
        spots = _spots(edge, traces)
        for over_faint, share, text, (on, y, flat) in product((False, True), SHIFTS, texts, spots):
            width = display_width(text) * 12 // 20 + 4
            x = on + round(share * width)
            box = _Box(x - width / 2, y - HALF, x + width / 2, y + HALF)
            away = CLEAR if flat and not share else BESIDE
            wide = _Box(box.left - CLEAR, box.top - away, box.right + CLEAR, box.bottom + away)
            if ink.free(wide, edge.key, abs(x - on) + 1, over_faint) and not any(box.meets(other) for other in taken):
                labels.append(Label(edge.key, x, y, width, text))
                taken.append(wide)
                break
    return tuple(labels)


def _spots(edge: Edge, traces: Mapping[Path, Sequence[_Dot]]) -> list[tuple[int, int, bool]]:
    """The points of an edge's own paths, best first: the trunk before its branches, level before steep, the middle."""
    ranked = []
    for n, (path, dots) in enumerate(traces.items()):
        if path.edge != edge.key:
            continue
        branch = path.forked and edge.starts != (path.start,) and edge.ends != (path.end,)
        ranked += [(branch, not dot.flat, n, abs(2 * k - len(dots)), dot) for k, dot in enumerate(dots)]
    return list(dict.fromkeys((round(dot.x), round(dot.y), dot.flat) for *_, dot in sorted(ranked)))


def _trace(path: Path) -> Iterator[_Dot]:
    """Walk along a path in steps of a few units."""
    x, y = path.steps[0][1]
    for letter, numbers in path.steps[1:]:
        *bends, x3, y3 = numbers
        x1, y1, x2, y2 = bends if letter == "C" else (x, y, x3, y3)
        count = max(1, (abs(x3 - x) + abs(y3 - y) + (abs(x1 - x) if letter == "C" else 0)) // STEP)
        for part in range(count + 1):
            t = part / count
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            run = (1 - t) ** 2 * (x1 - x) + 2 * t * (1 - t) * (x2 - x1) + t * t * (x3 - x2)
            rise = (1 - t) ** 2 * (y1 - y) + 2 * t * (1 - t) * (y2 - y1) + t * t * (y3 - y2)
            flat = abs(rise) < FLAT * abs(run) or y == y3
            yield _Dot(a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3, flat)
        x, y = x3, y3
