"""Words at the end of a firm's name that say what it trades in, by kind; those of one kind may replace each other."""

from __future__ import annotations

import re
from functools import cache

GROUP = ("集团", "控股")
"""What a firm that holds others calls itself."""
GENERIC = (
    *GROUP,
    "科技",
    "实业",
    "发展",
    "技术",
    "企业",
    "产业",
    "股份",
    "国际",
    "中国",
    "投资",
    "工业",
    "制造",
    "生产",
    "开发",
    "经营",
)
"""Trade words that say nothing about the trade."""
TRADES: dict[str, str] = {
    "car": "汽车工业 汽车制造 汽车 车辆 车业 专用汽车 客车 商用车 乘用车 摩托车 摩托 机车",
    "parts": "汽车零部件 汽车配件 汽车部件 汽配 零部件 汽车内饰 车身 底盘 传动",
    "light": "绿色照明 照明电器 光电照明 照明 灯饰 灯具 光电 光电子",
    "optics": "光学仪器 光学 仪器仪表 仪器 仪表 测控",
    "print": "彩印包装 印刷包装 包装印刷 包装装潢 包装制品 包装材料 包装 印务 印刷 彩印 印业 纸业 纸品 纸制品",
    "electronics": (
        "电子科技 电子材料 电子器件 微电子 电子 通讯 通信 智能终端 半导体 芯片 电路 覆铜板 线路板 数码 计算机"
    ),
    "electric": "电气设备 电力设备 电气 电器 电工 电线电缆 电缆 线缆 电机 开关 变压器",
    "power": "热电 电力 发电 电厂 水利 水电 供电 能源 新能源 储能 电池 锂电 燃气",
    "machine": (
        "机械制造 机械设备 机械 机电设备 机电 机床 重工 装备制造 装备 设备 精工 模具 精密机械 自动化 "
        "智能装备 智能制造 智能 机器人 动力机械 动力 轴承 齿轮 水泵 泵业 阀门 液压"
    ),
    "metal": "金属制品 精密铜管 铜管 铜业 铝业 铝合金 钢铁 钢构 铸造 锻造 金属材料 金属 冶金 有色 五金 矿业 特钢",
    "material": "新材料科技 新材料 材料科技 复合材料 材料 玻璃钢 玻纤 高分子",
    "plastic": "精密塑胶 塑胶 塑料制品 塑料 塑业 橡胶 橡塑",
    "build": "建材 水泥 陶瓷 玻璃 混凝土 商砼 砖业 建筑材料 石材 建筑工程 建筑 建设工程 建设 市政 装饰 路桥",
    "home": "家具 家居 门业 套装门 木业 卫浴 橱柜 门窗 家私",
    "chemical": "化工科技 精细化工 化工 盐化 化学 化肥 肥业 农资 农药 涂料 油墨 生物化工 塑化 日化",
    "pharma": "生物制药 生物制品 制药 药业 医药科技 医药 医疗器械 医疗 生物科技 生物技术 生物 健康 中药",
    "food": (
        "食品科技 食品工业 食品饮料 食品 饮料 酒业 酿造 乳业 粮油 米业 油脂 肉类 豆制品 调味品 橙汁 果业 "
        "茶业 香肠 大米 饲料 醋王 酱业 榨菜"
    ),
    "farm": "生态农业 现代农业 农业科技 农业开发 农业 农牧 农产品 养殖 种植 林业 园艺 渔业 牧业 种业 水产 农林",
    "textile": "纺织 服装 服饰 鞋业 制衣 针织 印染 家纺 丝绸 织造 化纤 棉业 皮革 工艺品 手工艺品 玩具",
    "trade": "商贸 贸易 进出口 销售 电子商务 供应链 百货 超市 批发 汽车销售 经贸 商业",
    "transport": "物流 运输 航运 港务 港口 港航 仓储 货运 船务 船舶 客运 铁路 快递",
    "service": (
        "旅游 酒店 餐饮 文化传媒 文化 传媒 广告 物业 咨询 教育 信息技术 软件 网络科技 网络 信息 环保科技 "
        "环保 环境 检测 人力资源 劳务 工程 服务"
    ),
    "realty": "房地产 置业 地产 置地",
    "finance": "融资租赁 融资担保 小额贷款 担保 资产管理 保险 基金 证券 租赁 资本",
}
"""Kind of trade -> the words that say so at the end of a name."""
SERVING = frozenset({"trade", "transport", "service", "realty", "finance"})
"""Kinds that a maker puts into a firm of its own: 海螺水泥 and 海螺水泥物流 are two firms."""

_SUPPLIES = (
    *("设备", "机械", "材料", "辅料", "模具", "配件", "研究院", "研究所", "检测", "回收", "设计", "展览", "培训"),
    *("服务", "维修", "安装", "租赁"),
)
"""Words behind a trade that make it that of who serves it: 家具机械 is no maker of 家具."""
_SAME_TRADE = re.compile("(?:新材料|(?:电气|电力|机电|机械)设备|包装材料|机床|动力机械)$")
"""Words that end in one of those and are the trade itself."""


def supplies(trade: str, longer: str) -> bool:
    """Say whether ``longer`` is who serves ``trade`` with what: 家具机械 against 家具; not 电气设备 against 电气."""
    return (
        longer != trade
        and longer.startswith(trade)
        and trade != ""
        and longer.endswith(_SUPPLIES)
        and not _SAME_TRADE.search(longer)
    )


@cache
def kinds() -> dict[str, str]:
    """Return every trade word with its kind ("" for those that say nothing of the trade)."""
    return {**dict.fromkeys(GENERIC, ""), **{word: kind for kind, listed in TRADES.items() for word in listed.split()}}


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in kinds()}, reverse=True))


def last(text: str) -> str | None:
    """Return the longest trade word at the end of ``text``."""
    known = kinds()
    return next((text[-length:] for length in _lengths() if text[-length:] in known), None)


def split(body: str) -> tuple[str, list[str]]:
    """Return the core of ``body`` and the trade words after it; at least one sign, mostly two, stays as core."""
    trades: list[str] = []
    stem = body
    while (trade := last(stem)) is not None:
        left = len(stem) - len(trade)
        if left < 1 or (left < 2 and (len(stem) > 3 or trades)):  # noqa: PLR2004 - a core of one sign is none
            break
        trades.insert(0, trade)
        stem = stem[:left]
    return stem, trades
