"""The arrays of the hydrogen model say what the scenario and the layers say."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from gisplan.hydrogen import delivered_cost, hydrogen_pairs, plan_hydrogen

sys.path.insert(0, str(Path(__file__).parent))
from toy import HYDROGEN, toy_region, toy_scenario, with_sites


def candidates() -> np.ndarray:
    return np.flatnonzero(toy_region().sites["site_id"].isin(HYDROGEN).to_numpy())


def test_candidates_allow_hydrogen_and_are_not_excluded() -> None:
    closed = with_sites(toy_region(), FS_3={"status": "excluded"})
    plan = plan_hydrogen(closed, toy_scenario())
    names = closed.sites["site_id"].iloc[plan.candidates].tolist()
    assert names == ["FS-1", "FS-2", "HH-1", "HH-2"]
    assert plan.problem.ownership.tolist() == [0, 0, 1, 0]


def test_delivered_cost_is_production_haul_and_compression() -> None:
    cost = delivered_cost(toy_region(), toy_scenario(), np.array([[10.0], [300.0]]))
    assert cost[0, 0] == pytest.approx(20.0 + 10 * 0.06 + 3.0 * 0.65)
    assert np.isinf(cost[1, 0])


def test_haul_follows_the_detour() -> None:
    """HS-1 stands 1 km south and 4 km west of FS-2."""
    plan = plan_hydrogen(toy_region(), toy_scenario())
    place = toy_region().sites["site_id"].iloc[plan.candidates].tolist().index("FS-2")
    assert plan.haul_km[0, place] == pytest.approx(1.3 * np.hypot(4, 1))


def test_captive_stations_reach_their_premises_only() -> None:
    cells = np.flatnonzero((toy_region().demand["h2_kg_day"] > 0).to_numpy())
    pairs = hydrogen_pairs(toy_region(), toy_scenario(hydrogen__captive_radius_m=2500.0), candidates(), cells)
    captive = HYDROGEN.index("HH-1")
    assert pairs.shape == (3, 5)
    assert pairs.distances[pairs.indices == captive].max() <= 2500.0
    assert pairs.distances[pairs.indices != captive].max() > 2500.0


def test_served_districts_become_groups() -> None:
    problem = plan_hydrogen(toy_region(), toy_scenario()).problem
    assert [(group.name, group.sites.tolist(), group.minimum) for group in problem.groups] == [
        ("district 120118", [1, 2, 3, 4], 1)
    ]


def test_without_a_target_nothing_is_asked() -> None:
    scenario = toy_scenario(hydrogen__target=0, hydrogen__min_commercial=0, hydrogen__min_captive=0)
    plan = plan_hydrogen(toy_region(), scenario)
    assert plan.siting is None
    assert plan.problem.groups == ()


def test_class_and_land_decide_which_sizes_may_stand() -> None:
    region = with_sites(toy_region(), FS_2={"area_m2": 2000.0}, FS_1={"oil_m3": 200.0})
    allowed = plan_hydrogen(region, toy_scenario()).problem.allowed
    assert allowed[HYDROGEN.index("FS-2")].tolist() == [True, True, False]
    assert not allowed[HYDROGEN.index("FS-1")].any()
    assert allowed[HYDROGEN.index("FS-3")].all()
