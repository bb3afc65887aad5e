"""What imported firms change, table by table: rows added, blanks filled, figures and chain words taken; its log."""

from __future__ import annotations

import hashlib

import polars as pl

from chainlink.dataset.clean import empty_table
from chainlink.dataset.dataset import Dataset
from chainlink.dataset.naming import plain
from chainlink.errors import Fault
from chainlink.intake import cells, figures
from chainlink.intake.exports import TOLD, Exports
from chainlink.intake.matching import FULL
from chainlink.intake.name_parts import exact_key, exact_names
from chainlink.intake.plan import LOG, Plan
from chainlink.intake.sector_words import sector_words
from chainlink.units import MEASURES

CLOSED = "注销|吊销|停业|清算|歇业|撤销|解散"
OPEN = "存续|在业|在营|开业|在册|正常|营业"
PUBLISHERS = {"Q1": "企查查", "Q2": "企查查", "Q3": "企查查", "T1": "天眼查", "T2": "天眼查"}
COUNTED = {"parks": "parks", "capabilities": "capabilities", "claims": "claims", "firm_status": "status"}
"""The tables whose new rows are counted, and under which name."""
PLACE = {"from_file": pl.col("file"), "from_sheet": pl.col("sheet"), "from_row": pl.col("row")}
"""Where in the imported files a row stands."""
PLACES_OF = tuple(PLACE)
PRODUCTS = "产品："
"""What stands in the note of a firm before its products as the list words them, whether or not a sector is known."""
TOLD_BY = {"source": pl.concat_list("source"), "grade": pl.lit("B"), "seen": pl.col("seen"), **PLACE}
"""What every imported row says of where it comes from."""
FILLED = {
    "credit_code": ("new_code", "统一社会信用代码"),
    "district": ("new_district", "所属区县"),
    "since": ("new_since", "成立日期"),
    "legal_name": ("new_legal", "企业名称"),
}
"""What is filled in where the dataset leaves it blank; a differing value is told, not taken."""
CONTRADICTING = ("credit_code", "district", "since")
"""Where one of these differs the row fills nothing; a firm may change its name."""


class Taking:
    """The changed tables and the log, collected table by table in the order of the methods."""

    def __init__(self, dataset: Dataset, told: list[Fault]) -> None:
        self.dataset = dataset
        self.told = told
        self.tables: dict[str, pl.DataFrame] = {}
        self.log: list[pl.DataFrame] = []
        self.counts = dict.fromkeys(("added", "updated", "unchanged", *COUNTED.values()), 0)
        self.state: dict[str, str] = {}
        self.changed: set[str] = set()

    def _table(self, name: str) -> pl.DataFrame:
        return self.tables.get(name, self.dataset.tables[name])

    def _append(self, name: str, rows: pl.DataFrame, key: list[str]) -> None:
        """Append ``rows`` (some columns of the table) whose key is not there yet."""
        have = self._table(name)
        wanted = rows.join(have.select(key), on=key, how="anti", maintain_order="left").unique(
            key, keep="first", maintain_order=True
        )
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
                key=pl.concat_str([pl.col(one).cast(pl.String) for one in key], separator=":"),
                **{one.removeprefix("from_"): pl.col(one) for one in PLACE if one in wanted.columns},
            )
        )
        if name in COUNTED:
            self.counts[COUNTED[name]] += wanted.height

    def sources(self, sources: pl.DataFrame) -> None:
        """Add a source per file and sheet."""
        rows = sources.select(
            "source",
            "title",
            "date",
            publisher=pl.col("kind").replace_strict(PUBLISHERS, default=None, return_dtype=pl.String),
            kind=pl.lit("other"),
            note=pl.when(pl.col("date").is_null())
            .then(pl.lit("导入；文件没有写日期"))
            .when("inferred")
            .then(pl.lit("导入；日期取文件中最晚的日期"))
            .otherwise(pl.lit("导入")),
        )
        self._date(rows)
        self._append("sources", rows, ["source"])

    def _date(self, rows: pl.DataFrame) -> None:
        """Date the sources that an earlier import of the same file left undated."""
        have = self._table("sources")
        dates = have.filter(pl.col("date").is_null()).select("source").join(rows.drop_nulls("date"), on="source")
        if dates.is_empty():
            return
        made = dict(dates.select("source", "date").iter_rows())
        dated = pl.col("source").replace_strict(made, default=None, return_dtype=pl.String)
        self.tables["sources"] = have.with_columns(date=pl.coalesce("date", dated))
        self.log.append(
            dates.select(
                action=pl.lit("update"), table=pl.lit("sources"), key="source", column=pl.lit("date"), after="date"
            )
        )

    def parks(self, rows: pl.DataFrame) -> None:
        """Add the parks nobody knew, where their district is known."""
        parks = rows.filter(pl.col("park_id").is_not_null()).select(
            park="park_id",
            name="park",
            district="district",
            **TOLD_BY,
        )
        self._append("parks", parks, ["park"])

    def firms(self, rows: pl.DataFrame) -> None:
        """Add the new firms and fill the known ones."""
        chains = self._chain_ids()
        rows = rows.with_columns(
            legal=pl.when(pl.col("name").str.contains(FULL)).then("name"),
            former_list=cells.values(pl.col("former")),
            made=pl.concat_str(pl.lit(PRODUCTS), cells.values(pl.col("products")).list.join("、")),
            chain_list=cells.values(pl.col("chain"))
            .list.eval(pl.element().replace_strict(chains, default=None, return_dtype=pl.String))
            .list.drop_nulls()
            .list.unique(maintain_order=True),
        )
        place = pl.concat_str(
            [
                pl.lit("导入："),
                "file",
                pl.coalesce(pl.concat_str(pl.lit("｜"), "sheet"), pl.lit("")),
                pl.lit(" 第"),
                pl.col("row"),
                pl.lit("行"),
                pl.coalesce(pl.concat_str(pl.lit("；所在地待核："), "place_doubt"), pl.lit("")),
                pl.coalesce(pl.concat_str(pl.lit("；"), "made"), pl.lit("")),
            ]
        )
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
        self._append("firms", new, ["firm"])
        self.counts["added"] += new.height
        self.state |= dict.fromkeys(new["firm"], "added")
        words = (
            rows.select("file", "sheet", "row", word=cells.values(pl.col("chain"))).explode("word").drop_nulls("word")
        )
        self._tell_words(words.filter(~pl.col("word").is_in(list(chains))), "import_chain", "产业链")
        self._update(rows.filter("known"))

    def _chain_ids(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for chain, name in self.dataset.tables["chains"].select("chain", "name").iter_rows():
            for word in (chain, name, f"{name}产业链", f"{name}产业"):
                found[word] = chain
        return found

    def _update(self, rows: pl.DataFrame) -> None:
        """Fill what the dataset leaves blank, add names and sources; tell what differs and keep what is there."""
        if rows.is_empty():
            return
        firms = self._table("firms")
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
        self._tell_differences(touched)
        touched = self._without_contradictions(touched)
        after = touched.with_columns(
            *(pl.coalesce(old, new) for old, (new, _) in FILLED.items()),
            park=pl.coalesce(
                "park", pl.when(pl.coalesce("district", "new_district") == pl.col("new_district")).then("new_park")
            ),
            source=pl.col("source").list.set_union(pl.concat_list("new_source")).list.drop_nulls(),
            seen=pl.max_horizontal("seen", "new_seen"),
            chains=_union(pl.col("chains"), pl.col("new_chains")),
            aliases=self._aliases(touched),
            note=_with_products(pl.col("note"), pl.col("new_made")),
        )
        for column in (
            "legal_name",
            "credit_code",
            "aliases",
            "district",
            "park",
            "chains",
            "since",
            "seen",
            "source",
            "note",
        ):
            self._log_update(touched, after, column)
        self.counts["updated"] += len(self.changed)
        self.counts["unchanged"] += touched.height - len(self.changed)
        self.state |= {firm: "updated" if firm in self.changed else "unchanged" for firm in touched["firm"]}
        if self.changed:
            untouched = joined.join(touched, on="_at", how="anti", maintain_order="left")
            kept = ("_at", *firms.columns)
            self.tables["firms"] = pl.concat([untouched.select(kept), after.select(kept)]).sort("_at").drop("_at")

    def _without_contradictions(self, touched: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that contradict the firm they mean in nothing; of the others nothing is filled in."""
        apart = pl.col("says").is_not_null()
        for firm, says, known_says, file, sheet, row in (
            touched.filter(apart).select("firm", "says", "known_says", *PLACES_OF).head(TOLD).iter_rows()
        ):
            parts: dict[str, object] = {"firm": firm, "candidate_says": known_says}
            self.told.append(
                Fault(file, "import_place_differs", sheet=sheet, row=row, column="所属区县", value=says, parts=parts)
            )
        sound = touched.filter(~(apart | pl.any_horizontal(_differs(column) for column in CONTRADICTING)))
        out = touched.join(sound, on="_at", how="anti")["firm"]
        self.counts["unchanged"] += len(out)
        self.state |= dict.fromkeys(out, "unchanged")
        return sound

    def _aliases(self, touched: pl.DataFrame) -> pl.Series:
        made: list[list[str] | None] = []
        for name, legal, new_legal, aliases, names in touched.select(
            "name", "legal_name", "new_legal", "aliases", "new_names"
        ).iter_rows():
            have = {exact_key(one) for one in (name, legal or new_legal, *(aliases or [])) if one}
            more = [one for one in dict.fromkeys(names) if exact_key(one) not in have and ";" not in one]
            made.append([*(aliases or []), *more] or None)
        return pl.Series("aliases", made, dtype=pl.List(pl.String))

    def _tell_differences(self, touched: pl.DataFrame) -> None:
        for old, (new, heading) in FILLED.items():
            found = touched.filter(_differs(old))
            for firm, kept, other, file, sheet, row in (
                found.select("firm", old, new, *PLACES_OF).head(TOLD).iter_rows()
            ):
                parts: dict[str, object] = {"firm": firm, "kept": kept}
                self.told.append(
                    Fault(file, "import_differs", sheet=sheet, row=row, column=heading, value=other, parts=parts)
                )

    def _log_update(self, before: pl.DataFrame, after: pl.DataFrame, column: str) -> None:
        def text(frame: pl.DataFrame) -> pl.Series:
            cell = frame[column]
            return cell.list.join(";") if isinstance(cell.dtype, pl.List) else cell.cast(pl.String)

        old, new = text(before), text(after)
        changed = old.ne_missing(new)
        if not changed.any():
            return
        found = before.with_columns(_old=old, _new=new).filter(changed)
        self.changed |= set(found["firm"])
        self.log.append(
            found.select(
                action=pl.lit("update"),
                table=pl.lit("firms"),
                key="firm",
                column=pl.lit(column),
                before="_old",
                after="_new",
                file="from_file",
                sheet="from_sheet",
                row="from_row",
            )
        )

    def status(self, rows: pl.DataFrame) -> None:
        """Note what the register says of a firm in the year of the file; nothing where a name alone links the row."""
        sure = pl.col("sure").fill_null(value=True)
        said = rows.filter(sure & pl.col("status").is_not_null() & pl.col("seen").is_not_null()).with_columns(
            found=pl.when(pl.col("status").str.contains(CLOSED))
            .then(pl.lit("closed"))
            .when(pl.col("status").str.contains(OPEN))
            .then(pl.lit("operating"))
        )
        made = said.filter(pl.col("found").is_not_null()).select(
            "firm",
            year="seen",
            status="found",
            note=pl.concat_str([pl.lit("登记状态："), "status"]),
            **TOLD_BY,
        )
        self._append("firm_status", made, ["firm", "year"])

    def capabilities(self, rows: pl.DataFrame) -> None:
        """Take chain columns that name sectors as inferred capabilities: a list's label is no statement."""
        sectors = sector_words(self.dataset)
        nodes = (
            rows.filter(pl.col("node").is_not_null()).with_columns(word=pl.col("node").str.split(";")).explode("word")
        )
        nodes = nodes.with_columns(word=cells.values(pl.col("word").str.replace_all(r"[/>＞→|]", ";"))).explode("word")
        if nodes.is_empty():
            return
        distinct = nodes["word"].drop_nulls().unique()
        ids = {word: sectors.get(plain(word)) for word in distinct}
        nodes = nodes.with_columns(sector=pl.col("word").replace_strict(ids, default=None, return_dtype=pl.String))
        unknown = nodes.filter(pl.col("sector").is_null() & pl.col("word").is_not_null())
        self._tell_words(unknown, "import_node", "产业链节点")
        made = nodes.filter(pl.col("sector").is_not_null()).select(
            "firm",
            "sector",
            basis=pl.lit("inferred"),
            status=pl.lit("made"),
            note=pl.concat_str([pl.lit("产业链节点："), "word"]),
            **TOLD_BY,
        )
        self._append("capabilities", made, ["firm", "sector"])

    def _tell_words(self, unknown: pl.DataFrame, code: str, heading: str) -> None:
        """Tell the words of chain columns that name nothing of the dataset."""
        found = (
            unknown.group_by("file", "sheet", "word", maintain_order=True)
            .agg(pl.len(), pl.col("row").min())
            .sort("file", "sheet", "row", maintain_order=True)
        )
        for file, sheet, word, count, row in found.head(TOLD).iter_rows():
            parts: dict[str, object] = {"count": count}
            self.told.append(Fault(file, code, sheet=sheet, row=row, column=heading, value=word, parts=parts))
        if found.height > TOLD:
            parts = {"count": found.height - TOLD}
            self.told.append(Fault(found["file"][0], f"{code}_more", column=heading, parts=parts))

    def claims(self, rows: pl.DataFrame, date: str | None) -> None:
        """Take figures of a firm (capacity, output, ...) as claims about it; ``date`` is the list's, where stated."""
        claims, told = figures.claims_of(rows, measures=MEASURES, list_year=int(date[:4]) if date else None)
        self.told += told
        if claims.is_empty():
            return
        self._tell_known(claims)
        self._append("claims", claims.drop("firm"), ["claim"])
        subjects = claims.select("claim", *TOLD_BY, table=pl.lit("firms"), id="firm")
        self._append("claim_subjects", subjects, ["claim", "table", "id"])

    def _tell_known(self, claims: pl.DataFrame) -> None:
        """Tell the figures that the dataset states already, for the same firm and time, with another value."""
        have = self._table("claims").select("claim", kept="value", unit_kept="unit")
        found = claims.join(have, on="claim", maintain_order="left").filter(pl.col("kept") != pl.col("value"))
        for row in found.head(TOLD).iter_rows(named=True):
            parts: dict[str, object] = {"kept": f"{row['kept']:g} {row['unit_kept']}", "claim": row["claim"]}
            place = {"sheet": row["from_sheet"], "row": row["from_row"], "column": row["measure"]}
            value = f"{row['value']:g} {row['unit']}"
            self.told.append(Fault(row["from_file"], "import_figure_known", **place, value=value, parts=parts))

    def plan(self, rows: pl.DataFrame, possible: pl.DataFrame, exports: Exports) -> Plan:
        """Return all that was collected."""
        log = pl.concat([LOG.to_frame(), *self.log], how="diagonal_relaxed").select(LOG.names())
        digest = hashlib.sha256("\n".join(rows["source"].unique().sort().to_list()).encode()).hexdigest()[:10]
        batch = f"import-{digest}"
        firms = rows.select(
            "firm",
            "name",
            state=pl.col("firm").replace_strict(self.state, default="unchanged", return_dtype=pl.String),
            reason="reason",
            file="file",
            sheet="sheet",
            row="row",
            source="source",
            seen="seen",
            **{column: column for column in ("industry", "scope", "products", "node", "stage")},
        )
        return Plan(
            tables=self.tables if log.height else {},
            log=log.with_columns(batch=pl.lit(batch)),
            firms=firms,
            possible=possible,
            counts=self.counts,
            told=(*exports.told, *self.told),
            left_out=exports.left_out,
            contacts=exports.contacts,
            batch=batch,
            kinds=exports.kinds,
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
    both = pl.concat_list(
        left.fill_null(pl.lit([], pl.List(pl.String))), right.fill_null(pl.lit([], pl.List(pl.String)))
    ).list.unique(maintain_order=True)
    return pl.when(both.list.len() > 0).then(both)
