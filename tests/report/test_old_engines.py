"""Engines of offices: a page runs where functions newer than Chrome 86 and Firefox 78 are missing, and asks for none."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from browser import opened, unfold
from outcomes import report

NEWER = """
for (const [owner, names] of [
  [Object, ['hasOwn', 'groupBy']], [Map, ['groupBy']], [Promise, ['withResolvers', 'any', 'try']],
  [String.prototype, ['at', 'replaceAll', 'isWellFormed', 'toWellFormed']],
  [Array.prototype, ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']], [Array, ['fromAsync']],
  [Object.getPrototypeOf(Int8Array.prototype), ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'with']],
  [Set.prototype, ['union', 'intersection', 'difference', 'isSubsetOf', 'isDisjointFrom']],
  [Element.prototype, ['checkVisibility', 'setHTMLUnsafe', 'moveBefore']], [HTMLElement.prototype, ['showPopover', 'togglePopover']],
  [CanvasRenderingContext2D.prototype, ['roundRect', 'reset']], [Blob.prototype, ['bytes']],
  [AbortSignal, ['timeout', 'any']], [CSS, ['highlights', 'registerProperty']], [Intl, ['Segmenter', 'supportedValuesOf']],
  [window, ['structuredClone', 'reportError', 'scheduler', 'navigation', 'CSSContainerRule', 'CompressionStream', 'DecompressionStream', 'WeakRef', 'FinalizationRegistry']],
]) for (const name of names) delete owner[name];
"""
CODE = {
    r"\?\?=|\|\|=|&&=": "logical assignment (Firefox 79)",
    r"\bObject\.(hasOwn|groupBy)\b": "Chrome 93",
    r"\.(at|findLast|toSorted|toReversed|with|replaceAll|roundRect|checkVisibility|withResolvers)\(": "Chrome 92 and later",
    r"\bstructuredClone\b": "Chrome 98",
    r"\bstatic \{|(?<![\w'\"`])#\w+\s*[=(]": "private and static blocks (Firefox 90)",
    r"\d_\d": "separators in numbers are known, and yet not used",
}
STYLE = {
    r":has\(": "Chrome 105",
    r":(?:is|where)\(": "Chrome 88",
    r"(?<![\w-])inset\s*:": "Chrome 87",
    r"aspect-ratio\s*:": "Chrome 88",
    r"accent-color": "Chrome 93",
    r"@layer|@container|@property": "Chrome 99",
    r"color-mix\(|oklch\(": "Chrome 111",
    r"overflow(?:-[xy])?\s*:\s*clip": "Chrome 90",
    r"\d[sdl]v[hw]\b": "Chrome 108",
    r"text-wrap|scrollbar-gutter": "Chrome 94",
}


def old(browser: Browser, name: str, hash_: str = "") -> Page:
    """Open a page in a browser from which the newer functions were taken before its script ran."""
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}, accept_downloads=True)
    context.add_init_script(NEWER)
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]
    page.goto((report() / name).as_uri() + (f"#{hash_}" if hash_ else ""))
    page.wait_for_selector("html[data-ready]", state="attached")
    return page


def test_an_old_engine_opens_panels_tables_and_search(chromium: Browser) -> None:
    page = old(chromium, "lighting.html", "n=f:nvc")
    assert page.evaluate("typeof Object.hasOwn + typeof structuredClone + typeof [].at") == "undefined" * 3
    assert page.locator("#about h2").text_content() == "雷士照明"

    page.locator("table[data-table=firms] thead th").nth(1).locator("button").click()
    page.locator("#table-firms .tool button").first.click()
    page.locator("table[data-table=firms] .filters input").first.fill("kzyw")
    assert page.locator("table[data-table=firms] tbody tr:visible").count() == 1
    page.locator("table[data-table=firms] tbody tr:visible td").first.click()
    assert page.locator("#about h2").text_content() == "开州印务"
    page.keyboard.press("Escape")
    with page.expect_download():
        page.click("[data-csv=firms]")
    page.fill("#q", "1900")
    assert page.locator("#hits [data-p]").count() > 1
    page.keyboard.press("Enter")
    for kind in ("csv", "svg", "png"):
        page.locator("#export").evaluate("menu => { menu.open = true; }")
        with page.expect_download():
            page.click(f"[data-export={kind}]")
    assert page.complaints == []  # type: ignore[attr-defined]
    page.context.close()


def test_an_old_engine_draws_the_network(chromium: Browser) -> None:
    page = old(chromium, "network.html", "chain=lighting")
    page.wait_for_selector("#net canvas")
    drawn = page.evaluate(
        """async () => {
          await new Promise((done) => setTimeout(done, 400));
          const sheet = document.querySelector('#net canvas');
          const dots = sheet.getContext('2d').getImageData(0, 0, sheet.width, sheet.height).data;
          return dots.some((value) => value > 0);
        }"""
    )
    assert drawn
    assert page.complaints == []  # type: ignore[attr-defined]
    page.context.close()


@pytest.mark.slow
def test_an_old_engine_opens_the_pages_of_the_region_and_of_a_district(chromium: Browser) -> None:
    for name in ("index.html", "districts/kaizhou.html"):
        page = old(chromium, name)
        unfold(page)
        row = page.locator(".tables tr[data-p]:visible td").first
        row.click()
        assert page.locator("#about h3").count() > 0
        page.click("#theme")
        assert page.complaints == []  # type: ignore[attr-defined]
        page.context.close()


def test_what_is_taken_away_is_what_killed_pages(chromium: Browser) -> None:
    page = old(chromium, "lighting.html")
    assert page.evaluate("() => { try { Object.hasOwn({}, 'a'); return false; } catch (error) { return true; } }")
    assert page.evaluate("'roundRect' in CanvasRenderingContext2D.prototype") is False
    page.context.close()


def sources(ending: str) -> dict[str, str]:
    """The scripts and styles that we write, by name."""
    top = files("chainlink.report").joinpath("templates")
    found = [top, top.joinpath("script")]
    return {
        file.name: file.read_text(encoding="utf-8")
        for folder in found
        for file in folder.iterdir()
        if file.name.endswith(ending)
    }


def newer(ending: str, rules: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (name, match.group(), since)
        for name, text in sources(ending).items()
        for rule, since in rules.items()
        for match in re.finditer(rule, text)
    ]


def test_no_script_or_style_uses_what_chrome_86_or_firefox_78_lacks() -> None:
    assert len(sources(".js")) > 10
    assert newer(".js", CODE) == []
    assert newer(".css", STYLE) == []


def test_where_focus_visible_is_unknown_the_focus_is_drawn_all_the_same() -> None:
    css = sources(".css")["tables.css"]
    unknown = css[css.index("@supports not selector(:focus-visible)") :]

    assert re.search(r"button:focus[^{]*\{outline:2px", unknown)
    assert ".n:focus .line" in unknown


def test_a_page_of_today_has_no_overflow_in_english_at_768(chromium: Browser) -> None:
    wide = {}
    for file in sorted(report("packaged", "en").rglob("*.html")):
        if file.stem.endswith("-one-page") or 'json" id="data"' not in file.read_text(encoding="utf-8"):
            continue
        page, _ = opened(chromium, file, width=768, height=1000)
        wide[file.name] = page.evaluate("document.documentElement.scrollWidth")
        page.context.close()

    assert len(wide) > 15
    assert {name: width for name, width in wide.items() if width > 768} == {}
