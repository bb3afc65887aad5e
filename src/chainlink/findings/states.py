"""States 状态 of a sector in a region or district: each once, with what writers may want to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from chainlink.findings.words import worded

INSIDE, NEXT_DOOR, OUTSIDE = PLACES = "closed_inside", "neighbour_has", "bought_outside"
"""Where the need of a sector is met: the columns of the table of shared chains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a sector.

    Attributes:
        id: the id, with a word under ``[state]``.
        met: where a need of it is met (INSIDE, NEXT_DOOR, OUTSIDE); empty: neither is known.
        verified: somebody looked and found none: drawn first, in red.
        marked: it stands out in a table by its colour.
        counted: its card says how many firms need it.
        greys: on a map it is grey where the sector is only support or a service.

    """

    id: str
    met: str = ""
    verified: bool = False
    marked: bool = True
    counted: bool = False
    greys: bool = False


PLAIN, RECORDED, NEAR, COMING, BLANK = "present", "recorded", "near", "coming", "blank"
"""The states that need no mark, wait for a firm's name, are met next door, are being built, or are not known."""

STATES = {
    state.id: state
    for state in (
        State(id="strong", met=INSIDE, greys=True),
        State(id=PLAIN, met=INSIDE, marked=False, greys=True),
        State(id="weak", met=INSIDE),
        State(id=RECORDED, met=INSIDE, counted=True),
        State(id="missing", met=OUTSIDE, verified=True, counted=True),
        State(id=NEAR, met=NEXT_DOOR, counted=True),
        State(id="outsourced", met=OUTSIDE, counted=True),
        State(id=COMING, met=INSIDE, counted=True),
        State(id=BLANK, marked=False),
    )
}
"""In the order in which a reader is offered them."""


def met(*where: str) -> tuple[str, ...]:
    """Return the states in which a need is met at one of these places.

    Example:
        >>> met(NEXT_DOOR)
        ('near',)

    """
    return tuple(state.id for state in STATES.values() if state.met in where)


HERE = met(INSIDE)
"""Something is here, or on its way."""
ABSENT = met(NEXT_DOOR, OUTSIDE)
"""Needed, and nobody here is known to make it."""

for _state in STATES.values():
    worded(f"state {_state.id}", f"state.{_state.id}", f"legend.{_state.id}")
    if _state.id != PLAIN:
        worded(f"state {_state.id}", f"glyph.{_state.id}")
    if _state.counted:
        worded(f"state {_state.id}", f"page.detail_{_state.id}")
