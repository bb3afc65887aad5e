"""Settings of any writing: dataset.toml and study files are read or told, never a traceback, and never rewritten."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.small import META, small_dataset

from chainlink.config import Study, default_study, read_study, study_template
from chainlink.dataset import check_dataset, read_dataset
from chainlink.errors import CallError, Fault
from chainlink.report.dataset_swap import replace_tables
from chainlink.report.write import write_report
from chainlink.study import run_study

CASES = int(os.environ.get("CHAINLINK_FUZZ", "20"))
FUZZ = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
STUDY = study_template("zh")
NESTED = "x = " + "[" * 5_000 + "]" * 5_000


def faults_of(folder: Path, meta: bytes) -> list[Fault]:
    """Write dataset.toml; return its faults, each worded in both languages."""
    (folder / "dataset.toml").write_bytes(meta)
    faults, warnings = check_dataset(folder)
    assert all(one.wanted(lang) and one.mend(lang) for one in (*faults, *warnings) for lang in ("zh", "en"))
    return faults


def study_said(file: Path, content: bytes) -> str:
    """Write and read a study file; return what is said against it, nothing where it is as wanted."""
    file.write_bytes(content)
    try:
        read_study(file)
    except CallError as error:
        return error.say("zh") + error.say("en")
    return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_dataset(tmp_path_factory.mktemp("settings") / "my")


@pytest.mark.parametrize(
    ("meta", "code", "row"),
    [
        (NESTED.encode(), "toml", None),
        (META.replace('"1"', "9" * 5_000).encode(), "toml", None),
        (META.replace('"1"', "0x" + "f" * 5_000).encode(), "toml", None),
        ((META + "title = 1\n").encode(), "toml", 9),
        (b'id = "a"\ntitle = "\xff\xff"\n', "toml", 2),
        ((META + 'extras = ["a"').encode(), "toml", 9),
        (META.replace("A small", "A\\u0001small").encode(), "illegal_character", None),
        (META.replace('["wan", "kai"]', "[1, [2], {}]").encode(), "reference", None),
        (META.replace('"A small dataset"', "{ a = 1 }").encode(), "meta_text", None),
    ],
)
def test_settings_of_a_dataset_that_cannot_be_are_told_with_their_row(
    folder: Path, meta: bytes, code: str, row: int | None
) -> None:
    found = [fault for fault in faults_of(folder, meta) if fault.file == "dataset.toml"]

    assert (code, row) in [(fault.code, fault.row) for fault in found]


@pytest.mark.parametrize(
    "content",
    [
        NESTED.encode(),
        b"as_of = " + b"9" * 5_000,
        b"as_of = 99999999999999999999",
        b"seen_years = 0x" + b"f" * 40,
        b"site_minutes = inf",
        b"coverage_bar = nan",
        b"as_of = 2021-05-01",
        b"known_by = 07:32:00",
        b'region = ["\\u0001"]',
        b'[alternatives."a\\u0002b"]\ndoubt = true',
        b'[alternatives."a\\u0002b"]\nseen_years = 3',
        b"as_of = 2021\n\xff\xff",
        b"alternatives = [1]",
        b"\0",
    ],
)
def test_a_study_file_that_cannot_be_is_told(tmp_path: Path, content: bytes) -> None:
    assert study_said(tmp_path / "study.toml", content)


@pytest.mark.bounds
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_settings_are_read_in_every_encoding_an_office_saves(folder: Path, tmp_path: Path, encoding: str) -> None:
    assert faults_of(folder, META.encode(encoding)) == []
    assert study_said(tmp_path / "study.toml", STUDY.encode(encoding)) == ""


UNUSUAL = (
    'title = """\n小数据集\n第二行"""  # a note\n"id" = \'small\'\nregion = [ # both\n  "wan",\n  "kai", ]\n'
    'schema_version = 0x1\nversion = 2021-05-01\n"extras" = [ "x.csv",\n # more\n "y.csv" ]\nowner.name = "甲"\n'
    "[more]\npoint = { x = 1, y = 2 }\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_change_leaves_the_settings_as_they_are_written(folder: Path, encoding: str) -> None:
    content = UNUSUAL.encode(encoding)
    assert faults_of(folder, content) == []
    dataset = read_dataset(folder)
    firms = dataset.tables["firms"].with_columns(note=pl.lit(encoding))

    replace_tables(dataset, {"firms": firms}, log=pl.DataFrame({"batch": ["b"], "row": [1]}))

    assert (folder / "dataset.toml").read_bytes() == content
    faults, warnings = check_dataset(folder)
    assert (faults, [one.code for one in warnings]) == ([], [])
    assert json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["title"] == "小数据集\n第二行"


SIGNS = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(SIGNS.map(lambda text: json.dumps(text, ensure_ascii=False).replace("\x7f", "")),
              st.integers().map(str), st.floats().map(repr), st.dates().map(str), st.times().map(str),
              st.sampled_from(["true", "inf", "-nan", "0xFF", "'''a'''", "1e400", "9" * 30, "[]", "{}"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
                            inner.map(lambda value: f"{{ a = {value} }}")),
    max_leaves=4,
)  # fmt: skip
KEYS = ("id", "title", "title_en", "region", "version", "schema_version", "licence", "note", "extras", "标题", "a.b")
SETTINGS = ("region", "as_of", "known_by", "seen_years", "weak_makers", "kinds", "coverage_bar", "site_minutes",
            "doubt", "job_shops", "gates_off", "alternatives", "alternatives.x", "alternatives.x.ring_tau")  # fmt: skip


def bent(data: st.DataObject, text: str, keys: tuple[str, ...]) -> bytes:
    """Return settings with values put in the place of others, lines added, bytes changed, in some encoding."""
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        key = data.draw(st.sampled_from(keys))
        line = f"{key} = {data.draw(VALUES)}"
        places = [at for at, old in enumerate(lines) if old.startswith(f"{key} =")]
        if places:
            lines[places[0]] = line
        else:
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    content = bytearray("\n".join(lines).encode(data.draw(st.sampled_from(["utf-8", "utf-16", "gb18030"])), "replace"))
    for _ in range(data.draw(st.integers(0, 2))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    return bytes(content)


@FUZZ
@given(st.data())
def test_any_settings_of_a_dataset_are_told_or_serve_every_command(
    tmp_path_factory: pytest.TempPathFactory, folder: Path, data: st.DataObject
) -> None:
    content = bent(data, META, KEYS)
    faults = faults_of(folder, content)
    rows = [fault.row for fault in faults if fault.file == "dataset.toml" and fault.row is not None]
    assert all(1 <= row <= content.count(b"\n") + 1 for row in rows)
    if faults:
        return

    dataset = read_dataset(folder)
    replace_tables(dataset, {"firms": dataset.tables["firms"]})
    write_report(run_study(read_dataset(folder), Study(doubt=False)), tmp_path_factory.mktemp("out"))

    assert (folder / "dataset.toml").read_bytes() == content


@FUZZ
@given(st.data())
def test_any_study_file_is_told_or_makes_a_report(
    tmp_path_factory: pytest.TempPathFactory, small: Path, data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("study")
    if study_said(place / "study.toml", bent(data, data.draw(st.sampled_from([STUDY, ""])), SETTINGS)):
        return

    with suppress(CallError):  # a district nobody knows, a year before all data: told when the study is run
        write_report(run_study(read_dataset(small), read_study(place / "study.toml")), place / "out")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_dataset(tmp_path_factory.mktemp("small") / "my")


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_settings_or_told(tmp_path_factory: pytest.TempPathFactory, folder: Path, content: bytes) -> None:
    faults_of(folder, content)
    study_said(tmp_path_factory.mktemp("bytes") / "study.toml", content)


def test_the_template_is_the_default_study(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")

    assert read_study(tmp_path / "study.toml") == default_study()
