"""Codes and names that a spreadsheet spoilt are faults in a dataset as in an import."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.office import code
from tests.small import TABLES, small_dataset

from chainlink.data import check_dataset, read_dataset
from chainlink.data.checks import credit_codes
from chainlink.data.checks.fixed_codes import spoilt_industries, with_zero
from chainlink.data.checks.personal_data import without_personal_data
from chainlink.data.writing.dataset_files import write_dataset


def faults(folder: Path, **tables: list[dict[str, object]]) -> list[tuple[str, int | None, str | None]]:
    return [(one.code, one.row, one.value) for one in check_dataset(small_dataset(folder, **tables))[0]]


def firms(*stated: dict[str, object]) -> list[dict[str, object]]:
    return [{**one, **more} for one, more in zip(TABLES["firms"], stated, strict=False)]


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        ("915001000000000000", "credit_code_number"),
        ("9.15E+17", "credit_code_number"),
        ("91500101MA0000001X", "credit_code"),
        ("915001", "credit_code"),
    ],
)
def test_a_spoilt_credit_code_is_a_fault_of_the_dataset(tmp_path: Path, stated: str, wrong: str) -> None:
    rows = firms({"credit_code": stated}, {"credit_code": code(1).lower()}, {})

    assert faults(tmp_path, firms=rows) == [(wrong, 2, stated)]


def test_an_identity_number_that_fits_the_check_of_a_code_is_no_code() -> None:
    person = "500234198001010016"  # made up: its last sign is right by GB 11643 and by GB 32100

    assert credit_codes.valid(pl.Series([person, code(1), None])).to_list() == [False, True, None]
    assert without_personal_data(person) is None
    assert without_personal_data(code(1)) == code(1)


def test_a_number_cell_of_a_workbook_is_told_by_sheet_and_row(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    write_dataset(read_dataset(small_dataset(tmp_path / "data")), book, "xlsx")
    # the code as people paste it: a number
    from openpyxl import load_workbook

    pages = load_workbook(book)
    page = next(page for page in pages if page.title in {"企业", "firms"})
    column = next(cell.column for cell in page[1] if cell.value == "统一社会信用代码")
    page.cell(2, column).value = 915001000000000000
    pages.save(book)

    found = [(one.code, one.sheet, one.row) for one in check_dataset(book)[0]]

    assert found == [("credit_code_number", page.title, 2)]


@pytest.mark.parametrize(
    ("name", "wrong"), [("9.15E+17", "name_number"), ("500101", "name_number"), ("NA", "name_none")]
)
def test_a_name_that_is_a_number_or_nothing_is_a_fault(tmp_path: Path, name: str, wrong: str) -> None:
    assert faults(tmp_path, firms=firms({"name": name}, {"aliases": f"甲；{name}"}, {})) == [
        (wrong, 2, name),
        (wrong, 3, name),
    ]


@pytest.mark.parametrize(
    ("codes", "wrong"),
    [
        ("913", "industry_code_near"),
        ("3670;913.0", "industry_code_near"),
        ("3670.0", "industry_code_near"),
        ("3.67E+03", "industry_code"),
        ("36701", "industry_code"),
    ],
)
def test_an_industry_code_without_its_zero_is_a_fault(tmp_path: Path, codes: str, wrong: str) -> None:
    sectors = [{**TABLES["sectors"][0], "gb4754": codes}, *TABLES["sectors"][1:]]

    assert [one[:2] for one in faults(tmp_path, sectors=sectors)] == [(wrong, 2)]


def test_codes_of_every_level_are_sound_and_a_lost_zero_is_offered() -> None:
    sound = pl.Series(["C", "36", "C36", "367", "3670", "C3670", "0913", "112", None])

    assert not spoilt_industries(sound).any()
    assert [with_zero(one) for one in ("913", "913.0", "3670.0", "abc")] == ["0913", "0913", "3670", None]


@pytest.mark.parametrize("written", ["500101.0", "500,101", "5.00101E+05", "50010", "990101"])
def test_a_spoilt_district_code_is_a_fault(tmp_path: Path, written: str) -> None:
    districts = [{**TABLES["districts"][0], "admin_code": written}, *TABLES["districts"][1:]]

    assert faults(tmp_path, districts=districts) == [("admin_code", 2, written)]
