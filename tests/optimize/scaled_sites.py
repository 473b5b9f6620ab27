"""Small sitings of every model in any units, and what each choice of theirs is worth by enumeration."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

import optimize as o
from optimize.location.refuelling.least import LeastRefuelling
from optimize.location.refuelling.paths import RefuellingPaths
from optimize.location.refuelling.problem import refuelled
from optimize.location.refuelling.trips import freight_trips
from optimize.siting.fair_model import weighted_gini

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optimize.entry import Problem

ROWS, SITES, COUNT = 5, 4, 2
NO_SITE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Units:
    """How many of the caller's units the instance's own weights, metres and money are."""

    weight: float = 1.0
    metres: float = 1.0
    money: float = 1.0


@dataclass(frozen=True)
class Case:
    """A model: its problem in some units; by enumeration, what each choice is worth in units of 1.

    A worth is a tuple, one figure a certificate, and smaller is better; ``chosen`` reads the choice of an
    answer, and ``signs`` turns worths into objectives. Without ``worths`` the answer in units of 1 is right.
    """

    problem: Callable[[int, Units], Problem[Any]]
    worths: Callable[[Any], dict[Any, tuple[float, ...]]] | None = None
    chosen: Callable[[Any], Any] = lambda answer: tuple(answer.sites.tolist())
    units: Callable[[Units], tuple[float, ...]] = lambda units: (units.weight,)
    signs: tuple[int, ...] = (1,)
    own: tuple[float, ...] | None = None


def town(seed: int) -> tuple[o.CoverPairs, np.ndarray, np.ndarray]:
    """Give pairs, weights and costs; of half the seeds, weights are whole numbers."""
    rng = np.random.default_rng(seed)
    metres = rng.integers(1, 60, (ROWS, SITES)) + rng.random((ROWS, SITES)) * (seed % 3)
    metres[np.arange(ROWS), rng.integers(0, SITES, ROWS)] = rng.integers(1, 20, ROWS)
    weights = rng.integers(1, 40, ROWS) if seed % 2 else rng.uniform(0.5, 40.0, ROWS)
    return o.CoverPairs.from_dense(metres, 40.0), weights.astype(float), rng.uniform(1.0, 9.0, SITES)


def at(pairs: o.CoverPairs, units: Units) -> o.CoverPairs:
    return o.CoverPairs(pairs.indptr, pairs.indices, pairs.distances * units.metres, pairs.shape)


def subsets(most: int, least: int = 0, n: int = SITES) -> Iterator[tuple[int, ...]]:
    for size in range(least, most + 1):
        yield from combinations(range(n), size)


def nearest(pairs: o.CoverPairs, sites: tuple[int, ...]) -> np.ndarray:
    """Give each row's metres to its nearest open site, infinite without one in reach."""
    dense = np.full(pairs.shape, np.inf)
    dense[pairs.rows(), pairs.indices] = pairs.distances
    return dense[:, list(sites)].min(axis=1, initial=np.inf)


def kept(worths: dict[Any, tuple[float, ...]]) -> dict[Any, tuple[float, ...]]:
    return {choice: worth for choice, worth in worths.items() if np.isfinite(worth).all()}


def transport(amount: np.ndarray, room: np.ndarray, price: np.ndarray, *, all_of_it: bool) -> float:
    """Carry amounts of rows (all, or what pays) to sites at least price; infinite where impossible."""
    rows, sites = price.shape
    by_row = np.kron(np.eye(rows), np.ones(sites))
    by_site = np.kron(np.ones(rows), np.eye(sites))
    cap = np.where(np.isfinite(price), np.inf, 0.0).ravel()
    flat = np.where(np.isfinite(price), price, 0.0).ravel()
    rest = {"A_eq": by_row, "b_eq": amount} if all_of_it else {}
    upper = by_site if all_of_it else np.vstack([by_site, by_row])
    limits = room if all_of_it else np.concatenate([room, amount])
    bounds = [(0.0, None if np.isinf(most) else 0.0) for most in cap]
    found = linprog(flat, A_ub=upper, b_ub=limits, bounds=bounds, **rest)
    return float(found.fun) if found.status == 0 else np.inf


# --- the location family


def mclp(seed: int, units: Units, *, budget: bool = False) -> Problem[Any]:
    pairs, weights, costs = town(seed)
    if budget:
        money = {"costs": costs * units.money, "budget": 9.0 * units.money}
        return o.MCLP(at(pairs, units), weights * units.weight, None, **money)
    return o.MCLP(at(pairs, units), weights * units.weight, COUNT)


def covered_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    costs = problem.site_costs
    allowed = subsets(COUNT) if costs is None else subsets(SITES)
    return {
        sites: (-float(problem.row_weights[np.isfinite(nearest(problem.pairs, sites))].sum()),)
        for sites in allowed
        if costs is None or costs[list(sites)].sum() <= problem.budget
    }


def p_median(seed: int, units: Units) -> Problem[Any]:
    pairs, weights, _ = town(seed)
    return o.PMedian(at(pairs, units), weights * units.weight, 3)


def median_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    return kept(
        {s: (float(problem.row_weights @ nearest(problem.pairs, s)),) for s in subsets(problem.count, 1)}
    )


def p_center(seed: int, units: Units) -> Problem[Any]:
    return o.PCenter(at(town(seed)[0], units), 3)


def center_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    return kept({s: (float(nearest(problem.pairs, s).max()),) for s in subsets(problem.count, 1)})


def p_dispersion(seed: int, units: Units) -> Problem[Any]:
    away = np.random.default_rng(seed).uniform(1.0, 90.0, (SITES, SITES))
    away = away + away.T
    away[0, 1] = away[1, 0] = np.inf
    return o.PDispersion(away * units.metres, 3)


def dispersion_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    return {
        s: (-min(float(problem.metres[j, k]) for j, k in combinations(s, 2)),)
        for s in combinations(range(4), 3)
    }


def lscp(seed: int, units: Units) -> Problem[Any]:
    pairs, _, costs = town(seed)
    return o.LSCP(at(pairs, units), costs=costs * units.money)


def cover_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    return {
        s: (float(problem.site_costs[list(s)].sum()),)
        for s in subsets(SITES)
        if np.isfinite(nearest(problem.pairs, s)).all()
    }


def lscpb(seed: int, units: Units) -> Problem[Any]:
    pairs, weights, _ = town(seed)
    return o.LSCPB(at(pairs, units), weights * units.weight)


def backup_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    weights, reach = np.asarray(problem.weights), problem.pairs.binary().toarray()
    return {
        s: (float(len(s)), -float(weights[reach[:, list(s)].sum(axis=1) >= 2].sum()))
        for s in subsets(SITES)
        if np.isfinite(nearest(problem.pairs, s)).all()
    }


def capacitated(kind: str) -> Callable[[int, Units], Problem[Any]]:
    def make(seed: int, units: Units) -> Problem[Any]:
        pairs, weights, _ = town(seed)
        room = np.full(SITES, (0.42 if kind == "cover" else 0.6) * weights.sum()) * units.weight
        args = (at(pairs, units), weights * units.weight, room)
        if kind == "cover":
            return o.CapacitatedMCLP(*args, COUNT)
        return o.CapacitatedPMedian(*args, 3, split=kind == "split")

    return make


def price_table(problem: Any, sites: tuple[int, ...]) -> np.ndarray:
    price = np.full(problem.pairs.shape, np.inf)
    price[problem.pairs.rows(), problem.pairs.indices] = problem.pairs.distances
    return price[:, list(sites)]


def served_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    def served(sites: tuple[int, ...]) -> float:
        price = np.where(np.isfinite(price_table(problem, sites)), -1.0, np.inf)
        return transport(problem.row_weights, problem.room[list(sites)], price, all_of_it=False)

    return {sites: (served(sites) if sites else 0.0,) for sites in subsets(COUNT)}


def carried_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    """Split rows by a transport problem, whole rows one by one."""
    weights, room = problem.row_weights, problem.room

    def least(sites: tuple[int, ...]) -> float:
        price = price_table(problem, sites)
        if problem.split:
            return transport(weights, room[list(sites)], price, all_of_it=True)
        best = np.inf
        for way in product(range(len(sites)), repeat=weights.size):
            load = np.bincount(way, weights, minlength=len(sites))
            if (load <= room[list(sites)] * (1 + 1e-9)).all():
                best = min(best, float(weights @ price[np.arange(weights.size), list(way)]))
        return best

    return kept({sites: (least(sites),) for sites in subsets(problem.count, 1)})


def flow_refuelling(seed: int, units: Units, *, capacitated: bool = False) -> Problem[Any]:
    rng = np.random.default_rng(seed)
    legs = rng.uniform(10.0, 60.0, 4)
    whole = np.concatenate([[0.0], np.cumsum(legs)])
    ends = [(a, b) for a, b in combinations(range(5), 2) if b > a + 1]
    metres = np.concatenate([whole[a : b + 1] - whole[a] for a, b in ends]) * units.metres
    sites = np.concatenate([np.arange(a, b + 1) for a, b in ends])
    starts = np.cumsum([0, *(b - a + 1 for a, b in ends)])
    paths = RefuellingPaths(starts, sites, metres, 5)
    trips = rng.uniform(1.0, 9.0, len(ends)) * units.weight
    limits = {"fuel": trips * 3.0, "capacities": np.full(5, trips.sum())} if capacitated else {}
    return o.FlowRefuelling(paths, trips, 100.0 * units.metres, COUNT, **limits)


def trip_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    def trips(sites: tuple[int, ...]) -> float:
        driven = [refuelled(problem, q, np.array(sites, dtype=int)) for q in range(problem.n_rows)]
        return -float(problem.trips[driven].sum())

    return {sites: (trips(sites),) for sites in subsets(COUNT, n=5)}


def least_refuelling(seed: int, units: Units) -> Problem[Any]:
    driven = cast("o.FlowRefuelling", flow_refuelling(seed, units))
    reach = np.full(driven.n_rows, driven.reach)
    trips = freight_trips(driven.paths, driven.trips, reach, least_share=0.8, n_sites=5)
    costs = np.random.default_rng(seed + 50).uniform(1.0, 9.0, 5)
    return LeastRefuelling(trips, costs * units.money)


def least_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    def trips(sites: tuple[int, ...]) -> float:
        return float(problem.trips.count(np.isin(np.arange(5), sites)))

    enough = [sites for sites in subsets(5, n=5) if trips(sites) >= problem.trips.least]
    return {sites: (float(problem.new_costs[list(sites)].sum()),) for sites in enough}


# --- sitings


def adequate(seed: int, units: Units) -> Any:
    pairs, weights, costs = town(seed)
    gives = sparse.csr_array(np.vstack([costs * units.money, np.arange(1.0, SITES + 1)]))
    need = np.array([6.0 * units.money, 3.0])
    args = (gives, need, ("kWh", "bays"), NO_SITE)
    return o.AdequateCover(at(pairs, units), weights * units.weight, COUNT, *args)


def adequate_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    gives = problem.provides.toarray()
    return {
        sites: (-float(problem.weights[np.isfinite(nearest(problem.pairs, sites))].sum()),)
        for sites in subsets(COUNT)
        if (gives[:, list(sites)].sum(axis=1) >= problem.need * (1 - 1e-9)).all()
    }


def fair(seed: int, units: Units, *, gini: float | None = None) -> Problem[Any]:
    cover = replace(adequate(seed, units), provides=sparse.csr_array((0, SITES)), need=np.zeros(0), names=())
    return o.FairCover(cover, np.array([0, 0, 1, 1, 1]), gini)


def fair_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    worths = {}
    for sites in subsets(COUNT):
        shares = problem.shares(np.array(sites, dtype=int))
        people = -float(problem.people @ shares)
        if problem.max_gini is None:
            worths[sites] = (-float(shares[problem.judged].min()), people)
        elif (weighted_gini(shares, problem.people) or 0.0) <= problem.max_gini + 1e-9:
            worths[sites] = (people,)
    return worths


def mean_access(seed: int, units: Units) -> Problem[Any]:
    pairs, weights, _ = town(seed)
    limits = np.array([12.0, 25.0]) * units.metres
    zone = np.array([0, 0, 1, 1, 1])
    return o.MeanAccess(at(pairs, units), weights * units.weight, zone, limits, COUNT)


def access_worths(problem: Any) -> dict[Any, tuple[float, ...]]:
    worths = {}
    for sites in subsets(COUNT):
        metres = problem.weights * np.minimum(nearest(problem.pairs, sites), problem.cutoff)
        people = np.bincount(problem.zone, problem.weights)
        over = np.maximum(np.bincount(problem.zone, metres) - people * problem.limit_m, 0.0)
        worths[sites] = (float(over.sum()), float(metres.sum()))
    return worths
