"""The lists of reference/: expressions are written out of their pieces, frames made of a table each."""

from __future__ import annotations

from pathlib import Path

import pytest

import chainlink
from chainlink import reference
from chainlink.reference import expressions

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
