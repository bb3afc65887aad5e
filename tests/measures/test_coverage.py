"""Coverage: recorded over resident firms, known only where somebody counted the residents."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import LOCAL, firms, table
from chainlink.measures.supply.coverage import coverage, missed, region_coverage
from chainlink.units import in_base

PARKS = table(
    "parks", {"park": "puli", "name": "浦里", "district": "kai"}, {"park": "away", "name": "外", "district": "far"}
)
SEATS = firms(
    "甲@wan", "乙@wan", {"firm": "丙", "name": "丙", "district": "kai", "park": "puli", "named": True},
    {"firm": "x", "name": "(其他)", "district": "wan", "named": False}, "丁@far", "戊",
)  # fmt: skip


def counted(*rows: tuple[str, float, str, dict[str, Any]], seats: pl.DataFrame = SEATS) -> pl.DataFrame:
    """Measure with counts of resident firms: (claim, value, ids joined by +, more)."""
    counts = [
        {"claim": claim, "measure": "firms", "value": value, "unit": "家", "status": "actual", **more}
        for claim, value, _, more in rows
    ]
    about = [
        {"claim": claim, "table": "parks" if one == "puli" else "districts", "id": one}
        for claim, _, ids, _ in rows
        for one in ids.split("+")
    ]
    return coverage(
        firms=seats, parks=PARKS, figures=in_base(table("claims", *counts)),
        claim_subjects=table("claim_subjects", *about), region=LOCAL,
    )  # fmt: skip


def quotient(found: pl.DataFrame, one: str) -> float | None:
    return found.filter(pl.col("id") == one)["q"].item()  # type: ignore[no-any-return]


def test_only_named_firms_of_the_region_are_recorded() -> None:
    found = counted()

    assert found.select("table", "id", "recorded").rows() == [
        ("districts", "kai", 1),
        ("districts", "wan", 2),
        ("parks", "puli", 1),
    ]


def test_where_nobody_counted_the_residents_nothing_is_known_not_all_of_them() -> None:
    found = counted(("c", 8.0, "wan", {"from": "2020"}))

    assert quotient(found, "wan") == 2 / 8
    assert quotient(found, "kai") is None
    assert found.filter(pl.col("id") == "kai")["resident"].item() is None
    assert region_coverage(found) is None


def test_a_count_of_two_districts_together_is_not_the_count_of_either() -> None:
    found = counted(("c", 100.0, "wan+kai", {"from": "2020"}))

    assert found["q"].to_list() == [None, None, None]


def test_the_latest_actual_count_is_used_and_a_planned_one_never() -> None:
    found = counted(
        ("c1", 4.0, "wan", {"from": "2019"}),
        ("c2", 10.0, "wan", {"from": "2021"}),
        ("c3", 500.0, "wan", {"from": "2025", "status": "planned"}),
    )

    assert found.filter(pl.col("id") == "wan").select("resident", "year", "claim").row(0) == (10.0, 2021, "c2")


def test_a_count_in_another_unit_is_read_in_firms_and_of_a_range_the_lower_end() -> None:
    found = counted(("c1", 0.2, "wan", {"unit": "万家"}), ("c2", None, "kai", {"value_to": 40.0}))  # type: ignore[arg-type]

    assert found.select("id", "resident").rows()[:2] == [("kai", 40.0), ("wan", 2000.0)]


def test_the_region_is_its_districts_together() -> None:
    # (1 + 2) recorded of (6 + 4) resident; the park is in its district already.
    found = counted(("c1", 4.0, "wan", {}), ("c2", 6.0, "kai", {}), ("c3", 2.0, "puli", {}))

    assert region_coverage(found) == 0.3


def test_more_recorded_than_resident_is_full_coverage() -> None:
    assert quotient(counted(("c", 1.0, "wan", {})), "wan") == 1.0


def test_two_makers_are_missed_together_less_often_than_one() -> None:
    q = pl.DataFrame({"q": [0.75, None]})

    assert q.select(one=missed(pl.col("q")), two=missed(pl.col("q"), 2)).rows() == [(0.25, 0.0625), (None, None)]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.sampled_from(["wan", "kai", "puli", "wan+kai"]), st.floats(0.5, 1e4)), max_size=6))
def test_coverage_lies_between_nothing_and_all_and_is_null_exactly_where_residents_are(
    counts: list[tuple[str, float]],
) -> None:
    found = counted(*((f"c{place}", value, ids, {"from": "2020"}) for place, (ids, value) in enumerate(counts)))

    assert found["q"].is_null().equals(found["resident"].is_null())
    assert found["q"].drop_nulls().is_between(0, 1).all()
    assert found.equals(
        counted(
            *((f"c{place}", value, ids, {"from": "2020"}) for place, (ids, value) in enumerate(counts)),
            seats=SEATS.reverse(),
        )
    )
    assert region_coverage(found) == pytest.approx(region_coverage(found.reverse()))
