"""A broken copy of each table gives the right complaint at the right row; all of them in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.small import META, TABLES, rows, small_dataset

from chainlink import terms
from chainlink.data import check_dataset, read_dataset, word_faults
from chainlink.errors import DataError, Fault


def faults(folder: Path, **tables: Any) -> list[Fault]:
    return check_dataset(small_dataset(folder / "data", **tables))[0]


def told(found: list[Fault]) -> list[tuple[str, int | None, str | None, str | None]]:
    return [(f"{fault.file}: {fault.code}", fault.row, fault.column, fault.value) for fault in found]


def test_the_small_dataset_is_without_fault_or_warning(tmp_path: Path) -> None:
    assert check_dataset(small_dataset(tmp_path)) == ([], [])


# table, change of its first row, code, Chinese heading, value shown; the first row stands in row 2.
BROKEN: list[tuple[str, dict[str, object], str, str, str | None]] = [
    ("districts", {"district": "万 州"}, "id", "编号", "万 州"),
    ("districts", {"name": ""}, "required", "名称", None),
    ("districts", {"ring": "中心"}, "choice", "圈层", "中心"),
    ("districts", {"lon": 200}, "max", "经度", "200"),
    ("places", {"kind": None}, "required", "类别", None),
    ("places", {"district": "wam"}, "reference_near", "区县", "wam"),
    ("parks", {"district": "nowhere"}, "reference", "区县", "nowhere"),
    ("parks", {"lead_chains": "equipment;equipmant"}, "reference_near", "主导产业链", "equipmant"),
    ("chains", {"lead": "也许"}, "flag", "共有主导", "也许"),
    ("chains", {"order": "1.5"}, "integer", "次序", "1.5"),
    ("sectors", {"stage": "中间"}, "choice", "上中下游", "中间"),
    (
        "sectors",
        {"plant_low_wan_yuan": 5, "plant_high_wan_yuan": 2},
        "plant_interval_is_in_order",
        "建厂规模下限（万元）",
        "5",
    ),
    ("sectors", {"plant_low_wan_yuan": -5}, "min", "建厂规模下限（万元）", "-5"),
    ("chain_sectors", {"sector": "truk"}, "reference_near", "环节", "truk"),
    ("flows", {"input": "stamping"}, "input_is_not_the_output", "投入环节", "stamping"),
    ("flows", {"cost_share_low": 0.5, "cost_share_high": 0.2}, "cost_share_is_in_order", "成本占比下限", "0.5"),
    ("flows", {"cost_share_low": "30%"}, "number_percent", "成本占比下限", "30%"),
    ("flows", {"io_coefficient": 1.2}, "max", "直接消耗系数", "1.2"),
    ("firms", {"parent": "长安跨月"}, "reference_near", "母公司", "长安跨月"),
    ("firms", {"since": "2021", "until": "2019"}, "since_is_not_after_until", "始于", "2021"),
    ("firms", {"since": "2021-05", "until": "2021-03"}, "since_is_not_after_until", "始于", "2021-05"),
    ("firms", {"since": "去年"}, "date", "始于", "去年"),
    ("firms", {"since": "2021-13"}, "date", "始于", "2021-13"),
    ("firms", {"since": "2021-02-30"}, "no_such_day", "始于", "2021-02-30"),
    ("firms", {"since": "44197"}, "date_serial", "始于", "44197"),
    ("firms", {"name": "长安\x07跨越"}, "illegal_character", "名称", "长安\N{REPLACEMENT CHARACTER}跨越"),
    ("firms", {"aliases": "a;b\x01"}, "illegal_character", "别名", "a;b\N{REPLACEMENT CHARACTER}"),
    ("firm_status", {"year": "44197"}, "date_serial", "年份", "44197"),
    ("firm_status", {"year": "2021-05-01"}, "year_date", "年份", "2021-05-01"),
    ("firm_status", {"year": "二〇二一"}, "year", "年份", "二〇二一"),
    ("firm_status", {"firm": "chang"}, "reference_near", "企业", "chang"),
    ("capabilities", {"basis": "听说"}, "choice", "依据类别", "听说"),
    ("links", {"supplier": "changan"}, "buyer_is_not_the_supplier", "采购企业", "changan"),
    ("links", {"sectors": "stamping；weldin"}, "reference", "环节", "weldin"),
    ("claims", {"value": -5}, "value_is_above_zero", "数值", "-5"),
    ("claims", {"value": 0}, "value_is_above_zero", "数值", "0"),
    ("claims", {"value": "约18万套"}, "number_unit", "数值", "约18万套"),
    ("claims", {"value": ""}, "value_is_stated", "数值", None),
    ("claims", {"value": 9, "value_to": 3}, "value_is_not_above_value_to", "数值", "9"),
    ("claims", {"value": "1e999"}, "finite", "数值", "1e999"),
    ("claims", {"unit": "套/年"}, "unit_with_time", "单位", "套/年"),
    ("claims", {"unit": "箩筐"}, "unit", "单位", "箩筐"),
    ("claims", {"unit": "万元"}, "unit_of_measure", "单位", "万元"),
    ("claims", {"unit": "-"}, "required", "单位", None),
    ("claims", {"from": "2021-06", "to": "2021-01"}, "from_is_not_after_to", "始于", "2021-06"),
    ("claim_subjects", {"id": "qianneng-changan"}, "reference_near", "对象编号", "qianneng-changan"),
    ("claim_subjects", {"table": "sources"}, "choice", "对象类别", "sources"),
    ("statements", {"wording_class": "强"}, "choice", "措辞类别", "强"),
    ("projects", {"year": 1492}, "min", "年份", "1492"),
    ("surveys", {"makers_found": -1}, "min", "查到企业数", "-1"),
    ("surveys", {"date": "31/12/2021"}, "date", "日期", "31/12/2021"),
    ("prospects", {"supplies_now": "nobody-known"}, "reference", "现供应企业", "nobody-known"),
    ("admissions", {"park": "pulli"}, "reference_near", "园区", "pulli"),
    ("travel", {"minutes": "十五"}, "number", "分钟", "十五"),
    ("travel", {"as_of": ""}, "required", "截至", None),
    ("sources", {"title": "None"}, "required", "标题", None),
    ("sources", {"date": "2021年5月32日"}, "date", "日期", "2021年5月32日"),
]


@pytest.mark.parametrize(("table", "change", "code", "column", "value"), BROKEN, ids=lambda part: str(part)[:40])
def test_a_broken_row_gets_its_own_complaint(
    tmp_path: Path, table: str, change: dict[str, object], *, code: str, column: str, value: str | None
) -> None:
    first, *rest = rows(table)

    found = faults(tmp_path, **{table: [{**first, **change}, *rest]})

    assert (f"{table}.csv: {code}", 2, column, value) in told(found)
    assert all(fault.wanted(lang) and fault.mend(lang) for fault in found for lang in terms.LANGUAGES)


@pytest.mark.parametrize("table", sorted({*TABLES} - {"sources"}))
def test_a_row_without_a_source_is_told(tmp_path: Path, table: str) -> None:
    first, *rest = rows(table)

    found = faults(tmp_path, **{table: [*rest, {**first, "source": ""}]})

    assert (f"{table}.csv: required", len(rest) + 2, "来源", None) in told(found)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_row_told_twice_names_the_first(tmp_path: Path, table: str) -> None:
    (fault,) = [one for one in faults(tmp_path, **{table: rows(table, TABLES[table][0])}) if one.code == "key_twice"]

    assert (fault.file, fault.row, fault.parts["first"]) == (f"{table}.csv", len(TABLES[table]) + 2, 2)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_rows_of_the_wrong_length_are_told_and_nothing_else_about_them(tmp_path: Path, table: str) -> None:
    small_dataset(tmp_path / "data")
    file = tmp_path / "data" / f"{table}.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([*lines, "", "x", lines[1] + ",more"]), encoding="utf-8")

    found, _ = check_dataset(tmp_path / "data")

    last = len(lines)
    assert [one for one in told(found) if one[1] in {last + 2, last + 3}] == [
        (f"{table}.csv: row_short", last + 2, None, "x"),
        (f"{table}.csv: row_long", last + 3, None, found[-1].value),
    ] or {(one[0], one[1]) for one in told(found)} == {
        (f"{table}.csv: row_short", last + 2),
        (f"{table}.csv: row_long", last + 3),
    }


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_without_its_key_column_says_so(tmp_path: Path, table: str) -> None:
    key = next(iter(TABLES[table][0]))

    found = faults(
        tmp_path, **{table: [{name: value for name, value in row.items() if name != key} for row in rows(table)]}
    )

    assert ("column_missing", key) in {
        (fault.code, fault.parts.get("id")) for fault in found if fault.file == f"{table}.csv"
    }


def test_a_name_in_place_of_an_id_is_answered_with_the_id(tmp_path: Path) -> None:
    (link,) = rows("links")

    (fault,) = faults(tmp_path, links=[{**link, "supplier": "千能实业"}])

    assert "qianneng（千能实业）" in fault.wanted()


def test_every_fault_of_every_table_comes_in_one_go(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        firms=rows("firms", {"firm": "a b", "name": "甲"}, {"firm": "c", "district": "nowhere"}),
        links=[{**rows("links")[0], "buyer": "nobody-at-all"}],
        sources=rows("sources", {"source": "S2"}),
    )

    assert [one[:2] for one in told(found)] == [
        ("firms.csv: id", 5),
        ("firms.csv: reference", 6),
        ("firms.csv: required", 6),
        ("links.csv: reference", 2),
        ("sources.csv: required", 3),
    ]


def test_reading_raises_all_faults_and_keeps_the_warnings(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path / "data", firms=rows("firms", {"firm": "a b", "name": "甲", "电话": "1"}))

    with pytest.raises(DataError) as caught:
        read_dataset(folder)

    assert [fault.code for fault in caught.value.faults] == ["id"]
    assert [fault.code for fault in caught.value.warnings] == ["personal_column"]


def test_a_claim_without_a_subject_is_told_at_the_claim(tmp_path: Path) -> None:
    found = faults(tmp_path, claim_subjects=rows("claim_subjects")[:1])

    assert told(found) == [("claims.csv: claim_without_subject", 3, "编号", "c2")]


def test_a_capability_as_a_subject_is_named_by_firm_and_sector(tmp_path: Path) -> None:
    subject = {"claim": "c1", "table": "供给能力", "id": "qianneng/stamping"}
    folder = small_dataset(tmp_path / "data", claim_subjects=rows("claim_subjects", subject))

    assert read_dataset(folder).tables["claim_subjects"]["id"][2] == "qianneng:stamping"

    found = faults(tmp_path, claim_subjects=rows("claim_subjects", {**subject, "id": "qianneng:truck"}))
    assert told(found) == [("claim_subjects.csv: reference_near", 4, "对象编号", "qianneng:truck")]


FLOW = {"criticality": "common", "kind": "material"}


def test_a_circle_of_flows_is_named(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, flows=rows("flows", {"input": "truck", "output": "steel", **FLOW}))

    assert (fault.code, fault.row) == ("flow_cycle", 4)
    assert fault.wanted() == "上下游关系不应绕成圈：车身冲压件 → 载货车整车 → 汽车钢板 → 车身冲压件"


def test_a_circle_closed_by_recycling_is_none(tmp_path: Path) -> None:
    assert (
        faults(tmp_path, flows=rows("flows", {"input": "truck", "output": "steel", **FLOW, "kind": "recycling"})) == []
    )


def test_the_coefficient_of_one_pair_counts_once_for_an_output(tmp_path: Path) -> None:
    steel, stamping = rows("flows")
    pair = {"io_pair": "33-36", "io_coefficient": 0.6}
    other = {"input": "steel", "output": "truck", **FLOW}

    assert faults(tmp_path, flows=[steel, {**stamping, **pair}, {**other, **pair}]) == []

    (fault,) = faults(tmp_path, flows=[steel, {**stamping, **pair}, {**other, **pair, "io_pair": "31-36"}])
    assert (fault.code, fault.row, fault.value) == ("io_above_one", 4, "1.2")


def test_one_pair_with_two_coefficients_is_told(tmp_path: Path) -> None:
    steel, stamping = rows("flows")
    other = {"input": "steel", "output": "truck", **FLOW, "io_pair": "33-36", "io_coefficient": 0.2}

    (fault,) = faults(tmp_path, flows=[steel, {**stamping, "io_pair": "33-36", "io_coefficient": 0.1}, other])

    assert (fault.code, fault.row) == ("io_differs", 4)


def test_the_least_cost_shares_of_one_output_stay_below_the_whole(tmp_path: Path) -> None:
    steel, stamping = rows("flows")
    other = {"input": "steel", "output": "truck", **FLOW, "cost_share_low": 0.5, "cost_share_high": 0.9}

    assert faults(tmp_path, flows=[steel, {**stamping, "cost_share_low": 0.5, "cost_share_high": 0.9}, other]) == []

    (fault,) = faults(tmp_path, flows=[steel, {**stamping, "cost_share_low": 0.6, "cost_share_high": 0.9}, other])
    assert (fault.code, fault.column, fault.value) == ("cost_above_one", "成本占比下限", "1.1")


def test_missing_tables_are_told_only_where_they_are_needed(tmp_path: Path) -> None:
    assert faults(tmp_path / "1", surveys=None, prospects=None, travel=None, statements=None) == []
    assert told(faults(tmp_path / "2", firms=None))[0] == ("firms.csv: table_missing", None, None, None)
    assert told(faults(tmp_path / "3", sources=None)) == [("sources.csv: table_missing", None, None, None)]
    assert told(faults(tmp_path / "4", claim_subjects=None)) == [
        ("claim_subjects.csv: table_missing", None, None, None)
    ]


def test_an_empty_file_wants_its_headings_and_spoils_no_other_table(tmp_path: Path) -> None:
    assert told(faults(tmp_path, sources="")) == [("sources.csv: no_rows", None, None, None)]


def test_an_unreadable_file_does_not_make_faults_of_what_refers_to_it(tmp_path: Path) -> None:
    assert told(faults(tmp_path, firms=b"firm,name\n\xff\xff,1\n")) == [("firms.csv: encoding", 2, None, None)]


@pytest.mark.parametrize(
    ("meta", "code", "column"),
    [
        (META.replace('id = "small"', ""), "meta_missing", "id"),
        (META.replace('"small"', '"小 数"'), "id", "id"),
        (META.replace('["wan", "kai"]', '["wan", "kay"]'), "reference_near", "region"),
        (META.replace('["wan", "kai"]', "[]"), "meta_region", "region"),
        (META.replace("schema_version = 1", "schema_version = 9"), "schema_version", "schema_version"),
        (META.replace('"小数据集"', "[1]"), "meta_text", "title"),
        ("id = ", "toml", None),
    ],
)
def test_what_dataset_toml_lacks_is_told(tmp_path: Path, meta: str, code: str, column: str | None) -> None:
    found = faults(tmp_path, meta=meta)

    assert ("dataset.toml", code, column) in {(fault.file, fault.code, fault.column) for fault in found}


def test_a_folder_without_dataset_toml_is_told_what_to_write(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path)
    (folder / "dataset.toml").unlink()

    (fault,) = check_dataset(folder)[0]

    assert "id、title、region" in fault.mend()


def test_unknown_columns_and_files_are_warnings_and_the_column_is_carried(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path, firms=[{**row, "注册资本": "100"} for row in rows("firms")])
    (folder / "firm.csv").write_text("a\n1\n")
    (folder / "raw.json").write_text("{}")
    (folder / "README.md").write_text("")
    (folder / "ledger.csv").write_text("a\n1\n")
    (folder / "dataset.toml").write_text(META + 'extras = ["ledger.csv"]\n', encoding="utf-8")

    found, warnings = check_dataset(folder)

    assert found == []
    assert sorted((one.file, one.code) for one in warnings) == [
        ("firm.csv", "unknown_file_near"),
        ("firms.csv", "unknown_column"),
        ("raw.json", "unknown_file"),
    ]
    assert read_dataset(folder).tables["firms"].columns[-1] == "注册资本"


def test_a_column_or_a_table_given_twice_is_told(tmp_path: Path) -> None:
    folder = small_dataset(tmp_path, chains="chain,编号,name,source\nequipment,x,装备制造,SEED\n")
    (folder / "产业链.csv").write_text("chain,name,source\n", encoding="utf-8")

    found, _ = check_dataset(folder)

    assert {(one.file, one.code) for one in found} == {
        ("chains.csv", "column_twice"),
        ("产业链.csv", "table_twice"),
    } or {one.code for one in found} >= {"table_twice"}


def test_many_faults_of_one_kind_are_counted_after_the_first_five_hundred(tmp_path: Path) -> None:
    many = [{"firm": f"f{at}", "name": "厂", "district": "nowhere"} for at in range(700)]

    found = faults(tmp_path, firms=rows("firms", *many))

    assert [fault.code for fault in found].count("reference") == 500
    assert [fault.parts["count"] for fault in found if fault.code == "more"] == [200]


def test_faults_are_worded_by_file_with_row_column_value_and_cure(tmp_path: Path) -> None:
    claims = rows("claims")
    link = rows("links")[0]

    found = faults(tmp_path, claims=[{**claims[0], "value": -5}, claims[1]], links=[{**link, "supplier": "changan"}])

    assert word_faults(found) == (
        "links.csv《配套关系》: 1 处数据不合要求\n"
        "  第 2 行「采购企业」= 'changan': 采购企业不能是供应企业自己; 改正其一；自己加工自己用的不是配套\n"
        "claims.csv《数据点》: 1 处数据不合要求\n"
        "  第 2 行「数值」= -5: 应大于 0; 不知道就留空, 不要填 0"
    )
    assert word_faults(found, "en").splitlines()[-1].startswith("  row 2 [value] = -5: should be above 0")
    assert "另有 1 处" in word_faults([*found, found[-1]], limit=1)


def test_a_choice_is_listed_once_and_only_what_may_be_empty_is_to_be_left_so(tmp_path: Path) -> None:
    first, *rest = rows("firms")

    (needed,) = faults(tmp_path / "1", districts=[{**rows("districts")[0], "ring": "中心"}, *rows("districts")[1:]])
    (optional,) = faults(tmp_path / "2", firms=[{**first, "purchasing": "总部"}, *rest])

    assert (needed.wanted() + needed.mend()).count("(core)") == 1
    assert (needed.mend(), needed.mend("en")) == ("从中选一个", "choose one")
    assert optional.mend() == "从中选一个；不知道就留空"


def test_a_fault_as_json_has_the_seven_fields(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, links=[{**rows("links")[0], "supplier": "changan"}])

    assert list(fault.as_row()) == ["file", "sheet", "row", "column", "value", "wanted", "mend"]


def test_every_fault_has_a_sentence_for_what_was_wanted_and_one_for_the_cure() -> None:
    assert set(terms.choices("wanted")) == set(terms.choices("mend"))
