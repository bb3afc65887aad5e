"""The edges of a map: links as they were observed, what absent sectors would feed, reference flows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log10

from chainlink.findings.states import ABSENT, STATES
from chainlink.report.layout.geometry import Edge
from chainlink.report.lookup.index import Row, amount_wan_yuan
from chainlink.report.lookup.style import GREY, SERVICE, SERVICE_DASH, STYLES
from chainlink.report.maps.cards import Cards
from chainlink.report.panels.document import Stroke
from chainlink.report.panels.links import claim_panel, link_panel


class Strokes:
    """Composes the edges between the cards of one map."""

    def __init__(self, cards: Cards) -> None:
        self.cards = cards
        self.register = cards.register
        self.panels = cards.panels

    def _pick(self, firm: str, sectors: Sequence[str] | None, placed: dict[str, list[str]]) -> str:
        """The card at which a firm's link starts or ends: under the link's sector if it stands there."""
        options = [sector for sector in sectors or () if sector in placed[firm]]
        return self.cards.card((options or placed[firm])[0], "" if self.cards.whole else firm)

    def all(self) -> list[Stroke]:
        """Links first (sourced, largest first), then needs, then reference flows."""
        links = [] if self.register.index.large else self._links()
        return [*links, *self._needs(), *self._flows({(stroke.edge.starts, stroke.edge.ends) for stroke in links})]

    def _links(self) -> list[Stroke]:
        reg = self.register
        placed = self.cards.placed()
        links = [
            link
            for link in reg.index.links.values()
            if placed.get(link["supplier"])
            and placed.get(link["buyer"])
            and (self.cards.whole or self.cards.belongs(link, placed))
        ]
        joint = self._joint({link["link"] for link in links})
        shared = {link for _, members in joint for link in members}
        strokes = [self._shared(claim, members, placed) for claim, members in joint]
        strokes += [self._link(link, placed) for link in links if link["link"] not in shared]
        strokes = [stroke for stroke in strokes if not set(stroke.edge.starts) & set(stroke.edge.ends)]
        return sorted(strokes, key=lambda stroke: (stroke.kind == "ownership", -stroke.width, stroke.edge.key))

    def _joint(self, drawn: set[str]) -> list[tuple[str, list[str]]]:
        """The joint claims whose links have one supplier or one buyer, money and the latest first: one trunk each."""
        reg = self.register
        taken: set[str] = set()
        shared = []
        ages = {claim: (row["measure"] == "amount", reg.period(row)) for claim, row in reg.index.claims.items()}
        for claim in sorted(ages, key=ages.__getitem__, reverse=True):
            row = reg.index.claims[claim]
            members = [key for table, key in reg.index.subjects.get(claim, ()) if table == "links" and key in drawn]
            if len(members) <= 1 or taken & set(members) or row["status"] != "actual":
                continue
            ends = [{reg.index.links[key][end] for key in members} for end in ("supplier", "buyer")]
            if min(len(side) for side in ends) == 1:
                taken.update(members)
                shared.append((claim, members))
        return shared

    def _shared(self, claim: str, members: list[str], placed: dict[str, list[str]]) -> Stroke:
        reg = self.register
        row = reg.index.claims[claim]
        links = [reg.index.links[key] for key in members]
        starts = tuple(dict.fromkeys(self._pick(link["supplier"], link["sectors"], placed) for link in links))
        ends = tuple(dict.fromkeys(self._pick(link["buyer"], None, placed) for link in links))
        label = reg.say("page.together", figure=reg.figure(row))
        supplier = reg.index.district_of(links[0]["supplier"]) or ""
        money = amount_wan_yuan(row)
        claim_panel(self.panels, claim)
        return Stroke(
            Edge(f"c:{claim}", starts, ends, label, weight=money or 0),
            "joint",
            reg.index.colours.get(supplier, GREY),
            _width(money),
            "",
            f"c:{claim}",
            reg.told(reg.claim_text(claim), reg.semi.join(self.register.link_title(link) for link in links)),
        )

    def _link(self, link: Row, placed: dict[str, list[str]]) -> Stroke:
        reg = self.register
        claims = [reg.index.claims[claim] for claim in reg.index.claims_of.get(("links", link["link"]), ())]
        own = [
            claim for claim in claims if len([1 for t, _ in reg.index.subjects[claim["claim"]] if t == "links"]) == 1
        ]
        actual = [claim for claim in own if claim["status"] == "actual"]
        latest = max(actual, key=lambda claim: (claim["measure"] == "amount", reg.period(claim)), default=None)
        money = amount_wan_yuan(latest) if latest else None
        short = reg.figure(latest) if latest and latest["measure"] in {"amount", "quantity"} else ""
        label = f"{short}·{reg.period(latest)[:4]}".rstrip("·") if latest and short else ""
        ownership = link["relation"] == "ownership"
        supplier = reg.index.district_of(link["supplier"]) or ""
        sectors = [sector for sector in link["sectors"] or () if sector in placed[link["supplier"]]] or [None]
        start = tuple(self._pick(link["supplier"], [sector] if sector else None, placed) for sector in sectors)
        end = self._pick(link["buyer"], None, placed)
        key = link_panel(self.panels, link["link"])
        title = reg.told(self.register.link_title(link), link["product"])
        if ownership:
            return Stroke(Edge(key, start, (end,)), "ownership", "#8A97A5", 12, "1 4", key, title)
        if link["relation"] == "service":
            title = reg.noted(title, reg.word("relation", "service"))
            return Stroke(Edge(key, start, (end,), label, short), "service", SERVICE, 16, SERVICE_DASH, key, title)
        dash = "" if money else "9 3"
        edge = Edge(key, start, (end,), label, short, money or 0)
        return Stroke(edge, "link", reg.index.colours.get(supplier, GREY), _width(money), dash, key, title)

    def _needs(self) -> list[Stroke]:
        """An edge from every absent sector of the map to the sectors that need it."""
        reg = self.register
        frame = reg.outcome.needs
        pairs: dict[tuple[str, str], int] = defaultdict(int)
        for sector, into in frame.select("sector", "from_sector").unique(maintain_order=True).iter_rows():
            if (
                into in self.cards.lane_of
                and sector in self.cards.lane_of
                and sector != into
                and not self.cards.firms_of[sector]
            ):
                pairs[sector, into] += 1
        strokes = []
        for sector, into in sorted(pairs):
            state = reg.results.states[sector, "region"]["state"]
            if state in ABSENT:
                style = STYLES[state]
                edge = Edge(f"n:{sector}:{into}", (self.cards.card(sector),), (self.cards.card(into),), faint=True)
                title = reg.say("page.needs_said", into=reg.name("sectors", into), sector=reg.name("sectors", sector))
                strokes.append(
                    Stroke(
                        edge,
                        "need",
                        style.stroke,
                        *style.edge,
                        f"s:{sector}",
                        title,
                        state,
                    )
                )
        return sorted(strokes, key=lambda stroke: (not STATES[stroke.state].verified, stroke.edge.key))

    def _flows(self, tied: set[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[Stroke]:
        """Thin grey reference flows between present sectors that no recorded link joins."""
        reg = self.register
        linked = {
            (start.split("@")[-1], end.split("@")[-1]) for starts, ends in tied for start in starts for end in ends
        }
        strokes = []
        for flow in reg.index.flows:
            start, end = flow["input"], flow["output"]
            both = (
                self.cards.firms_of.get(start)
                and self.cards.firms_of.get(end)
                and start not in self.cards.support
                and end not in self.cards.support
            )
            if self.cards.whole and both and self.cards.lane_of[start] != self.cards.lane_of[end]:
                continue
            if (
                both
                and (start, end) not in linked
                and flow["kind"] in {"material", "packaging"}
                and flow["criticality"] != "optional"
            ):
                edge = Edge(f"r:{start}:{end}", (self.cards.card(start),), (self.cards.card(end),), faint=True)
                title = reg.say("page.flow_said", start=reg.name("sectors", start), end=reg.name("sectors", end))
                strokes.append(Stroke(edge, "flow", "#B4C0CB", 10, "", f"s:{start}", title))
        return strokes


def _width(money: float | None) -> int:
    """The width of an edge in tenths: 1 + 1.9 log10(万元 / 10), 2.6 where no amount is stated."""
    if not money or money <= 0:
        return 26
    return max(10, min(80, round(10 + 19 * log10(max(money, 10) / 10))))
