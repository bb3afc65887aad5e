"""The first screen: what to do, who has what, how much is on record, and the way to every page and file."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser

from browser import need, opened
from chainlink.findings.states import PLACES, STATES
from chainlink.report.lists.first_screen import first_screen, made_here
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.panels import Panels
from outcomes import packaged, report

SELECTED = "document.querySelector('#about h2').textContent"
PARTS = ".stand, #first-trip, #first-call, #first-declined, #first-matrix tbody tr, #first-coverage .covered, .jump"
LOWEST = f"[...document.querySelectorAll('{PARTS}')].map((part) => [part.id || part.className, part.getBoundingClientRect().bottom])"


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_what_to_do_and_who_has_what_stand_on_the_first_screen(chromium: Browser, width: int, height: int) -> None:
    page, seen = opened(chromium, report() / "index.html", width=width, height=height)
    bottoms = page.evaluate(LOWEST)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()

    assert len(bottoms) == 6 + len(Wording(packaged()).index.chains)
    assert [part for part, bottom in bottoms if bottom > height] == []
    assert wide <= width
    seen.check()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_phone_shows_how_things_stand_first_and_nothing_is_wider_than_it(chromium: Browser, lang: str) -> None:
    page, _ = opened(chromium, report("packaged", lang) / "index.html", width=390, height=844)
    stands, first = page.evaluate(
        "['.stand', '#first-trip li'].map((part) => document.querySelector(part).getBoundingClientRect().bottom)"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.context.close()

    assert 0 < stands < first < 844
    assert wide == 390


def test_the_sentence_counts_what_the_tiles_count() -> None:
    text = (report() / "index.html").read_text(encoding="utf-8")
    sentence = re.findall(r'<p class="stand" role="note">(.*?)</p>', text)[0]
    figures = [int(figure) for figure in re.findall(r'<button type="button" class="tile [^>]*><b>(\d+)', text)]
    of_bands = [int(n) for n in re.findall(r"[甲乙] (\d+) 条", sentence)]

    assert [int(n) for n in re.findall(r"登记 (\d+) 家|、(\d+) 条|断点 (\d+) 处", sentence)[0] if n] == figures[:1]
    assert f"、{figures[1]} 条" in sentence
    assert f"断点 {figures[2]} 处" in sentence
    assert sum(of_bands) == figures[3]


def test_a_cell_opens_its_firms_beside_the_matrix_and_a_name_its_page(chromium: Browser) -> None:
    wording = Wording(packaged())
    page, _ = opened(chromium, report() / "index.html", width=1366, height=768)
    for chain, district in (("lighting", "wanzhou"), ("food", "kaizhou")):
        page.click(f"[data-p='m:{chain}:{district}']")
        firms = {wording.name("firms", firm) for firm in made_here(wording, chain, district)[1]}
        items = {text.strip() for text in page.locator("#about .items button.go").all_text_contents()}
        box = page.locator("#panel").bounding_box()

        assert firms
        assert page.evaluate(SELECTED).endswith(wording.name("districts", district))
        assert {firm for firm in firms if not any(item.startswith(firm) for item in items)} == set()
        assert box is not None
        assert 0 <= box["y"] < 768
        assert page.evaluate("scrollY") == 0
    page.keyboard.press("Escape")
    page.click(".matrix a[href='lighting.html']")
    assert page.title().startswith("绿色照明")
    page.context.close()


def test_a_district_without_a_firm_of_a_chain_has_no_cell_to_open() -> None:
    wording = Wording(packaged())
    screen = first_screen(wording, Panels(wording), wording.results.findings)
    line = next(line for line in screen.lines if line.href == "home.html")
    looks = [cell.look for cell in line.cells]

    assert looks == ["none", "record", "none"]
    assert [cell.panel for cell in line.cells if cell.look == "none"] == ["", ""]


def test_every_needed_sector_is_met_somewhere_once_and_what_is_only_being_built_is_apart() -> None:
    wording = Wording(packaged())
    for line, chain in zip(
        first_screen(wording, Panels(wording), wording.results.findings).lines, wording.index.chains, strict=True
    ):
        states = [wording.results.states.get((sector, "region")) for sector in wording.index.members([chain])]
        needed = [
            state["state"] for state in states if state and state["needed_by"] and STATES[state["state"]].met in PLACES
        ]
        assert line.needed == len(needed), chain
        assert line.met["on_the_way"] == needed.count("coming"), chain


def test_a_bar_is_hatched_where_nobody_states_how_many_firms_are_there(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html", width=1366, height=768)
    bars = page.locator(".covered li").evaluate_all(
        "lines => lines.map((line) => [line.textContent.includes('待查'), Boolean(line.querySelector('.m-bought')),"
        " line.querySelector('.m-inside') ? line.querySelector('.m-inside').getBoundingClientRect().width"
        " / line.querySelector('svg').getBoundingClientRect().width : 0])"
    )
    page.context.close()

    assert [hatched for open_, hatched, _ in bars] == [open_ for open_, _, _ in bars]
    assert {open_ for open_, _, _ in bars} == {True, False}
    assert any(0.2 < share < 0.25 for _, _, share in bars), "2 of 9"


def links_of(folder: Path, page: str) -> set[str]:
    """The files of the report that a page leads to."""
    text = (folder / page).read_text(encoding="utf-8")
    hrefs = {unquote(href) for href in re.findall(r'<a [^>]*href="([^"#:]+)', text)}
    return {posixpath.normpath(posixpath.join(posixpath.dirname(page), href)) for href in hrefs}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_and_file_is_within_two_clicks_and_every_page_leads_to_all_others(lang: str) -> None:
    folder = report("packaged", lang)
    files = set(json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"])
    pages = {name for name in files if name.endswith(".html")}
    first = links_of(folder, "index.html")
    second = {name for page in first & pages for name in links_of(folder, page)}

    assert files - first - second == set()
    for page in pages:
        assert pages - links_of(folder, page) == set(), page
        assert {"chainlink.xlsx", "chainlink.docx"} <= links_of(folder, page), page
        assert {name for name in links_of(folder, page) if not (folder / name).is_file()} == set(), page


def test_the_region_is_read_in_four_screens_and_what_is_folded_opens_by_its_name(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html", width=1440, height=900)
    high = page.evaluate("document.documentElement.scrollHeight")
    before = page.locator("table[data-table=firms] tbody tr:visible").count()
    page.click(".jump a[href='#table-firms']")
    after = page.locator("table[data-table=firms] tbody tr:visible").count()
    page.context.close()

    assert high <= 4000
    assert before == 0
    assert after > 20


def test_what_is_folded_is_printed(chromium: Browser, tmp_path: Path) -> None:
    page, _ = opened(chromium, report() / "index.html")
    firms = page.locator("table[data-table=firms] tbody th").all_text_contents()
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    page.context.close()
    text = subprocess.run([need("pdftotext"), tmp_path / "page.pdf", "-"], capture_output=True, text=True, check=True)

    squeezed = "".join(text.stdout.split())
    assert [firm for firm in firms if "".join(firm.split()) not in squeezed] == []


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "合计金额不拆分，预计与实绩不相加"), ("en", "A joint amount is never split")]
)
def test_the_method_is_told_on_one_page_to_which_the_others_lead(lang: str, words: str) -> None:
    folder = report("packaged", lang)
    telling = [page.name for page in folder.rglob("*.html") if words in page.read_text(encoding="utf-8")]

    assert telling == ["method.html"]
    for page in folder.rglob("*.html"):
        name = page.relative_to(folder).as_posix()
        assert "method.html" in links_of(folder, name) or name == "method.html", name


def test_the_contents_of_a_page_stand_inside_the_first_screen(chromium: Browser) -> None:
    for name in ("index", "equipment", "districts/wanzhou", "method"):
        page = chromium.new_page(viewport={"width": 1366, "height": 768})
        page.goto((report() / f"{name}.html").as_uri())
        bottom = page.locator(".jump").evaluate("bar => bar.getBoundingClientRect().bottom")
        assert 0 < bottom < 300, name
        page.close()


def test_what_a_row_below_opens_is_read_from_its_title_on_under_the_tools(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html", width=1366, height=768)
    page.emulate_media(reduced_motion="reduce")
    page.click(".jump a[href='#table-firms']")
    page.locator("table[data-table=firms] tbody tr[data-p] td").nth(3).click()
    title, bar = page.evaluate(
        "['#about h2', 'div.bar'].map((part) => document.querySelector(part).getBoundingClientRect())"
        ".map((box) => [box.top, box.bottom])"
    )
    page.context.close()

    assert bar[1] <= title[0] < title[1] < 768
