"""The steps of a study, tied together by their names: inputs and settings at the bottom, findings at the top."""

from __future__ import annotations

from dataclasses import fields
from typing import get_type_hints

import polars as pl

from chainlink.config import Study
from chainlink.data.figures.io_table import IoTable
from chainlink.data.figures.reference import Reference
from chainlink.data.tables import TABLES
from chainlink.study import judgement_steps, need_steps, supply_steps, worth_steps
from chainlink.study.dag import Dag

INPUTS: dict[str, object] = {
    **dict.fromkeys(TABLES, pl.DataFrame),
    "left_by_clocks": pl.DataFrame,
    "reference": Reference | None,
    "io": IoTable | None,
}
"""The tables of a dataset; what the clocks left out of them; a larger reference and an input-output table, if given."""

NO_STEP = ("known_by", "doubt", "alternatives")
"""Settings that no step reads: they say which rows there are, and under which other settings the steps are repeated."""

SETTINGS = {
    **{setting.name: get_type_hints(Study)[setting.name] for setting in fields(Study) if setting.name not in NO_STEP},
    "region": tuple[str, ...],
    "as_of": int,
}
"""The settings of a study whose region and as-of are filled in."""

STEPS = Dag(supply_steps, need_steps, worth_steps, judgement_steps, inputs=INPUTS, settings=SETTINGS)
