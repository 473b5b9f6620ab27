"""The sizing model: integer chargers by site and type, energy over pairs, floors, shares, loads and target.

Sets
    s sites, t types, r demand rows (those with the same sites and users are one, named by the first),
    P the pairs (r, s), U pools: sets of types that share users, k steps of a connection, c counting classes.
Data
    E_r energy asked, q_Ust what a charger delivers to U, e_st what standing ones deliver beside the new,
    a_t bays a charger takes, g_st load, f_st cost; T+ types that add a charger (the others put one in the
    place of one of the o_sa that stand of a type a: what is beyond what that gave and took); n_s, m_s, h_s
    least, most and least fast chargers; b_s bays, G_s feed, G_sk and F_sk load and cost of a step; B budget;
    A_ic what a charger of class c counts in rule i, l_i and u_i its bounds.
Variables
    chargers_st whole, in_class_c chargers of class c; flow_rs and unmet_r, load_Us energy of pool U at s,
    kWh/day; step_sk in {0, 1} step k is bought; open_s in {0, 1} site s that may close is open.
Constraints
    energy     sum_s flow_rs + unmet_r = E_r                       each r
    pool_load  sum_{r of U} flow_rs = load_Us                      each U, s
    pool_capacity load_Us <= sum_t q_Ust chargers_st + sum_{t in U} e_st  each U, s
    chargers   n_s <= sum_{t in T+} chargers_st <= m_s             each s; the bays too where all take one
    bays       sum_t a_t chargers_st <= b_s                        each s, when a type takes several
    stock      sum_{t in the place of a} chargers_st <= o_sa       each s, a that several t may replace
    grid       sum_t g_st chargers_st <= G_s + sum_k G_sk step_sk  each s
    step_order step_sk <= step_s(k-1)                              each step but the first
    min_fast   sum_{t fast} chargers_st >= h_s                     each s that asks for some
    opened     sum_t chargers_st <= m_s open_s                     each s that may close
    open_least sum_t chargers_st >= n_s open_s                     each s that may close and asks for some
    open_fast  sum_{t fast} chargers_st >= h_s open_s              each s that may close and asks for some
    open_sites least and most sites that may be open               where that is asked
    class_count sum_{st in c} chargers_st = in_class_c             each c
    coupling   l_i <= sum_c A_ic in_class_c <= u_i                 target, floors, shares, loads, own rows i
    budget     sum f_st chargers_st + sum F_sk step_sk <= B        when one is given
    unmet_held sum_r unmet_r <= unmet energy of stage 1            stage 2 only
Objectives, in this order
    1. min sum_r unmet_r;  2. min sum f_st chargers_st + sum F_sk step_sk, in thousands.

A counting class is the chargers that every rule counts alike, so that rules over thousands of sites stay
short rows. A load (what the chargers of a feeder's sites draw together, ``sum g_st chargers_st`` at most so
many kW) is one of ``coupling``, marked ``load`` and its name; so is every rule of a planner's own, marked
``own``. Both are divided by their greatest coefficient, so that they weigh as much as rules that count
chargers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from optimize.matrices import NONE, choices, incidence
from optimize.model import ModelBuilder
from optimize.sizing.layout import Layout, class_matrix

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices, Whole
    from optimize.names import Over
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
    fast = problem.fast[kind]

    def by_site(value: Floats) -> sparse.csr_array:
        return incidence(site, problem.n_sites, value)

    by_pool = sparse.vstack([by_site(each[site, kind]) for each in problem.delivers])
    stands = problem.standing_sums.ravel() if problem.standing_kwh is not None else 0.0
    builder.add_sums("pool_capacity", (-by_pool, chargers), (1.0, load), upper=stands, over=_pools(problem))
    at_sites = {"site": np.arange(problem.n_sites)}
    total, quick = by_site(problem.adds[kind].astype(float)), by_site(fast.astype(float))
    builder.add_rows(
        "chargers", total, chargers, lower=problem.sure_chargers, upper=problem.room, over=at_sites
    )
    if (problem.bays_each != problem.adds).any():
        used = by_site(problem.bays_each[kind].astype(float))
        builder.add_rows("bays", used, chargers, upper=problem.bays, over=at_sites)
    _add_stock(builder, problem, layout, chargers)
    load_kw = by_site(problem.load_kw[site, kind])
    step, step_site, step_number = _add_grid(builder, problem, chargers, load_kw, scale)
    some = np.flatnonzero(problem.sure_fast > 0)
    builder.add_rows("min_fast", quick[some], chargers, lower=problem.sure_fast[some], over={"site": some})
    opened, open_site = _add_opening(builder, problem, chargers, total, quick)
    return SiteColumns(step, step_site, step_number, opened, open_site)


def _add_stock(builder: ModelBuilder, problem: SizingProblem, layout: Layout, chargers: Indices) -> None:
    """Replace no more chargers of a type than stand, where several columns replace it."""
    swaps = problem.swaps
    if swaps is None:
        return
    old, cells = swaps.of[layout.type], problem.n_sites * problem.n_types
    place = np.where(old >= 0, layout.site * problem.n_types + old, 0)
    counted = incidence(place, cells, (old >= 0).astype(float))
    counted.eliminate_zeros()
    several = np.flatnonzero(np.diff(counted.indptr) > 1)
    at = {"site": several // problem.n_types, "type": several % problem.n_types}
    builder.add_rows("stock", counted[several], chargers, upper=swaps.stock.ravel()[several], over=at)


def _add_grid(
    builder: ModelBuilder,
    problem: SizingProblem,
    chargers: Indices,
    load_kw: sparse.csr_array,
    scale: float | None,
) -> tuple[Indices, Indices, Indices]:
    """Add the grid rows and the transformer steps, bought in order."""
    upgrades, at_sites = problem.upgrades, {"site": np.arange(problem.n_sites)}
    if upgrades is None:
        builder.add_rows("grid", load_kw, chargers, upper=problem.grid_kw, over=at_sites)
        return NONE, NONE, NONE
    site, number = np.nonzero(upgrades.step_kw > 0)
    cost = 0.0 if scale is None else upgrades.step_cost[site, number] / scale
    steps = {"site": site, "step": number}
    step = builder.add_variables("step", site.size, upper=1.0, integer=True, cost=cost, over=steps)
    added = incidence(site, problem.n_sites, upgrades.step_kw[site, number])
    builder.add_sums("grid", (load_kw, chargers), (-added, step), upper=problem.grid_kw, over=at_sites)
    later = np.flatnonzero(number > 0)
    order = choices(later, site.size) - choices(later - 1, site.size)
    inner = {of: where[later] for of, where in steps.items()}
    builder.add_rows("step_order", order, step, upper=0.0, over=inner)
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
    opened = builder.add_variables("open", site.size, upper=1.0, integer=True, over={"site": site})
    room = sparse.diags_array(problem.room[site].astype(float))
    builder.add_sums("opened", (total[site], chargers), (-room, opened), upper=0.0, over={"site": site})
    for name, matrix, least in (
        ("open_least", total, problem.open_chargers),
        ("open_fast", quick, problem.min_fast),
    ):
        asked = np.flatnonzero(least[site] > 0)
        own = choices(asked, site.size, -least[site[asked]].astype(float))
        at_asked = {"site": site[asked]}
        builder.add_sums(name, (matrix[site[asked]], chargers), (own, opened), lower=0.0, over=at_asked)
    if opening.least > 0 or opening.most is not None:
        counted = opening.counted[site].astype(float)
        most = np.inf if opening.most is None else float(opening.most)
        fewest = float(opening.least) if opening.least > 0 else -np.inf
        builder.add_rows("open_sites", counted[None], opened, lower=fewest, upper=most)
    return opened, site


def _pools(problem: SizingProblem) -> Over:
    """Tell which pool and site each load is about."""
    pools, sites = problem.pools.types.shape[0], problem.n_sites
    return {"pool": np.repeat(np.arange(pools), sites), "site": np.tile(np.arange(sites), pools)}


def _kinds(layout: Layout) -> Over:
    """Tell which site and type each number of chargers is about."""
    return {"site": layout.site, "type": layout.type}


Aim = Literal["unmet", "cost"]

COST_SCALE = 1e3
"""Costs enter the models in thousands, so that their coefficients stay near those of the energies."""


@dataclass(frozen=True, eq=False)
class SizingModel:
    """A built model and where its columns are.

    Attributes
    ----------
    builder
        The model.
    chargers, flow, unmet : numpy.ndarray
        Columns of charger counts, merged pair flows and merged rows' unmet energy.
    load, classes : numpy.ndarray
        Columns derived from them: energy of each pool of each site, and chargers of each class.
    site
        Columns of transformer steps and of open sites.
    """

    builder: ModelBuilder
    chargers: Indices
    flow: Indices
    unmet: Indices
    load: Indices
    classes: Indices
    site: SiteColumns

    def full_values(self, problem: SizingProblem, layout: Layout, counts: Whole, flow: Floats) -> Floats:
        """Write a sizing as a start: one value per column, derived columns included."""
        network = layout.network
        values = np.zeros(self.builder.columns)
        values[self.chargers] = counts[layout.site, layout.type]
        values[self.flow] = flow
        values[self.unmet] = np.maximum(
            network.energy - np.bincount(network.row, flow, minlength=network.energy.size), 0.0
        )
        kind = network.kind[network.row]
        values[self.load] = network.pools.loads(network.site, kind, flow, problem.n_sites).ravel()
        values[self.classes] = class_matrix(layout) @ values[self.chargers]
        self.site.fill(values, problem, counts)
        return values


def build_sizing(
    problem: SizingProblem,
    layout: Layout,
    *,
    aim: Aim,
    price: float = 0.0,
    held: float | None = None,
    scale: float = 1.0,
) -> SizingModel:
    """Build the model.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    aim
        Minimise unmet energy (kWh/day), or cost.
    price
        Money per kWh/day of unmet energy, added to the cost.
    held
        Most unmet energy allowed, kWh/day, the rows that nothing can serve left out; None allows any.
    scale
        Costs are divided by it.
    """
    builder = ModelBuilder("sizing", "min")
    model = add_sizing(builder, problem, layout, aim=aim, price=price, scale=scale)
    if held is not None:
        rows = model.unmet.size
        builder.add_rows("unmet_held", np.ones((1, rows)), model.unmet, upper=held)
    return model


def add_sizing(
    builder: ModelBuilder,
    problem: SizingProblem,
    layout: Layout,
    *,
    aim: Aim,
    price: float = 0.0,
    weight: float = 1.0,
    scale: float = 1.0,
) -> SizingModel:
    """Add the columns and rows of one sizing to a model.

    The rows ``chargers`` hold the least and the most chargers, and the bays too where every charger takes
    one; else ``bays`` does. ``coupling`` holds target, floors and shares. Rows of something that a problem
    does not ask for (transformer steps, sites that may close, a budget) are absent.

    Parameters
    ----------
    builder
        The model so far.
    problem, layout, aim, scale
        As in `build_sizing`.
    price
        Money per kWh/day of unmet energy, when costs are minimised.
    weight
        Weight of unmet energy, when that is minimised.
    """
    network = layout.network
    rows, pairs, sites = network.energy.size, network.row.size, problem.n_sites
    priced = aim == "cost"
    cost = problem.cost[layout.site, layout.type] / scale if priced else 0.0
    most = problem.room_of_type[layout.site, layout.type].astype(float)
    chargers = builder.add_variables(
        "chargers", layout.site.size, upper=most, integer=True, cost=cost, over=_kinds(layout)
    )
    first, of_pool = layout.first, _pools(problem)
    along = {"row": first[network.row], "site": network.site}
    flow = builder.add_variables("flow", pairs, upper=network.energy[network.row], over=along)
    each = price / scale if priced else weight
    unmet = builder.add_variables("unmet", rows, upper=network.energy, cost=each, over={"row": first})
    able = np.minimum(layout.most, layout.most[0]).ravel()
    load = builder.add_variables("load", able.size, upper=able, over=of_pool)
    # finite bounds, so that the duals of an interior point prove a bound however inexact they are
    of_class, coupling = class_matrix(layout), layout.coupling
    classes = builder.add_variables("in_class", of_class.shape[0], upper=of_class @ most)

    taken = incidence(network.row, rows)
    builder.add_sums("energy", (taken, flow), (1.0, unmet), equal=network.energy, over={"row": first})
    pool, pair = np.nonzero(network.pools.kinds[:, network.kind[network.row]])
    by_pool = sparse.csr_array(
        (np.ones(pair.size), (pool * sites + network.site[pair], pair)), shape=(load.size, pairs)
    )
    builder.add_sums("pool_load", (by_pool, flow), (-1.0, load), equal=0.0, over=of_pool)
    columns = add_site_rows(builder, problem, layout, chargers, load, scale=scale if priced else None)
    builder.add_sums("class_count", (of_class, chargers), (-1.0, classes), equal=0.0)
    rules, sides = np.arange(coupling.lower.size), (coupling.lower, coupling.upper)
    builder.add_rows(
        "coupling", coupling.matrix, classes, lower=sides[0], upper=sides[1], over={"rule": rules}
    )
    if problem.budget is not None:
        spent, bought = columns.spending(problem, layout, chargers)
        builder.add_rows("budget", spent[None] / scale, bought, upper=problem.budget / scale)
    return SizingModel(builder, chargers, flow, unmet, load, classes, columns)
