"""Units: money in 万元, foreign money never converted, counting words apart, time never inside a unit."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink import terms, units


@pytest.mark.parametrize(
    ("value", "unit", "wan_yuan"),
    [
        (1900, "万元", 1900),
        (1.9, "千万元", 1900),
        (14, "亿元", 140_000),
        (5000, "元", 0.5),
        (1, "万元人民币", None),
        (500, "万美元", None),
        (3, "吨", None),
    ],
)
def test_only_chinese_money_turns_into_wan_yuan(value: float, unit: str, wan_yuan: float | None) -> None:
    assert units.in_wan_yuan(value, unit) == (pytest.approx(wan_yuan) if wan_yuan is not None else None)


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("万套", ("count", "套", 1e4)),
        ("亿立方米", ("volume", "立方米", 1e8)),
        ("千克", ("mass", "吨", 1e-3)),
        ("KG", ("mass", "吨", 1e-3)),
        ("万千瓦时", ("energy", "千瓦时", 1e4)),
        ("兆瓦", ("power", "千瓦", 1e3)),
        ("百分点", ("share", "%", 1.0)),
        ("％", ("share", "%", 1.0)),
        ("万美元", ("money_usd", "美元", 1e4)),
        ("元/吨", ("price", "万元/吨", 1e-4)),
        ("元/公斤", ("price", "万元/吨", 0.1)),
        ("万人次", ("visits", "人次", 1e4)),
        ("家", ("count", "家", 1.0)),
    ],
)
def test_a_unit_has_a_dimension_a_base_and_a_factor(unit: str, wanted: tuple[str, str, float]) -> None:
    found = units.dimension(unit)

    assert found is not None
    assert found[:2] == wanted[:2]
    assert found[2] == pytest.approx(wanted[2])


@pytest.mark.parametrize("unit", ["", "万", "很多", "吨/年", "元/年", "万%", "亩产", "吨/元"])
def test_what_is_no_unit_is_unknown(unit: str) -> None:
    assert units.dimension(unit) is None


def test_a_time_inside_a_unit_is_seen() -> None:
    assert units.with_time("万吨/年") == "万吨"
    assert units.with_time("元/吨") is None


def test_sets_and_pieces_do_not_add_up() -> None:
    assert units.dimension("套") != units.dimension("件")


def test_a_frame_of_claims_turns_into_base_units_and_unknown_ones_into_null() -> None:
    claims = pl.DataFrame({"value": [2.0, 3.0, None], "value_to": [None, 4.0, 1.0], "unit": ["亿元", "捆捆", None]})

    made = units.in_base(claims)

    assert made["base_value"].to_list() == [20_000, None, None]
    assert made["dimension"].to_list() == ["money", None, None]
    assert made["value"].to_list() == [2.0, 3.0, None]


def test_every_measure_of_the_vocabulary_says_its_dimensions() -> None:
    assert set(units.MEASURES) == set(terms.choices("measure"))


@settings(deadline=None, max_examples=30)
@given(st.sampled_from(units.UNITS["unit"].to_list()), st.floats(0.01, 1e9))
def test_the_table_and_the_function_agree(unit: str, value: float) -> None:
    row = units.UNITS.row(by_predicate=pl.col("unit") == unit, named=True)
    found = units.dimension(unit)

    assert found == (row["dimension"], row["base"], row["factor"])
    assert units.in_base(pl.DataFrame({"value": [value], "value_to": [value], "unit": [unit]}))["base_value"][
        0
    ] == pytest.approx(value * row["factor"])
