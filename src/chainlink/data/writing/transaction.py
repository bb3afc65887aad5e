"""A dataset changed whole or not at all: composed beside, checked, swapped in one step, the old one kept."""

from __future__ import annotations

import codecs
import ctypes
import errno
import glob
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.data.naming import table_named
from chainlink.data.read import read_dataset
from chainlink.data.writing.atomic import writing
from chainlink.data.writing.csv_in_place import changed_csv
from chainlink.data.writing.datapackage import PACKAGE, datapackage
from chainlink.data.writing.dataset_files import csv_cells, write_dataset
from chainlink.data.writing.lock import beside, holding
from chainlink.data.writing.table_files import json_bytes
from chainlink.errors import CallError, DataError, Fault
from chainlink.live_cells import restored_text

LOG = "intake_log.csv"
SETTLED = "capability_reasons.csv"
CONTACTS = "contacts.csv"
"""Personal data, kept only when asked for; no table of the dataset, so that nothing of it can reach a report."""
AT_WORKING_FOLDER, EXCHANGE = -100, 2


@dataclass(frozen=True)
class Swapped:
    """Where the changed dataset lies, where the one that it replaced was put (None: there was none), new warnings."""

    path: Path
    backup: Path | None
    warnings: tuple[Fault, ...] = ()


def fingerprint(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of every file of a dataset, to tell whether somebody else changed it meanwhile."""
    files = [path] if path.is_file() else sorted(path.iterdir()) if path.is_dir() else []
    stats = [(file.name, file.stat()) for file in files if not file.name.startswith((".", "~$"))]
    return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)


def recover(path: Path, *, patient: bool = True) -> None:
    """Finish or clear away what an interrupted change left beside ``path``; the dataset itself is whole in any case.

    A change that is under way is waited for; where not ``patient``, it is left alone.
    """
    path = _real(path)
    ready, note = beside(path, "ready"), beside(path, "swap")
    with writing(path):
        if not (note.exists() or ready.exists() or _parts(path)):
            return
        with holding(path, patient=patient) as alone:
            if not alone:
                return
            if note.exists() and not path.exists() and ready.exists():
                ready.rename(path)
            note.unlink(missing_ok=True)
            if ready.exists():
                _put_away(ready, path)
            for part in _parts(path):
                shutil.rmtree(part, ignore_errors=True) if part.is_dir() else part.unlink(missing_ok=True)


def _parts(path: Path) -> list[Path]:
    return list(path.parent.glob(f".{glob.escape(path.name)}.part-*"))


def _real(path: Path) -> Path:
    """Return where ``path`` leads through links; one that leads in a circle stays, for the writer to tell."""
    return Path(os.path.realpath(path))


def replace_tables(
    dataset: Dataset,
    tables: Mapping[str, pl.DataFrame],
    *,
    path: Path | None = None,
    log: pl.DataFrame | None = None,
    contacts: pl.DataFrame | None = None,
    before: tuple[tuple[str, int, int], ...] | None = None,
    dry_run: bool = False,
    on_step: Callable[[str], None] | None = None,
) -> Swapped:
    """Write ``dataset`` with ``tables`` in the place of its own, in one step: at any time the old or the new is there.

    The new dataset is composed beside the old one, read back and checked; then the two are exchanged, and the old one
    is put into ``<name>-backups/``.  Files that are no tables are carried along untouched.

    Args:
        dataset: what is there now.
        tables: the tables that change, whole.
        path: where the dataset lies or is to lie; None: where it was read.
        log: rows to append to the log of changes.
        contacts: rows to append to the file of personal data.
        before: the fingerprint taken when the dataset was read.
        dry_run: compose and check the new dataset elsewhere, and leave everything as it is.
        on_step: called before each step (``compose``, ``check``, ``swap``, ``keep``).

    Raises:
        DataError: the new dataset would have faults; the old one is untouched.
        WriteError: it cannot be written; the old one is untouched.
        CallError: somebody else changed the dataset since it was read.

    """
    path = _real(path or dataset.path)
    tell = on_step or (lambda _step: None)
    with writing(path), _alone_at(path, dry_run=dry_run):
        part = Path(tempfile.mkdtemp(prefix=f".{path.name}.part-", dir=None if dry_run else path.parent))
        new = part / path.name
        try:
            tell("compose")
            _compose(dataset, tables, path, new)
            if not _is_book(path):
                _append(new / LOG, log)
                _append(new / CONTACTS, contacts)
                (new / PACKAGE).write_bytes(json_bytes(datapackage(new)))
            tell("check")
            warnings = _checked(dataset, tables, new)
            if before is not None and fingerprint(path) != before:
                raise CallError("changed_meanwhile", path=str(path))
            if dry_run:
                return Swapped(path, None, warnings)
            tell("swap")
            backup = _swap(new, path, tell)
            if _is_book(path):
                _append(_kept(path, LOG), log)
                _append(_kept(path, CONTACTS), contacts)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return Swapped(path, backup, warnings)


@contextmanager
def _alone_at(path: Path, *, dry_run: bool) -> Iterator[None]:
    """Make the folder of ``path`` and hold its lock; a dry run only looks whether both could be done."""
    if not dry_run:
        _folder(path.parent)
        with holding(path):
            yield
        return
    there = next(folder for folder in path.parents if os.path.lexists(folder))
    with writing(path.parent):
        if not there.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(there))
    with writing(path if there == path.parent else path.parent):
        if not os.access(there, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(there))
    yield


def _folder(folder: Path) -> Path:
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def _is_book(path: Path) -> bool:
    return path.suffix.lower() in {".xlsx", ".xlsm"}


def _compose(dataset: Dataset, tables: Mapping[str, pl.DataFrame], path: Path, new: Path) -> None:
    """Copy a folder as it is, then change in its files what differs; write a new one, a workbook or Parquet whole."""
    if _is_book(path) or not path.exists():
        write_dataset(replace(dataset, tables={**dataset.tables, **tables}), new, "xlsx" if _is_book(path) else "csv")
        return
    shutil.copytree(path, new, ignore=shutil.ignore_patterns("~$*", ".part-*"))
    if any(new.glob("*.parquet")) and not any(new.glob("firms.csv")):
        _rewrite(dataset, tables, new, "parquet")
        return
    left = {name: table for name, table in tables.items() if not _changed_in_place(dataset, name, table, new)}
    if left:
        _rewrite(dataset, left, new, "csv")


def _file_of(table: str, folder: Path) -> Path | None:
    files = [file for file in folder.glob("*.csv") if table_named(file.stem) == table]
    return files[0] if len(files) == 1 else None


def _changed_in_place(dataset: Dataset, name: str, table: pl.DataFrame, new: Path) -> bool:
    """Change the cells of a CSV file that differ, where its form allows; say whether it was done."""
    file = _file_of(name, new)
    if file is None:
        return False
    old = dataset.tables[name]
    texts = (csv_cells(frame.drop("file", "sheet", "row")).with_columns(frame["row"]) for frame in (old, table))
    content = changed_csv(file.read_bytes(), name, *texts)
    if content is not None:
        file.write_bytes(content)
    return content is not None


def _rewrite(dataset: Dataset, tables: Mapping[str, pl.DataFrame], new: Path, form: str) -> None:
    """Write tables whole into the folder ``new``; a CSV file without a byte order mark gets none."""
    toml = (new / "dataset.toml").read_bytes()
    was = {name: file.read_bytes() for name in tables if (file := _file_of(name, new))}
    written = write_dataset(replace(dataset, tables=dict(tables)), new, form)
    (new / "dataset.toml").write_bytes(toml)
    for file in written:
        content = was.get(file.stem, codecs.BOM_UTF8)
        if file.suffix == ".csv" and not content.startswith(codecs.BOM_UTF8):
            file.write_bytes(file.read_bytes().removeprefix(codecs.BOM_UTF8))
        for other in new.iterdir():
            same = table_named(other.stem) == file.stem and other.suffix in {".csv", ".parquet"}
            if same and other != file:
                other.unlink()


def _checked(dataset: Dataset, tables: Mapping[str, pl.DataFrame], new: Path) -> tuple[Fault, ...]:
    """Read the new dataset back and check it; a file changed in place that says something else is written whole.

    Return the warnings that ``dataset`` does not have yet.
    """
    in_place = not _is_book(new) and any(new.glob("firms.csv"))
    back: Dataset | None = None
    try:
        back = read_dataset(new)
    except DataError:
        if not in_place:
            raise
    had = back.tables if back else {}
    left = {name: table for name, table in tables.items() if name not in had or not _say_the_same(had[name], table)}
    if back is None or (in_place and left):
        _rewrite(dataset, left, new, "csv")
        back = read_dataset(new)
    known = {_place(fault) for fault in dataset.warnings}
    return tuple(fault for fault in back.warnings if _place(fault) not in known)


def _place(fault: Fault) -> tuple[object, ...]:
    return fault.code, fault.table, fault.row, fault.column, fault.value


def _say_the_same(frame: pl.DataFrame, other: pl.DataFrame) -> bool:
    texts = [csv_cells(table.drop("file", "sheet", "row")) for table in (frame, other)]
    stated = [text.select(sorted(name for name in text.columns if text[name].count())) for text in texts]
    return stated[0].equals(stated[1])


def _kept(path: Path, name: str) -> Path:
    """Return where ``name`` is kept of the dataset at ``path``: inside a folder, beside a workbook."""
    return path.parent / f"{path.stem}.{name}" if path.is_file() else path / name


def _append(file: Path, rows: pl.DataFrame | None) -> None:
    if rows is None or rows.is_empty():
        return
    text = csv_cells(rows).write_csv(include_header=not file.exists())
    with file.open("a", encoding="utf-8" if file.exists() else "utf-8-sig", newline="") as stream:
        stream.write(text)


# --- the exchange ---------------------------------------------------------------------------------------------------


def _swap(new: Path, path: Path, tell: Callable[[str], None]) -> Path | None:
    if not path.exists():
        new.rename(path)
        return None
    ready = beside(path, "ready")
    if path.is_file():
        tell("keep")
        backup = _backup_place(path)
        shutil.copy2(path, backup)
        new.replace(path)
        return backup
    new.rename(ready)
    if not _exchange(ready, path):
        note = beside(path, "swap")
        note.write_text("the dataset is being replaced; the next chainlink import finishes it\n", encoding="utf-8")
        backup = _put_away(path, path)
        tell("between")
        ready.rename(path)
        note.unlink()
        return backup
    tell("keep")
    return _put_away(ready, path)


def _exchange(left: Path, right: Path) -> bool:
    """Exchange two folders in one step where the system can (Linux, macOS); False where it cannot."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "darwin":
            return int(libc.renamex_np(os.fsencode(left), os.fsencode(right), EXCHANGE)) == 0
        places = AT_WORKING_FOLDER, os.fsencode(left), AT_WORKING_FOLDER, os.fsencode(right)
        return int(libc.renameat2(*places, EXCHANGE)) == 0
    except (AttributeError, OSError, TypeError):
        return False


def _put_away(old: Path, path: Path) -> Path:
    backup = _backup_place(path)
    old.rename(backup)
    return backup


def _backup_place(path: Path) -> Path:
    """Return the next free place for a backup of the dataset at ``path``: <name>-backups/0001, 0002, ..."""
    last = last_backup(path)
    number = int(last.stem) + 1 if last else 1
    return _folder(_backups(path)) / f"{number:04d}{path.suffix if _is_book(path) else ''}"


def _backups(path: Path) -> Path:
    return path.parent / f"{path.stem if path.is_file() else path.name}-backups"


def last_backup(path: Path) -> Path | None:
    """Return the latest backup of the dataset at ``path``, or None."""
    folder = _backups(_real(path))
    backups = [backup for backup in folder.iterdir() if backup.stem.isdecimal()] if folder.is_dir() else []
    return max(backups, key=lambda backup: int(backup.stem), default=None)


def read_log(path: Path) -> pl.DataFrame:
    """Return the log of changes of the dataset at ``path`` (text but for ``row``); without rows where there is none."""
    file = _kept(_real(path), LOG)
    if not file.exists():
        return pl.DataFrame()
    return _read_back(file).with_columns(pl.col("row").cast(pl.Int64))


def _read_back(file: Path) -> pl.DataFrame:
    """Read a CSV file that chainlink wrote beside the tables."""
    frame = pl.read_csv(file, infer_schema=False)
    return frame.with_columns(restored_text(pl.col(pl.String)))


def has_contacts(path: Path) -> bool:
    """Say whether personal data are kept beside the dataset at ``path``."""
    return _kept(_real(path), CONTACTS).exists()


def read_settled(path: Path) -> pl.DataFrame | None:
    """Return the product words given a sector before (``firm, phrase, sector``), or None where none are kept."""
    file = path / SETTLED
    if not path.is_dir() or not file.exists():
        return None
    settled = _read_back(file)
    wanted = ("firm", "phrase", "sector")
    return settled.select(wanted) if set(wanted) <= set(settled.columns) else None
