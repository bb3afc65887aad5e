"""The page of one district 区县: its role in each chain, its trade, its gaps, what it can sell next door."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import polars as pl

from chainlink.findings import district_view
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import RECORDED
from chainlink.measures.needs import LIVE
from chainlink.report.compose import carriers_of, made_here, on_record
from chainlink.report.district_map import TRADES, district_map
from chainlink.report.document import Chart, Item, Page, Panel, Tile
from chainlink.report.finding_panels import finding_panel
from chainlink.report.firm_panels import firm_panel
from chainlink.report.index import Row
from chainlink.report.layout import Layout
from chainlink.report.method import coverage_table, method_tables
from chainlink.report.panels import Panels
from chainlink.report.reason_words import number
from chainlink.report.sector_panels import sector_panel
from chainlink.report.sheets import FEW, Sheets
from chainlink.report.signs import GREY
from chainlink.report.table import Column, Record, Table, columns
from chainlink.report.wording import Wording

MOST_LINKS, MOST_FINDINGS = 400, 150
"""So many lines of a table a tile lists; so many findings a page of a crowd shows."""


class Gap(NamedTuple):
    """A sector that firms of the district need and none of them is recorded to make.

    ``near`` are firms next door within reach, ``closed`` says that every buyer is already supplied.
    """

    sector: str
    buyers: tuple[str, ...]
    into: tuple[str, ...]
    essential: bool
    near: tuple[str, ...]
    state: str
    closed: bool

    @property
    def filled(self) -> bool:
        """Whether a neighbour fills it or could, or a supply is on record."""
        return bool(self.near) or self.closed or self.state == RECORDED


class Sale(NamedTuple):
    """A sector that firms of the district make and firms elsewhere need, by the standing of that need."""

    sector: str
    standing: str
    makers: tuple[str, ...]
    buyers: tuple[str, ...]


class District:
    """What the page and the one-page sheet of a district are composed from; nothing in it is judged anew."""

    def __init__(self, register: Wording, key: str) -> None:
        self.register = register
        self.key = key
        self.name = register.name("districts", key)
        self._view = district_view(register.outcome, key)

    @cached_property
    def findings(self) -> list[Row]:
        """The findings that concern the district, needing or having, in the order of the lists."""
        return [
            row
            for row in self.register.results.findings
            if self.key in (row["districts_needing"] or ()) or self.key in (row["districts_having"] or ())
        ]

    def finding_of(self, sector: str) -> Row | None:
        """The first finding about a sector that the district needs."""
        return next(
            (
                row
                for row in self.findings
                if row["sector"] == sector and kind_of(row).is_open and self.key in (row["districts_needing"] or ())
            ),
            None,
        )

    @cached_property
    def gaps(self) -> list[Gap]:
        """The sectors needed and not made here: essential ones first, then those of most buyers."""
        live = self._view["needs"].filter(pl.col("standing").is_in(LIVE), pl.col("coming").not_())
        grouped = live.group_by("sector").agg(
            buyers=pl.col("buyer").unique().sort(),
            into=pl.col("from_sector").drop_nulls().unique().sort(),
            essential=(pl.col("criticality") == "essential").any(),
            closed=(pl.col("standing") == "closed").all(),
        )
        gaps = []
        for row in grouped.iter_rows(named=True):
            state = self.register.results.states.get((row["sector"], self.key))
            if state is None or state["makers"] or state["state"] == RECORDED:
                continue
            gaps.append(
                Gap(
                    row["sector"], tuple(row["buyers"]), tuple(row["into"]), bool(row["essential"]),
                    tuple(state["near"] or ()), state["state"], row["closed"],
                )
            )  # fmt: skip
        return sorted(gaps, key=lambda gap: (not gap.essential, -len(gap.buyers), gap.sector))

    @cached_property
    def sales(self) -> list[Sale]:
        """What can be sold next door: open needs first."""
        grouped = (
            self._view["can_sell_to_neighbours"]
            .group_by("sector", "standing")
            .agg(makers=pl.col("makers").first(), buyers=pl.col("buyer").unique().sort())
        )
        sales = [
            Sale(row["sector"], row["standing"], tuple(row["makers"]), tuple(row["buyers"]))
            for row in grouped.iter_rows(named=True)
        ]
        return sorted(sales, key=lambda sale: (LIVE.index(sale.standing), -len(sale.buyers), sale.sector))

    @cached_property
    def made_next_door(self) -> list[tuple[str, tuple[str, ...], bool]]:
        """不重复招: sectors not made here that neighbours make, those firms, and whether the district needs it."""
        grouped = (
            self._view["neighbour_already_makes"]
            .group_by("sector")
            .agg(firms=pl.col("firm").sort(), needed=pl.col("needed_here").any())
        )
        rows = [(row["sector"], tuple(row["firms"]), row["needed"]) for row in grouped.iter_rows(named=True)]
        return sorted(rows, key=lambda row: (not row[2], row[0]))

    def links(self, mine: str, other: str) -> list[str]:
        """The links of which end ``mine`` stands here and ``other`` elsewhere: the region's first."""
        reg = self.register
        place = {district: n for n, district in enumerate(reg.index.region)}
        links = [
            link
            for link in reg.index.links.values()
            if reg.index.district_of(link[mine]) == self.key
            and reg.index.district_of(link[other]) != self.key
            and link["relation"] in TRADES
        ]
        order = sorted(links, key=lambda link: (place.get(reg.index.district_of(link[other]) or "", 99), link["link"]))
        return [link["link"] for link in order]

    @cached_property
    def inside(self) -> int:
        """How many supply links stay inside the district."""
        reg = self.register
        return sum(
            {reg.index.district_of(link["supplier"]), reg.index.district_of(link["buyer"])} == {self.key}
            and link["relation"] in TRADES
            for link in reg.index.links.values()
        )

    def coverage(self) -> list[Row]:
        """The district's and its parks' recorded and resident firms, the district first."""
        mine = {row["park"] for row in self.register.index.parks.values() if row["district"] == self.key}
        rows = [
            row
            for row in self.register.outcome.coverage.iter_rows(named=True)
            if row["id"] in ({self.key} if row["table"] == "districts" else mine)
        ]
        return sorted(rows, key=lambda row: (row["table"] != "districts", row["id"]))


def district_page(register: Wording, key: str, pages: Sequence[tuple[str, str, str]]) -> Page:
    """Compose the page of the district ``key``; ``pages`` are the report's pages as seen from its folder."""
    return _Composer(register, key).page(pages)


class _Composer:
    """Composes the tables, panels and map of one district's page."""

    def __init__(self, register: Wording, key: str) -> None:
        self.register = register
        self.district = District(register, key)
        self.panels = Panels(register, {} if register.index.large else None)
        sectors = list(dict.fromkeys(s for roles in register.index.roles.values() for s in roles))
        self.sheets = Sheets(register, self.panels, list(register.index.chains), sectors)

    def _say(self, code: str, **parts: object) -> str:
        return self.register.say(f"district_page.{code}", **parts)

    def _columns(self, *codes: str, long: str) -> tuple[Column, ...]:
        heads = {code: self.register.say(f"district_column.{code}") for code in codes}
        return columns(heads, long=(long,))

    def _names(self, firms: Sequence[str]) -> str:
        more = self.register.say("page.and_more", n=len(firms)) if firms[FEW:] else ""
        return self.register.names("firms", firms[:FEW]) + more

    def _seated(self, firms: Sequence[str]) -> str:
        reg = self.register
        words = [reg.seated(firm) for firm in firms[:FEW]]
        return reg.joint.join(words) + (reg.say("page.and_more", n=len(firms)) if firms[FEW:] else "")

    def page(self, pages: Sequence[tuple[str, str, str]]) -> Page:
        """Compose the page."""
        reg, district, say = self.register, self.district, self._say
        chart = district_map(reg, self.panels, district.key)
        supplies, buys = self._links("supplier", "buyer"), self._links("buyer", "supplier")
        near = self._gaps("near", [gap for gap in district.gaps if gap.filled])
        alone = self._gaps("open", [gap for gap in district.gaps if not gap.filled])
        tables = [self._roles(), supplies, buys, near, alone, self._sales(), self._again(), self._findings()]
        tables += [self._roads(), self._coverage()]
        tiles = self._tiles(supplies, buys, near, alone)
        self._complete()
        empty = Layout(0, 0, (), (), (), (), ())
        return Page(
            key=district.key,
            lang=reg.lang,
            title=say("title", name=district.name),
            subtitle=reg.say("page.tagline"),
            byline=reg.byline(),
            warnings=(say("crowd_note"),) if reg.index.large else (),
            tiles=tiles,
            chart=Chart(empty, {}, {}, {}, "", "", 0, chart.legend, chart.title),
            tables=tuple(table for table in tables if table.records or table.key not in {"roads", "coverage_here"}),
            method=tuple(method_tables(reg)),
            panels=self.panels.found,
            evidence=self.panels.evidence,
            districts=tuple(
                (district, reg.name("districts", district), reg.index.colours.get(district, GREY))
                for district in reg.index.region
            ),
            chains=(),
            states=(),
            bands=(),
            pages=tuple(pages),
            schematic=chart,
        )

    def _complete(self) -> None:
        """Compose the panels that panels on the page lead to, one step far, so that what a list names opens."""
        reg = self.register
        shown = list(self.panels.found.values())
        for key in dict.fromkeys(item.panel for panel in shown for _, items in panel.sections for item in items):
            kind, _, name = key.partition(":")
            if kind == "s" and name in reg.index.sectors:
                sector_panel(self.panels, name, self.district.findings)
            elif kind == "f" and not reg.index.large:
                firm_panel(self.panels, name)

    # -- tables --------------------------------------------------------------------------------------------------
    def _roles(self) -> Table:
        reg, key = self.register, self.district.key
        carriers = carriers_of(reg)
        lines = []
        for chain, about in reg.index.chains.items():
            present, makers = made_here(reg, chain, key)
            carrier = carriers.get(chain, [])
            if key in carrier:
                role = "carrier"
            elif present:
                role = "partner" if carrier else "present"
            else:
                role = "none"
            name = reg.noted(reg.name("chains", chain), "" if about["lead"] else reg.say("page.not_lead"))
            standing = on_record(reg, chain, key) if role == "none" else self._say(f"role_{role}")
            more = reg.say("page.and_all", n=len(present)) if present[FEW:] else ""
            values = {
                "chain": name,
                "role": standing,
                "carrier": reg.names("districts", carrier) or reg.say("page.undecided"),
                "made": reg.names("sectors", present[:FEW]) + more,
                "firms": self._names(makers),
            }
            panel = f"h:{chain}"
            row = self.panels.row("chains", about)
            sections = (
                (reg.say("column.role"), (Item(standing, rows=(row,)),)),
                (
                    self._say("made_of", n=len(present)),
                    tuple(Item(reg.name("sectors", sector), sector_panel(self.panels, sector)) for sector in present),
                ),
                (
                    self._say("firms_of", n=len(makers)),
                    tuple(
                        Item(reg.name("firms", firm), firm_panel(self.panels, firm))
                        for firm in makers[: self.panels.most]
                    ),
                ),
            )
            self.panels.found[panel] = Panel(name, (self.district.name,), tuple(part for part in sections if part[1]))
            lines.append(Record(values, chain, panel, (key,) if present else (), (chain,)))
        heads = self._columns("chain", "role", "carrier", "made", "firms", long="made")
        return Table("roles", self._say("roles"), heads, tuple(lines), self._say("roles_note"))

    def _links(self, mine: str, other: str) -> Table:
        key = "supplies" if mine == "supplier" else "buys"
        links = [] if self.register.index.large else self.district.links(mine, other)
        table = self.sheets.links_table(links, key, self._say(key, n=len(links)))
        inside = self.district.inside if mine == "supplier" and not self.register.index.large else 0
        note = table.note + (self._say("inside_note", n=inside) if inside else "")
        return replace(table, note=note)

    def _gaps(self, key: str, gaps: Iterable[Gap]) -> Table:
        reg = self.register
        lines = []
        for gap in gaps:
            finding = self.district.finding_of(gap.sector)
            whole = reg.results.states.get((gap.sector, "region"))
            panel = sector_panel(self.panels, gap.sector, self.district.findings)
            band = finding["band"] if finding else None
            more = reg.say("page.and_all", n=len(gap.into)) if gap.into[FEW:] else ""
            values = {
                "sector": reg.name("sectors", gap.sector),
                "buyers": self._names(gap.buyers),
                "into": reg.names("sectors", gap.into[:FEW]) + more,
                "criticality": reg.word("criticality", "essential" if gap.essential else "common") if gap.into else "",
                "next_door": self._seated(gap.near),
                "state": self._say("closed") if gap.closed else reg.word("state", gap.state),
                "region_state": reg.word("state", whole["state"]) if whole else "",
                "band": reg.word("band_mark", band),
                "question": reg.reason("question", finding["next_question"]) if finding else "",
            }
            where = dict.fromkeys(filter(None, (reg.index.district_of(firm) for firm in gap.near)))
            lines.append(
                Record(
                    values,
                    gap.sector,
                    finding_panel(self.panels, finding) if finding else panel,
                    (self.district.key, *where),
                    tuple(reg.index.home_chains.get(gap.sector, ())), gap.state, band or "",
                )
            )  # fmt: skip
        middle = ("next_door",) if key == "near" else ()
        codes = ("sector", "buyers", "into", "criticality", *middle, "state", "region_state", "band", "question")
        heads = self._columns(*codes, long="question")
        title = self._say(key, n=len(lines))
        return Table(key, title, heads, tuple(lines), self._say(f"{key}_note"))

    def _findings(self) -> Table:
        """Every finding that concerns the district; in a crowd the first of them."""
        rows = self.district.findings
        shown = rows[:MOST_FINDINGS] if self.register.index.large else rows
        code = "findings" if len(shown) == len(rows) else "findings_crowd"
        return self.sheets.findings_table("findings", self._say(code, n=len(rows), shown=len(shown)), shown)

    def _sales(self) -> Table:
        reg = self.register
        lines = []
        for sale in self.district.sales:
            values = {
                "sector": reg.name("sectors", sale.sector),
                "makers": self._names(sale.makers),
                "outside_buyers": self._seated(sale.buyers),
                "state": reg.word("standing", sale.standing),
            }
            where = dict.fromkeys(filter(None, (reg.index.district_of(firm) for firm in sale.buyers)))
            panel = sector_panel(self.panels, sale.sector, self.district.findings)
            match = next(
                (
                    row
                    for row in self.district.findings
                    if kind_of(row).is_pair
                    and row["sector"] == sale.sector
                    and set(row["buyers"] or ()) & set(sale.buyers)
                ),
                None,
            )
            panel = finding_panel(self.panels, match) if match and sale.standing == "open" else panel
            chains = tuple(reg.index.home_chains.get(sale.sector, ()))
            lines.append(Record(values, sale.sector, panel, tuple(where), chains))
        heads = self._columns("sector", "makers", "outside_buyers", "state", long="outside_buyers")
        return Table("sell", self._say("sell", n=len(lines)), heads, tuple(lines), self._say("sell_note"))

    def _again(self) -> Table:
        reg = self.register
        lines = []
        for sector, firms, needed in self.district.made_next_door:
            values = {
                "sector": reg.name("sectors", sector),
                "next_door": self._seated(firms),
                "needed": reg.say("flag.yes" if needed else "flag.no"),
            }
            where = dict.fromkeys(filter(None, (reg.index.district_of(firm) for firm in firms)))
            panel = sector_panel(self.panels, sector, self.district.findings)
            lines.append(Record(values, sector, panel, tuple(where), tuple(reg.index.home_chains.get(sector, ()))))
        heads = self._columns("sector", "next_door", "needed", long="next_door")
        return Table("again", self._say("again", n=len(lines)), heads, tuple(lines), self._say("again_note"))

    def _roads(self) -> Table:
        """The stated routes that begin or end here: what the map's roads say, in words."""
        key = self.district.key
        lines = []
        for name, panel in self.panels.found.items():
            kind, _, ends = name.partition(":")
            if kind == "v" and key in ends.split(":"):
                where = tuple(ends.split(":"))
                routes = [{"route": panel.title, "source": item.text} for _, items in panel.sections for item in items]
                lines += [Record(values, name, name, where) for values in routes]
        heads = self._columns("route", "source", long="source")
        return Table("roads", self._say("roads"), heads, tuple(lines), self._say("roads_note"))

    def _coverage(self) -> Table:
        reg = self.register
        rows = self.district.coverage()
        table, lines = coverage_table(reg, "coverage_here", rows), []
        for line, row in zip(table.records, rows, strict=True):
            column = "district" if row["table"] == "districts" else "park"
            by_id = reg.index.firms
            firms = [
                firm for firm, about in by_id.items() if about[column] == row["id"] and about["named"] is not False
            ]
            items = tuple(
                Item(reg.name("firms", firm), firm_panel(self.panels, firm), (self.panels.row("firms", by_id[firm]),))
                for firm in firms[: self.panels.most]
            )
            place = reg.index.districts if row["table"] == "districts" else reg.index.parks
            stated = (
                Item(reg.claim_text(row["claim"]), rows=(self.panels.row("claims", reg.index.claims[row["claim"]]),))
                if row["claim"] in reg.index.claims
                else Item(reg.say("page.not_stated"), rows=(self.panels.row(row["table"], place[row["id"]]),))
            )
            name = f"t:coverage:{row['id']}"
            sections = ((self._say("resident"), (stated,)), (self._say("firms_of", n=len(firms)), items))
            self.panels.found[name] = Panel(line.values["place"], (), tuple(part for part in sections if part[1]))
            lines.append(replace(line, panel=name))
        return replace(table, title=self._say("coverage"), records=tuple(lines))

    # -- tiles ---------------------------------------------------------------------------------------------------
    def _tiles(self, supplies: Table, buys: Table, near: Table, alone: Table) -> tuple[Tile, ...]:
        here = next(iter(self.district.coverage()), None)
        recorded, whole = (here["recorded"], here["resident"]) if here else (0, None)
        caption = self._say("tile_firms" if whole is None else "tile_firms_resident", n=number(recorded))
        tiles = [Tile("firms", recorded, caption, f"d:{self.district.key}", whole=whole)]
        if not self.register.index.large:
            tiles += [self._tile("out", supplies, "all_links"), self._tile("in", buys, "all_links")]
        tiles += [self._tile("near", near, "gap_list"), self._tile("open", alone, "gap_list")]
        return tuple(tiles)

    def _tile(self, key: str, table: Table, head: str) -> Tile:
        """A figure that counts the lines of a table, with the panel that lists them."""
        count, known = len(table.records), self.panels.found
        caption = self._say(f"tile_{key}", n=count)
        items = [
            Item(known[line.panel].title if line.panel in known else table.words(line)[table.head], line.panel)
            for line in table.records[:MOST_LINKS]
        ]
        return Tile(key, count, caption, self.panels.listing(key, caption, self._say(head, n=count), items))
