"""What has a panel on a page, in the order in which its room is filled: one rule for ten firms and a million."""

from chainlink.findings.bands import CHASE
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.index import TRADES
from chainlink.report.maps.cards import UNPLACED, Cards
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import firm_panel
from chainlink.report.panels.links import link_panel, valued
from chainlink.report.panels.sectors import sector_panel

MOST_BUYERS = 4
"""So many buyers of a lead have their panel with it."""
LEADS, SECTORS, LINKS = 0.5, 0.65, 0.85
"""The share of the room that is full when the leads, the sectors and the links without a figure have theirs."""


def fill(sheets: Sheets, cards: Cards) -> None:
    """Compose the panels of a page: what is stated and the anchors, leads with their buyers by rank, what is drawn.

    Then, as far as there is room, sectors, links with their ends, and what the lists of the page ask for.
    """
    panels = sheets.panels
    stated(sheets)
    panels.allow(LEADS)
    _leads(sheets)
    for sector, firms in cards.shown.items():
        if sector != UNPLACED:
            sector_panel(panels, sector, sheets.findings, kept=True)
        for firm in firms if not cards.whole else ():
            firm_panel(panels, firm, kept=True)
    panels.allow(SECTORS)
    for sector in sheets.sectors:
        sector_panel(panels, sector, sheets.findings)
    panels.allow(LINKS)
    for key in sheets.link_keys(TRADES):
        link = sheets.wording.index.links[key]
        for name in (link_panel(panels, key), firm_panel(panels, link["supplier"]), firm_panel(panels, link["buyer"])):
            if name not in panels.found:
                break
    panels.allow(1)


def _leads(sheets: Sheets) -> None:
    """Compose the leads by rank, then their first buyers."""
    leads = [row for row in sheets.findings if row["band"] in CHASE]
    for finding in leads:
        finding_panel(sheets.panels, finding)
    for finding in leads:
        for buyer in (finding["buyers"] or ())[:MOST_BUYERS]:
            firm_panel(sheets.panels, buyer)


def stated(sheets: Sheets) -> None:
    """Compose what is always kept: sectors bought of on record, links and firms with a figure, the region's anchors."""
    panels, index = sheets.panels, sheets.wording.index
    bought = {row["sector"] for row in sheets.wording.results.local_content.get("region", ())}
    for sector in filter(bought.__contains__, sheets.sectors):
        sector_panel(panels, sector, sheets.findings, kept=True)
    for key in filter(lambda name: valued(sheets.wording, name), sheets.link_keys()):
        link_panel(panels, key, kept=True)
        for end in ("supplier", "buyer"):
            firm_panel(panels, index.links[key][end], kept=True)
    for firm in sheets.firm_keys:
        row = index.firms[firm]
        if ("firms", firm) in index.claims_of or (row["anchor"] and row["district"] in index.region):
            firm_panel(panels, firm, kept=True)
