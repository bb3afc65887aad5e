"""Incidence 关联矩阵: a long frame as a labelled sparse matrix, checked on the way in, sorted on the way out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from chainlink.cores import on_every_core
from chainlink.errors import CallError

Vector: TypeAlias = np.ndarray[Any, Any]
"""A numpy array of one or two dimensions."""
Result = TypeVar("Result")
DENSE = 5_000
"""Up to so many columns a column × column matrix is held dense (200 MB at the most), above it stays sparse."""
CELLS = 250_000
"""Cells of a dense block of rows worked on at a time: 2 MB, what a core's cache holds."""


@dataclass(frozen=True)
class Incidence:
    """Sorted labels of ``rows`` and ``columns``, and the stated pairs as a sparse matrix, each pair once."""

    rows: pl.Series
    columns: pl.Series
    matrix: csr_array
    _found: dict[Callable[[csr_array], Any], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, measure: Callable[[csr_array], Result]) -> Result:
        """Return ``measure(matrix)``, worked out the first time it is asked for; not to be written to."""
        if measure not in self._found:
            self._found[measure] = measure(self.matrix)
        result: Result = self._found[measure]
        return result

    def __reduce__(self) -> Any:
        return Incidence, (self.rows, self.columns, self.matrix)

    @property
    def degrees(self) -> tuple[Vector, Vector]:
        """Return how many pairs each row and each column has."""
        return np.diff(self.matrix.indptr), np.bincount(self.matrix.indices, minlength=self.matrix.shape[1])


class PresenceFrame(pl.DataFrame):
    """A frame of pairs that remembers its matrix: labels that hold nothing are not lost, and nothing is counted twice.

    A copy remembers it too; whatever else is done (a filter, a join, a cell written) gives a frame that does not.
    """

    _made: tuple[pl.DataFrame, Incidence] | None = None

    def remember(self, names: Incidence) -> None:
        """Keep the matrix of the frame as it is now: its two columns are the labels of rows and of columns."""
        self._made = pl.DataFrame(self.get_columns()), names

    def clone(self) -> PresenceFrame:
        """Return a copy, for ``copy`` and ``deepcopy`` too."""
        copied = PresenceFrame(self)
        copied._made = self._made
        return copied

    def __getstate__(self) -> Any:
        return super().__getstate__(), self._made

    def __setstate__(self, state: Any) -> None:
        columns, self._made = state
        super().__setstate__(columns)

    def remembered(self, row: str, column: str) -> Incidence | None:
        """Return the matrix kept, if it was of these columns and they have not changed since."""
        if self._made is None or {row, column} != set(self.columns) or not self._made[0].equals(self):
            return None
        names = self._made[1]
        if self.columns == [row, column]:
            return names
        return Incidence(names.columns, names.rows, names.matrix.T.tocsr())


def incidence(table: pl.DataFrame, row: str, column: str, value: str | None = None) -> Incidence:
    """Return ``table`` as a labelled matrix: duplicates summed, or 1 for each stated pair without ``value``.

    A pair with a null value is absent; a row whose ``column`` is null (or the reverse) keeps its label and no pair.  A
    column that is missing or named for two things, or a ``value`` that is no number from 0 on, is refused (CallError).
    """
    names_read = (row, column, *([value] if value else []))
    known_columns(table, *names_read)
    distinct(*names_read)
    known = table.remembered(row, column) if isinstance(table, PresenceFrame) else None
    if known is not None and not value:
        return known
    rows, row_codes = encode(table[row])
    columns, column_codes = encode(table[column])
    stated = (row_codes >= 0) & (column_codes >= 0)
    values = None
    if value:
        numbers = finite(table, value, (row, column))
        values = numbers.to_numpy()
        if numbers.null_count():
            stated &= numbers.is_not_null().to_numpy()
    if not stated.all():
        row_codes, column_codes = row_codes[stated], column_codes[stated]
        values = None if values is None else values[stated]
    return Incidence(rows, columns, sparse(row_codes, column_codes, values, (len(rows), len(columns))))


def sparse(rows: Vector, columns: Vector, values: Vector | None, shape: tuple[int, int]) -> csr_array:
    """Return the matrix with ``values`` (duplicates summed), by default 1, at the given places."""
    data = np.ones(len(rows)) if values is None else values
    steps = np.diff(rows)
    if (steps >= 0).all() and ((steps > 0) | (np.diff(columns) > 0)).all():
        indptr = np.zeros(shape[0] + 1, dtype=np.int32)
        np.cumsum(np.bincount(rows, minlength=shape[0]), out=indptr[1:])
        return csr_array((data, columns, indptr), shape=shape)
    matrix = csr_array((data, (rows, columns)), shape=shape)  # sums duplicates and sorts
    if values is None:
        matrix.data[:] = 1.0
    return matrix


def encode(labels: pl.Series) -> tuple[pl.Series, Vector]:
    """Return the distinct labels, sorted, and for each entry the place of its label (-1 for null)."""
    labels = plain_labels(labels)
    known = labels.drop_nulls() if labels.null_count() else labels
    if known.is_sorted():
        codes = known.rle_id().to_numpy().astype(np.int32)
        names = known.filter(np.diff(codes, prepend=-1) > 0)
    elif known.dtype == pl.String:
        names = known.unique().sort()
        codes = known.cast(pl.Enum(names)).to_physical().to_numpy().astype(np.int32)
    else:
        codes = known.rank("dense").to_numpy().astype(np.int32) - 1
        names = known.unique().sort()
    if len(known) == len(labels):
        return names, codes
    places = np.full(len(labels), -1, dtype=np.int32)
    places[labels.is_not_null().to_numpy()] = codes
    return names, places


def plain_labels(labels: pl.Series) -> pl.Series:
    """Return labels as plain text where they are kept as categories."""
    return labels.cast(pl.String) if labels.dtype in (pl.Categorical, pl.Enum) else labels


def joined(*labels: pl.Series) -> pl.Series:
    """Return several columns of labels as one: where unlike, whole numbers as Int64 and others as text."""
    plain = [plain_labels(label).alias("label") for label in labels]
    kinds = {label.dtype for label in plain}
    unlike = pl.Int64 if all(kind.is_integer() for kind in kinds) else pl.String
    kind = plain[0].dtype if len(kinds) == 1 else unlike
    return pl.concat([label.cast(kind) for label in plain])


def column_names(frame: pl.DataFrame, *wanted: tuple[str | None, str]) -> tuple[str, ...]:
    """Return the names asked for, by default those at the same places (each comes with its name in a complaint)."""
    a_frame(frame)
    names = tuple(name or (frame.columns[at] if frame.width > at else place) for at, (name, place) in enumerate(wanted))
    known_columns(frame, *names)
    distinct(*names)
    return names


def known_columns(frame: pl.DataFrame, *names: str) -> None:
    """Refuse (CallError) names of columns that the frame does not have."""
    a_frame(frame)
    for name in names:
        if name not in frame.columns:
            raise CallError("measure_no_column", column=name, known="、".join(frame.columns))


def a_frame(table: object) -> None:
    """Refuse (CallError) what is no polars frame held in memory: a LazyFrame, a pandas frame or another thing."""
    if not isinstance(table, pl.DataFrame):
        raise CallError("measure_no_frame", kind=f"{type(table).__module__.split('.')[0]} {type(table).__name__}")


def distinct(*names: str) -> None:
    """Refuse (CallError) names of columns, read or given, of which two are the same: one would hide the other."""
    for at, name in enumerate(names):
        if name in names[:at]:
            raise CallError("measure_same_name", column=name)


def finite(table: pl.DataFrame, value: str, labels: tuple[str, ...] = (), *, signed: bool = False) -> pl.Series:
    """Return the numbers of column ``value`` as Float64, null where not stated.

    Text, NaN, an infinite number or (unless ``signed``) a negative one is refused (CallError), the first named.
    """
    column = table[value]
    if not (column.dtype.is_numeric() or column.dtype == pl.Null):
        at = column.is_not_null().arg_true()
        if len(at) or column.dtype not in (pl.String, pl.Boolean):
            raise CallError("measure_text", **_place(table, value, labels, int(at[0]) if len(at) else 0))
    numbers = column.cast(pl.Float64)
    lowest, highest = numbers.min(), numbers.max()
    odd = numbers.is_nan().any() or numbers.is_infinite().any()
    if odd:
        at = (numbers.is_nan() | numbers.is_infinite()).arg_true()
        raise CallError("measure_not_a_number", **_place(table, value, labels, int(at[0])))
    if not signed and lowest is not None and highest is not None and float(lowest) < 0:  # type: ignore[arg-type]
        raise CallError("measure_negative", **_place(table, value, labels, int((numbers < 0).arg_true()[0])))
    return numbers


def _place(table: pl.DataFrame, value: str, labels: tuple[str, ...], at: int) -> dict[str, object]:
    named = "，".join(str(table[name][at]) for name in labels if name in table.columns)
    cell = table[value][at] if table.height else str(table[value].dtype)
    return {"column": value, "row": at + 1, "value": repr(cell), "labels": named or "—"}


def pairs(names: Incidence, row: str, column: str, matrix: csr_array | None = None) -> pl.DataFrame:
    """Return the labels of every stored pair of ``matrix`` (default: the incidence's own), sorted."""
    matrix = names.matrix if matrix is None else matrix
    places = np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))
    return labelled(names, row, column, places, matrix.indices)


def labelled(names: Incidence, row: str, column: str, rows: Vector, columns: Vector) -> pl.DataFrame:
    """Return a frame of the labels at the given places, which come in sorted order."""
    return pl.DataFrame([taken(names.rows, rows, row).set_sorted(), taken(names.columns, columns, column)])


def taken(labels: pl.Series, places: Vector, name: str) -> pl.Series:
    """Return the labels at ``places`` (0 and above) as a column; by index, which costs a third of ``gather``."""
    return labels[places.astype(np.uint32, copy=False)].alias(name)


def every_pair(names: Incidence, row: str, column: str) -> pl.DataFrame:
    """Return the labels of every row with every column, sorted."""
    height, width = len(names.rows), len(names.columns)
    return labelled(
        names,
        row,
        column,
        np.repeat(np.arange(height, dtype=np.uint32), width),
        np.tile(np.arange(width, dtype=np.uint32), height),
    )


def stated_only(values: Vector, name: str) -> pl.Series:
    """Return ``values`` as a column, null where they are NaN."""
    return pl.Series(name, values, nan_to_null=True)


def in_blocks(height: int, width: int, work: Callable[[int, int], None]) -> None:
    """Call ``work(first, last)`` for blocks of rows of about CELLS cells, on every core."""
    size = max(1, CELLS // max(width, 1))
    edges = [(first, min(first + size, height)) for first in range(0, height, size)]
    on_every_core(lambda block: work(*block), edges)


def at_least_none(name: str, count: int | None) -> None:
    """Refuse (CallError) a ``count`` below 0."""
    if count is not None and count < 0:
        raise CallError("measure_number", name=name, low=0, high="∞", value=count)


def one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    """Refuse (CallError) a ``value`` that is not among ``known``."""
    if value not in known:
        raise CallError("measure_choice", name=name, value=value, known="、".join(known))
