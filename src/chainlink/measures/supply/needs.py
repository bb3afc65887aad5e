"""Needs 采购需求: what present firms need, by the flows 上下游关系 into what they make and by what they bought."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.measures.supply.presence import PRESENT, made_in

LIVE = ("open", "closed", "recorded")
"""How a need stands that is there to be met: not bought by a project, not made by the buyer itself, no question."""
_CRITICALITY = pl.Enum(["essential", "common", "optional"])
_KIND_OF_GOODS = {
    "recurring_material": "material",
    "packaging": "packaging",
    "equipment_project": "equipment",
    "service": "service",
}


def flow_sources(flows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Return for each flow whether a source states it, beside general knowledge and statistics.

    Sorted by ``flow_row``: ``flow_row``, ``sourced``.
    """
    return (
        flows.select("row", "source")
        .explode("source")
        .join(sources.select("source", source_kind="kind"), on="source", how="left")
        .group_by(flow_row="row")
        .agg(sourced=pl.col("source_kind").fill_null("other").is_in(["knowledge", "statistics"]).not_().any())
        .sort("flow_row")
    )


def usable_flows(
    *, flows: pl.DataFrame, sectors: pl.DataFrame, sources: pl.DataFrame,
    criticalities: Collection[str] = ("essential", "common"), kinds: Collection[str] = ("material", "packaging"),
    sourced_flows_only: bool = False,
) -> frames.Usable:  # fmt: skip
    """Return the flows 上下游关系 through which a need arises.

    Those of ``kinds``, which recur with production, and as necessary as ``criticalities``: what is optional makes no
    gap.  Services only where the service must be local; equipment is kept, to be listed apart.  Energy, distribution
    and recycling never.  General knowledge is no source.
    """
    cited = flow_sources(flows, sources)
    local = sectors.select(input="sector", local_service=pl.col("local_service").fill_null(value=False))
    wanted = (
        pl.col("kind").is_in(list(kinds))
        | (pl.col("kind") == "equipment")
        | ((pl.col("kind") == "service") & pl.col("local_service"))
    )
    return (
        flows.select("input", "output", "criticality", "kind", flow_row="row")
        .join(local, on="input", how="left")
        .join(cited, on="flow_row", how="left")
        .filter(pl.col("criticality").is_in(list(criticalities)) & wanted.fill_null(value=False))
        .filter(pl.col("sourced") if sourced_flows_only else pl.lit(value=True))
        .drop("local_service")
        .sort("input", "output")
    )


def flow_needs(
    *, buyers: pl.DataFrame, usable_flows: frames.Usable, sectors: pl.DataFrame, presence: frames.Presence,
    deliveries: frames.Deliveries, local: Collection[str], steps: int = 2,
) -> pl.DataFrame:  # fmt: skip
    """Return what the firms of ``buyers`` need by the flows into the sectors they are present in.

    A captive sector 通常自制 without a maker in ``local``, which the buyer neither makes nor was seen to buy, is looked
    through to its own inputs, ``steps`` times at most (two steps are a press shop's steel; beyond that nobody at the
    buyer decides); where it has no inputs it stays.

    Sorted by ``buyer``, ``sector``, ``from_sector``: ``buyer``, ``district``, ``from_sector``, ``sector``,
    ``criticality`` (the weakest on the way), ``kind``, ``through`` (captive sectors looked through; null = none),
    ``flow_row``, ``fresh``, ``row`` (of capabilities).
    """
    captive = _unmade_captives(sectors, presence, usable_flows, local)
    served = _served(presence, deliveries, captive)
    inward = usable_flows.select(
        sector="output", input="input", flow_kind="kind", flow_row="flow_row", worth="criticality"
    )
    reached = (
        buyers.select(buyer="firm", district="district", from_sector="sector", fresh="fresh", row="row")
        .join(inward, left_on="from_sector", right_on="sector")
        .rename({"input": "sector", "flow_kind": "kind", "worth": "criticality"})
        .with_columns(through=pl.lit([], dtype=pl.List(pl.String)))
    )
    columns = reached.columns
    opened = pl.col("captive") & pl.col("served").is_null() & (pl.col("kind") != "equipment")
    done = []
    for step in range(steps + 1):
        looked = (
            reached.join(captive, on="sector", how="left")
            .join(served, on=["buyer", "sector"], how="left")
            .with_columns(captive=opened.fill_null(value=False))
        )
        if step == steps or not looked["captive"].any():
            done.append(looked.select(columns))
            break
        done.append(looked.filter(pl.col("captive").not_()).select(columns))
        reached = (
            looked.filter("captive")
            .drop("flow_row")
            .join(inward, on="sector")
            .with_columns(
                through=pl.concat_list("through", "sector"),
                sector="input",
                kind="flow_kind",
                criticality=pl.max_horizontal(pl.col("criticality", "worth").cast(_CRITICALITY)).cast(pl.String),
            )
            .filter(pl.col("sector") != pl.col("from_sector"))
            .select(columns)
        )
    every = pl.concat(done).with_columns(steps=pl.col("through").list.len())
    if len(done) > 1:
        every = (
            every.with_columns(weaker=pl.col("criticality") != "essential")
            .sort("steps", "weaker", "flow_row")
            .unique(["buyer", "sector", "from_sector"], keep="first", maintain_order=True)
        )
    return (
        every.with_columns(through=pl.when(pl.col("steps") > 0).then("through"))
        .select(columns)
        .sort("buyer", "sector", "from_sector")
    )


def _unmade_captives(
    sectors: pl.DataFrame, presence: pl.DataFrame, usable_flows: pl.DataFrame, local: Collection[str]
) -> pl.DataFrame:
    """Return the captive sectors with inputs of their own that nobody in ``local`` makes, marked ``captive``."""
    makers = made_in(presence, local)
    return (
        sectors.filter(pl.col("captive").fill_null(value=False))
        .join(makers, on="sector", how="anti")
        .join(usable_flows.select(sector="output"), on="sector", how="semi")
        .select("sector", captive=pl.lit(value=True))
    )


def _served(presence: pl.DataFrame, deliveries: pl.DataFrame, captive: pl.DataFrame) -> pl.DataFrame:
    """Return which buyers make a captive sector themselves or were seen to buy it, marked ``served``."""
    made = presence.filter(pl.col("standing").is_in(PRESENT)).select("sector", buyer="firm")
    bought = deliveries.filter("told").select("sector", "buyer")
    return (
        pl.concat([made, bought])
        .join(captive, on="sector", how="semi")
        .unique()
        .with_columns(served=pl.lit(value=True))
    )


def purchases(
    *, deliveries: frames.Deliveries, firms: pl.DataFrame, sectors: pl.DataFrame, closed: frames.Closed, as_of: int,
    fresh_years: int = 5, seen_years: int = 10,
) -> frames.Purchases:  # fmt: skip
    """Return what firms were seen to buy: a recorded purchase is itself a need of its buyer.

    Only links that name the sector tell a purchase, and only those seen within ``seen_years``, as for presence, or
    without a year; beyond ``fresh_years`` it is 较旧.  An unnamed buyer has no need that anyone could ask about.
    """
    bought = sectors.select(
        "sector",
        kind=pl.col("need_kind").replace_strict(_KIND_OF_GOODS, default=None, return_dtype=pl.String),
        untold=pl.col("need_kind").is_null(),
        local_service=pl.col("local_service").fill_null(value=False),
    ).with_columns(kind=pl.when("untold").then(pl.lit("material")).otherwise("kind"))
    return (
        deliveries.filter("told", (pl.col("seen") >= as_of - seen_years).fill_null(value=True))
        .join(firms.filter(pl.col("named").fill_null(value=True)).select(buyer="firm"), on="buyer", how="semi")
        .join(closed.select(buyer="firm"), on="buyer", how="anti")
        .join(bought, on="sector")
        .filter(pl.col("kind").is_not_null() & ((pl.col("kind") != "service") | pl.col("local_service")))
        .sort("buyer", "sector", "row")
        .group_by("buyer", "sector", maintain_order=True)
        .agg(
            district=pl.col("buyer_district").first(),
            kind=pl.col("kind").first(),
            fresh=(pl.col("seen") >= as_of - fresh_years).any(),
            row=pl.col("row").first(),
        )
        .select("buyer", "district", "sector", "kind", "fresh", "row")
    )


def standing_needs(
    *, by_flow: pl.DataFrame, by_purchase: frames.Purchases, presence: frames.Presence, deliveries: frames.Deliveries,
    local: Collection[str], coming: bool = False,
) -> frames.ShownNeeds:  # fmt: skip
    """Return every need with how it stands; what a flow already tells (flow_needs) is not told twice.

    ``apart``: equipment, bought by the project.  ``own``: the buyer makes it.  ``closed``: an actual link from a maker
    in ``local`` brings it.  ``recorded``: an actual local link brings it, but its maker is unnamed or only inferred.
    ``question``: the buyer itself is inferred or planned to make it.  ``open``: none of these, so bought elsewhere or
    not known from where.

    ``links`` are all actual links that bring the sector to the buyer, from wherever; ``fresh`` is false where the
    knowledge is 较旧; ``rows`` the row of capabilities (flow) or links (purchase) it arises from; with ``coming`` the
    buyers are firms on their way 随项目配套.
    """
    bought = by_purchase.join(by_flow, on=["buyer", "sector"], how="anti").with_columns(basis=pl.lit("purchase"))
    rows = pl.concat([by_flow.with_columns(basis=pl.lit("flow")), bought], how="diagonal")
    own = presence.select(
        buyer="firm",
        sector="sector",
        own=pl.col("standing").is_in(PRESENT),
        maybe=pl.col("standing").is_in(["inferred", "coming", "lapsed", "stale"]),
    )
    near = pl.col("supplier_district").is_in(list(local)).fill_null(value=False)
    brought = (
        deliveries.join(rows.select("buyer", "sector").unique(), on=["buyer", "sector"], how="semi")
        .sort("link")
        .group_by("buyer", "sector")
        .agg(
            links=pl.col("link"),
            closing=(near & pl.col("certain")).any(),
            recorded=(near & pl.col("certain").not_()).any(),
        )
    )
    return (
        rows.join(own, on=["buyer", "sector"], how="left")
        .join(brought, on=["buyer", "sector"], how="left")
        .with_columns(standing=_standing(), coming=pl.lit(coming))
        .rename({"row": "rows"})
        .select(columns_of(frames.ShownNeeds))
        .sort("buyer", "sector", "from_sector", nulls_last=True)
    )


def _standing() -> pl.Expr:
    """Return how a need stands; what is null (nobody makes or brings it) does not hold."""
    return first_case(
        (pl.col("kind") == "equipment", "apart"),
        ("own", "own"),
        ("closing", "closed"),
        ("recorded", "recorded"),
        ("maybe", "question"),
        otherwise="open",
    )


def behind() -> dict[str, pl.Expr]:
    """Return what a finding says of the needs behind it, as aggregations of the result of standing_needs.

    ``buyers``, ``districts_needing``; ``through``: captive sectors looked through; ``essential``: one of them is
    essential or was bought; ``fresh_buyers``: how many buyers are not 较旧; ``flow_rows``, ``made_rows``: the rows of
    flows and capabilities they arise from; ``flow_basis``: purchase (all were bought), sourced (a source states one of
    the flows), else knowledge.
    """
    bought = pl.col("basis") == "purchase"
    return {
        "buyers": pl.col("buyer").unique().sort(),
        "districts_needing": pl.col("district").drop_nulls().unique().sort(),
        "through": pl.col("through").explode().drop_nulls().unique().sort(),
        "essential": ((pl.col("criticality") == "essential") | bought).fill_null(value=False).any(),
        "fresh_buyers": pl.col("buyer").filter(pl.col("fresh").fill_null(value=False)).n_unique(),
        "flow_rows": pl.col("flow_row").drop_nulls().unique().sort(),
        "made_rows": pl.col("rows").filter(pl.col("basis") == "flow").unique().sort(),
        "flow_basis": first_case(
            (bought.all(), "purchase"),
            (pl.col("sourced").fill_null(value=False).any(), "sourced"),
            otherwise="knowledge",
        ),
    }


def arising(*, open_needs: frames.Needs, chain_sectors: pl.DataFrame, firm_chains: frames.FirmChains) -> frames.Arising:
    """Return through which chains 产业链 each need arises: those that own the sector the buyer makes.

    Of a buyer whose purchase names no sector of its own, its chains.
    """
    own = chain_sectors.filter(pl.col("role") == "own").select(from_sector="sector", chain="chain")
    by_flow = open_needs.filter(pl.col("from_sector").is_not_null()).join(own, on="from_sector", how="left")
    by_firm = open_needs.filter(pl.col("from_sector").is_null()).join(
        firm_chains.select(buyer="firm", chain="chain"), on="buyer", how="left"
    )
    columns = ["sector", "buyer", "chain"]
    return (
        pl.concat([rows.select(*columns, "fresh") for rows in (by_flow, by_firm)])
        .group_by(columns)
        .agg(pl.col("fresh").any())
        .sort(columns, nulls_last=True)
    )


def pooled(
    *, arising: frames.Arising, firms: pl.DataFrame, sectors: pl.DataFrame, job_shops: Collection[str]
) -> frames.Pooled:
    """Return how many distinct named buyers stand together behind each sector.

    Buyers of several chains are counted together only over job-shop processes 通用加工工艺: a press shop serves cars
    and lamps alike, a maker of lamp optics does not.  Elsewhere the largest single chain counts.  A buyer that
    purchases through its head office 总部采购 is a question, as one that is 较旧.
    """
    away = firms.filter(pl.col("purchasing") == "hq")["firm"].implode()
    arising = arising.with_columns(fresh=pl.col("fresh").fill_null(value=False) & pl.col("buyer").is_in(away).not_())
    everyone = (
        arising.group_by("sector", "buyer")
        .agg(pl.col("fresh").any())
        .group_by("sector")
        .agg(all_buyers=pl.len(), all_fresh=pl.col("fresh").sum())
    )
    largest = (
        arising.group_by("sector", "chain")
        .agg(one_buyers=pl.col("buyer").n_unique(), one_fresh=pl.col("buyer").filter("fresh").n_unique())
        .group_by("sector")
        .agg(pl.col("one_buyers", "one_fresh").max())
    )
    pools = pl.col("process").is_in(list(job_shops)).fill_null(value=False)
    return (
        everyone.join(largest, on="sector")
        .join(sectors.select("sector", "process"), on="sector", how="left")
        .select(
            "sector",
            structural_need=pl.when(pools).then("all_buyers").otherwise("one_buyers").cast(pl.Int64),
            fresh_buyers=pl.when(pools).then("all_fresh").otherwise("one_fresh").cast(pl.Int64),
        )
        .sort("sector")
    )
