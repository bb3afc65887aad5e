"""A kind of finding is added in three files and told everywhere; a half-done one is refused at import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scratch import Edits, scratch, told_by
from second import write_second_dataset

ROW, JUDGE, WORDS = "findings/kinds.py", "judge", "words/judge.toml"
END_OF_TABLE = '    )\n}  # fmt: skip\n"""The kinds in the order'


def row(**columns: str) -> tuple[str, str]:
    written = ", ".join(f"{name}={value}" for name, value in columns.items())
    return END_OF_TABLE, f"        Kind({written}),\n{END_OF_TABLE}"


PAIR = {
    "id": '"doorstep"', "action": '"match"', "about": "PAIR", "maker": "HERE", "list": '"unlinked"',
    "gates": "(REACH, CAPTIVE)", "highest": "VISIT", "drawn": '""', "came": "LINK", "judge": '"unlinked"',
}  # fmt: skip
DOORSTEP: Edits = {
    ROW: (row(**PAIR),),
    "judge/unlinked.py": (
        ('KINDS = ("unlinked",)', 'KINDS = ("unlinked", "doorstep")'),
        ('kind=pl.lit("unlinked")', 'kind=pl.lit("doorstep")'),
    ),
    WORDS: (("[kind]\n", '[kind]\ndoorstep = ["门前对接", "a match next door"]\n'),),
}
GAP = {
    "id": '"far"', "action": '"haul"', "about": "GAP", "maker": "NOBODY", "list": '"leads"', "gates": "GATES",
    "highest": "VISIT", "drawn": '"outsourced"', "came": "MAKER", "judge": '"gaps"',
}  # fmt: skip
FAR: Edits = {
    ROW: (row(**GAP),),
    "judge/gaps.py": (
        ('"near", "outsourced")\n', '"near", "outsourced", "far")\n'),
        (
            "        .with_columns(\n            other_sector=",
            (
                '        .with_columns(kind=pl.col("kind").replace("outsourced", "far"))\n'
                "        .with_columns(\n            other_sector="
            ),
        ),
    ),
    WORDS: (
        ("[kind]\n", '[kind]\nfar = ["远购", "hauled from afar"]\n'),
        ("[action]\n", '[action]\nhaul = ["就近找", "look nearer"]\n'),
    ),
}


IN_A_LIST_OF_ITS_OWN: Edits = {
    **DOORSTEP,
    ROW: (
        row(**{**PAIR, "list": '"doors"'}),
        (
            '        FindingList(id="unlinked"',
            '        FindingList(id="doors", ranked="doors"),\n        FindingList(id="unlinked"',
        ),
        ('    "near": ("near",),\n', '    "doors": ("doors",),\n    "near": ("near",),\n'),
    ),
    WORDS: (
        *DOORSTEP[WORDS],
        ("[action]\n", '[page]\ndoors = ["门前清单", "Doors"]\ndoors_note = ["就在隔壁。", "Next door."]\n[action]\n'),
        (
            "[band]\n",
            '[sheet]\ndoors = ["门前清单", "Doors"]\nabout_doors = ["隔壁", "next door"]\n[band]\n',
        ),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("edits", "kind", "word", "title"),
    [
        (DOORSTEP, "doorstep", "门前对接", "供需对接"),
        (FAR, "far", "远购", "补链"),
        (IN_A_LIST_OF_ITS_OWN, "doorstep", "门前对接", "门前清单"),
    ],
    ids=["a match", "a gap", "a match in a list of its own"],
)
def test_a_kind_added_in_three_files_is_told_in_every_output(
    edits: Edits, kind: str, word: str, title: str, tmp_path: Path
) -> None:
    data = write_second_dataset(tmp_path / "second.xlsx")

    found = told_by("scratch_kind.py", kind, word, title, str(data), env=scratch(tmp_path, edits))

    assert len(edits) == 3
    everywhere = {
        "index.html", "chainlink.xlsx", "chainlink.docx", "findings.json", "findings.csv", "gaps", "backtest", "diff",
        *(f"{chain}.html" for chain in found["chains"]),
        *(f"chains/{chain}/{chain}.docx" for chain in found["chains"]),
        *(f"districts/{district}.html" for district in found["districts_needing"]),
        *(f"{district}-one-page.html" for district in found["districts_needing"]),
    }  # fmt: skip
    assert all(found[name] for name in ("sectors", "chains", "districts_needing"))
    assert everywhere - set(found["told"]) == set()
    assert [name for name in found["told"] if "/briefs/" in name]
    assert {"chainlink.xlsx", "chainlink.docx", *(f"{chain}.html" for chain in found["chains"])} <= {*found["titled"]}


def without(edits: Edits, name: str, before: str, after: str) -> dict[str, Any]:
    """The edits of a kind, with one piece of one of its files left out."""
    changed = tuple((old, new.replace(before, after)) for old, new in edits[name])
    assert changed != edits[name]
    return {**edits, name: changed}


HALF_DONE = {
    "no word": ({**DOORSTEP, WORDS: ()}, "doorstep has no word: doorstep under [kind] in words/, language zh"),
    "no English": (
        without(DOORSTEP, WORDS, "a match next door", ""),
        "doorstep has no word: doorstep under [kind] in words/, language en",
    ),
    "one language": (
        without(DOORSTEP, WORDS, ', "a match next door"', ""),
        "kind.doorstep should have 2 words, Chinese and English",
    ),
    "no word of the action": ({**FAR, WORDS: FAR[WORDS][:1]}, "far has no word: haul under [action] in words/"),
    "no style": (without(FAR, ROW, 'drawn="outsourced"', 'drawn="striped"'), "kind of finding far: drawn is striped"),
    "not drawn": (without(FAR, ROW, 'drawn="outsourced"', 'drawn=""'), "kind of finding far: drawn is empty"),
    "no rule of the backtest": (
        without(DOORSTEP, ROW, "came=LINK", 'came=""'),
        "kind of finding doorstep: came is empty, should be one of: maker, parts, link, nothing",
    ),
    "no list": (
        without(DOORSTEP, ROW, 'list="unlinked"', 'list="doors"'),
        "kind of finding doorstep: list is doors, should be one of: packages, leads,",
    ),
    "a list of no sheet": (
        {**IN_A_LIST_OF_ITS_OWN, ROW: IN_A_LIST_OF_ITS_OWN[ROW][:2]},
        "list of findings doors should stand on one sheet of the workbook (SHEETS), not on 0",
    ),
    "a list without words": (
        {**IN_A_LIST_OF_ITS_OWN, WORDS: DOORSTEP[WORDS]},
        "list of findings doors has no word: doors under [page] in words/, language zh",
    ),
    "no gate": (without(FAR, ROW, "gates=GATES", "gates=()"), "kind of finding far: gates is empty"),
    "no band": (without(FAR, ROW, "highest=VISIT", 'highest="A"'), "kind of finding far: highest is A"),
    "no judge": ({**DOORSTEP, "judge/unlinked.py": ()}, "kind of finding doorstep: judge/unlinked.py does not find it"),
    "a judge of no file": (
        without(FAR, ROW, 'judge="gaps"', 'judge="afar"'),
        "kind of finding far: judge/afar.py does not find it",
    ),
    **{
        f"without {column}": (
            without(DOORSTEP, ROW, f"{column}={value}, " if column != "judge" else f", {column}={value}", ""),
            f"missing 1 required keyword-only argument: '{column}'",
        )
        for column, value in PAIR.items()
    },
}


@pytest.mark.parametrize(("edits", "named"), HALF_DONE.values(), ids=HALF_DONE)
def test_a_half_done_kind_is_refused_at_import_and_the_piece_is_named(edits: Edits, named: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import chainlink.judge"],
        env=scratch(tmp_path, edits), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert ran.returncode == 1
    assert named in ran.stderr.splitlines()[-1]


def test_a_state_without_a_look_is_refused_at_import(tmp_path: Path) -> None:
    edits = {"report/lookup/style.py": (('    "near": Style(', '    "nigh": Style('),)}

    ran = subprocess.run(
        [sys.executable, "-c", "import chainlink.report.lookup.style"],
        env=scratch(tmp_path, edits), capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert ran.stderr.splitlines()[-1] == "ValueError: state near has no style (STYLES in report/lookup/style.py)"
