"""Siting of hydrogen stations: size, customers and supply; served hydrogen first, cost second.

The model is written out in :mod:`optimize.hydrogen.model`, its parts are solved in
:mod:`optimize.hydrogen.search.stage`, and :func:`check_hydrogen` recomputes an answer from the arrays.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from optimize.hydrogen.causes import explain_infeasible, refuse_impossible
from optimize.hydrogen.check import annual_cost, check_hydrogen
from optimize.hydrogen.problem import Group, HydrogenProblem, HydrogenSiting, annuity_factor
from optimize.hydrogen.search.stage import solve_stage
from optimize.hydrogen.search.state import Options

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.certificate import Certificate
    from optimize.hydrogen.flows import Flows

__all__ = [
    "Group",
    "HydrogenProblem",
    "HydrogenSiting",
    "annuity_factor",
    "check_hydrogen",
    "site_hydrogen",
]


def site_hydrogen(
    problem: HydrogenProblem,
    *,
    time_limit: float | None = None,
    gap: float = 1e-4,
    solver: str = "highs",
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[str], None] | None = None,
) -> HydrogenSiting:
    """Place exactly ``target`` stations: most hydrogen served first, then least annual cost.

    Parameters
    ----------
    problem
        Demand, sites, sizes, supply and counts.
    time_limit
        Seconds for both stages together; at most half goes to the first.
    gap
        Relative gap at which a stage may stop.
    solver, threads, seed
        Passed to :func:`optimize.solvers.run.run`.
    progress
        Called with one line per stage.

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
    started = time.monotonic()
    refuse_impossible(problem)

    def options(share: float) -> Options:
        left = None if time_limit is None else max(share * (time_limit - time.monotonic() + started), 0.1)
        return Options(limit=left, gap=gap, solver=solver, threads=threads, seed=seed)

    first, certificate1 = solve_stage(problem, "served", options(0.5))
    if first is None:
        if certificate1.status == "infeasible":
            raise InfeasiblePlan(explain_infeasible(problem, solver=solver, threads=threads))
        raise SolverFailed(
            f"hydrogen siting: {certificate1.solver} found no siting in {certificate1.seconds:.1f} s; "
            "give it more time"
        )
    _tell(progress, f"hydrogen: {first.served:,.0f} kg/day served ({certificate1.status})")
    second, certificate2 = solve_stage(problem, "cost", options(1.0), start=first)
    best = first if second is None else second
    _tell(progress, f"hydrogen: {problem.target} stations at least cost ({certificate2.status})")
    return siting_of(problem, best, (certificate1, certificate2))


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


def _tell(progress: Callable[[str], None] | None, text: str) -> None:
    if progress is not None:
        progress(text)
