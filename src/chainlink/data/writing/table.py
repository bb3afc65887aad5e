"""A table, whatever file it goes into: named columns, records of values; a format puts words, widths and links on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chainlink.terms import number

TEXT, NUMBER, PLAIN, SHARE, PERCENT = "text", "number", "plain", "share", "percent"
"""Words; a number with its thousands apart, or without (a rank, a year, a row); a share of 1 told as 12.3% or 12%."""
STATE, KIND, DISTRICT, ADDRESS, RANK = "state", "kind", "district", "address", "rank"
"""Words that bear a colour where a format has colours; an address of the web; a rank that a format may draw."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, its heading and what it holds.

    ``long`` says that it holds running text, ``whole`` that its words are never parted, ``naming`` that it tells what
    the record is about.
    """

    key: str
    heading: str
    kind: str = TEXT
    long: bool = False
    whole: bool = False
    naming: bool = False

    def words(self, value: Any) -> str:
        """Return a value as people read it; what is given as words stays, null is empty."""
        if value is None or isinstance(value, str):
            return value or ""
        if self.kind == SHARE:
            return f"{round(100 * value, 1)}%"
        if self.kind == PERCENT:
            return f"{round(100 * value)}%"
        if self.kind == NUMBER:
            return number(value)
        return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class Record:
    """A row: values by column, the id of what it tells of, the panel it opens, what filters and search see of it."""

    values: Mapping[str, Any]
    id: str = ""
    panel: str = ""
    districts: tuple[str, ...] = ()
    chains: tuple[str, ...] = ()
    state: str = ""
    band: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table.

    ``brief`` are the keys that fit a terminal or a printed page (all where empty); ``data`` are the rows as JSON gives
    them, in the programme's own names (the values where None).  One ``handed`` on goes from its page into the workbook
    and the report in Word too.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    records: tuple[Record, ...]
    note: str = ""
    folded: bool = False
    handed: bool = False
    brief: tuple[str, ...] = ()
    data: Sequence[Mapping[str, Any]] | None = None

    @property
    def rows(self) -> list[Mapping[str, Any]]:
        """The values of all records."""
        return [record.values for record in self.records]

    @property
    def facts(self) -> Sequence[Mapping[str, Any]]:
        """The rows as JSON gives them, in the programme's own names."""
        return self.rows if self.data is None else self.data

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings of all columns."""
        return tuple(column.heading for column in self.columns)

    @property
    def head(self) -> int:
        """The place of the first column that tells what a record is about; the first column where none says so."""
        return next((place for place, column in enumerate(self.columns) if column.naming), 0)

    def words(self, record: Record) -> list[str]:
        """Return a record's values as people read them, column by column."""
        return [column.words(record.values.get(column.key)) for column in self.columns]


def listed(
    title: str,
    headings: Mapping[str, str],
    rows: Iterable[Mapping[str, Any]],
    data: Sequence[Mapping[str, Any]] | None = None,
    *,
    key: str = "",
    brief: Iterable[str] = (),
    long: Iterable[str] = (),
) -> Table:
    """Return a table of rows by column; a row may hold more than the columns show."""
    return Table(key, title, columns(headings, long=long), tuple(map(Record, rows)), brief=tuple(brief), data=data)


def columns(
    headings: Mapping[str, str],
    *,
    kinds: Mapping[str, str] | None = None,
    long: Iterable[str] = (),
    whole: Iterable[str] = (),
    naming: Iterable[str] = (),
) -> tuple[Column, ...]:
    """Return the columns of these keys and headings; keys that say no more hold words."""
    return tuple(
        Column(key, heading, (kinds or {}).get(key, TEXT), key in long, key in whole, key in naming)
        for key, heading in headings.items()
    )
