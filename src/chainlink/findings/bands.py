"""Bands 档次: what a finding asks of a person, in their order, each letter declared once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from chainlink.findings.words import worded

VISIT, VERIFY, KEEP, DECLINE = BANDS = ("甲", "乙", "丙", "丁")
"""走访招引, 先核实或邻区协作, 维持外购, 不宜布局: from the best to the worst."""
CHASE, LEAVE = (VISIT, VERIFY), (KEEP, DECLINE)
"""The bands that send somebody out, and those that are left alone."""


def place(band: str | None) -> int:
    """Return where a band stands in their order; null stands last.

    Example:
        >>> [place(band) for band in ("甲", "丙", None)]
        [0, 2, 3]

    """
    return len(BANDS) - 1 if band is None else BANDS.index(band)


def counts(bands: Iterable[str | None]) -> dict[str, int]:
    """Count findings by their bands, under the letters by which sentences name them: a, b, c, d.

    Example:
        >>> counts(["甲", "丙", "甲"])
        {'a': 2, 'b': 0, 'c': 1, 'd': 0}

    """
    numbers = Counter(bands)
    return {letter: numbers[band] for letter, band in zip("abcd", BANDS, strict=True)}


for _band in BANDS:
    worded(f"band {_band}", f"band.{_band}", f"band_mark.{_band}")
