"""What the lines beside and below the square of an input-output table are, by the names and codes offices print."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from chainlink.data.checks.summing_rows import sums_up
from chainlink.reference import expressions

_PARTS: dict[str, re.Pattern[str]] = {
    part: re.compile(names) for part, names in expressions("io_lines")["parts"].items()
}
"""What a line is -> the names and codes that offices print for it."""
ORIGIN = (
    "国产|国内|省内|市内|本地|本市|本省|区内|进口|外购|调入|流入|省外|市外|国外|"
    "domestic|imported|imports|import|foreign|local"
)
"""Words in a label that say where a sector's inputs come from: 农业（进口）, imports: Agriculture."""


def plain_labels(labels: pl.Expr) -> pl.Expr:
    """Return labels as they are compared: narrow, in lower case, without spaces, a code as its number (01 is 1)."""
    narrow = labels.str.normalize("NFKC").str.replace_all(r"\s+", "").str.to_lowercase()
    return narrow.str.replace(r"^0*(\d+)(?:\.0)?$", "${1}")


def part_of(labels: Sequence[str]) -> str:
    """Return what the line with these plain labels is, the nearest label first.

    Returns:
        ``output`` (总产出, 总投入), ``intermediate``, ``final`` and ``value_added`` (their totals), ``imports``,
        ``value_added_part``, ``total`` (some other sum), or ``other``.

    """
    for label in labels:
        part = next((part for part, names in _PARTS.items() if names.search(label)), None)
        if part is not None:
            return part
    return "total" if labels and sums(labels[:1]) else "other"


def sums(labels: Sequence[str]) -> set[str]:
    """Return which of the labels are those of sums (合计, Total)."""
    named = pl.DataFrame({"label": labels}, schema={"label": pl.String})
    return set(named.filter(sums_up(pl.col("label")))["label"])
