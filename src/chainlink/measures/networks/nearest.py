"""Nearest absent 最近的空缺: what a place lacks that lies nearest to what it has, judged by a larger reference."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from chainlink.measures.networks.best_absent import best_absent
from chainlink.measures.networks.incidence import Incidence, Vector, at_least_none, distinct, incidence, labelled, taken
from chainlink.measures.networks.relatedness import density_weights, proximities, weighted_sums

GIVEN = ("rank", "density", "density_low", "density_high", "kept", "held_by", "nearest", "known", "held", "reason")
"""The columns given beside the labels."""


def nearest_absent(
    reference: pl.DataFrame, here: pl.DataFrame, *, row: str = "region", column: str = "activity", top: int = 10,
    draws: int = 50, rows_needed: int = 20,
) -> pl.DataFrame:  # fmt: skip
    """Return the absent activities nearest to what each row of ``here`` holds, judged by a larger ``reference``.

    Proximity comes from the reference alone (three districts cannot tell what goes together); density from what the
    row holds of the activities the reference knows.

    Args:
        reference: presence of many regions; reads ``row``, ``column``.
        here: presence of the rows asked about, under the same names of activities; reads ``row``, ``column``.
        row: the column that names the region or district 区县.
        column: the column that names the activity or sector 环节.
        top: how many for each row.
        draws: how often the reference's rows are drawn anew, with replacement and from a fixed seed, to see how far the
            density depends on which regions happen to be in it.
        rows_needed: below so many reference rows nothing is said: with 20, one region moves a proximity by a twentieth.

    Returns:
        Sorted by ``row``, ``rank``: ``row``, ``rank``, ``column``, ``density`` (0 to 1), ``density_low``,
        ``density_high`` (5 % and 95 % of the draws), ``kept`` (share of the draws in which it stays among the ``top``),
        ``held_by`` (reference rows that hold it), ``nearest`` (the held activity with the highest proximity to it),
        ``known`` and ``held`` (how many of the row's activities the reference knows, of how many), ``reason`` (why
        there is nothing: too_few, unknown_here; else null).  A row with nothing to say has one line of nulls with its
        reason.

    Raises:
        CallError: a column is missing or has the name of a result, or a count is below 0.

    Source:
        Hidalgo et al. (2007), Science 317, doi 10.1126/science.1144581; the draws: Efron, B. (1979), Bootstrap methods,
        Annals of Statistics 7(1), doi 10.1214/aos/1176344552.

    Example:
        >>> elsewhere = pl.DataFrame({"region": [f"区{n}" for n in range(20) for _ in range(2)],
        ...     "activity": ["冲压", "焊接"] * 20})
        >>> here = pl.DataFrame({"region": ["开州"], "activity": ["冲压"]})
        >>> nearest_absent(elsewhere, here, draws=0).select("region", "activity", "density", "nearest").rows()
        [('开州', '焊接', 0.5, '冲压')]

    """
    for name, count in (("top", top), ("draws", draws), ("rows_needed", rows_needed)):
        at_least_none(name, count)
    distinct(row, column, *GIVEN)
    known = incidence(reference, row, column)
    asked = incidence(here, row, column)
    place = dict(zip(known.columns.to_list(), range(len(known.columns)), strict=True))
    shared = [place.get(label, -1) for label in asked.columns.to_list()]
    matrix = _renamed(asked.matrix, np.array(shared, dtype=np.int64), len(known.columns))
    sizes, held = np.diff(matrix.indptr), np.diff(asked.matrix.indptr)
    enough = int((known.degrees[0] > 0).sum()) >= rows_needed
    weights, possible = density_weights(known.once(proximities))
    rows, columns, scores = best_absent(matrix, weights, possible, top=top if enough else 0)
    low, high, stays = _doubt(known.matrix, matrix, rows, columns, top=top, draws=draws)
    names = Incidence(asked.rows, known.columns, matrix)
    measured = {"density": scores, "density_low": low, "density_high": high, "kept": stays}
    ranked = labelled(names, row, column, rows, columns).with_columns(
        *(pl.Series(name, column, dtype=pl.Float64) for name, column in measured.items()),
        pl.Series("held_by", known.degrees[1][columns], dtype=pl.Int64),
        taken(known.columns, _nearest(matrix, weights, rows, columns), "nearest"),
    )
    counts = pl.DataFrame(
        [asked.rows.alias(row), pl.Series("known", sizes, dtype=pl.Int64), pl.Series("held", held, dtype=pl.Int64)]
    )
    reason = pl.lit("too_few") if not enough else pl.when(pl.col("known") == 0).then(pl.lit("unknown_here"))
    return (
        counts.join(ranked, on=row, how="left")
        .with_columns(reason=pl.when(pl.col("density").is_null()).then(reason))
        .sort(row, "density", column, descending=[False, True, False], nulls_last=True)
        .with_columns(rank=pl.when(pl.col("density").is_not_null()).then(pl.int_range(1, pl.len() + 1).over(row)))
        .select(row, GIVEN[0], column, *GIVEN[1:])
    )


def _renamed(matrix: csr_array, place: Vector, width: int) -> csr_array:
    """Return ``matrix`` with its columns moved to ``place`` (-1: left out) in a table of ``width`` columns."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    columns = place[matrix.indices] if len(place) else matrix.indices
    kept = columns >= 0
    return csr_array((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=(matrix.shape[0], width))


def _nearest(matrix: csr_array, weights: Vector | csr_array, rows: Vector, columns: Vector) -> Vector:
    """Return for each row and absent column the held column that adds most to its density."""
    nearest = []
    for at, column in zip(rows.tolist(), columns.tolist(), strict=True):
        held = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]
        near = weights[held][:, [column]]
        nearest.append(int(held[int(np.argmax(near if isinstance(near, np.ndarray) else near.toarray()))]))
    return np.array(nearest, dtype=np.uint32)


def _doubt(
    reference: csr_array, matrix: csr_array, rows: Vector, columns: Vector, *, top: int, draws: int
) -> tuple[Vector, Vector, Vector]:
    """Return 5 % and 95 % of the density, and how often each pair stays among the best, over drawn references."""
    if not len(rows) or draws < 1:
        return np.full(len(rows), np.nan), np.full(len(rows), np.nan), np.full(len(rows), np.nan)
    dice = np.random.default_rng(2007)
    densities = np.empty((draws, len(rows)))
    stays = np.zeros(len(rows))
    pair = rows.astype(np.int64) * matrix.shape[1] + columns
    for draw in range(draws):
        drawn = csr_array(reference[np.sort(dice.integers(0, reference.shape[0], reference.shape[0]))])
        weights, possible = density_weights(proximities(drawn))
        densities[draw] = weighted_sums(matrix, weights)[rows, columns]
        best_rows, best_columns, _ = best_absent(matrix, weights, possible, top=top)
        stays += np.isin(pair, best_rows.astype(np.int64) * matrix.shape[1] + best_columns)
    low, high = np.quantile(densities, [0.05, 0.95], axis=0)
    return low, high, stays / draws
