"""Exports of firms turned into plain rows of one shape: recognised by their headings, cleaned, each with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from chainlink.dataset.cells import SPACES
from chainlink.errors import Fault
from chainlink.intake import cells, credit_codes
from chainlink.intake.headings import AMOUNTS, CONTACT_LIKE, field_of, recognise
from chainlink.readers import RawTable, some

TEXTS = (
    "name",
    "original_name",
    "credit_code",
    "status",
    "since",
    "term",
    "approved",
    "report_year",
    "province",
    "city",
    "district",
    "park",
    "address",
    "industry",
    "former",
    "scope",
    "products",
    "stage",
    "node",
    "chain",
    *AMOUNTS,
)
"""The columns of the rows, besides file, sheet, row and kind; all text, null where nothing is stated."""
SEVERAL = ("industry", "node", "products", "scope", "former", "address")
"""Fields that several columns of one table may state; their values are joined by ``;``."""
KEPT = ("name", "original_name", "park", "former", "products", "node", "chain")
"""The texts that are written as they stand; the others are read for dates, codes and words only."""
NOT_FOUND = "未匹配到相关企业"
NUMBER = f"{credit_codes.SPOILT}|" + r"^[\d.\s]+$"
"""A name that a spreadsheet turned into a number."""
BROKEN = "[\ufffd锟斤拷]{2}|\ufffd"
"""What a wrong encoding leaves behind."""
NAME_LIMIT = 100
TOLD = 20
"""So many values are told one by one for one kind of trouble, the rest counted."""


@dataclass(frozen=True)
class Exports:
    """What files of firms say.

    ``rows``: ``file, sheet, row, kind`` and the columns of ``TEXTS``, one row per line of the files that names a firm.
    ``contacts``: ``file, sheet, row, name, heading, value`` (personal data; without rows unless asked for).
    ``kinds``: what each table was taken for, as (file, sheet, kind, rows).
    ``left_out``: faults of rows and tables not taken; ``told``: what was taken with a remark.
    """

    rows: pl.DataFrame
    contacts: pl.DataFrame
    kinds: tuple[tuple[str, str | None, str, int], ...]
    left_out: tuple[Fault, ...]
    told: tuple[Fault, ...]
    dropped: tuple[str, ...]
    unused: tuple[str, ...]
    amount_units: dict[str, str]


CONTACTS = pl.Schema(
    {
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "name": pl.String,
        "heading": pl.String,
        "value": pl.String,
    }
)
ROWS = pl.Schema(
    {"file": pl.String, "sheet": pl.String, "row": pl.Int64, "kind": pl.String, **dict.fromkeys(TEXTS, pl.String)}
)


def read_exports(tables: Sequence[RawTable], *, keep_contacts: bool = False) -> Exports:
    """Return the firms that ``tables`` list; a table without headings that name firms is told and left out.

    Args:
        tables: raw tables.
        keep_contacts: return personal data (legal representative, phone, mail) apart; else they are dropped here.

    """
    rows, contacts, kinds = [ROWS.to_frame()], [CONTACTS.to_frame()], []
    left_out: list[Fault] = []
    told: list[Fault] = []
    dropped: dict[str, None] = {}
    unused: dict[str, None] = {}
    amount_units: dict[str, str] = {}
    any_named = any(table.headings for table in tables)
    for table in tables:
        left_out += table.faults
        (left_out if table.left_out else told).extend(table.warnings)
        if not table.headings:
            if not table.faults and not (any_named and table.sheet) and (table.banner or not any_named):
                left_out.append(Fault(table.file, "office_no_head", sheet=table.sheet, value=table.banner[:60] or None))
            continue
        kind = recognise(table.headings, banner=bool(table.banner))
        fields = _fields(table, told, dropped, unused, amount_units)
        found = _rows(table, fields, kind)
        found, out, remarks = _checked(found, table, _shown(table, fields))
        left_out += out
        told += remarks
        kinds.append((table.file, table.sheet, kind, found.height))
        rows.append(found)
        if keep_contacts:
            contacts.append(_contacts(table, found))
    return Exports(
        pl.concat(rows),
        pl.concat(contacts),
        tuple(kinds),
        tuple(left_out),
        tuple(told),
        tuple(dropped),
        tuple(unused),
        amount_units,
    )


def _fields(
    table: RawTable, told: list[Fault], dropped: dict[str, None], unused: dict[str, None], units: dict[str, str]
) -> dict[str, list[int]]:
    """Return which columns state each field, and note what is dropped, not used, or stated twice."""
    fields: dict[str, list[int]] = {}
    for at, heading in enumerate(table.headings):
        if not heading:
            if at < table.frame.width - 1 and table.frame[str(at)].is_not_null().any():
                told.append(
                    Fault(
                        table.file, "office_no_heading", sheet=table.sheet, row=table.head_row, parts={"place": at + 1}
                    )
                )
            continue
        field = field_of(heading)
        if field == "contact" or (field is None and CONTACT_LIKE.search(heading)):
            dropped[heading] = None
        elif field in {None, "other"}:
            unused[heading] = None
        else:
            fields.setdefault(str(field), []).append(at)
            unit = re.search(r"[(（\[]([^()（）\[\]]+)[)）\]]", heading)
            if field in AMOUNTS and unit:
                units[str(field)] = unit[1]
    if "matched_name" in fields:
        fields.setdefault("original_name", []).extend(fields.get("name", []))
        fields["name"] = fields.pop("matched_name")
    for field, places in fields.items():
        if len(places) > 1 and field not in SEVERAL:
            said = "、".join(table.headings[at] for at in places)
            told.append(Fault(table.file, "office_twice", sheet=table.sheet, row=table.head_row, column=said))
    return fields


def _rows(table: RawTable, fields: dict[str, list[int]], kind: str) -> pl.DataFrame:
    used = [str(at) for field in TEXTS for at in fields.get(field, [])]
    cut = table.frame.select("row", pl.col(used).str.strip_chars(SPACES))
    tidy = cut.with_columns(pl.when(pl.col(used).is_in(cells.NOTHING).not_()).then(pl.col(used)))
    made: list[pl.Expr] = []
    for field in TEXTS:
        places = [pl.col(str(at)) for at in fields.get(field, [])]
        if not places:
            made.append(pl.lit(None, pl.String).alias(field))
        elif len(places) == 1 or field == "address":
            made.append(pl.coalesce(places).alias(field))
        elif field in SEVERAL:
            joined = pl.concat_str(places, separator=";", ignore_nulls=True)
            made.append(pl.when(joined != "").then(joined).alias(field))
        else:
            made.append(pl.coalesce(places).alias(field))
    place = (
        pl.lit(table.file).alias("file"),
        pl.lit(table.sheet, pl.String).alias("sheet"),
        pl.lit(kind).alias("kind"),
    )
    return tidy.select("row", *place, *made).select(ROWS.names())


def _shown(table: RawTable, fields: dict[str, list[int]]) -> dict[str, str]:
    """Return the heading that stands over each field in the file, so that a person finds the cell."""
    return {field: table.headings[places[0]] for field, places in fields.items()}


def _tell(table: RawTable, code: str, found: pl.DataFrame, column: str | None, value: str) -> list[Fault]:
    """Tell the first of the rows ``found`` one by one, the rest as a number; ``column`` is the heading."""
    told = [
        Fault(
            table.file, code, sheet=table.sheet, row=row, column=column, value=None if said is None else str(said)[:60]
        )
        for row, said in found.select("row", value).head(TOLD).iter_rows()
    ]
    if found.height > TOLD:
        parts: dict[str, object] = {"count": found.height - TOLD, "rows": some(found["row"][TOLD:].to_list())}
        told.append(Fault(table.file, "office_more", sheet=table.sheet, column=column, parts=parts))
    return told


def _checked(
    rows: pl.DataFrame, table: RawTable, heads: dict[str, str]
) -> tuple[pl.DataFrame, list[Fault], list[Fault]]:
    """Leave out rows without a usable name; refuse spoilt codes; read the dates."""
    out: list[Fault] = []
    told: list[Fault] = []

    rows, odd = _without_controls(rows)
    if len(odd):
        told.append(Fault(table.file, "office_control", sheet=table.sheet, row=int(odd[0]), parts={"count": len(odd)}))
    name = pl.col("name")
    marked = rows.with_columns(
        unmatched=name.str.contains(NOT_FOUND, literal=True),
        number=name.str.contains(NUMBER),
        repeated=name.is_in(list(table.headings)),
        long=name.str.len_chars() > NAME_LIMIT,
        broken=name.str.contains(BROKEN),
    )
    wrong = (("unmatched", "office_unmatched", "original_name"), ("number", "office_name_number", "name"))
    for mark, code, field in wrong:
        out += _tell(table, code, marked.filter(mark), heads.get(field, heads["name"]), field)
    out += _tell(table, "office_name_empty", rows.filter(name.is_null()), heads["name"], "name")
    out += _tell(table, "office_name_long", marked.filter("long"), heads["name"], "name")
    told += _tell(table, "office_broken_signs", marked.filter("broken"), heads["name"], "name")
    if (
        marked.select(pl.any_horizontal("unmatched", "number", "repeated", "long").any()).item()
        or rows["name"].null_count()
    ):
        left = pl.any_horizontal("unmatched", "number", "repeated", "long").fill_null(value=True)
        rows = marked.filter(~left).select(ROWS.names())
    return _with_codes(rows, table, told, heads), out, told


def _without_controls(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """Drop characters that no workbook can hold, join broken lines; return the rows so changed too."""
    odd = pl.Series([], dtype=pl.Int64)
    for column in KEPT:
        if rows[column].null_count() == rows.height:
            continue
        bad = rows[column].str.contains(cells.CONTROL).fill_null(value=False)
        if bad.any():
            odd = odd.append(rows["row"].filter(bad))
            rows = rows.with_columns(cells.tidy(cells.without_controls(pl.col(column))))
        if column in {"name", "district", "city", "park"} and rows[column].str.contains(r"\s").any():
            rows = rows.with_columns(pl.col(column).str.replace_all(r"\s+", " "))
    return rows, odd.unique().sort()


def _with_codes(rows: pl.DataFrame, table: RawTable, told: list[Fault], heads: dict[str, str]) -> pl.DataFrame:
    codes = credit_codes.tidy_codes(rows["credit_code"])
    good = credit_codes.valid(codes)
    spoilt = credit_codes.spoilt(codes, good)
    wrong = (~good).fill_null(value=False) & ~spoilt
    for code, mask in (("office_code_number", spoilt), ("office_code_check", wrong)):
        if mask.any():
            told += _tell(table, code, rows.filter(mask), heads.get("credit_code"), "credit_code")
    kept = rows.with_columns(code=codes, good=good)
    since, term, approved, report = (
        cells.days(rows[column]) for column in ("since", "term", "approved", "report_year")
    )
    unread = rows.filter(rows["since"].is_not_null() & since.is_null())
    told += _tell(table, "office_date", unread, heads.get("since"), "since")
    return kept.with_columns(
        credit_code=pl.when("good").then("code"),
        since=since.zip_with(since.is_not_null(), term),
        approved=approved,
        report_year=report.str.head(4),
    ).select(ROWS.names())


def _contacts(table: RawTable, rows: pl.DataFrame) -> pl.DataFrame:
    kept = [at for at, heading in enumerate(table.headings) if heading and field_of(heading) == "contact"]
    frames = [CONTACTS.to_frame()]
    for at in kept:
        cell = table.frame.select("row", value=cells.tidy(cells.without_controls(pl.col(str(at))))).drop_nulls()
        frames.append(
            rows.select("file", "sheet", "row", "name")
            .join(cell, on="row", maintain_order="left")
            .with_columns(heading=pl.lit(table.headings[at]))
            .select(CONTACTS.names())
        )
    return pl.concat(frames).sort("row", "heading", maintain_order=True)
