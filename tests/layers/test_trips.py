"""Trips between cities: a gravity model solved by hand, and where its energy falls."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from gisplan_errors import LayerError
from layers.trips import CITY_COLUMNS, city_places, city_trips, read_cities
from tests.layers.figures import PARAMETERS

CRS = "EPSG:4548"
HUNDRED = 100_000.0
FIGURES = PARAMETERS.replace(
    nev_stock_base=0.0,
    nev_stock_horizon=1000.0,
    private_share=1.0,
    city_trips_per_car_day=0.1,
    city_trips_exponent=2.0,
    city_trips_range_km=300.0,
    city_trips_kwh_per_km=0.18,
    charging_efficiency=0.9,
)


def region() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Three cities of 1, 1 and 2 million at km 0, 100 and 300 of one straight expressway."""
    rows = [("1101", 1e6, 0.0), ("1201", 1e6, HUNDRED), ("1301", 2e6, 3 * HUNDRED)]
    districts = gpd.GeoDataFrame(
        {"adcode": [code for code, *_ in rows], "population": [people for _, people, _ in rows]},
        geometry=[shapely.box(x - 50, -50, x + 50, 50) for *_, x in rows],
        crs=CRS,
    )
    road = shapely.LineString([(0, 0), (HUNDRED, 0), (3 * HUNDRED, 0)])
    corridors = gpd.GeoDataFrame({"road_ref": ["G1"], "kind": ["expressway"]}, geometry=[road], crs=CRS)
    cities = pd.DataFrame([(c, c, c, "modelled", "test", "2026") for c in ("11", "12", "13")])
    return districts, corridors, cities.set_axis(list(CITY_COLUMNS), axis=1)


def test_trips_fall_with_people_and_the_square_of_the_way() -> None:
    """Pulls are 1/1, 2/9 and 2/4 (of 10^12/100²): of 100 trips 58.06, 12.90 and 29.03; 150 km are brought."""
    table = city_trips(*region(), FIGURES).table
    assert table["pair"].tolist() == ["11-12", "11-13", "12-13"]
    assert table["km_one_way"].tolist() == pytest.approx([100.0, 300.0, 200.0])
    assert table["trips_day"].tolist() == pytest.approx(
        [100 / 1.7222, 22.2222 / 1.7222, 50 / 1.7222], rel=1e-4
    )
    assert table["en_route_km"].tolist() == pytest.approx([0.0, 150.0, 50.0])
    due = [0.0, 22.2222 / 1.7222 * 150 * 0.2, 50 / 1.7222 * 50 * 0.2]
    assert table["en_route_kwh_day"].tolist() == pytest.approx(due, rel=1e-4)


def test_energy_falls_evenly_along_the_ways_that_need_it() -> None:
    """Of km 0 to 100 the long trip alone takes a third of its energy; the rest of both falls beyond."""
    trips = city_trips(*region(), FIGURES)
    spots, taken = trips.along(500.0)
    energy = trips.table["en_route_kwh_day"]
    assert taken.sum() == pytest.approx(energy.sum())
    assert taken[spots[:, 0] < HUNDRED].sum() == pytest.approx(energy[1] / 3)


@pytest.mark.parametrize("name", ["per_car_day", "exponent", "detour", "range_km", "kwh_per_km"])
def test_every_figure_counts(name: str) -> None:
    name = f"city_trips_{name}"
    districts, corridors, cities = region()
    districts.loc[0, "geometry"] = shapely.box(-50, 9950, 50, 10_050)
    tables = [
        city_trips(districts, corridors, cities, figures).table
        for figures in (FIGURES, FIGURES.replace(**{name: FIGURES.value(name) * 1.1}))
    ]
    assert not tables[0].equals(tables[1])


def test_a_city_lies_in_the_district_nearest_to_its_people() -> None:
    """Of districts at 0, 10 and 30 km with 1, 1 and 3 people the ways sum to 100, 70 and 50 man-km."""
    districts = gpd.GeoDataFrame(
        {"adcode": ["1101", "1102", "1103"], "population": [1.0, 1.0, 3.0]},
        geometry=[shapely.box(x - 1, -1, x + 1, 1) for x in (0.0, 10_000.0, 30_000.0)],
        crs=CRS,
    )
    people, spots = city_places(districts, pd.DataFrame({"code": ["11"]}))
    assert people.tolist() == [5.0]
    assert spots[0].tolist() == pytest.approx([30_000.0, 0.0])
    with pytest.raises(LayerError, match="12 has no district"):
        city_places(districts, pd.DataFrame({"code": ["12"]}))


@pytest.mark.parametrize("codes", [("11", "1101"), ("11", "11"), ("ab", "12")])
def test_codes_of_cities_are_told_apart(tmp_path, codes) -> None:
    path = tmp_path / "cities.csv"
    rows = "".join(f"{code},甲,A,official,test,2026\n" for code in codes)
    path.write_text(",".join(CITY_COLUMNS) + "\n" + rows, encoding="utf-8")
    with pytest.raises(LayerError, match="column code"):
        read_cities(path)
