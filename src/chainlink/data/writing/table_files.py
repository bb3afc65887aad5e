"""A table as it leaves the house for other programs: as CSV, JSON or Excel, or written to a file."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from chainlink.data.writing.atomic import placing
from chainlink.data.writing.table import Table
from chainlink.live_cells import defused, is_live
from chainlink.plain_text import upright

A3, A4 = 8, 9
"""Paper, as Excel numbers it."""
MOST_IN_NAME = 31
"""Excel takes so many signs in the name of a sheet."""
LINE, HIGHEST = 13.5, 405
"""How high a line and a row at most stand, in points."""
A4_WIDTH, A3_WIDTH = 200, 300
"""So many signs beside each other can be read when shrunk to a lying page; what is wider goes over several pages."""


def plain(value: object) -> object:
    """Return a cell's value: lists joined by ``; ``, true and false as Y and N, null as nothing, text upright."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, (list, tuple)):
        return "; ".join(str(plain(part)) for part in value)
    return upright(value) if isinstance(value, str) else value


def as_csv(*tables: Table) -> bytes:
    """Return tables, an empty line between, as CSV that Chinese Excel opens (UTF-8, BOM, CRLF), formulas defused."""
    import csv

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for table in tables:
        if out.tell():
            writer.writerow([])
        writer.writerow(map(defused, map(plain, table.headings)))
        writer.writerows(map(defused, row) for row in _plain_rows(table))
    return out.getvalue().encode("utf-8-sig")


def _plain_rows(table: Table) -> list[list[object]]:
    return [[plain(record.values.get(column.key)) for column in table.columns] for record in table.records]


def as_json(table: Table) -> bytes:
    """Return the table's rows as a JSON array."""
    return json_bytes(table.facts)


def json_bytes(value: object) -> bytes:
    """Return ``value`` as indented JSON in UTF-8."""
    return (upright(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)) + "\n").encode()


def as_xlsx(tables: Sequence[Table]) -> bytes:
    """Return an Excel workbook with a sheet a table: frozen heads, filters, text as text, paper to read it on."""
    from chainlink.data.writing.text_book import text_book

    out = io.BytesIO()
    with text_book(out) as book:
        look = {"text_wrap": True, "valign": "top", "font_size": 10}
        head = book.add_format({**look, "bold": True, "bg_color": "#DCE6EF"})
        cell, marked = book.add_format(look), book.add_format({**look, "quote_prefix": True})
        for table, name in zip(tables, sheet_names(table.title for table in tables), strict=True):
            _fill_sheet(book.add_worksheet(name), table, head, cell, marked)
    return out.getvalue()


def sheet_name(title: str) -> str:
    """Return the name of a sheet with this title: Excel takes 31 signs and some not at all."""
    return re.sub(r"[\[\]:*?/\\]", " ", upright(title))[:MOST_IN_NAME].strip("'")


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Return a name of a sheet for each title, none twice whatever its case: those cut to the same end in a number."""
    names: list[str] = []
    for title in titles:
        whole = name = sheet_name(title)
        number, taken = 1, {other.lower() for other in names if other}
        while name.lower() in taken:
            number += 1
            name = f"{whole[: MOST_IN_NAME - len(f' ({number})')]} ({number})"
        names.append(name)
    return names


def _fill_sheet(sheet: Any, table: Table, head: Any, cell: Any, marked: Any) -> None:
    """Write a table into a sheet; ``head``, ``cell`` and ``marked`` (text like a formula) are its looks."""
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    heads, rows = [upright(heading) for heading in table.headings], _plain_rows(table)
    firsts = [[signs(str(value).split("\n", 1)[0]) for value in column] for column in zip(heads, *rows, strict=True)]
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
