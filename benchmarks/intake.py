"""How long the intake takes beside the readers it stands on: workbooks, GB18030 CSV, names against names.

Run ``python benchmarks/intake.py``; files are made in a temporary folder.  Each figure is the least of three runs.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import fastexcel
import polars as pl
import xlsxwriter

from chainlink.data import read_dataset
from chainlink.data.checks.credit_codes import CODE_SIGNS, check_character
from chainlink.data.readers import read_tables
from chainlink.intake import resolve_names
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.merge import plan_import

HEADINGS = [
    "企业名称",
    "登记状态",
    "法定代表人",
    "注册资本",
    "成立日期",
    "核准日期",
    "所属省份",
    "所属城市",
    "所属区县",
    "电话",
    "更多电话",
    "邮箱",
    "更多邮箱",
    "统一社会信用代码",
    "纳税人识别号",
    "注册号",
    "组织机构代码",
    "参保人数",
    "企业类型",
    "所属行业",
    "曾用名",
    "英文名",
    "网址",
    "企业地址",
    "最新年报地址",
    "经营范围",
]
SYLLABLES = (
    "鑫宏达华恒盛通远泰丰瑞祥隆顺兴旺富强诚信德康健明亮光辉耀天宇海洋江河"
    "山川金银玉石松柏竹梅兰菊龙凤麒麟鹏程万里长青春秋冬夏"
)
TRADES = ("电子", "食品", "机械", "照明", "科技", "实业", "新材料", "纺织", "汽车零部件", "物流", "农业", "建材")
SCOPE = "一般项目：汽车零部件及配件制造；金属制品研发，销售；货物进出口（除依法须经批准的项目外）"
REGIONS = ("重庆市万州区", "重庆", "开州区", "四川", "深圳市", "", "达州市", "浙江")


def firm_name(chance: random.Random) -> str:
    core = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4))))
    return f"{chance.choice(REGIONS)}{core}{chance.choice(TRADES)}有限公司"


def firm_row(number: int, chance: random.Random) -> list[str]:
    body = "91500101MA" + "".join(chance.choices(CODE_SIGNS, k=7))
    made = {
        "企业名称": firm_name(chance) + str(number),
        "登记状态": "存续（在营、开业、在册）",
        "法定代表人": "某某",
        "注册资本": "500万元",
        "成立日期": f"20{number % 20:02d}-0{number % 9 + 1}-12",
        "核准日期": "2024-05-06",
        "所属省份": "重庆市",
        "所属城市": "重庆市",
        "所属区县": chance.choice(("万州区", "开州区", "云阳县")),
        "电话": "-",
        "统一社会信用代码": body + check_character(body),
        "所属行业": "制造业",
        "企业地址": f"重庆市万州区某某大道{number}号",
        "经营范围": SCOPE,
    }
    return [made.get(heading, "-") for heading in HEADINGS]


def timed(work: Callable[[], object], runs: int = 3) -> float:
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def workbook(folder: Path, rows: int) -> None:
    chance = random.Random(1)  # noqa: S311 - the same files each time
    path = folder / "export.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("高级搜索")
    sheet.write_row(0, 0, HEADINGS)
    for number in range(rows):
        sheet.write_row(number + 1, 0, firm_row(number, chance))
    book.close()
    dataset = read_dataset()

    def alone() -> None:
        book = fastexcel.read_excel(path)
        book.load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()

    def ours() -> None:
        plan_import(dataset, read_exports(read_tables(path, find_head)))

    base, taken = timed(alone), timed(ours)
    print(
        f"xlsx, {rows:,} firms: fastexcel alone {base:.2f} s, to planned rows {taken:.2f} s, "
        f"budget {1.5 * base + 2:.2f} s"
    )


def gb_csv(folder: Path, rows: int) -> None:
    chance = random.Random(2)  # noqa: S311 - the same files each time
    path = folder / "export.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        stream.write(",".join(HEADINGS) + "\r\n")
        for number in range(rows):
            cells = (f'"{cell}"' if "," in cell else cell for cell in firm_row(number, chance))
            stream.write(",".join(cells) + "\r\n")

    def alone() -> None:
        text = path.read_bytes().decode("gb18030")
        pl.read_csv(text.encode(), infer_schema=False)

    def read() -> None:
        read_exports(read_tables(path, find_head))

    base, taken = timed(alone, 2), timed(read, 2)
    print(
        f"GB18030 csv, {rows:,} firms: decode + polars {base:.2f} s, to clean rows {taken:.2f} s, "
        f"budget {2 * base:.2f} s"
    )
    dataset = read_dataset()
    exports = read_exports(read_tables(path, find_head))
    print(f"  then planning the import: {timed(lambda: plan_import(dataset, exports), 1):.2f} s")


def names(count: int) -> None:
    chance = random.Random(3)  # noqa: S311 - the same files each time
    asked = [firm_name(chance) for _ in range(count)]
    known = [firm_name(chance) for _ in range(count)]
    print(f"names, {count:,} against {count:,}: {timed(lambda: resolve_names(asked, known), 1):.1f} s, budget 60 s")


if __name__ == "__main__":
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
    with tempfile.TemporaryDirectory() as found:
        workbook(Path(found), int(100_000 * scale))
        gb_csv(Path(found), int(1_000_000 * scale))
    names(int(100_000 * scale))
