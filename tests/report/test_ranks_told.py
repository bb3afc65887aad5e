"""Rank ranges told: each line of a list of findings says how far its rank moves and in how many settings it holds."""

from __future__ import annotations

from chainlink.findings.roots import RootCard, by_root
from chainlink.report.lists.finding_sheets import finding_tables
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.workbook import FINDING
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.roots import option_words
from outcomes import packaged


def test_each_finding_says_its_rank_how_far_it_moves_and_in_how_many_settings_it_keeps_its_band() -> None:
    wording = Wording(packaged())
    chains = list(wording.index.chains)
    sheets = Sheets(wording, Panels(wording), chains, wording.index.members(chains))
    rows = {row["finding"]: row for row in sheets.findings}

    records = [record for table in finding_tables(sheets) for record in table.records if record.id]

    assert records
    for record in records:
        row, values = rows[record.id], record.values
        moves = row["rank_low"] != row["rank_high"]
        told = values.get("options") or values["rank"]
        assert str(row["rank"]) in told
        assert (f"{row['rank_low']}–{row['rank_high']}" in told) == moves
        assert values["robust"] is not None


def test_a_direction_whose_rank_never_moves_says_only_how_often_it_holds() -> None:
    wording = Wording(packaged())
    cards = [card for card in by_root(wording.results.findings) if isinstance(card, RootCard)]
    rows = [row for card in cards for row in card.options]

    still = [row for row in rows if row["rank_low"] == row["rank_high"]]

    assert still
    assert len(still) < len(rows)
    for row in rows:
        assert ("–" in option_words(wording, row)) == (row not in still)


def test_the_workbook_has_a_column_for_each_end_of_the_range_and_for_the_share() -> None:
    assert {"rank", "rank_low", "rank_high", "robust"} <= set(FINDING)
