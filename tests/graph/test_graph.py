"""The two graphs: what they hold, and that each equals a second way of building it from sparse matrices."""

from __future__ import annotations

from random import Random

import networkx as nx
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from networkx.algorithms import bipartite

from cases import AS_OF, capabilities, firms, links, sectors, table
from chainlink.graph.bipartite import FIRM, SECTOR, bipartite_graph, firm_node, one_kind, sector_node
from chainlink.graph.supply import link_graph, supply_graph
from chainlink.measures.networks.incidence import incidence
from chainlink.measures.supply.deliveries import actual_links

SEATS = firms("甲@wan", "乙@kai", "steel@kai", {"firm": "其他", "name": "(其他)", "named": False})
SECTORS = sectors("truck", "frame", "steel")
NO_CLAIMS = {"claims": table("claims"), "claim_subjects": table("claim_subjects")}


def needs(*rows: tuple[str, str | None, str, str]) -> pl.DataFrame:
    schema = ["buyer", "from_sector", "sector", "standing"]
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        rows=pl.lit(2), links=pl.lit(None, pl.List(pl.String))
    )


# ---- firms and sectors -------------------------------------------------------------------------------------------------
def test_the_two_sides_are_kept_apart_even_where_a_firm_and_a_sector_bear_one_id() -> None:
    graph = bipartite_graph(firms=SEATS, sectors=SECTORS, capabilities=capabilities("steel:steel"))

    assert graph.number_of_nodes() == 4 + 3
    assert bipartite.is_bipartite(graph)
    assert {side for _, side in graph.nodes(data="bipartite")} == {FIRM, SECTOR}
    assert bipartite.is_bipartite_node_set(graph, [firm_node(one) for one in SEATS["firm"]])


def test_edges_carry_all_that_their_row_states_and_nothing_it_does_not() -> None:
    made = capabilities({"firm": "甲", "sector": "truck", "note": None, "seen": 2020})

    graph = bipartite_graph(
        firms=SEATS, sectors=SECTORS, capabilities=made, needs=needs(("甲", "truck", "frame", "open"))
    )

    made_edge = graph.edges[firm_node("甲"), sector_node("truck"), "capability"]
    assert (made_edge["edge_kind"], made_edge["basis"], made_edge["seen"], made_edge["row"]) == (
        "capability",
        "stated",
        2020,
        2,
    )
    assert "note" not in made_edge
    need_edge = graph.edges[firm_node("甲"), sector_node("frame"), "need:truck"]
    assert need_edge == {"edge_kind": "need", "from_sector": "truck", "standing": "open", "rows": 2}
    assert "district" not in graph.nodes[firm_node("其他")]


def test_a_firm_may_make_and_need_one_product_and_need_it_for_two() -> None:
    wanted = needs(("甲", "truck", "frame", "own"), ("甲", "steel", "frame", "own"), ("甲", None, "frame", "own"))

    graph = bipartite_graph(firms=SEATS, sectors=SECTORS, capabilities=capabilities("甲:frame"), needs=wanted)

    ends = firm_node("甲"), sector_node("frame")
    assert sorted(graph[ends[0]][ends[1]]) == ["capability", "need:", "need:steel", "need:truck"]
    need = one_kind(graph, "need").edges[ends]
    # They agree on standing and row, not on what it is needed for.
    assert (need["edges"], need["standing"], "from_sector" in need) == (3, "own", False)


def test_one_kind_of_edge_is_a_simple_graph_with_every_node() -> None:
    graph = bipartite_graph(
        firms=SEATS,
        sectors=SECTORS,
        capabilities=capabilities("甲:truck"),
        needs=needs(("甲", "truck", "frame", "open")),
    )

    made = one_kind(graph, "capability")

    assert not made.is_multigraph()
    assert set(made) == set(graph)
    assert list(made.edges) == [(firm_node("甲"), sector_node("truck"))]
    with pytest.raises(ValueError, match="link"):
        one_kind(graph, "link")


PAIRS = st.sets(
    st.tuples(st.sampled_from(["甲", "乙", "steel", "其他"]), st.sampled_from(["truck", "frame", "steel"])), min_size=1
)


@settings(deadline=None, max_examples=30)
@given(PAIRS)
def test_degrees_and_projections_equal_those_of_the_sparse_matrix(pairs: set[tuple[str, str]]) -> None:
    made = capabilities(*(f"{firm}:{sector}" for firm, sector in sorted(pairs)))
    labels = incidence(made, "firm", "sector")
    graph = one_kind(bipartite_graph(firms=SEATS, sectors=SECTORS, capabilities=made), "capability")
    firm_nodes = [firm_node(one) for one in labels.rows]
    sector_nodes = [sector_node(one) for one in labels.columns]

    by_graph = bipartite.biadjacency_matrix(graph, firm_nodes, sector_nodes, weight=None)
    shared = bipartite.weighted_projected_graph(graph, sector_nodes)
    product = (labels.matrix.T @ labels.matrix).toarray()

    assert (by_graph.toarray() == labels.matrix.toarray()).all()
    diversity, ubiquity = labels.degrees
    assert [graph.degree(one) for one in firm_nodes] == diversity.tolist()
    assert [graph.degree(one) for one in sector_nodes] == ubiquity.tolist()
    # Two sectors are neighbours as often as firms make both: the off-diagonal of the product.
    weights = nx.to_numpy_array(shared, nodelist=sector_nodes, weight="weight")
    assert (weights == product - np.diag(np.diag(product))).all()


# ---- who supplies whom ---------------------------------------------------------------------------------------------------
def test_ownership_is_drawn_among_the_links_and_never_supply() -> None:
    rows = links(
        "乙>甲:frame", {"link": "own", "supplier": "steel", "buyer": "甲", "relation": "ownership"},
        {"link": "care", "supplier": "steel", "buyer": "甲", "relation": "service"},
    )  # fmt: skip

    assert sorted(key for *_, key in link_graph(firms=SEATS, links=rows, **NO_CLAIMS).edges(keys=True)) == [
        "care",
        "own",
        "乙--甲",
    ]
    assert sorted(key for *_, key in supply_graph(firms=SEATS, actual=rows, **NO_CLAIMS).edges(keys=True)) == [
        "care",
        "乙--甲",
    ]


def test_a_supplier_points_at_its_buyer_and_carries_its_row() -> None:
    graph = supply_graph(firms=SEATS, actual=links("乙>甲:frame+truck"), **NO_CLAIMS)

    assert graph.has_successor(firm_node("乙"), firm_node("甲"))
    edge = graph.edges[firm_node("乙"), firm_node("甲"), "乙--甲"]
    assert (edge["sectors"], edge["row"], edge["seen"]) == (["frame", "truck"], 2, AS_OF)
    assert "own_claims" not in edge
    assert graph.number_of_nodes() == 4


def test_a_joint_claim_stands_once_on_the_graph_and_only_by_name_on_its_links() -> None:
    claims = table(
        "claims",
        {"claim": "joint", "measure": "amount", "value": 1900.0, "unit": "万元", "status": "actual"},
        {"claim": "alone", "measure": "amount", "value": 30.0, "unit": "万元", "status": "actual"},
        {"claim": "mixed", "measure": "amount", "value": 5.0, "unit": "万元", "status": "actual"},
    )
    about = table(
        "claim_subjects",
        *({"claim": "joint", "table": "links", "id": f"乙--{buyer}"} for buyer in ("甲", "steel", "其他")),
        {"claim": "alone", "table": "links", "id": "乙--甲"},
        {"claim": "mixed", "table": "links", "id": "乙--甲"},
        {"claim": "mixed", "table": "firms", "id": "乙"},
    )

    graph = supply_graph(
        firms=SEATS, actual=links("乙>甲:frame", "乙>steel:frame", "乙>其他:frame"), claims=claims, claim_subjects=about
    )

    joint = graph.graph["joint_claims"]
    assert (joint["joint"]["value"], joint["joint"]["subjects"]) == (1900.0, 3)
    assert sorted(joint["joint"]["links"]) == sorted(["乙--甲", "乙--steel", "乙--其他"])
    # The second subject of the mixed claim is the firm: one link alone, and still not its own amount.
    assert (joint["mixed"]["links"], joint["mixed"]["subjects"]) == (["乙--甲"], 2)
    edge = graph.edges[firm_node("乙"), firm_node("甲"), "乙--甲"]
    assert (edge["own_claims"], edge["joint_claims"]) == (["alone"], ["joint", "mixed"])
    assert not any("value" in given for *_, given in graph.edges(data=True))
    assert sum(one["value"] for one in joint.values()) == 1905.0


ENDS = st.tuples(st.sampled_from(["甲", "乙", "steel", "其他"]), st.sampled_from(["甲", "乙", "steel", "其他"]))
SOLD = st.lists(
    st.tuples(ENDS.filter(lambda pair: pair[0] != pair[1]), st.sampled_from(["supply", "service", "ownership"])),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, max_examples=30)
@given(SOLD, st.randoms(use_true_random=False))
def test_suppliers_of_suppliers_equal_the_square_of_the_sparse_matrix(
    sold: list[tuple[tuple[str, str], str]], draw: Random
) -> None:
    rows = links(
        *(
            {"link": f"l{place}", "supplier": ends[0], "buyer": ends[1], "relation": relation}
            for place, (ends, relation) in enumerate(sold)
        )
    )
    actual = actual_links(links=rows, **NO_CLAIMS, as_of=AS_OF)
    graph = supply_graph(firms=SEATS, actual=actual, **NO_CLAIMS)
    # Every firm names itself once, so that rows and columns of the matrix bear the same labels; taken off again.
    itself = SEATS.select(supplier="firm", buyer="firm")
    labels = incidence(
        pl.concat([actual.select("supplier", "buyer"), itself]).with_columns(one=pl.lit(1.0)),
        "supplier",
        "buyer",
        "one",
    )
    matrix = labels.matrix.toarray() - np.eye(len(labels.rows))
    nodes = [firm_node(one) for one in labels.rows]

    by_graph = nx.to_numpy_array(graph, nodelist=nodes, weight=None)

    assert (by_graph == matrix).all()
    assert [graph.out_degree(one) for one in nodes] == matrix.sum(axis=1).tolist()
    assert [graph.in_degree(one) for one in nodes] == matrix.sum(axis=0).tolist()
    two_steps = [
        [sum(graph.number_of_edges(a, m) * graph.number_of_edges(m, b) for m in nodes) for b in nodes] for a in nodes
    ]
    assert (np.array(two_steps) == matrix @ matrix).all()
    shuffled = supply_graph(firms=SEATS, actual=actual[draw.sample(range(actual.height), actual.height)], **NO_CLAIMS)
    assert nx.utils.graphs_equal(graph, shuffled)
