"""Rows of the sizing model that hold at one site: capacity, chargers, bays, grid kW and steps, opening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from optimize.arrays import Floats, Indices, Whole
    from optimize.model import ModelBuilder
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


@dataclass(frozen=True, eq=False)
class SiteColumns:
    """Columns that a site has beside its chargers.

    Attributes
    ----------
    step, step_site, step_number : numpy.ndarray
        Columns of the transformer steps, 0 or 1, and the site and the number of each.
    open, open_site : numpy.ndarray
        Columns of the sites that may close, 0 or 1, and the site of each.
    """

    step: Indices
    step_site: Indices
    step_number: Indices
    open: Indices
    open_site: Indices

    def fill(self, values: Floats, problem: SizingProblem, counts: Whole) -> None:
        """Write the steps and the open sites that counts ask for into a start."""
        if problem.upgrades is not None:
            need = problem.upgrades.steps((problem.load_kw * counts).sum(axis=1), problem.grid_kw)
            values[self.step] = self.step_number < need[self.step_site]
        values[self.open] = counts.sum(axis=1)[self.open_site] > 0

    def add_budget(
        self,
        builder: ModelBuilder,
        problem: SizingProblem,
        layout: Layout,
        chargers: Indices,
        scale: float,
        ending: str = "",
    ) -> None:
        """Add the row that keeps chargers and steps within the budget."""
        spent = problem.cost[layout.site, layout.type]
        if problem.upgrades is not None:
            spent = np.concatenate([spent, problem.upgrades.step_cost[self.step_site, self.step_number]])
        columns = np.concatenate([chargers, self.step])
        assert problem.budget is not None  # noqa: S101 - the caller asks for the row
        builder.add_rows(f"budget{ending}", spent[None] / scale, columns, upper=problem.budget / scale)


def add_site_rows(
    builder: ModelBuilder,
    problem: SizingProblem,
    layout: Layout,
    chargers: Indices,
    load: Indices,
    *,
    scale: float | None,
    ending: str = "",
) -> SiteColumns:
    """Add the rows of each site.

    Parameters
    ----------
    builder, problem, layout
        The model so far, what is asked, and its arrays.
    chargers, load : numpy.ndarray
        Columns of charger counts, and of the energy of each pool of each site.
    scale
        Costs of transformer steps are divided by it; None leaves them out of the objective.
    ending
        Stands after every name.
    """
    sites = problem.n_sites
    site, kind = layout.site, layout.type
    each = np.arange(site.size)
    fast = problem.fast[kind]

    def by_site(value: Floats) -> sparse.csr_array:
        return sparse.csr_array((value, (site, each)), shape=(sites, site.size))

    capacity = problem.capacity_kwh[site, kind]
    by_pool = sparse.vstack([by_site(np.where(mask[kind], capacity, 0.0)) for mask in problem.pools.types])
    builder.add_rows(
        f"pool_capacity{ending}",
        sparse.hstack([-by_pool, sparse.eye_array(load.size)]),
        np.concatenate([chargers, load]),
        upper=0.0,
    )
    builder.add_rows(
        f"chargers{ending}",
        by_site(np.ones(site.size)),
        chargers,
        lower=problem.sure_chargers.astype(float),
        upper=problem.room.astype(float),
    )
    if (problem.bays_each > 1).any():
        used = by_site(problem.bays_each[kind].astype(float))
        builder.add_rows(f"bays{ending}", used, chargers, upper=problem.bays.astype(float))
    step, step_site, step_number = _add_grid(
        builder, problem, chargers, by_site(problem.load_kw[site, kind]), scale, ending
    )
    some = np.flatnonzero(problem.sure_fast > 0)
    quick = by_site(fast.astype(float))
    builder.add_rows(f"min_fast{ending}", quick[some], chargers, lower=problem.sure_fast[some].astype(float))
    opened, open_site = _add_opening(builder, problem, chargers, by_site(np.ones(site.size)), quick, ending)
    return SiteColumns(step, step_site, step_number, opened, open_site)


def _add_grid(
    builder: ModelBuilder,
    problem: SizingProblem,
    chargers: Indices,
    load_kw: sparse.csr_array,
    scale: float | None,
    ending: str,
) -> tuple[Indices, Indices, Indices]:
    """Add the grid rows and the transformer steps, bought in order."""
    upgrades = problem.upgrades
    if upgrades is None:
        builder.add_rows(f"grid{ending}", load_kw, chargers, upper=problem.grid_kw)
        none = np.empty(0, dtype=np.int64)
        return none, none, none
    site, number = np.nonzero(upgrades.step_kw > 0)
    cost = 0.0 if scale is None else upgrades.step_cost[site, number] / scale
    step = builder.add_variables(f"step{ending}", site.size, upper=1.0, integer=True, cost=cost)
    each = np.arange(site.size)
    added = sparse.csr_array(
        (upgrades.step_kw[site, number], (site, each)), shape=(problem.n_sites, site.size)
    )
    builder.add_rows(
        f"grid{ending}",
        sparse.hstack([load_kw, -added]),
        np.concatenate([chargers, step]),
        upper=problem.grid_kw,
    )
    later = np.flatnonzero(number > 0)
    order = sparse.csr_array(
        (
            np.tile([1.0, -1.0], later.size),
            (np.repeat(np.arange(later.size), 2), np.column_stack([later, later - 1]).ravel()),
        ),
        shape=(later.size, site.size),
    )
    builder.add_rows(f"step_order{ending}", order, step, upper=0.0)
    return step, site, number


def _add_opening(
    builder: ModelBuilder,
    problem: SizingProblem,
    chargers: Indices,
    total: sparse.csr_array,
    quick: sparse.csr_array,
    ending: str,
) -> tuple[Indices, Indices]:
    """Add the sites that may close: no charger at a closed one, the least numbers at an open one."""
    opening = problem.opening
    if opening is None:
        none = np.empty(0, dtype=np.int64)
        return none, none
    site = np.flatnonzero(opening.may_close)
    opened = builder.add_variables(f"open{ending}", site.size, upper=1.0, integer=True)
    both = np.concatenate([chargers, opened])

    def linked(matrix: sparse.csr_array, some: Indices, bound: Floats) -> sparse.csr_array:
        """Give the rows ``matrix @ n - bound * open`` of some of the sites that may close."""
        own = sparse.csr_array((-bound[some], (np.arange(some.size), some)), shape=(some.size, site.size))
        return sparse.csr_array(sparse.hstack([matrix[site[some]], own]))

    every = np.arange(site.size)
    builder.add_rows(
        f"opened{ending}", linked(total, every, problem.room[site].astype(float)), both, upper=0.0
    )
    for name, matrix, least in (
        ("open_least", total, problem.open_chargers),
        ("open_fast", quick, problem.min_fast),
    ):
        asked = np.flatnonzero(least[site] > 0)
        builder.add_rows(f"{name}{ending}", linked(matrix, asked, least[site].astype(float)), both, lower=0.0)
    if opening.least > 0 or opening.most is not None:
        counted = opening.counted[site].astype(float)
        most = np.inf if opening.most is None else float(opening.most)
        fewest = float(opening.least) if opening.least > 0 else -np.inf
        builder.add_rows(f"open_sites{ending}", counted[None], opened, lower=fewest, upper=most)
    return opened, site
