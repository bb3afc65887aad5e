"""Upstreamness and trophic level: published cases, dense solves, circles."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.errors import CallError
from chainlink.measures import trophic_level, upstreamness
from chainlink.measures.networks import levels


def links(*rows: tuple[str | None, str | None, float | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"supplier": pl.String, "buyer": pl.String, "value": pl.Float64}, orient="row")


def test_a_chain_counts_its_steps_to_the_end() -> None:
    found = upstreamness(links(("ore", "steel", 5.0), ("steel", "car", 9.0)))

    assert found.rows() == [("car", 1.0, None), ("ore", 3.0, None), ("steel", 2.0, None)]


def test_the_two_sector_table_of_miller_and_blair() -> None:
    flows = links(("1", "1", 150.0), ("1", "2", 500.0), ("2", "1", 200.0), ("2", "2", 100.0))
    output = pl.DataFrame({"sector": ["1", "2"], "output": [1000.0, 2000.0]})

    found = upstreamness(flows, output)["upstreamness"].to_list()

    # Row sums of the Ghosh inverse of that table: 1.254 + 0.660 and 0.132 + 1.122.
    assert found == pytest.approx([1.9141914, 1.2541254], abs=1e-6)


def test_a_node_without_a_stated_output_makes_what_it_sells() -> None:
    output = pl.DataFrame({"sector": ["steel"], "output": [18.0]})

    found = upstreamness(links(("ore", "steel", 5.0), ("steel", "car", 9.0)), output)

    # Half of the steel goes to final demand at once: 1 + 0.5 · 1.
    assert found.rows() == [("car", 1.0, None), ("ore", 2.5, None), ("steel", 1.5, None)]


def test_shares_weigh_the_ways_and_duplicates_are_summed() -> None:
    found = upstreamness(links(("a", "b", 1.0), ("a", "b", 2.0), ("a", "c", 1.0), ("b", "c", 4.0)))

    # a sells 3/4 to b (which is 2 away) and 1/4 to c (1 away).
    assert found["upstreamness"].to_list() == [1 + 0.75 * 2 + 0.25 * 1, 2.0, 1.0]


def test_a_circle_without_a_way_out_is_null_and_so_is_who_feeds_it() -> None:
    found = upstreamness(links(("a", "b", 1.0), ("b", "c", 1.0), ("c", "b", 1.0), ("a", "d", 2.0), ("e", "d", 1.0)))

    assert found.rows() == [
        ("a", None, "closed"),
        ("b", None, "closed"),
        ("c", None, "closed"),
        ("d", 1.0, None),
        ("e", 2.0, None),
    ]


def test_links_can_count_once_each_and_unstated_ones_are_absent() -> None:
    table = links(("a", "b", 9.0), ("a", "c", None), ("b", "c", 1.0))

    assert upstreamness(table, value=None)["upstreamness"].to_list() == [2.5, 2.0, 1.0]
    assert upstreamness(table)["upstreamness"].to_list() == [3.0, 2.0, 1.0]


def test_selling_more_than_is_made_is_refused_by_name() -> None:
    output = pl.DataFrame({"sector": ["a", "b"], "output": [1.0, 2.0]})

    with pytest.raises(CallError, match="a"):
        upstreamness(links(("a", "b", 1.001)), output)
    assert upstreamness(links(("a", "b", 1.0)), output)["upstreamness"].to_list() == [2.0, 1.0]


def test_a_chain_has_whole_levels_and_no_incoherence() -> None:
    found = trophic_level(links(("ore", "steel", 5.0), ("steel", "car", 9.0)))

    assert found["node"].to_list() == ["car", "ore", "steel"]
    assert found["trophic_level"].to_list() == pytest.approx([2.0, 0.0, 1.0])
    assert found["incoherence"].to_list() == pytest.approx([0.0] * 3, abs=1e-12)


def test_a_circle_is_level_and_wholly_incoherent() -> None:
    found = trophic_level(links(("a", "b", 1.0), ("b", "c", 1.0), ("c", "a", 1.0)))

    assert found["trophic_level"].to_list() == pytest.approx([0.0] * 3, abs=1e-12)
    assert found["incoherence"].to_list() == pytest.approx([1.0] * 3)


LINKS = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.floats(0.1, 10)), min_size=1, max_size=15
)


@given(LINKS)
@settings(max_examples=30, deadline=None)
def test_levels_are_the_least_squares_ones(rows: list[tuple[str, str, float]]) -> None:
    found = trophic_level(links(*rows))
    place = {node: at for at, node in enumerate(found["node"])}
    design, wanted = np.zeros((len(rows), len(place))), np.zeros(len(rows))
    for at, (tail, head, weight) in enumerate(rows):
        design[at, place[head]] += np.sqrt(weight)
        design[at, place[tail]] -= np.sqrt(weight)
        wanted[at] = np.sqrt(weight)
    free = np.linalg.lstsq(design, wanted, rcond=None)[0]
    part = found["part"].to_numpy()
    for one in set(part):
        free[part == one] -= free[part == one].min()

    assert np.allclose(found["trophic_level"].to_numpy(), free, atol=1e-7)


@given(LINKS, st.sampled_from([1e12, 1e-9]))
@settings(max_examples=20, deadline=None)
def test_scale_changes_neither_level_nor_upstreamness(rows: list[tuple[str, str, float]], scale: float) -> None:
    scaled = [(tail, head, weight * scale) for tail, head, weight in rows]

    for measure in (trophic_level, upstreamness):
        plain, other = (
            measure(links(*every))["trophic_level" if measure is trophic_level else "upstreamness"]
            for every in (rows, scaled)
        )
        assert plain.is_null().to_list() == other.is_null().to_list()
        assert np.allclose(plain.fill_null(0).to_numpy(), other.fill_null(0).to_numpy(), rtol=1e-6, atol=1e-7)


def test_parts_that_do_not_touch_stand_apart_and_a_lone_name_is_null() -> None:
    found = trophic_level(links(("a", "b", 1.0), ("x", "y", 3.0), ("lone", None, 1.0)))

    assert found.rows() == [
        ("a", 0, 0.0, 0.0, None),
        ("b", 0, 1.0, 0.0, None),
        ("lone", 1, None, None, "empty"),
        ("x", 2, 0.0, 0.0, None),
        ("y", 2, 1.0, 0.0, None),
    ]
    assert upstreamness(links(("a", "b", 1.0), ("lone", None, 1.0)))["reason"].to_list() == [None, None, "empty"]


def test_small_links_keep_their_level_beside_large_ones() -> None:
    found = trophic_level(links(("a", "b", 1e-9), ("b", "c", 1.0), ("c", "d", 1e-9), ("d", "e", 1.0)))

    assert found["trophic_level"].to_list() == pytest.approx([0, 1, 2, 3, 4], abs=1e-8)


def test_the_largest_amounts_there_are_do_not_overflow() -> None:
    found = upstreamness(links(("a", "b", 1.5e308), ("a", "c", 1.5e308), ("c", "d", 1.0)))

    assert found["upstreamness"].to_list() == [2.5, 1.0, 2.0, 1.0]


def test_labels_of_unlike_types_are_taken_as_text() -> None:
    mixed = pl.DataFrame({"supplier": [1, 2], "buyer": ["2", "3"], "value": [1, 1]})

    assert upstreamness(mixed).rows() == [("1", 3.0, None), ("2", 2.0, None), ("3", 1.0, None)]
    small = pl.DataFrame({"supplier": [1], "buyer": pl.Series([2], dtype=pl.Int8), "value": [1]})
    assert upstreamness(small)["node"].to_list() == [1, 2]


def test_nothing_gives_nothing() -> None:
    assert trophic_level(links()).is_empty()
    assert upstreamness(links()).is_empty()


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(CallError):
        trophic_level(links(), value="amount")


def exact_levels(rows: list[tuple[str, str, float]]) -> dict[str, float]:
    """The levels by elimination in fractions, the first node held at 0 and the lowest lifted there."""
    nodes = sorted({node for one, other, _ in rows for node in (one, other)})
    size = len(nodes)
    table = [[Fraction(0)] * (size + 1) for _ in nodes]
    for one, other, amount in rows:
        i, j, weight = nodes.index(one), nodes.index(other), Fraction(amount)
        for a, b, sign in ((i, j, -1), (j, i, 1)):
            table[a][a] += weight
            table[a][b] -= weight
            table[a][size] += sign * weight
    table[0] = [Fraction(at == 0) for at in range(size)] + [Fraction(0)]
    for at in range(size):
        table[at] = [cell / table[at][at] for cell in table[at]]
        for other in range(size):
            if other != at and (factor := table[other][at]):
                table[other] = [a - factor * b for a, b in zip(table[other], table[at], strict=True)]
    lowest = min(line[size] for line in table)
    return {node: float(line[size] - lowest) for node, line in zip(nodes, table, strict=True)}


@pytest.mark.parametrize(("count", "share", "draws"), [(7, 0.4, 30), (16, 1.0, 3)])
@pytest.mark.parametrize("unlike", [1e8, 1e16, 1e25, 1e60])
def test_weights_however_unlike_give_the_exact_levels(count: int, share: float, draws: int, unlike: float) -> None:
    dice = np.random.default_rng(20)
    for _ in range(draws):
        rows = [
            (f"n{i:02d}", f"n{j:02d}", float(unlike ** -dice.random()))
            for i in range(count)
            for j in range(count)
            if j == i + 1 or (i != j and dice.random() < share)
        ]

        found = trophic_level(links(*rows))

        assert dict(found.select("node", "trophic_level").iter_rows()) == pytest.approx(exact_levels(rows), abs=1e-9)


def test_parts_and_self_links_of_unlike_weights_stand_apart() -> None:
    found = trophic_level(
        links(("a", "b", 1e300), ("b", "c", 1e-300), ("x", "y", 1.0), ("y", "y", 1e-20), ("z", "z", 1e20))
    )

    assert found["trophic_level"].to_list() == [0.0, 1.0, 2.0, 0.0, 1.0, 0.0]
    assert found["part"].to_list() == [0, 0, 0, 1, 1, 2]


def test_a_circle_that_hardly_anything_leaves_is_closed_and_no_rounding_is_told() -> None:
    # Each sells nine tenths back: from the far end some 9^n sales lead out.
    def ring(size: int) -> pl.DataFrame:
        there = [(f"n{i:02d}", f"n{i + 1:02d}", 0.1) for i in range(size)]
        return links(*there, *((f"n{i:02d}", f"n{i - 1:02d}", 0.9) for i in range(1, size)))

    # u0 = 1 + u1 and u1 = 1 + 0.9 u0 + 0.1.
    assert upstreamness(ring(2))["upstreamness"].to_list() == pytest.approx([21.0, 20.0, 1.0])
    far = upstreamness(ring(30))
    assert far["upstreamness"].to_list()[0] is None
    assert far["reason"].to_list()[0] == "closed"


def test_a_large_network_of_weights_too_unlike_to_tell_its_levels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levels, "CELLS", 5)

    with pytest.raises(CallError, match="1e-30"):
        trophic_level(links(("a", "b", 1.0), ("b", "c", 1e-30)))
