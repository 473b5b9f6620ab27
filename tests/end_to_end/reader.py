"""The files that a reader of the guides has, by the names that the guides give to them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from tests.end_to_end.documents import ROOT
from tests.end_to_end.made_up_city import EAST, HIGH, NORTH, boundary, scenario, write_city
from tests.end_to_end.own_region import gisplan as run_gisplan
from tests.layers.importing.test_registers import cec, station

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    import pandas as pd


def write_standing(home: Path, sites: pd.DataFrame) -> None:
    """Write a layer of what stands: three stations at the first places of a table of sites."""
    at = sites.head(3)
    told = {
        "site_id": [f"B-{number}" for number in range(len(at))],
        **{name: at[name].to_list() for name in ("name_zh", "access")},
        "chargers": 6,
        "since": "2026-05",
        "origin": "survey",
        "source": "test",
    }
    places = gpd.points_from_xy(at["lon"], at["lat"])
    layer = gpd.GeoDataFrame(told, geometry=places, crs=4326)
    layer.to_file(home / "standing.gpkg", layer="standing")


def write_files(home: Path, rasterio: ModuleType) -> None:
    """Write the files of a made-up city into a reader's folder."""
    write_city(home / "hubei-latest.osm.pbf")
    run_gisplan(
        "layers", "import", home / "hubei-latest.osm.pbf", "--crs", "EPSG:32650", "--out", home / "osm"
    )
    shutil.move(home / "osm" / "roads.parquet", home / "roads.parquet")
    sites = gpd.read_parquet(home / "osm" / "sites.parquet")
    shutil.rmtree(home / "osm")
    stated = sites[sites["category"] != "expressway_service_area"]  # no extract says which road they serve
    stated.to_file(home / "sites.gpkg", layer="sites")
    points = sites.to_crs(4326).representative_point()
    table = sites.drop(columns="geometry").assign(lon=points.x, lat=points.y)
    table.to_csv(home / "sites.csv", index=False)
    boundary().to_file(home / "boundary.geojson")
    boundary().to_file(home / "districts.shp", encoding="utf-8")
    (home / "mine.toml").write_text(scenario(), encoding="utf-8")
    shutil.copy(ROOT / "docs" / "policies_example.toml", home / "my-policy.toml")
    cases = ROOT / "tests" / "layers" / "importing" / "cases"
    shutil.copy(cases / "bnetza.csv", home / "Ladesaeulenregister.csv")
    cec(home, [station(1, 114.3, 30.6)])
    with rasterio.open(
        home / "people.tif", "w", driver="GTiff", height=9, width=10, count=1, dtype="float32",
        crs="EPSG:32650", transform=rasterio.Affine(500, 0, EAST, 0, -500, NORTH + HIGH),
    ) as sink:  # fmt: skip
        sink.write(np.linspace(100.0, 900.0, 90, dtype="float32").reshape(9, 10), 1)
