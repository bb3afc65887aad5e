"""Which firm of a register a name means: linked where it is certain, proposed with the reason where it is not."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz

from chainlink.intake import credit_codes, regions
from chainlink.intake.name_parts import Parts, parts

CANDIDATES = 3
"""So many candidates a name at most."""
LEAST = 0.5
"""A candidate less alike than this is not proposed."""
CLEAR_CORE = 3
"""A core of so many signs is a name of its own; a shorter one (华兴) needs its trade word to be one."""
WIDE = 400
"""Grams that more names than this share lead nowhere (科技, 有限); a name's rarest gram is followed all the same."""
SHORTLIST = 12
"""So many candidates a name are compared in full."""
LINK, PROPOSE, NONE = "link", "propose", "none"
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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One name of one firm: of the register, or asked about."""

    at: int
    parts: Parts
    shown: str
    district: str | None
    code: str | None
    firm: str | None
    main: bool = True


def resolve_names(
    names: Sequence[str] | pl.Series | pl.DataFrame,
    registry: Sequence[str] | pl.Series | pl.DataFrame,
    *,
    candidates: int = CANDIDATES,
    least: float = LEAST,
) -> pl.DataFrame:
    """Return which firm of ``registry`` each name means, or may mean.

    A name is linked by itself only if its core is equal to that of one firm alone and nothing speaks against it: no
    other region, district, trade, group, branch or legal form.  Credit codes decide where both have one.  All else is
    proposed.

    Args:
        names: the names asked about: a list, or a frame with ``name`` and any of ``district``, ``credit_code``.
        registry: the firms known: a list of names, or a frame with ``name`` and any of ``firm``, ``legal_name``,
            ``aliases`` (list, or text joined by ``;``), ``district``, ``credit_code``.
        candidates: so many candidates a name at most.
        least: the least score (0 to 1) of a proposal.

    Returns:
        One row per name and candidate, in the order of ``names``, best first: ``name``, ``candidate`` (the register's
        name; null: none), ``score`` (0 to 1), ``decision`` (link, propose, none), ``reason`` (a code of the words
        ``name_reason``), ``firm`` (id in the register, where it has one), ``place`` (of the name in ``names``, from 0).

    """
    asked = _entries(names, with_aliases=False)
    known = _entries(registry, with_aliases=True)
    index = _Index(known)
    rows: list[tuple[str, str | None, float, str, str, str | None, int]] = []
    settled: dict[tuple[str, str | None, str | None], list[tuple[str | None, float, str, str, str | None]]] = {}
    for entry in asked:
        key = (entry.shown, entry.district, entry.code)
        if key not in settled:
            settled[key] = _resolve(entry, index, candidates, least)
        rows += [(entry.shown, *found, entry.at) for found in settled[key]]
    return pl.DataFrame(rows, schema=RESULT, orient="row")


def _entries(given: Sequence[str] | pl.Series | pl.DataFrame, *, with_aliases: bool) -> list[_Entry]:
    frame = (
        given if isinstance(given, pl.DataFrame) else pl.DataFrame({"name": pl.Series(list(given), dtype=pl.String)})
    )
    blank: list[None] = [None] * frame.height

    def column(name: str) -> list[str | None]:
        return frame[name].cast(pl.String).to_list() if name in frame.columns else list(blank)

    codes = pl.Series(column("credit_code"), dtype=pl.String)
    codes = credit_codes.tidy_codes(codes)
    good = credit_codes.valid(codes).fill_null(value=False).to_list()
    found: list[_Entry] = []
    firm = column("firm")
    legal = column("legal_name")
    aliases = _aliases(frame) if with_aliases else [[] for _ in blank]
    for at, (name, district, code) in enumerate(zip(column("name"), column("district"), codes.to_list(), strict=True)):
        written = dict.fromkeys(
            one for one in (name, legal[at] if with_aliases else None, *aliases[at]) if one and one.strip()
        )
        shown = name or next(iter(written), "")
        for place, one in enumerate(written or ({"": None} if not with_aliases else {})):
            found.append(_Entry(at, parts(one), shown, district, code if good[at] else None, firm[at], place == 0))
    return found


def _aliases(frame: pl.DataFrame) -> list[list[str]]:
    if "aliases" not in frame.columns:
        return [[] for _ in range(frame.height)]
    if isinstance(frame.schema["aliases"], pl.List):
        return [list(one or []) for one in frame["aliases"].to_list()]
    return [[] if one is None else str(one).replace("；", ";").split(";") for one in frame["aliases"].to_list()]


# --- the search -----------------------------------------------------------------------------------------------------


class _Index:
    """The register by code, by whole name, by core and by pairs of signs; a search never walks over all of it."""

    def __init__(self, entries: list[_Entry]) -> None:
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
        """Return the places of the entries most like ``asked``: equal cores first, then by rare signs shared."""
        found = list(self.by_stem.get(asked.stem, ())[:SHORTLIST])
        shared: Counter[int] = Counter()
        grams = sorted(
            (gram for gram in _grams(asked, wide=len(asked.plain) <= CLEAR_CORE) if gram in self.by_gram),
            key=lambda gram: len(self.by_gram[gram]),
        )
        for rank, gram in enumerate(grams):
            listed = self.by_gram[gram]
            if len(listed) > WIDE and rank > 0:
                break
            weight = self.weight[gram]
            for place in listed[:WIDE]:
                shared[place] += weight  # type: ignore[assignment]  # a Counter adds floats as well
        found += [place for place, _ in shared.most_common(SHORTLIST)]
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

_Found = tuple[str | None, float, str, str, str | None]


def _resolve(asked: _Entry, index: _Index, candidates: int, least: float) -> list[_Found]:
    if asked.code and asked.code in index.by_code:
        same = index.entries[index.by_code[asked.code][0]]
        return [(same.shown, 1.0, LINK, "same_code", same.firm)]
    if not asked.parts.plain:
        return [(None, 0.0, NONE, "no_name", None)]
    best: dict[int, tuple[float, str, str, _Entry]] = {}
    places = [*index.by_exact.get(asked.parts.exact, ())[:SHORTLIST], *index.near(asked.parts)]
    for place in dict.fromkeys(places):
        known = index.entries[place]
        score, decision, reason = _compare(asked, known)
        if known.at not in best or (decision == LINK, score) > (best[known.at][1] == LINK, best[known.at][0]):
            best[known.at] = (score, decision, reason, known)
    listed = sorted(best.values(), key=lambda one: (one[1] != LINK, -one[0], one[3].shown, one[3].at))
    linked = [one for one in listed if one[1] == LINK]
    if len(linked) > 1:
        clear = _clearest(asked, linked)
        if clear is None:
            listed = [
                (score, PROPOSE, "several", known) if said == LINK else (score, said, reason, known)
                for score, said, reason, known in listed
            ]
            linked = []
        else:
            linked = [clear]
    if linked:
        score, decision, reason, known = linked[0]
        return [(known.shown, round(score, 4), decision, reason, known.firm)]
    kept = [one for one in listed if one[0] >= least and one[1] != NONE][:candidates]
    if not kept:
        return [(None, 0.0, NONE, "nothing_near", None)]
    return [(known.shown, round(score, 4), decision, reason, known.firm) for score, decision, reason, known in kept]


def _clearest(asked: _Entry, linked: list[tuple[float, str, str, _Entry]]) -> tuple[float, str, str, _Entry] | None:
    """Return the one of several firms that fits best: the only whole name, or the only one of its district."""
    whole = [one for one in linked if one[2] == "same_name"]
    if len(whole) == 1:
        return whole[0]
    if asked.district:
        here = [
            one
            for one in linked
            if one[3].district and _tidy_district(one[3].district) == _tidy_district(asked.district)
        ]
        if len(here) == 1:
            return here[0]
    return None


def _compare(asked: _Entry, known: _Entry) -> tuple[float, str, str]:
    """Return score, decision and reason for one name and one name of a firm."""
    left, right = asked.parts, known.parts
    if asked.code and known.code and asked.code != known.code:
        return 0.0, NONE, "other_code"
    apart = _apart(asked, known)
    if left.exact == right.exact:
        return (0.95, PROPOSE, apart) if apart == "district" else (1.0, LINK, "same_name")
    if left.stem == right.stem:
        reason = apart or _not_alone(left, right)
        if reason is None:
            return 0.97, LINK, "same_core"
        return 0.9 if reason != "trade" else 0.75, PROPOSE, reason
    return _alike(left, right, apart)


def _apart(asked: _Entry, known: _Entry) -> str | None:
    """Say what of the places speaks against one firm: another district, another region in the name."""
    if _districts_differ(asked.district, known.district):
        mine, other = _region_words(asked.district), _region_words(known.district)
        if not (mine and other) or regions.agree(mine, other) is False:
            return "district"
    left, right = asked.parts, known.parts
    if regions.agree(left.regions, right.regions) is False:
        return "region"
    mine, other = _region_words(asked.district), _region_words(known.district)
    if not right.regions and other and regions.agree(left.regions, other) is False and not known.parts.form:
        return "region"
    if not left.regions and not known.district and mine and regions.agree(mine, right.regions) is False:
        return "region"
    return None


def _districts_differ(mine: str | None, other: str | None) -> bool:
    """Say whether two districts are stated and differ; an id (wanzhou) and a name (万州) cannot be compared."""
    if not mine or not other or mine.isascii() != other.isascii():
        return False
    return _tidy_district(mine) != _tidy_district(other)


def _tidy_district(district: str) -> str:
    tidy = district.strip()
    for rank in ("新区", "区", "县", "市"):
        if tidy.endswith(rank) and len(tidy) > len(rank) + 1:
            tidy = tidy.removesuffix(rank)
            break
    return regions.canonical(tidy)


def _region_words(district: str | None) -> tuple[str, ...]:
    tidy = _tidy_district(district) if district else ""
    return (tidy,) if tidy and regions.province(tidy) else ()


def _not_alone(left: Parts, right: Parts) -> str | None:
    """Return why two names of one core may be two firms, or None."""
    for what in ("branch", "remark"):
        if getattr(left, what) != getattr(right, what):
            return what
    short, full = (left, right) if not left.form else (right, left)
    if left.group != right.group and (short.group or short.form or not full.form or len(full.stem) < CLEAR_CORE):
        return "group"  # a short name may stand for a group's whole name (赣锋锂业), not a group for one of its firms
    both_full = bool(left.form and right.form)
    if both_full and _form_kind(left.form) != _form_kind(right.form):
        return "form"
    if (reason := _trades_apart(left, right, both_full=both_full)) is not None:
        return reason
    if (
        both_full
        and left.regions != right.regions
        and ((left.regions and right.regions) or len(left.stem) < CLEAR_CORE)
    ):
        return "two_full_names"
    return None


def _form_kind(form: str) -> str:
    for kind in ("股份有限公司", "合作社", "厂", "有限公司", "有限责任公司"):
        if form.endswith(kind):
            return kind.replace("责任", "")
    return form


def _trades_apart(left: Parts, right: Parts, *, both_full: bool) -> str | None:
    mine, other = "".join(left.trades), "".join(right.trades)
    if mine == other:
        if not mine and len(left.stem) < CLEAR_CORE and not both_full:
            return "short_core"
        return None
    if not mine or not other:
        if both_full:
            return "trade"
        return None if len(left.stem) >= CLEAR_CORE else "short_core"
    if left.kinds and right.kinds and not left.kinds & right.kinds:
        return "trade"
    shorter, longer = sorted((left.trades, right.trades), key=lambda words: len("".join(words)))
    inside = "".join(shorter) in "".join(longer)
    return (
        None if inside and not both_full and left.kinds == right.kinds and "销售" not in mine + other else "trade_words"
    )


def _alike(left: Parts, right: Parts, apart: str | None) -> tuple[float, str, str]:
    """Score two names of different cores; they are never linked, only proposed."""
    mine, other = left.plain or left.stem, right.plain or right.stem
    score = max(fuzz.ratio(mine, other), fuzz.ratio(left.stem, right.stem) * 0.95) / 100
    short, long = sorted((left.stem, right.stem), key=len)
    reason = "alike"
    if len(short) >= 2 and (short in long or (short in mine and short in other)):  # noqa: PLR2004 - a core has two signs
        score, reason = max(score, 0.6 + 0.25 * len(short) / len(long)), "core_inside"
    elif _letters_of(short, _whole(right if short == left.stem else left)):
        score, reason = max(score, 0.62), "letters"
    if left.kinds and right.kinds:
        score += 0.05 if left.kinds & right.kinds else -0.1
    if apart:
        score -= 0.08
    return max(0.0, min(score, 0.94)), PROPOSE, reason


def _whole(one: Parts) -> str:
    return one.stem + "".join(one.trades)


def _letters_of(short: str, long: str) -> bool:
    """Say whether the signs of ``short`` stand in ``long`` in order, the first one first (达钢 of 达州钢铁)."""
    if len(short) <= 1 or not long or short[0] != long[0]:
        return False
    signs: Iterable[str] = iter(long)
    return all(sign in signs for sign in short)
