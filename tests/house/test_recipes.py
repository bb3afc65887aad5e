"""The recipes of CONTRIBUTING.md for a column and a measure: followed in a scratch copy, the thing is in every output.

That for a kind of finding is tried in test_kinds.py.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import chainlink
from scratch import Edits, scratch, told_by

ENV = 'env_is", env='
REPORT = Path(chainlink.__file__).parent / "report"
ZH, EN = "供货周期（天）", "lead time (days)"
DECLARED = '    plant_basis = text("最小工厂规模依据", "basis of smallest plant")\n'
COLUMN: Edits = {
    "data/tables.py": ((DECLARED, f'{DECLARED}    lead_days = number("{ZH}", "{EN}", unit="天", low=0)\n'),),
}


def shown() -> Edits:
    """The line that shows the column in the panel of a sector, after the one that shows its environmental class."""
    (file,) = (path for path in REPORT.rglob("*.py") if ENV in path.read_text(encoding="utf-8"))
    (line,) = (line for line in file.read_text(encoding="utf-8").splitlines() if ENV in line)
    own = (
        line[: len(line) - len(line.lstrip())]
        + 'traits += [f"{sector[\'lead_days\']:g} 天"] if sector["lead_days"] else []'
    )
    return {f"report/{file.relative_to(REPORT).as_posix()}": ((f"{line}\n", f"{line}\n{own}\n"),)}


@pytest.mark.slow
@pytest.mark.parametrize("is_shown", [False, True], ids=["one file", "one file and one to show it"])
def test_a_column_is_declared_in_one_file_and_shown_by_one_line_more(tmp_path: Path, *, is_shown: bool) -> None:
    edits = {**COLUMN, **(shown() if is_shown else {})}

    outputs = told_by("scratch_column.py", "lead_days", ZH, EN, str(tmp_path), env=scratch(tmp_path, edits))

    assert len(edits) == 1 + is_shown
    assert outputs["read"] == dict.fromkeys(("lead_days", ZH, EN), [37.0] * 3)
    assert outputs["faults"] == {"-1": [[ZH, "-1"]] * 3, "三周": [[ZH, "三周"]] * 3}
    assert f">{ZH}<" in outputs["templates"]["zh"]
    assert ">lead_days<" in outputs["templates"]["en"]
    assert f"| `lead_days` | {ZH} | " in outputs["dictionary"]["zh"]
    assert f"| `lead_days` | {EN} / {ZH} | " in outputs["dictionary"]["en"]
    assert '"lead_days"' in outputs["package"]
    assert outputs["written"] == [37.0] * 3
    assert (outputs["page"], outputs["sector"]) == (is_shown, is_shown)


FORMULA = '''"""Of how many activities a region holds some."""

import polars as pl


def variety(
    table: pl.DataFrame, *, row: str = "region", column: str = "activity", value: str = "value"
) -> pl.DataFrame:
    """Return in how many activities each row has more than nothing.

    Args:
        table: one line per row and activity.
        row: its column of rows.
        column: its column of activities.
        value: its column of amounts; null is not counted.

    Returns:
        ``row`` and ``variety``, sorted.

    Example:
        >>> variety(pl.DataFrame({"region": ["甲", "甲"], "activity": ["a", "b"], "value": [1.0, 0.0]})).rows()
        [('甲', 1)]

    """
    kept = table.filter(pl.col(value) > 0)
    return kept.group_by(row).agg(variety=pl.col(column).n_unique()).sort(row)
'''
MEASURE: Edits = {
    "measures/networks/counts_of_activities.py": (("", FORMULA),),
    "measures/__init__.py": (
        (
            "    from chainlink.measures.networks.fitness_quality import fitness\n",
            (
                "    from chainlink.measures.networks.counts_of_activities import variety\n"
                "    from chainlink.measures.networks.fitness_quality import fitness\n"
            ),
        ),
        ('"upstreamness", ', '"upstreamness", "variety", '),
        (
            '        "supply.concentration": "herfindahl single_source",\n',
            '        "supply.concentration": "herfindahl single_source",\n        "networks.counts_of_activities": "variety",\n',
        ),
    ),
}
COMMAND: Edits = {
    "reference/measures.toml": (("herfindahl = {", 'variety = { reads = "shares" }\nherfindahl = {'),),
    "words/measures.toml": (
        ("[measure_name]\n", '[measure_name]\nvariety = ["活动种数", "variety"]\n'),
        ("[measure_column]\n", '[measure_column]\nvariety = ["种数", "variety of activities"]\n'),
    ),
}


@pytest.mark.parametrize("is_command", [False, True], ids=["two files", "two more for the command line"])
def test_a_measure_is_offered_by_two_files_and_at_the_command_line_by_two_more(
    tmp_path: Path, *, is_command: bool
) -> None:
    edits = {**MEASURE, **(COMMAND if is_command else {})}
    table = tmp_path / "table.csv"
    table.write_text("region,activity,value\n甲,a,1\n甲,b,2\n乙,a,0\n乙,b,3\n", encoding="utf-8")

    told = told_by(
        "scratch_measure.py", "networks.counts_of_activities", "variety", str(table), env=scratch(tmp_path, edits)
    )

    assert len(edits) == (4 if is_command else 2)
    assert told["home"] == "chainlink.measures.networks.counts_of_activities"
    assert told["examples"] == [1, 0]
    assert told["offered"]
    assert told["page"]
    assert told["index"]
    answers = {lang: text.lstrip("\ufeff").splitlines() for lang, text in told["command"].items()}
    wanted = {"zh": ["region,种数", "乙,1", "甲,2"], "en": ["region,variety of activities", "乙,1", "甲,2"]}
    assert (answers == wanted) == is_command


@pytest.mark.parametrize("name", ["variety", "relatedness_of_firms"])
def test_a_measure_that_is_offered_without_a_word_is_named_with_the_word_it_lacks(tmp_path: Path, name: str) -> None:
    edits: Edits = {
        "reference/measures.toml": (("herfindahl = {", f'{name} = {{ reads = "shares" }}\nherfindahl = {{'),)
    }

    ran = subprocess.run(
        [sys.executable, "-c", "import chainlink.report.lists.measure"],
        env=scratch(tmp_path, edits), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert f"measure {name} has no word: {name} under [measure_name]" in ran.stderr
    assert "KeyError" not in ran.stderr.splitlines()[-1]
