"""Everything known about one firm or one sector, as lists: the page's panel with the place of every row it rests on."""

from __future__ import annotations

from typing import Any

from chainlink.dataset.lookup import find
from chainlink.findings import Outcome
from chainlink.report.document import Item
from chainlink.report.listing import Listing
from chainlink.report.panels import Panels
from chainlink.report.register import Register


def firm(outcome: Outcome, name: str, *, lang: str = "zh") -> list[Listing]:
    """Return what is known of the firm 企业 that ``name`` means: identity, capabilities, partners, claims, findings.

    Raises:
        CallError: no firm, or several, bear the name.

    """
    key = find(outcome.dataset.tables["firms"], "firm", name, lang=lang)
    panels = Panels(Register(outcome, lang))
    panels.firm(key)
    about = [
        row
        for row in outcome.findings.rows.iter_rows(named=True)
        if key in {*(row["buyers"] or ()), *(_makers(outcome, row["sector"]) if row["kind"] != "extension" else ())}
    ]
    return [*_sections(panels, f"f:{key}"), *_findings(panels, about)]


def sector(outcome: Outcome, name: str, *, lang: str = "zh") -> list[Listing]:
    """Return what is known of the sector 环节 that ``name`` means: traits, makers, needs, flows, findings.

    Raises:
        CallError: no sector, or several, bear the name.

    """
    key = find(outcome.dataset.tables["sectors"], "sector", name, lang=lang)
    panels = Panels(Register(outcome, lang))
    panels.sector(key)
    about = [row for row in outcome.findings.rows.iter_rows(named=True) if key in {row["sector"], row["other_sector"]}]
    return [*_sections(panels, f"s:{key}"), *_findings(panels, about)]


def _makers(outcome: Outcome, sector: str) -> list[str]:
    rows = outcome.states.filter(sector=sector, scope="region")["makers"].drop_nulls().to_list()
    return [maker for makers in rows for maker in makers]


def _columns(panels: Panels) -> dict[str, str]:
    return {code: panels.register.say(f"profile.{code}") for code in ("what", "table", "file", "row", "source")}


def _sections(panels: Panels, key: str) -> list[Listing]:
    panel = panels.found[key]
    tags = " · ".join(panel.tags)
    return [
        Listing(
            panels.register.noted(f"{panel.title}｜{title}", tags if place == 0 else ""),
            _columns(panels),
            _rows(panels, items),
        )
        for place, (title, items) in enumerate(panel.sections)
    ]


def _rows(panels: Panels, items: tuple[Item, ...]) -> list[dict[str, Any]]:
    """Give each item a line for every row it rests on; one without rows gets a line of its own."""
    rows: list[dict[str, Any]] = []
    for item in items:
        if not item.rows:
            rows.append({"what": item.text, "table": None, "file": None, "row": None, "source": None})
        for number in item.rows:
            place, row, sources, _ = panels.evidence.rows[number]
            table, file = panels.evidence.files[place]
            titles = [panels.evidence.sources[source][0] for source in sources]
            rows.append({"what": item.text, "table": table, "file": file, "row": row, "source": titles})
    return rows


def _findings(panels: Panels, rows: list[dict[str, Any]]) -> list[Listing]:
    register = panels.register
    items = []
    for row in rows:
        marks = register.word("band_mark", row["band"]), register.word("kind", row["kind"])
        head = " ".join((*marks, register.name("sectors", row["sector"])))
        proof = panels.finding_rows(row["finding"]).values()
        items.append(
            Item(register.told(head, panels.reasons(row)), rows=tuple(number for some in proof for number in some))
        )
    return [Listing(register.say("profile.findings"), _columns(panels), _rows(panels, tuple(items)))] if items else []
