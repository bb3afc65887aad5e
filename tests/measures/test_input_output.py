"""Input-output measures: Miller and Blair's tables, direct inversion sector by sector, and tables that cannot be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.errors import CallError
from chainlink.measures import (
    allocation_coefficients,
    ghosh_inverse,
    hypothetical_extraction,
    leontief_inverse,
    multipliers,
    power_of_dispersion,
    sensitivity_of_dispersion,
    table_faults,
    technical_coefficients,
)


def long(values: np.ndarray) -> pl.DataFrame:
    places = np.argwhere(np.ones(values.shape, dtype=bool))
    return pl.DataFrame(
        [(f"s{i:02d}", f"s{j:02d}", float(values[i, j])) for i, j in places],
        schema={"input": pl.String, "output": pl.String, "value": pl.Float64},
        orient="row",
    )


def made(amounts: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame(
        {"sector": [f"s{i:02d}" for i in range(len(amounts))], "output": amounts},
        schema={"sector": pl.String, "output": pl.Float64},
    )


# Miller & Blair (2009), table 2.3: flows and outputs of two sectors.
Z = np.array([[150.0, 500.0], [200.0, 100.0]])
X = np.array([1000.0, 2000.0])

TABLES = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 100), min_size=n * n, max_size=n * n).map(
            lambda cells: np.array(cells, dtype=float).reshape(n, n)
        ),
        st.lists(st.integers(1, 200), min_size=n, max_size=n).map(lambda cells: np.array(cells, dtype=float)),
    )
)


def balanced(table: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    flows, final = table
    return flows, flows.sum(axis=1) + flows.sum(axis=0) + final


def column(frame: pl.DataFrame, name: str) -> np.ndarray:
    return frame[name].to_numpy()


def test_the_coefficients_of_miller_and_blair() -> None:
    found = technical_coefficients(long(Z), made(X))

    assert found.rows() == [("s00", "s00", 0.15), ("s00", "s01", 0.25), ("s01", "s00", 0.2), ("s01", "s01", 0.05)]


def test_the_inverse_of_miller_and_blair() -> None:
    found = column(leontief_inverse(long(Z), made(X)), "inverse").reshape(2, 2)

    assert np.abs(found - [[1.254, 0.330], [0.264, 1.122]]).max() <= 5e-4
    again = leontief_inverse(technical_coefficients(long(Z), made(X)))
    assert np.allclose(column(again, "inverse").reshape(2, 2), found, atol=1e-12)


def test_the_ghosh_side_of_miller_and_blair() -> None:
    # Miller & Blair (2009), ch. 12.1: B and G of the same two sectors.
    found = column(allocation_coefficients(long(Z), made(X)), "coefficient").reshape(2, 2)
    inverse = column(ghosh_inverse(long(Z), made(X)), "inverse").reshape(2, 2)

    assert found.tolist() == [[0.15, 0.5], [0.1, 0.05]]
    assert np.abs(inverse - [[1.254, 0.660], [0.132, 1.122]]).max() <= 5e-4
    # Value added of 650 and 1400 is where all output comes from.
    assert np.array([650, 1400]) @ inverse == pytest.approx(X)


def test_final_demand_of_600_and_1500_needs_1247_52_and_1841_58() -> None:
    # Miller & Blair (2009), ch. 2.2.3: the new outputs for the final demand of 600 and 1500.
    inverse = column(leontief_inverse(long(Z), made(X)), "inverse").reshape(2, 2)

    assert inverse @ [600, 1500] == pytest.approx([1247.52, 1841.58], abs=0.01)


def test_the_multipliers_of_miller_and_blair() -> None:
    # Column sums of the inverse: 1.254 + 0.264 and 0.330 + 1.122.
    assert column(multipliers(long(Z), made(X)), "multiplier") == pytest.approx([1.518, 1.452], abs=5e-4)


@given(TABLES, st.sampled_from([1.0, 1e12, 1e-9]))
@settings(max_examples=30, deadline=None)
def test_all_agree_with_dense_inversion_at_any_scale(table: tuple[np.ndarray, np.ndarray], scale: float) -> None:
    flows, output = balanced(table)
    needs, sales = flows / output[None, :], flows / output[:, None]
    leontief, ghosh = (np.linalg.inv(np.eye(len(output)) - part) for part in (needs, sales))
    frames = (long(flows * scale), made(output * scale))

    assert np.abs(column(technical_coefficients(*frames), "coefficient") - needs.reshape(-1)).max() <= 1e-9
    assert np.abs(column(allocation_coefficients(*frames), "coefficient") - sales.reshape(-1)).max() <= 1e-9
    assert np.abs(column(leontief_inverse(*frames), "inverse") - leontief.reshape(-1)).max() <= 1e-9
    assert np.abs(column(ghosh_inverse(*frames), "inverse") - ghosh.reshape(-1)).max() <= 1e-9
    assert np.abs(column(multipliers(*frames), "multiplier") - leontief.sum(axis=0)).max() <= 1e-9
    pull, push, open_ = leontief.sum(axis=0), leontief.sum(axis=1), ghosh.sum(axis=1)
    assert np.abs(column(power_of_dispersion(*frames), "power") - pull / pull.mean()).max() <= 1e-9
    found = column(sensitivity_of_dispersion(*frames), "sensitivity")
    assert np.abs(found - push / push.mean()).max() <= 1e-9
    found = column(sensitivity_of_dispersion(*frames, of="ghosh"), "sensitivity")
    assert np.abs(found - open_ / open_.mean()).max() <= 1e-9


@given(TABLES)
@settings(max_examples=30, deadline=None)
def test_extraction_agrees_with_inverting_without_each_sector(table: tuple[np.ndarray, np.ndarray]) -> None:
    flows, output = balanced(table)
    needs, sales = flows / output[None, :], flows / output[:, None]
    final, added = output - flows.sum(axis=1), output - flows.sum(axis=0)
    eye = np.eye(len(output))

    found = hypothetical_extraction(long(flows), made(output))

    for k in range(len(output)):
        left, demand = needs.copy(), final.copy()
        left[k], left[:, k], demand[k] = 0, 0, 0
        total = output.sum() - np.linalg.solve(eye - left, demand).sum()
        buys_nothing = needs.copy()
        buys_nothing[:, k] = 0
        backward = output.sum() - np.linalg.solve(eye - buys_nothing, final).sum()
        sells_nothing = sales.copy()
        sells_nothing[k] = 0
        forward = output.sum() - np.linalg.solve((eye - sells_nothing).T, added).sum()
        row = found.row(k, named=True)
        assert [row["total"], row["backward"], row["forward"]] == pytest.approx(
            [total, backward, forward], rel=1e-9, abs=1e-7
        )
        assert row["total_share"] == pytest.approx(total / output.sum())


def test_duplicates_are_summed_and_null_flows_absent() -> None:
    split = pl.concat([long(Z), long(Z)]).with_columns(pl.col("value") / 2)
    split = pl.concat(
        [split, pl.DataFrame({"input": ["s00"], "output": ["s01"], "value": [None]}, schema=split.schema)]
    )

    assert leontief_inverse(split, made(X)).equals(leontief_inverse(long(Z), made(X)))


def test_a_sector_that_trades_with_nobody_stands_alone() -> None:
    output = pl.concat([made(X), pl.DataFrame({"sector": ["s09"], "output": [7.0]})])

    found = multipliers(long(Z), output)

    assert found.row(2) == ("s09", 1.0)
    assert column(found, "multiplier")[:2] == pytest.approx(column(multipliers(long(Z), made(X)), "multiplier"))


def test_inputs_without_an_output_are_refused_by_name() -> None:
    for output in (made(np.array([1000.0, 0.0])), made(X).head(1)):
        with pytest.raises(CallError, match="s01") as refused:
            technical_coefficients(long(Z), output)
        assert refused.value.code == "io_zero_output"
    with pytest.raises(CallError, match="s01") as refused:
        ghosh_inverse(long(Z), made(np.array([1000.0, 0.0])))
    assert refused.value.code == "io_zero_sales"


def test_an_idle_sector_is_no_fault() -> None:
    flows, output = np.zeros((3, 3)), np.array([1000.0, 2000.0, 0.0])
    flows[:2, :2] = Z

    assert column(multipliers(long(flows), made(output)), "multiplier")[2] == 1
    assert hypothetical_extraction(long(flows), made(output)).row(2)[2:5] == (0.0, 0.0, 0.0)


@pytest.mark.parametrize("measure", [leontief_inverse, multipliers, power_of_dispersion, ghosh_inverse])
def test_a_circle_that_eats_all_it_makes_is_refused_by_name(measure: Callable[..., pl.DataFrame]) -> None:
    # s00 and s01 take of each other exactly (singular) or more (beyond) than they make; s02 is sound.
    for share in (1.0, 1.5):
        shares = np.array([[0, share, 0.1], [1.0, 0, 0], [0, 0, 0.2]])
        with pytest.raises(CallError, match="s00、s01") as refused:
            measure(long(shares))
        assert refused.value.code == "io_hawkins_simon"
        assert "s02" not in refused.value.say()


def test_a_column_above_one_alone_breaks_nothing() -> None:
    # Inputs worth 1.2 per unit, but no circle: the inverse exists (Hawkins and Simon).
    shares = np.array([[0, 1.2], [0, 0]])

    assert column(leontief_inverse(long(shares)), "inverse").tolist() == [1, 1.2, 0, 1]


@pytest.mark.parametrize(("cell", "code"), [(-1.0, "measure_negative"), (float("nan"), "measure_not_a_number")])
def test_odd_cells_are_refused_by_name(cell: float, code: str) -> None:
    flows = Z.copy()
    flows[1, 0] = cell

    with pytest.raises(CallError, match="s01，s00") as refused:
        technical_coefficients(long(flows), made(X))
    assert refused.value.code == code


def test_a_sector_stated_twice_is_refused() -> None:
    with pytest.raises(CallError, match="s00"):
        technical_coefficients(long(Z), pl.concat([made(X), made(X)]))


def test_text_and_missing_columns_are_refused() -> None:
    with pytest.raises(CallError):
        technical_coefficients(long(Z).with_columns(pl.col("value").cast(pl.String)), made(X))
    with pytest.raises(CallError):
        technical_coefficients(long(Z), made(X), value="amount")
    with pytest.raises(CallError):
        sensitivity_of_dispersion(long(Z), made(X), of="a")
    with pytest.raises(CallError):
        technical_coefficients(long(Z), made(X).select("sector"))


def test_faults_are_listed_by_sector() -> None:
    flows = np.array([[10.0, 50, 0], [80, 0, 5], [30, -4, 0]])

    found = table_faults(
        long(flows),
        made(np.array([100.0, 60, 0])),
        final=made(np.array([40.0, -25, 0])),
        value_added=made(np.array([0.0, 14, 0])),
    )

    assert found.rows() == [
        ("s00", "column_unbalanced", 20.0),  # 120 bought + 0 - 100
        ("s00", "inputs_above_output", 20.0),
        ("s01", "sales_above_output", 25.0),  # 85 sold, 60 made; with the final -25 the row adds up
        ("s02", "column_unbalanced", 5.0),
        ("s02", "negative", -4.0),
        ("s02", "no_output", 31.0),  # 26 sold, 5 bought
        ("s02", "row_unbalanced", 26.0),
    ]


def test_a_circle_is_listed_too_and_a_sound_table_has_no_fault() -> None:
    circle = np.array([[0.0, 10], [10, 0]])

    assert table_faults(long(circle), made(np.array([10.0, 10])))["fault"].to_list() == ["hawkins_simon"] * 2
    final, added = X - Z.sum(axis=1), X - Z.sum(axis=0)
    assert table_faults(long(Z), made(X), final=made(final), value_added=made(added)).is_empty()


def test_an_empty_table_gives_empty_frames() -> None:
    nothing, none = long(np.zeros((0, 0))), made(np.zeros(0))

    assert leontief_inverse(nothing, none).is_empty()
    assert hypothetical_extraction(nothing, none).is_empty()
    assert multipliers(nothing).is_empty()
    assert power_of_dispersion(nothing, none).is_empty()
    assert sensitivity_of_dispersion(nothing, none).is_empty()


def test_sectors_may_be_numbers_here_and_text_there() -> None:
    flows = pl.DataFrame({"i": [1, 1, 2, 2], "j": [1, 2, 1, 2], "z": Z.reshape(-1)})
    output = pl.DataFrame({"sector": ["1", "2"], "output": X})

    assert multipliers(flows, output)["multiplier"].to_list() == pytest.approx([1.518, 1.452], abs=5e-4)
    with pytest.raises(CallError, match="1、2") as refused:
        multipliers(flows, output.with_columns(sector=pl.Series(["一", "二"])))
    assert refused.value.code == "io_zero_output"


def test_a_column_with_the_name_of_the_result_is_refused() -> None:
    with pytest.raises(CallError) as refused:
        technical_coefficients(long(Z).rename({"input": "coefficient"}), made(X))
    assert refused.value.code == "measure_same_name"


def test_final_demand_may_name_sectors_as_text_where_the_table_numbers_them() -> None:
    flows = pl.DataFrame({"input": [1, 1, 2, 2], "output": [1, 2, 1, 2], "value": Z.reshape(-1)})
    output = pl.DataFrame({"sector": [1, 2], "output": X})
    final = pl.DataFrame({"sector": ["1", "2", "2", None], "amount": [350.0, 1600.0, 101.0, 9.0]})

    found = table_faults(flows, output, final=final)

    # 200 + 100 + 1,701 - 2,000 in the row of 2.
    assert found.select(pl.col("sector").cast(pl.String), "fault", "value").rows() == [("2", "row_unbalanced", 1.0)]
    with pytest.raises(CallError, match="amount"):
        table_faults(flows, output, final=final.select("sector"))
