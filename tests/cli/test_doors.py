"""What a dataset lets in: a dry run refuses alike, a misspelt place is told, contradictions are warned of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.small import TABLES, rows, small_dataset
from typer.testing import CliRunner

from chainlink import cli, read_dataset, run_study
from chainlink.data import check_dataset
from chainlink.data.readers import read_bytes
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.errors import CallError, DataError
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.merge import plan_import
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import region_page
from chainlink.report.pages.one_page import one_page
from outcomes import packaged


def call(*words: object) -> Any:
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def book(folder: Path, name: str = "data.xlsx", **tables: Any) -> Path:
    """Return a workbook of the small dataset, as a spreadsheet holds it."""
    file = folder / name
    write_dataset(read_dataset(small_dataset(folder / f"from-{name}", **tables)), file, "xlsx")
    return file


def content(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in ([path] if path.is_file() else path.iterdir())}


def warned(path: Path) -> list[tuple[str | None, int | None, str]]:
    faults, warnings = check_dataset(path)
    assert faults == []
    return [(one.table, one.row, one.code) for one in warnings]


# --- a dry run ------------------------------------------------------------------------------------------------------

BAD = {
    "an unknown source": ("add", "firm", "甲测试厂", "--source", "NOPE"),
    "an unknown relation": ("add", "link", "--supplier", "x-other", "--buyer", "changan", "--relation", "z", "--source", "SEED"),
    "an unknown measure": ("add", "claim", "16万套", "--about", "firms:changan", "--measure", "z", "--source", "SEED"),
    "a unit of another measure": ("add", "claim", "3吨", "--about", "firms:changan", "--measure", "amount", "--source", "SEED"),
    "an unknown grade": ("add", "firm", "Lakeside Lamp", "--source", "SEED", "--grade", "Z", "--lang", "en"),
    "an id that is none": ("add", "source", "A B", "--title", "x", "--lang", "en"),
    "an unknown kind": ("add", "source", "AB", "--title", "x", "--kind", "z"),
    "an id that is taken": ("add", "source", "SEED", "--title", "x"),
    "an unknown firm": ("add", "claim", "16万套", "--about", "firms:nobody", "--measure", "amount", "--source", "SEED"),
}  # fmt: skip


@pytest.mark.parametrize("form", ["folder", "book"])
@pytest.mark.parametrize("bad", BAD)
def test_a_dry_run_refuses_what_the_real_call_refuses(tmp_path: Path, bad: str, form: str) -> None:
    data = small_dataset(tmp_path / "data") if form == "folder" else book(tmp_path)
    before = content(data)

    dry = call(*BAD[bad], "--into", data, "--dry-run")
    real = call(*BAD[bad], "--into", data)

    assert isinstance(real.exception, (CallError, DataError))
    assert (dry.exit_code, type(dry.exception), str(dry.exception)) == (1, type(real.exception), str(real.exception))
    assert dry.output == real.output
    assert content(data) == before


def test_a_dry_run_refuses_a_place_that_cannot_be_made_and_makes_none(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    words = ("add", "source", "AB", "--title", "x", "--new", "--into")

    dry, real = (call(*words, tmp_path / "file" / "data", *more) for more in (("--dry-run",), ()))

    assert str(dry.exception) == str(real.exception)
    assert "Not a directory" in str(dry.exception)
    assert call(*words, tmp_path / "new" / "data", "--dry-run").exit_code == 0
    assert not (tmp_path / "new").exists()


# --- where a dataset is begun ---------------------------------------------------------------------------------------


def exported(folder: Path) -> Path:
    file = folder / "名单.csv"
    file.write_text("企业名称,主要产品\n重庆万新甲乙有限公司,灯具\n", encoding="utf-8")
    return file


def test_a_misspelt_folder_is_told_with_the_dataset_beside_it_even_where_quiet(tmp_path: Path) -> None:
    small_dataset(tmp_path / "wan-kai-yun")
    words = ("import", exported(tmp_path), "--into", tmp_path / "wan-kai-yum", "-q")

    refused = call(*words)

    assert isinstance(refused.exception, CallError)
    assert refused.exception.parts["near"] == str(tmp_path / "wan-kai-yun")
    assert "--new" in str(refused.exception)
    assert not (tmp_path / "wan-kai-yum").exists()
    assert call(*words, "--new").exit_code == 0
    assert read_dataset(tmp_path / "wan-kai-yum").tables["firms"].height == 1


def test_so_is_one_beside_a_workbook_or_in_a_misspelt_folder(tmp_path: Path) -> None:
    (tmp_path / "offices").mkdir()
    file = book(tmp_path / "offices", "数据集万州.xlsx")

    for place in (tmp_path / "offices" / "数据集万洲", tmp_path / "ofices" / "数据集万州.xlsx" / ".." / "数据集"):
        refused = call("add", "source", "A", "--title", "x", "--into", place, "--lang", "en")
        assert isinstance(refused.exception, CallError)
        assert "--new" in refused.exception.say("en")
    near = call("add", "source", "A", "--title", "x", "--into", tmp_path / "offices" / "数据集万洲").exception
    assert isinstance(near, CallError)
    assert near.parts["near"] == str(file)


def test_a_folder_that_is_no_dataset_or_has_another_name_keeps_none_from_being_begun(tmp_path: Path) -> None:
    small_dataset(tmp_path / "liangping")
    (tmp_path / "my-dat").mkdir()

    assert call("import", exported(tmp_path), "--into", tmp_path / "my-data").exit_code == 0
    assert isinstance(call("import", exported(tmp_path), "--into", tmp_path / "my-data", "--new").exception, CallError)


@pytest.mark.parametrize(
    ("words", "lang"),
    [
        (("claim", "20万套", "--about", "links:qianneng--changan", "--measure", "quantity", "--year", "2020"), "zh"),
        (("link", "--supplier", "千能实业", "--buyer", "长安跨越"), "en"),
    ],
)
def test_an_id_made_twice_is_refused_with_the_way_to_another(tmp_path: Path, words: tuple[str, ...], lang: str) -> None:
    data = small_dataset(tmp_path / "data")
    whole = ("add", *words, "--source", "SEED", "--into", data, "--lang", lang)
    call(*whole)

    refused = call(*whole)

    assert isinstance(refused.exception, CallError)
    assert "--id" in refused.exception.say(lang)
    assert call(*whole, "--id", "another").exit_code == 0


# --- a fact later than its source -----------------------------------------------------------------------------------


def claim(**changes: object) -> list[dict[str, object]]:
    return [{**TABLES["claims"][0], **changes}, *TABLES["claims"][1:]]


def test_a_claim_later_than_its_source_is_warned_of(tmp_path: Path) -> None:
    data = small_dataset(tmp_path, claims=claim(**{"from": "2024", "to": "2024"}))

    assert warned(data) == [("claims", 2, "after_source")]
    assert "2021" in check_dataset(data)[1][0].wanted("zh")


def test_so_is_a_status_in_a_workbook_told_in_english(tmp_path: Path) -> None:
    data = book(tmp_path, firm_status=[{"firm": "changan", "year": 2023, "status": "operating"}])

    assert warned(data) == [("firm_status", 2, "after_source")]
    assert "of 2021" in check_dataset(data)[1][0].wanted("en")


@pytest.mark.parametrize(
    "tables",
    [
        {"claims": claim(**{"from": "2021"})},
        {"claims": claim(**{"from": "2024", "status": "planned"})},
        {"projects": [{**TABLES["projects"][0], "year": 2024}]},
        {
            "claims": claim(**{"from": "2024", "source": "SEED;LATER"}),
            "sources": rows("sources", {"source": "LATER", "title": "年报", "date": "2025"}),
        },
        {
            "claims": claim(**{"from": "2024", "source": "SEED;OPEN"}),
            "sources": rows("sources", {"source": "OPEN", "title": "网页"}),
        },
    ],
    ids=["same year", "planned", "signed", "a later source", "a source without a date"],
)
def test_what_its_sources_can_know_or_expect_is_not(tmp_path: Path, tables: Mapping[str, Any]) -> None:
    assert warned(small_dataset(tmp_path, **tables)) == []


# --- two figures of one thing ---------------------------------------------------------------------------------------

RIVAL = {"claim": "c3", "measure": "quantity", "value": 20, "unit": "万套", "per": "year", "from": "2020", "status": "actual"}  # fmt: skip
OF_THE_LINK = {"claim": "c3", "table": "links", "id": "qianneng--changan"}


def with_rival(**changes: object) -> dict[str, Any]:
    return {"claims": rows("claims", {**RIVAL, **changes}), "claim_subjects": rows("claim_subjects", OF_THE_LINK)}


def test_a_second_figure_of_one_thing_is_warned_of_with_both_rows(tmp_path: Path) -> None:
    data = small_dataset(tmp_path, **with_rival())

    assert warned(data) == [("claims", 4, "rival_claim")]
    assert "第 2 行（c1：160000 套）" in check_dataset(data)[1][0].wanted("zh")


def test_so_it_is_of_two_firms_together_in_a_workbook(tmp_path: Path) -> None:
    joint = [
        {"claim": name, "measure": "output", "value": value, "unit": unit, "from": "2019", "to": "2019", "status": "actual"}
        for name, value, unit in (("a", 3, "亿元"), ("b", 20000, "万元"))
    ]  # fmt: skip
    about = [{"claim": name, "table": "firms", "id": firm} for name in "ab" for firm in ("changan", "qianneng")]
    data = book(tmp_path, claims=rows("claims", *joint), claim_subjects=rows("claim_subjects", *about))

    assert warned(data) == [("claims", 5, "rival_claim")]
    assert "row 4 (a: 3 亿元)" in check_dataset(data)[1][0].wanted("en")


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 16},
        {"value": 15.8, "precision": "about"},
        {"value": 15, "precision": "at_least"},
        {"from": "2019"},
        {"per": "month"},
        {"status": "expected"},
        {"measure": "production"},
    ],
)
def test_corroboration_and_another_time_or_thing_are_no_rivals(tmp_path: Path, changes: Mapping[str, object]) -> None:
    assert warned(small_dataset(tmp_path, **with_rival(**changes))) == []


def test_notes_that_say_what_each_figure_counts_make_them_no_rivals(tmp_path: Path) -> None:
    both = with_rival(note="含外协")
    both["claims"][0]["note"] = "自产"

    assert warned(small_dataset(tmp_path / "both", **both)) == []
    assert warned(small_dataset(tmp_path / "one", **with_rival(note="含外协"))) == [("claims", 4, "rival_claim")]


def test_what_is_added_is_warned_of_at_once_and_in_a_dry_run(tmp_path: Path) -> None:
    data = small_dataset(tmp_path / "data")
    words = (
        "add",
        "claim",
        "20万套",
        "--about",
        "links:qianneng--changan",
        "--measure",
        "quantity",
        "--source",
        "SEED",
    )
    later = (*words, "--year", "2020", "--into", data)

    assert "c1：160000 套" in call(*later, "--dry-run").output
    assert "c1: 160000 套" in call(*later, "--lang", "en").output
    assert "2021 年的" in call(*words, "--year", "2024", "--into", data).output
    assert "160000" not in call(*words, "--year", "2019", "--into", data).output


def test_the_packaged_data_contradict_neither_themselves_nor_their_sources() -> None:
    assert not {one.code for one in check_dataset()[1]} & {"after_source", "rival_claim"}


# --- what a list says of when it was made -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "text", "years"),
    [
        ("名单.csv", "企业名称,登记状态,成立日期\n重庆万新甲乙有限公司,存续,2015-03-02\n", []),
        ("firms.tsv", "company\tstatus\testablished\nLakeside Lamp Co., Ltd.\t在业\t2012-01-02\n", []),
        ("企业名单20240301.csv", "企业名称,登记状态,成立日期\n重庆万新甲乙有限公司,存续,2015-03-02\n", [2024]),
        ("firms 2023-5.tsv", "company\tstatus\testablished\nLakeside Lamp Co., Ltd.\t在业\t2012-01-02\n", [2023]),
        ("2014年招商.csv", "企业名称,登记状态,成立日期\n重庆万新甲乙有限公司,存续,2015-03-02\n", []),
        ("名单.csv", "企业名称,登记状态,核准日期\n重庆万新甲乙有限公司,存续,2022-03-02\n", [2022]),
    ],
)
def test_a_status_is_of_the_day_of_the_list_and_never_of_a_founding_day(
    tmp_path: Path, file: str, text: str, years: list[int]
) -> None:
    data = read_dataset(small_dataset(tmp_path))

    plan = plan_import(data, read_exports(read_bytes(file, text.encode(), find_head)))

    made = plan.tables.get("firm_status", data.tables["firm_status"])
    assert made["year"].to_list() == [2020, *years]
    assert ("import_no_date" in {one.code for one in plan.told}) == (not years)
    assert plan.tables["firms"]["seen"].to_list()[3:] == (years or [None])


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_firms_of_the_tile_are_those_of_the_lists(tmp_path: Path, lang: str) -> None:
    extra = rows("firms", {"firm": "jingkai", "name": "经开公司", "district": "wan", "named": "Y"})
    for outcome in (packaged(), run_study(read_dataset(small_dataset(tmp_path / lang, firms=extra)))):
        page = region_page(Wording(outcome, lang), ())
        tile = next(one for one in page.tiles if one.key == "firms")
        lists = {table.key: len(table.records) for table in page.tables}

        assert tile.count == sum(lists.get(key, 0) for key in ("firms", "stale", "closed"))


def pairs(outcome: Any, lang: str) -> dict[str, str]:
    """Return the pairs to convene of every district's sheet: the finding and its words."""
    register = Wording(outcome, lang)
    sheets = (one_page(register, district) for district in register.index.region)
    return {pair.head.panel: pair.head.text for sheet in sheets for pair in sheet.pairs}


@pytest.mark.parametrize(
    ("sector", "lang"),
    [("auto_battpack", "zh"), ("auto_fuel_hose", "en")],
)
def test_a_supply_that_is_on_record_is_no_pair_to_bring_together(sector: str, lang: str) -> None:
    outcome = packaged()
    links = outcome.dataset.tables["links"]
    dropped = links.filter(~pl.col("sectors").list.contains(sector).fill_null(value=False))
    without = replace(outcome, dataset=replace(outcome.dataset, tables={**outcome.dataset.tables, "links": dropped}))
    panel = f"g:near|{sector}|"

    assert links.height > dropped.height
    assert panel not in pairs(outcome, lang)
    assert panel in pairs(without, lang)
