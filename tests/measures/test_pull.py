"""Pull: how large a need is, by figures that are stated of the buyers and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import firms, flows, table
from chainlink.measures.evaluation.chance import wilson
from chainlink.measures.input_output.modelling import stated_output
from chainlink.measures.supply.amounts import stated
from chainlink.measures.supply.pull import demand_bound, pull
from chainlink.measures.supply.sizes import CLASSES, firm_sizes
from chainlink.units import in_base

NEED = {"sector": pl.String, "buyer": pl.String, "criticality": pl.String, "basis": pl.String, "sure": pl.Boolean}


def sizes(
    *claims: dict[str, object], projects: pl.DataFrame | None = None, seats: pl.DataFrame | None = None, since: int = 0
) -> pl.DataFrame:
    """State claims, each about the subjects in ``about`` (``table/id``), and measure the sizes."""
    said = [
        {"claim": f"c{n}", "status": "actual", **{k: v for k, v in claim.items() if k != "about"}}
        for n, claim in enumerate(claims)
    ]
    about = [
        dict(zip(("claim", "table", "id"), (f"c{n}", *subject.split("/")), strict=True))
        for n, claim in enumerate(claims)
        for subject in str(claim["about"]).split(";")
    ]
    return firm_sizes(
        figures=in_base(table("claims", *said)),
        claim_subjects=table("claim_subjects", *about),
        projects=table("projects") if projects is None else projects,
        firms=firms("a@wan", "b@kai") if seats is None else seats,
        capabilities=table("capabilities"),
        sectors=table("sectors"),
        as_of=since + 10,
    )


def classes(found: pl.DataFrame) -> list[tuple[str, str]]:
    return found.unique("firm", keep="first", maintain_order=True).select("firm", "size").rows()


@pytest.mark.parametrize(
    ("measure", "value", "unit", "wanted"),
    [
        ("investment", 4999.0, "万元", "small"),
        ("investment", 0.5, "亿元", "medium"),
        ("output", 5.0, "亿元", "large"),
        ("revenue", 199.97, "亿元", "very_large"),
        ("capacity", 6.0, "亿元", "large"),
        ("area", 13334.0, "平方米", "medium"),  # 20 亩
        ("area", 460.0, "亩", "large"),
        ("count", 299.0, "人", "small"),
        ("count", 1.1, "万人", "very_large"),
    ],
)
def test_a_figure_reaches_the_class_whose_bound_it_reaches(measure: str, value: float, unit: str, wanted: str) -> None:
    found = sizes({"measure": measure, "value": value, "unit": unit, "about": "firms/a"})

    assert found.select("firm", "size", "measure", "value", "unit", "row").rows() == [
        ("a", wanted, measure, value, unit, 2)
    ]


@pytest.mark.parametrize(
    "claim",
    [
        {"measure": "capacity", "value": 30.0, "unit": "万辆"},  # pieces of one thing compare with no other's
        {"measure": "count", "value": 113.0, "unit": "家"},
        {"measure": "revenue", "value": 2.0, "unit": "亿美元"},  # no exchange rate is assumed
        {"measure": "growth", "value": 50.0, "unit": "%"},
        {"measure": "output", "value": 900.0, "unit": "亿元", "precision": "at_most"},
    ],
)
def test_a_figure_that_tells_no_size_gives_none(claim: dict[str, object]) -> None:
    assert sizes({**claim, "about": "firms/a"}).is_empty()


def test_the_largest_figure_counts_and_what_happened_goes_before_what_is_planned() -> None:
    found = sizes(
        {"measure": "area", "value": 10.0, "unit": "亩", "about": "firms/a"},
        {
            "measure": "investment",
            "value": 8.0,
            "unit": "亿元",
            "status": "planned",
            "from": "2020",
            "about": "firms/a",
        },
        {"measure": "output", "value": 7.0, "unit": "亿元", "from": "2018", "about": "firms/a"},
        {"measure": "output", "value": 6.0, "unit": "亿元", "from": "2019", "about": "firms/a"},
    )

    assert found.select("size", "measure", "year", "status").rows() == [
        ("large", "output", 2019, "actual"),
        ("large", "output", 2018, "actual"),
        ("large", "investment", 2020, "planned"),
        ("small", "area", None, "actual"),
    ]


def test_a_claim_of_a_project_or_a_product_is_its_firms_and_a_joint_one_nobodys() -> None:
    projects = table(
        "projects",
        {"project": "p", "firm": "a", "status": "building"},
        {"project": "q", "firm": "b", "status": "talks"},
        {"project": "r", "status": "signed"},
    )
    invested = {"measure": "investment", "value": 9.0, "unit": "亿元"}

    of_a_project = sizes({**invested, "about": "projects/p"}, projects=projects)
    both = sizes({**invested, "about": "firms/a;projects/p"}, projects=projects)
    of_a_product = sizes({**invested, "measure": "output", "about": "capabilities/b:truck"}, projects=projects)

    assert classes(of_a_project) == classes(both) == [("a", "large")]
    assert classes(of_a_product) == [("b", "large")]
    for nobody in ("projects/q", "projects/r", "firms/a;firms/b", "districts/wan"):
        assert sizes({**invested, "about": nobody}, projects=projects).is_empty()


def test_an_old_figure_no_longer_counts_and_one_without_a_year_does() -> None:
    old = {"measure": "output", "value": 6.0, "unit": "亿元", "about": "firms/a"}

    assert sizes({**old, "from": "2007"}, since=2011).is_empty()
    assert classes(sizes({**old, "from": "2011"}, since=2011)) == [("a", "large")]
    assert classes(sizes(old, since=2011)) == [("a", "large")]


def test_land_and_investment_stand_however_old_and_jobs_do_not() -> None:
    land = {"measure": "area", "value": 500.0, "unit": "亩", "about": "firms/a", "from": "2007"}

    assert classes(sizes(land, since=2011)) == [("a", "large")]
    assert classes(sizes({**land, "measure": "investment", "value": 6.0, "unit": "亿元"}, since=2011)) == [
        ("a", "large")
    ]
    assert sizes({**land, "measure": "count", "value": 2000.0, "unit": "人"}, since=2011).is_empty()


def test_a_firm_of_an_official_list_of_anchors_is_large_and_marked_so() -> None:
    seats = firms({"firm": "a", "name": "甲厂", "anchor": True}, {"firm": "b", "name": "乙厂", "anchor": False})

    found = sizes(seats=seats)

    assert found.select("firm", "size", "measure", "value", "table", "row").rows() == [
        ("a", "large", "anchor", None, "firms", 2)
    ]


def needs(*rows: tuple[str, str, str | None, str, bool]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=NEED, orient="row")


STATED = sizes(
    {"measure": "output", "value": 6.0, "unit": "亿元", "from": "2020", "about": "firms/big"},
    {"measure": "output", "value": 100.0, "unit": "万元", "from": "2020", "about": "firms/little"},
)


def test_one_plant_of_a_stated_size_pulls_more_than_many_whose_size_nobody_states() -> None:
    wanted = needs(
        ("lens", "big", "common", "flow", True),
        ("lens", "little", "essential", "flow", True),
        *(("screw", name, "essential", "flow", True) for name in ("k", "l", "m", "n")),
    )

    drawn = pull(wanted, STATED)

    assert drawn.select("sector", "pull", "pull_essential", "pull_rows", "unsized").rows() == [
        ("lens", "large", "small", [2, 3], []),
        ("screw", None, None, [], ["k", "l", "m", "n"]),  # not stated is a question, never small
    ]
    assert [one["firm"] for one in drawn["sized"][0]] == ["big", "little"]


def test_a_buyer_of_older_knowledge_or_of_a_far_head_office_pulls_but_carries_nothing() -> None:
    drawn = pull(needs(("lens", "big", "essential", "flow", False), ("lens", "little", None, "purchase", True)), STATED)

    assert drawn.select("pull", "pull_sure", "pull_essential").row(0) == ("large", "small", "small")


FLOWS = flows({"input": "box", "output": "lamp", "cost_share_high": 0.05}, {"input": "box", "output": "car"})


def bound(*claims: Mapping[str, object], rows: tuple[tuple[str, str, int | None], ...]) -> list[tuple[object, ...]]:
    said = [
        {"claim": f"c{n}", "measure": "output", "unit": "万元", "status": "actual", "from": "2020", **claim}
        for n, claim in enumerate(claims)
    ]
    about = [{"claim": f"c{n}", "table": "firms", "id": name} for n, name in enumerate("ab"[: len(claims)])]
    figures = stated(
        in_base(table("claims", *said)), table("claim_subjects", *about), measures=("output",), statuses=("actual",)
    )
    wanted = pl.DataFrame(rows, schema={"sector": pl.String, "buyer": pl.String, "flow_row": pl.Int64}, orient="row")
    return demand_bound(wanted, flows=FLOWS, output=stated_output(figures)).rows()


def test_buyers_spend_at_most_their_output_times_the_stated_share_or_all_of_it() -> None:
    one, other = {"value": 8000.0}, {"value": 300.0}

    # 8000 x 0.05 = 400; the flow into cars states no share: the whole 300 of b.
    assert bound(one, other, rows=(("box", "a", 2), ("box", "b", 3))) == [("box", 700.0, [2, 3])]
    assert bound(one, rows=(("box", "a", 2), ("box", "a", 3))) == [("box", 8000.0, [2])]
    assert bound(one, rows=(("box", "a", None),)) == [("box", 8000.0, [2])]


def test_there_is_no_bound_where_one_buyer_states_no_output() -> None:
    assert bound({"value": 8000.0}, rows=(("box", "a", 2), ("box", "b", 2))) == [("box", None, [])]


figure = st.floats(1.0, 1e7)


@settings(deadline=None, max_examples=25)
@given(st.lists(figure, min_size=1, max_size=5), figure)
def test_another_buyer_never_lessens_the_pull(values: list[float], more: float) -> None:
    def drawn(*outputs: float) -> int:
        stated_sizes = sizes(
            *({"measure": "output", "value": v, "unit": "万元", "about": f"firms/f{n}"} for n, v in enumerate(outputs))
        )
        wanted = needs(*(("s", f"f{n}", "essential", "flow", True) for n in range(len(outputs))))
        return CLASSES.index(pull(wanted, stated_sizes)["pull"][0])

    assert drawn(*values) <= drawn(*values, more)


@pytest.mark.parametrize(("hits", "count"), [(3, 50), (5, 7), (0, 6), (6, 6)])
def test_the_interval_of_a_share_is_wilsons(hits: int, count: int) -> None:
    low, high = pl.DataFrame({"hits": [hits], "n": [count]}).select(**wilson("hits", "n")).row(0)

    assert 0 <= low <= hits / count <= high <= 1
    for end in {low, high} - {0.0, 1.0}:  # each end is a share from which the one seen lies z deviations away
        assert abs(hits / count - end) == pytest.approx(1.96 * (end * (1 - end) / count) ** 0.5, rel=1e-4)


def test_nothing_is_said_of_the_share_of_none() -> None:
    assert pl.DataFrame({"hits": [0], "n": [0]}).select(**wilson("hits", "n")).row(0) == (None, None)
