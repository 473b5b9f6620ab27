"""Bounds for the p-median, what they rule out, and a tree on what is left.

The assignment of every row is priced by multipliers u. What is left separates by site: site j is worth
r_j = sum_i min(0, c_ij - u_i), and the p sites worth most are opened, so L(u) = sum_i u_i + sum of their r_j
is a bound for every u (Cornuéjols, G., Fisher, M. and Nemhauser, G. (1977), Location of bank accounts to
optimize float, Management Science 23, 789-810). u climbs by deflected subgradients with Polyak steps.

With S the sites opened at u and U the best cost, in any siting better than U (Beasley, J. (1993), Lagrangean
heuristics for location problems, European Journal of Operational Research 65, 383-399):
    site j not in S is closed   when L + r_j - max_{S} r >= U,
    site j in S is open         when L - r_j + min(0, min_{not S} r) >= U,
    pair (i, j) is not used     when L + max(0, c_ij - u_i) + (0 or r_j - max_{S} r) >= U,
    and a pair farther than a site that is certainly open is not used either.

Where few sites are opened, the linear relaxation leaves a gap of up to a percent and stays large after
reduction; branch and bound, best bound first, whose nodes start from their parent's multipliers and drop
sites and pairs again, then proves an optimum sooner than a linear-programming tree (Christofides, N. and
Beasley, J. (1982), A tree search algorithm for the p-median problem, European J. of Operational Research
10, 196-204).
"""

from __future__ import annotations

import heapq
import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.location.p_median.search import Interchange, Neighbours, nearest_cost
from optimize.matrices import NONE, mask_of
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from optimize.solvers.limits import Settings


_ITERATIONS = 1500
_PATIENCE = 25
_AGAIN = 0.3
_MEASURE = 16
"""Prices are asked so often before the prefix that they need is measured anew."""


@dataclass(frozen=True, eq=False)
class Reduced:
    """What may still be part of something better than the siting known.

    ``bound`` is proven for the whole problem; every siting that uses a dropped site or pair costs at least
    ``worth``; ``chosen`` is the best siting known and ``cost`` its cost; ``whole`` tells that all costs are
    whole numbers; ``priced`` is the Lagrangian where the bound was proven.
    """

    bound: float
    worth: float
    sites: Indices
    near: Neighbours
    chosen: Indices | None
    cost: float
    whole: bool
    priced: Priced | None

    @classmethod
    def everything(cls, n_sites: int, near: Neighbours) -> Reduced:
        """Rule nothing out."""
        return cls(-np.inf, np.inf, np.arange(n_sites), near, None, np.inf, whole=False, priced=None)


@dataclass(frozen=True, eq=False)
class Priced:
    """The Lagrangian at one u; `shares` says how often each site was open lately, `served` each row now."""

    value: float
    u: Floats
    worth: Floats
    opened: Indices
    shares: Floats
    served: Floats


def bound_and_reduce(
    near: Neighbours,
    n_sites: int,
    always: Indices,
    free: int,
    search: Interchange | None,
    settings: Settings,
) -> Reduced:
    """Climb the Lagrangian, improve the siting on the way, and drop what cannot be in a better one.

    Parameters
    ----------
    near
        Weighted distances by row.
    n_sites
        Number of sites.
    always, free
        Sites that are open in any case, and how many more may open.
    search
        The interchange search, which gives the first siting and improves those met on the way; None when
        the problem is too large for it.
    settings
        For the clock and the gap.

    Returns
    -------
    Reduced
        The bound, the siting, and the sites and pairs that are left.
    """
    chosen = None if search is None else search.start(always, free, settings)
    cost = np.inf if chosen is None else nearest_cost(near, n_sites, chosen)
    whole = bool((near.cost == np.rint(near.cost)).all())
    left, sites = near, np.arange(n_sites)
    bound, u, best = -np.inf, None, None
    for share in (0.3, 0.3, 0.3):
        ascent = Ascent(left, n_sites, sites, always, free)
        if not ascent.possible:
            break
        part = replace(settings, clock=settings.clock.part(share))
        most = _ITERATIONS if np.isfinite(cost) else _ITERATIONS // 10
        best, found, _ = ascent.climb(u, cost, part, most, whole=whole)
        for siting in (best.opened, found):
            better = siting if search is None or siting is None else search.improve(siting, always, settings)
            value = np.inf if better is None else nearest_cost(near, n_sites, better)
            if value < cost:
                chosen, cost = better, value
        bound, u = max(bound, best.value), best.u
        worth = worth_beating(cost, whole=whole)
        if bound >= worth or (np.isfinite(cost) and cost - bound <= settings.gap * cost):
            break
        before = left.row.size
        sites, left, _ = ascent.drop(best, worth)
        if left.row.size > (1 - _AGAIN) * before:
            break
    worth = worth_beating(cost, whole=whole)
    if bound >= worth:
        bound = cost
    floor = cost if whole else worth
    return Reduced(bound, floor, sites, left, chosen, cost, whole=whole, priced=best)


def worth_beating(cost: float, *, whole: bool) -> float:
    """Return the cost from which on a siting is no improvement worth looking for."""
    return cost - 1.0 + 1e-6 if whole else cost * (1.0 - 1e-7)


class Ascent:
    """The Lagrangian on some pairs, in padded arrays: one line per row, nearest first."""

    def __init__(self, near: Neighbours, n_sites: int, sites: Indices, always: Indices, free: int) -> None:
        self.near, self.n_sites, self.sites, self.always, self.free = near, n_sites, sites, always, free
        count = np.bincount(near.row, minlength=near.n_rows)
        start = np.concatenate([[0], np.cumsum(count)[:-1]])
        column = np.arange(near.row.size) - start[near.row]
        self.width = int(count.max(initial=0))
        self.cost = np.full((near.n_rows, self.width), np.inf)
        self.cost[near.row, column] = near.cost
        self.site = np.full((near.n_rows, self.width), n_sites, dtype=np.int64)
        self.site[near.row, column] = near.site
        self.prefix, self.calls = self.width, 0
        self.may_open = mask_of(sites, n_sites)
        self.may_open[always] = False

    @property
    def possible(self) -> bool:
        """Whether every row still has a pair."""
        return bool(np.isfinite(self.cost[:, :1]).all()) and self.width > 0

    def price(self, u: Floats) -> Priced:
        """Solve the separated problem at u."""
        width = self._prefix(u)
        site = self.site[:, :width]
        part = np.minimum(self.cost[:, :width] - u[:, None], 0.0)
        summed = np.bincount(site.ravel(), weights=part.ravel(), minlength=self.n_sites + 1)
        worth = summed[: self.n_sites].astype(np.float64)
        ranked = np.where(self.may_open, worth, np.inf)
        take = min(self.free, int(self.may_open.sum()))
        best = np.argpartition(ranked, take - 1)[:take] if take else NONE
        opened = np.concatenate([self.always, best])
        is_open = mask_of(opened, self.n_sites + 1)
        served = (is_open[site] & (part < 0)).sum(axis=1).astype(np.float64)
        value = float(u.sum() + worth[opened].sum())
        return Priced(value, u, worth, opened, np.zeros(self.n_sites), served)

    def _prefix(self, u: Floats) -> int:
        """Give how many pairs of a row may cost less than its u: costs ascend, so the rest adds nothing."""
        self.calls += 1
        beyond = self.prefix < self.width and bool((self.cost[:, self.prefix] < u).any())
        if beyond or self.calls % _MEASURE == 1:
            self.prefix = int((self.cost < u[:, None]).sum(axis=1).max(initial=0))
        return self.prefix

    def climb(
        self,
        u: Floats | None,
        cost: float,
        settings: Settings,
        iterations: int,
        *,
        whole: bool,
    ) -> tuple[Priced, Indices | None, float]:
        """Ascend from u; give the best point and the best siting met on the way."""
        clock, each = settings.clock, LOOK * self.near.row.size
        patience = min(_PATIENCE, max(iterations // 8, 3))
        shares = np.zeros(self.n_sites)
        here = self._first() if u is None else u
        best = self.price(here)
        found, found_cost = None, cost
        direction = np.zeros(here.size)
        step, stale = 1.0, 0
        for turn in range(iterations):
            now = self.price(here)
            shares *= 0.9
            shares[now.opened] += 0.1
            if now.value > best.value + 1e-7 * abs(best.value):
                best, stale = now, 0
            else:
                stale += 1
            if turn == 0 or stale in {0, patience}:
                value = nearest_cost(self.near, self.n_sites, now.opened)
                if value < found_cost:
                    found, found_cost = now.opened, value
            target = found_cost if np.isfinite(found_cost) else best.value + 0.1 * abs(best.value) + 1.0
            if best.value >= worth_beating(target, whole=whole) or clock.over(each) or step < 1e-3:
                break
            if stale > patience:
                step, stale, here = step / 2, 0, best.u
                direction[:] = 0.0
                now = best
            slack = 1.0 - now.served
            direction = slack + 0.7 * direction
            square = float(direction @ direction)
            if square == 0.0:
                break
            length = step * max(1.02 * target - now.value, 1e-6 * abs(target)) / square
            here = np.maximum(here + length * direction, 0.0)
        return replace(best, shares=shares), found, found_cost

    def _first(self) -> Floats:
        """Start each row's price at its second or, with few sites left to open, a farther neighbour."""
        total = max(self.free + self.always.size, 1)
        reach = np.clip(self.sites.size // total, 1, self.width - 1) if self.width > 1 else 0
        column = self.cost[:, reach] if self.width else np.zeros(self.near.n_rows)
        count = np.isfinite(self.cost).sum(axis=1)
        last = self.cost[np.arange(len(count)), np.maximum(count - 1, 0)]
        return np.where(np.isfinite(column), column, last)

    def drop(self, best: Priced, worth: float) -> tuple[Indices, Neighbours, Indices]:
        """Give the sites and pairs that a siting below `worth` may use, and its sure sites."""
        is_open = mask_of(best.opened, self.n_sites)
        new_open = np.setdiff1d(best.opened, self.always)
        last_in = float(best.worth[new_open].max(initial=-np.inf)) if new_open.size else 0.0
        outside = self.may_open & ~is_open
        first_out = min(0.0, float(best.worth[outside].min(initial=0.0)))
        entry = np.where(is_open, 0.0, best.worth - last_in)
        entry[~self.may_open & ~is_open] = np.inf
        if new_open.size == 0 and self.free == 0:
            entry[outside] = np.inf
        stays = best.value + entry < worth
        sure = np.isin(np.arange(self.n_sites), self.always)
        sure[new_open] = best.value - best.worth[new_open] + first_out >= worth
        near = self.near
        price = best.value + np.maximum(near.cost - best.u[near.row], 0.0) + entry[near.site]
        keep = (price < worth) & (stays | sure)[near.site]
        nearest_sure = np.full(near.n_rows, np.inf)
        hits = sure[near.site]
        np.minimum.at(nearest_sure, near.row[hits], near.cost[hits])
        keep &= near.cost <= nearest_sure[near.row]
        return np.flatnonzero(stays | sure), near.keep(keep), np.flatnonzero(sure)


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
    reduced: Reduced, n_sites: int, always: Indices, free: int, settings: Settings
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
    settings
        For the clock and the gap.

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
    tree = _Tree(reduced, n_sites, settings)
    try:
        tree.visit(reduced.near, reduced.sites, always, free, reduced.priced.u)
        tree.grow()
    except KeyboardInterrupt:
        if tree.chosen is None:
            raise
    return min(tree.bound, tree.cost), tree.chosen, tree.cost


class _Tree:
    """Open nodes by bound, and the best siting so far."""

    def __init__(self, reduced: Reduced, n_sites: int, settings: Settings) -> None:
        self.n_sites, self.settings, self.whole = n_sites, settings, reduced.whole
        self.chosen, self.cost, self.bound = reduced.chosen, reduced.cost, reduced.bound
        self.ticket = itertools.count()
        self.heap: list[tuple[float, int, _Node]] = []

    def grow(self) -> None:
        """Branch until the gap is closed or time is over; `bound` holds at every moment."""
        while self.heap:
            self.bound, _, node = self.heap[0]
            if self.bound >= worth_beating(self.cost, whole=self.whole):
                break
            if self.settings.clock.left <= 0.0:
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
            u, self.cost, self.settings, _NODE_ITERATIONS, whole=self.whole
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
