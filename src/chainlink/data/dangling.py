"""What hangs on rows that go: rows that need them go too, optional mentions of them are forgotten."""

from __future__ import annotations

import polars as pl

from chainlink.data.schema import columns
from chainlink.data.tables import TABLES

IDS = {"capabilities": ["firm", "sector"]}
Tables = dict[str, pl.DataFrame]


def without_dangling(kept: Tables, before: Tables) -> tuple[Tables, list[tuple[str, pl.Series]]]:
    """Let rows go whose firm, claim or other needed row went, and forget optional references to such rows.

    Args:
        kept: the tables without the rows that go by themselves.
        before: the same tables with them.

    Returns:
        The tables that hold together, and for each table the numbers of the rows that went too.

    """
    gone: list[tuple[str, pl.Series]] = []
    again = True
    while again:
        again = False
        for name, frame in list(kept.items()):
            stays = _stays(name, frame, kept, before)
            lost = frame.filter(~stays)
            if lost.height:
                again = True
                gone.append((name, lost["row"]))
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
