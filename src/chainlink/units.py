"""Units 单位: what each measures, and how many of the base unit it is; money is counted in 万元."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import polars as pl

MONEY = "money"
WAN_YUAN = "万元"

_TIMES = {
    "": 1.0,
    "十": 1e1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "十亿": 1e9,
    "万亿": 1e12,
}
"""Chinese numerals that stand before a unit."""

_BASES: dict[str, tuple[str, str, float]] = {
    # unit: (dimension, base unit, factor)
    "元": ("money", WAN_YUAN, 1e-4),
    "美元": ("money_usd", "美元", 1.0),
    "港元": ("money_hkd", "港元", 1.0),
    "欧元": ("money_eur", "欧元", 1.0),
    "日元": ("money_jpy", "日元", 1.0),
    "英镑": ("money_gbp", "英镑", 1.0),
    "吨": ("mass", "吨", 1.0),
    "公斤": ("mass", "吨", 1e-3),
    "千克": ("mass", "吨", 1e-3),
    "克": ("mass", "吨", 1e-6),
    "斤": ("mass", "吨", 5e-4),
    "担": ("mass", "吨", 5e-2),
    "立方米": ("volume", "立方米", 1.0),
    "升": ("volume", "立方米", 1e-3),
    "毫升": ("volume", "立方米", 1e-6),
    "米": ("length", "公里", 1e-3),
    "公里": ("length", "公里", 1.0),
    "毫米": ("length", "公里", 1e-6),
    "厘米": ("length", "公里", 1e-5),
    "平方米": ("area", "平方米", 1.0),
    "平方公里": ("area", "平方米", 1e6),
    "公顷": ("area", "平方米", 1e4),
    "亩": ("area", "平方米", 10000 / 15),
    "千瓦时": ("energy", "千瓦时", 1.0),
    "度": ("energy", "千瓦时", 1.0),
    "吨标准煤": ("energy_coal", "吨标准煤", 1.0),
    "瓦": ("power", "千瓦", 1e-3),
    "千瓦": ("power", "千瓦", 1.0),
    "兆瓦": ("power", "千瓦", 1e3),
    "千伏安": ("power_apparent", "千伏安", 1.0),
    "安时": ("charge", "安时", 1.0),
    "分钟": ("time", "分钟", 1.0),
    "小时": ("time", "分钟", 60.0),
    "天": ("time", "分钟", 1440.0),
    "人": ("people", "人", 1.0),
    "户": ("households", "户", 1.0),
    "人次": ("visits", "人次", 1.0),
    "标箱": ("containers", "标箱", 1.0),
}
_COUNTED = frozenset(
    {
        "套", "台", "件", "只", "支", "根", "条", "个", "辆", "艘", "架", "把", "块", "片", "张", "枚", "颗", "粒",
        "瓶", "盒", "袋", "包", "箱", "桶", "罐", "听", "卷", "盘", "双", "副", "组", "对", "头", "羽", "株", "棵",
        "本", "册", "份", "项", "处", "座", "所", "间", "栋", "班", "列", "趟", "家", "种", "村", "镇", "床", "节",
        "扇", "樘", "盏", "锭", "匹", "车", "台套", "车厢", "商标", "品牌", "床位", "村镇",
    }
)  # fmt: skip
"""Counting words: each is a dimension of its own, for a set is not a piece."""
_EQUAL = {
    "圆": "元", "人民币": "元", "rmb": "元", "cny": "元", "usd": "美元", "美金": "美元", "hkd": "港元",
    "港币": "港元", "eur": "欧元", "jpy": "日元", "t": "吨", "kg": "公斤", "g": "克", "m3": "立方米",
    "方": "立方米", "l": "升", "m": "米", "km": "公里", "千米": "公里", "mm": "毫米", "cm": "厘米",
    "m2": "平方米", "平米": "平方米", "平方千米": "平方公里", "km2": "平方公里", "ha": "公顷", "kwh": "千瓦时",
    "w": "瓦",
    "kw": "千瓦", "mw": "兆瓦", "kva": "千伏安", "ah": "安时", "min": "分钟", "分": "分钟", "h": "小时",
    "时": "小时", "日": "天", "teu": "标箱", "pcs": "件", "percent": "%", "‰": "千分", "百分点": "%",
    "个百分点": "%",
}  # fmt: skip
_SHARES = {"%": ("share", "%", 1.0), "千分": ("share", "%", 0.1)}
_NUMERAL = re.compile("^(" + "|".join(sorted((t for t in _TIMES if t), key=len, reverse=True)) + ")?(.+)$")

_MONEY = frozenset({"money", "money_usd", "money_hkd", "money_eur", "money_jpy", "money_gbp"})
_GOODS = frozenset(
    {"mass", "volume", "length", "area", "energy", "power", "power_apparent", "charge", "count", "containers"}
)
MEASURES: dict[str, frozenset[str]] = {
    "amount": _MONEY,
    "quantity": _GOODS,
    "output": _MONEY,
    "production": _GOODS,
    "capacity": _GOODS | _MONEY | {"people", "visits"},
    "need": _GOODS | _MONEY,
    "share": frozenset({"share"}),
    "price": frozenset({"price"}) | _MONEY,
    "revenue": _MONEY,
    "tax": _MONEY,
    "added_value": _MONEY,
    "investment": _MONEY,
    "subsidy": _MONEY,
    "saving": _MONEY,
    "trade": _MONEY | {"mass"},
    "area": frozenset({"area"}),
    "length": frozenset({"length"}),
    "population": frozenset({"people", "households"}),
    "gdp": _MONEY,
    "growth": frozenset({"share"}),
    "firms": frozenset({"count"}),
    "count": frozenset({"count", "people", "households", "visits", "containers"}),
    "reserve": frozenset({"mass", "volume", "area", "power", "energy", "length", "count"}),
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
    for numeral, rest in _splits(tidy):
        name, times = _EQUAL.get(rest, rest), _TIMES[numeral]
        if name in _BASES:
            kind, base, factor = _BASES[name]
            return kind, base, factor * times
        if name in _SHARES and not numeral:
            return _SHARES[name]
        if name in _COUNTED:
            return "count", name, times
    return None


def _splits(tidy: str) -> list[tuple[str, str]]:
    """Return the readings of a unit as numeral and rest, the one without a numeral first (千克, 千瓦)."""
    match = _NUMERAL.match(tidy)
    readings = [("", tidy)]
    if match and match[1]:
        readings.append((match[1], match[2]))
    return readings


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
    return [WAN_YUAN, "亿元", *_BASES, *_SHARES, *sorted(_COUNTED)]


def in_wan_yuan(value: float, unit: str) -> float | None:
    """Return ``value`` of ``unit`` in 万元, or None where it is no Chinese money (no exchange rate is assumed)."""
    parts = dimension(unit)
    return value * parts[2] if parts and parts[0] == MONEY else None


def table(units: pl.Series) -> pl.DataFrame:
    """Return one row per distinct unit of ``units``: ``unit, dimension, base, factor`` (null where it is unknown)."""
    distinct = units.drop_nulls().unique().sort().to_list()
    parts = [dimension(unit) or (None, None, None) for unit in distinct]
    return pl.DataFrame(
        {
            "unit": distinct,
            "dimension": [part[0] for part in parts],
            "base": [part[1] for part in parts],
            "factor": [part[2] for part in parts],
        },
        schema={"unit": pl.String, "dimension": pl.String, "base": pl.String, "factor": pl.Float64},
    )


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
