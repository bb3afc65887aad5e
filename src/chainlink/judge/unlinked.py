"""Unlinked 未对接: a maker and a needing buyer in the region, and no link on record between what they make and need."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.measures.supply.context import shown_chains
from chainlink.measures.supply.deliveries import planned_for, supply_pairs
from chainlink.measures.supply.needs import behind
from chainlink.measures.supply.presence import made_in
from chainlink.measures.supply.varieties import compared

KINDS = ("unlinked",)
"""The kinds of finding judged here."""


def unlinked(
    *, needs: frames.Needs, presence: frames.Presence, sectors: pl.DataFrame, chain_sectors: pl.DataFrame,
    chains: pl.DataFrame, sector_context: frames.SectorContext, firms: pl.DataFrame, deliveries: frames.Deliveries,
    plans: frames.Plans, district_minutes: frames.Minutes, capabilities: pl.DataFrame, flows: pl.DataFrame,
    links: pl.DataFrame, region: Collection[str], farming: Collection[str] = ("farming",),
) -> Findings:  # fmt: skip
    """Judge the open needs for goods that a firm of the region makes, one finding per pair of sectors, with its rows.

    Only needs for material or packaging count.  Services are left out (everybody is served by somebody), and so is
    ``farming``: growers sell to whoever comes.  A maker and a buyer that state two varieties 品种 that differ are no
    pair: the ``product`` of the capability, of the flow or of what was bought.

    Example:
        >>> made = filled(frames.Presence, firm=["a"], sector=["box"], district=["kai"], standing=["present"], row=[3])
        >>> needs = filled(frames.Needs, buyer=["b"], district=["wan"], from_sector=["lamp"], sector=["box"],
        ...     criticality=["essential"], kind=["packaging"], basis=["flow"], standing=["open"], fresh=[True])
        >>> sectors = pl.DataFrame({"sector": ["box", "lamp"], "name": ["", ""], "process": ["", ""]})
        >>> own = pl.DataFrame({"chain": ["lighting"], "sector": ["lamp"], "role": ["own"]})
        >>> found = unlinked(needs=needs, presence=made, sectors=sectors, chain_sectors=own,
        ...     chains=pl.DataFrame({"chain": ["lighting"], "order": [1]}), sector_context=filled(frames.SectorContext),
        ...     firms=pl.DataFrame({"firm": ["a", "b"], "purchasing": ["local", "local"]}), plans=filled(frames.Plans),
        ...     deliveries=filled(frames.Deliveries), region=["wan", "kai"], **dict.fromkeys(("flows", "links"),
        ...     pl.DataFrame(schema={"row": pl.Int64, "product": pl.String})), capabilities=pl.DataFrame(
        ...     schema={"firm": pl.String, "sector": pl.String, "product": pl.String}),
        ...     district_minutes=filled(frames.Minutes, **{"from": ["kai"], "to": ["wan"], "minutes": [70.0]}))
        >>> found.rows.select("finding", "chains", "buyers", "districts_having", "minutes").rows()
        [('unlinked|box|lamp', ['lighting'], ['b'], ['kai'], 70.0)]

    """
    farmed = sectors.filter(pl.col("process").is_in(list(farming))).select("sector")
    makers = made_in(presence, region).join(farmed, on="sector", how="anti")
    wanted = (
        needs.filter(pl.col("standing") == "open", pl.col("kind").is_in(["material", "packaging"]))
        .join(farmed.rename({"sector": "from_sector"}), on="from_sector", how="anti")
        .rename({"from_sector": "other_sector"})
        .join(makers.select("sector"), on="sector", how="semi")
    )
    pair = ["sector", "other_sector"]
    named = capabilities.join(sectors.select("sector", called="name"), on="sector", how="left")
    pairs = _fitting(wanted, makers=makers, capabilities=named, flows=flows, links=links)
    made = _made(makers, pairs)
    wanted = wanted.join(pairs, on=[*pair, "buyer"], how="semi", nulls_equal=True)
    carried = presence.filter(pl.col("standing") == "carried")["firm"].unique().sort().implode()
    rows = (
        _needing(wanted, firms=firms, deliveries=deliveries)
        .join(made, on=pair, nulls_equal=True)
        .join(planned_for(wanted, plans, by=pair), on=pair, how="left", nulls_equal=True)
        .join(sector_context.select("sector", "trait_row", "wish_year", "wish_rows"), on="sector", how="left")
        .join(_pages(wanted, chain_sectors, chains), on=pair, how="left", nulls_equal=True)
        .with_columns(
            kind=pl.lit("unlinked"),
            with_project=pl.lit(value=False),
            structural_need=pl.col("buyers").list.len(),
            weight=pl.col("buyers").list.len(),
            confidence=pl.when(some("supply")).then(pl.lit("origin_known")).otherwise(pl.lit("unrecorded")),
            carried=pl.col("maker").list.set_union("buyers").list.set_intersection(carried),
            old_makers=pl.col("maker").list.set_difference(carried),
            old_buyers=pl.col("buyers").list.set_difference(carried),
            capped=(pl.col("fresh_buyers") == 0) | pl.col("maker_fresh").not_() | _decided_away() | _open(),
        )
        .with_columns(finding=finding_id())
    )
    rows = (
        rows.join(_way(rows, district_minutes), on="finding", how="left")
        .with_columns(reasons=_reasons(), questions=_questions())
        .sort("finding")
    )
    evidence = pl.concat(
        [
            rests(rows, "maker", "capabilities", row="maker_row"),
            rests(rows, "need", "capabilities", row="made_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
            rests(rows, "origin", "links", row="supply_rows"),
            rests(rows, "plan", "links", row="plan_rows"),
            rests(rows, "trait", "sectors", row="trait_row"),
        ]
    )
    return Findings(candidates(rows), evidence)


def _fitting(
    wanted: pl.DataFrame, *, makers: pl.DataFrame, capabilities: pl.DataFrame, flows: pl.DataFrame, links: pl.DataFrame
) -> pl.DataFrame:
    """Pair makers with those who need their sector, but for pairs that state two varieties that differ.

    A product that is only the name of its sector, or a part of it, is no variety.
    """
    general = pl.col("called").str.contains(pl.col("product"), literal=True).fill_null(value=False)
    products = capabilities.select("firm", "sector", made=pl.when(general.not_()).then("product"))
    row = pl.when(pl.col("basis") == "purchase").then("rows").otherwise("flow_row")
    sides = {"flow": flows, "purchase": links}
    wishes = [rows.select("row", basis=pl.lit(basis), wanted="product") for basis, rows in sides.items()]
    pairs = (
        wanted.select("sector", "other_sector", "buyer", "basis", row=row)
        .join(pl.concat(wishes), on=["basis", "row"], how="left")
        .join(makers.select("sector", "firm"), on="sector")
        .join(products, on=["firm", "sector"], how="left")
    )
    return compared(pairs).filter(pl.col("fit").eq_missing("differ").not_())


def _made(makers: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Gather who makes each sector for each use of it, and what is stated of the variety where that is open."""
    use = ["sector", "other_sector"]
    stated = pairs.group_by(use).agg(
        fits=pl.col("fit").drop_nulls().unique(),
        varieties_made=pl.col("made").drop_nulls().unique().sort(),
        varieties_wanted=pl.col("wanted").drop_nulls().unique().sort(),
    )
    return (
        makers.join(pairs.select(*use, "firm").unique(), on=["sector", "firm"])
        .sort(*use, "firm", nulls_last=True)
        .group_by(use, maintain_order=True)
        .agg(
            maker=pl.col("firm"),
            maker_row=pl.col("row"),
            districts_having=pl.col("district").unique().sort(),
            maker_fresh=(pl.col("standing") == "present").any(),
        )
        .join(stated, on=use, nulls_equal=True)
    )


def _open() -> pl.Expr:
    """Say whether a variety is stated, and no pair on record in which both sides state the same."""
    return pl.col("fits").list.contains("open") & pl.col("fits").list.contains("same").not_()


def _needing(wanted: pl.DataFrame, *, firms: pl.DataFrame, deliveries: frames.Deliveries) -> pl.DataFrame:
    """Gather who needs each sector to make each other one, who decides there, and who supplies these buyers now."""
    pair = ["sector", "other_sector"]
    now = (
        wanted.select(*pair, "buyer")
        .join(deliveries.filter("told").select("sector", "buyer", "supplier", "row"), on=["sector", "buyer"])
        .group_by(pair)
        .agg(supply=supply_pairs(), supply_rows=pl.col("row").unique().sort())
    )
    return (
        wanted.join(firms.select(buyer="firm", purchasing="purchasing"), on="buyer", how="left")
        .group_by(pair)
        .agg(**behind(), hq=pl.col("buyer").filter(pl.col("purchasing") == "hq").unique().sort())
        .join(now, on=pair, how="left", nulls_equal=True)
    )


def _pages(wanted: pl.DataFrame, chain_sectors: pl.DataFrame, chains: pl.DataFrame) -> pl.DataFrame:
    """Return the chains that own the sector, or the one that the buyers make of it."""
    own = chain_sectors.filter(pl.col("role") == "own").select(other_sector="sector", chain="chain")
    through = wanted.select("sector", "other_sector").unique().join(own, on="other_sector", how="left")
    return shown_chains(through, chain_sectors=chain_sectors, chains=chains, by=("sector", "other_sector"))


def _way(rows: pl.DataFrame, minutes: pl.DataFrame) -> pl.DataFrame:
    """Return the shortest stated way from a district that makes to one that needs; 0 within one district."""
    pairs = (
        rows.select("finding", pl.col("districts_having").alias("from"), pl.col("districts_needing").alias("to"))
        .explode("from")
        .explode("to")
        .drop_nulls()
    )
    return (
        pairs.join(minutes, on=["from", "to"], how="left")
        .with_columns(minutes=pl.when(pl.col("from") == pl.col("to")).then(0.0).otherwise("minutes"))
        .group_by("finding")
        .agg(pl.col("minutes").min())
    )


def _decided_away() -> pl.Expr:
    """Say whether every buyer purchases through its head office 总部采购."""
    return pl.col("hq").list.len() == pl.col("buyers").list.len()


def _reasons() -> pl.Expr:
    sector, other = pl.col("sector"), pl.col("other_sector")
    flow, vital = other.is_not_null(), pl.col("essential")
    buyers = who("buyers", "districts_needing")
    wishes = {"year": pl.col("wish_year"), "n": pl.col("wish_rows").list.len()}
    return telling(
        say("maker_here", **who("maker", "districts_having"), sector=sector),
        say("needed", when=flow & vital, **buyers, sectors=other, sector=sector),
        say("needed_common", when=flow & vital.not_(), **buyers, sectors=other, sector=sector),
        say("bought", when=flow.not_(), **buyers, sector=sector),
        say("through", when=some("through"), sectors="through", sector=sector),
        say("variety_made", when=_open() & some("varieties_made"), phrases="varieties_made"),
        say("variety_wanted", when=_open() & some("varieties_wanted"), phrases="varieties_wanted"),
        say("no_link", when=some("supply").not_(), sector=sector),
        say("origin_known", when=some("supply"), pairs="supply", sector=sector),
        say("planned", when=some("planned_pairs"), pairs="planned_pairs", sector=sector),
        say("maker_older", when=pl.col("maker_fresh").not_() & some("old_makers"), firms="old_makers", sector=sector),
        say("carried", when=some("carried"), firms="carried"),
        say("buyer_older", when=(pl.col("fresh_buyers") == 0) & some("old_buyers"), firms="old_buyers"),
        say("hq", when=some("hq"), firms="hq"),
        say("wish", when=some("wish_rows"), **wishes, sector=sector),
    )


def _questions() -> pl.Expr:
    sector = pl.col("sector")
    plan = {"pairs": pl.col("planned_pairs"), "firms": pl.col("planned_buyers")}
    return telling(
        say("hq", when=_decided_away(), firms="hq", sector=sector),
        say("planned", when=some("planned_pairs"), **plan, sector=sector),
        say("match", firms="maker", firm_from="buyers", sector=sector),
    )
