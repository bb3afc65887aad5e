"""Personal data 个人信息 in text: telephone, identity number, mail, chat account, the name of a contact.

One rule for whatever comes in and whatever is read: such parts are cut out of the text and told, never written.  Credit
codes, amounts, years and addresses of web pages are none.
"""

from __future__ import annotations

import re

import polars as pl

from chainlink.data.checks import credit_codes
from chainlink.data.checks.fixed_codes import PROVINCES
from chainlink.reference import expressions

HEADING = re.compile(
    "电话|手机|邮箱|联系|法人|法定代表|负责人|微信|传真|身份证|e-?mail|phone|mobile|contact",
    re.IGNORECASE,
)
"""Any heading like this stands over personal data, whoever invented it."""
_EXPRESSIONS = expressions("personal_data")
_PARTS = re.compile(_EXPRESSIONS["parts"], re.IGNORECASE)
_WIDE = {0x3000: " ", **{sign: chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}}


def without_personal_data(text: str, *, is_name: bool = False) -> str | None:
    """Return ``text`` without its personal data; None where nothing is left.

    Unless it ``is_name`` of a firm, a surname and a sign or two left beside a number are its owner, and go.
    """
    spans = _spans(text)
    if not spans:
        return text
    rest, last = "", 0
    for _, start, end in spans:
        rest += text[last:start]
        last = end
    rest += text[last:]
    rest = re.sub(r"[(（\[【]\s*[,;，；、:：]*\s*[)）\]】]", "", rest)
    rest = re.sub(r"([,;，；、])(?:\s*[,;，；、])+", r"\1", rest)
    rest = re.sub(r"^[\s,;，；、:：/|]+|[\s,;，；、:：/|(（\-—]+$", "", rest)
    return None if not rest or (not is_name and re.fullmatch(_EXPRESSIONS["owner"], rest)) else rest


def _spans(text: str) -> list[tuple[str, int, int]]:
    spans = []
    for part in _PARTS.finditer(text.translate(_WIDE)):
        kind = str(part.lastgroup)
        if kind == "code" and _is_identity(part[kind]) and credit_codes.is_identity_number(part[kind]):
            spans.append(("identity", *part.span(kind)))
        elif kind not in {"page", "code", "identity"} or (kind == "identity" and _is_identity(part[0])):
            spans.append((kind, *part.span()))
    return spans


def _is_identity(number: str) -> bool:
    """Say whether a number with a birthday in it is of a person: its first digits are of a province, it is no code."""
    digits = re.sub(r"\s", "", number).upper()
    return digits[:2] in PROVINCES and not bool(credit_codes.valid(pl.Series([digits]))[0])


def cut_out(cells: pl.Series, *, is_name: bool = False) -> tuple[pl.Series, pl.Series]:
    """Return ``cells`` without personal data, and which of them held some; null is none."""
    perhaps = cells.str.contains(_EXPRESSIONS["perhaps"]).fill_null(value=False)
    if not perhaps.any():
        return cells, perhaps
    distinct = cells.filter(perhaps).unique().to_list()
    rests = {text: rest for text in distinct if (rest := without_personal_data(text, is_name=is_name)) != text}
    held = cells.is_in(list(rests)).fill_null(value=False)
    return (cells.replace_strict(rests, default=cells, return_dtype=pl.String) if rests else cells), held
