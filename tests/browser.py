"""A real browser for the tests of the pages: Debian's chromium, offline, what it asks for and says written down."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Seen:
    """What a page asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def check(self) -> None:
        assert [url for url in self.requests if not url.startswith(("file:", "data:", "blob:"))] == []
        assert self.complaints == []


def need(program: str) -> str:
    """Return where ``program`` is; skip where it is missing, fail where CHAINLINK_REQUIRE_BROWSER is set."""
    found = shutil.which(program)
    if found is None:
        said = f"{program} is missing: install chromium, fonts-noto-cjk and poppler-utils (make system)"
        if os.environ.get("CHAINLINK_REQUIRE_BROWSER") == "1":
            pytest.fail(said)
        pytest.skip(said)
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    where = need("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=where, args=ARGUMENTS)
        yield browser
        browser.close()


def opened(
    browser: Browser, file: Path, hash_: str = "", *, width: int = 1680, height: int = 1000
) -> tuple[Page, Seen]:
    """Open a page in a fresh context without network and wait until its script is ready."""
    context = browser.new_context(
        offline=True,
        locale="zh-CN",
        viewport={"width": width, "height": height},
        color_scheme="light",
        accept_downloads=True,
    )
    page = context.new_page()
    seen = Seen()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: seen.complaints.append(message.text) if message.type in {"error", "warning"} else None,
    )
    page.goto(file.as_uri() + (f"#{hash_}" if hash_ else ""))
    page.wait_for_selector("html[data-ready]", state="attached")
    return page, seen


def unfold(page: Page) -> None:
    """Open what is folded on a page."""
    page.evaluate("document.querySelectorAll('.tables details').forEach((part) => { part.open = true; })")
