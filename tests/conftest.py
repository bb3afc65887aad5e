"""Fixtures that several test files share."""

import gc
import os
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

from browser import chromium
from calls import keeping

__all__ = ["chromium"]

settings.register_profile("daily", max_examples=int(os.environ.get("CHAINLINK_FUZZ", "25")))
settings.load_profile("daily")


def pytest_configure() -> None:
    """Keep each worker on a core of its own: small frames are handed over between cores more slowly than worked on."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[int(worker) % len(cores)]})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that have slow tests, those with most of them first: no worker is left alone with them."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


def pytest_collection_finish() -> None:
    """Let no collection of garbage look at what was imported: it stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def what_was_judged() -> Iterator[None]:
    """Let the commands that tests call in their own process read and judge equal files once."""
    with keeping():
        yield
