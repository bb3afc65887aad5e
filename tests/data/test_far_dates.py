"""No fact lies ahead: one rule for every column that holds a time, in every table and form of a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from tests.small import TABLES, rows, small_dataset
from typer.testing import CliRunner

from chainlink import cli, read_dataset
from chainlink.data import check_dataset, default_dataset
from chainlink.data.checks.far_dates import AHEAD, GAP, HELD, faults_of_change
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES as DECLARED
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.dates import RELEASED, year_of
from chainlink.errors import CallError, DataError

PACKAGED = default_dataset()


def told(folder: Path) -> list[tuple[str | None, str | None, str, str | None]]:
    """Return what a check tells of a dataset: table, column, code and value."""
    return [(one.table, one.column, one.code, one.value) for one in check_dataset(folder)[0]]


def first(table: str, **changes: object) -> list[dict[str, object]]:
    """Return the rows of the small dataset's table with the first changed."""
    return [{**TABLES[table][0], **changes}, *map(dict, TABLES[table][1:])]


def test_every_column_that_holds_a_time_is_held_against_today() -> None:
    timed = {
        (name, column)
        for name, schema in DECLARED.items()
        for column, _, meta in columns(schema)
        if meta["kind"] in {"date", "year"} and column != "seen"
    }

    assert timed == {(name, column) for name, held in HELD.items() for column in held}


def test_the_year_of_the_release_is_no_earlier_than_the_packaged_data() -> None:
    tables = read_dataset().tables

    assert max(tables["sources"].select(year_of("date"))["date"].drop_nulls()) <= RELEASED


@pytest.mark.parametrize(
    ("table", "changes", "column"),
    [
        ("claims", {"from": "2099"}, "始于"),
        ("claims", {"to": "2031-05-01"}, "止于"),
        ("firm_status", {"year": 2099}, "年份"),
        ("firms", {"since": "2099-01"}, "始于"),
        ("statements", {"year": 2030}, "年份"),
        ("projects", {"year": 2099, "status": "done"}, "年份"),
        ("surveys", {"date": "2099-12"}, "日期"),
        ("admissions", {"as_of": 2040}, "截至"),
        ("travel", {"as_of": "2031"}, "截至"),
        ("sources", {"date": "2099"}, "日期"),
        ("links", {"seen": 2120}, "资料年份"),
        ("places", {"seen": 2031}, "资料年份"),
        ("capabilities", {"seen": 2099, "status": "planned"}, "资料年份"),
    ],
)
def test_a_fact_of_a_year_that_has_not_come_is_a_fault(
    tmp_path: Path, *, table: str, changes: Mapping[str, object], column: str
) -> None:
    data = small_dataset(tmp_path, **{table: first(table, **changes)})

    assert told(data) == [(table, column, "ahead", str(next(iter(changes.values()))))]
    assert "2021" in check_dataset(data)[0][0].wanted("en")


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_so_it_is_in_a_workbook_and_in_parquet(tmp_path: Path, form: str) -> None:
    data = read_dataset(small_dataset(tmp_path / "small"))
    claims = data.tables["claims"].with_columns(
        to=pl.when(pl.col("status") == "actual").then(pl.lit("2044-02")).otherwise("to")
    )
    path = write_dataset(
        type(data)(**{**vars(data), "tables": {**data.tables, "claims": claims}}),
        tmp_path / ("data.xlsx" if form == "xlsx" else "data"),
        form,
    )

    assert ("claims", "止于", "ahead", "2044-02") in told(tmp_path / ("data.xlsx" if form == "xlsx" else "data")), path


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ("claims", [*TABLES["claims"][:1], {**TABLES["claims"][1], "from": "2035", "to": str(RELEASED + AHEAD)}]),
        ("firm_status", rows("firm_status", {"firm": "qianneng", "year": 2028, "status": "planned"})),
        ("projects", first("projects", year=2027, status="building")),
        ("links", first("links", since="2030", until="2035")),  # an expected figure is about it
        ("firms", first("firms", until="2050-06-30")),  # a licence may end then
    ],
)
def test_what_is_expected_or_planned_may_lie_ahead(
    tmp_path: Path, *, table: str, changed: list[Mapping[str, object]]
) -> None:
    assert told(small_dataset(tmp_path, **{table: changed})) == []


@pytest.mark.parametrize(
    ("table", "changed", "column"),
    [
        ("claims", [*TABLES["claims"][:1], {**TABLES["claims"][1], "from": "2150"}], "始于"),
        ("firms", first("firms", until="2199"), "止于"),
    ],
)
def test_a_plan_beyond_all_plans_is_a_fault(
    tmp_path: Path, *, table: str, changed: list[Mapping[str, object]], column: str
) -> None:
    assert [one[1:3] for one in told(small_dataset(tmp_path, **{table: changed}))] == [(column, "far_ahead")]


def test_a_dated_source_moves_today_and_one_that_stands_alone_is_warned_of(tmp_path: Path) -> None:
    later = {"source": "S2", "title": "later", "date": str(RELEASED + 5)}
    claims = first("claims", **{"from": str(RELEASED + 4), "source": "S2"})
    faults, warnings = check_dataset(small_dataset(tmp_path, sources=rows("sources", later), claims=claims))

    assert faults == []
    assert [(one.table, one.code, one.value) for one in warnings] == [("sources", "far_date", later["date"])]


def test_a_source_beyond_the_gap_moves_nothing(tmp_path: Path) -> None:
    later = {"source": "S2", "title": "slip", "date": str(RELEASED + GAP + 1)}
    links = first("links", seen=RELEASED + GAP + 1, source="S2")
    data = small_dataset(tmp_path, sources=rows("sources", later), links=links)

    assert [one[:3] for one in told(data)] == [("links", "资料年份", "ahead"), ("sources", "日期", "ahead")]


@pytest.mark.parametrize("day", ["2021-06-31", "2022-02-29", "2021-04-31"])
@pytest.mark.parametrize(("table", "column"), [(name, column) for name, held in HELD.items() for column in held])
def test_a_day_no_calendar_has_is_a_fault_in_every_column(tmp_path: Path, *, table: str, column: str, day: str) -> None:
    data = small_dataset(tmp_path, **{table: first(table, **{column: day})})

    assert len(told(data)) == 1


def test_what_a_change_would_write_is_told_and_what_lay_there_is_not(tmp_path: Path) -> None:
    tables = read_dataset(small_dataset(tmp_path)).tables
    travel = tables["travel"].with_columns(as_of=pl.lit("2077"))

    assert [(one.table, one.code) for one in faults_of_change(tables, {"travel": travel})] == [("travel", "ahead")]
    assert faults_of_change({**tables, "travel": travel}, {"links": tables["links"]}) == []


@pytest.mark.parametrize(
    "words",
    [
        ("add", "source", "T1", "--title", "公告", "--date", "2031-05"),
        (
            "add",
            "firm",
            "测试机电",
            "--district",
            "wan",
            "--source",
            "SEED",
            "--grade",
            "A",
            "--seen",
            "2031",
            "--lang",
            "en",
        ),
    ],
)
def test_what_is_added_attests_no_year_of_its_own(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = small_dataset(tmp_path / "my")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    done = CliRunner().invoke(cli.app, [*words, "--into", str(folder)])

    assert done.exit_code != 0
    assert isinstance(done.exception, DataError)
    assert {fault.code for fault in done.exception.faults} == {"ahead"}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_list_whose_name_says_a_day_ahead_is_refused_by_its_name(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    file = tmp_path / "firms_2033-01-02.tsv"
    file.write_text("company\testablished\nLakeside Lamp Co., Ltd.\t2012-01-02\n", encoding="utf-8")

    done = CliRunner().invoke(cli.app, ["import", str(file), "--into", str(folder)])

    assert isinstance(done.exception, CallError)
    assert (done.exception.code, done.exception.parts["value"]) == ("name_ahead", "2033-01-02")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_an_approval_day_ahead_dates_no_list(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my")
    (tmp_path / "list.csv").write_text(
        "企业名称,核准日期,登记状态\n重庆万新甲乙有限公司,2035-05-05,存续\n", encoding="utf-8"
    )

    done = CliRunner().invoke(cli.app, ["import", str(tmp_path / "list.csv"), "--into", str(folder)])

    assert "第 2 行 「核准日期」= '2035-05-05': 这一天还没有到" in done.output
    assert "资料日期取" not in done.output
    assert done.exit_code == 0
