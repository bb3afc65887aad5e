"""Figures of firms in lists (产能, 产量, 产值, 营业收入, 投资额, 税收) as claims with value, unit and precision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from chainlink import units
from chainlink.errors import Fault
from chainlink.intake.headings import AMOUNTS
from chainlink.intake.quantities import read_quantity

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


def claims_of(
    rows: pl.DataFrame, units_of: Mapping[str, str], *, measures: Mapping[str, frozenset[str]]
) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the claims that ``rows`` state, and the figures that could not be read.

    Args:
        rows: reads ``firm, source, seen, file, sheet, row`` and the columns of ``AMOUNTS``.
        units_of: the unit that the heading of a column states (万元), for bare numbers.
        measures: the dimensions a measure may have.

    """
    made, told = [], []
    for measure in AMOUNTS:
        stated = rows.filter(pl.col(measure).is_not_null())
        for row in stated.iter_rows(named=True):
            found = read_quantity(row[measure], units_of.get(measure))
            known = units.dimension(found.unit) if found else None
            if found is None or known is None or known[0] not in measures[measure]:
                said, heading = row[measure][:60], {"unit": units_of.get(measure) or "-"}
                place = {"sheet": row["sheet"], "row": row["row"], "column": measure}
                told.append(Fault(row["file"], "import_figure", **place, value=said, parts={**heading}))
                continue
            seen = row["seen"]
            made.append(
                {
                    "firm": row["firm"],
                    "claim": f"{row['firm']}-{measure}-{seen or 'x'}",
                    "measure": measure,
                    "value": found.value,
                    "value_to": found.value_to,
                    "unit": found.unit,
                    "per": found.per or "year" if measure != "investment" else "once",
                    "from": str(seen) if seen else None,
                    "to": str(seen) if seen else None,
                    "status": "capacity" if measure == "capacity" else "actual",
                    "precision": found.precision,
                    "source": [row["source"]],
                    "grade": "B",
                    "seen": seen,
                    "note": f"原文：{row[measure]}",
                    "from_file": row["file"],
                    "from_sheet": row["sheet"],
                    "from_row": row["row"],
                }
            )
    return pl.DataFrame(made, schema=CLAIMS), told[:50]
