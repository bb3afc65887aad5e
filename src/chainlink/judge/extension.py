"""Extension 延链: what the region could make next - forward, sibling 同料拓展, by-product 综合利用."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import filled
from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.findings.states import BLANK
from chainlink.measures.supply.needs import flow_sources
from chainlink.measures.supply.presence import made_in

KINDS = ("extension",)
"""The kinds of finding judged here."""
FORMS = ("forward", "sibling", "by_product")
UNKNOWN = ("minutes", "value", "value_low", "value_high", "value_basis")
"""What nobody can say of a product that nobody here needs yet."""


def extension(
    *, region_states: frames.States, presence: frames.Presence, flows: pl.DataFrame, sources: pl.DataFrame,
    sectors: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: frames.SectorContext,
    all_needs: frames.ShownNeeds, region: Collection[str],
    goods: Collection[str] = ("recurring_material", "packaging"), sibling_outputs: int = 8,
    related_targets: frames.RelatedTargets | None = None,
) -> Findings:  # fmt: skip
    """Judge the absent goods that a present sector leads to, one finding each, with the rows it rests on.

    ``forward``: it takes a present sector's product as an essential or common material.  ``sibling``: it is of the same
    chain as a present sector and shares its essential material.  ``by_product``: a present sector feeds it through a
    recycling flow.  A sector that a firm of the region, present or coming, already needs is no extension, nor is one
    that somebody is already building; nor are services, distribution or energy: targets have a need kind of ``goods``.

    A shared material makes siblings only where it is essential to at most ``sibling_outputs`` sectors; what goes into
    everything (steel, chips) says nothing of kinship.  With ``related_targets`` each target says its density and
    whether its going together with what is here is proven.

    Example:
        >>> blank = filled(frames.States, sector=["cloth"], state=["blank"])
        >>> made = filled(frames.Presence, firm=["a"], sector=["yarn"], district=["kai"], standing=["present"], row=[3])
        >>> flows = pl.DataFrame({"input": ["yarn"], "output": ["cloth"], "criticality": ["essential"],
        ...     "kind": ["material"], "source": [["S1"]], "row": [2]})
        >>> sectors = pl.DataFrame({"sector": ["cloth"], "need_kind": ["recurring_material"], "row": [5]})
        >>> found = extension(region_states=blank, presence=made, flows=flows, sectors=sectors, region=["wan", "kai"],
        ...     sources=pl.DataFrame({"source": ["S1"], "kind": ["news"]}), all_needs=filled(frames.ShownNeeds),
        ...     chain_sectors=pl.DataFrame({"chain": ["textile"], "sector": ["yarn"], "role": ["own"]}),
        ...     chains=pl.DataFrame({"chain": ["textile"], "order": [1]}), sector_context=filled(frames.SectorContext))
        >>> found.rows.select("finding", "chains", "districts_having", "flow_basis").rows()
        [('extension|cloth|', ['textile'], ['kai'], 'sourced')]

    """
    held = made_in(presence, region).select(
        "firm", "district", fresh=pl.col("standing") == "present", made_row="row", present="sector"
    )
    targets = (
        region_states.filter(pl.col("state") == BLANK, pl.col("sector").is_in(all_needs["sector"].implode()).not_())
        .select("sector")
        .join(sectors.filter(pl.col("need_kind").is_in(list(goods))).select("sector", trait="row"), on="sector")
    )
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector").unique()
    traced = flows.rename({"row": "flow_row"}).join(flow_sources(flows, sources), on="flow_row", how="left")
    led = _led(traced, own, held.select("present").unique(), targets, sibling_outputs=sibling_outputs)
    rows = (
        targets.join(_leading(led, held), on="sector")
        .join(sector_context.drop("chains", *UNKNOWN), on="sector", how="left")
        .join(_pages(led, own, chains), on="sector", how="left")
        .with_columns(
            kind=pl.lit("extension"),
            other_sector=pl.lit(None, dtype=pl.String),
            confidence=pl.lit("unrecorded"),
            with_project=pl.lit(value=False),
            weight=pl.col("firms").list.len(),
        )
        .join(filled(frames.RelatedTargets) if related_targets is None else related_targets, on="sector", how="left")
        .with_columns(
            finding=finding_id(),
            reasons=_reasons(related=related_targets is not None),
            questions=telling(say("extend", firms="firms", sector="sector")),
        )
        .sort("finding")
    )
    evidence = pl.concat(
        [
            rests(rows, "maker", "capabilities", row="made_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
            rests(rows, "trait", "sectors", row="trait"),
            rests(rows, "wish", "statements", row="wish_rows"),
        ]
    )
    return Findings(candidates(rows), evidence)


def _leading(led: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Gather the firms here whose products lead to each absent one, and by which flows."""
    return (
        led.join(held, on="present")
        .group_by("sector")
        .agg(
            firms=pl.col("firm").unique().sort(),
            districts_having=pl.col("district").unique().sort(),
            fresh_buyers=pl.col("firm").filter("fresh").n_unique(),
            made_rows=pl.col("made_row").unique().sort(),
            essential=pl.col("essential").any(),
            flow_rows=pl.col("flow_row").unique().sort(),
            flow_basis=pl.when(pl.col("sourced").any()).then(pl.lit("sourced")).otherwise(pl.lit("knowledge")),
            **{form: pl.col("present").filter(pl.col("form") == form).unique().sort() for form in FORMS},
        )
    )


def _led(
    flows: pl.DataFrame, own: pl.DataFrame, present: pl.DataFrame, targets: pl.DataFrame, *, sibling_outputs: int
) -> pl.DataFrame:
    """Return which present sector leads to which absent one, in which form, by which flow."""
    aimed = flows.join(targets.select(output="sector"), on="output", how="semi")
    direct = aimed.join(present.select(input="present"), on="input", how="semi").select(
        "flow_row", "sourced", "criticality", "kind", sector="output", present="input"
    )
    forward = direct.filter(pl.col("kind") == "material", pl.col("criticality").is_in(["essential", "common"]))
    by_product = direct.filter(pl.col("kind") == "recycling")
    vital = pl.col("criticality").eq("essential") & pl.col("kind").eq("material")
    special = flows.filter(vital).filter(pl.len().over("input") <= sibling_outputs).select("input").unique()
    shared = (
        aimed.filter(vital)
        .join(special, on="input", how="semi")
        .select("input", "flow_row", "sourced", sector="output")
        .join(flows.filter(vital).select("input", present="output"), on="input")
        .join(present, on="present", how="semi")
        .join(own, on="sector")
        .join(own.rename({"sector": "present"}), on=["present", "chain"], how="semi")
    )
    columns = ("sector", "present", "flow_row", "sourced", "essential", "form")
    essential = pl.col("criticality") == "essential"
    return pl.concat(
        [
            forward.with_columns(essential=essential, form=pl.lit("forward")).select(columns),
            by_product.with_columns(essential=essential, form=pl.lit("by_product")).select(columns),
            shared.with_columns(essential=pl.lit(value=True), form=pl.lit("sibling")).select(columns),
        ]
    ).unique()


def _pages(led: pl.DataFrame, own: pl.DataFrame, chains: pl.DataFrame) -> pl.DataFrame:
    """Return the chains that own the target or a present sector that leads to it."""
    sides = pl.concat([led.select("sector", side="sector"), led.select("sector", side="present")]).unique()
    return (
        sides.join(own.rename({"sector": "side"}), on="side")
        .select("sector", "chain")
        .unique()
        .join(chains.select("chain", "order"), on="chain")
        .sort("sector", "order", "chain", nulls_last=True)
        .group_by("sector", maintain_order=True)
        .agg(chains=pl.col("chain"))
    )


def _reasons(*, related: bool) -> pl.Expr:
    sector, is_related = pl.col("sector"), pl.lit(value=related)
    dense = pl.col("density").is_not_null()
    measured = {"density": "density", "low": "density_low", "high": "density_high"}
    densities = {name: pl.col(column).round(3) for name, column in measured.items()}
    return telling(
        say("extension_forward", when=some("forward"), sectors="forward", sector=sector),
        say("extension_sibling", when=some("sibling"), sectors="sibling", sector=sector),
        say("extension_by_product", when=some("by_product"), sectors="by_product", sector=sector),
        say("related", when=dense, n="regions", sector=sector, **densities),
        say("related_with", when=some("companions"), sectors="companions", sector=sector),
        say("related_unproven", when=dense & ~some("companions"), sector=sector),
        say("related_unknown", when=is_related & ~dense, sector=sector),
        say("extension_makers", **who("firms", "districts_having")),
        say("wish", when=some("wish_rows"), year="wish_year", n=pl.col("wish_rows").list.len(), sector=sector),
        say("park_fit", when=some("fit_parks"), parks="fit_parks"),
    )
