"""How the cards of a map look: the head of a sector, the firms under it."""

from collections import defaultdict

from chainlink.findings.states import BLANK, COMING, PLAIN, STATES
from chainlink.report.layout.columns import wrap
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.style import GREY
from chainlink.report.maps.cards import UNPLACED, Cards
from chainlink.report.panels.document import Look
from chainlink.terms import number

HEAD_CELLS, LEAD_CELLS, FIRM_CELLS, DETAIL_CELLS = 26, 23, 28, 34
MADE_MARKS = {"older": "older", "carried": "carried"}
"""What is said beside a maker whose material is older, or later than the year looked from."""
FIRM_MARKS = {**MADE_MARKS, "coming": "coming_short", "inferred": "inferred_short", "stale": "stale_short"}
"""What is said beside a firm by the group it stands in; all but makers are drawn dashed."""
MOST_FIRMS = 60
"""So many makers and users a card names, for its page to find it by them."""
MOST_NAMED = 8
"""So many makers at most are named on the card of a sector; more are counted."""
NAME_LINES = {"zh": 2, "en": 3}
"""The name of a sector takes so many lines at most: an English one is longer."""


def head_look(cards: Cards, sector: str) -> Look:
    """How the card of a sector looks."""
    wording = cards.wording
    if sector == UNPLACED:
        text, detail = wording.say("page.unplaced"), wording.say("page.unplaced_detail")
        return Look(cards.card(sector), wrap(text, HEAD_CELLS), detail, text, text, head=True, state=BLANK)
    state = wording.results.states.get((sector, "region"))
    row = wording.index.sectors[sector]
    kind = state["state"] if state else BLANK
    name = wording.name("sectors", sector)
    detail = _detail(cards, state)
    if sector in cards.guest:
        home = next(iter(wording.index.home_chains.get(sector, ())), None)
        detail = wording.say("page.guest", chain=wording.name("chains", home)) if home else detail
    muted = sector in cards.support or row["stage"] == "service"
    lead = cards.bands.get(sector, "")
    parts = (name, wording.word("state", kind), detail, wording.word("band", lead or None))
    makers, buyers = ((state[group] or () if state else ()) for group in ("makers", "needed_by"))
    coming = state["coming"] or () if state else ()
    districts = wording.index.districts_of([*makers, *buyers])
    return Look(
        key=cards.card(sector),
        lines=wrap(name, LEAD_CELLS if lead else HEAD_CELLS, NAME_LINES[wording.lang]),
        detail=wrap(detail, DETAIL_CELLS, 1)[0],
        name=name,
        spoken=wording.say("page.clause").join(filter(None, parts)),
        head=True,
        state="muted" if muted and STATES[kind].greys else kind,
        mark=wording.say(f"glyph.{kind}") if kind != PLAIN else "",
        districts=tuple(sorted(cards.inside.intersection(districts))),
        chains=tuple(wording.index.home_chains.get(sector, ())),
        bands=cards.bands_of.get(sector, ()),
        lead=lead,
        lead_mark=wording.say(f"glyph.{lead}") if lead else "",
        makers=tuple(dict.fromkeys([*makers, *coming]))[:MOST_FIRMS],
        users=tuple(buyers)[:MOST_FIRMS],
    )


def _detail(cards: Cards, state: Row | None) -> str:
    """The second line of a sector card: how many makers where, or who needs what is not recorded."""
    wording = cards.wording
    if state is None:
        return ""
    makers, needing = state["makers"] or (), len(state["needed_by"] or ())
    shown = makers or (state["coming"] if state["state"] == COMING else ()) or ()
    if cards.whole and 0 < len(shown) <= MOST_NAMED:
        return wording.joint.join(
            wording.noted(
                wording.name("firms", maker), wording.initials.get(wording.index.district_of(maker) or "", "?")
            )
            for maker in shown
        )
    if makers:
        count: dict[str, int] = defaultdict(int)
        for firm in makers:
            count[wording.index.district_of(firm) or ""] += 1
        sides = " ".join(
            f"{wording.initials.get(key, '?')}{count[key]}" for key in [*wording.index.region, ""] if count[key]
        )
        text = wording.say("page.makers", n=number(len(makers)), where=sides)
        return text + (wording.say("page.and_needed", n=number(needing)) if needing else "")
    kind = state["state"]
    if kind == BLANK and (state["inferred"] or state["stale"]):
        return wording.say("page.detail_doubtful")
    if STATES[kind].counted:
        return wording.say(f"page.detail_{kind}", n=number(needing), m=number(len(state["near"] or ())))
    return ""


def more_look(cards: Cards, sector: str) -> Look | None:
    """How the card looks that counts the firms of a sector for which the map has no room; it opens the sector."""
    count = len(cards.firms_of[sector]) - len(cards.shown[sector])
    if not count:
        return None
    text = cards.wording.say("page.more_firms", n=number(count))
    name = "" if sector == UNPLACED else cards.wording.name("sectors", sector)
    districts = cards.wording.index.districts_of(cards.firms_of[sector])
    return Look(
        key=f"{cards.card(sector)}@{sector}",
        lines=(text,),
        detail="",
        name=text,
        spoken=cards.wording.say("page.clause").join(filter(None, (text, name))),
        head=False,
        mark="…",
        colour=GREY,
        dashed=True,
        districts=tuple(sorted(cards.inside.intersection(districts))),
        chains=tuple(cards.wording.index.home_chains.get(sector, ())),
    )


def firm_look(cards: Cards, sector: str, firm: str) -> Look:
    """How the card of a firm under a sector looks."""
    wording = cards.wording
    row = wording.index.firms[firm]
    district = row["district"] or ""
    state = wording.results.states.get((sector, "region"))
    unnamed = row["named"] is False
    known = () if state is None else FIRM_MARKS if state["state"] == BLANK else (*MADE_MARKS, "coming")
    marks = [group for group in known if state and firm in (state[group] or ())]
    text = wording.noted(
        wording.name("firms", firm), wording.joint.join(wording.say(f"page.{FIRM_MARKS[mark]}") for mark in marks)
    )
    parts = (text, wording.name("districts", district), wording.name("sectors", sector) if sector != UNPLACED else "")
    return Look(
        key=cards.card(sector, firm),
        lines=wrap(text, FIRM_CELLS),
        detail="",
        name=text,
        spoken=wording.say("page.clause").join(filter(None, parts)),
        head=False,
        mark=wording.initials.get(district, "?")[:1],
        district=district,
        colour=wording.index.colours.get(district, GREY),
        dashed=unnamed or bool(set(marks) - set(MADE_MARKS)),
        districts=(district,) if district in cards.inside else (),
        chains=tuple(row["chains"] or wording.index.home_chains.get(sector, ())),
    )
