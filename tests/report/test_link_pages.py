"""On which pages a link stands: where its buyer's need lies; services and owners apart from supply."""

from __future__ import annotations

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study
from chainlink.findings import Outcome
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.study import run_study
from region import data

GOODS = {"reach": "ring", "need_kind": "recurring_material"}
TABLES = {
    "sectors": sectors(*({"sector": key, **GOODS} for key in ("print", "lamp", "truck"))),
    "flows": flows("print>lamp"),
    "chains": table("chains", *({"chain": key, "name": key} for key in ("paper", "lighting", "cars"))),
    "chain_sectors": table(
        "chain_sectors",
        {"chain": "paper", "sector": "print", "role": "own"},
        {"chain": "lighting", "sector": "lamp", "role": "own"},
        {"chain": "cars", "sector": "truck", "role": "own"},
        {"chain": "cars", "sector": "print", "role": "shared"},
    ),
    "firms": firms("printer@wan", "lamps@kai"),
    "capabilities": capabilities("printer:print", "printer:truck", "lamps:lamp"),
}


def judged(supplied: pl.DataFrame) -> Outcome:
    return run_study(data(**TABLES, links=supplied), Study(as_of=AS_OF, doubt=False))


def listed(outcome: Outcome, chain: str | None, key: str = "links", lang: str = "zh") -> list[str]:
    """The ids of the links in a list of a page."""
    register = Wording(outcome, lang)
    page = chain_page(register, chain, ()) if chain else region_page(register, ())
    return [record.id for table in page.tables if table.key == key for record in table.records]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_link_stands_where_its_buyers_need_lies_and_where_the_sector_is_at_home(lang: str) -> None:
    outcome = judged(links("printer>lamps:print"))
    (link,) = outcome.dataset.tables["links"]["link"]

    assert listed(outcome, "lighting", lang=lang) == [link]
    assert listed(outcome, "paper", lang=lang) == [link]
    assert listed(outcome, "cars", lang=lang) == []
    assert listed(outcome, None, lang=lang) == [link]


def test_a_link_of_unstated_product_stands_on_the_chain_of_its_buyer() -> None:
    outcome = judged(links("printer>lamps"))

    assert len(listed(outcome, "lighting")) == 1
    assert listed(outcome, "paper") == []


@pytest.mark.parametrize("relation", ["service", "ownership"])
def test_what_is_no_supply_is_listed_and_drawn_apart(relation: str) -> None:
    outcome = judged(links("printer>lamps").with_columns(relation=pl.lit(relation)))
    page = chain_page(Wording(outcome), "lighting", ())

    assert listed(outcome, "lighting") == []
    assert len(listed(outcome, "lighting", "beside")) == 1
    assert {stroke.kind for stroke in page.chart.strokes.values() if stroke.panel.startswith("l:")} <= {relation}


@pytest.mark.parametrize(
    ("lang", "told", "open_words"), [("zh", "占灯罩", "占什么未载"), ("en", "of 灯罩", "not stated")]
)
def test_a_share_is_told_with_its_denominator_or_that_it_is_not_stated(lang: str, told: str, open_words: str) -> None:
    shares = table("claims", *({"claim": key, "measure": "share", "value": 80.0, "unit": "%"} for key in "ab"))
    shares = shares.with_columns(share_of=pl.when(pl.col("claim") == "a").then(pl.lit("灯罩")))
    about = table("claim_subjects", *({"claim": key, "table": "firms", "id": "lamps"} for key in "ab"))
    register = Wording(run_study(data(**TABLES, claims=shares, claim_subjects=about), Study(as_of=AS_OF)), lang)

    assert told in register.claim_text("a")
    assert open_words in register.claim_text("b")
    assert open_words not in register.claim_text("a")
