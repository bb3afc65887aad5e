"""Labelled sparse matrices: who makes what, who needs what, what goes into what, who supplies whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_array


@dataclass(frozen=True)
class Labelled:
    """A sparse matrix with the ids of its rows and columns, each sorted; a pair that is not stated is absent."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    matrix: csr_array

    def pairs(self) -> pl.DataFrame:
        """Return the stated pairs, sorted: ``row``, ``column``, ``value``."""
        cells = self.matrix.tocoo()
        return pl.DataFrame(
            {
                "row": np.array(self.rows, dtype=object)[cells.coords[0]].tolist(),
                "column": np.array(self.columns, dtype=object)[cells.coords[1]].tolist(),
                "value": cells.data,
            },
            schema={"row": pl.String, "column": pl.String, "value": pl.Float64},
        ).sort("row", "column")

    def times(self, other: Labelled) -> Labelled:
        """Return the matrix product; the columns of this are the rows of ``other``.

        Raises:
            ValueError: the labels between them differ.

        """
        if self.columns != other.rows:
            msg = "the columns of the first matrix are not the rows of the second"
            raise ValueError(msg)
        return Labelled(self.rows, other.columns, csr_array(self.matrix @ other.matrix))


def labelled(
    pairs: pl.DataFrame, row: str, column: str, *, rows: pl.Series | None = None, columns: pl.Series | None = None
) -> Labelled:
    """Return how often each pair of ``row`` and ``column`` is stated, as a labelled sparse matrix.

    Args:
        pairs: a long frame; a pair with a null on either side is left out.
        row: the column whose ids become rows.
        column: the column whose ids become columns.
        rows: every id a row may have, so that one without pairs keeps its place; by default those stated.
        columns: the same for columns.

    Returns:
        Counts: 1 where a pair is stated once.

    """
    stated = pairs.select(row=row, column=column).drop_nulls()
    names = [_sorted(stated["row"] if rows is None else rows), _sorted(stated["column"] if columns is None else columns)]
    placed = (
        stated.join(names[0].rename({"id": "row", "at": "i"}), on="row")
        .join(names[1].rename({"id": "column", "at": "j"}), on="column")
        .select("i", "j")
    )
    shape = (names[0].height, names[1].height)
    ones = np.ones(placed.height)
    matrix = csr_array((ones, (placed["i"].to_numpy(), placed["j"].to_numpy())), shape=shape)
    matrix.sum_duplicates()
    return Labelled(tuple(names[0]["id"]), tuple(names[1]["id"]), matrix)


def _sorted(names: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"id": names}, schema={"id": pl.String}).drop_nulls().unique().sort("id").with_row_index("at")
