"""A path into the raw tables of a dataset: a folder of CSV or Parquet files with dataset.toml, or one workbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from chainlink.data.readers import table
from chainlink.data.readers.inside import OLD_HEAD, has_password
from chainlink.data.readers.parquet import read_parquet
from chainlink.data.readers.reading import entries_of
from chainlink.data.readers.table import Policy, RawFiles, RawTable, Rows, too_large, unread
from chainlink.data.readers.text import read_text
from chainlink.data.readers.workbook import read_workbook
from chainlink.errors import CallError, Fault
from chainlink.plain_text import TomlError, read_toml
from chainlink.terms import Phrase

AreHeadings = Callable[[str, Sequence[str | None]], bool]
"""Given the name of a file or sheet and the cells of a row, says whether these are its headings."""
META_SHEETS = ("dataset", "数据集")
"""The names of the sheet of a workbook that stands for dataset.toml."""
BOOK_HEADS = (b"PK\x03\x04", OLD_HEAD)
"""What the first bytes of a workbook look like: a zip, or the older container (also of one with a password)."""


def any_row(_name: str, _cells: Sequence[str | None]) -> bool:
    """Take the first row for the headings, whatever it holds."""
    return True


def read_files(path: Path, are_headings: AreHeadings = any_row) -> RawFiles:
    """Read every table of ``path``: a folder of CSV or Parquet files, or one workbook (.xlsx).

    Args:
        path: the folder or workbook.
        are_headings: knows the headings of a table; they may stand below a title.  Where it knows none, the first row
            is taken.

    Raises:
        CallError: there is nothing at ``path``, or it is neither a folder nor a workbook.

    """
    if not path.exists():
        raise CallError("no_such_dataset", path=str(path))
    if path.is_dir():
        return _read_folder(path, are_headings)
    if path.suffix.lower() in {".xlsx", ".xlsm"}:
        return _read_book(path, are_headings)
    raise CallError("not_a_dataset", path=str(path))


def read_csv(file: Path, are_headings: AreHeadings = any_row) -> RawTable:
    """Read a CSV file of a dataset."""
    if (size := file.stat().st_size) > table.FILE_LIMIT * 1e6:
        return unread(file.stem, file.name, too_large(file.name, size))
    data = file.read_bytes()
    if data.startswith(BOOK_HEADS):
        return unread(file.stem, file.name, Fault(file.name, "workbook_named_csv"))
    return read_text(file.stem, file.name, data, _policy(file.stem, are_headings))


def _policy(name: str, are_headings: AreHeadings) -> Policy:
    def find_head(rows: Rows) -> int:
        return next((at for at, row in enumerate(rows) if are_headings(name, row)), 0)

    return Policy(None if name.strip().lower() in META_SHEETS else find_head, strict=True)


def _read_folder(folder: Path, are_headings: AreHeadings) -> RawFiles:
    tables: list[RawTable] = []
    others: list[str] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith((".", "~$")) or file.is_dir() or file.name == "dataset.toml":
            continue
        if not file.is_file():
            tables.append(unread(file.stem, file.name, Fault(file.name, "no_plain_file")))
        elif file.suffix.lower() == ".csv":
            tables.append(read_csv(file, are_headings))
        elif file.suffix.lower() == ".parquet":
            tables.append(read_parquet(file.stem, file.name, file))
        else:
            others.append(file.name)
    meta, faults = _read_toml(folder / "dataset.toml")
    return RawFiles(folder, tuple(tables), meta, "dataset.toml", tuple(others), tuple(faults))


def _read_book(file: Path, are_headings: AreHeadings) -> RawFiles:
    """Read every sheet of a workbook; one named 数据集 (dataset) says what dataset.toml says for a folder."""

    def refused(fault: Fault) -> RawFiles:
        return RawFiles(file, (), {}, file.name, (), (fault,))

    if (size := file.stat().st_size) > table.FILE_LIMIT * 1e6:
        return refused(too_large(file.name, size))
    data = file.read_bytes()
    if data.startswith(OLD_HEAD):
        return refused(Fault(file.name, "locked" if has_password(data) else "old_workbook"))
    if isinstance(entries := entries_of(file.name, data), Fault):
        return refused(entries)
    tables = list(read_workbook(file.stem, file.name, data, lambda name: _policy(name, are_headings)))
    if tables and tables[0].sheet is None:
        return refused(tables[0].faults[0])
    meta = next((_meta_of(table) for table in tables if table.name.strip().lower() in META_SHEETS), None)
    faults = (Fault(file.name, "no_dataset_sheet", sheet=META_SHEETS[1]),) if meta is None else ()
    others = tuple(table for table in tables if table.name.strip().lower() not in META_SHEETS)
    return RawFiles(file, others, meta, file.name, (), faults)


def _meta_of(sheet: RawTable) -> dict[str, Any]:
    if len(sheet.headings) < 2:  # noqa: PLR2004 - a key and a value
        return {}
    pairs = sheet.frame.select("0", "1").rows()
    return {key.strip(): (value or "").strip() for key, value in pairs if key and key.strip()}


def _read_toml(file: Path) -> tuple[dict[str, Any] | None, list[Fault]]:
    if not file.is_file():
        return None, [Fault(file.name, "no_dataset_toml")]
    try:
        return read_toml(file.read_bytes()), []
    except TomlError as error:
        return None, [Fault(file.name, "toml", row=error.row, parts={"what": Phrase(f"toml_why.{error.why}")})]
