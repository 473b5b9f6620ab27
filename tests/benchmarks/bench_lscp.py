"""Set covering: gisplan beside spopt 0.7.0, plain PuLP and plain HiGHS, in one run.

``python tests/benchmarks/bench_lscp.py [--limit 120] [--cases 0 1 2 3]`` runs all four at 300 x 100 and
2,000 x 500, gisplan and plain HiGHS at 20,000 x 5,000.
Instances are random with a fixed seed, rows without a site left out: points and sites uniform in a square, or
clustered in 40 towns, which reduces further (about 7,600 x 3,400 of 20,000 x 5,000).
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
import pulp
from instances import random_cover

from optimize import LSCP, run, solve, verify
from optimize.location.lscp.ladder import model


def show(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def percent(gap):
    return "none" if gap is None else f"{gap:.2%}"


def covered(n, m, sites_per_row, towns):
    """Scatter an instance and leave out rows without any site."""
    pairs, _ = random_cover(n, m, sites_per_row, seed=1, towns=towns)
    return pairs.select(rows=np.diff(pairs.indptr) > 0)


def gisplan(name, pairs, limit):
    problem = LSCP(pairs)
    begin = time.perf_counter()
    solution = solve(problem, time_limit=limit, threads=2)
    seconds = time.perf_counter() - begin
    verify(problem, solution)
    said = solution.certificate
    show(name, "gisplan", f"{seconds:.1f}", int(said.objective), said.bound, said.status, percent(said.gap))


def plain_highs(name, pairs, limit):
    begin = time.perf_counter()
    outcome = run(model(pairs.binary(), np.ones(pairs.n_sites)), time_limit=limit, threads=2)
    said = outcome.certificate
    seconds = time.perf_counter() - begin
    show(name, "plain HiGHS", f"{seconds:.1f}", outcome.objective, said.bound, said.status, percent(said.gap))


def plain_pulp(name, pairs, limit):
    """Build with PuLP's `lpSum` over dictionaries, as most scripts do."""
    begin = time.perf_counter()
    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    x = [problem.add_variable(f"x{j}", 0, 1, pulp.LpInteger) for j in range(pairs.n_sites)]
    problem.setObjective(pulp.lpSum(x))
    for first, last in zip(pairs.indptr[:-1].tolist(), pairs.indptr[1:].tolist(), strict=True):
        problem.addConstraint(pulp.lpSum(x[j] for j in pairs.indices[first:last].tolist()) >= 1)
    problem.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=2))
    seconds, status = time.perf_counter() - begin, pulp.LpSolution[problem.sol_status]
    value = pulp.value(problem.objective)
    show(name, "plain PuLP", f"{seconds:.1f}", value, "not known", f"says {status}", "not known")


def spopt(name, pairs, limit):
    """Build and solve with spopt, which wants a dense matrix and reports PuLP's status."""
    try:
        from spopt import locate
    except ImportError:
        show(name, "spopt 0.7.0", "not installed", "", "", "", "")
        return
    dense = np.full(pairs.shape, 2.0)
    dense[pairs.rows(), pairs.indices] = 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begin = time.perf_counter()
        peer = locate.LSCP.from_cost_matrix(dense, 1.5)
        peer.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=2), results=False)
    seconds, status = time.perf_counter() - begin, pulp.LpSolution[peer.problem.sol_status]
    value = pulp.value(peer.problem.objective)
    show(name, "spopt 0.7.0 with HiGHS", f"{seconds:.1f}", value, "not known", f"says {status}", "not known")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--limit", type=float, default=120.0)
    options.add_argument("--cases", type=int, nargs="*", default=[0, 1, 2, 3])
    limit, chosen = options.parse_args().limit, options.parse_args().cases
    show("instance", "program", "seconds", "sites", "bound", "status", "gap")
    show(*["---"] * 7)
    cases = (
        (300, 100, 8.0, 0, True),
        (2_000, 500, 15.0, 0, True),
        (20_000, 5_000, 37.0, 0, False),
        (20_000, 5_000, 37.0, 40, False),
    )
    for n, m, k, towns, peers in (cases[i] for i in chosen):
        pairs = covered(n, m, k, towns)
        layout = f"{towns} towns" if towns else "uniform"
        name = f"{n:,} x {m:,}, {layout}, {pairs.n_pairs:,} pairs, limit {limit:g} s"
        gisplan(name, pairs, limit)
        plain_highs(name, pairs, limit)
        if peers:
            plain_pulp(name, pairs, limit)
            spopt(name, pairs, limit)


if __name__ == "__main__":
    main()
