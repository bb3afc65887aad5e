"""What it is worth and where it would stand; money in 万元."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import figure_list, flag, id_list, key, number, row_list, text, whole


class StatedRows(dy.Schema):
    """Stated figures in base units, a row per subject; the whole lies between ``low`` and ``high``."""

    claim = key()
    measure = text()
    table = key()
    id = key()
    subjects = dy.UInt32(nullable=True)
    low = number()
    high = number()
    base = text()
    dimension = text()
    year = whole()
    status = text()
    row = whole()


Stated = Annotated[pl.DataFrame, StatedRows]


class AmountsRows(dy.Schema):
    """What each link is stated to be worth (万元 a year; null = not stated), by sector."""

    link = text()
    supplier = text()
    buyer = text()
    sector = text()
    row = whole()
    amount = number()
    year = whole()
    claim = text()
    claim_row = whole()
    joint_claims = id_list()


Amounts = Annotated[pl.DataFrame, AmountsRows]


class LocalContentRows(dy.Schema):
    """The local content rate 本地配套率 by scope (``region`` or a district) and sector (null = the links name none)."""

    scope = text()
    sector = text()
    links = dy.UInt32(nullable=True)
    valued = dy.UInt32(nullable=True)
    unplaced = dy.UInt32(nullable=True)
    total = number()
    inside = number()
    rows = row_list()
    rate = number()


LocalContent = Annotated[pl.DataFrame, LocalContentRows]


class ConcentrationRows(dy.Schema):
    """On how few suppliers the recorded local purchases of each sector rest."""

    sector = key()
    parts = whole()
    valued = whole()
    total = number()
    herfindahl = number()
    supplier = text()


Concentration = Annotated[pl.DataFrame, ConcentrationRows]


class ModelsBelowRows(dy.Schema):
    """Purchases stated to be more than the input-output model allows (万元 a year)."""

    buyer = key()
    sector = key()
    low = number()
    high = number()
    stated = number()
    rows = row_list()
    flow_rows = row_list()


ModelsBelow = Annotated[pl.DataFrame, ModelsBelowRows]


class CapacitiesRows(dy.Schema):
    """Stated capacity and stated need of each sector made here."""

    sector = key()
    unit = key()
    capacity = number()
    need = number()
    capacity_rows = row_list()


Capacities = Annotated[pl.DataFrame, CapacitiesRows]


class ShortfallsRows(dy.Schema):
    """Demand, capacity, local purchases, gap and disconnect; null = not stated."""

    sector = key()
    unit = key()
    demand = number()
    capacity = number()
    purchases = number()
    gap = number()
    disconnect = number()
    rows = row_list()


Shortfalls = Annotated[pl.DataFrame, ShortfallsRows]


class MinutesRows(dy.Schema):
    """Minutes by road between places or districts."""

    start = dy.String(primary_key=True, alias="from")
    to = key()
    minutes = number()


Minutes = Annotated[pl.DataFrame, MinutesRows]


class FirmMinutesRows(dy.Schema):
    """Minutes by road from each park to each firm."""

    firm = key()
    park = key()
    minutes = number()


FirmMinutes = Annotated[pl.DataFrame, FirmMinutesRows]


class LocalInputsRows(dy.Schema):
    """What goes into each sector and is made here."""

    sector = key()
    local_inputs = id_list()


LocalInputs = Annotated[pl.DataFrame, LocalInputsRows]


class WishesRows(dy.Schema):
    """The sectors that officials wish for."""

    sector = key()
    wish_year = whole()
    wish_rows = row_list()
    wished = flag()


Wishes = Annotated[pl.DataFrame, WishesRows]


class FittingParksRows(dy.Schema):
    """The parks that state the chains of each sector; null = too many to name."""

    sector = key()
    own_chains = id_list()
    fit_parks = id_list()


FittingParks = Annotated[pl.DataFrame, FittingParksRows]


class SitesRows(dy.Schema):
    """How well each park serves the firms that need a sector."""

    sector = key()
    park = key()
    score = number()
    minutes = number()
    firms = dy.UInt32(nullable=True)


Sites = Annotated[pl.DataFrame, SitesRows]


class FirmSizesRows(dy.Schema):
    """Figures that tell how large a firm is, the largest class first; ``value`` and ``unit`` null = an anchor's."""

    firm = text()
    size = text()
    measure = text()
    value = number()
    unit = text()
    year = whole()
    status = text()
    table = text()
    row = whole()


FirmSizes = Annotated[pl.DataFrame, FirmSizesRows]


class PullsRows(dy.Schema):
    """The pull 牵引 of each need by its buyers; null = no size is stated; ``bound`` in 万元 a year, null = none."""

    sector = key()
    pull = text()
    pull_sure = text()
    pull_essential = text()
    bounded = flag()
    sized = figure_list()
    unsized = id_list()
    pull_rows = row_list()
    anchor_rows = row_list()
    bound = number()
    bound_rows = row_list()


Pulls = Annotated[pl.DataFrame, PullsRows]


class SectorContextRows(dy.Schema):
    """What a finding about a sector says besides its core; money in 万元 a year, null = no figure."""

    sector = key()
    reach = text()
    trait_row = whole()
    region = id_list()
    chains = id_list()
    spent = number()
    demand = number()
    valued_buyers = whole()
    claim_rows = row_list()
    value_high = number()
    local_inputs = id_list()
    wish_year = whole()
    wish_rows = row_list()
    wished = flag()
    own_chains = id_list()
    fit_parks = id_list()
    site_park = text()
    site_minutes = number()
    minutes = number()
    pull = text()
    pull_sure = text()
    pull_essential = text()
    bounded = flag()
    sized = figure_list()
    unsized = id_list()
    pull_rows = row_list()
    anchor_rows = row_list()
    bound = number()
    bound_rows = row_list()
    value = number()
    value_low = number()
    value_basis = text()


SectorContext = Annotated[pl.DataFrame, SectorContextRows]


class HeldRows(dy.Schema):
    """The sectors present in each district; ``sector`` null = none."""

    place = text()
    sector = text()


Held = Annotated[pl.DataFrame, HeldRows]
