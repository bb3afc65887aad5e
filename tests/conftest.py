"""Fixtures that several test files share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from browser import chromium
from calls import keeping

__all__ = ["chromium"]

settings.register_profile("daily", max_examples=int(os.environ.get("CHAINLINK_FUZZ", "25")))
settings.load_profile("daily")


@pytest.fixture(scope="session", autouse=True)
def what_was_judged() -> Iterator[None]:
    """Let the commands that tests call in their own process read and judge equal files once."""
    with keeping():
        yield
