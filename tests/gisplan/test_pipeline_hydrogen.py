"""Every constraint on the toy city's hydrogen binds, and dropping it changes the plan."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from gisplan.pipeline import plan_region
from gisplan_errors import InfeasiblePlan
from tests.gisplan.planned import planned
from tests.gisplan.toy import CENTRE, OUTER, toy_region, toy_scenario


def test_hydrogen_target_new_and_cumulative() -> None:
    existing = [
        {
            "on": dt.date(2024, 5, 10),
            "count": 2,
            "located": 0,
            "name_zh": "两座",
            "source": "toy",
            "tag": "modelled",
            "as_of": "2024",
        }
    ]
    new = planned(hydrogen__existing=existing)
    both = planned(hydrogen__existing=existing, hydrogen__count="cumulative", hydrogen__min_captive=0)
    assert (new.headline["hydrogen_stations_new"], new.headline["hydrogen_stations_cumulative"]) == (3, 5)
    assert (both.headline["hydrogen_stations_new"], both.headline["hydrogen_stations_cumulative"]) == (1, 3)


def test_no_hydrogen_station_at_all() -> None:
    none = planned(hydrogen__target=0, hydrogen__min_commercial=0, hydrogen__min_captive=0)
    assert none.headline["hydrogen_stations_new"] == 0
    assert none.layers.stations.empty
    assert not [one.stage for one in none.certificates if "hydrogen" in one.stage]


def test_commercial_and_captive_stations() -> None:
    owners = planned(hydrogen__target=2, hydrogen__min_captive=1).headline["hydrogen_by_ownership"]
    assert owners == {"commercial": 1, "captive": 1}
    with pytest.raises(InfeasiblePlan, match="captive"):
        planned(hydrogen__min_captive=2)


def test_served_districts() -> None:
    changes = {"hydrogen__target": 1, "hydrogen__min_captive": 0, "hydrogen__min_commercial": 0}
    for adcode in (CENTRE, OUTER):
        plan = planned(hydrogen__served_districts=[adcode], **changes)
        assert set(plan.layers.stations["adcode"]) == {adcode}


def test_supply_capacity_binds() -> None:
    region = toy_region()
    supply = region.hydrogen_supply.assign(capacity_kg_day=[300.0, 200.0])
    plan = plan_region(toy_scenario(), dataclasses.replace(region, hydrogen_supply=supply))
    assert plan.headline["hydrogen_served_kg_day"] == pytest.approx(500.0, abs=0.1)
    assert planned().headline["hydrogen_served_kg_day"] > 1000.0


def test_class_one_stays_out_of_the_centre() -> None:
    """With 200 m3 of oil FS-1 would be class I, and the centre gets no station."""
    changes = {"hydrogen__served_districts": [CENTRE]}
    assert "FS-1" in set(planned(**changes).layers.stations["site_id"])
    with pytest.raises(InfeasiblePlan, match="Heping"):
        planned("oil in the centre", **changes)


def test_the_service_radius_binds() -> None:
    near = planned(hydrogen__service_radius_m=2000.0, hydrogen__captive_radius_m=2000.0)
    assert near.headline["hydrogen_served_kg_day"] < planned().headline["hydrogen_served_kg_day"]
    assert (near.evidence.hydrogen_assignment["metres"] <= 2000.0 + 1e-6).all()


def test_a_captive_station_serves_its_own_premises() -> None:
    flows = planned().evidence.hydrogen_assignment
    assert (flows.loc[flows["site_id"] == "HH-1", "metres"] <= 5000.0).all()


def test_the_longest_haul_binds() -> None:
    assert planned("far sources").headline["hydrogen_served_kg_day"] > 0
    with pytest.raises(InfeasiblePlan, match="no source can deliver to any site"):
        planned("far sources", hydrogen__max_haul_km=10.0)


def test_a_protected_building_keeps_a_station_away() -> None:
    assert "HH-1" in set(planned().layers.stations["site_id"])
    with pytest.raises(InfeasiblePlan, match="captive"):
        planned("hospital")
    moved = planned("hospital", hydrogen__min_captive=0)
    assert "HH-1" not in set(moved.layers.stations["site_id"])
    near = moved.evidence.candidates.set_index("site_id")["near_important_public_m"]
    assert near["HH-1"] == pytest.approx(20.0)
