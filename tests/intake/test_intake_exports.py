"""Exports of every kind, as offices have them, become the same plain rows; the traps in them are told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.office import HEADS, as_csv, as_xlsx, as_zip, code, put, table

from chainlink.data.readers import read_bytes, read_tables
from chainlink.intake.exports.headings import field_of, find_head, recognise
from chainlink.intake.exports.rows import Exports, read_exports

FIRM = {
    "name": "重庆试验照明有限公司",
    "code": code(1),
    "status": "存续（在营、开业、在册）",
    "person": "张三",
    "phone": "13800000000",
    "mail": "a@b.cn",
    "district": "万州区",
    "since": "1997-01-28",
    "former": "重庆试验灯具厂；试验灯饰",
    "scope": "灯具生产",
    "original": "试验照明",
}


def read(content: bytes, name: str = "名单.xlsx", **options: bool) -> Exports:
    return read_exports(read_bytes(name, content, find_head), **options)


@pytest.mark.parametrize("kind", HEADS)
def test_an_export_is_known_by_its_headings(kind: str) -> None:
    found = read(as_xlsx(table(kind, [FIRM])))

    assert [one[2] for one in found.kinds] == [kind]
    assert found.rows.select("name", "credit_code", "row").row(0) == (FIRM["name"], FIRM["code"], 2)
    assert found.left_out == ()


@pytest.mark.parametrize("kind", [kind for kind in HEADS if kind != "C1"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_of_any_encoding_gives_the_rows_of_the_workbook(kind: str, encoding: str) -> None:
    rows = table(kind, [FIRM, {**FIRM, "name": "乙公司", "code": code(2)}])

    from_csv = read(as_csv(rows, encoding), "a.csv").rows.drop("file", "sheet")

    assert from_csv.equals(read(as_xlsx(rows)).rows.drop("file", "sheet"))


def test_a_banner_a_sheet_name_and_a_zip_do_not_matter() -> None:
    book = as_xlsx(table("T2", [FIRM]), sheet="高级搜索", banner="天眼查 高级搜索 导出于 2025-03-01")

    found = read(as_zip(export__xlsx=book), "导出.zip")

    assert found.kinds == (("导出.zip/export.xlsx", "高级搜索", "T2", 1),)
    assert found.rows["row"].to_list() == [3]


def test_names_in_a_zip_of_chinese_windows_are_read() -> None:
    name = "企业.csv".encode("gbk")
    data = as_zip(**{"x" * len(name): as_csv(table("Q1", [FIRM]), "gbk")}).replace(b"x" * len(name), name)

    tables = read_bytes("a.zip", data, find_head)

    assert [(one.file, one.frame.height) for one in tables] == [("a.zip/企业.csv", 1)]


@pytest.mark.parametrize(
    "written",
    ["统一社会信用代码", "统一 社会 信用 代码", "统一社会信用代码（必填）", "统一社会信用代码*", "信用代码", "ＩＤ"],
)
def test_a_heading_is_known_in_any_writing(written: str) -> None:
    assert field_of(written) == "credit_code"


def test_personal_data_are_dropped_unless_asked_for() -> None:
    dropped = read(as_xlsx(table("Q1", [FIRM])))
    kept = read(as_xlsx(table("Q1", [FIRM])), keep_contacts=True)

    assert not any(
        "张三" in str(row) or "13800000000" in str(row) or "a@b.cn" in str(row) for row in dropped.rows.rows()
    )
    assert dropped.contacts.is_empty()
    assert set(dropped.dropped) == {"法定代表人", "电话", "更多电话", "邮箱", "更多邮箱"}
    assert set(kept.contacts["value"]) == {"张三", "13800000000", "a@b.cn"}
    assert "张三" not in str(kept.rows.rows())


@pytest.mark.parametrize("blank", ["-", "--", "—", "暂无", "None", "#N/A", "#REF!", "", " ", "　"])
def test_a_blank_of_any_kind_states_nothing(blank: str) -> None:
    found = read(as_csv(table("Q1", [{**FIRM, "district": blank, "since": blank}])), "a.csv")

    assert found.rows.select("district", "since").row(0) == (None, None)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1997-01-28", "1997-01-28"),
        ("1997/1/28", "1997-01-28"),
        ("1997年1月28日", "1997-01-28"),
        ("１９９７－０１－２８", "1997-01-28"),
        ("19970128", "1997-01-28"),
        ("35458", "1997-01-28"),
        ("1997-01-28 00:00:00", "1997-01-28"),
        ("1997年1月", "1997-01"),
        ("1997", "1997"),
        ("1997-01-28 至 无固定期限", "1997-01-28"),
        ("1997-02-30", None),
        ("很久以前", None),
    ],
)
def test_a_date_is_read_however_it_is_written(written: str, meant: str | None) -> None:
    assert read(as_csv(table("Q1", [{**FIRM, "since": written}])), "a.csv").rows["since"].to_list() == [meant]


def test_a_code_that_excel_spoilt_is_refused_and_told() -> None:
    wrong = code(3)[:-1] + ("0" if code(3)[-1] != "0" else "1")
    codes = ["9.15E+17", "915001010000000000", wrong, code(4)]

    found = read(as_xlsx(table("Q1", [{**FIRM, "name": f"{at}公司", "code": one} for at, one in enumerate(codes)])))

    assert found.rows["credit_code"].to_list() == [None, None, None, code(4)]
    assert sorted(one.code for one in found.told) == ["office_code_check", "office_code_number", "office_code_number"]


def test_a_name_that_excel_turned_into_a_number_is_left_out() -> None:
    found = read(as_csv(table("Q1", [{**FIRM, "name": "9.15E+17"}, FIRM])), "a.csv")

    assert found.rows.height == 1
    assert [(one.code, one.row) for one in found.left_out] == [("office_name_number", 2)]


def test_a_firm_the_service_did_not_find_is_left_out_with_its_own_name() -> None:
    found = read(as_xlsx(table("Q2", [{**FIRM, "name": "未匹配到相关企业", "original": "某某小厂"}, FIRM])))

    assert found.rows.height == 1
    assert [(one.code, one.value) for one in found.left_out] == [("office_unmatched", "某某小厂")]


def test_merged_cells_give_every_row_their_value() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["公司名称", "ID", "产业链节点"])
    sheet.write_column(1, 0, ["甲公司", "乙公司", "丙公司"])
    sheet.merge_range(1, 2, 3, 2, "载货车整车")
    book.close()

    found = read(out.getvalue())

    assert found.rows["node"].to_list() == ["载货车整车"] * 3
    assert [one.code for one in found.told] == ["merged"]


def test_a_formula_without_a_result_is_told() -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["公司名称", "登记状态", "所属区县"])
    sheet.write_row(1, 0, ["甲公司", "存续"])
    sheet.write_formula(1, 2, '="万州"&"区"', None, "")
    book.close()

    found = read(out.getvalue())

    assert [one.code for one in found.told] == ["formula"]
    assert "C2" in str(found.told[0].parts)


def test_several_sheets_of_a_chain_workbook_are_all_read(tmp_path: Path) -> None:
    import io

    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, kind in (("图谱", "C1"), ("基础信息", "Q2")):
        sheet = book.add_worksheet(name)
        for line, row in enumerate(table(kind, [{**FIRM, "node": "载货车整车", "stage": "下游"}])):
            sheet.write_row(line, 0, row)
    book.add_worksheet("说明").write(0, 0, "本表仅供参考")
    book.close()

    found = read_exports(read_tables(put(tmp_path, "图谱.xlsx", out.getvalue()), find_head))

    assert [(one[1], one[2]) for one in found.kinds] == [("图谱", "C1"), ("基础信息", "Q2")]
    assert found.left_out == ()


def test_a_heading_that_stands_twice_is_told_and_the_first_value_taken() -> None:
    found = read(
        as_csv([["企业名称", "公司名称", "登记状态"], ["甲公司", "乙公司", "存续"], ["", "丙公司", "存续"]]), "a.csv"
    )

    assert found.rows["name"].to_list() == ["甲公司", "丙公司"]
    assert "office_twice" in [one.code for one in found.told]


def test_a_long_table_gives_the_same_rows_through_the_fast_reader_and_the_careful_one() -> None:
    rows = table(
        "Q1",
        [{**FIRM, "name": f"第{at}公司", "code": code(at), "scope": '灯具，"特种"灯具,生产\n销售'} for at in range(50)],
    )

    fast = read(as_csv(rows, "gb18030"), "a.csv").rows
    careful = read(as_csv([*rows, ["只有一格"]], "gb18030"), "a.csv")

    assert [one.code for one in careful.left_out] == ["ragged"]
    assert careful.rows.select("row", "name", "scope").equals(fast.select("row", "name", "scope"))


def test_a_list_without_a_second_known_column_is_no_export() -> None:
    assert find_head([["名称", "颜色"], ["甲", "红"]]) is None
    assert recognise(["企业名称", "所在地"]) == "X"


def test_no_row_is_lost_without_a_word() -> None:
    rows = table("Q1", [FIRM, {"name": "-", "code": code(9)}, {**FIRM, "name": "甲" * 120}])

    found = read(as_csv(rows), "a.csv")

    assert found.rows.height + len(found.left_out) == 3
    assert pl.Series([one.row for one in found.left_out]).to_list() == [3, 4]


def test_an_old_workbook_is_read_as_well() -> None:
    found = read((Path(__file__).parents[1] / "fixtures" / "export.xls").read_bytes(), "export.xls")

    assert found.rows.select("name", "credit_code", "since").rows() == [
        ("重庆试验照明有限公司", code(1), "1997-01-28"),
        ("乙公司", None, "1999-03"),
    ]
