"""From raw rows to the rows of a table: headings matched, every column in its type, unknown columns carried along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import dataframely as dy
import polars as pl

from chainlink.cores import on_every_core
from chainlink.data.cells import CAP, CellFault, cells_of, trimmed
from chainlink.data.naming import NEEDED_NEAR, column_in_another_unit, column_named, nearest_column, table_words
from chainlink.data.readers import RawTable
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.errors import Fault
from chainlink.live_cells import columns_where, is_kept_apart, restored, restored_text, would_run

NO_TEXT_KINDS = frozenset({"number", "year", "integer", "flag"})
"""Kinds of columns that hold no text."""
LEAVE_EMPTY = frozenset({"number", "number_unit", "integer", "year", "date", "flag", "choice", "min", "finite"})
"""Faults of a cell that may be left empty where what belongs there is not known."""


@dataclass(frozen=True)
class CleanTable:
    """A table with the columns and types of its schema (unknown ones carried at the end), and what was at fault.

    ``ragged``: rows of the wrong length.  ``broken``: not all rows could be read, or not their key, so an id it lacks
    proves nothing.  ``absent``: there is no such file or sheet.  ``lacks``: columns that are not there, so that rows
    are at no fault for them.  ``near``: the file or sheet that may be the absent one.
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
    lacks: frozenset[str] = frozenset()
    near: str = ""
    head_row: int | None = None


def clean_table(raw: RawTable, table: str) -> CleanTable:
    """Give ``raw`` the columns and types of ``table``; every cell that cannot be read is told and left null."""
    schema = TABLES[table]
    warnings = [*_live_cells(raw, table)]
    raw = _as_meant(raw)
    at_column, extra, faults, unknown = _columns_found(raw, table)
    warnings += unknown
    frame = raw.frame

    def cleaned(name: str, column: dy.Column, meta: dict[str, Any]) -> tuple[pl.Series, list[CellFault]]:
        if name not in at_column:
            return pl.Series([None], dtype=column.dtype).new_from_index(0, frame.height), []
        is_share = isinstance(column, dy.Float64) and column.max == 1
        cells = _stored_shares(raw, at_column[name]) if is_share else frame[at_column[name]]
        spans, subjects = ((table, name) == place for place in (("sources", "date"), ("claim_subjects", "id")))
        series, faults = cells_of(cells, frame["row"], meta, spans=spans, subjects=subjects)
        return series.cast(column.dtype), faults

    declared = list(columns(schema))
    read = on_every_core(lambda declaration: cleaned(*declaration), declared, rows=frame.height)
    made = {name: series for (name, _, _), (series, _) in zip(declared, read, strict=True)}
    faults += [
        _of(raw, table, code, meta["header"], row, value, **parts, or_empty=or_empty(code, table, name))
        for (name, _, meta), (_, unread) in zip(declared, read, strict=True)
        for code, row, value, parts in unread
    ]
    for name, at in extra.items():
        made[name] = trimmed(frame[at]) if frame[at].dtype == pl.String else frame[at]
    out = pl.DataFrame(made, height=frame.height).with_columns(
        file=pl.lit(raw.file, pl.String), sheet=pl.lit(raw.sheet, pl.String), row=frame["row"]
    )
    order = [name for name in schema.columns() if name in out.columns]
    lacks = frozenset(headings(table)) - set(at_column)
    return CleanTable(
        table,
        raw.file,
        raw.sheet,
        out.select(*order, *extra),
        tuple(faults),
        tuple(warnings),
        ragged=raw.ragged,
        broken=raw.broken or not lacks.isdisjoint(schema.primary_key()),
        lacks=lacks,
        head_row=raw.head_row,
    )


def _stored_shares(raw: RawTable, at: str) -> pl.Series:
    """Return the cells of a column of shares of one: a number that a cell shows as 35% is .35 as it lies there."""
    stored = raw.stored.filter(pl.col("column") == int(at)).select("row", "value")
    if stored.is_empty():
        return raw.frame[at]
    both = raw.frame.select("row", shown=at).join(stored, on="row", how="left", maintain_order="left")
    is_percent = pl.col("shown").str.ends_with("%") & pl.col("value").is_not_null()
    return both.select(pl.when(is_percent).then("value").otherwise("shown")).to_series()


def _as_meant(raw: RawTable) -> RawTable:
    """Take from the text of a CSV file or workbook what keeps a spreadsheet from running it."""
    if raw.head_row is None:
        return raw
    frame = raw.frame.with_columns(restored_text(pl.col(name)) for name in columns_where(raw.frame, is_kept_apart))
    return replace(raw, headings=tuple(map(restored, raw.headings)), frame=frame)


def _live_cells(raw: RawTable, table: str) -> list[Fault]:
    """Warn of text in a CSV file that a spreadsheet would run; a workbook's cells know that they are text."""
    if raw.head_row is None or raw.sheet is not None:
        return []
    remarks, live_at = [], columns_where(raw.frame, would_run)
    for at, heading in enumerate(raw.headings):
        if str(at) not in live_at:
            continue
        live = raw.frame.select("row", cell=str(at)).filter(would_run(pl.col("cell")))
        column = column_named(table, heading)
        if column is not None and meta_of(table, column)["kind"] in NO_TEXT_KINDS:
            continue
        shown = headings(table).get(column or "", heading)
        remarks += [_of(raw, table, "live_cell", shown, row, cell) for row, cell in live.head(CAP).iter_rows()]
    return remarks


def _columns_found(raw: RawTable, table: str) -> tuple[dict[str, str], dict[str, str], list[Fault], list[Fault]]:
    """Return where each known and each unknown column stands, faults and warnings."""
    faults, warnings = list(raw.faults), list(raw.warnings)
    at_column: dict[str, str] = {}
    extra: dict[str, str] = {}
    unknown: list[str] = []
    for at, heading in enumerate(raw.headings):
        column = column_named(table, heading)
        if column is None:
            if heading in {"file", "sheet", "row"} and raw.head_row is None:
                continue  # a frame that was written with the place of its rows
            free = heading
            while free in {*TABLES[table].columns(), *extra}:
                free += "_"
            extra[free] = str(at)
            unknown.append(heading)
        elif column in at_column:
            faults.append(_of(raw, table, "column_twice", heading, raw.head_row))
        else:
            at_column[column] = str(at)
    missing = _columns_missing(raw, table, set(at_column), unknown)
    return at_column, extra, [*faults, *missing[0]], [*warnings, *missing[1]]


def _columns_missing(raw: RawTable, table: str, there: set[str], unknown: list[str]) -> tuple[list[Fault], list[Fault]]:
    """Tell each needed column that is not there, with the unknown heading that may be meant, and the other unknown."""
    lacks = {name: meta["header"] for name, _, meta in columns(TABLES[table]) if name not in there}
    needed = [name for name in lacks if not is_optional(table, name) and raw.headings and not raw.broken]
    near = {heading: nearest_column(table, heading, needed, bar=NEEDED_NEAR) for heading in unknown}
    meant = {column: heading for heading, column in reversed(near.items()) if column}
    faults = []
    for name in needed:
        code, near_it = "column_missing_near" if name in meant else "column_missing", meant.get(name)
        parts = {"id": name, "near": near_it, "to": lacks[name]}
        faults.append(_of(raw, table, code, lacks[name], raw.head_row, near_it, **parts))
    warnings = []
    for heading in unknown:
        if heading not in meant.values():
            unit = column_in_another_unit(table, heading)
            offered = unit or nearest_column(table, heading, [name for name in lacks if name not in meant])
            code = "unknown_column_unit" if unit else "unknown_column_near" if offered else "unknown_column"
            warnings.append(_of(raw, table, code, heading, raw.head_row, near=headings(table).get(offered or "")))
    return faults, warnings


def _of(
    raw: RawTable, table: str, code: str, column: str | None, /, *place: int | str | None, **parts: object
) -> Fault:
    """Word a fault; ``place`` is its row and value as far as they are known."""
    row, value = (None if known is None else str(known) for known in (*place, None, None)[:2])
    return Fault(raw.file, code, table, raw.sheet, None if row is None else int(row), column, value, parts)


def empty_table(table: str) -> pl.DataFrame:
    """Return a frame of ``table`` without rows."""
    return TABLES[table].create_empty()


def headings(table: str) -> dict[str, str]:
    """Return the Chinese heading of each column of ``table``."""
    return {name: str(meta["header"]) for name, _, meta in columns(TABLES[table])}


def is_optional(table: str, column: str) -> bool:
    """Say whether a cell of ``column`` of ``table`` may be empty."""
    declared = TABLES[table].columns()[column]
    return declared.nullable and not declared.primary_key


def or_empty(code: str, table: str, column: str | None) -> bool:
    """Say whether it mends a fault of ``code`` in ``column`` of ``table`` to leave the cell empty."""
    return code in LEAVE_EMPTY and column is not None and is_optional(table, column)


def table_missing(table: CleanTable) -> Fault:
    """Tell that there is no file or sheet of ``table``, with the one that may be meant."""
    code = "table_missing_near" if table.near else "table_missing"
    return fault(table, code, None, None, None, table=table_words(table.name), near=table.near)


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
        return ";".join(str(part) for part in value)
    return str(value)
