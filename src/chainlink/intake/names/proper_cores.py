"""Whether names that bear one credit code can be of one firm: their proper cores (字号) agree, or contradict it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import product

from chainlink.intake.names import trade_words
from chainlink.intake.names.likeness import abbreviations, one_slip
from chainlink.intake.names.parts import Parts, parts
from chainlink.intake.names.place_words import without_place_words
from chainlink.reference import listed

_LATIN = re.compile(r"[a-z][a-z0-9&'-]+")
_NO_CORE = frozenset(listed("firm_names")["latin_forms"])
"""Words of an English name that are no core, but its legal form."""


def cores_agree(mine: Sequence[str], theirs: Sequence[str], latin_places: Collection[str] = ()) -> bool:
    """Say whether a name of ``mine`` and one of ``theirs`` have one core, or one holds or abbreviates the other.

    A name in Latin letters says nothing against one in Chinese signs; of such a name ``latin_places`` are no core.
    """
    pairs = (pair for left in mine for right in theirs for pair in product(_all(left), _all(right)))
    return any(_agree(*pair, {*_NO_CORE, *latin_places}) for pair in pairs)


def _all(name: str) -> list[Parts]:
    """Return a name taken apart, with the other name that its brackets give."""
    own = parts(name)
    return [own, parts(own.also)] if own.also else [own]


def _agree(mine: Parts, theirs: Parts, no_core: Collection[str]) -> bool:
    if mine.exact == theirs.exact or mine.exact.isascii() != theirs.exact.isascii():
        return True
    if mine.exact.isascii():
        left, right = (_latin_core(name.name, no_core) for name in (mine, theirs))
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


def _latin_core(name: str, no_core: Collection[str]) -> str:
    """Return the first word of an English name that is no place and no legal form."""
    words = latin_words(name)
    return next((word for word in words if word not in no_core), " ".join(words))


def latin_words(name: str) -> list[str]:
    """Return the words of a name in Latin letters, in small ones."""
    return _LATIN.findall(name.lower())
