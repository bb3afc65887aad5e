"""Unlinked: a maker and a buyer of the region between whom nothing is on record, and what must not be called so."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from region import finding, ids, rests_on, roads, run

STAMPING = {"sector": "stamping", "reach": "ring"}
PAIR = {
    "sectors": sectors(STAMPING, "truck"),
    "flows": flows("stamping>truck"),
    "firms": firms(
        "changan@wan", "qian@kai", "bao@far", {"firm": "x", "name": "等企业", "district": "kai", "named": False}
    ),
    "capabilities": capabilities("changan:truck", "qian:stamping"),
}
KEY = "unlinked|stamping|truck"


def test_a_maker_and_a_buyer_without_a_link_are_brought_together() -> None:
    outcome = run(**PAIR)

    found = finding(outcome, KEY)

    assert (found["band"], found["action"], found["question"]) == ("甲", "match", "match")
    assert (found["districts_having"], found["districts_needing"]) == (["kai"], ["wan"])
    assert set(found["reasons"]) == {"maker_here", "needed", "no_link"}
    assert rests_on(outcome, KEY, "maker") == [("capabilities", 3)]
    assert rests_on(outcome, KEY, "need") == [("capabilities", 2)]


@pytest.mark.parametrize("link", ["qian>changan:stamping", "qian>changan", "x>changan:stamping"])
def test_a_local_link_unnamed_included_closes_the_flow(link: str) -> None:
    assert ids(run(**PAIR, links=links(link))) == []


def test_a_supply_that_is_only_planned_closes_nothing_but_is_told_and_asked_about() -> None:
    plan = {
        "links": links("qian>changan:stamping"),
        "claims": table(
            "claims", {"claim": "c", "measure": "quantity", "value": 9.0, "unit": "套", "status": "planned"}
        ),
        "claim_subjects": table("claim_subjects", {"claim": "c", "table": "links", "id": "qian--changan"}),
    }

    found = finding(run(**PAIR, **plan), KEY)

    assert found["question"] == "planned"
    assert found["reasons"]["planned"] == {
        "pairs": [{"supplier": "qian", "buyer": "changan", "row": 2}],
        "sector": "stamping",
    }
    assert rests_on(run(**PAIR, **plan), KEY, "plan") == [("links", 2)]


def test_a_link_for_another_buyer_or_from_outside_does_not_close_it() -> None:
    elsewhere = run(**PAIR, links=links("qian>bao:stamping"))
    outside = run(**PAIR, links=links("bao>changan:stamping"))

    assert finding(elsewhere, KEY)["confidence"] == "unrecorded"
    assert finding(outside, KEY)["confidence"] == "origin_known"
    assert "no_link" not in finding(outside, KEY)["reasons"]


def test_ownership_is_no_supply() -> None:
    owned = links(
        {"link": "o", "supplier": "qian", "buyer": "changan", "relation": "ownership", "sectors": ["stamping"]}
    )

    assert ids(run(**PAIR, links=owned)) == [KEY]


@pytest.mark.parametrize("farmed", ["stamping", "truck"])
def test_an_orchard_is_never_unlinked_with_a_juice_maker(farmed: str) -> None:
    rows = [STAMPING, {"sector": "truck"}]
    case = {
        **PAIR,
        "sectors": sectors(*({**row, "process": "farming"} if row["sector"] == farmed else row for row in rows)),
    }

    assert ids(run(**case)) == []


@pytest.mark.parametrize("kind", ["energy", "service", "equipment", "distribution", "recycling"])
def test_a_power_plant_is_never_unlinked_with_a_spinning_mill(kind: str) -> None:
    case = {
        **PAIR,
        "sectors": sectors({**STAMPING, "local_service": True}, "truck"),
        "flows": flows({"input": "stamping", "output": "truck", "kind": kind}),
    }

    assert ids(run(**case), "unlinked") == []


def test_who_makes_it_itself_needs_no_partner() -> None:
    made = capabilities("changan:truck", "changan:stamping", "qian:stamping")

    assert ids(run(**{**PAIR, "capabilities": made})) == []


def test_an_inferred_or_stale_maker_is_no_partner() -> None:
    for more in ({"basis": "inferred"}, {"seen": AS_OF - 11}, {"status": "planned"}):
        made = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", **more})
        assert ids(run(**{**PAIR, "capabilities": made}), "unlinked") == []


def test_an_older_maker_or_buyer_caps_the_band() -> None:
    old = {"seen": AS_OF - 7}
    maker = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", **old})
    buyer = capabilities({"firm": "changan", "sector": "truck", **old}, "qian:stamping")

    for made, reason in ((maker, "maker_older"), (buyer, "buyer_older")):
        found = finding(run(**{**PAIR, "capabilities": made}), KEY)
        assert (found["band"], reason in found["reasons"]) == ("乙", True)


def test_a_buyer_whose_head_office_buys_is_asked_who_decides() -> None:
    seats = PAIR["firms"].with_columns(purchasing=pl.when(pl.col("firm") == "changan").then(pl.lit("hq")))

    found = finding(run(**{**PAIR, "firms": seats}), KEY)

    assert (found["band"], found["question"]) == ("乙", "hq")


def test_a_wide_reach_is_a_question_and_a_short_way_ranks_first() -> None:
    wide = {**PAIR, "sectors": sectors({"sector": "stamping", "reach": "national"}, "truck")}
    two = {
        **PAIR,
        "sectors": sectors(STAMPING, {"sector": "glass", "reach": "ring"}, "truck"),
        "flows": flows("stamping>truck", "glass>truck"),
        "capabilities": capabilities("changan:truck", "qian:stamping", "bo:glass"),
        "firms": pl.concat([PAIR["firms"], firms("bo@wan")]),
    }

    outcome = run(**two, travel=roads(("kai", "wan", 15.0)))

    assert (finding(run(**wide), KEY)["gates"]["reach"], finding(run(**wide), KEY)["band"]) == ("unknown", "乙")
    assert [finding(outcome, key)["rank"] for key in ("unlinked|glass|truck", KEY)] == [1, 2]


def test_what_is_looked_through_is_said() -> None:
    case = {
        **PAIR,
        "sectors": sectors({"sector": "stamping", "captive": True}, {"sector": "steel", "reach": "ring"}, "truck"),
        "flows": flows("stamping>truck", "steel>stamping"),
        "capabilities": capabilities("changan:truck", "qian:steel"),
    }

    assert finding(run(**case), "unlinked|steel|truck")["reasons"]["through"]["sectors"] == ["stamping"]


def test_a_match_stands_on_the_chains_of_both_sides() -> None:
    chains = table("chains", {"chain": "eq", "name": "装备", "order": 2}, {"chain": "mt", "name": "材料", "order": 1})
    owns = [{"chain": "eq", "sector": "truck", "role": "own"}, {"chain": "mt", "sector": "stamping", "role": "own"}]

    outcome = run(**PAIR, chains=chains, chain_sectors=table("chain_sectors", *owns))

    assert finding(outcome, KEY)["chains"] == ["mt", "eq"]
