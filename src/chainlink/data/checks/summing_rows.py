"""Rows of a list or table that are none of its things: rows that sum up others 合计, and the footer 表尾 below it.

One rule for whoever reads rows that people wrote: lists of firms, names, tables of measures and of references.  The
label is what stands in the column of names or in the one before it.
"""

from __future__ import annotations

import polars as pl

_COUNTED = "家|户|个|项|条|行|名|种|亿元|万元|元|吨|万吨|台|万台|套|万套|%"
_SUM = "(?:本页|全部|上述|以上)?(?:小[计計]|合[计計]|[总總][计計]|共[计計]|累[计計]|[总總]合[计計]?|汇总|彙總)"
_SUM_ENGLISH = r"(?:grand ?|overall ?|running ?|page ?|sub ?-? ?)?totals?|sum|sum total|in total|average|mean"
_TAIL = (
    r"(?:数|额|值|金额|企业)?[:,、\-—]*(?:共|约)?"
    rf"(?:[(]?\d[\d,.]*(?:{_COUNTED})?(?:企业|公司|单位)?[)]?)?(?:[(][^)]*[)])?:?"
)
_TAIL_ENGLISH = (
    r"(?: (?:sum|amount|value))?\s*[:,\-—]?\s*(?:[(]?\d[\d,.]*\s*(?:firms?|compan(?:y|ies)|enterprises?|rows?|entries|"
    r"suppliers?|manufacturers?|makers?|items?|records?|sectors?|products?)?[)]?)?\s*(?:[(][^)]*[)])?\s*:?"
)
_BOTH = rf"(?:/?(?:{_SUM}))?"
_LEAD = r"[(*\[【·\-—/\\]*(?:[一二三四五六七八九十]+[、.]|\d+[、.])?"
SUMS = "|".join(
    (
        rf"^{_LEAD}(?:{_SUM})(?:/?(?:sub|grand)?totals?)?[)\]】]*{_TAIL}$",
        rf"^.{{1,30}}(?:小[计計]|合[计計]|[总總][计計]|共[计計]|累[计計]){_TAIL}$",
        rf"^(?:企业|公司|单位|行业|产业|家)?(?:[总總]数|数量合计|平均|平均[值数]|均值|占比|同比增长|过次页|承前页){_TAIL}$",
        rf"^共有?\d[\d,.]*(?:{_COUNTED})",
        r"^其中$|^其中[:,、(\d\-—]|^其中(?:规上|规模以上|限额以上|限上|亿元以上|外资|内资|民营|国有|新增|在建|投产|本地)",
    )
)
"""What the label of a row that sums up others looks like, without its spaces."""
SUMS_ENGLISH = "|".join(
    (
        rf"^[(*\[\-— ]*(?:{_SUM_ENGLISH})[)\] ]*{_BOTH}{_TAIL_ENGLISH}$",
        r"^(?:grand |sub-?)?totals? (?:of|for) ",
        r"^(?:total )?(?:number of|total) (?:firms|companies|enterprises|suppliers|makers|entries|rows|records)\b",
        rf"^.{{1,40}}[ \-—:](?:sub-? ?totals?|grand totals?|totals?){_TAIL_ENGLISH}$",
        r"^(?:of which|thereof|including)(?:$|\s*[:,(\d])|^of which ",
        r"^all (?:firms|companies|enterprises|sectors|rows)$",
    )
)
"""The same in English, where spaces count."""
_PERSON = "填表|填报|制表|审核|复核|审批|经办|联系|统计|负责|校对|编制|录入|打印"
_SIGNED = f"(?:单位|统计|部门|企业)?(?:{_PERSON})(?:人|员|者|负责人)(?:姓名|签字|签名|签章|电话)?"
_STATED = (
    rf"注\d*|注[①-⑳]|附?注|备注|说明|附|附件|填写?说明|{_SIGNED}|{_PERSON}|单位负责人|负责人|电话|联系电话|联系方式|手机|邮箱|签字|盖章|"
    "填[报表]单位|编制单位|制表单位|报送单位|单位|(?:数据|资料|信息)?来源|(?:填[报表]|制表|打印|导出|统计|截止|报送|查询|更新|编制)?(?:日期|时间)|"
    "统计口径|口径|数据截[至止]|免责声明|声明"
)
_STATED_ENGLISH = (
    "notes?|remarks?|sources?|data sources?|contact(?: person)?|signature|signed(?: by)?|date|printed|exported|tel|"
    "phone|telephone|e-?mail|disclaimer|prepared|compiled|reviewed|checked|approved|reported|updated|as of|seal|stamp"
)
FOOTERS = "|".join(
    (
        rf"^[(*※\[【#]*(?:{_STATED})[)\]】]*(?::|$)",
        rf"^[(*※]*(?:{_SIGNED})(?:$|[\s(])",
        r"^[(*※]*(?:填[报表]|编制|制表|报送)?单位\s*[(]?(?:盖章|公章|签章|章)",
        r"^[(]?以上(?:数据|企业|名单|信息|资料|内容|均|为|所)|^[(]?以下(?:空白|无正文|为空)|^本(?:表|名单|页)",
        r"^第\s*\d+\s*页|^数据截[至止]|^截[至止到]?\s*\d{4}",
        rf"^[(*\[]*(?:{_STATED_ENGLISH})\s*(?::|$)",
        r"^(?:prepared|compiled|reviewed|checked|approved|printed|exported|signed) (?:by|on|at)\b",
        r"^page \d+|^end of (?:list|table|report)|^as of \d|^data as of",
    )
)
"""What a line below a table begins with: notes, signatures, where the data come from, when it was printed."""
NO_NAME = (
    r"[:。!?？！]|^[(]?[一二三四五六七八九十]+[)、.]"
    r"|\d{4}[-/.年]\d{1,2}[-/.月]|^[※*#]|(?:说明|备注|盖章|签字|签章)[)]?$"
)
"""What no name holds: a row that fills nothing but its first cell with such a thing is a line of text."""

_HINTS = (
    *("计", "計", "总", "總", "汇", "彙", "其中", "均", "占比", "同比", "次页", "前页", "共"),
    *("total", "sum", "average", "mean", "number", "which", "thereof", "including", "all "),
)
_FIRST = (
    r"^[\s(（*＊※\[【#＃]*"
    "[注附备说填制审复经联统负校编录打单电手邮签盖数资信来日期时截报查更口免声以本第导企部A-Za-zＡ-Ｚａ-ｚ]"
)
"""Signs of every label that sums up others or opens a footer; few names hold them."""


def may_be_no_name(label: pl.Expr) -> pl.Expr:
    """Say of each label whether it may sum up others or be a footer: a quick look that lets most names pass.

    Null is no label: false.
    """
    hint = label.str.contains_any(list(_HINTS), ascii_case_insensitive=True) | label.str.contains(r"[Ａ-Ｚａ-ｚ]")
    return (hint | label.str.contains(_FIRST)).fill_null(value=False)


def sums_up(label: pl.Expr) -> pl.Expr:
    """Say of each label (of a row) whether the row sums up others: 小计, 合 计, 总计：3家, 开州区合计, Total (3 firms).

    A name that only begins with such a word is none: 合计划电子, 汇总通物流, Total Energies.  Null is no label: false.
    """
    narrow = label.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    whole = narrow.str.replace_all(r"\s+", "").str.contains(SUMS)
    return (whole | narrow.str.replace_all(r"\s+", " ").str.contains(SUMS_ENGLISH)).fill_null(value=False)


def is_footer(label: pl.Expr) -> pl.Expr:
    """Say of each label whether it opens a line below the table: 注：, 填表人：, 数据来源：, Note:, Prepared by.

    Null is no label: false.
    """
    narrow = label.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    return narrow.str.contains(FOOTERS).fill_null(value=False)


def is_line_of_text(label: pl.Expr) -> pl.Expr:
    """Say of each label that is alone in its row whether it is no name: a note, a date, the heading of a part.

    Null is no label: false.
    """
    return (is_footer(label) | label.str.normalize("NFKC").str.strip_chars().str.contains(NO_NAME)).fill_null(
        value=False
    )
