"""Processes of job shops: who could switch is asked, what one shop could make for several buyers is one proposal."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

import cases
from chainlink.config import Study
from chainlink.findings import Outcome
from chainlink.study import run_study

SHADE = {
    "sector": "shade",
    "process": "injection",
    "reach": "ring",
    "need_kind": "recurring_material",
    "env_class": "none",
}
CASING = {
    "sector": "casing",
    "process": "injection",
    "reach": "ring",
    "need_kind": "recurring_material",
    "env_class": "none",
}
GOODS = ("lamp", "car")


def reasons(outcome: Outcome, finding: str) -> dict[str, Any]:
    (row,) = outcome.findings.rows.filter(finding=finding).iter_rows(named=True)
    return {reason["code"]: json.loads(reason["parts"]) for reason in row["reasons"]}


def asked(
    *, made: dict[str, object] = CASING, wanted: dict[str, object] = SHADE, seat: str = "liang", **tables: pl.DataFrame
) -> Outcome:
    """A maker of lamps in Wan needs shades; Rong, seated next door, works for something else."""
    given = {
        "sectors": cases.sectors({"plant_size": "small", **wanted}, made, "lamp"),
        "flows": cases.flows("shade>lamp"),
        "firms": cases.firms("nvc@wan", f"rong@{seat}"),
        "capabilities": cases.capabilities("nvc:lamp", f"rong:{made['sector']}"),
    }
    return cases.outcome(Study(as_of=cases.AS_OF, doubt=False), **(given | tables))


def test_a_maker_by_the_same_process_is_named_as_a_question_and_never_as_a_maker() -> None:
    outcome = asked()

    assert reasons(outcome, "outsourced|shade|")["similar"] == {
        "firms": ["rong"], "sector_from": ["casing"], "process": "injection", "sector": "shade"
    }  # fmt: skip
    (row,) = outcome.findings.rows.filter(finding="outsourced|shade|").iter_rows(named=True)
    assert json.loads(row["next_question"]["parts"])["firm_also"] == ["rong"]
    (state,) = outcome.states.filter(sector="shade", scope="region").iter_rows(named=True)
    assert (state["makers"], state["near"], state["inferred"]) == ([], [], [])


def test_a_maker_of_sheet_metal_in_the_region_is_asked_for_another_sheet() -> None:
    press = {"process": "sheet_metal_stamping", "reach": "site"}

    outcome = asked(made={"sector": "body", **press}, wanted={"sector": "shade", **press}, seat="kai")

    assert reasons(outcome, "outsourced|shade|")["similar"]["firms"] == ["rong"]


NOT_ASKED: dict[str, dict[str, Any]] = {
    "who prints cartons is not asked for circuit boards": {"made": CASING | {"process": "printing"}},
    "a gearbox, sold nationwide, is a product and no job": {"made": CASING | {"reach": "national"}},
    "what is bought nationwide is no job": {"wanted": SHADE | {"reach": "national"}},
    "no job-shop process: flour and sausages are both food": {
        "made": CASING | {"process": "food_processing"}, "wanted": SHADE | {"process": "food_processing"},
    },
    "who packs is not asked for parts": {"made": CASING | {"need_kind": "packaging"}},
    "who makes parts is not asked for packaging": {"wanted": SHADE | {"need_kind": "packaging"}},
    "next door is too far for what has to come daily": {"wanted": SHADE | {"reach": "site"}},
    "outside the ring": {"seat": "far"},
    "of the group of the buyer": {
        "firms": cases.firms("nvc@wan", {"firm": "rong", "name": "rong", "district": "liang", "named": True, "parent": "nvc"})
    },
    "who has a row in it is asked by that": {
        "capabilities": cases.capabilities(
            "nvc:lamp", "rong:casing", {"firm": "rong", "sector": "shade", "status": "planned"}
        )
    },
    "who needs it itself": {"capabilities": cases.capabilities("nvc:lamp", "rong:casing", "rong:lamp"), "seat": "kai"},
    "whose row is only inferred": {
        "capabilities": cases.capabilities("nvc:lamp", {"firm": "rong", "sector": "casing", "basis": "inferred"})
    },
}  # fmt: skip


@pytest.mark.parametrize("changed", NOT_ASKED.values(), ids=NOT_ASKED)
def test_whom_an_officer_would_not_ask_is_not_named(changed: dict[str, Any]) -> None:
    assert "similar" not in reasons(asked(**changed), "outsourced|shade|")


def packaged(*sectors: dict[str, object], study: Study | None = None, **tables: pl.DataFrame) -> Outcome:
    """A maker of lamps needs shades, a maker of cars needs trims: both of one process, both buyers in Wan."""
    trim = SHADE | {"sector": "trim"}
    given = {
        "sectors": cases.sectors(*(sectors or (SHADE, trim)), *GOODS, plant_size="small"),
        "flows": cases.flows("shade>lamp", "trim>car"),
        "firms": cases.firms("nvc@wan", "changan@wan"),
        "capabilities": cases.capabilities("nvc:lamp", "changan:car"),
        "claims": cases.table(
            "claims",
            {
                "claim": "c",
                "measure": "output",
                "value": 8.0,
                "unit": "亿元",
                "from": "2020",
                "status": "actual",
                "seen": 2020,
            },
        ),
        "claim_subjects": cases.table("claim_subjects", {"claim": "c", "table": "firms", "id": "nvc"}),
        "chains": cases.table("chains", {"chain": "light", "order": 1}, {"chain": "auto", "order": 2}),
        "chain_sectors": cases.table(
            "chain_sectors",
            *(
                {"chain": chain, "sector": sector, "role": "own"}
                for chain, sector in (("light", "lamp"), ("light", "shade"), ("auto", "car"), ("auto", "trim"))
            ),
        ),
    }
    return cases.outcome(study or Study(as_of=cases.AS_OF, doubt=False), **(given | tables))


def of_packages(outcome: Outcome) -> pl.DataFrame:
    return outcome.findings.rows.filter(pl.col("sectors").is_not_null())


def test_two_sectors_of_one_process_and_two_buyers_of_one_district_are_one_proposal() -> None:
    (row,) = of_packages(packaged()).iter_rows(named=True)

    assert row["finding"] == "package|injection|wan"
    assert (row["sectors"], row["buyers"]) == (["shade", "trim"], ["changan", "nvc"])
    assert (row["chains"], row["districts_needing"]) == (["light", "auto"], ["wan"])
    assert (row["band"], row["rank"]) == ("甲", 1)  # nvc is large: 8 亿元 of output
    assert [gate["verdict"] for gate in row["gates"]] == ["pass", "pass", "pass"]


def test_its_parts_stay_and_say_which_package_they_are_part_of() -> None:
    rows = packaged().findings.rows

    parts = dict(rows.filter(pl.col("package").is_not_null()).select("finding", "package").iter_rows())

    assert parts == dict.fromkeys(("outsourced|shade|", "outsourced|trim|"), "package|injection|wan")


def test_a_package_rests_on_the_rows_of_its_parts() -> None:
    outcome = packaged()

    proof = outcome.findings.evidence.filter(finding="package|injection|wan")

    assert set(proof.select("role", "table", "row").iter_rows()) == {
        ("need", "capabilities", 2), ("need", "capabilities", 3), ("size", "claims", 2)
    }  # fmt: skip


def test_sheet_metal_and_its_coating_are_one_shop() -> None:
    sheet, coat = SHADE | {"process": "sheet_metal_stamping"}, SHADE | {"sector": "trim", "process": "coating"}

    (row,) = of_packages(packaged(sheet, coat)).iter_rows(named=True)

    assert row["finding"] == "package|sheet_metal_stamping+coating|wan"


def test_packaging_of_one_process_is_a_package_of_its_own_beside_parts_of_that_process() -> None:
    bottle, cap = (SHADE | {"sector": name, "need_kind": "packaging"} for name in ("shade", "trim"))
    lens = SHADE | {"sector": "lens"}

    (row,) = of_packages(packaged(bottle, cap, lens)).iter_rows(named=True)

    assert (row["finding"], row["sectors"]) == ("package|injection~packaging|wan", ["shade", "trim"])


def test_cartons_and_their_printing_are_all_packaging_so_that_nothing_is_parted() -> None:
    box = SHADE | {"process": "foam_paper_packaging", "need_kind": "packaging"}
    label = SHADE | {"sector": "trim", "process": "printing", "need_kind": "packaging"}

    (row,) = of_packages(packaged(box, label)).iter_rows(named=True)

    assert row["finding"] == "package|foam_paper_packaging+printing|wan"


NO_PACKAGE: dict[str, Any] = {
    "two processes": {"sectors": (SHADE, SHADE | {"sector": "trim", "process": "wire_harness"})},
    "sold nationwide": {"sectors": (SHADE, SHADE | {"sector": "trim", "reach": "national"})},
    "made in-house": {"sectors": (SHADE, SHADE | {"sector": "trim", "captive": True})},
    "bottles and lamp shades, though both are moulded": {
        "sectors": (SHADE, SHADE | {"sector": "trim", "need_kind": "packaging"})
    },
    "cans and sheet metal, though both are pressed": {
        "sectors": (
            SHADE | {"process": "sheet_metal_stamping", "need_kind": "packaging"},
            SHADE | {"sector": "trim", "process": "coating"},
        )
    },
    "one sector": {"sectors": (SHADE, SHADE | {"sector": "trim"}), "flows": cases.flows("shade>lamp", "shade>car")},
    "one buyer": {"capabilities": cases.capabilities("nvc:lamp", "nvc:car")},
    "a road that nobody stated lies between them": {"firms": cases.firms("nvc@wan", "changan@kai")},
    "one of them is made here": {"capabilities": cases.capabilities("nvc:lamp", "changan:car", "nvc:trim")},
    "job shops switched off": {"study": Study(as_of=cases.AS_OF, doubt=False, job_shops=())},
}


@pytest.mark.parametrize("changed", NO_PACKAGE.values(), ids=NO_PACKAGE)
def test_what_no_one_shop_could_serve_is_no_package(changed: dict[str, Any]) -> None:
    sectors = changed.get("sectors", ())
    outcome = packaged(*sectors, **{name: table for name, table in changed.items() if name != "sectors"})

    assert of_packages(outcome).is_empty()
    assert outcome.findings.rows["package"].null_count() == outcome.findings.rows.height


def test_a_stated_road_brings_two_districts_into_one_circle_and_is_said_to_be_by_district() -> None:
    outcome = packaged(
        firms=cases.firms("nvc@wan", "changan@kai"),
        places=cases.table(
            "places", {"place": "w", "district": "wan", "kind": "station"}, {"place": "k", "district": "kai"}
        ),
        travel=cases.table("travel", {"from": "w", "to": "k", "mode": "road", "minutes": 90.0}),
    )

    (row,) = of_packages(outcome).iter_rows(named=True)

    assert (row["site"], row["buyers"]) == ("kai", ["changan", "nvc"])
    assert {"package_around", "package_district"} <= set(reasons(outcome, row["finding"]))


def test_a_park_with_stated_roads_is_the_site() -> None:
    outcome = packaged(
        firms=cases.firms(
            {"firm": "nvc", "name": "nvc", "district": "wan", "named": True, "park": "east"},
            {"firm": "changan", "name": "changan", "district": "wan", "named": True, "park": "west"},
        ),
        parks=cases.table("parks", {"park": "east", "district": "wan"}, {"park": "west", "district": "wan"}),
        places=cases.table(
            "places", *({"place": park, "district": "wan", "kind": "park"} for park in ("east", "west"))
        ),
        travel=cases.table("travel", {"from": "east", "to": "west", "mode": "road", "minutes": 20.0}),
    )

    (row,) = of_packages(outcome).iter_rows(named=True)

    assert row["finding"] == "package|injection|east"
    assert reasons(outcome, row["finding"])["package_road"] == {"minutes": 10.0}  # 0 to nvc, 20 to changan


def test_a_package_is_held_up_by_what_no_park_is_known_to_admit_and_never_by_two_parts_that_are_free() -> None:
    coated = packaged(SHADE | {"env_class": "coating"}, SHADE | {"sector": "trim"})

    (row,) = of_packages(coated).iter_rows(named=True)

    assert row["band"] == "乙"
    assert {gate["gate"]: gate["verdict"] for gate in row["gates"]}["admission"] == "unknown"


def test_what_is_prohibited_everywhere_is_no_part() -> None:
    outcome = packaged(
        SHADE | {"env_class": "coating"},
        SHADE | {"sector": "trim"},
        parks=cases.table("parks", {"park": "east", "district": "wan"}),
        admissions=cases.table("admissions", {"park": "east", "env_class": "coating", "verdict": "prohibited"}),
    )

    assert of_packages(outcome).is_empty()


def switch_cards(**changed: Any) -> dict[str, tuple[str, ...]]:
    """Who is asked whether he could switch, and for which buyers."""
    outcome = asked(**changed)
    visits = run_study(outcome.dataset, outcome.study, answers=0).visits
    assert visits is not None
    return {
        card.id: tuple(question.parts["firm_from"])
        for card in visits.cards
        for question in card.questions
        if question.ask.id == "similar"
    }


def test_the_maker_by_the_same_process_has_a_card_of_his_own_with_the_buyers() -> None:
    assert switch_cards() == {"rong": ("nvc",)}


def test_whom_nobody_would_ask_has_none() -> None:
    assert switch_cards(made=CASING | {"process": "printing"}) == {}
