"""What a table is: rows with a place and a source, columns with headings in two languages."""

from __future__ import annotations

from functools import cache
from typing import Any

import dataframely as dy

from chainlink import dates, terms

ID = r"^[A-Za-z0-9_-]+$"


def _meta(header: str, english: str, **more: Any) -> dict[str, Any]:
    return {"header": header, "english": english, **{key: value for key, value in more.items() if value is not None}}


def key(
    header: str = "编号", english: str = "id", *, references: str | None = None, alias: str | None = None
) -> dy.String:
    """Declare a column of the table's key: an id of its own, or with ``references`` the id of another table's row.

    ``alias`` is the column's name where Python keeps that word for itself (``from``).
    """
    return dy.String(
        primary_key=True, regex=ID, alias=alias, metadata=_meta(header, english, kind="id", references=references)
    )


def reference(header: str, english: str, table: str, *, required: bool = False, about: str | None = None) -> dy.String:
    """Declare a column that names one row of ``table`` by its id; null means not stated.

    ``about`` is here and below the code of the sentence that says what the column holds.
    """
    return dy.String(nullable=not required, metadata=_meta(header, english, kind="id", references=table, about=about))


def references(
    header: str,
    english: str,
    table: str | None = None,
    *,
    required: bool = False,
    of_key: bool = False,
    about: str | None = None,
) -> dy.List:
    """Declare a list (joined by ``;``) of ids of ``table``, or of plain words without one; null means none stated."""
    required = required or of_key
    return dy.List(
        dy.String(),
        nullable=not required,
        primary_key=of_key,
        min_length=1 if required else None,
        metadata=_meta(header, english, kind="list", references=table, about=about),
    )


def text(
    header: str, english: str, *, required: bool = False, of_key: bool = False, about: str | None = None
) -> dy.String:
    """Declare a column of free text; null means not stated."""
    return dy.String(
        nullable=not required and not of_key,
        primary_key=of_key,
        metadata=_meta(header, english, kind="text", about=about),
    )


def choice(
    header: str, english: str, enum: str, *, required: bool = False, of_key: bool = False, about: str | None = None
) -> dy.String:
    """Declare a column that holds one id of the vocabulary's section ``enum``; null means not stated."""
    known = list(terms.choices(enum))
    return dy.String(
        nullable=not required and not of_key,
        primary_key=of_key,
        check={"choice": lambda column: column.is_in(known)},
        metadata=_meta(header, english, kind="choice", enum=enum, about=about),
    )


def number(
    header: str, english: str, *, unit: str | None = None, low: float | None = None, high: float | None = None
) -> dy.Float64:
    """Declare a number between ``low`` and ``high``; null means not stated, never zero."""
    return dy.Float64(nullable=True, min=low, max=high, metadata=_meta(header, english, kind="number", unit=unit))


def year(header: str, english: str, *, of_key: bool = False) -> dy.Int64:
    """Declare a calendar year; null means not stated."""
    return dy.Int64(
        nullable=not of_key,
        primary_key=of_key,
        min=dates.YEARS[0],
        max=dates.YEARS[1],
        metadata=_meta(header, english, kind="year"),
    )


def date(header: str, english: str, *, of_key: bool = False, alias: str | None = None) -> dy.String:
    """Declare a date YYYY[-MM[-DD]], kept as text so that its precision stays; null means not stated."""
    return dy.String(
        nullable=not of_key,
        primary_key=of_key,
        regex=dates.FORM,
        alias=alias,
        metadata=_meta(header, english, kind="date"),
    )


def flag(header: str, english: str) -> dy.Bool:
    """Declare a yes or no (Y/N, 是/否); null means not stated."""
    return dy.Bool(nullable=True, metadata=_meta(header, english, kind="flag"))


class Place(dy.Schema):
    """Where a row stands: the file (``name.csv``, or ``book.xlsx`` with the sheet) and the row a user sees there."""

    file = dy.String(metadata=_meta("文件", "file", kind="place"))
    sheet = dy.String(nullable=True, metadata=_meta("工作表", "sheet", kind="place"))
    row = dy.Int64(min=1, metadata=_meta("行", "row", kind="place"))
    note = dy.String(nullable=True, metadata=_meta("备注", "note", kind="text"))


class Row(Place):
    """What every row carries: its place, its sources, their grade, and the last year they describe."""

    source = references("来源", "source", "sources", required=True)
    grade = choice("证据等级", "grade", "grade")
    seen = year("资料年份", "seen")


@cache
def columns(table: type[dy.Schema]) -> tuple[tuple[str, dy.Column, dict[str, Any]], ...]:
    """Return name, column and metadata of the columns a user fills in, key first, source, grade, seen, note last."""
    keys = table.primary_key()
    last = [name for name in ("source", "grade", "seen", "note") if name not in keys]
    own = {name: column for name, column in table.columns().items() if (column.metadata or {}).get("kind") != "place"}
    order = [*(name for name in own if name not in last), *(name for name in last if name in own)]
    return tuple((name, own[name], dict(own[name].metadata or {})) for name in order)
