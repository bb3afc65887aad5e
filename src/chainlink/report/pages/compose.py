"""A page composed from the Outcome: the region's, and one for each chain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from chainlink.data.writing.table import NUMBER, Record, Table, columns
from chainlink.findings.bands import BANDS, CHASE
from chainlink.findings.head import Since
from chainlink.findings.kinds import kind_of
from chainlink.findings.standings import COMING, ELSEWHERE, INFERRED, LAPSED, RECORDS, STALE, UNPLACED
from chainlink.findings.states import BLANK, PLACES, STATES
from chainlink.measures.supply.presence import COMING as UNBUILT
from chainlink.report.lists.crowd import crowd, crowd_places
from chainlink.report.lists.finding_sheets import finding_tables, findings_table
from chainlink.report.lists.firm_sheets import firms_tables
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
from chainlink.report.panels.document import Chart, Item, Page, Panel, Tile
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import firm_panel
from chainlink.report.panels.links import link_item
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import sector_panel
from chainlink.terms import number

TOP_FINDINGS = 20
WINDOWED = 200


def chain_page(register: Wording, chain: str, pages: Sequence[tuple[str, str, str]]) -> Page:
    """Compose the page of one chain 产业链."""
    panels = Panels(register, crowd_places(register, (chain,)) if register.index.large else None)
    sectors = register.results.sectors_of(chain)
    sheets = Sheets(register, panels, (chain,), sectors)
    maker = ChartMaker(register, panels, (chain,), whole=False)
    name = register.name("chains", chain)
    chart = maker.chart(register.say("page.chart_title", name=name))
    _card_panels(panels, sheets, maker)
    tables = [
        *finding_tables(sheets),
        *([] if register.index.large else firms_tables(sheets)),
        sheets.sectors_table(),
    ]
    tables += [] if register.index.large else sheets.links_tables()
    tables = signals_first([*tables, *sheets.further()])
    tiles = _tiles(register, panels, sheets, whole=False)
    return _page(
        register,
        panels,
        key=chain,
        title=register.say(
            "page.chain_title",
            chain=register.both("chains", chain),
            region=register.joint.join(register.name("districts", district) for district in register.index.region),
        ),
        tiles=tiles,
        chart=chart,
        tables=[table for table in tables if table.records or table.key in {"leads", "firms"}],
        pages=pages,
        warnings=_chain_warnings(register, chain),
    )


def region_page(register: Wording, pages: Sequence[tuple[str, str, str]], since: Since | None = None) -> Page:
    """Compose the page of the region: what a head reads first, what its chains share, the first findings, coverage."""
    panels = Panels(register, crowd_places(register, ()) if register.index.large else None)
    chains = list(register.index.chains)
    sectors = list(
        dict.fromkeys(
            s for chain in chains for s, role in register.index.roles.get(chain, {}).items() if role != "support"
        )
    )
    sheets = Sheets(register, panels, chains, sectors)
    lead = [chain for chain, row in register.index.chains.items() if row["lead"]] or chains
    maker = ChartMaker(register, panels, lead, whole=True)
    chart = maker.chart(register.say("page.region_chart_title", name=register.outcome.dataset.title))
    _card_panels(panels, sheets, maker)
    first = [row for row in sheets.findings if row["band"] in CHASE and kind_of(row).is_need]
    tables = [
        shared_chains(register, panels),
        findings_table(
            sheets,
            "first",
            register.say("page.first", n=min(TOP_FINDINGS, len(first))),
            first[:TOP_FINDINGS],
            register.say("page.first_note"),
        ),
        _open_sectors(sheets),
        related_table(register, panels),
        dispersion_table(register),
    ]
    if not register.index.large:
        tables += [*firms_tables(sheets), *sheets.links_tables()]
    tables = signals_first([*tables, *sheets.further()])
    tables.append(coverage_table(register, "coverage_top"))
    first_read = first_tables(register, since, panels)
    page = _page(
        register,
        panels,
        key="index",
        title=register.say(
            "page.region_title",
            region="".join(register.initials[k] for k in register.index.region)
            if register.lang == "zh"
            else register.names("districts", register.index.region),
        ),
        tiles=_tiles(register, panels, sheets, whole=True),
        chart=chart,
        tables=[table for table in tables if table.records],
        pages=pages,
        warnings=_region_warnings(register),
    )
    return replace(page, first=tuple(first_read))


def _page(
    register: Wording,
    panels: Panels,
    *,
    key: str,
    title: str,
    tiles: Sequence[Tile],
    chart: Chart,
    tables: Sequence[Table],
    pages: Sequence[tuple[str, str, str]],
    warnings: Sequence[str],
) -> Page:
    chains = sorted(
        {chain for look in chart.looks.values() for chain in look.chains}, key=list(register.index.chains).index
    )
    return Page(
        key=key,
        lang=register.lang,
        title=title,
        subtitle=register.say("page.tagline"),
        byline=register.byline(),
        warnings=tuple(warnings),
        tiles=tuple(tiles),
        chart=chart,
        tables=tuple(tables),
        method=tuple(method_tables(register, whole=key == "index")),
        panels=panels.found,
        evidence=panels.evidence,
        districts=tuple(
            (district, register.name("districts", district), register.index.colours.get(district, GREY))
            for district in register.index.region
        ),
        chains=tuple((chain, register.name("chains", chain)) for chain in chains) if key == "index" else (),
        states=tuple((state, register.word("state", state)) for state in STATES if state != BLANK),
        bands=tuple((band, register.word("band", band)) for band in BANDS),
        pages=tuple(pages),
        crowd=crowd(register, () if key == "index" else (key,)) if register.index.large else None,
    )


def _card_panels(panels: Panels, sheets: Sheets, maker: ChartMaker) -> None:
    """Compose the panel of every card, so that each opens what it stands on."""
    for sector, firms in maker.firms_of.items():
        sector_panel(panels, sector, sheets.findings)
        for firm in firms:
            firm_panel(panels, firm)


def _tiles(register: Wording, panels: Panels, sheets: Sheets, *, whole: bool) -> list[Tile]:
    """The header's figures, each with the panel of what it counts."""
    gaps = [row for row in sheets.findings if kind_of(row).verified]
    leads = [row for row in sheets.findings if row["band"] in CHASE and not kind_of(row).verified]
    return [
        _firms_tile(register, panels, sheets, whole=whole),
        _links_tile(register, panels, sheets),
        _findings_tile(register, panels, "gaps", gaps, "red" if gaps else ""),
        _findings_tile(register, panels, "leads", leads),
    ]


def _firms_tile(register: Wording, panels: Panels, sheets: Sheets, *, whole: bool) -> Tile:
    """The firms recorded, on the page of the ``whole`` region against those stated to be resident there.

    Its panel names them and tells the coverage.  Nobody states how many firms of one chain are resident.
    """
    say = register.say
    firms = [
        firm
        for firm, standing in sheets.firm_keys.items()
        if standing not in ELSEWHERE and register.index.district_of(firm) in register.index.region
    ]
    recorded, stated = resident(register)
    covered = (
        say("page.resident_stated", recorded=number(recorded), resident=number(stated))
        if stated
        else say("page.resident_unknown", recorded=number(recorded))
    )
    table = coverage_table(register, "coverage")
    heads = ["", *(f"{heading} " for heading in table.headings[1:])]
    where = [
        "　".join(head + cell for head, cell in zip(heads, table.words(line), strict=True) if cell)
        for line in table.records
    ]
    named = [Item(register.name("firms", firm), firm_panel(panels, firm)) for firm in firms[:WINDOWED]]
    panel = panels.listing(
        "firms", say("page.tile_firms"), say("page.counted", n=len(firms)), named, map(Item, (covered, *where))
    )
    if not whole:
        return Tile("firms", len(firms), say("page.tile_firms_chain", n=len(firms)), panel)
    if stated:
        return Tile("firms", recorded, say("page.tile_firms"), panel, whole=stated)
    return Tile("firms", len(firms), say("page.tile_firms_only", n=len(firms)), panel)


def _links_tile(register: Wording, panels: Panels, sheets: Sheets) -> Tile:
    """The links of trade; where a page has too many they are counted, not named."""
    keys = () if register.index.large else sheets.link_keys()
    links = [register.index.links[key] for key in keys if register.index.links[key]["relation"] in TRADES]
    count = sheets.trades if register.index.large else len(links)
    title, counted = register.say("page.tile_links", n=count), register.say("page.counted", n=count)
    return Tile(
        "links", count, title, panels.listing("links", title, counted, (link_item(panels, link) for link in links))
    )


def _findings_tile(register: Wording, panels: Panels, key: str, rows: Sequence[Row], tone: str = "") -> Tile:
    title, counted = register.say(f"page.tile_{key}", n=len(rows)), register.say("page.counted", n=len(rows))
    most = panels.most * 4
    shown = [*(_finding_item(register, panels, row) for row in rows[:most]), *panels.rest(len(rows), most)]
    panel = panels.listing(key, title, counted, shown, [Item(register.say(f"page.{key}_means"))])
    return Tile(key, len(rows), title, panel, tone)


def _finding_item(register: Wording, panels: Panels, row: Row) -> Item:
    sector = f"{register.word('band_mark', row['band'])} {register.name('sectors', row['sector'])}".strip()
    text = register.told(sector, register.word("kind", row["kind"]))
    return Item(text.strip(), finding_panel(panels, row))


def _chain_warnings(register: Wording, chain: str) -> list[str]:
    """What a reader must know before reading: that the chain has no present sector, and what its page rests on."""
    say = register.say
    warnings = []
    about = register.outcome.chains.filter(pl.col("chain") == chain)
    own = {sector for sector, role in register.index.roles.get(chain, {}).items() if role == "own"}
    if about.height and about["present"][0] == 0:
        groups = {
            group: about[group].to_list()[0] or [] for group in ("stale", "coming", "lapsed", "unplaced", "inferred")
        }
        groups["unplaced"] = [firm for firm in groups["unplaced"] if firm not in groups["inferred"]]
        parts = [
            say(f"page.empty_{group}", firms=register.names("firms", firms)) for group, firms in groups.items() if firms
        ]
        warnings.append(say("page.empty_chain", chain=register.name("chains", chain)) + "".join(parts))
        records = [
            say(
                "page.statement_line",
                where=register.names("districts", row["districts"]),
                year=row["year"] or say("page.unknown"),
                wording=register.word("wording_class", row["wording_class"]),
                said=row["note"] or "",
            )
            for row in register.index.tables["statements"].iter_rows(named=True)
            if row["chain"] == chain or row["sector"] in own
        ]
        warnings.append(
            say("page.empty_rests", said=register.semi.join(records)) if records else say("page.empty_no_statement")
        )
    return warnings


def _region_warnings(register: Wording) -> list[str]:
    """What a reader must know before reading: where the input-output model lies below what is stated to be bought."""
    say = register.say
    below = register.outcome.models_below
    flows = []
    for row in below.head(MOST_NAMES).iter_rows(named=True):
        claims = [register.index.claims_by_row[row_id] for row_id in row["rows"]]
        places = [say("script.row_in_file", file=place_of(claim), row=claim["row"]) for claim in claims]
        parts = {
            "buyer": register.name("firms", row["buyer"]),
            "sector": register.name("sectors", row["sector"]),
            "high": number(row["high"]),
            "stated": number(row["stated"]),
            "rows": register.joint.join(places),
        }
        flows.append(say("page.model_below_flow", **parts))
    if below.height > len(flows):
        flows[-1] += say("page.and_all", n=below.height)
    return [say("page.model_below", flows=register.semi.join(flows))] if flows else []


def carriers_of(register: Wording) -> dict[str, list[str]]:
    """Return the districts that carry each chain 主承载; a chain of which none does is not named."""
    carriers: dict[str, list[str]] = {}
    for row in register.outcome.carriers.iter_rows(named=True):
        if row["carrier"]:
            carriers.setdefault(row["chain"], []).append(row["district"])
    return carriers


def made_here(register: Wording, chain: str, district: str) -> tuple[list[str], list[str]]:
    """Return the sectors of a chain (own, and shared ones tied to it) that a district makes, and the firms."""
    present = [
        s
        for s in register.results.sectors_of(chain)
        if (register.results.states.get((s, district)) or {}).get("makers")
    ]
    return present, sorted({firm for s in present for firm in register.results.states[s, district]["makers"]})


def on_record(register: Wording, chain: str, district: str) -> str:
    """Word which firms of a chain are on record in a district where none is known to make what is the chain's.

    Counts by kind: coming, product inferred, old material, product not known.
    """
    kinds: dict[str, str] = {}
    for sector in register.results.sectors_of(chain):
        state = register.results.states.get((sector, district)) or {}
        for kind in (COMING, INFERRED, LAPSED, STALE):
            kinds |= {firm: kind for firm in state.get(kind) or () if firm not in kinds}
    for firm in register.index.said_to_be_of.get((chain, district), ()):
        status = (register.index.statuses.get(firm) or {}).get("status")
        kind = (
            STALE if register.index.is_stale(register.index.firms[firm]) else COMING if status in UNBUILT else UNPLACED
        )
        kinds.setdefault(firm, kind)
    if not kinds:
        return register.say("page.none_recorded")
    counts = [(kind, list(kinds.values()).count(kind)) for kind in RECORDS]
    records = [register.say(f"page.record_{kind}", n=count) for kind, count in counts if count]
    return register.noted(register.say("page.on_record", n=len(kinds)), register.joint.join(records))


def shared_chains(register: Wording, panels: Panels) -> Table:
    """Per chain what each district has, who carries it, what is closed inside, near, or bought outside or unknown."""
    reg = register
    heads = {"chain": reg.say("column.chain")} | {
        f"in {district}": reg.name("districts", district) for district in reg.index.region
    }
    heads |= {code: reg.say(f"column.{code}") for code in ("carrier", *PLACES)}
    carriers = carriers_of(reg)
    lines = []
    for chain, about in reg.index.chains.items():
        own = [sector for sector, role in reg.index.roles.get(chain, {}).items() if role != "support"]
        name = reg.noted(reg.name("chains", chain), "" if about["lead"] else reg.say("page.not_lead"))
        values: dict[str, str | int] = {"chain": name}
        have: dict[str, int] = {}
        items = []
        for district in reg.index.region:
            present, makers = made_here(reg, chain, district)
            have[district] = len(present)
            values[f"in {district}"] = (
                reg.say("page.have", sectors=len(present), firms=number(len(makers)))
                if present
                else on_record(reg, chain, district)
            )
            names = [Item(reg.name("sectors", s), sector_panel(panels, s)) for s in present]
            items.append((reg.name("districts", district), tuple(names)))
        carrier = carriers.get(chain, [])
        partners = [district for district, count in have.items() if count and district not in carrier]
        beside = reg.say("page.partners", names=reg.names("districts", partners)) if carrier and partners else ""
        values["carrier"] = (reg.names("districts", carrier) or reg.say("page.undecided")) + beside
        needed = {
            s: reg.results.states[s, "region"]["state"]
            for s in own
            if (s, "region") in reg.results.states and reg.results.states[s, "region"]["needed_by"]
        }
        for code in PLACES:
            group = [s for s, state in needed.items() if STATES[state].met == code]
            values[code] = len(group)
            items.append(
                (reg.say(f"column.{code}"), tuple(Item(reg.name("sectors", s), sector_panel(panels, s)) for s in group))
            )
        panels.found[f"h:{chain}"] = Panel(name, (), tuple(part for part in items if part[1]))
        lines.append(Record(values, chain, f"h:{chain}", tuple(d for d, n in have.items() if n), (chain,)))
    made = columns(heads, kinds=dict.fromkeys(PLACES, NUMBER))
    return Table("shared", reg.say("page.shared"), made, tuple(lines), reg.say("page.shared_note"))


def _open_sectors(sheets: Sheets) -> Table:
    """The sectors of all chains that are not blank."""
    table = sheets.sectors_table()
    records = tuple(record for record in table.records if record.state not in {BLANK, ""})
    return replace(table, title=sheets.register.say("page.sectors", n=len(records)), records=records)
