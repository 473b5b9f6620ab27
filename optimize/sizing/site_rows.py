"""Rows of the sizing model that hold at one site: capacity, chargers, bays, grid kW and steps, opening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from optimize.matrices import NONE, choices, incidence

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices, Whole
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

    def spending(self, problem: SizingProblem, layout: Layout, chargers: Indices) -> tuple[Floats, Indices]:
        """Give the cost of each charger and step, money, and their columns."""
        cost = problem.cost[layout.site, layout.type]
        if problem.upgrades is not None:
            cost = np.concatenate([cost, problem.upgrades.step_cost[self.step_site, self.step_number]])
        return cost, np.concatenate([chargers, self.step])


def add_site_rows(
    builder: ModelBuilder,
    problem: SizingProblem,
    layout: Layout,
    chargers: Indices,
    load: Indices,
    *,
    scale: float | None,
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
    """
    site, kind = layout.site, layout.type
    fast, capacity = problem.fast[kind], problem.capacity_kwh[site, kind]

    def by_site(value: Floats) -> sparse.csr_array:
        return incidence(site, problem.n_sites, value)

    by_pool = sparse.vstack([by_site(np.where(mask[kind], capacity, 0.0)) for mask in problem.pools.types])
    builder.add_sums("pool_capacity", (-by_pool, chargers), (1.0, load), upper=0.0)
    total, quick = by_site(np.ones(site.size)), by_site(fast.astype(float))
    builder.add_rows("chargers", total, chargers, lower=problem.sure_chargers, upper=problem.room)
    if (problem.bays_each > 1).any():
        used = by_site(problem.bays_each[kind].astype(float))
        builder.add_rows("bays", used, chargers, upper=problem.bays)
    load_kw = by_site(problem.load_kw[site, kind])
    step, step_site, step_number = _add_grid(builder, problem, chargers, load_kw, scale)
    some = np.flatnonzero(problem.sure_fast > 0)
    builder.add_rows("min_fast", quick[some], chargers, lower=problem.sure_fast[some])
    opened, open_site = _add_opening(builder, problem, chargers, total, quick)
    return SiteColumns(step, step_site, step_number, opened, open_site)


def _add_grid(
    builder: ModelBuilder,
    problem: SizingProblem,
    chargers: Indices,
    load_kw: sparse.csr_array,
    scale: float | None,
) -> tuple[Indices, Indices, Indices]:
    """Add the grid rows and the transformer steps, bought in order."""
    upgrades = problem.upgrades
    if upgrades is None:
        builder.add_rows("grid", load_kw, chargers, upper=problem.grid_kw)
        return NONE, NONE, NONE
    site, number = np.nonzero(upgrades.step_kw > 0)
    cost = 0.0 if scale is None else upgrades.step_cost[site, number] / scale
    step = builder.add_variables("step", site.size, upper=1.0, integer=True, cost=cost)
    added = incidence(site, problem.n_sites, upgrades.step_kw[site, number])
    builder.add_sums("grid", (load_kw, chargers), (-added, step), upper=problem.grid_kw)
    later = np.flatnonzero(number > 0)
    order = choices(later, site.size) - choices(later - 1, site.size)
    builder.add_rows("step_order", order, step, upper=0.0)
    return step, site, number


def _add_opening(
    builder: ModelBuilder,
    problem: SizingProblem,
    chargers: Indices,
    total: sparse.csr_array,
    quick: sparse.csr_array,
) -> tuple[Indices, Indices]:
    """Add the sites that may close: no charger at a closed one, the least numbers at an open one."""
    opening = problem.opening
    if opening is None:
        return NONE, NONE
    site = np.flatnonzero(opening.may_close)
    opened = builder.add_variables("open", site.size, upper=1.0, integer=True)
    room = sparse.diags_array(problem.room[site].astype(float))
    builder.add_sums("opened", (total[site], chargers), (-room, opened), upper=0.0)
    for name, matrix, least in (
        ("open_least", total, problem.open_chargers),
        ("open_fast", quick, problem.min_fast),
    ):
        asked = np.flatnonzero(least[site] > 0)
        own = choices(asked, site.size, -least[site[asked]].astype(float))
        builder.add_sums(name, (matrix[site[asked]], chargers), (own, opened), lower=0.0)
    if opening.least > 0 or opening.most is not None:
        counted = opening.counted[site].astype(float)
        most = np.inf if opening.most is None else float(opening.most)
        fewest = float(opening.least) if opening.least > 0 else -np.inf
        builder.add_rows("open_sites", counted[None], opened, lower=fewest, upper=most)
    return opened, site
