"""PDFs of the pages that are printed, by a browser that is already there: Chrome, Edge or Chromium without a window."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from chainlink.reference import listed

BROWSERS = listed("browsers")
AT_ONCE = 2
PATIENCE = 120
"""Seconds after which a browser that has not printed a page is given up."""
STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def find_browser(environment: Mapping[str, str] | None = None) -> Path | None:
    """Return a browser that prints without a window: on the PATH, or where Windows and macOS keep it; else None."""
    variables = os.environ if environment is None else environment
    for program in BROWSERS["programs"]:
        path = shutil.which(program, path=variables.get("PATH", ""))
        if path:
            return Path(path)
    places = [Path(variables[name]) / rest for name, rest in BROWSERS["windows"] if variables.get(name)]
    if sys.platform == "darwin":
        places += [Path(place) for place in BROWSERS["macos"]]
    return next((place for place in places if place.is_file()), None)


def printed(names: Iterable[str]) -> list[str]:
    """Return those pages of a report that are printed: the chains' (they have a drawing beside them) and the sheets."""
    known = set(names)
    return sorted(
        name
        for name in known
        if name.endswith(".html") and (name.endswith("-one-page.html") or f"{Path(name).stem}.svg" in known)
    )


def print_pages(
    browser: str | Path, folder: Path, names: Iterable[str], progress: Callable[[str], None] | None = None
) -> list[str]:
    """Print the pages among ``names`` in ``folder`` as PDF beside them; return the names of the PDFs that came out."""

    def made(name: str) -> str | None:
        target = f"{Path(name).stem}.pdf"
        if progress:
            progress(target)
        return target if print_page(browser, folder / name, folder / target) else None

    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return [target for target in pool.map(made, printed(names)) if target]


def print_page(browser: str | Path, page: Path, target: Path) -> bool:
    """Print one page as PDF; return whether it came out.

    The times the browser writes into the file are set to 1980, so that an equal page gives an equal file; the paper
    is the page's own.
    """
    root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
    with tempfile.TemporaryDirectory(prefix="chainlink-print-", ignore_cleanup_errors=True) as profile:
        own = [f"--user-data-dir={profile}", f"--print-to-pdf={target.resolve()}", page.resolve().as_uri()]
        command = [str(browser), *BROWSERS["arguments"], *root, *own]
        try:
            done = subprocess.run(  # noqa: S603 - a browser found on this computer, with our own page
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return False
    if done.returncode != 0 or not target.is_file():
        target.unlink(missing_ok=True)
        return False
    target.write_bytes(STAMP.sub(rb"\g<1>19800101000000", target.read_bytes()))
    return True
