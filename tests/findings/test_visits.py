"""Visits: every question once, of whom it is asked; what an answer is worth; trips, calls and what is left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cars import CARS, GOODS, NEEDED, card, codes, gathered, visits
from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink import cli
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import Outcome
from chainlink.findings.bands import LEAVE
from chainlink.findings.visits import (
    WEIGHTS,
    Answer,
    Card,
    Change,
    Place,
    Question,
    Trust,
    Visits,
    in_order,
    with_companions,
)  # fmt: skip
from chainlink.judge.questions import groups_of
from chainlink.report.lists.head import visit_listings
from chainlink.study import judgement_steps, run_study
from chainlink.study.dag import Results
from chainlink.study.steps import STEPS
from region import data, finding
from small import small_dataset


# ---- whom to ask what ------------------------------------------------------------------------------------------------
def test_a_buyer_is_asked_once_from_whom_it_buys_everything_that_it_needs() -> None:
    asked = card(visits(), "changan")

    assert asked is not None
    assert [question.code for question in asked.questions] == ["origin_size"]
    assert set(asked.questions[0].sectors) == {*NEEDED}


def test_what_is_to_be_left_alone_asks_nothing() -> None:
    banned = sectors(
        {"sector": "seat", **GOODS, "env_class": "plating"}, *({"sector": one, **GOODS} for one in ("glass", "truck"))
    )
    parks = table("parks", {"park": "puli", "name": "浦里", "district": "kai"})
    refused = table("admissions", {"park": "puli", "env_class": "plating", "verdict": "prohibited"})

    outcome = gathered(sectors=banned, parks=parks, admissions=refused)

    assert outcome.visits is not None
    assert finding(outcome, "outsourced|seat|")["band"] in LEAVE
    assert {sector for one in outcome.visits.cards for question in one.questions for sector in question.sectors} == {
        "glass"
    }
    assert [(one.sector, one.gate["code"]) for one in outcome.visits.declined] == [("seat", "admission_prohibited")]


def test_a_firm_whose_product_is_not_known_is_first_asked_what_it_makes_of_what_its_chains_lack() -> None:
    san = {"firm": "san", "name": "san", "district": "wan", "chains": ["cars"], "named": True}

    found = visits(firms=firms("changan@wan", "dongfeng@kai", san), answers=60)

    asked = card(found, "san")
    assert asked is not None
    assert codes(found, "san") == ["makes"]
    assert set(asked.questions[0].sectors) == {*NEEDED}
    assert {answer.sector for answer in asked.questions[0].answers or ()} == {*NEEDED, None}


@pytest.mark.parametrize("chains", [["toys"], None])
def test_a_firm_of_chains_that_lack_nothing_is_not_asked_what_it_makes(chains: list[str] | None) -> None:
    san = {"firm": "san", "name": "san", "district": "wan", "chains": chains, "named": True}

    assert card(visits(firms=firms("changan@wan", "dongfeng@kai", san)), "san") is None


def test_a_firm_with_a_stated_product_or_without_a_name_is_not_asked_what_it_makes() -> None:
    toy = {"firm": "toy-maker", "name": "toy", "district": "wan", "chains": ["cars"], "named": True}
    nobody = {"firm": "x-nobody", "name": "等企业", "district": "wan", "chains": ["cars"], "named": False}

    found = visits(
        firms=firms("changan@wan", "dongfeng@kai", toy, nobody),
        capabilities=capabilities("changan:truck", "dongfeng:truck", "toy-maker:toy"),
    )

    assert card(found, "toy-maker") is None
    assert card(found, "x-nobody") is None


def test_a_supply_of_unstated_product_narrows_what_its_supplier_may_make() -> None:
    """San is of the chain of cars, whose gaps are three; the buyer that it supplies needs two of them."""
    san = {"firm": "san", "name": "san", "district": "wan", "chains": ["cars"], "named": True}
    more = sectors(*({"sector": one, **GOODS} for one in (*NEEDED, "truck", "cable", "bus")))
    chain = table(
        "chain_sectors",
        *({"chain": "cars", "sector": one, "role": "own"} for one in (*NEEDED, "truck", "cable", "bus")),
    )
    tables = {
        "sectors": more,
        "chain_sectors": chain,
        "flows": flows("seat>truck", "glass>truck", "cable>bus"),
        "firms": firms("changan@wan", "dongfeng@kai", "yutong@kai", san),
        "capabilities": capabilities("changan:truck", "dongfeng:truck", "yutong:bus"),
    }

    wide, narrow = visits(**tables), visits(**tables, links=links("san>changan"))

    asked = [card(wide, "san"), card(narrow, "san")]
    assert [set(one.questions[0].sectors) for one in asked if one] == [{*NEEDED, "cable"}, {*NEEDED}]


def test_a_maker_and_a_buyer_are_brought_together_on_one_card_but_not_with_their_own_group() -> None:
    made = capabilities("changan:truck", "dongfeng:truck", "bao:seat")
    apart = firms("changan@wan", "dongfeng@kai", "bao@kai")
    group = firms(
        "changan@wan",
        {"firm": "dongfeng", "name": "dongfeng", "district": "kai", "named": True, "parent": "head"},
        {"firm": "bao", "name": "bao", "district": "kai", "named": True, "parent": "head"},
        {"firm": "head", "name": "head", "named": True},
    )

    strangers, kin = visits(firms=apart, capabilities=made), visits(firms=group, capabilities=made)

    assert {one.id for one in strangers.cards if len(one.addressees) > 1} == {"bao+changan", "bao+dongfeng"}
    assert {one.id for one in kin.cards if len(one.addressees) > 1} == {"bao+changan"}


def test_a_group_that_owns_itself_in_a_circle_is_still_a_group() -> None:
    round_about = firms({"firm": "a", "parent": "b"}, {"firm": "b", "parent": "a"}, {"firm": "c"})

    assert set(groups_of(round_about)) == {"a", "b", "c"}
    assert groups_of(round_about)["c"] == "c"


def test_what_no_source_tells_of_a_park_is_asked_of_the_office_of_the_district_that_needs_it() -> None:
    classed = sectors(
        {"sector": "seat", **GOODS, "env_class": "plating"}, *({"sector": one, **GOODS} for one in ("glass", "truck"))
    )
    parks = table("parks", {"park": "puli", "name": "浦里", "district": "kai"})

    found = visits(sectors=classed, parks=parks)

    assert codes(found, "kai") == ["admission"]
    assert "admission" not in codes(found, "changan")


# ---- what an answer is worth -----------------------------------------------------------------------------------------
def changed_by(before: Outcome, after: Outcome) -> set[str]:
    """The findings whose band differs between two runs, or that are no findings any more."""
    bands = [dict(side.findings.rows.select("finding", "band").iter_rows()) for side in (before, after)]
    return {key for key, band in bands[0].items() if bands[1].get(key) != band}


def test_an_answer_changes_what_a_run_on_the_tables_with_the_answer_entered_changes() -> None:
    """Entered by hand: san makes seats, and seats are what it supplies."""
    san = {"firm": "san", "name": "san", "district": "wan", "chains": ["cars"], "named": True}
    seats = firms("changan@wan", "dongfeng@kai", san)
    entered = capabilities("changan:truck", "dongfeng:truck", "san:seat")

    before = gathered(firms=seats, links=links("san>changan"))
    after = gathered(firms=seats, links=links("san>changan:seat"), capabilities=entered)

    assert before.visits is not None
    (question,) = before.visits.card("san").questions
    (seat,) = [answer for answer in question.answers or () if answer.sector == "seat"]
    assert {change.finding for change in seat.changes} == changed_by(before, after)
    assert "outsourced|seat|" in changed_by(before, after)


def test_a_supply_entered_as_the_answer_of_a_pair_closes_its_match_and_no_other() -> None:
    made = capabilities("changan:truck", "bao:seat")

    before = gathered(firms=firms("changan@wan", "bao@kai"), capabilities=made)
    after = gathered(firms=firms("changan@wan", "bao@kai"), capabilities=made, links=links("bao>changan:seat"))

    assert before.visits is not None
    (question,) = before.visits.card("bao+changan").questions
    assert {change.finding for answer in question.answers or () for change in answer.changes} == changed_by(
        before, after
    )
    assert changed_by(before, after) == {"unlinked|seat|truck"}


def test_the_permission_of_one_park_lifts_the_findings_of_its_class_alone() -> None:
    classed = sectors(
        {"sector": "seat", **GOODS, "env_class": "plating", "plant_size": "small"},
        *({"sector": one, **GOODS} for one in ("glass", "truck")),
    )
    size = {"measure": "investment", "value": 10.0, "unit": "亿元", "status": "actual", "from": str(AS_OF)}
    sized = {
        "claims": table("claims", {"claim": "c", **size}),
        "claim_subjects": table("claim_subjects", {"claim": "c", "table": "firms", "id": "changan"}),
    }
    parks = table("parks", {"park": "puli", "name": "浦里", "district": "kai"})
    allowed = table("admissions", {"park": "puli", "env_class": "plating", "verdict": "allowed", "as_of": AS_OF})

    before, after = (gathered(sectors=classed, parks=parks, **sized, **more) for more in ({}, {"admissions": allowed}))

    assert before.visits is not None
    (question,) = before.visits.card("kai").questions
    (yes, no) = question.answers or ()
    assert (yes.code, no.code) == ("allowed", "prohibited")
    assert {change.finding for change in yes.changes} == changed_by(before, after) == {"outsourced|seat|"}
    assert [(change.finding, change.after in LEAVE) for change in no.changes] == [("outsourced|seat|", True)]


def test_a_question_of_which_no_answer_was_tried_counts_the_findings_it_touches_and_says_so() -> None:
    outcome = gathered(answers=0)

    assert outcome.visits is not None
    asked = outcome.visits.card("changan")
    assert asked.is_estimate
    assert asked.worth == sum(WEIGHTS[finding(outcome, f"outsourced|{one}|")["band"]] for one in NEEDED)
    assert outcome.visits.trust.tried == 0
    assert not visits(answers=60).card("changan").is_estimate


def test_results_on_other_tables_are_those_of_a_fresh_run_and_leave_the_first_as_they_were() -> None:
    tables = data(**CARS).tables
    inputs = {**tables, "left_by_clocks": table("links"), "reference": None, "io": None}
    study = Study(as_of=AS_OF, doubt=False, region=("wan", "kai"))
    results, made = Results(STEPS, inputs, study), capabilities("changan:truck", "dongfeng:seat")
    first = results.of(judgement_steps.findings).rows

    other = results.given(capabilities=made).of(judgement_steps.findings).rows

    assert other.equals(Results(STEPS, {**inputs, "capabilities": made}, study).of(judgement_steps.findings).rows)
    assert not other.equals(first)
    assert results.of(judgement_steps.findings).rows.equals(first)


# ---- trips, calls, what is read in half a minute ---------------------------------------------------------------------
def made_card(key: str, park: str | None, district: str, weights: dict[str, int], code: str = "origin") -> Card:
    """A card with one question, of which one answer changes all that the card decides."""
    changes = tuple(Change(finding=finding, before="甲", after=None) for finding in weights)
    question = Question(
        code=code,
        sectors=("seat",),
        findings=tuple(weights),
        answers=(Answer(code="own", sector=None, changes=changes),),
    )
    place = Place(table="parks" if park else "districts", id=park or district, district=district)
    return Card(id=key, table="firms", addressees=(key,), place=place, questions=(question,), weights=weights)


TRUST = Trust(recorded=2, resident=None, districts=2, stated=0, bound=1, tried=1, untried=0, beyond=0, untold=0)


def test_a_trip_counts_a_finding_of_two_cards_once_and_the_most_valuable_place_comes_first() -> None:
    cards = in_order(
        [
            made_card("a", "puli", "kai", {"f1": 4, "f2": 2}),
            made_card("b", "puli", "kai", {"f1": 4}),
            made_card("c", None, "wan", {"f3": 4, "f4": 4}),
        ]
    )

    trips = Visits(cards=tuple(cards), declined=(), trust=TRUST).trips

    assert [(trip.place.id, trip.worth, trip.findings, trip.cards) for trip in trips] == [
        ("wan", 8, 2, ("c",)),
        ("puli", 6, 2, ("a", "b")),
    ]


def test_a_call_is_a_first_question_that_needs_no_visit() -> None:
    cards = (made_card("a", "puli", "kai", {"f1": 4}), made_card("b", "puli", "kai", {"f2": 2}, code="makes"))

    calls = Visits(cards=cards, declined=(), trust=TRUST).calls

    assert [(call.card, call.worth) for call in calls] == [("b", 2)]


def joined_card(
    key: str, weights: dict[str, int], *, chains: str = "", supplies: str = "", park: str | None = None
) -> Card:
    """A card of a firm in Kai, of some chains, that supplies some firms."""
    card = made_card(key, park, "kai", weights)
    return replace(card, chains=tuple(chains.split()), supplies=tuple(supplies.split()))


def test_firms_that_only_a_district_joins_are_met_on_trips_of_their_own() -> None:
    cards = (
        joined_card("press", {"f1": 4}, chains="cars"),
        joined_card("rice", {"f2": 2, "f3": 2}, chains="food"),
        joined_card("pork", {"f3": 2, "f4": 1}, chains="food herbs"),
        joined_card("lamps", {"f5": 5}, chains="light", park="puli"),
        joined_card("pills", {"f6": 1}, chains="herbs", park="puli"),
    )

    trips = Visits(cards=cards, declined=(), trust=TRUST).trips

    # Pork is of the chain of rice, which joins more than that of the pills, who are met in their park.
    assert [(trip.joined, trip.through, trip.firms, trip.worth) for trip in trips] == [
        ("park", None, ("lamps", "pills"), 6), ("chain", "food", ("rice", "pork"), 5), ("alone", None, ("press",), 4),
    ]  # fmt: skip


def test_who_supplies_one_buyer_is_met_on_one_trip_before_who_is_of_one_chain() -> None:
    cards = (
        joined_card("frames", {"f1": 4}, chains="metal", supplies="changan yutong"),
        joined_card("seats", {"f2": 2}, chains="foam", supplies="changan"),
        joined_card("steel", {"f3": 1}, chains="metal"),
    )

    trips = Visits(cards=cards, declined=(), trust=TRUST).trips

    assert [(trip.joined, trip.through, trip.firms) for trip in trips] == [
        ("buyers", "changan", ("frames", "seats")), ("alone", None, ("steel",)),
    ]  # fmt: skip


def asked_card(key: str, code: str, sectors: str, worth: int) -> Card:
    """A card with one question to be settled by telephone, about some sectors, of which no answer was tried."""
    card = made_card(key, None, "kai", {f"{key}{n}": 1 for n in range(worth)}, code=code)
    question = replace(card.questions[0], sectors=tuple(sectors.split()), answers=None)
    return replace(card, questions=(question,))


def test_who_is_asked_nothing_that_another_is_not_asked_stands_beside_that_other() -> None:
    cards = (
        asked_card("ben", "makes", "cell foil can", 9),
        asked_card("yun", "makes", "foil cell", 8),
        asked_card("sheng", "makes", "lens", 7),
        asked_card("office", "admission", "cell", 6),
    )

    calls = Visits(cards=cards, declined=(), trust=TRUST).calls

    assert [(call.card, call.also) for call in calls] == [("ben", ("yun",)), ("sheng", ()), ("office", ())]


def test_a_firm_of_old_news_is_asked_the_same_beside_another_and_two_of_old_news_alone_are_two_calls() -> None:
    there = Question(code="exists", sectors=(), findings=("f9",))
    old = replace(
        asked_card("xin", "makes", "cell", 3), questions=(there, *asked_card("xin", "makes", "cell", 3).questions)
    )
    gone = [
        replace(made_card(key, None, "kai", {key: 2}), questions=(replace(there, findings=(key,)),)) for key in "pq"
    ]

    calls = Visits(cards=(asked_card("ben", "makes", "cell", 9), old, *gone), declined=(), trust=TRUST).calls

    assert [(call.card, call.also) for call in calls] == [("ben", ("xin",)), ("p", ()), ("q", ())]


def test_those_of_the_same_park_are_asked_on_the_same_trip_before_those_of_the_district_and_of_the_same_buyers() -> (
    None
):
    cards = [
        made_card("a", "puli", "kai", {"f1": 4}),
        made_card("far", None, "wan", {"f1": 4}),
        made_card("stranger", None, "liang", {"f2": 4}),
        made_card("near", None, "kai", {"f3": 4}),
        made_card("next", "puli", "kai", {"f4": 4}),
    ]

    first = with_companions(cards, {"a": ["changan"], "far": ["changan", "yutong"], "stranger": ["yutong"]})[0]

    assert [(other.card, other.why, other.buyers) for other in first.also] == [
        ("next", "park", ()),
        ("near", "district", ()),
        ("far", "buyers", ("changan",)),
    ]


def test_the_view_of_a_district_holds_its_cards_alone() -> None:
    assert [one.id for one in visits().within("kai").cards] == ["dongfeng"]


def test_a_card_brings_the_rows_of_its_firm_and_of_no_other() -> None:
    bring = visits().card("changan").bring

    assert [(row.table, row.row) for row in bring] == [("firms", 2), ("capabilities", 2)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_lists_tell_that_no_backtest_was_made_and_where_the_worth_comes_from(lang: str) -> None:
    trust, cards = visit_listings(gathered(answers=0), lang=lang)[-2:]

    assert {"zh": "未检验", "en": "not tested"}[lang] in trust.rows[3]["words"]
    assert {"zh": "估计", "en": "estimate"}[lang] in cards.rows[0]["basis"]


def test_a_kind_of_question_that_the_table_does_not_know_is_still_asked() -> None:
    odd = Question(code="weather", sectors=("seat",), findings=("f1",))

    assert odd.ask.answers == ()
    assert odd.decided == ("f1",)


# ---- the packaged data and the command -------------------------------------------------------------------------------
def test_of_the_packaged_firms_the_two_that_supply_something_unstated_are_called_among_the_first() -> None:
    outcome = run_study(read_dataset(), Study(doubt=False), answers=0)

    assert outcome.visits is not None
    calls = {call.card: len(call.questions[0].findings) for call in outcome.visits.calls[:3]}
    assert calls | {"shengfa": 9, "sanmu": 17} == calls


def test_the_command_gives_the_cards_of_a_district_as_json_and_refuses_one_that_is_unknown(tmp_path: Path) -> None:
    folder = str(small_dataset(tmp_path / "small", links=[], claims=[], claim_subjects=[]))

    done = CliRunner().invoke(cli.app, ["visits", folder, "--for", "万州", "--format", "json", "--lang", "en", "-q"])
    refused = CliRunner().invoke(cli.app, ["visits", folder, "--for", "火星", "-q"])

    assert done.exit_code == 0, done.output
    cards = json.loads(done.stdout)["card"]
    assert cards
    assert {one["place"]["district"] for one in cards} == {"wan"}
    assert refused.exit_code != 0
