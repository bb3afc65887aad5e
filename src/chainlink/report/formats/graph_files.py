"""The network for other tools: GraphML and GEXF with Chinese labels and all attributes, the same bytes every time."""

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from chainlink.graph.bipartite import bipartite_graph, sector_node, stated
from chainlink.graph.supply import link_graph
from chainlink.plain_text import upright
from chainlink.report.lookup.wording import Wording

LEFT_OUT = {"file", "sheet"}


def edge_id(kind: str, start: str, end: str, key: str = "") -> str:
    """Return the id of an edge, its own in the whole file: Gephi drops an edge whose id it has seen.

    ``key`` tells parallel edges of a kind apart (links: the link's id).
    """
    return "|".join(part for part in (kind, start, end, key) if part)


def _flat(values: Mapping[str, Any], skipped: Iterable[str] = ()) -> dict[str, str | int | float | bool]:
    """Return attributes as a graph file holds them: lists joined by ``;``, of the place only the row."""
    return {
        name: ";".join(str(part) for part in value) if isinstance(value, list) else value
        for name, value in values.items()
        if name not in LEFT_OUT and name not in skipped
    }


def network(wording: Wording) -> nx.MultiDiGraph:
    """Return firms and sectors as nodes, capabilities, links and flows as edges, each kind marked.

    Node ids are ``f:firm`` and ``s:sector``; ``label`` is the name, ``bipartite`` 0 for firms and 1 for sectors.  The
    key of an edge is its id in both formats.  Every link is drawn, ownership too.  A figure that several links share
    stands as ``joint_claims`` on each of them and in no weight.
    """
    tables = wording.index.tables
    graph = nx.MultiDiGraph()
    made = bipartite_graph(firms=tables["firms"], sectors=tables["sectors"], capabilities=tables["capabilities"])
    for node, about in made.nodes(data=True):
        graph.add_node(node, **_flat(about), **_names(wording, node, about))
    for firm, sector, about in made.edges(data=True):
        graph.add_edge(firm, sector, key=edge_id("capability", firm, sector), **_flat(about))
    links = link_graph(
        firms=tables["firms"], links=tables["links"], claims=tables["claims"], claim_subjects=tables["claim_subjects"]
    )
    for supplier, buyer, link, about in links.edges(keys=True, data=True):
        graph.add_edge(
            supplier,
            buyer,
            key=edge_id("link", supplier, buyer, link),
            label=about.get("product") or wording.word("relation", about["relation"]),
            **_flat(about, ("own_claims", "joint_claims")),
            **_claims(wording, about),
        )
    for row in wording.index.flows:
        ends = sector_node(row["input"]), sector_node(row["output"])
        about = _flat(stated(row, "input", "output", "kind"))
        graph.add_edge(*ends, key=edge_id("flow", *ends), edge_kind="flow", flow_kind=row["kind"], **about)
    return graph


def _names(wording: Wording, node: str, about: Mapping[str, Any]) -> dict[str, str]:
    """What a reader wants to see at a node: its name, its district or its chains and state."""
    key = node.split(":", 1)[1]
    if about["node_kind"] == "firm":
        place = wording.name("districts", about.get("district"))
        return {"label": wording.name("firms", key), "district_name": place}
    state = wording.results.states.get((key, "region"))
    named = {"label": wording.name("sectors", key), "chains": ";".join(wording.index.home_chains.get(key, ()))}
    return {**named, **({"state": state["state"]} if state else {})}


def _claims(wording: Wording, link: Mapping[str, Any]) -> dict[str, str]:
    """The claims about a link in words, its own apart from those it shares."""
    kinds = {"claims": "own_claims", "joint_claims": "joint_claims"}
    return {
        name: wording.semi.join(wording.claim_text(claim) for claim in link[ids])
        for name, ids in kinds.items()
        if ids in link
    }


def graphml(graph: nx.MultiDiGraph) -> bytes:
    """Write GraphML; the key of an edge is its id."""
    out = io.BytesIO()
    nx.write_graphml_xml(graph, out, encoding="utf-8", infer_numeric_types=True)
    return upright(out.getvalue().decode()).encode()


class _Gexf(GEXFWriter):  # type: ignore[misc]  # networkx has no types
    """Writes the key of an edge as its id alone: as an attribute it would take the name readers keep for it."""

    def add_attributes(
        self, node_or_edge: str, xml_obj: Element, data: dict[str, Any], default: dict[str, Any]
    ) -> dict[str, Any]:
        """Add the attributes of a node or an edge."""
        own = {name: value for name, value in data.items() if name != "key"}
        return dict(super().add_attributes(node_or_edge, xml_obj, own, default))


def gexf(graph: nx.MultiDiGraph) -> bytes:
    """Write GEXF without the date networkx puts in; the key of an edge is its id."""
    named = nx.MultiDiGraph()
    named.add_nodes_from(graph.nodes(data=True))
    for start, end, key, about in graph.edges(keys=True, data=True):
        named.add_edge(start, end, key=key, id=key, **about)
    out, writer = io.BytesIO(), _Gexf(encoding="utf-8", version="1.2draft")
    writer.add_graph(named)
    writer.write(out)
    return upright(re.sub(r' lastmodifieddate="[^"]*"', "", out.getvalue().decode(), count=1)).encode()
