"""What is refused is told once, with its true cause; what a list or a call says beside its names is not lost unsaid."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from tests.small import small_dataset

from calls import chainlink_here
from chainlink import read_dataset, terms
from chainlink.cli.changing import open_dataset
from chainlink.config import read_study, study_of
from chainlink.data import check_dataset
from chainlink.data.writing.dataset_files import write_template
from chainlink.data.writing.transaction import replace_tables
from chainlink.errors import CallError, WriteError
from chainlink.intake.fresh import fresh_dataset
from chainlink.report.pages.write import write_report
from chainlink.study import run_study

UNIX = pytest.mark.skipif(sys.platform == "win32", reason="links and bytes of Unix")


# --- files ----------------------------------------------------------------------------------------------------------


def a_report(file: Path) -> Any:
    return write_report(cast("Any", None), file)


def a_template(file: Path) -> Any:
    return write_template(file / "deep" / "x.xlsx")


def a_dataset(file: Path) -> Any:
    return replace_tables(cast("Any", None), {}, path=file / "my")


@pytest.mark.parametrize("write", [a_report, a_template, a_dataset])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_where_a_folder_is_to_be_made_is_no_folder(
    tmp_path: Path, write: Callable[[Path], Any], lang: str
) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(WriteError) as refused:
        write(tmp_path / "file")

    assert "File exists" not in refused.value.say(lang)
    assert "directory" in refused.value.say(lang)


@UNIX
@pytest.mark.parametrize("target", ["nowhere", "gone/deep"])
def test_a_link_that_leads_nowhere_is_no_place_for_a_new_dataset(tmp_path: Path, target: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path / target)

    with pytest.raises(CallError) as refused:
        open_dataset(tmp_path / "link", new=True)

    assert refused.value.code == "no_such_dataset"
    assert open_dataset(tmp_path / "free", new=True)[0].title == "free"


@UNIX
@pytest.mark.parametrize(
    ("name", "title"), [(b"a\xff\xe9", "a\ufffd\ufffd"), ("开州企业".encode("gb18030"), "开州企业")]
)
def test_a_dataset_begun_in_a_folder_of_another_encoding_has_a_title_of_text(
    tmp_path: Path, name: bytes, title: str
) -> None:
    folder = tmp_path / os.fsdecode(name)

    begun = fresh_dataset(read_dataset(small_dataset(tmp_path / "my")), folder)
    replace_tables(begun, {}, path=folder)

    assert begun.title == title
    assert check_dataset(folder)[0] == []


@UNIX
@pytest.mark.parametrize("words", ["check {}", "gaps {} --format csv"])
def test_a_workbook_whose_name_is_no_text_is_told_in_one_line(tmp_path: Path, words: str) -> None:
    odd = tmp_path / os.fsdecode(b"b\xff\xe9.xlsx")
    write_template(odd)

    done = chainlink_here(*(word.format(odd.name) for word in words.split()), cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "UTF-8" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", ["--format csv", "--lang en"])
def test_a_list_that_could_not_be_written_has_no_note_before_the_complaint(tmp_path: Path, words: str) -> None:
    folder = small_dataset(tmp_path / "my")

    done = chainlink_here("gaps", folder, "--out", folder, *words.split())

    assert done.returncode != 0
    assert done.stderr.count("\n") == 1


# --- settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "row", "column", "why"),
    [
        ("seen_years = = 3", 1, 14, "value"),
        ("doubt = false\nseen_years 3", 2, 12, "equals"),
        ("seen_years = 3 4", 1, 16, "line"),
        ("[alternatives.mine\n", 1, 19, "heading"),
        ('kinds = ["material"', 1, 20, "array"),
        ("alternatives = { mine = 1", 1, 26, "braces"),
        ("doubt = true\ndoubt = true", 2, 13, "twice"),
        ('region = "kai', 1, 14, "quotes"),
        ('region = ["C:\\kai"]', 1, 16, "quotes"),
        ("known_by = 2021-02-30", 1, 12, "value"),
        ("= 3", 1, 1, "statement"),
        ("doubt = true # \x01", 1, 16, "control"),
        ("seen_years = " + "9" * 5_000, None, None, "too_much"),
    ],
)
def test_a_study_file_that_is_no_toml_is_told_by_line_and_column_in_words(
    tmp_path: Path, text: str, row: int | None, column: int | None, why: str
) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CallError) as refused:
        read_study(file)

    for lang in terms.LANGUAGES:
        told = refused.value.say(lang)
        assert terms.sentence(f"toml_why.{why}", lang) in told
        assert row is None or terms.sentence("toml_why.spot", lang, row=row, column=column) in told


def test_a_dataset_toml_that_is_none_is_told_in_words(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "my", meta='id = "a"\ntitle = \n')

    (fault,) = (one for one in check_dataset(folder)[0] if one.code == "toml")

    assert fault.row == 2
    assert not re.search("Invalid|line|column", fault.wanted("zh"))
    assert terms.word("toml_why.value", "en") in fault.wanted("en")


@pytest.mark.parametrize("settings", [{"xyz": 1}, {"gates_off": ["qqqq"]}, {"kinds": ["水"]}])
def test_nothing_is_offered_for_a_setting_that_is_like_none(settings: dict[str, Any]) -> None:
    with pytest.raises(CallError) as refused:
        study_of(settings)

    assert "是否指" not in refused.value.say("zh")
    assert "Did you mean" not in refused.value.say("en")


def test_nothing_is_offered_for_a_district_that_is_like_none(tmp_path: Path) -> None:
    data = read_dataset(small_dataset(tmp_path / "my"))

    for name, offered in (("zzzz", False), ("kia", True)):
        with pytest.raises(CallError) as refused:
            run_study(data, study_of({"region": [name]}))

        assert ("是否指：kai？" in refused.value.say("zh")) == offered
        assert ("Did you mean" in refused.value.say("en")) == offered


# --- lists ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "state", "lang"), [("雷士照明（已注销）", "已注销", "zh"), ("雷士照明 (dissolved)", "dissolved", "en")]
)
def test_a_state_typed_behind_a_name_is_no_part_of_it_and_told(typed: str, state: str, lang: str) -> None:
    done = chainlink_here("names", typed, "--format", "json", "--lang", lang)
    bare = chainlink_here("names", "雷士照明", "--format", "json", "--lang", lang)

    assert done.stdout == bare.stdout
    assert state in done.stderr
    assert state not in bare.stderr


@pytest.mark.parametrize(
    ("heads", "lang", "said"),
    [
        ("企业名称,经营范围", "zh", "经营范围 只供提出环节建议"),
        ("name,industry", "en", "kept nowhere: industry"),
        ("企业名称,主要产品", "zh", ""),
    ],
)
def test_columns_that_serve_proposals_alone_are_said_once(tmp_path: Path, heads: str, lang: str, said: str) -> None:
    (tmp_path / "list.csv").write_text(f"{heads}\n重庆试验机械有限公司,汽车零部件制造\n", encoding="utf-8")
    into = small_dataset(tmp_path / "my")

    done = chainlink_here(
        "import", tmp_path / "list.csv", "--into", into, "--date", "2021", "--lang", lang, "--dry-run"
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr.count(said or "--review") == (1 if said else 0)
