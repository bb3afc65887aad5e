"""The printed pages: sheets are filled, and no heading stands alone at the foot of one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from browser import need, opened
from libreoffice import pages_of
from outcomes import report

FULL = 0.82
"""So far down a sheet of A3 its last line stands at least, but for the last sheet; the margin leaves 0.966."""


def inked(pdf: Path) -> list[float]:
    """How far down each sheet the last ink stands, as a share of its height."""
    drawn = subprocess.run([need("pdftoppm"), "-r", "24", "-gray", pdf], capture_output=True, check=True).stdout
    found = []
    while drawn:
        head = re.match(rb"P5\n(\d+) (\d+)\n255\n", drawn)
        assert head
        wide, high = map(int, head.groups())
        sheet, drawn = drawn[head.end() : head.end() + wide * high], drawn[head.end() + wide * high :]
        found.append(max(y + 1 for y in range(high) if min(sheet[y * wide : (y + 1) * wide]) < 200) / high)
    return found


def alone(page: Page, pdf: Path) -> list[str]:
    """The ends of those sheets that close with a heading, or with the head of a table."""
    ends = [*page.locator("h2, h3").all_text_contents(), *page.locator("thead tr").all_text_contents()]
    closing = tuple("".join(end.split()) for end in ends)
    return [sheet[-80:] for sheet in ("".join(one.split()) for one in pages_of(pdf)) if sheet.endswith(closing)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["index", "equipment", "home", "pharma"])
def test_sheets_are_filled_to_the_foot(chromium: Browser, name: str, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    page, _ = opened(chromium, report() / f"{name}.html")
    page.pdf(path=file, prefer_css_page_size=True, print_background=True)

    assert [share for share in inked(file)[:-1] if share < FULL] == []
    assert alone(page, file) == []
    page.context.close()


@pytest.mark.slow
def test_no_heading_parts_from_its_table_wherever_the_sheet_ends(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.pdf"
    page, _ = opened(chromium, report() / "home.html")
    for down in range(6, 66, 6):
        page.evaluate("down => { document.querySelector('.tables').style.marginTop = `${down}mm`; }", down)
        page.pdf(path=file, prefer_css_page_size=True, print_background=True)
        assert alone(page, file) == [], f"{down} mm"
    page.context.close()
