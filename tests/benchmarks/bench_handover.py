"""Hand a model over to HiGHS through PuLP, part by part, and print what each part costs.

Run: ``python tests/benchmarks/bench_handover.py`` prints the Markdown table of ``docs/solvers.md``. Models
have three coefficients a column and five a row, like a sizing. ``lpSum`` is how PuLP's guides write a row.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING

import numpy as np
import pulp
from scipy import sparse

from optimize.lp_problem import read_problem, set_values
from optimize.model import ModelBuilder

if TYPE_CHECKING:
    from collections.abc import Callable

    from optimize.lp_problem import ModelArrays


def model(nonzeros: int) -> ModelBuilder:
    """Give a feasible model with about so many coefficients."""
    rng, columns, rows = np.random.default_rng(0), nonzeros // 3, nonzeros // 5
    matrix = sparse.random_array((rows, columns), density=nonzeros / rows / columns, rng=rng, format="csr")
    builder = ModelBuilder("handover", "min")
    x = builder.add_variables("x", columns, upper=1.0, cost=rng.random(columns))
    builder.add_rows("row", matrix, x, upper=1.0)
    return builder


def written_by_sums(builder: ModelBuilder, arrays: ModelArrays) -> pulp.LpProblem:
    """Write a model as PuLP's guides do: `lpSum` of products, `+=` for every row."""
    problem = pulp.LpProblem("sums", pulp.LpMinimize)
    x = [problem.add_variable(name, 0, 1) for name in builder.variable_names()]
    problem += pulp.lpSum(price * one for price, one in zip(arrays.cost.tolist(), x, strict=True))
    pointer, index, data = (getattr(arrays.matrix, name).tolist() for name in ("indptr", "indices", "data"))
    for name, first, after in zip(builder.row_names(), pointer[:-1], pointer[1:], strict=True):
        problem += pulp.lpSum(data[k] * x[index[k]] for k in range(first, after)) <= 1.0, name
    return problem


def taken(work: Callable[[], object], times: int) -> float:
    """Give the least processor time of some repetitions, in seconds."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def main() -> None:
    """Print one row a size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    print("| coefficients | arrays | written | read | values back | in all | written by `lpSum` |")
    print("|---|---|---|---|---|---|---|")
    for size in given.sizes:
        builder = model(size)
        arrays = builder.arrays()
        problem = builder.build()
        values = np.zeros(arrays.cost.size)
        parts = [
            taken(work, given.times)
            for work in (
                builder.arrays,
                lambda builder=builder, arrays=arrays: builder.build(arrays=arrays),
                lambda problem=problem: read_problem(problem),
                lambda problem=problem, values=values: set_values(problem.order, values),
            )
        ]
        by_sums = taken(lambda builder=builder, arrays=arrays: written_by_sums(builder, arrays), 1)
        cells = " | ".join(f"{one:.2f}" for one in (*parts, sum(parts), by_sums))
        print(f"| {arrays.matrix.nnz:,} | {cells} |")


if __name__ == "__main__":
    main()
