"""A file put in its place whole or not at all; what keeps it from being written is told with its path."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chainlink.errors import WriteError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raise what the system says against writing ``path`` as a WriteError."""
    try:
        yield
    except OSError as error:
        raise WriteError("cannot_write", path=str(path), why=error.strerror or str(error)) from error


@contextmanager
def placing(file: Path) -> Iterator[Path]:
    """Give a place beside ``file`` to write to, and put the whole in its place; a failure leaves the old one.

    Raises:
        WriteError: the file is open elsewhere, the folder cannot be written, the disk is full.

    """
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=file.suffix, prefix=".part-", dir=file.parent)
        os.close(handle)
        part = Path(name)
        try:
            yield part
            part.chmod(0o644)
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
