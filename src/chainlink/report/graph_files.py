"""The network for other tools: GraphML and GEXF with Chinese labels and all attributes, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from chainlink.graph.bipartite import bipartite_graph, sector_node, stated
from chainlink.graph.supply import link_graph
from chainlink.report.register import Register
from chainlink.report.signs import upright

LEFT_OUT = {"file", "sheet"}


def _flat(given: Mapping[str, Any], skipped: Iterable[str] = ()) -> dict[str, str | int | float | bool]:
    """Return attributes as a graph file holds them: lists joined by ``;``, of the place only the row."""
    return {
        name: ";".join(str(one) for one in value) if isinstance(value, list) else value
        for name, value in given.items()
        if name not in LEFT_OUT and name not in skipped
    }


def network(register: Register) -> nx.MultiDiGraph:
    """Return firms and sectors as nodes, capabilities, links and flows as edges, each kind marked.

    Node ids are ``f:firm`` and ``s:sector``; ``label`` is the name, ``bipartite`` 0 for firms and 1 for sectors.  Every
    link is drawn, ownership too.  A figure that several links share stands as ``joint_claims`` on each of them and in
    no weight.
    """
    reg, tables = register, register.tables
    graph = nx.MultiDiGraph()
    made = bipartite_graph(tables["firms"], tables["sectors"], tables["capabilities"])
    for node, given in made.nodes(data=True):
        graph.add_node(node, **_flat(given), **_names(reg, node, given))
    for firm, sector, given in made.edges(data=True):
        graph.add_edge(firm, sector, key=f"capability:{sector.removeprefix('s:')}", **_flat(given))
    links = link_graph(tables["firms"], tables["links"], tables["claims"], tables["claim_subjects"])
    for supplier, buyer, link, given in links.edges(keys=True, data=True):
        graph.add_edge(
            supplier,
            buyer,
            key=f"link:{link}",
            label=given.get("product") or reg.word("relation", given["relation"]),
            **_flat(given, ("own_claims", "joint_claims")),
            **_claims(reg, given),
        )
    for row in reg.flows:
        graph.add_edge(
            sector_node(row["input"]),
            sector_node(row["output"]),
            key="flow",
            edge_kind="flow",
            **{
                ("flow_kind" if name == "kind" else name): value
                for name, value in _flat(stated(row, "input", "output")).items()
            },
        )
    return graph


def _names(register: Register, node: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What a reader wants to see at a node: its name, its district or its chains and state."""
    key = node.split(":", 1)[1]
    if given["node_kind"] == "firm":
        return {
            "label": register.name("firms", key),
            "district_name": register.name("districts", given.get("district")),
        }
    state = register.states.get((key, "region"))
    return {
        "label": register.name("sectors", key),
        "chains": ";".join(register.home_chains.get(key, ())),
        **({"state": state["state"]} if state else {}),
    }


def _claims(register: Register, given: Mapping[str, Any]) -> dict[str, str]:
    """The claims about a link in words, its own apart from those it shares."""
    kinds = {"claims": "own_claims", "joint_claims": "joint_claims"}
    return {
        name: register.semi.join(register.claim_text(claim) for claim in given[ids])
        for name, ids in kinds.items()
        if ids in given
    }


def graphml(graph: nx.MultiDiGraph) -> bytes:
    """Write GraphML."""
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", named_key_ids=True)
    return upright(out.getvalue().decode()).encode()


def gexf(graph: nx.MultiDiGraph) -> bytes:
    """Write GEXF without the date networkx puts in."""
    out = io.BytesIO()
    nx.write_gexf(graph, out, encoding="utf-8", version="1.2draft")
    return upright(re.sub(r' lastmodifieddate="[^"]*"', "", out.getvalue().decode(), count=1)).encode()
