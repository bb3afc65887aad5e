"""The search: by pinyin and initials, other names, several words, figures; what is beyond the first hits; its speed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from browser import opened
from chainlink.report.lookup.readings import readings
from outcomes import report

TYPED = """(text) => {
  const field = document.getElementById('q');
  field.value = text;
  const start = performance.now();
  field.dispatchEvent(new Event('input'));
  return performance.now() - start;
}"""


def hits(page: Page, text: str) -> list[str]:
    """What the list below the search names for ``text``, the best first."""
    page.evaluate(TYPED, text)
    return [item.evaluate("one => one.firstChild.textContent") for item in page.locator("#hits [data-p]").all()]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kaizhouyinwu", "开州印务"),
        ("kzyw", "开州印务"),
        ("KZ yinwu", "开州印务"),
        ("yinwu", "开州印务"),
        ("leishi", "雷士照明"),
        ("lszm", "雷士照明"),
        ("开州印务公司", "开州印务"),
        ("重庆三雄极光照明有限公司", "三雄极光"),
        ("cqsxjgzm", "三雄极光"),
        ("ＬＥＤ驱动", "LED驱动电源"),
        ("ledqudong", "LED驱动电源"),
        ("照明 雷士", "雷士照明"),
        ("雷士 万州", "雷士照明"),
        ("万州 tongguan", "金龙铜管"),
        ("led driver", "LED驱动电源"),
        ("zhm", "雷士照明"),
    ],
)
def test_a_name_is_found_however_it_is_typed(chromium: Browser, text: str, name: str) -> None:
    page, seen = opened(chromium, report() / "lighting.html")
    assert name in hits(page, text)[:3]
    seen.check()
    page.context.close()


def test_a_sign_of_several_readings_is_found_by_each(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "equipment.html")
    for text in ("changan", "zhangan", "caky"):
        assert "长安跨越" in hits(page, text)[:4], text
    page.context.close()


@pytest.mark.parametrize("text", ["1900", "1,900", "１９００", "1900万元", "1,900 万元", "1900 印务", "19000000万"])
def test_a_figure_is_found_without_the_signs_in_it_and_says_where_it_stands(chromium: Browser, text: str) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    found = hits(page, text)
    about = page.locator("#hits small").all_text_contents()
    page.context.close()

    if text == "19000000万":
        assert found == []
    else:
        assert any("开州印务" in name for name in (*found, *about))
        assert any("1,900 万元" in words for words in (*found, *about))
        assert all(about)


def test_a_figure_is_not_found_inside_a_larger_one_and_wan_is_ten_thousand(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "equipment.html")
    assert any(
        "160,000" in words for words in (*hits(page, "16万套"), *page.locator("#hits small").all_text_contents())
    )
    hits(page, "60000")
    assert not any("160,000" in words for words in page.locator("#hits li").all_text_contents())
    page.context.close()


def test_what_is_beyond_the_first_hits_is_counted_and_can_be_had(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    page.fill("#q", "万州")
    first = page.locator("#hits [data-p]").count()
    more = page.locator("#hits [data-more]")
    total = int("".join(sign for sign in more.inner_text().split("共")[1] if sign.isdigit()))
    assert first == 12
    assert total > 12
    more.click()
    assert page.locator("#hits [data-p]").count() == min(60, total)
    assert page.evaluate("document.activeElement.id") == "q"
    page.fill("#q", "万")
    for _ in range(13):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#hits [data-p]").count() > 12
    active = page.locator("#q").get_attribute("aria-activedescendant")
    assert page.locator(f"#{active}").get_attribute("data-p")
    page.context.close()


def test_english_and_chinese_names_are_found_in_both_languages(chromium: Browser) -> None:
    for lang, named in (("zh", "LED驱动电源"), ("en", "LED driver power supply")):
        page, _ = opened(chromium, report("packaged", lang) / "lighting.html")
        sets = [set(hits(page, text)) for text in ("led driver", "LED驱动电源")]
        page.context.close()

        assert any(named.casefold() in name.casefold() for name in sets[0] & sets[1]), (lang, sets)


def test_the_rows_and_the_map_answer_to_the_same_words_as_the_search(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    page.fill("#q", "kzyw")
    page.wait_for_timeout(300)
    shown = page.locator("table[data-table=firms] tbody tr:visible th").all_text_contents()
    lit = page.locator(".chart .n:not(.off)").evaluate_all("cards => cards.map((card) => card.textContent)")
    page.context.close()

    assert shown == ["开州印务"]
    assert any("开州印务" in words for words in lit)


def test_a_firm_found_far_down_the_page_opens_where_the_reader_is(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html", width=1366, height=768)
    page.locator("#table-sectors").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    page.locator("#q").evaluate("field => field.focus({ preventScroll: true })")
    page.evaluate(TYPED, "kzyw")
    page.keyboard.press("Enter")

    top, low = page.evaluate(
        "(() => { const r = document.getElementById('panel').getBoundingClientRect(); return [r.top, r.bottom]; })()"
    )
    assert page.locator("#about h2").inner_text() == "开州印务"
    assert 0 <= top < 400 < low
    assert abs(page.evaluate("scrollY") - before) < 400
    page.context.close()


@pytest.mark.slow
def test_thirty_thousand_firms_are_searched_in_fifty_milliseconds(chromium: Browser) -> None:
    page, seen = opened(chromium, report("crowded") / "index.html")
    page.focus("#q")
    page.wait_for_timeout(800)
    times = {}
    for text in ("slxyjx", "示例第2999", "jixie", "万州 jixie 29", "2999", "j"):
        took = []
        for _ in range(3):
            took.append(page.evaluate(TYPED, text))
            page.wait_for_timeout(300)
        times[text] = min(took)

    assert max(times.values()) <= 50, times
    assert "示例第29999号机械制造有限公司" in hits(page, "29999 jxzz")
    seen.check()
    page.context.close()


def test_readings_are_those_of_the_signs_used_and_no_more() -> None:
    read = readings(["开州A1（），", "ê"])

    assert read == {"kai": "开", "zhou": "州"}


def test_what_is_read_with_an_umlaut_is_typed_with_v() -> None:
    assert readings(["绿吕"])["lv"] == "吕绿"
