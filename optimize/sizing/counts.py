"""A sizing without flows: chargers alone, at a load that each site shall deliver or as few broken rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy import sparse

from optimize.model import ModelBuilder
from optimize.sizing.layout import Layout, class_matrix
from optimize.sizing.model import add_site_rows

if TYPE_CHECKING:
    from gisplan_arrays import Floats, Indices
    from optimize.sizing.model import SiteColumns
    from optimize.sizing.problem import SizingProblem


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
    site
        Columns of transformer steps and of open sites.
    """

    builder: ModelBuilder
    chargers: Indices
    missing: Indices
    too_few: Indices
    too_many: Indices
    site: SiteColumns


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
    site = add_site_rows(builder, problem, layout, chargers, met, scale=None if elastic else scale)
    classes = builder.add_variables("in_class", layout.coupling.matrix.shape[1])
    builder.add_sums("class_count", (class_matrix(layout), chargers), (-1.0, classes), equal=0.0)
    slack = rows if elastic else 0
    too_few = builder.add_variables("too_few", slack, cost=1.0)
    too_many = builder.add_variables("too_many", slack, cost=1.0)
    eye = sparse.eye_array(rows, slack, format="csr")
    builder.add_sums(
        "coupling",
        (layout.coupling.matrix, classes),
        (eye, too_few),
        (-eye, too_many),
        lower=layout.coupling.lower,
        upper=layout.coupling.upper,
    )
    return CountsModel(builder, chargers, missing, too_few, too_many, site)
