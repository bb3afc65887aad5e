"""Which sectors a firm may belong to: ranked, each with its reason; learned from what was settled before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from chainlink.dataset.cells import plain
from chainlink.dataset.dataset import Dataset
from chainlink.intake.industries import codes_in
from chainlink.intake.name_parts import parts

WEIGHTS = {"product": 1.0, "node": 0.95, "scope": 0.72, "name": 0.68}
"""How much a word counts by where it stands; a stated product most, a name least."""
HIGH, MEDIUM = 0.8, 0.6
AGREES = 0.1
"""What an industry code that agrees adds, and one that does not takes away."""
LEAST = 0.45
"""Proposals weaker than this are not made; code-only ones are made at most as ``low``."""
MOST = 3
"""So many proposals a firm at most."""
CODE_ONLY = 4
"""A code that covers more sectors than this proposes none of them (3670 covers most vehicle parts)."""
NO_PRODUCT = re.compile("未载|不详|未详|未知|未注明")
MAKING = re.compile("生产|制造|加工|铸造|锻造|冶炼|种植|养殖|酿造|印刷|屠宰|发电|纺|织造")
SELLING = re.compile("销售|批发|零售|贸易|进出口|代理|经销|租赁|咨询|技术服务|维修|安装")
VERBS = re.compile(
    "研发|生产|制造|加工|销售|批发|零售|设计|开发|安装|维修|技术服务|服务|经营|从事|专业|各类|及配件|等|一般项目|许可项目|项目|产品"
)
RESULT = pl.Schema(
    {
        "firm": pl.String,
        "name": pl.String,
        "sector": pl.String,
        "sector_name": pl.String,
        "score": pl.Float64,
        "confidence": pl.String,
        "basis": pl.String,
        "why": pl.String,
        "phrase": pl.String,
        "term": pl.String,
        "code": pl.String,
        "count": pl.Int64,
        "source": pl.String,
        "seen": pl.Int64,
    }
)
"""``basis``: what an accepted proposal becomes: stated from a product word, inferred from scope, name or code."""


@dataclass(frozen=True)
class Lexicon:
    """The words of sectors: ``terms`` word -> (sector, learned from a firm), ``grams`` pair of signs -> words."""

    names: dict[str, str]
    terms: dict[str, tuple[tuple[str, str | None], ...]]
    grams: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]


def learn(dataset: Dataset, settled: pl.DataFrame | None = None) -> Lexicon:
    """Return the words of the dataset's sectors, and those of products that somebody settled before.

    Args:
        dataset: reads ``sectors`` (name, gb4754).
        settled: ``firm, phrase, sector`` (null: belongs to none): product words and the sector a person gave them.

    """
    names: dict[str, str] = {}
    terms: dict[str, dict[tuple[str, str | None], None]] = defaultdict(dict)
    codes: dict[str, tuple[str, ...]] = {}
    for sector, name, gb in dataset.tables["sectors"].select("sector", "name", "gb4754").iter_rows():
        names[sector] = name
        codes[sector] = tuple(gb or ())
        for word in _terms(name):
            terms[word][sector, None] = None
    if settled is not None:
        for firm, phrase, sector in settled.select("firm", "phrase", "sector").iter_rows():
            for word in _phrases(phrase or "", cut=False):
                if sector in names and len(word) > 1:
                    terms[word][sector, firm] = None
    grams: dict[str, list[str]] = defaultdict(list)
    for word in terms:
        for gram in _grams(word):
            grams[gram].append(word)
    return Lexicon(
        names,
        {word: tuple(found) for word, found in terms.items()},
        {gram: tuple(found) for gram, found in grams.items()},
        codes,
    )


def _terms(name: str) -> set[str]:
    """Return the words a sector's name is made of: 电芯; 橡胶油管, 软管; without brackets, and what stands in them."""
    inner = re.findall(r"[（(](.*?)[）)]", name)
    bare = re.sub(r"[（(].*?[）)]", "", name)
    found = {plain(bare)}
    found |= {plain(word) for word in re.split(r"[/、与和及]", bare)}
    found |= {plain(word) for part in inner for word in re.split(r"[/、与和及]", part) if len(word) > 2}  # noqa: PLR2004 - 机械 is no product
    return {word for word in found if len(word) > 1}


@lru_cache(maxsize=50_000)
def _grams(word: str) -> frozenset[str]:
    return frozenset(word[at : at + 2] for at in range(len(word) - 1)) or frozenset({word})


def propose(firms: pl.DataFrame, lexicon: Lexicon, *, most: int = MOST, least: float = LEAST) -> pl.DataFrame:
    """Return ranked proposals for each firm, the strongest first; no code alone decides anything.

    Args:
        firms: reads ``firm, name`` and any of ``products, node, scope, industry, source, seen``; several rows of a firm
            are several texts.
        lexicon: the words of the sectors.
        most: so many proposals a firm at most.
        least: the least score.

    Returns:
        The columns of ``RESULT``, sorted by firm as given and falling score.

    """
    made: list[dict[str, Any]] = []
    for row in firms.iter_rows(named=True):
        ranked = _of_firm(row, lexicon)
        kept = [one for one in ranked if one["score"] >= least or one["why"] == "code_only"][:most]
        made += [
            {**one, "firm": row["firm"], "name": row["name"], "source": row.get("source"), "seen": row.get("seen")}
            for one in kept
        ]
    return pl.DataFrame(made, schema=RESULT)


def _of_firm(row: dict[str, Any], lexicon: Lexicon) -> list[dict[str, Any]]:
    codes = codes_in(row.get("industry"))
    best: dict[str, dict[str, Any]] = {}
    for channel, phrase, factor in _texts(row):
        for sector, term, likeness, learned in _like(phrase, lexicon, row["firm"]):
            score = WEIGHTS[channel] * factor * likeness
            if score > best.get(sector, {"score": 0.0})["score"]:
                why = "product_learned" if channel == "product" and learned else channel
                best[sector] = {"sector": sector, "score": score, "why": why, "phrase": phrase, "term": term}
    fine = any(len(code) > len("36") for code in codes)
    for sector, one in best.items():
        agreed = _agreeing(codes, lexicon.codes[sector])
        one["code"] = agreed
        one["score"] = min(1.0, one["score"] + (AGREES if agreed else -AGREES if fine else 0.0))
    found = list(best.values())
    if not any(one["score"] >= LEAST for one in found):
        found += _by_code(codes, lexicon, set(best))
    for one in found:
        one["sector_name"] = lexicon.names[one["sector"]]
        one["basis"] = "stated" if one["why"] in {"product", "product_learned"} else "inferred"
        one["confidence"] = "high" if one["score"] >= HIGH else "medium" if one["score"] >= MEDIUM else "low"
        one.setdefault("count", None)
        one["score"] = round(one["score"], 4)
    return sorted(found, key=lambda one: (-one["score"], one["sector"]))


def _texts(row: dict[str, Any]) -> Iterable[tuple[str, str, float]]:
    """Yield the words of a firm with where they stand and how far they speak of making."""
    for channel, column in (("product", "products"), ("node", "node")):
        for phrase in _phrases(row.get(column) or "", cut=False):
            yield channel, phrase, 1.0
    for clause in re.split(r"[;；。,，、\n()（）]", row.get("scope") or ""):
        factor = 0.5 if SELLING.search(clause) and not MAKING.search(clause) else 1.0
        for phrase in _phrases(clause, cut=True):
            yield "scope", phrase, factor
    body = parts(row["name"])
    trades = "".join(body.trades)
    for phrase in dict.fromkeys((trades, body.stem + trades)):
        if len(phrase) > 1:
            yield "name", phrase, 1.0


def _phrases(text: str, *, cut: bool) -> list[str]:
    found = []
    text = re.sub(r"[（(【\[][^（）()【】\[\]]*[)）】\]]", "", text)
    for clause in re.split(r"[;；。,，、\n/|]|(?<=.{2})[及和与](?=.{2})", text):
        word = plain(VERBS.sub("", clause) if cut else clause)
        if len(word) > 1 and not NO_PRODUCT.search(word):
            found.append(word)
    return list(dict.fromkeys(found))


def _like(phrase: str, lexicon: Lexicon, firm: str) -> Iterable[tuple[str, str, float, bool]]:
    """Yield sector, word, likeness (0 to 1) and whether it was learned, for every word that shares a pair of signs."""
    words = {word for gram in _grams(phrase) for word in lexicon.grams.get(gram, ())}
    for word in words:
        likeness = _likeness(phrase, word)
        if likeness < 0.4:  # noqa: PLR2004 - a shared pair of signs alone says little
            continue
        for sector, learned_from in lexicon.terms[word]:
            if learned_from is None:
                yield sector, word, likeness, False
            elif learned_from != firm:
                yield sector, word, 0.92 * likeness, True


def _likeness(phrase: str, word: str) -> float:
    if phrase == word:
        return 1.0
    if word in phrase:
        return 0.68 + 0.32 * len(word) / len(phrase) if phrase.endswith(word) else 0.5 + 0.4 * len(word) / len(phrase)
    if phrase in word:
        return 0.5 + 0.35 * len(phrase) / len(word)
    left, right = _grams(phrase), _grams(word)
    return 0.95 * 2 * len(left & right) / (len(left) + len(right))


def _agreeing(codes: tuple[str, ...], of_sector: tuple[str, ...]) -> str | None:
    """Return the finest code of the firm that a code of the sector begins with (three signs at least), or None."""
    for code in reversed(codes):
        if len(code) > 2 and any(one.startswith(code) for one in of_sector):  # noqa: PLR2004 - a division is too wide
            return code
    return None


def _by_code(codes: tuple[str, ...], lexicon: Lexicon, known: set[str]) -> list[dict[str, Any]]:
    for code in reversed(codes):
        if len(code) < 3:  # noqa: PLR2004 - a division is too wide
            continue
        sectors = [
            sector for sector, of_sector in lexicon.codes.items() if any(one.startswith(code) for one in of_sector)
        ]
        if sectors and len(sectors) <= CODE_ONLY:
            return [
                {
                    "sector": sector,
                    "score": 0.4 / len(sectors),
                    "why": "code_only",
                    "phrase": None,
                    "term": None,
                    "code": code,
                    "count": len(sectors),
                }
                for sector in sorted(sectors)
                if sector not in known
            ]
    return []
