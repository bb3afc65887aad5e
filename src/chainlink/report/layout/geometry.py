"""What a map is made of: cards, edges between them, the pieces an edge is drawn in."""

import unicodedata
from dataclasses import dataclass

CARD, GUTTER, INDENT = 232, 98, 12
PITCH = CARD + GUTTER
LEFT, TOP = 44, 50
FORK = "#fork"
"""What the name of an edge's fork ends with."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card with its place; ``column`` counts from the left, ``stack`` is the sector it belongs to."""

    key: str
    stack: str
    x: int
    y: int
    width: int
    height: int
    column: int
    head: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """What to draw between cards; several ``starts`` or ``ends`` share one trunk that forks, and one ``label``.

    ``short`` stands where the label has no room; the label of the greatest ``weight`` gets its place first; over a
    ``faint`` edge a label may lie.
    """

    key: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    label: str = ""
    short: str = ""
    weight: float = 0
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """One drawn piece of an edge.

    ``steps`` holds ("M", x, y), ("L", x, y) and ("C", x1, y1, x2, y2, x, y); ``arrow`` says that it ends at a card.
    """

    edge: str
    start: str
    end: str
    steps: tuple[tuple[str, tuple[int, ...]], ...]
    arrow: bool

    @property
    def data(self) -> str:
        """The path as SVG writes it."""
        return "".join(letter + " ".join(str(number) for number in numbers) for letter, numbers in self.steps)

    @property
    def forked(self) -> bool:
        """Whether it starts or ends at the fork of its edge."""
        return self.edge + FORK in {self.start, self.end}


@dataclass(frozen=True, slots=True)
class Label:
    """The text of an edge, centred on a point."""

    edge: str
    x: int
    y: int
    width: int
    text: str


def display_width(text: str) -> int:
    """Return the width of ``text`` in tenths of a half-width cell: 20 for a Chinese character, 11 to 14 for a Latin."""
    width = 0
    for sign in text:
        if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Cc", "Mn"}:
            continue
        if unicodedata.east_asian_width(sign) in "WFA":
            width += 20
        else:
            width += 14 if sign.isupper() or sign in "mw%@—…" else 11
    return width
