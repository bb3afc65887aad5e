"""How imported rows meet a dataset: which firms are new, which are known, what of them changes, and why."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chainlink.dataset.cells import plain
from chainlink.dataset.clean import empty_table
from chainlink.dataset.dataset import Dataset
from chainlink.errors import Fault
from chainlink.intake import cells, figures
from chainlink.intake.exports import SEVERAL, TEXTS, Exports
from chainlink.intake.name_parts import FORMS, TRADITIONAL, exact_key, parts
from chainlink.intake.names import LINK, PROPOSE, resolve_names
from chainlink.units import MEASURES

CLOSED = "注销|吊销|停业|清算|歇业|撤销|解散"
OPEN = "存续|在业|在营|开业|在册|正常|营业"
LOG = pl.Schema(
    {
        "batch": pl.String, "action": pl.String, "table": pl.String, "key": pl.String, "column": pl.String,
        "before": pl.String, "after": pl.String, "file": pl.String, "sheet": pl.String, "row": pl.Int64, "reason": pl.String,
    }
)  # fmt: skip
"""The log of changes: what was done to which row, from which row of which file, and why; it can be undone from it."""
FULL = "(" + "|".join(FORMS) + r"|分公司|[(（]集团[)）])$"
"""How the whole registered name of a firm ends."""
MATCH = pl.Schema({"at": pl.Int64, "firm": pl.String, "reason": pl.String})


@dataclass(frozen=True)
class Plan:
    """What an import would do.

    ``tables``: the tables that change, whole.  ``log``: one row per change.  ``firms``: one row per firm of the files:
    ``firm, name, state (added, updated, unchanged), reason, file, sheet, row`` and the texts that proposals are made from.
    ``possible``: names that may mean a known firm (rows of ``resolve_names`` with the new firm's id in ``new``).
    ``told``: remarks; ``left_out``: what was not taken and why; ``contacts``: personal data, only where asked for.
    """

    tables: dict[str, pl.DataFrame]
    log: pl.DataFrame
    firms: pl.DataFrame
    possible: pl.DataFrame
    counts: dict[str, int]
    told: tuple[Fault, ...]
    left_out: tuple[Fault, ...]
    contacts: pl.DataFrame
    batch: str = ""
    kinds: tuple[tuple[str, str | None, str, int], ...] = field(default=())


def plan_import(dataset: Dataset, exports: Exports, *, date: str | None = None) -> Plan:
    """Return what taking ``exports`` into ``dataset`` changes; nothing stated there is overwritten.

    Args:
        dataset: the dataset as it is.
        exports: what the files say.
        date: the day the files describe (YYYY[-MM[-DD]]); None: the latest day they state, for they cannot be older.

    """
    told: list[Fault] = []
    rows = _placed(dataset, exports.rows.with_row_index("at").with_columns(pl.col("at").cast(pl.Int64)), told)
    sources = _sources(rows, date)
    rows = rows.join(sources.select("file", "sheet", "source", "seen"), on=["file", "sheet"], how="left", nulls_equal=True, maintain_order="left")
    rows = _merged(rows, told)
    matched, possible = _matched(dataset, rows)
    rows = rows.join(matched, on="at", how="left", maintain_order="left")
    rows = _one_row_a_firm(rows, told)
    rows = rows.with_columns(known=pl.col("firm").is_not_null(), firm=pl.coalesce("firm", _new_ids(rows)))
    rows = _with_parks(dataset, rows)
    change = _Change(dataset, told)
    change.sources(sources.filter(pl.col("source").is_in(rows["source"].implode())))
    change.parks(rows)
    change.firms(rows)
    change.status(rows)
    change.capabilities(rows)
    change.claims(rows, exports.amount_units)
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
    """Find the district of each row: stated, else a whole prefecture of the dataset, else named at the head of the address."""
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
    said = pl.col("address").str.head(16).str.extract_many(in_address).list.last() if in_address else pl.lit(None, pl.String)
    placed = rows.with_columns(
        place=pl.coalesce(
            looked_up("district"),
            pl.when(city.is_in(list(prefectures))).then(city),
            pl.when(pl.col("district").is_null()).then(said.replace_strict(words, default=None, return_dtype=pl.String)),
        )
    )
    unknown = placed.filter(pl.col("place").is_null() & pl.col("district").is_not_null())
    for file, district, count in unknown.group_by("file", "district").len().sort("file", "district").head(20).iter_rows():
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
                "file": file, "sheet": sheet, "source": f"import-{digest}",
                "title": f"{file}｜{sheet}" if sheet else str(file),
                "date": date or latest, "seen": int((date or latest or "0")[:4]) or None, "inferred": date is None,
                "kind": str(group["kind"][0]),
            }
        )  # fmt: skip
    schema = {"file": pl.String, "sheet": pl.String, "source": pl.String, "title": pl.String, "date": pl.String,
              "seen": pl.Int64, "inferred": pl.Boolean, "kind": pl.String}  # fmt: skip
    return pl.DataFrame(made, schema=schema)


# --- one row a firm -------------------------------------------------------------------------------------------------

def exact_names(names: pl.Expr) -> pl.Expr:
    """Return :func:`name_parts.exact_key` of every name, columnar."""
    tidy = names.str.normalize("NFKC").str.replace_many(list(TRADITIONAL), list(TRADITIONAL.values())).str.to_lowercase()
    tidy = tidy.str.replace_all(r"[\s·•.,，、。\-_—–'\"“”‘’《》<>/\\*&+:：;；!！()\[\]【】〔〕]+", "")
    return tidy.str.replace_all("有限责任公司", "有限公司", literal=True)


def _merged(rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    """Make one row of the rows that name a firm twice: the fuller one, its blanks filled from the other."""
    rows = rows.with_columns(
        exact=exact_names(pl.col("name")),
        full=pl.sum_horizontal(pl.col(TEXTS).is_not_null()),
    )
    coded = rows.filter(pl.col("credit_code").is_not_null()).group_by("exact").agg(
        code=pl.col("credit_code").first(), codes=pl.col("credit_code").n_unique()
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
            else pl.col(column).drop_nulls().first().alias(column)
            for column in rows.columns
            if column != key
        ),
        others=pl.concat_str("file", pl.lit(" "), pl.col("sheet").fill_null(""), pl.lit(" "), pl.col("row")).slice(1).str.join("；"),
        in_one=pl.concat_str("file", pl.col("sheet").fill_null("")).n_unique() < pl.len(),
    )
    for file, sheet, row, name, others in groups.filter("in_one").select("file", "sheet", "row", "name", "others").head(20).iter_rows():
        told.append(Fault(file, code, sheet=sheet, row=row, column="企业名称", value=name, parts={"others": others}))
    if (more := groups["in_one"].sum() - 20) > 0:
        told.append(Fault(groups["file"][0], "import_twice_more", parts={"count": more}))
    texts = {column: pl.when(pl.col(column) != "").then(pl.col(column)) for column in SEVERAL}
    groups = groups.with_columns(**texts).drop("others", "in_one").select(rows.columns)
    alone = rows.filter(pl.col(key).is_null() | ~pl.col(key).is_duplicated())
    return pl.concat([alone, groups]).sort("at")


def _one_row_a_firm(rows: pl.DataFrame, told: list[Fault]) -> pl.DataFrame:
    return _fuller(rows, "firm", told, "import_same_firm")


# --- matching -------------------------------------------------------------------------------------------------------


def register(dataset: Dataset) -> pl.DataFrame:
    """Return the named firms of ``dataset`` as a register for ``resolve_names``, districts by their Chinese names."""
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    return (
        dataset.tables["firms"]
        .filter(pl.col("named").fill_null(value=True))
        .select("firm", "name", "legal_name", "aliases", "credit_code", district=pl.col("district").replace_strict(names, default=None, return_dtype=pl.String))
    )


def _matched(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return which known firm each row is (``at, firm, reason``), and which it may be."""
    known = register(dataset)
    nothing = pl.DataFrame(schema={"name": pl.String, "candidate": pl.String, "score": pl.Float64, "decision": pl.String, "reason": pl.String, "firm": pl.String, "new": pl.String})
    if known.is_empty() or rows.is_empty():
        return MATCH.to_frame(), nothing
    codes = known.filter(pl.col("credit_code").is_not_null()).unique("credit_code", keep="none")
    sure = [rows.join(codes.select("firm", "credit_code"), on="credit_code").select("at", "firm", reason=pl.lit("same_code"))]
    ids = rows.select("at", firm=_new_ids(rows)).join(known.select("firm"), on="firm", how="semi")
    sure.append(ids.with_columns(reason=pl.lit("imported_before")))
    whole = pl.concat([known.select("firm", "credit_code", name=one) for one in ("name", "legal_name")]).drop_nulls("name")
    whole = whole.filter(pl.col("name").str.contains(FULL)).select("firm", have="credit_code", exact=exact_names(pl.col("name")))
    whole = whole.unique(["firm", "exact"]).unique("exact", keep="none")
    again = rows.join(whole, on="exact").filter(
        pl.col("have").is_null() | pl.col("credit_code").is_null() | (pl.col("have") == pl.col("credit_code"))
    )
    sure.append(again.select("at", "firm", reason=pl.lit("same_name")))
    by_code = pl.concat(sure).unique("at", keep="first", maintain_order=True)
    left = rows.join(by_code, on="at", how="anti", maintain_order="left")
    words = _cores(known)
    near = left.filter(pl.col("exact").str.contains_any(words)) if words else left.clear()
    if near.is_empty():
        return by_code, nothing
    names = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    asked = near.select("at", "name", "credit_code", district=pl.col("district").replace_strict(names, default=None, return_dtype=pl.String))
    found = resolve_names(asked, known).with_columns(at=pl.lit(asked["at"]).gather(pl.col("place")))
    linked = found.filter(pl.col("decision") == LINK).select("at", "firm", "reason")
    possible = found.filter((pl.col("decision") == PROPOSE) & (pl.col("score") >= 0.6))  # noqa: PLR2004 - worth a look
    possible = possible.join(near.select("at", new=_new_ids(near)), on="at", how="left", maintain_order="left")
    return pl.concat([by_code, linked]).unique("at", keep="first", maintain_order=True), possible.select(nothing.columns)


def _cores(known: pl.DataFrame) -> list[str]:
    """Return the cores of all known names: a name without any of them is like none of them."""
    found: dict[str, None] = {}
    names = pl.concat([known["name"], known["legal_name"], known["aliases"].explode()]).drop_nulls()
    for name in names.unique(maintain_order=True):
        stem = parts(name).stem
        found[stem[:4]] = None
    return [stem for stem in found if len(stem) > 1]


def _new_ids(rows: pl.DataFrame) -> pl.Series:
    """Return the id a new firm gets: its credit code, else one made of its name and district (a surrogate key)."""
    made = [
        code or "n-" + hashlib.sha256(f"{exact}|{district or ''}".encode()).hexdigest()[:12]
        for code, exact, district in rows.select("credit_code", "exact", "district").iter_rows()
    ]
    return pl.Series("firm", made, dtype=pl.String)


def _with_parks(dataset: Dataset, rows: pl.DataFrame) -> pl.DataFrame:
    """Find the park of each row by its name; one not yet known gets an id where the district is known."""
    known = {plain(name): park for park, name in dataset.tables["parks"].select("park", "name").iter_rows()}

    def of(row: dict[str, Any]) -> str | None:
        park = plain(row["park"])
        if park in known:
            return known[park]
        if row["district"] is None:
            return None
        return "p-" + hashlib.sha256(f"{park}|{row['district']}".encode()).hexdigest()[:10]

    distinct = rows.select("park", "district").filter(pl.col("park").is_not_null()).unique(maintain_order=True)
    ids = distinct.with_columns(park_id=pl.Series([of(row) for row in distinct.iter_rows(named=True)], dtype=pl.String))
    return rows.join(ids, on=["park", "district"], how="left", nulls_equal=True, maintain_order="left")


# --- the changes ----------------------------------------------------------------------------------------------------


class _Change:
    """Collects the changed tables and the log, table by table."""

    def __init__(self, dataset: Dataset, told: list[Fault]) -> None:
        self.dataset = dataset
        self.told = told
        self.tables: dict[str, pl.DataFrame] = {}
        self.log: list[pl.DataFrame] = []
        self.counts = {"added": 0, "updated": 0, "unchanged": 0, "parks": 0, "capabilities": 0, "claims": 0, "status": 0}
        self.state: dict[str, str] = {}
        self.changed: set[str] = set()

    def _table(self, name: str) -> pl.DataFrame:
        return self.tables.get(name, self.dataset.tables[name])

    def _append(self, name: str, rows: pl.DataFrame, key: list[str], *, log_rows: pl.DataFrame | None = None) -> None:
        """Append ``rows`` (some columns of the table) whose key is not there yet."""
        have = self._table(name)
        wanted = rows.join(have.select(key), on=key, how="anti", maintain_order="left").unique(key, keep="first", maintain_order=True)
        if wanted.is_empty():
            return
        shape = empty_table(name)
        last = int(have["row"].max() or 1) if have.height else 1  # type: ignore[arg-type]
        made = wanted.with_columns(
            file=pl.lit(f"{name}.csv"), sheet=pl.lit(None, pl.String), row=pl.int_range(last + 1, last + 1 + pl.len(), dtype=pl.Int64)
        )
        missing = {column: pl.lit(None, dtype=dtype).alias(column) for column, dtype in shape.schema.items() if column not in made.columns}
        made = made.with_columns(**missing).select(shape.columns)
        self.tables[name] = pl.concat([have, made], how="diagonal_relaxed")
        places = wanted if log_rows is None else wanted.select(*key).join(log_rows, on=key, how="left")
        logged = places.select(
            action=pl.lit("add"), table=pl.lit(name), key=pl.concat_str([pl.col(one).cast(pl.String) for one in key], separator=":"),
            **{one: (pl.col(f"from_{one}") if f"from_{one}" in places.columns else pl.lit(None)) for one in ("file", "sheet", "row")},
        )
        self.log.append(logged)
        short = {"parks": "parks", "capabilities": "capabilities", "claims": "claims", "firm_status": "status"}.get(name)
        if short:
            self.counts[short] += wanted.height

    def sources(self, sources: pl.DataFrame) -> None:
        rows = sources.select(
            "source", "title", "date", publisher=pl.col("kind").replace_strict(PUBLISHERS, default=None, return_dtype=pl.String),
            kind=pl.lit("other"),
            note=pl.when("inferred").then(pl.lit("导入；日期取文件中最晚的日期")).otherwise(pl.lit("导入")),
        )  # fmt: skip
        self._append("sources", rows, ["source"])

    def parks(self, rows: pl.DataFrame) -> None:
        parks = rows.filter(pl.col("park_id").is_not_null()).select(
            park="park_id", name="park", district="district", source=pl.concat_list("source"), grade=pl.lit("B"), seen="seen",
            from_file="file", from_sheet="sheet", from_row="row",
        )  # fmt: skip
        self._append("parks", parks, ["park"])

    def firms(self, rows: pl.DataFrame) -> None:
        chains = self._chain_ids()
        rows = rows.with_columns(
            legal=pl.when(pl.col("name").str.contains(FULL)).then("name"),
            former_list=cells.values(pl.col("former")),
            chain_list=cells.values(pl.col("chain")).list.eval(pl.element().replace_strict(chains, default=None, return_dtype=pl.String)).list.drop_nulls().list.unique(maintain_order=True),
        )
        place = pl.concat_str([pl.lit("导入："), "file", pl.coalesce(pl.concat_str(pl.lit("｜"), "sheet"), pl.lit("")), pl.lit(" 第"), pl.col("row"), pl.lit("行")])
        new = rows.filter(~pl.col("known")).select(
            firm="firm", name="name", legal_name="legal", credit_code="credit_code", aliases="former_list", district="district",
            park="park_id", chains=pl.when(pl.col("chain_list").list.len() > 0).then("chain_list"), named=pl.lit(value=True),
            since="since", source=pl.concat_list("source"), grade=pl.lit("B"), seen="seen", note=place,
            from_file="file", from_sheet="sheet", from_row="row",
        )  # fmt: skip
        self._append("firms", new, ["firm"])
        self.counts["added"] += new.height
        self.state |= dict.fromkeys(new["firm"], "added")
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
            "firm", new_legal="legal", new_code="credit_code", new_district="district", new_park="park_id", new_since="since",
            new_names=pl.concat_list(pl.concat_list("name"), pl.col("former_list").fill_null(pl.lit([], pl.List(pl.String)))),
            new_chains="chain_list", new_source="source", new_seen="seen", from_file="file", from_sheet="sheet", from_row="row",
        )  # fmt: skip
        joined = firms.join(incoming, on="firm", how="left", maintain_order="left").with_row_index("_at")
        touched = joined.filter(pl.col("new_source").is_not_null())
        after = touched.with_columns(
            *(pl.coalesce(old, new).alias(old) for old, new in (("legal_name", "new_legal"), ("credit_code", "new_code"), ("district", "new_district"), ("since", "new_since"))),
            park=pl.coalesce("park", pl.when(pl.coalesce("district", "new_district") == pl.col("new_district")).then("new_park")),
            source=pl.col("source").list.set_union(pl.concat_list("new_source")).list.drop_nulls(),
            seen=pl.max_horizontal("seen", "new_seen"),
            chains=_union(pl.col("chains"), pl.col("new_chains")),
            aliases=self._aliases(touched),
        )
        self._tell_differences(touched)
        for column in ("legal_name", "credit_code", "aliases", "district", "park", "chains", "since", "seen", "source"):
            self._log_update(touched, after, column)
        columns_kept = firms.columns
        untouched = joined.filter(pl.col("new_source").is_null())
        whole = pl.concat([untouched.select("_at", *columns_kept), after.select("_at", *columns_kept)]).sort("_at").drop("_at")
        updated = self.changed
        self.counts["updated"] += len(updated)
        self.counts["unchanged"] += touched.height - len(updated)
        self.state |= {firm: "updated" if firm in updated else "unchanged" for firm in touched["firm"]}
        if updated:
            self.tables["firms"] = whole

    def _aliases(self, touched: pl.DataFrame) -> pl.Series:
        made: list[list[str] | None] = []
        for name, legal, new_legal, aliases, names in touched.select("name", "legal_name", "new_legal", "aliases", "new_names").iter_rows():
            have = {exact_key(one) for one in (name, legal or new_legal, *(aliases or [])) if one}
            more = [one for one in dict.fromkeys(names) if exact_key(one) not in have and ";" not in one]
            made.append([*(aliases or []), *more] or None)
        return pl.Series("aliases", made, dtype=pl.List(pl.String))

    def _tell_differences(self, touched: pl.DataFrame) -> None:
        for old, new, heading in (("credit_code", "new_code", "统一社会信用代码"), ("district", "new_district", "所属区县"), ("since", "new_since", "成立日期"), ("legal_name", "new_legal", "企业名称")):
            same = pl.col(old) == pl.col(new)
            if old == "since":
                short = pl.min_horizontal(pl.col(old).str.len_chars(), pl.col(new).str.len_chars())
                same = pl.col(old).str.head(short) == pl.col(new).str.head(short)
            if old == "legal_name":
                same = exact_names(pl.col(old)) == exact_names(pl.col(new))
            found = touched.filter(pl.col(old).is_not_null() & pl.col(new).is_not_null() & ~same)
            for firm, kept, other, file, sheet, row in found.select("firm", old, new, "from_file", "from_sheet", "from_row").head(20).iter_rows():
                parts: dict[str, object] = {"firm": firm, "kept": kept}
                self.told.append(Fault(file, "import_differs", sheet=sheet, row=row, column=heading, value=other, parts=parts))

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
                action=pl.lit("update"), table=pl.lit("firms"), key="firm", column=pl.lit(column), before="_old", after="_new",
                file="from_file", sheet="from_sheet", row="from_row",
            )
        )  # fmt: skip

    def status(self, rows: pl.DataFrame) -> None:
        """Note what the register says of a firm in the year of the file."""
        said = rows.filter(pl.col("status").is_not_null() & pl.col("seen").is_not_null()).with_columns(
            found=pl.when(pl.col("status").str.contains(CLOSED)).then(pl.lit("closed")).when(pl.col("status").str.contains(OPEN)).then(pl.lit("operating"))
        )
        made = said.filter(pl.col("found").is_not_null()).select(
            "firm", year="seen", status="found", source=pl.concat_list("source"), grade=pl.lit("B"), seen="seen",
            note=pl.concat_str([pl.lit("登记状态："), "status"]), from_file="file", from_sheet="sheet", from_row="row",
        )  # fmt: skip
        self._append("firm_status", made, ["firm", "year"])

    def capabilities(self, rows: pl.DataFrame) -> None:
        """Take chain columns whose words are names of sectors as inferred capabilities: a list's label is no statement."""
        sectors = sector_words(self.dataset)
        nodes = rows.filter(pl.col("node").is_not_null()).with_columns(word=pl.col("node").str.split(";")).explode("word")
        nodes = nodes.with_columns(word=cells.values(pl.col("word").str.replace_all(r"[/>＞→|]", ";"))).explode("word")
        if nodes.is_empty():
            return
        distinct = nodes["word"].drop_nulls().unique()
        ids = {word: sectors.get(plain(word)) for word in distinct}
        made = nodes.with_columns(sector=pl.col("word").replace_strict(ids, default=None, return_dtype=pl.String)).filter(pl.col("sector").is_not_null())
        made = made.select(
            "firm", "sector", basis=pl.lit("inferred"), status=pl.lit("made"), source=pl.concat_list("source"), grade=pl.lit("B"), seen="seen",
            note=pl.concat_str([pl.lit("产业链节点："), "word"]), from_file="file", from_sheet="sheet", from_row="row",
        )  # fmt: skip
        self._append("capabilities", made, ["firm", "sector"])

    def claims(self, rows: pl.DataFrame, units_of: dict[str, str]) -> None:
        """Take figures of a firm (capacity, output, ...) as claims about it."""
        claims, told = figures.claims_of(rows, units_of, measures=MEASURES)
        self.told += told
        if claims.is_empty():
            return
        self._append("claims", claims.drop("firm"), ["claim"])
        subjects = claims.select("claim", table=pl.lit("firms"), id="firm", source="source", grade="grade", seen="seen", from_file="from_file", from_sheet="from_sheet", from_row="from_row")
        self._append("claim_subjects", subjects, ["claim", "table", "id"])

    def plan(self, rows: pl.DataFrame, possible: pl.DataFrame, exports: Exports) -> Plan:
        log = pl.concat([LOG.to_frame(), *self.log], how="diagonal_relaxed").select(LOG.names())
        digest = hashlib.sha256("\n".join(rows["source"].unique().sort().to_list()).encode()).hexdigest()[:10]
        batch = f"import-{digest}"
        firms = rows.select(
            "firm", "name", state=pl.col("firm").replace_strict(self.state, default="unchanged", return_dtype=pl.String),
            reason="reason", file="file", sheet="sheet", row="row", source="source", seen="seen",
            **{column: column for column in ("industry", "scope", "products", "node", "stage")},
        )  # fmt: skip
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


PUBLISHERS = {"Q1": "企查查", "Q2": "企查查", "Q3": "企查查", "T1": "天眼查", "T2": "天眼查"}


def _union(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    both = pl.concat_list(left.fill_null(pl.lit([], pl.List(pl.String))), right.fill_null(pl.lit([], pl.List(pl.String)))).list.unique(maintain_order=True)
    return pl.when(both.list.len() > 0).then(both)


def sector_words(dataset: Dataset) -> dict[str, str]:
    """Return the sector for every way to write its whole name: with and without brackets, each side of a slash."""
    found: dict[str, str] = {}
    doubtful: set[str] = set()
    for sector, name in dataset.tables["sectors"].select("sector", "name").iter_rows():
        bare = name.split("（", 1)[0]
        words = {sector, name, bare, *(bare.split("/") if "/" in bare else ())}
        for word in map(plain, words):
            if len(word) < 2:  # noqa: PLR2004 - one sign names nothing
                continue
            if found.get(word, sector) != sector:
                doubtful.add(word)
            found[word] = sector
    return {word: sector for word, sector in found.items() if word not in doubtful}
