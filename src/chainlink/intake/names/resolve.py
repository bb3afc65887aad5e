"""Which firm of a register a name means: linked where it is certain, proposed with the reason where it is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import polars as pl

from chainlink.data.checks import credit_codes
from chainlink.intake.names.likeness import (
    LIKELY,
    LINK,
    NONE,
    PROPOSE,
    Likeness,
    Named,
    abbreviations,
    are_near,
    compare,
    named,
    stated_apart,
    whole_name,
)
from chainlink.intake.names.parts import LONGEST, Parts, parts, tells_sisters_apart
from chainlink.intake.names.place_words import without_place_words
from chainlink.intake.names.places import place_in, place_of, place_of_code
from chainlink.intake.names.proper_cores import cores_agree

CANDIDATES = 3
"""So many candidates a name at most."""
LEAST = 0.5
"""A candidate less alike than this is not proposed."""
SHORTLIST = 12
"""So many firms that share a name, a core or a beginning are compared in full."""
SLIPS = range(4, 9)
"""Cores of so many signs are looked for with one sign written otherwise too."""
BEGINNINGS = (2, 3, 4, 5, 6, 7, 8)
"""The first so many signs of a whole name may be a short one."""
WHOLE = ("same_name", "named_place")
"""Links by a whole name: no other firm fits better."""
RESOLVED = pl.Schema(
    dict.fromkeys(("name", "candidate"), pl.String())
    | {"score": pl.Float64()}
    | dict.fromkeys(("decision", "reason", "firm"), pl.String())
    | {"place": pl.Int64()}
    | dict.fromkeys(("name_says", "candidate_says"), pl.String())
)
APART = pl.Schema({name: RESOLVED[name] for name in ("place", "name_says", "candidate_says")})
"""The places of two rows that contradict each other."""
Names: TypeAlias = Iterable[object] | pl.Series | pl.DataFrame | pl.LazyFrame | Mapping[str, object]
"""Names: a list, a series, or a frame (or what makes one) with a column ``name`` and others; see ``resolve_names``."""


def resolve_names(names: Names, registry: Names, *, candidates: int = CANDIDATES, least: float = LEAST) -> pl.DataFrame:
    """Return which firm of ``registry`` each name means, or may mean.

    A name is linked by itself only by an agreeing credit code whose firm bears no other core, or if its core, trade and
    legal form are those of one firm alone and a county or city stated of both agrees (or stands in both whole names).
    A place, a code or a legal form that differs speaks against it, a place no register knows too.  What may be one firm
    all the same is proposed.

    Args:
        names: the names asked about: a list or series of them, or a frame (eager, lazy, or a mapping of columns) with
            ``name`` (else ``legal_name``, else its only column) and any of ``province``, ``city``, ``district``,
            ``address``, ``credit_code``, ``elsewhere`` (list of the places the firm is not in), ``lies_in`` (what
            is said of its place instead).
        registry: the firms known: a list or series of names, or a frame like ``firms`` with ``name`` or ``legal_name``
            and any of ``firm``, ``aliases`` (list, or text joined by ``;``), ``latin_places`` (list: words of names in
            Latin letters that are places and no core) and the columns above.  Districts of both are compared if both
            are names (万州区) or both ids (wanzhou).  Null is not stated.
        candidates: so many candidates a name at most.
        least: the least score (0 to 1) of a proposal.

    Returns:
        One row per name and candidate, in the order of ``names``, best first: ``name``, ``candidate`` (the register's
        name; null: none), ``score`` (0 to 1), ``decision`` (link, propose, none), ``reason`` (a code of the words
        ``name_reason``), ``firm`` (id in the register, where it has one), ``place`` (of the name in ``names``, from 0),
        ``name_says``, ``candidate_says`` (what differs, as each side has it).  A decision none with a candidate is the
        firm of the same core that something speaks against.

    Raises:
        ValueError: a frame of several columns has neither ``name`` nor ``legal_name``.

    """
    asked = _named(_frame(names), with_aliases=False)
    known = _frame(registry)
    index = _Index([name for firm in _named(known, with_aliases=True) for name in firm])
    if "latin_places" in known.columns:
        index.latin_places = frozenset(known["latin_places"].explode().drop_nulls())
    rows: list[tuple[object, ...]] = []
    settled: dict[tuple[object, ...], list[_Row]] = {}
    for at, written in enumerate(asked):
        first = written[0]
        key = (first.shown, first.places, first.elsewhere, first.lies_in, first.code)
        if key not in settled:
            settled[key] = _resolve(written, index, candidates, least)
        rows += [(first.shown, *row[:5], at, *row[5:]) for row in settled[key]]
    return pl.DataFrame(rows, schema=RESOLVED, orient="row")


def places_apart(names: Names, registry: Names) -> pl.DataFrame:
    """Return where the places stated of a name and of the firm in the same row cannot both hold.

    Returns:
        ``place`` (row, from 0), ``name_says``, ``candidate_says``.

    """
    pairs = zip(_named(_frame(names), with_aliases=False), _named(_frame(registry), with_aliases=False), strict=True)
    compared = [(at, stated_apart(mine[0], theirs[0])) for at, (mine, theirs) in enumerate(pairs)]
    rows = [(at, against.asked, against.known) for at, against in compared if against is not None]
    return pl.DataFrame(rows, schema=APART, orient="row")


# --- what is given --------------------------------------------------------------------------------------------------


def _frame(names: Names) -> pl.DataFrame:
    """Return what is given as a frame of text with ``name``; ``aliases`` are lists."""
    if isinstance(names, str):
        names = [names]
    if isinstance(names, pl.LazyFrame):
        frame = names.collect()
    elif isinstance(names, pl.DataFrame):
        frame = names
    elif isinstance(names, Mapping):
        frame = pl.DataFrame(dict(names))
    else:
        frame = pl.DataFrame(
            {"name": [None if cell is None else str(cell) for cell in names]}, schema={"name": pl.String}
        )
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

    def listed(name: str) -> list[list[str] | None]:
        return frame[name].to_list() if name in frame.columns else [None] * frame.height

    codes = credit_codes.tidy_codes(pl.Series(column("credit_code"), dtype=pl.String))
    codes = pl.select(pl.when(credit_codes.valid(codes)).then(codes)).to_series()
    legal = column("legal_name") if with_aliases else [None] * frame.height
    aliases = listed("aliases") if with_aliases else [None] * frame.height
    columns = zip(column("province"), column("city"), column("district"), column("address"), strict=True)
    rows: list[list[Named]] = []
    outside = zip(listed("elsewhere"), column("lies_in"), strict=True)
    for at, (name, legal_name, others, firm, code, column_place, (not_in, lies_in)) in enumerate(
        zip(column("name"), legal, aliases, column("firm"), codes, columns, outside, strict=True)
    ):
        province, city, district, address = column_place
        at_places = (place_of(province, city, district), place_in(address) if address else None, place_of_code(code))
        written = _written((name, legal_name, *(others or ())))
        stated: dict[str, object] = {
            "at": at,
            "shown": name or (written[0].name if written else ""),
            "places": tuple(place for place in at_places if place is not None),
            "elsewhere": frozenset(not_in or ()),
            "lies_in": lies_in,
            "code": code,
            "firm": firm,
        }
        empty = [] if with_aliases else [parts("")]
        whole = whole_name(written)
        rows.append([named(name, whole, **stated) for name in written or empty])
    return rows


def _written(names: Iterable[str | None]) -> list[Parts]:
    """Return the names of one firm taken apart, with those that stand in brackets; a text too long is none."""
    written = [parts(name) for name in dict.fromkeys(names) if name and name.strip() and len(name) <= LONGEST]
    return written + [parts(name.also) for name in written if name.also]


# --- the search -----------------------------------------------------------------------------------------------------


class _Index:
    """The register by code and by what two names of one firm share; a search looks into few lists, never over all."""

    def __init__(self, entries: list[Named]) -> None:
        self.entries = entries
        self.latin_places: frozenset[str] = frozenset()
        self.by_code: dict[str, list[int]] = defaultdict(list)
        self.by_key: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(entries):
            if entry.code:
                self.by_code[entry.code].append(at)
            for key in dict.fromkeys((*_names(entry), *_cores(entry), *_shared(entry.parts))):
                if len(self.by_key[key]) < SHORTLIST:
                    self.by_key[key].append(at)

    def near(self, asked: Named) -> Iterator[list[Named]]:
        """Yield the entries of the same name as ``asked``, then those of its core, then what is written alike."""
        seen: set[int] = set()
        for keys in (_names(asked), _cores(asked), _looked_for(asked.parts)):
            met = dict.fromkeys(at for key in keys for at in self.by_key.get(key, ()) if at not in seen)
            seen.update(met)
            yield [self.entries[at] for at in met]


def _names(name: Named) -> Iterator[str]:
    """Yield what two writings of one name share; those of one place first."""
    yield from (f"name {name.parts.exact} {place.finest}" for place in name.places)
    yield f"name {name.parts.exact}"


def _cores(name: Named) -> Iterator[str]:
    """Yield what two names of one core share; those of one trade and one place first."""
    stem, trade = name.parts.stem, "".join(name.parts.trades)
    yield from (f"core {stem} {trade} {place.finest}" for place in name.places)
    yield f"core {stem} {trade}"
    yield from (f"core {stem} {place.finest}" for place in name.places)
    yield f"core {stem}"


def _shared(name: Parts) -> Iterator[str]:
    """Yield how a name of the register is found that is written otherwise."""
    if name.form:
        yield from (f"begins {name.plain[:signs]}" for signs in BEGINNINGS if len(name.plain) >= signs)
        yield from (f"short {short}" for short in abbreviations(name))
    else:
        yield f"bare {name.plain}"
    if (left := without_place_words(name.stem)) != name.stem and len(left) > 1:
        yield f"left {left}"
    yield from _slips(name)


def _looked_for(name: Parts) -> Iterator[str]:
    """Yield under what a name asked about may stand in the register, written otherwise."""
    if name.form:
        yield from (f"bare {name.plain[:signs]}" for signs in BEGINNINGS if len(name.plain) > signs)
        yield from (f"bare {short}" for short in sorted(abbreviations(name)))
    else:
        yield f"begins {name.plain[: BEGINNINGS[-1]]}"
        yield f"begins {name.stem[: BEGINNINGS[-1]]}"
        yield f"short {name.plain}"
        yield f"short {name.stem}"
    yield f"left {name.stem}"
    if (left := without_place_words(name.stem)) != name.stem and len(left) > 1:
        yield f"left {left}"
        yield f"core {left} {''.join(name.trades)}"
    yield from _slips(name)


def _slips(name: Parts) -> Iterator[str]:
    if len(name.stem) in SLIPS:
        stem, trade = name.stem, "".join(name.trades)
        yield from (
            f"slip {stem[:at]}_{stem[at + 1 :]} {trade}"
            for at, sign in enumerate(stem)
            if not tells_sisters_apart(sign)
        )


# --- the decision ---------------------------------------------------------------------------------------------------

_Row: TypeAlias = tuple[str | None, float, str, str, str | None, str | None, str | None]
_ORDER = {LINK: 0, PROPOSE: 1, NONE: 2}


def _resolve(written: list[Named], index: _Index, candidates: int, least: float) -> list[_Row]:
    asked = written[0]
    if asked.code and asked.code in index.by_code:
        bearers = [index.entries[at] for at in index.by_code[asked.code]]
        mine, theirs = ([name.parts.name for name in names] for names in (written, bearers))
        if cores_agree(mine, theirs, index.latin_places):
            return [_row(Likeness(1.0, LINK, "same_code"), bearers[0])]
        return [_row(Likeness(LIKELY, PROPOSE, "other_core", asked.shown, bearers[0].shown), bearers[0])]
    if not asked.parts.plain:
        reason = "long_name" if len(asked.shown) > LONGEST else "no_name"
        return [(None, 0.0, NONE, reason, None, None, None)]
    best: dict[int, tuple[Likeness, Named]] = {}
    for name, entries in ((own, entries) for own in written for entries in index.near(own)):
        for known in entries:
            likeness = compare(name, known)
            if known.at not in best or _rank(likeness) < _rank(best[known.at][0]):
                best[known.at] = (likeness, known)
        if any(likeness.reason in WHOLE and likeness.decision == LINK for likeness, _ in best.values()):
            break
    listed = sorted(
        best.values(),
        key=lambda pair: (*_rank(pair[0]), pair[1].parts.exact != asked.parts.exact, pair[1].shown, pair[1].at),
    )
    return _rows(asked, listed, candidates, least)


def _rank(likeness: Likeness) -> tuple[int, float]:
    return _ORDER[likeness.decision], -likeness.score


def _rows(asked: Named, listed: list[tuple[Likeness, Named]], candidates: int, least: float) -> list[_Row]:
    """Return the firm linked, else those proposed, else the first that something speaks against."""
    linked = [pair for pair in listed if pair[0].decision == LINK]
    clear = _clearest(asked, linked)
    if clear is not None:
        return [_row(*clear)]
    may = [(likeness._replace(decision=PROPOSE, reason="several"), known) for likeness, known in linked]
    may += [pair for pair in listed if pair[0].decision == PROPOSE and pair[0].score >= least]
    if may:
        return [_row(*pair) for pair in may[:candidates]]
    against = [pair for pair in listed if pair[0].decision == NONE and pair[0].reason != "nothing_near"]
    return [_row(*against[0])] if against else [(None, 0.0, NONE, "nothing_near", None, None, None)]


def _row(likeness: Likeness, known: Named) -> _Row:
    score, decision, reason, mine, theirs = likeness
    return (known.shown, round(score, 4), decision, reason, known.firm, mine or None, theirs or None)


def _clearest(asked: Named, linked: list[tuple[Likeness, Named]]) -> tuple[Likeness, Named] | None:
    """Return the one of several firms that fits best: a whole name in its place is clear by itself."""
    if len({(known.firm, known.shown) for _, known in linked}) == 1:
        return linked[0]
    whole = [pair for pair in linked if pair[0].reason == "same_name"]
    here = [pair for pair in whole if are_near(asked, pair[1])]
    return next((test[0] for test in (here, whole) if len(test) == 1), None)
