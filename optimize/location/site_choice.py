"""What problems of choosing sites share: existing and required sites, count or budget, weights, the solution.

Their fields are passed by name: each problem's own ones come first.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from scipy import sparse

from optimize.entry import Problem
from optimize.inputs import amounts, budget_of, site_indices, whole_count
from optimize.matrices import NONE, ones_at
from optimize.scale import own_units
from optimize.solvers.limits import OBJECTIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Flags, Floats, Indices
    from optimize.certificate import Certificate
    from optimize.cover_pairs import CoverPairs
    from optimize.model import ModelBuilder


@dataclass(frozen=True, eq=False)
class Solution:
    """Chosen sites, whom they serve, and what was proven.

    Attributes
    ----------
    sites
        Indices of ALL open sites, existing and required ones included, sorted.
    assignment
        Where the model assigns demand: the serving site of every demand row (-1: none), shape (n_demand,), or
        a sparse matrix demand × sites of the amounts served when rows may be split; None where the model has
        none.
    covered
        Whether each demand row is covered (served in full, for capacitated models), shape (n_demand,).
    objective
        Value of the model's objective; None without an answer.
    certificate
        What was proven about it.
    stages
        What was proven before, in a stage that the objective rests on: how few sites are enough.
    """

    sites: Indices
    assignment: Indices | sparse.csr_array | None
    covered: Flags
    objective: float | None
    certificate: Certificate
    stages: tuple[Certificate, ...] = ()

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """All certificates, in order of their stages."""
        return (*self.stages, self.certificate)

    @classmethod
    def none(cls, certificate: Certificate, n_rows: int, *, assigned: bool = False) -> Solution:
        """Say that there is no answer; ``assigned`` where the model names a site for every row."""
        nowhere = np.full(n_rows, -1, dtype=np.int64) if assigned else None
        return cls(NONE, nowhere, np.zeros(n_rows, dtype=bool), None, certificate)

    @classmethod
    def nobody(cls, sites: Indices, certificate: Certificate) -> Solution:
        """Serve no row at all from the sites that are open in any case, where each row has one site."""
        return cls(sites, NONE, np.zeros(0, dtype=bool), certificate.objective, certificate)


Each = Literal["n_sites", "n_rows"]


@dataclass(frozen=True, eq=False)
class SiteChoice(Problem[Solution], ABC):
    """Base of problems with sites that are there already, and sites that must be chosen.

    Parameters
    ----------
    existing
        Sites (indices or mask) that are open already.
    required
        Sites that must be opened.
    """

    keeps_incumbent: ClassVar[bool] = True
    amounts_of: ClassVar[Mapping[str, Each]] = {}
    """Fields that hold finite figures of at least 0, and of what there is one each, or one for all."""
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Fields by what they are measured in, the one that tells its size first (`optimize.scale`)."""
    objective_in: ClassVar[tuple[str, ...]] = ()
    """Measures whose product the objective is in."""
    assigned_in: ClassVar[str] = ""
    """Measure of the amounts of an assignment."""

    existing: ArrayLike | None = field(default=None, kw_only=True)
    required: ArrayLike | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        """Check the fields and keep them as arrays; an existing site is not also required."""
        existing = site_indices(self.existing, self.n_sites, "existing")
        required = site_indices(self.required, self.n_sites, "required")
        checked: dict[str, object] = {"existing": existing, "required": np.setdiff1d(required, existing)}
        for name, of in self.amounts_of.items():
            if (value := getattr(self, name)) is not None:
                checked[name] = amounts(value, getattr(self, of), name)
        if (count := getattr(self, "count", None)) is not None:
            checked["count"] = whole_count(count)
        for name, kept in checked.items():
            object.__setattr__(self, name, kept)

    def in_own_units(self) -> tuple[SiteChoice, Callable[[Solution], Solution]]:
        """Give the problem in units of its own size, and what a solution is in the caller's."""
        units, fields = self._own_units
        factor = self._objective_unit

        def in_callers(found: Solution) -> Solution:
            given = found.assignment
            return replace(
                found,
                assignment=given * units[self.assigned_in] if sparse.issparse(given) else given,
                objective=None if found.objective is None else found.objective * factor,
                certificate=found.certificate.times(factor),
            )

        return replace(self, **fields), in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What an objective is multiplied with in lines of progress."""
        return {OBJECTIVE: self._objective_unit}

    @cached_property
    def _own_units(self) -> tuple[dict[str, float], dict[str, Any]]:
        return own_units(self, self.measures)

    @property
    def _objective_unit(self) -> float:
        return math.prod(self._own_units[0][measure] for measure in self.objective_in)

    @property
    @abstractmethod
    def n_sites(self) -> int:
        """Number of sites."""

    @property
    def open_already(self) -> Indices:
        """Indices of the existing sites."""
        return np.asarray(self.existing, dtype=np.int64)

    @property
    def must_open(self) -> Indices:
        """Indices of the required sites that do not exist yet."""
        return np.asarray(self.required, dtype=np.int64)

    @property
    def always(self) -> Indices:
        """Indices of the sites that are open in any case."""
        return np.union1d(self.open_already, self.must_open)

    def open_columns(self, builder: ModelBuilder, name: str, cost: ArrayLike = 0.0) -> Indices:
        """Add a binary column a site, held open for those that are open in any case."""
        lower = ones_at(self.always, self.n_sites)
        sites = {"site": np.arange(lower.size)}
        return builder.add_variables(
            name, lower.size, lower=lower, upper=1.0, integer=True, cost=cost, over=sites
        )


@dataclass(frozen=True, eq=False)
class PairChoice(SiteChoice):
    """Base of those that only know which site reaches which demand row.

    Parameters
    ----------
    pairs
        Which site reaches which demand row, and over how many metres.
    existing, required
        As in `SiteChoice`.
    """

    pairs: CoverPairs

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return self.pairs.n_sites

    @property
    def n_rows(self) -> int:
        """Number of demand rows."""
        return self.pairs.n_demand


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

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "costs", budget_of(self.costs, self.budget, self.n_sites))
        if self.most_new is None and self.budget is None:
            raise ValueError("give a count, or costs and a budget")

    @property
    def most_new(self) -> int | None:
        """The field ``count``: most sites to open, None when only the budget binds."""
        count: int | None = getattr(self, "count", None)
        return count

    @property
    def site_costs(self) -> Floats | None:
        """Cost of every site, None without a budget."""
        return None if self.costs is None else np.asarray(self.costs, dtype=np.float64)

    @property
    def cannot_open_required(self) -> bool:
        """Whether the required sites alone exceed the count or the budget."""
        over = self.most_new is not None and self.must_open.size > self.most_new
        if self.site_costs is None or self.budget is None:
            return over
        return over or float(self.site_costs[self.must_open].sum()) > self.budget

    def add_limits(self, builder: ModelBuilder, opened: Indices, sites: Indices | None = None) -> None:
        """Add the rows ``count`` and ``budget`` on the columns of the given sites, or of all."""
        sites = np.arange(self.n_sites) if sites is None else sites
        new = (~np.isin(sites, self.open_already)).astype(np.float64)
        if self.most_new is not None:
            builder.add_rows("count", new[None, :], opened, upper=float(self.most_new))
        if self.site_costs is not None and self.budget is not None:
            builder.add_rows("budget", (self.site_costs[sites] * new)[None, :], opened, upper=self.budget)


@dataclass(frozen=True, eq=False)
class WeightedRows(PairChoice, LimitedChoice):
    """Base of limited problems over cover pairs whose demand rows have weights.

    Parameters
    ----------
    pairs
        As in `PairChoice`.
    weights
        Weight (people, kWh/day) of every row, or one for all.
    existing, required, costs, budget
        As in `LimitedChoice`.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"weights": "n_rows"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"weight": ("weights",), "money": ("costs", "budget")}
    objective_in: ClassVar[tuple[str, ...]] = ("weight",)

    weights: ArrayLike

    @property
    def row_weights(self) -> Floats:
        """Weight of every row."""
        return np.asarray(self.weights, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class CapacitatedRows(WeightedRows):
    """Base of those whose sites can serve only so much.

    Parameters
    ----------
    pairs, weights, existing, required, costs, budget
        As in `WeightedRows`.
    capacities
        What every site can serve, in the unit of the weights.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"weights": "n_rows", "capacities": "n_sites"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "weight": ("weights", "capacities"),
        "money": ("costs", "budget"),
    }
    assigned_in: ClassVar[str] = "weight"

    capacities: ArrayLike

    @property
    def room(self) -> Floats:
        """Capacity of every site."""
        return np.asarray(self.capacities, dtype=np.float64)
