"""What is needed, and through which chains."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import flag, id_list, key, row_key, text, whole


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


class PooledRows(dy.Schema):
    """How many buyers stand together behind each sector."""

    sector = key()
    structural_need = whole()
    fresh_buyers = whole()


Pooled = Annotated[pl.DataFrame, PooledRows]
