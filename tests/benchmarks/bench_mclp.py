"""Maximal covering: gisplan beside spopt 0.7.0, plain PuLP and plain HiGHS, in one run.

``python tests/benchmarks/bench_mclp.py [peers] [size] [huge] [published]`` takes minutes for each part.
``--peers 1 2`` runs them at 10,000 x 2,000, where spopt builds for ten minutes and more (``--cap`` ends it).
``huge`` merges and solves 20,000,000 points in chunks.
``published`` needs GISPLAN_BENCHMARK_DATA, the folder of the NewYork and Bronx instances.

Instances are random with a fixed seed: points and sites uniform in a square or around towns, whole weights
1 to 99. "Sites per point" sets the radius.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
import warnings
from pathlib import Path

import numpy as np
import pulp
from instances import random_chunks, random_cover, read_mclp

from optimize import MCLP, merge_chunks, run, solve, verify
from optimize.covering.reduce import CoverCore, reduce_cover
from optimize.location.mclp.ladder import model


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


def _send(pipe, *given):
    pipe.send(spopt_mclp(*given))


def spopt_capped(cap, *given):
    """Run spopt in a process of its own; None when it is not done after `cap` seconds."""
    ours, theirs = multiprocessing.Pipe(duplex=False)
    peer = multiprocessing.get_context("spawn").Process(target=_send, args=(theirs, *given))
    peer.start()
    done = ours.recv() if ours.poll(cap) else None
    peer.kill()
    peer.join()
    return done


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
    took, said = time.perf_counter() - begin, pulp.LpSolution[problem.sol_status]
    return built, took, pulp.value(problem.objective), said


def plain_highs(pairs, weights, count, limit):
    """Hand the unreduced arrays to HiGHS."""
    core = CoverCore(pairs.binary(), weights, np.zeros(pairs.n_sites), np.arange(pairs.n_sites), 0.0)
    begin = time.perf_counter()
    builder = model(core, count)
    built = time.perf_counter() - begin
    outcome = run(builder, time_limit=limit, threads=2)
    return built, time.perf_counter() - begin, outcome.objective, outcome.certificate.gap


def beside_peers(n, m, pairs_per_row, count, limit, cap):
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
    ours = [gisplan(f"{name}, limit {each:g} s", pairs, weights, count, each) for each in (limit / 3, limit)]
    built, total, value, gap = plain_highs(pairs, weights, count, limit)
    show(name, "plain HiGHS", f"{built:.2f} + {total - built:.2f}", int(value or 0), "", percent(gap))
    built, total, value, told = plain_pulp(pairs, weights, count, limit)
    show(
        name,
        "plain PuLP with HiGHS",
        f"{built:.2f} + {total - built:.2f}",
        int(value or 0),
        f"says {told}",
        "not known",
    )
    done = spopt_capped(cap, pairs, weights, count, limit)
    if done is None:
        show(name, "spopt 0.7.0 with HiGHS", f"not done in {cap:g}", "none", "", "")
        for seconds, said in ours:
            print(f"   at least {cap / seconds:.0f} times gisplan's {seconds:.2f} s ({percent(said.gap)})")
        return
    built, total, value = done
    show(
        name,
        "spopt 0.7.0 with HiGHS",
        f"{built:.2f} + {total - built:.2f}",
        int(value or 0),
        "not known",
        "not known",
    )
    for seconds, said in ours:
        print(
            f"   {total / seconds:.0f} times gisplan's {seconds:.2f} s ({percent(said.gap)}), "
            f"same value: {round(value) == round(said.objective)}"
        )


PEERS = ((2_000, 500, 5.0, 25), (10_000, 2_000, 5.0, 100), (10_000, 2_000, 25.0, 100))

SIZES = (
    # points, sites, sites per point, towns (0: uniform), p, limit in seconds
    (10_000, 2_000, 25.0, 0, 100, 60.0),
    (10_000, 2_000, 25.0, 20, 100, 60.0),
    (100_000, 2_000, 5.3, 0, 100, 60.0),
    (100_000, 2_000, 25.0, 40, 100, 15.0),
    (100_000, 2_000, 25.0, 40, 100, 60.0),
    (20_000, 5_000, 7.5, 0, 200, 10.0),
    (20_000, 5_000, 12.5, 0, 200, 10.0),
    (20_000, 5_000, 12.5, 0, 200, 60.0),
    (100_000, 5_000, 8.0, 0, 200, 15.0),
    (1_000_000, 1_000, 2.0, 0, 100, 20.0),
    (200_000, 200, 20.0, 0, 8, 30.0),
    (300_000, 500, 20.0, 20, 15, 30.0),
)


def at_size(cases):
    """Ours alone; where many rows are left for few sites, beside the exact model on the reduced rows."""
    for n, m, k, towns, count, limit in [SIZES[case] for case in cases]:
        pairs, weights = random_cover(n, m, k, seed=1, towns=towns)
        scattered = f"{towns} towns" if towns else "uniform"
        name = f"{n:,} x {m:,}, p = {count}, {k:g} sites per point, {scattered}, limit {limit:g} s"
        begin = time.perf_counter()
        core = reduce_cover(pairs.binary(), weights, always=np.zeros(0, dtype=int))
        show(
            name,
            "reduced",
            f"{time.perf_counter() - begin:.2f}",
            f"{core.n_rows:,} x {core.n_sites:,}",
            "",
            "",
        )
        gisplan(name, pairs, weights, count, limit)
        if core.n_rows > 10 * core.n_sites and core.cover.nnz > 150_000 and count < 50:
            begin = time.perf_counter()
            outcome = run(model(core, count), time_limit=limit, threads=2)
            show(
                name,
                "plain HiGHS on the reduced rows",
                f"{time.perf_counter() - begin:.2f}",
                int((outcome.objective or 0.0) + core.constant),
                outcome.status,
                percent(outcome.certificate.gap),
            )


def streamed():
    """Twenty million points in chunks, loosely and densely covered."""
    for k, limit in ((2.0, 60.0), (10.0, 240.0)):
        begin = time.perf_counter()
        pairs, weights = merge_chunks(random_chunks(20_000_000, 500, k, seed=1, chunk=500_000))
        show(
            f"20,000,000 x 500, {k:g} sites per point, made, paired and merged in chunks",
            "gisplan",
            f"{time.perf_counter() - begin:.0f}",
            f"{pairs.n_demand:,} rows",
            "",
            "",
        )
        gisplan(f"20,000,000 x 500, p = 50, {k:g} sites per point, after merging", pairs, weights, 50, limit)


def published(folder, limit, towns, counts):
    """NewYork and Bronx beside their best known values."""
    for town in towns:
        radius = {"NewYork": 400, "Bronx": 600}[town]
        for count in counts:
            pairs, weights, known = read_mclp(Path(folder), town, count, radius)
            _, said = gisplan(
                f"{town} {count} {radius}, best known {known:,}", pairs, weights, count, limit, 0.0
            )
            print(
                f"   {said.objective - known:+.0f} ({(said.objective - known) / known:+.3%}), "
                f"bound {said.bound:,.0f}",
                flush=True,
            )


def main():
    options = argparse.ArgumentParser()
    options.add_argument("parts", nargs="*", default=["peers", "size", "published"])
    options.add_argument("--peers", type=int, nargs="*", default=[0], help="positions in PEERS")
    options.add_argument("--cap", type=float, default=480.0, help="seconds for spopt, building included")
    options.add_argument("--counts", type=int, nargs="*", default=[50, 60, 70, 80, 90, 100])
    options.add_argument("--towns", nargs="*", default=["NewYork", "Bronx"])
    options.add_argument("--cases", type=int, nargs="*", help="positions in SIZES; all without it")
    options.add_argument("--limit", type=float, default=60.0)
    chosen = options.parse_args()
    print(f"load average {os.getloadavg()[0]:.1f} (1 minute) at the start")
    show("instance", "program", "seconds (build + solve)", "covered", "status", "gap")
    show(*["---"] * 6)
    # The compiled search is compiled once per machine, not once per instance.
    solve(MCLP(*random_cover(2_000, 1_200, 5.0, seed=2), 10), time_limit=10.0)
    if "peers" in chosen.parts:
        for case in chosen.peers:
            beside_peers(*PEERS[case], chosen.limit, chosen.cap)
    if "size" in chosen.parts:
        at_size(range(len(SIZES)) if chosen.cases is None else chosen.cases)
    if "huge" in chosen.parts:
        streamed()
    folder = os.environ.get("GISPLAN_BENCHMARK_DATA")
    if folder and "published" in chosen.parts:
        published(folder, chosen.limit, chosen.towns, chosen.counts)
    print(f"\nload average {os.getloadavg()[0]:.1f} at the end")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")


if __name__ == "__main__":
    main()
