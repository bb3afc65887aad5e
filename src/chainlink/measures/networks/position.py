"""Position 位置: how far a node stands from final demand, and at which level of a network of links."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csc_array, csr_array, eye_array
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from chainlink.cases import first_case
from chainlink.errors import CallError
from chainlink.measures.networks.incidence import (
    Vector,
    a_frame,
    distinct,
    encode,
    finite,
    joined,
    known_columns,
    stated_only,
)
from chainlink.measures.networks.levels import levels

LONGEST = 1e10
"""A mean number of sales above it is a circle that hardly anything leaves: its digits are rounding."""


def upstreamness(
    links: pl.DataFrame, output: pl.DataFrame | None = None, *, supplier: str = "supplier", buyer: str = "buyer",
    value: str | None = "value",
) -> pl.DataFrame:  # fmt: skip
    """Return the upstreamness 上游度 of each node: the mean number of sales until its output reaches final demand.

    U_i = 1 + Σ_j (z_ij / x_i) U_j: 1 where everything is sold to final demand.

    Args:
        links: reads ``supplier``, ``buyer``, ``value`` (any one unit, not negative; null = not stated, the link is
            absent).  Duplicates are summed.
        output: gross output of each node: first column the node, second the amount; what is not sold along a link goes
            to final demand.  By default a node's output is the sum of its sales, and a node without sales is final.
        supplier: the column that names who sells.
        buyer: the column that names who buys.
        value: the column of amounts; None counts every link once.

    Returns:
        Sorted by ``node``: ``node``, ``upstreamness`` (from 1; null where nothing is known to reach final demand),
        ``reason`` (``closed``: it goes round in circles; ``empty``: named without any link; else null).

    Raises:
        CallError: a column is missing, a value is text, NaN, infinite or negative, or a node sells more than its
            output.

    Source:
        Antràs, P., Chor, D., Fally, T., Hillberry, R. (2012), Measuring the upstreamness of production and trade flows,
        American Economic Review 102(3), doi 10.1257/aer.102.3.412; Antràs, P., Chor, D. (2013), Econometrica 81(6), doi
        10.3982/ECTA10813.

    Example:
        >>> links = pl.DataFrame({"supplier": ["钢厂", "冲压厂"], "buyer": ["冲压厂", "整车厂"], "value": [5.0, 8.0]})
        >>> upstreamness(links).rows()
        [('冲压厂', 2.0, None), ('整车厂', 1.0, None), ('钢厂', 3.0, None)]

    """
    nodes, sales = network(links, supplier, buyer, value)
    scale = float(sales.data.max(initial=0.0)) or 1.0
    sales = csr_array(sales / scale)
    sold = sales.sum(axis=1)
    made = sold.copy()
    if output is not None:
        stated = amounts_of(nodes, output) / scale
        made = np.where(np.isnan(stated), sold, stated)
        above = sold > made * (1 + 1e-9)
        if above.any():
            raise CallError("io_sales_above_output", sectors=named(nodes, above))
    shares = csr_array(sales * np.where(made > 0, 1.0 / np.where(made > 0, made, 1.0), 0.0)[:, None])
    final = np.abs(1.0 - shares.sum(axis=1)) > 1e-12  # noqa: PLR2004 - a share of final demand above rounding
    # Who sells anything into a circle without a way out has no mean either.
    reaches = ~_reaching(shares, ~_reaching(shares, final))
    distances = np.full(len(nodes), np.nan)
    if reaches.any():
        part = csc_array(eye_array(int(reaches.sum())) - shares[reaches][:, reaches])
        distances[reaches] = splu(part).solve(np.ones(int(reaches.sum())))
        reaches &= (distances >= 1.0) & (distances < LONGEST)
        distances[~reaches] = np.nan
    alone = _unlinked(sales) & (output is None)
    distances[alone] = np.nan
    return pl.DataFrame([nodes.alias("node"), stated_only(distances, "upstreamness")]).with_columns(
        reason=first_case((pl.Series(alone), "empty"), (pl.Series(~reaches), "closed"), otherwise=None)
    )


def trophic_level(
    links: pl.DataFrame, *, supplier: str = "supplier", buyer: str = "buyer", value: str | None = "value"
) -> pl.DataFrame:
    """Return the trophic level 营养级 of each node: as near as can be one above those it buys from, circles or not.

    h solves (diag(u) - W - W') h = v with u = in-weight + out-weight, v = in-weight - out-weight, which makes
    Σ w_ij (h_j - h_i - 1)² least; the lowest node of each connected part stands at 0.

    Args:
        links: reads ``supplier``, ``buyer``, ``value`` (any one unit, not negative; null = not stated, the link is
            absent).  Duplicates are summed.
        supplier: the column that names who sells.
        buyer: the column that names who buys.
        value: the column of amounts; None counts every link once.

    Returns:
        Sorted by ``node``: ``node``, ``part`` (which connected part, by its first label from 0; levels of different
        parts cannot be compared), ``trophic_level`` (from 0; null for a node named without any link),
        ``incoherence`` (of the part: 0 where every link climbs one level, 1 where they go round in a circle; null as
        before), ``reason`` (``empty`` or null).

    Raises:
        CallError: a column is missing, or a value is text, NaN, infinite or negative; or the values of a large network
            are too unlike (1e12 times and more) for nine digits.

    Source:
        MacKay, R. S., Johnson, S., Sansom, B. (2020), How directed is a directed network?, Royal Society Open Science
        7:201138, doi 10.1098/rsos.201138.

    Example:
        >>> links = pl.DataFrame({"supplier": ["钢厂", "冲压厂"], "buyer": ["冲压厂", "整车厂"]})
        >>> trophic_level(links, value=None).rows()
        [('冲压厂', 0, 1.0, 0.0, None), ('整车厂', 0, 2.0, 0.0, None), ('钢厂', 0, 0.0, 0.0, None)]

    """
    nodes, weights = network(links, supplier, buyer, value)
    weights.eliminate_zeros()
    level = np.full(len(nodes), np.nan)
    incoherence = np.full(len(nodes), np.nan)
    _, part = connected_components(weights, directed=False)
    _, part = np.unique(part, return_inverse=True)
    linked = ~_unlinked(weights)
    if linked.any():
        level[linked] = levels(csr_array(weights[linked][:, linked]), part[linked])
        tail = np.repeat(np.arange(len(nodes)), np.diff(weights.indptr))
        strain = weights.data * (level[weights.indices] - level[tail] - 1.0) ** 2
        total = np.bincount(part[tail], weights=weights.data, minlength=int(part.max()) + 1)
        with np.errstate(invalid="ignore", divide="ignore"):
            incoherence = (np.bincount(part[tail], weights=strain, minlength=len(total)) / total)[part]
    return pl.DataFrame(
        [
            nodes.alias("node"),
            pl.Series("part", part, dtype=pl.Int64),
            stated_only(level, "trophic_level"),
            stated_only(np.where(linked, incoherence, np.nan), "incoherence"),
        ]
    ).with_columns(reason=pl.when(pl.Series(~linked)).then(pl.lit("empty")))


def _unlinked(weights: csr_array) -> Vector:
    touched = np.zeros(weights.shape[0], dtype=bool)
    touched[weights.indices] = True
    alone: Vector = ~touched & (np.diff(weights.indptr) == 0)
    return alone


def _reaching(shares: csr_array, final: Vector) -> Vector:
    """Return which nodes are among ``final`` or have a chain of sales to one that is."""
    reached = final.copy()
    upstream = csr_array(shares != 0)
    while True:
        more = reached | (upstream @ reached.astype(float) > 0)
        if (more == reached).all():
            return reached
        reached = more


def network(links: pl.DataFrame, supplier: str, buyer: str, value: str | None) -> tuple[pl.Series, csr_array]:
    """Return the nodes, sorted, and who sells how much to whom; duplicates summed, null values absent."""
    columns = (supplier, buyer, *([value] if value else []))
    known_columns(links, *columns)
    distinct(*columns)
    nodes, codes = encode(joined(links[supplier], links[buyer]))
    tails, heads = codes[: links.height], codes[links.height :]
    stated = (tails >= 0) & (heads >= 0)
    amounts = np.ones(links.height)
    if value:
        numbers = finite(links, value, (supplier, buyer))
        stated &= numbers.is_not_null().to_numpy()
        amounts = numbers.fill_null(0.0).to_numpy()
    matrix = csr_array((amounts[stated], (tails[stated], heads[stated])), shape=(len(nodes), len(nodes)))
    matrix.sum_duplicates()
    return nodes, matrix


def amounts_of(labels: pl.Series, stated: pl.DataFrame) -> Vector:
    """Return the amount of each label (NaN where not stated) from a frame whose first two columns are label, amount.

    A label that stands twice is refused (CallError), and an amount that is no number from 0 on.
    """
    a_frame(stated)
    if stated.width < 2:  # noqa: PLR2004 - a label and an amount
        raise CallError("measure_no_column", column="output", known="、".join(stated.columns))
    name, amount = stated.columns[:2]
    names, codes = encode(joined(labels, stated[name]))
    wanted, places = codes[: len(labels)], codes[len(labels) :]
    is_known = places >= 0
    twice = np.bincount(places[is_known], minlength=len(names)) > 1
    if twice.any():
        raise CallError("measure_twice", column=name, label=names.filter(pl.Series(twice))[0])
    amounts = np.full(len(names), np.nan)
    amounts[places[is_known]] = finite(stated, amount, (name,)).to_numpy()[is_known]
    in_order: Vector = amounts[wanted]
    return in_order


def named(labels: pl.Series, wanted: Vector, most: int = 5) -> str:
    """Return the wanted labels as one phrase, at most so many by name."""
    names = [str(label) for label in labels.filter(pl.Series(wanted)).to_list()]
    return "、".join(names[:most]) + ("…" if len(names) > most else "")
