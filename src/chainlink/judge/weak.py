"""Weak 弱链: a sector that is there and needed, and that somebody stated not to suffice."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.findings import Findings, candidates, finding_id, rests, say, telling
from chainlink.measures.standing import PRESENT


def weak_sectors(
    known: pl.DataFrame,
    needs: pl.DataFrame,
    capacities: pl.DataFrame,
    statements: pl.DataFrame,
    *,
    region: Collection[str],
    makers: int = 1,
) -> pl.DataFrame:
    """Judge weak the locally needed sectors with few makers and stated capacity below stated need, or said to be weak.

    One maker alone is no weakness, nor is thin data: without two stated figures in one unit, or an unresolved statement
    of wording class ``weak`` naming the sector, nothing is weak.

    Args:
        known: the result of presence.
        needs: the result of standing_needs.
        capacities: the result of stated_capacity.
        statements: reads ``districts``, ``sector``, ``wording_class``, ``resolved_by``, ``grade``, ``row``.
        region: the chosen districts.
        makers: so many makers at most; two can step in for each other.

    Returns:
        Sorted by ``sector``: ``sector``, ``capacity``, ``need``, ``unit`` (null = weak by statement),
        ``capacity_rows``, ``statement_rows``, ``official`` (a statement is graded A).

    """
    chosen = list(region)
    here = (
        known.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(chosen))
        .group_by("sector")
        .agg(makers=pl.col("firm").n_unique())
    )
    needed = needs.filter(pl.col("standing").is_in(["open", "closed", "recorded"])).select("sector").unique()
    short = (
        capacities.join(here.filter(pl.col("makers") <= makers), on="sector", how="semi")
        .filter(pl.col("capacity") < pl.col("need"))
        .select("sector", "capacity", "need", "unit", "capacity_rows")
        .sort("sector", "unit")
        .unique("sector", keep="first", maintain_order=True)
    )
    named = (pl.col("districts").list.len().fill_null(0) == 0) | (
        pl.col("districts").list.set_intersection(chosen).list.len() > 0
    ).fill_null(value=True)
    said = (
        statements.filter(
            pl.col("wording_class") == "weak", pl.col("sector").is_not_null(), pl.col("resolved_by").is_null(), named
        )
        .group_by("sector")
        .agg(statement_rows=pl.col("row").sort(), official=(pl.col("grade") == "A").fill_null(value=False).any())
    )
    return (
        here.select("sector")
        .join(needed, on="sector", how="semi")
        .join(short, on="sector", how="left")
        .join(said, on="sector", how="left")
        .filter(pl.col("capacity").is_not_null() | pl.col("statement_rows").is_not_null())
        .sort("sector")
    )


def weak_findings(
    weak: pl.DataFrame,
    states: pl.DataFrame,
    needs: pl.DataFrame,
    known: pl.DataFrame,
    firms: pl.DataFrame,
    context: pl.DataFrame,
) -> Findings:
    """Return one finding per weak sector.

    Args:
        weak: the result of weak_sectors.
        states: the states of the region.
        needs: the result of standing_needs.
        known: the result of presence.
        firms: reads ``firm``, ``district``.
        context: the result of sector_context.

    Returns:
        Candidates sorted by ``finding``, and the rows they rest on.

    """
    wanted = needs.filter(pl.col("standing").is_in(["open", "closed", "recorded"])).join(weak, on="sector", how="semi")
    buyers = (
        wanted.sort("sector", "buyer")
        .group_by("sector", maintain_order=True)
        .agg(
            buyers=pl.col("buyer").unique().sort(),
            districts_needing=pl.col("district").drop_nulls().unique().sort(),
            essential=(pl.col("criticality") == "essential").fill_null(value=False).any(),
            fresh_buyers=pl.col("buyer").filter(pl.col("fresh").fill_null(value=False)).n_unique(),
            made_rows=pl.col("rows").filter(pl.col("basis") == "flow").unique().sort(),
            flow_rows=pl.col("flow_row").drop_nulls().unique().sort(),
            flow_basis=pl.when((pl.col("basis") == "purchase").all())
            .then(pl.lit("purchase"))
            .when(pl.col("sourced").fill_null(value=False).any())
            .then(pl.lit("sourced"))
            .otherwise(pl.lit("knowledge")),
        )
    )
    seats = (
        states.select("sector", firm="makers")
        .explode("firm")
        .join(firms.select("firm", "district"), on="firm")
        .group_by("sector")
        .agg(districts_having=pl.col("district").drop_nulls().unique().sort())
    )
    stated = pl.col("capacity").is_not_null()
    rows = (
        weak.join(states.select("sector", "makers", "older"), on="sector")
        .join(buyers, on="sector")
        .join(seats, on="sector", how="left")
        .join(context, on="sector", how="left")
        .with_columns(
            kind=pl.lit("weak"),
            action=pl.lit("strengthen"),
            other_sector=pl.lit(None, dtype=pl.String),
            needs_site=pl.lit(value=False),
            near=pl.lit(value=False),
            with_project=pl.lit(value=False),
            structural_need=pl.col("buyers").list.len().cast(pl.Int64),
            weight=pl.col("buyers").list.len().cast(pl.Int64),
            confidence=pl.when(pl.col("official").fill_null(value=False) | pl.col("capacity").is_not_null())
            .then(pl.lit("verified"))
            .otherwise(pl.lit("origin_known")),
            capped=(pl.col("older").list.len() == pl.col("makers").list.len()) | (pl.col("fresh_buyers") == 0),
        )
        .with_columns(
            finding=finding_id(),
            reasons=telling(
                say(
                    "maker_here",
                    districts=pl.col("districts_having"),
                    n=pl.col("makers").list.len(),
                    firms=pl.col("makers"),
                    sector=pl.col("sector"),
                ),
                say(
                    "capacity_short",
                    when=stated,
                    capacity=pl.col("capacity"),
                    need=pl.col("need"),
                    unit=pl.col("unit"),
                    sector=pl.col("sector"),
                ),
                say(
                    "said_weak",
                    when=pl.col("statement_rows").is_not_null(),
                    n=pl.col("statement_rows").list.len(),
                    sector=pl.col("sector"),
                ),
                say(
                    "weak_buyers",
                    districts=pl.col("districts_needing"),
                    n=pl.col("buyers").list.len(),
                    firms=pl.col("buyers"),
                    sector=pl.col("sector"),
                ),
            ),
            questions=telling(say("strengthen", firms=pl.col("makers"), sector=pl.col("sector"))),
        )
        .sort("finding")
    )
    made = (
        rows.select("finding", "sector")
        .join(known.filter(pl.col("standing").is_in(PRESENT)).select("sector", "firm", "row"), on="sector")
        .join(states.select("sector", firm="makers").explode("firm"), on=["sector", "firm"], how="semi")
    )
    evidence = pl.concat(
        [
            rests(made, "maker", "capabilities"),
            rests(rows, "capacity", "claims", row="capacity_rows"),
            rests(rows, "weak", "statements", row="statement_rows"),
            rests(rows, "need", "capabilities", row="made_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
        ]
    )
    return Findings(candidates(rows), evidence)
