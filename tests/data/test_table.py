"""A list is added in two files and stands in every output; no writer reads a cell by its place or a key by its head."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import fastexcel
import pytest

import chainlink
from chainlink.data.writing.table import NUMBER, PERCENT, SHARE, Column, listed
from chainlink.data.writing.table_files import as_xlsx
from scratch import Edits, scratch
from second import write_second_dataset

ROOT = Path(chainlink.__file__).parent
PARKS: Edits = {
    "report/lists/sheets.py": (
        (
            "        return [self.signals_table(), content, self.statements_table()]\n",
            "        return [self.signals_table(), content, self.statements_table(), self.parks_table()]\n",
        ),
        (
            "    def statements_table(self) -> Table:\n",
            """    def parks_table(self) -> Table:
        wording = self.wording
        rows = [
            Record({"name": "园区名录 " + name, "count": sum(row["park"] == name for row in wording.index.firms.values())}, name)
            for name in wording.index.parks
        ]
        heads = self.columns("name", "count", naming=("name",))
        return Table("parks", self.say("parks"), heads, tuple(rows), self.say("parks_note"), handed=True)

    def statements_table(self) -> Table:
""",
        ),
    ),
    "words/report.toml": (
        ("[column]\n", '[column]\nname = ["园名", "name"]\n'),
        ("[page]\n", '[page]\nparks = ["园区一览: 全部", "Parks"]\nparks_note = ["按区县。", "By district."]\n'),
    ),
}


def test_a_list_added_in_two_files_stands_in_every_output(tmp_path: Path) -> None:
    data = write_second_dataset(tmp_path / "second.xlsx")
    script = Path(__file__).parents[1] / "scratch_list.py"

    ran = subprocess.run(
        [sys.executable, str(script), "园区一览", "园区名录", str(data)],
        env=scratch(tmp_path, PARKS), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    found = set(json.loads(ran.stdout))
    assert len(PARKS) == 2
    assert {"index.html", "chainlink.xlsx", "chainlink.docx", "csv", "json"} <= found
    assert {Path(name).suffix for name in found if name.startswith("chains/")} == {".docx", ".xlsx"}


def by_place(code: str) -> list[str]:
    """What reads a table back: a whole number as the place of a value, the beginning of a table's key."""
    found = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
            places = [part for part in ast.walk(node.slice) if isinstance(part, ast.Constant)]
            whole = any(isinstance(part.value, int) for part in places) and not isinstance(node.slice, ast.Slice)
            found += [ast.unparse(node)] if whole and node.value.attr in {"cells", "values"} else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, cut = ast.unparse(node.func.value), node.func.attr
            back = (cut == "startswith" and of.endswith("key")) or (cut == "removeprefix" and of.endswith(".panel"))
            found += [ast.unparse(node)] if back else []
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "report").rglob("*.py")), ids=lambda path: path.name)
def test_no_writer_reads_a_table_back(path: Path) -> None:
    assert by_place(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code", ["line.cells[2]", "one.values[-1]", "key.startswith('district:')",
             "line.panel.removeprefix('g:')"],
)  # fmt: skip
def test_what_reads_a_table_back_is_seen(code: str) -> None:
    assert by_place(code) == [code]


def test_a_value_is_worded_by_its_column_and_words_stay() -> None:
    assert [Column("x", "", kind).words(0.1234) for kind in (SHARE, PERCENT)] == ["12.3%", "12%"]
    assert Column("x", "", NUMBER).words(12345) == "12,345"
    assert Column("x", "", NUMBER).words("未载") == "未载"
    assert Column("x", "", NUMBER).words(None) == ""


@pytest.mark.parametrize("title", ["What next door already makes: K", "万州/开州 [全部]*？?"])
def test_a_title_that_no_sheet_may_bear_names_a_sheet_all_the_same(title: str) -> None:
    assert as_xlsx([listed(title, {"a": "A"}, [{"a": 1}])])


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["What next door already makes and sells", "What next door already makes and needs"], ("makes an", "already make (2)")),
        (["本区企业在邻区已有的供应商名单（按环节与区县排列，含已停产者）一览之甲", "本区企业在邻区已有的供应商名单（按环节与区县排列，含已停产者）一览之乙"], ("含已停产者", "(2)")),
        (["Firms", "FIRMS"], ("Firms", "FIRMS (2)")),
    ],
)  # fmt: skip
def test_titles_that_begin_alike_name_sheets_that_differ(titles: list[str], names: tuple[str, str]) -> None:
    content = as_xlsx([listed(title, {"a": "A"}, [{"a": title}]) for title in titles])
    sheets = fastexcel.read_excel(content).sheet_names

    assert len({sheet.lower() for sheet in sheets}) == len(titles)
    assert all(len(sheet) <= 31 for sheet in sheets)
    assert all(part in sheet for part, sheet in zip(names, sheets, strict=True))
