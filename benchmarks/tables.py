"""Synthetic tables of a given size for the races: nested specialisation, from a fixed seed."""

from __future__ import annotations

import numpy as np
import polars as pl

AT_HOME = 0.6
"""The share of what a row holds that lies in its own family of activities."""


def specialisation(rows: int, columns: int, links: int, seed: int = 7) -> pl.DataFrame:
    """Return a long table region, activity, value of ``links`` stated pairs, in no order.

    Rows differ widely in how much they hold, columns in how often they are held, and activities come in families, so
    that some go together; amounts are log-normal.
    """
    dice = np.random.default_rng(seed)
    size = dice.pareto(1.5, rows) + 0.3
    common = dice.pareto(1.2, columns) + 0.2
    family = np.sort(dice.integers(0, max(columns // 40, 2), columns))
    edges = np.searchsorted(family, np.arange(family.max() + 2))
    home = dice.integers(0, family.max() + 1, rows)
    key = np.arange(rows) * columns + _common(dice, common, rows)
    while len(key) < links:
        missing = (links - len(key)) * 3 // 2
        row = np.searchsorted(np.cumsum(size) / size.sum(), dice.random(missing))
        column = _common(dice, common, missing)
        first, last = edges[home[row]], edges[home[row] + 1]
        near = (dice.random(missing) < AT_HOME) & (last > first)
        column[near] = (first + (dice.random(missing) * (last - first)).astype(np.int64))[near]
        key = np.unique(np.concatenate([key, row * columns + column]))
    key = dice.permutation(key)[:links]
    return pl.DataFrame(
        {
            "region": pl.Series([f"r{at:07d}" for at in range(rows)]).gather(key // columns),
            "activity": pl.Series([f"c{at:05d}" for at in range(columns)]).gather(key % columns),
            "value": np.exp(dice.normal(0, 2, len(key))),
        }
    )


def _common(dice: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """Draw columns by weight."""
    return np.minimum(np.searchsorted(np.cumsum(weights) / weights.sum(), dice.random(count)), len(weights) - 1)
