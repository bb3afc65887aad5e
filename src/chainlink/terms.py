"""The vocabulary: every word and sentence shown to people, in Chinese and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def _words() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for page in sorted(files("chainlink").joinpath("words").iterdir(), key=lambda page: page.name):
        if page.name.endswith(".toml"):
            for section, entries in tomllib.loads(page.read_text(encoding="utf-8")).items():
                for key, (chinese, english) in entries.items():
                    code = f"{section}.{key}"
                    if code in found:
                        msg = f"the word {code} is declared twice"
                        raise ValueError(msg)
                    found[code] = (chinese, english)
    return found


def word(code: str, lang: str = "zh") -> str:
    """Return the word for ``code`` (``section.key``) in ``lang``; raises KeyError for an unknown code."""
    return _words()[code][LANGUAGES.index(lang)]


def sentence(code: str, lang: str = "zh", **parts: object) -> str:
    """Return the sentence for ``code`` in ``lang`` with its ``{parts}`` filled in."""
    return word(code, lang).format(**parts)


def choices(section: str, lang: str = "zh") -> dict[str, str]:
    """Return id -> word of every entry of ``section`` in declared order (an enum of the tables, say)."""
    place = LANGUAGES.index(lang)
    return {code[len(section) + 1 :]: pair[place] for code, pair in _words().items() if code.startswith(section + ".")}
