"""Cells in a column of names that name no firm, or two; signs before a name."""

from __future__ import annotations

from tests.office import as_csv, as_xlsx

from chainlink.data.readers import read_bytes
from chainlink.errors import Fault
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import Exports, read_exports


def exports(name: str, content: bytes) -> Exports:
    return read_exports(read_bytes(name, content, find_head))


def places(faults: tuple[Fault, ...], code: str) -> list[int | None]:
    return [one.row for one in faults if one.code == code]


def test_what_names_no_one_firm_is_left_out_and_told_where_it_stands() -> None:
    none = ["……", "同上", "云阳县某企业", "其他企业", "规上工业企业（12家）", "万力药业等3家企业", "若干供应商"]
    several = ["云阳县甲壬食品有限公司、云阳县甲癸食品有限公司", "甲机械厂/乙机械厂", "甲酒业有限公司 乙酒业有限公司"]
    kept = ["浙江某某劳务有限公司", "重庆百家企业管理有限公司", "云阳县工业公司", "丰都公司（原甲公司、乙公司）"]
    listed = [[name, "云阳县"] for name in (*none, *several, *kept)]
    found = exports("名单.xlsx", as_xlsx([["企业名称", "所属区县"], *listed], sheet="企业"))

    assert found.rows["name"].to_list() == kept
    for kind, names, first in (("office_name_none", none, 2), ("office_name_several", several, 2 + len(none))):
        told = [(one.sheet, one.row, one.column, one.value) for one in found.left_out if one.code == kind]
        assert told == [("企业", row, "企业名称", name) for row, name in enumerate(names, start=first)]


def test_placeholders_and_two_names_in_english_are_left_out_and_a_sign_before_a_name_is_cut() -> None:
    none = ["various", "Others (3 firms)", "ditto", "several local suppliers", "a company in Wanzhou", "12 firms"]
    several = ["A Ltd; B Ltd", "Alpha Motors Ltd and Beta Inc."]
    kept = ["Various Eateries plc", "Procter and Gamble Company", "Foo Co., Ltd.", "★ Gamma Works", "▲三峡水利"]
    listed = [[name, "Wanzhou"] for name in (*none, *several, *kept)]
    found = exports("list.csv", as_csv([["Company Name", "District"], *listed]))

    assert found.rows["name"].to_list() == [*kept[:3], "Gamma Works", "三峡水利"]
    assert places(found.left_out, "office_name_none") == [2, 3, 4, 5, 6, 7]
    assert places(found.left_out, "office_name_several") == [8, 9]
    assert [one.value for one in found.told if one.code == "office_name_sign"] == kept[3:]
