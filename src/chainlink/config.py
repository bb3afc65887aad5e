"""The study file 研究设置: every threshold, flag, word list and alternative setting, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
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
_GOODS = ("recurring_material", "packaging")
_FLOWS = ("material", "packaging")
_COUNTS = {"year": YEARS, "years": (0, 1000), "count": (1, 1_000_000)}
"""The least and the most that a setting of whole numbers may be: a calendar year, years gone by, a count."""
_SPANS = {"share": (0.0, 1.0), "minutes": (1e-6, 1e6)}
"""The same for other numbers: a share of a whole, minutes on the road (a million are two years)."""


def study_template(lang: str = "zh") -> str:
    """Return the commented default study file in ``lang``."""
    return files("chainlink").joinpath("settings", f"study.{lang}.toml").read_text(encoding="utf-8")


_TEMPLATE = tomllib.loads(study_template())


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One alternative setting 备选设置 under which the ranking is repeated: its id and what it changes."""

    id: str
    changes: Mapping[str, Any]


def _setting(wanted: str, default: Any, allowed: tuple[str, ...] = ()) -> Any:
    """Return a setting: what a study file has to give for it, its default, the only words it may hold (none: any)."""
    return field(default=default, metadata={"wanted": wanted, "allowed": allowed})


@dataclass(frozen=True, kw_only=True)
class Study:
    """Everything a run may be asked to do differently; the defaults are the study of the packaged template.

    Years are calendar years, shares lie in [0, 1], minutes are road minutes.  ``None`` for ``region``, ``as_of`` and
    ``known_by`` means: the dataset's region, its latest year of an actual supply or capability row (never later than
    ``known_by``), no limit.

    Raises:
        CallError: ``known_by`` is no date of the calendar; ``as_of`` is no year, or later than ``known_by``.

    """

    region: tuple[str, ...] | None = _setting("words", None)
    as_of: int | None = _setting("year", None)
    known_by: str | None = _setting("date", None)

    seen_years: int = _setting("years", 10)
    fresh_years: int = _setting("years", 5)
    news_years: int = _setting("years", 5)

    strong_makers: int = _setting("count", 3)
    strong_districts: int = _setting("count", 2)
    weak_makers: int = _setting("count", 1)

    criticalities: tuple[str, ...] = _setting("words", _NEEDED, (*_NEEDED, "optional"))
    kinds: tuple[str, ...] = _setting("words", _FLOWS, _FLOWS)
    captive_steps: int = _setting("years", 2)
    sourced_flows_only: bool = _setting("flag", default=False)

    sizes_used: bool = _setting("flag", default=True)
    size_money: tuple[float, ...] = _setting("bounds", (5_000.0, 50_000.0, 1_000_000.0))
    size_area: tuple[float, ...] = _setting("bounds", (20.0, 200.0, 2_000.0))
    size_jobs: tuple[float, ...] = _setting("bounds", (300.0, 1_000.0, 10_000.0))
    series_sets: int = _setting("count", 1_000)
    wide_common: bool = _setting("flag", default=False)
    scale_buyers: int = _setting("count", 2)
    coverage_bar: float = _setting("share", 0.5)
    gates_off: tuple[str, ...] = _setting("words", (), GATES)
    job_shops: tuple[str, ...] = _setting("words", tuple(_TEMPLATE["job_shops"]))
    one_shop: tuple[str, ...] = _setting("words", tuple(_TEMPLATE["one_shop"]))
    farming: tuple[str, ...] = _setting("words", ("farming",))
    ground: tuple[str, ...] = _setting("words", ("farming", "mining"))
    goods: tuple[str, ...] = _setting("words", _GOODS, _GOODS)
    sibling_outputs: int = _setting("count", 8)
    carrier_sectors: int = _setting("count", 2)

    site_minutes: float = _setting("minutes", 60.0)
    ring_minutes: float = _setting("minutes", 240.0)
    site_tau: float = _setting("minutes", 45.0)
    ring_tau: float = _setting("minutes", 180.0)
    parks_named: int = _setting("years", 3)

    doubt: bool = _setting("flag", default=True)
    alternatives: tuple[Alternative, ...] = field(
        default_factory=lambda: _read_alternatives(_TEMPLATE.get("alternatives", {}))
    )

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
        for setting in _settings():
            value = getattr(self, setting.name)
            bare = isinstance(value, int | float) and not isinstance(value, bool) and setting.name != "as_of"
            word, meaning = (terms.word(f"{section}.{setting.name}", lang) for section in ("setting", "setting_help"))
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


def _settings() -> Iterator[Field[Any]]:
    return (setting for setting in fields(Study) if setting.name != "alternatives")


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
    known = {setting.name: setting for setting in _settings()}
    changes: dict[str, Any] = {}
    for key, value in raw.items():
        if key not in known:
            near = _near(key, [*known]) or terms.Phrase("call.no_near_key")
            raise CallError("study_key", key=within + key, near=near)
        changes[key] = _checked(within + key, value, **known[key].metadata)
    return changes


def _checked(key: str, value: object, wanted: str, allowed: tuple[str, ...]) -> object:
    if wanted == "flag" and isinstance(value, bool):
        return value
    if wanted in _COUNTS and isinstance(value, int) and not isinstance(value, bool):
        least, most = _COUNTS[wanted]
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
        if unknown := [word for word in value if allowed and word not in allowed]:
            near = _near(unknown[0], allowed)
            raise CallError("study_word", key=key, value=unknown[0], near=near, known=", ".join(allowed))
        return tuple(value)
    raise CallError(f"study_{wanted}", key=key, value=repr(value))


def _near(word: str, known: Sequence[str]) -> terms.Phrase | str:
    """Ask whether the word most like ``word`` was meant; nothing where none is like it."""
    near = get_close_matches(word, known, n=1)
    return terms.Phrase("call.did_you_mean", {"names": near[0]}) if near else ""


def _rises(value: object) -> TypeGuard[list[float]]:
    """Say whether ``value`` is a list of BOUNDS rising numbers above 0."""
    figures: list[Any] = value if isinstance(value, list) and len(value) == BOUNDS else [None]
    if not all(
        isinstance(figure, (int, float)) and not isinstance(figure, bool) and isfinite(figure) for figure in figures
    ):
        return False
    return figures[0] > 0 and all(low < high for low, high in pairwise(figures))


def _shows(text: str) -> bool:
    """Say whether every sign of ``text`` can stand on a page."""
    return all(sign.isprintable() for sign in text)


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
