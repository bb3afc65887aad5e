"""Headings of several rows in lists: each column is what its group and its own heading say together."""

from __future__ import annotations

import io

import polars as pl
import pytest
import xlsxwriter
from tests.office import as_csv

from chainlink.data import read_dataset
from chainlink.data.readers import read_bytes
from chainlink.data.readers.heading_rows import headings_at
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import Exports, read_exports
from chainlink.intake.merge import plan_import


def listed(name: str, content: bytes) -> Exports:
    return read_exports(read_bytes(name, content, find_head))


def figures(listing: Exports) -> list[tuple[object, ...]]:
    claims = plan_import(read_dataset(), listing, date="2025-06").tables["claims"]
    imported = claims.filter(pl.col("note").str.starts_with("原文："))
    return sorted(imported.select("measure", "from", "value", "unit").rows(), key=str)


def test_years_under_a_merged_heading_are_claims_of_their_own_years() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("名单")
        for at, heading in enumerate(("序号", "企业名称", "所属区县")):
            sheet.merge_range(0, at, 1, at, heading)
        sheet.merge_range("D1:E1", "产值（万元）")
        sheet.write_row("D2", ["2022年", "2023年"])
        sheet.write_row("A3", [1, "渝东甲机械厂", "开州区", 1000, 1200])

    found = figures(listed("名单.xlsx", file.getvalue()))

    assert found == [("output", "2022", 1000.0, "万元"), ("output", "2023", 1200.0, "万元")]


def test_years_under_an_english_heading_without_merged_cells_are_claims_of_their_own_years() -> None:
    rows = [
        ("Company", "City", "Output (CNY million)", "", ""),
        ("", "", "2022", "2023", "2024"),
        ("Alpha Works", "万州", "10", "12", "13"),
    ]

    found = figures(listed("list.csv", as_csv(rows)))

    assert found == [
        ("output", "2022", 1000.0, "万元"),
        ("output", "2023", 1200.0, "万元"),
        ("output", "2024", 1300.0, "万元"),
    ]


def test_a_group_row_above_the_headings_dates_the_figures_below_it_and_no_other() -> None:
    rows = [
        ("", "", "2022年", "", "2023年", "", ""),
        ("企业名称", "所属区县", "产值（万元）", "税收（万元）", "产值（万元）", "税收（万元）", "备注"),
        ("渝东甲机械厂", "开州区", "10", "1", "20", "2", "新厂"),
    ]

    found = figures(listed("表.csv", as_csv(rows, "gb18030")))

    assert found == [
        ("output", "2022", 10.0, "万元"),
        ("output", "2023", 20.0, "万元"),
        ("tax", "2022", 1.0, "万元"),
        ("tax", "2023", 2.0, "万元"),
    ]


def test_a_title_beside_the_unit_is_no_group() -> None:
    rows = [
        ("2024年企业名单", "", "单位：万元"),
        ("企业名称", "所属区县", "产值（万元）"),
        ("渝东甲机械厂", "开州区", "10"),
    ]

    assert figures(listed("表.csv", as_csv(rows))) == [("output", "2024", 10.0, "万元")]


def test_a_person_named_under_a_group_of_contacts_is_not_taken() -> None:
    rows = [
        ("企业名称", "所属区县", "联系人", ""),
        ("", "", "姓名", "电话"),
        ("甲机械厂", "开州区", "王某某", "13800000000"),
    ]

    found = listed("表.csv", as_csv(rows))

    assert found.dropped == ("联系人 姓名", "电话")
    assert found.rows["name"].to_list() == ["甲机械厂"]


@pytest.mark.parametrize(
    "below",
    [
        ("甲厂", "开州区", "10", "20"),
        ("", "开州区", "10", "20"),
        ("", "", "10", "20"),
        ("", "", "", ""),
        ("甲厂", "x", "", ""),
    ],
)
def test_a_row_of_a_firm_or_of_figures_is_no_row_of_headings(below: tuple[str, ...]) -> None:
    head = ("企业名称", "", "产值（万元）", "")

    assert headings_at([head, below], 0).last == 0


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("产值（万元）", "9" * 100_000),
        ("Capacity (t)", "1" * 400),
        ("产能（万套）", "亿" * 100_000),
        ("税收（万元）", "九亿" * 40),
    ],
)
def test_a_figure_beyond_all_numbers_is_told_at_its_row(heading: str, cell: str) -> None:
    rows = [("企业名称", "所属区县", heading), ("渝东甲机械厂", "开州区", "10"), ("渝东乙机械厂", "开州区", cell)]

    found = plan_import(read_dataset(), listed("表.csv", as_csv(rows)), date="2025")

    wrong = [(one.file, one.row, one.column) for one in found.told if one.code == "import_figure"]
    assert wrong == [("表.csv", 3, heading)]
