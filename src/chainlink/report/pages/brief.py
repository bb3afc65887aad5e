"""One page to take along 一企一策 一环一策: a firm or a sector, what to do about it, how sure it is, whom to ask."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chainlink import terms
from chainlink.data.lookup import find, names_of, near
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import BLANK
from chainlink.report.formats.templating import rendered
from chainlink.report.formats.word import Cell, Writer
from chainlink.report.lists.signals import lines_about
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief_words import FEW, NEED, BriefWords
from chainlink.report.pages.word_report import how_sure
from chainlink.report.panels.findings import amount_words

FEWER = 3
"""So many lines stand in a short block of the page."""
LONG = 220
"""A line of more signs (a Chinese one counts two) is cut at a comma: the page must stay one page."""
NEAR = ("near_makers", "maker_here", "origin_known", "coming", "projects", "inferred", "stale", "unexplained", "lapsed")
PARK = ("park_fit", "site_same", "site")
SURE = (
    "spent", "verified_survey", "verified_statement", "unrecorded", "wish", "capacity_short", "said_weak", "no_link",
)  # fmt: skip
PRINTED, LINE, LINE_EN, LABEL, EDGE = 43.0, 80, 96, 14, 0.3
"""A page holds so many lines of print, a line (in English) and a label so many signs (a Chinese one counts two)."""
WIDE_FROM = 0x2E7F
DOCX, HTML = "docx", "html"


@dataclass(slots=True)
class _Block:
    """A headed list while the page is being fitted: all its lines, and how many are shown."""

    head: str
    lines: list[str]
    shown: int

    def __init__(self, head: str, lines: Iterable[str], most: int = FEW) -> None:
        self.head = head
        self.lines = list(dict.fromkeys(_short(line) for line in lines if line))
        self.shown = min(most, len(self.lines))

    def height(self, label: str, room: int) -> float:
        """How many lines of print it takes beside its label, a line holding ``room`` signs."""
        beside = _printed(label, LABEL) + (1 if self.shown < len(self.lines) else 0)
        return EDGE + max(beside, sum(_printed(line, room) for line in self.lines[: self.shown]))


@dataclass(frozen=True, slots=True)
class Brief:
    """One page: what it is called, a few lines to begin with, then blocks: label, how many there are in all, lines."""

    key: str
    lang: str
    title: str
    byline: str
    verdict: tuple[str, ...]
    blocks: tuple[tuple[str, str, tuple[str, ...]], ...]


def brief(outcome: Outcome, name: str, *, lang: str = "zh") -> Brief:
    """Compose the page of the firm, the sector or the finding that ``name`` means.

    Raises:
        CallError: nothing, or several things, bear the name.

    """
    wording = Wording(outcome, lang)
    tables = outcome.dataset.tables
    wanted = name.strip()
    gap = next((row for row in wording.results.findings if row["finding"] == wanted), None)
    if gap:
        return sector_brief(wording, gap["sector"])
    briefs: dict[str, Callable[[Wording, str], Brief]] = {"firm": firm_brief, "sector": sector_brief}
    known: list[str] = []
    for key, compose in briefs.items():
        names = names_of(tables[f"{key}s"], key)["name"]
        if wanted.lower() in names.str.to_lowercase():
            return compose(wording, find(tables[f"{key}s"], key, wanted, lang=lang))
        known += names.to_list()
    what = terms.word("what.firm_or_sector", lang)
    raise CallError("unknown_name", name=wanted, what=what, near=near(known, wanted, lang=lang))


def sector_brief(wording: Wording, key: str) -> Brief:
    """Compose the page of a sector 一环一策 by its id."""
    words = BriefWords(wording)
    rows = _stated_first(row for row in wording.results.findings if row["sector"] == key)
    state = wording.results.states.get((key, "region"))
    verdict = [words.wording.noted(words.verdict(row), how_sure(wording, row)) for row in rows[:FEWER]]
    region = wording.names("districts", wording.index.region)
    standing = words.say("state", region=region, state=wording.word("state", state["state"] if state else BLANK))
    buyers = list(dict.fromkeys(firm for row in rows for firm in row["buyers"] or ()))
    buyers = buyers or list((state["needed_by"] if state else None) or ())
    needs = words.reasons(rows, NEED)
    decided = any(wording.index.firms[firm]["purchasing"] for firm in buyers if firm in wording.index.firms)
    if buyers and (decided or not needs):
        needs.insert(0, wording.few([words.buyer(firm) for firm in buyers], FEW + 1))
    links = [
        wording.index.links[link] for link in (state["links"] if state else None) or () if link in wording.index.links
    ]
    written: set[str] = set()
    worth = [f"{wording.name('firms', link['supplier'])} → {words.trade(link, 'buyer', written)}" for link in links]
    worth += words.reasons(rows, SURE)
    if buyers and not any(amount_words(wording, row) for row in rows):
        worth.append(words.say("no_value"))
    near_by = [*_supply(words, state), *words.reasons(rows, NEAR), *_prospects(words, key)]
    if not near_by and not (state and state["recorded"]):
        near_by = [words.say("none_near")]
    sector = wording.index.sectors[key]
    return _fitted(
        words,
        key,
        words.say("sector_title", name=wording.name("sectors", key)),
        (standing, *(verdict or [words.say("no_finding")])),
        (
            _Block("signals", lines_about(wording, key), FEWER),
            _Block("who_needs", needs or [words.say("none_needs")]),
            _Block("worth", worth),
            _Block("near", near_by),
            _Block("where", [*words.reasons(rows, PARK), *_admission(words, rows)]),
            _Block("ask", [*words.questions(rows), *_volume(words, buyers)]),
            _Block("open", [*words.open_gates(rows), *_coverage(words)]),
            _Block("rests", words.evidence(rows, [sector, *links]), FEWER + 1),
        ),
    )


def _stated_first(rows: Iterable[Row]) -> list[Row]:
    """Put the gaps that a survey or an official statement states before what only the records suggest."""
    return sorted(rows, key=lambda row: row["confidence"] != "verified")


def _supply(words: BriefWords, state: Row | None) -> list[str]:
    """Who makes it here, next door, soon, or perhaps."""
    if state is None:
        return []
    groups = {
        "makers": ("makers", "older"),
        "near_firms": ("near",),
        "coming": ("coming",),
        "to_check": ("inferred", "stale"),
    }
    known = {code: [firm for part in parts for firm in state[part] or ()] for code, parts in groups.items()}
    return [words.say(code, firms=words.firms(dict.fromkeys(firms))) for code, firms in known.items() if firms]


def _prospects(words: BriefWords, sector: str) -> list[str]:
    """Named firms that might come."""
    unknown, lines = words.say("nothing_known"), []
    for row in words.wording.index.tables["prospects"].iter_rows(named=True):
        if row["sector"] == sector:
            about = {"seat": row["seat"] or unknown, "signal": row["moving_signal"] or unknown}
            lines.append(words.say("prospect", firm=words.wording.name("firms", row["firm"]), **about))
    return lines


def _admission(words: BriefWords, rows: Iterable[Row]) -> list[str]:
    """What the gate of admission says."""
    gates = [gate for row in rows for gate in row["gates"] or () if gate["gate"] == "admission"]
    return [words.wording.reason("gate_reason", gate) for gate in gates]


def _volume(words: BriefWords, buyers: Sequence[str]) -> list[str]:
    if not buyers:
        return []
    return [words.say("ask_volume", firms=words.wording.names("firms", buyers[:FEWER]), volume=words.say("volume"))]


def _coverage(words: BriefWords) -> list[str]:
    """What the list of firms may have missed."""
    if words.wording.results.survey_wanting:
        return [words.say("survey")]
    stated = words.wording.outcome.coverage.drop_nulls("resident").height
    return [] if stated else [words.say("coverage_unknown")]


def firm_brief(wording: Wording, key: str) -> Brief:
    """Compose the page of a firm 一企一策 by its id."""
    words, firm = BriefWords(wording), wording.index.firms[key]
    makes, findings = wording.index.capabilities.get(key, ()), wording.results.findings
    made = {capability["sector"] for capability in makes if capability["status"] == "made"}
    wants = _stated_first(row for row in findings if key in (row["buyers"] or ()) and kind_of(row).is_need)
    sold_by = [row for row in findings if key not in (row["buyers"] or ())]
    offers = [row for row in sold_by if _names(row, key) or (kind_of(row).is_pair and row["sector"] in made)]
    extends = [row for row in offers if not kind_of(row).is_need]
    perhaps = [row for row in findings if row not in wants and _asks(row, key)]
    offers = [row for row in offers if kind_of(row).has_maker]
    offers += [row for row in perhaps if row not in offers and kind_of(row).is_need]
    links = [link for link in wording.index.links_of.get(key, ()) if link["relation"] != "ownership"]
    written: set[str] = set()
    sold = [words.trade(link, "buyer", written) for link in links if link["supplier"] == key]
    bought = [words.trade(link, "supplier", written) for link in links if link["buyer"] == key]
    none = wording.say("page.none_recorded")
    near_by = words.reasons(wants, NEAR)
    about = [*wants, *offers, *extends]
    asked = [row for row in about if _asks(row, key)]
    return _fitted(
        words,
        key,
        words.say("firm_title", name=wording.name("firms", key)),
        [wording.told(words.verdict(row), words.subject(row)) for row in about[:FEWER]] or [words.say("no_finding")],
        (
            _Block("who", _identity(words, key, firm), FEW + 1),
            _Block("signals", lines_about(wording, key), FEWER),
            _Block("sells", sold or [none], FEWER + 1),
            _Block("buys", bought or [none], FEWER + 1),
            _Block("wants", [words.wording.noted(words.marked(row), how_sure(wording, row)) for row in wants]),
            _Block("offers", map(words.line, offers), FEWER),
            _Block("extends", words.lines(extends), FEWER),
            _Block("near", near_by or ([words.say("none_near")] if wants else []), FEWER),
            _Block("where", [*_park(words, firm), *words.reasons(wants, PARK)], FEWER + 1),
            _Block("ask", words.questions([*asked, *(row for row in about if row not in asked)])),
            _Block("open", [*_unknown(words, key, firm, links), *words.open_gates(wants)]),
            _Block("rests", words.evidence(about, [firm, *links]), FEWER + 1),
        ),
    )


def _identity(words: BriefWords, key: str, firm: Row) -> list[str]:
    """Name, chains, status, what it makes, what is claimed of it."""
    wording = words.wording
    status = wording.index.statuses.get(key)
    was = (
        wording.say("page.was", status=wording.word("firm_status", status["status"]), year=status["year"])
        if status
        else ""
    )
    chains = wording.names("chains", firm["chains"])
    anchor = wording.say("page.anchor") if firm["anchor"] else ""
    makes = [
        wording.noted(wording.name("sectors", capability["sector"]), wording.standing_of(capability))
        for capability in wording.index.capabilities.get(key, ())
    ]
    claims = [wording.claim_text(claim) for claim in wording.index.claims_of.get(("firms", key), ())]
    first = " · ".join(part for part in (firm["legal_name"] or firm["name"], chains, was, anchor) if part)
    return [first, wording.joint.join(makes) or words.say("product_unknown"), *claims]


def _park(words: BriefWords, firm: Row) -> list[str]:
    wording = words.wording
    district = wording.name("districts", firm["district"])
    if not firm["park"]:
        return [words.say("seat", district=district) if district else words.say("not_seated")]
    lines = [words.say("seat_park", park=wording.name("parks", firm["park"]), district=district)]
    lead = wording.index.parks[firm["park"]]["lead_chains"] if firm["park"] in wording.index.parks else None
    if lead:
        lines.append(
            words.say("lead_fit", park=wording.name("parks", firm["park"]), chains=wording.names("chains", lead))
        )
    return lines


def _unknown(words: BriefWords, key: str, firm: Row, links: Sequence[Row]) -> list[str]:
    """What the data do not tell of a firm."""
    wording = words.wording
    lines = [] if firm["purchasing"] else [words.say("purchasing_unknown")]
    lines += [] if wording.index.capabilities.get(key) else [words.say("product_unknown")]
    claims = (wording.index.claims_of.get(("links", link["link"]), ()) for link in links)
    bare = sum(all(wording.index.claims[claim]["measure"] != "amount" for claim in about) for about in claims)
    return [*lines, *([words.say("no_amounts", n=bare)] if bare else [])]


def _fitted(words: BriefWords, key: str, title: str, verdict: Iterable[str], blocks: Iterable[_Block]) -> Brief:
    """Fit the blocks to one page: the tallest gives up a line until all stand on it, and says so."""
    wording = words.wording
    labelled, first = {words.say(block.head): block for block in blocks if block.lines}, tuple(verdict)
    room, wide = PRINTED - sum(map(_printed, first)), LINE if wording.lang == "zh" else LINE_EN
    while sum(block.height(label, wide) for label, block in labelled.items()) > room:
        longer = [(block.height(label, wide), label) for label, block in labelled.items() if block.shown > 1]
        if not longer:
            break
        labelled[max(longer, key=lambda pair: pair[0])[1]].shown -= 1
    shown = []
    for label, block in labelled.items():
        more = words.say("more", n=len(block.lines)) if block.shown < len(block.lines) else ""
        shown.append((label, more, tuple(block.lines[: block.shown])))
    return Brief(key, wording.lang, title, wording.byline("brief.byline"), first, tuple(shown))


def _names_in(reason: Row, firm: str) -> bool:
    """Whether a reason or question names a firm."""
    values = json.loads(reason["parts"] or "{}").values()
    named = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return any(firm in ({part["supplier"], part["buyer"]} if isinstance(part, dict) else {part}) for part in named)


def _asks(row: Row, firm: str) -> bool:
    """Whether the next question of a finding goes to a firm or names it."""
    return row["next_question"] is not None and _names_in(row["next_question"], firm)


def _names(row: Row, firm: str) -> bool:
    return any(_names_in(reason, firm) for reason in row["reasons"] or ())


def _printed(line: str, room: int = LINE) -> int:
    """How many lines of print a line takes."""
    return -(-sum(2 if ord(sign) > WIDE_FROM else 1 for sign in line) // room)


def _short(line: str) -> str:
    """Cut a very long line at its last comma, and show that it goes on."""
    reach, end = 0, len(line)
    for place, sign in enumerate(line):
        reach += 2 if ord(sign) > WIDE_FROM else 1
        if reach > LONG:
            end = place
            break
    if end == len(line):
        return line
    comma = max(line.rfind(sign, 0, end) for sign in "，、；,;")
    return line[: comma if comma > end // 2 else end] + "……"


def _as_docx(page: Brief) -> bytes:
    writer = Writer(page.title, page.lang, foot=terms.word("office.foot", page.lang), body=10, margin=1.7)
    writer.title(page.title, page.byline)
    for line in page.verdict:
        writer.text(Cell(line, bold=True))
    writer.form(page.blocks)
    return writer.save()


def brief_bytes(page: Brief, form: str) -> bytes:
    """Return the page as ``docx`` or ``html``; equal input gives equal bytes."""
    if form == DOCX:
        return _as_docx(page)
    return rendered("brief.html.j2", page=page, foot=terms.word("office.foot", page.lang)).encode("utf-8")
