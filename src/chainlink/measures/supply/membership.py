"""Membership: what each chain 产业链 rests on in each district, and who carries it 主承载."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.measures.supply.context import said_of
from chainlink.measures.supply.presence import PRESENT


def carriers(
    presence: pl.DataFrame,
    chain_sectors: pl.DataFrame,
    chains: pl.DataFrame,
    *,
    region: Collection[str],
    least: int = 2,
) -> pl.DataFrame:
    """Return which district carries each chain 主承载: most present own sectors, then most makers.

    Args:
        presence: the result of presence.
        chain_sectors: reads ``chain``, ``sector``, ``role``; only own sectors count.
        chains: reads ``chain``.
        region: the chosen districts.
        least: with fewer present own sectors nobody carries it 未定: one sector is a firm, not a chain.

    Returns:
        Sorted by ``chain``, ``district``: ``chain``, ``district``, ``present`` (own sectors with a maker), ``makers``
        (firms), ``carrier`` (true for one district at most; two equal ones: none).

    """
    every = chains.select("chain").join(
        pl.DataFrame({"district": list(region)}, schema={"district": pl.String}), how="cross"
    )
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector").unique()
    held = (
        presence.filter(pl.col("standing").is_in(PRESENT))
        .join(own, on="sector")
        .group_by("chain", "district")
        .agg(present=pl.col("sector").n_unique(), makers=pl.col("firm").n_unique())
    )
    weight = pl.struct("present", "makers")
    return (
        every.join(held, on=["chain", "district"], how="left")
        .with_columns(pl.col("present", "makers").fill_null(0).cast(pl.Int64))
        .with_columns(place=weight.rank("min", descending=True).over("chain"))
        .with_columns(first=(pl.col("place") == 1).sum().over("chain"))
        .select(
            "chain",
            "district",
            "present",
            "makers",
            carrier=(pl.col("place") == 1) & (pl.col("first") == 1) & (pl.col("present") >= least),
        )
        .sort("chain", "district")
    )


def chain_view(
    presence: pl.DataFrame,
    chain_sectors: pl.DataFrame,
    chains: pl.DataFrame,
    without_product: pl.DataFrame,
    statements: pl.DataFrame,
    *,
    region: Collection[str],
) -> pl.DataFrame:
    """Return what each chain rests on in the region.

    Args:
        presence: the result of presence.
        chain_sectors: reads ``chain``, ``sector``, ``role``.
        chains: reads ``chain``, ``lead``, ``order``.
        without_product: the result of unplaced.
        statements: reads ``statement``, ``chain``, ``sector``, ``districts``.
        region: the chosen districts.

    Returns:
        In the order of the chains: ``chain``, ``lead``, ``sectors`` (own), ``present`` (own sectors with a maker), firm
        ids ``makers``, ``stale``, ``coming``, ``lapsed``, ``inferred``, ``unplaced`` 环节待查, and ``statements``
        (ids).

    """
    chosen = list(region)
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector").unique()
    inside = presence.filter(pl.col("district").is_in(chosen)).join(own, on="sector")

    def firms(*standings: str) -> pl.Expr:
        return pl.col("firm").filter(pl.col("standing").is_in(list(standings))).unique().sort()

    held = inside.group_by("chain").agg(
        present=pl.col("sector").filter(pl.col("standing").is_in(PRESENT)).n_unique(),
        makers=firms(*PRESENT),
        stale=firms("stale"),
        coming=firms("coming"),
        lapsed=firms("lapsed"),
        inferred=firms("inferred"),
    )
    loose = (
        without_product.filter(pl.col("district").is_in(chosen))
        .group_by("chain")
        .agg(unplaced=pl.col("firm").unique().sort())
    )
    wishes = (
        statements.filter(said_of(region))
        .join(own, on="sector", how="left", suffix="_of_sector")
        .with_columns(chain=pl.coalesce("chain", "chain_of_sector"))
        .drop_nulls("chain")
        .group_by("chain")
        .agg(statements=pl.col("statement").unique().sort())
    )
    lists = ("makers", "stale", "coming", "lapsed", "inferred", "unplaced", "statements")
    return (
        chains.select("chain", pl.col("lead").fill_null(value=False), "order")
        .join(own.group_by("chain").agg(sectors=pl.len()), on="chain", how="left")
        .join(held, on="chain", how="left")
        .join(loose, on="chain", how="left")
        .join(wishes, on="chain", how="left")
        .with_columns(pl.col("sectors", "present").fill_null(0).cast(pl.Int64), pl.col(lists).fill_null([]))
        .sort("order", "chain", nulls_last=True)
        .select("chain", "lead", "sectors", "present", *lists)
    )
