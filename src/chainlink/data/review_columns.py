"""The columns of a review sheet, which one room writes and another reads back filled."""

ASKED_SECTORS = (
    "firm",
    "name",
    "sector",
    "sector_name",
    "product",
    "confidence",
    "basis",
    "reason",
    "answer",
    "source",
    "seen",
)
"""Proposed sectors of firms, and the product that speaks for each in the words of the list."""
ASKED_NAMES = ("firm", "name", "other", "other_name", "confidence", "reason", "answer")
"""Names that may mean one firm."""
