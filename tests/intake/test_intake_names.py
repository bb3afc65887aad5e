"""Names: what is linked by itself is right, what is not is among few proposals; codes decide where both have one."""

from __future__ import annotations

import random
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.office import code

from chainlink import terms
from chainlink.data.checks import credit_codes
from chainlink.intake import resolve_names
from chainlink.intake.exports.quantities import chinese_number, read_quantity
from chainlink.intake.names.parts import exact_key, exact_names, parts
from chainlink.intake.names.resolve import Names

LIST = Path(__file__).parents[1] / "fixtures" / "names.csv"


def decided(name: str, registry: list[str] | pl.DataFrame) -> list[tuple[str | None, str, str]]:
    return resolve_names([name], registry).select("candidate", "decision", "reason").rows()


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cn"]) | st.sampled_from("（)【-_ \u200d\ufe0f有限责任公司"))
    )
)
def test_a_column_of_names_is_keyed_as_each_name_by_itself(names: list[str]) -> None:
    column = pl.DataFrame({"name": names}, schema={"name": pl.String})

    assert column.select(exact_names(pl.col("name")))["name"].to_list() == [exact_key(name) for name in names]


def test_on_the_list_links_are_right_and_proposals_hold_the_right_firm() -> None:
    listed = pl.read_csv(LIST, infer_schema=False).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    same, other = listed.filter(pl.col("same") == "Y"), listed.filter(pl.col("same") == "N")
    registry = listed.select(name="known", district="known_district").unique("name", maintain_order=True)

    found = resolve_names(listed.select("name", "district"), registry).rename({"candidate": "known"})

    links = found.filter((pl.col("decision") == "link") & (pl.col("name") != pl.col("known")))
    right = links.join(same.select("name", "known"), on=["name", "known"], how="semi")
    proposed = found.filter(pl.col("decision") != "none").join(
        same.select("place", "known"), on=["place", "known"], how="semi"
    )
    per_name = found.group_by("place").len()["len"].max()
    assert same.height >= 150
    assert other.height >= 150
    assert right.height == links.height
    assert proposed.height / same.height >= 0.88
    assert per_name is not None
    assert int(str(per_name)) <= 3


def test_pair_by_pair_links_are_right_on_a_list_written_before_the_rules() -> None:
    # The register is the one firm of the pair.
    listed = pl.read_csv(LIST.with_name("names_apart.csv"), infer_schema=False)
    known = listed.select(name="known", aliases="known_aliases", district="known_district")
    met = [
        resolve_names(listed[at].select("name", "district"), known[at])["decision"][0] for at in range(listed.height)
    ]

    told = listed.with_columns(met=pl.Series(met), same=pl.col("same") == "Y")
    true, linked = told.filter("same").height, told.filter(pl.col("met") == "link")
    shown = told.filter(pl.col("met") != "none")
    assert min(true, told.height - true) >= 150
    assert linked["same"].mean() == 1
    assert linked.height / true >= 0.2
    assert shown.filter("same").height / shown.height >= 0.9
    assert shown.filter("same").height / true >= 0.8


def test_links_and_proposals_are_right_on_the_list_held_out() -> None:
    # 180 pairs of one firm, 228 of two: mothers, branches, namesakes elsewhere, place words, other forms and codes.
    listed = pl.read_csv(LIST.with_name("names_held_out.csv"), infer_schema=False)
    known = listed.select(
        **{name.replace("known_", ""): name for name in listed.columns if name.startswith("known_")}, name="known"
    ).rename({"code": "credit_code"})
    asked = listed.select("name", "province", "city", "district", "address", "credit_code")

    met = [resolve_names(asked[at], known[at])["decision"][0] for at in range(listed.height)]

    told = listed.with_columns(met=pl.Series(met), same=pl.col("same") == "Y")
    counts = {row[:2]: row[2] for row in told.group_by("met", "same").len().iter_rows()}
    links, proposals = (counts.get((what, True), 0) for what in ("link", "propose"))
    assert links / (links + counts.get(("link", False), 0)) >= 0.99
    assert proposals / (proposals + counts.get(("propose", False), 0)) >= 0.5
    assert (links + proposals) / told["same"].sum() >= 0.95


@pytest.mark.parametrize(
    ("names", "registry"),
    [
        (["长安跨越"], ["重庆长安跨越车辆有限公司"]),
        (("长安跨越",), {"legal_name": ["重庆长安跨越车辆有限公司"], "district": [None]}),
        (pl.Series("企业", ["长安跨越"]), pl.LazyFrame({"name": ["重庆长安跨越车辆有限公司"], "aliases": ["甲；乙"]})),
        (pl.DataFrame({"企业": ["长安跨越"]}), pl.DataFrame({"firm": ["a"], "name": ["重庆长安跨越车辆有限公司"]})),
        ({"name": ["长安跨越"], "credit_code": [""]}, pl.Series(["重庆长安跨越车辆有限公司", None, ""])),
        ("长安跨越", pl.DataFrame({"firm": [1], "name": ["重庆长安跨越车辆有限公司"], "aliases": [None]})),
    ],
)
def test_names_and_registers_come_in_any_common_shape(names: Names, registry: Names) -> None:
    assert resolve_names(names, registry).select("candidate", "decision").rows() == [
        ("重庆长安跨越车辆有限公司", "propose")
    ]


def test_a_frame_without_names_is_refused() -> None:
    with pytest.raises(ValueError, match="'name' or 'legal_name'"):
        resolve_names(pl.DataFrame({"a": ["甲"], "b": ["乙"]}), [])


@pytest.mark.parametrize(
    "name",
    [
        "重慶長安跨越車輛有限公司",
        "重庆市长安跨越车辆有限责任公司",
        "重庆 长安跨越（车辆）有限公司",
    ],
)
def test_the_writings_of_one_name_are_linked(name: str) -> None:
    assert decided(name, ["重庆长安跨越车辆有限公司", "重庆长安汽车股份有限公司"])[0][:2] == (
        "重庆长安跨越车辆有限公司",
        "link",
    )


@pytest.mark.parametrize("name", ["长安跨越", "万州长安跨越", "长安跨越车辆"])
def test_the_only_bearer_of_a_brand_is_proposed(name: str) -> None:
    assert decided(name, ["重庆长安跨越车辆有限公司"])[0][:2] == ("重庆长安跨越车辆有限公司", "propose")


def test_changan_motors_is_not_changan_kuayue() -> None:
    assert all(decision != "link" for _, decision, _ in decided("长安汽车", ["重庆长安跨越车辆有限公司"]))


def test_a_brand_with_its_trade_means_the_firm_of_the_district() -> None:
    registry = pl.DataFrame(
        {
            "firm": ["sub", "mother"],
            "name": ["重庆三雄极光照明有限公司", "广东三雄极光照明股份有限公司"],
            "district": ["万州", None],
        }
    )
    bare = resolve_names(["三雄极光"], registry)
    placed = resolve_names({"name": ["三雄极光", "三雄极光照明"], "district": ["万州区", "万州区"]}, registry)

    assert bare["decision"].to_list() == ["propose", "propose"]
    assert placed.select("name", "firm", "decision").rows() == [
        ("三雄极光", "sub", "propose"),
        ("三雄极光照明", "sub", "link"),
    ]


@pytest.mark.parametrize(
    ("name", "known", "decision", "reason"),
    [
        ("广东三雄极光照明股份有限公司", "重庆三雄极光照明有限公司", "none", "region"),
        ("开州华隆食品有限公司", "万州华隆食品有限公司", "none", "region"),
        ("华隆食品有限公司", "华隆机械有限公司", "none", "trade"),
        ("重庆某某电子有限公司万州分公司", "重庆某某电子有限公司", "none", "branch"),
        ("德康集团", "德康农牧有限公司", "none", "group"),
        ("三峡物流集团开州公司", "重庆三峡物流集团有限公司", "none", "group"),
        ("天邦食品股份有限公司", "重庆天邦食品有限公司", "none", "form"),
        ("重庆天邦食品股份有限公司", "重庆天邦食品有限公司", "propose", "form"),
        ("重庆嘉陵摩托有限公司", "重庆嘉陵食品有限公司", "none", "place_word"),
        ("长江", "重庆长江轴承股份有限公司", "none", "place_word"),
        ("雷士", "雷士照明", "propose", "short_core"),
        ("达钢", "四川达州钢铁集团有限责任公司", "propose", "letters"),
        ("福耀玻璃", "福耀玻璃（重庆）有限公司", "propose", "local"),
        ("维沃移动通信有限公司", "维沃移动通信（重庆）有限公司", "none", "local"),
        ("小康汽车", "重庆小康汽车零部件有限公司", "none", "trade"),
        ("鸿发机械厂", "鸿发机械厂", "propose", "no_place"),
        ("维" * 201, "维" * 201, "none", "long_name"),
    ],
)
def test_what_speaks_against_a_link_is_given_as_the_reason(name: str, known: str, decision: str, reason: str) -> None:
    assert decided(name, [known])[0][1:] == (decision, reason)


@pytest.mark.parametrize(
    ("stated", "says"),
    [
        ({"province": "浙江省", "city": "宁波市", "district": "余姚市"}, "浙江宁波余姚"),
        ({"address": "浙江省余姚市城东路1号"}, "浙江宁波余姚"),
        ({"district": "三门县"}, "三门"),
        ({"credit_code": "91330281MA5U00011L"}, "浙江"),
        ({"city": "达州市", "district": "开州区"}, "四川达州开州"),
    ],
)
def test_a_place_that_differs_is_told_with_both_sides(stated: dict[str, str], says: str) -> None:
    registry = {"name": ["重庆天邦食品有限公司"], "province": ["重庆市"], "district": ["开州区"]}

    found = resolve_names({"name": ["天邦食品有限公司"], **{key: [value] for key, value in stated.items()}}, registry)

    assert found.select("decision", "reason", "name_says", "candidate_says").row(0) == (
        "none",
        "place",
        says,
        "重庆开州",
    )


def test_credit_codes_decide_where_both_have_one() -> None:
    registry = pl.DataFrame({"name": ["甲乙电子有限公司"], "credit_code": [code(1)]})
    names = ["甲乙科技有限公司", "全不相干有限公司", "甲乙电子有限公司"]
    asked = pl.DataFrame({"name": names, "credit_code": [code(1), code(1), code(2)]})

    assert resolve_names(asked, registry)["decision"].to_list() == ["link", "propose", "none"]


def test_a_former_name_is_a_name() -> None:
    registry = pl.DataFrame({"name": ["重庆新名电子有限公司"], "aliases": [["重庆旧名仪表厂"]]})

    assert decided("重庆旧名仪表厂", registry) == [("重庆新名电子有限公司", "link", "named_place")]


def test_a_name_in_brackets_after_the_word_former_is_another_name_of_the_firm() -> None:
    assert decided("某某电子有限公司（原万州蓄电池厂）", ["万州蓄电池厂"])[0][1] == "link"
    assert decided("万州蓄电池厂", ["某某电子有限公司（曾用名：万州蓄电池厂）"])[0][1] == "link"


def test_the_brand_of_a_mother_is_not_taken_for_her_firm_elsewhere() -> None:
    mother = pl.DataFrame({"name": ["广东三雄极光照明股份有限公司"], "aliases": ["三雄极光"]})

    assert decided("重庆三雄极光照明有限公司", mother)[0][1:] == ("none", "region")


def test_names_come_back_in_order_one_row_each_at_least() -> None:
    found = resolve_names(["乙", "", "甲公司", "乙"], ["甲公司"])

    assert found["place"].unique(maintain_order=True).to_list() == [0, 1, 2, 3]
    assert found.columns[:5] == ["name", "candidate", "score", "decision", "reason"]
    assert all(terms.word(f"name_reason.{reason}") for reason in found["reason"])


@settings(deadline=None)
@given(st.lists(st.text(max_size=14), max_size=6), st.lists(st.text(max_size=14), max_size=6))
def test_any_names_get_a_decision_with_a_worded_reason(asked: list[str], known: list[str]) -> None:
    found = resolve_names(asked, known)

    assert set(found["place"]) == set(range(len(asked)))
    assert all(terms.word(f"name_reason.{reason}", "en") for reason in found["reason"])


def test_the_search_is_not_quadratic() -> None:
    chance = random.Random(1)

    def made(count: int) -> list[str]:
        return [
            "重庆"
            + "".join(chance.choices("鑫宏达华恒盛通远泰丰瑞祥隆顺兴旺富强诚信德康健明亮光辉", k=3))
            + "电子有限公司"
            for _ in range(count)
        ]

    def taken(count: int) -> float:
        asked, known = made(count), made(count)
        start = time.perf_counter()
        resolve_names(asked, known)
        return time.perf_counter() - start

    small = max(taken(500), 0.01)
    assert taken(4_000) < 40 * small


@pytest.mark.parametrize(
    ("name", "stem", "regions"),
    [
        ("重庆市万州区长安跨越车辆有限公司", "长安跨越", ("万州",)),
        ("施耐德（万州）", "施耐德", ("万州",)),
        ("四川达州钢铁集团有限责任公司", "达州钢铁", ("达州",)),
        ("雲陽縣健維服裝製造廠", "健维", ("云阳",)),
    ],
)
def test_a_name_is_taken_apart(name: str, stem: str, regions: tuple[str, ...]) -> None:
    assert (parts(name).stem, parts(name).regions) == (stem, regions)


# --- codes and figures ----------------------------------------------------------------------------------------------


def test_the_check_sign_follows_the_standard() -> None:
    assert credit_codes.check_character("91350100M000100Y4") == "3"
    assert credit_codes.valid(pl.Series(["91350100M000100Y43", "91350100M000100Y44", None])).to_list() == [
        True,
        False,
        None,
    ]


@settings(deadline=None)
@given(
    st.text(credit_codes.CODE_SIGNS, min_size=17, max_size=17),
    st.integers(0, 16),
    st.sampled_from(credit_codes.CODE_SIGNS),
)
def test_one_wrong_sign_breaks_a_code(body: str, at: int, sign: str) -> None:
    whole = body + credit_codes.check_character(body)
    wrong = whole[:at] + sign + whole[at + 1 :]

    assert credit_codes.valid(pl.Series([whole]))[0]
    assert credit_codes.valid(pl.Series([wrong]))[0] == (wrong == whole)


@pytest.mark.parametrize(
    ("text", "value", "unit", "precision"),
    [
        ("13,400万元", 13400, "万元", "exact"),
        ("500万美元", 5_000_000, "美元", "exact"),
        ("305843.0395万元人民币", 305843.0395, "万元", "exact"),
        ("约18万套", 180_000, "套", "about"),
        ("16万套", 160_000, "套", "exact"),
        ("1.9千万元", 1900, "万元", "exact"),
        ("１９００万元", 1900, "万元", "exact"),
        ("一千九百万元", 1900, "万元", "exact"),
        ("超过1.2亿元", 12000, "万元", "at_least"),
        ("三亿五千万元", 35000, "万元", "exact"),
        ("不超过50吨", 50, "吨", "at_most"),
        ("一万五千台", 15000, "台", "exact"),
        ("两千零五吨", 2005, "吨", "exact"),
        ("200余万元", 200, "万元", "at_least"),
        ("人民币1000万元整", 1000, "万元", "exact"),
    ],
)
def test_a_figure_is_read_as_it_is_written(text: str, value: float, unit: str, precision: str) -> None:
    found = read_quantity(text)

    assert found is not None
    assert (found.value, found.unit, found.precision) == (value, unit, precision)


@pytest.mark.parametrize("text", ["暂无", "9.15E+17", "几十万套", "5000", "-5万元", "100万股", ""])
def test_what_is_no_figure_with_a_unit_is_none(text: str) -> None:
    assert read_quantity(text) is None


def test_a_span_has_two_ends_of_one_size() -> None:
    found = read_quantity("10-20万吨")

    assert found is not None
    assert (found.value, found.value_to, found.unit) == (100_000, 200_000, "吨")


@given(st.integers(1, 99_999_999))
def test_a_number_written_in_chinese_is_read_back(number: int) -> None:
    signs, places = "零一二三四五六七八九", ["", "十", "百", "千"]

    def group(part: int) -> str:
        said, gap = "", False
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                said += ("零" if gap and said else "") + signs[digit] + places[place]
                gap = False
            else:
                gap = True
        return said

    high, low = divmod(number, 10_000)
    said = (group(high) + "万" if high else "") + ("零" if high and low and low < 1000 else "") + group(low)

    assert chinese_number(said) == number


@settings(deadline=None)
@given(st.text(max_size=20))
def test_any_text_gives_a_figure_or_none(text: str) -> None:
    found = read_quantity(text, "万元")

    assert found is None or found.value >= 0


def test_a_district_by_its_id_does_not_contradict_one_by_its_name() -> None:
    registry = pl.DataFrame({"name": ["重庆长安跨越车辆有限公司"], "district": ["wanzhou"]})
    asked = pl.DataFrame({"name": ["重庆长安跨越车辆有限公司"], "district": ["万州区"]})

    assert resolve_names(asked, registry)["decision"].to_list() == ["link"]
