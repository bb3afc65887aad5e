"""Figures merged over the rows of several firms: they belong to none of them alone."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from chainlink.data.readers import RawTable
from chainlink.data.readers.inside import cell_name
from chainlink.errors import Fault
from chainlink.intake.exports.headings import AMOUNTS, field_of


def without_shared_figures(table: RawTable) -> tuple[RawTable, list[Fault]]:
    """Return ``table`` without the figures that are merged over rows of several firms, each told with its cells."""
    fields = [field_of(heading) if heading else None for heading in table.headings]
    names = [str(at) for at, field in enumerate(fields) if field in {"name", "matched_name"}]
    frame, remarks = table.frame, []
    for top, at, bottom, right in dict.fromkeys(table.merged):
        shared = [column for column in range(at, min(right + 1, len(fields))) if fields[column] in AMOUNTS]
        if bottom <= top or not shared or not names:
            continue
        within = pl.col("row").is_between(top + 1, bottom + 1)
        rows = frame.filter(within).select("row", value=pl.col(str(at)), name=pl.coalesce(names)).drop_nulls("name")
        value = next(iter(rows["value"].drop_nulls()), None)
        if value is None or rows["name"].n_unique() < 2:  # noqa: PLR2004 - of one firm it is its own
            continue
        emptied = [pl.when(~within).then(pl.col(str(column))).alias(str(column)) for column in shared]
        frame = frame.with_columns(emptied)
        area = f"{cell_name(top, at)}:{cell_name(bottom, right)}"
        place = rows["row"][0], table.headings[shared[0]], value[:60]
        remarks.append(table.fault("import_figure_shared", *place, cells=area, count=rows.height))
    return (replace(table, frame=frame), remarks) if remarks else (table, remarks)
