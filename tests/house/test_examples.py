"""The examples come true: those in the docstrings of the public measures, and the scripts in examples/."""

from __future__ import annotations

import doctest
import inspect
import re
import runpy
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType

import polars as pl
import pytest

import chainlink
from chainlink import findings, judge, measures
from chainlink.data import frames
from chainlink.data.frames.declared import filled


def public(package: ModuleType) -> dict[str, object]:
    """The public functions of the modules of a package, ."""
    names: dict[str, object] = {}
    for module in (import_module(found.name) for found in walk_packages(package.__path__, f"{package.__name__}.")):
        own = {
            name: value for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__
        }
        names |= {f"{module.__name__}.{name}": value for name, value in own.items() if inspect.isfunction(value)}
    return {name: value for name, value in names.items() if not name.rpartition(".")[2].startswith("_")}


def tried(name: str, value: object) -> doctest.TestResults:
    """Run the examples of a docstring; in them ``pl`` is polars, ``frames`` and ``filled`` are of chainlink.data.frames."""
    home = vars(sys.modules[inspect.unwrap(value).__module__])  # type: ignore[arg-type]  # a function
    known = {"pl": pl, "frames": frames, "filled": filled, **home}
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in doctest.DocTestFinder(recurse=False).find(value, name, globs=known):
        runner.run(example)
    return runner.summarize(verbose=False)


@pytest.mark.parametrize("name", measures.__all__)
def test_a_public_measure_has_an_example_that_comes_true(name: str) -> None:
    result = tried(name, getattr(measures, name))

    assert result.attempted > 1
    assert result.failed == 0


@pytest.mark.parametrize("name", {**public(judge), **public(findings)})
def test_a_public_judgement_has_an_example_that_comes_true(name: str) -> None:
    result = tried(name, {**public(judge), **public(findings)}[name])

    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", {**public(measures), **public(frames)})
def test_whatever_else_has_an_example_keeps_to_it(name: str) -> None:
    assert tried(name, {**public(measures), **public(frames)}[name]).failed == 0


EXAMPLES = sorted((Path(chainlink.__file__).parents[2] / "examples").glob("*.py"))


@pytest.mark.parametrize("script", EXAMPLES, ids=lambda script: script.stem)
def test_an_example_runs_as_it_stands(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    runpy.run_path(str(script), run_name="__main__")

    assert len(capsys.readouterr().out.splitlines()) >= script.read_text(encoding="utf-8").count("\nprint(")


def test_the_page_of_the_examples_names_each_of_them() -> None:
    page = (EXAMPLES[0].parent / "README.md").read_text(encoding="utf-8")

    assert len(EXAMPLES) == 4
    assert {script.name for script in EXAMPLES} == set(re.findall(r"\]\((\w+\.py)\)", page))
