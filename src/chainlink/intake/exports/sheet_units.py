"""A unit printed above or below the headings, for the figure columns whose heading states none."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from chainlink import units
from chainlink.data.figures.sheets import UNIT
from chainlink.data.readers import RawTable
from chainlink.errors import Fault
from chainlink.intake.exports.headings import AMOUNTS, field_of
from chainlink.intake.exports.stated_figures import unit_of

_OF_GOODS = ("capacity", "production")
"""Figures that are no money."""


def with_sheet_units(table: RawTable) -> tuple[RawTable, list[Fault]]:
    """Return ``table`` with the unit of the sheet written into the headings of figures that state none; it is told.

    A column of which two units are stated keeps none.
    """
    places = [at for at, heading in enumerate(table.headings) if heading and field_of(heading) in AMOUNTS]
    places = [at for at in places if unit_of(table.headings[at]) is None]
    above = {unit for match in UNIT.finditer(table.banner) if match[1] and (unit := _unit(match[1]))}
    below = _units_below(table)
    headings, remarks = list(table.headings), []
    for at in places:
        printed = sorted({unit for unit in (*above, below.get(at)) if unit and _fits(unit, headings[at])})
        if not printed:
            continue
        code = "import_unit_of_sheet" if len(printed) == 1 else "import_unit_two"
        remarks.append(table.fault(code, column=headings[at], unit="、".join(printed)))
        if len(printed) == 1:
            headings[at] += f"（{printed[0]}）"
    return replace(table, headings=tuple(headings), frame=table.frame[1:] if below else table.frame), remarks


def _unit(text: str) -> str | None:
    """Return the unit that ``text`` or its first word is."""
    first, *_ = text.split() or [""]
    return unit_of(f"({text.strip()})") or unit_of(f"({first})")


def _fits(unit: str, heading: str) -> bool:
    known = units.dimension(unit)
    return known is not None and known[0].startswith(units.MONEY) == (field_of(heading) not in _OF_GOODS)


def _units_below(table: RawTable) -> dict[int, str]:
    """Return the units that the row right below the headings states where it holds nothing else."""
    if table.frame.is_empty():
        return {}
    row = table.frame.drop("row").cast(pl.String).row(0)
    cells = {at: cell.strip(" ()（）") for at, cell in enumerate(row) if cell and cell.strip()}
    stated = {at: unit for at, cell in cells.items() if (unit := unit_of(f"({cell})"))}
    return stated if len(stated) == len(cells) else {}
