"""A stated volume of one part bounds the plant it goes into, and is told as a bound."""

from __future__ import annotations

import json
from typing import Any

import pytest

import cases
from chainlink.config import Study
from chainlink.measures.supply.deliveries import actual_links
from chainlink.measures.supply.volumes import volume_bounds
from chainlink.units import in_base

VOLUME = {"claim": "v", "measure": "quantity", "value": 16.0, "unit": "万套", "per": "year", "from": "2020"}
PART = {"input": "body", "output": "truck"}


def bounds(
    claim: dict[str, Any], flow: dict[str, Any], about: tuple[str, ...], made: str
) -> list[tuple[str, str, float]]:
    claims = cases.table("claims", VOLUME | {"status": "actual"} | claim)
    subjects = cases.table("claim_subjects", *({"claim": "v", "table": "links", "id": link} for link in about))
    firms = cases.firms("press@kai", "works@wan")
    sold = cases.links("press>works:body", "press>other:body")
    found = volume_bounds(
        claims=in_base(claims),
        claim_subjects=subjects,
        links=actual_links(links=sold, claims=claims, claim_subjects=subjects, as_of=cases.AS_OF),
        flows=cases.flows(PART | flow),
        sectors=cases.sectors(
            {"sector": "truck", "plant_size": "large"}, {"sector": "lamp", "plant_size": None}, "body"
        ),
        presence=cases.known_of(firms, cases.capabilities(f"works:{made}")),
        since=2011,
    )
    return found.select("firm", "size", "value").rows()


def test_sets_of_what_must_go_into_a_truck_show_a_plant_of_at_least_the_smallest_size() -> None:
    assert bounds({}, {}, ("press--works",), "truck") == [("works", "large", 16.0)]


@pytest.mark.parametrize(
    ("claim", "flow", "about", "made"),
    [
        ({"unit": "万件"}, {}, ("press--works",), "truck"),
        ({"unit": "万吨"}, {}, ("press--works",), "truck"),
        ({"status": "expected"}, {}, ("press--works",), "truck"),
        ({"value": 0.05}, {}, ("press--works",), "truck"),
        ({"from": "2005"}, {}, ("press--works",), "truck"),
        ({}, {"criticality": "common"}, ("press--works",), "truck"),
        ({}, {}, ("press--works", "press--other"), "truck"),
        ({}, {}, ("press--works",), "body"),
        ({}, {"output": "lamp"}, ("press--works",), "lamp"),
    ],
    ids=[
        "pieces: nobody knows how many go into one", "tonnes", "expected only", "500 sets are samples", "long ago",
        "a part that not each needs", "one figure for two buyers", "a buyer not known to make it",
        "a product whose smallest plant nobody stated",
    ],
)  # fmt: skip
def test_other_volumes_bound_nothing(
    claim: dict[str, Any], flow: dict[str, Any], about: tuple[str, ...], made: str
) -> None:
    assert bounds(claim, flow, about, made) == []


def of_glass(*, output: float | None) -> dict[str, Any]:
    """The finding of glass, which a maker of trucks needs that took 16 万套 of bodies; maybe with a stated output."""
    claims = [VOLUME | {"status": "actual", "seen": 2020}]
    about = [{"claim": "v", "table": "links", "id": "press--works"}]
    if output is not None:
        claims.append(
            {"claim": "o", "measure": "output", "value": output, "unit": "亿元", "from": "2020", "status": "actual"}
        )
        about.append({"claim": "o", "table": "firms", "id": "works"})
    outcome = cases.outcome(
        Study(as_of=cases.AS_OF, doubt=False),
        sectors=cases.sectors(
            {"sector": "truck", "plant_size": "large"},
            {"sector": "glass", "plant_size": "small", "reach": "ring", "env_class": "none", "captive": False},
            "body",
        ),
        flows=cases.flows("body>truck", "glass>truck"),
        firms=cases.firms("press@kai", "works@wan"),
        capabilities=cases.capabilities("works:truck", "press:body"),
        links=cases.links("press>works:body"),
        claims=cases.table("claims", *claims),
        claim_subjects=cases.table("claim_subjects", *about),
    )
    (row,) = outcome.findings.rows.filter(finding="outsourced|glass|").iter_rows(named=True)
    return row | {
        "said": {reason["code"] for reason in row["reasons"]},
        "scale": next(gate["verdict"] for gate in row["gates"] if gate["gate"] == "scale"),
        "asked": json.loads(row["next_question"]["parts"]), "proof": outcome.findings.evidence.filter(finding=row["finding"]),
    }  # fmt: skip


def test_a_bound_is_told_as_one_leaves_the_size_to_be_asked_and_carries_nobody_to_the_first_band() -> None:
    glass = of_glass(output=None)

    assert "pull_volume" in glass["said"]
    assert not {"pull", "pull_older", "pull_undated"} & glass["said"]
    assert (glass["band"], glass["scale"], glass["next_question"]["code"]) == ("乙", "unknown", "origin_size")
    assert ("size", "claims", 2) in glass["proof"].select("role", "table", "row").rows()


def test_a_stated_output_of_the_same_class_is_told_before_a_bound() -> None:
    glass = of_glass(output=8.0)

    assert "pull" in glass["said"]
    assert "pull_volume" not in glass["said"]
    assert (glass["band"], glass["scale"]) == ("甲", "pass")
