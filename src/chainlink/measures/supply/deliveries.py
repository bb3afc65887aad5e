"""Deliveries: what the actual links 配套关系 carry, one row per link and sector."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.dates import year_of
from chainlink.measures.supply.presence import PRESENT


def actual_links(
    *, links: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame, as_of: int
) -> frames.Links:
    """Return the links that were actual at ``as_of``, whoever closed since and however long ago they were seen.

    Ownership is never supply.  A link that ended before ``as_of``, starts after it, or of which every claim is expected
    or planned, is a hope and not a link.
    """
    return (
        links.filter(
            pl.col("relation") != "ownership",
            (year_of("until") >= as_of).fill_null(value=True),
            (year_of("since") <= as_of).fill_null(value=True),
        )
        .join(_only_hoped(claims, claim_subjects), on="link", how="anti")
        .select("link", "supplier", "buyer", "sectors", "relation", "seen", "row")
        .sort("row")
    )


def plans(*, links: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame, as_of: int) -> frames.Plans:
    """Return the supplies that are only expected or planned, one row per link and sector the link names.

    They close no need, but who asks about it should know of them.  What the two firms were seen to trade is no plan,
    nor is a supply that ended before ``as_of``.
    """
    actual = actual_links(links=links, claims=claims, claim_subjects=claim_subjects, as_of=as_of).explode("sectors")
    return (
        links.filter(pl.col("relation") == "supply", (year_of("until") >= as_of).fill_null(value=True))
        .join(_only_hoped(claims, claim_subjects), on="link", how="semi")
        .explode("sectors")
        .drop_nulls("sectors")
        .join(actual, on=["supplier", "buyer", "sectors"], how="anti")
        .select(sector="sectors", buyer="buyer", planner="supplier", plan_row="row")
        .sort("sector", "buyer", "planner", nulls_last=True)
    )


def planned_for(wanted: pl.DataFrame, plans: frames.Plans, *, by: str | list[str]) -> pl.DataFrame:
    """Return who plans to supply the wanting firms (``sector``, ``buyer``) with what they want.

    One row for each of ``by`` with a plan: ``by``, ``planned_pairs`` (supply_pairs), ``planned_buyers`` (firms),
    ``plan_rows`` (links).
    """
    return (
        wanted.join(plans, on=["sector", "buyer"])
        .group_by(by)
        .agg(
            planned_pairs=supply_pairs("planner", row="plan_row"),
            planned_buyers=pl.col("buyer").unique().sort(),
            plan_rows=pl.col("plan_row").unique().sort(),
        )
    )


def supply_pairs(supplier: str = "supplier", *, row: str = "row") -> pl.Expr:
    """Return the supplies of a group one by one, as an aggregation: who supplied whom, by which row of links.

    A sentence that names several suppliers and several buyers names these pairs and no other.
    """
    return pl.struct(supplier=supplier, buyer="buyer", row=row).unique().sort()


def _only_hoped(claims: pl.DataFrame, claim_subjects: pl.DataFrame) -> pl.DataFrame:
    """Return the links of which every claim is expected or planned."""
    return (
        claim_subjects.filter(pl.col("table") == "links")
        .join(claims.select("claim", "status"), on="claim")
        .group_by(link="id")
        .agg(hoped=pl.col("status").is_in(["expected", "planned"]).all())
        .filter("hoped")
    )


def local_links(
    *, live_links: frames.Links, firms: pl.DataFrame, region: Collection[str], neighbours: Collection[str]
) -> frames.Links:
    """Return the links with a supplier or a buyer in the region or next door: no other opens or closes anything."""
    here = firms.filter(pl.col("district").is_in([*region, *neighbours]))["firm"].implode()
    return live_links.filter(pl.col("supplier").is_in(here) | pl.col("buyer").is_in(here))


def deliveries(*, local_links: frames.Links, firms: pl.DataFrame, presence: frames.Presence) -> frames.Deliveries:
    """Return what the actual links carry, one row per link and sector 环节.

    A link names its sectors itself (``told``); where it names none, it may carry whatever its supplier makes (stated
    and seen) or is inferred to make.  A delivery is ``certain`` when its supplier is a named maker of that sector, or a
    named firm of which only the link tells that it is; else it is a recorded supply 有供应记录 whose maker has to be
    asked for.
    """
    made = pl.col("standing").is_in(PRESENT).fill_null(value=False)
    only_told = pl.col("told") & pl.col("standing").is_null() & (pl.col("relation") == "supply")
    place = firms.select("firm", "district", named=pl.col("named").fill_null(value=True))
    makes = presence.select(supplier="firm", sector="sector", standing="standing")
    stated = (
        local_links.filter(pl.col("sectors").list.len().fill_null(0) > 0)
        .with_columns(pl.col("sectors").list.unique())
        .explode("sectors")
        .rename({"sectors": "sector"})
        .join(makes, on=["supplier", "sector"], how="left")
        .with_columns(told=pl.lit(value=True))
    )
    guessed = (
        local_links.filter(pl.col("sectors").list.len().fill_null(0) == 0)
        .drop("sectors")
        .join(makes.filter(pl.col("standing").is_in([*PRESENT, "inferred"])), on="supplier", how="left")
        .with_columns(told=pl.lit(value=False))
        .select(stated.columns)
    )
    return (
        pl.concat([stated, guessed])
        .join(place.rename({"firm": "supplier", "district": "supplier_district"}), on="supplier", how="left")
        .rename({"named": "supplier_named"})
        .join(place.select(buyer="firm", buyer_district="district"), on="buyer", how="left")
        .with_columns(certain=pl.col("supplier_named").fill_null(value=False) & (made | only_told))
        .select(columns_of(frames.Deliveries))
        .sort("row", "sector", nulls_last=True)
    )
