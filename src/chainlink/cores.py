"""Cores 处理器核: work shared out over all of them, or kept on the one that calls."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Item = TypeVar("Item")
Result = TypeVar("Result")


MANY = 2_000
"""Work on fewer rows is done sooner than threads are started for it and wait for one another."""


TASKS = Path("/proc/self/task")
"""Where Linux names the threads of a process."""
SMALL = 8_000_000
"""Files of fewer bytes are worked through sooner on one core than handed over between several."""


def on_every_core(work: Callable[[Item], Result], items: Iterable[Item], *, rows: int | None = None) -> list[Result]:
    """Return ``work(item)`` of each item, in their order; for work that leaves Python to the libraries below it.

    Args:
        work: called once for each item.
        items: what there is to do.
        rows: of how many rows the work is, where that may be too few to share.

    """
    waiting = list(items)
    if len(waiting) < 2 or (rows is not None and rows < MANY):  # noqa: PLR2004 - nothing to share
        return [work(item) for item in waiting]
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as threads:
        return list(threads.map(work, waiting))


@contextmanager
def here(*, when: bool) -> Iterator[None]:
    """Keep all threads on the core that the calling one runs on ``when`` the work is in small pieces.

    They are handed over between cores more slowly than they are done.  Nothing changes on a system (Windows, macOS)
    where a thread cannot choose.
    """
    if not when or not hasattr(os, "sched_setaffinity") or not TASKS.is_dir():
        yield
        return
    import ctypes

    before = os.sched_getaffinity(0)
    _keep_to(before & {ctypes.CDLL(None).sched_getcpu()} or before)
    try:
        yield
    finally:
        _keep_to(before)


def _keep_to(allowed: set[int]) -> None:
    """Let every thread of this process run on these cores alone."""
    for thread in TASKS.iterdir():
        with suppress(OSError):  # it has ended meanwhile
            os.sched_setaffinity(int(thread.name), allowed)


def one_core() -> AbstractContextManager[object]:
    """Keep linear algebra on the calling core: its threads wait by spinning, and small products set them to nothing."""
    limit: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limit


@cache
def _libraries() -> ThreadpoolController:
    import scipy.linalg  # noqa: F401 - loaded, so that what it brings is among the libraries
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
