"""Whether two names can be of one firm: what links them, what speaks against it, how much alike they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from chainlink.intake import regions, trade_words
from chainlink.intake.name_parts import Parts

LINK, PROPOSE, NONE = "link", "propose", "none"
CLEAR_CORE = 3
"""A core of so many signs is a name of its own; a shorter one (华兴) needs its trade word or its place to be one."""
CLEAR_START = 4
"""So many signs at the beginning of a name (玄泰光学仪器) may stand for all of it."""


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one firm, of the register or asked about; ``home``: the regions that the firm's own name gives."""

    at: int
    parts: Parts
    shown: str
    district: str | None
    code: str | None
    firm: str | None
    home: tuple[str, ...] = ()


def compare(asked: Named, known: Named) -> tuple[float, str, str]:
    """Return score (0 to 1), decision and reason for one name and one name of a firm."""
    left, right = asked.parts, known.parts
    if asked.code and known.code and asked.code != known.code:
        return 0.0, NONE, "other_code"
    apart = _apart(asked, known)
    if left.exact == right.exact:
        bare = not left.form  # a brand may be that of several firms, a whole name is one firm's
        return (0.95, PROPOSE, apart) if apart == "district" or (apart and bare) else (1.0, LINK, "same_name")
    if left.stem == right.stem:
        near = same_place(asked, known)
        reason = apart or _not_alone(left, right, near=near)
        if not reason and not near and right.local and not (left.regions or asked.district):
            reason = "local"
        if reason is None:
            return 0.97, LINK, "same_core"
        return 0.9 if reason != "trade" else 0.75, PROPOSE, reason
    if not apart and _stands_for(left, right):
        return 0.96, LINK, "short_name"
    return _alike(left, right, apart)


# --- places ---------------------------------------------------------------------------------------------------------


def same_place(asked: Named, known: Named) -> bool:
    """Say whether one city, district or county is stated of both, by district or in the name."""
    mine = {*_region_words(asked.district), *asked.parts.regions}
    other = {*_region_words(known.district), *known.parts.regions, *known.home}
    if any(regions.province(one) != one for one in mine & other):
        return True
    return bool(asked.district) and not mine and _one_district(asked.district, known.district) is True


def _apart(asked: Named, known: Named) -> str | None:
    """Say what of the places speaks against one firm: another district, another region in the name."""
    mine, other = _region_words(asked.district), _region_words(known.district)
    one_district = _one_district(asked.district, known.district)
    if one_district is False and not (mine and other and regions.agree(mine, other)):
        return "district"
    left = asked.parts.regions
    right = known.parts.regions or known.home
    if regions.agree(left, right) is False:
        return "region"
    if not right and not known.parts.form and regions.agree(left, other) is False:
        return "region"
    if not left and one_district is None and regions.agree(mine, right) is False:
        return "region"
    return None


def _one_district(mine: str | None, other: str | None) -> bool | None:
    """Say whether two districts are one; None if one is not stated, or one an id (wanzhou) and one a name (万州)."""
    if not mine or not other or mine.isascii() != other.isascii():
        return None
    return tidy_district(mine) == tidy_district(other)


def tidy_district(district: str) -> str:
    """Return a district without its rank: 万州 for 万州区 and 重庆市万州区."""
    tidy = district.strip()
    for rank in ("新区", "区", "县", "市"):
        if tidy.endswith(rank) and len(tidy) > len(rank) + 1:
            tidy = tidy.removesuffix(rank)
            break
    for start in ("重庆市", "四川省", "重庆", "四川"):
        if len(tidy) > len(start) + 1:
            tidy = tidy.removeprefix(start)
    return regions.canonical(tidy)


def _region_words(district: str | None) -> tuple[str, ...]:
    tidy = tidy_district(district) if district else ""
    return (tidy,) if tidy and regions.province(tidy) else ()


# --- names of one core ----------------------------------------------------------------------------------------------


def _not_alone(left: Parts, right: Parts, *, near: bool) -> str | None:
    """Return why two names of one core may be two firms, or None; ``near``: they are of one place."""
    for what in ("branch", "remark"):
        if getattr(left, what) != getattr(right, what):
            return what
    written = bool(left.plain == right.plain and left.regions and left.regions == right.regions)
    if left.group != right.group and not _group_meant(left, right, written=written):
        return "group"
    both_full = bool(left.form and right.form)
    if both_full and not _forms_agree(left, right):
        return "form"
    sure = near or written or len(left.stem) >= CLEAR_CORE
    if (reason := _trades_apart(left, right, both_full=both_full, sure=sure)) is not None:
        return reason
    if both_full and left.regions != right.regions and (left.local or right.local or not sure):
        return "two_full_names"
    return None


def _group_meant(left: Parts, right: Parts, *, written: bool) -> bool:
    """Say whether a short name stands for a group's whole name (赣锋锂业); a group never for one of its firms."""
    group, other = (left, right) if left.group else (right, left)
    if other.form or not group.form:
        return False
    begun = bool(other.trades) and "".join(group.trades).startswith("".join(other.trades)) and not other.regions
    return written or begun or len(group.stem) >= CLEAR_CORE


def _forms_agree(left: Parts, right: Parts) -> bool:
    """Say whether two legal forms can be of one firm: a firm takes on shares, a plant becomes a company."""
    mine, other = _tidy_form(left.form), _tidy_form(right.form)
    if mine == other or mine.startswith(other) or other.startswith(mine):
        return True
    companies = {"股份有限公司", "有限公司", "公司"}
    return {mine, other} <= companies and ("公司" in {mine, other} or left.regions == right.regions)


def _tidy_form(form: str) -> str:
    tidy = form.replace("有限责任", "有限").replace("股份公司", "股份有限公司").replace("总", "")
    return "合作社" if tidy.endswith("合作社") else tidy


def _trades_apart(left: Parts, right: Parts, *, both_full: bool, sure: bool) -> str | None:
    """Return what the trade words say against one firm; ``sure``: the core alone would do."""
    mine, other = "".join(left.trades), "".join(right.trades)
    both_groups = left.group and right.group
    if mine == other:
        return None if mine or sure or both_full or both_groups else "short_core"
    if not mine or not other:
        if both_full and not both_groups:
            return "trade"
        return None if sure or (both_groups and not left.kinds | right.kinds) else "short_core"
    if left.kinds and right.kinds and not left.kinds & right.kinds:
        return "trade"
    return None if not both_full and _trades_shortened(left, right) else "trade_words"


def _trades_shortened(left: Parts, right: Parts) -> bool:
    """Say whether one leaves trade words of the other out: 大朗冶金 of 大朗冶金新材料; not 甲汽车 of 甲汽车销售."""
    short, long = sorted((left, right), key=lambda one: len("".join(one.trades)))
    part, whole = "".join(short.trades), "".join(long.trades)
    if (long.kinds - short.kinds) & trade_words.SERVING or "销售" in whole:
        return False
    return (part in whole and left.kinds == right.kinds) or (whole.startswith(part) and short.kinds <= long.kinds)


def _stands_for(left: Parts, right: Parts) -> bool:
    """Say whether a name without legal form is the beginning of a whole one: 玄泰光学 of 玄泰光学仪器有限公司."""
    short, full = (left, right) if not left.form else (right, left)
    if short.form or not full.form or len(short.plain) < CLEAR_START or not full.plain.startswith(short.plain):
        return False
    rest = full.plain[len(short.plain) :]
    return (
        not (left.branch or right.branch or left.remark or right.remark)
        and short.group <= full.group
        and short.kinds <= full.kinds
        and not full.kinds & trade_words.SERVING
        and not any(word in rest for word in trade_words.GROUP)
        and not any(region in rest for region in regions.known())
    )


# --- names of different cores ---------------------------------------------------------------------------------------


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
