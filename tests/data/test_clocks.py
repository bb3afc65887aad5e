"""The two clocks: what was known by a day, what had happened by a year, and dates that no calendar has."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.small import TABLES, small_dataset

from chainlink import default_study, read_dataset, run_study
from chainlink.config import Study, study_of
from chainlink.data import Dataset
from chainlink.data.clocks import KNOWLEDGE, STAYING, turn_back
from chainlink.dates import last_day, last_days
from chainlink.errors import CallError
from chainlink.findings import Outcome
from chainlink.report.lists.profile import sector
from chainlink.report.pages.write import write_report
from chainlink.study import run_backtest

PLAIN = replace(default_study(), doubt=False)
SOURCES = [
    {"source": "SEED", "title": "first", "date": "2015-04"},
    {"source": "LATE", "title": "later", "date": "2022-03"},
    {"source": "GK", "title": "general knowledge"},
]


@cache
def packaged(as_of: int | None = None, known_by: str | None = None) -> Outcome:
    return run_study(read_dataset(), replace(PLAIN, as_of=as_of, known_by=known_by))


def small(folder: Path, **tables: object) -> Dataset:
    return read_dataset(small_dataset(folder, **{"sources": SOURCES, **tables}))  # type: ignore[arg-type]


def makers(outcome: Outcome, product: str) -> list[str]:
    return list(outcome.states.filter(scope="region", sector=product)["makers"].item())


# --- knowledge is timeless ------------------------------------------------------------------------------------------


def test_no_sector_of_the_packaged_data_vanishes_for_2021() -> None:
    outcome = packaged(known_by="2021-12")

    today = read_dataset()
    assert today.tables["sectors"].height == 379
    assert outcome.dataset.tables["sectors"].height == today.under_one_id()[0].tables["sectors"].height
    assert "座椅与内饰" in sector(outcome, "auto_seat")[0].title
    assert outcome.left_out.filter(what="knowledge", table="sectors")["count"].to_list() == [68]


def test_flows_and_places_of_later_pages_serve_an_earlier_study_in_english_too(tmp_path: Path) -> None:
    known = {name: [{**row, "source": "LATE"} for row in TABLES[name]] for name in ("flows", "places", "sectors")}
    data = small(tmp_path, **known)

    outcome = run_study(data, replace(PLAIN, known_by="2021-06"))

    assert {name: outcome.dataset.tables[name].height for name in known} == {"flows": 2, "places": 2, "sectors": 3}
    assert "outsourced|steel|" in outcome.findings.rows["finding"]
    assert sector(outcome, "stamping", lang="en")


# --- as-of is never above known-by ----------------------------------------------------------------------------------


def test_what_was_known_in_2018_is_judged_as_of_2018_and_not_as_of_what_later_pages_saw() -> None:
    outcome = packaged(known_by="2018-12")

    assert (outcome.study.as_of or 0) <= 2018
    assert outcome.findings.rows.height >= 38


def test_a_year_after_the_date_is_refused_whoever_names_it() -> None:
    with pytest.raises(CallError) as told:
        study_of({"as_of": 2024, "known_by": "2021-12"})

    assert "after 2021" in told.value.say("en")
    with pytest.raises(CallError):
        replace(PLAIN, known_by="2019", as_of=2020)


# --- a row with an early and a late source --------------------------------------------------------------------------


def test_a_delivery_of_two_pages_counts_from_the_first_with_no_more_than_that_page_saw() -> None:
    link = packaged(known_by="2021-12").dataset.tables["links"].filter(link="qianneng--changan-kuayue")

    # Also told by a page of 2025, which saw it in 2024.
    assert link.select("source", "seen").rows() == [(["SEED"], 2021)]
    assert packaged(known_by="2021-12").left_out.filter(what="several", table="links")["count"].item() == 6


def test_an_end_and_a_resolution_that_only_a_later_page_can_have_told_are_not_known_yet(tmp_path: Path) -> None:
    both = "SEED;LATE"
    data = small(
        tmp_path,
        firms=[{**TABLES["firms"][0], "source": both, "seen": 2021, "until": "2020-06"}, *TABLES["firms"][1:]],
        statements=[{**TABLES["statements"][0], "year": 2014, "source": both, "resolved_by": "qianneng"}],
    )

    then, left = data.known(known_by="2018")

    assert then.tables["firms"].select("firm", "source", "seen", "until").row(0) == ("changan", ["SEED"], 2015, None)
    assert then.tables["statements"]["resolved_by"].to_list() == [None]
    assert left.filter(reason="several").select("table", "rows").rows() == [("firms", [2]), ("statements", [2])]


def test_an_actual_figure_is_not_known_from_a_page_older_than_its_year(tmp_path: Path) -> None:
    claims = [{**TABLES["claims"][0], "source": "SEED;LATE"}]  # of 2020; SEED is of 2015
    data = small(tmp_path, claims=claims, claim_subjects=TABLES["claim_subjects"][:1])

    assert data.known(known_by="2019")[0].tables["claims"].is_empty()
    assert data.known(known_by="2022-03")[0].tables["claims"].height == 1


def test_a_firm_is_known_from_the_first_row_that_names_it_with_the_source_of_that_row(tmp_path: Path) -> None:
    firms = [{**row, "source": "LATE" if row["firm"] == "qianneng" else "SEED"} for row in TABLES["firms"]]
    data = small(tmp_path, firms=firms, capabilities=TABLES["capabilities"][:1])

    then, left = data.known(known_by="2018")

    assert then.tables["firms"].select("firm", "source").row(1) == ("qianneng", ["SEED"])
    assert then.tables["links"].height == 1
    assert left.filter(reason="several", table="firms")["rows"].to_list() == [[3]]


# --- a firm is there from its first year on -------------------------------------------------------------------------


def test_changan_kuayue_and_nvc_are_there_in_2020_though_what_they_make_was_read_in_2021() -> None:
    outcome = packaged(as_of=2020)

    assert makers(outcome, "auto_truck") == ["changan-kuayue"]
    assert "nvc" in makers(outcome, "led_luminaire")
    assert "nvc" not in makers(packaged(as_of=2010), "led_luminaire")
    assert outcome.left_out.filter(what="carried")["count"].item() > 0
    seats = outcome.findings.rows.filter(finding="outsourced|auto_seat|")
    assert seats["band"].item() == "乙"
    assert "carried" in {reason["code"] for reason in seats["reasons"].item()}


FIRMS = [
    {"firm": "old", "name": "Old Works", "district": "wan", "since": "1990-05", "source": "LATE"},
    {"firm": "page", "name": "Page Works", "district": "wan", "source": "LATE"},
    {"firm": "rising", "name": "Rising Works", "district": "kai", "since": "2012", "source": "LATE"},
    {"firm": "x-other", "name": "(others)", "named": "N", "source": "LATE"},
]
MAKES = [
    {"firm": firm, "sector": "steel", "basis": "stated", "status": "made", "seen": 2021, "source": "LATE"}
    for firm in ("old", "page", "rising")
]


@pytest.mark.parametrize(
    ("year", "there"),
    [(2021, ["old", "page", "rising"]), (2020, ["old"]), (2019, ["old"]), (2011, ["old"]), (2010, []), (1989, [])],
)
def test_a_product_is_taken_back_with_its_firm_for_ten_years_and_never_before_it_was_built(
    tmp_path: Path, *, year: int, there: list[str]
) -> None:
    built = [{"firm": "rising", "year": 2022, "status": "building", "source": "LATE"}]
    data = small(
        tmp_path, firms=FIRMS, capabilities=MAKES, firm_status=built, links=[], claims=[], claim_subjects=[],
        projects=[], prospects=[],
    )  # fmt: skip

    then, left = turn_back(data.tables, as_of=year, known_by=None)

    kept = then["capabilities"]["firm"].to_list()
    assert kept == there
    carried = left.filter(reason="carried")["count"].sum()
    assert carried == (len(there) if year < 2021 else 0)
    assert ("old" in then["firms"]["firm"]) is (year >= 1990)
    assert ("page" in then["firms"]["firm"]) is (year >= 2021)


def test_a_maker_on_record_only_later_stands_as_that_and_not_as_older_material() -> None:
    state = packaged(as_of=2020).states.row(
        by_predicate=(pl.col("sector") == "led_luminaire") & (pl.col("scope") == "region"), named=True
    )

    assert {"nvc", "sanxiong"} <= set(state["carried"])
    assert not set(state["carried"]) & set(state["older"])


@pytest.mark.parametrize(
    ("lang", "mark", "group"),
    [
        ("zh", "Old Works（记载更晚）", "企业当时已在，产品记载更晚（1）"),
        ("en", "Old Works (recorded later)", "there by then, product on record only later (1)"),
    ],
)
def test_its_card_and_its_panel_say_so_in_both_languages(tmp_path: Path, *, lang: str, mark: str, group: str) -> None:
    data = small(tmp_path / "data", firms=FIRMS, firm_status=[], capabilities=MAKES[:1], links=[], claims=[], claim_subjects=[],
                 projects=[], prospects=[])  # fmt: skip
    outcome = run_study(data, replace(PLAIN, as_of=2020))

    write_report(outcome, tmp_path / "report", lang=lang, per_chain=True)

    page = (tmp_path / "report" / "equipment.html").read_text(encoding="utf-8")
    assert mark in page
    assert group in page
    assert {"zh": "Old Works（较旧", "en": "Old Works (older"}[lang] not in page


def test_rows_without_a_time_stay_and_are_counted(tmp_path: Path) -> None:
    left = small(tmp_path).known(as_of=2021)[1].filter(reason="no_year")

    assert left.select("table", "count").rows() == [("admissions", 1), ("prospects", 1)]


# --- dates no calendar has ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2021-06-31", "2021-02-29", "2021-13", "21", "2021-6", "0021", "9999", "2021-00", ""])
def test_what_no_calendar_has_is_no_date_wherever_it_is_given(text: str) -> None:
    assert last_day(text) is None
    with pytest.raises(CallError):
        replace(PLAIN, known_by=text)
    with pytest.raises(CallError):
        study_of({"known_by": text})
    with pytest.raises(CallError):
        turn_back({}, as_of=None, known_by=text)


@pytest.mark.parametrize("year", [0, 21, 1799, 2201, 20211])
def test_what_is_no_year_is_refused(year: int) -> None:
    with pytest.raises(CallError):
        Study(as_of=year)
    with pytest.raises(CallError):
        study_of({"as_of": year})


@settings(deadline=None)
@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_a_date_means_its_last_day_one_by_one_and_in_a_column(day: date) -> None:
    texts = [f"{day:%Y}", f"{day:%Y-%m}", f"{day:%Y-%m-%d}"]
    means = [last_day(text) for text in texts]

    assert means[0] == date(day.year, 12, 31)
    assert means[2] == day <= means[1]  # type: ignore[operator]
    assert pl.DataFrame({"at": texts}).select(last_days("at"))["at"].to_list() == means


def test_a_year_of_which_nothing_counts_is_refused() -> None:
    with pytest.raises(CallError) as told:
        packaged(as_of=2199)

    assert "2026" in told.value.say()


@pytest.mark.parametrize("study", [{"as_of": 1990}, {"as_of": 2004}, {"as_of": 1999, "known_by": "2001-02"}])
def test_a_year_before_every_supply_on_record_is_refused_with_the_years_that_there_are(study: dict[str, Any]) -> None:
    with pytest.raises(CallError) as told:
        run_study(read_dataset(), replace(PLAIN, **study))

    assert (told.value.code, told.value.exit_code) == ("as_of_before_data", 2)
    assert {"2006", "2025"} <= set(re.findall("[0-9]{4}", told.value.say("en")))


def test_a_list_without_years_is_judged_as_of_the_year_it_is_told(tmp_path: Path) -> None:
    bare = {name: [{**row, "seen": None} for row in TABLES[name]] for name in ("links", "capabilities")}
    data = small(tmp_path, **bare, claims=[], claim_subjects=[])

    assert run_study(data, replace(PLAIN, as_of=1995)).study.as_of == 1995


# --- backtests that measure nothing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cut", "code"),
    [("2030", "backtest_nothing_after"), ("1990", "backtest_nothing_before"), ("2021-02-29", "bad_date")],
)
def test_a_cut_that_parts_nothing_is_no_measurement(cut: str, code: str) -> None:
    with pytest.raises(CallError) as told:
        run_backtest(read_dataset(), cut, PLAIN)

    assert told.value.code == code
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    ("sources", "cut", "code"),
    [
        ([{"source": "SEED", "title": "no date"}], "2021", "backtest_undated"),
        ([{"source": "SEED", "title": "one", "date": "2021-10"}], "2021-10", "backtest_one_year"),
        ([{"source": "SEED", "title": "one", "date": "2021-10"}], "2020", "backtest_one_year"),
        ([{"source": "SEED", "title": "one", "date": "2021-10"}], "2023", "backtest_one_year"),
    ],
)
def test_data_of_one_year_or_of_none_cannot_be_turned_back(
    tmp_path: Path, *, sources: list[dict[str, object]], cut: str, code: str
) -> None:
    data = read_dataset(small_dataset(tmp_path, sources=sources))

    with pytest.raises(CallError) as told:
        run_backtest(data, cut, PLAIN)

    assert told.value.code == code
    assert told.value.say("en")


def test_a_backtest_looks_from_the_years_it_is_told() -> None:
    then, now = run_backtest(read_dataset(), "2021-12", replace(PLAIN, as_of=2023, known_by="2023-12"), as_of=2020)

    assert [(one.study.as_of, one.study.known_by) for one in (then, now)] == [(2020, "2021-12"), (2023, "2023-12")]
    with pytest.raises(CallError):
        run_backtest(read_dataset(), "2021-12", PLAIN, as_of=2022)


# --- laws -----------------------------------------------------------------------------------------------------------

DAY = st.dates(date(2009, 1, 1), date(2024, 12, 28))
STATED = st.one_of(st.none(), DAY.map("{:%Y}".format), DAY.map("{:%Y-%m}".format), DAY.map("{:%Y-%m-%d}".format))
IDS = [f"S{number}" for number in range(5)]


@cache
def base() -> dict[str, pl.DataFrame]:
    return read_dataset().tables


def redated(dates: list[str | None], step: int) -> dict[str, pl.DataFrame]:
    """The packaged tables, their rows citing some of five sources of ``dates``."""
    first = (
        base()["sources"]
        .head(5)
        .with_columns(
            source=pl.Series(IDS),
            date=pl.Series(dates, dtype=pl.String),
            row=pl.Series(range(2, 7), dtype=pl.Int64),
        )
    )
    one, other = (
        pl.lit(pl.Series(IDS)).gather(at % 5) for at in (pl.int_range(pl.len()) * step, pl.int_range(pl.len()) // step)
    )
    cited = pl.concat_list(one, other).list.unique(maintain_order=True)
    return {name: first if name == "sources" else frame.with_columns(source=cited) for name, frame in base().items()}


FIVE = st.lists(STATED, min_size=5, max_size=5)
STEP = st.integers(1, 7)


@settings(deadline=None, max_examples=15)
@given(FIVE, STEP, st.lists(DAY, min_size=2, max_size=2, unique=True).map(sorted))
def test_whatever_the_dates_knowledge_stays_facts_grow_with_the_cut_and_none_is_of_later(
    dates: list[str | None], step: int, cuts: list[date]
) -> None:
    tables = redated(dates, step)
    kept = [turn_back(tables, as_of=None, known_by=f"{cut:%Y-%m-%d}")[0] for cut in cuts]
    days = dict(tables["sources"].select("source", last_days("date")).iter_rows())

    for name, frame in tables.items():
        first, last = (set(one[name]["row"]) for one in kept)
        assert first <= last
        for cut, one in zip(cuts, kept, strict=True):
            if name in KNOWLEDGE:
                assert one[name].equals(frame)
            elif name != "sources":
                cited = {days[source] for source in one[name]["source"].explode().drop_nulls()}
                assert all(day is None or day <= cut for day in cited)
                assert (one[name]["seen"].drop_nulls() <= cut.year).all()


@settings(deadline=None, max_examples=15)
@given(FIVE, STEP, st.lists(st.integers(2008, 2026), min_size=2, max_size=2, unique=True).map(sorted))
def test_whatever_the_dates_facts_grow_with_the_year_and_what_goes_and_stays_is_all_there_is(
    dates: list[str | None], step: int, years: list[int]
) -> None:
    tables = redated(dates, step)
    (early, left), (late, _) = (turn_back(tables, as_of=year, known_by=None) for year in years)

    went = dict(left.filter(pl.col("reason").is_in(STAYING).not_()).group_by("table").agg(pl.col("count").sum()).rows())
    for name, frame in tables.items():
        assert set(early[name]["row"]) <= set(late[name]["row"])
        assert early[name].height + went.get(name, 0) == frame.height
