"""Measure the sizing of a city, against one integer model of the same constraints in the same time.

Run: ``python tests/benchmarks/bench_sizing.py [seconds] [tightness]``. The instance is synthetic and of
Tianjin's size: 12,000 cells, about 22,000 demand rows, 7,000 sites, 5 types, 16 districts, 11 categories.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pulp
from scipy import sparse
from scipy.spatial import cKDTree

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve
from optimize.sizing.check import check_sizing
from optimize.sizing.layout import lay_out
from optimize.sizing.model import build_sizing
from optimize.sizing.problem import SizingProblem
from optimize.sizing.subsets import Floor, Share
from optimize.solvers.run import run

CELLS, SITES, DISTRICTS = 12_000, 7_000, 16
CATEGORY_SHARE = (0.34, 0.03, 0.03, 0.05, 0.15, 0.06, 0.07, 0.05, 0.08, 0.04, 0.10)
HOME, SERVICE_AREAS, LOGISTICS, PARKS, BUS = 0, (1, 2), 5, 7, 9
POWER = np.array([7.0, 60.0, 120.0, 240.0, 480.0])


def synthetic_city(seed: int = 0, tightness: float = 0.5, target: int = 50_000) -> SizingProblem:
    """Draw a city; `tightness` 1 asks 4.2 GWh a day, more than bays and grid can serve in places."""
    random = np.random.default_rng(seed)
    centre = random.uniform(0, 110_000, (DISTRICTS, 2))
    cell_district = random.choice(DISTRICTS, CELLS, p=random.dirichlet(np.full(DISTRICTS, 2.0)))
    width = random.uniform(2500, 9000, DISTRICTS)[cell_district]
    cell = centre[cell_district] + random.normal(0, 1, (CELLS, 2)) * width[:, None]
    people = random.lognormal(0, 1, CELLS)
    near = random.choice(CELLS, SITES, p=people / people.sum())
    site, district = cell[near] + random.normal(0, 500, (SITES, 2)), cell_district[near]
    category = random.choice(len(CATEGORY_SHARE), SITES, p=CATEGORY_SHARE)
    private = (category == HOME) & (random.random(SITES) < 0.6)
    access = np.where(private, 2, np.where(np.isin(category, (LOGISTICS, BUS)), 1, 0))
    allowed = np.ones((SITES, POWER.size), dtype=bool)
    allowed[private, 1:] = False
    allowed[category == HOME, 3:] = False
    allowed[np.isin(category, SERVICE_AREAS), 0] = False
    allowed[category == PARKS, 4] = False
    use = np.array([[0.12, 0.16, 0.15, 0.13, 0.1], [0.2, 0.25, 0.25, 0.2, 0.15], [0.1, 0.12, 0.12, 0.1, 0.1]])
    load = np.tile(POWER * np.array([0.4, 0.6, 0.6, 0.7, 0.7]), (SITES, 1))
    load[private, 0] = 7 * 0.25
    price = np.tile([3500.0, 45_000.0, 75_000.0, 140_000.0, 300_000.0], (SITES, 1))
    bays = np.clip(random.lognormal(2.6, 0.7, SITES), 4, 200).astype(np.int64)
    kva = random.choice([200, 250, 315, 400, 500, 630, 800, 1000, 1600], SITES)
    service = np.isin(category, SERVICE_AREAS)
    pairs, energy, users = _demand(random, cell, people, site, category, access, tightness)
    return SizingProblem(
        pairs=pairs,
        energy=energy,
        users=users,
        serves=np.array([POWER > 0, POWER > 7]),
        capacity_kwh=np.where(allowed, POWER * 24 * use[access], 0.0),
        fast=POWER > 7,
        bays=bays,
        grid_kw=0.8 * kva,
        load_kw=load,
        cost=price * random.uniform(0.9, 1.2, (SITES, 1)) + np.where(private, 0.0, 2000.0)[:, None],
        min_chargers=np.where(service, 2, 1),
        max_chargers=bays,
        min_fast=np.where(service, 2, 0),
        target=target,
        floors=_floors(district, category, bays, target),
        shares=_shares(category, access),
    )


def _demand(random, cell, people, site, category, access, tightness):
    groups = (
        (0.15, 700, access == 2, False, 1.0),
        (0.35, 2000, access == 0, False, 1.0),
        (0.20, 2000, access == 0, True, 0.45),
        (0.25, 5000, access == 1, True, 0.06),
        (0.05, 6000, np.isin(category, SERVICE_AREAS), True, 0.03),
    )
    blocks, energy, users = [], [], []
    for part, cutoff, usable, fast, fraction in groups:
        cells = np.flatnonzero(random.random(CELLS) < fraction)
        sites = np.flatnonzero(usable)
        metres, found = cKDTree(site[sites]).query(cell[cells], k=9, distance_upper_bound=cutoff / 1.3)
        row, _ = np.nonzero(np.isfinite(metres))
        hit = np.isfinite(metres)
        blocks.append(
            sparse.csr_array((metres[hit] * 1.3, (row, sites[found[hit]])), shape=(cells.size, SITES))
        )
        energy.append(4.2e6 * tightness * part * people[cells] / people[cells].sum())
        users.append(np.full(cells.size, int(fast)))
    matrix = sparse.csr_array(sparse.vstack(blocks))
    reached = np.diff(matrix.indptr) > 0
    pairs = CoverPairs.from_sparse(sparse.csr_array(matrix[reached]))
    return pairs, np.concatenate(energy)[reached], np.concatenate(users)[reached]


def _floors(district, category, bays, target):
    types = np.arange(POWER.size)
    floors = []
    for kind, of, part in (("district", district, 0.7), ("category", category, 0.6)):
        for value in range(int(of.max()) + 1):
            sites = np.flatnonzero(of == value)
            least = np.floor(min(part * target * sites.size / SITES, 0.5 * bays[sites].sum()))
            floors.append(Floor(f"{kind} {value}", sites, types, float(least)))
    return tuple(floors)


def _shares(category, access):
    every, types = np.arange(SITES), np.arange(POWER.size)
    shares = [
        Share(f"access {a}", np.flatnonzero(access == a), types, every, types, lower, upper)
        for a, (lower, upper) in enumerate([(0.4, None), (0.05, 0.3), (None, 0.4)])
    ]
    for c in range(len(CATEGORY_SHARE)):
        sites = np.flatnonzero(category == c)
        if c == HOME:
            table = {(1, 2): (0.03, 0.3)}
        elif c in SERVICE_AREAS:
            table = {(2,): (0.3, None), (3,): (0.2, None), (4,): (0.05, 0.2)}
        else:
            table = {(0,): (None, 0.65), (2,): (0.15, None), (3,): (0.03, 0.3)}
            if c != PARKS:
                table[4,] = (0.01, 0.05)
        shares += [
            Share(f"types {kinds} in category {c}", sites, np.array(kinds), sites, types, lower, upper)
            for kinds, (lower, upper) in table.items()
        ]
    return tuple(shares)


def one_integer_model(problem: SizingProblem, seconds: float, price: float) -> str:
    """Solve unmet energy (priced) and cost as one integer model in HiGHS."""
    layout = lay_out(problem)
    model = build_sizing(problem, layout, aim="cost", price=price, scale=1e3)
    outcome = run(model.builder, time_limit=seconds, gap=0.01, threads=2, stage="one model")
    said = outcome.certificate
    gap = "no answer" if said.gap is None else f"gap {said.gap:.2%}"
    return f"{said.seconds:.1f} s, {gap}, bound {said.bound}"


def plain_pulp_seconds(problem: SizingProblem) -> float:
    """Measure how long PuLP's `lpSum` takes to build the rows of the pairs alone."""
    start = time.perf_counter()
    model = pulp.LpProblem("plain", pulp.LpMinimize)
    flow = [model.add_variable(f"f{i}", 0) for i in range(problem.pairs.n_pairs)]
    row = problem.pairs.indptr
    for r in range(problem.pairs.n_demand):
        model.addConstraint(pulp.lpSum(flow[row[r] : row[r + 1]]) <= float(problem.energy[r]))
    return time.perf_counter() - start


def main() -> None:
    """Print one line per way of solving."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 35.0
    tightness = float(sys.argv[2]) if len(sys.argv) > 2 else 0.5
    problem = synthetic_city(tightness=tightness)
    print(f"{problem.pairs.n_demand} rows, {problem.n_sites} sites, {problem.pairs.n_pairs} pairs")
    start = time.perf_counter()
    sizing = solve(problem, time_limit=seconds, threads=2, progress=print)
    print(f"sizing: {time.perf_counter() - start:.1f} s, faults {check_sizing(problem, sizing)}")
    for said in sizing.certificates:
        print(f"  {said.stage}: {said.objective:.7g}, bound {said.bound:.7g}, {said.status}, {said.gap:.2%}")
    print(f"one integer model: {one_integer_model(problem, seconds, 3000.0)}")
    print(f"plain PuLP, rows of the pairs only, build: {plain_pulp_seconds(problem):.1f} s")


if __name__ == "__main__":
    main()
