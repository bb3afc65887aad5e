"""Two clocks: what had happened by the end of a year, and what was known by a date.

Knowledge (``KNOWLEDGE``: sectors, flows, chains and where things lie) is timeless and never removed.  Of the facts:

- A row is *known* from the day its first source was out, a row without a dated source from the year it describes; a
  date that names only a year or month counts at its end.  Of several sources those older than the fact itself did not
  say it: an actual figure of 2023 is known from its first source of 2023 or later.
- A row *holds* from its own time (``OWN_TIME``), an expectation or plan from the year it was stated, a fact that
  several sources attest from the year of the earliest.
- A firm is there from ``since`` on, else from its first source; a row that names it (a status, a delivery, a figure
  about it) attests it for its own time.  So does a figure about a link, and a row that names a park.
- A product that was made when it was first attested, by a firm that was there before, is taken to have been made then
  already, for ``CARRIED_YEARS`` at most and never before a year in which the firm or its project was still being built.
  No row says so: it is counted and marked (``carried`` 记载更晚).

Rows whose time nobody states stay and are counted.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from chainlink.data.dangling import Tables, without_dangling
from chainlink.dates import last_day, last_days, year_of
from chainlink.errors import CallError

KNOWLEDGE = ("districts", "places", "chains", "sectors", "chain_sectors", "flows")
"""Tables of what holds at any time; every other table but ``sources`` holds facts."""
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
"""Where a row says when its fact holds, the first that is stated."""
OF_A_DAY = {
    "firm_status": "year",
    "claims": "to",
    "statements": "year",
    "projects": "year",
    "surveys": "date",
    "admissions": "as_of",
    "travel": "as_of",
}
"""The column before whose year no source can have said it; of claims only where it is actual."""
ATTESTED = ("links", "capabilities", "prospects")
"""Tables whose ``seen`` is the last year of several sources: the earliest source attests the fact already."""
NAMING = {
    "firms": (
        ("firm_status", "firm"),
        ("capabilities", "firm"),
        ("links", "supplier"),
        ("links", "buyer"),
        ("projects", "firm"),
        ("prospects", "firm"),
    ),
    "parks": (("firms", "park"), ("projects", "park"), ("admissions", "park")),
}
"""The columns that name a firm or a park and so attest it."""
CARRIED_YEARS = 10
"""So many years at most before it was first attested a product is taken to have been made: two five-year plans."""
UNBUILT = ("building", "signed", "planned", "talks", "trial")
STAYING = ("undated", "several", "knowledge", "no_year", "carried")
"""Reasons for which a row is counted although it stays."""
Counts = list[tuple[str, str, pl.Series]]
LEFT_OUT = pl.Schema(
    [("table", pl.String()), ("reason", pl.String()), ("rows", pl.List(pl.Int64)), ("count", pl.Int64())]
)


def latest_year(tables: Tables) -> int | None:
    """Return the latest year of an actual supply or capability row: link, claim about one, stated capability made."""
    return _supply_years(tables).max()  # type: ignore[return-value]


def refuse_before(tables: Tables, turned: Tables, as_of: int) -> None:
    """Raise CallError where none of the years that ``tables`` hold of supply is left as of ``as_of``."""
    years = _supply_years(tables)
    if len(years) and _supply_years(turned).is_empty():
        raise CallError("as_of_before_data", as_of=as_of, first=years.min(), last=years.max())


def _supply_years(tables: Tables) -> pl.Series:
    links = tables["links"].filter(pl.col("relation") == "supply")
    subjects = tables["claim_subjects"].filter(pl.col("table").is_in(["links", "capabilities"]))
    claims = tables["claims"].filter(pl.col("status") == "actual").join(subjects, on="claim", how="semi")
    made = tables["capabilities"].filter((pl.col("status") == "made") & (pl.col("basis") == "stated"))
    years = [
        links.select(year=pl.coalesce(year_of("since"), "seen")),
        links.select(year="seen"),
        claims.select(year=pl.coalesce(year_of("from"), year_of("to"))),
        made.select(year="seen"),
    ]
    return pl.concat(years)["year"].drop_nulls()


def source_days(tables: Tables) -> tuple[date, date] | None:
    """Return the days of the first and of the last dated source that a fact cites; None where no fact cites one."""
    cited = pl.concat([tables[name].select(pl.col("source").explode()) for name in _facts(tables)]).unique()
    days = tables["sources"].join(cited, on="source", how="semi").select(day=last_days("date"))["day"].drop_nulls()
    return (days.min(), days.max()) if len(days) else None  # type: ignore[return-value]


def newest_year(tables: Tables) -> int | None:
    """Return the last year that any fact describes or any of its sources is dated in; None where none states a year."""
    ends = source_days(tables)
    years = [tables[name]["seen"].max() for name in _facts(tables)]
    years += [ends[1].year if ends else None, latest_year(tables)]
    return max((year for year in years if isinstance(year, int)), default=None)


def turn_back(tables: Tables, *, as_of: int | None, known_by: str | None) -> tuple[Tables, pl.DataFrame]:
    """Return the tables as of the end of a year and as known by a date, and what was left out.

    What refers to a row that goes (its firm, its claim) goes with it; an optional reference to such a row becomes null.
    With ``known_by`` a row keeps the sources that were out by then; ``seen`` is no later than the last of them, and an
    end later than the date is not known yet.

    Args:
        tables: every table of a dataset.
        as_of: keep facts of this year or earlier; None keeps all.
        known_by: YYYY[-MM[-DD]], keep what was published by then; None keeps all.

    Returns:
        The tables, and one row per ``table`` and ``reason``: ``rows`` (row numbers) and ``count``.  Reasons: ``later``
        (its own time), ``unknown_yet`` (its sources), ``depends`` (on a row that goes), and of rows that *stay*:
        ``undated`` (no source of theirs has a date and they describe no year), ``several`` (also cites later sources:
        what the first said cannot be told apart from what they added), ``knowledge`` (timeless, but cites later
        sources), ``no_year`` (no time of its own), ``carried`` (a product taken back in time with its firm).

    Raises:
        CallError: ``known_by`` is no date of the calendar.

    """
    left: list[pl.DataFrame] = [LEFT_OUT.to_frame()]
    if known_by is not None:
        day = last_day(known_by)
        if day is None:
            raise CallError("bad_date", value=known_by)
        tables, counted = _by_day(tables, day)
        left += counted
    if as_of is not None:
        tables, counted = _by_year(tables, as_of)
        left += counted
    left_out = pl.concat(left).group_by("table", "reason").agg(pl.col("rows").explode().sort(), pl.col("count").sum())
    return tables, left_out.sort("table", "reason")


def _facts(tables: Tables) -> list[str]:
    return [name for name in tables if name != "sources" and name not in KNOWLEDGE]


def _settled(tables: Tables, marked: Tables, counts: Counts) -> tuple[Tables, list[pl.DataFrame]]:
    """Keep the columns of the tables and what holds together, and count what went, and what stays with a reason."""
    kept = {name: marked[name].select(tables[name].columns) if name in marked else tables[name] for name in tables}
    kept, gone = without_dangling(kept, tables)
    left = []
    for table, reason, rows in [*counts, *((table, "depends", rows) for table, rows in gone)]:
        numbers = rows.filter(rows.is_in(kept[table]["row"].implode())) if reason in STAYING else rows
        held = {"table": [table], "reason": [reason], "rows": [numbers.sort()], "count": [len(numbers)]}
        left.append(pl.DataFrame(held, schema=LEFT_OUT).filter(pl.col("count") > 0))
    return kept, left


# --- what was known by a day ----------------------------------------------------------------------------------------


def _by_day(tables: Tables, day: date) -> tuple[Tables, list[pl.DataFrame]]:
    """Keep the facts whose first source was out by ``day``, with the sources out by then."""
    known = {name: _published(name, tables[name], tables["sources"], day) for name in _facts(tables)}
    figures = _figures(known, "links", actual=True).rename({"id": "link"})
    known["links"] = _with_witnesses(known["links"], figures, "link", day)
    for target, naming in NAMING.items():
        key = target.removesuffix("s")
        witnesses = [known[table].select("_known", "_public", pl.col(column).alias(key)) for table, column in naming]
        if target == "firms":
            witnesses.append(_figures(known, "firms").select("_known", "_public", firm="id"))
        known[target] = _with_witnesses(known[target], pl.concat(witnesses).drop_nulls(key), key, day)
    cited = {name: _published(name, tables[name], tables["sources"], day) for name in KNOWLEDGE}
    later = pl.col("_several") | (pl.col("_known") > day).fill_null(value=False)
    counts: Counts = [(name, "knowledge", frame.filter(later)["row"]) for name, frame in cited.items()]
    kept: Tables = {}
    for name, frame in known.items():
        unknown = (pl.col("_known") > day).fill_null(value=False)
        public = frame.filter(~unknown)
        counts.append((name, "unknown_yet", frame.filter(unknown)["row"]))
        counts.append((name, "undated", public.filter(pl.col("_known").is_null())["row"]))
        counts.append((name, "several", public.filter("_several")["row"]))
        kept[name] = _as_published(public, day)
    return _settled(tables, kept, counts)


def _published(name: str, frame: pl.DataFrame, sources: pl.DataFrame, day: date) -> pl.DataFrame:
    """Add to each row what its sources say of when it was known.

    ``_known``: the day it was first known (null = nobody can say); ``_public``: its sources out by ``day`` or without a
    date; ``_last``: the year of the last of them that has one; ``_several``: whether it also cites later ones.
    """
    year = pl.lit(None, pl.Int64)
    if name in OF_A_DAY:
        year = year_of(OF_A_DAY[name])
    if name == "claims":
        year = pl.when(pl.col("status") == "actual").then(pl.coalesce(year, year_of("from")))
    described = pl.coalesce(*(pl.col(column) for column in ("seen", "year") if column in frame.columns))
    frame = frame.with_columns(_year=year).with_row_index("_at")
    dated = sources.select("source", _day=last_days("date"))
    out = (pl.col("_day") <= day).fill_null(value=True)
    fits = (pl.col("_day").dt.year() >= pl.col("_year")).fill_null(value=True)
    firsts = (
        frame.select("_at", "_year", "source")
        .explode("source")
        .join(dated, on="source", how="left", maintain_order="left")
        .group_by("_at")
        .agg(
            _first=pl.coalesce(pl.col("_day").filter(fits).min(), pl.col("_day").min()),
            _public=pl.col("source").filter(out),
            _last=pl.col("_day").filter(out).max().dt.year().cast(pl.Int64),
            _several=out.any() & out.not_().any(),
        )
    )
    end = pl.when(described.is_not_null()).then(pl.date(described, 12, 31))
    joined = frame.join(firsts, on="_at", how="left", maintain_order="left")
    return joined.with_columns(_known=pl.coalesce("_first", end)).drop("_at", "_year", "_first")


def _with_witnesses(frame: pl.DataFrame, witnesses: pl.DataFrame, key: str, day: date) -> pl.DataFrame:
    """Let the rows that name a row attest it; where only they were out by ``day``, it takes their sources."""
    out = (pl.col("_known") <= day).fill_null(value=False)
    first = witnesses.group_by(key).agg(
        _witnessed=pl.col("_known").min(),
        _through=pl.col("_public").filter(out).explode().drop_nulls().unique(maintain_order=True),
    )
    unnamed = (pl.col("_known") > day) & (pl.col("_witnessed") <= day)
    return (
        frame.join(first, on=key, how="left", maintain_order="left")
        .with_columns(_unnamed=unnamed.fill_null(value=False))
        .with_columns(
            _known=pl.when("_unnamed").then("_witnessed").otherwise("_known"),
            _public=pl.when("_unnamed").then("_through").otherwise("_public"),
            _several=pl.col("_several") | pl.col("_unnamed"),
        )
        .drop("_witnessed", "_through", "_unnamed")
    )


def _as_published(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """Say of each row only what its sources out by ``day`` can have said, as far as that can be told apart."""
    public = pl.when(pl.col("_public").list.len() > 0).then("_public").otherwise("source")
    last = pl.when("_several").then(pl.coalesce("_last", day.year)).otherwise(day.year)
    dated = {"source": public}
    if "seen" in frame.columns:
        dated["seen"] = pl.min_horizontal("seen", pl.when(pl.col("seen").is_not_null()).then(last))
    if "until" in frame.columns:
        dated["until"] = pl.when((year_of("until") > day.year).not_()).then("until")
    if "resolved_by" in frame.columns:
        dated["resolved_by"] = pl.when(pl.col("_several").not_()).then("resolved_by")
    return frame.with_columns(**dated)


# --- what had happened by the end of a year -------------------------------------------------------------------------


def _by_year(tables: Tables, year: int) -> tuple[Tables, list[pl.DataFrame]]:
    """Keep the facts whose own time is ``year`` or earlier, and the products of firms that were there by then."""
    held = {name: _held(name, tables[name], tables["sources"]) for name in _facts(tables)}
    held["links"] = _first_of(held["links"], _figures(held, "links", actual=True).rename({"id": "link"}), "link")
    since = held["firms"].select("firm", _since=year_of("since"))
    made = pl.col("status").fill_null("made") == "made"  # a product is no older than its firm
    own = pl.when(made & pl.col("_own").is_not_null()).then(pl.max_horizontal("_own", "_since")).otherwise("_own")
    products = held["capabilities"].join(since, on="firm", how="left", maintain_order="left")
    held["capabilities"] = products.with_columns(_own=own)
    witnesses = [held[table].select("_own", firm=column) for table, column in NAMING["firms"]]
    named = pl.concat([*witnesses, _figures(held, "firms").select("_own", firm="id")]).drop_nulls("firm")
    held["firms"] = _first_of(held["firms"], named, "firm")
    carried = _carried(held, year)
    counts: Counts = []
    kept: Tables = {}
    for name, frame in held.items():
        later = (pl.col("_own") > year).fill_null(value=False)
        stays = ~later if name != "capabilities" else ~later | pl.col("row").is_in(carried["row"].implode())
        kept[name] = frame.filter(stays)
        counts.append((name, "later", frame.filter(~stays)["row"]))
        if name in OWN_TIME:
            counts.append((name, "no_year", kept[name].filter(pl.col("_own").is_null())["row"]))
    return _settled(tables, kept, [*counts, ("capabilities", "carried", carried["row"])])


def _held(name: str, frame: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    """Add ``_own``, the year from which a row's fact holds; null = no time."""
    own = pl.coalesce(*(year_of(column) for column in OWN_TIME[name])) if name in OWN_TIME else pl.lit(None, pl.Int64)
    frame = frame.with_row_index("_at")
    dated = sources.select("source", _first=year_of("date"))
    cited = frame.select("_at", "source").explode("source").join(dated, on="source", how="left")
    first = cited.group_by("_at").agg(pl.col("_first").min())
    earlier = pl.min_horizontal(own, "_first")
    if name == "claims":
        own = pl.when(pl.col("status").is_in(["expected", "planned"])).then(earlier).otherwise(own)
    elif name in ATTESTED:
        own = pl.when(own.is_not_null()).then(earlier)
    elif name == "firms":
        own = pl.coalesce(own, "_first")
    joined = frame.join(first, on="_at", how="left", maintain_order="left")
    return joined.with_columns(_own=own).drop("_at", "_first")


def _carried(held: Tables, year: int) -> pl.DataFrame:
    """Return the products first attested after ``year`` that firms there by then are taken to have made already."""
    there = held["firms"].filter(pl.col("_own") <= year).select("firm")
    status = held["firm_status"].filter(pl.col("status").is_in(UNBUILT), pl.col("_own") > year).select("firm")
    projects = held["projects"].filter(pl.col("status").is_in(UNBUILT), pl.col("_own") > year)
    pairs = projects.select("firm", sector="sectors").explode("sector").drop_nulls()
    first = pl.col("_own").is_between(year + 1, year + CARRIED_YEARS)
    return (
        held["capabilities"]
        .filter(first, pl.col("status").fill_null("made") == "made")
        .join(there, on="firm", how="semi")
        .join(status, on="firm", how="anti")
        .join(pairs, on=["firm", "sector"], how="anti")
    )


# --- what attests what ----------------------------------------------------------------------------------------------


def _figures(marked: Tables, about: str, *, actual: bool = False) -> pl.DataFrame:
    """Return the figures about rows of a table (about firms also those about what they make) with the ``id`` named."""
    claims = marked["claims"].filter(pl.col("status") == "actual") if actual else marked["claims"]
    wanted = [about, "capabilities"] if about == "firms" else [about]
    times = [name for name in ("_own", "_known", "_public") if name in claims.columns]
    return (
        marked["claim_subjects"]
        .filter(pl.col("table").is_in(wanted))
        .select("claim", id=pl.col("id").str.split(":").list.first() if about == "firms" else "id")
        .join(claims.select("claim", *times), on="claim")
    )


def _first_of(frame: pl.DataFrame, witnesses: pl.DataFrame, key: str) -> pl.DataFrame:
    """Take the earlier of a row's own time and that of the rows which attest it."""
    first = witnesses.group_by(key).agg(_witnessed=pl.col("_own").min())
    joined = frame.join(first, on=key, how="left", maintain_order="left")
    return joined.with_columns(_own=pl.min_horizontal("_own", "_witnessed")).drop("_witnessed")
