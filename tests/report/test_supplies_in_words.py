"""Sentences that name suppliers and buyers: each pair they name is a link, whoever else supplies or buys the same."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import capabilities, firms, flows, links, sectors, table
from chainlink.findings import Outcome
from chainlink.report.lists import profile
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief import brief
from chainlink.report.pages.one_page import one_page
from region import finding, run

TWO_BUYERS = {
    "sectors": sectors({"sector": "stamping", "reach": "ring"}, "truck"),
    "flows": flows("stamping>truck"),
    "firms": firms("changan@wan", "dongfeng@kai", "qian@kai", "bao@far", "hong@liang"),
}
WANTED = capabilities("changan:truck", "dongfeng:truck")
MADE = capabilities("changan:truck", "dongfeng:truck", "qian:stamping")


def reasons(outcome: Outcome, key: str, lang: str = "zh") -> str:
    """The reasons of a finding as people read them."""
    return str(next(row for row in findings_rows(outcome, lang) if row["finding"] == key)["words"]["reasons"])


@pytest.mark.parametrize(
    ("made", "key"), [(MADE, "unlinked|stamping|truck"), (WANTED, "outsourced|stamping|")], ids=["match", "gap"]
)
def test_of_two_buyers_only_the_supplied_one_is_said_to_be_supplied(made: pl.DataFrame, key: str) -> None:
    outcome = run(**TWO_BUYERS, capabilities=made, links=links("bao>changan:stamping"))

    assert finding(outcome, key)["buyers"] == ["changan", "dongfeng"]
    assert "已有记录：bao向changan供stamping" in reasons(outcome, key)
    assert "on record: stamping is supplied to changan by bao" in reasons(outcome, key, "en")
    assert finding(outcome, key)["reasons"]["origin_known"]["pairs"] == [
        {"supplier": "bao", "buyer": "changan", "row": 2}
    ]


def test_two_suppliers_of_two_buyers_are_told_pair_by_pair_and_together_where_both_supply_both() -> None:
    each = run(**TWO_BUYERS, capabilities=WANTED, links=links("bao>changan:stamping", "hong>dongfeng:stamping"))
    every = (f"{one}>{other}:stamping" for one in ("bao", "hong") for other in ("changan", "dongfeng"))
    both = run(**TWO_BUYERS, capabilities=WANTED, links=links(*every))

    assert "bao向changan，hong向dongfeng供stamping" in reasons(each, "near|stamping|")
    assert "stamping is supplied to changan by bao and to dongfeng by hong" in reasons(each, "near|stamping|", "en")
    assert "bao、hong向changan、dongfeng供stamping" in reasons(both, "near|stamping|")


def test_what_two_firms_were_seen_to_trade_is_not_called_a_plan() -> None:
    plan = {"link": "hope", "supplier": "bao", "buyer": "changan", "sectors": ["stamping"]}
    claim = {"claim": "c", "measure": "quantity", "value": 9.0, "unit": "套", "status": "planned"}
    about = {"claim": "c", "table": "links", "id": "hope"}
    claims = {"claims": table("claims", claim), "claim_subjects": table("claim_subjects", about)}
    only = run(**TWO_BUYERS, capabilities=WANTED, links=links(plan), **claims)
    seen = run(**TWO_BUYERS, capabilities=WANTED, links=links(plan, "bao>changan:stamping"), **claims)

    assert "bao向changan供stamping只有计划或预计" in reasons(only, "outsourced|stamping|")
    assert "只有计划或预计" not in reasons(seen, "outsourced|stamping|")


GROUP = "((?:F[0-9](?:、|, )?)+)"
FORWARD, BACKWARD = re.compile(f"{GROUP}向{GROUP}"), re.compile(f"to {GROUP} by {GROUP}")


def pairs_of(text: str) -> set[tuple[str, str]]:
    """Every supplier and buyer that a text joins, in Chinese and in English."""
    found = [*FORWARD.findall(text), *(ends[::-1] for ends in BACKWARD.findall(text))]
    return {pair for ends in found for pair in product(*(re.findall("F[0-9]", end) for end in ends))}


def written(outcome: Outcome) -> str:
    """All that lists, one-page sheets, pages to take along and the commands for a firm or sector say, both languages."""
    texts: list[object] = []
    for lang in ("zh", "en"):
        wording = Wording(outcome, lang)
        texts += [row["words"] for row in findings_rows(outcome, lang)]
        texts += [one_page(wording, district) for district in wording.index.region]
        texts += [brief(outcome, name, lang=lang) for name in ("F0", "F4", "stamping")]
        texts += [listing.rows for name in ("F1", "F5") for listing in profile.firm(outcome, name, lang=lang)]
        texts += [listing.rows for listing in profile.sector(outcome, "stamping", lang=lang)]
    return "\n".join(map(str, texts))


PLACES = ("wan", "kai", "wan", "kai", "far", "liang", "far")
ENDS = st.tuples(st.integers(0, 6), st.integers(0, 3)).filter(lambda pair: pair[0] != pair[1])
LINK = st.tuples(ENDS, st.sampled_from(["stamping", "truck", ""]), st.booleans())


@pytest.mark.slow
@settings(deadline=None)
@given(drawn=st.lists(LINK, max_size=8, unique_by=lambda one: one[0]), maker=st.sampled_from(["", "F3:stamping"]))
def test_every_supplier_and_buyer_that_a_sentence_joins_are_joined_by_a_link(
    drawn: list[tuple[tuple[int, int], str, bool]], maker: str
) -> None:
    rows: list[dict[str, Any]] = [
        {"link": f"l{one}{other}", "supplier": f"F{one}", "buyer": f"F{other}", "sectors": [sector] if sector else None}
        for (one, other), sector, _ in drawn
    ]
    hoped = [row["link"] for row, (_, _, planned) in zip(rows, drawn, strict=True) if planned]
    claims = [{"claim": f"c-{link}", "measure": "quantity", "value": 1.0, "unit": "套"} for link in hoped]
    outcome = run(
        sectors=TWO_BUYERS["sectors"],
        flows=TWO_BUYERS["flows"],
        firms=firms(*(f"F{n}@{place}" for n, place in enumerate(PLACES))),
        capabilities=capabilities("F0:truck", "F1:truck", "F2:truck", *([maker] if maker else [])),
        links=links(*rows),
        claims=table("claims", *claims, status="planned"),
        claim_subjects=table("claim_subjects", *({"claim": f"c-{one}", "table": "links", "id": one} for one in hoped)),
    )

    assert pairs_of(written(outcome)) <= {(row["supplier"], row["buyer"]) for row in rows}
