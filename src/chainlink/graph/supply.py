"""The supply graph 供应图: which firm supplies which, and what is stated of that."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import polars as pl

from chainlink.graph.bipartite import firm_node, stated

SUPPLY = ("supply", "service")
"""The relations that are supply; ownership 股权 is drawn and never supply."""


def link_graph(
    *, firms: pl.DataFrame, links: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame
) -> nx.MultiDiGraph:
    """Return firms with an edge from supplier to buyer for each of ``links`` 配套关系, whatever its relation.

    A claim 数据点 about one link is its own; a claim that it shares with others is a joint sum and stands once, on the
    graph: the edges name it and carry no part of it.

    Every column becomes an attribute (``source`` as ``sources``); those of a joint claim stand on the graph.

    Nodes ``f:firm``; edges with the link's id as key, and the attributes ``edge_kind`` (link), ``own_claims`` and
    ``joint_claims`` (ids, sorted).  ``graph.graph["joint_claims"]``: by claim what its row states, ``links`` (ids
    of its links) and ``subjects`` (how many share it).  What is not stated is no attribute.
    """
    graph = nx.MultiDiGraph()
    for row in firms.iter_rows(named=True):
        graph.add_node(firm_node(row["firm"]), **stated(row, "firm"), node_kind="firm")
    about = (
        claim_subjects.with_columns(subjects=pl.len().over("claim"))
        .filter(pl.col("table") == "links")
        .join(links.select(id="link"), on="id", how="semi")
        .sort("claim", "id")
    )
    own: dict[str, list[str]] = defaultdict(list)
    joint: dict[str, list[str]] = defaultdict(list)
    shared: dict[str, list[str]] = defaultdict(list)
    sharers: dict[str, int] = {}
    for claim, link, subjects in about.select("claim", "id", "subjects").iter_rows():
        if subjects == 1:
            own[link].append(claim)
        else:
            joint[link].append(claim)
            shared[claim].append(link)
            sharers[claim] = subjects
    for row in links.iter_rows(named=True):
        attributes = {**row, "own_claims": own.get(row["link"]), "joint_claims": joint.get(row["link"])}
        graph.add_edge(
            firm_node(row["supplier"]),
            firm_node(row["buyer"]),
            key=row["link"],
            edge_kind="link",
            **stated(attributes, "link", "supplier", "buyer"),
        )
    graph.graph["joint_claims"] = {
        row["claim"]: {**stated(row, "claim"), "links": shared[row["claim"]], "subjects": sharers[row["claim"]]}
        for row in claims.iter_rows(named=True)
        if row["claim"] in shared
    }
    return graph


def supply_graph(
    *, firms: pl.DataFrame, actual: pl.DataFrame, claims: pl.DataFrame, claim_subjects: pl.DataFrame
) -> nx.MultiDiGraph:
    """Return the directed graph of actual supply: link_graph of the ``actual`` links that are supply.

    Ownership is never supply, whoever hands it in.
    """
    return link_graph(
        firms=firms, links=actual.filter(pl.col("relation").is_in(SUPPLY)), claims=claims, claim_subjects=claim_subjects
    )
