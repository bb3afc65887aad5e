"""From the words a person types to the id of a row: by id, name, legal name or alias, else the nearest known names."""

from __future__ import annotations

import polars as pl

from chainlink import terms
from chainlink.data.naming import PAIR, SHORT, nearest_words, plain, simplified
from chainlink.errors import CallError

OFFERED = 3
"""So many names are offered for one that nobody bears."""
NAME_COLUMNS = ("name", "name_en", "legal_name", "aliases")


def names_of(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Return every name of every row: ``id``, ``name`` (the id itself, names, legal names, aliases), sorted."""
    parts = [rows.select(id=key, name=key)]
    for column in NAME_COLUMNS:
        if column in rows.columns:
            named = rows.select(id=key, name=column)
            parts.append(named.explode("name") if rows.schema[column] == pl.List(pl.String) else named)
    return pl.concat(parts).drop_nulls().unique().sort("id", "name")


def find(rows: pl.DataFrame, key: str, name: str, *, lang: str = "zh") -> str:
    """Return the id of the one row that ``name`` means.

    Args:
        rows: a table with ``key`` and any of ``name``, ``name_en``, ``legal_name``, ``aliases``.
        key: the id column; it also names the kind of thing in the complaint.
        name: what was typed.
        lang: the language of the complaint.

    Raises:
        CallError: no row, or several, bear the name; the complaint offers the nearest.

    """
    known = names_of(rows, key)
    wanted = name.strip()
    exact = known.filter(pl.col("id") == wanted)
    hits = exact if exact.height else known.filter(pl.col("name").str.to_lowercase() == wanted.lower())
    ids = hits["id"].unique().sort().to_list()
    if len(ids) == 1:
        return str(ids[0])
    what = terms.word(f"what.{key}", lang)
    if ids:
        raise CallError("several_names", name=wanted, what=what, names="、".join(ids))
    raise CallError("unknown_name", name=wanted, what=what, near=near(known["name"].to_list(), wanted, lang=lang))


def near(names: list[str], wanted: str, *, lang: str = "zh") -> str:
    """Say which of ``names`` hold ``wanted`` or are nearest to it (at most three), or where to find the list."""
    word = plain(simplified(wanted))
    meant = {plain(simplified(name)): name for name in sorted(set(names), reverse=True)}
    held = [entry for entry in meant if len(word) >= (SHORT if word.isascii() else PAIR) and word in entry]
    hits = [*sorted(held, key=lambda hit: (len(hit), hit)), *nearest_words(word, list(meant))]
    if not hits:
        return terms.word("call.no_near", lang)
    joined = ("、" if lang == "zh" else ", ").join(meant[hit] for hit in list(dict.fromkeys(hits))[:OFFERED])
    return terms.sentence("call.did_you_mean", lang, names=joined)
