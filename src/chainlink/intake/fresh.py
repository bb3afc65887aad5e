"""A new dataset for an office's own firms: the reference knowledge of a known one, without its firms."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import polars as pl

from chainlink.data.clean import empty_table
from chainlink.data.dataset import Dataset
from chainlink.data.naming import TABLE_NEAR, nearest_words, plain
from chainlink.data.readers import read_files
from chainlink.errors import CallError
from chainlink.plain_text import decode

BOOKS = {".xlsx", ".xlsm"}

WITHOUT_FIRMS = ("districts", "places", "parks", "chains", "sectors", "chain_sectors", "flows", "admissions", "travel")
"""The tables that say how products and places hang together, whoever makes them."""


def place_for_new(path: Path) -> None:
    """See that a dataset begun at ``path`` is no slip of the pen.

    Raises:
        CallError: a dataset of nearly that name is there, or the folder that ``path`` is to lie in is not.

    """
    if near := _nearest_dataset(path):
        raise CallError("begins_near", path=str(path), near=str(near))
    if not os.path.lexists(path.parent):
        raise CallError("begins_nowhere", path=str(path), folder=str(path.parent))


def _nearest_dataset(path: Path) -> Path | None:
    """Return the dataset that is there under almost the name of ``path``, or in a folder of almost that name."""
    missing = path
    while not os.path.lexists(missing.parent):
        missing = missing.parent
    if not missing.parent.is_dir():
        return None
    there = [path for path in sorted(missing.parent.iterdir()) if not path.name.startswith(".")]
    words = nearest_words(
        plain(_called(missing)), dict.fromkeys(plain(_called(place)) for place in there).keys(), bar=TABLE_NEAR
    )
    alike = (place / path.relative_to(missing) for word in words for place in there if plain(_called(place)) == word)
    return next(filter(_is_dataset, alike), None)


def _called(path: Path) -> str:
    return path.stem if path.suffix.lower() in BOOKS else path.name


def _is_dataset(path: Path) -> bool:
    if path.is_dir():
        return (path / "dataset.toml").exists()
    return path.is_file() and path.suffix.lower() in BOOKS and read_files(path).meta is not None


def fresh_dataset(base: Dataset, path: Path) -> Dataset:
    """Return a dataset for ``path`` with the knowledge tables of ``base`` and their sources, and no firms."""
    tables = {
        name: frame if name in WITHOUT_FIRMS else empty_table(name)
        for name, frame in base.tables.items()
        if name != "sources"
    }
    cited = pl.concat([tables[name].select(pl.col("source").explode()) for name in WITHOUT_FIRMS])
    sources = base.tables["sources"]
    tables["sources"] = sources.join(cited.drop_nulls().unique(), on="source", how="semi", maintain_order="left")
    title = _as_text(path.stem)
    slug = re.sub(r"[^A-Za-z0-9_-]+", "-", title).strip("-") or "own-data"
    note = f"{base.title}的产业链、环节、区县知识，加自己导入的企业"
    plain = replace(base, path=path, tables=tables, warnings=(), extras=())
    return replace(plain, id=slug, title=title, title_en=slug, version="1", note=note)


def _as_text(name: str) -> str:
    """Return the name of a folder as text: its bytes may be of another encoding than the system's."""
    raw = os.fsencode(name)
    try:
        text = decode(raw)[0]
    except UnicodeDecodeError:
        text = raw.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)
