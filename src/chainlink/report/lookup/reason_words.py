"""Reasons and questions in words: ids become names, lists are joined, supplies are named pair by pair."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chainlink import terms
from chainlink.findings.asks import ASKS, GENERAL, VARIANTS
from chainlink.terms import number

JOINT = {"zh": "、", "en": ", "}
"""What stands between the members of an enumeration."""
MOST_NAMES = 6
"""A sentence names so many of a list and says how many there are; the evidence holds them all."""

SWITCH = "question_also.similar"
"""What is said after a question that asks makers by the same process too (``firm_also``)."""

Name = Callable[[str, str], str]
"""The name of a row of a table, by its id."""


def reason_words(code: str, parts: Mapping[str, Any], name: Name, lang: str) -> str:
    """Word a reason, a question or a gate: its ``code`` (section and key) and its parameters."""
    words = {
        key: _supplies(value, name, lang, asked=parts.get("firms"))
        if key == "pairs"
        else part_words(key, value, name, lang, counted="n" in parts)
        for key, value in parts.items()
    }
    also = terms.sentence(SWITCH, lang, **words) if parts.get("firm_also") else ""
    return terms.sentence(code, lang, **words) + also


def question_words(code: str, parts: Mapping[str, Any], name: Name, lang: str) -> str:
    """Word a question about its ``sectors``, the same on a card and beside a finding; ``pairs`` are supplies on record.

    A question that is not in the table is asked in general.
    """
    known = code if code in ASKS else GENERAL
    forms = [f"{known}_supplied"] * ("pairs" in parts) + [f"{known}_one"] * (len(parts["sectors"]) == 1)
    form = next((form for form in forms if form in VARIANTS), known)
    return reason_words(f"question.{form}", parts, name, lang)


def asked_words(question: Mapping[str, Any], name: Name, lang: str) -> str:
    """Word the next question of a finding as the card asks it, and whom."""
    parts = json.loads(question["parts"] or "{}")
    about = {**parts, "sectors": parts.get("sectors") or [parts["sector"]]}
    asked = ASKS.get(question["code"], ASKS[GENERAL]).of
    who = part_words("firms", parts[asked], name, lang) if asked in parts else ""
    return terms.sentence(f"asked.{asked}", lang, who=who, text=question_words(question["code"], about, name, lang))


def part_words(key: str, value: Any, name: Name, lang: str, *, counted: bool = False) -> object:
    """Word one parameter of a reason: ids become names, lists are joined (``counted``: their number is said)."""
    table = {"firm": "firms", "sector": "sectors", "chain": "chains", "district": "districts", "park": "parks"}
    kind = table.get(key.removesuffix("s").removesuffix("_from").removesuffix("_also"))
    if isinstance(value, list):
        words = JOINT[lang].join(str(part_words(key, part, name, lang)) for part in value[:MOST_NAMES])
        more = "page.and_all" if kind != "firms" else "page.and_others" if counted else "page.and_more"
        return words if len(value) <= MOST_NAMES else words + terms.sentence(more, lang, n=len(value))
    if isinstance(value, str) and kind:
        return name(kind, value)
    if isinstance(value, str) and terms.is_worded(f"{key}.{value}"):
        return terms.word(f"{key}.{value}", lang)
    if isinstance(value, float):
        return number(value)
    return value


def _supplies(pairs: Sequence[Mapping[str, str]], name: Name, lang: str, *, asked: Sequence[str] | None = None) -> str:
    """Word who supplies whom: buyers stand together only where each of them has each of the suppliers named.

    A question to buyers (``asked``) that all have the same suppliers does not name the buyers again.
    """
    suppliers: dict[str, dict[str, None]] = {}
    for pair in pairs:
        suppliers.setdefault(pair["buyer"], {})[pair["supplier"]] = None
    buyers: dict[tuple[str, ...], list[str]] = {}
    for buyer, sellers in suppliers.items():
        buyers.setdefault(tuple(sorted(sellers)), []).append(buyer)
    code = "page.supplies_asked" if list(map(sorted, buyers.values())) == [sorted(asked or ())] else "page.supplies"
    words = [
        terms.sentence(
            code,
            lang,
            suppliers=part_words("firms", list(sellers), name, lang),
            buyers=part_words("firms", sorted(group), name, lang),
        )
        for sellers, group in list(buyers.items())[:MOST_NAMES]
    ]
    supplies = terms.word("page.supplies_joint", lang).join(words)
    if len(buyers) <= MOST_NAMES:
        return supplies
    return supplies + terms.sentence("page.and_pairs", lang, n=sum(map(len, suppliers.values())))
