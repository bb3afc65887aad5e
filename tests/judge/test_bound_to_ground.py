"""What grows or is mined is bound to its ground: nobody recruits it, and a figure of a district may say it is there."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, sectors, table
from chainlink.config import Study
from region import ids, run, state


def mill(process: str | None) -> dict[str, pl.DataFrame]:
    return {
        "sectors": sectors({"sector": "ore", "process": process, "need_kind": "recurring_material"}, "metal"),
        "flows": flows("ore>metal"),
        "firms": firms("bo@wan", "hong@liang"),
        "capabilities": capabilities("bo:metal"),
    }


@pytest.mark.parametrize("process", ["farming", "mining"])
def test_field_and_deposit_are_never_outsourced_nor_left_alone(process: str) -> None:
    outcome = run(**mill(process))

    assert ids(outcome) == []
    assert state(outcome, "ore")["state"] == "blank"
    assert state(outcome, "ore")["needed_by"] == ["bo"]


def test_what_a_plant_makes_is_outsourced_as_before() -> None:
    assert ids(run(**mill("smelting_refining"))) == ["outsourced|ore|"]
    assert ids(run(**mill(None))) == ["outsourced|ore|"]


def test_the_study_says_which_processes_are_bound() -> None:
    free = Study(as_of=AS_OF, doubt=False, ground=())

    assert ids(run(free, **mill("mining"))) == ["outsourced|ore|"]


def test_a_neighbour_who_grows_it_is_still_told() -> None:
    tables = mill("farming")
    tables["capabilities"] = capabilities("bo:metal", "hong:ore")

    assert ids(run(**tables)) == ["near|ore|"]


def test_what_only_a_firm_on_its_way_needs_of_the_ground_is_no_gap_either() -> None:
    tables = mill("mining")
    tables["capabilities"] = capabilities({"firm": "bo", "sector": "metal", "status": "building"})

    assert ids(run(**tables)) == []
    assert ids(run(**{**mill("welding"), "capabilities": tables["capabilities"]})) == ["outsourced|ore|"]


def test_an_orchard_is_no_direction_to_go_in() -> None:
    def directions(process: str) -> list[str]:
        return ids(
            run(
                sectors=sectors(
                    {"sector": "compost", "need_kind": "recurring_material"},
                    {"sector": "orchard", "need_kind": "recurring_material", "process": process},
                ),
                flows=flows("compost>orchard"),
                firms=firms("bo@wan"),
                capabilities=capabilities("bo:compost"),
            ),
            "extension",
        )

    assert directions("farming") == []
    assert directions("food_processing") == ["extension|orchard|compost"]


def cold(about: str, subject: str, **claim: object) -> dict[str, pl.DataFrame]:
    stated = {"claim": "c", "measure": "count", "value": 14.0, "unit": "座", "status": "actual", "seen": AS_OF, **claim}
    return {
        "sectors": sectors("cold_store", "juice"),
        "flows": flows("cold_store>juice"),
        "firms": firms("bang@kai"),
        "capabilities": capabilities("bang:juice"),
        "parks": table("parks", {"park": "zhao", "name": "赵家", "district": "kai"}),
        "claims": table("claims", stated),
        "claim_subjects": table("claim_subjects", {"claim": "c", "table": about, "id": subject}),
    }


@pytest.mark.parametrize(("about", "subject"), [("districts", "kai"), ("parks", "zhao")])
def test_a_figure_of_a_district_or_a_park_that_names_a_sector_puts_it_on_record_there(about: str, subject: str) -> None:
    outcome = run(**cold(about, subject, sector="cold_store"))

    assert ids(outcome) == []
    assert (state(outcome, "cold_store")["state"], state(outcome, "cold_store", "kai")["state"]) == ("recorded",) * 2
    assert state(outcome, "cold_store", "wan")["state"] != "recorded"


@pytest.mark.parametrize(
    "claim",
    [{}, {"sector": "cold_store", "status": "planned"}, {"sector": "cold_store", "seen": None, "to": "1999"}],
)
def test_a_figure_without_the_sector_a_plan_or_an_old_one_leaves_the_gap(claim: dict[str, object]) -> None:
    assert ids(run(**cold("districts", "kai", **claim))) == ["outsourced|cold_store|"]


def test_a_figure_of_a_district_elsewhere_says_nothing_of_the_region() -> None:
    assert ids(run(**cold("districts", "liang", sector="cold_store"))) == ["outsourced|cold_store|"]
