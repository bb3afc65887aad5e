"""The words of the visits: trips, calls, what is left alone, how far to trust it, and the cards behind them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from chainlink import terms
from chainlink.data.writing.table import Table, listed
from chainlink.findings.visits import (
    DIRECTION_WEIGHT,
    FIRM,
    WEIGHTS,
    Answer,
    Call,
    Card,
    Change,
    Declined,
    Place,
    Question,
    Trip,
    Trust,
    Visits,
)  # fmt: skip
from chainlink.report.lookup.reason_words import question_words, reason_words
from chainlink.report.lookup.wording import Wording

COLUMNS = (
    "order", "worth", "basis", "who", "where", "questions", "decides", "answers", "also", "sectors", "bring",
)  # fmt: skip
BRIEF = ("order", "worth", "basis", "who", "where", "questions", "also")
FIRST = 2
"""So many questions of a call are told to a head; the card holds them all."""
ANSWERS, CHANGES = 4, 3
"""So many answers of a question, and changes of an answer, are told; the records of the JSON hold them all."""


class VisitWords:
    """Words the values of the visits in the language of a Wording."""

    def __init__(self, wording: Wording, visits: Visits) -> None:
        self.wording = wording
        self.by_id = {card.id: card for card in visits.cards}
        self.rows = {row["finding"]: row for row in wording.results.findings}

    def say(self, code: str, **parts: object) -> str:
        """Word a fixed text of the visits."""
        return terms.sentence(f"visit.{code}", self.wording.lang, **parts)

    def heading(self, column: str) -> str:
        """Head a column."""
        return terms.word(f"visit_column.{column}", self.wording.lang)

    def who(self, card: Card) -> str:
        """Name the addressee of a card; of a district, its offices."""
        names = [self.wording.name(card.table, key) for key in card.addressees]
        if card.table == "districts":
            return self.say("office", district=names[0])
        return self.say("pair", maker=names[0], buyer=names[1]) if len(names) > 1 else names[0]

    def where(self, place: Place) -> str:
        """Name a place."""
        return self.wording.name(place.table, place.id) if place.id else self.say("place_open")

    def going(self, trip: Trip) -> str:
        """Name where a trip goes, and what joins those met there where no park does."""
        tables = {"buyers": FIRM, "chain": "chains"}
        through = self.wording.name(tables[trip.joined], trip.through) if trip.joined in tables else ""
        return self.say(f"where_{trip.joined}", place=self.where(trip.place), through=through)

    def question(self, card: Card, question: Question) -> str:
        """Word a question to the addressee of a card."""
        parts = {"sectors": list(question.sectors), **question.parts}
        if "pairs" in parts:
            parts.setdefault("firms", list(card.addressees))
        return question_words(question.code, parts, self.wording.name, self.wording.lang)

    def questions(self, card: Card, questions: Sequence[Question]) -> list[str]:
        """Word questions in the order in which they are asked, numbered where there are several."""
        texts = [self.question(card, question) for question in questions]
        numbered = [self.say("numbered", n=place, text=text) for place, text in enumerate(texts, start=1)]
        return numbered if numbered[1:] else texts

    def first_questions(self, card: Card, questions: Sequence[Question]) -> list[str]:
        """Word the first of some questions, and say how many more there are."""
        *before, last = self.questions(card, questions)[:FIRST]
        return [*before, last + (self.say("further", n=len(questions) - FIRST) if questions[FIRST:] else "")]

    def answer(self, answer: Answer) -> str:
        """Word an answer and the first of its changes."""
        code = f"visit_answer.{answer.code}"
        name = reason_words(code, {"sector": answer.sector}, self.wording.name, self.wording.lang)
        changes = self.some(answer.changes, CHANGES, self.change)
        return self.say("answer", answer=name, n=len(answer.changes), changes=changes)

    def change(self, change: Change) -> str:
        """Word what becomes of a finding: its band, the kinds that stand in its place, or that a pair is settled."""
        row, wording = self.rows[change.finding], self.wording
        sector = wording.subject(row, aside=False)
        if change.before == change.after:
            return self.say("settled", sector=sector)
        after = wording.word("band_mark", change.after)
        if change.after is None:
            kinds = wording.joint.join(wording.word("kind", kind) for kind in change.kinds)
            after = kinds or self.say("dropped")
        before = wording.word("band_mark", change.before)
        return self.say("change", sector=sector, before=before, after=after)

    def some(self, values: Sequence[Any], most: int, worded: Callable[[Any], str]) -> str:
        """Word the first of some values, and say how many more there are."""
        text = self.wording.joint.join(worded(value) for value in values[:most])
        return text if len(values) <= most else text + self.say("more", n=len(values) - most)

    def decides(self, card: Card) -> str:
        """Word how many findings hang on a card, by their bands."""
        bands = [self.rows[finding]["band"] for finding in card.weights]
        if not bands:
            return self.say("decides_nothing")
        counts = self.wording.joint.join(
            self.say("of_band", band=self.wording.word("band_mark", band), n=bands.count(band))
            for band in sorted(set(bands), key=bands.index)
        )
        return self.say("decides", n=len(bands), bands=counts)

    def met(self, trip: Trip) -> str:
        """Name whom a trip meets, each once: the firms of the place, and the makers from elsewhere to bring along."""
        here = self.some(trip.firms, 2 * CHANGES, self._firm) if trip.firms else self.who(self.by_id[trip.cards[0]])
        makers = [self.by_id[key].addressees[0] for key in trip.cards if len(self.by_id[key].addressees) > 1]
        invited = [maker for maker in dict.fromkeys(makers) if maker not in trip.firms]
        return self.say("invited", who=here, makers=self.some(invited, CHANGES, self._firm)) if invited else here

    def called(self, call: Call) -> str:
        """Name whom to call, and who else is asked the same."""
        who = self.who(self.by_id[call.card])
        others = self.some(call.also, CHANGES, lambda card: self.who(self.by_id[card]))
        return self.say("called_also", who=who, others=others) if others else who

    def _firm(self, key: str) -> str:
        return self.wording.name(FIRM, key)

    def trips(self, trips: Sequence[Trip]) -> list[dict[str, Any]]:
        """Word trips."""
        return [
            {
                "order": order,
                "worth": trip.worth,
                "where": self.going(trip),
                "who": self.met(trip),
                "decides": self.say("findings", n=trip.findings),
            }
            for order, trip in enumerate(trips, start=1)
        ]

    def calls(self, calls: Sequence[Call]) -> list[dict[str, Any]]:
        """Word calls, each with its first questions."""
        return [
            {
                "order": order,
                "worth": call.worth,
                "who": self.called(call),
                "questions": "\n".join(self.first_questions(self.by_id[call.card], call.questions)),
                "decides": self.say("findings", n=call.findings),
            }
            for order, call in enumerate(calls, start=1)
        ]

    def declined(self, declined: Sequence[Declined]) -> list[dict[str, Any]]:
        """Word what is left alone, each with its reason."""
        return [
            {
                "order": order,
                "what": self.wording.name("sectors", left.sector),
                "why": self.wording.reason("gate_reason", left.gate),
            }
            for order, left in enumerate(declined, start=1)
        ]

    def trust(self, trust: Trust) -> list[dict[str, Any]]:
        """Word how far to trust it, point by point."""
        resident = "recorded" if trust.resident is None else "recorded_of"
        tried = ["tried", *(["untried"] * bool(trust.untried)), *(["untold"] * bool(trust.untold))]
        weights = [
            self.say("weight", band=self.wording.word("band_mark", band), n=weight)
            for band, weight in WEIGHTS.items()
            if weight
        ]
        points = {
            "recorded": self.say(resident, **asdict(trust)),
            "tried": self.wording.semi.join(self.say(code, **asdict(trust)) for code in tried),
            "ranked": self.say("ranked", bands=self.wording.joint.join(weights), direction=DIRECTION_WEIGHT),
            "backtest": trust.backtest or self.say("not_tested"),
        }
        return [
            {"order": order, "id": point, "point": self.heading(point), "words": text}
            for order, (point, text) in enumerate(points.items(), start=1)
        ]

    def _card(self, order: int, card: Card) -> dict[str, Any]:
        name, joint = self.wording.name, self.wording.joint
        also = [
            self.say(
                f"also_{other.why}",
                who=self.who(self.by_id[other.card]),
                buyers=self.some(other.buyers, CHANGES, self._firm),
            )
            for other in card.also
        ]
        sectors = dict.fromkeys(sector for question in card.questions for sector in question.sectors)
        return {
            "order": order,
            "worth": card.worth,
            "basis": self.say("estimate" if card.is_estimate else "recomputed"),
            "who": self.who(card),
            "where": self.where(card.place),
            "questions": "\n".join(self.questions(card, card.questions)),
            "decides": self.decides(card),
            "answers": self.wording.semi.join(self._answers(card)),
            "also": joint.join(also),
            "sectors": joint.join(name("sectors", sector) for sector in sectors),
            "bring": self.wording.index.places_of([asdict(row) for row in card.bring]),
        }

    def cards(self, cards: Sequence[Card]) -> Table:
        """Return cards as a list."""
        lines = [self._card(order, card) for order, card in enumerate(cards, start=1)]
        heads = {column: self.heading(column) for column in COLUMNS}
        records = [
            asdict(card) | {"worth": card.worth, "is_estimate": card.is_estimate, "words": line}
            for card, line in zip(cards, lines, strict=True)
        ]
        return listed(self.say("card_title"), heads, lines, data=records, key="card", brief=BRIEF)

    def _answers(self, card: Card) -> list[str]:
        """Word the answers of a card that change something, the first of each question."""
        changing = ([a for a in question.answers or () if a.changes] for question in card.questions)
        return [self.some(answers, ANSWERS, self.answer) for answers in changing if answers]
