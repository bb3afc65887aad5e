"""Figures of firms in lists (产能, 产值, 营业收入, ...) as claims with value, unit, time and precision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from chainlink import units
from chainlink.data.checks.rival_claims import QUOTED
from chainlink.errors import Fault
from chainlink.intake.exports.periods import Dating, Period, dating
from chainlink.intake.exports.quantities import without_scale
from chainlink.intake.exports.stated_figures import (
    StatedFigure,
    is_dated,
    is_only_time,
    period_of,
    read_figure,
    status_of,
    unit_of,
)

_SOURCES: Any = pl.List(pl.String)
CLAIMS = pl.Schema(
    {
        "firm": pl.String,
        "claim": pl.String,
        "measure": pl.String,
        "value": pl.Float64,
        "value_to": pl.Float64,
        "unit": pl.String,
        "per": pl.String,
        "from": pl.String,
        "to": pl.String,
        "status": pl.String,
        "precision": pl.String,
        "source": _SOURCES,
        "grade": pl.String,
        "seen": pl.Int64,
        "note": pl.String,
        "from_file": pl.String,
        "from_sheet": pl.String,
        "from_row": pl.Int64,
    }
)
FIGURE = {
    "measure": pl.String,
    "text": pl.String,
    "heading": pl.String,
    "time": pl.String,
    "banner": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
}
"""A cell with a figure: its heading, what the time column of its row says, what stands above the table, its place."""
FIGURES: Any = pl.List(pl.Struct(FIGURE))
_OF_THE_LIST = re.compile("导出|打印|更新|截[至止]|制表|填[报表]|查询|export|print|updat|as of|compiled", re.IGNORECASE)
"""Beside such a word a title says when the list was made, not of what year its figures are."""
MOST_REMARKS = 50
"""So many remarks about figures are told one by one, the rest counted."""


def claims_of(
    rows: pl.DataFrame, *, measures: Mapping[str, frozenset[str]], list_year: int | None = None
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the claims that ``rows`` state, and what wants a look: figures that could not be read or dated.

    A figure is of the time that its cell, its heading, the time column of its row or the title of its table states;
    only where none does is it of the year of its file (``seen``), and that is told.

    Args:
        rows: reads ``firm, source, seen`` and the list ``figures``.
        measures: the dimensions a measure may have.
        list_year: the year from which 去年 counts, where the user or the list states it.

    """
    made: dict[str, dict[str, Any]] = {}
    remarks: list[Fault] = []
    undated: dict[tuple[str, str, str | None, str], list[int]] = {}
    for row in (
        rows.select("firm", "source", "seen", "figures").explode("figures").drop_nulls("figures").iter_rows(named=True)
    ):
        cell = row["figures"]
        place = {"column": cell["heading"], "value": cell["text"][:60]}
        unit = unit_of(cell["heading"])
        figure = read_figure(cell["text"], unit)
        known = units.dimension(figure.quantity.unit) if figure else None
        if figure is None or known is None or known[0] not in measures[cell["measure"]]:
            is_twofold = figure is None and unit is not None and read_figure(cell["text"], without_scale(unit))
            code = "import_figure_twofold" if is_twofold else "import_figure"
            remarks.append(Fault.at(cell, code, **place, unit=unit or "-"))
            continue
        period, unclear = _period(cell, figure, list_year)
        if unclear is not None:
            remarks.append(Fault.at(cell, "import_figure_time", **place, time=unclear))
            continue
        if figure.remark:
            remarks.append(Fault.at(cell, "import_figure_bracket", **place, bracket=figure.remark))
        if period is None:
            code = "import_figure_undated" if row["seen"] else "import_figure_no_year"
            undated.setdefault((code, cell["file"], cell["sheet"], cell["heading"]), []).append(cell["row"])
        claim = _claim(row, cell, figure, period)
        if made.setdefault(claim["claim"], claim) is not claim and not _same(made[claim["claim"]], claim):
            remarks.append(Fault.at(cell, "import_figure_twice", **place, row=made[claim["claim"]]["from_row"]))
    if len(remarks) > MOST_REMARKS:
        more = Fault(remarks[MOST_REMARKS].file, "import_figure_more", parts={"count": len(remarks) - MOST_REMARKS})
        remarks = [*remarks[:MOST_REMARKS], more]
    remarks += [
        Fault(file, code, sheet=sheet, row=places[0], column=heading, parts={"count": len(places)})
        for (code, file, sheet, heading), places in undated.items()
    ]
    return pl.DataFrame(list(made.values()), schema=CLAIMS), remarks


def _period(cell: Mapping[str, Any], figure: StatedFigure, list_year: int | None) -> tuple[Period | None, str | None]:
    """Return the time of a figure, or the words of an unclear one: 近三年, or 去年 in a list without a date."""
    above = dating(cell["banner"] or "")
    if list_year is None and above.period is not None:
        list_year = above.period.year
    column, banner = dating(cell["time"] or ""), Dating("") if _OF_THE_LIST.search(cell["banner"] or "") else above
    if cell["time"] and ((column.period is None and column.years_back is None) or not is_only_time(column.rest)):
        column = Dating("", unclear=cell["time"])
    return period_of((figure.time, dating(cell["heading"]), column, banner), list_year)


def _claim(
    row: Mapping[str, Any], cell: Mapping[str, Any], figure: StatedFigure, period: Period | None
) -> dict[str, Any]:
    measure, quantity, seen = cell["measure"], figure.quantity, row["seen"]
    status = figure.status or status_of(cell["heading"])
    if status is None and not is_dated(figure.time) and not is_dated(dating(cell["heading"])):
        status = status_of(cell["time"] or "")
    if status is None and period is not None and seen is not None and period.year > seen:
        status = "expected"
    start = period.start if period else str(seen) if seen else None
    end = period.end if period else start
    when = (start if start == end else f"{start}--{end}") or "x"
    part_of_a_year = period is not None and not period.is_year
    per = quantity.per or ("once" if measure == "investment" or (part_of_a_year and measure != "capacity") else "year")
    heading = f"（{cell['heading']}）" if period else ""
    return {
        "firm": row["firm"],
        "claim": f"{row['firm']}-{measure}-{when}{f'-{status}' if status else ''}",
        "measure": measure,
        "value": quantity.value,
        "value_to": quantity.value_to,
        "unit": quantity.unit,
        "per": per,
        "from": start,
        "to": end,
        "status": status or ("capacity" if measure == "capacity" else "actual"),
        "precision": quantity.precision,
        "source": [row["source"]],
        "grade": "B",
        "seen": min((year for year in (period.year if period else None, seen) if year), default=None),
        "note": f"{QUOTED}{cell['text']}{heading}",
        "from_file": cell["file"],
        "from_sheet": cell["sheet"],
        "from_row": cell["row"],
    }


def _same(claim: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(claim[part] == other[part] for part in ("value", "value_to", "unit", "per"))
