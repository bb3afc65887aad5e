"""The map of a page: which sectors, firms and edges stand on it and how they look, before anything is drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import log10

from chainlink.report.document import Chart, Look, Stroke
from chainlink.report.geometry import Edge
from chainlink.report.layout import CardText, Stack, lay_out, wrap
from chainlink.report.panels import Panels
from chainlink.report.register import ABSENT, GREY, HERE, Register, Row, number

DRAWN_BANDS = ("甲", "乙")
MOST_EDGES = 120
UNPLACED, UNPLACED_PILE = "unplaced", 3
NEED_COLOURS = {"missing": "#C8102E", "near": "#2F6690", "outsourced": "#7A90A5"}
HEAD_CELLS, FIRM_CELLS, DETAIL_CELLS = 26, 28, 34
NAME_LINES = {"zh": 2, "en": 3}
"""The name of a sector takes so many lines at most: an English one is longer."""


class ChartMaker:
    """Gathers the cards and edges of one map: the lanes are chains; on a chain's own page there is one."""

    def __init__(self, register: Register, panels: Panels, chains: Sequence[str], *, whole: bool) -> None:
        self.register = register
        self.panels = panels
        self.chains = tuple(chains)
        self.whole = whole
        self.inside = set(register.region)
        self.lane_of: dict[str, str] = {}
        self.firms_of: dict[str, list[str]] = {}
        self.guest: set[str] = set()
        self.support: set[str] = set()
        self.bands: dict[str, str] = {}
        self.left_out = 0
        self._gather()

    # -- which cards ---------------------------------------------------------------------------------------------
    def _gather(self) -> None:  # noqa: C901 - one rule a line, in order
        reg = self.register
        bands = self.drawable_bands()
        folded: set[str] = set()
        for chain in self.chains:
            for sector, role in reg.roles.get(chain, {}).items():
                state = reg.states.get((sector, "region"))
                if sector in self.lane_of or state is None or (self.whole and chain != self._lane(sector, state)):
                    continue
                here = state["state"] in HERE
                absent = state["state"] in ABSENT and sector in bands and not self.whole
                if state["state"] == "missing" and self.whole:
                    absent = sector in bands
                if role == "shared" and not reg.tied(sector, chain, bands):
                    continue
                if (role == "support" and not (here and state["makers"])) or not (here or absent):
                    folded |= {sector} if role != "support" else set()
                    continue
                self._add(sector, chain, self._firms(state))
                if role == "support":
                    self.support.add(sector)
        if not self.whole:
            for sector in bands:
                if sector not in self.lane_of:
                    self._add(sector, self.chains[0], [])
                    self.guest.add(sector)
                    folded.discard(sector)
        self.bands = bands
        self.folded = len(folded - set(self.lane_of))
        if not reg.large:
            self._add_counterparts()
            self._drop_idle_support()

    def _lane(self, sector: str, state: Row) -> str | None:
        """The lane of a sector on the region's map: the chain that owns it, else one its makers belong to."""
        chains = (chain for chain in self.register.home_chains.get(sector, ()) if chain in self.chains)
        homes = [
            chain
            for chain in chains
            if self.register.roles[chain][sector] == "own" or self.register.tied(sector, chain)
        ]
        owners = [chain for chain in homes if self.register.roles[chain][sector] == "own"]
        firms = [*(state["makers"] or ()), *(state["inferred"] or ())]
        named = {chain for firm in firms for chain in self.register.firms[firm]["chains"] or ()}
        return next(iter([*owners, *(chain for chain in homes if chain in named), *homes]), None)

    def drawable_bands(self) -> dict[str, str]:
        """The absent sectors whose finding on these chains stands in band 甲 or 乙."""
        found: dict[str, str] = {}
        for finding in self.register.findings:
            shown = set(finding["chains"] or ()) & set(self.chains)
            if finding["kind"] in ABSENT and finding["band"] in DRAWN_BANDS and shown:
                found.setdefault(finding["sector"], finding["band"])
        return found

    def _add(self, sector: str, chain: str, firms: Iterable[str]) -> None:
        self.lane_of[sector] = chain
        self.firms_of[sector] = list(firms)

    def _firms(self, state: Row) -> list[str]:
        if self.register.large:
            return []
        groups = ("makers", "older", "coming") if state["state"] != "near" else ("near",)
        return list(dict.fromkeys(firm for group in groups for firm in state[group] or ()))

    def placed(self) -> dict[str, list[str]]:
        """The sectors under which each firm stands on the map."""
        found: dict[str, list[str]] = defaultdict(list)
        for sector, firms in self.firms_of.items():
            for firm in firms:
                found[firm].append(sector)
        return found

    def _add_counterparts(self) -> None:
        """Give a place to the other end of every link that belongs to these chains."""
        placed = self.placed()
        if self.whole:
            for link in self.register.links.values():
                for sector in link["sectors"] or ():
                    if sector in self.lane_of and placed.get(link["buyer"]) and link["relation"] != "ownership":
                        self.firms_of[sector] = list(dict.fromkeys([*self.firms_of[sector], link["supplier"]]))
            return
        for link in self.register.links.values():
            if link["relation"] == "ownership" or not self._belongs(link, placed):
                continue
            for firm, wanted in ((link["supplier"], link["sectors"]), (link["buyer"], None)):
                if not placed.get(firm):
                    sector = self._home(firm, wanted)
                    if sector not in self.lane_of:
                        self._add(sector, self.chains[0], [])
                        self.guest.add(sector)
                    self.firms_of[sector].append(firm)
                    placed[firm].append(sector)

    def _belongs(self, link: Row, placed: dict[str, list[str]]) -> bool:
        """Whether a link is these chains' business: its product is theirs, or its buyer makes what they own."""
        ends = {link["supplier"], link["buyer"]}
        if not ends & set(placed) or not any(self.register.district_of(end) in self.inside for end in ends):
            return False
        mine = {
            s for chain in self.chains for s, role in self.register.roles.get(chain, {}).items() if role != "support"
        }
        own = {s for chain in self.chains for s, role in self.register.roles.get(chain, {}).items() if role == "own"}
        buys = bool(own & set(placed.get(link["buyer"], ())))
        if link["sectors"]:
            return buys or bool(mine & set(link["sectors"]))
        return buys or bool(own & set(placed.get(link["supplier"], ())))

    def _home(self, firm: str, wanted: Sequence[str] | None) -> str:
        """The sector under which a counterpart stands: the link's own, or one it makes, or none known."""
        makes = [one["sector"] for one in self.register.capabilities.get(firm, ())]
        options = [*(wanted or ()), *makes]
        known = [sector for sector in options if sector in self.lane_of]
        peers = self._peers(firm) if not options else []
        return next(iter([*known, *options, *peers]), UNPLACED)

    def _peers(self, firm: str) -> list[str]:
        """Where the other subjects of a joint claim stand: an unnamed buyer belongs beside the named ones."""
        reg = self.register
        placed = self.placed()
        found: list[str] = []
        for link in reg.links_of.get(firm, ()):
            end = "buyer" if link["buyer"] == firm else "supplier"
            for claim in reg.claims_of.get(("links", link["link"]), ()):
                for table, other in reg.subjects[claim]:
                    if table == "links" and other in reg.links:
                        found.extend(placed.get(reg.links[other][end], ()))
        return found

    def _drop_idle_support(self) -> None:
        """Leave out support sectors whose firms trade with nobody on the map."""
        placed = self.placed()
        busy: set[str] = set()
        for link in self.register.links.values():
            if link["supplier"] in placed and link["buyer"] in placed:
                busy |= {*placed[link["supplier"]], *placed[link["buyer"]]}
        for sector in self.support - busy:
            del self.lane_of[sector], self.firms_of[sector]

    # -- how they look -------------------------------------------------------------------------------------------
    def _head(self, sector: str) -> Look:
        reg = self.register
        if sector == UNPLACED:
            text = reg.say("page.unplaced")
            return Look(
                self.card(sector),
                wrap(text, HEAD_CELLS),
                reg.say("page.unplaced_detail"),
                text,
                text,
                head=True,
                state="blank",
            )
        state = reg.states.get((sector, "region"))
        row = reg.sectors[sector]
        kind = state["state"] if state else "blank"
        name = reg.name("sectors", sector)
        detail = self._detail(state)
        if sector in self.guest:
            home = next(iter(reg.home_chains.get(sector, ())), None)
            detail = reg.say("page.guest", chain=reg.name("chains", home)) if home else detail
        muted = sector in self.support or row["stage"] == "service"
        band = self.bands.get(sector, "")
        said = reg.say("page.clause").join(
            part for part in (name, reg.word("state", kind), detail, reg.word("band", band) if band else "") if part
        )
        districts = {
            reg.district_of(firm) for group in ("makers", "needed_by") for firm in (state[group] or () if state else ())
        }
        return Look(
            key=self.card(sector),
            lines=wrap(name, HEAD_CELLS, NAME_LINES[reg.lang]),
            detail=wrap(detail, DETAIL_CELLS, 1)[0],
            name=name,
            said=said,
            head=True,
            state="muted" if muted and kind in {"present", "strong"} else kind,
            mark=reg.say(f"glyph.{kind}") if kind != "present" else "",
            districts=tuple(sorted(key for key in districts if key in self.inside)),
            chains=tuple(reg.home_chains.get(sector, ())),
            band=band,
        )

    def _detail(self, state: Row | None) -> str:
        """The second line of a sector card: how many makers where, or who needs what is not recorded."""
        reg = self.register
        if state is None:
            return ""
        makers, needing = state["makers"] or (), len(state["needed_by"] or ())
        shown = makers or (state["coming"] if state["state"] == "coming" else ()) or ()
        if self.whole and shown and not reg.large:
            return reg.joint.join(
                reg.noted(reg.name("firms", one), reg.initials.get(reg.district_of(one) or "", "?")) for one in shown
            )
        if makers:
            count: dict[str, int] = defaultdict(int)
            for firm in makers:
                count[reg.district_of(firm) or ""] += 1
            sides = " ".join(f"{reg.initials.get(key, '?')}{count[key]}" for key in [*reg.region, ""] if count[key])
            text = reg.say("page.makers", n=number(len(makers)), where=sides)
            return text + (reg.say("page.and_needed", n=number(needing)) if needing else "")
        kind = state["state"]
        if kind in {"missing", "near", "outsourced", "coming", "recorded"}:
            return reg.say(f"page.detail_{kind}", n=number(needing), m=number(len(state["near"] or ())))
        return ""

    def _firm(self, sector: str, firm: str) -> Look:
        reg = self.register
        row = reg.firms[firm]
        district = row["district"] or ""
        state = reg.states.get((sector, "region"))
        unnamed = row["named"] is False
        coming = bool(state and firm in (state["coming"] or ()))
        older = bool(state and firm in (state["older"] or ()))
        marks = [reg.say(f"page.{code}") for code, true in (("older", older), ("coming_short", coming)) if true]
        text = reg.noted(reg.name("firms", firm), reg.joint.join(marks))
        said = reg.say("page.clause").join(
            part
            for part in (
                text,
                reg.name("districts", district),
                reg.name("sectors", sector) if sector != UNPLACED else "",
            )
            if part
        )
        return Look(
            key=self.card(sector, firm),
            lines=wrap(text, FIRM_CELLS),
            detail="",
            name=text,
            said=said,
            head=False,
            mark=reg.initials.get(district, "?")[:1],
            district=district,
            colour=reg.colours.get(district, GREY),
            dashed=unnamed or coming,
            districts=(district,) if district in self.inside else (),
            chains=tuple(row["chains"] or reg.home_chains.get(sector, ())),
        )

    @staticmethod
    def card(sector: str, firm: str = "") -> str:
        """The key of a card: ``s:sector``, or ``f:firm@sector``."""
        return f"f:{firm}@{sector}" if firm else f"s:{sector}"

    @property
    def bare(self) -> bool:
        """Whether sectors stand without firm cards: on the region's map and above the number that can be drawn."""
        return self.whole or self.register.large

    # -- edges ---------------------------------------------------------------------------------------------------
    def _pick(self, firm: str, sectors: Sequence[str] | None, placed: dict[str, list[str]]) -> str:
        """The card at which a firm's link starts or ends: under the link's sector if it stands there."""
        options = [sector for sector in sectors or () if sector in placed[firm]]
        return self.card((options or placed[firm])[0], "" if self.whole else firm)

    def strokes(self) -> list[Stroke]:
        """Links first (sourced, largest first), then needs, then reference flows; at most 120 are drawn."""
        links = [] if self.register.large else self._links()
        drawn = [*links, *self._needs(), *self._flows({(stroke.edge.starts, stroke.edge.ends) for stroke in links})]
        self.left_out = max(0, len(drawn) - MOST_EDGES)
        return drawn[:MOST_EDGES]

    def _links(self) -> list[Stroke]:
        reg = self.register
        placed = self.placed()
        links = [
            link
            for link in reg.links.values()
            if placed.get(link["supplier"])
            and placed.get(link["buyer"])
            and (self.whole or self._belongs(link, placed))
        ]
        joint = self._joint({link["link"] for link in links})
        shared = {link for _, members in joint for link in members}
        found = [self._shared(claim, members, placed) for claim, members in joint]
        found += [self._link(link, placed) for link in links if link["link"] not in shared]
        found = [stroke for stroke in found if not set(stroke.edge.starts) & set(stroke.edge.ends)]
        return sorted(found, key=lambda stroke: (stroke.kind == "ownership", -stroke.width, stroke.edge.key))

    def _joint(self, drawn: set[str]) -> list[tuple[str, list[str]]]:
        """The joint claims of amount whose links have one supplier or one buyer: one trunk each."""
        reg = self.register
        taken: set[str] = set()
        found = []
        for claim, row in reg.claims.items():
            members = [key for table, key in reg.subjects.get(claim, ()) if table == "links" and key in drawn]
            if len(members) <= 1 or taken & set(members) or row["status"] != "actual":
                continue
            ends = [{reg.links[key][end] for key in members} for end in ("supplier", "buyer")]
            if min(len(side) for side in ends) == 1:
                taken.update(members)
                found.append((claim, members))
        return found

    def _shared(self, claim: str, members: list[str], placed: dict[str, list[str]]) -> Stroke:
        reg = self.register
        row = reg.claims[claim]
        links = [reg.links[key] for key in members]
        starts = tuple(dict.fromkeys(self._pick(link["supplier"], link["sectors"], placed) for link in links))
        ends = tuple(dict.fromkeys(self._pick(link["buyer"], None, placed) for link in links))
        label = reg.say("page.together", figure=reg.figure(row))
        supplier = reg.district_of(links[0]["supplier"]) or ""
        money = reg.amount_wan_yuan(row)
        self.panels.claim(claim)
        return Stroke(
            Edge(f"c:{claim}", starts, ends, label),
            "joint",
            reg.colours.get(supplier, GREY),
            _width(money),
            "",
            f"c:{claim}",
            reg.told(reg.claim_text(claim), reg.semi.join(self.panels.link_title(link) for link in links)),
        )

    def _link(self, link: Row, placed: dict[str, list[str]]) -> Stroke:
        reg = self.register
        claims = [reg.claims[claim] for claim in reg.claims_of.get(("links", link["link"]), ())]
        own = [claim for claim in claims if len([1 for t, _ in reg.subjects[claim["claim"]] if t == "links"]) == 1]
        actual = [claim for claim in own if claim["status"] == "actual"]
        latest = max(actual, key=lambda claim: (reg.period(claim), claim["measure"] == "amount"), default=None)
        money = reg.amount_wan_yuan(latest) if latest else None
        label = (
            f"{reg.figure(latest)}·{reg.period(latest)[:4]}".rstrip("·")
            if latest and latest["measure"] in {"amount", "quantity"}
            else ""
        )
        ownership = link["relation"] == "ownership"
        supplier = reg.district_of(link["supplier"]) or ""
        sectors = [one for one in link["sectors"] or () if one in placed[link["supplier"]]] or [None]
        start = tuple(self._pick(link["supplier"], [one] if one else None, placed) for one in sectors)
        end = self._pick(link["buyer"], None, placed)
        key = self.panels.link(link["link"])
        said = reg.told(self.panels.link_title(link), link["product"])
        if ownership:
            return Stroke(Edge(key, start, (end,)), "ownership", "#8A97A5", 12, "1 4", key, said)
        dash = "" if money else "9 3"
        return Stroke(
            Edge(key, start, (end,), label), "link", reg.colours.get(supplier, GREY), _width(money), dash, key, said
        )

    def _needs(self) -> list[Stroke]:
        """An edge from every absent sector of the map to the sectors that need it."""
        reg = self.register
        frame = reg.outcome.needs
        pairs: dict[tuple[str, str], int] = defaultdict(int)
        for sector, into in frame.select("sector", "from_sector").unique(maintain_order=True).iter_rows():
            if into in self.lane_of and sector in self.lane_of and sector != into and not self.firms_of[sector]:
                pairs[sector, into] += 1
        found = []
        for sector, into in sorted(pairs):
            state = reg.states[sector, "region"]["state"]
            if state in NEED_COLOURS:
                edge = Edge(f"n:{sector}:{into}", (self.card(sector),), (self.card(into),))
                said = reg.say("page.needs_said", into=reg.name("sectors", into), sector=reg.name("sectors", sector))
                found.append(
                    Stroke(
                        edge,
                        "need",
                        NEED_COLOURS[state],
                        16 if state == "missing" else 12,
                        "7 5" if state != "outsourced" else "3 4",
                        f"s:{sector}",
                        said,
                        state,
                    )
                )
        return sorted(found, key=lambda stroke: (stroke.state != "missing", stroke.edge.key))

    def _flows(self, tied: set[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[Stroke]:
        """Thin grey reference flows between present sectors that no recorded link joins."""
        reg = self.register
        linked = {
            (start.split("@")[-1], end.split("@")[-1]) for starts, ends in tied for start in starts for end in ends
        }
        found = []
        for flow in reg.flows:
            start, end = flow["input"], flow["output"]
            both = (
                self.firms_of.get(start)
                and self.firms_of.get(end)
                and start not in self.support
                and end not in self.support
            )
            if self.whole and both and self.lane_of[start] != self.lane_of[end]:
                continue
            if (
                both
                and (start, end) not in linked
                and flow["kind"] in {"material", "packaging"}
                and flow["criticality"] != "optional"
            ):
                edge = Edge(f"r:{start}:{end}", (self.card(start),), (self.card(end),))
                said = reg.say("page.flow_said", start=reg.name("sectors", start), end=reg.name("sectors", end))
                found.append(Stroke(edge, "flow", "#B4C0CB", 10, "", f"s:{start}", said))
        return found

    # -- all of it -----------------------------------------------------------------------------------------------
    def chart(self, title: str) -> Chart:
        """Compose the map."""
        reg = self.register
        looks: dict[str, Look] = {}
        stacks: list[Stack] = []
        for sector, chain in self.lane_of.items():
            stage = reg.sectors[sector]["stage"] if sector in reg.sectors else "service"
            head = self._head(sector)
            firms = (
                [] if self.bare else [self._firm(sector, firm) for firm in self._ordered_firms(self.firms_of[sector])]
            )
            for look in (head, *firms):
                looks[look.key] = look
            cards = tuple(CardText(look.key, look.lines) for look in firms)
            strip = stage == "service"
            if sector == UNPLACED and len(cards) > UNPLACED_PILE:
                stacks += self._piles(chain, head, cards, looks)
                continue
            stacks.append(
                Stack(sector, stage, chain, CardText(head.key, head.lines, head.detail, head=True), cards, strip)
            )
        strokes = self.strokes()
        flows = [(flow["input"], flow["output"]) for flow in reg.flows if flow["kind"] != "recycling"]
        layout = lay_out(
            [chain for chain in self.chains if chain in set(self.lane_of.values())] or self.chains[:1],
            stacks,
            flows=flows,
            edges=[stroke.edge for stroke in strokes],
        )
        lanes = {chain: reg.name("chains", chain) for chain in self.chains}
        folded = reg.say("page.folded", n=self.folded) if self.folded else ""
        return Chart(
            layout,
            looks,
            {stroke.edge.key: stroke for stroke in strokes},
            lanes,
            reg.say("page.strip"),
            folded,
            self.left_out,
            self._legend(looks, strokes),
            title,
        )

    @staticmethod
    def _piles(chain: str, head: Look, cards: tuple[CardText, ...], looks: dict[str, Look]) -> list[Stack]:
        """Deal the firms whose sector is not known over several piles, so that they lie beside each other."""
        found = []
        for turn, first in enumerate(range(0, len(cards), UNPLACED_PILE)):
            key = head.key if turn == 0 else f"{head.key}.{turn}"
            looks[key] = replace(head, key=key)
            text = CardText(key, head.lines, head.detail, head=True)
            found.append(
                Stack(f"{UNPLACED}.{turn}", "service", chain, text, cards[first : first + UNPLACED_PILE], strip=True)
            )
        return found

    def _ordered_firms(self, firms: list[str]) -> list[str]:
        order = {district: place for place, district in enumerate(self.register.region)}
        return sorted(
            dict.fromkeys(firms),
            key=lambda firm: (
                order.get(self.register.district_of(firm) or "", 99),
                self.register.firms[firm]["named"] is False,
                firm,
            ),
        )

    def _legend(self, looks: dict[str, Look], strokes: list[Stroke]) -> tuple[tuple[str, str, str], ...]:
        """What the map shows, told once: (kind, look, words)."""
        reg = self.register
        seen = {look.state for look in looks.values() if look.head}
        found = [
            (
                "firm",
                reg.colours[key],
                reg.say("legend.firm", name=reg.name("districts", key), initial=reg.initials[key]),
            )
            for key in reg.region
        ]
        if any(look.district and look.district not in self.inside for look in looks.values()):
            found.append(("firm", GREY, reg.say("legend.elsewhere")))
        found += [
            ("state", state, reg.say(f"legend.{state}"))
            for state in (
                "strong",
                "present",
                "muted",
                "weak",
                "recorded",
                "missing",
                "near",
                "outsourced",
                "coming",
                "blank",
            )
            if state in seen
        ]
        kinds = {stroke.kind + ("_dashed" if stroke.kind == "link" and stroke.dash else "") for stroke in strokes}
        found += [
            ("line", kind, reg.say(f"legend.{kind}"))
            for kind in ("link", "link_dashed", "joint", "need", "flow", "ownership")
            if kind in kinds
        ]
        return tuple(found)


def _width(money: float | None) -> int:
    """The width of an edge in tenths: 1 + 1.9 log10(万元 / 10), 2.6 where no amount is stated."""
    if not money or money <= 0:
        return 26
    return max(10, min(80, round(10 + 19 * log10(max(money, 10) / 10))))
