"""Measure phasing: backward from the horizon, against the multi-period model of all years.

Run: ``python tests/benchmarks/bench_phasing.py [seconds]``. A small instance (one district of the synthetic
city of bench_sizing) is solved in whole chargers by both ways; on the whole city (7,000 sites, 22,000 demand
rows) the multi-period model gives its relaxation, with the horizon as sized and with a free horizon.
"""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from bench_sizing import synthetic_city

from optimize.entry import solve
from optimize.solvers.run import run
from optimize.years.check import check_phasing
from optimize.years.model import build_phasing
from optimize.years.problem import PhaseYear, PhasingProblem

if TYPE_CHECKING:
    from optimize.sizing.problem import SizingProblem

SHARES = (
    (2024, 0.42, 0.20, 0.25),
    (2025, 0.58, 0.44, 0.27),
    (2026, 0.78, 0.72, 0.29),
    (2027, 1.0, 1.0, 0.30),
)
"""Year, demand and least chargers as shares of the horizon's, most new chargers as a share of them."""


def district(problem: SizingProblem, sites_wanted: int) -> SizingProblem:
    """Cut some sites of one district out of the city, with the demand they reach."""
    sites = np.sort(problem.floors[0].sites[:sites_wanted])
    near = problem.pairs.select(sites=sites)
    rows = np.flatnonzero(np.diff(near.indptr) > 0)
    cut = {
        name: getattr(problem, name)[sites]
        for name in (
            "capacity_kwh",
            "bays",
            "grid_kw",
            "load_kw",
            "cost",
            "min_chargers",
            "max_chargers",
            "min_fast",
        )
    }
    return replace(
        problem,
        pairs=problem.pairs.select(rows, sites),
        energy=problem.energy[rows],
        users=problem.users[rows],
        target=6 * sites.size,
        floors=(),
        shares=(),
        **cut,
    )


def phased(problem: SizingProblem, seconds: float) -> PhasingProblem:
    """Size the horizon and state its years; a year may spend a third of what the horizon costs."""
    horizon = solve(problem, time_limit=seconds, threads=2)
    whole, cost = int(horizon.counts.sum()), problem.total_cost(horizon.counts)
    years = tuple(
        PhaseYear(year, level, int(least * whole), int(np.ceil(new * whole)), cost / 3.0)
        for year, level, least, new in SHARES
    )
    return PhasingProblem(problem, horizon, problem.min_chargers > 0, years)


def compare(name: str, problem: SizingProblem, seconds: float, *, whole: bool) -> None:
    """Print one line per way of phasing one instance."""
    phasing_problem = phased(problem, seconds)
    demand = sum(p.level for p in phasing_problem.years[:-1]) * float(problem.energy.sum())
    chargers = int(phasing_problem.final.sum())
    print(f"{name}: {problem.n_sites} sites, {problem.pairs.n_demand} rows, {chargers} chargers")
    start = time.perf_counter()
    phasing = solve(phasing_problem, time_limit=seconds, threads=2, gap=0.01)
    said = phasing.certificates[0]
    spent = time.perf_counter() - start
    faults = check_phasing(phasing_problem, phasing)
    share = f"{said.objective:.7g} of {demand:.7g} kWh/day"
    print(f"  backward: {share}, gap {said.gap:.2%}, {spent:.1f} s, {faults}")
    print(f"    {said.proven}")
    start = time.perf_counter()
    model = build_phasing(phasing_problem)
    outcome = run(
        model.builder,
        time_limit=4 * seconds,
        gap=0.0025,
        threads=2,
        relax=not whole,
        stage="multi-period",
    )
    spent = time.perf_counter() - start
    lost = sum(
        phase.weight * layout.lost
        for phase, layout in zip(phasing_problem.years, model.layouts, strict=False)
    )
    unmet = [None if v is None else v + lost for v in (outcome.objective, outcome.bound)]
    years = phasing.unmet.sum(axis=1)
    ours = float(years[:-1].sum())
    print(
        f"  multi-period{'' if whole else ', relaxed'}: {model.builder.columns} columns, unmet "
        f"{unmet[0] if unmet[0] is None else round(unmet[0])}, bound "
        f"{unmet[1] if unmet[1] is None else round(unmet[1])}; backward {ours:.0f}; {spent:.1f} s"
    )


def main() -> None:
    """Compare both ways on a small instance and on a city."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    city = synthetic_city()
    compare("district", district(city, 120), seconds, whole=True)
    compare("city", city, seconds, whole=False)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
