"""Personal data in a text are cut out, whatever their writing; codes, amounts, dates and pages stay as they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office import as_csv, as_xlsx, put
from tests.small import TABLES, small_dataset
from typer.testing import CliRunner

from chainlink.cli.app import app
from chainlink.data import check_dataset, read_dataset
from chainlink.data.checks.personal_data import cut_out, without_personal_data
from chainlink.data.readers import read_bytes
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.errors import CallError
from chainlink.intake.additions import add_row
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.report.lists.measure import Request, measure_listings

HELD = [
    *(
        "023-50000000",
        "（023）50000000",
        "电话：023 5000 0000",
        "0571-88888888转801",
        "+86-23-58000000",
        "Tel: 58239999",
    ),
    *("138 0000 0000", "+86 13800000000", "138-0000-0000", "１３８００００００００", "400-800-1234", "4008001234"),
    *("a.b@c.com.cn", "QQ：12345678", "微信号abc12345", "500101199003071234", "50010119900307123X", "500101900307123"),
    *(
        "联系人：某某",
        "某某 13800000000",
        "某某（13800000000）",
        "王经理13800000000",
        "Contact: A. Other, tel +86 23 5000 0000",
        "Contact: A. Other +86 23 5000 0000",
    ),
]
NOT_HELD = [
    *("91500101MA5U00011L", "13800000000元", "13800000000 万元", "2023年1-6月", "2021-10-08", "20230101", "约18万套"),
    *(
        "http://x.cn/2021/13800000000.html",
        "500234000012345",
        "QQ音乐科技",
        "微信支付科技",
        "联系科技有限公司",
        "12345678-9",
    ),
    *(
        "1500 2000 300",
        "0.13800000000",
        "开州区1号 405400",
        "渝府〔2021〕12号",
        "8000000000",
        "Contact Energy",
        "GB/T 4754-2017",
    ),
    *("许可证编号SC11350010100123；原注册号500101000123456", "营业执照注册号 500101900101123", "批准文号13800138000"),
    *("合同编号2021-0571-88888888", "专利号ZL201310123456.7", "纳税人识别号500101900101123", "国药准字H20013800138"),
    *(
        "Licence No: 500101000123456",
        "registration number 13800138000",
        "Contract no. 2021-023-50000000",
        "GB/T 12345-2008",
    ),
    *("tax id 500101900101123", "组织机构代码：50010199-9", "统一社会信用代码91500101MA5U00011L"),
    *("负责人制度", "Phone House Ltd", "T/CAAMTB 123-2020", "1,380,000,000", "YBT 023-2010"),
]


@pytest.mark.parametrize("text", HELD)
def test_a_number_a_mail_or_a_contact_is_cut_out(text: str) -> None:
    assert without_personal_data(text) is None
    assert without_personal_data(f"渝东甲机械厂，{text}；线束", is_name=True) in {
        "渝东甲机械厂，线束",
        "渝东甲机械厂；线束",
    } or ("某某" in text)


THINGS = ("家具", "木门", "石材", "金属件", "Furniture", "玻璃、木门", "方便面")
PERSONS = (
    *("13800138000", "ly@example.cn", "500101199003071234", "联系人张三", "张三 13800138000", "欧阳某 (023)50000000"),
    *("联系人：张三", "contact: Zhang San", "李四经理13800138000", "（王五 138 0013 8000）", "负责人李某某"),
)


@pytest.mark.parametrize("thing", THINGS)
@pytest.mark.parametrize("person", PERSONS)
def test_only_the_person_goes_and_the_thing_beside_stays(thing: str, person: str) -> None:
    assert without_personal_data(f"{thing} {person}") == thing
    assert without_personal_data(f"{thing}；{person}") == thing
    assert without_personal_data(person) is None


@pytest.mark.parametrize(
    "text", ["法人独资", "法人股东", "联系人方式", "负责人制度", "石材（万州）", "高新区联系人制度"]
)
def test_a_word_about_persons_that_names_none_stays(text: str) -> None:
    assert without_personal_data(text) == text


def test_a_product_beside_a_number_is_kept_in_a_list_and_the_cell_is_told() -> None:
    heads = ("Company", "Credit code", "District", "Main products")
    content = as_xlsx(
        [heads, ("Wanda Works Ltd", "", "Kaizhou", "家具 13800138000"), ("Omega", "", "", "bolts a.b@c.com")]
    )

    found = read_exports(read_bytes("a.xlsx", content, find_head))

    assert found.rows["products"].to_list() == ["家具", "bolts"]
    assert [(one.row, one.column) for one in found.told if one.code == "office_personal"] == [
        (2, "Main products"),
        (3, "Main products"),
    ]


@pytest.mark.parametrize("text", NOT_HELD)
def test_a_code_an_amount_a_date_or_a_page_is_no_personal_data(text: str) -> None:
    assert without_personal_data(text) == text


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("身份证编号：500101900307123", "身份证编号"),
        ("证件编号50010119900307123X", "证件编号"),
        ("许可证编号：500101199003071236，在册", "许可证编号：，在册"),
        ("reg. no. a.b@c.com.cn", "reg. no."),
        ("编号12 13800000000", "编号12"),
        ("Permit no. SC11350010100123, tel 023-50000000", "Permit no. SC11350010100123"),
    ],
)
def test_a_word_of_a_paper_hides_no_identity_number_and_nothing_beyond_its_own_number(text: str, rest: str) -> None:
    assert without_personal_data(text) == rest


@settings(deadline=None)
@given(st.lists(st.sampled_from([*HELD, *NOT_HELD, "甲厂", "", "，"]), max_size=5).map(" ".join))
def test_what_was_cut_once_needs_no_second_cut(text: str) -> None:
    rest = without_personal_data(text)

    assert rest is None or without_personal_data(rest) == rest


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.sampled_from([*HELD, *NOT_HELD]), st.text(max_size=12)), max_size=8))
def test_a_column_is_cut_cell_by_cell(cells: list[str | None]) -> None:
    rest, held = cut_out(pl.Series(cells, dtype=pl.String))

    assert rest.to_list() == [cell and without_personal_data(cell) for cell in cells] or "" in cells
    assert [was != now for was, now in zip(cells, rest, strict=True)] == held.to_list()


def test_a_dataset_with_personal_data_is_read_without_them_and_each_cell_is_told(tmp_path: Path) -> None:
    firms = [
        {
            **TABLES["firms"][0],
            "aliases": "跨越 13800000000；长安跨越车辆",
            "note": "联系人：某某某",
            "电话": "023-50000000",
        },
        *TABLES["firms"][1:],
    ]
    capabilities = [{**TABLES["capabilities"][0], "note": "ask li@works.cn"}, *TABLES["capabilities"][1:]]
    folder = small_dataset(tmp_path / "data", firms=firms, capabilities=capabilities)

    dataset = read_dataset(folder)
    write_dataset(dataset, tmp_path / "out")

    faults, warnings = check_dataset(folder)
    assert faults == []
    assert [(one.code, one.table, one.row, one.column) for one in warnings] == [
        ("personal_column", "firms", 1, "电话"),
        ("personal_data", "firms", 2, "别名"),
        ("personal_data", "firms", 2, "备注"),
        ("personal_data", "capabilities", 2, "备注"),
    ]
    assert dataset.tables["firms"]["aliases"][0].to_list() == ["跨越", "长安跨越车辆"]
    written = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir())
    assert not any(part in written for part in ("13800000000", "某某某", "50000000", "li@works.cn"))


def test_an_addition_with_personal_data_is_refused(tmp_path: Path) -> None:
    dataset = read_dataset(small_dataset(tmp_path / "data"))
    row = {"name": "甲厂", "source": "SEED", "note": "phone 138 0000 0000"}

    with pytest.raises(CallError) as caught:
        add_row(dataset, "firms", row)

    assert "138" not in caught.value.say()


def test_no_file_of_an_import_and_a_run_holds_a_number(tmp_path: Path) -> None:
    rows = [
        ("企业名称", "所属区县", "主营产品", "产业链节点"),
        ("渝东甲机械厂 13800000000", "开州区", "车身冲压件，电话023-50000000", "车身冲压件"),
        ("填表人：某某某　联系电话：023-50000001", "", "", ""),
    ]
    data, listed = small_dataset(tmp_path / "data"), put(tmp_path, "list.csv", as_csv(rows))

    for words in (
        ["import", str(listed), "--into", str(data), "--date", "2025-06", "--review", str(tmp_path / "r.xlsx")],
        ["import", str(listed), "--into", str(data), "--dry-run", "--format", "json"],
        ["run", str(data), "--out", str(tmp_path / "out")],
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert "50000000" not in done.output
        assert "13800000000" not in done.output

    files = [file for folder in (data, tmp_path / "out") for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 20
    held = [file for file in files if any(part in file.read_bytes() for part in (b"5000000", b"13800000000"))]
    assert held == []


IO = [
    ["Sector", "Farming, contact: A. Other +86 23 5000 0000", "Crafts", "Final use", "Total output"],
    ["Farming, contact: A. Other +86 23 5000 0000", "10", "20", "70", "100"],
    ["Crafts", "30", "40", "13800000000", "13800000070"],
]


def test_no_measure_writes_a_number_that_stands_beside_a_name_or_a_sector(tmp_path: Path) -> None:
    """Figures of eleven digits are figures: only labels are looked through."""
    pairs = [("地区", "行业", "产值"), ("甲区 13800000000", "照明", "4"), ("乙区", "食品", "13800000000")]
    lists = put(tmp_path, "pairs.csv", as_csv(pairs)), tmp_path / "io.xlsx"
    with xlsxwriter.Workbook(lists[1]) as book:
        sheet = book.add_worksheet("table")
        for at, row in enumerate(IO):
            sheet.write_row(at, 0, [float(cell) if cell.isdecimal() else cell for cell in row])

    for name, file in zip(("location_quotient", "multipliers"), lists, strict=True):
        asked = Request()
        (listing,) = measure_listings(name, file, asked, lang="en")
        rows = [list(record.values()) for record in listing.facts]
        assert "personal_data" in [one.code for one in asked.warnings]
        assert [row[0] for row in rows] == (["乙区", "甲区"] if name == "location_quotient" else ["Crafts", "Farming"])
        assert "5000 0000" not in str(rows)
    assert [row[2] for row in rows_of(lists[0])] == [13800000000.0, 4.0]


def rows_of(file: Path) -> list[list[object]]:
    (listing,) = measure_listings("location_quotient", file, Request())
    return [list(record.values()) for record in listing.facts]


@pytest.mark.parametrize(("file", "column"), [("firms.csv", "since"), ("claims.csv", "value")])
@pytest.mark.parametrize("words", [("--lang", "en"), ("--format", "json")])
def test_a_fault_shows_no_number_of_a_person(tmp_path: Path, file: str, column: str, words: tuple[str, str]) -> None:
    """A telephone in a column of dates or figures is told by its place alone."""
    folder = small_dataset(tmp_path / "data")
    frame = pl.read_csv(folder / file, infer_schema=False)
    frame.with_columns(pl.lit("王经理 13800000000").alias(column)).write_csv(folder / file)

    done = CliRunner().invoke(app, ["check", str(folder), *words])

    assert done.exit_code == 1
    assert file in done.output
    assert "13800000000" not in done.output
    assert "王经理" not in done.output
