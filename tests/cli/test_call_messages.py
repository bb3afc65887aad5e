"""What a call is refused for: the cause in the words of the caller, nothing offered that is not like what was typed."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import typer
from tests.small import small_dataset
from typer.testing import CliRunner

from chainlink import read_dataset
from chainlink.cli import adding, lists, measuring
from chainlink.cli.changing import say_faults
from chainlink.cli.usage import word_usage
from chainlink.config import read_study
from chainlink.data import word_faults
from chainlink.data.lookup import near
from chainlink.data.writing.atomic import writing
from chainlink.errors import CallError, Fault, WriteError
from chainlink.intake.additions import add_row

app = typer.Typer()
for part in (adding, lists, measuring):
    part.register(app)


def refused(*words: str | Path, lang: str = "zh") -> str:
    """What a call says that is refused."""
    with pytest.raises(CallError) as told:
        CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    return told.value.say(lang)


# --- figures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang", "said"), [("-5", "zh", "-- 之后"), ("-５", "en", "after a --")])
def test_a_negative_figure_is_not_taken_for_an_option(name: str, lang: str, said: str) -> None:
    class NoSuchOption(Exception):  # noqa: N818 - as typer calls it
        message = f"No such option: {name}"
        option_name = name
        possibilities = ("--seen",)
        ctx = None

    told = word_usage(NoSuchOption(), lang)

    assert said in told
    assert "--seen" not in told


@pytest.mark.parametrize(
    ("figure", "measure", "about"),
    [
        ("-5亿元", "amount", "links:qianneng--changan"),
        ("−300 ha", "area", "parks:puli"),
        ("负5万套", "capacity", "firms:changan"),
    ],
)
def test_an_amount_below_zero_is_refused_as_that(tmp_path: Path, *, figure: str, measure: str, about: str) -> None:
    given = {"figure": figure, "measure": measure, "about": about, "source": "SEED", "status": "actual"}
    with pytest.raises(CallError) as told:
        add_row(read_dataset(small_dataset(tmp_path)), "claims", given)

    assert told.value.code == "negative_quantity"


def test_a_growth_may_be_negative(tmp_path: Path) -> None:
    given = {"figure": "-5%", "measure": "growth", "about": "firms:千能实业", "source": "SEED", "status": "actual"}
    tables, _, made = add_row(read_dataset(small_dataset(tmp_path)), "claims", given)

    assert tables["claims"].filter(pl.col("claim") == made)["value"].item() < 0
    assert tables["claim_subjects"].filter(pl.col("claim") == made)["id"].to_list() == ["qianneng"]


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ("links:nobody--changan", "unknown_subject"),
        ("capabilities:changan:steel", "unknown_subject"),
        ("projects:p9", "unknown_subject"),
        ("districts:火星", "unknown_name"),
        ("sources:SEED", "bad_subject"),
        ("qianneng", "bad_subject"),
    ],
)
def test_a_figure_about_a_row_that_is_not_there_is_refused(tmp_path: Path, *, about: str, code: str) -> None:
    given = {"figure": "5万元", "measure": "amount", "about": about, "source": "SEED", "status": "actual"}
    with pytest.raises(CallError) as told:
        add_row(read_dataset(small_dataset(tmp_path)), "claims", given)

    assert told.value.code == code


# --- one firm twice -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"name": "千能实业", "district": "开州"},
        {"name": " 千能 实业", "district": None},
        {"name": "跨越", "district": "wan"},
        {"name": "KY", "legal_name": "长安跨越车辆", "district": "万州"},
    ],
)
def test_a_firm_that_is_there_is_not_added_again(tmp_path: Path, given: dict[str, str | None]) -> None:
    with pytest.raises(CallError) as told:
        add_row(read_dataset(small_dataset(tmp_path)), "firms", {**given, "source": "SEED"})

    assert told.value.code == "same_firm"
    assert "--another" in told.value.say("en")


@pytest.mark.parametrize(
    ("given", "another"),
    [({"district": "梁平"}, False), ({"district": "开州", "firm": "qn2"}, True), ({"firm": "qn2"}, True)],
)
def test_another_firm_of_the_name_is_added_elsewhere_or_where_it_is_said_to_be_one(
    tmp_path: Path, *, given: dict[str, str], another: bool
) -> None:
    row = {"name": "千能实业", "source": "SEED", **given}
    tables, _, _ = add_row(read_dataset(small_dataset(tmp_path)), "firms", row, another=another)

    assert tables["firms"].filter(pl.col("name") == "千能实业").height == 2


@pytest.mark.parametrize(
    ("words", "other", "said"),
    [
        (("长安跨越", "--district", "开州"), "changan (长安跨越, 万州)", "同名的企业"),
        (("KY Vehicles", "--legal-name", "千能实业", "--district", "梁平", "--lang", "en"), "qianneng (", "stands for"),
    ],
)
def test_adding_a_firm_names_the_one_that_bears_its_name_elsewhere(
    tmp_path: Path, words: tuple[str, ...], other: str, said: str
) -> None:
    into = ("--source", "SEED", "--into", str(small_dataset(tmp_path / "data")))
    done = CliRunner().invoke(app, ["add", "firm", *words, *into], catch_exceptions=False)

    assert done.exit_code == 0
    assert other in done.stderr
    assert said in done.stderr
    unlike = CliRunner().invoke(app, ["add", "firm", "新河机械", *into], catch_exceptions=False)
    assert other.partition(" ")[0] not in unlike.stderr


# --- the nearest names ----------------------------------------------------------------------------------------------

NAMES = ["el_connector", "连接器", "长安跨越", "千能实业", "开州", "忠县", "auto_seat", "座椅与内饰", "三峡电缆"]


@pytest.mark.parametrize("word", ["火星", "el", "完全无关的词", "delicious", "zzzz", "x"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_is_offered_for_what_is_like_no_name(word: str, lang: str) -> None:
    assert "export" in near(NAMES, word, lang=lang)


@pytest.mark.parametrize(
    ("word", "offered"),
    [
        ("长安", "长安跨越"),
        ("長安跨月", "长安跨越"),
        ("开洲", "开州"),
        ("connector", "el_connector"),
        ("Auto-seats", "auto_seat"),
    ],
)
def test_what_holds_the_word_or_is_like_it_is_offered(word: str, offered: str) -> None:
    assert offered in near(NAMES, word, lang="en")


@pytest.mark.parametrize("words", [("--for", "火星"), ("--chain", "nothing like it"), ("--kind", "什么")])
def test_a_name_nobody_bears_is_all_that_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, ["gaps", str(small_dataset(tmp_path)), *words, "--as-of", "2021"])

    assert isinstance(done.exception, CallError)
    assert done.output == ""


@pytest.mark.parametrize(("words", "said"), [(("--as-of", "2030"), "2021"), (("--known-by", "2029-05"), "2029-05")])
@pytest.mark.parametrize("command", ["gaps", "match"])
def test_a_clock_after_all_data_is_said(tmp_path: Path, *, command: str, words: tuple[str, ...], said: str) -> None:
    data = str(small_dataset(tmp_path))
    loud, quiet = (CliRunner().invoke(app, [command, data, *words, *more]).stderr for more in ((), ("--quiet",)))

    assert said in loud.splitlines()[0]
    assert quiet == ""


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["upstreamness", "trophic_level"])
@pytest.mark.parametrize(
    "lines",
    [
        ",农业,工业,最终使用,总产出\n农业,10,20,70,100\n工业,30,40,130,200\n总投入,100,200,,\n",
        "sector,farming,works,output\nfarming,10,20,100\nworks,30,40,200\n",
    ],
)
def test_a_printed_table_where_links_are_wanted_is_told_with_who_reads_it(
    tmp_path: Path, *, measure: str, lines: str
) -> None:
    table = tmp_path / "io.csv"
    table.write_text(lines, encoding="utf-8")

    assert "leontief_inverse" in refused("measure", measure, table)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_in_a_folders_place_is_named_as_the_cause(tmp_path: Path, lang: str) -> None:
    (tmp_path / "file").touch()
    for act in ((tmp_path / "file").mkdir, lambda: tmp_path.write_bytes(b"")):
        with pytest.raises(WriteError) as told, writing(tmp_path):
            act()

        assert "Excel" not in told.value.say(lang)
        assert " open " not in told.value.say("en")


@pytest.mark.parametrize("start", [b"PK\x03\x04\x14\x00\x88\xff\xff\xff\xff", b"\xd0\xcf\x11\xe0\xff\xff\x81 "])
def test_a_workbook_is_no_study_file(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "study.toml").write_bytes(start + bytes(range(0x80, 0x100)))

    with pytest.raises(CallError) as told:
        read_study(tmp_path / "study.toml")

    assert told.value.code == "study_no_text"
    assert "codec" not in told.value.say()


# --- places of faults -----------------------------------------------------------------------------------------------


def test_a_value_without_a_column_is_no_equation(capsys: pytest.CaptureFixture[str]) -> None:
    one = Fault("r.xlsx", "review_answer", sheet="s", row=5, value="同意")
    say_faults([one], "zh")

    assert "第 5 行 '同意': " in capsys.readouterr().err
    assert "第 5 行 '同意': " in word_faults([one], "zh")


def test_an_english_complaint_names_the_column_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    one = Fault("claims.csv", "ahead", table="claims", row=7, column="始于", value="2099-01", parts={"last": 2026})
    say_faults([one], "en")

    assert "row 7 [from] = '2099-01': " in capsys.readouterr().err
    assert "row 7 [from] = '2099-01': " in word_faults([one], "en")
    assert "第 7 行「始于」= '2099-01': " in word_faults([one], "zh")


def test_personal_data_are_told_by_the_column_in_the_language_asked_for(tmp_path: Path) -> None:
    row = {"name": "某厂", "note": "张三 13800138000", "source": "SEED"}
    with pytest.raises(CallError) as told:
        add_row(read_dataset(small_dataset(tmp_path)), "firms", row, lang="en")

    assert told.value.say("en").isascii()
