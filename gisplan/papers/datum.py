"""The reference system in which data are handed over: CGCS2000, in degrees or metres, beside WGS 84."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError

from gisplan_errors import CrsError
from gisplan_words import listed, message

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan_words import Message

WGS84: Final = "EPSG:4326"
_DATUM: Final = "China 2000"
_NAMES: Final = "CGCS2000 / 3-degree"


def delivery_crs(asked: str, districts: gpd.GeoDataFrame) -> tuple[str, Message | None]:
    """Check the reference system asked for against where the region lies.

    Parameters
    ----------
    asked
        WGS 84 (EPSG:4326) or one of CGCS2000, as EPSG:4490 in degrees, EPSG:4528 or EPSG:4548 in metres.
    districts
        EPSG:4326.

    Returns
    -------
    tuple
        The system, and what is to be known where the region lies beyond its zone; else None.

    Raises
    ------
    CrsError
        It is none of these.
    """
    west, south, east, north = (float(at) for at in districts.total_bounds)
    middle = AreaOfInterest((west + east) / 2, (south + north) / 2, (west + east) / 2, (south + north) / 2)
    found = query_crs_info("EPSG", [PJType.PROJECTED_CRS], middle, contains=True)
    fitting = [f"EPSG:{one.code}" for one in found if one.name.startswith(_NAMES)]
    try:
        crs = CRS.from_user_input(asked)
    except CRSError:
        crs = None
    if crs is not None and crs.to_epsg() == 4326:
        return WGS84, None
    datum = None if crs is None or crs.geodetic_crs is None else crs.geodetic_crs.datum
    if crs is None or datum is None or datum.name != _DATUM:
        raise CrsError(message("geodata-crs", crs=asked, known=listed([WGS84, "EPSG:4490", *fitting])))
    area, lon = crs.area_of_use, (west + east) / 2
    if crs.is_projected and area is not None and not area.west <= lon <= area.east:
        told = {"crs": asked, "west": f"{area.west:g}", "east": f"{area.east:g}"}
        told |= {"lon": f"{lon:.1f}"}
        return asked, message("geodata-zone", **told, fitting=listed(fitting))
    return asked, None
