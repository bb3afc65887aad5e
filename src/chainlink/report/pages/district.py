"""What is known of one district 区县: its gaps, what it can sell, its links and coverage; nothing is judged anew."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import polars as pl

from chainlink.findings import district_view
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import RECORDED
from chainlink.measures.supply.needs import LIVE
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.wording import Wording


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

    def coverage(self) -> list[Row]:
        """The district's and its parks' recorded and resident firms, the district first."""
        mine = {row["park"] for row in self.wording.index.parks.values() if row["district"] == self.key}
        rows = [
            row
            for row in self.wording.outcome.coverage.iter_rows(named=True)
            if row["id"] in ({self.key} if row["table"] == "districts" else mine)
        ]
        return sorted(rows, key=lambda row: (row["table"] != "districts", row["id"]))
