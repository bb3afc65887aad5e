"""Where a firm is stated to be: province, city and county, from columns, an address, a name or a credit code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from chainlink.data.naming import simplified
from chainlink.intake.names import regions

NOT_STATED = frozenset({"市辖区", "县", "城区", "郊县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""What stands in a column of places and names none."""
HEAD = 40
"""The place stands in so many signs at the head of an address."""
_CITY = re.compile(r"^([一-鿿]{2,6}?)(?:自治州|地区|市|盟)")
_COUNTY = re.compile(r"^([一-鿿]{1,6}?)(?:自治县|自治旗|林区|新区|区|县|市|旗)")
_STREET = re.compile(r"^[东南西北中]?[一二三]?[路街道巷大]")
"""What follows the name of a region that is that of a street: 重庆路 1 号, 南京东路."""
_COUNTY_ALONE = re.compile(r"^([一-鿿]{2,3})县(?=[一-鿿])")
"""A county at the head of an address that names nothing above it: 三门县海游街道, not 工业园区."""


class Place(NamedTuple):
    """A place, each level null where it is not stated; cities with the rank of a province have no level between."""

    province: str | None = None
    city: str | None = None
    county: str | None = None

    @property
    def finest(self) -> str:
        """Return the finest level stated."""
        return self.county or self.city or self.province or ""

    def words(self) -> str:
        """Return all that is stated, the province first."""
        return "".join(dict.fromkeys(word for word in self if word))


@lru_cache(maxsize=100_000)
def place_of(province: str | None, city: str | None, district: str | None) -> Place | None:
    """Return the place that columns state; what no list of regions knows is a place all the same; None: none stated."""
    stated = [_read(word) for word in (province, city, district)]
    known = [place for place in stated if place is not None]
    finest = _read_alone(district, known) or _read_alone(city, known)
    named = [*known, finest] if finest else known
    if not named:
        return None
    provinces = [place.province for place in named if place.province]
    cities = [place.city for place in named if place.city and place.city != _bare(province)]
    counties = [place.county for place in named if place.county]
    return Place(provinces[0] if provinces else None, cities[0] if cities else None, counties[-1] if counties else None)


def _read(text: str | None) -> Place | None:
    """Read a cell that may hold several levels: 重庆市万州区."""
    return place_in(text, address=False) if text and text not in NOT_STATED else None


def _read_alone(text: str | None, above: list[Place]) -> Place | None:
    """Read the word of one cell that names no region known by name."""
    if not text or text in NOT_STATED or _read(text) is not None:
        return None
    word = _bare(text)
    if not word or regions.is_zone(word) or regions.is_zone(text):
        return None
    return Place(above[0].province if above else None, None, word)


def _bare(text: str | None) -> str:
    """Return a region without its rank: 万州 for 万州区."""
    tidy = simplified(text or "").strip()
    rank = next((rank for rank in regions.RANKS if tidy.endswith(rank) and len(tidy) > len(rank) + 1), "")
    return regions.canonical(tidy.removesuffix(rank))


@lru_cache(maxsize=400_000)
def place_in(text: str, *, address: bool = True) -> Place | None:
    """Return the place at the head of ``text``: 浙江省余姚市城东路1号; None if it names none."""
    rest = simplified(text[:HEAD]).replace(" ", "").removeprefix("中国")
    province: str | None = None
    city: str | None = None
    county: str | None = None
    while not county and (step := _step(rest, province, city, address=address)):
        place, length = step
        if province and place.province and place.province != province:
            break
        province, city, county = province or place.province, city or place.city, place.county
        rest = rest[length:]
    return Place(province, city, county) if province or city or county else None


def _step(rest: str, province: str | None, city: str | None, *, address: bool) -> tuple[Place, int] | None:
    """Return the next place at the head of ``rest`` and how many signs it takes."""
    region, length = regions.at_head(rest)
    within = region is not None and (province is None or regions.province(region) == province)
    ranked = region is not None and (length > len(region) or region[-1] == "县" or length == len(rest) or within)
    if region and ranked and not (address and length == len(region) and _STREET.match(rest[length:])):
        if province and regions.province(region) not in {None, province}:
            return Place(province, city, region), length  # 浙江 宁波 江北: a county of that name lies elsewhere too
        return _listed(region), length
    if province is None:
        alone = _COUNTY_ALONE.match(rest) if address else None
        return (Place(None, None, alone[1]), alone.end()) if alone else None
    if city is None and (match := _CITY.match(rest)) and not regions.is_zone(match[0]) and rest[match.end() :]:
        return Place(province, match[1], None), match.end()
    if (match := _COUNTY.match(rest)) and not regions.is_zone(match[0]):
        return Place(province, city, match[1] if len(match[1]) > 1 else match[0]), match.end()
    return None


def _listed(region: str) -> Place:
    """Return the place of a region known by name."""
    name = regions.canonical(region)
    province = regions.province(name)
    if province == name or regions.is_zone(name):
        return Place(province)
    if (city := regions.city(name)) is None:
        return Place(province, None, name) if regions.has_no_cities(str(province)) else Place(province, name)
    return Place(province, city, name)


def place_of_region(region: str) -> Place | None:
    """Return the place of a region as names give it, None if no list knows it."""
    return _listed(region) if regions.province(region) else None


def place_of_code(code: str | None) -> Place | None:
    """Return the province that gave a credit code; None where the state gave it."""
    province = regions.province_of_code(code[2:6]) if code else None
    return Place(province) if province else None


# --- two places -----------------------------------------------------------------------------------------------------


def apart(mine: Place, other: Place) -> bool:
    """Say whether nothing can be in both places; an id (wanzhou) and a name (万州) cannot be held together."""
    levels = zip(mine, other, strict=True)
    return any(left and right and left != right and left.isascii() == right.isascii() for left, right in levels)


def agree(mine: Place, other: Place) -> bool:
    """Say whether both are one county, or one city where a county is not stated of both."""
    if apart(mine, other):
        return False
    if mine.county and other.county:
        return mine.county == other.county
    return bool(mine.city and mine.city == other.city)
