"""The sizing model: integer chargers by site and type, energy over pairs, floors, shares and target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from optimize.matrices import incidence
from optimize.model import ModelBuilder
from optimize.sizing.layout import class_matrix
from optimize.sizing.site_rows import SiteColumns, add_site_rows

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices, Whole
    from optimize.sizing.layout import Layout
    from optimize.sizing.problem import SizingProblem


Aim = Literal["unmet", "cost"]

COST_SCALE = 1e3
"""Costs enter the models in thousand CNY, so that their coefficients stay near those of the energies."""


@dataclass(frozen=True, eq=False)
class SizingModel:
    """A built model and where its columns are.

    Attributes
    ----------
    builder
        The model.
    chargers, flow, unmet : numpy.ndarray
        Columns of charger counts, merged pair flows and merged rows' unmet energy.
    load, fast_load, classes : numpy.ndarray
        Columns derived from them: energy of each site, in all and fast, and chargers of each class.
    site
        Columns of transformer steps and of open sites.
    """

    builder: ModelBuilder
    chargers: Indices
    flow: Indices
    unmet: Indices
    load: Indices
    fast_load: Indices
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
        quick = network.needs_fast[network.row]
        values[self.load] = np.bincount(network.site, flow, minlength=problem.n_sites)
        values[self.fast_load] = np.bincount(network.site[quick], flow[quick], minlength=problem.n_sites)
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
        CNY per kWh/day of unmet energy, added to the cost.
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
        CNY per kWh/day of unmet energy, when costs are minimised.
    weight
        Weight of unmet energy, when that is minimised.
    """
    network = layout.network
    rows, pairs, sites = network.energy.size, network.row.size, problem.n_sites
    priced = aim == "cost"
    cost = problem.cost[layout.site, layout.type] / scale if priced else 0.0
    most = problem.room_of_type[layout.site, layout.type].astype(float)
    chargers = builder.add_variables("chargers", layout.site.size, upper=most, integer=True, cost=cost)
    flow = builder.add_variables("flow", pairs, upper=network.energy[network.row])
    each = price / scale if priced else weight
    unmet = builder.add_variables("unmet", rows, upper=network.energy, cost=each)
    load = builder.add_variables("load", sites, upper=layout.most)
    fast_load = builder.add_variables("fast_load", sites, upper=np.minimum(layout.most_fast, layout.most))
    # finite bounds, so that the duals of an interior point prove a bound however inexact they are
    of_class, coupling = class_matrix(layout), layout.coupling
    classes = builder.add_variables("in_class", of_class.shape[0], upper=of_class @ most)

    quick = np.flatnonzero(network.needs_fast[network.row])
    builder.add_sums("energy", (incidence(network.row, rows), flow), (1.0, unmet), equal=network.energy)
    builder.add_sums("site_load", (incidence(network.site, sites), flow), (-1.0, load), equal=0.0)
    fast_by_site = incidence(network.site[quick], sites)
    builder.add_sums("fast_load", (fast_by_site, flow[quick]), (-1.0, fast_load), equal=0.0)
    paid = scale if priced else None
    columns = add_site_rows(builder, problem, layout, chargers, load, fast_load, scale=paid)
    builder.add_sums("class_count", (of_class, chargers), (-1.0, classes), equal=0.0)
    builder.add_rows("coupling", coupling.matrix, classes, lower=coupling.lower, upper=coupling.upper)
    if problem.budget is not None:
        spent, bought = columns.spending(problem, layout, chargers)
        builder.add_rows("budget", spent[None] / scale, bought, upper=problem.budget / scale)
    return SizingModel(builder, chargers, flow, unmet, load, fast_load, classes, columns)


@dataclass(frozen=True, eq=False)
class CountsModel:
    """A model of the chargers alone, at given loads.

    Attributes
    ----------
    builder
        The model.
    chargers, missing : numpy.ndarray
        Columns of charger counts, and of capacity missing at each site (in all, then fast).
    too_few, too_many : numpy.ndarray
        Columns by how many chargers a coupling row is missed; empty unless elastic.
    """

    builder: ModelBuilder
    chargers: Indices
    missing: Indices
    too_few: Indices
    too_many: Indices


def build_counts(
    problem: SizingProblem,
    layout: Layout,
    load: Floats,
    fast_load: Floats,
    *,
    price: float,
    scale: float = 1.0,
    elastic: bool = False,
) -> CountsModel:
    """Build the model without flows: each site shall deliver a load, at a price for what is missing.

    Parameters
    ----------
    problem, layout
        What is asked, and its arrays.
    load, fast_load : numpy.ndarray
        kWh/day each site shall deliver, in all and to rows that need fast chargers, shape (S,).
    price
        CNY per kWh/day of missing capacity.
    scale
        Costs are divided by it.
    elastic
        Minimise instead the chargers by which coupling rows are missed.
    """
    builder = ModelBuilder("sizing_counts", "min")
    sites, rows = problem.n_sites, layout.coupling.lower.size
    cost = 0.0 if elastic else problem.cost[layout.site, layout.type] / scale
    most = problem.room_of_type[layout.site, layout.type].astype(float)
    chargers = builder.add_variables("chargers", layout.site.size, upper=most, integer=True, cost=cost)
    asked = np.concatenate([load, fast_load])
    missing = builder.add_variables("missing", 2 * sites, upper=asked, cost=0.0 if elastic else price / scale)
    met = builder.add_variables("load", 2 * sites, upper=asked)
    builder.add_sums("asked", (1.0, missing), (1.0, met), equal=asked)
    paid = None if elastic else scale
    add_site_rows(builder, problem, layout, chargers, met[:sites], met[sites:], scale=paid)
    classes = builder.add_variables("in_class", layout.coupling.matrix.shape[1])
    builder.add_sums("class_count", (class_matrix(layout), chargers), (-1.0, classes), equal=0.0)
    slack = rows if elastic else 0
    too_few = builder.add_variables("too_few", slack, cost=1.0)
    too_many = builder.add_variables("too_many", slack, cost=1.0)
    eye = sparse.eye_array(rows, slack, format="csr")
    builder.add_sums(
        "coupling",
        (sparse.csr_array(layout.coupling.matrix), classes),
        (eye, too_few),
        (-eye, too_many),
        lower=layout.coupling.lower,
        upper=layout.coupling.upper,
    )
    return CountsModel(builder, chargers, missing, too_few, too_many)
