"""Land that people can live on: districts without the large reservoirs and wetlands.

No open polygon of Tianjin's water is at hand. What stands in for it are ellipses of four bodies of water
by remembered middle and extent, tag ``memory``, not verified; a planner's own polygons take their place.
The coast needs no mask here: the Tianditu polygons of the districts end at it, ports and all.

A mask may not cut off what is known to stand on land: a disc round every named place is kept dry, so the
ports and the zones of the hydrogen industry stay on land whatever the mask says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from pyproj import CRS
from shapely import affinity

from gisplan_errors import CrsError, LayerError

if TYPE_CHECKING:
    from numpy.typing import NDArray

KEEP_M = 800.0
SOURCE = "general knowledge of the water body, remembered middle and extent"


@dataclass(frozen=True)
class WaterBody:
    """An ellipse that stands in for a body of water.

    Attributes
    ----------
    name_zh, name_en
        Names.
    lon, lat
        Remembered middle, WGS84 degrees, to about 2 km.
    length_km, width_km
        Axes west to east and south to north before turning.
    turn_deg
        Turn counter-clockwise.
    """

    name_zh: str
    name_en: str
    lon: float
    lat: float
    length_km: float
    width_km: float
    turn_deg: float = 0.0


REMEMBERED_WATER = (
    WaterBody("北大港水库", "Beidagang Reservoir", 117.40, 38.74, 15.0, 11.0, 20.0),
    WaterBody("于桥水库", "Yuqiao Reservoir", 117.53, 40.03, 13.0, 5.0, 0.0),
    WaterBody("团泊水库", "Tuanbo Reservoir", 117.10, 38.91, 7.0, 6.5, 0.0),
    WaterBody("七里海湿地", "Qilihai Wetland", 117.515, 39.29, 9.0, 4.5, 0.0),
)
"""Large water of Tianjin as remembered; elsewhere it cuts nothing."""


def remembered_water(crs: str) -> gpd.GeoDataFrame:
    """Draw `REMEMBERED_WATER` as polygons.

    Parameters
    ----------
    crs
        Projected CRS in metres.

    Returns
    -------
    water
        name_zh, name_en, origin, source, verified, geometry in ``crs``.

    Raises
    ------
    CrsError
        If ``crs`` is not projected.
    """
    if not CRS(crs).is_projected:
        raise CrsError(f"water: {crs} is in degrees; expected a projected CRS in metres, e.g. EPSG:4548")
    middles = gpd.GeoSeries.from_xy(
        [body.lon for body in REMEMBERED_WATER], [body.lat for body in REMEMBERED_WATER], crs="EPSG:4326"
    ).to_crs(crs)
    shapes = [
        affinity.rotate(
            affinity.scale(middle.buffer(500.0), body.length_km, body.width_km), body.turn_deg, origin=middle
        )
        for body, middle in zip(REMEMBERED_WATER, middles, strict=True)
    ]
    return gpd.GeoDataFrame(
        {
            "name_zh": [body.name_zh for body in REMEMBERED_WATER],
            "name_en": [body.name_en for body in REMEMBERED_WATER],
            "origin": "memory",
            "source": SOURCE,
            "verified": False,
        },
        geometry=shapes,
        crs=crs,
    )


def dry_land(
    districts: gpd.GeoDataFrame, water: gpd.GeoDataFrame, *, places_xy: NDArray[np.float64] | None = None
) -> gpd.GeoDataFrame:
    """Cut water out of districts, except around named places.

    Parameters
    ----------
    districts
        Polygons in a projected CRS, column ``adcode``.
    water
        Polygons in the same CRS.
    places_xy
        (n, 2) metres; within `KEEP_M` of each nothing is cut.

    Returns
    -------
    land
        ``districts`` with the geometry of their land.

    Raises
    ------
    LayerError
        If the CRS differ, or water leaves no land of a district.
    """
    if districts.crs != water.crs:
        raise LayerError(f"water: CRS {water.crs}; expected that of the districts, {districts.crs}")
    wet = water.geometry.union_all()
    if places_xy is not None and len(places_xy):
        wet = shapely.difference(wet, shapely.union_all(shapely.buffer(shapely.points(places_xy), KEEP_M)))
    shapes = districts.geometry.to_numpy().copy()
    touched = np.flatnonzero(shapely.intersects(shapes, wet))
    shapes[touched] = shapely.difference(shapes[touched], wet)
    gone = shapely.is_empty(shapes) & ~districts.geometry.is_empty.to_numpy()
    if gone.any():
        names = ", ".join(districts.loc[gone, "adcode"].astype(str))
        raise LayerError(f"districts {names}: the water layer leaves no land; check its polygons")
    return districts.set_geometry(gpd.GeoSeries(shapes, index=districts.index, crs=districts.crs))
