"""The sizing model: integer chargers by site and type, energy over pairs, floors, shares and target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from optimize.matrices import incidence
from optimize.model import ModelBuilder
from optimize.sizing.layout import Layout, class_matrix
from optimize.sizing.site_rows import SiteColumns, add_site_rows

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices, Whole
    from optimize.sizing.problem import SizingProblem


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
    chargers = builder.add_variables("chargers", layout.site.size, upper=most, integer=True, cost=cost)
    flow = builder.add_variables("flow", pairs, upper=network.energy[network.row])
    each = price / scale if priced else weight
    unmet = builder.add_variables("unmet", rows, upper=network.energy, cost=each)
    able = np.minimum(layout.most, layout.most[0]).ravel()
    load = builder.add_variables("load", able.size, upper=able)
    # finite bounds, so that the duals of an interior point prove a bound however inexact they are
    of_class, coupling = class_matrix(layout), layout.coupling
    classes = builder.add_variables("in_class", of_class.shape[0], upper=of_class @ most)

    builder.add_sums("energy", (incidence(network.row, rows), flow), (1.0, unmet), equal=network.energy)
    pool, pair = np.nonzero(network.pools.kinds[:, network.kind[network.row]])
    by_pool = sparse.csr_array(
        (np.ones(pair.size), (pool * sites + network.site[pair], pair)), shape=(load.size, pairs)
    )
    builder.add_sums("pool_load", (by_pool, flow), (-1.0, load), equal=0.0)
    columns = add_site_rows(builder, problem, layout, chargers, load, scale=scale if priced else None)
    builder.add_sums("class_count", (of_class, chargers), (-1.0, classes), equal=0.0)
    builder.add_rows("coupling", coupling.matrix, classes, lower=coupling.lower, upper=coupling.upper)
    if problem.budget is not None:
        spent, bought = columns.spending(problem, layout, chargers)
        builder.add_rows("budget", spent[None] / scale, bought, upper=problem.budget / scale)
    return SizingModel(builder, chargers, flow, unmet, load, classes, columns)


@dataclass(frozen=True, eq=False)
class CountsModel:
    """A model of the chargers alone, at given loads.

    Attributes
    ----------
    builder
        The model.
    chargers, missing : numpy.ndarray
        Columns of charger counts, and of capacity missing in each pool of each site.
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
    load : numpy.ndarray
        kWh/day each pool of each site shall deliver, shape (P, S).
    price
        Money per kWh/day of missing capacity.
    scale
        Costs are divided by it.
    elastic
        Minimise instead the chargers by which coupling rows are missed.
    """
    builder = ModelBuilder("sizing_counts", "min")
    rows = layout.coupling.lower.size
    cost = 0.0 if elastic else problem.cost[layout.site, layout.type] / scale
    most = problem.room_of_type[layout.site, layout.type].astype(float)
    chargers = builder.add_variables("chargers", layout.site.size, upper=most, integer=True, cost=cost)
    asked = load.ravel()
    each = 0.0 if elastic else price / scale
    missing = builder.add_variables("missing", asked.size, upper=asked, cost=each)
    met = builder.add_variables("load", asked.size, upper=asked)
    builder.add_sums("asked", (1.0, missing), (1.0, met), equal=asked)
    add_site_rows(builder, problem, layout, chargers, met, scale=None if elastic else scale)
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
