"""Link prediction 链路预测: which absent pairs the pattern of the present ones suggests."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.linalg import inv
from scipy.sparse import csr_array

from chainlink.errors import CallError
from chainlink.measures.networks.best_absent import best_absent
from chainlink.measures.networks.co_occurrence import co_occurrence
from chainlink.measures.networks.incidence import Vector, at_least_none, distinct, incidence, labelled, one_of


def link_scores(
    presence: pl.DataFrame, *, row: str = "region", column: str = "activity", method: str = "l3",
    top: int | None = None, penalty: float = 10.0,
) -> pl.DataFrame:  # fmt: skip
    """Return a score for each absent pair: the higher, the more the present pairs suggest it.

    l3: paths of three steps r - c' - r' - c, each weighed by 1 / sqrt(k_c' k_r'): who shares partners with those that
    hold c; ease: M B with B the linear model that best rebuilds every column from the others, ridge ``penalty``, zero
    diagonal: B_ab = -P_ab / P_bb, P = (M'M + penalty · I)^-1.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names the firm or region.
        column: the column that names the activity, product or sector 环节.
        method: "l3" or "ease".
        top: only the so many best of each row (found block by block); by default all.
        penalty: the ridge of ease, above 0; a pair seen much less often than so counts for little.

    Returns:
        Sorted by ``row``, ``column``: both and ``score`` (without unit; ease may be negative) of absent pairs; rows and
        columns that hold nothing have no pair.

    Raises:
        CallError: a column is missing or has the name of a result; ``method`` is none of the two, ``top`` is below 0 or
            ``penalty`` not above 0.

    Source:
        Kovács, I. A. et al. (2019), Network-based prediction of protein interactions, Nature Communications 10:1240,
        doi 10.1038/s41467-019-09177-y; Steck, H. (2019), Embarrassingly shallow autoencoders for sparse data, WWW '19,
        doi 10.1145/3308558.3313710.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> link_scores(held).with_columns(pl.col("score").round(3)).rows()
        [('云阳', '涂装', 0.742), ('云阳', '电机', 0.333), ('开州', '电机', 0.742)]

    """
    one_of("method", method, ("l3", "ease"))
    if not penalty > 0:
        raise CallError("measure_number", name="penalty", low=0, high="∞", value=penalty)
    at_least_none("top", top)
    distinct(row, column, "score")
    names = incidence(presence, row, column)
    matrix = names.matrix
    weights = _three_steps(matrix) if method == "l3" else _shallow(matrix, penalty)
    possible = names.degrees[1] > 0
    rows, columns, scores = best_absent(matrix, weights, possible, top=matrix.shape[1] if top is None else top)
    return labelled(names, row, column, rows, columns).hstack([pl.Series("score", scores, dtype=pl.Float64)])


def _three_steps(matrix: csr_array) -> Vector | csr_array:
    """Return D^-1/2 M' K^-1/2 M: what holding c' adds to the score of c."""
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    kept = np.diff(matrix.indptr)
    near = co_occurrence(matrix, np.where(kept > 0, 1.0 / np.sqrt(np.maximum(kept, 1)), 0.0))
    factor = np.where(held > 0, 1.0 / np.sqrt(np.maximum(held, 1)), 0.0)
    return near * factor[:, None] if isinstance(near, np.ndarray) else csr_array(near * factor[:, None])


def _shallow(matrix: csr_array, penalty: float) -> Vector:
    """Return the weights of the linear model with zero diagonal."""
    together = co_occurrence(matrix)
    table = together if isinstance(together, np.ndarray) else together.toarray()
    table = table + penalty * np.eye(len(table))
    inverse: Vector = inv(table) if len(table) else table
    weights: Vector = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(weights, 0.0)
    return weights
