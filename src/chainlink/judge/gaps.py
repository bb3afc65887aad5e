"""Gaps: sectors needed here that nobody here is known to make - missing 断点, near 邻区可配, outsourced 外购."""

from __future__ import annotations

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.judge.pulled import drawn, size_open
from chainlink.measures.supply.context import seats_of
from chainlink.measures.supply.deliveries import planned_for, supply_pairs
from chainlink.measures.supply.needs import behind

KINDS = ("missing", "near", "outsourced")
"""The kinds of finding judged here; each is the state of its sector."""


def gaps(
    *, region_states: frames.States, open_needs: frames.Needs, deliveries: frames.Deliveries, plans: frames.Plans,
    sector_context: frames.SectorContext, pooled: frames.Pooled, firms: pl.DataFrame, absences: frames.Absences,
    presence: frames.Presence, kin_makers: frames.KinMakers, switchable: frames.Switchable,
    bound_sectors: tuple[str, ...], as_of: int, fresh_years: int,
) -> Findings:  # fmt: skip
    """Judge the sectors that are absent and needed, one finding each, and name the rows it rests on.

    What only firms on their way need (``coming`` needs 随项目配套) is a finding where no other need is, capped at 乙.
    Figures older than ``fresh_years`` are marked 较旧.  Nobody is recruited for ``bound_sectors``, bound to field or
    deposit, so that they are never 外购; who makes a wider or a narrower sector is asked first, who works by a like
    process is asked too.

    Example:
        >>> absent = filled(frames.States, sector=["box"], state=["outsourced"], makers=[[]], recorded=[False])
        >>> needs = filled(frames.Needs, buyer=["a"], district=["wan"], from_sector=["lamp"], sector=["box"],
        ...     criticality=["essential"], basis=["flow"], standing=["open"], coming=[False], fresh=[True])
        >>> firms = pl.DataFrame({"firm": ["a"], "district": ["wan"], "purchasing": ["hq"], "chains": [[]], "row": [2]})
        >>> found = gaps(region_states=absent, open_needs=needs, deliveries=filled(frames.Deliveries),
        ...     plans=filled(frames.Plans), sector_context=filled(frames.SectorContext, sector=["box"]),
        ...     pooled=filled(frames.Pooled), firms=firms, absences=filled(frames.Absences),
        ...     presence=filled(frames.Presence), kin_makers=filled(frames.KinMakers),
        ...     switchable=filled(frames.Switchable), bound_sectors=(), as_of=2021, fresh_years=5)
        >>> found.rows.select("finding", "buyers", "confidence", "capped").rows()
        [('outsourced|box|', ['a'], 'unrecorded', True)]
        >>> found.evidence.rows()
        [('outsourced|box|', 'purchasing', 'firms', 2)]

    """
    with_project = bool(open_needs["coming"].any())
    absent = region_states.filter((pl.col("makers").list.len() == 0) & pl.col("recorded").not_())
    if with_project:
        close = pl.col("near").list.len() > 0
        state = pl.when(close).then(pl.lit("near")).otherwise(pl.lit("outsourced"))
        absent = absent.filter(pl.col("state").is_in(KINDS).not_()).with_columns(state=state)
    else:
        absent = absent.filter(pl.col("state").is_in(KINDS))
    bound = (pl.col("state") == "outsourced") & pl.col("sector").is_in(bound_sectors)
    absent = absent.filter(bound.not_())
    wanted = open_needs.filter(pl.col("standing") == "open").join(absent.select("sector"), on="sector", how="semi")
    seats = firms.select("firm", "district", "purchasing")
    carried = presence.filter(pl.col("standing") == "carried")["firm"].unique().sort().implode()
    rows = (
        absent.select("sector", "near", "coming", "projects", "lapsed", "stale", "inferred", kind="state")
        .join(_needing(wanted, seats), on="sector")
        .join(_origins(wanted, deliveries), on="sector", how="left")
        .join(
            _unexplained(wanted, deliveries=deliveries, firms=firms, sector_context=sector_context),
            on="sector",
            how="left",
        )
        .join(seats_of(absent, firms, of="near", name="near_districts"), on="sector", how="left")
        .join(kin_makers, on="sector", how="left")
        .join(switchable, on="sector", how="left")
        .join(sector_context, on="sector", how="left")
        .join(pooled, on="sector", how="left")
        .join(absences.rename({"verified": "absent"}), on="sector", how="left")
        .join(planned_for(wanted, plans, by="sector"), on="sector", how="left")
        .with_columns(
            other_sector=pl.lit(None, dtype=pl.String),
            with_project=pl.lit(with_project),
            near_firms=pl.col("near"),
            near=pl.col("kind") == "near",
            kin_firms=pl.col("kin_firms").list.set_difference("buyers"),
        )
        .with_columns(
            finding=finding_id(),
            confidence=first_case(
                (pl.col("kind") == "missing", "verified"), (some("suppliers"), "origin_known"), otherwise="unrecorded"
            ),
            districts_having=pl.when("near").then("near_districts"),
            capped=_doubted() | pl.lit(with_project),
            on_the_way=some("coming") | some("projects"),
            lifted=pl.col("wished").fill_null(value=False) | some("said_in"),
            largest=pl.col("sized").list.first(),
            carried_buyers=pl.col("older_buyers").list.set_intersection(carried),
            older_buyers=pl.col("older_buyers").list.set_difference(carried),
        )
        .with_columns(reasons=_reasons(as_of - fresh_years), questions=_questions())
        .sort("finding")
    )
    return Findings(candidates(rows), _evidence(rows, firms=firms, presence=presence))


def _needing(wanted: pl.DataFrame, seats: pl.DataFrame) -> pl.DataFrame:
    """Gather who needs each sector, where, for what, and who decides there."""
    older = pl.col("fresh").fill_null(value=False).not_()
    hq = pl.col("purchasing") == "hq"
    bought = pl.col("basis") == "purchase"
    vital = bought.not_() & (pl.col("criticality") == "essential").fill_null(value=False)
    useful = bought.not_() & vital.not_() & vital.any().over("sector", "buyer").not_()
    return (
        wanted.join(seats.select(buyer="firm", purchasing="purchasing"), on="buyer", how="left")
        .sort("sector", "buyer", "from_sector", nulls_last=True)
        .group_by("sector", maintain_order=True)
        .agg(
            **behind(),
            made=pl.col("from_sector").drop_nulls().unique().sort(),
            **_whose("musts", vital),
            **_whose("uses", useful),
            **_whose("buys", bought),
            service=(pl.col("kind") == "service").fill_null(value=False).all(),
            older_buyers=pl.col("buyer").filter(older).unique().sort(),
            hq=pl.col("buyer").filter(hq).unique().sort(),
            link_rows=pl.col("rows").filter(bought).unique().sort(),
        )
        .rename({"fresh_buyers": "fresh_count"})
    )


def _whose(name: str, holds: pl.Expr) -> dict[str, pl.Expr]:
    """Gather the buyers of the needs of which something holds, where they are and for what they need it."""
    named = {name: "buyer", f"{name}_in": "district", f"{name}_for": "from_sector"}
    return {key: pl.col(column).filter(holds).drop_nulls().unique().sort() for key, column in named.items()}


def _origins(wanted: pl.DataFrame, deliveries: frames.Deliveries) -> pl.DataFrame:
    """Gather from whom the needing firms were seen to buy the sector."""
    return (
        deliveries.filter("told")
        .join(wanted.select("sector", "buyer").unique(), on=["sector", "buyer"], how="semi")
        .group_by("sector")
        .agg(
            supply=supply_pairs(),
            suppliers=pl.col("supplier").unique().sort(),
            supplied=pl.col("buyer").unique().sort(),
            origin_rows=pl.col("row").unique().sort(),
        )
    )


def _unexplained(
    wanted: pl.DataFrame, *, deliveries: frames.Deliveries, firms: pl.DataFrame, sector_context: frames.SectorContext
) -> pl.DataFrame:
    """Gather the supplies to needing firms of which nobody tells the product: they may be the very thing.

    A supplier known to be of other chains than those that own the sector cannot be meant.
    """
    loose = deliveries.filter(pl.col("sector").is_null(), pl.col("relation") == "supply").join(
        firms.select(supplier="firm", trades="chains"), on="supplier", how="left"
    )
    alien = (pl.col("trades").list.set_intersection("own_chains").list.len() == 0).fill_null(value=False)
    return (
        wanted.select("sector", "buyer")
        .unique()
        .with_columns(all_buyers=pl.len().over("sector"))
        .join(loose.select("buyer", "supplier", "trades", "row"), on="buyer")
        .join(sector_context.select("sector", "own_chains"), on="sector", how="left")
        .filter((pl.col("trades").list.len().fill_null(0) == 0) | alien.not_())
        .group_by("sector")
        .agg(
            unexplained=supply_pairs(),
            unexplained_buyers=pl.col("buyer").unique().sort(),
            all_unexplained=pl.col("buyer").n_unique() == pl.col("all_buyers").first(),
            unexplained_rows=pl.col("row").unique().sort(),
        )
    )


def _doubted() -> pl.Expr:
    """Say whether a question stands before a visit: who decides, how old the need is, who else may make it."""
    return (
        (pl.col("fresh_count") == 0)
        | (pl.col("hq").list.len() == pl.col("buyers").list.len())
        | some("coming")
        | some("projects")
        | some("inferred")
        | some("stale")
        | some("kin_firms")
        | (some("suppliers").not_() & pl.col("all_unexplained").fill_null(value=False))
    )


def _loose() -> pl.Expr:
    """Tell that a supply without a product may explain the need, and no purchase on record does."""
    return some("unexplained") & some("suppliers").not_()


def _reasons(fresh_from: int) -> pl.Expr:
    sector = pl.col("sector")
    verified = pl.col("absent").fill_null(value=False)
    untold = verified.not_() & some("suppliers").not_()
    wishes = {"year": pl.col("wish_year"), "n": pl.col("wish_rows").list.len()}
    return telling(
        *_needed(),
        *drawn(fresh_from),
        say("through", when=some("through"), sectors="through", sector=sector),
        say("verified_survey", when=verified & some("survey_rows"), sector=sector),
        say("verified_statement", when=verified & some("statement_rows"), sector=sector),
        say("surveyed_part", when=verified.not_() & some("surveyed_in"), districts="surveyed_in", sector=sector),
        say("said_part", when=verified.not_() & some("said_in"), districts="said_in", sector=sector),
        say("origin_known", when=some("supply"), pairs="supply", sector=sector),
        say("planned", when=some("planned_pairs"), pairs="planned_pairs", sector=sector),
        say("near_makers", when="near", districts="near_districts", firms="near_firms", sector=sector),
        say("unrecorded", when=untold & pl.col("service").not_(), districts="region", sector=sector),
        say("unrecorded_service", when=untold & pl.col("service"), districts="region", sector=sector),
        say("coming", when=some("coming"), firms="coming", sector=sector),
        say("projects", when=some("projects"), n=pl.col("projects").list.len(), sector=sector),
        say("lapsed", when=some("lapsed"), firms="lapsed", sector=sector),
        say("inferred", when=some("inferred"), firms="inferred", sector=sector),
        say("stale", when=some("stale"), firms="stale", sector=sector),
        say("kin", when=some("kin_firms"), firms="kin_firms", sectors="kin_sectors", sector=sector),
        say(
            "similar",
            when=some("similar"),
            firms="similar",
            sector_from="similar_made",
            process="process",
            sector=sector,
        ),
        say("unexplained", when=_loose(), pairs="unexplained"),
        say("older", when=some("older_buyers"), firms="older_buyers"),
        say("carried", when=some("carried_buyers"), firms="carried_buyers"),
        say("hq", when=some("hq"), firms="hq"),
        say("with_project", when="with_project"),
        say("local_input", when=some("local_inputs"), sectors="local_inputs", sector=sector),
        say("spent", when=pl.col("spent").is_not_null(), n="valued_buyers", value="spent"),
        say("wish", when=some("wish_rows"), **wishes, sector=sector),
        *_sites(),
    )


def _needed() -> tuple[pl.Expr, ...]:
    """Tell who needs it: for whose making it is essential, for whose it is common, and who was seen to buy it."""
    now, sector = pl.col("with_project").not_(), pl.col("sector")
    comers = who("buyers", "districts_needing")
    return (
        say("needed_later", when="with_project", **comers, sectors="made", sector=sector),
        say("needed", when=some("musts") & now, **who("musts", "musts_in"), sectors="musts_for", sector=sector),
        say("needed_common", when=some("uses") & now, **who("uses", "uses_in"), sectors="uses_for", sector=sector),
        say("bought", when=some("buys"), **who("buys", "buys_in"), sector=sector),
    )


def _sites() -> tuple[pl.Expr, ...]:
    """Tell where a maker could stand; of what is made for the nation or the world nobody need build here."""
    nearby = pl.col("reach").is_in(["national", "global"]).fill_null(value=False).not_()
    away, park = pl.col("site_minutes"), pl.col("site_park")
    return (
        say("park_fit", when=some("fit_parks") & park.is_null() & nearby, parks="fit_parks"),
        say("site_same", when=away == 0, park=park),
        say("site", when=away > 0, park=park, minutes=away.round(0)),
    )


def _questions() -> pl.Expr:
    buyers, sector, also = pl.col("buyers"), pl.col("sector"), pl.col("similar")
    supplied = (
        (pl.col("near_firms").list.set_intersection("suppliers").list.len() > 0)
        & (pl.col("supplied").list.len() == buyers.list.len())
    ).fill_null(value=False)
    return telling(
        say("coming", when=some("coming"), firms="coming", firm_from=buyers, sector=sector),
        say("project", when=some("projects"), sector=sector),
        say(
            "planned",
            when=some("planned_pairs") & some("suppliers").not_(),
            pairs="planned_pairs",
            firms="planned_buyers",
            sector=sector,
        ),
        say("inferred", when=some("inferred"), firms="inferred", sector=sector),
        say("stale", when=some("stale"), firms="stale", sector=sector),
        say("kin", when=some("kin_firms"), firms="kin_firms", sector_from="kin_sectors", sector=sector),
        say(
            "unexplained",
            when=_loose() & pl.col("all_unexplained"),
            firms="unexplained_buyers",
            pairs="unexplained",
            sector=sector,
        ),
        say("hq", when=some("hq"), firms="hq", sector=sector),
        say("near_supplied", when=pl.col("near") & supplied, pairs="supply", firms="supplied", sector=sector),
        say("near_partner", when="near", firms="near_firms", firm_from=buyers, sector=sector),
        say("with_project", when="with_project", firms=buyers, sector=sector),
        say("origin_why", when=some("suppliers"), firms="supplied", sector=sector, firm_also=also),
        say("origin_service", when=some("suppliers").not_() & pl.col("service"), firms=buyers, sector=sector),
        say("origin_size", when=some("suppliers").not_() & size_open(), firms=buyers, sector=sector, firm_also=also),
        say("origin", when=some("suppliers").not_(), firms=buyers, sector=sector, firm_also=also),
    )


def _evidence(rows: pl.DataFrame, *, firms: pl.DataFrame, presence: frames.Presence) -> pl.LazyFrame:
    """Name the rows each finding rests on."""
    asked = (
        rows.lazy()
        .select("finding", "sector", firm=pl.concat_list("coming", "lapsed", "stale", "inferred"))
        .explode("firm")
        .drop_nulls("firm")
        .join(presence.lazy().select("firm", "sector", "row"), on=["firm", "sector"])
    )

    def firm_rows(column: str) -> pl.LazyFrame:
        return (
            rows.lazy()
            .select("finding", firm=column)
            .explode("firm")
            .drop_nulls("firm")
            .join(firms.lazy().select("firm", "row"), on="firm")
            .select("finding", "row")
        )

    return pl.concat(
        [
            rests(rows, "need", "capabilities", row="made_rows"),
            rests(rows, "purchase", "links", row="link_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
            rests(rows, "origin", "links", row="origin_rows"),
            rests(rows.lazy().filter(_loose()), "unexplained", "links", row="unexplained_rows"),
            rests(rows, "trait", "sectors", row="trait_row"),
            rests(rows, "claim", "claims", row="claim_rows"),
            rests(rows, "size", "claims", row="pull_rows"),
            rests(rows, "size", "firms", row="anchor_rows"),
            rests(rows, "bound", "claims", row="bound_rows"),
            rests(rows, "wish", "statements", row="wish_rows"),
            rests(rows, "survey", "surveys", row="survey_rows"),
            rests(rows, "absent", "statements", row="statement_rows"),
            rests(rows, "plan", "links", row="plan_rows"),
            rests(rows, "similar", "capabilities", row="similar_rows"),
            rests(firm_rows("near_firms"), "neighbour", "firms"),
            rests(firm_rows("hq"), "purchasing", "firms"),
            rests(asked, "to_ask", "capabilities"),
            rests(rows, "to_ask", "capabilities", row="kin_rows"),
        ]
    )
