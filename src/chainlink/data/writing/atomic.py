"""A file put in its place whole or not at all; what keeps it from being written is told with its path."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chainlink.data.writing.lock import holding
from chainlink.errors import WriteError

SUFFIX = 20
"""So much of an ending is kept: a name of a file holds 255 bytes at most."""


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise what the system says against writing ``path`` as a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError("cannot_write", path=str(path), why=reason_of(error)) from error


def reason_of(error: OSError) -> str:
    """Return what the system says; of a folder that cannot be made because a file is there, that it is no folder."""
    there = error.filename if isinstance(error, FileExistsError) else None
    no_folder = there is not None and not Path(there).is_dir()
    return os.strerror(errno.ENOTDIR) if no_folder else error.strerror or str(error)


@contextmanager
def placing(file: Path) -> Iterator[Path]:
    """Give a place beside ``file`` to write to, and put the whole in its place; a failure leaves the old one.

    What a killed writer of the same file left there is cleared away.  A link is followed; a device or a pipe is
    written to, not replaced.

    Raises:
        WriteError: the file is open elsewhere, the folder cannot be written, the disk is full.

    """
    with writing(file):
        real = Path(os.path.realpath(file))
        if _is_stream(real):
            with tempfile.TemporaryDirectory() as folder:
                part = Path(folder) / f"part{real.suffix[:SUFFIX]}"
                yield part
                _pour(part, real)
            return
        file.parent.mkdir(parents=True, exist_ok=True)  # not where a dangling link leads
        mark = f"part-{hashlib.blake2s(os.fsencode(real.name), digest_size=6).hexdigest()}"
        with holding(real.with_name(mark)) as alone:
            for dead in real.parent.glob(f".{mark}-*") if alone else ():
                dead.unlink(missing_ok=True)
            handle, name = tempfile.mkstemp(suffix=real.suffix[:SUFFIX], prefix=f".{mark}-", dir=real.parent)
            os.close(handle)
            part = Path(name)
            try:
                yield part
                part.chmod(0o644)
                part.replace(real)
            finally:
                part.unlink(missing_ok=True)


def _is_stream(path: Path) -> bool:
    """Say whether at ``path`` is something that is neither file nor folder: a device, a pipe, a socket."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def _pour(part: Path, stream: Path) -> None:
    """Write a file into a device or a pipe; a pipe that nobody reads is no place to write to."""
    unwaiting = getattr(os, "O_NONBLOCK", 0)
    handle = os.open(stream, os.O_WRONLY | unwaiting)
    with os.fdopen(handle, "wb") as out, part.open("rb") as whole:
        if unwaiting:
            os.set_blocking(handle, True)
        shutil.copyfileobj(whole, out)
