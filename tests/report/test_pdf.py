"""PDFs by the browser that is there: chains on A3, sheets on one A4, vector, repeatable; without one, said and left out."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from browser import need
from calls import chainlink_here
from chainlink.cli.app import say_pdfs
from chainlink.report.formats.pdf import find_browser, print_pages, printed
from outcomes import report

NAMES = [
    "index.html",
    "equipment.html",
    "equipment.svg",
    "kaizhou-one-page.html",
    "districts/kaizhou.html",
    "manifest.json",
]


def told(file: Path) -> str:
    return subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout


def test_the_pages_to_print_are_the_chains_and_the_sheets() -> None:
    assert printed(NAMES) == ["equipment.html", "kaizhou-one-page.html"]


def test_a_browser_is_looked_for_on_the_path_and_where_windows_keeps_it(tmp_path: Path) -> None:
    on_path = tmp_path / "bin" / "google-chrome"
    edge = tmp_path / "x86" / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    for file in (on_path, edge):
        file.parent.mkdir(parents=True)
        file.write_text("#!/bin/sh\n", encoding="utf-8")
        file.chmod(0o755)

    places = {"ProgramFiles(x86)": str(tmp_path / "x86"), "ProgramFiles": str(tmp_path / "none")}
    if sys.platform == "linux":
        assert find_browser({"PATH": str(on_path.parent), **places}) == on_path
        assert find_browser({"PATH": ""}) is None
    assert find_browser({"PATH": "", **places}) == edge


def test_a_browser_that_fails_leaves_no_pdf_and_no_error(tmp_path: Path) -> None:
    for name in ("a.html", "a.svg"):
        (tmp_path / name).write_text("<p>甲</p>", encoding="utf-8")
    failing = tmp_path / "failing"
    failing.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    failing.chmod(0o755)

    assert print_pages(failing, tmp_path, ["a.html", "a.svg"]) == []
    assert print_pages(tmp_path / "absent", tmp_path, ["a.html", "a.svg"]) == []
    assert not (tmp_path / "a.pdf").exists()


@pytest.mark.slow
def test_a_chain_is_printed_on_a3_as_drawing_and_a_sheet_on_one_a4_twice_alike(tmp_path: Path) -> None:
    browser = need("chromium")
    need("pdfinfo")
    names = ["lighting.html", "lighting.svg", "kaizhou-one-page.html"]
    for name in names:
        (tmp_path / name).write_bytes((report() / name).read_bytes())

    assert print_pages(browser, tmp_path, names) == ["kaizhou-one-page.pdf", "lighting.pdf"]
    first = {name: (tmp_path / name).read_bytes() for name in ("kaizhou-one-page.pdf", "lighting.pdf")}
    assert print_pages(browser, tmp_path, names[2:]) == ["kaizhou-one-page.pdf"]

    assert (tmp_path / "kaizhou-one-page.pdf").read_bytes() == first["kaizhou-one-page.pdf"]
    assert re.search(r"Pages:\s+1\n", told(tmp_path / "kaizhou-one-page.pdf"))
    assert "(A4)" in told(tmp_path / "kaizhou-one-page.pdf")
    assert "(A3)" in told(tmp_path / "lighting.pdf")
    assert len(first["lighting.pdf"]) <= 4_000_000  # a hatch printed as a picture would make it thirteen
    text = subprocess.run(
        ["pdftotext", "-l", "1", tmp_path / "lighting.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "雷士照明" in text


@pytest.mark.skipif(sys.platform == "win32", reason="browsers there are not on the PATH")
def test_the_command_says_in_a_word_that_pdfs_were_left_out(tmp_path: Path) -> None:
    done = chainlink_here("run", "--pdf", "--quiet", "--out", tmp_path / "out", PATH=str(tmp_path))

    assert done.returncode == 0
    assert "PDF 未写" in done.stderr
    assert (tmp_path / "out" / "kaizhou-one-page.html").is_file()
    assert list((tmp_path / "out").glob("*.pdf")) == []


def test_a_copy_of_a_pdf_does_not_hide_one_that_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["lighting.html", "lighting.svg", "home.html", "home.svg", "lighting.pdf", "chains/lighting/lighting.pdf"]

    say_pdfs([Path(name) for name in [*names, "home.pdf"]], "zh", has_browser=True)
    assert capsys.readouterr().err == ""
    say_pdfs([Path(name) for name in names], "zh", has_browser=True)
    assert "缺 1 个 PDF" in capsys.readouterr().err
