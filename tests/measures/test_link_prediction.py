"""Link scores: paths counted one by one, the linear model solved column by column."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from test_relatedness import MATRICES, held, names

from chainlink.errors import CallError
from chainlink.measures import link_scores
from chainlink.measures.networks import co_occurrence as room


def by_paths(matrix: np.ndarray, row: int, column: int) -> float:
    return sum(
        matrix[row, c] * matrix[r, c] * matrix[r, column] / np.sqrt(matrix[:, c].sum() * matrix[r].sum())
        for c in range(matrix.shape[1])
        for r in range(matrix.shape[0])
        if matrix[:, c].sum() and matrix[r].sum()
    )


def by_ridge(matrix: np.ndarray, penalty: float) -> np.ndarray:
    """Each column regressed on all others: the same problem without the closed form."""
    scores = np.zeros(matrix.shape)
    for c in range(matrix.shape[1]):
        others = np.delete(matrix, c, axis=1)
        weights = np.linalg.solve(others.T @ others + penalty * np.eye(others.shape[1]), others.T @ matrix[:, c])
        scores[:, c] = others @ weights
    return scores


@given(MATRICES)
@settings(max_examples=20, deadline=None)
def test_both_agree_with_their_definition(matrix: np.ndarray) -> None:
    rows, columns = names(matrix)
    ridge = by_ridge(matrix, 2.0)
    wanted = [
        (rows[r], columns[c], by_paths(matrix, r, c), ridge[r, c])
        for r in range(len(rows))
        for c in range(len(columns))
        if not matrix[r, c] and matrix[r].any() and matrix[:, c].any()
    ]

    paths = link_scores(held(matrix))
    model = link_scores(held(matrix), method="ease", penalty=2.0)

    for found, place in ((paths, 2), (model, 3)):
        assert [row[:2] for row in found.rows()] == [row[:2] for row in wanted]
        assert np.allclose(found["score"].to_numpy(), [row[place] for row in wanted], atol=1e-9)


@pytest.mark.parametrize("method", ["l3", "ease"])
@pytest.mark.parametrize("top", [3, 14])
def test_the_best_few_are_the_best_of_all(method: str, top: int) -> None:
    matrix = (np.random.default_rng(3).random((30, 20)) < 0.3).astype(float)

    every = link_scores(held(matrix), method=method)
    best = link_scores(held(matrix), method=method, top=top)

    wanted = every.sort("region", "score", descending=[False, True]).group_by("region", maintain_order=True).head(top)
    assert best.equals(wanted.sort("region", "activity"))
    # With fourteen the last ones lie below zero, where a larger number has the larger bits.
    assert (best["score"].min() < 0) == (method == "ease" and top == 14)  # type: ignore[operator]


@pytest.mark.parametrize(("setting", "value"), [("DENSE", 3), ("DENSER", 0.0)])
def test_sparse_and_counted_tables_say_the_same(monkeypatch: pytest.MonkeyPatch, setting: str, value: float) -> None:
    matrix = (np.random.default_rng(3).random((30, 20)) < 0.3).astype(float)
    plain = [link_scores(held(matrix), method=method) for method in ("l3", "ease")]

    monkeypatch.setattr(room, setting, value)

    for one, method in zip(plain, ("l3", "ease"), strict=True):
        found = link_scores(held(matrix), method=method)
        assert np.allclose(found["score"].to_numpy(), one["score"].to_numpy(), atol=1e-12)


def test_unknown_methods_and_no_penalty_are_refused() -> None:
    frame = pl.DataFrame({"region": ["A"], "activity": ["x"]})

    for wrong in ({"method": "katz"}, {"method": "ease", "penalty": 0.0}):
        with pytest.raises(CallError):
            link_scores(frame, **wrong)  # type: ignore[arg-type]
