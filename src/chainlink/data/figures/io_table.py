"""Input-output tables 投入产出表 from files as offices print them, and from pymrio."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from chainlink.data.figures.io_cells import NOTHING_PRINTED, Printed, printed_figures
from chainlink.data.figures.sheets import first_words, read_sheets, sheets_left, unit_stated, without_personal_data
from chainlink.data.figures.square import Square, find_square, sum_origins
from chainlink.data.readers import RawTable
from chainlink.errors import CallError, DataError, Fault


class IoTable(NamedTuple):
    """Long ``flows`` (input, output, value), gross ``output`` (sector, output) and the ``sectors`` with their names.

    ``printed`` is the table as it stands in ``file`` and ``sheet`` (nothing, where it comes from elsewhere);
    ``warnings`` are what its reading tells.
    """

    flows: pl.DataFrame
    output: pl.DataFrame
    sectors: pl.DataFrame
    printed: Printed = NOTHING_PRINTED
    warnings: tuple[Fault, ...] = ()
    file: str = ""
    sheet: str | None = None


def read_io_table(path: Path, *, origin: str | None = None, signed: bool = True) -> IoTable:
    """Read a square input-output table: one column and one row a sector, the same labels in both, other lines around.

    Titles, units and further rows of headings may stand above, names and codes beside the labels.  Gross output is a
    row or a column named 总产出, 总投入, GO, TI, output or x (a row goes before a column).

    Args:
        path: a file of one or more sheets; the first sheet that holds such a table is taken.
        origin: keep only the rows of this origin (``domestic``, 进口), where the table lists each sector's domestic and
            imported inputs apart: by a column of words, a word in the label or a line above the rows.  By default they
            are summed and a warning says so; rows that already sum them up (合计) are taken instead.
        signed: whether flows and outputs may be negative (a measure of them refuses that, but knows no file).

    Returns:
        ``flows``: ``input``, ``output``, ``value`` (empty cells absent, zeros kept); ``output``: ``sector``,
        ``output``; ``sectors``: ``sector`` and the columns of words beside it, one row each.

    Raises:
        CallError: no such file, no square table in it, no gross output, no such origin.
        DataError: the file cannot be read; cells that are no numbers as wanted; columns of one name that nothing tells
            apart.

    """
    sheets = read_sheets(path)
    printed_sheets = (sheet for sheet in sheets if not any(sheet.headings))
    squares = ((sheet, square) for sheet in printed_sheets if (square := find_square(sheet.frame.drop("row"))))
    if (first := next(squares, None)) is None:
        raise CallError("io_not_square", path=path, headings=first_words(sheets))
    raw, square = first
    labels = [name for name in raw.frame.columns if name != "row"]
    frame, personal = without_personal_data(raw.frame, labels, "row", raw.file, raw.sheet, words_only=True)
    if personal:
        raw = replace(raw, frame=frame, warnings=(*raw.warnings, *personal))
        square = find_square(frame.drop("row")) or square
    _refuse_twice(raw, square)
    rows, of_origins = _rows_of(raw, square, origin)
    printed, unread = printed_figures(raw, square, signed=signed)
    remarks = unit_stated(raw, square.head)
    in_rows = pl.col("row").is_in([int(raw.frame["row"][at]) for at in rows])
    return IoTable(
        printed.cells.filter(in_rows).select("input", "output", "value").drop_nulls("value").sort("input", "output"),
        _gross_output(printed.lines, list(square.columns.values()), path),
        _sectors(raw, square, rows),
        printed,
        (*raw.warnings, *sheets_left(sheets, raw), *remarks, *of_origins, *_unmatched(raw, square), *unread),
        raw.file,
        raw.sheet,
    )


def _refuse_twice(raw: RawTable, square: Square) -> None:
    """Refuse, as a DataError, columns of one name that no group over them tells apart."""
    times = Counter(square.columns.values())
    twice = [name for name, count in times.items() if count > 1]
    if twice:
        raise DataError([_remark(raw, "io_twice", square.head, name) for name in twice])


def _rows_of(raw: RawTable, square: Square, origin: str | None) -> tuple[list[int], list[Fault]]:
    """Return the rows of sectors that count, and what is to be told of their origins; CallError: none is as asked."""
    words = sorted({word for word in square.origins.values() if word})
    if origin is not None:
        wanted = origin.strip().lower()
        texts = [raw.frame[str(at)].str.to_lowercase() for at in square.texts]
        rows = [
            at
            for at in square.rows
            if wanted == square.origins.get(at, "").lower() or wanted in [text[at] for text in texts]
        ]
        if not rows:
            raise CallError("measure_choice", name="--origin", value=origin, known="、".join(words) or "-")
        return rows, []
    summing = sum_origins(square.origins)
    if summing:
        rows = [at for at in square.rows if square.origins.get(at) in summing]
        return rows, [_remark(raw, "io_origin_sums", rows[0], ", ".join(sorted(summing)))]
    times = Counter(square.rows.values())
    twice = [at for at, name in square.rows.items() if times[name] > 1]
    if not twice:
        return list(square.rows), []
    code, value = "io_origins" if words else "io_rows_twice", "、".join(words) or square.rows[twice[0]]
    return list(square.rows), [_remark(raw, code, twice[0], value, count=len(twice))]


def _remark(raw: RawTable, code: str, at: int, value: str, **parts: object) -> Fault:
    return Fault(raw.file, code, None, raw.sheet, int(raw.frame["row"][at]), None, value, parts)


def _unmatched(raw: RawTable, square: Square) -> list[Fault]:
    """Tell lines among the sectors that stand in rows or in columns only."""
    rows = [at for at, line in square.below.items() if line.part == "other" and at < max(square.rows)]
    columns = [line.label for at, line in square.beside.items() if line.part == "other" and at < max(square.columns)]
    of_rows = [_remark(raw, "io_row_only", at, square.below[at].label) for at in rows]
    return of_rows + [_remark(raw, "io_column_only", square.head, label) for label in columns]


def _gross_output(lines: pl.DataFrame, sectors: list[str], path: Path) -> pl.DataFrame:
    """Return gross output from its row, else from its column (of each sector's first row); CallError: from neither."""
    stated = lines.filter(pl.col("part") == "output").drop_nulls("value")
    for side in ("column", "row"):
        of_side = stated.filter(pl.col("side") == side)
        if of_side.height:
            line = of_side.filter(pl.col("line") == of_side["line"][0])
            first = line.unique("sector", keep="first", maintain_order=True)
            named = pl.DataFrame({"sector": sectors}, schema={"sector": pl.String})
            return named.join(first.select("sector", output="value"), on="sector", how="left").sort("sector")
    raise CallError("io_no_output", path=path)


def _sectors(raw: RawTable, square: Square, rows: list[int]) -> pl.DataFrame:
    """Return the sectors with the words beside their labels."""
    body = raw.frame[rows]
    texts = {f"{heading} " if heading == "sector" else heading: body[str(at)] for at, heading in square.texts.items()}
    named = pl.DataFrame({"sector": [square.rows[at] for at in rows], **texts})
    return named.unique("sector", keep="first", maintain_order=True).sort("sector")


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
