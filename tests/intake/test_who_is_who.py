"""Which firm a row of a list is: a place, a code or a legal form that differs speaks against a known firm."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
import typer
from tests.office import as_csv, as_xlsx, as_zip, code
from tests.small import TABLES, small_dataset
from typer.testing import CliRunner

from chainlink import terms
from chainlink.cli import naming
from chainlink.data import Dataset, default_dataset, read_dataset
from chainlink.data.readers import read_bytes
from chainlink.data.writing.transaction import replace_tables
from chainlink.intake import resolve_names
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.merge import plan_import
from chainlink.intake.names.places import place_in, place_of
from chainlink.intake.plan import Plan

HEADS = ("企业名称", "统一社会信用代码", "所属省份", "所属城市", "所属区县", "注册地址", "主营产品", "成立日期")


def rows(*firms: dict[str, str]) -> list[list[str]]:
    heads = [head for head in HEADS if any(head in firm for firm in firms)]
    return [heads, *([firm.get(head, "") for head in heads] for firm in firms)]


def plan(data: Dataset, *files: tuple[str, bytes], date: str | None = "2025-06") -> Plan:
    tables = [found for name, content in files for found in read_bytes(name, content, find_head)]
    return plan_import(data, read_exports(tables), date=date)


def remarks(found: Plan, code: str) -> list[tuple[int | None, str | None, dict[str, object]]]:
    return [(one.row, one.value, one.parts) for one in found.told if one.code == code]


@pytest.fixture(scope="module")
def packaged() -> Dataset:
    return read_dataset()


@pytest.fixture
def data(tmp_path: Path) -> Dataset:
    return read_dataset(small_dataset(tmp_path / "data"))


TIANBANG = {
    "企业名称": "天邦食品股份有限公司",
    "所属省份": "浙江省",
    "所属城市": "宁波市",
    "所属区县": "余姚市",
    "主营产品": "饲料",
}


def test_a_firm_of_another_province_is_not_the_local_firm_of_its_brand(packaged: Dataset) -> None:
    found = plan(packaged, ("list.csv", as_csv(rows(TIANBANG), "utf-8-sig")))

    before = packaged.tables["firms"].filter(pl.col("firm") == "tianbang")
    after = found.tables["firms"].filter(pl.col("firm") == "tianbang")
    new = found.tables["firms"].filter(pl.col("name") == TIANBANG["企业名称"])
    assert after.equals(before)
    assert new["district"].to_list() == ["outside"]
    row, value, parts = remarks(found, "import_apart_place")[0]
    assert (row, value, parts["firm"]) == (2, TIANBANG["企业名称"], "tianbang")
    assert (parts["name_says"], parts["candidate_says"]) == ("浙江宁波余姚", "重庆开州")


def test_a_second_import_of_the_firm_outside_changes_nothing(tmp_path: Path) -> None:
    shutil.copytree(default_dataset(), tmp_path / "own")
    data = read_dataset(tmp_path / "own")
    file = ("list.csv", as_csv(rows(TIANBANG)))
    first = plan(data, file)
    replace_tables(data, first.tables, log=first.log)

    assert plan(read_dataset(tmp_path / "own"), file).tables == {}


@pytest.mark.parametrize(
    "place",
    [
        {"注册地址": "湖北省宜昌市夷陵区发展大道8号"},
        {"所属区县": "三门县"},
        {"所属城市": "成都市"},
        {"统一社会信用代码": "91330281MA5U00011L"},
        {"所属区县": "Yuyao"},
        {"所属区县": "开州区", "注册地址": "浙江省余姚市城东路1号"},
        {"所属区县": "重庆市云阳县"},
    ],
)
def test_any_place_that_differs_keeps_a_row_in_a_workbook_from_the_known_firm(
    packaged: Dataset, place: dict[str, str]
) -> None:
    firm = {"企业名称": "重庆天邦食品有限公司", "成立日期": "2001-02-03", **place}
    found = plan(packaged, ("名单.xlsx", as_xlsx(rows(firm), sheet="供应商")))

    assert found.counts["added"] == 1
    assert found.firms["reason"].to_list() == [None]
    assert found.tables["firms"].filter(pl.col("firm") == "tianbang")["since"].to_list() == [None]


def test_a_firm_of_the_same_name_and_district_is_the_known_firm(packaged: Dataset) -> None:
    firm = {"企业名称": "重庆天邦食品有限责任公司", "所属区县": "Kaizhou", "成立日期": "2001-02-03"}
    found = plan(packaged, ("firms.zip", as_zip(list__csv=as_csv(rows(firm), "gb18030"))))

    after = found.tables["firms"].filter(pl.col("firm") == "tianbang")
    assert found.firms["reason"].to_list() == ["same_name"]
    assert after.select("since", "seen").row(0) == ("2001-02-03", 2025)


HONGFA = {"企业名称": "鸿发机械厂", "所属区县": "开州区", "主营产品": "车身冲压件"}


def test_two_firms_of_one_name_in_two_districts_are_two_and_told(packaged: Dataset) -> None:
    other = {**HONGFA, "所属区县": "云阳县", "主营产品": "包装纸箱"}
    found = plan(packaged, ("list.csv", as_csv(rows(HONGFA, other), "utf-8-sig")))

    new = found.tables["firms"].filter(pl.col("name") == "鸿发机械厂")
    assert new["district"].to_list() == ["kaizhou", "yunyang"]
    row, value, parts = remarks(found, "import_namesakes")[0]
    assert (row, value, parts["count"]) == (2, "鸿发机械厂", 2)
    assert parts["others"] == "list.csv 2 重庆开州；list.csv 3 重庆云阳"


def test_two_rows_of_one_name_apart_in_address_or_code_are_two_firms_of_a_zip(data: Dataset) -> None:
    here = {"企业名称": "利民农业专业合作社", "注册地址": "重庆市梁平区屏锦镇1号"}
    there = {"企业名称": "利民农业专业合作社", "注册地址": "四川省达州市渠县天星镇2号"}
    coded = [{"企业名称": "宏达包装有限公司", "统一社会信用代码": code(at), "所属区县": "万州区"} for at in (71, 72)]
    files = {"a__csv": as_csv(rows(here, *coded)), "b__csv": as_csv(rows(there), "gb18030")}

    found = plan(data, ("firms.zip", as_zip(**files)))

    assert found.counts["added"] == 4
    assert sorted(value or "" for _, value, _ in remarks(found, "import_namesakes")) == [
        "利民农业专业合作社",
        "宏达包装有限公司",
    ]


def test_rows_of_one_name_are_one_firm_where_nothing_contradicts(data: Dataset) -> None:
    first = {"企业名称": "鸿发机械厂", "所属省份": "重庆市", "主营产品": "车身冲压件"}
    second = {"企业名称": "鸿发机械厂", "所属区县": "开州区", "注册地址": "重庆市开州区长沙镇3号"}

    found = plan(data, ("a.csv", as_csv(rows(first, second))))

    assert found.counts["added"] == 1
    assert found.tables["firms"].filter(pl.col("name") == "鸿发机械厂")["district"].to_list() == ["kai"]
    assert remarks(found, "import_namesakes") == []


def test_two_namesakes_outside_the_region_are_two_firms(packaged: Dataset) -> None:
    firms = [
        {**TIANBANG, "所属城市": city, "所属区县": county} for city, county in (("宁波市", "余姚市"), ("杭州市", ""))
    ]

    assert plan(packaged, ("list.csv", as_csv(rows(*firms)))).counts["added"] == 2


@pytest.mark.parametrize(
    "name",
    [
        "重庆天邦食品有限公司开州分公司",
        "重庆天邦食品股份有限公司",
        "天邦食品集团开州公司",
        "重庆天邦食品集团有限公司",
        "天邦",
        "天邦食品专业合作社",
        "重庆天邦饲料有限公司",
    ],
)
def test_branches_groups_forms_and_brands_of_the_same_district_are_no_links(packaged: Dataset, name: str) -> None:
    found = plan(packaged, ("list.csv", as_csv(rows({"企业名称": name, "所属区县": "开州区"}))))

    assert found.counts["added"] == 1
    assert found.firms["reason"].to_list() == [None]


def test_one_code_in_two_districts_is_one_firm_and_told(data: Dataset) -> None:
    firms = [
        {"企业名称": "丰瑞电机有限公司", "统一社会信用代码": code(81), "所属区县": at} for at in ("万州区", "梁平区")
    ]
    found = plan(data, ("a.xlsx", as_xlsx(rows(*firms), sheet="企业")))

    assert found.counts["added"] == 1
    assert remarks(found, "import_two_places") == [(2, "丰瑞电机有限公司", {"districts": "wan, liang"})]


# --- what is filled in -----------------------------------------------------------------------------------------------


def coded(folder: Path) -> Dataset:
    firms = [{**row, "credit_code": code(1) if row["firm"] == "changan" else ""} for row in TABLES["firms"]]
    return read_dataset(small_dataset(folder, firms=firms))


@pytest.mark.parametrize(
    ("stated", "remark"),
    [
        ({"所属区县": "开州区"}, "import_differs"),
        ({"所属省份": "浙江省", "所属区县": "余姚市"}, "import_place_differs"),
        ({"注册地址": "四川省成都市双流区1号"}, "import_place_differs"),
    ],
)
def test_a_row_of_the_same_code_in_another_place_fills_nothing_and_is_told(
    tmp_path: Path, stated: dict[str, str], remark: str
) -> None:
    data = coded(tmp_path / "coded")
    firm = {"企业名称": "重庆跨越新能源有限公司", "统一社会信用代码": code(1), "成立日期": "1997-01-28", **stated}

    found = plan(data, ("a.xlsx", as_xlsx(rows(firm))))

    firms = found.tables.get("firms", data.tables["firms"])
    assert firms.equals(data.tables["firms"])
    assert found.firms["reason"].to_list() == ["same_code"]
    assert len(remarks(found, remark)) == 1


def test_a_row_that_contradicts_its_firm_takes_nothing_from_one_that_does_not(tmp_path: Path) -> None:
    firm = {"企业名称": "重庆长安跨越车辆有限公司", "统一社会信用代码": code(1), "所属区县": "万州区"}
    other = {"企业名称": "长安跨越车辆", "所属区县": "万州区", "成立日期": "1997-01-28"}
    found = plan(coded(tmp_path / "coded"), ("a.csv", as_csv(rows(firm, other))))

    changed = found.tables["firms"].filter(pl.col("firm") == "changan").row(0, named=True)
    assert (changed["legal_name"], changed["since"], changed["seen"]) == (firm["企业名称"], "1997-01-28", 2025)


def test_a_name_alone_never_freshens_the_year_of_a_firm(tmp_path: Path) -> None:
    firms = [
        {**row, "legal_name": "重庆长安跨越车辆有限公司", "seen": 2020} if row["firm"] == "changan" else row
        for row in TABLES["firms"]
    ]
    data = read_dataset(small_dataset(tmp_path / "named", firms=firms))
    heads = ["企业名称", "登记状态"]
    alone = plan(data, ("a.csv", as_csv([heads, ["重庆长安跨越车辆有限公司", "存续"]])))
    placed = plan(data, ("a.csv", as_csv([[*heads, "所属区县"], ["重庆长安跨越车辆有限公司", "存续", "万州区"]])))

    def years(found: Plan) -> list[int | None]:
        return found.tables["firms"].filter(pl.col("firm") == "changan")["seen"].to_list()

    assert alone.firms["reason"].to_list() == ["named_place"]
    assert (years(alone), alone.counts["status"]) == ([2020], 0)
    assert (years(placed), placed.counts["status"]) == ([2025], 1)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_says_why_a_name_of_a_list_is_no_link(tmp_path: Path) -> None:
    app = typer.Typer()
    naming.register(app)
    app.command("other")(lambda: None)
    book = tmp_path / "suppliers.xlsx"
    book.write_bytes(as_xlsx(rows(TIANBANG, {"企业名称": "重庆天邦食品有限公司开州分公司", "所属区县": "开州区"})))

    done = CliRunner().invoke(app, ["names", str(book), "--lang", "en", "--format", "csv"], catch_exceptions=False)

    assert "the place differs: stated 浙江宁波余姚 against 重庆开州" in done.output
    assert "one is a branch (分公司; not stated)" in done.output


@pytest.mark.parametrize(
    ("file", "head"), [("list.csv", "Company Name"), ("list.tsv", "supplier"), ("list.xlsx", "Manufacturer")]
)
def test_a_list_of_names_with_an_english_heading_is_read_by_the_command(tmp_path: Path, file: str, head: str) -> None:
    app = typer.Typer()
    naming.register(app)
    app.command("other")(lambda: None)
    path = tmp_path / file
    listed = [(head, "County"), ("长安跨越", "万州区"), ("No Such Works Ltd", "Kaizhou")]
    text = "\n".join(("\t" if file.endswith("tsv") else ",").join(row) for row in listed)
    path.write_bytes(as_xlsx(listed) if file.endswith("xlsx") else text.encode("utf-8"))

    done = CliRunner().invoke(app, ["names", str(path), "--lang", "en", "--format", "json"], catch_exceptions=False)

    assert done.exit_code == 0
    assert "No Such Works Ltd" in done.output
    assert "长安跨越" in done.output
    assert head not in done.output


def test_every_reason_is_worded_with_what_each_side_says() -> None:
    for reason in terms.choices("name_reason"):
        for lang in terms.LANGUAGES:
            assert terms.sentence(f"name_reason.{reason}", lang, name_says="甲", candidate_says="乙")


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("浙江省余姚市城东路1号", ("浙江", "宁波", "余姚")),
        ("重庆市万州区工业园1号", ("重庆", None, "万州")),
        ("重庆万州经开区", ("重庆", None, "万州")),
        ("浙江省宁波市江北区庄桥", ("浙江", "宁波", "江北")),
        ("湖北省恩施土家族苗族自治州利川市", ("湖北", "恩施", "利川")),
        ("三门县海游街道", (None, None, "三门")),
        ("工业园区1号", None),
        ("重庆路1号", None),
        ("南京东路3号", None),
    ],
)
def test_the_place_at_the_head_of_an_address_is_read(text: str, place: tuple[str | None, ...] | None) -> None:
    assert place_in(text) == place


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        (("重庆市", "市辖区", "万州区"), ("重庆", None, "万州")),
        (("浙江省", "宁波市", "江北区"), ("浙江", "宁波", "江北")),
        (("浙江省", "台州市", "三门县"), ("浙江", "台州", "三门")),
        ((None, None, "开县"), ("重庆", None, "开州")),
        (("重庆市", None, "高新区"), ("重庆", None, None)),
        ((None, None, None), None),
    ],
)
def test_the_place_that_columns_state_is_read(
    columns: tuple[str | None, ...], place: tuple[str | None, ...] | None
) -> None:
    assert place_of(*columns) == place


@pytest.mark.parametrize("word", ["嘉陵", "渝东", "巴渝", "川渝", "平湖", "大巴山", "三峡", "长江三峡", "西南", "夔州"])
def test_firms_that_share_a_place_word_alone_are_no_doubles(word: str) -> None:
    known = [f"重庆{word}轴承股份有限公司", f"{word}饲料有限公司", f"万州{word}印务厂"]
    asked = [word, f"{word}旅游", f"重庆{word}建材有限公司", f"重庆市{word}"]

    assert set(resolve_names(asked, known)["decision"]) == {"none"}
    assert resolve_names([f"{word}轴承"], known)["decision"].to_list() == ["propose"]


def test_a_brand_that_many_rows_bear_proposes_none_of_them(packaged: Dataset) -> None:
    trades = ("水泥", "电气", "玻璃", "纺织")
    names = [{"企业名称": f"梁平东方希望{trade}有限公司", "所属区县": "梁平区"} for trade in trades]

    few, many = (plan(packaged, ("a.csv", as_csv(rows(*listed)))) for listed in (names[:2], names))

    assert (few.possible.height, many.possible.height) == (2, 0)
    left = [one.parts["count"] for one in many.told if one.code == "import_brand_of_many"]
    assert left == [4]
    assert not [one for one in few.told if one.code == "import_brand_of_many"]


def test_an_english_list_of_a_firm_in_another_province_is_another_firm_too(packaged: Dataset) -> None:
    rows = [
        ("Company Name", "Province", "City", "District", "Address", "Main products", "Established"),
        ("天邦食品股份有限公司", "浙江省", "宁波市", "余姚市", "浙江省余姚市城东路1号", "饲料", "1996-09-25"),
    ]

    found = plan(packaged, ("list.csv", as_csv(rows)))

    (new,) = found.tables["firms"].filter(pl.col("name") == "天邦食品股份有限公司").iter_rows(named=True)
    assert new["firm"] not in set(packaged.tables["firms"]["firm"])
    assert new["since"] == "1996-09-25"
    aliases = found.tables["firms"].filter(pl.col("firm") != new["firm"])["aliases"].explode().drop_nulls()
    assert "天邦食品股份有限公司" not in aliases.to_list()
    assert [row for row, _, _ in remarks(found, "import_apart_place")] == [2]
