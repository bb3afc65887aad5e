"""The command line: exit codes, languages, formats; in a process of its own, encodings, laziness."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import polars as pl
import pytest
from tests.small import small_dataset

from calls import chainlink_here as chainlink
from chainlink.cli import main
from chainlink.cli.console import LISTING, form_of
from chainlink.cli.options import Target
from chainlink.data import default_dataset
from chainlink.errors import CallError
from second import write_second_dataset


def process(
    *words: str | Path, cwd: Path | None = None, text: bool = True, **environment: str
) -> subprocess.CompletedProcess[str]:
    variables = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "CHAINLINK", "PYTHON"))
    }
    return subprocess.run(
        [sys.executable, "-m", "chainlink", *map(str, words)],
        capture_output=True,
        encoding="utf-8" if text else None,
        cwd=cwd,
        env={**variables, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_second_dataset(tmp_path_factory.mktemp("second") / "两地.xlsx")


@pytest.mark.bounds
def test_help_is_chinese_and_english_when_asked() -> None:
    assert "主任务" in chainlink("--help").stdout
    assert "The main job" in chainlink("--lang", "en", "--help").stdout
    assert "The main job" in chainlink("--help", CHAINLINK_LANG="en").stdout
    assert "区域" in chainlink("gaps", "--help").stdout


@pytest.mark.bounds
def test_help_leaves_nothing_out_of_a_narrow_window() -> None:
    shown = chainlink("measure", "--help", COLUMNS="80").stdout

    assert "…" not in shown
    assert "upstreamness" in shown


def answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    """Call the command line in this process: its exit code and what it said of it."""
    monkeypatch.setenv("CHAINLINK_LANG", "zh")
    monkeypatch.setattr(sys, "argv", ["chainlink", *words])
    with pytest.raises(SystemExit) as left:
        main()
    return left.value.code, capsys.readouterr().err


@pytest.mark.bounds
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run --fo", "没有选项 --fo"),
        ("nothing", "没有命令 nothing"),
        ("brief", "缺少 NAME"),
        ("run a b", "多出了 b"),
        ("gaps --band", "选项 --band 后面要写一个值"),
        ("gaps --quiet=3", "选项 --quiet 后面不写值"),
        ("gaps --top x", "选项 --top 的值应为整数"),
        ("gaps --top 0", "--top 的值不能小于 1"),
        ("--lang en gaps --nothing", "There is no option --nothing"),
    ],
)
def test_a_wrong_call_is_told_in_the_language_asked_for(
    words: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told = answer(monkeypatch, capsys, *words.split())

    assert code == 2
    assert said in told
    assert ("--lang en" in words) == (re.search(r"[\u3400-\u9fff]", told) is None)


def test_a_file_is_written_in_the_format_its_name_says(tmp_path: Path) -> None:
    assert [form_of(Target("table", tmp_path / name), LISTING, "zh") for name in ("a.xlsx", "a.JSON", "a.csv", "a")] == [
        "xlsx", "json", "csv", "csv",
    ]  # fmt: skip
    with pytest.raises(CallError, match="docx"):
        form_of(Target("table", tmp_path / "a.docx"), LISTING, "zh")
    assert form_of(Target("json", tmp_path / "a.xlsx"), LISTING, "zh") == "json"
    assert form_of(Target("table"), LISTING, "zh") == "table"
    assert form_of(Target("docx", tmp_path / "a.html"), ("docx", "html"), "zh") == "html"


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; sys.argv = ['chainlink', '--help']\n"
        "import chainlink.cli as cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('polars', 'networkx', 'pyvis', 'numpy', 'scipy') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)

    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.bounds
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["check"], 0),
        (["check", "no-such-folder"], 2),
        (["gaps", "--chain", "装备业"], 2),
        (["gaps", "--bogus"], 2),
        (["gaps", "--format", "pdf"], 2),
        (["firm", "没有这家"], 2),
        (["export", "csv"], 2),
        (["template", "dataset"], 2),
        (["run", "--as-of", "soon"], 2),
    ],
)
def test_the_exit_code_says_whose_fault_it_was(words: list[str], code: int) -> None:
    done = chainlink(*words)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    assert "长安跨越" in chainlink("firm", "长安跨月").stderr
    assert "装备制造" in chainlink("gaps", "--chain", "装备业").stderr


@pytest.mark.bounds
def test_faults_in_the_data_are_told_with_their_place_and_exit_1(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    for file in default_dataset().iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    links = (folder / "links.csv").read_text(encoding="utf-8").splitlines()
    fields = links[1].split(",")
    links[1] = ",".join([fields[0], fields[1], fields[1], *fields[3:]])
    (folder / "links.csv").write_text("\n".join(links) + "\n", encoding="utf-8")

    told = chainlink("check", folder)
    listed = json.loads(chainlink("check", folder, "--format", "json").stdout)
    run = chainlink("run", folder, "--out", tmp_path / "reports")

    assert (told.returncode, run.returncode) == (1, 1)
    assert "links.csv《配套关系》" in told.stdout
    assert any(fault["file"] == "links.csv" and fault["row"] == 2 for fault in listed["faults"])
    assert set(listed["faults"][0]) == {"file", "sheet", "row", "column", "value", "wanted", "mend"}
    assert not (tmp_path / "reports").exists()


def test_faults_come_before_warnings_and_a_warning_is_called_one(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path, chains=[{"chain": "equipment", "name": "装备制造", "电话": "1"}])
    warned, run = chainlink("check", folder), chainlink("run", folder, "--out", tmp_path / "reports")
    small_dataset(tmp_path, firms=None, chains=[{"chain": "equipment", "name": "装备制造", "电话": "1"}])
    (folder / "firms.csv").unlink()
    faulty = chainlink("check", folder)

    assert (warned.returncode, warned.stdout.splitlines()[0]) == (0, "chains.csv《产业链》: 1 条提醒")
    assert "不合要求" not in warned.stdout
    assert "没有查出问题" not in warned.stdout
    assert "没有错误" in warned.stdout
    assert "chains.csv《产业链》: 1 条提醒" in run.stdout + run.stderr
    assert faulty.stdout.index("firms.csv《企业》: 1 处数据不合要求") < faulty.stdout.index(
        "chains.csv《产业链》: 1 条提醒"
    )


@pytest.mark.bounds
def test_gaps_tell_the_same_findings_in_every_format(tmp_path: Path) -> None:
    rows = json.loads(chainlink("gaps", "--chain", "lighting", "--format", "json").stdout)
    table = pl.read_csv(
        io.StringIO(chainlink("gaps", "--chain", "绿色照明", "--format", "csv").stdout.lstrip("\ufeff"))
    )
    book = tmp_path / "清单.xlsx"
    chainlink("gaps", "--chain", "绿色照明", "--format", "xlsx", "--out", book)

    assert rows
    assert table.height == len(rows)
    assert pl.read_excel(book).height == len(rows)
    assert {"finding", "kind", "band", "gates", "chains", "buyers", "rank_low", "robust", "evidence"} <= set(rows[0])
    assert set(rows[0]["evidence"][0]) == {"role", "table", "row", "file", "source"}


def test_gaps_can_be_narrowed() -> None:
    every = json.loads(chainlink("gaps", "--format", "json").stdout)
    band = json.loads(chainlink("gaps", "--band", "乙", "--top", "5", "--format", "json").stdout)
    kind = json.loads(chainlink("gaps", "--kind", "外购", "--format", "json").stdout)
    district = json.loads(chainlink("gaps", "--district", "云阳", "--format", "json").stdout)

    assert [row["band"] for row in band] == ["乙"] * 5
    assert {row["kind"] for row in kind} == {"outsourced"}
    assert 0 < len(district) < len(every)
    assert all("yunyang" in [*(row["districts_needing"] or []), *(row["districts_having"] or [])] for row in district)


def test_for_one_district_tells_what_it_can_sell_and_what_not_to_recruit_twice() -> None:
    done = chainlink("gaps", "--for", "开州")

    assert done.returncode == 0
    assert "千能实业" in done.stdout or "车身冲压件" in done.stdout


def test_a_firm_and_a_sector_are_told_with_file_and_row() -> None:
    firm = chainlink("firm", "千能实业").stdout
    sector = json.loads(chainlink("sector", "车身冲压件", "--format", "json").stdout)

    assert "links.csv" in firm
    assert "160,000" in firm or "16万" in firm or "160000" in firm
    assert any("千能实业" in row["what"] for rows in sector.values() for row in rows)


@pytest.mark.bounds
def test_a_second_region_runs_from_one_workbook(book: Path, tmp_path: Path) -> None:
    checked = chainlink("check", book)
    run = chainlink("run", book, "--out", tmp_path / "reports")
    rows = json.loads(chainlink("gaps", book, "--format", "json").stdout)

    assert checked.returncode == 0, checked.stdout
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "reports" / "boats.html").exists()
    kinds = {(row["kind"], row["sector"]) for row in rows}
    assert ("near", "rudder") in kinds
    assert ("missing", "varnish") in kinds
    assert {row["band"] for row in rows if row["sector"] == "marine_engine"} == {"乙"}  # nobody states how large
    assert not any(row["sector"] == "tea_shop" for row in rows)


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_dataset_travels_through_another_format(form: str, tmp_path: Path, book: Path) -> None:
    out = tmp_path / ("book.xlsx" if form == "xlsx" else form)

    exported = chainlink("export", form, book, "--out", out)
    again = chainlink("gaps", out, "--format", "json")

    assert exported.returncode == 0, exported.stderr
    ids = [row["finding"] for row in json.loads(again.stdout)]
    assert ids == [row["finding"] for row in json.loads(chainlink("gaps", book, "--format", "json").stdout)]


@pytest.mark.bounds
def test_the_network_opens_in_networkx_with_chinese_labels(tmp_path: Path) -> None:
    chainlink("export", "graphml", "--out", tmp_path / "n.graphml")
    chainlink("export", "gexf", "--out", tmp_path / "n.gexf")

    graphml, gexf = nx.read_graphml(tmp_path / "n.graphml"), nx.read_gexf(tmp_path / "n.gexf")

    assert "长安跨越" in {data.get("label") for _, data in graphml.nodes(data=True)}
    assert graphml.number_of_nodes() == gexf.number_of_nodes()


def test_templates_are_written_and_pass_their_own_reader(tmp_path: Path) -> None:
    study, dataset = tmp_path / "study.toml", tmp_path / "dataset.xlsx"

    assert chainlink("template", "study", "--out", study).returncode == 0
    assert chainlink("template", "dataset", "--out", dataset).returncode == 0
    assert chainlink("check", dataset).returncode == 0
    assert chainlink("gaps", "--study", study, "--format", "json").returncode == 0


def test_chinese_comes_out_under_the_c_locale() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}

    done = process("gaps", "--chain", "绿色照明", text=False, **plain)

    assert done.returncode == 0, done.stderr
    assert "灯" in done.stdout.decode("utf-8")  # type: ignore[attr-defined]  # bytes here


def test_a_folder_that_cannot_be_written_is_told_and_exits_3(tmp_path: Path, book: Path) -> None:
    taken = tmp_path / "reports"
    taken.write_text("a file stands here", encoding="utf-8")

    done = chainlink("run", book, "--out", taken)

    assert done.returncode == 3
    assert "reports" in done.stderr
    assert taken.read_text(encoding="utf-8") == "a file stands here"


def test_it_runs_from_any_folder(tmp_path: Path) -> None:
    assert process("check", cwd=tmp_path).returncode == 0


def test_quiet_says_nothing() -> None:
    done = process("check", "--quiet")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_version_is_told() -> None:
    assert chainlink("--version").stdout.startswith("chainlink 0.")


def test_an_odd_language_and_an_odd_date_are_refused_with_what_is_known() -> None:
    language, date = chainlink("check", CHAINLINK_LANG="fr"), chainlink("gaps", "--known-by", "2021-13")

    assert (language.returncode, date.returncode) == (2, 2)
    assert "zh, en" in language.stderr
    assert "YYYY-MM" in date.stderr
