"""Unified social credit codes 统一社会信用代码: their check character, and codes that a spreadsheet spoilt."""

from __future__ import annotations

import re

import numpy as np
import polars as pl

CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of GB 32100-2015 in the order of their values (no I, O, S, V, Z)."""
WEIGHTS = np.array([pow(3, place, 31) for place in range(17)], dtype=np.int64)
"""W(i) = 3^(i-1) mod 31 for the first 17 places."""
LENGTH = 18
SPOILT = r"^\d(?:\.\d+)?[eE]\+?\d+$"
"""What Excel makes of a code of digits only: 9.15E+17; its last digits are lost."""
_BIRTHDAY = r"^[1-8]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]$"
_VALUE = np.full(256, -1, dtype=np.float32)
_VALUE[np.frombuffer(CODE_SIGNS.encode(), dtype=np.uint8)] = np.arange(31)  # sums of these are exact, and quick


def tidy_codes(codes: pl.Series) -> pl.Series:
    """Write codes in narrow capitals without spaces, dashes and leading apostrophes; null stays null."""
    if codes.drop_nulls().str.contains("^[0-9A-Z]{18}$").all():
        return codes
    return codes.str.normalize("NFKC").str.replace_all(r"[\s'’‘`\-]", "").str.to_uppercase()


def check_character(code: str) -> str:
    """Return the 18th sign that belongs to the first 17 signs of ``code``.

    C18 = 31 - (sum of C(i) * W(i)) mod 31, written 0 where that is 31.

    Source: GB 32100-2015, 法人和其他组织统一社会信用代码编码规则, clause 4.

    Raises:
        ValueError: a sign is none of the 31, or there are fewer than 17.

    """
    values = [CODE_SIGNS.index(sign) for sign in code[:17]]
    if len(values) < len(WEIGHTS):
        msg = f"{code} has fewer than 17 signs"
        raise ValueError(msg)
    return CODE_SIGNS[(31 - int(np.dot(values, WEIGHTS)) % 31) % 31]


def is_identity_number(number: str) -> bool:
    """Say whether ``number`` has the birthday and the check character of a person's identity number (GB 11643)."""
    if not re.fullmatch(_BIRTHDAY, number):
        return False
    weighted = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(number[:17]))
    return "10X98765432"[weighted % 11] == number[17].upper()


def valid(codes: pl.Series) -> pl.Series:
    """Say of each tidy code whether it has 18 known signs and the right check character (null: not stated).

    The identity number of a person whose last sign fits a code by chance (one in 31) is none.
    """
    shaped = ((codes.str.len_bytes() == LENGTH) & (codes.str.len_chars() == LENGTH)).fill_null(value=False)
    good = np.zeros(len(codes), dtype=bool)
    if shaped.any():
        signs = np.frombuffer(str(codes.filter(shaped).str.join("").item()).encode(), dtype=np.uint8)
        values = _VALUE[signs.reshape(-1, LENGTH)]
        wanted = (31 - values[:, :17] @ WEIGHTS.astype(np.float32) % 31) % 31
        good[shaped.to_numpy()] = (values >= 0).all(axis=1) & (values[:, 17] == wanted)
    persons = (codes.str.contains(_BIRTHDAY).fill_null(value=False) & pl.Series(good)).arg_true().to_list()
    good[[at for at in persons if is_identity_number(codes[at])]] = False
    made = pl.Series(codes.name, good)
    return made.to_frame("a").select(pl.when(pl.lit(codes.is_not_null())).then(pl.col("a"))).to_series()


def spoilt(codes: pl.Series, good: pl.Series | None = None) -> pl.Series:
    """Say of each tidy code whether a spreadsheet turned it into a number (9.15E+17, or digits with lost ends).

    ``good`` is what :func:`valid` says of the codes, where that is known already.
    """
    good = valid(codes) if good is None else good
    if good.fill_null(value=True).all():
        return pl.Series(codes.name, [False]).new_from_index(0, len(codes))
    as_number = codes.str.contains(SPOILT) | codes.str.contains(r"^\d+\.\d+$")
    lost_end = codes.str.contains(r"^\d{15}0{3}$") & ~good.fill_null(value=True)
    return (as_number | lost_end).fill_null(value=False)
