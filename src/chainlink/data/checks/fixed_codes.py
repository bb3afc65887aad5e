"""Codes with a fixed number of digits that a spreadsheet spoils: industries of GB/T 4754, districts of GB/T 2260."""

from __future__ import annotations

import polars as pl

from chainlink.reference import listed

PROVINCES: dict[str, str] = listed("regions")["provinces"]
"""The first two digits of a district code (GB/T 2260) -> the province."""
INDUSTRY = "^(?:[A-T]|[A-T]?[0-9]{2,4})$"
"""A section, or a division, group or class, with or without the letter of its section."""
DISTRICT = "^[0-9]{6}$"
_LOST_ZERO = frozenset(listed("spoilt_codes")["industries"])
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
