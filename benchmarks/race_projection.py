"""Which activities share rows, and in how many: proximity against the projections of networkx and igraph."""

from __future__ import annotations

import sys

import igraph
import networkx as nx
import polars as pl
from networkx.algorithms import bipartite
from racing import paired, say
from tables import specialisation

from chainlink.measures import location_quotient, presence, proximity

SIZES = [(3_000, 1_000, 223_000, True), (96_000, 2_000, 713_000, False)]


def with_networkx(table: pl.DataFrame) -> list[tuple[str, str, int]]:
    graph = nx.Graph()
    graph.add_edges_from(table.rows())
    activities = table["activity"].unique().to_list()
    return list(bipartite.weighted_projected_graph(graph, activities).edges(data="weight"))


def with_igraph(table: pl.DataFrame) -> list[tuple[int, int, int]]:
    rows = {name: at for at, name in enumerate(table["region"].unique().to_list())}
    columns = {name: at + len(rows) for at, name in enumerate(table["activity"].unique().to_list())}
    edges = [(rows[row], columns[column]) for row, column in table.rows()]
    graph = igraph.Graph.Bipartite([0] * len(rows) + [1] * len(columns), edges)
    shared = graph.bipartite_projection(multiplicity=True, which=1)
    return list(zip(shared.get_edgelist(), shared.es["weight"], strict=True))


def main() -> None:
    for rows, columns, links, small in SIZES:
        held = pl.DataFrame(presence(location_quotient(specialisation(rows, columns, links)))).sample(
            fraction=1.0, shuffle=True, seed=1
        )
        what = f"{rows} x {columns}, {held.height} pairs"
        assert len(with_igraph(held)) == proximity(held).filter(pl.col("a") != pl.col("b")).height  # noqa: S101
        if small:
            say(
                f"projection vs networkx {what}",
                *paired(lambda h=held: proximity(h), lambda h=held: with_networkx(h), times=1),
            )
        say(
            f"projection vs igraph {what}", *paired(lambda h=held: proximity(h), lambda h=held: with_igraph(h), times=5)
        )


if __name__ == "__main__":
    sys.exit(main())
