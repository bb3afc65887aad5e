"""Standard input, output and error: there even where the caller closed them, and fit for Chinese words."""

import os
import sys
from typing import TextIO


def open_streams() -> None:
    """Put something in the place of each standard stream that the caller closed, and make the others take Chinese.

    Closed output stays one that cannot be written to, so that a list for it is told as not written; without a
    standard error there is nobody to tell.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.dup2(os.open(os.devnull, flags), number)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the programme runs
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        _take_chinese(stream)


def _take_chinese(stream: TextIO) -> None:
    """Write UTF-8 where the locale has no Chinese; what no encoding holds (a stray byte of a file name) becomes ?."""
    try:
        "链".encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[attr-defined]  # a text stream of files
    else:
        stream.reconfigure(errors="replace")  # type: ignore[attr-defined]


def empty_streams() -> OSError | None:
    """Write out what waits in standard output and error; return what the system says against the output, if anything.

    A stream that cannot be written to is turned to nowhere, so that leaving does not fail over it.
    """
    refused = None
    for stream in (sys.stderr, sys.stdout):
        refused = None
        try:
            stream.flush()
        except OSError as error:
            refused = error
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return refused
