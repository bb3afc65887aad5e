"""The one-page sheet: at most so many of each, each from a finding, verify first where it must, one sheet of A4."""

import re
import subprocess
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from playwright.sync_api import Browser

from browser import need
from chainlink import terms
from chainlink.findings import Outcome
from chainlink.report.lists.visits import VisitWords
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.one_page import LINE, one_page, render_one_page, short
from outcomes import crowded, hostile, packaged, report

DISTRICTS = ("wanzhou", "kaizhou", "yunyang")


@cache
def sheet_file(district: str, which: str, lang: str = "zh") -> Path:
    outcome = {"packaged": packaged, "hostile": hostile, "crowded": lambda: crowded(2_000, 6_000)}[which]()
    wording = Wording(outcome, lang)
    file = Path(tempfile.mkdtemp(prefix="chainlink-test-")) / f"{district}-one-page.html"
    file.write_text(render_one_page(one_page(wording, district), wording), encoding="utf-8")
    return file


def without(outcome: Outcome, drop: pl.Expr) -> Outcome:
    found = replace(outcome.findings, rows=outcome.findings.rows.filter(drop.not_()))
    return replace(outcome, findings=found)


@pytest.mark.parametrize("district", DISTRICTS)
def test_no_block_holds_more_than_the_head_of_a_bureau_reads(district: str) -> None:
    sheet = one_page(Wording(packaged()), district)

    assert len(sheet.court) <= 3
    assert len(sheet.pairs) <= 3
    assert len(sheet.leave) <= 5
    assert len(sheet.ask) <= 6
    assert sheet.ask
    assert sheet.coverage


@pytest.mark.parametrize("district", DISTRICTS)
def test_what_is_to_be_courted_passes_every_gate_and_names_its_buyers(district: str) -> None:
    wording = Wording(packaged())
    findings = {row["finding"]: row for row in wording.results.findings}
    for target in one_page(wording, district).court:
        row = findings[target.head.panel.removeprefix("g:")]

        assert (row["band"], district in row["districts_needing"]) == ("甲", True)
        facts = dict(target.facts)
        assert set(facts) == {"谁需要", "采购额", "线索企业", "落地园区", "准入"}
        assert all(wording.name("firms", firm) in facts["谁需要"] for firm in row["buyers"][:3])
        known = any(row[part] for part in ("value", "value_low", "value_high"))
        assert (facts["采购额"] != "未载") == known
        assert facts["线索企业"].startswith("未载")
        if row["confidence"] != "verified":
            assert target.mark == "先核实"


def test_a_block_is_left_short_rather_than_filled() -> None:
    bare = without(packaged(), pl.col("kind").is_in(["outsourced", "missing", "unlinked", "near"]))
    wording = Wording(bare)
    sheet = one_page(wording, "kaizhou")
    text = render_one_page(sheet, wording)

    assert (sheet.court, sheet.pairs) == ((), ())
    assert terms.word("one_page.court_none") in text
    assert terms.word("one_page.pairs_none") in text


def test_a_sheet_asks_what_the_cards_of_its_district_ask_in_their_order() -> None:
    outcome = packaged()
    assert outcome.visits is not None
    words = VisitWords(Wording(outcome), outcome.visits)
    for district in DISTRICTS:
        cards = outcome.visits.within(district).cards
        asked = one_page(Wording(outcome), district).ask

        assert [ask.whom.text for ask in asked] == [words.who(card) for card in cards[: len(asked)]]
        assert [list(ask.what) for ask in asked] == [
            words.first_questions(card, card.questions) for card in cards[: len(asked)]
        ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_asks_no_miller_whether_it_grows_its_own_grain(lang: str) -> None:
    register = Wording(packaged(), lang)
    made_or_bought = {"zh": "自制还是外购", "en": "made in-house or bought"}[lang]
    grain = register.name("sectors", "fo_grain")
    texts = [text for key in DISTRICTS for ask in one_page(register, key).ask for text in ask.what]

    assert any(made_or_bought in text for text in texts)
    assert [text for text in texts if made_or_bought in text and grain in text] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_has_room_for_who_goes_by_when_and_what_came_of_it(lang: str) -> None:
    text = sheet_file("kaizhou", "packaged", lang).read_text(encoding="utf-8")
    rows = len(one_page(Wording(packaged(), lang), "kaizhou").ask)

    for word in ("go", "by", "result"):
        assert text.count(f'<td class="box"><i>{terms.word(f"visit_column.{word}", lang)}</i></td>') == rows


def test_a_sheet_of_a_run_without_visits_asks_nothing_and_says_nothing_of_it() -> None:
    bare = Wording(replace(packaged(), visits=None))

    assert one_page(bare, "wanzhou").ask == ()
    assert 'id="ask"' not in render_one_page(one_page(bare, "wanzhou"), bare)


def test_every_link_of_a_sheet_leads_to_a_panel_of_the_districts_page() -> None:
    for district in DISTRICTS:
        text = (report() / f"{district}-one-page.html").read_text(encoding="utf-8")
        page = (report() / "districts" / f"{district}.html").read_text(encoding="utf-8")
        keys = [unquote(key) for key in re.findall(rf'href="districts/{district}\.html#n=([^"]+)"', text)]

        assert keys
        assert [key for key in keys if f'"{key}":' not in page] == []


def test_a_sheet_holds_no_script_and_asks_for_nothing() -> None:
    for district in DISTRICTS:
        text = (report() / f"{district}-one-page.html").read_text(encoding="utf-8")
        first, second = re.findall(r"<meta [^>]*>", text)[:2]

        assert first == '<meta charset="utf-8">'
        assert "default-src 'none'" in second.replace("&#39;", "'")
        assert "<script" not in text
        assert not re.search(r'(?:src|href)\s*=\s*"?(?:https?:|//)|url\(|@import', text)
        assert len(text.encode()) <= 40_000


def test_text_is_cut_only_where_it_is_too_long() -> None:
    assert short("甲乙丙", 60) == "甲乙丙"
    assert short("甲乙丙丁", 60) == "甲乙…"


@pytest.mark.parametrize("which", ["packaged", "hostile", "crowded"])
@pytest.mark.parametrize("district", DISTRICTS)
def test_a_sheet_is_one_sheet_of_a4(chromium: Browser, which: str, district: str, tmp_path: Path) -> None:
    need("pdfinfo")
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sheet_file(district, which).as_uri())
    page.pdf(path=str(tmp_path / "sheet.pdf"), prefer_css_page_size=True)
    page.close()

    told = subprocess.run(["pdfinfo", tmp_path / "sheet.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", told)
    assert "(A4)" in told
    assert [url for url in asked if not url.startswith("file:")] == []


def test_the_english_sheet_is_one_sheet_too(chromium: Browser, tmp_path: Path) -> None:
    need("pdfinfo")
    for district in DISTRICTS:
        page = chromium.new_page()
        page.goto(sheet_file(district, "packaged", "en").as_uri())
        page.pdf(path=str(tmp_path / "sheet.pdf"), prefer_css_page_size=True)
        page.close()
        told = subprocess.run(["pdfinfo", tmp_path / "sheet.pdf"], capture_output=True, text=True, check=True).stdout
        assert re.search(r"Pages:\s+1\n", told)


def test_the_usual_sheet_needs_neither_the_smaller_type_nor_a_cut() -> None:
    for district in DISTRICTS:
        sheet = one_page(Wording(packaged()), district)
        assert not sheet.full
        assert sheet.lines <= LINE[False][1]


def test_a_sheet_reads_in_the_dark_and_on_a_small_screen(chromium: Browser) -> None:
    page = chromium.new_context(color_scheme="dark", viewport={"width": 400, "height": 800}).new_page()
    page.goto(sheet_file("wanzhou", "packaged").as_uri())

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 21, 27)"
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.context.close()


@pytest.mark.parametrize("district", ["wanzhou", "kaizhou", "yunyang"])
def test_the_head_of_a_sheet_says_no_more_than_its_blocks(district: str) -> None:
    sheet = one_page(Wording(packaged()), district)

    assert ("覆盖率不知道" in sheet.lead) == any("漏了多少不知道" in said for said in sheet.coverage)
    assert (sheet.heading == "court") == any(one.mark == "已核实" for one in sheet.court)
