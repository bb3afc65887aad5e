"""Faults as a person reads them: a line per file and table, under it a line per fault."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from chainlink import terms
from chainlink.dataset.personal_data import without_personal_data
from chainlink.errors import Fault
from chainlink.schema import columns
from chainlink.tables import TABLES, caption


def word_faults(
    faults: Iterable[Fault], lang: str = "zh", *, heading: str = "faults_of", limit: int | None = None
) -> str:
    """Word faults as a list: a line per file and table, under it a line per fault (at most ``limit``, None = all).

    ``heading`` is ``faults_of`` or ``warnings_of``.
    """
    groups: dict[tuple[str, str | None, str | None], list[Fault]] = defaultdict(list)
    for one in faults:
        groups[one.file, one.sheet, one.table].append(one)
    lines = []
    for (file, sheet, table), group in groups.items():
        name = "" if table is None else f"《{caption(table)}》" if lang == "zh" else f" ({table})"
        at = f"[{sheet}]" if sheet else ""
        lines.append(terms.sentence(f"check.{heading}", lang, place=f"{file}{at}{name}", count=len(group)))
        lines += [_line(one, lang) for one in group[:limit]]
        if limit is not None and len(group) > limit:
            lines.append(terms.sentence("check.more_of", lang, count=len(group) - limit))
    return "\n".join(lines)


def shown_value(one: Fault) -> str | None:
    """Return the value of a fault as it may be shown: without personal data, which must reach no file."""
    return one.value and without_personal_data(one.value)


def fault_row(one: Fault, lang: str = "zh") -> dict[str, object]:
    """Return a fault as a JSON row (``Fault.as_row``) that may be shown."""
    return {**one.as_row(lang), "value": shown_value(one)}


def _line(one: Fault, lang: str) -> str:
    where = terms.sentence("check.row", lang, row=one.row) if one.row is not None else ""
    place = f"{where}{'' if lang == 'zh' and one.column else ' '}{place_of(one, lang)}".strip()
    stop = "; "
    said = stop.join(part for part in (one.wanted(lang), one.mend(lang)) if part)
    return f"  {place}: {said}" if place else f"  {said}"


def place_of(one: Fault, lang: str) -> str:
    """Name the column and the value of a fault; a value without a column stands alone."""
    value = shown_value(one)
    if value is not None and not re.fullmatch(r"[+-]?[\d.]+", value):
        value = f"'{value}'"
    if one.column is None:
        return value or ""
    column = f"「{one.column}」" if lang == "zh" else f"[{_english(one)}]"
    return column if value is None else f"{column}= {value}" if lang == "zh" else f"{column} = {value}"


def _english(one: Fault) -> str:
    for name, _, meta in columns(TABLES[one.table]) if one.table else ():
        if meta["header"] == one.column:
            return name
    return str(one.column)
