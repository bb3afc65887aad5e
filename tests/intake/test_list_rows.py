"""What the rows of a list say: sums and footers are no firms, figures are of their own time, hidden things are told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office import as_csv, as_xlsx, as_zip, code
from tests.small import small_dataset

from chainlink.data import Dataset, read_dataset
from chainlink.data.clocks import turn_back
from chainlink.data.readers import read_bytes
from chainlink.errors import Fault
from chainlink.intake.exports.headings import find_head, find_names
from chainlink.intake.exports.list_cells import kept_names
from chainlink.intake.exports.rows import Exports, read_exports
from chainlink.intake.merge import plan_import
from chainlink.intake.plan import Plan
from chainlink.live_cells import defused

ENGLISH = ("No.", "Company", "District", "Main products", "Output (10,000 yuan)")
CHINESE = ("序号", "企业名称", "所属区县", "主营产品", "年产值（万元）")


def read(content: bytes, name: str = "list.xlsx") -> Exports:
    return read_exports(read_bytes(name, content, find_head))


def csv(*rows: tuple[str, ...]) -> Exports:
    return read(as_csv(rows), "list.csv")


def places(faults: tuple[Fault, ...], code: str) -> list[int | None]:
    return [one.row for one in faults if one.code == code]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("lists") / "data"))


def plan(data: Dataset, exports: Exports, date: str | None = "2025-06") -> Plan:
    return plan_import(data, exports, date=date)


def figures(found: Plan) -> list[tuple[object, ...]]:
    """Measure, value, unit, from, to, status of each claim that an import adds."""
    claims = found.tables["claims"].filter(pl.col("claim").str.contains("^n-|^9"))
    return claims.select("measure", "value", "unit", "from", "to", "status").sort("measure", "from").rows()


# --- sums and footers -----------------------------------------------------------------------------------------------


def test_rows_that_sum_up_others_are_no_firms_and_are_told_by_row(data: Dataset) -> None:
    found = csv(
        CHINESE,
        ("1", "渝东甲机械厂", "开州区", "车身冲压件", "1000"),
        ("2", "云阳乙包装厂", "云阳县", "包装纸箱", "300"),
        ("", "小计", "", "", "1300"),
        ("3", "万州丙电子厂", "万州区", "线束", "700"),
        ("", "合计", "", "", "2000"),
        ("", "总计：3家", "", "", "2000"),
    )

    assert found.rows["name"].to_list() == ["渝东甲机械厂", "云阳乙包装厂", "万州丙电子厂"]
    assert places(found.left_out, "office_row_sum") == [4, 6, 7]
    assert [row[1] for row in figures(plan(data, found))] == [1000, 300, 700]


def test_a_subtotal_before_the_name_column_of_a_workbook_in_a_zip_is_no_firm() -> None:
    book = as_xlsx(
        [
            ENGLISH,
            ("1", "Total Energies Kaizhou Ltd", "Kaizhou", "fuel", "120"),
            ("Subtotal (1 firm)", "", "", "", "120"),
            ("2", "Sum Technologies Ltd", "Wanzhou", "cables", "80"),
            ("Grand total", "2 firms", "", "", "200"),
        ],
        sheet="firms",
        banner="Firms of the county",
    )

    found = read(as_zip(list__xlsx=book), "list.zip")

    assert found.rows["name"].to_list() == ["Total Energies Kaizhou Ltd", "Sum Technologies Ltd"]
    assert places(found.left_out, "office_row_sum") == [4, 6]


def test_a_row_with_a_credit_code_of_its_own_is_a_firm_whatever_its_name() -> None:
    found = csv(("企业名称", "统一社会信用代码"), ("开州合计", code(1)), ("开州合计", ""))

    assert found.rows["credit_code"].to_list() == [code(1)]
    assert places(found.left_out, "office_row_sum") == [3]


def test_footers_are_no_firms_and_their_numbers_are_repeated_nowhere() -> None:
    found = csv(
        ("企业名称", "所属区县", "主营产品"),
        ("渝东甲机械厂", "开州区", "车身冲压件"),
        ("注：以上数据为企业自报", "", ""),
        ("填表人：某某某　联系电话：023-50000000", "", ""),
        ("审核人：某某某（13800000000）", "", ""),
        ("某某某 138 0000 0000", "", ""),
        ("联系电话", "023-50000000", ""),
    )

    assert found.rows["name"].to_list() == ["渝东甲机械厂"]
    assert places(found.left_out, "office_row_footer") == [3, 4, 5, 6, 7]
    assert not any(part in str(found) for part in ("某某某", "50000000", "13800000000", "138 0000"))


def test_a_signature_across_the_columns_of_a_workbook_is_no_firm() -> None:
    found = read(
        as_xlsx(
            [
                ENGLISH,
                ("1", "Kaizhou Pressing Works", "Kaizhou", "pressings", "100"),
                ("Prepared by: A. N. Other", "Checked by: B. Other", "Date: 2024-05-06", "", ""),
                ("Source: county survey", "", "", "", ""),
                ("", "2024-05-06", "", "", ""),
            ]
        )
    )

    assert found.rows["name"].to_list() == ["Kaizhou Pressing Works"]
    assert places(found.left_out, "office_row_footer") == [3, 4, 5]


def test_a_plain_list_of_names_keeps_its_names() -> None:
    names = (
        "长安跨越",
        "注塑机械厂",
        "合计划电子",
        "其中堂药业",
        "总计量仪器有限公司",
        "Total Energies",
        "Source Photonics",
    )

    found = read_exports(read_bytes("a.csv", as_csv([("企业名称",), *((one,) for one in names)]), find_names))

    assert tuple(found.rows["name"]) == names


# --- the time of a figure -------------------------------------------------------------------------------------------


def test_the_year_in_a_heading_is_the_time_of_the_figure(data: Dataset) -> None:
    found = plan(data, csv(("企业名称", "所属区县", "2023年产值（万元）"), ("渝东甲机械厂", "开州区", "1200")))

    assert figures(found) == [("output", 1200, "万元", "2023", "2023", "actual")]
    claim = found.tables["claims"].row(-1, named=True)
    assert claim["claim"].endswith("-output-2023")
    assert "2023" in claim["note"]
    tables = {**data.tables, **found.tables}
    for year, there in ((2024, True), (2022, False)):
        then, _ = turn_back(tables, as_of=year, known_by=None)
        assert (claim["claim"] in then["claims"]["claim"]) == there


def test_three_columns_of_three_years_are_three_figures(data: Dataset) -> None:
    rows = [("Company", "Revenue 2021 (CNY million)", "FY2022 revenue (CNY million)", "Revenue (CNY million, 2023)")]
    found = plan(data, read(as_xlsx([*rows, ("Kaizhou Pressing Works", 1, 2, 3)])))

    assert figures(found) == [
        ("revenue", 100, "万元", "2021", "2021", "actual"),
        ("revenue", 200, "万元", "2022", "2022", "actual"),
        ("revenue", 300, "万元", "2023", "2023", "actual"),
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "start", "end"),
    [
        ("产值", "1.2亿元（2023年）", "2023", "2023"),
        ("产值（2022年）", "2023年1.2亿元", "2023", "2023"),
        ("23年产值", "12000万元", "2023", "2023"),
        ("2023年1-6月产值", "12000万元", "2023-01", "2023-06"),
        ("2023年上半年产值", "12000万元", "2023-01", "2023-06"),
        ("H1 2023 output", "120 million yuan", "2023-01", "2023-06"),
        ("去年产值", "12000万元", "2024", "2024"),
        ("Output last year", "120 million yuan", "2024", "2024"),
        ("产值", "12000万元", "2025", "2025"),
    ],
)
def test_the_time_stated_nearest_to_a_figure_counts(
    data: Dataset, heading: str, cell: str, start: str, end: str
) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", cell)))

    assert figures(found) == [("output", 12000, "万元", start, end, "actual")]
    assert (found.tables["claims"]["per"][-1] == "year") == ("-" not in start)
    assert bool(places(found.told, "import_figure_undated")) == (start == "2025")


def test_a_time_column_dates_the_figures_of_its_row(data: Dataset) -> None:
    rows = (("企业名称", "年份", "产值（万元）"), ("渝东甲机械厂", "2022年", "10"), ("渝东甲机械厂", "2023.0", "20"))

    assert [row[1:4] for row in figures(plan(data, csv(*rows)))] == [(10, "万元", "2022"), (20, "万元", "2023")]


@pytest.mark.parametrize(
    ("heading", "cell"), [("去年产值（万元）", "5"), ("近三年产值（万元）", "5"), ("2021-2023 output", "5万元")]
)
def test_a_time_that_is_not_clear_is_asked_for_and_nothing_is_taken(data: Dataset, heading: str, cell: str) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", cell)), date=None)

    assert "claims" not in found.tables
    assert places(found.told, "import_figure_time") == [2]


def test_the_title_above_a_table_dates_what_nothing_else_dates(data: Dataset) -> None:
    book = as_xlsx(
        [("企业名称", "上年产值（万元）", "产值（万元）"), ("渝东甲机械厂", 5, 6)], banner="开州区2022年度企业产值表"
    )

    assert [row[1:4] for row in figures(plan(data, read(book), None))] == [(5, "万元", "2021"), (6, "万元", "2022")]


# --- brackets -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "cell", "value", "status", "remark"),
    [
        ("产能", "年产10万吨（含在建5万吨）", 100_000, "planned", True),
        ("产能", "5万套(在建)", 50_000, "planned", False),
        ("规划产能（套）", "50000", 50_000, "planned", False),
        ("Capacity", "50,000 sets a year (under construction)", 50_000, "planned", False),
        ("产值", "预计 2026 年达 1亿元", 10_000, "expected", False),
        ("Expected output", "100 million yuan", 10_000, "expected", False),
        ("产值", "1200万元（其中出口30%）", 1200, "actual", True),
        ("产值", "1200万元（不含税）", 1200, "actual", False),
        ("产能", "约5万套", 50_000, "capacity", False),
    ],
)
def test_a_figure_that_is_planned_is_never_taken_as_there(
    data: Dataset, heading: str, cell: str, value: float, status: str, *, remark: bool
) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", cell)))

    assert [(row[1], row[5]) for row in figures(found)] == [(value, status)]
    assert bool(places(found.told, "import_figure_bracket")) == remark


@pytest.mark.parametrize("cell", ["12亿元（集团合并）", "现有5万套,在建3万套", "CNY 3 bn (group)", "累计（三年）"])
def test_a_figure_that_is_of_something_else_is_refused_and_told(data: Dataset, cell: str) -> None:
    found = plan(data, csv(("企业名称", "产值"), ("渝东甲机械厂", cell)))

    assert "claims" not in found.tables
    assert places(found.told, "import_figure") == [2]


def test_two_figures_of_one_firm_and_year_are_told(data: Dataset) -> None:
    rows = (("企业名称", "2023年产值（万元）"), ("渝东甲机械厂", "5"), ("渝东甲机械厂", "6"))

    found = plan(data, csv(*rows))

    assert [row[1] for row in figures(found)] == [5]
    assert places(found.told, "import_figure_twice") == [3]


def test_a_figure_that_the_dataset_states_otherwise_is_told_and_left(data: Dataset) -> None:
    heads = ("企业名称", "2023年产值（万元）")
    first = plan(data, csv(heads, ("渝东甲机械厂", "5")))
    taken = replace(data, tables={**data.tables, **first.tables})

    second = plan(taken, read(as_xlsx([("Company", "Output (10,000 yuan, 2023)"), ("渝东甲机械厂", 6)])))

    assert "claims" not in second.tables
    assert [(one.row, one.parts["kept"]) for one in second.told if one.code == "import_figure_known"] == [(2, "5 万元")]


# --- names, signs, codes, personal data -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["NA", "None", "nan", "null", "#N/A", "-", "/", "无", "暂无", "不详", "n/a", "NULL", "TBD"]
)
def test_a_word_for_nothing_is_no_firm(name: str) -> None:
    found = read(as_xlsx([("Company", "District"), (name, "Kaizhou"), ("Nana Works", "Kaizhou")]))

    assert found.rows["name"].to_list() == ["Nana Works"]
    assert places(found.left_out, "office_name_empty") == [2]


def test_signs_nobody_sees_are_taken_out_of_every_text_and_told() -> None:
    signs = "\x07\x85\u200b\u202e\u2066\ufeff"

    found = csv(
        ("企业名称", "主营产品", "企业地址"), (f"甲{signs}厂", f"线{signs}束", f"开州区{signs}1号"), ("乙厂", "", "")
    )

    assert found.rows.select("name", "products", "address").row(0) == ("甲厂", "线束", "开州区1号")
    assert [(one.row, one.parts) for one in found.told if one.code == "office_control"] == [(2, {"count": 1})]


@pytest.mark.parametrize("name", ["+1+1|cmd", "=HYPERLINK(1)", "@SUM Works", "－甲厂"])
def test_a_name_that_a_spreadsheet_would_run_comes_in_as_text_and_is_told(name: str) -> None:
    found = csv(("Company", "District"), (name, "Kaizhou"))

    assert found.rows["name"].to_list() == [name]
    assert places(found.told, "office_live") == [2]


def test_an_industry_code_without_its_zero_is_not_taken_and_told() -> None:
    found = read(
        as_xlsx(
            [("企业名称", "行业代码"), ("甲厂", "913"), ("乙厂", "0913"), ("丙厂", "C3670"), ("丁厂", "913.0;3670")]
        )
    )

    assert found.rows["industry"].to_list() == [None, "0913", "C3670", "3670"]
    assert places(found.told, "office_industry_zero") == [2, 5]


CELLS = st.sampled_from(
    [
        "13800000000",
        "023-50000000",
        "（０２３）５０００００００",
        "a.b@c.cn",
        "联系人：某某某",
        "QQ：12345678",
        "500101199003071234",
    ]
)
WORDS = st.text("甲乙丙丁机械厂路号0123456789（）:：;, ", max_size=8)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, CELLS, WORDS), min_size=1, max_size=6), st.data())
def test_personal_data_in_any_cell_reach_nothing_that_is_kept(
    data: Dataset, cells: list[tuple[str, str, str]], draw: st.DataObject
) -> None:
    heads = (
        "企业名称",
        "主营产品",
        "企业地址",
        "经营范围",
        "所属园区",
        "曾用名",
        "产业链节点",
        "2023年产值",
        "所属区县",
    )
    rows = [[f"渝东{'甲乙丙丁戊己'[at]}机械厂", *("" for _ in heads[1:])] for at in range(len(cells))]
    for row, (before, personal, after) in zip(rows, cells, strict=True):
        at = draw.draw(st.integers(0, len(heads) - 1))
        row[at] = f"{row[at]} {before} {personal} {after}"
    found = plan(data, csv(heads, *(tuple(row) for row in rows)))

    kept = str([table.rows() for table in found.tables.values()]) + str(found.log.rows()) + str(found.told)
    kept += str(found.left_out)
    for _, personal, _ in cells:
        assert personal.removeprefix("联系人：").removeprefix("QQ：") not in kept


def test_personal_data_reach_no_file_of_an_import(tmp_path: Path, data: Dataset) -> None:
    from chainlink.data.writing.transaction import replace_tables

    found = plan(
        data,
        read(
            as_xlsx(
                [
                    ("Company", "District", "Main products", "Address", "Park"),
                    (
                        "Kaizhou Works 13800000000",
                        "开州区",
                        "pressings, ask li@works.cn",
                        "1 Road, tel 023-50000000",
                        "浦里新区",
                    ),
                ]
            )
        ),
    )
    out = replace_tables(data, found.tables, path=tmp_path / "new", log=found.log).path

    written = "".join(file.read_text(encoding="utf-8") for file in out.rglob("*") if file.is_file())
    assert "Kaizhou Works" in written
    assert not any(part in written for part in ("13800000000", "li@works.cn", "50000000"))
    assert {one.row for one in found.told if one.code == "office_personal"} == {2}


@pytest.mark.parametrize("name", ["=1+1机械厂", "+甲机械厂", "'=甲机械厂", "'甲机械厂", "＠乙厂", "甲厂"])
def test_a_list_that_was_written_without_live_cells_is_read_back_the_same(name: str) -> None:
    content = as_csv([("企业名称", "所属区县", "主营产品"), (str(defused(name)), "开州区", str(defused("-灯具")))])

    found = read_exports(read_bytes("a.csv", content, find_head))

    assert found.rows.select("name", "products").row(0) == (name, "-灯具")
    assert kept_names(pl.Series([defused(name)], dtype=pl.String)).to_list() == [name]


# --- what is said of a firm behind its name ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "name", "state", "over"),
    [
        ("渝东甲机械厂（已注销）", "渝东甲机械厂", "已注销", True),
        ("渝东甲机械厂（拟注销）", "渝东甲机械厂", "拟注销", False),
        ("渝东甲机械厂【2023年搬迁至云阳】", "渝东甲机械厂", "2023年搬迁至云阳", False),
        ("渝东甲机械厂 -已停产", "渝东甲机械厂", "已停产", False),
        ("渝东（集团）甲机械厂(吊销，未注销)", "渝东（集团）甲机械厂", "吊销，未注销", True),
        ("3、渝东甲机械厂（规上企业）", "渝东甲机械厂", "规上企业", False),
    ],
)
def test_a_state_written_behind_a_name_is_told_and_is_no_part_of_it_and_a_firm_that_is_no_more_is_closed(
    data: Dataset, *, written: str, name: str, state: str, over: bool
) -> None:
    found = csv(CHINESE, ("1", written, "开州区", "冲压件", ""))

    assert found.rows["name"].to_list() == [name]
    assert [(one.row, one.column, one.value) for one in found.told if one.code == "office_name_state"] == [
        (2, "企业名称", state)
    ]
    status = plan(data, found).tables.get("firm_status", pl.DataFrame({"status": []}))
    assert status["status"].to_list()[-1:] == (["closed"] if over else [])
    assert "firm_status" not in plan(data, found, None).tables


def test_a_state_in_english_in_a_zipped_workbook_is_told_with_sheet_and_row_and_closes_the_firm(data: Dataset) -> None:
    book = as_xlsx([ENGLISH, ("1", "Wanda Works Ltd (dissolved in 2021)", "Kaizhou", "bolts", 5)], sheet="Firms")

    found = read(as_zip(list__xlsx=book), "lists.zip")

    assert found.rows["name"].to_list() == ["Wanda Works Ltd"]
    told = [(one.sheet, one.row, one.value) for one in found.told if one.code == "office_name_state"]
    assert told == [("Firms", 2, "dissolved in 2021")]
    assert plan(data, found).tables["firm_status"].select("year", "status").rows()[-1] == (2025, "closed")


@pytest.mark.parametrize(
    "name", ["重庆搬迁服务有限公司", "万州破产管理（重庆）有限公司", "Moved Goods (Kaizhou) Ltd", "开州-关停设备厂"]
)
def test_a_firm_whose_business_is_a_state_keeps_its_name(name: str) -> None:
    found = csv(CHINESE, ("1", name, "开州区", "服务", ""))

    assert found.rows["name"].to_list() == [name]
    assert places(found.told, "office_name_state") == []
