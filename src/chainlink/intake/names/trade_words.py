"""Words at the end of a firm's name that say what it trades in, by kind; those of one kind may replace each other."""

from __future__ import annotations

import re
from functools import cache

from chainlink.reference import listed

GROUP = ("集团", "控股")
"""What a firm that holds others calls itself."""
GENERIC: tuple[str, ...] = (*GROUP, *listed("trades")["generic"])
"""Trade words that say nothing about the trade."""
TRADES: dict[str, list[str]] = listed("trades")["trades"]
"""Kind of trade -> the words that say so at the end of a name."""
SERVING = frozenset({"trade", "transport", "service", "realty", "finance"})
"""Kinds that a maker puts into a firm of its own: 海螺水泥 and 海螺水泥物流 are two firms."""

_SUPPLIES = (
    *("设备", "机械", "材料", "辅料", "模具", "配件", "研究院", "研究所", "检测", "回收", "设计", "展览", "培训"),
    *("服务", "维修", "安装", "租赁"),
)
"""Words behind a trade that make it that of who serves it: 家具机械 is no maker of 家具."""
_SAME_TRADE = re.compile("(?:新材料|(?:电气|电力|机电|机械)设备|包装材料|机床|动力机械)$")
"""Words that end in one of those and are the trade itself."""


def supplies(trade: str, longer: str) -> bool:
    """Say whether ``longer`` is who serves ``trade`` with what: 家具机械 against 家具; not 电气设备 against 电气."""
    return (
        longer != trade
        and longer.startswith(trade)
        and trade != ""
        and longer.endswith(_SUPPLIES)
        and not _SAME_TRADE.search(longer)
    )


@cache
def kinds() -> dict[str, str]:
    """Return every trade word with its kind ("" for those that say nothing of the trade)."""
    return {**dict.fromkeys(GENERIC, ""), **{word: kind for kind, words in TRADES.items() for word in words}}


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in kinds()}, reverse=True))


def last(text: str) -> str | None:
    """Return the longest trade word at the end of ``text``."""
    known = kinds()
    return next((text[-length:] for length in _lengths() if text[-length:] in known), None)


def split(body: str) -> tuple[str, list[str]]:
    """Return the core of ``body`` and the trade words after it; at least one sign, mostly two, stays as core."""
    trades: list[str] = []
    stem = body
    while (trade := last(stem)) is not None:
        left = len(stem) - len(trade)
        if left < 1 or (left < 2 and (len(stem) > 3 or trades)):  # noqa: PLR2004 - a core of one sign is none
            break
        trades.insert(0, trade)
        stem = stem[:left]
    return stem, trades
