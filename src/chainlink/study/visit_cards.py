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
    FIRM,
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
from chainlink.measures.supply.coverage import coverage
from chainlink.measures.supply.membership import chain_view
from chainlink.measures.supply.presence import last_news
from chainlink.study import need_steps
from chainlink.study.answers import Tables, possible_answers
from chainlink.study.dag import Results
from chainlink.study.judgement_steps import findings
from chainlink.study.supply_steps import live_links


def visit_cards(results: Results, study: Study, tables: Tables, judged: Findings, *, answers: int) -> Visits:
    """Gather the questions of the findings into cards and find what their answers are worth.

    So many ``answers`` are tried at most, each question as a whole, those first that touch most for an answer; of the
    others the worth is the weight of the findings that they touch, and marked as an estimate.
    """
    rows = {row["finding"]: row for row in judged.rows.iter_rows(named=True)}
    weights = {key: weight(row) for key, row in rows.items()}
    asked = judge.questions(
        rows=judged.rows,
        chains=results.of(chain_view),
        chain_sectors=tables["chain_sectors"],
        capabilities=tables["capabilities"],
        firms=tables["firms"],
        sectors=tables["sectors"],
        ground=study.ground,
        old=_old(tables, study),
    )
    trial = _Trial(results, tables, study.as_of, rows)
    valued, tried, untried = trial.of_all(asked, weights, answers)
    of_firms = judge.rows_of_firms(tables)
    admitted = {"parks": tables["parks"], "admissions": tables["admissions"]}
    firms = {row["firm"]: row for row in tables["firms"].iter_rows(named=True)}
    supplied = _supplied(results, tables["firms"])
    chains = dict(results.of(need_steps.firm_chains).group_by("firm").agg(pl.col("chain").unique().sort()).iter_rows())
    cards = [
        Card(
            id="+".join(key[1]),
            table=key[0],
            addressees=key[1],
            place=judge.place_of(key, firms=firms),
            questions=tuple(questions),
            weights={cause: weights[cause] for question in questions for cause in question.decided if weights[cause]},
            bring=judge.rows_about(key, questions, of_firms=of_firms, **admitted),
            chains=tuple(chains.get(key[1][-1], ())) if key[0] == FIRM else (),
            supplies=tuple(supplied.get(key[1][-1], ())) if key[0] == FIRM else (),
        )
        for key, questions in valued.items()
    ]
    cards = with_companions(in_order(cards), supplied)
    districts = results.of(coverage).filter(pl.col("table") == "districts")
    resident = districts["resident"].drop_nulls()
    return Visits(
        cards=tuple(cards),
        declined=tuple(_declined(rows)),
        trust=Trust(
            recorded=int(districts["recorded"].sum()),
            resident=int(resident.sum()) if resident.len() else None,
            districts=districts.height,
            stated=resident.len(),
            bound=answers,
            tried=tried,
            untried=sum(untried),
            beyond=len(untried),
            untold=sum(question.answers is None for card in cards for question in card.questions) - len(untried),
        ),
    )


def _old(tables: Tables, study: Study) -> dict[str, int]:
    """Return the firms of which nothing is known that is not 较旧, with the year of the last news."""
    if study.as_of is None:
        return {}
    since = study.as_of - study.fresh_years
    return {firm: year for firm, year in last_news(tables).iter_rows() if year < since}


def _supplied(results: Results, firms: pl.DataFrame) -> dict[str, list[str]]:
    """Return the named firms that each firm is recorded to supply."""
    named = firms.filter(pl.col("named").fill_null(value=True))["firm"].implode()
    supplies = results.of(live_links).filter(pl.col("relation") == "supply", pl.col("buyer").is_in(named))
    return dict(supplies.group_by("supplier").agg(pl.col("buyer").unique().sort()).iter_rows())


def weight(row: Mapping[str, Any]) -> int:
    """Return what a finding weighs in the worth of an answer."""
    most = WEIGHTS[row["band"]]
    return most if kind_of(row).is_need else min(most, DIRECTION_WEIGHT)


def _declined(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Declined]:
    """Yield the findings to leave alone that a gate turns down, in the order of their lists."""
    for key, row in rows.items():
        failed = [gate for gate in row["gates"] or () if gate["verdict"] == "fail"]
        if row["band"] in LEAVE and failed and not kind_of(row).bundles:
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
    ) -> tuple[dict[judge.Key, list[Question]], int, list[int]]:
        """Return the questions with what their answers change, how many answers were tried, and how many were not.

        An answer that changes no table is known without a trial.  The third is a number for each question beyond
        ``most``.
        """
        every = []
        for key, own in asked.items():
            for place, question in enumerate(own):
                possible = list(possible_answers(self.tables, key[1], question, as_of=self.as_of))
                price = sum(bool(changed) for _, _, changed in possible)
                touched = sum(weights[finding] for finding in question.findings)
                every.append((-touched / max(price, 1), key, place, price, possible))
        valued, tried, untried = {key: list(own) for key, own in asked.items()}, 0, []
        for _, key, place, price, possible in sorted(every, key=lambda trial: trial[:3]):
            if tried + price > most:
                untried.append(price)
            elif possible:
                answers = tuple(on_every_core(lambda answer: self._answer(*answer), possible))
                valued[key][place] = replace(asked[key][place], answers=answers)
                tried += price
        return valued, tried, untried

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
