"""The tables of a district's page: its part in each chain, its trade, its gaps, what it can sell next door."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

import polars as pl

from chainlink.data.writing.table import Column, Record, Table, columns
from chainlink.findings import district_view
from chainlink.findings.kinds import kind_of
from chainlink.findings.roots import by_root
from chainlink.findings.states import RECORDED
from chainlink.measures.supply.needs import LIVE
from chainlink.report.lists.finding_sheets import findings_table
from chainlink.report.lists.first_screen import made_here
from chainlink.report.lists.sheets import FEW, Sheets
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import carriers_of, on_record
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.findings import finding_panel
from chainlink.report.panels.firms import firm_panel, named_firms
from chainlink.report.panels.links import link_panel, valued
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import named_sectors, sector_panel


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

    def __init__(self, wording: Wording, key: str) -> None:
        self.wording = wording
        self.key = key
        self.name = wording.name("districts", key)
        self._view = district_view(wording.outcome, key)

    @cached_property
    def findings(self) -> list[Row]:
        """The findings that concern the district, needing or having, in the order of the lists."""
        return [
            row
            for row in self.wording.results.findings
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
            state = self.wording.results.states.get((row["sector"], self.key))
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
        wording = self.wording
        place = {district: n for n, district in enumerate(wording.index.region)}
        links = [
            link
            for link in wording.index.links.values()
            if wording.index.district_of(link[mine]) == self.key
            and wording.index.district_of(link[other]) != self.key
            and link["relation"] in TRADES
        ]
        order = sorted(
            links, key=lambda link: (place.get(wording.index.district_of(link[other]) or "", 99), link["link"])
        )
        return [link["link"] for link in order]

    @cached_property
    def inside(self) -> int:
        """How many supply links stay inside the district."""
        wording = self.wording
        return sum(
            {wording.index.district_of(link["supplier"]), wording.index.district_of(link["buyer"])} == {self.key}
            and link["relation"] in TRADES
            for link in wording.index.links.values()
        )

    @cached_property
    def firms(self) -> list[str]:
        """The firms of the district."""
        return [firm for firm, row in self.wording.index.firms.items() if row["district"] == self.key]

    def coverage(self) -> list[Row]:
        """The district's and its parks' recorded and resident firms, the district first."""
        mine = {row["park"] for row in self.wording.index.parks.values() if row["district"] == self.key}
        rows = [
            row
            for row in self.wording.outcome.coverage.iter_rows(named=True)
            if row["id"] in ({self.key} if row["table"] == "districts" else mine)
        ]
        return sorted(rows, key=lambda row: (row["table"] != "districts", row["id"]))


ENDS = (("supplier", "buyer"), ("buyer", "supplier"))
"""The end of a link that stands in the district, and the other."""
MOST_FINDINGS = 200
"""So many findings the page of a district lists."""


class DistrictTables:
    """Composes the tables of one district's page, with the panels that they open."""

    def __init__(self, wording: Wording, key: str) -> None:
        self.wording = wording
        self.district = District(wording, key)
        self.panels = Panels(wording)
        sectors = dict.fromkeys(s for roles in wording.index.roles.values() for s in roles)
        self.sheets = Sheets(wording, self.panels, list(wording.index.chains), list(sectors))

    def fill(self) -> None:
        """Compose first what is always kept: the links of the district of which something is stated, and their ends."""
        links = (key for ends in ENDS for key in self.district.links(*ends) if valued(self.wording, key))
        for key in links:
            link_panel(self.panels, key, kept=True)
            for end in ENDS[0]:
                firm_panel(self.panels, self.wording.index.links[key][end], kept=True)

    def say(self, code: str, **parts: object) -> str:
        """Say something of a district's page."""
        return self.wording.say(f"district_page.{code}", **parts)

    def columns(self, *codes: str, long: str) -> tuple[Column, ...]:
        """The columns of a table by their codes, ``long`` the one of long texts."""
        heads = {code: self.wording.say(f"district_column.{code}") for code in codes}
        return columns(heads, long=(long,))

    def _seated(self, firms: Sequence[str]) -> str:
        return self.wording.few([self.wording.seated(firm) for firm in firms], FEW)

    def _sectors(self, sectors: Sequence[str]) -> str:
        return self.wording.few([self.wording.name("sectors", sector) for sector in sectors], FEW, "and_all")

    def roles(self) -> Table:
        """What part the district has in every chain, each opening a panel of what it makes."""
        wording, key = self.wording, self.district.key
        carriers = carriers_of(wording)
        lines = []
        for chain, about in wording.index.chains.items():
            present, makers = made_here(wording, chain, key)
            carrier = carriers.get(chain, [])
            if key in carrier:
                role = "carrier"
            elif present:
                role = "partner" if carrier else "present"
            else:
                role = "none"
            name = wording.noted(wording.name("chains", chain), "" if about["lead"] else wording.say("page.not_lead"))
            standing = on_record(wording, chain, key) if role == "none" else self.say(f"role_{role}")
            values = {
                "chain": name,
                "role": standing,
                "carrier": wording.names("districts", carrier) or wording.say("page.undecided"),
                "made": self._sectors(present),
                "firms": self.sheets.few(makers),
            }
            item = Item(standing, rows=(self.panels.row("chains", about),))
            sections = (
                (wording.say("column.role"), (item,)),
                (self.say("made_of", n=len(present)), named_sectors(self.panels, present)),
                (self.say("firms_of", n=len(makers)), named_firms(self.panels, makers[: self.panels.most])),
            )
            panel = Panel(name, (self.district.name,), tuple(part for part in sections if part[1]))
            self.panels.found[f"h:{chain}"] = panel
            lines.append(Record(values, chain, f"h:{chain}", (key,) if present else (), (chain,)))
        heads = self.columns("chain", "role", "carrier", "made", "firms", long="made")
        return Table("roles", self.say("roles"), heads, tuple(lines), self.say("roles_note"))

    def links(self, mine: str, other: str) -> Table:
        """The links whose end ``mine`` stands here and ``other`` elsewhere."""
        key = "supplies" if mine == "supplier" else "buys"
        links = self.district.links(mine, other)
        table = self.sheets.links_table(links, key, self.say(key, n=len(links)))
        inside = self.district.inside if mine == "supplier" else 0
        note = table.note + (self.say("inside_note", n=inside) if inside else "")
        return replace(table, note=note)

    def gaps(self, key: str, gaps: Iterable[Gap]) -> Table:
        """Sectors needed and not made here, with the finding that is about each."""
        wording = self.wording
        lines = []
        for gap in gaps:
            finding = self.district.finding_of(gap.sector)
            whole = wording.results.states.get((gap.sector, "region"))
            panel = sector_panel(self.panels, gap.sector, self.district.findings)
            band = finding["band"] if finding else None
            values = {
                "sector": wording.name("sectors", gap.sector),
                "buyers": self.sheets.few(gap.buyers),
                "into": self._sectors(gap.into),
                "criticality": wording.word("criticality", "essential" if gap.essential else "common")
                if gap.into
                else "",
                "next_door": self._seated(gap.near),
                "state": self.say("closed") if gap.closed else wording.word("state", gap.state),
                "region_state": wording.word("state", whole["state"]) if whole else "",
                "band": wording.word("band_mark", band),
                "question": wording.question(finding["next_question"]) if finding else "",
            }
            where = (self.district.key, *wording.index.districts_of(gap.near))
            opens = finding_panel(self.panels, finding) if finding else panel
            homes = wording.index.homes([gap.sector])
            lines.append(Record(values, gap.sector, opens, where, homes, gap.state, band or ""))
        middle = ("next_door",) if key == "near" else ()
        codes = ("sector", "buyers", "into", "criticality", *middle, "state", "region_state", "band", "question")
        heads = self.columns(*codes, long="question")
        title = self.say(key, n=len(lines))
        return Table(key, title, heads, tuple(lines), self.say(f"{key}_note"))

    def findings(self) -> Table:
        """The findings that concern the district, the first of them where there are too many for a page."""
        rows = self.district.findings
        shown = rows[:MOST_FINDINGS]
        code = "findings" if len(shown) == len(rows) else "findings_first"
        lines = len(by_root(shown)) if len(shown) == len(rows) else len(rows)
        return findings_table(self.sheets, "findings", self.say(code, n=lines, shown=len(shown)), shown)

    def sales(self) -> Table:
        """What firms here make and firms elsewhere need."""
        wording = self.wording
        lines = []
        for sale in self.district.sales:
            values = {
                "sector": wording.name("sectors", sale.sector),
                "makers": self.sheets.few(sale.makers),
                "outside_buyers": self._seated(sale.buyers),
                "state": wording.word("standing", sale.standing),
            }
            where, homes = wording.index.districts_of(sale.buyers), wording.index.homes([sale.sector])
            panel = sector_panel(self.panels, sale.sector, self.district.findings)
            about = [row for row in self.district.findings if kind_of(row).is_pair and row["sector"] == sale.sector]
            match = next((row for row in about if set(row["buyers"] or ()) & set(sale.buyers)), None)
            panel = finding_panel(self.panels, match) if match and sale.standing == "open" else panel
            lines.append(Record(values, sale.sector, panel, where, homes))
        heads = self.columns("sector", "makers", "outside_buyers", "state", long="outside_buyers")
        return Table("sell", self.say("sell", n=len(lines)), heads, tuple(lines), self.say("sell_note"))

    def again(self) -> Table:
        """What neighbours make already and need not be courted again."""
        wording = self.wording
        lines = []
        for sector, firms, needed in self.district.made_next_door:
            values = {
                "sector": wording.name("sectors", sector),
                "next_door": self._seated(firms),
                "needed": wording.say("flag.yes" if needed else "flag.no"),
            }
            panel, index = sector_panel(self.panels, sector, self.district.findings), wording.index
            lines.append(Record(values, sector, panel, index.districts_of(firms), index.homes([sector])))
        heads = self.columns("sector", "next_door", "needed", long="next_door")
        return Table("again", self.say("again", n=len(lines)), heads, tuple(lines), self.say("again_note"))
