"""What the status of a firm in a register or list means, read as a whole phrase and never by a word within it."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from chainlink.reference import expressions

LONGEST = 80
"""A status of more signs is a story, which nobody words alike."""
_DATE = re.compile(
    r"(?:于|在|自|\b(?:in|on|since)\s+)?(?:19|20)\d{2}(?:\s*[-/.年]\s*\d{1,2}(?:\s*[-/.月]\s*\d{1,2})?)?\s*[年月日]?[初底末]?"
)
_NOT_YET = re.compile(
    r"(吊销(?:营业执照)?)\W*(?:但|尚|且)*未注销"
    r"|(revoked)\W*(?:but )?not (?:yet )?(?:de-?registered|dissolved|cancelled)"
)
"""A register says so of a firm without a licence whose record is kept."""
_BETWEEN = re.compile(r"[,，、;；。/|()\[\]【】—–-]+")
_FILLER = frozenset(("", "企业", "公司", "状态", "企业状态"))
_PHRASES = {status: re.compile(phrases) for status, phrases in expressions("register_status")["phrases"].items()}
"""A status of the table firm_status, and every phrase that means it; a firm that is no more may be so since a date."""


def meaning(status: str) -> str | None:
    """Return operating, closed or building where ``status`` is a usual phrase for it, else None.

    A negation (未注销), an intention (拟停业), a past (曾停业) and an unknown word (迁出) mean nothing to be recorded.
    """
    if len(status) > LONGEST:
        return None
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", status).lower()).strip()
    text = _NOT_YET.sub(lambda match: match[1] or match[2], text).replace("de-registered", "deregistered")
    undated = _meant(_DATE.sub(" ", text))
    return undated if undated == "closed" else _meant(text)


def _meant(text: str) -> str | None:
    text = re.sub(r"(?<![a-z]) +| +(?![a-z])", "", text)
    parts = {part.strip() for part in _BETWEEN.split(text)} - _FILLER
    read = {next((what for what, phrase in _PHRASES.items() if phrase.fullmatch(part)), None) for part in parts}
    return read.pop() if len(read) == 1 else None


def meanings(statuses: pl.Series) -> pl.Series:
    """Return :func:`meaning` of every status; each is read once, however many rows state it."""
    read = {status: meaning(status) for status in statuses.drop_nulls().unique()}
    return statuses.replace_strict(read, default=None, return_dtype=pl.String)
