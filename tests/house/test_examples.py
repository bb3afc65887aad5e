"""The examples come true: those in the docstrings of the public measures, and the scripts in examples/."""

from __future__ import annotations

import doctest
import inspect
import re
import runpy
import sys
import tempfile
from pathlib import Path

import pytest

import chainlink
from chainlink import measures


@pytest.mark.parametrize("name", measures.__all__)
def test_a_public_measure_has_an_example_that_comes_true(name: str) -> None:
    measure = getattr(measures, name)
    home = vars(sys.modules[inspect.unwrap(measure).__module__])
    examples = doctest.DocTestFinder(recurse=False).find(measure, name, globs=dict(home))

    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    for example in examples:
        result.run(example)

    assert result.tries > 1
    assert result.failures == 0


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
