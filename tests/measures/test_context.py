"""What a finding says besides its core, and what each chain rests on."""

from __future__ import annotations

from typing import Any

import polars as pl

from cases import AS_OF, LOCAL, capabilities, firms, flows, known_of, table
from chainlink.measures.supply.context import fitting_parks, local_inputs, shown_chains, valued, wishes
from chainlink.measures.supply.membership import carriers, chain_view

CHAINS = table(
    "chains",
    {"chain": "auto", "name": "汽车", "order": 2, "lead": True},
    {"chain": "lamps", "name": "照明", "order": 1, "lead": True},
    {"chain": "misc", "name": "其他"},
)
HELD = table(
    "chain_sectors",
    {"chain": "auto", "sector": "truck", "role": "own"},
    {"chain": "auto", "sector": "frame", "role": "own"},
    {"chain": "lamps", "sector": "lens", "role": "own"},
    {"chain": "auto", "sector": "lens", "role": "support"},
)
SEATS = firms(
    "甲@wan", "乙@kai", "丙@kai", "丁@far", {"firm": "戊", "name": "戊", "district": "wan", "chains": ["auto"]}
)


# ---- on which pages ------------------------------------------------------------------------------------------------
def test_a_finding_stands_on_the_chain_that_owns_its_sector_and_on_those_its_need_arises_through() -> None:
    arising = pl.DataFrame({"sector": ["frame", "frame", "lens"], "chain": ["lamps", "misc", None]})

    found = shown_chains(arising, chain_sectors=HELD, chains=CHAINS)

    # In the order of the chains, one without order last; the chain that merely supports a lens does not show it.
    assert found.rows() == [("frame", ["lamps", "auto", "misc"]), ("lens", ["lamps"])]


# ---- reasons -------------------------------------------------------------------------------------------------------
def test_local_inputs_are_essential_materials_with_a_maker_here() -> None:
    ways = flows(
        "steel>frame", {"input": "paint", "output": "frame", "criticality": "common"},
        {"input": "box", "output": "frame", "kind": "packaging"}, "alloy>frame",
    )  # fmt: skip
    known = known_of(SEATS, capabilities("甲:steel", "甲:paint", "甲:box", "丁:alloy"))

    assert local_inputs(ways, known, LOCAL).rows() == [("frame", ["steel"])]


def test_a_wish_of_the_region_is_a_reason_and_a_lack_or_a_met_wish_or_anothers_wish_is_none() -> None:
    said = table(
        "statements",
        {"statement": "s1", "sector": "lens", "wording_class": "wish", "specificity": "exact", "year": 2019},
        {
            "statement": "s2",
            "sector": "lens",
            "wording_class": "role",
            "districts": ["wan", "far"],
            "specificity": "exact",
            "year": 2021,
        },
        {"statement": "s3", "sector": "frame", "wording_class": "absent", "specificity": "exact", "year": 2021},
        {"statement": "s4", "sector": "truck", "wording_class": "wish", "districts": ["far"], "specificity": "exact"},
        {"statement": "s5", "sector": "truck", "wording_class": "wish", "specificity": "exact", "resolved_by": "p1"},
        {"statement": "s6", "chain": "auto", "wording_class": "wish", "specificity": "chain"},
    )

    assert wishes(said, LOCAL, as_of=AS_OF).rows() == [("lens", 2021, [2, 3], True)]


def test_a_park_fits_by_its_stated_lead_chains_inside_the_region() -> None:
    parks = table(
        "parks",
        {"park": "p1", "name": "一", "district": "wan", "lead_chains": ["auto"]},
        {"park": "p2", "name": "二", "district": "far", "lead_chains": ["lamps"]},
        {"park": "p3", "name": "三", "district": "kai"},
    )

    found = fitting_parks(HELD, parks, region=LOCAL)

    assert found.select("sector", "fit_parks").rows() == [("frame", ["p1"]), ("lens", []), ("truck", ["p1"])]


# ---- money ---------------------------------------------------------------------------------------------------------
def money(spent: float | None, demand: float | None, model: float | None) -> tuple[Any, ...]:
    figures = {"spent": spent, "demand": demand, "value_high": model}
    told = pl.DataFrame({"sector": ["lens"], "claim_rows": [[7]], "output_rows": [[9]]}).with_columns(
        pl.lit(value, dtype=pl.Float64).alias(name) for name, value in figures.items()
    )
    return valued(told).select("value", "value_low", "value_high", "value_basis", "claim_rows").row(0)


def test_money_is_stated_or_a_lower_bound_or_a_marked_model_or_nothing() -> None:
    assert money(30.0, 30.0, 100.0) == (30.0, 30.0, 30.0, "stated", [7])
    # One of two buyers stated 30: no less than that, and the model does not fill the rest.
    assert money(30.0, None, 100.0) == (None, 30.0, None, "stated_part", [7])
    assert money(None, None, 100.0) == (None, 0.0, 100.0, "modelled", [9])
    assert money(None, None, None)[:4] == (None, None, None, None)


# ---- what a chain rests on -------------------------------------------------------------------------------------------
def carrying(*made: str | dict[str, object]) -> list[tuple[Any, ...]]:
    found = carriers(presence=known_of(SEATS, capabilities(*made)), chain_sectors=HELD, chains=CHAINS, region=LOCAL)
    return found.filter(pl.col("chain") == "auto").select("district", "present", "makers", "carrier").rows()


def test_the_district_with_most_own_sectors_carries_a_chain_then_most_makers() -> None:
    # 开州 has three makers of one sector, 万州 two sectors with one.
    assert carrying("甲:truck", "甲:frame", "乙:frame", "丙:frame") == [("kai", 1, 2, False), ("wan", 2, 1, True)]
    assert carrying("甲:truck", "甲:frame", "乙:truck", "丙:frame") == [("kai", 2, 2, True), ("wan", 2, 1, False)]


def test_one_sector_or_a_tie_or_a_supported_sector_carries_nothing() -> None:
    assert carrying("甲:truck", "甲:lens") == [("kai", 0, 0, False), ("wan", 1, 1, False)]
    assert carrying("甲:truck", "甲:frame", "乙:truck", "乙:frame") == [("kai", 2, 1, False), ("wan", 2, 1, False)]
    inferred = {"firm": "甲", "sector": "frame", "basis": "inferred"}
    assert carrying("甲:truck", inferred)[1] == ("wan", 1, 1, False)


def test_a_chain_without_a_present_sector_says_what_it_rests_on() -> None:
    made = capabilities(
        {"firm": "甲", "sector": "truck", "seen": 2005}, {"firm": "乙", "sector": "frame", "status": "planned"},
        {"firm": "丙", "sector": "frame", "basis": "inferred"}, "丁:truck",
    )  # fmt: skip
    unknown = {"firm": "戊", "name": "戊", "district": "wan", "chains": ["auto"]}
    said = table(
        "statements",
        {"statement": "s1", "chain": "auto", "wording_class": "role", "specificity": "chain"},
        {"statement": "s2", "sector": "frame", "wording_class": "wish", "districts": ["far"], "specificity": "exact"},
        {"statement": "s3", "sector": "frame", "wording_class": "wish", "districts": ["kai"], "specificity": "exact"},
    )

    found = chain_view(
        presence=known_of(SEATS, made), chain_sectors=HELD, chains=CHAINS, firms=firms(unknown), capabilities=made,
        firm_status=table("firm_status"), statements=said, region=LOCAL,
    )  # fmt: skip

    assert found["chain"].to_list() == ["lamps", "auto", "misc"]
    auto = found.row(1, named=True)
    assert (auto["sectors"], auto["present"], auto["makers"]) == (2, 0, [])
    assert (auto["stale"], auto["coming"], auto["inferred"], auto["unplaced"]) == (["甲"], ["乙"], ["丙"], ["戊"])
    assert auto["statements"] == ["s1", "s3"]
