"""How certain the hydrogen stations of a plan are: each exchanged, and plans under other costs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from gisplan.planning.hydrogen.beside import beside_chargers
from optimize.entry import solve
from optimize.hydrogen.check import annual_cost
from optimize.hydrogen.model import MILLION, TONNE
from optimize.hydrogen.near import exchanges
from optimize.joint.siting import joint_faults
from optimize.matrices import mask_of
from optimize.solvers.limits import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from gisplan_arrays import Flags, Floats
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.joint.model import JointProblem
    from optimize.solvers.limits import Limits

NOISE: Final = 0.1
"""Spread of the logarithm of the costs under which the stations are placed again."""
ALTERNATIVES: Final = 3


@dataclass(frozen=True, eq=False)
class NearStations:
    """Near sitings of hydrogen stations, by site of the problem.

    Attributes
    ----------
    asked, most
        Hydrogen that a near siting serves at least, kg/day, and what it costs a year at most, money.
    sitings
        Sites of each near siting found, (P, S); the first is the plan's.
    fixed
        Whether every near siting has the site, which is proven, (S,).
    without
        What a siting without it costs a year at least, NaN where a near one was found, (S,).
    others
        What took the place of each station of the plan, by site.
    """

    asked: float
    most: float
    sitings: Flags
    fixed: Flags
    without: Floats
    others: dict[int, tuple[int, ...]]


def near_stations(
    joint: JointProblem,
    siting: HydrogenSiting,
    below: float,
    plans: int,
    work: Limits,
    limits: Limits,
    tell: Callable[[int, int], None],
) -> NearStations:
    """Exchange every station of a plan, and place all of them again under other costs.

    Parameters
    ----------
    joint
        The stations beside the chargers that open: a siting that does not fit beside them is not near.
    siting
        The plan's stations.
    below
        Share beyond the proven bounds that is near: less hydrogen, and more cost.
    plans
        Solves under other costs, a third of it.
    work, limits
        Limits of all exchanges together, and of each solve.
    tell
        Told after each station how many are done, of how many.
    """
    problem = beside_chargers(joint, joint.opened, siting)
    served, cost = siting.certificates[:2]
    best_kg = siting.served_kg if served.bound is None else served.bound * TONNE
    least = siting.annual_cost if cost.bound is None else cost.bound * MILLION
    asked = min(siting.served_kg, best_kg * (1.0 - below)) * (1.0 - 1e-9)
    most = max(siting.annual_cost, least * (1.0 + below)) * (1.0 + 1e-9)
    sites = problem.pairs.n_sites
    found = [mask_of(siting.sites, sites)]
    fixed, without = np.zeros(sites, dtype=bool), np.full(sites, np.nan)
    others: dict[int, tuple[int, ...]] = {}
    how = Settings.start(work)
    every = exchanges(problem, siting, how, hold_kg=asked, most=most, alternatives=ALTERNATIVES)
    for number, one in enumerate(every, start=1):
        fits = [
            where
            for where, sizes in one.sitings
            if not joint_faults(joint, joint.opened, replace(siting, sites=where, sizes=sizes))
        ]
        found += [mask_of(where, sites) for where in fits]
        others[one.site] = tuple(
            dict.fromkeys(int(new) for where in fits for new in np.setdiff1d(where, siting.sites))
        )
        if one.least is not None:
            fixed[one.site], without[one.site] = one.fixed(most), one.least or np.nan
        tell(number, siting.sites.size)
    random = np.random.default_rng(limits.get("seed", 0))
    for _ in range(math.ceil(plans / 3)):
        other = _again(problem, random, limits)
        near = (
            other.served_kg >= asked and annual_cost(problem, other.sites, other.sizes, other.supply) <= most
        )
        if near and not joint_faults(joint, joint.opened, other):
            found.append(mask_of(other.sites, sites))
    return NearStations(asked, most, np.array(found), fixed, without, others)


def _again(problem: HydrogenProblem, random: np.random.Generator, limits: Limits) -> HydrogenSiting:
    """Place the stations under costs that each differ a little."""
    station = (
        problem.station_cost * np.exp(NOISE * random.standard_normal(problem.station_cost.shape[0]))[:, None]
    )
    haul = problem.haul_cost * np.exp(NOISE * random.standard_normal(problem.haul_cost.shape))
    return solve(replace(problem, station_cost=station, haul_cost=haul), **limits)
