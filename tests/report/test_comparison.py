"""Two states compared: what came and went by id, figures with the status of both ends, findings that moved."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import ROWS, Outcome
from chainlink.measures.evaluation.comparison import changes, figure_changes, finding_changes
from chainlink.report.formats.comparison_files import comparison_file
from chainlink.report.lists.comparison import Comparison, compare
from chainlink.study import run_study
from outcomes import of_year
from small import rows, small_dataset

CLAIM = {
    "claim": pl.String,
    "measure": pl.String,
    "value": pl.Float64,
    "value_to": pl.Float64,
    "unit": pl.String,
    "per": pl.String,
    "share_of": pl.String,
    "from": pl.String,
    "to": pl.String,
    "status": pl.String,
    "precision": pl.String,
    "grade": pl.String,
    "file": pl.String,
    "row": pl.Int64,
}


def claims(*given: tuple[str, float | None, str, str, str]) -> pl.DataFrame:
    """Claims of a year: id, value, unit, year, status."""
    made = [
        {
            "claim": claim,
            "measure": "quantity",
            "value": value,
            "unit": unit,
            "per": "year",
            "from": year,
            "status": status,
        }
        | {"file": "claims.csv", "row": place}
        for place, (claim, value, unit, year, status) in enumerate(given, start=2)
    ]
    return pl.DataFrame([{name: row.get(name) for name in CLAIM} for row in made], schema=CLAIM)


def about(*given: tuple[str, str]) -> pl.DataFrame:
    """The links that claims are about: claim, link."""
    return pl.DataFrame(
        [{"claim": claim, "table": "links", "id": link} for claim, link in given],
        schema={"claim": pl.String, "table": pl.String, "id": pl.String},
    )


def moved(before: pl.DataFrame, after: pl.DataFrame, subjects: pl.DataFrame) -> list[tuple[object, ...]]:
    frame = figure_changes(claims_before=before, subjects_before=subjects, claims_after=after, subjects_after=subjects)
    ends = ("relation", "value_before", "status_before", "value_after", "status_after", "change", "rate")
    return frame.select(ends).rows()


# -- rows ----------------------------------------------------------------------------------------------------------
def firms(*given: tuple[str, str, str | None, str]) -> pl.DataFrame:
    made = [
        {"firm": firm, "name": name, "district": district, "note": note, "file": "firms.csv", "row": place}
        for place, (firm, name, district, note) in enumerate(given, start=2)
    ]
    return pl.DataFrame(made, schema_overrides={"district": pl.String})


def test_rows_are_matched_by_id_and_a_note_is_no_fact() -> None:
    before = firms(
        ("a", "甲厂", "wan", ""), ("b", "乙厂", None, ""), ("c", "丙厂", "kai", "旧备注"), ("d", "丁厂", "kai", "")
    )
    after = firms(
        ("a", "甲业公司", "wan", ""), ("b", "乙厂", "kai", ""), ("c", "丙厂", "kai", "新备注"), ("e", "戊厂", "wan", "")
    )

    told = changes(before, after, key=["firm"], facts=["name", "district"])

    assert told.select("firm", "change", "fields").rows() == [
        ("a", "renamed", ["name"]),
        ("b", "changed", ["district"]),
        ("d", "lost", []),
        ("e", "new", []),
    ]
    assert told.row(0, named=True)["name_before"] == "甲厂"
    assert (told.row(2, named=True)["row_before"], told.row(2, named=True)["row_after"]) == (5, None)


@settings(deadline=None, max_examples=30)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz")),
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("xyz")),
)
def test_what_is_new_one_way_is_lost_the_other(first: dict[str, str], last: dict[str, str]) -> None:
    def frame(given: dict[str, str]) -> pl.DataFrame:
        columns = {"firm": list(given), "name": list(given.values()), "file": ["f"] * len(given)}
        kinds = dict.fromkeys(columns, pl.String)
        return pl.DataFrame(columns, schema=kinds).with_columns(row=pl.int_range(pl.len(), dtype=pl.Int64))

    there = changes(frame(first), frame(last), key=["firm"], facts=["name"])
    back = changes(frame(last), frame(first), key=["firm"], facts=["name"])

    turned = {"new": "lost", "lost": "new", "renamed": "renamed"}
    assert [(firm, turned[change]) for firm, change in there.select("firm", "change").rows()] == back.select(
        "firm", "change"
    ).rows()
    assert changes(frame(first), frame(first), key=["firm"], facts=["name"]).is_empty()


# -- figures -------------------------------------------------------------------------------------------------------
def test_an_expected_figure_stands_against_the_actual_one_with_both_statuses() -> None:
    before = claims(("c1", 160_000, "套", "2020", "actual"))
    after = claims(("c1", 160_000, "套", "2020", "actual"), ("c2", 180_000, "套", "2021", "expected"))

    # 18万套 - 16万套 = 2万套, an eighth of 16万套.
    assert moved(before, after, about(("c1", "l1"), ("c2", "l1"))) == [
        ("ahead", 160_000, "actual", 180_000, "expected", 20_000, 0.125)
    ]
    assert moved(after, after, about(("c1", "l1"), ("c2", "l1"))) == []


def test_the_actual_figure_of_the_earlier_side_serves_where_the_later_side_has_none() -> None:
    before, after = claims(("c1", 16, "万套", "2020", "actual")), claims(("c2", 180_000, "套", "2021", "expected"))

    assert moved(before, after, about(("c1", "l1"), ("c2", "l1"))) == [
        ("ahead", 16, "actual", 180_000, "expected", 20_000, 0.125)
    ]


def test_what_was_expected_for_a_year_stands_against_what_came_and_is_no_later_actual() -> None:
    before = claims(("c1", 160, "套", "2020", "actual"), ("c2", 180, "套", "2021", "expected"))
    after = claims(
        ("c1", 160, "套", "2020", "actual"), ("c2", 180, "套", "2021", "expected"), ("c3", 171, "套", "2021", "actual")
    )

    assert moved(before, after, about(("c1", "l1"), ("c2", "l1"), ("c3", "l1"))) == [
        ("later", 160, "actual", 171, "actual", 11, 11 / 160),
        ("outcome", 180, "expected", 171, "actual", -9, -0.05),
    ]


def test_a_corrected_figure_is_told_as_revised_and_a_bound_has_no_difference() -> None:
    before = claims(("c1", 160, "套", "2020", "actual"), ("c2", 50, "吨", "2020", "actual"))
    after = claims(("c1", 165, "套", "2020", "actual"), ("c2", 60, "吨", "2021", "actual")).with_columns(
        precision=pl.when(pl.col("claim") == "c2").then(pl.lit("at_least"))
    )

    assert moved(before, after, about(("c1", "l1"), ("c2", "l2"))) == [
        ("revised", 160, "actual", 165, "actual", 5, 5 / 160),
        ("later", 50, "actual", 60, "actual", None, None),
    ]


def test_a_joint_figure_is_a_series_of_all_its_subjects_and_never_split() -> None:
    before, after = claims(("c1", 1900, "万元", "2020", "actual")), claims(("c2", 900, "万元", "2021", "actual"))
    joint = about(("c1", "l1"), ("c1", "l2"), ("c2", "l1"))

    assert moved(before, after, joint) == []


def test_the_area_of_a_district_may_be_anybodys_and_is_not_compared() -> None:
    area = pl.lit("area").alias("measure")
    before = claims(("c1", 22_000, "公顷", "2012", "actual")).with_columns(area)
    after = claims(("c2", 86, "万亩", "2020", "actual")).with_columns(area)
    of = about(("c1", "wan"), ("c2", "wan")).with_columns(table=pl.lit("districts"))

    assert moved(before, after, of) == []
    gdp = pl.lit("gdp").alias("measure")
    assert len(moved(before.with_columns(gdp), after.with_columns(gdp), of)) == 1


# -- findings ------------------------------------------------------------------------------------------------------
def findings(*given: tuple[str, str, str, int, int, int]) -> pl.DataFrame:
    made = [
        {"finding": f"{kind}|{sector}|", "kind": kind, "sector": sector, "band": band}
        | {"rank": rank, "rank_low": low, "rank_high": high}
        for kind, sector, band, rank, low, high in given
    ]
    return pl.DataFrame(made, schema={name: ROWS[name] for name in made[0]}).with_columns(
        other_sector=pl.lit(None, pl.String)
    )


def test_a_rank_moved_only_where_its_ranges_do_not_overlap() -> None:
    before = findings(
        ("outsourced", "steel", "乙", 4, 3, 6),
        ("outsourced", "glass", "乙", 9, 8, 9),
        ("outsourced", "paper", "乙", 1, 1, 2),
        ("near", "motor", "甲", 2, 2, 2),
        ("outsourced", "resin", "乙", 5, 5, 5),
    )
    after = findings(
        ("outsourced", "steel", "乙", 7, 6, 8),
        ("outsourced", "glass", "乙", 3, 2, 5),
        ("outsourced", "paper", "乙", 3, 3, 3),
        ("near", "motor", "乙", 2, 2, 2),
        ("near", "resin", "乙", 5, 5, 5),
    )

    told = finding_changes(before, after)

    assert told.select("finding", "change").rows() == [
        ("near|motor|", "band"),
        ("near|resin|", "opened"),
        ("outsourced|glass|", "rank_up"),
        ("outsourced|paper|", "rank_down"),
        ("outsourced|resin|", "closed"),
    ]
    assert told.filter(sector="resin")["instead"].to_list() == [["outsourced"], ["near"]]


# -- a hand-made pair of datasets ----------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outcome, Outcome]:
    folder = tmp_path_factory.mktemp("pair")
    renamed = [{**row, "name": "千能智造"} if row["firm"] == "qianneng" else row for row in rows("firms")]
    noted = [{**row, "note": "备注改了"} if row["firm"] == "changan" else row for row in renamed]
    new = {"firm": "kaigang", "name": "开钢", "district": "kai", "named": "Y"}
    makes = {"firm": "kaigang", "sector": "steel", "basis": "stated", "status": "made", "seen": 2021}
    sells = {"link": "kaigang--qianneng", "supplier": "kaigang", "buyer": "qianneng", "sectors": "steel"}
    first = small_dataset(
        folder / "first",
        firms=rows("firms", {"firm": "gone", "name": "旧厂", "district": "wan", "named": "Y"}),
        claims=rows("claims")[:1],
        claim_subjects=[row for row in rows("claim_subjects") if row["claim"] == "c1"],
    )
    last = small_dataset(
        folder / "last",
        firms=[*noted, new],
        capabilities=rows("capabilities", makes),
        links=rows("links", {**sells, "relation": "supply", "seen": 2021}),
    )
    return run_study(read_dataset(first), Study(doubt=False)), run_study(read_dataset(last), Study(doubt=False))


def section(comparison: Comparison, key: str) -> list[dict[str, object]]:
    found = next(section for section in comparison.sections if section.key == key)
    return [dict(row) for row in found.rows]


def test_a_pair_of_datasets_is_told_in_words(pair: tuple[Outcome, Outcome]) -> None:
    told = compare(*pair)

    assert [(row["change"], row["id"]) for row in section(told, "firms")] == [
        ("不再登记", "gone"),
        ("新增", "kaigang"),
        ("更名", "qianneng"),
    ]
    assert section(told, "firms")[2]["detail"] == "名称：千能实业 → 千能智造"
    assert [(row["change"], row["firm"], row["sector"]) for row in section(told, "capabilities")] == [
        ("新增", "开钢", "汽车钢板")
    ]
    assert [(row["change"], row["supplier"], row["buyer"]) for row in section(told, "links")] == [
        ("新增", "开钢", "千能智造")
    ]
    (figure,) = section(told, "figures")
    assert figure["before"] == "160,000 套（2020、实绩）"
    assert figure["after"] == "180,000 套（2021、预计）"
    assert (figure["moved"], figure["rate"], figure["change"]) == ("+20,000 套", "+12.5%", "预计或规划对实绩")
    assert ("不再列出", "steel") in {(row["change"], str(row["id"]).split("|")[1]) for row in section(told, "findings")}


def test_a_dataset_against_itself_has_not_changed(pair: tuple[Outcome, Outcome]) -> None:
    told = compare(pair[1], pair[1])

    assert [section.key for section in told.sections if section.rows] == ["sides", "summary"]


def test_every_format_tells_the_same_changes(pair: tuple[Outcome, Outcome]) -> None:
    told = compare(*pair)
    parts = ("firms", "capabilities", "links", "claims", "figures", "findings")
    count = {part: len(section(told, part)) for part in parts}

    flat = list(csv.DictReader(io.StringIO(comparison_file(told, "csv").decode("utf-8-sig"))))
    records = json.loads(comparison_file(told, "json"))
    book = pl.read_excel(io.BytesIO(comparison_file(told, "xlsx")), sheet_id=0)
    page = comparison_file(told, "html").decode()

    assert len(flat) == sum(count.values())
    assert {part: len(records[part]) for part in parts} == count
    assert records["firms"][2]["change"] == "renamed"
    assert (records["figures"][0]["status_before"], records["figures"][0]["status_after"]) == ("actual", "expected")
    assert [frame.height for frame in book.values()][2:] == list(count.values())
    assert page.count("<section ") == len(told.sections)
    assert comparison_file(compare(*pair), "html") == page.encode()
    assert comparison_file(compare(*pair), "xlsx") == comparison_file(told, "xlsx")


def test_the_page_asks_for_nothing_and_runs_nothing(
    pair: tuple[Outcome, Outcome], chromium: Browser, tmp_path: Path
) -> None:
    first, last = pair
    hostile = last.dataset.tables["firms"].with_columns(name=pl.lit("<img src=x onerror=alert(1)>") + pl.col("name"))
    last = replace(last, dataset=replace(last.dataset, tables={**last.dataset.tables, "firms": hostile}))
    text = comparison_file(compare(first, last), "html").decode()
    file = tmp_path / "diff.html"
    file.write_text(text, encoding="utf-8")

    assert "<script" not in text
    assert "<img" not in text
    assert "default-src 'none'" in html.unescape(text)
    page = chromium.new_context(offline=True).new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert page.get_by_role("region", name="数值变化").get_by_role("columnheader").count() == 8
    page.context.close()


# -- the packaged data ---------------------------------------------------------------------------------------------
@cache
def packaged(lang: str = "zh") -> Comparison:
    return compare(of_year(2020), of_year(2024), lang=lang)


def test_the_packaged_data_at_two_years_tell_the_articles_two_figures_apart() -> None:
    told = [row for row in section(packaged(), "figures") if "千能实业" in str(row["about"])]

    assert [(row["before"], row["after"], row["moved"]) for row in told] == [
        ("160,000 套（2020、实绩）", "约 180,000 套（2021、预计）", "+20,000 套")
    ]


def test_later_years_lose_nothing_and_every_change_names_its_row() -> None:
    for part in ("firms", "capabilities", "links", "claims"):
        listed = section(packaged(), part)
        assert listed
        assert "不再登记" not in {row["change"] for row in listed}
        assert all(re.fullmatch(r"\w+\.csv:\d+", str(row["place"])) for row in listed)
    assert {row["change"] for row in section(packaged(), "findings")} >= {"新列出", "不再列出", "换档"}
