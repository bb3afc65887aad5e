"""What is there: links, who makes what, what is on record."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import flag, id_list, key, number, row_key, row_list, text, whole
from chainlink.data.tables import Claims


class FiguresRows(Claims):
    """Claims 数据点 in base units; null = not stated, or the unit is unknown."""

    dimension = text()
    base = text()
    base_value = number()
    base_value_to = number()


Figures = Annotated[pl.DataFrame, FiguresRows]


class ClosedRows(dy.Schema):
    """Firms that closed."""

    firm = key()


Closed = Annotated[pl.DataFrame, ClosedRows]


class LinksRows(dy.Schema):
    """Actual links 配套关系; ``sectors`` null = the link names none."""

    link = key()
    supplier = text()
    buyer = text()
    sectors = id_list()
    relation = text()
    seen = whole()
    row = whole()


Links = Annotated[pl.DataFrame, LinksRows]


class IdleLinksRows(dy.Schema):
    """Links that count for nothing, and why."""

    row = row_key()
    what = text()


IdleLinks = Annotated[pl.DataFrame, IdleLinksRows]


class PlansRows(dy.Schema):
    """Supplies that are only expected or planned."""

    sector = key()
    buyer = text()
    planner = text()
    plan_row = row_key()


Plans = Annotated[pl.DataFrame, PlansRows]


class PresenceRows(dy.Schema):
    """How each capability 供给能力 stands; ``seen`` null = not stated anywhere."""

    firm = key()
    sector = key()
    district = text()
    standing = text()
    seen = whole()
    row = whole()
    status_row = whole()


Presence = Annotated[pl.DataFrame, PresenceRows]


class ComingProjectsRows(dy.Schema):
    """Projects 项目 that stand for a coming maker; ``firm`` null = none named."""

    project = key()
    firm = text()
    sector = key()
    district = text()
    standing = text()
    row = whole()


ComingProjects = Annotated[pl.DataFrame, ComingProjectsRows]


class DeliveriesRows(dy.Schema):
    """What the actual links carry; ``sector`` null = neither the link nor its supplier tells."""

    link = text()
    supplier = text()
    buyer = text()
    sector = text()
    supplier_district = text()
    buyer_district = text()
    supplier_named = flag()
    told = flag()
    certain = flag()
    relation = text()
    seen = whole()
    row = whole()


Deliveries = Annotated[pl.DataFrame, DeliveriesRows]


class CoverageRows(dy.Schema):
    """Recorded and resident firms; ``resident`` null = not stated."""

    table = key()
    id = key()
    recorded = whole()
    resident = number()
    q = number()
    missed = number()
    year = whole()
    claim = text()


Coverage = Annotated[pl.DataFrame, CoverageRows]


class CarriersRows(dy.Schema):
    """Chain by district: present own sectors, makers, whether it carries the chain."""

    chain = key()
    district = key()
    present = whole()
    makers = whole()
    carrier = flag()


Carriers = Annotated[pl.DataFrame, CarriersRows]


class ChainViewRows(dy.Schema):
    """What each chain rests on, as lists of ids."""

    chain = key()
    lead = flag()
    sectors = whole()
    present = whole()
    makers = id_list()
    stale = id_list()
    coming = id_list()
    lapsed = id_list()
    inferred = id_list()
    unplaced = id_list()
    statements = id_list()


ChainView = Annotated[pl.DataFrame, ChainViewRows]


class LeftOutRows(dy.Schema):
    """What the run did not use, counted."""

    what = key()
    table = key()
    count = whole()
    rows = row_list()


LeftOut = Annotated[pl.DataFrame, LeftOutRows]
