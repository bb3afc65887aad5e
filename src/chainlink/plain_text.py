"""Text in any encoding an office saves, and the settings written in it as TOML."""

from __future__ import annotations

import codecs
import re
import tomllib
from typing import Any

MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
"""How text of several bytes a sign begins where it says so."""
SAMPLE = 262_144
"""So many signs from the beginning tell encoding, separator and headings."""
SEPARATORS = ",\t;|"
"""What parts the cells of a table in text."""


WHYS = (
    ("Expected '='", "equals"),
    ("Expected newline", "line"),
    ("Expected ']", "heading"),
    ("Unclosed array", "array"),
    ("Unclosed inline table", "braces"),
    (r"Duplicate|Cannot (?:overwrite|declare|redefine|mutate)", "twice"),
    (r"Unterminated|Illegal|Unescaped|Escaped|Invalid hex", "quotes"),
    ("Invalid (?:value|date)", "value"),
    ("Found invalid character", "control"),
)
"""What the parser of TOML says, as expressions, and the word of ``toml_why`` that says it to people."""


class TomlError(ValueError):
    """Settings that cannot be read: ``row`` and ``column`` as an editor numbers them (None: not known), and why.

    ``why`` is a word of ``toml_why``.
    """

    def __init__(self, why: str, row: int | None, column: int | None = None) -> None:
        self.why, self.row, self.column = why, row, column
        super().__init__(why)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and its encoding: UTF-16 or UTF-32 by their mark, else UTF-8, else GB18030.

    UTF-16 without its mark is known by zero bytes, and by the separators and line ends that it has when read so.

    Raises:
        UnicodeDecodeError: it is none of them; it tells where the encoding that reads furthest stops.

    """
    if encoding := next((name for mark, name in MARKS if data.startswith(mark)), None):
        return data.decode(encoding), encoding
    if b"\0" in data[:SAMPLE] and (encoding := _without_mark(data[: SAMPLE & ~1])):
        return data.decode(encoding), encoding
    stop = _utf8_stop(data[:SAMPLE], final=len(data) <= SAMPLE)
    if stop is None:  # a failed attempt at the whole would copy it into its complaint
        try:
            return data.decode("utf-8-sig"), "utf-8"
        except UnicodeDecodeError as error:
            stop = error
    try:
        return data.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        raise max(stop, error, key=lambda wrong: wrong.start) from None


def _utf8_stop(start: bytes, *, final: bool) -> UnicodeDecodeError | None:
    """Return where ``start``, which may end inside a sign unless ``final``, is no UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start, final)
    except UnicodeDecodeError as error:
        return error
    return None


def _without_mark(start: bytes) -> str | None:
    """Return which UTF-16 ``start`` is: the one in which the bytes of separators and line ends are such signs.

    Some of these bytes are halves of other signs, so a quarter of them is enough.
    """
    signs = SEPARATORS + "\r\n"
    counts = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start.decode(encoding, "replace")
        counts[encoding] = 0 if "\0" in text else sum(map(text.count, signs))
    best = max(counts, key=lambda encoding: counts[encoding])
    return best if counts[best] * 4 > sum(map(start.count, signs.encode())) else None


def read_toml(data: bytes) -> dict[str, Any]:
    """Return the settings that ``data`` holds.

    Raises:
        TomlError: it is no text, no TOML, nested too deeply, or holds a number of thousands of digits.

    """
    try:
        text = decode(data)[0]
    except UnicodeDecodeError as error:
        raise TomlError("no_text", data.count(b"\n", 0, error.start) + 1) from error
    try:
        settings = tomllib.loads(text)
        str(settings)  # what cannot be shown, a complaint could not name either
    except tomllib.TOMLDecodeError as error:
        why = next((word for message, word in WHYS if re.match(message, str(error))), "statement")
        if place := re.search(r"at line (\d+), column (\d+)", str(error)):
            raise TomlError(why, int(place[1]), int(place[2])) from error
        lines = text.rstrip("\r\n").split("\n")
        raise TomlError(why, len(lines), len(lines[-1]) + 1) from error
    except (ValueError, RecursionError) as error:
        raise TomlError("too_much", None) from error
    return settings


TURNING = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
"""Signs that turn the direction of all text after them: no file for people holds one."""


def upright(text: str) -> str:
    """Return ``text`` without the signs that turn its direction."""
    return TURNING.sub("", text)
