"""Whether two names can be of one firm: what links them, what speaks against it, and what each side says there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from chainlink.intake.names import places, regions, trade_words
from chainlink.intake.names.parts import Parts, tells_sisters_apart
from chainlink.intake.names.place_words import without_place_words
from chainlink.intake.names.places import Place

LINK, PROPOSE, NONE = "link", "propose", "none"
OWN_CORE = 3
"""A core of so many signs is rarely borne by two firms; a shorter one (华兴) needs its trade or its place."""
LONG_CORE = 4
"""A core or beginning of so many signs is a name of its own; a slip of one sign within it may still be one firm."""
SURE, LIKELY, DOUBTFUL = 1.0, 0.9, 0.7
COMPANY = "有限公司"
SHARES = "股份有限公司"
SMALL_FORMS = ("合作社", "经营部", "商行", "门市部", "工作室", "家庭农场")
"""Forms that a short name does not leave out: without them it means a company or a plant."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one firm, of the register or asked about; what a short name leaves out, its whole name says.

    ``places``: where the firm is stated to be, by column, address and code; ``elsewhere``: places it is stated not to
    be in, ``lies_in`` what is said instead of where it is; ``regions``, ``name_places``, ``form``, ``trades``: of the
    name, else of the whole name.
    """

    at: int
    parts: Parts
    shown: str
    places: tuple[Place, ...]
    elsewhere: frozenset[str]
    lies_in: str | None
    code: str | None
    firm: str | None
    regions: tuple[str, ...]
    name_places: tuple[Place, ...]
    form: str
    trades: tuple[str, ...]
    kinds: frozenset[str]

    @property
    def is_bare(self) -> bool:
        """Say whether the name is a brand alone: no legal form, and no word of a trade."""
        return not self.parts.form and not self.kinds


def whole_name(written: list[Parts]) -> Parts | None:
    """Return which of the names of a firm says most: the first with a legal form, else with a trade."""
    return next((name for name in written if name.form), next((name for name in written if name.kinds), None))


def named(own: Parts, whole: Parts | None, **stated: Any) -> Named:
    """Return a name with what its firm states and its whole name adds."""
    where = own.regions or (whole.regions if whole else ())
    fuller = whole if whole is not None and not own.trades and whole.stem == own.stem else own
    return Named(
        parts=own,
        regions=where,
        name_places=_places_of(where),
        form=own.form or (whole.form if whole else ""),
        trades=fuller.trades,
        kinds=frozenset(trade_words.kinds()[word] for word in fuller.trades) - {""},
        **stated,
    )


@lru_cache(maxsize=10_000)
def _places_of(words: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(places.place_of_region(region) or Place(None, None, region) for region in words)


class Likeness(NamedTuple):
    """How alike two names are (0 to 1), what follows and why; ``asked``, ``known``: what each says that differs."""

    score: float
    decision: str
    reason: str
    asked: str = ""
    known: str = ""


NOTHING = Likeness(0.0, NONE, "nothing_near")


def compare(asked: Named, known: Named) -> Likeness:
    """Return how alike one name asked about and one name of a firm are.

    Two names are linked if they are one legal name of one place: the same core, trade and legal form, with a county or
    city stated of both or standing in both whole names.  What only may be one firm is proposed.
    """
    if asked.code and known.code and asked.code != known.code:
        return Likeness(0.0, NONE, "other_code", asked.code, known.code)
    against = places_apart(asked, known)
    if asked.parts.exact == known.parts.exact:
        return _same_name(asked, known, against)
    if asked.parts.stem == known.parts.stem:
        return _same_core(asked, known, against)
    return _other_core(asked, known) if against is None else NOTHING


# --- places ---------------------------------------------------------------------------------------------------------


class Apart(NamedTuple):
    """Two places that cannot be one; ``far``: in two provinces."""

    reason: str
    far: bool
    asked: str
    known: str


def places_apart(asked: Named, known: Named) -> Apart | None:
    """Return what of the places speaks against one firm: those stated, those in the names, one against the other."""
    if stated := stated_apart(asked, known):
        return stated
    mine, theirs = asked.name_places, known.name_places
    if regions.agree(asked.regions, known.regions) is False:
        return _apart("region", mine, theirs) or Apart("region", False, asked.regions[0], known.regions[0])
    before = tuple(region for region in asked.regions if region not in asked.parts.stem) or asked.regions
    mine = _places_of(before)  # 山东达州钢铁 shares 达州 with 达州钢铁 by its core alone
    if set(before) & set(known.regions) or _any_agree(mine, (*known.places, *theirs)):
        return None
    if named := _apart("region", mine, known.places) or _out("region", mine, known):
        return named
    return None if are_near(asked, known) else _apart("region", asked.places, theirs)


def stated_apart(asked: Named, known: Named) -> Apart | None:
    """Return what of the places stated beside the names speaks against one firm."""
    if stated := _apart("place", asked.places, known.places):
        return stated
    if outside := _out("place", asked.places, known):
        return outside
    if out := next((place for place in known.places if not asked.elsewhere.isdisjoint(place)), None):
        return Apart("place", True, _not_in(asked, out), out.words())
    return None


def _out(reason: str, mine: tuple[Place, ...], known: Named) -> Apart | None:
    out = next((place for place in mine if not known.elsewhere.isdisjoint(place)), None)
    return Apart(reason, True, out.words(), _not_in(known, out)) if out else None


def _not_in(firm: Named, out: Place) -> str:
    """Return what is said of where a firm lies that is not in ``out``: 区外."""
    return firm.lies_in or f"≠{out.words()}"


def _apart(reason: str, mine: tuple[Place, ...], theirs: tuple[Place, ...]) -> Apart | None:
    for place in mine:
        for other in theirs:
            if places.apart(place, other):
                far = bool(place.province and other.province and place.province != other.province)
                return Apart(reason, far, place.words(), other.words())
    return None


def are_near(asked: Named, known: Named, *, stated: bool = False) -> bool:
    """Say whether one county or city is stated of both, in a column, an address or the name.

    ``stated``: the name asked about does not count, only what is stated beside it.
    """
    mine = asked.places if stated else (*asked.places, *asked.name_places)
    return _any_agree(mine, (*known.places, *known.name_places))


def _any_agree(mine: tuple[Place, ...], theirs: tuple[Place, ...]) -> bool:
    return any(places.agree(place, other) for place in mine for other in theirs)


def _link(asked: Named, known: Named, score: float, reason: str) -> Likeness:
    return Likeness(score, LINK, reason if are_near(asked, known, stated=True) else "named_place")


# --- one whole name, one core ---------------------------------------------------------------------------------------


def _same_name(asked: Named, known: Named, against: Apart | None) -> Likeness:
    registered = bool(asked.parts.form and asked.parts.regions)
    if against is not None:
        decision = PROPOSE if registered and not against.far else NONE
        return Likeness(LIKELY, decision, against.reason, against.asked, against.known)
    if registered or are_near(asked, known):
        return _link(asked, known, SURE, "same_name")
    return Likeness(0.95, PROPOSE, "no_place" if asked.parts.form else "brand")


def _same_core(asked: Named, known: Named, against: Apart | None) -> Likeness:
    """Return how alike two names of one core are: whatever differs speaks against a link."""
    near = are_near(asked, known)
    differences = [likeness for differs in _DIFFERENCES if (likeness := differs(asked, known)) is not None]
    difference = next(iter(differences), None)
    if difference is not None and difference.decision == PROPOSE:
        hard = (likeness for likeness in differences if likeness.decision == NONE)
        difference = next((likeness for likeness in hard if likeness.reason in {"form", "local"}), difference)
    if against is not None:
        place_word = next((likeness for likeness in differences if likeness.reason == "place_word"), None)
        short, long = sorted(("".join(asked.trades), "".join(known.trades)), key=len)
        if place_word is not None and not (short and long.startswith(short)):
            return place_word
        here = _any_agree(asked.places, known.places)  # the name alone states another place
        may = difference is None and here and regions.agree(asked.regions, known.regions) is not False
        return Likeness(LIKELY, PROPOSE if may else NONE, against.reason, against.asked, against.known)
    if difference is not None:
        return difference
    mine, theirs = asked.parts, known.parts
    same_trade = bool(asked.trades) and asked.trades == known.trades and bool(mine.trades)
    known_form = bool(mine.form and known.form) or {_tidy_form(mine.form), _tidy_form(known.form)} <= {COMPANY, ""}
    registered = mine.form and theirs.form and mine.regions == theirs.regions and mine.regions
    if (registered and mine.plain == theirs.plain) or (
        near and same_trade and known_form and mine.group == theirs.group
    ):
        return _link(asked, known, 0.97, "same_core")
    return Likeness(LIKELY, PROPOSE, "brand" if not (mine.form and theirs.form) else "no_place")


def _branches_differ(asked: Named, known: Named) -> Likeness | None:
    mine, theirs = asked.parts.branch, known.parts.branch
    return None if mine == theirs else Likeness(DOUBTFUL, NONE, "branch", mine, theirs)


def _is_too_small(asked: Named, known: Named) -> Likeness | None:
    """Say of a shop or a cooperative that it is not what a short name without a form means."""
    small = asked.form.endswith(SMALL_FORMS) and not known.form
    return Likeness(DOUBTFUL, NONE, "form", asked.form, known.form) if small else None


def _remarks_differ(asked: Named, known: Named) -> Likeness | None:
    mine, theirs = asked.parts.remark, known.parts.remark
    return None if mine == theirs else Likeness(0.8, PROPOSE, "remark", mine, theirs)


def _trades_differ(asked: Named, known: Named) -> Likeness | None:
    """Return what the trade words say against one firm; a place word needs them, for many firms bear it."""
    near = are_near(asked, known)
    mine, theirs = "".join(asked.trades), "".join(known.trades)
    if mine == theirs and (mine or without_place_words(asked.parts.stem)):
        return None if mine else _brand_alone(asked, known)
    if not without_place_words(asked.parts.stem):
        return Likeness(DOUBTFUL, NONE, "place_word", mine, theirs)
    both_full = bool(asked.parts.form and known.parts.form)
    if not mine or not theirs or (asked.is_bare and set(asked.trades) <= set(known.trades)):
        if both_full:
            return Likeness(0.75, PROPOSE if near else NONE, "trade", mine, theirs)
        return _brand_alone(asked, known)
    if not _trade_shortened(asked, known):
        return Likeness(0.75, NONE, "trade", mine, theirs)
    return Likeness(0.8, NONE if both_full and not near else PROPOSE, "trade_words", mine, theirs)


def _brand_alone(asked: Named, known: Named) -> Likeness | None:
    """Return what is to be said of a brand without a trade: who bears it may be meant, and is never linked."""
    near = are_near(asked, known)
    own = len(asked.parts.stem) >= OWN_CORE
    served = known.parts.plain if len(known.parts.plain) > LONG_CORE else "".join(asked.trades[:-1])
    if trade_words.supplies(served, asked.parts.plain) or trade_words.supplies(served, "".join(asked.trades)):
        return Likeness(DOUBTFUL, NONE, "trade", "".join(asked.trades), "".join(known.trades))
    if not asked.parts.form:
        return Likeness(0.85, PROPOSE, "brand" if near or own else "short_core")
    serves = bool(asked.kinds & trade_words.SERVING)
    company = _tidy_form(asked.parts.form) == COMPANY
    may = not serves and (near or (own and company and not asked.places))
    return Likeness(0.75, PROPOSE if may else NONE, "brand" if may or own else "short_core")


def _trade_shortened(asked: Named, known: Named) -> bool:
    """Say whether one leaves trade words of the other out: 大朗冶金 of 大朗冶金新材料; not 甲汽车 of 甲汽车销售."""
    short, long = sorted((asked, known), key=lambda name: len("".join(name.trades)))
    part, whole = "".join(short.trades), "".join(long.trades)
    if trade_words.supplies(part, whole):
        return False
    kinds, more = short.kinds, long.kinds
    if (more - kinds) & trade_words.SERVING or ("销售" in whole) != ("销售" in part):
        return False
    return (part in whole and kinds == more) or (whole.startswith(part) and kinds <= more)


def _groups_differ(asked: Named, known: Named) -> Likeness | None:
    """Return what a group says against one firm: a group is not its member; a short name may stand for a group."""
    near = are_near(asked, known)
    members = [name.parts.group and name.parts.local and bool(name.parts.form) for name in (asked, known)]
    if members[0] != members[1]:
        return Likeness(0.8, NONE, "group", asked.parts.name, known.parts.name)
    if asked.parts.group == known.parts.group:
        return None
    group, other = (asked, known) if asked.parts.group else (known, asked)
    same_trade = bool(group.trades) and group.trades == other.trades
    if not other.parts.form:
        meant = "".join(group.trades).startswith("".join(other.trades))
        asked_short = other is asked or bool(other.trades)
        may = bool(group.parts.form or other.is_bare) and meant and asked_short and not group.parts.local
    else:
        may = near and same_trade and group.parts.regions == other.parts.regions and not group.parts.local
    return Likeness(0.8, PROPOSE if may else NONE, "group", *(name.parts.name for name in (asked, known)))


def _forms_differ(asked: Named, known: Named) -> Likeness | None:
    """Return what the legal forms say against one firm; a firm takes on shares, a plant becomes a company."""
    near = are_near(asked, known)
    mine, theirs = _tidy_form(asked.form), _tidy_form(known.form)
    loosely = "公司" in {mine, theirs} and mine.endswith("公司") and theirs.endswith("公司")
    if not mine or not theirs or mine == theirs or loosely:
        return None
    registered = bool(asked.regions) and asked.regions == known.regions
    if {mine, theirs} == {COMPANY, SHARES}:
        may = near or registered
    else:
        small = mine.endswith(SMALL_FORMS) or theirs.endswith(SMALL_FORMS)
        may = registered and not small and any("厂" in form for form in (mine, theirs))
    return Likeness(0.8, PROPOSE if may else NONE, "form", asked.form, known.form)


def _tidy_form(form: str) -> str:
    tidy = form.replace("有限责任", "有限").replace("股份公司", "股份有限公司").replace("总", "")
    return "合作社" if tidy.endswith("合作社") else tidy


def _local_differ(asked: Named, known: Named) -> Likeness | None:
    """Return what it says against one firm that a name is that of a firm of one place: 福耀玻璃（重庆）."""
    near = are_near(asked, known)
    mine, theirs = asked.parts, known.parts
    regions_named = ("、".join(mine.regions), "、".join(theirs.regions))
    both_full = bool(mine.form and theirs.form)
    if mine.local != theirs.local:
        may = near or not mine.form or (not theirs.form and not mine.local)
        if both_full:
            may = bool(mine.regions) and mine.regions == theirs.regions
        return Likeness(0.85, PROPOSE if may else NONE, "local", *regions_named)
    if both_full and mine.regions and theirs.regions and mine.regions != theirs.regions:
        return Likeness(0.85, PROPOSE, "two_full_names", *regions_named)
    return None


_DIFFERENCES = (
    _branches_differ,
    _is_too_small,
    _groups_differ,
    _trades_differ,
    _forms_differ,
    _local_differ,
    _remarks_differ,
)

# --- names of different cores ---------------------------------------------------------------------------------------


def _other_core(asked: Named, known: Named) -> Likeness:
    """Return how alike two names of different cores are; they are never linked."""
    mine, theirs = asked.parts, known.parts
    if mine.branch or theirs.branch or _forms_differ(asked, known) or _is_too_small(asked, known):
        return NOTHING
    if _stands_for(mine, theirs) or _begins(asked, known):
        return Likeness(LIKELY, PROPOSE, "short_name")
    if _abbreviates(mine, theirs) or _abbreviates(theirs, mine):
        return Likeness(DOUBTFUL, PROPOSE, "letters")
    if mine.group != theirs.group or not mine.trades or mine.trades != theirs.trades:
        return NOTHING
    left, right = without_place_words(mine.stem), without_place_words(theirs.stem)
    inside = left == right and len(left) > 1 and (left in {mine.stem, theirs.stem})
    if inside or one_slip(mine.stem, theirs.stem):
        return Likeness(0.75, PROPOSE, "core_inside" if inside else "alike", mine.stem, theirs.stem)
    return NOTHING


def _stands_for(mine: Parts, theirs: Parts) -> bool:
    """Say whether a name without legal form is the beginning of a whole one: 玄泰光学 of 玄泰光学仪器有限公司."""
    short, full = (theirs, mine) if mine.form else (mine, theirs)
    if short.form or not full.form or len(short.plain) < LONG_CORE or not full.plain.startswith(short.plain):
        return False
    return (
        without_place_words(short.stem) != ""
        and not (short.remark or full.remark)
        and short.group <= full.group
        and (short is mine or bool(short.kinds))
        and short.kinds <= full.kinds
        and not full.kinds & trade_words.SERVING
        and not trade_words.supplies(short.plain, full.plain)
        and not any(word in full.plain[len(short.plain) :] for word in trade_words.GROUP)
    )


def _begins(asked: Named, known: Named) -> bool:
    """Say whether a brand asked about begins a whole name whose other words no list knows: 星宇股份 of 星宇车灯股份."""
    brand, full = asked.parts, known.parts
    if (
        not asked.is_bare
        or not full.form
        or not full.plain.startswith(brand.stem)
        or not without_place_words(brand.stem)
    ):
        return False
    one_region = bool(brand.regions) and brand.regions == full.regions
    shares = brand.plain + brand.form != brand.stem and "股份" in brand.name and "股份" in full.form
    return len(brand.stem) >= OWN_CORE or one_region or shares


def _abbreviates(short: Parts, long: Parts) -> bool:
    """Say whether ``short`` is made of the first signs of the words of ``long``: 达钢 of 达州钢铁."""
    return not short.form and short.stem in abbreviations(long)


def abbreviations(name: Parts) -> frozenset[str]:
    """Return how people shorten a name: the first sign of its core and that of its trade; its beginning is no such."""
    stem, trade = name.stem, "".join(name.trades)
    made = {stem[0] + trade[0]} if stem and trade else set()
    if len(stem) == LONG_CORE:
        made.add(stem[0] + stem[2])
    return frozenset(made - {stem[:2]})


def one_slip(mine: str, theirs: str) -> bool:
    """Say whether two long cores differ in one sign that is no number or side (第三建设, 第八建设).

    Brands of one house differ in their last sign: 长安跨越, 长安跨辉.
    """
    if len(mine) != len(theirs) or len(mine) < LONG_CORE or mine[-1] != theirs[-1]:
        return False
    differing = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not any(map(tells_sisters_apart, differing[0]))
