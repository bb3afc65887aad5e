"""Best absent: which of what a row lacks scores highest, found without ever holding the table of all scores."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from chainlink.measures.networks.incidence import Vector, in_blocks

SAME_BITS = 12
"""Of a score's 52 bits so many last ones are rounding: scores equal but for these are equal."""


def best_absent(
    matrix: csr_array, weights: Vector | csr_array, possible: Vector, *, top: int
) -> tuple[Vector, Vector, Vector]:
    """Return rows, columns and scores of the ``top`` best columns that each row lacks, sorted by place.

    The score is ``matrix @ weights``; rows that hold nothing and columns not ``possible`` are left out.  A score is
    turned into a rounded integer that sorts like it, with its last bits replaced by the column's place: all differ, so
    the best are found by one partition of whole numbers.
    """
    height, width = matrix.shape
    kept = min(top, width)
    best = np.full((height, kept), width, dtype=np.uint32)
    scores = np.full((height, kept), np.nan)
    tail = (1 << max((width - 1).bit_length(), SAME_BITS)) - 1
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
        keys = keys + (tail + 1) // 2  # so that a score a hair below a round number counts as that number
        keys &= ~tail
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
    filled = best < width
    rows = np.repeat(np.arange(height, dtype=np.uint32), filled.sum(axis=1))
    if filled.all():  # the usual case, without a copy
        return rows, best.reshape(-1), scores.reshape(-1)
    return rows, best[filled], scores[filled]
