"""The value of an answer: the steps run again on the tables as each possible answer would leave them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from chainlink.config import Study
from chainlink.cores import on_every_core
from chainlink.findings import Findings
from chainlink.findings.bands import LEAVE
from chainlink.findings.kinds import kind_of
from chainlink.findings.visits import (
    DIRECTION_WEIGHT,
    WEIGHTS,
    Answer,
    Card,
    Change,
    Declined,
    Question,
    Trust,
    Visits,
    in_order,
    with_companions,
)
from chainlink.judge import questions as judge
from chainlink.study import supply_steps
from chainlink.study.answers import Tables, possible_answers
from chainlink.study.dag import Results
from chainlink.study.judgement_steps import findings


def visit_cards(results: Results, study: Study, tables: Tables, found: Findings, *, answers: int) -> Visits:
    """Gather the questions of the findings into cards and find what their answers are worth.

    Args:
        results: what the steps give under the study.
        study: the settings, as-of filled in.
        tables: the tables of the dataset, as of and as known by the study's clocks.
        found: the findings.
        answers: how many answers are tried, those of the questions that touch most first; of the others the worth is
            the weight of the findings that they touch, and marked as an estimate.

    """
    rows = {row["finding"]: row for row in found.rows.iter_rows(named=True)}
    weights = {key: weight(row) for key, row in rows.items()}
    asked = judge.questions(
        rows=found.rows,
        chains=results.of(supply_steps.chain_view),
        chain_sectors=tables["chain_sectors"],
        capabilities=tables["capabilities"],
        firms=tables["firms"],
    )
    trial = _Trial(results, tables, study.as_of, rows)
    valued, tried = trial.of_all(asked, weights, answers)
    firms = {row["firm"]: row for row in tables["firms"].iter_rows(named=True)}
    cards = [
        Card(
            id="+".join(key[1]),
            table=key[0],
            addressees=key[1],
            place=judge.place_of(key, firms=firms),
            questions=tuple(questions),
            weights={one: weights[one] for question in questions for one in question.decided if weights[one]},
            bring=judge.rows_about(key, questions, tables),
        )
        for key, questions in valued.items()
    ]
    cards = with_companions(in_order(cards), {key: row["buyers"] or () for key, row in rows.items()})
    coverage = results.of(supply_steps.coverage).filter(pl.col("table") == "districts")
    resident = coverage["resident"].drop_nulls()
    return Visits(
        cards=tuple(cards),
        declined=tuple(_declined(rows)),
        trust=Trust(
            recorded=int(coverage["recorded"].sum()),
            resident=int(resident.sum()) if resident.len() else None,
            districts=coverage.height,
            stated=resident.len(),
            tried=tried,
            untried=sum(question.answers is None for card in cards for question in card.questions),
        ),
    )


def weight(row: Mapping[str, Any]) -> int:
    """Return what a finding weighs in the worth of an answer."""
    most = WEIGHTS[row["band"]]
    return most if kind_of(row).is_need else min(most, DIRECTION_WEIGHT)


def _declined(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Declined]:
    """Yield the findings to leave alone that a gate turns down, in the order of their lists."""
    for key, row in rows.items():
        failed = [gate for gate in row["gates"] or () if gate["verdict"] == "fail"]
        if row["band"] in LEAVE and failed:
            districts = tuple(row["districts_needing"] or ())
            yield Declined(finding=key, sector=row["sector"], districts=districts, gate=failed[0])


@dataclass(frozen=True)
class _Trial:
    """The steps run again, once an answer."""

    results: Results
    tables: Tables
    as_of: int | None
    rows: Mapping[str, Mapping[str, Any]]

    def of_all(
        self, asked: Mapping[judge.Key, list[Question]], weights: Mapping[str, int], most: int
    ) -> tuple[dict[judge.Key, list[Question]], int]:
        """Return the questions with what their answers change, and how many answers were tried.

        An answer that leaves most steps as they are counts for less against ``most``.
        """
        by_touch = sorted(
            ((key, place, question) for key, own in asked.items() for place, question in enumerate(own)),
            key=lambda one: (-sum(weights[finding] for finding in one[2].findings), one[0], one[1]),
        )
        valued, tried, spent = {key: list(own) for key, own in asked.items()}, 0, 0.0
        for key, position, question in by_touch:
            possible = list(possible_answers(self.tables, key[1], question, as_of=self.as_of))
            price = sum(self.results.share_of_steps(changed) for _, _, changed in possible)
            if possible and spent + price <= most:
                answers = tuple(on_every_core(lambda answer: self._answer(*answer), possible))
                valued[key][position] = replace(question, answers=answers)
                tried, spent = tried + len(possible), spent + price
        return valued, tried

    def _answer(self, code: str, sector: str | None, changed: Tables) -> Answer:
        if not changed:
            return Answer(code=code, sector=sector, changes=())
        after = {row["finding"]: row for row in self.results.given(**changed).of(findings).rows.iter_rows(named=True)}
        new = [row for key, row in after.items() if key not in self.rows]
        changes = tuple(
            Change(
                finding=key,
                before=row["band"],
                after=after[key]["band"] if key in after else None,
                kinds=tuple(dict.fromkeys(other["kind"] for other in new if other["sector"] == row["sector"])),
            )
            for key, row in self.rows.items()
            if key not in after or _differs(row, after[key])
        )
        return Answer(code=code, sector=sector, changes=changes, arising=len(new))


def _differs(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Say whether a finding asks something else of a person; a match does where one of its buyers is settled."""
    settled = kind_of(before).is_pair and before["buyers"] != after["buyers"]
    return bool(settled or before["band"] != after["band"])
