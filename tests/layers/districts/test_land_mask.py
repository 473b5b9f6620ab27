"""Water holds no people, and nothing named is drowned."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gisplan_errors import CrsError, LayerError
from layers.demand.cells import build_demand
from layers.demand.parameters import DemandParameters
from layers.districts.land_mask import KEEP_M, REMEMBERED_WATER, dry_land, remembered_water

CRS = "EPSG:4548"


def frame(*shapes: shapely.Polygon) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "adcode": [str(index) for index in range(len(shapes))],
            "tier": "outer",
            "population": 50_000,
        },
        geometry=list(shapes),
        crs=CRS,
    )


LAND = frame(shapely.box(0, 0, 8000, 8000), shapely.box(8000, 0, 16_000, 8000))
LAKE = frame(shapely.box(2000, 2000, 6000, 6000))
NO_POINTS = gpd.GeoDataFrame({"name_zh": [], "kind": []}, geometry=[], crs=CRS)


def test_water_is_cut_from_its_district_only() -> None:
    land = dry_land(LAND, LAKE)
    assert land.area.tolist() == [48e6, 64e6]
    assert LAND.area.tolist() == [64e6, 64e6]


def test_land_round_a_named_place_stays() -> None:
    land = dry_land(LAND, LAKE, places_xy=np.array([[4000.0, 4000.0]]))
    assert shapely.contains_xy(land.geometry.iloc[0], 4000, 4000)
    assert land.area.iloc[0] == pytest.approx(48e6 + np.pi * KEEP_M**2, rel=1e-3)


def test_people_of_the_district_move_to_its_land() -> None:
    demand = build_demand(LAND, NO_POINTS, None, crs=CRS, parameters=DemandParameters.defaults(), water=LAKE)
    assert demand.groupby("adcode")["population"].sum().tolist() == [50_000, 50_000]
    assert shapely.intersection(demand.geometry.union_all(), LAKE.geometry.iloc[0]).area < 1.0


def test_a_district_under_water_is_named() -> None:
    with pytest.raises(LayerError, match="districts 0"):
        dry_land(LAND, frame(shapely.box(-10, -10, 8000, 9000)))
    with pytest.raises(LayerError, match="CRS"):
        dry_land(LAND, LAKE.to_crs("EPSG:4326"))


def test_remembered_water_is_labelled_and_has_its_size() -> None:
    water = remembered_water(CRS)
    assert not water["verified"].any()
    assert set(water["origin"]) == {"memory"}
    ellipses = [np.pi / 4 * body.length_km * body.width_km for body in REMEMBERED_WATER]
    assert (water.area / 1e6).tolist() == pytest.approx(ellipses, rel=0.01)
    with pytest.raises(CrsError, match="degrees"):
        remembered_water("EPSG:4326")
