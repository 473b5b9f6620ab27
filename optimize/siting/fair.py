"""Choose sites with equity among areas: the worst area first, or the most people under a bounded Gini.

``choose_fairly`` solves the models of `optimize.siting.fair_model`: the largest share of the worst area, then
the most people with that share held; or the most people with a Gini coefficient of at most a bound. An
answer that meets the bound only on paper (people reached and not counted) is cut off by further rows; a model
without them bounds every answer as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from gisplan_errors import InfeasiblePlan, SolverFailed
from gisplan_words import message, sentences
from optimize.certificate import counted_bound
from optimize.covering.reduce import CoverCore
from optimize.covering.state import Allowance, CoverState
from optimize.entry import faults, solve_with
from optimize.location.check import covered_by
from optimize.location.site_choice import Solution
from optimize.matrices import NONE, ones_at
from optimize.siting.adequate import keeps_own, merged_core, start_choice, swap_within_needs
from optimize.siting.choose import check_sites, keeping_own, no_siting, refuse_impossible
from optimize.siting.fair_model import FairChoice, FairCover, build_fair_cover, merged_by_area, weighted_gini
from optimize.solvers.run import run

if TYPE_CHECKING:
    from gisplan_arrays import Flags, Floats, Indices
    from optimize.certificate import Certificate
    from optimize.solvers.limits import Clock, Settings


_GINI_SLACK = 1e-7
_ROUND_OFF = 1e-9
_DRAFTS = 5
"""Searches that make a start, each with the worst area weighing more."""
_ROUNDS = 12
"""Times that rows are added before a Gini answer is given up."""


@solve_with.register(FairCover)
def choose_fairly(problem: FairCover, how: Settings) -> FairChoice:
    """Choose sites with equity among the areas.

    Raises
    ------
    InfeasiblePlan
        No choice of sites meets the needs, or none brings the Gini down to the bound.
    SolverFailed
        The solver stopped without an answer.
    """
    refuse_impossible(problem.cover)
    max_gini = problem.max_gini
    clock = how.clock
    drafts = _keeping_own(problem, _drafts(problem, clock.part(0.4)), how)
    if max_gini is not None:
        kept = [sites for sites in drafts if _gini(problem, sites) <= max_gini + _GINI_SLACK]
        start = max(kept, key=lambda sites: _people(problem, sites), default=None)
        return _with_gini(problem, max_gini, start, how)
    start = max(drafts, key=lambda sites: (_worst(problem, sites), _people(problem, sites)), default=None)
    sites, first = _solve(problem, "worst", start, how, 0.5)
    worst = _worst(problem, sites)
    sites = _more_people(problem, sites, clock.part(0.5))
    sites, second = _solve(problem, "people", sites, how, 1.0, least_share=worst)
    return FairChoice(sites, problem.shares(sites), (first, second))


@faults.register(FairCover)
def check_fairly(problem: FairCover, choice: FairChoice) -> list[str]:
    """Check needs, count and distances as without equity, then the shares and their Gini coefficient."""
    cover, sites, said = problem.cover, choice.sites, choice.certificates[-1]
    people = float(problem.people @ np.nan_to_num(choice.shares))
    found = check_sites(cover, Solution(sites, None, covered_by(cover.pairs, sites), people, said))
    if not np.allclose(problem.shares(choice.sites), choice.shares, equal_nan=True):
        found.append("shares: not those of the chosen sites")
    most = problem.max_gini
    if most is not None and _gini(problem, choice.sites) > most + 2 * _GINI_SLACK:
        found.append(f"Gini coefficient {_gini(problem, choice.sites):.6g}, at most {most:g} allowed")
    return found


def _drafts(problem: FairCover, clock: Clock) -> list[Indices]:
    """Search again and again, each time with the people of the worst area weighing twice as much.

    Then sites that reach none of the areas that weigh more are exchanged for what covers most people.
    """
    rows, weights, area, _ = merged_by_area(problem)
    sites, price, judged = problem.cover.pairs.n_sites, np.ones(problem.people.size), problem.judged
    whole = merged_core(problem.cover.pairs, problem.cover.weights)
    drafts: list[Indices] = []
    for left in range(_DRAFTS, 0, -1):
        core = CoverCore(rows, weights * price[area], np.zeros(sites), np.arange(sites), 0.0)
        found = start_choice(problem.cover, core, clock.part(0.5 / left))
        if found is None:
            break
        drafts.append(found)
        if (price > 1.0).any():
            held = price[problem.area] > 1.0
            drafts.append(_refilled(problem, whole, found, held, clock.part(0.5 / left)))
        price[np.argmin(np.where(judged, problem.shares(drafts[-1]), np.inf))] *= 2.0
        if clock.left <= 0:
            break
    return drafts


def _keeping_own(problem: FairCover, drafts: list[Indices], how: Settings) -> list[Indices]:
    """Leave out drafts that break an own row; the last of them is repaired where all do."""
    kept = [sites for sites in drafts if keeps_own(problem.cover, sites)]
    if kept or problem.cover.own is None:
        return kept
    repaired = keeping_own(problem.cover, drafts[-1] if drafts else None, how)
    return [] if repaired is None else [repaired]


def _refilled(problem: FairCover, core: CoverCore, sites: Indices, held: Flags, clock: Clock) -> Indices:
    """Exchange sites that reach no held row while more people are covered so; every need stays met."""
    cover = problem.cover
    state, limits = CoverState(core.cover, core.weights), Allowance(core.n_sites, cover.count)
    state.become(sites)
    fixed = np.asarray(cover.pairs.binary()[held].sum(axis=0)).ravel() > 0
    fixed[cover.required] = True
    swap_within_needs(cover, state, limits, fixed, clock)
    return state.sites()


def _more_people(problem: FairCover, sites: Indices, clock: Clock) -> Indices:
    """Exchange sites outside the worst area for others, unless that makes another area worse."""
    shares = np.where(problem.judged, problem.shares(sites), np.inf)
    held = problem.area == np.argmin(shares)
    core = merged_core(problem.cover.pairs, problem.cover.weights)
    found = _refilled(problem, core, sites, held, clock)
    kept = keeps_own(problem.cover, found) and _worst(problem, found) >= _worst(problem, sites) - 1e-12
    return found if kept else sites


def _solve(
    problem: FairCover,
    aim: Literal["worst", "people"],
    start: Indices | None,
    how: Settings,
    part: float,
    *,
    least_share: float | None = None,
) -> tuple[Indices, Certificate]:
    """Solve one stage of max-min, and certify the better of its answer and its start."""
    words = message("proven-people-worst" if aim == "worst" else "proven-people-held")
    clock = how.clock
    before = clock.spent
    model = build_fair_cover(problem, aim=aim, least_share=least_share)
    outcome = run(
        model.builder,
        start=None if start is None else model.values(problem, start, aim, gini=False),
        stage=f"siting: {aim}",
        proven=words,
        **how.within(clock.part(part, 0.5)),
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(no_siting(problem.cover))
    answers = [] if start is None else [start]
    if outcome.values is not None:
        answers.append(_sites_of(outcome.values, problem))

    def value(sites: Indices) -> float:
        if least_share is not None and _worst(problem, sites) < least_share - 1e-7:
            return -np.inf
        return _worst(problem, sites) if aim == "worst" else _people(problem, sites)

    if not answers or not np.isfinite(max(map(value, answers))):
        raise SolverFailed(message("optimize-siting-late"))
    best = max(answers, key=value)
    most = _most(problem)[0 if aim == "worst" else 1]
    reached, who, spent = value(best), outcome.certificate.who, clock.spent.since(before)
    bound = _bound(reached, outcome.bound, most, how)
    stage = "siting: worst district" if aim == "worst" else "siting"
    proof = how.certify(stage, "max", reached, bound, words, who=who, spent=spent)
    return best, proof


def _with_gini(problem: FairCover, most: float, start: Indices | None, how: Settings) -> FairChoice:
    """Add the rows an answer lowers on paper, until the true shares keep the bound."""
    clock = how.clock
    tied, bound = NONE, None
    words = message("proven-people-gini", most=f"{most:g}")
    found = start if start is not None and _gini(problem, start) <= most + _GINI_SLACK else None
    for _ in range(_ROUNDS):
        model = build_fair_cover(problem, aim="people", max_gini=most, tied=tied)
        outcome = run(
            model.builder,
            start=None if found is None else model.values(problem, found, "people", gini=True),
            stage="siting",
            proven=words,
            **how.within(clock.part(1.0, 0.5)),
        )
        if outcome.status == "infeasible":
            gini = message("optimize-siting-gini", most=f"{most:g}")
            raise InfeasiblePlan(sentences(no_siting(problem.cover), gini))
        bound = min((one for one in (bound, outcome.bound) if one is not None), default=None)
        if outcome.values is None:
            break
        sites = _sites_of(outcome.values, problem)
        if _gini(problem, sites) <= most + _GINI_SLACK:
            old = -1.0 if found is None else _people(problem, found)
            found = sites if _people(problem, sites) >= old else found
            break
        z = outcome.values[problem.cover.pairs.n_sites :][: model.weights.size]
        opened = ones_at(sites, problem.cover.pairs.n_sites)
        paper = np.flatnonzero(np.minimum(1.0, model.rows @ opened) > z + 1e-6)
        tied = np.union1d(tied, paper).astype(np.int64)
        if clock.left <= 0:
            break
    if found is None:
        raise SolverFailed(message("optimize-siting-gini-late", most=f"{most:g}"))
    objective = _people(problem, found)
    said = outcome.certificate
    bound = _bound(objective, bound, _most(problem)[1], how)
    proof = how.certify("siting", "max", objective, bound, words, who=said.who)
    return FairChoice(found, problem.shares(found), (proof,))


def _bound(reached: float, solved: float | None, most: float, how: Settings) -> float | None:
    """Give a solver's bound where it says more than what all sites reach; else that, where it suffices."""
    if solved is not None and solved <= most * (1.0 + _ROUND_OFF):
        return min(solved, most)
    return counted_bound(reached, most, how.gap)


def _most(problem: FairCover) -> tuple[float, float]:
    """Give the worst judged share and the people that all sites together reach."""
    every = np.arange(problem.cover.pairs.n_sites)
    return _worst(problem, every), problem.cover.reachable


def _worst(problem: FairCover, sites: Indices) -> float:
    return float(problem.shares(sites)[problem.judged].min(initial=1.0))


def _people(problem: FairCover, sites: Indices) -> float:
    return float(problem.people @ np.nan_to_num(problem.shares(sites)))


def _gini(problem: FairCover, sites: Indices) -> float:
    lived = problem.people > 0
    return weighted_gini(problem.shares(sites)[lived], problem.people[lived]) or 0.0


def _sites_of(values: Floats, problem: FairCover) -> Indices:
    return np.flatnonzero(values[: problem.cover.pairs.n_sites] > 0.5)
