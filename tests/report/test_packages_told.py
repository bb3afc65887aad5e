"""A package stands first in every output, its parts folded below; what is no package is told as before."""

from __future__ import annotations

import json
import re
import zipfile

import polars as pl
import pytest

from chainlink.report.lists.findings import select_findings
from chainlink.report.lookup.wording import Wording
from outcomes import packaged, report

TITLE = {"zh": "注塑组团 · 万州", "en": "injection moulding package · Wanzhou"}
PART = "灯具塑料件"


def section(page: str, key: str) -> str:
    text = (report() / page).read_text(encoding="utf-8")
    found = re.search(rf'<section[^>]*id="table-{key}".*?</section>', text, re.DOTALL)
    assert found, (page, key)
    return found.group()


def test_a_page_lists_packages_before_the_leads_and_folds_their_parts_below() -> None:
    text = (report() / "lighting.html").read_text(encoding="utf-8")

    assert text.index('id="table-packages"') < text.index('id="table-leads"') < text.index('id="table-parts"')
    assert TITLE["zh"] in section("lighting.html", "packages")
    assert PART in section("lighting.html", "parts")
    assert f">{PART}<" not in section("lighting.html", "leads")


def test_the_first_findings_of_the_region_name_the_package_and_none_of_its_parts() -> None:
    first = section("index.html", "first")

    assert TITLE["zh"] in first
    assert f">{PART}<" not in first


def test_workbook_letter_and_json_tell_it_too() -> None:
    with zipfile.ZipFile(report() / "chainlink.xlsx") as book:
        assert "组团项目清单" in book.read("xl/workbook.xml").decode()
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    with zipfile.ZipFile(report() / "chainlink.docx") as letter:
        body = re.sub(r"<[^>]+>", "", letter.read("word/document.xml").decode())
    rows = {row["finding"]: row for row in json.loads((report() / "findings.json").read_text(encoding="utf-8"))}

    assert TITLE["zh"] in cells
    assert TITLE["zh"] in body
    package = rows["package|injection|wanzhou"]
    assert (package["process"], package["site"], package["sector"]) == ("injection", "wanzhou", None)
    assert {rows[f"outsourced|{sector}|"]["package"] for sector in package["sectors"]} == {package["finding"]}
    assert package["evidence"]


@pytest.mark.parametrize("lang", TITLE)
def test_gaps_lists_it_under_its_title(lang: str) -> None:
    listing = select_findings(packaged(), lang=lang, top=3)

    assert TITLE[lang] in [row["sector"] for row in listing.rows]


def test_what_is_about_one_sector_keeps_its_name() -> None:
    register = Wording(packaged())

    rows = packaged().findings.rows.filter(pl.col("sector").is_not_null(), pl.col("other_sector").is_null())

    assert rows.height > 50
    assert all(register.subject(row) == register.name("sectors", row["sector"]) for row in rows.iter_rows(named=True))
