"""Weak 弱链: a sector that is there and needed, and that somebody stated not to suffice."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.data import frames
from chainlink.findings import Findings, candidates, finding_id, rests, say, some, telling, who
from chainlink.measures.supply.context import said_of, seats_of
from chainlink.measures.supply.needs import LIVE, behind
from chainlink.measures.supply.presence import PRESENT, made_in

KINDS = ("weak",)
"""The kinds of finding judged here."""


def weak_sectors(
    *, presence: frames.Presence, needs: frames.Needs, capacities: frames.Capacities, statements: pl.DataFrame,
    region: Collection[str], weak_makers: int = 1,
) -> frames.WeakSectors:  # fmt: skip
    """Judge weak the locally needed sectors with few makers and stated capacity below stated need, or said to be weak.

    Few are ``weak_makers`` at most: two can step in for each other.  One maker alone is no weakness, nor is thin data:
    without two stated figures in one unit, or an unresolved statement of wording class ``weak`` naming the sector,
    nothing is weak.  ``official``: a statement is graded A.

    Example:
        >>> made = filled(frames.Presence, firm=["a"], sector=["box"], district=["wan"], standing=["present"])
        >>> needs = filled(frames.Needs, sector=["box"], standing=["closed"])
        >>> short = filled(frames.Capacities, sector=["box"], unit=["吨"], capacity=[100.0], need=[160.0])
        >>> said = pl.DataFrame(schema={"districts": pl.List(pl.String), "row": pl.Int64,
        ...     **dict.fromkeys(("sector", "wording_class", "resolved_by", "grade"), pl.String)})
        >>> weak_sectors(presence=made, needs=needs, capacities=short, statements=said, region=["wan"]).select(
        ...     "sector", "capacity", "need", "unit").rows()
        [('box', 100.0, 160.0, '吨')]

    """
    here = made_in(presence, region).group_by("sector").agg(makers=pl.col("firm").n_unique())
    needed = needs.filter(pl.col("standing").is_in(LIVE)).select("sector").unique()
    short = (
        capacities.join(here.filter(pl.col("makers") <= weak_makers), on="sector", how="semi")
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
    *, weak_sectors: frames.WeakSectors, region_states: frames.States, needs: frames.Needs, presence: frames.Presence,
    firms: pl.DataFrame, sector_context: frames.SectorContext,
) -> Findings:  # fmt: skip
    """Return one finding per weak sector, and the rows it rests on.

    Example:
        >>> weak = filled(frames.WeakSectors, sector=["box"], statement_rows=[[7]], official=[True])
        >>> states = filled(frames.States, sector=["box"], makers=[["a"]], older=[[]], carried=[[]])
        >>> needs = filled(frames.Needs, sector=["box"], buyer=["b"], standing=["closed"], basis=["flow"], fresh=[True])
        >>> made = filled(frames.Presence, firm=["a"], sector=["box"], standing=["present"], row=[3])
        >>> found = weak_findings(weak_sectors=weak, region_states=states, needs=needs, presence=made,
        ...     firms=pl.DataFrame({"firm": ["a"], "district": ["wan"]}), sector_context=filled(frames.SectorContext))
        >>> found.rows.select("finding", "buyers", "districts_having", "confidence").rows()
        [('weak|box|', ['b'], ['wan'], 'verified')]
        >>> found.evidence.rows()
        [('weak|box|', 'maker', 'capabilities', 3), ('weak|box|', 'weak', 'statements', 7)]

    """
    rows = (
        weak_sectors.join(region_states.select("sector", "makers", "older", "carried"), on="sector")
        .join(_needing(needs, weak_sectors), on="sector")
        .join(seats_of(region_states, firms, of="makers", name="districts_having"), on="sector", how="left")
        .join(sector_context, on="sector", how="left")
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
        .with_columns(
            finding=finding_id(),
            reasons=_reasons(),
            questions=telling(say("strengthen", firms="makers", sector="sector")),
        )
        .sort("finding")
    )
    return Findings(candidates(rows), _evidence(rows, presence))


def _needing(needs: pl.DataFrame, weak: pl.DataFrame) -> pl.DataFrame:
    """Gather who needs each weak sector; here a purchase alone does not make it essential."""
    essential = (pl.col("criticality") == "essential").fill_null(value=False).any()
    return (
        needs.filter(pl.col("standing").is_in(LIVE))
        .join(weak, on="sector", how="semi")
        .group_by("sector")
        .agg(**behind() | {"essential": essential})
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


def _evidence(rows: pl.DataFrame, presence: frames.Presence) -> pl.LazyFrame:
    """Name the rows each finding rests on."""
    makers = rows.lazy().select("finding", "sector", firm="makers").explode("firm")
    made = presence.lazy().filter(pl.col("standing").is_in(PRESENT)).join(makers, on=["sector", "firm"])
    return pl.concat(
        [
            rests(made, "maker", "capabilities"),
            rests(rows, "capacity", "claims", row="capacity_rows"),
            rests(rows, "weak", "statements", row="statement_rows"),
            rests(rows, "need", "capabilities", row="made_rows"),
            rests(rows, "flow", "flows", row="flow_rows"),
        ]
    )
