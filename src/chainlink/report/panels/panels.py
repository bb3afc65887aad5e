"""The evidence panels of a page, each composed once, and the rows and sources that they rest on."""

from collections.abc import Callable, Iterable

from chainlink.report.lookup.index import Row, place_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Evidence, Item, Panel

MOST_ITEMS, FEW_ITEMS = 60, 12
"""So many items of one list stand in a panel (the fewer once half of the room is taken); findings.json holds all."""
ROOM = 400_000
"""So many bytes of panels and rows a page carries; what has no room is counted and found in the crowd."""


class Panels:
    """The panels of a page by key and the rows they rest on; each panel, row and source is kept once.

    A page has ``room`` for so many bytes of them, however many firms the dataset holds: what must not be missed is
    composed first and as ``kept``, which may take as much again; the rest in the order in which it is asked for.  A
    key without a panel may be named all the same: the page leads it to the crowd or nowhere.
    """

    def __init__(self, wording: Wording, room: int = ROOM) -> None:
        self.wording = wording
        self.room = self.limit = room
        self.taken = 0
        self.evidence = Evidence()
        self.found: dict[str, Panel] = {}
        self._rows: dict[tuple[str, str, int], int] = {}
        self._sources: dict[str, int] = {}

    @property
    def most(self) -> int:
        """How many items a list of the next panel may hold."""
        return MOST_ITEMS if 2 * self.taken < self.room else FEW_ITEMS

    def allow(self, share: float) -> None:
        """Let what is composed from now on fill ``share`` of the room."""
        self.limit = int(self.room * share)

    def source(self, key: str) -> int:
        """Return the number of a source among those of the page."""
        if key not in self._sources:
            row = self.wording.index.sources.get(key, {})
            self._sources[key] = len(self.evidence.sources)
            parts = (row.get("title") or key, row.get("publisher") or "", row.get("date") or "", row.get("url") or "")
            self.evidence.sources.append(parts)
        return self._sources[key]

    def row(self, table: str, row: Row) -> int:
        """Return the number of a table's row among the evidence of the page."""
        at = (table, row["file"], row["row"])
        if at not in self._rows:
            self._rows[at] = len(self.evidence.rows)
            name = self.wording.table(table)
            place = place_of(row)
            sources = tuple(self.source(key) for key in row.get("source") or ())
            note = row.get("note") or ""
            self.evidence.rows.append((self.file(name, place), row["row"], sources, note))
            self.taken += len(note.encode()) + 20
        return self._rows[at]

    def file(self, table: str, place: str) -> int:
        """Return the number of a file among those of the page."""
        if (table, place) not in self.evidence.files:
            self.evidence.files.append((table, place))
        return self.evidence.files.index((table, place))

    def finding_rows(self, finding: str) -> dict[str, tuple[int, ...]]:
        """Return the evidence of a finding by role."""
        numbers: dict[str, list[int]] = {}
        by_place, most = self.wording.index.rows_by_place, self.most
        for proof in self.wording.results.evidence.get(finding, ()):
            if len(numbers.get(proof["role"], ())) >= most:
                continue
            row = by_place(proof["table"]).get((proof["file"], proof["row"]))
            if row is None:
                row = {"file": proof["file"], "row": proof["row"], "source": (proof["source"] or "").split(";")}
            place = self.row(proof["table"], row)
            if place not in numbers.setdefault(proof["role"], []):
                numbers[proof["role"]].append(place)
        return {role: tuple(rows) for role, rows in numbers.items()}

    def say(self, code: str, **parts: object) -> str:
        """Word a fixed text of the page."""
        return self.wording.say(f"page.{code}", **parts)

    def once(self, name: str, compose: Callable[[], Panel], *, kept: bool = False) -> str:
        """Return ``name``; its panel is composed when it is first named and has room, and may lead back to itself."""
        if name not in self.found and self.taken < (2 * self.room if kept else self.limit):
            self.found[name] = Panel("", (), ())
            self.found[name] = compose()
            self.taken += _weight(name, self.found[name])
        return name

    def rest(self, count: int, most: int | None = None) -> tuple[Item, ...]:
        """Say that a list of ``count`` goes on after the first ``most`` (those of a panel)."""
        most = self.most if most is None else most
        return (Item(self.say("list_goes_on", n=most, all=count)),) if count > most else ()

    def listing(self, key: str, title: str, head: str, items: Iterable[Item], more: Iterable[Item] = ()) -> str:
        """Compose the panel behind a figure: what it counts."""
        name = f"t:{key}"
        sections = [(head, tuple(items))]
        if rest := tuple(more):
            sections.append((self.say("how_counted"), rest))
        self.found[name] = Panel(title, (), tuple(part for part in sections if part[1]))
        return name


def _weight(name: str, panel: Panel) -> int:
    """About how many bytes a panel takes in a page."""
    items = [item for _, part in panel.sections for item in part]
    texts = [name, panel.title, *panel.tags, *(head for head, _ in panel.sections), *(item.text for item in items)]
    opened = sum(len(item.panel) + 5 * len(item.rows) + 12 for item in items)
    return sum(len(text.encode()) + 3 for text in texts) + opened
