"""Herfindahl and single source: hand sums and what is not stated."""

from __future__ import annotations

import polars as pl
import pytest

from chainlink.errors import CallError
from chainlink.measures import herfindahl, single_source


def links(*rows: tuple[str | None, str | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"buyer": pl.String, "supplier": pl.String, "value": pl.Float64}, orient="row")


def test_the_index_is_the_sum_of_squared_shares() -> None:
    found = herfindahl(links(("甲", "a", 50.0), ("甲", "b", 30.0), ("甲", "c", 20.0), ("乙", "a", 7.0)))

    # 0.25 + 0.09 + 0.04
    assert found.rows() == [("乙", 1, 1, 7.0, 1.0), ("甲", 3, 3, 100.0, pytest.approx(0.38))]


def test_a_link_without_an_amount_moves_the_count_but_not_the_index() -> None:
    found = herfindahl(links(("甲", "a", 50.0), ("甲", "b", 50.0), ("甲", "c", None), ("乙", "a", None)))

    assert found.rows() == [("乙", 1, 0, None, None), ("甲", 3, 2, 100.0, 0.5)]


def test_nothing_bought_has_no_index() -> None:
    assert herfindahl(links(("甲", "a", 0.0))).rows() == [("甲", 1, 1, 0.0, None)]


def test_duplicates_are_one_supplier_and_scale_does_not_matter() -> None:
    once = herfindahl(links(("甲", "a", 6.0), ("甲", "b", 2.0)))
    split = herfindahl(links(("甲", "a", 1e12), ("甲", "b", 2e12), ("甲", "a", 5e12)))

    assert split["herfindahl"].to_list() == pytest.approx(once["herfindahl"].to_list(), rel=1e-12)
    assert split["parts"].to_list() == [2]


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(CallError) as refused:
        herfindahl(links(("甲", "a", -1.0)))

    assert refused.value.code == "measure_negative"


def test_a_single_source_has_one_supplier_and_no_unnamed_one() -> None:
    found = single_source(
        links(
            ("甲", "a", 1.0), ("甲", "a", None), ("乙", "a", 1.0), ("乙", "b", 1.0), ("丙", "c", 1.0), ("丙", None, 1.0)
        )
    )

    assert found.rows() == [("甲", "a", 2)]
    assert single_source(links(("丁", None, 1.0))).is_empty()


def test_a_link_of_nothing_is_no_second_source_where_amounts_are_read() -> None:
    table = links(("甲", "a", 5.0), ("甲", "b", 0.0), ("乙", "a", None))

    assert single_source(table)["buyer"].to_list() == ["乙"]
    assert sorted(single_source(table, value="value")["buyer"]) == ["乙", "甲"]


def test_categories_are_sorted_by_their_words_and_result_names_refused() -> None:
    coded = links(("乙", "b", 1.0), ("丙", "a", 1.0)).with_columns(pl.col("buyer").cast(pl.Enum(["乙", "丙"])))

    assert single_source(coded)["buyer"].to_list() == ["丙", "乙"]
    for measure, name in ((herfindahl, "parts"), (single_source, "links")):
        with pytest.raises(CallError) as refused:
            measure(links(("甲", "a", 1.0)).rename({"buyer": name}), row=name)
        assert refused.value.code == "measure_same_name"
