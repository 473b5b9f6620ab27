"""Flow refuelling at least cost: the cheapest sites that keep at least so many trips refuelled or charged.

Sets
    j sites, p freight paths, a arcs of the round trip of p, K_a the sites that can fuel a
    (`optimize.location.refuelling.trips`: half a tank at origin and destination).
Data
    c_j cost of site j, f_p trips a day of path p, F the trips that must be refuelled.
Variables
    x_j in {0, 1} site j is open, 1 where it stands or is required; 0 <= v_p <= 1 path p is refuelled (whole
    by itself).
Constraints
    arc        v_p <= sum_{j in K_a} x_j                           each arc a of p
    trips      sum_p f_p v_p >= F
Objectives, in this order
    1. min sum_j c_j x_j, of sites that do not stand yet.

It is the arc-cover path-cover formulation of Capar, I., Kuby, M., Leon, V. and Tsai, Y. (2013), European
Journal of Operational Research 227, 142-151, with cost and cover changed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from scipy import sparse

from gisplan_words import message
from optimize.entry import solve_with
from optimize.location.check import checks, choice_faults, value_faults
from optimize.location.site_choice import SiteChoice, Solution
from optimize.matrices import choices, mask_of
from optimize.model import ModelBuilder
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats
    from optimize.location.refuelling.trips import FreightTrips
    from optimize.location.site_choice import Each
    from optimize.solvers.limits import Settings


STAGE = "lorries: cost"
_PROVEN = message("proven-lorries-cost")


@dataclass(frozen=True, eq=False)
class LeastRefuelling(SiteChoice):
    """A flow refuelling problem with trips asked and sites paid for.

    Parameters
    ----------
    trips
        Arcs to cover, and the trips that must be refuelled.
    costs
        Cost of every site, one for all or one each.
    existing, required
        As in `optimize.location.site_choice.SiteChoice`.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative costs, or unknown sites.
    """

    keeps_incumbent: ClassVar[bool] = False  # a plan decides its lorry stops with it
    stages_by: ClassVar[str] = "optimize.location.refuelling.stages"
    amounts_of: ClassVar[Mapping[str, Each]] = {"costs": "n_sites"}
    measures: ClassVar[Mapping[str, tuple[str, ...]]] = {"money": ("costs",)}
    objective_in: ClassVar[tuple[str, ...]] = ("money",)

    trips: FreightTrips
    costs: ArrayLike

    @property
    def n_sites(self) -> int:
        """Number of sites."""
        return int(self.trips.cover.shape[1])

    @property
    def n_rows(self) -> int:
        """Number of paths that some set of sites refuels."""
        return int(self.trips.trips.size)

    @property
    def new_costs(self) -> Floats:
        """Cost of every site, 0 of those that stand."""
        stands = mask_of(self.open_already, self.n_sites)
        return np.where(stands, 0.0, np.asarray(self.costs, dtype=np.float64))


def model(problem: LeastRefuelling) -> ModelBuilder:
    """Write the model of the module's docstring.

    Returns
    -------
    ModelBuilder
        Columns: ``x`` for the sites, then ``v`` for the paths.
    """
    trips = problem.trips
    builder = ModelBuilder("least_refuelling", "min")
    x = problem.open_columns(builder, "x", cost=problem.new_costs)
    paths = {"path": np.arange(problem.n_rows)}
    v = builder.add_variables("v", problem.n_rows, upper=1.0, over=paths)
    along = {"path": trips.path}
    builder.add_sums("arc", (choices(trips.path, v.size), v), (-trips.cover, x), upper=0.0, over=along)
    # as shares of the most: trips a day are of any size
    most = float(trips.trips.max(initial=0.0)) or 1.0
    flow = sparse.csr_array(trips.trips[None, :] / most)
    builder.add_rows("trips", flow, v, lower=trips.least / most)
    return builder


@solve_with.register(LeastRefuelling)
def _solve_least(problem: LeastRefuelling, settings: Settings) -> Solution:
    """Solve the model and read sites and refuelled paths."""
    outcome = run(model(problem), stage=STAGE, proven=_PROVEN, **settings.rest(aloud=True))
    if outcome.values is None:
        return Solution.none(outcome.certificate, problem.n_rows)
    sites = np.flatnonzero(outcome.values[: problem.n_sites] > 0.5)
    done = problem.trips.refuelled(mask_of(sites, problem.n_sites))
    value = float(problem.new_costs[sites].sum())
    said = outcome.certificate
    certificate = settings.certify(STAGE, "min", value, outcome.bound, _PROVEN, who=said.who)
    return Solution(sites, None, done, value, certificate)


@checks(LeastRefuelling)
def _check_least(problem: LeastRefuelling, solution: Solution) -> list[str]:
    """Check the sites, drive every path, and add up trips and cost."""
    found = choice_faults(problem, solution.sites)
    driven = problem.trips.refuelled(mask_of(solution.sites, problem.n_sites))
    wrong = np.flatnonzero(driven != solution.covered)
    if wrong.size:
        found.append(f"{wrong.size} paths are marked wrongly as refuelled or not, first: {int(wrong[0])}")
    done = float(problem.trips.trips[driven].sum())
    if done < problem.trips.least * (1 - 1e-9):
        found.append(f"{done} trips are refuelled, {problem.trips.least} are asked")
    value = float(problem.new_costs[solution.sites].sum())
    return found + value_faults(solution, value, f"the sites cost {value}")
