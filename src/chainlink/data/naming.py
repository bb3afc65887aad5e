"""What a heading, a sheet or a file is meant to be: by id or word, in any writing; else the nearest known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption

NEAR = 60
"""How alike (0 to 100) a known word must be to be offered."""
NEEDED_NEAR = 50
"""The same for a heading where a needed column is not there: few words are left that it can mean (供应商: 供应企业)."""
TABLE_NEAR = 80
"""The same for the name of a file or sheet: many lie beside the tables and are none."""
SHORT = 3
"""A Latin word of so few letters is near only to words as long: foo is not food."""
PAIR = 2
"""Of two Chinese signs one may be written otherwise (万洲 for 万州) if only one known word is so alike."""
BEGUN = 50
"""How alike a longer Chinese word must be that begins with the same two signs (装备业 for 装备制造)."""
HEADINGS = 2
"""So many known headings in a row make it the row of headings."""


@cache
def plain(text: str) -> str:
    """Return ``text`` without what two writers of one heading do differently: width, case, spaces, brackets, marks."""
    return re.sub(r"[\s()\[\]{}<>【】〔〕「」《》_*＊:：-]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def traditional() -> dict[str, str]:
    """Return every traditional sign with its simplified one."""
    import opencc  # not needed but for names nobody knows

    convert = opencc.OpenCC("t2s").convert
    signs = map(chr, range(0x4E00, 0xA000))
    return {sign: plain for sign in signs if (plain := convert(sign)) != sign}


@cache
def _to_simplified() -> dict[int, str]:
    return str.maketrans(traditional())


def simplified(text: str) -> str:
    """Return ``text`` in narrow, lower-case, simplified signs."""
    return unicodedata.normalize("NFKC", text).translate(_to_simplified()).lower()


# --- tables ---------------------------------------------------------------------------------------------------------


@cache
def _table_names() -> dict[str, str]:
    return {plain(word): name for name in TABLES for word in (name, caption(name))}


def table_named(name: str) -> str | None:
    """Return the table that a file or sheet called ``name`` holds: id or Chinese word, in any writing."""
    known = _table_names()
    return known.get(plain(name)) or (None if name.isascii() else known.get(plain(simplified(name))))


def nearest_table(name: str, absent: Collection[str]) -> str | None:
    """Return the table whose id or word is most like ``name``, or one of the ``absent`` whose word is in it."""
    text = simplified(name)
    if word := nearest(text, _table_names().keys(), bar=TABLE_NEAR):
        return _table_names()[word]
    return max((id_ for id_ in absent if caption(id_) in text), key=lambda id_: len(caption(id_)), default=None)


def table_words(table: str) -> str:
    """Name ``table`` in both languages: 企业 (firms)."""
    return f"{caption(table)} ({table})"


# --- columns --------------------------------------------------------------------------------------------------------


@cache
def _columns(table: str) -> dict[str, str]:
    """Return the column for every heading a column of ``table`` may carry, whole ones before those cut at a bracket."""
    declared = [(name, meta) for name, _, meta in columns(TABLES[table])]
    whole = [(plain(word), name) for name, meta in declared for word in (name, meta["header"], meta["english"])]
    cut = [(plain(_cut(word)[0]), name) for name, meta in declared for word in (meta["header"], meta["english"])]
    return dict(reversed([*whole, *cut]))


def _cut(heading: str) -> tuple[str, str]:
    """Part ``heading`` from what stands in brackets after it."""
    parts = re.fullmatch(r"(.*?[^\s*:].*?)[(\[【〔{](.*)[)\]】〕}][\s*:]*", unicodedata.normalize("NFKC", heading))
    return (parts[1], parts[2]) if parts else (heading, "")


@cache
def column_named(table: str, heading: str) -> str | None:
    """Return the column of ``table`` that ``heading`` names: id, Chinese or English word, in any writing.

    What stands in brackets after it does not count, but for figures: a unit (亿元) that is not the column's own makes
    it another heading, unless the table has a column for the unit.
    """
    known = _columns(table)
    for text in (heading,) if heading.isascii() else (heading, simplified(heading)):
        if (column := known.get(plain(text))) is not None:
            return column
        head, inside = _cut(text)
        column = known.get(plain(head)) if inside else None
        if column is not None and _is_free(table, column, inside):
            return column
    return None


def column_in_another_unit(table: str, heading: str) -> str | None:
    """Return the column of ``table`` that ``heading`` would name but for the unit in brackets after it."""
    return None if column_named(table, heading) else _columns(table).get(plain(_cut(simplified(heading))[0]))


def _is_free(table: str, column: str, inside: str) -> bool:
    declared = TABLES[table].columns()
    meta: Mapping[str, Any] = declared[column].metadata or {}
    unit = meta.get("unit")
    return meta["kind"] != "number" or "unit" in declared or bool(unit and plain(unit) in plain(inside))


def nearest_column(table: str, heading: str, among: Sequence[str], *, bar: float = NEAR) -> str | None:
    """Return which of the columns ``among`` has a heading most like ``heading``, None if none is like it."""
    words = {
        plain(word): name
        for name, _, meta in columns(TABLES[table])
        if name in among
        for word in (name, meta["header"], meta["english"])
    }
    hit = nearest(simplified(heading), words.keys(), bar=bar)
    return words[hit] if hit else None


def are_headings(name: str, cells: Sequence[str | None]) -> bool:
    """Say whether ``cells`` are the headings of the table that a file or sheet called ``name`` holds.

    Anything may head a table nobody knows.
    """
    table = table_named(name)
    return table is None or len({column_named(table, cell) for cell in cells if cell} - {None}) >= HEADINGS


# --- the nearest ----------------------------------------------------------------------------------------------------


def nearest(wanted: str, known: Collection[str], *, bar: float = NEAR) -> str | None:
    """Return which of the ``known`` plain words is most like ``wanted`` (``bar``, 0 to 100, at least); else None."""
    return next(iter(nearest_words(plain(wanted), known, bar=bar, limit=1)), None)


def nearest_words(word: str, known: Collection[str], *, bar: float = NEAR, limit: int = 3) -> list[str]:
    """Return the words of ``known`` most like ``word`` (both plain), the nearest first; see :func:`nearest`."""
    hits = [str(hit[0]) for hit in process.extract(word, known, scorer=fuzz.ratio, score_cutoff=bar, limit=limit)]
    if hits:
        short = word.isascii() and len(word) <= SHORT
        return [hit for hit in hits if not short or len(hit) == len(word)]
    if word.isascii():
        return []
    if len(word) > PAIR:  # 装备业 begins as 装备制造 does
        begun = [other for other in known if other[:PAIR] == word[:PAIR]]
        return [str(hit[0]) for hit in process.extract(word, begun, scorer=fuzz.ratio, score_cutoff=BEGUN, limit=limit)]
    if len(word) != PAIR:
        return []
    alike = [two for two in known if len(two) == PAIR and (two[0] == word[0]) != (two[1] == word[1])]
    return alike if len(alike) <= limit else []
