"""The edges of a map: links as they were observed, what absent sectors would feed, reference flows."""

from collections import defaultdict
from collections.abc import Sequence
from math import log10

from chainlink.findings.states import ABSENT, STATES
from chainlink.report.layout.geometry import Edge
from chainlink.report.lookup.index import TRADES, Row, amount_wan_yuan
from chainlink.report.lookup.style import GREY, RIBBON, SERVICE, SERVICE_DASH, STYLES
from chainlink.report.maps.cards import UNPLACED, Cards
from chainlink.report.panels.document import Panel, Stroke
from chainlink.report.panels.links import claim_panel, link_item, link_panel, valued

MOST_LINES = 60
"""So many links are drawn line by line; of more those of which nothing is stated are bundled into ribbons."""
DRAWN_FIRST = ("link", "joint", "service", "ribbon", "ownership")
"""The kinds of links in the order in which they get their place."""


class Strokes:
    """Composes the edges between the cards of one map."""

    def __init__(self, cards: Cards) -> None:
        self.cards = cards
        self.wording = cards.wording
        self.panels = cards.panels
        self.folded = 0

    def _pick(self, firm: str, sectors: Sequence[str] | None, placed: dict[str, list[str]]) -> str:
        """The card at which a firm's link starts or ends: under the link's sector if it stands there."""
        options = [sector for sector in sectors or () if sector in placed[firm]]
        return self.cards.card((options or placed[firm])[0], "" if self.cards.whole else firm)

    def all(self) -> list[Stroke]:
        """Links first (sourced, largest first), then needs, then reference flows where one chain is drawn alone."""
        links, needs = self._links(), self._needs()
        if self.cards.whole:
            return [*links, *needs]
        flows = self._flows({(stroke.edge.starts, stroke.edge.ends) for stroke in links})
        if any(stroke.kind == "ribbon" for stroke in links):
            self.folded, flows = self.folded + len(flows), []
        return [*links, *needs, *flows]

    def _links(self) -> list[Stroke]:
        wording = self.wording
        placed = self.cards.placed()
        links = [
            link
            for link in wording.index.links.values()
            if placed.get(link["supplier"])
            and placed.get(link["buyer"])
            and (self.cards.whole or self.cards.belongs(link, placed))
        ]
        stated = [link for link in links if valued(wording, link["link"])]
        plain = [link for link in links if not valued(wording, link["link"])]
        joint = self._joint({link["link"] for link in stated})
        shared = {link for _, members in joint for link in members}
        strokes = [self._shared(claim, members, placed) for claim, members in joint]
        strokes += [self._link(link, placed) for link in stated if link["link"] not in shared]
        if len(strokes) + len(plain) <= MOST_LINES:
            strokes += [self._link(link, placed) for link in plain]
        else:
            strokes += self._ribbons(plain, placed)
        strokes = [stroke for stroke in strokes if not set(stroke.edge.starts) & set(stroke.edge.ends)]
        order = DRAWN_FIRST.index
        return sorted(strokes, key=lambda stroke: (order(stroke.kind), -stroke.width, stroke.edge.key))

    def _ribbons(self, links: Sequence[Row], placed: dict[str, list[str]]) -> list[Stroke]:
        """Bundle links of which nothing is stated by the sectors they join: as wide as they are many."""
        bundles: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for link in links:
            options = [sector for sector in link["sectors"] or () if sector in placed[link["supplier"]]]
            ends = (options or placed[link["supplier"]])[0], placed[link["buyer"]][0]
            if ends[0] != ends[1] and link["relation"] in TRADES:
                bundles[ends].append(link)
        order = sorted(bundles, key=lambda ends: (-len(bundles[ends]), ends))
        self.folded = len(order[MOST_LINES:])
        return [self._ribbon(*ends, bundles[ends]) for ends in order[:MOST_LINES]]

    def _ribbon(self, start: str, end: str, links: Sequence[Row]) -> Stroke:
        """Draw a bundle of links between two sectors, with the panel that lists the first of them."""
        wording, panels, card, n = self.wording, self.panels, self.cards.card, len(links)
        names = {side: wording.name("sectors", side) for side in (start, end)}
        names[UNPLACED] = wording.say("page.unplaced")
        title, label, most = f"{names[start]} → {names[end]}", wording.say("page.ribbon", n=n), panels.most
        items = (*(link_item(panels, link) for link in links[:most]), *panels.rest(n, most))
        panel = Panel(title, (wording.say("legend.ribbon"),), ((label, items),))
        key = panels.once(f"b:{start}:{end}", lambda: panel, kept=True)
        edge = Edge(key, (card(start),), (card(end),), label if n > 1 else "", faint=True)
        width = min(90, round(14 + 12 * log10(n)))
        return Stroke(edge, "ribbon", RIBBON, width, "", key, wording.told(title, label))

    def _joint(self, drawn: set[str]) -> list[tuple[str, list[str]]]:
        """The joint claims whose links have one supplier or one buyer, money and the latest first: one trunk each."""
        wording = self.wording
        taken: set[str] = set()
        shared = []
        ages = {claim: (row["measure"] == "amount", wording.period(row)) for claim, row in wording.index.claims.items()}
        for claim in sorted(ages, key=ages.__getitem__, reverse=True):
            row = wording.index.claims[claim]
            members = [key for table, key in wording.index.subjects.get(claim, ()) if table == "links" and key in drawn]
            if len(members) <= 1 or taken & set(members) or row["status"] != "actual":
                continue
            ends = [{wording.index.links[key][end] for key in members} for end in ("supplier", "buyer")]
            if min(len(side) for side in ends) == 1:
                taken.update(members)
                shared.append((claim, members))
        return shared

    def _shared(self, claim: str, members: list[str], placed: dict[str, list[str]]) -> Stroke:
        wording = self.wording
        row = wording.index.claims[claim]
        links = [wording.index.links[key] for key in members]
        starts = tuple(dict.fromkeys(self._pick(link["supplier"], link["sectors"], placed) for link in links))
        ends = tuple(dict.fromkeys(self._pick(link["buyer"], None, placed) for link in links))
        label = wording.say("page.together", figure=wording.figure(row))
        supplier = wording.index.district_of(links[0]["supplier"]) or ""
        money = amount_wan_yuan(row)
        claim_panel(self.panels, claim, kept=True)
        return Stroke(
            Edge(f"c:{claim}", starts, ends, label, weight=money or 0),
            "joint",
            wording.index.colours.get(supplier, GREY),
            _width(money),
            "",
            f"c:{claim}",
            wording.told(wording.claim_text(claim), wording.semi.join(self.wording.link_title(link) for link in links)),
        )

    def _link(self, link: Row, placed: dict[str, list[str]]) -> Stroke:
        wording = self.wording
        claims = [wording.index.claims[claim] for claim in wording.index.claims_of.get(("links", link["link"]), ())]
        own = [
            row for row in claims if [table for table, _ in wording.index.subjects[row["claim"]]].count("links") == 1
        ]
        actual = [claim for claim in own if claim["status"] == "actual"]
        latest = max(actual, key=lambda claim: (claim["measure"] == "amount", wording.period(claim)), default=None)
        money = amount_wan_yuan(latest) if latest else None
        short = wording.figure(latest) if latest and latest["measure"] in {"amount", "quantity"} else ""
        label = f"{short}·{wording.period(latest)[:4]}".rstrip("·") if latest and short else ""
        ownership = link["relation"] == "ownership"
        supplier = wording.index.district_of(link["supplier"]) or ""
        sectors = [sector for sector in link["sectors"] or () if sector in placed[link["supplier"]]] or [None]
        start = tuple(self._pick(link["supplier"], [sector] if sector else None, placed) for sector in sectors)
        end = self._pick(link["buyer"], None, placed)
        key = link_panel(self.panels, link["link"], kept=True)
        title = wording.told(self.wording.link_title(link), link["product"])
        if ownership:
            return Stroke(Edge(key, start, (end,)), "ownership", "#8A97A5", 12, "1 4", key, title)
        if link["relation"] == "service":
            title = wording.noted(title, wording.word("relation", "service"))
            return Stroke(Edge(key, start, (end,), label, short), "service", SERVICE, 16, SERVICE_DASH, key, title)
        dash = "" if money else "9 3"
        edge = Edge(key, start, (end,), label, short, money or 0)
        return Stroke(edge, "link", wording.index.colours.get(supplier, GREY), _width(money), dash, key, title)

    def _needs(self) -> list[Stroke]:
        """An edge from every absent sector of the map to the sectors that need it."""
        wording = self.wording
        needs, cards = wording.outcome.needs.select("sector", "from_sector").unique(), self.cards
        pairs = [
            (sector, into)
            for sector, into in needs.iter_rows()
            if into in cards.lane_of and sector in cards.lane_of and sector != into and not self._supplied(sector)
        ]
        strokes = []
        for sector, into in sorted(pairs):
            state = wording.results.states[sector, "region"]["state"]
            if state in ABSENT:
                style, names = (
                    STYLES[state],
                    {"into": wording.name("sectors", into), "sector": wording.name("sectors", sector)},
                )
                edge = Edge(f"n:{sector}:{into}", (cards.card(sector),), (cards.card(into),), faint=True)
                title = wording.say("page.needs_said", **names)
                strokes.append(Stroke(edge, "need", style.stroke, *style.edge, f"s:{sector}", title, state))
        return sorted(strokes, key=lambda stroke: (not STATES[stroke.state].verified, stroke.edge.key))

    def _supplied(self, sector: str) -> bool:
        """Whether a firm stands under a sector that makes it; one that is only building does not yet."""
        state = self.wording.results.states.get((sector, "region"))
        return bool(set(self.cards.firms_of[sector]) - {*((state and state["coming"]) or ())})

    def _flows(self, tied: set[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[Stroke]:
        """Thin grey reference flows between present sectors that no recorded link joins."""
        wording, cards = self.wording, self.cards
        linked = {
            (start.split("@")[-1], end.split("@")[-1]) for starts, ends in tied for start in starts for end in ends
        }
        shown = {sector for sector, firms in cards.firms_of.items() if firms and sector not in cards.support}
        strokes = []
        for flow in wording.index.flows:
            start, end = flow["input"], flow["output"]
            if not {start, end} <= shown:
                continue
            usual = flow["kind"] in {"material", "packaging"} and flow["criticality"] != "optional"
            if usual and (start, end) not in linked:
                edge = Edge(f"r:{start}:{end}", (cards.card(start),), (cards.card(end),), faint=True)
                names = {"start": wording.name("sectors", start), "end": wording.name("sectors", end)}
                title = wording.say("page.flow_said", **names)
                strokes.append(Stroke(edge, "flow", "#B4C0CB", 10, "", f"s:{start}", title))
        return strokes


def _width(money: float | None) -> int:
    """The width of an edge in tenths: 1 + 1.9 log10(万元 / 10), 2.6 where no amount is stated."""
    if not money or money <= 0:
        return 26
    return max(10, min(80, round(10 + 19 * log10(max(money, 10) / 10))))
