"""The page of the network: all firms and sectors in one place, by steps, kinds, colours; its address keeps it all."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Page

from browser import Seen, opened
from chainlink.report.formats.network_html import render_network
from chainlink.report.lookup.wording import Wording
from outcomes import crowded, packaged, report


def network(chromium: Browser, hash_: str = "", which: str = "packaged") -> tuple[Page, Seen]:
    """Open the page and wait until it is drawn."""
    page, seen = opened(chromium, report(which) / "network.html", hash_)
    page.wait_for_selector("html[data-drawn]", state="attached")
    return page, seen


def drawn(page: Page) -> tuple[int, int, int]:
    """How many firms, sectors and lines are drawn."""
    firms, sectors, lines = str(page.evaluate("document.documentElement.dataset.drawn")).split()
    return int(firms), int(sectors), int(lines)


def test_every_page_leads_to_the_network_with_its_own_chain_or_district_in_focus(chromium: Browser) -> None:
    page, seen = opened(chromium, report() / "lighting.html")
    page.click(".to-net")
    page.wait_for_selector("html[data-drawn]", state="attached")

    assert page.url.endswith("network.html#chain=lighting")
    assert page.input_value("#focus") == "chain=lighting"
    firms, sectors, lines = drawn(page)
    assert 0 < firms < 40
    assert 0 < sectors < 40
    assert lines > 0
    seen.check()
    page.context.close()
    wanzhou = (report() / "districts" / "wanzhou.html").read_text(encoding="utf-8")
    assert 'href="../network.html#district=wanzhou"' in wanzhou


def test_all_firms_that_make_or_trade_are_drawn_where_nothing_is_chosen(chromium: Browser) -> None:
    page, seen = network(chromium)
    tables = packaged().dataset.tables
    ends = {*tables["links"]["supplier"], *tables["links"]["buyer"], *tables["capabilities"]["firm"]}

    assert drawn(page)[0] == len(ends)
    assert drawn(page)[1] == tables["capabilities"]["sector"].n_unique()
    seen.check()
    page.context.close()


def test_steps_and_kinds_of_lines_widen_and_narrow_what_is_drawn(chromium: Browser) -> None:
    page, _ = network(chromium, "n=f:nvc")
    one = drawn(page)
    page.select_option("#steps", "3")
    three = drawn(page)
    page.click("[data-kind=supply]")
    without = drawn(page)

    assert page.inner_text("#about h2") == "雷士照明"
    assert "1,900 万元" in page.inner_text("#about")
    assert sum(one) < sum(three)
    assert without[2] < three[2]
    assert "steps=3" in page.url
    page.context.close()


def test_colours_follow_the_choice_and_the_legend_names_them(chromium: Browser) -> None:
    page, _ = network(chromium, "chain=equipment")
    by_district = page.inner_text("#legend")
    page.select_option("#colour", "stage")
    by_stage = page.inner_text("#legend")
    page.select_option("#colour", "band")

    assert "万州" in by_district
    assert "中游" in by_stage
    assert "万州" not in by_stage
    assert "colour=band" in page.url
    page.context.close()


def test_what_was_moved_and_looked_at_comes_back_by_the_address_and_nonsense_is_left_alone(chromium: Browser) -> None:
    page, _ = network(chromium, "n=f:nvc&steps=2&moved=f:nvc,120,-40&view=10,20,0.8&colour=stage&off=service")
    address = page.url
    page.context.close()
    again, seen = network(chromium, "n=f:nobody&steps=9&moved=f:nvc,x,y;zz&view=1,2,no&colour=mud&off=air&chain=none")

    for part in ("steps=2", "moved=f%3Anvc%2C120%2C-40", "view=10%2C20%2C0.8", "colour=stage", "off=service"):
        assert part in address
    assert "#" not in again.url or "nobody" not in again.url
    assert drawn(again)[0] > 0
    seen.check()
    again.context.close()


def test_a_dragged_firm_stands_in_the_address(chromium: Browser) -> None:
    page, _ = network(chromium, "n=f:nvc&view=0,0,1")
    box = page.locator("#net canvas").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 90, steps=6)
    page.mouse.up()
    page.wait_for_function("location.hash.includes('moved=')")

    assert re.search(r"moved=f%3Anvc%2C\d+%2C\d+", page.url)
    page.context.close()


def test_the_picture_is_saved_as_png_and_the_list_walked_by_keyboard(chromium: Browser) -> None:
    page, seen = network(chromium, "chain=lighting")
    with page.expect_download() as download:
        page.click("#png")
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")

    page.fill("#q", "开州印务")
    page.keyboard.press("Enter")
    assert page.inner_text("#about h2") == "开州印务"
    page.locator("#about .go").first.focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#about h2") != "开州印务"
    page.keyboard.press("Escape")
    assert page.locator("#about .go").count() == 0
    seen.check()
    page.context.close()


def test_a_crowd_is_drawn_as_far_as_a_browser_bears_and_the_rest_is_counted(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "network.html"
    file.write_text(render_network(Wording(crowded(2_000, 6_000)), []), encoding="utf-8")
    page, seen = opened(chromium, file)
    page.wait_for_selector("html[data-drawn]", state="attached")

    firms, sectors, _ = drawn(page)
    assert 500 < firms + sectors <= 900
    assert "放不下" in page.inner_text("#drawn")
    page.fill("#q", "示例第1999号")
    page.keyboard.press("Enter")
    assert page.inner_text("#about h2").startswith("示例第1999号")
    seen.check()
    page.context.close()


def test_hostile_names_stay_text_on_the_page_of_the_network(chromium: Browser) -> None:
    page, seen = network(chromium, "n=f:nvc&steps=2", "hostile")

    assert page.evaluate("window.__pwn") is None
    assert page.locator("img").count() == 0
    seen.check()
    page.context.close()
