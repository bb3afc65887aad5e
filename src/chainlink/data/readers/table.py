"""A table as it stands in a file or sheet, before anybody looked at what it means; up to which size files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import Fault

FILE_LIMIT = 2_000
"""The largest file read, and the most a zip or workbook may unpack to, in MB: ten million links in CSV are about 900,
a full sheet (1,048,576 rows) of twenty columns is about 800."""
HEAD_ROWS = 20
"""The headings are looked for in so many rows that are not blank: offices put titles above them."""
ERROR = (
    r"^#(?:DIV/0!|N/A(?: N/A)?|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|FIELD!|BUSY!|BLOCKED!|CONNECT!|UNKNOWN!|"
    r"GETTING_DATA)$"
)
"""What a spreadsheet shows in place of a result."""
MENTIONED = 5
"""So many cells or rows of one kind are named."""
BANNER = 500
"""So many signs of what stands above the headings are carried along."""
Rows = Sequence[Sequence[str]]
FindHead = Callable[[Rows], int | None]
"""Given the first rows that are not blank, says which of them is the row of headings; None: there is no table."""


STORED = pl.Schema({"row": pl.Int64, "column": pl.Int64, "value": pl.String})
"""What lies in cells that show something else."""


@dataclass(frozen=True)
class Policy:
    """What a user of tables wants of them.

    ``find_head``: finds the headings; None: none are looked for, every row is in the frame.  ``strict``: a row of
    another length (cut or padded), a cell under no heading and a file without headings are faults; otherwise such
    rows are left out with a remark and columns without a heading stay.  ``corner``: what a first column without a
    heading is called.
    """

    find_head: FindHead | None
    strict: bool = False
    corner: str = ""


@dataclass(frozen=True)
class RawTable:
    """The rows of one file or sheet as they stand there.

    ``frame`` has the columns ``"0"``, ``"1"``, ... in the order of ``headings`` (text, typed from Parquet; null = an
    empty cell) and ``row``, the number a spreadsheet shows (Parquet: position + 1).  ``banner`` is what stands above
    the headings.  ``ragged`` holds the rows that were shorter or longer than the headings and stay (padded, cut),
    ``left_out`` those that do not.  ``broken``: not all rows were readable.  ``headings`` is empty where none were
    found: then ``frame`` is empty too.  ``is_hidden``: a sheet that nobody sees.  ``merged``: the merged areas of the
    sheet (top, left, bottom, right, from 0).  ``stored``: what lies in cells whose number format shows something else
    (row, column, value); ``frame`` has what they show.  ``groups``: the group heading over each of ``headings`` where
    they stand in several rows ("": none); empty where nobody looked for any.
    """

    name: str
    file: str
    sheet: str | None
    headings: tuple[str, ...]
    frame: pl.DataFrame
    head_row: int | None = None
    banner: str = ""
    ragged: frozenset[int] = frozenset()
    left_out: tuple[int, ...] = ()
    broken: bool = False
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    is_hidden: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()
    stored: pl.DataFrame = field(default_factory=STORED.to_frame)
    groups: tuple[str, ...] = ()

    def fault(
        self, code: str, row: int | None = None, column: str | None = None, value: str | None = None, **parts: object
    ) -> Fault:
        """Return a fault of this table."""
        return Fault(self.file, code, None, self.sheet, row, column, value, parts)


@dataclass(frozen=True)
class RawFiles:
    """All raw tables of a folder or workbook, what dataset.toml says (None: it is missing) and the faults so far."""

    path: Path
    tables: tuple[RawTable, ...]
    meta: dict[str, Any] | None
    meta_file: str
    others: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def first_row(_rows: Rows) -> int:
    """Take the first row that is not blank for the headings, whatever it holds."""
    return 0


def no_rows(headings: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return a frame of cells under ``headings`` without a row."""
    return pl.DataFrame(schema={**{str(at): pl.String for at in range(len(headings))}, "row": pl.Int64})


def unread(name: str, file: str, *faults: Fault, sheet: str | None = None) -> RawTable:
    """Return the table of a file or sheet that could not be read, with the reasons."""
    return RawTable(name, file, sheet, (), no_rows(), broken=True, faults=faults)


def too_large(file: str, size: float) -> Fault:
    """Say that a file of ``size`` bytes is larger than the limit."""
    return Fault(file, "too_large", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{FILE_LIMIT:,}"})


def some(listed: Iterable[object]) -> str:
    """Name the first few of what is ``listed`` and say how many there are."""
    items = list(listed)
    more = f" … ({len(items)})" if len(items) > MENTIONED else ""
    return ", ".join(map(str, items[:MENTIONED])) + more


def shorten(text: str, width: int = 60) -> str:
    """Cut ``text`` to ``width`` signs."""
    return text if len(text) <= width else text[: width - 1] + "…"


def headed(table: RawTable, policy: Policy, above: Sequence[tuple[int, Sequence[str | None]]] = ()) -> RawTable:
    """Return ``table`` with what stands ``above`` its headings (row, cells) told, and its nameless columns judged."""
    words = [cell.strip() for _, cells in above for cell in cells if cell and cell.strip()]
    first, *others = table.headings
    table = replace(table, banner=" ".join(words)[:BANNER], headings=(first or policy.corner, *others))
    table = _without_errors(table)
    if not policy.strict:
        return table
    if above:
        row, cells = above[0]
        title = shorten(" ".join(cell.strip() for cell in cells if cell and cell.strip()))
        warning = table.fault("title_rows", row, value=title, head=table.head_row)
        table = replace(table, warnings=(warning, *table.warnings))
    return _with_headings(table)


def _without_errors(table: RawTable) -> RawTable:
    """Empty the cells that show an error of a spreadsheet, and tell them."""
    frame, remarks = table.frame, []
    for at, heading in enumerate(table.headings):
        cells = frame[str(at)]
        if cells.dtype != pl.String or not cells.str.starts_with("#").any():
            continue
        is_error = cells.str.strip_chars().str.contains(ERROR).fill_null(value=False)
        errors = frame.filter(is_error).select("row", value=pl.col(str(at)).str.strip_chars())
        for (value,), part in errors.group_by("value", maintain_order=True):
            place = part["row"][0], heading or letters(at), str(value)
            remarks.append(table.fault("cell_error", *place, rows=some(part["row"]), count=part.height))
        frame = frame.with_columns(cells.set(is_error, None).alias(str(at)))
    return replace(table, frame=frame, warnings=(*table.warnings, *remarks)) if remarks else table


def _with_headings(table: RawTable) -> RawTable:
    """Leave out columns that have neither heading nor cells; cells under no heading are a fault."""
    nameless = [at for at, heading in enumerate(table.headings) if not heading]
    if not nameless:
        return table
    faults = list(table.faults)
    for at in nameless:
        cells = table.frame.select("row", cell=pl.col(str(at)).cast(pl.String).str.strip_chars()).filter(
            pl.col("cell").is_not_null() & (pl.col("cell") != "")
        )
        if cells.height:
            row, cell = cells.row(0)
            parts = {"place": letters(at), "row": row}
            faults.append(Fault(table.file, "no_heading", None, table.sheet, table.head_row, value=cell, parts=parts))
    named = [at for at, heading in enumerate(table.headings) if heading]
    frame = table.frame.select(*(pl.col(str(old)).alias(str(new)) for new, old in enumerate(named)), "row")
    headings = tuple(table.headings[at] for at in named)
    places = {old: new for new, old in enumerate(named)}
    stored = table.stored.filter(pl.col("column").is_in(named)).with_columns(pl.col("column").replace(places))
    return replace(table, headings=headings, frame=frame, faults=tuple(faults), stored=stored)


def letters(at: int) -> str:
    """Return the letters a spreadsheet puts over the column at ``at`` (0 is A)."""
    spelt = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        spelt = chr(65 + rest) + spelt
    return spelt


def empty(cell: pl.Expr) -> pl.Expr:
    """Say which cells hold nothing."""
    return cell.is_null() | (cell.str.strip_chars() == "")
