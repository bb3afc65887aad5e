"""Options in groups: the command line sees each in the place of its group, the command gets the group as one value."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from chainlink.cli.adding import ROWS
from chainlink.cli.app import app
from chainlink.cli.options import Speech, StudyOptions, Target, spread

SEEN: list[Any] = []


@spread
def command(name: str, *, target: Target, first: bool = False, study: StudyOptions, speech: Speech) -> None:
    SEEN.append((name, target, first, study, speech))


def test_each_option_of_a_group_stands_in_the_place_of_the_group() -> None:
    assert list(inspect.signature(command).parameters) == [
        "name", "form", "out", "first", "study", "region", "as_of", "known_by", "lang", "quiet",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "options"),
    [
        (["a"], (Target(), False, StudyOptions(), Speech())),
        (
            ["a", "--format", "csv", "--first", "--as-of", "２０２０", "-q", "--lang", "en"],
            (Target("csv"), True, StudyOptions(as_of=2020), Speech("en", quiet=True)),
        ),
    ],
)
def test_a_command_gets_what_was_said_and_the_defaults_of_the_rest(words: list[str], options: tuple[Any, ...]) -> None:
    own = typer.Typer()
    own.command()(command)
    SEEN.clear()

    assert CliRunner().invoke(own, words, env={"CHAINLINK_LANG": "zh"}).exit_code == 0
    assert [("a", *options)] == SEEN


def test_a_command_called_as_a_function_takes_its_options_by_name() -> None:
    SEEN.clear()

    command("b", out=Path("x.csv"), quiet=True)

    assert [("b", Target(out=Path("x.csv")), False, StudyOptions(), Speech(quiet=True))] == SEEN


@pytest.mark.parametrize("what", ROWS)
def test_every_flag_of_a_row_that_is_added_stands_in_the_help(what: str) -> None:
    text = CliRunner().invoke(app, ["add", what, "--help"], env={"COLUMNS": "200"}).output

    assert all(flag.flag in text for flag in ROWS[what])
