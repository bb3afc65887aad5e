"""Regionalised and balanced tables: quotients by hand, scaling by hand, totals that cannot be met."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_input_output import long, made

from chainlink.errors import CallError
from chainlink.measures import balance, regionalise

A = np.array([[0.10, 0.20, 0.05], [0.30, 0.10, 0.15], [0.05, 0.25, 0.20]])
REGION = np.array([10.0, 60.0, 30.0])
NATION = np.array([200.0, 300.0, 500.0])
SLQ = (REGION / 100) / (NATION / 1000)  # 0.5, 2, 0.6


def cut(method: str, **more: float) -> np.ndarray:
    found = regionalise(long(A), regional=made(REGION), national=made(NATION), method=method, **more)
    return found["coefficient"].to_numpy().reshape(3, 3) / A


def test_the_simple_quotient_cuts_what_the_region_is_short_of() -> None:
    assert np.allclose(cut("slq"), [[0.5] * 3, [1] * 3, [0.6] * 3])


def test_the_cross_quotient_weighs_seller_against_buyer() -> None:
    wanted = np.minimum(SLQ[:, None] / SLQ[None, :], 1)
    np.fill_diagonal(wanted, np.minimum(SLQ, 1))

    assert np.allclose(cut("cilq"), wanted)
    assert cut("cilq")[0, 1] == pytest.approx(0.25)


def test_flegg_s_quotient_cuts_small_regions_more() -> None:
    size = np.log2(1.1) ** 0.3
    wanted = SLQ[:, None] / SLQ[None, :]
    np.fill_diagonal(wanted, SLQ)

    assert np.allclose(cut("flq"), np.minimum(wanted * size, 1))
    assert np.allclose(cut("flq", delta=0.0), cut("cilq"))
    assert (cut("flq", delta=0.5) <= cut("flq") + 1e-12).all()


def test_the_augmented_one_lifts_specialised_buyers() -> None:
    lift = np.where(SLQ > 1, np.log2(1 + SLQ), 1.0)

    assert np.allclose(cut("aflq"), cut("flq") * lift[None, :])
    assert lift[1] == pytest.approx(1.5849625)


def test_scale_does_not_matter_and_absent_sectors_are_null_or_zero() -> None:
    frame = regionalise(long(A), regional=made(REGION * 1e-9), national=made(NATION * 1e12))
    assert np.allclose(frame["coefficient"].to_numpy().reshape(3, 3) / A, cut("slq"))

    found = regionalise(long(A), regional=made(np.array([10.0, 60, 0])), national=made(NATION), method="cilq")

    table = found["coefficient"].fill_null(np.nan).to_numpy().reshape(3, 3)
    assert np.isnan(table[:, 2]).all()
    assert (table[2, :2] == 0).all()
    assert not np.isnan(table[:2, :2]).any()


@pytest.mark.parametrize("method", ["slq", "cilq", "flq", "aflq"])
def test_a_sector_the_nation_does_not_have_is_null_as_seller_and_as_buyer(method: str) -> None:
    for region in (REGION, np.array([10.0, 60, 0])):
        found = regionalise(long(A), regional=made(region), national=made(np.array([200.0, 300, 0])), method=method)

        table = found["coefficient"].is_null().to_numpy().reshape(3, 3)
        assert table.tolist() == [[False, False, True], [False, False, True], [True, True, True]]


def test_wrong_methods_and_deltas_are_refused() -> None:
    with pytest.raises(CallError, match="rlq"):
        cut("rlq")
    with pytest.raises(CallError, match="delta"):
        cut("flq", delta=1.0)


def totals(amounts: np.ndarray, letter: str = "s") -> pl.DataFrame:
    return pl.DataFrame({"label": [f"{letter}{i:02d}" for i in range(len(amounts))], "total": amounts})


def test_two_scalings_by_hand() -> None:
    # Already in proportion: rows 3 : 1, columns 1 : 1 of a table of ones give 1.5 and 0.5.
    found = balance(
        long(np.ones((2, 2))), row_totals=totals(np.array([3.0, 1.0])), column_totals=totals(np.array([2.0, 2.0]))
    )

    assert found["value"].to_list() == pytest.approx([1.5, 1.5, 0.5, 0.5])


@given(
    st.lists(st.integers(0, 9), min_size=12, max_size=12).map(lambda cells: np.array(cells, float).reshape(3, 4)),
    st.lists(st.integers(1, 9), min_size=12, max_size=12).map(lambda cells: np.array(cells, float).reshape(3, 4)),
    st.sampled_from([1.0, 1e12, 1e-9]),
)
@settings(max_examples=30, deadline=None)
def test_totals_are_met_and_odds_ratios_stay(seed: np.ndarray, factor: np.ndarray, scale: float) -> None:
    # Totals that some table with these zeros has: those of seed times anything.
    wanted = seed * factor
    names = long(np.pad(seed, ((0, 1), (0, 0))))
    names = names.filter(pl.col("input") != "s03")

    found = balance(
        names, row_totals=totals(wanted.sum(axis=1) * scale), column_totals=totals(wanted.sum(axis=0) * scale)
    )

    table = found["value"].to_numpy().reshape(3, 4) / scale
    assert np.allclose(table.sum(axis=1), wanted.sum(axis=1), atol=1e-7)
    assert np.allclose(table.sum(axis=0), wanted.sum(axis=0), atol=1e-7)
    assert ((table > 0) == (seed > 0)).all()
    for i, j, a, b in [(0, 1, 0, 1), (1, 2, 1, 3), (0, 2, 2, 3)]:
        if (seed[[i, i, j, j], [a, b, a, b]] > 0).all():
            before = seed[i, a] * seed[j, b] / seed[i, b] / seed[j, a]
            assert table[i, a] * table[j, b] / table[i, b] / table[j, a] == pytest.approx(before, rel=1e-6)


def test_totals_that_force_a_cell_to_zero_are_met_all_the_same() -> None:
    # Row s01 can use only column s00, whose total it takes whole: the cell s00-s00 must vanish.
    seed = np.array([[1.0, 1.0], [1.0, 0.0]])

    found = balance(long(seed), row_totals=totals(np.array([3.0, 2.0])), column_totals=totals(np.array([2.0, 3.0])))

    assert found["value"].to_list() == pytest.approx([0, 3, 2, 0])


def test_totals_no_table_can_have_are_refused_with_their_rows() -> None:
    seed = np.array([[1.0, 1.0], [1.0, 0.0]])

    with pytest.raises(CallError, match="s01") as refused:
        balance(long(seed), row_totals=totals(np.array([1.0, 4.0])), column_totals=totals(np.array([2.0, 3.0])))

    assert refused.value.code == "io_infeasible"
    assert refused.value.parts["labels"] == "s01"


def test_an_empty_row_with_a_total_is_refused() -> None:
    with pytest.raises(CallError) as refused:
        balance(
            long(np.array([[1.0, 1.0], [0.0, 0.0]])),
            row_totals=totals(np.array([1.0, 4.0])),
            column_totals=totals(np.array([2.0, 3.0])),
        )
    assert refused.value.code == "io_infeasible"
    with pytest.raises(CallError, match="s02") as refused:
        balance(
            long(np.ones((2, 2))), row_totals=totals(np.array([1.0, 3, 1])), column_totals=totals(np.array([2.0, 3.0]))
        )
    assert refused.value.code == "io_infeasible"


def test_totals_must_be_given_and_agree() -> None:
    with pytest.raises(CallError) as refused:
        balance(
            long(np.ones((2, 2))), row_totals=totals(np.array([1.0, 3.0])), column_totals=totals(np.array([2.0, 3.0]))
        )
    assert refused.value.code == "io_uneven_totals"
    with pytest.raises(CallError, match="s01") as refused:
        balance(long(np.ones((2, 2))), row_totals=totals(np.array([1.0])), column_totals=totals(np.array([0.5, 0.5])))
    assert refused.value.code == "io_no_total"
    with pytest.raises(CallError):
        balance(
            long(-np.ones((2, 2))), row_totals=totals(np.array([1.0, 3.0])), column_totals=totals(np.array([2.0, 2.0]))
        )


def test_too_few_updates_are_said() -> None:
    seed = np.array([[1.0, 500.0], [900.0, 3.0]])

    with pytest.raises(CallError) as refused:
        balance(
            long(seed), row_totals=totals(np.array([4.0, 1.0])), column_totals=totals(np.array([2.0, 3.0])), updates=1
        )

    assert refused.value.code == "io_not_settled"


def test_a_region_or_a_nation_of_nothing_supplies_nothing_known() -> None:
    for region, nation in ((0 * REGION, NATION), (REGION, 0 * NATION)):
        found = regionalise(long(A), regional=made(region), national=made(nation), method="flq")
        assert found["coefficient"].null_count() == found.height
