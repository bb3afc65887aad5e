"""What the maps show to act on: leads by their bands, makers on the way, what a firm needs, trade across the rim."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from browser import opened
from chainlink.findings.bands import CHASE
from chainlink.report.lookup.index import TRADES
from chainlink.report.lookup.style import LEAD
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.chart import ChartMaker
from chainlink.report.maps.district_map import district_map
from chainlink.report.maps.leads import raw_materials
from chainlink.report.panels.document import Chart
from chainlink.report.panels.panels import Panels
from outcomes import packaged, report

LIT = "cards => cards.filter((card) => !card.classList.contains('off')).map((card) => card.dataset.k)"
SIZES = """() => {
  const chart = document.querySelector('#map .chart'), scale = chart.getBoundingClientRect().width / chart.viewBox.baseVal.width;
  const maps = [[chart, scale], ...[...document.querySelectorAll('.between .chart')].map((one) => [one, one.getBoundingClientRect().width / one.viewBox.baseVal.width])];
  return Math.min(...maps.flatMap(([one, by]) => [...one.querySelectorAll('text')].map((text) => by * parseFloat(text.getAttribute('font-size')))));
}"""


def chart(*chains: str, whole: bool = False) -> Chart:
    wording = Wording(packaged())
    return ChartMaker(wording, Panels(wording), chains, whole=whole).chart("t")


def lit(page: Page) -> set[str]:
    return {key for key in page.locator("#map .n").evaluate_all(LIT) if key.startswith("s:")}


@pytest.mark.parametrize("name", ["index", "equipment", "lighting", "food"])
def test_a_band_lights_the_sectors_whose_findings_are_in_it(chromium: Browser, name: str) -> None:
    findings = Wording(packaged()).results.findings
    page, _ = opened(chromium, report() / f"{name}.html")
    offered = page.locator("select[data-filter=b] option").evaluate_all("all => all.map((one) => one.value)")
    whole = lit(page)
    counts = []
    for band in filter(None, offered):
        page.select_option("select[data-filter=b]", band)
        named = {
            f"s:{row['sector']}"
            for row in findings
            if row["band"] == band and (name == "index" or name in row["chains"])
        }
        shown = lit(page) if named & whole else set()
        if shown:
            assert shown <= named, (name, band)
            assert page.locator("#lit").inner_text().startswith(f"图上亮出 {len(shown)} 个")
        else:
            assert page.locator("#map .off").count() == 0, (name, band)
        counts.append(len(shown))
    page.context.close()

    assert any(counts), name


def test_no_band_is_offered_that_names_nothing(chromium: Browser) -> None:
    bands = {row["band"] for row in Wording(packaged()).results.findings}
    page, _ = opened(chromium, report() / "index.html")
    offered = page.locator("select[data-filter=b] option").evaluate_all("all => all.map((one) => one.value)")
    page.context.close()

    assert set(filter(None, offered)) <= bands
    assert set(CHASE) <= set(offered)


def needed_by(firm: str) -> set[str]:
    states = Wording(packaged()).results.states.items()
    return {sector for (sector, place), state in states if place == "region" and firm in (state["needed_by"] or ())}


@pytest.mark.parametrize(
    ("name", "firm", "least"), [("lighting", "nvc", 8), ("index", "nvc", 4), ("equipment", "changan-kuayue", 8)]
)
def test_what_a_firm_needs_is_lit_with_it(chromium: Browser, name: str, firm: str, least: int) -> None:
    page, _ = opened(chromium, report() / f"{name}.html", f"n=f:{firm}")
    kept = set(page.locator("#map .n.keep").evaluate_all("cards => cards.map((card) => card.dataset.k)"))
    drawn = set(page.locator("#map .n").evaluate_all("cards => cards.map((card) => card.dataset.k)"))
    page.context.close()
    wanted = {f"s:{sector}" for sector in needed_by(firm)} & drawn

    assert len(wanted) >= least
    assert wanted <= kept
    assert kept < drawn


def test_a_firm_found_by_search_lights_its_sector_on_the_map_of_the_region(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    page.fill("#q", "雷士照明")
    page.keyboard.press("Enter")
    marked = page.locator("#map .n.on").evaluate_all("cards => cards.map((card) => card.dataset.k)")
    page.context.close()

    made = {f"s:{row['sector']}" for row in Wording(packaged()).index.capabilities["nvc"]}
    assert set(marked) == made


@pytest.mark.parametrize("chain", ["lighting", "equipment"])
def test_leads_bear_their_band_in_one_colour(chain: str) -> None:
    text = (report() / f"{chain}.html").read_text(encoding="utf-8")
    badges = re.findall(r'<rect [^>]*class="lead(?: second)?"/>', text)
    leads = [look for look in chart(chain).looks.values() if look.lead]

    assert len(badges) >= len(leads) >= 5
    assert {look.lead for look in leads} <= set(CHASE)
    assert {re.findall(r'stroke="(#\w+)"', badge)[0] for badge in badges} == {LEAD}


def test_what_is_on_its_way_is_drawn_on_the_map_of_its_own_chain() -> None:
    wording = Wording(packaged())
    coming = {key for (key, place), state in wording.results.states.items() if place == "region" and state["coming"]}
    checked = 0
    for chain, roles in wording.index.roles.items():
        own = {sector for sector in coming if roles.get(sector) == "own"}
        if own:
            looks = set(chart(chain).looks)
            assert {sector for sector in own if f"s:{sector}" not in looks} == set(), chain
            checked += len(own)
    assert checked > 8


def test_the_map_of_the_region_shows_leads_and_no_reference_lines() -> None:
    wording = Wording(packaged())
    lead = [chain for chain, row in wording.index.chains.items() if row["lead"]]
    drawn = chart(*lead, whole=True)
    kinds = {stroke.kind for stroke in drawn.strokes.values()}
    leads = {look.key for look in drawn.looks.values() if look.lead}
    fed = {start for stroke in drawn.strokes.values() if stroke.kind == "need" for start in stroke.edge.starts}

    assert "flow" not in kinds
    assert len(leads) > 6
    assert len(leads & fed) > 4


def test_raw_materials_that_are_essential_begin_the_map_of_a_chain() -> None:
    wording = Wording(packaged())
    raw = raw_materials(wording, ("equipment",))
    stages = {stage for stage, _ in chart("equipment").layout.columns}

    assert 0 < len(raw) <= 4
    assert {f"s:{sector}" for sector in raw} <= set(chart("equipment").looks)
    assert "upstream" in stages
    assert {wording.index.sectors[sector]["stage"] for sector in raw} == {"upstream"}


@pytest.mark.parametrize("width", [1366, 1440, 1920])
def test_no_text_of_a_map_is_smaller_than_twelve_pixels(chromium: Browser, width: int) -> None:
    for name in ("index", "equipment", "materials", "districts/wanzhou"):
        page, _ = opened(chromium, report() / f"{name}.html", width=width, height=900)
        assert page.evaluate(SIZES) >= 11.99, name
        page.context.close()


def test_every_supply_into_and_out_of_a_district_is_drawn_wherever_its_other_end_is() -> None:
    wording = Wording(packaged())
    index = wording.index
    drawn = district_map(wording, Panels(wording), "wanzhou")
    flows = {
        (tie.start, tie.end): int(re.findall(r"^(\d+) 条", tie.label)[0]) for tie in drawn.ties if tie.kind == "flow"
    }
    for end in ("supplier", "buyer"):
        other = "buyer" if end == "supplier" else "supplier"
        trade = [
            link
            for link in index.links.values()
            if link["relation"] in TRADES and index.district_of(link[end]) == "wanzhou"
        ]
        away = [link for link in trade if index.district_of(link[other]) != "wanzhou"]
        side = 0 if end == "supplier" else 1
        assert sum(n for pair, n in flows.items() if pair[side] == "d:wanzhou") == len(away) > 5

    rim = {seat.key for seat in drawn.seats if seat.rim}
    assert rim == {"d:dazhou", "d:outside", "d:unknown"}


def test_the_map_of_the_districts_stands_on_the_page_of_the_region_with_the_minutes_of_its_roads(
    chromium: Browser,
) -> None:
    page, _ = opened(chromium, report() / "index.html", width=1440, height=900)
    words = page.locator("#districts .chart text").all_text_contents()
    page.locator("#districts [data-p='d:dazhou']").first.click()
    title = page.evaluate("document.querySelector('#about h2').textContent")
    visible = page.locator("#panel").bounding_box()
    page.context.close()

    assert any("15 分钟" in text for text in words)
    assert title == "达州"
    assert visible is not None
    assert visible["y"] < 900


def test_neighbours_lie_on_the_side_where_they_are() -> None:
    wording = Wording(packaged())
    seats = {seat.key: seat for seat in district_map(wording, Panels(wording), "").seats}

    assert seats["d:dazhou"].x < seats["d:wanzhou"].x < seats["d:outside"].x
    assert not any(
        abs(a.x - b.x) < 148 and abs(a.y - b.y) < 46 for a in seats.values() for b in seats.values() if a.key < b.key
    )
