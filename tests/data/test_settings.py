"""Settings of any writing: dataset.toml and study files are read or told, never a traceback, and never rewritten."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.small import META, small_dataset

from chainlink.config import Study, default_study, read_study, study_template
from chainlink.data import Dataset, check_dataset, read_dataset
from chainlink.data.writing.transaction import replace_tables
from chainlink.errors import CallError, Fault
from chainlink.report.pages.write import write_report
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


@pytest.mark.slow
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


NUMBERS = st.one_of(st.integers(-2, 12), st.integers(1990, 2031), st.floats(-1, 400, width=16), st.integers())
WORDS = st.lists(
    st.sampled_from(["essential", "common", "optional", "material", "packaging", "recurring_material", "reach", "captive",
                     "scale", "wan", "kai", "liang", "stamping", "printing", "farming", "nowhere"]), max_size=3
)  # fmt: skip
PLAUSIBLE: st.SearchStrategy[Any] = st.one_of(
    NUMBERS.map(repr), st.booleans().map(lambda flag: str(flag).lower()), WORDS.map(json.dumps),
    st.lists(NUMBERS, min_size=3, max_size=3).map(lambda bounds: repr(sorted(bounds))),
    st.dates().map(lambda day: f'"{day}"'), st.integers(2018, 2022).map(lambda year: f'"{year}"'),
)  # fmt: skip
STUDY_KEYS = [one.name for one in fields(Study) if one.name != "alternatives"]


@pytest.mark.parametrize("key", STUDY_KEYS)
@FUZZ
@given(value=st.one_of(VALUES, PLAUSIBLE), within=st.sampled_from(["", "[alternatives.x]\n"]))
def test_any_value_of_a_setting_is_told_or_taken(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: str, within: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "one.toml"
    told = study_said(file, f"{within}{key} = {value}\n".encode())
    if told:
        assert key in told or value in told  # bytes that are no TOML are told with the value they stumble over
        return

    study = read_study(file)
    if within:
        assert list(study.alternatives[0].changes) == [key]
        study = study.under(study.alternatives[0])
    assert all(study.settings(lang) for lang in ("zh", "en"))


def some_study(data: st.DataObject) -> str:
    """Return a study file of settings that may each be taken, mostly: those a value of their kind was drawn for."""
    default = default_study()
    lines = []
    for key in data.draw(st.lists(st.sampled_from(STUDY_KEYS), min_size=1, max_size=5, unique=True)):
        usual = getattr(default, key)
        value = data.draw(
            st.booleans().map(lambda flag: str(flag).lower()) if isinstance(usual, bool)
            else st.integers(0, 9).map(str) if isinstance(usual, int)
            else st.floats(0, 1, width=16).map(repr) if key == "coverage_bar"
            else st.floats(1, 1000, width=16).map(repr) if isinstance(usual, float)
            else st.lists(st.integers(1, 9_999), min_size=3, max_size=3, unique=True).map(sorted).map(repr)
            if usual and isinstance(usual[0], float)
            else st.integers(2018, 2022).map(str) if usual is None and key == "as_of"
            else st.sampled_from(['"2020"', '"2021-06"', '"2022-01-31"', '"1999"']) if key == "known_by"
            else st.sampled_from(['["wan"]', '["kai", "wan"]', '["wan", "kai", "liang"]', '["nowhere"]', "[]"])
            if key == "region"
            else st.lists(st.sampled_from(usual or ("reach", "captive")), max_size=3, unique=True).map(json.dumps)
        )  # fmt: skip
        lines.append(f"{key} = {value}")
    return "\n".join(lines)


@FUZZ
@given(st.data())
def test_any_study_file_is_told_or_makes_a_report(
    tmp_path_factory: pytest.TempPathFactory, small: Dataset, data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("study")
    if study_said(place / "study.toml", some_study(data).encode()):
        return

    study = replace(read_study(place / "study.toml"), doubt=False)
    with suppress(CallError):  # a district nobody knows, a year before all data: told when the study is run
        write_report(run_study(small, study), place / "out")


@FUZZ
@given(st.data())
def test_a_study_file_with_lines_and_bytes_changed_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bent(data, data.draw(st.sampled_from([STUDY, "doubt = true"])), SETTINGS)

    study_said(tmp_path_factory.getbasetemp() / "bent.toml", content)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("small") / "my"))


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_are_settings_or_told(tmp_path_factory: pytest.TempPathFactory, folder: Path, content: bytes) -> None:
    faults_of(folder, content)
    study_said(tmp_path_factory.mktemp("bytes") / "study.toml", content)


def test_the_template_is_the_default_study(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(STUDY, encoding="utf-8")

    assert read_study(tmp_path / "study.toml") == default_study()
