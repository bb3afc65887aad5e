"""The command line called in this process, as quick as a call of Python; what it read and judged before is kept.

A test of what a process of its own does (its encoding, its signals, what it imports) starts one.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import chainlink.data
import chainlink.study
from chainlink.cli import main
from chainlink.config import Study
from chainlink.data import Dataset, default_dataset
from chainlink.findings import Outcome

MOST = 24
"""How many datasets, and how many outcomes, are kept."""


def chainlink_here(
    *words: str | Path, cwd: Path | None = None, text: bool = True, **environment: str
) -> subprocess.CompletedProcess[Any]:
    """Call the command line as a shell would: its exit code, and what it wrote to either stream."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in ("out", "err")]
    with pytest.MonkeyPatch.context() as patched, chdir(cwd or Path.cwd()):
        for key in [key for key in os.environ if key.startswith("CHAINLINK")]:
            patched.delenv(key)
        for key, value in {"CHAINLINK_LANG": "", **environment}.items():
            patched.setenv(key, value)
        patched.setattr(sys, "argv", ["chainlink", *map(os.fspath, words)])
        patched.setattr(sys, "stdout", streams[0])
        patched.setattr(sys, "stderr", streams[1])
        try:
            main()
        except SystemExit as left:
            code = left.code
    written: list[Any] = [stream.buffer.getvalue() for stream in streams]  # type: ignore[attr-defined]  # bytes in memory
    if text:
        written = [content.decode("utf-8") for content in written]
    return subprocess.CompletedProcess(words, int(code or 0), *written)


@contextmanager
def keeping() -> Iterator[None]:
    """Let commands called in this process read and judge equal files once: a command asks for them when it is called."""
    read, judge = chainlink.data.read_dataset, chainlink.study.run_study
    datasets: dict[object, Dataset] = {}
    outcomes: dict[object, Outcome] = {}

    @wraps(read)
    def reading(path: str | Path | None = None, *, progress: Callable[..., None] | None = None) -> Dataset:
        try:
            where = default_dataset() if path is None else Path.cwd() / path
            key = (path, where, _digest(where))
        except OSError:  # told by the reader
            return read(path, progress=progress)
        return _kept(datasets, key, lambda: read(path, progress=progress))

    @wraps(judge)
    def judging(data: Dataset, study: Study | None = None, **more: Any) -> Outcome:
        key = next((key for key, one in datasets.items() if one is data), None)
        if key is None or any(more.get(name) is not None for name in ("reference", "io", "answers")):
            return judge(data, study, **more)
        return _kept(outcomes, (key, repr(study)), lambda: judge(data, study, **more))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chainlink.data, "read_dataset", reading)
        patched.setattr(chainlink.study, "run_study", judging)
        yield


def _kept(kept: dict[object, Any], key: object, make: Callable[[], Any]) -> Any:
    """Return what is kept under ``key``, made where it is not; what was asked for longest ago goes first."""
    made = kept.pop(key) if key in kept else make()
    kept[key] = made
    while len(kept) > MOST:
        del kept[next(iter(kept))]
    return made


def _digest(place: Path) -> str:
    """Return a digest of every file at ``place``."""
    digest = hashlib.sha256()
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file():
            digest.update(os.fsencode(file) + b"\0" + file.read_bytes())
    return digest.hexdigest()
