"""Why no hydrogen siting exists: cheap truths with figures, then which family must give way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gisplan_errors import InfeasiblePlan
from gisplan_words import Message, Said, Series, message
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
    causes = tuple(cause for family in families for cause in family(problem))
    if causes:
        raise InfeasiblePlan(_no_siting(Series(causes, "faults")))


def _no_siting(causes: Said) -> Message:
    return message("optimize-hydrogen-none", causes=causes)


def _supply_causes(problem: HydrogenProblem) -> Iterator[Said]:
    if problem.target and not np.isfinite(problem.haul_cost).any():
        yield message("optimize-hydrogen-supply")


def _target_causes(problem: HydrogenProblem) -> Iterator[Said]:
    can_open = problem.can_open
    required = np.unique(problem.required)
    if can_open.sum() < problem.target:
        told = {"asked": problem.target, "able": int(can_open.sum()), "sites": len(can_open)}
        yield message("optimize-hydrogen-target", **told)
    for site in required[~can_open[required]].tolist():
        yield message("optimize-hydrogen-required-size", site=message("optimize-site", site=str(site)))
    if len(required) > problem.target:
        yield message("optimize-hydrogen-required", required=len(required), target=problem.target)


def _ownership_causes(problem: HydrogenProblem) -> Iterator[Said]:
    minimums = (problem.min_commercial, problem.min_captive)
    if sum(minimums) > problem.target:
        told = {"commercial": minimums[0], "captive": minimums[1], "target": problem.target}
        yield message("optimize-hydrogen-ownership", **told)
    for owner, minimum in enumerate(minimums):
        count = int((problem.can_open & (problem.ownership == owner)).sum())
        if count < minimum:
            yield message(f"optimize-hydrogen-{OWNERSHIP[owner]}", asked=minimum, able=count)


def _group_causes(problem: HydrogenProblem) -> Iterator[Said]:
    for group in problem.groups:
        count = int(problem.can_open[np.unique(group.sites)].sum())
        if count < group.minimum:
            told = {"asked": group.minimum, "able": count, "sites": len(group.sites)}
            yield message("optimize-hydrogen-group-sites", name=group.label or group.name, **told)
        elif group.minimum > problem.target:
            told = {"asked": group.minimum, "target": problem.target}
            yield message("optimize-hydrogen-group-target", name=group.label or group.name, **told)


def _use_causes(problem: HydrogenProblem) -> Iterator[Said]:
    if problem.min_use > 0:
        least = problem.min_use * float(problem.sizes_kg.min()) * problem.target
        most = min(float(problem.demand_kg.sum()), float(problem.supply_capacity.sum()))
        if least > most * (1.0 + 1e-9):
            yield message(
                "optimize-hydrogen-use",
                stations=problem.target,
                least=f"{least:g}",
                demand=f"{problem.demand_kg.sum():g}",
                supply=f"{problem.supply_capacity.sum():g}",
            )


def explain_infeasible(problem: HydrogenProblem, *, solver: str, threads: int | None) -> Message:
    """Name the families whose removal alone makes a siting possible.

    Parameters
    ----------
    problem
        A problem that the solver found infeasible.
    solver, threads
        Passed to the small feasibility models, which hold the counts only.

    Returns
    -------
    Message
        A sentence; when the counts alone are possible, the least use is what conflicts.
    """
    if _counts_possible(problem, solver, threads):
        share = f"{problem.min_use:.0%}"
        return _no_siting(message("optimize-hydrogen-each-use", stations=problem.target, share=share))
    groups = problem.groups
    trips = message("optimize-family-trips")
    freed = [
        (trips, replace(problem, trips=None)),
        (message("optimize-family-required"), replace(problem, required=NONE)),
        (message("optimize-family-ownership"), replace(problem, min_commercial=0, min_captive=0)),
        *(
            (
                message("optimize-family-group", name=group.label or group.name),
                replace(problem, groups=tuple(g for g in groups if g is not group)),
            )
            for group in groups
        ),
    ]
    culprits = [name for name, easier in freed if _counts_possible(easier, solver, threads)]
    figures = [
        message(
            "optimize-hydrogen-counts",
            target=problem.target,
            required=len(np.unique(problem.required)),
            commercial=problem.min_commercial,
            captive=problem.min_captive,
        ),
        *(message("optimize-hydrogen-count-group", name=g.name, least=g.minimum) for g in groups),
    ]
    if trips in culprits and problem.trips is not None:
        most, all_trips = _most_trips(problem, solver, threads), float(problem.trips.trips.sum())
        told = {"least": problem.trips.least, "trips": all_trips, "most": most}
        texts = {name: f"{value:.1f}" for name, value in told.items()}
        figures.append(message("optimize-hydrogen-count-trips", **texts))
    names = Series(tuple(culprits or [message("optimize-family-several")]), "or")
    conflict = {"figures": Series(tuple(figures), "clauses"), "names": names}
    return _no_siting(message("optimize-hydrogen-conflict", **conflict))


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
