"""What the name of a firm is made of: regions, core, trade words, legal form, branch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import polars as pl

from chainlink.data.naming import simplified, traditional
from chainlink.intake.names import regions, trade_words
from chainlink.reference import listed

LONGEST = 200
"""A text of more signs is no firm's name; it is taken apart up to here."""
LEGAL_FORMS: tuple[str, ...] = tuple(listed("firm_names")["forms"])
"""Legal forms, the longer before those they end in."""
_COMPANY = re.compile("(" + "|".join(form for form in LEGAL_FORMS if form.endswith("公司")) + ")")
_BRANCH = re.compile(
    r"(第?[一二三四五六七八九十\d]*(?:分公司|分厂|分店|分部|子公司|营业部|办事处|事业部|销售部|直属库|生产基地|基地|工厂|车间|项目部|项目|分场))$"
)
_GROUP = re.compile(f"({'|'.join(trade_words.GROUP)})+$")
_BRACKET = re.compile(r"\(([^()]*)\)")
_ROUND = str.maketrans("[]【】〔〕", "()()()")
_NOISE = re.compile(r"[^\w()\[\]【】〔〕]|_")
"""Signs between the words of a name that say nothing."""
_LIMITED = ("有限责任公司", "有限公司")
_COUNT = r"(?:[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,4})"
NUMBERED = (
    rf"^\s*(?:[(（\[【]\s*{_COUNT}\s*[)）\]】]|{_COUNT}\s*[、)）．:：,，]|{_COUNT}\s*\.\s"
    r"|[①-⑳⑴-⒛㉑-㉟㊀-㊉㊱-㊿])\s*([^\s0-9０-９].*)$"
    rf"|^\s*{_COUNT}\s*\.([^\s0-9０-９A-Za-z].*)$"
)
"""A number that a list puts before a name in its cell: 3、 (3) 三、 ③; what follows stands in one of two groups."""
_WORD = (
    "(?:存续|在业|在营|在册|开业|营业|正常|规上|规下|规模以上|重点|龙头|小微|高新技术|专精特新|上市|"
    "active|in operation|operating|in business)(?:工业)?(?:企业|公司|状态|中)?"
)
NOTE = rf"{_WORD}(?:[、,，/; ]\s*{_WORD})*"
"""What people write in brackets behind the name of a firm that works; it is no part of the name."""
_NUMBERED_NAME = re.compile(NUMBERED)
_NOTED = re.compile(rf"(?i)\s*[(（\[【]\s*{NOTE}\s*[)）\]】]\s*$")
_ALSO = re.compile(r"^(?:曾用名|原名|现名|更名为|更名|又名|简称|前身|原|现|即)(?P<name>.{2,})$")
"""A remark in brackets that gives another name of the same firm."""

_NUMBERED = frozenset("一二三四五六七八九十百千0123456789甲乙丙丁戊东西南北中上下大小新老前后左右")
"""Signs in which sister firms differ."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart.

    ``exact``: the whole name, narrow, simplified, without brackets; ``plain``: the same without regions, legal form and
    branch; ``stem``: what makes it its own; ``trades``: trade words in order; ``kinds``: their kinds; ``form``: legal
    form ("" for a short name); ``group``: it calls itself a group or holding; ``branch``: the words of a branch;
    ``regions``: regions named, in order; ``local``: a region stands in brackets or after the core, as the firms that a
    brand has in many places write it;
    ``remark``: other words in brackets; ``also``: another name that the brackets give.
    """

    name: str
    exact: str
    plain: str
    stem: str
    trades: tuple[str, ...]
    kinds: frozenset[str]
    form: str
    group: bool
    branch: str
    regions: tuple[str, ...]
    local: bool
    remark: str
    also: str


def tells_sisters_apart(sign: str) -> bool:
    """Say whether sister firms differ in such a sign: 第三建设 and 第八建设, 东厂 and 西厂."""
    return sign in _NUMBERED


def _tidy(name: str) -> str:
    return _NOISE.sub("", simplified(name)).translate(_ROUND)


def exact_key(name: str) -> str:
    """Return what two writings of one legal name share: its letters and numbers, narrow, simplified, lower-case."""
    return "".join(filter(str.isalnum, simplified(name))).replace(*_LIMITED)


def exact_names(names: pl.Expr) -> pl.Expr:
    """Return :func:`exact_key` of every name of a column."""
    plain = traditional()
    tidy = names.str.normalize("NFKC").str.replace_many(list(plain), list(plain.values())).str.to_lowercase()
    return tidy.str.replace_all(r"[^\p{L}\p{N}]", "").str.replace_all(*_LIMITED, literal=True)


def bare_name(name: str) -> str:
    """Return a name without the number before it and the note behind it."""
    return _NOTED.sub("", _NUMBERED_NAME.sub(r"\1\2", name)) or name


@lru_cache(maxsize=400_000)
def parts(name: str) -> Parts:
    """Take ``name`` apart."""
    bare = bare_name(name[:LONGEST])
    tidy, named, remark, also = _without_brackets(_tidy(bare))
    body, form, branch = _without_form(tidy)
    if not branch and _BRANCH.search(remark):
        branch, remark = remark, ""
    body, areas, last = _without_regions(body)
    local = bool(named or last)
    areas += last
    if branch:
        branch, more, last = _without_regions(branch)
        areas += [*more, *last]
    if len(shorter := _GROUP.sub("", body)) > 1:
        body = shorter
    stem, trades = trade_words.split(body)
    if not stem or stem in trade_words.kinds():
        stem, trades = (areas[-1] if areas else "") + body, []  # a region and a trade only: 达州钢铁
    return Parts(
        name=name,
        exact=exact_key(bare if not also else tidy),
        plain=body,
        stem=stem,
        trades=tuple(word for word in trades if word not in {*trade_words.GROUP, "股份"}),
        kinds=frozenset(trade_words.kinds()[word] for word in trades) - {""},
        form=form,
        group=any(word in tidy for word in trade_words.GROUP),
        branch=branch,
        regions=regions.finest(tuple(dict.fromkeys(map(regions.canonical, [*areas, *named])))),
        local=local,
        remark=remark,
        also=also,
    )


def _without_brackets(tidy: str) -> tuple[str, list[str], str, str]:
    """Return a name without its brackets, the regions in them, other remarks, and another name of the firm."""
    named: list[str] = []
    remark, also = "", ""

    def opened(bracket: re.Match[str]) -> str:
        nonlocal remark, also
        inner = bracket[1]
        region = _first_region(inner)
        if inner in {*LEGAL_FORMS, *trade_words.GROUP, "股份"}:
            return inner
        if region and region[1] == len(inner):
            named.append(region[0])
        elif other := _ALSO.match(inner):
            also = other["name"]
        else:
            remark += inner
        return ""

    return _BRACKET.sub(opened, tidy), named, remark, also


_REGIONS = frozenset(regions.known())
_REGION_LENGTHS = tuple(sorted({len(region) for region in _REGIONS}, reverse=True))
_OTHER_REGION = re.compile(r"^([一-鿿]{2,3}?)(自治州|自治县|市|县|区)(?=[一-鿿A-Za-z0-9]{2})")
_NO_REGION: tuple[str, ...] = tuple(listed("firm_names")["no_regions"])


def _first_region(text: str) -> tuple[str, int] | None:
    """Return the region at the beginning of ``text`` and how many signs it takes with its rank (重庆市: 3)."""
    skipped = 2 if text.startswith("中国") else 0
    for length in _REGION_LENGTHS:
        region = text[skipped : skipped + length]
        if region in _REGIONS:
            rest = text[skipped + len(region) :]
            rank = next((rank for rank in regions.RANKS if rest.startswith(rank)), "")
            return region, skipped + len(region) + len(rank)
    return None


def _without_form(tidy: str) -> tuple[str, str, str]:
    """Cut the branch and the legal form off: 甲有限公司万州分公司 -> 甲, 有限公司, 万州分公司."""
    branch = ""
    if (company := _COMPANY.search(tidy)) and company.start() > 0 and company.end() < len(tidy):
        rest = tidy[company.end() :]
        if _BRANCH.search(rest) or _first_region(rest):
            tidy, branch = tidy[: company.end()], rest
    if not branch and (match := _BRANCH.search(tidy)) and match.start() >= 2:  # noqa: PLR2004 - a name has two signs
        tidy, branch = tidy[: match.start()], match[1]
    forms: list[str] = []
    while (form := _last_form(tidy)) and len(forms) < 2:  # noqa: PLR2004 - 水泵厂有限责任公司 has two
        forms.insert(0, form)
        tidy = tidy[: -len(form)]
    return tidy, "".join(forms), branch


def _last_form(tidy: str) -> str | None:
    form = next((form for form in LEGAL_FORMS if tidy.endswith(form) and len(tidy) > len(form) + 1), None)
    return None if form == "厂" and tidy[-2] in "电水热" else form


def _without_regions(body: str) -> tuple[str, list[str], list[str]]:
    """Return a name without its regions, those before the core and the one after it."""
    named: list[str] = []
    last: list[str] = []
    while (region := _first_region(body)) and len(body) - region[1] >= 2:  # noqa: PLR2004 - a core has two signs
        named.append(region[0])
        body = body[region[1] :]
    other = _OTHER_REGION.match(body)
    if other and not other[0].endswith(_NO_REGION) and trade_words.last(other[1]) is None:
        named.append(other[1])
        body = body[other.end() :]
    for length in _REGION_LENGTHS:
        if len(body) - length >= 3 and body[-length:] in _REGIONS:  # noqa: PLR2004 - a core of its own: 京东方重庆
            last.append(body[-length:])
            body = body[:-length]
            break
    return body, named, last
