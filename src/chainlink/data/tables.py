"""Every table declared once: columns, types, units, headings in both languages, enums, keys and references."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from chainlink.data.schema import (
    Place,
    Row,
    choice,
    date,
    flag,
    key,
    number,
    reference,
    references,
    text,
    year,
)
from chainlink.dates import year_of


class Districts(Row):
    """区县: the districts, of the region and around it."""

    district = key()
    name = text("名称", "name", required=True)
    name_en = text("英文名", "English name")
    aliases = references("别名", "aliases")
    admin_code = text("行政区划代码", "admin code (GB/T 2260)")
    ring = choice("圈层", "ring", "ring", required=True)
    lon = number("经度", "longitude", unit="°", low=-180, high=180)
    lat = number("纬度", "latitude", unit="°", low=-90, high=90)


class Places(Row):
    """地点: parks, towns, ports and stations that travel times are measured between."""

    place = key()
    name = text("名称", "name", required=True)
    district = reference("区县", "district", "districts")
    kind = choice("类别", "kind", "place_kind", required=True)


class Parks(Row):
    """园区: industrial parks; one that is also a place carries the place's id."""

    park = key()
    name = text("名称", "name", required=True)
    district = reference("区县", "district", "districts", required=True)
    level = text("级别", "level")
    lead_chains = references("主导产业链", "lead chains", "chains")
    succeeded_by = reference("后继园区", "succeeded by", "parks", about="about.succeeded_by")


class Chains(Row):
    """产业链: the chains, shared lead chains of the region first."""

    chain = key()
    name = text("名称", "name", required=True)
    name_en = text("英文名", "English name")
    lead = flag("共有主导", "shared lead chain")
    order = dy.Int64(nullable=True, metadata={"header": "次序", "english": "order", "kind": "integer"})


class Sectors(Row):
    """环节: one product class or activity of a chain, with the traits that decide what a gap in it means."""

    sector = key()
    name = text("名称", "name", required=True)
    name_en = text("英文名", "English name")
    stage = choice("上中下游", "stage", "stage", required=True)
    gb4754 = references("行业代码", "GB/T 4754 codes")
    tier = choice("层级", "tier", "tier")
    process = text("工艺", "process")
    reach = choice("供应半径", "reach", "reach")
    need_kind = choice("需求类别", "need kind", "need_kind")
    env_class = choice("环境类别", "environmental class", "env_class")
    jit = flag("准时供货", "just in time")
    captive = flag("通常自制", "usually captive")
    local_service = flag("须本地服务", "local service")
    plant_low_wan_yuan = number("建厂规模下限（万元）", "plant low (万元)", unit="万元", low=0)
    plant_high_wan_yuan = number("建厂规模上限（万元）", "plant high (万元)", unit="万元", low=0)
    plant_size = choice("最小工厂规模", "smallest plant", "plant_size", about="about.plant_size")
    plant_basis = text("最小工厂规模依据", "basis of smallest plant")
    same_as = reference("同义环节", "same as", "sectors", about="about.same_as")
    narrower_than = references("上位环节", "narrower than", "sectors", about="about.narrower_than")
    basis = text("依据", "basis")

    @dy.rule()
    def plant_interval_is_in_order(cls) -> pl.Expr:
        return pl.col("plant_low_wan_yuan") <= pl.col("plant_high_wan_yuan")


class ChainSectors(Row):
    """产业链环节: which sectors a chain holds, and in what role."""

    chain = key("产业链", "chain", references="chains")
    sector = key("环节", "sector", references="sectors")
    role = choice("角色", "role", "role", required=True)


class Flows(Row):
    """上下游关系: the product of ``input`` goes into ``output``: reference knowledge, not observation."""

    input = key("投入环节", "input", references="sectors")
    output = key("产出环节", "output", references="sectors")
    criticality = choice("必需程度", "criticality", "criticality", required=True)
    kind = choice("类别", "kind", "flow_kind", required=True)
    cost_share_low = number("成本占比下限", "cost share low", low=0, high=1)
    cost_share_high = number("成本占比上限", "cost share high", low=0, high=1)
    share_of = choice("占比口径", "share of", "share_of")
    io_pair = text("投入产出部门对", "input-output pair")
    io_coefficient = number("直接消耗系数", "direct input coefficient", low=0, high=1)
    product = text("所用产品", "product used", about="about.flow_product")
    basis = text("依据", "basis")

    @dy.rule()
    def input_is_not_the_output(cls) -> pl.Expr:
        return pl.col("input") != pl.col("output")

    @dy.rule()
    def cost_share_is_in_order(cls) -> pl.Expr:
        return pl.col("cost_share_low") <= pl.col("cost_share_high")


class Firms(Row):
    """企业: one row a firm; an unnamed counterpart is a row with ``named`` = N."""

    firm = key()
    name = text("名称", "name", required=True)
    legal_name = text("工商名称", "legal name")
    credit_code = text("统一社会信用代码", "credit code")
    aliases = references("别名", "aliases")
    district = reference("区县", "district", "districts")
    park = reference("园区", "park", "parks")
    chains = references("所属产业链", "chains", "chains")
    named = flag("具名", "named")
    anchor = flag("链主（官方名单）", "anchor firm (official list)")
    parent = reference("母公司", "parent", "firms")
    succeeded_by = reference("后继企业", "succeeded by", "firms", about="about.succeeded_by")
    purchasing = choice("采购决定方", "purchasing decided by", "purchasing")
    since = date("始于", "since")
    until = date("止于", "until")

    @dy.rule()
    def since_is_not_after_until(cls) -> pl.Expr:
        return year_of("since") <= year_of("until")


class FirmStatus(Row):
    """企业状态: what was known of a firm in a year."""

    firm = key("企业", "firm", references="firms")
    year = year("年份", "year", of_key=True)
    status = choice("状态", "status", "firm_status", required=True)


class Capabilities(Row):
    """供给能力: a firm can make the product of a sector (the edges of the bipartite graph)."""

    firm = key("企业", "firm", references="firms")
    sector = key("环节", "sector", references="sectors")
    basis = choice("依据类别", "basis", "capability_basis", required=True)
    status = choice("状态", "status", "capability_status", required=True)
    product = text("产品", "product", about="about.product")


class Links(Row):
    """配套关系: who supplies whom with what."""

    link = key()
    supplier = reference("供应企业", "supplier", "firms", required=True)
    buyer = reference("采购企业", "buyer", "firms", required=True)
    product = text("产品", "product")
    sectors = references("环节", "sectors", "sectors")
    relation = choice("关系", "relation", "relation", required=True)
    since = date("始于", "since")
    until = date("止于", "until")

    @dy.rule()
    def buyer_is_not_the_supplier(cls) -> pl.Expr:
        return pl.col("buyer") != pl.col("supplier")

    @dy.rule()
    def since_is_not_after_until(cls) -> pl.Expr:
        return year_of("since") <= year_of("until")


class Claims(Row):
    """数据点: one sourced figure about one or several subjects; about several it is a joint sum, never split."""

    claim = key()
    measure = choice("指标", "measure", "measure", required=True)
    value = number("数值", "value")
    value_to = number("数值上限", "value to")
    unit = dy.String(nullable=False, metadata={"header": "单位", "english": "unit", "kind": "unit"})
    per = choice("时间单位", "per", "per")
    share_of = text("占比的分母", "share of")
    sector = reference("环节", "sector", "sectors", about="about.claim_sector")
    from_ = date("始于", "from", alias="from")
    to = date("止于", "to")
    status = choice("状态", "status", "claim_status", required=True)
    precision = choice("精度", "precision", "precision")

    @dy.rule()
    def value_is_stated(cls) -> pl.Expr:
        return pl.col("value").is_not_null() | pl.col("value_to").is_not_null()

    @dy.rule()
    def value_is_above_zero(cls) -> pl.Expr:
        return (pl.col("value") > 0) | (pl.col("measure") == "growth")

    @dy.rule()
    def value_is_not_above_value_to(cls) -> pl.Expr:
        return pl.col("value") <= pl.col("value_to")

    @dy.rule()
    def from_is_not_after_to(cls) -> pl.Expr:
        return year_of("from") <= year_of("to")


class ClaimSubjects(Row):
    """数据点对象: what a claim is about; several rows of one claim make it joint."""

    claim = key("数据点", "claim", references="claims")
    table = choice("对象类别", "table", "subject_table", of_key=True)
    id = text("对象编号", "subject id", of_key=True)


class Statements(Row):
    """表述: what somebody in office said is absent, weak, wished for, or a district's role."""

    statement = key()
    districts = references("区县", "districts", "districts")
    chain = reference("产业链", "chain", "chains")
    sector = reference("环节", "sector", "sectors")
    wording_class = choice("措辞类别", "wording class", "wording_class", required=True)
    specificity = choice("具体程度", "specificity", "specificity", required=True)
    year = year("年份", "year")
    resolved_by = text("已由何事解决", "resolved by")


class Projects(Row):
    """项目: investment projects, with or without a named firm."""

    project = key()
    name = text("名称", "name", required=True)
    firm = reference("企业", "firm", "firms")
    district = reference("区县", "district", "districts")
    park = reference("园区", "park", "parks")
    sectors = references("环节", "sectors", "sectors")
    kind = choice("类别", "kind", "project_kind")
    moved_from = reference("迁出区县", "moved from", "districts")
    status = choice("状态", "status", "project_status", required=True)
    year = year("年份", "year")


class Surveys(Row):
    """摸排: a count of the makers of a sector in a district."""

    district = key("区县", "district", references="districts")
    sector = key("环节", "sector", references="sectors")
    date = date("日期", "date", of_key=True)
    completeness = choice("完整程度", "completeness", "completeness", required=True)
    makers_found = number("查到企业数", "makers found", unit="家", low=0)


class Prospects(Row):
    """招商线索: a named firm that might come."""

    firm = key("企业", "firm", references="firms")
    sector = key("环节", "sector", references="sectors")
    seat = text("所在地", "seat")
    supplies_now = references("现供应企业", "supplies now", "firms")
    moving_signal = text("迁移迹象", "moving signal")


class Admissions(Row):
    """准入: whether a park admits an environmental class."""

    park = key("园区", "park", references="parks")
    env_class = choice("环境类别", "environmental class", "env_class", of_key=True)
    verdict = choice("结论", "verdict", "verdict", required=True)
    article = text("条款", "article")
    as_of = year("截至", "as of")


class Travel(Row):
    """交通时间: minutes and kilometres between two places, one row a source."""

    from_ = key("起点", "from", references="places", alias="from")
    to = key("终点", "to", references="places")
    mode = choice("方式", "mode", "mode", of_key=True)
    as_of = date("截至", "as of", of_key=True)
    source = references("来源", "source", "sources", of_key=True)
    minutes = number("分钟", "minutes", unit="分钟", low=0)
    km = number("公里", "kilometres", unit="公里", low=0)


class Sources(Place):
    """来源: where a row was read."""

    source = key()
    title = text("标题", "title", required=True)
    publisher = text("发布者", "publisher")
    date = date("日期", "date")
    url = text("网址", "url")
    kind = choice("类别", "kind", "source_kind")


TABLES: dict[str, type[Place]] = {
    "districts": Districts,
    "places": Places,
    "parks": Parks,
    "chains": Chains,
    "sectors": Sectors,
    "chain_sectors": ChainSectors,
    "flows": Flows,
    "firms": Firms,
    "firm_status": FirmStatus,
    "capabilities": Capabilities,
    "links": Links,
    "claims": Claims,
    "claim_subjects": ClaimSubjects,
    "statements": Statements,
    "projects": Projects,
    "surveys": Surveys,
    "prospects": Prospects,
    "admissions": Admissions,
    "travel": Travel,
    "sources": Sources,
}


def caption(table: str) -> str:
    """Return the Chinese name of ``table`` (the first word of its docstring)."""
    return (TABLES[table].__doc__ or table).split(":", 1)[0]
