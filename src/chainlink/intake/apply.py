"""What imported rows change in a dataset, table by table: rows added, figures and chain words taken; its log."""

from __future__ import annotations

import hashlib

import polars as pl

from chainlink.data.clean import empty_table
from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain
from chainlink.errors import Fault
from chainlink.intake.exports import cells, figures
from chainlink.intake.exports.register_status import meanings
from chainlink.intake.exports.rows import TOLD, Exports
from chainlink.intake.exports.sector_words import sector_words
from chainlink.intake.exports.zero_figures import without_zeros
from chainlink.intake.plan import LOG, Plan
from chainlink.units import MEASURES

PUBLISHERS = {"Q1": "企查查", "Q2": "企查查", "Q3": "企查查", "T1": "天眼查", "T2": "天眼查"}
COUNTED = {"parks": "parks", "capabilities": "capabilities", "claims": "claims", "firm_status": "status"}
"""The tables whose new rows are counted, and under which name."""
PLACE = {"from_file": pl.col("file"), "from_sheet": pl.col("sheet"), "from_row": pl.col("row")}
"""Where in the imported files a row stands."""
TOLD_BY = {"source": pl.concat_list("source"), "grade": pl.lit("B"), "seen": pl.col("seen"), **PLACE}
"""What every imported row says of where it comes from."""


class ImportChange:
    """The changed tables and the log, collected table by table."""

    def __init__(self, dataset: Dataset, remarks: list[Fault]) -> None:
        self.dataset = dataset
        self.remarks = remarks
        self.tables: dict[str, pl.DataFrame] = {}
        self.log: list[pl.DataFrame] = []
        self.counts = dict.fromkeys(("added", "updated", "unchanged", *COUNTED.values()), 0)
        self.state: dict[str, str] = {}
        self.changed: set[str] = set()

    def table(self, name: str) -> pl.DataFrame:
        """Return the table as changed so far."""
        return self.tables.get(name, self.dataset.tables[name])

    def append(self, name: str, rows: pl.DataFrame, key: list[str]) -> None:
        """Append ``rows`` (some columns of the table) whose key is not there yet."""
        have = self.table(name)
        wanted = rows.join(have.select(key), on=key, how="anti", maintain_order="left")
        wanted = wanted.unique(key, keep="first", maintain_order=True)
        if wanted.is_empty():
            return
        last = int(have["row"].max() or 1) if have.height else 1  # type: ignore[arg-type]
        made = wanted.with_columns(
            file=pl.lit(f"{name}.csv"), row=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64)
        )
        made = made.select(column for column in empty_table(name).columns if column in made.columns)
        self.tables[name] = pl.concat([have, made], how="diagonal_relaxed", rechunk=True)
        self.log.append(
            wanted.select(
                action=pl.lit("add"),
                table=pl.lit(name),
                key=pl.concat_str([pl.col(part).cast(pl.String) for part in key], separator=":"),
                **{part.removeprefix("from_"): pl.col(part) for part in PLACE if part in wanted.columns},
            )
        )
        if name in COUNTED:
            self.counts[COUNTED[name]] += wanted.height

    def tell_words(self, unknown: pl.DataFrame, code: str, heading: str) -> None:
        """Tell the words of chain columns that name nothing of the dataset."""
        words = unknown.group_by("file", "sheet", "word", maintain_order=True).agg(pl.len(), pl.col("row").min())
        words = words.sort("file", "sheet", "row", maintain_order=True)
        for row in words.head(TOLD).iter_rows(named=True):
            self.remarks.append(Fault.at(row, code, column=heading, value=row["word"], count=row["len"]))
        if words.height > TOLD:
            parts: dict[str, object] = {"count": words.height - TOLD}
            self.remarks.append(Fault(words["file"][0], f"{code}_more", column=heading, parts=parts))

    def plan(self, rows: pl.DataFrame, possible: pl.DataFrame, exports: Exports) -> Plan:
        """Return all that was collected."""
        log = pl.concat([LOG.to_frame(), *self.log], how="diagonal_relaxed").select(LOG.names())
        digest = hashlib.sha256("\n".join(rows["source"].unique().sort().to_list()).encode()).hexdigest()[:10]
        batch = f"import-{digest}"
        state = pl.col("firm").replace_strict(self.state, default="unchanged", return_dtype=pl.String).alias("state")
        place, texts = ("file", "sheet", "row", "source", "seen"), ("industry", "scope", "products", "node", "stage")
        firms = rows.select("firm", "name", state, "reason", *place, *texts)
        return Plan(
            tables=self.tables if log.height else {},
            log=log.with_columns(batch=pl.lit(batch)),
            firms=firms,
            possible=possible,
            counts=self.counts,
            told=(*exports.told, *self.remarks),
            left_out=exports.left_out,
            contacts=exports.contacts,
            batch=batch,
            kinds=exports.kinds,
        )


def add_sources(change: ImportChange, sources: pl.DataFrame) -> None:
    """Add a source per file and sheet."""
    rows = sources.select(
        "source",
        "title",
        "date",
        publisher=pl.col("kind").replace_strict(PUBLISHERS, default=None, return_dtype=pl.String),
        kind=pl.lit("other"),
        note=pl.when(pl.col("date").is_null())
        .then(pl.lit("导入；文件名和各列里没有日期"))
        .when("inferred")
        .then(pl.lit("导入；日期取自文件名，或文件中最晚的核准、年报日期"))
        .otherwise(pl.lit("导入")),
    )
    _date_sources(change, rows)
    change.append("sources", rows, ["source"])


def _date_sources(change: ImportChange, rows: pl.DataFrame) -> None:
    """Date the sources that an earlier import of the same file left undated."""
    have = change.table("sources")
    dates = have.filter(pl.col("date").is_null()).select("source").join(rows.drop_nulls("date"), on="source")
    if dates.is_empty():
        return
    made = dict(dates.select("source", "date").iter_rows())
    dated = pl.col("source").replace_strict(made, default=None, return_dtype=pl.String)
    change.tables["sources"] = have.with_columns(date=pl.coalesce("date", dated))
    change.log.append(
        dates.select(
            action=pl.lit("update"), table=pl.lit("sources"), key="source", column=pl.lit("date"), after="date"
        )
    )


def add_parks(change: ImportChange, rows: pl.DataFrame) -> None:
    """Add the parks nobody knew, where their district is known."""
    named = rows.filter(pl.col("park_id").is_not_null())
    parks = named.select(park="park_id", name="park", district="district", **TOLD_BY)
    change.append("parks", parks, ["park"])


def add_status(change: ImportChange, rows: pl.DataFrame) -> None:
    """Note what the register says of a firm in the year of the file; nothing where a name alone links the row."""
    sure = pl.col("sure").fill_null(value=True)
    stated = rows.with_columns(found=meanings(rows["status"])).filter(sure & pl.col("seen").is_not_null())
    note = pl.concat_str([pl.lit("登记状态："), "status"])
    read = stated.filter(pl.col("found").is_not_null())
    made = read.select("firm", year="seen", status="found", note=note, **TOLD_BY)
    change.append("firm_status", made, ["firm", "year"])


def add_capabilities(change: ImportChange, rows: pl.DataFrame) -> None:
    """Take chain columns that name sectors as inferred capabilities: a list's label is no statement."""
    sectors = sector_words(change.dataset)
    nodes = rows.filter(pl.col("node").is_not_null()).with_columns(word=pl.col("node").str.split(";")).explode("word")
    nodes = nodes.with_columns(word=cells.values(pl.col("word").str.replace_all(r"[/>＞→|]", ";"))).explode("word")
    if nodes.is_empty():
        return
    distinct = nodes["word"].drop_nulls().unique()
    ids = {word: sectors.get(plain(word)) for word in distinct}
    nodes = nodes.with_columns(sector=pl.col("word").replace_strict(ids, default=None, return_dtype=pl.String))
    unknown = nodes.filter(pl.col("sector").is_null() & pl.col("word").is_not_null())
    change.tell_words(unknown, "import_node", "产业链节点")
    made = nodes.filter(pl.col("sector").is_not_null()).select(
        "firm",
        "sector",
        basis=pl.lit("inferred"),
        status=pl.lit("made"),
        note=pl.concat_str([pl.lit("产业链节点："), "word"]),
        **TOLD_BY,
    )
    change.append("capabilities", made, ["firm", "sector"])


def add_claims(change: ImportChange, rows: pl.DataFrame, date: str | None) -> None:
    """Take figures of a firm (capacity, output, ...) as claims about it; ``date`` is the list's, where stated."""
    rows, zeros = without_zeros(rows)
    change.remarks += zeros
    claims, remarks = figures.claims_of(rows, measures=MEASURES, list_year=int(date[:4]) if date else None)
    change.remarks += remarks
    if claims.is_empty():
        return
    _tell_known(change, claims)
    change.append("claims", claims.drop("firm"), ["claim"])
    subjects = claims.select("claim", *TOLD_BY, table=pl.lit("firms"), id="firm")
    change.append("claim_subjects", subjects, ["claim", "table", "id"])


def _tell_known(change: ImportChange, claims: pl.DataFrame) -> None:
    """Tell the figures that the dataset states already, for the same firm and time, with another value."""
    have = change.table("claims").select("claim", kept="value", unit_kept="unit")
    differing = claims.join(have, on="claim", maintain_order="left").filter(pl.col("kept") != pl.col("value"))
    for row in differing.head(TOLD).iter_rows(named=True):
        place = {name: row[f"from_{name}"] for name in ("file", "sheet", "row")}
        stated = {"column": row["measure"], "value": f"{row['value']:g} {row['unit']}"}
        kept = {"kept": f"{row['kept']:g} {row['unit_kept']}", "claim": row["claim"]}
        change.remarks.append(Fault.at(place, "import_figure_known", **stated, **kept))
