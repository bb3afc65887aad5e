"""Cells of one column: from text (or typed Parquet) into the column's type; what cannot be is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data.naming import plain
from chainlink.dates import FORM
from chainlink.reference import listed

BLANKS: tuple[str, ...] = tuple(listed("blanks")["tables"])
"""What stands in a cell where nothing is stated."""
SPACES = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009"
"""Characters cut off at both ends of a cell: spaces of any width, and marks nobody sees."""
TRUE = ("y", "yes", "true", "t", "1", "1.0", "是", "√", "✓")
FALSE = ("n", "no", "false", "f", "0", "0.0", "否", "×", "✗")
CAP = 500
"""So many faults of one kind in one column are told one by one; the rest are counted."""
NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
DIRTY = (
    rf"^[{SPACES}]|[{SPACES}]$|\r|^(?:"
    + "|".join(re.escape(blank) for blank in BLANKS)
    + r")$|[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]"
)
"""A text in which no cell matches this is as clean as it will be: one look instead of several changes."""
CellFault = tuple[str, int, str | None, dict[str, object]]
"""Code, row, value and parts of a fault."""


@cache
def _words(enum: str) -> dict[str, str]:
    """Return the id for every way to write a word of ``enum``."""
    ids = {plain(word): name for lang in ("en", "zh") for name, word in terms.choices(enum, lang).items()}
    return ids | {plain(name): name for name in terms.choices(enum)}


def cells_of(
    cells: pl.Series, rows: pl.Series, meta: dict[str, Any], *, spans: bool = False, subjects: bool = False
) -> tuple[pl.Series, list[CellFault]]:
    """Return the cells of a column in the type its metadata ask for, and what could not be read (left null).

    With ``spans`` a span of years is read as a date, its last year; with ``subjects`` they name subjects of claims.
    """
    kind = str(meta["kind"])
    is_figure = kind in {"number", "year", "integer"}
    if kind == "list":
        return _lists(cells), []
    if is_figure and cells.dtype.is_numeric():
        return _numbers(cells, rows, kind)
    if cells.dtype.is_nested():
        none = pl.Series([None], dtype=pl.String).new_from_index(0, len(cells))
        return none, [("nested", int(rows[0]), None, {})] if len(rows) else []
    if cells.dtype == pl.Boolean:
        cells = cells.cast(pl.Int8)
    text = trimmed(cells.cast(pl.String))
    if is_figure or kind == "flag":
        return _numbers(text, rows, kind) if is_figure else _flags(text, rows)
    if subjects:  # of a capability firm:sector, firm/sector and firm|sector are read too
        text = _narrow(text).str.replace(r"^([A-Za-z0-9_-]+)\s*[:/|]\s*([A-Za-z0-9_-]+)$", "${1}:${2}")
    elif kind in {"choice", "date"}:
        text = _replaced(text, partial(_date, spans=spans) if kind == "date" else partial(_id_of, str(meta["enum"])))
    return _narrow(text) if kind == "id" else text, []


def trimmed(cells: pl.Series) -> pl.Series:
    """Cut the blanks off both ends, write line ends as line feeds; a cell that says nothing becomes null."""
    if cells.null_count() == len(cells) or not cells.str.contains(DIRTY).any():
        return cells
    cut = cells.str.strip_chars(SPACES)
    if cut.str.contains("\r", literal=True).any():
        cut = cut.str.replace_all("\r\n?", "\n")
    return cut.to_frame("a").select(pl.when(pl.col("a").is_in(BLANKS).not_()).then("a")).to_series()


def _narrow(cells: pl.Series) -> pl.Series:
    """Turn full-width letters and digits into narrow ones (names and free text are left as written)."""
    if (cells.str.len_bytes() == cells.str.len_chars()).all():
        return cells
    return cells.str.normalize("NFKC")


def _bad(mask: pl.Series, text: pl.Series, rows: pl.Series, code: str) -> list[CellFault]:
    """Tell the cells where ``mask`` holds: the first ``CAP`` one by one, the rest as a number."""
    if not mask.any():
        return []
    bad_rows, values = rows.filter(mask), text.filter(mask).cast(pl.String)
    faults: list[CellFault] = [
        (_number_code(code, value), row, value, {})
        for row, value in zip(bad_rows.head(CAP), values.head(CAP), strict=True)
    ]
    if len(bad_rows) > CAP:
        faults.append(("more", int(bad_rows[CAP]), None, {"count": len(bad_rows) - CAP}))
    return faults


def _number_code(code: str, value: str | None) -> str:
    """Name what stands in a number's place more closely, where the cure differs."""
    value = unicodedata.normalize("NFKC", value or "")
    if code == "number" and value.endswith("%"):
        return "number_percent"
    if code == "number" and re.search(r"\d", value) and re.search(r"[^\d.,+\-\s]", value):
        return "number_unit"
    if code == "year" and re.match(r"\d{4}([-/年]|\.\d+\.)", value):
        return "year_date"
    return code


def _numbers(cells: pl.Series, rows: pl.Series, kind: str) -> tuple[pl.Series, list[CellFault]]:
    if cells.dtype == pl.String:
        text = _narrow(cells).str.replace_all(r"\s+", "")
        if kind == "year":
            text = text.str.strip_suffix("年")
        numeric = (
            text.to_frame("a")
            .select(
                pl.when(pl.col("a").str.contains(NUMBER))
                .then("a")
                .when(pl.col("a").str.contains(THOUSANDS))
                .then(pl.col("a").str.replace_all(",", ""))
            )
            .to_series()
            .cast(pl.Float64, strict=False)
        )
    else:
        numeric = cells.cast(pl.Float64)
    bad = cells.is_not_null() & numeric.is_null()
    if kind == "number":
        return _finite(numeric, cells, rows, _bad(bad, cells, rows, kind))
    whole = (numeric == numeric.floor()) & (numeric.abs() < 2**53)  # floats are exact up to here
    bad |= (numeric.is_not_null() & ~whole).fill_null(value=False)
    out = numeric.to_frame("a").select(pl.when(pl.lit(~bad)).then("a")).to_series().cast(pl.Int64, strict=False)
    return out, _bad(bad, cells, rows, kind)


def _finite(
    numeric: pl.Series, cells: pl.Series, rows: pl.Series, faults: list[CellFault]
) -> tuple[pl.Series, list[CellFault]]:
    """Leave out figures too large for a float (1e400), which a reader would take for infinite."""
    if cells.dtype != pl.String or not (endless := numeric.is_infinite()).any():
        return numeric, faults
    out = numeric.to_frame("a").select(pl.when(pl.col("a").is_finite()).then("a")).to_series()
    return out, [*faults, *_bad(endless.fill_null(value=False), cells, rows, "finite")]


def _flags(text: pl.Series, rows: pl.Series) -> tuple[pl.Series, list[CellFault]]:
    words = _narrow(text).str.to_lowercase()
    out = words.replace_strict(
        dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False), default=None, return_dtype=pl.Boolean
    )
    return out, _bad(text.is_not_null() & out.is_null(), text, rows, "flag")


def _replaced(text: pl.Series, meant: Callable[[str], str]) -> pl.Series:
    """Return what each cell means; what means nothing stays as written, for the check to tell."""
    words = {written: meant(written) for written in text.drop_nulls().unique()}
    return text.replace(words) if any(written != word for written, word in words.items()) else text


def _id_of(enum: str, word: str) -> str:
    return _words(enum).get(plain(word), word)


_DATE = re.compile(r"^(\d{4})(?:[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2})日?)?月?)?年?(?:[ T]00:00(?::00(?:\.0+)?)?)?$")
_YEARS = re.compile(r"^\d{4}年?\s*[-~至/—–]+\s*(\d{4})年?$")


@cache
def _date(text: str, *, spans: bool) -> str:
    """Return a date as YYYY[-MM[-DD]]; with ``spans`` a span of years (2019-2021) is its last year."""
    if any(sign.isdigit() and not sign.isdecimal() for sign in text):  # ² and ② are marks, no digits of a year
        return text
    narrow = unicodedata.normalize("NFKC", text)
    if spans and (span := _YEARS.match(narrow)):
        return span[1]
    match = _DATE.match(re.sub(r"\.0+$", "", narrow) if re.fullmatch(r"\d{4}\.0+", narrow) else narrow)
    date = "-".join(part.zfill(2) for part in match.groups() if part) if match else text
    return date if re.match(FORM, date) else text


def _lists(cells: pl.Series) -> pl.Series:
    """Split at ``;`` and ``；`` only (、 occurs in names); null where nothing is listed."""
    if isinstance(cells.dtype, pl.List):
        lists = cells.cast(pl.List(pl.String))
        items = lists.explode(empty_as_null=False, keep_nulls=False)
        if not items.null_count() and not items.str.contains(f";|；|{DIRTY}").any():
            return lists.to_frame("a").select(pl.when(pl.col("a").list.len() > 0).then("a")).to_series()
        cells = lists.list.join(";")
    text = trimmed(cells.cast(pl.String))
    item = pl.element().str.strip_chars(SPACES)
    if not text.str.contains("[;；]").any():
        return text.to_frame("a").select(pl.when(pl.col("a").is_not_null()).then(pl.concat_list("a"))).to_series()
    return (
        text.str.replace_all("；", ";")
        .str.split(";")
        .to_frame("a")
        .select(pl.col("a").list.eval(item.filter(item.is_in(BLANKS).not_())).list.unique(maintain_order=True))
        .select(pl.when(pl.col("a").list.len() > 0).then("a"))
        .to_series()
    )
