"""Capacitated covering: HiGHS and CBC, with and without gisplan's start, in one run.

Instances are random with a fixed seed; capacities are drawn so that the open sites can hold about all demand,
which is where the model is hardest: its relaxation serves everything by opening sites in part.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from instances import random_cover

from optimize import CapacitatedMCLP, run, solve, verify
from optimize.location.capacitated.problem import model


def show(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--limit", type=float, default=60.0)
    limit = options.parse_args().limit
    show("instance", "program", "seconds", "served of demand", "status", "gap")
    show(*["---"] * 6)
    for n, m, k, count in ((3_000, 300, 6.0, 60), (10_000, 1_000, 8.0, 200), (20_000, 2_000, 8.0, 400)):
        pairs, weights = random_cover(n, m, k, seed=1)
        capacities = np.random.default_rng(3).integers(1, 4, m) * weights.sum() / count * 0.5
        problem = CapacitatedMCLP(pairs, weights, capacities, count)
        name = f"{n:,} x {m:,}, p = {count}, limit {limit:g} s"
        for solver in ("highs", "cbc"):
            begin = time.perf_counter()
            solution = solve(problem, time_limit=limit, solver=solver, threads=2)
            seconds = time.perf_counter() - begin
            verify(problem, solution)
            said = solution.certificate
            served = said.objective / weights.sum()
            show(
                name, f"gisplan, {solver}", f"{seconds:.1f}", f"{served:.2%}", said.status, f"{said.gap:.2%}"
            )
            begin = time.perf_counter()
            bare = run(model(problem, pairs.binary(), weights), time_limit=limit, solver=solver, threads=2)
            seconds = time.perf_counter() - begin
            served = (bare.objective or 0.0) / weights.sum()
            show(name, f"plain {solver}", f"{seconds:.1f}", f"{served:.2%}", bare.status, "")


if __name__ == "__main__":
    main()
