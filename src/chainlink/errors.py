"""What can go wrong: faults in data (told all at once), faults in a call, faults in writing."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chainlink import terms

IN_THE_WAY = frozenset(map(os.strerror, (errno.EEXIST, errno.EISDIR, errno.ENOTDIR)))
"""What the system says where a file stands in a folder's place, or a folder in a file's."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place in the data that is not as wanted, worded when shown.

    ``code`` names two sentences, ``wanted.<code>`` and ``mend.<code>``; ``parts`` fill both.  ``row`` is the row as the
    user's spreadsheet numbers it (None: the whole file or column); ``column`` the Chinese heading (None: whole row).
    """

    file: str
    code: str
    table: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    parts: dict[str, object] = field(default_factory=dict)

    @classmethod
    def at(
        cls,
        place: Mapping[str, Any],
        code: str,
        *,
        column: str | None = None,
        value: str | None = None,
        **parts: object,
    ) -> Fault:
        """Return the fault of a row that bears its own ``file``, ``sheet`` and ``row``."""
        return cls(place["file"], code, None, place["sheet"], place["row"], column, value, parts)

    def wanted(self, lang: str = "zh") -> str:
        """Say what was wanted."""
        return terms.sentence(f"wanted.{self.code}", lang, **self.parts)

    def mend(self, lang: str = "zh") -> str:
        """Say what to do; a cell that need not be filled may be left empty."""
        advice = terms.sentence(f"mend.{self.code}", lang, **self.parts)
        return advice + terms.word("check.or_empty", lang) if self.parts.get("or_empty") else advice

    def as_row(self, lang: str = "zh") -> dict[str, object]:
        """Return the fault as a JSON row: file, sheet, row, column, value, wanted, mend."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "wanted": self.wanted(lang),
            "mend": self.mend(lang),
        }


class ChainlinkError(Exception):
    """Anything chainlink tells the user about; ``exit_code`` is the command line's."""

    exit_code = 2


class DataError(ChainlinkError):
    """The data are at fault; ``faults`` holds every fault found."""

    exit_code = 1

    def __init__(self, faults: list[Fault], warnings: list[Fault] | None = None) -> None:
        self.faults = faults
        self.warnings = warnings or []
        super().__init__(f"{len(faults)} faults")


class CallError(ChainlinkError):
    """The call is at fault: an unknown name, a file that is not there, a setting out of range."""

    exit_code = 2

    def __init__(self, code: str, **parts: object) -> None:
        self.code = code
        self.parts = parts
        super().__init__(self.say())

    def say(self, lang: str = "zh") -> str:
        """Word the error (``call.<code>``)."""
        return terms.sentence(f"call.{self.code}", lang, **self.parts)


class ReadError(CallError):
    """A file that is there could not be read: no permission, a link that leads nowhere, a name no system takes."""

    exit_code = 1


class WriteError(CallError):
    """A file could not be written: it is open elsewhere, the folder is read-only, the disk is full."""

    exit_code = 3

    def say(self, lang: str = "zh") -> str:
        """Word the error; where a file or folder of the name stands in the way, that is the cause."""
        place = self.parts.get("path", self.parts.get("folder"))
        if place is not None and self.parts.get("why") in IN_THE_WAY:
            return terms.sentence("call.in_the_way", lang, path=place, why=self.parts["why"])
        return super().say(lang)
