"""One PuLP model over charging sites and hydrogen stations, for parcels that do not hold both.

Sets
    those of `optimize.hydrogen.model` and `optimize.siting.adequate`; P shared parcels, f resources (m2 of
    land, kW of grid).
Data
    b_pf room of a parcel, a_pf what its least charging takes, s_pkf what a station of size k takes, h_pk the
    share of its charging that a parcel keeps beside a station of size k.
Variables
    all of `optimize.hydrogen.model`; o_j and z_i, which are y and z of `optimize.siting.adequate`;
    0 <= w_pk <= 1 chargers and a station of size k share parcel p.
Constraints
    All of `optimize.hydrogen.model`
    charge     z_i <= sum_{j in N_i} o_j                           each i
    count      sum_j o_j <= p
    own_charging a planner's own rows on the charging sites
    people     sum_i w_i z_i >= people covered by charging alone   unless they are the goal
    parcel     a_pf o_p + sum_k s_pkf y_pk <= b_pf                 each p, f: parcel0, parcel1
    both       w_pk >= o_p + y_pk - 1                              each p, k
    need       sum_j c_nj o_j - sum_pk (1 - h_pk) c_np w_pk >= d_n each need n of the charging
Objectives, in this order
    1. max sum_i w_i z_i, where stations leave no plan beside the sites chosen alone;
    2. and 3. those of `optimize.hydrogen.model`.

A need that asks for all that its sites have takes no notice of stations: it says that every site opens, not
how much is left there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import numpy as np
from scipy import sparse

from optimize.entry import Problem
from optimize.hydrogen.model import Columns, build
from optimize.matrices import choices, incidence, ones_at, places_of
from optimize.own_rows import add_own
from optimize.scale import power_unit
from optimize.siting.adequate import AdequateCover, leading_rows, merged_core

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from gisplan_arrays import Flags, Floats, Indices, Whole
    from optimize.certificate import Certificate
    from optimize.hydrogen.problem import HydrogenProblem, HydrogenSiting
    from optimize.model import ModelBuilder


_SLACK = 1e-6


@dataclass(frozen=True, eq=False)
class SharedParcels:
    """Parcels on which chargers may open and a hydrogen station may stand.

    Attributes
    ----------
    charging
        Site of the charging problem at each parcel, (P,), each once.
    station
        Site of the hydrogen problem at each parcel, (P,), each once.
    room
        What the parcel has for both, (P, F).
    charging_takes
        Least that charging takes when it opens, (P, F).
    station_takes
        What a station of each size takes, (P, K, F).
    kept
        Share of what the parcel gives to the charging needs that is left beside a station, (P, K).

    Raises
    ------
    ValueError
        Arrays of other shapes, negative figures, repeated sites, or shares outside 0 to 1.
    """

    charging: Whole
    station: Whole
    room: Floats
    charging_takes: Floats
    station_takes: Floats
    kept: Floats

    def __post_init__(self) -> None:
        n, resources = self.room.shape
        sizes = self.kept.shape[1]
        wanted: dict[str, tuple[int, ...]] = {
            "charging": (n,),
            "station": (n,),
            "charging_takes": (n, resources),
            "station_takes": (n, sizes, resources),
            "kept": (n, sizes),
        }
        for name, shape in wanted.items():
            array: NDArray[Any] = getattr(self, name)
            if array.shape != shape or not np.isfinite(array).all() or (array < 0).any():
                raise ValueError(f"{name}: expected figures of at least 0, shape {shape}, got {array.shape}")
        for name in ("charging", "station"):
            if np.unique(getattr(self, name)).size != n:
                raise ValueError(f"{name}: a site stands on two parcels")
        if (self.kept > 1).any():
            raise ValueError("kept: expected shares from 0 to 1")

    @property
    def fits(self) -> Flags:
        """Whether a size fits beside the least charging, (P, K)."""
        taken = self.charging_takes[:, None, :] + self.station_takes
        within = taken <= self.room[:, None, :] * (1.0 + _SLACK)
        return np.asarray(within.all(axis=2))

    def sizes_at(self, sites: Whole, sizes: Whole) -> Whole:
        """Give the size of the station on every parcel, (P,), -1 where none stands."""
        size = np.full(self.station.size, -1, dtype=np.int64)
        of_site = dict(zip(sites.tolist(), sizes.tolist(), strict=True))
        for parcel, site in enumerate(self.station.tolist()):
            size[parcel] = of_site.get(site, -1)
        return size

    def crowded(self, opened: Whole, sites: Whole, sizes: Whole) -> Whole:
        """List the parcels on which open chargers and a station do not fit together."""
        size = self.sizes_at(sites, sizes)
        both = (size >= 0) & np.isin(self.charging, opened)
        return np.flatnonzero(both & ~self.fits[np.arange(size.size), np.maximum(size, 0)])

    def lost(self, cover: AdequateCover) -> Floats:
        """Give what every need loses to a station of each size on each parcel, (n_needs, P, K)."""
        gives = cover.provides.toarray()[:, self.charging] * notices(cover)[:, None]
        return np.asarray(gives[:, :, None] * (1.0 - self.kept)[None], dtype=np.float64)

    def spare(self, cover: AdequateCover, opened: Whole) -> Floats:
        """Give what the open charging sites have above every need, (n_needs,)."""
        every = ones_at(opened, cover.pairs.n_sites)
        slack = _SLACK * cover.need
        return np.asarray(np.maximum(cover.provides @ every - cover.need, 0.0) + slack, dtype=np.float64)

    def left_for_needs(self, cover: AdequateCover, opened: Whole, sites: Whole, sizes: Whole) -> Floats:
        """Sum what the open charging sites give to every need beside the stations, (n_needs,)."""
        gives = ones_at(opened, cover.pairs.n_sites)
        size = self.sizes_at(sites, sizes)
        beside = np.flatnonzero(size >= 0)
        gives[self.charging[beside]] *= self.kept[beside, size[beside]]
        return np.asarray(cover.provides @ gives, dtype=np.float64)

    def short_needs(self, cover: AdequateCover, opened: Whole, sites: Whole, sizes: Whole) -> Whole:
        """List the needs of the charging that the stations leave unmet."""
        left = self.left_for_needs(cover, opened, sites, sizes)
        short = left < cover.need * (1.0 - _SLACK)
        return np.flatnonzero(short & notices(cover))


def notices(cover: AdequateCover) -> Flags:
    """Mark the needs that ask for less than all their sites give, (n_needs,)."""
    every = np.asarray(cover.provides.sum(axis=1), dtype=np.float64).ravel()
    return np.asarray(cover.need < every * (1.0 - _SLACK))


How = Literal["by parts", "stations yield", "chargers move", "one model"]
Goal = Literal["people", "served", "cost"]
_HELD = 1e-9
_PRICED = {"needs": 1.0}
"""Multipliers of a siting that are prices in people: those of its needs."""


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
    proof
        Of the people that the charging sites cover: others are as good within the gap asked. None where they
        stay, for more than a sum of people counts.
    """

    bound_by: ClassVar[str] = "optimize.joint.siting"
    stages_by: ClassVar[str] = "optimize.joint.stages"
    tells_figures: ClassVar[bool] = True

    cover: AdequateCover
    hydrogen: HydrogenProblem
    parcels: SharedParcels
    opened: Whole
    proof: Certificate | None = None

    def in_own_units(self) -> tuple[JointProblem, Callable[[JointSiting], JointSiting]]:
        """Give both problems with figures of usual size.

        Returns
        -------
        tuple
            Problem, and what gives its answer in the caller's units.
        """
        people = power_unit(self.cover.weights, 0, 20)
        hydrogen, stations = self.hydrogen.in_own_units()
        if people == 1.0 and hydrogen is self.hydrogen:
            return self, lambda found: found

        def in_callers(found: JointSiting) -> JointSiting:
            said = None if found.certificate is None else found.certificate.times(people, _PRICED)
            return replace(found, siting=stations(found.siting), certificate=said)

        cover = replace(self.cover, weights=self.cover.weights / people)
        proof = None if self.proof is None else self.proof.times(1.0 / people, _PRICED)
        return replace(self, cover=cover, hydrogen=hydrogen, proof=proof), in_callers

    @property
    def told_in(self) -> Mapping[str, float]:
        """What hydrogen is multiplied with in lines of progress."""
        return self.hydrogen.told_in


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
        ``by parts``, ``stations yield``, ``chargers move`` or ``one model``.
    crowded
        Parcels that were crowded when each was solved alone.
    certificate
        Of the people covered, when they were decided anew; else None.
    """

    opened: Whole
    siting: HydrogenSiting
    how: How
    crowded: Whole
    certificate: Certificate | None = None

    @property
    def certificates(self) -> tuple[Certificate, ...]:
        """Of the people covered, where they were decided anew, and of the stations."""
        return (*(() if self.certificate is None else (self.certificate,)), *self.siting.certificates)


def joint_model(
    problem: JointProblem, columns: Columns, goal: Goal, *, people: float, hold_kg: float
) -> ModelBuilder:
    """Write both models with the coupling rows of `optimize.joint.model`.

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
    o = builder.add_variables(
        "o", lower.size, lower=lower, upper=1.0, integer=True, over={"site": np.arange(lower.size)}
    )
    core = merged_core(cover.pairs, cover.weights)
    prices, rows = core.weights if goal == "people" else 0.0, leading_rows(cover.pairs, cover.weights)
    z = builder.add_variables("z", core.weights.size, upper=1.0, cost=prices, over={"row": rows})
    builder.add_sums("charge", (1.0, z), (-core.cover, o), upper=0.0, over={"row": rows})
    builder.add_rows("count", np.ones((1, o.size)), o, upper=float(cover.count))
    add_own(builder, cover.own, o, name="own_charging")
    if goal != "people":
        builder.add_rows("people", core.weights[None, :], z, lower=people * (1.0 - _HELD))
    _add_parcel_rows(builder, problem, columns, y, o)
    needs = {"need": np.arange(cover.need.size)}
    if parcels.station.size == 0 or not cover.need.size:
        builder.add_rows("need", cover.provides, o, lower=cover.need, over=needs)
        return builder
    w = _add_both(builder, problem, columns, y, o)
    lost = _lost(problem, columns)
    builder.add_sums("need", (cover.provides, o), (-lost, w), lower=cover.need, over=needs)
    return builder


def shared_columns(problem: JointProblem, columns: Columns) -> tuple[Indices, Indices]:
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
    shared, parcel = shared_columns(problem, columns)
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
            over={"site": parcels.charging},
        )


def _add_both(
    builder: ModelBuilder, problem: JointProblem, columns: Columns, y: Indices, o: Indices
) -> Indices:
    """Add w with the rows both: chargers and a station of a size on one parcel."""
    shared, parcel = shared_columns(problem, columns)
    stations = {of: where[shared] for of, where in columns.stations.items()}
    w = builder.add_variables("w", shared.size, upper=1.0, over=stations)
    at = choices(parcel, problem.parcels.station.size)
    terms = (1.0, w), (-1.0, y[shared]), (-at, o[problem.parcels.charging])
    builder.add_sums("both", *terms, lower=-1.0, over=stations)
    return w


def _lost(problem: JointProblem, columns: Columns) -> sparse.csr_array:
    """Give what each need loses when chargers and a station share a parcel, (needs, columns w)."""
    shared, parcel = shared_columns(problem, columns)
    share = 1.0 - problem.parcels.kept[parcel, columns.open_size[shared]]
    gives = problem.cover.provides[:, problem.parcels.charging[parcel]]
    noticed = sparse.diags_array(notices(problem.cover).astype(np.float64))
    return sparse.csr_array(noticed @ gives @ sparse.diags_array(share))
