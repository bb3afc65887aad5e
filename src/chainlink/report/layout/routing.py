"""Edges of a map: through the gutters between columns and the free channels between cards, never through a card."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainlink.report.layout.geometry import CARD, FORK, GUTTER, LEFT, PITCH, TOP, Card, Edge, Path

TRACK, LABELLED, MARGIN = 5, 18, 4
PORT = 6
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Leg:
    """A piece of an edge from a card or a fork to a card or a fork, with the (column, gap) channels it takes."""

    edge: str
    start: str
    end: str
    via: tuple[tuple[int, int], ...]
    kind: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which way every edge goes; ``forks`` gives each fork the gutter it lies in and the cards it is drawn between.

    ``used`` is the height that what goes through each (column, gap) takes.
    """

    legs: tuple[Leg, ...]
    forks: Mapping[str, tuple[int, tuple[str, ...]]]
    used: Mapping[tuple[int, int], int]


class Channels:
    """The free channels of each column: gap n lies above its n-th stack, the last below all."""

    def __init__(self, cards: Sequence[Card], columns: int, height: int) -> None:
        spans: dict[int, dict[str, list[int]]] = {k: {} for k in range(columns)}
        for card in cards:
            span = spans[card.column].setdefault(card.stack, [card.y, card.y + card.height])
            span[0], span[1] = min(span[0], card.y), max(span[1], card.y + card.height)
        self.gaps: dict[int, list[tuple[int, int]]] = {}
        for k, stacks in spans.items():
            order = sorted(stacks.values())
            tops = [TOP, *(bottom for _, bottom in order)]
            bottoms = [*(top for top, _ in order), max(height, tops[-1] + 12)]
            self.gaps[k] = list(zip(tops, bottoms, strict=True))


def _ends_of(
    edge: Edge, at: Mapping[str, Card]
) -> tuple[str, list[tuple[str, str, str]], tuple[int, tuple[str, ...]] | None]:
    """Cut an edge into (start, end, label) pieces; return the fork's name, the pieces and where the fork lies."""
    fork = edge.key + FORK
    if len(edge.starts) == 1 and len(edge.ends) > 1:
        start = edge.starts[0]
        ahead = [end for end in edge.ends if at[end].column > at[start].column]
        if len(ahead) > 1:
            first = min(at[end].column for end in ahead)
            pieces = [(start, fork, edge.label), *((fork, end, "") for end in ahead)]
            pieces += [(start, end, "") for end in edge.ends if end not in ahead]
            return fork, pieces, (first - 1, tuple(end for end in ahead if at[end].column == first))
    if len(edge.ends) == 1 and len(edge.starts) > 1:
        end = edge.ends[0]
        behind = [start for start in edge.starts if at[start].column < at[end].column]
        if len(behind) > 1:
            pieces = [(start, fork, edge.label if start == behind[0] else "") for start in behind]
            pieces.append((fork, end, ""))
            pieces += [(start, end, "") for start in edge.starts if start not in behind]
            return fork, pieces, (at[end].column - 1, (end,))
    pairs = [(start, end) for start in edge.starts for end in edge.ends if start != end]
    return fork, [(start, end, edge.label if n == 0 else "") for n, (start, end) in enumerate(pairs)], None


def plan(cards: Sequence[Card], edges: Sequence[Edge], columns: int, height: int) -> Plan:
    """Choose the channels of every edge, and tell how much goes through each."""
    at = {card.key: card for card in cards}
    channels = Channels(cards, columns, height)
    used: dict[tuple[int, int], int] = defaultdict(int)
    legs: list[Leg] = []
    forks: dict[str, tuple[int, tuple[str, ...]]] = {}
    for edge in edges:
        name, pieces, fork = _ends_of(edge, at)
        if fork:
            forks[name] = fork
        for start, end, label in pieces:
            legs.append(_leg(edge, (start, end, label), at, forks, channels, used))
    return Plan(tuple(legs), forks, used)


def lacking(planned: Plan, cards: Sequence[Card], columns: int, height: int) -> dict[tuple[int, int], int]:
    """Return how much wider each (column, gap) between ``cards`` must be to hold what goes through it."""
    gaps = Channels(cards, columns, height).gaps
    short = {(k, gap): size + 2 * MARGIN + gaps[k][gap][0] - gaps[k][gap][1] for (k, gap), size in planned.used.items()}
    return {place: more for place, more in short.items() if more > 0}


def _where(key: str, at: Mapping[str, Card], forks: Mapping[str, tuple[int, tuple[str, ...]]]) -> tuple[float, int]:
    """Return the column (a fork lies between two) and the middle height of a card or a fork."""
    if key in forks:
        gutter, group = forks[key]
        return gutter + 0.5, sum(_middle(at[card]) for card in group) // len(group)
    return at[key].column, _middle(at[key])


def _middle(card: Card) -> int:
    return card.y + card.height // 2


def _leg(
    edge: Edge,
    piece: tuple[str, str, str],
    at: Mapping[str, Card],
    forks: Mapping[str, tuple[int, tuple[str, ...]]],
    channels: Channels,
    used: dict[tuple[int, int], int],
) -> Leg:
    """Choose the channels of one piece and count them in ``used``."""
    start, end, label = piece
    (here, y), (there, target) = _where(start, at, forks), _where(end, at, forks)
    if here == there:
        return Leg(edge.key, start, end, (), "same", label)
    forward = there > here
    between = [k for k in range(len(channels.gaps)) if min(here, there) < k < max(here, there)]
    via: list[tuple[int, int]] = []
    for k in between if forward else reversed(between):
        wanted = y + int((target - y) * abs(k - here) / abs(there - here))
        gaps = channels.gaps[k]
        gap = min(range(len(gaps)), key=lambda n, k=k, wanted=wanted: (_cost(gaps[n], wanted, used[k, n]), n))  # type: ignore[misc]
        size = LABELLED if label and not via else TRACK
        used[k, gap] += size
        via.append((k, gap))
        y = min(max(wanted, gaps[gap][0]), gaps[gap][1])
    return Leg(edge.key, start, end, tuple(via), "forward" if forward else "back", label)


def _cost(gap: tuple[int, int], wanted: int, used: int) -> int:
    """How far a gap lies from where the edge would like to pass, and how crowded it is."""
    top, bottom = gap
    away = max(top - wanted, wanted - bottom, 0)
    return away + max(0, used + TRACK + 2 * MARGIN - (bottom - top)) * 2


def draw(planned: Plan, cards: Sequence[Card], columns: int, height: int) -> tuple[Path, ...]:
    """Draw a plan on cards that have got their final places."""
    at = {card.key: card for card in cards}
    tracks = _tracks(planned, at, Channels(cards, columns, height))
    ports = _ports(planned, at, tracks)
    paths: list[Path] = []
    for number, leg in enumerate(planned.legs):
        points = [ports[number, 0], *_through(leg, number, tracks), ports[number, 1]]
        steps = _steps(leg, points, at)
        arrow = leg.end in at
        paths.append(Path(leg.edge, leg.start, leg.end, tuple(steps), arrow))
    return tuple(paths)


def _tracks(planned: Plan, at: Mapping[str, Card], channels: Channels) -> dict[tuple[int, int], int]:
    """Give every leg its height in every channel it takes: (leg number, column) -> y."""
    members: dict[tuple[int, int], list[tuple[int, int, int]]] = defaultdict(list)
    for number, leg in enumerate(planned.legs):
        (here, y), (there, target) = _where(leg.start, at, planned.forks), _where(leg.end, at, planned.forks)
        for n, (k, gap) in enumerate(leg.via):
            wanted = y + int((target - y) * abs(k - here) / abs(there - here))
            members[k, gap].append((wanted, number, LABELLED if leg.label and n == 0 else TRACK))
    tracks: dict[tuple[int, int], int] = {}
    for (k, gap), crowd in members.items():
        top, bottom = channels.gaps[k][gap]
        total = sum(size for _, _, size in crowd)
        first = sum(wanted for wanted, _, _ in crowd) // len(crowd) - total // 2
        y = min(max(first, top + MARGIN), max(bottom - MARGIN - total, top + MARGIN))
        for _, number, size in sorted(crowd):
            tracks[number, k] = y + size // 2
            y += size
    return tracks


def _side(leg: Leg, end: int) -> str:
    """The side of the card on which a leg starts (0) or ends (1)."""
    if leg.kind == "same":
        return "right"
    return "right" if (leg.kind == "forward") == (end == 0) else "left"


def _ports(
    planned: Plan, at: Mapping[str, Card], tracks: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], Point]:
    """Spread the legs over the side of each card; a fork is one point."""
    crowds: dict[tuple[str, str], list[tuple[int, int, int]]] = defaultdict(list)
    ports: dict[tuple[int, int], Point] = {}
    for number, leg in enumerate(planned.legs):
        for end, key in enumerate((leg.start, leg.end)):
            if key in planned.forks:
                gutter, _ = planned.forks[key]
                _, y = _where(key, at, planned.forks)
                ports[number, end] = (LEFT + gutter * PITCH + CARD + GUTTER // 2, y)
                continue
            other = leg.end if end == 0 else leg.start
            toward = _where(other, at, planned.forks)[1]
            if leg.via:
                toward = tracks[number, leg.via[0 if end == 0 else -1][0]]
            crowds[key, _side(leg, end)].append((toward, number, end))
    for (key, side), crowd in crowds.items():
        card = at[key]
        step = min(PORT, max(card.height - 8, 1) // len(crowd))
        y = _middle(card) - step * (len(crowd) - 1) // 2
        for place, (_, number, end) in enumerate(sorted(crowd)):
            x = card.x + card.width if side == "right" else card.x
            ports[number, end] = (x, max(y + place * step, card.y + 3))
    return ports


def _through(leg: Leg, number: int, tracks: Mapping[tuple[int, int], int]) -> list[Point]:
    """The corners of the channels of a leg, two a column, in the order it takes them."""
    points: list[Point] = []
    for k, _ in leg.via:
        left, y = LEFT + k * PITCH, tracks[number, k]
        ends = [(left, y), (left + CARD, y)]
        points.extend(ends if leg.kind == "forward" else reversed(ends))
    return points


def _steps(leg: Leg, points: Sequence[Point], at: Mapping[str, Card]) -> list[tuple[str, tuple[int, ...]]]:
    """Draw a leg through its points: curves in the gutters, straight lines in the channels and beside a firm's card."""
    x, y = points[0]
    steps: list[tuple[str, tuple[int, ...]]] = [("M", (x, y))]
    if leg.kind == "same":
        (_, _), (x1, y1) = points
        reach = min(GUTTER * 3 // 4, 30 + abs(y1 - y) // 8)
        return [*steps, ("C", (x + reach, y, x1 + reach, y1, x1, y1))]
    if leg.start in at and leg.kind == "back":
        x = LEFT + at[leg.start].column * PITCH
        steps.append(("L", (x, y)))
    for n, (x1, y1) in enumerate(points[1:]):
        last = n == len(points) - 2
        stop = LEFT + at[leg.end].column * PITCH if last and leg.end in at and leg.kind == "forward" else x1
        if y == y1 or n % 2 == 1:
            steps.append(("L", (stop, y1)))
        else:
            middle = (x + stop) // 2
            steps.append(("C", (middle, y, middle, y1, stop, y1)))
        if stop != x1:
            steps.append(("L", (x1, y1)))
        x, y = x1, y1
    return steps
