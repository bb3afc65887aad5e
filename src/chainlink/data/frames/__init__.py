"""Every frame that a study derives, declared: its columns in order, their types, its key.

``PresenceRows`` is a schema, ``Presence`` the frame that follows it, as signatures name it.  Nothing is validated in a
run; the tests hold every step to what it declares.
"""

from __future__ import annotations

from chainlink.data.frames.elsewhere import Elsewhere, Related, RelatedTargets, SectorDispersion
from chainlink.data.frames.judged import Absences, Admission, Near, States, WeakSectors
from chainlink.data.frames.needed import Arising, FirmChains, Needs, Pooled, Purchases, ShownNeeds, Usable
from chainlink.data.frames.supply import (
    Carriers,
    ChainView,
    Closed,
    ComingProjects,
    Coverage,
    Deliveries,
    Figures,
    IdleLinks,
    LeftOut,
    Links,
    Plans,
    Presence,
)
from chainlink.data.frames.worth import (
    Amounts,
    Capacities,
    Concentration,
    FirmMinutes,
    FirmSizes,
    FittingParks,
    Held,
    LocalContent,
    LocalInputs,
    Minutes,
    ModelsBelow,
    Pulls,
    SectorContext,
    Shortfalls,
    Sites,
    Stated,
    Wishes,
)

__all__ = [
    "Absences",
    "Admission",
    "Amounts",
    "Arising",
    "Capacities",
    "Carriers",
    "ChainView",
    "Closed",
    "ComingProjects",
    "Concentration",
    "Coverage",
    "Deliveries",
    "Elsewhere",
    "Figures",
    "FirmChains",
    "FirmMinutes",
    "FirmSizes",
    "FittingParks",
    "Held",
    "IdleLinks",
    "LeftOut",
    "Links",
    "LocalContent",
    "LocalInputs",
    "Minutes",
    "ModelsBelow",
    "Near",
    "Needs",
    "Plans",
    "Pooled",
    "Presence",
    "Pulls",
    "Purchases",
    "Related",
    "RelatedTargets",
    "SectorContext",
    "SectorDispersion",
    "Shortfalls",
    "ShownNeeds",
    "Sites",
    "Stated",
    "States",
    "Usable",
    "WeakSectors",
    "Wishes",
]
