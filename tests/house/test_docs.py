"""The documents say what the programme does: every command in them runs, every file they name is there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import chainlink
from api_reference import FOLDER as API
from api_reference import pages as pages_of_the_api
from chainlink import cli

ROOT = Path(chainlink.__file__).parents[2]
NAMES = ("README.md", "README.zh-CN.md", "CONTRIBUTING.md", "examples/README.md")
PAGES = [*(ROOT / name for name in NAMES), *sorted((ROOT / "docs").rglob("*.md"))]
CHAINED = re.compile(r"^chainlink (.+?)(?:\s+#.*)?$", re.MULTILINE)


def commands(page: Path) -> list[str]:
    fenced = re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    return [command for block in fenced for command in CHAINED.findall(block)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    [ROOT / "docs" / name for name in ("investment-teams.md", "analysts.md", "researchers.md")],
    ids=lambda page: page.name,
)
def test_every_command_of_a_page_runs_in_its_order(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Chinese page gives the same commands, as the test of both languages says."""
    monkeypatch.chdir(tmp_path)
    given = commands(page)

    assert given
    for command in given:
        done = CliRunner().invoke(cli.app, shlex.split(command))
        assert done.exit_code == 0, f"{page.name}: chainlink {command}\n{done.output}\n{done.exception!r}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_links_to_is_there(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert missing == []


def test_both_languages_of_a_page_give_the_same_commands() -> None:
    for page in PAGES:
        other = page.with_name(page.name.replace(".md", ".zh-CN.md"))
        if other.exists():
            assert commands(page) == commands(other), page.name


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert {"run", "test", "check", "system", "sample"} <= targets
    for page in PAGES[:2]:
        assert set(re.findall(r"^make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)) <= targets


def test_every_option_of_every_command_is_worded_in_both_languages() -> None:
    import typer

    from chainlink import terms

    for command in typer.main.get_command(cli.app).commands.values():  # type: ignore[attr-defined]  # a group
        assert terms.word(f"help.{command.name}")
        for option in command.params:
            assert terms.word(option.help, "en") if (option.help or "").startswith("help.") else option.help


def test_the_api_reference_is_what_the_code_says() -> None:
    """``make api`` writes it."""
    fresh = pages_of_the_api()

    assert {path.name: path.read_text(encoding="utf-8") for path in API.glob("*.md")} == fresh
