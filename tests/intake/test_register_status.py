"""The register status of a firm is read as a whole phrase; what is none of the usual ones is told, never guessed."""

from __future__ import annotations

import pytest
from tests.office import as_csv, as_xlsx, as_zip
from tests.small import small_dataset

from chainlink.data import Dataset, read_dataset
from chainlink.data.readers import read_bytes
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.register_status import meaning
from chainlink.intake.exports.rows import Exports, read_exports
from chainlink.intake.merge import plan_import


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("statuses") / "data"))


def read(content: bytes, name: str) -> Exports:
    return read_exports(read_bytes(name, content, find_head))


def recorded(data: Dataset, exports: Exports) -> list[str]:
    tables = plan_import(data, exports, date="2025-06").tables
    rows = tables["firm_status"] if "firm_status" in tables else data.tables["firm_status"]
    return rows["status"].to_list()[data.tables["firm_status"].height :]


@pytest.mark.parametrize(
    ("status", "meant"),
    [
        ("存续（在营、开业、在册）", "operating"),
        ("存续(在营、开业、在册)企业", "operating"),
        ("在业", "operating"),
        ("正常经营", "operating"),
        ("营业中", "operating"),
        ("迁入", "operating"),
        ("开业，正常", "operating"),
        ("Active", "operating"),
        ("IN OPERATION", "operating"),
        ("existing", "operating"),
        ("注销", "closed"),
        ("吊销，已注销", "closed"),
        ("吊销未注销", "closed"),
        ("吊销，未注销", "closed"),
        ("已被吊销营业执照，尚未注销", "closed"),
        ("责令关闭", "closed"),
        ("已于2020年3月注销", "closed"),
        ("注销（2021-05-06）", "closed"),
        ("破产清算中", "closed"),
        ("歇业", "closed"),
        ("撤销", "closed"),
        ("struck off the register", "closed"),
        ("Dissolved in 2021", "closed"),
        ("Revoked, not yet deregistered", "closed"),
        ("In liquidation", "closed"),
        ("筹建", "building"),
        ("在建", "building"),
        ("Under construction", "building"),
    ],
)
def test_a_usual_phrase_is_read(status: str, meant: str) -> None:
    assert meaning(status) == meant


@pytest.mark.parametrize(
    "status",
    [
        *("非正常经营", "不再营业", "非存续", "未注销", "未吊销", "拟停业", "拟注销", "即将停业", "正在注销", "待清算"),
        *(
            "已恢复营业（曾停业）",
            "恢复营业",
            "原在业",
            "暂停营业",
            "停止经营",
            "筹建终止",
            "停产",
            "迁出",
            "在营（停业）",
        ),
        *("no longer operating", "not active", "to be dissolved", "formerly closed", "planned closure", "relocated"),
        *("inactive", "non-operating", "not registered", "existing until 2021", "2021年在营", "存续" * 50, "（）", "-"),
    ],
)
def test_a_negation_an_intention_a_past_and_an_unknown_word_are_read_as_nothing(status: str) -> None:
    assert meaning(status) is None


def test_a_status_that_cannot_be_read_is_told_by_row_and_recorded_as_nothing(data: Dataset) -> None:
    said = ("非正常经营", "存续", "未注销", "迁出", "筹建", "吊销，未注销", "")
    rows = [(f"渝东{sign}机械厂", "开州区", status) for sign, status in zip("甲乙丙丁戊己庚", said, strict=True)]

    found = read(as_csv([("企业名称", "所属区县", "经营状态"), *rows]), "list.csv")

    assert [(one.file, one.row, one.column, one.value) for one in found.told if one.code == "office_status"] == [
        ("list.csv", 2, "经营状态", "非正常经营"),
        ("list.csv", 4, "经营状态", "未注销"),
        ("list.csv", 5, "经营状态", "迁出"),
    ]
    assert recorded(data, found) == ["operating", "building", "closed"]


def test_a_status_in_english_that_cannot_be_read_is_told_with_its_sheet(data: Dataset) -> None:
    said = ("No longer operating", "Active", "To be dissolved", "Under construction", "Struck off")
    rows = [(f"{name} Works Ltd", "Kaizhou", status) for name, status in zip("ABCDE", said, strict=True)]
    book = as_xlsx([("Company", "District", "Status"), *rows], sheet="Firms", banner="Firms of the county")

    found = read(as_zip(list__xlsx=book), "lists.zip")

    assert [(one.sheet, one.row, one.column, one.value) for one in found.told if one.code == "office_status"] == [
        ("Firms", 3, "Status", "No longer operating"),
        ("Firms", 5, "Status", "To be dissolved"),
    ]
    assert recorded(data, found) == ["operating", "building", "closed"]
