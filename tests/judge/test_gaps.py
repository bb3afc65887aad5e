"""Gaps: who needs what nobody here makes, what is said of it, and what keeps it from being said too strongly."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study
from region import finding, ids, outputs, rests_on, run, state

STAMPING = {"sector": "stamping", "reach": "ring", "env_class": "none", "captive": False, "plant_size": "small"}
TRUCK = {
    "sectors": sectors(STAMPING, "truck", "lamp", "steel"),
    "flows": flows("stamping>truck"),
    "firms": firms("changan@wan", "qian@kai", "hong@liang"),
    "capabilities": capabilities("changan:truck"),
}
X = {"firm": "x", "name": "某厂", "named": False}
NOT_TOLD = pl.concat([TRUCK["firms"], firms({**X, "district": "kai"})])


def test_a_gap_names_who_needs_it_for_what_and_the_rows_it_rests_on() -> None:
    outcome = run(**TRUCK)

    found = finding(outcome, "outsourced|stamping|")

    assert (found["buyers"], found["districts_needing"], found["confidence"]) == (["changan"], ["wan"], "unrecorded")
    assert found["reasons"]["needed"] == {
        "districts": ["wan"], "n": 1, "firms": ["changan"], "sectors": ["truck"], "sector": "stamping",
    }  # fmt: skip
    assert {"unrecorded"} <= set(found["reasons"])
    assert found["question"] == "origin_size"  # nobody states how large the buyer is
    assert rests_on(outcome, "outsourced|stamping|", "need") == [("capabilities", 2)]
    assert rests_on(outcome, "outsourced|stamping|", "flow") == [("flows", 2)]
    assert outcome.findings.evidence["file"].null_count() == 0


def test_a_planned_supply_from_elsewhere_leaves_the_gap_open_and_is_asked_about() -> None:
    plan = {
        "links": links("hong>changan:stamping"),
        "claims": table(
            "claims", {"claim": "c", "measure": "quantity", "value": 9.0, "unit": "套", "status": "expected"}
        ),
        "claim_subjects": table("claim_subjects", {"claim": "c", "table": "links", "id": "hong--changan"}),
    }

    found = finding(run(**TRUCK, **plan), "outsourced|stamping|")

    assert (found["confidence"], found["question"]) == ("unrecorded", "planned")
    assert found["reasons"]["planned"] == {
        "pairs": [{"supplier": "hong", "buyer": "changan", "row": 2}],
        "sector": "stamping",
    }


def test_a_survey_or_statement_about_one_district_is_told_and_verifies_nothing() -> None:
    survey = table(
        "surveys",
        {"district": "wan", "sector": "stamping", "date": str(AS_OF), "completeness": "full", "makers_found": 0},
    )
    said = table("statements", {"districts": ["kai"], "sector": "stamping", "wording_class": "absent"})

    surveyed = finding(run(**TRUCK, surveys=survey), "outsourced|stamping|")
    stated = finding(run(**TRUCK, statements=said), "outsourced|stamping|")

    assert surveyed["reasons"]["surveyed_part"]["districts"] == ["wan"]
    assert stated["reasons"]["said_part"]["districts"] == ["kai"]
    # Between them they cover the region: now it is verified, by both.
    both = finding(run(**TRUCK, surveys=survey, statements=said), "missing|stamping|")
    assert {"verified_survey", "verified_statement"} <= set(both["reasons"])
    assert not {"surveyed_part", "said_part"} & set(both["reasons"])


def test_essential_and_common_use_are_said_of_those_they_are_true_of() -> None:
    case = {
        **TRUCK,
        "flows": flows("stamping>truck", {"input": "stamping", "output": "lamp", "criticality": "common"}),
        "capabilities": capabilities("changan:truck", "changan:lamp", "qian:lamp"),
    }

    reasons = finding(run(**case), "outsourced|stamping|")["reasons"]

    assert (reasons["needed"]["firms"], reasons["needed"]["sectors"]) == (["changan"], ["truck"])
    assert (reasons["needed_common"]["firms"], reasons["needed_common"]["sectors"]) == (["qian"], ["lamp"])


def test_an_optional_input_is_no_gap() -> None:
    case = {**TRUCK, "flows": flows({"input": "stamping", "output": "truck", "criticality": "optional"})}

    assert ids(run(**case)) == []


@pytest.mark.parametrize("kind", ["energy", "distribution", "recycling", "service", "equipment"])
def test_what_is_no_material_is_no_gap(kind: str) -> None:
    case = {**TRUCK, "flows": flows({"input": "stamping", "output": "truck", "kind": kind})}

    assert ids(run(**case)) == []


def test_a_service_that_must_be_local_is_a_gap() -> None:
    case = {
        **TRUCK,
        "sectors": sectors({**STAMPING, "local_service": True}, "truck"),
        "flows": flows({"input": "stamping", "output": "truck", "kind": "service"}),
    }

    found = finding(run(**case), "outsourced|stamping|")

    assert found["question"] == "origin_service"
    assert "unrecorded_service" in found["reasons"]
    assert "unrecorded" not in found["reasons"]


def test_a_recorded_purchase_is_itself_a_need_and_tells_the_origin() -> None:
    case = {**TRUCK, "flows": flows(), "firms": firms("changan@wan", "bao@far"), "links": links("bao>changan:stamping")}

    outcome = run(**case)
    found = finding(outcome, "outsourced|stamping|")

    assert (found["confidence"], found["flow_basis"], found["question"]) == ("origin_known", "purchase", "origin_why")
    assert "bought" in found["reasons"]
    assert "unrecorded" not in found["reasons"]
    assert rests_on(outcome, "outsourced|stamping|", "origin") == [("links", 2)]


def test_a_local_maker_that_supplies_leaves_no_gap() -> None:
    case = {**TRUCK, "capabilities": capabilities("changan:truck", "qian:stamping"), "links": links("qian>changan")}

    assert ids(run(**case)) == []


def test_a_neighbour_maker_means_cooperation_and_a_neighbour_supplier_another_question() -> None:
    case = {**TRUCK, "capabilities": capabilities("changan:truck", "hong:stamping")}

    near = finding(run(**case), "near|stamping|")
    fed = finding(run(**case, links=links("hong>changan:stamping")), "near|stamping|")

    assert (near["action"], near["band"], near["districts_having"]) == ("cooperate", "乙", ["liang"])
    assert (near["question"], near["confidence"]) == ("near_partner", "unrecorded")
    assert (fed["question"], fed["confidence"]) == ("near_supplied", "origin_known")


def test_a_verified_gap_rests_on_its_survey_and_a_wish_is_a_reason_only() -> None:
    said = {"statement": "s", "sector": "stamping", "specificity": "exact", "year": AS_OF}
    absent = run(**TRUCK, statements=table("statements", {**said, "wording_class": "absent"}))
    wish = run(**TRUCK, statements=table("statements", {**said, "wording_class": "wish"}))

    assert finding(absent, "missing|stamping|")["confidence"] == "verified"
    assert rests_on(absent, "missing|stamping|", "absent") == [("statements", 2)]
    assert "wish" in finding(wish, "outsourced|stamping|")["reasons"]
    assert ids(wish, "missing") == []


def test_an_inferred_maker_is_asked_first_and_keeps_the_gap_from_the_first_band() -> None:
    guess = {"firm": "qian", "sector": "stamping", "basis": "inferred"}
    two = pl.concat([TRUCK["firms"], firms("second@kai")])
    made = ["changan:truck", "second:truck"]

    case = {**TRUCK, **outputs(changan=20.0), "firms": two}

    sure = finding(run(**{**case, "capabilities": capabilities(*made)}), "outsourced|stamping|")
    asked = finding(run(**{**case, "capabilities": capabilities(*made, guess)}), "outsourced|stamping|")

    assert sure["band"] == "甲"
    assert (asked["band"], asked["question"]) == ("乙", "inferred")


def test_a_supply_of_an_unstated_product_is_asked_about_unless_its_maker_is_of_another_chain() -> None:
    chains = {
        "chains": table("chains", {"chain": "eq", "name": "装备制造"}, {"chain": "li", "name": "绿色照明"}),
        "chain_sectors": table("chain_sectors", {"chain": "eq", "sector": "stamping", "role": "own"}),
        "links": links("x>changan"),
    }

    def asked(trades: list[str] | None) -> dict[str, object]:
        seats = pl.concat([TRUCK["firms"], firms({**X, "district": "kai", "chains": trades})])
        return finding(run(**{**TRUCK, **chains, "firms": seats}), "outsourced|stamping|")

    assert asked(None)["question"] == "unexplained"
    assert asked(["eq"])["question"] == "unexplained"
    assert asked(["li"])["question"] == "origin_size"


def test_a_purchase_whose_origin_is_known_is_not_explained_away() -> None:
    case = {
        **TRUCK,
        "firms": pl.concat([NOT_TOLD, firms("bao@far")]),
        "links": links("bao>changan:stamping", "x>changan"),
    }

    found = finding(run(**case), "outsourced|stamping|")

    assert found["question"] == "origin_why"
    assert "unexplained" not in found["reasons"]


@pytest.mark.parametrize(
    ("away", "band", "question"), [(("a", "b"), "乙", "hq"), (("a",), "乙", "hq"), ((), "甲", "origin")]
)
def test_head_office_purchasing_caps_the_band(away: tuple[str, ...], band: str, question: str) -> None:
    seats = [{"firm": one, "name": one, "district": "wan", "named": True} for one in "ab"]
    seats = [{**one, "purchasing": "hq" if one["firm"] in away else "local"} for one in seats]
    case = {**TRUCK, **outputs(a=20.0), "firms": firms(*seats), "capabilities": capabilities("a:truck", "b:truck")}

    found = finding(run(**case), "outsourced|stamping|")

    assert (found["band"], found["question"]) == (band, question)


def test_buyers_of_whom_one_buys_through_head_office_still_make_a_visit_where_another_is_large() -> None:
    seats = [{"firm": one, "name": one, "district": "wan", "named": True} for one in "abc"]
    seats[0] = {**seats[0], "purchasing": "hq"}
    made = capabilities("a:truck", "b:truck", "c:truck")
    case = {**TRUCK, **outputs(b=20.0), "firms": firms(*seats), "capabilities": made}

    found = finding(run(**case), "outsourced|stamping|")

    assert (found["band"], found["reasons"]["hq"]) == ("甲", {"firms": ["a"]})


def test_a_coming_buyer_makes_a_need_apart_and_never_above_the_second_band() -> None:
    status = table("firm_status", *({"firm": one, "year": AS_OF, "status": "building"} for one in "ab"))
    case = {**TRUCK, "firms": firms("a@wan", "b@wan"), "capabilities": capabilities("a:truck", "b:truck")}

    outcome = run(**case, firm_status=status)
    found = finding(outcome, "outsourced|stamping|")

    assert (found["with_project"], found["band"], found["question"]) == (True, "乙", "with_project")
    assert found["reasons"]["needed_later"]["firms"] == ["a", "b"]
    assert not {"needed", "needed_common"} & set(found["reasons"])  # nobody makes trucks there yet
    assert state(outcome, "stamping")["state"] == "blank"
    assert outcome.needs["coming"].all()


def test_a_coming_buyer_adds_nothing_to_a_need_that_stands() -> None:
    status = table("firm_status", {"firm": "a", "year": AS_OF, "status": "building"})
    case = {**TRUCK, "firms": firms("a@wan", "changan@wan"), "capabilities": capabilities("a:truck", "changan:truck")}

    found = finding(run(**case, firm_status=status), "outsourced|stamping|")

    assert (found["with_project"], found["buyers"]) == (False, ["changan"])


def test_what_a_neighbour_makes_a_project_can_buy_next_door() -> None:
    status = table("firm_status", {"firm": "a", "year": AS_OF, "status": "building"})
    case = {**TRUCK, "firms": firms("a@wan", "hong@liang"), "capabilities": capabilities("a:truck", "hong:stamping")}

    assert finding(run(**case, firm_status=status), "near|stamping|")["with_project"]


def money(value: float, *subjects: str, status: str = "actual") -> dict[str, pl.DataFrame]:
    claim = {"claim": "c", "measure": "amount", "value": value, "unit": "万元", "per": "year", "status": status}
    return {
        "claims": table("claims", {**claim, "from": str(AS_OF), "seen": AS_OF}),
        "claim_subjects": table("claim_subjects", *({"claim": "c", "table": "links", "id": one} for one in subjects)),
    }


def test_money_is_what_every_buyer_stated_and_null_where_it_is_joint() -> None:
    case = {**TRUCK, "firms": firms("a@wan", "b@wan", "bao@far"), "capabilities": capabilities("a:truck", "b:truck")}
    both = links("bao>a:stamping", "bao>b:stamping")

    alone = finding(
        run(
            **{**case, "capabilities": capabilities("a:truck")}, links=links("bao>a:stamping"), **money(1900, "bao--a")
        ),
        "outsourced|stamping|",
    )
    joint = finding(run(**case, links=both, **money(1900, "bao--a", "bao--b")), "outsourced|stamping|")
    part = finding(run(**case, links=both, **money(1900, "bao--a")), "outsourced|stamping|")

    assert (alone["value"], alone["value_basis"]) == (1900.0, "stated")
    assert (joint["value"], joint["value_low"], joint["value_basis"]) == (None, None, None)
    assert (part["value"], part["value_low"], part["value_basis"]) == (None, 1900.0, "stated_part")


def test_an_expected_amount_is_never_added_to_an_actual_one() -> None:
    case = {**TRUCK, "firms": firms("changan@wan", "bao@far"), "links": links("bao>changan:stamping")}
    actual, expected = money(160, "bao--changan"), money(180, "bao--changan", status="expected")
    second = {name: frame.with_columns(claim=pl.lit("d")) for name, frame in expected.items()}
    both = {name: pl.concat([frame, second[name]]) for name, frame in actual.items()}

    assert finding(run(**case, **both), "outsourced|stamping|")["value"] == 160.0


def test_a_park_is_named_where_the_way_is_known_and_not_where_it_is_not() -> None:
    seats = firms({"firm": "changan", "name": "长安跨越", "district": "wan", "park": "tianzi", "named": True})
    parks = table(
        "parks",
        {"park": "tianzi", "name": "天子园", "district": "wan"},
        {"park": "puli", "name": "浦里", "district": "kai"},
    )
    places = table(
        "places",
        {"place": "tianzi", "district": "wan", "kind": "park"},
        {"place": "puli", "district": "kai", "kind": "park"},
    )
    case = {**TRUCK, "parks": parks, "places": places}

    there = finding(run(**{**case, "firms": seats}), "outsourced|stamping|")["reasons"]
    unknown = finding(run(**case), "outsourced|stamping|")["reasons"]

    assert there["site_same"] == {"park": "tianzi"}
    assert "site" not in there
    assert not {"site", "site_same", "park_fit"} & set(unknown)


@pytest.mark.parametrize(
    ("parks", "reach", "named"),
    [(3, "ring", True), (4, "ring", False), (3, "site", True), (3, "national", False), (3, "global", False)],
)
def test_parks_are_named_only_where_few_fit_and_somebody_might_build(parks: int, reach: str, named: bool) -> None:  # noqa: FBT001 - a case, not a flag
    case = {
        **TRUCK,
        "sectors": sectors({**STAMPING, "reach": reach}, "truck", "lamp", "steel"),
        "chains": table("chains", {"chain": "eq", "name": "装备制造"}),
        "chain_sectors": table("chain_sectors", {"chain": "eq", "sector": "stamping", "role": "own"}),
        "parks": table(
            "parks", *({"park": f"p{n}", "name": f"园{n}", "district": "kai"} for n in range(parks)), lead_chains=["eq"]
        ),
    }

    assert ("park_fit" in finding(run(**case), "outsourced|stamping|")["reasons"]) is named


def test_a_gap_stands_on_the_chain_of_its_sector_and_of_the_buyer_that_needs_it() -> None:
    case = {
        **TRUCK,
        "chains": table(
            "chains", *({"chain": one, "name": one, "order": n} for n, one in enumerate(("el", "eq", "li")))
        ),
        "chain_sectors": table(
            "chain_sectors",
            {"chain": "li", "sector": "stamping", "role": "own"},
            {"chain": "eq", "sector": "truck", "role": "own"},
            {"chain": "el", "sector": "stamping", "role": "support"},
        ),
    }

    assert finding(run(**case), "outsourced|stamping|")["chains"] == ["eq", "li"]


def test_a_flow_of_general_knowledge_goes_when_only_sourced_ones_count() -> None:
    known = {"sources": table("sources", {"source": "SEED", "title": "t", "date": "2021", "kind": "knowledge"})}

    assert ids(run(Study(as_of=AS_OF, doubt=False), **TRUCK, **known)) == ["outsourced|stamping|"]
    assert ids(run(Study(as_of=AS_OF, doubt=False, sourced_flows_only=True), **TRUCK, **known)) == []
