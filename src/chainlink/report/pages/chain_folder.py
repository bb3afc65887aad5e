"""The folder of one chain to hand around 一链一图一表一清单: map, lists, report, a page to take along for each lead."""

from __future__ import annotations

from collections.abc import Iterator

from chainlink.findings.bands import CHASE
from chainlink.findings.kinds import kind_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief import DOCX, brief_bytes, sector_brief
from chainlink.report.pages.word_report import chain_letter
from chainlink.report.panels.document import Page

FOLDER, BRIEFS = "chains", "briefs"


def chain_folder(wording: Wording, page: Page, drawing: bytes, book: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of ``chains/<chain>/``, each with its name in the report.

    Its map and its workbook as they stand at the top of the report, its own report in Word, and a page to take along
    一环一策 for every sector with a finding in band 甲 or 乙 on this chain; extensions, which are for study, have none.

    Args:
        wording: who is who.
        page: the composed page of the chain.
        drawing: the chain's map as svg.
        book: the chain's workbook as xlsx.

    """
    chain = page.key
    yield f"{FOLDER}/{chain}/{chain}.svg", drawing
    yield f"{FOLDER}/{chain}/{chain}.xlsx", book
    yield f"{FOLDER}/{chain}/{chain}.docx", chain_letter(wording, page)
    chased = [row for row in wording.results.findings if row["band"] in CHASE and kind_of(row).is_need]
    for sector in dict.fromkeys(row["sector"] for row in chased if chain in (row["chains"] or ())):
        yield f"{FOLDER}/{chain}/{BRIEFS}/{sector}.docx", brief_bytes(sector_brief(wording, sector), DOCX)
