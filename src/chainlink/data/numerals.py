"""Figures as people print them: thousands parted, in brackets where negative, full width, with a unit or a % sign."""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from chainlink.data.cells import SPACES

NOT_STATED = ("", "-", "--", "---", "—", "——", "–", "...", "......", "..", "n/a", "na", "暂无")
"""What stands, narrow and in lower case, in the place of a figure that nobody states."""
_FIGURE = (
    r"^(?<open>\()?\s*(?<sign>[+-])?\s*(?<coin>[¥$€£])?\s*"
    r"(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)\s*"
    r"(?<unit>[^\d\s().,+\-][^\d()]{0,11})?(?<close>\))?$"
)


class Figures(NamedTuple):
    """Numbers (null = not stated), which cells are ``wrong`` and why (null: they are not), and what else they show.

    ``decimals``: the most digits printed behind a point; ``unit``: the unit, coin or % in every cell, which the numbers
    do not bear.
    """

    numbers: pl.Series
    wrong: pl.Series
    decimals: int
    unit: str = ""


def figures(cells: pl.Series) -> Figures:
    """Read a column of figures, whole columns in % as shares of one.

    A unit or a coin may stand in every cell or in none: cells that differ in it are wrong, for no sum of them means
    anything.  Figures in brackets and behind △ or ▲ are negative.

    Args:
        cells: text (numbers are taken as they are; dates, yes and no, lists are no figures).

    Returns:
        ``numbers``: Float64; ``wrong``: the code of a fault (``figure``, ``figure_unit``), null where the cell is read
        or not stated; ``decimals``; ``unit``.

    """
    if cells.dtype != pl.String:
        is_numeric = cells.dtype.is_numeric() or cells.dtype == pl.Null
        none = pl.Series(cells.name, [None], dtype=pl.Float64).new_from_index(0, len(cells))
        numbers = cells.cast(pl.Float64, strict=False) if is_numeric else none
        odd = cells.is_not_null() & numbers.is_finite().not_().fill_null(value=True)
        return Figures(numbers, _codes(odd, "figure"), 0)
    narrow = cells.str.normalize("NFKC").str.strip_chars(SPACES).str.replace_all("[−△▲]", "-")
    stated = cells.is_not_null() & narrow.str.to_lowercase().is_in(NOT_STATED).not_()
    parts = narrow.str.extract_groups(_FIGURE).struct.unnest()
    digits = parts["digits"].str.replace_all("[, ]", "")
    size = digits.cast(pl.Float64, strict=False)
    bracketed = parts["open"].is_not_null()
    whole = (bracketed == parts["close"].is_not_null()) & (bracketed & parts["sign"].is_not_null()).not_()
    readable = stated & size.is_finite().fill_null(value=False) & whole.fill_null(value=False)
    units = pl.select(pl.concat_str(parts["coin"].fill_null(""), parts["unit"].fill_null(""))).to_series()
    units = units.str.strip_chars()
    used = units.filter(readable).unique()
    mixed = readable & (units != "") & (len(used) > 1)
    sign = (bracketed | (parts["sign"] == "-").fill_null(value=False)).cast(pl.Float64) * -2 + 1
    hundred = (units == "%").cast(pl.Float64) * 99 + 1
    numbers = (size * sign / hundred).set(~readable | mixed, None)
    wrong = _codes(stated & ~readable, "figure").set(mixed, "figure_unit")
    behind = digits.filter(readable).str.extract(r"\.(\d+)").str.len_chars().max()
    return Figures(numbers.alias(cells.name), wrong, int(str(behind or 0)), used[0] if len(used) == 1 else "")


def _codes(mask: pl.Series, code: str) -> pl.Series:
    return pl.select(pl.when(mask).then(pl.lit(code))).to_series()
