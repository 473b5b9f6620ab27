"""Place functions on parcels: stage by stage, over all parcels where that is small, else over the best.

The first stage has no demand, and is solved over all parcels. Where all pairs of demand and parcels are too
many for one model, the later stages choose among parcels that are worth it (`optimize.joint.pricing`), begun
with those of the first stage and of a greedy choice of each kind. Their bounds then hold for all parcels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import message
from optimize.entry import faults, solve_with
from optimize.joint.functions import MILLION, SLACK, FunctionPlan, FunctionProblem, cut, function_model
from optimize.joint.pricing import worthwhile
from optimize.solvers.run import Outcome, run

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.certificate import Certificate
    from optimize.joint.functions import Stage
    from optimize.solvers.limits import Settings

MOST_PAIRS = 30_000
"""Pairs of merged demand rows and parcels up to which one model holds all of them."""
_SPARE = 3
"""Parcels that a greedy choice takes for every facility asked."""


@solve_with.register(FunctionProblem)
def place_functions(problem: FunctionProblem, how: Settings) -> FunctionPlan:
    """Solve the stages in turn, each with what the one before reached.

    Raises
    ------
    InfeasiblePlan
        The kinds do not all fit on the parcels.
    SolverFailed
        A solver stopped without an answer.
    """
    first, _ = _solved(problem, "stations", how.part(0.2))
    values = _values(first)
    reached = float(round(first.certificate.objective or 0.0))
    parcels = np.arange(problem.ground.size)
    whole = sum(cover.nnz for cover, *_ in problem.merged()) <= MOST_PAIRS
    if not whole:
        stands = _stands(problem, values)
        parcels = np.union1d(np.flatnonzero(stands.any(axis=1)), _best_parcels(problem))
    kept, most = values if whole else None, np.inf
    if not whole:
        parcels, most = worthwhile(problem, parcels, "share", how.part(0.4), stations=reached)
    part = problem if whole else cut(problem, parcels)
    second, _ = _solved(part, "share", how.part(0.7), stations=reached, start=kept)
    share = second.certificate.objective or 0.0
    third, flows = _solved(part, "cost", how, stations=reached, share=share, start=_values(second))
    answers = (values, _values(second), _values(third))
    said = [first.certificate, second.certificate, third.certificate]
    if not whole:
        least = float(problem.counts @ problem.costs) / MILLION
        if (third.certificate.objective or 0.0) > least:
            priced = worthwhile(problem, parcels, "cost", how, stations=reached, share=share)
            least = max(least, priced[1])
        said[1:] = [_for_all(said[1], most, how), _for_all(said[2], least, how)]
    return _plan(problem, part, parcels, flows, answers, tuple(said))


def stations_possible(problem: FunctionProblem, how: Settings) -> int:
    """Give the most integrated stations that a problem allows; 0 where its kinds do not all fit."""
    try:
        return round(_solved(problem, "stations", how)[0].certificate.objective or 0.0)
    except InfeasiblePlan:
        return 0


def _solved(
    problem: FunctionProblem,
    stage: Stage,
    how: Settings,
    *,
    stations: float = 0.0,
    share: float = 0.0,
    start: Floats | None = None,
) -> tuple[Outcome, tuple[Indices, ...]]:
    """Solve a stage; its start is the answer of the stage before, whose columns come first in its own."""
    builder, flows = function_model(problem, stage, stations=stations, share=share)
    if start is not None:
        start = np.concatenate([start, np.full(builder.columns - start.size, float(stage == "cost"))])
    proven, name = message(f"proven-functions-{stage}"), f"integrated: {stage}"
    found = run(builder, stage=name, proven=proven, start=start, **how.rest())
    if found.status == "infeasible":
        raise InfeasiblePlan(message("optimize-functions-impossible"))
    if found.values is None:
        raise SolverFailed(message("optimize-functions-unsolved", stage=name))
    return found, flows


def _values(found: Outcome) -> Floats:
    if found.values is None:
        raise AssertionError("a stage without values was let pass")
    return found.values


def _for_all(said: Certificate, bound: float, how: Settings) -> Certificate:
    """Judge an answer over some parcels by a bound over all of them."""
    stage, sense, objective, proven = said.stage, said.sense, said.objective, said.proven
    return how.certify(stage, sense, objective, bound, proven, who=said.who, spent=said.spent)


def _stands(problem: FunctionProblem, values: Floats) -> Flags:
    """Read which kind stands where: the first columns of every stage."""
    stands = np.zeros(problem.able.shape, dtype=bool)
    stands[np.nonzero(problem.able)] = values[: int(problem.able.sum())] > 0.5
    return stands


def _best_parcels(problem: FunctionProblem) -> Indices:
    """Choose parcels greedily for each kind, among all and among those that it alone makes stations."""
    found = []
    for k, (reach, weights) in enumerate(zip(problem.reach, problem.weights, strict=True)):
        near = sparse.csc_array(reach.astype(bool).astype(np.float64))
        alone = problem.enough(problem.present | problem.brings[k])
        for pool in (problem.able[:, k], problem.able[:, k] & alone):
            left, open_ = weights.copy(), pool.copy()
            for _ in range(min(int(pool.sum()), _SPARE * int(problem.counts[k]))):
                gain = np.where(open_, np.minimum(near.T @ left, problem.capacities[k]), -1.0)
                best = int(np.argmax(gain))
                rows = near.indices[near.indptr[best] : near.indptr[best + 1]]
                asked = float(left[rows].sum())
                left[rows] *= 1.0 - min(1.0, problem.capacities[k] / max(asked, SLACK))
                open_[best] = False
                found.append(best)
    return np.unique(np.array(found, dtype=np.int64))


def _plan(
    whole: FunctionProblem,
    problem: FunctionProblem,
    parcels: Indices,
    flows: tuple[Indices, ...],
    answers: tuple[Floats, ...],
    certificates: tuple[Certificate, ...],
) -> FunctionPlan:
    stands, given = np.zeros(whole.able.shape, dtype=bool), []
    values = answers[-1]
    stands[parcels] = _stands(problem, values)
    for k, (cover, demand, group) in enumerate(problem.merged()):
        flow = sparse.csr_array((values[flows[k]], cover.indices, cover.indptr), shape=cover.shape)
        part = problem.weights[k] / np.maximum(demand[group], SLACK)
        shared = sparse.coo_array(sparse.diags_array(part) @ flow[group])
        some = shared.data > SLACK
        row, column = (at[some] for at in shared.coords)
        shape = (part.size, whole.ground.size)
        given.append(sparse.csr_array((shared.data[some], (row, parcels[column])), shape=shape))
    kept = answers if problem is whole else ()
    return FunctionPlan(stands, whole.stations(stands), tuple(given), certificates, kept)


@faults.register(FunctionProblem)
def function_faults(problem: FunctionProblem, plan: FunctionPlan) -> list[str]:
    """Check an answer from its problem alone."""
    found = []
    if (plan.stands & ~problem.able).any():
        found.append("a facility stands where it may not")
    if (plan.stands.sum(axis=0) != problem.counts).any():
        found.append("a kind has another number of facilities than asked")
    if (plan.certificates[0].objective or 0.0) > min(plan.stations.size, problem.asked) + SLACK:
        found.append("the stations are fewer than certified")
    if (plan.stands.astype(np.float64) @ problem.takes > problem.room + SLACK).any():
        found.append("facilities take more of a parcel than it has")
    if np.triu(problem.near & plan.stands[:, :, None] & plan.stands[:, None, :], 1).any():
        found.append("kinds stand too near to each other")
    for k, given in enumerate(plan.given):
        if (given.sum(axis=1) > problem.weights[k] * (1 + SLACK) + SLACK).any():
            found.append(f"kind {k} serves more than is asked")
        if (given.sum(axis=0) > problem.capacities[k] * plan.stands[:, k] * (1 + SLACK) + SLACK).any():
            found.append(f"kind {k} serves more than its capacity")
        if (given - given.multiply(problem.reach[k].astype(bool))).count_nonzero():
            found.append(f"kind {k} serves out of reach")
    return found
