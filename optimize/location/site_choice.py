"""What the problems of choosing sites share: existing and required sites, a count or a budget, row weights.

Their fields are passed by name: each problem's own ones come first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.entry import Problem
from optimize.inputs import amounts, budget_of, site_indices, whole_count
from optimize.location.solution import Solution

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats, Indices


@dataclass(frozen=True, eq=False)
class SiteChoice(Problem[Solution]):
    """Base of problems with sites that are there already, and sites that must be chosen.

    Parameters
    ----------
    existing
        Sites (indices or mask) that are open already.
    required
        Sites that must be opened.
    """

    existing: ArrayLike | None = field(default=None, kw_only=True)
    required: ArrayLike | None = field(default=None, kw_only=True)

    def _take_sites(self, n_sites: int) -> None:
        """Check the fields and keep them as sorted indices; an existing site is not also required."""
        existing = site_indices(self.existing, n_sites, "existing")
        object.__setattr__(self, "existing", existing)
        required = np.setdiff1d(site_indices(self.required, n_sites, "required"), existing)
        object.__setattr__(self, "required", required)

    @property
    def open_already(self) -> Indices:
        """Indices of the existing sites."""
        return np.asarray(self.existing, dtype=np.int64)

    @property
    def must_open(self) -> Indices:
        """Indices of the required sites that do not exist yet."""
        return np.asarray(self.required, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class LimitedChoice(SiteChoice):
    """Base of those that are limited: by a count, or by costs and a budget.

    Parameters
    ----------
    count
        Most sites to open: new and required ones together, existing ones not counted. None: only the
        budget binds. A field of each problem, after those that say what is asked.
    existing, required
        As in `SiteChoice`.
    costs, budget
        Cost of every new site, and what may be spent on new and required sites; both or neither.
    """

    costs: ArrayLike | None = field(default=None, kw_only=True)
    budget: float | None = field(default=None, kw_only=True)

    def _take_limits(self, n_sites: int, count: int | None) -> None:
        """Check the fields and keep them as arrays and whole numbers."""
        self._take_sites(n_sites)
        object.__setattr__(self, "costs", budget_of(self.costs, self.budget, n_sites))
        if count is not None:
            object.__setattr__(self, "count", whole_count(count))
        elif self.budget is None:
            raise ValueError("give a count, or costs and a budget")

    @property
    def site_costs(self) -> Floats | None:
        """Cost of every site, None without a budget."""
        return None if self.costs is None else np.asarray(self.costs, dtype=np.float64)


class WeightedRows:
    """Base of problems whose field ``weights`` says what every demand row weighs, or one for all."""

    weights: Any

    def _take_weights(self, n_demand: int) -> None:
        """Check the field and keep it as an array."""
        object.__setattr__(self, "weights", amounts(self.weights, n_demand, "weights"))

    @property
    def row_weights(self) -> Floats:
        """Weight of every row."""
        return np.asarray(self.weights, dtype=np.float64)
