"""The bipartite graph 二部图: firms 企业 and sectors 环节; who can make what, and who needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import polars as pl

FIRM, SECTOR = 0, 1
"""The two sides, as ``networkx.algorithms.bipartite`` wants them in the node attribute ``bipartite``."""

KINDS = ("capability", "need")


def firm_node(firm: str) -> str:
    """Return the node of a firm; the mark before the id is there because a sector may bear the same."""
    return f"f:{firm}"


def sector_node(sector: str) -> str:
    """Return the node of a sector."""
    return f"s:{sector}"


ATTRIBUTES = {"source": "sources"}
"""Columns by the name they bear as attributes: ``source`` is what networkx, pandas and D3 call the start of an edge."""


def stated(row: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    """Return what a row states as attributes: nulls and the columns ``left_out`` omitted, see ATTRIBUTES."""
    return {
        ATTRIBUTES.get(name, name): value for name, value in row.items() if value is not None and name not in left_out
    }


def bipartite_graph(
    *, firms: pl.DataFrame, sectors: pl.DataFrame, capabilities: pl.DataFrame, needs: pl.DataFrame | None = None
) -> nx.MultiGraph:
    """Return firms and sectors with an edge for each capability 供给能力 and each need 采购需求.

    A multigraph, for a firm may both make and need a product, and need it for several of its own.  Degrees, colours and
    components can be read off it; projections and clustering, which want one edge a pair, off ``one_kind``.

    ``capabilities`` are the table, or the result of measures.supply.presence; ``needs`` those of an outcome.  Every
    column becomes an attribute (``source`` as ``sources``).

    Nodes ``f:firm`` and ``s:sector`` with ``node_kind`` (firm, sector) and ``bipartite`` (0, 1); edges with the
    keys ``capability`` and ``need:from_sector`` (``need:`` for a purchase) and the attribute ``edge_kind``
    (capability, need).  What is not stated is no attribute.
    """
    graph = nx.MultiGraph()
    for row in firms.iter_rows(named=True):
        graph.add_node(firm_node(row["firm"]), **stated(row, "firm"), node_kind="firm", bipartite=FIRM)
    for row in sectors.iter_rows(named=True):
        graph.add_node(sector_node(row["sector"]), **stated(row, "sector"), node_kind="sector", bipartite=SECTOR)
    for row in capabilities.iter_rows(named=True):
        ends = firm_node(row["firm"]), sector_node(row["sector"])
        graph.add_edge(*ends, key="capability", edge_kind="capability", **stated(row, "firm", "sector"))
    if needs is not None:
        for row in needs.iter_rows(named=True):
            ends = firm_node(row["buyer"]), sector_node(row["sector"])
            key = f"need:{row['from_sector'] or ''}"
            graph.add_edge(*ends, key=key, edge_kind="need", **stated(row, "buyer", "sector"))
    return graph


def one_kind(graph: nx.MultiGraph, kind: str) -> nx.Graph:
    """Return the simple graph of one ``kind`` of edge (capability, need), for algorithms that want one edge a pair.

    All nodes keep their attributes; of several edges of a pair one stands, with the attributes on which they agree and
    ``edges``, how many they are.

    Raises:
        ValueError: ``kind`` is neither.

    """
    if kind not in KINDS:
        msg = f"kind = {kind!r}: wanted {' or '.join(KINDS)}"
        raise ValueError(msg)
    simple = nx.Graph()
    simple.add_nodes_from(graph.nodes(data=True))
    for start, end, edge in graph.edges(data=True):
        if edge["edge_kind"] != kind:
            continue
        if simple.has_edge(start, end):
            kept = simple.edges[start, end]
            agreed = {name: value for name, value in kept.items() if edge.get(name) == value}
            agreed["edges"] = kept["edges"] + 1
            kept.clear()
            kept.update(agreed)
        else:
            simple.add_edge(start, end, **edge, edges=1)
    return simple
