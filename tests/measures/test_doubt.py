"""Doubt: how far band and rank of a finding hold when the ranking is repeated under other settings."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.measures.evaluation.doubt import doubt


def ranking(*rows: tuple[str, str, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"finding": pl.String, "band": pl.String, "rank": pl.Int64}, orient="row")


BASE = ranking(("a", "甲", 1), ("b", "乙", 2), ("c", "乙", 3))


def test_the_share_of_settings_that_keep_the_band_and_the_span_of_ranks() -> None:
    others = {
        "same": BASE,
        "worse": ranking(("a", "乙", 2), ("b", "乙", 1)),  # c is not found at all
        "more": ranking(("a", "甲", 5), ("b", "丙", 9), ("c", "乙", 1), ("d", "甲", 1)),
        "none": ranking(),
    }

    ranges, told = doubt(BASE, others)

    assert ranges.rows() == [("a", 1, 5, 0.5), ("b", 1, 9, 0.5), ("c", 1, 3, 0.5)]
    assert told.rows() == [("same", 3, 3, 1.0), ("worse", 2, 1, 1 / 3), ("more", 4, 2, 2 / 3), ("none", 0, 0, 0.0)]


def test_what_survives_nothing_looks_like_nothing() -> None:
    ranges, _ = doubt(ranking(("a", "甲", 1)), {"one": ranking(), "two": ranking(("a", "丁", 1))})

    assert ranges["robust"].to_list() == [0.0]


def test_without_another_setting_nothing_is_claimed() -> None:
    ranges, told = doubt(BASE, {})

    assert ranges.rows() == [("a", 1, 1, None), ("b", 2, 2, None), ("c", 3, 3, None)]
    assert told.is_empty()


def test_a_study_without_findings_has_no_share() -> None:
    ranges, told = doubt(ranking(), {"one": BASE})

    assert ranges.is_empty()
    assert told.rows() == [("one", 3, 0, None)]


rankings = st.dictionaries(st.sampled_from("abcde"), st.tuples(st.sampled_from("甲乙丙丁"), st.integers(1, 9))).map(
    lambda drawn: ranking(*((key, *value) for key, value in drawn.items()))
)


@settings(deadline=None, max_examples=25)
@given(rankings, st.lists(rankings, max_size=4))
def test_a_rank_lies_in_its_range_and_a_share_between_nothing_and_all(
    base: pl.DataFrame, drawn: list[pl.DataFrame]
) -> None:
    ranges, told = doubt(base, {f"s{n}": other for n, other in enumerate(drawn)})
    joined = base.join(ranges, on="finding")

    assert joined.height == base.height
    assert (joined["rank_low"] <= joined["rank"]).all()
    assert (joined["rank"] <= joined["rank_high"]).all()
    assert joined["robust"].drop_nulls().is_between(0, 1).all()
    assert told["share"].drop_nulls().is_between(0, 1).all()
