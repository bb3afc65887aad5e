"""The view values of a page: everything a page, a workbook or a letter shows, composed once from the Outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from chainlink.data.writing.table import Table
from chainlink.report.layout.columns import Layout
from chainlink.report.layout.geometry import Edge
from chainlink.report.panels.first_screen import FirstScreen
from chainlink.terms import number


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure in the header, ``whole`` that of which it is a part; ``panel`` names the panel of what it counts."""

    key: str
    count: float
    caption: str
    panel: str
    tone: str = ""
    whole: float | None = None

    @property
    def figure(self) -> str:
        """The figure as people read it."""
        return number(self.count) + ("" if self.whole is None else f" / {number(self.whole)}")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a panel: text, the panel it leads to, and the rows it rests on (numbers into ``Evidence.rows``)."""

    text: str
    panel: str = ""
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything known about one thing: tags, then headed lists of items."""

    title: str
    tags: tuple[str, ...]
    sections: tuple[tuple[str, tuple[Item, ...]], ...]


@dataclass
class Evidence:
    """The rows a page rests on, each once, and the files and sources they name.

    ``files`` holds (table's name, file), ``rows`` (number of the file, row, numbers of the sources, note), ``sources``
    (title, publisher, date, url).
    """

    files: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[int, int, tuple[int, ...], str]] = field(default_factory=list)
    sources: list[tuple[str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Look:
    """How a card looks: ``state`` for a sector, ``district`` for a firm; ``mark`` is the sign at its right.

    ``bands`` are those of the findings about a sector, ``lead`` the one that its card bears as a badge; ``makers`` and
    ``users`` the firms that make it and that need it.
    """

    key: str
    lines: tuple[str, ...]
    detail: str
    name: str
    spoken: str
    head: bool
    state: str = ""
    mark: str = ""
    district: str = ""
    colour: str = ""
    dashed: bool = False
    districts: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    lead: str = ""
    lead_mark: str = ""
    makers: tuple[str, ...] = ()
    users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stroke:
    """How an edge looks: ``kind`` is link, joint, service, need, flow or ownership; ``width`` in tenths of a unit."""

    edge: Edge
    kind: str
    colour: str
    width: int
    dash: str
    panel: str
    spoken: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A map: the layout with the looks of its cards and edges and what it leaves out."""

    layout: Layout
    looks: Mapping[str, Look]
    strokes: Mapping[str, Stroke]
    lanes: Mapping[str, str]
    strip: str
    folded: str
    left_out: int
    legend: tuple[tuple[str, str, str], ...]
    title: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A district on the schematic map: its place, what stands under its name, its panel; ``rim``: it lies outside."""

    key: str
    name: str
    detail: str
    spoken: str
    colour: str
    panel: str
    x: int
    y: int
    here: bool
    rim: bool = False


@dataclass(frozen=True, slots=True)
class Tie:
    """What joins two districts: ``kind`` is flow (``start`` to ``end``) or road; ``amount`` is a class of width."""

    key: str
    start: str
    end: str
    kind: str
    amount: str
    label: str
    spoken: str
    colour: str
    panel: str


@dataclass(frozen=True, slots=True)
class DistrictMap:
    """A schematic map of the districts of a region; ``notes`` name the routes and sources its numbers stand for."""

    title: str
    width: int
    height: int
    seats: tuple[Seat, ...]
    ties: tuple[Tie, ...]
    notes: tuple[str, ...]
    legend: tuple[tuple[str, str, str], ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Crowd:
    """The firms of a page that has no room for a panel of each: ``columns`` for its script, ``places`` by firm."""

    columns: Mapping[str, object]
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what it says at the top, its map, its tables, its panels and its filters.

    ``first`` is what a head reads in half a minute, ``screen`` what stands beside it, ``between`` the map of the
    districts below; none of them on other pages than that of the region, whose tables are folded.

    A page with a ``schematic`` shows that instead of its chart, which then holds the legend alone.
    """

    key: str
    lang: str
    title: str
    subtitle: str
    byline: str
    warnings: tuple[str, ...]
    tiles: tuple[Tile, ...]
    chart: Chart
    tables: tuple[Table, ...]
    method: tuple[Table, ...]
    panels: Mapping[str, Panel]
    evidence: Evidence
    districts: tuple[tuple[str, str, str], ...]
    chains: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    bands: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str, str], ...]
    crowd: Crowd | None = None
    schematic: DistrictMap | None = None
    first: tuple[Table, ...] = ()
    screen: FirstScreen | None = None
    between: DistrictMap | None = None

    @property
    def network(self) -> str:
        """Where the network of the region stands, with what this page is about in focus."""
        if self.key == "index":
            return "network.html"
        return f"../network.html#district={self.key}" if self.schematic else f"network.html#chain={self.key}"

    def opens(self, panel: str) -> str:
        """Return the panel that a line opens: a firm without one of its own stands in the crowd; else none."""
        if panel in self.panels or self.crowd is None:
            return panel if panel in self.panels else ""
        number = self.crowd.places.get(panel.removeprefix("f:"))
        return "" if number is None else f"x:{number}"
