"""Cells that are text but not the text that belongs there: spoilt codes, names that became numbers, personal data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from chainlink.data.cells import CAP
from chainlink.data.checks import credit_codes
from chainlink.data.checks.fixed_codes import spoilt_districts, spoilt_industries, with_zero
from chainlink.data.checks.personal_data import HEADING, cut_out
from chainlink.data.checks.summing_rows import sums_up
from chainlink.data.clean import CleanTable, fault, headings
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.errors import Fault
from chainlink.reference import listed

NUMBER_AS_NAME = f"{credit_codes.SPOILT}|" + r"^[\d.\s]+$"
"""A name that a spreadsheet turned into a number."""
NO_NAMES: list[str] = listed("blanks")["names"]
"""What stands in the place of a name where there is none, in small letters."""
NAMES_OF_FIRMS = ("name", "legal_name", "aliases")
FEW = 20
"""So many cells with personal data are told one by one in a column, the rest counted."""


def check_texts(table: CleanTable) -> list[Fault]:
    """Tell the names of firms that are numbers or nothing, and the codes that a spreadsheet spoilt."""
    faults: list[Fault] = []
    if table.name == "firms":
        faults += _credit_codes(table)
        for column in NAMES_OF_FIRMS:
            names = _cells(table, column)
            faults += _told(table, column, names.filter(pl.col("cell").str.contains(NUMBER_AS_NAME)), "name_number")
            empty = pl.col("cell").str.to_lowercase().is_in(NO_NAMES)
            faults += _told(table, column, names.filter(empty), "name_none")
    for name, column, spoilt, code in (
        ("sectors", "gb4754", spoilt_industries, "industry_code"),
        ("districts", "admin_code", spoilt_districts, "admin_code"),
    ):
        if table.name == name:
            codes = _cells(table, column)
            faults += _told(table, column, codes.filter(spoilt(codes["cell"])), code)
    return faults


def rows_of_sums(table: CleanTable) -> list[Fault]:
    """Warn of the rows of a table whose name sums up others (合计：2家): they would count as one more thing.

    A firm without a name of its own (``named`` is false: the makers of a place together) may be called so.
    """
    if "name" not in headings(table.name) or "name" in table.lacks:
        return []
    own = pl.col("named").fill_null(value=True) if "named" in headings(table.name) else pl.lit(value=True)
    sums = table.frame.filter(pl.col("name").is_not_null() & sums_up(pl.col("name")) & own).select("row", cell="name")
    return _told(table, "name", sums, "name_of_sums")


def _cells(table: CleanTable, column: str) -> pl.DataFrame:
    """Return ``row, cell`` of the cells that state something, one row an item of a list."""
    cells = table.frame.select("row", cell=pl.col(column))
    return (cells.explode("cell") if cells["cell"].dtype.is_nested() else cells).drop_nulls("cell")


def _credit_codes(table: CleanTable) -> list[Fault]:
    cells = _cells(table, "credit_code")
    tidy = credit_codes.tidy_codes(cells["cell"])
    good = credit_codes.valid(tidy)
    spoilt = credit_codes.spoilt(tidy, good)
    return [
        *_told(table, "credit_code", cells.filter(spoilt), "credit_code_number"),
        *_told(table, "credit_code", cells.filter(~good & ~spoilt), "credit_code"),
    ]


def _told(table: CleanTable, column: str, wrong: pl.DataFrame, code: str) -> list[Fault]:
    faults = []
    for row, cell in wrong.select("row", "cell").head(CAP).iter_rows():
        near = with_zero(cell) if code == "industry_code" else None
        faults.append(fault(table, f"{code}_near" if near else code, column, row, cell, near=near))
    if wrong.height > CAP:
        faults.append(fault(table, "more", column, int(wrong["row"][CAP]), None, count=wrong.height - CAP))
    return faults


def without_personal_data(table: CleanTable) -> CleanTable:
    """Return ``table`` without the personal data in its texts, each cell told; nothing that is written can hold them.

    A column that a user added for persons (电话, 联系人) is left out whole; addresses of web pages stay as they are.
    """
    persons = [column for column in _extra(table) if HEADING.search(column)]
    frame = table.frame.drop(persons)
    remarks = [fault(table, "personal_column", column, table.head_row, None) for column in persons]
    for column in (*_texts(table), *(heading for heading in _extra(table) if heading in frame.columns)):
        frame, rows = _cut(frame, column)
        remarks += [fault(table, "personal_data", column, row, None) for row in rows[:FEW]]
        if len(rows) > FEW:
            remarks.append(fault(table, "personal_data_more", column, rows[FEW], None, count=len(rows) - FEW))
    warnings = [warning for warning in table.warnings if warning.column not in persons]
    return replace(table, frame=frame, warnings=(*warnings, *remarks)) if remarks else table


def _cut(frame: pl.DataFrame, column: str) -> tuple[pl.DataFrame, list[int]]:
    """Cut personal data out of a column; return the rows that held some too."""
    cells = frame[column]
    texts = cells.list.join(";") if cells.dtype.is_nested() else cells.cast(pl.String)
    rest, held = cut_out(texts, is_name=column in NAMES_OF_FIRMS)
    if not held.any():
        return frame, []
    if cells.dtype.is_nested():
        rest = rest.str.split(";").list.eval(pl.element().str.strip_chars())
    return frame.with_columns(rest.cast(cells.dtype, strict=False).alias(column)), frame["row"].filter(held).to_list()


def _texts(table: CleanTable) -> Iterator[str]:
    for name, _, meta in columns(TABLES[table.name]):
        is_text = meta["kind"] == "text" or (meta["kind"] == "list" and not meta.get("references"))
        if is_text and name not in {"credit_code", "gb4754", "admin_code"}:
            yield name


def _extra(table: CleanTable) -> list[str]:
    added = table.frame.select(pl.exclude([*TABLES[table.name].columns()]))
    return [name for name, kind in added.schema.items() if kind == pl.String or kind.is_integer()]
