"""Dispersion 影响力与感应度 of the industries behind the sectors: how far each pulls and is pulled."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.measures.input_output.leontief import power_of_dispersion, sensitivity_of_dispersion


def sector_dispersion(
    *, cells: pl.DataFrame, output: pl.DataFrame, industries: pl.DataFrame, flows: pl.DataFrame
) -> frames.SectorDispersion:
    """Return 影响力系数 and 感应度系数 (Leontief) of the industries to which the flows assign sectors 环节.

    ``cells`` and gross ``output`` are those of an input-output table, ``industries`` its ``sector`` labels and text
    columns beside them (names).  The ``io_pair`` of a flow ("from>to": labels or names of industries; leading zeros of
    a code do not matter; null = not assigned) assigns its ``input`` and ``output``.  By ``power`` from high to low;
    empty where no sector is assigned to an industry of the table.
    """
    pair = pl.col("io_pair").str.split(">")
    assigned = pl.concat(
        [
            flows.select(sector="input", key=pair.list.first().str.strip_chars()),
            flows.select(sector="output", key=pair.list.last().str.strip_chars()),
        ]
    ).drop_nulls("key")
    texts = [pl.col(name) for name in industries.columns if name != "sector"]
    labels = pl.concat(
        [industries.select(industry="sector", key="sector")]
        + [industries.select(pl.col("sector").alias("industry"), text.alias("key")) for text in texts]
    ).drop_nulls("key")
    bare = pl.col("key").str.strip_chars_start("0")
    used = (
        assigned.with_columns(bare)
        .join(labels.with_columns(bare), on="key")
        .group_by("industry")
        .agg(sectors=pl.col("sector").unique().sort())
    )
    name = pl.coalesce(*texts) if texts else pl.lit(None, dtype=pl.String)
    measured = power_of_dispersion(cells, output).join(sensitivity_of_dispersion(cells, output), on="sector")
    return (
        measured.rename({"sector": "industry"})
        .join(used, on="industry")
        .join(industries.select(industry="sector", name=name), on="industry", how="left")
        .select("industry", "name", "power", "sensitivity", "sectors")
        .sort("power", "industry", descending=[True, False])
    )
