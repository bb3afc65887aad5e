"""Live cells: text that a spreadsheet would run as a formula, written so that it does not, and read back the same.

Such a cell gets an apostrophe before it in a CSV file.  A text of apostrophes before such a sign gets one too, so that
taking one off again is always right: ``=1`` is written ``'=1``, ``'=1`` is written ``''=1``, ``'t`` stays ``'t``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

FORMULA_SIGNS = "=+\\-@\t\r＝＋－＠"
"""What begins a formula, narrow or wide; a tab or a carriage return may hide one."""
_LIVE = rf"^'*[{FORMULA_SIGNS}]"
_WRITTEN = rf"^'('*[{FORMULA_SIGNS}])"
_HARMLESS = r"^[+\-－＋]*[0-9.,\s%－\-]*$"
"""Signed numbers and dashes, which are shown, not run."""
_FIRST = re.compile(_LIVE)


def is_live(text: str) -> bool:
    """Say whether a spreadsheet would run ``text``, or it is apostrophes before such a text."""
    return _FIRST.match(text) is not None


def defused(value: object) -> object:
    """Return ``value`` as a CSV file holds it: live text behind an apostrophe, anything else as it is."""
    return "'" + value if isinstance(value, str) and is_live(value) else value


def defused_cells(cells: pl.Expr) -> pl.Expr:
    """Return a column of text as a CSV file holds it."""
    return cells.str.replace(_LIVE, "'${0}")


def as_workbook_text(text: str) -> str:
    """Return ``text`` as a workbook holds it: its cells know that they are text, so only apostrophes are kept apart."""
    return "'" + text if text.startswith("'") and is_live(text) else text


def restored(text: str) -> str:
    """Return the text that was meant by a cell of a CSV file or workbook."""
    return re.sub(_WRITTEN, r"\1", text)


def restored_text(cells: pl.Expr) -> pl.Expr:
    """Do so for an expression of text."""
    return cells.str.replace(_WRITTEN, "${1}")


def is_kept_apart(cells: pl.Expr) -> pl.Expr:
    """Say of each cell whether an apostrophe may keep a spreadsheet from running it."""
    return cells.str.starts_with("'").fill_null(value=False)


def would_run(cells: pl.Expr) -> pl.Expr:
    """Say of each cell of a CSV file whether a spreadsheet would run it: live, not behind an apostrophe, no number."""
    return (cells.str.contains(rf"^[{FORMULA_SIGNS}]") & ~cells.str.contains(_HARMLESS)).fill_null(value=False)


def columns_where(frame: pl.DataFrame, holds: Callable[[pl.Expr], pl.Expr]) -> tuple[str, ...]:
    """Return the columns of text with a cell of which something ``holds``."""
    any_holds = frame.select(holds(pl.col(pl.String)).any())
    return tuple(name for name in any_holds.columns if any_holds[name][0])
