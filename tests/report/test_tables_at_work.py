"""Tables that answer: sorted by every heading, filtered by column, copied, kept in place, in small and over 30,000 rows."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from browser import need, opened, unfold
from chainlink import terms
from chainlink.data.writing.table import NUMBER, RANK, STATE, Column, Record, Table
from chainlink.report.formats.page_tables import Shown
from outcomes import report

CLICKED = """([key, place]) => {
  const button = document.querySelectorAll(`table[data-table="${key}"] thead tr:first-child button`)[place];
  const start = performance.now();
  button.click();
  return performance.now() - start;
}"""


def column(page: Page, key: str, place: int) -> list[str]:
    """The cells of a column of the rows that can be seen."""
    return page.evaluate(
        """([key, place]) => [...document.querySelectorAll(`table[data-table="${key}"] tbody tr`)]
          .filter((row) => !row.hidden).map((row) => row.cells[place].textContent)""",
        [key, place],
    )


def heading(page: Page, key: str, words: str) -> int:
    """The place of a heading in its table."""
    heads = page.locator(f"table[data-table={key}] thead tr").first.locator("th").all_text_contents()
    return heads.index(words)


def sort(page: Page, key: str, words: str) -> list[str]:
    """Click a heading; return its column as it then stands."""
    place = heading(page, key, words)
    page.evaluate(CLICKED, [key, place])
    return column(page, key, place)


def counted(page: Page, key: str) -> str:
    return page.locator(f"#table-{key} .tool span").inner_text()


def test_every_heading_of_every_table_sorts_up_down_and_back(chromium: Browser) -> None:
    page, seen = opened(chromium, report() / "equipment.html")
    wrong = page.evaluate(
        """() => {
          const wrong = [];
          let tried = 0;
          for (const table of document.querySelectorAll('.tables table[data-table]')) {
            const rows = () => [...table.tBodies[0].rows].filter((row) => !row.classList.contains('none'));
            if (rows().length < 2) continue;
            const own = rows();
            own.forEach((row, place) => { row.dataset.was = place; });
            [...table.tHead.rows[0].cells].forEach((head, place) => {
              const click = () => { head.querySelector('button').click(); return [head.getAttribute('aria-sort'), rows().map((row) => row.cells[place].textContent)]; };
              const [up, down] = [click(), click()];
              const full = (list) => list.filter(Boolean);
              tried += 1;
              if (up[0] !== 'ascending' || down[0] !== 'descending') wrong.push([table.dataset.table, place, up[0], down[0]]);
              if (head.dataset.t !== 'r' && JSON.stringify(full(up[1])) !== JSON.stringify(full(down[1]).reverse()) && new Set(full(up[1])).size === full(up[1]).length) wrong.push([table.dataset.table, place, 'not turned round']);
              if (up[1].indexOf('') >= 0 && up[1].slice(up[1].indexOf('')).some(Boolean)) wrong.push([table.dataset.table, place, 'empty not last']);
              const [back] = click();
              if (back !== null || rows().some((row, at) => Number(row.dataset.was) !== at)) wrong.push([table.dataset.table, place, 'not back']);
            });
          }
          return [tried, wrong];
        }"""
    )
    assert wrong[0] > 60
    assert wrong[1] == []
    seen.check()
    page.context.close()


def test_numbers_ranks_bands_and_states_sort_by_what_they_are_not_by_their_signs(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    bands = sort(page, "first", "档")
    ranks = [int(text.split("（")[0]) for text in sort(page, "first", "位次（范围）")]
    needs = [int(text) for text in sort(page, "sectors", "需要的企业数") if text]
    states = list(dict.fromkeys(sort(page, "sectors", "全区域")))
    shares = [float(text.rstrip("%")) for text in sort(page, "first", "稳健") if text]
    page.context.close()

    assert bands == sorted(bands, key="甲乙丙丁".index)
    assert ranks == sorted(ranks)
    assert needs == sorted(needs)
    assert max(needs) >= 10
    order = [word for word in terms.choices("state").values() if word in states]
    assert states == order
    assert len(order) >= 4
    assert shares == sorted(shares)
    assert len(set(shares)) > 1


def test_a_heading_is_pressed_by_keyboard(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    place = heading(page, "sectors", "环节")
    page.locator("table[data-table=sectors] thead th button").nth(place).focus()
    before = column(page, "sectors", place)
    page.keyboard.press("Enter")

    after = column(page, "sectors", place)
    assert sorted(after) == sorted(before)
    assert after != before
    assert page.locator("table[data-table=sectors] thead th").nth(place).get_attribute("aria-sort") == "ascending"
    page.context.close()


def test_filters_of_columns_narrow_together_and_counts_follow(chromium: Browser) -> None:
    page, seen = opened(chromium, report() / "equipment.html")
    whole = len(column(page, "firms", 0))
    assert counted(page, "firms") == f"{whole} 行"

    page.locator("#table-firms .tool button").first.click()
    fields = page.locator("table[data-table=firms] .filters")
    fields.get_by_label("筛选：区县").select_option("云阳")
    there = column(page, "firms", 1)
    assert 0 < len(there) < whole
    assert set(there) == {"云阳"}
    assert counted(page, "firms") == f"筛出 {len(there)} / {whole} 行"
    fields.get_by_label("筛选：企业").fill(column(page, "firms", 0)[0])
    assert len(column(page, "firms", 0)) == 1
    page.get_by_role("button", name="清除筛选").click()
    assert counted(page, "firms") == f"{whole} 行"
    seen.check()
    page.context.close()


def test_a_filter_of_numbers_takes_bounds_and_ranges(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    unfold(page)
    page.locator("#table-sectors .tool button").first.click()
    field = page.locator("table[data-table=sectors] .filters").get_by_label("筛选：需要的企业数")
    place = heading(page, "sectors", "需要的企业数")

    for typed, fits in ((">=5", lambda n: n >= 5), ("2-3", lambda n: 2 <= n <= 3), ("＜3", lambda n: n < 3)):
        field.fill(typed)
        shown = [int(text) for text in column(page, "sectors", place)]
        assert shown, typed
        assert all(map(fits, shown)), typed
    page.context.close()


def test_headings_stay_in_sight_while_a_long_table_is_scrolled(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html", width=1366, height=768)
    gap = page.evaluate(
        """() => {
          const table = document.querySelector('table[data-table=sectors]');
          for (let fold = table.closest('details'); fold; fold = null) fold.open = true;
          table.scrollIntoView();
          const box = table.closest('.scroll');
          box.scrollTop = box.scrollHeight;
          const last = table.tBodies[0].rows[table.tBodies[0].rows.length - 1].getBoundingClientRect();
          const head = table.tHead.rows[0].cells[0].getBoundingClientRect();
          const frame = box.getBoundingClientRect();
          return [frame.height < innerHeight, Math.round(head.top - frame.top), last.bottom <= frame.bottom + 2, table.offsetHeight > innerHeight];
        }"""
    )
    assert gap == [True, 0, True, True]
    page.context.close()


def test_a_rank_is_a_dot_on_its_range(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    drawn = page.evaluate(
        """() => [...document.querySelectorAll('table[data-table=first] .rk')].map((mark) => {
          const [dot, range] = ['::after', '::before'].map((part) => getComputedStyle(mark, part));
          const at = parseFloat(dot.left) + 3.5, from = parseFloat(range.left), to = from + parseFloat(range.width);
          return [mark.parentNode.textContent, from, at, to, mark.getBoundingClientRect().width];
        })"""
    )
    page.context.close()

    assert len(drawn) >= 10
    widths = {}
    for words, start, dot, end, width in drawn:
        assert -0.5 <= start <= dot <= end <= width + 0.5, words
        _, _, span = words.partition("（")
        low, _, high = span.rstrip("）").partition("–")
        widths[int(high or low or 0) - int(low or 0)] = end - start
    assert widths[max(widths)] > widths[min(widths)]


def test_a_state_is_a_sign_and_its_word(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "index.html")
    signs = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('table[data-table=sectors] .sg')].map((sign) => {
          const look = getComputedStyle(sign);
          return [sign.className, [look.backgroundColor, look.backgroundImage, look.borderTopColor, look.borderTopStyle].join()];
        }))"""
    )
    words = page.evaluate("[...document.querySelectorAll('.sg')].filter((sign) => !sign.parentNode.textContent).length")
    page.context.close()

    assert len(signs) >= 5
    assert len(set(signs.values())) == len(signs)
    assert words == 0


def test_a_row_opens_the_panel_beside_and_stays_where_it_was(chromium: Browser) -> None:
    for width, height in ((1440, 900), (1366, 768)):
        page, seen = opened(chromium, report() / "equipment.html", width=width, height=height)
        row = page.locator("table[data-table=firms] tbody tr").nth(9)
        row.scroll_into_view_if_needed()
        name = row.locator("th").inner_text()
        before = row.evaluate("row => row.getBoundingClientRect().top")
        row.locator("td").nth(1).click()

        assert page.locator("#about h2").inner_text() == name
        after, panel, right, shown = row.evaluate(
            """row => {
              const panel = document.getElementById('panel').getBoundingClientRect();
              const frame = row.closest('.scroll').getBoundingClientRect();
              return [row.getBoundingClientRect().top, panel.left, frame.right, panel.top < innerHeight && panel.bottom > 100 && panel.width > 250];
            }"""
        )
        assert abs(after - before) < 2
        assert shown
        assert right <= panel + 1
        page.keyboard.press("Escape")
        assert abs(row.evaluate("row => row.getBoundingClientRect().top") - before) < 2
        assert page.evaluate("document.activeElement.textContent") == name
        seen.check()
        page.context.close()


def test_the_panel_lies_below_on_a_phone_and_is_closed_by_its_button(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html", width=390, height=844)
    row = page.locator("table[data-table=firms] tbody tr").nth(2)
    row.scroll_into_view_if_needed()
    before = row.evaluate("row => row.getBoundingClientRect().top")
    row.locator("th").click()
    top, low = page.evaluate(
        "(() => { const r = document.getElementById('panel').getBoundingClientRect(); return [r.top, r.bottom]; })()"
    )

    assert top > 300
    assert round(low) == 844
    assert abs(row.evaluate("row => row.getBoundingClientRect().top") - before) < 2
    page.get_by_role("button", name="关闭").click()
    assert page.locator("body.beside").count() == 0
    page.context.close()


def test_rows_are_walked_by_keyboard_with_one_stop_for_each_table(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "equipment.html")
    stops = page.locator("table[data-table=firms] tbody th button[tabindex='0']")
    assert stops.count() == 1
    names = column(page, "firms", 0)
    stops.first.focus()
    for key, place in (("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("End", len(names) - 1), ("Home", 0)):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == names[place], key
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#about h2").inner_text() == names[1]
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == names[1]
    page.context.close()


def downloaded(page: Page, key: str) -> list[list[str]]:
    with page.expect_download() as download:
        page.click(f"[data-csv={key}]")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_table_is_saved_as_csv_in_its_order_and_as_filtered(chromium: Browser) -> None:
    page, _ = opened(chromium, report("hostile") / "lighting.html")
    place = heading(page, "sectors", "环节")
    names = sort(page, "sectors", "环节")
    rows = downloaded(page, "sectors")
    page.context.close()

    assert [row[place].lstrip("'") for row in rows[1:]] == names
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_what_is_copied_can_be_laid_into_a_sheet(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "lighting.html")
    page.evaluate(
        "() => { window.kept = []; navigator.clipboard.writeText = (text) => { window.kept.push(text); return Promise.resolve(); }; }"
    )
    page.click("[data-copy=firms]")
    lines = page.evaluate("window.kept[0]").split("\r\n")
    page.wait_for_timeout(50)

    assert [line.split("\t")[0] for line in lines[1:]] == column(page, "firms", 0)
    assert {line.count("\t") for line in lines} == {7}
    assert str(len(lines) - 1) in (page.locator("#said").text_content() or "")
    page.context.close()


def test_a_filter_of_the_page_and_of_a_column_hold_together(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "equipment.html")
    page.click("[data-filter=d][data-value=yunyang]")
    there = len(column(page, "firms", 0))
    page.locator("#table-firms .tool button").first.click()
    page.locator("table[data-table=firms] .filters").get_by_label("筛选：区县").select_option("万州")
    assert column(page, "firms", 0) == []
    page.click("[data-filter=d][data-value=yunyang]")
    assert set(column(page, "firms", 1)) == {"万州"}
    assert there > 0
    page.context.close()


@pytest.mark.slow
def test_thirty_thousand_rows_are_sorted_filtered_and_saved_whole(chromium: Browser) -> None:
    page, seen = opened(chromium, report("crowded") / "index.html")
    key = "crowd"
    body = page.locator(f"table[data-table={key}] tbody tr")
    assert body.count() <= 200

    times = [page.evaluate(CLICKED, [key, 0]) for _ in range(2)]
    assert max(times) < 500
    last = column(page, key, 0)
    assert "29999" in "".join(last) or "29998" in "".join(last) or "重庆" in "".join(last)
    assert page.locator(f"table[data-table={key}] thead th").first.get_attribute("aria-sort") == "descending"
    page.locator(f"#table-{key} .tool button").first.click()
    page.locator(f"table[data-table={key}] .filters input").first.fill("第2999")
    page.wait_for_timeout(300)
    assert counted(page, key).startswith("筛出 11 / 30,")
    rows = downloaded(page, key)
    assert len(rows) == 12
    page.get_by_role("button", name="清除筛选").click()
    assert len(downloaded(page, key)) > 30_000
    page.locator(f"table[data-table={key}] tbody th button[tabindex='0']").focus()
    page.keyboard.press("End")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tbody') !== null")
    assert page.evaluate("document.activeElement.textContent") != name
    assert "第 2 / " in page.locator(f"[data-pager={key}]").inner_text()
    assert body.count() <= 200
    seen.check()
    page.context.close()


def shown(kind: str, value: Any, **more: Any) -> tuple[Shown, Column, Record]:
    own = Column("place", "heading", kind)
    record = Record({"place": value, **more})
    return Shown(Table("some", "title", (own,), (record,)), "zh", str), own, record


def test_a_heading_tells_the_words_of_its_states_in_their_order() -> None:
    table, _, _ = shown(STATE, "外购 3 家")
    (head,) = table.heads
    assert 'data-t="o"' in head.attributes
    words, states = (re.search(rf'data-{key}="([^"]*)"', head.attributes) for key in "oi")
    assert words
    assert states
    assert dict(zip(states[1].split("|"), words[1].split("|"), strict=True)) == terms.choices("state")


def test_a_cell_tells_what_it_sorts_by_only_where_its_words_are_not_that() -> None:
    table, own, record = shown(RANK, "3", rank_at=3, rank_low=None, rank_high=None)
    assert table.attribute(own, record) == ""
    table, own, record = shown(RANK, "3（2–7）", rank_at=3, rank_low=2, rank_high=7)
    assert table.attribute(own, record) == ' data-v="3 2 7"'
    assert table.lowest == 7
    assert table.lines()[0][6:] == [{0: [3, 2, 7]}]
    table, own, record = shown(NUMBER, 1900)
    assert table.attribute(own, record) == ' data-v="1900"'
    table, own, record = shown(NUMBER, 19)
    assert table.attribute(own, record) == ""
    assert table.lines()[0][6:] == []


def test_headings_are_printed_again_on_every_page_and_what_is_pressed_on_none(
    chromium: Browser, tmp_path: Path
) -> None:
    need("pdftotext")
    page, _ = opened(chromium, report() / "lighting.html")
    page.locator("#table-sectors .tool button").first.click()
    sort(page, "sectors", "环节")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True, print_background=True)
    page.context.close()
    call = ["pdftotext", "-layout", str(tmp_path / "page.pdf"), "-"]
    pages = subprocess.run(call, capture_output=True, text=True, check=True).stdout.split("\f")

    bearing = [text for text in pages if "上中下游" in text]
    rows = [text for text in pages if "缓冲包装（EPE/EPS）" in text and "邻区企业" in text]
    assert len(bearing) >= 2
    assert rows
    assert not [text for text in pages if "筛选" in text or "复制" in text or "CSV" in text]
