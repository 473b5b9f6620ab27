"""A coarse relaxation of a large sizing: alike sites and alike demand rows merged, as a linear program.

Every sizing of the whole is a solution of it, so its optimum bounds every sizing from below.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from gisplan_errors import InfeasiblePlan
from optimize.cover_pairs import CoverPairs
from optimize.sizing.layout import lay_out
from optimize.sizing.model import COST_SCALE, build_sizing
from optimize.sizing.problem import SizingProblem
from optimize.solvers.run import run

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.arrays import Whole
    from optimize.sizing.layout import Layout
    from optimize.solvers.limits import Settings


@dataclass(frozen=True, eq=False)
class Coarse:
    """The coarse relaxation's problem.

    Attributes
    ----------
    problem
        Classes of alike sites as sites, classes of demand rows as rows.
    site_class : numpy.ndarray
        Class of every site, shape (S,).
    """

    problem: SizingProblem
    site_class: Whole


def coarsen(problem: SizingProblem, layout: Layout, site_zone: Whole, row_zone: Whole) -> Coarse:
    """Merge alike sites and rows: a relaxation, for what a class of sites can do is the sum of what each can.

    Sites keep apart when their zone, types, capacities, loads, costs or coupling rows differ; rows when their
    zone or need for fast chargers does. A class of rows reaches what any of its rows reaches.
    """
    signature = np.column_stack(
        [site_zone, layout.coupling.of, problem.capacity_kwh, problem.load_kw, problem.cost]
    )
    _, first, of_site = np.unique(signature, axis=0, return_index=True, return_inverse=True)
    of_site = of_site.ravel()
    row_keys = np.column_stack([row_zone, problem.needs_fast])
    served = layout.group >= 0
    _, row_first, of_row = np.unique(row_keys, axis=0, return_index=True, return_inverse=True)
    of_row = of_row.ravel()
    kinds, rows = first.size, row_first.size

    def summed(values: NDArray[Any]) -> NDArray[Any]:
        return np.bincount(of_site, weights=values, minlength=kinds)

    used = served[problem.pairs.rows()]
    keys = np.unique(
        of_row[problem.pairs.rows()[used]].astype(np.int64) * kinds + of_site[problem.pairs.indices[used]]
    )
    start = np.concatenate([[0], np.cumsum(np.bincount(keys // kinds, minlength=rows))])
    pairs = CoverPairs.from_sparse(
        sparse.csr_array((np.zeros(keys.size), keys % kinds, start), shape=(rows, kinds))
    )
    energy = np.bincount(of_row[served], weights=problem.energy[served], minlength=rows)
    each = (
        None if problem.most_each is None else np.array([summed(column) for column in problem.most_each.T]).T
    )
    merged = SizingProblem(
        pairs=pairs,
        energy=np.asarray(energy, dtype=np.float64),
        needs_fast=problem.needs_fast[row_first],
        capacity_kwh=problem.capacity_kwh[first],
        fast=problem.fast,
        bays=summed(problem.bays).astype(np.int64),
        grid_kw=summed(problem.grid_most),
        load_kw=problem.load_kw[first],
        cost=problem.cost[first],
        min_chargers=summed(problem.min_chargers).astype(np.int64),
        max_chargers=summed(np.minimum(problem.max_chargers, problem.bays)).astype(np.int64),
        min_fast=summed(problem.min_fast).astype(np.int64),
        target=problem.target,
        floors=tuple(replace(floor, sites=np.unique(of_site[floor.sites])) for floor in problem.floors),
        shares=tuple(
            replace(
                share, sites=np.unique(of_site[share.sites]), base_sites=np.unique(of_site[share.base_sites])
            )
            for share in problem.shares
        ),
        bay_use=problem.bay_use,
        most_each=None if each is None else each.astype(np.int64),
    )
    return Coarse(merged, of_site)


def relax_coarse(
    coarse: Coarse, how: Settings, *, limit: float | None, held: float
) -> tuple[float | None, tuple[str, str]]:
    """Bound the cost of every sizing of the whole that leaves at most so much energy unmet.

    Parameters
    ----------
    coarse
        The coarse problem.
    how
        How the relaxation is solved.
    limit
        Seconds.
    held
        Most unmet energy, kWh/day, the rows that nothing can serve left out.

    Returns
    -------
    tuple
        The bound in CNY, None without one in time; name and version of the solver.

    Raises
    ------
    InfeasiblePlan
        Even with all alike sites taken together, the bounds contradict each other.
    """
    layout = lay_out(coarse.problem)
    model = build_sizing(coarse.problem, layout, aim="cost", held=held, scale=COST_SCALE)
    outcome = run(
        model.builder,
        stage="sizing, coarse relaxation",
        relax=True,
        options={"solver": "simplex"},
        **how.within(limit, 1e-6),
    )
    if outcome.status == "infeasible":
        raise InfeasiblePlan(
            "no sizing is possible: even with all alike sites of a zone taken together, bays, grid, floors, "
            "shares and target contradict each other"
        )
    who = (outcome.certificate.solver, outcome.certificate.version)
    return None if outcome.bound is None else outcome.bound * COST_SCALE, who
