"""Packages 组团项目: absent sectors of one process that one shop could make for buyers within reach of one site."""

from __future__ import annotations

import polars as pl

from chainlink.findings import Findings, candidates, rests, say, some, telling, who
from chainlink.findings.kinds import NEXT_DOOR, by_kind
from chainlink.judge.pulled import drawn
from chainlink.measures.supply.sizes import CLASSES

KINDS = ("package",)
"""The kinds of finding judged here."""
PROOF = ("need", "purchase", "size", "similar")
"""What a package rests on of what its parts do; the rest stands with them."""
_PARK = pl.col("by_road")


def bundled(
    *, gaps: pl.DataFrame, needs: pl.DataFrame, work: pl.DataFrame, sectors: pl.DataFrame, admitted: pl.DataFrame
) -> pl.DataFrame:
    """Return the needs that a shop could serve: job work that is lacking, not made in-house, and not kept out.

    Args:
        gaps: the candidates of the gaps of present firms; reads ``sector``.
        needs: open needs; reads ``sector``, ``buyer``, ``district``.
        work: the result of job_work.
        sectors: reads ``sector``, ``captive``, ``env_class``.
        admitted: the result of admission.

    Returns:
        Sorted by ``line``, ``sector``, ``buyer``: ``line``, ``sector``, ``buyer``, ``district``, ``reach``.

    Example:
        >>> needs = pl.DataFrame({"sector": ["box", "gear"], "buyer": ["a", "a"], "district": ["wan", "wan"]})
        >>> work = filled(frames.JobWork, sector=["box"], process=["printing"], line=["print"], reach=["site"])
        >>> sectors = pl.DataFrame({"sector": ["box", "gear"], "captive": [False, False], "env_class": ["none"] * 2})
        >>> bundled(gaps=needs, needs=needs, work=work, sectors=sectors, admitted=filled(frames.Admission)).rows()
        [('print', 'box', 'a', 'wan', 'site')]

    """
    kept_out = admitted.filter(pl.col("verdict") == "fail")["env_class"].implode()
    open_to_all = sectors.filter(
        pl.col("captive").fill_null(value=False).not_(),
        pl.col("env_class").is_in(kept_out).fill_null(value=False).not_(),
    )
    return (
        needs.select("sector", "buyer", "district")
        .drop_nulls("district")
        .unique()
        .join(gaps.select("sector").unique(), on="sector", how="semi")
        .join(open_to_all.select("sector"), on="sector", how="semi")
        .join(work.select("sector", "line", "reach"), on="sector")
        .select("line", "sector", "buyer", "district", "reach")
        .sort("line", "sector", "buyer")
    )


def _package() -> pl.Expr:
    """Return the stable id of a package: package|process|site."""
    return pl.concat_str(pl.lit(KINDS[0]), "shop", separator="|")


def packages(
    *,
    sites: pl.DataFrame,
    gaps: Findings,
    needs: pl.DataFrame,
    pulls: pl.DataFrame,
    work: pl.DataFrame,
    similar: pl.DataFrame,
    firms: pl.DataFrame,
    parks: pl.DataFrame,
    chains: pl.DataFrame,
    chain_sectors: pl.DataFrame,
    parks_named: int = 3,
    fresh_from: int = 0,
) -> Findings:
    """Judge the packages, one finding each: it stands on its parts, and its gates look at all of their buyers together.

    Args:
        sites: the result of shared_sites.
        gaps: the findings of gaps, whose sectors are bundled.
        needs: open needs; reads ``sector``, ``buyer``, ``fresh``.
        pulls: the result of pull, where ``sector`` is the shop.
        work: the result of job_work.
        similar: the result of switchable.
        firms: reads ``firm``, ``district``, ``purchasing``.
        parks: reads ``park``, ``district``, ``lead_chains``.
        chains: reads ``chain``, ``order``.
        chain_sectors: reads ``chain``, ``sector``, ``role``.
        parks_named: where more parks fit, none is named.
        fresh_from: the first year whose figures are not marked 较旧.

    Returns:
        Candidates sorted by ``finding``, and the rows they rest on.

    Example:
        >>> from chainlink.findings import CANDIDATE, RESTS
        >>> none = Findings(CANDIDATE.to_frame(), RESTS.to_frame().lazy())
        >>> words = ("firm", "district", "purchasing", "park", "chain", "sector", "role")
        >>> rows = pl.DataFrame(schema={**dict.fromkeys(words, pl.String), "row": pl.Int64, "order": pl.Int64,
        ...     "lead_chains": pl.List(pl.String)})
        >>> found = packages(sites=filled(frames.SharedSites), gaps=none, needs=filled(frames.Needs),
        ...     pulls=filled(frames.Pulls), work=filled(frames.JobWork), similar=filled(frames.Switchable),
        ...     firms=rows, parks=rows, chains=rows, chain_sectors=rows)
        >>> found.rows.height
        0

    """
    circles = sites.with_columns(finding=_package())
    parts = gaps.rows.filter(pl.col("with_project").not_())
    bundles = circles.select("finding", "sector").unique().join(parts.drop("finding"), on="sector")
    rows = (
        _circles(circles, needs, firms)
        .join(_parts(bundles, chains), on="finding")
        .join(_makers(bundles, similar), on="finding", how="left")
        .join(_processes(circles, work), on="finding")
        .join(_parks(circles, parks, chain_sectors, parks_named), on="finding", how="left")
        .join(pulls.rename({"sector": "shop"}).drop("bound", "bound_rows"), on="shop", how="left")
        .with_columns(
            kind=pl.lit(KINDS[0]),
            sector=pl.lit(None, dtype=pl.String),
            other_sector=pl.lit(None, dtype=pl.String),
            process=pl.col("line"),
            with_project=pl.lit(value=False),
            structural_need=pl.col("buyers").list.len(),
            weight=pl.col("buyers").list.len(),
            largest=pl.col("sized").list.first(),
        )
        .with_columns(reasons=_reasons(fresh_from), questions=_questions())
        .sort("finding")
    )
    return Findings(candidates(rows), _evidence(circles, gaps, rows))


def _circles(circles: pl.DataFrame, needs: pl.DataFrame, firms: pl.DataFrame) -> pl.DataFrame:
    """Gather who stands within reach of each site, where, and of how many nothing is in doubt."""
    known = needs.group_by("sector", "buyer").agg(fresh=pl.col("fresh").fill_null(value=False).any())
    decided = (pl.col("purchasing") != "hq").fill_null(value=True)
    return (
        circles.join(known, on=["sector", "buyer"], how="left")
        .join(firms.select("district", "purchasing", buyer="firm"), on="buyer", how="left")
        .group_by("finding", "shop", "line", "site", "by_road")
        .agg(
            sectors=pl.col("sector").unique().sort(),
            buyers=pl.col("buyer").unique().sort(),
            districts_needing=pl.col("district").drop_nulls().unique().sort(),
            fresh_buyers=pl.col("buyer").filter(pl.col("fresh") & decided).n_unique(),
            minutes=pl.when(pl.col("by_road").all()).then(pl.col("minutes").mean()),
        )
    )


def _parts(bundles: pl.DataFrame, chains: pl.DataFrame) -> pl.DataFrame:
    """Gather what the parts of each package say together; what one of them doubts the others still carry."""
    next_door = by_kind(lambda kind: kind.maker == NEXT_DOOR, pl.Boolean)
    every = pl.len()
    order = chains.select(chains="chain", order="order")
    pages = (
        bundles.select("finding", "chains")
        .explode("chains")
        .drop_nulls()
        .unique()
        .join(order, on="chains", how="left")
        .sort("finding", "order", "chains", nulls_last=True)
        .group_by("finding", maintain_order=True)
        .agg("chains")
    )
    grades = ("unrecorded", "origin_known", "verified")
    sure = pl.col("confidence").replace_strict({grade: n for n, grade in enumerate(grades)}, return_dtype=pl.Int64)
    return (
        bundles.group_by("finding")
        .agg(
            capped=(pl.col("capped").fill_null(value=False) | next_door).all(),
            on_the_way=pl.col("on_the_way").fill_null(value=False).all(),
            lifted=pl.col("lifted").fill_null(value=False).any(),
            essential=pl.col("essential").fill_null(value=False).any(),
            confidence=sure.min().replace_strict(dict(enumerate(grades)), return_dtype=pl.String),
            flow_basis=pl.when((pl.col("flow_basis") == "knowledge").all())
            .then(pl.lit("knowledge"))
            .otherwise(pl.lit("sourced")),
            demand=pl.when(pl.col("demand").count() == every).then(pl.col("demand").sum()),
            bound=pl.when(pl.col("bound").count() == every).then(pl.col("bound").sum()),
            near_sectors=pl.col("sector").filter(next_door).unique().sort(),
            districts_having=pl.col("districts_having").explode().drop_nulls().unique().sort(),
        )
        .join(pages, on="finding", how="left")
    )


def _makers(bundles: pl.DataFrame, similar: pl.DataFrame) -> pl.DataFrame:
    """Gather who works by the processes of each package already."""
    return (
        bundles.select("finding", "sector")
        .join(similar, on="sector")
        .group_by("finding")
        .agg(
            similar=pl.col("similar").explode().drop_nulls().unique().sort(),
            similar_made=pl.col("similar_made").explode().drop_nulls().unique().sort(),
            similar_by=pl.col("process").unique().sort(),
        )
    )


def _processes(circles: pl.DataFrame, work: pl.DataFrame) -> pl.DataFrame:
    """Return the processes that each package needs; a shop of several may do with one."""
    return (
        circles.select("finding", "sector")
        .join(work.select("sector", "process"), on="sector")
        .group_by("finding")
        .agg(processes=pl.col("process").unique().sort())
    )


def _parks(circles: pl.DataFrame, parks: pl.DataFrame, chain_sectors: pl.DataFrame, parks_named: int) -> pl.DataFrame:
    """Return the parks of the site that lead the most chains of the sectors; many are no advice, then none is named."""
    own = chain_sectors.filter(pl.col("role") == "own").select("sector", "chain")
    wanted = circles.select("finding", "site", "sector").unique().join(own, on="sector").drop("sector").unique()
    leading = parks.select("park", "district", chain="lead_chains").explode("chain").drop_nulls()
    return (
        wanted.join(leading, on="chain")
        .filter((pl.col("site") == pl.col("park")) | (pl.col("site") == pl.col("district")))
        .group_by("finding", "park")
        .agg(led=pl.len())
        .sort("finding", "led", "park", descending=[False, True, False])
        .filter(pl.col("led") == pl.col("led").max().over("finding"))
        .group_by("finding", maintain_order=True)
        .agg(fit_parks="park")
        .filter(pl.col("fit_parks").list.len() <= parks_named)
    )


def _reasons(fresh_from: int) -> pl.Expr:
    buyers, sectors = who("buyers", "districts_needing"), pl.col("sectors")
    return telling(
        say("package", process=pl.col("processes"), n=sectors.list.len(), sectors=sectors),
        say("package_buyers", when=_PARK, **buyers, park=pl.col("site")),
        say("package_around", when=_PARK.not_(), **buyers, district=pl.col("site")),
        say("package_road", when=_PARK, minutes=pl.col("minutes").round(0)),
        say("package_district", when=_PARK.not_()),
        *drawn(fresh_from),
        say(
            "similar_shop",
            when=some("similar"),
            firms=pl.col("similar"),
            sector_from=pl.col("similar_made"),
            process=pl.col("similar_by"),
        ),
        say("package_near", when=some("near_sectors"), sectors=pl.col("near_sectors")),
        say("package_parks", when=some("fit_parks") & _PARK.not_(), parks=pl.col("fit_parks")),
    )


def _questions() -> pl.Expr:
    return telling(say("package", firms=pl.col("buyers"), sectors=pl.col("sectors")))


def _evidence(circles: pl.DataFrame, gaps: Findings, rows: pl.DataFrame) -> pl.LazyFrame:
    """Name the rows each package rests on: those of its parts that tell who needs what and how large they are."""
    parts = (
        circles.select("sector", package="finding").unique().join(gaps.rows.select("sector", "finding"), on="sector")
    )
    inherited = (
        gaps.resting.filter(pl.col("role").is_in(PROOF))
        .join(parts.lazy().select("finding", "package"), on="finding")
        .select("role", "table", "row", finding="package")
        .unique()
    )
    return (
        pl.concat(
            [
                inherited.select("finding", "role", "table", "row"),
                rests(rows, "size", "claims", row="pull_rows"),
                rests(rows, "size", "firms", row="anchor_rows"),
            ]
        )
        .unique()
        .sort("finding", "role", "table", "row")
    )


def traits(*, sites: pl.DataFrame, sectors: pl.DataFrame, admitted: pl.DataFrame) -> pl.DataFrame:
    """Return what the gates look at of each package: the nearest reach, the least admitted class, the largest plant.

    Args:
        sites: the result of shared_sites.
        sectors: reads ``sector``, ``reach``, ``env_class``, ``plant_low_wan_yuan``, ``plant_size``, ``plant_basis``.
        admitted: the result of admission.

    Returns:
        Sorted by ``finding``: ``finding``, ``reach``, ``captive`` (false), ``env_class``, ``need_kind`` (null),
        ``plant`` (万元 a year), ``plant_size``, ``plant_basis``.

    Example:
        >>> sites = filled(frames.SharedSites, shop=["plastics|wan"] * 2, site=["wan"] * 2, sector=["cap", "lens"])
        >>> sectors = pl.DataFrame({"sector": ["cap", "lens"], "reach": ["site", "ring"], "env_class": ["none"] * 2,
        ...     "plant_low_wan_yuan": [500.0, 900.0], "plant_size": ["small", "medium"], "plant_basis": ["", ""]})
        >>> traits(sites=sites, sectors=sectors, admitted=filled(frames.Admission)).select(
        ...     "finding", "reach", "plant", "plant_size").rows()
        [('package|plastics|wan', 'site', 900.0, 'medium')]

    """
    free = pl.col("env_class") == "none"
    doubt = pl.when(free).then(2).when(pl.col("verdict") == "pass").then(1).otherwise(0).fill_null(0)
    size = pl.col("plant_size").replace_strict({name: n for n, name in enumerate(CLASSES)}, return_dtype=pl.Int64)
    return (
        sites.select("sector", finding=_package())
        .unique()
        .join(sectors, on="sector")
        .join(admitted.select("env_class", "verdict"), on="env_class", how="left")
        .with_columns(doubt=doubt, size=size)
        .sort("finding", "doubt", "sector")
        .group_by("finding", maintain_order=True)
        .agg(
            reach=pl.when((pl.col("reach") == "site").any()).then(pl.lit("site")).otherwise(pl.lit("ring")),
            captive=pl.lit(value=False),
            env_class=pl.col("env_class").first(),
            need_kind=pl.lit(None, dtype=pl.String),
            plant=pl.col("plant_low_wan_yuan").max(),
            plant_size=pl.col("plant_size")
            .sort_by("size", "sector", descending=[True, False], nulls_last=True)
            .first(),
            plant_basis=pl.col("plant_basis")
            .sort_by("size", "sector", descending=[True, False], nulls_last=True)
            .first(),
        )
    )


def with_packages(rows: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Say of each need which package it is part of; of several the one with the most buyers.

    Args:
        rows: candidates of every kind.
        sites: the result of shared_sites.

    Example:
        >>> rows = pl.DataFrame({"kind": ["outsourced"] * 2, "sector": ["cap", "gear"], "with_project": [False] * 2})
        >>> sites = filled(frames.SharedSites, shop=["plastics|wan"], site=["wan"], sector=["cap"], buyer=["a"])
        >>> with_packages(rows, sites)["package"].to_list()
        ['package|plastics|wan', None]

    """
    first = (
        sites.with_columns(finding=_package())
        .group_by("finding", "sector")
        .agg(served=pl.col("buyer").n_unique())
        .sort("sector", "served", "finding", descending=[False, True, False])
        .unique("sector", keep="first", maintain_order=True)
        .select("sector", bundle="finding")
    )
    part = by_kind(lambda kind: kind.is_gap, pl.Boolean) & pl.col("with_project").not_()
    return rows.join(first, on="sector", how="left").with_columns(package=pl.when(part).then("bundle")).drop("bundle")
