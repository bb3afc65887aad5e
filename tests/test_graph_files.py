"""network.graphml and network.gexf: read back by networkx with labels, attributes and nothing that was never stated."""

import io

import networkx as nx

from chainlink.report.graph_files import gexf, graphml, network
from chainlink.report.register import Register
from outcomes import packaged, report


def test_graphml_reads_back_with_chinese_labels_and_every_firm_sector_and_link() -> None:
    tables = packaged().dataset.tables

    graph = nx.read_graphml(report() / "network.graphml", force_multigraph=True)

    kinds = [kind for _, kind in graph.nodes(data="node_kind")]
    assert kinds.count("firm") == tables["firms"].height
    assert kinds.count("sector") == tables["sectors"].height
    assert graph.nodes["f:changan-kuayue"]["label"] == "长安跨越"
    assert sum(1 for *_, kind in graph.edges(data="edge_kind") if kind == "link") == tables["links"].height


def test_the_firms_and_sectors_of_the_file_are_bipartite_in_their_capabilities() -> None:
    graph = nx.read_graphml(report() / "network.graphml", force_multigraph=True)
    made = graph.edge_subgraph(e for e in graph.edges(keys=True) if graph.edges[e]["edge_kind"] == "capability")

    assert nx.is_bipartite(made.to_undirected())
    assert {graph.nodes[start]["bipartite"] - graph.nodes[end]["bipartite"] for start, end, _ in made.edges} == {-1}


def test_gexf_reads_back_and_carries_no_date() -> None:
    text = (report() / "network.gexf").read_text(encoding="utf-8")

    graph = nx.read_gexf(io.BytesIO(text.encode()))

    assert "lastmodifieddate" not in text
    assert graph.nodes["f:changan-kuayue"]["label"] == "长安跨越"


def test_a_joint_claim_stands_on_each_link_as_joint_and_in_no_own_claim() -> None:
    graph = network(Register(packaged()))

    edges = [given for *_, given in graph.out_edges("f:kaizhou-yinwu", data=True) if given["edge_kind"] == "link"]

    shared = [given for given in edges if "1,900" in given.get("joint_claims", "")]
    assert len(shared) == 3
    assert not any("1,900" in given.get("claims", "") for given in edges)


def test_equal_graphs_give_equal_bytes() -> None:
    one, two = (network(Register(packaged())) for _ in range(2))

    assert graphml(one) == graphml(two)
    assert gexf(one) == gexf(two)
