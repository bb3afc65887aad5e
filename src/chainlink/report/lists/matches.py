"""Matches 供需对接 firm by firm: who here makes what who else here needs, with nothing on record between them."""

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
    """Return the pairs of firms to bring together, in the order of the findings they belong to; at most ``top``.

    ``chain`` is the id or name of one on whose page the finding stands, ``district`` of one in which one of the two is.

    Raises:
        CallError: a name is not known; the nearest are offered.

    """
    wording = Wording(outcome, lang)
    place = district and find(outcome.dataset.tables["districts"], "district", district, lang=lang)
    whole = outcome.states.filter(pl.col("scope") == "region")
    makers = dict(whole.select("sector", "makers").iter_rows())
    pairs: list[dict[str, Any]] = [
        {
            **row,
            "maker": maker,
            "maker_district": wording.index.district_of(maker),
            "buyer": buyer,
            "buyer_district": wording.index.district_of(buyer),
            "made_for": row["other_sector"],
        }
        for row in select_findings(outcome, chain=chain, lang=lang).facts
        if kind_of(row).is_pair
        for maker in makers[row["sector"]]
        for buyer in row["buyers"]
        if maker != buyer
    ]
    pairs = [pair for pair in pairs if not place or place in {pair["maker_district"], pair["buyer_district"]}][:top]
    lines = [
        pair
        | {name: pair["words"][name] for name in ("band", "sector", "next_question")}
        | wording.named(pair, maker="firms", buyer="firms", maker_district="districts", buyer_district="districts")
        | {"made_for": pair["words"]["other_sector"], "evidence": wording.index.places_of(pair["evidence"])}
        for pair in pairs
    ]
    records = [{name: pair[name] for name in COLUMNS} for pair in pairs]
    heads = {name: terms.word(f"match_column.{name}", lang) for name in COLUMNS}
    return listed(terms.word("match.title", lang), heads, lines, data=records, brief=COLUMNS[:-2])
