"""Raw rows: what stood in a file or sheet, before anybody looked at what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import Fault

AreHeadings = Callable[[str, Sequence[str | None]], bool]
"""Given the name of a file or sheet and the cells of a row, says whether these are its headings."""
HEAD_ROWS = 10
"""The headings are looked for in so many rows that are not blank: offices put titles above them."""


@dataclass(frozen=True)
class RawTable:
    """The rows of one file or sheet before anybody looked at what they mean.

    ``frame`` has the columns ``"0"``, ``"1"``, ... in the order of ``headings`` (text from CSV and workbooks, typed
    from Parquet; null = an empty cell) and ``row``, the number a spreadsheet shows (Parquet: position + 1).  ``ragged``
    holds the rows that were shorter or longer than the heading row (padded, cut).  ``broken``: not all rows were
    readable.
    """

    name: str
    file: str
    sheet: str | None
    headings: tuple[str, ...]
    frame: pl.DataFrame
    head_row: int | None = None
    ragged: frozenset[int] = frozenset()
    broken: bool = False
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class RawFiles:
    """All raw tables of a folder or workbook, what dataset.toml says (None: it is missing) and the faults so far."""

    path: Path
    tables: tuple[RawTable, ...]
    meta: dict[str, Any] | None
    meta_file: str
    others: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def no_rows(headings: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return a frame of cells under ``headings`` without a row."""
    return pl.DataFrame(schema={**{str(at): pl.String for at in range(len(headings))}, "row": pl.Int64})


def any_row(_name: str, _cells: Sequence[str | None]) -> bool:
    """Take the first row for the headings, whatever it holds."""
    return True


def title_rows(file: str, sheet: str | None, row: int, cells: Sequence[str | None], head: int) -> Fault:
    """Return the warning that rows from ``row`` on, the first with ``cells``, stand above the headings."""
    said = " ".join(cell.strip() for cell in cells if cell and cell.strip())
    return Fault(file, "title_rows", sheet=sheet, row=row, value=shorten(said), parts={"head": head})


def shorten(text: str, width: int = 60) -> str:
    """Cut ``text`` to ``width`` signs."""
    return text if len(text) <= width else text[: width - 1] + "…"


def unread(name: str, file: str, sheet: str | None, *faults: Fault) -> RawTable:
    """Return the table of a file that could not be read."""
    return RawTable(name, file, sheet, (), no_rows(), broken=True, faults=faults)


def too_large(file: str, size: int, limit: int) -> Fault:
    """Return the fault of a file of ``size`` bytes where ``limit`` MB are read."""
    return Fault(file, "too_large", value=f"{size / 1e6:,.0f} MB", parts={"limit": f"{limit:,}"})


def with_headings(table: RawTable) -> RawTable:
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
            parts: dict[str, object] = {"place": letters(at)}
            faults.append(
                Fault(
                    table.file,
                    "no_heading",
                    sheet=table.sheet,
                    row=table.head_row,
                    value=cell,
                    parts={**parts, "row": row},
                )
            )
    kept = [at for at, heading in enumerate(table.headings) if heading]
    frame = table.frame.select(*(pl.col(str(old)).alias(str(new)) for new, old in enumerate(kept)), "row")
    headings = tuple(table.headings[at] for at in kept)
    return replace(table, headings=headings, frame=frame, faults=tuple(faults))


def letters(at: int) -> str:
    """Return the letters a spreadsheet puts over the column at ``at`` (0 is A)."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
