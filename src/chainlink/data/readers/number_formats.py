"""Number formats of a workbook: what a person sees in a cell where it is not the number that lies under it.

Only what changes the size or the words of a number counts: percent, scaling by commas, a literal point between digits
(0!.0 shows a tenth), words after the digits (0"万元"), leading zeros.  Decimals, thousands, currency signs, brackets
and colours for negative numbers, fractions (# ?/?), powers of ten and dates leave a number as it lies.  A number that
its format does not show (;;;) is read as it lies and told, as one in a hidden row; a zero that is not shown (0;-0;) is
a zero.  Formats that a conditional formatting puts over a cell are not looked at: they depend on other cells.

Source: ECMA-376 Part 1, 18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

BUILT_IN = {9: "0%", 10: "0.00%"}
"""The formats without a code of their own that change what is shown."""
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]?|(?P<general>General|G/[\w]+)'
    r"|(?P<power>[Ee][+-])|(?P<sign>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_NEUTRAL = re.compile(r"[\s$¥￥€£()（）+\-−,，']*")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": float.__lt__,
    ">": float.__gt__,
    "<=": float.__le__,
    ">=": float.__ge__,
    "=": float.__eq__,
    "<>": float.__ne__,
}
DIGITS = 15
"""A spreadsheet holds so many digits of a number."""


@dataclass
class _Section:
    """One of the parts of a format code, for the numbers that meet its ``condition``.

    ``before``, ``after``: words around the digits; ``whole``: signs of the whole number (0, #, ? and what stands
    between them); ``decimals``: how many follow the point (None: there is none); ``commas``: each shows thousands.
    """

    condition: tuple[str, float] | None = None
    before: str = ""
    after: str = ""
    whole: list[str] = field(default_factory=list)
    decimals: int | None = None
    commas: int = 0
    percents: int = 0
    general: bool = False
    as_it_lies: bool = False

    def scale(self) -> float:
        """Return what a number is multiplied by before it is shown."""
        return 100.0**self.percents / 1000.0**self.commas

    def is_met(self, value: float) -> bool:
        """Say whether ``value`` meets the condition."""
        return self.condition is None or _COMPARE[self.condition[0]](value, self.condition[1])

    def is_empty(self) -> bool:
        """Say whether nothing at all is shown."""
        return not (self.as_it_lies or self.has_digits() or self.before or self.after)

    def has_digits(self) -> bool:
        return bool(self.whole or self.decimals is not None or self.general)

    def add(self, words: str) -> None:
        """Take words before or after the digits."""
        if self.has_digits():
            self.after += words
        else:
            self.before += words

    def zeros(self) -> int:
        return self.whole.count("0")

    def between(self) -> str:
        return "".join(sign for sign in self.whole if sign not in _PLACES)

    def changes(self) -> bool:
        """Say whether what is shown has another size or other words than the number."""
        if self.as_it_lies or not self.has_digits():
            return False
        words = not all(map(_NEUTRAL.fullmatch, (self.before, self.after)))
        return words or self.scale() != 1 or self.zeros() > 1 or bool(self.between())


_PLACES = "0#?"
_NO_NUMBER = "/@ymdhsbgeYMDHSBGE"
"""Bare signs that make a date, a fraction or a text of the number."""


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...]:
    sections = [_Section()]
    for token in _TOKEN.finditer(code):
        section = sections[-1]
        literal, sign = token["quoted"] or token["escaped"], token["sign"]
        if sign == ";":
            sections.append(_Section())
        elif literal:
            section.add(literal)
        elif token["general"]:
            section.general = True
        elif token["power"] or (sign and sign in _NO_NUMBER):
            section.as_it_lies = True
        elif sign:
            _add_sign(section, sign)
        elif token["bracket"] and (condition := _CONDITION.fullmatch(token["bracket"].strip())):
            section.condition = condition[1], float(condition[2])
    return tuple(sections)


def _add_sign(section: _Section, sign: str) -> None:
    if sign in _PLACES and section.decimals is not None:
        section.decimals += 1
    elif sign in _PLACES:
        section.whole += [*(section.after if section.whole else ""), sign]
        section.after = "" if section.whole[:-1] else section.after
        section.commas = 0
    elif sign == "." and section.decimals is None:
        section.decimals = 0
    elif sign == "," and section.has_digits():
        section.commas += 1
    else:
        section.percents += sign == "%"
        section.add(sign)


def changes_what_is_shown(code: str) -> bool:
    """Say whether a cell with this format may show another number, or other words, than lie in it, or nothing."""
    sections = _sections(code)
    hides = len(sections) > 1 and any(section.is_empty() for section in sections[:2])
    return hides or any(section.changes() for section in sections)


def shown(value: float, code: str) -> str | None:
    """Return what a cell with this format shows, where it is not the number in it; None where it is.

    Nothing ("") is shown of a number that is not zero where its part of the format is empty.

    A percentage or a scaled number keeps the decimals that the cell holds; beside words it is rounded as it is seen.

    >>> shown(0.8, "0%"), shown(123456.0, '0!.0,"万"'), shown(12345.0, "0.0,"), shown(-5.0, "0.00")
    ('80%', '12.3万', '12.345', None)
    """
    sections = _sections(code)
    section = _section_of(value, sections)
    if section and section.is_empty() and value and len(sections) > 1:
        return ""
    if section is None or not section.changes():
        return None
    before, after = (text.strip() for text in (section.before, section.after))
    before, after = ("" if _NEUTRAL.fullmatch(text) else text for text in (before, after))
    size = abs(value) * section.scale()
    minus = "-" if value < 0 else ""
    between = section.between()
    is_point = between in {".", "．", "。"}
    if before or after not in {"", "%"} or (between and not is_point):
        digits = _plain(size) if section.general else _rounded(size, section)
    elif is_point:
        digits = _plain(size / 10.0 ** len("".join(section.whole).rpartition(between)[2]))
    else:
        digits = _plain(size).zfill(section.zeros()) if "." not in _plain(size) else _plain(size)
    return f"{minus}{before}{digits}{after}"


def _section_of(value: float, sections: tuple[_Section, ...]) -> _Section | None:
    """Return the part of the format that a number is shown by."""
    if any(section.condition for section in sections):
        return next((section for section in sections if section.is_met(value)), None)
    place = 0 if len(sections) == 1 or value > 0 else 1 if value < 0 else min(2, len(sections) - 1)
    return sections[0] if value == 0 and len(sections) == 2 else sections[place]  # noqa: PLR2004 - positive, negative


def _plain(size: float) -> str:
    """Write a number without a power of ten, with as many digits as a spreadsheet holds."""
    text = f"{size:.{DIGITS}g}"
    if "e" in text:
        text = f"{float(text):.{DIGITS}f}" if size < 1 else f"{float(text):.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(size: float, section: _Section) -> str:
    """Write a number into the places of the format, as it is seen."""
    whole, _, decimals = f"{size:.{section.decimals or 0}f}".partition(".")
    digits = list(whole.zfill(section.zeros()) if section.zeros() else whole)
    written = []
    for sign in reversed(section.whole):
        if sign not in _PLACES:
            written.append(sign if digits or "0" in section.whole else "")
        elif digits:
            written.append(digits.pop())
    text = "".join(digits) + "".join(reversed(written))
    return f"{text}.{decimals}" if decimals else text
