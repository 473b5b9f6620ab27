"""Siting of hydrogen stations: size, customers and supply; served hydrogen first, cost second.

The model is written out in :mod:`optimize.hydrogen.model`, its parts are solved in
:mod:`optimize.hydrogen.search.stage`, and :func:`check_hydrogen` recomputes an answer from the arrays.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import message
from optimize.entry import faults, solve_with
from optimize.hydrogen.causes import explain_infeasible, refuse_impossible
from optimize.hydrogen.check import annual_cost, check_hydrogen
from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
from optimize.hydrogen.search.stage import solve_stage
from optimize.solvers.limits import HYDROGEN

if TYPE_CHECKING:
    from optimize.certificate import Certificate
    from optimize.hydrogen.search.state import Flows
    from optimize.solvers.limits import Settings

faults.register(HydrogenProblem, check_hydrogen)


@solve_with.register(HydrogenProblem)
def site_hydrogen(problem: HydrogenProblem, how: Settings) -> HydrogenSiting:
    """Place exactly ``target`` stations: most hydrogen served first, then least annual cost.

    At most half of the work goes to the first stage.

    Returns
    -------
    HydrogenSiting
        Stations, flows, unmet demand, and one certificate per stage. A stage 2 that found nothing
        in its time keeps the siting of stage 1.

    Raises
    ------
    InfeasiblePlan
        No siting exists; the text names the family and its figures.
    SolverFailed
        The solver stopped without any siting.
    """
    refuse_impossible(problem)
    first, certificate1 = solve_stage(problem, "served", _stage(how, 0.5))
    if first is None:
        if certificate1.status == "infeasible":
            raise InfeasiblePlan(explain_infeasible(problem, solver=how.solver, threads=how.threads))
        raise SolverFailed(message("optimize-hydrogen-late", solver=certificate1.solver))
    served = f"{how.shown(first.served, HYDROGEN):,.0f}"
    how.tell(message("progress-hydrogen-served", served=served, status=certificate1.status))
    second, certificate2 = solve_stage(problem, "cost", _stage(how, 1.0), start=first)
    best = first if second is None else second
    how.tell(message("progress-hydrogen-cost", stations=problem.target, status=certificate2.status))
    return siting_of(problem, best, (certificate1, certificate2))


def _stage(how: Settings, share: float) -> Settings:
    """Start a stage, which gets a moment even when nothing is left."""
    return replace(how, clock=how.clock.part(share, 0.1))


def siting_of(
    problem: HydrogenProblem, best: Flows, certificates: tuple[Certificate, Certificate]
) -> HydrogenSiting:
    """Read stations, unmet demand and figures from the flows."""
    sites, sizes = np.nonzero(best.opened)
    given = np.bincount(problem.pairs.rows(), weights=best.flow, minlength=problem.pairs.n_demand)
    return HydrogenSiting(
        sites=sites,
        sizes=sizes,
        flow=best.flow,
        supply=best.supply,
        unmet=np.maximum(problem.demand_kg - given, 0.0),
        served_kg=float(given.sum()),
        annual_cost=annual_cost(problem, sites, sizes, best.supply),
        certificates=certificates,
    )
