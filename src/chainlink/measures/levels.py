"""Levels 层级 of a network: heights that leave its links, each of which should rise by one, the least strain."""

from __future__ import annotations

from heapq import heapify, heappop, heappush

import numpy as np
from scipy.sparse import csc_array, csr_array, dia_array
from scipy.sparse.linalg import splu

from chainlink.measures.incidence import Vector

ROUNDS = 4
"""Solutions of the levels: the first and three that mend its rounding."""
UNLIKE = 1e12
"""The largest weight over the smallest up to which those rounds give nine digits; above, nodes are taken out one by
one, which costs more and never takes a large number from another that hardly differs."""
CROWDED = 12
"""Nodes with more links than so many are taken out of a full matrix."""


def levels(weights: csr_array, part: Vector) -> Vector:
    """Return the h that makes Σ w_ij (h_j - h_i - 1)² least, the lowest of each connected ``part`` at 0.

    ``weights`` holds no zeros and ``part`` numbers the parts from 0; every node has a link.
    """
    solve = _taken_out if weights.data.max() > UNLIKE * weights.data.min() else _factored
    level = solve(weights, part)
    lowest = np.full(int(part.max()) + 1, np.inf)
    np.minimum.at(lowest, part, level)
    found: Vector = level - lowest[part]
    return found


def _factored(weights: csr_array, part: Vector) -> Vector:
    """Solve by factors of (diag(u) - W - W'), one node of each part held at 0.

    Each further round solves for what the links still miss, summed link by link: so weights of unlike size do not
    lose the small ones in the sums of the large.
    """
    shares = weights / float(weights.data.max())
    tail, head = np.repeat(np.arange(shares.shape[0]), np.diff(shares.indptr)), shares.indices
    free = np.ones(len(part), dtype=bool)
    free[np.unique(part, return_index=True)[1]] = False
    level = np.zeros(len(part))
    own = dia_array(((shares.sum(axis=0) + shares.sum(axis=1))[None, :], [0]), shape=shares.shape)
    balance = csr_array(own - shares - shares.T)
    if free.any():
        solver = splu(csc_array(balance[free][:, free]))
        for _ in range(ROUNDS):
            missing = shares.data * (level[tail] + 1.0 - level[head])
            gap = np.bincount(head, missing, len(part)) - np.bincount(tail, missing, len(part))
            level[free] += solver.solve(gap[free])
    return level


def _taken_out(weights: csr_array, part: Vector) -> Vector:
    """Solve by taking out one node after another, that with the fewest links first.

    A node k that stands as well as it can leaves between its neighbours i and j a link of weight w_ik w_kj / Σ w_k that
    should rise by what i - k and k - j should rise together; links side by side add their weights and share the rise.
    """
    links: list[dict[int, tuple[float, float]]] = [{} for _ in part]
    tail = np.repeat(np.arange(len(part)), np.diff(weights.indptr))
    for one, other, weight in zip(tail.tolist(), weights.indices.tolist(), weights.data.tolist(), strict=True):
        if one != other:
            _join(links, one, other, weight, 1.0)
    order = _few_linked_first(links)
    core = sorted(set(range(len(links))).difference(order))
    level = np.zeros(len(links))
    level[core] = _core(links, core)
    for node in reversed(order):
        total = sum(weight for weight, _ in links[node].values())
        level[node] = sum(weight / total * (level[other] - rise) for other, (weight, rise) in links[node].items())
    return level


def _join(links: list[dict[int, tuple[float, float]]], one: int, other: int, weight: float, rise: float) -> None:
    """Add a link along which ``other`` should stand ``rise`` above ``one``."""
    held, so_far = links[one].get(other, (0.0, 0.0))
    both = held + weight
    if both > 0.0:
        mean = so_far + (rise - so_far) * (weight / both)
        links[one][other], links[other][one] = (both, mean), (both, -mean)


def _few_linked_first(links: list[dict[int, tuple[float, float]]]) -> list[int]:
    """Take nodes out while one has no more than CROWDED links; return them in order, each with its links of then."""
    order: dict[int, None] = {}
    waiting = [(len(near), node) for node, near in enumerate(links)]
    heapify(waiting)
    while waiting and waiting[0][0] <= CROWDED:
        count, node = heappop(waiting)
        if node in order or count != len(links[node]):
            continue
        order[node] = None
        near = list(links[node].items())
        total = sum(weight for _, (weight, _) in near)
        for at, (one, (weight, rise)) in enumerate(near):
            del links[one][node]
            for other, (further, onward) in near[at + 1 :]:
                _join(links, one, other, weight * (further / total), onward - rise)
        for other, _ in near:
            heappush(waiting, (len(links[other]), other))
    return list(order)


def _core(links: list[dict[int, tuple[float, float]]], core: list[int]) -> Vector:
    """Return the levels of the nodes left, which have many links, by the same steps on full matrices."""
    place = {node: at for at, node in enumerate(core)}
    weight, rise = np.zeros((len(core), len(core))), np.zeros((len(core), len(core)))
    for node in core:
        for other, known in links[node].items():
            weight[place[node], place[other]], rise[place[node], place[other]] = known
    for node in range(len(core) - 1, 0, -1):
        near, onward = weight[node, :node], rise[node, :node]
        more = np.outer(near, near / (near.sum() or 1.0))
        both = weight[:node, :node] + more
        more /= np.where(both > 0.0, both, 1.0)
        rise[:node, :node] += (onward[None, :] - onward[:, None] - rise[:node, :node]) * more
        weight[:node, :node] = both
    level = np.zeros(len(core))
    for node in range(1, len(core)):
        near = weight[node, :node]
        level[node] = near / (near.sum() or 1.0) @ (level[:node] - rise[node, :node])
    return level
