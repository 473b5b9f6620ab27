"""Water holds no people, and nothing named is drowned."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from gisplan_errors import CrsError, LayerError
from layers.demand.cells import build_demand
from layers.districts.land_mask import KEEP_M, dry_land, read_water
from layers.region.water import region_water
from tests.layers.figures import PARAMETERS

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:4548"


def written(folder: Path, **first: str) -> Path:
    """Write the table of two bodies, the first one with other values."""
    table = pd.read_csv(StringIO(BODIES), dtype=str)
    table.loc[0, list(first)] = list(first.values())
    table.to_csv(folder / "water.csv", index=False)
    return folder / "water.csv"


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
BODIES = """name_zh,name_en,lon,lat,length_km,width_km,turn_deg,origin,source,as_of,verified
北大港水库,Beidagang,117.4,38.74,15.0,11.0,20.0,memory,remembered,undated,false
于桥水库,Yuqiao,117.53,40.03,13.0,5.0,0.0,memory,remembered,undated,false
"""
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
    demand = build_demand(LAND, NO_POINTS, None, crs=CRS, parameters=PARAMETERS, water=LAKE)
    assert demand.groupby("adcode")["population"].sum().tolist() == [50_000, 50_000]
    assert shapely.intersection(demand.geometry.union_all(), LAKE.geometry.iloc[0]).area < 1.0


def test_a_district_under_water_is_named() -> None:
    with pytest.raises(LayerError, match="districts 0"):
        dry_land(LAND, frame(shapely.box(-10, -10, 8000, 9000)))
    with pytest.raises(LayerError, match="CRS"):
        dry_land(LAND, LAKE.to_crs("EPSG:4326"))


def test_no_water_is_known_and_none_is_cut() -> None:
    assert dry_land(LAND, None).area.tolist() == [64e6, 64e6]


def test_shipped_water_is_the_outline_of_openstreetmap(tianjin_folder: Path) -> None:
    for name in ("tianjin", "beijing", "jingjinji"):
        water = region_water(tianjin_folder.parent / name, CRS)
        assert water is not None
        assert water.is_valid.all()
        assert (water.area >= 4e6).all()
        assert (water["name_zh"].str.len() >= 2).all()
        assert not water["verified"].any()
        assert set(water["origin"]) == {"osm"}
        assert water["source"].str.startswith("© OpenStreetMap contributors, ODbL 1.0").all()


def test_a_reservoir_lies_where_its_name_does(tianjin_folder: Path) -> None:
    water = region_water(tianjin_folder, CRS).set_index("name_zh")
    points = pd.read_csv(tianjin_folder / "names.csv")
    points = points[points["kind"] == "water"].set_index("name_zh")
    names = ["于桥水库", "团泊洼水库", "北塘水库", "鸭淀水库", "大兴水库", "东丽湖"]
    at = gpd.GeoSeries.from_xy(*points.loc[names, ["lon", "lat"]].to_numpy().T, index=names, crs=4326)
    assert water.loc[names, "geometry"].contains(at.to_crs(CRS)).all()


def test_water_of_a_table_is_an_ellipse_of_its_size(tmp_path: Path) -> None:
    path = written(tmp_path)
    water = read_water(path, crs=CRS)
    assert not water["verified"].any()
    ellipses = [np.pi / 4 * 15.0 * 11.0, np.pi / 4 * 13.0 * 5.0]
    assert (water.area / 1e6).tolist() == pytest.approx(ellipses, rel=0.01)
    with pytest.raises(CrsError, match="degrees"):
        read_water(path, crs="EPSG:4326")


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("length_km", "0", "北大港水库: length_km 0"),
        ("lon", "east", "北大港水库: lon 'east'; expected a number"),
        ("source", "", "北大港水库: source is missing"),
        ("origin", "guess", "北大港水库: origin 'guess'; expected one of official"),
    ],
)
def test_a_bad_row_of_water_is_named(tmp_path: Path, column: str, value: str, said: str) -> None:
    with pytest.raises(LayerError, match=said):
        read_water(written(tmp_path, **{column: value}), crs=CRS)


def test_water_without_a_column_is_refused(tmp_path: Path) -> None:
    (tmp_path / "water.csv").write_text("name_zh,lon,lat\n", encoding="utf-8")
    with pytest.raises(LayerError, match="columns name_en, length_km"):
        read_water(tmp_path / "water.csv", crs=CRS)
