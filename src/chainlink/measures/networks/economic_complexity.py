"""Economic complexity 经济复杂度: what rows hold, weighed by who else holds it, and what they could gain."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import polars as pl
from scipy.linalg import eigh
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import LinearOperator, eigsh

from chainlink.cases import first_case
from chainlink.cores import one_core
from chainlink.measures.networks.co_occurrence import co_occurrence
from chainlink.measures.networks.incidence import DENSE, Incidence, Vector, distinct, incidence, labelled, stated_only
from chainlink.measures.networks.relatedness import proximities, weighted_sums

DIRECT = 400
"""Up to so many rows or columns (the fewer of both) the matrix is taken apart directly, above by products with it."""
SAME = 1e-10
"""Eigenvalues so near to each other (or to zero) are one; the eigenvector between them would be rounding."""


class Complexity(NamedTuple):
    """Frames of ``rows`` (diversity, eci) and ``columns`` (ubiquity, pci), each with the ``reason`` for a null."""

    rows: pl.DataFrame
    columns: pl.DataFrame

    @property
    def reason(self) -> str | None:
        """Why nothing is defined at all; None where something is."""
        reasons = self.columns["reason"].to_list()
        if not self.columns["pci"].is_null().all():
            return None
        return next((reason for reason in reasons if reason != "empty"), "empty")


class Outlook(NamedTuple):
    """Frames of ``rows`` (coi, with the ``reason`` for a null) and ``pairs`` (cog)."""

    rows: pl.DataFrame
    pairs: pl.DataFrame


def complexity(presence: pl.DataFrame, *, row: str = "region", column: str = "activity") -> Complexity:
    """Return the economic complexity 经济复杂度 of rows (ECI) and of columns (PCI).

    ECI is the second eigenvector of M_rr' = Σ_c M_rc M_r'c / (k_r k_c), standardised (mean 0, standard deviation 1 with
    ddof 0) and turned so that it correlates positively with diversity.  PCI is on ECI's scale: the ECI of a row is the
    mean PCI of what it holds.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names the region, country or firm.
        column: the column that names the activity or product.

    Returns:
        ``rows`` sorted by ``row``: ``diversity`` (columns held), ``eci``, ``reason``; ``columns`` sorted by ``column``:
        ``ubiquity`` (rows that hold it), ``pci``, ``reason``.  Null with its reason: an empty row or column
        (``empty``); everything where only one row or column holds anything (``one_row``, ``one_column``), the table
        falls apart (``disconnected``: the second eigenvalue is 1), all rows are alike (``constant``) or the second
        eigenvalue has several directions (``tied``).

    Raises:
        CallError: a column is missing or has the name of a result.

    Source:
        Hidalgo, C. A., Hausmann, R. (2009), The building blocks of economic complexity, PNAS 106(26), doi
        10.1073/pnas.0900943106; as an eigenvector: Hausmann, R. et al. (2014), The Atlas of Economic Complexity, MIT
        Press; Mealy, P., Farmer, J. D., Teytelboym, A. (2019), Science Advances 5(1), doi 10.1126/sciadv.aau1705.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> complexity(held).rows.select("region", "diversity", pl.col("eci").round(2) + 0.0).rows()
        [('万州', 3, 1.22), ('云阳', 1, -1.22), ('开州', 2, -0.0)]

    """
    distinct(row, "diversity", "eci", "reason")
    distinct(column, "ubiquity", "pci", "reason")
    names = incidence(presence, row, column)
    eci, pci, reason = names.once(eigen_scores)
    diversity, ubiquity = names.degrees
    return Complexity(
        _scored(names.rows.alias(row), "diversity", diversity, name="eci", scores=eci, reason=reason),
        _scored(names.columns.alias(column), "ubiquity", ubiquity, name="pci", scores=pci, reason=reason),
    )


def _scored(
    labels: pl.Series, count: str, degrees: Vector, *, name: str, scores: Vector, reason: str | None
) -> pl.DataFrame:
    return pl.DataFrame([labels, pl.Series(count, degrees, dtype=pl.Int64), stated_only(scores, name)]).with_columns(
        reason=first_case((pl.col(count) == 0, "empty"), otherwise=reason)
    )


def eigen_scores(matrix: csr_array) -> tuple[Vector, Vector, str | None]:
    """Return ECI and PCI (NaN where undefined) and, if they are undefined for all, why."""
    eci, pci = np.full(matrix.shape[0], np.nan), np.full(matrix.shape[1], np.nan)
    rows = np.flatnonzero(np.diff(matrix.indptr))
    columns = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]))
    if min(len(rows), len(columns)) < 2:  # noqa: PLR2004 - nothing to compare
        return eci, pci, "one_row" if len(rows) == 1 else "one_column" if len(columns) == 1 else "empty"
    whole = len(rows) == matrix.shape[0] and len(columns) == matrix.shape[1]
    held = matrix if whole else csr_array(matrix[rows][:, columns])
    diversity = held.sum(axis=1)
    scores, reason = _second_vector(held, diversity, held.sum(axis=0))
    if scores is None:
        return eci, pci, reason
    means = (held @ scores) / diversity
    middle, spread = means.mean(), means.std()
    turn = _turn(means - middle, diversity, held)
    eci[rows] = turn * (means - middle) / spread
    pci[columns] = turn * (scores - middle) / spread
    return eci, pci, None


def _turn(means: Vector, diversity: Vector, held: csr_array) -> float:
    """Return the sign that makes ECI correlate positively with diversity.

    Where diversity says nothing, the rows that hold what few others hold are the complex ones; where that says nothing
    either, the first row that differs from the mean is positive.
    """
    size = np.linalg.norm(means)
    for wanted in (diversity, -(held @ held.sum(axis=0)) / diversity):
        apart = wanted - wanted.mean()
        lean = float(means @ apart)
        if abs(lean) > 1e-9 * size * max(float(np.linalg.norm(apart)), 1e-9 * float(np.abs(wanted).max())):
            return 1.0 if lean > 0 else -1.0
    first = means[np.flatnonzero(np.abs(means) > 1e-9 * size)[0]]
    return 1.0 if first > 0 else -1.0


def _second_vector(held: csr_array, diversity: Vector, ubiquity: Vector) -> tuple[Vector | None, str | None]:
    """Return the second eigenvector of the column side, by the symmetric form of its shorter side.

    With columns the shorter: D^-1/2 M' K^-1 M D^-1/2, D = ubiquity, K = diversity; its vector times D^-1/2.
    """
    by_rows = held.shape[0] < held.shape[1]
    side, own, other = (held.T.tocsr(), diversity, ubiquity) if by_rows else (held, ubiquity, diversity)
    with one_core():
        values, vector = _leading(side, np.sqrt(own), 1.0 / other)
    if values[0] > 1.0 - 1e-9 and _pieces(held) > 1:
        return None, "disconnected"
    if values[0] < SAME:
        return None, "constant"
    if len(values) > 1 and values[0] - values[1] < SAME:
        return None, "tied"
    scores = vector / np.sqrt(own)
    return (held.T @ scores) / ubiquity if by_rows else scores, None


def _leading(side: csr_array, root: Vector, weights: Vector) -> tuple[Vector, Vector]:
    """Return the second and third eigenvalue of S = R^-1 M' W M R^-1 and the second eigenvector; R's own is the first.

    About a hundred products with S are needed: it is formed where it has fewer cells than M and M' have pairs.
    """
    size = side.shape[1]
    first = root / np.linalg.norm(root)
    formed = size <= DIRECT or (size <= DENSE and size * size < 2 * side.nnz)
    if formed:
        whole = co_occurrence(side, weights) / np.outer(root, root) - np.outer(first, first)
    if size <= DIRECT:
        values, vectors = eigh(whole, subset_by_index=[max(size - 2, 0), size - 1])
        return values[::-1][: min(2, size - 1)], vectors[:, -1]
    turned = side.T.tocsr()

    def apply(vector: Vector) -> Any:
        if formed:
            return np.einsum("ij,j->i", whole, vector)  # BLAS would set threads to each small product and wait for them
        return (turned @ (weights * (side @ (vector / root)))) / root - first * (first @ vector)

    start = np.random.default_rng(2009).standard_normal(size)
    operator = LinearOperator((size, size), matvec=apply, dtype=np.float64)
    values, vectors = eigsh(operator, k=2, which="LA", v0=start - first * (first @ start), tol=0, ncv=min(size, 50))
    order = np.argsort(values)[::-1]
    return values[order], vectors[:, order[0]]


def _pieces(held: csr_array) -> int:
    """Return into how many blocks the table falls that share no row and no column."""
    height, width = held.shape
    places = np.repeat(np.arange(height), np.diff(held.indptr))
    graph = csr_array((held.data, (places, held.indices + height)), shape=(height + width, height + width))
    return int(connected_components(graph, directed=False)[0])


def complexity_outlook(presence: pl.DataFrame, *, row: str = "region", column: str = "activity") -> Outlook:
    """Return the complexity outlook 复杂度前景 of rows (COI) and the gain 前景增益 of each absent pair (COG).

    COI_r = Σ_c d_rc (1 - M_rc) PCI_c;  COG_rc = Σ_c' φ_cc' / Σ_c'' φ_c''c' (1 - M_rc') PCI_c' - d_rc PCI_c, with φ the
    proximity and d the density (the activity itself included; the Atlas writes 1 - d for it, the distance).

    Args:
        presence: reads ``row``, ``column``; one row per pair present.
        row: the column that names the region, country or firm.
        column: the column that names the activity or product.

    Returns:
        ``rows`` sorted by ``row``: ``coi`` and ``reason`` (as in complexity; null where coi is defined); ``pairs``
        sorted by ``row``, ``column``: ``cog`` of every column the row does not hold.  Both in units of PCI, not
        standardised; null where the row or column is empty or PCI is undefined.

    Raises:
        CallError: a column is missing or has the name of a result.

    Source:
        Hausmann, R., Hidalgo, C. A., Bustos, S., Coscia, M., Simoes, A., Yildirim, M. A. (2014), The Atlas of Economic
        Complexity, MIT Press, technical box 5.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> complexity_outlook(held).pairs.with_columns(pl.col("cog").round(3)).rows()
        [('云阳', '涂装', 1.19), ('云阳', '电机', 1.619), ('开州', '电机', 0.334)]

    """
    distinct(row, "coi", "reason")
    distinct(row, column, "cog")
    names = incidence(presence, row, column)
    _, pci, reason = names.once(eigen_scores)
    coi, cog = _outlook(names, pci)
    held = np.diff(names.matrix.indptr)
    empty = pl.Series(held == 0)
    rows = pl.DataFrame([names.rows.alias(row), stated_only(coi, "coi")]).with_columns(
        reason=first_case((empty, "empty"), otherwise=reason)
    )
    height, width = cog.shape
    absent = np.ones((height, width), dtype=bool)
    absent[np.repeat(np.arange(height), held), names.matrix.indices] = False
    places = np.repeat(np.arange(height, dtype=np.uint32), width - held)
    columns = np.broadcast_to(np.arange(width, dtype=np.uint32), (height, width))[absent]
    return Outlook(rows, labelled(names, row, column, places, columns).hstack([stated_only(cog[absent], "cog")]))


def _outlook(names: Incidence, pci: Vector) -> tuple[Vector, Vector]:
    """Return COI of every row and COG of every absent pair; NaN where undefined.

    With x_a = PCI_a / Σ_b φ_ab and s_a = Σ_b φ_ab x_b, COG_ra = s_a - Σ_b M_rb φ_ba (x_a + x_b): one product gives both
    terms, and half its sum over what the row holds is what COI must not count.
    """
    matrix, near = names.matrix, names.once(proximities)
    known = np.isfinite(pci)
    total = near.sum(axis=0)
    worth = np.where(known, pci, 0.0) / np.where(total > 0, total, 1.0)
    with one_core():
        gain = near @ worth
    if isinstance(near, np.ndarray):
        both = np.add.outer(worth, worth)
        both *= near
    else:
        both = near * worth[:, None] + near * worth
    cog = weighted_sums(matrix, both)
    held = np.diff(matrix.indptr)
    places = np.repeat(np.arange(len(held)), held)
    inside = np.bincount(places, weights=cog[places, matrix.indices], minlength=len(held))
    coi = matrix @ gain - inside / 2
    np.subtract(gain, cog, out=cog)
    cog[:, ~known] = np.nan
    cog[held == 0] = np.nan
    coi[(held == 0) | ~known.any()] = np.nan
    return coi, cog
