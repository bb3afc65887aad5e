"""A cell that cannot be taken (a zero, a day that has not come) is told and left out alone; the rest is imported."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import typer
from tests.office import as_csv, as_xlsx, as_zip, put
from tests.small import small_dataset
from typer.testing import CliRunner

from chainlink.cli import importing
from chainlink.data import read_dataset
from chainlink.errors import CallError, DataError, Fault

app = typer.Typer()
importing.register(app)


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def imported(tmp_path: Path, name: str, content: bytes, *words: str) -> tuple[str, dict[str, pl.DataFrame]]:
    folder = small_dataset(tmp_path / "data")
    before = read_dataset(folder).tables
    said = run(put(tmp_path, name, content), "--into", folder, *words)
    after = read_dataset(folder).tables
    return said, {table: after[table][before[table].height :] for table in ("firms", "claims")}


def test_a_zero_is_left_out_alone_and_told(tmp_path: Path) -> None:
    rows = [
        ("企业名称", "区县", "2023年产值（万元）", "2023年税收（万元）"),
        ("海康纺织", "万州", "0", "12"),
        ("渝东甲机械厂", "开州", "300", "0.00"),
    ]

    said, added = imported(tmp_path, "a.csv", as_csv(rows))

    assert added["claims"].select("measure", "value").sort("value").rows() == [("tax", 12.0), ("output", 300.0)]
    assert added["firms"].height == 2
    assert "a.csv 第 2 行 「2023年产值（万元）」= 0: 是 0" in said
    assert "a.csv 第 3 行 「2023年税收（万元）」= 0.00: 是 0" in said


def test_a_zero_with_its_unit_in_a_zipped_workbook_is_told_with_its_sheet(tmp_path: Path) -> None:
    rows = [("Company", "District", "Capacity", "2023 output (10,000 yuan)"), ("Wanda Works", "Kaizhou", "0 sets", 5)]

    said, added = imported(
        tmp_path, "a.zip", as_zip(b__xlsx=as_xlsx(rows, sheet="Firms")), "--lang", "en", "--date", "2024"
    )

    assert added["claims"].select("measure", "value").rows() == [("output", 5.0)]
    assert "b.xlsx｜Firms row 2 [Capacity] = '0 sets': is zero" in said


def test_a_founding_day_that_has_not_come_is_left_out_alone_and_told(tmp_path: Path) -> None:
    rows = [
        ("企业名称", "区县", "成立日期", "核准日期"),
        ("海康纺织", "万州", "2131-01-01", "2023-05-06"),
        ("渝东甲机械厂", "开州", "2001-02-03", "2124-01-01"),
    ]

    said, added = imported(tmp_path, "a.csv", as_csv(rows))

    assert added["firms"].select("name", "since", "seen").rows() == [
        ("海康纺织", None, 2023),
        ("渝东甲机械厂", "2001-02-03", 2023),
    ]
    assert "a.csv 第 2 行 「成立日期」= '2131-01-01': 这一天还没有到" in said
    assert "a.csv 第 3 行 「核准日期」= '2124-01-01': 这一天还没有到" in said


def test_a_founding_year_ahead_in_a_workbook_in_english_is_left_out_alone_and_told(tmp_path: Path) -> None:
    rows = [
        ("Company", "District", "Established"),
        ("Wanda Works", "Kaizhou", "2150"),
        ("Tin Works", "Kaizhou", "1999"),
    ]

    said, added = imported(tmp_path, "a.xlsx", as_xlsx(rows, sheet="Firms"), "--lang", "en", "--date", "2024")

    assert added["firms"]["since"].to_list() == [None, "1999"]
    assert "a.xlsx｜Firms row 2 [Established] = 2150: this day has not come yet" in said


@pytest.mark.parametrize("day", ["2023-13-01", "7/1/2023", "昨天"])
def test_an_approval_day_that_is_none_is_told(tmp_path: Path, day: str) -> None:
    rows = [("企业名称", "区县", "核准日期"), ("海康纺织", "万州", day)]

    said, added = imported(tmp_path, "a.csv", as_csv(rows))

    assert f"a.csv 第 2 行 「核准日期」= '{day}': 应是日期" in said
    assert added["firms"]["seen"].to_list() == [None]


def test_a_year_of_a_report_that_is_none_is_told_with_its_sheet(tmp_path: Path) -> None:
    rows = [
        ("公司名称", "所属区县", "最新年报年份"),
        ("海康纺织", "万州", "last year"),
        ("渝东甲厂", "开州", "2023年报"),
    ]

    said, added = imported(tmp_path, "a.xlsx", as_xlsx(rows, sheet="名单"), "--lang", "en")

    assert "a.xlsx｜名单 row 2 [最新年报年份] = 'last year': should be a date" in said
    assert added["firms"]["seen"].to_list() == [2023, 2023]


@pytest.mark.parametrize(
    ("name", "words", "code"), [("a.csv", ("--date", "2099"), "date_ahead"), ("名单20990203.csv", (), "name_ahead")]
)
def test_a_list_of_a_day_that_has_not_come_is_refused_by_what_says_so(
    tmp_path: Path, name: str, words: tuple[str, ...], code: str
) -> None:
    with pytest.raises(CallError) as caught:
        imported(tmp_path, name, as_csv([("企业名称", "区县"), ("海康纺织", "万州")]), *words)

    assert caught.value.code == code
    assert "2099" in str(caught.value)
    assert not (tmp_path / "data-backups").exists()


@pytest.mark.parametrize(("word", "lang"), [("停产", "zh"), ("stopped", "en")])
def test_a_word_in_a_column_of_figures_is_sent_to_the_register_status(tmp_path: Path, word: str, lang: str) -> None:
    rows = [("企业名称", "区县", "2023年产值（万元）"), ("海康纺织", "万州", word)]

    said, added = imported(tmp_path, "a.csv", as_csv(rows), "--lang", lang)

    assert added["claims"].is_empty()
    assert {"zh": "没有数就留空，企业不再经营的在「登记状态」写停业", "en": "leave it empty if there is none"}[
        lang
    ] in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_review_sheet_is_written_only_of_an_import_that_was_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    file = put(tmp_path, "a.csv", as_csv([("企业名称", "区县"), ("海康纺织", "万州")]))
    folder, sheet = small_dataset(tmp_path / "data"), tmp_path / "r.xlsx"
    words = [str(word) for word in (file, "--into", folder, "--review", sheet, "--format", form)]

    def refuse(*_: object, **__: object) -> None:
        raise DataError([Fault("a.csv", "encoding")])

    with monkeypatch.context() as patched:
        patched.setattr(importing, "finish", refuse)
        with pytest.raises(DataError):
            CliRunner().invoke(app, words, catch_exceptions=False)
    assert not sheet.exists()

    run(*words)
    assert sheet.exists()
