"""Bands, gates and order: what a finding asks of a person, and that the worst gate decides it."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink import judge, terms
from chainlink.config import Study
from chainlink.findings import CANDIDATE
from chainlink.findings.asks import ASKS, VARIANTS
from chainlink.findings.bands import BANDS
from chainlink.judge.bands import admission, band
from region import finding, outputs, run

PARKS = table(
    "parks", {"park": "p", "name": "园一", "district": "wan"}, {"park": "q", "name": "园二", "district": "kai"}
)
ADMITTED = admission(PARKS, table("admissions"), ["wan", "kai"])
KEY = "outsourced|stamping|"


def judged(
    *,
    admissions: pl.DataFrame | None = None,
    study: Study | None = None,
    criticality: str = "essential",
    **trait: object,
) -> dict[str, object]:
    """Two named truck makers, one of them large, need a part of which ``trait`` is known."""
    part = {
        "sector": "stamping", "reach": "ring", "env_class": "none", "captive": False, "plant_size": "small", **trait
    }  # fmt: skip
    outcome = run(
        study or Study(as_of=AS_OF, doubt=False),
        sectors=sectors(part, "truck"),
        flows=flows("stamping>truck", criticality=criticality),
        firms=firms("a@wan", "b@kai"),
        capabilities=capabilities("a:truck", "b:truck"),
        **outputs(a=20.0),
        parks=PARKS,
        admissions=table("admissions") if admissions is None else admissions,
    )
    return finding(outcome, KEY)


def verdicts(first: str | None, second: str | None) -> pl.DataFrame:
    told = [("p", first), ("q", second)]
    return table(
        "admissions",
        *({"park": park, "verdict": verdict} for park, verdict in told if verdict),
        env_class="plating",
        as_of=AS_OF,
    )


def test_what_passes_every_gate_is_visited() -> None:
    found = judged()

    assert found["gates"] == {"reach": "pass", "admission": "pass", "scale": "pass", "captive": "pass"}
    assert found["band"] == "甲"


@pytest.mark.parametrize(
    ("reach", "verdict", "wanted"),
    [
        ("site", "pass", "甲"),
        ("ring", "pass", "甲"),
        ("national", "pass", "甲"),
        ("global", "pass", "甲"),
        (None, "unknown", "乙"),
    ],
)
def test_the_gate_of_reach(reach: str | None, verdict: str, wanted: str) -> None:
    found = judged(reach=reach)

    assert (found["gates"]["reach"], found["band"]) == (verdict, wanted)


@pytest.mark.parametrize(
    ("first", "second", "verdict", "wanted"),
    [
        ("allowed", "prohibited", "pass", "甲"),
        ("prohibited", "prohibited", "fail", "丁"),
        ("prohibited", None, "unknown", "乙"),  # the other park is not known to refuse
        ("conditional", "prohibited", "unknown", "乙"),
        (None, None, "unknown", "乙"),
    ],
)
def test_the_gate_of_admission(first: str | None, second: str | None, verdict: str, wanted: str) -> None:
    found = judged(env_class="plating", admissions=verdicts(first, second))

    assert (found["gates"]["admission"], found["band"]) == (verdict, wanted)


def test_an_unknown_class_is_a_question_and_the_latest_verdict_counts() -> None:
    twice = pl.concat(
        [
            verdicts("prohibited", "prohibited").with_columns(as_of=pl.lit(2015, dtype=pl.Int64)),
            verdicts("allowed", None),
        ]
    )

    assert judged(env_class=None)["gates"]["admission"] == "unknown"
    assert judged(env_class="plating", admissions=twice)["gates"]["admission"] == "pass"


@pytest.mark.parametrize(
    ("captive", "verdict", "wanted"), [(True, "fail", "丙"), (False, "pass", "甲"), (None, "pass", "甲")]
)
def test_the_gate_of_captive_blank_is_a_question_that_passes(captive: bool | None, verdict: str, wanted: str) -> None:  # noqa: FBT001 - a case
    found = judged(captive=captive)

    assert (found["gates"]["captive"], found["band"]) == (verdict, wanted)


def scaled(buyers: int, amount: float | None, *, seen: int = AS_OF) -> dict[str, object]:
    """``buyers`` firms need a part whose smallest plant sells 1000 万元; each states ``amount``."""
    names = [f"b{n}" for n in range(buyers)]
    bought = [f"out>{name}:stamping" for name in names] if amount is not None else []
    claims = [{"claim": f"c{n}", "value": amount} for n in range(len(bought))]
    about = [{"claim": f"c{n}", "table": "links", "id": f"out--{names[n]}"} for n in range(len(bought))]
    outcome = run(
        sectors=sectors(
            {
                "sector": "stamping",
                "reach": "ring",
                "env_class": "none",
                "captive": False,
                "plant_low_wan_yuan": 1000.0,
            },
            "truck",
        ),
        flows=flows("stamping>truck"),
        firms=firms(*(f"{name}@wan" for name in names), "out@far"),
        capabilities=capabilities(*(f"{name}:truck" for name in names), seen=seen),
        links=links(*bought),
        claims=table("claims", *claims, measure="amount", unit="万元", per="year", status="actual", seen=AS_OF),
        claim_subjects=table("claim_subjects", *about),
    )
    return finding(outcome, KEY)


@pytest.mark.parametrize(
    ("buyers", "amount", "verdict", "wanted"),
    [
        (2, None, "unknown", "乙"),  # two buyers of whom nobody says how large they are
        (1, None, "unknown", "乙"),
        (1, 1000.0, "pass", "甲"),
        (1, 999.0, "fail", "丙"),
        (2, 499.0, "fail", "丙"),
        (2, 500.0, "pass", "甲"),
    ],
)
def test_the_gate_of_scale_fails_on_stated_money_alone(
    buyers: int, amount: float | None, verdict: str, wanted: str
) -> None:
    found = scaled(buyers, amount)

    assert (found["gates"]["scale"], found["band"]) == (verdict, wanted)


def pulled(
    plant: str | None, *, outputs_of: dict[str, float] | None = None, share: float | None = None, **more: object
) -> dict[str, object]:
    """Firms a and b must have stampings, of which the smallest plant is ``plant``; outputs in 亿元."""
    said = {name: more.pop(name) for name in ("statements", "projects") if name in more}
    part = {"sector": "stamping", "reach": "ring", "env_class": "none", "captive": False, "plant_size": plant, **more}
    outcome = run(
        sectors=sectors(part, "truck"),
        flows=flows({"input": "stamping", "output": "truck", "cost_share_high": share}),
        firms=firms("a@wan", "b@kai"),
        capabilities=capabilities("a:truck", "b:truck"),
        **outputs(**(outputs_of or {})),
        **said,
    )
    found = finding(outcome, KEY)
    gate = next(one for one in outcome.findings.rows.filter(finding=KEY)["gates"][0] if one["gate"] == "scale")
    return {**found, "scale": gate["code"], "verdict": gate["verdict"]}


@pytest.mark.parametrize(
    ("plant", "largest", "verdict", "code", "wanted"),
    [
        ("large", 6.0, "pass", "scale_pull", "甲"),  # a large buyer carries any
        ("large", 120.0, "pass", "scale_pull", "甲"),
        ("medium", 0.6, "pass", "scale_pull", "甲"),
        ("large", 0.6, "unknown", "scale_below", "乙"),  # too small as far as known is a question, no refusal
        ("small", 0.1, "pass", "scale_pull", "甲"),
        ("medium", 0.1, "unknown", "scale_below", "乙"),
        ("small", None, "unknown", "scale_unstated", "乙"),  # a size nobody states is a question
        (None, 120.0, "unknown", "scale_no_plant", "乙"),
    ],
)
def test_the_largest_buyer_is_held_against_the_smallest_plant(
    plant: str | None, largest: float | None, verdict: str, code: str, wanted: str
) -> None:
    found = pulled(plant, outputs_of={} if largest is None else {"a": largest})

    assert (found["verdict"], found["scale"], found["band"]) == (verdict, code, wanted)


def test_a_need_is_left_alone_only_where_all_that_its_buyers_can_spend_is_below_a_plant() -> None:
    # 2 and 1 亿元, of which stampings are 5 % at most: 1,500 万元 a year, below a medium plant (5,000), no small one.
    both = {"outputs_of": {"a": 2.0, "b": 1.0}, "share": 0.05}

    left, small = pulled("medium", **both), pulled("small", **both)  # type: ignore[arg-type]
    one = pulled("medium", outputs_of={"a": 2.0}, share=0.05)

    assert (left["scale"], left["band"]) == ("scale_bound", "丙")
    assert (small["scale"], small["band"]) == ("scale_pull", "甲")
    assert (one["scale"], one["band"]) == ("scale_pull", "甲")  # b states no output: there is no bound


@pytest.mark.parametrize(
    ("wording", "year", "code"),
    [
        ("wish", AS_OF, "scale_wish"),
        ("absent", AS_OF, "scale_wish"),
        ("role", AS_OF, "scale_unstated"),
        ("wish", AS_OF - 11, "scale_unstated"),
        ("weak", AS_OF, "scale_unstated"),
    ],
)
def test_what_officials_ask_for_or_call_lacking_is_lifted_over_a_size_nobody_states(
    wording: str, year: int, code: str
) -> None:
    said = {"sector": "stamping", "districts": ["wan"], "wording_class": wording, "specificity": "exact", "year": year}

    assert pulled("small", statements=table("statements", said))["scale"] == code


def test_what_comes_from_afar_is_courted_where_it_is_a_must_and_left_where_it_is_only_common() -> None:
    wish = table("statements", {"sector": "stamping", "wording_class": "wish", "specificity": "exact", "year": AS_OF})
    common = {"reach": "national", "criticality": "common"}

    assert judged(reach="national")["band"] == "甲"
    assert judged(**common)["band"] == "丙"  # type: ignore[arg-type]
    assert judged(reach="ring", criticality="common")["band"] == "甲"
    assert judged(**common, study=Study(as_of=AS_OF, doubt=False, wide_common=True))["gates"]["reach"] == "pass"  # type: ignore[arg-type]
    assert pulled("small", reach="national", statements=wish)["gates"]["reach"] == "pass"


def test_a_large_buyer_that_only_commonly_uses_what_comes_from_afar_carries_no_plant_of_it() -> None:
    afar = candidate("s", pull_essential=None)

    assert banded(afar, reach="national")["band"].to_list() == ["乙"]
    assert banded(afar, reach="ring")["band"].to_list() == ["甲"]


def test_a_need_whose_maker_is_on_his_way_is_shown_as_such_and_never_left_alone() -> None:
    spoken = {"project": "p", "name": "冲压厂", "district": "wan", "sectors": ["stamping"], "year": AS_OF}
    coming = table("projects", {**spoken, "status": "building"})

    alone = pulled("medium", captive=True)
    found = pulled("medium", captive=True, projects=coming)

    assert (alone["band"], found["band"]) == ("丙", "乙")
    assert "projects" in found["reasons"]  # type: ignore[operator]


def test_a_service_has_no_plant_so_two_named_buyers_carry_it() -> None:
    for buyers, verdict in ((2, "pass"), (1, "unknown")):
        service = candidate("s", pull=None, pull_sure=None, pull_essential=None, fresh_buyers=buyers)
        traits = sectors(
            {"sector": "s", "reach": "ring", "env_class": "none", "captive": False, "need_kind": "service"}
        )
        rows = band(candidates=pl.DataFrame([service], schema=CANDIDATE), sectors=traits, admitted=ADMITTED)

        assert [gate["verdict"] for gate in rows["gates"][0] if gate["gate"] == "scale"] == [verdict]


def test_the_reason_says_which_buyer_by_which_figure_of_which_year() -> None:
    found = pulled("small", outputs_of={"a": 20.0, "b": 0.2})

    assert found["reasons"]["pull"] == {  # type: ignore[index]
        "firm": "a", "measure": "output", "value": 20.0, "unit": "亿元", "year": AS_OF, "claim_status": "actual",
        "size_class": "large",
    }  # fmt: skip


@pytest.mark.parametrize(("process", "need"), [("injection", 2), ("optics", 1)])
def test_buyers_of_two_chains_stand_together_only_over_job_shops(process: str, need: int) -> None:
    owns = [{"chain": "eq", "sector": "truck", "role": "own"}, {"chain": "li", "sector": "lamp", "role": "own"}]
    part = {"sector": "stamping", "reach": "ring", "env_class": "none", "captive": False, "process": process}
    outcome = run(
        sectors=sectors(part, "truck", "lamp"),
        flows=flows("stamping>truck", "stamping>lamp"),
        firms=firms("a@wan", "b@kai"),
        capabilities=capabilities("a:truck", "b:lamp"),
        chains=table("chains", {"chain": "eq", "name": "装备"}, {"chain": "li", "name": "照明"}),
        chain_sectors=table("chain_sectors", *owns),
    )

    found = finding(outcome, KEY)

    assert (found["structural_need"], found["buyers"]) == (need, ["a", "b"])


def candidate(sector: str, **more: object) -> dict[str, object]:
    common = {
        "finding": f"outsourced|{sector}|", "kind": "outsourced", "action": "fill_or_near", "sector": sector,
        "capped": False, "with_project": False, "essential": True,
        "structural_need": 2, "fresh_buyers": 2, "districts_needing": ["wan"], "minutes": None, "pull": "large",
        "pull_sure": "large", "pull_essential": "large",
    }  # fmt: skip
    return {name: {**common, **more}.get(name) for name in CANDIDATE}


def banded(*rows: dict[str, object], reach: str = "ring", off: tuple[str, ...] = ()) -> pl.DataFrame:
    found = pl.DataFrame(rows, schema=CANDIDATE)
    traits = sectors(
        *({"sector": one} for one in found["sector"].unique()),
        reach=reach, env_class="none", captive=False, plant_size="small",
    )  # fmt: skip
    return band(candidates=found, sectors=traits, admitted=ADMITTED, gates_off=off)


def test_the_worst_wins_in_the_order_prohibited_near_outside_verify_visit() -> None:
    plating = admission(PARKS, verdicts("prohibited", "prohibited"), region=["wan", "kai"])
    refused = sectors({"sector": "s", "reach": "national", "env_class": "plating", "captive": True})
    near = pl.DataFrame([candidate("s", kind="near")], schema=CANDIDATE)

    assert band(candidates=near, sectors=refused, admitted=plating)["band"].to_list() == ["丁"]
    assert band(candidates=near, sectors=refused, admitted=ADMITTED)["band"].to_list() == [
        "乙"
    ]  # a neighbour makes it: nobody calls it 丙
    assert banded(candidate("s", essential=False), reach="national")["band"].to_list() == ["丙"]
    assert banded(candidate("s", capped=True))["band"].to_list() == ["乙"]
    assert banded(candidate("s"))["band"].to_list() == ["甲"]


def test_a_gate_switched_off_passes() -> None:
    assert banded(candidate("s", essential=False), reach="national", off=("reach",))["band"].to_list() == ["甲"]
    assert judged(captive=True, study=Study(as_of=AS_OF, doubt=False, gates_off=("captive",)))["band"] == "甲"


def test_inside_a_band_pull_comes_before_buyers_before_districts_before_need_before_minutes() -> None:
    order = [
        candidate("0", pull="very_large", structural_need=1),
        candidate("a", structural_need=3),
        candidate("b", districts_needing=["kai", "wan"]),
        candidate("c", minutes=30.0),
        candidate("d", minutes=60.0),
        candidate("e"),  # an unknown way is last
        candidate("f", essential=False),
    ]

    ranked = banded(*reversed(order))

    assert ranked["sector"].to_list() == list("0abcdef")
    assert ranked["rank"].to_list() == [1, 2, 3, 4, 5, 6, 7]


def test_equal_keys_share_a_rank_and_stand_by_sector() -> None:
    ranked = banded(candidate("b"), candidate("a"), candidate("c", structural_need=1, fresh_buyers=2))

    assert ranked.select("sector", "rank").rows() == [("a", 1), ("b", 1), ("c", 3)]


def test_money_is_no_key_of_the_order() -> None:
    ranked = banded(candidate("a", value=1.0, value_basis="stated"), candidate("b", value=9999.0, value_basis="stated"))

    assert ranked["rank"].to_list() == [1, 1]


def test_a_match_an_extension_and_a_project_are_ranked_apart_from_the_gaps() -> None:
    ranked = banded(
        candidate("a"),
        candidate("b", with_project=True, capped=True),
        candidate("c", kind="unlinked", finding="unlinked|c|"),
        candidate("d", kind="extension", finding="extension|d|"),
    )

    assert ranked["rank"].to_list() == [1, 1, 1, 1]
    assert dict(ranked.select("sector", "band").iter_rows()) == {"a": "甲", "b": "乙", "c": "甲", "d": "乙"}


def test_an_extension_has_the_one_gate_of_admission() -> None:
    found = banded(candidate("d", kind="extension", finding="extension|d|"), reach="global")

    assert [gate["gate"] for gate in found["gates"][0]] == ["admission"]
    assert found["band"].to_list() == ["乙"]


rows = st.builds(
    candidate,
    sector=st.just("s"),
    structural_need=st.integers(1, 4),
    fresh_buyers=st.integers(0, 4),
    essential=st.booleans(),
    capped=st.booleans(),
    kind=st.sampled_from(["outsourced", "near"]),
    minutes=st.one_of(st.none(), st.integers(0, 9).map(float)),
    districts_needing=st.lists(st.sampled_from(["wan", "kai"]), unique=True),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(rows, min_size=1, max_size=8), st.sampled_from(["site", "national"]), st.randoms(use_true_random=False))
def test_a_better_band_never_ranks_behind_and_the_order_of_rows_is_nothing(
    drawn: list[dict[str, object]], reach: str, chance: object
) -> None:
    named = [{**row, "sector": f"s{n}", "finding": f"outsourced|s{n}|"} for n, row in enumerate(drawn)]
    mixed = list(named)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    ranked = banded(*named, reach=reach)

    assert ranked.equals(banded(*mixed, reach=reach))
    levels = [BANDS.index(one) for one in ranked["band"]]
    assert levels == sorted(levels)
    assert ranked["rank"].to_list() == sorted(ranked["rank"].to_list())


def test_every_reason_question_and_gate_a_judgement_gives_is_worded_and_no_word_is_dead() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(judge.__file__).parent.glob("*.py"))
    said = set(re.findall(r'\bsay\(\s*"([a-z_]+)"', text))
    gated = set(re.findall(r'(?:\b_gate\(\s*"\w+",\s*|code=pl\.lit\()"([a-z_]+)"', text))

    assert said | {*ASKS, *VARIANTS} == set(terms.choices("reason")) | set(terms.choices("question"))
    assert said - set(terms.choices("reason")) <= set(ASKS)
    assert gated == set(terms.choices("gate_reason"))
