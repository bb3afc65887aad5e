"""Context of a sector: its chains, its money, its sites, and what officials said of it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.measures.supply.presence import PRESENT


def shown_chains(
    pairs: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame, *, by: Collection[str] = ("sector",)
) -> pl.DataFrame:
    """Return the chains a finding is shown on: those that own its sector, and those its need arises through.

    Args:
        pairs: the columns ``by`` and ``chain`` (through which the need arises; null = none).
        chain_sectors: reads ``chain``, ``sector``, ``role``; only own sectors count.
        chains: reads ``chain``, ``order``.
        by: the columns that identify the finding, ``sector`` among them.

    Returns:
        Sorted by ``by``: the columns ``by`` and ``chains`` (ids in the order of the chains).

    """
    keys = list(by)
    own = chain_sectors.filter(pl.col("role") == "own").select("sector", "chain")
    order = chains.select("chain", pl.col("order").fill_null(pl.col("order").max().fill_null(0) + 1))
    owning = pairs.select(keys).unique().join(own, on="sector")
    return (
        pl.concat([owning.select(*keys, "chain"), pairs.select(*keys, "chain").drop_nulls("chain")])
        .unique()
        .join(order, on="chain")
        .sort(*keys, "order", "chain", nulls_last=True)
        .group_by(keys, maintain_order=True)
        .agg(chains=pl.col("chain"))
    )


def local_inputs(flows: pl.DataFrame, presence: pl.DataFrame, *, region: Collection[str]) -> pl.DataFrame:
    """Return the essential material inputs of each sector that the region already makes.

    Args:
        flows: reads ``input``, ``output``, ``criticality``, ``kind``.
        presence: the result of presence.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``: ``sector``, ``local_inputs`` (sector ids).

    """
    made = presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(region))).select(
        input="sector"
    )
    return (
        flows.filter(pl.col("criticality") == "essential", pl.col("kind") == "material")
        .join(made.unique(), on="input", how="semi")
        .group_by(sector="output")
        .agg(local_inputs=pl.col("input").unique().sort())
        .sort("sector")
    )


def said_of(region: Collection[str]) -> pl.Expr:
    """Say whether a statement is about ``region``: it names one of its districts, or none at all."""
    named = pl.col("districts")
    return (named.list.len().fill_null(0) == 0) | (named.list.set_intersection(list(region)).list.len() > 0)


def wishes(statements: pl.DataFrame, *, region: Collection[str], since: int = 0) -> pl.DataFrame:
    """Return what officials of the region said of each sector: a reason to look, never a verification.

    Args:
        statements: reads ``districts``, ``sector``, ``wording_class``, ``resolved_by``, ``year``, ``row``.
        region: the chosen districts.
        since: the first year of which a wish still holds; one without a year holds.

    Returns:
        Sorted by ``sector``: ``sector``, ``wish_year`` (last; null = not stated), ``wish_rows`` (of statements),
        ``wished`` (one of them is a wish that still holds; a role is none).

    """
    return (
        statements.filter(
            pl.col("wording_class").is_in(["wish", "role"]),
            pl.col("sector").is_not_null(),
            pl.col("resolved_by").is_null(),
            said_of(region),
        )
        .group_by("sector")
        .agg(
            wish_year=pl.col("year").max(),
            wish_rows=pl.col("row").sort(),
            wished=((pl.col("wording_class") == "wish") & (pl.col("year") >= since).fill_null(value=True)).any(),
        )
        .sort("sector")
    )


def fitting_parks(chain_sectors: pl.DataFrame, parks: pl.DataFrame, *, region: Collection[str]) -> pl.DataFrame:
    """Return the parks whose stated lead chains 主导产业链 hold a chain that owns the sector.

    Args:
        chain_sectors: reads ``chain``, ``sector``, ``role``; only own sectors count.
        parks: reads ``park``, ``district``, ``lead_chains``.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``: ``sector``, ``own_chains`` (ids), ``fit_parks`` (park ids; empty = none).

    """
    leading = (
        parks.filter(pl.col("district").is_in(list(region)))
        .select("park", chain="lead_chains")
        .explode("chain")
        .drop_nulls()
    )
    return (
        chain_sectors.filter(pl.col("role") == "own")
        .select("sector", "chain")
        .join(leading, on="chain", how="left")
        .group_by("sector")
        .agg(own_chains=pl.col("chain").unique().sort(), fit_parks=pl.col("park").drop_nulls().unique().sort())
        .sort("sector")
    )


def sector_context(
    sectors: pl.DataFrame,
    pages: pl.DataFrame,
    demand: pl.DataFrame,
    modelled: pl.DataFrame,
    inputs: pl.DataFrame,
    wishes: pl.DataFrame,
    parks: pl.DataFrame,
    sites: pl.DataFrame,
    drawn: pl.DataFrame,
    *,
    region: Collection[str],
) -> pl.DataFrame:
    """Return for each sector what a finding about it says besides its core.

    A value is what every needing buyer stated to spend; where only some did it is a lower bound; where nobody did, an
    upper bound by the input-output model, marked so.

    Args:
        sectors: reads ``sector``, ``reach``, ``row``.
        pages: the result of shown_chains.
        demand: the result of stated_demand.
        modelled: the result of modelled_demand.
        inputs: the result of local_inputs.
        wishes: the result of wishes.
        parks: the result of fitting_parks.
        sites: the result of site_scores; the best park is named.
        drawn: the result of pull, with demand_bound.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``: ``sector``, ``region``, ``reach``, ``trait_row``, ``chains``, ``value``, ``value_low``,
        ``value_high`` (万元 a year), ``value_basis`` (stated, stated_part, modelled; null = no figure), ``spent``,
        ``demand``, ``valued_buyers``, ``claim_rows``, ``local_inputs``, ``wish_year``, ``wish_rows``, ``wished``,
        ``own_chains``, ``fit_parks``, ``site_park``, ``site_minutes``, ``minutes``, and the columns of ``drawn``.

    """
    best = sites.unique("sector", keep="first", maintain_order=True).select(
        "sector", site_park="park", site_minutes="minutes", minutes="minutes"
    )
    table = sectors.select("sector", "reach", trait_row="row", region=pl.lit(list(region), dtype=pl.List(pl.String)))
    for part in (pages, demand, modelled, inputs, wishes, parks, best, drawn):
        table = table.join(part, on="sector", how="left")
    stated = pl.col("demand").is_not_null()
    part_stated = stated.not_() & pl.col("spent").is_not_null()
    model = pl.col("spent").is_null() & pl.col("value_high").is_not_null()
    return (
        table.with_columns(
            value="demand",
            value_low=pl.when(stated | part_stated).then("spent").when(model).then(0.0),
            value_high=pl.when(stated).then("demand").when(model).then("value_high"),
            value_basis=pl.when(stated)
            .then(pl.lit("stated"))
            .when(part_stated)
            .then(pl.lit("stated_part"))
            .when(model)
            .then(pl.lit("modelled")),
            claim_rows=pl.when(model).then("output_rows").otherwise("claim_rows"),
        )
        .drop("output_rows")
        .sort("sector")
    )
