"""A path into raw tables: a folder of CSV or Parquet files with dataset.toml, or one workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from chainlink.errors import CallError, Fault
from chainlink.files.raw import AreHeadings, RawFiles, RawTable, any_row, unread
from chainlink.files.text import read_csv
from chainlink.files.workbook import read_workbook
from chainlink.plain_text import TomlError, read_toml


def read_files(path: Path, are_headings: AreHeadings = any_row) -> RawFiles:
    """Read every table of ``path``: a folder of CSV or Parquet files, or one workbook (.xlsx).

    Args:
        path: the folder or workbook.
        are_headings: knows the headings of a table; they may stand below a title.

    Raises:
        CallError: there is nothing at ``path``, or it is neither a folder nor a workbook.

    """
    if not path.exists():
        raise CallError("no_such_dataset", path=str(path))
    if path.is_dir():
        return _read_folder(path, are_headings)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return read_workbook(path, are_headings)
    raise CallError("not_a_dataset", path=str(path))


def _read_folder(folder: Path, are_headings: AreHeadings) -> RawFiles:
    tables: list[RawTable] = []
    others: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith((".", "~$")) or file.is_dir() or file.name == "dataset.toml":
            continue
        if not file.is_file():
            tables.append(unread(file.stem, file.name, None, Fault(file.name, "no_plain_file")))
        elif file.suffix.lower() == ".csv":
            tables.append(read_csv(file, are_headings))
        elif file.suffix.lower() == ".parquet":
            tables.append(_read_parquet(file))
        else:
            others.append(file.name)
    meta, faults = _read_toml(folder / "dataset.toml")
    return RawFiles(folder, tuple(tables), meta, "dataset.toml", tuple(others), tuple(faults))


def _read_toml(file: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    if not file.is_file():
        return None, [Fault(file.name, "no_dataset_toml")]
    try:
        return read_toml(file.read_bytes()), []
    except TomlError as error:
        return None, [Fault(file.name, "toml", row=error.row, parts={"what": str(error)})]


def _read_parquet(file: Path) -> RawTable:
    """Read a Parquet file as it is typed; rows are numbered from 1 (there is no heading row)."""
    try:
        frame = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        parts: dict[str, object] = {"what": str(error).split("\n", 1)[0]}
        return unread(file.stem, file.name, None, Fault(file.name, "parquet", parts=parts))
    headings = tuple(frame.columns)
    frame = frame.rename({old: str(at) for at, old in enumerate(headings)}).with_columns(
        row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    )
    return RawTable(file.stem, file.name, None, headings, frame)
