"""Small hydrogen problems that can be solved by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from optimize.cover_pairs import CoverPairs
from optimize.hydrogen.problem import Group, HydrogenProblem
from optimize.joint.model import JointProblem, SharedParcels
from optimize.location.refuelling.paths import RefuellingPaths
from optimize.location.refuelling.trips import FreightTrips, freight_trips
from optimize.siting.adequate import AdequateCover

SIZES = np.array([500.0, 1000.0])
COST = np.array([10e6, 18e6])


def line_problem(**changes: Any) -> HydrogenProblem:
    """Four sites on a line at km 0, 10, 20, 30, one customer at each; radius 5 km.

    Customers ask 900, 800, 400 and 100 kg/day. Sites 0 to 2 are commercial, site 3 is captive. One source
    of 5,000 kg/day delivers at 30, 31, 32 and 33 CNY/kg. Two stations: sites 0 and 1, 1,700 kg/day.
    """
    radius = changes.pop("radius", 5e3)
    km = np.arange(4) * 10e3
    values: dict[str, Any] = {
        "pairs": CoverPairs.from_dense(np.abs(km[:, None] - km[None, :]), radius),
        "demand_kg": np.array([900.0, 800.0, 400.0, 100.0]),
        "sizes_kg": SIZES,
        "station_cost": np.tile(COST, (4, 1)),
        "allowed": np.ones((4, 2), dtype=bool),
        "ownership": np.array([0, 0, 0, 1]),
        "supply_capacity": np.array([5000.0]),
        "haul_cost": np.array([[30.0, 31.0, 32.0, 33.0]]),
        "target": 2,
    }
    return HydrogenProblem(**(values | changes))


def both_sources(**changes: Any) -> HydrogenProblem:
    """The line with two sources: a small cheap one and a large dear one."""
    values: dict[str, Any] = {
        "supply_capacity": np.array([600.0, 5000.0]),
        "haul_cost": np.array([[20.0, 21.0, 22.0, 23.0], [30.0, 31.0, 32.0, 33.0]]),
    }
    return line_problem(**(values | changes))


def every_family() -> HydrogenProblem:
    """A problem in which each family of rows is present, for the golden files."""
    return line_problem(
        radius=12e3,
        target=2,
        min_commercial=1,
        min_captive=1,
        required=np.array([1]),
        groups=(Group("north", np.array([2, 3]), 1),),
        existing_capacity=np.array([300.0, 0, 0, 0]),
        min_use=0.1,
        sizes_kg=np.array([500.0, 500.0]),
        sells_high=np.array([False, True]),
        needs_high=np.array([False, True, False, False]),
        supply_limit=np.repeat([[[np.inf], [np.inf], [400.0], [np.inf]]], 2, axis=2),
        trips=line_trips(40.0),
    )


def line_trips(range_km: float, least_share: float = 1.0) -> FreightTrips:
    """Ten trips a day from km 0 past the four sites of the line to km 40 and back."""
    path = RefuellingPaths(
        indptr=np.array([0, 5]),
        sites=np.array([0, 1, 2, 3, -1]),
        metres=np.arange(5) * 10e3,
        n_sites=4,
    )
    reach = np.array([range_km * 1e3])
    return freight_trips(path, np.array([10.0]), reach, least_share=least_share, n_sites=4)


def shared_problem(**changes: Any) -> JointProblem:
    """The line, and one charging site of two: both reach all 100 people, the first stands on station site 0.

    Its parcel has 1,000 m2: charging takes 300, a station of 500 kg/day 400, one of 1,000 kg/day 800.
    """
    hydrogen = line_problem(**changes.pop("hydrogen", {}))
    cover = {
        "pairs": CoverPairs.from_dense(np.array([[0.0, 0.0]]), 1.0),
        "weights": np.array([100.0]),
        "count": 1,
        "provides": sparse.csr_array(np.array([[10.0, 10.0]])),
        "need": np.array([5.0]),
        "names": ("energy",),
        "required": np.empty(0, dtype=np.int64),
    }
    parcels = {
        "charging": np.array([0]),
        "station": np.array([0]),
        "room": np.array([[1000.0]]),
        "charging_takes": np.array([[300.0]]),
        "station_takes": np.array([[[400.0], [800.0]]]),
        "kept": np.array([[1.0, 1.0]]),
    }
    return JointProblem(
        AdequateCover(**(cover | changes.pop("cover", {}))),
        hydrogen,
        SharedParcels(**(parcels | changes.pop("parcels", {}))),
        np.array([0]),
    )
