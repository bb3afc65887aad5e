"""What a page says does not depend on how many firms the file holds: its room is counted in cards and bytes."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser import opened
from chainlink.report.formats.html import page_data, render
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.edges import MOST_LINES
from chainlink.report.maps.folding import MOST_FIRMS, MOST_SECTORS
from chainlink.report.pages import write
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.district_page import district_page
from chainlink.report.panels.document import Page
from outcomes import crowded, idle, packaged


def composed(wording: Wording, key: str) -> Page:
    """The page of the region, of a chain or of a district."""
    if key == "index":
        return region_page(wording, [])
    return chain_page(wording, key, []) if key in wording.index.chains else district_page(wording, key, [])


def figures(wording: Wording) -> set[str]:
    """The figures stated of links, as people read them."""
    claims = wording.index.claims_of
    return {
        wording.figure(wording.index.claims[claim])
        for (table, _), own in claims.items()
        if table == "links"
        for claim in own
    }


@pytest.mark.parametrize("key", ["index", "equipment", "lighting", "kaizhou"])
def test_five_hundred_firms_and_an_idle_firm_more_change_nothing_but_the_count(key: str) -> None:
    before, after = (composed(Wording(idle(firms)), key) for firms in (500, 501))

    assert after.chart.layout == before.chart.layout
    assert after.schematic == before.schematic or key == "kaizhou"
    assert set(after.panels) - set(before.panels) <= {"f:idle00314"} | {f"f:idle{n:05d}" for n in range(500)}
    assert set(before.panels) <= set(after.panels)
    assert [table.key for table in after.tables] == [table.key for table in before.tables]
    for old, new in zip(before.tables, after.tables, strict=True):
        ids = {record.id for record in new.records} - {record.id for record in old.records}
        assert all(key.startswith("idle") for key in ids), new.key
    differing = {new.key for old, new in zip(before.tiles, after.tiles, strict=True) if old.count != new.count}
    assert differing <= {"firms"}
    assert after.crowd is None
    assert before.crowd is None


@pytest.mark.slow
@pytest.mark.parametrize("firms", [5_000, 30_000])
def test_a_crowd_of_idle_firms_takes_no_figure_off_any_page(firms: int) -> None:
    few, many = Wording(idle(500)), Wording(idle(firms))
    for key in ("index", "equipment", "lighting", "wanzhou"):
        old, new = (
            json.dumps(page_data(composed(wording, key), wording), ensure_ascii=False) for wording in (few, many)
        )
        kept = {figure for figure in figures(few) if figure in old}
        assert kept or key != "equipment"
        assert {figure for figure in kept if figure not in new} == set(), key
    page = composed(many, "lighting")
    assert page.chart.layout == composed(few, "lighting").chart.layout


@pytest.mark.slow
def test_a_crowd_that_trades_leaves_every_figure_on_the_page_of_the_region_and_every_lead_on_those_of_the_chains() -> (
    None
):
    wording = Wording(crowded(5_000, 15_000))
    region = composed(wording, "index")
    text = json.dumps(page_data(region, wording), ensure_ascii=False)

    assert {figure for figure in figures(wording) if figure not in text} == set()
    assert region.crowd is not None
    assert len(region.crowd.places) > 5_000
    chain = composed(wording, "equipment")
    leads = {
        row["finding"] for row in wording.results.findings if row["band"] in "甲乙" and "equipment" in row["chains"]
    }
    assert leads <= {record.id for table in chain.tables for record in table.records}
    assert len(chain.chart.layout.cards) <= 2 * (MOST_SECTORS + MOST_FIRMS)
    assert sum(stroke.kind == "ribbon" for stroke in chain.chart.strokes.values()) in range(1, MOST_LINES + 1)


def test_what_is_too_large_for_other_programs_is_written_when_asked_for_and_named_when_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(write, "MOST_BYTES", 600_000)
    small = write.write_report(packaged(), tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text())

    assert manifest["left_out"] == ["network.graphml", "network.gexf"] == write.files_left_out(tmp_path)
    assert "network.gexf" not in {file.name for file in small}
    assert (tmp_path / "findings.json").is_file()
    whole = write.write_report(packaged(), tmp_path, large=True)
    assert {"network.graphml", "network.gexf", "findings.json"} <= {file.name for file in whole}
    assert write.files_left_out(tmp_path) == []


@pytest.mark.slow
def test_a_firm_without_a_panel_of_its_own_opens_with_its_trades_their_rows_and_sources(
    chromium: Browser,
    tmp_path,  # noqa: ANN001
) -> None:
    wording = Wording(crowded(2_000, 6_000))
    file = tmp_path / "index.html"
    file.write_text(render(composed(wording, "index"), wording), encoding="utf-8")
    page, seen = opened(chromium, file)
    page.fill("#q", "示例第1999号")
    page.keyboard.press("Enter")

    assert page.inner_text("#about h2").startswith("示例第1999号")
    assert page.locator("#about .go").count() >= 1
    page.locator("#about .proof summary").last.click()
    assert "crowd.csv" in page.locator("#about .proof").last.inner_text()
    assert "协奏曲" in page.locator("#about .proof").last.inner_text()
    seen.check()
    page.context.close()
