"""What has to stand in several places says the same in all: colours of the maps, defaults of the settings."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from dataclasses import fields
from pathlib import Path

import pytest

import chainlink
from chainlink import judge
from chainlink.config import default_study
from chainlink.report.lookup import style

TEMPLATES = Path(chainlink.__file__).parent / "report" / "templates"
SCRIPT = (TEMPLATES / "script" / "network.js").read_text(encoding="utf-8")
CSS = (TEMPLATES / "report.css").read_text(encoding="utf-8")
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
MAP = re.compile(r'\[(?:stroke|fill)="(#[0-9A-Fa-f]{6})"\]')
BRIGHTER = re.compile(r'(?:\.tip)?\[(?:stroke|fill)="(#[0-9A-Fa-f]{6})"\]\{(?:stroke|fill):(#[0-9A-Fa-f]{6})\}')


def constant(name: str) -> dict[str, list[object]]:
    """The value of a constant of the script that maps names to lists or texts."""
    (text,) = re.findall(rf"const {name} = (\{{.*?\n?\s*\}});", SCRIPT, re.DOTALL)
    value: dict[str, list[object]] = json.loads(re.sub(r",\s*\}", "}", re.sub(r"([{,]\s*)(\w+):", r'\1"\2":', text)))
    return value


def test_the_dark_page_and_the_dark_network_brighten_the_same_colours_alike() -> None:
    brighter = constant("BRIGHT")
    of_edges = {(light, dark) for light, dark in BRIGHTER.findall(CSS) if light in style.MORE_COLOURS}

    assert of_edges == set(brighter.items())
    assert set(brighter) == set(style.FIRST_COLOURS.values())
    for district, light in style.FIRST_COLOURS.items():
        assert f"[data-i={district}]{{--c:{brighter[light]}}}" in CSS


def test_the_stylesheet_speaks_of_states_and_colours_that_the_maps_have() -> None:
    strokes = {look.stroke for look in style.STYLES.values()}

    assert set(re.findall(r"\.st-(\w+)", CSS)) <= set(style.STYLES)
    assert set(MAP.findall(CSS)) <= strokes | {*style.MORE_COLOURS}
    light = dict(re.findall(r"--(\w+):(#[0-9A-Fa-f]{6})", CSS.partition("}")[0]))
    assert (light["ink"], light["soft"], light["line"]) == (style.INK, style.MUTED, style.LINE)
    assert light["red"] == style.VERIFIED.stroke
    assert (light["warn"], light["warnline"]) == (style.STYLES["weak"].fill, style.STYLES["weak"].stroke)


SETTINGS = {field.name: getattr(default_study(), field.name) for field in fields(default_study())}
JUDGEMENTS = [
    function
    for module in pkgutil.iter_modules(judge.__path__, "chainlink.judge.")
    for _, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
    if function.__module__ == module.name
]


@pytest.mark.parametrize("function", JUDGEMENTS, ids=lambda function: f"{function.__module__}.{function.__name__}")
def test_a_judgement_called_by_itself_uses_the_bars_of_the_study(function: object) -> None:
    parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]  # a function
    own = {one.name: one.default for one in parameters if one.name in SETTINGS and one.default is not one.empty}

    assert own == {name: SETTINGS[name] for name in own}


def test_the_bars_of_a_strong_sector_are_among_those_compared() -> None:
    names = {name for function in JUDGEMENTS for name in inspect.signature(function).parameters}

    assert {"strong_makers", "strong_districts"} <= names & set(SETTINGS)
