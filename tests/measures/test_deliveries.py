"""Deliveries: which links are actual, and what they carry."""

from __future__ import annotations

import polars as pl

from cases import AS_OF, capabilities, firms, goods_of, links, table
from chainlink.measures.supply.deliveries import actual_links, local_links

SEATS = firms("甲@wan", "乙@kai", {"firm": "x-other", "name": "(其他)", "district": "kai", "named": False}, "丙@far")


def claims(*statuses: str) -> dict[str, object]:
    rows = [
        {"claim": f"c{place}", "measure": "quantity", "value": 1.0, "unit": "套", "status": status}
        for place, status in enumerate(statuses)
    ]
    about = [{"claim": row["claim"], "table": "links", "id": "乙--甲"} for row in rows]
    return {"claims": table("claims", *rows), "claim_subjects": table("claim_subjects", *about)}


def test_ownership_is_never_supply() -> None:
    both = links("乙>甲:frame", {"link": "own", "supplier": "丙", "buyer": "甲", "relation": "ownership"})

    assert actual_links(links=both, **claims(), as_of=AS_OF)["link"].to_list() == ["乙--甲"]


def test_a_link_that_ended_before_or_begins_after_the_year_is_not_actual() -> None:
    ends = {"supplier": "乙", "buyer": "甲"}
    rows = links(
        {"link": "ended", "until": "2020-12", **ends}, {"link": "ends-now", "until": "2021-03", **ends},
        {"link": "begins-now", "since": "2021", **ends}, {"link": "later", "since": "2022-01", **ends},
    )  # fmt: skip

    assert actual_links(links=rows, **claims(), as_of=AS_OF)["link"].to_list() == ["ends-now", "begins-now"]


def test_a_link_of_which_all_is_only_expected_is_a_hope_and_one_actual_figure_makes_it_a_link() -> None:
    link = links("乙>甲:frame")

    assert actual_links(links=link, **claims("expected", "planned"), as_of=AS_OF).is_empty()
    assert actual_links(links=link, **claims("expected", "actual"), as_of=AS_OF).height == 1
    assert actual_links(links=link, **claims(), as_of=AS_OF).height == 1


def test_a_link_touches_a_district_by_its_supplier_or_by_its_buyer_and_a_firm_without_a_district_touches_none() -> None:
    seats = pl.DataFrame({"firm": ["甲", "乙", "丙", "丁"], "district": ["kaizhou", "far", "far", None]})
    rows = pl.DataFrame({"supplier": ["甲", "乙", "乙", "丁"], "buyer": ["乙", "甲", "丙", "丙"]})

    assert local_links(live_links=rows, firms=seats, region=["kaizhou"], neighbours=[]).rows() == [
        ("甲", "乙"),
        ("乙", "甲"),
    ]


def test_one_link_may_carry_several_sectors() -> None:
    goods = goods_of(SEATS, capabilities("乙:stamping", "乙:welding"), links("乙>甲:stamping+welding"))

    assert goods.select("link", "sector", "told", "certain").rows() == [
        ("乙--甲", "stamping", True, True),
        ("乙--甲", "welding", True, True),
    ]


def test_a_link_that_names_no_sector_may_carry_what_its_supplier_makes_or_is_inferred_to_make() -> None:
    made = capabilities(
        "乙:frame", {"firm": "乙", "sector": "wheel", "basis": "inferred"},
        {"firm": "乙", "sector": "axle", "status": "planned"}, {"firm": "乙", "sector": "seat", "seen": 2005},
    )  # fmt: skip

    goods = goods_of(SEATS, made, links("乙>甲"))

    # What is planned or was last seen sixteen years ago is not guessed to be in the lorry.
    assert goods.select("sector", "told", "certain").rows() == [("frame", False, True), ("wheel", False, False)]


def test_the_maker_is_uncertain_where_the_supplier_is_unnamed_or_inferred_and_not_where_nothing_else_is_known() -> None:
    made = capabilities({"firm": "乙", "sector": "frame", "basis": "inferred"}, "丙:wheel")

    goods = goods_of(SEATS, made, links("乙>甲:frame", "x-other>甲:frame", "丙>甲:frame"))

    assert goods.select("supplier", "supplier_named", "certain").rows() == [
        ("乙", True, False),
        ("x-other", False, False),
        ("丙", True, True),
    ]


def test_where_nobody_tells_the_sector_it_stays_unknown() -> None:
    goods = goods_of(SEATS, capabilities(), links("x-other>甲"))

    assert goods.select("sector", "supplier_district", "buyer_district", "certain").rows() == [
        (None, "kai", "wan", False)
    ]
