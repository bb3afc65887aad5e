"""Which known firm an imported row is: by code, by an earlier import, by whole name, else by what its name means."""

from __future__ import annotations

import hashlib

import polars as pl

from chainlink.dataset.dataset import Dataset
from chainlink.intake.name_likeness import LINK, PROPOSE
from chainlink.intake.name_parts import FORMS, exact_names, parts
from chainlink.intake.names import resolve_names

FULL = "(" + "|".join(FORMS) + r"|分公司|[(（]集团[)）])$"
"""How the whole registered name of a firm ends."""
MATCH = pl.Schema({"at": pl.Int64, "firm": pl.String, "reason": pl.String})


def register(dataset: Dataset) -> pl.DataFrame:
    """Return the named firms of ``dataset`` as a register for ``resolve_names``, districts by their Chinese names."""
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    return (
        dataset.tables["firms"]
        .filter(pl.col("named").fill_null(value=True))
        .select(
            "firm",
            "name",
            "legal_name",
            "aliases",
            "credit_code",
            district=pl.col("district").replace_strict(names, default=None, return_dtype=pl.String),
        )
    )


def matched_firms(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which known firm each row is (``at, firm, reason``), and which it may be."""
    known = register(dataset)
    nothing = pl.DataFrame(
        schema={
            "name": pl.String,
            "candidate": pl.String,
            "score": pl.Float64,
            "decision": pl.String,
            "reason": pl.String,
            "firm": pl.String,
            "new": pl.String,
        }
    )
    if known.is_empty() or rows.is_empty():
        return MATCH.to_frame(), nothing
    codes = known.filter(pl.col("credit_code").is_not_null()).unique("credit_code", keep="none")
    sure = [
        rows.join(codes.select("firm", "credit_code"), on="credit_code").select(
            "at", "firm", reason=pl.lit("same_code")
        )
    ]
    ids = rows.select("at", firm=new_ids(rows)).join(known.select("firm"), on="firm", how="semi")
    sure.append(ids.with_columns(reason=pl.lit("imported_before")))
    whole = pl.concat([known.select("firm", "credit_code", name=one) for one in ("name", "legal_name")]).drop_nulls(
        "name"
    )
    whole = whole.filter(pl.col("name").str.contains(FULL)).select(
        "firm", have="credit_code", exact=exact_names(pl.col("name"))
    )
    whole = whole.unique(["firm", "exact"]).unique("exact", keep="none")
    again = rows.join(whole, on="exact").filter(
        pl.col("have").is_null() | pl.col("credit_code").is_null() | (pl.col("have") == pl.col("credit_code"))
    )
    sure.append(again.select("at", "firm", reason=pl.lit("same_name")))
    by_code = pl.concat(sure).unique("at", keep="first", maintain_order=True)
    left = rows.join(by_code, on="at", how="anti", maintain_order="left")
    words = _cores(known)
    near = left.filter(pl.col("exact").str.contains_any(words)) if words else left.clear()
    if near.is_empty():
        return by_code, nothing
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    asked = near.select(
        "at",
        "name",
        "credit_code",
        district=pl.col("district").replace_strict(names, default=None, return_dtype=pl.String),
    )
    found = resolve_names(asked, known).with_columns(at=pl.lit(asked["at"]).gather(pl.col("place")))
    linked = found.filter(pl.col("decision") == LINK).select("at", "firm", "reason")
    possible = found.filter((pl.col("decision") == PROPOSE) & (pl.col("score") >= 0.6))  # noqa: PLR2004 - worth a look
    possible = possible.join(near.select("at", new=new_ids(near)), on="at", how="left", maintain_order="left")
    return pl.concat([by_code, linked]).unique("at", keep="first", maintain_order=True), possible.select(
        nothing.columns
    )


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
