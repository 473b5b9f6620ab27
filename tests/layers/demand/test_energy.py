"""Energy by class follows its equations and falls where its proxies are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.demand.energy import (
    CLASSES,
    PUBLIC,
    car_kwh_day,
    class_totals,
    energy_by_class,
    fleet_kwh_day,
    home_pile_kwh_day,
    private_cars,
)
from layers.demand.homes import Homes, homes_of
from layers.vocabulary import DEMAND_CLASSES
from tests.layers.figures import PARAMETERS

if TYPE_CHECKING:
    from layers.demand.parameters import DemandParameters


def cells(*people: float, step: float = 1000.0) -> pd.DataFrame:
    frame = pd.DataFrame({"population": people})
    frame["x"] = np.arange(len(people)) * step
    frame["y"] = 0.0
    frame["area_m2"] = 250_000.0
    frame["stations"] = frame["population"] / 1000.0
    return frame


def places(*rows: tuple[str, float]) -> pd.DataFrame:
    table = [{"kind": kind, "x": x, "y": 0.0, "weight": 1.0} for kind, x in rows]
    return pd.DataFrame(table, columns=["kind", "x", "y", "weight"])


def homes(frame: pd.DataFrame, tier: str = "central", parameters: DemandParameters = PARAMETERS) -> Homes:
    district = pd.DataFrame({"adcode": ["1"], "tier": [tier], "population": [1.0]})
    return homes_of(pd.Series(["1"] * len(frame)), district, parameters)


def modelled(frame: pd.DataFrame, points: pd.DataFrame, **options: object) -> pd.DataFrame:
    parameters = options.pop("parameters", PARAMETERS)
    frame["private_cars"] = private_cars(frame, homes(frame, parameters=parameters), parameters)
    return energy_by_class(
        frame, homes(frame, parameters=parameters), points, parameters=parameters, **options
    )


def test_classes_are_those_of_the_vocabulary() -> None:
    assert tuple(DEMAND_CLASSES) == CLASSES


def test_energy_of_one_car_by_hand() -> None:
    plain = PARAMETERS.replace(car_km_per_year=36_500, car_kwh_per_km=0.2, charging_efficiency=0.8)
    assert car_kwh_day(plain) == pytest.approx(25.0)
    assert home_pile_kwh_day(plain.replace(home_energy_share=0.9)) == pytest.approx(22.5)


def test_energy_of_a_fleet_by_hand() -> None:
    plain = PARAMETERS.replace(
        bus_new=100, bus_ev_share_new=0.5, bus_km_day=100, bus_kwh_per_km=0.9, charging_efficiency=0.9
    )
    assert fleet_kwh_day("bus", plain) == pytest.approx(5000.0)


def test_cars_follow_people_and_tier_and_sum_to_the_growth() -> None:
    frame = cells(1000, 3000, 2000)
    plain = PARAMETERS.replace(
        nev_stock_base=100, nev_stock_horizon=900, private_share=1, cars_index_ring=2, cars_index_central=1
    )
    cars = private_cars(frame, Homes(np.array([1.0, 1.0, 2.0]), np.zeros(3)), plain)
    assert cars.tolist() == pytest.approx([100, 300, 400])
    assert cars.sum() == 800


def test_totals_by_hand() -> None:
    frame = cells(1000, 1000)
    frame["private_cars"] = [100.0, 100.0]
    plain = PARAMETERS.replace(
        car_km_per_year=36_500, car_kwh_per_km=0.1, charging_efficiency=1, own_bay_share_central=0.5,
        home_planned_share=0.1, home_energy_share=0.8, existing_public_share=0.25, through_kwh_day=7,
        public_residential=0.4, public_workplace=0.3, public_destination=0.2, public_corridor=0.1,
    )  # fmt: skip
    totals = class_totals(frame, homes(frame, parameters=plain), plain)
    pool = 200 * 10 * (0.5 + 0.5 * 0.2) * 0.75
    assert totals["home"] == pytest.approx(200 * 0.5 * 0.1 * 0.8 * 10)
    assert totals["residential"] == pytest.approx(0.4 * pool)
    assert totals["workplace"] == pytest.approx(0.3 * pool)
    assert totals["destination"] == pytest.approx(0.2 * pool)
    assert totals["corridor"] == pytest.approx(0.1 * pool + 7)


def test_cells_sum_to_the_totals() -> None:
    frame = cells(*np.random.default_rng(1).integers(0, 5000, 50))
    energy = modelled(frame, places(("zone", 3000), ("rail_station", 9000), ("logistics", 20_000)))
    totals = class_totals(frame, homes(frame), PARAMETERS)
    for name in CLASSES:
        assert energy[f"kwh_{name}"].sum() == pytest.approx(totals[name], abs=1e-6)
    assert (energy >= 0).all().all()


def test_more_own_bays_move_energy_from_public_to_home() -> None:
    few, many = (
        modelled(cells(5000, 5000), places(), parameters=PARAMETERS.replace(own_bay_share_central=share))
        for share in (0.2, 0.8)
    )
    assert many["kwh_home"].sum() > few["kwh_home"].sum()
    assert many["kwh_residential"].sum() < few["kwh_residential"].sum()


def test_fleets_gather_at_their_places() -> None:
    frame = cells(*[1000] * 40)
    energy = modelled(frame, places(("logistics", 10_000), ("rail_station", 20_000)))
    assert energy["kwh_logistics"].idxmax() == 10
    assert energy["kwh_bus"].idxmax() == 20


def test_public_energy_falls_as_stations_do_and_leans_to_its_proxies() -> None:
    frame = cells(*[1000] * 20)
    frame["stations"] = np.arange(20.0)
    line = gpd.GeoDataFrame(
        {"road_ref": ["S1"]}, geometry=[shapely.LineString([(5000, 50), (9000, 50)])], crs="EPSG:4548"
    )
    energy = modelled(frame, places(), corridors=line, parameters=PARAMETERS.replace(through_kwh_day=0))
    public = energy[[f"kwh_{name}" for name in PUBLIC]].sum(axis=1)
    assert (public / public.sum()).to_numpy() == pytest.approx(np.arange(20.0) / 190.0, abs=1e-6)
    assert public[0] == 0
    assert set(np.flatnonzero(energy["kwh_corridor"])) <= {4, 5, 6, 7, 8, 9}
    assert (energy["kwh_taxi"][1:] > 0).all()


def test_residential_energy_leans_to_cars_without_a_bay() -> None:
    frame = cells(1000, 1000)
    frame["private_cars"] = 100.0
    known = Homes(np.ones(2), np.array([0.9, 0.1]))
    energy = energy_by_class(frame, known, places(), parameters=PARAMETERS)
    assert energy["kwh_residential"][1] > 2 * energy["kwh_residential"][0]
    public = energy[[f"kwh_{name}" for name in PUBLIC]].sum(axis=1)
    assert public[0] == pytest.approx(public[1], rel=1e-6)


def test_corridor_energy_lies_along_the_corridor() -> None:
    frame = cells(*[1000] * 20)
    line = gpd.GeoDataFrame(
        {"road_ref": ["S1"]}, geometry=[shapely.LineString([(5000, 50), (9000, 50)])], crs="EPSG:4548"
    )
    energy = modelled(frame, places(("settlement", 0)), corridors=line)
    used = np.flatnonzero(energy["kwh_corridor"])
    assert used.min() >= 4
    assert used.max() <= 9
    assert energy["kwh_corridor"].sum() > 0


def test_larger_cells_at_the_same_distance_draw_more() -> None:
    frame = pd.DataFrame({"population": [100.0, 100.0], "x": [-500.0, 500.0], "y": 0.0})
    frame["area_m2"] = [250_000.0, 1_000_000.0]
    frame["private_cars"] = frame["stations"] = 1.0
    energy = energy_by_class(
        frame, homes(frame), places(("logistics", 0.0)),
        parameters=PARAMETERS.replace(logistics_people_share=0),
    )  # fmt: skip
    small, large = energy["kwh_logistics"]
    assert large == pytest.approx(4 * small)


def test_nobody_needs_nothing() -> None:
    frame = cells(0, 0, 0)
    assert modelled(frame, places(("zone", 0))).to_numpy().sum() == 0


@pytest.mark.parametrize("people", [float("nan"), -5.0])
def test_bad_people_are_refused(people: float) -> None:
    frame = cells(100, people)
    with pytest.raises(LayerError, match="private cars: weight"):
        private_cars(frame, homes(frame), PARAMETERS)
