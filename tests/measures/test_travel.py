"""Travel: what nobody stated is unknown, neither near nor far, and never 0 minutes."""

from __future__ import annotations

from math import exp
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import LOCAL, firms, sectors, table
from chainlink.measures.supply.travel import district_minutes, firm_minutes, road_minutes, sites

PLACES = table(
    "places",
    {"place": "puli", "name": "浦里", "district": "kai", "kind": "park"},
    {"place": "wan-town", "name": "万州城区", "district": "wan", "kind": "town"},
    {"place": "wan-station", "name": "万州北站", "district": "wan", "kind": "station"},
    {"place": "somewhere", "name": "某处", "kind": "other"},
)
PARKS = table(
    "parks",
    {"park": "puli", "name": "浦里", "district": "kai"},
    {"park": "jingkai", "name": "经开区", "district": "wan"},
)


def roads(*rows: tuple[str, str, str | None, float | None], **every: Any) -> pl.DataFrame:
    whole = [{"from": start, "to": end, "as_of": when, "minutes": minutes} for start, end, when, minutes in rows]
    return road_minutes(table("travel", *whole, **{"mode": "road", **every}))


# ---- between places --------------------------------------------------------------------------------------------------
def test_the_new_road_counts_either_way() -> None:
    found = roads(("puli", "wan-town", "2020", 60.0), ("puli", "wan-town", "2021", 15.0))

    assert found.rows() == [("puli", "wan-town", 15.0), ("wan-town", "puli", 15.0)]


def test_another_paper_s_route_to_the_station_is_another_way() -> None:
    found = roads(("puli", "wan-town", "2021", 15.0), ("puli", "wan-station", "2021-07", 30.0))

    assert found.filter(pl.col("from") == "puli").rows() == [("puli", "wan-station", 30.0), ("puli", "wan-town", 15.0)]


def test_of_two_statements_of_one_time_the_shorter_counts_and_one_without_a_time_comes_last() -> None:
    assert roads(("a", "b", "2021", 40.0), ("b", "a", "2021", 35.0))["minutes"].unique().to_list() == [35.0]
    assert roads(("a", "b", None, 5.0), ("a", "b", "2015", 40.0))["minutes"].unique().to_list() == [40.0]


def test_a_train_or_kilometres_alone_are_no_minutes_by_road() -> None:
    assert roads(("a", "b", "2021", 20.0), mode="rail").is_empty()
    assert roads(("a", "b", "2021", None), km=12.5).is_empty()


# ---- between districts -------------------------------------------------------------------------------------------------
def test_districts_are_as_near_as_their_nearest_places_and_unknown_pairs_are_absent() -> None:
    found = district_minutes(
        roads(
            ("puli", "wan-town", "2021", 15.0),
            ("puli", "wan-station", "2021", 30.0),
            ("puli", "somewhere", "2021", 5.0),
        ),
        PLACES,
    )

    assert found.rows() == [("kai", "wan", 15.0), ("wan", "kai", 15.0)]


# ---- to firms --------------------------------------------------------------------------------------------------------
SEATS = firms(
    {"firm": "in-park", "name": "园内", "district": "kai", "park": "puli"}, "in-town@wan", "unplaced@kai", "nowhere",
)  # fmt: skip


def test_a_firm_stands_at_its_park_or_at_the_only_town_of_its_district() -> None:
    found = firm_minutes(
        road_minutes=roads(("puli", "wan-town", "2021", 15.0)), places=PLACES, firms=SEATS, parks=PARKS
    )

    # 开州 has no town with a stated way, so the firm without a park is nowhere; the park itself is 0 minutes away.
    assert found.rows() == [("in-park", "puli", 0.0), ("in-town", "puli", 15.0)]


def test_of_two_towns_of_a_district_neither_is_taken() -> None:
    second = table("places", {"place": "fenshui", "name": "分水", "district": "wan", "kind": "town"})
    ways = roads(("puli", "wan-town", "2021", 15.0), ("puli", "fenshui", "2021", 50.0))

    found = firm_minutes(road_minutes=ways, places=pl.concat([PLACES, second]), firms=SEATS, parks=PARKS)

    assert found["firm"].to_list() == ["in-park"]


# ---- sites -----------------------------------------------------------------------------------------------------------
TRAITS = sectors(
    {"sector": "seat", "reach": "site"},
    {"sector": "frame", "reach": "ring"},
    {"sector": "chip", "reach": "global"},
    "blank",
)


def scored(*pairs: tuple[str, str], minutes: list[tuple[str, str, float]]) -> pl.DataFrame:
    wanted = pl.DataFrame(pairs, schema=["sector", "buyer"], orient="row")
    ways = pl.DataFrame(minutes, schema={"firm": pl.String, "park": pl.String, "minutes": pl.Float64}, orient="row")
    return sites(live_needs=wanted, firm_minutes=ways, sectors=TRAITS, parks=PARKS, region=LOCAL)


def test_a_site_score_adds_over_the_needing_firms_by_reach() -> None:
    near = [("a", "puli", 45.0), ("b", "puli", 0.0)]

    found = scored(("seat", "a"), ("seat", "b"), ("frame", "a"), minutes=near)

    # e^(-45/180) for the ring; e^(-45/45) + e^0 for the site
    assert found["sector"].to_list() == ["frame", "seat"]
    assert found["score"].to_list() == pytest.approx([exp(-0.25), exp(-1) + 1.0], abs=1e-9)
    assert found.select("minutes", "firms").rows() == [(45.0, 1), (22.5, 2)]


def test_an_unknown_way_names_no_park_instead_of_counting_as_near_or_far() -> None:
    known = [("a", "puli", 10.0), ("a", "jingkai", 200.0), ("b", "jingkai", 200.0)]

    found = scored(("seat", "a"), ("seat", "b"), minutes=known)

    # puli is nearer to a, but nobody stated its way to b.
    assert found["park"].to_list() == ["jingkai"]
    assert scored(("seat", "a"), ("seat", "c"), minutes=known).is_empty()


def test_what_travels_the_world_or_has_no_stated_reach_has_no_site() -> None:
    assert scored(("chip", "a"), ("blank", "a"), minutes=[("a", "puli", 10.0)]).is_empty()


def test_a_firm_that_needs_it_for_two_products_counts_once() -> None:
    once = scored(("seat", "a"), minutes=[("a", "puli", 10.0)])

    assert scored(("seat", "a"), ("seat", "a"), minutes=[("a", "puli", 10.0)]).equals(once)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["puli", "jingkai"]), st.floats(0, 600)),
        max_size=6,
        unique_by=lambda row: row[:2],
    )
)
def test_a_score_lies_between_nothing_and_the_number_of_firms_and_grows_as_the_way_shrinks(
    minutes: list[tuple[str, str, float]],
) -> None:
    needing = (("seat", "a"), ("seat", "b"))

    found = scored(*needing, minutes=minutes)
    nearer = scored(*needing, minutes=[(firm, park, way / 2) for firm, park, way in minutes])

    assert (found["score"] >= 0).all()
    assert (found["score"] <= found["firms"]).all()
    assert found.equals(scored(*reversed(needing), minutes=minutes[::-1]))
    both = found.join(nearer, on=["sector", "park"], suffix="_nearer")
    assert both.height == found.height
    assert (both["score_nearer"] >= both["score"]).all()
