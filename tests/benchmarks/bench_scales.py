"""Solve every model in units from 1e-12 to 1e12 of the usual ones, and print what changes: nothing should.

Run: ``python tests/benchmarks/bench_scales.py`` prints the Markdown table of ``docs/trust.md``. Small
instances are those of the tests, judged by enumeration; two larger ones are compared with the usual unit.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from instances import random_cover

from gisplan_errors import GisplanError
from optimize import MCLP, CapacitatedMCLP, solve, verify

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.optimize.scaled import CASES
from tests.optimize.scaled_sites import Units

if TYPE_CHECKING:
    from collections.abc import Callable

SCALES = (1e-12, 1e-9, 3.7e-5, 1e-4, 1.0, 1e4, 7.3e6, 1e9, 1e12)
SEEDS = range(4)


def large(kind: str) -> Callable[[int, float], Any]:
    """Give whole weights of 2,000 rows, 400 sites of which 20 open."""

    def problem(seed: int, scale: float) -> Any:
        pairs = random_cover(2_000, 400, 8.0, seed=seed)[0]
        weights = np.random.default_rng(seed).integers(1, 100, pairs.n_demand) * scale
        if kind == "MCLP":
            return MCLP(pairs, weights, 20)
        return CapacitatedMCLP(pairs, weights, np.full(400, weights.sum() / 40), 20)

    return problem


def judged(problem: Any, choice: Callable[[Any], Any], gap: float) -> tuple[Any, float | None, bool]:
    """Give the choice, the widest gap stated, and whether `verify` is silent."""
    answer = solve(problem, gap=gap, threads=1)
    try:
        verify(problem, answer)
    except GisplanError:
        return choice(answer), None, False
    gaps = [one.gap for one in answer.certificates]
    return choice(answer), None if None in gaps else max(gaps), True


def row(name: str, make: Callable[[int, float], Any], choice: Callable[[Any], Any], gap: float) -> None:
    """Print one model: at how many of the scales the choice is that of the usual unit, gap and `verify`."""
    cells, seeds = [], SEEDS if gap == 0.0 else range(1)
    usual = {seed: judged(make(seed, 1.0), choice, gap)[0] for seed in seeds}
    for scale in SCALES:
        found = [(seed, judged(make(seed, scale), choice, gap)) for seed in seeds]
        same = sum(one[0] == usual[seed] for seed, one in found)
        gaps = [one[1] for _, one in found]
        widest = "no proof" if None in gaps else f"{max(gaps):.2g}"
        silent = "" if all(one[2] for _, one in found) else ", verify refuses"
        cells.append(f"{same}/{len(found)}, {widest}{silent}")
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Print the table."""
    print("| model | " + " | ".join(f"× {scale:g}" for scale in SCALES) + " |")
    print("|" + "---|" * (len(SCALES) + 1))
    for name, case in CASES.items():
        row(name, lambda seed, by, case=case: case.problem(seed, Units(by, by, by)), case.chosen, 0.0)
    sites = lambda answer: tuple(answer.sites.tolist())  # noqa: E731
    for kind in ("MCLP", "capacitated MCLP"):
        row(f"{kind}, 2,000 × 400", large(kind), sites, 0.01)


if __name__ == "__main__":
    main()
