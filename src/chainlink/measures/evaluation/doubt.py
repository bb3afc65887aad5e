"""Doubt: how far each finding's band and rank hold when the ranking is repeated under other settings."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def doubt(base: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rank range and band stability of each finding, and how each setting changes the list.

    Sorted by ``finding``: ``finding``, ``rank_low``, ``rank_high`` (over the settings that hold it, this study
    included), ``robust`` (0 to 1: the share of alternative settings in which it keeps its band; null = no setting
    was tried); and sorted as ``others``: ``setting``, ``findings`` (how many it gives), ``kept_band`` (of the
    study's findings), ``share`` (0 to 1; null = the study has no finding).
    """
    ranked = base.select("finding", "band", "rank")
    everyone = [ranked.with_columns(setting=pl.lit(None, dtype=pl.String), other="band")]
    everyone.extend(
        ranked.select("finding", "band")
        .join(other.select("finding", "rank", other="band"), on="finding")
        .select("finding", "band", "rank", setting=pl.lit(name), other="other")
        for name, other in others.items()
    )
    pairs = pl.concat(everyone).with_columns(kept=pl.col("band") == pl.col("other"))
    tried = pl.col("setting").is_not_null()
    ranges = (
        pairs.group_by("finding")
        .agg(rank_low=pl.col("rank").min(), rank_high=pl.col("rank").max(), kept=(pl.col("kept") & tried).sum())
        .select(
            "finding",
            "rank_low",
            "rank_high",
            robust=pl.col("kept") / len(others) if others else pl.lit(None, dtype=pl.Float64),
        )
        .sort("finding")
    )
    kept = pairs.filter(tried).group_by("setting").agg(kept_band=pl.col("kept").sum())
    settings = pl.DataFrame(
        {"setting": list(others), "findings": [other.height for other in others.values()]},
        schema={"setting": pl.String, "findings": pl.Int64},
    )
    by_setting = settings.join(kept, on="setting", how="left", maintain_order="left").select(
        "setting",
        "findings",
        kept_band=pl.col("kept_band").fill_null(0).cast(pl.Int64),
        share=pl.col("kept_band").fill_null(0) / pl.lit(base.height) if base.height else pl.lit(None, dtype=pl.Float64),
    )
    return ranges, by_setting
