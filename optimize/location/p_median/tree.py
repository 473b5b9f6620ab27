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

from optimize.location.p_median.bound import Ascent, Priced, Reduced, worth_beating

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from optimize.location.p_median.search import Neighbours
    from optimize.solvers.limits import Settings


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
        A bound on everything that was left, the best siting, and its cost; when interrupted, what it has.

    Raises
    ------
    KeyboardInterrupt
        When interrupted without a siting.
    """
    if reduced.priced is None:
        return reduced.bound, reduced.chosen, reduced.cost
    tree = _Tree(reduced, n_sites, settings, settings.clock.seconds + share * settings.clock.left)
    try:
        tree.visit(reduced.near, reduced.sites, always, free, reduced.priced.u)
        tree.grow()
    except KeyboardInterrupt:
        if tree.chosen is None:
            raise
    return min(tree.bound, tree.cost), tree.chosen, tree.cost


class _Tree:
    """Open nodes by bound, and the best siting so far."""

    def __init__(self, reduced: Reduced, n_sites: int, settings: Settings, stop_at: float) -> None:
        self.n_sites, self.settings, self.stop_at, self.whole = n_sites, settings, stop_at, reduced.whole
        self.chosen, self.cost, self.bound = reduced.chosen, reduced.cost, reduced.bound
        self.ticket = itertools.count()
        self.heap: list[tuple[float, int, _Node]] = []

    def grow(self) -> None:
        """Branch until the gap is closed or time is over; `bound` holds at every moment."""
        while self.heap:
            self.bound, _, node = self.heap[0]
            if self.bound >= worth_beating(self.cost, whole=self.whole):
                break
            if self.settings.clock.seconds > self.stop_at:
                return
            if self.cost - self.bound <= self.settings.gap * abs(self.cost):
                return
            heapq.heappop(self.heap)
            site = _branching_site(node)
            if site is None:
                # Every site is decided: the only siting left is the one that its ascent has priced.
                continue
            rest = node.sites[node.sites != site]
            closed = node.near.keep(node.near.site != site)
            opened = np.union1d(node.always, [site])
            self.visit(node.near, node.sites, opened, node.free - 1, node.priced.u)
            self.visit(closed, rest, node.always, node.free, node.priced.u)
        self.bound = self.cost if self.whole else worth_beating(self.cost, whole=False)

    def visit(self, near: Neighbours, sites: Indices, always: Indices, free: int, u: Floats) -> None:
        """Bound a node from its parent's multipliers, and keep it when it may hold something better."""
        ascent = Ascent(near, self.n_sites, sites, always, free)
        if not ascent.possible:
            return
        best, found, found_cost = ascent.climb(
            u, self.cost, self.settings, self.stop_at, _NODE_ITERATIONS, whole=self.whole
        )
        if found is not None and found_cost < self.cost:
            self.chosen, self.cost = found, found_cost
        worth = worth_beating(self.cost, whole=self.whole)
        if best.value >= worth:
            return
        kept, pairs, sure = ascent.drop(best, worth)
        left = free - np.setdiff1d(sure, always).size
        node = _Node(best, pairs, kept, np.union1d(always, sure), left)
        heapq.heappush(self.heap, (best.value, next(self.ticket), node))


def _branching_site(node: _Node) -> int | None:
    """Choose the undecided site that was open about half of the time."""
    open_to_choice = np.setdiff1d(node.sites, node.always)
    if open_to_choice.size == 0 or node.free <= 0:
        return None
    return int(open_to_choice[np.argmin(np.abs(node.priced.shares[open_to_choice] - 0.5))])
