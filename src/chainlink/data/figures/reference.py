"""A reference 参照表: a larger table of regions by industries, from which to learn what goes together."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

import polars as pl

from chainlink.data.checks.fixed_codes import with_zero
from chainlink.data.figures.io_cells import some_faults
from chainlink.data.figures.long_table import ROW, LongTable, read_long_table
from chainlink.data.lookup import names_of
from chainlink.errors import CallError, DataError, Fault

HEADINGS = {
    "region": ("region", "地区", "区域", "区县"),
    "activity": ("activity", "行业", "环节", "产业"),
    "value": ("value", "数值", "产值"),
}
"""The headings a column may bear, lower case."""
CODE = r"^[A-Z]?(\d{2,4})(?:\.0)?$"
"""A GB/T 4754 code of two to four digits, with or without the letter of its section."""


class Reference(NamedTuple):
    """Who holds what elsewhere, and which sectors 环节 of the dataset each activity stands for.

    ``table``: region, activity, and value where the file states amounts (null = not stated); ``crosswalk``: activity,
    sector, one row a pair (an industry code may stand for several sectors); ``unknown``: activities that are no sector
    of the dataset, sorted; ``name``: what the page calls it; ``warnings``: what its reading tells.
    """

    table: pl.DataFrame
    crosswalk: pl.DataFrame
    unknown: tuple[str, ...]
    name: str
    warnings: tuple[Fault, ...] = ()


def read_reference(path: Path, sectors: pl.DataFrame) -> Reference:
    """Read a reference from a .csv, .xlsx (first sheet) or .parquet file.

    Args:
        path: the file: columns ``region``, ``activity`` and perhaps ``value``.
        sectors: as reference_of.

    Raises:
        CallError: no such file, another kind of file, or as reference_of.
        DataError: a value that is no number; codes of industries without their leading zero.

    """
    table = read_long_table(path)
    labels = [_column(table.columns, wanted, table.seen()) for wanted in ("region", "activity")]
    value = _heading(table.columns, "value")
    table = table.with_labels(labels).with_numbers([value] if value else [])
    summed = table.summed(labels, value) if value else []
    _refuse_lost_zeros(table, labels[1], sectors)
    read = reference_of(table.cells, sectors, name=path.name)
    unused = table.unused([*labels, *([value] if value else [])])
    return read._replace(warnings=(*table.warnings, *summed, *unused))


def _refuse_lost_zeros(table: LongTable, activity: str, sectors: pl.DataFrame) -> None:
    """Refuse, as a DataError, codes of industries without their leading zero (913), unless a sector is called so."""
    cells = table.frame.select(row=ROW, cell=pl.col(activity).cast(pl.String).str.strip_chars())
    odd = cells.join(names_of(sectors, "sector"), left_on="cell", right_on="name", how="anti").sort("row")
    near = {cell: with_zero(cell) for cell in odd["cell"].drop_nulls().unique()}
    faults = [
        table.fault("industry_code_near", row, activity, cell, near=near[cell])
        for row, cell in odd.rows()
        if cell and (near[cell] or "").startswith("0")
    ]
    if faults:
        raise DataError(some_faults(faults))


def reference_of(table: pl.DataFrame, sectors: pl.DataFrame, *, name: str = "reference") -> Reference:
    """Return a frame as a reference for the sectors of a dataset.

    An activity is a sector's id or name, or a GB/T 4754 code: it stands for every sector whose own code begins with it.

    Args:
        table: columns ``region``, ``activity`` and perhaps ``value`` (or their Chinese headings); without ``value``
            every row says that the region has the activity.
        sectors: reads ``sector``, ``name``, ``name_en``, ``gb4754``.
        name: what to call it.

    Raises:
        CallError: no column of regions or activities (the nearest heading is named), or no activity is known.

    """
    for wanted in ("region", "activity"):
        _column(table.columns, wanted, "、".join(table.columns))
    headings = {wanted: _heading(table.columns, wanted) for wanted in HEADINGS}
    kept = table.select(**{wanted: pl.col(heading) for wanted, heading in headings.items() if heading is not None})
    kept = kept.with_columns(pl.col("region", "activity").cast(pl.String).str.strip_chars()).drop_nulls(
        ["region", "activity"]
    )
    activities = kept.select("activity").unique()
    crosswalk = _crosswalk(activities, sectors)
    unknown = activities.join(crosswalk, on="activity", how="anti")["activity"].sort().to_list()
    if crosswalk.is_empty():
        raise CallError("reference_unknown", name=name, n=len(unknown), some="、".join(unknown[:3]))
    return Reference(kept, crosswalk, tuple(unknown), name)


def _column(columns: list[str], wanted: str, seen: str) -> str:
    """Return the heading of a column; where there is none, a CallError names the nearest and those ``seen``."""
    heading = _heading(columns, wanted)
    if heading is None:
        words = HEADINGS[wanted]
        likeness = {
            name: max(SequenceMatcher(None, name.strip().lower(), word).ratio() for word in words) for name in columns
        }
        near = max(columns, key=lambda name: likeness[name], default="")
        raise CallError("reference_column", column=wanted, near=near, known=seen)
    return heading


def _heading(columns: list[str], wanted: str) -> str | None:
    return next((column for column in columns if column.strip().lower() in HEADINGS[wanted]), None)


def _crosswalk(activities: pl.DataFrame, sectors: pl.DataFrame) -> pl.DataFrame:
    """Return which sectors each activity stands for: by id or name, else by code."""
    names = names_of(sectors, "sector").select(sector="id", key=pl.col("name").str.to_lowercase())
    narrow = pl.col("activity").str.normalize("NFKC")
    ways = [activities.with_columns(key=way.str.to_lowercase()) for way in (pl.col("activity"), narrow)]
    named = pl.concat(ways).unique().join(names, on="key").unique(["activity", "sector"])
    digits = activities.with_columns(digits=narrow.str.extract(CODE)).drop_nulls("digits")
    codes = sectors.select("sector", code="gb4754").explode("code").drop_nulls("code")
    lengths = pl.concat([codes.with_columns(digits=pl.col("code").str.head(n)) for n in (2, 3, 4)])
    coded = digits.join(named, on="activity", how="anti").join(lengths, on="digits")
    pair = ("activity", "sector")
    return pl.concat([named.select(pair), coded.select(pair)]).unique().sort(pair)
