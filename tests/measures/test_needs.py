"""Needs: what a present firm has to buy, what already meets it, and what is no need at all."""

from __future__ import annotations

from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, LOCAL, capabilities, firms, flows, goods_of, known_of, links, outcome, sectors, sources, table
from chainlink.measures.supply.needs import (
    arising,
    flow_needs,
    pooled,
    purchases,
    standing_needs,
    usable_flows,
)
from chainlink.measures.supply.presence import PRESENT

SEATS = firms(
    "甲@wan", "乙@kai", "丙@liang", "丁@far",
    {"firm": "x-kai", "name": "(其他)", "district": "kai", "named": False},
)  # fmt: skip
SECTORS = sectors("truck", "frame", "steel", "ore", "press", "box", "seat")
NO_LINK = table("links")


def needs(
    made: pl.DataFrame,
    ways: pl.DataFrame,
    *,
    sold: pl.DataFrame = NO_LINK,
    traits: pl.DataFrame = SECTORS,
    steps: int = 2,
) -> pl.DataFrame:
    """Measure the needs of the present firms of the region, as the study does."""
    known = known_of(SEATS, made)
    goods = goods_of(SEATS, made, sold)
    buyers = known.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(LOCAL)).with_columns(
        fresh=pl.col("standing") != "older"
    )
    usable = usable_flows(flows=ways, sectors=traits, sources=sources())
    by_flow = flow_needs(
        buyers=buyers, usable_flows=usable, sectors=traits, presence=known, deliveries=goods, local=LOCAL, steps=steps
    )
    by_purchase = purchases(
        deliveries=goods.filter(pl.col("buyer_district").is_in(LOCAL)), firms=SEATS, sectors=traits,
        closed=table("firms"), as_of=AS_OF, fresh_years=5, seen_years=10,
    )  # fmt: skip
    return standing_needs(by_flow=by_flow, by_purchase=by_purchase, presence=known, deliveries=goods, local=LOCAL)


def told(found: pl.DataFrame, *more: str) -> list[tuple[object, ...]]:
    return found.select("buyer", "from_sector", "sector", *more).rows()


# ---- which flows make a need ---------------------------------------------------------------------------------------
def test_energy_distribution_recycling_and_what_is_optional_make_no_need() -> None:
    every = [
        {"input": kind, "output": "truck", "kind": kind}
        for kind in ("material", "packaging", "equipment", "service", "energy", "distribution", "recycling")
    ]
    ways = flows(*every, {"input": "ribbon", "output": "truck", "criticality": "optional"})
    traits = sectors("truck", "ribbon", *(str(one["input"]) for one in every))

    assert usable_flows(flows=ways, sectors=traits, sources=sources())["input"].to_list() == [
        "equipment",
        "material",
        "packaging",
    ]


def test_a_service_is_needed_only_where_it_must_be_local() -> None:
    ways = flows("repair>truck", "design>truck", kind="service")
    traits = sectors("truck", {"sector": "repair", "local_service": True}, "design")

    assert usable_flows(flows=ways, sectors=traits, sources=sources())["input"].to_list() == ["repair"]


def test_a_flow_that_only_general_knowledge_tells_is_not_sourced() -> None:
    known = sources({"source": "KNOW", "title": "常识", "kind": "knowledge"})
    ways = flows("frame>truck", {"input": "seat", "output": "truck", "source": ["KNOW"]})

    every = usable_flows(flows=ways, sectors=SECTORS, sources=known)

    assert every.select("input", "sourced").rows() == [("frame", True), ("seat", False)]
    assert usable_flows(flows=ways, sectors=SECTORS, sources=known, sourced_flows_only=True)["input"].to_list() == [
        "frame"
    ]


# ---- who needs -----------------------------------------------------------------------------------------------------
def test_a_firm_needs_what_goes_into_its_product_one_tier_deep() -> None:
    found = needs(capabilities("甲:truck"), flows("frame>truck", "steel>frame"))

    assert told(found, "standing") == [("甲", "truck", "frame", "open")]


def test_an_inferred_planned_or_stale_capability_needs_nothing() -> None:
    made = capabilities(
        {"firm": "甲", "sector": "truck", "basis": "inferred"}, {"firm": "乙", "sector": "truck", "status": "planned"},
        {"firm": "甲", "sector": "box", "seen": 2005}, "丙:truck",
    )  # fmt: skip

    # 丙 makes trucks, but outside the region.
    assert needs(made, flows("frame>truck", "steel>box")).is_empty()


def test_the_press_stands_apart_from_the_steel() -> None:
    ways = flows("steel>frame", {"input": "press", "output": "frame", "kind": "equipment"})

    found = needs(capabilities("甲:frame", "乙:press"), ways)

    # Even a maker next door does not turn a press into a running need.
    assert told(found, "kind", "standing") == [
        ("甲", "frame", "press", "equipment", "apart"),
        ("甲", "frame", "steel", "material", "open"),
    ]


# ---- what meets a need ---------------------------------------------------------------------------------------------
def test_a_firms_own_product_meets_its_own_need() -> None:
    found = needs(capabilities("甲:truck", "甲:frame"), flows("frame>truck"))

    assert told(found, "standing") == [("甲", "truck", "frame", "own")]


@pytest.mark.parametrize("own", [{"basis": "inferred"}, {"status": "planned"}, {"seen": 2005}])
def test_its_own_inferred_planned_or_stale_product_makes_the_need_a_question(own: dict[str, object]) -> None:
    found = needs(capabilities("甲:truck", {"firm": "甲", "sector": "frame", **own}), flows("frame>truck"))

    assert told(found, "standing") == [("甲", "truck", "frame", "question")]


def test_a_maker_next_door_without_a_link_leaves_the_need_open() -> None:
    found = needs(capabilities("甲:truck", "乙:frame"), flows("frame>truck"))

    assert told(found, "standing", "links") == [("甲", "truck", "frame", "open", None)]


def test_a_link_from_a_local_maker_closes_the_need_of_that_buyer_alone() -> None:
    made = capabilities("甲:truck", "乙:frame", "乙:truck", {"firm": "丁", "sector": "frame"})

    found = needs(made, flows("frame>truck"), sold=links("乙>甲:frame"))

    assert told(found, "standing", "links") == [
        ("乙", "truck", "frame", "own", None),
        ("甲", "truck", "frame", "closed", ["乙--甲"]),
    ]


def test_a_recorded_supply_without_a_name_closes_the_flow_as_recorded() -> None:
    found = needs(capabilities("甲:truck"), flows("frame>truck"), sold=links("x-kai>甲:frame"))

    assert told(found, "standing") == [("甲", "truck", "frame", "recorded")]


def test_a_supplier_inferred_to_make_it_is_recorded_and_not_a_maker() -> None:
    made = capabilities("甲:truck", {"firm": "乙", "sector": "frame", "basis": "inferred"})

    assert told(needs(made, flows("frame>truck"), sold=links("乙>甲:frame")), "standing") == [
        ("甲", "truck", "frame", "recorded")
    ]
    assert told(needs(made, flows("frame>truck")), "standing") == [("甲", "truck", "frame", "open")]


@pytest.mark.parametrize("supplier", ["丙", "丁"])
def test_a_supply_from_next_door_or_afar_is_named_but_leaves_the_need_open(supplier: str) -> None:
    found = needs(
        capabilities("甲:truck", f"{supplier}:frame"), flows("frame>truck"), sold=links(f"{supplier}>甲:frame")
    )

    assert told(found, "standing", "links") == [("甲", "truck", "frame", "open", [f"{supplier}--甲"])]


def test_ownership_closes_nothing() -> None:
    owned = links("乙>甲:frame", relation="ownership")

    assert told(needs(capabilities("甲:truck", "乙:frame"), flows("frame>truck"), sold=owned), "standing", "links") == [
        ("甲", "truck", "frame", "open", None)
    ]


# ---- what a buyer makes itself ----------------------------------------------------------------------------------------
CAPTIVE = sectors("truck", {"sector": "frame", "captive": True}, {"sector": "steel", "captive": True}, "ore", "press")


def test_a_captive_sector_without_a_local_maker_is_looked_through_to_its_inputs() -> None:
    traits = sectors("truck", {"sector": "frame", "captive": True}, "steel", "press")
    ways = flows("frame>truck", "steel>frame", {"input": "press", "output": "frame", "kind": "equipment"})

    found = needs(capabilities("甲:truck"), ways, traits=traits)

    # The press of the press shop stays equipment.
    assert told(found, "through", "standing") == [
        ("甲", "truck", "press", ["frame"], "apart"),
        ("甲", "truck", "steel", ["frame"], "open"),
    ]


@pytest.mark.parametrize(("steps", "reached"), [(0, "frame"), (1, "steel"), (2, "ore"), (9, "ore")])
def test_so_many_steps_are_looked_through_and_no_more(steps: int, reached: str) -> None:
    found = needs(
        capabilities("甲:truck"), flows("frame>truck", "steel>frame", "ore>steel"), traits=CAPTIVE, steps=steps
    )

    assert found["sector"].to_list() == [reached]


def test_a_third_captive_step_stays_as_it_is() -> None:
    traits = sectors("truck", *({"sector": one, "captive": True} for one in ("frame", "steel", "ore", "coal")))

    found = needs(capabilities("甲:truck"), flows("frame>truck", "steel>frame", "ore>steel", "coal>ore"), traits=traits)

    assert told(found, "through") == [("甲", "truck", "ore", ["frame", "steel"])]


def test_a_captive_sector_with_a_local_maker_or_that_the_firm_buys_is_not_looked_through() -> None:
    ways = flows("frame>truck", "steel>frame")

    made = needs(capabilities("甲:truck", "乙:frame"), ways, traits=CAPTIVE)
    bought = needs(capabilities("甲:truck", "丁:frame"), ways, traits=CAPTIVE, sold=links("丁>甲:frame"))
    elsewhere = needs(capabilities("甲:truck", "丁:frame"), ways, traits=CAPTIVE)

    assert ("甲", "truck", "frame") in told(made)
    assert told(bought) == [("甲", "truck", "frame")]
    assert told(elsewhere) == [("甲", "truck", "steel")]


def test_captive_left_blank_is_not_looked_through() -> None:
    assert told(needs(capabilities("甲:truck"), flows("frame>truck", "steel>frame"))) == [("甲", "truck", "frame")]


def test_what_is_reached_is_as_necessary_as_the_weakest_step() -> None:
    traits = sectors("truck", {"sector": "frame", "captive": True}, "steel")
    known = known_of(SEATS, capabilities("甲:truck"))
    ways = flows({"input": "frame", "output": "truck", "criticality": "common"}, "steel>frame")
    weaker = flows(
        {"input": "frame", "output": "truck", "criticality": "common"},
        {"input": "steel", "output": "frame", "criticality": "optional"},
    )

    def worth(rows: pl.DataFrame) -> list[str]:
        usable = usable_flows(
            flows=rows, sectors=traits, sources=sources(), criticalities=("essential", "common", "optional")
        )
        goods = goods_of(SEATS, capabilities(), NO_LINK)
        buyers = known.with_columns(fresh=pl.lit(value=True))
        return flow_needs(
            buyers=buyers, usable_flows=usable, sectors=traits, presence=known, deliveries=goods, local=LOCAL
        )["criticality"].to_list()

    assert worth(ways) == ["common"]
    assert worth(weaker) == ["optional"]


# ---- purchases -----------------------------------------------------------------------------------------------------
def test_a_purchase_is_itself_a_need_of_its_buyer() -> None:
    found = needs(capabilities(), flows(), sold=links("丁>甲:seat"))

    assert told(found, "basis", "standing", "criticality") == [("甲", None, "seat", "purchase", "open", None)]


def test_a_purchase_that_a_flow_explains_is_told_once() -> None:
    found = needs(capabilities("甲:truck"), flows("frame>truck"), sold=links("丁>甲:frame"))

    assert told(found, "basis") == [("甲", "truck", "frame", "flow")]


def test_nobody_asks_an_unnamed_buyer_or_one_outside_the_region() -> None:
    assert needs(capabilities(), flows(), sold=links("甲>x-kai:seat", "甲>丁:seat")).is_empty()


@pytest.mark.parametrize("need_kind", ["distribution", "energy", "service"])
def test_a_purchase_of_freight_power_or_advice_is_no_need(need_kind: str) -> None:
    traits = sectors({"sector": "seat", "need_kind": need_kind})

    assert needs(capabilities(), flows(), sold=links("丁>甲:seat"), traits=traits).is_empty()


def test_a_purchase_of_a_machine_stands_apart() -> None:
    traits = sectors({"sector": "press", "need_kind": "equipment_project"})

    assert told(needs(capabilities(), flows(), sold=links("丁>甲:press"), traits=traits), "standing") == [
        ("甲", None, "press", "apart")
    ]


def test_a_purchase_is_older_after_five_years_and_no_need_after_ten() -> None:
    def fresh(seen: int | None) -> list[bool]:
        return needs(capabilities(), flows(), sold=links("丁>甲:seat", seen=seen))["fresh"].to_list()

    assert (fresh(2016), fresh(2015), fresh(2011), fresh(2010)) == ([True], [False], [False], [])
    assert fresh(None) == [False]


# ---- who stands behind a need ----------------------------------------------------------------------------------------
def test_the_needs_of_coming_firms_stand_apart_and_raise_no_state() -> None:
    found = outcome(
        firms=SEATS,
        sectors=SECTORS,
        flows=flows("frame>truck"),
        capabilities=capabilities({"firm": "甲", "sector": "truck", "status": "building"}),
    )

    assert told(found.needs, "standing", "coming") == [("甲", "truck", "frame", "open", True)]
    state = found.states.filter(pl.col("scope") == "region", pl.col("sector") == "frame")
    assert state.select("state", "needed_by").row(0) == ("blank", [])


def test_a_need_arises_through_the_chains_that_own_what_the_buyer_makes() -> None:
    held = table(
        "chain_sectors",
        {"chain": "auto", "sector": "truck", "role": "own"},
        {"chain": "metal", "sector": "truck", "role": "support"},
        {"chain": "auto", "sector": "frame", "role": "own"},
    )
    found = needs(capabilities("甲:truck"), flows("frame>truck"), sold=links("丁>乙:seat"))
    firm_chains = pl.DataFrame({"firm": ["乙", "甲"], "chain": ["home", "textile"]})

    # 乙 bought without a known product: the chain it stands in speaks for it; what 甲 makes speaks for 甲.
    through = arising(open_needs=found, chain_sectors=held, firm_chains=firm_chains)
    assert through.rows() == [("frame", "甲", "auto", True), ("seat", "乙", "home", True)]


def test_buyers_of_several_chains_pool_only_over_job_shops() -> None:
    through = pl.DataFrame(
        [("box", one, chain, True) for one, chain in (("a", "auto"), ("b", "auto"), ("c", "home"), ("a", "home"))]
        + [
            ("lens", one, chain, fresh)
            for one, chain, fresh in (("a", "auto", False), ("b", "auto", True), ("c", "home", True))
        ],
        schema=["sector", "buyer", "chain", "fresh"],
        orient="row",
    )
    traits = sectors({"sector": "box", "process": "printing"}, {"sector": "lens", "process": "optics"})

    together = pooled(arising=through, firms=firms("a@wan", "b@wan", "c@kai"), sectors=traits, job_shops=("printing",))

    # box: a, b, c together, a once; lens: the larger chain has a and b, of whom b is fresh.
    assert together.rows() == [("box", 3, 3), ("lens", 2, 1)]


# ---- laws ------------------------------------------------------------------------------------------------------------
FIRMS, GOODS = ("甲", "乙", "丙", "丁"), ("truck", "frame", "steel", "ore", "box")
PAIRS = st.sets(st.tuples(st.sampled_from(FIRMS), st.sampled_from(GOODS)), max_size=8)
WAYS = st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda pair: pair[0] > pair[1]), max_size=8)
SOLD = st.sets(
    st.tuples(st.sampled_from(FIRMS), st.sampled_from(FIRMS), st.sampled_from(GOODS)).filter(
        lambda row: row[0] != row[1]
    ),
    max_size=5,
)


@settings(deadline=None, max_examples=25)
@given(PAIRS, WAYS, SOLD, st.sets(st.sampled_from(GOODS)), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing_and_every_need_has_its_ground(
    pairs: set[tuple[str, str]],
    ways: set[tuple[int, int]],
    sold: set[tuple[str, str, str]],
    captive: set[str],
    draw: Random,
) -> None:
    made = capabilities(*(f"{firm}:{sector}" for firm, sector in sorted(pairs)))
    flow = flows(*(f"{GOODS[start]}>{GOODS[end]}" for start, end in sorted(ways)))
    carried = links(*(f"{supplier}>{buyer}:{sector}" for supplier, buyer, sector in sorted(sold)))
    carried = carried.with_columns(link=pl.concat_str("link", pl.col("sectors").list.first(), separator="-"))
    traits = sectors(*({"sector": one, "captive": one in captive} for one in GOODS))

    found = needs(made, flow, sold=carried, traits=traits)
    again = needs(
        made[draw.sample(range(made.height), made.height)],
        flow.reverse(),
        sold=carried.reverse(),
        traits=traits.reverse(),
    )

    assert found.equals(again)
    assert not found.select("buyer", "from_sector", "sector").is_duplicated().any()
    by_flow = found.filter(pl.col("basis") == "flow")
    assert {(row["buyer"], row["from_sector"]) for row in by_flow.iter_rows(named=True)} <= pairs
    assert (by_flow["through"].list.len().fill_null(0) <= 2).all()
    own = found.filter(pl.col("standing") == "own")
    assert set(own.select("buyer", "sector").rows()) <= pairs
    assert found.filter(pl.col("standing").is_in(["closed", "recorded"]))["links"].is_not_null().all()
