"""Headings, tables and districts under another name: read where it is plain what is meant, else told once, with it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import polars as pl
import pytest
from tests.small import META, TABLES, rows, small_dataset, write_csv

from chainlink.data import check_dataset, read_dataset, word_faults
from chainlink.data.naming import column_named, nearest, nearest_table, table_named
from chainlink.data.tables import caption
from chainlink.errors import Fault


def codes(found: list[Fault]) -> list[tuple[str, str, int | None, str | None, str | None]]:
    return [(fault.file, fault.code, fault.row, fault.column, fault.value) for fault in found]


def renamed(table: str, **headings: str) -> list[dict[str, object]]:
    return [{headings.get(name, name): value for name, value in row.items()} for row in rows(table)]


def workbook(file: Path, *, headings_in: int = 1, **sheets: str) -> Path:
    """The small dataset as a workbook; ``sheets`` renames the sheet of a table."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    about = book.create_sheet("数据集")
    for line in ("id", "small"), ("title", "小数据集"), ("region", "万州；kai"):
        about.append(line)
    for table, given in TABLES.items():
        sheet = book.create_sheet(sheets.get(table, caption(table)))
        lines = given if table == "sources" else [{"source": "SEED", **row} for row in given]
        heads = list(dict.fromkeys(name for line in lines for name in line))
        above = headings_in - 1 if table == "firms" else 0
        for at in range(above):
            sheet.cell(at + 1, 1, f"企业一览表{at}")
        for row, cells in enumerate([heads, *([line.get(name) for name in heads] for line in lines)], above + 1):
            for column, cell in enumerate(cells, 1):
                sheet.cell(row, column, cell)
    book.save(file)
    return file


# --- columns --------------------------------------------------------------------------------------------------------


def test_a_misnamed_needed_column_is_told_in_one_line_with_the_heading_that_is_meant(tmp_path: Path) -> None:
    faults, warnings = check_dataset(small_dataset(tmp_path, firms=renamed("firms", name="naam")))

    assert codes(faults) == [("firms.csv", "column_missing_near", 1, "名称", "naam")]
    assert "「naam」是否指「名称」？" in faults[0].wanted()
    assert warnings == []


def test_each_of_two_misnamed_columns_is_offered_its_own_heading(tmp_path: Path) -> None:
    faults, _ = check_dataset(small_dataset(tmp_path, links=renamed("links", supplier="供应商", buyer="采购商")))

    assert codes(faults) == [
        ("links.csv", "column_missing_near", 1, "供应企业", "供应商"),
        ("links.csv", "column_missing_near", 1, "采购企业", "采购商"),
    ]


def test_an_unknown_heading_is_offered_the_column_that_is_not_there(tmp_path: Path) -> None:
    faults, warnings = check_dataset(
        small_dataset(tmp_path, firms=[{**row, "颜色": "1"} for row in renamed("firms", district="distr")])
    )

    assert faults == []
    assert {(fault.code, fault.column, fault.parts["near"]) for fault in warnings} == {
        ("unknown_column_near", "distr", "区县"),
        ("unknown_column", "颜色", None),
    }


@pytest.mark.parametrize("table", sorted({*TABLES} - {"sources"}))
def test_a_column_that_is_not_there_is_told_once_and_not_at_every_row(tmp_path: Path, table: str) -> None:
    folder = small_dataset(tmp_path)
    write_csv(folder / f"{table}.csv", rows(table))

    assert codes(check_dataset(folder)[0]) == [(f"{table}.csv", "column_missing", 1, "来源", None)]


def test_what_refers_to_a_table_without_its_key_column_is_at_no_fault(tmp_path: Path) -> None:
    faults, _ = check_dataset(small_dataset(tmp_path, firms=renamed("firms", firm="企业编号*")))

    assert codes(faults) == [("firms.csv", "column_missing_near", 1, "编号", "企业编号*")]


def test_half_of_a_key_that_is_not_there_does_not_make_rows_repeat(tmp_path: Path) -> None:
    made = [{"chain": "equipment", "role": "own"}] * 3

    assert codes(check_dataset(small_dataset(tmp_path, chain_sectors=made))[0]) == [
        ("chain_sectors.csv", "column_missing", 1, "环节", None)
    ]


def test_a_figure_that_must_stand_in_one_of_two_columns_is_told_once_where_neither_is(tmp_path: Path) -> None:
    faults, _ = check_dataset(small_dataset(tmp_path, claims=renamed("claims", value="金额")))

    assert codes(faults) == [("claims.csv", "column_missing", 1, "数值", None)]


def test_every_missing_column_of_a_parquet_file_is_told(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path)
    (folder / "parks.csv").unlink()
    pl.DataFrame({"park": ["puli"], "source": ["SEED"]}).write_parquet(folder / "parks.parquet")

    assert {(fault.code, fault.column) for fault in check_dataset(folder)[0]} == {
        ("column_missing", "名称"),
        ("column_missing", "区县"),
    }


@pytest.mark.parametrize(
    ("table", "heading", "column"),
    [
        ("claims", "【数值】（万元）", "value"),
        ("firms", "区县（编号）", "district"),
        ("firms", "具名（是/否）", "named"),
        ("firms", "【名称】", "name"),
        ("firms", "来 源", "source"),
        ("firms", "链主(官方名单)", "anchor"),
        ("firms", "备注：", "note"),
        ("firms", "（编号）", "firm"),
        ("firms", "名称[必填]*", "name"),
        ("firms", "區縣", "district"),
        ("sectors", "建厂规模下限", "plant_low_wan_yuan"),
        ("sectors", "建厂规模下限（单位：万元）", "plant_low_wan_yuan"),
        ("sectors", "建厂规模下限（亿元）", None),
        ("flows", "成本占比下限（%）", None),
        ("firms", "（备用）", None),
    ],
)
def test_what_stands_in_brackets_after_a_heading_does_not_count_unless_it_is_another_unit(
    table: str, heading: str, column: str | None
) -> None:
    assert column_named(table, heading) == column


def test_a_heading_in_another_unit_is_not_read_and_the_figures_are_to_be_converted(tmp_path: Path) -> None:
    made = [{**row, "建厂规模下限（亿元）": 3} for row in rows("sectors")]

    faults, (warning,) = check_dataset(small_dataset(tmp_path, sectors=made))

    assert faults == []
    assert (warning.code, warning.parts["near"]) == ("unknown_column_unit", "建厂规模下限（万元）")
    assert "换算" in warning.mend()


# --- tables ---------------------------------------------------------------------------------------------------------


def test_a_table_of_headings_that_others_refer_to_is_told_once(tmp_path: Path) -> None:
    faults, _ = check_dataset(small_dataset(tmp_path, firms=[]))

    assert codes(faults) == [("firms.csv", "table_empty", None, None, None)]
    assert "firm_status.csv 第 2 行" in faults[0].wanted()


def test_a_missing_table_is_told_once_however_many_refer_to_it(tmp_path: Path) -> None:
    faults, _ = check_dataset(small_dataset(tmp_path, firms=None))

    assert codes(faults) == [("firms.csv", "table_missing", None, None, None)]


@pytest.mark.parametrize(
    ("name", "table"), [("frims", "firms"), ("环节表", "sectors"), ("3.配套关系", "links"), ("企业名单", "firms")]
)
def test_the_nearest_table_is_offered_by_id_and_by_word(name: str, table: str) -> None:
    assert nearest_table(name, ["firms"]) == table


def test_the_name_of_a_table_may_be_written_in_traditional_signs_but_need_not_be_a_table() -> None:
    assert [table_named(name) for name in ("配套關係", "企業狀態", "capability_reasons")] == [
        "links",
        "firm_status",
        None,
    ]
    assert nearest_table("capability_reasons", []) is None


def test_a_misnamed_sheet_is_offered_for_the_missing_table_without_a_word_of_dataset_toml(tmp_path: Path) -> None:
    faults, warnings = check_dataset(workbook(tmp_path / "b.xlsx", sectors="环节表", links="配套關係", chains="草稿"))

    assert [(fault.sheet, fault.code) for fault in faults] == [
        ("产业链", "table_missing"),
        ("环节", "table_missing_near"),
    ]
    assert "「环节表」" in faults[1].wanted()
    assert [(fault.sheet, fault.code) for fault in warnings] == [("草稿", "unknown_sheet")]
    assert "toml" not in word_faults(warnings)


def test_a_misnamed_sheet_of_a_table_that_may_be_missing_is_a_warning_with_the_table_it_may_be(tmp_path: Path) -> None:
    faults, warnings = check_dataset(workbook(tmp_path / "b.xlsx", projects="項目情况"))

    assert faults == []
    assert [(fault.sheet, fault.code) for fault in warnings] == [("項目情况", "unknown_sheet_near")]


# --- titles ---------------------------------------------------------------------------------------------------------


def test_headings_below_a_title_are_found_and_the_rows_keep_their_numbers(tmp_path: Path) -> None:
    file = workbook(tmp_path / "b.xlsx", headings_in=3)

    faults, warnings = check_dataset(file)

    assert faults == []
    assert [(fault.sheet, fault.code, fault.row, fault.value) for fault in warnings] == [
        ("企业", "title_rows", 1, "企业一览表0")
    ]
    assert read_dataset(file).tables["firms"]["row"].to_list() == [4, 5, 6]


def test_headings_below_a_title_are_found_in_a_csv_file_of_any_size(tmp_path: Path) -> None:
    many = [{"firm": f"f{at}", "name": "厂" * 20, "named": "N"} for at in range(20_000)]
    folder = small_dataset(tmp_path, firms=rows("firms", *many))
    file = folder / "firms.csv"
    title = "企业一览表" + "," * (len(file.read_text(encoding="utf-8").split("\n", 1)[0].split(",")) - 1)
    file.write_text(f"\n{title}\n{file.read_text(encoding='utf-8')}", encoding="utf-8", newline="")

    faults, warnings = check_dataset(folder)

    assert faults == []
    assert codes(warnings) == [("firms.csv", "title_rows", 2, None, "企业一览表")]
    assert read_dataset(folder).tables["firms"]["row"][0] == 4


# --- districts ------------------------------------------------------------------------------------------------------


def test_the_districts_of_the_region_are_read_by_id_name_or_alias_and_kept_as_ids(tmp_path: Path) -> None:
    districts = [{**row, "aliases": f"{row['name']}区"} for row in rows("districts")]
    meta = META.replace('["wan", "kai"]', '["万州区", "开州", "wan"]')

    assert read_dataset(small_dataset(tmp_path, districts=districts, meta=meta)).region == ("wan", "kai")


def test_the_nearest_district_is_offered_for_one_that_is_none(tmp_path: Path) -> None:
    meta = META.replace('["wan", "kai"]', '["万洲"]')

    (fault,) = check_dataset(small_dataset(tmp_path, meta=meta))[0]

    assert (fault.code, fault.parts["near"]) == ("reference_near", "wan（万州）")


@pytest.mark.parametrize(
    ("wanted", "known", "found"),
    [
        ("万洲", ["万州", "开州", "梁平"], "万州"),
        ("万洲", ["万州", "万源"], None),
        ("nvx", ["nvc"], "nvc"),
        ("foo", ["food"], None),
        ("weldin", ["welding"], "welding"),
    ],
)
def test_a_word_is_offered_only_if_it_may_well_be_meant(wanted: str, known: list[str], found: str | None) -> None:
    assert nearest(wanted, known) == found
