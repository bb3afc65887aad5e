"""From raw rows to the rows of a table: headings matched, every column in its type, unknown columns carried along."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from chainlink.dataset.cells import cells_of, plain, trimmed
from chainlink.errors import Fault
from chainlink.files import RawTable
from chainlink.schema import Place, columns
from chainlink.tables import TABLES, caption


@dataclass(frozen=True)
class CleanTable:
    """A table with the columns and types of its schema (unknown ones carried at the end), and what was at fault.

    ``ragged``: rows of the wrong length.  ``broken``: not all rows could be read, so an id it lacks proves nothing.
    ``absent``: there is no such file or sheet.
    """

    name: str
    file: str
    sheet: str | None
    frame: pl.DataFrame
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    ragged: frozenset[int] = frozenset()
    broken: bool = False
    absent: bool = False


@cache
def table_names() -> dict[str, str]:
    """Return the table for every name a file or sheet may carry: id or Chinese word, in any writing."""
    found = {}
    for name in TABLES:
        found[plain(name)] = name
        found[plain(caption(name))] = name
    return found


def table_words(table: str) -> str:
    """Name ``table`` in both languages: 企业 (firms)."""
    return f"{caption(table)} ({table})"


@cache
def _headings(table: str) -> dict[str, str]:
    """Return the column for every heading a column of ``table`` may carry: id, Chinese or English, in any writing."""
    found: dict[str, str] = {}
    for name, _, meta in columns(TABLES[table]):
        for heading in (name, meta["header"], meta["english"]):
            found.setdefault(plain(heading), name)
    for name, _, meta in columns(TABLES[table]):
        for heading in (meta["header"], meta["english"]):
            found.setdefault(plain(re.sub(r"[(（].*?[)）]", "", heading)), name)
    return found


def clean_table(raw: RawTable, table: str) -> CleanTable:
    """Give ``raw`` the columns and types of ``table``; every cell that cannot be read is told and left null."""
    schema = TABLES[table]
    at_column, extra, faults, warnings = _columns_found(raw, table)
    frame = raw.frame
    made: dict[str, pl.Series] = {}
    for name, column, meta in columns(schema):
        if name in at_column:
            special = {
                "spans": (table, name) == ("sources", "date"),
                "subjects": (table, name) == ("claim_subjects", "id"),
            }
            series, found = cells_of(frame[at_column[name]], frame["row"], meta, **special)
            made[name] = series.cast(column.dtype)
            faults += [_of(raw, table, code, meta["header"], row, value, **parts) for code, row, value, parts in found]
        else:
            made[name] = pl.Series([None], dtype=column.dtype).new_from_index(0, frame.height)
            if (not column.nullable or column.primary_key) and not raw.broken and raw.headings:
                faults.append(_of(raw, table, "column_missing", meta["header"], raw.head_row, id=name))
    for name, at in extra.items():
        made[name] = trimmed(frame[at]) if frame[at].dtype == pl.String else frame[at]
    out = pl.DataFrame(made, height=frame.height).with_columns(
        file=pl.lit(raw.file, pl.String), sheet=pl.lit(raw.sheet, pl.String), row=frame["row"]
    )
    order = [name for name in schema.columns() if name in out.columns]
    return CleanTable(
        table, raw.file, raw.sheet, out.select(*order, *extra), tuple(faults), tuple(warnings), raw.ragged, raw.broken
    )


def _columns_found(raw: RawTable, table: str) -> tuple[dict[str, str], dict[str, str], list[Fault], list[Fault]]:
    """Return where each known and each unknown column stands, faults and warnings."""
    known = _headings(table)
    faults, warnings = list(raw.faults), list(raw.warnings)
    at_column: dict[str, str] = {}
    extra: dict[str, str] = {}
    for at, heading in enumerate(raw.headings):
        column = known.get(plain(heading))
        if column is None:
            if heading in {"file", "sheet", "row"} and raw.head_row is None:
                continue  # a frame that was written with the place of its rows
            extra[_free_name(heading, {*TABLES[table].columns(), *extra})] = str(at)
            warnings.append(_of(raw, table, "unknown_column", heading, raw.head_row))
        elif column in at_column:
            faults.append(_of(raw, table, "column_twice", heading, raw.head_row))
        else:
            at_column[column] = str(at)
    return at_column, extra, faults, warnings


def _free_name(heading: str, taken: set[str]) -> str:
    while heading in taken:
        heading += "_"
    return heading


def _of(
    raw: RawTable, table: str, code: str, column: str | None, /, *place: int | str | None, **parts: object
) -> Fault:
    """Word a fault; ``place`` is its row and value as far as they are known."""
    row, value = (*place, None, None)[:2]
    return Fault(raw.file, code, table, raw.sheet, _row(row), column, None if value is None else str(value), parts)


def _row(row: int | str | None) -> int | None:
    return None if row is None else int(row)


def empty_table(table: str) -> pl.DataFrame:
    """Return a frame of ``table`` without rows."""
    schema: type[Place] = TABLES[table]
    return pl.DataFrame(schema={name: column.dtype for name, column in schema.columns().items()})


def headings(table: str) -> dict[str, str]:
    """Return the Chinese heading of each column of ``table``."""
    return {name: str(meta["header"]) for name, _, meta in columns(TABLES[table])}


def meta_of(table: str, column: str) -> dict[str, Any]:
    """Return the metadata of ``column`` of ``table``."""
    return dict(TABLES[table].columns()[column].metadata or {})


def fault(at: CleanTable, code: str, column: str | None, row: int | None, value: object, /, **parts: object) -> Fault:
    """Word the place of a fault: ``column`` is the name of a column, shown by its Chinese heading."""
    heading = headings(at.name).get(column, column) if column else None
    return Fault(at.file, code, at.name, at.sheet, row, heading, _shown(value), parts)


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, pl.Series)):
        return ";".join(str(one) for one in value)
    return str(value)
