"""A figure as a list states it: with its time, whether it is planned, and what the brackets beside it say."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache

from chainlink import units
from chainlink.intake.exports.periods import LONGEST, Dating, Period, dating
from chainlink.intake.exports.quantities import Quantity, in_chinese, read_quantity
from chainlink.reference import expressions

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_EXPRESSIONS = expressions("statements")
_STATEMENTS = {name: re.compile(_EXPRESSIONS[name], re.IGNORECASE) for name in _EXPRESSIONS if name != "marks"}
_REACHED = re.compile(_EXPRESSIONS["reached"])
PLANNED, EXPECTED = _STATEMENTS["planned"], _STATEMENTS["expected"]


@dataclass(frozen=True)
class StatedFigure:
    """A figure and what qualifies it.

    ``status``: planned or expected where its words say so, else None.  ``remark``: what stands in brackets and was not
    understood, or says that a part of the figure is planned; the figure is taken as it stands.
    """

    quantity: Quantity
    time: Dating
    status: str | None = None
    remark: str | None = None


def status_of(text: str) -> str | None:
    """Return ``planned`` or ``expected`` where a heading or a cell says so, else None."""
    if PLANNED.search(text):
        return "planned"
    return "expected" if EXPECTED.search(text) or _STATEMENTS["expected_year"].search(text) else None


def is_only_time(rest: str) -> bool:
    """Say whether ``rest``, what a column of years says besides the time, leaves no doubt of it."""
    return _STATEMENTS["beside_a_year"].fullmatch(EXPECTED.sub("", PLANNED.sub("", rest))) is not None


@cache
def bare_heading(heading: str) -> str:
    """Return a heading without its brackets, its time and the words that say that a figure is planned."""
    rest = _BRACKETS.sub(" ", dating(heading).rest)
    return EXPECTED.sub("", PLANNED.sub("", rest)).strip(" 的:,-").removesuffix("估")


@cache
def unit_of(heading: str) -> str | None:
    """Return the unit that a bracket of ``heading`` states (万元, CNY million), or None."""
    for bracket in _BRACKETS.findall(unicodedata.normalize("NFKC", heading)):
        for part in re.split(r"[,;、，]\s*(?!\d{3})|(?:单位|unit)\s*:?", bracket, flags=re.IGNORECASE):
            unit = re.sub(r"\s+", "", in_chinese(part.strip()))
            unit = re.sub(r"^(?:CNY|RMB|人民币)(.+)$|^(.+)(?:CNY|RMB|人民币)$", r"\1\2元", unit, flags=re.IGNORECASE)
            unit = re.sub("元元$|元人民币$", "元", unit)
            if re.fullmatch("[十百千万亿]+", unit):
                unit += "元"
            if unit and (units.dimension(unit) or re.search("/[年月天日]$", unit)):
                return re.sub("/年$", "", unit)
    return None


@cache
def read_figure(text: str, unit: str | None = None) -> StatedFigure | None:
    """Return the figure of a cell with what qualifies it, or None where it states none that is the firm's own.

    None too where the brackets say that it is of something wider (集团合并, 累计), and for a text as long as a page.
    ``unit`` is that of the heading, for a bare number.
    """
    if len(text) > LONGEST:
        return None
    narrow = unicodedata.normalize("NFKC", text).strip()
    beside = [_bracket(bracket.strip()) for bracket in _BRACKETS.findall(narrow)]
    if any(part.is_wider for part in beside):
        return None
    main = _BRACKETS.sub("", narrow)
    time = dating(main, bare=False)
    status = status_of(main)
    main = time.rest if is_dated(time) else main
    main = _REACHED.sub("", EXPECTED.sub("", PLANNED.sub("", main)).strip(" :,，、"))
    unit = next((part.unit for part in beside if part.unit), unit)
    quantity = read_quantity(_REACHED.sub("", _STATEMENTS["names_of_figures"].sub("", main)), unit)
    if quantity is None:
        return None
    if quantity.precision == "exact" and any(part.is_about for part in beside):
        quantity = replace(quantity, precision="about")
    return StatedFigure(
        quantity,
        time if is_dated(time) else next((part.time for part in beside if is_dated(part.time)), time),
        next((part.status for part in beside if part.status), status),
        next((part.remark for part in beside if part.remark), None),
    )


@dataclass(frozen=True)
class _Bracket:
    """What a bracket says of the figure beside it."""

    time: Dating
    unit: str | None = None
    status: str | None = None
    is_about: bool = False
    is_wider: bool = False
    remark: str | None = None


def _bracket(text: str) -> _Bracket:
    time = dating(text)
    if _STATEMENTS["wider"].search(text):
        return _Bracket(time, is_wider=True)
    if _STATEMENTS["harmless"].match(text) or not time.rest:
        return _Bracket(time, status=status_of(text))
    if _STATEMENTS["about"].match(text):
        return _Bracket(time, is_about=True)
    if units.dimension(text):
        return _Bracket(time, unit=text)
    status = None if _STATEMENTS["part"].match(text) else status_of(text)
    is_said = status is not None and not re.search(r"含|包括|incl|\d", time.rest)
    return _Bracket(time, status=status, remark=None if is_said else text)


def is_dated(stated: Dating) -> bool:
    """Say whether a text states a time, be it clear or not."""
    return stated.period is not None or stated.years_back is not None or stated.unclear is not None


def period_of(times: tuple[Dating, ...], list_year: int | None) -> tuple[Period | None, str | None]:
    """Return the period that the first of ``times`` states, and the words of a time that is stated but not clear.

    Args:
        times: what the cell, its heading, the time column of its row and the banner say, in this order.
        list_year: the year that the list itself is of, from which 去年 counts; None where nobody states it.

    """
    for time in times:
        if time.period is not None:
            return time.period, None
        if time.unclear is not None:
            return None, time.unclear
        if time.years_back is not None:
            if list_year is None:
                return None, {0: "本年", 1: "去年", 2: "前年"}[time.years_back]
            year = str(list_year - time.years_back)
            return Period(year, year), None
    return None, None
