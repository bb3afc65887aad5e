"""Fixtures that several test files share."""

from collections.abc import Iterator

import pytest

from browser import chromium
from calls import keeping

__all__ = ["chromium"]


@pytest.fixture(scope="session", autouse=True)
def what_was_judged() -> Iterator[None]:
    """Let the commands that tests call in their own process read and judge equal files once."""
    with keeping():
        yield
