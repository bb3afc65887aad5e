"""Text that a spreadsheet would run: warned of, written behind an apostrophe, and read back the same."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import rows, small_dataset

from chainlink.cli.importing import import_
from chainlink.data import check_dataset, read_dataset
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.data.writing.table import listed
from chainlink.data.writing.table_files import as_csv
from chainlink.data.writing.transaction import replace_tables
from chainlink.live_cells import as_workbook_text, defused, is_live, restored

LIVE = ["+1+1|cmd' /C calc'!A0", '=HYPERLINK("http://x")', "-2+3|cmd", "@SUM(1)", "＝1+1", "=甲;乙"]
TAME = ["'t Hooft", "''", "甲=乙", "（+）甲厂", "'", "甲\n=1"]
TRICKY = ["'=1", "''+1", "'@甲"]


def firms(*names: str) -> list[dict[str, object]]:
    """Rows of firms of these names; each is an alias and a note too."""
    return rows(
        "firms", *({"firm": f"f{at}", "name": name, "note": name, "named": "Y"} for at, name in enumerate(names))
    )


def cells_of(file: Path) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))) for cell in row]


@pytest.mark.parametrize("name", LIVE)
def test_a_live_name_in_a_csv_file_is_warned_of_with_its_place(tmp_path: Path, name: str) -> None:
    folder = small_dataset(tmp_path, firms=firms(name))

    faults, warnings = check_dataset(folder)

    assert faults == []
    assert {(one.code, one.file, one.row, one.column, one.value) for one in warnings} == {
        ("live_cell", "firms.csv", 5, column, name) for column in ("名称", "备注")
    }


def test_numbers_and_dashes_are_not_called_live(tmp_path: Path) -> None:
    claims = rows("claims", {"claim": "c3", "measure": "share", "value": "-5", "unit": "%", "note": "+23 5822"})
    subjects = rows("claim_subjects", {"claim": "c3", "table": "firms", "id": "changan"})
    folder = small_dataset(tmp_path, claims=claims, claim_subjects=subjects)

    assert [one.code for one in check_dataset(folder)[1]] == []


@pytest.mark.bounds
@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_every_name_is_written_and_read_back_the_same(tmp_path: Path, form: str) -> None:
    names = [*LIVE, *TAME[:1], *TAME[2:4]]
    dataset = read_dataset(small_dataset(tmp_path / "a", firms=firms(*names)))
    as_named = dataset.tables["firms"].with_columns(
        name=pl.Series([*dataset.tables["firms"]["name"][:3], *TRICKY, *names[3:]])
    )
    dataset.tables["firms"] = as_named
    target = tmp_path / ("b.xlsx" if form == "xlsx" else "b")

    write_dataset(dataset, target, form)

    read = read_dataset(target)
    assert read.tables["firms"].drop("file", "sheet", "row").equals(as_named.drop("file", "sheet", "row"))
    assert read.warnings == ()


def test_no_cell_of_a_dataset_that_was_written_is_live(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "a", firms=[{**firm, "=cmd|x": "+1|x"} for firm in firms(*LIVE)])
    dataset = read_dataset(folder)
    log = pl.DataFrame({"batch": ["b"], "before": ["=1+1"], "row": [1]})

    replace_tables(dataset, {"firms": dataset.tables["firms"]}, log=log)

    for name in ("firms.csv", "intake_log.csv"):
        assert [cell for cell in cells_of(folder / name) if cell.startswith(("=", "+", "-", "@", "＝"))] == []
    again = read_dataset(folder)
    assert again.tables["firms"]["name"].to_list()[3:] == LIVE
    assert "=cmd|x" in again.tables["firms"].columns


@pytest.mark.bounds
def test_a_live_name_comes_through_an_import_and_stands_still(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("企业名称,区县\n=重庆试验照明有限公司,万州区\n@乙照明有限公司,开州区\n", encoding="utf-8-sig")

    import_([file], into=tmp_path / "new", quiet=True)

    names = [
        row[1] for row in csv.reader(io.StringIO((tmp_path / "new" / "firms.csv").read_text(encoding="utf-8-sig")))
    ]
    assert not [name for name in names if name.startswith(("=", "@", "+", "-"))]
    assert [one.code for one in check_dataset(tmp_path / "new")[1] if one.code == "live_cell"] == []


def test_a_list_in_english_has_no_live_cell_either() -> None:
    listing = listed(
        "t", {"name": "Name", "value": "=Value"}, [{"name": "@firm", "value": -5.0}, {"name": "'=x", "value": 1}]
    )

    written = list(csv.reader(io.StringIO(as_csv(listing).decode("utf-8-sig"))))

    assert written == [["Name", "'=Value"], ["'@firm", "-5.0"], ["''=x", "1"]]


@pytest.mark.bounds
@settings(deadline=None)
@given(st.text(st.sampled_from("'=+-@＝a1\t\r 甲"), max_size=6))
def test_any_text_is_itself_again(text: str) -> None:
    written = str(defused(text))

    assert restored(written) == text
    assert restored(as_workbook_text(text)) == text
    assert not written.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))
    assert is_live(text) == (written != text)
