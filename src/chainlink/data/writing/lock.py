"""One writer at a time: a lock beside what is written, which the system takes back from a writer that dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from chainlink.errors import WriteError

PATIENCE = 600.0
"""Seconds to wait for another writer: longer than any import takes."""
PAUSE = 0.05
NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP}
"""What a file system says that knows no locks (some network shares)."""
TAKEN = {errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK}

_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())


@contextmanager
def holding(path: Path, *, patient: bool = True, waiting: Callable[[], None] | None = None) -> Iterator[bool]:
    """Hold the lock of ``path`` meanwhile; yield whether nobody else can be writing it.

    The lock is a file beside ``path`` that goes when it is let go; who holds it already may ask again.

    Args:
        path: what is to be written; it need not exist.
        patient: wait until another writer is done; else yield False at once.
        waiting: called once where there is somebody to wait for.

    Raises:
        WriteError: another writer took longer than ``PATIENCE``.
        OSError: the lock cannot be made.

    """
    lock = beside(path, "lock")
    if lock in _HELD.get():
        yield True
        return
    handle, alone = _take(lock, path, PATIENCE if patient else 0.0, waiting)
    if not alone:
        yield False
        return
    mark = _HELD.set(_HELD.get() | {lock})
    try:
        yield True
    finally:
        _HELD.reset(mark)
        _let_go(lock, handle)


def beside(path: Path, what: str) -> Path:
    """Return the hidden name beside ``path`` that stands for ``what`` belongs to it."""
    return path.parent / f".{path.name}.{what}"


def _take(lock: Path, path: Path, patience: float, waiting: Callable[[], None] | None) -> tuple[int, bool]:
    """Return the open lock, and True; or -1 and False where it is taken or cannot be."""
    end = time.monotonic() + patience
    asked = False
    while True:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _lock(handle) and _is_there(handle, lock):
                return handle, True
        except OSError as error:
            os.close(handle)
            if error.errno in NO_LOCKS:
                return -1, False
            raise
        os.close(handle)
        if time.monotonic() >= end:
            if patience:
                raise WriteError("busy", path=str(path))
            return -1, False
        if not asked and waiting is not None:
            waiting()
        asked = True
        time.sleep(PAUSE)


def _let_go(lock: Path, handle: int) -> None:
    """Remove the lock while it is held; Windows removes no open file, and only one that nobody else has open."""
    if sys.platform == "win32":
        os.close(handle)
        with suppress(OSError):
            lock.unlink()
    else:
        with suppress(OSError):
            lock.unlink()
        os.close(handle)


def _is_there(handle: int, lock: Path) -> bool:
    """Say whether the open lock is still the one that others see: who held it before may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), lock.stat())
    except FileNotFoundError:
        return False


def _lock(handle: int) -> bool:
    """Take the lock of an open file if it is free."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        raise
    return True
