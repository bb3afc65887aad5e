"""Directions by what they start from 延链起点: one card per root and kind of move, its options in their order."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chainlink.findings.asks import ASKS, GENERAL
from chainlink.findings.kinds import kind_of
from chainlink.findings.words import worded

MOVES = ("invite", "extend")
"""What may be done with a root, by the question it asks: invite who uses it, or go on to more in the firm itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RootCard:
    """What one root may lead to by one kind of move.

    Attributes:
        root: the sector that is made here or on its way.
        move: the code of the question it asks, one of MOVES.
        options: the findings, the first ranked first.

    """

    root: str
    move: str
    options: tuple[Mapping[str, Any], ...]

    @property
    def id(self) -> str:
        """Its id on a page: root|sector|move."""
        return f"root|{self.root}|{self.move}"

    @property
    def firms(self) -> tuple[str, ...]:
        """Who makes the root, each once."""
        asked = (json.loads(row["next_question"]["parts"]) for row in self.options)
        return tuple(dict.fromkeys(firm for parts in asked for firm in parts["firms"]))


def by_root(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any] | RootCard]:
    """Fold the directions among some findings into a card per root and move; it stands where its first option stood.

    Example:
        >>> common = {"kind": "extension", "other_sector": "citrus", "next_question": {"code": "invite"}}
        >>> rows = [{**common, "sector": sector} for sector in ("juice", "wine")]
        >>> [(card.root, card.move, len(card.options)) for card in by_root(rows)]
        [('citrus', 'invite', 2)]

    """
    parted: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    order: list[Mapping[str, Any] | tuple[str, str]] = []
    for row in rows:
        code = (row["next_question"] or {}).get("code") if not kind_of(row).is_need else None
        if code not in MOVES or row["other_sector"] is None:
            order.append(row)
            continue
        key = (row["other_sector"], code)
        if key not in parted:
            order.append(key)
        parted.setdefault(key, []).append(row)
    return [
        RootCard(root=entry[0], move=entry[1], options=tuple(parted[entry])) if isinstance(entry, tuple) else entry
        for entry in order
    ]


for _move in MOVES:
    worded(f"move of a direction {_move}", f"move.{_move}", f"question.{ASKS.get(_move, ASKS[GENERAL]).id}")
