"""Presence: what counts as a maker, how old knowledge may be, and what is only hoped for."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, capabilities, firms, known_of, links, sources, table
from chainlink.measures.supply.deliveries import actual_links
from chainlink.measures.supply.presence import coming_projects, presence, unplaced

ONE = firms("甲@wan")


def standing(made: pl.DataFrame, *, seats: pl.DataFrame = ONE, status: pl.DataFrame | None = None) -> str:
    return str(known_of(seats, made, status=status)["standing"].item())


def status(*rows: tuple[int, str], firm: str = "甲") -> pl.DataFrame:
    return table("firm_status", *({"firm": firm, "year": year, "status": word} for year, word in rows))


@pytest.mark.parametrize(
    ("age", "expected"), [(0, "present"), (5, "present"), (6, "older"), (10, "older"), (11, "stale")]
)
def test_a_maker_is_marked_older_after_five_years_and_stale_after_ten(age: int, expected: str) -> None:
    assert standing(capabilities("甲:frame", seen=AS_OF - age)) == expected


def test_an_inferred_capability_is_never_a_maker_however_fresh_and_however_often_delivered() -> None:
    made = capabilities({"firm": "甲", "sector": "frame", "basis": "inferred"})

    known = known_of(ONE, made, seen_by=links("甲>乙:frame"))

    assert known["standing"].to_list() == ["inferred"]


def test_a_capability_without_a_year_takes_its_sources_year_and_without_that_stands_as_older() -> None:
    made = capabilities({"firm": "甲", "sector": "frame", "seen": None})
    undated = sources({"source": "OLD", "title": "旧", "date": None, "kind": "other"})
    rest = {"firms": ONE, "firm_status": table("firm_status"), "live_links": table("links"), "sources": undated}

    by_source = presence(capabilities=made, as_of=AS_OF, **rest)
    by_none = presence(capabilities=made.with_columns(source=pl.lit(["OLD"])), as_of=AS_OF, **rest)

    assert by_source.select("standing", "seen").row(0) == ("present", 2021)
    assert by_none.select("standing", "seen").row(0) == ("older", None)


def test_a_recorded_delivery_renews_what_was_seen_of_that_sector_alone() -> None:
    made = capabilities("甲:frame", "甲:wheel", seen=2008)

    known = known_of(ONE, made, seen_by=links("甲>乙:frame", seen=2020))

    assert known.select("sector", "standing", "seen").rows() == [("frame", "present", 2020), ("wheel", "stale", 2008)]


def test_ownership_and_a_delivery_only_expected_renew_nothing() -> None:
    made = capabilities("甲:frame", seen=2008)
    owned = links("甲>乙:frame", relation="ownership")
    hoped = actual_links(
        links=links("甲>乙:frame"),
        claims=table("claims", {"claim": "c", "measure": "quantity", "value": 1.0, "unit": "套", "status": "expected"}),
        claim_subjects=table("claim_subjects", {"claim": "c", "table": "links", "id": "甲--乙"}),
        as_of=AS_OF,
    )

    assert known_of(ONE, made, seen_by=owned)["standing"].to_list() == ["stale"]
    assert known_of(ONE, made, seen_by=hoped)["standing"].to_list() == ["stale"]


@pytest.mark.parametrize("word", ["building", "signed", "planned"])
def test_a_firm_that_is_not_yet_there_is_coming_and_lapses_after_five_silent_years(word: str) -> None:
    assert standing(capabilities("甲:frame", seen=2019), status=status((2019, word))) == "coming"
    assert standing(capabilities("甲:frame", seen=2015), status=status((2015, word))) == "lapsed"
    assert standing(capabilities("甲:frame", seen=2015), status=status((2016, word))) == "coming"


def test_a_plan_is_as_old_as_its_own_news_not_as_the_firm() -> None:
    planned = {"firm": "甲", "sector": "frame", "status": "planned"}

    # The firm was last seen at work in 2014, its plan was told in 2020: news.
    assert standing(capabilities({**planned, "seen": 2020}), status=status((2014, "operating"))) == "coming"
    # The plan was told in 2014; that the firm works in 2021 is no news of it.
    assert standing(capabilities({**planned, "seen": 2014}), status=status((2021, "operating"))) == "lapsed"


def test_the_last_status_counts() -> None:
    assert standing(capabilities("甲:frame"), status=status((2020, "operating"), (2018, "signed"))) == "present"
    assert standing(capabilities("甲:frame"), status=status((2018, "operating"), (2020, "closed"))) == "closed"


def test_a_firm_that_ended_is_closed_and_one_that_nobody_named_is_unnamed() -> None:
    ended = table("firms", {"firm": "甲", "name": "甲", "until": "2019-06"})
    unnamed = table("firms", {"firm": "甲", "name": "(其他)", "named": False})

    assert standing(capabilities("甲:frame"), seats=ended) == "closed"
    assert standing(capabilities("甲:frame"), seats=unnamed) == "unnamed"


def test_a_firm_whose_product_nobody_told_waits_for_its_sector() -> None:
    seats = firms(
        {"firm": "甲", "name": "甲", "chains": ["auto", "home"]}, {"firm": "乙", "name": "乙", "chains": ["auto"]},
        {"firm": "丙", "name": "丙", "chains": ["auto"]}, {"firm": "丁", "name": "丁", "chains": ["auto"], "named": False},
        {"firm": "戊", "name": "戊"}, {"firm": "己", "name": "己", "chains": ["auto"]},
    )  # fmt: skip
    made = capabilities("乙:frame", {"firm": "己", "sector": "frame", "basis": "inferred"})

    found = unplaced(seats, capabilities=made, firm_status=status((2020, "closed"), firm="丙"))

    # 乙 is stated, 丙 closed, 丁 unnamed, 戊 of no chain; 己 is only inferred and still waits.
    assert found.select("chain", "firm").rows() == [("auto", "己"), ("auto", "甲"), ("home", "甲")]


def test_a_project_without_a_firm_counts_as_coming_and_one_whose_firm_is_known_is_not_told_twice() -> None:
    projects = table(
        "projects",
        {
            "project": "p1",
            "name": "车架项目",
            "district": "kai",
            "sectors": ["frame"],
            "status": "signed",
            "year": 2020,
        },
        {
            "project": "p2",
            "name": "甲二期",
            "firm": "甲",
            "sectors": ["frame", "wheel"],
            "status": "building",
            "year": 2020,
        },
        {"project": "p3", "name": "旧项目", "district": "kai", "sectors": ["frame"], "status": "talks", "year": 2015},
        {"project": "p4", "name": "落空", "district": "kai", "sectors": ["frame"], "status": "dropped", "year": 2020},
        {"project": "p5", "name": "已成", "district": "kai", "sectors": ["frame"], "status": "done", "year": 2020},
        {"project": "p6", "name": "无环节", "district": "kai", "status": "signed", "year": 2020},
    )

    found = coming_projects(projects=projects, firms=ONE, presence=known_of(ONE, capabilities("甲:frame")), as_of=AS_OF)

    assert found.select("project", "sector", "firm", "district", "standing").rows() == [
        ("p1", "frame", None, "kai", "coming"),
        ("p3", "frame", None, "kai", "lapsed"),
        ("p2", "wheel", "甲", "wan", "coming"),
    ]


@settings(deadline=None, max_examples=20)
@given(
    st.integers(0, 10**6),
    st.lists(st.tuples(st.sampled_from("甲乙丙"), st.sampled_from("fwg"), st.integers(2005, 2021)), max_size=9),
)
def test_the_order_of_rows_changes_nothing_and_every_capability_stands_once(
    seed: int, rows: list[tuple[str, str, int]]
) -> None:
    seats = firms("甲@wan", "乙@kai", "丙")
    pairs = {(firm, sector): seen for firm, sector, seen in rows}
    made = capabilities(*({"firm": firm, "sector": sector, "seen": seen} for (firm, sector), seen in pairs.items()))
    states = status((2010, "operating"), (2019, "building"))
    order = Random(seed).sample(range(made.height), made.height)

    known = known_of(seats, made, status=states)

    assert known.equals(known_of(seats.reverse(), made[order], status=states.reverse()))
    assert known.select("firm", "sector").rows() == sorted(pairs)
