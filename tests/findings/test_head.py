"""What a head reads first: the same three trips, five calls and three left alone everywhere, and what is new since."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from cars import gathered
from cases import capabilities, firms
from chainlink import terms
from chainlink.findings import Findings, Outcome
from chainlink.findings.head import head_of, moves_between
from chainlink.judge.questions import MOST_ASKED
from chainlink.report.lists.head import head_tables, since_words
from chainlink.report.lists.visits import VisitWords
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.last_run import since_last
from chainlink.report.pages.write import write_report
from outcomes import packaged


def found(*rows: tuple[str, str, str]) -> pl.DataFrame:
    """Findings: kind, sector, band."""
    shape = dict.fromkeys(("finding", "kind", "sector", "other_sector", "band"), pl.String)
    return pl.DataFrame(
        [(f"{kind}|{sector}|", kind, sector, None, band) for kind, sector, band in rows], shape, orient="row"
    )


def test_what_came_went_and_changed_its_band_or_kind_is_told_the_weightiest_first() -> None:
    before = found(("outsourced", "seat", "乙"), ("outsourced", "glass", "乙"), ("near", "wire", "丙"))
    after = found(("outsourced", "seat", "甲"), ("near", "glass", "乙"), ("outsourced", "hub", "丙"))

    moves = moves_between(before, after)

    assert [(move.change, move.sector, move.bands) for move in moves] == [
        ("band", "seat", ("乙", "甲")),
        ("kind", "glass", ("乙", "乙")),
        ("went", "wire", ("丙", None)),
        ("came", "hub", (None, "丙")),
    ]
    assert moves[1].kinds == ("outsourced", "near")


def test_the_same_findings_moved_nowhere() -> None:
    same = found(("outsourced", "seat", "乙"), ("near", "glass", "丙"))

    assert moves_between(same, same) == ()


def fewer(outcome: Outcome) -> Outcome:
    """The outcome without its first finding, and without visits, which would tell of it."""
    rows = outcome.findings.rows
    return replace(outcome, findings=Findings(rows.slice(1), outcome.findings.resting), visits=None)


def test_a_first_run_says_nothing_of_a_last_one_and_a_repeat_keeps_its_bytes(tmp_path: Path) -> None:
    outcome = gathered(answers=0)

    first = {file.name: file.read_bytes() for file in write_report(outcome, tmp_path)}
    again = {file.name: file.read_bytes() for file in write_report(outcome, tmp_path)}

    assert terms.word("since_change.came").encode() not in first["index.html"]
    assert "since" not in json.loads(first["manifest.json"])
    assert again == first


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_changed_since_the_last_run_is_told_and_a_repeat_still_tells_it(tmp_path: Path, lang: str) -> None:
    outcome = gathered(answers=0)
    write_report(fewer(outcome), tmp_path, lang=lang)

    changed = {file.name: file.read_bytes() for file in write_report(outcome, tmp_path, lang=lang)}
    again = {file.name: file.read_bytes() for file in write_report(outcome, tmp_path, lang=lang)}

    since = since_last(tmp_path, outcome)
    assert since is not None
    assert [move.change for move in since.moves] == ["came"]
    assert outcome.visits is not None
    told = since_words(VisitWords(Wording(outcome, lang), outcome.visits), since)
    assert told in changed["index.html"].decode()
    assert again == changed


def test_a_run_that_moved_nothing_says_so(tmp_path: Path) -> None:
    outcome = gathered(answers=0)
    write_report(outcome, tmp_path)
    more = replace(outcome, study=replace(outcome.study, as_of=(outcome.study.as_of or 0) + 1))

    since = since_last(tmp_path, more)

    assert since is not None
    assert (since.moves, since.settled) == ((), False)


@pytest.mark.parametrize("broken", ["", "[]", '{"dataset": 3, "run": {}}', "none"])
def test_a_folder_whose_manifest_is_not_ours_is_no_last_run(tmp_path: Path, broken: str) -> None:
    outcome = gathered(answers=0)
    write_report(outcome, tmp_path)
    if broken == "none":
        (tmp_path / "findings.json").write_text('[{"band": "甲"}]', encoding="utf-8")
    else:
        (tmp_path / "manifest.json").write_text(broken, encoding="utf-8")

    assert since_last(tmp_path, fewer(outcome)) is None


def test_the_report_of_another_region_or_dataset_is_no_last_run(tmp_path: Path) -> None:
    outcome = gathered(answers=0)
    write_report(outcome, tmp_path)

    assert since_last(tmp_path, replace(outcome, dataset=replace(outcome.dataset, id="elsewhere"))) is None
    assert since_last(tmp_path, replace(outcome, study=replace(outcome.study, region=("kai",)))) is None


@pytest.mark.parametrize("buyers", [3, 60])
def test_of_a_finding_with_many_buyers_no_more_are_asked_than_the_bound(buyers: int) -> None:
    keys = [f"buyer{number}" for number in range(buyers)]

    outcome = gathered(
        firms=firms(*(f"{key}@kai" for key in keys)),
        capabilities=capabilities(*(f"{key}:truck" for key in keys)),
        answers=0,
    )

    assert outcome.visits is not None
    assert len(outcome.visits.cards) == min(buyers, MOST_ASKED)


def test_the_head_holds_three_trips_five_calls_three_left_alone_and_how_far_to_trust_them() -> None:
    outcome = packaged()
    assert outcome.visits is not None

    head = head_of(outcome.visits)

    assert (len(head.trips), len(head.calls), len(head.declined)) == (3, 5, 3)
    tables = head_tables(VisitWords(Wording(outcome), outcome.visits), head)
    assert [(table.key, len(table.records)) for table in tables] == [
        ("trip", 3), ("call", 5), ("declined", 3), ("trust", 4)
    ]  # fmt: skip
