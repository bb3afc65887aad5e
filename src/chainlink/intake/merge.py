"""How imported rows meet a dataset: which firms are new, which are known, what of them changes, and why."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from chainlink.dataset.dataset import Dataset
from chainlink.dataset.naming import plain
from chainlink.errors import Fault
from chainlink.intake.exports import SEVERAL, TEXTS, Exports
from chainlink.intake.matching import matched_firms, new_ids
from chainlink.intake.name_parts import exact_names
from chainlink.intake.place_doubts import with_doubts
from chainlink.intake.plan import Plan
from chainlink.intake.taking import Taking


def plan_import(dataset: Dataset, exports: Exports, *, date: str | None = None) -> Plan:
    """Return what taking ``exports`` into ``dataset`` changes; nothing stated there is overwritten.

    Args:
        dataset: the dataset as it is.
        exports: what the files say.
        date: the day the files describe (YYYY[-MM[-DD]]); None: the latest day they state, for they cannot be older.

    """
    told: list[Fault] = []
    rows = with_doubts(dataset, exports.rows, told)
    rows = _placed(dataset, rows.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)), told)
    sources = _sources(rows, date)
    told += [
        Fault(file, "import_no_date", sheet=sheet)
        for file, sheet in sources.filter(pl.col("date").is_null()).select("file", "sheet").iter_rows()
    ]
    rows = rows.join(
        sources.select("file", "sheet", "source", "seen"),
        on=["file", "sheet"],
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    rows = _merged(rows, told)
    matched, possible = matched_firms(dataset, rows)
    rows = rows.join(matched, on="at", how="left", maintain_order="left")
    rows = _one_row_a_firm(rows, told)
    rows = rows.with_columns(known=pl.col("firm").is_not_null(), firm=pl.coalesce("firm", new_ids(rows)))
    rows = _with_parks(dataset, rows)
    change = Taking(dataset, told)
    change.sources(sources.filter(pl.col("source").is_in(rows["source"].implode())))
    change.parks(rows)
    change.firms(rows)
    change.status(rows)
    change.capabilities(rows)
    change.claims(rows, date)
    return change.plan(rows, possible, exports)


# --- places and sources ---------------------------------------------------------------------------------------------


def _district_words(dataset: Dataset) -> dict[str, str]:
    """Return the id for every way to write a district: id, name, aliases, with or without 区 and 县."""
    found: dict[str, str] = {}
    for row in dataset.tables["districts"].iter_rows(named=True):
        for word in (row["district"], row["name"], row["name_en"], *(row["aliases"] or [])):
            if word:
                found[plain(word)] = row["district"]
                for rank in ("区", "县", "市"):
                    found.setdefault(plain(word) + rank, row["district"])
    return found


def _placed(dataset: Dataset, rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    """Find the district of each row: stated, else a prefecture of the dataset, else at the head of the address."""
    words = _district_words(dataset)
    prefectures = {
        row["district"]
        for row in dataset.tables["districts"].iter_rows(named=True)
        if str(row["admin_code"] or "").endswith("00") and not str(row["admin_code"]).endswith("0000")
    }

    def looked_up(column: str) -> pl.Expr:
        distinct = rows[column].drop_nulls().unique()
        ids = {word: words.get(plain(word)) for word in distinct}
        return pl.col(column).replace_strict(ids, default=None, return_dtype=pl.String)

    city = looked_up("city")
    in_address = [word for word in words if len(word) > 2 and word[-1] in "区县市"]  # noqa: PLR2004 - 万州区, not 万州路
    said = (
        pl.col("address").str.head(16).str.extract_many(in_address).list.last()
        if in_address
        else pl.lit(None, pl.String)
    )
    placed = rows.with_columns(
        place=pl.coalesce(
            looked_up("district"),
            pl.when(city.is_in(list(prefectures))).then(city),
            pl.when(pl.col("district").is_null()).then(
                said.replace_strict(words, default=None, return_dtype=pl.String)
            ),
        )
    )
    unknown = placed.filter(pl.col("place").is_null() & pl.col("district").is_not_null())
    for file, district, count in (
        unknown.group_by("file", "district").len().sort("file", "district").head(20).iter_rows()
    ):
        told.append(Fault(file, "import_district", column="所属区县", value=district, parts={"count": count}))
    return placed.with_columns(district=pl.col("place")).drop("place")


def _sources(rows: pl.DataFrame, date: str | None) -> pl.DataFrame:
    """Return one source per file and sheet; its id hangs on what it says, so the same file is the same source."""
    made = []
    for (file, sheet), group in rows.group_by("file", "sheet", maintain_order=True):
        text = "\n".join(group["name"].to_list()) + f"|{file}|{sheet}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        stated = [group[column].drop_nulls().max() for column in ("approved", "report_year", "since")]
        latest = max((str(one) for one in stated if one is not None), default=None)
        made.append(
            {
                "file": file,
                "sheet": sheet,
                "source": f"import-{digest}",
                "title": f"{file}｜{sheet}" if sheet else str(file),
                "date": date or latest,
                "seen": int((date or latest or "0")[:4]) or None,
                "inferred": date is None,
                "kind": str(group["kind"][0]),
            }
        )
    schema = {
        "file": pl.String,
        "sheet": pl.String,
        "source": pl.String,
        "title": pl.String,
        "date": pl.String,
        "seen": pl.Int64,
        "inferred": pl.Boolean,
        "kind": pl.String,
    }
    return pl.DataFrame(made, schema=schema)


# --- one row a firm -------------------------------------------------------------------------------------------------


def _merged(rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    """Make one row of the rows that name a firm twice: the fuller one, its blanks filled from the other."""
    rows = rows.with_columns(
        exact=exact_names(pl.col("name")),
        full=pl.sum_horizontal(pl.col(TEXTS).is_not_null()),
    )
    coded = (
        rows.filter(pl.col("credit_code").is_not_null())
        .group_by("exact")
        .agg(code=pl.col("credit_code").first(), codes=pl.col("credit_code").n_unique())
    )
    rows = rows.join(coded, on="exact", how="left", maintain_order="left").with_columns(
        same=pl.coalesce("credit_code", pl.when(pl.col("codes") == 1).then("code"), pl.col("exact"))
    )
    return _fuller(rows, "same", told, "import_twice").drop("code", "codes", "same")


def _fuller(rows: pl.DataFrame, key: str, told: list[Fault], code: str) -> pl.DataFrame:
    twice = rows.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
    if twice.is_empty():
        return rows
    ranked = twice.sort("full", "at", descending=[True, False], maintain_order=True)
    groups = ranked.group_by(key, maintain_order=True).agg(
        *(
            pl.col(column).drop_nulls().unique(maintain_order=True).str.join(";").alias(column)
            if column in SEVERAL and column != "address"
            else pl.col(column).explode(empty_as_null=False, keep_nulls=False).alias(column)
            if column == "figures"
            else pl.col(column).drop_nulls().first().alias(column)
            for column in rows.columns
            if column != key
        ),
        others=pl.concat_str("file", pl.lit(" "), pl.col("sheet").fill_null(""), pl.lit(" "), pl.col("row"))
        .slice(1)
        .str.join("；"),
        in_one=pl.concat_str("file", pl.col("sheet").fill_null("")).n_unique() < pl.len(),
    )
    for file, sheet, row, name, others in (
        groups.filter("in_one").select("file", "sheet", "row", "name", "others").head(20).iter_rows()
    ):
        told.append(Fault(file, code, sheet=sheet, row=row, column="企业名称", value=name, parts={"others": others}))
    if (more := groups["in_one"].sum() - 20) > 0:
        told.append(Fault(groups["file"][0], "import_twice_more", parts={"count": more}))
    texts = {column: pl.when(pl.col(column) != "").then(pl.col(column)) for column in SEVERAL}
    groups = groups.with_columns(**texts).drop("others", "in_one").select(rows.columns)
    alone = rows.filter(pl.col(key).is_null() | ~pl.col(key).is_duplicated())
    return pl.concat([alone, groups]).sort("at")


def _one_row_a_firm(rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    return _fuller(rows, "firm", told, "import_same_firm")


def _with_parks(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """Find the park of each row by its name; one not yet known gets an id where the district is known."""
    known = {plain(name): park for park, name in dataset.tables["parks"].select("park", "name").iter_rows()}

    def of(row: dict[str, Any]) -> str | None:
        park = plain(row["park"])
        if park in known:
            return str(known[park])
        if row["district"] is None:
            return None
        return "p-" + hashlib.sha256(f"{park}|{row['district']}".encode()).hexdigest()[:10]

    distinct = rows.select("park", "district").filter(pl.col("park").is_not_null()).unique(maintain_order=True)
    ids = distinct.with_columns(park_id=pl.Series([of(row) for row in distinct.iter_rows(named=True)], dtype=pl.String))
    return rows.join(ids, on=["park", "district"], how="left", nulls_equal=True, maintain_order="left")
