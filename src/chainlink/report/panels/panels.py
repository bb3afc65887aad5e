"""The evidence panels of a page, each composed once, and the rows and sources that they rest on."""

from collections.abc import Callable, Iterable, Mapping

from chainlink.report.lookup.index import Row, place_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Evidence, Item, Panel

MOST_ITEMS, FEW_ITEMS = 60, 3
"""So many items of one list stand in a panel (in a crowd the fewer); findings.json holds them all."""


class Panels:
    """The panels of a page by key and the rows they rest on; each panel, row and source is kept once.

    ``crowd`` numbers the firms of a page that has too many to compose a panel each: theirs are made by its script.
    """

    def __init__(self, wording: Wording, crowd: Mapping[str, int] | None = None) -> None:
        self.wording = wording
        self.crowd = crowd
        self.most = MOST_ITEMS if crowd is None else FEW_ITEMS
        self.evidence = Evidence()
        self.found: dict[str, Panel] = {}
        self._rows: dict[tuple[str, str, int], int] = {}
        self._sources: dict[str, int] = {}

    def _source(self, key: str) -> int:
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
            sources = tuple(self._source(key) for key in row.get("source") or ())
            if (name, place) not in self.evidence.files:
                self.evidence.files.append((name, place))
            file = self.evidence.files.index((name, place))
            self.evidence.rows.append((file, row["row"], sources, row.get("note") or ""))
        return self._rows[at]

    def finding_rows(self, finding: str) -> dict[str, tuple[int, ...]]:
        """Return the evidence of a finding by role."""
        numbers: dict[str, list[int]] = {}
        by_place = self.wording.index.rows_by_place
        for proof in self.wording.results.evidence.get(finding, ()):
            if len(numbers.get(proof["role"], ())) >= self.most:
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

    def once(self, name: str, compose: Callable[[], Panel]) -> str:
        """Return ``name``; its panel is composed when it is first named, and may lead back to itself."""
        if name not in self.found:
            self.found[name] = Panel("", (), ())
            self.found[name] = compose()
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
