"""What a cell says is not made there is not proposed as made: traded, stopped, planned, negated products."""

from __future__ import annotations

import polars as pl
import pytest

from chainlink.data import read_dataset
from chainlink.intake.product_phrases import product_phrases
from chainlink.intake.proposals import Lexicon, learn, propose

SETTLED = pl.DataFrame({"firm": ["x", "y"], "phrase": ["灯具", "LED lamps"], "sector": ["led_luminaire"] * 2})


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return learn(read_dataset(), SETTLED)


def proposed(cell: str, lexicon: Lexicon, column: str = "products") -> list[tuple[str, str]]:
    firms = pl.DataFrame({"firm": ["a"], "name": ["甲"], column: [cell]})
    return propose(firms, lexicon).select("sector", "phrase").rows()


@pytest.mark.parametrize("column", ["products", "node"])
@pytest.mark.parametrize(
    "cell",
    [
        "灯具（在建）",
        "灯具(停产)",
        "灯具（代理销售）",
        "灯具【规划】",
        "不生产灯具，只销售",
        "计划生产灯具",
        "计划生产电池、灯具",
        "销售：电池、灯具",
        "灯具，在建",
        "灯具、电池（均为代理）",
        "灯具销售",
        "已停止生产灯具",
        "LED lamps (planned)",
        "LED lamps (under construction); other",
        "does not make LED lamps",
        "resale of LED lamps",
        "LED lamps, no longer made",
        "distributor of LED lamps",
    ],
)
def test_a_product_that_is_not_made_there_is_not_proposed(cell: str, column: str, lexicon: Lexicon) -> None:
    assert "led_luminaire" not in dict(proposed(cell, lexicon, column))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("灯具（出口）；电池（在建）", "灯具（出口）"),
        ("停产电池，生产灯具", "生产灯具"),
        ("灯具生产和销售", "灯具生产"),
        ("Batteries (planned); LED lamps (export)", "LED lamps (export)"),
    ],
)
def test_a_product_that_is_made_is_proposed_and_shown_as_it_is_written(
    cell: str, written: str, lexicon: Lexicon
) -> None:
    assert ("led_luminaire", written) in proposed(cell, lexicon)


@pytest.mark.parametrize(
    ("cell", "sector"), [("服装销售", "te_retail"), ("灯具批发零售", "led_sales"), ("旅游规划设计", "to_planning")]
)
def test_a_sector_of_trade_or_planning_is_proposed_by_its_own_words(cell: str, sector: str, lexicon: Lexicon) -> None:
    assert [one for one, _ in proposed(cell, lexicon)] == [sector]


@pytest.mark.parametrize("cell", ["不锈钢水槽", "模拟电路", "停车设备", "blowing agents", "sputtering targets"])
def test_words_that_look_like_marks_are_products(cell: str) -> None:
    assert [(one.written, one.marks) for one in product_phrases(cell)] == [(cell, frozenset())]
