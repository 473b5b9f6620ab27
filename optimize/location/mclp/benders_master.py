"""The master of branch-and-Benders-cut: groups of rows, their cuts, the linear program that collects them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from optimize.matrices import NONE, choices, incidence
from optimize.model import ModelBuilder
from optimize.solvers.highs import to_highs
from optimize.solvers.work import MOST_STEPS, SIMPLEX

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.covering.reduce import CoverCore
    from optimize.solvers.limits import Clock


_SITES_PER_GROUP = 20
_MOST_GROUPS = 60


def row_groups(core: CoverCore) -> Indices:
    """Part the rows into groups whose sites lie together, so that a cut speaks of few sites.

    Sites are ordered by reverse Cuthill-McKee on who shares a row with whom, rows by the mean place of their
    sites; groups are stretches of equal weight.
    """
    if core.n_rows == 0:
        return NONE
    shared = sparse.csr_array(core.cover.T.tocsr() @ core.cover)
    order = csgraph.reverse_cuthill_mckee(sparse.csr_matrix(shared), symmetric_mode=True)
    place = np.empty(core.n_sites)
    place[order] = np.arange(core.n_sites)
    middle = np.asarray(core.cover @ place) / np.diff(core.cover.indptr)
    groups = int(np.clip(core.n_sites // _SITES_PER_GROUP, 1, _MOST_GROUPS))
    by_place = np.argsort(middle, kind="stable")
    running = np.cumsum(core.weights[by_place])
    found = np.empty(core.n_rows, dtype=np.int64)
    found[by_place] = np.minimum(groups - 1, (groups * (running - running[0]) / running[-1]).astype(np.int64))
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


class Cuts:
    """Make cuts of every group from prices on the rows.

    Parameters
    ----------
    core
        The reduced problem.
    group
        Group of every row, 0 to k - 1.
    """

    def __init__(self, core: CoverCore, group: Indices) -> None:
        self.core, self.group = core, group
        self.groups = int(group.max()) + 1 if group.size else 0
        sums = np.bincount(group, weights=core.weights, minlength=self.groups)
        self.weights: Floats = np.asarray(sums, dtype=np.float64)
        self.made = 0

    def of_prices(self, u: Floats) -> tuple[sparse.csr_array, Floats]:
        """Give a (groups × sites) and b (one per group) of the cuts theta <= b + a x of 0 <= u <= w."""
        priced = incidence(self.group, self.groups, u)
        side = self.weights - np.bincount(self.group, weights=u, minlength=self.groups)
        return sparse.csr_array(priced @ self.core.cover), np.asarray(side, dtype=np.float64)

    def excess(self, theta: Floats, x: Floats) -> Floats:
        """Measure how far every theta exceeds what x covers in its group."""
        covered = self.core.weights * np.minimum(1.0, self.core.cover @ x)
        return np.asarray(theta - np.bincount(self.group, weights=covered, minlength=self.groups))


def model(
    core: CoverCore,
    count: int,
    weights: Floats,
    cuts: sparse.csr_array,
    side: Floats,
    group: Indices,
) -> ModelBuilder:
    """Write the master of `optimize.location.mclp.benders` with the cuts found so far.

    Parameters
    ----------
    core, count
        The reduced problem and how many sites may open.
    weights
        Weight of every group.
    cuts, side, group
        One row a (over the sites), one b and one group per cut.
    """
    builder = ModelBuilder("mclp_benders", "max")
    x = builder.add_variables("x", core.n_sites, upper=1.0, integer=True, cost=core.gain)
    theta = builder.add_variables("theta", weights.size, upper=weights, cost=1.0)
    builder.add_rows("count", np.ones((1, x.size)), x, upper=float(count))
    own = choices(group, weights.size)
    builder.add_sums("cut", (-cuts, x), (own, theta), upper=side)
    return builder


@dataclass(frozen=True, eq=False)
class MasterAnswer:
    """Sites' shares, groups' covered weight, and one multiplier per cut."""

    x: Floats
    theta: Floats
    duals: Floats


class Master:
    """The master's linear relaxation in HiGHS, which keeps its basis from node to node.

    Parameters
    ----------
    core, count
        The reduced problem and how many sites may open.
    cuts
        Maker of cuts.
    first
        The first cut of every group.
    """

    def __init__(
        self, core: CoverCore, count: int, cuts: Cuts, first: tuple[sparse.csr_array, Floats]
    ) -> None:
        self.core, self.count, self.cuts = core, count, cuts
        self.slope, self.side = first
        self.group = np.arange(cuts.groups)
        cuts.made += cuts.groups
        self.idle = np.zeros(cuts.groups, dtype=np.int64)
        self._load()

    def _load(self) -> None:
        builder = model(self.core, self.count, self.cuts.weights, self.slope, self.side, self.group)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        # One thread: the relaxation is small, and the dual simplex goes on from the basis it has.
        self.solver.setOptionValue("output_flag", False)  # noqa: FBT003 - HiGHS' own signature
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("solver", "simplex")
        self.solver.passModel(to_highs(builder.arrays(), relax=True))

    def add(self, made: tuple[sparse.csr_array, Floats], wanted: Flags | None = None) -> None:
        """Add the cuts of the wanted groups (all without a mask)."""
        slope, side = made
        which = np.arange(self.cuts.groups) if wanted is None else np.flatnonzero(wanted)
        if which.size == 0:
            return
        slope, side = sparse.csr_array(slope[which]), side[which]
        own = choices(which, self.cuts.groups)
        rows = sparse.csr_array(sparse.hstack([-slope, own], format="csr"))
        self.solver.addRows(
            which.size,
            np.full(which.size, -highspy.kHighsInf),
            side,
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data,
        )
        self.slope = sparse.csr_array(sparse.vstack([self.slope, slope], format="csr"))
        self.side = np.concatenate([self.side, side])
        self.group = np.concatenate([self.group, which])
        self.idle = np.concatenate([self.idle, np.zeros(which.size, dtype=np.int64)])
        self.cuts.made += which.size

    def solve(self, lower: Flags, upper: Flags, clock: Clock) -> MasterAnswer | None:
        """Solve with sites fixed open (`lower`) or shut (not `upper`); None when nothing was left."""
        n = self.core.n_sites
        self.solver.changeColsBounds(
            n, np.arange(n, dtype=np.int32), lower.astype(np.float64), upper.astype(np.float64)
        )
        each = SIMPLEX * max(1, self.slope.nnz)
        if np.isfinite(clock.work_left):
            most = int(min(max(1.0, clock.work_left / each), MOST_STEPS))
            self.solver.setOptionValue("simplex_iteration_limit", most)
        if clock.brake is not None:
            self.solver.setOptionValue("time_limit", float(self.solver.getRunTime() + clock.seconds_left))
        self.solver.run()
        clock.charge(each * max(0, self.solver.getInfo().simplex_iteration_count))
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.solver.getSolution()
        values = np.array(solution.col_value, dtype=np.float64)
        duals = np.maximum(0.0, -np.array(solution.row_dual, dtype=np.float64)[1:])
        self.idle = np.where(duals > 1e-9, 0, self.idle + 1)
        return MasterAnswer(values[:n], values[n:], duals)

    def proven(self, duals: Floats, lower: Flags, upper: Flags) -> tuple[float, Floats]:
        """Compute the bound that multipliers of the cuts prove at a node, and the prices of the sites in it.

        Multipliers of one group that add up to at most 1 average its cuts (what is missing to 1 goes to
        theta <= W, the cut of u = 0), so any multipliers prove a bound once they are scaled to that.
        """
        sums = np.bincount(self.group, weights=duals, minlength=self.cuts.groups)
        scaled = duals / np.maximum(1.0, sums)[self.group]
        sums = np.bincount(self.group, weights=scaled, minlength=self.cuts.groups)
        price = np.asarray(self.core.gain + self.slope.T @ scaled)
        self._rest = float(scaled @ self.side + np.maximum(0.0, 1.0 - sums) @ self.cuts.weights)
        return self.at_prices(price, lower, upper), price

    def at_prices(self, price: Floats, lower: Flags, upper: Flags) -> float:
        """Give the bound of the last multipliers for other fixed sites."""
        worth = np.maximum(0.0, price[upper & ~lower])
        left = self.count - int(lower.sum())
        if 0 < left < worth.size:
            worth = np.partition(worth, worth.size - left)[worth.size - left :]
        free = float(worth.sum()) if left > 0 else 0.0
        return self.core.constant + self._rest + float(price[lower].sum()) + free

    def tidy(self, per_group: int) -> None:
        """Drop cuts that have not bound for long once there are too many; the first of every group stay."""
        most = max(200, per_group * self.cuts.groups)
        if self.side.size <= most:
            return
        keep = (self.idle < 50) | (np.arange(self.side.size) < self.cuts.groups)
        if keep.mean() > 0.7:
            return
        where = np.flatnonzero(keep)
        self.slope = sparse.csr_array(self.slope[where])
        self.side, self.group, self.idle = self.side[where], self.group[where], self.idle[where]
        self._load()
