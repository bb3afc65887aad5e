"""A square table of flows between sectors 环节: read from a long frame once, its shares and its inverse."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from chainlink.errors import CallError
from chainlink.measures.networks.incidence import Vector, a_frame, column_names, encode, finite, joined
from chainlink.measures.networks.position import amounts_of, named

ONE = 1e-9
"""A spectral radius so near to 1 is 1."""
CIRCLE = 1e10
"""A multiplier above it is a circle that uses up all it makes, but for rounding."""


class Square(NamedTuple):
    """Labels and a square table of values over them, with the names of its columns in the frame it came from."""

    sectors: pl.Series
    values: Vector
    row: str
    column: str
    stated: Vector


def square(
    frame: pl.DataFrame, row: str | None, column: str | None, value: str | None, output: pl.DataFrame | None = None
) -> Square:
    """Return a long frame as a square table over every sector it or ``output`` names."""
    names = column_names(frame, (row, "input"), (column, "output"), (value, "value"))
    numbers = finite(frame, names[2], (names[0], names[1]))
    made = []
    if output is not None:
        a_frame(output)
        made = [output.to_series(0)] if output.width else []
    sectors, codes = encode(joined(frame[names[0]], frame[names[1]], *made))
    sellers, buyers = codes[: frame.height], codes[frame.height : 2 * frame.height]
    kept = (sellers >= 0) & (buyers >= 0) & numbers.is_not_null().to_numpy()
    size = len(sectors)
    cells = sellers[kept].astype(np.int64) * size + buyers[kept]
    values = np.bincount(cells, weights=numbers.to_numpy()[kept], minlength=size * size).reshape(size, size)
    stated = np.zeros((size, size), dtype=bool)
    stated.reshape(-1)[cells] = True
    return Square(sectors, values, names[0], names[1], stated)


def outputs(table: Square, output: pl.DataFrame) -> Vector:
    """Return gross output in the order of the table's sectors, 0 where not stated."""
    return np.nan_to_num(amounts_of(table.sectors, output), nan=0.0)


def input_shares(table: Square, made: Vector) -> Vector:
    """Return A = Z diag(x)^-1; a sector with inputs and no output is refused (CallError)."""
    return table.values / _divisors(table, made, 0, "io_zero_output")[None, :]


def output_shares(table: Square, made: Vector) -> Vector:
    """Return B = diag(x)^-1 Z; a sector with sales and no output is refused (CallError)."""
    return table.values / _divisors(table, made, 1, "io_zero_sales")[:, None]


def _divisors(table: Square, made: Vector, axis: int, fault: str) -> Vector:
    idle = (made <= 0) & (table.values.sum(axis=axis) > 0)
    if idle.any():
        raise CallError(fault, sectors=named(table.sectors, idle))
    return np.where(made > 0, made, 1.0)


def column_sums(shares: Square) -> Vector:
    """Return the column sums m' = 1' (I - A)^-1 by one solve of m = 1 + A' m.

    A is not negative, so the condition of Hawkins and Simon holds just where m > 0; where it is broken the sectors of
    the circles are named (CallError).
    """
    size = len(shares.sectors)
    try:
        sums: Vector = np.linalg.solve((np.eye(size) - shares.values).T, np.ones(size))
    except np.linalg.LinAlgError:
        sums = np.full(size, np.inf)
    if size and not (sums.min() > 0 and sums.max() < CIRCLE):
        raise CallError("io_hawkins_simon", sectors=named(shares.sectors, circular(shares.values)))
    return sums


def inverse(shares: Square) -> Vector:
    """Return (I - A)^-1, where the table keeps the Hawkins-Simon condition."""
    column_sums(shares)
    inverted: Vector = np.linalg.inv(np.eye(len(shares.sectors)) - shares.values)
    return inverted


def circular(values: Vector) -> Vector:
    """Return which sectors belong to a circle that uses up at least what it makes (spectral radius ≥ 1)."""
    wrong = np.zeros(len(values), dtype=bool)
    # Where every column (or every row) adds to less than 1 there is no such circle.
    if not len(values) or values.sum(axis=0).max() < 1.0 - ONE or values.sum(axis=1).max() < 1.0 - ONE:
        return wrong
    count, part = connected_components(csr_array(values), directed=True, connection="strong")
    for component in range(count):
        inside = np.flatnonzero(part == component)
        block = values[np.ix_(inside, inside)]
        wrong[inside] = np.abs(np.linalg.eigvals(block)).max() >= 1.0 - ONE
    return wrong
