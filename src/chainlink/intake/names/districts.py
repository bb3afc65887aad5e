"""The districts of a dataset and the places that imported rows state: which lies in which, which in none of them."""

from __future__ import annotations

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain
from chainlink.errors import Fault
from chainlink.intake.names import regions
from chainlink.intake.names.places import Place, place_in, place_of, place_of_code, place_of_region

DISTRICT_PLACES = pl.Schema(
    dict.fromkeys(("district", "province", "city", "county"), pl.String()) | {"elsewhere": pl.List(pl.String)}
)
"""Where each district of a dataset lies; ``elsewhere``: the other districts, where it is the rest of something."""
REST_OF_PROVINCE, CITY = "0000", "00"
"""How the area code of a province, and of a city, ends."""
TOLD = 20


def district_places(dataset: Dataset) -> pl.DataFrame:
    """Return where each district lies: a county or city; or the rest of a province, or of the world (区外)."""
    own = {
        row["district"]: _own_place(row["name"], str(row["admin_code"] or ""), row["ring"])
        for row in dataset.tables["districts"].iter_rows(named=True)
    }
    exact = [place for place in own.values() if place.county or place.city]
    provinces = [str(place.province) for place in own.values() if place.province and not (place.county or place.city)]
    rows = []
    for district, place in own.items():
        inside = [other.county or other.city for other in exact if place.province in {None, other.province}]
        rest = not (place.county or place.city)
        others = [*inside, *(provinces if place.province is None else [])] if rest else []
        rows.append((district, *place, others))
    return pl.DataFrame(rows, schema=DISTRICT_PLACES, orient="row")


def _own_place(name: str, code: str, ring: str | None) -> Place:
    province = regions.province_of_code(code) if code else None
    if province and code.endswith(REST_OF_PROVINCE):
        return Place(province)
    if not code and ring == "outside":
        return Place()
    listed = place_of_region(name) or place_of(province, None, name) or Place()
    if province and code.endswith(CITY):
        return Place(province, listed.city or listed.county or name)
    return Place(province or listed.province, listed.city, listed.county or (None if listed.city else name))


def exact_districts(dataset: Dataset) -> list[str]:
    """Return the districts that are one county or city, not the rest of something."""
    places = district_places(dataset)
    return places.filter(pl.col("county").is_not_null() | pl.col("city").is_not_null())["district"].to_list()


def _district_words(dataset: Dataset) -> dict[str, str]:
    """Return the id for every way to write a district: id, name, aliases, with or without 区 and 县."""
    ids: dict[str, str] = {}
    for row in dataset.tables["districts"].iter_rows(named=True):
        for word in (row["district"], row["name"], row["name_en"], *(row["aliases"] or [])):
            if word:
                ids[plain(word)] = row["district"]
                for rank in ("区", "县", "市"):
                    ids.setdefault(plain(word) + rank, row["district"])
    return ids


def places_written(dataset: Dataset) -> dict[str, Place]:
    """Return the place of every way to write a district of ``dataset``; one that is the world's rest has none."""
    columns = district_places(dataset).select("district", *Place._fields)
    lies = {district: Place(*place) for district, *place in columns.iter_rows() if any(place)}
    return {word: lies[district] for word, district in _district_words(dataset).items() if district in lies}


def placed(dataset: Dataset, rows: pl.DataFrame, remarks: list[Fault]) -> pl.DataFrame:
    """Find the district of each row: stated, else a city of the dataset, else at the head of the address.

    A place that is none of the dataset's districts lies in the rest of its province, or outside, where the dataset has
    such a district.  ``stated`` keeps what the column says; ``in_column``: the column says the district itself.
    """
    words = _district_words(dataset)
    places = district_places(dataset)
    cities = places.filter(pl.col("city").is_not_null() & pl.col("county").is_null())["district"].to_list()

    def looked_up(column: str) -> pl.Expr:
        ids = {word: words.get(plain(word)) for word in rows[column].drop_nulls().unique()}
        return pl.col(column).replace_strict(ids, default=None, return_dtype=pl.String)

    city = looked_up("city")
    in_address = [word for word in words if len(word) > 2 and word[-1] in "区县市"]  # noqa: PLR2004 - 万州区, not 万州路
    head = pl.col("address").str.head(16).str.extract_many(in_address).list.last()
    at_head = head if in_address else pl.lit(None, pl.String)
    by_column = _read_columns(rows.with_columns(stated="district", in_column=looked_up("district")), places)
    located = by_column.with_columns(
        district=pl.coalesce(
            "in_column",
            pl.when(city.is_in(cities)).then(city),
            pl.when(pl.col("stated").is_null()).then(
                at_head.replace_strict(words, default=None, return_dtype=pl.String)
            ),
        )
    )
    located = _in_the_rest(located, places)
    _tell_unknown(located, dataset, remarks)
    return located.with_columns(where=_where(located, exact_districts(dataset)))


def _read_columns(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Find the districts whose column says more than their name: 重庆市万州区."""
    keys = ("province", "city", "stated")
    unread = rows.filter(pl.col("in_column").is_null() & pl.col("stated").is_not_null())
    distinct = unread.select(keys).unique(maintain_order=True)
    if distinct.is_empty():
        return rows
    own = {Place(*place): district for district, *place in places.select("district", *Place._fields).iter_rows()}
    ids = [_own_district(place_of(*key), own) for key in distinct.iter_rows()]
    read = distinct.with_columns(read=pl.Series(ids, dtype=pl.String))
    joined = rows.join(read, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(in_column=pl.coalesce("in_column", "read")).drop("read")


def _own_district(place: Place | None, own: dict[Place, str]) -> str | None:
    """Return the district that is ``place``, or the city it lies in."""
    if place is None or not (place.city or place.county):
        return None
    return own.get(place) or (own.get(Place(place.province, place.city)) if place.city else None)


def _in_the_rest(rows: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Find the district that is the rest of a province, or of the world, for rows that state another place."""
    keys = ("province", "city", "stated")
    open_rows = rows.filter(pl.col("district").is_null()).select(keys).unique(maintain_order=True)
    rests = places.filter(pl.col("elsewhere").list.len() > 0)
    if open_rows.is_empty() or rests.is_empty():
        return rows
    by_province = dict(rests.select("province", "district").iter_rows())
    own = {place for place in places.select("city", "county").iter_rows() if any(place)}
    provinces = set(places.filter(pl.col("county").is_not_null() | pl.col("city").is_not_null())["province"])

    def rest(place: Place | None) -> str | None:
        if place is None or place.province is None or (place.city, place.county) in own:
            return None
        if place.province in by_province:
            return by_province[place.province] if place.city or place.county else None
        elsewhere = place.province not in provinces or (place.city and (place.city, None) not in own)
        return by_province.get(None) if elsewhere else None

    widest = [rest(place_of(*key)) for key in open_rows.iter_rows()]
    ids = open_rows.with_columns(rest=pl.Series(widest, dtype=pl.String))
    joined = rows.join(ids, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(district=pl.coalesce("district", "rest")).drop("rest")


def _tell_unknown(rows: pl.DataFrame, dataset: Dataset, remarks: list[Fault]) -> None:
    """Tell the districts stated that the dataset does not have, and where their firms were put."""
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    unknown = rows.filter(pl.col("in_column").is_null() & pl.col("stated").is_not_null())
    for file, stated, district, count in (
        unknown.group_by("file", "stated", "district").len().sort("file", "stated", "district").head(TOLD).iter_rows()
    ):
        parts: dict[str, object] = {"count": count, "name": names.get(district)}
        code = "import_district" if district is None else "import_district_rest"
        remarks.append(Fault(file, code, column="所属区县", value=stated, parts=parts))


def _where(rows: pl.DataFrame, exact: list[str]) -> pl.Series:
    """Return what tells two firms of one name apart: the district, else the place as stated."""
    columns = rows.select("district", "province", "city", "stated")
    stated = ((district, None if district in exact else place_of(*place)) for district, *place in columns.iter_rows())
    words = [f"{district or ''}|{place.words()}" if place else district or "" for district, place in stated]
    return pl.Series(words, dtype=pl.String)


def stated_places(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the places each row states, as ``resolve_names`` reads them; what no district is stays stated."""
    names = district_places(dataset)
    exact = names.filter(pl.col("district").is_in(exact_districts(dataset)))
    own = dict(exact.select("district", pl.coalesce("county", "city")).iter_rows())
    name = pl.col("in_column").replace_strict(own, default=None, return_dtype=pl.String)
    counties = exact["county"].drop_nulls().to_list()
    unknown = pl.col("in_column").is_null() & pl.col("stated").is_not_null()
    return rows.select(
        *("at", "name", "credit_code", "province", "city", "address", "former", "status"),
        district=pl.coalesce(name, "stated"),
        elsewhere=pl.when(unknown).then(pl.lit(counties, pl.List(pl.String))),
        lies_in="stated",
    )


def place_of_row(row: tuple[str | None, ...]) -> Place | None:
    """Return the place of ``(province, city, district, address, code)``: by columns, else address, else code."""
    province, city, district, address, code = row
    return place_of(province, city, district) or (place_in(address) if address else None) or place_of_code(code)
