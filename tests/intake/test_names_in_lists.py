"""Names as lists write them: the place a name states, the order of its rows, numbers, notes and old names."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.office import as_csv, as_xlsx, code
from tests.small import TABLES, small_dataset

from chainlink import terms
from chainlink.data import Dataset, read_dataset
from chainlink.data.readers import read_bytes
from chainlink.intake import resolve_names
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.merge import plan_import
from chainlink.intake.plan import Plan


def rows(*firms: dict[str, str]) -> list[list[str]]:
    heads = list(dict.fromkeys(head for firm in firms for head in firm))
    return [heads, *([firm.get(head, "") for head in heads] for firm in firms)]


def plan(data: Dataset, *files: tuple[str, bytes]) -> Plan:
    tables = [found for name, content in files for found in read_bytes(name, content, find_head)]
    return plan_import(data, read_exports(tables), date="2025-06")


@pytest.fixture(scope="module")
def packaged() -> Dataset:
    return read_dataset()


@pytest.mark.parametrize(
    ("firm", "known", "says"),
    [
        ({"企业名称": "重庆市梁平区志达玩具有限公司", "所属区县": "云阳县"}, "zhida", "重庆梁平"),
        ({"企业名称": "重慶市涪陵區志達玩具", "注册地址": "重庆市云阳县杏花路1号"}, "zhida", "重庆涪陵"),
        ({"Company Name": "江苏三阳化工有限公司", "District": "Wanzhou"}, "sanyang-huagong", "江苏"),
        ({"Company Name": "枝江市江翰生态农业发展有限公司", "District": "云阳县"}, "jianghan", "枝江"),
    ],
)
def test_a_name_that_states_another_place_than_its_row_is_proposed_and_fills_nothing(
    packaged: Dataset, firm: dict[str, str], known: str, says: str
) -> None:
    found = plan(packaged, ("list.csv", as_csv([list(firm), list(firm.values())])))

    assert found.firms["reason"].to_list() == [None]
    assert found.possible.select("firm", "reason", "name_says").rows() == [(known, "region", says)]
    before, after = (
        table.filter(pl.col("firm") == known) for table in (packaged.tables["firms"], found.tables["firms"])
    )
    assert after.equals(before)


def test_the_row_of_the_exact_name_wins_whatever_the_order_and_the_other_is_another_firm(packaged: Dataset) -> None:
    exact = {"企业名称": "重庆市志达玩具有限公司", "统一社会信用代码": code(1), "所属区县": "云阳县"}
    alike = {"企业名称": "志达玩具有限公司", "统一社会信用代码": code(2), "所属区县": "云阳县", "主营产品": "毛绒玩具"}
    place = {**alike, "企业名称": "重庆市梁平区志达玩具有限公司"}
    for listed in ((alike, exact), (exact, alike), (place, exact), (exact, place)):
        found = plan(packaged, ("名单.xlsx", as_xlsx(rows(*listed), sheet="供应商")))

        known = found.tables["firms"].filter(pl.col("firm") == "zhida").row(0, named=True)
        assert (known["credit_code"], known["aliases"]) == (code(1), None)
        assert dict(found.firms.select("name", "reason").rows())[exact["企业名称"]] == "same_name"
        assert found.counts["added"] == 1


def test_of_two_rows_of_one_firm_the_fuller_one_does_not_lead_over_the_surer_one(packaged: Dataset) -> None:
    loose = {"企业名称": "志达玩具有限公司", "所属区县": "云阳县", "主营产品": "毛绒玩具", "成立日期": "2018-01-02"}
    exact = {"企业名称": "重庆市志达玩具有限公司", "所属区县": "云阳县"}
    found = plan(packaged, ("a.csv", as_csv(rows(loose, exact))))

    known = found.tables["firms"].filter(pl.col("firm") == "zhida").row(0, named=True)
    assert (found.firms["name"].to_list(), known["since"]) == ([exact["企业名称"]], "2018-01-02")


@pytest.mark.parametrize("before", ["3、", "3. ", "3.", "(3)", "（三）", "③", "三、", "12) "])
@pytest.mark.parametrize("behind", ["", "（存续）", "(开业)", "【规上企业】", "（在营、规上企业）"])
def test_a_number_before_a_name_and_a_note_behind_it_are_no_part_of_it(
    packaged: Dataset, before: str, behind: str
) -> None:
    name = f"{before}重庆博联热电有限公司{behind}"
    found = plan(packaged, ("a.csv", as_csv(rows({"企业名称": name, "所属区县": "万州区"}))))

    assert found.firms.select("name", "reason").rows() == [("重庆博联热电有限公司", "same_name")]
    assert resolve_names({"name": [name], "district": ["万州"]}, ["重庆博联热电有限公司"])["decision"].to_list() == [
        "link"
    ]


@pytest.mark.parametrize(
    "name", ["58.com科技有限公司", "3.5次元文化有限公司", "360数科有限公司", "3M中国有限公司", "一品食品厂"]
)
def test_a_number_that_is_part_of_a_name_stays(packaged: Dataset, name: str) -> None:
    found = plan(packaged, ("a.csv", as_csv(rows({"企业名称": name, "所属区县": "万州区"}))))

    assert found.firms["name"].to_list() == [name]


def test_an_old_name_in_its_column_is_held_to_the_rules_of_names(packaged: Dataset) -> None:
    heads = ["企业名称", "曾用名", "所属区县"]
    listed = [
        ["重庆润登热能有限公司", "重庆甲乙厂；重庆博联热电有限公司", "万州区"],
        ["重庆新晨电子有限公司", "重庆紫建电子有限公司", "开州区"],
        ["浙江某某劳务有限公司", "重庆丰尚家具有限公司", "余姚市"],
    ]
    found = plan(packaged, ("a.xlsx", as_xlsx([heads, *listed])))

    assert found.firms.select("name", "reason").rows()[0] == (listed[0][0], "old_name")
    known = found.tables["firms"].filter(pl.col("firm") == "bolian-redian").row(0, named=True)
    assert listed[0][0] in known["aliases"]
    assert found.possible.select("name", "firm", "reason").rows() == [(listed[1][0], "zijian", "old_name")]
    assert terms.sentence("name_reason.old_name", "en", name_says="A", candidate_says="B").startswith("an old name")


@pytest.mark.parametrize(
    "firm",
    [
        {"企业名称": "重庆紫建电子材料有限公司", "所属区县": "开州区"},
        {"企业名称": "丰尚家具机械", "所属区县": "开州区"},
        {"企业名称": "云阳县鑫焘菊花种植经营部", "所属区县": "云阳县"},
        {"企业名称": "重庆长安跨辉车辆有限公司", "所属区县": "万州区"},
        {"企业名称": "巫山县大全泰来电气", "所属区县": "巫山县"},
        {"Company Name": "重庆博联热电有限公司", "District": "九龙坡区", "登记状态": "注销"},
        {"Company Name": "重庆宜化明旺化工有限公司", "District": "Wanzhou"},
        {"Company Name": "重庆长安汽车股份有限公司（丰都分公司）", "District": "丰都县"},
    ],
)
def test_what_a_person_of_the_place_would_laugh_at_is_not_proposed(packaged: Dataset, firm: dict[str, str]) -> None:
    found = plan(packaged, ("list.csv", as_csv([list(firm), list(firm.values())])))

    assert (found.counts["added"], found.possible.height) == (1, 0)


@pytest.mark.parametrize(
    ("heads", "status", "shown"),
    [
        (("企业名称", "所属区县", "登记状态"), "注销", 0),
        (("企业名称", "所属区县", "登记状态"), "未注销", 1),
        (("Company Name", "District", "status"), "struck off", 0),
        (("Company Name", "District", "status"), "to be dissolved", 1),
    ],
)
def test_only_a_namesake_that_is_closed_is_no_proposal(
    packaged: Dataset, heads: tuple[str, ...], status: str, shown: int
) -> None:
    found = plan(packaged, ("list.csv", as_csv([list(heads), ["重庆博联热电有限公司", "九龙坡区", status]])))

    assert found.possible.height == shown


@pytest.mark.parametrize("form", ["{}机电有限公司", "{} Motors Ltd"])
def test_a_code_that_more_names_bear_than_any_firm_has_is_nobodys(packaged: Dataset, form: str) -> None:
    """All names share a core, so no two of them contradict each other; 3,000 of them are not compared pair by pair."""
    names = [form.format(f"甲申{at}") for at in range(3_000)]
    found = plan(packaged, ("a.csv", as_csv([["企业名称", "统一社会信用代码"], *([name, code(1)] for name in names)])))

    assert found.firms.height == 3_000
    assert found.tables["firms"]["credit_code"].drop_nulls().to_list() == []


def test_a_code_filled_down_joins_no_firms_of_other_cores_and_is_told_with_all_of_them(packaged: Dataset) -> None:
    places = {"重庆甲申机电有限公司": "万州区", "重庆乙酉机电有限公司": "万州区", "重庆三雄极光照明有限公司": ""}
    listed = [{"企业名称": name, "统一社会信用代码": code(1), "所属区县": at} for name, at in places.items()]
    found = plan(packaged, ("名单.xlsx", as_xlsx(rows(*listed), sheet="供应商")))

    assert found.firms["name"].to_list() == list(places)
    assert found.tables["firms"]["credit_code"].drop_nulls().to_list() == []
    told = next(one for one in found.told if one.code == "import_code_of_several")
    assert told.row == 2
    assert all(code(1) in one for one in (told.wanted(), told.wanted("en"), told.mend("en")))
    assert all(f"{at} {name}" in str(told.parts["others"]) for at, name in enumerate(places, start=2))


def test_two_known_firms_are_not_made_one_by_a_code_that_stands_beside_both(packaged: Dataset) -> None:
    heads = ["Company Name", "Credit Code", "District"]
    listed = [
        ["云海药业", code(1), "云阳县"],
        ["千能实业", code(1), "开州区"],
        ["Jiashen Motors Ltd", code(2), "Wanzhou"],
    ]
    found = plan(packaged, ("a.csv", as_csv([heads, *listed, ["Yiyou Gears Ltd", code(2), "Wanzhou"]])))

    assert found.counts["added"] == 2
    assert found.firms["firm"].n_unique() == 4
    assert found.tables["firms"]["credit_code"].drop_nulls().to_list() == []
    assert [one.code for one in found.told].count("import_code_of_several") == 2


def test_a_place_of_the_dataset_that_opens_two_english_names_is_not_what_they_share(packaged: Dataset) -> None:
    heads = ["Company Name", "Credit Code", "District"]
    listed = [["Wanzhou Textile Ltd", code(1), "Wanzhou"], ["Wanzhou Steel Ltd", code(1), "Wanzhou"]]
    found = plan(packaged, ("a.csv", as_csv([heads, *listed])))

    assert [one.code for one in found.told].count("import_code_of_several") == 1
    assert found.tables["firms"]["credit_code"].drop_nulls().to_list() == []


@pytest.mark.parametrize(("word", "doubted"), [("Jingmen", True), ("Wanzhou", False)])
def test_the_places_that_are_no_core_are_those_of_the_districts_and_parks_at_hand(
    tmp_path: Path, word: str, *, doubted: bool
) -> None:
    """In a dataset of Jingmen its name is a place; a Wanzhou that no district or park is called is a brand there."""
    districts = [{**row, "name_en": ""} for row in TABLES["districts"]]
    parks = [{**TABLES["parks"][0], "name": "Jingmen Park"}]
    data = read_dataset(small_dataset(tmp_path / "data", districts=districts, parks=parks))
    listed = [{"企业名称": f"{word} {trade} Ltd", "统一社会信用代码": code(1)} for trade in ("Textile", "Steel")]
    found = plan(data, ("名单.xlsx", as_xlsx(rows(*listed), sheet="企业")))

    assert ("import_code_of_several" in {one.code for one in found.told}) is doubted
    asked = {"name": [f"{word} Steel Ltd"], "credit_code": [code(1)]}
    known = {"name": [f"{word} Textile Ltd"], "credit_code": [code(1)], "latin_places": [["jingmen"]]}
    assert resolve_names(asked, known)["decision"].to_list() == ["propose" if doubted else "link"]


@pytest.mark.parametrize("name", ["重庆乙酉机电有限公司", "乙酉机电"])
def test_another_name_on_a_known_code_is_proposed_unless_the_old_name_is_stated(tmp_path: Path, name: str) -> None:
    firms = [{**row, "credit_code": code(1) if row["firm"] == "changan" else ""} for row in TABLES["firms"]]
    data = read_dataset(small_dataset(tmp_path / "data", firms=firms))
    row = {"企业名称": name, "统一社会信用代码": code(1), "所属区县": "万州区"}
    found = plan(data, ("a.csv", as_csv(rows(row))))

    assert found.counts["added"] == 1
    assert found.possible.select("firm", "name", "reason").rows() == [("changan", name, "other_core")]
    assert found.possible["new"].to_list() == found.firms["firm"].to_list()
    assert found.tables["firms"]["credit_code"].drop_nulls().to_list() == [code(1)]
    told = next(one for one in found.told if one.code == "import_code_of_known")
    assert (told.value, told.parts["firm"]) == (name, "changan")
    assert all(word in told.wanted(lang) for word in (code(1), "changan") for lang in ("zh", "en"))
    known = data.tables["firms"].filter(pl.col("firm") == "changan")["name"][0]
    for stated in ({**row, "曾用名": known}, {**row, "企业名称": f"{name}（原{known}）"}):
        linked = plan(data, ("a.xlsx", as_xlsx(rows(stated))))
        assert linked.firms.select("firm", "reason").rows() == [("changan", "same_code")]
    asked = {"name": [name], "credit_code": [code(1)]}
    assert resolve_names(asked, data.tables["firms"]).select("decision", "reason").rows() == [("propose", "other_core")]


@pytest.mark.parametrize(
    ("firm", "known", "says"),
    [
        ({"企业名称": "三峡水利电力股份有限公司", "所属区县": "万州区"}, "三峡水利", "重庆主城及市内其他"),
        ({"Company Name": "格力", "District": "Wanzhou"}, "格力", "区外"),
    ],
)
def test_a_firm_of_no_county_is_told_by_the_words_of_its_own_district(
    packaged: Dataset, firm: dict[str, str], known: str, says: str
) -> None:
    content = as_xlsx(rows(firm)) if "企业名称" in firm else as_csv(rows(firm))
    found = plan(packaged, ("list.xlsx" if "企业名称" in firm else "list.csv", content))

    told = next(one for one in found.told if one.code == "import_apart_place")
    assert (told.parts["candidate"], told.parts["name_says"], told.parts["candidate_says"]) == (known, "重庆万州", says)


def test_the_firm_of_the_whole_name_is_told_first_and_a_place_word_in_common_is_no_brand(packaged: Dataset) -> None:
    listed = [["三峡纺织", "达州市"], ["云阳县三峡石材厂", "云阳县"]]
    found = plan(packaged, ("名单.csv", as_csv([["企业名称", "所属区县"], *listed], "gb18030")))

    told = [(one.row, one.parts["candidate"]) for one in found.told if one.code.startswith("import_apart")]
    assert (told, found.possible.height, found.counts["added"]) == ([(2, "三峡纺织")], 0, 2)


def test_of_two_firms_of_a_register_that_a_place_speaks_against_the_one_of_the_whole_name_is_named() -> None:
    register = {"name": ["Alpha 三峡水利", "三峡水利", "三峡纺织", "三峡造纸厂"], "district": ["万州"] * 4}
    found = resolve_names({"name": ["三峡纺织", "三峡石材厂"], "district": ["达州", "达州"]}, register)

    assert found.select("candidate", "decision", "reason").rows()[0] == ("三峡纺织", "none", "place")
    assert found["reason"][1] == "place_word"
