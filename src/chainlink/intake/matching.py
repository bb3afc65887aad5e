"""Which known firm an imported row is: by code, by an earlier import, by whole name, else by what its name means."""

from __future__ import annotations

import hashlib

import polars as pl

from chainlink.dataset.dataset import Dataset
from chainlink.intake.name_likeness import LINK, PROPOSE
from chainlink.intake.name_parts import FORMS, exact_names, parts
from chainlink.intake.names import RESULT, resolve_names

FULL = "(" + "|".join(FORMS) + r"|分公司|[(（]集团[)）])$"
"""How the whole registered name of a firm ends."""
MATCH = pl.Schema({"at": pl.Int64, "firm": pl.String, "reason": pl.String})
"""Which known firm a row is, and why."""
POSSIBLE = pl.Schema([*((name, kind) for name, kind in RESULT.items() if name != "place"), ("new", pl.String)])
"""Which known firm a row may be: as ``resolve_names`` tells it, with the id the row gets as a new firm."""
LOOK = 0.6
"""From this likeness on a pair of names is worth a look."""


def register(dataset: Dataset) -> pl.DataFrame:
    """Return the named firms of ``dataset`` as a register for ``resolve_names``, districts by their Chinese names."""
    return (
        dataset.tables["firms"]
        .filter(pl.col("named").fill_null(value=True))
        .select(
            "firm",
            "name",
            "legal_name",
            "aliases",
            "credit_code",
            district=_district_name(dataset),
        )
    )


def _district_name(dataset: Dataset) -> pl.Expr:
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    return pl.col("district").replace_strict(names, default=None, return_dtype=pl.String)


def matched_firms(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which known firm each row is (``at, firm, reason``), and which it may be."""
    known = register(dataset)
    if known.is_empty() or rows.is_empty():
        return MATCH.to_frame(), POSSIBLE.to_frame()
    sure = [_same_code(rows, known), _imported_before(rows, known), _same_name(rows, known)]
    settled = pl.concat(sure).unique("at", keep="first", maintain_order=True)
    left = rows.join(settled, on="at", how="anti", maintain_order="left")
    linked, possible = _alike(dataset, left, known)
    return pl.concat([settled, linked]).unique("at", keep="first", maintain_order=True), possible


def _same_code(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match by credit code."""
    codes = known.filter(pl.col("credit_code").is_not_null()).unique("credit_code", keep="none")
    found = rows.join(codes.select("firm", "credit_code"), on="credit_code")
    return found.select("at", "firm", reason=pl.lit("same_code"))


def _imported_before(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match by the id that an earlier import gave."""
    ids = rows.select("at", firm=new_ids(rows)).join(known.select("firm"), on="firm", how="semi")
    return ids.with_columns(reason=pl.lit("imported_before"))


def _same_name(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Match by a whole registered name that one firm alone bears, unless the credit codes differ."""
    named = pl.concat([known.select("firm", "credit_code", name=one) for one in ("name", "legal_name")])
    whole = (
        named.drop_nulls("name")
        .filter(pl.col("name").str.contains(FULL))
        .select("firm", have="credit_code", exact=exact_names(pl.col("name")))
        .unique(["firm", "exact"])
        .unique("exact", keep="none")
    )
    code, have = pl.col("credit_code"), pl.col("have")
    found = rows.join(whole, on="exact").filter(have.is_null() | code.is_null() | (have == code))
    return found.select("at", "firm", reason=pl.lit("same_name"))


def _alike(dataset: Dataset, rows: pl.DataFrame, known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Match by what the names mean; what is not clear is possible."""
    words = _cores(known)
    near = rows.filter(pl.col("exact").str.contains_any(words)) if words else rows.clear()
    if near.is_empty():
        return MATCH.to_frame(), POSSIBLE.to_frame()
    asked = near.select("at", "name", "credit_code", district=_district_name(dataset))
    found = resolve_names(asked, known).with_columns(at=pl.lit(asked["at"]).gather(pl.col("place")))
    linked = found.filter(pl.col("decision") == LINK).select(MATCH.names())
    possible = found.filter((pl.col("decision") == PROPOSE) & (pl.col("score") >= LOOK))
    possible = possible.join(near.select("at", new=new_ids(near)), on="at", how="left", maintain_order="left")
    return linked, possible.select(POSSIBLE.names())


def _cores(known: pl.DataFrame) -> list[str]:
    """Return the cores of all known names: a name without any of them is like none of them."""
    found: dict[str, None] = {}
    names = pl.concat([known["name"], known["legal_name"], known["aliases"].explode()]).drop_nulls()
    for name in names.unique(maintain_order=True):
        stem = parts(name).stem
        found[stem[:4]] = None
    return [stem for stem in found if len(stem) > 1]


def new_ids(rows: pl.DataFrame) -> pl.Series:
    """Return the id a new firm gets: its credit code, else one made of its name and district (a surrogate key)."""
    made = [
        code or "n-" + hashlib.sha256(f"{exact}|{district or ''}".encode()).hexdigest()[:12]
        for code, exact, district in rows.select("credit_code", "exact", "district").iter_rows()
    ]
    return pl.Series("firm", made, dtype=pl.String)
