"""Whether names that bear one credit code can be of one firm: their proper cores (字号) agree, or contradict it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product

from chainlink.intake.names import trade_words
from chainlink.intake.names.likeness import abbreviations, one_slip
from chainlink.intake.names.parts import Parts, parts
from chainlink.intake.names.place_words import without_place_words

_LATIN = re.compile(r"[a-z][a-z0-9&'-]+")
_NO_CORE = frozenset(
    {
        *("the", "of", "and", "co", "ltd", "limited", "company", "corp", "corporation", "inc", "llc", "plc", "gmbh"),
        *("group", "holding", "holdings", "china", "chongqing", "sichuan", "wanzhou", "kaizhou", "yunyang"),
    }
)
"""Words of an English name that are no core: legal forms and the places that many names begin with."""


def cores_agree(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Say whether a name of ``mine`` and one of ``theirs`` have one core, or one holds or abbreviates the other.

    A name in Latin letters says nothing against one in Chinese signs.
    """
    return any(_agree(*pair) for left in mine for right in theirs for pair in product(_all(left), _all(right)))


def _all(name: str) -> list[Parts]:
    """Return a name taken apart, with the other name that its brackets give."""
    own = parts(name)
    return [own, parts(own.also)] if own.also else [own]


def _agree(mine: Parts, theirs: Parts) -> bool:
    if mine.exact == theirs.exact or mine.exact.isascii() != theirs.exact.isascii():
        return True
    if mine.exact.isascii():
        left, right = _latin_core(mine.name), _latin_core(theirs.name)
        return left.startswith(right) or right.startswith(left)
    if _core(mine) in _whole(theirs) or _core(theirs) in _whole(mine):
        return True
    short = {mine.plain, mine.stem} & abbreviations(theirs) or {theirs.plain, theirs.stem} & abbreviations(mine)
    return bool(short) or one_slip(mine.stem, theirs.stem)


def _core(name: Parts) -> str:
    """Return what is a firm's own: the core without place words; the whole where nothing else is left."""
    left = without_place_words(name.stem)
    return left if len(left) > 1 and left not in trade_words.kinds() else _whole(name)


def _whole(name: Parts) -> str:
    return name.stem + "".join(name.trades)


def _latin_core(name: str) -> str:
    """Return the first word of an English name that is no place and no legal form."""
    words = _LATIN.findall(name.lower())
    return next((word for word in words if word not in _NO_CORE), " ".join(words))
