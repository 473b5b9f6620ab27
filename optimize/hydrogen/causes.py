"""Why no hydrogen siting exists: cheap truths with figures, then which family must give way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan
from optimize.hydrogen.model import counts_model, index_columns
from optimize.hydrogen.problem import OWNERSHIP, HydrogenProblem
from optimize.matrices import NONE
from optimize.solvers.run import run

if TYPE_CHECKING:
    from collections.abc import Iterator


def refuse_impossible(problem: HydrogenProblem) -> None:
    """Raise when simple counting shows that no siting exists.

    Raises
    ------
    InfeasiblePlan
        Names every cause that counting finds, with its figures.
    """
    families = (_target_causes, _ownership_causes, _group_causes, _use_causes, _supply_causes)
    causes = [cause for family in families for cause in family(problem)]
    if causes:
        raise InfeasiblePlan("no hydrogen siting exists: " + "; ".join(causes))


def _supply_causes(problem: HydrogenProblem) -> Iterator[str]:
    if problem.target and not np.isfinite(problem.haul_cost).any():
        yield "supply: no source can deliver to any site"


def _target_causes(problem: HydrogenProblem) -> Iterator[str]:
    can_open = problem.can_open
    required = np.unique(problem.required)
    if can_open.sum() < problem.target:
        yield (
            f"target: {problem.target} new stations asked, {can_open.sum()} of {len(can_open)} sites may "
            "hold any size (class, setback, land, or a standing station rules out the rest)"
        )
    for site in required[~can_open[required]].tolist():
        yield f"required: site {site} may hold no size"
    if len(required) > problem.target:
        yield f"required: {len(required)} sites required, the target is {problem.target}"


def _ownership_causes(problem: HydrogenProblem) -> Iterator[str]:
    minimums = (problem.min_commercial, problem.min_captive)
    if sum(minimums) > problem.target:
        yield (
            f"ownership: {minimums[0]} commercial and {minimums[1]} captive stations asked, "
            f"the target is {problem.target}"
        )
    for owner, minimum in enumerate(minimums):
        count = int((problem.can_open & (problem.ownership == owner)).sum())
        if count < minimum:
            yield f"ownership: {minimum} {OWNERSHIP[owner]} stations asked, {count} such sites may open"


def _group_causes(problem: HydrogenProblem) -> Iterator[str]:
    for group in problem.groups:
        count = int(problem.can_open[np.unique(group.sites)].sum())
        if count < group.minimum:
            yield (
                f"group {group.name}: {group.minimum} stations asked, {count} of its {len(group.sites)} "
                "sites may open"
            )
        elif group.minimum > problem.target:
            yield f"group {group.name}: {group.minimum} stations asked, the target is {problem.target}"


def _use_causes(problem: HydrogenProblem) -> Iterator[str]:
    if problem.min_use > 0:
        least = problem.min_use * float(problem.sizes_kg.min()) * problem.target
        most = min(float(problem.demand_kg.sum()), float(problem.supply_capacity.sum()))
        if least > most + 1e-6:
            yield (
                f"use: {problem.target} stations must sell at least {least:g} kg/day, demand is "
                f"{problem.demand_kg.sum():g} and supply {problem.supply_capacity.sum():g} kg/day"
            )


def explain_infeasible(problem: HydrogenProblem, *, solver: str, threads: int | None) -> str:
    """Name the families whose removal alone makes a siting possible.

    Parameters
    ----------
    problem
        A problem that the solver found infeasible.
    solver, threads
        Passed to the small feasibility models, which hold the counts only.

    Returns
    -------
    str
        A sentence; when the counts alone are possible, the least use is what conflicts.
    """
    if _counts_possible(problem, solver, threads):
        return (
            f"no hydrogen siting exists: use: {problem.target} stations cannot each sell "
            f"{problem.min_use:.0%} of their size with this demand, reach and supply"
        )
    freed = {
        "trips": replace(problem, trips=None),
        "required": replace(problem, required=NONE),
        "ownership": replace(problem, min_commercial=0, min_captive=0),
        **{
            f"group {group.name}": replace(problem, groups=tuple(g for g in problem.groups if g is not group))
            for group in problem.groups
        },
    }
    culprits = [name for name, easier in freed.items() if _counts_possible(easier, solver, threads)]
    figures = (
        f"target {problem.target}, required {len(np.unique(problem.required))}, commercial at least "
        f"{problem.min_commercial}, captive at least {problem.min_captive}"
        + "".join(f", {group.name} at least {group.minimum}" for group in problem.groups)
    )
    names = " or ".join(culprits) if culprits else "several families at once"
    if "trips" in culprits and problem.trips is not None:
        most, all_trips = _most_trips(problem, solver, threads), float(problem.trips.trips.sum())
        figures += (
            f", trips refuelled at least {problem.trips.least:.1f} of {all_trips:.1f} a day, at most "
            f"{most:.1f} can be"
        )
    return f"no hydrogen siting exists: the counts conflict ({figures}); relax {names}"


def _counts_possible(problem: HydrogenProblem, solver: str, threads: int | None) -> bool:
    builder = counts_model(problem, index_columns(problem), "hydrogen_counts", "min")
    return run(builder, solver=solver, threads=threads, stage="hydrogen counts").values is not None


def _most_trips(problem: HydrogenProblem, solver: str, threads: int | None) -> float:
    """Bound the trips a day that stations within the counts can keep refuelled."""
    trips = problem.trips
    if trips is None:
        return 0.0
    some = replace(problem, trips=replace(trips, least=1e-9))
    builder = counts_model(some, index_columns(some), "hydrogen_trips", "max")
    v = np.arange(builder.columns - trips.trips.size, builder.columns)
    total = builder.add_variables("total", 1, upper=float(trips.trips.sum()), cost=1.0)
    builder.add_rows("sum", np.append(-trips.trips, 1.0)[None, :], np.append(v, total), upper=0.0)
    bound = run(builder, solver=solver, threads=threads, stage="hydrogen trips").bound
    return float(trips.trips.sum()) if bound is None else max(bound, 0.0) + 0.0
