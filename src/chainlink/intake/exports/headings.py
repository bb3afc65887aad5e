"""The headings that exports of firms carry, in whatever writing, and which kind of export they make together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from chainlink.data.checks.personal_data import HEADING
from chainlink.data.naming import plain
from chainlink.data.readers import RawTable
from chainlink.intake.exports.periods import LONGEST, dating
from chainlink.intake.exports.stated_figures import bare_heading
from chainlink.reference import listed

ENOUGH = 2
"""A row is the row of headings if it has a firm's name and so many known headings in all."""

FIELDS: dict[str, list[str]] = listed("headings")
"""Field -> the headings that mean it; ``contact`` holds personal data, ``other`` is known and not used."""
_LEVELS = re.compile("^[一二三四五六七八]级(分类|节点|环节)$")
AMOUNTS = ("capacity", "production", "output", "revenue", "investment", "tax")
"""Fields that state a figure of the firm."""


@cache
def _known() -> dict[str, str]:
    return {plain(_quoteless(heading)): field for field, written in FIELDS.items() for heading in written}


def _quoteless(heading: str) -> str:
    return re.sub("[“”\"'‘’,，、/]", "", heading)


@cache
def field_of(heading: str) -> str | None:
    """Return the field that ``heading`` means, or None; width, brackets, spaces, a unit or a time do not matter.

    A figure may be planned or expected, too: 规划产能, expected output.
    """
    if len(heading) > LONGEST:
        return "contact" if HEADING.search(heading) else None
    for written in (heading, re.sub(r"[(（\[【].*?[)）\]】]", "", heading), dating(heading).rest):
        tidy = plain(_quoteless(written))
        if tidy in _known():
            return _known()[tidy]
        if _LEVELS.match(tidy):
            return "node"
        bare = plain(_quoteless(re.sub(r"[(（\[【].*?[)）\]】]", "", dating(written).rest)))
        if bare in _known():
            return _known()[bare]
    figure = _known().get(plain(_quoteless(bare_heading(heading))))
    return figure if figure in AMOUNTS else "contact" if HEADING.search(heading) else None


def under_groups(table: RawTable) -> RawTable:
    """Return ``table`` with each heading that says what it is only together with the group over it: 产值 2022年.

    Of a figure the group may state the time too; other headings that are known alone stay as they are.
    """
    if not any(table.groups):
        return table
    headings, banner = [], table.banner
    for heading, group in zip(table.headings, table.groups, strict=True):
        both = f"{group} {heading}".strip()
        wants = field_of(heading) is None or (field_of(heading) in AMOUNTS and dating(group).period is not None)
        is_joined = bool(group and heading) and wants and field_of(both) is not None
        headings.append(both if is_joined else heading)
        banner = banner.replace(group, "") if is_joined else banner
    return replace(table, headings=tuple(headings), banner=" ".join(banner.split()))


def find_head(rows: Sequence[Sequence[str]], *, enough: int = ENOUGH) -> int | None:
    """Return the place of the row of headings among the first rows: it has most known ones, a name among them."""
    best, head = 0, None
    for place, row in enumerate(rows):
        fields = [field_of(cell.strip()) for cell in row if cell and len(cell) < 40]  # noqa: PLR2004 - no heading is longer
        count = sum(field is not None for field in fields)
        if {"name", "matched_name"} & set(fields) and count >= enough and count > best:
            best, head = count, place
    return head


def find_names(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the row of headings of a plain list of names."""
    return find_head(rows, enough=1)


def recognise(headings: Sequence[str], *, banner: bool = False) -> str:
    """Return the kind of export that ``headings`` make: Q1, Q2, Q3, T1, T2, C1, or X for any other."""
    tidy = {plain(_quoteless(heading)) for heading in headings}
    fields = {field_of(heading) for heading in headings}

    def has(*wanted: str) -> bool:
        return {plain(_quoteless(heading)) for heading in wanted} <= tidy

    known = {
        "Q2": has("系统匹配企业名称"),
        "C1": "node" in fields and (has("ID") or "stage" in fields),
        "Q3": any(heading.startswith("企查查行业") for heading in tidy) or has("专精特新小巨人企业"),
        "T2": has("国标行业中类", "有效手机号") or (banner and has("国标行业中类")),
        "T1": has("经营状态", "公司类型") or has("经营状态", "其他电话"),
        "Q1": has("登记状态", "企业地址", "所属行业"),
    }
    return next((kind for kind, fits in known.items() if fits), "X")
