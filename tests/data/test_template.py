"""A dataset written back without loss, and a template that passes its own check."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import TABLES, rows, small_dataset

from chainlink.data import Dataset, check_dataset, read_dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES as DECLARED
from chainlink.data.tables import caption
from chainlink.data.writing import dataset_files
from chainlink.data.writing.data_dictionary import data_dictionary
from chainlink.data.writing.dataset_files import write_dataset, write_template
from chainlink.errors import CallError, WriteError

PLACE = ("file", "sheet", "row")


def target(folder: Path, form: str) -> Path:
    return folder / ("out.xlsx" if form == "xlsx" else "out")


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.drop(PLACE)


def same(one: Dataset, other: Dataset) -> bool:
    return all(plain(frame).equals(plain(other.tables[name])) for name, frame in one.tables.items())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_passes_its_own_check_without_a_warning(tmp_path: Path, lang: str) -> None:
    path = write_template(tmp_path / "t.xlsx", lang)

    assert check_dataset(path) == ([], [])
    assert all(frame.height for frame in read_dataset(path).tables.values())


def test_the_template_has_a_sheet_per_table_with_notes_drop_downs_and_frozen_heads(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template(tmp_path / "t.xlsx"))

    assert book.sheetnames == ["数据集", *map(caption, DECLARED)]
    for name, schema in DECLARED.items():
        sheet = book[caption(name)]
        heads = [cell.value for cell in sheet[1]]
        assert heads == [meta["header"] for _, _, meta in columns(schema)]
        assert all(cell.comment and cell.comment.text for cell in sheet[1])
        assert sheet.freeze_panes == "B2"
        choices = sum(
            meta["kind"] in {"choice", "flag"} or (meta["kind"] == "id" and bool(meta.get("references")))
            for _, _, meta in columns(schema)
        )
        assert len(sheet.data_validations.dataValidation) == choices


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_bounds_of_the_plant_classes_stand_wherever_a_class_is_chosen(tmp_path: Path, lang: str) -> None:
    path = write_template(tmp_path / "t.xlsx", lang)
    bounds = ("5,000 万元", "5 亿元")

    sheet = openpyxl.load_workbook(path)[caption("sectors") if lang == "zh" else "sectors"]
    note = next(cell.comment.text for cell in sheet[1] if cell.value in {"最小工厂规模", "plant_size"})
    (line,) = (line for line in data_dictionary(lang).splitlines() if line.startswith("| `plant_size` |"))

    assert all(bound in text for bound in bounds for text in (note, line))
    assert read_dataset(path).tables["sectors"]["plant_size"].to_list() == ["medium", None]


def test_the_bounds_of_the_plant_classes_stand_in_the_description_for_other_programs(tmp_path: Path) -> None:
    write_dataset(read_dataset(small_dataset(tmp_path / "in")), tmp_path / "out", "parquet")

    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    (fields,) = (table["schema"]["fields"] for table in package["resources"] if table["name"] == "sectors")
    (field,) = (one for one in fields if one["name"] == "plant_size")

    assert "5,000 万元" in field["description"]
    assert field["constraints"]["enum"] == ["small", "medium", "large"]


def test_the_template_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert write_template(tmp_path / "a.xlsx").read_bytes() == write_template(tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_dataset_written_and_read_is_the_same(tmp_path: Path, form: str, lang: str) -> None:
    before = read_dataset(small_dataset(tmp_path / "in", firms=[{**row, "注册资本": "1万元"} for row in rows("firms")]))

    write_dataset(before, target(tmp_path, form), form, lang=lang)
    after = read_dataset(target(tmp_path, form))

    assert same(before, after)
    kept = ("id", "title", "title_en", "region", "version", "schema_version", "licence", "note")
    assert [getattr(after, key) for key in kept] == [getattr(before, key) for key in kept]


WORD = st.text(st.sampled_from("甲乙ab 12=+-@\"',、\n\t._x0（）<&'"), min_size=1, max_size=12)
CODE = st.sampled_from(["36", "361", "3670", "0111", "C3670"])
NUMBER = st.none() | st.floats(0, 1e12, allow_nan=False) | st.integers(0, 10**9).map(float)


@pytest.mark.slow
@settings(deadline=None)
@given(
    form=st.sampled_from(["csv", "xlsx", "parquet"]),
    found=st.lists(
        st.tuples(WORD, st.none() | st.lists(CODE, max_size=3), NUMBER, st.none() | st.booleans()),
        min_size=1,
        max_size=5,
    ),
)
def test_whatever_was_read_survives_writing_and_reading(
    form: str, found: list[tuple[str, list[str] | None, float | None, bool | None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sectors = [
            {"sector": f"s{at}", "name": f"环节{name}", "stage": "service", "gb4754": ";".join(codes or []),
             "process": name, "plant_high_wan_yuan": repr(high) if high is not None else None, "jit": flag}
            for at, (name, codes, high, flag) in enumerate(found)
        ]  # fmt: skip
        before = read_dataset(
            small_dataset(
                Path(folder) / "in",
                bare=True,
                sectors=sectors,
                firms=TABLES["firms"][2:],
                districts=TABLES["districts"],
            )
        )

        write_dataset(before, target(Path(folder), form), form)

        assert same(before, read_dataset(target(Path(folder), form)))


@pytest.mark.parametrize("name", ["=1+1", "+86", "-甲", "@SUM(A1)", "http://a.b", "00123厂", "_x0041_"])
def test_text_that_looks_like_a_formula_is_written_as_text(tmp_path: Path, name: str) -> None:
    before = read_dataset(small_dataset(tmp_path / "in", firms=rows("firms", {"firm": "f", "name": name})))

    write_dataset(before, tmp_path / "out.xlsx", "xlsx")

    cell = openpyxl.load_workbook(tmp_path / "out.xlsx")["企业"]["B5"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)
    assert read_dataset(tmp_path / "out.xlsx").tables["firms"]["name"][3] == name


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_the_same_dataset_gives_the_same_bytes(tmp_path: Path, form: str) -> None:
    dataset = read_dataset(small_dataset(tmp_path / "in"))

    one = write_dataset(dataset, target(tmp_path / "a", form), form)
    other = write_dataset(dataset, target(tmp_path / "b", form), form)

    assert [file.read_bytes() for file in one] == [file.read_bytes() for file in other]


def test_a_cell_too_long_for_a_workbook_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    dataset = read_dataset(small_dataset(tmp_path / "in", firms=rows("firms", {"firm": "f", "name": "甲" * 40_000})))

    with pytest.raises(WriteError, match="40000"):
        write_dataset(dataset, tmp_path / "out.xlsx", "xlsx")

    assert [file.name for file in tmp_path.iterdir()] == ["in"]


def test_a_table_too_long_for_a_workbook_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_files, "ROW_LIMIT", 3)

    with pytest.raises(WriteError, match="csv"):
        write_dataset(read_dataset(small_dataset(tmp_path / "in")), tmp_path / "out.xlsx", "xlsx")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where a folder is wanted")
    dataset = read_dataset(small_dataset(tmp_path / "in"))

    with pytest.raises(WriteError, match="out"):
        write_dataset(dataset, tmp_path / "out", "csv")
    with pytest.raises(WriteError, match="out"):
        write_template(tmp_path / "out" / "t.xlsx")
    with pytest.raises(CallError, match="ods"):
        write_dataset(dataset, tmp_path / "o", "ods")


def test_a_title_with_quotes_survives(tmp_path: Path) -> None:
    dataset = replace(read_dataset(small_dataset(tmp_path / "in")), title='“万”\\"开"\n云\x7f')

    write_dataset(dataset, tmp_path / "out", "csv")

    assert read_dataset(tmp_path / "out").title == dataset.title
