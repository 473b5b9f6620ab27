"""Small plans (sizing, hydrogen, both, years) in any units, and what each is worth by enumeration."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

import optimize as o
from optimize.hydrogen.ties.problem import HydrogenTies, Tie
from tests.optimize.hydrogen_cases import line_problem, line_trips, shared_problem
from tests.optimize.scaled_sites import Units, price_table, transport
from tests.optimize.sizing_cases import two_sites

if TYPE_CHECKING:
    from optimize.entry import Problem


def sizing(seed: int, units: Units) -> Any:
    base = two_sites()
    more = 1.0 + 0.25 * (seed % 4)
    return replace(
        base,
        energy=base.energy * more * units.weight,
        capacity_kwh=base.capacity_kwh * units.weight,
        cost=base.cost * units.money,
        grid_kw=np.array([60.0, 110.0]) * units.metres,
        load_kw=base.load_kw * units.metres,
        max_chargers=np.full(2, 3),
    )


def sizing_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    """Try all chargers; fast users (row 2) draw on fast chargers alone."""
    reach = np.isfinite(price_table(problem, (0, 1)))
    worths = {}
    for way in product(range(4), repeat=4):
        counts = np.array(way).reshape(2, 2)
        load = (problem.load_kw * counts).sum(axis=1)
        if (counts.sum(axis=1) > problem.max_chargers).any() or (load > problem.grid_kw * (1 + 1e-9)).any():
            continue
        room = (problem.capacity_kwh * counts).ravel()
        price = np.where(reach[:, [0, 0, 1, 1]], -1.0, np.inf)
        price[2, [0, 2]] = np.inf
        served = -transport(problem.energy, room, price, all_of_it=False)
        worths[way] = (float(problem.energy.sum()) - served, float((problem.cost * counts).sum()))
    return worths


def hydrogen(seed: int, units: Units) -> Any:
    base = line_problem(trips=replace(line_trips(40.0, 0.0), least=0.0) if seed % 2 else None)
    by_kg = ("demand_kg", "sizes_kg", "supply_capacity")
    trips = None if base.trips is None else base.trips.in_unit(1.0 / units.metres)
    return replace(
        base,
        **{name: getattr(base, name) * units.weight for name in by_kg},
        station_cost=base.station_cost * units.money,
        haul_cost=base.haul_cost * (units.money / units.weight),
        trips=trips,
    )


def hydrogen_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    """Try all pairs of stations; each customer of the line stands at a site of its own."""
    worths = {}
    for sites in combinations(range(4), 2):
        for sizes in product(range(2), repeat=2):
            sold = np.minimum(problem.demand_kg[list(sites)], problem.sizes_kg[list(sizes)])
            built = problem.station_cost[list(sites), list(sizes)].sum() * problem.annuity
            hauled = 365.0 * float(sold @ problem.haul_cost[0, list(sites)])
            worths[(*sites, *sizes)] = (-float(sold.sum()) / 1e3, (built + hauled) / 1e6)
    return worths


def hydrogen_ties(seed: int, units: Units) -> Any:
    """Choose by all four ties among stations that serve 400 kg/day each wherever they stand."""
    problem = replace(hydrogen(1, units), demand_kg=np.full(4, 400.0 * units.weight))
    siting = o.solve(problem, gap=0.0, threads=1)
    capacity = np.broadcast_to(problem.sizes_kg / 1e3, problem.allowed.shape).copy()
    way = np.broadcast_to(np.array([3.0, 3.0, 2.0, 1.0])[:, None], problem.allowed.shape).copy()
    verified = np.broadcast_to(np.array([0.0, 1.0, 1.0, 0.0])[:, None], problem.allowed.shape).copy()
    ties = (Tie("spare", capacity), Tie("standing", way, "min"), Tie("verified", verified), Tie("freight"))
    return HydrogenTies(problem, siting, siting.annual_cost * (1.0 + 0.04 * seed), ties)


def hydrogen_ties_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    """Judge the stations that serve as much within the cost by each tie."""
    found = {}
    for way, (served, cost) in hydrogen_worths(problem.hydrogen).items():
        if -served * 1e3 < problem.siting.served_kg * (1 - 1e-6) or cost * 1e6 > problem.most_cost * (
            1 + 1e-9
        ):
            continue
        opened = problem.opened(np.array(way[:2]), np.array(way[2:]))
        found[way] = tuple(-tie.sign * tie.of(problem.hydrogen, opened) for tie in problem.deciding)
    return found


def joint(_: int, units: Units) -> Problem[Any]:
    base = shared_problem()
    weights = base.cover.weights * units.metres
    return replace(base, cover=replace(base.cover, weights=weights), hydrogen=hydrogen(0, units))


def phasing(seed: int, units: Units) -> Problem[Any]:
    horizon = sizing(seed, units)
    sized = o.solve(horizon, gap=0.0, threads=1)
    budget = 0.6 * horizon.total_cost(sized.counts)
    years = (o.PhaseYear(2025, 0.5, budget=budget), o.PhaseYear(2026, 1.0))
    return o.PhasingProblem(horizon, sized, np.ones(2, dtype=bool), years)


def by_site(answer: Any) -> tuple[int, ...]:
    return tuple(np.asarray(answer.counts).ravel().tolist())
