"""Input-output 投入产出: what sectors need of each other, directly and through all others; one function per symbol."""

from __future__ import annotations

import numpy as np
import polars as pl

from chainlink.measures.input_output.square_table import (
    Square,
    column_sums,
    input_shares,
    inverse,
    output_shares,
    outputs,
    square,
)
from chainlink.measures.networks.incidence import Vector, distinct, one_of, taken

Names = tuple[str | None, str | None, str | None]
"""What the columns of seller, buyer and value are called."""


def technical_coefficients(
    flows: pl.DataFrame, output: pl.DataFrame, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the technical coefficients 直接消耗系数: a_ij = z_ij / x_j, what one unit of j's output takes of i.

    Args:
        flows: what sector i sells to sector j; reads ``row`` (i), ``column`` (j), ``value`` (any one unit, not
            negative; null = not stated, the pair is absent).  Duplicates are summed.
        output: gross output of each sector: first column the sector, second the amount (the same unit, once each).
        row: the column of the selling sector; by default the first.
        column: the column of the buying sector; by default the second.
        value: the column of amounts; by default the third.

    Returns:
        Sorted by row and column, for each stated pair: both labels and ``coefficient``.

    Raises:
        CallError: a column is missing, a value is text, NaN, infinite or negative, a sector stands twice in ``output``,
            or a sector with inputs has no output.

    Source:
        Leontief, W. (1936), Quantitative input and output relations in the economic system of the United States, Review
        of Economics and Statistics 18(3); Miller, R. E., Blair, P. D. (2009), Input-Output Analysis, 2nd ed., ch. 2.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> technical_coefficients(flows, output).rows()
        [('农业', '制造业', 0.15), ('制造业', '农业', 0.1), ('制造业', '制造业', 0.2)]

    """
    table = square(flows, row, column, value, output)
    return _long(table._replace(values=input_shares(table, outputs(table, output))), "coefficient", table.stated)


def allocation_coefficients(
    flows: pl.DataFrame, output: pl.DataFrame, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the allocation coefficients 直接分配系数: b_ij = z_ij / x_i, the share of i's output that goes to j.

    Args, Returns and Raises as technical_coefficients; a sector with sales must have an output.

    Source:
        Ghosh, A. (1958), Input-output approach in an allocation system, Economica 25(97), doi 10.2307/2550694.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> allocation_coefficients(flows, output).rows()
        [('农业', '制造业', 0.3), ('制造业', '农业', 0.05), ('制造业', '制造业', 0.2)]

    """
    table = square(flows, row, column, value, output)
    return _long(table._replace(values=output_shares(table, outputs(table, output))), "coefficient", table.stated)


def leontief_inverse(
    table: pl.DataFrame, output: pl.DataFrame | None = None, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the Leontief inverse 列昂惕夫逆矩阵 L = (I - A)^-1: output of i for one unit of final j.

    Args:
        table: technical coefficients; or, with ``output``, flows as in technical_coefficients.
        output: gross output of each sector, if ``table`` holds flows.
        row: the column of the selling sector; by default the first.
        column: the column of the buying sector; by default the second.
        value: the column of coefficients or flows; by default the third.

    Returns:
        Sorted by row and column, for every pair: both labels and ``inverse``.

    Raises:
        CallError: as technical_coefficients, or the table breaks the Hawkins-Simon condition (some sectors use up in a
            circle at least what they make): these are named.

    Source:
        Leontief (1936); Hawkins, D., Simon, H. A. (1949), Econometrica 17; Miller & Blair (2009), ch. 2.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> leontief_inverse(flows, output).with_columns(pl.col("inverse").round(3)).rows()
        [('农业', '农业', 1.019), ('农业', '制造业', 0.191), ('制造业', '农业', 0.127), ('制造业', '制造业', 1.274)]

    """
    shares = _input_side(table, output, (row, column, value))
    return _long(shares._replace(values=inverse(shares)), "inverse")


def ghosh_inverse(
    table: pl.DataFrame, output: pl.DataFrame | None = None, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the Ghosh inverse 高希逆矩阵 G = (I - B)^-1: output of j from one unit of primary input to i.

    Args and Raises as leontief_inverse, of allocation coefficients.

    Returns:
        Sorted by row and column, for every pair: both labels and ``inverse``.

    Source:
        Ghosh (1958), doi 10.2307/2550694; Miller & Blair (2009), ch. 12.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> ghosh_inverse(flows, output).with_columns(pl.col("inverse").round(3)).rows()
        [('农业', '农业', 1.019), ('农业', '制造业', 0.382), ('制造业', '农业', 0.064), ('制造业', '制造业', 1.274)]

    """
    shares = _output_side(table, output, (row, column, value))
    return _long(shares._replace(values=inverse(shares)), "inverse")


def multipliers(
    table: pl.DataFrame, output: pl.DataFrame | None = None, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the output multiplier 产出乘数 of each sector: m_j = Σ_i l_ij, by one solve and without the inverse.

    Args and Raises as leontief_inverse.

    Returns:
        Sorted by ``sector``: ``sector``, ``multiplier`` (from 1: all output that one unit of final demand needs).

    Source:
        Miller & Blair (2009), ch. 6.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> multipliers(flows, output).with_columns(pl.col("multiplier").round(3)).rows()
        [('农业', 1.146), ('制造业', 1.465)]

    """
    shares = _input_side(table, output, (row, column, value))
    return _by_sector(shares, multiplier=column_sums(shares))


def power_of_dispersion(
    table: pl.DataFrame, output: pl.DataFrame | None = None, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the power of dispersion 影响力系数: a sector's pull on all others against the mean of all sectors.

    n Σ_i l_ij / Σ_ij l_ij with l the Leontief inverse; 1 = as much as the mean.

    Args and Raises as leontief_inverse.

    Returns:
        Sorted by ``sector``: ``sector``, ``power``.

    Source:
        Rasmussen, P. N. (1956), Studies in Inter-Sectoral Relations, North-Holland.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> power_of_dispersion(flows, output).with_columns(pl.col("power").round(3)).rows()
        [('农业', 0.878), ('制造业', 1.122)]

    """
    shares = _input_side(table, output, (row, column, value))
    pull = column_sums(shares)
    return _by_sector(shares, power=_against_mean(pull))


def sensitivity_of_dispersion(
    table: pl.DataFrame, output: pl.DataFrame | None = None, *, of: str = "leontief", row: str | None = None,
    column: str | None = None, value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return the sensitivity of dispersion 感应度系数: how much a sector feels all others, against the mean.

    n Σ_j l_ij / Σ_ij l_ij: the row sums of the Leontief inverse (Rasmussen; usual in Chinese statistics), or with
    ``of="ghosh"`` those of the Ghosh inverse, which weigh sales instead of adding unlike purchases (then coefficients
    are those of allocation).  A third usage, the row sums of A, is not this measure.

    Args and Raises as leontief_inverse; ``of`` is "leontief" or "ghosh".

    Returns:
        Sorted by ``sector``: ``sector``, ``sensitivity``.

    Source:
        Rasmussen (1956); Jones, L. P. (1976), The measurement of Hirschmanian linkages, Quarterly Journal of Economics
        90(2), doi 10.2307/1884635.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> sensitivity_of_dispersion(flows, output).with_columns(pl.col("sensitivity").round(3)).rows()
        [('农业', 0.927), ('制造业', 1.073)]

    """
    one_of("of", of, ("leontief", "ghosh"))
    side = _input_side if of == "leontief" else _output_side
    shares = side(table, output, (row, column, value))
    push = column_sums(shares._replace(values=shares.values.T))
    return _by_sector(shares, sensitivity=_against_mean(push))


def hypothetical_extraction(
    flows: pl.DataFrame, output: pl.DataFrame, *, row: str | None = None, column: str | None = None,
    value: str | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Return what all sectors together would lose without each sector 假设抽取法, all sectors from one inverse.

    total: x_k Σ_i l_ik / l_kk, the sector gone with its sales, purchases and final demand; backward: x_k (Σ_i l_ik - 1)
    / l_kk, it buys nothing from any sector any more; forward: x_k (Σ_j g_kj - 1) / g_kk, it sells nothing to any.  (By
    the formula of Sherman and Morrison; nothing is inverted anew for a sector.)

    Args, Raises as technical_coefficients and leontief_inverse; the sectors' sales must not exceed their output where
    ``forward`` is to mean anything.

    Returns:
        Sorted by ``sector``: ``sector``, ``output``, ``total``, ``backward``, ``forward`` (in the unit of the flows),
        ``total_share``, ``backward_share``, ``forward_share`` (of the output of all sectors).

    Source:
        Dietzenbacher, E., van der Linden, J. A. (1997), Sectoral and spatial linkages in the EC production structure,
        Journal of Regional Science 37(2), doi 10.1111/0022-4146.00053; Miller & Blair (2009), ch. 12.6.

    Example:
        >>> flows = pl.DataFrame({"input": ["农业", "制造业", "制造业"], "output": ["制造业", "农业", "制造业"],
        ...     "value": [30.0, 10.0, 40.0]})
        >>> output = pl.DataFrame({"sector": ["农业", "制造业"], "output": [100.0, 200.0]})
        >>> hypothetical_extraction(flows, output).select("sector", pl.col("total", "total_share").round(3)).rows()
        [('农业', 112.5, 0.375), ('制造业', 230.0, 0.767)]

    """
    table = square(flows, row, column, value, output)
    made = outputs(table, output)
    needs = table._replace(values=input_shares(table, made))
    leontief = inverse(needs)
    own = np.diag(leontief)
    pulled = leontief.sum(axis=0)
    # g_kj = l_kj x_j / x_k: the Ghosh inverse needs no inversion of its own; an idle sector has nothing to lose.
    pushed = np.where(made > 0, leontief @ made / np.where(made > 0, made, 1.0), 1.0)
    whole = made.sum()
    losses = {
        "total": made * pulled / own,
        "backward": made * (pulled - 1.0) / own,
        "forward": made * (pushed - 1.0) / own,
    }
    return _by_sector(
        table, output=made, **losses, **{f"{name}_share": loss / (whole or np.nan) for name, loss in losses.items()}
    )


def _input_side(table: pl.DataFrame, output: pl.DataFrame | None, names: Names) -> Square:
    flows = square(table, *names, output)
    return flows if output is None else flows._replace(values=input_shares(flows, outputs(flows, output)))


def _output_side(table: pl.DataFrame, output: pl.DataFrame | None, names: Names) -> Square:
    flows = square(table, *names, output)
    return flows if output is None else flows._replace(values=output_shares(flows, outputs(flows, output)))


def _long(table: Square, name: str, kept: Vector | None = None) -> pl.DataFrame:
    distinct(table.row, table.column, name)
    places = np.nonzero(np.ones(table.values.shape, dtype=bool) if kept is None else kept)
    return pl.DataFrame(
        [
            taken(table.sectors, places[0], table.row),
            taken(table.sectors, places[1], table.column),
            pl.Series(name, table.values[places], dtype=pl.Float64),
        ]
    )


def _against_mean(sums: Vector) -> Vector:
    return sums / sums.mean() if len(sums) else sums


def _by_sector(table: Square, **columns: Vector) -> pl.DataFrame:
    return pl.DataFrame(
        [
            table.sectors.alias("sector"),
            *(pl.Series(name, values, dtype=pl.Float64) for name, values in columns.items()),
        ]
    )
