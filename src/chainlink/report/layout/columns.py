"""The layered layout of a map: cards in stage columns, lanes for chains, a strip for services; whole numbers only."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from chainlink.report.layout.geometry import (
    CARD,
    GUTTER,
    INDENT,
    LEFT,
    PITCH,
    TOP,
    Card,
    Edge,
    Label,
    Path,
    display_width,
)
from chainlink.report.layout.labels import place_labels
from chainlink.report.layout.routing import Plan, draw, lacking, plan

PAD, STACK_GAP, BARE_GAP, ROW_GAP = 22, 26, 14, 5
STRIP_HEAD = 30
STAGES = ("upstream", "midstream", "downstream")
MOST_COLUMNS = {"upstream": 3, "midstream": 2, "downstream": 2}
NARROW_COLUMNS = {"upstream": 1, "midstream": 1, "downstream": 1}
"""A map of several lanes keeps to a column a stage, so that it is read at full size beside what is told of it."""
CLOSING = "）)」』》】］]、，。；：！？,.;:!?%”’"
"""Signs that never begin a line."""
MOST_IN_ALL, MOST_NARROW, LANDSCAPE = 6, 3, 165
"""No map is parted into more columns than are readable on A3; one may be 100/165 as tall as the map is wide."""
FEWEST = 3
"""So many columns wide is the narrowest map: the words under it want the room."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What stands on a card before it has a place: wrapped title lines and one line of detail (empty: none)."""

    key: str
    lines: tuple[str, ...]
    detail: str = ""
    head: bool = False

    @property
    def height(self) -> int:
        """The height the text needs."""
        if self.head:
            return (42 if self.detail else 26) + 16 * (len(self.lines) - 1)
        return 26 + 16 * (len(self.lines) - 1)


@dataclass(frozen=True, slots=True)
class Stack:
    """A sector card with the firm cards that hang below it; ``strip`` puts it into the strip under the columns."""

    key: str
    stage: str
    lane: str
    head: CardText
    cards: tuple[CardText, ...] = ()
    strip: bool = False

    @property
    def height(self) -> int:
        """The height of all its cards with the gaps between them."""
        return self.head.height + sum(card.height + ROW_GAP for card in self.cards)


@dataclass(frozen=True, slots=True)
class Lane:
    """A band across all columns: one chain, with the top of its strip (0: it has none)."""

    key: str
    y: int
    height: int
    strip: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A map with every place decided: what the SVG and the canvas draw."""

    width: int
    height: int
    columns: tuple[tuple[str, int], ...]
    lanes: tuple[Lane, ...]
    cards: tuple[Card, ...]
    paths: tuple[Path, ...]
    labels: tuple[Label, ...]


def _tokens(text: str) -> list[str]:
    """Cut ``text`` where a line may break: after every wide character, and after blanks between Latin words."""
    tokens: list[str] = []
    word = ""
    for sign in text:
        if sign in CLOSING and not word and tokens:
            tokens[-1] += sign
            continue
        word += sign
        if unicodedata.east_asian_width(sign) in "WF" or sign in " -/、,":
            tokens.append(word)
            word = ""
    return [*tokens, word] if word else tokens


def _clip(text: str, cells: int) -> str:
    """Shorten ``text`` to ``cells`` half-width cells, the last of them an ellipsis."""
    if display_width(text) <= cells * 10:
        return text
    while text and display_width(text) + 20 > cells * 10:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, cells: int, lines: int = 2) -> tuple[str, ...]:
    """Break ``text`` into at most ``lines`` lines of ``cells`` half-width cells; more ends in an ellipsis."""
    text = " ".join(text.split())
    rows = [""]
    for token in _tokens(text):
        if rows[-1] and display_width(rows[-1] + token.rstrip()) > cells * 10:
            rows.append("")
        rows[-1] += token
    if len(rows) > lines:
        rows = [*rows[: lines - 1], "".join(rows[lines - 1 :])]
    return tuple(_clip(line.strip(), cells) for line in rows) or ("",)


def _longest(keys: Sequence[str], flows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the number of flows on the longest path that ends in each key; a key on a circle counts what it can."""
    after: dict[str, set[str]] = defaultdict(set)
    before: dict[str, int] = dict.fromkeys(keys, 0)
    for start, end in flows:
        if start in before and end in before and start != end and end not in after[start]:
            after[start].add(end)
            before[end] += 1
    level = dict.fromkeys(keys, 0)
    waiting = [key for key in keys if before[key] == 0]
    while waiting:
        key = waiting.pop(0)
        for other in sorted(after[key]):
            level[other] = max(level[other], level[key] + 1)
            before[other] -= 1
            if before[other] == 0:
                waiting.append(other)
    return level


def _columns(
    stacks: Sequence[Stack], flows: Sequence[tuple[str, str]], *, narrow: bool
) -> tuple[dict[str, int], list[str]]:
    """Put every stack outside the strip into a column; return the columns and the stage of each column."""
    widest = NARROW_COLUMNS if narrow else MOST_COLUMNS
    placed: dict[str, int] = {}
    stages: list[str] = []
    for stage in STAGES:
        keys = [stack.key for stack in stacks if stack.stage == stage and not stack.strip]
        if not keys:
            continue
        if stage == "upstream":
            level = _longest(keys, [(end, start) for start, end in flows])
            level = {key: max(level.values()) - depth for key, depth in level.items()}
        else:
            level = _longest(keys, flows)
        most = max(level.values()) + 1
        kept = min(most, widest[stage])
        level = {key: depth * kept // most for key, depth in level.items()}
        placed.update({key: len(stages) + depth for key, depth in level.items()})
        stages.extend([stage] * kept)
    if not stages:
        return placed, ["midstream"]
    most = MOST_NARROW if narrow else MOST_IN_ALL
    return _split(placed, stages, {stack.key: stack for stack in stacks}, most)


def _split(
    placed: dict[str, int], stages: list[str], stacks: Mapping[str, Stack], most: int
) -> tuple[dict[str, int], list[str]]:
    """Part the column that makes the map tall, as long as it is taller than a landscape page and has room beside it.

    What a column makes tall are the lanes in which it is the fullest; in each of them its lower half moves on.
    """
    while len(stages) < most:
        cells: dict[tuple[str, int], list[str]] = defaultdict(list)
        for key, k in placed.items():
            cells[stacks[key].lane, k].append(key)
        height = {cell: sum(stacks[key].height + STACK_GAP for key in keys) for cell, keys in cells.items()}
        fullest: dict[str, int] = {}
        for lane, k in sorted(height):
            if lane not in fullest or height[lane, k] > height[lane, fullest[lane]]:
                fullest[lane] = k
        made = [0] * len(stages)
        for lane, k in fullest.items():
            made[k] += height[lane, k]
        tall = max(range(len(stages)), key=lambda k: (made[k], -k))
        parted = [keys for (_, k), keys in cells.items() if k == tall and keys[1:]]
        total = sum(made) + (len(fullest) - 1) * 2 * PAD
        if total * LANDSCAPE <= len(stages) * PITCH * 100 or not parted:
            break
        placed = {key: k + (k > tall) for key, k in placed.items()}
        for keys in parted:
            room = height[stacks[keys[0]].lane, tall] // 2
            for key in keys:
                if room <= 0:
                    placed[key] = tall + 1
                room -= stacks[key].height + STACK_GAP
        stages = [*stages[: tall + 1], *stages[tall:]]
    return placed, stages


def _ordered(columns: Sequence[Sequence[str]], ties: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Order each column by the mean place of what its cards are tied to (six sweeps; equal means keep their order)."""
    near: dict[str, set[str]] = defaultdict(set)
    for start, end in ties:
        near[start].add(end)
        near[end].add(start)
    order = [list(column) for column in columns]
    where = {
        key: (k, 2 * place + 1, 2 * len(column)) for k, column in enumerate(order) for place, key in enumerate(column)
    }
    for sweep in range(6):
        turns = range(len(order)) if sweep % 2 == 0 else range(len(order) - 1, -1, -1)
        for k in turns:

            def mean(key: str, k: int = k) -> int:
                there = [where[other] for other in near[key] if other in where and where[other][0] != k]
                there = there or [where[key]]
                return sum(1_000_000 * place // size for _, place, size in there) // len(there)

            order[k].sort(key=mean)
            for place, key in enumerate(order[k]):
                where[key] = (k, 2 * place + 1, 2 * len(order[k]))
    return order


@dataclass(frozen=True, slots=True)
class _Grid:
    """The order of the stacks: lane -> column -> keys, the strip's apart."""

    lanes: tuple[str, ...]
    cells: Mapping[tuple[str, int], Sequence[str]]
    strips: Mapping[tuple[str, int], Sequence[str]]
    stages: Sequence[str]
    stacks: Mapping[str, Stack]


def _arrange(
    lanes: Sequence[str], stacks: Sequence[Stack], flows: Sequence[tuple[str, str]], ties: Sequence[tuple[str, str]]
) -> _Grid:
    column, stages = _columns(stacks, flows, narrow=len(lanes) > 1)
    cells: dict[tuple[str, int], Sequence[str]] = {}
    strips: dict[tuple[str, int], Sequence[str]] = {}
    for lane in lanes:
        mine = [stack for stack in stacks if stack.lane == lane]
        columns = [[s.key for s in mine if not s.strip and column[s.key] == k] for k in range(len(stages))]
        for k, keys in enumerate(_ordered(columns, ties)):
            cells[lane, k] = keys
        strip = _dealt([s for s in mine if s.strip], len(stages))
        for k in range(len(stages)):
            strips[lane, k] = strip[k]
    return _Grid(tuple(lanes), cells, strips, stages, {stack.key: stack for stack in stacks})


def _dealt(stacks: Sequence[Stack], columns: int) -> list[list[str]]:
    """Deal the strip's stacks over the columns, each to the lowest so far."""
    hands: list[list[str]] = [[] for _ in range(columns)]
    heights = [0] * columns
    for stack in stacks:
        k = min(range(columns), key=lambda k: (heights[k], k))
        hands[k].append(stack.key)
        heights[k] += stack.height + BARE_GAP
    return hands


def _places(grid: _Grid, extra: Mapping[tuple[int, int], int]) -> tuple[list[Card], list[Lane], int]:
    """Give every card its place; ``extra`` widens the gap before the n-th stack of a column (and after the last)."""
    cards: list[Card] = []
    lanes: list[Lane] = []
    top = TOP
    count = dict.fromkeys(range(len(grid.stages)), 0)
    for lane in grid.lanes:
        bottoms = []
        for k in range(len(grid.stages)):
            bottom = _pile(grid, grid.cells[lane, k], k, top + PAD, extra, count, cards)
            bottoms.append(bottom)
        strip = 0
        low = max(bottoms)
        if any(grid.strips[lane, k] for k in range(len(grid.stages))):
            strip = low + STACK_GAP
            low = max(
                _pile(grid, grid.strips[lane, k], k, strip + STRIP_HEAD, extra, count, cards)
                for k in range(len(grid.stages))
            )
        if lane == grid.lanes[-1]:
            low += max((extra.get((k, count[k]), 0) for k in count), default=0)
        lanes.append(Lane(lane, top, low + PAD - top, strip))
        top = low + PAD
    return cards, lanes, top


def _pile(
    grid: _Grid,
    keys: Sequence[str],
    column: int,
    top: int,
    extra: Mapping[tuple[int, int], int],
    count: dict[int, int],
    cards: list[Card],
) -> int:
    """Pile the stacks of one column from ``top`` down, add their cards to ``cards``, return the bottom."""
    x = LEFT + column * PITCH
    y = top
    last: Stack | None = None
    for key in keys:
        stack = grid.stacks[key]
        if last is not None:
            y += STACK_GAP if last.cards or stack.cards else BARE_GAP
        y += extra.get((column, count[column]), 0)
        count[column] += 1
        cards.append(Card(stack.head.key, key, x, y, CARD, stack.head.height, column, head=True))
        y += stack.head.height
        for card in stack.cards:
            y += ROW_GAP
            cards.append(Card(card.key, key, x + INDENT, y, CARD - INDENT, card.height, column, head=False))
            y += card.height
        last = stack
    return y


def _widened(grid: _Grid, planned: Plan) -> tuple[list[Card], list[Lane], int]:
    """Widen gaps until each holds what goes through it: a gap above may take from the room that one below had."""
    extra: dict[tuple[int, int], int] = defaultdict(int)
    while True:
        cards, placed, height = _places(grid, extra)
        short = lacking(planned, cards, len(grid.stages), height)
        if not short:
            return cards, placed, height
        for place, more in short.items():
            extra[place] += more


def lay_out(
    lanes: Sequence[str], stacks: Sequence[Stack], *, flows: Sequence[tuple[str, str]] = (), edges: Sequence[Edge] = ()
) -> Layout:
    """Lay out a map: equal input gives equal whole numbers.

    ``lanes`` stand from top to bottom; ``stacks`` come in the order that decides ties; ``flows`` (input stack, output
    stack; without recycling) decide the columns inside a stage; an edge of several starts or ends forks from one trunk.
    """
    home = {stack.head.key: stack.key for stack in stacks} | {c.key: s.key for s in stacks for c in s.cards}
    ties = [*flows, *((home[a], home[b]) for edge in edges for a in edge.starts for b in edge.ends)]
    grid = _arrange(lanes, stacks, flows, ties)
    cards, _, height = _places(grid, {})
    planned = plan(cards, edges, len(grid.stages), height)
    cards, placed, height = _widened(grid, planned)
    paths = draw(planned, cards, len(grid.stages), height)
    width = LEFT + max(len(grid.stages), FEWEST) * PITCH - GUTTER + 56
    columns = tuple((stage, LEFT + k * PITCH) for k, stage in enumerate(grid.stages))
    return Layout(width, height, columns, tuple(placed), tuple(cards), paths, place_labels(edges, paths, cards))
