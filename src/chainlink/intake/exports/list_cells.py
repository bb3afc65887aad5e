"""The cells of a list that are kept: blanks, signs nobody sees and personal data taken out, each told by its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import polars as pl

from chainlink.data.cells import SPACES
from chainlink.data.checks.personal_data import cut_out, without_personal_data
from chainlink.data.readers import RawTable, some
from chainlink.errors import Fault
from chainlink.intake.exports import cells
from chainlink.intake.exports.headings import AMOUNTS
from chainlink.intake.exports.stated_figures import unit_of

TOLD = 20
"""So many values are told one by one for one kind of trouble, the rest counted."""
NAME_FIELDS = ("name", "original_name", "former")
"""Fields that name firms."""
CODES = ("credit_code", "since", "approved", "report_year", "year")
"""Fields that are read for a code or a date only: nothing else of them is kept."""
LIVE = r"^[=+\-@＝＋－＠]"
"""What a spreadsheet takes for a formula."""


def clean_cells(table: RawTable, fields: Mapping[str, Sequence[int]]) -> tuple[pl.DataFrame, list[Fault]]:
    """Return ``row`` and the columns of ``fields`` (field -> their places) as they are kept, and what was taken out."""
    places = {at: field for field, listed in fields.items() for at in listed}
    frame = table.frame.select("row", pl.col(str(at) for at in sorted(places)))
    remarks: list[Fault] = []
    odd: set[int] = set()
    for at, field in sorted(places.items()):
        column = str(at)
        if frame[column].null_count() == frame.height:
            continue
        cut = frame[column].str.strip_chars(SPACES)
        hidden = cut.str.contains(cells.CONTROL).fill_null(value=False)
        if hidden.any():
            odd |= set(frame["row"].filter(hidden))
            cut = cut.str.replace_all(cells.CONTROL, "")
        tidy = cut.to_frame(column).select(cells.tidy(pl.col(column))).to_series()
        if field not in CODES:
            tidy, held = _without_personal_data(tidy, field, table.headings[at])
            remarks += _each(table, "office_personal", frame["row"].filter(held), table.headings[at])
        if field in NAME_FIELDS:
            live = tidy.str.contains(LIVE).fill_null(value=False)
            remarks += _each(table, "office_live", frame["row"].filter(live), table.headings[at])
        frame = frame.with_columns(tidy.alias(column))
    if odd:
        remarks.append(table.fault("office_control", min(odd), count=len(odd)))
    return frame, remarks


def kept_names(names: pl.Series) -> pl.Series:
    """Return names as they are kept: without hidden signs and personal data; null where the word says there is none."""
    tidy = names.to_frame("name").select(cells.tidy(cells.without_controls(pl.col("name")))).to_series()
    return cut_out(tidy, is_name=True)[0]


def _without_personal_data(texts: pl.Series, field: str, heading: str) -> tuple[pl.Series, pl.Series]:
    """Cut personal data out of a column; a bare number under a heading in 元 is an amount, however long it is."""
    rest, held = cut_out(texts, is_name=field in NAME_FIELDS)
    if field in AMOUNTS and held.any() and re.fullmatch("元|yuan", unit_of(heading) or ""):
        bare = texts.str.contains(r"^[\d,.\s]+$").fill_null(value=False)
        rest, held = texts.zip_with(bare, rest), held & ~bare
    return rest, held


def _each(table: RawTable, code: str, rows: pl.Series, column: str) -> list[Fault]:
    """Tell the first of ``rows`` one by one, without their values, the rest as a number."""
    return [table.fault(code, row, column) for row in rows.head(TOLD)] + _more(table, rows[TOLD:], column)


def tell(table: RawTable, code: str, wrong: pl.DataFrame, column: str | None, value: str) -> list[Fault]:
    """Tell the first of the rows ``wrong`` one by one, the rest as a number; ``column`` is the heading."""
    first = wrong.select("row", value).head(TOLD).iter_rows()
    faults = [table.fault(code, row, column, _shown(text)) for row, text in first]
    return faults + _more(table, wrong["row"][TOLD:], column)


def _shown(text: str | None) -> str | None:
    return None if text is None else (without_personal_data(text) or "")[:60] or None


def _more(table: RawTable, rows: pl.Series, column: str | None) -> list[Fault]:
    more = table.fault("office_more", column=column, count=len(rows), rows=some(rows.to_list()))
    return [] if rows.is_empty() else [more]
