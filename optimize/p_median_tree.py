"""Branch and bound for the p-median on Lagrangian bounds, best bound first.

Where few sites are opened, the linear relaxation of the p-median leaves a gap of up to a percent and stays
large after reduction; a tree whose nodes start from their parent's multipliers, and drop sites and pairs
again, then proves an optimum sooner than a linear-programming tree (Christofides, N. and Beasley, J. (1982),
A tree search algorithm for the p-median problem, European Journal of Operational Research 10, 196-204).
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optimize.p_median_bound import Ascent, Priced, worth_beating

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.p_median_bound import Neighbours, Reduced
    from optimize.solve import Settings

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

_NODE_ITERATIONS = 60


@dataclass(frozen=True, eq=False)
class _Node:
    """A part of the sitings: some sites open for certain, some closed, and the multipliers there."""

    priced: Priced
    near: Neighbours
    sites: Indices
    always: Indices
    free: int


def branch_and_bound(
    reduced: Reduced, n_sites: int, always: Indices, free: int, settings: Settings, share: float
) -> tuple[float, Indices | None, float]:
    """Search the sitings that the reduction left.

    Parameters
    ----------
    reduced
        Sites, pairs, the siting known and its multipliers.
    n_sites
        Number of sites of the problem.
    always, free
        Sites that are open in any case, and how many more may open.
    settings, share
        For the clock, and which share of the seconds left may be used.

    Returns
    -------
    tuple
        A bound on everything that was left, the best siting, and its cost.
    """
    stop_at = settings.clock.seconds + share * settings.clock.left
    chosen, cost, whole = reduced.chosen, reduced.cost, reduced.whole
    ticket = itertools.count()
    heap: list[tuple[float, int, _Node]] = []

    def visit(near: Neighbours, sites: Indices, fixed: Indices, left: int, u: Floats) -> None:
        nonlocal chosen, cost
        ascent = Ascent(near, n_sites, sites, fixed, left)
        if not ascent.possible:
            return
        best, found, found_cost = ascent.climb(u, cost, settings, stop_at, _NODE_ITERATIONS, whole=whole)
        if found is not None and found_cost < cost:
            chosen, cost = found, found_cost
        worth = worth_beating(cost, whole=whole)
        if best.value >= worth:
            return
        kept, pairs, sure = ascent.drop(best, worth)
        more = np.setdiff1d(sure, fixed)
        node = _Node(best, pairs, kept, np.union1d(fixed, sure), left - more.size)
        heapq.heappush(heap, (best.value, next(ticket), node))

    if reduced.priced is None:
        return reduced.bound, chosen, cost
    visit(reduced.near, reduced.sites, always, free, reduced.priced.u)
    while heap:
        value, _, node = heap[0]
        if value >= worth_beating(cost, whole=whole):
            break
        if settings.clock.seconds > stop_at:
            return min(value, cost), chosen, cost
        heapq.heappop(heap)
        site = _branching_site(node)
        if site is None:
            # Every site is decided: the only siting left is the one that its ascent has priced.
            continue
        rest = node.sites[node.sites != site]
        closed = node.near.keep(node.near.site != site)
        visit(node.near, node.sites, np.union1d(node.always, [site]), node.free - 1, node.priced.u)
        visit(closed, rest, node.always, node.free, node.priced.u)
    return cost if whole else worth_beating(cost, whole=whole), chosen, cost


def _branching_site(node: _Node) -> int | None:
    """Choose the undecided site that was open about half of the time."""
    open_to_choice = np.setdiff1d(node.sites, node.always)
    if open_to_choice.size == 0 or node.free <= 0:
        return None
    return int(open_to_choice[np.argmin(np.abs(node.priced.shares[open_to_choice] - 0.5))])
