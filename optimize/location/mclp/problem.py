"""Maximal covering: with a limited number of sites (or money), cover as much demand as possible.

Sets        rows i in I, sites j in J; N(i) = sites within reach of row i (the stored pairs)
Data        w_i weight of row i; p most new sites; c_j cost of site j; B budget
Variables   x_j in {0, 1} site j is open; 0 <= z_i <= 1 row i is covered (whole by itself when x is)

    maximise    sum_i w_i z_i
    subject to  z_i <= sum_{j in N(i)} x_j      for i in I      (cover)
                sum_j x_j <= p                                  (count; existing sites do not count)
                sum_j c_j x_j <= B                              (budget, when given)
                x_j = 1                          for existing and required j

Source      Church, R. and ReVelle, C. (1974), The maximal covering location problem, Papers of the Regional
            Science Association 32, 101-118.

`optimize.location.mclp.ladder` writes exactly this on what `optimize.covering.reduce` left: rows that an
existing or required site covers are counted in a constant, rows that one site alone reaches add to that
site's objective coefficient. How large instances are solved stands there too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gisplan_words import message
from optimize.covering.reduce import reduce_cover
from optimize.entry import solve_with
from optimize.location.check import checks, choice_faults, covered_by, value_faults
from optimize.location.mclp.ladder import climb
from optimize.location.site_choice import Solution, WeightedRows

if TYPE_CHECKING:
    from optimize.solvers.limits import Settings


@dataclass(frozen=True, eq=False)
class MCLP(WeightedRows):
    """A maximal covering location problem.

    Parameters
    ----------
    pairs
        Which site reaches which demand row.
    weights
        Weight (people, kWh/day) of every row, or one for all.
    count, existing, required, costs, budget
        As in `optimize.location.site_choice.LimitedChoice`.

    Raises
    ------
    ValueError
        For wrong shapes, NaN, negative values, unknown sites, or neither a count nor a budget.
    """

    count: int | None


@solve_with.register(MCLP)
def _solve_mclp(problem: MCLP, settings: Settings) -> Solution:
    """Reduce, climb the ladder, and express the answer in the problem's own sites and rows."""
    always, costs = problem.always, problem.site_costs
    core = reduce_cover(problem.pairs.binary(), problem.row_weights, always=always, costs=costs)
    settings.tell(
        message(
            "progress-cover-reduced",
            model="MCLP",
            rows=problem.pairs.n_demand,
            sites=problem.pairs.n_sites,
            rows_left=core.n_rows,
            sites_left=core.n_sites,
            forced=0,
        )
    )
    count = None if problem.count is None else problem.count - problem.must_open.size
    budget = (
        None if costs is None or problem.budget is None else problem.budget - costs[problem.must_open].sum()
    )
    left = None if costs is None else costs[core.sites]
    chosen, certificate = climb(core, count, left, budget, settings)
    if chosen is None:
        return Solution.none(certificate, problem.n_rows)
    sites = np.union1d(always, core.sites[chosen])
    covered = covered_by(problem.pairs, sites)
    return Solution(sites, None, covered, certificate.objective, certificate)


@checks(MCLP)
def _check_mclp(problem: MCLP, solution: Solution) -> list[str]:
    """Check sites, count, budget, cover and objective from the problem alone."""
    found = choice_faults(problem, solution.sites)
    covered = covered_by(problem.pairs, solution.sites)
    wrong = np.flatnonzero(covered != solution.covered)
    if wrong.size:
        found.append(f"{wrong.size} rows are marked wrongly as covered or not, first: {int(wrong[0])}")
    value = float(problem.row_weights[covered].sum())
    return found + value_faults(solution, value, f"covered weight is {value}")
