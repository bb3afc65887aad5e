"""Proximity, density, and the nearest absent: hand sums, a dense reference, laws."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from chainlink.errors import CallError
from chainlink.measures import nearest_absent, presence, proximity, relatedness_density
from chainlink.measures.networks import co_occurrence as room
from chainlink.measures.networks.best_absent import best_absent

MATRICES = st.integers(1, 7).flatmap(
    lambda height: st.integers(1, 7).flatmap(
        lambda width: st.lists(st.booleans(), min_size=height * width, max_size=height * width).map(
            lambda cells: np.array(cells, dtype=float).reshape(height, width)
        )
    )
)


def names(matrix: np.ndarray) -> tuple[list[str], list[str]]:
    digits = max(3, len(str(len(matrix))))
    return [f"r{i:0{digits}d}" for i in range(matrix.shape[0])], [f"c{j:03d}" for j in range(matrix.shape[1])]


def held(matrix: np.ndarray) -> pl.DataFrame:
    """The presence frame of a dense matrix, its empty rows and columns remembered."""
    rows, columns = names(matrix)
    every = pl.DataFrame({"region": np.repeat(rows, len(columns)), "activity": np.tile(columns, len(rows))})
    return presence(every.with_columns(quotient=(matrix > 0).astype(float).reshape(-1)))


def dense_proximity(matrix: np.ndarray) -> np.ndarray:
    together = matrix.T @ matrix
    held_by = matrix.sum(axis=0)
    most = np.maximum(np.maximum.outer(held_by, held_by), 1)
    return together / most


def dense_density(matrix: np.ndarray, *, itself: bool = True) -> np.ndarray:
    near = dense_proximity(matrix)
    if not itself:
        near = near - np.diag(np.diag(near))
    with np.errstate(invalid="ignore", divide="ignore"):
        density = (matrix @ near) / near.sum(axis=0)
    density[matrix.sum(axis=1) == 0] = np.nan
    return density


def as_matrix(frame: pl.DataFrame, name: str, shape: tuple[int, ...]) -> np.ndarray:
    return frame[name].fill_null(np.nan).to_numpy().reshape(shape)


def test_proximity_is_the_smaller_of_both_conditional_shares() -> None:
    # x is held by A, B, C; y by A, B; z by C: both x and y in 2 rows of at most 3.
    frame = pl.DataFrame({"region": ["A", "A", "B", "B", "C", "C"], "activity": ["x", "y", "x", "y", "x", "z"]})

    assert proximity(frame).rows() == [
        ("x", "x", 1.0),
        ("x", "y", pytest.approx(2 / 3)),
        ("x", "z", pytest.approx(1 / 3)),
        ("y", "y", 1.0),
        ("z", "z", 1.0),
    ]


def test_density_counts_the_activity_itself_unless_told_not_to() -> None:
    frame = pl.DataFrame({"region": ["A", "A", "B", "B", "C", "C"], "activity": ["x", "y", "x", "y", "x", "z"]})

    with_itself = relatedness_density(frame).filter(pl.col("activity") == "z")["density"]
    without = relatedness_density(frame, itself=False).filter(pl.col("activity") == "z")["density"]

    # Around z stand z itself (1) and x (1/3): who holds x but not z has 1/3 of 4/3, or all of 1/3.
    assert with_itself.to_list() == pytest.approx([0.25, 0.25, 1.0])
    assert without.to_list() == pytest.approx([1.0, 1.0, 1.0])


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_both_agree_with_the_dense_formulas(matrix: np.ndarray) -> None:
    near = dense_proximity(matrix)
    found = proximity(held(matrix))
    labels = names(matrix)[1]
    wanted = [
        (labels[a], labels[b], near[a, b]) for a in range(len(near)) for b in range(a, len(near)) if near[a, b] > 0
    ]

    assert [row[:2] for row in found.rows()] == [row[:2] for row in wanted]
    assert np.allclose(found["proximity"].to_numpy(), [row[2] for row in wanted], rtol=0, atol=1e-12)
    for itself in (True, False):
        density = relatedness_density(held(matrix), itself=itself)
        assert np.allclose(
            as_matrix(density, "density", matrix.shape),
            dense_density(matrix, itself=itself),
            rtol=0,
            atol=1e-12,
            equal_nan=True,
        )


@given(MATRICES, st.integers(0, 8))
@settings(max_examples=30, deadline=None)
def test_the_best_absent_are_the_best_of_the_whole_table(matrix: np.ndarray, top: int) -> None:
    density = dense_density(matrix)
    rows, columns = names(matrix)
    wanted = []
    for i, row in enumerate(rows):
        absent = [(-round(density[i, j], 12), columns[j]) for j in range(len(columns)) if not matrix[i, j]]
        wanted += sorted((row, column) for value, column in sorted(a for a in absent if not np.isnan(a[0]))[:top])

    found = relatedness_density(held(matrix), top=top)

    assert [row[:2] for row in found.rows()] == wanted
    for row, column, value in found.rows():
        assert value == pytest.approx(density[rows.index(row), columns.index(column)], abs=1e-12)


def test_many_columns_stay_sparse_and_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = (np.random.default_rng(5).random((40, 30)) < 0.2).astype(float)
    plain = [proximity(held(matrix)), relatedness_density(held(matrix)), relatedness_density(held(matrix), top=3)]

    monkeypatch.setattr(room, "DENSE", 3)

    found = [proximity(held(matrix)), relatedness_density(held(matrix)), relatedness_density(held(matrix), top=3)]
    for one, other in zip(plain, found, strict=True):
        assert one.select(one.columns[:2]).equals(other.select(other.columns[:2]))
        assert np.allclose(one.to_series(2).fill_null(-1).to_numpy(), other.to_series(2).fill_null(-1).to_numpy())


@pytest.mark.parametrize(("denser", "at_once"), [(1e9, 5_000), (1e9, 1 << 30), (0.0, 5_000), (0.0, 1 << 30)])
def test_a_large_table_agrees_with_the_dense_one_by_product_and_by_counting_in_blocks_and_in_one_piece(
    monkeypatch: pytest.MonkeyPatch, denser: float, at_once: int
) -> None:
    monkeypatch.setattr(room, "DENSER", denser)
    monkeypatch.setattr(room, "PAIRS", at_once)
    monkeypatch.setattr(room, "FULL", at_once)
    dice = np.random.default_rng(11)
    matrix = (dice.random((3000, 120)) < dice.random(120) * 0.8).astype(float)

    near, density = dense_proximity(matrix), dense_density(matrix)

    upper = np.triu(near)
    assert np.allclose(proximity(held(matrix))["proximity"].to_numpy(), upper[upper > 0], rtol=0, atol=1e-12)
    assert np.abs(as_matrix(relatedness_density(held(matrix)), "density", matrix.shape) - density).max() <= 1e-12
    best = relatedness_density(held(matrix), top=4)
    lowest = np.sort(np.where(matrix > 0, -1, density), axis=1)[:, -4]
    row = best["region"].str.slice(1).cast(pl.Int64).to_numpy()
    assert (best["density"].to_numpy() >= lowest[row] - 1e-11).all()
    assert best.height == 4 * len(matrix)


def test_duplicates_count_once_and_null_counterparts_keep_their_label() -> None:
    frame = pl.DataFrame({"region": ["A", "A", "B", "C"], "activity": ["x", "x", "y", None]})

    density = relatedness_density(frame)

    assert density.filter(pl.col("region") == "C")["density"].to_list() == [None, None]
    assert proximity(frame).rows() == [("x", "x", 1.0), ("y", "y", 1.0)]


def reference() -> pl.DataFrame:
    # 15 regions hold a and b together, 15 hold c and d, all hold e.
    rows = [(f"p{i:02d}", name) for i in range(30) for name in (("a", "b", "e") if i < 15 else ("c", "d", "e"))]
    return pl.DataFrame(rows, schema=["region", "activity"], orient="row")


def test_the_nearest_absent_sector_is_the_one_that_goes_with_what_a_district_has() -> None:
    here = pl.DataFrame({"region": ["kaizhou", "wanzhou"], "activity": ["a", "c"]})

    found = nearest_absent(reference(), here, top=2)

    first = found.filter(pl.col("rank") == 1)
    assert first.select("region", "activity", "nearest").rows() == [("kaizhou", "b", "a"), ("wanzhou", "d", "c")]
    # Around b stand a (1), b (1) and e (15/30).
    assert first["density"].to_list() == pytest.approx([1 / 2.5] * 2)
    assert first["held_by"].to_list() == [15, 15]
    assert (found["density_low"] <= found["density_high"]).all()
    assert first["kept"].to_list() == [1.0, 1.0]
    assert (found["density_low"] < found["density_high"]).any()


def test_the_nearest_of_several_held_sectors_is_named() -> None:
    # b goes with a wherever a is (15 of 15), with e in half (15 of 30).
    here = pl.DataFrame({"region": ["kaizhou", "kaizhou"], "activity": ["e", "a"]})

    found = nearest_absent(reference(), here, top=1)

    assert found.select("activity", "nearest").rows() == [("b", "a")]


def test_three_districts_alone_say_nothing() -> None:
    three = pl.DataFrame({"region": ["a", "b", "c"], "activity": ["x", "y", "z"]})

    found = nearest_absent(three, three)

    assert found["reason"].to_list() == ["too_few"] * 3
    assert found["density"].to_list() == [None] * 3


def test_a_district_whose_sectors_the_reference_does_not_know_is_told_so() -> None:
    here = pl.DataFrame({"region": ["kaizhou", "yunyang"], "activity": ["a", "herbs"]})

    found = nearest_absent(reference(), here, top=1)

    assert found.select("region", "known", "held", "reason").rows() == [
        ("kaizhou", 1, 1, None),
        ("yunyang", 0, 1, "unknown_here"),
    ]


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(CallError):
        proximity(pl.DataFrame({"region": ["A"]}))


def test_one_column_cannot_be_both_sides_nor_bear_the_name_of_the_result() -> None:
    frame = pl.DataFrame({"density": ["A", "B"], "activity": ["x", "y"]})

    for row, column in (("activity", "activity"), ("density", "activity"), ("activity", "density")):
        with pytest.raises(CallError) as refused:
            relatedness_density(frame, row=row, column=column)
        assert refused.value.code == "measure_same_name"
    assert proximity(frame, row="density")["a"].to_list() == ["x", "y"]


def test_a_number_below_none_is_refused_and_one_above_all_is_all() -> None:
    frame = pl.DataFrame({"region": ["A", "A", "B"], "activity": ["x", "y", "x"]})

    with pytest.raises(CallError, match="top"):
        relatedness_density(frame, top=-1)
    assert relatedness_density(frame, top=99).rows() == [("B", "y", pytest.approx(1 / 3))]


@pytest.mark.parametrize(("lower", "higher"), [(np.nextafter(0.375, 0.0), 0.375), (0.3, 0.3 * (1 + 1e-14))])
def test_a_score_a_hair_below_another_is_its_equal_and_the_label_decides(lower: float, higher: float) -> None:
    near = np.array([[0.0, lower, higher], [0.0] * 3, [0.0] * 3])

    rows, columns, _ = best_absent(csr_array(np.array([[1.0, 0.0, 0.0]])), near, np.ones(3, dtype=bool), top=1)

    assert (rows.tolist(), columns.tolist()) == ([0], [1])


@given(MATRICES)
@settings(max_examples=30, deadline=None)
def test_no_density_ends_above_one(matrix: np.ndarray) -> None:
    matrix[0] = 1.0  # who holds everything has the whole of every sum
    for itself in (True, False):
        highest = relatedness_density(held(matrix), itself=itself)["density"].max()
        assert highest is None or highest <= 1.0


def test_no_density_of_the_best_absent_ends_above_one() -> None:
    matrix = np.array([[0.0, 1, 1, 1, 1], [1, 1, 1, 0, 1], [1, 1, 1, 1, 1]])  # its sum of rounded shares does

    assert relatedness_density(held(matrix), itself=False, top=1)["density"].to_list() == [1.0, 1.0]


def test_what_the_nearest_gives_cannot_be_the_name_of_a_label_and_counts_are_not_below_none() -> None:
    frame = reference()

    with pytest.raises(CallError) as refused:
        nearest_absent(frame.rename({"region": "rank"}), frame.rename({"region": "rank"}), row="rank")
    assert refused.value.code == "measure_same_name"
    for count in ("top", "draws", "rows_needed"):
        with pytest.raises(CallError) as refused:
            nearest_absent(frame, frame, **{count: -1})
        assert refused.value.code == "measure_number"


def test_the_range_is_that_of_nine_tenths_of_the_drawn_references() -> None:
    frame = pl.DataFrame({"region": [*"ABCDEF", "A", "B"], "activity": ["x"] * 6 + ["y"] * 2})
    here = pl.DataFrame({"region": ["h"], "activity": ["x"]})

    found = nearest_absent(frame, here, draws=2_000, rows_needed=6)

    # Six drawn of six, two of which hold y too: n of them with chance C(6, n) (1/3)^n (2/3)^(6-n), 8.8 % none and
    # 1.8 % five or more, 10 % four or more. Density of y at n: (n/6) / (1 + n/6), so 0 at none and 0.4 at four.
    assert found["density"].to_list() == pytest.approx([0.25])
    assert found.select("density_low", "density_high").row(0) == pytest.approx((0.0, 0.4))
    assert nearest_absent(frame, here, rows_needed=7)["reason"].to_list() == ["too_few"]
