"""Input-output tables 投入产出表 from files as printed (CSV or Excel) and from pymrio; long tables from files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from chainlink.errors import CallError
from chainlink.readers import RawTable, first_row, read_tables

OUTPUT = ("总产出", "总投入", "go", "ti", "output", "gross output", "total output", "total input", "x")
"""Headings of gross output, lower case; total input equals it."""
CORNER = "\0"
"""The label column of a square table printed with an empty corner."""


class IoTable(NamedTuple):
    """Long ``flows`` (input, output, value), gross ``output`` (sector, output) and the ``sectors`` with their names."""

    flows: pl.DataFrame
    output: pl.DataFrame
    sectors: pl.DataFrame


def read_io_table(path: Path, *, origin: str | None = None, signed: bool = True) -> IoTable:
    """Read a square input-output table: one column and one row a sector, the same labels in both, other rows around.

    The label column is the one whose cells repeat the most headings.  Gross output is a row or a column named 总产出,
    总投入, GO, TI, output or x (a row goes before a column).

    Args:
        path: a .csv file, or an .xlsx workbook whose first sheet is the table.
        origin: keep only rows that have this word in a text column (``domestic``, ``imports``), where the table lists
            each sector's domestic and imported inputs apart; by default they are summed.
        signed: whether flows and outputs may be negative (a measure of them refuses that, but knows no file).

    Returns:
        ``flows``: ``input``, ``output``, ``value`` (empty cells absent, zeros kept); ``output``: ``sector``,
        ``output``; ``sectors``: ``sector`` and the text columns beside it, one row each.

    Raises:
        CallError: no such file, no square table in it, no gross output, or a cell that is no number as wanted.

    """
    raw = _read(path, corner=CORNER)
    headings = [heading.strip() for heading in raw.headings]
    frame = raw.frame.with_columns(pl.exclude("row").str.strip_chars())
    shared = [len(set(frame[str(at)].drop_nulls().to_list()) & set(headings)) for at in range(len(headings))]
    if not shared or max(shared) < 2:  # noqa: PLR2004 - one sector is no table
        raise CallError("io_not_square", path=path)
    label = str(shared.index(max(shared)))
    labels = set(frame[label].drop_nulls().to_list()) & set(headings)
    cells = {str(at): heading for at, heading in enumerate(headings) if heading in labels}
    texts = [str(at) for at in range(len(headings)) if at < int(min(cells, key=int)) and str(at) != label]
    body = frame.filter(pl.col(label).is_in(list(labels)))
    if origin is not None:
        body = body.filter(
            pl.any_horizontal(
                [pl.col(name).str.to_lowercase() == origin.lower() for name in texts] or [pl.lit(value=False)]
            )
        )
    if body.is_empty():
        raise CallError("io_not_square", path=path)
    flows = (
        _numbers(body, list(cells), cells, path, signed=signed)
        .select(pl.col(label).alias("input"), *cells)
        .unpivot(index="input", on=list(cells), variable_name="output")
        .with_columns(pl.col("output").replace_strict(cells))
        .drop_nulls("value")
    )
    sectors = body.select(pl.col(label).alias("sector"), *(pl.col(name).alias(headings[int(name)]) for name in texts))
    return IoTable(
        flows.sort("input", "output"),
        _gross_output(frame, body, label, cells=cells, headings=headings, path=path, signed=signed),
        sectors.unique("sector", keep="first", maintain_order=True).sort("sector"),
    )


def _gross_output(
    frame: pl.DataFrame,
    body: pl.DataFrame,
    label: str,
    *,
    cells: dict[str, str],
    headings: list[str],
    path: Path,
    signed: bool,
) -> pl.DataFrame:
    """Return gross output from its row, else from its column (of each sector's first row)."""
    names = [str(at) for at in range(len(headings)) if str(at) not in cells]
    total = frame.filter(
        pl.any_horizontal([pl.col(name).str.to_lowercase().is_in(list(OUTPUT)) for name in names])
    ).head(1)
    if total.height:
        row = _numbers(total, list(cells), cells, path, signed=signed).select(list(cells)).row(0)
        return pl.DataFrame(
            {"sector": list(cells.values()), "output": row}, schema={"sector": pl.String, "output": pl.Float64}
        ).sort("sector")
    column = next((name for name in names if headings[int(name)].lower() in OUTPUT), None)
    if column is None:
        raise CallError("io_no_output", path=path)
    found = _numbers(body, [column], {column: headings[int(column)]}, path, signed=signed)
    return (
        found.select(pl.col(label).alias("sector"), pl.col(column).alias("output"))
        .unique("sector", keep="first", maintain_order=True)
        .sort("sector")
    )


def io_table_of(system: Any) -> IoTable:
    """Return a pymrio ``IOSystem`` (its Z and x, or its Z and final demand Y) as frames; a sector is "region sector".

    Raises:
        CallError: the system has no Z, or neither x nor Y (calculate them first: ``system.calc_all()``).

    """
    flows, output, final = (getattr(system, name, None) for name in ("Z", "x", "Y"))
    if flows is None or (output is None and final is None):
        raise CallError("io_no_system", kind=type(system).__name__)

    def worded(index: Any) -> list[str]:
        return [" ".join(map(str, entry)) if isinstance(entry, tuple) else str(entry) for entry in index]

    columns = worded(flows.columns)
    # Without orient polars would take a matrix stored by columns for its transpose.
    wide = pl.DataFrame(flows.to_numpy(), schema=columns, orient="row")
    long = (
        wide.with_columns(pl.Series("\0input", worded(flows.index)))
        .unpivot(index="\0input", variable_name="output")
        .rename({"\0input": "input"})
    )
    stated = [flows, final] if output is None else [output]
    sums = sum(part.to_numpy().sum(axis=1) for part in stated if part is not None)
    amounts = pl.DataFrame({"sector": worded(stated[0].index), "output": sums})
    return IoTable(long.sort("input", "output"), amounts.sort("sector"), amounts.select("sector").sort("sector"))


def read_long_table(path: Path, *, numbers: Collection[str] = (), signed: bool = True) -> pl.DataFrame:
    """Read a table from a .csv, .xlsx (first sheet) or .parquet file as text, empty cells null.

    Args:
        path: the file.
        numbers: the columns to read as numbers (empty = not stated).
        signed: whether these may be negative.

    Returns:
        The columns of the file in order.

    Raises:
        CallError: no such file, another kind of file, no such column, or a cell of ``numbers`` that is no number
            as wanted.

    """
    raw = _read(path)
    if raw.head_row is None:  # Parquet is typed
        return raw.frame.drop("row").rename({str(at): heading for at, heading in enumerate(raw.headings)})
    headings = {str(at): heading for at, heading in enumerate(raw.headings) if heading}
    frame = raw.frame.select("row", pl.col(*headings).str.strip_chars().replace("", None))
    if twice := [name for name, times in Counter(headings.values()).items() if times > 1]:
        raise CallError("measure_same_name", column=twice[0])
    wanted = [name for name, heading in headings.items() if heading in numbers]
    if missing := [name for name in numbers if name not in headings.values()]:
        raise CallError("measure_no_column", column=missing[0], known="、".join(headings.values()))
    return _numbers(frame, wanted, headings, path, signed=signed).drop("row").rename(headings)


def _numbers(
    frame: pl.DataFrame, names: list[str], headings: dict[str, str], path: Path, *, signed: bool
) -> pl.DataFrame:
    """Return the named columns as numbers (thousands may be parted by commas), empty cells null."""
    bare = frame.with_columns(pl.col(names).str.replace_all(",", "").replace("", None))
    numbers = bare.with_columns(pl.col(names).cast(pl.Float64, strict=False))
    for name in names:
        found = numbers[name]
        wrong = found.is_finite().not_().fill_null(value=True) & bare[name].is_not_null()
        for code, odd in (("io_cell", wrong), ("io_negative_cell", (found < 0) & (not signed))):
            if odd.any():
                at = int(odd.arg_true()[0])
                cell = repr(frame[name][at])
                raise CallError(code, path=path, row=frame["row"][at], column=headings[name], value=cell)
    return numbers


def _read(path: Path, *, corner: str = "") -> RawTable:
    """Read the one table of a file as text; ``corner`` is what a first column without a heading is called.

    Raises:
        CallError: there is no such file, or it cannot be read.

    """
    if not path.is_file():
        raise CallError("measure_no_file", path=path)
    table = read_tables(path, first_row, strict=True, corner=corner, only_first=True)[0]
    if table.faults:
        raise CallError("measure_file", path=path, why=table.faults[0].wanted())
    return table
