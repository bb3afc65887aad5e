"""What is needed 采购需求: by the firms of the region, by those on their way, next door; and through which chains."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.measures.supply import needs as needs_measure
from chainlink.measures.supply import processes
from chainlink.measures.supply.groups import group_heads, with_sisters
from chainlink.measures.supply.presence import PRESENT, UNSURE


def usable(
    *, flows: pl.DataFrame, sectors: pl.DataFrame, sources: pl.DataFrame,
    criticalities: tuple[str, ...], kinds: tuple[str, ...], sourced_flows_only: bool,
) -> frames.Usable:  # fmt: skip
    """The flows 上下游关系 through which needs arise."""
    return needs_measure.usable_flows(
        flows, sectors, sources, criticalities=criticalities, kinds=kinds, sourced_only=sourced_flows_only
    )


def purchases(
    *, deliveries: frames.Deliveries, firms: pl.DataFrame, sectors: pl.DataFrame, closed: frames.Closed,
    as_of: int, fresh_years: int, seen_years: int,
) -> frames.Purchases:  # fmt: skip
    """What firms were seen to buy."""
    return needs_measure.purchase_needs(
        deliveries, firms, sectors, closed, fresh_from=as_of - fresh_years, seen_from=as_of - seen_years
    )


def needs(
    *, presence: frames.Presence, usable: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], captive_steps: int,
) -> frames.Needs:  # fmt: skip
    """The needs of present firms of the region."""
    buyers = presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(region))
    bought = purchases.filter(pl.col("district").is_in(region))
    made = with_sisters(presence, groups, local=region)
    return _needs(buyers, bought, usable, sectors, made, deliveries, local=region, captive_steps=captive_steps)


def coming_needs(
    *, presence: frames.Presence, usable: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], captive_steps: int,
) -> frames.Needs:  # fmt: skip
    """The needs of coming firms of the region 随项目配套; they bought nothing yet."""
    buyers = presence.filter(pl.col("standing") == "coming", pl.col("district").is_in(region))
    return _needs(
        buyers,
        purchases.clear(),
        usable,
        sectors,
        with_sisters(presence, groups, local=region),
        deliveries,
        local=region,
        captive_steps=captive_steps,
        coming=True,
    )


def around(
    *, presence: frames.Presence, usable: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], neighbours: tuple[str, ...],
    captive_steps: int,
) -> frames.ShownNeeds:  # fmt: skip
    """The needs of present firms of the neighbour ring, as the outcome shows them."""
    buyers = presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(neighbours))
    bought = purchases.filter(pl.col("district").is_in(neighbours))
    made = with_sisters(presence, groups, local=neighbours)
    return _needs(buyers, bought, usable, sectors, made, deliveries, local=region, captive_steps=captive_steps).drop(
        "sourced"
    )


def _needs(
    buyers: pl.DataFrame,
    bought: pl.DataFrame,
    usable: frames.Usable,
    sectors: pl.DataFrame,
    presence: frames.Presence,
    deliveries: frames.Deliveries,
    *,
    local: tuple[str, ...],
    captive_steps: int,
    coming: bool = False,
) -> pl.DataFrame:
    """Return how the needs of ``buyers`` stand, by flow and by purchase, and whether a source states the flow."""
    makers = buyers.with_columns(fresh=pl.col("standing").is_in(UNSURE).not_())
    by_flow = needs_measure.flow_needs(makers, usable, sectors, presence, deliveries, local=local, steps=captive_steps)
    standing = needs_measure.standing_needs(by_flow, bought, presence, deliveries, local=local, coming=coming)
    return standing.join(usable.select("flow_row", "sourced"), on="flow_row", how="left", maintain_order="left")


def all_needs(needs: frames.Needs, coming_needs: frames.Needs) -> frames.ShownNeeds:
    """The needs of the region as the outcome shows them."""
    return (
        pl.concat([needs, coming_needs])
        .drop("sourced")
        .sort("buyer", "sector", "from_sector", "coming", nulls_last=True)
    )


def live_needs(needs: frames.Needs) -> frames.Needs:
    """The needs that are there to be met."""
    return needs.filter(pl.col("standing").is_in(needs_measure.LIVE))


def open_needs(needs: frames.Needs) -> frames.Needs:
    """The needs that nothing on record closes."""
    return needs.filter(pl.col("standing") == "open")


def project_needs(coming_needs: frames.Needs) -> frames.Needs:
    """The needs of coming firms that nothing on record closes."""
    return coming_needs.filter(pl.col("standing") == "open")


def firm_chains(*, presence: frames.Presence, chain_sectors: pl.DataFrame, firms: pl.DataFrame) -> frames.FirmChains:
    """The chains of each firm: by what it makes, and as its row says."""
    own = chain_sectors.filter(pl.col("role") == "own").select("sector", "chain")
    made = presence.filter(pl.col("standing").is_in(PRESENT)).join(own, on="sector").select("firm", "chain")
    stated = firms.select("firm", chain="chains").explode("chain").drop_nulls("chain")
    return pl.concat([made, stated]).unique().sort("firm", "chain")


def arising(*, open_needs: frames.Needs, chain_sectors: pl.DataFrame, firm_chains: frames.FirmChains) -> frames.Arising:
    """Through which chains the open needs arise."""
    return needs_measure.need_chains(open_needs, chain_sectors, firm_chains)


def project_arising(
    *, project_needs: frames.Needs, chain_sectors: pl.DataFrame, firm_chains: frames.FirmChains
) -> frames.Arising:
    """Through which chains the needs of coming firms arise."""
    return arising(open_needs=project_needs, chain_sectors=chain_sectors, firm_chains=firm_chains)


def pooled(
    *, arising: frames.Arising, firms: pl.DataFrame, sectors: pl.DataFrame, job_shops: tuple[str, ...]
) -> frames.Pooled:
    """How many buyers stand together behind each sector; one that buys through head office 总部采购 is a question."""
    away = firms.filter(pl.col("purchasing") == "hq")["firm"].implode()
    decided = arising.with_columns(fresh=pl.col("fresh").fill_null(value=False) & pl.col("buyer").is_in(away).not_())
    return needs_measure.pooled_buyers(decided, sectors, job_shops=job_shops)


def project_pooled(
    *, project_arising: frames.Arising, firms: pl.DataFrame, sectors: pl.DataFrame, job_shops: tuple[str, ...]
) -> frames.Pooled:
    """How many coming buyers stand together behind each sector."""
    return pooled(arising=project_arising, firms=firms, sectors=sectors, job_shops=job_shops)


# ---- processes of job shops ------------------------------------------------------------------------------------------
def groups(firms: pl.DataFrame) -> frames.Groups:
    """Which firms belong together."""
    return group_heads(firms)


def job_work(sectors: pl.DataFrame, job_shops: tuple[str, ...], one_shop: tuple[str, ...]) -> frames.JobWork:
    """The sectors whose goods a job shop makes to order."""
    return processes.job_work(sectors, job_shops=job_shops, together=one_shop)


def switchable(
    *, all_needs: frames.ShownNeeds, presence: frames.Presence, job_work: frames.JobWork, minutes: frames.Minutes,
    groups: frames.Groups, region: tuple[str, ...], neighbours: tuple[str, ...], site_minutes: float,
    ring_minutes: float,
) -> frames.Switchable:  # fmt: skip
    """Who works by the process of a needed sector, within reach."""
    return processes.switchable(
        all_needs.filter(pl.col("standing") == "open"), presence, job_work, minutes, groups,
        region=region, neighbours=neighbours, site_minutes=site_minutes, ring_minutes=ring_minutes,
    )  # fmt: skip
