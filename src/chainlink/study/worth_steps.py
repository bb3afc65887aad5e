"""What it is worth and where it would stand: stated figures, demand, capacity, roads, parks, a larger reference."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.data.figures.io_table import IoTable
from chainlink.data.figures.reference import Reference
from chainlink.measures.input_output import dispersion, modelling
from chainlink.measures.networks import related as related_measure
from chainlink.measures.supply import amounts as amounts_measure
from chainlink.measures.supply import capacity, concentration, context, sizes, volumes
from chainlink.measures.supply import local_content as local_content_measure
from chainlink.measures.supply import pull as pull_measure
from chainlink.measures.supply import travel as travel_measure
from chainlink.measures.supply.presence import PRESENT


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


def amounts(*, figures: frames.Figures, claim_subjects: pl.DataFrame, touching: frames.Links) -> frames.Amounts:
    """What each link is stated to be worth."""
    money = amounts_measure.stated(figures, claim_subjects, measures=("amount",), statuses=("actual",))
    return amounts_measure.link_amounts(money, touching)


def local_content(amounts: frames.Amounts, firms: pl.DataFrame, region: tuple[str, ...]) -> frames.LocalContent:
    """The local content rate 本地配套率 of each sector by value: in the region, and in each of its districts alone."""
    places = {"region": region, **{district: (district,) for district in region}}
    rates = (
        local_content_measure.local_content_rate(amounts, firms, local=local).with_columns(scope=pl.lit(scope))
        for scope, local in places.items()
    )
    return pl.concat(rates).select("scope", pl.exclude("scope"))


def purchase_concentration(
    amounts: frames.Amounts, firms: pl.DataFrame, region: tuple[str, ...]
) -> frames.Concentration:
    """On how few suppliers the recorded local purchases of each sector rest."""
    return concentration.purchase_concentration(amounts, firms, local=region)


def models_below(
    *, needs: frames.Needs, flows: pl.DataFrame, output_figures: frames.Stated, amounts: frames.Amounts
) -> frames.ModelsBelow:
    """Where the input-output model lies below a stated purchase of the same flow."""
    modelled = modelling.modelled_purchases(needs.drop_nulls("flow_row"), flows, output_figures)
    return modelling.models_below(modelled, amounts)


def capacities(
    *, capacity_figures: frames.Stated, need_figures: frames.Stated, presence: frames.Presence, touching: frames.Links,
    region: tuple[str, ...],
) -> frames.Capacities:  # fmt: skip
    """Stated capacity and stated need of each sector made here."""
    return capacity.stated_capacity(capacity_figures, need_figures, presence, touching, region=region)


def shortfalls(
    *, live_needs: frames.Needs, presence: frames.Presence, touching: frames.Links, firms: pl.DataFrame,
    capacity_figures: frames.Stated, need_figures: frames.Stated, purchase_figures: frames.Stated,
    region: tuple[str, ...],
) -> frames.Shortfalls:  # fmt: skip
    """Gap and disconnect of each sector of which anything is stated."""
    stated = {"capacity": capacity_figures, "need": need_figures, "purchase": purchase_figures}
    return capacity.gap_and_disconnect(live_needs, presence, touching, firms, stated, region=region)


# ---- how large the need is -------------------------------------------------------------------------------------------
def firm_sizes(
    *, figures: frames.Figures, claim_subjects: pl.DataFrame, projects: pl.DataFrame, firms: pl.DataFrame,
    capabilities: pl.DataFrame, sectors: pl.DataFrame,
    farming: tuple[str, ...], as_of: int, seen_years: int, sizes_used: bool, size_money: tuple[float, ...],
    size_area: tuple[float, ...], size_jobs: tuple[float, ...],
) -> frames.FirmSizes:  # fmt: skip
    """The figures that tell how large a firm is, each with the class it reaches."""
    farms = capabilities.join(sectors.filter(pl.col("process").is_in(farming)), on="sector", how="semi")
    reached = sizes.firm_sizes(
        figures, claim_subjects, projects, firms,
        money=size_money, area=size_area, jobs=size_jobs, since=as_of - seen_years, growers=farms["firm"].to_list(),
    )  # fmt: skip
    return reached if sizes_used else reached.clear()


def sizes_known(
    *, firm_sizes: frames.FirmSizes, figures: frames.Figures, claim_subjects: pl.DataFrame, actual: frames.Links,
    flows: pl.DataFrame, sectors: pl.DataFrame, presence: frames.Presence, as_of: int, seen_years: int,
    series_sets: int, sizes_used: bool,
) -> frames.FirmSizes:  # fmt: skip
    """The sizes that are stated, and those that a stated volume of one part bounds from below; what is stated first."""
    bounds = volumes.volume_bounds(
        figures, claim_subjects, actual, flows, sectors, presence, series=series_sets, since=as_of - seen_years
    )
    every = pl.concat([firm_sizes, bounds if sizes_used else bounds.clear()])
    rank = pl.col("size").replace_strict({size: n for n, size in enumerate(sizes.CLASSES)}, return_dtype=pl.Int64)
    return every.sort(pl.col("firm"), rank, descending=[False, True], maintain_order=True)


def pulls(
    *, open_needs: frames.Needs, sizes_known: frames.FirmSizes, figures: frames.Figures, claim_subjects: pl.DataFrame,
    firms: pl.DataFrame, flows: pl.DataFrame, as_of: int, seen_years: int,
) -> frames.Pulls:  # fmt: skip
    """The pull 牵引 of each open need, and the most that its buyers can spend."""
    whole = figures.filter((pl.col("precision") != "at_least").fill_null(value=True))
    made = output_figures(whole, claim_subjects)
    recent = made.filter((pl.col("year") >= as_of - seen_years).fill_null(value=False))
    most = pull_measure.demand_bound(open_needs, flows, modelling.stated_output(recent))
    return _drawn(open_needs, sizes_known, firms).join(most, on="sector", how="left")


def project_pulls(*, project_needs: frames.Needs, sizes_known: frames.FirmSizes, firms: pl.DataFrame) -> frames.Pulls:
    """The pull 牵引 of what only firms on their way need; what they will turn over bounds nothing yet."""
    return _drawn(project_needs, sizes_known, firms).with_columns(
        bound=pl.lit(None, dtype=pl.Float64), bound_rows=pl.lit([], dtype=pl.List(pl.Int64))
    )


def package_pulls(
    *, shared_sites: frames.SharedSites, open_needs: frames.Needs, sizes_known: frames.FirmSizes, firms: pl.DataFrame
) -> frames.Pulls:
    """The pull 牵引 of each shop that could serve several, over the buyers within its reach."""
    circles = shared_sites.select("sector", "buyer", "shop")
    together = open_needs.join(circles, on=["sector", "buyer"]).drop("sector").rename({"shop": "sector"})
    return project_pulls(project_needs=together, sizes_known=sizes_known, firms=firms)


def _drawn(needs: pl.DataFrame, firm_sizes: pl.DataFrame, firms: pl.DataFrame) -> pl.DataFrame:
    """Return the pull of each need; of a buyer of older knowledge, or whose head office buys, not all is sure."""
    away = firms.filter(pl.col("purchasing") == "hq")["firm"].implode()
    sure = pl.col("fresh").fill_null(value=False) & pl.col("buyer").is_in(away).not_()
    return pull_measure.pull(needs.with_columns(sure=sure), firm_sizes)


# ---- where it would stand --------------------------------------------------------------------------------------------
def roads(travel: pl.DataFrame) -> frames.Minutes:
    """Minutes by road between places."""
    return travel_measure.road_minutes(travel)


def minutes(roads: frames.Minutes, places: pl.DataFrame) -> frames.Minutes:
    """Minutes by road between districts."""
    return travel_measure.district_minutes(roads, places)


def firm_minutes(
    *, roads: frames.Minutes, places: pl.DataFrame, firms: pl.DataFrame, parks: pl.DataFrame
) -> frames.FirmMinutes:
    """Minutes by road from each park to each firm."""
    return travel_measure.firm_minutes(roads, places, firms, parks)


def local_inputs(flows: pl.DataFrame, presence: frames.Presence, region: tuple[str, ...]) -> frames.LocalInputs:
    """What goes into each sector and is made here."""
    return context.local_inputs(flows, presence, region=region)


def wishes(statements: pl.DataFrame, region: tuple[str, ...], as_of: int, seen_years: int) -> frames.Wishes:
    """The sectors that officials wish for."""
    return context.wishes(statements, region=region, since=as_of - seen_years)


def fitting_parks(
    chain_sectors: pl.DataFrame, parks: pl.DataFrame, region: tuple[str, ...], parks_named: int
) -> frames.FittingParks:
    """The parks that state the chains of each sector; many are no advice, then none is named."""
    few = pl.col("fit_parks").list.len() <= parks_named
    fitting = context.fitting_parks(chain_sectors, parks, region=region)
    return fitting.with_columns(fit_parks=pl.when(few).then("fit_parks"))


def sites(
    *, live_needs: frames.Needs, firm_minutes: frames.FirmMinutes, sectors: pl.DataFrame, parks: pl.DataFrame,
    region: tuple[str, ...], site_tau: float, ring_tau: float,
) -> frames.Sites:  # fmt: skip
    """How well each park of the region serves the firms that need a sector."""
    inside = parks.filter(pl.col("district").is_in(region))["park"].to_list()
    return travel_measure.site_scores(
        live_needs, firm_minutes, sectors, parks=inside, site_tau=site_tau, ring_tau=ring_tau
    )


def project_sites(
    *, project_needs: frames.Needs, firm_minutes: frames.FirmMinutes, sectors: pl.DataFrame, parks: pl.DataFrame,
    region: tuple[str, ...], site_tau: float, ring_tau: float,
) -> frames.Sites:  # fmt: skip
    """How well each park of the region serves the coming firms that need a sector."""
    return sites(
        live_needs=project_needs,
        firm_minutes=firm_minutes,
        sectors=sectors,
        parks=parks,
        region=region,
        site_tau=site_tau,
        ring_tau=ring_tau,
    )


def sector_context(
    *, live_needs: frames.Needs, arising: frames.Arising, sectors: pl.DataFrame, chain_sectors: pl.DataFrame,
    chains: pl.DataFrame, flows: pl.DataFrame, amounts: frames.Amounts, output_figures: frames.Stated,
    local_inputs: frames.LocalInputs, wishes: frames.Wishes, fitting_parks: frames.FittingParks, sites: frames.Sites,
    pulls: frames.Pulls, region: tuple[str, ...],
) -> frames.SectorContext:  # fmt: skip
    """What a finding about each sector says besides its core."""
    return context.sector_context(
        sectors,
        context.shown_chains(arising, chain_sectors, chains),
        amounts_measure.stated_demand(live_needs, amounts),
        amounts_measure.modelled_demand(live_needs, flows, output_figures),
        local_inputs,
        wishes,
        fitting_parks,
        sites,
        pulls,
        region=region,
    )


def project_context(
    *, project_needs: frames.Needs, project_arising: frames.Arising, sectors: pl.DataFrame, chain_sectors: pl.DataFrame,
    chains: pl.DataFrame, flows: pl.DataFrame, amounts: frames.Amounts, output_figures: frames.Stated,
    local_inputs: frames.LocalInputs, wishes: frames.Wishes, fitting_parks: frames.FittingParks,
    project_sites: frames.Sites, project_pulls: frames.Pulls, region: tuple[str, ...],
) -> frames.SectorContext:  # fmt: skip
    """What a finding about each sector that coming firms need says besides its core."""
    return sector_context(
        live_needs=project_needs,
        arising=project_arising,
        sectors=sectors,
        chain_sectors=chain_sectors,
        chains=chains,
        flows=flows,
        amounts=amounts,
        output_figures=output_figures,
        local_inputs=local_inputs,
        wishes=wishes,
        fitting_parks=fitting_parks,
        sites=project_sites,
        pulls=project_pulls,
        region=region,
    )


# ---- what a larger table says ----------------------------------------------------------------------------------------
def elsewhere(reference: Reference | None) -> pl.DataFrame | None:
    """Which region of the reference holds which activity; None where no reference was given."""
    return None if reference is None else related_measure.reference_presence(reference.table, reference.crosswalk)


def held(presence: frames.Presence, region: tuple[str, ...]) -> frames.Held:
    """The sectors present in each district of the region: place, sector (null = none)."""
    have = presence.filter(pl.col("standing").is_in(PRESENT)).select("sector", place="district").unique()
    places = pl.DataFrame({"place": region}, schema={"place": pl.String})
    return places.join(have, on="place", how="left").sort("place", "sector")


def related(reference: Reference | None, elsewhere: pl.DataFrame | None, held: frames.Held) -> pl.DataFrame:
    """The absent activities nearest to what each district has; without columns where no reference was given."""
    if reference is None or elsewhere is None:
        return pl.DataFrame()
    return related_measure.related_sectors(elsewhere, reference.crosswalk, held)


def related_targets(
    reference: Reference | None, elsewhere: pl.DataFrame | None, held: frames.Held
) -> pl.DataFrame | None:
    """How near each absent sector is to what the region has; None where no reference was given."""
    if reference is None or elsewhere is None:
        return None
    have = held.select("sector").drop_nulls().unique()
    return related_measure.related_targets(elsewhere, reference.crosswalk, have)


def sector_dispersion(io: IoTable | None, flows: pl.DataFrame) -> pl.DataFrame:
    """影响力 and 感应度 of the industries behind the sectors; without columns where no table was given."""
    if io is None:
        return pl.DataFrame()
    return dispersion.sector_dispersion(io.flows, io.output, io.sectors, flows)
