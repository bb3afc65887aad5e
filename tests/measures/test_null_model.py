"""The bipartite null model and validated co-presence: degrees kept, forced links exact, p-values by enumeration."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from test_economic_complexity import nested
from test_relatedness import MATRICES, held

from chainlink.errors import CallError
from chainlink.measures import bipartite_null, validated_copresence
from chainlink.measures.networks.null_model import link_model


def chances(matrix: np.ndarray) -> np.ndarray:
    return bipartite_null(held(matrix))["probability"].to_numpy().reshape(matrix.shape)


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_every_degree_is_kept_on_average(matrix: np.ndarray) -> None:
    found = chances(matrix)

    assert np.abs(found.sum(axis=1) - matrix.sum(axis=1)).max() <= 1e-9
    assert np.abs(found.sum(axis=0) - matrix.sum(axis=0)).max() <= 1e-9
    assert found.min() >= 0
    assert found.max() <= 1


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_free_links_have_the_odds_of_a_product(matrix: np.ndarray) -> None:
    # p / (1 - p) = x_r y_c: among four links of two rows and two columns the odds multiply to the same both ways.
    found = chances(matrix)
    for (i, j), (a, b) in itertools.product(
        itertools.combinations(range(matrix.shape[0]), 2), itertools.combinations(range(matrix.shape[1]), 2)
    ):
        four = found[[i, i, j, j], [a, b, a, b]]
        if ((four > 1e-6) & (four < 1 - 1e-6)).all():
            odds = four / (1 - four)
            assert odds[0] * odds[3] == pytest.approx(odds[1] * odds[2], rel=1e-6)


def test_the_model_of_equal_degrees_is_a_coin() -> None:
    matrix = np.array([[1.0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])

    assert np.allclose(chances(matrix), 0.5)


def test_a_hand_worked_pair_of_rows() -> None:
    # One column held by both rows is forced (1); what is left is one link over two columns for the first row alone.
    matrix = np.array([[1.0, 1, 0], [1, 0, 0]])

    assert np.allclose(chances(matrix), [[1, 1, 0], [1, 0, 0]])
    # Here nothing is forced: by symmetry each row holds each column with chance 1/2.
    assert np.allclose(chances(np.eye(2)), 0.5)


def test_nested_full_and_empty_lines_are_forced_exactly() -> None:
    matrix = np.triu(np.ones((5, 5)))
    matrix[4] = 0

    assert (chances(matrix) == matrix).all()


def test_a_block_without_choice_inside_a_free_table_is_forced() -> None:
    # The first two rows hold all of the first three columns, the others none of the last three: both known from
    # degrees.
    matrix = np.zeros((5, 6))
    matrix[:2, :3] = 1
    matrix[0, 3], matrix[1, 4] = 1, 1
    matrix[2, 0], matrix[3, 1], matrix[4, 2] = 1, 1, 1

    found = chances(matrix)

    assert (found[:2, :3] == 1).all()
    assert (found[2:, 3:] == 0).all()
    assert np.allclose(found[2:, :3], 1 / 3)


def test_a_larger_table_is_solved_too() -> None:
    matrix = nested(200, 150, 5)

    found = chances(matrix)

    assert np.abs(found.sum(axis=1) - matrix.sum(axis=1)).max() <= 1e-9
    assert np.abs(found.sum(axis=0) - matrix.sum(axis=0)).max() <= 1e-9


def by_enumeration(trials: np.ndarray, least: int) -> float:
    outcomes = np.array(list(itertools.product([0, 1], repeat=len(trials))))
    chances = np.where(outcomes == 1, trials, 1 - trials).prod(axis=1)
    return float(chances[outcomes.sum(axis=1) >= least].sum())


@given(MATRICES)
@settings(max_examples=20, deadline=None)
def test_p_values_are_the_exact_upper_tail(matrix: np.ndarray) -> None:
    model = link_model(matrix.sum(axis=1).astype(int), matrix.sum(axis=0).astype(int))
    chance = model.chance[model.of_row[:, None], model.of_column[None, :]]
    for side, own, shared in [("row", chance, matrix @ matrix.T), ("column", chance.T, matrix.T @ matrix)]:
        found = validated_copresence(held(matrix), side=side, correction=None)
        expected = [
            (int(shared[a, b]), float((own[a] * own[b]).sum()), by_enumeration(own[a] * own[b], int(shared[a, b])))
            for a in range(len(own))
            for b in range(a + 1, len(own))
            if shared[a, b] > 0
        ]
        assert found["cooccurrence"].to_list() == [case[0] for case in expected]
        assert np.allclose(found["expected"].to_numpy(), [case[1] for case in expected], atol=1e-9)
        assert np.allclose(found["p_value"].to_numpy(), [case[2] for case in expected], atol=1e-9)


def test_small_p_values_keep_their_digits() -> None:
    # 20 rows hold both x and y, 180 rows hold one other thing each out of 60: the tail is far below what 1 - P(V < 20)
    # could show.
    matrix = np.zeros((200, 62))
    matrix[:20, :2] = 1
    for at in range(180):
        matrix[20 + at, 2 + at % 60] = 1
    model = link_model(matrix.sum(axis=1).astype(int), matrix.sum(axis=0).astype(int))
    one = model.chance[model.of_row, model.of_column[0]]

    found = validated_copresence(held(matrix)).row(0, named=True)

    # A second way to the tail: by convolution of logarithms, largest terms first.
    tail = np.full(21, -np.inf)
    tail[0] = 0.0
    for chance in one * one:
        stay, step = np.log1p(-chance), np.log(chance)
        top = np.logaddexp(tail[20], tail[19] + step)
        tail[1:20] = np.logaddexp(tail[1:20] + stay, tail[:19] + step)
        tail[0] += stay
        tail[20] = top
    assert found["p_value"] == pytest.approx(float(np.exp(tail[20])), rel=1e-9)
    assert found["p_value"] < 1e-13
    assert found["significant"]


def test_the_false_discovery_rate_counts_every_pair_of_the_side() -> None:
    # Four families of two columns, each held by rows of its own, and some chance: a few pairs are beyond it.
    dice = np.random.default_rng(3)
    matrix = np.kron(0.08 + 0.8 * np.eye(4), np.ones((9, 2))) > dice.random((36, 8))

    found = validated_copresence(held(matrix))
    strict = validated_copresence(held(matrix), correction="bonferroni")

    p = np.sort(found["p_value"].to_numpy())
    tests = 8 * 7 // 2
    assert len(p) < tests
    wanted = [min(p[k:] * tests / np.arange(k + 1, len(p) + 1)) for k in range(len(p))]
    assert np.allclose(np.sort(found["adjusted"].to_numpy()), np.minimum(wanted, 1))
    assert np.allclose(strict["adjusted"].to_numpy(), np.minimum(strict["p_value"].to_numpy() * tests, 1))
    assert (found["adjusted"] <= strict["adjusted"] + 1e-12).all()
    assert found["adjusted"].is_between(0.0, 0.9).sum() > 3
    assert (found["significant"] != (found["p_value"] <= 0.05)).any()
    assert found["significant"].to_list() == (found["adjusted"] <= 0.05).to_list()


def test_an_empty_label_is_no_test() -> None:
    matrix = nested(14, 9, 12)

    wider = np.hstack([matrix, np.zeros((14, 3))])

    found, plain = validated_copresence(held(wider)), validated_copresence(held(matrix))
    assert np.allclose(found["adjusted"].to_numpy(), plain["adjusted"].to_numpy())


def test_the_side_may_be_told_by_its_column_and_must_be_one() -> None:
    frame = held(nested(6, 5, 1))

    assert validated_copresence(frame, side="activity").equals(validated_copresence(frame, side="column"))
    for wrong in ({"side": "left"}, {"correction": "holm"}, {"level": 2.0}):
        with pytest.raises(CallError):
            validated_copresence(frame, **wrong)  # type: ignore[arg-type]


def test_full_and_empty_lines_share_nothing_by_chance() -> None:
    # Row r000 holds everything and r003 nothing; what the other two hold is left to chance.
    matrix = np.array([[1.0, 1, 1], [1, 1, 0], [0, 0, 1], [0, 0, 0]])

    found = validated_copresence(held(matrix), side="row")

    assert found.select("a", "b", "cooccurrence").rows() == [("r000", "r001", 2), ("r000", "r002", 1)]
    assert found["expected"].to_list() == pytest.approx([2.0, 1.0])
    # r001 holds each column with chance 2/3, r002 with 1/3: two of three or all, and at least one of three.
    assert found["p_value"].to_list() == pytest.approx([20 / 27, 19 / 27])


def test_nothing_gives_nothing() -> None:
    nothing = pl.DataFrame(schema={"region": pl.String, "activity": pl.String})

    assert bipartite_null(nothing).is_empty()
    assert validated_copresence(nothing).is_empty()
