"""一页纸: what the head of a bureau does next, on one A4 sheet; short where little is known, never filled up."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import NamedTuple
from urllib.parse import quote

from chainlink.findings.bands import CHASE, VISIT
from chainlink.findings.head import Since
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import NEAR
from chainlink.findings.visits import DECLINED, FIRM, Card, Visits
from chainlink.report.formats.html import render_sheet, site_values
from chainlink.report.layout.geometry import display_width
from chainlink.report.lists.head import box_columns, since_words
from chainlink.report.lists.signals import signal_line
from chainlink.report.lists.visits import VisitWords
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.district_tables import District
from chainlink.report.panels.findings import amount_words, basis_words
from chainlink.terms import number

COURT, PAIRS, LEAVE, ASK, AGAIN = 3, 3, 5, 6, 3
"""At most so many of each; of the not to chase at most ``AGAIN`` because a neighbour makes it already."""
PARK_REASONS = ("site_same", "site", "park_fit")
NAMED, PARKS = 3, 6


class Widths(NamedTuple):
    """Display widths (tenths of a half-width cell) to which texts are cut; ``full`` sets a crowded sheet smaller.

    ``calls``: how many calls stand on the sheet; the last ones go before the type gets smaller.
    """

    long: int
    middle: int
    short: int
    full: bool
    calls: int = ASK


FITTINGS = (
    Widths(1500, 900, 420, full=False),
    Widths(1500, 900, 420, full=False, calls=5),
    Widths(1500, 900, 420, full=False, calls=4),
    Widths(1500, 900, 420, full=True, calls=4),
    Widths(1300, 720, 420, full=True, calls=4),
    Widths(1100, 560, 340, full=True, calls=4),
    Widths(700, 380, 240, full=True, calls=4),
    Widths(480, 300, 200, full=True, calls=3),
)
"""Tried in this order until the sheet is one sheet; the district's page has every text whole."""
LINE = {False: (1180, 69.0), True: (1340, 81.0)}
"""How wide a printed line is, and how many lines a sheet has, in the usual and in the smaller type (one_page.css)."""


@dataclass(frozen=True, slots=True)
class Note:
    """A piece of text and the finding or firm it opens on the district's page (empty: none)."""

    text: str
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """A sector to court: its head, whether it must be verified first, and what is known of each thing asked."""

    head: Note
    mark: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """A pair to convene, or a sector to leave, with its reason."""

    head: Note
    mark: str
    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A visit card: whom, where and how (a visit, a call), what, and how many findings turn on the answers."""

    whom: Note
    where: str
    way: str
    what: tuple[str, ...]
    turns: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """The sheet of one district."""

    key: str
    lang: str
    title: str
    byline: str
    lead: str
    court: tuple[Target, ...]
    pairs: tuple[Advice, ...]
    leave: tuple[Advice, ...]
    ask: tuple[Ask, ...]
    coverage: tuple[str, ...]
    heading: str = "court"
    full: bool = False
    since: str = ""
    signals: tuple[str, ...] = ()

    @property
    def lines(self) -> float:
        """About how many printed lines the sheet takes."""
        line, _ = LINE[self.full]

        def high(*texts: str, share: float = 1.0, gap: int = 0) -> int:
            """Lines of texts that flow one after the other; a tenth is lost where words do not break."""
            return max(1, ceil(1.1 * sum(display_width(text) + gap for text in texts) / (line * share)))

        total = 14.5 + 1.5 * high(self.title, share=0.6) + 0.8 * high(self.byline) + high(*self.coverage)
        total += high(self.since) if self.since else 0
        total += 1.8 + sum(high(line) for line in self.signals) if self.signals else 0
        for target in self.court:
            who, *others = [head + words for head, words in target.facts]
            total += 1.5 + high(who) + high(*others, gap=120)
        for pair in self.pairs:
            total += high(pair.head.text, pair.mark, share=0.95) + high(pair.why) + 0.2
        for advice in self.leave:
            total += high(advice.head.text, advice.mark, advice.why, gap=20) + 0.2
        for ask in self.ask:
            whom = high(ask.whom.text, share=0.19) + high(ask.where, ask.way, share=0.19, gap=20)
            what = sum(high(question, share=0.46) for question in ask.what)
            total += 0.93 * max(whom, what, high(ask.turns, share=0.08)) + 0.35
        return total


def short(text: str, width: int) -> str:
    """Cut ``text`` to a display width, with … where something is left out."""
    if display_width(text) <= width:
        return text
    used, kept = 20, ""
    for sign in text:
        used += display_width(sign)
        if used > width:
            break
        kept += sign
    return kept + "…"


def one_page(wording: Wording, key: str, since: Since | None = None) -> OnePage:
    """Compose the sheet of the district ``key`` from its visit cards and findings.

    ``since``: what changed since the last run.
    """
    district = District(wording, key)
    sheet = _Composer(wording, district, FITTINGS[0], since).sheet()
    for widths in FITTINGS[1:]:
        if sheet.lines <= LINE[sheet.full][1]:
            break
        sheet = _Composer(wording, district, widths, since).sheet()
    return sheet


def render_one_page(sheet: OnePage, wording: Wording) -> str:
    """Render a sheet as one HTML file without a script; underlined words lead to the district's page."""

    def say(code: str, **parts: object) -> str:
        return wording.say(f"one_page.{code}", **parts)

    def href(panel: str) -> str:
        return f"districts/{sheet.key}.html#n={quote(panel, safe='')}"

    most = {"court": COURT, "pairs": PAIRS, "leave": LEAVE, "ask": ASK}
    screening = wording.say("page.screening")
    return render_sheet(
        "one_page.html.j2", "one_page.css", sheet=sheet, say=say, href=href, most=most, screening=screening,
        boxes=[column.heading for column in box_columns(wording)],
        **site_values(wording, f"{sheet.key}-one-page.html"),
    )  # fmt: skip


class _Composer:
    """Picks and words the blocks of one sheet."""

    def __init__(self, wording: Wording, district: District, widths: Widths, since: Since | None) -> None:
        self.wording = wording
        self.since = since
        self.words = None if wording.outcome.visits is None else VisitWords(wording, wording.outcome.visits)
        self.district = district
        self.widths = widths
        self.needed = [row for row in district.findings if district.key in (row["districts_needing"] or ())]

    def _say(self, code: str, **parts: object) -> str:
        return self.wording.say(f"one_page.{code}", **parts)

    def sheet(self) -> OnePage:
        """Compose the sheet."""
        wording = self.wording
        visits = [row for row in self.needed if row["band"] == VISIT and not row["with_project"]]
        court = self._in_order(row for row in visits if kind_of(row).asks_visit)[:COURT]
        pairs = [row for row in self.district.findings if kind_of(row).convenes and row["band"] in CHASE]
        pairs = [row for row in pairs if self._makers(row)]
        pairs = sorted(self._in_order(pairs), key=lambda row: not kind_of(row).is_pair)[:PAIRS]
        targets = tuple(self._target(row) for row in court)
        return OnePage(
            key=self.district.key,
            lang=wording.lang,
            title=self._say("title", name=short(self.district.name, 600)),
            byline=wording.byline(title=short(wording.title, 900)),
            lead=self._say(_lead(wording, self.district)),
            court=targets,
            heading="court" if any(target.mark == self._say("verified") for target in targets) else "court_verify",
            pairs=tuple(self._pair(row) for row in pairs),
            leave=tuple(self._leave({row["sector"] for row in pairs})),
            ask=tuple(self._asked()),
            coverage=tuple(_coverage(wording, self.district, self.widths.short)),
            full=self.widths.full,
            signals=tuple(self._signals()),
            since=since_words(self.words, self.since) if self.words and self.since else "",
        )

    def _signals(self) -> list[str]:
        """The first signals of the district: what moves before what fell silent."""
        here = [signal for signal in self.wording.outcome.signals if self.district.key in signal.districts]
        return [short(signal_line(self.wording, signal), self.widths.long) for signal in here[:NAMED]]

    # -- to court ------------------------------------------------------------------------------------------------
    def _mark(self, row: Row) -> str:
        """What must stand beside a finding: verified, or to be verified first."""
        return self._say("verified" if row["confidence"] == "verified" and row["band"] == VISIT else "verify")

    def _name(self, row: Row) -> str:
        return short(self.wording.subject(row), self.widths.short)

    def _firms(self, firms: Sequence[str] | None) -> str:
        return self.wording.few([short(self.wording.seated(firm), self.widths.short) for firm in firms or ()], NAMED)

    def _target(self, row: Row) -> Target:
        facts = (
            ("who", self._firms(row["buyers"])),
            ("volume", self._volume(row)),
            ("prospect", self._prospects(row["sector"])),
            ("park", self._park(row)),
            ("admission", self._admission(row)),
        )
        return Target(
            Note(self._name(row), f"g:{row['finding']}"),
            self._mark(row),
            tuple((self._say(code), short(words, self.widths.long)) for code, words in facts),
        )

    def _volume(self, row: Row) -> str:
        amount = amount_words(self.wording, row)
        if not amount:
            return self._say("not_stated")
        return self._say("value", value=amount, basis=basis_words(self.wording, row))

    def _prospects(self, sector: str) -> str:
        wording = self.wording
        unknown = wording.say("page.unknown")
        prospects = []
        for row in wording.index.tables["prospects"].iter_rows(named=True):
            if row["sector"] == sector:
                about = {"seat": row["seat"] or unknown, "signal": row["moving_signal"] or unknown}
                prospects.append(self._say("prospect_said", firm=wording.name("firms", row["firm"]), **about))
        return wording.few(prospects, NAMED) or self._say("no_prospect")

    def _park(self, row: Row) -> str:
        """Why which park, in the finding's own reasons."""
        reasons = {reason["code"]: reason for reason in row["reasons"] or ()}
        texts = [self.wording.reason("reason", reasons[code]) for code in PARK_REASONS if code in reasons]
        return self.wording.semi.join(texts) or self._say("no_park")

    def _admission(self, row: Row) -> str:
        gate = next((gate for gate in row["gates"] or () if gate["gate"] == "admission"), None)
        return self.wording.reason("gate_reason", gate) or self._say("not_stated")

    # -- to convene, to leave --------------------------------------------------------------------------------------
    def _makers(self, row: Row) -> list[str]:
        """The makers of a pair who do not supply each of its buyers already, as far as is on record."""
        index = self.wording.index
        state = self.wording.results.states.get((row["sector"], "region"))
        having, free = set(row["districts_having"] or ()), []
        for maker in (state[kind_of(row).maker] if state else ()) or ():
            links = [link for link in index.links_of.get(maker, ()) if link["supplier"] == maker]
            supplied = {link["buyer"] for link in links if row["sector"] in (link["sectors"] or ())}
            if (not having or index.district_of(maker) in having) and set(row["buyers"] or ()) - supplied:
                free.append(maker)
        return free

    def _advice(self, row: Row, text: str, mark: str, why: str, width: int) -> Advice:
        return Advice(Note(text, f"g:{row['finding']}"), mark, short(why, width))

    def _pair(self, row: Row) -> Advice:
        text = self._say(
            "pair", maker=self._firms(self._makers(row)), buyer=self._firms(row["buyers"]), sector=self._name(row)
        )
        why = self._question_of(row)
        long = self.widths.long
        return Advice(Note(short(text, long), f"g:{row['finding']}"), self._mark(row), short(why, long))

    def _leave(self, taken: set[str]) -> list[Advice]:
        """What not to chase: what the visits leave alone, in their order, then what is made next door already."""
        rows = {row["finding"]: row for row in self.needed if row["sector"] not in taken}
        declined = () if self._visits is None else self._visits.declined
        outside = [self._declined(rows[left.finding]) for left in declined if left.finding in rows]
        return [*outside[:DECLINED], *self._again(taken), *outside[DECLINED:]][:LEAVE]

    def _declined(self, row: Row) -> Advice:
        wording = self.wording
        failed = [wording.reason("gate_reason", gate) for gate in row["gates"] or () if gate["verdict"] == "fail"]
        band, why = wording.word("band", row["band"]), wording.semi.join(failed)
        return self._advice(row, self._name(row), band, why, self.widths.middle)

    def _again(self, taken: set[str]) -> list[Advice]:
        wording = self.wording
        advice = []
        for gap in [gap for gap in self.district.gaps if gap.near and gap.sector not in taken][:AGAIN]:
            where = wording.names("districts", wording.index.districts_of(gap.near))
            more = wording.say("page.and_more", n=len(gap.near)) if gap.near[NAMED:] else ""
            firms = short(wording.names("firms", gap.near[:NAMED]), self.widths.middle) + more
            name = short(wording.name("sectors", gap.sector), self.widths.short)
            mark = wording.word("standing", "closed") if gap.closed else wording.word("state", NEAR)
            why = self._say("reach_away", districts=where, firms=firms)
            advice.append(Advice(Note(name, f"s:{gap.sector}"), mark, short(why, self.widths.long)))
        return advice

    # -- to ask ----------------------------------------------------------------------------------------------------
    @cached_property
    def _visits(self) -> Visits | None:
        """The visits of the district; null where the run gathered none."""
        visits = self.wording.outcome.visits
        return None if visits is None else visits.within(self.district.key)

    def _in_order(self, rows: Iterable[Row]) -> list[Row]:
        """Put findings into the order of the cards whose answers decide them; the others after them, as they are."""
        cards = () if self._visits is None else self._visits.cards
        place = {finding: order for order, card in reversed([*enumerate(cards)]) for finding in card.weights}
        return sorted(rows, key=lambda row: place.get(row["finding"], len(cards)))

    def _question_of(self, row: Row) -> str:
        """What the cards ask about a finding; its reasons where they ask nothing."""
        visits, words = self.wording.outcome.visits, self.words
        asked = [(card, question) for card in (visits.cards if visits else ()) for question in card.questions]
        about = [(card, question) for card, question in asked if row["finding"] in question.findings]
        if words is not None and about:
            return words.question(*min(about, key=lambda pair: len(pair[1].findings)))
        return self.wording.semi.join(self.wording.reason("reason", reason) for reason in row["reasons"] or ())

    def _turns(self, card: Card) -> str:
        """Say how many findings the answers decide, by their kinds."""
        kinds = Counter(row["kind"] for row in self.district.findings if row["finding"] in card.weights)
        counts = [f"{self.wording.word('kind', kind)} {count}" for kind, count in kinds.items()]
        return self.wording.noted(self._say("turns", n=len(card.weights)), self.wording.joint.join(counts))

    def _asked(self) -> list[Ask]:
        """The first cards of the district, with all their questions in the order in which they are asked."""
        words = self.words
        if words is None or self._visits is None:
            return []
        return [
            Ask(
                Note(
                    short(words.who(card), self.widths.middle), f"f:{card.addressees[0]}" if card.table == FIRM else ""
                ),
                short(words.where(card.place), self.widths.short),
                self.wording.word("visit_way", "call" if card.by_phone else "trip"),
                tuple(short(text, self.widths.long) for text in words.first_questions(card, card.questions)),
                self._turns(card),
            )
            for card in self._visits.cards[: self.widths.calls]
        ]


def _lead(wording: Wording, district: District) -> str:
    """What stands over the sheet: here nobody knows the coverage, or it is low in the region, or neither."""
    here = next(iter(district.coverage()), None)
    if wording.index.tables["surveys"].is_empty() and (here is None or here["q"] is None):
        return "lead_unknown"
    return "lead_survey" if wording.results.survey_wanting else "lead"


def _coverage(wording: Wording, district: District, width: int) -> list[str]:
    rows = district.coverage()

    def say(code: str, row: Row, **parts: object) -> str:
        figures = {name: number(row[name]) for name in ("recorded", "resident")}
        return wording.say(f"one_page.{code}", **figures, **parts)

    lines = []
    for row in rows[:1]:
        unknown = wording.say("page.unknown")
        q = unknown if row["q"] is None else f"{round(100 * row['q'])}%"
        code = "recorded" if row["resident"] is None else "recorded_of"
        lines.append(say(code, row, year=row["year"] or unknown, q=q))
    parks = [row for row in rows if row["table"] == "parks"]
    known = [row for row in parks if row["resident"] is not None]
    if known:
        words = [say("park_recorded", row, park=short(wording.name("parks", row["id"]), width)) for row in known]
        lines.append(wording.say("one_page.parks_known", parks=wording.few(words, PARKS, "and_all")))
    if len(parks) > len(known):
        lines.append(wording.say("one_page.parks_unknown", n=len(parks) - len(known)))
    if wording.index.tables["surveys"].is_empty():
        lines.append(wording.say("one_page.no_survey"))
    return lines
