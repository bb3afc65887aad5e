"""Cells as people write them: blanks of every kind, dates and spans of dates, several values in one cell."""

from __future__ import annotations

import polars as pl

from chainlink.data.cells import BLANKS, SPACES
from chainlink.live_cells import restored_text
from chainlink.reference import listed

_WORDS = (*BLANKS, *listed("blanks")["lists"])
BLANK_WORDS = tuple(
    dict.fromkeys(form for word in _WORDS for form in (word, word.lower(), word.upper(), word.capitalize()))
)
"""What stands in a cell of an export where nothing is stated, in small and in capital letters."""
CONTROL = (
    r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x{9F}\x{AD}\x{61C}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{2064}"
    r"\x{2066}-\x{2069}\x{FEFF}\x{FFFE}\x{FFFF}]"
)
"""Signs nobody sees: those no workbook can hold, and those that turn or hide the text beside them."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 80_000
"""Serial numbers of Excel that may be dates: 1927 to 2119."""


def tidy(cell: pl.Expr) -> pl.Expr:
    """Cut blanks and the apostrophe before a live cell off; a cell that says nothing becomes null."""
    cut = restored_text(cell.str.strip_chars(SPACES))
    return pl.when(cut.is_in(BLANK_WORDS).not_()).then(cut)


def without_controls(cell: pl.Expr) -> pl.Expr:
    """Drop the characters that no workbook or page can hold."""
    return cell.str.replace_all(CONTROL, "")


def narrow(cell: pl.Expr) -> pl.Expr:
    """Turn full-width letters, digits and signs into narrow ones."""
    return cell.str.normalize("NFKC")


def day(cell: pl.Expr) -> pl.Expr:
    """Return the first date of a cell as YYYY[-MM[-DD]]: 1997-01-28, 1997/1/28, 1997年1月, 19970128, a serial of Excel.

    Null: there is none, or no calendar has it.
    """
    text = narrow(cell)
    parts = text.str.extract_groups(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?")
    joined = text.str.extract(r"^(\d{8})$")
    serial = text.str.extract(r"^(\d{5})(?:\.\d+)?$").cast(pl.Int64, strict=False)
    year, month, number = (parts.struct.field(str(place)) for place in (1, 2, 3))
    two = pl.concat_str(year, pl.lit("-"), month.str.zfill(2))
    three = pl.concat_str(two, pl.lit("-"), number.str.zfill(2))
    ok = year.cast(pl.Int64, strict=False).is_between(1800, 2200) & month.cast(pl.Int64, strict=False).is_between(
        1, 12
    ).fill_null(value=True)
    from_serial = (pl.lit("1899-12-30").str.to_date() + pl.duration(days=serial)).dt.to_string("%Y-%m-%d")
    from_joined = joined.str.to_date("%Y%m%d", strict=False).dt.to_string("%Y-%m-%d")
    real = three.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return (
        pl.when(serial.is_between(FIRST_SERIAL, LAST_SERIAL))
        .then(from_serial)
        .when(joined.is_not_null())
        .then(from_joined)
        .when(ok & number.is_not_null() & real)
        .then(three)
        .when(ok & number.is_null() & month.is_not_null())
        .then(two)
        .when(ok & month.is_null() & text.str.contains(r"^\d{4}(年|年度|年报|年度报告)?$"))
        .then(year)
    )


def values(cell: pl.Expr) -> pl.Expr:
    """Return the several values of a cell (joined by ``;`` ``；`` ``、``, a line break, or a comma) without repeats."""
    part = pl.element().str.strip_chars(SPACES)
    listed = (
        cell.str.replace_all(r"[;；、|\n\r]+|[,，](?:\s|$)", ";")
        .str.replace_all(r"([^\d])[,，]([^\d])", "${1};${2}")
        .str.split(";")
        .list.eval(part.filter(part.is_in(BLANK_WORDS).not_()))
        .list.unique(maintain_order=True)
    )
    return pl.when(listed.list.len() > 0).then(listed)


def days(column: pl.Series) -> pl.Series:
    """Return :func:`day` of every cell; a date is worked out once, however many rows state it."""
    distinct = column.drop_nulls().unique()
    dates = distinct.to_frame("said").with_columns(meant=day(pl.col("said")))
    return column.to_frame("said").join(dates, on="said", how="left", maintain_order="left")["meant"].alias(column.name)
