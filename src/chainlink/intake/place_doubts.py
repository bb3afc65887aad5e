"""Places of one row that cannot both hold: its district, province, city, address and the place of its credit code."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from chainlink import terms
from chainlink.dataset.dataset import Dataset
from chainlink.dataset.fixed_codes import PROVINCES
from chainlink.dataset.naming import plain
from chainlink.errors import Fault
from chainlink.intake import regions
from chainlink.intake.list_cells import TOLD

Meaning = Callable[[str], str | None]
STATED = ("province", "city", "district", "address", "credit_code")
SEVERAL_OF_THE_NAME = ("江北", "朝阳", "通州", "鼓楼", "新城", "城口")
"""Counties and districts of several provinces: alone they say nothing of the province."""
FORMER = {"5102": "50", "5122": "50", "5123": "50", "5135": "50"}
"""District codes of Sichuan until 1997 whose places now lie in Chongqing: 重庆, 万县, 涪陵, 黔江."""
FORMER_CITY = "万县"
"""The city of Sichuan that is 万州 now."""
ZONES = ("两江", "两江新区")
"""What lies across several counties."""
_RANK = "(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|省|市)"


def with_doubts(dataset: Dataset, rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    """Add ``place_doubt``: the places of a row that contradict each other, null where none do; the rows are told.

    Provinces are compared, by whatever states one; counties where both lie in one province without cities (开州,
    云阳).  An old name or code (开县, 四川 before 1997) is no contradiction; the code says the province only, for a
    firm keeps it when it moves.

    Args:
        dataset: its districts with their codes are known places too.
        rows: rows of lists; reads ``file, sheet, row`` and ``STATED``.
        told: takes a fault per row.

    """
    if rows.is_empty():
        return rows.with_columns(place_doubt=pl.lit(None, pl.String))
    known = _known_districts(dataset)
    address = rows.select(_parts(pl.col("address"), list(known))).unnest("parts")

    def province_of(word: str) -> str | None:
        return known.get(word, (None, None))[0] or _province_of(word)

    provinces = rows.select(
        province=_looked_up(rows["province"], _province_of),
        city=_looked_up(rows["city"], _province_of),
        district=_looked_up(rows["district"], province_of),
        credit_code=_looked_up(rows["credit_code"].str.slice(2, 4), _province_of_code),
    ).with_columns(address=_province_of_address(address, province_of))
    counties = pl.DataFrame(
        {
            "district": _looked_up(rows["district"], lambda word: _county(word, known)),
            "address": _looked_up(address["county"], lambda word: _county(word, known)),
        }
    )
    several = provinces.select(differ=pl.concat_list(STATED).list.drop_nulls().list.n_unique() > 1)["differ"]
    apart = counties.select(differ=(pl.col("district") != pl.col("address")).fill_null(value=False))["differ"]
    shown = [_shown(name) for name in STATED]
    doubt = pl.when(pl.lit(several | apart)).then(pl.concat_str(shown, separator="、", ignore_nulls=True))
    rows = rows.with_columns(place_doubt=doubt)
    _tell(rows.filter(pl.col("place_doubt").is_not_null()), told)
    return rows


def _province_of_address(address: pl.DataFrame, province_of: Meaning) -> pl.Series:
    """Return the province that an address names or lies in: a bare 浙江 may be a road, 四川省万县市 is 重庆 now."""
    parts = address.with_columns(
        within=pl.coalesce(
            _looked_up(address["city"], _province_of),
            _looked_up(address["county"], province_of),
        )
    )
    sure = pl.col("rank").is_not_null() | pl.any_horizontal(pl.col("city", "county").is_not_null())
    moved = (pl.col("province") == "四川") & (pl.col("within") == "重庆")
    stated = pl.when(sure & ~moved.fill_null(value=False)).then("province")
    return parts.select(address=pl.coalesce(stated, "within"))["address"]


def _shown(name: str) -> pl.Expr:
    """Return a column as it is told: its heading and what it states; of a code the six digits of its place."""
    value = pl.col(name).str.slice(2, 6) if name == "credit_code" else pl.col(name)
    return pl.concat_str(pl.lit(f"{terms.word(f'place_part.{name}')} "), value)


def _tell(doubted: pl.DataFrame, told: list[Fault]) -> None:
    for row in doubted.head(TOLD).iter_rows(named=True):
        parts: dict[str, object] = {"places": row["place_doubt"], "district": row["district"] or row["city"] or "-"}
        place = {"sheet": row["sheet"], "row": row["row"], "column": "企业名称", "value": row["name"]}
        told.append(Fault(row["file"], "import_place", **place, parts=parts))
    if doubted.height > TOLD:
        told.append(Fault(doubted["file"][0], "import_place_more", parts={"count": doubted.height - TOLD}))


def _looked_up(words: pl.Series, meaning: Meaning) -> pl.Series:
    """Return what each word means; a word is worked out once, however many rows state it."""
    distinct = words.drop_nulls().unique().to_list()
    return words.replace_strict({word: meaning(word) for word in distinct}, default=None, return_dtype=pl.String)


def _known_districts(dataset: Dataset) -> dict[str, tuple[str | None, str]]:
    """Return the province and the county for every way to write a district of the dataset."""
    known: dict[str, tuple[str | None, str]] = {}
    for row in dataset.tables["districts"].iter_rows(named=True):
        code = str(row["admin_code"] or "")
        for word in (row["name"], *(row["aliases"] or [])):
            for written in (word, *(f"{word}{rank}" for rank in "区县市")):
                known.setdefault(written, (PROVINCES.get(code[:2]), "" if code.endswith("00") else row["name"]))
    return known


def _bare(word: str) -> str:
    """Return a region without its rank: 四川省 is 四川, 开州区 is 开州."""
    tidy = plain(word)
    for rank in regions.RANKS:
        if tidy.endswith(rank) and len(tidy) > len(rank) + 1:
            return tidy.removesuffix(rank)
    return tidy


def _province_of(word: str) -> str | None:
    bare = word if regions.province(word) else _bare(word)
    if bare == FORMER_CITY:
        return "重庆"
    if bare in SEVERAL_OF_THE_NAME and not word.endswith("市"):
        return None
    return regions.province(bare)


def _province_of_code(digits: str) -> str | None:
    return PROVINCES.get(FORMER.get(digits, digits[:2]))


def _county(word: str, known: dict[str, tuple[str | None, str]]) -> str | None:
    """Return the county that a word means, where its province has no cities; None else."""
    province, name = known.get(word, (None, ""))
    bare = regions.canonical(name or (word if regions.province(word) else _bare(word)))
    province = province or _province_of(bare)
    return bare if province in {"北京", "天津", "上海", "重庆"} and bare not in {province, *ZONES} else None


def _parts(address: pl.Expr, districts: list[str]) -> pl.Expr:
    """Return province, city and county at the head of an address, as far as they are known by name."""
    inside = [name for name in regions.known() if regions.province(name) != name]
    provinces = "|".join(name for name in regions.known() if regions.province(name) == name)
    cities = "|".join([*inside, FORMER_CITY])
    counties = "|".join(
        [*(word for word in districts if word.endswith(("区", "县"))), *(f"{name}(?:区|县)" for name in inside)]
    )
    return address.str.extract_groups(
        rf"^\s*(?:中国)?(?:(?P<province>{provinces})(?P<rank>{_RANK})?)?(?:市辖区)?(?:(?P<city>{cities})(?:市|地区|自治州|州))?"
        rf"(?P<county>{counties}|(?:{cities})县)?"
    ).alias("parts")
