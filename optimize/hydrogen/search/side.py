"""The rows of the hydrogen siting that look at which sites open and at nothing else, priced for its bound.

Counts by owner and group, sum_{s in g} y_s >= m_g, and freight: v_p <= sum_{s in K_a} y_s for every arc a of
a path p, sum_p f_p v_p >= F (`optimize.hydrogen.trips`). Each row has a price w >= 0. What is left of it is a
value of every open site, a path that counts as refuelled where that pays, and a constant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.hydrogen.problem import HydrogenProblem, sum_by
from optimize.matrices import NONE

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats


class SideRows:
    """The rows of a problem: by owner, by group, by arc, and of the trips.

    Attributes
    ----------
    names
        Name of every row, as the model has it.
    sign
        1 where the model bounds the row from below, -1 from above, by row.
    typical
        What a row counts to: stations, or trips a day.
    """

    def __init__(self, problem: HydrogenProblem) -> None:
        n_sites = problem.pairs.n_sites
        counted = problem.counted
        self.names = [f"{name}_0" for name, _, _ in counted]
        self.n_counts = len(counted)
        member = np.array([row for _, row, _ in counted], dtype=np.float64).reshape(-1, n_sites)
        self.trips = trips = problem.asked_trips
        arcs, self.path = sparse.csr_array((0, n_sites)), NONE
        if trips is not None:
            asked = trips.dry_arcs(problem.standing > 0)
            arcs, self.path = sparse.csr_array(trips.cover[asked]), trips.path[asked]
            self.names += [f"arc_{at}" for at in range(asked.size)] + ["trips_0"]
        self.member = sparse.csr_array(sparse.vstack([sparse.csr_array(member), arcs], format="csr"))
        least = np.array([minimum for _, _, minimum in counted], dtype=np.float64)
        self.least = np.concatenate([least, np.zeros(self.path.size)])
        self.sign, self.typical = np.ones(len(self.names)), np.ones(len(self.names))
        self.sign[self.n_counts : self.least.size] = -1.0
        if trips is not None:
            self.typical[-1] = max(trips.least, 1.0)

    def worth(self, price: Floats) -> Floats:
        """Give what an open site is worth to the rows, (S,)."""
        return np.asarray(price[: self.least.size] @ self.member, dtype=np.float64)

    def rest(self, price: Floats) -> tuple[float, Flags]:
        """Give what the prices add to the bound, and the paths that are refuelled at them."""
        added = float(price[: self.least.size] @ self.least)
        if self.trips is None:
            return added, np.empty(0, dtype=bool)
        n_paths, each = self.trips.trips.size, float(price[-1])
        dear = sum_by(self.path, price[self.n_counts : self.least.size], n_paths) - each * self.trips.trips
        return added + each * self.trips.least + float(np.minimum(dear, 0.0).sum()), dear < 0

    def slope(self, opened: Flags, refuelled: Flags) -> Floats:
        """Give the slope of the bound in every price: what a row still misses."""
        missing = self.least - np.asarray(self.member @ opened.astype(np.float64))
        if self.trips is None:
            return missing
        missing[self.n_counts :] += refuelled[self.path]
        return np.append(missing, self.trips.least - float(self.trips.trips[refuelled].sum()))
