"""The visit cards as lists: three trips, five calls, three not, how far to trust it, and the cards behind them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from chainlink import terms
from chainlink.data.writing.table import Table, listed
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.visits import (
    ASKS,
    CALLS,
    DECLINED,
    DIRECTION_WEIGHT,
    FIRM,
    GENERAL,
    TRIPS,
    VARIANTS,
    WEIGHTS,
    Answer,
    Card,
    Change,
    Place,
    Question,
    Trip,
    Visits,
)  # fmt: skip
from chainlink.report.lookup.reason_words import reason_words
from chainlink.report.lookup.wording import Wording

COLUMNS = (
    "order", "worth", "basis", "who", "where", "questions", "decides", "answers", "also", "sectors", "bring",
)  # fmt: skip
BRIEF = ("order", "worth", "basis", "who", "where", "questions", "also")
ANSWERS, CHANGES = 4, 3
"""So many answers of a question, and changes of an answer, are told; the records of the JSON hold them all."""


def visit_listings(
    outcome: Outcome, *, district: str | None = None, top: int | None = None, lang: str = "zh"
) -> list[Table]:
    """Return what a head reads in half a minute, and the cards, the most valuable first.

    ``district`` is the id of a district 区县: only what is to be asked there; ``top`` how many cards at most.

    Raises:
        CallError: the run gathered none.

    """
    if outcome.visits is None:
        raise CallError("no_visits")
    visits = outcome.visits if district is None else outcome.visits.within(district)
    words = _Words(Wording(outcome, lang), outcome.visits)
    return [
        words.listing("trip", words.trips(visits), visits.trips),
        words.listing("call", words.calls(visits), visits.calls),
        words.listing("declined", words.declined(visits), visits.declined),
        words.listing("trust", words.trust(visits), (visits.trust,)),
        words.cards(visits.cards[:top]),
    ]


class _Words:
    """Words the values of the visits in the language of a Wording."""

    def __init__(self, wording: Wording, visits: Visits) -> None:
        self.wording = wording
        self.by_id = {card.id: card for card in visits.cards}
        self.rows = {row["finding"]: row for row in wording.results.findings}

    def _say(self, code: str, **parts: object) -> str:
        return terms.sentence(f"visit.{code}", self.wording.lang, **parts)

    def listing(self, name: str, lines: Sequence[dict[str, Any]], values: Sequence[Any]) -> Table:
        """Return a list by its id; for programs each line is its value, and its words beside it."""
        heads = {key: terms.word(f"visit_column.{key}", self.wording.lang) for key in (lines[0] if lines else ("who",))}
        records = [asdict(value) | {"words": line} for value, line in zip(values, lines, strict=False)]
        return listed(self._say(f"{name}_title"), heads, lines, data=records, key=name)

    def who(self, card: Card) -> str:
        """Name the addressee of a card; of a district, its offices."""
        names = [self.wording.name(card.table, key) for key in card.addressees]
        if card.table == "districts":
            return self._say("office", district=names[0])
        return self._say("pair", maker=names[0], buyer=names[1]) if len(names) > 1 else names[0]

    def where(self, place: Place) -> str:
        return self.wording.name(place.table, place.id) if place.id else self._say("place_open")

    def question(self, card: Card, question: Question) -> str:
        code = question.code if question.code in ASKS else GENERAL
        parts = {"sectors": list(question.sectors), **question.parts}
        if "pairs" in parts:
            parts.setdefault("firms", list(card.addressees))
        forms = [f"{code}_supplied"] * ("pairs" in parts) + [f"{code}_one"] * (len(question.sectors) == 1)
        worded = next((form for form in forms if form in VARIANTS), code)
        return reason_words(f"visit_question.{worded}", parts, self.wording.name, self.wording.lang)

    def questions(self, card: Card, questions: Sequence[Question]) -> str:
        """Word questions in the order in which they are asked, numbered where there are several."""
        texts = [self.question(card, question) for question in questions]
        if len(texts) == 1:
            return texts[0]
        return "\n".join(self._say("numbered", n=place, text=text) for place, text in enumerate(texts, start=1))

    def answer(self, answer: Answer) -> str:
        """Word an answer and the first of its changes."""
        code = f"visit_answer.{answer.code}"
        name = reason_words(code, {"sector": answer.sector}, self.wording.name, self.wording.lang)
        changes = self._some(answer.changes, CHANGES, self.change)
        return self._say("answer", answer=name, n=len(answer.changes), changes=changes)

    def change(self, change: Change) -> str:
        """Word what becomes of a finding: its band, the kinds that stand in its place, or that a pair is settled."""
        row, wording = self.rows[change.finding], self.wording
        sector = wording.subject(row, aside=False)
        if change.before == change.after:
            return self._say("settled", sector=sector)
        after = wording.word("band_mark", change.after)
        if change.after is None:
            kinds = wording.joint.join(wording.word("kind", kind) for kind in change.kinds)
            after = kinds or self._say("dropped")
        before = wording.word("band_mark", change.before)
        return self._say("change", sector=sector, before=before, after=after)

    def _some(self, values: Sequence[Any], most: int, worded: Callable[[Any], str]) -> str:
        text = self.wording.joint.join(worded(value) for value in values[:most])
        return text if len(values) <= most else text + self._say("more", n=len(values) - most)

    def decides(self, card: Card) -> str:
        """Word how many findings hang on a card, by their bands."""
        bands = [self.rows[finding]["band"] for finding in card.weights]
        if not bands:
            return self._say("decides_nothing")
        counts = self.wording.joint.join(
            self._say("of_band", band=self.wording.word("band_mark", band), n=bands.count(band))
            for band in sorted(set(bands), key=bands.index)
        )
        return self._say("decides", n=len(bands), bands=counts)

    def met(self, trip: Trip) -> str:
        """Name whom a trip meets, each once: the firms of the place, and the makers from elsewhere to bring along."""
        here = self._some(trip.firms, 2 * CHANGES, self._firm)
        makers = [self.by_id[key].addressees[0] for key in trip.cards if len(self.by_id[key].addressees) > 1]
        invited = [maker for maker in dict.fromkeys(makers) if maker not in trip.firms]
        return self._say("invited", who=here, makers=self._some(invited, CHANGES, self._firm)) if invited else here

    def _firm(self, key: str) -> str:
        return self.wording.name(FIRM, key)

    def trips(self, visits: Visits) -> list[dict[str, Any]]:
        return [
            {
                "order": order,
                "worth": trip.worth,
                "where": self.where(trip.place),
                "who": self.met(trip),
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
                "questions": self.questions(self.by_id[call.card], call.questions),
                "decides": self._say("findings", n=call.findings),
            }
            for order, call in enumerate(visits.calls[:CALLS], start=1)
        ]

    def declined(self, visits: Visits) -> list[dict[str, Any]]:
        name, reason = self.wording.name, self.wording.reason
        return [
            {"order": order, "what": name("sectors", declined.sector), "why": reason("gate_reason", declined.gate)}
            for order, declined in enumerate(visits.declined[:DECLINED], start=1)
        ]

    def trust(self, visits: Visits) -> list[dict[str, Any]]:
        trust, joint = visits.trust, self.wording.joint
        resident = "recorded" if trust.resident is None else "recorded_of"
        tried = ["tried", *(["untried"] * bool(trust.untried)), *(["untold"] * bool(trust.untold))]
        weights = [
            self._say("weight", band=self.wording.word("band_mark", band), n=weight)
            for band, weight in WEIGHTS.items()
            if weight
        ]
        return [
            {
                "recorded": self._say(resident, **asdict(trust)),
                "tried": self.wording.semi.join(self._say(code, **asdict(trust)) for code in tried),
                "ranked": self._say("ranked", bands=joint.join(weights), direction=DIRECTION_WEIGHT),
                "backtest": trust.backtest or self._say("not_tested"),
            }
        ]

    def _card(self, order: int, card: Card) -> dict[str, Any]:
        name, joint = self.wording.name, self.wording.joint
        also = [
            self._say(
                f"also_{other.why}",
                who=self.who(self.by_id[other.card]),
                buyers=self._some(other.buyers, CHANGES, self._firm),
            )
            for other in card.also
        ]
        sectors = dict.fromkeys(sector for question in card.questions for sector in question.sectors)
        return {
            "order": order,
            "worth": card.worth,
            "basis": self._say("estimate" if card.is_estimate else "recomputed"),
            "who": self.who(card),
            "where": self.where(card.place),
            "questions": self.questions(card, card.questions),
            "decides": self.decides(card),
            "answers": self.wording.semi.join(self._answers(card)),
            "also": joint.join(also),
            "sectors": joint.join(name("sectors", sector) for sector in sectors),
            "bring": self.wording.index.places_of([asdict(row) for row in card.bring]),
        }

    def cards(self, cards: Sequence[Card]) -> Table:
        lines = [self._card(order, card) for order, card in enumerate(cards, start=1)]
        heads = {column: terms.word(f"visit_column.{column}", self.wording.lang) for column in COLUMNS}
        records = [
            asdict(card) | {"worth": card.worth, "is_estimate": card.is_estimate, "words": line}
            for card, line in zip(cards, lines, strict=True)
        ]
        return listed(self._say("card_title"), heads, lines, data=records, key="card", brief=BRIEF)

    def _answers(self, card: Card) -> list[str]:
        """Word the answers of a card that change something, the first of each question."""
        changing = ([a for a in question.answers or () if a.changes] for question in card.questions)
        return [self._some(answers, ANSWERS, self.answer) for answers in changing if answers]
