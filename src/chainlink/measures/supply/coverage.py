"""Coverage 登记覆盖率: how many of the resident firms are recorded, and how likely a maker was missed."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.dates import year_of


def coverage(
    *, firms: pl.DataFrame, parks: pl.DataFrame, figures: frames.Figures, claim_subjects: pl.DataFrame,
    region: Collection[str],
) -> frames.Coverage:  # fmt: skip
    """Return recorded and resident firms of each district and park of ``region``.

    Recorded are the named firms.  Resident is the latest actual count somebody stated about that one park or district:
    of a range the lower end, so that coverage is not understated; a joint count cannot be split and is not used.  ``q``
    (0 to 1) is the one over the other, ``missed`` the chance that a maker, were there one, is not recorded; both null
    where the count is not stated.
    """
    chosen = list(region)
    named = firms.filter(pl.col("named").fill_null(value=True))
    recorded = pl.concat(
        named.group_by(id=unit).agg(recorded=pl.len()).with_columns(table=pl.lit(f"{unit}s"))
        for unit in ("district", "park")
    ).drop_nulls("id")
    districts = pl.DataFrame({"id": chosen}, schema={"id": pl.String}).with_columns(table=pl.lit("districts"))
    inside = parks.filter(pl.col("district").is_in(chosen)).select(id="park", table=pl.lit("parks"))
    units = pl.concat([districts, inside])
    alone = claim_subjects.filter(pl.len().over("claim") == 1)
    stated = (
        figures.filter(pl.col("measure") == "firms", pl.col("status") == "actual")
        .select(
            "claim",
            resident=pl.coalesce("base_value", "base_value_to"),
            year=pl.coalesce(year_of("to"), year_of("from"), "seen"),
        )
        .join(alone.select("claim", "table", "id"), on="claim")
        .sort("year", "claim", nulls_last=False)
        .group_by("table", "id", maintain_order=True)
        .agg(pl.col("resident", "year", "claim").last())
    )
    return (
        units.join(recorded, on=["table", "id"], how="left")
        .join(stated, on=["table", "id"], how="left")
        .with_columns(recorded=pl.col("recorded").fill_null(0).cast(pl.Int64))
        .with_columns(q=pl.when(pl.col("resident") > 0).then((pl.col("recorded") / pl.col("resident")).clip(0, 1)))
        .with_columns(missed=missed(pl.col("q")))
        .select("table", "id", "recorded", "resident", "q", "missed", "year", "claim")
        .sort("table", "id")
    )


def region_coverage(table: pl.DataFrame) -> float | None:
    """Return q of the whole region: recorded over resident firms of its districts; None where one is not stated."""
    districts = table.filter(pl.col("table") == "districts")
    if districts.is_empty() or districts["resident"].null_count():
        return None
    return min(1.0, float(districts["recorded"].sum()) / float(districts["resident"].sum()))


def missed(q: pl.Expr, makers: int = 1) -> pl.Expr:
    """Return the chance that all of ``makers`` makers were missed: (1 - q)^k; null where q is not known."""
    return (1.0 - q) ** makers
