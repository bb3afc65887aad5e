"""Questions in words: a card and the sheets ask the same in the same words, and whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cars import gathered
from chainlink.findings.asks import ASKS
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lists.visits import VisitWords
from chainlink.report.lookup.reason_words import question_words
from chainlink.report.lookup.wording import Wording


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_question_of_a_card_about_one_finding_is_that_of_its_row(lang: str) -> None:
    outcome = gathered(answers=0)
    assert outcome.visits is not None
    words = VisitWords(Wording(outcome, lang), outcome.visits)
    rows = {row["finding"]: row for row in findings_rows(outcome, lang)}

    same = [
        (rows[key]["words"]["next_question"], words.question(card, replace(question, sectors=(rows[key]["sector"],))))
        for card in outcome.visits.cards
        for question in card.questions
        for key in question.findings
        if (rows[key]["next_question"] or {}).get("code") == question.code
    ]

    assert same
    assert all(row.endswith(asked) for row, asked in same)


@pytest.mark.parametrize("code", sorted(ASKS))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_question_is_worded_for_a_finding_and_says_whom_it_asks(code: str, lang: str) -> None:
    parts = {
        "firms": ["changan"], "firm_from": ["dongfeng"], "sector_from": ["truck"], "sector": "seat",
        "env_class": "chemical", "year": 2010, "pairs": [{"supplier": "bao", "buyer": "changan"}],
    }  # fmt: skip
    wording = Wording(gathered(answers=0), lang)

    text = wording.question({"code": code, "parts": json.dumps(parts)})

    asked = question_words(code, {**parts, "sectors": ["seat"]}, wording.name, lang)
    assert asked in text
    assert text != asked
    assert "{" not in text
