"""Which of the hydrogen sitings that serve as much at nearly the same cost: the scenario's ties, in order.

The hydrogen served is held, and the annual cost within the gap that the scenario asks of every stage: sitings
that near are not told apart by cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.hydrogen.beside import beside_chargers
from optimize.entry import solve
from optimize.hydrogen.ties.problem import HydrogenTies, Tie

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


def choose_among(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    problem: HydrogenProblem,
    siting: HydrogenSiting,
    shown: Shown,
    limits: Limits,
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

    Returns
    -------
    tuple
        The siting chosen, and one certificate a tie that decides something.
    """
    ties = _ties(region, scenario, candidates, problem)
    if not problem.target or not any(tie.decides(problem) for tie in ties):
        return siting, ()
    most = siting.annual_cost * (1.0 + scenario.solver.gap)
    answer = solve(HydrogenTies(problem, siting, most, ties), shown=shown, **limits)
    return answer.siting, answer.certificates


def choose_beside(
    region: Region,
    scenario: Scenario,
    candidates: Indices,
    joint: JointProblem,
    answer: JointSiting,
    shown: Shown,
    limits: Limits,
) -> Tied:
    """Decide them beside the chargers that open, as in `choose_among`; the siting stays where none fits."""
    problem = beside_chargers(joint, answer.opened, answer.siting)
    siting, ties = choose_among(region, scenario, candidates, problem, answer.siting, shown, limits)
    stands = (answer.opened, siting.sites, siting.sizes)
    short = joint.parcels.short_needs(joint.cover, *stands)
    return (answer.siting, ()) if joint.parcels.crowded(*stands).size or short.size else (siting, ties)


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
