"""The product phrases of a cell as they are written; those not made there (traded, stopped, planned) are marked."""

from __future__ import annotations

import re
from typing import NamedTuple

from chainlink.intake.exports.stated_figures import PLANNED

BRACKET = re.compile(r"[（(【\[]([^（）()【】\[\]]*)[)）】\]]")
_MAKING = "生产|制造|加工|研制|自产"
_SELLING = "批发|零售|销售|经销|代理|贸易"
_MADE_AND_SOLD = re.compile(
    rf"({_MAKING})(?:[、/]|[及和与并兼]|以及)*(?:{_SELLING})(?:(?:[、/]|[及和与])(?:{_SELLING}))*|"
    rf"(?:{_SELLING})(?:[、/]|[及和与并兼]|以及)*({_MAKING})"
)
"""Who makes and sells a product makes it."""
_MARKS = {
    "negated": re.compile(
        r"不再?(?:自行|直接)?(?:生产|制造|加工|从事|做)|不再|未(?:自行)?(?:生产|制造|加工|从事|开工)|没有(?:生产|制造)|无生产|非生产|"
        r"尚未|暂未|暂不|\b(?:do(?:es)?|did|is|are|was) ?(?:not|n['’]t)\b|\bno longer\b|"
        r"\b(?:not|never) (?:made|produced)|\bnot (?:a )?(?:maker|producer)",
        re.IGNORECASE,
    ),
    "stopped": re.compile(
        r"停产|停工|停建|已停|停止(?:生产|制造|加工|经营)|转产|已关[停闭]|关停|已淘汰|已退出|曾经?(?:生产|制造|加工)|原生产|"
        r"\b(?:discontinued|ceased|stopped|suspended|formerly|no more|shut down)\b",
        re.IGNORECASE,
    ),
    "traded": re.compile(
        r"销售|代理|经销|批发|贸易|零售|代销|分销|转售|外购|进出口|"
        r"\b(?:resales?|resell\w*|resold|distribut(?:ors?|ion|es|ing)|wholesal\w*|retail\w*|trad(?:e|es|er|ers|ing)|dealers?|"
        r"agency|sales?|sells?|selling)\b",
        re.IGNORECASE,
    ),
    "planned": re.compile(
        rf"{PLANNED.pattern}|(?<!模)(?<!虚)拟(?:生产|制造|投|产|上|新增|转)|待投?产|未投产|未建成|即将|将(?:生产|投产|建)|筹备|筹划|"
        r"\bto be (?:built|made|produced)\b|\bin planning\b|\bfuture\b|\bintend(?:s|ed)?\b|\bwill (?:make|produce)\b",
        re.IGNORECASE,
    ),
}
"""Kind of mark -> the words that say that a product is not made there, or not now."""
_FILLER = re.compile(
    r"[\s:：\-—–()（）【】\[\]]|^(?:[只仅均都全现已目为]|only|all|目前|以上|全部)+|的$|"
    r"生产|制造|\b(?:made|produced|making|only)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\s*(?:[只仅均都现已拟]|目前|主要|公司|本厂|only|currently|the firm)*\s*", re.IGNORECASE)
_OF_ALL = re.compile(r"[均都]|全部|以上|\ball\b|\bboth\b", re.IGNORECASE)
_OWN_VERB = re.compile(rf"^\s*(?:现|已|主要|目前)?(?:{_MAKING}|主营|makes?\b|produces?\b|manufactur)", re.IGNORECASE)
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
