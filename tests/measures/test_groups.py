"""Firms of one group: what one makes here meets the need of the others; they are not introduced to each other."""

from __future__ import annotations

import polars as pl
import pytest

import cases
from chainlink.config import Study
from chainlink.measures.supply.groups import group_heads


def test_a_circle_of_parents_ends_somewhere_and_a_parent_without_a_row_is_its_own_head() -> None:
    firms = pl.DataFrame({"firm": ["a", "b", "c"], "parent": ["b", "a", "held"]})

    heads = dict(group_heads(firms).iter_rows())

    assert heads["c"] == heads["held"] == "held"
    assert {heads["a"], heads["b"]} <= {"a", "b"}


def standing(parent: str | None, seat: str = "kai") -> tuple[str, list[str]]:
    """How the need of a maker of lamps in Wan for shades stands, which a firm of that parent makes; what is found."""
    outcome = cases.outcome(
        Study(as_of=cases.AS_OF, doubt=False),
        sectors=cases.sectors({"sector": "shade", "reach": "ring", "captive": False, "env_class": "none"}, "lamp"),
        flows=cases.flows("shade>lamp"),
        firms=cases.firms(
            "nvc@wan", {"firm": "sister", "name": "sister", "named": True, "district": seat, "parent": parent}
        ),
        capabilities=cases.capabilities("nvc:lamp", "sister:shade"),
    )
    (need,) = outcome.needs.filter(buyer="nvc", sector="shade")["standing"]
    return need, outcome.findings.rows["finding"].to_list()


def test_what_a_sister_makes_here_is_the_groups_own_supply_and_nobody_introduces_them() -> None:
    assert standing("nvc") == ("own", [])


@pytest.mark.parametrize(
    ("parent", "seat", "found"),
    [
        (None, "kai", "unlinked|shade|lamp"),
        ("another", "kai", "unlinked|shade|lamp"),
        ("nvc", "far", "outsourced|shade|"),
    ],
    ids=["no parent", "another group", "a sister outside the region"],
)
def test_others_do_not_supply_it(parent: str | None, seat: str, found: str) -> None:
    assert standing(parent, seat) == ("open", [found])
