"""The tables of a page: what their headings and cells tell its script, which sorts them and draws states and ranks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from chainlink import terms
from chainlink.data.writing.table import KIND, NUMBER, PERCENT, PLAIN, RANK, SHARE, STATE, Column, Record, Table
from chainlink.report.lookup.style import STYLES

NUMERIC = {NUMBER, PLAIN, SHARE, PERCENT}
VOCABULARIES = {
    STATE: "state", KIND: "kind", "band": "band_mark", "stage": "stage", "relation": "relation", "grade": "grade",
    "wording": "wording_class", "signal": "signal",
}  # fmt: skip
"""The section of the vocabulary that a kind of column, or a column by its key, takes its words from, in their order."""
GROUNDS = {
    "red": "repeating-linear-gradient(135deg,transparent 0 3px,#F3BFC6 3px 5px)",
    "blue": "repeating-linear-gradient(45deg,transparent 0 3px,#CBD6E0 3px 5px)",
    "dots": "radial-gradient(#C5CED7 1px,transparent 1.4px) 0 0/5px 5px",
}
"""The hatches of the maps as grounds of a sign in a table."""


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its words and what a page's script is told of its column, as attributes."""

    words: str
    attributes: Markup


@dataclass(frozen=True)
class Shown:
    """A table as a page shows it; ``opens`` gives the panel of the page that a line leads to."""

    table: Table
    lang: str
    opens: Callable[[str], str]

    @cached_property
    def vocabularies(self) -> dict[str, Mapping[str, str]]:
        """The words of each column that holds words of a vocabulary, by id, in the order they sort in."""
        sections = {c.key: VOCABULARIES.get(c.kind) or VOCABULARIES.get(c.key) for c in self.table.columns}
        return {key: dict(terms.choices(section, self.lang)) for key, section in sections.items() if section}

    @property
    def heads(self) -> Iterable[Head]:
        """The headings, each with how its column sorts: ``n`` numbers, ``r`` ranks, ``o`` in the order of its words."""
        for column in self.table.columns:
            attributes = {}
            if column.kind in NUMERIC:
                attributes["data-t"] = "n"
            elif column.kind == RANK:
                attributes["data-t"] = "r"
            elif column.key in self.vocabularies:
                words = self.vocabularies[column.key]
                attributes |= {"data-t": "o", "data-o": "|".join(words.values())}
                attributes |= {"data-i": "|".join(words)} if column.kind == STATE else {}
            if column.long:
                attributes["data-l"] = "1"
            yield Head(column.heading, Markup("").join(Markup(' {}="{}"').format(*pair) for pair in attributes.items()))

    @property
    def lowest(self) -> int:
        """The last place that a rank of the table may fall to; 0 where none has a range."""
        return max((_range(record)[2] for record in self.table.records if _range(record)), default=0)

    def value(self, column: Column, record: Record) -> object:
        """Return what a cell sorts by where its words are not that: a number, or a rank and its range; else None."""
        value = record.values.get(column.key)
        if column.kind == RANK:
            return list(_range(record)) or None
        if column.kind not in NUMERIC or isinstance(value, str | None) or column.words(value) == str(value):
            return None
        return round(value, 4) if isinstance(value, float) else value

    def attribute(self, column: Column, record: Record) -> Markup:
        """Write the attribute of a cell that its column sorts by, of a rank with its range; none where its words do."""
        value = self.value(column, record)
        texts = " ".join(map(str, value)) if isinstance(value, list) else value
        return Markup("") if value is None else Markup(' data-v="{}"').format(texts)

    def lines(self) -> list[list[object]]:
        """Return the rows as a page's script windows them: words, panel, what filters see, and what cells sort by."""
        return [
            [
                self.table.words(row),
                self.opens(row.panel),
                " ".join(row.districts),
                " ".join(row.chains),
                row.state,
                row.band,
                *([beside] if (beside := self._values(row)) else []),
            ]
            for row in self.table.records
        ]

    def _values(self, record: Record) -> dict[int, object]:
        """What the cells of a row sort by, by their place, where it is not their words."""
        places = enumerate(self.table.columns)
        return {place: value for place, column in places if (value := self.value(column, record)) is not None}


def _range(record: Record) -> Sequence[int]:
    """The rank of a record and the range it keeps to under other settings; empty where none was tried."""
    values = record.values
    places = tuple(values.get(key) for key in ("rank_at", "rank_low", "rank_high"))
    return () if None in places else places  # type: ignore[return-value]


def signs() -> str:
    """Return the style of the signs of states in tables: the fills, outlines and hatches of the maps."""
    return "".join(
        f".s-{state}{{background:{GROUNDS[look.hatch] + ',' if look.hatch else ''}{look.fill};"
        f"border:{min(2.0, float(look.width)):g}px {'dashed' if look.dash else 'solid'} {look.stroke}}}"
        for state, look in STYLES.items()
    )
