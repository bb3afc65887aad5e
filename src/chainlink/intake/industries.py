"""Names of the industries 行业 of GB/T 4754-2017 that sectors stand in, to read the words of exports as codes."""

from __future__ import annotations

import re
from functools import cache

from chainlink.reference import listed


@cache
def names() -> dict[str, tuple[str, ...]]:
    """Return name -> codes (a group and its only class often share a name)."""
    codes: dict[str, tuple[str, ...]] = {}
    for code, name in listed("industries").items():
        codes[name] = (*codes.get(name, ()), code)
    return codes


def codes_in(text: str | None) -> tuple[str, ...]:
    """Return the codes that the words of an export state: codes as they are, names looked up; the finest last.

    A wide word (制造业) gives nothing: it says nothing about what is made.
    """
    codes: dict[str, None] = {}
    for word in re.split(r"[;；,，/>|]|\s+", text or ""):
        code = re.match(r"^[A-T]?(\d{2,4})(?!\d)", word)
        if code:
            codes[code[1]] = None
        for named in names().get(word.strip(), ()):
            codes[named] = None
    return tuple(sorted(codes, key=len))
