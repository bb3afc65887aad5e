"""Which reader a file needs: told by its content, not by its name; zips are opened."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from chainlink.data.readers import table
from chainlink.data.readers.inside import OLD_HEAD, has_password
from chainlink.data.readers.parquet import PARQUET_HEAD, read_parquet
from chainlink.data.readers.table import FindHead, Policy, RawTable, no_rows, too_large, unread
from chainlink.data.readers.text import read_text
from chainlink.data.readers.workbook import DAMAGED, read_workbook
from chainlink.errors import CallError, Fault

ENTRIES_LIMIT = 200
"""The most tables read from one zip."""
ZIP, HTML = (b"PK\x03\x04", b"PK\x05\x06"), (b"<html", b"<!doc", b"<tabl", b"<?xml", b"<meta", b"<head")
OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
"""How pictures, PDFs, rich text and other archives begin."""
OTHER_PARTS = {"word/document.xml", "ppt/presentation.xml", "xl/workbook.bin", "mimetype"}
"""What zips hold that are documents of another kind."""
UNPACKED_LIMIT, RATIO_LIMIT = 100, 100
"""An entry of a zip that unpacks to more than so many MB and so many times its size is an attack: text shrinks to a
tenth, a table of few words to a fortieth."""
EMPTY_BYTES = b"\0 \r\n\t"
HEAD_BYTES = 4096
"""So much of a file tells most of what it is; the whole is looked through only where it does not."""
BOOKS = (".xlsx", ".xlsm", ".xls")


def read_tables(
    path: Path, find_head: FindHead | None, *, strict: bool = False, corner: str = "", only_first: bool = False
) -> list[RawTable]:
    """Read every table of a workbook (.xlsx, .xls), a CSV or Parquet file, or a zip of these.

    The content decides what it is, not the name.

    Args:
        path: the file.
        find_head: given the first rows that are not blank, the place of the row of headings (None: no table there);
            None instead: no headings are looked for, every row is in the frame.
        strict: whether rows of another length than the headings, cells under no heading and a file without headings
            are faults; otherwise such rows are left out, told, and columns without a heading stay.
        corner: what a first column without a heading is called.
        only_first: stop after the first table.

    Raises:
        CallError: there is no file at ``path``.

    """
    if path.is_dir():
        raise CallError("is_folder", path=str(path))
    if not path.is_file():
        raise CallError("no_such_file", path=str(path))
    if (size := path.stat().st_size) > table.FILE_LIMIT * 1e6:
        return [unread(path.stem, path.name, too_large(path.name, size))]
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Fault(path.name, "unreadable", parts={"what": error.strerror or str(error)})
        return [unread(path.stem, path.name, fault)]
    tables = _tables(path.stem, path.name, data, Policy(find_head, strict=strict, corner=corner))
    try:
        return _seen([next(tables)] if only_first else list(tables))
    except MemoryError:
        return [unread(path.stem, path.name, too_large(path.name, size))]


def read_bytes(file: str, data: bytes, find_head: FindHead) -> list[RawTable]:
    """Read the tables of ``data``, the content of the file named ``file``; see :func:`read_tables`."""
    return _seen(list(_tables(PurePosixPath(file).stem, file, data, Policy(find_head))))


def _seen(tables: list[RawTable]) -> list[RawTable]:
    """Take a table of a hidden sheet only where no sheet of its file that can be seen holds one, and tell it."""
    seen = {table.file for table in tables if table.headings and not table.is_hidden}
    taken = []
    for sheet in tables:
        code = "hidden_sheet" if sheet.file in seen else "hidden_sheet_read"
        if sheet.is_hidden and sheet.headings:
            remark = sheet.fault(code)
            hidden = RawTable(sheet.name, sheet.file, sheet.sheet, (), no_rows(), warnings=(remark,), is_hidden=True)
            taken.append(hidden if sheet.file in seen else replace(sheet, warnings=(remark, *sheet.warnings)))
        else:
            taken.append(sheet)
    return taken


def _tables(name: str, file: str, data: bytes, policy: Policy, *, inside: bool = False) -> Iterator[RawTable]:
    """Yield the tables of ``data``; ``inside`` a zip no other zip is opened."""
    if not (data[:HEAD_BYTES].strip(EMPTY_BYTES) or data.strip(EMPTY_BYTES)):
        yield unread(name, file, Fault(file, "empty_file"))
    elif data.startswith(OLD_HEAD):
        if has_password(data) or policy.strict:
            yield unread(name, file, Fault(file, "locked" if has_password(data) else "old_workbook"))
        else:
            yield from map(_of_old_workbook, read_workbook(name, file, data, lambda _sheet: policy, {}))
    elif data.startswith(ZIP):
        yield from _zip(name, file, data, policy, inside=inside)
    elif data.startswith(PARQUET_HEAD) or file.lower().endswith(".parquet"):
        yield read_parquet(name, file, io.BytesIO(data))
    else:
        yield _other(name, file, data, policy)


def _of_old_workbook(sheet: RawTable) -> RawTable:
    """Tell what is not known of an .xls: only its cells are read."""
    return replace(sheet, warnings=(*sheet.warnings, sheet.fault("old_cells"))) if sheet.headings else sheet


def _other(name: str, file: str, data: bytes, policy: Policy) -> RawTable:
    """Read what is no workbook and no zip as text, unless it is a web page, a picture or the like."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in HTML:
        return unread(name, file, Fault(file, "html"))
    table = None if data.startswith(OTHERS) else read_text(name, file, data, policy)
    if table and not (file.lower().endswith(BOOKS) and table.faults and table.faults[0].code in {"nul", "encoding"}):
        return table
    return unread(name, file, Fault(file, "file_kind"))


def _zip(name: str, file: str, data: bytes, policy: Policy, *, inside: bool) -> Iterator[RawTable]:
    entries = entries_of(file, data)
    names = set() if isinstance(entries, Fault) else {entry.filename.lower() for entry in entries}
    if isinstance(entries, Fault):
        yield unread(name, file, entries)
    elif "xl/workbook.xml" in names:
        yield from read_workbook(name, file, data, lambda _sheet: policy)
    elif inside or names & OTHER_PARTS:
        yield unread(name, file, Fault(file, "file_kind"))
    elif len(entries) > ENTRIES_LIMIT:
        yield unread(name, file, Fault(file, "zip_entries", value=str(len(entries)), parts={"limit": ENTRIES_LIMIT}))
    else:
        tables = _zip_entries(file, data, entries, policy)
        yield next(tables, None) or unread(name, file, Fault(file, "empty_file"))
        yield from tables


def entries_of(file: str, data: bytes) -> list[zipfile.ZipInfo] | Fault:
    """Return what a zip holds, or why it is not opened: damaged, with a password, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
    except DAMAGED as error:
        code = "workbook" if file.lower().endswith(BOOKS) else "zip"
        return Fault(file, code, parts={"what": str(error)})
    stated = sum(entry.file_size for entry in entries)
    if stated > table.FILE_LIMIT * 1e6:
        return too_large(file, stated)
    return Fault(file, "locked") if any(entry.flag_bits & 1 for entry in entries) else entries


def _zip_entries(file: str, data: bytes, entries: list[zipfile.ZipInfo], policy: Policy) -> Iterator[RawTable]:
    left = int(table.FILE_LIMIT * 1e6)
    for entry in entries:
        name = _entry_name(entry)
        if entry.is_dir() or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$")):
            continue
        place = PurePosixPath(name).stem, f"{file}/{name}"
        size = entry.file_size  # what it states; if that lies the zip is damaged
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as outside, outside.open(entry) as stream:
                content = stream.read(min(left, _most(entry)) + 1) if size <= _most(entry) else b""
        except DAMAGED as error:
            yield unread(*place, Fault(place[1], "zip", parts={"what": str(error)}))
            continue
        if len(content) > left:
            yield unread(place[0], file, too_large(file, len(content)))
            return
        if max(size, len(content)) > _most(entry):
            parts: dict[str, object] = {"limit": UNPACKED_LIMIT, "ratio": RATIO_LIMIT}
            yield unread(*place, Fault(place[1], "zip_bomb", value=f"{entry.compress_size / 1e6:.1f} MB", parts=parts))
            continue
        left -= len(content)
        yield from _tables(*place, content, policy, inside=True)


def _most(entry: zipfile.ZipInfo) -> int:
    """Return how many bytes an entry may unpack to."""
    return max(UNPACKED_LIMIT * 1_000_000, entry.compress_size * RATIO_LIMIT)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without the UTF-8 mark Chinese Windows wrote it in GBK."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return "".join(sign for sign in name if sign.isprintable())
