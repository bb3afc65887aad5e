"""Two assemblers of cars and what they need: the region that the tests of visits ask about."""

from __future__ import annotations

import polars as pl

from cases import AS_OF, capabilities, firms, flows, sectors, table
from chainlink.config import Study
from chainlink.findings import Outcome
from chainlink.findings.visits import Card, Visits
from chainlink.study import run_study
from region import data

GOODS = {"reach": "ring", "env_class": "none", "captive": False, "need_kind": "recurring_material"}
NEEDED = ("seat", "glass")
CARS = {
    "sectors": sectors(*({"sector": one, **GOODS} for one in (*NEEDED, "truck", "toy"))),
    "flows": flows("seat>truck", "glass>truck"),
    "chains": table("chains", {"chain": "cars", "name": "汽车"}, {"chain": "toys", "name": "玩具"}),
    "chain_sectors": table(
        "chain_sectors",
        *({"chain": "cars", "sector": one, "role": "own"} for one in (*NEEDED, "truck")),
        {"chain": "toys", "sector": "toy", "role": "own"},
    ),
    "firms": firms("changan@wan", "dongfeng@kai"),
    "capabilities": capabilities("changan:truck", "dongfeng:truck"),
}


def gathered(*, answers: int = 60, **tables: pl.DataFrame) -> Outcome:
    """Run the study on the cars, some tables replaced, and gather the visits."""
    return run_study(data(**{**CARS, **tables}), Study(as_of=AS_OF, doubt=False), answers=answers)


def visits(*, answers: int = 0, **tables: pl.DataFrame) -> Visits:
    """Gather the visits; what an answer is worth is tried where the test asks for it, for it takes runs of the study."""
    found = gathered(answers=answers, **tables).visits
    assert found is not None
    return found


def card(found: Visits, key: str) -> Card | None:
    return next((one for one in found.cards if one.id == key), None)


def codes(found: Visits, key: str) -> list[str]:
    asked = card(found, key)
    return [] if asked is None else [question.code for question in asked.questions]
