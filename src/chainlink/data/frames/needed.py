"""What is needed, and through which chains."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import flag, id_list, key, number, row_key, row_list, text, whole


class UsableRows(dy.Schema):
    """The flows 上下游关系 through which needs arise."""

    input = text()
    output = text()
    criticality = text()
    kind = text()
    flow_row = row_key()
    sourced = flag()


Usable = Annotated[pl.DataFrame, UsableRows]


class PurchasesRows(dy.Schema):
    """What firms were seen to buy."""

    buyer = key()
    district = text()
    sector = key()
    kind = text()
    fresh = flag()
    row = whole()


Purchases = Annotated[pl.DataFrame, PurchasesRows]


class ShownNeedsRows(dy.Schema):
    """Needs 采购需求 and how they stand; ``from_sector`` and ``flow_row`` null = a purchase."""

    buyer = text()
    district = text()
    from_sector = text()
    sector = text()
    criticality = text()
    kind = text()
    through = id_list()
    basis = text()
    standing = text()
    links = id_list()
    coming = flag()
    flow_row = whole()
    fresh = flag()
    rows = whole()


ShownNeeds = Annotated[pl.DataFrame, ShownNeedsRows]


class NeedsRows(ShownNeedsRows):
    """The same with whether a source states the flow; null = a purchase."""

    sourced = flag()


Needs = Annotated[pl.DataFrame, NeedsRows]


class FirmChainsRows(dy.Schema):
    """The chains of each firm."""

    firm = key()
    chain = key()


FirmChains = Annotated[pl.DataFrame, FirmChainsRows]


class ArisingRows(dy.Schema):
    """Through which chains needs arise; ``chain`` null = none owns the sector."""

    sector = text()
    buyer = text()
    chain = text()
    fresh = flag()


Arising = Annotated[pl.DataFrame, ArisingRows]


class GroupsRows(dy.Schema):
    """The head of the group that each firm belongs to."""

    firm = key()
    group = text()


Groups = Annotated[pl.DataFrame, GroupsRows]


class JobWorkRows(dy.Schema):
    """The sectors whose goods a job shop makes to order, and the shop each belongs to."""

    sector = key()
    process = text()
    line = text()
    reach = text()
    packs = flag()


JobWork = Annotated[pl.DataFrame, JobWorkRows]


class SwitchableRows(dy.Schema):
    """Who works by the process of a needed sector, for another sector, within reach."""

    sector = key()
    process = text()
    similar = id_list()
    similar_made = id_list()
    similar_rows = row_list()


Switchable = Annotated[pl.DataFrame, SwitchableRows]


class SharedSitesRows(dy.Schema):
    """From which site one shop could serve which buyers; ``minutes`` null = within one district."""

    shop = text()
    line = key()
    site = key()
    by_road = flag()
    sector = key()
    buyer = key()
    minutes = number()


SharedSites = Annotated[pl.DataFrame, SharedSitesRows]


class PooledRows(dy.Schema):
    """How many buyers stand together behind each sector."""

    sector = key()
    structural_need = whole()
    fresh_buyers = whole()


Pooled = Annotated[pl.DataFrame, PooledRows]
