"""Modelling and shortfalls: a model below a stated purchase is told; gap and disconnect are two numbers; null stays."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, LOCAL, capabilities, firms, flows, known_of, links, outcome, sectors, table
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import Outcome
from chainlink.measures.input_output.modelling import modelled_purchases, models_below
from chainlink.measures.supply.amounts import link_amounts, modelled_demand, stated, stated_demand
from chainlink.measures.supply.capacity import shortfalls
from chainlink.measures.supply.deliveries import actual_links
from chainlink.report.pages.write import files_of
from chainlink.study import run_study
from chainlink.units import in_base
from small import rows, small_dataset

Claim = dict[str, Any]


def tables(*claims: Claim) -> tuple[pl.DataFrame, pl.DataFrame]:
    """State claims in 万元, actual: ``about`` is a list of ids (``table/id``, links by default)."""
    told, about = [], []
    for place, claim in enumerate(claims):
        given_claim = {"claim": f"c{place}", "measure": "amount", "unit": "万元", "status": "actual", **claim}
        for subject in given_claim.pop("about"):
            kind, _, one = subject.rpartition("/")
            about.append({"claim": given_claim["claim"], "table": kind or "links", "id": one})
        told.append(given_claim)
    return table("claims", *told), table("claim_subjects", *about)


def figures(measures: tuple[str, ...], statuses: tuple[str, ...], *claims: Claim) -> pl.DataFrame:
    told, about = tables(*claims)
    return stated(in_base(told), about, measures=measures, statuses=statuses)


def actual(sold: pl.DataFrame) -> pl.DataFrame:
    return actual_links(links=sold, claims=table("claims"), claim_subjects=table("claim_subjects"), as_of=AS_OF)


# ---- where a model lies below what is stated -------------------------------------------------------------------------
WAYS = flows(
    {"input": "box", "output": "lamp", "io_pair": "22>38", "io_coefficient": 0.02},
    {"input": "tube", "output": "lamp"},
)
OUTPUT = {"measure": "output", "value": 5000.0, "from": "2020", "about": ["firms/b"]}


def below(*claims: Claim, sold: str = "a>b:box", flow_rows: tuple[int, ...] = (2,)) -> list[tuple[Any, ...]]:
    """Buyer b needs boxes by the flows of these rows: model, statement, the rows of the claims."""
    needs = pl.DataFrame({"sector": "box", "buyer": "b", "flow_row": list(flow_rows)})
    output = figures(("output", "revenue"), ("actual",), *claims)
    bought = link_amounts(figures(("amount",), ("actual",), *claims), actual(links(*sold.split())))
    found = models_below(needs=needs, flows=WAYS, output_figures=output, amounts=bought)
    return found.select("buyer", "sector", "low", "high", "stated", "rows").rows()


def test_a_model_below_a_stated_purchase_is_told_with_the_rows_of_both() -> None:
    # 0.02 of 5000 is 100 万元 at most; 130 are stated to be bought.
    assert below(OUTPUT, {"value": 130.0, "about": ["a--b"]}) == [("b", "box", 0.0, 100.0, 130.0, [2, 3])]
    assert below(OUTPUT, {"value": 100.0, "about": ["a--b"]}) == []


def test_the_purchases_of_one_buyer_from_several_suppliers_add_against_its_model() -> None:
    bought = ({"value": 60.0, "about": ["a--b"]}, {"value": 70.0, "about": ["c--b"]})

    assert below(OUTPUT, *bought, sold="a>b:box c>b:box") == [("b", "box", 0.0, 100.0, 130.0, [2, 3, 4])]
    assert below(OUTPUT, bought[0], sold="a>b:box c>b:box") == []


def test_an_expected_purchase_beside_an_actual_one_proves_no_model_wrong() -> None:
    hoped = {"value": 130.0, "status": "expected", "from": "2022", "about": ["a--b"]}

    assert below(OUTPUT, {"value": 90.0, "from": "2020", "about": ["a--b"]}, hoped) == []
    assert below({**OUTPUT, "status": "expected"}, {"value": 130.0, "about": ["a--b"]}) == []


def test_a_joint_purchase_is_not_split_and_proves_nothing() -> None:
    joint = {"value": 1900.0, "about": ["a--b", "a--c"]}

    assert below(OUTPUT, joint, sold="a>b:box a>c:box") == []
    assert below(OUTPUT, {"value": 1900.0, "about": ["a--b"]}, sold="a>b:box+tube") == []


def test_a_flow_without_a_coefficient_leaves_the_model_unknown() -> None:
    assert below(OUTPUT, {"value": 130.0, "about": ["a--b"]}, flow_rows=(2, 3)) == []
    assert below({"value": 130.0, "about": ["a--b"]}) == []


@settings(deadline=None, max_examples=30)
@given(st.lists(st.one_of(st.none(), st.floats(0.0, 1e6)), min_size=1, max_size=5))
def test_modelled_demand_is_the_sum_of_the_buyers_models_or_not_known(outputs: list[float | None]) -> None:
    buyers = [f"b{place}" for place in range(len(outputs))]
    claims = [
        {"measure": "output", "value": value, "about": [f"firms/{buyer}"]}
        for buyer, value in zip(buyers, outputs, strict=True)
        if value is not None
    ]
    needs = pl.DataFrame({"sector": "box", "buyer": buyers, "flow_row": 2})
    told = figures(("output",), ("actual",), *claims)

    whole = modelled_demand(needs, flows=WAYS, figures=told)["value_high"].item()

    assert modelled_purchases(needs=needs, flows=WAYS, output_figures=told)["high"].to_list() == [
        None if value is None else pytest.approx(0.02 * value) for value in outputs
    ]
    assert whole == (None if None in outputs else pytest.approx(0.02 * sum(value or 0.0 for value in outputs)))


# ---- gap and disconnect ----------------------------------------------------------------------------------------------
SEATS = firms("乙@kai", "丙@kai", "甲@wan", "丁@wan", "远@far", {"firm": "某", "name": "某厂", "named": False})


def shortfall(
    *claims: Claim,
    sold: str = "乙>甲:frame 远>甲:frame",
    makers: tuple[str, ...] = ("乙:frame",),
    buyers: tuple[str, ...] = ("甲",),
) -> list[tuple[Any, ...]]:
    """Unit, demand, capacity, purchases, gap and disconnect of frames."""
    needs = pl.DataFrame({"sector": "frame", "buyer": list(buyers)})
    told = {
        "capacity_figures": figures(("capacity",), ("actual", "capacity"), *claims),
        "need_figures": figures(("need",), ("actual",), *claims),
        "purchase_figures": figures(("amount", "quantity"), ("actual",), *claims),
    }
    known = known_of(SEATS, capabilities(*makers))
    found = shortfalls(
        live_needs=needs, presence=known, local_links=actual(links(*sold.split())), firms=SEATS, region=LOCAL, **told
    )
    return found.drop("sector", "rows").rows()


def sets(measure: str, value: float, *about: str, **more: Any) -> Claim:
    return {"measure": measure, "value": value, "unit": "套", "about": list(about), **more}


CAPACITY = sets("capacity", 300.0, "firms/乙", status="capacity")


def test_shortfalls_by_hand_are_two_numbers() -> None:
    # 500 sets wanted (120 from 乙 here, 380 from afar), 300 could be made here: 200 nobody here can make, 300 - 120 not
    # bought although they could be.
    found = shortfall(CAPACITY, sets("quantity", 120.0, "乙--甲"), sets("quantity", 380.0, "远--甲"))

    assert found == [("套", 500.0, 300.0, 120.0, 200.0, 180.0)]


def test_enough_capacity_leaves_no_gap_and_may_leave_a_disconnect() -> None:
    found = shortfall(
        {**CAPACITY, "value": 900.0}, sets("quantity", 120.0, "乙--甲"), sets("quantity", 380.0, "远--甲")
    )

    assert found == [("套", 500.0, 900.0, 120.0, 0.0, 380.0)]


def test_a_stated_need_stands_before_what_was_bought() -> None:
    found = shortfall(CAPACITY, sets("need", 700.0, "乙--甲"), sets("quantity", 120.0, "乙--甲"), sold="乙>甲:frame")

    assert found == [("套", 700.0, 300.0, 120.0, 400.0, 180.0)]


def test_what_is_not_stated_stays_null_and_is_never_nought() -> None:
    assert shortfall(CAPACITY) == [("套", None, 300.0, None, None, None)]
    # 远 has not said what it sells to 甲: demand is not known, what 乙 sells is.
    assert shortfall(CAPACITY, sets("quantity", 120.0, "乙--甲")) == [("套", None, 300.0, 120.0, None, None)]
    assert shortfall(sets("quantity", 120.0, "乙--甲"), sold="乙>甲:frame") == [("套", 120.0, None, 120.0, None, None)]
    assert shortfall() == []


def test_a_second_maker_or_buyer_who_says_nothing_leaves_the_sum_unknown() -> None:
    bought = (sets("quantity", 120.0, "乙--甲"), sets("quantity", 380.0, "远--甲"))

    assert shortfall(CAPACITY, *bought, makers=("乙:frame", "丙:frame")) == [("套", 500.0, None, 120.0, None, None)]
    assert shortfall(CAPACITY, *bought, buyers=("甲", "丁")) == [("套", None, 300.0, 120.0, None, None)]


def test_money_and_sets_are_never_held_against_each_other() -> None:
    money = {"value": 120.0, "about": ["乙--甲"]}

    assert shortfall(CAPACITY, money, sold="乙>甲:frame") == [
        ("万元", 120.0, None, 120.0, None, None),
        ("套", None, 300.0, None, None, None),
    ]


def test_a_joint_purchase_is_nobodys_demand_nor_a_local_purchase() -> None:
    assert shortfall(CAPACITY, sets("quantity", 500.0, "乙--甲", "远--甲")) == [("套", None, 300.0, None, None, None)]


def test_what_is_expected_is_neither_demand_nor_capacity() -> None:
    hoped = sets("quantity", 180.0, "乙--甲", status="expected", **{"from": "2022"})
    planned = sets("capacity", 900.0, "firms/乙", status="planned")

    found = shortfall(planned, sets("quantity", 160.0, "乙--甲", **{"from": "2020"}), hoped, sold="乙>甲:frame")

    assert found == [("套", 160.0, None, 160.0, None, None)]


def test_a_supplier_who_may_stand_here_leaves_local_purchases_unknown() -> None:
    bought = (sets("quantity", 120.0, "乙--甲"), sets("quantity", 380.0, "某--甲"))

    assert shortfall(CAPACITY, *bought, sold="乙>甲:frame 某>甲:frame") == [("套", 500.0, 300.0, None, 200.0, None)]


def test_two_capacities_of_one_firm_and_year_that_disagree_count_as_none() -> None:
    assert shortfall(CAPACITY, {**CAPACITY, "value": 80.0}) == []
    assert shortfall(CAPACITY, {**CAPACITY, "about": ["capabilities/乙:frame"]}) == [
        ("套", None, 300.0, None, None, None)
    ]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.0, 1e6)), min_size=1, max_size=4), st.floats(0.0, 4e6))
def test_gap_disconnect_and_local_purchases_make_up_the_demand(
    bought: list[tuple[bool, float]], capacity: float
) -> None:
    makers = [("丙" if place % 2 else "乙") if near else "远" for place, (near, _) in enumerate(bought)]
    sold = links(
        *({"link": f"l{n}", "supplier": one, "buyer": "甲", "sectors": ["frame"]} for n, one in enumerate(makers))
    )
    claims = [{"value": value, "about": [f"l{n}"]} for n, (_, value) in enumerate(bought)]
    own = {"measure": "capacity", "value": capacity, "about": ["firms/乙"], "status": "capacity"}
    told = {
        "capacity_figures": figures(("capacity",), ("capacity",), own),
        "need_figures": figures(("need",), ("actual",)),
        "purchase_figures": figures(("amount",), ("actual",), *claims),
    }
    needs = pl.DataFrame({"sector": ["frame"], "buyer": ["甲"]})
    known = known_of(SEATS, capabilities("乙:frame"))

    found = shortfalls(
        live_needs=needs, presence=known, local_links=actual(sold), firms=SEATS, region=LOCAL, **told
    ).row(0, named=True)

    # The money demand is the one stated_demand finds its own way; the three parts are all of it.
    demand = stated_demand(needs, link_amounts(told["purchase_figures"], actual(sold)))["demand"].item()
    assert found["demand"] == pytest.approx(demand)
    assert found["gap"] >= 0
    if any(near for near, _ in bought):
        whole = found["gap"] + found["disconnect"] + found["purchases"]
        assert whole == pytest.approx(demand, abs=1e-6 * (1 + demand + capacity))
    else:
        assert found["purchases"] is None


# ---- on the outcome and on the page ----------------------------------------------------------------------------------
def test_an_outcome_without_figures_warns_of_nothing() -> None:
    found = outcome(
        firms=firms("b@wan"), sectors=sectors("lamp", "box"), capabilities=capabilities("b:lamp"), flows=WAYS
    )

    assert found.models_below.is_empty()
    assert found.shortfalls.is_empty()


def page(folder: Path, *claims: tuple[str, float, str, str, str], lang: str = "zh") -> tuple[Outcome, str]:
    """The region page of the small dataset with a coefficient and claims: measure, value, unit, table, id."""
    told = [
        {"claim": f"m{n}", "measure": measure, "value": value, "unit": unit, "per": "year", "from": "2020"}
        | {"status": "actual"}
        for n, (measure, value, unit, _, _) in enumerate(claims)
    ]
    about = [{"claim": f"m{n}", "table": where, "id": one} for n, (_, _, _, where, one) in enumerate(claims)]
    priced = [{**row, "io_pair": "31>36", "io_coefficient": 0.02} for row in rows("flows")]
    data = small_dataset(folder, flows=priced, claims=told, claim_subjects=about)
    found = run_study(read_dataset(data), Study(doubt=False))
    return found, next(content for name, content in files_of(found, lang) if name == "index.html").decode("utf-8")


LINK = ("links", "qianneng--changan")


def test_page_one_warns_where_the_model_lies_below_what_is_stated(tmp_path: Path) -> None:
    claims = (("output", 5000.0, "万元", "firms", "changan"), ("amount", 130.0, "万元", *LINK))

    found, text = page(tmp_path, *claims)

    warned = re.findall(r'<p class="warn" role="note">(.*?)</p>', text)
    assert found.models_below.select("high", "stated").rows() == [(100.0, 130.0)]
    assert len(warned) == 1
    assert "长安跨越采购车身冲压件（推算最多 100 万元，已载 130 万元" in warned[0]
    assert "claims.csv 第 2 行、claims.csv 第 3 行" in warned[0]
    _, english = page(tmp_path, *claims, lang="en")
    assert "at most 100 万元 modelled, 130 万元 stated" in english


def test_page_one_warns_of_nothing_where_the_model_allows_what_is_stated(tmp_path: Path) -> None:
    _, text = page(tmp_path, ("output", 5000.0, "万元", "firms", "changan"), ("amount", 90.0, "万元", *LINK))

    assert 'class="warn"' not in text


def panel(text: str, key: str) -> dict[str, list[str]]:
    """The sections of a panel: the lines under each heading."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    _, _, sections = json.loads(found[1])["panels"][key]
    return {head: [item[0] for item in items] for head, items in sections}


def test_the_panel_of_a_sector_shows_shortfalls_only_where_they_are_stated(tmp_path: Path) -> None:
    bought = ("quantity", 160000.0, "套", *LINK)
    head = "供需数字（套/年，均为已载数字，不含预计和规划）"

    whole = panel(page(tmp_path / "a", bought, ("capacity", 100000.0, "套", "firms", "qianneng"))[1], "s:stamping")
    part = panel(page(tmp_path / "b", bought)[1], "s:stamping")
    none = panel(page(tmp_path / "c")[1], "s:stamping")

    # 160,000 sets bought, all here, of a stated 100,000: the gap stands, the disconnect is a contradiction.
    assert [line.split("（")[0] for line in whole[head]] == [
        "本区域需求：160,000 套",
        "本区域产能：100,000 套",
        "向区域内采购：160,000 套",
        "缺口：60,000 套",
        "采购数大于需求与产能中较小者，所载数字互相矛盾，先核实",
    ]
    assert part[head] == ["本区域需求：160,000 套", "向区域内采购：160,000 套"]
    assert head not in none


def test_beside_coverage_stands_the_chance_that_a_maker_was_missed(tmp_path: Path) -> None:
    _, text = page(tmp_path, ("firms", 4.0, "家", "districts", "wan"))

    plain = re.sub(r"<[^>]*>", "|", text)
    # One of four is recorded in 万州: a maker would be missed three times in four.  Nobody counted 开州.
    assert re.search(r"万州\|+1\|+4\|+25\.0%\|+75\.0%\|", plain)
    assert re.search(r"开州\|+1\|+未公布\|+不知道\|+不知道\|", plain)
