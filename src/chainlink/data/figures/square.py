"""The square of an input-output table in a sheet: where its sectors stand, whatever stands around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from chainlink.data.figures.io_lines import ORIGIN, part_of, plain_labels, sums
from chainlink.data.readers.table import HEAD_ROWS

LABELS = 20
"""The labels of rows are looked for in so many first columns."""
ROWS = 50_000
"""A sheet of more rows is no square table: the largest of many regions have ten thousand."""
Labels = list[str | None]
_NUMBER = re.compile(r"^[\d.,+-]+$")
_MARK = re.compile(rf"^(?:[(]?({ORIGIN})[)]?[:\-]?)?(.+?)(?:[(\-:,/]?({ORIGIN})[)]?)?$")


class Line(NamedTuple):
    """A line beside or below the square: its label as printed, and what it is (io_lines.part_of)."""

    label: str
    part: str


class Square(NamedTuple):
    """Where the sectors of a table stand; rows and columns by their place in the frame of the sheet.

    ``head``: the row of headings; ``columns`` and ``rows``: place -> sector; ``origins``: place of a row -> the word
    that tells it from others of its sector; ``texts``: columns of words beside the labels -> heading; ``beside`` and
    ``below``: the other columns and rows; ``label``: the column of labels.
    """

    head: int
    label: int
    columns: dict[int, str]
    rows: dict[int, str]
    origins: dict[int, str]
    texts: dict[int, str]
    beside: dict[int, Line]
    below: dict[int, Line]


def find_square(cells: pl.DataFrame) -> Square | None:
    """Find the row of headings and the column of labels that name the most sectors in common; None where two do not.

    ``cells`` are the rows of a sheet, titles included: columns ``"0"``, ``"1"``, ... of text, null = empty.
    """
    if cells.height > ROWS:
        return None
    plain = cells.select(plain_labels(pl.all()))
    heads = [list(row) for row in plain.head(HEAD_ROWS).rows()]
    best, place = (0, 1), (-1, -1)
    for head, headings in enumerate(heads):
        for label in range(min(plain.width, LABELS)):
            shared = _shared(plain[str(label)][head + 1 :], [*headings[:label], *headings[label + 1 :]])
            named = [name for name in headings if name in shared]
            # Words before numbers (figures may repeat by chance), and where names repeat the sectors before the groups.
            score = (sum(not _NUMBER.match(name) for name in named), len(named))
            if len(shared) > 1 and (score > best or (score == best and len(named) > len(shared))):
                best, place = score, (head, label)
    return _square(cells, plain, heads, *place) if place[0] >= 0 else None


def _shared(labels: pl.Series, headings: Labels) -> set[str]:
    """Return the headings that are labels too, with or without a word of origin, and no sums."""
    wanted = {heading for heading in headings if heading}
    if len(wanted) < 2:  # noqa: PLR2004 - one sector is no table
        return set()
    stated = labels.drop_nulls().unique()
    shared = wanted & set(stated.filter(stated.is_in(list(wanted))))
    marked = stated.filter(stated.str.contains(ORIGIN))
    shared |= {_unmarked(label, wanted)[0] for label in marked} & wanted
    return {name for name in shared if name == "x" or part_of([name]) == "other"}


def _unmarked(label: str, sectors: set[str]) -> tuple[str, str | None]:
    """Return the sector that a plain label names, and the word of origin around it."""
    if label in sectors or (parts := _MARK.match(label)) is None:
        return label, None
    before, sector, behind = parts.groups()
    return (sector, before or behind) if sector in sectors else (label, None)


def _square(cells: pl.DataFrame, plain: pl.DataFrame, heads: list[Labels], head: int, label: int) -> Square:
    labels, height = plain[str(label)].to_list(), plain.height
    sectors = _shared(plain[str(label)][head + 1 :], [*heads[head][:label], *heads[head][label + 1 :]])
    first = next(at for at in range(head + 1, height) if labels[at] and _unmarked(labels[at], sectors)[0] in sectors)
    headed = plain.head(first).rows()
    over = {at: _labels_over(headed, head, at) for at in range(plain.width)}
    columns = {at: name for at, name in enumerate(heads[head]) if name in sectors and at != label}
    columns = _blocks(columns, {at: names for at, names in over.items() if at != label})
    texts = [at for at in range(min(columns)) if at != label]
    named = {at: _unmarked(labels[at], sectors) for at in range(head + 1, height) if labels[at]}
    aside = plain.select(str(at) for at in (label, *reversed(texts))).rows()
    named_by = {at: _stated(list(aside[at])) for at in range(head + 1, height)}
    rows = _blocks({at: name for at, (name, _) in named.items() if name in sectors}, named_by)
    printed = {name: str(cells[str(at)][head]) for at, name in columns.items()}
    if len(printed) < len(columns) and (groups := _groups(plain, head, columns, rows, texts)):
        words, group = (pl.Series(frame.row(groups[0]), dtype=pl.String).forward_fill() for frame in (cells, plain))
        beside = plain[str(groups[1])].forward_fill()
        printed = {f"{group[at]} {name}": f"{words[at]} {printed[name]}" for at, name in columns.items()}
        columns = {at: f"{group[at]} {name}" for at, name in columns.items()}
        rows = {at: f"{beside[at]} {name}" for at, name in rows.items()}
    printed_rows = cells.select(str(at) for at in (label, *reversed(texts))).rows()
    figures = plain.select(str(at) for at in columns).select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    return Square(
        head,
        label,
        {at: printed[name] for at, name in columns.items()},
        {at: printed[name] for at, name in rows.items()},
        _origins(plain, rows, {at: mark for at, (_, mark) in named.items() if mark}, texts, named_by, figures),
        {at: _heading(cells, head, at) for at in texts},
        {
            at: Line(_heading(cells, head, at), part_of(over[at]))
            for at in range(min(columns) + 1, plain.width)
            if at not in columns and at != label
        },
        {
            at: Line(next((cell.strip() for cell in printed_rows[at] if cell), ""), part_of(named_by[at]))
            for at in range(min(rows) + 1, height)
            if at not in rows and named_by[at] and figures[at]
        },
    )


def _stated(labels: Labels) -> list[str]:
    return [label for label in labels if label]


def _labels_over(rows: list[tuple[str | None, ...]], head: int, at: int) -> list[str]:
    """Return the labels over a column: its heading, what stands below that, and above it what is no group."""
    own = _stated([row[at] for row in rows[head:]])
    above = [
        row[at]
        for row in rows[:head][::-1]
        if not own or (row[at : at + 2] != (row[at], None) and row[at - 1] != row[at])
    ]
    return own + _stated(above)


def _heading(cells: pl.DataFrame, head: int, at: int) -> str:
    """Return what stands over a column in the row of headings, or the nearest above it; else its place."""
    over = [cell for cell in cells[str(at)][: head + 1].reverse() if cell]
    return over[0].strip() if over else str(at + 1)


def _blocks(lines: dict[int, str], words: Mapping[int, list[str]]) -> dict[int, str]:
    """Leave out the lines behind sums that only bear a sector's name: the 其他 among value added or final uses.

    Behind a sum stand further sectors (none of them named before) or a further block of (half of) all sectors.
    """
    block = 0
    blocks: dict[int, dict[int, str]] = {}
    for at in sorted({*words, *lines}):
        if at in lines:
            blocks.setdefault(block, {})[at] = lines[at]
        elif at > min(lines) and part_of(words[at]) != "other":
            block += 1
    first, *others = blocks.values()
    square = dict(first)
    for block_lines in others:
        names = set(block_lines.values())
        if names.isdisjoint(square.values()) or 2 * len(names) > len(set(first.values())):
            square |= block_lines
    return square


def _groups(
    plain: pl.DataFrame, head: int, columns: dict[int, str], rows: dict[int, str], texts: list[int]
) -> tuple[int, int] | None:
    """Find the row above the headings and the column beside the labels that tell sectors of one name apart."""
    for above in range(head - 1, -1, -1):
        over = pl.Series(plain.row(above), dtype=pl.String).forward_fill()
        wanted = [(over[at], name) for at, name in columns.items()]
        for text in texts:
            beside = plain[str(text)].forward_fill()
            if len(set(wanted)) == len(wanted) and set(wanted) == {(beside[at], name) for at, name in rows.items()}:
                return above, text
    return None


def _origins(
    plain: pl.DataFrame,
    rows: dict[int, str],
    marks: dict[int, str],
    texts: list[int],
    words: Mapping[int, list[str]],
    figures: pl.Series,
) -> dict[int, str]:
    """Return what tells the rows of one sector apart: a word in the label, a column of words, a line above the rows."""
    most = max(Counter(rows.values()).values())
    if most == 1:
        return {at: mark for at, mark in marks.items() if at in rows}
    lines = pl.Series([words[at][0] if words.get(at) and not figures[at] else None for at in range(plain.height)])
    candidates = [pl.Series([marks.get(at, "") for at in range(plain.height)])]
    candidates += [filled for text in texts for filled in (plain[str(text)], plain[str(text)].forward_fill())]
    candidates.append(lines.cast(pl.String).forward_fill())
    for candidate in candidates:
        origins = {at: str(candidate[at] or "") for at in rows}
        pairs = {(rows[at], word) for at, word in origins.items()}
        if len(pairs) == len(rows) and len(set(origins.values())) <= 2 * most:
            return origins
    return {}


def sum_origins(origins: Mapping[int, str]) -> set[str]:
    """Return the words of origin that name the sum of the others (合计, total)."""
    words = {word for word in origins.values() if word}
    return sums(sorted(words)) if len(words) > 1 else set()
