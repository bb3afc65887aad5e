"""Words that name a river, a mountain, a landscape, a region or an old place: many firms bear them, none by right."""

from __future__ import annotations

from functools import cache

from chainlink.intake.names import regions

_RIVERS = (
    "长江 嘉陵江 嘉陵 乌江 涪江 渠江 岷江 沱江 綦江 大宁河 任河 汉江 汉水 黄河 淮河 渭河 海河 辽河 松花江 鸭绿江 "
    "黑龙江 珠江 闽江 钱塘江 钱塘 赣江 湘江 沅江 清江 金沙江 大渡河 怒江 澜沧江 雅砻江 赤水 赤水河 运河 大运河 "
    "浦江 黄浦 黄浦江 澎溪 澎溪河 汉丰湖 汉丰 平湖 太湖 西湖 东湖 南湖 北湖 洞庭 洞庭湖 鄱阳 鄱阳湖 巢湖 洪泽湖 "
    "滇池 洱海 青海湖 长寿湖 三江 两江 江岸 滨江 滨海 沿江 临江 渤海 东海 黄海"
)
_MOUNTAINS = (
    "大巴山 巴山 秦岭 秦巴 武陵 武陵山 武陵源 七曜山 铁峰山 雪宝山 华蓥 华蓥山 缙云 缙云山 歌乐山 南山 金佛山 "
    "仙女山 四面山 巫山 神农 神农架 神女峰 峨眉 峨眉山 青城 青城山 泰山 华山 衡山 恒山 嵩山 黄山 庐山 武当 "
    "武当山 太行 太行山 燕山 阴山 长白山 长白 兴安 兴安岭 天山 昆仑 昆仑山 祁连 贺兰 贺兰山 六盘山 大别山 井冈山 "
    "武夷 武夷山 九华山 普陀 普陀山 五台山 雁荡 雁荡山 天目山 莫干山 罗浮山 五指山 珠峰 喜马拉雅 梵净山 剑门 "
    "剑门关"
)
_LANDSCAPES = (
    "三峡 长江三峡 瞿塘 瞿塘峡 巫峡 西陵峡 西陵 夔门 夔峡 白帝 白帝城 天坑 地缝 高峡 高峡平湖 小三峡 龙缸 张飞庙 "
    "石宝寨 青龙 大瀑布 西山 太白岩 库区 山水 江山 巴山蜀水 朝天门 解放碑 洪崖洞 磁器口 都江堰 九寨 九寨沟 "
    "乐山大佛 长城 故宫 敦煌 丝路 古道 盐都 橘城 桔乡 桔城 水都"
)
_REGIONS = (
    "渝东 渝东北 渝东南 渝西 渝中 渝北 渝南 渝州 渝都 巴渝 巴蜀 巴国 巴人 川渝 川东 川东北 川西 川南 川北 川陕 "
    "成渝 万达开 万开云 万开 开万云 渝鄂 渝川 渝黔 川鄂 西南 西北 东北 东南 华东 华南 华西 华北 华中 中南 中西部 "
    "西部 东部 中部 南方 北方 东方 西方 中原 中华 神州 华夏 九州 江南 江北 江东 江西 江淮 关中 关东 岭南 塞北 "
    "塞外 漠北 河西 陇南 陇东 陇西 湘西 鄂西 黔北 黔东 滇西 滇中 皖南 皖北 苏南 苏北 浙东 浙西 闽南 闽北 粤东 "
    "粤西 鲁西 鲁南 豫东 豫西 冀东 晋中 陕南 陕北 长三角 珠三角 大湾区 京津冀 环渤海 上游 长江上游 沿海 内地"
)
_OLD_NAMES = (
    "夔州 夔府 江州 恭州 南浦 羊渠 鱼复 胸忍 朐忍 汉丰 盛山 开县 忠州 梁山 万县 云安 大昌 临江 石柱 山城 雾都 "
    "江城 蓉城 锦城 锦官城 锦江 天府 蜀都 蜀汉 西蜀 巴都 金陵 姑苏 广陵 维扬 钱江 临安 会稽 甬江 甬城 羊城 鹏城 "
    "鹭岛 榕城 泉城 岛城 冰城 春城 星城 龙城 石城 古都 长安 燕京 幽州 冀州 青州 徐州 扬州 荆州 梁州 雍州 豫州 "
    "益州 齐鲁 燕赵 三晋 三秦 荆楚 湖湘 潇湘 吴越 八闽 八桂 徽州 巴州 通州 达县 绥定 中州 汴梁 彭城 庐州 琼州 "
    "崖州"
)
_OWN = frozenset({"长安", "东方", "石城", "江山", "南山", "青龙"})
"""Old places that are brands of their own as often."""


@cache
def place_words() -> frozenset[str]:
    """Return the words that are places and no names of firms."""
    listed = f"{_RIVERS} {_MOUNTAINS} {_LANDSCAPES} {_REGIONS} {_OLD_NAMES}".split()
    return frozenset({*listed, *regions.known()}) - _OWN


@cache
def _lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in place_words()}, reverse=True))


def without_place_words(core: str) -> str:
    """Return ``core`` without the place words it begins with: 平湖金龙 -> 金龙; "" where it is nothing but places."""
    left = core
    while left:
        word = next((left[:length] for length in _lengths() if left[:length] in place_words()), None)
        if word is None:
            break
        left = left[len(word) :]
    return left
