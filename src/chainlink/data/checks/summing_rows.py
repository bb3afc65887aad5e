"""Rows of a list or table that are none of its things: rows that sum up others 合计, and the footer 表尾 below it.

One rule for whoever reads rows that people wrote: lists of firms, names, tables of measures and of references.  The
label is what stands in the column of names or in the one before it.
"""

from __future__ import annotations

import polars as pl

from chainlink.reference import expressions

_EXPRESSIONS = expressions("summing_rows")
_HINTS = (
    *("计", "計", "总", "總", "汇", "彙", "其中", "均", "占比", "同比", "次页", "前页", "共"),
    *("total", "sum", "average", "mean", "number", "which", "thereof", "including", "all "),
)
_FIRST = (
    r"^[\s(（*＊※\[【#＃]*"
    "[注附备说填制审复经联统负校编录打单电手邮签盖数资信来日期时截报查更口免声以本第导企部A-Za-zＡ-Ｚａ-ｚ]"
)
"""Signs of every label that sums up others or opens a footer; few names hold them."""


def may_be_no_name(label: pl.Expr) -> pl.Expr:
    """Say of each label whether it may sum up others or be a footer: a quick look that lets most names pass.

    Null is no label: false.
    """
    hint = label.str.contains_any(list(_HINTS), ascii_case_insensitive=True) | label.str.contains(r"[Ａ-Ｚａ-ｚ]")
    return (hint | label.str.contains(_FIRST)).fill_null(value=False)


def sums_up(label: pl.Expr) -> pl.Expr:
    """Say of each label (of a row) whether the row sums up others: 小计, 合 计, 总计：3家, 开州区合计, Total (3 firms).

    A name that only begins with such a word is none: 合计划电子, 汇总通物流, Total Energies.  Null is no label: false.
    """
    narrow = label.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    whole = narrow.str.replace_all(r"\s+", "").str.contains(_EXPRESSIONS["sums"])
    english = narrow.str.replace_all(r"\s+", " ").str.contains(_EXPRESSIONS["sums_english"])
    return (whole | english).fill_null(value=False)


def is_footer(label: pl.Expr) -> pl.Expr:
    """Say of each label whether it opens a line below the table: 注：, 填表人：, 数据来源：, Note:, Prepared by.

    Null is no label: false.
    """
    narrow = label.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    return narrow.str.contains(_EXPRESSIONS["footers"]).fill_null(value=False)


def is_line_of_text(label: pl.Expr) -> pl.Expr:
    """Say of each label that is alone in its row whether it is no name: a note, a date, the heading of a part.

    Null is no label: false.
    """
    nameless = label.str.normalize("NFKC").str.strip_chars().str.contains(_EXPRESSIONS["no_name"])
    return (is_footer(label) | nameless).fill_null(value=False)
