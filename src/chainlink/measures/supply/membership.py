"""Membership: what each chain 产业链 rests on in each district, and who carries it 主承载."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.measures.supply.context import said_of
from chainlink.measures.supply.presence import PRESENT, unplaced


def carriers(
    *, presence: frames.Presence, chain_sectors: pl.DataFrame, chains: pl.DataFrame, region: Collection[str],
    carrier_sectors: int = 2,
) -> frames.Carriers:  # fmt: skip
    """Return which district carries each chain 主承载: most present own sectors, then most makers.

    True for one district at most: of two equal ones for none, nor with fewer present own sectors than
    ``carrier_sectors`` 未定; one sector is a firm, not a chain.
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
        .with_columns(carrier=(pl.col("place") == 1) & (pl.col("first") == 1) & (pl.col("present") >= carrier_sectors))
        .select(columns_of(frames.Carriers))
        .sort("chain", "district")
    )


def chain_view(
    *, presence: frames.Presence, chain_sectors: pl.DataFrame, chains: pl.DataFrame, firms: pl.DataFrame,
    capabilities: pl.DataFrame, firm_status: pl.DataFrame, statements: pl.DataFrame, region: Collection[str],
) -> frames.ChainView:  # fmt: skip
    """Return what each chain rests on in the region, in the order of the chains.

    ``sectors`` are its own, ``present`` those of them with a maker, ``unplaced`` the firms whose product is not known
    环节待查.
    """
    chosen = list(region)
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector").unique()
    inside = presence.filter(pl.col("district").is_in(chosen)).join(own, on="sector")

    def of(*standings: str) -> pl.Expr:
        return pl.col("firm").filter(pl.col("standing").is_in(list(standings))).unique().sort()

    held = inside.group_by("chain").agg(
        present=pl.col("sector").filter(pl.col("standing").is_in(PRESENT)).n_unique(),
        makers=of(*PRESENT),
        **{standing: of(standing) for standing in ("stale", "coming", "lapsed", "inferred")},
    )
    loose = (
        unplaced(firms, capabilities=capabilities, firm_status=firm_status)
        .filter(pl.col("district").is_in(chosen))
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
