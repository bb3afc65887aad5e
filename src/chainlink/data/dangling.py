"""What hangs on rows that go: rows that need them go too, optional mentions of them are forgotten."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from chainlink.data.schema import columns
from chainlink.data.tables import TABLES

KEYS_OF_IDS = {"capabilities": ("firm", "sector")}
"""Tables whose id is made of two columns, joined by a colon."""
Tables = dict[str, pl.DataFrame]


def without_dangling(kept: Tables, before: Tables) -> tuple[Tables, list[tuple[str, pl.Series]]]:
    """Let rows go whose firm, claim or other needed row went, and forget optional references to such rows.

    ``before`` are the tables with the rows that went by themselves, ``kept`` those without.  Return the tables that
    hold together, and for each table the numbers of the rows that went too.
    """
    gone: list[tuple[str, pl.Series]] = []
    counted = -1
    while counted < len(gone):
        counted = len(gone)
        for name, frame in list(kept.items()):
            stays = _stays(name, frame, kept, before)
            if not stays.all():
                gone.append((name, frame["row"].filter(~stays)))
                kept[name] = frame.filter(stays)
    for name in kept:
        kept[name] = _forgotten(name, kept, before)
    return kept, gone


def _lost_ids(target: str, kept: Tables, before: Tables) -> pl.Series:
    if kept[target].height == before[target].height:
        return pl.Series("id", [], dtype=pl.String)
    return ids_of(target, before[target]).join(ids_of(target, kept[target]), on="id", how="anti")["id"]


def ids_of(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the ``id`` of each row of ``table``, as other tables and claims name it."""
    return rows.select(id=pl.concat_str(KEYS_OF_IDS.get(table, TABLES[table].primary_key()[:1]), separator=":"))


def _stays(name: str, frame: pl.DataFrame, kept: Tables, before: Tables) -> pl.Series:
    stays = pl.lit(value=True)
    if name == "claims":
        left = before["claim_subjects"].join(kept["claim_subjects"], on=["claim", "table", "id"], how="anti")["claim"]
        stays &= pl.col("claim").is_in(left.implode()).not_()
    if name == "claim_subjects":
        for target in frame["table"].unique():
            lost = _lost_ids(target, kept, before)
            stays &= ((pl.col("table") == target) & pl.col("id").is_in(lost.implode())).not_()
    for column, kind, lost in _lost_references(name, kept, before, needed=True):
        if kind == "id":
            stays &= pl.col(column).is_in(lost.implode()).not_().fill_null(value=True)
    return frame.with_columns(_stays=stays)["_stays"]


def _lost_references(name: str, kept: Tables, before: Tables, *, needed: bool) -> Iterator[tuple[str, str, pl.Series]]:
    """Yield the columns that refer to rows which went, their kind and the ids; of those needed or the optional ones."""
    for column, declared, meta in columns(TABLES[name]):
        target = meta.get("references")
        is_needed = declared.primary_key or not declared.nullable
        if target not in {None, "sources"} and is_needed == needed and len(lost := _lost_ids(target, kept, before)):
            yield column, meta["kind"], lost


def _forgotten(name: str, kept: Tables, before: Tables) -> pl.DataFrame:
    frame = kept[name]
    for column, kind, lost in _lost_references(name, kept, before, needed=False):
        if kind == "list":
            left = pl.col(column).list.set_difference(lost.implode())
            frame = frame.with_columns(pl.when(left.list.len() > 0).then(left).alias(column))
        else:
            frame = frame.with_columns(pl.when(pl.col(column).is_in(lost.implode()).not_()).then(column).alias(column))
    return frame
