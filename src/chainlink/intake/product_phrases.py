"""The product phrases of a cell as they are written; those not made there (traded, stopped, planned) are marked."""

from __future__ import annotations

import re
from typing import NamedTuple

from chainlink.reference import expressions

BRACKET = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[)）】\]]")
_EXPRESSIONS = expressions("statements")
_MARKS = {kind: re.compile(words, re.IGNORECASE) for kind, words in _EXPRESSIONS["marks"].items()}
"""Kind of mark -> the words that say that a product is not made there, or not now."""
_MADE_AND_SOLD = re.compile(_EXPRESSIONS["made_and_sold"])
_FILLER, _LEAD, _OF_ALL, _OWN_VERB = (
    re.compile(_EXPRESSIONS[name], re.IGNORECASE) for name in ("filler", "lead", "of_all", "own_verb")
)
_ITEM = re.compile(r"(?:[（(【\[][^（）()【】\[\]]*[)）】\]]|[^;；。,，、\n/|])+|[;；。,，、\n/|]")
_ENDS = frozenset(";；。\n|")


class Phrase(NamedTuple):
    """A product as its cell words it, the kinds of its marks (none: it is made); ``bracketed``: one is beside it."""

    written: str
    marks: frozenset[str] = frozenset()
    bracketed: bool = False


def marks_of(text: str) -> frozenset[str]:
    """Return how ``text`` says that a product is not made there: negated, stopped, traded, planned."""
    return frozenset(kind for kind, words in _MARKS.items() if words.search(text))


def product_phrases(cell: str) -> list[Phrase]:
    """Return the products that a cell lists, each with its marks.

    A word at the beginning (不生产, 计划生产, resale of) is said of what follows it up to the end of the sentence or to
    the next verb of making; one behind a product or in its brackets of this product; one that stands alone of the
    product before it; 均 and 都 of all.
    """
    phrases: list[Phrase] = []
    lasting: frozenset[str] = frozenset()
    for item in _ITEM.findall(_MADE_AND_SOLD.sub(lambda match: match[1] or match[2], cell)):
        if item in _ENDS:
            lasting = frozenset()
        written = item.strip(" ;；。,，、\n/|\t\r\u3000")
        if not written:
            continue
        marks = marks_of(written)
        lasting = frozenset() if not marks and _OWN_VERB.search(written) else lasting
        if marks and _OF_ALL.search(written):
            phrases = [phrase._replace(marks=phrase.marks | marks, bracketed=True) for phrase in phrases]
        if marks and phrases and _says_nothing_else(written):
            phrases[-1] = phrases[-1]._replace(marks=phrases[-1].marks | marks, bracketed=True)
            continue
        start = _LEAD.sub("", written)
        begins = {kind for kind, words in _MARKS.items() if words.match(start) or words.match(written)}
        lasting = marks if begins else lasting
        in_brackets = any(marks_of(inner) for inner in BRACKET.findall(written))
        phrases.append(Phrase(written, marks | lasting, in_brackets))
    return phrases


def _says_nothing_else(written: str) -> bool:
    rest = written
    for words in _MARKS.values():
        rest = words.sub("", rest)
    return len(_FILLER.sub("", rest)) < 2  # noqa: PLR2004 - no product has one sign
