"""Every fault of every table in one go: each with its place, its value, what was wanted and what to do."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

import networkx as nx
import polars as pl
from rapidfuzz import fuzz, process

from chainlink import terms, units
from chainlink.dataset.clean import CAP, CleanTable, headings, meta_of, plain, table_words
from chainlink.errors import Fault
from chainlink.schema import columns
from chainlink.tables import TABLES, caption

ILLEGAL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]"
"""Characters that XML cannot hold: no workbook, page or graph file could be written with them."""
NEAR = 60
"""How alike (0 to 100) a known name must be to be offered."""
JOINT_TOLERANCE = 0.001
"""Shares and coefficients are rounded; so much above 1 is no fault."""
IDS = {"capabilities": ("firm", "sector")}
"""Tables whose id in ``claim_subjects`` is made of two columns, joined by a colon."""

Tables = dict[str, CleanTable]


def check_tables(tables: Tables) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the warnings of ``tables``, sorted by file, row and column as the tables are declared."""
    faults: list[Fault] = []
    warnings: list[Fault] = []
    for table in tables.values():
        faults += table.faults
        warnings += table.warnings
        faults += _rules(table)
        faults += _characters(table)
        faults += _dates(table)
    for check in (_references, _subjects, _units, _cycles, _inputs_of_one_output):
        faults += check(tables)
    return _in_order(_once(faults, tables)), _in_order(warnings)


def fault(at: CleanTable, code: str, column: str | None, row: int | None, value: object, /, **parts: object) -> Fault:
    """Word the place of a fault: ``column`` is the name of a column, shown by its Chinese heading."""
    heading = headings(at.name).get(column, column) if column else None
    return Fault(at.file, code, at.name, at.sheet, row, heading, _shown(value), parts)


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, (list, pl.Series)):
        return ";".join(str(one) for one in value)
    return str(value)


def _once(faults: Iterable[Fault], tables: Tables) -> list[Fault]:
    """Keep one fault a cell; a row of the wrong length has only that fault: its cells stand in the wrong columns."""
    ragged = {(table.file, table.sheet, row) for table in tables.values() for row in table.ragged}
    kept: dict[tuple[object, ...], Fault] = {}
    for one in faults:
        if (one.file, one.sheet, one.row) in ragged and one.code not in {"row_short", "row_long"}:
            continue
        place = (
            (one.file, one.sheet, one.row, one.column)
            if one.row and one.column
            else (one.file, one.sheet, one.row, one.code)
        )
        kept.setdefault((*place, one.value if one.code.startswith("reference") else None), one)
    return list(kept.values())


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    tables = list(TABLES)
    return sorted(
        faults,
        key=lambda one: (
            tables.index(one.table) if one.table in tables else -1,
            one.file,
            one.sheet or "",
            one.row or 0,
            one.column or "",
            one.code,
        ),
    )


# --- what the declaration of a table says ---------------------------------------------------------------------------


def _rules(table: CleanTable) -> list[Fault]:
    """Tell what breaks the types, bounds, words, keys and rules that ``tables`` declares."""
    schema = TABLES[table.name]
    if table.frame.height == 0 or schema.is_valid(table.frame):
        return []
    failure = schema.filter(table.frame).failure
    details = failure.details()
    faults: list[Fault] = []
    for rule, count in failure.counts().items():
        bad = details.filter(pl.col(rule) == "invalid")
        column, code, parts = _rule_words(table.name, rule)
        if code == "key_twice":
            faults += _keys(table, bad)
            continue
        for row in bad.head(CAP).iter_rows(named=True):
            value = row.get(column) if column else None
            near = _choice_parts(table.name, column) if code == "choice" and column else {}
            faults.append(
                fault(table, _closer(code, value, table.name, column), column, row["row"], value, **parts, **near)
            )
        if count > CAP:
            faults.append(fault(table, "more", column, int(bad["row"][CAP]), None, count=count - CAP))
    return faults


def _rule_words(table: str, rule: str) -> tuple[str | None, str, dict[str, object]]:
    """Return column, code of the sentences, and their parts for a rule of dataframely or of ``tables``."""
    if rule == "primary_key":
        return None, "key_twice", {}
    column, bar, what = rule.partition("|")
    if not bar:
        roots = TABLES[table]._validation_rules(with_cast=False)[rule].expr.meta.root_names()  # noqa: SLF001 - no public way
        other = headings(table).get(roots[1], roots[1]) if len(roots) > 1 else ""
        return roots[0], rule if f"wanted.{rule}" in _sentences() else "rule", {"rule": rule, "other": other}
    declared = TABLES[table].columns()[column]
    if what in {"nullability", "min_length", "inner_nullability"}:
        return column, "required", {}
    if what == "regex":
        return column, "date" if meta_of(table, column)["kind"] == "date" else "id", {}
    if what in {"inf", "nan"}:
        return column, "finite", {}
    if what.startswith("check__"):
        return column, what.removeprefix("check__"), {}
    limit = getattr(declared, what, None)
    return (
        column,
        what if f"wanted.{what}" in _sentences() else "rule",
        {"limit": f"{limit:g}" if limit is not None else "", "rule": rule},
    )


def _sentences() -> set[str]:
    return {f"wanted.{code}" for code in terms.choices("wanted")}


def _closer(code: str, value: object, table: str, column: str | None) -> str:
    """Name a fault more closely where the cure differs: a serial number of Excel where a date or year was wanted."""
    if code in {"date", "max"} and column and meta_of(table, column)["kind"] in {"date", "year"}:
        serial = re.fullmatch(r"(\d{5})(\.\d+)?", str(value))
        if serial and 20_000 <= int(serial[1]) <= 80_000:  # noqa: PLR2004 - 1954 to 2119
            return "date_serial"
    return code


def _choice_parts(table: str, column: str) -> dict[str, object]:
    enum = str(meta_of(table, column)["enum"])
    said = terms.choices(enum)
    return {"choices": "; ".join(f"{word} ({name})" for name, word in said.items())}


def _keys(table: CleanTable, bad: pl.DataFrame) -> list[Fault]:
    """Tell rows with the key of an earlier row."""
    keys = TABLES[table.name].primary_key()
    bad = bad.sort("row").with_columns(
        pl.col(keys).map_batches(
            lambda cells: cells.list.join(";") if isinstance(cells.dtype, pl.List) else cells.cast(pl.String)
        )
    )
    firsts = bad.group_by(keys, maintain_order=True).agg(first=pl.col("row").first())
    later = bad.join(firsts, on=keys, nulls_equal=True, maintain_order="left").filter(pl.col("row") != pl.col("first"))
    later = later.filter(~pl.all_horizontal(pl.col(keys).is_null()))
    names = "、".join(headings(table.name)[key] for key in keys)
    return [
        fault(table, "key_twice", names, row["row"], " ".join(str(row[key]) for key in keys), first=row["first"])
        for row in later.head(CAP).iter_rows(named=True)
    ]


# --- cells ----------------------------------------------------------------------------------------------------------


def _characters(table: CleanTable) -> list[Fault]:
    """Tell characters that XML cannot hold."""
    faults = []
    for name, dtype in table.frame.schema.items():
        if dtype == pl.List(pl.String):
            found = table.frame.select("row", cell=pl.col(name).list.join(";"))
        elif dtype == pl.String and name not in {"file", "sheet"}:
            found = table.frame.select("row", cell=pl.col(name))
        else:
            continue
        found = found.filter(pl.col("cell").str.contains(ILLEGAL))
        for row, cell in found.head(CAP).iter_rows():
            signs = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in re.findall(ILLEGAL, cell)}))
            faults.append(
                fault(
                    table,
                    "illegal_character",
                    name,
                    row,
                    re.sub(ILLEGAL, "\N{REPLACEMENT CHARACTER}", cell),
                    signs=signs,
                )
            )
    return faults


def _dates(table: CleanTable) -> list[Fault]:
    """Tell days no calendar has (31 June), and an end before its beginning where the rules look at years only."""
    faults = []
    dates = [name for name, _, meta in columns(TABLES[table.name]) if meta["kind"] == "date"]
    for name in dates:
        day = pl.col(name).str.contains(r"^\d{4}-\d{2}-\d{2}$")
        bad = table.frame.filter(
            day
            & pl.col(name).str.to_date("%Y-%m-%d", strict=False).is_null()
            & pl.col(name).str.contains(r"-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")
        )
        faults += [
            fault(table, "no_such_day", name, row, value)
            for row, value in bad.select("row", name).head(CAP).iter_rows()
        ]
    for first, last in (("since", "until"), ("from", "to")):
        if {first, last} <= set(dates):
            same = pl.min_horizontal(pl.col(first).str.len_chars(), pl.col(last).str.len_chars())
            bad = table.frame.filter(pl.col(first).str.head(same) > pl.col(last).str.head(same))
            faults += [
                fault(
                    table,
                    f"{first}_is_not_after_{last}" if first == "from" else "since_is_not_after_until",
                    first,
                    row,
                    value,
                    other=headings(table.name)[last],
                    rule="",
                )
                for row, value in bad.select("row", first).head(CAP).iter_rows()
            ]
    return faults


def _units(tables: Tables) -> list[Fault]:
    """Tell units nobody knows, and units that do not fit the measure."""
    table = tables["claims"]
    known = units.table(table.frame["unit"])
    claims = table.frame.select("row", "unit", "measure").join(known, on="unit", how="left", maintain_order="left")
    claims = claims.filter(pl.col("unit").is_not_null())
    faults = []
    for row, unit, *_ in claims.filter(pl.col("dimension").is_null()).head(CAP).iter_rows():
        before = units.with_time(unit)
        near = process.extractOne(unit, units.known_units(), scorer=fuzz.ratio, score_cutoff=50)
        if before:
            faults.append(fault(table, "unit_with_time", "unit", row, unit, before=before))
        else:
            faults.append(
                fault(table, "unit_near" if near else "unit", "unit", row, unit, near=near[0] if near else "")
            )
    for measure, dimensions in units.MEASURES.items():
        bad = claims.filter((pl.col("measure") == measure) & pl.col("dimension").is_in(list(dimensions)).not_())
        for row, unit in bad.select("row", "unit").head(CAP).iter_rows():
            said = f"{terms.word(f'measure.{measure}')} ({measure})"
            faults.append(fault(table, "unit_of_measure", "unit", row, unit, measure=said))
    return faults


# --- between tables -------------------------------------------------------------------------------------------------


def _references(tables: Tables) -> list[Fault]:
    """Tell ids that name no row of the table they refer to."""
    faults: list[Fault] = []
    for table in tables.values():
        for name, _, meta in columns(TABLES[table.name]):
            target = meta.get("references")
            if target is not None and name in table.frame.columns:
                cells = table.frame.select("row", id=pl.col(name))
                if meta["kind"] == "list":
                    cells = cells.explode("id")
                faults += _unknown(table, name, cells, tables[target])
    return faults


def _unknown(table: CleanTable, column: str, cells: pl.DataFrame, target: CleanTable) -> list[Fault]:
    if target.broken:
        return []
    if target.absent:
        stated = cells.filter(pl.col("id").is_not_null()).height
        return [fault(target, "table_missing", None, None, None, table=table_words(target.name))] if stated else []
    known = _known_ids(target)
    missing = cells.filter(pl.col("id").is_not_null()).join(known, on="id", how="anti", maintain_order="left")
    if missing.is_empty():
        return []
    near = _nearest(target)
    faults = []
    for row, value in missing.head(CAP).iter_rows():
        found = near(value)
        code = "reference_near" if found else "reference"
        parts: dict[str, object] = {"table": table_words(target.name), "near": found or ""}
        faults.append(fault(table, code, column, row, value, **parts))
    if missing.height > CAP:
        faults.append(fault(table, "more", column, int(missing["row"][CAP]), None, count=missing.height - CAP))
    return faults


def _known_ids(target: CleanTable) -> pl.DataFrame:
    keys = IDS.get(target.name) or TABLES[target.name].primary_key()[:1]
    return target.frame.select(id=pl.concat_str(keys, separator=":")).drop_nulls().unique()


def _nearest(target: CleanTable) -> Callable[[str], str | None]:
    """Return a function that finds the known id whose id, name or alias is most like a word, as ``id（name）``."""
    has_name = "name" in target.frame.columns
    names: dict[str, str] = {}
    shown: dict[str, str] = {}
    for name in _known_ids(target)["id"].sort():
        names[name] = name
        shown[name] = name
    if has_name:
        key = TABLES[target.name].primary_key()[0]
        for one, name in target.frame.select(key, "name").drop_nulls().iter_rows():
            names.setdefault(name, one)
            shown[one] = f"{one}（{name}）"
    simple = {word: plain(word) for word in names}

    def near(value: str) -> str | None:
        found = process.extractOne(plain(value), simple, scorer=fuzz.ratio, score_cutoff=NEAR)
        return shown[names[found[2]]] if found else None

    return near


def _subjects(tables: Tables) -> list[Fault]:
    """Tell claims about nothing, and subjects that are in none of the tables."""
    claims, subjects = tables["claims"], tables["claim_subjects"]
    faults = []
    if subjects.absent and claims.frame.height:
        faults.append(fault(subjects, "table_missing", None, None, None, table=table_words("claim_subjects")))
    elif not subjects.broken:
        orphans = claims.frame.join(subjects.frame.select("claim"), on="claim", how="anti", maintain_order="left")
        orphans = orphans.filter(pl.col("claim").is_not_null())
        faults += [
            fault(claims, "claim_without_subject", "claim", row, one)
            for row, one in orphans.select("row", "claim").iter_rows()
        ]
    for target in terms.choices("subject_table"):
        cells = subjects.frame.filter(pl.col("table") == target).select("row", "id")
        if cells.height:
            faults += _unknown(subjects, "id", cells, tables[target])
    return faults


def _cycles(tables: Tables) -> list[Fault]:
    """Tell circles of flows: what goes into a sector cannot be made from it, recycling apart."""
    table = tables["flows"]
    flows = table.frame.filter((pl.col("kind") != "recycling") & (pl.col("input") != pl.col("output")))
    graph = nx.DiGraph()
    graph.add_edges_from(flows.select("input", "output").drop_nulls().iter_rows())
    sectors = tables["sectors"].frame
    names = dict(sectors.select("sector", "name").drop_nulls().iter_rows()) if sectors.height else {}
    rows = {(one, other): row for one, other, row in flows.select("input", "output", "row").iter_rows()}
    faults = []
    for group in sorted((sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)):
        circle = [edge[0] for edge in nx.find_cycle(graph.subgraph(group), source=group[0])]
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start], circle[start]]
        last = max(zip(circle, circle[1:], strict=False), key=lambda edge: rows.get(edge, 0))
        walk = " → ".join(f"{names.get(one, one)}" for one in circle)
        faults.append(
            fault(table, "flow_cycle", "output", rows.get(last), last[1], circle=walk, ids=" → ".join(circle))
        )
    return faults


def _inputs_of_one_output(tables: Tables) -> list[Fault]:
    """Tell outputs whose inputs are worth more than they are.

    An input-output coefficient is joint over the flows of one pair into one output, so it counts once; the lower ends
    of the cost shares cannot pass the whole either, nor can those of materials pass all materials.
    """
    table = tables["flows"]
    frame = table.frame.filter(pl.col("output").is_not_null()).sort("row")
    pairs = (
        frame.filter(pl.col("io_coefficient").is_not_null())
        .with_columns(pair=pl.coalesce("io_pair", pl.col("input")))
        .group_by("output", "pair", maintain_order=True)
        .agg(pl.col("io_coefficient").max(), pl.col("row").last())
    )
    shares = frame.filter(pl.col("cost_share_low").is_not_null()).with_columns(pl.col("share_of").fill_null("total"))
    found = []
    for code, column, cells in (
        ("io_above_one", "io_coefficient", pairs.with_columns(share_of=pl.lit("total"))),
        ("cost_above_one", "cost_share_low", shares),
    ):
        sums = cells.group_by("output", "share_of", maintain_order=True).agg(
            total=pl.col(column).sum(), row=pl.col("row").max()
        )
        for output, _, total, row in sums.filter(pl.col("total") > 1 + JOINT_TOLERANCE).iter_rows():
            found.append(fault(table, code, column, row, total, output=output))
    differing = (
        frame.filter(pl.col("io_pair").is_not_null() & pl.col("io_coefficient").is_not_null())
        .group_by("output", "io_pair", maintain_order=True)
        .agg(kinds=pl.col("io_coefficient").n_unique(), row=pl.col("row").last(), last=pl.col("io_coefficient").last())
        .filter(pl.col("kinds") > 1)
    )
    found += [
        fault(table, "io_differs", "io_coefficient", row, last, pair=pair, output=output)
        for output, pair, _, row, last in differing.iter_rows()
    ]
    return found


# --- words ----------------------------------------------------------------------------------------------------------


def word_faults(
    faults: Iterable[Fault], lang: str = "zh", *, heading: str = "faults_of", limit: int | None = None
) -> str:
    """Word faults as a list: a line per file and table, under it a line per fault (at most ``limit``, None = all).

    ``heading`` is ``faults_of`` or ``warnings_of``.
    """
    groups: dict[tuple[str, str | None, str | None], list[Fault]] = defaultdict(list)
    for one in faults:
        groups[one.file, one.sheet, one.table].append(one)
    lines = []
    for (file, sheet, table), group in groups.items():
        name = "" if table is None else f"《{caption(table)}》" if lang == "zh" else f" ({table})"
        at = f"[{sheet}]" if sheet else ""
        lines.append(terms.sentence(f"check.{heading}", lang, place=f"{file}{at}{name}", count=len(group)))
        lines += [_line(one, lang) for one in group[:limit]]
        if limit is not None and len(group) > limit:
            lines.append(terms.sentence("check.more_of", lang, count=len(group) - limit))
    return "\n".join(lines)


def _line(one: Fault, lang: str) -> str:
    where = terms.sentence("check.row", lang, row=one.row) if one.row is not None else ""
    column = "" if one.column is None else f"「{one.column}」" if lang == "zh" else f" [{_english(one)}] "
    value = (
        "" if one.value is None else f"= {one.value}" if re.fullmatch(r"[+-]?[\d.]+", one.value) else f"= '{one.value}'"
    )
    place = f"{where}{column}{value}".strip()
    stop = "; "
    said = stop.join(part for part in (one.wanted(lang), one.mend(lang)) if part)
    return f"  {place}: {said}" if place else f"  {said}"


def _english(one: Fault) -> str:
    for name, _, meta in columns(TABLES[one.table]) if one.table else ():
        if meta["header"] == one.column:
            return name
    return str(one.column)
