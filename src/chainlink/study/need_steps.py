"""What is needed 采购需求: by the firms of the region, by those on their way, next door; and through which chains."""

from __future__ import annotations

import polars as pl

from chainlink.data import frames
from chainlink.measures.supply import needs as measure
from chainlink.measures.supply import processes
from chainlink.measures.supply.groups import group_heads, with_sisters
from chainlink.measures.supply.presence import PRESENT, UNSURE
from chainlink.study.dag import twin

STEPS = (
    measure.usable_flows,
    measure.purchases,
    measure.arising,
    measure.pooled,
    twin(
        measure.arising,
        "project_arising",
        "Through which chains the needs of coming firms arise.",
        open_needs="project_needs",
    ),
    twin(
        measure.pooled,
        "project_pooled",
        "How many coming buyers stand together behind each sector.",
        arising="project_arising",
    ),
)
"""The measures that are steps as they stand, and the same for the firms on their way."""


def needs(
    *, presence: frames.Presence, usable_flows: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], captive_steps: int,
) -> frames.Needs:  # fmt: skip
    """The needs of present firms of the region."""
    return _needs(
        "present", region, purchases, groups=groups, presence=presence, usable_flows=usable_flows, sectors=sectors,
        deliveries=deliveries, region=region, captive_steps=captive_steps,
    )  # fmt: skip


def coming_needs(
    *, presence: frames.Presence, usable_flows: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], captive_steps: int,
) -> frames.Needs:  # fmt: skip
    """The needs of coming firms of the region 随项目配套; they bought nothing yet."""
    return _needs(
        "coming", region, purchases.clear(), groups=groups, presence=presence, usable_flows=usable_flows,
        sectors=sectors, deliveries=deliveries, region=region, captive_steps=captive_steps,
    )  # fmt: skip


def around(
    *, presence: frames.Presence, usable_flows: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    purchases: frames.Purchases, groups: frames.Groups, region: tuple[str, ...], neighbours: tuple[str, ...],
    captive_steps: int,
) -> frames.ShownNeeds:  # fmt: skip
    """The needs of present firms of the neighbour ring, as the outcome shows them."""
    return _needs(
        "present", neighbours, purchases, groups=groups, presence=presence, usable_flows=usable_flows, sectors=sectors,
        deliveries=deliveries, region=region, captive_steps=captive_steps,
    ).drop("sourced")  # fmt: skip


def _needs(
    standing: str, districts: tuple[str, ...], purchases: frames.Purchases, *, groups: frames.Groups,
    presence: frames.Presence, usable_flows: frames.Usable, sectors: pl.DataFrame, deliveries: frames.Deliveries,
    region: tuple[str, ...], captive_steps: int,
) -> frames.Needs:  # fmt: skip
    """Return how the needs of the firms of ``districts`` stand, by flow and by purchase, and which flow is sourced."""
    coming = standing == "coming"
    buyers = presence.filter(
        pl.col("standing").is_in([standing] if coming else PRESENT), pl.col("district").is_in(districts)
    ).with_columns(fresh=pl.col("standing").is_in(UNSURE).not_())
    made = with_sisters(presence, groups, local=districts)
    by_flow = measure.flow_needs(
        buyers=buyers, usable_flows=usable_flows, sectors=sectors, presence=made, deliveries=deliveries,
        local=region, steps=captive_steps,
    )  # fmt: skip
    standing_needs = measure.standing_needs(
        by_flow=by_flow, by_purchase=purchases.filter(pl.col("district").is_in(districts)), presence=made,
        deliveries=deliveries, local=region, coming=coming,
    )  # fmt: skip
    return standing_needs.join(
        usable_flows.select("flow_row", "sourced"), on="flow_row", how="left", maintain_order="left"
    )


def all_needs(needs: frames.Needs, coming_needs: frames.Needs) -> frames.ShownNeeds:
    """The needs of the region as the outcome shows them."""
    return (
        pl.concat([needs, coming_needs])
        .drop("sourced")
        .sort("buyer", "sector", "from_sector", "coming", nulls_last=True)
    )


def live_needs(needs: frames.Needs) -> frames.Needs:
    """The needs that are there to be met."""
    return needs.filter(pl.col("standing").is_in(measure.LIVE))


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


# ---- processes of job shops ------------------------------------------------------------------------------------------
def groups(firms: pl.DataFrame) -> frames.Groups:
    """Which firms belong together."""
    return group_heads(firms)


def job_work(sectors: pl.DataFrame, job_shops: tuple[str, ...], one_shop: tuple[str, ...]) -> frames.JobWork:
    """The sectors whose goods a job shop makes to order."""
    return processes.job_work(sectors, job_shops=job_shops, together=one_shop)


def switchable(
    *, all_needs: frames.ShownNeeds, presence: frames.Presence, job_work: frames.JobWork,
    district_minutes: frames.Minutes, groups: frames.Groups, region: tuple[str, ...], neighbours: tuple[str, ...],
    site_minutes: float, ring_minutes: float,
) -> frames.Switchable:  # fmt: skip
    """Who works by the process of a needed sector, within reach."""
    return processes.like_makers(
        needs=all_needs.filter(pl.col("standing") == "open"), presence=presence, work=job_work,
        minutes=district_minutes, groups=groups, region=region, neighbours=neighbours, site_minutes=site_minutes,
        ring_minutes=ring_minutes,
    )  # fmt: skip
