"""States 状态 of a sector in the region and in each of its districts: first that holds, in the order of the design."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.findings import some
from chainlink.measures.supply.coverage import region_coverage
from chainlink.measures.supply.needs import LIVE
from chainlink.measures.supply.presence import PRESENT
from chainlink.measures.supply.travel import within_reach

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
    *, sectors: pl.DataFrame, presence: frames.Presence, coming_projects: frames.ComingProjects, needs: frames.Needs,
    deliveries: frames.Deliveries, near: frames.Near, absences: frames.Absences, weak_sectors: frames.WeakSectors,
    district_figures: frames.DistrictFigures, coverage: frames.Coverage, region: Collection[str],
    strong_makers: int = 3, strong_districts: int = 2, coverage_bar: float = 0.5,
    farming: Collection[str] = ("farming",), ground: Collection[str] = ("farming", "mining"),
) -> frames.States:  # fmt: skip
    """Judge the state of each sector in the region and in each district of it, from the needs of its present firms.

    Strong is what ``strong_makers`` make in ``strong_districts``; three, so that none can dictate.  Below
    ``coverage_bar`` nothing is said about a single source, nor where an unnamed firm makes or supplies it, nor of
    ``farming``, whose growers are too many to be named.  ``older`` and ``carried`` are among the ``makers``; ``links``
    are actual local supply links that carry it; ``recorded``: a local supply, or a figure of a district or park,
    without a known maker.  What is bound to ``ground``, needed and with nobody on record, stays ``blank``.

    Example:
        >>> made = filled(frames.Presence, firm=["a"], sector=["lamp"], district=["wan"], standing=["present"])
        >>> needs = filled(frames.Needs, sector=["box"], buyer=["a"], district=["wan"], standing=["open"],
        ...     coming=[False])
        >>> states(sectors=pl.DataFrame({"sector": ["box", "lamp"], "process": ["printing", ""]}), presence=made,
        ...     coming_projects=filled(frames.ComingProjects), needs=needs, deliveries=filled(frames.Deliveries),
        ...     near=filled(frames.Near), absences=filled(frames.Absences), weak_sectors=filled(frames.WeakSectors),
        ...     district_figures=filled(frames.DistrictFigures), coverage=filled(frames.Coverage),
        ...     region=["wan"]).filter(scope="wan").select("sector", "state").rows()
        [('box', 'outsourced'), ('lamp', 'present')]

    """
    chosen = list(region)
    scopes = pl.DataFrame({"scope": [REGION, *chosen]}, schema={"scope": pl.String})
    q = region_coverage(coverage)
    table = sectors.select("sector", "process").join(scopes, how="cross")
    for part in (
        _held(presence, chosen),
        _planned(coming_projects, chosen),
        _by_scope(
            needs.filter(pl.col("standing").is_in(LIVE), pl.col("coming").not_()),
            needed_by=pl.col("buyer").unique().sort(),
        ),
        _carried(deliveries, chosen),
        _suppliers(deliveries, chosen),
        _by_scope(district_figures.filter(pl.col("district").is_in(chosen)), counted=pl.len() > 0),
        near,
    ):
        table = table.join(part, on=["sector", "scope"], how="left")
    whole = pl.col("scope") == REGION
    table = table.with_columns(
        verified=pl.col("sector").is_in(absences.filter("verified")["sector"].implode()) & whole,
        weak=pl.col("sector").is_in(weak_sectors["sector"].implode()) & whole,
        hidden=pl.col("sector").is_in(_unnamed_makers(deliveries, presence, chosen).implode()),
        makers=pl.concat_list(pl.col("makers", "suppliers").fill_null([])).list.unique().list.sort(),
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
    judged = table.with_columns(state=_state(strong, ground), single_source=alone)
    return judged.select(columns_of(frames.States)).sort("sector", "scope")


def _state(strong: pl.Expr, ground: Collection[str]) -> pl.Expr:
    """Return the first state that holds."""
    made, needed = some("makers"), some("needed_by")
    sought = needed & pl.col("process").is_in(list(ground)).fill_null(value=False).not_()
    return first_case(
        (made & pl.col("weak"), "weak"),
        (made & strong, "strong"),
        (made, "present"),
        ("recorded", "recorded"),
        (needed & pl.col("verified"), "missing"),
        (needed & some("near"), "near"),
        (sought, "outsourced"),
        (some("coming") | some("projects"), "coming"),
        otherwise="blank",
    )


def _held(presence: frames.Presence, chosen: list[str]) -> pl.DataFrame:
    """Gather who makes each sector in each scope, or did, or will, or may."""
    return _by_scope(
        presence.filter(pl.col("district").is_in(chosen)),
        **{name: _firms(values) for name, values in _HELD.items()},
        districts=pl.col("district").filter(pl.col("standing").is_in(PRESENT)).n_unique(),
    )


def _planned(coming_projects: frames.ComingProjects, chosen: list[str]) -> pl.DataFrame:
    """Gather the projects that would bring each sector to each scope, and the firms that build them."""
    coming = pl.col("standing") == "coming"
    return _by_scope(
        coming_projects.filter(pl.col("district").is_in(chosen)),
        projects=pl.col("project").filter(coming).unique().sort(),
        builders=pl.col("firm").filter(coming).drop_nulls().unique().sort(),
    )


def _carried(deliveries: frames.Deliveries, chosen: list[str]) -> pl.DataFrame:
    """Gather the supplies inside the region, by the scope of the supplier."""
    inside = deliveries.filter(
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


def _suppliers(deliveries: frames.Deliveries, chosen: list[str]) -> pl.DataFrame:
    """Gather the named firms that were seen to deliver a sector: makers on record, whatever else is known of them."""
    sold = deliveries.filter(
        "told", "certain", pl.col("relation") == "supply", pl.col("supplier_district").is_in(chosen)
    )
    return _by_scope(
        sold.drop_nulls("sector").with_columns(district="supplier_district"),
        suppliers=pl.col("supplier").unique().sort(),
    )


def near(
    *, sectors: pl.DataFrame, presence: frames.Presence, deliveries: frames.Deliveries, all_needs: frames.ShownNeeds,
    district_minutes: frames.Minutes, region: Collection[str], neighbours: Collection[str], site_minutes: float = 60.0,
    ring_minutes: float = 240.0,
) -> frames.Near:  # fmt: skip
    """Judge who outside a scope makes, or was seen to supply, a sector within its reach.

    For the region these are firms of the neighbour ring; for a district that makes none itself also those of the other
    districts of the region.  A maker is within reach 供应半径 when the sector's reach is national or global, when the
    road takes at most ``site_minutes`` (site: a supplier who comes daily) or ``ring_minutes`` (ring: there and back in
    a day) to a district that needs it, or, for a ring, when nobody has stated the minutes: the ring is what neighbours
    are.  A supply that reached a buyer of the scope is within reach by its own proof.

    Example:
        >>> made = filled(frames.Presence, firm=["a"], sector=["box"], district=["liang"], standing=["present"])
        >>> needs = filled(frames.ShownNeeds, sector=["box"], district=["wan"], standing=["open"])
        >>> near(sectors=pl.DataFrame({"sector": ["box"], "reach": ["ring"]}), presence=made, all_needs=needs,
        ...     deliveries=filled(frames.Deliveries), district_minutes=filled(frames.Minutes), region=["wan"],
        ...     neighbours=["liang"]).rows()
        [('box', 'region', ['a']), ('box', 'wan', ['a'])]

    """
    chosen, beyond = list(region), list(neighbours)
    here = pl.col("district").is_in([*chosen, *beyond])
    makers = presence.filter(pl.col("standing").is_in(PRESENT), here).select("sector", "firm", "district")
    sold = (
        deliveries.filter("told").select("sector", firm="supplier", district="supplier_district").drop_nulls("sector")
    )
    supply = pl.concat([makers, sold.filter(here)]).unique()
    live = all_needs.filter(pl.col("standing").is_in(LIVE))
    wanting = live.select("sector", used_in="district").drop_nulls().unique()
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
        .join(district_minutes.rename({"from": "district", "to": "used_in"}), on=["district", "used_in"], how="left")
        .filter(within_reach(site_minutes, ring_minutes))
        .select("sector", "district", "scope")
        .unique()
        .join(supply, on=["sector", "district"])
    )
    proven = (
        deliveries.select("sector", firm="supplier", used_in="buyer_district")
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


def absences(surveys: pl.DataFrame, statements: pl.DataFrame, region: Collection[str]) -> frames.Absences:
    """Judge where a sector is told to be absent, and which are verified absent 经核实的缺失 in the whole region.

    A full survey that found no maker verifies its district; an unresolved statement of wording class ``absent`` naming
    the sector verifies the districts it names (all, where it names none).  A wish or a role never does, nor does a
    partial survey, nor one district for the others.

    Example:
        >>> surveys = pl.DataFrame({"district": ["wan"], "sector": ["box"], "date": ["2021"], "completeness": ["full"],
        ...     "makers_found": [0], "row": [2]})
        >>> said = pl.DataFrame({"districts": [["kai"]], "sector": ["box"], "wording_class": ["absent"],
        ...     "resolved_by": [None], "row": [3]})
        >>> absences(surveys, said, ["wan", "kai"]).rows()
        [('box', ['wan'], ['kai'], True, [2], [3])]

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
    return (
        pl.concat([none, denied], how="diagonal")
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


def _unnamed_makers(deliveries: frames.Deliveries, presence: frames.Presence, chosen: list[str]) -> pl.Series:
    """Return the sectors in which an unnamed firm makes, or was seen to supply, something in the region or to it."""
    touching = pl.col("supplier_district").is_in(chosen) | pl.col("buyer_district").is_in(chosen)
    nameless = pl.col("supplier_named").not_().fill_null(value=True)
    sold = deliveries.drop_nulls("sector").filter(touching.fill_null(value=False), nameless, pl.col("told"))["sector"]
    made = presence.filter(pl.col("standing") == "unnamed", pl.col("district").is_in(chosen))["sector"]
    return pl.concat([sold, made]).unique()


def _firms(standings: Collection[str]) -> pl.Expr:
    return pl.col("firm").filter(pl.col("standing").is_in(list(standings))).unique().sort()


def _by_scope(rows: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    """Aggregate ``rows`` by sector for the region and by sector and district."""
    whole = rows.group_by("sector").agg(**columns).with_columns(scope=pl.lit(REGION))
    single = rows.group_by("sector", scope="district").agg(**columns).select(whole.columns)
    return pl.concat([whole, single]).filter(pl.col("scope").is_not_null())
