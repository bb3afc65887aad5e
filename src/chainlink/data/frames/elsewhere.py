"""What larger tables tell, where they are given: a reference of regions by industries, an input-output table."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import id_list, key, number, text, whole


class ElsewhereRows(dy.Schema):
    """Which region of a reference holds which activity."""

    region = key()
    activity = key()


Elsewhere = Annotated[pl.DataFrame, ElsewhereRows]


class RelatedRows(dy.Schema):
    """The absent activities nearest to what each place has; ``reason``: why nothing can be said, else null."""

    place = text()
    rank = whole()
    activity = text()
    sectors = id_list()
    density = number()
    density_low = number()
    density_high = number()
    kept = number()
    held_by = whole()
    nearest = id_list()
    known = whole()
    held = whole()
    reason = text()


Related = Annotated[pl.DataFrame, RelatedRows]


class RelatedTargetsRows(dy.Schema):
    """How near each absent sector is to what the region has (0 to 1); ``regions``: how many the reference has."""

    sector = key()
    density = number()
    density_low = number()
    density_high = number()
    companions = id_list()
    regions = whole()


RelatedTargets = Annotated[pl.DataFrame, RelatedTargetsRows]


class SectorDispersionRows(dy.Schema):
    """影响力 and 感应度 of the industries behind the sectors (1 = the mean of all industries)."""

    industry = key()
    name = text()
    power = number()
    sensitivity = number()
    sectors = id_list()


SectorDispersion = Annotated[pl.DataFrame, SectorDispersionRows]
