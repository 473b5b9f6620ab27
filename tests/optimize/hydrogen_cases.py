"""Small hydrogen problems that can be solved by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from optimize.cover_pairs import CoverPairs
from optimize.hydrogen import Group, HydrogenProblem

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
    )
