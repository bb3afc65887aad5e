"""How a firm stands on the page of some chains: each standing once, and the column of the states it follows from."""

from __future__ import annotations

from chainlink.findings.words import worded

AT_WORK, COMING, UNPLACED, INFERRED, STALE, NEIGHBOUR, COUNTERPART = STANDINGS = (
    "present", "coming", "unplaced", "inferred", "stale", "near", "counterpart",
)  # fmt: skip
"""In the order of the list of firms: at work, on the way, product not known, only inferred, old material, elsewhere."""
LAPSED = "lapsed"
RECORDS = (UNPLACED, INFERRED, COMING, LAPSED, STALE)
"""On record, and not at work as far as is known: in the order in which a chain without makers tells of them."""
ELSEWHERE = (NEIGHBOUR, COUNTERPART)
"""Firms of other districts: told beside those of the region."""
BY_GROUP = {
    "near": NEIGHBOUR,
    "stale": STALE,
    "inferred": INFERRED,
    "coming": COMING,
    "older": AT_WORK,
    "makers": AT_WORK,
}
"""The column of the states that names a firm, and how it stands by that; the last that names it holds."""

for _standing in STANDINGS:
    worded(f"standing {_standing}", f"page.standing_{_standing}")
