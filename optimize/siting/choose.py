"""Choose the sites that cover most people and provide for every need: a greedy start, then the model.

A choice that reaches everybody any site reaches is proven as it stands, and so is one that the linear
relaxation proves close enough; else the integer model runs from that choice, and the better answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import Message, message
from optimize.certificate import close, counted_bound, proofs, relative_gap
from optimize.entry import solve_with
from optimize.location.check import checks, covered_by, site_faults
from optimize.location.site_choice import Solution
from optimize.matrices import NONE, ones_at
from optimize.model import ModelBuilder
from optimize.own_rows import faults_of
from optimize.siting.adequate import (
    AdequateCover,
    add_siting,
    build_adequate_cover,
    cover_multipliers,
    keeps_own,
    merged_core,
    short_needs,
    start_choice,
)
from optimize.solvers.run import attempt, run

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from gisplan_words import Sayable
    from optimize.certificate import Multipliers
    from optimize.covering.reduce import CoverCore
    from optimize.solvers.limits import Settings


_ROUND_OFF = 1e-9
_FILLED = 0.1
"""Worth of the site that reaches most people, against 1 for one that a start would have opened."""
_ROUGH = 0.01
"""Gap at which sites are near enough to a start that breaks an own row."""
_REACHED = message("proven-bound-by", what=message("proven-all-reach"))
_RELAXED = message("proven-bound-by", what=message("proven-relaxed"))
_PROVEN = message("proven-people")


@solve_with.register(AdequateCover)
def choose_sites(problem: AdequateCover, how: Settings) -> Solution:
    """Solve the model, and keep the better of the solver's answer and the one that started it.

    Returns
    -------
    Solution
        The certificate's objective is the weight covered, re-computed from the sites. What all sites together
        reach is its bound only where that closes the gap asked.

    Raises
    ------
    InfeasiblePlan
        All sites together cannot meet a need, or `count` is below what the needs take.
    SolverFailed
        The solver stopped without an answer and the search found none either.
    """
    refuse_impossible(problem)
    clock, builder = how.clock, build_adequate_cover(problem)
    core = merged_core(problem.pairs, problem.weights)
    start = keeping_own(problem, start_choice(problem, core, clock.part(0.4)), how)
    # without a price on any row, the bound is what all sites reach
    bound = _Bound(problem.reachable, proofs(_PROVEN, _REACHED), ("none", ""), {})
    if start is not None and _weight(problem, start) >= problem.reachable * (1.0 - _ROUND_OFF):
        # it covers every row that any site reaches: nothing is left to solve
        return _solution(problem, start, bound, how)
    bound = _relaxed(problem, builder, bound, how)
    if start is not None and (relative_gap(_weight(problem, start), bound.most) or 0.0) <= how.gap:
        return _solution(problem, start, bound, how)
    outcome = run(
        builder,
        start=None if start is None else _columns_of(core, start),
        stage="siting",
        proven=_PROVEN,
        **how.within(clock.part(1.0, 0.5)),
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(no_siting(problem))
    answers = [] if start is None else [start]
    if outcome.values is not None:
        answers.append(np.flatnonzero(outcome.values[: problem.pairs.n_sites] > 0.5))
    if not answers:
        raise SolverFailed(message("optimize-siting-stopped", solver=how.solver))
    sites = max(answers, key=lambda chosen: _weight(problem, chosen))
    if outcome.bound is not None:
        bound = bound.or_lower(_Bound(outcome.bound, _PROVEN, outcome.certificate.who))
    return _solution(problem, sites, bound, how)


@dataclass(frozen=True, eq=False)
class _Bound:
    """No choice covers more: by how much, in words, by whom, and what it is computed from."""

    most: float
    words: Sayable
    who: tuple[str, str]
    multipliers: Multipliers | None = None

    def or_lower(self, other: _Bound) -> _Bound:
        """Give the other bound if it is lower by more than round-off."""
        return other if other.most < self.most * (1.0 - _ROUND_OFF) else self


def _relaxed(problem: AdequateCover, builder: ModelBuilder, known: _Bound, how: Settings) -> _Bound:
    """Bound the weight by the linear relaxation; the known bound where that gives none below it."""
    limits, simplex = how.within(how.clock.part(0.5, 0.5)), {"solver": "simplex"}
    outcome = attempt(builder, stage="siting relaxation", relax=True, options=simplex, **limits)
    if outcome.status == "infeasible":
        raise InfeasiblePlan(no_siting(problem))
    if outcome.bound is None or outcome.duals is None:
        return known
    # sites apart are priced by pairs, own rows by row, which no one who re-computes the bound knows
    untold = problem.kept_apart.pairs.size or problem.own is not None
    told = None if untold else cover_multipliers(problem, builder, outcome.duals)
    words = proofs(_PROVEN, _RELAXED)
    return known.or_lower(_Bound(outcome.bound, words, outcome.certificate.who, told))


def keeping_own(problem: AdequateCover, start: Indices | None, how: Settings) -> Indices | None:
    """Give a start that keeps the own rows: itself, else what shares most of its sites; None without one.

    Raises
    ------
    InfeasiblePlan
        No choice of sites keeps them beside what else is asked.
    """
    if start is not None and keeps_own(problem, start):
        return start
    if problem.own is None:
        return None
    sites = problem.pairs.n_sites
    reached = np.asarray(problem.pairs.binary().T @ problem.weights)
    worth = ones_at(NONE if start is None else start, sites) + _FILLED * reached / max(reached.max(), 1e-300)
    builder = ModelBuilder("own_start", "max")
    add_siting(builder, problem, sparse.csr_array((0, sites)), 0.0, NONE, worth=worth)
    limits = how.within(how.clock.part(0.2, 0.5), _ROUGH)
    outcome = attempt(builder, stage="siting, own rows", named=False, **limits)
    if outcome.status == "infeasible":
        raise InfeasiblePlan(no_siting(problem))
    return None if outcome.values is None else np.flatnonzero(outcome.values[:sites] > 0.5)


@checks(AdequateCover)
def check_sites(problem: AdequateCover, solution: Solution) -> list[str]:
    """Check count, required sites, needs, distances and the people covered from the problem alone."""
    sites = solution.sites
    found = site_faults(
        sites, problem.pairs.n_sites, existing=NONE, required=problem.required, count=problem.count
    )
    opened = np.isin(np.arange(problem.pairs.n_sites), sites).astype(np.float64)
    gives = problem.provides @ opened
    for k in short_needs(problem, opened > 0).tolist():
        found.append(f"{problem.names[k]}: {gives[k]:.6g} provided, {problem.need[k]:.6g} needed")
    found += [f"apart: sites {a} and {b} are both open" for a, b in problem.kept_apart.broken(sites).tolist()]
    found += faults_of(problem.own, opened)
    covered = covered_by(problem.pairs, sites)
    if (covered != solution.covered).any():
        found.append(f"{int((covered != solution.covered).sum())} rows are marked wrongly as covered or not")
    people = float(problem.weights[covered].sum())
    agrees = solution.objective is not None and close(people, solution.objective)
    return found if agrees else [*found, f"covers {people}, objective {solution.objective}"]


def _solution(problem: AdequateCover, sites: Indices, bound: _Bound, how: Settings) -> Solution:
    weight = _weight(problem, sites)
    most: float | None = bound.most
    if bound.most >= problem.reachable:
        most = counted_bound(weight, problem.reachable, how.gap)
    said = how.certify("siting", "max", weight, most, bound.words, who=bound.who)
    covered = covered_by(problem.pairs, sites)
    return Solution(sites, None, covered, weight, said.proven_by(bound.multipliers))


def _weight(problem: AdequateCover, sites: Indices) -> float:
    return float(problem.weights[covered_by(problem.pairs, sites)].sum())


def _columns_of(core: CoverCore, sites: Indices) -> Floats:
    """Write chosen sites as the column values of the model."""
    opened = ones_at(sites, core.n_sites)
    return np.concatenate([opened, np.minimum(1.0, core.cover @ opened)])


def refuse_impossible(problem: AdequateCover) -> None:
    """Name what no choice of sites can meet, before any solver runs."""
    if problem.required.size > problem.count:
        new = {"required": problem.required.size - problem.standing, "most": problem.count - problem.standing}
        raise InfeasiblePlan(message("optimize-siting-required", **new, standing=problem.standing))
    available = np.asarray(problem.provides.sum(axis=1)).ravel()
    short = short_needs(problem, np.ones(problem.pairs.n_sites, dtype=bool))
    if short.size:
        k = int(short[0])
        raise InfeasiblePlan(
            message(
                "optimize-siting-needs",
                needs=int(short.size),
                name=(problem.labels or problem.names)[k],
                need=f"{problem.need[k]:.0f}",
                most=f"{available[k]:.0f}",
            )
        )


def no_siting(problem: AdequateCover) -> Message:
    """Say in a planner's words that no choice of sites meets all that is asked."""
    spaced = "-spaced" if problem.kept_apart.pairs.size else ""
    return message(f"optimize-siting-none{spaced}", sites=problem.count - problem.standing)
