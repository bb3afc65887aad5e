"""One thing under one id: a synonymous sector 同义环节, a park or a firm that another succeeded 后继."""

from __future__ import annotations

import polars as pl

from chainlink import terms
from chainlink.data.clocks import LEFT_OUT
from chainlink.data.dangling import Tables
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES

SUCCEEDED = {"sectors": "same_as", "parks": "succeeded_by", "firms": "succeeded_by"}
"""The tables whose rows may go on under another id, and the column that names it."""
OF_THE_ROW = ("file", "sheet", "row", "note", "grade", "seen", "until")
"""What a row says of itself and leaves to nobody: that one ended is no end of the one that goes on."""
STRONGEST = ("basis", "status", "criticality", "role")
"""Choices whose first word weighs most: of two rows of one key the stronger stays."""


def under_one_id(tables: Tables) -> tuple[Tables, pl.DataFrame]:
    """Return the tables with each thing under the id that goes on, and the rows that this folds into others.

    What names a succeeded row names its successor; what the successor's row leaves open is taken from the row it
    succeeds, and so are its names and id, as aliases, and its place (parks).  Of rows that then have one key the
    stronger stays; a flow from a sector to itself, and a link of a firm with itself, go; so does the word that a
    succeeded firm closed.  A circle stands under its first id.

    Returns:
        The tables, and ``table``, ``reason`` (one_thing), ``rows`` (row numbers), ``count`` of what was folded.

    """
    folded = []
    for name, column in SUCCEEDED.items():
        key = TABLES[name].primary_key()[0]
        heirs = _heirs(tables[name], key, column)
        if not heirs:
            continue
        before = tables
        if name == "firms":
            ended = pl.col("firm").is_in(list(heirs)) & (pl.col("status") == "closed")
            tables = {**tables, "firm_status": tables["firm_status"].filter(ended.not_())}
        tables = _renamed(tables, name, heirs)
        if name == "parks":
            tables = _moved(tables, heirs)
        tables[name] = _joined(before[name], key, heirs)
        for table, rows in tables.items():
            gone = before[table].join(rows.select("row"), on="row", how="anti")["row"].sort()
            folded += [(table, "one_thing", gone.to_list(), len(gone))] if len(gone) else []
    every = pl.DataFrame(folded, schema=LEFT_OUT, orient="row")
    return tables, every.group_by("table", "reason", maintain_order=True).agg(
        pl.col("rows").explode().unique().sort(), pl.col("count").sum()
    )


def _heirs(rows: pl.DataFrame, key: str, column: str) -> dict[str, str]:
    """Return for each id that goes on under another the last of the way that is on record."""
    held = set(rows[key])
    step = {
        id_: heir for id_, heir in rows.select(key, column).drop_nulls().iter_rows() if heir in held and heir != id_
    }
    heirs = {}
    for id_ in step:
        way = [id_]
        while (heir := step.get(way[-1])) is not None and heir not in way:
            way.append(heir)
        heirs[id_] = way[-1] if heir is None else min(way[way.index(heir) :])
    return {id_: heir for id_, heir in heirs.items() if id_ != heir}


def _renamed(tables: Tables, target: str, heirs: dict[str, str]) -> Tables:
    """Return the tables with every mention of the rows of ``target`` under the heir's id, one row to a key."""
    renamed = {}
    for name, rows in tables.items():
        changes = [
            pl.col(column).list.eval(pl.element().replace(heirs)).list.unique(maintain_order=True)
            if rows.schema[column].is_nested()
            else pl.col(column).replace(heirs)
            for column, _, meta in columns(TABLES[name])
            if meta.get("references") == target and column in rows.columns and column not in SUCCEEDED.values()
        ]
        if name == "claim_subjects":
            changes.append(_subjects(target, heirs))
        renamed[name] = _distinct(name, rows, rows.with_columns(changes)) if changes else rows
    return renamed


def _subjects(target: str, heirs: dict[str, str]) -> pl.Expr:
    """Return what a claim is about, a capability's firm and sector among them."""
    part = 0 if target == "firms" else 1
    pair = pl.col("id").str.split(":")
    sides = [pair.list.get(at, null_on_oob=True) for at in (0, 1)]
    sides[part] = sides[part].replace(heirs)
    able = (pl.col("table") == "capabilities") & pl.lit(target in {"firms", "sectors"})
    return (
        pl.when(pl.col("table") == target)
        .then(pl.col("id").replace(heirs))
        .when(able)
        .then(pl.concat_str(sides, separator=":"))
        .otherwise("id")
        .alias("id")
    )


def _distinct(name: str, before: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep of rows that have come to bear one key the strongest, of equals the one that always bore it."""
    key = TABLES[name].primary_key()
    ends = {"flows": ("input", "output"), "links": ("supplier", "buyer")}.get(name)
    rows = (rows.filter(pl.col(ends[0]) != pl.col(ends[1])) if ends else rows).sort(key)
    if not rows.select(key).is_duplicated().any():
        return rows
    strengths = []
    for column, _, meta in columns(TABLES[name]):
        if column in STRONGEST and "enum" in meta and column not in key:
            ranks = {word: rank for rank, word in enumerate(terms.choices(meta["enum"]))}
            strengths.append(pl.col(column).replace_strict(ranks, default=None, return_dtype=pl.Int64))
    kept = before.select("row", *(pl.col(column).alias(f"_{column}") for column in key))
    own = pl.all_horizontal(pl.col(column).eq_missing(pl.col(f"_{column}")) for column in key)
    return (
        rows.join(kept, on="row", how="left")
        .sort(*strengths, own.not_(), "row", nulls_last=True)
        .unique(key, keep="first", maintain_order=True)
        .select(rows.columns)
        .sort(key)
    )


def _joined(rows: pl.DataFrame, key: str, heirs: dict[str, str]) -> pl.DataFrame:
    """Return the rows that go on, with what the rows they succeed say and they leave open."""
    touched = pl.col(key).is_in([*heirs, *heirs.values()])
    gone = pl.col(key) != pl.col("_heir")
    if "aliases" not in rows.columns:
        rows = rows.with_columns(aliases=pl.lit(None, dtype=pl.List(pl.String)))
    every = {column: pl.col(column).explode().drop_nulls() for column in ("source", "aliases")}
    every["aliases"] = every["aliases"].append(pl.col("name").filter(gone)).append(pl.col(key).filter(gone))
    own = {column: pl.col(column).first() for column in (*OF_THE_ROW, *SUCCEEDED.values()) if column in rows.columns}
    first = {column: pl.col(column).drop_nulls().first() for column in rows.columns if column not in {*every, *own}}
    joined = (
        rows.filter(touched)
        .with_columns(_heir=pl.col(key).replace(heirs))
        .sort("_heir", gone, key)
        .group_by("_heir", maintain_order=True)
        .agg(**first, **own, **{column: names.unique(maintain_order=True) for column, names in every.items()})
    )
    return pl.concat([rows.filter(touched.not_()), joined.select(rows.columns)]).sort(key)


def _moved(tables: Tables, heirs: dict[str, str]) -> Tables:
    """Let the place of a park that was succeeded be its successor's, where that has none of its own."""
    held = set(tables["places"]["place"])
    moved = {park: heir for park, heir in heirs.items() if park in held and heir not in held}
    place = pl.col("place").replace(moved)
    places = tables["places"].with_columns(place).unique("place", keep="first", maintain_order=True)
    return {**_renamed(tables, "places", moved), "places": places.sort("place")} if moved else tables
