"""Measure the links of names in a second made register, written as a clerk of a register would meet the names.

It shares no rule and no line with the register in ``names.py``: the packaged firms below were given their brand, trade
and full name by hand, and what a clerk sees of each (its own rows, its look-alikes) is written down by kind, so that
each link, proposal and miss is told by kind. Truth is by construction. Left out, because a person could not tell:

- the whole name of a packaged firm in another district of its city, still open (it may have moved), or closed at home;
- a brand of the same sound in the same district and trade (another firm, or a slip of the pen);
- a whole name known to the dataset, written with another place inside (重庆市开州区天邦 for 重庆天邦) or behind it in
  brackets: both may be registered;
- a branch in the firm's own district;
- another place before a name that the dataset knows without one (江苏同鑫 for 同鑫), in the firm's own district;
- firms that the dataset knows by a product, a project or the province of their investor only;
- brand and trade in another province, for a firm of which the dataset says only that it lies outside, or in another
  district of Chongqing, for one of which it says only Chongqing.

Run ``python benchmarks/names_by_hand.py 1 2 3`` for these seeds; ``size=30000`` changes how many rows a register has.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from names import judged, wilson

from chainlink.data.read import read_dataset

Place = tuple[str, str, str]
Row = dict[str, str | None]

BY_HAND = """
changan-kuayue 长安跨越 车辆|nvc 雷士 照明 重庆雷士照明有限公司|sanxiong 三雄极光 照明
jinlong-tongguan 平湖金龙 精密铜管
jiulong-wanbo 九龙万博 新材料科技|bosai 博赛 矿业 重庆市博赛矿业（集团）有限公司|weikesaile 威科赛乐 微电子
xiangyu-yanhua 湘渝 盐化 重庆湘渝盐化股份有限公司|huage 华歌 生物化学 重庆华歌生物化学有限公司
chongqing-yihua 宜化 化工 重庆宜化化工有限公司|suote-yanhua 索特 盐化 重庆索特盐化股份有限公司
sanyang-huagong 三阳 化工 重庆三阳化工有限公司|jiangdong-jixie 江东 机械 重庆江东机械有限责任公司
hengyuan-keji 衡远 科技 重庆衡远科技有限公司|daquan-tailai 大全泰来 电气 重庆大全泰来电气有限公司
luyi-fangzhi 鲁意 纺织 重庆鲁意纺织有限公司|sanxia-fangzhi 三峡 技术纺织|haikang-fangzhi 海康 纺织 重庆海康纺织有限公司
guoneng-wanzhou 国能 电力 国能重庆万州电力有限责任公司|zhongchuliang-wanzhou 中储粮 粮油 中央储备粮万州直属库有限公司
wanzhou-gang 港九 港务|sanxia-wuliu 三峡 物流 重庆三峡物流集团有限公司|tongxin-nongye 同鑫 现代农业发展
qianneng 千能 实业 重庆市开州区千能实业有限公司|kaizhou-yinwu 开州 印务 重庆市开州印务有限公司|zijian 紫建 电子
dekai-ccl 德凯 实业 重庆德凯实业股份有限公司|xintai-dianzi 鑫泰 电子 重庆鑫泰电子有限公司
baihe-dianli 白鹤 电力 重庆白鹤电力有限责任公司|xingxing-men 星星 套装门 重庆星星套装门有限责任公司
ningyu-men 宁宇 门业 重庆宁宇门业有限公司|xinmei-taoci 新美 陶瓷 重庆新美陶瓷有限公司
baisheng-frp 百盛 玻璃钢 重庆百盛玻璃钢有限公司|yonghua-xie 勇华 鞋业 重庆勇华鞋业有限公司|tianbang 天邦 食品
tianzhi-yaoye 天致 药业|fengshang-jiaju 丰尚 家具|jintian-suye 金田 塑业 云阳县金田塑业有限公司
heniu 河牛 航运 云阳县河牛航运有限公司|yunshan 芸山 农业开发|xintao-juhua 鑫焘 菊花种植
dazhou-gangtie 达州 钢铁 四川省达州钢铁集团有限责任公司|chuanhuan 川环 科技|tianbao-jinhu 天宝锦湖 电子
ronglida 荣利达 精密塑胶|paisenbai 派森百 橙汁|xianguoji 鲜果集 橙汁|rongkang 融康 彩印包装
zhuohang 卓航 再生资源 重庆卓航再生资源有限公司|lifan 力帆 科技 力帆科技（集团）股份有限公司
changan 长安 汽车 重庆长安汽车股份有限公司|jinlong-diangong 金龙 电工 重庆金龙电工有限公司
gaofeng-xincailiao 高峰 新材料科技
xianyue 先越 光电科技|bolian-redian 博联 热电|sanxia-xiu 三峡绣 手工艺品|weiduli 维都利 新能源
xinhuilian 信辉联 科技 重庆信辉联科技有限公司|zhuanghe 壮禾 农资 重庆市开州区壮禾农资有限公司
qianjiang 钱江 食品 重庆钱江食品有限公司|yunwei 云为 新能源 重庆云为新能源有限公司|sanmu 三木 汽车 云阳三木汽车有限公司
yunhai 云海 药业 重庆云海药业有限公司|wanli 万力 药业 重庆万力药业有限公司|yunyang-dianzi 云扬 电子 重庆云扬电子有限公司
benxin 本信 电子 重庆本信电子有限公司|lvkang 绿康 豆制品 重庆绿康豆制品有限公司|honglin 宏霖 食品
jianghan 江翰 生态农业发展|zhida 志达 玩具|jianwei 健维 服装制造|shengfa 胜发 电子 达州胜发电子有限公司
hemiao 禾苗 农资 达州禾苗农资有限公司|yingnuowei 英诺维 新材料科技|jiangtian 江天 科技|qinba 秦巴无水港 投资建设
wanzhou-jingkai 万州 开发 重庆万州经济技术开发（集团）有限公司|huawei 华为 技术 华为技术有限公司
gree 格力 电器 珠海格力电器股份有限公司|midea 美的 电器 美的集团股份有限公司|pangang 攀钢 钢铁 攀钢集团有限公司
ruyi 如意 科技 山东如意科技集团有限公司|sanxiong-parent 三雄极光 照明 广东三雄极光照明股份有限公司
"""
"""Key, brand, trade and, where the dataset states no legal name, the full name that the register has."""

AT: dict[str, Place] = {
    "wanzhou": ("重庆市", "重庆市", "万州区"),
    "kaizhou": ("重庆市", "重庆市", "开州区"),
    "yunyang": ("重庆市", "重庆市", "云阳县"),
    "zhongxian": ("重庆市", "重庆市", "忠县"),
    "liangping": ("重庆市", "重庆市", "梁平区"),
    "chongqing": ("重庆市", "重庆市", "江北区"),
    "dazhou": ("四川省", "达州市", "达川区"),
}
ABROAD: dict[str, Place] = {
    "huawei": ("广东省", "深圳市", "龙岗区"),
    "gree": ("广东省", "珠海市", "香洲区"),
    "midea": ("广东省", "佛山市", "顺德区"),
    "pangang": ("四川省", "攀枝花市", "东区"),
    "ruyi": ("山东省", "济宁市", "任城区"),
    "sanxiong-parent": ("广东省", "广州市", "南沙区"),
}
OWN = ["万州区", "开州区", "云阳县", "忠县", "梁平区"]
IN_CITY = """涪陵区 黔江区 长寿区 江津区 合川区 永川区 綦江区 铜梁区 垫江县 丰都县
奉节县 巫山县 渝北区 九龙坡区""".split()  # noqa: SIM905 - fewer lines
ELSEWHERE = """江苏省 无锡市 江阴市|江苏省 盐城市 东台市|浙江省 台州市 温岭市|浙江省 宁波市 慈溪市
安徽省 芜湖市 无为市|安徽省 阜阳市 颍上县|山东省 临沂市 兰山区|山东省 潍坊市 诸城市
河南省 新乡市 长垣市|河南省 许昌市 禹州市|河北省 保定市 安国市|河北省 沧州市 任丘市
湖北省 宜昌市 枝江市|湖北省 襄阳市 樊城区|湖南省 株洲市 醴陵市|湖南省 衡阳市 耒阳市
江西省 赣州市 南康区|江西省 宜春市 樟树市|福建省 泉州市 晋江市|福建省 漳州市 龙海区
广东省 东莞市 |广东省 中山市 |广西壮族自治区 柳州市 鱼峰区|贵州省 遵义市 仁怀市
云南省 曲靖市 麒麟区|四川省 绵阳市 涪城区|四川省 德阳市 广汉市|四川省 南充市 阆中市
四川省 巴中市 平昌县|陕西省 咸阳市 兴平市|陕西省 安康市 汉滨区|甘肃省 天水市 秦州区
山西省 晋中市 平遥县|辽宁省 大连市 庄河市|辽宁省 鞍山市 海城市|吉林省 四平市 公主岭市
黑龙江省 绥化市 肇东市|内蒙古自治区 包头市 昆都仑区|新疆维吾尔自治区 昌吉州 昌吉市|海南省 海口市 龙华区"""
PLACES: list[Place] = [
    (parts[0], parts[1], parts[2])
    for line in ELSEWHERE.splitlines()
    for parts in (at.split(" ") for at in line.split("|"))
]
HEADS = "博昌德恒福冠广浩嘉捷康力明宁普勤润尚腾伟熙雅毅永裕泽振卓子宗丹艾贝晨迪梵港禾金开朗"
TAILS = "安邦彩畅驰创登帆飞丰光豪和辉佳景凯来乐利茂美铭诺鹏启仁森盛泰特天通旺祥新扬宇源悦展"
TRADES = """食品 机械 电子科技 建材 商贸 建筑工程 物流 农业开发 医药 化工 包装 服饰 家具
汽车零部件 新能源 环保科技 装饰工程 餐饮管理 劳务 广告传媒 五金制品 塑料制品 玻璃 陶瓷 养殖 茶业
酒业 印刷 照明 光电 纺织 运输 矿业 水泥 门窗 信息技术 园林 医疗器械"""
FORMS = (
    ("有限公司",) * 12 + ("有限责任公司",) * 3 + ("股份有限公司", "厂", "经营部", "专业合作社", "集团有限公司", "商行")
)
FAR_TRADES = "殡葬服务 驾驶培训 房地产经纪 眼镜 摄影 旅行社 口腔门诊 幼儿托育 保安服务 影院管理"
DAUGHTERS = "销售 物流 置业 物业管理 酒店管理 进出口 人力资源 融资担保"
NEW_SIGNS = "瑞祥顺辉腾"
SOUNDS = """邦帮 致志 尚上 泰太 鑫欣 美镁 华桦 康糠 意亿 东冬 远园 龙隆 阳洋 歌哥 凯恺 达答 霖琳 翰瀚
信芯 维唯 越跃 联莲 江姜 利莉 为唯 木沐 力丽 扬阳 发法 苗描 天田 峰烽 帆凡 安桉 航杭 宇雨
盛圣 牛妞 山珊 环寰 湖瑚 百佰 集吉 博勃 赛塞 渝榆 化画 特忒 来莱 建健 能棱 鹤贺 星兴 焘涛"""
OLD_SIGNS = str.maketrans(
    "庆团车业东龙门县云贸电压机农产发华万达铜药钢术绿宁", "慶團車業東龍門縣雲貿電壓機農產發華萬達銅藥鋼術綠寧"
)
MISREAD = (("有限", "有眼"), ("公司", "公可"), ("责任", "责仼"), ("科技", "科枝"), ("电子", "电于"), ("食品", "食晶"))
STREET = """OPPO手机专卖店 万州区|OPPO通讯器材经营部 江北区|华为授权体验店 开州区|重庆华为眼镜有限公司 万州区
海尔家电专卖店 云阳县|美的空调专营店 忠县|美的蛋糕店 开州区|格力电器专卖店 梁平区|格力造型美发店 万州区
海信电视维修部 开州区|奥克斯空调批发部 云阳县|大金中央空调安装服务部 万州区|大金珠宝行 开州区|力帆摩托车销售部 忠县
嘉陵摩托车维修店 开州区|嘉陵江水产养殖场 合川区|长安汽车4S店 万州区|长安网吧 开州区|重庆长安网络有限公司 渝北区
京东便民服务站 云阳县|京东家电开州专卖店 开州区|新田港渔家乐 万州区|达万铁路招待所 万州区|LG美甲店 江北区
GOODMAN健身会所 渝北区|VDL化妆品店 开州区|如意超市 梁平区|如意苑物业服务中心 万州区|恒顺茶楼 云阳县
攀钢招待所 开州区|先导教育培训学校 万州区|施耐德开关经销部 开州区|德康诊所 万州区|德康大药房 忠县
东方希望幼儿园 梁平区|中财管业经销部 梁平区|博盟茶楼 梁平区|立度健身馆 梁平区|灿盛五金店 梁平区
跨越速运快递点 万州区|川环保洁服务部 达川区|紫建水电安装队 开州区|三峡绣坊服装店 万州区|四月红花店 万州区
晚艳美容院 云阳县|红禾朗诵培训班 开州区|雷士德口腔诊所 万州区|万州港式茶餐厅 万州区|白鹤电厂小卖部 开州区
开竹园火锅店 开州区|星星套装门窗清洗店 开州区|万州港湾大酒店 万州区|三峡水利局职工食堂 万州区
达钢桥社区居民委员会 达川区|德凯覆铜板厂废品回收点 开州区|博赛汽车租赁行 江北区"""
"""Small trades of the street that bear a packaged name or begin with one."""


@dataclass(frozen=True, slots=True)
class Firm:
    """A packaged firm as the clerk knows it: ``stated`` when the dataset has its legal name."""

    key: str
    brand: str
    trade: str
    full: str
    short: str
    aliases: tuple[str, ...]
    stated: bool
    at: Place

    @property
    def area(self) -> str:
        """The city of a municipality or the province, as names begin with it: 重庆, 四川."""
        return self.at[0][:2]


def firms_by_hand() -> list[Firm]:
    known = {row["firm"]: row for row in read_dataset().tables["firms"].iter_rows(named=True)}
    firms = []
    for text in BY_HAND.strip().replace("\n", "|").split("|"):
        key, brand, trade, *full = text.split(" ")
        row = known[key]
        stated = row["legal_name"] is not None
        aliases = tuple(row["aliases"] or ())
        at = ABROAD.get(key) or AT[row["district"]]
        firms.append(
            Firm(key, brand, trade, row["legal_name"] if stated else full[0], row["name"], aliases, stated, at)
        )
    return firms


def place_words(at: Place) -> list[str]:
    """Return the places that a name may begin with: 重庆, 重庆市, 重庆市开州区, 开州."""
    province, city, county = at
    bare = county if len(county) < 3 else county[:-1]  # noqa: PLR2004 - 忠县 keeps its last sign
    return [province[:2], city, city + county, bare, county]


def own_rows(firm: Firm, dice: random.Random) -> Iterator[tuple[str, str, Row]]:
    """Yield the ways in which the firm itself stands in a list: kind, name, other columns."""
    full, short = firm.full, firm.short.split("（")[0]
    yield "full name", full, {}
    if "有限公司" in full and "股份" not in full and "集团" not in full:
        yield "responsibility spelt out", full.replace("有限公司", "有限责任公司"), {}
        yield "company without limited", full.replace("有限公司", "公司"), {}
        yield "became a share company", full.replace("有限责任公司", "有限公司").replace("有限公司", "股份有限公司"), {}
    if full.startswith("重庆"):
        yield "city written otherwise", "重庆" + full[3:] if full[2] == "市" else "重庆市" + full[2:], {}
        yield "no place", full[3:] if full[2] == "市" else full[2:], {}
    yield "short name", short, {}
    for alias in firm.aliases[:2]:
        yield "another name", alias, {}
    at = dice.randrange(2, len(full) - 2)
    yield "space inside", f"{full[:at]} {full[at:]}", {}
    yield "wide space before", f"\u3000{full}\t", {}
    note = dice.choice(("（存续）", "（在业）", "(开业)", "（规上企业）", "（已迁址）", "*"))
    yield "note behind", full + note, {"status": None}
    yield "numbered in the cell", f"{dice.randrange(1, 90)}、{full}", {}
    yield "quoted", f"“{full}”", {}
    yield "half brackets", full.replace("（", "(").replace("）", ")"), {}
    if full.translate(OLD_SIGNS) != full:
        yield "traditional signs", full.translate(OLD_SIGNS), {}
    wrong = [full.replace(*pair) for pair in MISREAD if pair[0] in full]
    if wrong:
        yield "misread sign in trade or form", dice.choice(wrong), {}
    renamed = f"{firm.area}{dice.choice(HEADS)}{dice.choice(TAILS)}{firm.trade}有限公司"
    yield "renamed, old name in its column", renamed, {"former": full}
    yield "renamed, old name in brackets", f"{renamed}（原{full}）", {}
    if not firm.stated and firm.at[1] == "重庆市" and firm.brand + firm.trade in full:
        stem = firm.brand + firm.trade
        for place in place_words(firm.at):
            yield "place by hand", f"{place}{stem}有限公司", {}
        yield "place in brackets", f"{stem}（重庆）有限公司", {}
        yield "place in half brackets", f"{stem}({firm.at[2][:2]})有限公司", {}
        if firm.at[2] == "开州区":
            yield "county of old", f"重庆市开县{stem}有限公司", {}


def look_alikes(firm: Firm, dice: random.Random) -> Iterator[tuple[str, str, Place, Row]]:
    """Yield others that look like the firm and are not it: kind, name, place, other columns."""
    brand, trade, own, area = firm.brand, firm.trade, firm.at, firm.area
    county = dice.choice(IN_CITY)
    other: Place = ("重庆市", "重庆市", county)
    far = dice.choice([place for place in PLACES if place[0] not in {own[0], "广东省"}])
    head = dice.choice(far[:2]).removesuffix("省").removesuffix("市")
    near = place_words(own)[2]
    if firm.key not in ABROAD:
        if own != AT["chongqing"]:
            yield "other district in the name", f"重庆市{county}{brand}{trade}有限公司", other, {}
            yield "other district, bare", f"{county}{brand}{trade}厂", other, {}
        yield "other province", f"{head}{brand}{trade}有限公司", far, {}
        yield "other province, no place", f"{brand}{trade}有限公司", far, {}
        yield "other province, short", brand + trade, far, {}
        yield "group in another province", f"{head}{brand}集团有限公司", far, {}
    yield "other trade", f"{area}{brand}{dice.choice(FAR_TRADES.split())}有限公司", own, {}
    yield "other trade, no place", f"{brand}{dice.choice(FAR_TRADES.split())}有限公司", own, {}
    yield "other trade, short", brand + dice.choice(FAR_TRADES.split()), own, {}
    yield "daughter", f"{area}{brand}{trade}{dice.choice(DAUGHTERS.split())}有限公司", own, {}
    yield "daughter elsewhere", f"{area}{brand}{trade}{dice.choice(DAUGHTERS.split())}有限公司", other, {}
    if trade not in DAUGHTERS:
        yield "daughter of the brand", f"{area}{brand}{dice.choice(DAUGHTERS.split())}有限公司", own, {}
    yield "branch elsewhere", f"{firm.full}{county.rstrip('区县')}分公司", other, {}
    yield "branch far away", f"{firm.full}{far[1].removesuffix('市')}分公司", far, {}
    new = brand[:-1] + dice.choice(NEW_SIGNS)
    yield "one sign of the brand", f"{area}{new}{trade}有限公司", own, {}
    yield "one sign of the brand, short", new + trade, own, {}
    sound = next((pair[1] for pair in SOUNDS.split() if pair[0] == brand[-1]), None)
    if sound:
        yield "same sound, other district", f"重庆{brand[:-1]}{sound}{trade}有限公司", other, {}
    longer = dice.choice((f"新{brand}", f"{brand}源", f"大{brand}", f"{brand}鼎盛", f"金{brand}"))
    yield "longer brand", f"{area}{longer}{trade}有限公司", own, {}
    yield "numbered works", f"{near}第{dice.choice('一二三四')}{trade}厂", own, {}
    yield "sole trader", f"{near}{brand}{trade}{dice.choice(('经营部', '门市部', '商行', '批发部'))}", own, {}
    yield "sole trader, another shop", f"{near}{brand}{dice.choice(('烟酒', '副食', '理发', '饭庄'))}店", own, {}
    if "合作社" not in firm.full:
        yield "cooperative", f"{near}{brand}{trade}专业合作社", own, {}
    yield "holding", f"{area}{brand}企业管理合伙企业（有限合伙）", own, {}
    yield "from elsewhere, other district", f"{head}{brand}{trade}（重庆）有限公司", other, {}
    yield "place word", f"{area}{dice.choice(('长江', '三峡库区', '渝东', '巴渝'))}{trade}有限公司", own, {}
    closed = dice.randrange(1999, 2012)
    gone: Row = {
        "status": dice.choice(("注销", "吊销，已注销")),
        "since": f"{closed - 9}-03-12",
        "term": f"{closed}-03-11",
    }
    if own[1] == "重庆市" and own[2] in OWN:
        yield "same name, closed long ago in another district", firm.full, other, gone


def harder(firm: Firm, dice: random.Random) -> Iterator[tuple[str, str, Place, Row]]:
    """Yield those that name the firm itself and are not it, and the nearest strangers."""
    brand, trade, own, area, full = firm.brand, firm.trade, firm.at, firm.area, firm.full
    other: Place = ("重庆市", "重庆市", dice.choice(IN_CITY))
    far = dice.choice([place for place in PLACES if place[0] not in {own[0], "广东省"}])
    stranger = (
        f"{area}{dice.choice(HEADS)}{dice.choice(TAILS)}{dice.choice(('包装', '运输', '劳务', '再生资源'))}有限公司"
    )
    relation = (
        "{}配套企业",
        "系{}子公司",
        "与{}同址",
        "原{}厂房内",
        "股东：{}",
        "{}供应商",
        "租用{}场地",
        "原{}二车间",
        "母公司{}",
    )
    yield "firm named in the note", f"{stranger}（{dice.choice(relation).format(full)}）", own, {}
    yield "firm named in the note, short", f"{stranger}（{dice.choice(relation).format(brand + trade)}）", own, {}
    beside = dice.choice(("服务部", "家属院物业", "离退休管理站", "职工医院", "工会委员会", "职工食堂", "快递点"))
    yield "beside the firm", full + beside, own, {}
    yield "beside the firm, short", brand + trade + beside, own, {}
    place = other[2].rstrip("区县")
    yield "branch in brackets", f"{full}（{place}分公司）", other, {}
    yield "branch with a dash", f"{full}-{place}分公司", other, {}
    yield "branch, short", f"{brand}{trade}{place}分公司", other, {}
    yield "works elsewhere", f"{full}{place}分厂", other, {}
    yield "shop elsewhere", f"{full}{far[1].removesuffix('市')}销售部", far, {}
    if len(brand) == 2 and brand[0] != brand[1]:  # noqa: PLR2004 - turned round, three signs are a slip of the pen
        yield "brand turned round", f"{area}{brand[::-1]}{trade}有限公司", own, {}
    after = dice.choice(("设备", "材料", "研究院", "技术服务", "检测", "机械", "回收", "设计", "展览", "培训"))
    yield "trade with a tail", f"{area}{brand}{trade}{after}有限公司", own, {}
    yield "trade with a tail, no place", f"{brand}{trade}{after}有限公司", own, {}
    yield "trade with a tail, short", f"{brand}{trade}{after}", own, {}
    partner = dice.choice(HEADS) + dice.choice(TAILS)
    yield "joint brand", f"{area}{brand}{partner}{trade}有限公司", own, {}
    yield "joint brand, first", f"{area}{partner}{brand}{trade}有限公司", own, {}
    placed_by_name = full.startswith(tuple(place_words(own)))
    if firm.stated and own[2] in OWN and placed_by_name:
        known = dice.choice([county for county in OWN if county != own[2]])
        for where in (own, ("重庆市", "重庆市", known), ("", "", "")):
            name = f"{dice.choice(('', '重庆市'))}{known}{brand}{trade}有限公司"
            yield "another known district in the name", name, where, {}
    if firm.stated and firm.key not in ABROAD:
        if placed_by_name:
            yield "from elsewhere, here", f"{far[0][:2]}{brand}{trade}有限公司", own, {}
        yield "closed in another province", f"{brand}{trade}有限公司", far, {"status": "注销"}
    yield "old name of a stranger", stranger, far, {"former": f"{brand}{trade}有限公司"}
    if own != AT["chongqing"] and firm.key not in ABROAD:
        yield "other district, short", f"{other[2]}{brand}{trade}", other, {}
        yield "other district behind", f"{brand}{trade}（{place}）有限公司", other, {}
        yield "other district, name only", f"重庆市{other[2]}{brand}{trade}有限公司", ("", "", ""), {}


def dressed(name: str, dice: random.Random) -> str:
    """Return the name as it comes out of a cell: now and then with a space, quotes, a note, old signs or a gap."""
    at = dice.randrange(1, max(2, len(name) - 1))
    ways = (
        f"{name[:at]} {name[at:]}",
        f"《{name}》",
        f"{name}（存续）",
        f"{name}(在营)",
        name.translate(OLD_SIGNS),
        f"{name}。",
    )
    return dice.choice(ways) if dice.random() < 0.35 else name  # noqa: PLR2004 - a share


def placed(at: Place, name: str, dice: random.Random) -> Row:
    """Return the columns of a place as different exports give them: all three, two, or an address."""
    province, city, county = at
    if not province:
        return {"name": name}
    where = city if province == city else province + city
    if dice.random() < 0.15:  # noqa: PLR2004 - a share
        return {
            "name": name,
            "address": f"{where}{county}{dice.choice(TAILS)}{dice.choice(TAILS)}路{dice.randrange(1, 300)}号",
        }
    if dice.random() < 0.2:  # noqa: PLR2004 - a share
        return {"name": name, "city": city, "district": county or None}
    return {"name": name, "province": province, "city": city, "district": county or None}


def unrelated(brands: set[str], dice: random.Random) -> Row:
    while True:
        at = dice.choice(PLACES) if dice.random() < 0.7 else ("重庆市", "重庆市", dice.choice(IN_CITY + OWN * 2))  # noqa: PLR2004
        brand = dice.choice(HEADS) + dice.choice(TAILS) + (dice.choice(TAILS) if dice.random() < 0.15 else "")  # noqa: PLR2004
        trade, form = dice.choice(TRADES.split()), dice.choice(FORMS)
        begins = dice.choice((at[0][:2], at[1], at[1] + at[2], at[2] or at[1], ""))
        name = f"{begins}{brand}{trade}{form}"
        if dice.random() < 0.05 and form.endswith("公司"):  # noqa: PLR2004
            name = f"{brand}{trade}（{at[1].removesuffix('市')}）{form}"
        if not any(known in brand for known in brands):
            return placed(at, name, dice)


def register(firms: list[Firm], size: int, dice: random.Random) -> pl.DataFrame:
    """Return a register: of four firms three stand in it once, each has ten look-alikes, the rest is unrelated."""
    rows: list[Row] = []
    brands = {firm.brand for firm in firms} | {firm.short for firm in firms}
    used: set[str] = set()
    for firm in firms:
        if dice.random() < 0.75:  # noqa: PLR2004 - a share
            kinds: dict[str, list[tuple[str, Row]]] = {}
            for kind, name, more in own_rows(firm, dice):
                kinds.setdefault(kind, []).append((name, more))
            kind = dice.choice(list(kinds))
            name, more = dice.choice(kinds[kind])
            name = dressed(name, dice)
            rows.append(placed(firm.at, name, dice) | {"status": "存续"} | more | {"truth": firm.key, "case": kind})
            used.add(name)
        for kind, bare, at, more in dice.sample([*look_alikes(firm, dice), *harder(firm, dice)], 10):
            name = dressed(bare, dice)
            if name not in used:
                used.add(name)
                rows.append(placed(at, name, dice) | {"status": "存续"} | more | {"truth": None, "case": kind})
    for text in STREET.replace("\n", "|").split("|"):
        name, county = text.split(" ")
        at = AT["dazhou"] if county == AT["dazhou"][2] else ("重庆市", "重庆市", county)
        rows.append(placed(at, name, dice) | {"status": "存续", "truth": None, "case": "street"})
    rows += [unrelated(brands, dice) | {"case": "unrelated"} for _ in range(size - len(rows))]
    dice.shuffle(rows)
    columns = ("name", "province", "city", "district", "address", "status", "since", "term", "former", "truth", "case")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))


def share(right: int, count: int) -> str:
    low, high = wilson(right, count)
    return f"{right} of {count} right, {right / max(count, 1):.3f} ({low:.3f} to {high:.3f})"


def met(seed: int, size: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return the rows of one register that are packaged firms, its links and its proposals, each with its case."""
    rows = register(firms_by_hand(), size, random.Random(seed))  # noqa: S311 - the same register each time
    cases = rows.with_row_index("row", offset=2).with_columns(pl.col("row").cast(pl.Int64))
    told = cases.select("row", "name", "case", "truth", "province", "city", "district", "address", "status")
    links, proposals = (found.join(told.drop("name"), on="row") for found in judged(read_dataset(), rows.drop("case")))
    for what, found in (("link", links), ("proposal", proposals)):
        print(f"seed {seed}, {what}s: {share(int(found['right'].sum()), found.height)}")
        for row in found.filter(~pl.col("right")).iter_rows(named=True):
            where = "/".join(row[name] for name in ("city", "district", "address", "status") if row[name])
            print(f"  wrong {what}: {row['name']} [{where}] -> {row['candidate']} ({row['case']}; {row['reason']})")
    return told.filter(pl.col("truth").is_not_null()), links, proposals


def by_kind(own: pl.DataFrame, links: pl.DataFrame, proposals: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield for each row of a packaged firm how it is written, whether it was linked or proposed, and both names."""
    linked, shown = (set(found.filter("right")["row"].to_list()) for found in (links, proposals))
    for row in own.iter_rows(named=True):
        how = "linked" if row["row"] in linked else "proposed" if row["row"] in shown else "missed"
        yield row["case"], how, f"{row['truth']}: {row['name']}"


def main(seeds: list[int], size: int) -> None:
    written: dict[str, dict[str, list[str]]] = {}
    right: Counter[str] = Counter()
    for seed in seeds:
        own, links, proposals = met(seed, size)
        for kind, how, names in by_kind(own, links, proposals):
            written.setdefault(kind, {}).setdefault(how, []).append(names)
        for what, found in (("links", links), ("proposals", proposals)):
            right.update({f"{what} right": int(found["right"].sum()), what: found.height})
    print(f"pooled links: {share(right['links right'], right['links'])}")
    print(f"pooled proposals: {share(right['proposals right'], right['proposals'])}")
    print("packaged firms by how they are written: linked, proposed, missed; some of those missed")
    for kind, found in sorted(written.items()):
        counts = ", ".join(str(len(found.get(how, ()))) for how in ("linked", "proposed", "missed"))
        print(f"  {kind}: {counts}; " + "; ".join(sorted(set(found.get("missed", ())))[:4]))


if __name__ == "__main__":
    given = [text for text in sys.argv[1:] if not text.startswith("size=")]
    main(
        [int(text) for text in given] or [1, 2, 3],
        int(next((t[5:] for t in sys.argv if t.startswith("size=")), 30_000)),
    )
