"""The pages for everybody: checked by axe-core, read by a screen reader, walked by keyboard, legible in both themes."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page

from browser import opened
from chainlink import terms
from chainlink.report.formats.comparison_files import comparison_file
from chainlink.report.lists.comparison import compare
from chainlink.report.pages.brief import brief, brief_bytes
from outcomes import of_year, packaged, report

AXE = "axe_playwright_python"
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
ENOUGH = 4.5

CONTROLS = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }))
  .map((one, place) => { one.dataset.stop = place; return place; })"""
FOCUSED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return [null, true];
  const seen = (part) => { const s = getComputedStyle(part); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
  const ring = getComputedStyle(document.documentElement).getPropertyValue('--focus').trim();
  const rgb = (hex) => `rgb(${[1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(', ')})`;
  const drawn = [...one.querySelectorAll('.line, .fill')].some((part) => getComputedStyle(part).stroke === rgb(ring));
  return [one.dataset.stop === undefined ? one.outerHTML.slice(0, 80) : Number(one.dataset.stop), seen(one) || drawn];
}"""
# The text of the map against what lies under it; axe cannot tell the ground of a text in SVG.
FAINT = """(enough) => {
  const rgb = (text) => (text.match(/[\\d.]+/g) || [0, 0, 0]).slice(0, 3).map(Number);
  const light = (text) => rgb(text).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const fill = (one) => getComputedStyle(one).fill;
  const found = [];
  const look = (text, ground, what) => {
    const found_ = ratio(fill(text), ground);
    if (found_ < enough) found.push([what, text.textContent, fill(text), ground, Math.round(found_ * 100) / 100]);
  };
  for (const chart of document.querySelectorAll('.chart')) {
  for (const card of chart.querySelectorAll('.n')) {
    const ground = card.querySelector('.fill');
    const sign = card.querySelector('.badge');
    for (const text of card.querySelectorAll('text')) {
      const under = text.matches('.badge-t') ? sign : text.matches('.lead-t') ? card.querySelector('.lead') : ground;
      if (under) look(text, fill(under), card.getAttribute('class'));
    }
  }
  const lanes = [...chart.querySelectorAll('.lane, .band, .fold')].map(fill);
  for (const text of chart.querySelectorAll('text.ink, text.soft')) lanes.forEach((ground) => look(text, ground, 'ground'));
  for (const text of chart.querySelectorAll('text.lab')) look(text, getComputedStyle(text).stroke, 'label');
  }
  return found;
}"""


def axe() -> str:
    """Return the script of axe-core; skip where its package is missing, fail where CHAINLINK_REQUIRE_BROWSER is set."""
    if find_spec(AXE) is None:
        said = "axe-playwright-python is missing: pip install '.[test]'"
        if os.environ.get("CHAINLINK_REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    return files(AXE).joinpath("axe.min.js").read_text(encoding="utf-8")


# Contrast is by far the dearest of axe's rules: of rows of one table that differ in their words alone, three are looked
# at, the first and the last among them, and the map is left to FAINT, for axe passes no verdict on text in SVG; every
# other rule sees the whole page.
LOOKED_AT = """async ([rules, colours]) => {
  const run = async (only) => (await axe.run(only.runOnly ? { exclude: [['.chart']] } : document,
    { resultTypes: ['violations'], ...only })).violations;
  const found = rules ? await run({ rules: { 'color-contrast': { enabled: false } } }) : [];
  if (!colours) return found;
  const kinds = new Map();
  for (const row of document.querySelectorAll('.scroll tbody tr')) {
    const bare = (one) => `${one.tagName}.${one.className}.${Boolean(one.textContent)}(${[...one.children].map(bare)})`;
    const kind = `${bare(row)} of ${row.closest('table').getAttribute('aria-labelledby')}`;
    kinds.set(kind, [...(kinds.get(kind) || []), row]);
  }
  const alike = [...kinds.values()].flatMap((rows) => rows.slice(2, -1)).filter((row) => !row.style.display);
  alike.forEach((row) => { row.style.display = 'none'; });
  found.push(...await run({ runOnly: ['color-contrast', 'link-in-text-block'] }));
  alike.forEach((row) => { row.style.display = ''; });
  return found;
}"""


def serious(page: Page, *, rules: bool = True, colours: bool = True) -> list[tuple[Any, ...]]:
    """Return what axe finds serious or critical: by the ``rules`` of structure and names, and in the ``colours``."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe())
    found = page.evaluate(LOOKED_AT, [rules, colours])
    return [
        (one["id"], one["impact"], node["html"][:120])
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"][:3]
    ]


AXED = ("index.html", "equipment.html", "lighting.html", "tourism.html")
"""The region's page and of the chains, which one template makes, the fullest, the article's and the emptiest."""


@cache
def charts() -> list[str]:
    """The pages that stand on a chart and a script: the region's, every chain's, every district's."""
    return sorted(
        file.relative_to(report()).as_posix()
        for file in report().rglob("*.html")
        if 'class="chart"' in file.read_text(encoding="utf-8")
    )


@pytest.fixture(scope="session")
def looked(chromium: Browser) -> dict[str, dict[tuple[str, str], list[Any]]]:
    """What axe finds on pages with a chart, and which text of its map is faint, in both themes of one visit."""
    found: dict[str, dict[tuple[str, str], list[Any]]] = {"axe": {}, "faint": {}}
    for name in charts():
        page, _ = opened(chromium, report() / name)
        for theme in THEMES:
            if theme == "dark":
                page.click("#theme")
            if name in AXED or "/" in name:
                found["axe"][name, theme] = serious(page, rules=theme == "light")
            found["faint"][name, theme] = page.evaluate(FAINT, ENOUGH)
        page.context.close()
    return found


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_any_kind_of_page_in_either_theme(
    looked: dict[str, dict[tuple[str, str], list[Any]]],
) -> None:
    found = looked["axe"]

    assert {("index.html", "light"), ("lighting.html", "dark"), ("districts/kaizhou.html", "dark")} <= set(found)
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.slow
def test_axe_finds_nothing_serious_on_pages_without_a_script(chromium: Browser, tmp_path: Path) -> None:
    for name in ("changan-kuayue", "led_driver"):
        (tmp_path / f"{name}.html").write_bytes(brief_bytes(brief(packaged(), name), "html"))
    (tmp_path / "diff.html").write_bytes(comparison_file(compare(of_year(2020), packaged()), "html"))
    found = {}
    for file in [*sorted(set(report().rglob("*.html")) - {report() / name for name in charts()}), *tmp_path.iterdir()]:
        page = chromium.new_page(offline=True)
        page.goto(file.as_uri())
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            found[file.name, theme] = serious(page, rules=theme == "light")
        page.close()

    assert len(found) >= 2 * 6
    assert {key: value for key, value in found.items() if value} == {}


@pytest.mark.slow
@pytest.mark.parametrize("hash_", ["n=s:lt_power&q=灯", "n=f:nvc&d=kaizhou"])
def test_axe_finds_nothing_serious_in_a_page_at_work(chromium: Browser, hash_: str) -> None:
    page, _ = opened(chromium, report() / "lighting.html", hash_)
    page.fill("#q", "照明")
    page.locator("#export").evaluate("menu => menu.open = true")
    for proof in page.locator("#about .proof summary").all()[:2]:
        proof.click()

    assert serious(page) == []
    page.context.close()


@pytest.mark.slow
def test_the_text_of_every_map_stands_out_from_its_ground(
    looked: dict[str, dict[tuple[str, str], list[Any]]],
) -> None:
    assert {key: texts[:5] for key, texts in looked["faint"].items() if texts} == {}


def test_a_screen_reader_meets_the_parts_in_order_each_with_its_role_and_name(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    read = page.locator("body").aria_snapshot()
    inside = page.locator(".chart").aria_snapshot()
    table = page.locator("table[data-table=links]").aria_snapshot()
    page.context.close()

    order = [
        'navigation "报告导航"',
        "banner",
        'navigation "目录"',
        "main",
        "combobox",
        'link "关系网络"',
        'group "图谱"',
        'region "详情"',
        "table",
        "contentinfo",
    ]
    at = 0
    for part in order:
        at = read.find(f"- {part}", at)
        assert at >= 0, part
    assert 'group "绿色照明产业链配套图谱"' in inside
    assert 'button "雷士照明' in inside
    assert table.startswith('- table "配套关系')
    assert 'columnheader "供应企业"' in table
    assert "- rowheader" in table


def test_every_card_says_what_its_colour_and_outline_say(chromium: Browser) -> None:
    states = set(terms.choices("state").values()) | set(terms.choices("legend").values())
    page, _ = opened(chromium, report() / "index.html")
    cards = page.locator(".chart .n").evaluate_all(
        "cards => cards.map((card) => [card.dataset.s, card.getAttribute('aria-label'), card.textContent])"
    )
    marks = page.locator(".chart .firm .mark").all_text_contents()
    page.click("[data-filter=d][data-value=kaizhou]")
    chip = page.locator("[data-filter=d][data-value=kaizhou]")
    sign = chip.evaluate("one => getComputedStyle(one, '::before').content")
    page.context.close()

    assert all(marks)
    assert "✓" in sign
    assert [said for state, said, _ in cards if state and not any(word in said for word in states)] == []
    drawn = {state: text for state, _, text in cards if state in {"weak", "missing", "near", "outsourced", "recorded"}}
    assert drawn
    assert all(terms.word(f"glyph.{state}") in text for state, text in drawn.items())


@pytest.mark.slow
def test_every_control_is_reached_by_tab_shows_its_focus_and_lets_it_go(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    expected = set(page.evaluate(CONTROLS))
    reached, unseen = set(), []
    page.evaluate("document.body.focus()")
    for turn in count():
        page.keyboard.press("Tab")
        stop, shown = page.evaluate(FOCUSED)
        if stop is None or turn > len(expected) + 20:
            break
        reached.add(stop)
        if not shown:
            unseen.append(stop)
    page.context.close()

    assert expected - reached == set()
    assert unseen == []
    assert stop is None, "the focus never leaves the page"


def test_a_row_opens_by_keyboard_and_escape_leads_back(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    row = page.locator("table[data-table=leads] tbody tr th button").first
    row.focus()
    name = row.text_content() or "?"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "panel"
    assert name in (page.locator("#about h2").text_content() or "")
    assert name in (page.locator("#said").text_content() or "")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "leave"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('aside') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == name
    page.context.close()


# Cards of the map keep its scale; the rest of a page is pressed with a thumb.
SMALL = """() => [...document.querySelectorAll('a[href], button, input, select, summary')].filter((one) => {
  const box = one.getBoundingClientRect();
  return !one.closest('.chart') && one.checkVisibility({ visibilityProperty: true }) && box.width && (box.width < 24 || box.height < 24);
}).map((one) => one.outerHTML.slice(0, 120))"""


def test_every_target_is_24_pixels_wide_and_high_and_axe_agrees_that_they_lie_apart(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html", "n=s:led_driver", width=1440, height=900)
    page.locator("#table-first .tool button").first.evaluate("button => button.click()")
    small = page.evaluate(SMALL)
    page.evaluate(axe())
    found = page.evaluate(
        """async () => (await axe.run(document, { resultTypes: ['violations'], runOnly: ['target-size',
          'landmark-one-main', 'landmark-unique', 'region', 'page-has-heading-one', 'scrollable-region-focusable',
          'empty-table-header', 'skip-link', 'tabindex'] })).violations.map((one) => [one.id, one.nodes[0].html.slice(0, 120)])"""
    )
    page.context.close()

    assert small == []
    assert found == []


def test_the_skip_links_lead_to_the_map_and_to_the_lists(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到列表"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.tables') !== null")
    page.context.close()


def test_search_tabs_and_menu_work_by_keyboard(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    page.keyboard.press("/")
    page.keyboard.type("雷士")
    page.keyboard.press("ArrowDown")

    active = page.locator("#q").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("aria-selected") == "true"
    assert page.locator("#q").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert "雷士照明" in (page.locator("#said").text_content() or "")
    assert page.locator("#q").get_attribute("aria-expanded") == "false"
    page.focus("#export summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator(".jump a").last.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") in {"H2", "SUMMARY"}
    page.context.close()
