"""The examples in the docstrings of what the library offers: each public measure has one, and each comes true."""

from __future__ import annotations

import doctest
import inspect
import sys

import pytest

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
