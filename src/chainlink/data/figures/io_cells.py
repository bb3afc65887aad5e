"""The figures of a printed input-output table: of its square and of the lines beside and below, each with its place."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from chainlink.data.figures.sheets import unit_of_cells
from chainlink.data.figures.square import Square, sum_origins
from chainlink.data.numerals import figures
from chainlink.data.readers import RawTable
from chainlink.errors import DataError, Fault

MOST_FAULTS = 50
"""So many faults of the cells of one table are told one by one."""


class Printed(NamedTuple):
    """All figures of a table as printed, to hold it against its own sums.

    ``cells``: the square, a row a cell: ``row`` (of the file), ``input``, ``output``, ``value`` (null = empty),
    ``counts`` (false: of a row beside one that sums up the origins of its sector).  ``lines``: what stands beside a row
    (``side`` row) or below a column (column): ``side``, ``row``, ``sector``, ``part`` (io_lines.part_of), ``line`` (its
    label), ``place`` (how far behind the square; below zero inside it), ``value``.  ``decimals``: digits behind the
    point, of cells and of lines.
    """

    cells: pl.DataFrame
    lines: pl.DataFrame
    decimals: tuple[int, int]


_CELLS = {"row": pl.Int64, "input": pl.String, "output": pl.String, "value": pl.Float64, "counts": pl.Boolean}
_TEXTS = {"side": pl.String, "row": pl.Int64, "sector": pl.String, "part": pl.String, "line": pl.String}
NOTHING_PRINTED = Printed(
    pl.DataFrame(schema=_CELLS), pl.DataFrame(schema={**_TEXTS, "place": pl.Int64, "value": pl.Float64}), (0, 0)
)
"""What is known of a table that was not read from a file."""


def printed_figures(raw: RawTable, square: Square, *, signed: bool) -> tuple[Printed, list[Fault]]:
    """Return the figures of a table and warnings of those beside it that are not read.

    Raises:
        DataError: flows or outputs that are no numbers as wanted (negative, where not ``signed``): all of them.

    """
    cells, wrong, (decimals, unit) = _read(raw, _square_texts(raw, square), signed=signed)
    lines, odd, (behind, _) = _read(raw, _line_texts(raw, square), signed=signed)
    faults = [fault for part, fault in (*wrong, *odd) if part in {"flow", "output"}]
    if faults:
        raise DataError(some_faults(faults))
    summing = sum_origins(square.origins)
    sums = [int(raw.frame["row"][at]) for at, word in square.origins.items() if word in summing]
    counts = pl.col("row").is_in(sums) if sums else pl.lit(value=True)
    printed = Printed(
        cells.select("row", "input", "output", "value", counts=counts),
        lines.select("side", "row", "sector", "part", "line", "place", "value"),
        (decimals, behind),
    )
    remarks = [unit_of_cells(raw.file, raw.sheet, unit)] if unit else []
    return printed, [*remarks, *some_faults([fault for _, fault in odd])]


def some_faults(faults: list[Fault]) -> list[Fault]:
    """Return the first faults, and one that counts the rest."""
    if len(faults) <= MOST_FAULTS:
        return faults
    first = faults[MOST_FAULTS]
    rest = Fault(first.file, "more", sheet=first.sheet, row=first.row, parts={"count": len(faults) - MOST_FAULTS})
    return [*faults[:MOST_FAULTS], rest]


def _square_texts(raw: RawTable, square: Square) -> pl.DataFrame:
    sectors = {str(at): name for at, name in square.columns.items()}
    return (
        _body(raw, square)
        .unpivot(list(sectors), index=["row", "input"], variable_name="column", value_name="text")
        .with_columns(
            output=pl.col("column").replace_strict(sectors, return_dtype=pl.String),
            part=pl.lit("flow"),
        )
        .with_columns(heading="output")
    )


def _body(raw: RawTable, square: Square) -> pl.DataFrame:
    """Return the rows of sectors with the sector of each."""
    at = pl.col("at").cast(pl.Int64)
    frame = raw.frame.with_row_index("at").filter(at.is_in(list(square.rows)))
    return frame.with_columns(input=at.replace_strict(square.rows, return_dtype=pl.String))


def _line_texts(raw: RawTable, square: Square) -> pl.DataFrame:
    body = _body(raw, square)
    sectors = {str(at): name for at, name in square.columns.items()}
    right, last = max(square.columns), max(square.rows)
    lines = [
        body.select("row", sector="input", text=str(at)).with_columns(
            side=pl.lit("row"), part=pl.lit(line.part), line=pl.lit(line.label), heading=pl.lit(line.label),
            place=pl.lit(at - right, dtype=pl.Int64),
        )
        for at, line in square.beside.items()
        if _holds_figures(body[str(at)])
    ]  # fmt: skip
    lines += [
        raw.frame[at]
        .unpivot(list(sectors), index="row", variable_name="column", value_name="text")
        .select("row", sector=pl.col("column").replace_strict(sectors, return_dtype=pl.String), text="text")
        .with_columns(
            side=pl.lit("column"), part=pl.lit(line.part), line=pl.lit(line.label), heading="sector",
            place=pl.lit(at - last, dtype=pl.Int64),
        )
        for at, line in square.below.items()
    ]  # fmt: skip
    if lines:
        return pl.concat(lines)
    return pl.DataFrame(schema={**_TEXTS, "text": pl.String, "heading": pl.String, "place": pl.Int64})


def _holds_figures(cells: pl.Series) -> bool:
    """Say whether a column beside the square holds figures, not remarks."""
    read = figures(cells)
    return int(read.numbers.count()) > int(read.wrong.count())


def _read(
    raw: RawTable, texts: pl.DataFrame, *, signed: bool
) -> tuple[pl.DataFrame, list[tuple[str, Fault]], tuple[int, str]]:
    """Read ``text`` as ``value``; return what could not be read by its part (of ``part``, ``row``, ``heading``).

    The decimals and the unit of the figures come last.
    """
    read = figures(texts["text"])
    own = pl.col("part").is_in(["flow", "output"]) & (pl.col("value") < 0)
    table = texts.with_columns(value=read.numbers, wrong=read.wrong).with_columns(
        wrong=pl.when(own & (not signed)).then(pl.lit("figure_negative")).otherwise("wrong")
    )
    faults = [
        (part, raw.fault(code, row, heading, text))
        for part, code, row, heading, text in table.filter(pl.col("wrong").is_not_null())
        .sort("row", maintain_order=True)
        .select("part", "wrong", "row", "heading", "text")
        .rows()
    ]
    return table, faults, (read.decimals, read.unit)
