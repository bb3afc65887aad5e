"""Relatedness 关联度: which activities go together, and how near each absent one is to what a row holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

import numpy as np
import polars as pl
from scipy.sparse import csr_array, triu

from chainlink.measures.incidence import (
    DENSE,
    Incidence,
    Vector,
    every_pair,
    in_blocks,
    incidence,
    labelled,
    stated_only,
    taken,
)

SHARED = 200_000
"""From so many pairs on a product is shared among the cores; below, threads cost more than they bring."""
DENSER = 200.0
"""A product of dense blocks runs through so many cells in the time a sparse one takes for one."""


def proximity(presence: pl.DataFrame, *, row: str = "region", column: str = "activity") -> pl.DataFrame:
    """Return the proximity 邻近度 of each pair of activities: how often a row that holds one holds the other.

    proximity_ab = C_ab / max(k_a, k_b), the smaller of the two conditional probabilities; C_ab = rows that hold both,
    k = rows that hold one.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names the region, country or firm.
        column: the column that names the activity.

    Returns:
        Sorted by ``a``, ``b``: ``a``, ``b`` (a ≤ b), ``proximity`` (above 0 to 1; 1 on the diagonal).  Pairs never held
        together, and activities nobody holds, are absent.

    Raises:
        CallError: a column is missing.

    Source:
        Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007), The product space conditions the development
        of nations, Science 317, doi 10.1126/science.1144581.

    """
    names = incidence(presence, row, column)
    together = co_occurrence(names.matrix)
    held = names.degrees[1]
    if isinstance(together, np.ndarray):
        cells = np.flatnonzero(np.triu(together != 0))
        first, second = np.divmod(cells.astype(np.uint32), np.uint32(len(held)))
        count = together.reshape(-1)[cells]
    else:
        upper = triu(together, format="csr")
        upper.sort_indices()
        first, second, count = np.repeat(np.arange(len(held)), np.diff(upper.indptr)), upper.indices, upper.data
    return pl.DataFrame(
        [
            taken(names.columns, first, "a"),
            taken(names.columns, second, "b"),
            pl.Series("proximity", count / np.maximum(held[first], held[second])),
        ]
    )


def relatedness_density(
    presence: pl.DataFrame,
    *,
    row: str = "region",
    column: str = "activity",
    itself: bool = True,
    top: int | None = None,
) -> pl.DataFrame:
    """Return the relatedness density 关联密度: the share of an activity's proximities that the row already holds.

    density_ra = Σ_b M_rb φ_ab / Σ_b φ_ab with φ the proximity.

    Args:
        presence: reads ``row``, ``column``; one row per pair present.
        row: the column that names the region, country or firm.
        column: the column that names the activity.
        itself: whether an activity counts among its own neighbours (φ_aa = 1), as in the source; without, an absent
            activity next to few others is not held down by its own weight.
        top: only the so many densest absent activities of each row, found block by block (the table of all pairs is
            never held).  Densities equal to about twelve digits count as equal; then the label decides.

    Returns:
        Sorted by ``row``, ``column``: both and ``density`` (0 to 1; null for a row that holds nothing and for an
        activity without any proximity); every row with every column, or with ``top`` at most so many of each row's
        absent ones.

    Raises:
        CallError: a column is missing.

    Source:
        Hidalgo et al. (2007), Science 317, doi 10.1126/science.1144581, supporting material.

    """
    names = incidence(presence, row, column)
    weights, possible = density_weights(names.matrix, itself=itself)
    if top is not None:
        rows, columns, scores = best_absent(names.matrix, weights, top, possible)
        return labelled(names, row, column, rows, columns).hstack([pl.Series("density", scores)])
    density = weighted_sums(names.matrix, weights)
    density[np.diff(names.matrix.indptr) == 0] = np.nan
    density[:, ~possible] = np.nan
    return every_pair(names, row, column).hstack([stated_only(density.reshape(-1), "density")])


def co_occurrence(matrix: csr_array, weights: Vector | None = None) -> Vector | csr_array:
    """Return how many rows hold both of two columns: dense up to DENSE columns, else sparse.

    With ``weights`` each row counts so much instead of once.
    """
    height, width = matrix.shape
    other = matrix if weights is None else csr_array(matrix * weights[:, None])
    if width > DENSE:
        return csr_array(matrix.T.tocsr() @ other)
    sparse = float((np.diff(matrix.indptr).astype(float) ** 2).sum())
    if float(height) * width * width < min(DENSER * sparse, 1e10):
        # Counts of fewer than 2^24 rows are exact in single precision; weighed ones need double.
        kind = np.float32 if weights is None else np.float64
        full = matrix.astype(kind).toarray()
        return np.asarray(
            full.T @ (full if weights is None else full * weights.astype(kind)[:, None]), dtype=np.float64
        )
    if matrix.nnz < SHARED:
        return (matrix.T.tocsr() @ other).toarray()
    found = np.zeros((width, width))
    edges = np.linspace(0, height, 2 * (cpu_count() or 1) + 1).astype(int)

    def part(first: int, last: int) -> csr_array:
        return matrix[first:last].T.tocsr() @ other[first:last]

    with ThreadPoolExecutor(max_workers=cpu_count() or 1) as threads:
        for product in threads.map(part, edges[:-1], edges[1:]):
            places = np.repeat(np.arange(width), np.diff(product.indptr))
            found[places, product.indices] += product.data
    return found


def density_weights(matrix: csr_array, *, itself: bool = True) -> tuple[Vector | csr_array, Vector]:
    """Return φ_ba / Σ_b φ_ab (what holding b adds to the density of a), and which columns have any proximity."""
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    near = co_occurrence(matrix)
    if isinstance(near, np.ndarray):
        share = 1.0 / np.maximum(held, 1)
        near *= np.minimum(share[:, None], share[None, :])
        if not itself:
            np.fill_diagonal(near, 0.0)
        total = near.sum(axis=0)
        near *= 1.0 / np.where(total > 0, total, 1.0)
        return near, total > 0
    places = np.repeat(np.arange(matrix.shape[1]), np.diff(near.indptr))
    near.data /= np.maximum(held[places], held[near.indices])
    if not itself:
        near.data[places == near.indices] = 0.0
    total = near.sum(axis=0)
    near.data /= np.where(total > 0, total, 1.0)[near.indices]
    return near, total > 0


def weighted_sums(matrix: csr_array, weights: Vector | csr_array) -> Vector:
    """Return ``matrix @ weights`` as a dense table, block by block on every core."""
    found = np.empty((matrix.shape[0], weights.shape[1]))

    def work(first: int, last: int) -> None:
        block = matrix[first:last] @ weights
        found[first:last] = block if isinstance(block, np.ndarray) else block.toarray()

    in_blocks(matrix.shape[0], matrix.shape[1], work)
    return found


def best_absent(
    matrix: csr_array, weights: Vector | csr_array, top: int, possible: Vector
) -> tuple[Vector, Vector, Vector]:
    """Return rows, columns and scores of the ``top`` best columns that each row lacks, sorted by place.

    The score is ``matrix @ weights``; rows that hold nothing and columns not ``possible`` are left out.  A score is
    turned into an integer that sorts like it, with its last bits replaced by the column's place: all differ, so the
    best are found by one partition of whole numbers.
    """
    height, width = matrix.shape
    kept = min(max(top, 0), width)
    best = np.full((height, kept), -1, dtype=np.int32)
    scores = np.full((height, kept), np.nan)
    tail = (1 << max(width - 1, 1).bit_length()) - 1
    behind = tail - np.arange(width, dtype=np.int64)
    idle = np.flatnonzero(~possible)
    sizes = np.diff(matrix.indptr)
    none = np.iinfo(np.int64).min
    signed = bool(weights.min() < 0) if min(weights.shape) else False

    def work(first: int, last: int) -> None:
        part = matrix[first:last]
        block = part @ weights
        block = np.ascontiguousarray(block if isinstance(block, np.ndarray) else block.toarray())
        keys = block.view(np.int64)
        if signed:
            keys = keys ^ ((keys >> 63) & np.iinfo(np.int64).max)
        keys = keys & ~tail
        keys |= behind
        keys[np.repeat(np.arange(last - first), sizes[first:last]), part.indices] = none
        keys[:, idle] = none
        keys[sizes[first:last] == 0] = none
        keys.partition(width - kept, axis=1)
        chosen = keys[:, width - kept :]
        columns = tail - (chosen & tail)
        columns[chosen == none] = width
        columns.sort(axis=1)
        best[first:last] = columns
        scores[first:last] = np.take_along_axis(block, np.minimum(columns, width - 1), axis=1)

    if kept:
        in_blocks(height, width, work)
    found = (best >= 0) & (best < width)
    rows = np.repeat(np.arange(height, dtype=np.uint32), found.sum(axis=1))
    if found.all():
        return rows, best.reshape(-1), scores.reshape(-1)
    return rows, best[found], scores[found]


def nearest_absent(
    reference: pl.DataFrame,
    here: pl.DataFrame,
    *,
    row: str = "region",
    column: str = "activity",
    top: int = 10,
    draws: int = 50,
    rows_needed: int = 20,
) -> pl.DataFrame:
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
        CallError: a column is missing.

    Source:
        Hidalgo et al. (2007), Science 317, doi 10.1126/science.1144581; the draws: Efron, B. (1979), Bootstrap methods,
        Annals of Statistics 7(1), doi 10.1214/aos/1176344552.

    """
    known = incidence(reference, row, column)
    asked = incidence(here, row, column)
    place = dict(zip(known.columns.to_list(), range(len(known.columns)), strict=True))
    shared = [place.get(label, -1) for label in asked.columns.to_list()]
    matrix = _renamed(asked.matrix, np.array(shared, dtype=np.int64), len(known.columns))
    sizes, held = np.diff(matrix.indptr), np.diff(asked.matrix.indptr)
    enough = int((known.degrees[0] > 0).sum()) >= rows_needed
    weights, possible = density_weights(known.matrix)
    rows, columns, scores = best_absent(matrix, weights, top if enough else 0, possible)
    low, high, stays = _doubt(known.matrix, matrix, rows, columns, top=top, draws=draws)
    names = Incidence(asked.rows, known.columns, matrix)
    found = labelled(names, row, column, rows, columns).with_columns(
        pl.Series("density", scores, dtype=pl.Float64),
        pl.Series("density_low", low, dtype=pl.Float64),
        pl.Series("density_high", high, dtype=pl.Float64),
        pl.Series("kept", stays, dtype=pl.Float64),
        pl.Series("held_by", known.degrees[1][columns], dtype=pl.Int64),
        taken(known.columns, _nearest(matrix, weights, rows, columns), "nearest"),
    )
    counts = pl.DataFrame(
        [
            asked.rows.alias(row),
            pl.Series("known", sizes, dtype=pl.Int64),
            pl.Series("held", held, dtype=pl.Int64),
        ]
    )
    reason = pl.lit("too_few") if not enough else pl.when(pl.col("known") == 0).then(pl.lit("unknown_here"))
    return (
        counts.join(found, on=row, how="left")
        .with_columns(reason=pl.when(pl.col("density").is_null()).then(reason))
        .sort(row, "density", column, descending=[False, True, False], nulls_last=True)
        .with_columns(rank=pl.when(pl.col("density").is_not_null()).then(pl.int_range(1, pl.len() + 1).over(row)))
        .select(
            row,
            "rank",
            column,
            "density",
            "density_low",
            "density_high",
            "kept",
            "held_by",
            "nearest",
            "known",
            "held",
            "reason",
        )
    )


def _renamed(matrix: csr_array, place: Vector, width: int) -> csr_array:
    """Return ``matrix`` with its columns moved to ``place`` (-1: left out) in a table of ``width`` columns."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    columns = place[matrix.indices] if len(place) else matrix.indices
    kept = columns >= 0
    moved = csr_array((np.ones(int(kept.sum())), (rows[kept], columns[kept])), shape=(matrix.shape[0], width))
    moved.sort_indices()
    return moved


def _nearest(matrix: csr_array, weights: Vector | csr_array, rows: Vector, columns: Vector) -> Vector:
    """Return for each row and absent column the held column that adds most to its density."""
    found = []
    for at, column in zip(rows.tolist(), columns.tolist(), strict=True):
        held = matrix.indices[matrix.indptr[at] : matrix.indptr[at + 1]]
        near = weights[held][:, [column]]
        found.append(int(held[int(np.argmax(near if isinstance(near, np.ndarray) else near.toarray()))]))
    return np.array(found, dtype=np.uint32)


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
        weights, possible = density_weights(drawn)
        densities[draw] = weighted_sums(matrix, weights)[rows, columns]
        best_rows, best_columns, _ = best_absent(matrix, weights, top, possible)
        stays += np.isin(pair, best_rows.astype(np.int64) * matrix.shape[1] + best_columns)
    low, high = np.quantile(densities, [0.05, 0.95], axis=0)
    return low, high, stays / draws
