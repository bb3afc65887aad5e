"""Rows that sum up others, and lines below a table, are told from names, in Chinese and in English."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import TABLES, small_dataset

from chainlink.data import check_dataset, read_dataset
from chainlink.data.checks.summing_rows import is_footer, is_line_of_text, may_be_no_name, sums_up

SUMS = (
    *(
        "小计",
        "合　计",
        "合 计",
        "总计：3家",
        "合计（3家）",
        "合计(万元)",
        "共计",
        "累计",
        "汇总",
        "一、合计",
        "合计/Total",
    ),
    *(
        "开州区合计",
        "2023年合计",
        "其中",
        "其中：规上企业",
        "其中规上企业",
        "共3家企业",
        "企业总数：3家",
        "合計",
        "本页小计",
    ),
    *("Total", "SUBTOTAL", "Sub-total:", "Grand Total", "Total (3 firms)", "Total: 3 companies", "Total of 3 firms"),
    *("Kaizhou District Total", "of which: large firms", "Total number of firms: 3", "Sum", "Total 合计", "Average"),
)
FOOTERS = (
    *("注：以上数据为企业自报", "注1：略", "填表人：某某某　联系电话：023-50000000", "审核人：某某某", "制表人 某某某"),
    *(
        "说明：",
        "备注:略",
        "单位（盖章）：",
        "数据来源：统计局",
        "填报日期：2024年",
        "打印时间：2024-01-01",
        "以上数据为自报",
    ),
    *("Note: self-reported", "Source: survey", "Prepared by A. N. Other", "Date: 2024", "Printed on 2024-01-01"),
)
NAMES = (
    *("合计划电子", "总计量仪器有限公司", "重庆小计科技有限公司", "汇总通物流", "其中堂药业", "共计算机有限公司"),
    *("注塑机械厂", "说明书印刷厂", "备注科技有限公司", "联系科技", "单位科技", "甲（重庆）机械有限公司"),
    *("Total Energies", "Sum Technologies", "Total Quality Logistics", "Source Photonics", "Note Printing Australia"),
    *("Contact Energy", "Mean Well Enterprises", "Including Design Co", "Date Palm Ltd", "Page Industries"),
)


def says(rule: pl.Expr, label: str) -> bool:
    return bool(pl.DataFrame({"a": [label]}).select(rule).item())


@pytest.mark.parametrize("label", SUMS)
def test_a_label_of_a_sum_sums_up_however_it_is_written(label: str) -> None:
    assert says(sums_up(pl.col("a")), label)


@pytest.mark.parametrize("label", FOOTERS)
def test_a_line_below_the_table_is_a_footer(label: str) -> None:
    assert says(is_footer(pl.col("a")), label)
    assert says(is_line_of_text(pl.col("a")), label)


@pytest.mark.parametrize("label", NAMES)
def test_a_name_that_begins_like_a_sum_or_a_note_is_a_name(label: str) -> None:
    assert not says(sums_up(pl.col("a")), label)
    assert not says(is_line_of_text(pl.col("a")), label)


@pytest.mark.parametrize("label", ["一、汽车零部件", "（二）装备制造", "2024年5月6日", "以下空白", "※ 新增企业"])
def test_the_heading_of_a_part_or_a_date_alone_in_its_row_is_a_line_of_text(label: str) -> None:
    assert says(is_line_of_text(pl.col("a")), label)


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([*SUMS, *FOOTERS, *NAMES, "（", "一、", " ", "甲"]), min_size=1, max_size=3).map("".join)
)
def test_the_quick_look_misses_no_sum_and_no_footer(label: str) -> None:
    is_none = says(sums_up(pl.col("a")) | is_footer(pl.col("a")), label)

    assert not is_none or says(may_be_no_name(pl.col("a")), label)


def test_no_named_firm_of_the_packaged_data_is_taken_for_a_sum_or_a_line_of_text() -> None:
    firms = read_dataset().tables["firms"].filter(pl.col("named"))
    names = pl.concat([firms["name"], firms["legal_name"], firms["aliases"].explode()]).drop_nulls().to_frame("a")

    found = names.filter(sums_up(pl.col("a")) | is_line_of_text(pl.col("a")))

    assert names.height > 150
    assert found["a"].to_list() == []


@pytest.mark.parametrize(
    ("table", "more"),
    [
        ("firms", {"firm": "t", "name": "合计：2家", "named": "Y"}),
        ("firms", {"firm": "t", "name": "Kaizhou District Total"}),
        ("districts", {"district": "t", "name": "小计", "ring": "core"}),
    ],
)
def test_a_row_of_sums_in_a_dataset_is_told_with_its_row(tmp_path: Path, table: str, more: dict[str, str]) -> None:
    row = {**TABLES[table][0], **more} if table == "districts" else {"district": "kaizhou", "source": "SEED", **more}
    folder = small_dataset(tmp_path / "data", **{table: [*TABLES[table], row]})

    _, warnings = check_dataset(folder)

    found = [(one.code, one.table, one.row, one.value) for one in warnings if one.code == "name_of_sums"]
    assert found == [("name_of_sums", table, len(TABLES[table]) + 2, more["name"])]


def test_firms_without_a_name_may_stand_in_one_row(tmp_path: Path) -> None:
    row = {"firm": "t", "name": "开州冲压件企业合计", "named": "N", "district": "kaizhou", "source": "SEED"}
    folder = small_dataset(tmp_path / "data", firms=[*TABLES["firms"], row])

    assert "name_of_sums" not in {one.code for one in check_dataset(folder)[1]}
