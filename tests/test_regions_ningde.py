"""The region of Ningde: its rows are sound, and the clock keeps what came later out of what was known."""

from __future__ import annotations

import polars as pl
import pytest

import regions_ningde
from chainlink.dataset.dataset import Dataset
from chainlink.dataset.read import read_dataset

YEARS = range(2019, 2023)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return the dataset of the region with the packaged knowledge."""
    return read_dataset(regions_ningde.build(tmp_path_factory.mktemp("ningde") / "ningde"))


def makers(data: Dataset) -> set[tuple[str, str]]:
    """Return sector and district of every stated product on file."""
    made = data.tables["capabilities"].join(data.tables["firms"].select("firm", "district"), on="firm")
    return set(made.select("sector", "district").iter_rows())


def test_what_came_names_a_maker_on_file_in_its_district_and_a_source_of_the_folder(region: Dataset) -> None:
    sources = set(region.tables["sources"]["source"])
    for row in regions_ningde.came():
        assert int(row["year"]) in YEARS
        assert (row["sector"], row["district"]) in makers(region)
        assert set(row["source"].split(";")) <= sources


def test_no_sector_that_came_had_a_maker_at_work_by_the_cut_off(region: Dataset) -> None:
    known, _ = region.known(as_of=2018, known_by=regions_ningde.CUT)
    last = known.tables["firm_status"].sort("year").group_by("firm").agg(pl.col("status").last().alias("last"))
    made = known.tables["capabilities"].filter((pl.col("status") == "made") & (pl.col("basis") == "stated"))
    local = known.tables["firms"].filter(pl.col("district").is_in(region.region))
    there = made.join(local, on="firm", how="semi").join(last, on="firm", how="left")
    at_work = set(there.filter(pl.col("last").fill_null("operating") == "operating")["sector"])
    assert {"ba_cell", "eq_motor", "hm_fabric"} <= at_work
    assert not at_work & {row["sector"] for row in regions_ningde.came()}


def test_enough_firms_of_the_region_were_known_by_the_cut_off_to_judge_it(region: Dataset) -> None:
    known, _ = region.known(as_of=2018, known_by=regions_ningde.CUT)
    assert not region.warnings
    assert known.tables["firms"].filter("named", pl.col("district").is_in(region.region)).height >= 25
