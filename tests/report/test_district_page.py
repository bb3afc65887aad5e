"""The pages of the districts: every figure leads to rows, unknown stays unknown, nothing is counted twice."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser

from browser import opened
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import Outcome
from chainlink.report.formats.html import render
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.district_map import district_map, draw_district_map, flows_between, money, positions
from chainlink.report.pages.district_page import district_page
from chainlink.report.pages.district_tables import District
from chainlink.report.panels.panels import Panels
from chainlink.study import for_one_district, run_study
from outcomes import crowded, hostile, packaged, report
from small import rows, small_dataset

DISTRICTS = ("wanzhou", "kaizhou", "yunyang")


def page_of(district: str, which: str = "packaged") -> Path:
    return report(which) / "districts" / f"{district}.html"


def data_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def small(folder: Path, **tables: Any) -> Wording:
    return Wording(run_study(read_dataset(small_dataset(folder, **tables)), Study(doubt=False)))


def with_places(outcome: Outcome, lon: Iterable[float | None], lat: Iterable[float | None]) -> Wording:
    """The outcome with coordinates given to the districts of its region, in their order, and to no other."""
    region = outcome.dataset.region
    places = pl.DataFrame(
        {"district": region, "lon": lon, "lat": lat}, schema_overrides={"lon": pl.Float64, "lat": pl.Float64}
    )
    table = outcome.dataset.tables["districts"].drop("lon", "lat").join(places, on="district", how="left")
    tables = dict(outcome.dataset.tables) | {"districts": table}
    return Wording(replace(outcome, dataset=replace(outcome.dataset, tables=tables)))


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_figure_of_a_district_leads_to_rows(district: str) -> None:
    text = page_of(district).read_text(encoding="utf-8")
    data = data_of(text)
    panels = data["panels"]

    def rows_of(key: str, seen: frozenset[str] = frozenset()) -> bool:
        items = [item for _, part in panels[key][2] for item in part]
        return any(len(item) > 2 and item[2] for item in items) or any(
            len(item) > 1 and item[1] in panels and item[1] not in seen and rows_of(item[1], seen | {key})
            for item in items
        )

    opens = set(re.findall(r' data-p="([^"]*)"', text))
    assert {f"d:{one}" for one in DISTRICTS} <= opens
    assert opens <= set(panels)
    assert sorted(key for key in opens if not rows_of(key)) == []
    assert all(0 <= number < len(data["rows"]) for _, _, parts in panels.values() for _, part in parts for item in part
               for number in (item[2] if len(item) > 2 else ()))  # fmt: skip


def test_a_district_page_asks_for_nothing_and_carries_no_explorer() -> None:
    for district in DISTRICTS:
        text = page_of(district).read_text(encoding="utf-8")
        assert not re.search(r'(?:src|action|poster)\s*=\s*"?(?:https?:|//)|url\(\s*[\'"]?(?:https?:)?//|@import', text)
        assert "vis-code" not in re.sub(r"<script>.*</script>", "", text, flags=re.DOTALL)
        assert len(text.encode()) <= 800_000
        assert re.search(r"script-src '?(?:&#39;)?sha256-[^ ]+;", text)


def test_pages_lead_to_the_districts_and_back() -> None:
    index = (report() / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="([^"#:]+)"', index))

    for district in DISTRICTS:
        assert {f"districts/{district}.html", f"{district}-one-page.html"} <= links
        for page in (page_of(district), report() / f"{district}-one-page.html"):
            back = re.findall(r'href="([^"#:]+)[#"]', page.read_text(encoding="utf-8"))
            assert back
            assert [link for link in back if not (page.parent / link).resolve().is_file()] == []


def test_the_page_says_what_the_view_of_the_district_says() -> None:
    outcome = packaged()
    for key in DISTRICTS:
        view = for_one_district(outcome, key)
        district = District(Wording(outcome), key)
        made = set(view["can_sell_to_neighbours"]["sector"])
        near = set(view["neighbour_already_makes"].filter("needed_here")["sector"])

        assert {sale.sector for sale in district.sales} == made
        assert {sector for sector, _, _ in district.made_next_door} == set(view["neighbour_already_makes"]["sector"])
        assert near == {gap.sector for gap in district.gaps if gap.near}
        assert not {gap.sector for gap in district.gaps if not gap.filled} & near
        assert {gap.sector for gap in district.gaps} <= set(view["needs"]["sector"])


def test_the_article_stands_on_the_map_once() -> None:
    wording = Wording(packaged())
    flows = flows_between(wording)
    amount, words = money(wording, flows["kaizhou", "wanzhou"])
    drawn = draw_district_map(district_map(wording, Panels(wording), "kaizhou"))

    assert (amount, "1,900" in words) == ("middle", True)
    assert drawn.count("1,900 万元") == 2  # the label, and what is read aloud
    assert "15 分钟①" in drawn
    assert "60 分钟" not in drawn  # superseded on the same road
    assert "30 分钟②" in drawn
    assert "40 分钟③" in drawn
    assert "90 分钟" not in drawn  # the old road to 云阳
    assert "路程未载" in drawn


def test_a_joint_amount_that_reaches_beyond_the_pair_has_no_width(tmp_path: Path) -> None:
    links = rows(
        "links",
        {"link": "q--l", "supplier": "qianneng", "buyer": "far", "sectors": "stamping", "relation": "supply"},
    )
    firms = rows("firms", {"firm": "far", "name": "远方厂", "district": "liang", "named": "Y"})
    claims = [{"claim": "c1", "measure": "amount", "value": 30000, "unit": "万元", "from": "2020", "status": "actual"}]
    both = [{"claim": "c1", "table": "links", "id": key} for key in ("qianneng--changan", "q--l")]
    shared = small(tmp_path / "a", links=links, firms=firms, claims=claims, claim_subjects=both)
    alone = small(tmp_path / "b", links=links, firms=firms, claims=claims, claim_subjects=both[:1])
    hoped = small(
        tmp_path / "c", links=links, firms=firms, claims=[claims[0] | {"status": "expected"}], claim_subjects=both[:1]
    )

    found = [money(one, flows_between(one)["kai", "wan"]) for one in (shared, alone, hoped)]

    assert [amount for amount, _ in found] == ["unknown", "large", "unknown"]
    assert "不可拆分" in found[0][1]
    assert found[2][1] == "金额未载"


def test_places_come_from_coordinates_where_all_have_them_else_from_a_ring() -> None:
    ring = positions(with_places(packaged(), [None, None, None], [None, None, None]))
    known = positions(with_places(packaged(), [108.4, 108.4, 108.7], [30.8, 31.2, 30.95]))
    partly = positions(with_places(packaged(), [108.4, None, 108.7], [30.8, 31.2, 30.95]))
    alike = positions(with_places(packaged(), [108.4, 108.4, 108.4], [30.8, 30.8, 30.8]))

    assert known["kaizhou"][1] < known["yunyang"][1] < known["wanzhou"][1]  # north is up
    assert known["yunyang"][0] > known["wanzhou"][0] == known["kaizhou"][0]  # east is right
    assert ring == partly == alike
    assert len(set(ring.values())) == 3


def test_a_region_of_one_or_two_districts_has_a_map(tmp_path: Path) -> None:
    wording = small(tmp_path)
    two = positions(wording)
    chart = district_map(wording, Panels(wording), "wan")

    assert two["wan"][1] == two["kai"][1]
    assert len(chart.seats) == 2
    assert any("12" in tie.label or "15" in tie.label for tie in chart.ties if tie.kind == "road")
    one = Wording(run_study(read_dataset(tmp_path), replace(wording.outcome.study, region=("kai",), as_of=None)))
    assert draw_district_map(district_map(one, Panels(one), "kai")).startswith("<svg")


def test_hostile_text_stays_text() -> None:
    for district in DISTRICTS:
        for page in (page_of(district, "hostile"), report("hostile") / f"{district}-one-page.html"):
            assert "<img" not in page.read_text(encoding="utf-8")


def test_a_crowd_gives_a_page_of_bounded_size() -> None:
    wording = Wording(crowded(firms=2_000, links=6_000))
    text = render(district_page(wording, "wanzhou", []), wording)

    assert len(text.encode()) <= 3_500_000


def test_a_district_page_in_a_browser_is_silent_and_opens_what_it_shows(chromium: Browser) -> None:
    page, seen = opened(chromium, page_of("kaizhou"), "n=w:kaizhou:wanzhou")

    assert "开州 → 万州" in page.inner_text("#about h2")
    assert page.is_visible("#map svg")
    for selector in (".chart .n", ".tables tr[data-p]", ".tile"):
        page.locator(selector).first.click()
        assert page.inner_text("#about h2")
        assert page.locator("#about .items li").count() > 0
    page.focus(".chart .n")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.click("#theme")
    seen.check()
    page.context.close()


def test_the_labels_of_the_map_cover_neither_each_other_nor_a_district(chromium: Browser) -> None:
    page, _ = opened(chromium, page_of("wanzhou"))
    overlaps = page.evaluate(
        """() => {
          const boxes = [...document.querySelectorAll('.chart .lab, .chart .seat')].map((one) => one.getBBox());
          const cover = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
          return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => cover(a, b))).length;
        }"""
    )

    assert overlaps == 0
    page.context.close()


def test_a_district_page_does_not_scroll_sideways_on_a_small_screen(chromium: Browser) -> None:
    page, _ = opened(chromium, page_of("yunyang"), width=400, height=800)

    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.context.close()


def test_hostile_pages_run_nothing(chromium: Browser) -> None:
    page, _ = opened(chromium, page_of("wanzhou", "hostile"))
    page.locator(".chart .n").first.click()
    page.locator(".tables tr[data-p]").first.click()

    assert page.evaluate("window.__pwn") is None
    assert hostile().findings.rows.height > 0
    page.context.close()
