"""Local content: by value only where values are stated, by count where they are not; each with its coverage."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import rows, small_dataset

from cases import LOCAL, capabilities, firms, flows, known_of, sectors, sources, table
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.errors import CallError
from chainlink.measures import local_content_rate, local_input_rate
from chainlink.measures.supply.needs import usable_flows
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.district_page import district_page
from chainlink.study import run_study

FIRMS = firms("甲厂@wan", "乙厂@kai", "丙厂@far", "丁厂", "戊厂@far")


def amounts(*rows: tuple[str, str, str, float | None]) -> pl.DataFrame:
    """Links as (supplier, buyer, sector, 万元 a year)."""
    schema = {"supplier": pl.String, "buyer": pl.String, "sector": pl.String, "amount": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_row_index("row", 2)


def test_the_rate_is_what_goes_to_local_suppliers_over_all() -> None:
    bought = amounts(("乙厂", "甲厂", "冲压件", 30.0), ("丙厂", "甲厂", "冲压件", 90.0))

    rates = local_content_rate(bought, FIRMS, local=LOCAL)

    # 30 of 120 万元 stays here.
    assert rates.select("total", "inside", "rate").row(0) == (120.0, 30.0, 0.25)
    assert rates["rows"].to_list() == [[2, 3]]


def test_a_link_without_an_amount_moves_the_count_but_not_the_rate() -> None:
    bought = amounts(("乙厂", "甲厂", "冲压件", 30.0), ("丙厂", "甲厂", "冲压件", None))

    rates = local_content_rate(bought, FIRMS, local=LOCAL)

    assert rates.select("links", "valued", "rate").row(0) == (2, 1, 1.0)


def test_a_supplier_of_unknown_seat_is_in_neither_sum() -> None:
    bought = amounts(("乙厂", "甲厂", "冲压件", 30.0), ("丁厂", "甲厂", "冲压件", 900.0))

    rates = local_content_rate(bought, FIRMS, local=LOCAL)

    assert rates.select("links", "valued", "unplaced", "total", "rate").row(0) == (2, 1, 1, 30.0, 1.0)


def test_where_nothing_is_stated_there_is_no_rate_and_no_zero() -> None:
    rates = local_content_rate(amounts(("乙厂", "甲厂", "冲压件", None)), FIRMS, local=LOCAL)

    assert rates.select("total", "inside", "rate").row(0) == (None, None, None)


def test_all_bought_outside_is_a_rate_of_nought_and_what_outsiders_buy_is_nobodys() -> None:
    bought = amounts(("丙厂", "甲厂", "冲压件", 9.0), ("乙厂", "戊厂", "包装箱", 5.0), ("乙厂", "丁厂", "包装箱", 5.0))

    rates = local_content_rate(bought, FIRMS, local=LOCAL)

    assert rates.select("sector", "inside", "rate").rows() == [("冲压件", 0.0, 0.0)]


# ---- by count ---------------------------------------------------------------------------------------------------------
SECTORS = sectors("truck", "frame", "seat", "ribbon", "box", "press", "steel")
HELD = table(
    "chain_sectors",
    {"chain": "auto", "sector": "truck", "role": "own"},
    {"chain": "metal", "sector": "truck", "role": "support"},
)


def by_count(made: pl.DataFrame) -> list[tuple[object, ...]]:
    ways = flows(
        "frame>truck", "seat>truck", {"input": "box", "output": "truck", "kind": "packaging"}, "steel>frame",
        {"input": "ribbon", "output": "truck", "criticality": "common"},
        {"input": "press", "output": "truck", "kind": "equipment"},
    )  # fmt: skip
    usable = usable_flows(flows=ways, sectors=SECTORS, sources=sources())
    return local_input_rate(presence=known_of(FIRMS, made), usable_flows=usable, chain_sectors=HELD, local=LOCAL).rows()


def test_by_count_the_essential_materials_with_a_local_maker_over_all() -> None:
    # One of three (frame, seat, box): the ribbon is common, the press equipment, the seat made elsewhere.
    assert by_count(capabilities("甲厂:truck", "乙厂:frame", "乙厂:ribbon", "乙厂:press", "丙厂:seat")) == [
        ("auto", 3, 1, pytest.approx(1 / 3))
    ]


def test_an_inferred_or_coming_maker_supplies_nothing_by_count() -> None:
    made = capabilities(
        "甲厂:truck", {"firm": "乙厂", "sector": "frame", "basis": "inferred"},
        {"firm": "乙厂", "sector": "seat", "status": "planned"},
    )  # fmt: skip

    assert by_count(made) == [("auto", 3, 0, 0.0)]


def test_a_chain_without_a_present_sector_has_no_rate() -> None:
    assert by_count(capabilities("丙厂:truck", "乙厂:frame")) == []


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["乙厂", "丙厂", "丁厂"]), st.sampled_from(["甲厂", "戊厂"]), st.sampled_from("fg"),
            st.none() | st.floats(0, 1e9),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_rate_is_a_share_whatever_the_order_and_the_unit(rows: list[tuple[str, str, str, float | None]]) -> None:
    bought = amounts(*rows)

    rates = local_content_rate(bought, FIRMS, local=LOCAL)

    assert rates["rate"].drop_nulls().is_between(0, 1 + 1e-12).all()
    assert (rates["valued"] + rates["unplaced"] <= rates["links"] + rates["unplaced"]).all()
    assert rates.drop("total", "inside", "rate").equals(
        local_content_rate(bought.reverse(), FIRMS, local=LOCAL).drop("total", "inside", "rate")
    )
    scaled = local_content_rate(bought.with_columns(pl.col("amount") * 8), FIRMS, local=LOCAL)
    assert scaled["rate"].to_list() == pytest.approx(rates["rate"].to_list(), nan_ok=True)


@pytest.mark.parametrize("amount", ["30", -1.0, float("nan")])
def test_an_amount_that_is_no_amount_is_refused(amount: object) -> None:
    bought = amounts(("乙厂", "甲厂", "冲压件", 30.0)).with_columns(amount=pl.lit(amount))

    with pytest.raises(CallError, match="amount"):
        local_content_rate(bought, FIRMS, local=LOCAL)


def test_a_missing_column_is_refused() -> None:
    with pytest.raises(CallError, match="row"):
        local_content_rate(amounts().drop("row"), FIRMS, local=LOCAL)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_rate_stands_on_the_pages_of_region_chain_and_district_with_what_it_rests_on(
    tmp_path: Path, lang: str
) -> None:
    """长安跨越 of 万州 buys for 30 of 开州 and for 10 of 成都; of a third maker only pieces are stated."""
    link = {"buyer": "changan", "sectors": "stamping", "relation": "supply", "seen": 2021}
    money = {"measure": "amount", "unit": "万元", "per": "year", "from": "2021", "status": "actual"}
    dataset = read_dataset(
        small_dataset(
            tmp_path / "my",
            districts=rows("districts", {"district": "cheng", "name": "成都", "ring": "outside"}),
            firms=rows("firms", {"firm": "far", "name": "远厂", "district": "cheng", "named": "Y"},
                       {"firm": "third", "name": "三厂", "district": "wan", "named": "Y"}),
            links=rows("links", {"link": "far--changan", "supplier": "far", **link},
                       {"link": "third--changan", "supplier": "third", **link}),
            claims=rows("claims", {"claim": "m1", "value": 30, **money}, {"claim": "m2", "value": 10, **money}),
            claim_subjects=rows("claim_subjects", {"claim": "m1", "table": "links", "id": "qianneng--changan"},
                                {"claim": "m2", "table": "links", "id": "far--changan"}),
        )
    )  # fmt: skip
    outcome = run_study(dataset, Study(doubt=False))
    words = Wording(outcome, lang)

    shown = {
        "region": region_page(words, ()).tables,
        "chain": chain_page(words, "equipment", ()).tables,
        "wan": district_page(words, "wan", ()).tables,
    }
    values = {}
    for name, tables in shown.items():
        (table,) = (table for table in tables if table.key == "local_content")
        (record,) = table.records
        values[name] = tuple(record.values[key] for key in ("links", "valued", "inside", "total", "rate"))
        assert table.columns[-1].words(record.values["rate"]) == ("0.0%" if name == "wan" else "75.0%")

    assert values == {
        "region": (3, 2, 30.0, 40.0, 0.75),
        "chain": (3, 2, 30.0, 40.0, 0.75),
        "wan": (3, 2, 0.0, 40.0, 0.0),
    }
    assert "local_content" not in [table.key for table in district_page(words, "kai", ()).tables]
