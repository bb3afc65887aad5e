"""Files as offices have them, made in a test: every kind of export, as workbook, CSV of any encoding, or zip."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from chainlink.data.checks.credit_codes import check_character

HEADS = {
    "Q1": "企业名称 登记状态 法定代表人 注册资本 成立日期 核准日期 所属省份 所属城市 所属区县 电话 更多电话 邮箱 更多邮箱 统一社会信用代码 纳税人识别号 "
    "注册号 组织机构代码 参保人数 企业类型 所属行业 曾用名 英文名 网址 企业地址 最新年报地址 经营范围",
    "Q2": "原文件导入名称 系统匹配企业名称 登记状态 统一社会信用代码 法定代表人 企业（机构）类型 注册资本 实缴资本 成立日期 营业期限 企业地址 所属省份 "
    "所属城市 所属区县 电话 更多电话 邮箱 更多邮箱 国标行业门类 国标行业大类 曾用名 参保人数 参保人数所属年报 最新年报年份 通信地址",
    "Q3": "公司名称 登记状态 法定代表人 注册资本 成立日期 所属区县 电话 邮箱 统一社会信用代码 所属行业 曾用名 企业地址 经营范围 企查查行业门类 企查查行业大类 "
    "专精特新“小巨人”企业 专精特新中小企业 高新技术企业 企业规模",
    "T1": "公司名称 经营状态 法定代表人 注册资本 实缴资本 成立日期 核准日期 营业期限 所属省份 所属城市 所属区县 统一社会信用代码 纳税人识别号 注册号 "
    "组织机构代码 参保人数 公司类型 所属行业 曾用名 注册地址 最新年报地址 网址 电话 其他电话 邮箱 其他邮箱 经营范围",
    "T2": "公司名称 登记状态 法定代表人 企业规模 注册资本 实缴资本 成立日期 核准日期 营业期限 所属省份 所属城市 所属区县 企业(机构)类型 国标行业门类 "
    "国标行业大类 国标行业中类 曾用名 英文名 统一社会信用代码 纳税人识别号 注册号 组织机构代码 参保人数 参保人数所属年报 有效手机号 更多电话 注册地址 "
    "最新年报地址 通信地址 网址 邮箱 其他邮箱 经营范围",
    "C1": "公司名称 ID 产业位置(上游/中游/下游) 产业链节点 融资上市 资质",
    "X": "企业名称 企业状态 法人 统一信用代码 主要产品 年产能",
}
SAME = {
    "name": ("企业名称", "公司名称", "系统匹配企业名称"),
    "code": ("统一社会信用代码", "ID", "统一信用代码"),
    "status": ("登记状态", "经营状态", "企业状态"),
    "person": ("法定代表人", "法人"),
    "phone": ("电话", "有效手机号"),
    "mail": ("邮箱",),
    "district": ("所属区县",),
    "since": ("成立日期",),
    "approved": ("核准日期",),
    "former": ("曾用名",),
    "address": ("企业地址", "注册地址"),
    "scope": ("经营范围",),
    "node": ("产业链节点",),
    "stage": ("产业位置(上游/中游/下游)",),
    "original": ("原文件导入名称",),
    "products": ("主要产品",),
    "capacity": ("年产能",),
    "year": ("最新年报年份", "参保人数所属年报"),
}
"""What a test says of a firm -> the headings that mean it."""


def code(number: int) -> str:
    """Return a valid credit code."""
    body = f"91500101MA{number:07d}"
    return body + check_character(body)


def table(kind: str, firms: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """Return headings and rows of an export; what is not said is a dash."""
    heads = HEADS[kind].split()
    meaning = {heading: key for key, listed in SAME.items() for heading in listed}
    return [heads, *([firm.get(meaning.get(heading, heading), "-") for heading in heads] for firm in firms)]


def as_xlsx(rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1", banner: str | None = None) -> bytes:
    """Return a workbook with one sheet; ``banner`` is a merged first row."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})  # noqa: DTZ001 - no clock
    page = book.add_worksheet(sheet)
    if banner:
        page.merge_range(0, 0, 0, max(len(rows[0]) - 1, 1), banner)
    for line, row in enumerate(rows, start=1 if banner else 0):
        page.write_row(line, 0, row)
    book.close()
    return out.getvalue()


def as_csv(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """Return CSV text in ``encoding``."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_zip(**files: bytes) -> bytes:
    """Return a zip of files; ``__`` in a name stands for its dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name.replace("__", "."), content)
    return out.getvalue()


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write ``content`` to ``folder / name``."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path
