"""Weak 弱链: a sector that is there and needed, and that somebody stated not to suffice."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.measures.supply.context import said_of
from chainlink.measures.supply.needs import LIVE, behind
from chainlink.measures.supply.presence import PRESENT

KINDS = ("weak",)
"""The kinds of finding judged here."""


def weak_sectors(
    *,
    known: pl.DataFrame,
    needs: pl.DataFrame,
    capacities: pl.DataFrame,
    statements: pl.DataFrame,
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
    here = (
        known.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(region)))
        .group_by("sector")
        .agg(makers=pl.col("firm").n_unique())
    )
    needed = needs.filter(pl.col("standing").is_in(LIVE)).select("sector").unique()
    short = (
        capacities.join(here.filter(pl.col("makers") <= makers), on="sector", how="semi")
        .filter(pl.col("capacity") < pl.col("need"))
        .select("sector", "capacity", "need", "unit", "capacity_rows")
        .sort("sector", "unit")
        .unique("sector", keep="first", maintain_order=True)
    )
    wishes = (
        statements.filter(
            pl.col("wording_class") == "weak",
            pl.col("sector").is_not_null(),
            pl.col("resolved_by").is_null(),
            said_of(region),
        )
        .group_by("sector")
        .agg(statement_rows=pl.col("row").sort(), official=(pl.col("grade") == "A").fill_null(value=False).any())
    )
    return (
        here.select("sector")
        .join(needed, on="sector", how="semi")
        .join(short, on="sector", how="left")
        .join(wishes, on="sector", how="left")
        .filter(pl.col("capacity").is_not_null() | pl.col("statement_rows").is_not_null())
        .sort("sector")
    )


def weak_findings(
    *,
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
    rows = (
        weak.join(states.select("sector", "makers", "older", "carried"), on="sector")
        .join(_needing(needs, weak), on="sector")
        .join(_seats(states, firms), on="sector", how="left")
        .join(context, on="sector", how="left")
        .with_columns(
            kind=pl.lit("weak"),
            other_sector=pl.lit(None, dtype=pl.String),
            with_project=pl.lit(value=False),
            structural_need=pl.col("buyers").list.len(),
            weight=pl.col("buyers").list.len(),
            confidence=pl.when(pl.col("official").fill_null(value=False) | pl.col("capacity").is_not_null())
            .then(pl.lit("verified"))
            .otherwise(pl.lit("origin_known")),
            capped=(pl.col("older").list.len() + pl.col("carried").list.len() == pl.col("makers").list.len())
            | (pl.col("fresh_buyers") == 0),
        )
        .with_columns(finding=finding_id(), reasons=_reasons(), questions=_questions())
        .sort("finding")
    )
    return Findings(candidates(rows), _evidence(rows, known))


def _needing(needs: pl.DataFrame, weak: pl.DataFrame) -> pl.DataFrame:
    """Gather who needs each weak sector; here a purchase alone does not make it essential."""
    essential = (pl.col("criticality") == "essential").fill_null(value=False).any()
    return (
        needs.filter(pl.col("standing").is_in(LIVE))
        .join(weak, on="sector", how="semi")
        .group_by("sector")
        .agg(**behind() | {"essential": essential})
    )


def _seats(states: pl.DataFrame, firms: pl.DataFrame) -> pl.DataFrame:
    """Return the districts of the makers of each sector."""
    return (
        states.select("sector", firm="makers")
        .explode("firm")
        .join(firms.select("firm", "district"), on="firm")
        .group_by("sector")
        .agg(districts_having=pl.col("district").drop_nulls().unique().sort())
    )


def _reasons() -> pl.Expr:
    sector = pl.col("sector")
    figures = {"capacity": pl.col("capacity"), "need": pl.col("need"), "unit": pl.col("unit")}
    count = pl.col("statement_rows").list.len()
    return telling(
        say("maker_here", **who("makers", "districts_having"), sector=sector),
        say("capacity_short", when=pl.col("capacity").is_not_null(), **figures, sector=sector),
        say("said_weak", when=some("statement_rows"), n=count, sector=sector),
        say("weak_buyers", **who("buyers", "districts_needing"), sector=sector),
    )


def _questions() -> pl.Expr:
    return telling(say("strengthen", firms=pl.col("makers"), sector=pl.col("sector")))


def _evidence(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Name the rows each finding rests on."""
    makers = rows.select("finding", "sector", firm="makers").explode("firm")
    made = known.filter(pl.col("standing").is_in(PRESENT)).join(makers, on=["sector", "firm"])
    return pl.concat(
        [
            rests(made, "maker", "capabilities"),
            rests(rows, "capacity", "claims", row="capacity_rows"),
            rests(rows, "weak", "statements", row="statement_rows"),
            rests(rows, "need", "capabilities", row="made_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
        ]
    )
