"""The example rows of the template: one small story through every table, told by a newspaper in 2021."""

from __future__ import annotations

from chainlink.reference import listed

_SAID: dict[str, object] = {"source": "PAPER", "grade": "A", "seen": 2021, "note": "EXAMPLE"}

META = list(listed("example_sources")["dataset"].items())
"""What the sheet of the dataset says, in the order of its keys."""

EXAMPLE: dict[str, list[dict[str, object]]] = {
    **{table: [{**_SAID, **row} for row in rows] for table, rows in listed("example_rows").items()},
    "sources": listed("example_sources")["sources"],
}
"""Rows per table; ``EXAMPLE`` as a note stands for the sentence ``template.example``."""
