"""A scratch copy of the package in which a recipe of CONTRIBUTING.md is followed, and the environment that imports it."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import chainlink

ROOT = Path(chainlink.__file__).parent
Edits = Mapping[str, tuple[tuple[str, str], ...]]


@cache
def compiled() -> Path:
    """A copy of the package as Python compiles it: the files of a scratch copy that are not changed come ready."""
    folder = Path(tempfile.mkdtemp(prefix="chainlink-test-")) / "chainlink"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns("__pycache__", "_datasets"))
    compileall.compile_dir(folder, quiet=2)
    return folder


def scratch(folder: Path, edits: Edits) -> dict[str, str]:
    """Copy the package with some files changed, or new ones; return the environment that imports the copy."""
    shutil.copytree(compiled(), folder / "chainlink")
    for name, changes in edits.items():
        path = folder / "chainlink" / name
        for old in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            old.unlink()
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for before, after in changes:
            assert text.count(before) == 1, (name, before)
            text = text.replace(before, after)
        path.write_text(text, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "CHAINLINK_LANG": "zh"}


def told_by(script: str, *words: str, env: Mapping[str, str]) -> Any:
    """Run one of the scripts beside the tests in the scratch copy; return what it tells as JSON."""
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(script)), *words],
        env=env, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)
