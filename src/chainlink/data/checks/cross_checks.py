"""What only several rows or tables together can break: references, subjects, units, circles, sums."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import networkx as nx
import polars as pl
from rapidfuzz import fuzz, process

from chainlink import terms, units
from chainlink.data.cells import CAP
from chainlink.data.clean import CleanTable, fault, headings, table_missing
from chainlink.data.dangling import ids_of
from chainlink.data.lookup import names_of
from chainlink.data.naming import nearest, plain, table_words
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.errors import Fault

COMPARISONS = 10_000_000
"""So many known names are looked through for one reference column: some seconds."""
JOINT_TOLERANCE = 0.001
"""Shares and coefficients are rounded; so much above 1 is no fault."""

Tables = dict[str, CleanTable]
Check = Callable[[], list[Fault]]


def checks_between(tables: Tables) -> list[Check]:
    """Return the checks for faults that no row shows alone; none waits for another."""
    whole = (_subjects, _units, _cycles, _inputs_of_one_output)
    return [*_references(tables), *(partial(check, tables) for check in whole)]


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
        code = "unit_with_time" if before else "unit_near" if near else "unit"
        faults.append(fault(table, code, "unit", row, unit, before=before, near=near[0] if near else ""))
    for measure, dimensions in units.MEASURES.items():
        bad = claims.filter((pl.col("measure") == measure) & pl.col("dimension").is_in(list(dimensions)).not_())
        for row, unit in bad.select("row", "unit").head(CAP).iter_rows():
            measure_words = f"{terms.word(f'measure.{measure}')} ({measure})"
            faults.append(fault(table, "unit_of_measure", "unit", row, unit, measure=measure_words))
    return faults


def _references(tables: Tables) -> list[Check]:
    """Return a check of each column that refers to a table."""
    return [
        partial(_unknown, table, name, tables[target])
        for table in tables.values()
        for name, _, meta in columns(TABLES[table.name])
        if (target := meta.get("references")) is not None and name in table.frame.columns
    ]


def _unknown(table: CleanTable, column: str, target: CleanTable, cells: pl.DataFrame | None = None) -> list[Fault]:
    """Tell ids that name no row of the table they refer to: those of ``cells``, else of the whole column."""
    if cells is None:
        cells = table.frame.select("row", id=pl.col(column))
        cells = cells.explode("id") if cells["id"].dtype.is_nested() else cells
    if target.broken:
        return []
    stated = cells.filter(pl.col("id").is_not_null())
    if stated.is_empty():
        return []
    if target.absent or target.frame.is_empty():
        place = {"file": table.sheet or table.file, "row": stated["row"][0]}
        empty = fault(target, "table_empty", None, None, None, table=table_words(target.name), **place)
        return [table_missing(target) if target.absent else empty]
    ids = ids_of(target.name, target.frame).drop_nulls()
    if stated.height < ids.height:
        ids = ids.filter(pl.col("id").is_in(stated["id"].unique().implode()))
    missing = stated.join(ids, on="id", how="anti", maintain_order="left")
    if missing.is_empty():
        return []
    near = nearest_row(target)
    offers = max(10, COMPARISONS // max(1, target.frame.height))
    faults = []
    for at, (row, value) in enumerate(missing.head(CAP).iter_rows()):
        likely = near(value) if at < offers else None
        code = "reference_near" if likely else "reference"
        parts: dict[str, object] = {"table": table_words(target.name), "near": likely or ""}
        faults.append(fault(table, code, column, row, value, **parts))
    if missing.height > CAP:
        faults.append(fault(table, "more", column, int(missing["row"][CAP]), None, count=missing.height - CAP))
    return faults


def nearest_row(target: CleanTable) -> Callable[[str], str | None]:
    """Return a function that finds the row whose id, name or alias is most like a word, as ``id（name）``."""
    key = TABLES[target.name].primary_key()[0]
    shown = {id_: id_ for id_ in ids_of(target.name, target.frame)["id"].drop_nulls().unique().sort()}
    meant = {plain(id_): id_ for id_ in shown}
    if "name" in headings(target.name):
        for id_, name in names_of(target.frame, key).iter_rows():
            meant.setdefault(plain(name), id_)
        shown |= {id_: f"{id_}（{name}）" for id_, name in target.frame.select(key, "name").drop_nulls().iter_rows()}

    def near(value: str) -> str | None:
        word = nearest(value, meant.keys())
        return shown[meant[word]] if word else None

    return near


def _subjects(tables: Tables) -> list[Fault]:
    """Tell claims about nothing, and subjects that are in none of the tables."""
    claims, subjects = tables["claims"], tables["claim_subjects"]
    faults = []
    if subjects.absent and claims.frame.height:
        faults.append(table_missing(subjects))
    elif not subjects.broken:
        orphans = claims.frame.join(subjects.frame.select("claim"), on="claim", how="anti", maintain_order="left")
        orphans = orphans.filter(pl.col("claim").is_not_null())
        faults += [
            fault(claims, "claim_without_subject", "claim", row, claim)
            for row, claim in orphans.select("row", "claim").iter_rows()
        ]
    for target in terms.choices("subject_table"):
        cells = subjects.frame.filter(pl.col("table") == target).select("row", "id")
        if cells.height:
            faults += _unknown(subjects, "id", tables[target], cells)
    return faults


def _cycles(tables: Tables) -> list[Fault]:
    """Tell circles of flows: what goes into a sector cannot be made from it, recycling apart."""
    table = tables["flows"]
    flows = table.frame.filter((pl.col("kind") != "recycling") & (pl.col("input") != pl.col("output")))
    graph = nx.DiGraph()
    graph.add_edges_from(flows.select("input", "output").drop_nulls().iter_rows())
    sectors = tables["sectors"].frame
    names = dict(sectors.select("sector", "name").drop_nulls().iter_rows()) if sectors.height else {}
    rows = {(input_, other): row for input_, other, row in flows.select("input", "output", "row").iter_rows()}
    faults = []
    for group in sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1):
        circle = [edge[0] for edge in nx.find_cycle(graph.subgraph(group), source=group[0])]
        start = circle.index(min(circle))
        circle = [*circle[start:], *circle[:start], circle[start]]
        last = max(pairwise(circle), key=lambda edge: rows.get(edge, 0))
        walk = " → ".join(f"{names.get(sector, sector)}" for sector in circle)
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
    faults = []
    for code, column, cells in (
        ("io_above_one", "io_coefficient", pairs.with_columns(share_of=pl.lit("total"))),
        ("cost_above_one", "cost_share_low", shares),
    ):
        sums = cells.group_by("output", "share_of", maintain_order=True).agg(
            total=pl.col(column).sum(), row=pl.col("row").max()
        )
        for output, _, total, row in sums.filter(pl.col("total") > 1 + JOINT_TOLERANCE).iter_rows():
            faults.append(fault(table, code, column, row, total, output=output))
    differing = (
        frame.filter(pl.col("io_pair").is_not_null() & pl.col("io_coefficient").is_not_null())
        .group_by("output", "io_pair", maintain_order=True)
        .agg(kinds=pl.col("io_coefficient").n_unique(), row=pl.col("row").last(), last=pl.col("io_coefficient").last())
        .filter(pl.col("kinds") > 1)
    )
    faults += [
        fault(table, "io_differs", "io_coefficient", row, last, pair=pair, output=output)
        for output, pair, _, row, last in differing.iter_rows()
    ]
    return faults
