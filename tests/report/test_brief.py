"""One page to take along: a firm or a sector, composed from the findings, on one sheet of A4, by name or by finding."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser

from calls import chainlink_here
from chainlink.errors import CallError
from chainlink.plain_text import upright
from chainlink.report.lists.findings import findings_rows
from chainlink.report.pages.brief import Brief, brief, brief_bytes
from libreoffice import converted, pages_of
from outcomes import hostile, packaged

FIRMS, SECTORS = ("changan-kuayue", "nvc", "jinlong-tongguan"), ("pk_carton", "led_driver", "auto_stamping")


@cache
def page(name: str, lang: str = "zh") -> Brief:
    return brief(packaged(), name, lang=lang)


def said(name: str, lang: str = "zh") -> str:
    one = page(name, lang)
    return "\n".join([*one.verdict, *(line for _, _, lines in one.blocks for line in lines)])


def test_a_gap_says_who_needs_it_how_sure_it_is_and_what_to_ask() -> None:
    row = next(row for row in findings_rows(packaged()) if row["finding"] == "outsourced|led_driver|")
    text = said("LED驱动电源")

    assert row["band"] in page("LED驱动电源").verdict[1]
    assert f"位次在 {row['rank_low']} 到 {row['rank_high']} 之间" in text
    assert row["words"]["next_question"] in text
    assert "雷士照明" in text
    assert "金额未载" in text
    assert {label for label, _, _ in page("led_driver").blocks} >= {"谁需要", "去问谁、问什么", "还不清楚的", "依据"}


def test_a_finding_a_name_and_an_id_mean_the_same_page() -> None:
    assert page("outsourced|led_driver|") == page("led_driver") == page("LED驱动电源") == page(" led驱动电源 ")


def test_a_firm_says_what_it_buys_and_what_it_lacks_with_actual_and_expected_apart() -> None:
    text = said("长安跨越")
    blocks = {label: (more, lines) for label, more, lines in page("长安跨越").blocks}
    wanting = [
        row
        for row in findings_rows(packaged())
        if "changan-kuayue" in (row["buyers"] or ()) and row["kind"] != "extension"
    ]

    assert "160,000 套（2020、实绩）；数量 约 180,000 套（2021、预计）" in text
    assert str(len(wanting)) in blocks["它缺什么"][0]
    assert blocks["它缺什么"][1][0].startswith("甲 注塑组团")


def test_a_firm_that_may_make_what_is_wanted_is_asked_for_it() -> None:
    text = said("开州印务")

    assert "问开州印务：是否生产纸箱纸盒？" in text
    assert (text.count("3 方合计，不可拆分"), text.count("同上一笔合计 1,900 万元")) == (1, 2)


def test_what_is_best_bought_outside_carries_no_call_to_fill_it() -> None:
    assert page("el_pcb").verdict[1].startswith("丙 维持外购 · 外购（")


def test_what_is_joint_is_called_joint() -> None:
    assert "1,900 万元（2020、实绩、3 方合计，不可拆分）" in said("雷士照明")


def test_a_sector_without_a_finding_says_so_and_shows_its_links() -> None:
    text = said("auto_stamping")

    assert "目前没有针对它的发现" in text
    assert "千能实业" in text


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(CallError, match="长安跨越"):
        brief(packaged(), "长安跨月")


@pytest.mark.parametrize("form", ["docx", "html"])
def test_equal_input_gives_equal_bytes(form: str) -> None:
    assert brief_bytes(page("nvc"), form) == brief_bytes(brief(packaged(), "nvc"), form)


def test_hostile_words_stay_text_in_html_and_word() -> None:
    one = brief(hostile(), "led_driver")
    html = brief_bytes(one, "html").decode()
    word = docx.Document(io.BytesIO(brief_bytes(one, "docx")))

    assert "<script" not in html
    assert "<img" not in html
    assert "default-src 'none'" in html
    assert upright(one.title) in [p.text for p in word.paragraphs]


def test_english_words_are_english() -> None:
    one = page("led_driver", "en")

    assert not [label for label, more, _ in one.blocks if re.search(r"[一-鿿]", label + more)]


@pytest.mark.slow
def test_each_page_is_one_sheet_in_word(tmp_path: Path) -> None:
    files = {
        tmp_path / f"{name}-{lang}.docx": brief_bytes(page(name, lang), "docx")
        for lang in ("zh", "en")
        for name in (*FIRMS, *SECTORS)
    }
    for file, content in files.items():
        file.write_bytes(content)

    printed = converted("pdf", tmp_path / "out", *files)

    assert len(printed) == 12
    assert {file.stem: len(pages_of(file)) for file in printed} == dict.fromkeys((file.stem for file in files), 1)


def test_each_page_is_one_sheet_from_the_browser(chromium: Browser, tmp_path: Path) -> None:
    shown = chromium.new_page(offline=True)
    for name in (*FIRMS, *SECTORS):
        file, pdf = tmp_path / f"{name}.html", tmp_path / f"{name}.pdf"
        file.write_bytes(brief_bytes(page(name), "html"))
        shown.goto(file.as_uri())
        shown.pdf(path=pdf, prefer_css_page_size=True)
        assert len(pages_of(pdf)) == 1, name
    shown.close()


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    done = chainlink_here("brief", "长安跨越", "--format", "html", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "reports" / "brief-changan-kuayue.html").read_bytes() == brief_bytes(
        page("changan-kuayue"), "html"
    )
