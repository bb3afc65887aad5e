"""Local content rate 本地配套率, by value and by count of essential inputs, always with its coverage."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.measures.networks.incidence import finite, known_columns
from chainlink.measures.supply.presence import made_in


def local_content_rate(amounts: frames.Amounts, firms: pl.DataFrame, *, local: Collection[str]) -> pl.DataFrame:
    """Return the local content rate 本地配套率 of each sector 环节 that firms in ``local`` buy.

    The share of what they spend on a sector that goes to suppliers in ``local``.  A link whose amount nobody has
    stated, or whose supplier stands in no known district, counts in neither sum; ``valued`` and ``unplaced`` against
    ``links`` say how far to trust the rate.

    Args:
        amounts: one row per link and sector with its own actual amount; reads ``supplier``, ``buyer``, ``sector``,
            ``row`` and ``amount`` (万元 a year; null = not stated).
        firms: firms 企业; reads ``firm``, ``district`` (null = not known).
        local: the districts 区县 that count as local.

    Returns:
        Sorted by ``sector``: ``links``, ``valued``, ``unplaced`` (counts), ``total``, ``inside`` (万元 a year; null
        where no amount is stated), ``rows`` (of the links table), ``rate`` (0 to 1; null where nothing can be said).

    Raises:
        CallError: a column is missing, or an amount is text, NaN, infinite or negative.

    Example:
        >>> firms = pl.DataFrame({"firm": ["甲厂", "乙厂", "丙厂"], "district": ["万州", "开州", "成都"]})
        >>> amounts = pl.DataFrame({"supplier": ["乙厂", "丙厂"], "buyer": ["甲厂", "甲厂"],
        ...     "sector": ["冲压件", "冲压件"],
        ...     "row": [2, 3], "amount": [30.0, 10.0]})
        >>> rates = local_content_rate(amounts, firms, local=["万州", "开州"])
        >>> rates.select("sector", "valued", "total", "inside", "rate").rows()
        [('冲压件', 2, 40.0, 30.0, 0.75)]

    """
    known_columns(amounts, "supplier", "buyer", "sector", "row", "amount")
    known_columns(firms, "firm", "district")
    amounts = amounts.with_columns(finite(amounts, "amount", ("supplier", "buyer", "sector")))
    here = firms.filter(pl.col("district").is_in(list(local))).select(buyer="firm")
    placed = pl.col("made_in").is_not_null()
    return (
        amounts.join(here, on="buyer", how="semi")
        .join(firms.select(supplier="firm", made_in="district"), on="supplier", how="left")
        .group_by("sector")
        .agg(
            links=pl.len(),
            valued=(placed & pl.col("amount").is_not_null()).sum(),
            unplaced=placed.not_().sum(),
            total=pl.col("amount").filter(placed).sum(),
            inside=pl.col("amount").filter(pl.col("made_in").is_in(list(local))).sum(),
            rows=pl.col("row").sort(),
        )
        .with_columns(pl.when(pl.col("valued") > 0).then(pl.col("total", "inside")))
        .with_columns(rate=pl.col("inside") / pl.when(pl.col("total") > 0).then(pl.col("total")))
        .sort("sector", nulls_last=True)
    )


def local_input_rate(
    *, presence: frames.Presence, usable_flows: frames.Usable, chain_sectors: pl.DataFrame, local: Collection[str]
) -> pl.DataFrame:
    """Return by count which share of the essential inputs of each chain's present sectors has a maker in ``local``.

    :math:`R_n` = essential input sectors with at least one local maker / essential input sectors.  It needs no money
    and is what can always be computed; it says that a maker is there, not that anybody buys from it.

    Only essential material and packaging count, and only own sectors of the chains.

    Returns:
        Sorted by ``chain``: ``chain``, ``inputs`` (distinct essential inputs), ``supplied`` (of them, with a local
        maker), ``rate`` (0 to 1; a chain without a present sector or essential input is absent).

    Example:
        >>> known = pl.DataFrame({"firm": ["甲厂", "乙厂"], "sector": ["整车", "冲压件"], "district": ["万州", "开州"],
        ...     "standing": ["present", "present"]})
        >>> flows = pl.DataFrame({"input": ["冲压件", "轮胎"], "output": ["整车", "整车"],
        ...     "criticality": ["essential"] * 2, "kind": ["material"] * 2})
        >>> own = pl.DataFrame({"chain": ["装备制造"], "sector": ["整车"], "role": ["own"]})
        >>> local_input_rate(presence=known, usable_flows=flows, chain_sectors=own, local=["万州", "开州"]).rows()
        [('装备制造', 2, 1, 0.5)]

    """
    made = made_in(presence, local).select("sector").unique()
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector")
    vital = usable_flows.filter(pl.col("criticality") == "essential", pl.col("kind").is_in(["material", "packaging"]))
    return (
        own.join(made, on="sector", how="semi")
        .join(vital.select("input", sector="output"), on="sector")
        .select("chain", "input")
        .unique()
        .join(made.select(input="sector", made=pl.lit(value=True)), on="input", how="left")
        .group_by("chain")
        .agg(inputs=pl.len().cast(pl.Int64), supplied=pl.col("made").fill_null(value=False).sum().cast(pl.Int64))
        .with_columns(rate=pl.col("supplied") / pl.col("inputs"))
        .sort("chain")
    )
