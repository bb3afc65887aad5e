"""Figures of districts and parks that name a sector: it is there, though no firm is on record (14 座冷库)."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.dates import year_of


def district_figures(
    *, claims: pl.DataFrame, claim_subjects: pl.DataFrame, parks: pl.DataFrame, as_of: int, seen_years: int = 10
) -> frames.DistrictFigures:
    """Return which sectors an actual figure of a district 区县 or a park 园区 says are there.

    Args:
        claims: the claims; without any year one counts.
        claim_subjects: what they are about.
        parks: the parks.
        as_of: the year looked from.
        seen_years: the longest age at which a figure still tells.

    Returns:
        Sorted by ``sector``, ``district``, ``row``: ``sector``, ``district``, ``row`` (of claims).

    """
    recent = (pl.coalesce(year_of("to"), year_of("from"), "seen") >= as_of - seen_years).fill_null(value=True)
    seats = pl.concat(
        [
            claim_subjects.filter(pl.col("table") == "districts").select("claim", district="id"),
            claim_subjects.filter(pl.col("table") == "parks")
            .join(parks.select("park", "district"), left_on="id", right_on="park")
            .select("claim", "district"),
        ]
    )
    return (
        claims.filter(pl.col("sector").is_not_null(), pl.col("status").is_in(["actual", "capacity"]), recent)
        .join(seats, on="claim")
        .select("sector", "district", "row")
        .unique()
        .sort("sector", "district", "row")
    )
