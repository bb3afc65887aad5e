"""From raw rows to typed rows: headings matched, words turned into ids, blanks into null; what cannot be is a fault."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from chainlink import terms
from chainlink.errors import Fault
from chainlink.files import RawTable
from chainlink.schema import DATE, Place, columns
from chainlink.tables import TABLES, caption

BLANKS = ("", "-", "--", "---", "—", "——", "–", "－", "暂无", "None", "null", "NULL", "NaN", "nan", "N/A", "#N/A", "#N/A N/A",
          "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!")  # fmt: skip
"""What stands in a cell where nothing is stated."""
SPACES = " \t\r\n\v\f\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff\u2002\u2003\u2009"
"""Characters cut off at both ends of a cell: spaces of any width, and marks nobody sees."""
TRUE = ("y", "yes", "true", "t", "1", "1.0", "是", "√", "✓")
FALSE = ("n", "no", "false", "f", "0", "0.0", "否", "×", "✗")
CAP = 500
"""So many faults of one kind in one column are told one by one; the rest are counted."""
NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?$"
THOUSANDS = r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$"
PLACES = ("file", "sheet", "row")


@dataclass(frozen=True)
class CleanTable:
    """A table with the columns and types of its schema (unknown ones carried at the end), and what was at fault.

    ``ragged``: rows of the wrong length.  ``broken``: not all rows could be read, so an id it lacks proves nothing.
    ``absent``: there is no such file or sheet.
    """

    name: str
    file: str
    sheet: str | None
    frame: pl.DataFrame
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    ragged: frozenset[int] = frozenset()
    broken: bool = False
    absent: bool = False


@cache
def plain(text: str) -> str:
    """Return ``text`` without what two writers of the same heading do differently: width, case, spaces, brackets, marks."""
    return re.sub(r"[\s()\[\]{}<>【】〔〕「」《》_*＊:：-]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def table_names() -> dict[str, str]:
    """Return the table for every name a file or sheet may carry: id or Chinese word, in any writing."""
    found = {}
    for name in TABLES:
        found[plain(name)] = name
        found[plain(caption(name))] = name
    return found


def table_words(table: str) -> str:
    """Name ``table`` in both languages: 企业 (firms)."""
    return f"{caption(table)} ({table})"


@cache
def _headings(table: str) -> dict[str, str]:
    """Return the column for every heading a column of ``table`` may carry: id, Chinese or English, in any writing."""
    found: dict[str, str] = {}
    for name, _, meta in columns(TABLES[table]):
        for heading in (name, meta["header"], meta["english"]):
            found.setdefault(plain(heading), name)
    for name, _, meta in columns(TABLES[table]):
        for heading in (meta["header"], meta["english"]):
            found.setdefault(plain(re.sub(r"[(（].*?[)）]", "", heading)), name)
    return found


@cache
def _words(enum: str) -> dict[str, str]:
    """Return the id for every way to write a word of ``enum``."""
    found: dict[str, str] = {}
    for lang in ("en", "zh"):
        for name, said in terms.choices(enum, lang).items():
            found[plain(said)] = name
    found.update({plain(name): name for name in terms.choices(enum)})
    return found


def clean_table(raw: RawTable, table: str) -> CleanTable:
    """Give ``raw`` the columns and types of ``table``; every cell that cannot be read is told and left null."""
    schema = TABLES[table]
    known = _headings(table)
    faults, warnings = list(raw.faults), list(raw.warnings)
    at_column: dict[str, str] = {}
    extra: dict[str, str] = {}
    for at, heading in enumerate(raw.headings):
        column = known.get(plain(heading))
        if column is None:
            if heading in {"file", "sheet", "row"} and raw.head_row is None:
                continue  # a table that was written with the place of its rows
            extra[_free_name(heading, {*schema.columns(), *extra})] = str(at)
            warnings.append(_of(raw, table, "unknown_column", heading, row=raw.head_row))
        elif column in at_column:
            faults.append(_of(raw, table, "column_twice", heading, row=raw.head_row))
        else:
            at_column[column] = str(at)
    frame = raw.frame
    made: dict[str, pl.Series] = {}
    for name, column, meta in columns(schema):
        if name in at_column:
            series, found = _cells(
                frame[at_column[name]], frame["row"], str(meta["kind"]), meta.get("enum"), table, name
            )
            made[name] = series.cast(column.dtype)
            faults += [_of(raw, table, code, meta["header"], row, value, **parts) for code, row, value, parts in found]
        else:
            made[name] = pl.Series([None], dtype=column.dtype).new_from_index(0, frame.height)
            if (not column.nullable or column.primary_key) and not raw.broken and raw.headings:
                faults.append(_of(raw, table, "column_missing", meta["header"], row=raw.head_row, id=name))
    for name, at in extra.items():
        made[name] = _extra(frame[at])
    out = pl.DataFrame(made, height=frame.height).with_columns(
        file=pl.lit(raw.file, pl.String), sheet=pl.lit(raw.sheet, pl.String), row=frame["row"]
    )
    order = [name for name in schema.columns() if name in out.columns]
    return CleanTable(
        table, raw.file, raw.sheet, out.select(*order, *extra), tuple(faults), tuple(warnings), raw.ragged, raw.broken
    )


def _free_name(heading: str, taken: set[str]) -> str:
    while heading in taken:
        heading += "_"
    return heading


def _of(
    raw: RawTable,
    table: str,
    code: str,
    column: str | None,
    /,
    row: int | None = None,
    value: str | None = None,
    **parts: object,
) -> Fault:
    return Fault(raw.file, code, table, raw.sheet, row, column, value, parts)


def _extra(cells: pl.Series) -> pl.Series:
    return _trimmed(cells) if cells.dtype == pl.String else cells


def _trimmed(cells: pl.Series) -> pl.Series:
    """Cut the blanks off both ends, write line ends as ``\\n``; a cell that says nothing becomes null."""
    trimmed = cells.str.strip_chars(SPACES)
    if trimmed.str.contains("\r", literal=True).any():
        trimmed = trimmed.str.replace_all("\r\n?", "\n")
    return trimmed.to_frame("a").select(pl.when(pl.col("a").is_in(BLANKS).not_()).then("a")).to_series()


def _narrow(cells: pl.Series) -> pl.Series:
    """Turn full-width letters and digits into narrow ones (names and free text are left as written)."""
    if (cells.str.len_bytes() == cells.str.len_chars()).all():
        return cells
    return cells.str.normalize("NFKC")


type_of_faults = list[tuple[str, int, str | None, dict[str, object]]]


def _cells(
    cells: pl.Series, rows: pl.Series, kind: str, enum: str | None, table: str, name: str
) -> tuple[pl.Series, type_of_faults]:
    """Return the cells in the type of ``kind`` and the faults: code, row, value, parts."""
    if kind == "list":
        return _lists(cells), []
    if cells.dtype.is_numeric() and kind in {"number", "year", "integer"}:
        return _numbers(cells, rows, kind)
    if cells.dtype == pl.Boolean and kind == "flag":
        return cells, []
    if cells.dtype == pl.Boolean:
        cells = cells.cast(pl.Int8)
    if cells.dtype.is_nested():
        return pl.Series([None] * len(cells), dtype=pl.String), [("nested", int(rows[0]), None, {})] if len(
            rows
        ) else []
    text = _trimmed(cells if cells.dtype == pl.String else cells.cast(pl.String))
    match kind:
        case "number" | "year" | "integer":
            return _numbers(text, rows, kind)
        case "flag":
            return _flags(text, rows)
        case "choice":
            return _choices(text, str(enum)), []
        case "date":
            return _dates(text, ranges=(table, name) == ("sources", "date")), []
        case "id" | "unit":
            return _narrow(text) if kind == "id" else text, []
        case _:
            return (_subject_ids(text) if (table, name) == ("claim_subjects", "id") else text), []


def _bad(mask: pl.Series, text: pl.Series, rows: pl.Series, code: str) -> type_of_faults:
    """Tell the cells where ``mask`` holds: the first ``CAP`` one by one, the rest as a number."""
    if not mask.any():
        return []
    bad_rows, values = rows.filter(mask), text.filter(mask).cast(pl.String)
    found: type_of_faults = [
        (_number_code(code, value), row, value, {})
        for row, value in zip(bad_rows.head(CAP), values.head(CAP), strict=True)
    ]
    if len(bad_rows) > CAP:
        found.append(("more", int(bad_rows[CAP]), None, {"count": len(bad_rows) - CAP}))
    return found


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


def _numbers(cells: pl.Series, rows: pl.Series, kind: str) -> tuple[pl.Series, type_of_faults]:
    wanted = {"number": "number", "year": "year", "integer": "integer"}[kind]
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
        return numeric, _bad(bad, cells, rows, wanted)
    whole = (numeric == numeric.floor()) & (numeric.abs() < 2**53)  # noqa: PLR2004 - floats are exact up to here
    bad |= (numeric.is_not_null() & ~whole).fill_null(value=False)
    out = numeric.to_frame("a").select(pl.when(pl.lit(~bad)).then("a")).to_series().cast(pl.Int64, strict=False)
    return out, _bad(bad, cells, rows, wanted)


def _flags(text: pl.Series, rows: pl.Series) -> tuple[pl.Series, type_of_faults]:
    said = _narrow(text).str.to_lowercase()
    out = (
        said.to_frame("a")
        .select(
            pl.when(pl.col("a").is_in(TRUE))
            .then(pl.lit(value=True))
            .when(pl.col("a").is_in(FALSE))
            .then(pl.lit(value=False))
        )
        .to_series()
    )
    return out, _bad(text.is_not_null() & out.is_null(), text, rows, "flag")


def _choices(text: pl.Series, enum: str) -> pl.Series:
    """Turn each word of the vocabulary into its id; what is none stays as written, for the check to tell."""
    words = _words(enum)
    distinct = text.drop_nulls().unique().to_list()
    ids = {said: words.get(plain(said), said) for said in distinct}
    return text.replace(ids) if any(said != name for said, name in ids.items()) else text


def _dates(text: pl.Series, *, ranges: bool = False) -> pl.Series:
    """Write dates as YYYY[-MM[-DD]]; what is none stays as written, for the check to tell.

    With ``ranges`` a span of years (2019-2021) is its last year.
    """
    distinct = text.drop_nulls().unique().to_list()
    dates = {said: _date(said, ranges=ranges) for said in distinct}
    return text.replace(dates) if any(said != date for said, date in dates.items()) else text


_DATE = re.compile(r"^(\d{4})(?:[-/.年]\s?(\d{1,2})(?:[-/.月]\s?(\d{1,2})日?)?月?)?年?(?:[ T]00:00(?::00(?:\.0+)?)?)?$")
_YEARS = re.compile(r"^\d{4}年?\s*[-~至/—–]+\s*(\d{4})年?$")


@cache
def _date(said: str, *, ranges: bool) -> str:
    narrow = unicodedata.normalize("NFKC", said)
    if ranges and (span := _YEARS.match(narrow)):
        return span[1]
    found = _DATE.match(re.sub(r"\.0+$", "", narrow) if re.fullmatch(r"\d{4}\.0+", narrow) else narrow)
    date = "-".join(part.zfill(2) for part in found.groups() if part) if found else said
    return date if re.match(DATE, date) else said


def _lists(cells: pl.Series) -> pl.Series:
    """Split at ``;`` and ``；`` only (、 occurs in names); null where nothing is listed."""
    if isinstance(cells.dtype, pl.List):
        lists = cells.cast(pl.List(pl.String))
        if not lists.list.join(";").str.contains("；|;\\s|\\s;|^\\s|\\s$|;;").any():
            return lists.to_frame("a").select(pl.when(pl.col("a").list.len() > 0).then("a")).to_series()
        cells = lists.list.join(";")
    text = _trimmed(cells if cells.dtype == pl.String else cells.cast(pl.String))
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


def _subject_ids(text: pl.Series) -> pl.Series:
    """Write the id of a capability as firm:sector (firm/sector and firm|sector are read too)."""
    return _narrow(text).str.replace(r"^([A-Za-z0-9_-]+)\s*[:/|]\s*([A-Za-z0-9_-]+)$", "${1}:${2}")


def empty_table(table: str) -> pl.DataFrame:
    """Return a frame of ``table`` without rows."""
    schema: type[Place] = TABLES[table]
    return pl.DataFrame(schema={name: column.dtype for name, column in schema.columns().items()})


def headings(table: str) -> dict[str, str]:
    """Return the Chinese heading of each column of ``table``."""
    return {name: str(meta["header"]) for name, _, meta in columns(TABLES[table])}


def meta_of(table: str, column: str) -> dict[str, Any]:
    """Return the metadata of ``column`` of ``table``."""
    return dict(TABLES[table].columns()[column].metadata or {})
