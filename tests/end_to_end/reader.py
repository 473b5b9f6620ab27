"""The files that a reader of the guides has, by the names that the guides give to them."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
from shapely import box

from gisplan.pipeline import make_plan
from gisplan.runs.folder import write_plan
from gisplan.scenario.loading import load_scenario
from tests.end_to_end.documents import ROOT
from tests.end_to_end.made_up_city import EAST, HIGH, NORTH, boundary, scenario, write_city
from tests.end_to_end.own_region import gisplan as run_gisplan
from tests.end_to_end.pieces import fitted
from tests.layers.importing.test_registers import cec, station

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    import pandas as pd


PIECE = (
    ("120101", "120110", "120114"),
    ["chargers.target=8000", "coverage.max_new_sites=300", "hydrogen.target=3", "solver.work=8",
     "solver.gap=0.05", "demand.coefficients.cell_fine_m=1500"],
)  # fmt: skip
"""Districts of the reader's run, among them those that the guides name, and its settings."""


def plan_run(place: Path) -> Path:
    """Plan three districts of Tianjin, and draw the run."""
    made = make_plan(load_scenario("tianjin-2027", fitted("tianjin-2027", *PIECE, place)))
    return write_plan(made, place / "run")


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


def write_lands(home: Path) -> None:
    """Write areas of land use of Tianjin: red lines, and a control plan in GBK as offices have it."""
    kinds = {"red-lines.gpkg": ["生态保护红线"], "控规.shp": ["居住用地", "商业用地"]}
    for name, said in kinds.items():
        areas = [box(117.18 + 0.02 * at, 39.11, 117.20 + 0.02 * at, 39.13) for at in range(len(said))]
        encoding = {"encoding": "GBK"} if name.endswith(".shp") else {}
        gpd.GeoDataFrame({"用地性质": said}, geometry=areas, crs=4490).to_file(home / name, **encoding)


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
    write_lands(home)
    cec(home, [station(1, 114.3, 30.6)])
    with rasterio.open(
        home / "people.tif", "w", driver="GTiff", height=9, width=10, count=1, dtype="float32",
        crs="EPSG:32650", transform=rasterio.Affine(500, 0, EAST, 0, -500, NORTH + HIGH),
    ) as sink:  # fmt: skip
        sink.write(np.linspace(100.0, 900.0, 90, dtype="float32").reshape(9, 10), 1)
