"""The sizing model: integer chargers by site and type, energy over pairs, floors, shares and target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

from optimize.model import ModelBuilder
from optimize.sizing_layout import class_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from optimize.sizing_layout import Layout
    from optimize.sizing_problem import SizingProblem

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

Aim = Literal["unmet", "cost"]

FAMILIES = (
    "energy",
    "site_load",
    "fast_load",
    "site_capacity",
    "fast_capacity",
    "chargers",
    "bays",
    "grid",
    "min_fast",
    "class_count",
    "coupling",
    "unmet_held",
)
"""Row blocks; `chargers` holds min_ and max_chargers, `coupling` target, floors and shares.

Where every charger takes one bay, `chargers` holds the bays too, and there is no block `bays`.
"""


@dataclass(frozen=True, eq=False)
class SizingModel:
    """A built model and where its columns are.

    Attributes
    ----------
    builder
        The model.
    chargers, flow, unmet : numpy.ndarray
        Columns of charger counts, merged pair flows and merged rows' unmet energy.
    """

    builder: ModelBuilder
    chargers: Indices
    flow: Indices
    unmet: Indices

    def full_values(
        self, problem: SizingProblem, layout: Layout, counts: NDArray[np.integer], flow: Floats
    ) -> Floats:
        """Write a sizing as a start: one value per column, derived columns included."""
        network = layout.network
        values = np.zeros(self.builder.columns)
        values[self.chargers] = counts[layout.site, layout.type]
        values[self.flow] = flow
        values[self.unmet] = np.maximum(
            network.energy - np.bincount(network.row, flow, minlength=network.energy.size), 0.0
        )
        quick = network.needs_fast[network.row]
        after = int(self.unmet[-1]) + 1 if self.unmet.size else int(self.chargers.size + self.flow.size)
        load = np.bincount(network.site, flow, minlength=problem.n_sites)
        fast_load = np.bincount(network.site[quick], flow[quick], minlength=problem.n_sites)
        classes = class_matrix(layout) @ values[self.chargers]
        values[after:] = np.concatenate([load, fast_load, classes])
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
    network = layout.network
    rows, pairs, sites = network.energy.size, network.row.size, problem.n_sites
    cost = problem.cost[layout.site, layout.type] / scale if aim == "cost" else 0.0
    most = problem.room_of_type[layout.site, layout.type].astype(float)
    chargers = builder.add_variables("chargers", layout.site.size, upper=most, integer=True, cost=cost)
    flow = builder.add_variables("flow", pairs, upper=network.energy[network.row])
    unmet = builder.add_variables(
        "unmet", rows, upper=network.energy, cost=1.0 if aim == "unmet" else price / scale
    )
    load = builder.add_variables("load", sites, upper=layout.most)
    fast_load = builder.add_variables("fast_load", sites, upper=np.minimum(layout.most_fast, layout.most))
    classes = builder.add_variables("in_class", layout.coupling.matrix.shape[1])

    each = np.arange(pairs)
    by_row = sparse.csr_array((np.ones(pairs), (network.row, each)), shape=(rows, pairs))
    by_site = sparse.csr_array((np.ones(pairs), (network.site, each)), shape=(sites, pairs))
    quick = np.flatnonzero(network.needs_fast[network.row])
    fast_by_site = sparse.csr_array(
        (np.ones(quick.size), (network.site[quick], np.arange(quick.size))), shape=(sites, quick.size)
    )
    eye = sparse.eye_array(sites, format="csr")
    builder.add_rows(
        "energy",
        sparse.hstack([by_row, sparse.eye_array(rows)]),
        np.concatenate([flow, unmet]),
        lower=network.energy,
        upper=network.energy,
    )
    builder.add_rows(
        "site_load", sparse.hstack([by_site, -eye]), np.concatenate([flow, load]), lower=0.0, upper=0.0
    )
    builder.add_rows(
        "fast_load",
        sparse.hstack([fast_by_site, -eye]),
        np.concatenate([flow[quick], fast_load]),
        lower=0.0,
        upper=0.0,
    )
    _add_site_rows(builder, problem, layout, chargers, load, fast_load)
    builder.add_rows(
        "class_count",
        sparse.hstack([class_matrix(layout), -sparse.eye_array(classes.size)]),
        np.concatenate([chargers, classes]),
        lower=0.0,
        upper=0.0,
    )
    coupling = layout.coupling
    builder.add_rows("coupling", coupling.matrix, classes, lower=coupling.lower, upper=coupling.upper)
    if held is not None:
        builder.add_rows("unmet_held", np.ones((1, rows)), unmet, upper=held)
    return SizingModel(builder, chargers, flow, unmet)


def _add_site_rows(
    builder: ModelBuilder,
    problem: SizingProblem,
    layout: Layout,
    chargers: Indices,
    load: Indices,
    fast_load: Indices,
) -> None:
    """Add the rows of each site: capacity, chargers, grid kW and least fast chargers."""
    sites = problem.n_sites
    site, kind = layout.site, layout.type
    each = np.arange(site.size)
    fast = problem.fast[kind]

    def by_site(value: Floats) -> sparse.csr_array:
        return sparse.csr_array((value, (site, each)), shape=(sites, site.size))

    capacity = problem.capacity_kwh[site, kind]
    eye = sparse.eye_array(sites, format="csr")
    builder.add_rows(
        "site_capacity", sparse.hstack([-by_site(capacity), eye]), np.concatenate([chargers, load]), upper=0.0
    )
    builder.add_rows(
        "fast_capacity",
        sparse.hstack([-by_site(np.where(fast, capacity, 0.0)), eye]),
        np.concatenate([chargers, fast_load]),
        upper=0.0,
    )
    builder.add_rows(
        "chargers",
        by_site(np.ones(site.size)),
        chargers,
        lower=problem.min_chargers.astype(float),
        upper=problem.room.astype(float),
    )
    if (problem.bays_each > 1).any():
        used = by_site(problem.bays_each[kind].astype(float))
        builder.add_rows("bays", used, chargers, upper=problem.bays.astype(float))
    builder.add_rows("grid", by_site(problem.load_kw[site, kind]), chargers, upper=problem.grid_kw)
    some = np.flatnonzero(problem.min_fast > 0)
    builder.add_rows(
        "min_fast", by_site(fast.astype(float))[some], chargers, lower=problem.min_fast[some].astype(float)
    )


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
    builder.add_rows(
        "asked",
        sparse.hstack([sparse.eye_array(2 * sites), sparse.eye_array(2 * sites)]),
        np.concatenate([missing, met]),
        lower=asked,
        upper=asked,
    )
    _add_site_rows(builder, problem, layout, chargers, met[:sites], met[sites:])
    classes = builder.add_variables("in_class", layout.coupling.matrix.shape[1])
    builder.add_rows(
        "class_count",
        sparse.hstack([class_matrix(layout), -sparse.eye_array(classes.size)]),
        np.concatenate([chargers, classes]),
        lower=0.0,
        upper=0.0,
    )
    slack = rows if elastic else 0
    too_few = builder.add_variables("too_few", slack, cost=1.0)
    too_many = builder.add_variables("too_many", slack, cost=1.0)
    eye = sparse.eye_array(rows, slack, format="csr")
    builder.add_rows(
        "coupling",
        sparse.hstack([sparse.csr_array(layout.coupling.matrix), eye, -eye]),
        np.concatenate([classes, too_few, too_many]),
        lower=layout.coupling.lower,
        upper=layout.coupling.upper,
    )
    return CountsModel(builder, chargers, missing, too_few, too_many)
