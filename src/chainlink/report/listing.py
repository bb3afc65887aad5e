"""A list as it leaves the house: one set of headings and rows, given as CSV, JSON or Excel, or written to a file."""

from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chainlink.live_cells import defused, is_live
from chainlink.report.placing import placing
from chainlink.report.signs import upright

A3, A4 = 8, 9
"""Paper, as Excel numbers it."""
LINE, HIGHEST = 13.5, 405
"""How high a line and a row at most stand, in points."""
A4_WIDTH, A3_WIDTH = 200, 300
"""So many signs beside each other can be read when shrunk to a lying page; what is wider goes over several pages."""


@dataclass(frozen=True)
class Listing:
    """A titled list: ``columns`` maps each key to its heading, ``rows`` hold plain values by key.

    ``records`` are the same rows with every field of the programme's own names; JSON gives these.  ``brief`` are the
    keys that fit a terminal (all where empty).
    """

    title: str
    columns: Mapping[str, str]
    rows: Sequence[Mapping[str, Any]]
    records: Sequence[Mapping[str, Any]] | None = None
    brief: Sequence[str] = ()


def plain(value: object) -> object:
    """Return a cell's value: lists joined by ``; ``, true and false as Y and N, null as nothing, text upright."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(plain(part)) for part in value)
    return upright(value) if isinstance(value, str) else value


def as_csv(*listings: Listing) -> bytes:
    """Return lists, an empty line between, as CSV that Chinese Excel opens (UTF-8, BOM, CRLF), formulas defused."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for listing in listings:
        if out.tell():
            writer.writerow([])
        writer.writerow(map(defused, map(plain, listing.columns.values())))
        writer.writerows([defused(plain(row.get(key))) for key in listing.columns] for row in listing.rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(listing: Listing) -> bytes:
    """Return the list's records as a JSON array."""
    return json_bytes(listing.rows if listing.records is None else listing.records)


def json_bytes(value: object) -> bytes:
    """Return ``value`` as indented JSON in UTF-8."""
    return (upright(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)) + "\n").encode()


def as_xlsx(listings: Sequence[Listing]) -> bytes:
    """Return an Excel workbook with a sheet a list: frozen heads, filters, text as text, paper to read it on."""
    from chainlink.report.text_book import text_book

    out = io.BytesIO()
    with text_book(out) as book:
        look = {"text_wrap": True, "valign": "top", "font_size": 10}
        head = book.add_format({**look, "bold": True, "bg_color": "#DCE6EF"})
        cell, marked = book.add_format(look), book.add_format({**look, "quote_prefix": True})
        for listing in listings:
            _fill_sheet(book.add_worksheet(upright(listing.title)[:31]), listing, head, cell, marked)
    return out.getvalue()


def _fill_sheet(sheet: Any, listing: Listing, head: Any, cell: Any, marked: Any) -> None:
    """Write a list into a sheet; ``head``, ``cell`` and ``marked`` (text like a formula) are its looks."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    heads = [upright(heading) for heading in listing.columns.values()]
    rows = [[plain(row.get(key)) for key in listing.columns] for row in listing.rows]
    firsts = [[signs(str(one).split("\n", 1)[0]) for one in column] for column in zip(heads, *rows, strict=True)]
    widths = [min(max(*column, 6) + 2, 48) for column in firsts]
    for place, (heading, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, head)
    for line, row in enumerate(rows, start=1):
        sheet.set_row(line, row_height([str(value) for value in row], widths))
        for place, value in enumerate(row):
            if isinstance(value, (int, float)):
                sheet.write_number(line, place, value, cell)
            else:
                text = str(value)
                sheet.write_string(line, place, text, marked if is_live(text) else cell)
    sheet.set_paper(A4 if sum(widths) <= A4_WIDTH else A3)
    if sum(widths) <= A3_WIDTH:
        sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), max(len(heads) - 1, 0))


def signs(text: str) -> int:
    """Return how many signs wide a text is; a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def row_height(texts: Sequence[str], widths: Sequence[float]) -> float:
    """Return how high a row stands, in points, so that its fullest cell can be read: not every reader finds it."""
    lines = [-(-signs(text) // max(int(width) - 1, 1)) for text, width in zip(texts, widths, strict=True)]
    return min(LINE * max([*lines, 1]) + 3, HIGHEST)


def write_bytes(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path`` whole or not at all.

    Raises:
        WriteError: the file is open elsewhere, the folder cannot be written, the disk is full.

    """
    with placing(path) as part:
        part.write_bytes(content)
    return path
