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
from dataclasses import fields, replace
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

import chainlink.data
import chainlink.study
from chainlink.cli import main
from chainlink.config import Study, default_study
from chainlink.data import Dataset, default_dataset
from chainlink.findings import Outcome
from chainlink.findings.head import Since
from chainlink.report.pages import write
from chainlink.study import run

MOST, FEW = 48, 6
"""How many datasets and outcomes, and how many composed reports, are kept."""


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
    """Let commands called in this process read, judge and compose equal data once, wherever they lie.

    A command asks for the functions when it is called; what a test imports by name is the function itself.
    """
    read, judge, compose = chainlink.data.read_dataset, chainlink.study.run_study, write.files_of
    datasets: dict[object, Dataset] = {}
    outcomes: dict[object, Outcome] = {}
    reports: dict[object, tuple[Outcome, list[tuple[str, bytes]]]] = {}

    @wraps(read)
    def reading(path: str | Path | None = None, *, progress: Callable[..., None] | None = None) -> Dataset:
        try:
            where = default_dataset() if path is None else Path(path)
            key = _digest(where)
        except OSError:  # told by the reader
            return read(path, progress=progress)
        return replace(_kept(datasets, key, lambda: read(path, progress=progress), MOST), path=where)

    @wraps(judge)
    def judging(data: Dataset, study: Study | None = None, **more: Any) -> Outcome:
        key = next((key for key, one in datasets.items() if _parts(one) == _parts(data)), None)
        if key is None or any(more.get(name) is not None for name in ("reference", "io")):
            return judge(data, study, **more)
        asked = (key, repr(study or default_study()), more.get("answers"))
        outcome: Outcome = _kept(outcomes, asked, lambda: judge(data, study, **more), MOST)
        return replace(outcome, dataset=replace(outcome.dataset, path=data.path))

    @wraps(compose)
    def composing(
        outcome: Outcome,
        lang: str = "zh",
        progress: Any = None,
        *,
        per_chain: bool = False,
        since: Since | None = None,
        left_out: list[str] | None = None,
    ) -> Any:
        parts = [getattr(outcome, one.name) for one in fields(outcome) if one.name != "dataset"]
        key = (*map(id, parts), _parts(outcome.dataset), lang, per_chain, since, left_out is None, write.MOST_BYTES)
        if key not in reports:
            files = []
            for file in compose(outcome, lang, progress, per_chain=per_chain, since=since, left_out=left_out):
                files.append(file)
                yield file
            if not left_out:
                _kept(reports, key, lambda: (outcome, files), FEW)
        else:
            for file in _kept(reports, key, lambda: None, FEW)[1]:
                if progress:
                    progress(file[0])
                yield file

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(chainlink.data, "read_dataset", reading)
        patched.setattr(chainlink.study, "run_study", judging)
        patched.setattr(run, "run_study", judging)
        patched.setattr(write, "files_of", composing)
        yield


def _parts(data: Dataset) -> tuple[int, ...]:
    """What makes up a dataset, its place apart: the same parts are the same data."""
    return tuple(id(getattr(data, one.name)) for one in fields(data) if one.name != "path")


def _kept(kept: dict[object, Any], key: object, make: Callable[[], Any], most: int) -> Any:
    """Return what is kept under ``key``, made where it is not; what was asked for longest ago goes first."""
    made = kept.pop(key) if key in kept else make()
    kept[key] = made
    while len(kept) > most:
        del kept[next(iter(kept))]
    return made


def _digest(place: Path) -> str:
    """Return a digest of all that stands at ``place``: in a folder by the names in it, a file by its own name."""
    digest = hashlib.sha256()
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        name = file.relative_to(place) if file != place else Path(file.name)
        digest.update(os.fsencode(name) + b"\0" + (file.read_bytes() if file.is_file() else b"no file") + b"\0")
    return digest.hexdigest()
