"""What is judged: states, weakness, absence, admission."""

from __future__ import annotations

from typing import Annotated

import dataframely as dy
import polars as pl

from chainlink.data.frames.columns import flag, id_list, key, number, row_key, row_list, text


class AbsencesRows(dy.Schema):
    """Where a sector is told to be absent, and whether the whole region is verified."""

    sector = key()
    surveyed_in = id_list()
    said_in = id_list()
    verified = flag()
    survey_rows = row_list()
    statement_rows = row_list()


Absences = Annotated[pl.DataFrame, AbsencesRows]


class WeakSectorsRows(dy.Schema):
    """Sectors judged weak 弱链; ``capacity`` null = by statement."""

    sector = key()
    capacity = number()
    need = number()
    unit = text()
    capacity_rows = row_list()
    statement_rows = row_list()
    official = flag()


WeakSectors = Annotated[pl.DataFrame, WeakSectorsRows]


class NearRows(dy.Schema):
    """Who makes or was seen to supply a sector within reach outside a scope."""

    sector = key()
    scope = key()
    near = id_list()


Near = Annotated[pl.DataFrame, NearRows]


class DistrictFiguresRows(dy.Schema):
    """Which sectors a figure of a district or a park says are there."""

    sector = key()
    district = key()
    row = row_key()


DistrictFigures = Annotated[pl.DataFrame, DistrictFiguresRows]


class KinRows(dy.Schema):
    """The sectors that are a wider or a narrower kind of one another."""

    sector = key()
    kin = key()


Kin = Annotated[pl.DataFrame, KinRows]


class KinMakersRows(dy.Schema):
    """Who here makes a wider or a narrower sector."""

    sector = key()
    kin_firms = id_list()
    kin_sectors = id_list()
    kin_rows = row_list()


KinMakers = Annotated[pl.DataFrame, KinMakersRows]


class StatesRows(dy.Schema):
    """The state of every sector in the region and in each district."""

    sector = key()
    scope = key()
    state = text()
    makers = id_list()
    older = id_list()
    carried = id_list()
    coming = id_list()
    lapsed = id_list()
    stale = id_list()
    inferred = id_list()
    needed_by = id_list()
    near = id_list()
    projects = id_list()
    links = id_list()
    verified = flag()
    single_source = flag()
    recorded = flag()


States = Annotated[pl.DataFrame, StatesRows]


class AdmissionRows(dy.Schema):
    """Which environmental classes the parks of the region let in."""

    env_class = key()
    allowed = id_list()
    conditional = id_list()
    prohibited = dy.UInt32(nullable=True)
    parks = dy.Int32(nullable=True)
    verdict = text()
    admission_rows = row_list()


Admission = Annotated[pl.DataFrame, AdmissionRows]
