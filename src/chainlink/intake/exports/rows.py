"""Exports of firms turned into plain rows of one shape: recognised by their headings, cleaned, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from chainlink.data.checks.personal_data import HEADING, without_personal_data
from chainlink.data.readers import RawTable
from chainlink.dates import RELEASED
from chainlink.errors import Fault
from chainlink.intake.exports import cells, list_cells, list_rows
from chainlink.intake.exports.figures import FIGURE, FIGURES
from chainlink.intake.exports.headings import AMOUNTS, field_of, recognise, under_groups
from chainlink.intake.exports.periods import dating
from chainlink.intake.exports.shared_figures import without_shared_figures
from chainlink.intake.exports.sheet_units import with_sheet_units

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
)
"""The text columns of the rows, besides file, sheet, row and kind; null where nothing is stated."""
SEVERAL = ("industry", "node", "products", "scope", "former", "address")
"""Fields that several columns of one table may state; their values are joined by ``;``."""
TOLD = list_cells.TOLD
"""So many values are told one by one for one kind of trouble, the rest counted."""


@dataclass(frozen=True)
class Exports:
    """What files of firms say.

    ``rows``: ``file, sheet, row, kind``, the columns of ``TEXTS`` and the list ``figures`` (cells with a figure of the
    firm), one row per line of the files that names a firm.
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
    {
        "file": pl.String,
        "sheet": pl.String,
        "row": pl.Int64,
        "kind": pl.String,
        **dict.fromkeys(TEXTS, pl.String),
        "figures": FIGURES,
    }
)


def read_exports(tables: Sequence[RawTable], *, keep_contacts: bool = False, last_year: int = RELEASED) -> Exports:
    """Return the firms that ``tables`` list; a table without headings that name firms is told and left out.

    Args:
        tables: raw tables.
        keep_contacts: return personal data (legal representative, phone, mail) apart; else they are dropped here.
        last_year: the year after which nothing can have happened yet.

    """
    rows, contacts, kinds = [ROWS.to_frame()], [CONTACTS.to_frame()], []
    left_out: list[Fault] = []
    warnings: list[Fault] = []
    dropped: dict[str, None] = {}
    unused: dict[str, None] = {}
    any_named = any(table.headings for table in tables)
    for table in tables:
        left_out += table.faults
        (left_out if table.left_out else warnings).extend(table.warnings)
        if not table.headings:
            if not table.faults and not (any_named and table.sheet) and (table.banner or not any_named):
                left_out.append(table.fault("office_no_head", value=table.banner[:60] or None))
            continue
        table, shared = without_shared_figures(under_groups(table))  # noqa: PLW2901 - from here on with its whole headings
        table, printed = with_sheet_units(table)  # noqa: PLW2901 - and with the units printed beside them
        kind = recognise(table.headings, banner=bool(table.banner))
        fields = _fields(table, warnings, dropped, unused)
        tidy, remarks = list_cells.clean_cells(table, fields)
        firms = _rows(table, tidy, fields, kind)
        lines = list_rows.lines_of(table, tidy, fields["name"])
        firms, out, more = list_rows.checked_rows(firms, lines, table, _shown(table, fields), last_year)
        left_out += out
        warnings += [*shared, *printed, *remarks, *more]
        kinds.append((table.file, table.sheet, kind, firms.height))
        rows.append(firms)
        if keep_contacts:
            contacts.append(_contacts(table, firms))
    return Exports(
        pl.concat(rows),
        pl.concat(contacts),
        tuple(kinds),
        tuple(left_out),
        tuple(warnings),
        tuple(dropped),
        tuple(unused),
    )


def _fields(
    table: RawTable, remarks: list[Fault], dropped: dict[str, None], unused: dict[str, None]
) -> dict[str, list[int]]:
    """Return which columns state each field, and note what is dropped, not used, or stated twice."""
    fields: dict[str, list[int]] = {}
    for at, heading in enumerate(table.headings):
        if not heading:
            if at < table.frame.width - 1 and table.frame[str(at)].is_not_null().any():
                remarks.append(table.fault("office_no_heading", table.head_row, place=at + 1))
            continue
        field = field_of(heading)
        if field == "contact" or (field is None and HEADING.search(heading)):
            dropped[heading] = None
        elif field in {None, "other"}:
            unused[heading] = None
        else:
            fields.setdefault(str(field), []).append(at)
    if "matched_name" in fields:
        fields.setdefault("original_name", []).extend(fields.get("name", []))
        fields["name"] = fields.pop("matched_name")
    for field, places in fields.items():
        if len(places) > 1 and field not in (*SEVERAL, *AMOUNTS):
            headings = "、".join(table.headings[at] for at in places)
            remarks.append(table.fault("office_twice", table.head_row, headings))
    return fields


def _rows(table: RawTable, tidy: pl.DataFrame, fields: dict[str, list[int]], kind: str) -> pl.DataFrame:
    made: list[pl.Expr] = []
    for field in TEXTS:
        places = [pl.col(str(at)) for at in fields.get(field, [])]
        if not places:
            made.append(pl.lit(None, pl.String).alias(field))
        elif len(places) == 1 or field not in SEVERAL or field == "address":
            made.append(pl.coalesce(places).alias(field))
        else:
            joined = pl.concat_str(places, separator=";", ignore_nulls=True)
            made.append(pl.when(joined != "").then(joined).alias(field))
    place = {
        "file": pl.lit(without_personal_data(table.file) or "-"),
        "sheet": pl.lit(without_personal_data(table.sheet) if table.sheet else None, pl.String),
    }
    figures = _figures(table, fields, place)
    return (
        tidy.select("row", **place, kind=pl.lit(kind), figures=figures).hstack(tidy.select(made)).select(ROWS.names())
    )


def _figures(table: RawTable, fields: dict[str, list[int]], place: dict[str, pl.Expr]) -> pl.Expr:
    """Collect the cells of each row that state a figure, with all that says of what time they are."""
    times = [pl.col(str(at)) for at in fields.get("year", [])]
    banner = next((text for text in (table.banner, table.sheet or "") if dating(text).period), None)
    cells = [
        pl.when(pl.col(str(at)).is_not_null()).then(
            pl.struct(
                measure=pl.lit(measure),
                text=pl.col(str(at)),
                heading=pl.lit(without_personal_data(table.headings[at]) or ""),
                time=pl.coalesce(times) if times else pl.lit(None, pl.String),
                banner=pl.lit(banner and without_personal_data(banner), pl.String),
                row=pl.col("row"),
                file=place["file"],
                sheet=place["sheet"],
            )
        )
        for measure in AMOUNTS
        for at in fields.get(measure, [])
    ]
    if not cells:
        return pl.lit(None, FIGURES)
    fields_in_order = [pl.element().struct.field(name) for name in FIGURE]
    stated = pl.concat_list(cells).list.drop_nulls().list.eval(pl.struct(fields_in_order))
    return pl.when(stated.list.len() > 0).then(stated)


def _shown(table: RawTable, fields: dict[str, list[int]]) -> dict[str, str]:
    """Return the heading that stands over each field in the file, so that a person finds the cell."""
    return {field: table.headings[places[0]] for field, places in fields.items()}


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
