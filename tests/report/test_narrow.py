"""A phone: every row of a table is a card that names its columns, nothing is cut off, filters and axe as ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from test_accessibility import serious

from browser import opened, unfold
from chainlink.report.formats.comparison_files import comparison_file
from chainlink.report.lists.comparison import compare
from outcomes import of_year, packaged, report

PHONE = {"width": 390, "height": 844}
CELLS = """() => {
  const cells = [...document.querySelectorAll('.scroll tbody tr:not(.none) td:not(:empty)')].filter((one) => one.checkVisibility());
  const head = (cell) => cell.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent;
  const wrong = cells.filter((one) => getComputedStyle(one, '::before').content !== JSON.stringify(head(one)));
  return [cells.length, wrong.map((one) => one.outerHTML).slice(0, 5)];
}"""
CUT = """() => [document.documentElement, ...document.querySelectorAll('.scroll, .scroll *')].filter((one) =>
  !one.closest('thead') && one.checkVisibility() && (one.scrollWidth > one.clientWidth + 1 && one.clientWidth
  || one.getBoundingClientRect().right > innerWidth)).map((one) => one.outerHTML.slice(0, 120))"""


def check_cards(page: Page) -> None:
    count, wrong = page.evaluate(CELLS)

    assert count > 100
    assert wrong == []
    assert page.evaluate(CUT) == []


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_cell_of_a_narrow_page_names_its_column_and_nothing_is_cut_off(chromium: Browser, lang: str) -> None:
    for name in ("index", "districts/kaizhou"):
        page, seen = opened(chromium, report("packaged", lang) / f"{name}.html", **PHONE)
        unfold(page)
        check_cards(page)
        seen.check()
        page.context.close()


def test_a_comparison_is_read_on_a_phone_too(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "diff.html").write_bytes(comparison_file(compare(of_year(2020), packaged()), "html"))
    page = chromium.new_page(viewport=PHONE)
    page.goto((tmp_path / "diff.html").as_uri())
    check_cards(page)
    page.close()


@pytest.mark.slow
def test_a_narrow_page_is_read_as_tables_and_axe_finds_nothing_serious_in_either_theme(chromium: Browser) -> None:
    page, _ = opened(chromium, report() / "equipment.html", **PHONE)
    before = page.locator("table[data-table=firms] tbody tr:visible").count()
    read = page.locator("table[data-table=leads]").aria_snapshot()
    found = {"light": serious(page)}
    page.click("#theme")
    found["dark"] = serious(page, rules=False)
    page.click("[data-filter=d][data-value=yunyang]")
    after = page.locator("table[data-table=firms] tbody tr:visible").count()
    page.context.close()

    assert found == {"light": [], "dark": []}
    assert all(f"- {part}" in read for part in ("columnheader", "row", "rowheader", "cell"))
    assert 0 < after < before
