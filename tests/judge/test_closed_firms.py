"""A firm known to have closed is called that, and firms are counted once: in their district or, failing it, their park."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from tests.small import rows, small_dataset

from chainlink import read_dataset, terms
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import region_page
from chainlink.study import run_study

CLOSED = [
    {"firm": "shut", "name": "关门机械", "district": "kai", "chains": "equipment", "named": "Y", "seen": 2021},
    {"firm": "open", "name": "开门机械", "district": "kai", "chains": "equipment", "named": "Y", "seen": 2021},
]


@pytest.mark.parametrize(("lang", "seen"), [("zh", 2021), ("en", 2001)])
def test_a_closed_firm_is_listed_as_closed_however_old_its_material(tmp_path: Path, lang: str, seen: int) -> None:
    firms = rows("firms", {**CLOSED[0], "seen": seen}, CLOSED[1])
    status = rows("firm_status", {"firm": "shut", "year": seen, "status": "closed", "seen": seen})
    outcome = run_study(read_dataset(small_dataset(tmp_path / "my", firms=firms, firm_status=status)))

    tables = {table.key: table for table in region_page(Wording(outcome, lang), ()).tables}

    (closed,) = tables["closed"].records
    assert closed.values["firm"] == "关门机械"
    assert terms.word("page.standing_closed", lang) in closed.values.values()
    assert "关门机械" not in [record.values["firm"] for record in tables["firms"].records]
    assert "开门机械" in [record.values["firm"] for record in tables["firms"].records]


@pytest.mark.parametrize(
    ("stated", "wanting"),
    [
        ({"wan": (60, 100), "kai": (60, 100), "puli": (1, 100)}, False),  # the park is of kai, which states its number
        ({"wan": (60, 100), "puli": (1, 100)}, True),  # nobody counted kai: its park stands in
        ({"wan": (40, 100), "puli": (30, 30)}, False),
        ({"wan": (40, 100), "kai": (40, 100), "puli": (90, 90)}, True),
        ({}, False),
    ],
)
def test_the_firms_of_a_park_count_where_its_district_states_no_number(
    tmp_path: Path, *, stated: dict[str, tuple[int, int]], wanting: bool
) -> None:
    outcome = run_study(read_dataset(small_dataset(tmp_path / "my", surveys=None)))
    counts = pl.DataFrame(
        [(one, *stated.get(one, (None, None))) for one in ("wan", "kai", "puli")],
        schema={"id": pl.String, "counted": pl.Int64, "there": pl.Float64},
        orient="row",
    )
    coverage = outcome.coverage.join(counts, on="id", how="left").with_columns(
        recorded=pl.coalesce("counted", "recorded"), resident="there"
    )

    register = Wording(replace(outcome, coverage=coverage), "zh")

    assert register.results.survey_wanting == wanting
