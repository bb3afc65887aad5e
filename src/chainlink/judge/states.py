"""States 状态 of a sector in the region and in each of its districts: first that holds, in the order of the design."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.findings import some
from chainlink.measures.supply.needs import LIVE
from chainlink.measures.supply.presence import PRESENT

REGION = "region"
_HELD = {
    "makers": PRESENT,
    "older": ("older",),
    "carried": ("carried",),
    "coming": ("coming",),
    "lapsed": ("lapsed",),
    "stale": ("stale",),
    "inferred": ("inferred",),
}


def states(
    *,
    sectors: pl.DataFrame,
    known: pl.DataFrame,
    projects: pl.DataFrame,
    needs: pl.DataFrame,
    goods: pl.DataFrame,
    around: pl.DataFrame,
    district_figures: pl.DataFrame,
    verified: pl.DataFrame,
    weak: pl.DataFrame,
    region: Collection[str],
    q: float | None = None,
    strong_makers: int = 3,
    strong_districts: int = 2,
    coverage_bar: float = 0.5,
    farming: Collection[str] = ("farming",),
    ground: Collection[str] = ("farming", "mining"),
) -> pl.DataFrame:
    """Judge the state of each sector in the region and in each district of it.

    Args:
        sectors: reads ``sector``, ``process``.
        known: the result of presence.
        projects: the result of coming_projects.
        needs: the result of standing_needs for present buyers of the region.
        goods: the result of deliveries.
        around: who makes or was seen to supply a sector within reach outside a scope (neighbour_makers).
        district_figures: the result of sector_figures: what figures of districts and parks say is there.
        verified: sectors verified absent in the whole region (told_absent); reads ``sector``.
        weak: sectors judged weak; reads ``sector``.
        region: the chosen districts.
        q: coverage of the region (null = not known).
        strong_makers: so many makers make a sector strong; three, so that none can dictate.
        strong_districts: in so many districts.
        coverage_bar: below it nothing is said about a single source, nor where an unnamed firm makes or supplies it.
        farming: processes of farming, whose growers are too many to be named.
        ground: processes bound to field or deposit: needed, and with nobody on record, they stay ``blank``.

    Returns:
        Sorted by ``sector``, ``scope`` (``region`` or a district): ``state``; lists of firm ids ``makers`` (``older``
        and ``carried`` among them), ``older``, ``carried``, ``coming``, ``lapsed``, ``stale``, ``inferred``,
        ``needed_by``, ``near``; ``projects`` (ids); ``links`` (ids of actual local supply links that carry it);
        ``verified``, ``single_source`` (true or false); ``recorded`` (a local supply, or a figure of a
        district or park, without a known maker).

    """
    chosen = list(region)
    scopes = pl.DataFrame({"scope": [REGION, *chosen]}, schema={"scope": pl.String})
    table = sectors.select("sector", "process").join(scopes, how="cross")
    for part in (
        _held(known, chosen),
        _planned(projects, chosen),
        _by_scope(
            needs.filter(pl.col("standing").is_in(LIVE), pl.col("coming").not_()),
            needed_by=pl.col("buyer").unique().sort(),
        ),
        _carried(goods, chosen),
        _by_scope(district_figures.filter(pl.col("district").is_in(chosen)), counted=pl.len() > 0),
        around,
    ):
        table = table.join(part, on=["sector", "scope"], how="left")
    whole = pl.col("scope") == REGION
    table = table.with_columns(
        verified=pl.col("sector").is_in(verified["sector"].implode()) & whole,
        weak=pl.col("sector").is_in(weak["sector"].implode()) & whole,
        hidden=pl.col("sector").is_in(_unnamed_makers(goods, known, chosen).implode()),
        coming=pl.concat_list(pl.col("coming", "builders").fill_null([])).list.unique().list.sort(),
        recorded=pl.col("recorded").fill_null(value=False) | pl.col("counted").fill_null(value=False),
    ).with_columns(
        pl.col(
            "makers", "older", "carried", "lapsed", "stale", "inferred", "needed_by", "near", "projects", "links"
        ).fill_null([])
    )
    strong = (
        whole
        & (pl.col("makers").list.len() >= strong_makers)
        & (pl.col("districts") >= strong_districts)
        & pl.col("told").fill_null(value=False)
    )
    alone = (
        whole
        & (pl.col("makers").list.len() == 1)
        & some("needed_by")
        & pl.col("hidden").not_()
        & pl.lit(q is not None and q >= coverage_bar)
        & pl.col("process").is_in(list(farming)).fill_null(value=False).not_()
    )
    return table.with_columns(state=_state(strong, ground), single_source=alone).select(
        "sector", "scope", "state", "makers", "older", "carried", "coming", "lapsed", "stale", "inferred", "needed_by",
        "near", "projects", "links", "verified", "single_source", "recorded",
    ).sort("sector", "scope")  # fmt: skip


def _state(strong: pl.Expr, ground: Collection[str]) -> pl.Expr:
    """Return the first state that holds."""
    made, needed = some("makers"), some("needed_by")
    sought = needed & pl.col("process").is_in(list(ground)).fill_null(value=False).not_()
    return (
        pl.when(made & pl.col("weak"))
        .then(pl.lit("weak"))
        .when(made & strong)
        .then(pl.lit("strong"))
        .when(made)
        .then(pl.lit("present"))
        .when("recorded")
        .then(pl.lit("recorded"))
        .when(needed & pl.col("verified"))
        .then(pl.lit("missing"))
        .when(needed & some("near"))
        .then(pl.lit("near"))
        .when(sought)
        .then(pl.lit("outsourced"))
        .when(some("coming") | some("projects"))
        .then(pl.lit("coming"))
        .otherwise(pl.lit("blank"))
    )


def _held(known: pl.DataFrame, chosen: list[str]) -> pl.DataFrame:
    """Gather who makes each sector in each scope, or did, or will, or may."""
    return _by_scope(
        known.filter(pl.col("district").is_in(chosen)),
        **{name: _firms(values) for name, values in _HELD.items()},
        districts=pl.col("district").filter(pl.col("standing").is_in(PRESENT)).n_unique(),
    )


def _planned(projects: pl.DataFrame, chosen: list[str]) -> pl.DataFrame:
    """Gather the projects that would bring each sector to each scope, and the firms that build them."""
    coming = pl.col("standing") == "coming"
    return _by_scope(
        projects.filter(pl.col("district").is_in(chosen)),
        projects=pl.col("project").filter(coming).unique().sort(),
        builders=pl.col("firm").filter(coming).drop_nulls().unique().sort(),
    )


def _carried(goods: pl.DataFrame, chosen: list[str]) -> pl.DataFrame:
    """Gather the supplies inside the region, by the scope of the supplier."""
    inside = goods.filter(
        pl.col("supplier_district").is_in(chosen),
        pl.col("buyer_district").is_in(chosen),
        pl.col("sector").is_not_null(),
    )
    return _by_scope(
        inside.with_columns(district="supplier_district"),
        links=pl.col("link").unique().sort(),
        recorded=pl.col("certain").not_().any(),
        told=(pl.col("told") & (pl.col("relation") == "supply")).any(),
    )


def neighbour_makers(
    *,
    sectors: pl.DataFrame,
    known: pl.DataFrame,
    goods: pl.DataFrame,
    needs: pl.DataFrame,
    minutes: pl.DataFrame,
    region: Collection[str],
    neighbours: Collection[str],
    site_minutes: float = 60.0,
    ring_minutes: float = 240.0,
) -> pl.DataFrame:
    """Judge who outside a scope makes, or was seen to supply, a sector within its reach.

    For the region these are firms of the neighbour ring; for a district that makes none itself also those of the other
    districts of the region.  A maker is
    within reach 供应半径 when the sector's reach is national or global, when the road takes at most ``site_minutes``
    (site) or ``ring_minutes`` (ring) to a district that needs it, or, for a ring, when nobody has stated the minutes:
    the ring is what neighbours are.  A supply that reached a buyer of the scope is within reach by its own proof.

    Args:
        sectors: reads ``sector``, ``reach``.
        known: the result of presence.
        goods: the result of deliveries.
        needs: the needs of the region; reads ``sector``, ``district``.
        minutes: the result of district_minutes.
        region: the chosen districts.
        neighbours: the districts of the neighbour ring.
        site_minutes: an hour; a supplier who comes daily.
        ring_minutes: four hours; there and back in a day.

    Returns:
        Sorted by ``sector``, ``scope``: ``sector``, ``scope``, ``near`` (firm ids, sorted).

    """
    chosen, beyond = list(region), list(neighbours)
    here = pl.col("district").is_in([*chosen, *beyond])
    makers = known.filter(pl.col("standing").is_in(PRESENT), here).select("sector", "firm", "district")
    sold = goods.filter("told").select("sector", firm="supplier", district="supplier_district").drop_nulls("sector")
    supply = pl.concat([makers, sold.filter(here)]).unique()
    wanting = needs.select("sector", used_in="district").drop_nulls().unique()
    lacking = wanting.join(makers.select("sector", used_in="district"), on=["sector", "used_in"], how="anti")
    seats = supply.select("sector", "district").unique()
    scoped = pl.concat(
        [
            seats.filter(pl.col("district").is_in(beyond))
            .join(wanting, on="sector")
            .with_columns(scope=pl.lit(REGION)),
            seats.join(lacking, on="sector")
            .filter(pl.col("district") != pl.col("used_in"))
            .with_columns(scope=pl.col("used_in")),
        ]
    )
    reached = (
        scoped.join(sectors.select("sector", "reach"), on="sector", how="left")
        .join(minutes.rename({"from": "district", "to": "used_in"}), on=["district", "used_in"], how="left")
        .filter(_within(site_minutes, ring_minutes))
        .select("sector", "district", "scope")
        .unique()
        .join(supply, on=["sector", "district"])
    )
    proven = (
        goods.select("sector", firm="supplier", used_in="buyer_district")
        .drop_nulls()
        .unique()
        .join(supply, on=["sector", "firm"])
        .join(scoped, on=["sector", "district", "used_in"])
    )
    return (
        pl.concat([rows.select("sector", "scope", "firm") for rows in (reached, proven)])
        .group_by("sector", "scope")
        .agg(near=pl.col("firm").unique().sort())
        .sort("sector", "scope")
    )


def _within(site_minutes: float, ring_minutes: float) -> pl.Expr:
    """Say whether a supplier is near enough for what it makes."""
    far = pl.col("minutes")
    return (
        pl.when(pl.col("reach") == "site")
        .then((far <= site_minutes).fill_null(value=False))
        .when((pl.col("reach") == "ring") | pl.col("reach").is_null())
        .then((far <= ring_minutes).fill_null(value=True))
        .otherwise(pl.lit(value=True))
    )


def told_absent(surveys: pl.DataFrame, statements: pl.DataFrame, *, region: Collection[str]) -> pl.DataFrame:
    """Judge where a sector is told to be absent, and which are verified absent 经核实的缺失 in the whole region.

    A full survey that found no maker verifies its district; an unresolved statement of wording class ``absent`` naming
    the sector verifies the districts it names (all, where it names none).  A wish or a role never does, nor does a
    partial survey, nor one district for the others.

    Args:
        surveys: reads ``district``, ``sector``, ``date``, ``completeness``, ``makers_found``, ``row``.
        statements: reads ``districts``, ``sector``, ``wording_class``, ``resolved_by``, ``row``.
        region: the chosen districts.

    Returns:
        Sorted by ``sector``: ``sector``, ``surveyed_in``, ``said_in`` (districts of the region), ``verified``
        (between them, all of it), ``survey_rows``, ``statement_rows`` (lists of row numbers).

    """
    chosen = list(region)
    last = (
        surveys.filter(pl.col("completeness") == "full")
        .sort("district", "sector", "date")
        .unique(["district", "sector"], keep="last", maintain_order=True)
    )
    none = last.filter(pl.col("makers_found") == 0).select("sector", "district", survey="row")
    contrary = last.filter(pl.col("makers_found") > 0).select("sector", "district")
    denied = (
        statements.filter(
            pl.col("wording_class") == "absent", pl.col("sector").is_not_null(), pl.col("resolved_by").is_null()
        )
        .with_columns(
            district=pl.when(some("districts")).then("districts").otherwise(pl.lit(chosen, dtype=pl.List(pl.String)))
        )
        .select("sector", "district", statement="row")
        .explode("district")
        .join(contrary, on=["sector", "district"], how="anti")
    )
    empty = pl.lit(None, dtype=pl.Int64)
    return (
        pl.concat(
            [
                none.with_columns(statement=empty),
                denied.select("sector", "district", survey=empty, statement="statement"),
            ]
        )
        .filter(pl.col("district").is_in(chosen))
        .group_by("sector")
        .agg(
            surveyed_in=pl.col("district").filter(pl.col("survey").is_not_null()).unique().sort(),
            said_in=pl.col("district").filter(pl.col("statement").is_not_null()).unique().sort(),
            verified=pl.col("district").n_unique() == len(set(chosen)),
            survey_rows=pl.col("survey").drop_nulls().unique().sort(),
            statement_rows=pl.col("statement").drop_nulls().unique().sort(),
        )
        .select("sector", "surveyed_in", "said_in", "verified", "survey_rows", "statement_rows")
        .sort("sector")
    )


def _unnamed_makers(goods: pl.DataFrame, known: pl.DataFrame, chosen: list[str]) -> pl.Series:
    """Return the sectors in which an unnamed firm makes, or was seen to supply, something in the region or to it."""
    touching = pl.col("supplier_district").is_in(chosen) | pl.col("buyer_district").is_in(chosen)
    nameless = pl.col("supplier_named").not_().fill_null(value=True)
    sold = goods.drop_nulls("sector").filter(touching.fill_null(value=False), nameless, pl.col("told"))["sector"]
    made = known.filter(pl.col("standing") == "unnamed", pl.col("district").is_in(chosen))["sector"]
    return pl.concat([sold, made]).unique()


def _firms(standings: Collection[str]) -> pl.Expr:
    return pl.col("firm").filter(pl.col("standing").is_in(list(standings))).unique().sort()


def _by_scope(rows: pl.DataFrame, **found: pl.Expr) -> pl.DataFrame:
    """Aggregate ``rows`` by sector for the region and by sector and district."""
    whole = rows.group_by("sector").agg(**found).with_columns(scope=pl.lit(REGION))
    single = rows.group_by("sector", scope="district").agg(**found).select(whole.columns)
    return pl.concat([whole, single]).filter(pl.col("scope").is_not_null())
