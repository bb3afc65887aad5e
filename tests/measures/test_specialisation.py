"""Location quotient and presence: hand sums, an independent dense formula, and what odd input must not do."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.errors import CallError
from chainlink.measures import (
    complexity,
    complexity_outlook,
    location_quotient,
    presence,
    proximity,
    relatedness_density,
)


def table(*rows: tuple[str | None, str | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"region": pl.String, "activity": pl.String, "value": pl.Float64}, orient="row")


def dense(values: np.ndarray) -> np.ndarray:
    return (values / values.sum(axis=1, keepdims=True)) / (values.sum(axis=0, keepdims=True) / values.sum())


def long(values: np.ndarray) -> pl.DataFrame:
    places = np.argwhere(np.ones(values.shape, dtype=bool))
    return table(*((f"r{i:02d}", f"c{j:02d}", float(values[i, j])) for i, j in places))


POSITIVE = st.integers(2, 6).flatmap(
    lambda height: st.integers(2, 6).flatmap(
        lambda width: st.lists(st.integers(1, 1000), min_size=height * width, max_size=height * width).map(
            lambda cells: np.array(cells, dtype=float).reshape(height, width)
        )
    )
)


def test_the_quotient_is_the_share_in_the_row_over_the_share_in_all() -> None:
    found = location_quotient(table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 2.0), ("B", "y", 4.0)))

    # A holds 3/4 of x where all hold 5/10; B holds 4/6 of y where all hold 5/10.
    assert found.rows() == [
        ("A", "x", 3.0, 1.5),
        ("A", "y", 1.0, 0.5),
        ("B", "x", 2.0, pytest.approx(2 / 3)),
        ("B", "y", 4.0, pytest.approx(4 / 3)),
    ]


@given(POSITIVE)
@settings(max_examples=30, deadline=None)
def test_it_agrees_with_the_dense_formula(values: np.ndarray) -> None:
    found = location_quotient(long(values))["quotient"].to_numpy().reshape(values.shape)

    assert np.abs(found - dense(values)).max() <= 1e-9


@given(POSITIVE, st.sampled_from([1e12, 1e-9, 3e-7, 7e300]))
@settings(max_examples=30, deadline=None)
def test_scaling_every_value_changes_neither_quotients_nor_presence(values: np.ndarray, scale: float) -> None:
    plain, scaled = location_quotient(long(values)), location_quotient(long(values * scale))

    assert np.allclose(plain["quotient"].to_numpy(), scaled["quotient"].to_numpy(), rtol=1e-9, atol=0)
    assert presence(plain).equals(presence(scaled))


def test_a_table_without_any_specialisation_is_present_everywhere() -> None:
    # Every quotient is 1, which sums of such numbers miss by rounding, upwards or downwards.
    dice = np.random.default_rng(0)
    tables = [np.outer(dice.random(5), dice.random(6)) for _ in range(20)]
    quotients = [location_quotient(long(values)) for values in tables]

    assert min(one["quotient"].min() for one in quotients) < 1  # type: ignore[type-var]
    assert all(presence(one).height == values.size for one, values in zip(quotients, tables, strict=True))


def test_duplicates_are_summed_and_the_order_of_rows_does_not_matter() -> None:
    once = table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 2.0), ("B", "y", 4.0))
    split = table(("B", "y", 1.0), ("A", "x", 1.0), ("B", "x", 2.0), ("A", "x", 2.0), ("B", "y", 3.0), ("A", "y", 1.0))

    assert location_quotient(split).equals(location_quotient(once))


def test_a_null_value_is_not_stated_and_its_pair_absent() -> None:
    stated = table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 2.0))

    found = location_quotient(pl.concat([stated, table(("B", "y", None))]))

    assert found.equals(location_quotient(stated))


def test_a_label_without_any_stated_value_is_kept_with_nulls() -> None:
    found = location_quotient(table(("A", "x", 3.0), ("B", "x", 1.0), ("C", "x", None), ("C", "z", None)))

    assert found.rows() == [
        ("A", "x", 3.0, 1.0),
        ("B", "x", 1.0, 1.0),
        ("C", "x", None, None),
        ("C", "z", None, None),
    ]


def test_an_empty_row_has_a_null_quotient_and_leaves_the_others_as_they_are() -> None:
    stated = table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 2.0), ("B", "y", 4.0))

    found = location_quotient(pl.concat([stated, table(("C", "x", 0.0), ("A", "z", 0.0))]))

    assert found.filter(pl.col("region") == "C")["quotient"].to_list() == [None]
    assert found.filter(pl.col("activity") == "z")["quotient"].to_list() == [None]
    assert found.drop_nulls().equals(location_quotient(stated))


def test_presence_takes_the_bar_itself_and_nothing_below() -> None:
    quotients = pl.DataFrame({"r": ["a", "a", "b", "b"], "c": ["x", "y", "x", "y"], "quotient": [1.0, 0.99, None, 2.0]})

    assert presence(quotients).rows() == [("a", "x"), ("b", "y")]
    assert presence(quotients, at_least=1.5).rows() == [("b", "y")]
    assert presence(quotients.with_columns(quotient=pl.Series([1.0, 0.0, None, 2.0])), at_least=0).height == 3


def test_presence_is_sorted_whatever_the_order_of_the_quotients() -> None:
    quotients = pl.DataFrame({"r": ["b", "a", "a", "a"], "c": ["x", "y", "x", "y"], "quotient": [1.0, 2.0, 3.0, 2.0]})

    assert presence(quotients).rows() == [("a", "x"), ("a", "y"), ("b", "x")]


def test_labels_that_hold_nothing_live_through_presence() -> None:
    values = table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 1.0), ("B", "y", 5.0), ("C", "x", 0.0), ("A", "w", 0.0))

    found = complexity(presence(location_quotient(values)))

    assert found.rows.filter(pl.col("region") == "C").rows() == [("C", 0, None, "empty")]
    assert found.columns.filter(pl.col("activity") == "w").rows() == [("w", 0, None, "empty")]


@pytest.mark.parametrize(
    ("values", "code", "row"),
    [
        (["1", "two"], "measure_text", 1),
        ([1.0, float("nan")], "measure_not_a_number", 2),
        ([float("inf"), 1.0], "measure_not_a_number", 1),
        ([1.0, -2.5], "measure_negative", 2),
    ],
)
def test_what_is_no_amount_is_refused_with_its_row_and_labels(values: list[object], code: str, row: int) -> None:
    odd = pl.DataFrame({"region": ["A", "B"], "activity": ["x", "y"], "value": values})

    with pytest.raises(CallError) as refused:
        location_quotient(odd)

    assert refused.value.code == code
    assert refused.value.parts["row"] == row
    assert refused.value.parts["labels"] == ("A，x" if row == 1 else "B，y")
    assert refused.value.say("en") != refused.value.say("zh")


def test_a_missing_column_is_named_with_those_there_are() -> None:
    with pytest.raises(CallError, match="region、activity、value"):
        location_quotient(table(("A", "x", 1.0)), value="amount")


def test_an_empty_table_gives_an_empty_frame() -> None:
    found = location_quotient(table())

    assert found.is_empty()
    assert found.columns == ["region", "activity", "value", "quotient"]
    assert presence(found).is_empty()


def test_other_names_and_integer_labels_work() -> None:
    found = location_quotient(
        pl.DataFrame({"firm": [2, 1, 10], "code": ["x", "x", "y"], "w": [1, 2, 3]}),
        row="firm",
        column="code",
        value="w",
    )

    assert found["firm"].to_list() == [1, 2, 10]


def test_a_label_nobody_names_is_no_label() -> None:
    stated = table(("A", "x", 3.0), ("A", "y", 1.0), ("B", "x", 2.0), ("C", "x", None))

    found = location_quotient(pl.concat([stated, table((None, "x", 5.0), (None, "w", 5.0), ("D", None, 5.0))]))

    assert found.drop_nulls().equals(location_quotient(stated).drop_nulls())
    assert found.filter(pl.col("value").is_null()).rows() == [
        ("C", "x", None, None),
        ("D", None, None, None),
        (None, "w", None, None),
    ]


def test_names_that_would_hide_each_other_and_bars_below_none_are_refused() -> None:
    odd = pl.DataFrame({"quotient": ["A"], "activity": ["x"], "value": [1.0]})

    for names in ({"row": "quotient"}, {"row": "activity"}, {"row": "value", "value": "value"}):
        with pytest.raises(CallError) as refused:
            location_quotient(odd, **names)
        assert refused.value.code == "measure_same_name"
    with pytest.raises(CallError, match="at_least"):
        presence(location_quotient(odd.rename({"quotient": "region"})), at_least=-1)
    with pytest.raises(CallError):
        presence(pl.DataFrame({"quotient": [1.0]}))


def test_categories_are_taken_for_their_words() -> None:
    plain = table(("B", "x", 3.0), ("A", "y", 1.0), ("A", "x", 2.0))
    coded = plain.with_columns(pl.col("region").cast(pl.Enum(["B", "A"])), pl.col("activity").cast(pl.Categorical))

    assert location_quotient(coded).equals(location_quotient(plain))


def quotients_of(matrix: np.ndarray) -> pl.DataFrame:
    columns = matrix.shape[1]
    return pl.DataFrame(
        {
            "region": [f"r{at // columns}" for at in range(matrix.size)],
            "activity": [f"c{at % columns}" for at in range(matrix.size)],
            "quotient": matrix.reshape(-1).astype(float),
        }
    )


def test_what_was_counted_once_serves_every_measure_and_is_changed_by_none() -> None:
    matrix = np.random.default_rng(5).random((9, 12)) * 2
    asked = [
        proximity,
        lambda held: relatedness_density(held, itself=False),
        relatedness_density,
        lambda held: relatedness_density(held, top=2),
        lambda held: complexity_outlook(held).pairs,
        lambda held: complexity(held).columns,
    ]
    shared = presence(quotients_of(matrix))

    for measure in (*asked, *reversed(asked)):
        assert measure(shared).equals(measure(presence(quotients_of(matrix))))


def test_a_presence_frame_written_to_forgets_what_it_was() -> None:
    held = presence(quotients_of(np.eye(3) * 2))
    assert proximity(held).height == 3

    held[1, "region"] = "r0"
    held.extend(pl.DataFrame({"region": ["r9"], "activity": ["c9"]}))

    near = proximity(held)
    assert near.filter(a="c0", b="c1")["proximity"].to_list() == [1.0]
    assert "c9" in near["a"]


def test_labels_that_hold_nothing_are_kept_with_the_sides_exchanged() -> None:
    held = presence(quotients_of(np.array([[2, 0, 0], [2, 2, 0], [0, 0, 0]])))

    density = relatedness_density(held, row="activity", column="region")

    assert density.filter(region="r2")["density"].null_count() == 3
    assert density.filter(activity="c2")["density"].null_count() == 3
    assert density.height == 9


@pytest.mark.parametrize("largest", [1e308, 5e-320])
def test_the_largest_and_the_smallest_numbers_there_are_keep_their_quotients(largest: float) -> None:
    found = location_quotient(table(("A", "x", largest), ("A", "y", largest), ("B", "x", largest), ("B", "z", largest)))

    # A half of each row; x is half of all, y and z a quarter.
    assert found["quotient"].to_list() == pytest.approx([1.0, 2.0, 1.0, 2.0])


def test_a_column_without_any_stated_value_keeps_its_label_though_its_row_has_others() -> None:
    found = location_quotient(table(("A", "x", 1.0), ("A", "w", None)))

    assert found.rows() == [("A", "w", None, None), ("A", "x", 1.0, 1.0)]
    assert complexity(presence(found)).columns["activity"].to_list() == ["w", "x"]


def test_a_quotient_without_a_label_is_nobody_s() -> None:
    found = presence(table(("A", "x", 2.0), (None, "x", 2.0), ("A", None, 2.0)).rename({"value": "quotient"}))

    assert found.rows() == [("A", "x")]
