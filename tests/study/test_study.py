"""The study as a whole: what it says of the packaged region, what a bar may move, and laws that hold whatever the data."""

from __future__ import annotations

import os
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study, default_study
from chainlink.data import read_dataset
from chainlink.errors import CallError
from chainlink.findings import EVIDENCE, ROWS, Outcome
from chainlink.findings.bands import BANDS
from chainlink.study import for_one_district, run_study
from outcomes import packaged
from region import data, finding, ids, run

PLAIN = Study(as_of=AS_OF, doubt=False)
CASES = int(os.environ.get("CHAINLINK_FUZZ", "10"))


# ---- what a person who knows the place would say -----------------------------------------------------------------
def gaps() -> pl.DataFrame:
    return packaged().findings.rows.filter(pl.col("kind").is_in(["missing", "near", "outsourced"]))


def trait(column: str) -> dict[str, object]:
    return dict(packaged().dataset.tables["sectors"].select("sector", column).iter_rows())


def test_retail_freight_and_energy_are_no_gap() -> None:
    kinds, local = trait("need_kind"), trait("local_service")

    wrong = [
        one
        for one in gaps()["sector"]
        if kinds[one] in {"distribution", "energy", "equipment_project", "recycle"}
        or (kinds[one] == "service" and not local[one])
    ]

    assert wrong == []


def test_what_is_sold_nationwide_and_only_commonly_used_stays_bought_elsewhere_and_what_is_a_must_does_not() -> None:
    left = finding(packaged(), "outsourced|auto_fastener|")

    assert (left["band"], left["gates"]["reach"]) == ("丙", "fail")
    assert finding(packaged(), "outsourced|auto_engine|")["gates"]["reach"] == "pass"


def test_a_power_plant_or_an_orchard_is_unlinked_with_nobody() -> None:
    matches = packaged().findings.rows.filter(pl.col("kind") == "unlinked")
    process, kinds = trait("process"), trait("need_kind")

    assert not [one for one in matches["sector"] if process[one] == "farming" or kinds[one] == "energy"]
    assert not [one for one in matches["other_sector"].drop_nulls() if process[one] == "farming"]


def test_printing_and_frames_are_supplied_from_kaizhou_and_no_gap() -> None:
    states = packaged().states.filter(pl.col("scope") == "region", pl.col("sector").is_in(["pk_print", "auto_frame"]))

    assert states["state"].to_list() == ["recorded", "recorded"]
    assert gaps().filter(pl.col("sector").is_in(["pk_print", "auto_frame"])).is_empty()


def test_a_truck_harness_and_lamp_optics_do_not_stand_on_the_electronics_page() -> None:
    for key in ("auto_harness", "led_optics"):
        chains = gaps().filter(pl.col("sector") == key)["chains"].to_list()
        assert len(chains) == 1
        assert "electronics" not in chains[0]


def test_qianneng_closes_stamping_and_welding_for_changan() -> None:
    closed = packaged().needs.filter(
        pl.col("buyer") == "changan-kuayue", pl.col("sector").is_in(["auto_stamping", "auto_welding"])
    )

    assert set(closed["sector"]) == {"auto_stamping", "auto_welding"}
    assert set(closed["standing"]) == {"closed"}
    assert all("qianneng--changan-kuayue" in links for links in closed["links"])
    assert gaps().filter(pl.col("sector").is_in(["auto_stamping", "auto_welding"])).is_empty()


def test_the_stamping_of_kaizhou_is_next_door_to_wanzhou() -> None:
    there = packaged().states.filter(pl.col("sector") == "auto_stamping", pl.col("scope") == "wanzhou")

    assert there["state"].to_list() == ["near"]
    assert "qianneng" in there["near"][0]


def test_nothing_is_called_verified_that_nobody_verified() -> None:
    assert packaged().findings.rows.filter(pl.col("confidence") == "verified", pl.col("kind") == "missing").is_empty()
    assert packaged().states.filter("verified").is_empty()


def test_money_is_stated_or_marked_as_a_model() -> None:
    rows = packaged().findings.rows

    assert rows.filter(pl.col("value").is_not_null(), pl.col("value_basis").ne_missing("stated")).is_empty()
    assert rows.filter(
        pl.col("value_low").is_not_null() | pl.col("value_high").is_not_null(), pl.col("value_basis").is_null()
    ).is_empty()


def test_the_packaged_findings_are_whole() -> None:
    lawful(packaged())
    projects = packaged().findings.rows.filter("with_project")
    assert not projects.filter(pl.col("band") == "甲").height
    assert packaged().findings.evidence["file"].null_count() == 0


# ---- what a bar moves, and what it does not ----------------------------------------------------------------------
@pytest.mark.parametrize("change", [{"wide_common": True}, {"gates_off": ("reach", "admission", "scale", "captive")}])
def test_a_bar_moves_bands_and_leaves_states_evidence_and_counts(change: dict[str, object]) -> None:
    base = replace(default_study(), doubt=False)
    usual = run_study(read_dataset(), base)

    moved = run_study(read_dataset(), replace(base, **change))

    counts = ["finding", "structural_need", "buyers", "confidence", "chains"]
    assert moved.states.equals(usual.states)
    assert moved.needs.equals(usual.needs)
    assert moved.findings.evidence.equals(usual.findings.evidence)
    assert moved.findings.rows.select(counts).sort("finding").equals(usual.findings.rows.select(counts).sort("finding"))
    assert not moved.findings.rows.equals(usual.findings.rows)


def test_the_bar_of_strength_moves_no_finding() -> None:
    base = replace(default_study(), doubt=False)

    moved = run_study(read_dataset(), replace(base, strong_makers=1, strong_districts=1))

    assert moved.findings.rows.equals(run_study(read_dataset(), base).findings.rows)
    assert not moved.states.equals(packaged().states)


def test_the_doubt_changes_no_finding_and_tells_each_setting() -> None:
    without = run_study(read_dataset(), replace(default_study(), doubt=False))
    columns = [name for name in ROWS if name not in {"rank_low", "rank_high", "robust"}]

    assert without.findings.rows.select(columns).equals(packaged().findings.rows.select(columns))
    assert packaged().doubt["setting"].to_list() == [one.id for one in default_study().alternatives]


# ---- the call ----------------------------------------------------------------------------------------------------
def test_a_region_may_be_named_and_an_unknown_district_is_told_with_the_nearest() -> None:
    assert run(replace(PLAIN, region=("开州", "kai"))).study.region == ("kai",)
    with pytest.raises(CallError) as error:
        run(replace(PLAIN, region=("kia",)))

    assert error.value.code == "study_district"
    assert "是否指：kai？" in error.value.say("zh")


def test_a_dataset_without_a_year_wants_one() -> None:
    with pytest.raises(CallError) as error:
        run_study(data())

    assert error.value.code == "study_no_year"


def test_an_empty_dataset_gives_an_empty_outcome() -> None:
    outcome = run()

    assert outcome.findings.rows.schema == ROWS
    assert outcome.findings.evidence.schema == EVIDENCE
    assert outcome.findings.rows.is_empty()


def test_the_progress_is_told_from_nothing_to_all() -> None:
    told: list[tuple[str, float]] = []

    run_study(data(), Study(as_of=AS_OF), progress=lambda step, done: told.append((step, done)))

    assert (told[0][1], told[-1]) == (0.0, ("done", 1.0))
    assert [done for _, done in told] == sorted(done for _, done in told)


def test_one_district_sees_what_it_can_sell_what_is_next_door_and_what_it_needs() -> None:
    outcome = run(
        sectors=sectors({"sector": "stamping", "reach": "ring"}, {"sector": "glass", "reach": "ring"}, "truck"),
        flows=flows("stamping>truck", "glass>truck"),
        firms=firms("changan@wan", "qian@kai", "bo@liang"),
        capabilities=capabilities("changan:truck", "qian:stamping", "bo:glass"),
    )

    kai, wan = for_one_district(outcome, "kai"), for_one_district(outcome, "wan")

    assert kai["can_sell_to_neighbours"].select("sector", "makers", "buyer").rows() == [
        ("stamping", ["qian"], "changan")
    ]
    assert wan["neighbour_already_makes"].select("sector", "firm", "district", "needed_here").rows() == [
        ("glass", "bo", "liang", True),
        ("stamping", "qian", "kai", True),
    ]
    assert wan["needs"]["sector"].to_list() == ["glass", "stamping"]
    with pytest.raises(CallError):
        for_one_district(outcome, "liang")


# ---- laws --------------------------------------------------------------------------------------------------------
PARTS = ("p0", "p1", "p2", "p3", "p4")
TRAITS = {
    "reach": ("site", "ring", "national", None),
    "captive": (True, False, None),
    "env_class": ("none", "plating", None),
}
NAMES = [f"f{n}" for n in range(6)]


@st.composite
def regions(draw: st.DrawFn) -> dict[str, pl.DataFrame]:
    """A small region: flows run from a lower to a higher number, so that nothing goes round in a circle."""
    traits = [
        {"sector": one, **{key: draw(st.sampled_from(values)) for key, values in TRAITS.items()}} for one in PARTS
    ]
    pairs = [(a, b) for a in PARTS for b in PARTS if a < b]
    fed = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    seats = [
        {
            "firm": one,
            "name": one,
            "district": draw(st.sampled_from(["wan", "kai", "liang", "far"])),
            "named": draw(st.integers(0, 5)) > 0,
        }
        for one in NAMES
    ]
    made = draw(st.lists(st.sampled_from([(f, s) for f in NAMES for s in PARTS]), unique=True, max_size=9))
    sold = draw(st.lists(st.sampled_from([(a, b) for a in NAMES for b in NAMES if a != b]), unique=True, max_size=5))
    return {
        "sectors": sectors(*traits, need_kind="recurring_material"),
        "flows": flows(
            *({"input": a, "output": b, "criticality": draw(st.sampled_from(["essential", "common"]))} for a, b in fed)
        ),
        "firms": firms(*seats),
        "capabilities": capabilities(
            *(
                {
                    "firm": f,
                    "sector": s,
                    "seen": draw(st.sampled_from([AS_OF, AS_OF - 7, AS_OF - 12])),
                    "basis": draw(st.sampled_from(["stated", "stated", "inferred"])),
                }
                for f, s in made
            )
        ),
        "links": links(*(f"{a}>{b}" + draw(st.sampled_from(["", ":p0", ":p1", ":p0+p2"])) for a, b in sold)),
        "chains": table(
            "chains", {"chain": "c", "name": "链一", "order": 1}, {"chain": "d", "name": "链二", "order": 2}
        ),
        "chain_sectors": table(
            "chain_sectors", *({"chain": "c" if one < "p3" else "d", "sector": one, "role": "own"} for one in PARTS)
        ),
    }


def lawful(outcome: Outcome) -> None:
    """What holds of every outcome."""
    rows, evidence = outcome.findings.rows, outcome.findings.evidence
    assert rows["finding"].is_unique().all()
    assert (rows["finding"] == rows["kind"] + "|" + rows["sector"] + "|" + rows["other_sector"].fill_null("")).all()
    assert set(evidence["finding"]) == set(rows["finding"])
    ranked = rows.drop_nulls("rank_low")
    assert (ranked["rank_low"] <= ranked["rank"]).all()
    assert (ranked["rank"] <= ranked["rank_high"]).all()
    gap = (
        pl.when("with_project")
        .then(pl.lit("project"))
        .when(pl.col("kind").is_in(["missing", "near", "outsourced"]))
        .then(pl.lit("gap"))
    )
    for _, part in rows.with_columns(apart=gap.otherwise("kind")).group_by("apart"):
        levels = part.sort("rank")["band"].replace_strict(
            {one: n for n, one in enumerate(BANDS)}, return_dtype=pl.Int64
        )
        assert levels.is_sorted()
    region = outcome.states.filter(pl.col("scope") == "region")
    stated = dict(region.select("sector", "state").iter_rows())
    plain = rows.filter(pl.col("with_project").not_(), pl.col("kind").is_in(["missing", "near", "outsourced", "weak"]))
    assert all(stated[sector] == kind for sector, kind in plain.select("sector", "kind").iter_rows())
    made = set(region.filter(pl.col("makers").list.len() > 0)["sector"])
    assert not made & set(rows.filter(pl.col("kind").is_in(["missing", "near", "outsourced", "extension"]))["sector"])


DOUBTS = tuple(one for one in default_study().alternatives if one.id in {"no_pooling", "stale_in", "ring_down"})


@pytest.mark.slow
@settings(deadline=None, max_examples=CASES)
@given(regions())
def test_findings_are_unique_rest_on_rows_and_rank_by_band(case: dict[str, pl.DataFrame]) -> None:
    lawful(run_study(data(**case), replace(PLAIN, doubt=True, alternatives=DOUBTS)))


@pytest.mark.slow
@settings(deadline=None, max_examples=CASES)
@given(regions(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(case: dict[str, pl.DataFrame], seed: int) -> None:
    usual = run(PLAIN, **case)

    mixed = run(PLAIN, **{name: frame.sample(fraction=1.0, shuffle=True, seed=seed) for name, frame in case.items()})

    for name in ("states", "needs", "coverage", "carriers"):
        assert getattr(mixed, name).equals(getattr(usual, name)), name
    assert mixed.findings.rows.equals(usual.findings.rows)
    assert mixed.findings.evidence.equals(usual.findings.evidence)


@settings(deadline=None, max_examples=CASES)
@given(regions(), st.sampled_from(PARTS), st.sampled_from(["wan", "kai"]))
def test_another_maker_never_opens_a_gap_for_its_sector(
    case: dict[str, pl.DataFrame], sector: str, district: str
) -> None:
    opened = {f"{kind}|{sector}|" for kind in ("missing", "near", "outsourced")}
    more = {
        **case,
        "firms": pl.concat([case["firms"], firms(f"new@{district}")]),
        "capabilities": pl.concat([case["capabilities"], capabilities(f"new:{sector}")]),
    }

    assert not opened & set(ids(run(PLAIN, **more)))


@settings(deadline=None, max_examples=CASES)
@given(regions())
def test_an_inferred_capability_opens_and_matches_nothing(case: dict[str, pl.DataFrame]) -> None:
    guess = capabilities(*({"firm": "new", "sector": one} for one in PARTS), basis="inferred")
    more = {
        **case,
        "firms": pl.concat([case["firms"], firms("new@wan")]),
        "capabilities": pl.concat([case["capabilities"], guess]),
    }

    assert ids(run(PLAIN, **more)) == ids(run(PLAIN, **case))
