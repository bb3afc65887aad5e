"""Matches 供需对接 firm by firm: who here makes what who else here needs, with nothing on record between them."""

from __future__ import annotations

from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data.lookup import find
from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.findings.kinds import kind_of
from chainlink.report.lists.findings import select_findings
from chainlink.report.lookup.wording import Wording

COLUMNS = (
    "band", "rank", "sector", "maker", "maker_district", "buyer", "buyer_district", "made_for", "next_question",
    "finding", "evidence",
)  # fmt: skip


def match_listing(
    outcome: Outcome, *, chain: str | None = None, district: str | None = None, top: int | None = None, lang: str = "zh"
) -> Table:
    """Return the pairs of firms to bring together, in the order of the findings they belong to.

    Args:
        outcome: the outcome of a run.
        chain: id or name of a chain 产业链 on whose page the finding stands.
        district: id or name of a district 区县 in which one of the two stands.
        top: how many pairs at most.
        lang: the language of the headings and words.

    Raises:
        CallError: a name is not known; the nearest are offered.

    """
    wording = Wording(outcome, lang)
    place = district and find(outcome.dataset.tables["districts"], "district", district, lang=lang)
    whole = outcome.states.filter(pl.col("scope") == "region")
    makers = dict(whole.select("sector", "makers").iter_rows())
    pairs: list[dict[str, Any]] = [
        {**row, "maker": maker, "buyer": buyer}
        for row in select_findings(outcome, chain=chain, lang=lang).facts
        if kind_of(row).is_pair
        for maker in makers[row["sector"]]
        for buyer in row["buyers"]
        if maker != buyer
    ]
    seats = {firm: wording.index.district_of(firm) for pair in pairs for firm in (pair["maker"], pair["buyer"])}
    if place:
        pairs = [pair for pair in pairs if place in {seats[pair["maker"]], seats[pair["buyer"]]}]
    records = [
        {
            "band": pair["band"],
            "rank": pair["rank"],
            "sector": pair["sector"],
            "maker": pair["maker"],
            "maker_district": seats[pair["maker"]],
            "buyer": pair["buyer"],
            "buyer_district": seats[pair["buyer"]],
            "made_for": pair["other_sector"],
            "next_question": pair["next_question"],
            "finding": pair["finding"],
            "evidence": pair["evidence"],
        }
        for pair in pairs[:top]
    ]
    lines = [
        record
        | {
            "band": pair["words"]["band"],
            "sector": pair["words"]["sector"],
            "maker": wording.name("firms", record["maker"]),
            "maker_district": wording.name("districts", record["maker_district"]),
            "buyer": wording.name("firms", record["buyer"]),
            "buyer_district": wording.name("districts", record["buyer_district"]),
            "made_for": pair["words"]["other_sector"],
            "next_question": pair["words"]["next_question"],
            "evidence": wording.index.places_of(record["evidence"]),
        }
        for pair, record in zip(pairs, records, strict=False)
    ]
    heads = {name: terms.word(f"match_column.{name}", lang) for name in COLUMNS}
    return listed(terms.word("match.title", lang), heads, lines, data=records, brief=COLUMNS[:-2])
