"""What happened and what became known: whether a change between two states is of later time or of later knowledge."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from chainlink.cases import first_case
from chainlink.dates import year_of
from chainlink.measures.supply.presence import COMING, source_years

BOUNDS = ("not_before", "by")


def beginnings(tables: Mapping[str, pl.DataFrame], table: str) -> pl.DataFrame:
    """Return between which years each fact of a table (firms, capabilities, links, claims) began, as far as is stated.

    That a page of 2024 names a firm does not say since when it is there: only a stated beginning (``since``, else the
    last year in which the firm was planned or being built; the time of a figure; of a product or delivery that of its
    firms) is a year before which there was none.  The year that a page describes, or in which it was out, is one by
    which it had begun.

    The rows of the table by ``row``: ``row``, ``not_before``, ``by`` (years; null = nobody states it).
    """
    rows = tables[table].join(source_years(tables[table], tables["sources"]), on="row", how="left")
    described = pl.min_horizontal("seen", "first_year")
    if table == "claims":
        time = pl.coalesce(year_of("from"), year_of("to"), "seen")
        hoped = pl.col("status").is_in(["expected", "planned"])
        stated = pl.when(hoped).then(pl.min_horizontal(time, "first_year")).otherwise(time)
        return rows.select("row", not_before=stated, by=stated).sort("row")
    unbuilt = tables["firm_status"].filter(pl.col("status").is_in(COMING)).group_by("firm").agg(pl.col("year").max())
    there = (
        tables["firms"].join(unbuilt, on="firm", how="left").select("firm", since=pl.coalesce(year_of("since"), "year"))
    )
    if table == "firms":
        rows = rows.with_columns(stated=year_of("since")).drop("since").join(there, on="firm", how="left")
        return rows.select("row", not_before="since", by=pl.coalesce("stated", described)).sort("row")
    if table == "capabilities":
        rows = rows.join(there, on="firm", how="left")
        return rows.select("row", not_before="since", by=described).sort("row")
    figures = (
        tables["claim_subjects"]
        .filter(pl.col("table") == "links")
        .join(tables["claims"].filter(pl.col("status") == "actual"), on="claim")
        .group_by(link="id")
        .agg(figure=year_of("from").min())
    )
    since = year_of("since")
    return (
        rows.with_columns(since=since)
        .join(figures, on="link", how="left")
        .join(there.rename({"firm": "supplier", "since": "made_since"}), on="supplier", how="left")
        .join(there.rename({"firm": "buyer", "since": "bought_since"}), on="buyer", how="left")
        .select(
            "row",
            not_before=pl.coalesce("since", pl.max_horizontal("made_since", "bought_since")),
            by=pl.coalesce("since", pl.min_horizontal(described, "figure")),
        )
        .sort("row")
    )


def timed(changed: pl.DataFrame, begun: pl.DataFrame, *, year: int) -> pl.DataFrame:
    """Part what happened from what became known between a state at the end of ``year`` and a later one.

    A new row ``happened`` where its beginning is stated to lie after ``year``, was ``learnt`` where it had begun by
    then, and is ``unclear`` where nobody states since when it holds.  A changed row happened where it still described
    ``year`` or later as it was, was learnt where the change is described as of ``year`` or earlier.  Of a row that is
    no longer on record nothing is known (null).  ``changed`` are changes with ``seen`` among what is shown, ``begun``
    the beginnings of the later state; the ``timing`` is added to the first.
    """
    fresh = pl.col("change") == "new"
    after = pl.when(fresh).then(pl.col("not_before") > year).otherwise(pl.col("seen_before") >= year)
    before = pl.when(fresh).then(pl.col("by") <= year).otherwise(pl.col("seen_after") <= year)
    timing = first_case(
        (after.fill_null(value=False), "happened"), (before.fill_null(value=False), "learnt"), otherwise="unclear"
    )
    return (
        changed.join(begun.rename({"row": "row_after"}), on="row_after", how="left", maintain_order="left")
        .with_columns(timing=pl.when(pl.col("change") != "lost").then(timing))
        .drop(*BOUNDS)
    )


def timed_findings(moved: pl.DataFrame, *, by_knowledge: pl.DataFrame, by_time: pl.DataFrame) -> pl.DataFrame:
    """Part the findings that moved only because later data tell more from those that the years moved too.

    What the later data say of the earlier year stands between the two states: ``by_knowledge`` are the changes up to
    there, ``by_time`` those from there on.  A finding that moved up to there and no further was ``learnt``.  Of one
    that moved from there on it is ``unclear`` whether that came about: the rows behind it are of the year in which they
    were first seen, most state no beginning, and others have grown old.
    """
    seen, went_on = (pl.col("finding").is_in(step["finding"].implode()) for step in (by_knowledge, by_time))
    return moved.with_columns(timing=pl.when(seen & went_on.not_()).then(pl.lit("learnt")).otherwise(pl.lit("unclear")))
