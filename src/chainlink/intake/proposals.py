"""Which sectors a firm may belong to: ranked, each with its reason; learned from what was settled before."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain
from chainlink.intake import industries
from chainlink.intake.industries import codes_in
from chainlink.intake.names.parts import parts
from chainlink.intake.product_phrases import BRACKET, marks_of, product_phrases

PRODUCTS = ("product", "product_learned")
"""Why a sector is proposed where a product in the words of the list speaks for it."""
WEIGHTS = {"product": 1.0, "node": 0.95, "scope": 0.72, "name": 0.68}
"""How much a word counts by where it stands; a stated product most, a name least."""
HIGH, MEDIUM = 0.8, 0.6
AGREES = 0.1
"""What an industry code that agrees adds, and one that does not takes away."""
LEAST = 0.4
"""Proposals weaker than this are not made; code-only ones are made at most as ``low``."""
MOST = 3
"""So many proposals a firm at most."""
CODE_ONLY = 4
"""A code that covers more sectors than this proposes none of them (3670 covers most vehicle parts)."""
NO_PRODUCT = re.compile("未载|不详|未详|未知|未注明")
SAME_PHRASE = 0.85
"""A word less like a phrase than this share of the likest one says nothing: 服装 is 服装, not 服装辅料."""
SHARED_CODE = 2
"""The name of an industry code that covers more sectors than this is no word of theirs."""
MAKING = re.compile("生产|制造|加工|铸造|锻造|冶炼|种植|养殖|酿造|印刷|屠宰|发电|纺|织造")
SELLING = re.compile("销售|批发|零售|贸易|进出口|代理|经销|租赁|咨询|技术服务|维修|安装")
VERBS = re.compile(
    "研发|生产|制造|加工|销售|批发|零售|设计|开发|安装|维修|技术服务|服务|经营|从事|专业|各类|及配件|等|一般项目|许可项目|项目|产品"
)
QUANTITY = re.compile(
    r"(?:年产|年)?[约超]?(?<!\d)(?<!\d[.,])\d[\d.,]*+(?:多|余)?[十百千万亿]*(?:吨|套|件|头|台|片|米|千米|箱|只|辆|瓦|元|平方米)(?:/?年)?"
)
ACTS = re.compile("(?:生产|制造|加工|建造|种植|养殖|开采|运营|装卸|卸载|项目|产品|出口|进口|一体化|修理){1,9}$")
"""What is done with a product; without these words 生猪养殖 and 生猪 are one."""
_REMARK = re.compile("[（(].{0,200}?[）)]")
"""A remark in brackets; one bracket never closed is looked past, not through to the end from every place."""
PROPOSALS = pl.Schema(
    dict.fromkeys(("firm", "name", "sector", "sector_name"), pl.String())
    | {"score": pl.Float64()}
    | dict.fromkeys(("confidence", "basis", "why", "phrase", "term", "code"), pl.String())
    | {"count": pl.Int64(), "source": pl.String(), "seen": pl.Int64()}
)
"""``basis``: what an accepted proposal becomes: stated from a product word, inferred from scope, name or code."""


@dataclass(frozen=True)
class Lexicon:
    """The words of sectors: ``terms`` word -> (sector, learned from a firm), ``grams`` pair of signs -> words.

    ``weights``: pair of signs -> how much it tells (1: it stands in the words of one sector only).
    """

    names: dict[str, str]
    terms: dict[str, tuple[tuple[str, str | None], ...]]
    grams: dict[str, tuple[str, ...]]
    codes: dict[str, tuple[str, ...]]
    weights: dict[str, float]


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
    for word, sector in _industry_terms(codes):
        terms[word][sector, None] = None
    if settled is not None:
        for firm, phrase, sector in settled.select("firm", "phrase", "sector").iter_rows():
            for word in _phrases(phrase or "", cut=False):
                if sector in names and len(word) > 1:
                    terms[word][sector, firm] = None
    grams: dict[str, list[str]] = defaultdict(list)
    sectors: dict[str, set[str]] = defaultdict(set)
    for word, meanings in terms.items():
        for gram in _grams(word):
            grams[gram].append(word)
            sectors[gram].update(sector for sector, _ in meanings)
    return Lexicon(
        names,
        {word: tuple(meanings) for word, meanings in terms.items()},
        {gram: tuple(words) for gram, words in grams.items()},
        codes,
        {gram: 1 / math.log2(1 + len(owners)) for gram, owners in sectors.items()},
    )


def _industry_terms(codes: dict[str, tuple[str, ...]]) -> Iterable[tuple[str, str]]:
    """Yield the words of the industries that few sectors stand in, each with its sector: 电线, 电缆 of 3831."""
    covered: dict[str, list[str]] = defaultdict(list)
    for sector, of_sector in codes.items():
        for code in of_sector:
            covered[code].append(sector)
    for name, listed in industries.names().items():
        for sector in {sector for code in listed if len(covered[code]) <= SHARED_CODE for sector in covered[code]}:
            word = plain(ACTS.sub("", _REMARK.sub("", name)))
            if len(word) > 1 and not re.search("[、与和及]|其他|未列明|专用设备", name):
                yield word, sector


def _terms(name: str) -> set[str]:
    """Return the words a sector's name is made of: 电芯; 橡胶油管, 软管; without brackets, and what stands in them."""
    inner = re.findall(r"[（(](.*?)[）)]", name)
    bare = _REMARK.sub("", name)
    words = {plain(bare)}
    words |= {plain(word) for word in re.split(r"[/、与和及]", bare)}
    words |= {plain(word) for part in inner for word in re.split(r"[/、与和及]", part) if len(word) > 2}  # noqa: PLR2004 - 机械 is no product
    return {word for word in words if len(word) > 1}


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
        The columns of ``PROPOSALS``, sorted by firm as given and falling score.

    """
    made: list[dict[str, Any]] = []
    for row in firms.iter_rows(named=True):
        ranked = _of_firm(row, lexicon)
        kept = [item for item in ranked if item["score"] >= least or item["why"] == "code_only"][:most]
        own = {name: row.get(name) for name in ("firm", "name", "source", "seen")}
        made += [{**item, **own} for item in kept]
    return pl.DataFrame(made, schema=PROPOSALS)


def _of_firm(row: dict[str, Any], lexicon: Lexicon) -> list[dict[str, Any]]:
    codes = codes_in(row.get("industry"))
    best: dict[str, dict[str, Any]] = {}
    for channel, phrase, factor, written in _texts(row, lexicon):
        marks = marks_of(written) if channel in {"product", "node"} else frozenset()
        for sector, term, likeness, learned in _like(phrase, lexicon, row["firm"]):
            if not marks <= marks_of(term):  # 服装销售 is a sector of its own, 灯具销售 makes no 灯具
                continue
            score = WEIGHTS[channel] * factor * likeness
            if score > best.get(sector, {"score": 0.0})["score"]:
                why = "product_learned" if channel == "product" and learned else channel
                best[sector] = {"sector": sector, "score": score, "why": why, "phrase": written, "term": term}
    fine = any(len(code) > len("36") for code in codes)
    for sector, proposal in best.items():
        agreed = _agreeing(codes, lexicon.codes[sector])
        proposal["code"] = agreed
        proposal["score"] = min(1.0, proposal["score"] + (AGREES if agreed else -AGREES if fine else 0.0))
    proposals = list(best.values())
    if any(item["why"] != "name" and item["score"] >= LEAST for item in proposals):
        proposals = [item for item in proposals if item["why"] != "name"]  # a name says less than words of the products
    if not any(item["score"] >= LEAST for item in proposals):
        proposals += _by_code(codes, lexicon, set(best))
    for item in proposals:
        item["sector_name"] = lexicon.names[item["sector"]]
        item["basis"] = "stated" if item["why"] in PRODUCTS else "inferred"
        item["confidence"] = "high" if item["score"] >= HIGH else "medium" if item["score"] >= MEDIUM else "low"
        item["score"] = round(item["score"], 4)
    return sorted(proposals, key=lambda item: (-item["score"], item["sector"]))


def _texts(row: dict[str, Any], lexicon: Lexicon) -> Iterable[tuple[str, str, float, str]]:
    """Yield the words of a firm, where they stand, how far they speak of making, and how the cell writes them.

    Of what stands in brackets known words only; nothing of a product that its brackets or the words before it say is
    traded, stopped, planned or not made.
    """
    for channel, column in (("product", "products"), ("node", "node")):
        for item in product_phrases(row.get(column) or ""):
            if item.bracketed or item.marks - marks_of(item.written):
                continue
            for phrase in _phrases(item.written, cut=False):
                yield channel, phrase, 1.0, item.written
            for inner in BRACKET.findall(item.written):
                known = (phrase for phrase in _phrases(inner, cut=False) if phrase in lexicon.terms)
                yield from ((channel, phrase, 1.0, item.written) for phrase in known)
    for clause in re.split(r"[;；。,，、\n()（）]", row.get("scope") or ""):
        factor = 0.5 if SELLING.search(clause) and not MAKING.search(clause) else 1.0
        for phrase in _phrases(clause, cut=True):
            yield "scope", phrase, factor, phrase
    body = parts(row["name"])
    trades = "".join(body.trades)
    for phrase in dict.fromkeys((trades, body.stem + trades)):
        if len(phrase) > 1:
            yield "name", phrase, 1.0, phrase


def _phrases(text: str, *, cut: bool) -> list[str]:
    phrases = []
    text = BRACKET.sub("", text)
    for clause in re.split(r"[;；。,，、\n/|]|(?<=.{2})[及和与](?=.{2})", text):
        word = plain(VERBS.sub("", clause) if cut else QUANTITY.sub("", clause))
        if len(word) > 1 and not NO_PRODUCT.search(word):
            phrases.append(word)
    return list(dict.fromkeys(phrases))


def _like(phrase: str, lexicon: Lexicon, firm: str) -> Iterable[tuple[str, str, float, bool]]:
    """Yield sector, word, likeness (0 to 1) and whether it was learned, for the words most like a phrase."""
    hits = []
    for word in {word for gram in _grams(phrase) for word in lexicon.grams.get(gram, ())}:
        likeness = _likeness(phrase, word, lexicon.weights)
        for sector, learned_from in lexicon.terms[word]:
            if learned_from is None:
                hits.append((sector, word, likeness, False))
            elif learned_from != firm:
                hits.append((sector, word, 0.92 * likeness, True))
    best = max((likeness for *_, likeness, _ in hits), default=0.0)
    return (hit for hit in hits if hit[2] >= max(SAME_PHRASE * best, 0.4))  # less alike says little


def _likeness(phrase: str, word: str, weights: dict[str, float]) -> float:
    """Say how like two words are, 0 to 1: the end of a word says what it is, its beginning only of which kind."""
    if phrase == word:
        return 1.0
    bare, core = ACTS.sub("", phrase), ACTS.sub("", word)
    if len(bare) > 1 and bare == core:
        return 0.9
    short, long = sorted((bare, core), key=len)
    if len(short) > 1 and long.endswith(short):
        return 0.6 + 0.35 * len(short) / len(long)
    left, right = _grams(bare), _grams(core)
    shared = sum(weights.get(gram, 1.0) for gram in left & right)
    alike = 2 * shared / (sum(weights.get(gram, 1.0) for gram in left) + sum(weights.get(gram, 1.0) for gram in right))
    return 0.85 * alike


def _agreeing(codes: tuple[str, ...], of_sector: tuple[str, ...]) -> str | None:
    """Return the finest code of the firm that a code of the sector begins with (three signs at least), or None."""
    fine = (code for code in reversed(codes) if len(code) > 2)  # noqa: PLR2004 - a division is too wide
    return next((code for code in fine if any(own.startswith(code) for own in of_sector)), None)


def _by_code(codes: tuple[str, ...], lexicon: Lexicon, known: set[str]) -> list[dict[str, Any]]:
    for code in reversed(codes):
        if len(code) < 3:  # noqa: PLR2004 - a division is too wide
            continue
        sectors = [
            sector for sector, of_sector in lexicon.codes.items() if any(own.startswith(code) for own in of_sector)
        ]
        if sectors and len(sectors) <= CODE_ONLY:
            shared = {"score": 0.4 / len(sectors), "why": "code_only", "code": code, "count": len(sectors)}
            return [{"sector": sector, **shared} for sector in sorted(sectors) if sector not in known]
    return []
