"""How imported rows meet a dataset: which firms are new, which are known, what of them changes, and why."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain
from chainlink.errors import Fault
from chainlink.intake.apply import ImportChange, add_capabilities, add_claims, add_parks, add_sources, add_status
from chainlink.intake.apply_firms import add_firms
from chainlink.intake.code_doubts import without_doubtful_codes
from chainlink.intake.exports.periods import day_in_name
from chainlink.intake.exports.rows import SEVERAL, TEXTS, TOLD, Exports
from chainlink.intake.matching import EVIDENCE, POSSIBLE, matched_firms, new_ids, register
from chainlink.intake.names import districts
from chainlink.intake.names.parts import exact_names
from chainlink.intake.names.places import Place
from chainlink.intake.place_doubts import with_doubts
from chainlink.intake.plan import Plan

LEVELS = tuple(f"at_{level}" for level in Place._fields)
"""The levels of the place that tells namesakes apart."""


def plan_import(dataset: Dataset, exports: Exports, *, date: str | None = None) -> Plan:
    """Return what taking ``exports`` into ``dataset`` changes; nothing stated there is overwritten.

    Args:
        dataset: the dataset as it is.
        exports: what the files say.
        date: the day the files describe (YYYY[-MM[-DD]]); None: the one in the name of a file, or the latest approval
            or report in it, for it cannot be older; founding days say nothing of when somebody looked.

    """
    remarks: list[Fault] = []
    rows = with_doubts(dataset, exports.rows, remarks)
    rows = districts.placed(dataset, rows.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)), remarks)
    sources = _sources(rows, date)
    remarks += [
        Fault(file, "import_no_date", sheet=sheet)
        for file, sheet in sources.filter(pl.col("date").is_null()).select("file", "sheet").iter_rows()
    ]
    by = ["file", "sheet"]
    rows = rows.join(sources.select(*by, "source", "seen"), on=by, how="left", nulls_equal=True, maintain_order="left")
    rows, renamed = without_doubtful_codes(rows, register(dataset), remarks)
    rows = _merged(rows, remarks)
    matched, possible, apart = matched_firms(dataset, rows)
    renamed = renamed.join(matched, on="at", how="anti", maintain_order="left")
    renamed = renamed.join(rows.select("at", new=new_ids(rows)), on="at", maintain_order="left")
    possible = pl.concat([renamed.select(POSSIBLE.names()), possible])
    _tell_apart(rows, apart, remarks)
    rows = rows.join(matched, on="at", how="left", maintain_order="left")
    rows = _one_row_a_firm(rows, remarks)
    rows = rows.with_columns(known=pl.col("firm").is_not_null(), firm=pl.coalesce("firm", new_ids(rows)))
    rows = _with_parks(dataset, rows)
    change = ImportChange(dataset, remarks)
    add_sources(change, sources.filter(pl.col("source").is_in(rows["source"].implode())))
    add_parks(change, rows)
    add_firms(change, rows)
    add_status(change, rows)
    add_capabilities(change, rows)
    add_claims(change, rows, date)
    inferred = sources.filter("inferred").drop_nulls("date").select("title", "date").rows()
    return replace(change.plan(rows, possible, exports), inferred_dates=tuple(inferred))


# --- sources ----------------------------------------------------------------------------------------------------------


def _sources(rows: pl.DataFrame, date: str | None) -> pl.DataFrame:
    """Return one source per file and sheet; its id hangs on what it says, so the same file is the same source."""
    made = []
    for (file, sheet), group in rows.group_by("file", "sheet", maintain_order=True):
        text = "\n".join(group["name"].to_list()) + f"|{file}|{sheet}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        stated = [group[column].drop_nulls().max() for column in ("approved", "report_year")]
        named, founded = day_in_name(str(file)), group["since"].drop_nulls().max()
        if named and str(founded or "")[: len(named)] > named:
            named = None  # what lists a firm founded later is not of that day
        latest = max((str(time) for time in (named, *stated) if time is not None), default=None)
        title, seen = f"{file}｜{sheet}" if sheet else str(file), int((date or latest or "0")[:4]) or None
        kind = str(group["kind"][0])
        made.append((file, sheet, f"import-{digest}", title, date or latest, seen, date is None, kind))
    names = ("file", "sheet", "source", "title", "date", "seen", "inferred", "kind")
    schema = dict.fromkeys(names, pl.String()) | {"seen": pl.Int64(), "inferred": pl.Boolean()}
    return pl.DataFrame(made, schema=schema, orient="row")


# --- one row a firm -------------------------------------------------------------------------------------------------


def _merged(rows: pl.DataFrame, remarks: list[Fault]) -> pl.DataFrame:
    """Make one row of the rows that name a firm twice: the fuller one, its blanks filled from the other.

    Rows are one firm by their code, or by their name if nothing they state contradicts: a name is one firm's only in
    the place that registered it.
    """
    full = pl.sum_horizontal(pl.col(TEXTS).is_not_null())
    rows = _with_place_of_name(rows.with_columns(exact=exact_names(pl.col("name")), full=full))
    by = ("exact", *LEVELS)
    bearing = rows.filter(pl.col("credit_code").is_not_null()).group_by(by)
    coded = bearing.agg(code=pl.col("credit_code").first(), codes=pl.col("credit_code").n_unique())
    own = pl.concat_str([pl.col(word).fill_null("") for word in by], separator="|")
    rows = rows.join(coded, on=by, how="left", nulls_equal=True, maintain_order="left").with_columns(
        same=pl.coalesce("credit_code", pl.when(pl.col("codes") == 1).then("code"), own)
    )
    _tell_namesakes(rows, remarks)
    _tell_two_places(rows, remarks)
    return _fuller(rows, "same", remarks, "import_twice").drop("code", "codes", "same", *LEVELS)


def _with_place_of_name(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the place of each row whose name stands twice; what one leaves open is filled where the others agree."""
    keys = ("province", "city", "stated", "address", "credit_code")
    twice = pl.col("exact").is_duplicated()
    distinct = rows.filter(twice).select(keys).unique(maintain_order=True)
    stated = [districts.place_of_row(row) or Place() for row in distinct.iter_rows()]
    placed = distinct.hstack(pl.DataFrame(stated, schema=pl.Schema(dict.fromkeys(LEVELS, pl.String)), orient="row"))
    rows = rows.join(placed, on=keys, how="left", nulls_equal=True, maintain_order="left")
    for at, level in enumerate(LEVELS):
        within = ("exact", *LEVELS[:at])
        single = pl.col(level).drop_nulls().n_unique().over(within) == 1
        rows = rows.with_columns(pl.when(single).then(pl.col(level).drop_nulls().first().over(within)).otherwise(level))
    return rows


def _tell_namesakes(rows: pl.DataFrame, remarks: list[Fault]) -> None:
    """Tell the names that stand for several firms of the files, in several places or with several codes."""
    firms = rows.unique("same", keep="first", maintain_order=True).filter(pl.col("exact").is_duplicated())
    for namesakes in firms.partition_by("exact", maintain_order=True)[:TOLD]:
        first = namesakes.row(0, named=True)
        others = "；".join(
            f"{row['file']} {row['row']} {''.join(word for word in (row[level] for level in LEVELS) if word)}".strip()
            for row in namesakes.iter_rows(named=True)
        )
        place = {"column": "企业名称", "value": first["name"]}
        remarks.append(Fault.at(first, "import_namesakes", **place, others=others, count=namesakes.height))


def _tell_two_places(rows: pl.DataFrame, remarks: list[Fault]) -> None:
    """Tell the codes that stand in two districts: one firm, of which one row has the wrong place."""
    twice = rows.filter(pl.col("credit_code").is_not_null() & pl.col("district").is_not_null())
    codes = twice.group_by("credit_code", maintain_order=True).agg(
        pl.col("file", "sheet", "row", "name").first(), pl.col("district").unique(maintain_order=True)
    )
    remarks += [
        Fault.at(row, "import_two_places", value=row["name"], districts=", ".join(row["district"]))
        for row in codes.filter(pl.col("district").list.len() > 1).head(TOLD).iter_rows(named=True)
    ]


def _tell_apart(rows: pl.DataFrame, apart: pl.DataFrame, remarks: list[Fault]) -> None:
    """Tell the rows that bear the name of a known firm and are another: what speaks against it, on both sides."""
    place = rows.select("at", "file", "sheet", "row")
    of_brand = pl.col("reason").is_in(["brand", "short_core"])
    brands = apart.filter(of_brand).join(place, on="at", how="left", maintain_order="left").sort("firm", "at")
    for (firm,), bearers in brands.group_by("firm", maintain_order=True):
        first = bearers.row(0, named=True)
        names = {"firm": firm, "candidate": first["candidate"], "count": bearers.height}
        remarks.append(Fault.at(first, "import_brand_of_many", column="企业名称", value=first["name"], **names))
    apart = apart.filter(~of_brand)
    for row in apart.join(place, on="at", how="left", maintain_order="left").head(TOLD).iter_rows(named=True):
        says = {name: row[name] or "-" for name in ("firm", "candidate", "name_says", "candidate_says")}
        code = f"import_apart_{row['reason']}"
        remarks.append(Fault.at(row, code, column="企业名称", value=row["name"], **says))
    if apart.height > TOLD:
        remarks.append(Fault(rows["file"][0], "import_apart_more", parts={"count": apart.height - TOLD}))


def _fuller(
    rows: pl.DataFrame, key: str, remarks: list[Fault], code: str, first: tuple[pl.Expr, ...] = ()
) -> pl.DataFrame:
    """Make one row of those of one ``key``: what ``first`` sorts to the front leads, then the fuller."""
    twice = rows.filter(pl.col(key).is_not_null() & pl.col(key).is_duplicated())
    if twice.is_empty():
        return rows
    ranked = twice.sort(*first, "full", "at", descending=[*(False for _ in first), True, False], maintain_order=True)
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
    remarks += [
        Fault.at(row, code, column="企业名称", value=row["name"], others=row["others"])
        for row in groups.filter("in_one").head(TOLD).iter_rows(named=True)
    ]
    if (more := groups["in_one"].sum() - TOLD) > 0:
        remarks.append(Fault(groups["file"][0], "import_twice_more", parts={"count": more}))
    texts = {column: pl.when(pl.col(column) != "").then(pl.col(column)) for column in SEVERAL}
    groups = groups.with_columns(**texts).drop("others", "in_one").select(rows.columns)
    alone = rows.filter(pl.col(key).is_null() | ~pl.col(key).is_duplicated())
    return pl.concat([alone, groups]).sort("at")


def _one_row_a_firm(rows: pl.DataFrame, remarks: list[Fault]) -> pl.DataFrame:
    """Make one row of the rows that mean one known firm, led by the surest; one that contradicts it fills nothing."""
    sound = pl.col("says").is_null()
    rows = rows.filter(sound | pl.col("firm").is_null() | ~sound.any().over("firm"))
    surest = pl.col("reason").replace_strict(dict(zip(EVIDENCE, range(len(EVIDENCE)), strict=True)))
    return _fuller(rows, "firm", remarks, "import_same_firm", (surest,))


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
