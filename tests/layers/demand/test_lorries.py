"""Energy of electric lorries, by hand: what batteries bring, what is charged on the way, where it falls."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.demand.lorries import lorry_by_cell, metres_outside, trip_energy
from layers.routes import Route


def energy(km, outside, inside, charged, usable=200.0, each=2.0):
    one = trip_energy(
        np.array([km]), np.array([outside]), inside=np.array([inside]), charged=np.array([charged]),
        usable_kwh=np.array([usable]), kwh_km=np.array([each]),
    )  # fmt: skip
    return one.depot[0].tolist(), float(one.way[0]), float(one.beyond[0])


BOTH, HERE, NONE = [True, True], [True, False], [False, False]


@pytest.mark.parametrize(
    ("km", "outside", "inside", "charged", "due"),
    [
        # 100 kWh each way: each depot gives one
        (50.0, 0.0, BOTH, BOTH, ([100.0, 100.0], 0.0, 0.0)),
        # 240 kWh each way, 40 more than the battery, twice
        (120.0, 0.0, BOTH, BOTH, ([200.0, 200.0], 80.0, 0.0)),
        # 240 kWh there and back, one battery of 200
        (60.0, 30.0, HERE, HERE, ([200.0, 0.0], 40.0, 0.0)),
        # 400 there and back; from the border 60 km out 240 there and back: 40 of them beyond
        (100.0, 60.0, HERE, HERE, ([200.0, 0.0], 160.0, 40.0)),
        # a depot at the end beyond: 200 at each end, nothing on the way, what is charged there is not here
        (100.0, 60.0, HERE, BOTH, ([200.0, 0.0], 0.0, 0.0)),
        # no depot: half a battery at both ends, all of it on the way
        (50.0, 50.0, NONE, NONE, ([0.0, 0.0], 0.0, 200.0)),
    ],
)
def test_energy_is_charged_where_batteries_run_out(km, outside, inside, charged, due) -> None:
    assert energy(km, outside, inside, charged) == due


@given(km=st.floats(1.0, 500.0), share=st.floats(0.0, 1.0), far=st.booleans())
def test_what_is_charged_is_what_is_driven(km: float, share: float, far: bool) -> None:
    """At the ends, on the way and beyond together, with what the far depot gives, it is 2 l e."""
    depot, way, beyond = energy(km, km * share, HERE, [True, far])
    assert min(*depot, way, beyond) >= 0.0
    assert depot[0] * (1 + far) + way + beyond == pytest.approx(2.0 * km * 2.0)
    assert way + beyond == pytest.approx(max(0.0, 4.0 * km - 200.0 * (1 + far)))


def straight(metres: float, factor: float = 1.0) -> Route:
    return Route(
        np.array([[0.0, 0.0], [metres, 0.0]]), np.array([0.0, metres * factor]), np.array([factor == 1.0])
    )


def test_what_lies_beyond_is_measured_as_it_is_travelled() -> None:
    land = shapely.box(-1e3, -1e3, 30e3, 1e3)
    assert metres_outside([straight(40e3), straight(40e3, 1.3)], land) == pytest.approx([10e3, 13e3])
    assert metres_outside([straight(20e3)], land) == pytest.approx([0.0])


def test_energy_falls_on_the_ends_and_evenly_on_the_way_in_the_region() -> None:
    middle = np.arange(500.0, 10_000.0, 1000.0)
    cells = gpd.GeoDataFrame({"x": middle, "y": 0.0}, geometry=gpd.points_from_xy(middle, 0.0 * middle))
    land = shapely.box(-1e3, -1e3, 5_000.0, 1e3)
    found = lorry_by_cell(cells, [straight(10e3)], land, np.array([[7.0, 0.0]]), np.array([10.0]))
    assert found.tolist() == pytest.approx([9.0, 2.0, 2.0, 2.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0])
