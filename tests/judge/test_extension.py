"""Extension: what the region could make next from what it makes, in three forms, and what is none."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, sectors, table
from chainlink.config import Study
from region import finding, ids, rests_on, run

GOODS = ("yarn", "cloth", "garment", "sheet", "cotton", "flock")
MILL = {
    "sectors": sectors(*({"sector": one, "need_kind": "recurring_material"} for one in GOODS)),
    "flows": flows("cotton>yarn", "yarn>cloth"),
    "firms": firms("mill@wan", "hong@liang"),
    "capabilities": capabilities("mill:yarn"),
}
TEXTILE = {
    "chains": table("chains", {"chain": "te", "name": "纺织服装"}, {"chain": "ho", "name": "家居"}),
    "chain_sectors": table("chain_sectors", *({"chain": "te", "sector": one, "role": "own"} for one in GOODS)),
}


def extensions(**tables: object) -> list[str]:
    return [key.split("|")[1] for key in ids(run(**{**MILL, **tables}), "extension")]


def test_yarn_leads_forward_to_cloth() -> None:
    outcome = run(**MILL)

    found = finding(outcome, "extension|cloth|yarn")

    assert (found["action"], found["band"], found["question"]) == ("extend", "乙", "invite")
    assert found["reasons"]["extension_forward"]["sectors"] == ["yarn"]
    assert found["districts_having"] == ["wan"]
    assert (found["buyers"], found["value"]) == (None, None)
    assert rests_on(outcome, "extension|cloth|yarn", "maker") == [("capabilities", 2)]
    assert rests_on(outcome, "extension|cloth|yarn", "flow") == [("flows", 3)]


@pytest.mark.parametrize(
    "more",
    [
        {"criticality": "optional"},
        {"criticality": "common"},
        {"kind": "packaging"},
        {"kind": "equipment"},
        {"kind": "energy"},
    ],
)
def test_only_the_essential_material_leads_forward(more: dict[str, str]) -> None:
    led = flows({"input": "yarn", "output": "cloth", **more})

    assert extensions(flows=led) == []


def test_two_steps_ahead_is_too_far() -> None:
    assert extensions(flows=flows("cotton>yarn", "yarn>cloth", "cloth>garment")) == ["cloth"]


@pytest.mark.parametrize("basis", [{"basis": "inferred"}, {"seen": AS_OF - 11}, {"status": "stopped"}])
def test_only_what_is_made_or_on_its_way_leads_anywhere(basis: dict[str, object]) -> None:
    assert extensions(capabilities=capabilities({"firm": "mill", "sector": "yarn", **basis})) == []


def test_a_plant_on_its_way_is_a_root_and_said_to_be_so() -> None:
    outcome = run(**{**MILL, "capabilities": capabilities({"firm": "mill", "sector": "yarn", "status": "building"})})

    assert finding(outcome, "extension|cloth|yarn")["reasons"]["extension_coming"] == {"firms": ["mill"]}
    assert "extension_coming" not in finding(run(**MILL), "extension|cloth|yarn")["reasons"]


def test_a_neighbour_who_makes_it_already_is_named() -> None:
    near = run(**{**MILL, "capabilities": capabilities("mill:yarn", "hong:cloth")})

    assert finding(near, "extension|cloth|yarn")["reasons"]["extension_near"] == {
        "districts": ["liang"], "firms": ["hong"], "sector": "cloth",
    }  # fmt: skip
    assert "extension_near" not in finding(run(**MILL), "extension|cloth|yarn")["reasons"]


def test_what_takes_the_product_is_for_others_to_come_and_make_and_a_sibling_for_the_firm_itself() -> None:
    sibling = run(**{**MILL, **TEXTILE, "flows": flows("cotton>yarn", "cotton>flock")})

    assert finding(run(**MILL), "extension|cloth|yarn")["question"] == "invite"
    assert finding(sibling, "extension|flock|yarn")["question"] == "extend"


@pytest.mark.parametrize(
    ("made_by", "question"), [("textile_spinning", "extend"), ("final_assembly", "invite"), (None, "invite")]
)
def test_what_the_same_process_makes_the_firm_itself_could_go_on_to(made_by: str | None, question: str) -> None:
    """Meal and noodles, lamps and lighting systems; a cell and a watch are two factories."""
    process = {"yarn": "textile_spinning", "cloth": made_by}
    rows = [{"sector": one, "need_kind": "recurring_material", "process": process.get(one)} for one in GOODS]

    outcome = run(**{**MILL, "sectors": sectors(*rows)})

    assert finding(outcome, "extension|cloth|yarn")["question"] == question


def test_what_a_grower_sells_to_another_farm_is_not_its_own_next_step() -> None:
    rows = [
        {"sector": one, "need_kind": "recurring_material", "process": "farming" if one == "yarn" else "garment"}
        for one in GOODS
    ]

    assert finding(run(**{**MILL, "sectors": sectors(*rows)}), "extension|cloth|yarn")["question"] == "invite"


def test_what_may_take_it_among_other_things_is_no_use_of_a_by_product() -> None:
    waste = {"input": "yarn", "output": "flock", "kind": "recycling"}

    assert extensions(flows=flows({**waste, "criticality": "optional"})) == []
    assert extensions(flows=flows({**waste, "criticality": "essential"})) == ["flock"]


def test_a_grower_is_not_asked_to_go_on_to_a_factory_of_its_own() -> None:
    rows = [
        {"sector": one, "need_kind": "recurring_material", "process": "farming" if one == "yarn" else None}
        for one in GOODS
    ]
    waste = flows({"input": "yarn", "output": "flock", "kind": "recycling", "criticality": "common"})

    grown = run(**{**MILL, "sectors": sectors(*rows), "flows": waste})

    assert finding(grown, "extension|flock|yarn")["question"] == "invite"
    assert finding(run(**{**MILL, "flows": waste}), "extension|flock|yarn")["question"] == "extend"


def test_a_target_stands_under_the_root_it_most_follows_from() -> None:
    two = {
        **MILL,
        "flows": flows("cotton>cloth", "yarn>cloth", "yarn>garment"),
        "firms": firms("mill@wan", "other@kai", "gin@kai"),
        "capabilities": capabilities("mill:yarn", "other:yarn", "gin:cotton"),
    }

    assert ids(run(**two), "extension") == ["extension|cloth|yarn", "extension|garment|yarn"]
    assert finding(run(**two), "extension|cloth|yarn")["reasons"]["extension_makers"]["firms"] == [
        "gin",
        "mill",
        "other",
    ]


def test_what_a_neighbour_makes_leads_nowhere_here() -> None:
    assert extensions(capabilities=capabilities("hong:yarn")) == []


def test_a_present_sector_or_a_coming_one_is_no_extension() -> None:
    assert extensions(capabilities=capabilities("mill:yarn", "mill:cloth")) == []
    assert (
        extensions(capabilities=capabilities("mill:yarn", {"firm": "mill", "sector": "cloth", "status": "building"}))
        == []
    )


def test_what_is_already_needed_is_a_gap_with_local_input_and_no_extension() -> None:
    case = {
        **MILL,
        "flows": flows("yarn>cloth", "cloth>garment"),
        "firms": firms("mill@wan", "tailor@kai"),
        "capabilities": capabilities("mill:yarn", "tailor:garment"),
    }

    outcome = run(**case)

    assert ids(outcome) == ["outsourced|cloth|"]
    assert finding(outcome, "outsourced|cloth|")["reasons"]["local_input"]["sectors"] == ["yarn"]


@pytest.mark.parametrize("kind", ["service", "distribution", "energy", "equipment_project", None])
def test_a_target_is_a_good(kind: str | None) -> None:
    rows = [{"sector": one, "need_kind": kind if one == "cloth" else "recurring_material"} for one in GOODS]

    assert extensions(sectors=sectors(*rows)) == []


def test_siblings_share_an_essential_material_and_a_chain() -> None:
    shared = flows("cotton>yarn", "cotton>flock")
    other = table(
        "chain_sectors",
        {"chain": "te", "sector": "yarn", "role": "own"},
        {"chain": "ho", "sector": "flock", "role": "own"},
    )

    assert extensions(**TEXTILE, flows=shared) == ["flock"]
    assert extensions(chains=TEXTILE["chains"], chain_sectors=other, flows=shared) == []
    assert extensions(flows=shared) == []


def test_a_material_that_is_only_common_makes_no_siblings() -> None:
    shared = flows("cotton>yarn", {"input": "cotton", "output": "flock", "criticality": "common"})

    assert extensions(**TEXTILE, flows=shared) == []


def test_what_goes_into_everything_makes_no_siblings() -> None:
    narrow = Study(as_of=AS_OF, doubt=False, sibling_outputs=1)

    assert ids(run(narrow, **{**MILL, **TEXTILE, "flows": flows("cotton>yarn", "cotton>flock")}), "extension") == []


def test_a_by_product_leads_through_a_recycling_flow() -> None:
    waste = flows("cotton>yarn", {"input": "yarn", "output": "flock", "kind": "recycling", "criticality": "common"})

    found = finding(run(**{**MILL, "flows": waste}), "extension|flock|yarn")

    assert found["reasons"]["extension_by_product"]["sectors"] == ["yarn"]


def test_admission_alone_bands_an_extension() -> None:
    rows = [
        {"sector": one, "need_kind": "recurring_material", "env_class": "dyeing", "reach": "global"} for one in GOODS
    ]
    park = table("parks", {"park": "p", "name": "园", "district": "wan"})
    refused = table("admissions", {"park": "p", "env_class": "dyeing", "verdict": "prohibited", "as_of": AS_OF})

    open_ = finding(run(**{**MILL, "sectors": sectors(*rows), "parks": park}), "extension|cloth|yarn")
    shut = finding(
        run(**{**MILL, "sectors": sectors(*rows), "parks": park}, admissions=refused), "extension|cloth|yarn"
    )

    assert (open_["gates"], open_["band"]) == ({"admission": "unknown"}, "乙")
    assert shut["band"] == "丁"


def test_an_extension_stands_on_its_chain_and_the_one_it_comes_from() -> None:
    owns = [{"chain": "te", "sector": "yarn", "role": "own"}, {"chain": "ho", "sector": "cloth", "role": "own"}]

    outcome = run(**MILL, chains=TEXTILE["chains"], chain_sectors=table("chain_sectors", *owns))

    assert sorted(finding(outcome, "extension|cloth|yarn")["chains"]) == ["ho", "te"]
    assert isinstance(outcome.findings.rows, pl.DataFrame)
