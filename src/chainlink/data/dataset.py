"""Dataset 数据集: every table of a folder or workbook, checked, with what dataset.toml says about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from chainlink.data import clocks, succession
from chainlink.data.tables import TABLES
from chainlink.errors import CallError, Fault

DEFAULT = "wan-kai-yun"
SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Dataset:
    """A checked dataset: ``tables`` holds every table of ``tables.TABLES`` (without rows where its file is missing).

    The columns of a table are those of its schema in order (``file``, ``sheet``, ``row`` among them), unknown ones
    after them.  Lists are ``pl.List(pl.String)``, null when empty; null means not stated.  ``region`` is the default
    region: ids of districts 区县.
    """

    id: str
    title: str
    title_en: str
    region: tuple[str, ...]
    version: str
    schema_version: int
    licence: str
    note: str
    path: Path
    tables: dict[str, pl.DataFrame]
    warnings: tuple[Fault, ...] = ()
    extras: tuple[str, ...] = field(default=())

    def default_as_of(self) -> int | None:
        """Return the latest year of an actual supply or capability row (never the clock); None if no row has a year."""
        return clocks.latest_year(self.tables)

    def newest_year(self) -> int | None:
        """Return the last year that a fact describes or its sources are dated in; None if none states a year."""
        return clocks.newest_year(self.tables)

    def source_days(self) -> tuple[date, date] | None:
        """Return the days of the first and the last dated source of a fact; None if no source of a fact has a date."""
        return clocks.source_days(self.tables)

    def in_order(self) -> Dataset:
        """Return the dataset with the rows of every table by its key, whatever their order in the file.

        What is made of it then follows from the rows alone; ``row`` still says where in the file each stands.
        """
        return replace(
            self,
            tables={name: rows.sort(TABLES[name].primary_key() or rows.columns) for name, rows in self.tables.items()},
        )

    def known(self, as_of: int | None = None, known_by: str | None = None) -> tuple[Dataset, pl.DataFrame]:
        """Return the dataset as of the end of a year and as known by a date, and what that leaves out.

        See :func:`chainlink.data.clocks.turn_back`.

        Raises:
            CallError: ``known_by`` is no date, or every supply and capability that has a year is later than ``as_of``.

        """
        tables, left_out = clocks.turn_back(self.tables, as_of=as_of, known_by=known_by)
        if as_of is not None:
            clocks.refuse_before(self.tables, tables, as_of)
        return replace(self, tables=tables), left_out

    def under_one_id(self) -> tuple[Dataset, pl.DataFrame]:
        """Return the dataset with each thing under the id that goes on, and the rows that this folds into others.

        See :func:`chainlink.data.succession.under_one_id`.
        """
        tables, folded = succession.under_one_id(self.tables)
        return replace(self, tables=tables), folded


@cache
def default_dataset() -> Path:
    """Return where the packaged dataset 万开云 lies: inside an installed package, or beside ``src`` in a checkout.

    Raises:
        CallError: the installation lacks it.

    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "_datasets" / DEFAULT, package.parents[1] / "datasets" / DEFAULT):
        if (folder / "dataset.toml").is_file():
            return folder
    raise CallError("no_default_dataset", path=str(package / "_datasets" / DEFAULT))
