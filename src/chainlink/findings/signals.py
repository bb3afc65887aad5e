"""Signals 信号: what moves, changes over, is tried out or falls silent; values, worded when they are written."""

from dataclasses import dataclass

from chainlink.findings.words import worded

RELOCATION, TRANSFORMATION, TRIAL, CERTIFICATION, OWNERSHIP, SILENCE = SIGNALS = (
    "relocation", "transformation", "trial", "certifying", "ownership", "silence",
)  # fmt: skip
"""The kinds of signal in the order in which they are told, each with its word under ``[signal]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something in motion that a row states.

    Attributes:
        kind: one of SIGNALS.
        id: of the project or the link; of a capability the firm and the sector, as claims name it.
        firm: the firm it is of; null where the row names none.
        owner: the other firm of an ownership.
        subject: the name of the project; null where the sectors say it all.
        sectors: what it is about.
        district: where it is, or where it goes.
        moved_from: where it leaves.
        year: of the row; of a silence the year of the last news.
        table: the table of the row.
        row: its place there.
        file: its file.
        source: its sources, joined.

    """

    kind: str
    id: str
    firm: str | None
    owner: str | None
    subject: str | None
    sectors: tuple[str, ...]
    district: str | None
    moved_from: str | None
    year: int
    table: str
    row: int
    file: str
    source: str

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts it touches."""
        return tuple(district for district in (self.district, self.moved_from) if district is not None)

    @property
    def firms(self) -> tuple[str, ...]:
        """The firms it touches."""
        return tuple(firm for firm in (self.firm, self.owner) if firm is not None)


worded("a signal", *(f"signal.{kind}" for kind in SIGNALS))
