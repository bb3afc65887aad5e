"""Signals: what a row's columns state of a move, a change-over, a trial, an owner or a silence; never its note."""

from __future__ import annotations

import polars as pl
import pytest

from cases import AS_OF, firms, links, table
from chainlink.config import Study
from chainlink.findings import Outcome
from chainlink.report.lists.signals import signal_line, signals_on
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief import firm_brief
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.one_page import one_page
from chainlink.study import run_study
from outcomes import packaged
from region import data


def told(**tables: pl.DataFrame) -> list[tuple[str, str | None, int]]:
    """The signals of a region of three firms: kind, firm, year."""
    outcome = run_study(
        data(**{"firms": firms("bao@wan", "hua@kai", "far@far"), **tables}), Study(as_of=AS_OF, doubt=False)
    )
    return [(signal.kind, signal.firm, signal.year) for signal in outcome.signals]


def project(**columns: object) -> pl.DataFrame:
    about = {"project": "p", "name": "P", "firm": "bao", "district": "wan", "status": "building", "year": AS_OF - 1}
    return table("projects", about | columns)


@pytest.mark.parametrize("kind", ["relocation", "transformation"])
def test_a_project_of_a_moving_kind_is_a_signal_and_a_new_plant_is_not(kind: str) -> None:
    assert told(projects=project(kind=kind)) == [(kind, "bao", AS_OF - 1)]
    assert told(projects=project(kind="new", note="由开州迁到万州，转型")) == []


def test_a_project_that_leaves_the_region_is_a_signal_too() -> None:
    gone = project(kind="relocation", district="far", moved_from="kai")

    assert told(projects=gone) == [("relocation", "bao", AS_OF - 1)]
    assert told(projects=gone.with_columns(moved_from=pl.lit("far"))) == []


@pytest.mark.parametrize(("age", "silent"), [(1, False), (2, True), (9, True)])
def test_a_signature_is_silent_from_two_years_on(age: int, *, silent: bool) -> None:
    signed = project(status="signed", firm=None, year=AS_OF - age)

    assert told(projects=signed) == ([("silence", None, AS_OF - age)] if silent else [])


def test_a_signature_of_a_firm_that_is_heard_of_since_is_not_silent() -> None:
    signed = project(status="signed", year=AS_OF - 4)
    heard = table("firm_status", {"firm": "bao", "year": AS_OF, "status": "operating"})

    assert told(projects=signed, firm_status=heard) == []


def test_an_owner_is_a_signal_while_it_is_news_and_a_supply_is_none() -> None:
    owned = links("hua>bao").with_columns(relation=pl.lit("ownership"))

    assert told(links=owned.with_columns(since=pl.lit(str(AS_OF - 3)))) == [("ownership", "bao", AS_OF - 3)]
    assert told(links=owned.with_columns(since=pl.lit(str(AS_OF - 8)))) == []
    assert told(links=links("hua>bao")) == []


def test_the_move_of_the_packaged_data_is_told_on_every_page_with_its_row_and_its_money() -> None:
    outcome: Outcome = packaged()
    register = Wording(outcome)
    moved = next(signal for signal in outcome.signals if signal.kind == "relocation")

    assert (moved.moved_from, moved.district, moved.table) == ("kaizhou", "wanzhou", "projects")
    line = signal_line(register, moved)
    assert "开州 → 万州" in line
    assert "31,785.98 万元" in line
    assert moved in signals_on(register, ["electronics"])
    assert moved not in signals_on(register, ["lighting"])
    for page in (chain_page(register, "electronics", ()), region_page(register, ())):
        first = page.tables[0]
        assert first.key == "signals"
        assert first.records[0].values["stated_in"].startswith("projects.csv")
    assert any(text.startswith("迁建") for text in one_page(register, "kaizhou").signals)
    assert any("转型" in text for _, _, lines in firm_brief(register, "changan-kuayue").blocks for text in lines)
