"""Sums 合计 printed in an input-output table, held against what they sum up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

EXACT = 2 / 3
"""From so large a share of sums without any difference the figures are not rounded one by one."""
HALF = 0.5
"""From so large a share of sums that agree it is known what is summed up; the others are wrong."""


class Comparison(NamedTuple):
    """Each printed sum beside its parts.

    ``sums``: ``side`` (row, column), ``fault`` (what it is where they differ), ``sector``, ``row`` (of the file: that
    of the cells, or of the sum below a column), ``line`` (label of the sum), ``stated``, ``gap`` (parts - stated),
    ``agrees``.  ``open``: a sum of lines whose parts cannot be told, as ``fault``, ``line``, ``agree``, ``count``:
    nothing is said of its sectors.
    """

    sums: pl.DataFrame
    open: pl.DataFrame


SUMS = pl.Schema(
    {
        "side": pl.String,
        "fault": pl.String,
        "sector": pl.String,
        "row": pl.Int64,
        "line": pl.String,
        "stated": pl.Float64,
        "gap": pl.Float64,
        "agrees": pl.Boolean,
    }
)
OPEN = pl.Schema({"fault": pl.String, "line": pl.String, "agree": pl.Int64, "count": pl.Int64})
PARTS = ("intermediate", "final", "value_added", "value_added_part", "imports", "output", "before", "behind")


class _Relation(NamedTuple):
    """A printed sum and what it may be the sum of, the likeliest first; ``sure``: it is known to be one of these."""

    fault: str
    stated: str
    ways: tuple[tuple[str, ...], ...]
    sure: bool = False


def compare_sums(cells: pl.DataFrame, lines: pl.DataFrame, *, decimals: tuple[int, int]) -> Comparison:
    """Compare every sum printed beside and below a square with its parts: a table printed with totals proves itself.

    Rows: cells = 中间使用合计; cells + final uses (- imports + 其他) = 总产出; parts of final use = 最终使用合计.
    Columns: cells (+ imports and other inputs) = 中间投入合计; cells + value added = 总投入; parts of value added =
    增加值合计.  Both: 总投入 = 总产出.
    What stands between known lines under names nobody knows is taken in where half of the sums or more then agree.

    A difference is rounding up to one unit of the last digit printed; where fewer than two thirds of the sums agree
    exactly the figures were rounded one by one, and it is rounding up to half a unit for each of them.

    ``cells`` are the square (``row``, ``input``, ``output``, ``value``: null = empty, taken as zero; ``counts``),
    ``lines`` what stands beside a row and below a column (``side``, ``row``, ``sector``, ``part``, ``line``, ``place``,
    ``value``), ``decimals`` the digits printed behind the point in both.
    """
    compared = []
    for side in ("row", "column"):
        table = _wide(cells, lines, side)
        compared += [_compared(table, relation, side, decimals) for relation in _relations(table, side)]
    sums = pl.concat([SUMS.to_frame(), *(frame for frame in compared if frame.columns == list(SUMS))])
    unclear = pl.concat([OPEN.to_frame(), *(frame for frame in compared if frame.columns == list(OPEN))])
    return Comparison(pl.concat([sums, _outputs(lines, decimals)]), unclear)


def empty_flows(cells: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """Return the empty ``cells`` (as in compare_sums) that are not zero by the ``sums`` of their row and column.

    Sorted by ``row``, ``output``: ``row``, ``input``, ``output``, ``missing`` (what the sums lack).
    """
    rows = _shortfalls(sums, "row").select("row", in_row="gap")
    columns = _shortfalls(sums, "column").select(output="sector", in_column="gap")
    known = pl.col("in_row").is_not_null(), pl.col("in_column").is_not_null()
    return (
        cells.filter(pl.col("value").is_null(), pl.col("counts"))
        .join(rows, on="row", how="left")
        .join(columns, on="output", how="left")
        .filter((known[0] | (pl.len().over("output") == 1)) & (known[1] | (pl.len().over("row") == 1)))
        .filter(
            pl.any_horizontal(*known), (pl.col("in_row").fill_null(-1) < 0), (pl.col("in_column").fill_null(-1) < 0)
        )
        .select("row", "input", "output", missing=-pl.max_horizontal("in_row", "in_column"))
        .sort("row", "output")
    )


def _shortfalls(sums: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return by how much each row or column lies below its sums, 0 where they agree."""
    key = ["row", "sector"] if side == "row" else ["sector"]
    short = pl.when("agrees").then(0.0).otherwise(pl.col("gap"))
    of_square = pl.col("fault").is_in(["sales_sum", "inputs_sum", "row_unbalanced", "column_unbalanced"])
    return sums.filter(pl.col("side") == side, of_square).group_by(key).agg(gap=short.min())


def _wide(cells: pl.DataFrame, lines: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return one row a row or column of the square: ``inside`` and the sum of each of PARTS, ``n_`` of how many."""
    key = ["row", "sector"] if side == "row" else ["sector"]
    end = lines.filter(pl.col("side") == side, pl.col("part").is_in(["final", "intermediate"]))
    last = end.filter(pl.col("part") == ("final" if side == "row" else "intermediate"))["place"].min()
    split = pl.when(pl.col("place") < (last if last is not None else 10**6)).then(pl.lit("before"))
    parted = lines.filter(pl.col("side") == side).with_columns(
        part=pl.when(pl.col("part") == "other").then(split.otherwise(pl.lit("behind"))).otherwise("part")
    )
    sector = "input" if side == "row" else "output"
    wide = (
        cells.filter("counts" if side == "column" else pl.lit(value=True))
        .rename({sector: "sector"})
        .group_by(key)
        .agg(inside=pl.col("value").sum(), n_inside=pl.col("value").count())
    )
    for part in PARTS:
        of_part = parted.filter(pl.col("part") == part)
        if part == "output" and of_part.is_empty() and not wide["sector"].is_duplicated().any():
            other = lines.filter(pl.col("part") == part).unique("sector", keep="first", maintain_order=True)
            of_part = wide.select(key).join(other.drop("row") if side == "row" else other, on="sector")
        if part == "output":  # stated once, whatever the words for it
            of_part = of_part.filter(pl.col("place") == of_part["place"].min()) if of_part.height else of_part
        summed = of_part.group_by(key).agg(
            pl.col("value").sum().alias(part),
            pl.col("value").count().alias(f"n_{part}"),
            pl.col("line").first().alias(f"line_{part}"),
            pl.col("row").first().alias(f"row_{part}"),
        )
        wide = wide.join(summed, on=key, how="left", coalesce=True)
    counts = [f"n_{part}" for part in PARTS]
    return wide.with_columns(pl.col(*PARTS, *counts).fill_null(0)).sort(key)


def _relations(table: pl.DataFrame, side: str) -> list[_Relation]:
    """Return what is printed as a sum of what, by the lines that a table has."""
    has = {part for part in PARTS if int(table[f"n_{part}"].sum())}
    if side == "row":
        final = "final" if "final" in has else "before"
        further: list[str] = [part for part in ("imports", "behind") if part in has]
        ways = [("inside", final, *signed) for signed in _signs(further)]
        relations = [_Relation("sales_sum", "intermediate", (("inside",),), sure=True)]
        if final == "final":
            relations.append(_Relation("final_sum", "final", (("before",),)))
        if final in has:
            relations.append(_Relation("row_unbalanced", "output", tuple(ways), sure=final == "final" and not further))
        return [item for item in relations if item.stated in has and (item.fault != "final_sum" or "before" in has)]
    added = "value_added" if "value_added" in has else "value_added_part"
    further = [part for part in ("before", "imports", "behind") if part in has]
    outside = [tuple(part for part in further if part in chosen) for chosen in _choices(further)]
    relations = [
        _Relation("inputs_sum", "intermediate", tuple(("inside", *parts) for parts in outside), sure=not further),
        _Relation("value_added_sum", "value_added", (("value_added_part",), ("value_added_part", "behind"))),
    ]
    ways = [("inside", added, *parts) for parts in outside]
    if "intermediate" in has:
        ways.append(("intermediate", added))
    if added in has:
        relations.append(_Relation("column_unbalanced", "output", tuple(ways), sure=not further))
    return [
        item
        for item in relations
        if item.stated in has and (item.fault != "value_added_sum" or "value_added_part" in has)
    ]


def _signs(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the ways in which imports and the like enter a row: taken off, added (printed negative), or not at all."""
    signed: list[tuple[str, ...]] = [()]
    for part in parts:
        first, second = (f"-{part}", part) if part == "imports" else (part, f"-{part}")
        signed = [(*before, *sign) for sign in ((first,), (second,), ()) for before in signed]
    return signed


def _choices(parts: Sequence[str]) -> list[set[str]]:
    """Return every choice of parts, the fullest first."""
    return [
        {part for place, part in enumerate(parts) if number >> place & 1}
        for number in range(2 ** len(parts) - 1, -1, -1)
    ]


def _compared(table: pl.DataFrame, relation: _Relation, side: str, decimals: tuple[int, int]) -> pl.DataFrame:
    """Compare the sum of a relation with its parts, in the first way in which at least half of the sums agree."""
    stated = table.filter(pl.col(f"n_{relation.stated}") > 0)
    ways = [_in_way(stated, relation, way, decimals) for way in relation.ways]
    agreeing = [int(way["agrees"].sum()) for way in ways]
    best = next(
        (at for at, count in enumerate(agreeing) if count >= HALF * stated.height), agreeing.index(max(agreeing))
    )
    if not relation.sure and agreeing[best] < HALF * stated.height:
        line = ways[best]["line"].head(1)
        parts = {"fault": relation.fault, "line": line, "agree": agreeing[best], "count": stated.height}
        return pl.DataFrame(parts, schema=OPEN)
    row = "row" if side == "row" else f"row_{relation.stated}"
    return ways[best].with_columns(side=pl.lit(side), row=row).select(list(SUMS))


def _in_way(stated: pl.DataFrame, relation: _Relation, way: tuple[str, ...], decimals: tuple[int, int]) -> pl.DataFrame:
    parts = [pl.col(part.removeprefix("-")) * (-1 if part.startswith("-") else 1) for part in way]
    figures = sum((pl.col(f"n_{part.removeprefix('-')}") for part in way if part != "inside"), pl.lit(1))
    inside = pl.col("n_inside") if "inside" in way else pl.lit(0)
    unit_of_cells, unit_of_lines = (10.0**-places for places in decimals)
    compared = stated.with_columns(
        fault=pl.lit(relation.fault),
        line=f"line_{relation.stated}",
        stated=relation.stated,
        gap=pl.sum_horizontal(parts) - pl.col(relation.stated),
        loose=(inside * unit_of_cells + figures * unit_of_lines) / 2,
    )
    return _agreeing(compared, max(unit_of_cells, unit_of_lines))


def _agreeing(compared: pl.DataFrame, unit: float) -> pl.DataFrame:
    """Add ``agrees``: the gap is rounding."""
    least = pl.col("stated").abs() * 1e-6
    exact = (compared["gap"].abs() <= compared["stated"].abs() * 1e-9).mean()
    once = pl.lit(unit * (1 + 1e-6))
    allowed = once if float(str(exact or 0)) >= EXACT else pl.max_horizontal("loose", once)
    return compared.with_columns(agrees=pl.col("gap").abs() <= allowed + least)


def _outputs(lines: pl.DataFrame, decimals: tuple[int, int]) -> pl.DataFrame:
    """Compare 总投入 below each column with 总产出 beside its row."""
    output = lines.filter(pl.col("part") == "output").drop_nulls("value").sort("place", maintain_order=True)
    first = output.unique(["side", "sector"], keep="first", maintain_order=True)
    below, beside = (first.filter(pl.col("side") == side) for side in ("column", "row"))
    both = below.join(beside, on="sector", suffix="_beside").select(
        side=pl.lit("both"),
        fault=pl.lit("outputs_differ"),
        sector="sector",
        row="row_beside",
        line=pl.concat_str("line", pl.lit(" / "), "line_beside"),
        stated="value_beside",
        gap=pl.col("value") - pl.col("value_beside"),
        loose=pl.lit(10.0 ** -decimals[1]),
    )
    return _agreeing(both, 10.0 ** -decimals[1]).select(list(SUMS)).sort("sector")
