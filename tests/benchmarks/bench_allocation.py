"""Allocate 50,000 chargers to 20,000 sites with district floors: gisplan beside one integer model.

``python tests/benchmarks/bench_allocation.py [--limit 60] [--sites 20000] [--peers highs cbc]``. The instance
is random with a fixed seed: cells and sites cluster in 16 districts, each site has bays, a transformer and
five charger types, each cell asks energy of the nearest sites within 2 km, every district has a floor, every
type a share. The goal is least unmet energy first, then least cost; both certificates are printed. The peers
solve the same constraints as one integer model, unmet energy priced above any charger.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from optimize import CoverPairs, Floor, Share, SizingProblem, check_sizing, solve
from optimize.sizing.layout import lay_out
from optimize.sizing.model import build_sizing
from optimize.solvers.run import run

DISTRICTS, TARGET = 16, 50_000
POWER_KW = np.array([7.0, 60.0, 120.0, 240.0, 480.0])
PRICE = np.array([3_500.0, 45_000.0, 75_000.0, 140_000.0, 300_000.0])
USE = np.array([0.16, 0.2, 0.2, 0.15, 0.12])
"""Share of the day that a charger of each type delivers its power at most."""


def allocation(n_sites: int, *, seed: int = 1, served_kwh: float = 2.5e6) -> SizingProblem:
    """Draw an instance with 0.6 cells and 2.5 chargers a site."""
    rng = np.random.default_rng(seed)
    n_cells, target = int(0.6 * n_sites), int(TARGET * n_sites / 20_000)
    width = 100_000 * np.sqrt(n_sites / 20_000)
    centre = rng.uniform(0, width, (DISTRICTS, 2))
    home = rng.choice(DISTRICTS, n_cells, p=rng.dirichlet(np.full(DISTRICTS, 3.0)))
    cell = centre[home] + rng.normal(0, 0.06 * width, (n_cells, 2))
    near = rng.choice(n_cells, n_sites)
    site, district = cell[near] + rng.normal(0, 600, (n_sites, 2)), home[near]
    metres, found = cKDTree(site).query(cell, k=9, distance_upper_bound=2000.0)
    hit = np.isfinite(metres)
    row, _ = np.nonzero(hit)
    matrix = sparse.csr_array((metres[hit], (row, found[hit])), shape=(n_cells, n_sites))
    keep = np.diff(matrix.indptr) > 0
    people = rng.lognormal(0, 0.8, n_cells)[keep]
    bays = np.clip(rng.lognormal(2.2, 0.6, n_sites), 2, 80).astype(np.int64)
    kva = rng.choice([200, 315, 400, 630, 800, 1000], n_sites)
    allowed = rng.random((n_sites, POWER_KW.size)) < np.array([0.9, 0.8, 0.8, 0.5, 0.3])
    allowed[:, 1] |= ~allowed[:, :3].any(axis=1)  # the largest types alone exceed a small transformer
    every, types = np.arange(n_sites), np.arange(POWER_KW.size)
    floors = tuple(
        Floor(f"district {d}", own, types, float(np.floor(0.9 * target * own.size / n_sites)))
        for d in range(DISTRICTS)
        if (own := np.flatnonzero(district == d)).size
    )
    limits = {0: (None, 0.6), 2: (0.15, None), 3: (0.05, 0.3), 4: (0.01, 0.1)}
    return SizingProblem(
        pairs=CoverPairs.from_sparse(sparse.csr_array(matrix[keep])),
        energy=served_kwh * n_sites / 20_000 * people / people.sum(),
        users=(rng.random(people.size) < 0.3).astype(np.int64),
        serves=np.array([POWER_KW > 0, POWER_KW > 7]),
        capacity_kwh=np.where(allowed, POWER_KW * 24 * USE, 0.0),
        fast=POWER_KW > 7,
        bays=bays,
        grid_kw=0.8 * kva,
        load_kw=np.tile(POWER_KW * np.array([0.4, 0.6, 0.6, 0.7, 0.7]), (n_sites, 1)),
        cost=PRICE * rng.uniform(0.9, 1.2, (n_sites, 1)),
        min_chargers=np.ones(n_sites, dtype=np.int64),
        max_chargers=bays,
        min_fast=np.zeros(n_sites, dtype=np.int64),
        target=target,
        floors=floors,
        shares=tuple(
            Share(f"type {t}", every, np.array([t]), every, types, low, high)
            for t, (low, high) in limits.items()
        ),
    )


def show(*cells: object) -> None:
    """Print a row of the table."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def percent(gap: float | None) -> str:
    """Write a gap."""
    return "none" if gap is None else f"{gap:.3%}"


def main() -> None:
    """Print one row per way of solving and stage."""
    options = argparse.ArgumentParser()
    options.add_argument("--limit", type=float, default=60.0)
    options.add_argument("--sites", type=int, default=20_000)
    options.add_argument("--kwh", type=float, default=2.5e6, help="energy asked a day at 20,000 sites")
    options.add_argument("--peers", nargs="*", default=["highs", "cbc"])
    chosen = options.parse_args()
    problem = allocation(chosen.sites, served_kwh=chosen.kwh)
    name = f"{problem.target:,} chargers, {problem.n_sites:,} sites, {problem.pairs.n_pairs:,} pairs"
    show("instance", "program", "seconds", "stage", "objective", "bound", "status", "gap")
    show(*["---"] * 8)
    begin = time.perf_counter()
    sizing = solve(problem, time_limit=chosen.limit, gap=1e-3, threads=2)
    seconds = time.perf_counter() - begin
    faults = check_sizing(problem, sizing)
    if faults:
        raise RuntimeError("; ".join(faults))
    for said in sizing.certificates:
        row = (f"{said.objective:.8g}", f"{said.bound:.8g}", said.status, percent(said.gap))
        show(name, "gisplan", f"{seconds:.1f}", said.stage, *row)
    allowed = problem.allowed
    price = 10.0 * float((problem.cost[allowed] / problem.capacity_kwh[allowed]).max()) + 1.0
    for solver in chosen.peers:
        begin = time.perf_counter()
        model = build_sizing(problem, lay_out(problem), aim="cost", price=price, scale=1e3)
        outcome = run(model.builder, solver=solver, time_limit=chosen.limit, gap=1e-3, threads=2)
        said, seconds = outcome.certificate, time.perf_counter() - begin
        row = (outcome.objective, said.bound, said.status, percent(said.gap))
        show(name, f"one integer model, {solver}", f"{seconds:.1f}", "unmet priced + cost, 1,000 CNY", *row)


if __name__ == "__main__":
    main()
