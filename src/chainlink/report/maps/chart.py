"""The map of a page: cards and edges laid out, with the legend and what is left out."""

from collections.abc import Iterable
from dataclasses import replace

from chainlink.findings.bands import CHASE
from chainlink.report.layout.columns import CardText, Stack, lay_out
from chainlink.report.lookup.style import GREY, LINES, STYLES
from chainlink.report.maps.card_looks import firm_look, head_look, more_look
from chainlink.report.maps.cards import UNPLACED, Cards
from chainlink.report.maps.edges import Strokes
from chainlink.report.panels.document import Chart, Look, Stroke

MOST_EDGES = 120
UNPLACED_PILE = 3


class ChartMaker(Cards):
    """Composes one map."""

    def chart(self, title: str) -> Chart:
        """Compose the map."""
        wording = self.wording
        looks: dict[str, Look] = {}
        stacks: list[Stack] = []
        for sector, chain in self.lane_of.items():
            known = wording.index.sectors.get(sector)
            stage = known["stage"] if known else "service"
            head = head_look(self, sector)
            shown = [] if self.whole else self._ordered_firms(self.shown[sector])
            firms = [firm_look(self, sector, firm) for firm in shown]
            firms += filter(None, (None if self.whole else more_look(self, sector),))
            looks |= {look.key: look for look in (head, *firms)}
            cards = tuple(CardText(look.key, look.lines) for look in firms)
            text = CardText(head.key, head.lines, head.detail, head=True)
            if sector == UNPLACED and len(cards) > UNPLACED_PILE:
                stacks += self._piles(chain, head, cards, looks)
            else:
                stacks.append(Stack(sector, stage, chain, text, cards, strip=stage == "service"))
        edges = Strokes(self)
        drawn = edges.all()
        strokes = drawn[:MOST_EDGES]
        flows = [(flow["input"], flow["output"]) for flow in wording.index.flows if flow["kind"] != "recycling"]
        drawn_lanes = [chain for chain in self.chains if chain in {*self.lane_of.values()}] or self.chains[:1]
        return Chart(
            lay_out(drawn_lanes, stacks, flows=flows, edges=[stroke.edge for stroke in strokes]),
            looks,
            {stroke.edge.key: stroke for stroke in strokes},
            {chain: wording.name("chains", chain) for chain in self.chains},
            wording.say("page.strip"),
            self._folded_words(),
            len(drawn) - len(strokes) + edges.folded,
            self._legend(looks, strokes),
            title,
        )

    def _folded_words(self) -> str:
        """Say how many sectors are not on the map, those for which it has no room apart."""
        counts = {"folded": self.folded, "folded_crowded": len(self.crowded)}
        parts = [self.wording.say(f"page.{code}", n=count) for code, count in counts.items() if count]
        return self.wording.say("page.clause").join(parts)

    @staticmethod
    def _piles(chain: str, head: Look, cards: tuple[CardText, ...], looks: dict[str, Look]) -> list[Stack]:
        """Deal the firms whose sector is not known over several piles, so that they lie beside each other."""
        piles = []
        for turn, first in enumerate(range(0, len(cards), UNPLACED_PILE)):
            key = head.key if turn == 0 else f"{head.key}.{turn}"
            looks[key] = replace(head, key=key)
            text = CardText(key, head.lines, head.detail, head=True)
            some = cards[first : first + UNPLACED_PILE]
            piles.append(Stack(f"{UNPLACED}.{turn}", "service", chain, text, some, strip=True))
        return piles

    def _ordered_firms(self, firms: Iterable[str]) -> list[str]:
        order, index = {district: place for place, district in enumerate(self.index.region)}, self.index

        def place(firm: str) -> tuple[int, bool, str]:
            return order.get(index.district_of(firm) or "", 99), index.firms[firm]["named"] is False, firm

        return sorted(dict.fromkeys(firms), key=place)

    def _legend(self, looks: dict[str, Look], strokes: list[Stroke]) -> tuple[tuple[str, str, str], ...]:
        """What the map shows, told once: (kind, look, words)."""
        say, wording, index = self.wording.say, self.wording, self.index
        seen = {look.state for look in looks.values() if look.head}
        entries = []
        for key in index.region:
            words = say("legend.firm", name=wording.name("districts", key), initial=wording.initials[key])
            entries.append(("firm", index.colours[key], words))
        if any(look.district and look.district not in self.inside for look in looks.values()):
            entries.append(("firm", GREY, say("legend.elsewhere")))
        entries += [("state", state, say(f"legend.{state}")) for state in STYLES if state in seen]
        leads = {look.lead for look in looks.values()}
        entries += [("lead", band, say(f"legend.{band}")) for band in CHASE if band in leads]
        kinds = {stroke.kind + ("_dashed" if stroke.kind == "link" and stroke.dash else "") for stroke in strokes}
        entries += [("line", kind, say(f"legend.{kind}")) for kind in LINES if kind in kinds]
        return tuple(entries)
