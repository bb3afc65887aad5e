"""Codes with a fixed number of digits that a spreadsheet spoils: industries of GB/T 4754, districts of GB/T 2260."""

from __future__ import annotations

import polars as pl

PROVINCES = {
    word[:2]: word[2:]
    for line in (
        "11北京 12天津 13河北 14山西 15内蒙古 21辽宁 22吉林 23黑龙江 31上海 32江苏 33浙江 34安徽 35福建 36江西 37山东",
        "41河南 42湖北 43湖南 44广东 45广西 46海南 50重庆 51四川 52贵州 53云南 54西藏 61陕西 62甘肃 63青海 64宁夏",
        "65新疆 71台湾 81香港 82澳门",
    )
    for word in line.split()
}
"""The first two digits of a district code (GB/T 2260) -> the province."""
INDUSTRY = "^(?:[A-T]|[A-T]?[0-9]{2,4})$"
"""A section, or a division, group or class, with or without the letter of its section."""
DISTRICT = "^[0-9]{6}$"
_LOST_ZERO = frozenset(
    code
    for line in (
        "1 2 3 4 5 6 7 8 9 113 121 122 123 154 159 163 164 179 190 220 315 319 329 330 539 549 610 620 690 810 820 890",
        "911 912 913 914 915 916 917 919 933 939",
    )
    for code in line.split()
)
"""What is left of a division 01 to 09 or of a class in it without the zero, where that is no code of GB/T 4754-2017."""


def spoilt_industries(codes: pl.Series) -> pl.Series:
    """Say of each code whether it is none of GB/T 4754 as it is written: 913.0, 9.13E+02, 913 for 0913 (null: false).

    A code that the standard no longer holds is none of these: older editions are in use.
    """
    narrow = codes.str.normalize("NFKC").str.strip_chars().str.to_uppercase()
    return (~narrow.str.contains(INDUSTRY) | narrow.is_in(list(_LOST_ZERO))).fill_null(value=False)


def with_zero(code: str) -> str | None:
    """Return the industry that a code without its leading zero meant: 0913 for 913 and 913.0; None if there is none."""
    digits = code.removesuffix(".0")
    return f"0{digits}" if digits in _LOST_ZERO else digits if digits != code and digits.isdigit() else None


def without_lost_zeros(words: pl.Expr) -> pl.Expr:
    """Return a list of industry words without the codes that lost their leading zero (913, 913.0)."""
    code = pl.element().str.normalize("NFKC").str.strip_chars().str.strip_suffix(".0")
    return words.list.eval(pl.element().filter(~code.is_in(list(_LOST_ZERO))))


def spoilt_districts(codes: pl.Series) -> pl.Series:
    """Say of each code whether it is no six digits of a province: 500101.0, 500,101, 5.0E+05 (null: false)."""
    narrow = codes.str.normalize("NFKC").str.strip_chars()
    return (~narrow.str.contains(DISTRICT) | ~narrow.str.head(2).is_in(list(PROVINCES))).fill_null(value=False)
