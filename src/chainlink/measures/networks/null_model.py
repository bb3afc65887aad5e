"""Null model 零模型: the most random two-sided network in which every degree is on average as observed (BiCM)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from scipy.special import expit

from chainlink.measures.networks.incidence import Vector, distinct, every_pair, incidence

SETTLED = 1e-12
"""Largest error of an expected degree, relative to the degree, at which the model counts as solved."""


@dataclass(frozen=True)
class LinkModel:
    """Probabilities by class: rows of one degree are alike, columns too.

    ``chance[r, c]`` is the probability of a link between a row of class r and a column of class c; ``of_row`` and
    ``of_column`` give the class of each row and column.
    """

    chance: Vector
    of_row: Vector
    of_column: Vector


def bipartite_null(presence: pl.DataFrame, *, row: str = "region", column: str = "activity") -> pl.DataFrame:
    """Return the probability of each link in the bipartite configuration model 二分配置模型.

    p_rc = x_r y_c / (1 + x_r y_c) with x, y such that Σ_c p_rc = k_r and Σ_r p_rc = k_c: the distribution of maximal
    entropy with the observed degrees as expectations.  Links that the degrees force (a full row, an empty column, a
    nested block) get exactly 1 or 0.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names one side.
        column: the column that names the other side.

    Returns:
        Sorted by ``row``, ``column``: both and ``probability`` (0 to 1) of every pair; 0 for an empty row or column.

    Raises:
        CallError: a column is missing or has the name of the result.

    Source:
        Saracco, F., Di Clemente, R., Gabrielli, A., Squartini, T. (2015), Randomizing bipartite networks: the case of
        the World Trade Web, Scientific Reports 5:10595, doi 10.1038/srep10595.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "冲压", "涂装", "冲压", "电机"]})
        >>> bipartite_null(held).filter(pl.col("region") == "开州").with_columns(pl.col("probability").round(3)).rows()
        [('开州', '冲压', 0.784), ('开州', '涂装', 0.432), ('开州', '电机', 0.784)]

    """
    distinct(row, column, "probability")
    names = incidence(presence, row, column)
    model = link_model(*names.degrees)
    chance = model.chance[model.of_row[:, None], model.of_column[None, :]]
    return every_pair(names, row, column).with_columns(pl.Series("probability", chance.reshape(-1)))


def link_model(row_degrees: Vector, column_degrees: Vector) -> LinkModel:
    """Solve the model for the degrees of a two-sided network (they must come from one)."""
    rows, of_row, row_counts = np.unique(-row_degrees, return_inverse=True, return_counts=True)
    columns, of_column, column_counts = np.unique(-column_degrees, return_inverse=True, return_counts=True)
    chance = np.zeros((len(rows), len(columns)))
    if chance.size:
        _fill(chance, -rows.astype(float), -columns.astype(float), row_counts, column_counts)
    return LinkModel(chance, of_row, of_column)


def _fill(chance: Vector, rows: Vector, columns: Vector, row_counts: Vector, column_counts: Vector) -> None:
    """Fill ``chance``: classes come by falling degree; forced blocks are cut out, the free ones solved.

    The first k rows can have at most k m links with the first m columns and all links of the others.  Where they have
    just so many (the bound of Gale and Ryser is met), the block of both is full and the block of neither is empty.
    """
    links_of_rows = np.concatenate([[0.0], np.cumsum(rows * row_counts)])
    links_of_rest = np.concatenate([np.cumsum((columns * column_counts)[::-1])[::-1], [0.0]])
    first_rows = np.concatenate([[0], np.cumsum(row_counts)])
    first_columns = np.concatenate([[0], np.cumsum(column_counts)])
    slack = first_rows[:, None] * first_columns[None, :] + links_of_rest[None, :] - links_of_rows[:, None]
    met = np.argwhere(np.abs(slack) < 0.5)  # noqa: PLR2004 - whole numbers
    met = met[np.lexsort((-met[:, 1], met[:, 0]))]
    for (row, column), (next_row, next_column) in pairwise(met):
        chance[row:next_row, :next_column] = 1.0
        if next_row > row and column > next_column:
            chance[row:next_row, next_column:column] = _interior(
                rows[row:next_row] - first_columns[next_column],
                columns[next_column:column] - first_rows[row],
                row_counts[row:next_row],
                column_counts[next_column:column],
            )


def _interior(rows: Vector, columns: Vector, row_counts: Vector, column_counts: Vector) -> Vector:
    """Return the probabilities by class of a block that no bound touches: Newton on the concave likelihood."""
    links = float(rows @ row_counts)
    u = np.log(rows) - 0.5 * np.log(links)
    v = np.log(columns) - 0.5 * np.log(links)
    counts = {"row_counts": row_counts, "column_counts": column_counts}
    best = _likelihood(u, v, rows, columns, **counts)
    for _ in range(200):
        chance = expit(u[:, None] + v[None, :])
        row_gap = rows - chance @ column_counts
        column_gap = columns - row_counts @ chance
        if max(np.abs(row_gap / rows).max(), np.abs(column_gap / columns).max()) < SETTLED:
            break
        step_u, step_v = _newton_step(chance * (1.0 - chance), row_gap, column_gap, row_counts, column_counts)
        length = 1.0
        while length > 1e-8:  # noqa: PLR2004 - a step so short changes nothing any more
            trial = _likelihood(u + length * step_u, v + length * step_v, rows, columns, **counts)
            if trial >= best - 1e-12 * abs(best):
                break
            length /= 2
        u, v, best = u + length * step_u, v + length * step_v, trial
    chances: Vector = expit(u[:, None] + v[None, :])
    return chances


def _newton_step(
    spread: Vector, row_gap: Vector, column_gap: Vector, row_counts: Vector, column_counts: Vector
) -> tuple[Vector, Vector]:
    """Return the Newton step in u and v (v of the last column held: adding to u what v loses changes nothing)."""
    own_rows = spread @ column_counts
    own_columns = row_counts @ spread
    across = spread * column_counts
    inner = np.diag(own_columns) - (spread * (row_counts / own_rows)[:, None]).T @ across
    right = column_gap - (spread * (row_counts / own_rows)[:, None]).T @ row_gap
    step_v = np.zeros(len(column_gap))
    if len(step_v) > 1:
        step_v[:-1] = np.linalg.solve(inner[:-1, :-1], right[:-1])
    return (row_gap - across @ step_v) / own_rows, step_v


def _likelihood(
    u: Vector, v: Vector, rows: Vector, columns: Vector, *, row_counts: Vector, column_counts: Vector
) -> float:
    joint = u[:, None] + v[None, :]
    cost = row_counts @ np.logaddexp(0.0, joint) @ column_counts
    return float((rows * row_counts) @ u + (columns * column_counts) @ v - cost)
