"""Which firm of a register a name means: linked where it is certain, proposed with the reason where it is not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeAlias

import polars as pl

from chainlink.dataset import credit_codes
from chainlink.intake.name_likeness import CLEAR_CORE, LINK, NONE, PROPOSE, Named, compare, same_place
from chainlink.intake.name_parts import Parts, parts

CANDIDATES = 3
"""So many candidates a name at most."""
LEAST = 0.5
"""A candidate less alike than this is not proposed."""
WIDE = 400
"""Grams that more names than this share lead nowhere (科技, 有限); a name's rarest gram is followed all the same."""
SHORTLIST = 12
"""So many candidates a name are compared in full."""
RESULT = pl.Schema(
    {
        "name": pl.String,
        "candidate": pl.String,
        "score": pl.Float64,
        "decision": pl.String,
        "reason": pl.String,
        "firm": pl.String,
        "place": pl.Int64,
    }
)
Names: TypeAlias = Iterable[object] | pl.Series | pl.DataFrame | pl.LazyFrame | Mapping[str, object]
"""Names: a list, a series, or a frame (or what makes one) with a column ``name`` and others; see ``resolve_names``."""


def resolve_names(names: Names, registry: Names, *, candidates: int = CANDIDATES, least: float = LEAST) -> pl.DataFrame:
    """Return which firm of ``registry`` each name means, or may mean.

    A name is linked by itself only if its core is equal to that of one firm alone, or is the clear beginning of it, and
    nothing speaks against it: no other region, district, trade, group, branch or legal form.  Credit codes decide where
    both have one.  All else is proposed.

    Args:
        names: the names asked about: a list or series of them, or a frame (eager, lazy, or a mapping of columns) with
            ``name`` (else ``legal_name``, else its only column) and any of ``district``, ``credit_code``.
        registry: the firms known: a list or series of names, or a frame like ``firms`` with ``name`` or ``legal_name``
            and any of ``firm``, ``aliases`` (list, or text joined by ``;``), ``district``, ``credit_code``.  Districts
            of both are compared if both are names (万州区) or both ids (wanzhou).  Null is not stated.
        candidates: so many candidates a name at most.
        least: the least score (0 to 1) of a proposal.

    Returns:
        One row per name and candidate, in the order of ``names``, best first: ``name``, ``candidate`` (the register's
        name; null: none), ``score`` (0 to 1), ``decision`` (link, propose, none), ``reason`` (a code of the words
        ``name_reason``), ``firm`` (id in the register, where it has one), ``place`` (of the name in ``names``, from 0).

    Raises:
        ValueError: a frame of several columns has neither ``name`` nor ``legal_name``.

    """
    asked = _named(_frame(names), with_aliases=False)
    index = _Index([one for firm in _named(_frame(registry), with_aliases=True) for one in firm])
    rows: list[tuple[str, str | None, float, str, str, str | None, int]] = []
    settled: dict[tuple[str, str | None, str | None], list[_Found]] = {}
    for at, written in enumerate(asked):
        key = (written[0].shown, written[0].district, written[0].code)
        if key not in settled:
            settled[key] = _resolve(written, index, candidates, least)
        rows += [(written[0].shown, *found, at) for found in settled[key]]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


# --- what is given --------------------------------------------------------------------------------------------------


def _frame(given: Names) -> pl.DataFrame:
    """Return what is given as a frame of text with ``name``; ``aliases`` are lists."""
    if isinstance(given, str):
        given = [given]
    if isinstance(given, pl.LazyFrame):
        frame = given.collect()
    elif isinstance(given, pl.DataFrame):
        frame = given
    elif isinstance(given, Mapping):
        frame = pl.DataFrame(dict(given))
    else:
        frame = pl.DataFrame({"name": [None if one is None else str(one) for one in given]}, schema={"name": pl.String})
    if "name" not in frame.columns:
        if "legal_name" not in frame.columns and frame.width != 1:
            message = f"names come in a column 'name' or 'legal_name', not in {frame.columns}"
            raise ValueError(message)
        frame = frame.with_columns(name=frame["legal_name"] if "legal_name" in frame.columns else frame.to_series())
    if "aliases" in frame.columns and not isinstance(frame.schema["aliases"], pl.List):
        joined = pl.col("aliases").cast(pl.String).str.replace_all("；", ";", literal=True)
        frame = frame.with_columns(aliases=joined.str.split(";"))
    return frame


def _named(frame: pl.DataFrame, *, with_aliases: bool) -> list[list[Named]]:
    """Return for every row of ``frame`` the names it bears, its own first."""

    def column(name: str) -> list[str | None]:
        return frame[name].cast(pl.String).to_list() if name in frame.columns else [None] * frame.height

    codes = credit_codes.tidy_codes(pl.Series(column("credit_code"), dtype=pl.String))
    good = credit_codes.valid(codes).fill_null(value=False)
    legal = column("legal_name") if with_aliases else [None] * frame.height
    aliases = frame["aliases"].to_list() if with_aliases and "aliases" in frame.columns else [None] * frame.height
    found: list[list[Named]] = []
    for at, (name, whole, others, firm, district, code, sound) in enumerate(
        zip(column("name"), legal, aliases, column("firm"), column("district"), codes, good, strict=True)
    ):
        written = [parts(one) for one in dict.fromkeys((name, whole, *(others or ()))) if one and one.strip()]
        written += [parts(one.also) for one in written if one.also]
        home = next((one.regions for one in written if one.form and one.regions), ())
        shown = name or (written[0].name if written else "")
        found.append(
            [
                Named(at, one, shown, district, code if sound else None, firm, home)
                for one in written or ([] if with_aliases else [parts("")])
            ]
        )
    return found


# --- the search -----------------------------------------------------------------------------------------------------


class _Index:
    """The register by code, by whole name, by core and by pairs of signs; a search never walks over all of it."""

    def __init__(self, entries: list[Named]) -> None:
        self.entries = entries
        self.by_code: dict[str, list[int]] = defaultdict(list)
        self.by_exact: dict[str, list[int]] = defaultdict(list)
        self.by_stem: dict[str, list[int]] = defaultdict(list)
        self.by_gram: dict[str, list[int]] = defaultdict(list)
        for place, entry in enumerate(entries):
            if entry.code:
                self.by_code[entry.code].append(place)
            self.by_exact[entry.parts.exact].append(place)
            self.by_stem[entry.parts.stem].append(place)
            for gram in _grams(entry.parts, wide=True):
                self.by_gram[gram].append(place)
        self.weight = {gram: math.log(1 + len(entries) / len(found)) for gram, found in self.by_gram.items()}

    def near(self, asked: Parts) -> list[int]:
        """Return the places of the entries most like ``asked``: equal names and cores first, then by rare signs."""
        found = [*self.by_exact.get(asked.exact, ())[:SHORTLIST], *self.by_stem.get(asked.stem, ())[:SHORTLIST]]
        shared: dict[int, float] = defaultdict(float)
        grams = sorted(
            (gram for gram in _grams(asked, wide=len(asked.plain) <= CLEAR_CORE) if gram in self.by_gram),
            key=lambda gram: len(self.by_gram[gram]),
        )
        for rank, gram in enumerate(grams):
            listed = self.by_gram[gram]
            if len(listed) > WIDE and rank > 0:
                break
            for place in listed[:WIDE]:
                shared[place] += self.weight[gram]
        found += sorted(shared, key=lambda place: -shared[place])[:SHORTLIST]
        return list(dict.fromkeys(found))


def _grams(one: Parts, *, wide: bool) -> set[str]:
    """Return the pairs of neighbouring signs of core and trade; ``wide``: of signs up to two apart too (达钢)."""
    text = one.plain or one.stem
    reach = 4 if wide and len(text) <= 10 else 2  # noqa: PLR2004 - the pairs of a long name are many
    found = {text[at] + text[to] for at in range(len(text)) for to in range(at + 1, min(at + reach, len(text)))}
    if one.stem not in text:
        found |= {one.stem[at : at + 2] for at in range(len(one.stem) - 1)}
        if one.regions and len(one.stem) <= 4:  # noqa: PLR2004 - 达州钢铁 is also looked for as 达钢
            found |= {one.stem[0] + sign for sign in one.stem[1:]}
    return found or {text}


# --- the decision ---------------------------------------------------------------------------------------------------

_Found: TypeAlias = tuple[str | None, float, str, str, str | None]
_Compared: TypeAlias = tuple[float, str, str, Named]


def _resolve(written: list[Named], index: _Index, candidates: int, least: float) -> list[_Found]:
    asked = written[0]
    if asked.code and asked.code in index.by_code:
        same = index.entries[index.by_code[asked.code][0]]
        return [(same.shown, 1.0, LINK, "same_code", same.firm)]
    if not asked.parts.plain:
        return [(None, 0.0, NONE, "no_name", None)]
    best: dict[int, _Compared] = {}
    for name in written:
        for place in index.near(name.parts):
            known = index.entries[place]
            score, decision, reason = compare(name, known)
            if known.at not in best or (decision == LINK, score) > (best[known.at][1] == LINK, best[known.at][0]):
                best[known.at] = (score, decision, reason, known)
    listed = sorted(best.values(), key=lambda one: (one[1] != LINK, -one[0], one[3].shown, one[3].at))
    linked = [one for one in listed if one[1] == LINK]
    clear = linked[0] if len({(one[3].firm, one[3].shown) for one in linked}) == 1 else _clearest(asked, linked)
    if clear:
        kept = [clear]
    else:
        kept = [(score, PROPOSE, "several", known) for score, _, _, known in linked]
        kept += [one for one in listed if one[1] == PROPOSE and one[0] >= least]
    if not kept:
        return [(None, 0.0, NONE, "nothing_near", None)]
    return [
        (known.shown, round(score, 4), decision, reason, known.firm)
        for score, decision, reason, known in kept[:candidates]
    ]


def _clearest(asked: Named, linked: list[_Compared]) -> _Compared | None:
    """Return the one of several firms that fits best: a whole name is clear by itself, a brand by its place."""
    whole = [one for one in linked if one[2] == "same_name"]
    here = [one for one in linked if same_place(asked, one[3])]
    tests = [whole, here] if asked.parts.form else [here, whole]
    return next((test[0] for test in tests if len(test) == 1), None)
