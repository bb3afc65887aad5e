"""Every frame that a study derives, declared: its columns in order, their types, its key.

They are listed in ``reference/frames.toml``; a name here is the frame that follows its schema, as signatures say it.
Nothing is validated in a run; the tests hold every step to what it declares.
"""

from __future__ import annotations

from typing import Annotated

import polars as pl

from chainlink.data.frames.columns import declared
from chainlink.data.tables import Claims

Figures = Annotated[pl.DataFrame, declared("Figures", Claims)]
Closed = Annotated[pl.DataFrame, declared("Closed")]
Links = Annotated[pl.DataFrame, declared("Links")]
IdleLinks = Annotated[pl.DataFrame, declared("IdleLinks")]
Plans = Annotated[pl.DataFrame, declared("Plans")]
Presence = Annotated[pl.DataFrame, declared("Presence")]
ComingProjects = Annotated[pl.DataFrame, declared("ComingProjects")]
Deliveries = Annotated[pl.DataFrame, declared("Deliveries")]
Coverage = Annotated[pl.DataFrame, declared("Coverage")]
Carriers = Annotated[pl.DataFrame, declared("Carriers")]
ChainView = Annotated[pl.DataFrame, declared("ChainView")]
LeftOut = Annotated[pl.DataFrame, declared("LeftOut")]

Usable = Annotated[pl.DataFrame, declared("Usable")]
Purchases = Annotated[pl.DataFrame, declared("Purchases")]
ShownNeeds = Annotated[pl.DataFrame, declared("ShownNeeds")]
Needs = Annotated[pl.DataFrame, declared("Needs", declared("ShownNeeds"))]
FirmChains = Annotated[pl.DataFrame, declared("FirmChains")]
Arising = Annotated[pl.DataFrame, declared("Arising")]
Pooled = Annotated[pl.DataFrame, declared("Pooled")]

Stated = Annotated[pl.DataFrame, declared("Stated")]
Amounts = Annotated[pl.DataFrame, declared("Amounts")]
LocalContent = Annotated[pl.DataFrame, declared("LocalContent")]
Concentration = Annotated[pl.DataFrame, declared("Concentration")]
ModelsBelow = Annotated[pl.DataFrame, declared("ModelsBelow")]
Capacities = Annotated[pl.DataFrame, declared("Capacities")]
Shortfalls = Annotated[pl.DataFrame, declared("Shortfalls")]
Minutes = Annotated[pl.DataFrame, declared("Minutes")]
FirmMinutes = Annotated[pl.DataFrame, declared("FirmMinutes")]
LocalInputs = Annotated[pl.DataFrame, declared("LocalInputs")]
Wishes = Annotated[pl.DataFrame, declared("Wishes")]
FittingParks = Annotated[pl.DataFrame, declared("FittingParks")]
Sites = Annotated[pl.DataFrame, declared("Sites")]
FirmSizes = Annotated[pl.DataFrame, declared("FirmSizes")]
Pulls = Annotated[pl.DataFrame, declared("Pulls")]
SectorContext = Annotated[pl.DataFrame, declared("SectorContext")]
Held = Annotated[pl.DataFrame, declared("Held")]

Absences = Annotated[pl.DataFrame, declared("Absences")]
WeakSectors = Annotated[pl.DataFrame, declared("WeakSectors")]
Near = Annotated[pl.DataFrame, declared("Near")]
States = Annotated[pl.DataFrame, declared("States")]
Admission = Annotated[pl.DataFrame, declared("Admission")]

__all__ = [name for name, kind in globals().items() if hasattr(kind, "__metadata__")]
