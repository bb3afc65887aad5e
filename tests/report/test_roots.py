"""Directions told: one line per root and kind of move with its options inside; files keep a row per finding."""

from __future__ import annotations

import re
import zipfile
from typing import Any

import polars as pl
import pytest

from chainlink.findings.roots import RootCard, by_root
from chainlink.report.lists.finding_sheets import finding_tables
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief_words import BriefWords
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.roots import SHOWN, options_words
from outcomes import packaged, report


def direction(sector: str, root: str, move: str, rank: int = 1) -> dict[str, Any]:
    question = {
        "code": move,
        "parts": f'{{"firms": ["{root}-maker"], "sector_from": ["{root}"], "sector": "{sector}"}}',
    }
    return {
        "finding": f"extension|{sector}|{root}", "kind": "extension", "sector": sector, "other_sector": root,
        "band": "乙", "rank": rank, "rank_low": rank, "rank_high": rank, "robust": None, "gates": [], "reasons": [],
        "next_question": question,
    }  # fmt: skip


def test_a_root_has_a_card_for_each_kind_of_move_with_its_options_in_their_order() -> None:
    rows = [
        direction("juice", "citrus", "invite"),
        direction("feed", "mill", "extend"),
        direction("wine", "citrus", "invite", 2),
        direction("peel", "citrus", "extend", 3),
    ]

    cards = by_root(rows)

    told = [(one.root, one.move, [row["sector"] for row in one.options]) for one in cards if isinstance(one, RootCard)]
    assert told == [
        ("citrus", "invite", ["juice", "wine"]),
        ("mill", "extend", ["feed"]),
        ("citrus", "extend", ["peel"]),
    ]


def test_a_finding_of_another_kind_stays_a_line_of_its_own_between_the_cards() -> None:
    need = {"finding": "outsourced|box|", "kind": "outsourced", "sector": "box", "other_sector": None}
    rows = [
        direction("juice", "citrus", "invite"),
        {**need, "next_question": None},
        direction("wine", "citrus", "invite"),
    ]

    card, line = by_root(rows)

    assert isinstance(card, RootCard)
    assert [row["sector"] for row in card.options] == ["juice", "wine"]
    assert line == rows[1]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_card_of_more_options_than_a_line_holds_says_how_many_are_left_and_where(lang: str) -> None:
    wording = Wording(packaged(), lang)
    (few,) = by_root([direction(f"s{n}", "ci_farm", "invite", n + 1) for n in range(SHOWN)])
    (many,) = by_root([direction(f"s{n}", "ci_farm", "invite", n + 1) for n in range(SHOWN + 3)])
    assert isinstance(few, RootCard)
    assert isinstance(many, RootCard)

    assert "findings.csv" not in options_words(wording, few)
    assert options_words(wording, many).endswith(
        {"zh": "另有 3 项，见 findings.csv", "en": "3 more in findings.csv"}[lang]
    )


def test_pages_list_each_root_once_a_move_and_the_files_each_finding() -> None:
    outcome = packaged()
    wording = Wording(outcome)
    directions = [row for row in findings_rows(outcome) if row["kind"] == "extension"]
    chains = list(wording.index.chains)
    sheets = Sheets(wording, Panels(wording), chains, wording.index.members(chains))

    (table,) = (table for table in finding_tables(sheets) if table.key == "extension")

    pairs = {(row["other_sector"], row["next_question"]["code"]) for row in directions}
    assert len(table.records) == len(pairs) < len(directions)
    assert len({(record.values["sector"], record.values["kind"]) for record in table.records}) == len(pairs)
    text = "".join(record.values["options"] for record in table.records)
    assert all(f"{row['words']['sector']}（第 {row['rank']} 位" in text for row in directions)
    assert all(record.panel in sheets.panels.found for record in table.records)


def test_the_workbook_and_the_word_report_tell_the_cards() -> None:
    with zipfile.ZipFile(report() / "chainlink.xlsx") as book:
        cells = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    with zipfile.ZipFile(report() / "chainlink.docx") as letter:
        body = re.sub(r"<[^>]+>", "", letter.read("word/document.xml").decode())

    for text in (cells, body):
        assert "吸引用柑橘种植的企业来" in text
        assert re.search(r"果酒（第 \d+ 位，", text)


def test_a_brief_of_a_firm_folds_its_directions_too() -> None:
    outcome = packaged()
    rows = outcome.findings.rows.filter(pl.col("other_sector") == "ci_farm").iter_rows(named=True)

    (line,) = BriefWords(Wording(outcome)).lines(rows)

    assert line.startswith("乙 吸引用柑橘种植的企业来：")
