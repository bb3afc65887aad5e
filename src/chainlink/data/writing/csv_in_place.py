"""A CSV file of a dataset with some cells changed: what is not touched stays byte for byte as it was written."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

import polars as pl

from chainlink.data.checks.personal_data import cut_out
from chainlink.data.naming import are_headings, column_named
from chainlink.live_cells import restored

_RECORD = re.compile(r'((?:"(?:[^"]|"")*"|[^"\r\n])*)(\r\n|\n|\r|\Z)')
_CELL = re.compile(r'(?:^|,)((?:"(?:[^"]|"")*")|[^",]*)')
_QUOTED = re.compile(r'[",\r\n]|^\s|\s$')


def changed_csv(content: bytes, table: str, old: pl.DataFrame, new: pl.DataFrame) -> bytes | None:
    """Return ``content`` with the cells and rows of ``new`` that differ from ``old``.

    Args:
        content: the file; its other cells, its headings, line ends and byte order mark stay as they are.
        table: the table it holds.
        old: its cells as text, with ``row`` (of the spreadsheet).
        new: the same as they are to be; rows that ``old`` does not have are put behind the last.

    Returns:
        None where the file is not UTF-8 with commas, has other cells than headings, or holds personal data.

    """
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content.removeprefix(mark).decode()
    except UnicodeDecodeError:
        return None
    records = [(match[1], match[2]) for match in _RECORD.finditer(text) if match[0]]
    if "".join(map("".join, records)) != text or cut_out(pl.Series([line for line, _ in records]))[1].any():
        return None
    cells = [_CELL.findall(line) for line, _ in records]
    head = next((at for at, row in enumerate(cells) if are_headings(table, [_said(cell) for cell in row])), None)
    if head is None or old["row"].is_duplicated().any() or new["row"].is_duplicated().any():
        return None
    columns = [column_named(table, restored(_said(cell))) or restored(_said(cell)) for cell in cells[head]]
    more = [name for name in new.columns if name not in {*columns, "row"} and new[name].null_count() < new.height]
    shown = [name if name in new.columns else None for name in columns]
    was = {row["row"]: row for row in old.iter_rows(named=True)}
    now = {row["row"]: row for row in new.iter_rows(named=True)}
    if len(set(columns)) < len(columns) or any(at > len(cells) or len(cells[at - 1]) != len(columns) for at in was):
        return None
    end = records[head][1] or "\n"
    made = []
    for at, (line, ending) in enumerate(records, start=1):
        if at == head + 1:
            made.append(",".join((line, *more)) + (ending or end))
        elif at not in was:
            made.append(line + (ending or (end if line else "")))
        elif at in now:
            kept = [
                raw if name is None or was[at].get(name) == now[at][name] else _written(now[at][name])
                for raw, name in zip(cells[at - 1], shown, strict=True)
            ]
            made.append(",".join((*kept, *(_written(now[at][name]) for name in more))) + (ending or end))
    made += [_line(row, [*shown, *more]) + end for at, row in now.items() if at not in was]
    return mark + "".join(made).encode()


def _said(cell: str) -> str:
    """Return what a cell says, without its quotes."""
    return cell[1:-1].replace('""', '"') if cell.startswith('"') else cell


def _written(value: str | None) -> str:
    """Return a value as a cell of CSV."""
    text = value or ""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _line(row: dict[str, str | None], columns: Sequence[str | None]) -> str:
    return ",".join(_written(row[name]) if name else "" for name in columns)
