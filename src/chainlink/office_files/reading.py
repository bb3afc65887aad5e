"""Which reader a file needs: told by its content, not by its name; zips are opened."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from chainlink.errors import CallError, Fault
from chainlink.files.book_parts import OLD_HEAD
from chainlink.office_files import table
from chainlink.office_files.books import read_old_workbook, read_workbook
from chainlink.office_files.table import ENTRIES_LIMIT, FindHead, OfficeTable, too_large, unread
from chainlink.office_files.text import read_text_table

ZIP, HTML = b"PK\x03\x04", (b"<html", b"<!doc", b"<tabl", b"<?xml", b"<meta", b"<head")
OTHERS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf")
"""How pictures, PDFs, rich text and other archives begin."""
NOTHING = b"\0 \r\n\t"
HEAD_BYTES = 4096
"""So much of a file tells most of what it is; the whole is looked through only where it does not."""
BOOKS = (".xlsx", ".xlsm", ".xls")


def read_office_file(path: Path, find_head: FindHead) -> list[OfficeTable]:
    """Read every table of a workbook (.xlsx, .xls), a CSV file, or a zip of these; the content decides, not the name.

    Args:
        path: the file.
        find_head: given the first rows, the place of the row of headings, or None if there is none.

    Raises:
        CallError: there is no file at ``path``.

    """
    if path.is_dir():
        raise CallError("is_folder", path=str(path))
    if not path.is_file():
        raise CallError("no_such_file", path=str(path))
    if (size := path.stat().st_size) > table.FILE_LIMIT * 1_000_000:
        return [unread(path.name, too_large(path.name, size))]
    try:
        data = path.read_bytes()
    except OSError as error:
        return [unread(path.name, Fault(path.name, "office_unreadable", parts={"what": error.strerror or str(error)}))]
    return read_office_bytes(path.name, data, find_head)


def read_office_bytes(file: str, data: bytes, find_head: FindHead, *, inside: bool = False) -> list[OfficeTable]:
    """Read the tables of ``data``, the content of the file named ``file``; see :func:`read_office_file`."""
    if not (data[:HEAD_BYTES].strip(NOTHING) or data.strip(NOTHING)):
        return [unread(file, Fault(file, "office_empty"))]
    if data.startswith(OLD_HEAD):
        return read_old_workbook(file, data, find_head)
    if data.startswith((ZIP, b"PK\x05\x06")):
        return _zip(file, data, find_head, inside=inside)
    return [_other(file, data, find_head)]


def _other(file: str, data: bytes, find_head: FindHead) -> OfficeTable:
    """Read what is no workbook and no zip as text, unless it is a web page, a picture or the like."""
    if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:5].lower() in HTML:
        return unread(file, Fault(file, "office_html"))
    found = None if data.startswith(OTHERS) else read_text_table(file, data, find_head)
    if found and not (file.lower().endswith(BOOKS) and [one.code for one in found.faults] == ["office_nul"]):
        return found
    return unread(file, Fault(file, "office_kind"))


def _zip(file: str, data: bytes, find_head: FindHead, *, inside: bool) -> list[OfficeTable]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as outside:
            entries = outside.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        code = "office_workbook" if file.lower().endswith(BOOKS) else "office_zip"
        return [unread(file, Fault(file, code, parts={"what": str(error)}))]
    stated = sum(entry.file_size for entry in entries)
    if stated > table.FILE_LIMIT * 1_000_000:
        return [unread(file, too_large(file, stated))]
    if any(entry.flag_bits & 1 for entry in entries):
        return [unread(file, Fault(file, "office_locked"))]
    names = {entry.filename.lower() for entry in entries}
    if "xl/workbook.xml" in names:
        return read_workbook(file, data, find_head)
    if inside or names & {"word/document.xml", "ppt/presentation.xml", "mimetype"}:
        return [unread(file, Fault(file, "office_kind"))]
    return _zip_entries(file, data, entries, find_head)


def _zip_entries(file: str, data: bytes, entries: list[zipfile.ZipInfo], find_head: FindHead) -> list[OfficeTable]:
    found: list[OfficeTable] = []
    left = table.FILE_LIMIT * 1_000_000
    if len(entries) > ENTRIES_LIMIT:
        limit: dict[str, object] = {"limit": ENTRIES_LIMIT}
        return [unread(file, Fault(file, "office_entries", value=str(len(entries)), parts=limit))]
    for entry in entries:
        name = _entry_name(entry)
        if entry.is_dir() or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$")):
            continue
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as outside, outside.open(entry) as stream:
                content = stream.read(left + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
            found.append(unread(f"{file}/{name}", Fault(f"{file}/{name}", "office_zip", parts={"what": str(error)})))
            continue
        if len(content) > left:
            return [*found, unread(file, too_large(file, len(content)))]
        left -= len(content)
        found += read_office_bytes(f"{file}/{name}", content, find_head, inside=True)
    return found or [unread(file, Fault(file, "office_empty"))]


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; without the UTF-8 mark Chinese Windows wrote it in GBK."""
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return "".join(sign for sign in name if sign.isprintable())
