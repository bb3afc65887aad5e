"""Which known firm an imported row is: by code, by an earlier import, else by a name in its place; what may be one."""

from __future__ import annotations

import hashlib
from itertools import chain

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.intake.exports import cells
from chainlink.intake.exports.register_status import meanings
from chainlink.intake.names import districts
from chainlink.intake.names.likeness import LINK, NONE, PROPOSE
from chainlink.intake.names.parts import LEGAL_FORMS, exact_names, parts
from chainlink.intake.names.proper_cores import latin_words
from chainlink.intake.names.resolve import RESOLVED, places_apart, resolve_names

FULL = "(" + "|".join(LEGAL_FORMS) + r"|分公司|[(（]集团[)）])$"
"""How the whole registered name of a firm ends."""
MATCH = pl.Schema(
    dict.fromkeys(("at",), pl.Int64())
    | dict.fromkeys(("firm", "reason"), pl.String())
    | {"sure": pl.Boolean()}
    | dict.fromkeys(("says", "known_says"), pl.String())
)
"""Which known firm a row is, and why.

``sure``: a code or a place stated beside the name agrees; on a name alone nothing is told of a year.  ``says``,
``known_says``: the places of both, where they contradict each other.
"""
POSSIBLE = pl.Schema([*((name, kind) for name, kind in RESOLVED.items() if name != "place"), ("new", pl.String)])
"""Which known firm a row may be: as ``resolve_names`` tells it, with the id the row gets as a new firm."""
OTHER = pl.Schema([("at", pl.Int64), *POSSIBLE.items()])
"""Which known firm of its name or brand a row is not: ``POSSIBLE`` with the row."""
AGAINST = ("place", "region", "other_code", "form", "group", "branch")
"""The reasons that are told of a row that is not linked to the firm of its name."""
BEARERS = 3
"""A brand that more rows than these bear in its place tells nothing of which is the firm: none is proposed."""
EVIDENCE = ("same_code", "imported_before", "same_name", "same_core", "old_name", "named_place")
"""The reasons of a link, the surest first: of several rows that mean one firm it is the first that speaks for it."""
STATED = ("province", "city", "district", "address", "credit_code")
LOOK = 0.6
"""From this likeness on a pair of names is worth a look."""


def register(dataset: Dataset) -> pl.DataFrame:
    """Return the named firms of ``dataset`` as a register for ``resolve_names``, with where they are and are not.

    The Latin names of its districts and parks begin with words that open many names of firms and are no core.
    """
    named = [dataset.tables[table].select(pl.col("^name(_en)?$")) for table in ("districts", "parks")]
    words = [latin_words(name)[:1] for frame in named for column in frame for name in column.drop_nulls()]
    latin_places = pl.lit(sorted({*chain.from_iterable(words)}), pl.List(pl.String))
    called = dataset.tables["districts"].select(id="district", lies_in="name")
    return (
        dataset.tables["firms"]
        .filter(pl.col("named").fill_null(value=True))
        .select("firm", "name", "legal_name", "aliases", "credit_code", id="district")
        .join(districts.district_places(dataset).rename({"district": "id"}), on="id", how="left", maintain_order="left")
        .join(called, on="id", how="left", maintain_order="left")
        .drop("id")
        .rename({"county": "district"})
        .with_columns(latin_places=latin_places)
    )


def matched_firms(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return which known firm each row is (``MATCH``), may be (``POSSIBLE``), or is not and why (``OTHER``).

    Of a firm whose bare brand more than ``BEARERS`` rows bear none may be it; they are all in the last, as ``brand``.
    """
    known = register(dataset)
    if known.is_empty() or rows.is_empty():
        return MATCH.to_frame(), POSSIBLE.to_frame(), OTHER.to_frame()
    asked = districts.stated_places(dataset, rows)
    settled = pl.concat([_same_code(rows, known), _imported_before(dataset, rows, known)])
    settled = settled.unique("at", keep="first", maintain_order=True)
    left = asked.join(settled, on="at", how="anti", maintain_order="left")
    linked, possible, apart = _alike(left, rows, known)
    matched = pl.concat([settled, linked]).unique("at", keep="first", maintain_order=True)
    weaker, known_now = _weaker(matched, asked, known)
    if not weaker.is_empty():
        again = _alike(left.join(weaker, on="at", how="semi", maintain_order="left"), rows, known_now)
        matched = pl.concat([matched.join(weaker, on="at", how="anti", maintain_order="left"), again[0]])
        possible, apart = pl.concat([possible, again[1]]), pl.concat([apart, again[2]])
    return _with_contradictions(matched, asked, known), possible, apart


def _weaker(matched: pl.DataFrame, asked: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows that mean a firm which another row means more surely, and the firms as the surest rows have them.

    Those rows are judged anew: a code or a place of the surest row may speak against them.
    """
    rank = pl.col("reason").replace_strict(dict(zip(EVIDENCE, range(len(EVIDENCE)), strict=True)))
    several = matched.filter(pl.col("firm").is_duplicated()).with_columns(rank=rank)
    ranked = several.join(asked.select("at", *STATED), on="at", how="left", maintain_order="left").sort("rank", "at")
    sure = ranked.group_by("firm", maintain_order=True).agg(pl.col(STATED).drop_nulls().first().name.prefix("sure_"))
    blank = pl.all_horizontal(pl.col("city", "district").is_null())
    stated = [
        pl.when(blank).then(pl.coalesce(name, f"sure_{name}")).otherwise(name).alias(name)
        for name in ("province", "city", "district")
    ]
    known = known.join(sure, on="firm", how="left", maintain_order="left").with_columns(
        *stated, credit_code=pl.coalesce("credit_code", "sure_credit_code"), address="sure_address"
    )
    first = pl.col("at") != pl.col("at").first().over("firm")
    settled = pl.col("reason").is_in(["same_code", "imported_before"])
    return ranked.filter(first & ~settled).select("at"), known.select(pl.exclude("^sure_.*$"))


def _same_code(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match by credit code."""
    codes = known.filter(pl.col("credit_code").is_not_null()).unique("credit_code", keep="none")
    same = rows.join(codes.select("firm", "credit_code"), on="credit_code")
    return same.select("at", "firm", reason=pl.lit("same_code"), sure=pl.lit(value=True))


def _imported_before(dataset: Dataset, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match by the id that an earlier import gave."""
    ids = rows.select("at", "district", firm=new_ids(rows)).join(known.select("firm"), on="firm", how="semi")
    exact = districts.exact_districts(dataset)
    sure = pl.col("district").is_in(exact).fill_null(value=False)
    return ids.select("at", "firm", reason=pl.lit("imported_before"), sure=sure)


def _alike(
    asked: pl.DataFrame, rows: pl.DataFrame, known: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Match by what the names mean and where the firms are; what is not clear is possible."""
    own = _judged(asked.join(rows.select("at", "exact"), on="at", how="left", maintain_order="left"), known)
    old = _by_old_names(asked, known, own)
    resolved = pl.concat([own.join(old, on="at", how="anti", maintain_order="left"), old])
    linked = resolved.filter(pl.col("decision") == LINK)
    new = rows.select("at", new=new_ids(rows))
    others = resolved.join(new, on="at", how="left", maintain_order="left")
    others = others.join(asked.select("at", "status"), on="at", how="left", maintain_order="left")
    closed = (meanings(others["status"]) == "closed").fill_null(value=False)
    gone = pl.lit(closed) & pl.col("reason").is_in(["place", "region"])
    others = others.with_columns(decision=pl.when(gone).then(pl.lit(NONE)).otherwise("decision"))
    possible = others.filter((pl.col("decision") == PROPOSE) & (pl.col("score") >= LOOK))
    brand = pl.col("reason").is_in(["brand", "short_core"])
    crowded = brand & (brand.sum().over("firm") > BEARERS)
    possible, many = possible.filter(~crowded), possible.filter(crowded)
    apart = others.filter((pl.col("decision") == NONE) & pl.col("reason").is_in(AGAINST))
    return (
        linked.select("at", "firm", "reason", sure=pl.col("reason") != "named_place"),
        possible.select(POSSIBLE.names()),
        pl.concat([apart, many]).select(OTHER.names()),
    )


def _judged(asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return what ``resolve_names`` says of the rows that hold the core of a known name, with their ``at``."""
    words = _cores(known)
    near = asked.filter(pl.col("exact").str.contains_any(words)) if words else asked.clear()
    return resolve_names(near, known).with_columns(at=pl.lit(near["at"]).gather(pl.col("place")))


def _by_old_names(asked: pl.DataFrame, known: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that an old name links or proposes, by the same rules, and their own name does not link."""
    linked = own.filter(pl.col("decision") == LINK)
    shown = own.filter(pl.col("decision") == PROPOSE).select("at", "firm")
    left = asked.filter(pl.col("former").is_not_null()).join(linked, on="at", how="anti", maintain_order="left")
    names = left.with_columns(name=cells.values(pl.col("former"))).explode("name").filter(pl.col("name").is_not_null())
    judged = _judged(names.with_columns(exact=exact_names(pl.col("name"))), known)
    sure = judged.filter(pl.col("decision") == LINK).unique("at", keep="first", maintain_order=True)
    may = judged.filter(pl.col("decision") == PROPOSE).join(sure, on="at", how="anti", maintain_order="left")
    may = may.unique(["at", "firm"], keep="first", maintain_order=True)
    may = may.join(shown, on="at", how="anti", maintain_order="left")
    says = {"name_says": pl.col("name"), "candidate_says": pl.col("candidate")}
    both = pl.concat([sure, may]).with_columns(reason=pl.lit("old_name"), **says)
    written = both.select("at").join(asked.select("at", "name"), on="at", how="left", maintain_order="left")["name"]
    return both.with_columns(name=written).select(own.columns)


def _with_contradictions(matched: pl.DataFrame, asked: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return ``matched`` with the places of row and firm where they cannot both hold."""
    columns = ("province", "city", "district", "address", "credit_code", "elsewhere", "lies_in")
    mine = matched.join(asked, on="at", how="left", maintain_order="left")
    of_firm = known.with_columns(address=pl.lit(None, pl.String)).select("firm", *columns)
    theirs = matched.select("firm").join(of_firm, on="firm", how="left", maintain_order="left")
    blank = pl.lit("-").alias("name")
    apart = places_apart(mine.select(blank, *columns), theirs.select(blank, *columns))
    shown = apart.select(_row="place", says="name_says", known_says="candidate_says")
    numbered = matched.with_columns(_row=pl.int_range(pl.len(), dtype=pl.Int64))
    return numbered.join(shown, on="_row", how="left", maintain_order="left").select(MATCH.names())


def _cores(known: pl.DataFrame) -> list[str]:
    """Return the cores of all known names: a name without any of them is like none of them."""
    names = pl.concat([known["name"], known["legal_name"], known["aliases"].explode()]).drop_nulls()
    cores = dict.fromkeys(parts(name).stem[:4] for name in names.unique(maintain_order=True))
    return [stem for stem in cores if len(stem) > 1]


def new_ids(rows: pl.DataFrame) -> pl.Series:
    """Return the id a new firm gets: its credit code, else one made of its name and where it is (a surrogate key)."""
    made = [
        code or "n-" + hashlib.sha256(f"{exact}|{where}".encode()).hexdigest()[:12]
        for code, exact, where in rows.select("credit_code", "exact", "where").iter_rows()
    ]
    return pl.Series("firm", made, dtype=pl.String)
