"""Extension 延链: what the region could make next - forward, sibling 同料拓展, by-product 综合利用."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import filled
from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.findings.states import BLANK
from chainlink.measures.supply.needs import flow_sources
from chainlink.measures.supply.presence import PRESENT, made_in

KINDS = ("extension",)
"""The kinds of finding judged here."""
FORMS = ("forward", "by_product", "sibling")
OWN = ("by_product", "sibling")
"""What the firm itself could go on to; what takes its product is for others to come and make."""
UNKNOWN = ("minutes", "value", "value_low", "value_high", "value_basis")
"""What nobody can say of a product that nobody here needs yet."""


def extension(
    *, region_states: frames.States, presence: frames.Presence, flows: pl.DataFrame, sources: pl.DataFrame,
    sectors: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame, sector_context: frames.SectorContext,
    all_needs: frames.ShownNeeds, kin: frames.Kin, region: Collection[str], neighbours: Collection[str] = (),
    goods: Collection[str] = ("recurring_material", "packaging"),
    ground: Collection[str] = ("farming", "mining"), sibling_outputs: int = 8,
    related_targets: frames.RelatedTargets | None = None,
) -> Findings:  # fmt: skip
    """Judge the absent goods that a present sector leads to, one finding each, with the rows it rests on.

    ``forward``: it takes a present sector's product as its essential material.  ``sibling``: it is of the same chain as
    a present sector and shares its essential material.  ``by_product``: a present sector feeds it through a recycling
    flow.  A present sector here is also one that a firm on its way will make.  A sector that a firm of the region,
    present or coming, already needs is no extension, nor is one that somebody is already building, nor a wider or
    narrower kind (``kin``) of what is made; nor are services, distribution or energy: targets have a need kind of
    ``goods``; nor what is bound to ``ground``.

    Each stands under the sector it most follows from, its root: forward before by-product before sibling, then the root
    with most firms.  What it leads to forward is for users of the product to come and make; a sibling or a by-product
    the firm itself could go on to, unless it grows or mines what it sells.  Makers in ``neighbours`` are named.

    A shared material makes siblings only where it is essential to at most ``sibling_outputs`` sectors; what goes into
    everything (steel, chips) says nothing of kinship.  With ``related_targets`` each target says its density and
    whether its going together with what is here is proven.

    Example:
        >>> blank = filled(frames.States, sector=["cloth"], state=["blank"])
        >>> made = filled(frames.Presence, firm=["a"], sector=["yarn"], district=["kai"], standing=["present"], row=[3])
        >>> flows = pl.DataFrame({"input": ["yarn"], "output": ["cloth"], "criticality": ["essential"],
        ...     "kind": ["material"], "source": [["S1"]], "row": [2]})
        >>> sectors = pl.DataFrame({"sector": ["cloth"], "need_kind": ["recurring_material"], "process": [""],
        ...     "row": [5]})
        >>> found = extension(region_states=blank, presence=made, flows=flows, sectors=sectors, region=["wan", "kai"],
        ...     sources=pl.DataFrame({"source": ["S1"], "kind": ["news"]}), all_needs=filled(frames.ShownNeeds),
        ...     kin=filled(frames.Kin),
        ...     chain_sectors=pl.DataFrame({"chain": ["textile"], "sector": ["yarn"], "role": ["own"]}),
        ...     chains=pl.DataFrame({"chain": ["textile"], "order": [1]}), sector_context=filled(frames.SectorContext))
        >>> found.rows.select("finding", "chains", "districts_having", "flow_basis").rows()
        [('extension|cloth|yarn', ['textile'], ['kai'], 'sourced')]

    """
    here = pl.col("district").is_in(list(region))
    held = presence.filter(pl.col("standing").is_in([*PRESENT, "coming"]), here).select(
        "firm", "district", "standing", made_row="row", present="sector"
    )
    makers = (
        made_in(presence, neighbours)
        .group_by("sector")
        .agg(near_firms=pl.col("firm").unique().sort(), near_districts=pl.col("district").unique().sort())
    )
    bound = pl.col("process").is_in(list(ground)).fill_null(value=False)
    grown = sectors.filter(bound)["sector"].implode()
    targets = (
        region_states.filter(pl.col("state") == BLANK, pl.col("sector").is_in(all_needs["sector"].implode()).not_())
        .select("sector")
        .join(
            sectors.filter(pl.col("need_kind").is_in(list(goods)), bound.not_()).select("sector", trait="row"),
            on="sector",
        )
        .join(kin.join(held, left_on="kin", right_on="present", how="semi"), on="sector", how="anti")
    )
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector").unique()
    traced = flows.rename({"row": "flow_row"}).join(flow_sources(flows, sources), on="flow_row", how="left")
    led = _led(traced, own, held.select("present").unique(), targets, sibling_outputs=sibling_outputs)
    rows = (
        targets.join(_leading(led, held), on="sector")
        .join(makers, on="sector", how="left")
        .join(sector_context.drop("chains", *UNKNOWN), on="sector", how="left")
        .join(_pages(led, own, chains), on="sector", how="left")
        .with_columns(
            kind=pl.lit("extension"),
            goes_on=pl.col("form").is_in(OWN) & pl.col("other_sector").is_in(grown).not_(),
            confidence=pl.lit("unrecorded"),
            with_project=pl.lit(value=False),
            weight=pl.col("firms").list.len(),
        )
        .join(filled(frames.RelatedTargets) if related_targets is None else related_targets, on="sector", how="left")
        .with_columns(
            finding=finding_id(),
            reasons=_reasons(related=related_targets is not None),
            questions=_questions(),
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
        .with_columns(
            place=pl.col("form").replace_strict({form: at for at, form in enumerate(FORMS)}, return_dtype=pl.Int64),
            fewer=-pl.col("firm").n_unique().over("sector", "present").cast(pl.Int64),
        )
        .sort("sector", "place", "fewer", "present", "firm")
        .group_by("sector", maintain_order=True)
        .agg(
            other_sector=pl.col("present").first(),
            form=pl.col("form").first(),
            firms=pl.col("firm").unique().sort(),
            root_firms=pl.col("firm").filter(pl.col("present") == pl.col("present").first()).unique().sort(),
            coming_firms=pl.col("firm").filter(pl.col("standing") == "coming").unique().sort(),
            districts_having=pl.col("district").unique().sort(),
            fresh_buyers=pl.col("firm").filter(pl.col("standing") == "present").n_unique(),
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
    forward = direct.filter(pl.col("kind") == "material", pl.col("criticality") == "essential")
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
        say("extension_coming", when=some("coming_firms"), firms="coming_firms"),
        say(
            "extension_near",
            when=some("near_firms"),
            districts="near_districts",
            firms="near_firms",
            sector=sector,
        ),
        say("wish", when=some("wish_rows"), year="wish_year", n=pl.col("wish_rows").list.len(), sector=sector),
        say("park_fit", when=some("fit_parks"), parks="fit_parks"),
    )


def _questions() -> pl.Expr:
    others = pl.col("goes_on").not_()
    return telling(
        say("extend", when="goes_on", firms="root_firms", sector="sector"),
        say("invite", when=others, firms="root_firms", sector_from=pl.concat_list("other_sector"), sector="sector"),
    )
