"""How right and how fast names are matched: a made register against the packaged firms, and the worst names.

Run ``python benchmarks/names.py [register|worst]``.  In the made register truth is known by construction: it holds each
packaged firm once or twice as a register writes it, firms of the same brand elsewhere (mothers, daughters, branches,
namesakes in another district), and firms made of place words, brands, trades and legal forms at random.
"""

from __future__ import annotations

import random
import resource
import sys
import time

import polars as pl

from chainlink.data import Dataset, read_dataset
from chainlink.intake import resolve_names
from chainlink.intake.exports.rows import CONTACTS as NO_CONTACTS
from chainlink.intake.exports.rows import ROWS, Exports
from chainlink.intake.merge import plan_import

SIGNS = (
    "鑫宏达华恒盛通远泰丰瑞祥隆顺兴旺富强诚信德康健明亮光辉耀天宇海洋金银玉石"
    "松柏竹梅兰菊龙凤鹏程万里长青春秋嘉美福源昌荣庆和平安"
)
BRANDS = (
    "鼎盛 宏发 宏达 鸿发 华隆 恒通 金源 顺达 天邦 雷士 力帆 嘉陵 格力 美的 海尔 博赛 德康 金龙 川环 三木 天宝 "
    "派森百 东方希望 新希望 海螺"
)
PLACE_WORDS = (
    "三峡 长江 嘉陵 渝东 巴渝 川渝 平湖 大巴山 夔门 夔州 白帝 瞿塘 巫峡 乌江 涪江 岷江 峨眉 天府 蜀都 山城 渝州 "
    "江南 江东 西南 西部 秦巴 武陵 巴山 巴蜀 川东 高峰 盐都 橘城 龙门 神农 洞庭 黄河 泰山 华东 中原 齐鲁"
)
TRADES = (
    "电子 食品 机械 照明 科技 实业 新材料 纺织 汽车零部件 物流 农业 建材 商贸 餐饮 文化传媒 旅游 劳务 置业 水利 "
    "油漆 轴承 制药 包装 印务 家具 玻璃 塑料 水泥 电气 电力 航运 饲料 种植 养殖 服装 环保 工程 广告 网络 门窗"
)
FORMS = (
    ("有限公司",) * 14 + ("有限责任公司",) * 2 + ("股份有限公司", "厂", "经营部", "专业合作社", "商行", "集团有限公司")
)
HOME = [("重庆市", "重庆市", at) for at in ("万州区", "开州区", "云阳县", "梁平区", "忠县")]
NEAR = [*HOME, *(("重庆市", "重庆市", at) for at in ("渝北区", "涪陵区", "九龙坡区", "奉节县"))]
FAR = [
    ("四川省", "达州市", "渠县"),
    ("四川省", "成都市", "双流区"),
    ("浙江省", "宁波市", "余姚市"),
    ("广东省", "佛山市", "顺德区"),
    ("江苏省", "苏州市", "昆山市"),
    ("湖北省", "宜昌市", "夷陵区"),
    ("山东省", "潍坊市", "寿光市"),
    ("福建省", "泉州市", "晋江市"),
]
WRONG = 5
"""So many of the wrong ones are shown."""
Row = dict[str, str | None]


def register(dataset: Dataset, count: int, chance: random.Random) -> pl.DataFrame:
    """Return a register: the columns of an export and ``truth`` (the packaged firm it is; null: none of them)."""
    firms = _known(dataset)
    shorts = {str(firm["name"]) for firm in firms}
    rows = [row for firm in firms for row in _around(firm, chance)]
    while len(rows) < count:
        at = chance.choice(NEAR) if chance.random() < 0.7 else chance.choice(FAR)  # noqa: PLR2004 - a share
        kind = chance.random()
        core = (
            chance.choice(PLACE_WORDS.split())
            if kind < 0.08  # noqa: PLR2004 - a share
            else chance.choice(BRANDS.split())
            if kind < 0.2  # noqa: PLR2004 - a share
            else "".join(chance.choices(SIGNS, k=chance.choice((2, 2, 3, 4))))
        )
        place = chance.choice((at[0][:2], at[2].rstrip("区县市") if len(at[2]) > 2 else at[2], "", at[0]))  # noqa: PLR2004
        trade = chance.choice(TRADES.split()) + (chance.choice(TRADES.split()) if chance.random() < 0.15 else "")  # noqa: PLR2004
        if core + trade in shorts:
            continue  # nothing but chance would tell it from the firm
        rows.append(_row(f"{place}{core}{trade}{chance.choice(FORMS)}", at if chance.random() < 0.8 else None))  # noqa: PLR2004
    chance.shuffle(rows)
    return pl.DataFrame(rows, schema={**dict.fromkeys(("name", "province", "city", "district", "truth"), pl.String)})


def _row(name: str, at: tuple[str, str, str] | None, truth: str | None = None) -> Row:
    province, city, district = at or (None, None, None)
    return {"name": name, "province": province, "city": city, "district": district, "truth": truth}


def _known(dataset: Dataset) -> list[dict[str, str | None]]:
    """Return the firms a register could hold: named, of Chinese signs, in a district of the region."""
    places = {name.rstrip("区县"): at for at in HOME for name in (at[2],)} | {"忠县": HOME[-1]}
    districts = dict(dataset.tables["districts"].select("district", "name").iter_rows())
    named = dataset.tables["firms"].filter(pl.col("named"), ~pl.col("name").str.contains(r"[（(]|[A-Za-z]"))
    return [
        {**row, "at": places.get(districts.get(row["district"], ""))}
        for row in named.select("firm", "name", "legal_name", "district").to_dicts()
    ]


def _around(firm: dict[str, object], chance: random.Random) -> list[Row]:
    """Return the firm as a register writes it, and the firms it may be taken for."""
    short, whole, at, ident = str(firm["name"]), firm["legal_name"], firm["at"], str(firm["firm"])
    home = at if isinstance(at, tuple) else None
    far = chance.choice(FAR[1:])  # 达州 holds packaged firms
    registered = whole is not None
    whole = str(whole or f"重庆{short}有限公司")
    rows: list[Row] = []
    if home is not None:
        rows.append(_row(chance.choice((whole, whole.replace("有限公司", "有限责任公司"))), home, ident))
        if chance.random() < 0.5:  # noqa: PLR2004 - a share
            rows.append(_row(whole, None, ident))
        if chance.random() < 0.2:  # noqa: PLR2004 - a share
            rows.append(_row(whole.replace("有限公司", "股份有限公司"), home, ident))
        if chance.random() < 0.3:  # noqa: PLR2004 - a share
            rows.append(_row(short, home, ident))
        other = chance.choice([place for place in HOME if place != home])
        rows.append(_row(f"{short}厂", other))
    rows.append(_row(f"{whole}{far[2][:2]}分公司", far))
    rows.append(_row(f"{short}股份有限公司", None if registered and chance.random() < 0.5 else far))  # noqa: PLR2004 - a share
    if f"{far[0][:2]}{short}有限公司" != whole:
        rows.append(_row(f"{far[0][:2]}{short}有限公司", far))
    rows.append(_row(f"{short}集团{chance.choice(('开州', '万州', '云阳'))}公司", home))
    rows.append(_row(f"{whole.removesuffix('有限公司')}销售有限公司", home or far))
    return rows


def judged(dataset: Dataset, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the links of an import of ``rows`` and its proposals: ``row, name, firm, candidate, reason, right``.

    ``row`` is counted from 2, as in a file with a heading.
    """
    listed = rows.with_row_index("row").with_columns(
        pl.col("row").cast(pl.Int64) + 2, file=pl.lit("register.csv"), kind=pl.lit("X")
    )
    shaped = listed.select(
        pl.col(name) if name in listed.columns else pl.lit(None, dtype).alias(name) for name, dtype in ROWS.items()
    )
    plan = plan_import(dataset, Exports(shaped, NO_CONTACTS.to_frame(), (), (), (), (), ()), date="2025-06")
    truth = listed.select("row", "truth")
    right = (pl.col("truth") == pl.col("firm")).fill_null(value=False)
    known = dataset.tables["firms"].select("firm", candidate=pl.coalesce("legal_name", "name"))
    met = plan.firms.join(truth, on="row", how="left")
    links = met.join(known, on="firm").with_columns(right=right)
    new = met.select("row", "truth", new="firm")
    proposals = plan.possible.join(new, on="new", how="left").with_columns(right=right)
    columns = ("row", "name", "firm", "candidate", "reason", "right")
    return links.select(columns), proposals.select(columns)


def wilson(right: int, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    z, share = 1.96, right / count
    middle, half = share + z * z / 2 / count, z * (share * (1 - share) / count + z * z / 4 / count**2) ** 0.5
    return (middle - half) / (1 + z * z / count), (middle + half) / (1 + z * z / count)


def said(what: str, found: pl.DataFrame) -> None:
    """Print how many of ``found`` are right, with the first five that are not."""
    right = int(found["right"].sum())
    low, high = wilson(right, found.height)
    print(f"{what}: {right} of {found.height} right, {right / max(found.height, 1):.3f} ({low:.3f} to {high:.3f})")
    for row in found.filter(~pl.col("right")).head(WRONG).iter_rows(named=True):
        print(f"  wrong: {row['name']} -> {row['candidate']} ({row['reason']})")


def against_register(count: int, seed: int = 5) -> None:
    dataset = read_dataset()
    rows = register(dataset, count, random.Random(seed))  # noqa: S311 - the same register each time
    start = time.perf_counter()
    links, proposals = judged(dataset, rows)
    taken = time.perf_counter() - start
    print(f"register of {rows.height:,}: {taken:.1f} s; {rows['truth'].count()} rows are packaged firms")
    said("links", links)
    said("proposals", proposals)


def worst(count: int) -> None:
    """Time names that are nearly equal, and names of very many signs, against themselves and their neighbours."""
    signs = ("甲", "汽车", "1", "(", "集团", "公司", "重庆", "（重庆）", "第一", "股份有限公司", "第", "县")
    trades = TRADES.split()
    cases = {
        "one brand, numbered": [f"重庆甲{at}有限公司" for at in range(2 * count)],
        "one brand, many trades": [f"重庆华兴{trades[at % len(trades)]}{at}有限公司" for at in range(2 * count)],
        "one first sign": [
            f"鑫{chr(0x4E00 + at % 20000)}{chr(0x4E00 + at // 7 % 20000)}科技有限公司" for at in range(2 * count)
        ],
        "one name": ["鸿发机械厂"] * (2 * count),
        f"{count:,} signs": [sign * (count // len(sign)) for sign in signs] * 2,
    }
    for what, names in cases.items():
        half = len(names) // 2
        start = time.process_time()
        resolve_names(names[:half], [*names[: half // 2], *names[half : half + half // 2]])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        taken = time.process_time() - start
        print(f"{what}: {half:,} against as many {taken:.1f} s, peak {peak:.2f} GiB, budget 60 s, 2 GiB", flush=True)


if __name__ == "__main__":
    size = int(sys.argv[2]) if len(sys.argv) > 2 else None  # noqa: PLR2004 - its place
    if "worst" not in sys.argv[1:2]:
        against_register(size or 50_000)
    if "register" not in sys.argv[1:2]:
        worst(size or 100_000)
