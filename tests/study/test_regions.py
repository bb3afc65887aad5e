"""The regions that the rules are tried on: without fault, and what came later is what their later rows hold."""

from __future__ import annotations

import polars as pl
import pytest

from chainlink import Dataset, read_dataset
from chainlink.data import check_dataset
from chainlink.dates import last_day
from regions import CUTS, HOME, build, came, rows


@pytest.fixture(scope="module", params=CUTS)
def region(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def data(region: str, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = build(region, tmp_path_factory.mktemp("regions") / region)
    assert check_dataset(folder)[0] == []
    return read_dataset(folder)


def turned_back(region: str, data: Dataset) -> Dataset:
    return data.known(as_of=int(CUTS[region][:4]), known_by=CUTS[region])[0]


def named(data: Dataset) -> pl.DataFrame:
    return data.tables["firms"].filter(pl.col("named") & pl.col("district").is_in(list(data.region)))


def at_work(data: Dataset) -> set[str]:
    last = data.tables["firm_status"].sort("year").group_by("firm").agg(pl.col("status").last().alias("last"))
    made = data.tables["capabilities"].filter((pl.col("status") == "made") & (pl.col("basis") == "stated"))
    there = made.join(named(data), on="firm", how="semi").join(last, on="firm", how="left")
    return set(there.filter(pl.col("last").fill_null("operating") == "operating")["sector"])


def test_enough_named_firms_were_known_at_the_cut_off_and_more_came_to_be_known(region: str, data: Dataset) -> None:
    assert 25 <= named(turned_back(region, data)).height < named(data).height


def test_what_came_has_a_maker_on_file_in_its_district(region: str, data: Dataset) -> None:
    makers = data.tables["capabilities"].join(data.tables["firms"].select("firm", "district"), on="firm")

    assert {(row["sector"], row["district"]) for row in came(region)} <= set(
        makers.select("sector", "district").iter_rows()
    )


def test_no_sector_that_came_had_a_maker_at_work_by_the_cut_off(region: str, data: Dataset) -> None:
    then = at_work(turned_back(region, data))

    assert len(then) > 10
    assert not then & {row["sector"] for row in came(region)}


def test_every_arrival_cites_a_source_younger_than_the_cut_off(region: str) -> None:
    days = {row["source"]: last_day(row["date"]) for row in rows(HOME / region / "sources.csv") if row["date"]}
    cut = last_day(CUTS[region])

    assert cut is not None
    for row in came(region):
        assert any((day := days[source]) and day > cut for source in row["source"].split(";")), row["sector"]


def test_what_was_not_read_in_the_original_is_of_grade_b_and_says_so() -> None:
    unread = [row for row in rows(HOME / "jingmen" / "capabilities.csv") if row["source"].startswith("U-")]

    assert unread
    assert not [row for row in unread if row["grade"] != "B" or "未读到原文" not in row["note"]]
