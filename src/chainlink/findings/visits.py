"""Visits 走访: whom to ask what, what each answer would decide, on which trip; values, worded when they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from chainlink.findings.bands import BANDS
from chainlink.findings.words import worded

FIRM, DISTRICT, PARK = "firms", "districts", "parks"
"""The tables whose rows are addressees, and those whose rows are places."""
WEIGHTS = dict(zip(BANDS, (4, 2, 1, 0), strict=True))
"""What a finding weighs in the worth of an answer, by the better of its bands before and after."""
DIRECTION_WEIGHT = 1
"""What a direction weighs at most: nobody here needs it yet."""
TRIPS, CALLS, DECLINED, COMPANIONS = 3, 5, 3, 5
"""How many trips, calls and findings to leave alone a head reads, and how many others a card names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question as it is asked of one addressee, with its word under ``[visit_question]``.

    Attributes:
        id: the code of the findings' question that it gathers, or one of its own.
        answers: what may be answered, each with its word under ``[visit_answer]``; empty: no table holds an answer to
            it, so that its worth is the findings that it touches.
        each: an answer names one of the sectors; else it is tried for all of them at once.
        by_phone: it can be settled without going there.

    """

    id: str
    answers: tuple[str, ...] = ()
    each: bool = False
    by_phone: bool = False


ASKS = {
    ask.id: ask
    for ask in (
        Ask(id="exists", answers=("working", "closed"), by_phone=True),
        Ask(id="makes", answers=("product", "another"), each=True, by_phone=True),
        Ask(id="sells", answers=("supply", "another"), each=True, by_phone=True),
        Ask(id="admission", answers=("allowed", "prohibited"), by_phone=True),
        Ask(id="admission_class", answers=("allowed", "prohibited"), by_phone=True),
        Ask(id="unexplained", answers=("supply", "another"), each=True, by_phone=True),
        Ask(id="inferred", answers=("made", "not_made"), by_phone=True),
        Ask(id="stale", answers=("made", "not_made"), by_phone=True),
        Ask(id="kin", answers=("made", "not_made"), by_phone=True),
        Ask(id="coming", answers=("made", "not_made"), by_phone=True),
        Ask(id="planned"),
        Ask(id="origin_size", answers=("own", "local", "outside", "large", "small")),
        Ask(id="origin", answers=("own", "local", "outside")),
        Ask(id="origin_service", answers=("own", "local", "outside")),
        Ask(id="origin_why", answers=("own", "local")),
        Ask(id="buys", answers=("local", "outside")),
        Ask(id="near_supplied"),
        Ask(id="near_partner"),
        Ask(id="match", answers=("supplies",)),
        Ask(id="hq"),
        Ask(id="with_project"),
        Ask(id="strengthen"),
        Ask(id="visit"),
        Ask(id="similar", answers=("plans",), each=True, by_phone=True),
        Ask(id="invite"),
        Ask(id="extend", answers=("plans",), each=True),
    )
}
"""The questions in the order asked of one addressee: whether it is there, what it makes, ..., what it might make."""
EXISTS = "exists"
"""Whether it is still there, which is asked first where the last news of it is old."""
GENERAL = "visit"
"""How a question is asked that is not in the table."""
VARIANTS = ("makes_one", "makes_supplied", "sells_supplied")
"""Further words of a question: about a single sector, and of a supply on record whose product is not stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an answer does to a finding: its band before and after; ``after`` null where it is no finding any more.

    Of a match, which is settled pair by pair, both bands may be the same.

    ``kinds`` are the kinds of finding that stand for its sector then and did not before.
    """

    finding: str
    before: str
    after: str | None
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A possible answer, and what it changes; ``sector`` null: it is for all sectors of the question.

    ``arising``: how many findings there would be that there are not now.
    """

    code: str
    sector: str | None
    changes: tuple[Change, ...]
    arising: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to one addressee, about all its sectors at once.

    Attributes:
        code: the row of ASKS.
        sectors: what it is about, those of the best findings first.
        parts: what else its words name (firm_from, pairs, env_class, year), as in the parts of a reason.
        findings: the findings that it touches.
        answers: what each answer would change; null where none was tried.

    """

    code: str
    sectors: tuple[str, ...]
    parts: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[str, ...]
    answers: tuple[Answer, ...] | None = None

    @property
    def ask(self) -> Ask:
        """How it is asked."""
        return ASKS.get(self.code, ASKS[GENERAL])

    @property
    def decided(self) -> tuple[str, ...]:
        """The findings that at least one answer would change; where none was tried, those that it touches."""
        if self.answers is None:
            return self.findings
        return tuple(dict.fromkeys(change.finding for answer in self.answers for change in answer.changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an addressee is: a park, or the district where no park is known; ``id`` null: neither is."""

    table: str
    id: str | None
    district: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row to take along: what is on record about the addressee, or what the question rests on."""

    table: str
    row: int
    file: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Companion:
    """Another card of the same trip: ``why`` is park, district or buyers; ``buyers``: whom both supply, on record."""

    card: str
    why: str
    buyers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A visit card 走访卡: all that is to be asked of one addressee.

    Attributes:
        id: the addressees, joined.
        table: ``firms``, or ``districts`` where an office answers.
        addressees: one id; two firms where a pair is to be brought together.
        place: where they are; of a pair, where the buyer is.
        questions: in the order in which they are asked.
        weights: the findings that its answers decide, and what each weighs.
        bring: the rows to take along.
        also: who else to ask on the same trip, the most valuable first.

    """

    id: str
    table: str
    addressees: tuple[str, ...]
    place: Place
    questions: tuple[Question, ...]
    weights: Mapping[str, int]
    bring: tuple[Row, ...] = ()
    also: tuple[Companion, ...] = ()

    @property
    def worth(self) -> int:
        """The value of its answers: the weights of the findings that they decide, each once."""
        return sum(self.weights.values())

    @property
    def by_phone(self) -> bool:
        """Whether nobody need go there: each of its questions can be settled by telephone."""
        return all(question.ask.by_phone for question in self.questions)

    @property
    def is_doubted(self) -> bool:
        """Whether it is first asked whether the addressee is still there."""
        return any(question.code == EXISTS for question in self.questions)

    @property
    def is_estimate(self) -> bool:
        """Whether part of its worth is only the findings touched: no answer of that question was tried."""
        return any(question.answers is None for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """The cards of one place that a telephone does not settle, the most valuable first.

    Nobody drives to a firm before it is known to be still there.  ``worth`` counts a finding of several cards once;
    ``firms``: who is met there, each once.
    """

    place: Place
    cards: tuple[str, ...]
    firms: tuple[str, ...]
    worth: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A card whose first questions can be settled by telephone, up to the first that cannot, and the worth of these.

    Whether an addressee is still there decides what all its questions do.
    """

    card: str
    questions: tuple[Question, ...]
    worth: int
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined:
    """A finding that asks nothing, with the gate that fails: a reason that can be checked."""

    finding: str
    sector: str
    districts: tuple[str, ...]
    gate: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far to trust it.

    Attributes:
        recorded: the firms on record in the region.
        resident: the firms stated to be there, in the districts that state it; null: none does.
        districts: how many districts there are.
        stated: how many of them state it.
        bound: how many answers might be tried.
        tried: how many were.
        untried: how many more there are.
        beyond: the questions that these belong to, whose worth is an estimate.
        untold: the questions to which no table holds an answer, whose worth is an estimate too.
        backtest: the sentence of a backtest; null where none was made.

    """

    recorded: int
    resident: int | None
    districts: int
    stated: int
    bound: int
    tried: int
    untried: int
    beyond: int
    untold: int
    backtest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visits:
    """The cards in their order, what asks nothing, and how far to trust both; trips and calls follow from the cards."""

    cards: tuple[Card, ...]
    declined: tuple[Declined, ...]
    trust: Trust

    def card(self, key: str) -> Card:
        """Return the card with the id ``key``."""
        return next(card for card in self.cards if card.id == key)

    @property
    def trips(self) -> tuple[Trip, ...]:
        """The cards that want a visit by their places, the most valuable trip first."""
        places: dict[tuple[str, str], list[Card]] = {}
        doubted = {key for card in self.cards if card.is_doubted for key in card.addressees}
        for card in self.cards:
            if card.place.id is not None and not card.by_phone and doubted.isdisjoint(card.addressees):
                places.setdefault((card.place.table, card.place.id), []).append(card)
        trips = []
        for cards in places.values():
            weights = {finding: weight for card in cards for finding, weight in card.weights.items()}
            trip = Trip(
                place=cards[0].place,
                cards=tuple(card.id for card in cards),
                firms=tuple(dict.fromkeys(card.addressees[-1] for card in cards if card.table == FIRM)),
                worth=sum(weights.values()),
                findings=len(weights),
            )
            trips.append(trip)
        return tuple(sorted(trips, key=lambda trip: (-trip.worth, len(trip.cards), str(trip.place.id))))

    @property
    def calls(self) -> tuple[Call, ...]:
        """What can be settled by telephone, the most valuable first; nobody is called who is met on the first trips."""
        by_id = {card.id: card for card in self.cards}
        met = {key for trip in self.trips[:TRIPS] for card in trip.cards for key in by_id[card].addressees}
        calls = []
        for card in self.cards:
            first = tuple(takewhile(lambda question: question.ask.by_phone, card.questions))
            decided = {finding for question in first for finding in question.decided}
            if card.is_doubted:
                decided.update(card.weights)
            worth = sum(card.weights.get(finding, 0) for finding in decided)
            if worth and met.isdisjoint(card.addressees):
                calls.append(Call(card=card.id, questions=first, worth=worth, findings=len(decided)))
        return tuple(sorted(calls, key=lambda call: -call.worth))

    def within(self, district: str) -> Visits:
        """Return what concerns one district: who is to be asked there, what it should not chase."""
        return replace(
            self,
            cards=tuple(card for card in self.cards if card.place.district == district),
            declined=tuple(row for row in self.declined if district in row.districts),
        )


def in_order(cards: Iterable[Card]) -> list[Card]:
    """Return cards in their order: by worth; of equals those that surely are there and have fewer questions first.

    Example:
        >>> common = {"table": FIRM, "place": Place(table=DISTRICT, id="wan", district="wan"), "questions": ()}
        >>> cards = [Card(id=key, addressees=(key,), weights={"f": n}, **common) for n, key in enumerate("ab")]
        >>> [card.id for card in in_order(cards)]
        ['b', 'a']

    """
    return sorted(cards, key=lambda card: (-card.worth, card.is_doubted, len(card.questions), card.id))


def with_companions(cards: Sequence[Card], supplied: Mapping[str, Collection[str]]) -> list[Card]:
    """Say on each card who else to ask on the same trip: same park, then same district, then same buyers.

    Whom it is first to be asked by telephone whether they are still there, nobody drops in on.

    ``supplied`` are the firms that each firm is recorded to supply; what somebody needs is no supply.

    Example:
        >>> common = {"table": FIRM, "place": Place(table=DISTRICT, id="wan", district="wan"), "questions": ()}
        >>> cards = [Card(id=key, addressees=(key,), weights={}, **common) for key in "ab"]
        >>> with_companions(cards, {})[0].also
        (Companion(card='b', why='district', buyers=()),)

    """
    there = [card for card in cards if not card.is_doubted]
    mine = {card.id: {buyer for key in card.addressees for buyer in supplied.get(key, ())} for card in cards}
    together: dict[tuple[str, str | None], list[Card]] = {}
    for card in there:
        for both in _shared(card, mine[card.id]):
            together.setdefault(both, []).append(card)
    place = {card.id: order for order, card in enumerate(there)}
    companions = []
    for card in cards:
        also: dict[str, Companion] = {}
        for why, shared in _shared(card, mine[card.id]):
            # Of so many at most COMPANIONS are new: the others stand on the card already, or are the card itself.
            for other in together.get((why, shared), ())[: len(SHARED) * COMPANIONS + 1]:
                if other.id != card.id and other.id not in also:
                    common = tuple(sorted(mine[card.id] & mine[other.id])) if why == "buyers" else ()
                    also[other.id] = Companion(card=other.id, why=why, buyers=common)
        nearest = sorted(also.values(), key=lambda other: (SHARED.index(other.why), place[other.card]))
        companions.append(replace(card, also=tuple(nearest[:COMPANIONS])))
    return companions


SHARED = ("park", "district", "buyers")
"""What two cards of one trip share, the nearest first."""


def _shared(card: Card, buyers: Collection[str]) -> list[tuple[str, str | None]]:
    """Return what a card may share with others: its park, its district, each of whom it supplies."""
    park = [("park", card.place.id)] if card.place.table == PARK and card.place.id is not None else []
    district = [("district", card.place.district)] if card.place.district is not None else []
    return [*park, *district, *(("buyers", buyer) for buyer in sorted(buyers))]


for _ask in ASKS.values():
    worded(f"question {_ask.id}", f"visit_question.{_ask.id}")
    worded(f"question {_ask.id}", *(f"visit_answer.{answer}" for answer in _ask.answers))
worded("further words of a question", *(f"visit_question.{_variant}" for _variant in VARIANTS))
