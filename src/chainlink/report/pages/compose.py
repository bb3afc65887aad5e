"""A page composed from the Outcome: the region's, and one for each chain."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from chainlink.data.writing.table import NUMBER, Record, Table, columns
from chainlink.findings.bands import BANDS, CHASE
from chainlink.findings.head import Since
from chainlink.findings.kinds import is_part, kind_of
from chainlink.findings.standings import ELSEWHERE, RECORDS
from chainlink.findings.states import BLANK, PLACES, STATES
from chainlink.report.lists.crowd import crowd
from chainlink.report.lists.finding_sheets import finding_tables, findings_table
from chainlink.report.lists.firm_sheets import firms_tables
from chainlink.report.lists.first_screen import first_screen, kinds_on_record, made_here
from chainlink.report.lists.head import first_tables
from chainlink.report.lists.method import coverage_table, method_tables, resident
from chainlink.report.lists.related import dispersion_table, related_table
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lists.signals import signals_first
from chainlink.report.lookup.index import TRADES, Row, place_of
from chainlink.report.lookup.reason_words import MOST_NAMES
from chainlink.report.lookup.style import GREY
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.chart import ChartMaker
from chainlink.report.maps.district_map import district_map
from chainlink.report.pages.room import fill
from chainlink.report.panels.document import Chart, Crowd, Item, Page, Panel, Tile
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import named_firms
from chainlink.report.panels.links import link_item, valued_first
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import named_sectors
from chainlink.terms import number

TOP_FINDINGS = 20
WINDOWED = 200
REGION_ROOM, CHAIN_ROOM = 800_000, 300_000
"""So many bytes of panels the pages carry: that of the region holds all chains."""


def chain_page(wording: Wording, chain: str, pages: Sequence[tuple[str, str, str]]) -> Page:
    """Compose the page of one chain 产业链."""
    panels = Panels(wording, CHAIN_ROOM)
    sheets = Sheets(wording, panels, (chain,), wording.results.sectors_of(chain))
    maker = ChartMaker(wording, panels, (chain,), whole=False)
    panels.allow(0)
    chart = maker.chart(wording.say("page.chart_title", name=wording.name("chains", chain)))
    fill(sheets, maker)
    tables = [*finding_tables(sheets), *firms_tables(sheets), sheets.sectors_table()]
    tables += [*sheets.links_tables(), *sheets.further()]
    region = wording.names("districts", wording.index.region)
    return _page(
        wording,
        panels,
        key=chain,
        title=wording.say("page.chain_title", chain=wording.both("chains", chain), region=region),
        tiles=_tiles(wording, panels, sheets, whole=False),
        crowd=crowd(wording, panels, _here(panels, sheets), set(sheets.sectors)),
        chart=chart,
        tables=[table for table in signals_first(tables) if table.records or table.key in {"leads", "firms"}],
        pages=pages,
        warnings=_chain_warnings(wording, chain),
    )


def region_page(wording: Wording, pages: Sequence[tuple[str, str, str]], since: Since | None = None) -> Page:
    """Compose the page of the region: what a head reads first, what its chains share, the first findings, coverage."""
    index, say = wording.index, wording.say
    panels = Panels(wording, REGION_ROOM)
    sheets = Sheets(wording, panels, list(index.chains), index.members(index.chains))
    lead = [chain for chain, row in index.chains.items() if row["lead"]] or list(index.chains)
    maker = ChartMaker(wording, panels, lead, whole=True)
    panels.allow(0)
    chart = maker.chart(say("page.region_chart_title", name=wording.title))
    panels.allow(1)
    head = first_tables(wording, since, panels)
    screen, between = first_screen(wording, panels, sheets.findings), district_map(wording, panels, "")
    fill(sheets, maker)
    chased = (row for row in sheets.findings if row["band"] in CHASE and kind_of(row).is_need)
    first = [row for row in chased if not is_part(row)][:TOP_FINDINGS]
    tables = [
        shared_chains(wording, panels),
        findings_table(sheets, "first", say("page.first", n=len(first)), first, say("page.first_note")),
        _open_sectors(sheets),
        related_table(wording, panels),
        dispersion_table(wording),
        *firms_tables(sheets),
        *sheets.links_tables(),
        *sheets.further(),
        coverage_table(wording, "coverage_top"),
    ]
    region = wording.names("districts", index.region)
    if wording.lang == "zh":
        region = "".join(wording.initials[key] for key in index.region)
    page = _page(
        wording,
        panels,
        key="index",
        title=say("page.region_title", region=region),
        tiles=_tiles(wording, panels, sheets, whole=True),
        crowd=crowd(wording, panels, sheets.firm_keys),
        chart=chart,
        tables=[table for table in signals_first(tables) if table.records],
        pages=pages,
        warnings=_region_warnings(wording),
    )
    return replace(page, first=tuple(head), screen=screen, between=between)


def _here(panels: Panels, sheets: Sheets) -> list[str]:
    """The firms of a chain; a counterpart or neighbour that has no panel stands in the crowd of its own chain."""
    return [
        key for key, standing in sheets.firm_keys.items() if standing not in ELSEWHERE or f"f:{key}" in panels.found
    ]


def _page(
    wording: Wording,
    panels: Panels,
    *,
    key: str,
    title: str,
    tiles: Sequence[Tile],
    chart: Chart,
    tables: Sequence[Table],
    pages: Sequence[tuple[str, str, str]],
    warnings: Sequence[str],
    crowd: Crowd | None,
) -> Page:
    chains = sorted(
        {chain for look in chart.looks.values() for chain in look.chains}, key=list(wording.index.chains).index
    )
    shown = {band for look in chart.looks.values() for band in look.bands}
    shown |= {record.band for table in tables for record in table.records}
    return Page(
        key=key,
        lang=wording.lang,
        title=title,
        subtitle=wording.say("page.tagline"),
        byline=wording.byline(),
        warnings=tuple(warnings),
        tiles=tuple(tiles),
        chart=chart,
        tables=tuple(tables),
        method=tuple(method_tables(wording, whole=key == "index")),
        panels=panels.found,
        evidence=panels.evidence,
        districts=districts_shown(wording),
        chains=tuple((chain, wording.name("chains", chain)) for chain in chains) if key == "index" else (),
        states=tuple((state, wording.word("state", state)) for state in STATES if state != BLANK),
        bands=tuple((band, wording.word("band", band)) for band in BANDS if band in shown),
        pages=tuple(pages),
        crowd=crowd,
    )


def _tiles(wording: Wording, panels: Panels, sheets: Sheets, *, whole: bool) -> list[Tile]:
    """The header's figures, each with the panel of what it counts."""
    gaps = [row for row in sheets.findings if kind_of(row).verified]
    leads = [row for row in sheets.findings if row["band"] in CHASE and not kind_of(row).verified]
    return [
        _firms_tile(wording, panels, sheets, whole=whole),
        _links_tile(wording, panels, sheets),
        _findings_tile(wording, panels, "gaps", gaps, "red" if gaps else ""),
        _findings_tile(wording, panels, "leads", leads),
    ]


def _firms_tile(wording: Wording, panels: Panels, sheets: Sheets, *, whole: bool) -> Tile:
    """The firms recorded, on the page of the ``whole`` region against those stated to be resident there.

    Its panel names them and tells the coverage.  Nobody states how many firms of one chain are resident.
    """
    say = wording.say
    index = wording.index
    here = [firm for firm, standing in sheets.firm_keys.items() if standing not in ELSEWHERE]
    firms = [firm for firm in here if index.district_of(firm) in index.region]
    recorded, stated = resident(wording)
    covered = say("page.resident_unknown", recorded=number(recorded))
    if stated:
        covered = say("page.resident_stated", recorded=number(recorded), resident=number(stated))
    table = coverage_table(wording, "coverage")
    heads = ["", *(f"{heading} " for heading in table.headings[1:])]
    lines = (zip(heads, table.words(line), strict=True) for line in table.records)
    where = ["　".join(head + cell for head, cell in line if cell) for line in lines]
    named = (*named_firms(panels, firms[:WINDOWED]), *panels.rest(len(firms), WINDOWED))
    more = map(Item, (covered, *where))
    panel = panels.listing("firms", say("page.tile_firms"), say("page.counted", n=len(firms)), named, more)
    if not whole:
        return Tile("firms", len(firms), say("page.tile_firms_chain", n=len(firms)), panel)
    if stated:
        return Tile("firms", recorded, say("page.tile_firms"), panel, whole=stated)
    return Tile("firms", len(firms), say("page.tile_firms_only", n=len(firms)), panel)


def _links_tile(wording: Wording, panels: Panels, sheets: Sheets) -> Tile:
    """The links of trade; those come first of which something is stated."""
    links = valued_first(wording, (wording.index.links[key] for key in sheets.link_keys(TRADES)))
    count = len(links)
    title, counted = wording.say("page.tile_links", n=count), wording.say("page.counted", n=count)
    items = (*(link_item(panels, link) for link in links[:WINDOWED]), *panels.rest(count, WINDOWED))
    return Tile("links", count, title, panels.listing("links", title, counted, items))


def _findings_tile(wording: Wording, panels: Panels, key: str, rows: Sequence[Row], tone: str = "") -> Tile:
    title, counted = wording.say(f"page.tile_{key}", n=len(rows)), wording.say("page.counted", n=len(rows))
    most, items = WINDOWED, []
    for row in rows[:most]:
        sector = f"{wording.word('band_mark', row['band'])} {wording.subject(row)}".strip()
        text = wording.told(sector, wording.word("kind", row["kind"]))
        items.append(Item(text.strip(), finding_panel(panels, row)))
    shown, means = [*items, *panels.rest(len(rows), most)], [Item(wording.say(f"page.{key}_means"))]
    return Tile(key, len(rows), title, panels.listing(key, title, counted, shown, means), tone)


def _chain_warnings(wording: Wording, chain: str) -> list[str]:
    """What a reader must know before reading: that the chain has no present sector, and what its page rests on."""
    say = wording.say
    about = next(wording.outcome.chains.filter(pl.col("chain") == chain).iter_rows(named=True), None)
    if about is None or about["present"] != 0:
        return []
    groups = {group: about[group] or [] for group in ("stale", "coming", "lapsed", "unplaced", "inferred")}
    groups["unplaced"] = [firm for firm in groups["unplaced"] if firm not in groups["inferred"]]
    parts = [
        say(f"page.empty_{group}", firms=wording.names("firms", firms)) for group, firms in groups.items() if firms
    ]
    own = wording.index.members([chain], "own")
    records = [
        say(
            "page.statement_line",
            where=wording.names("districts", row["districts"]),
            year=row["year"] or say("page.unknown"),
            wording=wording.word("wording_class", row["wording_class"]),
            said=row["note"] or "",
        )
        for row in wording.index.tables["statements"].iter_rows(named=True)
        if row["chain"] == chain or row["sector"] in own
    ]
    rests = say("page.empty_rests", said=wording.semi.join(records)) if records else say("page.empty_no_statement")
    return [say("page.empty_chain", chain=wording.name("chains", chain)) + "".join(parts), rests]


def _region_warnings(wording: Wording) -> list[str]:
    """What a reader must know before reading: where the input-output model lies below what is stated to be bought."""
    say = wording.say
    below = wording.outcome.models_below
    flows = []
    for row in below.head(MOST_NAMES).iter_rows(named=True):
        claims = [wording.index.claims_by_row[row_id] for row_id in row["rows"]]
        places = [say("script.row_in_file", file=place_of(claim), row=claim["row"]) for claim in claims]
        parts = {
            "buyer": wording.name("firms", row["buyer"]),
            "sector": wording.name("sectors", row["sector"]),
            "high": number(row["high"]),
            "stated": number(row["stated"]),
            "rows": wording.joint.join(places),
        }
        flows.append(say("page.model_below_flow", **parts))
    if below.height > len(flows):
        flows[-1] += say("page.and_all", n=below.height)
    return [say("page.model_below", flows=wording.semi.join(flows))] if flows else []


def carriers_of(wording: Wording) -> dict[str, list[str]]:
    """Return the districts that carry each chain 主承载; a chain of which none does is not named."""
    carriers: dict[str, list[str]] = {}
    for row in wording.outcome.carriers.iter_rows(named=True):
        if row["carrier"]:
            carriers.setdefault(row["chain"], []).append(row["district"])
    return carriers


def on_record(wording: Wording, chain: str, district: str) -> str:
    """Word which firms of a chain are on record in a district where none is known to make what is the chain's.

    Counts by kind: coming, product inferred, old material, product not known.
    """
    kinds = kinds_on_record(wording, chain, district)
    if not kinds:
        return wording.say("page.none_recorded")
    counts = [(kind, list(kinds.values()).count(kind)) for kind in RECORDS]
    records = [wording.say(f"page.record_{kind}", n=count) for kind, count in counts if count]
    return wording.noted(wording.say("page.on_record", n=len(kinds)), wording.joint.join(records))


def shared_chains(wording: Wording, panels: Panels) -> Table:
    """Per chain what each district has, who carries it, what is closed inside, near, or bought outside or unknown."""
    say, region, states = wording.say, wording.index.region, wording.results.states
    heads = {"chain": say("column.chain")}
    heads |= {f"in {district}": wording.name("districts", district) for district in region}
    heads |= {code: say(f"column.{code}") for code in ("carrier", *PLACES)}
    carriers = carriers_of(wording)
    lines = []
    for chain, about in wording.index.chains.items():
        name = wording.noted(wording.name("chains", chain), "" if about["lead"] else say("page.not_lead"))
        values: dict[str, str | int] = {"chain": name}
        have: dict[str, int] = {}
        items = []
        for district in region:
            present, makers = made_here(wording, chain, district)
            have[district] = len(present)
            made = say("page.have", sectors=len(present), firms=number(len(makers)))
            values[f"in {district}"] = made if present else on_record(wording, chain, district)
            items.append((wording.name("districts", district), named_sectors(panels, present)))
        carrier = carriers.get(chain, [])
        partners = [district for district, count in have.items() if count and district not in carrier]
        beside = say("page.partners", names=wording.names("districts", partners)) if carrier and partners else ""
        values["carrier"] = (wording.names("districts", carrier) or say("page.undecided")) + beside
        whole = {s: states.get((s, "region")) for s in wording.index.members([chain])}
        needed = {s: state["state"] for s, state in whole.items() if state and state["needed_by"]}
        for code in PLACES:
            group = [s for s, state in needed.items() if STATES[state].met == code]
            values[code] = len(group)
            items.append((say(f"column.{code}"), named_sectors(panels, group)))
        panels.found[f"h:{chain}"] = Panel(name, (), tuple(part for part in items if part[1]))
        lines.append(Record(values, chain, f"h:{chain}", tuple(d for d, n in have.items() if n), (chain,)))
    shown = columns(heads, kinds=dict.fromkeys(PLACES, NUMBER))
    return Table("shared", say("page.shared"), shown, tuple(lines), say("page.shared_note"))


def districts_shown(wording: Wording) -> tuple[tuple[str, str, str], ...]:
    """The districts of the region by name and colour, as the filters of a page offer them."""
    colours = wording.index.colours
    return tuple((key, wording.name("districts", key), colours.get(key, GREY)) for key in wording.index.region)


def _open_sectors(sheets: Sheets) -> Table:
    """The sectors of all chains that are not blank."""
    table = sheets.sectors_table()
    records = tuple(record for record in table.records if record.state not in {BLANK, ""})
    return replace(table, title=sheets.wording.say("page.sectors", n=len(records)), records=records)
