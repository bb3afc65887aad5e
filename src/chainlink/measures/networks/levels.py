"""Levels 层级 of a network: heights that leave its links, each of which should rise by one, the least strain."""

from __future__ import annotations

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import coo_array, csc_array, csr_array, dia_array
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.sparse.linalg import splu

from chainlink.errors import CallError
from chainlink.measures.networks.incidence import Vector

ROUNDS = 4
"""Solutions of the levels: the first and three that mend its rounding."""
UNLIKE = 1e12
"""The largest weight over the smallest up to which those rounds give nine digits."""
CELLS = 50_000_000
"""Links times nodes of a part up to which weights more unlike than that are solved for all the same (400 MB)."""


def levels(weights: csr_array, part: Vector) -> Vector:
    """Return the h that makes Σ w_ij (h_j - h_i - 1)² least, the lowest of each connected ``part`` at 0.

    ``weights`` holds no zeros and ``part`` numbers the parts from 0; every node has a link.  Weights of a large part
    that are too unlike for nine digits are refused (CallError).
    """
    tail, head = np.repeat(np.arange(len(part)), np.diff(weights.indptr)), weights.indices
    apart = tail != head
    tail, head, amounts = tail[apart], head[apart], weights.data[apart]
    least, most = np.full(int(part.max()) + 1, np.inf), np.zeros(int(part.max()) + 1)
    np.minimum.at(least, part[tail], amounts)
    np.maximum.at(most, part[tail], amounts)
    unlike = most / UNLIKE > least
    alike = ~unlike[part[tail]]
    level = _by_nodes(tail[alike], head[alike], (amounts / most[part[tail]])[alike], part)
    for group in np.flatnonzero(unlike):
        nodes, links = np.flatnonzero(part == group), np.flatnonzero(part[tail] == group)
        if len(nodes) * len(links) > CELLS:
            raise CallError("measure_unlike", low=f"{least[group]:g}", high=f"{most[group]:g}", times=f"{UNLIKE:g}")
        below, above = (np.searchsorted(nodes, side[links]) for side in (tail, head))
        level[nodes] = _by_links(below, above, np.sqrt(amounts[links]) / np.sqrt(most[group]))
    lowest = np.full(len(most), np.inf)
    np.minimum.at(lowest, part, level)
    lifted: Vector = level - lowest[part]
    return lifted


def _by_nodes(tail: Vector, head: Vector, weights: Vector, part: Vector) -> Vector:
    """Solve (diag(u) - W - W') h = what comes in less what goes out, one node of each part held at 0.

    Each further round solves for what the links still miss, summed link by link: so weights of unlike size do not
    lose the small ones in the sums of the large.
    """
    level = np.zeros(len(part))
    free = np.zeros(len(part), dtype=bool)
    free[tail], free[head] = True, True
    free[np.unique(part, return_index=True)[1]] = False
    if not free.any():
        return level
    both = coo_array((weights, (tail, head)), shape=(len(part), len(part)))
    both = csr_array(both + both.T)
    balance = csr_array(dia_array((both.sum(axis=0)[None, :], [0]), shape=both.shape) - both)
    solver = splu(csc_array(balance[free][:, free]))
    for _ in range(ROUNDS):
        missing = weights * (level[tail] + 1.0 - level[head])
        gap = np.bincount(head, missing, len(part)) - np.bincount(tail, missing, len(part))
        level[free] += solver.solve(gap[free])
    return level


def _by_links(tail: Vector, head: Vector, root: Vector) -> Vector:
    """Solve for how far the links of a heaviest spanning tree miss their rise; ``root`` is √w.

    Every other link c runs along tree links e no lighter than itself, so all shares √(w_c / w_e) are at most 1, and
    taken heaviest first no small number is lost in a large one, however unlike the weights.
    """
    order = np.argsort(-root, kind="stable")
    tail, head, root = tail[order], head[order], root[order]
    size, rank = int(max(tail.max(), head.max())) + 1, np.arange(1.0, len(root) + 1)
    tree = np.sort(minimum_spanning_tree(csr_array((rank, (tail, head)), shape=(size, size))).data.astype(np.int64)) - 1
    other = np.delete(np.arange(len(root)), tree)
    ends = np.zeros((len(root), size))
    ends[np.arange(len(root)), head], ends[np.arange(len(root)), tail] = 1.0, -1.0
    along = np.rint(np.linalg.solve(ends[tree, 1:].T, ends[other, 1:].T).T)
    shares = along * (root[other, None] / root[tree])
    missing = root[other] * (1.0 - along.sum(axis=1))
    missed = cho_solve(cho_factor(np.eye(len(tree)) + shares.T @ shares), shares.T @ missing)
    return np.append(0.0, np.linalg.solve(ends[tree, 1:], 1.0 + missed / root[tree]))
