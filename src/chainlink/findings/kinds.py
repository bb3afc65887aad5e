"""Kinds of finding 发现类别 and the lists they stand in: ONE table, walked by judges, writers, backtest and commands.

Nobody else names a kind.  A row that lacks something is refused at import, with the missing piece named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

import polars as pl
from polars.datatypes import DataTypeClass

from chainlink.findings.bands import BANDS, LEAVE, VERIFY, VISIT
from chainlink.findings.states import ABSENT, STATES
from chainlink.findings.words import worded

Row = TypeVar("Row", bound=Mapping[str, Any])

GAP, BUNDLE, SHORT, PAIR, DIRECTION = "gap", "bundle", "short", "pair", "direction"
"""What a finding is about: nobody here makes what is needed; one shop could make several such things; a maker here is
not enough; maker and buyer are both here and do not trade; nobody here needs it yet, it could be made of what is made
here."""
REACH, ADMISSION, SCALE, CAPTIVE = GATES = ("reach", "admission", "scale", "captive")
HERE, NEXT_DOOR, NOBODY = "makers", "near", "nobody"
"""Who is known to make it: the column of the states that names them."""
MAKER, PARTS, LINK, NOTHING = "maker", "parts", "link", "nothing"
"""What a backtest counts as having come true: a maker (here, coming or on record), one for each of several sectors, a
local link, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingList:
    """A list of findings on a page, with its words under ``[page]``: ``id`` and ``id_note``.

    Attributes:
        id: the id of the list.
        ranked: the ranking it takes part in: a gap and a match are no rivals.
        coming: the list that takes over what only firms still coming need; empty: none does.
        left: the list that takes over what is to be left alone; empty: none does.
        bundled: the list that takes over what is part of a package, told there first; empty: none does.
        folded: the page opens without it.
        in_full: the report in Word tells each finding with its reasons; else it is a table.
        observed: single sources, which are no findings, stand below.

    """

    id: str
    ranked: str
    coming: str = ""
    left: str = ""
    bundled: str = ""
    folded: bool = False
    in_full: bool = True
    observed: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that stand in it."""
        return tuple(kind for kind in KINDS.values() if kind.list == self.id)

    @property
    def proves(self) -> bool:
        """Whether it may hold verified gaps, so that its title says what it rests on and an empty one is shown."""
        return any(kind.verified for kind in self.kinds)

    @property
    def studies(self) -> bool:
        """Whether it holds directions only, which are for study."""
        return bool(self.kinds) and not any(kind.is_need for kind in self.kinds)

    @property
    def declines(self) -> bool:
        """Whether it takes over what other lists leave alone."""
        return any(other.left == self.id for other in LISTS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of finding, with its word under ``[kind]``.

    Attributes:
        id: the id, the first part of a finding's id.
        action: what is to be done about it: a word under ``[action]``.
        about: GAP, BUNDLE, SHORT, PAIR or DIRECTION.
        maker: who is known to make it: HERE, NEXT_DOOR or NOBODY.
        list: the list of a page, a sheet and a chapter it stands in.
        gates: the gates it has to pass.
        highest: the best band it reaches.
        drawn: the state as which a map draws its sector where it is chased; empty: maps fold it.
        came: what a backtest counts as having come true: MAKER, PARTS, LINK or NOTHING.
        judge: the file of ``judge/`` that finds it.

    """

    id: str
    action: str
    about: str
    maker: str
    list: str
    gates: tuple[str, ...]
    highest: str
    drawn: str
    came: str
    judge: str

    @property
    def is_gap(self) -> bool:
        """Whether something is needed here that nobody here is known to make."""
        return self.about == GAP

    @property
    def bundles(self) -> bool:
        """Whether it is about several sectors at once, each with a finding of its own that it rests on."""
        return self.about == BUNDLE

    @property
    def is_pair(self) -> bool:
        """Whether a maker and a buyer wait to be brought together."""
        return self.about == PAIR

    @property
    def is_need(self) -> bool:
        """Whether somebody here needs it: it stands among the first findings and has a page to take along."""
        return self.about != DIRECTION

    @property
    def is_open(self) -> bool:
        """Whether a need is open here, so that a district's gap is told by it."""
        return self.is_gap or self.is_pair

    @property
    def has_maker(self) -> bool:
        """Whether somebody here or next door is known to make it."""
        return self.maker != NOBODY

    @property
    def asks_visit(self) -> bool:
        """Whether a maker has to be found elsewhere: the one-page sheet lists it as one to court."""
        return self.is_gap and not self.has_maker

    @property
    def convenes(self) -> bool:
        """Whether a buyer and a known maker can be brought to one table: the one-page sheet lists it as a pair."""
        return self.is_open and self.has_maker

    @property
    def verified(self) -> bool:
        """Whether somebody looked and found none."""
        return bool(self.drawn) and STATES[self.drawn].verified

    @property
    def needs_site(self) -> bool:
        """Whether somebody would have to build, so that a park has to admit it."""
        return ADMISSION in self.gates


LISTS = {
    entry.id: entry
    for entry in (
        FindingList(id="packages", ranked="gaps", left="leave"),
        FindingList(id="leads", ranked="gaps", coming="projects", left="leave", bundled="parts"),
        FindingList(id="parts", ranked="gaps", folded=True, in_full=False),
        FindingList(id="leave", ranked="gaps", folded=True, in_full=False),
        FindingList(id="near", ranked="gaps", left="leave"),
        FindingList(id="weak", ranked="weak", observed=True),
        FindingList(id="unlinked", ranked="unlinked"),
        FindingList(id="extension", ranked="extension", folded=True, in_full=False),
        FindingList(id="projects", ranked="project", folded=True),
    )
}
"""The lists in the order of a page."""
RANKED = tuple(dict.fromkeys(entry.ranked for entry in LISTS.values()))
"""The rankings, each by itself."""
SHEETS = {
    "packages": ("packages",),
    "leads": ("leads", "parts", "projects", "leave"),
    "weak": ("weak",),
    "unlinked": ("unlinked",),
    "near": ("near",),
    "extension": ("extension",),
}
"""The sheets of a workbook that hold findings, and the lists on each."""

KINDS = {
    kind.id: kind
    for kind in (
        Kind(
            id="package", action="fill", about=BUNDLE, maker=NOBODY, list="packages", gates=(REACH, ADMISSION, SCALE),
            highest=VISIT, drawn="", came=PARTS, judge="packages",
        ),
        Kind(
            id="missing", action="fill", about=GAP, maker=NOBODY, list="leads", gates=GATES, highest=VISIT,
            drawn="missing", came=MAKER, judge="gaps",
        ),
        Kind(
            id="outsourced", action="fill_or_near", about=GAP, maker=NOBODY, list="leads", gates=GATES, highest=VISIT,
            drawn="outsourced", came=MAKER, judge="gaps",
        ),
        Kind(
            id="near", action="cooperate", about=GAP, maker=NEXT_DOOR, list="near", gates=GATES, highest=VERIFY,
            drawn="near", came=MAKER, judge="gaps",
        ),
        Kind(
            id="weak", action="strengthen", about=SHORT, maker=HERE, list="weak", gates=(REACH, CAPTIVE), highest=VISIT,
            drawn="", came=NOTHING, judge="weak",
        ),
        Kind(
            id="unlinked", action="match", about=PAIR, maker=HERE, list="unlinked", gates=(REACH, CAPTIVE),
            highest=VISIT, drawn="", came=LINK, judge="unlinked",
        ),
        Kind(
            id="extension", action="extend", about=DIRECTION, maker=NOBODY, list="extension", gates=(ADMISSION,),
            highest=VERIFY, drawn="", came=MAKER, judge="extension",
        ),
    )
}  # fmt: skip
"""The kinds in the order in which a reader is offered them."""


def several(sheet: str) -> bool:
    """Whether a sheet holds more than one list, or observations too, so that each line says which it is of.

    Example:
        >>> several("leads"), several("near")
        (True, False)

    """
    return len(SHEETS[sheet]) > 1 or any(LISTS[name].observed for name in SHEETS[sheet])


def kind_of(row: Mapping[str, Any]) -> Kind:
    """Return the kind of a finding.

    Example:
        >>> kind_of({"kind": "near"}).highest
        '乙'

    """
    return KINDS[row["kind"]]


def ids(holds: Callable[[Kind], bool]) -> tuple[str, ...]:
    """Return the ids of the kinds of which something holds.

    Example:
        >>> ids(lambda kind: kind.is_pair)
        ('unlinked',)

    """
    return tuple(kind.id for kind in KINDS.values() if holds(kind))


def by_kind(tell: Callable[[Kind], Any], dtype: pl.DataType | DataTypeClass) -> pl.Expr:
    """Return what ``tell`` says of the kind of each row.

    Example:
        >>> pl.DataFrame({"kind": ["near", "weak"]}).select(by_kind(lambda kind: kind.is_gap, pl.Boolean)).rows()
        [(True,), (False,)]

    """
    return pl.col("kind").replace_strict({kind.id: tell(kind) for kind in KINDS.values()}, return_dtype=dtype)


def is_part(row: Mapping[str, Any]) -> bool:
    """Whether a finding is told first with others that one shop could make.

    Example:
        >>> is_part({"package": "package|injection|wan"}), is_part({"package": None})
        (True, False)

    """
    return row["package"] is not None


def list_of(row: Mapping[str, Any]) -> str:
    """Return the list that a finding stands in.

    Example:
        >>> list_of({"kind": "outsourced", "band": "乙", "with_project": False, "package": None})
        'leads'
        >>> list_of({"kind": "outsourced", "band": "丙", "with_project": False, "package": None})
        'leave'

    """
    home = LISTS[kind_of(row).list]
    if home.coming and row["with_project"]:
        return home.coming
    if home.left and row["band"] in LEAVE:
        return home.left
    return home.bundled if home.bundled and is_part(row) else home.id


def by_list(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Part findings into their lists, each in the order given; a list taken over from several, one after the other.

    Example:
        >>> parted = by_list([{"kind": "near", "band": "乙", "with_project": False}])
        >>> [name for name, rows in parted.items() if rows]
        ['near']

    """
    parted: dict[str, list[Row]] = {name: [] for name in LISTS}
    homes = {kind.id: list(LISTS).index(kind.list) for kind in KINDS.values()}
    for row in sorted(rows, key=lambda row: homes[row["kind"]]):
        parted[list_of(row)].append(row)
    return parted


def ranking() -> pl.Expr:
    """Return the place in RANKED of the ranking each candidate takes part in; what follows projects has its own.

    Example:
        >>> found = pl.DataFrame({"kind": ["missing", "near", "weak"], "with_project": [False, True, False]})
        >>> [RANKED[place] for place in found.select(ranking()).to_series()]
        ['gaps', 'project', 'weak']

    """
    (later,) = {LISTS[entry.coming].ranked for entry in LISTS.values() if entry.coming}
    home = by_kind(lambda kind: RANKED.index(LISTS[kind.list].ranked), pl.Int64)
    return pl.when("with_project").then(RANKED.index(later)).otherwise(home)


def _check_kind(kind: Kind) -> None:
    """Refuse a half-done kind, the missing piece named."""
    allowed: dict[str, Sequence[str]] = {
        "about": (GAP, BUNDLE, SHORT, PAIR, DIRECTION),
        "maker": (HERE, NEXT_DOOR, NOBODY),
        "list": tuple(LISTS),
        "highest": BANDS,
        "drawn": ABSENT if kind.is_gap else ("",),
        "came": (MAKER, PARTS, LINK, NOTHING),
    }
    for column, choices in allowed.items():
        if getattr(kind, column) not in choices:
            _refuse(kind, column, getattr(kind, column), choices)
    for gate in kind.gates or ("",):
        if gate not in GATES:
            _refuse(kind, "gates", gate, GATES)
    if not kind.judge:
        _refuse(kind, "judge", kind.judge, ("a file of judge/",))
    worded(f"kind of finding {kind.id}", f"kind.{kind.id}", f"action.{kind.action}")


def _refuse(kind: Kind, column: str, value: str, choices: Sequence[str]) -> NoReturn:
    known = ", ".join(choice or "empty" for choice in choices)
    msg = f"kind of finding {kind.id}: {column} is {value or 'empty'}, should be one of: {known}"
    raise ValueError(msg)


def _check_list(entry: FindingList) -> None:
    """Refuse a list without its words, or that stands on no sheet or on two."""
    what = f"list of findings {entry.id}"
    worded(what, f"page.{entry.id}", f"page.{entry.id}_note")
    sheets = [sheet for sheet, lists in SHEETS.items() if entry.id in lists]
    if len(sheets) != 1:
        msg = f"{what} should stand on one sheet of the workbook (SHEETS), not on {len(sheets)}"
        raise ValueError(msg)
    worded(what, f"sheet.{sheets[0]}", f"sheet.about_{sheets[0]}")
    if entry.proves:
        worded(what, f"page.{entry.id}_verified", f"page.{entry.id}_survey")
    if several(sheets[0]):
        worded(what, f"book.{entry.id}")


for _kind in KINDS.values():
    _check_kind(_kind)
for _list in LISTS.values():
    _check_list(_list)
