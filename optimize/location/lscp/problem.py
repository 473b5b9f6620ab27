"""Location set covering: the fewest (or cheapest) sites that reach every demand row.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        c_j cost of opening site j (1 by default; existing sites cost nothing)
Variables   x_j in {0, 1} site j is open

    minimise    sum_j c_j x_j
    subject to  sum_{j in N(i)} x_j >= 1        for i in I      (cover)
                x_j = 1                          for existing and required j

Source      Toregas, C., Swain, R., ReVelle, C. and Bergman, L. (1971), The location of emergency service
            facilities, Operations Research 19, 1363-1373.

`optimize.location.lscp.ladder` writes exactly this on what `optimize.covering.reduce` left of one connected
part, and solves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optimize.certificate import close
from optimize.covering.reduce import components, reduce_set_cover
from optimize.entry import solve_with
from optimize.location.check import bare_faults, checks, choice_faults, covered_by, value_faults
from optimize.location.lscp.ladder import solve_part
from optimize.location.site_choice import Each, PairChoice, Solution

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike

    from gisplan_arrays import Floats
    from optimize.solvers.limits import Settings


@dataclass(frozen=True, eq=False)
class LSCP(PairChoice):
    """A location set covering problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row.
    existing
        Sites (indices or mask) that are open already and cost nothing.
    required
        Sites that must be opened.
    costs
        Cost of every new site; None counts sites.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative costs or unknown sites.
    """

    amounts_of: ClassVar[Mapping[str, Each]] = {"costs": "n_sites"}

    costs: ArrayLike | None = field(default=None, kw_only=True)

    @property
    def site_costs(self) -> Floats:
        """Cost of opening every site; existing ones cost nothing."""
        costs = np.ones(self.pairs.n_sites) if self.costs is None else np.array(self.costs, dtype=np.float64)
        costs[self.open_already] = 0.0
        return costs


@solve_with.register(LSCP)
def _solve_lscp(problem: LSCP, settings: Settings) -> Solution:
    """Reduce, solve every connected part, and add the parts up."""
    pairs, costs = problem.pairs, problem.site_costs
    empty = pairs.empty_rows()
    if empty.size:
        why = f"{empty.size} rows have no site within reach, first: {empty[:10].tolist()}"
        return Solution.none(settings.no_answer("LSCP", "min", why, who=("none", "")), problem.n_rows)
    always = problem.always
    core = reduce_set_cover(pairs.binary(), costs, always=always)
    settings.tell(
        f"LSCP: {pairs.n_demand} rows x {pairs.n_sites} sites reduced to "
        f"{core.cover.shape[0]} x {core.cover.shape[1]}, {core.forced.size} sites forced"
    )
    _, row_part, site_part = components(core.cover)
    chosen = [always, core.forced]
    bound = float(costs[always].sum() + costs[core.forced].sum())
    exact, who, note = True, ("reduction", ""), ""
    todo = core.cover.nnz
    for label in sorted(set(row_part.tolist()), key=lambda k: int((row_part == k).sum())):
        rows, sites = np.flatnonzero(row_part == label), np.flatnonzero(site_part == label)
        cover = core.cover[rows][:, sites]
        part = solve_part(cover, costs[core.sites[sites]], settings, share=cover.nnz / max(1, todo))
        todo -= cover.nnz
        chosen.append(core.sites[sites[part.sites]])
        bound += part.bound
        exact &= part.exact
        who, note = part.who, note or part.note
    sites = np.unique(np.concatenate(chosen))
    objective = float(costs[sites].sum())
    bound = min(bound, objective) if close(bound, objective) else bound
    proven = f"no set of sites that covers every row costs less than the bound{note}"
    certificate = settings.certify("LSCP", "min", objective, bound, proven, who=who, exact=exact)
    return Solution(sites, None, covered_by(pairs, sites), objective, certificate)


@checks(LSCP)
def _check_lscp(problem: LSCP, solution: Solution) -> list[str]:
    """Check sites, cover and objective from the problem alone."""
    found = choice_faults(problem, solution.sites) + bare_faults(problem.pairs, solution.sites)
    if not solution.covered.all():
        found.append("rows are marked as not covered")
    value = float(problem.site_costs[solution.sites].sum())
    return found + value_faults(solution, value, f"the sites cost {value}")
