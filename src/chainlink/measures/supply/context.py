"""Context of a sector: its chains, its money, its sites, and what officials said of it."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.measures.supply.amounts import modelled_demand, stated_demand
from chainlink.measures.supply.presence import made_in


def shown_chains(
    pairs: pl.DataFrame, *, chain_sectors: pl.DataFrame, chains: pl.DataFrame, by: Collection[str] = ("sector",)
) -> pl.DataFrame:
    """Return the chains a finding is shown on: those that own its sector, and those its need arises through.

    ``pairs`` hold the columns ``by`` that identify the finding, ``sector`` among them, and the ``chain`` through which
    the need arises (null = none).

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


def local_inputs(flows: pl.DataFrame, presence: frames.Presence, region: Collection[str]) -> frames.LocalInputs:
    """Return the essential material inputs of each sector that the region already makes."""
    made = made_in(presence, region).select(input="sector")
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


def seats_of(rows: pl.DataFrame, firms: pl.DataFrame, *, of: str, name: str) -> pl.DataFrame:
    """Return by ``sector`` as ``name`` the districts of the firms that the list ``of`` names."""
    named = rows.select("sector", firm=of).explode("firm").join(firms.select("firm", "district"), on="firm")
    return named.group_by("sector").agg(pl.col("district").drop_nulls().unique().sort().alias(name))


def wishes(statements: pl.DataFrame, region: Collection[str], *, as_of: int, seen_years: int = 10) -> frames.Wishes:
    """Return what officials of the region said of each sector: a reason to look, never a verification.

    ``wished``: one of them is a wish of the last ``seen_years`` or without a year; a role is none.
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
            wished=(
                (pl.col("wording_class") == "wish") & (pl.col("year") >= as_of - seen_years).fill_null(value=True)
            ).any(),
        )
        .sort("sector")
    )


def fitting_parks(
    chain_sectors: pl.DataFrame, parks: pl.DataFrame, *, region: Collection[str], parks_named: int = 3
) -> frames.FittingParks:
    """Return the parks whose stated lead chains 主导产业链 hold a chain that owns the sector.

    More than ``parks_named`` are no advice: then none is named (null).
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
        .with_columns(fit_parks=pl.when(pl.col("fit_parks").list.len() <= parks_named).then("fit_parks"))
        .sort("sector")
    )


def sector_context(
    *, live_needs: frames.Needs, arising: frames.Arising, sectors: pl.DataFrame, chain_sectors: pl.DataFrame,
    chains: pl.DataFrame, flows: pl.DataFrame, amounts: frames.Amounts, output_figures: frames.Stated,
    local_inputs: frames.LocalInputs, wishes: frames.Wishes, fitting_parks: frames.FittingParks, sites: frames.Sites,
    pulls: frames.Pulls, region: Collection[str],
) -> frames.SectorContext:  # fmt: skip
    """Return for each sector what a finding about it says besides its core; of its sites the best park is named."""
    best = sites.unique("sector", keep="first", maintain_order=True).select(
        "sector", site_park="park", site_minutes="minutes", minutes="minutes"
    )
    parts = (
        shown_chains(arising, chain_sectors=chain_sectors, chains=chains),
        stated_demand(live_needs, amounts),
        modelled_demand(live_needs, flows=flows, figures=output_figures),
        *(local_inputs, wishes, fitting_parks, best, pulls),
    )
    table = sectors.select("sector", "reach", trait_row="row", region=pl.lit(list(region), dtype=pl.List(pl.String)))
    for part in parts:
        table = table.join(part, on="sector", how="left")
    return valued(table).sort("sector")


def valued(table: pl.DataFrame) -> pl.DataFrame:
    """Return the sectors of ``table`` with what is known of the money spent on them (stated_demand, modelled_demand).

    A value is what every needing buyer stated to spend; where only some did it is a lower bound; where nobody did, an
    upper bound by the input-output model, marked so: ``value_basis`` stated, stated_part, modelled; null = no figure.
    """
    stated = pl.col("demand").is_not_null()
    part_stated = stated.not_() & pl.col("spent").is_not_null()
    model = pl.col("spent").is_null() & pl.col("value_high").is_not_null()
    return table.with_columns(
        value="demand",
        value_low=pl.when(stated | part_stated).then("spent").when(model).then(0.0),
        value_high=pl.when(stated).then("demand").when(model).then("value_high"),
        value_basis=first_case((stated, "stated"), (part_stated, "stated_part"), (model, "modelled"), otherwise=None),
        claim_rows=pl.when(model).then("output_rows").otherwise("claim_rows"),
    ).drop("output_rows")
