"""Which of the hydrogen sitings that serve as much at nearly the same cost: the scenario's ties, in order.

The hydrogen served is held, and the annual cost within the gap that the scenario asks of every stage: sitings
that near are not told apart by cost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.hydrogen.beside import beside_chargers
from gisplan_numbers import Figure
from gisplan_words import message
from optimize.certificate import TIES, certify, proofs
from optimize.entry import solve
from optimize.hydrogen.ties.problem import STAGES, HydrogenTies, Tie
from optimize.matrices import ones_at

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gisplan.scenario.schema import Scenario
    from gisplan_arrays import Floats, Indices
    from layers.region.loading import Region
    from optimize.certificate import Certificate
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.joint.model import JointProblem, JointSiting
    from optimize.solvers.limits import Limits
    from optimize.stages import StageProblem

    Shown = Callable[[Sequence[StageProblem]], None] | None
    Tied = tuple[HydrogenSiting, tuple[Certificate, ...]]

_KG_T: Final = 1000.0
"""Kilograms of a tonne: capacity is certified in tonnes a day."""
_TOLD: Final = 1e-4
"""Least share of the annual cost that is told as added."""


def choose_among(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    problem: HydrogenProblem,
    siting: HydrogenSiting,
    shown: Shown,
    limits: Limits,
    *,
    decide: bool = True,
) -> Tied:
    """Decide the scenario's ties among sitings as good as one.

    Parameters
    ----------
    region, scenario
        Layers, metres, and the order of the ties.
    candidates
        Positions in ``region.sites`` of the sites of the problem.
    problem, siting
        The stations' problem and its answer.
    shown
        Given the problem of each tie; None shows them to nobody.
    limits
        Limits of all ties together.
    decide
        False leaves them open: the siting stays, and their certificates have no bound.

    Returns
    -------
    tuple
        The siting chosen, and one certificate a tie that decides something.
    """
    ties = _ties(region, scenario, candidates, problem)
    if not problem.target or not any(tie.decides(problem) for tie in ties):
        return siting, ()
    if not decide:
        return siting, _left_open(problem, siting, ties)
    most = siting.annual_cost * (1.0 + scenario.solver.gap)
    answer = solve(HydrogenTies(problem, siting, most, ties), shown=shown, **limits)
    return _dearer(siting, answer.siting), answer.certificates


def _dearer(before: HydrogenSiting, after: HydrogenSiting) -> HydrogenSiting:
    """Say at the certificate of the cost, which is of the siting before ties, what ties add to it."""
    added = after.annual_cost / before.annual_cost - 1.0 if before.annual_cost > 0 else 0.0
    if added < _TOLD:
        return after
    served, cost = after.certificates
    share = message("unit-share", number=Figure(100.0 * added, decimals=2))
    told = replace(cost, proven=proofs(cost.proven, message("proven-before-ties", added=share)))
    return replace(after, certificates=(served, told))


def choose_beside(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    joint: JointProblem,
    answer: JointSiting,
    shown: Shown,
    limits: Limits,
    *,
    decide: bool = True,
) -> Tied:
    """Decide them beside the chargers that open, as in `choose_among`; the siting stays where none fits."""
    problem = beside_chargers(joint, answer.opened, answer.siting)
    given = (region, scenario, candidates, problem, answer.siting, shown, limits)
    siting, ties = choose_among(*given, decide=decide)
    stands = (answer.opened, siting.sites, siting.sizes)
    if joint.parcels.crowded(*stands).size or joint.parcels.short_needs(joint.cover, *stands).size:
        return choose_among(*given, decide=False)
    return siting, ties


def _left_open(
    problem: HydrogenProblem, siting: HydrogenSiting, ties: tuple[Tie, ...]
) -> tuple[Certificate, ...]:
    """Tell what a siting comes to in each tie that decided nothing of it; nothing is proven."""
    opened = ones_at((siting.sites, siting.sizes), problem.allowed.shape) > 0
    return tuple(
        certify(
            f"{TIES}{STAGES[tie.name]}",
            tie.sense,
            tie.of(problem, opened),
            None,
            proven=message("proven-tie-open"),
            solver="none",
            version="",
            seconds=0.0,
            limit=None,
        )
        for tie in ties
        if tie.decides(problem)
    )


def _ties(
    region: Region, scenario: Scenario, candidates: Indices, problem: HydrogenProblem
) -> tuple[Tie, ...]:
    """Write the ties that the region has figures for, in the scenario's order."""
    shape = problem.allowed.shape
    sites = region.sites.iloc[candidates]
    made: dict[str, Tie] = {
        "freight": Tie("freight"),
        "verified": Tie("verified", _spread(sites["verified"].to_numpy(dtype=np.float64), shape)),
        "spare": Tie("spare", np.broadcast_to(problem.sizes_kg / _KG_T, shape).copy()),
    }
    stands = np.flatnonzero(problem.standing > 0)
    if stands.size:
        xy = np.column_stack([sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()])
        away = np.hypot(*(xy[:, None, :] - xy[None, stands, :]).transpose(2, 0, 1)).min(axis=1)
        km = away * scenario.hydrogen.detour.value / 1000.0
        made["standing"] = Tie("standing", _spread(km, shape), "min")
    return tuple(made[name] for name in scenario.hydrogen.ties if name in made)


def _spread(worth: Floats, shape: tuple[int, ...]) -> Floats:
    return np.broadcast_to(worth[:, None], shape).copy()
