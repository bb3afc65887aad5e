"""An input-output table held against its own totals: what differs is told, what no result can rest on refused."""

from pathlib import Path

import polars as pl

from chainlink.data.figures.io_cells import some_faults
from chainlink.data.figures.io_table import IoTable, read_io_table
from chainlink.errors import DataError, Fault
from chainlink.measures.input_output.printed_sums import Comparison, compare_sums, empty_flows


def read_proven_table(path: Path, *, origin: str | None = None) -> IoTable:
    """Read an input-output table, flows and outputs not negative, whose printed sums prove it.

    Sums that differ from their parts are among its ``warnings``.

    Raises:
        CallError: as read_io_table.
        DataError: as read_io_table; an empty flow that is not zero by its sums; total input and gross output of a
            sector that differ where those of most others agree.

    """
    table = read_io_table(path, origin=origin, signed=False)
    compared = comparison_of(table)
    refused = [*empty_faults(table, compared), *_outputs(table, compared)]
    if refused:
        raise DataError(some_faults(refused))
    return table._replace(warnings=(*table.warnings, *some_faults(sum_faults(table, compared))))


def comparison_of(table: IoTable) -> Comparison:
    """Return how the sums printed in a table compare with their parts."""
    cells, lines, decimals = table.printed
    return compare_sums(cells, lines, decimals=decimals)


def printed_faults(compared: Comparison) -> pl.DataFrame:
    """Return the sums that differ as faults of sectors: ``sector``, ``fault``, ``value`` (parts - sum)."""
    return compared.sums.filter(~pl.col("agrees")).select("sector", "fault", value="gap")


def sum_faults(table: IoTable, compared: Comparison) -> list[Fault]:
    """Word every printed sum that differs from its parts, and those whose parts cannot be told."""
    return _faults(table, compared.sums.filter(~pl.col("agrees"))) + [
        _fault(table, "io_sum_open", None, row["line"], None, agree=row["agree"], count=row["count"])
        for row in compared.open.to_dicts()
    ]


def figure(value: float) -> str:
    """Return a figure as short as it is exact to nine digits."""
    return f"{value:,.9g}"


def empty_faults(table: IoTable, compared: Comparison) -> list[Fault]:
    """Word every empty flow that is not zero by the sums of its row and column."""
    return [
        _fault(table, "io_empty", row, f"{sector} → {buyer}", None, missing=figure(missing))
        for row, sector, buyer, missing in empty_flows(table.printed.cells, compared.sums).rows()
    ]


def _outputs(table: IoTable, compared: Comparison) -> list[Fault]:
    both = compared.sums.filter(pl.col("fault") == "outputs_differ")
    differing = both.filter(~pl.col("agrees"))
    return [] if 2 * differing.height > both.height else _faults(table, differing)


def _faults(table: IoTable, sums: pl.DataFrame) -> list[Fault]:
    return [
        _fault(table, row["fault"], row["row"], row["sector"], row["stated"], line=row["line"], gap=figure(row["gap"]))
        for row in sums.to_dicts()
    ]


def _fault(table: IoTable, code: str, row: int | None, column: str, value: float | None, **parts: object) -> Fault:
    code = code if code.startswith("io_") else f"io_{code}"
    stated = None if value is None else figure(value)
    return Fault(table.file, code, sheet=table.sheet, row=row, column=column, value=stated, parts=parts)
