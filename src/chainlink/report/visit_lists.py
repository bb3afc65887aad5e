"""The visit cards as lists: three trips, five calls, three not, how far to trust it, and the cards behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from chainlink import terms
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.visits import (
    ASKS,
    CALLS,
    DECLINED,
    GENERAL,
    TRIPS,
    Answer,
    Card,
    Change,
    Place,
    Question,
    Visits,
)  # fmt: skip
from chainlink.report.listing import Listing
from chainlink.report.reason_words import reason_words
from chainlink.report.wording import Wording

COLUMNS = ("order", "worth", "basis", "who", "where", "questions", "decides", "answers", "also", "bring")
BRIEF = ("order", "worth", "basis", "who", "where", "questions", "also")
ANSWERS, CHANGES = 4, 3
"""So many answers of a question, and changes of an answer, are told; the records of the JSON hold them all."""


def visit_listings(
    outcome: Outcome, *, district: str | None = None, top: int | None = None, lang: str = "zh"
) -> list[Listing]:
    """Return what a head reads in half a minute, and the cards, the most valuable first.

    Args:
        outcome: the outcome of a run that gathered visits.
        district: the id of a district 区县: only what is to be asked there.
        top: how many cards at most.
        lang: the language of the headings and words.

    Raises:
        CallError: the run gathered none.

    """
    if outcome.visits is None:
        raise CallError("no_visits")
    visits = outcome.visits if district is None else outcome.visits.within(district)
    words = _Words(Wording(outcome, lang), outcome.visits)
    return [
        words.listing("trip", words.trips(visits), [asdict(trip) for trip in visits.trips[:TRIPS]]),
        words.listing("call", words.calls(visits), [asdict(call) for call in visits.calls[:CALLS]]),
        words.listing("declined", words.declined(visits), [asdict(one) for one in visits.declined[:DECLINED]]),
        words.listing("trust", words.trust(visits), [asdict(visits.trust)]),
        words.cards(visits.cards[:top]),
    ]


class _Words:
    """Words the values of the visits in the language of a register."""

    def __init__(self, register: Wording, visits: Visits) -> None:
        self.register = register
        self.by_id = {card.id: card for card in visits.cards}
        self.rows = {row["finding"]: row for row in register.results.findings}

    def _say(self, code: str, **parts: object) -> str:
        return terms.sentence(f"visit.{code}", self.register.lang, **parts)

    def listing(self, name: str, lines: Sequence[dict[str, Any]], records: Sequence[dict[str, Any]]) -> Listing:
        heads = {
            key: terms.word(f"visit_column.{key}", self.register.lang) for key in (lines[0] if lines else ("who",))
        }
        return Listing(self._say(f"{name}_title"), heads, lines, records=records)

    def who(self, card: Card) -> str:
        """Name the addressee of a card; of a district, its offices."""
        names = [self.register.name(card.table, key) for key in card.addressees]
        if card.table == "districts":
            return self._say("office", district=names[0])
        return self._say("pair", maker=names[0], buyer=names[1]) if len(names) > 1 else names[0]

    def where(self, place: Place) -> str:
        return self.register.name(place.table, place.id) if place.id else self._say("place_open")

    def question(self, card: Card, question: Question) -> str:
        code = question.code if question.code in ASKS else GENERAL
        parts = {"sectors": list(question.sectors), **question.parts}
        if "pairs" in parts:
            parts.setdefault("firms", list(card.addressees))
        return reason_words(f"visit_question.{code}", parts, self.register.name, self.register.lang)

    def answer(self, answer: Answer) -> str:
        """Word an answer and the first of its changes."""
        code = f"visit_answer.{answer.code}"
        name = reason_words(code, {"sector": answer.sector}, self.register.name, self.register.lang)
        changes = self._some(answer.changes, CHANGES, self.change)
        return self._say("answer", answer=name, n=len(answer.changes), changes=changes)

    def change(self, change: Change) -> str:
        """Word what becomes of a finding: its band, or the kinds that stand in its place."""
        row, register = self.rows[change.finding], self.register
        after = register.word("band_mark", change.after)
        if change.after is None:
            kinds = register.joint.join(register.word("kind", kind) for kind in change.kinds)
            after = kinds or self._say("dropped")
        before = register.word("band_mark", change.before)
        return self._say("change", sector=register.name("sectors", row["sector"]), before=before, after=after)

    def _some(self, values: Sequence[Any], most: int, worded: Callable[[Any], str]) -> str:
        text = self.register.joint.join(worded(value) for value in values[:most])
        return text if len(values) <= most else text + self._say("more", n=len(values) - most)

    def decides(self, card: Card) -> str:
        """Word how many findings hang on a card, by their bands."""
        bands = [self.rows[finding]["band"] for finding in card.weights]
        counts = self.register.joint.join(
            self._say("of_band", band=self.register.word("band_mark", band), n=bands.count(band))
            for band in sorted(set(bands), key=bands.index)
        )
        return self._say("decides", n=len(bands), bands=counts)

    def trips(self, visits: Visits) -> list[dict[str, Any]]:
        return [
            {
                "order": order,
                "worth": trip.worth,
                "where": self.where(trip.place),
                "who": self._some([self.by_id[key] for key in trip.cards], 2 * CHANGES, self.who),
                "decides": self._say("findings", n=trip.findings),
            }
            for order, trip in enumerate(visits.trips[:TRIPS], start=1)
        ]

    def calls(self, visits: Visits) -> list[dict[str, Any]]:
        return [
            {
                "order": order,
                "worth": call.worth,
                "who": self.who(self.by_id[call.card]),
                "questions": self.question(self.by_id[call.card], call.question),
                "decides": self._say("findings", n=len(call.question.decided)),
            }
            for order, call in enumerate(visits.calls[:CALLS], start=1)
        ]

    def declined(self, visits: Visits) -> list[dict[str, Any]]:
        return [
            {
                "order": order,
                "what": self.register.name("sectors", one.sector),
                "why": self.register.reason("gate_reason", one.gate),
            }
            for order, one in enumerate(visits.declined[:DECLINED], start=1)
        ]

    def trust(self, visits: Visits) -> list[dict[str, Any]]:
        trust = visits.trust
        resident = "recorded" if trust.resident is None else "recorded_of"
        return [
            {
                "recorded": self._say(resident, **asdict(trust)),
                "tried": self._say("tried", n=trust.tried, untried=trust.untried),
                "backtest": trust.backtest or self._say("not_tested"),
            }
        ]

    def cards(self, cards: Sequence[Card]) -> Listing:
        lines = [
            {
                "order": order,
                "worth": card.worth,
                "basis": self._say("estimate" if card.is_estimate else "recomputed"),
                "who": self.who(card),
                "where": self.where(card.place),
                "questions": "\n".join(
                    self._say("numbered", n=place, text=self.question(card, question))
                    for place, question in enumerate(card.questions, start=1)
                ),
                "decides": self.decides(card),
                "answers": self.register.semi.join(self._answers(card)),
                "also": self.register.joint.join(
                    self._say(f"also_{other.why}", who=self.who(self.by_id[other.card])) for other in card.also
                ),
                "bring": self.register.index.places_of([asdict(row) for row in card.bring]),
            }
            for order, card in enumerate(cards, start=1)
        ]
        heads = {column: terms.word(f"visit_column.{column}", self.register.lang) for column in COLUMNS}
        records = [asdict(card) | {"worth": card.worth, "is_estimate": card.is_estimate} for card in cards]
        return Listing(self._say("card_title"), heads, lines, records=records, brief=BRIEF)

    def _answers(self, card: Card) -> list[str]:
        """Word the answers of a card that change something, the first of each question."""
        worded = []
        for question in card.questions:
            telling = [answer for answer in question.answers or () if answer.changes]
            if telling:
                worded.append(self._some(telling, ANSWERS, self.answer))
        return worded
