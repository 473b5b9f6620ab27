"""One PuLP model over charging sites and hydrogen stations, for parcels that do not hold both.

It is `optimize.hydrogen.model` and `optimize.siting.adequate` side by side (charge, count and need are the
latter's cover, count and need), with the rows of `optimize.joint.parcels`: parcel, both, and the share of
the needs that stations take. ``people`` holds the people covered when they are not the goal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from scipy import sparse

from optimize.entry import Problem
from optimize.hydrogen.model import Columns, build
from optimize.joint.parcels import SharedParcels, notices
from optimize.matrices import choices, incidence, ones_at, places_of
from optimize.siting.adequate import AdequateCover, merged_core

if TYPE_CHECKING:
    from gisplan_arrays import Indices, Whole
    from optimize.certificate import Certificate
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.model import ModelBuilder


How = Literal["by parts", "stations yield", "one model"]
Goal = Literal["people", "served", "cost"]
_HELD = 1e-9


@dataclass(frozen=True, eq=False)
class JointProblem(Problem["JointSiting"]):
    """Both problems and the parcels they share.

    Attributes
    ----------
    cover
        The charging siting.
    hydrogen
        The hydrogen siting.
    parcels
        Where they meet.
    opened
        The charging sites chosen alone, sorted indices.
    """

    bound_by: ClassVar[str] = "optimize.joint.siting"

    cover: AdequateCover
    hydrogen: HydrogenProblem
    parcels: SharedParcels
    opened: Whole


@dataclass(frozen=True, eq=False)
class JointSiting:
    """Charging sites, stations, and how the pair was proven.

    Attributes
    ----------
    opened
        Charging sites that open, sorted indices.
    siting
        The hydrogen stations; its certificates are about the joint problem.
    how
        ``by parts``, ``stations yield`` or ``one model``.
    crowded
        Parcels that were crowded when each was solved alone.
    certificate
        Of the people covered, when one model decided them anew; else None.
    """

    opened: Whole
    siting: HydrogenSiting
    how: How
    crowded: Whole
    certificate: Certificate | None = None

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Of the people covered, where one model decided them anew, and of the stations."""
        return (*(() if self.certificate is None else (self.certificate,)), *self.siting.certificates)


def joint_model(
    problem: JointProblem, columns: Columns, goal: Goal, *, people: float, hold_kg: float
) -> ModelBuilder:
    """Write both models with the coupling rows of `optimize.joint.parcels`.

    Parameters
    ----------
    problem, columns
        Both problems, and the column layout of the hydrogen.
    goal
        What is optimised.
    people
        People that must be covered, unless they are the goal.
    hold_kg
        Hydrogen that must be served when cost is the goal, kg/day.

    Returns
    -------
    ModelBuilder
        Columns y, x, t (and v) of the hydrogen, then o (charging sites), z (covered rows), w (both).
    """
    cover, parcels = problem.cover, problem.parcels
    stage: Literal["served", "cost", "none"] = "none" if goal == "people" else goal
    builder = build(problem.hydrogen, columns, stage=stage, hold_kg=hold_kg * (1.0 - _HELD), links=True)
    y = np.arange(columns.n_open)
    lower = ones_at(cover.required, cover.pairs.n_sites)
    o = builder.add_variables("o", lower.size, lower=lower, upper=1.0, integer=True)
    core = merged_core(cover.pairs, cover.weights)
    z = builder.add_variables(
        "z", core.weights.size, upper=1.0, cost=core.weights if goal == "people" else 0.0
    )
    builder.add_sums("charge", (1.0, z), (-core.cover, o), upper=0.0)
    builder.add_rows("count", np.ones((1, o.size)), o, upper=float(cover.count))
    if goal != "people":
        builder.add_rows("people", core.weights[None, :], z, lower=people * (1.0 - _HELD))
    _add_parcel_rows(builder, problem, columns, y, o)
    if parcels.station.size == 0 or not cover.need.size:
        builder.add_rows("need", cover.provides, o, lower=cover.need)
        return builder
    w = _add_both(builder, problem, columns, y, o)
    lost = _lost(problem, columns)
    builder.add_sums("need", (cover.provides, o), (-lost, w), lower=cover.need)
    return builder


def _shared_columns(problem: JointProblem, columns: Columns) -> tuple[Indices, Indices]:
    """Give the station columns that stand on shared parcels, and the parcel of each."""
    parcel_of = places_of(problem.parcels.station, problem.hydrogen.pairs.n_sites)
    parcel = parcel_of[columns.open_site]
    shared = np.flatnonzero(parcel >= 0)
    return shared, parcel[shared]


def _add_parcel_rows(
    builder: ModelBuilder, problem: JointProblem, columns: Columns, y: Indices, o: Indices
) -> None:
    """Add parcel: one row for each shared parcel and resource."""
    parcels = problem.parcels
    shared, parcel = _shared_columns(problem, columns)
    size = columns.open_size[shared]
    n = parcels.station.size
    for resource in range(parcels.room.shape[1]):
        station = incidence(parcel, n, parcels.station_takes[parcel, size, resource])
        charging = sparse.diags_array(parcels.charging_takes[:, resource])
        builder.add_sums(
            f"parcel{resource}",
            (charging, o[parcels.charging]),
            (station, y[shared]),
            upper=parcels.room[:, resource],
        )


def _add_both(
    builder: ModelBuilder, problem: JointProblem, columns: Columns, y: Indices, o: Indices
) -> Indices:
    """Add w with the rows both: chargers and a station of a size on one parcel."""
    shared, parcel = _shared_columns(problem, columns)
    w = builder.add_variables("w", shared.size, upper=1.0)
    at = choices(parcel, problem.parcels.station.size)
    builder.add_sums("both", (1.0, w), (-1.0, y[shared]), (-at, o[problem.parcels.charging]), lower=-1.0)
    return w


def _lost(problem: JointProblem, columns: Columns) -> sparse.csr_array:
    """Give what each need loses when chargers and a station share a parcel, (needs, columns w)."""
    shared, parcel = _shared_columns(problem, columns)
    share = 1.0 - problem.parcels.kept[parcel, columns.open_size[shared]]
    gives = problem.cover.provides[:, problem.parcels.charging[parcel]]
    noticed = sparse.diags_array(notices(problem.cover).astype(np.float64))
    return sparse.csr_array(noticed @ gives @ sparse.diags_array(share))
