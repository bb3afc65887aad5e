"""Signs that GBK and GB 18030 once kept in Unicode's private area, read as what they are today."""

from __future__ import annotations

import re

import polars as pl

_OF_2022 = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c"
    "\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f\U00020087\U00020089\U000200cc\u9fb4\u9fb5"
    "\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
)
"""The 25 private signs of GB 18030-2000 and their places since GB 18030-2022."""
_OF_WINDOWS = ((0xE7C7, 0xA8BC, 0xA8BC), (0xE7C8, 0xA8BF, 0xA8BF), (0xE7E7, 0xA989, 0xA995), (0xE815, 0xFE50, 0xFEA0))
"""Where the GBK of Windows put runs of codes into the private area: its first sign there, the first and last code."""
_NO_SIGN = 0x7F
"""No code of GBK ends with this byte."""


def _today() -> dict[str, str]:
    """Return today's sign of each private one: that of the same code in GB 18030."""
    signs = {chr(old): chr(int(new)) for old, new in _OF_2022.items()}
    for first, start, end in _OF_WINDOWS:
        codes = [code for code in range(start, end + 1) if code & 0xFF != _NO_SIGN]
        for old, code in enumerate(codes, start=first):
            signs[chr(old)] = code.to_bytes(2, "big").decode("gb18030").translate(_OF_2022)
    return {old: new for old, new in signs.items() if old != new}


TODAY = _today()
"""Today's sign of each private one."""
_OLD = re.compile(f"[{''.join(TODAY)}]")


def modern_text(text: str) -> str:
    """Write the old private signs of ``text`` as today's."""
    return text.translate({ord(old): sign for old, sign in TODAY.items()}) if _OLD.search(text) else text


def modern(cells: pl.DataFrame) -> pl.DataFrame:
    """Write the old private signs in ``cells`` as today's."""
    old = [column for column in cells.columns if cells[column].str.contains(_OLD.pattern).any()]
    return cells.with_columns(pl.col(old).str.replace_many(TODAY)) if old else cells
