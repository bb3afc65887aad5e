"""What imported firms change in the firms table: new rows, blanks filled, names and sources added; what differs."""

from __future__ import annotations

import polars as pl

from chainlink.errors import Fault
from chainlink.intake.apply import PLACE, TOLD_BY, ImportChange
from chainlink.intake.exports import cells
from chainlink.intake.exports.rows import TOLD
from chainlink.intake.matching import FULL
from chainlink.intake.names.parts import exact_key, exact_names

WHERE = {name.removeprefix("from_"): pl.col(name) for name in PLACE}
"""Where in the imported files the row of a firm stands."""
PRODUCTS = "产品："
"""What stands in the note of a firm before its products as the list words them, whether or not a sector is known."""
FILLED = {
    "credit_code": ("new_code", "统一社会信用代码"),
    "district": ("new_district", "所属区县"),
    "since": ("new_since", "成立日期"),
    "legal_name": ("new_legal", "企业名称"),
}
"""What is filled in where the dataset leaves it blank; a differing value is told, not taken."""
LOGGED = (
    *("legal_name", "credit_code", "aliases", "district", "park"),
    *("chains", "since", "seen", "source", "note"),
)
"""What an import may change of a firm, in the order of the log."""
CONTRADICTING = ("credit_code", "district", "since")
"""Where one of these differs the row fills nothing; a firm may change its name."""


def add_firms(change: ImportChange, rows: pl.DataFrame) -> None:
    """Add the new firms and fill the known ones."""
    chains = _chain_ids(change)
    rows = rows.with_columns(
        legal=pl.when(pl.col("name").str.contains(FULL)).then("name"),
        former_list=cells.values(pl.col("former")),
        made=pl.concat_str(pl.lit(PRODUCTS), cells.values(pl.col("products")).list.join("、")),
        chain_list=cells.values(pl.col("chain"))
        .list.eval(pl.element().replace_strict(chains, default=None, return_dtype=pl.String))
        .list.drop_nulls()
        .list.unique(maintain_order=True),
    )
    sheet, doubt, products = (
        pl.coalesce(pl.concat_str(pl.lit(word), column), pl.lit(""))
        for word, column in (("｜", "sheet"), ("；所在地待核：", "place_doubt"), ("；", "made"))
    )
    place = pl.concat_str(pl.lit("导入："), "file", sheet, pl.lit(" 第"), "row", pl.lit("行"), doubt, products)
    new = rows.filter(~pl.col("known")).select(
        firm="firm",
        name="name",
        legal_name="legal",
        credit_code="credit_code",
        aliases="former_list",
        district="district",
        park="park_id",
        chains=pl.when(pl.col("chain_list").list.len() > 0).then("chain_list"),
        named=pl.lit(value=True),
        since="since",
        note=place,
        **TOLD_BY,
    )
    change.append("firms", new, ["firm"])
    change.counts["added"] += new.height
    change.state |= dict.fromkeys(new["firm"], "added")
    words = rows.select("file", "sheet", "row", word=cells.values(pl.col("chain"))).explode("word").drop_nulls("word")
    change.tell_words(words.filter(~pl.col("word").is_in(list(chains))), "import_chain", "产业链")
    _update(change, rows.filter("known"))


def _chain_ids(change: ImportChange) -> dict[str, str]:
    chains = change.dataset.tables["chains"].select("chain", "name").iter_rows()
    return {word: chain for chain, name in chains for word in (chain, name, f"{name}产业链", f"{name}产业")}


def _update(change: ImportChange, rows: pl.DataFrame) -> None:
    """Fill what the dataset leaves blank, add names and sources; tell what differs and keep what is there."""
    if rows.is_empty():
        return
    firms = change.table("firms")
    incoming = rows.select(
        "firm",
        new_legal="legal",
        new_code="credit_code",
        new_district="district",
        new_park="park_id",
        new_since="since",
        new_names=pl.concat_list(
            pl.concat_list("name"), pl.col("former_list").fill_null(pl.lit([], pl.List(pl.String)))
        ),
        new_chains="chain_list",
        new_made="made",
        new_source="source",
        new_seen=pl.when("sure").then("seen"),
        says="says",
        known_says="known_says",
        **PLACE,
    )
    joined = firms.join(incoming, on="firm", how="left", maintain_order="left").with_row_index("_at")
    touched = joined.filter(pl.col("new_source").is_not_null())
    _tell_differences(change, touched)
    touched = _without_contradictions(change, touched)
    after = touched.with_columns(
        *(pl.coalesce(old, new) for old, (new, _) in FILLED.items()),
        park=pl.coalesce(
            "park", pl.when(pl.coalesce("district", "new_district") == pl.col("new_district")).then("new_park")
        ),
        source=pl.col("source").list.set_union(pl.concat_list("new_source")).list.drop_nulls(),
        seen=pl.max_horizontal("seen", "new_seen"),
        chains=_union(pl.col("chains"), pl.col("new_chains")),
        aliases=_aliases(touched),
        note=_with_products(pl.col("note"), pl.col("new_made")),
    )
    for column in LOGGED:
        _log_update(change, touched, after, column)
    change.counts["updated"] += len(change.changed)
    change.counts["unchanged"] += touched.height - len(change.changed)
    change.state |= {firm: "updated" if firm in change.changed else "unchanged" for firm in touched["firm"]}
    if change.changed:
        untouched = joined.join(touched, on="_at", how="anti", maintain_order="left")
        kept = ("_at", *firms.columns)
        change.tables["firms"] = pl.concat([untouched.select(kept), after.select(kept)]).sort("_at").drop("_at")


def _without_contradictions(change: ImportChange, touched: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that contradict the firm they mean in nothing; of the others nothing is filled in."""
    apart = pl.col("says").is_not_null()
    for row in touched.filter(apart).with_columns(**WHERE).head(TOLD).iter_rows(named=True):
        place = {"column": "所属区县", "value": row["says"]}
        change.remarks.append(
            Fault.at(row, "import_place_differs", **place, firm=row["firm"], candidate_says=row["known_says"])
        )
    sound = touched.filter(~(apart | pl.any_horizontal(_differs(column) for column in CONTRADICTING)))
    out = touched.join(sound, on="_at", how="anti")["firm"]
    change.counts["unchanged"] += len(out)
    change.state |= dict.fromkeys(out, "unchanged")
    return sound


def _aliases(touched: pl.DataFrame) -> pl.Series:
    made: list[list[str] | None] = []
    for name, legal, new_legal, aliases, names in touched.select(
        "name", "legal_name", "new_legal", "aliases", "new_names"
    ).iter_rows():
        have = {exact_key(alias) for alias in (name, legal or new_legal, *(aliases or [])) if alias}
        more = [alias for alias in dict.fromkeys(names) if exact_key(alias) not in have and ";" not in alias]
        made.append([*(aliases or []), *more] or None)
    return pl.Series("aliases", made, dtype=pl.List(pl.String))


def _tell_differences(change: ImportChange, touched: pl.DataFrame) -> None:
    for old, (new, heading) in FILLED.items():
        for row in touched.filter(_differs(old)).with_columns(**WHERE).head(TOLD).iter_rows(named=True):
            place = {"column": heading, "value": row[new]}
            change.remarks.append(Fault.at(row, "import_differs", **place, firm=row["firm"], kept=row[old]))


def _log_update(change: ImportChange, before: pl.DataFrame, after: pl.DataFrame, column: str) -> None:
    def text(frame: pl.DataFrame) -> pl.Series:
        cell = frame[column]
        return cell.list.join(";") if isinstance(cell.dtype, pl.List) else cell.cast(pl.String)

    old, new = text(before), text(after)
    changed = old.ne_missing(new)
    if not changed.any():
        return
    rows = before.with_columns(_old=old, _new=new).filter(changed)
    change.changed |= set(rows["firm"])
    change.log.append(
        rows.select(
            action=pl.lit("update"),
            table=pl.lit("firms"),
            key="firm",
            column=pl.lit(column),
            before="_old",
            after="_new",
            **WHERE,
        )
    )


def _differs(column: str) -> pl.Expr:
    """Say whether a row states something else than the firm it means; a shorter date does not differ from a longer."""
    old, new = pl.col(column), pl.col(FILLED[column][0])
    same = old == new
    if column == "since":
        short = pl.min_horizontal(old.str.len_chars(), new.str.len_chars())
        same = old.str.head(short) == new.str.head(short)
    if column == "legal_name":
        same = exact_names(old) == exact_names(new)
    return (old.is_not_null() & new.is_not_null() & ~same).fill_null(value=False)


def _with_products(note: pl.Expr, made: pl.Expr) -> pl.Expr:
    """Return the note of a firm with the products of a list behind it, once."""
    new = made.is_not_null() & ~note.fill_null("").str.contains(made.fill_null(""), literal=True)
    return pl.when(new).then(pl.concat_str(note, made, separator="；", ignore_nulls=True)).otherwise(note)


def _union(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    stated = [side.fill_null(pl.lit([], pl.List(pl.String))) for side in (left, right)]
    both = pl.concat_list(stated).list.unique(maintain_order=True)
    return pl.when(both.list.len() > 0).then(both)
