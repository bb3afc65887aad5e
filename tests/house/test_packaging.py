"""The packaged dataset is found from a wheel, an editable install and a checkout, from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import chainlink
from chainlink.data import default_dataset

ROOT = Path(chainlink.__file__).parents[2]
ASK = "from chainlink.data import default_dataset, read_dataset; print(default_dataset()); print(read_dataset().id)"


def asked(cwd: Path, path: Path | None = None) -> list[str]:
    places = {"PYTHONPATH": str(path)} if path else {}
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        encoding="utf-8",
        cwd=cwd,
        env={**variables, **places},
        check=True,
    )
    return done.stdout.split("\n")[:2]


def test_an_editable_install_finds_the_dataset_from_any_folder(tmp_path: Path) -> None:
    assert asked(tmp_path) == [str(default_dataset()), "wan-kai-yun"]


def test_a_checkout_finds_its_own_dataset(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copytree(ROOT / "datasets", tmp_path / "datasets")

    assert asked(tmp_path / "src", tmp_path / "src") == [str(tmp_path / "datasets" / "wan-kai-yun"), "wan-kai-yun"]


@pytest.mark.slow
@pytest.mark.wheel
def test_a_wheel_carries_the_dataset_and_finds_it(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--disable-pip-version-check",
            "--wheel-dir",
            tmp_path,
            ROOT,
        ],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")

    home = tmp_path / "site" / "chainlink" / "_datasets" / "wan-kai-yun"
    assert asked(tmp_path, tmp_path / "site") == [str(home), "wan-kai-yun"]
    assert (tmp_path / "site" / "chainlink" / "words" / "enums.toml").exists()
    assert (tmp_path / "site" / "chainlink" / "report" / "templates" / "script" / "start.js").exists()
