"""The map of a page: cards and edges laid out, with the legend and what is left out."""

from __future__ import annotations

from dataclasses import replace

from chainlink.report.layout.columns import CardText, Stack, lay_out
from chainlink.report.lookup.style import GREY, STYLES
from chainlink.report.maps.card_looks import firm_look, head_look
from chainlink.report.maps.cards import UNPLACED, Cards
from chainlink.report.maps.edges import Strokes
from chainlink.report.panels.document import Chart, Look, Stroke

MOST_EDGES = 120
UNPLACED_PILE = 3


class ChartMaker(Cards):
    """Composes one map."""

    def chart(self, title: str) -> Chart:
        """Compose the map."""
        reg = self.register
        looks: dict[str, Look] = {}
        stacks: list[Stack] = []
        for sector, chain in self.lane_of.items():
            stage = reg.index.sectors[sector]["stage"] if sector in reg.index.sectors else "service"
            head = head_look(self, sector)
            firms = (
                []
                if self.bare
                else [firm_look(self, sector, firm) for firm in self._ordered_firms(self.firms_of[sector])]
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
        drawn = Strokes(self).all()
        strokes = drawn[:MOST_EDGES]
        flows = [(flow["input"], flow["output"]) for flow in reg.index.flows if flow["kind"] != "recycling"]
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
            len(drawn) - len(strokes),
            self._legend(looks, strokes),
            title,
        )

    @staticmethod
    def _piles(chain: str, head: Look, cards: tuple[CardText, ...], looks: dict[str, Look]) -> list[Stack]:
        """Deal the firms whose sector is not known over several piles, so that they lie beside each other."""
        piles = []
        for turn, first in enumerate(range(0, len(cards), UNPLACED_PILE)):
            key = head.key if turn == 0 else f"{head.key}.{turn}"
            looks[key] = replace(head, key=key)
            text = CardText(key, head.lines, head.detail, head=True)
            piles.append(
                Stack(f"{UNPLACED}.{turn}", "service", chain, text, cards[first : first + UNPLACED_PILE], strip=True)
            )
        return piles

    def _ordered_firms(self, firms: list[str]) -> list[str]:
        order = {district: place for place, district in enumerate(self.register.index.region)}
        return sorted(
            dict.fromkeys(firms),
            key=lambda firm: (
                order.get(self.register.index.district_of(firm) or "", 99),
                self.register.index.firms[firm]["named"] is False,
                firm,
            ),
        )

    def _legend(self, looks: dict[str, Look], strokes: list[Stroke]) -> tuple[tuple[str, str, str], ...]:
        """What the map shows, told once: (kind, look, words)."""
        reg = self.register
        seen = {look.state for look in looks.values() if look.head}
        entries = [
            (
                "firm",
                reg.index.colours[key],
                reg.say("legend.firm", name=reg.name("districts", key), initial=reg.initials[key]),
            )
            for key in reg.index.region
        ]
        if any(look.district and look.district not in self.inside for look in looks.values()):
            entries.append(("firm", GREY, reg.say("legend.elsewhere")))
        entries += [("state", state, reg.say(f"legend.{state}")) for state in STYLES if state in seen]
        kinds = {stroke.kind + ("_dashed" if stroke.kind == "link" and stroke.dash else "") for stroke in strokes}
        entries += [
            ("line", kind, reg.say(f"legend.{kind}"))
            for kind in ("link", "link_dashed", "joint", "need", "flow", "service", "ownership")
            if kind in kinds
        ]
        return tuple(entries)
