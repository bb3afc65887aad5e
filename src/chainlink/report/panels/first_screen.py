"""The view values of the first screen: how things stand, who has what along each chain, how much is on record."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """What a district has of a chain: ``look`` is made (the darker, the more sectors), record or none."""

    figure: str
    note: str
    look: str
    shade: int
    spoken: str
    panel: str


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A chain in the matrix: a cell a district, and how many needed sectors are met where (``met``)."""

    name: str
    href: str
    lead: bool
    cells: tuple[Cell, ...]
    met: Mapping[str, int]
    panel: str

    @property
    def needed(self) -> int:
        """How many sectors of the chain are needed."""
        return sum(self.met.values())


@dataclass(frozen=True, slots=True)
class Covered:
    """How many firms of a place are on record, of those stated to be there (null: nobody stated it)."""

    name: str
    recorded: int
    resident: float | None
    words: str
    panel: str

    @property
    def share(self) -> int:
        """The share on record in percent, at most 100; 0 where it is not known."""
        return min(100, round(100 * self.recorded / self.resident)) if self.resident else 0


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The first screen of the region's page."""

    sentence: str
    districts: tuple[tuple[str, str], ...]
    lines: tuple[ChainLine, ...]
    places: tuple[tuple[str, str], ...]
    coverage: tuple[Covered, ...]

    @property
    def most(self) -> int:
        """The longest bar of the matrix."""
        return max((line.needed for line in self.lines), default=0) or 1
