"""What stands in a column of names and names no firm, or more than one; the sign that a list puts before a name."""

from __future__ import annotations

import polars as pl

from chainlink.data.readers import RawTable
from chainlink.errors import Fault
from chainlink.intake.exports.list_cells import tell

_KIND = "(?:企业|公司|单位|厂家|工厂|厂商|药厂|厂|供应商|供货商|采购商|客户|用户|商户|个体户|农户|法人|市场主体)"
_KINDS = "(?:企业|单位|厂家|厂商|供应商|供货商|采购商|客户|用户|商户|个体户|农户|市场主体)"
"""Words of several firms; 云阳县工业公司 is the name of one."""
_WHICH = (
    "(?:规模?以?[上下]|限额?以?[上下]|小微|中小|大中型|大型|中型|小型|微型|重点|龙头|骨干|民营|国有|外资|内资|本地|当地|外地|"
    "[区县市省]?[内外]|全[区县市]|各|各类|多家|几家|若干家?|部分|众多|相关|有关|配套|上下?游|下游|工业|农业|服务业|制造业?|"
    "高新技术|科技型|专精特新|加工|生产|个别|一些|某些)"
)
_COUNT = "(?:\\d+|[一二三四五六七八九十百]+|[几数多若干])+[余多]?"
_NOTE = r"(?:\([^()]*\))?"
NO_FIRM = "|".join(
    (
        r"^[^\p{L}\p{N}]+$",  # …… 〃
        "^(?:同[上前左]|同上[行格]|待[定补核查填]|待核[实查]|待确[定认]|保密|匿名|未命名|[x×某]{2,})$",
        rf"^.{{0,8}}某.{{0,6}}{_KIND}{_NOTE}$",
        rf"^.{{0,8}}(?:其[他它余]|另外|另有).{{0,10}}(?:{_KIND}|[家户]){_NOTE}$|^其[他它余]等?{_NOTE}$",
        rf"^(?:\p{{Han}}{{2,4}}[区县市省])?{_WHICH}+{_KINDS}{_NOTE}$",
        rf"^\p{{Han}}{{0,12}}{_KIND}?\((?:共|约|计)?{_COUNT}[家户个](?:{_KIND})?\)$",
        rf"^(?:.*\P{{N}})?\d+[余多]?[家户](?:{_WHICH})*{_KIND}?$|等{_COUNT}[家户个].{{0,6}}$",
        rf"^.+[^上中高平同均优特初]等{_KIND}?$",
    )
)
"""What names no firm, narrow and without spaces, where no legal form of one firm closes it."""
_ONE = "(?:firm|company|enterprise|supplier|maker|manufacturer|plant|factory|customer|vendor)"
_MANY = "(?:firms|companies|enterprises|suppliers|makers|manufacturers|plants|factories|customers|vendors)"
_PLACEHOLDER = (
    "ditto|idem|(?:same )?as above|see above|tb[acd]|to be (?:determined|confirmed|advised|named)|unnamed|"
    "anonymous|confidential|misc|miscellaneous|multiple|several|various|diverse|sundry|others?|the rest"
)
_SOME = r"various|several|multiple|many|other|some|miscellaneous|local|unnamed|remaining|\d+"
_SUCH = "local|large|small|certain|unnamed|private|state-owned"
NO_FIRM_ENGLISH = "|".join(
    (
        rf"^(?:{_PLACEHOLDER}) ?{_NOTE}$",
        rf"^(?:all |the |some |any )?(?:{_SOME})(?: (?:other|local|small|large|more))* {_MANY} ?{_NOTE}$",
        rf"^(?:a|an|one|some|another)(?: (?:{_SUCH}))? {_ONE}(?: (?:in|from|near|of) .+)?$",
        r"(?:,|&|\+|\band) (?:\d+ )?(?:others?|more)$|\bet al\.?$|\betc\.?$",
    )
)
"""The same in English, where spaces count."""
_FORM = "(?:公司|厂|合作社|集团|商行|经营部)"
_LIMITED = "(?:有限公司|有限责任公司|合作社)"
_ENGLISH_FORM = r"\b(?:ltd|limited|inc|llc|gmbh|corp|plc|company)\.?"
SEVERAL = "|".join(
    (
        r"^.{2,}[、;].{2,}$",
        rf"{_FORM}\s*[,/|&+]\s*.{{2,}}{_FORM}$",
        rf"{_LIMITED}\s*[和及与\s]\s*.{{2,}}{_LIMITED}$",
        rf"{_ENGLISH_FORM}\s*(?:[/,&+|]|and\b)\s*(?:[a-z]\b|[abd-z]\w\b|[a-z]\w{{2,}}).+{_ENGLISH_FORM}$",
    )
)
"""Two names in one cell, narrow and without what stands in brackets."""
SIGN = r"^[★☆●○▲△■□◆◇※*＊✓✔√•·◎►▶➤\s]+(\S.*)$"
"""A sign that marks a row of a list, before the name; the name stands in the group."""


def named_rows(rows: pl.DataFrame, table: RawTable, heading: str) -> tuple[pl.DataFrame, list[Fault], list[Fault]]:
    """Leave out the rows whose name is that of no one firm, and cut the sign before a name off; both are told.

    Returns:
        The rows left; what was left out; what was taken with a remark.

    """
    bare = pl.col("name").str.extract(SIGN)
    signed = rows.filter(bare.is_not_null() & bare.str.contains(r"\p{L}"))
    remarks = tell(table, "office_name_sign", signed, heading, "name")
    rows = rows.with_columns(name=pl.when(pl.col("row").is_in(signed["row"].implode())).then(bare).otherwise("name"))
    narrow = pl.col("name").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    marked = rows.with_columns(several=_several(narrow), none=_no_firm(narrow))
    marked = marked.with_columns(pl.col("several", "none").fill_null(value=False))
    out = tell(table, "office_name_several", marked.filter("several"), heading, "name")
    out += tell(table, "office_name_none", marked.filter(pl.col("none") & ~pl.col("several")), heading, "name")
    return marked.filter(~pl.col("several") & ~pl.col("none")).select(rows.columns), out, remarks


def _several(narrow: pl.Expr) -> pl.Expr:
    return narrow.str.replace_all(r"[(\[【][^()\[\]【】]*[)\]】]", "").str.contains(SEVERAL)


def _no_firm(narrow: pl.Expr) -> pl.Expr:
    together = narrow.str.replace_all(r"\s+", "")
    one_firm = together.str.contains(rf"有限(?:责任)?公司{_NOTE}$|股份公司{_NOTE}$|合作社{_NOTE}$")
    many = together.str.contains(NO_FIRM) & ~one_firm
    return many | narrow.str.replace_all(r"\s+", " ").str.contains(NO_FIRM_ENGLISH)
