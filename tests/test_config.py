"""The study file: its defaults, what it refuses and how it says so, and the settings a report tells."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from chainlink import terms
from chainlink.config import GATES, Study, default_study, read_study, study_of, study_template
from chainlink.errors import CallError


def refused(text: str) -> CallError:
    with pytest.raises(CallError) as error:
        study_of(tomllib.loads(text))
    return error.value


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_commented_template_is_the_default_study(lang: str, tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_text(study_template(lang), encoding="utf-8")

    assert read_study(file) == default_study() == Study()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_entry_of_the_study_stands_in_the_template(lang: str) -> None:
    text = study_template(lang)

    assert [one.name for one in fields(Study) if f"{one.name} =" not in text and one.name != "alternatives"] == []


def test_both_templates_say_the_same() -> None:
    assert tomllib.loads(study_template("zh")) == tomllib.loads(study_template("en"))


def test_an_empty_file_and_a_byte_order_mark_are_the_default(tmp_path: Path) -> None:
    file = tmp_path / "study.toml"
    file.write_bytes("﻿strong_makers = 4\n".encode())

    assert study_of({}) == default_study()
    assert read_study(file) == Study(strong_makers=4)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_setting_is_told_with_name_value_and_meaning(lang: str) -> None:
    study = Study(region=("wanzhou", "kaizhou"), gates_off=("scale",))

    told = study.settings(lang)

    names = [name for name, _, _ in told]
    words = terms.choices("setting", lang)
    assert names[: len(fields(Study)) - 1] == [words[one.name] for one in fields(Study) if one.name != "alternatives"]
    assert names[len(fields(Study)) - 1 :] == [words[one.id] for one in study.alternatives]
    assert all(value and meaning for _, value, meaning in told)
    assert "wanzhou; kaizhou" in {value for _, value, _ in told}


def test_an_alternative_of_ones_own_is_told_by_its_id() -> None:
    study = study_of(tomllib.loads("[alternatives.mine]\nscale_buyers = 5"))

    assert [one.id for one in study.alternatives] == ["mine"]
    assert study.settings()[-1][:2] == ("mine", "scale_buyers = 5")
    assert study.under(study.alternatives[0]).scale_buyers == 5


def test_the_alternatives_of_the_design_are_there() -> None:
    changes = [dict(one.changes) for one in default_study().alternatives]

    assert {"sourced_flows_only": True} in changes
    assert {"criticalities": ("essential",)} in changes
    assert {"job_shops": ()} in changes
    assert all({"gates_off": (gate,)} in changes for gate in GATES)
    assert {"seen_years": 5} in changes  # older out
    assert any(one.get("seen_years", 0) >= 50 for one in changes)  # stale in
    bars = [one["scale_buyers"] for one in changes if "scale_buyers" in one]
    assert min(bars) < default_study().scale_buyers < max(bars)
    roads = [one["ring_minutes"] for one in changes if "ring_minutes" in one]
    assert min(roads) < default_study().ring_minutes < max(roads)


@pytest.mark.parametrize(
    ("text", "key", "near"),
    [
        ("strong_maker = 3", "strong_maker", "strong_makers"),
        ("[alternatives.mine]\nscale_buyer = 3", "alternatives.mine.scale_buyer", "scale_buyers"),
    ],
)
def test_an_unknown_entry_is_refused_with_the_nearest(text: str, key: str, near: str) -> None:
    error = refused(text)

    assert (error.code, error.parts["key"]) == ("study_key", key)
    assert f"是否指：{near}？" in error.say("zh")
    assert f"Did you mean: {near}?" in error.say("en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("strong_makers = 0", "study_count"),
        ("strong_makers = true", "study_count"),
        ("strong_makers = 2.5", "study_count"),
        ("seen_years = -1", "study_years"),
        ('seen_years = "10"', "study_years"),
        ("coverage_bar = 1.5", "study_share"),
        ("site_minutes = 0", "study_minutes"),
        ("doubt = 1", "study_flag"),
        ('region = "kaizhou"', "study_words"),
        ("farming = [1]", "study_words"),
        ('known_by = "letztes Jahr"', "study_date"),
        ('known_by = "2024-13"', "study_date"),
        ("alternatives = 3", "study_table"),
        ("[alternatives]\nmine = 3", "study_table"),
    ],
)
def test_a_bad_value_is_refused_and_said_what_was_wanted(text: str, code: str) -> None:
    error = refused(text)

    assert error.code == code
    assert str(error.parts["value"]) in error.say("zh")
    assert error.say("zh") != error.say("en")


def test_a_word_out_of_a_list_is_refused_with_the_nearest() -> None:
    error = refused('gates_off = ["rech"]')

    assert error.code == "study_word"
    assert "是否指：reach？" in error.say("zh")


@pytest.mark.parametrize("key", ["region", "as_of", "known_by", "doubt"])
def test_an_alternative_cannot_move_the_region_or_the_clocks(key: str) -> None:
    value = {"region": '["kai"]', "as_of": "2020", "known_by": '"2020"', "doubt": "false"}[key]

    assert refused(f"[alternatives.mine]\n{key} = {value}").code == "study_fixed"


@pytest.mark.parametrize(("text", "wanted"), [("2024-12-31", "2024-12-31"), ('"2024-12"', "2024-12"), ("2024", "2024")])
def test_a_date_is_read_as_text_date_or_year(text: str, wanted: str) -> None:
    assert study_of(tomllib.loads(f"known_by = {text}")).known_by == wanted


def test_a_file_that_is_missing_no_text_or_no_toml_is_refused(tmp_path: Path) -> None:
    binary, broken = tmp_path / "binary.toml", tmp_path / "broken.toml"
    binary.write_bytes(b"\xff\xff\xff")
    broken.write_text("a = = 1", encoding="utf-8")

    for file, code in (
        (tmp_path / "none.toml", "study_missing"),
        (binary, "study_no_text"),
        (broken, "study_not_toml"),
    ):
        with pytest.raises(CallError) as error:
            read_study(file)
        assert error.value.code == code
        assert str(file) in error.value.say()
