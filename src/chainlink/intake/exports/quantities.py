"""Amounts and quantities as they are written: 约18万套, 1.9千万元, 超过500万美元, 一千九百万元, full width too."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import isfinite

from chainlink import units
from chainlink.intake.exports.periods import LONGEST
from chainlink.reference import listed

_LISTED = listed("numbers")
_DIGITS: dict[str, int] = _LISTED["digits"]
_SMALL: dict[str, int] = _LISTED["small"]
_LARGE: dict[str, int] = _LISTED["large"]
_NUMERAL = "".join([*_DIGITS, *_SMALL, *_LARGE, "点", "廿"])
LONGEST_NUMERAL = 30
"""A numeral of more signs is a slip: no amount needs them."""
_ABOUT = "约|大约|近|将近|接近|左右|上下|约为|大概|估计|预计约"
_LEAST = "超过|超|逾|不少于|至少|不低于|以上|多于|大于|突破|>=?|≥"
_MOST = "不超过|至多|不多于|不高于|以下|以内|不足|少于|小于|<=?|≤"
_WORDS = re.compile(f"(?P<most>{_MOST})|(?P<least>{_LEAST})|(?P<about>{_ABOUT})")
_ARABIC = re.compile(
    r"^(?P<number>\d+(?:\.\d+)?)(?P<times>万亿|十亿|千万|百万|十万|亿|万|千)?(?P<more>多|余|来)?(?P<unit>.*)$"
)
_SCALE = re.compile("^(万亿|十亿|千万|百万|十万|亿|万|千(?!瓦|克|米|伏))(?=.)")
"""What a unit counts in: 万 of 万元; a 千瓦 is a unit of its own."""
_CHINESE = re.compile(f"^(?P<number>[{_NUMERAL}]+)(?P<more>多|余|来)?(?P<unit>.*)$")


@dataclass(frozen=True)
class Quantity:
    """A figure with its unit as ``units`` knows it: ``value`` (to ``value_to`` for a span), precision, time."""

    value: float
    unit: str
    value_to: float | None = None
    precision: str = "exact"
    per: str | None = None


def chinese_number(text: str) -> float | None:
    """Return the number that Chinese numerals write (一千九百 = 1900, 三点五万 = 35000, 二〇二一 = 2021), or None."""
    if not text or len(text) > LONGEST_NUMERAL or any(sign not in _NUMERAL for sign in text):
        return None
    whole, point, part = text.partition("点")
    if point:
        return _with_point(whole, part)
    if all(sign in _DIGITS for sign in whole):
        return float("".join(str(_DIGITS[sign]) for sign in whole))
    return _spoken(whole)


def _with_point(whole: str, part: str) -> float | None:
    digits = "".join(str(_DIGITS[sign]) for sign in part if sign in _DIGITS)
    times = 1.0
    for sign in part[len(digits) :]:
        if sign not in {**_SMALL, **_LARGE}:
            return None
        times *= {**_SMALL, **_LARGE}[sign]
    base = chinese_number(whole) if whole else 0.0
    return None if base is None or not digits else round((base + float(f"0.{digits}")) * times, 10)


def _spoken(text: str) -> float:
    """Add up a numeral that names its places: 三亿五千万 = 3 * 10^8 + 5000 * 10^4."""
    hundred_millions, ten_thousands, section, digit, last = 0, 0, 0, 0, 1
    spoken = text.replace("廿", "二十")
    for sign in spoken:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
            last = 1 if digit == 0 else last
            continue
        if sign in _SMALL:
            section += (digit or 1) * _SMALL[sign]
            last = _SMALL[sign]
        elif _LARGE[sign] == _LARGE["万"]:
            ten_thousands += ((section + digit) or 1) * _LARGE[sign]
            section, last = 0, _LARGE[sign]
        else:
            hundred_millions = (hundred_millions + ten_thousands + section + digit or 1) * _LARGE[sign]
            ten_thousands, section, last = 0, 0, _LARGE[sign]
        digit = 0
    if digit and last >= _SMALL["百"]:
        digit *= last // 10  # 一千九 is 1900
    return float(hundred_millions + ten_thousands + section + digit)


def read_quantity(text: str, unit: str | None = None) -> Quantity | None:
    """Return the figure that ``text`` states, or None if it states none or its unit is unknown.

    Chinese money comes in 万元; other money stays in its own currency.  None too where the cell counts in what its
    heading counts in already (2.3万 under 万元): it may mean either.  ``unit`` is the heading's, for a bare number.
    """
    start = text.lstrip()[:1]
    if len(text) > LONGEST or (start.isdigit() and not start.isdecimal()):  # ³ and ③ are marks, no figures
        return None
    tidy = re.sub(r"\s+", "", in_chinese(unicodedata.normalize("NFKC", text))).replace("，", ",")
    tidy = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", tidy)
    tidy = re.sub(r"\((?:人民币|rmb|cny|含税|不含税|税后|税前)\)$|整$", "", tidy, flags=re.IGNORECASE)
    precision = "exact"
    for word in _WORDS.finditer(tidy):
        precision = {"most": "at_most", "least": "at_least", "about": "about"}[str(word.lastgroup)]
        break
    tidy = _WORDS.sub("", tidy)
    tidy, currency = _currency(tidy)
    tidy, per = _per(tidy)
    low, span, high = _span(tidy)
    if not span:
        return _one(tidy, unit, currency, precision=precision, per=per)
    last = _one(high, unit, currency, precision=precision, per=per)
    end = re.sub(r"^[\d.]+", "", high)
    first = _one(low + end if re.fullmatch(r"[\d.]+", low) else low, unit, currency, precision=precision, per=per)
    if last is None or first is None or first.unit != last.unit or first.value > last.value:
        return None
    return Quantity(first.value, last.unit, last.value, precision, per)


def without_scale(unit: str) -> str:
    """Return ``unit`` without what it counts in: 元 for 万元."""
    return _SCALE.sub("", unit)


def in_chinese(text: str) -> str:
    """Return ``text`` with its English amounts and units (2.5 million yuan, 10,000 tonnes) written in Chinese."""
    if text.isascii() and re.search("[a-z]", text, re.IGNORECASE):
        for english, chinese in _LISTED["english"].items():
            text = re.sub(english, chinese, text, flags=re.IGNORECASE)
    return text


def _currency(tidy: str) -> tuple[str, str | None]:
    for word, name in sorted(_LISTED["currencies"].items(), key=lambda pair: -len(pair[0])):
        if word in tidy.upper():
            rest = re.sub(re.escape(word), "", tidy, flags=re.IGNORECASE)
            return rest, name
    return tidy, None


def _per(tidy: str) -> tuple[str, str | None]:
    for pattern, per in (
        (r"/年|每年|年产|^年", "year"),
        (r"/月|每月|月产|^月", "month"),
        (r"/[天日]|每[天日]|日产", "day"),
        (r"/季度?|每季度?", "quarter"),
    ):
        if re.search(pattern, tidy):
            return re.sub(pattern, "", tidy, count=1), per
    return tidy, None


def _span(tidy: str) -> tuple[str, str, str]:
    match = re.match(r"^([\d.]+[^\d~～\-—至到]*)[~～\-—至到]+([\d.]+.*)$", tidy)
    return (match[1], "-", match[2]) if match else (tidy, "", "")


def _one(tidy: str, unit: str | None, currency: str | None, *, precision: str, per: str | None) -> Quantity | None:
    match = _ARABIC.match(tidy) or _CHINESE.match(tidy)
    if not match:
        return None
    parts = match.groupdict()
    number = float(parts["number"]) if parts["number"][0].isdigit() else chinese_number(parts["number"])
    if number is None:
        return None
    written = f"{parts['unit'].strip('。.;；()（）')}"
    value = number * units.NUMERALS[parts.get("times") or ""]
    if not isfinite(value):
        return None
    if currency and written in {"", "元"}:
        written = currency
    scale = _SCALE.match(unit) if unit and not written and units.dimension(unit) else None
    if scale and (parts.get("times") in {scale[1], "千"} or re.search("[万亿萬億]", parts["number"])):
        return None  # 2.3万 under 万元 is 23000 元 to one writer and 2.3 亿元 to another
    written = written or (without_scale(unit) if scale and parts.get("times") and unit else unit) or ""
    known = units.dimension(written) if written else None
    if known is None:
        return None
    if known[0] == units.MONEY:
        value, written = value * known[2], units.WAN_YUAN
    if parts.get("more") and precision == "exact":
        precision = "at_least"
    return Quantity(round(value, 6), written, None, precision, per)
