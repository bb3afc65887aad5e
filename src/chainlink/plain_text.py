"""Text in any encoding an office saves, and the settings written in it as TOML."""

from __future__ import annotations

import re
import tomllib
from typing import Any


class TomlError(ValueError):
    """Settings that cannot be read: ``row`` as an editor numbers it (None: no one row is at fault) and why."""

    def __init__(self, row: int | None, why: str) -> None:
        self.row = row
        super().__init__(why)


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of ``data`` and its encoding: UTF-8 or UTF-16 by its mark, else UTF-8, else GB18030.

    Raises:
        UnicodeDecodeError: it is none of them; it tells where the encoding that reads furthest stops.

    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as utf8:
        try:
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError as gb18030:
            raise max(utf8, gb18030, key=lambda error: error.start) from None


def read_toml(data: bytes) -> dict[str, Any]:
    """Return the settings that ``data`` holds.

    Raises:
        TomlError: it is no text, no TOML, nested too deeply, or holds a number of thousands of digits.

    """
    try:
        text = decode(data)[0]
    except UnicodeDecodeError as error:
        raise TomlError(data.count(b"\n", 0, error.start) + 1, str(error)) from error
    try:
        settings = tomllib.loads(text)
        str(settings)  # what cannot be shown, a complaint could not name either
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        last = len(text.rstrip("\r\n").split("\n"))
        raise TomlError(int(place[1]) if place else last, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise TomlError(None, str(error)) from error
    return settings
