"""Re-check of a hydrogen siting from the problem's arrays alone: shares nothing with the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.hydrogen.problem import DAYS, OWNERSHIP, HydrogenProblem, HydrogenSiting
from optimize.inputs import shape_faults
from optimize.matrices import ones_at, row_cells
from optimize.own_rows import faults_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gisplan_arrays import Floats, Whole

TOLERANCE = 1e-6


def check_hydrogen(problem: HydrogenProblem, siting: HydrogenSiting) -> list[str]:
    """Recompute every constraint and figure of a siting.

    Parameters
    ----------
    problem, siting
        What was asked and what was answered.

    Returns
    -------
    list of str
        One sentence per broken constraint, with indices and figures; empty when all hold.
    """
    wanted = {
        "sizes": siting.sites.shape,
        "flow": problem.pairs.indices.shape,
        "supply": problem.haul_cost.shape,
        "unmet": problem.demand_kg.shape,
    }
    if wrong := shape_faults(siting, wanted):
        return wrong
    indices = [("site", siting.sites, problem.pairs.n_sites), ("size", siting.sizes, len(problem.sizes_kg))]
    wrong = [f"{name} index outside 0..{n - 1}" for name, a, n in indices if ((a < 0) | (a >= n)).any()]
    return wrong or [
        *_count_faults(problem, siting),
        *_flow_faults(problem, siting),
        *_figures(problem, siting),
    ]


def _count_faults(problem: HydrogenProblem, siting: HydrogenSiting) -> Iterator[str]:
    sites, sizes = siting.sites, siting.sizes
    if len(set(sites.tolist())) != len(sites):
        yield "a site holds two new stations"
    if len(sites) != problem.target:
        yield f"{len(sites)} new stations, the target is {problem.target}"
    for site, size in zip(sites.tolist(), sizes.tolist(), strict=True):
        if not problem.allowed[site, size]:
            yield f"site {site}: size {problem.sizes_kg[size]:g} kg/day is not allowed there"
        if problem.standing[site] > 0:
            yield f"site {site}: a station already stands there"
    chosen = set(sites.tolist())
    for site in problem.required.tolist():
        if site not in chosen:
            yield f"required site {site} has no station"
    yield from _minimum_faults(problem, chosen)
    yield from faults_of(problem.own, ones_at((sites, sizes), problem.allowed.shape).ravel())


def _minimum_faults(problem: HydrogenProblem, chosen: set[int]) -> Iterator[str]:
    for owner, minimum in enumerate((problem.min_commercial, problem.min_captive)):
        count = int(sum(problem.ownership[s] == owner for s in chosen))
        if count < minimum:
            yield f"{count} {OWNERSHIP[owner]} stations, at least {minimum} asked"
    for group in problem.groups:
        count = len(chosen & set(np.asarray(group.sites).tolist()))
        if count < group.minimum:
            yield f"group {group.name}: {count} stations, at least {group.minimum} asked"


def _flow_faults(problem: HydrogenProblem, siting: HydrogenSiting) -> Iterator[str]:
    slack = TOLERANCE * float(problem.demand_kg.sum())
    for name, value in (("flow", siting.flow), ("supply", siting.supply)):
        if (value < 0).any() or not np.isfinite(value).all():
            yield f"{name} has a negative or undefined entry"
            return
    given, sold = problem.flow_sums(siting.flow)
    for row in np.flatnonzero(given > problem.demand_kg + slack).tolist():
        yield f"demand row {row}: served {given[row]:.3f} of {problem.demand_kg[row]:.3f} kg/day"
    size = problem.standing.copy()
    size[siting.sites] += problem.sizes_kg[siting.sizes]
    for site in np.flatnonzero(sold > size + slack).tolist():
        yield f"site {site}: sells {sold[site]:.3f} kg/day with a size of {size[site]:g}"
    for site, k in zip(siting.sites.tolist(), siting.sizes.tolist(), strict=True):
        least = problem.min_use * problem.sizes_kg[k]
        if sold[site] < least - slack:
            yield f"site {site}: sells {sold[site]:.3f} kg/day, at least {least:g} asked"
    brought = siting.supply.sum(axis=0)
    for site in np.flatnonzero(np.abs(brought - sold) > slack).tolist():
        yield f"site {site}: receives {brought[site]:.3f} and sells {sold[site]:.3f} kg/day"
    drawn = siting.supply.sum(axis=1)
    for q in np.flatnonzero(drawn > problem.supply_capacity + slack).tolist():
        yield f"source {q}: gives {drawn[q]:.3f} kg/day, its capacity is {problem.supply_capacity[q]:g}"
    yield from _delivery_faults(problem, siting, slack)
    yield from _pressure_faults(problem, siting, slack)
    yield from _trip_faults(problem, siting)


def _delivery_faults(problem: HydrogenProblem, siting: HydrogenSiting, slack: float) -> Iterator[str]:
    for site, k in zip(siting.sites.tolist(), siting.sizes.tolist(), strict=True):
        most = problem.limit[:, site, k]
        for q in np.flatnonzero(siting.supply[:, site] > most + slack).tolist():
            given = siting.supply[q, site]
            yield f"source {q}: gives site {site} {given:.3f} kg/day, at most {most[q]:g}"
    for q, site in np.argwhere((siting.supply > 0) & np.isinf(problem.haul_cost)).tolist():
        yield f"source {q} cannot deliver to site {site}"


def _pressure_faults(problem: HydrogenProblem, siting: HydrogenSiting, slack: float) -> Iterator[str]:
    """Compare what is sold to rows that need 70 MPa with what fills at 70 MPa, standing and new."""
    needs = problem.high_rows[problem.pairs.rows()]
    _, sold = problem.flow_sums(np.where(needs, siting.flow, 0.0))
    able = problem.standing_high
    able[siting.sites] += problem.sizes_kg[siting.sizes] * problem.high[siting.sizes]
    for site in np.flatnonzero(sold > able + slack).tolist():
        yield f"site {site}: sells {sold[site]:.3f} kg/day at 70 MPa, it can sell {able[site]:g}"


def _trip_faults(problem: HydrogenProblem, siting: HydrogenSiting) -> Iterator[str]:
    """Count the trips whose every arc a station fuels, arc by arc."""
    trips = problem.trips
    if trips is None:
        return
    fuels = set(siting.sites.tolist()) | set(np.flatnonzero(problem.standing > 0).tolist())
    dry = set()
    for arc, path in enumerate(trips.path.tolist()):
        sites = row_cells(trips.cover, arc)
        if not fuels & set(sites.tolist()):
            dry.add(path)
    count = sum(float(flow) for path, flow in enumerate(trips.trips.tolist()) if path not in dry)
    if count < trips.least * (1.0 - TOLERANCE):
        yield f"{count:.3f} trips a day are refuelled, at least {trips.least:.3f} asked"


def _figures(problem: HydrogenProblem, siting: HydrogenSiting) -> Iterator[str]:
    slack = TOLERANCE * float(problem.demand_kg.sum())
    given, _ = problem.flow_sums(siting.flow)
    if (np.abs(siting.unmet - (problem.demand_kg - given)) > slack).any():
        yield "unmet is not demand less what is served"
    if abs(siting.served_kg - given.sum()) > slack:
        yield f"served_kg is {siting.served_kg:.3f}, the flows sum to {given.sum():.3f}"
    cost = annual_cost(problem, siting.sites, siting.sizes, siting.supply)
    if abs(cost - siting.annual_cost) > TOLERANCE * cost:
        yield f"annual_cost is {siting.annual_cost:.2f}, recomputed {cost:.2f}"


def annual_cost(problem: HydrogenProblem, sites: Whole, sizes: Whole, supply: Floats) -> float:
    """Return the annuity of the new stations plus a year of delivered hydrogen, money."""
    hauled = supply > 0
    return float(
        problem.annuity * problem.station_cost[sites, sizes].sum()
        + DAYS * (supply[hauled] * problem.haul_cost[hauled]).sum()
    )
