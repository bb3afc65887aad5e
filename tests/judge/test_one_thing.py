"""One thing under two names is one thing: synonymous sectors, a park or a firm that another succeeded."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.data.lookup import find
from region import data, finding, ids, residents, rests_on, run, state


def test_a_maker_of_the_same_product_under_another_name_meets_the_need() -> None:
    copper = {
        "flows": flows("electrolytic>tube"),
        "firms": firms("long@wan", "tong@kai"),
        "capabilities": capabilities("long:tube", "tong:cathode"),
    }
    two = run(**copper, sectors=sectors("cathode", "electrolytic", "tube"))
    one = run(**copper, sectors=sectors("cathode", {"sector": "electrolytic", "same_as": "cathode"}, "tube"))

    assert ids(two, "outsourced") == ["outsourced|electrolytic|"]
    assert ids(one, "outsourced") == []
    assert ids(one, "unlinked") == ["unlinked|cathode|tube"]
    assert rests_on(one, "unlinked|cathode|tube", "maker") == [("capabilities", 3)]
    assert state(one, "cathode")["makers"] == ["tong"]
    assert "electrolytic" not in one.states["sector"]


def test_what_is_made_already_under_another_name_is_no_extension() -> None:
    goods = {"need_kind": "recurring_material"}
    wine = {
        "flows": flows("orange>brandy", "orange>spirit"),
        "firms": firms("yuan@wan"),
        "capabilities": capabilities("yuan:orange", "yuan:spirit"),
    }
    rows = [{"sector": one, **goods} for one in ("orange", "brandy", "spirit")]
    same = [rows[0], {**rows[1], "same_as": "spirit"}, rows[2]]

    assert ids(run(**wine, sectors=sectors(*rows)), "extension") == ["extension|brandy|orange"]
    assert ids(run(**wine, sectors=sectors(*same)), "extension") == []


def test_of_two_rows_of_one_key_the_stronger_stays_and_the_other_is_counted() -> None:
    twice = {
        "sectors": sectors("a", {"sector": "b", "same_as": "a"}, "c"),
        "flows": flows({"input": "a", "output": "c", "criticality": "optional"}, "b>c", "a>b"),
        "firms": firms("wan-co@wan", "kai-co@kai"),
        "capabilities": capabilities({"firm": "kai-co", "sector": "a", "basis": "inferred"}, "kai-co:b", "wan-co:c"),
    }

    outcome = run(**twice)

    assert state(outcome, "a")["makers"] == ["kai-co"]
    assert rests_on(outcome, "unlinked|a|c", "flow") == [("flows", 3)]
    left = {row["table"]: row["rows"] for row in outcome.left_out.iter_rows(named=True) if row["what"] == "one_thing"}
    assert left == {"sectors": [3], "flows": [2, 4], "capabilities": [2]}


def test_a_circle_of_synonyms_stands_under_its_first_id_and_a_chain_under_its_last() -> None:
    circle = sectors({"sector": "x", "same_as": "y"}, {"sector": "y", "same_as": "x"})
    chain = sectors({"sector": "x", "same_as": "y"}, {"sector": "y", "same_as": "z"}, "z")

    assert data(sectors=circle).under_one_id()[0].tables["sectors"]["sector"].to_list() == ["x"]
    assert data(sectors=chain).under_one_id()[0].tables["sectors"]["sector"].to_list() == ["z"]


def test_a_renamed_park_keeps_its_firms_its_lead_chains_its_place_and_its_count() -> None:
    count = residents(wan=9)
    about = table("claim_subjects", {"claim": "n-wan", "table": "parks", "id": "puli"})
    tables = data(
        firms=firms({"firm": "zi", "name": "紫建", "district": "kai", "park": "puli", "named": True}),
        parks=table(
            "parks",
            {"park": "puli", "name": "浦里新区", "district": "kai", "lead_chains": ["el"], "succeeded_by": "hi-tech"},
            {"park": "hi-tech", "name": "高新区", "district": "kai", "level": "高新区"},
        ),
        places=table("places", {"place": "puli", "name": "浦里", "district": "kai", "kind": "park"}),
        travel=table("travel", {"from": "puli", "to": "puli", "mode": "road", "as_of": "2021", "minutes": 15.0}),
        admissions=table("admissions", {"park": "puli", "env_class": "coating", "verdict": "allowed"}),
        claims=count["claims"],
        claim_subjects=about,
    )

    held = tables.under_one_id()[0].tables

    park = held["parks"].row(0, named=True)
    assert held["parks"].height == 1
    assert (park["park"], park["name"], park["level"], park["lead_chains"]) == ("hi-tech", "高新区", "高新区", ["el"])
    for name, column in (("firms", "park"), ("places", "place"), ("admissions", "park"), ("claim_subjects", "id")):
        assert held[name][column].to_list() == ["hi-tech"], name
    assert held["travel"].select("from", "to").rows() == [("hi-tech", "hi-tech")]


def test_a_firm_that_goes_on_under_another_name_keeps_what_it_made_and_sold() -> None:
    tables = {
        "sectors": sectors("lamp", "cord"),
        "flows": flows("cord>lamp"),
        "firms": firms(
            {"firm": "old", "name": "Old Cord Ltd", "district": "wan", "named": True, "succeeded_by": "new"},
            "new@wan",
            "lux@kai",
        ),
        "capabilities": capabilities("old:cord", "lux:lamp"),
        "links": links("old>lux:cord"),
    }

    outcome = run(**tables)

    assert ids(outcome) == []
    firm = outcome.dataset.tables["firms"].filter(pl.col("firm") == "new").row(0, named=True)
    assert firm["aliases"] == ["Old Cord Ltd", "old"]
    assert state(outcome, "cord")["makers"] == ["new"]
    assert ids(run(**{**tables, "firms": firms("old@wan", "new@wan", "lux@kai")})) == []


@pytest.mark.parametrize("word", ["electrolytic", "电解铜", "cathode"])
def test_a_synonym_is_found_by_its_own_id_and_name(word: str) -> None:
    rows = sectors("cathode", {"sector": "electrolytic", "name": "电解铜", "same_as": "cathode"})

    held = data(sectors=rows).under_one_id()[0].tables["sectors"]

    assert find(held, "sector", word) == "cathode"


def test_that_a_succeeded_firm_closed_is_no_end_of_the_one_that_goes_on() -> None:
    tables = {
        "sectors": sectors("cord"),
        "firms": firms(
            {"firm": "old", "name": "旧厂", "district": "wan", "named": True, "succeeded_by": "new", "until": "2019"},
            "new@wan",
        ),
        "firm_status": table("firm_status", {"firm": "old", "year": 2019, "status": "closed"}),
        "capabilities": capabilities("old:cord"),
    }

    outcome = run(**tables)

    assert state(outcome, "cord")["makers"] == ["new"]
    assert outcome.dataset.tables["firms"]["until"].to_list() == [None]
    left = {row["table"]: row["rows"] for row in outcome.left_out.iter_rows(named=True) if row["what"] == "one_thing"}
    assert left == {"firms": [2], "firm_status": [2]}


def test_a_firm_that_goes_on_and_closed_itself_is_closed() -> None:
    outcome = run(
        sectors=sectors("lamp"),
        firms=firms(
            {"firm": "old", "name": "Old Lamp", "district": "kai", "named": True, "succeeded_by": "new"}, "new@kai"
        ),
        firm_status=table(
            "firm_status",
            {"firm": "old", "year": 2015, "status": "operating"},
            {"firm": "new", "year": 2020, "status": "closed"},
        ),
        capabilities=capabilities("old:lamp"),
    )

    assert state(outcome, "lamp")["makers"] == []


def test_what_is_folded_for_several_causes_is_counted_once_a_table() -> None:
    both = data(
        sectors=sectors("a", {"sector": "b", "same_as": "a"}),
        firms=firms({"firm": "old", "name": "x", "district": "wan", "named": True, "succeeded_by": "new"}, "new@wan"),
        capabilities=capabilities("new:a", "new:b", "old:a"),
    )

    folded = both.under_one_id()[1]

    assert folded.select("table", "reason").is_unique().all()
    assert folded.filter(pl.col("table") == "capabilities")["count"].to_list() == [2]


def test_rows_that_name_no_successor_stay_as_they_are() -> None:
    plain = data(sectors=sectors("a", "b"), firms=firms("x@wan"), capabilities=capabilities("x:a"))

    held, folded = plain.under_one_id()

    assert folded.is_empty()
    assert all(held.tables[name].equals(rows) for name, rows in plain.tables.items())


def test_a_successor_that_is_not_on_record_yet_changes_nothing() -> None:
    lone = data(firms=firms({"firm": "x", "name": "x", "district": "wan", "named": True, "succeeded_by": "later"}))

    assert lone.under_one_id()[0].tables["firms"]["firm"].to_list() == ["x"]


def test_a_wider_or_narrower_maker_is_asked_before_anybody_is_sought() -> None:
    cells = {
        "flows": flows("cell>pack"),
        "firms": firms("zi@kai", "pack-co@wan"),
        "capabilities": capabilities("zi:coin_cell", "pack-co:pack"),
    }
    kin = sectors("cell", {"sector": "coin_cell", "narrower_than": ["cell"]}, "pack")

    asked = finding(run(**cells, sectors=kin), "outsourced|cell|")

    assert asked["question"] == "kin"
    assert asked["reasons"]["kin"] == {"firms": ["zi"], "sectors": ["coin_cell"], "sector": "cell"}
    assert asked["band"] != "甲"
    assert rests_on(run(**cells, sectors=kin), "outsourced|cell|", "to_ask") == [("capabilities", 2)]
    strangers = finding(run(**cells, sectors=sectors("cell", "coin_cell", "pack")), "outsourced|cell|")
    assert "kin" not in strangers["reasons"]


def test_a_maker_elsewhere_of_a_narrower_kind_is_not_asked() -> None:
    outcome = run(
        flows=flows("foil>board"),
        firms=firms("hong@liang", "board-co@wan"),
        capabilities=capabilities("hong:thin_foil", "board-co:board"),
        sectors=sectors("foil", {"sector": "thin_foil", "narrower_than": ["foil"]}, "board"),
    )

    assert "kin" not in finding(outcome, "outsourced|foil|")["reasons"]


def test_a_wider_kind_of_what_is_made_is_no_extension() -> None:
    goods = {"need_kind": "recurring_material"}
    paper = {
        "flows": flows("pulp>box", "pulp>card_box"),
        "firms": firms("zhi@kai"),
        "capabilities": capabilities("zhi:pulp", "zhi:card_box"),
    }
    rows = [{"sector": one, **goods} for one in ("pulp", "box", "card_box")]

    assert ids(run(**paper, sectors=sectors(*rows)), "extension") == ["extension|box|pulp"]
    rows[2] = {**rows[2], "narrower_than": ["box"]}
    assert ids(run(**paper, sectors=sectors(*rows)), "extension") == []


def test_kinship_reaches_over_several_steps() -> None:
    rows = sectors(
        "metal",
        {"sector": "foil", "narrower_than": ["metal"]},
        {"sector": "cu_foil", "narrower_than": ["foil"]},
        "board",
    )
    outcome = run(
        sectors=rows,
        flows=flows("metal>board"),
        firms=firms("cu@kai", "board-co@wan"),
        capabilities=capabilities("cu:cu_foil", "board-co:board"),
    )

    assert finding(outcome, "outsourced|metal|")["reasons"]["kin"]["firms"] == ["cu"]


def test_a_product_on_trial_or_being_certified_is_coming_and_one_that_stopped_is_gone() -> None:
    def made(status: str) -> dict[str, object]:
        outcome = run(
            sectors=sectors("module"),
            firms=firms("xian@wan"),
            capabilities=capabilities({"firm": "xian", "sector": "module", "status": status}),
        )
        return {name: state(outcome, "module")[name] for name in ("state", "makers", "coming")}

    on_the_way = {"state": "coming", "makers": [], "coming": ["xian"]}
    assert made("trial") == on_the_way
    assert made("certifying") == on_the_way
    assert made("made") == {"state": "present", "makers": ["xian"], "coming": []}
    assert made("stopped") == {"state": "blank", "makers": [], "coming": []}
    assert AS_OF == 2021
