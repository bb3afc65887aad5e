"""Visits 走访: whom to ask what, what each answer would decide, on which trip; values, worded when they are written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any

from chainlink.findings.asks import ASKS, EXISTS, GENERAL, Ask
from chainlink.findings.bands import BANDS
from chainlink.findings.words import worded

FIRM, DISTRICT, PARK = "firms", "districts", "parks"
"""The tables whose rows are addressees, and those whose rows are places."""
JOINS = ("park", "buyers", "chain", "alone")
"""What joins those met on a trip, told by its word under ``[visit]``: where_park, ..."""
WEIGHTS = dict(zip(BANDS, (4, 2, 1, 0), strict=True))
"""What a finding weighs in the worth of an answer, by the better of its bands before and after."""
DIRECTION_WEIGHT = 1
"""What a direction weighs at most: nobody here needs it yet."""
TRIPS, CALLS, DECLINED, COMPANIONS = 3, 5, 3, 5
"""How many trips, calls and findings to leave alone a head reads, and how many others a card names."""


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
        chains: the chains of the last addressee.
        supplies: the firms that it is recorded to supply; both join a trip where no park does.

    """

    id: str
    table: str
    addressees: tuple[str, ...]
    place: Place
    questions: tuple[Question, ...]
    weights: Mapping[str, int]
    bring: tuple[Row, ...] = ()
    also: tuple[Companion, ...] = ()
    chains: tuple[str, ...] = ()
    supplies: tuple[str, ...] = ()

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
    """The cards of one trip that a telephone does not settle, the most valuable first.

    Nobody drives to a firm before it is known to be still there.

    Attributes:
        place: a park, or a district where no park is known.
        cards: their ids.
        firms: who is met there, each once.
        worth: the weights of the findings that the answers decide, one of several cards once.
        findings: how many these are.
        joined: what joins those met: one of JOINS.
        through: the buyer whom all supply, or the chain of all; null where a park joins them, or one is met alone.

    """

    place: Place
    cards: tuple[str, ...]
    firms: tuple[str, ...]
    worth: int
    findings: int
    joined: str = "park"
    through: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A card whose first questions can be settled by telephone, up to the first that cannot, and the worth of these.

    Whether an addressee is still there decides what all its questions do.  ``also``: the cards of others who are asked
    the same, of nothing that this one is not asked about.
    """

    card: str
    questions: tuple[Question, ...]
    worth: int
    findings: int
    also: tuple[str, ...] = ()


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
        most: of how many firms, or pairs, one finding is asked at most.
        left: how many firms and pairs beyond that have no card for it, of all findings together.
        cut: how many findings these are.
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
    most: int = 0
    left: int = 0
    cut: int = 0
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
        """The cards that want a visit by their parks, or by what joins them, the most valuable trip first."""
        parks: dict[str, list[Card]] = {}
        apart: dict[str, list[Card]] = {}
        doubted = {key for card in self.cards if card.is_doubted for key in card.addressees}
        for card in self.cards:
            if card.place.id is not None and not card.by_phone and doubted.isdisjoint(card.addressees):
                places = parks if card.place.table == PARK else apart
                places.setdefault(card.place.id, []).append(card)
        trips = [_trip(cards, "park") for cards in parks.values()]
        trips += [_trip(cards, *join) for loose in apart.values() for join, cards in _joined(loose)]
        return tuple(sorted(trips, key=lambda trip: (-trip.worth, len(trip.cards), str(trip.place.id), trip.cards)))

    @property
    def calls(self) -> tuple[Call, ...]:
        """What can be settled by telephone, the most valuable first; nobody is called who is met on the first trips.

        Who is asked nothing that another is not asked too stands beside that other.
        """
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
        return tuple(_varied(sorted(calls, key=lambda call: -call.worth)))

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


def _trip(cards: Sequence[Card], joined: str, through: str | None = None) -> Trip:
    weights = {finding: weight for card in cards for finding, weight in card.weights.items()}
    return Trip(
        place=cards[0].place,
        cards=tuple(card.id for card in cards),
        firms=tuple(dict.fromkeys(card.addressees[-1] for card in cards if card.table == FIRM)),
        worth=sum(weights.values()),
        findings=len(weights),
        joined=joined,
        through=through,
    )


def _joined(cards: Sequence[Card]) -> Iterator[tuple[tuple[str, str | None], list[Card]]]:
    """Part the cards of a district without a park: who supply one buyer or are of one chain go together, else alone.

    What joins the most is taken first; a district alone joins nobody.
    """
    groups: dict[tuple[str, str], list[Card]] = {}
    for card in cards:
        for why, keys in (("buyers", card.supplies), ("chain", card.chains)):
            for key in keys:
                groups.setdefault((why, key), []).append(card)
    worth = {key: _trip(own, *key).worth for key, own in groups.items()}
    left = {card.id: card for card in cards}
    for join in sorted(groups, key=lambda key: (-worth[key], JOINS.index(key[0]), key[1])):
        own = [card for card in groups[join] if card.id in left]
        if len({card.addressees[-1] for card in own}) > 1:
            yield join, own
            for card in own:
                del left[card.id]
    alone: dict[str, list[Card]] = {}
    for card in left.values():
        alone.setdefault(card.addressees[-1], []).append(card)
    yield from ((("alone", None), own) for own in alone.values())


def _varied(calls: Iterable[Call]) -> Iterator[Call]:
    """Put beside the first call that asks it who is asked nothing else: the same questions about no other sectors.

    Whether somebody is still there is asked of each; it parts two calls only where nothing else is asked.
    """
    kept: dict[str, tuple[Call, set[tuple[str, str]], list[str]]] = {}
    asking: dict[tuple[str, str], list[str]] = {}
    for call in calls:
        about = {
            (question.code, key)
            for question in [question for question in call.questions if question.code != EXISTS] or call.questions
            for key in question.sectors or question.findings
        }
        earlier = (kept[card] for card in asking.get(min(about), ())) if about else ()
        alike = next((also for _, asked, also in earlier if about <= asked), None)
        if alike is not None:
            alike.append(call.card)
            continue
        kept[call.card] = (call, about, [])
        for pair in about:
            asking.setdefault(pair, []).append(call.card)
    return (replace(call, also=tuple(also)) for call, _, also in kept.values())


worded("what joins a trip", *(f"visit.where_{join}" for join in JOINS))
