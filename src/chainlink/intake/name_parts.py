"""What the name of a firm is made of: regions, core, trade words, legal form, branch."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from chainlink.intake import regions

TRADITIONAL = dict(
    zip(
        (
            "雲揚電子業東車門長風飛馬鳥魚龍龜麥黃齊齒機械製造廠實發廣廈華國圖書報紙紅綠銅鋁鐵鋼鋅錫銀金鑫"
            "銳鋒鎮錦鍋鏈鑄鍛鑽針釘閥閘間開關陽陰陸際隆險雙難靈韻響順頂項預領頭顏願類顧飲飯館飾養騰驅驗體"
            "魯鮮點麗農運進達遠連遷選遼還邊鄉醫釀採裝裏製複見規視覺親觀訊計訂記設許訴診試詩話該詳語誠說課"
            "調談請論諾講證識議護讀變讓豐貝負財貢貨販貫責貯貴買費貿賀資賓賽贏趙趨跡蹟躍軌軍軒軟軸較載輔輕"
            "輝輪輯輸轉轎辦辭農過適遺鄭鄧配釋裡鑒鎢鈦鋰鎂鈉鉀銘鋪錄鍵鏡鐘鑰閃閉閑閩閱闊隊階隨隱雜離霧靜韓"
            "頻顆顯飼餅餐駿騎髮鬆鬥鬧鯨鴻鵬鷹鹽鹼麵黨齡優億價儀償儲兒兩冊凍凱創劃劇劍劑動務勝勞勢勵勳區協"
            "單卻厲參吳員問啟喬喪嘗嚴囑團園圓圍執堅報場塊塗塵壓壞壩壯壽夢夾奪奧婦媽嬰孫學寧實寬審寫專將尋"
            "導層屬島峽嶺巖帥師帳帶幣幫幹廟廢廳張強彈彌彙後徑從復德徵態慶憂憲應懷戀戰戲戶拋挾捲掃掛採揮損"
            "搖搶撥擁擇擊擔據擬擴擺攔攝敗敵數斷於時晉晝暢曆曉曠會朧條棄棟楊業極榮構槍樂樓標樞樣樹橋橫檔檢"
            "櫃權歐歡歲歷歸殘殺殼氣沒況洩淚淨淺湯準溝溫滅滬滲滿漁漢潔潤澆濃濟濤濱瀏灣災為無煉煙煩熱燈燒燭"
            "爐爛爭爺爾牆狀獅獎獨獲獻玆現瑪環瓊產畝畢畫異當療癒發皺盜盡監盤碩確碼磚礎礦禮禍禪種稱穀積穩窩"
            "窮竄競筆筍節範築篩簡簽籃糧紀約紋納純紗級紡紛終組細結絕絡給絨統絲經綜綢維綱網緊線編緩緯練縣縫"
            "縮總績織繡繪繫繼續纖罰羅義習聖聯聲職聽肅脈腦腳腸膠膚臉臨舉舊艙艦艱藝節莊萊萬葉著蓋蔣蔥薩薦藍"
            "藥蘇蘭虛處號蝦蠟蠶術衛衝補裝襯覽觸訓託評詞誌諧謀謝譜譯貓貝貼趕跡躉軻輛遙鄒鄰醬釣鈔鈣鈴鉅鉛鉤"
            "銑銷鋸鋼錯錶鍍鍾鎖鎳鏟鐳鑲長阪陣陳陶險雛雞霉靄鞏頌頸題額顛顫颱餘餵馭馳駐駛駕駱騙鬱魏鮑鰻鳳鳴"
            "鴨鵝鷗麼黴齋"
        ),
        (
            "云扬电子业东车门长风飞马鸟鱼龙龟麦黄齐齿机械制造厂实发广厦华国图书报纸红绿铜铝铁钢锌锡银金鑫"
            "锐锋镇锦锅链铸锻钻针钉阀闸间开关阳阴陆际隆险双难灵韵响顺顶项预领头颜愿类顾饮饭馆饰养腾驱验体"
            "鲁鲜点丽农运进达远连迁选辽还边乡医酿采装里制复见规视觉亲观讯计订记设许诉诊试诗话该详语诚说课"
            "调谈请论诺讲证识议护读变让丰贝负财贡货贩贯责贮贵买费贸贺资宾赛赢赵趋迹迹跃轨军轩软轴较载辅轻"
            "辉轮辑输转轿办辞农过适遗郑邓配释里鉴钨钛锂镁钠钾铭铺录键镜钟钥闪闭闲闽阅阔队阶随隐杂离雾静韩"
            "频颗显饲饼餐骏骑发松斗闹鲸鸿鹏鹰盐碱面党龄优亿价仪偿储儿两册冻凯创划剧剑剂动务胜劳势励勋区协"
            "单却厉参吴员问启乔丧尝严嘱团园圆围执坚报场块涂尘压坏坝壮寿梦夹夺奥妇妈婴孙学宁实宽审写专将寻"
            "导层属岛峡岭岩帅师帐带币帮干庙废厅张强弹弥汇后径从复德征态庆忧宪应怀恋战戏户抛挟卷扫挂采挥损"
            "摇抢拨拥择击担据拟扩摆拦摄败敌数断于时晋昼畅历晓旷会胧条弃栋杨业极荣构枪乐楼标枢样树桥横档检"
            "柜权欧欢岁历归残杀壳气没况泄泪净浅汤准沟温灭沪渗满渔汉洁润浇浓济涛滨浏湾灾为无炼烟烦热灯烧烛"
            "炉烂争爷尔墙状狮奖独获献兹现玛环琼产亩毕画异当疗愈发皱盗尽监盘硕确码砖础矿礼祸禅种称谷积稳窝"
            "穷窜竞笔笋节范筑筛简签篮粮纪约纹纳纯纱级纺纷终组细结绝络给绒统丝经综绸维纲网紧线编缓纬练县缝"
            "缩总绩织绣绘系继续纤罚罗义习圣联声职听肃脉脑脚肠胶肤脸临举旧舱舰艰艺节庄莱万叶着盖蒋葱萨荐蓝"
            "药苏兰虚处号虾蜡蚕术卫冲补装衬览触训托评词志谐谋谢谱译猫贝贴赶迹趸轲辆遥邹邻酱钓钞钙铃巨铅钩"
            "铣销锯钢错表镀钟锁镍铲镭镶长阪阵陈陶险雏鸡霉霭巩颂颈题额颠颤台余喂驭驰驻驶驾骆骗郁魏鲍鳗凤鸣"
            "鸭鹅鸥么霉斋"
        ),
        strict=True,
    )
)
"""Traditional sign -> simplified sign, for those that occur in names of firms."""
_TO_SIMPLIFIED = str.maketrans(TRADITIONAL)

FORMS = (
    "集团股份有限公司",
    "集团有限责任公司",
    "集团有限公司",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "股份公司",
    "股份合作公司",
    "集团公司",
    "总公司",
    "公司",
    "农民专业合作社",
    "专业合作社",
    "股份合作社",
    "合作社",
    "普通合伙",
    "有限合伙",
    "个人独资",
    "总厂",
    "厂",
    "家庭农场",
    "经营部",
    "商行",
    "门市部",
    "工作室",
)
GENERIC = (
    "科技",
    "实业",
    "发展",
    "集团",
    "控股",
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
    "car": "汽车零部件 汽车配件 汽车部件 汽车工业 汽车制造 汽车 车辆 汽配 车业 专用汽车 客车 商用车",
    "light": "绿色照明 照明电器 光电照明 照明 灯饰 灯具 光电 光电子",
    "print": "彩印包装 印刷包装 包装印刷 包装装潢 包装制品 包装材料 包装 印务 印刷 彩印 印业 纸业 纸品 纸制品",
    "electronics": (
        "电子科技 电子材料 电子器件 微电子 电子 通讯 通信 智能终端 半导体 芯片 电路 覆铜板 线路板 数码 计算机"
    ),
    "electric": "电气设备 电力设备 电气 电器 电工 电缆 电机 开关 变压器",
    "power": "热电 电力 发电 电厂 水利 水电 供电 能源 新能源 储能 电池 锂电 燃气",
    "machine": (
        "机械制造 机械设备 机械 机电设备 机电 机床 重工 装备制造 装备 设备 精工 模具 精密机械 自动化 "
        "智能装备 智能制造 智能 机器人"
    ),
    "metal": "金属制品 精密铜管 铜管 铜业 铝业 钢铁 钢构 铸造 锻造 金属材料 金属 冶金 有色 五金 矿业 特钢",
    "material": "新材料科技 新材料 材料科技 复合材料 材料 玻璃钢 玻纤 高分子",
    "plastic": "精密塑胶 塑胶 塑料制品 塑料 塑业 橡胶 橡塑",
    "build": "建材 水泥 陶瓷 玻璃 混凝土 商砼 砖业 建筑材料 石材 建筑工程 建筑 建设工程 建设 市政 装饰 路桥",
    "home": "家具 家居 门业 套装门 木业 卫浴 橱柜 门窗 家私",
    "chemical": "化工科技 精细化工 化工 盐化 化学 化肥 肥业 农资 农药 涂料 油墨 生物化工 塑化 日化",
    "pharma": "生物制药 制药 药业 医药科技 医药 医疗器械 医疗 生物科技 生物技术 生物 健康 中药",
    "food": (
        "食品科技 食品工业 食品饮料 食品 饮料 酒业 酿造 乳业 粮油 米业 油脂 肉类 豆制品 调味品 橙汁 果业 "
        "茶业 香肠 大米 饲料 醋王 酱业"
    ),
    "farm": "生态农业 现代农业 农业科技 农业开发 农业 农牧 农产品 养殖 种植 林业 园艺 渔业 牧业 种业 水产 农林",
    "textile": "纺织 服装 服饰 鞋业 制衣 针织 印染 家纺 丝绸 织造 化纤 棉业 皮革 工艺品 手工艺品 玩具",
    "trade": "商贸 贸易 进出口 销售 电子商务 供应链 百货 超市 批发 汽车销售 经贸 商业",
    "transport": "物流 运输 航运 港务 港口 港航 仓储 货运 船务 船舶 客运 铁路 快递",
    "service": (
        "旅游 酒店 餐饮 文化传媒 文化 传媒 广告 物业 咨询 教育 信息技术 软件 网络科技 网络 信息 环保科技 "
        "环保 环境 检测 人力资源 劳务"
    ),
    "realty": "房地产 置业 地产 置地",
    "finance": "融资租赁 融资担保 小额贷款 担保 资产管理 保险 基金 证券 租赁 资本",
}
"""Kind of trade -> the words that say so at the end of a name; words of one kind may stand for one another."""
_BRANCH = re.compile(
    r"(第?[一二三四五六七八九十\d]*(?:分公司|分厂|分店|分部|子公司|营业部|办事处|事业部|销售部|直属库|生产基地|基地|工厂|车间|项目部|项目|分场))$"
)
_BRACKET = re.compile(r"\(([^()]*)\)")
_ROUND = str.maketrans("[]【】〔〕", "()()()")
_NOISE = re.compile(r"[\s·•.,，、。\-_—–'\"“”‘’《》<>/\\*&+:：;；!！]+")


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart.

    ``plain``: the whole name, narrow, simplified, without brackets and legal form; ``stem``: what makes it its own;
    ``trades``: trade words in order; ``kinds``: their kinds; ``form``: legal form ("" for a short name); ``group``: it
    calls itself a group or holding; ``branch``: the words of a branch; ``regions``: regions named, in order.
    """

    name: str
    exact: str
    plain: str
    stem: str
    trades: tuple[str, ...]
    kinds: frozenset[str]
    form: str
    group: bool
    branch: str
    regions: tuple[str, ...]
    remark: str


@cache
def _trade_kinds() -> dict[str, str]:
    """Return every trade word with its kind ("" for those that say nothing of the trade)."""
    return {**dict.fromkeys(GENERIC, ""), **{word: kind for kind, listed in TRADES.items() for word in listed.split()}}


@cache
def _lengths(words: frozenset[str]) -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in words}, reverse=True))


_TRADE_LENGTHS = _lengths(frozenset(_trade_kinds()))
_REGIONS = frozenset(regions.known())
_REGION_LENGTHS = _lengths(_REGIONS)


def _last_trade(text: str) -> str | None:
    """Return the longest trade word at the end of ``text``."""
    for length in _TRADE_LENGTHS:
        if text[-length:] in _trade_kinds():
            return text[-length:]
    return None


def _first_region(text: str) -> tuple[str, int] | None:
    """Return the region at the beginning of ``text`` and how many signs it takes with its rank (重庆市: 3)."""
    skipped = 2 if text.startswith("中国") else 0
    for length in _REGION_LENGTHS:
        region = text[skipped : skipped + length]
        if region in _REGIONS:
            rest = text[skipped + len(region) :]
            rank = next((rank for rank in regions.RANKS if rest.startswith(rank)), "")
            return region, skipped + len(region) + len(rank)
    return None


_OTHER_REGION = re.compile(r"^([一-鿿]{2,3}?)(自治州|自治县|市|县|区)(?=[一-鿿A-Za-z0-9]{2})")
_NO_REGION = (
    "城市",
    "都市",
    "超市",
    "上市",
    "夜市",
    "小区",
    "园区",
    "社区",
    "景区",
    "片区",
    "库区",
    "开发区",
    "高新区",
    "经开区",
    "保税区",
)


def simplified(text: str) -> str:
    """Return ``text`` in narrow, lower-case, simplified signs."""
    return unicodedata.normalize("NFKC", text).translate(_TO_SIMPLIFIED).lower()


def exact_key(name: str) -> str:
    """Return what two writings of one legal name share: width, brackets, spaces and signs between do not count."""
    tidy = _NOISE.sub("", simplified(name)).translate(_ROUND)
    return tidy.replace("(", "").replace(")", "").replace("有限责任公司", "有限公司")


@lru_cache(maxsize=400_000)
def parts(name: str) -> Parts:
    """Take ``name`` apart."""
    tidy = _NOISE.sub("", simplified(name)).translate(_ROUND)
    exact = tidy.replace("(", "").replace(")", "").replace("有限责任公司", "有限公司")
    remark, found = "", []
    for inner in _BRACKET.findall(tidy) if "(" in tidy else ():
        region = _first_region(inner)
        if region and region[1] == len(inner):
            found.append(region[0])
        elif inner and inner not in {"集团", "控股", "股份"} and not _is_form(inner):
            remark += inner
    group = "集团" in tidy or "控股" in tidy
    if "(" in tidy:
        tidy = _BRACKET.sub(lambda one: one[1] if _is_form(one[1]) or one[1] in {"集团", "控股", "股份"} else "", tidy)
    body, form, branch = _without_form(tidy)
    body, named = _without_regions(body)
    if branch:
        branch, more = _without_regions(branch)
        named += more
    stem, trades = _without_trades(body)
    if not stem or stem in _trade_kinds():
        stem, trades = _whole_stem(body, named)
    kinds = {_trade_kinds()[word] for word in trades if word in _trade_kinds()} - {""}
    return Parts(
        name=name,
        exact=exact,
        plain=body,
        stem=stem,
        trades=tuple(word for word in trades if word not in {"集团", "控股", "股份"}),
        kinds=frozenset(kinds),
        form=form,
        group=group,
        branch=branch,
        regions=tuple(dict.fromkeys(map(regions.canonical, [*named, *found]))),
        remark=remark,
    )


def _is_form(inner: str) -> bool:
    return inner in FORMS


def _without_form(tidy: str) -> tuple[str, str, str]:
    """Cut the branch and the legal form off: 甲有限公司万州分公司 -> 甲, 有限公司, 万州分公司."""
    branch = ""
    for form in FORMS[:8]:
        at = tidy.find(form)
        if at > 0 and at + len(form) < len(tidy):
            rest = tidy[at + len(form) :]
            if _BRANCH.search(rest) or _first_region(rest):
                tidy, branch = tidy[: at + len(form)], rest
                break
    if not branch and (found := _BRANCH.search(tidy)) and found.start() >= 2:  # noqa: PLR2004 - a name has two signs
        tidy, branch = tidy[: found.start()], found[1]
    for form in FORMS:
        if tidy.endswith(form) and len(tidy) > len(form) + 1:
            if form == "厂" and tidy[-2] in "电水热":
                continue
            return tidy[: -len(form)], form, branch
    return tidy, "", branch


def _without_regions(body: str) -> tuple[str, list[str]]:
    named: list[str] = []
    while (found := _first_region(body)) and len(body) - found[1] >= 2:  # noqa: PLR2004 - a core has two signs
        named.append(found[0])
        body = body[found[1] :]
    other = _OTHER_REGION.match(body)
    if other and not other[0].endswith(_NO_REGION) and _last_trade(other[1]) is None:
        named.append(other[1])
        body = body[other.end() :]
    for length in _REGION_LENGTHS:
        if len(body) - length >= 4 and body[-length:] in _REGIONS:  # noqa: PLR2004 - a core and a trade: 雷士照明万州
            named.append(body[-length:])
            body = body[:-length]
            break
    return body, named


def _without_trades(body: str) -> tuple[str, list[str]]:
    trades: list[str] = []
    stem = body
    while (found := _last_trade(stem)) is not None:
        left = len(stem) - len(found)
        if left < 1 or (left < 2 and (len(stem) > 3 or trades)):  # noqa: PLR2004 - a core of one sign is none
            break
        trades.insert(0, found)
        stem = stem[:left]
    return stem, trades


def _whole_stem(body: str, named: list[str]) -> tuple[str, list[str]]:
    """Return the core of a name that is a region and a trade only (达州钢铁): the region belongs to it."""
    return (named[-1] if named else "") + body, []
