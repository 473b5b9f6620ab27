"""What the problems of choosing sites share: existing and required sites, a count, costs and a budget."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from optimize.checks import budget_of, site_indices, whole_count

if TYPE_CHECKING:
    from numpy.typing import NDArray


class SiteChoice:
    """Base of frozen problems with the fields ``existing`` and ``required`` (indices, a mask, or None)."""

    existing: Any
    required: Any

    def _take_sites(self, n_sites: int) -> None:
        """Check the fields and keep them as sorted indices; an existing site is not also required."""
        existing = site_indices(self.existing, n_sites, "existing")
        object.__setattr__(self, "existing", existing)
        required = np.setdiff1d(site_indices(self.required, n_sites, "required"), existing)
        object.__setattr__(self, "required", required)

    @property
    def open_already(self) -> NDArray[np.int64]:
        """Indices of the existing sites."""
        return np.asarray(self.existing, dtype=np.int64)

    @property
    def must_open(self) -> NDArray[np.int64]:
        """Indices of the required sites that do not exist yet."""
        return np.asarray(self.required, dtype=np.int64)


class LimitedChoice(SiteChoice):
    """Base of those that also have ``count``, ``costs`` and ``budget``: a count, or costs and a budget."""

    count: Any
    costs: Any
    budget: Any

    def _take_limits(self, n_sites: int) -> None:
        """Check the fields and keep them as arrays and whole numbers."""
        self._take_sites(n_sites)
        object.__setattr__(self, "costs", budget_of(self.costs, self.budget, n_sites))
        if self.count is not None:
            object.__setattr__(self, "count", whole_count(self.count))
        elif self.budget is None:
            raise ValueError("give a count, or costs and a budget")

    @property
    def site_costs(self) -> NDArray[np.float64] | None:
        """Cost of every site, None without a budget."""
        return None if self.costs is None else np.asarray(self.costs, dtype=np.float64)
