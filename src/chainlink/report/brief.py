"""One page to take along 一企一策 一环一策: a firm or a sector, what to do about it, how sure it is, whom to ask."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from chainlink import terms
from chainlink.dataset.lookup import find, names_of, near
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import BLANK
from chainlink.report.finding_panels import amount_words
from chainlink.report.index import Row, place_of
from chainlink.report.letter import how_sure
from chainlink.report.templating import rendered
from chainlink.report.word import Cell, Writer
from chainlink.report.wording import Wording

FEW, FEWER = 5, 3
"""So many lines stand in a block of the page; what goes on says so."""
LONG = 220
"""A line of more signs (a Chinese one counts two) is cut at a comma: the page must stay one page."""
NEED = ("needed", "needed_common", "bought", "weak_buyers", "through", "with_project", "extension_makers")
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
            return _Page(register).firm(row_id) if table == "firms" else sector_brief(register, row_id)
    names = [text for frame in known.values() for text in frame["name"].to_list()]
    what = terms.word("what.firm_or_sector", lang)
    raise CallError("unknown_name", name=wanted, what=what, near=near(names, wanted, lang=lang))


def sector_brief(register: Wording, sector: str) -> Brief:
    """Compose the page of a sector 一环一策 by its id."""
    return _Page(register).sector(sector)


class _Page:
    """Composes a page from what the findings, the states and the tables hold."""

    def __init__(self, register: Wording) -> None:
        self.register = register

    def _say(self, code: str, **parts: object) -> str:
        return self.register.say(f"brief.{code}", **parts)

    def _firms(self, keys: Iterable[str] | None) -> str:
        """Name firms with their districts."""
        firms = list(keys or ())
        named = [self._seated(key) for key in firms[: FEW + 1]]
        more = self.register.say("page.and_more", n=len(firms)) if len(firms) > len(named) else ""
        return self.register.joint.join(named) + more

    def _seated(self, key: str, code: str = "buyer") -> str:
        reg = self.register
        district = reg.name("districts", reg.index.district_of(key)) or self._say("nothing_known")
        return self._say(code, firm=reg.name("firms", key), district=district)

    def _buyer(self, key: str) -> str:
        """Name a buyer with its district and who decides its purchasing."""
        decides = self.register.index.firms[key]["purchasing"] if key in self.register.index.firms else None
        return self._seated(key, f"buyer_{decides}" if decides in {"hq", "local"} else "buyer")

    def _told(self, rows: Iterable[Row], codes: Sequence[str]) -> list[str]:
        """Word those reasons of some findings that are of these codes, in the order of the codes."""
        reasons = [reason for row in rows for reason in row["reasons"] or ()]
        return [
            self.register.reason("reason", reason) for code in codes for reason in reasons if reason["code"] == code
        ]

    def _open_gates(self, rows: Iterable[Row]) -> list[str]:
        reg = self.register
        return [
            reg.told(reg.word("gate", gate["gate"]), reg.reason("gate_reason", gate))
            for row in rows
            for gate in row["gates"] or ()
            if gate["verdict"] != "pass" or gate["code"] == "captive_blank"
        ]

    def _verdict(self, row: Row) -> str:
        reg = self.register
        heading = f"{reg.word('band', row['band'])} · {reg.word('kind', row['kind'])}"
        action = reg.action(row)
        return f"{heading} → {action}" if action else heading

    def _evidence(self, rows: Iterable[Row], own: Iterable[Row] = ()) -> tuple[str, ...]:
        """What the page rests on: rows by file, and the first sources."""
        reg = self.register
        proof = [piece for row in rows for piece in reg.results.evidence.get(row["finding"], ())]
        named = [key for piece in proof for key in (piece["source"] or "").split(";")]
        keys = dict.fromkeys(key for key in [*named, *(key for record in own for key in record["source"] or ())] if key)
        places = dict.fromkeys(
            [
                *((reg.index.file_of(piece), piece["row"]) for piece in proof),
                *((place_of(record), record["row"]) for record in own),
            ]
        )
        files = Counter(file for file, _ in places)
        by_file = reg.joint.join(self._say("rows_in", file=file, n=n) for file, n in sorted(files.items()))
        sources = [
            reg.say("page.clause").join(
                str(part) for part in (row.get("title"), row.get("publisher"), row.get("date")) if part
            )
            for row in (reg.index.sources.get(key, {}) for key in keys)
        ]
        return (self._say("rows", n=len(places), files=by_file), *sources)

    def _brief(self, key: str, title: str, verdict: Iterable[str], blocks: Iterable[_Block]) -> Brief:
        """Fit the blocks to one page: the tallest gives up a line until all stand on it, and says so."""
        reg = self.register
        labelled, first = {self._say(block.head): block for block in blocks if block.lines}, tuple(verdict)
        room, wide = PRINTED - sum(map(_printed, first)), LINE if reg.lang == "zh" else LINE_EN
        while sum(block.height(label, wide) for label, block in labelled.items()) > room:
            longer = [(block.height(label, wide), label) for label, block in labelled.items() if block.shown > 1]
            if not longer:
                break
            labelled[max(longer, key=lambda pair: pair[0])[1]].shown -= 1
        shown = tuple(
            (label, self._more(block), tuple(block.lines[: block.shown])) for label, block in labelled.items()
        )
        return Brief(key, reg.lang, title, reg.byline("brief.byline"), first, shown)

    def _more(self, block: _Block) -> str:
        return self._say("more", n=len(block.lines)) if block.shown < len(block.lines) else ""

    # -- a sector --------------------------------------------------------------------------------------------------
    def sector(self, key: str) -> Brief:
        """Compose the page of a sector 一环一策."""
        reg = self.register
        rows = [row for row in reg.results.findings if row["sector"] == key]
        state = reg.results.states.get((key, "region"))
        verdict = [self.register.noted(self._verdict(row), how_sure(reg, row)) for row in rows[:FEWER]]
        region = reg.joint.join(reg.name("districts", district) for district in reg.index.region)
        standing = self._say("state", region=region, state=reg.word("state", state["state"] if state else BLANK))
        buyers = list(dict.fromkeys(firm for row in rows for firm in row["buyers"] or ()))
        buyers = buyers or list((state["needed_by"] if state else None) or ())
        needs = self._told(rows, NEED)
        decided = any(reg.index.firms[firm]["purchasing"] for firm in buyers if firm in reg.index.firms)
        if buyers and (decided or not needs):
            needs.insert(0, reg.joint.join(self._buyer(firm) for firm in buyers[: FEW + 1]) + self._beyond(buyers))
        links = [reg.index.links[link] for link in (state["links"] if state else None) or () if link in reg.index.links]
        written: set[str] = set()
        worth = [f"{reg.name('firms', link['supplier'])} → {self._trade(link, 'buyer', written)}" for link in links]
        worth += self._told(rows, SURE)
        if buyers and not any(amount_words(reg, row) for row in rows):
            worth.append(self._say("no_value"))
        near_by = [*self._supply(state), *self._told(rows, NEAR), *self._prospects(key)]
        if not near_by and not (state and state["recorded"]):
            near_by = [self._say("none_near")]
        sector = reg.index.sectors[key]
        return self._brief(
            key,
            self._say("sector_title", name=reg.name("sectors", key)),
            (standing, *(verdict or [self._say("no_finding")])),
            (
                _Block("who_needs", needs or [self._say("none_needs")]),
                _Block("worth", worth),
                _Block("near", near_by),
                _Block("where", [*self._told(rows, PARK), *self._admission(rows)]),
                _Block("ask", [*self._questions(rows), *self._volume(buyers)]),
                _Block("open", [*self._open_gates(rows), *self._coverage()]),
                _Block("rests", self._evidence(rows, [sector, *links]), FEWER + 1),
            ),
        )

    def _beyond(self, keys: Sequence[str]) -> str:
        return self.register.say("page.and_more", n=len(keys)) if len(keys) > FEW + 1 else ""

    def _supply(self, state: Row | None) -> list[str]:
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
        return [self._say(code, firms=self._firms(dict.fromkeys(firms))) for code, firms in firms_by_code if firms]

    def _prospects(self, sector: str) -> list[str]:
        """Named firms that might come."""
        rows = self.register.index.tables["prospects"].iter_rows(named=True)
        unknown = self._say("nothing_known")
        return [
            self._say(
                "prospect",
                firm=self.register.name("firms", row["firm"]),
                seat=row["seat"] or unknown,
                signal=row["moving_signal"] or unknown,
            )
            for row in rows
            if row["sector"] == sector
        ]

    def _admission(self, rows: Iterable[Row]) -> list[str]:
        """What the gate of admission says."""
        gates = [gate for row in rows for gate in row["gates"] or () if gate["gate"] == "admission"]
        return [self.register.reason("gate_reason", gate) for gate in gates]

    def _questions(self, rows: Iterable[Row]) -> list[str]:
        return [self.register.reason("question", row["next_question"]) for row in rows]

    def _volume(self, buyers: Sequence[str]) -> list[str]:
        if not buyers:
            return []
        return [self._say("ask_volume", firms=self.register.names("firms", buyers[:FEWER]), volume=self._say("volume"))]

    def _coverage(self) -> list[str]:
        """What the register of firms may have missed."""
        if self.register.results.survey_wanting:
            return [self._say("survey")]
        stated = self.register.outcome.coverage.drop_nulls("resident").height
        return [] if stated else [self._say("coverage_unknown")]

    # -- a firm ----------------------------------------------------------------------------------------------------
    def firm(self, key: str) -> Brief:
        """Compose the page of a firm 一企一策."""
        reg, firm = self.register, self.register.index.firms[key]
        made = {
            capability["sector"] for capability in reg.index.capabilities.get(key, ()) if capability["status"] == "made"
        }
        wants = [row for row in reg.results.findings if key in (row["buyers"] or ()) and kind_of(row).is_need]
        offers = [
            row
            for row in reg.results.findings
            if key not in (row["buyers"] or ())
            and (_names(row, key) or (kind_of(row).is_pair and row["sector"] in made))
        ]
        extends = [row for row in offers if not kind_of(row).is_need]
        perhaps = [row for row in reg.results.findings if row not in wants and _asks(row, key)]
        offers = [row for row in offers if kind_of(row).has_maker]
        offers += [row for row in perhaps if row not in offers and kind_of(row).is_need]
        links = [link for link in reg.index.links_of.get(key, ()) if link["relation"] != "ownership"]
        written: set[str] = set()
        sold = [self._trade(link, "buyer", written) for link in links if link["supplier"] == key]
        bought = [self._trade(link, "supplier", written) for link in links if link["buyer"] == key]
        none = reg.say("page.none_recorded")
        near_by = self._told(wants, NEAR)
        about = [*wants, *offers, *extends]
        asked = [row for row in about if _asks(row, key)]
        return self._brief(
            key,
            self._say("firm_title", name=reg.name("firms", key)),
            [reg.told(self._verdict(row), self._of(row)) for row in about[:FEWER]] or [self._say("no_finding")],
            (
                _Block("who", self._identity(key, firm), FEW + 1),
                _Block("sells", sold or [none], FEWER + 1),
                _Block("buys", bought or [none], FEWER + 1),
                _Block("wants", [self.register.noted(self._marked(row), how_sure(reg, row)) for row in wants]),
                _Block("offers", map(self._line, offers), FEWER),
                _Block("extends", map(self._line, extends), FEWER),
                _Block("near", near_by or ([self._say("none_near")] if wants else []), FEWER),
                _Block("where", [*self._park(firm), *self._told(wants, PARK)], FEWER + 1),
                _Block("ask", self._questions([*asked, *(row for row in about if row not in asked)])),
                _Block("open", [*self._unknown(key, firm, links), *self._open_gates(wants)]),
                _Block("rests", self._evidence(about, [firm, *links]), FEWER + 1),
            ),
        )

    def _of(self, row: Row) -> str:
        name = self.register.name("sectors", row["sector"])
        other = self.register.name("sectors", row["other_sector"])
        return self.register.noted(name, other) if other else name

    def _marked(self, row: Row) -> str:
        return f"{self.register.word('band_mark', row['band'])} {self._of(row)}"

    def _line(self, row: Row) -> str:
        """A finding in a line: band, sector, who would need it or what it builds on."""
        reasons = self._told([row], (*NEED[:-1], "extension_forward", "extension_sibling", "extension_by_product"))
        return self.register.told(self._marked(row), self.register.semi.join(reasons))

    def _identity(self, key: str, firm: Row) -> list[str]:
        """Name, chains, status, what it makes, what is claimed of it."""
        reg = self.register
        status = reg.index.statuses.get(key)
        was = (
            reg.say("page.was", status=reg.word("firm_status", status["status"]), year=status["year"]) if status else ""
        )
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
        return [first, reg.joint.join(makes) or self._say("product_unknown"), *claims]

    def _trade(self, link: Row, end: str, written: set[str]) -> str:
        """A link from one side: the other firm, what, and what is claimed of it; a joint claim is told once."""
        reg = self.register
        texts = [reg.claim_once(claim, written) for claim in reg.index.claims_of.get(("links", link["link"]), ())]
        what = link["product"] or reg.names("sectors", link["sectors"]) or reg.say("page.product_unknown")
        return reg.told(self._seated(link[end]), reg.semi.join([what, *(texts or [reg.say("page.no_amount")])]))

    def _park(self, firm: Row) -> list[str]:
        reg = self.register
        district = reg.name("districts", firm["district"])
        if not firm["park"]:
            return [self._say("seat", district=district) if district else self._say("not_seated")]
        lines = [self._say("seat_park", park=reg.name("parks", firm["park"]), district=district)]
        lead = reg.index.parks[firm["park"]]["lead_chains"] if firm["park"] in reg.index.parks else None
        if lead:
            lines.append(self._say("lead_fit", park=reg.name("parks", firm["park"]), chains=reg.names("chains", lead)))
        return lines

    def _unknown(self, key: str, firm: Row, links: Sequence[Row]) -> list[str]:
        """What the data do not tell of a firm."""
        reg = self.register
        lines = [] if firm["purchasing"] else [self._say("purchasing_unknown")]
        lines += [] if reg.index.capabilities.get(key) else [self._say("product_unknown")]
        claims = (reg.index.claims_of.get(("links", link["link"]), ()) for link in links)
        bare = sum(all(reg.index.claims[claim]["measure"] != "amount" for claim in about) for about in claims)
        return [*lines, *([self._say("no_amounts", n=bare)] if bare else [])]


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
