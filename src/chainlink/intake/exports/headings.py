"""The headings that exports of firms carry, in whatever writing, and which kind of export they make together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from chainlink.data.checks.personal_data import HEADING
from chainlink.data.naming import plain
from chainlink.data.readers import RawTable
from chainlink.intake.exports.periods import LONGEST, dating
from chainlink.intake.exports.stated_figures import bare_heading

ENOUGH = 2
"""A row is the row of headings if it has a firm's name and so many known headings in all."""

FIELDS: dict[str, str] = {
    "name": (
        "企业名称 公司名称 单位名称 企业全称 公司全称 企业 公司 厂名 工商名称 注册名称 机构名称 主体名称 "
        "企业名 公司名 名称 单位 供应商名称 客户名称 "
        "company companyname firm firmname enterprise enterprisename supplier suppliername name manufacturer"
    ),
    "matched_name": "系统匹配企业名称 匹配企业名称 匹配企业",
    "original_name": "原文件导入名称 导入名称 原名称",
    "credit_code": "统一社会信用代码 统一信用代码 社会信用代码 信用代码 统一代码 税号 id creditcode uscc",
    "status": "登记状态 经营状态 企业状态 存续状态 工商状态 status registrationstatus",
    "since": "成立日期 成立时间 注册日期 注册时间 established founded dateofestablishment",
    "term": "营业期限 经营期限",
    "approved": "核准日期",
    "report_year": "最新年报年份 参保人数所属年报 年报年份",
    "province": "所属省份 省份 省 province",
    "city": "所属城市 城市 地市 所属地市 city",
    "district": "所属区县 区县 所属区域 所在区县 区 县区 district county",
    "park": "所属园区 园区 所在园区 产业园区 park industrialpark",
    "address": "企业地址 注册地址 公司地址 地址 住所 经营地址 通信地址 最新年报地址 企业注册地址 address",
    "industry": (
        "所属行业 国标行业门类 国标行业大类 国标行业中类 国标行业小类 企查查行业门类 企查查行业大类 "
        "企查查行业中类 行业 行业代码 国标行业 行业分类 "
        "industry industrycode gb4754"
    ),
    "former": "曾用名 历史名称 原名",
    "scope": "经营范围 businessscope",
    "products": "主营产品 主要产品 产品 产品名称 主导产品 产品服务 主营业务 products product mainproducts mainproduct",
    "stage": "产业位置 产业链位置 上中下游",
    "node": "产业链节点 产业节点 产业环节 环节 所属环节 产业链环节",
    "chain": "产业链 所属产业链 产业链名称",
    "capacity": "产能 年产能 设计产能 生产能力 年生产能力 capacity annualcapacity productioncapacity",
    "production": "产量 年产量 production annualproduction outputvolume",
    "output": "产值 年产值 总产值 工业总产值 年度产值 工业产值 output outputvalue annualoutput grossoutput",
    "revenue": "营业收入 年营业收入 销售收入 主营业务收入 营收 revenue annualrevenue sales turnover",
    "investment": "投资额 总投资 投资总额 计划投资 投资 investment totalinvestment",
    "tax": "纳税额 税收 年税收 纳税总额 tax taxpaid taxespaid",
    "year": (
        "年份 年度 数据年份 数据年度 统计年份 统计年度 所属年度 所属年份 报告期 报告年度 统计期 期间 数据期 统计时间 "
        "year fiscalyear fy period reportingyear dataYear"
    ),
    "contact": (
        "法定代表人 法人 法人代表 负责人 联系人 联系方式 联系电话 电话 更多电话 其他电话 手机 手机号 "
        "有效手机号 邮箱 更多邮箱 其他邮箱 电子邮箱 董事长 总经理 股东 邮箱地址 固话 座机 微信 qq "
        "legalrepresentative contactperson telephone tel fax wechat owner manager"
    ),
    "other": (
        "注册资本 实缴资本 参保人数 企业类型 公司类型 企业机构类型 企业(机构)类型 纳税人识别号 注册号 "
        "组织机构代码 英文名 网址 企业官网 官网 企业规模 专精特新小巨人企业 专精特新“小巨人”企业 "
        "专精特新中小企业 高新技术企业 融资上市 资质 序号 编号 登记机关 "
        "备注 说明 no. no number remarks remark note notes website"
    ),
}
"""Field -> the headings that mean it; ``contact`` holds personal data, ``other`` is known and not used."""
_LEVELS = re.compile("^[一二三四五六七八]级(分类|节点|环节)$")
AMOUNTS = ("capacity", "production", "output", "revenue", "investment", "tax")
"""Fields that state a figure of the firm."""


@cache
def _known() -> dict[str, str]:
    return {plain(_quoteless(heading)): field for field, listed in FIELDS.items() for heading in listed.split()}


def _quoteless(heading: str) -> str:
    return re.sub("[“”\"'‘’,，、/]", "", heading)


@cache
def field_of(heading: str) -> str | None:
    """Return the field that ``heading`` means, or None; width, brackets, spaces, a unit or a time do not matter.

    A figure may be planned or expected, too: 规划产能, expected output.
    """
    if len(heading) > LONGEST:
        return "contact" if HEADING.search(heading) else None
    for written in (heading, re.sub(r"[(（\[【].*?[)）\]】]", "", heading), dating(heading).rest):
        tidy = plain(_quoteless(written))
        if tidy in _known():
            return _known()[tidy]
        if _LEVELS.match(tidy):
            return "node"
        bare = plain(_quoteless(re.sub(r"[(（\[【].*?[)）\]】]", "", dating(written).rest)))
        if bare in _known():
            return _known()[bare]
    figure = _known().get(plain(_quoteless(bare_heading(heading))))
    return figure if figure in AMOUNTS else "contact" if HEADING.search(heading) else None


def under_groups(table: RawTable) -> RawTable:
    """Return ``table`` with each heading that says what it is only together with the group over it: 产值 2022年.

    Of a figure the group may state the time too; other headings that are known alone stay as they are.
    """
    if not any(table.groups):
        return table
    headings, banner = [], table.banner
    for heading, group in zip(table.headings, table.groups, strict=True):
        both = f"{group} {heading}".strip()
        wants = field_of(heading) is None or (field_of(heading) in AMOUNTS and dating(group).period is not None)
        is_joined = bool(group and heading) and wants and field_of(both) is not None
        headings.append(both if is_joined else heading)
        banner = banner.replace(group, "") if is_joined else banner
    return replace(table, headings=tuple(headings), banner=" ".join(banner.split()))


def find_head(rows: Sequence[Sequence[str]], *, enough: int = ENOUGH) -> int | None:
    """Return the place of the row of headings among the first rows: it has most known ones, a name among them."""
    best, head = 0, None
    for place, row in enumerate(rows):
        fields = [field_of(cell.strip()) for cell in row if cell and len(cell) < 40]  # noqa: PLR2004 - no heading is longer
        count = sum(field is not None for field in fields)
        if {"name", "matched_name"} & set(fields) and count >= enough and count > best:
            best, head = count, place
    return head


def find_names(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the row of headings of a plain list of names."""
    return find_head(rows, enough=1)


def recognise(headings: Sequence[str], *, banner: bool = False) -> str:
    """Return the kind of export that ``headings`` make: Q1, Q2, Q3, T1, T2, C1, or X for any other."""
    tidy = {plain(_quoteless(heading)) for heading in headings}
    fields = {field_of(heading) for heading in headings}

    def has(*wanted: str) -> bool:
        return {plain(_quoteless(heading)) for heading in wanted} <= tidy

    known = {
        "Q2": has("系统匹配企业名称"),
        "C1": "node" in fields and (has("ID") or "stage" in fields),
        "Q3": any(heading.startswith("企查查行业") for heading in tidy) or has("专精特新小巨人企业"),
        "T2": has("国标行业中类", "有效手机号") or (banner and has("国标行业中类")),
        "T1": has("经营状态", "公司类型") or has("经营状态", "其他电话"),
        "Q1": has("登记状态", "企业地址", "所属行业"),
    }
    return next((kind for kind, fits in known.items() if fits), "X")
