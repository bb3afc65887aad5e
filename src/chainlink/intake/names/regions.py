"""Names of regions as they stand in names of firms: which lies in which, so that two of them agree or not."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from chainlink.data.checks.fixed_codes import PROVINCES

_CITIES = {
    "北京": "",
    "天津": "",
    "上海": "",
    "重庆": (
        "万州 涪陵 渝中 大渡口 江北 沙坪坝 九龙坡 南岸 北碚 綦江 大足 渝北 巴南 黔江 长寿 江津 合川 永川 "
        "南川 璧山 铜梁 潼南 荣昌 开州 梁平 武隆 城口 丰都 垫江 忠县 云阳 奉节 巫山 巫溪 石柱 秀山 酉阳 "
        "彭水 开县 万县 两江 两江新区 忠州"
    ),
    "河北": "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安",
    "山西": "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁",
    "内蒙古": "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 锡林郭勒",
    "辽宁": "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛",
    "吉林": "长春 四平 辽源 通化 白山 松原 白城 延边",
    "黑龙江": "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化",
    "江苏": (
        "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 昆山 江阴 常熟 张家港 太仓 "
        "金坛 丹阳 宜兴 靖江 吴江"
    ),
    "浙江": (
        "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 永康 温岭 乐清 瑞安 海宁 桐乡 萧山"
    ),
    "安徽": "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城",
    "福建": "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 南安",
    "江西": "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶",
    "山东": "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 寿光 莱芜",
    "河南": "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源",
    "湖北": "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门",
    "湖南": "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西",
    "广东": (
        "广州 深圳 珠海 汕头 韶关 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 "
        "揭阳 云浮 顺德 南海 番禺"
    ),
    "广西": "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左",
    "海南": "海口 三亚 三沙 儋州",
    "四川": (
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 "
        "阿坝 甘孜 凉山 宣汉 渠县 大竹 开江 万源 通川 达川"
    ),
    "贵州": "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南",
    "云南": "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆",
    "西藏": "拉萨 日喀则 昌都 林芝 山南 那曲",
    "陕西": "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛",
    "甘肃": "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南",
    "青海": "西宁 海东",
    "宁夏": "银川 石嘴山 吴忠 固原 中卫",
    "新疆": "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 伊犁 喀什 阿克苏 石河子",
    "香港": "",
    "澳门": "",
    "台湾": "",
}
"""Province -> cities, and those districts and counties that often open a firm's name."""
_CITY_OF = {
    city: counties.split()
    for city, counties in {
        "无锡": "江阴 宜兴",
        "苏州": "昆山 常熟 张家港 太仓 吴江",
        "常州": "金坛",
        "镇江": "丹阳",
        "泰州": "靖江",
        "金华": "义乌 永康",
        "宁波": "慈溪 余姚",
        "绍兴": "诸暨",
        "台州": "温岭",
        "温州": "乐清 瑞安",
        "嘉兴": "海宁 桐乡",
        "杭州": "萧山",
        "泉州": "晋江 石狮 南安",
        "潍坊": "寿光",
        "济南": "莱芜",
        "佛山": "顺德 南海",
        "广州": "番禺",
        "达州": "宣汉 渠县 大竹 开江 万源 通川 达川",
    }.items()
}
"""City -> the counties among its province's list above."""
ZONES = (
    "园区",
    "开发区",
    "高新区",
    "经开区",
    "保税区",
    "示范区",
    "片区",
    "景区",
    "社区",
    "小区",
    "超市",
    "两江",
    "两江新区",
    "雄安",
)
"""Zones that lie in counties or across several: no county of their own."""
SHORT_WORDS = {"忠县": "忠县", "渠县": "渠县", "开县": "开州", "忠州": "忠县", "万县": "万州"}
_FORMER = {"5102": "50", "5122": "50", "5123": "50", "5135": "50"}
"""Area codes of Sichuan until 1997 whose places now lie in Chongqing: 重庆, 万县, 涪陵, 黔江."""
_PEOPLES = re.compile("(?:[一-鿿]{1,3}族){1,2}(?=自治)")
"""The peoples in the name of an autonomous region: 恩施土家族苗族自治州."""
RANKS = (
    "特别行政区",
    "维吾尔自治区",
    "壮族自治区",
    "回族自治区",
    "自治区",
    "自治州",
    "自治县",
    "土家族苗族",
    "新区",
    "省",
    "市",
    "区",
    "县",
    "镇",
    "乡",
)


@cache
def _inside() -> dict[str, str]:
    """Return region -> the province it lies in ("" for a province)."""
    parents = dict.fromkeys(_CITIES, "")
    for province, cities in _CITIES.items():
        for city in cities.split():
            parents.setdefault(city, province)
    return parents


def known() -> list[str]:
    """Return every region known by name, longest first."""
    return sorted(_inside(), key=lambda name: (-len(name), name))


def province(region: str) -> str | None:
    """Return the province that ``region`` is or lies in; None if it is not known."""
    name = SHORT_WORDS.get(region, region)
    return (_inside()[name] or name) if name in _inside() else None


def canonical(region: str) -> str:
    """Return the one name of a region that has had several (开县 is 开州)."""
    return SHORT_WORDS.get(region, region)


def finest(named: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``named`` without the provinces of the other regions: 四川, 宜宾 says no more than 宜宾."""
    within = {province(region) for region in named if province(region) != region}
    return tuple(region for region in named if region not in within)


@lru_cache(maxsize=100_000)
def agree(left: tuple[str, ...], right: tuple[str, ...]) -> bool | None:
    """Say whether two lists of regions can be of one firm; None where one side names none.

    They agree if they share a region, or one lies in the other (重庆 and 万州); 万州 and 开州 do not.
    """
    if not left or not right:
        return None
    left, right = tuple(map(canonical, left)), tuple(map(canonical, right))
    if set(left) & set(right):
        fine_left = [region for region in left if province(region) != region]
        fine_right = [region for region in right if province(region) != region]
        return not (fine_left and fine_right and not set(fine_left) & set(fine_right))
    return any(province(region) == other for region in left for other in right) or any(
        province(other) == region for region in left for other in right
    )


@cache
def _cities() -> dict[str, str]:
    return {county: city for city, counties in _CITY_OF.items() for county in counties}


def city(region: str) -> str | None:
    """Return the city that the county ``region`` lies in; None if it is no county or lies in none."""
    return _cities().get(region)


def has_no_cities(name: str) -> bool:
    """Say whether the province ``name`` is a city itself, whose parts are counties."""
    return name in {"北京", "天津", "上海", "重庆"}


def is_zone(word: str) -> bool:
    """Say whether ``word`` is a zone (开发区) and no county."""
    return word.endswith(ZONES)


def province_of_code(digits: str) -> str | None:
    """Return the province of an area code of two digits or more; of an old one that where its place lies now."""
    return PROVINCES.get(_FORMER.get(digits[:4], digits[:2]))


@cache
def _lengths() -> tuple[tuple[int, ...], frozenset[str]]:
    names = frozenset(_inside())
    return tuple(sorted({len(name) for name in names}, reverse=True)), names


def at_head(text: str) -> tuple[str | None, int]:
    """Return the region at the beginning of ``text`` and how many signs it takes with its rank (重庆市: 3)."""
    lengths, names = _lengths()
    for length in lengths:
        region = text[:length]
        if region in names:
            rest = text[len(region) :]
            people = _PEOPLES.match(rest)
            start = people.end() if people else 0
            return region, len(region) + start + len(next((rank for rank in RANKS if rest.startswith(rank, start)), ""))
    return None, 0
