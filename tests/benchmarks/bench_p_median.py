"""Measure the p-median family on published instances, and against one plain model of the p-median.

Run: ``python tests/benchmarks/bench_p_median.py PART [FIRST LAST]`` with PART ``median`` or ``center``
(OR-Library pmed FIRST to LAST), ``random`` (1,000 x 1,000, p = 50, seeds FIRST to LAST), ``refuelling`` (25
nodes), ``plain`` (pmed FIRST to LAST as one model with a column for every pair, in HiGHS) and ``peers`` (a
random instance of FIRST nodes with p = LAST: gisplan, plain HiGHS, plain PuLP and spopt in one run). Each
prints a Markdown table. The instances are found through GISPLAN_BENCHMARK_DATA.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pulp
from scipy import sparse
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import cdist

from optimize.cover_pairs import CoverPairs
from optimize.entry import solve, verify
from optimize.location.p_center import PCenter
from optimize.location.p_median.problem import PMedian
from optimize.location.refuelling.paths import shortest_paths
from optimize.location.refuelling.problem import FlowRefuelling
from optimize.model import ModelBuilder
from optimize.solvers.run import run

LIMIT = 300.0
THREADS = 2


def folder(name: str) -> Path:
    return Path(os.environ["GISPLAN_BENCHMARK_DATA"]) / "benchmarks" / name


def pmed(number: int) -> tuple[CoverPairs, int]:
    """Read an OR-Library graph; where an edge is listed twice, the last one holds."""
    path = folder("orlib_pmed") / f"pmed{number}.txt"
    n, _, count = np.loadtxt(path, max_rows=1).astype(int)
    length = np.full((n, n), np.inf)
    for one, other, metres in np.loadtxt(path, skiprows=1).astype(int):
        length[one - 1, other - 1] = length[other - 1, one - 1] = metres
    return CoverPairs.from_dense(shortest_path(length, method="D"), np.inf), int(count)


def published(file: str) -> dict[str, float]:
    lines = (folder("orlib_pmed") / file).read_text(encoding="utf-8").split("\n")
    return {name: float(value) for name, value in (line.split()[:2] for line in lines if line.strip())}


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def measured(problem: Any) -> tuple[Any, float]:
    begun = time.perf_counter()
    solution = solve(problem, time_limit=LIMIT, gap=1e-7, threads=THREADS)
    seconds = time.perf_counter() - begun
    verify(problem, solution)
    return solution, seconds


def orlib(kind: type[Any], file: str, numbers: range) -> None:
    best = published(file)
    row("instance", "nodes", "p", "published", "found", "bound", "status", "seconds")
    row(*["---"] * 8)
    for number in numbers:
        pairs, count = pmed(number)
        problem = kind(pairs, 1.0, count) if kind is PMedian else kind(pairs, count)
        solution, seconds = measured(problem)
        said = solution.certificate
        row(
            f"pmed{number}",
            pairs.n_sites,
            count,
            f"{best[f'pmed{number}']:g}",
            f"{solution.objective:g}",
            f"{said.bound:g}",
            said.status,
            f"{seconds:.1f}",
        )


def random_squares(seeds: range) -> None:
    row("seed", "objective", "gap", "status", "seconds", "peak GB")
    row(*["---"] * 6)
    for seed in seeds:
        draw = np.random.default_rng(seed)
        rows, sites = draw.uniform(0, 10e3, (2, 1000, 2))
        pairs = CoverPairs.from_dense(cdist(rows, sites), np.inf)
        solution, seconds = measured(PMedian(pairs, draw.integers(1, 100, 1000), 50))
        said = solution.certificate
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        row(seed, f"{said.objective:.6g}", f"{said.gap:.1e}", said.status, f"{seconds:.1f}", f"{peak:.2f}")


def refuelling() -> None:
    files = folder("frlm_25node")
    read: dict[str, Any] = {"delimiter": ",", "skiprows": 1, "encoding": "utf-8-sig"}
    edges = np.loadtxt(files / "25-Node_Network_Edges.csv", **read)
    trips = np.loadtxt(files / "25-Node_Network_Traffic_Flow.csv", **read)[:, 1:]
    ends = edges[:, :2].astype(int) - 1
    network = sparse.csr_array((edges[:, 2], (ends[:, 0], ends[:, 1])), shape=(25, 25))
    one, other = np.triu_indices(25, 1)
    paths, flows = shortest_paths(network, one, other), trips[one, other]
    row("range", *(f"p = {p}" for p in range(1, 11)), "slowest, s", "all proven")
    row(*["---"] * 13)
    for reach in range(4, 13):
        answers = [measured(FlowRefuelling(paths, flows, float(reach), p)) for p in range(1, 11)]
        shares = [f"{100 * found.objective / flows.sum():.2f} %" for found, _ in answers]
        proven = all(found.certificate.status == "optimal" for found, _ in answers)
        row(reach, *shares, f"{max(seconds for _, seconds in answers):.1f}", "yes" if proven else "no")


def one_column_a_pair(pairs: CoverPairs, weights: np.ndarray, count: int) -> ModelBuilder:
    """Write the p-median as textbooks do: a column for every pair, ``x_ij <= y_j``."""
    builder = ModelBuilder("plain", "min")
    y = builder.add_variables("y", pairs.n_sites, upper=1.0, integer=True)
    price = weights[pairs.rows()] * pairs.distances
    x = builder.add_variables("x", pairs.n_pairs, upper=1.0, cost=price)
    column, ones = np.arange(pairs.n_pairs), np.ones(pairs.n_pairs)
    served = sparse.csr_array((ones, (pairs.rows(), column)), shape=(pairs.n_demand, pairs.n_pairs))
    builder.add_rows("serve", served, x, lower=1.0, upper=1.0)
    opened = sparse.csr_array((ones, (column, pairs.indices)), shape=(pairs.n_pairs, pairs.n_sites))
    link = sparse.hstack([sparse.eye_array(pairs.n_pairs), -opened], format="csr")
    builder.add_rows("link", link, np.concatenate([x, y]), upper=0.0)
    builder.add_rows("count", np.ones((1, y.size)), y, upper=float(count))
    return builder


def plain(numbers: range) -> None:
    row("instance", "objective", "gap", "status", "seconds")
    row(*["---"] * 5)
    for number in numbers:
        pairs, count = pmed(number)
        begun = time.perf_counter()
        builder = one_column_a_pair(pairs, np.ones(pairs.n_demand), count)
        said = run(builder, time_limit=LIMIT, gap=1e-7, threads=THREADS).certificate
        seconds = time.perf_counter() - begun
        row(f"pmed{number}", said.objective, said.gap, said.status, f"{seconds:.1f}")


def plain_pulp(metres: np.ndarray, weights: np.ndarray, count: int) -> pulp.LpProblem:
    """Write the same model with PuLP's own dictionaries and `lpSum`."""
    rows, sites = (range(n) for n in metres.shape)
    problem = pulp.LpProblem("plain", pulp.LpMinimize)
    y = [problem.add_variable(f"y{j}", 0, 1, pulp.LpInteger) for j in sites]
    x = {(i, j): problem.add_variable(f"x{i}_{j}", 0, 1) for i in rows for j in sites}
    problem.setObjective(pulp.lpSum(float(weights[i] * metres[i, j]) * x[i, j] for i, j in x))
    for i in rows:
        problem.addConstraint(pulp.lpSum(x[i, j] for j in sites) == 1)
    for (_, j), share in x.items():
        problem.addConstraint(share <= y[j])
    problem.addConstraint(pulp.lpSum(y) <= count)
    return problem


def peers(nodes: int, count: int) -> None:
    """Solve one random instance with gisplan, plain HiGHS, plain PuLP and spopt, all in HiGHS."""
    from spopt import locate

    random = np.random.default_rng(0)
    places = random.uniform(0, 10_000, (nodes, 2))
    metres, weights = cdist(places, places), random.integers(1, 100, nodes).astype(float)
    pairs, name = CoverPairs.from_dense(metres, np.inf), f"{nodes} x {nodes}, p = {count}"
    row("instance", "program", "build and solve, s", "ratio to gisplan", "objective", "says")
    row(*["---"] * 6)
    found, first = measured(PMedian(pairs, weights, count))
    row(name, "gisplan", f"{first:.1f}", 1, found.objective, found.certificate.status)
    begun = time.perf_counter()
    outcome = run(one_column_a_pair(pairs, weights, count), time_limit=LIMIT, gap=1e-7, threads=THREADS)
    took = time.perf_counter() - begun
    row(name, "plain HiGHS, arrays", f"{took:.1f}", f"{took / first:.1f}", outcome.objective, outcome.status)
    solver = {"msg": False, "timeLimit": LIMIT, "gapRel": 1e-7, "threads": THREADS}
    begun = time.perf_counter()
    problem = plain_pulp(metres, weights, count)
    problem.solve(pulp.HiGHS(**solver))
    took, value = time.perf_counter() - begun, pulp.value(problem.objective)
    row(name, "plain PuLP", f"{took:.1f}", f"{took / first:.1f}", value, pulp.LpSolution[problem.sol_status])
    begun = time.perf_counter()
    peer = locate.PMedian.from_cost_matrix(metres, weights, count)
    peer.solve(pulp.HiGHS(**solver), results=False)
    took, value = time.perf_counter() - begun, pulp.value(peer.problem.objective)
    said = pulp.LpSolution[peer.problem.sol_status]
    row(name, "spopt 0.7.0", f"{took:.1f}", f"{took / first:.1f}", value, said)


def main() -> None:
    part = sys.argv[1]
    first, last = (int(text) for text in (*sys.argv[2:4], *("1", "40")[len(sys.argv) - 2 :])[:2])
    numbers = range(first, last + 1)
    if part == "median":
        orlib(PMedian, "pmedopt.txt", numbers)
    elif part == "center":
        orlib(PCenter, "kcenteropt.txt", numbers)
    elif part == "random":
        random_squares(numbers)
    elif part == "refuelling":
        refuelling()
    elif part == "plain":
        plain(numbers)
    elif part == "peers":
        peers(first, last)
    else:
        sys.exit(f"unknown part {part!r}; see the top of this file")


if __name__ == "__main__":
    main()
