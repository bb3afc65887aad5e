"""Fitness 适应度 of rows and quality of columns: complexity as a non-linear fixed point."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl

from chainlink.cases import first_case
from chainlink.measures.networks.incidence import Vector, at_least_none, distinct, incidence, stated_only

LIMIT = 20_000
"""Updates after which a table that has not settled is given as it stands, with its reason."""
SETTLED = 1e-14
"""Largest change of one update, relative to the largest value, at which the fixed point counts as reached."""


class Fitness(NamedTuple):
    """Frames of ``rows`` (fitness) and ``columns`` (quality), each with the ``reason`` for a null or a doubt."""

    rows: pl.DataFrame
    columns: pl.DataFrame


def fitness(
    presence: pl.DataFrame, *, row: str = "region", column: str = "activity", iterations: int | None = None
) -> Fitness:
    """Return the fitness 适应度 of rows and the quality (complexity) of columns.

    F_r = Σ_c M_rc Q_c,  Q_c = 1 / Σ_r M_rc / F_r, both from the values before, then divided by their mean; F = Q = 1 at
    first.

    Args:
        presence: reads ``row``, ``column``; one row per pair present (duplicates count once).
        row: the column that names the region, country or firm.
        column: the column that names the activity or product.
        iterations: how many updates; by default until no value changes any more (at most 20,000).

    Returns:
        ``rows`` sorted by ``row``: ``fitness`` (mean 1), ``reason``; ``columns`` sorted by ``column``: ``quality``
        (mean 1), ``reason``.  An empty row or column has null and the reason ``empty``; values that still move after
        the last update (some tend to 0 so slowly that they never arrive) stand with the reason ``not_settled``.

    Raises:
        CallError: a column is missing or has the name of a result, or ``iterations`` is below 0.

    Source:
        Tacchella, A., Cristelli, M., Caldarelli, G., Gabrielli, A., Pietronero, L. (2012), A new metrics for countries'
        fitness and products' complexity, Scientific Reports 2:723, doi 10.1038/srep00723; on convergence: Pugliese, E.,
        Zaccaria, A., Pietronero, L. (2016), doi 10.1140/epjst/e2015-50118-1.

    Example:
        >>> held = pl.DataFrame({"region": ["万州", "万州", "万州", "开州", "开州", "云阳"],
        ...     "activity": ["电机", "涂装", "冲压", "涂装", "冲压", "冲压"]})
        >>> fitness(held, iterations=1).rows.select("region", pl.col("fitness").round(3)).rows()
        [('万州', 1.5), ('云阳', 0.5), ('开州', 1.0)]

    """
    at_least_none("iterations", iterations)
    distinct(row, "fitness", "reason")
    distinct(column, "quality", "reason")
    names = incidence(presence, row, column)
    matrix, turned = names.matrix, names.matrix.T.tocsr()
    held, holders = names.degrees
    fit, quality = (held > 0).astype(float), (holders > 0).astype(float)
    settled = iterations is not None
    for _ in range(LIMIT if iterations is None else iterations):
        with np.errstate(divide="ignore", over="ignore"):  # a fitness that tends to 0 ends there
            burden = turned @ np.where(held > 0, 1.0 / fit, 0.0)
        new_fit = _levelled(matrix @ quality, held > 0)
        new_quality = _levelled(1.0 / np.where(holders > 0, burden, 1.0), holders > 0)
        settled = iterations is not None or (_still(fit, new_fit) and _still(quality, new_quality))
        fit, quality = new_fit, new_quality
        if settled and iterations is None:
            break
    reason = None if settled or not held.any() else "not_settled"
    return Fitness(
        _given(names.rows.alias(row), "fitness", fit, held, reason),
        _given(names.columns.alias(column), "quality", quality, holders, reason),
    )


def _levelled(values: Vector, known: Vector) -> Vector:
    """Divide by the mean of the known values; the others are 0."""
    kept = np.where(known, values, 0.0)
    count = int(known.sum())
    return kept * (count / kept.sum()) if count and kept.sum() > 0 else kept


def _still(before: Vector, after: Vector) -> bool:
    return bool(np.abs(after - before).max(initial=0.0) <= SETTLED * after.max(initial=0.0))


def _given(labels: pl.Series, name: str, values: Vector, degrees: Vector, reason: str | None) -> pl.DataFrame:
    return pl.DataFrame([labels, stated_only(np.where(degrees > 0, values, np.nan), name)]).with_columns(
        reason=first_case((pl.Series(degrees == 0), "empty"), otherwise=reason)
    )
