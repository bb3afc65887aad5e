"""Two facts on record of one thing in one time that cannot both be true; the same figure twice is corroboration."""

from __future__ import annotations

import polars as pl

from chainlink import units
from chainlink.data.cells import CAP
from chainlink.data.checks.cross_checks import Tables
from chainlink.data.clean import fault
from chainlink.errors import Fault

QUOTED = "原文："
"""What the note of an imported figure begins with: it quotes the cell and says nothing of what was counted."""
ABOUT = 0.05
"""A figure that is said to be about so much may be off by this part of it."""
EXACT = 1e-9
"""So little apart are figures that differ only in how they were computed."""
THING = ("about", "measure", "dimension", "per", "share_of", "from", "_end")
"""What two claims agree in that are of one thing and time; a joint sum is about its parts together."""


def rival_claims(tables: Tables) -> list[Fault]:
    """Return a warning for each actual claim that an earlier one of the same thing and time contradicts.

    Notes that differ tell what each of two figures counts (fresh, dried; in talks, signed), so where both have one
    they are not rivals.
    """
    claims, subjects = tables["claims"], tables["claim_subjects"].frame
    about = subjects.group_by("claim").agg(about=pl.concat_str("table", "id", separator=":").sort())
    frame = (
        claims.frame.filter((pl.col("status") == "actual") & pl.col("from").is_not_null())
        .join(about, on="claim", maintain_order="left")
        .join(units.table(claims.frame["unit"]), on="unit", maintain_order="left")
        .with_columns(_end=pl.coalesce("to", "from"), **_span())
        .with_columns(counts=pl.when(~pl.col("note").str.starts_with(QUOTED)).then("note"))
    )
    stated = pl.coalesce("value", "value_to").alias("value")
    rows = frame.select("row", "claim", stated, "unit", "counts", "_low", "_high", *THING).sort("row")
    rows = rows.filter(pl.struct(THING).is_duplicated() & (pl.int_range(pl.len()).over(THING) < CAP))
    pairs = rows.join(rows, on=THING, nulls_equal=True, suffix="_other").filter(
        (pl.col("row_other") < pl.col("row"))
        & ((pl.col("_low") > pl.col("_high_other")) | (pl.col("_high") < pl.col("_low_other")))
        & (pl.col("counts") != pl.col("counts_other")).not_().fill_null(value=True)
    )
    first = pairs.sort("row", "row_other").unique("row", keep="first", maintain_order=True)
    faults = []
    for row in first.head(CAP).iter_rows(named=True):
        other = {"other": row["claim_other"], "row": row["row_other"]}
        figure = f"{row['value_other']:g} {row['unit_other']}"
        faults.append(fault(claims, "rival_claim", "value", row["row"], row["value"], **other, stated=figure))
    return faults


def _span() -> dict[str, pl.Expr]:
    """Return what a claim says its figure is at least and at most, in the base unit of its dimension."""
    low, high = pl.coalesce("value", "value_to"), pl.coalesce("value_to", "value")
    play = pl.when(pl.col("precision") == "about").then(ABOUT).otherwise(EXACT) * high.abs()
    return {
        "_low": pl.when(pl.col("precision") == "at_most").then(-float("inf")).otherwise(low - play) * pl.col("factor"),
        "_high": pl.when(pl.col("precision") == "at_least").then(float("inf")).otherwise(high + play)
        * pl.col("factor"),
    }
