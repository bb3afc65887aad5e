"""Relatedness 关联度: which activities go together, and how near each absent one is to what a row holds."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_array, triu

from chainlink.measures.networks.best_absent import best_absent
from chainlink.measures.networks.co_occurrence import co_occurrence
from chainlink.measures.networks.incidence import (
    Vector,
    at_least_none,
    distinct,
    every_pair,
    in_blocks,
    incidence,
    labelled,
    stated_only,
    taken,
)


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

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> proximity(held).filter(a="涂装").rows()
        [('涂装', '涂装', 1.0), ('涂装', '电机', 0.5)]

    """
    names = incidence(presence, row, column)
    near = names.once(proximities)
    if isinstance(near, np.ndarray):
        cells = np.flatnonzero(np.triu(near != 0))
        first, second = np.divmod(cells.astype(np.uint32), np.uint32(len(near)))
        known = near.reshape(-1)[cells]
    else:
        upper = triu(near, format="csr")
        upper.sort_indices()
        first, second, known = np.repeat(np.arange(upper.shape[0]), np.diff(upper.indptr)), upper.indices, upper.data
    return pl.DataFrame(
        [taken(names.columns, first, "a"), taken(names.columns, second, "b"), pl.Series("proximity", known)]
    )


def relatedness_density(
    presence: pl.DataFrame, *, row: str = "region", column: str = "activity", itself: bool = True,
    top: int | None = None,
) -> pl.DataFrame:  # fmt: skip
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
        CallError: a column is missing or has the name of a result, or ``top`` is below 0.

    Source:
        Hidalgo et al. (2007), Science 317, doi 10.1126/science.1144581, supporting material.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> relatedness_density(held).filter(pl.col("region") == "云阳").with_columns(pl.col("density").round(3)).rows()
        [('云阳', '冲压', 0.5), ('云阳', '涂装', 0.308), ('云阳', '电机', 0.182)]

    """
    distinct(row, column, "density")
    names = incidence(presence, row, column)
    if top is not None:
        at_least_none("top", top)
        # The weights are as large as a thousand rows' answer: they are gone before the answer is worded.
        weighed = density_weights(names.once(proximities), itself=itself)
        rows, columns, best = best_absent(names.matrix, *weighed, top=top)
        del weighed
        np.minimum(best, 1.0, out=best)  # a sum of rounded shares ends a hair above 1
        return labelled(names, row, column, rows, columns).with_columns(pl.Series("density", best))
    weights, possible = density_weights(names.once(proximities), itself=itself)
    density = weighted_sums(names.matrix, weights)
    np.minimum(density, 1.0, out=density)
    density[np.diff(names.matrix.indptr) == 0] = np.nan
    density[:, ~possible] = np.nan
    return every_pair(names, row, column).hstack([stated_only(density.reshape(-1), "density")])


def proximities(matrix: csr_array) -> Vector | csr_array:
    """Return the proximity φ of each two columns: dense up to DENSE columns, else sparse."""
    near = co_occurrence(matrix)
    held = np.maximum(near.diagonal(), 1.0)
    if isinstance(near, np.ndarray):
        near /= np.maximum(held[:, None], held[None, :])
    else:
        near.data /= np.maximum(np.repeat(held, np.diff(near.indptr)), held[near.indices])
    return near


def density_weights(near: Vector | csr_array, *, itself: bool = True) -> tuple[Vector | csr_array, Vector]:
    """Return φ_ba / Σ_b φ_ab (what holding b adds to the density of a), and which columns have any proximity."""
    if not itself:
        near = near.copy()
        np.fill_diagonal(near, 0.0) if isinstance(near, np.ndarray) else near.setdiag(0.0)
    total = near.sum(axis=0)
    return near * (1.0 / np.where(total > 0, total, 1.0)), total > 0


def weighted_sums(matrix: csr_array, weights: Vector | csr_array) -> Vector:
    """Return ``matrix @ weights`` as a dense table, block by block on every core."""
    sums = np.empty((matrix.shape[0], weights.shape[1]))

    def work(first: int, last: int) -> None:
        block = matrix[first:last] @ weights
        sums[first:last] = block if isinstance(block, np.ndarray) else block.toarray()

    in_blocks(matrix.shape[0], matrix.shape[1], work)
    return sums
