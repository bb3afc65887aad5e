"""Everything known about one firm or one sector, as lists: the page's panel with the place of every row it rests on."""

from typing import Any

import polars as pl

from chainlink.data.lookup import find
from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.findings.kinds import kind_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item
from chainlink.report.panels.firms import firm_panel
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel


def firm(outcome: Outcome, name: str, *, lang: str = "zh") -> list[Table]:
    """Return what is known of the firm 企业 that ``name`` means: identity, capabilities, partners, claims, findings.

    Raises:
        CallError: no firm, or several, bear the name.

    """
    key = find(outcome.dataset.tables["firms"], "firm", name, lang=lang)
    panels = Panels(Wording(outcome, lang))
    rows = outcome.findings.rows.iter_rows(named=True)
    about = [
        row
        for row in rows
        if key in {*(row["buyers"] or ()), *(_makers(outcome, row["sector"]) if kind_of(row).is_need else ())}
    ]
    return [*_sections(panels, firm_panel(panels, key)), *_findings(panels, about)]


def sector(outcome: Outcome, name: str, *, lang: str = "zh") -> list[Table]:
    """Return what is known of the sector 环节 that ``name`` means: traits, makers, needs, flows, findings.

    Raises:
        CallError: no sector, or several, bear the name.

    """
    key = find(outcome.dataset.tables["sectors"], "sector", name, lang=lang)
    panels = Panels(Wording(outcome, lang))
    about = [row for row in outcome.findings.rows.iter_rows(named=True) if key in {row["sector"], row["other_sector"]}]
    return [*_sections(panels, sector_panel(panels, key)), *_findings(panels, about)]


def _makers(outcome: Outcome, sector: str | None) -> list[str]:
    wanted = pl.col("sector") == pl.lit(sector, dtype=pl.String)
    rows = outcome.states.filter(wanted, scope="region")["makers"].drop_nulls().to_list()
    return [maker for makers in rows for maker in makers]


def _listing(panels: Panels, title: str, items: tuple[Item, ...]) -> Table:
    """Give each item a line with the places and sources it rests on; the records have one for every such row."""
    heads = {code: panels.wording.say(f"profile.{code}") for code in ("what", "place", "source")}
    rows: list[dict[str, Any]] = []
    records: list[dict[str, Any]] = []
    for item in items:
        rests = [_row(panels, number) for number in item.rows]
        places: dict[str, list[str]] = {}
        for piece in rests:
            places.setdefault(piece["file"], []).append(str(piece["row"]))
        titles = dict.fromkeys(title for piece in rests for title in piece["source"])
        place = [f"{file} {panels.wording.joint.join(numbers)}" for file, numbers in places.items()]
        rows.append({"what": item.text, "place": place, "source": list(titles)})
        records += [
            {"what": item.text, **piece} for piece in rests or [dict.fromkeys(("table", "file", "row", "source"))]
        ]
    return listed(title, heads, rows, data=records)


def _row(panels: Panels, number: int) -> dict[str, Any]:
    place, row, sources, _ = panels.evidence.rows[number]
    table, file = panels.evidence.files[place]
    titles = [panels.evidence.sources[source][0] for source in sources]
    return {"table": table, "file": file, "row": row, "source": titles}


def _sections(panels: Panels, key: str) -> list[Table]:
    panel = panels.found[key]
    tags = " · ".join(panel.tags)
    return [
        _listing(panels, panels.wording.noted(f"{panel.title}｜{title}", tags if place == 0 else ""), items)
        for place, (title, items) in enumerate(panel.sections)
    ]


def _findings(panels: Panels, rows: list[dict[str, Any]]) -> list[Table]:
    wording, items = panels.wording, []
    for row in rows:
        marks = wording.word("band_mark", row["band"]), wording.word("kind", row["kind"])
        head = " ".join((*marks, wording.subject(row)))
        proof = tuple(number for numbers in panels.finding_rows(row["finding"]).values() for number in numbers)
        items.append(Item(wording.told(head, wording.reasons(row)), rows=proof))
    return [_listing(panels, wording.say("profile.findings"), tuple(items))] if items else []
