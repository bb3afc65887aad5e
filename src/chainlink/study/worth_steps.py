"""What it is worth and where it would stand: stated figures, demand, capacity, roads, parks, a larger reference."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.data.figures.io_table import IoTable
from chainlink.data.figures.reference import Reference
from chainlink.measures.input_output import dispersion
from chainlink.measures.input_output.modelling import models_below, stated_output
from chainlink.measures.networks import related as related_measure
from chainlink.measures.supply import amounts as amounts_measure
from chainlink.measures.supply.capacity import capacities, shortfalls
from chainlink.measures.supply.concentration import purchase_concentration
from chainlink.measures.supply.context import fitting_parks, local_inputs, sector_context, wishes
from chainlink.measures.supply.local_content import local_content_rate
from chainlink.measures.supply.presence import PRESENT
from chainlink.measures.supply.pull import demand_bound, pull
from chainlink.measures.supply.sizes import CLASSES, firm_sizes
from chainlink.measures.supply.travel import district_minutes, firm_minutes, road_minutes, sites
from chainlink.measures.supply.volumes import volume_bounds
from chainlink.study.dag import twin

STEPS = (
    *(models_below, capacities, shortfalls, purchase_concentration, firm_sizes),
    *(road_minutes, district_minutes, firm_minutes, sites, local_inputs, wishes, fitting_parks, sector_context),
    twin(
        sites,
        "project_sites",
        "How well each park of the region serves the coming firms that need a sector.",
        live_needs="project_needs",
    ),
    twin(
        sector_context,
        "project_context",
        "What a finding about each sector that coming firms need says besides its core.",
        live_needs="project_needs",
        arising="project_arising",
        sites="project_sites",
        pulls="project_pulls",
    ),
)
"""The measures that are steps as they stand, and the same for the firms on their way."""


# ---- what was stated -------------------------------------------------------------------------------------------------
def output_figures(figures: frames.Figures, claim_subjects: pl.DataFrame) -> frames.Stated:
    """What firms are stated to make, in money."""
    return amounts_measure.stated(figures, claim_subjects, measures=("output", "revenue"), statuses=("actual",))


def capacity_figures(figures: frames.Figures, claim_subjects: pl.DataFrame) -> frames.Stated:
    """What firms are stated to be able to make."""
    return amounts_measure.stated(figures, claim_subjects, measures=("capacity",), statuses=("actual", "capacity"))


def need_figures(figures: frames.Figures, claim_subjects: pl.DataFrame) -> frames.Stated:
    """What firms are stated to need."""
    return amounts_measure.stated(figures, claim_subjects, measures=("need",), statuses=("actual",))


def purchase_figures(figures: frames.Figures, claim_subjects: pl.DataFrame) -> frames.Stated:
    """What links are stated to carry, in money or pieces."""
    return amounts_measure.stated(figures, claim_subjects, measures=("amount", "quantity"), statuses=("actual",))


def amounts(purchase_figures: frames.Stated, local_links: frames.Links) -> frames.Amounts:
    """What each link is stated to be worth."""
    return amounts_measure.link_amounts(purchase_figures.filter(pl.col("measure") == "amount"), local_links)


def local_content(amounts: frames.Amounts, firms: pl.DataFrame, region: tuple[str, ...]) -> frames.LocalContent:
    """The local content rate 本地配套率 of each sector by value: in the region, and in each of its districts alone."""
    places = {"region": region, **{district: (district,) for district in region}}
    rates = (
        local_content_rate(amounts, firms, local=local).with_columns(scope=pl.lit(scope))
        for scope, local in places.items()
    )
    return pl.concat(rates).select("scope", pl.exclude("scope"))


# ---- how large the need is -------------------------------------------------------------------------------------------
def sizes_known(
    *, firm_sizes: frames.FirmSizes, figures: frames.Figures, claim_subjects: pl.DataFrame, live_links: frames.Links,
    flows: pl.DataFrame, sectors: pl.DataFrame, presence: frames.Presence, as_of: int, seen_years: int,
    series_sets: int, sizes_used: bool,
) -> frames.FirmSizes:  # fmt: skip
    """The sizes that are stated, and those that a stated volume of one part bounds from below; what is stated first."""
    bounds = volume_bounds(
        claims=figures, claim_subjects=claim_subjects, links=live_links, flows=flows, sectors=sectors,
        presence=presence, series=series_sets, since=as_of - seen_years,
    )  # fmt: skip
    every = pl.concat([firm_sizes, bounds if sizes_used else bounds.clear()])
    rank = pl.col("size").replace_strict({size: n for n, size in enumerate(CLASSES)}, return_dtype=pl.Int64)
    return every.sort(pl.col("firm"), rank, descending=[False, True], maintain_order=True)


def pulls(
    *, open_needs: frames.Needs, sizes_known: frames.FirmSizes, figures: frames.Figures, claim_subjects: pl.DataFrame,
    firms: pl.DataFrame, flows: pl.DataFrame, as_of: int, seen_years: int,
) -> frames.Pulls:  # fmt: skip
    """The pull 牵引 of each open need, and the most that its buyers can spend."""
    whole = figures.filter((pl.col("precision") != "at_least").fill_null(value=True))
    made = output_figures(whole, claim_subjects)
    recent = made.filter((pl.col("year") >= as_of - seen_years).fill_null(value=False))
    most = demand_bound(open_needs, flows=flows, output=stated_output(recent))
    return _drawn(open_needs, sizes_known, firms=firms).join(most, on="sector", how="left")


def project_pulls(*, project_needs: frames.Needs, sizes_known: frames.FirmSizes, firms: pl.DataFrame) -> frames.Pulls:
    """The pull 牵引 of what only firms on their way need; what they will turn over bounds nothing yet."""
    return _drawn(project_needs, sizes_known, firms=firms).with_columns(
        bound=pl.lit(None, dtype=pl.Float64), bound_rows=pl.lit([], dtype=pl.List(pl.Int64))
    )


def package_pulls(
    *, shared_sites: frames.SharedSites, open_needs: frames.Needs, sizes_known: frames.FirmSizes, firms: pl.DataFrame
) -> frames.Pulls:
    """The pull 牵引 of each shop that could serve several, over the buyers within its reach."""
    circles = shared_sites.select("sector", "buyer", "shop")
    together = open_needs.join(circles, on=["sector", "buyer"]).drop("sector").rename({"shop": "sector"})
    return project_pulls(project_needs=together, sizes_known=sizes_known, firms=firms)


def _drawn(needs: frames.Needs, firm_sizes: frames.FirmSizes, *, firms: pl.DataFrame) -> pl.DataFrame:
    """Return the pull of each need; of a buyer of older knowledge, or whose head office buys, not all is sure."""
    away = firms.filter(pl.col("purchasing") == "hq")["firm"].implode()
    sure = pl.col("fresh").fill_null(value=False) & pl.col("buyer").is_in(away).not_()
    return pull(needs.with_columns(sure=sure), firm_sizes)


# ---- what a larger table says: None where it was not given -----------------------------------------------------------
def elsewhere(reference: Reference | None) -> frames.Elsewhere | None:
    """Which region of the reference holds which activity."""
    return None if reference is None else related_measure.reference_presence(reference.table, reference.crosswalk)


def held(presence: frames.Presence, region: tuple[str, ...]) -> frames.Held:
    """The sectors present in each district of the region: place, sector (null = none)."""
    have = presence.filter(pl.col("standing").is_in(PRESENT)).select("sector", place="district").unique()
    places = pl.DataFrame({"place": region}, schema={"place": pl.String})
    return places.join(have, on="place", how="left").sort("place", "sector")


def related(
    reference: Reference | None, elsewhere: frames.Elsewhere | None, held: frames.Held
) -> frames.Related | None:
    """The absent activities nearest to what each district has."""
    if reference is None or elsewhere is None:
        return None
    return related_measure.related_sectors(elsewhere=elsewhere, crosswalk=reference.crosswalk, held=held)


def related_targets(
    reference: Reference | None, elsewhere: frames.Elsewhere | None, held: frames.Held
) -> frames.RelatedTargets | None:
    """How near each absent sector is to what the region has."""
    if reference is None or elsewhere is None:
        return None
    have = held.select("sector").drop_nulls().unique()
    return related_measure.related_targets(elsewhere=elsewhere, crosswalk=reference.crosswalk, held=have)


def sector_dispersion(io: IoTable | None, flows: pl.DataFrame) -> frames.SectorDispersion | None:
    """影响力 and 感应度 of the industries behind the sectors."""
    if io is None:
        return None
    return dispersion.sector_dispersion(cells=io.flows, output=io.output, industries=io.sectors, flows=flows)
