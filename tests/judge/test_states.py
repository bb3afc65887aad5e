"""States of sectors: the first that holds in the order of the design, and what may not pass for another."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from region import residents, roads, run, state

# A truck works in 万州 needs stamped parts; who makes them, or does not, is what each test changes.
SECTORS = sectors({"sector": "stamping", "reach": "ring", "need_kind": "recurring_material"}, "truck", "steel")
TRUCKS = {"sectors": SECTORS, "flows": flows("stamping>truck")}
BUYER = ("changan@wan",)
MADE = ("changan:truck",)


def needing(*more: str, made: tuple[str, ...] = (), **tables: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The truck works, and more firms and capabilities."""
    return {**TRUCKS, "firms": firms(*BUYER, *more), "capabilities": capabilities(*MADE, *made), **tables}


def said(wording: str, **more: object) -> pl.DataFrame:
    row = {"statement": "s", "sector": "stamping", "wording_class": wording, "specificity": "exact", "year": AS_OF}
    return table("statements", {**row, **more})


def surveyed(*districts: str, completeness: str = "full", found: int = 0) -> pl.DataFrame:
    return table(
        "surveys",
        *({"district": one, "sector": "stamping", "date": "2021-06", "makers_found": found} for one in districts),
        completeness=completeness,
    )


def test_a_sector_nobody_makes_or_needs_is_blank() -> None:
    assert state(run(**needing()), "steel")["state"] == "blank"


def test_a_needed_sector_without_a_maker_on_record_is_outsourced() -> None:
    found = state(run(**needing()), "stamping")

    assert (found["state"], found["needed_by"], found["verified"]) == ("outsourced", ["changan"], False)


def test_one_maker_makes_a_sector_present() -> None:
    assert state(run(**needing("qian@kai", made=("qian:stamping",))), "stamping")["state"] == "present"


@pytest.mark.parametrize(
    ("third", "link", "wanted"),
    [
        ("c@kai", "a>changan:stamping", "strong"),
        ("c@wan", "a>changan:stamping", "strong"),
        ("c@kai", None, "present"),
        ("c@kai", "a>changan", "present"),  # what it carries is not told
        ("c@kai", "a>far:stamping", "present"),  # sold outside the region
    ],
)
def test_strong_wants_three_makers_two_districts_and_a_local_link(third: str, link: str | None, wanted: str) -> None:
    made = tuple(f"{one}:stamping" for one in "abc")
    case = needing("a@wan", "b@kai", third, "far@far", made=made, links=links(*([link] if link else [])))

    assert state(run(**case), "stamping")["state"] == wanted


def test_three_makers_in_one_district_are_present_only() -> None:
    made = tuple(f"{one}:stamping" for one in "abc")
    case = needing("a@kai", "b@kai", "c@kai", made=made, links=links("a>changan:stamping"))

    assert state(run(**case), "stamping")["state"] == "present"


def test_a_local_supply_without_a_name_is_recorded_and_no_gap_for_anyone() -> None:
    seats = firms("changan@wan", "second@kai", {"firm": "x", "name": "某厂", "district": "kai", "named": False})
    made = capabilities("changan:truck", "second:truck")

    outcome = run(**{**TRUCKS, "firms": seats, "capabilities": made, "links": links("x>changan:stamping")})

    assert state(outcome, "stamping")["state"] == "recorded"
    assert outcome.needs.select("buyer", "standing").rows() == [("changan", "recorded"), ("second", "open")]
    assert outcome.findings.rows.is_empty()


def test_a_named_firm_that_was_seen_to_deliver_it_is_a_maker_on_record() -> None:
    seats = firms("changan@wan", "second@kai", "qian@kai")
    made = capabilities("changan:truck", "second:truck", "qian:seat")

    outcome = run(**{**TRUCKS, "firms": seats, "capabilities": made, "links": links("qian>changan:stamping")})

    found = state(outcome, "stamping")
    assert (found["state"], found["makers"]) == ("present", ["qian"])
    assert outcome.needs.filter(sector="stamping").select("buyer", "standing").rows() == [
        ("changan", "closed"), ("second", "open")
    ]  # fmt: skip


def test_a_firm_that_was_only_seen_to_deliver_another_thing_is_none() -> None:
    seats = firms("changan@wan", "qian@kai")
    made = capabilities("changan:truck", "qian:seat")

    outcome = run(**{**TRUCKS, "firms": seats, "capabilities": made, "links": links("qian>changan")})

    assert state(outcome, "stamping")["makers"] == []


def test_a_supplier_that_is_only_inferred_to_make_it_is_recorded_supply() -> None:
    made = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", "basis": "inferred"})
    case = {**TRUCKS, "firms": firms("changan@wan", "qian@kai"), "capabilities": made, "links": links("qian>changan")}

    assert state(run(**case), "stamping")["state"] == "recorded"


def test_an_inferred_capability_alone_fills_no_need() -> None:
    made = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", "basis": "inferred"})

    found = state(run(**{**TRUCKS, "firms": firms("changan@wan", "qian@kai"), "capabilities": made}), "stamping")

    assert (found["state"], found["makers"], found["inferred"]) == ("outsourced", [], ["qian"])


def test_a_supply_that_is_only_expected_is_no_supply() -> None:
    claims = table("claims", {"claim": "c", "measure": "quantity", "value": 1.0, "status": "expected", "seen": AS_OF})
    about = table("claim_subjects", {"claim": "c", "table": "links", "id": "x--changan"})
    seats = firms("changan@wan", {"firm": "x", "name": "某厂", "district": "kai", "named": False})
    case = {**TRUCKS, "firms": seats, "capabilities": capabilities(*MADE), "links": links("x>changan:stamping")}

    outcome = run(**case, claims=claims, claim_subjects=about)

    assert state(outcome, "stamping")["state"] == "outsourced"
    assert ("not_actual", "links", 1) in outcome.left_out.select("what", "table", "count").rows()


def test_a_supply_of_a_firm_that_closed_closes_nothing() -> None:
    gone = table("firm_status", {"firm": "qian", "year": 2020, "status": "closed"})
    case = needing("qian@kai", made=("qian:stamping",), links=links("qian>changan:stamping"), firm_status=gone)

    assert state(run(**case), "stamping")["state"] == "outsourced"


def test_a_supply_last_seen_longer_ago_than_counts_is_told_as_stale() -> None:
    seats = firms("changan@wan", {"firm": "x", "name": "某厂", "district": "kai", "named": False})
    old = links({"link": "x--changan", "supplier": "x", "buyer": "changan", "sectors": ["stamping"], "seen": 2010})
    case = {**TRUCKS, "firms": seats, "capabilities": capabilities(*MADE), "links": old}

    outcome = run(**case)

    assert state(outcome, "stamping")["state"] == "outsourced"
    assert ("stale", "links", 1) in outcome.left_out.select("what", "table", "count").rows()


def test_a_firm_seen_eleven_years_ago_is_stale_and_one_of_ten_years_counts() -> None:
    def seen(year: int) -> dict[str, object]:
        made = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", "seen": year})
        return state(run(**{**TRUCKS, "firms": firms("changan@wan", "qian@kai"), "capabilities": made}), "stamping")

    old, ten = seen(AS_OF - 11), seen(AS_OF - 10)

    assert (old["state"], old["stale"]) == ("outsourced", ["qian"])
    assert (ten["state"], ten["makers"], ten["older"]) == ("present", ["qian"], ["qian"])


@pytest.mark.parametrize("wording", ["wish", "role", "weak"])
def test_a_wish_is_no_verification(wording: str) -> None:
    assert state(run(**needing(statements=said(wording))), "stamping")["state"] == "outsourced"


def test_a_statement_that_it_is_absent_verifies_unless_resolved_or_about_one_district() -> None:
    absent, solved = said("absent"), said("absent", resolved_by="千能投产")

    assert state(run(**needing(statements=absent)), "stamping")["state"] == "missing"
    assert state(run(**needing(statements=solved)), "stamping")["state"] == "outsourced"
    assert state(run(**needing(statements=said("absent", districts=["wan"]))), "stamping")["state"] == "outsourced"


def test_a_full_survey_of_every_district_verifies_and_a_partial_or_lone_one_does_not() -> None:
    assert state(run(**needing(surveys=surveyed("wan", "kai"))), "stamping")["state"] == "missing"
    assert state(run(**needing(surveys=surveyed("wan"))), "stamping")["state"] == "outsourced"
    partial = surveyed("wan", "kai", completeness="partial")
    assert state(run(**needing(surveys=partial)), "stamping")["state"] == "outsourced"


def test_a_full_survey_that_found_makers_outweighs_a_statement() -> None:
    case = needing(surveys=surveyed("wan", found=2), statements=said("absent"))

    assert state(run(**case), "stamping")["state"] == "outsourced"


def test_a_verified_absence_of_what_nobody_needs_is_no_missing_link() -> None:
    case = needing(statements=said("absent", sector="steel"))

    assert state(run(**case), "steel")["state"] == "blank"


@pytest.mark.parametrize(
    ("reach", "minutes", "wanted"),
    [
        ("site", 60.0, "near"),
        ("site", 61.0, "outsourced"),
        ("site", None, "outsourced"),  # an unknown way is not a short one
        ("ring", 240.0, "near"),
        ("ring", 241.0, "outsourced"),
        ("ring", None, "near"),  # the ring is what neighbours are
        ("national", 400.0, "near"),
    ],
)
def test_a_neighbour_is_near_within_reach(reach: str, minutes: float | None, wanted: str) -> None:
    case = needing("hong@liang", made=("hong:stamping",))
    case["sectors"] = sectors({"sector": "stamping", "reach": reach}, "truck", "steel")
    if minutes is not None:
        case["travel"] = roads(("liang", "wan", minutes))

    found = state(run(**case), "stamping")

    assert found["state"] == wanted
    assert found["near"] == (["hong"] if wanted == "near" else [])


def test_a_neighbour_seen_to_supply_is_near_however_long_the_way() -> None:
    case = needing("hong@liang", links=links("hong>changan:stamping"), travel=roads(("liang", "wan", 400.0)))

    assert state(run(**case), "stamping")["state"] == "near"


def test_a_maker_farther_out_is_no_neighbour() -> None:
    assert state(run(**needing("hong@far", made=("hong:stamping",))), "stamping")["state"] == "outsourced"


def test_verified_missing_stands_before_near() -> None:
    case = needing("hong@liang", made=("hong:stamping",), statements=said("absent"))

    assert state(run(**case), "stamping")["state"] == "missing"


def test_a_project_and_a_building_firm_are_coming_and_a_need_stands_before_them() -> None:
    project = table(
        "projects", {"project": "p", "district": "kai", "sectors": ["steel"], "status": "signed", "year": 2021}
    )
    plan = capabilities("changan:truck", {"firm": "qian", "sector": "stamping", "status": "building"})
    case = {**TRUCKS, "firms": firms("changan@wan", "qian@kai"), "capabilities": plan, "projects": project}

    outcome = run(**case)

    assert (state(outcome, "steel")["state"], state(outcome, "steel")["projects"]) == ("coming", ["p"])
    assert (state(outcome, "stamping")["state"], state(outcome, "stamping")["coming"]) == ("outsourced", ["qian"])


def test_a_district_is_served_by_the_other_district_of_the_region() -> None:
    outcome = run(**needing("qian@kai", made=("qian:stamping",), links=links("qian>changan:stamping")))

    assert state(outcome, "stamping", "kai")["state"] == "present"
    assert (state(outcome, "stamping", "wan")["state"], state(outcome, "stamping", "wan")["near"]) == ("near", ["qian"])


def test_what_a_buyer_makes_itself_it_does_not_need() -> None:
    outcome = run(**needing(made=("changan:stamping",)))

    assert outcome.needs["standing"].to_list() == ["own"]
    assert state(outcome, "stamping")["needed_by"] == []


def test_what_a_buyer_may_make_itself_is_a_question_and_no_gap() -> None:
    made = capabilities("changan:truck", {"firm": "changan", "sector": "stamping", "basis": "inferred"})

    outcome = run(**{**TRUCKS, "firms": firms("changan@wan"), "capabilities": made})

    assert outcome.needs["standing"].to_list() == ["question"]
    assert outcome.findings.rows.is_empty()


def test_a_press_is_equipment_and_never_a_gap() -> None:
    case = needing()
    case["flows"] = flows({"input": "stamping", "output": "truck", "kind": "equipment"})

    outcome = run(**case)

    assert outcome.needs["standing"].to_list() == ["apart"]
    assert state(outcome, "stamping")["state"] == "blank"


def test_what_a_buyer_makes_in_house_is_looked_through_to_its_steel() -> None:
    case = needing()
    case["sectors"] = sectors({"sector": "stamping", "captive": True}, "truck", "steel")
    case["flows"] = flows("stamping>truck", "steel>stamping")

    outcome = run(**case)

    assert state(outcome, "stamping")["state"] == "blank"
    assert outcome.needs.select("sector", "through").rows() == [("steel", ["stamping"])]


SERVED = {"made": ("qian:stamping",), "links": links("qian>changan:stamping")}


def test_one_maker_is_a_single_source_where_half_of_the_firms_are_recorded() -> None:
    served = needing("qian@kai", **SERVED)

    assert state(run(**served, **residents(wan=1, kai=1)), "stamping")["single_source"]
    assert state(run(**served, **residents(wan=2, kai=2)), "stamping")["single_source"]
    assert not state(run(**served, **residents(wan=3, kai=2)), "stamping")["single_source"]
    assert not state(run(**served, **residents(wan=1)), "stamping")["single_source"]
    assert not state(run(**served), "stamping")["single_source"]


@pytest.mark.parametrize("district", ["kai", "far", None])
def test_an_unnamed_supplier_beside_it_makes_one_maker_no_single_source(district: str | None) -> None:
    case = needing("qian@kai", made=("qian:stamping",), links=links("qian>changan:stamping", "x>changan:stamping"))
    other = firms({"firm": "x", "name": "等企业", "district": district, "named": False})
    case["firms"] = pl.concat([case["firms"], other])

    assert not state(run(**case, **residents(wan=1, kai=1)), "stamping")["single_source"]


def test_a_lone_grower_is_no_single_source_and_a_single_source_is_no_weakness() -> None:
    case = needing("qian@kai", **SERVED)
    farm = {**case, "sectors": sectors({"sector": "stamping", "process": "farming"}, "truck")}

    assert not state(run(**farm, **residents(wan=1, kai=1)), "stamping")["single_source"]
    assert state(run(**case, **residents(wan=1, kai=1)), "stamping")["state"] == "present"
