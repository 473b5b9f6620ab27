"""The problems of a siting's stages: most people, with equity among areas, or least mean distance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from optimize.extensions import Extension, Handed, extension_of, with_own
from optimize.matrices import mask_of, ones_at
from optimize.siting.adequate import AdequateCover, build_adequate_cover, merged_core
from optimize.siting.fair_model import FairChoice, FairCover, build_fair_cover
from optimize.siting.mean_access.problem import MeanAccess, MeanAccessSolution, build_mean_access
from optimize.stages import StageProblem, stage_problems

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Floats
    from optimize.location.site_choice import Solution
    from optimize.model import ModelBuilder

_PEOPLE, _METRES = "people", "people x m"
_HELD = 1e-9


@stage_problems.register(AdequateCover)
def siting_stages(problem: AdequateCover, solution: Solution) -> tuple[StageProblem, ...]:
    """Give the one problem of a siting by radius."""
    core = merged_core(problem.pairs, problem.weights)
    opened = ones_at(solution.sites, problem.pairs.n_sites)
    values = np.concatenate([opened, np.minimum(1.0, core.cover @ opened)])
    builder = build_adequate_cover(problem)
    return (StageProblem("siting", builder, values, solution.certificate, _PEOPLE),)


@stage_problems.register(FairCover)
def fair_stages(problem: FairCover, choice: FairChoice) -> tuple[StageProblem, ...]:
    """Give the share of the worst area and then the people, or the people under a Gini coefficient."""
    if problem.max_gini is not None:
        (said,) = choice.certificates
        model = build_fair_cover(problem, aim="people", max_gini=problem.max_gini)
        values = model.values(problem, choice.sites, "people", gini=True)
        return (StageProblem("siting_gini", model.builder, values, said, _PEOPLE),)
    first, second = choice.certificates
    worst = float(choice.shares[problem.judged].min(initial=1.0))
    one = build_fair_cover(problem, aim="worst")
    two = build_fair_cover(problem, aim="people", least_share=worst)
    least, most = (
        model.values(problem, choice.sites, aim, gini=False)
        for model, aim in ((one, "worst"), (two, "people"))
    )
    return (
        StageProblem("siting_worst", one.builder, least, first, "share of people"),
        StageProblem("siting_people", two.builder, most, second, _PEOPLE),
    )


@stage_problems.register(MeanAccess)
def mean_stages(problem: MeanAccess, solution: MeanAccessSolution) -> tuple[StageProblem, ...]:
    """Give the excess over the zones' limits, then the total distance with that excess held."""
    values, (first, second) = _mean_values(problem, solution), solution.certificates
    held = solution.excess * (1.0 + _HELD) + _HELD * float(problem.weights.sum())
    one = build_mean_access(problem, aim="excess").builder
    two = build_mean_access(problem, aim="total", held=held).builder
    return (
        StageProblem("mean_access_excess", one, values, first, _METRES),
        StageProblem("mean_access_total", two, values, second, _METRES),
    )


@extension_of.register(AdequateCover)
def siting_extension(problem: AdequateCover) -> Extension:
    """Hand out the one model; a cell is a site."""
    return _over_sites(problem, problem.pairs.n_sites, lambda: build_adequate_cover(problem))


@extension_of.register(FairCover)
def fair_extension(problem: FairCover) -> Extension:
    """Hand out the model of the first stage, with the Gini coefficient where that is bounded."""
    gini = problem.max_gini
    aim: Literal["worst", "people"] = "worst" if gini is None else "people"
    return replace(
        _over_sites(
            problem,
            problem.cover.pairs.n_sites,
            lambda: build_fair_cover(problem, aim=aim, max_gini=gini).builder,
        ),
        extended=lambda own: replace(problem, cover=replace(problem.cover, own=own)),
    )


@extension_of.register(MeanAccess)
def mean_extension(problem: MeanAccess) -> Extension:
    """Hand out the model of the first stage; a cell is a site."""
    return _over_sites(
        problem, problem.pairs.n_sites, lambda: build_mean_access(problem, aim="excess").builder
    )


def _over_sites(problem: Any, sites: int, build: Callable[[], ModelBuilder]) -> Extension:  # noqa: ANN401
    def handed() -> Handed:
        return Handed(build(), np.arange(sites), np.arange(sites))

    return Extension(
        shape=(sites,),
        handed=handed,
        cells_of=lambda answer: ones_at(answer.sites, sites),
        extended=lambda own: with_own(problem, own),
        possible=handed,
    )


def _mean_values(problem: MeanAccess, solution: MeanAccessSolution) -> Floats:
    """Write a siting as columns: open sites, each row's way, rows without one, and what zones exceed."""
    pairs, zones = problem.pairs, problem.limit_m.size
    goes = pairs.indices == np.asarray(solution.nearest)[pairs.rows()]
    none = ~mask_of(pairs.rows()[goes], pairs.n_demand)
    metres = np.bincount(problem.zone, problem.weights * solution.distance_m, minlength=zones)
    people = np.bincount(problem.zone, problem.weights, minlength=zones)
    limits = np.where(np.isfinite(problem.limit_m), problem.limit_m, 0.0)
    over = np.where(np.isfinite(problem.limit_m), np.maximum(metres - people * limits, 0.0), 0.0)
    return np.concatenate([ones_at(solution.sites, pairs.n_sites), goes, none, over])
