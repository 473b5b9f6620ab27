"""Maximal covering: gisplan beside spopt 0.7.0, plain PuLP and plain HiGHS, in one run.

``python tests/benchmarks/bench_mclp.py`` takes minutes: peers at 2,000 x 500, gisplan at full size.
``--full`` runs the peers at 10,000 x 2,000 too (spopt needs minutes to build).
``--huge`` merges and solves 20,000,000 points in chunks too.

Instances are random with a fixed seed: points and sites uniform in a square, whole weights 1 to 99. "Pairs
per row" sets the radius.
GISPLAN_BENCHMARK_DATA adds the published NewYork and Bronx instances.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
import warnings
from pathlib import Path

import numpy as np
import pulp
from instances import random_chunks, random_cover, read_mclp

from optimize import MCLP, merge_chunks, run, solve, verify
from optimize.mclp import model
from optimize.reduce import CoverCore, reduce_cover


def show(*cells):
    print(
        "| " + " | ".join(f"{c:,.4g}" if isinstance(c, float) else str(c) for c in cells) + " |", flush=True
    )


def percent(gap):
    return "none" if gap is None else f"{gap:.3%}"


def gisplan(name, pairs, weights, count, limit, gap=1e-4):
    """Solve, verify and report one instance."""
    problem = MCLP(pairs, weights, count)
    begin = time.perf_counter()
    solution = solve(problem, time_limit=limit, gap=gap, threads=2)
    seconds = time.perf_counter() - begin
    verify(problem, solution)
    said = solution.certificate
    show(name, "gisplan", f"{seconds:.2f}", int(said.objective), said.status, percent(said.gap))
    return seconds, said


def spopt_mclp(pairs, weights, count, limit):
    """Build and solve with spopt, which wants a dense matrix."""
    from spopt import locate

    dense = np.full(pairs.shape, 2.0)
    dense[pairs.rows(), pairs.indices] = 1.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begin = time.perf_counter()
        peer = locate.MCLP.from_cost_matrix(dense, weights, 1.5, p_facilities=count)
        built = time.perf_counter() - begin
        peer.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=2), results=False)
    return built, time.perf_counter() - begin, pulp.value(peer.problem.objective)


def plain_pulp(pairs, weights, count, limit):
    """Write the model as PuLP's documentation does: one variable per point, lpSum per row."""
    begin = time.perf_counter()
    problem = pulp.LpProblem("mclp", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x_{j}", cat="Binary") for j in range(pairs.n_sites)]
    z = [pulp.LpVariable(f"z_{i}", 0, 1) for i in range(pairs.n_demand)]
    problem += pulp.lpSum(w * v for w, v in zip(weights.tolist(), z, strict=True))
    for i in range(pairs.n_demand):
        problem += z[i] <= pulp.lpSum(x[j] for j in pairs.indices[pairs.indptr[i] : pairs.indptr[i + 1]])
    problem += pulp.lpSum(x) <= count
    built = time.perf_counter() - begin
    problem.solve(pulp.HiGHS(msg=False, timeLimit=limit, threads=2))
    return built, time.perf_counter() - begin, pulp.value(problem.objective)


def plain_highs(pairs, weights, count, limit):
    """Hand the unreduced arrays to HiGHS."""
    core = CoverCore(pairs.binary(), weights, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)
    begin = time.perf_counter()
    builder = model(core, count)
    built = time.perf_counter() - begin
    outcome = run(builder, time_limit=limit, threads=2)
    return built, time.perf_counter() - begin, outcome.objective, outcome.certificate.gap


def beside_peers(n, m, pairs_per_row, count, limit):
    """One instance, four ways."""
    pairs, weights = random_cover(n, m, pairs_per_row, seed=1)
    name = f"{n:,} x {m:,}, p = {count}, {pairs.n_pairs:,} pairs"
    begin = time.perf_counter()
    core = reduce_cover(pairs.binary(), weights, always=np.zeros(0, dtype=int))
    builder = model(core, count)
    show(name, "gisplan, reduce and build only", f"{time.perf_counter() - begin:.2f}", "", "", "")
    begin = time.perf_counter()
    arrays = builder.arrays()
    show(
        name,
        "gisplan, assemble for hand-over",
        f"{time.perf_counter() - begin:.2f}",
        "",
        "",
        f"{arrays.matrix.nnz:,}",
    )
    ours, said = gisplan(name, pairs, weights, count, limit)
    built, total, value, gap = plain_highs(pairs, weights, count, limit)
    show(name, "plain HiGHS", f"{built:.2f} + {total - built:.2f}", int(value or 0), "", percent(gap))
    built, total, value = plain_pulp(pairs, weights, count, limit)
    show(
        name,
        "plain PuLP with HiGHS",
        f"{built:.2f} + {total - built:.2f}",
        int(value),
        "not known",
        "not known",
    )
    try:
        built, total, value = spopt_mclp(pairs, weights, count, limit)
    except ImportError:
        show(name, "spopt 0.7.0", "not installed", "", "", "")
        return
    show(
        name,
        "spopt 0.7.0 with HiGHS",
        f"{built:.2f} + {total - built:.2f}",
        int(value),
        "not known",
        "not known",
    )
    print(
        f"\nratio spopt / gisplan: {total / ours:.0f}, same value: {round(value) == round(said.objective)}\n"
    )


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--full", action="store_true")
    options.add_argument("--huge", action="store_true")
    options.add_argument("--limit", type=float, default=120.0)
    chosen = options.parse_args()
    show("instance", "program", "seconds (build + solve)", "covered", "status", "gap")
    show(*["---"] * 6)
    beside_peers(2_000, 500, 5.0, 25, chosen.limit)
    if chosen.full:
        beside_peers(10_000, 2_000, 5.0, 100, chosen.limit)
        beside_peers(10_000, 2_000, 25.0, 100, chosen.limit)
    for n, m, k, count, limit in (
        (20_000, 5_000, 7.5, 200, 10.0),
        (20_000, 5_000, 7.5, 200, 120.0),
        (100_000, 2_000, 5.0, 100, 60.0),
        (100_000, 5_000, 7.5, 200, 60.0),
        (1_000_000, 1_000, 2.0, 100, 20.0),
    ):
        pairs, weights = random_cover(n, m, k, seed=1)
        gisplan(f"{n:,} x {m:,}, p = {count}, limit {limit:g} s", pairs, weights, count, limit)
    if chosen.huge:
        begin = time.perf_counter()
        pairs, weights = merge_chunks(random_chunks(20_000_000, 500, 2.0, seed=1, chunk=500_000))
        show(
            "20,000,000 x 500, points made, paired and merged in chunks",
            "gisplan",
            f"{time.perf_counter() - begin:.0f}",
            f"{pairs.n_demand:,} rows",
            "",
            "",
        )
        gisplan("20,000,000 x 500, p = 50, after merging", pairs, weights, 50, 60.0)
    folder = os.environ.get("GISPLAN_BENCHMARK_DATA")
    if folder:
        for town, radius in (("NewYork", 400), ("Bronx", 600)):
            for count in (50, 60, 70, 80, 90, 100):
                pairs, weights, known = read_mclp(Path(folder), town, count, radius)
                _, said = gisplan(
                    f"{town} {count} {radius}, best known {known:,}", pairs, weights, count, chosen.limit, 0.0
                )
                print(
                    f"   {said.objective - known:+.0f} ({(said.objective - known) / known:+.3%})", flush=True
                )
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
