"""A direction in words 延链卡: the root, what may be done with it, its options with their ranks, why, what to ask."""

import json
from collections.abc import Iterable
from typing import Any

from chainlink.findings.roots import RootCard
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.findings import finding_panel, gate_line
from chainlink.report.panels.firms import firm_items
from chainlink.report.panels.panels import Panels
from chainlink.terms import number

SHOWN = 8
"""So many options stand in a line; the rest are counted, and each is a row of findings.csv."""


def move_words(wording: Wording, card: RootCard) -> str:
    """Say what may be done with a root."""
    return wording.say(f"move.{card.move}", root=wording.name("sectors", card.root))


def option_words(wording: Wording, row: Row, *, both: bool = False) -> str:
    """Name an option with its rank, how far that moves, in how many settings it keeps its band, and its gates."""
    name = (wording.both if both else wording.name)("sectors", row["sector"])
    parts = [wording.say("page.option_rank", rank=row["rank"])] if row["rank"] else []
    if row["robust"] is not None:
        share = number(round(100 * row["robust"]))
        code = "option_still" if row["rank_low"] == row["rank_high"] else "option_range"
        parts.append(wording.say(f"page.{code}", low=row["rank_low"], high=row["rank_high"], share=share))
    return wording.noted(name, wording.say("page.clause").join(filter(None, [*parts, gate_line(wording, row)])))


def options_words(wording: Wording, card: RootCard, *, both: bool = False) -> str:
    """Name the options of a card in their order."""
    options = [option_words(wording, row, both=both) for row in card.options]
    text = wording.semi.join(options[:SHOWN])
    return text if len(options) <= SHOWN else text + wording.say("page.options_more", n=len(options) - SHOWN)


def reasons_words(wording: Wording, card: RootCard) -> str:
    """Word the reasons of a card: what all options share once, what some have with their names."""
    bearing: dict[str, list[Row]] = {}
    for row in card.options:
        for reason in row["reasons"] or ():
            bearing.setdefault(wording.reason("reason", reason), []).append(row)
    return wording.semi.join(_borne(wording, text, rows, len(card.options)) for text, rows in bearing.items())


def _borne(wording: Wording, text: str, rows: Iterable[Row], options: int) -> str:
    names = list(dict.fromkeys(wording.name("sectors", row["sector"]) for row in rows))
    return text if len(names) == options else wording.told(wording.joint.join(names), text)


def card_question(wording: Wording, card: RootCard) -> str:
    """Word what the firms of a root are asked about all its options at once."""
    parts = json.loads(card.options[0]["next_question"]["parts"])
    about = {"firms": list(card.firms), "sectors": [row["sector"] for row in card.options]}
    return wording.question({"code": card.move, "parts": json.dumps(parts | about)})


def root_line(wording: Wording, card: RootCard) -> str:
    """A card in a line: band, what may be done, its options."""
    band = wording.word("band_mark", card.options[0]["band"])
    return wording.told(f"{band} {move_words(wording, card)}", options_words(wording, card))


def card_values(wording: Wording, card: RootCard) -> dict[str, Any]:
    """Word the columns of a card."""
    best = card.options[0]
    robust = [row["robust"] for row in card.options if row["robust"] is not None]
    return {
        "band": wording.word("band_mark", best["band"]),
        "rank": str(best["rank"] or ""),
        "sector": wording.both("sectors", card.root),
        "kind": move_words(wording, card),
        "options": options_words(wording, card, both=True),
        "reasons": reasons_words(wording, card),
        "gates": wording.joint.join(dict.fromkeys(gate_line(wording, row) for row in card.options)),
        "robust": min(robust, default=None),
        "question": card_question(wording, card),
    }


def root_panel(panels: Panels, card: RootCard) -> str:
    """Compose the panel of a card, whose options open their own, and return its key."""
    wording, name = panels.wording, f"g:{card.id}"
    options = tuple(Item(option_words(wording, row), finding_panel(panels, row)) for row in card.options)
    best = card.options[0]
    band = wording.word("band", best["band"])
    sections = (
        (panels.say("options", n=len(options)), options),
        (panels.say("why"), (Item(reasons_words(wording, card)),)),
        (panels.say("ask_next"), (Item(card_question(wording, card)),)),
        (panels.say("group_makers", n=len(card.firms)), firm_items(panels, card.firms)),
        (panels.say("sector"), (Item(wording.name("sectors", card.root), f"s:{card.root}"),)),
    )
    return panels.once(
        name, lambda: Panel(move_words(wording, card), (wording.word("kind", best["kind"]), band), sections)
    )
