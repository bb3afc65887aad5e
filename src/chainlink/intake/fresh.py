"""A new dataset for an office's own firms: the reference knowledge of a known one, without its firms."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from chainlink.dataset.clean import empty_table
from chainlink.dataset.dataset import Dataset
from chainlink.plain_text import decode

KNOWLEDGE = ("districts", "places", "parks", "chains", "sectors", "chain_sectors", "flows", "admissions", "travel")
"""The tables that say how products and places hang together, whoever makes them."""


def fresh_dataset(base: Dataset, path: Path) -> Dataset:
    """Return a dataset for ``path`` with the knowledge tables of ``base`` and their sources, and no firms."""
    tables = {
        name: frame if name in KNOWLEDGE else empty_table(name)
        for name, frame in base.tables.items()
        if name != "sources"
    }
    cited = pl.concat([frame.select(pl.col("source").explode()) for name, frame in tables.items() if name in KNOWLEDGE])
    sources = base.tables["sources"]
    tables["sources"] = sources.join(cited.drop_nulls().unique(), on="source", how="semi", maintain_order="left")
    title = _as_text(path.stem)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", title).strip("-") or "own-data"
    return replace(
        base,
        id=slug,
        title=title,
        title_en=slug,
        version="1",
        path=path,
        tables=tables,
        warnings=(),
        extras=(),
        note=f"{base.title}的产业链、环节、区县知识，加自己导入的企业",
    )


def _as_text(name: str) -> str:
    """Return the name of a folder as text: its bytes may be of another encoding than the system's."""
    raw = os.fsencode(name)
    try:
        text = decode(raw)[0]
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
