"""network.graphml and network.gexf: read back by networkx with labels, attributes and nothing that was never stated."""

import importlib.util
import io
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from chainlink import terms
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import Outcome
from chainlink.graph.bipartite import bipartite_graph
from chainlink.graph.supply import link_graph
from chainlink.report.formats.graph_files import gexf, graphml, network
from chainlink.report.lookup.wording import Wording
from chainlink.study import run_study
from outcomes import hostile, packaged, report
from second import write_second_dataset
from small import rows, small_dataset


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
    graph = network(Wording(packaged()))

    edges = [given for *_, given in graph.out_edges("f:kaizhou-yinwu", data=True) if given["edge_kind"] == "link"]

    shared = [given for given in edges if "1,900" in given.get("joint_claims", "")]
    assert len(shared) == 3
    assert not any("1,900" in given.get("claims", "") for given in edges)


def test_equal_graphs_give_equal_bytes() -> None:
    one, two = (network(Wording(packaged())) for _ in range(2))

    assert graphml(one) == graphml(two)
    assert gexf(one) == gexf(two)


@cache
def outcome_of(which: str) -> Outcome:
    """A run over one of the data of the tests, of one district, or of one year; graphs tell nothing of its doubt."""
    if which in {"packaged", "hostile"}:
        return {"packaged": packaged, "hostile": hostile}[which]()
    if which in {"parallel", "workbook"}:
        with TemporaryDirectory() as folder:
            return parallel(Path(folder)) if which == "parallel" else workbook(Path(folder))
    study = {"one district": Study(doubt=False, region=("kaizhou",)), "2020": Study(doubt=False, as_of=2020)}[which]
    return run_study(read_dataset(), study)


def workbook(folder: Path) -> Outcome:
    return run_study(read_dataset(write_second_dataset(folder / "book.xlsx")), Study(doubt=False))


def parallel(folder: Path) -> Outcome:
    """A small dataset whose two firms trade by three links, a service and a share among them."""
    more = [
        {"link": f"l{n}", "supplier": "qianneng", "buyer": "changan", "relation": relation, "seen": 2021}
        for n, relation in enumerate(("supply", "service", "ownership"))
    ]
    dataset = read_dataset(small_dataset(folder / "parallel", links=rows("links", *more)))
    return run_study(dataset, Study(doubt=False))


def tags(content: bytes, name: str) -> list[ET.Element]:
    return [tag for tag in ET.fromstring(content).iter() if tag.tag.endswith("}" + name)]  # noqa: S314 - ours


def ids(content: bytes) -> list[str]:
    return [edge.attrib["id"] for edge in tags(content, "edge")]


def edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, int, str]]:
    return sorted(
        (start, end, given["edge_kind"], given["row"], given["sources"]) for start, end, given in graph.edges(data=True)
    )


@pytest.mark.parametrize("lang", terms.LANGUAGES)
@pytest.mark.parametrize("which", ["packaged", "one district", "2020", "hostile", "workbook", "parallel"])
def test_every_edge_of_a_file_has_an_id_of_its_own_and_keeps_its_row_and_kind(which: str, lang: str) -> None:
    outcome = outcome_of(which)
    graph = network(Wording(outcome, lang))
    tables = outcome.dataset.tables

    for content, read in (
        (graphml(graph), lambda file: nx.read_graphml(file, force_multigraph=True)),
        (gexf(graph), nx.read_gexf),
    ):
        again = read(io.BytesIO(content))
        if not again.is_multigraph():
            again = nx.MultiDiGraph(again)

        assert len(ids(content)) == len(set(ids(content)))
        assert len(ids(content)) == sum(tables[name].height for name in ("capabilities", "links", "flows"))
        assert edges(again) == edges(graph)


def test_the_ids_of_edges_tell_kind_and_ends_and_stay_from_run_to_run(tmp_path: Path) -> None:
    first, second = (ids(graphml(network(Wording(parallel(tmp_path / name))))) for name in ("a", "b"))

    assert first == second
    assert first == ids(gexf(network(Wording(outcome_of("parallel")))))
    assert {"link|f:qianneng|f:changan|l0", "link|f:qianneng|f:changan|l1", "flow|s:steel|s:stamping"} <= set(first)


RESERVED = {
    "edge": {"id", "key", "source", "target", "weight", "type", "kind", "start", "end", "interval", "timeset", "index"},
    "node": {"id", "key", "source", "target", "weight", "type", "pid", "start", "end", "interval", "timeset", "index"},
}
"""What networkx, Gephi, pandas and D3 keep for themselves; ``label`` is what Gephi wants to be told."""


@pytest.mark.parametrize("which", ["packaged", "workbook"])
def test_no_attribute_takes_a_name_that_readers_keep_for_themselves(which: str) -> None:
    graph = network(Wording(outcome_of(which)))
    names: dict[str, set[str]] = {kind: set() for kind in RESERVED}
    for tag in tags(graphml(graph), "key"):
        names[tag.attrib["for"]].add(tag.attrib["attr.name"].lower())
    for group in tags(gexf(graph), "attributes"):
        names[group.attrib["class"]] |= {one.attrib["title"].lower() for one in group}

    assert {kind: names[kind] & taken for kind, taken in RESERVED.items()} == {"edge": set(), "node": set()}
    assert "sources" in names["edge"] & names["node"]


def test_keys_of_graphml_are_declared_once() -> None:
    declared = [tag.attrib["id"] for tag in tags((report() / "network.graphml").read_bytes(), "key")]

    assert len(declared) == len(set(declared))


def test_the_network_goes_on_to_node_link_and_to_an_edge_list_with_its_sources() -> None:
    tables = outcome_of("parallel").dataset.tables
    made = bipartite_graph(firms=tables["firms"], sectors=tables["sectors"], capabilities=tables["capabilities"])
    traded = link_graph(
        firms=tables["firms"], links=tables["links"], claims=tables["claims"], claim_subjects=tables["claim_subjects"]
    )

    for graph in (network(Wording(packaged())), network(Wording(outcome_of("parallel")))):
        told = json.loads(json.dumps(nx.node_link_data(graph, edges="links")))
        again = nx.node_link_graph(told, edges="links")

        assert edges(again) == edges(graph)
        assert {node: given["sources"] for node, given in again.nodes(data=True)} == dict(graph.nodes(data="sources"))
    for graph in (network(Wording(packaged())), made, traded):
        assert {name for *_, given in graph.edges(data=True) for name in given} & {
            "source",
            "target",
            "key",
            "id",
        } == set()
        if importlib.util.find_spec("pandas"):
            assert len(nx.to_pandas_edgelist(graph)) == graph.number_of_edges()
