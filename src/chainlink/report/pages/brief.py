"""One page to take along 一企一策 一环一策: a firm or a sector, what to do about it, how sure it is, whom to ask."""

from __future__ import annotations

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
    "spent",
    "verified_survey",
    "verified_statement",
    "unrecorded",
    "wish",
    "capacity_short",
    "said_weak",
    "no_link",
)
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
    register = Wording(outcome, lang)
    tables = outcome.dataset.tables
    wanted = name.strip()
    gap = next((row for row in register.results.findings if row["finding"] == wanted), None)
    if gap:
        return sector_brief(register, gap["sector"])
    known = {table: names_of(tables[table], key) for table, key in (("firms", "firm"), ("sectors", "sector"))}
    for table, key in (("firms", "firm"), ("sectors", "sector")):
        if wanted.lower() in known[table]["name"].str.to_lowercase():
            row_id = find(tables[table], key, wanted, lang=lang)
            return firm_brief(register, row_id) if table == "firms" else sector_brief(register, row_id)
    names = [text for frame in known.values() for text in frame["name"].to_list()]
    what = terms.word("what.firm_or_sector", lang)
    raise CallError("unknown_name", name=wanted, what=what, near=near(names, wanted, lang=lang))


def sector_brief(register: Wording, key: str) -> Brief:
    """Compose the page of a sector 一环一策 by its id."""
    reg, words = register, BriefWords(register)
    rows = _stated_first(row for row in reg.results.findings if row["sector"] == key)
    state = reg.results.states.get((key, "region"))
    verdict = [words.register.noted(words.verdict(row), how_sure(reg, row)) for row in rows[:FEWER]]
    region = reg.joint.join(reg.name("districts", district) for district in reg.index.region)
    standing = words.say("state", region=region, state=reg.word("state", state["state"] if state else BLANK))
    buyers = list(dict.fromkeys(firm for row in rows for firm in row["buyers"] or ()))
    buyers = buyers or list((state["needed_by"] if state else None) or ())
    needs = words.reasons(rows, NEED)
    decided = any(reg.index.firms[firm]["purchasing"] for firm in buyers if firm in reg.index.firms)
    if buyers and (decided or not needs):
        needs.insert(0, reg.joint.join(words.buyer(firm) for firm in buyers[: FEW + 1]) + _beyond(words, buyers))
    links = [reg.index.links[link] for link in (state["links"] if state else None) or () if link in reg.index.links]
    written: set[str] = set()
    worth = [f"{reg.name('firms', link['supplier'])} → {words.trade(link, 'buyer', written)}" for link in links]
    worth += words.reasons(rows, SURE)
    if buyers and not any(amount_words(reg, row) for row in rows):
        worth.append(words.say("no_value"))
    near_by = [*_supply(words, state), *words.reasons(rows, NEAR), *_prospects(words, key)]
    if not near_by and not (state and state["recorded"]):
        near_by = [words.say("none_near")]
    sector = reg.index.sectors[key]
    return _fitted(
        words,
        key,
        words.say("sector_title", name=reg.name("sectors", key)),
        (standing, *(verdict or [words.say("no_finding")])),
        (
            _Block("signals", lines_about(reg, key), FEWER),
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


def _beyond(words: BriefWords, keys: Sequence[str]) -> str:
    return words.register.say("page.and_more", n=len(keys)) if len(keys) > FEW + 1 else ""


def _supply(words: BriefWords, state: Row | None) -> list[str]:
    """Who makes it here, next door, soon, or perhaps."""
    if state is None:
        return []
    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("makers", ("makers", "older")),
        ("near_firms", ("near",)),
        ("coming", ("coming",)),
        ("to_check", ("inferred", "stale")),
    )
    firms_by_code = [(code, [firm for part in parts for firm in state[part] or ()]) for code, parts in groups]
    return [words.say(code, firms=words.firms(dict.fromkeys(firms))) for code, firms in firms_by_code if firms]


def _prospects(words: BriefWords, sector: str) -> list[str]:
    """Named firms that might come."""
    rows = words.register.index.tables["prospects"].iter_rows(named=True)
    unknown = words.say("nothing_known")
    return [
        words.say(
            "prospect",
            firm=words.register.name("firms", row["firm"]),
            seat=row["seat"] or unknown,
            signal=row["moving_signal"] or unknown,
        )
        for row in rows
        if row["sector"] == sector
    ]


def _admission(words: BriefWords, rows: Iterable[Row]) -> list[str]:
    """What the gate of admission says."""
    gates = [gate for row in rows for gate in row["gates"] or () if gate["gate"] == "admission"]
    return [words.register.reason("gate_reason", gate) for gate in gates]


def _volume(words: BriefWords, buyers: Sequence[str]) -> list[str]:
    if not buyers:
        return []
    return [words.say("ask_volume", firms=words.register.names("firms", buyers[:FEWER]), volume=words.say("volume"))]


def _coverage(words: BriefWords) -> list[str]:
    """What the register of firms may have missed."""
    if words.register.results.survey_wanting:
        return [words.say("survey")]
    stated = words.register.outcome.coverage.drop_nulls("resident").height
    return [] if stated else [words.say("coverage_unknown")]


def firm_brief(register: Wording, key: str) -> Brief:
    """Compose the page of a firm 一企一策 by its id."""
    reg, words, firm = register, BriefWords(register), register.index.firms[key]
    made = {
        capability["sector"] for capability in reg.index.capabilities.get(key, ()) if capability["status"] == "made"
    }
    wants = _stated_first(row for row in reg.results.findings if key in (row["buyers"] or ()) and kind_of(row).is_need)
    offers = [
        row
        for row in reg.results.findings
        if key not in (row["buyers"] or ()) and (_names(row, key) or (kind_of(row).is_pair and row["sector"] in made))
    ]
    extends = [row for row in offers if not kind_of(row).is_need]
    perhaps = [row for row in reg.results.findings if row not in wants and _asks(row, key)]
    offers = [row for row in offers if kind_of(row).has_maker]
    offers += [row for row in perhaps if row not in offers and kind_of(row).is_need]
    links = [link for link in reg.index.links_of.get(key, ()) if link["relation"] != "ownership"]
    written: set[str] = set()
    sold = [words.trade(link, "buyer", written) for link in links if link["supplier"] == key]
    bought = [words.trade(link, "supplier", written) for link in links if link["buyer"] == key]
    none = reg.say("page.none_recorded")
    near_by = words.reasons(wants, NEAR)
    about = [*wants, *offers, *extends]
    asked = [row for row in about if _asks(row, key)]
    return _fitted(
        words,
        key,
        words.say("firm_title", name=reg.name("firms", key)),
        [reg.told(words.verdict(row), words.subject(row)) for row in about[:FEWER]] or [words.say("no_finding")],
        (
            _Block("who", _identity(words, key, firm), FEW + 1),
            _Block("signals", lines_about(reg, key), FEWER),
            _Block("sells", sold or [none], FEWER + 1),
            _Block("buys", bought or [none], FEWER + 1),
            _Block("wants", [words.register.noted(words.marked(row), how_sure(reg, row)) for row in wants]),
            _Block("offers", map(words.line, offers), FEWER),
            _Block("extends", map(words.line, extends), FEWER),
            _Block("near", near_by or ([words.say("none_near")] if wants else []), FEWER),
            _Block("where", [*_park(words, firm), *words.reasons(wants, PARK)], FEWER + 1),
            _Block("ask", words.questions([*asked, *(row for row in about if row not in asked)])),
            _Block("open", [*_unknown(words, key, firm, links), *words.open_gates(wants)]),
            _Block("rests", words.evidence(about, [firm, *links]), FEWER + 1),
        ),
    )


def _identity(words: BriefWords, key: str, firm: Row) -> list[str]:
    """Name, chains, status, what it makes, what is claimed of it."""
    reg = words.register
    status = reg.index.statuses.get(key)
    was = reg.say("page.was", status=reg.word("firm_status", status["status"]), year=status["year"]) if status else ""
    chains = reg.names("chains", firm["chains"])
    anchor = reg.say("page.anchor") if firm["anchor"] else ""
    makes = [
        reg.noted(
            reg.name("sectors", capability["sector"]),
            reg.say("page.clause").join(
                (
                    reg.word("capability_basis", capability["basis"]),
                    reg.word("capability_status", capability["status"]),
                )
            ),
        )
        for capability in reg.index.capabilities.get(key, ())
    ]
    claims = [reg.claim_text(claim) for claim in reg.index.claims_of.get(("firms", key), ())]
    first = " · ".join(part for part in (firm["legal_name"] or firm["name"], chains, was, anchor) if part)
    return [first, reg.joint.join(makes) or words.say("product_unknown"), *claims]


def _park(words: BriefWords, firm: Row) -> list[str]:
    reg = words.register
    district = reg.name("districts", firm["district"])
    if not firm["park"]:
        return [words.say("seat", district=district) if district else words.say("not_seated")]
    lines = [words.say("seat_park", park=reg.name("parks", firm["park"]), district=district)]
    lead = reg.index.parks[firm["park"]]["lead_chains"] if firm["park"] in reg.index.parks else None
    if lead:
        lines.append(words.say("lead_fit", park=reg.name("parks", firm["park"]), chains=reg.names("chains", lead)))
    return lines


def _unknown(words: BriefWords, key: str, firm: Row, links: Sequence[Row]) -> list[str]:
    """What the data do not tell of a firm."""
    reg = words.register
    lines = [] if firm["purchasing"] else [words.say("purchasing_unknown")]
    lines += [] if reg.index.capabilities.get(key) else [words.say("product_unknown")]
    claims = (reg.index.claims_of.get(("links", link["link"]), ()) for link in links)
    bare = sum(all(reg.index.claims[claim]["measure"] != "amount" for claim in about) for about in claims)
    return [*lines, *([words.say("no_amounts", n=bare)] if bare else [])]


def _fitted(words: BriefWords, key: str, title: str, verdict: Iterable[str], blocks: Iterable[_Block]) -> Brief:
    """Fit the blocks to one page: the tallest gives up a line until all stand on it, and says so."""
    reg = words.register
    labelled, first = {words.say(block.head): block for block in blocks if block.lines}, tuple(verdict)
    room, wide = PRINTED - sum(map(_printed, first)), LINE if reg.lang == "zh" else LINE_EN
    while sum(block.height(label, wide) for label, block in labelled.items()) > room:
        longer = [(block.height(label, wide), label) for label, block in labelled.items() if block.shown > 1]
        if not longer:
            break
        labelled[max(longer, key=lambda pair: pair[0])[1]].shown -= 1
    shown = tuple((label, _more(words, block), tuple(block.lines[: block.shown])) for label, block in labelled.items())
    return Brief(key, reg.lang, title, reg.byline("brief.byline"), first, shown)


def _more(words: BriefWords, block: _Block) -> str:
    return words.say("more", n=len(block.lines)) if block.shown < len(block.lines) else ""


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
    writer.form([(label, more, lines) for label, more, lines in page.blocks])
    return writer.save()


def _as_html(page: Brief) -> bytes:
    foot = terms.word("office.foot", page.lang)
    return rendered("brief.html.j2", page=page, foot=foot).encode("utf-8")


def brief_bytes(page: Brief, form: str) -> bytes:
    """Return the page as ``docx`` or ``html``; equal input gives equal bytes."""
    makers: dict[str, Callable[[Brief], bytes]] = {DOCX: _as_docx, HTML: _as_html}
    return makers[form](page)
