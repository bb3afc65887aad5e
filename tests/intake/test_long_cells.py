"""Cells of a hundred thousand signs of one kind: a pattern that looks from each of them to the end would take hours."""

from __future__ import annotations

import pytest
from tests.office import as_csv

from chainlink.data import read_dataset
from chainlink.data.checks.personal_data import without_personal_data
from chainlink.data.readers import read_bytes
from chainlink.intake.exports.headings import field_of, find_head
from chainlink.intake.exports.quantities import read_quantity
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.exports.stated_figures import read_figure, unit_of
from chainlink.intake.merge import plan_import
from chainlink.intake.names.parts import parts

SIGNS = ("（", "(", "a", ".", ";", "/", "1", "亿", "集团", "第一", "1-", " ", "qq-", "编号", "约")
LENGTH = 100_000


@pytest.mark.parametrize("sign", SIGNS)
def test_no_rule_about_cells_looks_at_a_sign_twice(sign: str) -> None:
    text = sign * (LENGTH // len(sign))

    assert field_of(text) is None
    assert read_figure(text) is read_quantity(text, "万元") is unit_of(text) is None
    assert parts(text).name == text
    assert without_personal_data(f"{text}甲") == f"{text}甲"


@pytest.mark.parametrize("sign", ["（", "a", ".", "1", "亿", "qq-"])
def test_a_list_with_long_cells_and_headings_is_read_and_its_figure_told(sign: str) -> None:
    text = sign * (LENGTH // len(sign))
    heads = [
        "企业名称",
        "所属区县",
        "产值（万元）",
        "主营产品",
        "经营范围",
        "曾用名",
        "注册地址",
        "所属行业",
        "产业链节点",
        "年份",
        text,
    ]
    content = as_csv([heads, ["渝东甲机械厂", "开州区", *[f"{text}x"] * 8, "1"]])

    found = plan_import(read_dataset(), read_exports(read_bytes("a.csv", content, find_head)), date="2025")

    assert found.counts["added"] == 1
    assert [one.row for one in found.told if one.code == "import_figure"] == [2]
