"""Regional tables 区域投入产出表: a national table cut to a region, and a table fitted to new totals."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from chainlink.errors import CallError
from chainlink.measures.input_output.square_table import square
from chainlink.measures.networks.incidence import (
    Vector,
    column_names,
    distinct,
    incidence,
    one_of,
    pairs,
    stated_only,
    taken,
)
from chainlink.measures.networks.position import amounts_of, named

ROUNDING = 1e-9
"""Totals that differ by less, relative to their sum, are the same."""
METHODS = ("slq", "cilq", "flq", "aflq")


def regionalise(
    coefficients: pl.DataFrame, *, regional: pl.DataFrame, national: pl.DataFrame, method: str = "slq",
    delta: float = 0.3, row: str | None = None, column: str | None = None, value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return national technical coefficients cut to what a region can supply itself, by location quotients 区位商法.

    a^r_ij = t_ij a_ij with t ≤ 1 (only the last may exceed 1):
    slq: SLQ_i = (x_i^r / x^r) / (x_i^n / x^n);
    cilq: SLQ_i / SLQ_j, and SLQ_i where i = j;
    flq: cilq · λ, λ = log2(1 + x^r / x^n)^δ;
    aflq: min(1, flq) · log2(1 + SLQ_j) where SLQ_j > 1, else flq.

    Args:
        coefficients: national technical coefficients; reads ``row`` (seller), ``column`` (buyer), ``value``.
        regional: size of each sector in the region: first column the sector, second output or employment (null or
            absent = none there).
        national: the same for the nation.
        method: "slq", "cilq", "flq" or "aflq".
        delta: δ of flq and aflq, 0 to below 1; about 0.3 did best in Scotland, Finland and Argentina; larger = more is
            imported from the other regions.
        row: the column of the selling sector; by default the first.
        column: the column of the buying sector; by default the second.
        value: the column of coefficients; by default the third.

    Returns:
        Sorted by row and column, for each stated pair: both labels, ``national`` (the coefficient), ``quotient`` (t,
        cut as above), ``coefficient`` (regional).  Null where the region has none of the buying sector or the nation
        none of a sector of the pair; 0 where the region has none of the selling sector.

    Raises:
        CallError: a column is missing, a value is text, NaN, infinite or negative, ``method`` or ``delta`` is not as
            said.

    Source:
        Miller & Blair (2009), ch. 8; Flegg, A. T., Webber, C. D. (1997), Regional Studies 31(8), doi
        10.1080/713693401, and (2000), Regional Studies 34(6), doi 10.1080/00343400050085675; cut before the
        specialisation term: Bonfiglio, A., Chelli, F. (2008), Economic Systems Research 20(3), doi
        10.1080/09535310802344315.

    Example:
        >>> national = pl.DataFrame({"input": ["农业"], "output": ["制造业"], "value": [0.2]})
        >>> here = pl.DataFrame({"sector": ["农业", "制造业"], "size": [1.0, 9.0]})
        >>> nation = pl.DataFrame({"sector": ["农业", "制造业"], "size": [20.0, 80.0]})
        >>> regionalise(national, regional=here, national=nation).rows()
        [('农业', '制造业', 0.2, 0.5, 0.1)]

    """
    one_of("method", method, METHODS)
    if not 0.0 <= delta < 1.0:
        raise CallError("measure_number", name="delta", low=0, high=1, value=delta)
    table = square(coefficients, row, column, value)
    distinct(table.row, table.column, "national", "quotient", "coefficient")
    here = np.nan_to_num(amounts_of(table.sectors, regional), nan=0.0)
    there = np.nan_to_num(amounts_of(table.sectors, national), nan=0.0)
    whole_here, whole_there = (np.float64(frame.to_series(1).cast(pl.Float64).sum()) for frame in (regional, national))
    with np.errstate(divide="ignore", invalid="ignore"):
        simple = (here / whole_here) / (there / whole_there)
        size = np.log2(1.0 + whole_here / whole_there) ** delta
        cut = _quotients(simple, size, method)
    cut[:, ~((here > 0) & (there > 0))] = np.nan
    cut[~(there > 0)] = np.nan
    places = np.nonzero(table.stated)
    return pl.DataFrame(
        [
            taken(table.sectors, places[0], table.row),
            taken(table.sectors, places[1], table.column),
            pl.Series("national", table.values[places], dtype=pl.Float64),
            stated_only(cut[places], "quotient"),
            stated_only((cut * table.values)[places], "coefficient"),
        ]
    )


def _quotients(simple: Vector, size: float, method: str) -> Vector:
    """Return t_ij of each method, already cut at 1."""
    cut: Vector
    if method == "slq":
        cut = np.minimum(np.repeat(simple[:, None], len(simple), axis=1), 1.0)
        return cut
    cross = simple[:, None] / simple[None, :]
    np.fill_diagonal(cross, simple)
    if method == "cilq":
        cut = np.minimum(cross, 1.0)
        return cut
    cut = np.minimum(cross * size, 1.0)
    if method == "aflq":
        cut *= np.where(simple > 1.0, np.log2(1.0 + simple), 1.0)[None, :]
    return cut


def balance(
    table: pl.DataFrame, *, row_totals: pl.DataFrame, column_totals: pl.DataFrame, row: str | None = None,
    column: str | None = None, value: str | None = None, tolerance: float = 1e-12, updates: int = 5_000,
) -> pl.DataFrame:  # fmt: skip
    """Return the table nearest to ``table`` (in relative entropy) that has the wanted totals: RAS 双比例平衡.

    x_ij = r_i a_ij s_j, rows and columns scaled in turn.  Zeros stay zeros; where the totals can be met only with
    further cells at 0 these are found first (by the largest flow) and set.

    Args:
        table: reads ``row``, ``column``, ``value`` (not negative; null = not stated, stays absent).  Duplicates are
            summed.
        row_totals: first column the row's label, second its wanted total (0 or more).
        column_totals: the same for columns.
        row: the column of row labels; by default the first.
        column: the column of column labels; by default the second.
        value: the column of amounts; by default the third.
        tolerance: largest difference from a total, relative to the sum of all, at which the table counts as balanced.
        updates: how many times rows and columns are scaled at most.

    Returns:
        Sorted by row and column, for each stated pair: both labels and the balanced ``value``, under their names.

    Raises:
        CallError: a column is missing; a value is text, NaN, infinite or negative; a label has no total; the totals of
            rows and columns differ in sum; no table with these zeros has these totals (the rows that cannot be met are
            named); or it did not settle.

    Source:
        Stone, R. (1961), Input-Output and National Accounts, OECD; Bacharach, M. (1970), Biproportional Matrices and
        Input-Output Change, Cambridge University Press; Miller & Blair (2009), ch. 7.

    Example:
        >>> table = pl.DataFrame({"input": ["a", "a", "b", "b"], "output": ["a", "b", "a", "b"],
        ...     "value": [1.0, 1.0, 1.0, 1.0]})
        >>> rows = pl.DataFrame({"sector": ["a", "b"], "total": [6.0, 2.0]})
        >>> columns = pl.DataFrame({"sector": ["a", "b"], "total": [4.0, 4.0]})
        >>> balance(table, row_totals=rows, column_totals=columns).rows()
        [('a', 'a', 3.0), ('a', 'b', 3.0), ('b', 'a', 1.0), ('b', 'b', 1.0)]

    """
    row, column, value = column_names(table, (row, "row"), (column, "column"), (value, "value"))
    names = incidence(table, row, column, value)
    matrix = names.matrix
    wanted = []
    for labels, totals in ((names.rows, row_totals), (names.columns, column_totals)):
        amounts = amounts_of(labels, totals)
        if np.isnan(amounts).any():
            raise CallError("io_no_total", labels=named(labels, np.isnan(amounts)))
        wanted.append(amounts)
    stray = [float(totals.to_series(1).cast(pl.Float64).sum()) for totals in (row_totals, column_totals)]
    whole = max(stray)
    gaps = [stray[0] - stray[1], *(total - float(amounts.sum()) for total, amounts in zip(stray, wanted, strict=True))]
    if max(map(abs, gaps)) > ROUNDING * whole:
        _refuse_totals((names.rows, row_totals), (names.columns, column_totals), stray)
    balanced, error = _scaled(matrix, wanted[0], wanted[1], tolerance, min(updates, 200))
    if error > tolerance:
        kept = _support(matrix, wanted[0], wanted[1], names.rows)
        balanced, error = _scaled(kept, wanted[0], wanted[1], tolerance, updates)
        if error > tolerance:
            raise CallError("io_not_settled", updates=updates, error=f"{error:.1e}")
    return pairs(names, row, column).with_columns(pl.Series(value, balanced.data, dtype=pl.Float64))


def _refuse_totals(
    rows: tuple[pl.Series, pl.DataFrame], columns: tuple[pl.Series, pl.DataFrame], sums: list[float]
) -> None:
    """Say why totals do not fit (CallError): they differ, or one is wanted of a label that has no cell."""
    if abs(sums[0] - sums[1]) > ROUNDING * max(sums):
        raise CallError("io_uneven_totals", rows=f"{sums[0]:.10g}", columns=f"{sums[1]:.10g}")
    missing = []
    for labels, totals in (rows, columns):
        known = set(labels.to_list())
        missing += [str(label) for label, amount, *_ in totals.rows() if amount and label not in known]
    raise CallError("io_infeasible", labels="、".join(missing[:5]))


def _scaled(
    matrix: csr_array, rows: Vector, columns: Vector, tolerance: float, updates: int
) -> tuple[csr_array, float]:
    """Scale rows and columns in turn; return the table and its largest error relative to the sum of all."""
    turned = matrix.T.tocsr()
    whole = float(rows.sum()) or 1.0
    left, right = np.ones(len(rows)), np.ones(len(columns))
    error = np.inf
    for _ in range(updates):
        reached = matrix @ right
        error = float(np.abs(left * reached - rows).max(initial=0.0)) / whole if np.isfinite(error) else 2.0
        if error <= tolerance:
            break
        left = np.divide(rows, reached, out=np.zeros_like(rows), where=reached > 0)
        reached = turned @ left
        right = np.divide(columns, reached, out=np.zeros_like(columns), where=reached > 0)
    places = np.repeat(np.arange(len(rows)), np.diff(matrix.indptr))
    scaled = matrix.copy()
    scaled.data = left[places] * matrix.data * right[matrix.indices]
    gaps = [np.abs(scaled.sum(axis=1) - rows), np.abs(scaled.sum(axis=0) - columns)]
    return scaled, max(float(gap.max(initial=0.0)) for gap in gaps) / whole


def _support(matrix: csr_array, rows: Vector, columns: Vector, labels: pl.Series) -> csr_array:
    """Return ``matrix`` with the cells at 0 that are 0 in every table with these totals.

    A cell can be above 0 where a largest flow from rows to columns uses it or could be led through it (its row and its
    column lie on one circle of the flow's rest).  Totals that cannot be met are refused (CallError).
    """
    height, width = matrix.shape
    size = height + width + 2
    grain = 1e9 / (float(rows.sum()) or 1.0)
    supply, demand = (np.rint(total * grain).astype(np.int64) for total in (rows, columns))
    slack = height + width
    places = np.repeat(np.arange(height), np.diff(matrix.indptr))
    used = matrix.data > 0
    tails = np.concatenate([np.full(height, size - 2), places[used], height + np.arange(width)])
    heads = np.concatenate([np.arange(height), height + matrix.indices[used], np.full(width, size - 1)])
    room = np.concatenate([supply, np.full(int(used.sum()), 2_000_000_000), demand]).astype(np.int32)
    graph = csr_array((room, (tails, heads)), shape=(size, size))
    result = maximum_flow(graph, size - 2, size - 1)
    rest = csr_array(graph - result.flow)
    rest.data[rest.data <= slack] = 0
    rest.eliminate_zeros()
    if result.flow_value < supply.sum() - slack:
        reached = np.zeros(size, dtype=bool)
        reached[breadth_first_order(rest, size - 2, return_predecessors=False)] = True
        raise CallError("io_infeasible", labels=named(labels, reached[:height] & (rows > 0)))
    inner = rest[: size - 2][:, : size - 2]
    _, part = connected_components(csr_array(inner), directed=True, connection="strong")
    flow = csr_array(result.flow)[:height][:, height : height + width].toarray()
    kept = matrix.copy()
    possible = (part[places] == part[height + matrix.indices]) | (flow[places, matrix.indices] > slack)
    kept.data = np.where(possible, matrix.data, 0.0)
    return kept
