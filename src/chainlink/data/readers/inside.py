"""What a workbook holds, looked at before a reader opens it: sheets, sizes, and what a reader does not tell of.

Its parts are streamed through expat.  Rows in which nothing is wanted are not fed to it, only measured: most of a large
sheet is such rows.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from xml.parsers import expat

import numpy as np

from chainlink.data.readers import table
from chainlink.data.readers.number_formats import BUILT_IN, changes_what_is_shown
from chainlink.errors import Fault

CELLS_LIMIT = 100_000_000
"""The most cells from A1 to the last filled one: a reader takes 32 bytes for each, filled or not (a full sheet of 95
columns).  One stray cell in the last corner of a sheet (XFD1048576) makes 17,000 million."""
SHEETS_LIMIT = 500
"""The most sheets of a workbook."""
TEXT_LIMIT = 1_000
"""The most text of a sheet, in MB, with each shared string counted as often as it is used."""
OLD_HEAD = b"\xd0\xcf\x11\xe0"
"""The first bytes of the older container: an .xls, or an .xlsx with a password."""
COLUMNS_LIMIT = 16_384
STRINGS = "xl/sharedstrings.xml"
_CHUNK = 1 << 22
_HIDING = {"hidden", "veryHidden"}
_TRUE = {"1", "true"}


@dataclass
class SheetParts:
    """What a reader does not tell of a sheet, and how far it reaches; rows and columns count from 0.

    ``merged``: merged areas (top, left, bottom, right); ``formulas``: cells whose result was never stored;
    ``blank_formulas``: cells whose stored result is a text without a sign (what IF(…, "") gives: they look empty);
    ``errors``: cells that show an error, with it; ``rows``, ``columns``: hidden ones;
    ``formats``: cells (row, column) that may show another number or other words than they hold, with the code of
    their format; ``last``: the last row and column that hold anything; ``texts``: how many cells hold a shared string;
    ``is_hidden``: the whole sheet; ``fault``: why it is not to be read.
    """

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    blank_formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    formats: list[tuple[int, int, str]] = field(default_factory=list)
    last: tuple[int, int] = (-1, -1)
    texts: int = 0
    is_hidden: bool = False
    fault: Fault | None = None

    def size(self) -> int:
        """Return how many cells lie between A1 and the last one."""
        return (self.last[0] + 1) * (self.last[1] + 1)

    def reach(self, row: int, column: int) -> None:
        """Note that a cell holds something."""
        self.last = max(self.last[0], row), max(self.last[1], column)


def has_password(data: bytes) -> bool:
    """Say whether the older container ``data`` is a workbook with a password."""
    return "EncryptedPackage".encode("utf-16-le") in data


def look_inside(file: str, data: bytes) -> dict[str, SheetParts] | Fault:
    """Return the parts of every sheet by its name, or why the workbook is not opened.

    Every entry is unpacked once, a few MB at a time, and counted: the size that a zip states may lie.

    Raises:
        zipfile.BadZipFile, zlib.error, OSError, ValueError, KeyError, EOFError, NotImplementedError, ExpatError: the
            workbook is damaged.

    """
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheets = sheet_parts(book)
        if len(sheets) > SHEETS_LIMIT:
            return Fault(file, "sheets", value=str(len(sheets)), parts={"limit": SHEETS_LIMIT})
        codes = _codes(book)
        uses = Counter(part for _, part, _ in sheets)
        left = table.FILE_LIMIT * 1e6
        looked: dict[str, SheetParts] = {}
        longest = 0
        for entry in book.infolist():
            part = entry.filename
            look = _Look(codes) if part in uses else None
            strings = _Lengths() if part.lower() == STRINGS else None
            for piece in _pieces(book, entry):
                left -= len(piece) * max(1, uses[part])
                if left < 0:
                    return table.too_large(file, table.FILE_LIMIT * 1e6 - left)
                if look:
                    look.feed(piece)
                elif strings:
                    strings.feed(piece)
            if look:
                looked[part] = look.close()
            longest = strings.longest if strings else longest
        for part, inside in looked.items():
            inside.fault = _fault(file, book, part, inside, longest)
        return {
            sheet: replace(looked.get(part, SheetParts()), is_hidden=is_hidden) for sheet, part, is_hidden in sheets
        }


def _fault(file: str, book: zipfile.ZipFile, part: str, inside: SheetParts, longest: int) -> Fault | None:
    """Return why a sheet is not to be read: it reaches too far, or its shared strings make too much text."""
    if inside.size() > CELLS_LIMIT:
        look = _Look({}, exact=True)
        for piece in _pieces(book, part):
            look.feed(piece)
        exact = look.close()
        if exact.size() > CELLS_LIMIT:
            return Fault(file, "far_cell", value=cell_name(*exact.last), parts={"limit": f"{CELLS_LIMIT:,}"})
    if inside.texts * longest > TEXT_LIMIT * 1e6 and (size := _text_size(book, part)) > TEXT_LIMIT * 1e6:
        return Fault(file, "much_text", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{TEXT_LIMIT:,}"})
    return None


class _Lengths:
    """The most bytes between the ends of two shared strings: no string is longer."""

    def __init__(self) -> None:
        self.longest = self._rest = 0

    def feed(self, piece: bytes) -> None:
        first, *others = map(len, piece.split(b"</si>"))
        self._rest += first
        self.longest = max(self.longest, self._rest, *others)
        self._rest = others[-1] if others else self._rest


def _text_size(book: zipfile.ZipFile, sheet: str) -> int:
    """Return how many bytes the shared strings of a sheet make, each counted as often as it is used."""
    strings = next(name for name in book.namelist() if name.lower() == STRINGS)
    lengths = [len(text.encode()) for text in _texts(book, strings, "si", lambda _at: True)]
    places = _texts(book, sheet, "c", lambda at: at.get("t") == "s")
    return sum(lengths[int(place)] for place in places if place.isdecimal() and int(place) < len(lengths))


def _texts(
    book: zipfile.ZipFile, part: str, element: str, is_wanted: Callable[[dict[str, str]], bool]
) -> Iterator[str]:
    """Yield the text inside each ``element`` of a part."""
    met: list[str] = []
    words: list[str] = []

    def start(tag: str, at: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == element:
            words.clear()
            parser.CharacterDataHandler = words.append if is_wanted(at) else None

    def end(tag: str) -> None:
        if tag.rpartition(":")[2] == element:
            met.append("".join(words))

    parser = _parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    for piece in _pieces(book, part):
        parser.Parse(piece, False)
        yield from met
        met.clear()


def _pieces(book: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> Iterator[bytes]:
    with book.open(entry) as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _parser() -> expat.XMLParserType:
    """Return a parser; a part of a workbook declares no document type, only attacks do."""

    def refuse(*_declaration: object) -> None:
        raise ValueError("DOCTYPE")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    return parser


def elements(book: zipfile.ZipFile, part: str, *tags: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the elements of a part that are called so (whatever their prefix), with their attributes."""
    met: list[tuple[str, dict[str, str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag in tags:
            met.append((tag, attributes))

    parser = _parser()
    parser.StartElementHandler = start
    for piece in _pieces(book, part):
        parser.Parse(piece, False)
        yield from met
        met.clear()
    parser.Parse(b"", True)
    yield from met


def sheet_parts(book: zipfile.ZipFile) -> list[tuple[str, str, bool]]:
    """Return name, part and whether it is hidden of every sheet, as the workbook lists them."""
    parts = {name.lower(): name for name in book.namelist()}
    names, relations = parts["xl/workbook.xml"], parts.get("xl/_rels/workbook.xml.rels")
    targets = {
        at.get("Id", ""): at.get("Target", "")
        for _, at in (elements(book, relations, "Relationship") if relations else ())
    }
    listed = []
    for _, at in elements(book, names, "sheet"):
        target = targets.get(next((value for key, value in at.items() if key.endswith(":id")), ""), "")
        part = posixpath.normpath(target.removeprefix("/") if target.startswith("/") else f"xl/{target}")
        listed.append((at.get("name", ""), parts.get(part.lower(), part), at.get("state") in _HIDING))
    return listed


def _codes(book: zipfile.ZipFile) -> dict[str, str]:
    """Return the format code of every style of cells that may show another number or other words than lie there."""
    part = next((name for name in book.namelist() if name.lower() == "xl/styles.xml"), None)
    formats = {str(number): code for number, code in BUILT_IN.items()}
    styles: list[str] = []
    in_cells = False
    for tag, at in elements(book, part, "numFmt", "cellXfs", "cellStyles", "dxfs", "xf") if part else ():
        if tag == "numFmt":
            formats.setdefault(at.get("numFmtId", ""), at.get("formatCode", ""))
        elif tag == "xf" and in_cells:
            styles.append(at.get("numFmtId", "0"))
        elif tag != "xf":
            in_cells = tag == "cellXfs"
    changing = {number: code for number, code in formats.items() if changes_what_is_shown(code)}
    return {str(place): changing[number] for place, number in enumerate(styles) if number in changing}


class _Look:
    """What one sheet holds; unless ``exact``, cells without anything count for how far it reaches."""

    def __init__(self, codes: dict[str, str], *, exact: bool = False) -> None:
        self._exact = exact
        self.parts = SheetParts()
        self._codes = codes
        styles = (b"='", b" =", b"= ", *(f' s="{style}"'.encode() for style in codes)) if codes else ()
        self._wanted = (b"<f", b"hidden", b'"e"', b"'e'", *styles)
        self._rest = b""
        self._row = self._column = -1
        self._kind = "n"
        self._words: list[str] = []
        self._parser = _parser()
        self._parser.StartElementHandler = self._start

    def feed(self, piece: bytes) -> None:
        """Take the next piece: whole rows in which nothing is wanted are measured, all else is parsed."""
        piece = self._rest + piece
        begin, end = piece.find(b"<row"), piece.rfind(b"</row>") + len(b"</row>")
        if begin < 0 or end <= begin:
            self._parse(piece)
            self._rest = b""
            return
        rows = piece[begin:end]
        if self._exact or any(sign in rows for sign in self._wanted) or not self._measure(rows):
            self._parse(piece[:end])
        else:
            self._parse(piece[:begin])
        self._rest = piece[end:]

    def close(self) -> SheetParts:
        """Take the end of the part."""
        self._parser.Parse(self._rest, True)
        return self.parts

    def _parse(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)

    def _measure(self, rows: bytes) -> bool:
        """Note how far these rows reach; False if they are not written as usual (every cell with its place first)."""
        places, cells = _places(rows)
        if cells != len(places):
            return False
        if len(places):
            row, column = _corners(rows, places)
            self.parts.reach(row, column)
            self._row = row
        self.parts.texts += rows.count(b't="s"')
        return True

    def _start(self, tag: str, at: dict[str, str]) -> None:
        if tag not in _HANDLED:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell(at)
        elif tag == "f":
            self.parts.reach(self._row, self._column)
            self._listen()
        elif tag in {"v", "is"}:
            self.parts.reach(self._row, self._column)
        elif tag == "row":
            self._row = int(at["r"]) - 1 if "r" in at else self._row + 1
            self._column = -1
            if at.get("hidden") in _TRUE:
                self.parts.rows.append(self._row)
        elif tag == "mergeCell":
            first, _, last = at.get("ref", "").partition(":")
            self.parts.merged.append((*corner(first), *corner(last or first)))
        elif tag == "col" and at.get("hidden") in _TRUE:
            self.parts.columns += range(int(at["min"]) - 1, min(int(at["max"]), COLUMNS_LIMIT))

    def _cell(self, at: dict[str, str]) -> None:
        if "r" in at:
            self._row, self._column = corner(at["r"])
        else:
            self._column += 1
        self._kind = kind = at.get("t", "n")
        self.parts.texts += kind == "s"
        if kind == "e":
            self._listen()
        elif kind == "n" and (code := self._codes.get(at.get("s", ""))) is not None:
            self.parts.formats.append((self._row, self._column, code))

    def _listen(self) -> None:
        """Take in the text of a cell up to its end."""
        self._words.clear()
        self._parser.CharacterDataHandler = self._words.append
        self._parser.EndElementHandler = self._end

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "f":
            self._words.clear()
        elif tag == "c":
            place = self._row, self._column
            if self._kind == "e" and self._words:
                self.parts.errors.append((*place, "".join(self._words)))
            elif not self._words:
                (self.parts.blank_formulas if self._kind == "str" else self.parts.formulas).append(place)
            self._parser.CharacterDataHandler = self._parser.EndElementHandler = None


_HANDLED = {"c", "f", "v", "is", "row", "mergeCell", "col"}


def corner(cell: str) -> tuple[int, int]:
    """Return row and column (from 0) of a cell such as C7.

    Raises:
        ValueError: it is no cell.

    """
    spelt = cell.rstrip("0123456789")
    column = 0
    for letter in spelt:
        column = column * 26 + ord(letter.upper()) - 64
    if not (spelt.isascii() and spelt.isalpha()) or column > COLUMNS_LIMIT:
        raise ValueError(cell[:20])
    return int(cell[len(spelt) :]) - 1, column - 1


def cell_name(row: int, column: int) -> str:
    """Return what a spreadsheet calls the cell at ``row`` and ``column`` (from 0)."""
    return f"{table.letters(column)}{row + 1}"


_PLACE = b'<c r="'


def _places(rows: bytes) -> tuple[np.ndarray[Any, Any], int]:
    """Return where the places of the cells stand in ``rows``, and how many elements begin as a cell does."""
    signs = np.frombuffer(rows, dtype=np.uint8)
    starts = np.flatnonzero(signs[: -len(_PLACE) - 10] == _PLACE[0])
    starts = starts[signs[starts + 1] == _PLACE[1]]
    cells = len(starts)
    for at, sign in enumerate(_PLACE[2:], start=2):
        starts = starts[signs[starts + at] == sign]
    return starts + len(_PLACE), cells


def _corners(rows: bytes, places: np.ndarray[Any, Any]) -> tuple[int, int]:
    """Return the greatest row and column (from 0) of the cells whose places stand there."""
    signs = np.frombuffer(rows, dtype=np.uint8)
    column, row = np.zeros(len(places), dtype=np.int32), np.zeros(len(places), dtype=np.int32)
    at = places.copy()
    for total, base, low, high, most in ((column, 26, 65, 90, 3), (row, 10, 48, 57, 7)):
        for _ in range(most):
            sign = signs[at].astype(np.int32)
            is_part = (sign >= low) & (sign <= high)
            if not is_part.any():
                break
            total[:] = np.where(is_part, total * base + sign - low + (base == 26), total)  # noqa: PLR2004 - A is 1
            at += is_part
    return int(row.max()) - 1, int(column.max()) - 1
