"""How soon a page is ready, beside a page of the same bytes that runs no script of ours.

Run ``python benchmarks/pages.py`` with the test tools installed and chromium on the PATH: medians of seven loads each.
"""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from chainlink import read_dataset, run_study, write_report

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
LOADS = 7


def calibration(text: str) -> str:
    """Return the page with its own code blanked."""
    bare = re.sub(r"<meta http-equiv[^>]*>", "", text)
    start, end = bare.rindex("<script>") + len("<script>"), bare.rindex("</script>")
    return bare[:start] + "/*" + "x" * (end - start - 4) + "*/" + bare[end:]


def median(browser: Browser, page: Path) -> float:
    """Return the median time in ms until the page is ready."""
    found = []
    for _ in range(LOADS):
        context = browser.new_context(offline=True)
        opened = context.new_page()
        opened.goto(page.as_uri())
        found.append(float(opened.evaluate(READY)))
        context.close()
    return statistics.median(found)


def main() -> None:
    """Print page, bytes, ready, calibration and their ratio."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Path(folder)
        write_report(run_study(read_dataset()), home)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for name in ("index", "equipment", "lighting", "network"):
            page = home / f"{name}.html"
            plain = home / "calibration.html"
            plain.write_text(calibration(page.read_text(encoding="utf-8")), encoding="utf-8")
            ready, bare = median(browser, page), median(browser, plain)
            print(f"{page.name}: {page.stat().st_size:,} bytes, {ready:.0f} ms, {bare:.0f} ms, {ready / bare:.2f}")
        browser.close()


if __name__ == "__main__":
    main()
