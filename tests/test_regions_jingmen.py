"""The region of Jingmen: without fault, and what came later is what its later rows hold."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from chainlink import Dataset, read_dataset
from chainlink.config import Study
from chainlink.dataset import check_dataset
from chainlink.dates import last_day
from chainlink.measures.hindsight import hindsight
from chainlink.study import run_study
from regions_jingmen import APART, CUT_OFF, REGION, build, rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("jingmen"))


@pytest.fixture(scope="module")
def data(folder: Path) -> Dataset:
    return read_dataset(folder)


def named(data: Dataset) -> pl.DataFrame:
    return data.tables["firms"].filter(pl.col("named") & pl.col("district").is_in(list(data.region)))


def test_the_region_joined_with_the_packaged_knowledge_has_no_fault(folder: Path) -> None:
    assert check_dataset(folder)[0] == []


def test_enough_named_firms_were_known_at_the_cut_off_and_more_came_to_be_known(data: Dataset) -> None:
    then, _ = data.known(as_of=2019, known_by=CUT_OFF)

    assert 25 <= named(then).height < named(data).height


def test_what_came_is_told_sector_by_sector_and_is_what_the_later_rows_hold(data: Dataset) -> None:
    now = run_study(data, Study(doubt=False))
    then = run_study(data, Study(known_by=CUT_OFF, doubt=False))
    told = hindsight(then.findings.rows, then.states, now.states, now.needs)
    makers = told.filter(pl.col("came").is_in(["made", "coming"]))

    assert set(makers["sector"]) == {row["sector"] for row in rows(REGION / f"{APART}.csv")}


def test_every_source_of_what_came_is_younger_than_the_cut_off() -> None:
    days = {row["source"]: last_day(row["date"]) for row in rows(REGION / "sources.csv") if row["date"]}
    cited = {one for row in rows(REGION / f"{APART}.csv") for one in row["source"].split(";")}
    cut_off = last_day(CUT_OFF)

    assert cut_off is not None
    assert not {one for one in cited if (day := days[one]) is None or day <= cut_off}


def test_what_was_not_read_in_the_original_is_of_grade_b_and_says_so() -> None:
    unread = [row for row in rows(REGION / "capabilities.csv") if row["source"].startswith("U-")]

    assert unread
    assert not [row for row in unread if row["grade"] != "B" or "未读到原文" not in row["note"]]
