"""The steps of a study: each measure and judgement with the settings it depends on, computed once for all settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import polars as pl

from chainlink.config import Study
from chainlink.dataset.reference import Reference
from chainlink.dates import year_of
from chainlink.findings import CANDIDATE, RESTS, Findings
from chainlink.judge import bands, extension, gaps, states, unlinked, weak
from chainlink.measures import (
    amounts,
    capacity,
    context,
    coverage,
    deliveries,
    membership,
    modelling,
    needs,
    related,
    standing,
    travel,
)
from chainlink.units import in_base

T = TypeVar("T")
_SEEN = ("seen_years", "fresh_years", "news_years")
_FLOWS = ("sourced_flows_only", "criticalities", "kinds")
_NEEDS = (*_SEEN, *_FLOWS, "captive_steps")
_NEAR = ("site_minutes", "ring_minutes")
_STATES = (*_NEEDS, *_NEAR, "strong_makers", "strong_districts", "weak_makers", "coverage_bar", "farming")
_CONTEXT = (*_NEEDS, "site_tau", "ring_tau", "parks_named")
_POOLED = (*_NEEDS, "job_shops")
_CANDIDATES = (*_STATES, *_CONTEXT, "job_shops", "goods", "sibling_outputs")


class Steps:
    """The steps of one study over one set of tables; ``cache`` is shared by the studies of one run."""

    def __init__(
        self,
        tables: dict[str, pl.DataFrame],
        study: Study,
        cache: dict[object, object],
        reference: Reference | None = None,
    ) -> None:
        self.tables = tables
        self.reference = reference
        self.study = study
        self.region: tuple[str, ...] = study.region or ()
        self.as_of: int = study.as_of or 0
        self._cache = cache
        rings = tables["districts"].filter(pl.col("ring").is_in(["neighbour", "core"]))["district"].sort().to_list()
        self.neighbours = tuple(one for one in rings if one not in self.region)

    def _once(self, name: str, settings: tuple[str, ...], make: Callable[[], T]) -> T:
        key = (name, *(getattr(self.study, one) for one in settings))
        if key not in self._cache:
            self._cache[key] = make()
        return cast("T", self._cache[key])

    # ---- what is there -------------------------------------------------------------------------------------------
    @property
    def known(self) -> pl.DataFrame:
        """The result of presence."""
        t = self.tables
        return self._once(
            "known",
            _SEEN,
            lambda: standing.presence(
                t["firms"], t["firm_status"], t["capabilities"], self.actual, t["sources"],
                as_of=self.as_of, seen_years=self.study.seen_years, fresh_years=self.study.fresh_years,
                news_years=self.study.news_years,
            ),
        )  # fmt: skip

    @property
    def projects(self) -> pl.DataFrame:
        """The result of coming_projects."""
        t = self.tables
        return self._once(
            "projects",
            _SEEN,
            lambda: standing.coming_projects(
                t["projects"], t["firms"], self.known, as_of=self.as_of, news_years=self.study.news_years
            ),
        )

    @property
    def actual(self) -> pl.DataFrame:
        """The result of actual_links, without links of closed firms and links last seen longer ago than counts."""
        return self._once("actual", _SEEN, lambda: self._living(self._agreed(self.tables["links"])))

    def _agreed(self, links: pl.DataFrame) -> pl.DataFrame:
        t = self.tables
        return deliveries.actual_links(links, t["claims"], t["claim_subjects"], as_of=self.as_of)

    def _living(self, links: pl.DataFrame) -> pl.DataFrame:
        recent = (pl.col("seen") >= self.as_of - self.study.seen_years).fill_null(value=True)
        closed = self.closed["firm"].implode()
        return links.filter(recent, pl.col("supplier").is_in(closed).not_(), pl.col("buyer").is_in(closed).not_())

    @property
    def idle(self) -> pl.DataFrame:
        """The links that count for nothing: ``what`` (ownership, stale or not_actual) and ``row``."""
        links = self.tables["links"]
        rest = links.filter(pl.col("row").is_in(self.actual["row"].implode()).not_())
        agreed = self._agreed(rest).select("row", agreed=pl.lit(value=True))
        stale = pl.col("agreed") & (pl.col("seen") < self.as_of - self.study.seen_years)
        return rest.join(agreed, on="row", how="left").select(
            "row",
            what=pl.when(pl.col("relation") == "ownership")
            .then(pl.lit("ownership"))
            .when(stale)
            .then(pl.lit("stale"))
            .otherwise(pl.lit("not_actual")),
        )

    @property
    def closed(self) -> pl.DataFrame:
        """The firms that closed by as-of."""
        status = standing.last_status(self.tables["firm_status"]).filter(pl.col("firm_status") == "closed")
        ended = self.tables["firms"].filter(year_of("until") < self.as_of)
        return pl.concat([status.select("firm"), ended.select("firm")]).unique().sort("firm")

    @property
    def touching(self) -> pl.DataFrame:
        """The actual links that touch the region or its neighbours."""
        local = (*self.region, *self.neighbours)
        return self._once(
            "touching", _SEEN, lambda: deliveries.links_touching(self.actual, self.tables["firms"], local=local)
        )

    @property
    def plans(self) -> pl.DataFrame:
        """The supplies that are only expected or planned."""
        t, year = self.tables, self.as_of
        return self._once(
            "plans",
            (),
            lambda: deliveries.planned_supplies(t["links"], t["claims"], t["claim_subjects"], as_of=year),
        )

    @property
    def goods(self) -> pl.DataFrame:
        """The result of deliveries."""
        return self._once(
            "goods", _SEEN, lambda: deliveries.deliveries(self.touching, self.tables["firms"], self.known)
        )

    @property
    def coverage(self) -> pl.DataFrame:
        """Recorded and resident firms."""
        t = self.tables
        return self._once(
            "coverage",
            (),
            lambda: coverage.coverage(t["firms"], t["parks"], self.figures, t["claim_subjects"], region=self.region),
        )

    @property
    def carriers(self) -> pl.DataFrame:
        """Who carries each chain."""
        t = self.tables
        return membership.carriers(
            self.known, t["chain_sectors"], t["chains"], region=self.region, least=self.study.carrier_sectors
        )

    @property
    def chain_view(self) -> pl.DataFrame:
        """What each chain rests on."""
        t = self.tables
        loose = standing.unplaced(t["firms"], t["capabilities"], t["firm_status"])
        return membership.chain_view(
            self.known, t["chain_sectors"], t["chains"], loose, t["statements"], region=self.region
        )

    # ---- what is needed ------------------------------------------------------------------------------------------
    @property
    def usable(self) -> pl.DataFrame:
        """The flows through which needs arise."""
        t = self.tables
        return self._once(
            "usable",
            _FLOWS,
            lambda: needs.usable_flows(
                t["flows"], t["sectors"], t["sources"], criticalities=self.study.criticalities, kinds=self.study.kinds,
                sourced_only=self.study.sourced_flows_only,
            ),
        )  # fmt: skip

    @property
    def needs(self) -> pl.DataFrame:
        """The needs of present firms of the region."""
        return self._once("needs", _NEEDS, lambda: self._needs(self.region, standing.PRESENT))

    @property
    def coming_needs(self) -> pl.DataFrame:
        """The needs of coming firms of the region 随项目配套."""
        return self._once("coming_needs", _NEEDS, lambda: self._needs(self.region, ("coming",)))

    @property
    def all_needs(self) -> pl.DataFrame:
        """The needs of the region as the outcome shows them."""
        return (
            pl.concat([self.needs, self.coming_needs])
            .drop("sourced")
            .sort("buyer", "sector", "from_sector", "coming", nulls_last=True)
        )

    @property
    def around(self) -> pl.DataFrame:
        """The needs of present firms of the neighbour ring, as the outcome shows them."""
        return self._needs(self.neighbours, standing.PRESENT).drop("sourced")

    def _needs(self, local: tuple[str, ...], standings: tuple[str, ...]) -> pl.DataFrame:
        t = self.tables
        coming = standings == ("coming",)
        buyers = self.known.filter(pl.col("standing").is_in(standings), pl.col("district").is_in(local)).with_columns(
            fresh=pl.col("standing").is_in(standing.UNSURE).not_()
        )
        by_flow = needs.flow_needs(
            buyers, self.usable, t["sectors"], self.known, self.goods, local=self.region, steps=self.study.captive_steps
        )
        bought = needs.purchase_needs(
            self.goods.filter(pl.col("buyer_district").is_in([] if coming else local)),
            t["firms"], t["sectors"], self.closed, fresh_from=self.as_of - self.study.fresh_years,
            seen_from=self.as_of - self.study.seen_years,
        )  # fmt: skip
        found = needs.standing_needs(by_flow, bought, self.known, self.goods, local=self.region, coming=coming)
        return found.join(self.usable.select("flow_row", "sourced"), on="flow_row", how="left", maintain_order="left")

    def _arising(self, wanted: pl.DataFrame) -> pl.DataFrame:
        t = self.tables
        own = t["chain_sectors"].filter(pl.col("role") == "own").select("sector", "chain")
        by_sector = (
            self.known.filter(pl.col("standing").is_in(standing.PRESENT)).join(own, on="sector").select("firm", "chain")
        )
        by_firm = t["firms"].select("firm", chain="chains").explode("chain").drop_nulls("chain")
        return needs.need_chains(wanted, t["chain_sectors"], pl.concat([by_sector, by_firm]).unique())

    @property
    def open_needs(self) -> pl.DataFrame:
        """The needs nothing on record closes."""
        return self._once("open", _NEEDS, lambda: self.needs.filter(pl.col("standing") == "open"))

    @property
    def arising(self) -> pl.DataFrame:
        """Through which chains the open needs arise."""
        return self._once("arising", _NEEDS, lambda: self._arising(self.open_needs))

    # ---- what it is worth, and where it would stand ------------------------------------------------------------------
    @property
    def figures(self) -> pl.DataFrame:
        """The claims in base units."""
        return self._once("figures", (), lambda: in_base(self.tables["claims"]))

    def _stated(self, measures: tuple[str, ...], statuses: tuple[str, ...]) -> pl.DataFrame:
        return amounts.stated(self.figures, self.tables["claim_subjects"], measures=measures, statuses=statuses)

    @property
    def amounts(self) -> pl.DataFrame:
        """What each link is stated to be worth."""
        return self._once(
            "amounts", _SEEN, lambda: amounts.link_amounts(self._stated(("amount",), ("actual",)), self.touching)
        )

    @property
    def models_below(self) -> pl.DataFrame:
        """Where the input-output model lies below a stated purchase of the same flow."""
        by_flow = self.needs.drop_nulls("flow_row")
        output = self._stated(("output", "revenue"), ("actual",))
        return modelling.models_below(modelling.modelled_purchases(by_flow, self.tables["flows"], output), self.amounts)

    @property
    def shortfalls(self) -> pl.DataFrame:
        """Gap and disconnect of each sector of which anything is stated."""
        figures = {
            "capacity": self._stated(("capacity",), ("actual", "capacity")),
            "need": self._stated(("need",), ("actual",)),
            "purchase": self._stated(("amount", "quantity"), ("actual",)),
        }
        live = self.needs.filter(pl.col("standing").is_in(needs.LIVE))
        return capacity.gap_and_disconnect(
            live, self.known, self.touching, self.tables["firms"], figures, region=self.region
        )

    @property
    def roads(self) -> pl.DataFrame:
        """Minutes by road between places."""
        return self._once("roads", (), lambda: travel.road_minutes(self.tables["travel"]))

    @property
    def minutes(self) -> pl.DataFrame:
        """Minutes by road between districts."""
        return self._once("minutes", (), lambda: travel.district_minutes(self.roads, self.tables["places"]))

    def _context(self, wanted: pl.DataFrame, arising: pl.DataFrame) -> pl.DataFrame:
        t = self.tables
        pages = context.shown_chains(arising, t["chain_sectors"], t["chains"])
        inside = t["parks"].filter(pl.col("district").is_in(self.region))
        open_needs = wanted.filter(pl.col("standing").is_in(needs.LIVE))
        told = context.sector_context(
            t["sectors"],
            pages,
            amounts.stated_demand(open_needs, self.amounts),
            amounts.modelled_demand(open_needs, t["flows"], self._stated(("output", "revenue"), ("actual",))),
            context.local_inputs(t["flows"], self.known, region=self.region),
            context.wishes(t["statements"], region=self.region),
            context.fitting_parks(t["chain_sectors"], t["parks"], region=self.region),
            travel.site_scores(
                open_needs,
                travel.firm_minutes(self.roads, t["places"], t["firms"], t["parks"]),
                t["sectors"], parks=inside["park"].to_list(),
                site_tau=self.study.site_tau, ring_tau=self.study.ring_tau,
            ),
            region=self.region,
        )  # fmt: skip
        # Many fitting parks are no advice: then none is named.
        few = pl.col("fit_parks").list.len() <= self.study.parks_named
        return told.with_columns(fit_parks=pl.when(few).then("fit_parks"))

    # ---- judgements ----------------------------------------------------------------------------------------------
    @property
    def absences(self) -> pl.DataFrame:
        """Where surveys found no maker of a sector, or officials say there is none."""
        t = self.tables
        return self._once("absences", (), lambda: states.told_absent(t["surveys"], t["statements"], region=self.region))

    @property
    def weak(self) -> pl.DataFrame:
        """Sectors judged weak."""
        return self._once("weak", (*_NEEDS, "weak_makers"), self._weak)

    def _weak(self) -> pl.DataFrame:
        made = capacity.stated_capacity(
            self._stated(("capacity",), ("actual", "capacity")), self._stated(("need",), ("actual",)),
            self.known, self.touching, region=self.region,
        )  # fmt: skip
        return weak.weak_sectors(
            self.known, self.needs, made, self.tables["statements"], region=self.region, makers=self.study.weak_makers
        )

    @property
    def states(self) -> pl.DataFrame:
        """The state of every sector in every scope."""
        return self._once("states", _STATES, self._states)

    def _states(self) -> pl.DataFrame:
        t = self.tables
        live = pl.col("standing").is_in(needs.LIVE)
        near = states.neighbour_makers(
            t["sectors"], self.known, self.goods, self.all_needs.filter(live), self.minutes, region=self.region,
            neighbours=self.neighbours, site_minutes=self.study.site_minutes, ring_minutes=self.study.ring_minutes,
        )  # fmt: skip
        return states.states(
            t["sectors"], self.known, self.projects, self.needs, self.goods, near, self.absences.filter("verified"),
            self.weak, region=self.region, q=coverage.region_coverage(self.coverage),
            strong_makers=self.study.strong_makers, strong_districts=self.study.strong_districts,
            coverage_bar=self.study.coverage_bar, farming=self.study.farming,
        )  # fmt: skip

    @property
    def findings(self) -> Findings:
        """The findings of every kind, banded and ranked."""
        found = self._once("candidates", _CANDIDATES, self._candidates)
        t = self.tables
        admitted = bands.admission(t["parks"], t["admissions"], region=self.region)
        rows = bands.band(
            found.rows, t["sectors"], admitted, scale_buyers=self.study.scale_buyers, gates_off=self.study.gates_off
        )
        return Findings(rows, pl.concat([found.evidence, bands.admission_evidence(found.rows, t["sectors"], admitted)]))

    def _candidates(self) -> Findings:
        whole = self.states.filter(pl.col("scope") == states.REGION)
        parts = [*self._gaps(whole), self._weak_findings(whole), self._unlinked(), self._extension(whole)]
        rows = pl.concat([CANDIDATE.to_frame(), *(one.rows for one in parts)])
        evidence = pl.concat([RESTS.to_frame(), *(one.evidence for one in parts)])
        return Findings(rows.sort("finding"), evidence)

    @property
    def context(self) -> pl.DataFrame:
        """What a finding about each sector says besides its core."""
        return self._once("context", _CONTEXT, lambda: self._context(self.needs, self.arising))

    def _gaps(self, whole: pl.DataFrame) -> list[Findings]:
        t = self.tables
        coming = self.coming_needs.filter(pl.col("standing") == "open")
        later = self._arising(coming)
        pool = self._once(
            "pooled",
            _POOLED,
            lambda: self._pooled(self.arising),
        )
        return [
            gaps.gaps(
                whole, self.open_needs, self.goods, self.plans, self.context, pool, t["firms"], self.absences,
                self.known,
            ),
            gaps.gaps(
                whole, coming, self.goods, self.plans, self._context(coming, later), self._pooled(later), t["firms"],
                self.absences, self.known, with_project=True,
            ),
        ]  # fmt: skip

    def _pooled(self, arising: pl.DataFrame) -> pl.DataFrame:
        """Count the buyers that stand together; one that buys through head office 总部采购 is a question."""
        t = self.tables
        away = t["firms"].filter(pl.col("purchasing") == "hq")["firm"].implode()
        decided = arising.with_columns(
            fresh=pl.col("fresh").fill_null(value=False) & pl.col("buyer").is_in(away).not_()
        )
        return needs.pooled_buyers(decided, t["sectors"], job_shops=self.study.job_shops)

    def _weak_findings(self, whole: pl.DataFrame) -> Findings:
        return weak.weak_findings(self.weak, whole, self.needs, self.known, self.tables["firms"], self.context)

    def _unlinked(self) -> Findings:
        t = self.tables
        wanted = self.open_needs.rename({"from_sector": "other_sector"})
        own = t["chain_sectors"].filter(pl.col("role") == "own").select(other_sector="sector", chain="chain")
        through = wanted.select("sector", "other_sector").unique().join(own, on="other_sector", how="left")
        pages = context.shown_chains(through, t["chain_sectors"], t["chains"], by=("sector", "other_sector"))
        return unlinked.unlinked(
            self.needs, self.known, t["sectors"], self.context, pages, t["firms"], self.goods, self.plans, self.minutes,
            region=self.region, farming=self.study.farming,
        )  # fmt: skip

    def _extension(self, whole: pl.DataFrame) -> Findings:
        t = self.tables
        flows = (
            t["flows"]
            .rename({"row": "flow_row"})
            .join(needs.flow_sources(t["flows"], t["sources"]), on="flow_row", how="left")
        )
        return extension.extension(
            whole, self.known, flows, t["sectors"], t["chain_sectors"], t["chains"], self.context,
            wanted=self.all_needs["sector"].unique(), region=self.region, goods=self.study.goods,
            sibling_outputs=self.study.sibling_outputs, related=self._related_targets(),
        )  # fmt: skip

    # ---- what a larger reference says ------------------------------------------------------------------------------
    @property
    def held(self) -> pl.DataFrame:
        """The sectors present in each district of the region: place, sector (null = none)."""
        have = self.known.filter(pl.col("standing").is_in(standing.PRESENT)).select("sector", place="district").unique()
        return pl.DataFrame({"place": self.region}, schema={"place": pl.String}).join(have, on="place", how="left")

    def related(self) -> pl.DataFrame:
        """The absent activities nearest to what each district has; without columns where no reference was given."""
        if self.reference is None:
            return pl.DataFrame()
        elsewhere = related.reference_presence(self.reference.table, self.reference.crosswalk)
        return related.related_sectors(elsewhere, self.reference.crosswalk, self.held)

    def _related_targets(self) -> pl.DataFrame | None:
        if self.reference is None:
            return None
        elsewhere = related.reference_presence(self.reference.table, self.reference.crosswalk)
        have = self.held.select("sector").drop_nulls().unique()
        return related.related_targets(elsewhere, self.reference.crosswalk, have)
