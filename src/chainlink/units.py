"""Units 单位: what each measures, and how many of the base unit it is; money is counted in 万元."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

import polars as pl

from chainlink.reference import listed

MONEY = "money"
WAN_YUAN = "万元"

_LISTED = listed("units")
NUMERALS: dict[str, float] = _LISTED["numerals"]
"""Chinese numerals that stand before a unit."""
_EQUAL: dict[str, str] = _LISTED["writings"]
_SHARES: dict[str, list[Any]] = _LISTED["shares"]
_COUNTED: list[str] = _LISTED["counting"]["words"]
_BASES: dict[str, list[Any]] = {
    **_LISTED["bases"],
    **_SHARES,
    **{word: ["count", word, 1.0] for word in sorted(_COUNTED)},
}
"""Unit -> dimension, base unit and factor; a set is not a piece, so a counting word is its own base."""
_NUMERAL = re.compile("^(" + "|".join(sorted(filter(None, NUMERALS), key=len, reverse=True)) + ")?(.+)$")
_MONEY = frozenset(_LISTED["groups"]["money"])
MEASURES: dict[str, frozenset[str]] = {
    measure: frozenset(kind for name in kinds for kind in _LISTED["groups"].get(name, [name]))
    for measure, kinds in _LISTED["measures"].items()
}
"""The dimensions in which each measure 指标 of a claim may be stated."""


@cache
def _tidy(unit: str) -> str:
    return re.sub(r"\s+|[()（）]", "", unicodedata.normalize("NFKC", unit)).lower()


@cache
def dimension(unit: str) -> tuple[str, str, float] | None:
    """Return dimension, base unit and factor of ``unit`` (16 套 in 万套: factor 10000), or None if it is unknown.

    Counting words (套, 台, 件) share the dimension ``count`` but not the base unit: a set is not a piece.  A price is
    money by a unit (元/吨); money of another currency is a dimension of its own, never converted.
    """
    tidy = _tidy(unit)
    if "/" in tidy:
        return _price(tidy)
    counted = _NUMERAL.match(tidy)
    readings = (("", tidy), (counted[1] or "", counted[2])) if counted else ()  # 千克 and 千瓦 before 千 of 克 and 瓦
    for numeral, rest in readings:
        name = _EQUAL.get(rest, rest)
        if name in _BASES and not (numeral and name in _SHARES):
            kind, base, factor = _BASES[name]
            return kind, base, factor * NUMERALS[numeral]
    return None


def _price(tidy: str) -> tuple[str, str, float] | None:
    above, _, below = tidy.partition("/")
    money, by = dimension(above), dimension(below)
    if money is None or by is None or money[0] not in _MONEY or by[0] in {*_MONEY, "share", "time"}:
        return None
    return "price", f"{money[1]}/{by[1]}", money[2] / by[2]


def with_time(unit: str) -> str | None:
    """Return the unit before ``/年``, ``/月``, ``/天`` where the rest is known: the time has its own column."""
    above, slash, below = _tidy(unit).partition("/")
    if slash and re.fullmatch(r"年|月|天|日|季|季度|半年|次|a|y|h|小时", below) and dimension(above):
        return above
    return None


def known_units() -> list[str]:
    """Return the units read, without numerals before them."""
    return [WAN_YUAN, "亿元", *_BASES]


def in_wan_yuan(value: float, unit: str) -> float | None:
    """Return ``value`` of ``unit`` in 万元, or None where it is no Chinese money (no exchange rate is assumed)."""
    parts = dimension(unit)
    return value * parts[2] if parts and parts[0] == MONEY else None


def table(units: pl.Series) -> pl.DataFrame:
    """Return one row per distinct unit of ``units``: ``unit, dimension, base, factor`` (null where it is unknown)."""
    rows = [(unit, *(dimension(unit) or (None, None, None))) for unit in units.drop_nulls().unique().sort()]
    schema = {"unit": pl.String, "dimension": pl.String, "base": pl.String, "factor": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def in_base(claims: pl.DataFrame) -> pl.DataFrame:
    """Add ``dimension``, ``base``, ``base_value``, ``base_value_to`` to rows with ``value``, ``value_to``, ``unit``.

    Money is then in 万元; null = not stated, or the unit is unknown.
    """
    return (
        claims.join(table(claims["unit"]), on="unit", how="left", maintain_order="left")
        .with_columns(
            base_value=pl.col("value") * pl.col("factor"), base_value_to=pl.col("value_to") * pl.col("factor")
        )
        .drop("factor")
    )


UNITS: pl.DataFrame = table(
    pl.Series([*known_units(), *(t + u for t in ("千", "万", "百万", "亿") for u in ("元", "吨", "套", "件", "台"))])
)
"""The usual units with dimension, base unit and factor; ``dimension`` reads any numeral before a known unit."""
