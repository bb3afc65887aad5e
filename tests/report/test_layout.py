"""The layout of a map: nothing overlaps, text fits, edges keep to the gutters and the free channels."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.report.layout.columns import CardText, Layout, Stack, lay_out, wrap
from chainlink.report.layout.geometry import CARD, INDENT, Card, Edge, Path, display_width
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.chart import ChartMaker
from chainlink.report.panels.panels import Panels
from outcomes import packaged

STAGES = ("upstream", "midstream", "downstream")


def points(path: Path) -> list[tuple[float, float]]:
    """Points along a path, close enough that no card slips between them."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for letter, numbers in path.steps:
        if letter == "C":
            x1, y1, x2, y2, x3, y3 = numbers
            for part in range(41):
                t = part / 40
                a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
                found.append((a * x + b * x1 + c * x2 + d * x3, a * y + b * y1 + c * y2 + d * y3))
            x, y = x3, y3
        else:
            if letter == "L":
                found += [(x + (numbers[0] - x) * part / 40, y + (numbers[1] - y) * part / 40) for part in range(41)]
            x, y = numbers
    return found


def overlap(one: Card, two: Card) -> bool:
    across = one.x < two.x + two.width and two.x < one.x + one.width
    return across and one.y < two.y + two.height and two.y < one.y + one.height


def distance(x: float, y: float, path: Path) -> float:
    """How far a point lies from a path."""
    found = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points(path)):
        length = (x1 - x0) ** 2 + (y1 - y0) ** 2
        t = min(max(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length, 0), 1) if length else 0
        found.append(math.hypot(x0 + t * (x1 - x0) - x, y0 + t * (y1 - y0) - y))
    return min(found)


def check_labels(layout: Layout) -> None:
    """Every label lies on its own line, nearer to it than to any other, and covers neither a card nor a label."""
    boxes = []
    for label in layout.labels:
        away = {path: distance(label.x, label.y, path) for path in layout.paths}
        nearest = min(away, key=away.__getitem__)
        assert nearest.edge == label.edge
        assert away[nearest] < label.width / 2
        boxes.append(Card(label.edge, "", label.x - label.width // 2, label.y - 5, label.width, 10, 0, head=False))
    assert not any(overlap(box, card) for box in boxes for card in layout.cards)
    assert not any(overlap(one, two) for one, two in itertools.combinations(boxes, 2))


def check(layout: Layout) -> None:
    for one, two in itertools.combinations(layout.cards, 2):
        assert not overlap(one, two), (one, two)
    for path in layout.paths:
        for x, y in points(path):
            for card in layout.cards:
                inside = card.x + 1 < x < card.x + card.width - 1 and card.y + 1 < y < card.y + card.height - 1
                assert not inside, (path.start, path.end, card.key)
    check_labels(layout)
    low = max((card.y + card.height for card in layout.cards), default=0)
    assert low <= layout.height
    assert all(isinstance(n, int) for card in layout.cards for n in (card.x, card.y, card.width, card.height))


@st.composite
def maps(draw: st.DrawFn) -> tuple[list[str], list[Stack], list[tuple[str, str]], list[Edge]]:
    lanes = [f"lane{n}" for n in range(draw(st.integers(1, 3)))]
    stacks = []
    for n in range(draw(st.integers(1, 18))):
        stage = draw(st.sampled_from([*STAGES, "service"]))
        firms = tuple(
            CardText(f"f:{n}.{m}", ("企业",) * draw(st.integers(1, 2))) for m in range(draw(st.integers(0, 4)))
        )
        head = CardText(f"s:{n}", ("环节",), "1 家", head=True)
        stacks.append(Stack(f"{n}", stage, draw(st.sampled_from(lanes)), head, firms, strip=stage == "service"))
    cards = [card.key for stack in stacks for card in (stack.head, *stack.cards)]
    keys = [stack.key for stack in stacks]
    flows = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=20))
    edges = []
    if len(cards) > 3:
        for n in range(draw(st.integers(0, 25))):
            ends = draw(st.lists(st.sampled_from(cards), min_size=2, max_size=4, unique=True))
            label = draw(st.sampled_from(["", "1,900 万元", "160,000 套·2020"]))
            turned = draw(st.booleans())
            one, many = (ends[0],), tuple(ends[1:])
            starts, stops = (one, many) if turned else (many, one)
            edges.append(Edge(f"e{n}", starts, stops, label))
    return lanes, stacks, flows, edges


@settings(deadline=None)
@given(maps())
def test_no_card_overlaps_and_no_edge_passes_through_a_card_whatever_the_map(
    given_map: tuple[list[str], list[Stack], list[tuple[str, str]], list[Edge]],
) -> None:
    lanes, stacks, flows, edges = given_map

    layout = lay_out(lanes, stacks, flows=flows, edges=edges)

    check(layout)
    assert len(layout.cards) == sum(1 + len(stack.cards) for stack in stacks)
    assert layout == lay_out(lanes, stacks, flows=flows, edges=edges)


@pytest.mark.parametrize("chain", ["equipment", "lighting", "electronics", "pharma", "food", "materials"])
def test_the_maps_of_the_packaged_chains_hold_the_same(chain: str) -> None:
    wording = Wording(packaged())

    chart = ChartMaker(wording, Panels(wording), (chain,), whole=False).chart("t")

    check(chart.layout)
    assert {card.key for card in chart.layout.cards} == set(chart.looks)


def test_a_chain_without_a_present_maker_shows_whom_to_ask() -> None:
    wording = Wording(packaged())
    chart = ChartMaker(wording, Panels(wording), ("home",), whole=False).chart("t")
    firms = {look.name: look.dashed for look in chart.looks.values() if not look.head}

    assert firms == {"宁宇门业（推断）": True, "星星套装门（推断）": True, "新美陶瓷（推断）": True}
    assert {look.state for look in chart.looks.values() if look.head} == {"blank"}


def test_the_map_of_the_region_has_a_lane_for_a_chain_without_a_present_maker() -> None:
    wording = Wording(packaged())
    chart = ChartMaker(wording, Panels(wording), ("equipment", "home"), whole=True).chart("t")

    assert [lane.key for lane in chart.layout.lanes] == ["equipment", "home"]
    assert {look.state for key, look in chart.looks.items() if key.startswith("s:hm_")} == {"blank"}


def test_a_map_of_several_lanes_lies_and_each_lane_is_parted_where_it_is_full() -> None:
    def stack(key: str, lane: str, stage: str) -> Stack:
        return Stack(key, stage, lane, CardText(f"s:{key}", (key,), "1 家", head=True))

    stacks = [stack(f"{lane}{n}", lane, "downstream") for lane in "ab" for n in range(4)]
    stacks += [stack(f"{lane}", lane, "midstream") for lane in "ab"]

    layout = lay_out(["a", "b"], stacks)

    # 2 columns of at most 4 cards are too tall; 3 columns of at most 2 are not.
    assert [stage for stage, _ in layout.columns] == ["midstream", "downstream", "downstream"]
    columns = {card.key: card.column for card in layout.cards}
    assert [columns[f"s:a{n}"] for n in range(4)] == [columns[f"s:b{n}"] for n in range(4)] == [1, 1, 2, 2]


def test_every_drawn_edge_starts_and_ends_at_its_own_cards() -> None:
    wording = Wording(packaged())
    chart = ChartMaker(wording, Panels(wording), ("equipment",), whole=False).chart("t")
    at = {card.key: card for card in chart.layout.cards}

    for path in chart.layout.paths:
        x, y = path.steps[-1][1][-2:]
        if path.arrow:
            card = at[path.end]
            assert x in {card.x, card.x + card.width}
            assert card.y <= y <= card.y + card.height


def test_columns_follow_the_flows_inside_a_stage() -> None:
    def stack(key: str, stage: str) -> Stack:
        return Stack(key, stage, "lane", CardText(f"s:{key}", (key,), "", head=True))

    layout = lay_out(
        ["lane"], [stack("b", "midstream"), stack("a", "midstream"), stack("c", "downstream")], flows=[("a", "b")]
    )

    column = {card.key: card.column for card in layout.cards}
    assert (column["s:a"], column["s:b"], column["s:c"]) == (0, 1, 2)


def test_a_joint_amount_is_one_trunk_that_forks() -> None:
    def stack(key: str, stage: str, *firms: str) -> Stack:
        cards = tuple(CardText(firm, (firm,)) for firm in firms)
        return Stack(key, stage, "lane", CardText(f"s:{key}", (key,), "", head=True), cards)

    stacks = [stack("print", "upstream", "印务"), stack("lamp", "downstream", "雷士", "三雄", "其他")]
    edge = Edge("c:1", ("印务",), ("雷士", "三雄", "其他"), "合计 1,900 万元")

    layout = lay_out(["lane"], stacks, edges=[edge])

    assert [(path.start, path.end) for path in layout.paths] == [
        ("印务", "c:1#fork"), ("c:1#fork", "雷士"), ("c:1#fork", "三雄"), ("c:1#fork", "其他"),
    ]  # fmt: skip
    assert [label.text for label in layout.labels] == ["合计 1,900 万元"]
    assert [path.arrow for path in layout.paths] == [False, True, True, True]


def test_amounts_stand_on_their_own_lines_and_the_largest_first() -> None:
    def stack(key: str, stage: str, *firms: str) -> Stack:
        cards = tuple(CardText(firm, (firm,)) for firm in firms)
        return Stack(key, stage, "lane", CardText(f"s:{key}", (key,), "", head=True), cards)

    stacks = [stack("gear", "upstream", "金", "木"), stack("plough", "downstream", "一犁", "二犁", "三犁")]
    edges = [
        Edge("a", ("金",), ("一犁",), "111 万元·2023", "111 万元", 111),
        Edge("b", ("木",), ("二犁",), "222 万元·2023", "222 万元", 222),
        Edge("c", ("金",), ("三犁",), "333 万元·2023", "333 万元", 333),
    ]

    layout = lay_out(["lane"], stacks, edges=edges)

    check(layout)
    assert layout.labels[0].edge == "c"
    assert all(label.text.startswith({"a": "111", "b": "222", "c": "333"}[label.edge]) for label in layout.labels)


@settings(deadline=None)
@given(st.text(alphabet="万州经开区ABCmw （）()、-.1", min_size=1, max_size=60), st.integers(10, 30))
def test_wrapped_text_fits_its_card_or_says_that_it_is_cut(text: str, cells: int) -> None:
    lines = wrap(text, cells)

    assert len(lines) <= 2
    assert all(display_width(line) <= cells * 10 for line in lines)
    whole = "".join(text.split())
    assert any("…" in line for line in lines) or "".join("".join(lines).split()) == whole


def test_a_closing_bracket_never_begins_a_line() -> None:
    assert wrap("包装装潢印刷（说明书/标签）", 26) == ("包装装潢印刷（说明书/标", "签）")


def test_firm_cards_are_indented_under_their_sector() -> None:
    stack = Stack("a", "upstream", "lane", CardText("s:a", ("甲",), "", head=True), (CardText("f:x", ("乙",)),))

    head, firm = lay_out(["lane"], [stack]).cards

    assert (firm.x - head.x, firm.width) == (INDENT, CARD - INDENT)
