"""Hydrogen sitings that are nearly as good: what takes the place of a station, or that nothing can.

A siting is near where it serves at least ``hold_kg`` and costs at most ``most`` a year. For each station of a
siting the others are held and it is exchanged; where that finds nothing near, its nearest neighbours are
freed too. What is found is a proof by example that plans do without the station. Where nothing is found the
relaxation and the Lagrangian of the problem without it bound the cost of every siting that does: above
``most`` the station stands in every near siting.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.model import MILLION
from optimize.hydrogen.search.bound import Lagrangian
from optimize.hydrogen.search.stage import relaxed_reach
from optimize.hydrogen.search.state import Search, all_sizes
from optimize.matrices import mask_of, row_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan_arrays import Flags, Whole
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.solvers.limits import Settings

FREED = (0, 2, 4)
"""Neighbours that are freed, in turn, until something near is found."""
SWAP_SHARE = 0.2
"""Part of the work left that one exchange may do."""
BOUND_SHARE = 0.3


@dataclass(frozen=True, eq=False)
class Exchange:
    """What a siting does without one of its stations.

    Attributes
    ----------
    site
        The station.
    sitings
        Sites and sizes of near sitings that do without it, each with the new ones of those before it closed.
    costs
        Annual cost of each.
    least
        Least annual cost of any siting without it that was proven, where none was found; infinite where there
        is no siting at all, 0 where the work ended before a bound was found; None where a siting was found.
    """

    site: int
    sitings: tuple[tuple[Whole, Whole], ...]
    costs: tuple[float, ...]
    least: float | None

    def fixed(self, most: float) -> bool:
        """Tell whether no siting at most this dear does without the station, which is proven."""
        return self.least is not None and self.least > most


def exchanges(
    problem: HydrogenProblem,
    siting: HydrogenSiting,
    how: Settings,
    *,
    hold_kg: float,
    most: float,
    alternatives: int = 3,
) -> Iterator[Exchange]:
    """Exchange each station of a siting, one after the other.

    Parameters
    ----------
    problem, siting
        The problem and a siting of it.
    how
        Limits and solver; each station may do its part of the work.
    hold_kg
        Hydrogen that a near siting serves at least, kg/day.
    most
        Annual cost of a near siting at most, money.
    alternatives
        Sitings looked for without each station, at most.

    Yields
    ------
    Exchange
        One a station, in the order of the siting.
    """
    for place, site in enumerate(siting.sites.tolist()):
        part = replace(how, clock=how.clock.part(1.0 / (siting.sites.size - place)))
        yield _exchanged(problem, siting, site, part, hold_kg, most, alternatives)


def _exchanged(
    problem: HydrogenProblem,
    siting: HydrogenSiting,
    site: int,
    how: Settings,
    hold_kg: float,
    most: float,
    alternatives: int,
) -> Exchange:
    """Close a station, and what took its place before, until nothing near takes it."""
    closed: list[int] = [site]
    sitings: list[tuple[Whole, Whole]] = []
    costs: list[float] = []
    while len(sitings) < alternatives:
        found = _swap(_without(problem, closed), siting, site, how, hold_kg, most)
        if found is None:
            break
        (sites, sizes), cost = found
        sitings.append((sites, sizes))
        costs.append(cost)
        closed += np.setdiff1d(sites, siting.sites).tolist()
    if sitings:
        return Exchange(site, tuple(sitings), tuple(costs), None)
    return Exchange(site, (), (), _least(_without(problem, closed), how, hold_kg, most))


def _without(problem: HydrogenProblem, closed: list[int]) -> HydrogenProblem:
    allowed = problem.allowed & ~mask_of(closed, problem.pairs.n_sites)[:, None]
    return replace(problem, allowed=allowed, required=np.setdiff1d(problem.required, closed))


def _swap(
    problem: HydrogenProblem, siting: HydrogenSiting, site: int, how: Settings, hold_kg: float, most: float
) -> tuple[tuple[Whole, Whole], float] | None:
    """Hold the other stations, then all but the nearest ones, and find a near siting."""
    others = np.setdiff1d(siting.sites, [site])
    near = others[np.argsort(-_shared(problem, site)[others], kind="stable")]
    for freed in FREED:
        kept = np.setdiff1d(others, near[:freed])
        search = Search(problem, "cost", how, hold_kg)
        search.solve(_promising(problem, kept, others), SWAP_SHARE, keep=kept)
        if search.best is not None and -search.objective * MILLION <= most:
            sites, sizes = np.nonzero(search.best.opened)
            return (sites, sizes), -search.objective * MILLION
    return None


def _promising(problem: HydrogenProblem, kept: Whole, others: Whole) -> Flags:
    """Let stand what is held, in every size, and what may take the place of the rest."""
    sites = np.asarray(problem.open_to_new.any(axis=1))
    return all_sizes(problem, sites | mask_of(np.union1d(kept, others), sites.size))


def _shared(problem: HydrogenProblem, site: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Weigh the demand that each site shares with one, kg/day."""
    cover = problem.pairs.transpose().binary()
    near = np.zeros(problem.pairs.n_demand)
    rows = row_cells(cover, site)
    near[rows] = problem.demand_kg[rows]
    return np.asarray(cover @ near, dtype=np.float64)


def _least(problem: HydrogenProblem, how: Settings, hold_kg: float, most: float) -> float:
    """Bound the annual cost of every siting by the relaxation, and where that is low by the Lagrangian."""
    search = Search(problem, "cost", how, hold_kg)
    _, prices = relaxed_reach(search)
    if search.outcome is not None and search.outcome.status == "infeasible":
        return np.inf
    least = -search.bound * MILLION
    if least > most or not np.isfinite(least):
        return float(least) if np.isfinite(least) else 0.0
    lagrangian = Lagrangian(problem, hold_kg, prices)
    lagrangian.climb_together(most, most, how.clock.part(BOUND_SHARE))
    return max(float(least), float(lagrangian.bounds()[0].value))
