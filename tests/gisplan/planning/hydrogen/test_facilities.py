"""Battery swap and methanol take what parcels have left, serve most, and never touch the chargers' least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from gisplan.planning.chargers.capacity import charger_tables
from gisplan.planning.hydrogen.facilities import FacilityPlan, plan_facilities
from gisplan_errors import InfeasiblePlan, ScenarioError
from tests.gisplan.toy import figure, toy_region, toy_scenario, with_sites

if TYPE_CHECKING:
    from layers.region.loading import Region


def swap(**changes: Any) -> dict[str, Any]:
    """One truck swap station for half of the 640 kWh/day that trucks ask in the outer district."""
    base: dict[str, Any] = {
        "name_zh": "换电", "name_en": "Swap", "target": 1, "demand": "kwh_logistics", "share": 0.5,
        "categories": ("fuel_station",), "radius_m": 50000.0, "capacity": 200.0, "area_m2": 600.0,
        "grid_kw": 300.0, "cost": 5e6,
    }  # fmt: skip
    figures = ("share", "radius_m", "capacity", "area_m2", "grid_kw", "cost")
    return {key: figure(value) if key in figures else value for key, value in (base | changes).items()}


def region() -> Region:
    allowing = {"allows": "charging;swap;methanol"}
    return with_sites(toy_region(), FS_1=allowing, FS_2=allowing, FS_3=allowing)


def place(taken: dict[str, tuple[float, float]] | None = None, **kinds: dict[str, Any]) -> FacilityPlan:
    here, scenario = region(), toy_scenario(facilities=kinds)
    takes = np.zeros((len(here.sites), 2))
    for name, pair in (taken or {}).items():
        takes[np.flatnonzero((here.sites["site_id"] == name).to_numpy())] = pair
    tables = charger_tables(here.sites, scenario, home_kwh_day=8.0)
    return plan_facilities(here, scenario, tables, np.empty(0, dtype=np.int64), takes)


def test_nothing_is_placed_without_a_section() -> None:
    plan = place()
    assert plan.facilities.empty
    assert plan.certificates == {}
    assert not plan.takes.any()


def test_capacity_binds() -> None:
    """320 kWh/day are asked; one station of 200 serves 200, of 400 serves all, two of 200 serve all."""
    served = [
        place(swap_truck=swap(**changes)).facilities["served_day"].sum()
        for changes in ({}, {"capacity": 400.0}, {"target": 2})
    ]
    assert served == pytest.approx([200.0, 320.0, 320.0])


def test_the_best_place_is_proven() -> None:
    plan = place(swap_truck=swap(radius_m=6000.0))
    assert [c.status for c in plan.certificates.values()] == ["optimal"]
    assert plan.certificates["swap_truck"].stage == "swap_truck served"


def test_land_and_grid_that_hydrogen_takes_are_not_there() -> None:
    """Fuel keeps 1,000 of 5,000 m2. Hydrogen leaves too little land at FS-2, too little grid at FS-3."""
    short = {"FS-2": (3500.0, 0.0), "FS-3": (0.0, 150.0)}
    assert place(short, swap_truck=swap()).facilities["site_id"].tolist() == ["FS-1"]
    with pytest.raises(InfeasiblePlan, match=r"swap_truck.target = 2: 1 of 3 sites .* 600 m² and 300 kW"):
        place(short, swap_truck=swap(target=2))


def test_a_second_kind_finds_what_the_first_leaves() -> None:
    """Each parcel carries 400 kW, so two facilities of 300 kW never share one."""
    plan = place(swap_truck=swap(target=2), methanol=swap(target=1))
    assert plan.facilities["site_id"].is_unique
    assert plan.facilities["kind"].tolist() == ["swap_truck", "swap_truck", "methanol"]


def test_kinds_and_demand_are_held_to_what_is_known() -> None:
    with pytest.raises(ScenarioError, match="unknown name 'swap_bike'"):
        toy_scenario(facilities={"swap_bike": swap()})
    with pytest.raises(ScenarioError, match="unknown name 'kwh_trams'"):
        toy_scenario(facilities={"swap_car": swap(demand="kwh_trams")})
