"""Amounts: a joint claim stays whole, actual and expected never meet in one sum, nothing is added that nobody stated."""

from __future__ import annotations

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import AS_OF, LOCAL, capabilities, firms, flows, goods_of, known_of, links, table
from chainlink.measures.supply.amounts import link_amounts, modelled_demand, stated, stated_demand
from chainlink.measures.supply.capacity import capacities
from chainlink.measures.supply.deliveries import actual_links
from chainlink.units import in_base

# 开州印务 sells boxes for 1900 万元 to 雷士照明, 三雄极光 and others, all three together.
PRINTER = links("印务>雷士:box", "印务>三雄:box", "印务>其他:box")


def figures(
    *claims: dict[str, Any], measures: tuple[str, ...] = ("amount",), statuses: tuple[str, ...] = ("actual",)
) -> pl.DataFrame:
    """State claims: ``about`` is a list of ids (``table/id``, links by default)."""
    rows, about = [], []
    for place, claim in enumerate(claims):
        given = {"claim": f"c{place}", "measure": measures[0], "unit": "万元", "status": "actual", **claim}
        for subject in given.pop("about"):
            kind, _, one = subject.rpartition("/")
            about.append({"claim": given["claim"], "table": kind or "links", "id": one})
        rows.append(given)
    return stated(
        in_base(table("claims", *rows)), table("claim_subjects", *about), measures=measures, statuses=statuses
    )


def actual(rows: pl.DataFrame) -> pl.DataFrame:
    return actual_links(links=rows, claims=table("claims"), claim_subjects=table("claim_subjects"), as_of=AS_OF)


# ---- what is stated ------------------------------------------------------------------------------------------------
def test_expected_is_never_in_a_sum_with_actual() -> None:
    claims = (
        {"value": 160_000.0, "unit": "套", "from": "2020", "about": ["千能--长安"]},
        {"value": 180_000.0, "unit": "套", "from": "2021", "status": "expected", "about": ["千能--长安"]},
    )

    made = figures(*claims, measures=("quantity",), statuses=("actual",))
    hoped = figures(*claims, measures=("quantity",), statuses=("expected",))

    assert made.select("low", "high", "year").rows() == [(160_000.0, 160_000.0, 2020)]
    assert hoped.select("low", "high", "year").rows() == [(180_000.0, 180_000.0, 2021)]


def test_a_month_is_a_twelfth_of_a_year_and_money_is_in_wan_yuan() -> None:
    found = figures(
        {"value": 0.5, "unit": "亿元", "per": "month", "about": ["a"]}, {"value": 3.0, "value_to": 5.0, "about": ["b"]},
        {"value": 7.0, "per": "once", "about": ["c"]}, {"value": None, "value_to": 9.0, "about": ["d"]},
    )  # fmt: skip

    assert found.select("low", "high", "base").rows() == [
        (60_000.0, 60_000.0, "万元"), (3.0, 5.0, "万元"), (7.0, 7.0, "万元"), (9.0, 9.0, "万元"),
    ]  # fmt: skip


# ---- joint claims --------------------------------------------------------------------------------------------------
def test_no_buyer_of_a_joint_claim_has_an_amount_of_its_own() -> None:
    found = link_amounts(figures({"value": 1900.0, "about": PRINTER["link"].to_list()}), actual(PRINTER))

    assert found.select("amount", "joint_claims").rows() == [(None, ["c0"])] * 3


def test_the_amount_of_a_link_over_two_sectors_belongs_to_neither() -> None:
    rows = links("千能>长安:stamping+welding")

    found = link_amounts(figures({"value": 800.0, "about": ["千能--长安"]}), actual(rows))

    assert found.select("sector", "amount", "joint_claims").rows() == [
        ("stamping", None, ["c0"]),
        ("welding", None, ["c0"]),
    ]


def test_a_link_has_the_amount_of_its_latest_year_not_of_all_years_together() -> None:
    found = link_amounts(
        figures(
            {"value": 100.0, "from": "2019", "about": ["a--b"]}, {"value": 120.0, "from": "2021", "about": ["a--b"]},
            {"value": 90.0, "from": "2020", "about": ["a--b"]},
        ),
        actual(links("a>b:box", "a>c:box")),
    )  # fmt: skip

    assert found.select("link", "amount", "year").rows() == [("a--b", 120.0, 2021), ("a--c", None, None)]


def test_sets_and_tonnes_are_no_money() -> None:
    found = link_amounts(figures({"value": 60.0, "unit": "吨", "about": ["a--b"]}), actual(links("a>b:box")))

    assert found["amount"].to_list() == [None]


# ---- demand --------------------------------------------------------------------------------------------------------
def wanted(*pairs: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema=["sector", "buyer"], orient="row").with_columns(flow_row=pl.lit(2, pl.Int64))


def test_demand_is_known_only_where_every_buyer_stated_it() -> None:
    bought = link_amounts(figures({"value": 30.0, "about": ["a--b"]}), actual(links("a>b:box")))

    one = stated_demand(wanted(("box", "b")), bought)
    two = stated_demand(wanted(("box", "b"), ("box", "c")), bought)

    assert one.select("spent", "demand", "valued_buyers").rows() == [(30.0, 30.0, 1)]
    assert two.select("spent", "demand", "valued_buyers").rows() == [(30.0, None, 1)]


def test_a_buyer_with_a_second_supplier_whose_amount_nobody_stated_has_not_stated_its_demand() -> None:
    bought = link_amounts(figures({"value": 30.0, "about": ["a--b"]}), actual(links("a>b:box", "d>b:box")))

    found = stated_demand(wanted(("box", "b")), bought)

    assert found.select("spent", "demand").rows() == [(30.0, None)]


def test_a_joint_claim_is_nobodys_demand() -> None:
    bought = link_amounts(figures({"value": 1900.0, "about": PRINTER["link"].to_list()}), actual(PRINTER))

    found = stated_demand(wanted(("box", "雷士"), ("box", "三雄")), bought)

    assert found.select("spent", "demand", "valued_buyers").rows() == [(None, None, 0)]


def modelled(coefficient: float | None, pair: str | None, *outputs: dict[str, Any], buyers: str = "b") -> list[Any]:
    ways = flows({"input": "box", "output": "truck", "io_pair": pair, "io_coefficient": coefficient})
    found = modelled_demand(
        wanted(*(("box", one) for one in buyers)), flows=ways, figures=figures(*outputs, measures=("output",))
    )
    return found["value_high"].to_list()


def test_a_model_says_at_most_the_coefficient_of_the_stated_output() -> None:
    output = {"value": 5000.0, "from": "2020", "about": ["firms/b"]}

    # 0.02 of 5000 万元
    assert modelled(0.02, "22>36", output) == [100.0]


def test_a_model_says_nothing_without_every_output_a_coefficient_and_two_different_sectors() -> None:
    output = {"value": 5000.0, "about": ["firms/b"]}

    assert modelled(0.02, "22>36", output, buyers="bc") == [None]
    assert modelled(None, "22>36", output) == [None]
    assert modelled(0.4, "36>36", output) == [None]
    assert modelled(0.02, "22>36") == [None]
    assert modelled(0.02, "22>36", {**output, "about": ["firms/b", "firms/c"]}) == [None]


def test_several_flows_of_one_pair_into_one_output_are_together_at_most_the_coefficient() -> None:
    ways = flows(
        {"input": "box", "output": "truck", "io_pair": "22>36", "io_coefficient": 0.02},
        {"input": "box", "output": "bus", "io_pair": "22>36", "io_coefficient": 0.02},
    )
    need = pl.DataFrame({"sector": ["box", "box"], "buyer": ["b", "b"], "flow_row": [2, 3]})
    output = figures({"value": 5000.0, "about": ["firms/b"]}, measures=("output",))

    # The firm makes trucks and buses for 5000 万元 together: 100, not 200.
    assert modelled_demand(need, flows=ways, figures=output)["value_high"].to_list() == [100.0]


# ---- capacity against need -------------------------------------------------------------------------------------------
SEATS = firms("乙@kai", "丙@kai", "甲@wan")


def capacity(made: pl.DataFrame, *claims: dict[str, Any]) -> list[tuple[Any, ...]]:
    sold = actual(links("乙>甲:frame"))
    given = {"unit": "套", "measure": "capacity", "status": "capacity"}
    own = figures(*({**given, **one} for one in claims), measures=("capacity",), statuses=("actual", "capacity"))
    need = figures({"value": 500.0, "unit": "套", "measure": "need", "about": ["乙--甲"]}, measures=("need",))
    return (
        capacities(
            capacity_figures=own, need_figures=need, presence=known_of(SEATS, made), local_links=sold, region=LOCAL
        )
        .select("sector", "unit", "capacity", "need")
        .rows()
    )


def test_capacity_is_held_against_need_in_one_unit() -> None:
    about = ["capabilities/乙:frame"]

    assert capacity(capabilities("乙:frame"), {"value": 300.0, "about": about}) == [("frame", "套", 300.0, 500.0)]
    assert capacity(capabilities("乙:frame"), {"value": 300.0, "unit": "吨", "about": about}) == []


def test_a_firms_capacity_belongs_to_its_only_sector_and_to_none_of_several() -> None:
    claim = {"value": 300.0, "about": ["firms/乙"]}

    assert capacity(capabilities("乙:frame"), claim) == [("frame", "套", 300.0, 500.0)]
    assert capacity(capabilities("乙:frame", "乙:wheel"), claim) == []


def test_one_capacity_told_of_the_firm_and_of_its_product_counts_once_and_two_firms_add() -> None:
    both = ({"value": 300.0, "about": ["firms/乙"]}, {"value": 300.0, "about": ["capabilities/乙:frame"]})
    other = {"value": 100.0, "about": ["capabilities/丙:frame"]}

    assert capacity(capabilities("乙:frame"), *both) == [("frame", "套", 300.0, 500.0)]
    assert capacity(capabilities("乙:frame", "丙:frame"), *both, other) == [("frame", "套", 400.0, 500.0)]


def test_a_joint_capacity_cannot_be_split() -> None:
    assert capacity(capabilities("乙:frame", "丙:frame"), {"value": 900.0, "about": ["firms/乙", "firms/丙"]}) == []


# ---- laws ----------------------------------------------------------------------------------------------------------
@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sets(st.sampled_from(PRINTER["link"].to_list()), min_size=1),
            st.floats(0.01, 1e6),
            st.integers(2015, 2021),
        ),
        max_size=6,
    )
)
def test_own_amounts_never_exceed_what_was_stated_and_row_order_changes_nothing(
    claims: list[tuple[set[str], float, int]],
) -> None:
    given_claims = [{"value": value, "from": str(year), "about": sorted(about)} for about, value, year in claims]
    found = figures(*given_claims)

    amounts = link_amounts(found, actual(PRINTER))

    own = sum(value for about, value, _ in claims if len(about) == 1)
    assert float(amounts["amount"].sum()) <= own * (1 + 1e-9)
    assert amounts.equals(link_amounts(found.reverse(), actual(PRINTER.reverse())))


def test_a_delivery_by_the_printer_is_one_row_a_buyer() -> None:
    seats = firms("印务@kai", "雷士@wan", "三雄@wan", {"firm": "其他", "name": "(其他)", "named": False})

    goods = goods_of(seats, capabilities("印务:box"), PRINTER)

    assert goods["buyer"].sort().to_list() == sorted(["雷士", "三雄", "其他"])
    assert goods["certain"].all()
