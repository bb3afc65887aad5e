"""Asking as one who knows the place would: who is there at all, who sells, what lies in the ground, nobody twice."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from cars import CARS, GOODS, card, codes, gathered, visits
from cases import AS_OF, capabilities, firms, links, sectors, table
from chainlink import cli
from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.findings import Outcome
from chainlink.findings.visits import TRIPS, Visits
from chainlink.judge.questions import dealers
from chainlink.measures.supply.presence import last_news
from chainlink.report.lists.head import visit_listings
from chainlink.report.lookup.wording import Wording
from chainlink.study import run_study
from region import finding, run
from regions import build
from small import small_dataset

OLD = AS_OF - 6
SAN = {"firm": "san", "name": "三厂", "district": "wan", "chains": ["cars"], "named": True}


@cache
def packaged(bound: int = 0) -> Outcome:
    return run_study(read_dataset(), Study(doubt=False), answers=bound)


@pytest.fixture(scope="module")
def jingmen(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = build("jingmen", tmp_path_factory.mktemp("jingmen") / "data")
    return run_study(read_dataset(folder), Study(doubt=False, as_of=2019), answers=0)


def cars_firms(*rows: object, **every: object) -> pl.DataFrame:
    return firms("changan@wan", "dongfeng@kai", *rows, **every)  # type: ignore[arg-type]


# ---- the same buyer --------------------------------------------------------------------------------------------------
def test_two_that_might_make_the_same_need_have_no_buyer_in_common_until_links_say_so() -> None:
    far = {"firm": "far", "name": "远厂", "district": "kai", "chains": ["cars"], "named": True}

    thought = visits(firms=cars_firms(SAN, far))
    recorded = visits(firms=cars_firms(SAN, far), links=links("san>changan", "far>changan"))

    def shared(found: Visits) -> list[tuple[str, tuple[str, ...]]]:
        also = found.card("far").also
        return [(other.card, other.buyers) for other in also if other.why == "buyers"]

    assert (shared(thought), shared(recorded)) == ([], [("san", ("changan",))])


def test_a_buyer_in_common_is_named_and_an_unnamed_or_owned_one_is_none() -> None:
    far = {"firm": "far", "name": "远厂", "district": "kai", "chains": ["cars"], "named": True}
    others = {"firm": "x-others", "name": "等企业", "district": "wan", "named": False}
    both = [("san", "x-others", "supply"), ("far", "x-others", "supply"), ("far", "dongfeng", "ownership")]
    vague = links(*({"link": f"{a}{b}", "supplier": a, "buyer": b, "relation": kind} for a, b, kind in both))

    told = visit_listings(
        gathered(firms=cars_firms(SAN, far), links=links("san>changan", "far>changan"), answers=0), lang="en"
    )[-1]
    hidden = visits(firms=cars_firms(SAN, far, others), links=vague)

    assert any("supplies changan too" in row["also"] for row in told.rows)
    assert not any(other.why == "buyers" for one in hidden.cards for other in one.also)


# ---- is it still there -----------------------------------------------------------------------------------------------
def test_a_firm_of_which_all_news_is_old_is_first_asked_whether_it_is_there_and_nobody_drives_to_it() -> None:
    """San is called for both questions; that Dongfeng makes trucks is old too, so it is called before it is visited."""
    news = table("firm_status", {"firm": "san", "year": OLD - 5, "status": "operating", "seen": OLD})
    rows = firms({**SAN, "seen": OLD}, {"firm": "dongfeng", "district": "kai", "seen": OLD}, "changan@wan", named=True)
    made = capabilities("changan:truck", {"firm": "dongfeng", "sector": "truck", "seen": OLD})

    found = visits(firms=rows.with_columns(name="firm"), firm_status=news, capabilities=made)

    assert codes(found, "san") == ["exists", "makes"]
    assert card(found, "san").questions[0].parts == {"year": OLD}  # type: ignore[union-attr]
    assert codes(found, "dongfeng")[0] == "exists"
    assert codes(found, "changan")[0] != "exists"
    assert {key for trip in found.trips for key in trip.cards} == {"changan"}
    assert card(found, "changan").also == ()  # type: ignore[union-attr]
    assert {call.card: [one.code for one in call.questions] for call in found.calls}["dongfeng"] == ["exists"]


def test_that_a_firm_is_gone_changes_what_a_run_without_it_changes() -> None:
    rows = firms({"firm": "dongfeng", "name": "dongfeng", "district": "kai", "seen": OLD}, "changan@wan", named=True)
    old = {"firm": "dongfeng", "sector": "truck", "seen": OLD}
    lone = {**CARS, "firms": rows, "capabilities": capabilities(old)}
    gone = table("firm_status", {"firm": "dongfeng", "year": AS_OF, "status": "closed", "seen": AS_OF})

    before, after = gathered(**lone), gathered(**lone, firm_status=gone)

    assert before.visits is not None
    (_, closed) = before.visits.card("dongfeng").questions[0].answers or ()
    assert closed.code == "closed"
    left = set(after.findings.rows["finding"])
    assert {change.finding for change in closed.changes} == set(before.findings.rows["finding"]) - left != set()


def test_the_last_news_of_a_firm_is_whatever_describes_it_and_a_source_dates_what_nobody_dated() -> None:
    tables = run(
        **{**CARS, "capabilities": capabilities("changan:truck")},
        links=links({"link": "l", "supplier": "dongfeng", "buyer": "b"}, seen=AS_OF - 1),
    ).dataset.tables
    rows = firms(*({"firm": one, "seen": OLD} for one in ("changan", "dongfeng", "b")), "undated@wan", "nowhere@wan")
    rows = rows.with_columns(source=pl.when(pl.col("firm") != "nowhere").then("source"))

    news = dict(last_news({**tables, "firms": rows}).iter_rows())

    assert news == {"b": AS_OF - 1, "changan": AS_OF, "dongfeng": AS_OF - 1, "undated": 2021}


def test_of_the_packaged_firms_those_of_old_papers_alone_are_first_asked_whether_they_are_there() -> None:
    found = packaged().visits

    assert found is not None
    asked = {one.id for one in found.cards if one.is_doubted}
    assert {"xintai-dianzi", "sanyang-huagong"} <= asked
    assert asked.isdisjoint({"nvc", "changan-kuayue", "sanmu"})


# ---- who sells -------------------------------------------------------------------------------------------------------
def test_a_firm_that_calls_itself_a_dealer_is_asked_what_it_sells_and_not_what_it_makes() -> None:
    names = {"a": "壮禾农资", "b": "三厂商贸经营部", "c": "某某汽车销售"}

    found = visits(firms=cars_firms(*({**SAN, "firm": key, "name": name} for key, name in names.items())), answers=60)

    assert {key: codes(found, key) for key in names} == {key: ["sells"] for key in names}
    assert {key: card(found, key).worth for key in names} == dict.fromkeys(names, 0)  # type: ignore[union-attr]


def test_a_firm_of_distribution_alone_sells_and_one_that_makes_something_does_not_whatever_its_name() -> None:
    kinds = sectors({"sector": "shop", "need_kind": "distribution"}, {"sector": "seat", "need_kind": "packaging"})
    rows = firms("shop@wan", {"firm": "both", "name": "both"}, {"firm": "maker", "name": "座椅销售"}, "none@wan")

    selling = dealers(
        firms=rows, capabilities=capabilities("shop:shop", "both:shop", "both:seat", "maker:seat"), sectors=kinds
    )

    assert selling == {"shop"}


def test_a_dealer_of_a_supply_on_record_is_asked_of_whose_make_it_is_in_either_language() -> None:
    outcome = gathered(firms=cars_firms({**SAN, "legal_name": "三厂贸易有限公司"}), links=links("san>changan"))

    zh, en = (
        next(row["questions"] for row in visit_listings(outcome, lang=lang)[-1].rows if row["who"].startswith("三厂"))
        for lang in ("zh", "en")
    )

    assert "三厂向changan供的是什么货、是谁家产的" in zh
    assert "of whose make" in en


# ---- what lies in the ground -----------------------------------------------------------------------------------------
GROUND = {"seat": "farming", "glass": "mining"}


def of_ground(**traits: object) -> pl.DataFrame:
    rows = [{"sector": one, **GOODS, "process": process, **traits} for one, process in GROUND.items()]
    return sectors(*rows, {"sector": "truck", **GOODS})


def test_nobody_is_asked_for_what_grows_or_is_mined() -> None:
    parks = table("parks", {"park": "puli", "name": "浦里", "district": "kai"})

    found = visits(sectors=of_ground(env_class="mining"), firms=cars_firms(SAN), parks=parks, answers=60)

    assert found.cards == ()  # no buyer, no office and no firm of unknown product


def test_where_ore_comes_from_is_asked_only_of_who_buys_it_next_door_and_of_plate_as_before() -> None:
    known = links("mine>changan:glass", "mine>dongfeng:glass")
    near = {"firms": cars_firms("mine@liang"), "links": known}
    pressed = of_ground().with_columns(process=pl.lit("sheet_metal_stamping"))

    ore, plate = visits(sectors=of_ground(), **near), visits(sectors=pressed, **near)

    assert {sector for one in ore.cards for question in one.questions for sector in question.sectors} == {"glass"}
    assert codes(ore, "changan") == ["buys"]
    assert "buys" not in codes(plate, "changan")


def test_nobody_in_two_real_regions_is_asked_for_a_mine_or_a_field(jingmen: Outcome) -> None:
    for outcome in (packaged(), jingmen):
        ground = outcome.dataset.tables["sectors"].filter(pl.col("process").is_in(["farming", "mining"]))["sector"]
        assert outcome.visits is not None
        asked = {
            question.code
            for one in outcome.visits.cards
            for question in one.questions
            if set(question.sectors) & set(ground)
        }
        assert asked <= {"buys", "inferred", "stale", "coming", "hq", "near_partner"}


# ---- each once, a bound, names ---------------------------------------------------------------------------------------
def test_nobody_met_on_a_trip_is_called_and_a_trip_names_a_firm_once(jingmen: Outcome) -> None:
    for outcome in (packaged(), jingmen):
        found = outcome.visits
        assert found is not None
        trips = found.trips[:TRIPS]
        met = [key for trip in trips for card in trip.cards for key in found.card(card).addressees]
        assert trips
        assert set(met).isdisjoint(key for call in found.calls for key in found.card(call.card).addressees)
        assert all(len(set(trip.firms)) == len(trip.firms) for trip in trips)


def test_what_a_telephone_settles_is_a_call_and_no_trip() -> None:
    found = visits(firms=cars_firms(SAN))

    assert "san" not in {key for trip in found.trips for key in trip.cards}
    assert [call.card for call in found.calls] == ["san"]


@pytest.mark.parametrize("bound", [0, 1, 4, 9])
def test_so_many_answers_are_tried_at_most_and_what_is_left_is_counted(bound: int) -> None:
    trust = visits(firms=cars_firms(SAN), answers=bound).trust

    assert trust.tried <= bound
    assert trust.tried + trust.untried == 12  # san makes seats or glass; each assembler answers one of five
    assert (trust.untried == 0) == (trust.beyond == 0)


def test_the_bound_holds_on_the_packaged_data_and_the_words_tell_what_it_left() -> None:
    outcome = packaged(7)
    trust = visit_listings(outcome, lang="en")[3].rows[1]["words"]

    assert outcome.visits is not None
    assert 0 < outcome.visits.trust.tried <= 7
    assert f"{outcome.visits.trust.untried} answers to {outcome.visits.trust.beyond} questions" in trust


def test_a_question_of_many_sectors_names_a_few_with_their_number_and_the_file_names_all() -> None:
    table_of_cards = visit_listings(packaged())[-1]
    sanmu = next(row for row in table_of_cards.rows if row["who"] == "三木汽车")
    (question,) = packaged().visits.card("sanmu").questions  # type: ignore[union-attr]

    assert f"等 {len(question.sectors)} 项" in sanmu["questions"]
    assert len(sanmu["sectors"].split("、")) == len(question.sectors)


def test_the_cards_as_csv_name_every_sector_in_english_too(tmp_path: Path) -> None:
    folder = str(small_dataset(tmp_path / "small", links=[], claims=[], claim_subjects=[]))

    done = CliRunner().invoke(cli.app, ["visits", folder, "--format", "csv", "--lang", "en", "-q"])

    cards = list(csv.DictReader(io.StringIO(re.split(r"\r?\n\r?\n", done.stdout.lstrip("\ufeff"))[-1])))
    assert cards
    assert all(row["sectors asked about"] for row in cards)


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(part)


def test_the_keys_of_the_json_are_the_same_in_every_language_and_the_words_are_not(tmp_path: Path) -> None:
    folder = str(small_dataset(tmp_path / "small", links=[], claims=[], claim_subjects=[]))
    zh, en = (
        json.loads(CliRunner().invoke(cli.app, ["visits", folder, "--format", "json", "--lang", lang, "-q"]).stdout)
        for lang in ("zh", "en")
    )

    assert list(keys(zh)) == list(keys(en))
    assert list(zh) == ["trip", "call", "declined", "trust", "card"]
    assert zh["trust"][0]["words"] != en["trust"][0]["words"]


@pytest.mark.parametrize(("lang", "order"), [("zh", "甲 4、乙 2、丙 1"), ("en", "A 4, B 2, C 1")])
def test_the_one_order_is_told_and_is_that_of_the_cards(lang: str, order: str) -> None:
    outcome = packaged()

    assert outcome.visits is not None
    assert order in visit_listings(outcome, lang=lang)[3].rows[2]["words"]
    worth = [one.worth for one in outcome.visits.cards]
    assert worth == sorted(worth, reverse=True)


# ---- what the words claim --------------------------------------------------------------------------------------------
def test_who_supplies_what_is_asked_supplier_by_supplier() -> None:
    """One is seen to supply seats, another glass: nobody is asked of the glass of the first."""
    sold = links("lear>changan:seat", "fuyao>changan:glass")

    found = visits(
        firms=firms("changan@wan", "lear@liang", "fuyao@liang"), links=sold, capabilities=capabilities("changan:truck")
    )

    asked = [one for one in card(found, "changan").questions if one.code == "near_supplied"]  # type: ignore[union-attr]
    assert sorted((one.sectors, one.parts["pairs"][0]["supplier"]) for one in asked) == [
        (("glass",), "fuyao"),
        (("seat",), "lear"),
    ]


@pytest.mark.parametrize(("year", "code"), [(OLD, "pull_older"), (AS_OF - 5, "pull"), (AS_OF, "pull")])
def test_a_figure_older_than_the_fresh_years_is_told_as_such(year: int, code: str) -> None:
    land = {"claim": "c", "measure": "area", "value": 500.0, "unit": "亩", "status": "actual", "from": str(year)}
    about = table("claim_subjects", {"claim": "c", "table": "firms", "id": "changan"})

    told = finding(run(**CARS, claims=table("claims", land), claim_subjects=about), "outsourced|seat|")["reasons"]

    assert [one for one in told if one.startswith("pull")] == [code]


def test_the_land_of_2013_behind_packaged_findings_is_marked_in_either_language() -> None:
    for lang, mark in (("zh", "较旧"), ("en", "an older figure")):
        register = Wording(packaged(), lang)
        reasons = [one for row in register.results.findings for one in row["reasons"] if one["code"] == "pull_older"]
        assert reasons
        assert all(mark in register.reason("reason", one) for one in reasons)
        assert all(json.loads(one["parts"])["year"] < 2020 for one in reasons)
