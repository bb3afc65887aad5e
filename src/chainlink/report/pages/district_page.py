"""The page of one district 区县: its role in each chain, its trade, its gaps, what it can sell next door."""

from collections.abc import Sequence
from dataclasses import replace

from chainlink.data.writing.table import Record, Table
from chainlink.report.layout.columns import Layout
from chainlink.report.lists.crowd import crowd
from chainlink.report.lists.first_screen import coverage_panel
from chainlink.report.lists.method import coverage_table
from chainlink.report.lists.sheets import local_content_table
from chainlink.report.lists.signals import signals_table
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.district_map import district_map
from chainlink.report.pages.compose import districts_shown
from chainlink.report.pages.district_tables import ENDS, DistrictTables
from chainlink.report.panels.document import Chart, Item, Page, Tile
from chainlink.report.panels.firms import firm_panel
from chainlink.report.panels.sectors import sector_panel
from chainlink.terms import number

UNTOLD_WHERE_EMPTY = {"signals", "roads", "coverage_here", "local_content"}
"""The tables that a page leaves out where they have no row; the others say that there is none."""
MOST_LINKS = 400
"""So many lines of a table a tile lists."""


def district_page(wording: Wording, key: str, pages: Sequence[tuple[str, str, str]]) -> Page:
    """Compose the page of the district ``key``; ``pages`` are the report's pages as seen from its folder."""
    tables = DistrictTables(wording, key)
    wording, district, say = tables.wording, tables.district, tables.say
    tables.fill()
    chart = district_map(wording, tables.panels, district.key)
    supplies, buys = tables.links("supplier", "buyer"), tables.links("buyer", "supplier")
    near = tables.gaps("near", [gap for gap in district.gaps if gap.filled])
    alone = tables.gaps("open", [gap for gap in district.gaps if not gap.filled])
    moving = [signal for signal in wording.outcome.signals if district.key in signal.districts]
    listed = [signals_table(wording, tables.panels, moving), tables.roles()]
    listed += [supplies, buys, near, alone, tables.sales(), tables.again(), tables.findings()]
    sectors = set(tables.sheets.sectors)
    listed.append(local_content_table(wording, tables.panels, district.key, sectors, district.findings))
    listed += [_roads(tables), _coverage(tables)]
    tiles = _tiles(tables, supplies, buys, near, alone)
    _complete(tables)
    empty = Layout(0, 0, (), (), (), (), ())
    return Page(
        key=district.key,
        lang=wording.lang,
        title=say("title", name=district.name),
        subtitle=wording.say("page.tagline"),
        byline=wording.byline(),
        warnings=(),
        crowd=crowd(wording, tables.panels, tables.district.firms),
        tiles=tiles,
        chart=Chart(empty, {}, {}, {}, "", "", 0, chart.legend, chart.title),
        tables=tuple(table for table in listed if table.records or table.key not in UNTOLD_WHERE_EMPTY),
        method=(),
        panels=tables.panels.found,
        evidence=tables.panels.evidence,
        districts=districts_shown(wording),
        chains=(),
        states=(),
        bands=(),
        pages=tuple(pages),
        schematic=chart,
    )


def _complete(tables: DistrictTables) -> None:
    """Compose the panels that panels on the page lead to, one step far, so that what a list names opens."""
    wording = tables.wording
    shown = list(tables.panels.found.values())
    for key in dict.fromkeys(item.panel for panel in shown for _, items in panel.sections for item in items):
        kind, _, name = key.partition(":")
        if kind == "s" and name in wording.index.sectors:
            sector_panel(tables.panels, name, tables.district.findings)
        elif kind == "f":
            firm_panel(tables.panels, name)
    for firm in tables.district.firms:
        firm_panel(tables.panels, firm)


def _roads(tables: DistrictTables) -> Table:
    """The stated routes that begin or end here: what the map's roads say, in words."""
    key = tables.district.key
    lines = []
    for name, panel in tables.panels.found.items():
        kind, _, ends = name.partition(":")
        if kind == "v" and key in ends.split(":"):
            where = tuple(ends.split(":"))
            routes = [{"route": panel.title, "source": item.text} for _, items in panel.sections for item in items]
            lines += [Record(values, name, name, where) for values in routes]
    heads = tables.columns("route", "source", long="source")
    return Table("roads", tables.say("roads"), heads, tuple(lines), tables.say("roads_note"))


def _coverage(tables: DistrictTables) -> Table:
    rows = tables.district.coverage()
    table, lines = coverage_table(tables.wording, "coverage_here", rows), []
    for line, row in zip(table.records, rows, strict=True):
        lines.append(replace(line, panel=coverage_panel(tables.wording, tables.panels, row)))
    return replace(table, title=tables.say("coverage"), records=tuple(lines))


def _tiles(tables: DistrictTables, supplies: Table, buys: Table, near: Table, alone: Table) -> tuple[Tile, ...]:
    here = next(iter(tables.district.coverage()), None)
    recorded, whole = (here["recorded"], here["resident"]) if here else (0, None)
    caption = tables.say("tile_firms" if whole is None else "tile_firms_resident", n=number(recorded))
    tiles = [Tile("firms", recorded, caption, f"d:{tables.district.key}", whole=whole)]
    for key, table, ends in zip(("out", "in"), (supplies, buys), ENDS, strict=True):
        tiles.append(_tile(tables, key, table, "all_links", len(tables.district.links(*ends))))
    tiles += [_tile(tables, "near", near, "gap_list"), _tile(tables, "open", alone, "gap_list")]
    return tuple(tiles)


def _tile(tables: DistrictTables, key: str, table: Table, head: str, count: int | None = None) -> Tile:
    """A figure that counts the lines of a table, with the panel that lists them; ``count`` where it has not all."""
    count, known = len(table.records) if count is None else count, tables.panels.found
    caption = tables.say(f"tile_{key}", n=count)
    items = [
        Item(known[line.panel].title if line.panel in known else table.words(line)[table.head], line.panel)
        for line in table.records[:MOST_LINKS]
    ]
    items += tables.panels.rest(count, len(items)) if items else ()
    return Tile(key, count, caption, tables.panels.listing(key, caption, tables.say(head, n=count), items))
