"""Two states of one thing compared: rows by id, figures by what they are about, findings by band and rank."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink import units
from chainlink.cases import first_case

PLACE = ("file", "row")
NAMES = ("name", "legal_name")
AHEAD = ("expected", "planned")
BROAD = ("districts:", "parks:", "chains:", "places:")
SERIES = ("about", "measure", "share_of", "per", "base")
SHOWN = ("claim", "status", "value", "value_to", "unit", "precision", "time", "base_value", "point", *PLACE)


def changes(
    before: pl.DataFrame, after: pl.DataFrame, *, key: Sequence[str], facts: Sequence[str], beside: Sequence[str] = ()
) -> pl.DataFrame:
    """Return what is new, lost, renamed or changed between two frames of one table, matched by ``key`` alone.

    Only ``facts`` count: a changed note, source or place is no change of fact, nor are the columns ``beside``, which
    are shown of both sides.  A list is compared as a set.  Null is "not stated"; a value that comes to be stated is a
    change.

    Sorted by ``key``: the key, ``change`` (new, lost, renamed: a name changed under the same id; changed),
    ``fields`` (the facts that differ; empty for new and lost), and each fact, ``beside``, ``file`` and ``row``
    with ``_before`` and ``_after`` (null on the side where there is no row).
    """
    sides = [
        frame.select(
            *key,
            *(pl.col(name).alias(f"{name}_{side}") for name in (*facts, *beside, *PLACE)),
            pl.lit(True).alias(f"in_{side}"),
        )
        for side, frame in (("before", before), ("after", after))
    ]
    both = sides[0].join(sides[1], on=list(key), how="full", coalesce=True)
    lists = {name for name in facts if isinstance(before.schema[name], pl.List)}

    def value(name: str, side: str) -> pl.Expr:
        column = pl.col(f"{name}_{side}")
        return column.list.sort().list.join(";") if name in lists else column

    differ = {name: value(name, "before").ne_missing(value(name, "after")) for name in facts}
    in_both = pl.col("in_before").is_not_null() & pl.col("in_after").is_not_null()
    fields = pl.concat_list(
        [pl.when(in_both & unlike).then(pl.lit(name)) for name, unlike in differ.items()]
    ).list.drop_nulls()
    compared = both.with_columns(fields=fields)
    named = pl.col("fields").list.set_intersection(
        pl.lit([name for name in facts if name in NAMES], dtype=pl.List(pl.String))
    )
    change = first_case(
        (pl.col("in_before").is_null(), "new"),
        (pl.col("in_after").is_null(), "lost"),
        (named.list.len() > 0, "renamed"),
        (pl.col("fields").list.len() > 0, "changed"),
        otherwise=None,
    )
    shown = [f"{name}_{side}" for name in (*facts, *beside, *PLACE) for side in ("before", "after")]
    return (
        compared.with_columns(change=change)
        .drop_nulls("change")
        .select(*key, "change", "fields", *shown)
        .sort(list(key))
    )


def figure_changes(
    *, claims_before: pl.DataFrame, subjects_before: pl.DataFrame, claims_after: pl.DataFrame,
    subjects_after: pl.DataFrame, of_a_place: Collection[str] = ("gdp", "population", "firms"),
) -> pl.DataFrame:  # fmt: skip
    """Return the figures that moved, each told with the status of both ends: actual is never taken for expected.

    A series is what is said of the same subjects 对象 in the same measure, base unit, time unit and denominator; a
    joint claim is a series of its whole set of subjects and is never split.  Of several figures of one status and time
    the best graded counts, then the first id.  The pairs, by ``relation``:

    - ``revised`` 更正: the latest figure of a status, another value for the same time;
    - ``later`` 更新: the latest figure of a status, for another time;
    - ``ahead`` 预计对实绩: the latest actual figure against what is expected or planned for a later time, where that
      pair did not stand before;
    - ``outcome`` 兑现: what had been expected or planned for a time against the actual figure that came.

    Where a subject is a district, park, chain or place only the measures ``of_a_place`` are compared: their area,
    output or share may be that of anything there (orchards, one industry), which only the note tells.  Nor is a share
    whose denominator nobody stated a series.

    Sorted by ``about``, ``measure``, ``relation``, ``time_after``: ``about`` (``table:id`` joined by ``;``),
    ``measure``, ``per``, ``share_of``, ``relation``, both ends (SHOWN, with ``_before`` and ``_after``), ``change``
    (in ``change_unit``: the unit of both ends, else the base unit) and ``rate`` (change over the first figure).
    Both are null unless each end is one exact or approximate figure; ``rate`` is null for shares, which differ in
    points.
    """
    before, after = (
        _series(claims, subjects, of_a_place)
        for claims, subjects in ((claims_before, subjects_before), (claims_after, subjects_after))
    )
    last_before, last_after = _latest(before), _latest(after)
    same = _pairs(last_before, last_after, "status").filter(
        pl.any_horizontal(
            pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after"))
            for name in ("base_value", "value_to", "precision", "time")
        )
    )
    relation = (
        pl.when(pl.col("time_before").eq_missing(pl.col("time_after")))
        .then(pl.lit("revised"))
        .otherwise(pl.lit("later"))
    )
    ahead = _newly_ahead(before, last_before, after, last_after)
    moved = pl.concat(
        [
            same.with_columns(relation=relation),
            ahead.with_columns(relation=pl.lit("ahead")),
            _came_of(before, after).with_columns(relation=pl.lit("outcome")),
        ]
    )
    ends = [f"{name}_{side}" for side in ("before", "after") for name in SHOWN if name not in {"base_value", "point"}]
    return (
        moved.with_columns(**_moved())
        .select("about", "measure", "per", "share_of", "relation", *ends, "change", "change_unit", "rate")
        .sort("about", "measure", "relation", "time_after", "claim_after", nulls_last=True)
    )


def _moved() -> dict[str, pl.Expr]:
    """Return the change between two single figures, in the unit of both where it is one, and its rate."""
    same_unit = pl.col("unit_before") == pl.col("unit_after")
    points = pl.col("point_before") & pl.col("point_after")
    change = pl.when(same_unit).then(pl.col("value_after") - pl.col("value_before"))
    moved = change.otherwise(pl.col("base_value_after") - pl.col("base_value_before"))
    rate = (pl.col("base_value_after") - pl.col("base_value_before")) / pl.col("base_value_before")
    return {
        "change": pl.when(points).then(moved),
        "change_unit": pl.when(points & same_unit).then("unit_after").when(points).then("base"),
        "rate": pl.when(points & (pl.col("dimension") != "share") & (pl.col("base_value_before") > 0)).then(rate),
    }


def _series(claims: pl.DataFrame, subjects: pl.DataFrame, of_a_place: Collection[str]) -> pl.DataFrame:
    """One row a claim with its series; a claim about nothing belongs to none, nor one of unclear extent."""
    broad = pl.any_horizontal(pl.col("about").str.contains(kind, literal=True) for kind in BROAD)
    clear = (~broad | pl.col("measure").is_in(list(of_a_place))) & (
        pl.col("share_of").is_not_null() | (pl.col("measure") != "share")
    )
    about = subjects.group_by("claim").agg(about=pl.concat_str("table", "id", separator=":").sort().str.join(";"))
    point = pl.col("value").is_not_null() & pl.col("value_to").is_null()
    return (
        units.in_base(claims.join(about, on="claim").filter(clear))
        .with_columns(
            base=pl.coalesce("base", "unit"),
            base_value=pl.coalesce("base_value", "value"),
            time=pl.coalesce("to", "from"),
            point=point & pl.col("precision").fill_null("exact").is_in(["exact", "about"]),
        )
        .select(*SERIES, "dimension", "grade", *SHOWN)
    )


def _latest(claims: pl.DataFrame, by: str = "status") -> pl.DataFrame:
    """The latest, best graded row of each series and ``by`` (its status, or its time)."""
    return claims.sort("time", "grade", "claim", descending=[True, False, False], nulls_last=True).unique(
        [*SERIES, by], keep="first", maintain_order=True
    )


def _pairs(before: pl.DataFrame, after: pl.DataFrame, by: str | None) -> pl.DataFrame:
    """Both ends of each series side by side, also equal in ``by`` where it is given."""
    on = [*SERIES, *([f"_{by}"] if by else [])]
    left, right = (
        frame.select(
            *SERIES,
            *([pl.col(by).alias(f"_{by}")] if by else []),
            *(["dimension"] if side == "before" else []),
            *(pl.col(name).alias(f"{name}_{side}") for name in SHOWN),
        )
        for side, frame in (("before", before), ("after", after))
    )
    columns = [*SERIES, "dimension", *(f"{name}_{side}" for side in ("before", "after") for name in SHOWN)]
    return left.join(right, on=on, how="inner", nulls_equal=True).select(columns)


def _actual_of_either(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The latest actual figure of each series: the later state's, the earlier one's where the later has none."""
    here = after.filter(pl.col("status") == "actual")
    gone = before.filter(pl.col("status") == "actual").join(here, on=list(SERIES), how="anti", nulls_equal=True)
    return pl.concat([here, gone])


def _ahead(claims: pl.DataFrame, actual: pl.DataFrame) -> pl.DataFrame:
    """The latest actual figure of each series against what is expected or planned after its time."""
    hoped = _latest(claims.filter(pl.col("status").is_in(AHEAD)))
    return _pairs(actual, hoped, None).filter(pl.col("time_after") > pl.col("time_before"))


def _newly_ahead(
    before: pl.DataFrame, last_before: pl.DataFrame, after: pl.DataFrame, last_after: pl.DataFrame
) -> pl.DataFrame:
    """The actual figures against what is ahead of them, without the pairs that stood before."""
    known = [*SERIES, "base_value_before", "time_before", "base_value_after", "time_after", "status_after"]
    stood = _ahead(before, last_before.filter(pl.col("status") == "actual"))
    now = _ahead(after, _actual_of_either(last_before, last_after))
    return now.join(stood, on=known, how="anti", nulls_equal=True)


def _came_of(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """What had been expected or planned for a time against the actual figure that came."""
    time, actual = [*SERIES, "time"], pl.col("status") == "actual"
    hoped = _latest(before.filter(pl.col("status").is_in(AHEAD)), "time")
    came = _latest(after.filter(actual), "time").join(before.filter(actual), on=time, how="anti", nulls_equal=True)
    return _pairs(hoped, came, "time").filter(pl.col("time_after").is_not_null())


def finding_changes(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the findings 发现 opened, closed, moved to another band, or moved in rank beyond their doubt.

    A rank moved beyond doubt only where the two rank ranges do not overlap; without a range the rank is its own.

    Sorted by ``finding``: ``kind``, ``sector``, ``other_sector``, ``change`` (opened, closed, band, rank_up: nearer
    the top; rank_down), ``instead`` (for opened and closed ones: the kinds of finding about the same sectors that
    went or came), and ``band``, ``rank``, ``rank_low``, ``rank_high`` with ``_before`` and ``_after``.
    """
    who = ("finding", "kind", "sector", "other_sector")
    shown = ("band", "rank", "rank_low", "rank_high")
    sides = [
        frame.select(*who, pl.col("band"), "rank", pl.coalesce("rank_low", "rank"), pl.coalesce("rank_high", "rank"))
        .rename({name: f"{name}_{side}" for name in shown})
        .with_columns(pl.lit(True).alias(f"in_{side}"))
        for side, frame in (("before", before), ("after", after))
    ]
    both = sides[0].join(sides[1], on=list(who), how="full", coalesce=True, nulls_equal=True)
    change = first_case(
        (pl.col("in_before").is_null(), "opened"),
        (pl.col("in_after").is_null(), "closed"),
        (pl.col("band_before").ne_missing(pl.col("band_after")), "band"),
        (pl.col("rank_high_after") < pl.col("rank_low_before"), "rank_up"),
        (pl.col("rank_low_after") > pl.col("rank_high_before"), "rank_down"),
        otherwise=None,
    )
    changed = both.with_columns(change=change).drop_nulls("change")
    pair = ["sector", "other_sector"]
    instead = pl.concat(
        [
            changed.filter(pl.col("change") == theirs)
            .group_by(pair)
            .agg(instead=pl.col("kind").sort())
            .with_columns(change=pl.lit(ours))
            for ours, theirs in (("opened", "closed"), ("closed", "opened"))
        ]
    )
    return (
        changed.join(instead, on=[*pair, "change"], how="left", nulls_equal=True)
        .select(*who, "change", "instead", *(f"{name}_{side}" for name in shown for side in ("before", "after")))
        .sort("finding")
    )


def with_last_status(firms: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    """Return ``firms`` with ``last_status`` and its ``status_year``: those of the latest year (null = none stated).

    Reads ``firm`` of the firms; ``firm``, ``year``, ``status`` of the statuses.
    """
    last = (
        statuses.sort("year")
        .group_by("firm")
        .agg(last_status=pl.col("status").last(), status_year=pl.col("year").last())
    )
    return firms.join(last, on="firm", how="left", maintain_order="left")


def with_subjects(claims: pl.DataFrame, subjects: pl.DataFrame) -> pl.DataFrame:
    """Return ``claims`` with ``about``: the list of its subjects as ``table:id`` (null = none stated).

    Reads ``claim`` of the claims; ``claim``, ``table``, ``id`` of the subjects.
    """
    about = subjects.group_by("claim").agg(about=pl.concat_str("table", "id", separator=":").sort())
    return claims.join(about, on="claim", how="left", maintain_order="left")
