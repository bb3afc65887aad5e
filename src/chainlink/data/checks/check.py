"""Every fault of every table in one go: each with its place, its value, what was wanted and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, partial
from itertools import chain

import polars as pl

from chainlink import terms
from chainlink.cores import on_every_core
from chainlink.data.cells import CAP
from chainlink.data.checks.cross_checks import Check, Tables, checks_between
from chainlink.data.checks.far_dates import far_dates
from chainlink.data.checks.rival_claims import rival_claims
from chainlink.data.checks.text_checks import check_texts, rows_of_sums
from chainlink.data.clean import CleanTable, fault, headings, meta_of, or_empty
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.dates import FORM, last_days
from chainlink.errors import Fault

ILLEGAL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]"
"""Characters that XML cannot hold: no workbook, page or graph file could be written with them."""
SERIALS = (20_000, 80_000)
"""Serial numbers of Excel for the days of 1954 to 2119."""


def check_tables(tables: Tables) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the warnings of ``tables``, sorted by table, file, row and column."""
    checks: list[Check] = [
        partial(rule, table) for table in tables.values() for rule in (_rules, _characters, _dates, check_texts)
    ]
    rows = max((table.frame.height for table in tables.values()), default=0)
    each = on_every_core(lambda check: check(), [*checks, *checks_between(tables)], rows=rows)
    impossible, alone = far_dates(tables)
    faults = [*chain.from_iterable(table.faults for table in tables.values()), *chain.from_iterable(each), *impossible]
    warnings = chain.from_iterable(table.warnings for table in tables.values())
    sums = chain.from_iterable(map(rows_of_sums, tables.values()))
    return _in_order(_once(faults, tables)), _in_order([*warnings, *sums, *alone, *rival_claims(tables)])


def _once(faults: Iterable[Fault], tables: Tables) -> list[Fault]:
    """Keep one fault a cell; a row of the wrong length has only that fault: its cells stand in the wrong columns."""
    ragged = {(table.file, table.sheet, row) for table in tables.values() for row in table.ragged}
    kept: dict[tuple[object, ...], Fault] = {}
    for item in faults:
        if (item.file, item.sheet, item.row) in ragged and item.code not in {"row_short", "row_long"}:
            continue
        place = (item.file, item.sheet, item.row, item.column or item.code)
        kept.setdefault((*place, item.value if item.code.startswith("reference") else None), item)
    return list(kept.values())


def _in_order(faults: Iterable[Fault]) -> list[Fault]:
    order = {table: at for at, table in enumerate(TABLES)}

    def place(item: Fault) -> tuple[object, ...]:
        table = order.get(item.table or "", -1)
        return table, item.file, item.sheet or "", item.row or 0, item.column or "", item.code

    return sorted(faults, key=place)


# --- what the declaration of a table says ---------------------------------------------------------------------------


def _rules(table: CleanTable) -> list[Fault]:
    """Tell what breaks the types, bounds, words, keys and rules that ``tables`` declares."""
    schema = TABLES[table.name]
    if _keeps_every_rule(table):
        return []
    failure = schema.filter(table.frame).failure
    details = failure.details()
    faults: list[Fault] = []
    for rule, count in failure.counts().items():
        bad = details.filter(pl.col(rule) == "invalid")
        column, code, parts = _rule_words(table.name, rule)
        if code == "key_twice":
            faults += _keys(table, bad) if table.lacks.isdisjoint(schema.primary_key()) else []
            continue
        if column in table.lacks:
            faults.append(fault(table, "column_missing", column, table.head_row, None, id=column))
            continue
        if column and code == "choice":
            words = terms.choices(str(meta_of(table.name, column)["enum"]))
            parts["choices"] = "; ".join(f"{word} ({name})" for name, word in words.items())
        for row in bad.head(CAP).iter_rows(named=True):
            value = row.get(column) if column else None
            closer = _closer(code, value, table.name, column)
            shown = {**parts, "or_empty": or_empty(closer, table.name, column)}
            faults.append(fault(table, closer, column, row["row"], value, **shown))
        if count > CAP:
            faults.append(fault(table, "more", column, int(bad["row"][CAP]), None, count=count - CAP))
    return faults


def _keeps_every_rule(table: CleanTable) -> bool:
    """Say whether no row breaks a rule: one pass, many times quicker than asking which rows do."""
    schema, frame = TABLES[table.name], table.frame
    rules = schema._validation_rules(with_cast=False)  # noqa: SLF001 - dataframely has no public way to them
    asked = {
        name: rule.expr.fill_null(value=True).all()
        for name, rule in rules.items()
        if name != "primary_key" and not name.endswith("|inner_nullability")  # lists were cleaned of empty items
    }
    if frame.height and not all(frame.select(**asked).row(0)):
        return False
    keys = [
        pl.col(key).list.join(";") if schema.columns()[key].dtype == pl.List else pl.col(key)
        for key in schema.primary_key()
    ]
    return frame.select(keys).n_unique() == frame.height


def _rule_words(table: str, rule: str) -> tuple[str | None, str, dict[str, object]]:
    """Return column, code of the sentences, and their parts for a rule of dataframely or of ``tables``."""
    column, bar, what = rule.partition("|")
    if not bar:
        return _own_rule_words(table, rule)
    codes = dict.fromkeys(("nullability", "min_length", "inner_nullability"), "required")
    codes |= {"regex": "date" if meta_of(table, column)["kind"] == "date" else "id", "inf": "finite", "nan": "finite"}
    code = codes.get(what, what.removeprefix("check__"))
    limit = getattr(TABLES[table].columns()[column], what, None) if what in {"min", "max"} else None
    parts: dict[str, object] = {"limit": f"{limit:g}" if limit is not None else "", "rule": what, "other": ""}
    return column, code if code in _codes() else "rule", parts


def _own_rule_words(table: str, rule: str) -> tuple[str | None, str, dict[str, object]]:
    """Do so for a rule declared in ``tables``: it is told at the first column it looks at, and names the second."""
    if rule == "primary_key":
        return None, "key_twice", {}
    rules = TABLES[table]._validation_rules(with_cast=False)  # noqa: SLF001 - dataframely has no public way to them
    roots = rules[rule].expr.meta.root_names()
    other = headings(table).get(roots[1], roots[1]) if len(roots) > 1 else ""
    return roots[0], rule if rule in _codes() else "rule", {"rule": rule, "other": other}


@cache
def _codes() -> frozenset[str]:
    return frozenset(terms.choices("wanted"))


def _closer(code: str, value: object, table: str, column: str | None) -> str:
    """Name a fault more closely where the cure differs: a serial number of Excel where a date or year was wanted."""
    if code in {"date", "max"} and column and meta_of(table, column)["kind"] in {"date", "year"}:
        serial = re.fullmatch(r"(\d{5})(\.\d+)?", str(value))
        if serial and SERIALS[0] <= int(serial[1]) <= SERIALS[1]:
            return "date_serial"
    return code


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
    kinds = {name: kind for name, kind in table.frame.schema.items() if name not in {"file", "sheet"}}
    texts = [name for name, kind in kinds.items() if kind == pl.String]
    lists = [name for name, kind in kinds.items() if kind == pl.List(pl.String)]
    items = pl.col(lists).explode(empty_as_null=False, keep_nulls=False)
    held = table.frame.select([cells.drop_nulls().str.contains(ILLEGAL).any() for cells in (pl.col(texts), items)]).row(
        0, named=True
    )
    for name in (name for name in kinds if held.get(name)):
        cells = table.frame.select("row", cell=pl.col(name).list.join(";") if name in lists else pl.col(name))
        cells = cells.filter(pl.col("cell").str.contains(ILLEGAL))
        for row, cell in cells.head(CAP).iter_rows():
            signs = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in re.findall(ILLEGAL, cell)}))
            shown = re.sub(ILLEGAL, "\N{REPLACEMENT CHARACTER}", cell)
            faults.append(fault(table, "illegal_character", name, row, shown, signs=signs))
    return faults


def _dates(table: CleanTable) -> list[Fault]:
    """Tell days no calendar has (31 June), and an end before its beginning where the rules look at years only."""
    faults = []
    stated = {name for name in table.frame.columns if table.frame[name].null_count() < table.frame.height}
    dates = [name for name, _, meta in columns(TABLES[table.name]) if meta["kind"] == "date" and name in stated]
    for name in dates:
        bad = table.frame.filter(pl.col(name).str.contains(FORM) & last_days(name).is_null())
        faults += [
            fault(table, "no_such_day", name, row, value)
            for row, value in bad.select("row", name).head(CAP).iter_rows()
        ]
    for first, last in (("since", "until"), ("from", "to")):
        if {first, last} <= set(dates):
            same = pl.min_horizontal(pl.col(first).str.len_chars(), pl.col(last).str.len_chars())
            bad = table.frame.filter(pl.col(first).str.head(same) > pl.col(last).str.head(same))
            code, other = f"{first}_is_not_after_{last}", headings(table.name)[last]
            faults += [
                fault(table, code, first, row, value, other=other, rule="")
                for row, value in bad.select("row", first).head(CAP).iter_rows()
            ]
    return faults
