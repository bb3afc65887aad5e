"""Faults 查错 of an input-output table: what does not add up, sector by sector."""

from __future__ import annotations

import numpy as np
import polars as pl

from chainlink.measures.input_output.square_table import circular, square
from chainlink.measures.networks.incidence import Vector, column_names, encode, finite, joined
from chainlink.measures.networks.position import amounts_of


def table_faults(
    flows: pl.DataFrame, output: pl.DataFrame, *, final: pl.DataFrame | None = None,
    value_added: pl.DataFrame | None = None, row: str | None = None, column: str | None = None,
    value: str | None = None, tolerance: float = 1e-6,
) -> pl.DataFrame:  # fmt: skip
    """Return what does not add up in an input-output table, by sector; an empty frame means nothing was found.

    Args:
        flows: reads ``row`` (seller), ``column`` (buyer), ``value`` (any one unit; null = not stated).
        output: gross output: sector, amount.
        final: final demand net of imports: sector, amount (may be negative), if known.
        value_added: value added: sector, amount (may be negative), if known.
        row: the column of the selling sector; by default the first.
        column: the column of the buying sector; by default the second.
        value: the column of amounts; by default the third.
        tolerance: a difference up to so much of the output is rounding; a millionth, what printed tables carry.

    Returns:
        Sorted by ``sector``, ``fault``: ``sector``, ``fault``, ``value`` (by how much, in the unit of the flows).
        Faults: ``negative`` (flows below zero, their sum), ``no_output`` (inputs or sales without output),
            ``inputs_above_output``
        (negative value added), ``sales_above_output`` (possible only with imports or stocks), ``row_unbalanced`` (sales
        + final - output), ``column_unbalanced`` (inputs + value added - output), ``hawkins_simon`` (belongs to a circle
        that uses up at least what it makes; value: its own inputs' share).

    Raises:
        CallError: a column is missing, or a value is text, NaN or infinite.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> final = pl.DataFrame({"sector": ["农业", "制造业"], "amount": [70.0, 120.0]})
        >>> table_faults(flows, output, final=final).rows()
        [('制造业', 'row_unbalanced', -30.0)]

    """
    row, column, name = column_names(flows, (row, "input"), (column, "output"), (value, "value"))
    numbers = finite(flows, name, (row, column), signed=True)
    sizes = flows.with_columns(numbers.abs().alias(name))
    table = square(flows.with_columns(numbers.clip(lower_bound=0.0).alias(name)), row, column, name, output)
    absolute = square(sizes, row, column, name, output).values
    negative = absolute - table.values
    signed = table.values - negative
    made = amounts_of(table.sectors, output)
    known = np.nan_to_num(made, nan=0.0)
    bought, sold = signed.sum(axis=0), signed.sum(axis=1)
    room = tolerance * np.maximum(known, 1e-300)
    idle = known <= 0
    faults: list[tuple[str, Vector, Vector]] = [
        ("negative", negative.sum(axis=1) > 0, -negative.sum(axis=1)),
        ("no_output", idle & ((bought != 0) | (sold != 0)), bought + sold),
        ("inputs_above_output", ~idle & (bought > known + room), bought - known),
        ("sales_above_output", ~idle & (sold > known + room), sold - known),
    ]
    for fault, sums, rest in (("row_unbalanced", sold, final), ("column_unbalanced", bought, value_added)):
        if rest is not None:
            gap = sums + _signed(table.sectors, rest) - known
            faults.append((fault, ~(np.abs(gap) <= room), gap))
    shares = table.values / np.where(idle, np.inf, known)[None, :]
    faults.append(("hawkins_simon", circular(shares), shares.sum(axis=0)))
    return pl.concat(
        [
            pl.DataFrame(
                [
                    table.sectors.filter(pl.Series(wrong)).alias("sector"),
                    pl.Series("fault", [fault] * int(wrong.sum()), dtype=pl.String),
                    pl.Series("value", size[wrong], dtype=pl.Float64, nan_to_null=True),
                ]
            )
            for fault, wrong, size in faults
        ]
    ).sort("sector", "fault")


def _signed(sectors: pl.Series, stated: pl.DataFrame) -> Vector:
    """Return amounts that may be negative in the order of the sectors, 0 where not stated."""
    name, amount = column_names(stated, (None, "sector"), (None, "amount"))
    labels, codes = encode(joined(sectors, stated[name]))
    wanted, places = codes[: len(sectors)], codes[len(sectors) :]
    is_known = places >= 0
    numbers = finite(stated, amount, (name,), signed=True).fill_null(0.0).to_numpy()
    sums: Vector = np.bincount(places[is_known], weights=numbers[is_known], minlength=len(labels))[wanted]
    return sums
