"""Kinship of sectors 上下位环节: which is a part of which, and who makes the wider or the narrower one."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.measures.supply.presence import made_in


def kin(sectors: pl.DataFrame) -> frames.Kin:
    """Return the pairs of sectors of which one is a part of the other, however many steps lie between.

    Args:
        sectors: reads ``sector``, ``narrower_than`` (list of wider sectors; null = none stated).

    Returns:
        Sorted by ``sector``, ``kin``: ``sector``, ``kin``, each pair both ways; no sector is its own kin.

    Example:
        >>> sectors = pl.DataFrame({"sector": ["cell", "coin_cell"], "narrower_than": [None, ["cell"]]})
        >>> kin(sectors).rows()
        [('cell', 'coin_cell'), ('coin_cell', 'cell')]

    """
    step = sectors.select("sector", wider="narrower_than").explode("wider").drop_nulls()
    above = step
    while True:
        further = above.join(step.rename({"sector": "wider", "wider": "widest"}), on="wider")
        longer = pl.concat([above, further.select("sector", wider="widest")]).unique()
        if longer.height == above.height:
            break
        above = longer
    down = above.rename({"wider": "kin"})
    up = above.select(sector="wider", kin="sector")
    return pl.concat([down, up]).filter(pl.col("sector") != pl.col("kin")).unique().sort("sector", "kin")


def kin_makers(kin: frames.Kin, presence: frames.Presence, region: Collection[str]) -> frames.KinMakers:
    """Return for each sector who in ``region`` makes a wider or a narrower one: whom to ask before anybody is sought.

    ``kin_sectors`` is what they make; sectors without such a maker are absent.
    """
    return (
        kin.join(made_in(presence, region).select("firm", "row", kin="sector"), on="kin")
        .group_by("sector")
        .agg(
            kin_firms=pl.col("firm").unique().sort(),
            kin_sectors=pl.col("kin").unique().sort(),
            kin_rows=pl.col("row").unique().sort(),
        )
        .sort("sector")
    )
