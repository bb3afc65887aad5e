"""The time 期间 that a heading, a cell or a banner states for a figure: 2023年, FY2023, 2023年1-6月, 去年."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from chainlink.dates import last_day
from chainlink.reference import expressions

LONGEST = 500
"""A text of more signs is no heading and no figure: nothing is looked for in it."""
_EXPRESSIONS = expressions("periods")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_MONTHS = {name: at for at, name in enumerate(_EXPRESSIONS["months"].split("|"), start=1)}
_SEVERAL = re.compile(_EXPRESSIONS["several"], re.IGNORECASE)
_PATTERNS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _EXPRESSIONS["patterns"].values())
_SHORT = re.compile(_EXPRESSIONS["short"], re.IGNORECASE)
_BARE = re.compile(_EXPRESSIONS["bare"])
_RELATIVE = {
    0: r"本年度?|今年|当年|本期|年初至今|this year|current year|ytd|year[ -]to[ -]date",
    -1: r"上年同期|去年同期|同期|上一?年度?|去年|上期|last year|previous year|prior year",
    -2: r"前年|year before last",
}
_PART_OF_A_YEAR = re.compile(_EXPRESSIONS["part_of_a_year"], re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """A stretch of time: ``start`` and ``end`` as YYYY or YYYY-MM, both of the same kind."""

    start: str
    end: str

    @property
    def is_year(self) -> bool:
        """Whether it is one whole year."""
        return len(self.start) == len("2023")

    @property
    def year(self) -> int:
        """The year in which it ends."""
        return int(self.end[:4])


@dataclass(frozen=True)
class Dating:
    """What a text says of time: a ``period``; or ``years_back`` from the list's own year; or an ``unclear`` time.

    ``rest`` is the text without it.
    """

    rest: str
    period: Period | None = None
    years_back: int | None = None
    unclear: str | None = None


@cache
def dating(text: str, *, bare: bool = True) -> Dating:
    """Return what ``text`` says of the time of a figure; ``bare``: four digits alone may be a year, not the figure."""
    narrow = unicodedata.normalize("NFKC", text) if len(text) <= LONGEST else ""
    if several := _SEVERAL.search(narrow):
        return Dating(_cut(narrow, several), unclear=several[0])
    for pattern in (*_PATTERNS, *((_BARE,) if bare else ())):
        if (match := pattern.search(narrow)) and (period := _period(match)):
            return Dating(_cut(narrow, match), period)
    if part := _PART_OF_A_YEAR.search(narrow):
        return Dating(_cut(narrow, part), unclear=part[0])
    if bare and (short := _SHORT.search(narrow)):
        year = f"20{short['short'] or short['short_cn']}"
        return Dating(_cut(narrow, short), Period(year, year))
    for back, words in _RELATIVE.items():
        if match := re.search(words, narrow, re.IGNORECASE):
            return Dating(_cut(narrow, match), years_back=-back)
    return Dating(narrow or text)


def day_in_name(file: str) -> str | None:
    """Return the day, month or year in the name of a file, as YYYY[-MM[-DD]]; None where it holds none, or several.

    >>> day_in_name("企业名单20240301.xlsx"), day_in_name("firms 2024-3.csv"), day_in_name("2020-2023年.xlsx")
    ('2024-03-01', '2024-03', None)
    """
    days = re.findall(_EXPRESSIONS["in_name"], unicodedata.normalize("NFKC", file))
    if len(days) != 1:
        return None
    day = "-".join(part.zfill(2) for part in days[0] if part)
    return day if last_day(day) else None


def _cut(text: str, match: re.Match[str]) -> str:
    """Return ``text`` without what was found, and without the small words and empty brackets left around it."""
    before = re.sub(r"\b(?:in|of|for)\s*$", "", text[: match.start()], flags=re.IGNORECASE)
    rest = f"{before} {text[match.end() :]}"
    rest = re.sub(r"[(\[【]\s*[)\]】]", " ", rest).strip()
    return re.sub(
        r"^(?:in|of|for)\b\s*|\s*\b(?:in|of|for|the)$|^[\s:,、的\-]+|[\s:,、\-]+$", "", rest, flags=re.IGNORECASE
    )


def _period(match: re.Match[str]) -> Period | None:
    """Return the period that a pattern matched (twelve months are a year); None where its months run backwards."""
    parts = match.groupdict()
    year = parts["year"] or parts["year_after"]
    first, last = _months(parts)
    if first is None or last is None:
        return Period(year, year)
    if (first, last) == (1, 12):
        return Period(year, year)
    return Period(f"{year}-{first:02}", f"{year}-{last:02}") if first <= last else None


def _months(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if half := parts.get("half"):
        return (1, 6) if half.lower() in {"上", "h1", "first"} else (7, 12)
    if until := parts.get("until"):
        return 1, 3 * _QUARTERS[until]
    if quarter := parts.get("quarter"):
        number = _QUARTERS[quarter[-1]]
        return 3 * number - 2, 3 * number
    if month := parts.get("month"):
        return int(month), int(month)
    if (first := parts.get("first")) and (last := parts.get("last")):
        return _month(first), _month(last)
    return None, None


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS[word.lower()[:3]]
