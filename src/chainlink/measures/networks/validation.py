"""Validated co-presence 经检验的共现: which two go together more often than their degrees alone would have it."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_array, triu

from chainlink.cores import on_every_core
from chainlink.errors import CallError
from chainlink.measures.networks.incidence import Vector, incidence, one_of, taken
from chainlink.measures.networks.null_model import LinkModel, link_model

BLOCK = 30_000
"""Cells of one table of probabilities worked on at a time: 240 kB, what a core's cache holds."""


def validated_copresence(
    presence: pl.DataFrame, *, row: str = "region", column: str = "activity", side: str = "column",
    correction: str | None = "fdr", level: float = 0.05,
) -> pl.DataFrame:  # fmt: skip
    """Return the pairs of one side that share partners, with the exact probability of sharing as many by chance.

    Under the bipartite configuration model V_ab = Σ_i M_ai M_bi is a sum of independent trials with chances p_ai p_bi
    (a Poisson-binomial); the p-value is its upper tail P(V ≥ observed), by convolution of positive terms only, so that
    small values keep all their digits.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names one side.
        column: the column that names the other side.
        side: whose pairs are tested: "row" or "column" (or that column's name).
        correction: "fdr" (Benjamini and Hochberg 1995: share of false ones among the found), "bonferroni", or None;
            over all pairs of that side that have any partner, those without a shared one included.
        level: the corrected level below or at which a pair is significant; 0.05 by custom.

    Returns:
        Sorted by ``a``, ``b`` (a < b) the pairs that share at least one partner: ``cooccurrence`` (shared partners),
        ``expected`` (by chance), ``p_value`` (exact, upper tail), ``adjusted`` (corrected), ``significant``.

    Raises:
        CallError: a column is missing; side, correction or level is none of the known.

    Source:
        Saracco, F., Straka, M. J., Di Clemente, R., Gabrielli, A., Caldarelli, G., Squartini, T. (2017), Inferring
        monopartite projections of bipartite networks, New Journal of Physics 19, doi 10.1088/1367-2630/aa6b38.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "冲压", "涂装", "冲压", "电机"]})
        >>> validated_copresence(held).select("a", "b", "cooccurrence", pl.col("expected").round(2)).rows()
        [('冲压', '涂装', 1, 0.74), ('冲压', '电机', 1, 1.42)]

    """
    side = {row: "row", column: "column"}.get(side, side)
    one_of("side", side, ("row", "column"))
    one_of("correction", correction or "none", ("fdr", "bonferroni", "none"))
    if not 0.0 < level < 1.0:
        raise CallError("measure_number", name="level", low=0, high=1, value=level)
    names = incidence(presence, row, column)
    matrix, labels = names.matrix, names.rows
    model = link_model(*names.degrees)
    if side == "column":
        matrix, labels = matrix.T.tocsr(), names.columns
        model = LinkModel(model.chance.T, model.of_column, model.of_row)
    shared = csr_array(triu(matrix @ matrix.T.tocsr(), k=1, format="csr"))
    shared.sort_indices()
    first = np.repeat(np.arange(matrix.shape[0]), np.diff(shared.indptr))
    observed = np.rint(shared.data).astype(np.int64)
    chances, expected = upper_tails(model, first, shared.indices, observed)
    tested = int((np.diff(matrix.indptr) > 0).sum())
    adjusted = _adjusted(chances, tested * (tested - 1) // 2, correction)
    return pl.DataFrame(
        [
            taken(labels, first, "a"),
            taken(labels, shared.indices, "b"),
            pl.Series("cooccurrence", observed, dtype=pl.Int64),
            pl.Series("expected", expected, dtype=pl.Float64),
            pl.Series("p_value", chances, dtype=pl.Float64),
            pl.Series("adjusted", adjusted, dtype=pl.Float64),
        ]
    ).with_columns(significant=pl.col("adjusted") <= level)


def upper_tails(model: LinkModel, first: Vector, second: Vector, observed: Vector) -> tuple[Vector, Vector]:
    """Return P(V ≥ observed) and E(V) for pairs of rows of the ``model``; pairs of equal degrees are computed once."""
    left, right = model.of_row[first], model.of_row[second]
    low, high = np.minimum(left, right), np.maximum(left, right)
    classes = len(model.chance)
    limit = int(observed.max(initial=0)) + 1
    cases, of_pair = np.unique((low * classes + high) * limit + observed, return_inverse=True)
    low, high = cases // limit // classes, cases // limit % classes
    wanted = cases % limit
    weights = np.bincount(model.of_column, minlength=model.chance.shape[1])
    tails = np.empty(len(cases))
    order = np.argsort(wanted, kind="stable")
    blocks = _blocks(wanted[order])

    def work(edges: tuple[int, int]) -> None:
        part = order[edges[0] : edges[1]]
        tails[part] = _tails(model.chance[low[part]] * model.chance[high[part]], weights, wanted[part])

    on_every_core(work, blocks)
    expected = ((model.chance * weights) @ model.chance.T)[low, high]
    return tails[of_pair], expected[of_pair]


def _blocks(wanted: Vector) -> list[tuple[int, int]]:
    """Cut pairs, sorted by what they want, so that no block has more than about BLOCK cells."""
    edges = []
    first = 0
    while first < len(wanted):
        last = first + 1
        size = max(1, BLOCK // (int(wanted[first]) + 1))
        last = min(len(wanted), first + size)
        last = min(last, first + max(1, BLOCK // (int(wanted[last - 1]) + 1)))
        edges.append((first, last))
        first = last
    return edges


def _tails(chances: Vector, counts: Vector, wanted: Vector) -> Vector:
    """Return P(at least ``wanted`` successes) for each row of trial chances, ``counts`` trials of each column.

    State k of the table is "k are still missing"; state 0 keeps what reaches it.
    """
    most = int(wanted.max(initial=0))
    state = np.zeros((most + 1, len(wanted)))
    state[wanted, np.arange(len(wanted))] = 1.0
    moved = np.empty((most, len(wanted)))
    for trial, count in enumerate(counts.tolist()):
        chance = chances[:, trial]
        if not chance.any():
            continue
        missed = 1.0 - chance
        for _ in range(count):
            np.multiply(state[1:], chance, out=moved)
            state[1:] *= missed
            state[:-1] += moved
    tails: Vector = np.minimum(state[0], 1.0)
    return tails


def _adjusted(chances: Vector, tests: int, correction: str | None) -> Vector:
    """Return p-values corrected for ``tests`` tests, of which those not given have the value 1."""
    if correction in {None, "none"}:
        return chances
    if correction == "bonferroni":
        adjusted: Vector = np.minimum(chances * tests, 1.0)
        return adjusted
    order = np.argsort(chances, kind="stable")
    scaled = chances[order] * tests / np.arange(1, len(chances) + 1)
    adjusted = np.empty(len(chances))
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted
