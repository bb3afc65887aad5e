"""Personal data 个人信息 in text: telephone, identity number, mail, chat account, the name of a contact.

One rule for whatever comes in and whatever is read: such parts are cut out of the text and told, never written.  Credit
codes, amounts, years and addresses of web pages are none.
"""

from __future__ import annotations

import re

import polars as pl

from chainlink.data.checks import credit_codes
from chainlink.data.checks.fixed_codes import PROVINCES

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
_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗方俞任袁柳鲍史唐"
    "费廉岑薛雷贺倪汤滕殷罗毕郝常于傅卞齐康伍余顾孟黄穆萧肖尹姚邵汪祁毛禹狄贝臧戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾"
    "娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房缪解应宗丁邓洪诸左石崔吉龚程邢裴陆翁荀甄曲封储靳段焦谷侯"
    "仲伊宫宁仇厉祖武符刘景詹龙叶幸司黎白蒲赖卓屠池乔闻翟谭姬申冉雍濮牛边燕冀尚温庄晏瞿阎闫习艾向易廖耿匡文寇欧关曾"
    "牟聂谯冷涂敖但佘兰母代覃蹇游某"
)
_THINGS = "板件机器泵料膏管纸酒油罐箱柜椅桌床窗门具品饰属巾粉糖盐砖瓦泥灯表衣鞋帽肉面"
"""Signs that end products and few given names."""
_WORDS = (
    "石材|石墨|马达|汤圆|高粱|黄金|白银|方便|方式|方法|文件|文化|文创|金融|温室|温泉|游乐|应急|"
    "万州|江津|梁平|高新|石柱|华东|华南"
)
"""Words that begin as a surname does."""
_OWNER = rf"(?!{_WORDS})(?:(?:欧阳|司马|上官|诸葛|皇甫|东方|夏侯|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}})(?<![{_THINGS}])"
"""A word that may be the name of a person: a surname and one or two signs more, that end no product."""
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
    rf"|(?P<person>(?:{_PERSON})\s*:\s*[^,;，；、。()（）\d@+]{{1,30}}|(?:联系人|联络人|法定代表人|经办人|填[表报]人)\s+[\u4e00-\u9fff]{{2,4}}"
    rf"|(?:联系人|联络人|法定代表人|法人代表|法人|负责人|经办人|填[表报]人|制表人|审核人)(?:为|是)?{_OWNER}(?![\u4e00-\u9fff]))"
    rf"|(?P<phone>(?:(?:{_HONOURED}|(?<=[(,;、\s]){_OWNER})\s*[:(]?\s*)?(?:(?:{_CALL})\s*:?\s*)?(?:{_MOBILE}|{_ABROAD}|{_LANDLINE}|{_HOTLINE})"
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
        is_name: it names a firm; else a surname and a sign or two left beside a number are its owner, and go.

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
    return None if not rest or (not is_name and re.fullmatch(_OWNER, rest)) else rest


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
