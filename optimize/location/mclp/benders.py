"""Branch-and-Benders-cut for maximal covering: rows leave the model, one variable for each group stays.

Sets        sites j in J; groups of rows k in K; cuts C(k) found so far
Data        g_j what site j wins by itself; W_k weight of group k; a_cj, b_c cut c (see below); p most sites
Variables   x_j in {0, 1}; 0 <= theta_k <= W_k weight covered in group k

    maximise    sum_j g_j x_j + sum_k theta_k
    subject to  sum_j x_j <= p                                            (count)
                theta_k <= b_c + sum_j a_cj x_j       for c in C(k), k in K   (cut)

A choice of sites covers sum_i w_i min(1, I_i(x)) with I_i(x) = sum_{j in N(i)} x_j, which is at most
sum_i (w_i - u_i) + sum_i u_i I_i(x) for any 0 <= u <= w: that is the cut of u, with b = sum (w - u) and
a_j the sum of u over the rows of j. It is tight at x for u_i = w_i where I_i(x) < 1 and 0 where I_i(x) >
1.

Source      Cordeau, J.-F., Furini, F. and Ljubic, I. (2019), Benders decomposition for very large scale
            partial set covering and maximal covering location problems, European Journal of Operational
            Research 275, 882-896.

The first cuts are those of the prices that solve the linear relaxation (`optimize.location.mclp.bound`), so
the root starts at its bound instead of creeping towards it. At the root cuts are also taken between the
master's answer and that relaxation's (in-out: Fischetti, M., Ljubic, I. and Sinnl, M. (2017),
Redesigning Benders decomposition for large-scale facility location, Management Science 63, 2146-2162);
where I_i(x) = 1 any u_i is tight, and the one that is tight at the relaxation's answer too is taken
(Magnanti, T. and Wong, R. (1981), Accelerating Benders decomposition, Operations Research 29, 464-484).
A node's bound is never the solver's word: it is computed from the multipliers of the cuts, which average
the u of every group into one u, whose bound is a sum and the p largest prices.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from itertools import count as counter
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message
from optimize.location.mclp.benders_master import Cuts, Master, row_groups
from optimize.location.mclp.bound import PricedCover, margins
from optimize.matrices import ones_at
from optimize.solvers.work import LOOK

if TYPE_CHECKING:
    from scipy import sparse

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.covering.reduce import CoverCore
    from optimize.solvers.limits import Settings


_ROOT_ROUNDS, _NODE_ROUNDS = 30, 2
"""Rounds of cuts on fractional answers at the root and at other nodes."""
_LOOKS = 6
"""Times that a round looks at every pair: twice for its cuts, for its excess, for the answer it rounds to."""
_STALL = 0.01
"""The root is cut no further when a round closes less than this share of its gap."""
_ROWS_PER_GROUP = 6
"""Master rows kept for every group, on average, before cuts that do not bind are dropped."""


@dataclass(frozen=True, eq=False)
class BendersAnswer:
    """What branch-and-Benders-cut found.

    Attributes
    ----------
    sites, value
        The best choice known; the core's constant is in the value. When nothing beat the value known
        elsewhere, that value and the choice it started from.
    bound
        Proven: no choice covers more.
    nodes, cuts
        How many were processed, and made.
    """

    sites: Indices
    value: float
    bound: float
    nodes: int
    cuts: int


@dataclass(order=True)
class _Node:
    key: float
    number: int
    bound: float = field(compare=False)
    lower: Flags = field(compare=False)
    upper: Flags = field(compare=False)


class _Search:
    """The tree: open nodes by bound, the best answer, the master they share."""

    def __init__(
        self,
        core: CoverCore,
        count: int,
        priced: PricedCover,
        known: Indices,
        beat: float,
        how: Settings,
    ) -> None:
        self.core, self.count, self.priced, self.how = core, min(count, core.n_sites), priced, how
        self.group = row_groups(core)
        self.cuts = Cuts(core, self.group)
        first = self.cuts.of_prices(priced.prices)
        self.sites, self.value = known, max(beat, self.worth(known))
        self.master = Master(core, self.count, self.cuts, first)
        self.master.add(self.cut_at(self._flags(known)))
        self.closed = -np.inf
        self.nodes, self.numbers = 0, counter()

    def _flags(self, sites: Indices) -> Floats:
        return ones_at(sites, self.core.n_sites)

    def worth(self, sites: Indices) -> float:
        """Compute what a choice of sites covers."""
        x = self._flags(sites)
        return float(
            self.core.constant + self.core.gain @ x + self.core.weights @ np.minimum(1.0, self.core.cover @ x)
        )

    def cut_at(self, x: Floats) -> tuple[sparse.csr_array, Floats]:
        """Make the cuts of all groups that are tight at x."""
        often = self.core.cover @ x
        inner = np.where(self.core.cover @ self.priced.shares < 1.0, self.core.weights, 0.0)
        u = np.where(often < 1.0 - 1e-9, self.core.weights, np.where(often > 1.0 + 1e-9, 0.0, inner))
        return self.cuts.of_prices(u)

    def try_sites(self, x: Floats) -> None:
        """Round to the largest shares and keep the choice if it is better."""
        chosen = np.sort(np.argsort(-x, kind="stable")[: self.count])
        value = self.worth(chosen)
        if value > self.value * (1 + 1e-12):
            self.sites, self.value = chosen, value

    def beaten(self, bound: float) -> bool:
        """Tell whether a bound leaves nothing better to find."""
        return self.core.sharpened(bound) <= self.value + self.how.gap * abs(self.value) + 1e-9 * abs(
            self.value
        )

    def process(self, node: _Node) -> list[_Node] | None:
        """Cut and branch; None when the time was over first."""
        rounds = _ROOT_ROUNDS if self.nodes == 0 else _NODE_ROUNDS
        self.nodes += 1
        made = 0
        while True:
            self.how.clock.charge(_LOOKS * LOOK * self.core.cover.nnz)
            answer = self.master.solve(node.lower, node.upper, self.how.clock)
            if answer is None:
                return None
            before = node.bound
            bound, price = self.master.proven(answer.duals, node.lower, node.upper)
            node.bound = min(node.bound, bound)
            if self.beaten(node.bound):
                self.closed = max(self.closed, node.bound)
                return []
            x = np.clip(answer.x, 0.0, 1.0)
            self.try_sites(x)
            loose = self.cuts.excess(answer.theta, x)
            violated = loose > 1e-7 * max(1.0, abs(self.value))
            fractional = np.abs(x - np.rint(x)) > 1e-6
            if not violated.any():
                if not fractional.any():
                    # The master is exact here: nothing in this node beats what was just tried.
                    self.closed = max(self.closed, min(node.bound, self.value + 1e-7 * abs(self.value)))
                    return []
                return self._branch(node, x, price)
            stalled = made and before - node.bound < _STALL * (node.bound - self.value)
            if fractional.any() and (made >= rounds or stalled):
                return self._branch(node, x, price)
            self.master.add(self.cut_at(x), violated)
            if self.nodes == 1:
                self.master.add(self.cut_at(0.5 * (x + self.priced.shares)), violated)
            made += 1

    def _branch(self, node: _Node, x: Floats, price: Floats) -> list[_Node]:
        """Fix what reduced costs allow, and part the node at the most undecided site."""
        lower, upper = node.lower.copy(), node.upper.copy()
        free = np.flatnonzero(upper & ~lower)
        left = self.count - int(lower.sum())
        slack = node.bound - self.value
        at_prices = margins(np.maximum(0.0, price[free]), left)
        over = slack + max(0.0, self.master.at_prices(price, lower, upper) - node.bound)
        upper[free[at_prices < -over - 1e-9]] = False
        lower[free[at_prices > over + 1e-9]] = True
        score = np.where(upper & ~lower, np.minimum(x, 1 - x) * (1e-9 + np.maximum(price, 0.0)), -1.0)
        pick = int(np.argmax(score))
        if score[pick] <= 0.0:
            pick = int(np.argmax(upper & ~lower))
            if lower[pick] or not upper[pick]:
                self.closed = max(self.closed, self.value)
                return []
        opened, shut = lower.copy(), upper.copy()
        opened[pick], shut[pick] = True, False
        children = [self.node(node.bound, lower, shut)]
        if int(opened.sum()) <= self.count:
            children.append(self.node(node.bound, opened, upper))
        return children

    def node(self, bound: float, lower: Flags, upper: Flags) -> _Node:
        """Make a node; the one with the highest bound comes first, among equals the youngest."""
        return _Node(-bound, -next(self.numbers), bound, lower, upper)


def branch_and_benders(
    core: CoverCore, count: int, priced: PricedCover, known: Indices, beat: float, how: Settings
) -> BendersAnswer:
    """Solve a reduced maximal covering problem by branch-and-Benders-cut.

    Parameters
    ----------
    core, count
        The reduced problem and how many sites may open.
    priced
        Its relaxation, solved: first cuts, and the point inside that cuts are taken towards.
    known
        A choice of at most `count` sites to start from.
    beat
        Value of an answer known elsewhere: only better ones are looked for.
    how
        Stops at its limit, or when bound and answer are as close as its gap; is told of bounds.
    """
    search = _Search(core, count, priced, known, beat, how)
    root = search.node(priced.bound, np.zeros(core.n_sites, dtype=bool), np.ones(core.n_sites, dtype=bool))
    waiting = [root]
    told = np.inf
    while waiting and how.clock.left > 0:
        node = heapq.heappop(waiting)
        if search.beaten(node.bound):
            search.closed = max(search.closed, node.bound)
            continue
        children = search.process(node)
        if children is None:
            heapq.heappush(waiting, node)
            break
        for child in children:
            heapq.heappush(waiting, child)
        highest = max([search.closed, *(-waiting[0].key for _ in waiting[:1])])
        if highest < told - 1e-5 * abs(told):
            told = highest
            bound, value = how.shown(highest), how.shown(search.value)
            figures = {"bound": f"{bound:.10g}", "value": f"{value:.10g}"}
            how.tell(message("progress-mclp-node", node=search.nodes, **figures))
        search.master.tidy(_ROWS_PER_GROUP)
    bound = core.sharpened(max([search.closed, search.value, *(node.bound for node in waiting)]))
    return BendersAnswer(search.sites, search.value, bound, search.nodes, search.cuts.made)
