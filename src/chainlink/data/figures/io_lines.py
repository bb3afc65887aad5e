"""What the lines beside and below the square of an input-output table are, by the names and codes offices print."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from chainlink.data.checks.summing_rows import sums_up

_END = r"(?:合计|总计|小计|总额|计|計|total|totals)?(?:[(].*)?$"
_NAMES: tuple[tuple[str, str], ...] = (
    (
        "output",
        (
            rf"^(?:总产出|总投入|总产值|国内生产额|国内生産額|総産出|go|ti|tio|(?:total|gross)?(?:industry|domestic)?output|"
            rf"(?:total|gross)(?:outputs|inputs?|outlays?)|(?:total|gross)?output(?:at|by).*|x){_END}"
        ),
    ),
    (
        "intermediate",
        (
            rf"^(?:(?:国内)?中间(?:投入|使用|需求|消耗)|中間(?:投入|需要)|内生部門|tii|tiu|(?:total)?(?:domestic)?intermediate"
            rf"(?:inputs?|uses?|demands?|consumption|purchases|sales)?(?:at.*)?){_END}"
        ),
    ),
    (
        "final",
        rf"^(?:最终(?:使用|需求|产品)|最終需要(?:部門)?|tfu|tfd|(?:total)?final(?:uses?|demands?)(?:at.*)?){_END}",
    ),
    (
        "value_added",
        (
            rf"^(?:增加值|附加值|最初投入|粗?付加価値(?:額|部門)?|tva|va|gva|(?:total|gross)*valueadded(?:at.*)?|"
            rf"(?:total)?primaryinputs?){_END}"
        ),
    ),
    (
        "value_added_part",
        (
            r"劳动者报酬|雇员报酬|工资|生产税|固定资产折旧|^折旧|营业盈余|雇用者所得|営業余剰|資本減耗|間接税|compensationofemployees|"
            r"^wages|salaries|taxes.*production|consumptionoffixedcapital|depreciation|operatingsurplus|mixedincome|"
            r"^profits?$|^va\d+$"
        ),
    ),
    (
        "imports",
        rf"^(?:[(]?控除[)]?|减:?|less:?)?(?:进口|進口|輸入|流入|调入|国外进口|省外流入|im|imports?(?:of.*)?){_END}",
    ),
    ("total", rf"^(?:总需求|总供给|総需要|総供給|需要|total(?:final)?(?:demand|supply|uses?)(?:at.*)?){_END}"),
)
_KINDS = [(part, re.compile(pattern)) for part, pattern in _NAMES]
ORIGIN = (
    "国产|国内|省内|市内|本地|本市|本省|区内|进口|外购|调入|流入|省外|市外|国外|"
    "domestic|imported|imports|import|foreign|local"
)
"""Words in a label that say where a sector's inputs come from: 农业（进口）, imports: Agriculture."""


def plain_labels(labels: pl.Expr) -> pl.Expr:
    """Return labels as they are compared: narrow, in lower case, without spaces, a code as its number (01 is 1)."""
    narrow = labels.str.normalize("NFKC").str.replace_all(r"\s+", "").str.to_lowercase()
    return narrow.str.replace(r"^0*(\d+)(?:\.0)?$", "${1}")


def part_of(labels: Sequence[str]) -> str:
    """Return what the line with these plain labels is, the nearest label first.

    Returns:
        ``output`` (总产出, 总投入), ``intermediate``, ``final`` and ``value_added`` (their totals), ``imports``,
        ``value_added_part``, ``total`` (some other sum), or ``other``.

    """
    for label in labels:
        part = next((part for part, pattern in _KINDS if pattern.search(label)), None)
        if part is not None:
            return part
    return "total" if labels and sums(labels[:1]) else "other"


def sums(labels: Sequence[str]) -> set[str]:
    """Return which of the labels are those of sums (合计, Total)."""
    named = pl.DataFrame({"label": labels}, schema={"label": pl.String})
    return set(named.filter(sums_up(pl.col("label")))["label"])
