"""Varieties: two products that differ are no match, one that only one side states is a question."""

import polars as pl
import pytest

from cases import capabilities, firms, flows, links, sectors
from chainlink.measures.supply.varieties import compared
from region import finding, ids, run

KEY = "unlinked|bar|switch"


def pair(made: str | None, wanted: str | None, **more: pl.DataFrame) -> dict[str, pl.DataFrame]:
    return {
        "sectors": sectors({"sector": "bar", "reach": "ring"}, "switch"),
        "flows": flows({"input": "bar", "output": "switch", "product": wanted}),
        "firms": firms("long@wan", "tai@wan"),
        "capabilities": capabilities({"firm": "long", "sector": "bar", "product": made}, "tai:switch"),
        **more,
    }


@pytest.mark.parametrize(
    ("made", "wanted"),
    [("铁路贯通地线", "铜排"), ("菊花", "吴茱萸"), ("rail earth wire", "busbar"), ("PET膜；果袋", "铜排、铜棒")],
)
def test_two_varieties_that_differ_are_no_match(made: str, wanted: str) -> None:
    assert ids(run(**pair(made, wanted)), "unlinked") == []


@pytest.mark.parametrize(
    ("made", "wanted"), [("T2紫铜排", "铜排"), ("铜排", "铜排、铝排"), ("Copper Busbar", "busbar"), (None, None)]
)
def test_the_same_variety_is_a_match_and_so_is_a_sector_of_which_nobody_says_more(
    made: str | None, wanted: str | None
) -> None:
    match = finding(run(**pair(made, wanted)), KEY)

    assert match["band"] == "甲"
    assert not {"variety_made", "variety_wanted"} & set(match["reasons"])


@pytest.mark.parametrize(
    ("made", "wanted", "reasons"),
    [
        ("铜排", None, {"variety_made"}),
        (None, "铜排", {"variety_wanted"}),
        ("铜棒", "铜排", {"variety_made", "variety_wanted"}),
        ("copper rod", "copper busbar", {"variety_made", "variety_wanted"}),
    ],
)
def test_where_one_side_is_silent_or_only_a_sign_agrees_it_is_a_question(
    made: str | None, wanted: str | None, reasons: set[str]
) -> None:
    match = finding(run(**pair(made, wanted)), KEY)

    assert match["band"] == "乙"
    assert {"variety_made", "variety_wanted"} & set(match["reasons"]) == reasons


def test_only_the_maker_of_the_variety_is_brought_together_with_the_buyer() -> None:
    makers = capabilities(
        {"firm": "long", "sector": "bar", "product": "铁路贯通地线"},
        {"firm": "tong", "sector": "bar", "product": "铜排"},
        "tai:switch",
    )

    match = finding(run(**pair(None, "铜排", capabilities=makers, firms=firms("long@wan", "tong@kai", "tai@wan"))), KEY)

    assert match["reasons"]["maker_here"]["firms"] == ["tong"]
    assert match["band"] == "甲"


def test_what_was_bought_says_the_variety_of_a_purchase() -> None:
    bought = {"link": "far", "supplier": "hong", "buyer": "tai", "sectors": ["bar"], "product": "铜排"}
    tables = pair("铁路贯通地线", None, firms=firms("long@wan", "tai@wan", "hong@far"), links=links(bought))
    tables["flows"] = flows("switch>bar").clear()

    assert ids(run(**tables), "unlinked") == []
    tables["capabilities"] = capabilities({"firm": "long", "sector": "bar", "product": "铜排"}, "tai:switch")
    assert ids(run(**tables), "unlinked") == ["unlinked|bar|"]


@pytest.mark.parametrize(("name", "product"), [("电线电缆", "电缆"), ("Packaging box", "box")])
def test_a_product_that_only_repeats_its_sector_is_no_variety(name: str, product: str) -> None:
    tables = pair(product, None)
    called = tables["sectors"].with_columns(
        name=pl.when(pl.col("sector") == "bar").then(pl.lit(name)).otherwise("name")
    )

    match = finding(run(**{**tables, "sectors": called}), KEY)

    assert "variety_made" not in match["reasons"]
    assert "variety_made" in finding(run(**tables), KEY)["reasons"]


def test_pairs_keep_their_order_and_their_columns() -> None:
    pairs = pl.DataFrame({"made": ["a b", None, "a"], "wanted": ["b", None, None], "n": [1, 2, 3]})

    assert compared(pairs).columns == ["made", "wanted", "n", "fit"]
    assert compared(pairs).select("n", "fit").rows() == [(1, "same"), (2, None), (3, "open")]
