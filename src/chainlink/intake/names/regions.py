"""Names of regions as they stand in names of firms: which lies in which, so that two of them agree or not."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chainlink.data.checks.fixed_codes import PROVINCES
from chainlink.reference import listed

_CITIES: dict[str, list[str]] = listed("regions")["cities"]
"""Province -> cities, and those districts and counties that often open a firm's name."""
_CITY_OF = {county: city for city, counties in listed("regions")["counties"].items() for county in counties}
"""County among its province's list above -> its city."""
ZONES: tuple[str, ...] = tuple(listed("regions")["zones"]["words"])
"""Zones that lie in counties or across several: no county of their own."""
SHORT_WORDS = {"忠县": "忠县", "渠县": "渠县", "开县": "开州", "忠州": "忠县", "万县": "万州"}
_FORMER = {"5102": "50", "5122": "50", "5123": "50", "5135": "50"}
"""Area codes of Sichuan until 1997 whose places now lie in Chongqing: 重庆, 万县, 涪陵, 黔江."""
_PEOPLES = re.compile("(?:[一-鿿]{1,3}族){1,2}(?=自治)")
"""The peoples in the name of an autonomous region: 恩施土家族苗族自治州."""
RANKS: tuple[str, ...] = tuple(listed("regions")["ranks"]["words"])
"""What stands behind the name of a region, the longer first."""


@cache
def _inside() -> dict[str, str]:
    """Return region -> the province it lies in ("" for a province)."""
    parents = dict.fromkeys(_CITIES, "")
    for province, cities in _CITIES.items():
        for city in cities:
            parents.setdefault(city, province)
    return parents


def known() -> list[str]:
    """Return every region known by name, longest first."""
    return sorted(_inside(), key=lambda name: (-len(name), name))


def province(region: str) -> str | None:
    """Return the province that ``region`` is or lies in; None if it is not known."""
    name = SHORT_WORDS.get(region, region)
    return (_inside()[name] or name) if name in _inside() else None


def canonical(region: str) -> str:
    """Return the one name of a region that has had several (开县 is 开州)."""
    return SHORT_WORDS.get(region, region)


def finest(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``named`` without the provinces of the other regions: 四川, 宜宾 says no more than 宜宾."""
    within = {province(region) for region in _within_provinces(named)}
    return tuple(region for region in named if region not in within)


def _within_provinces(named: tuple[str, ...]) -> set[str]:
    return {region for region in named if province(region) != region}


@lru_cache(maxsize=100_000)
def agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool | None:
    """Say whether two lists of regions can be of one firm; None where one side names none.

    They agree if they share a region, or one lies in the other (重庆 and 万州); 万州 and 开州 do not.
    """
    if not left or not right:
        return None
    left, right = tuple(map(canonical, left)), tuple(map(canonical, right))
    if set(left) & set(right):
        fine_left, fine_right = _within_provinces(left), _within_provinces(right)
        return not (fine_left and fine_right and fine_left.isdisjoint(fine_right))
    return any(province(mine) == other or province(other) == mine for mine in left for other in right)


def city(region: str) -> str | None:
    """Return the city that the county ``region`` lies in; None if it is no county or lies in none."""
    return _CITY_OF.get(region)


def has_no_cities(name: str) -> bool:
    """Say whether the province ``name`` is a city itself, whose parts are counties."""
    return name in {"北京", "天津", "上海", "重庆"}


def is_zone(word: str) -> bool:
    """Say whether ``word`` is a zone (开发区) and no county."""
    return word.endswith(ZONES)


def province_of_code(digits: str) -> str | None:
    """Return the province of an area code of two digits or more; of an old one that where its place lies now."""
    return PROVINCES.get(_FORMER.get(digits[:4], digits[:2]))


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(name) for name in _inside()}, reverse=True))


def at_head(text: str) -> tuple[str | None, int]:
    """Return the region at the beginning of ``text`` and how many signs it takes with its rank (重庆市: 3)."""
    for length in _lengths():
        region = text[:length]
        if region in _inside():
            rest = text[len(region) :]
            people = _PEOPLES.match(rest)
            start = people.end() if people else 0
            return region, len(region) + start + len(next((rank for rank in RANKS if rest.startswith(rank, start)), ""))
    return None, 0
