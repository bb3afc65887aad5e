"""Places of one row that cannot both hold are told; old names and codes of one place are no contradiction."""

from __future__ import annotations

import polars as pl
import pytest
from tests.office import as_csv, as_xlsx, as_zip

from chainlink.data import read_dataset
from chainlink.data.checks.credit_codes import check_character
from chainlink.data.readers import read_bytes
from chainlink.errors import Fault
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import ROWS, read_exports
from chainlink.intake.merge import plan_import
from chainlink.intake.place_doubts import with_doubts


def code_of(place: str) -> str:
    body = f"91{place}MA5U00011"
    return body + check_character(body)


def doubts(**stated: str) -> tuple[str | None, list[Fault]]:
    told: list[Fault] = []
    row = pl.DataFrame([{"file": "a.csv", "row": 2, "name": "甲厂"} | stated], schema=ROWS)
    return with_doubts(read_dataset(), row, told)["place_doubt"][0], told


@pytest.mark.parametrize(
    "stated",
    [
        {"district": "开州区", "credit_code": code_of("330281")},
        {"district": "开州区", "address": "重庆市云阳县双江街道"},
        {"province": "四川省", "district": "开州区"},
        {"city": "成都市", "address": "重庆市万州区"},
        {"district": "大竹县", "credit_code": code_of("500101")},
        {"province": "重庆市", "address": "浙江省宁波市江北区"},
        {"district": "云阳县", "address": "开州区赵家街道"},
        {"district": "云阳县", "name": "重庆市梁平区志达玩具有限公司"},
        {"district": "Wanzhou", "name": "3、忠縣平湖金龙精密铜管有限公司"},
        {"address": "重庆市万州区五桥街道", "name": "重庆涪陵甲厂"},
    ],
)
def test_two_places_that_cannot_both_hold_are_told(stated: dict[str, str]) -> None:
    doubt, told = doubts(**stated)

    assert doubt is not None
    assert [(one.code, one.row) for one in told] == [("import_place", 2)]


@pytest.mark.parametrize(
    "stated",
    [
        {"district": "开州区", "address": "重庆市开县汉丰街道", "credit_code": code_of("500234")},
        {"district": "开县", "address": "重庆市开州区"},
        {"district": "万州区", "credit_code": code_of("512201")},
        {"district": "万州", "address": "四川省万县市"},
        {"district": "开州区", "address": "浙江路1号"},
        {"district": "江北区", "city": "宁波市"},
        {"province": "浙江省", "city": "宁波市", "district": "余姚市", "address": "浙江省余姚市城东路"},
        {"province": "重庆", "city": "市辖区", "district": "两江新区", "address": "重庆市渝北区"},
        {"district": "朝阳区", "address": "北京市朝阳区"},
        {"province": "内蒙古自治区", "city": "包头市", "credit_code": code_of("150203")},
        {"district": "达州", "address": "达州市大竹县"},
        {"district": "开州区", "credit_code": code_of("500101")},
        {"district": "开州区", "name": "重庆市开县甲厂"},
        {"district": "开州区", "name": "长寿食品厂"},
        {"district": "开州区", "name": "重庆市万州区甲有限公司开州分公司"},
        {"district": "余姚市", "name": "宁波市江北区甲厂"},
    ],
)
def test_places_that_hold_together_are_not_told(stated: dict[str, str]) -> None:
    assert doubts(**stated) == (None, [])


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_firm_is_taken_as_stated_with_the_question_in_its_note(form: str) -> None:
    heads = {
        "csv": ("企业名称", "统一社会信用代码", "所属区县", "注册地址"),
        "xlsx": ("Company", "Credit code", "District", "Address"),
    }
    rows = [heads[form], ("甬江电机有限公司", "91330281MA5U00011L", "开州区", "浙江省余姚市城东路1号")]
    content = as_csv(rows) if form == "csv" else as_xlsx(rows)

    found = plan_import(read_dataset(), read_exports(read_bytes(f"a.{form}", content, find_head)), date="2025")

    firm = found.tables["firms"].row(-1, named=True)
    assert (firm["district"], firm["since"]) == ("kaizhou", None)
    said = next(one for one in found.told if one.code == "import_place")
    assert said.row == 2
    for part in ("开州区", "浙江省余姚市", "330281"):
        assert part in firm["note"]
        assert part in said.mend()


SEVERAL = {
    "csv": (("企业名称", "统一社会信用代码", "所属区县"), ("甬江电机有限公司", "", "万州、开州"), "所属区县"),
    "xlsx": (
        ("Company", "Credit code", "City"),
        ("Yongjiang Motor Co., Ltd.", "", "Ningbo / 宁波、Chengdu and 成都"),
        "所属城市",
    ),
    "zip": (("企业名称", "注册地址", "区县"), ("甬江电机厂", "", "Kaizhou and Yunyang"), "所属区县"),
}


@pytest.mark.parametrize("form", SEVERAL)
def test_a_cell_that_names_two_places_is_told_and_never_taken_as_one_of_them(form: str) -> None:
    heading, row, column = SEVERAL[form]
    content = as_xlsx([heading, row]) if form == "xlsx" else as_csv([heading, row])
    if form == "zip":
        content = as_zip(list__csv=content)

    found = plan_import(read_dataset(), read_exports(read_bytes(f"a.{form}", content, find_head)), date="2025")

    firm = found.tables["firms"].row(-1, named=True)
    assert firm["district"] is None
    assert row[2] in firm["note"]
    told = [(one.row, one.column, one.value) for one in found.told if one.code == "import_places_several"]
    assert told == [(2, column, row[2])]


@pytest.mark.parametrize(
    "cell", ["重庆 万州", "重庆市万州区", "开县/开州区", "Kaizhou, Chongqing", "和平区", "两江新区、渝北"]
)
def test_a_place_with_what_it_lies_in_or_its_old_name_is_one_place(cell: str) -> None:
    told = doubts(district=cell)[1]

    assert "import_places_several" not in {one.code for one in told}
