"""Coordinate reference systems: refuse what is not known, project what is.

A frame without a CRS, one in degrees where metres are needed, and one whose numbers cannot belong to
the CRS it names are refused: nothing is guessed silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pyproj import CRS, Proj
from pyproj.exceptions import CRSError as PyprojError

from gisplan_errors import CrsError
from gisplan_words import message

if TYPE_CHECKING:
    import geopandas as gpd

    from gisplan_words import Sayable

OUTPUT_CRS = "EPSG:4326"
MOST_STRETCH = 0.02
"""How far areas in a region's CRS may be from the true ones: a radius is then off by 1 %."""


def require_crs(frame: gpd.GeoDataFrame, layer: Sayable) -> CRS:
    """Give the CRS of a layer, refusing a layer that names none or one its numbers cannot belong to.

    Parameters
    ----------
    frame
        Any layer.
    layer
        Name of the layer or file, for the message.

    Returns
    -------
    pyproj.CRS
        The CRS of the frame.

    Raises
    ------
    CrsError
        If there is no CRS, degrees are declared and a coordinate is beyond 180/90, or metres are declared
        and all coordinates lie within 180/90.
    """
    if frame.crs is None:
        raise CrsError(message("layers-no-crs", layer=layer))
    crs = CRS(frame.crs)
    bounds = np.asarray(frame.total_bounds, dtype=float)
    if not np.isfinite(bounds).all():
        return crs
    in_degrees = bool(np.abs(bounds[[0, 2]]).max() <= 180 and np.abs(bounds[[1, 3]]).max() <= 90)
    shown = ", ".join(f"{value:.10g}" for value in bounds)
    if crs.is_geographic and not in_degrees:
        _name_row(frame, layer)
        raise CrsError(message("layers-not-degrees", layer=layer, crs=crs.to_string(), bounds=shown))
    if crs.is_projected and in_degrees:
        raise CrsError(message("layers-not-metres", layer=layer, crs=crs.to_string(), bounds=shown))
    return crs


def _name_row(frame: gpd.GeoDataFrame, layer: Sayable) -> None:
    """Refuse the first row whose place is no longitude and latitude, where those of most rows are."""
    ends = np.abs(frame.bounds.to_numpy(dtype=float))
    off = np.flatnonzero((ends[:, [0, 2]].max(axis=1) > 180) | (ends[:, [1, 3]].max(axis=1) > 90))
    if off.size and 2 * off.size < len(frame):
        at, key = int(off[0]), frame.drop(columns=frame.geometry.name).iloc[off[0]]
        west, south, *_ = frame.geometry.iloc[at].bounds
        told = {"row": str(at + 1), "key": str(key.iloc[0]) if len(key) else "", "rows": str(off.size)}
        raise CrsError(message("layers-off-degrees", layer=layer, place=f"{west:.10g}, {south:.10g}", **told))


def project(frame: gpd.GeoDataFrame, crs: str, layer: str) -> gpd.GeoDataFrame:
    """Bring a layer into a CRS, after checking the CRS it comes with.

    Parameters
    ----------
    frame, layer
        As in `require_crs`.
    crs
        Target, e.g. ``"EPSG:4548"``.

    Returns
    -------
    geopandas.GeoDataFrame
        The layer in ``crs``.

    Raises
    ------
    CrsError
        As in `require_crs`, and if ``crs`` is not known.
    """
    require_crs(frame, layer)
    return frame.to_crs(_known(crs))


def region_crs(frame: gpd.GeoDataFrame, configured: str | None = None) -> str:
    """Give the projected CRS that a region works in: the configured one, else its UTM zone.

    Parameters
    ----------
    frame
        Any layer of the region, with a CRS.
    configured
        Such as ``"EPSG:4548"`` from the region's file; must be in metres.

    Returns
    -------
    str
        A CRS in metres.

    Raises
    ------
    CrsError
        If the frame has no CRS, or the configured CRS is unknown, not in metres, or made for elsewhere.
    """
    require_crs(frame, "districts")
    if configured is None:
        return str(frame.estimate_utm_crs().to_string())
    crs = _known(configured)
    if not crs.is_projected or {axis.unit_name for axis in crs.axis_info[:2]} != {"metre"}:
        raise CrsError(message("layers-region-crs", crs=configured))
    _check_scale(frame, crs, configured)
    return configured


def _check_scale(frame: gpd.GeoDataFrame, crs: CRS, name: str) -> None:
    """Refuse a CRS that is far out of true where the region lies: radii and areas would be."""
    bounds = np.asarray(frame.to_crs(OUTPUT_CRS).total_bounds, dtype=float)
    if not np.isfinite(bounds).all():
        return
    lon, lat = (axis.ravel() for axis in np.meshgrid(bounds[[0, 2]], bounds[[1, 3]]))
    scale = np.asarray(Proj(crs).get_factors(lon, lat).areal_scale, dtype=float)
    worst = scale[np.argmax(np.nan_to_num(np.abs(scale - 1), nan=np.inf))]
    if not abs(worst - 1) <= MOST_STRETCH:
        raise CrsError(
            message(
                "layers-region-crs-far",
                crs=name,
                times=f"{worst:.2f}",
                bounds=", ".join(f"{value:.4g}" for value in bounds),
                better=str(frame.estimate_utm_crs().to_string()),
            )
        )


def _known(crs: str) -> CRS:
    try:
        return CRS.from_user_input(crs)
    except PyprojError as error:
        raise CrsError(message("layers-crs-unknown", crs=crs)) from error
