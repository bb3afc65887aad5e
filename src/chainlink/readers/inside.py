"""What a workbook holds, looked at before a reader opens it: sheets, sizes, cells that a reader does not tell of."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

CELLS_LIMIT = 100_000_000
"""The most cells from A1 to the last filled one: a reader takes 32 bytes for each, filled or not (a full sheet of 95
columns).  One stray cell in the last corner of a sheet (XFD1048576) makes 17,000 million."""
OLD_HEAD = b"\xd0\xcf\x11\xe0"
"""The first bytes of the older container: an .xls, or an .xlsx with a password."""


@dataclass(frozen=True)
class SheetParts:
    """What reads as empty and is not, and how far a sheet reaches.

    ``merged``: merged areas; ``formulas``: cells whose result was never stored; ``last``: the last column and row that
    hold anything, as a cell (C7; "" for none); ``cells``: how many cells lie between A1 and there.
    """

    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    last: str = ""
    cells: int = 0


def has_password(data: bytes) -> bool:
    """Say whether the older container ``data`` is a workbook with a password."""
    return "EncryptedPackage".encode("utf-16-le") in data


def look_inside(data: bytes, limit: float) -> dict[str, SheetParts] | None:
    """Return the parts of every sheet by its name; None if the workbook unpacks to more than ``limit`` bytes.

    Every entry is unpacked once, a few MB at a time, and counted: the size that a zip states may lie.

    Raises:
        zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError: the zip is damaged.

    """
    found: dict[str, SheetParts] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if "xl/workbook.xml" not in book.namelist():
            raise KeyError("xl/workbook.xml")
        sheets = {part: sheet for sheet, part in sheet_parts(book)}
        for entry in book.infolist():
            sheet = sheets.get(entry.filename)
            merged: dict[str, None] = {}
            formulas: dict[str, None] = {}
            column, row = "", 0
            for size, chunk in _chunks(book, entry):
                limit -= size
                if limit < 0:
                    return None
                if sheet is None:
                    continue
                if b"mergeCell" in chunk:
                    merged |= dict.fromkeys(area.decode() for area in _MERGED.findall(chunk))
                if b"<f" in chunk or b":f" in chunk:
                    formulas |= dict.fromkeys(cell.decode() for cell in _FORMULA.findall(chunk))
                column, row = _last(chunk, column, row)
            if sheet is not None:
                cells = (corner(column)[1] + 1) * row
                found[sheet] = SheetParts(tuple(merged), tuple(formulas), f"{column}{row}" if row else "", cells)
    return found


_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]+\d+)"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_CELL = re.compile(rb'[^>]*?\sr="([A-Z]+)(\d+)"')
_CHUNK = 1 << 22


def _last(chunk: bytes, column: str, row: int) -> tuple[str, int]:
    """Return the last column and row that hold anything, given those of the chunks before; cells stand in order."""
    for line in chunk.split(b"</row>"):
        filled = line.rfind(b"</c>")
        found = _CELL.match(line, line.rfind(b"<c ", 0, filled)) if filled > 0 else None
        if found:
            column = max(column, found[1].decode(), key=lambda letters: (len(letters), letters))
            row = max(row, int(found[2]))
    return column, row


def _chunks(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """Yield the entry in pieces (with what each adds to the size) that never cut a cell in two."""
    with book.open(entry) as stream:
        rest = b""
        while piece := stream.read(_CHUNK):
            whole = rest + piece
            cut = max(whole.rfind(b"</c>"), whole.rfind(b"</row>"), len(whole) - (1 << 20), 0)
            yield len(piece), whole
            rest = whole[cut:]


def corner(cell: str) -> tuple[int, int]:
    """Return row and column (from 0) of a cell such as C7."""
    at = 0
    for letter in re.sub(r"[^A-Z]", "", cell):
        at = at * 26 + ord(letter) - 64
    return int(re.sub(r"\D", "", cell) or 0) - 1, at - 1


def sheet_parts(book: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return name and part of every sheet, as the workbook lists them; a workbook that hides them has none."""
    parts = set(book.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= parts:
        return []

    def elements(part: str, tag: str) -> list[dict[str, str]]:
        text = book.read(part).decode("utf-8", "replace")
        return [
            {key: html.unescape(value) for key, value in re.findall(r'([\w:]+)="([^"]*)"', found)}
            for found in re.findall(rf"<(?:\w+:)?{tag}\s[^>]*>", text)
        ]

    targets = {one.get("Id"): one.get("Target", "") for one in elements("xl/_rels/workbook.xml.rels", "Relationship")}
    listed = []
    for sheet in elements("xl/workbook.xml", "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), None), "")
        part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part in parts:
            listed.append((sheet.get("name", ""), part))
    return listed
