"""The study file 研究设置: every threshold, flag, word list and alternative setting, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any, TypeGuard

from chainlink import terms
from chainlink.dates import YEARS, last_day
from chainlink.errors import CallError, ReadError
from chainlink.plain_text import TomlError, read_toml

GATES = ("reach", "admission", "scale", "captive")
"""The gates 门槛 that an alternative setting may switch off."""

BOUNDS = 3
"""So many bounds part the four size classes 规模档."""

_FIXED = {"region", "as_of", "known_by", "doubt"}
_NEEDED = ("essential", "common")
_JOB_SHOPS = (
    "sheet_metal_stamping",
    "injection",
    "die_casting",
    "machining",
    "welding_fabrication",
    "wire_harness",
    "smt_assembly",
    "coating",
    "plating",
    "coating_plating",
    "printing",
    "foam_paper_packaging",
)


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One alternative setting 备选设置 under which the ranking is repeated: its id and what it changes."""

    id: str
    changes: Mapping[str, Any]


def _alternatives() -> tuple[Alternative, ...]:
    template = files("chainlink").joinpath("settings", "study.zh.toml").read_text(encoding="utf-8")
    return _read_alternatives(tomllib.loads(template).get("alternatives", {}))


@dataclass(frozen=True, kw_only=True)
class Study:
    """Everything a run may be asked to do differently; the defaults are the study of the packaged template.

    Years are calendar years, shares lie in [0, 1], minutes are road minutes.  ``None`` for ``region``, ``as_of`` and
    ``known_by`` means: the dataset's region, its latest year of an actual supply or capability row (never later than
    ``known_by``), no limit.

    Raises:
        CallError: ``known_by`` is no date of the calendar; ``as_of`` is no year, or later than ``known_by``.

    """

    region: tuple[str, ...] | None = None
    as_of: int | None = None
    known_by: str | None = None

    seen_years: int = 10
    fresh_years: int = 5
    news_years: int = 5

    strong_makers: int = 3
    strong_districts: int = 2
    weak_makers: int = 1

    criticalities: tuple[str, ...] = _NEEDED
    kinds: tuple[str, ...] = ("material", "packaging")
    captive_steps: int = 2
    sourced_flows_only: bool = False

    sizes_used: bool = True
    size_money: tuple[float, ...] = (5_000.0, 50_000.0, 1_000_000.0)
    size_area: tuple[float, ...] = (20.0, 200.0, 2_000.0)
    size_jobs: tuple[float, ...] = (300.0, 1_000.0, 10_000.0)
    wide_common: bool = False
    scale_buyers: int = 2
    coverage_bar: float = 0.5
    gates_off: tuple[str, ...] = ()
    job_shops: tuple[str, ...] = _JOB_SHOPS
    farming: tuple[str, ...] = ("farming",)
    ground: tuple[str, ...] = ("farming", "mining")
    goods: tuple[str, ...] = ("recurring_material", "packaging")
    sibling_outputs: int = 8
    carrier_sectors: int = 2

    site_minutes: float = 60.0
    ring_minutes: float = 240.0
    site_tau: float = 45.0
    ring_tau: float = 180.0
    parks_named: int = 3

    doubt: bool = True
    alternatives: tuple[Alternative, ...] = field(default_factory=_alternatives)

    def __post_init__(self) -> None:
        """Refuse clocks that show no time, or a year of which nothing can have been known by the date."""
        if self.as_of is not None and not YEARS[0] <= self.as_of <= YEARS[1]:
            raise CallError("bad_year", value=self.as_of, first=YEARS[0], last=YEARS[1])
        last = self.last_year
        if self.as_of is not None and last is not None and self.as_of > last:
            raise CallError("as_of_after_known_by", as_of=self.as_of, known_by=self.known_by, last=last)

    @property
    def last_year(self) -> int | None:
        """The last year of which anything can have been known by ``known_by``; None without such a date."""
        if self.known_by is None:
            return None
        day = last_day(self.known_by)
        if day is None:
            raise CallError("bad_date", value=self.known_by)
        return day.year

    def settings(self, lang: str = "zh") -> list[tuple[str, str | float, str]]:
        """Return name, value (a number, else words; a year as words) and meaning of every setting, for a report."""
        rows: list[tuple[str, str | float, str]] = []
        for name in _names():
            value = getattr(self, name)
            bare = isinstance(value, int | float) and not isinstance(value, bool) and name != "as_of"
            word, meaning = terms.word(f"setting.{name}", lang), _meaning(name, lang)
            rows.append((word, value if bare else _shown(value, lang), meaning))
        rows.extend(
            (
                terms.word(f"setting.{alternative.id}", lang)
                if alternative.id in terms.choices("setting")
                else alternative.id,
                "; ".join(f"{key} = {_shown(value, lang)}" for key, value in alternative.changes.items()),
                terms.word("setting_help.alternatives", lang),
            )
            for alternative in self.alternatives
        )
        return rows

    def under(self, alternative: Alternative) -> Study:
        """Return this study with the changes of ``alternative``."""
        return replace(self, **alternative.changes)


def default_study() -> Study:
    """Return the study that the packaged template describes."""
    return Study()


def study_template(lang: str = "zh") -> str:
    """Return the commented default study file in ``lang``."""
    return files("chainlink").joinpath("settings", f"study.{lang}.toml").read_text(encoding="utf-8")


def read_study(path: str | Path) -> Study:
    """Read a study file; what it leaves out keeps its default.

    Raises:
        CallError: the file is not there or not TOML; a key is unknown (the nearest is named); a value is not as wanted.

    """
    place = Path(path)
    try:
        raw = read_toml(place.read_bytes())
    except FileNotFoundError as error:
        raise CallError("study_missing", path=str(path)) from error
    except OSError as error:
        raise ReadError("study_unreadable", path=str(path), why=error.strerror or str(error)) from error
    except TomlError as error:
        if isinstance(error.__cause__, UnicodeDecodeError):
            raise CallError("study_no_text", path=str(path)) from error
        spot = terms.Phrase("toml_why.spot", {"row": error.row, "column": error.column}) if error.row else ""
        raise CallError(
            "study_not_toml", path=str(path), spot=spot, why=terms.Phrase(f"toml_why.{error.why}")
        ) from error
    return study_of(raw)


def study_of(raw: Mapping[str, Any]) -> Study:
    """Return the study that the parsed TOML ``raw`` describes; raises CallError as read_study."""
    changes = _changes({key: value for key, value in raw.items() if key != "alternatives"})
    if "alternatives" in raw:
        changes["alternatives"] = _read_alternatives(raw["alternatives"])
    return Study(**changes)


def _names() -> list[str]:
    return [setting.name for setting in fields(Study) if setting.name != "alternatives"]


def _read_alternatives(raw: object) -> tuple[Alternative, ...]:
    if not isinstance(raw, dict):
        raise CallError("study_table", key="alternatives", value=repr(raw))
    alternatives = []
    for name, changes in raw.items():
        if not (isinstance(changes, dict) and _shows(name)):
            raise CallError("study_table", key=f"alternatives.{name}", value=repr(changes))
        for key in _FIXED.intersection(changes):
            raise CallError("study_fixed", key=f"alternatives.{name}.{key}")
        alternatives.append(Alternative(id=name, changes=_changes(changes, within=f"alternatives.{name}.")))
    return tuple(alternatives)


def _changes(raw: Mapping[str, Any], *, within: str = "") -> dict[str, Any]:
    known = _names()
    changes: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            raise CallError("study_key", key=within + key, near=_near(key, known) or terms.Phrase("call.no_near_key"))
        changes[key] = _checked(key, value, within=within)
    return changes


def _checked(key: str, value: object, *, within: str) -> object:
    wanted, allowed = _WANTED[key]
    if wanted == "flag" and isinstance(value, bool):
        return value
    if wanted in _BOUNDS and isinstance(value, int) and not isinstance(value, bool):
        least, most = _BOUNDS[wanted]
        if least <= value <= most:
            return value
    if wanted in _SPANS and isinstance(value, (int, float)) and not isinstance(value, bool):
        low, high = _SPANS[wanted]
        if low <= value <= high:
            return float(value)
    if wanted == "date" and isinstance(value, (str, int, date)) and last_day(str(value)):
        return str(value)
    if wanted == "bounds" and _rises(value):
        return tuple(map(float, value))
    if wanted == "words" and isinstance(value, list) and all(isinstance(word, str) and _shows(word) for word in value):
        return _known_words(value, allowed, key=within + key)
    raise CallError(f"study_{wanted}", key=within + key, value=repr(value))


def _known_words(words: list[str], allowed: tuple[str, ...], *, key: str) -> tuple[str, ...]:
    """Return ``words``, each of which has to be one of ``allowed``, where those are told."""
    for word in words:
        if allowed and word not in allowed:
            raise CallError("study_word", key=key, value=word, near=_near(word, allowed), known=", ".join(allowed))
    return tuple(words)


def _near(word: str, known: Sequence[str]) -> terms.Phrase | str:
    """Ask whether the word most like ``word`` was meant; nothing where none is like it."""
    near = get_close_matches(word, known, n=1)
    return terms.Phrase("call.did_you_mean", {"names": near[0]}) if near else ""


def _rises(value: object) -> TypeGuard[list[float]]:
    """Say whether ``value`` is a list of BOUNDS rising numbers above 0."""
    if not (isinstance(value, list) and len(value) == BOUNDS):
        return False
    if not all(
        isinstance(figure, (int, float)) and not isinstance(figure, bool) and isfinite(figure) for figure in value
    ):
        return False
    return value[0] > 0 and all(low < high for low, high in pairwise(value))


def _shows(text: str) -> bool:
    """Say whether every sign of ``text`` can stand on a page."""
    return all(sign.isprintable() for sign in text)


_BOUNDS = {"year": YEARS, "years": (0, 1000), "count": (1, 1_000_000)}
"""The least and the most that a setting of whole numbers may be: a calendar year, years gone by, a count."""
_SPANS = {"share": (0.0, 1.0), "minutes": (1e-6, 1e6)}
"""The same for other numbers: a share of a whole, minutes on the road (a million are two years)."""
_WANTED: dict[str, tuple[str, tuple[str, ...]]] = {
    "region": ("words", ()),
    "as_of": ("year", ()),
    "known_by": ("date", ()),
    "seen_years": ("years", ()),
    "fresh_years": ("years", ()),
    "news_years": ("years", ()),
    "strong_makers": ("count", ()),
    "strong_districts": ("count", ()),
    "weak_makers": ("count", ()),
    "criticalities": ("words", ("essential", "common", "optional")),
    "kinds": ("words", ("material", "packaging")),
    "captive_steps": ("years", ()),
    "sourced_flows_only": ("flag", ()),
    "sizes_used": ("flag", ()),
    "size_money": ("bounds", ()),
    "size_area": ("bounds", ()),
    "size_jobs": ("bounds", ()),
    "wide_common": ("flag", ()),
    "scale_buyers": ("count", ()),
    "coverage_bar": ("share", ()),
    "gates_off": ("words", GATES),
    "job_shops": ("words", ()),
    "farming": ("words", ()),
    "ground": ("words", ()),
    "goods": ("words", ("recurring_material", "packaging")),
    "sibling_outputs": ("count", ()),
    "carrier_sectors": ("count", ()),
    "site_minutes": ("minutes", ()),
    "ring_minutes": ("minutes", ()),
    "site_tau": ("minutes", ()),
    "ring_tau": ("minutes", ()),
    "parks_named": ("years", ()),
    "doubt": ("flag", ()),
}


def _shown(value: object, lang: str) -> str:
    if value is None:
        return terms.word("setting.unset", lang)
    if isinstance(value, bool):
        return terms.word("setting.yes" if value else "setting.no", lang)
    if isinstance(value, tuple):
        return "; ".join(f"{part:g}" if isinstance(part, float) else str(part) for part in value) or terms.word(
            "setting.none", lang
        )
    return f"{value:g}" if isinstance(value, float) else str(value)


def _meaning(name: str, lang: str) -> str:
    return terms.word(f"setting_help.{name}", lang)
