"""Presence 在产: which firm is known to make which sector's product, and how old that knowledge is."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.data.frames.declared import columns_of
from chainlink.dates import year_of

PRESENT = ("present", "older", "carried")
"""The standings that count as a maker: recent knowledge, knowledge marked 较旧, and what only later sources attest."""
UNSURE = ("older", "carried")
"""The standings that never carry a finding above 乙."""

COMING = ("building", "signed", "planned")
UNMADE = ("trial", "certifying", "building", "planned")
"""The states of a capability that is not yet made for sale."""


def made_in(presence: frames.Presence, districts: Collection[str]) -> frames.Presence:
    """Return who is a maker of what in some districts."""
    return presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(districts)))


def last_status(firm_status: pl.DataFrame) -> pl.DataFrame:
    """Return the last known status of each firm 企业.

    Sorted by ``firm``: ``firm``, ``firm_status``, ``status_year``, ``status_row``; firms without a row are absent.
    """
    return (
        firm_status.sort("firm", "year", "status", "row")
        .group_by("firm", maintain_order=True)
        .agg(firm_status=pl.col("status").last(), status_year=pl.col("year").last(), status_row=pl.col("row").last())
        .sort("firm")
    )


def source_years(rows: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Return the first and the last year in which a source of each of ``rows`` (with ``row``, ``source``) was dated.

    Sorted by ``row``: ``row``, ``first_year``, ``source_year`` (null where no source is dated).
    """
    return (
        rows.select("row", "source")
        .explode("source")
        .join(sources.select("source", source_year=year_of("date")), on="source", how="left")
        .group_by("row")
        .agg(first_year=pl.col("source_year").min(), source_year=pl.col("source_year").max())
        .sort("row")
    )


def last_news(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the year of the last news of each firm 企业, from the tables of a dataset.

    Whatever describes the firm counts: its own row, its status, what it makes, a link with it, its project, a figure
    about it.  A row whose year nobody stated takes the year of its latest source.

    Sorted by ``firm``: ``firm``, ``year``; firms of which no news is dated are absent.
    """
    about = tables["claim_subjects"].filter(pl.col("table") == "firms").select("claim", firm="id")
    dated = [
        ("firms", ["firm"], []),
        ("firm_status", ["firm"], ["year"]),
        ("capabilities", ["firm"], []),
        ("links", ["supplier", "buyer"], []),
        ("projects", ["firm"], ["year"]),
        ("claims", ["firm"], []),
    ]
    news = []
    for name, firms, years in dated:
        rows = tables[name].join(source_years(tables[name], tables["sources"]), on="row", how="left")
        rows = rows.join(about, on="claim") if name == "claims" else rows
        year = pl.coalesce(pl.max_horizontal("seen", *years), "source_year").cast(pl.Int64)
        news += [rows.select(firm=pl.col(firm), year=year) for firm in firms]
    return pl.concat(news).drop_nulls().group_by("firm").agg(pl.col("year").max()).sort("firm")


def presence(
    *, firms: pl.DataFrame, firm_status: pl.DataFrame, capabilities: pl.DataFrame, live_links: frames.Links,
    sources: pl.DataFrame, as_of: int, seen_years: int = 10, fresh_years: int = 5, news_years: int = 5,
) -> frames.Presence:  # fmt: skip
    """Return how each capability 供给能力 stands at ``as_of``.

    A capability is ``present`` when its firm is named and its last status operating (or not stated), and the capability
    is stated, made and seen in the last ``seen_years``; beyond ``fresh_years`` it is ``older`` 较旧, beyond
    ``seen_years`` ``stale`` 旧资料.  A recorded delivery of the sector's product renews what was seen.  A row whose
    year nobody stated takes the year of its latest source; without that it stands as ``older``.  A row first attested
    after ``as_of``, which the clock carried back with its firm (dataset.clocks), is ``carried`` unless a delivery of
    the product attests it.  A firm or capability that is on trial, being certified, built, signed or planned is
    ``coming``, without news for ``news_years`` ``lapsed`` 久未见进展; that a firm was seen at work is no news of what
    it plans besides.  An inferred capability is ``inferred`` whatever its age; what a firm no longer makes is
    ``stopped``; a firm that closed is ``closed``, an unnamed one ``unnamed``.

    Ten years are two five-year plans, five are one.  ``named`` null = named, ``basis`` null = stated, ``status`` null =
    made.
    """
    newest = pl.lit(live_links["seen"].max(), dtype=pl.Int64)
    ahead = (pl.col("seen") > as_of).fill_null(value=False)
    renewable = capabilities.filter((pl.col("seen") >= newest).fill_null(value=False).not_() | ahead)
    asked = capabilities.filter(pl.col("seen").is_null() | ahead)
    sold = (
        live_links.filter(pl.col("relation") == "supply", pl.col("seen").is_not_null())
        .select(firm="supplier", sector="sectors", sold="seen")
        .join(renewable, on="firm", how="semi")
        .explode("sector")
        .group_by("firm", "sector")
        .agg(pl.col("sold").max())
    )
    return (
        capabilities.select("firm", "sector", "basis", "status", "seen", "source", "row")
        .join(source_years(asked, sources), on="row", how="left")
        .join(sold, on=["firm", "sector"], how="left")
        .with_columns(
            carried=(pl.min_horizontal("seen", "first_year") > as_of)
            & pl.col("seen").is_not_null()
            & pl.col("sold").is_null()
        )
        .with_columns(seen=pl.max_horizontal(pl.coalesce("seen", "source_year"), "sold"))
        .join(firms.select("firm", "district", "named", "until"), on="firm", how="left")
        .join(last_status(firm_status), on="firm", how="left")
        .with_columns(standing=_standing(as_of, seen_years, fresh_years, news_years))
        .select("firm", "sector", "district", "standing", "seen", "row", "status_row")
        .sort("firm", "sector")
    )


def _standing(as_of: int, seen_years: int, fresh_years: int, news_years: int) -> pl.Expr:
    """Return the first standing that holds."""
    age = as_of - pl.col("seen")
    building = pl.col("firm_status").is_in(COMING)
    news = (
        pl.when(building).then(pl.max_horizontal("status_year", "seen")).otherwise(pl.coalesce("seen", "status_year"))
    )
    coming = building | pl.col("status").is_in(UNMADE)
    closed = (pl.col("firm_status") == "closed") | (year_of("until") < as_of)
    return first_case(
        (pl.col("named").fill_null(value=True).not_(), "unnamed"),
        (closed.fill_null(value=False), "closed"),
        (pl.col("basis") == "inferred", "inferred"),
        (pl.col("status") == "stopped", "stopped"),
        (coming.fill_null(value=False) & (as_of - news > news_years), "lapsed"),
        (coming.fill_null(value=False), "coming"),
        (age > seen_years, "stale"),
        ("carried", "carried"),
        (age.is_null() | (age > fresh_years), "older"),
        otherwise="present",
    )


def unplaced(firms: pl.DataFrame, *, capabilities: pl.DataFrame, firm_status: pl.DataFrame) -> pl.DataFrame:
    """Return the firms, none of them closed, whose chain is known but not their product 环节待查.

    Sorted by ``chain``, ``firm``: ``chain``, ``firm``, ``district``, ``row`` (of firms).
    """
    known = capabilities.filter(pl.col("basis").fill_null("stated") == "stated").select("firm")
    closed = last_status(firm_status).filter(pl.col("firm_status") == "closed")
    return (
        firms.filter(pl.col("named").fill_null(value=True))
        .join(known, on="firm", how="anti")
        .join(closed, on="firm", how="anti")
        .select("chains", "firm", "district", "row")
        .explode("chains")
        .drop_nulls("chains")
        .rename({"chains": "chain"})
        .unique()
        .sort("chain", "firm")
    )


def coming_projects(
    *, projects: pl.DataFrame, firms: pl.DataFrame, presence: frames.Presence, as_of: int, news_years: int = 5
) -> frames.ComingProjects:
    """Return the projects 项目 that stand for a coming maker: those whose firm has no capability row in the sector.

    After ``news_years`` of silence a project is ``lapsed``.
    """
    silence = as_of - pl.coalesce("year", "seen")
    return (
        projects.filter(pl.col("status").is_in(["talks", "signed", "building", "trial"]))
        .explode("sectors")
        .drop_nulls("sectors")
        .rename({"sectors": "sector"})
        .join(presence.select("firm", "sector"), on=["firm", "sector"], how="anti")
        .join(firms.select("firm", seat="district"), on="firm", how="left")
        .with_columns(
            district=pl.coalesce("district", "seat"),
            standing=first_case((silence > news_years, "lapsed"), otherwise="coming"),
        )
        .select(columns_of(frames.ComingProjects))
        .sort("sector", "project")
    )


def in_talks(projects: pl.DataFrame, capabilities: pl.DataFrame) -> pl.DataFrame:
    """Return the projects that are only talked of, and the firms that are on their way by nothing else.

    A firm with a row of ``capabilities`` stands by that, whatever is talked of besides.

    Sorted by ``sector``: ``sector``, ``talk_projects`` (ids), ``talk_firms`` (ids).

    Example:
        >>> projects = pl.DataFrame({"project": ["p", "q"], "firm": ["a", "a"], "sectors": [["box"], ["lamp"]],
        ...     "status": ["talks", "signed"]})
        >>> in_talks(projects, pl.DataFrame(schema={"firm": pl.String, "sector": pl.String})).rows()
        [('box', ['p'], ['a'])]

    """
    spread = projects.explode("sectors").drop_nulls("sectors").rename({"sectors": "sector"})
    talked = spread.filter(pl.col("status") == "talks")
    firm = ["firm", "sector"]
    firms = (
        talked.join(spread.filter(pl.col("status") != "talks"), on=firm, how="anti")
        .join(capabilities, on=firm, how="anti")
        .drop_nulls("firm")
        .group_by("sector")
        .agg(talk_firms=pl.col("firm").unique().sort())
    )
    return (
        talked.group_by("sector")
        .agg(talk_projects=pl.col("project").unique().sort())
        .join(firms, on="sector", how="left")
        .with_columns(pl.col("talk_firms").fill_null([]))
        .sort("sector")
    )
