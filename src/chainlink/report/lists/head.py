"""What a head reads in half a minute, as lists: the same in pages, sheets, workbook, Word and on the terminal."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import partial

from chainlink.data.writing.table import NUMBER, PLAIN, Column, Record, Table, columns
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.head import BAND, CAME, CHANGES, KIND, WENT, Head, Move, Since, head_of
from chainlink.findings.visits import FIRM, Card, Trip
from chainlink.report.lists.visits import VisitWords
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import firm_panel
from chainlink.report.panels.panels import Panels

MOVES = 6
"""So many findings are named of each change; the rest is counted."""
BOXES = ("go", "by", "result")
"""What is written in by hand."""
SHAPES = {
    "trip": ("where", "who", "decides", "worth"),
    "call": ("who", "questions", "decides", "worth"),
    "declined": ("what", "why"),
    "trust": ("point", "words"),
}
"""The columns of each list after the number: what a line is about, what is told of it, what stands beside."""


def visit_listings(
    outcome: Outcome,
    *,
    district: str | None = None,
    top: int | None = None,
    since: Since | None = None,
    lang: str = "zh",
) -> list[Table]:
    """Return what a head reads in half a minute, and the cards, the most valuable first.

    Args:
        outcome: the outcome of a run that gathered visits.
        district: the id of a district 区县: only what is to be asked there.
        top: how many cards at most.
        since: what changed since an earlier run; None: there was none.
        lang: the language of the headings and words.

    Raises:
        CallError: the run gathered none.

    """
    if outcome.visits is None:
        raise CallError("no_visits")
    visits = outcome.visits if district is None else outcome.visits.within(district)
    words = VisitWords(Wording(outcome, lang), outcome.visits)
    return [*head_tables(words, head_of(visits, since)), words.cards(visits.cards[:top])]


def first_tables(wording: Wording, since: Since | None, panels: Panels) -> list[Table]:
    """Return the head of a page, whose lines open what they tell of; empty where the run gathered no visits."""
    visits = wording.outcome.visits
    if visits is None:
        return []
    head, words = head_of(visits, since), VisitWords(wording, visits)
    opened = {
        "trip": [_trip_panel(panels, words, trip) for trip in head.trips],
        "call": [_firm_panel(panels, words.by_id[call.card]) for call in head.calls],
        "declined": [finding_panel(panels, words.rows[row.finding]) for row in head.declined],
    }
    return [
        replace(
            table,
            records=tuple(
                replace(record, panel=panel)
                for record, panel in zip(table.records, opened.get(table.key, [""] * len(table.records)), strict=True)
            ),
        )
        for table in head_tables(words, head)
    ]


def _trip_panel(panels: Panels, words: VisitWords, trip: Trip) -> str:
    """Compose the panel of a trip: who is met there, and what each is asked."""
    sections = []
    for key in trip.cards[: panels.most]:
        card = words.by_id[key]
        asked = tuple(map(Item, words.questions(card, card.questions)))
        sections.append((words.who(card), (Item(words.decides(card), _firm_panel(panels, card)), *asked)))
    if rest := panels.rest(len(trip.cards)):
        sections.append((words.say("card_title"), rest))
    name = f"j:{trip.place.id}"
    panels.found[name] = Panel(words.where(trip.place), (words.say("findings", n=trip.findings),), tuple(sections))
    return name


def _firm_panel(panels: Panels, card: Card) -> str:
    return firm_panel(panels, card.addressees[0]) if card.table == FIRM else ""


def card_table(wording: Wording, top: int | None = None) -> Table:
    """Return the visit cards, the most valuable first.

    Raises:
        CallError: the run gathered none.

    """
    visits = wording.outcome.visits
    if visits is None:
        raise CallError("no_visits")
    return VisitWords(wording, visits).cards(visits.cards[:top])


def box_columns(wording: Wording) -> tuple[Column, ...]:
    """Return the columns to write in by hand: who goes, by when, what came of it."""
    return columns({key: wording.word("visit_column", key) for key in BOXES})


def head_tables(words: VisitWords, head: Head) -> list[Table]:
    """Return three trips, five calls, three to leave alone, what changed since the last run, how far to trust it."""
    parts = [
        _table(words, "trip", words.trips(head.trips), head.trips),
        _table(words, "call", words.calls(head.calls), head.calls),
        _table(words, "declined", words.declined(head.declined), head.declined),
    ]
    if head.since is not None:
        parts.append(_changed(words, head.since))
    points = words.trust(head.trust)
    trust = _table(words, "trust", points, ())
    data = asdict(head.trust) | {"words": {point["id"]: point["words"] for point in points}}
    return [*parts, replace(trust, data=[data])]


def _table(words: VisitWords, key: str, lines: Sequence[dict[str, object]], values: Sequence[object]) -> Table:
    """Return a list of the head; for programs each line is its value, and its words beside it."""
    naming, long, *beside = SHAPES[key]
    heads = {name: words.heading(name) for name in ("order", naming, long, *beside)}
    made = columns(heads, kinds={"order": PLAIN, "worth": NUMBER}, long=(long,), naming=(naming,))
    data = [asdict(value) | {"words": line} for value, line in zip(values, lines, strict=False)]  # type: ignore[call-overload]
    return Table(key, words.say(f"{key}_title"), made, tuple(map(Record, lines)), data=data)


def _changed(words: VisitWords, since: Since) -> Table:
    """Return what became of the findings since the last run, each kind of change a line."""
    by_change = {change: [move for move in since.moves if move.change == change] for change in CHANGES}
    lines = [
        {
            "order": order,
            "change": words.wording.word("since_change", change),
            "count": len(moves),
            "which": words.some(moves, MOVES, partial(_move, words)),
        }
        for order, (change, moves) in enumerate(((key, moves) for key, moves in by_change.items() if moves), start=1)
    ]
    heads = {name: words.heading(name) for name in ("order", "change", "which", "count")}
    made = columns(heads, kinds={"order": PLAIN, "count": NUMBER}, long=("which",), naming=("change",))
    data = [asdict(move) for move in since.moves]
    return Table("since", since_words(words, since), made, tuple(map(Record, lines)), data=data)


def since_words(words: VisitWords, since: Since) -> str:
    """Say in a line how many findings came, went or changed since the last run; that none did where none did."""
    run = {"version": since.version, "as_of": since.as_of}
    counts = [
        words.say("since_count", change=words.wording.word("since_change", change), n=since.count(change))
        for change in CHANGES
        if since.count(change)
    ]
    changed = words.say("since", counts=words.wording.joint.join(counts), **run)
    text = changed if counts else words.say("since_same", **run)
    return text if since.settled else words.wording.semi.join((text, words.say("since_other")))


def _move(words: VisitWords, move: Move) -> str:
    wording = words.wording
    (kind_before, kind), (band_before, band) = move.kinds, move.bands
    parts = {
        "sector": wording.name("sectors", move.sector),
        "kind": wording.word("kind", kind),
        "kind_before": wording.word("kind", kind_before),
        "band": wording.word("band_mark", band),
        "band_before": wording.word("band_mark", band_before),
    }
    code = {CAME: "since_came", WENT: "since_went", KIND: "since_kind", BAND: "since_band"}[move.change]
    return words.say(code, **parts)
