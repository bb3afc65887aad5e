"""The network for other tools: GraphML and GEXF with Chinese labels and all attributes, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from chainlink.report.register import Register

LEFT_OUT = {"file", "sheet"}


def _flat(row: Mapping[str, Any], skipped: Iterable[str] = ()) -> dict[str, str | int | float | bool]:
    """Return the attributes of a row for a graph file: nulls omitted, lists joined by ``;``."""
    found: dict[str, str | int | float | bool] = {}
    for name, value in row.items():
        if value is None or name in LEFT_OUT or name in skipped:
            continue
        found[name] = ";".join(str(one) for one in value) if isinstance(value, list) else value
    return found


def network(register: Register) -> nx.MultiDiGraph:
    """Return firms and sectors as nodes, capabilities, links and flows as edges, each kind marked.

    Node ids are ``f:firm`` and ``s:sector``; ``label`` is the name, ``bipartite`` 0 for firms and 1 for sectors.  A
    figure that several links share stands as ``joint_claims`` on each of them and in no weight.
    """
    reg = register
    graph = nx.MultiDiGraph()
    for key, row in reg.firms.items():
        given = {
            "label": reg.name("firms", key),
            "node_kind": "firm",
            "bipartite": 0,
            "district_name": reg.name("districts", row["district"]),
        }
        graph.add_node(f"f:{key}", **_flat(row, ("firm",)), **given)
    for key, row in reg.sectors.items():
        state = reg.states.get((key, "region"))
        given = {
            "label": reg.name("sectors", key),
            "node_kind": "sector",
            "bipartite": 1,
            "chains": ";".join(reg.home_chains.get(key, ())),
        }
        graph.add_node(f"s:{key}", **_flat(row, ("sector",)), **given, **({"state": state["state"]} if state else {}))
    for firm, rows in reg.capabilities.items():
        for row in rows:
            graph.add_edge(
                f"f:{firm}",
                f"s:{row['sector']}",
                key=f"capability:{row['sector']}",
                edge_kind="capability",
                **_flat(row, ("firm", "sector")),
            )
    for key, row in reg.links.items():
        graph.add_edge(
            f"f:{row['supplier']}",
            f"f:{row['buyer']}",
            key=f"link:{key}",
            edge_kind="link",
            label=row["product"] or reg.word("relation", row["relation"]),
            **_flat(row, ("supplier", "buyer", "link")),
            **_claims(reg, key),
        )
    for row in reg.flows:
        graph.add_edge(
            f"s:{row['input']}",
            f"s:{row['output']}",
            key="flow",
            edge_kind="flow",
            **{
                ("flow_kind" if name == "kind" else name): value
                for name, value in _flat(row, ("input", "output")).items()
            },
        )
    return graph


def _claims(register: Register, link: str) -> dict[str, str]:
    """The claims about a link in words, its own apart from those it shares."""
    own: list[str] = []
    joint: list[str] = []
    for claim in register.claims_of.get(("links", link), ()):
        (joint if len(register.subjects[claim]) > 1 else own).append(register.claim_text(claim))
    return {name: "；".join(texts) for name, texts in (("claims", own), ("joint_claims", joint)) if texts}


def graphml(graph: nx.MultiDiGraph) -> bytes:
    """Write GraphML."""
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", named_key_ids=True)
    return out.getvalue()


def gexf(graph: nx.MultiDiGraph) -> bytes:
    """Write GEXF without the date networkx puts in."""
    out = io.BytesIO()
    nx.write_gexf(graph, out, encoding="utf-8", version="1.2draft")
    return re.sub(rb' lastmodifieddate="[^"]*"', b"", out.getvalue(), count=1)
