"""ECI, PCI, outlook, fitness: against dense eigenvectors and loops of their own, and where nothing is defined."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_relatedness import MATRICES, as_matrix, dense_density, dense_proximity, held

from chainlink.errors import CallError
from chainlink.measures import complexity, complexity_outlook, fitness, presence, proximity
from chainlink.measures.networks import co_occurrence
from chainlink.measures.networks import economic_complexity as room


def dense_complexity(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ECI and PCI from the two unsymmetric matrices, each by a general eigen-solver."""
    rows, columns = matrix.sum(axis=1), matrix.sum(axis=0)
    steps = (matrix / rows[:, None]) @ (matrix / columns[None, :]).T
    values, vectors = np.linalg.eig(steps)
    eci = np.real(vectors[:, np.argsort(-np.real(values))[1]])
    eci = (eci - eci.mean()) / eci.std()
    if np.corrcoef(eci, rows)[0, 1] < 0:
        eci = -eci
    # PCI on that scale: the combination of what holders have whose mean over a row is the row's ECI.
    value = np.sort(np.real(values))[-2]
    raw = matrix.T @ eci / columns
    shift = (eci - (matrix @ raw) / rows / value).mean()
    return eci, raw / value + shift


def nested(height: int, width: int, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    bar = np.add.outer(np.linspace(0, 1.2, height), np.linspace(0, 1.2, width))
    return (dice.random((height, width)) < bar / 1.6 + 0.05).astype(float)


@pytest.mark.parametrize(("height", "width"), [(8, 6), (25, 40), (90, 120), (150, 80), (180, 140)])
def test_eci_and_pci_agree_with_the_dense_eigenvectors(height: int, width: int) -> None:
    matrix = nested(height, width, 3)

    found = complexity(held(matrix))

    eci, pci = dense_complexity(matrix)
    assert np.abs(found.rows["eci"].to_numpy() - eci).max() <= 1e-9
    assert np.abs(found.columns["pci"].to_numpy() - pci).max() <= 1e-9
    assert found.rows["diversity"].to_list() == matrix.sum(axis=1).tolist()
    assert found.columns["ubiquity"].to_list() == matrix.sum(axis=0).tolist()
    assert found.reason is None


@pytest.mark.parametrize("dense", [0, 5000])
@pytest.mark.parametrize("denser", [0.0, 1e9])
def test_all_eigenvectors_and_only_the_leading_ones_say_the_same(
    monkeypatch: pytest.MonkeyPatch, dense: int, denser: float
) -> None:
    matrix = nested(90, 120, 4) * (np.random.default_rng(1).random((90, 120)) < 0.9)
    direct = complexity(held(matrix))

    monkeypatch.setattr(room, "DIRECT", 10)
    monkeypatch.setattr(room, "DENSE", dense)
    monkeypatch.setattr(co_occurrence, "DENSER", denser)

    assert np.abs(complexity(held(matrix)).rows["eci"].to_numpy() - direct.rows["eci"].to_numpy()).max() <= 1e-9


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_laws_of_complexity_hold_wherever_it_is_defined(matrix: np.ndarray) -> None:
    found = complexity(held(matrix))
    eci, pci = (frame[name].fill_null(np.nan).to_numpy() for frame, name in [(found[0], "eci"), (found[1], "pci")])
    assume(found.reason is None)
    known = ~np.isnan(eci)

    assert (known == (matrix.sum(axis=1) > 0)).all()
    assert eci[known].mean() == pytest.approx(0, abs=1e-9)
    assert eci[known].std() == pytest.approx(1)
    diversity = matrix.sum(axis=1)[known]
    if diversity.std() > 0:
        assert np.corrcoef(eci[known], diversity)[0, 1] >= -1e-6
    means = matrix[known] @ np.nan_to_num(pci) / diversity
    assert np.abs(means - eci[known]).max() <= 1e-9


def test_an_empty_row_and_column_keep_their_labels_and_spoil_nothing() -> None:
    matrix = nested(12, 9, 6)
    wider = np.zeros((13, 10))
    wider[:5, :4], wider[6:, :4] = matrix[:5, :4], matrix[5:, :4]
    wider[:5, 5:], wider[6:, 5:] = matrix[:5, 4:], matrix[5:, 4:]

    plain, found = complexity(held(matrix)), complexity(held(wider))

    assert found.rows.row(5) == ("r005", 0, None, "empty")
    assert found.columns.row(4) == ("c004", 0, None, "empty")
    assert np.allclose(found.rows["eci"].drop_nulls().to_numpy(), plain.rows["eci"].to_numpy(), atol=1e-12)
    assert np.allclose(found.columns["pci"].drop_nulls().to_numpy(), plain.columns["pci"].to_numpy(), atol=1e-12)
    before, after = fitness(held(matrix), iterations=30), fitness(held(wider), iterations=30)
    assert after.rows.row(5) == ("r005", None, "empty")
    assert np.allclose(after.rows["fitness"].drop_nulls().to_numpy(), before.rows["fitness"].to_numpy())
    assert np.allclose(after.columns["quality"].drop_nulls().to_numpy(), before.columns["quality"].to_numpy())
    outlook = complexity_outlook(held(wider))
    assert outlook.rows.row(5) == ("r005", None, "empty")
    assert np.allclose(
        outlook.rows["coi"].drop_nulls().to_numpy(), complexity_outlook(held(matrix)).rows["coi"].to_numpy()
    )
    assert outlook.pairs.filter(pl.col("activity") == "c004")["cog"].null_count() == 13
    assert outlook.pairs.filter(pl.col("region") == "r005")["cog"].null_count() == 10


BLOCKS = np.kron(np.eye(2), np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]]))


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        (BLOCKS, "disconnected"),
        (np.ones((4, 3)), "constant"),
        (np.array([[1.0, 1, 1]]), "one_row"),
        (np.array([[1.0], [1], [1]]), "one_column"),
        (np.array([[1.0]]), "one_row"),
        (np.array([[0.0, 0], [0, 0]]), "empty"),
        (np.eye(3)[[0, 1, 2, 0, 1, 2]] + np.eye(3)[[1, 2, 0, 1, 2, 0]], "tied"),
    ],
)
def test_where_nothing_can_be_said_there_are_nulls_with_a_reason(matrix: np.ndarray, reason: str) -> None:
    found = complexity(held(matrix))

    assert found.rows["eci"].null_count() == len(matrix)
    assert found.columns["pci"].null_count() == matrix.shape[1]
    assert set(found.rows["reason"]) == {reason}
    assert found.reason == reason
    outlook = complexity_outlook(held(matrix))
    assert outlook.rows["coi"].null_count() == len(matrix)
    assert outlook.pairs["cog"].null_count() == outlook.pairs.height


def test_an_empty_frame_gives_empty_frames() -> None:
    nothing = pl.DataFrame(schema={"region": pl.String, "activity": pl.String})

    assert complexity(nothing).rows.is_empty()
    assert complexity_outlook(nothing).pairs.is_empty()
    assert fitness(nothing).rows.is_empty()


def test_where_all_diversities_are_equal_rarer_holdings_are_the_complex_ones() -> None:
    # Two rows of two: the first holds what three share, the last what nobody else has.
    matrix = np.array([[1.0, 1, 0, 0], [1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]])

    eci = complexity(held(matrix)).rows["eci"].to_list()

    assert eci[3] > eci[0]


def test_the_outlook_agrees_with_its_double_sum() -> None:
    matrix = nested(20, 15, 8)
    near, density = dense_proximity(matrix), dense_density(matrix)
    pci = dense_complexity(matrix)[1]
    share = near / near.sum(axis=0)

    found = complexity_outlook(held(matrix))

    coi = [sum(density[r, c] * (1 - matrix[r, c]) * pci[c] for c in range(15)) for r in range(20)]
    assert np.abs(found.rows["coi"].to_numpy() - coi).max() <= 1e-9
    cog = [
        sum(share[c, other] * (1 - matrix[r, other]) * pci[other] for other in range(15)) - density[r, c] * pci[c]
        for r in range(20)
        for c in range(15)
        if not matrix[r, c]
    ]
    assert found.pairs.height == int((1 - matrix).sum())
    assert np.abs(found.pairs["cog"].to_numpy() - cog).max() <= 1e-9


def test_the_sparse_outlook_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = nested(20, 15, 9)
    plain = complexity_outlook(held(matrix))

    monkeypatch.setattr(co_occurrence, "DENSE", 2)

    found = complexity_outlook(held(matrix))
    assert np.allclose(found.pairs["cog"].to_numpy(), plain.pairs["cog"].to_numpy(), atol=1e-12)
    assert np.allclose(found.rows["coi"].to_numpy(), plain.rows["coi"].to_numpy(), atol=1e-12)


def dense_fitness(matrix: np.ndarray, updates: int) -> tuple[np.ndarray, np.ndarray]:
    fit, quality = np.ones(matrix.shape[0]), np.ones(matrix.shape[1])
    for _ in range(updates):
        fit, quality = matrix @ quality, 1 / (matrix.T @ (1 / fit))
        fit, quality = fit / fit.mean(), quality / quality.mean()
    return fit, quality


@pytest.mark.parametrize("updates", [1, 2, 7, 60])
def test_fitness_after_so_many_updates_is_the_loop_s(updates: int) -> None:
    matrix = nested(12, 18, 2)

    found = fitness(held(matrix), iterations=updates)

    fit, quality = dense_fitness(matrix, updates)
    assert np.abs(found.rows["fitness"].to_numpy() - fit).max() <= 1e-9
    assert np.abs(found.columns["quality"].to_numpy() - quality).max() <= 1e-9
    assert found.rows["reason"].null_count() == 12


def test_fitness_goes_on_until_nothing_moves() -> None:
    matrix = 1.0 - np.eye(9)[:, :7] * np.array([1, 0, 1, 0, 1, 1, 0])

    found = fitness(held(matrix))

    fit, _ = dense_fitness(matrix, 3000)
    assert np.abs(found.rows["fitness"].to_numpy() - fit).max() <= 1e-9
    assert found.rows["reason"].null_count() == 9


def test_fitness_that_never_arrives_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from chainlink.measures.networks import fitness_quality

    monkeypatch.setattr(fitness_quality, "LIMIT", 50)

    found = fitness(held(np.triu(np.ones((4, 4)))))

    assert found.rows["reason"].to_list() == ["not_settled"] * 4


@pytest.mark.parametrize(
    ("measure", "row", "column"),
    [
        (complexity, "eci", "activity"),
        (complexity, "region", "pci"),
        (complexity, "reason", "activity"),
        (complexity_outlook, "coi", "activity"),
        (complexity_outlook, "region", "cog"),
        (fitness, "fitness", "activity"),
        (fitness, "region", "quality"),
    ],
)
def test_a_column_with_the_name_of_a_result_is_refused(measure: Callable[..., object], row: str, column: str) -> None:
    frame = pl.DataFrame({row: ["A", "A", "B"], column: ["x", "y", "x"]})

    with pytest.raises(CallError) as refused:
        measure(frame, row=row, column=column)
    assert refused.value.code == "measure_same_name"


def test_fitness_before_any_update_is_one_and_below_none_refused() -> None:
    frame = held(nested(4, 3, 1))

    assert fitness(frame, iterations=0).rows["fitness"].to_list() == [1.0] * 4
    with pytest.raises(CallError, match="iterations"):
        fitness(frame, iterations=-1)


def test_one_row_has_fitness_one() -> None:
    assert fitness(held(np.ones((1, 3)))).rows["fitness"].to_list() == [1.0]


def test_rows_and_columns_may_change_sides() -> None:
    quotients = pl.DataFrame(
        [("A", "x", 2.0), ("A", "y", 2.0), ("B", "x", 2.0), ("C", "z", 0.1), ("B", "w", 0.2)],
        schema=["region", "activity", "quotient"],
        orient="row",
    )

    one, other = presence(quotients), pl.DataFrame(presence(quotients))

    # The frame that remembers empty labels keeps them on whichever side they are asked for.
    turned = complexity(one, row="activity", column="region")
    assert turned.rows.select("activity", "diversity").rows() == [("w", 0), ("x", 2), ("y", 1), ("z", 0)]
    assert turned.columns.select("region", "ubiquity").rows() == [("A", 2), ("B", 1), ("C", 0)]
    assert proximity(one, row="activity", column="region").equals(proximity(other, row="activity", column="region"))


@given(MATRICES, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_names_do_not_matter_to_density(matrix: np.ndarray, dice: object) -> None:
    order = list(range(len(matrix)))
    dice.shuffle(order)  # type: ignore[attr-defined]

    shuffled = dense_density(matrix[order])

    from chainlink.measures import relatedness_density

    found = as_matrix(relatedness_density(held(matrix[order])), "density", matrix.shape)
    assert np.allclose(found, shuffled, atol=1e-12, equal_nan=True)
