"""Places of one row that cannot both hold: its columns, its address, the place of its credit code and of its name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations

import polars as pl

from chainlink import terms
from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain, simplified
from chainlink.errors import Fault
from chainlink.intake.exports.list_cells import TOLD
from chainlink.intake.names import regions
from chainlink.intake.names.districts import places_written
from chainlink.intake.names.parts import bare_name, parts
from chainlink.intake.names.places import Place, apart, place_in, place_of_code, place_of_region

PLACE_FIELDS = ("province", "city", "district")
STATED = (*PLACE_FIELDS, "address", "credit_code")
KEYS = (*STATED, "in_name")
"""``in_name``: the county that the name itself begins with: 梁平 of 重庆市梁平区志达玩具有限公司."""
SEVERAL_OF_THE_NAME = ("江北", "城口")
"""Counties of one province whose name stands for a place elsewhere too: alone they say nothing of the province."""
BEFORE_1997, NOW = "四川", "重庆"
"""The province whose east has been a province of its own since 1997: an address may be older."""
CALLED_COUNTY = re.compile("重庆|[一-鿿]{1,3}[区县]")
"""How a name begins whose county is no brand (长寿)."""
LONGEST = 8
"""The longest way to write a district at the head of an address."""
BETWEEN = re.compile(r"[、,，;；/|&+＋和与及或（）()\n]|\s+(?:(?:and|or)\s+)?|(?<=[区县])(?=[一-鿿])")
"""What stands between two places in one cell; a space or nothing counts only where both sides are places."""


def with_doubts(dataset: Dataset, rows: pl.DataFrame, remarks: list[Fault]) -> pl.DataFrame:
    """Add ``place_doubt``: the places of a row that contradict each other, null where none do; the rows are told.

    Provinces are compared, by whatever states one; counties where both lie in one province without cities (开州,
    云阳).  An old name or code (开县, 四川 before 1997) is no contradiction; the code says the province only, for a
    firm keeps it when it moves; a name says the county it begins with, if that is a county of the dataset or called one
    (梁平区; 长寿 may be no place).  A cell of a column that names two places states neither and is emptied.

    The districts of ``dataset`` are known places too.  ``rows`` of lists: reads ``file, sheet, row, name`` and
    ``STATED``; ``remarks`` takes a fault per row.
    """
    own = places_written(dataset)
    rows = rows.with_columns(in_name=pl.Series([_county_of_name(name, own) for name in rows["name"]], dtype=pl.String))
    keys = rows.select(KEYS).unique(maintain_order=True)
    cells = {cell for name in PLACE_FIELDS for cell in keys[name].drop_nulls().unique()}
    places = {cell: _of_column(cell, own) for cell in cells}
    many = [cell for cell in cells if _names_several(cell, own)]
    in_one = pl.any_horizontal(pl.col(PLACE_FIELDS).is_in(many).fill_null(value=False))
    doubted = pl.Series([_contradicts(row, places, own) for row in keys.iter_rows()], dtype=pl.Boolean)
    shown = pl.concat_str([_shown(name) for name in KEYS], separator="、", ignore_nulls=True)
    doubts = keys.with_columns(place_doubt=pl.when(pl.lit(doubted) | in_one).then(shown))
    rows = rows.join(doubts, on=KEYS, how="left", nulls_equal=True, maintain_order="left")
    _tell_several(rows.filter(in_one), many, remarks)
    _tell(rows.filter(pl.col("place_doubt").is_not_null() & ~in_one), remarks)
    single = [pl.when(~pl.col(name).is_in(many)).then(name).alias(name) for name in PLACE_FIELDS]
    return rows.with_columns(single).drop("in_name")


def _contradicts(row: tuple[str | None, ...], places: Mapping[str, Place | None], own: Mapping[str, Place]) -> bool:
    """Say whether two cells of a row state places that cannot both hold."""
    *cells, address, code, in_name = row
    columns = [places[cell] if cell else None for cell in cells]
    head = _of_address(address, own)
    provinces = {place.province for place in (*columns, head, place_of_code(code)) if place and place.province}
    named = place_of_region(in_name) if in_name else None
    counties = [place for place in (columns[-1], head, named) if place and place.county]
    inside = [place for place in counties if regions.has_no_cities(str(place.province))]
    return len(provinces) > 1 or any(apart(*pair) for pair in combinations(inside, 2))


def _county_of_name(name: str | None, own: Mapping[str, Place]) -> str | None:
    """Return the county that a name begins with; a branch may lie in another than its head."""
    bare = simplified(bare_name(name or ""))
    place = place_in(bare, address=False)
    if place is None or place.county is None or not regions.has_no_cities(str(place.province)):
        return None
    known = regions.province(place.county) == place.province and place.county not in SEVERAL_OF_THE_NAME
    is_one = bool(CALLED_COUNTY.match(bare)) or plain(place.county) in own
    return place.county if known and is_one and not parts(bare).branch else None


def _of_column(cell: str, own: Mapping[str, Place]) -> Place | None:
    """Return the place that a cell of a column states, as far as a list knows it."""
    return own.get(plain(cell)) or _sure(place_in(cell, address=False), cell)


def _of_address(text: str | None, own: Mapping[str, Place]) -> Place | None:
    """Return the place at the head of an address; 四川省万县市 and 四川省开县 lie in 重庆 now."""
    place = place_in(text) if text else None
    if text and (place is None or place.province is None):
        heads = (text[:length] for length in range(LONGEST, 2, -1))
        return next((own[head] for head in heads if head in own and head[-1] in "区县"), place)
    word = place and (place.city or place.county)
    if place and word and place.province == BEFORE_1997 and regions.province(word) == NOW:
        return Place(NOW, None, regions.canonical(word))
    return _sure(place, text or "")


def _sure(place: Place | None, text: str) -> Place | None:
    """Return ``place`` unless it is a county of several provinces that stands without its own."""
    alone = place and place.county in SEVERAL_OF_THE_NAME and place.province == regions.province(str(place.county))
    return None if place and alone and str(place.province) not in text else place


def _names_several(cell: str, own: Mapping[str, Place]) -> bool:
    """Say whether a cell of a column names two places of which neither lies in the other: 万州、开州."""
    if plain(cell) in own:
        return False
    pieces = [piece for written in BETWEEN.split(cell) if written for piece in _heads(written)]
    named = [place for piece in pieces if (place := _of_column(piece, own))]
    return any(apart(place, other) for place, other in combinations(named, 2))


def _heads(text: str) -> list[str]:
    """Return the regions that stand side by side at the head of ``text``: 万州开州."""
    length = regions.at_head(text)[1]
    return [text[:length], *_heads(text[length:])] if 0 < length < len(text) else [text]


def _shown(name: str) -> pl.Expr:
    """Return a column as it is told: its heading and what it states; of a code the six digits of its place."""
    value = pl.col(name).str.slice(2, 6) if name == "credit_code" else pl.col(name)
    return pl.concat_str(pl.lit(f"{terms.word(f'place_part.{name}')} "), value)


def _tell(doubted: pl.DataFrame, remarks: list[Fault]) -> None:
    for row in doubted.head(TOLD).iter_rows(named=True):
        parts = {"places": row["place_doubt"], "district": row["district"] or row["city"] or "-"}
        remarks.append(Fault.at(row, "import_place", column="企业名称", value=row["name"], **parts))
    if doubted.height > TOLD:
        remarks.append(Fault(doubted["file"][0], "import_place_more", parts={"count": doubted.height - TOLD}))


def _tell_several(rows: pl.DataFrame, many: list[str], remarks: list[Fault]) -> None:
    """Tell each cell that names several places, the first one by one."""
    cells = [(row, name) for row in rows.iter_rows(named=True) for name in PLACE_FIELDS if row[name] in many]
    for row, name in cells[:TOLD]:
        column = terms.word(f"place_part.{name}")
        remarks.append(Fault.at(row, "import_places_several", column=column, value=row[name]))
    if len(cells) > TOLD:
        remarks.append(Fault(rows["file"][0], "import_places_several_more", parts={"count": len(cells) - TOLD}))
