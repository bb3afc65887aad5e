"""Words that name a river, a mountain, a landscape, a region or an old place: many firms bear them, none by right."""

from __future__ import annotations

from functools import cache
from itertools import chain

from chainlink.intake.names import regions
from chainlink.reference import listed


@cache
def place_words() -> frozenset[str]:
    """Return the words that are places and no names of firms."""
    words = dict(listed("place_words"))
    brands = words.pop("brands")
    return frozenset({*chain.from_iterable(words.values()), *regions.known()}) - {*brands}


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in place_words()}, reverse=True))


def without_place_words(core: str) -> str:
    """Return ``core`` without the place words it begins with: 平湖金龙 -> 金龙; "" where it is nothing but places."""
    left = core
    while left:
        word = next((left[:length] for length in _lengths() if left[:length] in place_words()), None)
        if word is None:
            break
        left = left[len(word) :]
    return left
