"""A workbook to write into: text stays text (no formula, link or number is made of it), and it holds no clock."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FIRST_DAY = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook holds no time zone; same input, same bytes


@contextmanager
def text_book(out: io.BytesIO | Path, **properties: str) -> Iterator[xlsxwriter.Workbook]:
    """Give a workbook with these properties (title, author) and write it to ``out`` once it is filled.

    Raises:
        OSError: the file cannot be written.

    """
    memory = isinstance(out, io.BytesIO)
    book = xlsxwriter.Workbook(out if memory else str(out), {"in_memory": memory, **AS_TEXT})
    book.set_properties({**properties, "created": FIRST_DAY})
    yield book
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error
