"""Words of the command line that are none: bytes that are no text, marks that look like digits, lists nobody can read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.cli.test_cli import chainlink
from tests.small import small_dataset

from chainlink.intake.exports.quantities import read_quantity


@pytest.mark.skipif(sys.platform == "win32", reason="words of bytes are of Unix")
@pytest.mark.parametrize(
    "words",
    [
        ("names", b"n\xff", "--into"),
        ("names", b"\xe5\x8e", "--lang", "en", "--format", "csv", "--into"),
        ("add", "firm", b"\xff\xfe", "--district", "开州", "--source", "SEED", "--into"),
        ("firm", b"n\xff"),
    ],
)
def test_bytes_that_are_no_text_are_refused_in_one_line_and_nothing_is_written(
    tmp_path: Path, *, words: tuple[str | bytes, ...]
) -> None:
    data = small_dataset(tmp_path / "data")
    before = {file.name: file.read_bytes() for file in data.iterdir()}

    done = chainlink(*map(os.fsdecode, words), data)

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert {file.name: file.read_bytes() for file in data.iterdir()} == before


@pytest.mark.parametrize("text", ["³万套", "①00吨", " ²", "⑵,000 t"])
def test_marks_that_only_look_like_digits_are_no_figure(text: str) -> None:
    assert read_quantity(text) is None


def test_a_raised_unit_and_wide_digits_stay_what_they_are() -> None:
    assert read_quantity("３万套") == read_quantity("3万套")
    assert (read_quantity("5 m³") is None) == (read_quantity("5 m3") is None)


@pytest.mark.parametrize("year", ["²⁰²⁰", "202①"])
def test_marks_are_no_year_of_a_claim(tmp_path: Path, year: str) -> None:
    data = small_dataset(tmp_path / "data")

    done = chainlink(
        "add", "claim", "3万套", "--measure", "quantity", "--about", "links:qianneng--changan", "--year", year,
        "--source", "SEED", "--into", data,
    )  # fmt: skip

    assert done.returncode in (1, 2)
    assert year in done.stderr


@pytest.mark.parametrize(("name", "content"), [("名单.xlsx", b"PK broken"), ("list.zip", b"none")])
def test_names_of_a_list_that_cannot_be_read_is_no_success(tmp_path: Path, *, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)

    done = chainlink("names", tmp_path / name, "--into", small_dataset(tmp_path / "data"))

    assert (done.returncode, done.stdout) == (1, "")
    assert name in done.stderr
