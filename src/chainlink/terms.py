"""The vocabulary: every word and sentence shown to people, in Chinese and English."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def _words() -> dict[str, tuple[str, str]]:
    words: dict[str, tuple[str, str]] = {}
    for page in sorted(files("chainlink").joinpath("words").iterdir(), key=lambda page: page.name):
        if page.name.endswith(".toml"):
            for section, entries in tomllib.loads(page.read_text(encoding="utf-8")).items():
                for key, pair in entries.items():
                    code = f"{section}.{key}"
                    if len(pair) != len(LANGUAGES):
                        msg = f"{code} should have {len(LANGUAGES)} words, Chinese and English, not {pair}"
                        raise ValueError(msg)
                    if code in words:
                        msg = f"the word {code} is declared twice"
                        raise ValueError(msg)
                    words[code] = (pair[0], pair[1])
    return words


def word(code: str, lang: str = "zh") -> str:
    """Return the word for ``code`` (``section.key``) in ``lang``; raises KeyError for an unknown code."""
    return _words()[code][LANGUAGES.index(lang)]


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence that has words of its own: they are chosen when the sentence is, in its language."""

    code: str
    parts: Mapping[str, object] = field(default_factory=dict)


class _Counted(string.Formatter):
    """Fills in ``{n:place|places}``: the first word where the part ``n`` is 1, else the second."""

    def format_field(self, value: object, format_spec: str) -> str:
        single, counted, more = format_spec.partition("|")
        return (single if str(value) == "1" else more) if counted else str(super().format_field(value, format_spec))


def sentence(code: str, lang: str = "zh", **parts: object) -> str:
    """Return the sentence for ``code`` in ``lang`` with its ``{parts}`` filled in, words counted."""
    text = word(code, lang)
    parts = {
        name: sentence(part.code, lang, **part.parts) if isinstance(part, Phrase) else part
        for name, part in parts.items()
    }
    return _Counted().vformat(text, (), parts) if "|" in text else text.format(**parts)


def is_worded(code: str) -> bool:
    """Say whether a code (section and id) has words."""
    return code in _words()


def choices(section: str, lang: str = "zh") -> dict[str, str]:
    """Return id -> word of every entry of ``section`` in declared order (an enum of the tables, say)."""
    place = LANGUAGES.index(lang)
    return {code[len(section) + 1 :]: pair[place] for code, pair in _words().items() if code.startswith(section + ".")}


def number(value: float | None) -> str:
    """Write a number as people read it: thousands apart, no trailing zeros; empty where nothing is stated."""
    if value is None:
        return ""
    return f"{value:,.4f}".rstrip("0").rstrip(".")
