"""Personal data 个人信息 in text: telephone, identity number, mail, chat account, the name of a contact.

One rule for whatever comes in and whatever is read: such parts are cut out of the text and told, never written.  Credit
codes, amounts, years and addresses of web pages are none.
"""

from __future__ import annotations

import re

import polars as pl

from chainlink.dataset import credit_codes
from chainlink.dataset.fixed_codes import PROVINCES

HEADING = re.compile(
    "电话|手机|邮箱|联系|法人|法定代表|负责人|微信|传真|身份证|e-?mail|phone|mobile|contact",
    re.IGNORECASE,
)
"""Any heading like this stands over personal data, whoever invented it."""
_GAP = r"[\s\-.‐–—]"
_END = r"(?![0-9A-Za-z]|\.\d|\s*(?:[万亿千百]|元|吨|套|台|件|个|辆|米|平方|公斤|美元|yuan|rmb|tons?|sets?|units?))"
_GROUPS = rf"{_GAP}?\d{{4}}{_GAP}?\d{{4}}|{_GAP}\d{{3}}{_GAP}\d{{5}}"
_MOBILE = rf"(?<![0-9A-Za-z.])(?:[(]?(?:\+|00)?86[)]?[\s\-]?)?1[3-9]\d(?:{_GROUPS}){_END}"
_LANDLINE = (
    rf"(?<![0-9A-Za-z.])(?:(?:\+|00)?86[\s\-]*)?[(]?0(?:10|2\d|[3-9]\d{{2}})[)]?[\s\-–—]*\d{{3,4}}[\s\-]?\d{{4}}"
    rf"(?:\s*(?:转|ext\.?|-)\s*\d{{1,5}})?{_END}"
)
_ABROAD = rf"(?:\+|(?<!\d)00)86[\s\-]*[(]?0?[)]?\d{{2,3}}[)]?[\s\-]*\d{{3,4}}[\s\-]?\d{{4}}{_END}"
_HOTLINE = (
    rf"(?<![0-9A-Za-z.])[48]00(?:{_GAP}\d{{3}}{_GAP}?\d{{4}}|{_GAP}?\d{{4}}{_GAP}\d{{3}}|[1-9]\d{{6}}|-\d{{7}}){_END}"
)
_CALL = (
    r"(?:联系)?(?:电话|手机|固话|座机|传真|热线|联系方式)(?:号码?)?"
    r"|(?:tele?(?:phone)?|phone|mobile|cell|fax)\.?(?: ?(?:no|number)\.?)?"
)
_LED = r"\s*:?\s*[(+]?\d[\d\-\s()]{5,}\d"
_HONOURED = r"[\u4e00-\u9fff]{1,3}(?:先生|女士|小姐|经理|主任|厂长)"
_PERSON = (
    "联系人|联络人|法定代表人|法人代表|法人|负责人|经办人|填[表报]人|制表人|审核人|董事长|总经理|厂长|身份证号?码?|"
    r"(?:legal representative|contact(?: person)?|attn|attention)"
)
_MAIL = r"(?<![A-Za-z0-9_.%+\-])[A-Za-z0-9_.%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
_CHAT = (
    r"(?<![A-Za-z])(?:qq群?|微信公?众?号?|wechat|weixin|vx|wx)(?:号码?|id)?"
    r"(?:\s*:\s*[\w\-]{5,20}|\s*(?=[A-Za-z_\-]{0,20}\d)[A-Za-z0-9_\-]{5,20})"
)
_CODE_WORD = (
    r"(?<!身份证)(?<!身份)(?<!证件)(?<!护照)(?<!个人)(?<!员工)(?:注册(?:登记)?号|登记证?号|许可证(?:书|照)?|执照|证书|[编文批税]号|编码|"
    r"代码|备案(?:证明)?号|识别号|专利(?:申请)?号|申请号|公开号|授权号|合同号|订单号|项目号|标准号|凭证号|证号)(?:的?编?号码?|码)?"
    r"|(?<![A-Za-z])(?:regist(?:ration|ry)|reg|licen[cs]e|permit|certificate|cert|approval|filing|patent|contract|order|"
    r"project|standard|credit|document|application|tax|vat|organi[sz]ation)\.?"
    r"[ -]{0,2}(?:code|id|(?:number|no|nr)\b\.?|#)(?: ?(?:number|no\b\.?))?"
)
"""Words before the number of a paper, a register or a firm: such a number is nobody's."""
_CODE = r"(?=[A-Za-z.\-]{0,20}\d)[A-Za-z0-9.\-]{0,40}[A-Za-z0-9](?![A-Za-z0-9@%+_]|[.\-]{1,3}[A-Za-z0-9])"
_PARTS = re.compile(
    rf"(?P<page>(?:https?://|www\.)\S+)|(?:{_CODE_WORD})\s{{0,3}}[:#]?\s{{0,3}}[为是]?(?P<code>{_CODE})|(?P<mail>(?:(?:电子)?邮箱|邮件|e-?mail)?\s{{0,4}}:?\s{{0,4}}{_MAIL})|(?P<chat>{_CHAT})"
    rf"|(?P<identity>(?<![0-9A-Za-z])[1-8]\d{{5}}\s?(?:(?:18|19|20)\d{{2}}\s?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?"
    r"\d{3}[\dXx]|\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![0-9A-Za-z]))"
    rf"|(?P<person>(?:{_PERSON})\s*:\s*[^,;，；、。()（）\d@+]{{1,30}}|(?:联系人|联络人|法定代表人|经办人|填[表报]人)\s+[\u4e00-\u9fff]{{2,4}})"
    rf"|(?P<phone>(?:{_HONOURED}\s*[:(]?\s*)?(?:(?:{_CALL})\s*:?\s*)?(?:{_MOBILE}|{_ABROAD}|{_LANDLINE}|{_HOTLINE})"
    rf"(?:\s*[(]?{_HONOURED}[)]?)?|(?:{_CALL}){_LED})",
    re.IGNORECASE,
)
_PERHAPS = (
    r"(?i)(?:\d[\s\-.()（）‐–—－]*){7}|[@＠]|qq|ｑｑ|微信|wechat|weixin|vx|wx|联系人|联络人|法人|法定代表人|负责人|经办人|"
    "填[表报]人|制表人|审核人|董事长|总经理|厂长|contact|attn|attention|legal representative"
)
"""Every text with personal data matches this, and few others: one quick look at a column."""
_WIDE = {0x3000: " ", **{sign: chr(sign - 0xFEE0) for sign in range(0xFF01, 0xFF5F)}}


def without_personal_data(text: str, *, is_name: bool = False) -> str | None:
    """Return ``text`` without its personal data; None where nothing is left.

    Args:
        text: a cell.
        is_name: it names a firm; else two or three signs left beside a telephone are the name of its owner, and go.

    """
    spans = _spans(text)
    if not spans:
        return text
    rest, last = "", 0
    for kind, start, end in spans:
        rest += text[last:start]
        last = end
        owner = kind == "phone" and not is_name
    rest += text[last:]
    rest = re.sub(r"[(（\[【]\s*[,;，；、:：]*\s*[)）\]】]", "", rest)
    rest = re.sub(r"([,;，；、])(?:\s*[,;，；、])+", r"\1", rest)
    rest = re.sub(r"^[\s,;，；、:：/|]+|[\s,;，；、:：/|(（\-—]+$", "", rest)
    return None if not rest or (owner and re.fullmatch(r"[\u4e00-\u9fff]{2,3}", rest)) else rest


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
    perhaps = cells.str.contains(_PERHAPS).fill_null(value=False)
    if not perhaps.any():
        return cells, perhaps
    distinct = cells.filter(perhaps).unique().to_list()
    rests = {text: rest for text in distinct if (rest := without_personal_data(text, is_name=is_name)) != text}
    held = cells.is_in(list(rests)).fill_null(value=False)
    return (cells.replace_strict(rests, default=cells, return_dtype=pl.String) if rests else cells), held
