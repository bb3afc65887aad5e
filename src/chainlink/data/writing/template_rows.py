"""The example rows of the template: one small story through every table, told by a newspaper in 2021."""

from __future__ import annotations

from chainlink.reference import listed

_SAID: dict[str, object] = {"source": "PAPER", "grade": "A", "seen": 2021, "note": "EXAMPLE"}

META = [
    ("id", "my-region"),
    ("title", ""),
    ("title_en", "My region"),
    ("region", "wanzhou;kaizhou"),
    ("version", "1"),
    ("schema_version", "1"),
    ("licence", ""),
    ("note", ""),
]

EXAMPLE: dict[str, list[dict[str, object]]] = {
    **{table: [{**_SAID, **row} for row in rows] for table, rows in listed("example_rows").items()},
    "sources": [
        {
            "source": "PAPER",
            "title": "开州 弹好“协奏曲”合力推进万开云同城化发展",
            "date": "2021-10",
            "kind": "official_media",
            "note": "EXAMPLE",
        },
    ],
}
"""Rows per table; ``EXAMPLE`` as a note stands for the sentence ``template.example``."""
