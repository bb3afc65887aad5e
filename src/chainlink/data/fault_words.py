"""Faults as a person reads them: a line per file and table, under it a line per fault."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from chainlink import terms
from chainlink.data.checks.personal_data import without_personal_data
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption
from chainlink.errors import Fault


def word_faults(
    faults: Iterable[Fault], lang: str = "zh", *, heading: str = "faults_of", limit: int | None = None
) -> str:
    """Word faults as a list: a line per file and table, under it a line per fault (at most ``limit``, None = all).

    ``heading`` is ``faults_of`` or ``warnings_of``.
    """
    groups: dict[tuple[str, str | None, str | None], list[Fault]] = defaultdict(list)
    for fault in faults:
        groups[fault.file, fault.sheet, fault.table].append(fault)
    lines = []
    for (file, sheet, table), group in groups.items():
        name = "" if table is None else f"《{caption(table)}》" if lang == "zh" else f" ({table})"
        at = f"[{sheet}]" if sheet else ""
        lines.append(terms.sentence(f"check.{heading}", lang, place=f"{file}{at}{name}", count=len(group)))
        lines += [_line(fault, lang) for fault in group[:limit]]
        if limit is not None and len(group) > limit:
            lines.append(terms.sentence("check.more_of", lang, count=len(group) - limit))
    return "\n".join(lines)


def shown_value(fault: Fault) -> str | None:
    """Return the value of a fault as it may be shown: without personal data, which must reach no file."""
    return fault.value and without_personal_data(fault.value)


def fault_row(fault: Fault, lang: str = "zh") -> dict[str, object]:
    """Return a fault as a JSON row (``Fault.as_row``) that may be shown."""
    return {**fault.as_row(lang), "value": shown_value(fault)}


def _line(fault: Fault, lang: str) -> str:
    where = terms.sentence("check.row", lang, row=fault.row) if fault.row is not None else ""
    place = f"{where}{'' if lang == 'zh' and fault.column else ' '}{place_of(fault, lang)}".strip()
    text = "; ".join(filter(None, (fault.wanted(lang), fault.mend(lang))))
    return f"  {place}: {text}" if place else f"  {text}"


def place_of(fault: Fault, lang: str) -> str:
    """Name the column and the value of a fault; a value without a column stands alone."""
    value = shown_value(fault)
    if value is not None and not re.fullmatch(r"[+-]?[\d.]+", value):
        value = f"'{value}'"
    if fault.column is None:
        return value or ""
    column = f"「{fault.column}」" if lang == "zh" else f"[{_english(fault)}]"
    return column if value is None else f"{column}= {value}" if lang == "zh" else f"{column} = {value}"


def _english(fault: Fault) -> str:
    names = {meta["header"]: name for name, _, meta in columns(TABLES[fault.table])} if fault.table else {}
    return str(names.get(fault.column, fault.column))
