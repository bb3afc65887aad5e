"""Headings of several rows: a group heading (产值（万元）) over the headings of its columns (2022年, 2023年)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

_OF_NAMES = re.compile(r"名称$|^(?:企业|公司|单位|厂名)$|name|^(?:company|firm|supplier)$", re.IGNORECASE)
"""A heading over names of firms: what stands below it is no heading."""
_FIGURE = re.compile(r"[-+]?\d[\d.,]*%?")
_YEAR = re.compile(r"(?:19|20)\d{2}")


class Headings(NamedTuple):
    """The headings of a table: its ``own``, the group over each ("" where there is none), the place of the last row."""

    own: tuple[str, ...]
    groups: tuple[str, ...]
    last: int


def spread(cells: Sequence[str | None]) -> list[str]:
    """Return a row of groups with each over the columns up to the next, as if its cells were merged."""
    over, filled = "", []
    for cell in cells:
        over = (cell or "").strip() or over
        filled.append(over)
    return filled


def headings_at(rows: Sequence[Sequence[str | None]], head: int) -> Headings:
    """Return the headings of the row at ``head`` together with a row of groups above it or of columns below it.

    Args:
        rows: the first rows that are not blank.
        head: the place of the row by which the table was known.

    """
    width = max(len(row) for row in rows[max(head - 1, 0) : head + 2])
    near = [_padded(rows[at], width) if 0 <= at < len(rows) else [""] * width for at in range(head - 1, head + 2)]
    above, own, below = near
    if _are_columns(own, below):
        groups = [group if cell and cell != group else "" for group, cell in zip(spread(own), below, strict=True)]
        both = [cell or group for cell, group in zip(below, own, strict=True)]
        return Headings(tuple(both), tuple(groups), head + 1)
    if len({cell for cell in above if cell}) > 1:
        groups = [group if group != cell else "" for group, cell in zip(spread(above), own, strict=True)]
        return Headings(tuple(own), tuple(groups), head)
    return Headings(tuple(own), ("",) * width, head)


def _padded(row: Sequence[str | None], width: int) -> list[str]:
    return [(cell or "").strip() for cell in row] + [""] * (width - len(row))


def _are_columns(groups: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether the row ``below`` only names columns of ``groups``: else blank, or a label merged over both rows."""
    named = 0
    start = 0
    for group, run in groupby(spread(groups)):
        length = len(list(run))
        cells = [cell for cell in below[start : start + length] if cell]
        start += length
        if cells in ([], [group]):
            continue
        if length == 1 or _OF_NAMES.search(group) or any(_is_figure(cell) for cell in cells):
            return False
        named = max(named, len(set(cells)))
    return named > 1


def _is_figure(cell: str) -> bool:
    return _FIGURE.fullmatch(cell) is not None and _YEAR.fullmatch(cell) is None
