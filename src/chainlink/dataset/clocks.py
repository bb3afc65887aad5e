"""Two clocks: what had happened by the end of a year, and what was known by a date."""

from __future__ import annotations

import polars as pl

from chainlink.schema import columns
from chainlink.tables import TABLES

OWN_TIME: dict[str, tuple[str, ...]] = {
    "firms": ("since",),
    "firm_status": ("year",),
    "links": ("since", "seen"),
    "claims": ("from", "to", "seen"),
    "statements": ("year", "seen"),
    "projects": ("year", "seen"),
    "surveys": ("date",),
    "admissions": ("as_of", "seen"),
    "travel": ("as_of",),
    "capabilities": ("seen",),
    "prospects": ("seen",),
}
"""Where a row says when its fact holds, the first that is stated; other tables are general knowledge without a time."""
ATTESTED = ("links", "capabilities", "prospects")
"""Tables whose ``seen`` is the last year of several sources: the earliest source attests the fact already."""
IDS = {"capabilities": ["firm", "sector"]}
LEFT_OUT = pl.Schema(
    [("table", pl.String()), ("reason", pl.String()), ("rows", pl.List(pl.Int64)), ("count", pl.Int64())]
)
Tables = dict[str, pl.DataFrame]


def _year(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.String).str.slice(0, 4).cast(pl.Int64, strict=False)


def latest_year(tables: Tables) -> int | None:
    """Return the latest year of an actual supply or capability row: link, claim about one, stated capability made."""
    links = tables["links"].filter(pl.col("relation") == "supply")
    subjects = tables["claim_subjects"].filter(pl.col("table").is_in(["links", "capabilities"]))
    claims = tables["claims"].filter(pl.col("status") == "actual").join(subjects, on="claim", how="semi")
    made = tables["capabilities"].filter((pl.col("status") == "made") & (pl.col("basis") == "stated"))
    years = [
        links.select(year=pl.coalesce(_year("since"), "seen"))["year"].max(),
        links["seen"].max(),
        claims.select(year=pl.coalesce(_year("from"), _year("to")))["year"].max(),
        made["seen"].max(),
    ]
    return max((int(year) for year in years if isinstance(year, int)), default=None)


def turn_back(tables: Tables, *, as_of: int | None, known_by: str | None) -> tuple[Tables, pl.DataFrame]:
    """Return the tables as of the end of a year and as known by a date, and what was left out.

    A row's own time is what its table says (``OWN_TIME``); an expectation or plan counts from the year it was stated, a
    fact that several sources attest from the year of the earliest.  A row is known from the earliest of its sources'
    dates; a date that names only a year or month is known at its end.  Rows without a time stay.  What refers to a row
    that goes (its firm, its claim) goes with it; an optional reference to such a row becomes null.

    Args:
        tables: every table of a dataset.
        as_of: keep facts of this year or earlier; None keeps all.
        known_by: YYYY[-MM[-DD]], keep what was published by then; None keeps all.

    Returns:
        The tables, and one row per ``table`` and ``reason``: ``rows`` (row numbers) and ``count``.  Reasons: ``later``
        (its own time), ``unknown_yet`` (its sources), ``depends`` (on a row that goes), and, with ``known_by``,
        ``undated``: rows that *stay* although no source of theirs has a date.

    """
    if as_of is None and known_by is None:
        return tables, LEFT_OUT.to_frame()
    known = {name: _with_times(name, frame, tables["sources"]) for name, frame in tables.items()}
    known["links"] = _link_times(known)
    gone: list[pl.DataFrame] = []
    kept: Tables = {}
    for name, frame in known.items():
        later = (pl.col("_own") > as_of).fill_null(value=False) if as_of is not None else pl.lit(value=False)
        unknown = (
            (pl.col("_known") > _end(known_by)).fill_null(value=False)
            if known_by is not None and name != "sources"
            else pl.lit(value=False)
        )
        marked = frame.with_columns(
            _reason=pl.when(later).then(pl.lit("later")).when(unknown).then(pl.lit("unknown_yet"))
        )
        gone.append(_told(name, marked.filter(pl.col("_reason").is_not_null()), "_reason"))
        kept[name] = marked.filter(pl.col("_reason").is_null())
        if known_by is not None and name != "sources":
            undated = kept[name].filter(pl.col("_known").is_null()).with_columns(_reason=pl.lit("undated"))
            gone.append(_told(name, undated, "_reason"))
    kept = {name: frame.select(tables[name].columns) for name, frame in kept.items()}
    kept, depending = _without_dangling(kept, tables)
    left_out = (
        pl.concat([*gone, *depending])
        .group_by("table", "reason")
        .agg(pl.col("rows").explode().sort(), pl.col("count").sum())
    )
    return kept, left_out.sort("table", "reason")


def _told(table: str, frame: pl.DataFrame, reason: str) -> pl.DataFrame:
    return (
        frame.group_by(reason)
        .agg(rows=pl.col("row").sort(), count=pl.len().cast(pl.Int64))
        .select(table=pl.lit(table), reason=pl.col(reason).cast(pl.String), rows="rows", count="count")
    )


def _end(date: str) -> str:
    """Return the last day a date may mean, for comparing as text: 2021 -> 2021-12-31."""
    return f"{date}-12-31" if "-" not in date else f"{date}-31" if date.count("-") == 1 else date


def _with_times(name: str, frame: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Add ``_own`` (year of the fact) and ``_known`` (the day its earliest source was out); null = no time."""
    date, parts = pl.col("date"), pl.col("date").str.count_matches("-")
    end = pl.when(parts == 0).then(date + "-12-31").when(parts == 1).then(date + "-31").otherwise(date)
    dated = sources.select(source="source", _known=end)
    if name == "sources":
        return frame.with_columns(_own=pl.lit(None, pl.Int64), _known=pl.lit(None, pl.String))
    frame = frame.with_row_index("_at")
    first = (
        frame.select("_at", "source")
        .explode("source")
        .join(dated, on="source", how="left")
        .group_by("_at")
        .agg(pl.col("_known").min())
    )
    frame = frame.join(first, on="_at", how="left", maintain_order="left").drop("_at")
    own = pl.coalesce(*(_year(column) for column in OWN_TIME[name])) if name in OWN_TIME else pl.lit(None, pl.Int64)
    published = _year("_known")
    if name == "claims":
        planned = pl.col("status").is_in(["expected", "planned"])
        own = pl.when(planned).then(pl.min_horizontal(own, published)).otherwise(own)
    elif name in ATTESTED:
        own = pl.when(own.is_not_null()).then(pl.min_horizontal(own, published))
    return frame.with_columns(_own=own)


def _link_times(known: Tables) -> pl.DataFrame:
    """Let an actual figure about a link attest the link for its own year and day."""
    figures = (
        known["claims"].filter(pl.col("status") == "actual").select("claim", claim_own="_own", claim_known="_known")
    )
    first = (
        known["claim_subjects"]
        .filter(pl.col("table") == "links")
        .select("claim", link="id")
        .join(figures, on="claim")
        .group_by("link")
        .agg(pl.col("claim_own", "claim_known").min())
    )
    links = known["links"].join(first, on="link", how="left", maintain_order="left")
    return links.with_columns(
        _own=pl.min_horizontal("_own", "claim_own"), _known=pl.min_horizontal("_known", "claim_known")
    ).drop("claim_own", "claim_known")


def _without_dangling(kept: Tables, before: Tables) -> tuple[Tables, list[pl.DataFrame]]:
    """Let rows go whose firm, claim or other needed row went, and forget optional references to such rows."""
    gone: list[pl.DataFrame] = []
    again = True
    while again:
        again = False
        for name, frame in list(kept.items()):
            stays = _stays(name, frame, kept, before)
            lost = frame.filter(~stays)
            if lost.height:
                again = True
                gone.append(_told(name, lost.with_columns(_reason=pl.lit("depends")), "_reason"))
                kept[name] = frame.filter(stays)
    for name in kept:
        kept[name] = _forgotten(name, kept, before)
    return kept, gone


def _lost_ids(target: str, kept: Tables, before: Tables) -> pl.Series:
    keys = IDS.get(target) or TABLES[target].primary_key()[:1]
    ids = pl.concat_str(keys, separator=":").alias("id")
    if kept[target].height == before[target].height:
        return pl.Series("id", [], dtype=pl.String)
    return before[target].select(ids).join(kept[target].select(ids), on="id", how="anti")["id"]


def _stays(name: str, frame: pl.DataFrame, kept: Tables, before: Tables) -> pl.Series:
    stays = pl.lit(value=True)
    if name == "claims":
        left = before["claim_subjects"].join(kept["claim_subjects"], on=["claim", "table", "id"], how="anti")["claim"]
        stays &= pl.col("claim").is_in(left.implode()).not_()
    if name == "claim_subjects":
        for target in frame["table"].unique():
            lost = _lost_ids(target, kept, before)
            stays &= ((pl.col("table") == target) & pl.col("id").is_in(lost.implode())).not_()
    for column, declared, meta in columns(TABLES[name]):
        target = meta.get("references")
        if (
            target is not None
            and target != "sources"
            and meta["kind"] == "id"
            and (declared.primary_key or not declared.nullable)
        ):
            lost = _lost_ids(target, kept, before)
            if len(lost):
                stays &= pl.col(column).is_in(lost.implode()).not_().fill_null(value=True)
    return frame.with_columns(_stays=stays)["_stays"]


def _forgotten(name: str, kept: Tables, before: Tables) -> pl.DataFrame:
    frame = kept[name]
    for column, declared, meta in columns(TABLES[name]):
        target = meta.get("references")
        if target is None or target == "sources" or declared.primary_key or not declared.nullable:
            continue
        lost = _lost_ids(target, kept, before)
        if not len(lost):
            continue
        if meta["kind"] == "list":
            left = pl.col(column).list.set_difference(lost.implode())
            frame = frame.with_columns(pl.when(left.list.len() > 0).then(left).alias(column))
        else:
            frame = frame.with_columns(pl.when(pl.col(column).is_in(lost.implode()).not_()).then(column).alias(column))
    return frame
