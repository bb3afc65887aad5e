"""Co-occurrence 共现: how many rows hold both of two columns."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array

from chainlink.cores import one_core
from chainlink.measures.networks.incidence import DENSE, Vector

DENSER = 300.0
"""A product of dense blocks runs through so many cells in the time that counting a pair of one row takes; with weights,
which need double precision, through half as many."""
FULL = 1 << 23
"""Cells of rows written out in full at a time: 32 MB, and fewer rows than single precision can count (2^24)."""
PAIRS = 1 << 20
"""Pairs counted at a time: their places take 30 MB."""


def co_occurrence(matrix: csr_array, weights: Vector | None = None) -> Vector | csr_array:
    """Return how many rows hold both of two columns: dense up to DENSE columns, else sparse.

    With ``weights`` each row counts so much instead of once.
    """
    height, width = matrix.shape
    if width > DENSE:
        return csr_array(matrix.T.tocsr() @ (matrix if weights is None else csr_array(matrix * weights[:, None])))
    pairs = float((np.diff(matrix.indptr).astype(float) ** 2).sum())
    if float(height) * width * width < (DENSER if weights is None else DENSER / 2) * pairs:
        return _by_product(matrix, weights)
    return _by_counting(matrix, weights)


def _by_product(matrix: csr_array, weights: Vector | None) -> Vector:
    """Return M'M by blocks of full rows; counts are exact in single precision there, weights are not."""
    height, width = matrix.shape
    kind = np.float32 if weights is None else np.float64
    step = max(1, FULL // max(width, 1))

    def block(first: int) -> Vector:
        full = matrix[first : first + step].astype(kind).toarray()
        weighted = full if weights is None else full * weights[first : first + step, None]
        with one_core():
            counts: Vector = full.T @ weighted
        return counts

    sums = block(0).astype(np.float64)
    for first in range(step, height, step):
        sums += block(first)
    return sums


def _by_counting(matrix: csr_array, weights: Vector | None) -> Vector:
    """Return M'M by naming each pair a ≤ b that a row holds as the cell a · width + b, and counting the cells."""
    height, width = matrix.shape
    sizes = np.diff(matrix.indptr)
    before = np.concatenate([[0], np.cumsum(sizes.astype(np.int64) * (sizes + 1) // 2)])
    edges = np.unique(np.append(np.searchsorted(before, np.arange(0, before[-1], PAIRS)), height))
    counts = np.zeros(width * width)
    for first, last in pairwise(edges.tolist()):
        places = np.arange(matrix.indptr[first], matrix.indptr[last], dtype=np.int32)
        ahead = np.repeat(matrix.indptr[first + 1 : last + 1], sizes[first:last]) - places
        partner = np.repeat(places - (np.cumsum(ahead) - ahead), ahead) + np.arange(int(ahead.sum()))
        cells = np.repeat(matrix.indices[places] * width, ahead) + matrix.indices[partner]
        weight = None if weights is None else np.repeat(np.repeat(weights[first:last], sizes[first:last]), ahead)
        counts += np.bincount(cells, weights=weight, minlength=width * width)
    upper = counts.reshape(width, width)
    return upper + np.triu(upper, 1).T
