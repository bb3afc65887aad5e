"""A sheet for a person to decide on: proposals with reasons, and a drop-down to accept or reject each."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from chainlink import terms
from chainlink.data.review_columns import ASKED_NAMES, ASKED_SECTORS
from chainlink.data.writing.text_book import text_book
from chainlink.plain_text import upright

WIDTHS = {"name": 30, "sector_name": 24, "product": 24, "reason": 60, "other_name": 30, "answer": 12}


def review_book(rows: Mapping[str, Sequence[Mapping[str, Any]]], *, lang: str = "zh") -> bytes:
    """Return the workbook for ``sectors`` and ``names``; cells are text, nothing becomes a formula."""
    out = io.BytesIO()
    with text_book(out) as book:
        head = book.add_format({"bold": True, "bg_color": "#DCE6EF", "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        ask = book.add_format({"bg_color": "#FFF8E1", "valign": "top"})
        for what, columns in (("sectors", ASKED_SECTORS), ("names", ASKED_NAMES)):
            sheet = book.add_worksheet(terms.word(f"review.sheet_{what}", lang))
            sheet.freeze_panes(1, 2)
            listed = rows.get(what, ())
            for place, key in enumerate(columns):
                sheet.write_string(0, place, terms.word(f"review.{key}", lang), head)
                sheet.set_column(place, place, WIDTHS.get(key, 14))
                for line, row in enumerate(listed, start=1):
                    value = row.get(key)
                    form = ask if key == "answer" else wrap
                    if value is None:
                        sheet.write_blank(line, place, None, form)
                    else:
                        sheet.write_string(line, place, upright(str(value)), form)
            choices = [terms.word("review.accept", lang), terms.word("review.reject", lang)]
            place = columns.index("answer")
            options = {"validate": "list", "source": choices, "error_message": terms.word("review.choose", lang)}
            sheet.data_validation(1, place, max(len(listed), 1), place, options)
            sheet.autofilter(0, 0, max(len(listed), 1), len(columns) - 1)
    return out.getvalue()
