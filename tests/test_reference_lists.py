"""The lists of reference/: expressions are written out of their pieces, frames made of a table each."""

from __future__ import annotations

import re
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

import chainlink
from chainlink import reference
from chainlink.data import frames
from chainlink.data.frames.columns import TYPES, declared, shape
from chainlink.data.tables import Claims
from chainlink.reference import expressions, listed

FOLDER = Path(chainlink.__file__).parent / "reference"
SUBJECTS = sorted(path.stem for path in (FOLDER / "expressions").glob("*.toml"))


def expressions_of(monkeypatch: pytest.MonkeyPatch, written: dict[str, object]) -> dict[str, object]:
    monkeypatch.setattr(reference, "listed", lambda _name: written)
    return dict(expressions.__wrapped__("a"))


def test_a_list_is_what_any_of_its_entries_matches_and_a_piece_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    written = {"unit": ["吨", "sets?"], "amount": r"\d{1,3} (?:{{unit}})", "table": {"all": ["^{{amount}}$", "^none$"]}}

    made = expressions_of(monkeypatch, written)

    assert made["amount"] == r"\d{1,3} (?:吨|sets?)"
    assert made["table"] == {"all": r"^\d{1,3} (?:吨|sets?)$|^none$"}


def test_a_piece_that_stands_nowhere_above_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyError, match="later"):
        expressions_of(monkeypatch, {"first": "{{later}}", "later": "a"})


@pytest.mark.parametrize("subject", SUBJECTS)
def test_no_expression_keeps_a_piece_unwritten(subject: str) -> None:
    texts = [
        text
        for value in expressions(subject).values()
        for text in (value.values() if isinstance(value, dict) else [value])
    ]

    assert [text for text in texts if "{{" in text] == []


def test_a_listed_frame_has_its_columns_in_order_its_key_and_the_columns_of_its_base() -> None:
    plans, figures = declared("Plans"), declared("Figures", Claims)

    assert (plans.column_names(), plans.primary_key()) == (
        ["sector", "buyer", "planner", "plan_row"],
        ["sector", "plan_row"],
    )
    assert plans.__name__ == "PlansRows"
    assert figures.column_names() == [*Claims.column_names(), "dimension", "base", "base_value", "base_value_to"]
    assert shape("MatchedFirms")["sure"] == pl.Boolean


def test_every_type_that_a_listed_frame_names_is_one_that_columns_have() -> None:
    named = {kind for columns in listed("frames").values() for kind in columns.values()}

    assert named == {*TYPES}


def test_every_listed_frame_is_declared_or_asked_for_by_an_import() -> None:
    files = (Path(chainlink.__file__).parent).rglob("*.py")
    named = {
        name for file in files for name in re.findall(r'(?:declared|shape)\("(\w+)"', file.read_text(encoding="utf-8"))
    }

    assert named == {*listed("frames")}
    assert all(issubclass(getattr(frames, name).__metadata__[0], dy.Schema) for name in frames.__all__)
